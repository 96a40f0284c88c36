"""年度主要任务: the tasks of a department, by name, with what stands beside each.

For an accountant: 任务名称, 主要内容, and in some forms the budget of each task with 金额合计 below them.
For a programmer: a side label says that the headings right of it are those of tasks; the rows end where other labels begin.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jixiao.forms.headings import clean, is_label, meaning
from jixiao.forms.level_rows import level_word
from jixiao.forms.view import SheetView, is_filled
from jixiao.model import Field, FundLine, Ref, Task

_SIDE = re.compile(r"^(部门|单位)?(本?年度|当年|20\d\d年度?)?(主要|重点)?(工作)?(任务|重点工作|工作任务)(及?其?(完成|落实|执行)情况)?$")
_NAME = re.compile(r"名称|^(工作)?任务$|^主要(工作)?任务$")
_HEADING = re.compile(r"内容|名称|目标|完成|概述|金额|资金|预算|总额|拨款|措施|对应|任务")
_SUM = frozenset({"金额合计", "合计", "总计", "资金合计", "预算合计"})
_MONEY = {"总额": "total", "预算金额": "total", "金额": "total", "资金总额": "total", "预算总额": "total"}
# Where money was spent too, the rows are lines of money, and the sum below them is read as such.
_SPENT = re.compile(r"执行|支出|决算")
_LEAST = 2


class Tasks(NamedTuple):
    """The tasks of a table, and the funds that the row 金额合计 states."""

    tasks: tuple[Task, ...]
    funds: tuple[FundLine, ...]


class _Head(NamedTuple):
    bottom: int
    label: Field
    columns: tuple[tuple[str, int, int], ...]


def _head(view: SheetView, row: int) -> _Head | None:
    """The headings of the tasks, if this row has them."""
    own = [(column, cell) for column, cell in view.own(row) if cell.kind == "text"]
    side = next(((column, cell) for column, cell in own if _SIDE.match(clean(cell.text)[0])), None)
    if side is None:
        return None
    right = [(column, cell) for column, cell in own if column > side[0] and len(cell.text) <= 20 and _HEADING.search(clean(cell.text)[0])]
    if len(right) < _LEAST:
        return None
    bottom = row
    columns: list[tuple[str, int, int]] = []
    for column, cell in right:
        area = view.area(row, column)
        below = [(c, found) for c, found in view.own(row + 1) if area.left <= c <= area.right and found.kind == "text" and len(found.text) <= 12]
        if len(below) >= _LEAST and area.bottom == row and area.right > area.left:
            columns.extend((clean(found.text)[0], c, view.area(row + 1, c).right) for c, found in below)
            bottom = row + 1
        else:
            columns.append((clean(cell.text)[0], area.left, area.right))
    return _Head(bottom, Field(Ref(view.sheet, row, side[0]), side[1]), tuple(columns))


def _ends(view: SheetView, row: int) -> bool:
    """Whether another block begins in this row: goals, funds, indicators or levels."""
    own = view.own(row)
    if sum(meaning(cell.text, "indicator") is not None or meaning(cell.text, "fund") is not None for _, cell in own if cell.kind == "text") > _LEAST:
        return True
    texts = [(column, cell.text) for column, cell in own[:_LEAST + 1] if cell.kind == "text"]
    if any(is_label(text, "expected_goal") or is_label(text, "achieved_goal") for _, text in texts):
        return True
    return bool(texts) and texts[0][0] <= 2 and level_word(texts[0][1]) is not None


def _funds(view: SheetView, row: int, head: _Head) -> tuple[FundLine, ...]:
    """The row 金额合计 as the funds of the table."""
    if any(_SPENT.search(heading) for heading, _, _ in head.columns):
        return ()
    lines: list[FundLine] = []
    for heading, left, right in head.columns:
        amount = view.first(row, left, right)
        if heading in _MONEY:
            lines.insert(0, FundLine(heading, amount, "total", "", budget=amount))
        elif re.search("拨款|资金|收入", heading):
            lines.append(FundLine(heading, amount, "part", "", budget=amount))
    return tuple(lines) if lines and lines[0].role == "total" and is_filled(lines[0].label.cell) else ()


def _task(view: SheetView, row: int, head: _Head, index: int, aside: int) -> Task | None:
    """The task of a row; ``aside`` is how many columns its cells stand right of their headings."""
    _, left, right = head.columns[index]
    name = view.first(row, left + aside, right + aside)
    if not is_filled(name.cell) or name.ref.row != row:
        return None
    return Task(name, {
        heading: shown for n, (heading, left, right) in enumerate(head.columns)
        if n != index and is_filled((shown := view.first(row, left + aside, right + aside)).cell) and shown.ref.row == row and shown.ref != name.ref
    })


def tasks_of(view: SheetView, top: int, bottom: int) -> Tasks:
    """The tasks among the rows above the indicators."""
    head = next((found for row in range(top, bottom + 1) if (found := _head(view, row)) is not None), None)
    if head is None:
        return Tasks((), ())
    index = next((n for n, (heading, _, _) in enumerate(head.columns) if _NAME.search(heading)), 0)
    tasks: list[Task] = []
    funds: tuple[FundLine, ...] = ()
    aside = 0
    for row in range(head.bottom + 1, bottom + 1):
        own = [(column, cell) for column, cell in view.own(row) if (row, column) != (head.label.ref.row, head.label.ref.column)]
        if not own:
            continue
        if any(clean(cell.text)[0] in _SUM for _, cell in own if cell.kind == "text"):
            funds = _funds(view, row, head)
            continue
        if _ends(view, row):
            break
        if not tasks and own[0][0] > head.columns[index][2]:
            # Slipped merges leave the name's column blank: the first text right of it is the name, in the rows below too.
            aside = own[0][0] - head.columns[index][1]
        task = _task(view, row, head, index, aside)
        if task is not None:
            tasks.append(task)
    return Tasks(tuple(tasks), funds)
