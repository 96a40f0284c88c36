"""A package put together by hand: parts, their types and their relations, and how they are zipped."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
X14AC = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
MS_REL = "http://schemas.microsoft.com/office"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Content = str | bytes
Zipper = Callable[[dict[str, bytes]], bytes]

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyProtection="1"><protection locked="0"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    '<dxfs count="1"><dxf><font><color rgb="FF9C0006"/></font></dxf></dxfs>'
    '<tableStyles count="0" defaultTableStyle="TableStyleMedium9" defaultPivotStyle="PivotStyleLight16"/></styleSheet>'
)

TEXTS = ("指标名称", "分值", "得分", "合计", "备注 & <说明>")


def shared_strings(*items: str, more: str = "") -> str:
    inner = "".join(each if each.startswith("<si") else f"<si><t>{each}</t></si>" for each in items)
    return f'<sst xmlns="{MAIN}" count="{len(items)}" uniqueCount="{len(items)}">{inner}{more}</sst>'


# A table of numbers and texts, so that there is something to edit on every sheet.
ROWS = (
    '<row r="1" spans="1:4"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
    '<row r="2" spans="1:4"><c r="A2" t="s"><v>3</v></c><c r="B2"><v>40</v></c><c r="C2" s="2"><v>0.5</v></c><c r="D2"><f>B2*C2</f><v>20</v></c></row>'
    '<row r="3" spans="1:4"><c r="A3" s="1"><v>45292</v></c><c r="B3"><v>60</v></c><c r="C3" t="b"><v>1</v></c><c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    '<row r="5" spans="1:4"><c r="A5" t="s"><v>4</v></c><c r="B5"><f>SUM(B2:B3)</f><v>100</v></c></row>'
)


def sheet(rows: str = ROWS, *, before: str = "", after: str = "", about: str = "") -> str:
    """A worksheet; ``before`` and ``after`` go before and after the rows, ``about`` into the root element."""
    return f'{DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{REL}"{about}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


class Kit:
    """A workbook under construction.

    It begins with styles, texts and the sheets named; ``before`` and ``after`` go before and after the list of
    sheets in the workbook part.
    """

    def __init__(self, *names: str, macros: bool = False) -> None:
        self.members: dict[str, Content] = {}
        self.defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
        self.overrides: dict[str, str] = {}
        self.relations: dict[str, list[tuple[str, str, str, bool]]] = {}
        self.names = names or ("表一",)
        self.before = self.after = self.about = ""
        self.states: dict[str, str] = {}
        kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml" if macros else f"{SPREADSHEET}sheet.main+xml"
        self.add("xl/workbook.xml", "", kind)
        self.relate("", f"{REL}/officeDocument", "xl/workbook.xml")
        for number, _ in enumerate(self.names, 1):
            self.part(f"xl/worksheets/sheet{number}.xml", sheet(), f"{SPREADSHEET}worksheet+xml", "xl/workbook.xml", "worksheet")
        self.part("xl/styles.xml", STYLES, f"{SPREADSHEET}styles+xml", "xl/workbook.xml", "styles")
        self.part("xl/sharedStrings.xml", shared_strings(*(each.replace("&", "&amp;").replace("<", "&lt;") for each in TEXTS)), f"{SPREADSHEET}sharedStrings+xml", "xl/workbook.xml", "sharedStrings")

    def add(self, name: str, content: Content, kind: str = "") -> None:
        """A member, with its content type where it has one of its own."""
        self.members[name] = content
        if kind:
            self.overrides[name] = kind

    def relate(self, source: str, kind: str, target: str, *, external: bool = False) -> str:
        """A relation of a part ("" for the package).  Gives its id."""
        listed = self.relations.setdefault(source, [])
        name = f"rId{len(listed) + 1}"
        listed.append((name, kind if ":" in kind else f"{REL}/{kind}", target, external))
        return name

    def part(self, name: str, content: Content, kind: str, source: str, relation: str) -> str:
        """A member that another one refers to.  Gives the id of the relation."""
        self.add(name, content, kind)
        return self.relate(source, relation, posixpath.relpath(name, posixpath.dirname(source) or "."))

    def sheet_part(self, number: int = 1) -> str:
        return f"xl/worksheets/sheet{number}.xml"

    def workbook(self) -> str:
        sheets = "".join(
            f'<sheet name="{name}" sheetId="{number}"{self.states.get(name, "")} r:id="rId{number}"/>' for number, name in enumerate(self.names, 1)
        )
        return f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{REL}"{self.about}>{self.before}<sheets>{sheets}</sheets>{self.after}</workbook>'

    def all_members(self) -> dict[str, bytes]:
        """Every member with its bytes, as they are to be zipped."""
        members = dict(self.members)
        if members.get("xl/workbook.xml") == "":
            members["xl/workbook.xml"] = self.workbook()
        types = "".join(f'<Default Extension="{a}" ContentType="{b}"/>' for a, b in self.defaults.items())
        types += "".join(f'<Override PartName="/{a}" ContentType="{b}"/>' for a, b in self.overrides.items())
        result: dict[str, Content] = {"[Content_Types].xml": f'{DECLARATION}<Types xmlns="{TYPES}">{types}</Types>'}
        for source, listed in self.relations.items():
            folder, name = posixpath.split(source)
            mode = {True: ' TargetMode="External"', False: ""}
            inner = "".join(f'<Relationship Id="{a}" Type="{b}" Target="{c}"{mode[d]}/>' for a, b, c, d in listed)
            result[posixpath.join(folder, "_rels", name + ".rels")] = f'{DECLARATION}<Relationships xmlns="{PACKAGE_REL}">{inner}</Relationships>'
        result |= members
        return {name: each.encode() if isinstance(each, str) else each for name, each in result.items()}

    def build(self, path: Path, zipper: Zipper | None = None) -> Path:
        path.write_bytes((zipper or deflated)(self.all_members()))
        return path


# --------------------------------------------------------------- ways to zip ----


def deflated(members: dict[str, bytes]) -> bytes:
    """The usual way, with moments and rights of the members that must not be lost."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(members.items()):
            entry = zipfile.ZipInfo(name, (2023, 4, 5, 6, 7, 2 * (number % 30)))
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o640 << 16, 3
            archive.writestr(entry, content)
    return out.getvalue()


