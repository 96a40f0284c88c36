"""How hostile files are built: a zip written field by field, a workbook of any parts, a table that is right."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.workbooks.samples import parts, sheet_xml

ANY = frozenset({0, 1, 3})
REFUSED = frozenset({4})


class Hostile(NamedTuple):
    """One hostile file.

    Attributes:
        name: what it is, also the name of its test.
        make: writes it into a folder of its own and gives the path to be checked.
        exits: the exit codes that are right.
        says: words of the sentence that the user must get, "" for a file that is simply read.
        slow: only for the long variant, because it takes long to build or to read.
    """

    name: str
    make: Callable[[Path], Path]
    exits: frozenset[int] = ANY
    says: str = ""
    slow: bool = False


@dataclass
class Member:
    """A member of a zip; what is None is told truly."""

    name: bytes
    content: bytes = b""
    flags: int = 0
    method: int = 8
    size: int | None = None
    packed_size: int | None = None
    crc: int | None = None
    local_name: bytes | None = None
    local_size: int | None = None
    extra: bytes = b""
    external: int = 0
    at: int | None = None
    raw: bytes | None = None
    trailer: bytes = b""


@dataclass
class Archive:
    """A zip of members that may lie."""

    members: list[Member]
    before: bytes = b""
    between: bytes = b""
    comment: bytes = b""
    after: bytes = b""
    count: int | None = None
    ends: int = 1
    body: bytearray = field(default_factory=bytearray)

    def data(self) -> bytes:
        """The archive."""
        body, central = bytearray(self.before), bytearray()
        for each in self.members:
            packer = zlib.compressobj(1, zlib.DEFLATED, -15)
            packed = each.raw if each.raw is not None else each.content if each.method == 0 else packer.compress(each.content) + packer.flush()
            crc = zlib.crc32(each.content) if each.crc is None else each.crc
            size = len(each.content) if each.size is None else each.size
            told = len(packed) if each.packed_size is None else each.packed_size
            at = len(body) if each.at is None else each.at
            name = each.name if each.local_name is None else each.local_name
            if each.at is None:
                body += struct.pack("<4s5H3L2H", b"PK\3\4", 20, each.flags, each.method, 0, 0x21, crc, told, size if each.local_size is None else each.local_size, len(name), 0)
                body += name + packed + each.trailer
            central += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, each.flags, each.method, 0, 0x21, crc, told, size, len(each.name), len(each.extra), 0, 0, 0, each.external, at)
            central += each.name + each.extra
        count = len(self.members) if self.count is None else self.count
        start = len(body)
        body += central + self.between
        for _ in range(self.ends):
            body += struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, len(central), start, len(self.comment)) + self.comment
        return bytes(body + self.after)


def members(more: Mapping[str, bytes | str] | None = None, sheet: str = "") -> list[Member]:
    """The members of a sound workbook, with ``more`` added or replaced."""
    listed = {**parts(sheet or EVALUATION), **(more or {})}
    return [Member(name.encode(), content.encode() if isinstance(content, str) else content) for name, content in listed.items()]


def put(folder: Path, data: bytes, name: str = "表.xlsx") -> Path:
    """A file of those bytes."""
    path = folder / name
    path.write_bytes(data)
    return path


def book(folder: Path, content: Mapping[str, str | bytes], name: str = "表.xlsx") -> Path:
    """A workbook of those members, written as anybody would."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member, data in content.items():
            archive.writestr(member, data)
    return path


def escape(text: object) -> str:
    """Text as XML."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def letters(number: int) -> str:
    """Column letters."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def rows_xml(rows: Iterable[Sequence[object]]) -> str:
    """Rows of cells: numbers as numbers, text as inline text, None for no cell."""
    lines = []
    for row, values in enumerate(rows, 1):
        cells = []
        for column, value in enumerate(values, 1):
            address = f'<c r="{letters(column)}{row}"'
            if isinstance(value, int | float):
                cells.append(f"{address}><v>{value}</v></c>")
            elif value is not None:
                cells.append(f'{address} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>')
        lines.append(f'<row r="{row}">{"".join(cells)}</row>')
    return "".join(lines)


def merges_xml(areas: Sequence[str]) -> str:
    """The merged ranges of a sheet."""
    return f"<mergeCells>{''.join(f'<mergeCell ref={chr(34)}{each}{chr(34)}/>' for each in areas)}</mergeCells>" if areas else ""


INDICATOR = ("产出指标", "数量指标", "走访企业", "≥10家", "12家", 90, 90, "")


def table(indicators: Iterable[Sequence[object]], title: str = "项目支出绩效自评表") -> list[Sequence[object]]:
    """An evaluation that is right, with those rows (level 1, level 2, name, target, actual, weight, score, reason)."""
    return [
        (title,),
        ("（2024年度）",),
        ("项目名称", None, "走访服务"),
        ("项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        ("年度资金总额", None, 100, 100, 100, 10, "100%", 10),
        ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"),
        *indicators,
        ("总分", None, None, None, None, 100, 100),
    ]


def sheet(indicators: Iterable[Sequence[object]] = (INDICATOR,), merges: Sequence[str] = (), **words: str) -> str:
    """The sheet of such an evaluation."""
    return sheet_xml(rows_xml(table(indicators, **words)), after=merges_xml(merges))


EVALUATION = sheet()


def with_indicator(folder: Path, **changes: object) -> Path:
    """A right evaluation but for one of its cells."""
    fields = ("level1", "level2", "name", "target", "actual", "weight", "score", "reason")
    row = [changes.get(key, usual) for key, usual in zip(fields, INDICATOR, strict=True)]
    return book(folder, parts(sheet([row])))
