"""Rectangles of a live sheet, and how to learn their attributes with few questions.

For a programmer: a spreadsheet program answers for a whole range when all of its cells are alike, and says so when they
are not; halving then finds the blocks that are.  A table of 150 rows takes some dozens of questions instead of thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any

import xlwings as xw

from jixiao.model import Area

Place = tuple[int, int]


def cells_of(sheet: xw.Sheet, area: Area) -> xw.Range:
    """The range of an area."""
    if (area.top, area.left) == (area.bottom, area.right):
        return sheet.range((area.top, area.left))
    return sheet.range((area.top, area.left), (area.bottom, area.right))


def area_of(cells: xw.Range) -> Area:
    """The area of a range (its first block)."""
    height, width = cells.shape
    return Area(cells.row, cells.column, cells.row + height - 1, cells.column + width - 1)


def holds(area: Area, other: Area) -> bool:
    """Whether the second area lies inside the first."""
    return area.top <= other.top and area.left <= other.left and other.bottom <= area.bottom and other.right <= area.right


def _single(area: Area) -> bool:
    return area.top == area.bottom and area.left == area.right


def _halves(area: Area) -> tuple[Area, Area]:
    height, width = area.bottom - area.top, area.right - area.left
    if height >= width:
        middle = area.top + height // 2
        return area._replace(bottom=middle), area._replace(top=middle + 1)
    middle = area.left + width // 2
    return area._replace(right=middle), area._replace(left=middle + 1)


def alike(area: Area, ask: Callable[[Area], Any]) -> Iterator[tuple[Area, Any]]:
    """Blocks of an area in which an attribute is the same, with it; ``ask`` answers None for a mixed block."""
    waiting = [area]
    while waiting:
        part = waiting.pop()
        answer = ask(part)
        if answer is not None or _single(part):
            yield part, answer
        else:
            waiting.extend(_halves(part))


def merged_areas(sheet: xw.Sheet, used: Area, filled: Container[Place]) -> tuple[Area, ...]:
    """Every merged area, column by column: most columns have none or few.

    ``filled`` are the cells that hold something: a merged area has an empty one, so that no question is asked about cells that are
    full or known to be covered.
    """
    covered: dict[Place, Area] = {}

    def open_in(part: Area) -> bool:
        places = ((row, column) for row in range(part.top, part.bottom + 1) for column in range(part.left, part.right + 1))
        return any(place not in filled and place not in covered for place in places)

    waiting = [Area(used.top, column, used.bottom, column) for column in range(used.right, used.left - 1, -1)]
    while waiting:
        part = waiting.pop()
        if not open_in(part):
            continue
        answer = cells_of(sheet, part).merge_cells
        if answer is False:
            continue
        if answer and (part.top, part.left) not in covered:
            area = area_of(sheet.range((part.top, part.left)).merge_area)
            if not _single(area):
                rows, columns = range(area.top, min(area.bottom, used.bottom) + 1), range(area.left, min(area.right, used.right) + 1)
                covered |= {(row, column): area for row in rows for column in columns}
            if holds(area, part):
                continue
        if not _single(part):
            waiting.extend(reversed(_halves(part)))
    return tuple(sorted(set(covered.values())))


def rows_of(block: Any) -> list[list[Any]]:
    """What ``Range.formula`` gives, always as rows: it is a bare text for one cell."""
    if not isinstance(block, list | tuple):
        return [[block]]
    return [list(row) if isinstance(row, list | tuple) else [row] for row in block]


def columns_of(places: Iterable[Place]) -> Iterator[Area]:
    """Cells gathered into unbroken runs down each column."""
    run: Area | None = None
    for row, column in sorted(places, key=lambda place: (place[1], place[0])):
        if run is not None and column == run.left and row == run.bottom + 1:
            run = run._replace(bottom=row)
            continue
        if run is not None:
            yield run
        run = Area(row, column, row, column)
    if run is not None:
        yield run
