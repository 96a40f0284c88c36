"""指标表里的预算执行率与资金部分不符

为什么：有的表把预算执行率作为一项指标计分。它的完成值必须等于资金部分的执行数÷预算数，否则同一张表自相矛盾。

怎么改：按资金部分算出的执行率改正完成值和得分，或改正资金数。

例（有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |
    | 年度资金总额 | 200        | 200        | 180        | 90%    |
    | 三级指标     | 年度指标值 | 实际完成值 | 分值       | 得分   |
    | 预算执行率   | 100%       | 100%       | 10         | 10     |
    → error C4 应为 90.00%
例（没有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |
    | 年度资金总额 | 200        | 200        | 180        | 90%    |
    | 三级指标     | 年度指标值 | 实际完成值 | 分值       | 得分   |
    | 预算执行率   | 100%       | 90%        | 10         | 9      |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem, at, percent
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.rates import rate_stands
from jixiao.values import Quantity

CODE = "JX410"
SEVERITY = "error"
TITLE = Text("预算执行率指标与资金部分不符", "the execution rate indicator contradicts the funds block")
BASIS = Text("执行率＝全年执行数÷全年（调整后）预算数", "execution rate = executed ÷ (adjusted) budget of the year")
NEEDS = ("actual", "fund.executed", "fund.budget")
# The rate of the whole table, not that of one project or of one quarter.
_NAME = re.compile(r"(?:部门|项目|全年|年度|整体)?(?:预算|资金|预算资金)(?:支出)?执行率(?:[(（%].*)?")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Rows called 预算执行率 against the total line."""
    whole = next((fund for fund in assessment.funds if fund.line.role == "total" and fund.rate is not None), None)
    if whole is None or whole.rate is None:
        return
    for row in assessment.indicators:
        field, actual = row.source.actual, row.actual
        if field is None or not isinstance(actual, Quantity) or actual.unit.dimension != "ratio":
            continue
        if _NAME.fullmatch("".join(row.source.name.text.split())) is None:
            continue
        if rate_stands(actual.value, field.text, whole.rate):
            continue
        name = row.source.name.text
        yield Problem(
            (field, *(f for f in (whole.line.executed, whole.line.budget) if f)),
            Text(
                f"{at(field, name)}完成值填 {field.text}，资金部分为 {percent(whole.rate)}，两处不符。",
                f"{at(field, name)} states {field.text}, the funds block gives {percent(whole.rate)}.",
            ),
            subject=name, expected=percent(whole.rate), found=field.text,
            suggestion=Text("按资金部分改正完成值和得分。", "Correct the actual and the score by the funds block."),
        )
