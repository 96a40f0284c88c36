"""Cell styles: what a number format makes of a number, and the look of our own 校验 sheet.

For an accountant: existing formats stay; our sheet adds a handful of its own.
For a programmer: a lean reading of styles.xml, and an append-only writer that finds what an
earlier run has added, so that the part does not grow from run to run.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from jixiao.model import SheetStyle
from jixiao.workbooks.markup import (
    MAIN,
    STRICT_MAIN,
    Element,
    append_inside,
    apply_splices,
    new_parser,
    outline,
    prefixed,
    run,
    with_attributes,
)
from jixiao.workbooks.numbers import Reader, read_general, reader_for
from jixiao.workbooks.unreadable import damaged

_MOST_FORMATS = 64_000


@dataclass(slots=True)
class Styles:
    """What reading needs of styles.xml.

    Attributes:
        format_ids: number format of each cell format (``xf``).
        codes: custom number format codes.
        unlocked: cell formats whose cells a protected sheet lets one edit.
        epoch_1904: dates count from 1904.

    """

    format_ids: array[int] = field(default_factory=lambda: array("L"))
    codes: dict[int, str] = field(default_factory=dict)
    unlocked: set[int] = field(default_factory=set)
    epoch_1904: bool = False
    _by_format: dict[int, Reader] = field(default_factory=dict)
    _by_style: dict[str, Reader] = field(default_factory=dict)

    def reader(self, style: str) -> Reader:
        """How numbers of a cell with that ``s`` attribute ("" for none) are read."""
        found = self._by_style.get(style)
        if found is None:
            found = self._by_style[style] = self._make(style)
        return found

    def _make(self, style: str) -> Reader:
        try:
            format_id = self.format_ids[int(style or 0)]
        except (ValueError, IndexError, OverflowError):
            return read_general
        found = self._by_format.get(format_id)
        if found is None:
            found = reader_for(format_id, self.codes.get(format_id), epoch_1904=self.epoch_1904)
            self._by_format[format_id] = found
        return found


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def read_styles(data: bytes, part: str, *, epoch_1904: bool) -> Styles:
    """Number formats and locks of all cell formats."""
    styles = Styles(epoch_1904=epoch_1904)
    parser = new_parser(part)
    formats = styles.format_ids
    inside = False

    def start(name: str, about: dict[str, str]) -> None:
        nonlocal inside
        local = name.rpartition(" ")[2]
        if local == "xf":
            if inside:
                formats.append(_number(about.get("numFmtId")))
        elif local == "protection":
            if inside and about.get("locked") in {"0", "false"}:
                styles.unlocked.add(len(formats) - 1)
        elif local == "numFmt":
            if name.startswith((MAIN, STRICT_MAIN)) and "numFmtId" in about:
                styles.codes.setdefault(_number(about["numFmtId"]), about.get("formatCode", ""))
        elif local == "cellXfs":
            inside = True

    def end(name: str) -> None:
        nonlocal inside
        if inside and name.endswith(" cellXfs"):
            inside = False

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    run(parser, data, part)
    return styles


# ------------------------------------------------------------ our own look ----

_FACE = '<name val="微软雅黑"/><family val="2"/><charset val="134"/>'


def _font(size: int, color: str, *, bold: bool = False, underline: bool = False) -> str:
    marks = ("<b/>" if bold else "") + ("<u/>" if underline else "")
    return f'<font>{marks}<sz val="{size}"/><color rgb="FF{color}"/>{_FACE}</font>'


def _fill(color: str) -> str:
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{color}"/><bgColor indexed="64"/></patternFill></fill>'
    )


_THIN = "".join(f'<{side} style="thin"><color rgb="FFA6A6A6"/></{side}>' for side in ("left", "right", "top", "bottom"))
_BOX = f"<border>{_THIN}<diagonal/></border>"
_TOP = '<alignment vertical="top" wrapText="1"/>'
_TOP_CENTER = '<alignment horizontal="center" vertical="top" wrapText="1"/>'
_MIDDLE = '<alignment vertical="center" wrapText="1"/>'
_MIDDLE_CENTER = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
_TEXT = _font(10, "000000")
_BOLD = _font(10, "000000", bold=True)


@dataclass(frozen=True, slots=True)
class _Look:
    """Font, fill, border and alignment of one named style."""

    font: str = _TEXT
    fill: str | None = None
    border: str | None = _BOX
    alignment: str = _TOP
    unlocked: bool = False


_LOOKS: dict[SheetStyle, _Look] = {
    "title": _Look(_font(16, "1F3864", bold=True), border=None, alignment='<alignment vertical="center"/>'),
    "label": _Look(_BOLD, _fill("F2F2F2"), alignment=_MIDDLE),
    "value": _Look(alignment='<alignment horizontal="left" vertical="center" wrapText="1"/>'),
    "head": _Look(_BOLD, _fill("D9E1F2"), alignment=_MIDDLE_CENTER),
    "text": _Look(),
    "wrap": _Look(),
    "center": _Look(alignment=_TOP_CENTER),
    "link": _Look(_font(10, "0563C1", underline=True)),
    "error": _Look(_font(10, "9C0006", bold=True), _fill("F8CBAD"), alignment=_TOP_CENTER),
    "warning": _Look(_font(10, "7F6000", bold=True), _fill("FFE699"), alignment=_TOP_CENTER),
    "info": _Look(_font(10, "1F4E79", bold=True), _fill("DDEBF7"), alignment=_TOP_CENTER),
    "input": _Look(fill=_fill("FFFBE0"), unlocked=True),
    "muted": _Look(_font(9, "7F7F7F"), border=None, alignment=_MIDDLE),
    "hidden": _Look(_font(9, "7F7F7F"), border=None, alignment='<alignment vertical="top"/>'),
}

_MINIMAL = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{main}">'
    '<fonts count="1"><font><sz val="11"/><name val="等线"/><family val="2"/><charset val="134"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_FIRST_MEMBERS = {
    "fonts": ('<font><sz val="11"/><name val="等线"/></font>',),
    "fills": ('<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>'),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
}
_BEFORE = {
    "fonts": ("numFmts",),
    "fills": ("numFmts", "fonts"),
    "borders": ("numFmts", "fonts", "fills"),
    "cellXfs": ("numFmts", "fonts", "fills", "borders", "cellStyleXfs"),
}


def minimal_styles(main: str) -> bytes:
    """A styles part for a workbook that has none."""
    return _MINIMAL.format(main=main).encode()


class _Section:
    """One list of styles.xml (fonts, fills …) to which members may be added."""

    def __init__(self, data: bytes, root: Element, name: str) -> None:
        self.name = name
        self.element = root.child(name)
        members = self.element.children if self.element else []
        self._known = {data[each.start : each.end]: index for index, each in reversed(list(enumerate(members)))}
        self._size = len(members)
        self._prefix = root.prefix
        self.added: list[str] = []
        if not members:
            for first in _FIRST_MEMBERS[name]:
                self._append(prefixed(first, self._prefix))

    def index(self, xml: str) -> int:
        """The position of that member, added if there is none like it."""
        xml = prefixed(xml, self._prefix)
        found = self._known.get(xml.encode())
        return self._append(xml) if found is None else found

    def _append(self, xml: str) -> int:
        self.added.append(xml)
        self._known[xml.encode()] = self._size
        self._size += 1
        return self._size - 1

    def splices(self, data: bytes, root: Element) -> list[tuple[int, int, bytes]]:
        """What to put where."""
        inner = "".join(self.added)
        if self.element is None:
            before = [each.end for each in root.children if each.name in _BEFORE[self.name]]
            at = max(before, default=root.open_end)
            name = self._prefix + self.name
            return [(at, at, f'<{name} count="{self._size}">{inner}</{name}>'.encode())]
        element = self.element
        tag = data[element.start : element.open_end]
        opened = with_attributes(tag, {"count": str(self._size)})
        if element.close == element.open_end and tag.endswith(b"/>"):
            opened = opened[:-2].rstrip() + b">" + inner.encode() + b"</" + element.qualified + b">"
            return [(element.start, element.end, opened)]
        return [(element.start, element.open_end, opened), append_inside(data, element, inner)]


class StyleWriter:
    """Adds our named styles to a styles part; what is there already is used again."""

    def __init__(self, data: bytes, part: str) -> None:
        self._data = data
        self._root = outline(data, 3, part)
        self._sections = {name: _Section(data, self._root, name) for name in ("fonts", "fills", "borders", "cellXfs")}
        parents = self._root.child("cellStyleXfs")
        self._linked = parents is not None and bool(parents.children)
        self._indexes: dict[tuple[SheetStyle, bool], int] = {}

    def index(self, style: SheetStyle, *, quoted: bool = False) -> int:
        """The cell format of a named style; ``quoted`` for text that looks like a formula."""
        key = (style, quoted)
        if key not in self._indexes:
            self._indexes[key] = self._ensure(_LOOKS[style], quoted=quoted)
        return self._indexes[key]

    def _ensure(self, look: _Look, *, quoted: bool) -> int:
        font = self._sections["fonts"].index(look.font)
        fill = self._sections["fills"].index(look.fill) if look.fill else 0
        border = self._sections["borders"].index(look.border) if look.border else 0
        base = ' xfId="0"' if self._linked else ""
        quote = ' quotePrefix="1"' if quoted else ""
        protection = '<protection locked="0"/>' if look.unlocked else ""
        apply = ' applyProtection="1"' if look.unlocked else ""
        index = self._sections["cellXfs"].index(
            f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}"{base}{quote} applyFont="1" applyFill="1"'
            f' applyBorder="1" applyAlignment="1"{apply}>{look.alignment}{protection}</xf>'
        )
        if index >= _MOST_FORMATS:
            raise damaged("单元格格式已达上限，无法再添加", "the limit of cell formats is reached")
        return index

    def result(self) -> bytes | None:
        """The part with what was added, or None if nothing was."""
        splices = [
            each
            for section in self._sections.values()
            if section.added
            for each in section.splices(self._data, self._root)
        ]
        return apply_splices(self._data, splices) if splices else None
