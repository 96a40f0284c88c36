"""执行数超过预算数

为什么：执行率超过 100% 说明支出超过了全年预算，或者全年预算数没有按调整后的数填。

怎么改：多数是全年预算数应填调整后的数；确属超支的，写明原因。执行率得分最多为分值。

例（有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额 | 200        | 200        | 250        | 10   | 125.00% | 10   |
    → warning D2
例（有问题）：
    | 项目           | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额   | 200        | 200        | 250        | 10   | 125.00% | 10   |
    | 其中：财政拨款 | 200        | 200        | 250        | —    | 125.00% | —    |
    → warning D2
例（没有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额 | 200        | 200        | 200        | 10   | 100.00% | 10   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, at, percent, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.funds import AssessedFund

CODE = "JX406"
SEVERITY = "warning"
TITLE = Text("执行数超过预算数", "more was executed than budgeted")
BASIS = Text("执行数一般不超过全年（调整后）预算数", "executed amounts are normally within the (adjusted) budget")
NEEDS = ("fund.executed", "fund.budget")


def _excess(fund: AssessedFund) -> Fraction:
    return Fraction(0) if fund.mixed or fund.budget is None or fund.executed is None else fund.executed - fund.budget


def check(assessment: Assessment) -> Iterator[Problem]:
    """Lines whose own executed amount is above their own budget."""
    whole = max((_excess(fund) for fund in assessment.funds if fund.line.role == "total"), default=Fraction(0))
    for fund in assessment.funds:
        if fund.mixed or (fund.line.role == "part" and 0 < _excess(fund) <= whole):
            continue  # in another unit (JX122), or the same money once more
        field, line = fund.line.executed, fund.line
        if field is None or line.budget is None or not fund.budget or fund.executed is None or fund.executed <= fund.budget:
            continue
        if line.remark is not None and line.remark.text:
            continue
        same = "，全年预算数与年初预算数相同，可能没有按调整后填写" if fund.initial == fund.budget else ""
        yield Problem(
            (field, line.budget),
            Text(
                f"{at(field, line.name)}全年执行 {points(fund.executed)} 超过全年预算 {points(fund.budget)}（{percent(fund.executed / fund.budget)}）{same}。",
                f"{at(field, line.name)}: executed {points(fund.executed)} exceeds the budget {points(fund.budget)} ({percent(fund.executed / fund.budget)}).",
            ),
            subject=line.name, found=percent(fund.executed / fund.budget),
            suggestion=Text("全年预算数应填调整后的数；确属超支的写明原因。", "State the adjusted budget, or explain the overspending."),
        )
