"""指标值以某种水平为基准

为什么：“平均水平400元”“上年同期”之类的指标值，基准会变，写的数只是当时的数；按哪一个比，结果可能不同。

怎么改：写成确定的数（如 ≤400元/人），基准的来源写在备注里。核算时按写明的数字比较。

例（有问题）：
    | 三级指标     | 年度指标值             | 实际完成值 | 分值 | 得分 |
    | 培训人均成本 | 不超过平均水平400元/人 | 380元/人   | 5    | 5    |
    → info B2 应为 ≤ 400元/人
例（没有问题）：
    | 三级指标     | 年度指标值  | 实际完成值 | 分值 | 得分 |
    | 培训人均成本 | ≤400元/人   | 380元/人   | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, shorten
from jixiao.checks.jx504_direction_conflict import shown
from jixiao.model import Alternative, Choice, Text
from jixiao.scoring.assess import Assessment
from jixiao.values import Quantity

CODE = "JX513"
SEVERITY = "info"
TITLE = Text("指标值以某种水平为基准", "a target that rests on a benchmark")
BASIS = Text("绩效指标设置要求：指标值明确、可衡量（条文待核）", "targets should be definite and measurable (text unverified)")
NEEDS = ("target",)


def check(assessment: Assessment) -> Iterator[Problem]:
    """Targets such as 平均水平400元: the number is used, and said to be so."""
    taken = assessment.policy.benchmark
    other = "person" if taken == "written" else "written"
    for row in assessment.indicators:
        target, field = row.target, row.source.target
        if not isinstance(target, Quantity) or "benchmark" not in target.notes or field is None:
            continue
        name = row.source.name.text
        expected = f"{row.op} {shown(target)}" if row.op else shown(target)
        yield Problem(
            (field, *((row.source.direction,) if row.source.direction else ())),
            Text(
                f"{at(field, name)}指标值“{shorten(field.text)}”以文字“{target.prefix}”为基准，现按写明的数 {expected} 比较；基准若有变动，结果会不同。",
                f"{at(field, name)} target “{shorten(field.text)}” rests on “{target.prefix}”; the number {expected} was used.",
            ),
            subject=name,
            expected=expected,
            found=field.text,
            suggestion=Text(f"改写为确定的数，基准的来源另作说明；不按所写的数比较的，用 --set benchmark={other}。", f"Write a definite number and give its source elsewhere, or use --set benchmark={other}."),
            choice=Choice("benchmark", taken, (Alternative(other, None),)),
        )
