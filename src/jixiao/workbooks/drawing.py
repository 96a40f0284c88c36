"""A workbook to be built, as a drawing: cells, looks, formulas, drop-downs, protection; and its writer.

For an accountant: how the blank forms look (yellow is yours to fill, grey is computed).  For a programmer: services
describe a sheet in these frozen records without knowing any file format; only this module knows how they become an
.xlsx, with openpyxl, which is loaded when something is written.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from jixiao.model import Area, JixiaoError, Text, column_letters
from jixiao.workbooks.findings_sheet import looks_like_formula
from jixiao.workbooks.fresh import MOMENT, repacked, set_up_page
from jixiao.workbooks.store import write_whole
from jixiao.workbooks.workbookxml import quoted_sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Fill = Literal["none", "input", "computed", "head", "thin", "check", "doubt"]
Horizontal = Literal["left", "center", "right"]
_COLOURS: dict[Fill, str] = {"input": "FFFBE6", "computed": "EDEDED", "head": "DDE6F0", "thin": "F2F2F2", "check": "F7F7F7", "doubt": "F8CBAD"}
Tint = Literal["open", "red", "yellow", "green", "blue"]
_TINTS: dict[Tint, str] = {"open": "F8CBAD", "red": "F8CBCB", "yellow": "FFEB9C", "green": "C6E5C8", "blue": "BDD7EE"}
_EXTENSION = ".xlsx"
_NOTE_LINE = 20  # characters in a line of a note
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what openpyxl refuses to write


class Look(NamedTuple):
    """How a cell looks and whether it may be changed under protection.

    Attributes:
        size: points; font: name; fill: meaning of its colour; format: number format.
        locked: True for what the form itself says or computes.
    """

    size: float = 10
    bold: bool = False
    horizontal: Horizontal = "center"
    vertical: Literal["center", "top"] = "center"
    border: bool = True
    fill: Fill = "none"
    format: str = "General"
    locked: bool = True
    colour: str = "000000"
    font: str = "宋体"


class Formula(str):
    """A formula, with its sign "="; any other text stays a text, whatever it begins with."""

    __slots__ = ()


DAY = 'yyyy"年"m"月"d"日"'


class Drawn(NamedTuple):
    """One cell: a Formula, a text, a number, a day, or None for an empty one."""

    value: str | float | date | None
    look: Look


class Rule(NamedTuple):
    """What may be entered in an area.

    Attributes:
        area: the cells; kind: "list" of ``options``, "decimal" between two formulas or figures, or "custom" by formula.
        strict: refuse other entries; else they are only offered.
        prompt: shown when the cell is entered; error: shown when an entry is refused.
    """

    area: Area
    kind: Literal["list", "decimal", "custom"]
    options: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    strict: bool = True
    prompt: str = ""
    error: str = ""


class Mark(NamedTuple):
    """Cells that are coloured while a formula (relative to the top left one) is true."""

    area: Area
    formula: str
    tint: Tint = "open"


@dataclass(frozen=True, slots=True)
class SheetDrawing:
    """One sheet.

    Attributes:
        widths: of its columns, in characters; heights: row → points.
        cells: (row, column) → cell; merges: areas, whose cells all carry a look.
        heading: rows repeated on each printed page (first, last), or None.
        protected: locked cells cannot be changed; rows may be inserted, deleted and sized.
        freeze: first cell (row, column) that scrolls, or None.
        landscape: paper orientation; rows, columns: the area that is printed.
        comments: (row, column) → a note that shows when the pointer is on the cell.
        links: (row, column) → the sheet and the cell ("H33") that a click leads to.
    """

    name: str
    widths: tuple[float, ...]
    heights: dict[int, float]
    cells: dict[tuple[int, int], Drawn]
    merges: tuple[Area, ...]
    rows: int
    rules: tuple[Rule, ...] = ()
    marks: tuple[Mark, ...] = ()
    heading: tuple[int, int] | None = None
    protected: bool = True
    freeze: tuple[int, int] | None = None
    landscape: bool = True
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    links: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole workbook: its sheets, its title, and custom document properties (``jixiao.form``, ``jixiao.policy`` …)."""

    sheets: tuple[SheetDrawing, ...]
    title: str
    properties: Mapping[str, str] = field(default_factory=dict)


