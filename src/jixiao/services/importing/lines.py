"""Rows of a document's table drawn as they are on the columns of a template: title, 单位名称 | …, goals, tasks, 注：…."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from jixiao.forms.headings import is_label
from jixiao.forms.view import SheetView
from jixiao.model import Area
from jixiao.services.blanks.canvas import ABOVE, HEAD, INPUT_LEFT, LABEL, NAME, NOTE, SUBTITLE, TITLE, Canvas, spread
from jixiao.services.importing.doubts import At
from jixiao.services.importing.written import drawn_value, format_of
from jixiao.workbooks.drawing import Look

_SHORT = 30
_LABELS = ("header", "expected_goal", "achieved_goal")
_LONG_LABEL = 12
_INPUT = NAME._replace(fill="input", locked=False)


def draw_rows(canvas: Canvas, view: SheetView, rows: Sequence[int], title: At, *, below: bool = False) -> dict[At, At]:
    """Draw those rows, one below the other, joined cells and all; gives where each of their cells went.

    Raises ValueError where more cells stand side by side than the canvas has columns.
    """
    where: dict[At, At] = {}
    for stretch in _stretches(view, rows):
        own = [(row, column) for row in stretch for column, _ in view.own(row)]
        if len(stretch) == 1 and len(own) == 1:
            _line(canvas, view, own[0], own[0] == title, below=below)
            where[own[0]] = (canvas.row, 1)
            canvas.next(36 if own[0] == title else 18)
        elif own:
            where |= _block(canvas, view, stretch)
    return where


def _stretches(view: SheetView, rows: Sequence[int]) -> list[list[int]]:
    """Rows that belong together because cells reach over them, or because they stand below each other in the same columns."""
    found: list[list[int]] = []
    bottom = 0
    for row in rows:
        alone = len(view.own(row)) <= 1
        if found and (row <= bottom or (row == found[-1][-1] + 1 and not alone and len(view.own(found[-1][-1])) > 1)):
            found[-1].append(row)
        elif view.own(row):
            found.append([row])
        bottom = max([bottom, *(view.area(row, column).bottom for column, _ in view.own(row))])
    return found


def _line(canvas: Canvas, view: SheetView, place: At, is_title: bool, *, below: bool) -> None:
    cell = view.grid.cells[place]
    look = TITLE if is_title else NOTE if below else SUBTITLE if len(cell.text) <= _SHORT else ABOVE
    canvas.put(1, canvas.last, drawn_value(cell), look)


def _block(canvas: Canvas, view: SheetView, rows: Sequence[int]) -> dict[At, At]:
    """Rows with cells side by side: their columns are fitted to those of the canvas."""
    areas = {(row, column): view.area(row, column) for row in rows for column, _ in view.own(row)}
    last = max(view.last_column, *(area.right for area in areas.values()))
    edges = sorted({1, last + 1, *(area.left for area in areas.values()), *(area.right + 1 for area in areas.values())})
    wanted = [_wanted(view, areas, left, right - 1) for left, right in itertools.pairwise(edges)]
    places = dict(zip(edges, spread(canvas.widths, wanted), strict=False))
    ends = {right - 1: places[left][1] for left, right in itertools.pairwise(edges)}
    top = canvas.row - rows[0]
    where: dict[At, At] = {}
    covered = {(row, left) for area in areas.values() for row in range(area.top, area.bottom + 1) for left in edges if area.left <= left <= area.right}
    for row in range(rows[0], rows[-1] + 1):
        for left in edges[:-1]:
            if (row, left) not in covered:
                canvas.put(*places[left], None, _INPUT, row=row + top)
    for (row, column), area in areas.items():
        cell = view.grid.cells[row, column]
        down = min(area.bottom, rows[-1]) - row + 1
        canvas.put(places[area.left][0], ends[area.right], drawn_value(cell), _look(view, cell.text, cell.kind, area, rows[0]), row=row + top, down=down)
        where[row, column] = (row + top, places[area.left][0])
    for _ in range(rows[0], rows[-1] + 1):
        canvas.next(22)
    return where


def _wanted(view: SheetView, areas: dict[At, Area], left: int, right: int) -> float:
    """How wide a column wants to be: as its longest text that it has alone, within bounds."""
    texts = [view.grid.cells[place].text for place, area in areas.items() if area.left == left and area.right == right]
    return float(min(40, max([8.0 * (right - left + 1), *(len(text) * 2.0 for text in texts)])))


def _look(view: SheetView, text: str, kind: str, area: Area, first: int) -> Look:
    if kind != "text":
        return _INPUT._replace(format=format_of(text))
    if any(is_label(text, each) for each in _LABELS) or (area.left == 1 and area.bottom > area.top and len(text) <= _LONG_LABEL):
        return LABEL
    below = view.field(area.bottom + 1, area.left).text
    return HEAD if area.top == first and len(text) <= _LONG_LABEL and below and below != text and len(view.own(first)) > len(_LABELS) else INPUT_LEFT
