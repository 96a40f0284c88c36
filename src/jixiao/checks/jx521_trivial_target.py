"""指标值恒成立，或只是“力争”

为什么：“≥0%”做与不做都算达到，等于没有设指标；“力争”“争取”是愿望，没有达到也说不上没完成。

怎么改：填写有约束力的数，如“节约率 ≥3%”；把“力争”改为“不少于”。增长率、变动率“≥0%”表示不下降，不提示。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 经费节约率 | ≥0%        | 2%         | 5    | 5    |
    → warning B2
例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | 力争10家   | 12家       | 5    | 5    |
    → warning B2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产量增长率 | ≥0%        | 2%         | 5    | 5    |
    | 事故起数   | ≤0起       | 0起        | 5    | 5    |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem, listing, shorten
from jixiao.checks.jx507_unit_mismatch import is_share
from jixiao.model import Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import Quantity

CODE = "JX521"
SEVERITY = "warning"
TITLE = Text("指标值恒成立，或只是“力争”", "a target that is always met, or only a wish")
BASIS = Text("绩效指标设置要求：指标值有约束力（条文待核）", "targets should bind (text unverified)")
NEEDS = ("target",)

# These may fall below zero, so that ≥0 says something.
_SIGNED = re.compile("增长|增幅|增速|增加|变动|变化|调整|偏差|偏离|提高|提升|改善|收益|利润|盈|结余|净|回报|同比|环比")


def _is_trivial(row: AssessedIndicator) -> bool:
    target = row.target
    if not isinstance(target, Quantity) or row.op_source == "assumed":
        return False
    if row.op == "≥" and target.amount == 0:
        return _SIGNED.search(row.source.name.text) is None
    return row.op == "≤" and target.unit.dimension == "ratio" and target.value >= 1 and is_share(row.source.name.text)


def _is_wish(row: AssessedIndicator) -> bool:
    return isinstance(row.target, Quantity) and row.target.soft and row.target.op == "≥" and row.direction.op is None


def _problem(fields: tuple[Field, ...], subject: str, what: Text, remedy: Text) -> Problem:
    example = shorten(fields[0].text)
    return Problem(
        fields,
        Text(f"{len(fields)} 个指标值（{listing(fields)}，如“{example}”）{what.zh}。", f"{len(fields)} targets ({listing(fields)}, such as “{example}”) {what.en}."),
        subject=subject,
        found=fields[0].text,
        suggestion=remedy,
    )


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for targets that hold whatever happens, one for wishes."""
    trivial = tuple(row.source.target for row in assessment.indicators if row.source.target and _is_trivial(row))
    wishes = tuple(row.source.target for row in assessment.indicators if row.source.target and _is_wish(row))
    if trivial:
        yield _problem(
            trivial, "trivial", Text("恒成立，做与不做都算达到", "hold whatever is done"),
            Text("填写有约束力的指标值。", "Give a target that can be missed."),
        )
    if wishes:
        yield _problem(
            wishes, "wish", Text("只是“力争”“争取”，未达到时无法判定", "are wishes (力争, 争取) that nobody can miss"),
            Text("改成确定的指标值，如“≥10家”。", "Write a definite target, such as ≥10家."),
        )