def drawing_bytes(drawing: Drawing) -> bytes:
    """The .xlsx of a drawing, the same bytes each time."""
    from openpyxl import Workbook  # noqa: PLC0415  # slow to load and rarely needed
    from openpyxl.packaging.custom import StringProperty  # noqa: PLC0415

    book = Workbook()
    del book[book.sheetnames[0]]
    for sheet in drawing.sheets:
        _Writer(book.create_sheet(sheet.name), sheet).write()
    book.properties.creator = "jixiao"
    book.properties.title = drawing.title
    book.properties.created = book.properties.modified = MOMENT
    for name, value in drawing.properties.items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    saved = io.BytesIO()
    try:
        book.save(saved)
    except Exception as error:
        # openpyxl writes sheets to temporary files, through lxml where that is installed; anything else is our bug.
        if not isinstance(error, OSError) and not type(error).__module__.startswith("lxml"):
            raise
        raise JixiaoError(Text(
            "临时文件夹写不进去，新的工作簿没有写出，别的文件没有改动。请检查系统盘的空间，再试一次。",
            "The folder of temporary files cannot be written; no workbook was made and nothing else was changed. Check the space of the system's disk.",
        )) from error
    return repacked(saved.getvalue(), _amended(drawing))


def write_drawing(drawing: Drawing, target: Path, *, force: bool = False, source: Path | None = None) -> None:
    """Write a drawing as a new workbook, whole or not at all.  What it replaces, undo brings back.

    Made from a ``source``, it may be read by whom that may be.

    Raises:
        JixiaoError: not an .xlsx name, no such folder, or the file is there and ``force`` is not given.

    """
    if target.suffix.lower() != _EXTENSION:
        raise JixiaoError(Text(f"空白表只写成 .xlsx，{target.name} 不是。请换一个以 .xlsx 结尾的文件名。", f"a blank form is written as .xlsx; {target.name} is not. Use a name that ends with .xlsx."))
    if not target.absolute().parent.is_dir() or target.is_dir():
        raise JixiaoError(Text(f"不能写入 {target}：文件夹不存在，或它本身是文件夹。", f"cannot write {target}: no such folder, or it is one."))
    if target.exists() and not force:
        raise JixiaoError(Text(f"{target} 已经存在，没有覆盖。请换一个文件名，或加 --force。", f"{target} exists and was not replaced. Use another name, or --force."))
    write_whole(target, drawing_bytes(drawing), source)


