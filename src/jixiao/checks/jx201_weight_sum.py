"""分值合计不对

为什么：表内自己写的分值合计必须等于各行分值之和；没有写合计时，各行分值加预算执行率分值一般应为 100。

怎么改：核对各行分值，补上漏填的分值或改正合计。有的地方执行率不计分（指标合计 100），有的指标合计 90：属于哪一种，见提示。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 60   | 60   |
    | 培训场次   | ≥2场       | 2场        | 30   | 30   |
    | 总分       |            |            | 100  | 90   |
    → error D4 应为 90
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 60   | 60   |
    | 培训场次   | ≥2场       | 2场        | 40   | 40   |
    | 总分       |            |            | 100  | 100  |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX201"
SEVERITY = "error"
TITLE = Text("分值合计不对", "the weights do not add up")
BASIS = Text("分值合计＝预算执行率分值＋各三级指标分值", "total weight = execution weight + all indicator weights")
NEEDS = ("weight",)
# Without a scored execution rate, tables add up to 100 (rate not scored) or to 90 (rate kept apart).
_USUAL_WITHOUT_EXECUTION = (Fraction(100), Fraction(90))


def check(assessment: Assessment) -> Iterator[Problem]:
    """The stated total weight against its parts, else the parts against 100."""
    table = assessment.table
    rows = [i for i in assessment.indicators if i.weight is not None]
    if not rows or assessment.weight is None:
        return
    execution = assessment.execution.weight if assessment.execution else None
    indicators = assessment.weight - (execution or 0)
    parts, parts_en = f"各行分值相加为 {points(indicators)}", f"the indicators add up to {points(indicators)}"
    if execution is not None:
        parts = f"指标 {points(indicators)} + 执行率 {points(execution)} = {points(assessment.weight)}"
        parts_en = f"indicators {points(indicators)} + execution {points(execution)} = {points(assessment.weight)}"
    stated = assessment.stated_total_weight
    if stated is not None and table.total_weight is not None and stated not in {assessment.weight, indicators}:
        yield Problem(
            (table.total_weight,),
            Text(
                f"{table.total_weight.ref.a1} 分值合计填 {points(stated)}，{parts}。",
                f"{table.total_weight.ref.a1} states a total weight of {points(stated)}, but {parts_en}.",
            ),
            expected=points(assessment.weight), found=points(stated),
            suggestion=Text("核对各行分值，改正合计或漏填的分值。", "Check the weights, or correct the total."),
        )
        return
    usual = (Fraction(100),) if execution is not None else _USUAL_WITHOUT_EXECUTION
    if assessment.weight in usual or any(i.weight is None for i in assessment.indicators):
        return
    heading = table.columns["weight"]
    # What a declaration leaves of 100 is scored for the execution rate at the year's end.
    declared = table.stage == "target"
    wanted = " 或 ".join(points(each) for each in usual) if declared else points(usual[0])
    note = "（预算执行率另占 10 分的为 90）" if declared else ""
    yield Problem(
        (heading,),
        Text(
            f"{'分值合计：' if execution is not None else ''}{parts}，一般应为 {wanted}{note}。",
            f"Weights: {parts_en}; usually {wanted}.",
        ),
        expected=wanted, found=points(assessment.weight), severity="warning",
        suggestion=Text("核对各行分值；如本单位另有规定，请在说明里写明。", "Check the weights, or explain your own scheme."),
    )
