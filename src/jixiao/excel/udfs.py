"""The worksheet functions, as Excel sees them: names, arguments and their Chinese help.

For an accountant: ``=JXSCORE(…)`` 等十一个函数.  For a programmer: the one place where a function, an argument or its help
is described.  On Windows xlwings reads the annotations; ``functions.FUNCTIONS`` reads the same ones for the VBA wrappers,
LibreOffice and the help page.  Every argument is a range (a single cell counts for every row), every result a range of the
same shape; what happens to blanks and to bad input is told in ``functions_cells``.  Help texts have at most 255 signs.
"""
# ruff: noqa: N802  # the names are those of worksheet functions

from __future__ import annotations

from typing import Annotated, Any

import xlwings as xw

from jixiao.excel import functions_rows as rows
from jixiao.excel import functions_tables as tables
from jixiao.excel.functions_cells import Answer, each_row, whole
from jixiao.excel.functions_targets import meaning

CATEGORY = "绩效"


def _cells(doc: str) -> dict[str, Any]:
    """An argument: always rows and columns, errors as texts; ``doc`` begins with its Chinese name and a colon."""
    return {"doc": doc, "ndim": 2, "err_to_str": True}


Budget = Annotated[Any, _cells("预算数：全年预算数（调整后），单元格或区域。")]
Executed = Annotated[Any, _cells("执行数：全年执行数，单元格或区域。")]
MoneyUnit = Annotated[Any, _cells("金额单位：表头写的单位，如 元、万元；省略为万元。金额自带单位（150万元）时用来换算。")]
Target = Annotated[Any, _cells("指标值：如 ≥550批次、不少于7家、2024年12月31日前、95%，单元格或区域。")]
Actual = Annotated[Any, _cells("完成值：实际完成值，单元格或区域，与指标值一样大。")]
Weight = Annotated[Any, _cells("分值：满分是几分；空着时取评分标准里写的分值。")]
Rule = Annotated[Any, _cells("评分标准：如 完成得0.5分、每超过1天扣1分；省略或空白则按政策计分。")]
Direction = Annotated[Any, _cells("指标方向：≥、≤、＞、＜、＝、正向、反向、定性；指标值自带比较符时以指标值为准，都没有则按指标名称理解。")]
Unit = Annotated[Any, _cells("计量单位：如 批次、万元、%；指标值和完成值没有写单位时用它。")]
PolicyName = Annotated[Any, _cells("政策：计分政策的名称，如 hunan 或 湖南；省略为 mof-2020（财政部口径）。")]
Name = Annotated[Any, _cells("指标名称：三级指标的名称，没有写比较符时据以判断方向（办理时限越小越好）。")]
Year = Annotated[Any, _cells("年度：如 2024，日期没有写年份时用它。")]
Month = Annotated[Any, _cells("月份：监控到几月底，1 到 12，或 1-7月。")]
Interim = Annotated[Any, _cells("阶段指标值：表内写明到这时应完成多少的，以它为准，不按月份折算。")]
Scores = Annotated[Any, _cells("得分：一列得分，可以包括小计、合计行。")]
Names = Annotated[Any, _cells("指标名称：与得分一样大的区域；没有名称的行和小计、合计、总分行不计入。")]
Execution = Annotated[Any, _cells("执行率得分：一个单元格，加进总分；省略则不加。")]
Total = Annotated[Any, _cells("总分：单元格或区域。")]


@xw.func(category=CATEGORY)
def JXRATE(budget: Budget, executed: Executed, money_unit: MoneyUnit = None) -> Answer:
    """执行率＝全年执行数÷全年预算数。结果是比率（0.9986），单元格格式设为百分比。预算数和执行数都是 0 时为空白。"""
    return each_row(tables.rate, budget, executed, money_unit)


@xw.func(category=CATEGORY)
def JXRATESCORE(budget: Budget, executed: Executed, weight: Weight, policy: PolicyName = None, money_unit: MoneyUnit = None) -> Answer:
    """执行率得分＝分值×执行率，以分值为限，按政策保留小数。直接由金额计算，不受执行率四舍五入的影响。"""
    return each_row(tables.rate_points, budget, executed, weight, policy, money_unit)


