"""A table written into the template of its form, and the proof that the template then tells all that the document told.

For an accountant: what the document states stands there as it stated it, right or wrong; where it states nothing in a whole column,
the form's own formulas compute.  For a programmer: the drawn sheet is read by the recogniser like any other; each field of the
document's table is written over the field of the same key, and a second reading must tell the same; else there is no template.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal

from jixiao.forms import Form, recognise
from jixiao.forms.spec import AnyForm
from jixiao.forms.statement_spec import StatementForm
from jixiao.forms.view import SheetView
from jixiao.model import Book, Cell, Field, Grid, Statement, Table
from jixiao.scoring.policy import DEFAULT, Policy
from jixiao.services.blanks.rows import SENTINEL
from jixiao.services.importing import fitted_statement, fitted_table
from jixiao.services.importing.doubts import At
from jixiao.services.importing.grids import SourceSheet
from jixiao.services.importing.told import Key, at, structure, told, told_by, value_of
from jixiao.services.importing.written import cell_of, drawn_value, format_of
from jixiao.services.library import Library
from jixiao.workbooks.drawing import Drawn, Formula, Look, SheetDrawing

_HEADINGS = frozenset({"title", "header", "column", "fund column", "level"})
_INPUT = Look(fill="input", locked=False)
# A row of the form that nobody filled in: 指标2：, ……
_PLACEHOLDER = re.compile(r"(?:三级)?(?:指标)?\d*[:：]?[…．.·/—\-]*")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A filled template.

    Attributes:
        where: (row, column) in the document's table → in the new sheet.
        words: cells of the document whose words the template itself has (headings, labels).  What is in neither is a placeholder
            (指标2：, ……) in a row that nobody filled in.
    """

    drawing: SheetDrawing
    where: dict[At, At]
    words: frozenset[At]


def fitted(source: SourceSheet, table: Table | Statement, form: AnyForm, policy: Policy | None, library: Library) -> Fitted | None:
    """The template, filled; None where the table does not go into it whole."""
    view = SheetView(source.grid)
    try:
        if isinstance(table, Statement):
            if not isinstance(form, StatementForm):
                return None
            drawn = fitted_statement.draw(table, form, view)
        else:
            if not isinstance(form, Form) or form.template is None or not fitted_table.fits(table):
                return None
            drawn = fitted_table.draw(table, form, policy or library.policy(form.policy or DEFAULT), view)
    except ValueError:  # more cells side by side than the form has columns
        return None
    return _Filling(source, table, form, drawn).filled(library)


