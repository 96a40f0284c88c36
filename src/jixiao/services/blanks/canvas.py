"""A sheet while it is being drawn: cells put row by row on a fixed set of columns.

For an accountant: every block of the form (header, goals, funds, indicators) is fitted to the columns of the indicator
table.  For a programmer: `spread` parts the columns among the cells of a row by the width that each wants.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from jixiao.model import Area, column_letters
from jixiao.workbooks.drawing import Drawn, Formula, Look, Mark, Rule, SheetDrawing
from jixiao.workbooks.fresh import TALLEST_ROW, text_height

TITLE = Look(size=18, bold=True, border=False, font="黑体")
SUBTITLE = Look(size=10.5, border=False)
ABOVE = Look(size=10.5, border=False, horizontal="left")
LABEL = Look(bold=True, fill="head")
HEAD = Look(bold=True, fill="head")
NAME = Look()
NAME_LEFT = Look(horizontal="left")
INPUT_LEFT = Look(fill="input", locked=False, horizontal="left")
MONEY = Look(fill="input", locked=False, format="#,##0.00", horizontal="right")
COUNT = Look(fill="input", locked=False, format="#,##0.##########", horizontal="right")
MONEY_SUM = Look(fill="computed", format="#,##0.00", horizontal="right")
RATE = Look(fill="computed", format="0.00%")
POINTS = Look(fill="computed", format="0.00")
# A person's own figure may stand in place of the formula.
TOTAL = Look(bold=True, fill="computed", format="0.00")
TOTAL_LABEL = Look(bold=True, fill="head")
THIN = Look(size=8, fill="thin", colour="808080")
CHECK = Look(size=9, fill="check", horizontal="left", colour="7F3F00", border=False)
NOTE = Look(size=9, border=False, horizontal="left")


def place(row: int, column: int) -> str:
    """The address of a cell, such as "H33"."""
    return f"{column_letters(column)}{row}"


def span(top: int, bottom: int, column: int) -> str:
    """The address of a piece of a column, such as "H12:H40"."""
    return f"{column_letters(column)}{top}:{column_letters(column)}{bottom}"


def spread(widths: Sequence[float], wanted: Sequence[float]) -> list[tuple[int, int]]:
    """Part neighbouring columns (``widths``) among cells so that each comes near the width it wants.

    Gives the first and last column of each, counted from 1.  A cell that is too narrow counts more than one too wide.

    >>> spread([10, 10, 20, 10], [20, 30])
    [(1, 2), (3, 4)]
    """
    ends = [0.0]
    for width in widths:
        ends.append(ends[-1] + width)
    scale = ends[-1] / sum(wanted)

    @cache
    def best(first: int, item: int) -> tuple[float, tuple[int, ...]]:
        if item == len(wanted):
            return (0.0, ()) if first == len(widths) else (math.inf, ())
        found: tuple[float, tuple[int, ...]] = (math.inf, ())
        for last in range(first + 1, len(widths) - (len(wanted) - item - 1) + 1):
            share = (ends[last] - ends[first]) / (wanted[item] * scale)
            cost = (share - 1) ** 2 if share >= 1 else (1 / share - 1) ** 2 * 2
            rest, cuts = best(last, item + 1)
            if cost + rest < found[0]:
                found = (cost + rest, (last, *cuts))
        return found

    if len(wanted) > len(widths):
        message = f"{len(wanted)} cells do not fit into {len(widths)} columns"
        raise ValueError(message)
    cuts = best(0, 0)[1]
    return list(zip((1, *(cut + 1 for cut in cuts[:-1])), cuts, strict=True))


@dataclass(slots=True)
class Canvas:
    """A sheet being drawn, from the top.

    Attributes:
        widths: of its columns; row: the next free row.
    """

    name: str
    widths: tuple[float, ...]
    row: int = 1
    cells: dict[tuple[int, int], Drawn] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    least: dict[int, float] = field(default_factory=dict)
    heading: tuple[int, int] | None = None
    freeze: tuple[int, int] | None = None

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.widths)

    def put(self, left: int, right: int, value: str | float | date | None, look: Look, *, row: int | None = None, down: int = 1) -> str:
        """Draw one cell over columns ``left`` to ``right`` and ``down`` rows; gives its address."""
        top = self.row if row is None else row
        for r in range(top, top + down):
            for c in range(left, right + 1):
                self.cells[r, c] = Drawn(None, look)
        self.cells[top, left] = Drawn(value, look)
        if down > 1 or right > left:
            self.merges.append(Area(top, left, top + down - 1, right))
        return place(top, left)

    def line(self, value: str | float | None, look: Look, least: float = 16) -> str:
        """Draw one cell over the whole width and go to the next row."""
        address = self.put(1, self.last, value, look)
        self.next(least)
        return address

    def next(self, least: float = 18) -> None:
        """Go to the next row; this one is at least so many points tall."""
        self.least[self.row] = max(least, self.least.get(self.row, 0))
        self.row += 1

    def heights(self) -> dict[int, float]:
        """What each row needs: Excel does not fit rows to merged cells."""
        heights = {row: self.least.get(row, 18) for row in range(1, self.row)}
        areas = {(a.top, a.left): a for a in self.merges}
        todo = []
        for (row, column), drawn in self.cells.items():
            if isinstance(drawn.value, str) and not isinstance(drawn.value, Formula):
                area = areas.get((row, column), Area(row, column, row, column))
                todo.append((area.bottom - area.top, row, area, drawn))
        for _, row, area, drawn in sorted(todo, key=lambda item: (item[0], item[1])):
            needed = text_height(str(drawn.value), sum(self.widths[area.left - 1 : area.right]), drawn.look.size)
            rows = range(row, area.bottom + 1)
            missing = needed - sum(heights.get(r, 18) for r in rows)
            for r in rows:
                heights[r] = heights.get(r, 18) + max(missing, 0) / len(rows)
        return {row: min(math.ceil(height), TALLEST_ROW) for row, height in heights.items()}

    def drawing(self, *, landscape: bool = True) -> SheetDrawing:
        """The finished sheet."""
        return SheetDrawing(
            name=self.name, widths=self.widths, heights=self.heights(), cells=self.cells, merges=tuple(self.merges), rows=self.row - 1,
            rules=tuple(self.rules), marks=tuple(self.marks), heading=self.heading, freeze=self.freeze, landscape=landscape,
        )
