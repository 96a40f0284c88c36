"""得分超过分值

为什么：得分最多等于分值。超过的多半是把执行率（100）或完成率填进了得分栏，平台会退回。

怎么改：改为不超过分值的得分。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 50   |
    → error E2 应为 5.00
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX205"
SEVERITY = "error"
TITLE = Text("得分超过分值", "a score exceeds its weight")
BASIS = Text("得分不超过分值", "a score is at most its weight")
NEEDS = ("weight", "score")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Rows whose stated score is above their weight, or below zero."""
    for row in assessment.indicators:
        field = row.source.score
        if field is None or row.stated is None or row.weight is None or (row.stated.numerator >= 0 and row.stated <= row.weight):
            continue
        name = row.source.name.text
        expected = f"{row.score.shown}" if row.score.shown is not None else f"≤{points(row.weight)}"
        limit, limit_en = ("高于", "above") if row.stated > 0 else ("小于 0，分值", "below zero, weight")
        yield Problem(
            (field, *([row.source.weight] if row.source.weight else [])),
            Text(
                f"{at(field, name)}得分 {points(row.stated)} {limit} {points(row.weight)} 分，应为 {expected}。",
                f"{at(field, name)}: score {points(row.stated)} is {limit_en} {points(row.weight)}; expected {expected}.",
            ),
            subject=name, expected=expected, found=points(row.stated),
            suggestion=Text("得分应在 0 与分值之间。", "A score lies between 0 and its weight."),
        )