class _Writer:
    """Puts one sheet into an openpyxl worksheet."""

    def __init__(self, sheet: Worksheet, drawn: SheetDrawing) -> None:
        self.sheet = sheet
        self.drawn = drawn
        self.styles: dict[Look, tuple[Any, ...]] = {}
        self.set: dict[Look, Any] = {}

    def write(self) -> None:
        self._cells()
        for area in self.drawn.merges:
            self.sheet.merge_cells(start_row=area.top, start_column=area.left, end_row=area.bottom, end_column=area.right)
            self._look_of_merged(area)
        for column, width in enumerate(self.drawn.widths, 1):
            self.sheet.column_dimensions[column_letters(column)].width = width
        for row, height in self.drawn.heights.items():
            self.sheet.row_dimensions[row].height = height
        self._rules()
        self._marks()
        self._comments()
        self._links()
        self._page()
        self._protection()

    def _style(self, look: Look) -> tuple[Any, ...]:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side  # noqa: PLC0415

        if look not in self.styles:
            thin = Side(style="thin", color="7F7F7F")
            fill = PatternFill("solid", fgColor=_COLOURS[look.fill]) if look.fill in _COLOURS else PatternFill()
            self.styles[look] = (
                Font(name=look.font, size=look.size, bold=look.bold, color=look.colour),
                Alignment(horizontal=look.horizontal, vertical=look.vertical, wrap_text=True, indent=int(look.horizontal != "center" and look.border)),
                Border(left=thin, right=thin, top=thin, bottom=thin) if look.border else Border(),
                fill, Protection(locked=look.locked),
            )
        return self.styles[look]

    def _set_look(self, cell: Any, look: Look) -> None:
        if look in self.set:  # looking each part of a style up again is most of the time that a long table takes
            quoted, cell._style = cell.quotePrefix, copy(self.set[look])  # noqa: SLF001  # openpyxl has no other name for a style as a whole
            cell.quotePrefix = quoted
            return
        cell.font, cell.alignment, cell.border, cell.fill, cell.protection = self._style(look)
        cell.number_format = look.format
        self.set[look] = copy(cell._style)  # noqa: SLF001

    def _cells(self) -> None:
        for (row, column), drawn in self.drawn.cells.items():
            cell = self.sheet.cell(row, column)
            text = drawn.value if isinstance(drawn.value, str) and not isinstance(drawn.value, Formula) else None
            cell.value = drawn.value if text is None else _NO_TEXT.sub("\ufffd", text)
            self._set_look(cell, drawn.look)
            if text is not None:
                cell.data_type = "s"
                cell.quotePrefix = looks_like_formula(text)
            if isinstance(drawn.value, date):
                cell.number_format = DAY

    def _look_of_merged(self, area: Area) -> None:
        """Every cell of a merge has a look of its own: its border, and whether its row may be deleted."""
        look = self.drawn.cells[area.top, area.left].look
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                own = self.drawn.cells.get((row, column))
                self._set_look(self.sheet.cell(row, column), own.look if own else look)

    def _rules(self) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

        for rule in self.drawn.rules:
            formula = '"' + ",".join(rule.options) + '"' if rule.kind == "list" else rule.low
            if len(formula) > 255:
                message = f"the options of {_a1(rule.area)} are longer than Excel allows"
                raise ValueError(message)
            validation = DataValidation(
                type=rule.kind, formula1=formula, formula2=rule.high or None, operator="between" if rule.kind == "decimal" else None,
                allow_blank=True, showErrorMessage=rule.strict, showInputMessage=bool(rule.prompt), errorStyle="stop",
                prompt=rule.prompt or None, error=rule.error or None, errorTitle="请核对" if rule.error else None,
            )
            validation.add(_a1(rule.area))
            self.sheet.add_data_validation(validation)

    def _marks(self) -> None:
        from openpyxl.formatting.rule import FormulaRule  # noqa: PLC0415
        from openpyxl.styles import PatternFill  # noqa: PLC0415

        for mark in self.drawn.marks:
            colour = _TINTS[mark.tint]
            fill = PatternFill("solid", start_color=colour, end_color=colour)
            self.sheet.conditional_formatting.add(_a1(mark.area), FormulaRule(formula=[mark.formula], fill=fill))

    def _comments(self) -> None:
        from openpyxl.comments import Comment  # noqa: PLC0415

        for (row, column), words in self.drawn.comments.items():
            lines = sum(1 + len(line) // _NOTE_LINE for line in words.split("\n"))
            self.sheet.cell(row, column).comment = Comment(_NO_TEXT.sub("\ufffd", words), "jixiao", height=20 + 16 * lines, width=260)

    def _links(self) -> None:
        from openpyxl.worksheet.hyperlink import Hyperlink  # noqa: PLC0415

        for (row, column), (sheet, cell) in self.drawn.links.items():
            address = f"{column_letters(column)}{row}"
            self.sheet.cell(row, column).hyperlink = Hyperlink(ref=address, location=f"{quoted_sheet(sheet)}!{cell}")

    def _page(self) -> None:
        sheet, drawn = self.sheet, self.drawn
        set_up_page(sheet, len(drawn.widths), drawn.rows, landscape=drawn.landscape, heading=drawn.heading)
        if drawn.freeze:
            sheet.freeze_panes = f"{column_letters(drawn.freeze[1])}{drawn.freeze[0]}"
        sheet.sheet_view.showGridLines = False

    def _protection(self) -> None:
        if not self.drawn.protected:
            return
        protection = self.sheet.protection
        protection.sheet = True
        # In the file "0" stands for allowed.
        protection.insertRows = protection.deleteRows = protection.formatRows = protection.formatColumns = False


def _a1(area: Area) -> str:
    first, last = f"{column_letters(area.left)}{area.top}", f"{column_letters(area.right)}{area.bottom}"
    return first if first == last else f"{first}:{last}"


def _amended(drawing: Drawing) -> Any:
    """Formulas in unlocked cells are meant so: Excel need not mark each with a green corner."""
    notes: dict[str, bytes] = {}
    for number, sheet in enumerate(drawing.sheets, 1):
        open_formulas = sorted(
            f"{column_letters(column)}{row}" for (row, column), drawn in sheet.cells.items()
            if isinstance(drawn.value, Formula) and not drawn.look.locked
        )
        if open_formulas and sheet.protected:
            notes[f"xl/worksheets/sheet{number}.xml"] = (
                f'<ignoredErrors><ignoredError sqref="{" ".join(open_formulas)}" unlockedFormula="1"/></ignoredErrors>'.encode())

    def amend(name: str, content: bytes) -> bytes:
        if name not in notes:
            return content
        changed, count = re.subn(rb"</worksheet>\s*$", notes[name] + b"</worksheet>", content)
        assert count == 1
        return changed

    return amend
