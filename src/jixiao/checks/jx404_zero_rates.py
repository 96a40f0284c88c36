"""明细执行率为零而合计不为零

为什么：各项执行率都写 0.00%，合计却有执行率，明细显然没有填，多半是模板的初始值。

怎么改：逐项填写执行率；某项没有预算的，填“—”。

例（有问题）：
    | 项目           | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 其中：财政拨款 | 150        | 150        | 150        | —    | 0.00%   | —    |
    | 其他资金       | 50         | 50         | 50         | —    | 0.00%   | —    |
    | 合计           | 200        | 200        | 200        | 10   | 100.00% | 10   |
    → error F2
例（没有问题）：
    | 项目           | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 其中：财政拨款 | 150        | 150        | 0          | —    | 0.00%   | —    |
    | 合计           | 150        | 150        | 0          | 10   | 0.00%   | 0    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, listing
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.funds import AssessedFund

CODE = "JX404"
SEVERITY = "error"
TITLE = Text("明细执行率为零而合计不为零", "parts state a zero rate while the total does not")
BASIS = Text("执行率＝全年执行数÷全年（调整后）预算数", "execution rate = executed ÷ (adjusted) budget of the year")
NEEDS = ("fund.rate",)


def _stated_zero(fund: AssessedFund) -> bool:
    """A rate of zero beside money that was spent."""
    return fund.stated_rate is not None and fund.stated_rate.value == 0 and bool(fund.executed)


def check(assessment: Assessment) -> Iterator[Problem]:
    """All parts say 0% although money was spent, and the total says more."""
    parts = [f for f in assessment.funds if f.line.role == "part" and not f.line.breakdown and f.rate is not None]
    total = next((f for f in assessment.funds if f.line.role == "total" and f.stated_rate is not None), None)
    if not parts or total is None or not all(_stated_zero(f) for f in parts):
        return
    assert total.stated_rate is not None
    if total.stated_rate.value == 0 or total.line.rate is None:
        return
    fields = tuple(f.line.rate for f in parts if f.line.rate)
    yield Problem(
        (*fields, total.line.rate),
        Text(
            f"各项执行率（{listing(fields)}）均填 {fields[0].text}，而 {total.line.rate.ref.a1} 合计执行率为 {total.line.rate.text}，互相矛盾。",
            f"All parts ({listing(fields)}) state {fields[0].text} while the total {total.line.rate.ref.a1} states {total.line.rate.text}.",
        ),
        subject=total.line.name, found=fields[0].text,
        suggestion=Text("逐项按执行数÷预算数填写执行率。", "Fill in each rate as executed ÷ budget."),
    )
