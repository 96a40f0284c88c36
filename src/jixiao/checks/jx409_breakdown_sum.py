"""按收入性质、支出性质的分项之和与执行数不符

为什么：同一笔钱按收入性质分、按支出性质分，两种分法之和都应等于全年执行数。

怎么改：核对各分项；没有数的分项可以空着，按 0 计。

例（没有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额 | 200        | 200        | 200        | 10   | 100.00% | 10   |
    | 按收入性质分： |          | 按支出性质分： |        |      |         |      |
    | 其中：一般公共预算：150 | | 其中：基本支出：120 |   |      |         |      |
    | 其他资金：50 |            | 项目支出：80 |         |      |         |      |
    → 无
例（有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额 | 200        | 200        | 200        | 10   | 100.00% | 10   |
    | 按收入性质分： |          | 按支出性质分： |        |      |         |      |
    | 其中：一般公共预算：150 | | 其中：基本支出：120 |   |      |         |      |
    | 其他资金：50 |            | 项目支出：60 |         |      |         |      |
    → error C4 应为 200
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.funds import AssessedFund

CODE = "JX409"
SEVERITY = "error"
TITLE = Text("分项之和与执行数不符", "a breakdown does not add up to the executed amount")
BASIS = Text("收入性质合计＝支出性质合计＝全年执行数", "by income = by expenditure = executed")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Each breakdown against the executed amount of the total line."""
    total = next((f for f in assessment.funds if f.line.role == "total" and f.executed is not None), None)
    groups: dict[str, list[AssessedFund]] = {}
    for fund in assessment.funds:
        if fund.line.breakdown:
            groups.setdefault(fund.line.breakdown, []).append(fund)
    if total is None or total.executed is None:
        return
    for division, lines in groups.items():
        amounts = [f.executed for f in lines if f.executed is not None]
        added = sum(amounts, Fraction(0))
        if not amounts or added in (total.executed, total.budget):
            continue
        yield Problem(
            tuple(f.line.label for f in lines if f.executed is not None),
            Text(
                f"{division}：{'+'.join(points(a) for a in amounts)} = {points(added)}，与全年执行数 {points(total.executed)} 相差 {points(abs(added - total.executed))}。",
                f"{division}: the parts add up to {points(added)}, the executed amount is {points(total.executed)}.",
            ),
            subject=division, expected=points(total.executed), found=points(added),
            suggestion=Text("核对各分项与全年执行数。", "Check the parts against the executed amount."),
        )
