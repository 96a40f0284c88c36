"""资金支出计划: how much is to be spent by the end of which month.

For an accountant: 3月底 25%, 6月底 50%, 10月底 75%, 12月底 100%.  For a programmer: a row of months, the shares or
amounts in the row below, beside a label that says 支出计划.
"""

from __future__ import annotations

import itertools
import re

from jixiao.forms.headings import clean
from jixiao.forms.view import SheetView
from jixiao.model import Cell, Field, PlanStep, Ref

_LABEL = re.compile(r"(支出|用款|资金|执行|支付|使用)(进度)?计划|计划(支出|执行)进度")
_MONTH = re.compile(r"^(?:至|截至|截止)?(?:1[-~至])?(?P<month>\d{1,2})月(?:底|末|份|累计)?(?:前|止)?$")
_PERIODS = {
    "一季度": 3, "第一季度": 3, "二季度": 6, "第二季度": 6, "三季度": 9, "第三季度": 9, "四季度": 12, "第四季度": 12,
    "上半年": 6, "前三季度": 9, "全年": 12, "年底": 12,
}
_LEAST = 2


def month_named(text: str) -> int | None:
    """The month that a heading of the plan ends with.

    >>> month_named("6月底"), month_named("第三季度"), month_named("13月")
    (6, 9, None)
    """
    words, _ = clean(text)
    found = _MONTH.match(words)
    if found:
        month = int(found["month"])
        return month if 1 <= month <= 12 else None
    return _PERIODS.get(words)


def _months(own: list[tuple[int, Cell]]) -> list[tuple[int, int]]:
    """(month, column) of the cells of a row that name months, if they follow each other."""
    found = [(month, column) for column, cell in own if cell.kind == "text" and (month := month_named(cell.text)) is not None]
    rising = all(before < after for (before, _), (after, _) in itertools.pairwise(found))
    return found if len(found) >= _LEAST and rising else []


def plan_of(view: SheetView, top: int, bottom: int) -> tuple[PlanStep, ...]:
    """The plan among the rows above a table, in the order of its months."""
    for row in range(top, bottom):
        own = view.own(row)
        months = _months(own)
        if not months:
            continue
        side = [view.field(row, column) for column in range(1, months[0][1])]
        if not any(_LABEL.search(field.text) for field in side):
            continue
        return tuple(
            PlanStep(month, Field(Ref(view.sheet, row, column), view.field(row, column).cell), view.field(view.area(row, column).bottom + 1, column))
            for month, column in months
        )
    return ()
