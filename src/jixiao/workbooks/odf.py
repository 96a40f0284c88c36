"""The cells of an OpenDocument spreadsheet (.ods).

For an accountant: WPS、LibreOffice 存的 .ods 也能检查，合并单元格和百分比都读得出.
For a programmer: one expat pass over content.xml.  calamine gives neither merges nor percentages
nor errors of an .ods, and the rectangle that it allocates can be made huge by one repeat count;
here a repeat costs only the cells that hold something.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from jixiao.workbooks.exchange import ForeignCell, ForeignSheet
from jixiao.workbooks.limits import Limits, too_large
from jixiao.workbooks.markup import new_parser, run
from jixiao.workbooks.package import Package
from jixiao.workbooks.unreadable import damaged, describe_password

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = f"{_ODF}table:1.0 ", f"{_ODF}office:1.0 ", f"{_ODF}text:1.0 ", f"{_ODF}style:1.0 "
_CALC_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_CELLS = {_TABLE + "table-cell", _TABLE + "covered-table-cell"}
# Text inside a cell that is not the cell's: a comment, a drawing, the reading of a name.
_ASIDE = {_OFFICE + "annotation", _TEXT + "ruby-text", _TEXT + "note"}
_DRAWING = f"{_ODF}drawing:1.0 "
_MOST_DIGITS = 9  # of seconds: a larger number would only take memory
_DURATION = re.compile(r"PT([0-9]{1,9})H([0-9]{1,2})M([0-9]{1,2}(?:\.[0-9]{1,9})?)S")
_ERROR_SIGNS = ("#", "Err:", "错误:")


def read_sheets(package: Package, limits: Limits) -> list[ForeignSheet]:
    """The sheets of a spreadsheet.  Raises Unreadable."""
    manifest = package.find("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in package.xml(manifest):
        raise describe_password()
    content = package.find("content.xml")
    if content is None:
        raise damaged("缺少 content.xml", "content.xml is missing")
    reader = _Reader(limits)
    parser = new_parser(content)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    run(parser, package.xml(content), content)
    return [each for each in reader.sheets if not reader.linked.get(id(each))]


def _count(about: dict[str, str], name: str) -> int:
    text = about.get(_TABLE + name, "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 else 1


@dataclass(slots=True)
class _Reader:
    """What one pass has seen so far."""

    limits: Limits
    sheets: list[ForeignSheet] = field(default_factory=list)
    linked: dict[int, bool] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    style: str = ""
    row: int = 0
    rows: int = 1
    column: int = 0
    pending: list[tuple[int, int, ForeignCell]] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    paragraphs: list[list[str]] = field(default_factory=list)
    aside: int = 0
    count: int = 0
    length: int = 0

    def start(self, name: str, about: dict[str, str]) -> None:
        self.path.append(name)
        if len(self.path) > self.limits.depth:
            raise too_large("depth", self.limits)
        if self.aside or name in _ASIDE or name.startswith(_DRAWING):
            self.aside += 1
        elif name == _STYLE + "style":
            self.style = about.get(_STYLE + "name", "")
        elif name == _STYLE + "table-properties" and about.get(_TABLE + "display") == "false":
            self.hidden.add(self.style)
        elif name == _TABLE + "table" and self.path[-2:-1] == [_OFFICE + "spreadsheet"]:
            visible = about.get(_TABLE + "style-name", "") not in self.hidden
            self.limits.bound("sheets", len(self.sheets) + 1)
            self.sheets.append(ForeignSheet(about.get(_TABLE + "name", ""), visible))
            self.row = 0
        elif not self._in_sheet():
            return
        elif name == _TABLE + "table-source":
            self.linked[id(self.sheets[-1])] = True  # a copy of another file's sheet, behind a link
        elif name == _TABLE + "table-row":
            self.rows, self.column, self.pending = _count(about, "number-rows-repeated"), 0, []
        elif name in _CELLS:
            self.about, self.paragraphs = about, []
        else:
            self._start_text(name, about)

    def _in_sheet(self) -> bool:
        """Inside a sheet of the document: not in tracked changes, not in a table within a cell."""
        return bool(self.sheets) and self.path.count(_TABLE + "table") == 1 and self.path[3:4] == [_TABLE + "table"]

    def _start_text(self, name: str, about: dict[str, str]) -> None:
        if name == _TEXT + "p":
            self.paragraphs.append([])
        elif self.paragraphs:
            marks: dict[str, Callable[[], str]] = {
                _TEXT + "s": lambda: " " * min(_text_count(about), 1000),
                _TEXT + "tab": lambda: "\t",
                _TEXT + "line-break": lambda: "\n",
            }
            if name in marks:
                self.paragraphs[-1].append(marks[name]())

    def characters(self, text: str) -> None:
        if self.paragraphs and not self.aside and _TEXT + "p" in self.path[-4:]:
            self.paragraphs[-1].append(text)

    def end(self, name: str) -> None:
        if self.aside:
            self.aside -= 1
        elif name in _CELLS and self._in_sheet():
            self._end_cell()
        elif name == _TABLE + "table-row" and self._in_sheet():
            self._end_row()
        self.path.pop()

    def _end_cell(self) -> None:
        about = self.about
        repeated = _count(about, "number-columns-repeated")
        cell = _cell(about, "\n".join("".join(each) for each in self.paragraphs))
        self.paragraphs = []
        if cell is not None:
            self.limits.bound("cell_characters", max(len(cell.stored), len(cell.shown)))
            self.pending.append((self.column, repeated, cell))
        down, right = _count(about, "number-rows-spanned"), _count(about, "number-columns-spanned")
        if down > 1 or right > 1:
            merges = self.sheets[-1].merges
            merges.append((self.row + 1, self.column + 1, self.row + down, self.column + right))
            if len(merges) > self.limits.merges:
                raise too_large("merges", self.limits)
        self.column += repeated

    def _end_row(self) -> None:
        self.count += self.rows * sum(repeated for _, repeated, _ in self.pending)
        self.length += self.rows * sum(repeated * len(cell.stored) for _, repeated, cell in self.pending)
        if self.count > self.limits.cells:
            raise too_large("cells", self.limits)
        if self.length > self.limits.characters:
            raise too_large("characters", self.limits)
        cells = self.sheets[-1].cells
        if self.pending:
            for row in range(self.row + 1, self.row + self.rows + 1):
                for column, repeated, cell in self.pending:
                    for offset in range(repeated):
                        cells.append((row, column + offset + 1, cell))
        self.row += self.rows


def _text_count(about: dict[str, str]) -> int:
    text = about.get(_TEXT + "c", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _cell(about: dict[str, str], text: str) -> ForeignCell | None:
    kind = about.get(_OFFICE + "value-type", "string" if text else "")
    formula = _TABLE + "formula" in about
    value = about.get(_OFFICE + "value", "")
    if about.get(_CALC_TYPE) == "error" or (formula and text.startswith(_ERROR_SIGNS)):
        return ForeignCell("error", text or "#N/A", formula=formula)
    if kind in {"float", "currency"}:
        return ForeignCell("number", value, text, formula=formula)
    if kind == "percentage":
        return ForeignCell("percent", value, text, formula=formula)
    if kind == "boolean":
        return ForeignCell("boolean", about.get(_OFFICE + "boolean-value", ""), formula=formula)
    if kind == "date":
        return ForeignCell("date", about.get(_OFFICE + "date-value", ""), formula=formula)
    if kind == "time":
        return _time(about.get(_OFFICE + "time-value", ""), text, formula=formula)
    text = text or about.get(_OFFICE + "string-value", "")
    return ForeignCell("text", text, formula=formula) if text or formula else None


def _time(duration: str, text: str, *, formula: bool) -> ForeignCell:
    """``PT08H30M00S`` as a time of day; a longer one is a number of days, as in a workbook."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        return ForeignCell("text", text, formula=formula)
    hours, minutes, seconds = int(found[1]), int(found[2]), Decimal(found[3])
    if hours < 24:
        return ForeignCell("date", f"{hours:02}:{minutes:02}:{int(seconds):02}", formula=formula)
    days = (Decimal(hours * 3600 + minutes * 60) + seconds) / 86_400
    return ForeignCell("number", f"{days:.15g}", formula=formula)
