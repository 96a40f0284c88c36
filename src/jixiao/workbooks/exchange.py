"""What a child process hands back about a file: plain cells, as JSON.

For an accountant: 可疑的文件在单独的进程里打开，出了问题也不影响其他文件.
For a programmer: the records that the readers of other kinds of files make, and both directions
of their JSON.  Nothing is ever unpickled; what does not fit is refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import NamedTuple

from jixiao.model import Area, Cell, Grid, Text
from jixiao.workbooks.numbers import Reader, exact, plain, read_iso, reader_for

Place = tuple[int, int]


class ForeignCell(NamedTuple):
    """One cell as another kind of file stores it.

    Attributes:
        kind: "text" | "number" | "percent" | "boolean" | "date" | "error" |
            "styled" (a number whose look is ``style``).
        stored: the text, the number, "true", an ISO date, or the error value.
        shown: what a person sees, "" where the file does not say.
        style: index of the number format; formula: the cell has one.
    """

    kind: str
    stored: str
    shown: str = ""
    style: int = 0
    formula: bool = False


@dataclass(slots=True)
class ForeignSheet:
    """One sheet; cells as (row, column, cell) and merges as (top, left, bottom, right), from 1."""

    name: str
    visible: bool
    cells: list[tuple[int, int, ForeignCell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """The child's answer.

    Attributes:
        refusal: why the file was not read; then there are no sheets.
        locked: the file has a password, and it is none of those given.
        opened_with: which of the passwords given opened the file, None where it has none.
        formats: number formats as (id, code or None); notes: sentences about what was not read.
    """

    sheets: list[ForeignSheet] = field(default_factory=list)
    formats: list[tuple[int, str | None]] = field(default_factory=list)
    epoch_1904: bool = False
    notes: list[Text] = field(default_factory=list)
    refusal: Text | None = None
    locked: bool = False
    opened_with: int | None = None


class BrokenReportError(ValueError):
    """The child's answer is not one."""


def pack(report: Report) -> bytes:
    """The answer as the child prints it."""
    content = {
        "sheets": [[each.name, each.visible, each.cells, each.merges] for each in report.sheets],
        "formats": report.formats,
        "epoch_1904": report.epoch_1904,
        "notes": report.notes,
        "refusal": report.refusal,
        "locked": report.locked,
        "opened_with": report.opened_with,
    }
    return json.dumps(content, separators=(",", ":")).encode()


def unpack(data: bytes) -> Report:
    """The answer as the parent takes it.  Raises BrokenReportError."""
    try:
        content = json.loads(data)
        return Report(
            [_sheet(*each) for each in content["sheets"]],
            [(int(number), None if code is None else str(code)) for number, code in content["formats"]],
            bool(content["epoch_1904"]),
            [_text(each) for each in content["notes"]],
            _text(content["refusal"]) if content["refusal"] else None,
            bool(content["locked"]),
            None if content["opened_with"] is None else int(content["opened_with"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BrokenReportError from error


def _text(pair: list[object]) -> Text:
    zh, en = pair
    return Text(str(zh), str(en))


def _sheet(name: object, visible: object, cells: list[list[object]], merges: list[list[int]]) -> ForeignSheet:
    listed = [(int(row), int(column), _cell(*cell)) for row, column, cell in cells]  # type: ignore[call-overload,misc]  # what is no number raises
    return ForeignSheet(str(name), bool(visible), listed, [(int(a), int(b), int(c), int(d)) for a, b, c, d in merges])


def _cell(kind: str, stored: str, shown: str, style: int, formula: bool) -> ForeignCell:
    return ForeignCell(str(kind), str(stored), str(shown), int(style), bool(formula))


# -------------------------------------------------------------- to grids ----


def grids(report: Report) -> tuple[Grid, ...]:
    """The sheets in the terms of the house."""
    readers = [reader_for(number, code, epoch_1904=report.epoch_1904) for number, code in report.formats]
    return tuple(_grid(sheet, readers) for sheet in report.sheets)


def _grid(sheet: ForeignSheet, readers: list[Reader]) -> Grid:
    cells = {(row, column): read_cell(cell, readers) for row, column, cell in sheet.cells}
    return Grid(sheet.name, cells, tuple(Area(*each) for each in sheet.merges), sheet.visible)


def read_cell(cell: ForeignCell, readers: list[Reader]) -> Cell:
    """One cell; what cannot be read as it claims stays text."""
    formula = "" if cell.formula else None
    if cell.kind == "styled":
        reader = readers[cell.style] if 0 <= cell.style < len(readers) else reader_for(0, None, epoch_1904=False)
        return Cell(*reader(cell.stored), formula)
    if cell.kind in {"number", "percent"}:
        number = exact(cell.stored.strip())
        if number is not None:
            usual = plain(number) if cell.kind == "number" else plain(number.scaleb(2)) + "%"
            return Cell(number, cell.kind, cell.shown or usual, formula)
    elif cell.kind == "boolean":
        truth = cell.stored == "true"
        return Cell(truth, "boolean", "TRUE" if truth else "FALSE", formula)
    elif cell.kind == "date":
        return Cell(*read_iso(cell.stored), formula)
    elif cell.kind == "error":
        return Cell(cell.stored, "error", cell.stored, formula)
    if not cell.stored:
        return Cell(None, "empty", "", formula)
    return Cell(cell.stored, "text", cell.stored, formula)
