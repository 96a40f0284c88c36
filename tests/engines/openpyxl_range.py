"""Ranges of the openpyxl engine."""

from __future__ import annotations

import re
from copy import copy
from datetime import date, datetime, time, timedelta

import xlwings as xw
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.numbers import is_date_format
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from jixiao.excel.engines.blocks import (
    DATE_FORMAT,
    ERRORS,
    MAX_COLUMNS,
    MAX_ROWS,
    MOMENT_FORMAT,
    Block,
    Formula,
    RangeBase,
    as_com,
    blocks_of,
    common,
    constant_text,
    moment_of,
    plain,
    rows_for,
    serial,
    typed,
)
from jixiao.model import column_letters
from tests.engines.openpyxl_looks import Borders, ConditionalFormats, Font, Note, color_of, hex_of

# What a Chinese Excel makes something else of when it is written without an apostrophe.
_MISREAD = re.compile(
    r"=.+|[+-]?[¥$￥]?[\d,]*\.?\d+(E[+-]?\d+)?%?|\d+ \d+/\d+|\d+[-/.]\d+([-/.]\d+)?|\d+:\d+(:\d+)?.*|TRUE|FALSE"
    r"|(\d+年)?\d+月(\d+日?)?|\d+年", re.IGNORECASE,
)
_HORIZONTAL = {"centerContinuous": "center_across_selection", None: "general"}


