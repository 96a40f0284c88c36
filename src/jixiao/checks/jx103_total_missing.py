"""没有总分行

为什么：自评表要给出总分（和等级），没有总分就看不出自评结果，也无法与报告核对。

怎么改：在指标表最后加一行“总分”，填入预算执行率得分与各三级指标得分之和。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → error E1 应为 5
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    | 总分       |            |            | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX103"
SEVERITY = "error"
TITLE = Text("没有总分行", "no row with the total score")
BASIS = Text("表样结构：自评表末行为总分", "structure of the form: the last row is the total")
NEEDS = ("score",)


def check(assessment: Assessment) -> Iterator[Problem]:
    """A self-evaluation without 总分."""
    table = assessment.table
    if not table.scored or not table.total_required or table.total is not None or not assessment.indicators:
        return
    rows = sum((i.stated for i in assessment.indicators if i.stated is not None), Fraction(0))
    execution = assessment.execution.stated_score if assessment.execution else None
    made_of = f"各行得分 {points(rows)}" + (f" + 执行率得分 {points(execution)}" if execution is not None else "")
    made_of_en = f"rows {points(rows)}" + (f" + execution {points(execution)}" if execution is not None else "")
    differs = assessment.score is not None and assessment.score != assessment.stated_sum
    ours = f"；按规则重算为 {points(assessment.score)}" if differs else ""
    ours_en = f"; recomputed {points(assessment.score)}" if differs else ""
    heading = table.columns["score"]
    yield Problem(
        (heading,),
        Text(
            f"整张表没有总分行：{made_of} = {points(assessment.stated_sum)}{ours}。",
            f"The table has no total: {made_of_en} = {points(assessment.stated_sum)}{ours_en}.",
        ),
        expected=points(assessment.score),
        suggestion=Text("请在指标表最后补上总分行（和自评等级）。", "Add a last row with the total (and the grade)."),
    )
