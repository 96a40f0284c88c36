"""One worksheet as a grid: what every cell holds.

For an accountant: 表里有什么，就读到什么.
For a programmer: one pass gives the cells, and the byte offset of every row for `splicing`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from jixiao.model import Area, Cell, Text
from jixiao.workbooks.fastscan import rows_of, sheet_region, unescape, utf8
from jixiao.workbooks.limits import Limits, too_large
from jixiao.workbooks.markup import (
    MAIN,
    STRICT_MAIN,
    is_empty_tag,
    new_parser,
    run,
    tag_end,
)
from jixiao.workbooks.numbers import read_iso
from jixiao.workbooks.strings import decode
from jixiao.workbooks.styles import Styles
from jixiao.workbooks.unreadable import Unreadable, damaged

TRUE = {"1", "true", "on"}
DIGITS = "0123456789"
_MOST_SHARED = 10_000
_SHOWN = 40  # characters of what is wrong that a sentence repeats
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

Place = tuple[int, int]


def column_number(letters: str) -> int:
    """1-based number of column letters: "A" → 1, "AB" → 28; 0 where they are none."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z" or number > LAST_COLUMN:
            return 0
        number = number * 26 + ord(letter) - 64
    return number if number <= LAST_COLUMN else 0


def parse_cell(address: str) -> Place | None:
    """(row, column) of "H33" or "$H$33"; None where it is no cell."""
    address = address.replace("$", "")
    letters = address.rstrip(DIGITS)
    digits = address[len(letters) :]
    column = column_number(letters)
    row = int(digits) if digits and len(digits) < 8 else 0
    return (row, column) if column and 0 < row <= LAST_ROW else None