class Range(RangeBase):
    @property
    def xl(self):
        return self.sheet.xl

    @property
    def api(self):
        return self

    def cell(self, row, column):
        """A cell to look at: one that the file has not is not made by a question."""
        return self.xl._cells.get((row, column)) or Cell(self.xl, row, column)

    def all_cells(self, get=None):
        """Cells of every rectangle, whole rows and columns as far as the sheet is used; ``get`` gives one, made if need be."""
        used = Block(1, 1, self.xl.max_row, self.xl.max_column)
        for block in self.blocks:
            height = used.height if block.height == MAX_ROWS else block.height
            width = used.width if block.width == MAX_COLUMNS else block.width
            for place in block._replace(height=height, width=width).places():
                yield (get or self.xl.cell)(*place)

    def _count(self, what):
        self.sheet.book.app.engine.calls[what] += 1

    def ask(self, question):
        self._count("ask")
        return common(question(cell) for cell in self.all_cells(self.cell))

    def guard(self, what="formatCells"):
        """Excel refuses on a protected sheet, whatever the cells, what the protection does not allow (SheetProtection's words)."""
        if self.xl.protection.sheet and getattr(self.xl.protection, what):
            raise xw.XlwingsError(f"{self.sheet.name} is protected: {what}")

    def style(self, part, **changes):
        self.guard()
        for cell in self.all_cells():
            new = copy(getattr(cell, part))
            for name, value in changes.items():
                setattr(new, name, value)
            setattr(cell, part, new)

    def _by_rows(self, question):
        block = self.block
        return as_com([
            [question(self.cell(row, column)) for column in range(block.column, block.right + 1)]
            for row in range(block.row, block.bottom + 1)
        ])

    # ------------------------------------------------------------ contents

    @property
    def raw_value(self):
        self._count("read")
        return self._by_rows(self._value)

    @raw_value.setter
    def raw_value(self, value):
        self._write(value, plain)

    def _value(self, cell):
        value = cell.value
        if _is_formula(cell):
            value = self.sheet.book.stored(self.xl, cell.row, cell.column)
            if isinstance(value, str) and value in ERRORS:
                return ERRORS[value]
        elif cell.data_type == "e":
            return ERRORS[value]
        if isinstance(value, datetime | date | time | timedelta):
            value = value / timedelta(days=1) if isinstance(value, timedelta) else serial(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return moment_of(value) if is_date_format(cell.number_format) else float(value)
        return None if value == "" else value

    @property
    def formula(self):
        self._count("read")
        return self._by_rows(_formula)

    @formula.setter
    def formula(self, value):
        self._write(value, typed)

    formula2 = formula

    def _write(self, value, read):
        self._count("write")
        for block in self.blocks:
            given = (each for row in rows_for(value, block) for each in row)
            for place, each in zip(block.places(), given, strict=True):
                cell = self.xl.cell(*place)
                is_text = cell.number_format == "@"
                made = plain(each) if is_text else read(each)
                if made == each and type(made) is str and not is_text and _MISREAD.fullmatch(made):
                    self.sheet.book.app.engine.misread.append((self.sheet.name, cell.coordinate, made))
                self._put(cell, made)

    def _put(self, cell, value):
        if isinstance(cell, MergedCell):
            return
        if self.xl.protection.sheet and cell.protection.locked:
            raise xw.XlwingsError(f"{cell.coordinate} is protected")
        if _is_formula(cell):
            self.sheet.book.forget(self.xl, cell.row, cell.column)
        code = cell.number_format
        cell.value = constant_text(value) if type(value) is int else str(value) if isinstance(value, Formula) else value
        if not isinstance(value, Formula):
            if isinstance(value, str):
                cell.data_type = "s"
            elif type(value) is int:
                cell.data_type = "e"
            elif isinstance(value, datetime):
                cell.number_format = code if code != "General" else MOMENT_FORMAT if value.time() > time() else DATE_FORMAT

    def _array(self, cell):
        place = Block(cell.row, cell.column, 1, 1)
        return next((_formula(each) for block, each in self._arrays() if block.meets(place)), None)

    def _arrays(self):
        return [
            (blocks_of(cell.value.ref)[0], cell) for row in self.xl.iter_rows() for cell in row if isinstance(cell.value, ArrayFormula)
        ]

    @property
    def has_array(self):
        arrays = self._arrays()
        return self.ask(lambda cell: any(block.meets(Block(cell.row, cell.column, 1, 1)) for block, _ in arrays))

    @property
    def formula_array(self):
        return common(self._array(self.cell(*place)) or _formula(self.cell(*place)) for place in self.block.places())

    @formula_array.setter
    def formula_array(self, value):
        self._count("write")
        first = self.xl.cell(self.row, self.column)
        self.sheet.book.forget(self.xl, first.row, first.column)
        first.value = ArrayFormula(self.block.address("", ""), value)

    def clear_contents(self):
        self._count("write")
        for cell in self.all_cells():
            self._put(cell, None)

    def clear_formats(self):
        self.guard()
        for cell in self.all_cells():
            cell._style = copy(self.xl.cell(self.xl.max_row + 1, 1)._style)
        self.conditional_formats.clear()

    def clear(self):
        self.unmerge()
        self.clear_contents()
        self.clear_formats()
        for cell in self.all_cells():
            cell.comment = cell.hyperlink = None

    # ------------------------------------------------------------ how it looks

    @property
    def number_format(self):
        return self.ask(lambda cell: cell.number_format)

    @number_format.setter
    def number_format(self, value):
        self.guard()
        for cell in self.all_cells():
            cell.number_format = value

    @property
    def color(self):
        return self.ask(lambda cell: color_of(cell.fill.fgColor) if cell.fill.fill_type else None)

    @color.setter
    def color(self, value):
        self.guard()
        for cell in self.all_cells():
            cell.fill = PatternFill() if value is None else PatternFill("solid", fgColor=hex_of(value))

    @property
    def font(self):
        return Font(self)

    @property
    def borders(self):
        return Borders(self)

    @property
    def wrap_text(self):
        return self.ask(lambda cell: bool(cell.alignment.wrap_text))

    @wrap_text.setter
    def wrap_text(self, value):
        self.style("alignment", wrap_text=value)

    @property
    def horizontal_alignment(self):
        return self.ask(lambda cell: _HORIZONTAL.get(cell.alignment.horizontal, cell.alignment.horizontal))

    @horizontal_alignment.setter
    def horizontal_alignment(self, value):
        self.style("alignment", horizontal="centerContinuous" if value == "center_across_selection" else value)

    @property
    def vertical_alignment(self):
        return self.ask(lambda cell: cell.alignment.vertical or "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value):
        self.style("alignment", vertical=value)

    def _columns(self):
        """Dimensions of its columns, each for one column: a file keeps equal neighbours together."""
        held = self.xl.column_dimensions
        for each in [each for each in held.values() if (each.max or 0) > (each.min or 0)]:
            for number in range(each.min, min(each.max, each.min + 255) + 1):
                alone = copy(each)
                alone.index, alone.min, alone.max = column_letters(number), number, number
                held[alone.index] = alone
        return [held[column_letters(number)] for block in self.blocks for number in range(block.column, block.right + 1)]

    def _rows(self):
        return [self.xl.row_dimensions[number] for block in self.blocks for number in range(block.row, block.bottom + 1)]

    @property
    def column_width(self):
        usual = self.xl.sheet_format.defaultColWidth or 8.43
        return common(each.width if each.customWidth else usual for each in self._columns())

    @column_width.setter
    def column_width(self, value):
        self.guard("formatColumns")
        for each in self._columns():
            each.width = value

    @property
    def row_height(self):
        return common(each.height or self.xl.sheet_format.defaultRowHeight for each in self._rows())

    @row_height.setter
    def row_height(self, value):
        self.guard("formatRows")
        for each in self._rows():
            each.height = value

    @property
    def column_hidden(self):
        return common(bool(each.hidden) for each in self._columns())

    @column_hidden.setter
    def column_hidden(self, value):
        self.guard("formatColumns")
        for each in self._columns():
            each.hidden = value

    @property
    def row_hidden(self):
        return common(bool(each.hidden) for each in self._rows())

    @row_hidden.setter
    def row_hidden(self, value):
        self.guard("formatRows")
        for each in self._rows():
            each.hidden = value

    def autofit(self, axis=None):
        pass

    # ------------------------------------------------------------ merges

    def _merges(self):
        blocks = [blocks_of(each.coord)[0] for each in self.xl.merged_cells.ranges]
        return [block for block in blocks if any(block.meets(own) for own in self.blocks)]

    @property
    def merge_cells(self):
        self._count("ask")
        merges = self._merges()
        if not merges:
            return False
        return True if all(any(each.meets(Block(*place, 1, 1)) for each in merges) for place in self.block.places()) else None

    @property
    def merge_area(self):
        self._count("ask")
        first = self._replaced(self.block._replace(height=1, width=1))
        return next((self._replaced(block) for block in first._merges()), first)

    def _replaced(self, block):
        return Range(self.sheet, (block,))

    def merge(self, across=False):
        self.unmerge()
        for block in self.blocks:
            parts = [block._replace(row=row, height=1) for row in range(block.row, block.bottom + 1)] if across else [block]
            for part in parts:
                self.xl.merge_cells(part.address("", ""))

    def unmerge(self):
        self.guard()
        for block in self._merges():
            self.xl.unmerge_cells(block.address("", ""))

    # ------------------------------------------------------------ notes, links, rules

    @property
    def note(self):
        cell = self.cell(self.row, self.column)
        return Note(self.sheet, cell) if cell.comment else None

    def add_note(self, text):
        self.guard("objects")
        cell = self.xl.cell(self.row, self.column)
        cell.comment = Comment(text, "")
        return Note(self.sheet, cell)

    @property
    def hyperlink(self):
        link = self.cell(self.row, self.column).hyperlink
        if link is None:
            raise xw.XlwingsError("The cell doesn't seem to contain a hyperlink!")
        return link.target or f"#{link.location}"

    def add_hyperlink(self, address, text_to_display, screen_tip):
        self.guard("insertHyperlinks")
        cell = self.xl.cell(self.row, self.column)
        self._put(cell, text_to_display)
        cell.hyperlink = address
        if address.startswith("#"):
            cell.hyperlink.target, cell.hyperlink.location = None, address[1:]
        cell.hyperlink.tooltip = screen_tip

    @property
    def conditional_formats(self):
        return ConditionalFormats(self)

    def select(self):
        if self.sheet.book.xl.active is not self.xl:
            raise xw.XlwingsError(f"{self.sheet.name} is not the active sheet")
        self.sheet.book.selections[self.sheet.name] = self.blocks


def _is_formula(cell):
    return cell.data_type == "f" or isinstance(cell.value, ArrayFormula | DataTableFormula)


def _formula(cell):
    value = cell.value
    if isinstance(value, ArrayFormula):
        return "=" + value.text.removeprefix("=")
    return value if cell.data_type in {"e", "f"} else constant_text(value)
