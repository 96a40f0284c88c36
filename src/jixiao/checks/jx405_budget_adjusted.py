"""预算调整较大，没有说明

为什么：年初预算与全年预算相差较大，或年初没有预算的资金有了执行，要说明调整的原因。

怎么改：在备注或偏差原因里写明追加、调剂的来源和原因。

例（有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额 | 200        | 300        | 300        | 10   | 100.00% | 10   |
    → warning C2
例（没有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 | 备注             |
    | 年度资金总额 | 200        | 300        | 300        | 10   | 100.00% | 10   | 年中追加救灾资金 |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, percent, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.funds import AssessedFund

CODE = "JX405"
SEVERITY = "warning"
TITLE = Text("预算调整较大，没有说明", "the budget was changed much without a word")
BASIS = Text("预算有调整的须说明理由", "a changed budget needs a reason")
NEEDS = ("fund.initial", "fund.budget")


def _without_initial(funds: tuple[AssessedFund, ...]) -> list[AssessedFund]:
    return [f for f in funds if f.line.role == "part" and f.initial == 0 and f.executed]


def check(assessment: Assessment) -> Iterator[Problem]:
    """The total line: 年初预算 against 全年预算; lines that began with nothing are named."""
    limit = assessment.policy.adjustment_limit
    for fund in assessment.funds:
        line = fund.line
        if line.role != "total" or (line.remark is not None and line.remark.text):
            continue
        if not fund.initial or fund.budget is None or line.budget is None or line.initial is None:
            continue
        change = (fund.budget - fund.initial) / fund.initial
        if abs(change) <= limit:
            continue
        fresh = _without_initial(assessment.funds)
        also = "".join(f"；{f.line.name}年初为 0 却执行 {points(f.executed)}" for f in fresh)
        yield Problem(
            (line.budget, line.initial, *(f.line.executed for f in fresh if f.line.executed)),
            Text(
                f"{at(line.budget, line.name)}年初预算 {points(fund.initial)} → 全年预算 {points(fund.budget)}，调整率 {percent(change)}{also}，没有说明。",
                f"{at(line.budget, line.name)}: budget {points(fund.initial)} → {points(fund.budget)} ({percent(change)}) without a word.",
            ),
            subject=line.name, found=percent(change),
            suggestion=Text("写明预算调整（追加、调剂）的原因和依据。", "State why the budget was changed."),
        )