class _Filling:
    """The template while what the document states is written into it."""

    def __init__(self, source: SourceSheet, table: Table | Statement, form: AnyForm, drawn: fitted_table.Drawn) -> None:
        self.source, self.table, self.form = source, table, form
        self.canvas, self.where, self.further = drawn
        self.cells: dict[At, Cell] = {}

    def filled(self, library: Library) -> Fitted | None:
        blank = self._read(library)
        if blank is None or not self._write(_told(self.table, self.source.grid), blank):
            return None
        again = self._read(library)
        if again is None or not self._same(again) or (words := self._words()) is None:
            return None
        return Fitted(self._drawing(), self.where, words)

    def _grid(self) -> Grid:
        cells = {place: self.cells.get(place) or _cell(drawn) for place, drawn in self.canvas.cells.items()}
        return Grid(self.source.grid.sheet, {place: cell for place, cell in cells.items() if cell.text or cell.formula is not None}, tuple(self.canvas.merges))

    def _read(self, library: Library) -> tuple[Table | Statement, dict[Key, Field]] | None:
        """The sheet as it is now, if it is read as one table of the same form."""
        grid = self._grid()
        found = recognise(Book("", (grid,)), None, library.form_folders)
        read: tuple[Table | Statement, ...] = (*found.tables, *found.statements)
        return (read[0], _told(read[0], grid)) if [one.form for one in read] == [self.form.id] else None

    # --------------------------------------------------------------- writing ----

    def _write(self, said: dict[Key, Field], blank: tuple[Table | Statement, dict[Key, Field]]) -> bool:
        _, offered = blank
        stated = {_column(key) for key, field in said.items() if value_of(field) is not None}
        for key, field in offered.items():
            own = said.get(key)
            if own is not None and value_of(own) is not None:
                if not self._put(own, field):
                    return False
            elif key[0] not in _HEADINGS and key[-1] != "label":
                self._clear(field, formulas=(("row", "score") if key == ("total",) else _column(key)) in stated)
        for key, field in said.items():
            if key not in offered and value_of(field) is not None:
                return False
            if key[0] == "row" and key[-1] == "name":
                self._write_further(field.ref.row, offered[key].ref.row)
        return True

    def _write_further(self, row: int, new: int) -> None:
        """The cells of a row below headings that the form does not know, as they are."""
        for column, place in self.further.items():
            cell = self.source.grid.cells.get((row, column))
            if cell is not None:
                self._set((row, column), cell, (new, place))

    def _put(self, own: Field, field: Field) -> bool:
        """Write what the document states into the field of the template; parts of a cell only where they stand there already."""
        place = at(field.ref)
        if place not in self.canvas.cells and not (place[0] < self.canvas.row and place[1] <= self.canvas.last):
            return False
        if own.part is not None or field.part is not None:
            if value_of(own) == value_of(field):
                self.where.setdefault(at(own.ref), place)
                return True
            if field.part is not None or own.part is None:
                return False
        self._set(at(own.ref), own.cell if own.part is None else cell_of(own.part.strip()), place)
        return True

    def _set(self, source: At, cell: Cell, place: At) -> None:
        look = _open(self.canvas.cells[place]) if place in self.canvas.cells else _INPUT
        if isinstance(cell.value, Decimal):
            look = look._replace(format=format_of(cell.text.strip()))
        self.canvas.cells[place] = Drawn(drawn_value(cell), look)
        self.cells[place] = cell
        self.where.setdefault(source, place)

    def _clear(self, field: Field, *, formulas: bool) -> None:
        """Leave blank what the document does not state; formulas only where it states something else in their column."""
        place = at(field.ref)
        drawn = self.canvas.cells.get(place)
        if drawn is not None and field.part is None and (formulas or not isinstance(drawn.value, Formula)):
            self.canvas.cells[place] = Drawn(None, _open(drawn))
            self.cells.pop(place, None)

    # ----------------------------------------------------------------- proof ----

    def _same(self, again: tuple[Table | Statement, dict[Key, Field]]) -> bool:
        """Whether the filled template tells what the document tells, no less and no more."""
        table, found = again
        wanted = _told(self.table, self.source.grid)
        words = {SENTINEL, *(cell.text for cell in self.source.grid.cells.values())}
        for key in {*wanted, *found}:
            said, own = _said(found, key), _said(wanted, key)
            # Where a converter lost a merge, the label of a block is not beside its one line; in the template it is.
            if said != own and not (own is None and key[-1] == "label" and said in words):
                return False
        if isinstance(table, Table) and isinstance(self.table, Table):
            return structure(table) == structure(self.table)
        return isinstance(table, Statement) and isinstance(self.table, Statement) and fitted_statement.structure(table) == fitted_statement.structure(self.table)

    def _words(self) -> frozenset[At] | None:
        """The cells of the document that only repeat words of the template; None where there is one that says something else."""
        drawn = {_squeezed(drawn.value) for drawn in self.canvas.cells.values() if isinstance(drawn.value, str) and not isinstance(drawn.value, Formula)}
        rest = {place: _squeezed(cell.text) for place, cell in self.source.grid.cells.items() if place not in self.where}
        words = frozenset(place for place, text in rest.items() if text in drawn)
        return words if all(place in words or _PLACEHOLDER.fullmatch(text) for place, text in rest.items()) else None

    def _drawing(self) -> SheetDrawing:
        return replace(self.canvas.drawing(), name=self.source.grid.sheet)


def _open(drawn: Drawn) -> Look:
    """The look of a cell whose formula, if it has one, gives way to what the document states: it can be corrected."""
    return drawn.look._replace(locked=False) if isinstance(drawn.value, Formula) else drawn.look


def _said(fields: dict[Key, Field], key: Key) -> str | Decimal | None:
    return value_of(fields[key]) if key in fields else None


def _told(table: Table | Statement, grid: Grid) -> dict[Key, Field]:
    return told(table, grid) if isinstance(table, Table) else told_by(table, grid)


def _column(key: Key) -> Key:
    """The column that a field stands in: formulas stay only where the document states nothing in all of it."""
    if key[0] in {"total", "total weight", "grade"}:
        return ("closing",)
    return (key[0], key[-1]) if key[0] in {"fund", "row"} else (key[0], key[1], key[-1]) if key[0] == "line" else key


def _cell(drawn: Drawn) -> Cell:
    """A drawn cell as the recogniser reads it."""
    value = drawn.value
    if isinstance(value, Formula):
        return Cell(None, "empty", "", value[1:], cached=False)
    if isinstance(value, str):
        return Cell(value, "text", value)
    if value is None or not isinstance(value, int | float):
        return Cell(None, "empty", "")
    return Cell(Decimal(str(value)), "number", str(value))


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
