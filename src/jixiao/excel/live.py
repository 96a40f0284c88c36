"""An open workbook as grids: one block read of values and one of formulas for each sheet.

For an accountant: 看到的就是核算的，没有存盘的改动也算.  For a programmer: the same ``Book`` that a file gives, so that every
service works on it; merges and number formats are asked for in blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import xlwings as xw

from jixiao.excel.areas import Place, alike, area_of, cells_of, columns_of, merged_areas, rows_of
from jixiao.excel.functions_cells import cell_of
from jixiao.excel.host import Host
from jixiao.model import Area, Book, Cell, Explanation, Grid, JixiaoError, Text
from jixiao.services.analyse import PROPERTY
from jixiao.workbooks.findings_sheet import find_head, lists_sources, read_explanations
from jixiao.workbooks.numbers import Reader, exact, reader_for
from jixiao.workbooks.workbookxml import MARKER

_MOST_CELLS = 2_000_000


class Reading(NamedTuple):
    """One sheet as it was read.

    Attributes:
        grid: the sheet.
        area, values, formulas: the block that it was made of.
        unrounded: numbers that hold more than the 15 digits that programs show, as they are stored.
    """

    grid: Grid
    area: Area
    values: Any
    formulas: Any
    unrounded: dict[Place, float]


@dataclass(frozen=True, slots=True)
class LiveWorkbook:
    """An open workbook, read.

    Attributes:
        book: grids of its worksheets, its remembered policy, and what the user explained in our 校验 sheet.
        findings_sheet: name of our 校验 sheet, or None.
        readings: of each sheet, by name.
    """

    book: Book
    findings_sheet: str | None
    notes: tuple[Text, ...] = ()
    readings: Mapping[str, Reading] = field(default_factory=dict)


def read_workbook(book: xw.Book, host: Host, last: LiveWorkbook | None = None) -> LiveWorkbook:
    """Read every sheet of an open workbook.

    ``last`` is an earlier reading of it: of a sheet whose values and formulas are the same since, merges and formats are not
    asked for again.  Raises JixiaoError for a workbook that is too large.
    """
    ours = marked_sheet(book)
    known = last.readings if last is not None else {}
    readings = {sheet.name: _reading(sheet, known.get(sheet.name), ours=sheet.name == ours) for sheet in book.sheets}
    explanations: dict[str, Explanation] = read_explanations(readings[ours].grid) if ours is not None else {}
    policy = host.property(book, PROPERTY)
    properties = {PROPERTY: policy} if policy else {}
    grids = tuple(reading.grid for reading in readings.values())
    return LiveWorkbook(Book(book.fullname, grids, properties, explanations), ours, readings=readings)


def marked_sheet(book: xw.Book) -> str | None:
    """Name of the sheet that our hidden name points at; None where there is none."""
    for name in book.names:
        if name.name.casefold() == MARKER:
            # A name of a sheet may hold an exclamation mark itself.
            target = str(name.refers_to).lstrip("=").rpartition("!")[0].lstrip("$").strip("'").replace("''", "'")
            return target if target in {sheet.name for sheet in book.sheets} else None
    return None


def read_bare(sheet: xw.Sheet) -> Reading:
    """One sheet without merges and number formats: two questions, for values and for formulas."""
    return _read(sheet, None, bare=True)


def _reading(sheet: xw.Sheet, last: Reading | None, *, ours: bool) -> Reading:
    """A sheet; ours, or one like it, is marked as generated."""
    reading = _read(sheet, last, bare=ours)
    grid = reading.grid
    if reading is last or not (ours or find_head(grid) is not None or lists_sources(grid)):
        return reading
    return reading._replace(grid=Grid(grid.sheet, grid.cells, grid.merges, grid.visible, generated=True))


def _read(sheet: xw.Sheet, last: Reading | None, *, bare: bool) -> Reading:
    used = sheet.used_range
    area = area_of(used)
    if (area.bottom - area.top + 1) * (area.right - area.left + 1) > _MOST_CELLS:
        raise JixiaoError(Text(
            f"工作表“{sheet.name}”用到了 {used.address}，太大了。请删掉表外多余的行列（格式也算），再试。",
            f"the sheet “{sheet.name}” uses {used.address}, which is too much; delete what lies beyond the table.",
        ))
    values = used.options(ndim=2, err_to_str=True).value
    formulas = rows_of(used.formula)
    # Excel gives -1 for a visible sheet, 0 for a hidden one and 2 for one that is very hidden.
    visible = sheet.visible in {True, -1}
    if last is not None and (last.area, last.grid.visible, last.values, last.formulas) == (area, visible, values, formulas):
        return last
    texts: dict[Place, Cell] = {}
    numbers: dict[Place, tuple[float, str | None]] = {}
    for down, (row, written) in enumerate(zip(values, formulas, strict=True)):
        for across, (value, formula) in enumerate(zip(row, written, strict=True)):
            if value is None and not formula:
                continue
            place = (area.top + down, area.left + across)
            # A text that begins with = reads the same in both.
            own = formula[1:] if isinstance(formula, str) and formula.startswith("=") and formula != value else None
            if isinstance(value, Decimal):
                # Excel hands over what is formatted as a currency with four decimals; the constant itself has all.
                value = float(formula) if own is None else float(value)  # noqa: PLW2901
            if isinstance(value, float | int) and not isinstance(value, bool):
                numbers[place] = (float(value), own)
            else:
                texts[place] = cell_of(value)._replace(formula=own)
    cells = texts | (_general(numbers) if bare else _number_cells(sheet, numbers))
    unrounded = {place: number for place, (number, formula) in numbers.items() if formula is None and float(exact(repr(number)) or 0) != number}

    merges = merged_areas(sheet, area, cells) if cells and not bare else ()
    return Reading(Grid(sheet.name, cells, merges, visible), area, values, formulas, unrounded)


@cache
def _reader(code: str) -> Reader:
    return reader_for(0, code, epoch_1904=False)


def _general(numbers: dict[Place, tuple[float, str | None]]) -> dict[Place, Cell]:
    """Numbers without their formats."""
    return {place: Cell(*_reader("General")(repr(number)), formula) for place, (number, formula) in numbers.items()}


def _number_cells(sheet: xw.Sheet, numbers: dict[Place, tuple[float, str | None]]) -> dict[Place, Cell]:
    """Numbers as their formats show them; the formats are asked for in runs down the columns."""
    found: dict[Place, Cell] = {}
    for run in columns_of(numbers):
        for part, code in alike(run, lambda part: cells_of(sheet, part).number_format):
            read = _reader(str(code or "General"))
            for row in range(part.top, part.bottom + 1):
                number, formula = numbers[row, run.left]
                value, kind, shown = read(repr(number))
                found[row, run.left] = Cell(value, kind, shown, formula)
    return found