def stored(members: dict[str, bytes]) -> bytes:
    """Nothing compressed, folders listed, a comment on the archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for folder in ("_rels/", "xl/", "xl/worksheets/"):
            archive.writestr(zipfile.ZipInfo(folder), b"")
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
        archive.comment = "密级：内部".encode()
    return out.getvalue()


class _OneWay(io.RawIOBase):
    """A stream that cannot go back, so that sizes must follow the data."""

    def __init__(self) -> None:
        self.out = io.BytesIO()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        return self.out.write(data)


def streamed(members: dict[str, bytes]) -> bytes:
    """Data descriptors behind every member."""
    stream = _OneWay()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.out.getvalue()


def zip64(members: dict[str, bytes]) -> bytes:
    """Sizes and places in zip64 records, although all is small, and members in the reverse order."""
    pieces: list[bytes] = []
    central: list[bytes] = []
    at = 0
    for name, content in reversed(members.items()):
        machine = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = machine.compress(content) + machine.flush()
        label, crc, none = name.encode(), zlib.crc32(content), 0xFFFFFFFF
        extra = struct.pack("<2H2Q", 1, 16, len(content), len(packed))
        local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 45, 0, 8, 0x6000, 0x5821, crc, none, none, len(label), len(extra)) + label + extra + packed
        extra = struct.pack("<2H3Q", 1, 24, len(content), len(packed), at)
        central.append(struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 45, 45, 0, 8, 0x6000, 0x5821, crc, none, none, len(label), len(extra), 0, 0, 0, 0, none) + label + extra)
        pieces.append(local)
        at += len(local)
    directory = b"".join(central)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, len(central), len(central), len(directory), at)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at + len(directory), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return b"".join((*pieces, directory, end64, locator, end))


def backslashed(members: dict[str, bytes]) -> bytes:
    """Names with backslashes, as some writers on Windows have them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo("x")
            entry.filename, entry.compress_type = name.replace("/", "\\"), zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()
