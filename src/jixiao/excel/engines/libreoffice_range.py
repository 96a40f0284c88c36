"""Cells of LibreOffice as xlwings asks for them: one block call for values, one for formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import cached_property
from typing import Any

import xlwings as xw

from jixiao.excel.areas import columns_of
from jixiao.excel.engines.blocks import (
    DATE_FORMAT,
    ERRORS,
    MOMENT_FORMAT,
    Block,
    Formula,
    RangeBase,
    Rows,
    as_com,
    common,
    plain,
    rgb,
    rows_for,
    typed,
)
from jixiao.excel.engines.libreoffice_formulas import to_excel, to_libreoffice
from jixiao.excel.engines.libreoffice_looks import Borders, ConditionalFormats, Font, Note
from jixiao.excel.engines.libreoffice_uno import address_of, block_of, enum, struct, uno
from jixiao.excel.engines.libreoffice_values import (
    ERROR_CODES,
    LOGICAL,
    MOMENT,
    TEXT,
    constant_text,
    data_of,
    formula_text,
    is_read_anew,
    moment_value,
    truth_value,
    typed_text,
)

# com.sun.star.sheet.CellFlags
_CONTENTS, _NOTES, _FORMULAS, _LOOKS = 1 | 2 | 4 | 16, 8, 16, 32 | 64 | 256
_HORIZONTAL = {
    "general": "STANDARD", "left": "LEFT", "center": "CENTER", "right": "RIGHT", "fill": "REPEAT", "justify": "BLOCK", "distributed": "BLOCK",
    "center_across_selection": "CENTER",
}
_HORIZONTAL_NAMES = {theirs: ours for ours, theirs in reversed(_HORIZONTAL.items())}
# com.sun.star.table.CellVertJustify2
_VERTICAL = {"bottom": 3, "top": 1, "center": 2, "justify": 4, "distributed": 4}
_VERTICAL_NAMES = {theirs: ours for ours, theirs in reversed(_VERTICAL.items())} | {0: "bottom"}


class Range(RangeBase):
    """One or several rectangles of a sheet."""

    @cached_property
    def target(self) -> Any:
        """The UNO object of all rectangles."""
        if len(self.blocks) == 1:
            return self.sheet.cells_of(self.block)
        made = self.sheet.book.xl.createInstance("com.sun.star.sheet.SheetCellRanges")
        made.addRangeAddresses(tuple(address_of(block, self.sheet.position) for block in self.blocks), False)
        return made

    @property
    def api(self) -> Any:
        """The UNO object."""
        return self.target

    def count(self, what: str) -> None:
        """Note a call."""
        self.sheet.book.app.engine.calls[what] += 1

    def ask(self, name: str) -> Any:
        """A property of all cells; None where they differ."""
        self.count("ask")
        if len(self.blocks) > 1:
            target = self.target
        else:
            target = self.sheet.probe(self.block)
            if self.block.height == self.block.width == 1:
                return target.getPropertyValue(name)
        # A mixed property has the default's value: only its state tells.
        mixed = target.getPropertyState(name).value == "AMBIGUOUS_VALUE"
        return None if mixed else target.getPropertyValue(name)

    def put(self, name: str, value: Any) -> None:
        """Set a property of all cells."""
        self.guard()
        self.target.setPropertyValue(name, value)

    def guard(self) -> None:
        """LibreOffice changes nothing on protected cells and does not say so.  Raises XlwingsError."""
        if self.sheet.xl.isProtected() and self.locked is not False:
            raise xw.XlwingsError(f"{self.sheet.name}!{self.address} is protected")

    @property
    def locked(self) -> bool | None:
        """Whether protection of the sheet would lock the cells; None where some are."""
        protection = self.ask("CellProtection")
        return None if protection is None else bool(protection.IsLocked)

    # ------------------------------------------------------------ values

    @property
    def raw_value(self) -> Any:
        """Values of the first rectangle, as COM gives them."""
        self.count("read")
        block, cells = self.block, self.sheet.cells_of(self.block)
        rows: Rows = [list(line) for line in cells.getDataArray()]
        if any(isinstance(value, float) for row in rows for value in row):
            for part, kind in self._kinds(block):
                for row, column in part.places() if kind & (MOMENT | LOGICAL) else ():
                    down, across = row - block.row, column - block.column
                    rows[down][across] = moment_value(rows[down][across]) if kind & MOMENT else truth_value(rows[down][across])
        for down, line in enumerate(rows):
            for across, value in enumerate(line):
                if value is None:
                    code = cells.getCellByPosition(across, down).getError()
                    line[across] = ERRORS[ERROR_CODES.get(code, "#VALUE!")]
                elif value == "":
                    line[across] = None
        return as_com(rows)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self._write(value, plain)

    @property
    def formula(self) -> Any:
        """Formulas and constants of the first rectangle, as Excel's Formula gives them."""
        self.count("read")
        return as_com(self._formulas())

    @formula.setter
    def formula(self, value: Any) -> None:
        self._write(value, typed)

    formula2 = formula

    def _formulas(self) -> list[list[str]]:
        cells = self.sheet.cells_of(self.block)
        texts = cells.getFormulaArray()
        places: set[tuple[int, int]] = set()
        if any(text.startswith(("=", "{=")) for row in texts for text in row):
            # A text may begin with an equals sign, too.
            for address in cells.queryContentCells(_FORMULAS).getRangeAddresses():
                places.update(block_of(address).places())
        return [
            [formula_text(text) if (self.row + down, self.column + across) in places else constant_text(text) for across, text in enumerate(row)]
            for down, row in enumerate(texts)
        ]

    def _kinds(self, block: Block) -> Iterator[tuple[Block, int]]:
        """The kind of number format (com.sun.star.util.NumberFormat) of each part of a block."""
        target = self.sheet.cells_of(block)
        if target.getPropertyState("NumberFormat").value != "AMBIGUOUS_VALUE":
            yield block, self.sheet.book.kind_of(target.getPropertyValue("NumberFormat"))
            return
        groups = target.getUniqueCellFormatRanges()
        for number in range(groups.getCount()):
            group = groups.getByIndex(number)
            kind = self.sheet.book.kind_of(group.getPropertyValue("NumberFormat"))
            if kind & (MOMENT | TEXT | LOGICAL):
                for address in group.getRangeAddresses():
                    yield block_of(address), kind

    def _write(self, value: Any, read: Callable[[object], Any]) -> None:
        self.count("write")
        for block in self.blocks:
            given = rows_for(value, block)
            rows = [[read(each) for each in row] for row in given]
            changed = any(isinstance(each, str) and type(made) is not str and made is not None
                          for row, results in zip(given, rows, strict=True) for each, made in zip(row, results, strict=True))
            if changed:  # but not in cells that are formatted as text
                for part, kind in self._kinds(block):
                    for row, column in part.places() if kind & TEXT else ():
                        rows[row - block.row][column - block.column] = plain(given[row - block.row][column - block.column])
            self._put(block, rows)

    def _put(self, block: Block, rows: Rows) -> None:
        """One block call: texts and numbers as they are, or all as typed where there are formulas."""
        cells = self.sheet.cells_of(block)
        values = [value for row in rows for value in row]
        texts = [place for place, value in zip(block.places(), values, strict=True) if is_read_anew(value)]
        formats = self._formats(block, texts)
        try:
            if any(isinstance(value, Formula | bool) or type(value) is int for value in values):
                cells.setFormulaArray(tuple(tuple(typed_text(value) for value in row) for row in rows))
            else:
                cells.setDataArray(tuple(tuple(data_of(value) for value in row) for row in rows))
        except uno().getClass("com.sun.star.uno.RuntimeException") as error:
            raise xw.XlwingsError(
                f"{self.sheet.name}!{block.address()} cannot be written: it is protected, or part of an array formula",
            ) from error
        for key, places in formats.items():
            runs = tuple(Block(run.top, run.left, run.bottom - run.top + 1, 1) for run in columns_of(places))
            Range(self.sheet, runs).target.setPropertyValue("NumberFormat", key)
        for place, value in zip(block.places(), values, strict=True):
            if isinstance(value, datetime):
                cell = self.sheet.range(place)
                if cell.number_format == "General":
                    cell.number_format = DATE_FORMAT if value.time() == time() else MOMENT_FORMAT

    def _formats(self, block: Block, places: list[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
        """Number formats of cells that LibreOffice formats as text when it is given a text that looks like a number."""
        if not places:
            return {}
        cells = self.sheet.cells_of(block)
        if cells.getPropertyState("NumberFormat").value != "AMBIGUOUS_VALUE":
            return {cells.getPropertyValue("NumberFormat"): places}
        found: dict[int, list[tuple[int, int]]] = {}
        for place in places:
            found.setdefault(self.sheet.probe(Block(*place, 1, 1)).getPropertyValue("NumberFormat"), []).append(place)
        return found

    @property
    def has_array(self) -> bool | None:
        """Whether the cells belong to array formulas; None where some do."""
        self.count("ask")
        texts = (text for row in self.sheet.cells_of(self.block).getFormulaArray() for text in row)
        found: bool | None = common(text.startswith("{=") for text in texts)
        return found

    @property
    def formula_array(self) -> str | None:
        """The array formula that all cells belong to, or the formula that they have in common."""
        self.count("read")
        found: str | None = common(text for row in self._formulas() for text in row)
        return found

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        self.count("write")
        self.guard()
        self.sheet.cells_of(self.block).setArrayFormula(to_libreoffice(value))

    def clear_contents(self) -> None:
        """Empty the cells, formats stay."""
        self.count("write")
        self.guard()
        self.target.clearContents(_CONTENTS)

    def clear_formats(self) -> None:
        """Formats back to the default, and no conditional formats."""
        self.guard()
        self.target.clearContents(_LOOKS)
        self.conditional_formats.clear()

    def clear(self) -> None:
        """Contents, notes, formats and merges."""
        self.unmerge()
        self.clear_contents()
        self.target.clearContents(_NOTES)
        self.clear_formats()

    # ------------------------------------------------------------ looks

    @property
    def number_format(self) -> str | None:
        """The format code as Excel writes it; None where formats differ."""
        key = self.ask("NumberFormat")
        return None if key is None else self.sheet.book.code_of(key)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.put("NumberFormat", self.sheet.book.key_of(value))

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The fill."""
        number = self.ask("CellBackColor")
        return None if number is None or number < 0 else rgb(f"{number:06X}")

    @color.setter
    def color(self, value: Any) -> None:
        red, green, blue = rgb(value) if value is not None else (0, 0, 0)
        self.put("CellBackColor", -1 if value is None else red << 16 | green << 8 | blue)

    @property
    def font(self) -> Font:
        """Its font."""
        return Font(self)

    @property
    def borders(self) -> Borders:
        """Its lines."""
        return Borders(self)

    @property
    def wrap_text(self) -> bool | None:
        """Whether lines are wrapped."""
        wrapped: bool | None = self.ask("IsTextWrapped")
        return wrapped

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.put("IsTextWrapped", value)

    @property
    def horizontal_alignment(self) -> str | None:
        """One of xlwings' words."""
        found = self.ask("HoriJustify")
        return None if found is None else _HORIZONTAL_NAMES[found.value]

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self.put("HoriJustify", enum("com.sun.star.table.CellHoriJustify", _HORIZONTAL[value]))

    @property
    def vertical_alignment(self) -> str | None:
        """One of xlwings' words."""
        found = self.ask("VertJustify")
        return None if found is None else _VERTICAL_NAMES[found]

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.put("VertJustify", _VERTICAL[value])

    def _lines(self, kind: str, name: str) -> Iterator[Any]:
        """A property of each column (Columns) or row (Rows)."""
        for block in self.blocks:
            lines = getattr(self.sheet.cells_of(block), f"get{kind}")()
            yield from (lines.getByIndex(number).getPropertyValue(name) for number in range(lines.getCount()))

    def _put_lines(self, kind: str, name: str, value: Any) -> None:
        self.guard()
        for block in self.blocks:
            getattr(self.sheet.cells_of(block), f"get{kind}")().setPropertyValue(name, value)

    @property
    def column_width(self) -> float | None:
        """In digits, as Excel counts: a digit has 7 pixels, and a column 5 more."""
        width = common(self._lines("Columns", "Width"))
        return None if width is None else round((width * 96 / 2540 - 5) / 7, 2)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self._put_lines("Columns", "Width", round((value * 7 + 5) * 2540 / 96))

    @property
    def row_height(self) -> float | None:
        """In points."""
        height = common(self._lines("Rows", "Height"))
        return None if height is None else round(height * 72 / 2540, 2)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self._put_lines("Rows", "Height", round(value * 2540 / 72))

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden; None where some are."""
        shown = common(self._lines("Columns", "IsVisible"))
        return None if shown is None else not shown

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self._put_lines("Columns", "IsVisible", not value)

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden; None where some are."""
        shown = common(self._lines("Rows", "IsVisible"))
        return None if shown is None else not shown

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self._put_lines("Rows", "IsVisible", not value)

    def autofit(self, axis: str | None = None) -> None:
        """Widths and heights as the contents need."""
        if axis is None or axis.startswith("c"):
            self._put_lines("Columns", "OptimalWidth", True)
        if axis is None or axis.startswith("r"):
            self._put_lines("Rows", "OptimalHeight", True)

    # ------------------------------------------------------------ merges

    @property
    def merge_cells(self) -> bool | None:
        """Whether all cells belong to merged areas; None where some do."""
        self.count("ask")
        cursor = self.sheet.probe(self.block)
        starts_inside = cursor.getIsMerged()
        cursor.collapseToMergedArea()
        if block_of(cursor.getRangeAddress()) == self.block and not starts_inside:
            return False
        left = set(self.block.places())
        while left:
            # From the end: a table's merged cells are its titles and its first columns.
            area = self._merged(Block(*max(left), 1, 1))
            if area.height == area.width == 1:
                return None
            left.difference_update(area.places())
        return True

    def _merged(self, cell: Block) -> Block:
        cursor = self.sheet.probe(cell)
        cursor.collapseToMergedArea()
        return block_of(cursor.getRangeAddress())

    @property
    def merge_area(self) -> Range:
        """The merged area of the first cell, or that cell."""
        self.count("ask")
        return Range(self.sheet, (self._merged(self.block._replace(height=1, width=1)),))

    def merge(self, across: bool = False) -> None:
        """Merge each rectangle, or each of its rows; what the first cell holds stays."""
        self.unmerge()
        for block in self.blocks:
            for part in [block._replace(row=row, height=1) for row in range(block.row, block.bottom + 1)] if across else [block]:
                if part.width > 1:
                    self.sheet.cells_of(part._replace(column=part.column + 1, width=part.width - 1, height=1)).clearContents(_CONTENTS)
                if part.height > 1:
                    self.sheet.cells_of(part._replace(row=part.row + 1, height=part.height - 1)).clearContents(_CONTENTS)
                self.sheet.cells_of(part).merge(True)

    def unmerge(self) -> None:
        """Undo every merge that has a cell here."""
        self.guard()
        for block in self.blocks:
            cursor = self.sheet.probe(block)
            cursor.collapseToMergedArea()
            cursor.merge(False)

    # ------------------------------------------------------------ notes, links, rules

    @property
    def note(self) -> Note | None:
        """The note of the first cell."""
        found = Note(self.sheet, self.block)
        return found if found.text else None

    def add_note(self, text: str) -> Note:
        """Write a note on the first cell."""
        self.guard()
        place = struct("com.sun.star.table.CellAddress", Sheet=self.sheet.position, Column=self.column - 1, Row=self.row - 1)
        self.sheet.xl.getAnnotations().insertNew(place, text)
        made = Note(self.sheet, self.block)
        made.widen()
        return made

    @property
    def hyperlink(self) -> str:
        """The address behind the first cell; inside the workbook #'Sheet'!A1.  Raises XlwingsError where there is none."""
        fields = self.sheet.cells_of(self.block).getCellByPosition(0, 0).getTextFields()
        for number in range(fields.getCount()):
            url = str(getattr(fields.getByIndex(number), "URL", ""))
            if url:
                own, mark, place = url.partition("#")
                # Written by LibreOffice with a point after the sheet, read from a file with an exclamation mark.
                return f"#{to_excel(to_libreoffice(place))}" if mark and own in {"", self.sheet.book.xl.getURL()} else url
        raise xw.XlwingsError("The cell doesn't seem to contain a hyperlink!")

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:  # noqa: ARG002  # xlwings' own name
        """Put a text with a link into the first cell; LibreOffice writes the tip itself."""
        self.guard()
        field = self.sheet.book.xl.createInstance("com.sun.star.text.TextField.URL")
        field.URL = "#" + to_libreoffice(address[1:]).lstrip("$") if address.startswith("#") else address
        field.Representation = text_to_display or address
        cell = self.sheet.cells_of(self.block).getCellByPosition(0, 0)
        cell.setString("")
        cell.insertTextContent(cell.createTextCursor(), field, False)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """Rules that touch the cells."""
        return ConditionalFormats(self)

    def select(self) -> None:
        """Select the cells, as Excel only on the sheet in front.  Raises XlwingsError."""
        controller = self.sheet.book.xl.getCurrentController()
        if controller.getActiveSheet().getName() != self.sheet.name:
            raise xw.XlwingsError(f"{self.sheet.name} is not the active sheet")
        controller.select(self.target)
