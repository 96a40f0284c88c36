"""资金支出计划前后不一致

为什么：支出计划按月末累计，一月比一月多，年底到 100%（或预算总额）。中间减少、年底不足 100%，监控时就没有可用的进度标准。

怎么改：按累计数重填；当年花不完的部分，调减预算，不要留在计划里。分季度、不累计的计划，各季之和等于 100% 也可以。

例（有问题）：
    表样 申报表
    | 某站项目绩效目标表 |
    | 资金支出计划（%） | 3月底 | 6月底 | 10月底 | 12月底 |
    |                   | 25%   | 60%   | 50%    | 90%    |
    | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 宣传场次 | ≥10场      |            | 5    |      |
    → error D3
    → warning E3 应为 100%
例（没有问题）：
    表样 申报表
    | 某站项目绩效目标表 |
    | 资金支出计划（%） | 3月底 | 6月底 | 10月底 | 12月底 |
    |                   | 25%   | 50%   | 75%    | 100%   |
    | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 宣传场次 | ≥10场      |            | 5    |      |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from jixiao.checks.base import Problem, points
from jixiao.model import Field, PlanStep, Text
from jixiao.scoring.assess import Assessment
from jixiao.values import NotANumber, RateReading, money, ratio

CODE = "JX113"
SEVERITY = "error"
TITLE = Text("资金支出计划前后不一致", "a spending plan that does not hold")
BASIS = Text("支出计划按累计数填列，年底为全部预算", "the plan is cumulative and ends with the whole budget")
_YEAR_END = 12
_WHOLE = Fraction(1)


def _share(step: PlanStep) -> Fraction | None:
    """A step as a part of one (25%), or as an amount of money."""
    field = step.share
    if "%" in field.text or field.cell.kind == "percent":
        found = ratio(field.cell)
        return found.value if isinstance(found, RateReading) else None
    amount = money(field.cell, "万元")
    return None if isinstance(amount, NotANumber) else amount


def _whole(assessment: Assessment, *, in_percent: bool) -> Fraction | None:
    """What the plan must end with: 1, or the budget where it is in amounts."""
    if in_percent:
        return _WHOLE
    return next((fund.budget for fund in assessment.funds if fund.line.role == "total" and fund.budget), None)


def _shown(value: Fraction, *, in_percent: bool) -> str:
    return f"{points(value * 100)}%" if in_percent else points(value)


def check(assessment: Assessment) -> Iterator[Problem]:
    """Steps below the one before them, and an end that is not the whole."""
    plan = assessment.table.plan
    if not plan or assessment.table.stage == "monitoring":  # that one borrows its declaration's plan
        return
    in_percent = any("%" in step.share.text or step.share.cell.kind == "percent" for step in plan)
    steps = [(step, _share(step)) for step in plan]
    known = [(step, share) for step, share in steps if share is not None]
    whole = _whole(assessment, in_percent=in_percent)
    if len(known) < len(steps) or len(known) < 2:
        return  # a plan that is not filled in yet
    if "季" in "".join(step.label.text for step in plan) and whole is not None and sum(share for _, share in known) == whole:
        return  # by quarter, not cumulative
    for (before, less), (step, share) in pairwise(known):
        if share < less:
            yield _falls(before.label, step, _shown(less, in_percent=in_percent), _shown(share, in_percent=in_percent))
    last, share = known[-1]
    if last.month == _YEAR_END and whole is not None and share != whole:
        yield Problem(
            (last.share,),
            Text(
                f"{last.share.ref.a1}「{last.label.text}」支出计划为 {_shown(share, in_percent=in_percent)}，年底应为 {_shown(whole, in_percent=in_percent)}。",
                f"{last.share.ref.a1}: the plan ends with {_shown(share, in_percent=in_percent)}, not {_shown(whole, in_percent=in_percent)}.",
            ),
            subject=f"支出计划 {last.label.text}",
            expected=_shown(whole, in_percent=in_percent),
            found=_shown(share, in_percent=in_percent),
            severity="error" if share > whole else "warning",
            suggestion=Text("按累计数重填，年底为全部预算。", "Fill in cumulative shares that end with the whole budget."),
        )


def _falls(before: Field, step: PlanStep, less: str, share: str) -> Problem:
    return Problem(
        (step.share,),
        Text(
            f"{step.share.ref.a1}「{step.label.text}」支出计划 {share}，少于{before.text}的 {less}；计划按累计数填列，不能减少。",
            f"{step.share.ref.a1}: the plan falls from {less} ({before.text}) to {share} ({step.label.text}); it is cumulative.",
        ),
        subject=f"支出计划 {step.label.text}",
        found=share,
        suggestion=Text("改为到该月底的累计数。", "State the share spent by the end of that month."),
    )
