"""Results into the cells of an open workbook: one block write for each unbroken run of a column.

For an accountant: 只写该写的格子，公式不动，锁定的不写.  For a programmer: a run may pass over blank cells and plain numbers,
which are written as they were; never over text (it may be in several colours), a formula, a date or a merged cell.  A number
goes into no cell that is formatted as text or as a date: it would become a text, or show as a day.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import xlwings as xw

from jixiao.excel.anchors import layout_of
from jixiao.excel.areas import Place, alike, cells_of
from jixiao.excel.host import Host
from jixiao.excel.journal import Formatted, Step, Written
from jixiao.excel.live import LiveWorkbook
from jixiao.model import EMPTY_CELL, Area, Cell, Edit, Grid, column_letters
from jixiao.workbooks.numbers import reader_for

# A run is not lengthened by more cells than this for the sake of one write less.
_LONGEST_BRIDGE = 200
# Beginnings of what a Chinese program would make a number, a date, a truth value, an error or a formula of, in NFKC.
_TAKEN_FOR_SOMETHING = re.compile(
    r"\s|[=+\-@'(.$¥£€#0-9〇○零一二三四五六七八九十廿两上下]|(?:true|false)$|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE,
)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # a workbook's dates have no time zone
GENERAL = "General"


@dataclass(frozen=True, slots=True)
class Done:
    """What was written.

    Attributes:
        edits: written; locked: left, because their cells are locked; formulas: left, because a formula computes them.
    """

    edits: tuple[Edit, ...]
    locked: tuple[Edit, ...]
    formulas: tuple[Edit, ...]


def as_text(text: str) -> str:
    """A text that a program will not take for a number, a date or a formula."""
    return f"'{text}" if _TAKEN_FOR_SOMETHING.match(unicodedata.normalize("NFKC", text[:20])) else text


def address_of(area: Area) -> str:
    """A1 form of an area."""
    first = f"{column_letters(area.left)}{area.top}"
    return first if (area.top, area.left) == (area.bottom, area.right) else f"{first}:{column_letters(area.right)}{area.bottom}"


def stored(cell: Cell) -> Any:
    """What writing a cell's own content back takes: number, text, or formula."""
    if cell.formula is not None:
        return f"={cell.formula}"
    if isinstance(cell.value, Decimal):
        return float(cell.value)
    if isinstance(cell.value, date | time):
        return _serial(cell.value)
    if isinstance(cell.value, str):
        # The error itself, and not a text that reads like it.
        return cell.value if cell.kind == "error" else as_text(cell.value)
    return cell.value


def _serial(moment: date | time) -> float:
    """A moment as the number that a cell holds."""
    if isinstance(moment, time):
        moment = datetime.combine(_EPOCH, moment)
    whole = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    return (whole - _EPOCH) / timedelta(days=1)


def _value(edit: Edit, cell: Cell, sheet: xw.Sheet) -> Any:
    """What an edit puts into a cell: a ratio is a number where the format shows percentages, else the text as shown."""
    if edit.ratio and cell.kind != "percent" and "%" not in str(sheet.range(edit.ref.a1).number_format):
        return as_text(edit.new)
    return float(edit.value) if isinstance(edit.value, Decimal) else as_text(edit.value)


def _free(cell: Cell) -> bool:
    """Whether a run may pass over a cell."""
    return cell.formula is None and cell.kind in {"empty", "number", "percent"}


def runs(grid: Grid, places: Sequence[Place], unrounded: Mapping[Place, float]) -> Iterator[Area]:
    """Runs down the columns that hold the places and otherwise only cells that may be written as they are."""
    covered = {
        (row, column)
        for area in grid.merges for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1)
    } | unrounded.keys()
    by_column: defaultdict[int, list[int]] = defaultdict(list)
    for row, column in places:
        by_column[column].append(row)
    for column, rows in sorted(by_column.items()):
        rows.sort()
        first = last = rows[0]
        for row in rows[1:]:
            between = range(last + 1, row)
            joined = len(between) <= _LONGEST_BRIDGE and (last, column) not in covered and (row, column) not in covered and all(
                (each, column) not in covered and _free(grid.cells.get((each, column), EMPTY_CELL)) for each in between)
            if not joined:
                yield Area(first, column, last, column)
                first = row
            last = row
        yield Area(first, column, last, column)


def _unlocked(sheet: xw.Sheet, host: Host, run: Area) -> Iterator[Area]:
    """The parts of a run that are not locked."""
    for part, locked in alike(run, lambda part: host.locked(cells_of(sheet, part))):
        if not locked:
            yield part


@dataclass(frozen=True, slots=True)
class Block:
    """Cells to be written in one call: rows of what stands there and of what is to; ``plain`` are to be formatted as numbers first."""

    sheet: xw.Sheet
    area: Area
    old: list[list[Any]]
    new: list[list[Any]]
    plain: tuple[Area, ...]


