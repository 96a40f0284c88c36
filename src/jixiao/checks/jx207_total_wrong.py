"""总分与各部分之和不符

为什么：总分＝预算执行率得分＋各三级指标得分。这里只用表里自己写的数相加，不涉及任何规则。

合计行的分值只是指标的（如 90）、执行率另有分值的，只与各指标得分相加比较。

怎么改：改正总分；如果某行得分填错，先改那一行。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 60   | 60   |
    | 培训场次   | ≥2场       | 2场        | 40   | 40   |
    | 总分       |            |            | 100  | 98   |
    → error E4 应为 100
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 60   | 60   |
    | 培训场次   | ≥2场       | 2场        | 40   | 40   |
    | 总分       |            |            | 100  | 100  |
    → 无
例（没有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
    | 年度资金总额 | 200        | 200        | 172        | 10   | 86%    | 8.6  |
    | 三级指标     | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数   | ≥10家      | 12家       | 50   | 50   |
    | 培训场次     | ≥2场       | 2场        | 40   | 40   |
    | 合计         |            |            | 90   | 90   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.rates import roundings
from jixiao.scoring.total import total as added_up

CODE = "JX207"
SEVERITY = "error"
TITLE = Text("总分与各部分之和不符", "the total differs from the sum of its parts")
BASIS = Text("总分＝预算执行率得分＋各三级指标得分", "total = execution score + all indicator scores")
NEEDS = ("score",)


def _execution_part(assessment: Assessment) -> tuple[Fraction | None, str, str]:
    """The execution score as stated, capped at its weight where it cannot be meant (100 of 10)."""
    execution = assessment.execution
    if execution is not None and execution.line.score is None and execution.score is not None:
        due = Fraction(execution.score.shown)
        said = f"（执行率得分没有单独的格，按分值 {points(execution.weight)}×执行率计）"
        return due, said, f" (the execution score has no cell and is taken as weight {points(execution.weight)} × rate)"
    if execution is None or execution.stated_score is None:
        return None, "", ""
    if execution.weight is not None and execution.stated_score > execution.weight:
        capped = execution.weight
        return capped, f"（执行率得分填 {points(execution.stated_score)}，按其分值 {points(capped)} 计）", f" (execution score {points(execution.stated_score)} counted as {points(capped)})"
    return execution.stated_score, "", ""


def check(assessment: Assessment) -> Iterator[Problem]:
    """The stated total against the stated parts."""
    total, field = assessment.stated_total, assessment.table.total
    scores = [i.stated for i in assessment.indicators if i.stated is not None]
    if total is None or field is None or not scores:
        return
    rows = added_up(scores) or Fraction(0)
    execution, note, note_en = (None, "", "") if assessment.subtotal else _execution_part(assessment)
    added = rows + (execution or 0)
    unfilled = any(i.stated is None and i.weight for i in assessment.indicators)
    if unfilled or total in {Fraction(value) for value in roundings(added)}:
        return
    if execution is None and not assessment.subtotal and _without_execution(assessment, total, rows):
        return
    parts, parts_en = f"各行得分相加为 {points(rows)}", f"the rows add up to {points(rows)}"
    if execution is not None:
        parts = f"各行得分 {points(rows)} + 执行率得分 {points(execution)} = {points(added)}"
        parts_en = f"rows {points(rows)} + execution {points(execution)} = {points(added)}"
    yield Problem(
        (field,),
        Text(
            f"{field.ref.a1} 总分填 {points(total)}，{parts}{note}，相差 {points(abs(total - added))}。",
            f"{field.ref.a1} states a total of {points(total)}, but {parts_en}{note_en}.",
        ),
        expected=points(added), found=points(total),
        suggestion=Text(f"总分改为 {points(added)}，或改正填错的得分。", f"Change the total to {points(added)}, or correct the score that is wrong."),
    )


def _without_execution(assessment: Assessment, total: Fraction, rows: Fraction) -> bool:
    """A funds line with a weight and no score yet: the total may contain what it will be."""
    weights = [fund.weight for fund in assessment.funds if fund.weight is not None]
    return bool(weights) and 0 <= total - rows <= sum(weights, Fraction(0))
