"""Figures about a whole table: the execution rate and its score, the total, the grade.

For an accountant: 执行率、执行率得分、总分、等级.  For a programmer: Cells in, a figure or a text out, as in ``functions_rows``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from jixiao.excel.functions_cells import OPEN, Refused, Result, a_number, figure, policy_of, shown, undecided, wrong
from jixiao.forms.headings import clean, is_label
from jixiao.model import Cell, Field, Ref
from jixiao.scoring.funds import weight_of
from jixiao.scoring.rates import execution_rate, rate_score
from jixiao.scoring.total import grade as grade_of
from jixiao.scoring.total import total as total_of
from jixiao.scoring.wording import quoted
from jixiao.values import money, round_half_up, unit

_MONEY = "万元"
_SUBTOTAL = re.compile(r"(?:小计|(?:指标|级)(?:合计|总计))(?:分|得分)?\Z")


def rate(budget: Cell, executed: Cell, money_unit: Cell) -> Result:
    """执行率, as a ratio."""
    found = _rate(budget, executed, money_unit)
    return "" if found is None else shown(found)


def rate_points(budget: Cell, executed: Cell, weight: Cell, policy: Cell, money_unit: Cell) -> Result:
    """执行率得分, as the policy rounds it."""
    found, unreadable = _rate(budget, executed, money_unit), list[Field]()
    full = weight_of(Field(Ref("", 1, 1), weight), unreadable)
    if unreadable:
        figure(weight, "分值")
    if found is None or full is None:
        return ""
    if full < 0:
        wrong("分值不能小于 0。")
    return float(rate_score(found, full, policy_of(policy)).shown)


def _rate(budget: Cell, executed: Cell, money_unit: Cell) -> Fraction | None:
    heading = money_unit.text.strip() or _MONEY
    if unit(heading).dimension != "元":
        wrong(f"金额单位“{quoted(heading)}”不认识，可写 元、千元、万元、亿元。")
    planned = a_number(money(budget, heading), budget, "预算数")
    spent = a_number(money(executed, heading), executed, "执行数")
    if planned == 0 and spent:
        wrong("预算数是 0 而执行数不是，算不出执行率，请核对。")
    return execution_rate(planned, spent)


def total(scores: Sequence[Cell], names: Sequence[Cell], execution: Cell, policy: Cell) -> Result:
    """总分: the scores of the rows with an indicator's name, and that of the execution rate; blank without any."""
    leaves = [_points(score, name, row) for row, (score, name) in enumerate(zip(scores, names, strict=True), 1) if _is_indicator(name)]
    found = total_of([figure(execution, "执行率得分"), *leaves])
    return "" if found is None else shown(round_half_up(found, policy_of(policy).score_places))


def _is_indicator(name: Cell) -> bool:
    """Whether a row is an indicator's: it has a name, and not that of a sum."""
    if name.kind == "error":
        raise Refused(name.text)
    words = clean(name.text)[0]
    return bool(words) and not is_label(words, "total") and not _SUBTOTAL.search(words)


def _points(score: Cell, name: Cell, row: int) -> Fraction | None:
    if score.kind == "error":
        raise Refused(score.text)
    what = f"第 {row} 行“{quoted(name.text)}”的得分"
    if score.text.startswith(OPEN):
        undecided(f"{what}要由人评定，总分还算不全。")
    return figure(score, what)


def grade(points: Cell, policy: Cell) -> Result:
    """等级 of a total; blank where the policy has none."""
    found, rules = figure(points, "总分"), policy_of(policy)
    if found is None:
        return ""
    if found < 0:
        wrong("总分不能小于 0。")
    return grade_of(round_half_up(found, rules.score_places), rules) or ""
