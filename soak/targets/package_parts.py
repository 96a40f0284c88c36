"""A workbook whose parts are changed and zipped again: read, edited, and proved to be edited as planned.

For an accountant: 怪异的工作簿要么说明为什么打不开，要么改得一处不差.
For a programmer: the bytes choose a small package, then changes of one XML part each (a piece of text, an attribute, an
element, the whole part) or of the directory.  Where it opens, some cells and our sheet are written and verified.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import xlsxwriter

from jixiao.model import Area, Edit, JixiaoError, Ref, SheetCell, SheetSpec, Text
from jixiao.workbooks import Limits
from jixiao.workbooks.proof import verify
from jixiao.workbooks.reading import Workbook, load
from jixiao.workbooks.writing import compose
from soak.choices import Choices, chosen
from soak.promises import worded

LONGEST = 240
LIMITS = Limits()
_MOST_CHANGES = 8
_ATTRIBUTE = re.compile(rb'(?<=[\s:])[\w:]+="([^"]*)"')
_ELEMENT = re.compile(rb"<[^<>]*>")
_CONTENT = re.compile(rb">([^<>]+)<")
ODD = (
    b"", b"0", b"-1", b"1", b"2", b"99999999999", b"1e400", b"NaN", b"INF", b"1_0", b" 1", "１".encode(), "٣".encode(), b"A1", b"a1", b"A0", b"XFD1048576", b"XFE1", b"A1048577", b"AAAA1", b"$A$1", b"A1:B2", b"B2:A1", b"A1:XFD1048576",
    b"A1:A1:A1", b"s", b"str", b"inlineStr", b"b", b"e", b"d", b"n", b"x", b"true", b"on", b"2024-01-01T00:00:00", b"9999-99-99", b"rId1", b"rId99", b"../../../etc/passwd", b"/xl/workbook.xml", b"%2e%2e/x", b"worksheets/sheet1.xml",
    b"&amp;", b"&#x0;", b"&#xD800;", b"&#9;", b"&unknown;", b"_x000D_", b"_xD800_", b"_x005F_", b"<![CDATA[x]]>", b"<!--x-->", b"<?x y?>", b"<!DOCTYPE x>", b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///x'>]>", b"<c/>", b'<c r="A1"/>', b"<row/>", b"</row>",
    b'<c r="B2" t="s"><v>999999</v></c>', b'<c t="inlineStr"><is><t>x</t></is></c>', b'<c r="A1"><f t="shared" si="0">A2</f><v>1</v></c>', b'<c r="A1"><f t="array" ref="A1:B2">1</f></c>', b'<row r="0"><c r="A0"><v>1</v></c></row>', b'<mergeCell ref="A1:B2"/>',
    b"<mc:AlternateContent/>", b"<extLst/>", b"<sheetProtection sheet='1'/>", b"xmlns=''", b"\xff", b"\xef\xbb\xbf", b"\x00", b"]]>", "甲".encode(), b"x" * 300, b"(" * 300, b"<a>" * 300, b"=cmd|' /C calc'!A0", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main", b'encoding="UTF-16"', b'encoding="GBK"', b"standalone", b"hidden", b"veryHidden", b"yyyy", b"0%", b"[h]:mm", b"[", b'"', b"\\", b"0." + b"0" * 300, b";;;", b"E+00",
)  # fmt: skip
WORDS: tuple[str, ...] = ()


# ---------------------------------------------------------- small packages ----


def _by_hand() -> dict[str, bytes]:
    """Prefixes, an inline string, a shared formula, a cell without address, our marker."""
    from tests.workbooks.samples import parts, sheet_xml, styles_xml  # noqa: PLC0415  # the tests are not part of the package

    rows = (
        '<row r="1"><c r="A1" s="1"><v>0.95</v></c><c t="inlineStr"><is><t>甲</t></is></c><c r="D1"><f t="shared" ref="D1:D2" si="0">A1*2</f><v>1.9</v></c></row>'
        '<row r="2" spans="1:4"><c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c><c r="D2"><f t="shared" si="0"/><v>0</v></c></row><row><c><v>7</v></c></row>'
    )
    after = '<sheetProtection sheet="1"/><mergeCells count="1"><mergeCell ref="A5:B6"/></mergeCells>'
    names = "<definedNames><definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">'表 1'!$A$1:$D$3</definedName></definedNames>"
    styles = styles_xml('<xf numFmtId="0"/><xf numFmtId="10" applyProtection="1"><protection locked="0"/></xf><xf numFmtId="165"/>', '<numFmts count="1"><numFmt numFmtId="165" formatCode="yyyy/m/d"/></numFmts>')
    made = parts(sheet_xml(rows, after, '<sheetPr/><dimension ref="A1:D3"/>'), styles=styles, before='<workbookPr date1904="1"/>', after=names)
    return {name: content if isinstance(content, bytes) else content.encode() for name, content in made.items()}


def _prefixed() -> dict[str, bytes]:
    """The same with every element of the sheet under a prefix, and Strict namespaces."""
    parts = _by_hand()
    sheet = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", parts["xl/worksheets/sheet1.xml"]).replace(b" xmlns=", b" xmlns:x=")
    return parts | {"xl/worksheets/sheet1.xml": sheet}


def _unzipped(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _by_openpyxl() -> dict[str, bytes]:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["三级指标", "指标值", "完成值", "分值", "得分"], ["走访企业数", "≥10家", "8家", 60, 60], ["办结率", 0.95, 0.9, 40, "=D3*C3/B3"], ["总分", None, None, 100, "=SUM(E2:E3)"]):
        sheet.append(row)
    sheet["B3"].number_format = "0%"
    sheet.merge_cells("A4:C4")
    book.create_sheet("去年").sheet_state = "hidden"
    stream = BytesIO()
    book.save(stream)
    return _unzipped(stream.getvalue())


def _by_xlsxwriter() -> dict[str, bytes]:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("表")
    sheet.write_row("A1", ["单位", "某局", 12, 0.5])
    sheet.add_table("A6:C9", {"data": [["甲", 1, 2], ["乙", 3, 4], ["丙", 5, 6]], "columns": [{"header": "名"}, {"header": "数"}, {"header": "得分"}]})
    sheet.write_rich_string("E1", book.add_format({"bold": True}), "粗", "细")
    sheet.write_dynamic_array_formula("F1:F3", "=SORT(B7:B9)", None, 1)
    sheet.write_comment("A2", "批注")
    sheet.conditional_format("B7:B9", {"type": "data_bar"})
    sheet.data_validation("G1", {"validate": "list", "source": ["是", "否"]})
    sheet.protect()
    book.define_name("总", "=表!$B$7")
    book.set_custom_property("jixiao.policy", "hunan")
    book.close()
    return _unzipped(stream.getvalue())


@cache
def members() -> tuple[dict[str, bytes], ...]:
    """The parts of the packages to begin with."""
    with_ours = _unzipped(_with_findings(_by_openpyxl()))
    return (_by_hand(), _prefixed(), _by_openpyxl(), _by_xlsxwriter(), with_ours)


def sheet_spec(words: str = "甲") -> SheetSpec:
    """A small 校验 sheet."""
    heads = ("序号", "级别", "编号", "位置", "指标", "问题", "现为", "应为", "建议", "依据", "说明", "状态", "指纹", "状态指纹")
    rows = (
        (SheetCell("校验结果", "title"),), tuple(SheetCell(each, "head") for each in heads),
        (SheetCell(1, "center"), SheetCell("● 错误", "error"), SheetCell("JX203"), SheetCell("A1", "link", Ref("Sheet", 1, 1)), *(SheetCell(words, "wrap") for _ in range(8)), SheetCell("fp1", "hidden"), SheetCell("st1", "hidden")),
    )
    return SheetSpec("校验", "校验(绩效)", rows, (9.0,) * 14, {1: 30}, (Area(1, 1, 1, 12),), 2, 12, 12)


def _with_findings(parts: dict[str, bytes]) -> bytes:
    return compose(load(Path("a.xlsx"), packed(list(parts.items())), LIMITS), [], sheet_spec()).data


# ---------------------------------------------------------------- changing ----


def _piece(choices: Choices) -> bytes:
    return choices.pick(ODD) if choices.below(4) else choices.raw(choices.below(12))


def _changed(part: bytes, choices: Choices) -> bytes:
    """A part after one change."""
    what = choices.below(8)
    if what == 0:
        return _piece(choices)
    if what <= 3:
        found = [match.span(1) for match in _ATTRIBUTE.finditer(part)]
    elif what == 4:
        found = [match.span(1) for match in _CONTENT.finditer(part)]
    else:
        found = [match.span() for match in _ELEMENT.finditer(part)]
    if not found:
        return part + _piece(choices)
    begin, end = choices.pick(found)
    if what == 5:  # an element and all up to another one: gone
        _, end = choices.pick(found)
    if what == 6:  # twice
        _, last = choices.pick(found)
        return part[:end] + part[begin : max(last, end)] + part[end:]
    if what == 7:
        return part[:end] + _piece(choices) + part[end:]
    return part[:begin] + (_piece(choices) if what != 5 else b"") + part[max(begin, end) :]


def packed(parts: list[tuple[str, bytes]], lies: dict[int, tuple[int, int]] | None = None) -> bytes:
    """A package of stored parts; ``lies``: field of the directory (counted over all members) → xor-ed value."""
    body, central = bytearray(), bytearray()
    number = 0

    def field(true: int, bits: int) -> int:
        nonlocal number
        which, wrong = (lies or {}).get(number, (0, 0))
        number += 1
        return (true ^ wrong if which == 0 else wrong) & ((1 << bits) - 1)

    for name, content in parts:
        stored, at = name.encode("utf-8", "surrogatepass"), len(body)
        crc, size = zlib.crc32(content), len(content)
        body += struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0x800, 0, 0, 0x21, crc, size, size, len(stored), 0) + stored + content
        central += struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, field(0x800, 16), field(0, 16), 0, 0x21, field(crc, 32), field(size, 32), field(size, 32),
            field(len(stored), 16), field(0, 16), 0, 0, 0, 0, field(at, 32),
        ) + stored  # fmt: skip
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, field(len(parts), 16), field(len(parts), 16), field(len(central), 32), field(len(body), 32), 0)
    return bytes(body + central + end)


def build(choices: Choices) -> bytes:
    """A package, changed."""
    parts = list(choices.pick(members()).items())
    lies: dict[int, tuple[int, int]] = {}
    for _ in range(_MOST_CHANGES):
        if not choices.left or not parts:
            break
        what, at = choices.below(16), choices.below(len(parts))
        name, content = parts[at]
        if what == 15:
            del parts[at]
        elif what == 14:
            parts.append((choices.pick((name, name.upper(), "xl/../" + name, "/" + name, "xl\\a.xml", "\ud800", "a\0b", "")), content))
        elif what == 13:
            lies[choices.below(8 * len(parts) + 4)] = (choices.below(2), int.from_bytes(choices.raw(4), "little"))
        else:
            parts[at] = (name, _changed(content, choices))
    return packed(parts, lies)


def seeds() -> Iterator[bytes]:
    """Every package as it is, and with one part changed in each way."""
    for index in range(len(members())):
        yield chosen(members(), index)
        yield from (chosen(members(), index) + bytes([0, part, way, 3, 1, way]) for part in range(len(members()[index])) for way in range(8))


# ----------------------------------------------------------------- holding ----


def _edits(workbook: Workbook, choices: Choices) -> list[Edit]:
    """Some cells of its sheets, and one beside them."""
    edits: dict[Ref, Edit] = {}
    for grid in workbook.book.grids:
        if grid.generated:
            continue
        places = sorted(grid.cells) or [(1, 1)]
        for place in {places[0], choices.pick(places), (choices.below(12) + 1, choices.below(6) + 1)}:
            ref = Ref(grid.sheet, *place)
            value: Decimal | str = Decimal("0.95") if choices.below(2) == 0 else choices.pick(("甲", "=1+1", " 前后 ", "\ud800", "\x01", "_x000D_", ""))
            edits[ref] = Edit(ref, "", str(value), value, Text("为", "why"), ratio=isinstance(value, Decimal) and choices.below(4) == 3)
    return list(edits.values())[:12]


def check(data: bytes) -> None:
    """One package: read, edited, verified; what passed the verification can be opened again."""
    choices = Choices(data)
    package = build(choices)
    try:
        workbook = load(Path("a.xlsx"), package, LIMITS)
        composition = compose(workbook, _edits(workbook, choices), sheet_spec(choices.pick(("甲", "\ud800\x01", "=1", "长" * 40_000))), write_locked=choices.below(2) == 0)
        verify(workbook, composition, composition.data)
    except JixiaoError as error:
        worded(error)
        return
    again = load(Path("a.xlsx"), composition.data, LIMITS)
    names = [each.sheet for each in again.book.grids]
    assert [name for name in names if name in {each.sheet for each in workbook.book.grids}] == [each.sheet for each in workbook.book.grids], "a sheet is lost"
