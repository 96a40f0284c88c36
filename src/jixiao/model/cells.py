"""Cells, sheets and workbooks as they are stored, without meaning."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from jixiao.model.findings import Explanation


def column_letters(column: int) -> str:
    """Letters of a 1-based column number: 1 → "A", 28 → "AB"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Ref(NamedTuple):
    """The place of one cell; ``row`` and ``column`` count from 1."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """The address inside its sheet, such as "H33"."""
        return f"{column_letters(self.column)}{self.row}"


class Area(NamedTuple):
    """A rectangle of cells, both corners included, counted from 1 (a merged range)."""

    top: int
    left: int
    bottom: int
    right: int


CellValue = str | Decimal | bool | date | datetime | time | None


class Cell(NamedTuple):
    """One cell as the workbook stores it.

    Attributes:
        value: text, exact decimal (Excel's 15 significant digits), boolean, date, or None for an
            empty cell.  A formula cell has its cached value here.  An error value (``#DIV/0!``)
            is text with ``kind`` "error".
        kind: "empty" | "text" | "number" | "percent" | "date" | "boolean" | "error".  "percent"
            is a number whose format shows it as a percentage: 0.95 shown as 95%.
        text: what a person sees, near enough for a message: "95%", "2024年12月31日", "6653.73".
        formula: the formula without "=", or None.  A cell of an array or shared formula that
            carries no text of its own has "".
        cached: False for a formula that was never calculated (no stored value).
        locked: True where the sheet is protected and this cell is locked.
    """

    value: CellValue
    kind: str
    text: str
    formula: str | None = None
    cached: bool = True
    locked: bool = False


EMPTY_CELL = Cell(None, "empty", "")


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as cells and merges, without meaning.

    Attributes:
        sheet: name of the sheet.
        cells: (row, column) → Cell, from 1; empty cells without formula are left out.
        merges: merged ranges.  Their value lives in the top-left cell.
        visible: False for a hidden sheet.
        generated: True for our own 校验 sheet, which is never read as a table.
    """

    sheet: str
    cells: dict[tuple[int, int], Cell]
    merges: tuple[Area, ...] = ()
    visible: bool = True
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A whole workbook as grids, in the order of its sheets.

    Attributes:
        path: where it came from, as the user wrote it.
        grids: one per worksheet.
        properties: custom document properties (``jixiao.policy`` remembers the policy).
        explanations: what the user wrote in an earlier 校验 sheet, by finding fingerprint.
    """

    path: str
    grids: tuple[Grid, ...]
    properties: dict[str, str] = field(default_factory=dict)
    explanations: dict[str, Explanation] = field(default_factory=dict)
