"""级别得分合计超过标明的分值

为什么：“效益指标（30分）”下面各行得分之和不能超过 30。

怎么改：多半是三级指标分值加多了，先改正分值，再改得分。

例（有问题）：
    | 一级指标       | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产出指标(40分) | 走访企业数 | ≥10家      | 12家       | 30   | 30   |
    |                | 培训场次   | ≥2场       | 2场        | 15   | 15   |
    → error A2 应为 ≤40
例（没有问题）：
    | 一级指标       | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产出指标(45分) | 走访企业数 | ≥10家      | 12家       | 30   | 30   |
    |                | 培训场次   | ≥2场       | 2场        | 15   | 15   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX206"
SEVERITY = "error"
TITLE = Text("级别得分超过标明的分值", "a level's scores exceed the weight that it states")
BASIS = Text("各级得分不超过该级分值", "the scores of a level are at most its weight")
NEEDS = ("score",)


def check(assessment: Assessment) -> Iterator[Problem]:
    """Sums of stated scores against the weight in the label."""
    for level in assessment.levels:
        if level.stated_weight is None or level.stated_score <= level.stated_weight:
            continue
        label = level.level.label
        yield Problem(
            (label,),
            Text(
                f"{at(label, level.level.name)}标明 {points(level.stated_weight)} 分，下面得分合计 {points(level.stated_score)} 分，超过分值"
                f"（各行分值合计 {points(level.weight)}）。",
                f"{at(label, level.level.name)} states {points(level.stated_weight)} points, but its rows are scored {points(level.stated_score)} "
                f"(weights {points(level.weight)}).",
            ),
            subject=level.level.name,
            expected=f"≤{points(level.stated_weight)}",
            found=points(level.stated_score),
            suggestion=Text("先改正该级各行分值，再改得分。", "Correct the weights of the rows first, then the scores."),
        )