@cache
def _hides_numbers(code: str) -> bool:
    """Whether a number format makes a text or a day of a number."""
    return code == "@" or reader_for(0, code, epoch_1904=False)("1")[1] == "date"


def _formats(sheet: xw.Sheet, area: Area, values: Mapping[Place, Any]) -> Iterator[tuple[Area, str]]:
    """The parts of a block that get numbers and are formatted as text or as dates, with their formats."""
    column = area.left
    for part, code in alike(area, lambda part: cells_of(sheet, part).number_format):
        if _hides_numbers(str(code or GENERAL)):
            rows = [row for row in range(part.top, part.bottom + 1) if isinstance(values.get((row, column)), float)]
            yield from ((Area(row, column, row, column), str(code)) for row in rows)


def _blocks(sheet: xw.Sheet, host: Host, grid: Grid, values: Mapping[Place, Any], unrounded: Mapping[Place, float], step: Step) -> Iterator[Block]:
    def held(place: Place) -> Any:
        return unrounded.get(place, stored(grid.cells.get(place, EMPTY_CELL)))

    for run in runs(grid, list(values), unrounded):
        for part in sorted(_unlocked(sheet, host, run)):
            rows = range(part.top, part.bottom + 1)
            old = [[held((row, part.left))] for row in rows]
            new = [[values.get((row, part.left), before[0])] for row, before in zip(rows, old, strict=True)]
            formats = list(_formats(sheet, part, values))
            step.cells.append(Written(sheet.name, address_of(part), old, new))
            step.formats.extend(Formatted(sheet.name, address_of(area), code) for area, code in formats)
            yield Block(sheet, part, old, new, tuple(area for area, _ in formats))


def plan(book: xw.Book, host: Host, workbook: LiveWorkbook | None, edits: Sequence[Edit], step: Step) -> tuple[Done, list[Block]]:
    """Plan the writes and put them into the step; ``put`` carries them out once the step is remembered."""
    formulas: list[Edit] = []
    due: defaultdict[str, dict[Place, Edit]] = defaultdict(dict)
    readings = workbook.readings if workbook is not None else {}
    for edit in edits:
        place = (edit.ref.row, edit.ref.column)
        if readings[edit.ref.sheet].grid.cells.get(place, EMPTY_CELL).formula is not None:
            formulas.append(edit)
        else:
            due[edit.ref.sheet][place] = edit
    blocks: list[Block] = []
    written: list[Edit] = []
    locked: list[Edit] = []
    for name, here in due.items():
        grid, sheet = readings[name].grid, book.sheets[name]
        values = {place: _value(edit, grid.cells.get(place, EMPTY_CELL), sheet) for place, edit in here.items()}
        planned = list(_blocks(sheet, host, grid, values, readings[name].unrounded, step))
        blocks.extend(planned)
        reached = {(row, block.area.left) for block in planned for row in range(block.area.top, block.area.bottom + 1)}
        for place, edit in here.items():
            (written if place in reached else locked).append(edit)
        step.layouts[name] = layout_of(texts_of(grid) | {place: new_text(values[place]) for place in here if place in reached})
    return Done(tuple(written), tuple(locked), tuple(formulas)), blocks


def texts_of(grid: Grid) -> dict[Place, str]:
    """The texts of a sheet that were typed."""
    return {place: cell.text for place, cell in grid.cells.items() if cell.kind == "text" and cell.formula is None}


def new_text(value: Any) -> str:
    """What is written, as the text that it will be; "" for a number."""
    return value.removeprefix("'") if isinstance(value, str) else ""


def put(blocks: Sequence[Block]) -> None:
    """Write the blocks, one call each."""
    for block in blocks:
        for part in block.plain:
            cells_of(block.sheet, part).number_format = GENERAL
        write(block.sheet, block.area, block.new)


def write(sheet: xw.Sheet, area: Area, rows: Sequence[Sequence[Any]]) -> None:
    """Rows into an area; a blank is an empty text, which programs take for an empty cell."""
    given = [["" if value is None else value for value in row] for row in rows]
    cells_of(sheet, area).formula = given if len(given) > 1 or len(given[0]) > 1 else given[0][0]


def same(now: Any, ours: Any) -> bool:
    """Whether a cell holds what we wrote: numbers as numbers, a text with or without the apostrophe before it."""
    if isinstance(ours, str) and not ours.startswith("="):
        ours = ours.removeprefix("'")
    with suppress(TypeError, ValueError):
        return abs(float(now or 0) - float(ours or 0)) < 1e-9 and (now in {None, ""}) == (ours in {None, ""})
    return bool((now or "") == (ours or ""))
