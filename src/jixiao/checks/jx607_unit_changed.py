"""计量单位与目标表不同

为什么：单位换了，完成值与批复的指标值就不是同一个量：“150万元”变成“150元”，“5个工作日”变成“5日”。

怎么改：改回目标表的单位；换算过的，数也要一起换算（1万元＝10000元 不提示）。家、个、户之类互换的不提示。

例（有问题）：
    目标表：
    | 三级指标   | 年度指标值 | 分值 |
    | 补助金额   | ≤150万元   | 5    |
    | 办理时限   | ≤5个工作日 | 5    |
    自评表：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 补助金额   | ≤150元     | 100元      | 5    | 5    |
    | 办理时限   | ≤5日       | 4日        | 5    | 5    |
    → warning B2 应为 万元
    → warning B3 应为 个工作日
例（没有问题）：
    目标表：
    | 三级指标   | 年度指标值 | 分值 |
    | 补助金额   | ≤1万元     | 5    |
    | 走访企业数 | ≥10家      | 5    |
    自评表：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 补助金额   | ≤10000元   | 9000元     | 5    | 5    |
    | 走访企业数 | ≥10户      | 12户       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at
from jixiao.checks.jx519_actual_unit import alike
from jixiao.checks.promises import BASIS as PROMISED
from jixiao.checks.promises import cited, field_or_name, there
from jixiao.model import Field, Text
from jixiao.scoring.assess import AssessedIndicator
from jixiao.scoring.changes import change
from jixiao.scoring.pairs import Match, Pair
from jixiao.values import NO_UNIT, Quantity, comparable_units

CODE = "JX607"
SEVERITY = "warning"
TITLE = Text("计量单位与目标表不同", "a unit was changed")
BASIS = PROMISED
ABOUT = "pair"
NEEDS = ("target",)


def _cell(row: AssessedIndicator) -> Field:
    """Where a row's unit is written."""
    column = row.source.unit
    return column if column is not None and column.text else field_or_name(row.source.target, row.source.name)


def _changed(pair: Pair, match: Match) -> tuple[str, str] | None:
    before, after = match.earlier.target, match.later.target
    if not isinstance(before, Quantity) or not isinstance(after, Quantity) or NO_UNIT in {before.unit, after.unit}:
        return None
    units = before.unit.text, after.unit.text
    if change(pair, match.earlier, match.later) == "unit":
        return units
    doubtful = before.unit.known and after.unit.known and comparable_units(before.unit, after.unit) == "assumed"
    return units if doubtful and not alike(before.unit, after.unit) else None


def check(pair: Pair) -> Iterator[Problem]:
    """One finding for each target that is counted in another unit."""
    for match in pair.matches.pairs:
        units = _changed(pair, match)
        if units is None:
            continue
        field, origin, name = _cell(match.later), _cell(match.earlier), match.later.source.name.text
        place = there(pair, origin)
        yield Problem(
            cited(pair, field, origin),
            Text(
                f"{at(field, name)}单位是“{units[1]}”，{place.zh}是“{units[0]}”，指标值不能直接比较。",
                f"{at(field, name)} is in {units[1]}, but in {units[0]} in the {place.en}; the targets cannot be compared.",
            ),
            subject=name,
            expected=units[0],
            found=units[1],
            suggestion=Text(f"改用“{units[0]}”；换算过的，数也一起换算。", f"Use {units[0]}; if it was converted, convert the figure too."),
        )
