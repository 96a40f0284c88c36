"""表内有计量单位列而单位空着

为什么：计量单位列空着，导入平台时会缺项，比率和个数也容易混淆。

怎么改：比率填“%”，其余填指标值所用的单位。

例（有问题）：
    | 三级指标   | 年度指标值 | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 整改完成率 | 95%        |          | 96%        | 5    | 5    |
    | 走访企业数 | 10         | 家       | 12         | 5    | 5    |
    → warning C2
例（没有问题）：
    | 三级指标   | 年度指标值 | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 整改完成率 | 95         | %        | 96         | 5    | 5    |
    | 营商环境   | 不断提升   |          | 不断提升   | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, listing
from jixiao.checks.jx507_unit_mismatch import is_rate
from jixiao.model import Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import is_nothing
from jixiao.values.kinds import NO_UNIT, Quantity

CODE = "JX508"
SEVERITY = "warning"
TITLE = Text("计量单位空着", "the unit is blank")
BASIS = Text("表样填报要求：定量指标须填计量单位", "form instructions: a quantitative indicator needs a unit")
NEEDS = ("unit",)


def _wanted(row: AssessedIndicator) -> str:
    """The unit that belongs in the blank cell, "" if only a person can tell."""
    assert isinstance(row.target, Quantity)
    if row.target.unit != NO_UNIT:
        return row.target.unit.text
    return "%" if is_rate(row.source.name.text) else ""


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all quantities whose unit cell is blank."""
    groups: dict[str, list[Field]] = {}
    for row in assessment.indicators:
        field = row.source.unit
        if field is not None and isinstance(row.target, Quantity) and is_nothing(field.text):
            groups.setdefault(_wanted(row), []).append(field)
    fields = tuple(field for group in groups.values() for field in group)
    if not fields:
        return
    advice = "；".join(f"{listing(tuple(group))} 应填“{word}”" if word else f"{listing(tuple(group))}（单位看不出，请补）" for word, group in groups.items())
    advice_en = "; ".join(f"{listing(tuple(group))}: {word or 'to be named'}" for word, group in groups.items())
    yield Problem(
        fields,
        Text(f"{len(fields)} 个定量指标没有填计量单位：{advice}。", f"{len(fields)} quantities have no unit: {advice_en}."),
        expected="%" if set(groups) == {"%"} else None,
        suggestion=Text("补填计量单位；比率填“%”。", "Enter the units; a ratio has %."),
    )
