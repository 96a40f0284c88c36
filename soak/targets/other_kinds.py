"""Old and foreign workbooks: .xls records and OLE2 files, .ods, and what the reading child hands back.

For an accountant: 坏的 .xls、.et、.ods 只会得到一句说明.
For a programmer: only the parts in pure Python; calamine runs in its own process, whatever happens to it there.  The first
byte chooses what is built.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator

from jixiao.model import JixiaoError
from jixiao.workbooks import Limits
from jixiao.workbooks.biff import EncryptedError, NotBiffError, Numbers, read_numbers
from jixiao.workbooks.compound import MAGIC, Compound, CompoundError
from jixiao.workbooks.exchange import BrokenReportError, ForeignCell, ForeignSheet, Report, grids, pack, unpack
from jixiao.workbooks.foreign import compound_kind
from jixiao.workbooks.foreign_child import _cells
from jixiao.workbooks.odf import read_sheets
from jixiao.workbooks.package import read_package
from soak.choices import Choices
from soak.promises import worded
from soak.targets.package_parts import packed

LONGEST = 600
LIMITS = Limits(cells=20_000, merges=1000)
WORDS = ("\x09\x08", "\x06\x00", "\x00\x05", "\x85\x00", "\x0a\x00", "\xff\xff", "\xfe\xff\xff\xff", "null", "true", "1e999", "[", "]", "{", '"', "-1")
_RECORDS = (0x0809, 0x000A, 0x0085, 0x0022, 0x041E, 0x00E0, 0x0203, 0x027E, 0x00BD, 0x0006, 0x0205, 0x002F, 0x003C, 0x00FC, 0x1234)
_SECTOR = 512
_NAMES = ("table:", "office:", "text:", "style:", "calcext:", "draw:")
_ODF = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"' for name, long in (("table", "table"), ("office", "office"), ("text", "text"), ("style", "style"), ("draw", "drawing")))
_TAGS = ("table:table", "table:table-row", "table:table-cell", "table:covered-table-cell", "table:table-rows", "text:p", "text:s", "text:tab", "text:line-break", "text:span", "office:annotation", "draw:frame", "style:style", "style:table-properties", "office:spreadsheet", "table:table-source", "x")
_KEYS = ("table:number-columns-repeated", "table:number-rows-repeated", "table:number-columns-spanned", "table:number-rows-spanned", "table:name", "table:style-name", "table:formula", "office:value-type", "office:value", "office:date-value", "office:boolean-value", "office:time-value", "text:c", "table:display", "style:name")
_SAID = ("", "0", "1", "3", "-1", "99999", "9999999", "99999999999", "1e400", "NaN", "float", "percentage", "date", "boolean", "time", "string", "currency", "0.95", "2024-12-31", "2024-13-45T99:99:99", "PT08H30M00S", "PT0H0M1E999999999S", "true", "false", "甲", "#DIV/0!", "Err:502", "ta1", "of:=A1", "٣")


# ---------------------------------------------------------------- building ----


def records(choices: Choices) -> bytes:
    """A stream of BIFF records, most of them of the kinds that are read."""
    stream = bytearray(struct.pack("<4H4x", 0x0809, 8, choices.pick((0x0600, 0x0500, 0)), 5))
    while choices.left and len(stream) < 4000:
        kind, body = choices.pick(_RECORDS), choices.raw(choices.below(28))
        stream += struct.pack("<2H", kind, choices.pick((len(body), len(body), len(body), 0, 0xFFFF))) + body
    return bytes(stream)


def ole(choices: Choices) -> bytes:
    """An OLE2 file around a stream, with some of its numbers changed."""
    content = records(Choices(choices.raw(200)))
    content += bytes(-len(content) % _SECTOR)
    sectors = 2 + len(content) // _SECTOR
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors), 0xFFFFFFFE]
    fat = struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")
    header = MAGIC + bytes(16) + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 0, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header = (header + struct.pack("<I", 0)).ljust(_SECTOR, b"\xff")
    directory = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _entry(choices.pick(("Workbook", "Book", "WORKBOOK", "x")), 2, 0xFFFFFFFF, 2, len(content))
    whole = bytearray(header + fat + directory.ljust(_SECTOR, b"\0") + content)
    for _ in range(8):
        if choices.left:
            at = choices.below(3 * _SECTOR)
            piece = choices.raw(choices.below(5))
            whole[at : at + len(piece)] = piece
    return bytes(whole[: -choices.below(2000) or None]) if choices.one_in(8) else bytes(whole)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    stored = (name + "\0").encode("utf-16-le")
    return stored.ljust(64, b"\0") + struct.pack("<HBB3I", len(stored), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36) + struct.pack("<2I4x", start, size)


def content_xml(choices: Choices) -> bytes:
    """The content of an .ods: elements opened and closed by the choices."""
    text, open_tags = [f"<office:document-content{_ODF}><office:body><office:spreadsheet>"], []
    while choices.left and len(text) < 400:
        what = choices.below(4)
        if what <= 1:
            tag = choices.pick(_TAGS)
            about = {choices.pick(_KEYS): choices.pick(_SAID) for _ in range(choices.below(4))}
            said = "".join(f' {key}="{value}"' for key, value in about.items())
            text.append(f"<{tag}{said}{'/' if choices.below(2) else ''}>")
            if not text[-1].endswith("/>"):
                open_tags.append(tag)
        elif what == 2 and open_tags:
            text.append(f"</{open_tags.pop()}>")
        else:
            text.append(choices.pick(_SAID))
    text += [f"</{tag}>" for tag in reversed(open_tags)]
    return "".join((*text, "</office:spreadsheet></office:body></office:document-content>")).encode()


# ----------------------------------------------------------------- holding ----


def _numbers(stream: bytes) -> None:
    try:
        numbers = read_numbers(stream)
    except (NotBiffError, EncryptedError):
        return
    for side in numbers.sheets[:3]:
        assert all(row > 0 and column > 0 for row, column in side.numbers), "a place outside the sheet"
        sheet = ForeignSheet("表", True)
        sheet.cells = [(*place, cell) for place, cell in _cells([["甲", 1.5], ["", True]], (0, 0), side)]
        _report(numbers, sheet)


def _report(numbers: Numbers, sheet: ForeignSheet) -> None:
    """What the child hands back is what the parent takes."""
    report = Report([sheet], numbers.formats, epoch_1904=numbers.epoch_1904)
    assert unpack(pack(report)) == report, "the answer changes on its way"
    grids(report)


def _compound(data: bytes) -> None:
    compound_kind(data)
    try:
        compound = Compound(data)
        for name in sorted(compound.names())[:4]:
            _numbers(compound.stream(name))
    except CompoundError:
        pass


def _spreadsheet(xml: bytes) -> None:
    try:
        sheets = read_sheets(read_package(packed([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", xml)]), LIMITS), LIMITS)
    except JixiaoError as error:
        worded(error)
        return
    assert sum(len(sheet.cells) for sheet in sheets) <= LIMITS.cells, "more cells than the limit"
    report = Report(sheets)
    assert unpack(pack(report)) == report, "the answer changes on its way"
    grids(report)


def _answer(data: bytes) -> None:
    try:
        report = unpack(data)
    except BrokenReportError:
        return
    grids(report)


_WAYS: tuple[Callable[[Choices], None], ...] = (
    lambda choices: _numbers(records(choices)),
    lambda choices: _compound(ole(choices)),
    lambda choices: _spreadsheet(content_xml(choices)),
    lambda choices: _answer(choices.raw(LONGEST)),
    lambda choices: _compound(MAGIC + choices.raw(LONGEST)),
)


def seeds() -> Iterator[bytes]:
    """Something sound of each sort."""
    number = struct.pack("<3Hd", 0, 0, 0, 0.95)
    look = struct.pack("<2H", 0, 10)
    body = b"".join(bytes([kind, len(piece)]) + piece + b"\0" for kind, piece in ((5, look), (2, struct.pack("<I", 32)), (1, b""), (0, b"\0" * 8), (6, number), (1, b"")))
    yield b"\0\0" + body
    yield bytes([1]) + body.ljust(200, b"\0") + b"\0"
    yield bytes([2]) + bytes([0, 0, 1, 4, 23, 0, 0, 1, 0, 0, 0, 2, 2, 7, 10, 8, 17, 0, 0, 5, 0, 0, 3, 17, 2, 2, 2, 2])
    yield bytes([2]) + bytes([0, 0, 1, 4, 23, 0, 0, 1, 0, 0, 0, 2, 2, 7, 14, 11, 21, 0, 0, 5, 0, 0, 3, 23, 2, 2, 2, 2])
    report = Report([ForeignSheet("表", True, [(1, 1, ForeignCell("styled", "0.95", style=0)), (2, 1, ForeignCell("date", "2024-12-31"))], [(1, 1, 2, 2)])], [(10, None), (165, "yyyy/m/d")])
    yield bytes([3]) + pack(report)
    yield bytes([3]) + json.dumps({"sheets": [["a", True, [[1, 1, ["number", "1e400", "", 0, False]]], []]], "formats": [], "epoch_1904": False, "notes": [], "refusal": None}).encode()
    yield bytes([4]) + bytes(500)


def check(data: bytes) -> None:
    """One file of another kind."""
    choices = Choices(data)
    choices.pick(_WAYS)(choices)
