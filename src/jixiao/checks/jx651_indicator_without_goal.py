"""指标没有对应的目标

为什么：指标应当由目标分解而来；目标里没有提到的指标，要么目标漏写了一项，要么指标是从别处照搬的。

怎么改：在目标里补写这一项工作，或核对这个指标是否还需要。

按字词比对，只看数量一类的产出指标；质量、时效、成本、效益、满意度指标本来不必逐一写进目标。本表多半目标对得上指标、对得上目标的指标也远多于对不上的时才比，拿不准的不提示。

例（有问题）：
    | 预期目标                           | 实际完成情况 |
    | 1、开展案卷评查。2、评选优秀案例。 | 已完成。     |
    | 二级指标 | 三级指标     | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 数量指标 | 评查案卷数   | ≥50个      | 52个       | 5    | 5    |
    | 数量指标 | 评选优秀案例 | ≥3个       | 3个        | 5    | 5    |
    | 数量指标 | 修剪行道树   | ≥300株     | 320株      | 5    | 5    |
    → info B6
例（没有问题）：
    | 预期目标                           | 实际完成情况 |
    | 1、开展案卷评查。2、评选优秀案例。 | 已完成。     |
    | 二级指标 | 三级指标     | 年度指标值  | 实际完成值  | 分值 | 得分 |
    | 数量指标 | 评查案卷数   | ≥50个       | 52个        | 5    | 5    |
    | 数量指标 | 评选优秀案例 | ≥3个        | 3个         | 5    | 5    |
    | 时效指标 | 按期完成时间 | 12月31日前  | 12月20日    | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.narrative import standings

CODE = "JX651"
SEVERITY = "info"
TITLE = Text("指标没有对应的目标", "an indicator without a goal")
BASIS = Text("绩效指标由绩效目标分解而来（条文待核）", "indicators are derived from the goals (text unverified)")
_MOST = 8
_FOR_EACH = 2


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding that lists the indicators of output that no goal speaks of."""
    found = standings(assessment.table)
    if found is None or not found.known:
        return
    rows = assessment.table.indicators
    lacking = [rows[place].name for place, standing in found.rows if standing == "none"]
    named = sum(standing == "found" for _, standing in found.rows)
    # Where many indicators stand in no goal, the goals were never meant to list them.
    if not lacking or named < _FOR_EACH * len(lacking):
        return
    shown = "、".join(at(name, name.text) for name in lacking[:_MOST])
    more = Text(f" 等 {len(lacking)} 个", f" and others, {len(lacking)} in all") if len(lacking) > _MOST else Text("", "")
    yield Problem(
        tuple(lacking),
        Text(
            f"{len(found.rows)} 个数量指标中有 {len(lacking)} 个在目标里没有提到：{shown}{more.zh}。",
            f"of {len(found.rows)} indicators of output, {len(lacking)} are not spoken of in the goals: {shown}{more.en}.",
        ),
        suggestion=Text("在目标里补写这项工作，或核对指标是否还需要。", "Add the work to the goals, or see whether the indicator is still wanted."),
    )
