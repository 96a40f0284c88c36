"""完成值大大超过指标值，没有说明

为什么：超过 30%（平台多为 20%）往往说明年初指标值定低了，评审会要求说明，也可能调减得分。

怎么改：在偏差原因栏说明超额的原因；明年按实际水平设定指标值。jixiao 只提示，不自动扣分。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
    | 走访企业数 | ≥10家      | 25家       | 5    | 5    |                        |
    → warning C2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
    | 走访企业数 | ≥10家      | 25家       | 5    | 5    | 年中新增专项行动       |
    | 培训场次   | ≥10场      | 12场       | 5    | 5    |                        |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, percent
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.values import is_nothing

CODE = "JX302"
SEVERITY = "warning"
TITLE = Text("超额完成较多，没有说明", "far above target without a reason")
BASIS = Text("完成值达到指标值的 130% 及以上须说明（平台为 120%）", "130% of the target and more needs a reason (platforms: 120%)")
NEEDS = ("actual", "target")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Forward indicators at or above the policy's limit, without words in the reason column."""
    if assessment.monitoring is not None:
        return  # a blue light says so
    limit = assessment.policy.over_target
    for row in assessment.indicators:
        reason, actual = row.source.reason, row.source.actual
        if not row.score.over or actual is None or row.score.completion is None:
            continue
        if reason is not None and not is_nothing(reason.text):
            continue
        name = row.source.name.text
        target = row.source.target
        yield Problem(
            (actual, *(f for f in (target, reason) if f)),
            Text(
                f"{at(actual, name)}完成 {actual.text}，是指标值 {target.text if target else ''} 的 {percent(row.score.completion)}，"
                f"达到 {percent(limit)}，没有说明原因。",
                f"{at(actual, name)}: {actual.text} is {percent(row.score.completion)} of the target {target.text if target else ''} "
                f"(limit {percent(limit)}), without a reason.",
            ),
            subject=name, found=percent(row.score.completion),
            suggestion=Text("说明超额原因；如年初指标值偏低，下年度调整。", "Give the reason; adjust next year's target if it was low."),
        )
