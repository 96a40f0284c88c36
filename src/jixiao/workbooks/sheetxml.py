"""One worksheet: its cells as a grid, and new values put into exactly those cells.

For an accountant: 除了要改的单元格，整张表一个字节都不动.
For a programmer: one expat pass gives the cells and the byte offset of every row; an edited row
is scanned again by itself for the extents of its cells, which are then spliced.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from jixiao.model import Area, Cell, column_letters
from jixiao.workbooks.fastscan import rows_of, sheet_region, unescape, utf8
from jixiao.workbooks.markup import (
    MAIN,
    STRICT_MAIN,
    Element,
    append_inside,
    apply_splices,
    is_empty_tag,
    new_parser,
    outline,
    qualified_name,
    run,
    tag_end,
    with_attributes,
)
from jixiao.workbooks.numbers import read_iso, stored_number
from jixiao.workbooks.strings import decode, text_element
from jixiao.workbooks.styles import Styles
from jixiao.workbooks.unreadable import Limits, Unreadable, damaged, too_large

_TRUE = {"1", "true", "on"}
_DIGITS = "0123456789"
_MOST_SHARED = 10_000
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
    letters = address.rstrip(_DIGITS)
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
        limits: what is allowed; ``room`` is how many more cells that is here.

    """

    part: str
    styles: Styles | None
    strings: list[str]
    limits: Limits
    room: int


@dataclass(slots=True)
class Scan:
    """What one pass over a sheet yields."""

    cells: dict[Place, Cell]
    merges: tuple[Area, ...]
    rows: RowIndex
    formulas: int
    count: int