def parse_area(text: str) -> Area | None:
    """The rectangle of "A1:C3" or of a single cell; None where it is none."""
    first, _, last = text.partition(":")
    a = parse_cell(first)
    b = parse_cell(last or first)
    if a is None or b is None:
        return None
    return Area(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


@dataclass(slots=True)
class RowIndex:
    """Where the rows of a sheet are in its XML.

    Attributes:
        numbers, offsets: row number and byte offset of each ``<row>``, in order of the file.
        start, open_end, close, end: extent of ``<sheetData>``.
        columns: (first, last, style) of columns with a style.
        protected: the sheet is protected.

    """

    numbers: array[int] = field(default_factory=lambda: array("L"))
    offsets: array[int] = field(default_factory=lambda: array("Q"))
    start: int = -1
    open_end: int = -1
    close: int = -1
    end: int = -1
    columns: list[tuple[int, int, str]] = field(default_factory=list)
    protected: bool = False


class Source(NamedTuple):
    """What a sheet is read with.

    Attributes:
        part: its name in the package, for messages.
        styles: None leaves numbers as stored (no dates, no percent).
        strings: the shared strings.
        limits: what is allowed; room, characters: how many more cells and characters that is here.

    """

    part: str
    styles: Styles | None
    strings: list[str]
    limits: Limits
    room: int
    characters: int


@dataclass(slots=True)
class Scan:
    """What one pass over a sheet yields."""

    cells: dict[Place, Cell]
    merges: tuple[Area, ...]
    rows: RowIndex
    formulas: int
    count: int
    characters: int


def position_of(text: str | None) -> int:
    """A small non-negative number of an attribute; 0 where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


def scan_sheet(data: bytes, source: Source) -> Scan:
    """Read a sheet.

    Raises Unreadable.
    """
    region = sheet_region(data, source.part)
    quick = quick_scan(data, source, region) if region else None
    return quick if quick is not None else full_scan(data, source)


def quick_scan(data: bytes, source: Source, region: tuple[int, int]) -> Scan | None:
    """The quick way; None where the sheet is not written as it expects."""
    start, close = region
    around = full_scan(data[:start] + data[close:], source)
    rows, cells = around.rows, around.cells
    rows.close, rows.end = close, close + len(b"</sheetData>")
    protected = rows.protected
    strings, readers, most = source.strings, source.styles or Styles(), source.limits.cell_characters
    columns: dict[str, int] = {}
    made: dict[tuple[str, str, str], Cell | None] = {}
    count = formulas = characters = 0
    for found in rows_of(data, start, close):
        if found is None or not 0 < found[0] <= LAST_ROW or len(rows.numbers) == LAST_ROW:
            return None
        row, offset, raw_cells = found
        rows.numbers.append(row)
        rows.offsets.append(offset)
        count += len(raw_cells)
        if count > source.room:
            raise too_large("cells", source.limits)
        for letters, style, kind, formula, stored, inline in raw_cells:
            value = stored or inline
            if formula:
                formulas += 1
                cell = _cell((kind, style, unescape(utf8(value))), _formula_text(formula), strings, readers)
            elif value:
                key = (style, kind, value)
                cell = made.get(key)
                if cell is None:
                    cell = _cell((kind, style, unescape(utf8(value))), None, strings, readers)
                    if len(made) < _MOST_SHARED:
                        made[key] = cell
            else:
                continue
            if cell is None:
                continue
            characters += len(cell.text)
            if len(cell.text) > most or characters > source.characters:
                raise _too_long(cell.text, source)
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = column_number(letters)
                if not column:
                    return None
            if protected and position_of(style or "0") not in readers.unlocked:
                cell = cell._replace(locked=True)
            cells[row, column] = cell
    return Scan(cells, around.merges, rows, formulas, count, characters)


def _too_long(text: str, source: Source) -> Unreadable:
    """The sentence for one text, or for all texts together."""
    if len(text) > source.limits.cell_characters:
        return too_large("cell_characters", source.limits, len(text), where=Text(f"部件 {source.part}：", f"Part {source.part}: "))
    return too_large("characters", source.limits)


def _formula_text(element: str) -> str:
    if element.endswith("/>"):
        return ""
    return unescape(utf8(element[element.index(">") + 1 : -len("</f>")]))


def _cell(stored: tuple[str, str, str], formula: str | None, strings: list[str], readers: Styles) -> Cell | None:
    """A cell from type, style and text as stored; None for an empty one without formula."""
    kind, style, text = stored
    if kind in {"", "n"}:
        if text:
            value, sort, shown = readers.reader(style)(text)
            return Cell(value, sort, shown, formula)
        return None if formula is None else Cell(None, "empty", "", formula, cached=False)
    if kind == "s":
        stripped = text.strip()
        text = (
            strings[int(stripped)]
            if stripped.isdecimal() and len(stripped) < 10 and int(stripped) < len(strings)
            else ""
        )
    elif kind == "b" and text:
        truth = text.strip() in TRUE
        return Cell(truth, "boolean", "TRUE" if truth else "FALSE", formula)
    elif kind == "e" and text:
        return Cell(text, "error", text, formula)
    elif kind == "d" and text:
        value, sort, shown = read_iso(text)
        return Cell(value, sort, shown, formula)
    else:
        text = decode(text)
    if text:
        return Cell(text, "text", text, formula)
    return None if formula is None else Cell("", "text", "", formula, cached=kind == "str")


def full_scan(data: bytes, source: Source) -> Scan:
    """Read a sheet in one expat pass, however it is written."""
    return _FullScan(data, source).run()


class _FullScan:
    """The expat handlers of one sheet, and what they have found so far."""

    def __init__(self, data: bytes, source: Source) -> None:
        self.data, self.source, self.part = data, source, source.part
        self.styles = source.styles or Styles()
        self.parser = new_parser(source.part)
        self.rows = RowIndex()
        self.cells: dict[Place, Cell] = {}
        self.merges: list[Area] = []
        self.style_of: dict[Place, str] | None = {} if b"sheetProtection" in data else None
        self.columns: dict[str, int] = {}
        self.namespace = ""
        self.row = self.column = self.count = self.formulas = self.characters = 0
        self.in_data = self.in_inline = self.in_reading = False
        self.kind = self.style = ""
        self.value: str | None = None
        self.formula: str | None = None
        self.buffer: list[str] = []
        self.inline: list[str] = []
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {}
        self._ends: dict[str, Callable[[], None]] = {}

    def run(self) -> Scan:
        """Parse, and lock what is locked."""
        parser = self.parser
        parser.StartElementHandler = self._root
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.buffer.append
        run(parser, self.data, self.part)
        if self.rows.protected and self.style_of is not None:
            _lock(self.cells, self.style_of, self.styles)
        return Scan(self.cells, tuple(self.merges), self.rows, self.formulas, self.count, self.characters)

    def _root(self, name: str, _: dict[str, str]) -> None:
        self.namespace = name.rpartition(" ")[0]
        if self.namespace not in {MAIN, STRICT_MAIN}:
            raise damaged(f"部件 {self.part} 不是工作表", f"part {self.part} is no worksheet")
        starts = {
            "c": self._start_cell,
            "row": self._start_row,
            "f": self._start_formula,
            "is": self._start_inline,
            "rPh": self._start_reading,
        }
        ends = {
            "c": self._end_cell,
            "v": self._end_value,
            "f": self._end_formula,
            "t": self._end_text,
            "is": self._end_inline,
            "rPh": self._end_reading,
        }
        self._starts = {f"{self.namespace} {each}": handler for each, handler in starts.items()}
        self._ends = {f"{self.namespace} {each}": handler for each, handler in ends.items()}
        self._ends[f"{self.namespace} sheetData"] = self._end_data
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, about: dict[str, str]) -> None:
        if not self.in_data:
            self._outside(name, about)
            return
        handler = self._starts.get(name)
        if handler is None:
            self.buffer.clear()
        else:
            handler(about)

    def _end(self, name: str) -> None:
        if self.in_data:
            handler = self._ends.get(name)
            if handler is not None:
                handler()

    def _outside(self, name: str, about: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if namespace != self.namespace:
            return
        if local == "sheetData":
            self.in_data = True
            self.rows.start = self.parser.CurrentByteIndex
            self.rows.open_end = tag_end(self.data, self.rows.start)
        elif local == "mergeCell":
            area = parse_area(about.get("ref", ""))
            if area is not None:
                self.merges.append(area)
            if len(self.merges) > self.source.limits.merges:
                raise too_large("merges", self.source.limits, where=Text(f"部件 {self.part}：", f"Part {self.part}: "))
        elif local == "col" and "style" in about and len(self.rows.columns) < LAST_COLUMN:
            self.rows.columns.append((position_of(about.get("min")), position_of(about.get("max")), about["style"]))
        elif local == "sheetProtection":
            self.rows.protected = about.get("sheet", "0") in TRUE

    def _start_row(self, about: dict[str, str]) -> None:
        number = about.get("r")
        self.row = self.row + 1 if number is None else position_of(number)
        if not 0 < self.row <= LAST_ROW or len(self.rows.numbers) == LAST_ROW:
            shown = (number or str(self.row))[:_SHOWN]
            raise damaged(f"部件 {self.part} 有无效的行号 {shown!r}", f"part {self.part}: bad row number {shown!r}")
        self.column = 0
        self.rows.numbers.append(self.row)
        self.rows.offsets.append(self.parser.CurrentByteIndex)

    def _start_cell(self, about: dict[str, str]) -> None:
        self.count += 1
        if self.count > self.source.room:
            raise too_large("cells", self.source.limits)
        address = about.get("r")
        self.column = self.column + 1 if address is None else self._column(address)
        if self.column > LAST_COLUMN:
            raise self._bad_address(address)
        self.kind = about.get("t", "")
        self.style = about.get("s", "")
        self.value = self.formula = None

    def _column(self, address: str) -> int:
        letters = address.rstrip(DIGITS)
        found = self.columns.get(letters)
        if found is None:
            found = self.columns[letters] = column_number(letters.replace("$", ""))
            if not found:
                raise self._bad_address(address)
        return found

    def _bad_address(self, address: str | None) -> Unreadable:
        shown = (address or "")[:_SHOWN]
        return damaged(f"部件 {self.part} 有无效的单元格地址 {shown!r}", f"part {self.part}: bad cell address {shown!r}")

    def _start_formula(self, _: dict[str, str]) -> None:
        self.formulas += 1
        self.buffer.clear()

    def _start_inline(self, _: dict[str, str]) -> None:
        self.in_inline = True
        self.inline.clear()

    def _start_reading(self, _: dict[str, str]) -> None:
        self.in_reading = True

    def _end_value(self) -> None:
        self.value = "".join(self.buffer)

    def _end_formula(self) -> None:
        self.formula = "".join(self.buffer)

    def _end_text(self) -> None:
        if self.in_inline and not self.in_reading:
            self.inline.append("".join(self.buffer))

    def _end_reading(self) -> None:
        self.in_reading = False

    def _end_inline(self) -> None:
        self.in_inline = False
        self.value = "".join(self.inline)

    def _end_cell(self) -> None:
        place = self.row, self.column
        if self.style_of is not None:
            self.style_of[place] = self.style
        if self.value is not None or self.formula is not None:
            cell = _cell((self.kind, self.style, self.value or ""), self.formula, self.source.strings, self.styles)
            if cell is not None:
                self.characters += len(cell.text)
                if len(cell.text) > self.source.limits.cell_characters or self.characters > self.source.characters:
                    raise _too_long(cell.text, self.source)
                self.cells[place] = cell

    def _end_data(self) -> None:
        rows = self.rows
        self.in_data = False
        if is_empty_tag(self.data, rows.open_end):
            rows.close = rows.end = rows.open_end
        else:
            rows.close = self.parser.CurrentByteIndex
            rows.end = self.data.index(b">", rows.close) + 1


def _lock(cells: dict[Place, Cell], style_of: dict[Place, str], styles: Styles) -> None:
    for place, cell in cells.items():
        if position_of(style_of[place] or "0") not in styles.unlocked:
            cells[place] = cell._replace(locked=True)
