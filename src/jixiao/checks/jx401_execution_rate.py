"""执行率与执行数÷预算数不符

为什么：执行率＝全年执行数÷全年预算数。常见的错误是留着模板的 0.00%，或超预算仍写 100%。

怎么改：先核对预算数是否应为调整后的数；无误则按算出的执行率改正。

例（有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
    | 年度资金总额 | 200        | 200        | 150        | 10   | 0.00%  | 7.5  |
    → error F2 应为 75.00%
例（没有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
    | 年度资金总额 | 200        | 200        | 150        | 10   | 75%    | 7.5  |
    | 其中：其他资金 | 0        | 0          | 0          | —    | —      | —    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, at, percent, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.funds import AssessedFund

CODE = "JX401"
SEVERITY = "error"
TITLE = Text("执行率与执行数÷预算数不符", "the execution rate differs from executed ÷ budget")
BASIS = Text("执行率＝全年执行数÷全年（调整后）预算数", "execution rate = executed ÷ (adjusted) budget of the year")
NEEDS = ("fund.rate", "fund.executed")


def _sums(fund: AssessedFund) -> tuple[Fraction, Fraction]:
    budget = fund.base
    executed = fund.added_executed if fund.added_executed is not None else fund.executed
    assert budget is not None
    assert executed is not None
    return executed, budget


def check(assessment: Assessment) -> Iterator[Problem]:
    """Every line with a budget, an executed amount and a stated rate."""
    for fund in assessment.funds:
        field = fund.line.rate
        if field is None or fund.rate is None or fund.stated_rate is None or fund.rate_stands:
            continue
        executed, budget = _sums(fund)
        after_sum = "（合计按各行相加）" if budget not in {fund.budget, fund.initial} or fund.added_executed is not None else ""
        hint = "该格是公式，没有改写，请检查公式。" if field.cell.formula is not None else ""
        if fund.rate > 1 and fund.stated_rate.value == 1:
            hint += f"如全年预算已调整为 {points(executed)}，请改预算数，执行率即为 100%。"
        yield Problem(
            (field, *(f for f in (fund.line.executed, fund.line.budget or fund.line.initial) if f)),
            Text(
                f"{at(field, fund.line.name)}执行率填 {field.text}，{points(executed)} ÷ {points(budget)}{after_sum} 应为 {percent(fund.rate)}。",
                f"{at(field, fund.line.name)} states a rate of {field.text}; {points(executed)} ÷ {points(budget)} = {percent(fund.rate)}.",
            ),
            subject=fund.line.name, expected=percent(fund.rate), found=field.text,
            suggestion=Text(
                f"执行率改为 {percent(fund.rate)}。{hint}",
                f"Change the rate to {percent(fund.rate)}, or correct the budget if it was adjusted.",
            ),
        )