@xw.func(category=CATEGORY)
def JXSCORE(
    target: Target, actual: Actual, weight: Weight, rule: Rule = None, direction: Direction = None,
    unit: Unit = None, policy: PolicyName = None, indicator: Name = None, year: Year = None,
) -> Answer:  # fmt: skip
    """得分：按评分标准（没有则按政策）算出一行指标应得的分。要由人评定的返回“待定：…”，读不懂的返回“错误：…”。"""
    return each_row(rows.score, target, actual, weight, rule, direction, unit, policy, indicator, year)


@xw.func(category=CATEGORY)
def JXCOMPLETION(
    target: Target, actual: Actual, direction: Direction = None, unit: Unit = None, policy: PolicyName = None,
    indicator: Name = None, year: Year = None,
) -> Answer:  # fmt: skip
    """完成率＝完成值÷指标值，反向指标按政策的算法。结果是比率，单元格格式设为百分比。日期、等级、定性没有完成率，为空白。"""
    return each_row(rows.completion, target, actual, direction, unit, policy, indicator, year)


@xw.func(category=CATEGORY)
def JXDEVIATION(
    target: Target, actual: Actual, direction: Direction = None, unit: Unit = None, policy: PolicyName = None,
    indicator: Name = None, year: Year = None,
) -> Answer:  # fmt: skip
    """偏差率＝（完成值－指标值）÷指标值。结果是比率，单元格格式设为百分比。指标值是区间的，与较近的一端相比。"""
    return each_row(rows.deviation, target, actual, direction, unit, policy, indicator, year)


@xw.func(category=CATEGORY)
def JXMET(
    target: Target, actual: Actual, direction: Direction = None, unit: Unit = None, policy: PolicyName = None,
    indicator: Name = None, year: Year = None,
) -> Answer:  # fmt: skip
    """是否完成：完成值达到指标值为“是”，没有达到为“否”，要由人判断的返回“待定：…”。"""
    return each_row(rows.met, target, actual, direction, unit, policy, indicator, year)


@xw.func(category=CATEGORY)
def JXTARGET(
    target: Target, direction: Direction = None, unit: Unit = None, policy: PolicyName = None, indicator: Name = None, year: Year = None,
) -> Answer:
    """指标值的意思：用一句话说明程序怎样理解一个指标值，没有写明而按名称或方向列补上的也一并说明。"""
    return each_row(meaning, target, direction, unit, policy, indicator, year)


@xw.func(category=CATEGORY)
def JXTOTAL(scores: Scores, names: Names, execution: Execution = None, policy: PolicyName = None) -> Answer:
    """总分：只加指标行的得分，小计、合计、总分行和没有指标名称的行不计入；可再加执行率得分。有一行待定则总分待定。"""
    return whole(tables.total, (scores, names), execution, policy)


@xw.func(category=CATEGORY)
def JXGRADE(total: Total, policy: PolicyName = None) -> Answer:
    """等级：按政策由总分定等级，如 优、良、中、差。89.5 分是良，90 分起是优。"""
    return each_row(tables.grade, total, policy)


@xw.func(category=CATEGORY)
def JXLIGHT(
    target: Target, actual: Actual, month: Month, direction: Direction = None, unit: Unit = None, policy: PolicyName = None,
    indicator: Name = None, year: Year = None, interim: Interim = None,
) -> Answer:  # fmt: skip
    """监控灯：红灯、黄灯、绿灯或蓝灯。数量按月份折算全年指标值，比率和人均一类不折算，反向指标只看是否超过，日期看是否到期。"""
    return each_row(rows.light, target, actual, month, direction, unit, policy, indicator, year, interim)


@xw.func(category=CATEGORY)
def JXWHY(
    target: Target, actual: Actual, weight: Weight, rule: Rule = None, direction: Direction = None,
    unit: Unit = None, policy: PolicyName = None, indicator: Name = None, year: Year = None,
) -> Answer:  # fmt: skip
    """为什么：一句话写出得分怎样算出来，或为什么算不出来。参数与 JXSCORE 相同。"""
    return each_row(rows.why, target, actual, weight, rule, direction, unit, policy, indicator, year)
