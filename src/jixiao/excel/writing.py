"""Results into the cells of an open workbook: one block write for each unbroken run of a column.

For an accountant: 只写该写的格子，公式不动，锁定的不写.  For a programmer: a run may pass over blank cells and plain numbers,
which are written as they were; never over text (it may be in several colours), a formula, a date or a merged cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlwings as xw

from jixiao.excel.areas import Place, alike, cells_of
from jixiao.excel.host import Host
from jixiao.excel.journal import Step, Written
from jixiao.model import EMPTY_CELL, Area, Cell, Edit, Grid, column_letters

# A run is not lengthened by more cells than this for the sake of one write less.
_LONGEST_BRIDGE = 200
_TAKEN_FOR_SOMETHING = "=+-@'(.$¥￥0123456789"


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
    return f"'{text}" if text[:1] in _TAKEN_FOR_SOMETHING or text.casefold() in {"true", "false"} or "/" in text[:5] else text


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
    if isinstance(cell.value, str):
        return as_text(cell.value)
    return cell.value


def _value(edit: Edit, cell: Cell, sheet: xw.Sheet) -> Any:
    """What an edit puts into a cell: a ratio is a number where the format shows percentages, else the text as shown."""
    if edit.ratio and cell.kind != "percent" and "%" not in str(sheet.range(edit.ref.a1).number_format):
        return as_text(edit.new)
    return float(edit.value) if isinstance(edit.value, Decimal) else as_text(edit.value)


def _free(cell: Cell, place: Place, covered: frozenset[Place]) -> bool:
    """Whether a run may pass over a cell."""
    return cell.formula is None and cell.kind in {"empty", "number", "percent"} and place not in covered


def _runs(grid: Grid, places: Sequence[Place]) -> Iterator[Area]:
    """Runs down the columns that hold the places and otherwise only cells that may be written as they are."""
    covered = frozenset(
        (row, column)
        for area in grid.merges for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1)
    )
    by_column: defaultdict[int, list[int]] = defaultdict(list)
    for row, column in places:
        by_column[column].append(row)
    for column, rows in sorted(by_column.items()):
        rows.sort()
        first = last = rows[0]
        for row in rows[1:]:
            between = range(last + 1, row)
            joined = len(between) <= _LONGEST_BRIDGE and (last, column) not in covered and (row, column) not in covered and all(
                _free(grid.cells.get((each, column), EMPTY_CELL), (each, column), covered) for each in between)
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
    """Cells to be written in one call: rows of what stands there and of what is to."""

    sheet: xw.Sheet
    area: Area
    old: list[list[Any]]
    new: list[list[Any]]


def _blocks(sheet: xw.Sheet, host: Host, grid: Grid, values: Mapping[Place, Any]) -> Iterator[Block]:
    for run in _runs(grid, list(values)):
        for part in sorted(_unlocked(sheet, host, run)):
            column = part.left
            rows = range(part.top, part.bottom + 1)
            old = [[stored(grid.cells.get((row, column), EMPTY_CELL))] for row in rows]
            new = [[values.get((row, column), before[0])] for row, before in zip(rows, old, strict=True)]
            yield Block(sheet, part, old, new)


def plan(book: xw.Book, host: Host, grids: Sequence[Grid], edits: Sequence[Edit], step: Step) -> tuple[Done, list[Block]]:
    """Plan the writes and put them into the step; ``put`` carries them out once the step is remembered."""
    formulas: list[Edit] = []
    due: defaultdict[str, dict[Place, Edit]] = defaultdict(dict)
    by_name = {grid.sheet: grid for grid in grids}
    for edit in edits:
        place = (edit.ref.row, edit.ref.column)
        if by_name[edit.ref.sheet].cells.get(place, EMPTY_CELL).formula is not None:
            formulas.append(edit)
        else:
            due[edit.ref.sheet][place] = edit
    blocks: list[Block] = []
    written: list[Edit] = []
    locked: list[Edit] = []
    for name, here in due.items():
        grid, sheet = by_name[name], book.sheets[name]
        values = {place: _value(edit, grid.cells.get(place, EMPTY_CELL), sheet) for place, edit in here.items()}
        planned = list(_blocks(sheet, host, grid, values))
        blocks.extend(planned)
        reached = {(row, block.area.left) for block in planned for row in range(block.area.top, block.area.bottom + 1)}
        for place, edit in here.items():
            (written if place in reached else locked).append(edit)
    step.cells.extend(Written(block.sheet.name, address_of(block.area), block.old, block.new) for block in blocks)
    return Done(tuple(written), tuple(locked), tuple(formulas)), blocks


def put(blocks: Sequence[Block]) -> None:
    """Write the blocks, one call each."""
    for block in blocks:
        cells_of(block.sheet, block.area).formula = block.new if len(block.new) > 1 else block.new[0][0]


def same(now: Any, ours: Any) -> bool:
    """Whether a cell holds what we wrote: numbers as numbers, a text with or without the apostrophe before it."""
    if isinstance(ours, str) and not ours.startswith("="):
        ours = ours.removeprefix("'")
    with suppress(TypeError, ValueError):
        return abs(float(now or 0) - float(ours or 0)) < 1e-9 and (now in {None, ""}) == (ours in {None, ""})
    return bool((now or "") == (ours or ""))
