"""级别标题写的分值与下级合计不符

为什么：标题写“产出指标（50分）”，它下面各三级指标的分值之和就应是 50。

怎么改：看明细是哪一类多了或少了，改正三级指标分值，或改正标题里的分值。

例（有问题）：
    | 一级指标       | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产出指标(50分) | 走访企业数 | ≥10家      | 12家       | 30   | 30   |
    |                | 培训场次   | ≥2场       | 2场        | 15   | 15   |
    → error A2 应为 50
例（没有问题）：
    | 一级指标       | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产出指标(50分) | 走访企业数 | ≥10家      | 12家       | 30   | 30   |
    |                | 培训场次   | ≥2场       | 2场        | 20   | 20   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment, LevelSum

CODE = "JX202"
SEVERITY = "error"
TITLE = Text("级别分值与下级合计不符", "a level's weight differs from the sum of its rows")
BASIS = Text("三级指标分值合计＝所属级别标明的分值", "the rows of a level add up to the weight that it states")
NEEDS = ("weight",)


def _made_of(assessment: Assessment, parent: LevelSum) -> str:
    below = [s for s in assessment.levels if s.level.depth == 2 and s.level.parent == parent.level.name]
    parts = [f"{s.level.name} {len(s.level.rows)} 行 {points(s.weight)}" for s in below]
    return f"（{'，'.join(parts)}）" if parent.level.depth == 1 and len(parts) > 1 else ""


def check(assessment: Assessment) -> Iterator[Problem]:
    """Labels that state a weight, against the rows below them."""
    for level in assessment.levels:
        if level.stated_weight is None or level.weight in {level.stated_weight, 0}:
            continue
        label, rows = level.level.label, len(level.level.rows)
        yield Problem(
            (label,),
            Text(
                f"{at(label, level.level.name)}标明 {points(level.stated_weight)} 分，下面 {rows} 行分值合计 {points(level.weight)} 分"
                f"{_made_of(assessment, level)}，相差 {points(abs(level.weight - level.stated_weight))}。",
                f"{at(label, level.level.name)} states {points(level.stated_weight)} points, but its {rows} rows add up to {points(level.weight)}.",
            ),
            subject=level.level.name,
            expected=points(level.stated_weight),
            found=points(level.weight),
            suggestion=Text("改正三级指标分值，或改正标题里的分值，使两者一致、全表合计仍为 100。", "Correct the rows' weights or the label, so that both agree and the table still adds up."),
        )
