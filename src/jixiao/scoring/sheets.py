"""A whole sheet as it stands, tables and all else, with the personal data in it.

For an accountant: 表内表外都看：表头、落款、名单、隐藏的行和工作表.
For a programmer: numbers are judged with the label on their left and the heading above them; a sheet of a
million figures costs one look at each cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import ClassVar, NamedTuple

from jixiao.model import Cell, Field, Grid, Ref
from jixiao.scoring.policy import Policy
from jixiao.values.personal import (
    NO_LABEL,
    Label,
    Personal,
    label_of,
    labels_among,
    maybe_personal,
    personal_data,
    suspects_among,
)
from jixiao.values.persons import names_in

_SMALLEST, _LARGEST = Decimal(10**6), Decimal(10**30)
_FARTHEST_LABEL = 12
_LABELS_TRIED = 2
_FARTHEST_HEADING = 1000
_MOST_COVERED = 200_000
_PLACEHOLDERS = frozenset({"", "/", "—", "-", "无", "略", "（略）", "(略)", "同上"})


class Found(NamedTuple):
    """The personal data of one cell; ``numeric`` where a number is stored, not a text."""

    ref: Ref
    cell: Cell
    data: tuple[Personal, ...]
    numeric: bool


def _whole_number(cell: Cell) -> str | None:
    value = cell.value
    if cell.kind != "number" or not isinstance(value, Decimal) or not _SMALLEST <= value < _LARGEST or value != value.to_integral_value():
        return None
    return f"{value:f}".partition(".")[0]


class Labels:
    """What stands beside and above the cells of one sheet.

    Cells must be asked for from the top down: what is known of a column is kept.
    """

    def __init__(self, grid: Grid) -> None:
        self._cells = grid.cells
        self._covered = _covered(grid)
        self._known: dict[int, tuple[int, frozenset[Label]]] = {}

    def of(self, row: int, column: int) -> frozenset[Label]:
        """What is announced for a cell: by the label on its left, else by the heading above."""
        above = self._heading(row, column)
        beside = self._beside(row, column)
        # 预算科 on the left of a telephone number says nothing about it.
        return above if not beside or (beside == {"other"} and above and above != {"other"}) else beside

    def _words(self, row: int, column: int) -> str | None:
        cell = self._cells.get(self._covered.get((row, column), (row, column)))
        return cell.text if cell is not None and cell.kind == "text" else None

    def _beside(self, row: int, column: int) -> frozenset[Label]:
        tried, at = 0, column - 1
        while at > 0 and column - at <= _FARTHEST_LABEL and tried < _LABELS_TRIED:
            cell = self._cells.get((row, at))
            if cell is not None and cell.text.strip():
                tried += 1
                said = label_of(cell.text) if cell.kind == "text" else NO_LABEL
                if said:
                    return said
            at -= 1
        return NO_LABEL

    def _heading(self, row: int, column: int) -> frozenset[Label]:
        known_row, known = self._known.get(column, (0, NO_LABEL))
        found = NO_LABEL
        for at in range(row - 1, max(0, row - 1 - _FARTHEST_HEADING), -1):
            if at <= known_row:
                found = known
                break
            words = self._words(at, column)
            if words is not None and words.strip() not in _PLACEHOLDERS and not any(ch.isdigit() for ch in words):
                found = label_of(words) if not self._answered(at, column) else NO_LABEL
                break
        self._known[column] = (row - 1, found)
        return found

    def _answered(self, row: int, column: int) -> bool:
        """Whether what a label asks for stands on its right, so that it is no heading."""
        after = (self._cells.get((row, at)) for at in range(column + 1, column + 4))
        beside = next((cell for cell in after if cell is not None and cell.text.strip()), None)
        return beside is not None and (beside.kind == "number" or maybe_personal(beside.text))


def _covered(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """The cells inside of merged headings, with the cell that holds their words."""
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in grid.merges:
        if right == left or (bottom - top + 1) * (right - left + 1) > _FARTHEST_HEADING:
            continue
        if len(covered) > _MOST_COVERED:
            break
        covered.update({(row, column): (top, left) for row in range(top, bottom + 1) for column in range(left + 1, right + 1)})
    return covered


def personal_cells(grid: Grid) -> Iterator[Found]:
    """Every cell with personal data, from the top down."""
    texts = {cell.text for cell in grid.cells.values() if cell.kind == "text"}
    # Without a label that asks for one, no stored number is a person's, and a sheet of money is done with.
    announced = labels_among(texts)
    suspects = suspects_among(texts)
    if not announced and not suspects:
        return
    candidates = [
        (place, cell) for place, cell in grid.cells.items()
        if (cell.kind == "text" and cell.text in suspects) or (announced and cell.kind == "number" and _whole_number(cell) is not None)
    ]
    labels = Labels(grid) if candidates else None
    for (row, column), cell in sorted(candidates, key=lambda found: found[0]):
        assert labels is not None
        digits = _whole_number(cell)
        near = labels.of(row, column)
        data = personal_data(digits or cell.text, near, stored_number=digits is not None)
        if data:
            yield Found(Ref(grid.sheet, row, column), cell, data, digits is not None)


def named_cells(grid: Grid) -> Iterator[tuple[Ref, Cell, str]]:
    """Every name of a person that a form asks for, with its cell."""
    labels = Labels(grid)
    for (row, column), cell in sorted(grid.cells.items(), key=lambda found: found[0]):
        if cell.kind == "text" and len(cell.text) <= 200:
            near = labels.of(row, column) if len(cell.text) <= 40 else NO_LABEL
            for start, end in names_in(cell.text, near):
                yield Ref(grid.sheet, row, column), cell, cell.text[start:end]


@dataclass(frozen=True)
class WholeSheet:
    """One sheet and the policy under which it is judged; our own 校验 sheet is never one."""

    grid: Grid
    policy: Policy
    about: ClassVar[str] = "sheet"
    form: ClassVar[str] = ""
    keys: ClassVar[frozenset[str]] = frozenset()

    @property
    def sheet(self) -> str:
        """Its name."""
        return self.grid.sheet

    @cached_property
    def personal(self) -> tuple[tuple[Field, Personal], ...]:
        """The numbers of persons; the part of each field is masked, for nothing else is ever shown."""
        return tuple((Field(found.ref, found.cell, data.masked), data) for found in personal_cells(self.grid) for data in found.data)