def _position(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


def scan_sheet(data: bytes, source: Source) -> Scan:
    """Read a sheet.

    Raises Unreadable.
    """
    region = sheet_region(data, source.part)
    quick = quick_scan(data, source, region) if region else None
    return quick if quick is not None else full_scan(data, source)


def _too_many(limits: Limits) -> Unreadable:
    return too_large("单元格总数", "The number of cells", f"{limits.cells:,}+", f"{limits.cells:,}")


def quick_scan(data: bytes, source: Source, region: tuple[int, int]) -> Scan | None:
    """The quick way; None where the sheet is not written as it expects."""
    start, close = region
    around = full_scan(data[:start] + data[close:], source)
    rows, cells = around.rows, around.cells
    rows.close, rows.end = close, close + len(b"</sheetData>")
    protected = rows.protected
    strings, readers = source.strings, source.styles or Styles()
    columns: dict[str, int] = {}
    made: dict[tuple[str, str, str], Cell | None] = {}
    count = formulas = 0
    for found in rows_of(data, start, close):
        if found is None or not 0 < found[0] <= LAST_ROW:
            return None
        row, offset, raw_cells = found
        rows.numbers.append(row)
        rows.offsets.append(offset)
        count += len(raw_cells)
        if count > source.room:
            raise _too_many(source.limits)
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
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = column_number(letters)
                if not column:
                    return None
            if protected and _position(style or "0") not in readers.unlocked:
                cell = cell._replace(locked=True)
            cells[row, column] = cell
    return Scan(cells, around.merges, rows, formulas, count)


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
        truth = text.strip() in _TRUE
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
        self.data, self.part, self.strings, self.limits, self.room = (
            data,
            source.part,
            source.strings,
            source.limits,
            source.room,
        )
        self.styles = source.styles or Styles()
        self.parser = new_parser(source.part)
        self.rows = RowIndex()
        self.cells: dict[Place, Cell] = {}
        self.merges: list[Area] = []
        self.style_of: dict[Place, str] | None = {} if b"sheetProtection" in data else None
        self.columns: dict[str, int] = {}
        self.namespace = ""
        self.row = self.column = self.count = self.formulas = 0
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
        return Scan(self.cells, tuple(self.merges), self.rows, self.formulas, self.count)

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
            if len(self.merges) > self.limits.merges:
                raise too_large(
                    "合并单元格数", "The number of merged ranges", f"{len(self.merges):,}", f"{self.limits.merges:,}"
                )
        elif local == "col" and "style" in about:
            self.rows.columns.append((_position(about.get("min")), _position(about.get("max")), about["style"]))
        elif local == "sheetProtection":
            self.rows.protected = about.get("sheet", "0") in _TRUE

    def _start_row(self, about: dict[str, str]) -> None:
        number = about.get("r")
        self.row = self.row + 1 if number is None else _position(number)
        if not 0 < self.row <= LAST_ROW:
            raise damaged(f"部件 {self.part} 有无效的行号 {number!r}", f"part {self.part}: bad row number {number!r}")
        self.column = 0
        self.rows.numbers.append(self.row)
        self.rows.offsets.append(self.parser.CurrentByteIndex)

    def _start_cell(self, about: dict[str, str]) -> None:
        self.count += 1
        if self.count > self.room:
            raise _too_many(self.limits)
        address = about.get("r")
        self.column = self.column + 1 if address is None else self._column(address)
        self.kind = about.get("t", "")
        self.style = about.get("s", "")
        self.value = self.formula = None

    def _column(self, address: str) -> int:
        letters = address.rstrip(_DIGITS)
        found = self.columns.get(letters)
        if found is None:
            found = self.columns[letters] = column_number(letters.replace("$", ""))
            if not found:
                raise damaged(
                    f"部件 {self.part} 有无效的单元格地址 {address!r}",
                    f"part {self.part}: bad cell address {address!r}",
                )
        return found

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
            cell = _cell((self.kind, self.style, self.value or ""), self.formula, self.strings, self.styles)
            if cell is not None:
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
        if _position(style_of[place] or "0") not in styles.unlocked:
            cells[place] = cell._replace(locked=True)


# ------------------------------------------------------------------ writing ----


class Written(NamedTuple):
    """A value on its way into a cell.

    Attributes:
        kind: the cell type: "n", "s" (a text), "b", "e", or "" to empty the cell.
        text: the number, text, "0"/"1" or error as such.

    """

    kind: str
    text: str


def written(value: Decimal | str | bool | None, *, error: bool = False) -> Written:
    """How a value is stored."""
    if value is None or value == "":
        return Written("", "")
    if isinstance(value, bool):
        return Written("b", "1" if value else "0")
    if isinstance(value, Decimal):
        return Written("n", stored_number(value))
    return Written("e" if error else "s", value)


@dataclass(slots=True)
class _Row:
    """One row to be edited, with the extents of its cells relative to ``offset``."""

    number: int
    offset: int
    element: Element
    cells: list[tuple[int, Element]]


def _open_row(data: bytes, rows: RowIndex, position: int, part: str) -> _Row:
    offset = rows.offsets[position]
    after = rows.offsets[position + 1] if position + 1 < len(rows.offsets) else rows.close
    element = outline(data[offset:after], 3, part, namespaces=False)
    cells: list[tuple[int, Element]] = []
    column = 0
    for each in element.children:
        if each.name == "c":
            address = each.attributes.get("r")
            column = column + 1 if address is None else column_number(address.replace("$", "").rstrip(_DIGITS))
            cells.append((column, each))
    return _Row(rows.numbers[position], offset, element, cells)


def _positions(rows: RowIndex, wanted: set[int]) -> dict[int, int]:
    return {number: position for position, number in enumerate(rows.numbers) if number in wanted}


def _default_style(rows: RowIndex, row: Element | None, column: int) -> str | None:
    if row is not None and row.attributes.get("customFormat") in _TRUE and "s" in row.attributes:
        return row.attributes["s"]
    return next((style for first, last, style in rows.columns if first <= column <= last), None)


def styles_at(data: bytes, rows: RowIndex, places: set[Place], part: str) -> dict[Place, int]:
    """The cell format that each place has, or would have if a cell were made there."""
    positions = _positions(rows, {row for row, _ in places})
    opened = {number: _open_row(data, rows, position, part) for number, position in positions.items()}
    found: dict[Place, int] = {}
    for row, column in places:
        here = opened.get(row)
        cell = next((each for at, each in reversed(here.cells) if at == column), None) if here else None
        style = cell.attributes.get("s") if cell else _default_style(rows, here.element if here else None, column)
        found[row, column] = _position(style)
    return found


def splice_sheet(
    data: bytes, rows: RowIndex, writes: Mapping[Place, Written], share: Callable[[str], int], part: str
) -> bytes:
    """The sheet's XML with the values put into their cells; everything else byte for byte.

    ``share`` gives the index of a text in the shared strings.
    """
    if rows.start < 0:
        raise damaged(f"部件 {part} 没有 sheetData", f"part {part} has no sheetData")
    by_row: dict[int, dict[int, Written]] = {}
    for (row, column), value in sorted(writes.items()):
        by_row.setdefault(row, {})[column] = value
    name = qualified_name(data, rows.start).decode()
    prefix = name[: -len("sheetData")]
    splices: list[tuple[int, int, bytes]] = []
    positions = _positions(rows, set(by_row))
    new_rows: list[tuple[int, str]] = []
    for number, values in by_row.items():
        if number in positions:
            opened = _open_row(data, rows, positions[number], part)
            splices += _splice_row(data, rows, opened, values, share)
        else:
            cells = "".join(
                _new_cell(f"{column_letters(column)}{number}", _default_style(rows, None, column), prefix, value, share)
                for column, value in values.items()
            )
            if cells:
                new_rows.append((number, f'<{prefix}row r="{number}">{cells}</{prefix}row>'))
    splices += _insert_rows(data, rows, new_rows, name)
    return apply_splices(data, splices)


def _insert_rows(
    data: bytes, rows: RowIndex, new_rows: list[tuple[int, str]], name: str
) -> list[tuple[int, int, bytes]]:
    if new_rows and is_empty_tag(data, rows.open_end):
        whole = Element("sheetData", "", name.encode(), {}, rows.start, rows.open_end, rows.close, rows.end)
        return [append_inside(data, whole, "".join(xml for _, xml in new_rows))]
    places: dict[int, list[str]] = {}
    position = 0
    for number, xml in new_rows:  # ascending, as the rows of a sound sheet are
        while position < len(rows.numbers) and rows.numbers[position] < number:
            position += 1
        at = rows.offsets[position] if position < len(rows.numbers) else rows.close
        places.setdefault(at, []).append(xml)
    return [(at, at, "".join(xml).encode()) for at, xml in places.items()]


def _splice_row(
    data: bytes, rows: RowIndex, row: _Row, values: dict[int, Written], share: Callable[[str], int]
) -> list[tuple[int, int, bytes]]:
    base = row.offset
    splices: list[tuple[int, int, bytes]] = []
    inserted: dict[int, list[str]] = {}
    for column, value in values.items():
        cell = next((each for at, each in reversed(row.cells) if at == column), None)
        if cell is not None:
            new = _edited_cell(data, base, cell, value, share)
            splices.append((base + cell.start, base + cell.end, new))
            continue
        after = next((each for at, each in row.cells if at > column), None)
        at = after.start if after else row.element.close
        address, style = f"{column_letters(column)}{row.number}", _default_style(rows, row.element, column)
        inserted.setdefault(at, []).append(_new_cell(address, style, row.element.prefix, value, share))
    element = row.element
    tag = data[base + element.start : base + element.open_end]
    opened = _widened(tag, element, inserted, values)
    if is_empty_tag(tag, len(tag)):
        cells = "".join(xml for each in inserted.values() for xml in each)
        if not cells:
            return []
        whole = opened[:-2].rstrip() + b">" + cells.encode() + b"</" + element.qualified + b">"
        return [(base + element.start, base + element.end, whole)]
    if opened != tag:
        splices.append((base + element.start, base + element.open_end, opened))
    splices += [(base + at, base + at, "".join(xml).encode()) for at, xml in inserted.items()]
    return splices


def _widened(tag: bytes, row: Element, inserted: dict[int, list[str]], values: dict[int, Written]) -> bytes:
    """The row's tag with ``spans`` wide enough for new cells."""
    first, _, last = row.attributes.get("spans", "").partition(":")
    if not inserted or not first.isdigit() or not last.isdigit():
        return tag
    low, high = min(int(first), *values), max(int(last), *values)
    if (low, high) == (int(first), int(last)):
        return tag
    return with_attributes(tag, {"spans": f"{low}:{high}"})


def _content(value: Written, prefix: str, share: Callable[[str], int], *, formula: bool) -> tuple[str | None, str]:
    """The ``t`` attribute and the ``<v>`` element of a value."""
    name = prefix + "v"
    if value.kind == "":
        return None, ""
    if value.kind == "s":
        return ("str", text_element(name, value.text)) if formula else ("s", f"<{name}>{share(value.text)}</{name}>")
    return (None if value.kind == "n" else value.kind), text_element(name, value.text)


def _edited_cell(data: bytes, base: int, cell: Element, value: Written, share: Callable[[str], int]) -> bytes:
    formula = cell.child("f")
    kept = b"" if formula is None else data[base + formula.start : base + formula.end]
    more = b"".join(data[base + each.start : base + each.end] for each in cell.children if each.name == "extLst")
    kind, content = _content(value, cell.prefix, share, formula=formula is not None)
    changes: dict[str, str | None] = {"t": kind}
    if formula is None:
        changes |= {"cm": None, "vm": None}
    tag = with_attributes(data[base + cell.start : base + cell.open_end], changes)
    if tag.endswith(b"/>"):
        tag = tag[:-2].rstrip() + b">"
    inner = kept + content.encode() + more
    return tag + inner + b"</" + cell.qualified + b">" if inner else tag[:-1] + b"/>"


def _new_cell(address: str, style: str | None, prefix: str, value: Written, share: Callable[[str], int]) -> str:
    if value.kind == "":
        return ""
    kind, content = _content(value, prefix, share, formula=False)
    mark = (f' s="{style}"' if style else "") + (f' t="{kind}"' if kind else "")
    return f'<{prefix}c r="{address}"{mark}>{content}</{prefix}c>'
