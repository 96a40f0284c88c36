"""未完成或得分低于分值，却没有写偏差原因

为什么：未完成的指标要说明原因和改进措施，这是自评表的必填项；一体化平台在得分小于分值时也要求填写。

怎么改：在“偏差原因分析及改进措施”栏写明原因、责任和下一步；如果是填错了完成值或得分，改正后即不再提示。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
    | 走访企业数 | ≥10家      | 8家        | 5    | 4    |                        |
    → error F2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
    | 走访企业数 | ≥10家      | 8家        | 5    | 4    | 两家企业停业，已补访   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.total import needs_reason
from jixiao.values import is_nothing

CODE = "JX301"
SEVERITY = "error"
TITLE = Text("未完成却没有写偏差原因", "no reason given for an unmet indicator")
BASIS = Text("自评表填报要求：未完成须说明原因（条文待核）", "form instructions: unmet indicators need a reason (text unverified)")
NEEDS = ("reason",)


def check(assessment: Assessment) -> Iterator[Problem]:
    """Rows that are unmet, or scored below their weight, with an empty reason."""
    if assessment.monitoring is not None:
        return  # JX306 asks there
    for row in assessment.indicators:
        reason = row.source.reason
        if reason is None or not needs_reason(row.stated, row.weight, row.score.met, assessment.policy):
            continue
        if not is_nothing(reason.text):
            continue
        name = row.source.name.text
        what = "未达到指标值" if row.score.met is False else f"得分 {points(row.stated)} 低于分值 {points(row.weight)}"
        what_en = "unmet" if row.score.met is False else f"scored {points(row.stated)} of {points(row.weight)}"
        yield Problem(
            # The figures are cited: an explanation is stale once they change.
            (reason, row.source.name, *(f for f in (row.source.actual, row.source.score) if f is not None)),
            Text(f"{at(reason, name)}{what}，但偏差原因栏是空的。", f"{at(reason, name)} is {what_en}, but no reason is given."),
            subject=name,
            suggestion=Text("写明未完成的原因和改进措施。", "Give the reason and what will be done."),
        )
