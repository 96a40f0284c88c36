"""The zip package of a workbook: vetted before anything is inflated, copied raw when written.

For an accountant: nothing that we do not edit is even repacked.
For a programmer: our own reading of the central directory (zip64, data descriptors), because we
need the packed bytes of each member, and one strict opinion about what is sound.
"""

from __future__ import annotations

import posixpath
import struct
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote
from xml.parsers import expat

from jixiao.model import Text
from jixiao.workbooks.limits import MIB, Limits, too_large
from jixiao.workbooks.markup import Element, as_utf8, doctype, elements_at_least, outline
from jixiao.workbooks.unreadable import Unreadable, damaged, describe_foreign, unreadable

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_KEEP_CACHED = 8 << 20
_XML_ENDINGS = (".xml", ".rels", ".vml")


class Entry(NamedTuple):
    """A member as the central directory describes it; ``data`` is where its packed bytes begin."""

    name: str
    stored_name: bytes
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    data: int
    external: int
    made_by: int


class Relation(NamedTuple):
    """A relationship of a part; ``kind`` is the last word of its type (``worksheet``)."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(slots=True)
class Package:
    """The members of a workbook file.

    Attributes:
        data: the whole file.
        entries: members by name, in order.
        limits: what was allowed when it was read.
        names: stored name by the name without regard to case.

    """

    data: bytes
    entries: dict[str, Entry]
    limits: Limits
    names: dict[str, str] = field(default_factory=dict)
    _cache: dict[str, bytes] = field(default_factory=dict)
    _relations: dict[str, list[Relation]] = field(default_factory=dict)

    def find(self, name: str) -> str | None:
        """The member's name as stored, found without regard to case; None if there is none."""
        return self.names.get(_key(name)) or self.names.get(_key(unquote(name)))

    def raw(self, name: str) -> bytes:
        """The packed bytes of a member."""
        entry = self.entries[name]
        return self.data[entry.data : entry.data + entry.packed]

    def part(self, name: str) -> bytes:
        """A member inflated, never beyond its declared size."""
        cached = self._cache.get(name)
        if cached is not None:
            return cached
        entry = self.entries[name]
        content = _inflate(entry, self.raw(name))
        if len(content) <= _KEEP_CACHED:
            self._cache[name] = content
        return content

    def xml(self, name: str) -> bytes:
        """An XML member in UTF-8."""
        return as_utf8(self.part(name), name)

    def relations(self, part: str) -> list[Relation]:
        """Relationships of ``part`` ("" for the package), targets resolved to member names."""
        known = self._relations.get(part)
        if known is not None:
            return known
        found = self.find(relations_name(part))
        listed: list[Element] = []
        if found:
            data = self.xml(found)
            self.limits.bound("relations", elements_at_least(data), where=_member(found))
            listed = outline(data, 2, found).children
        relations = [_relation(each, part) for each in listed if each.name == "Relationship"]
        self._relations[part] = relations
        return relations


def _relation(element: Element, part: str) -> Relation:
    about = element.attributes
    external = about.get("TargetMode", "") == "External"
    target = about.get("Target", "")
    if not external:
        folder = posixpath.dirname(part.replace("\\", "/"))
        target = posixpath.normpath(posixpath.join("/" + folder, target.replace("\\", "/"))).lstrip("/")
    return Relation(about.get("Id", ""), about.get("Type", "").rpartition("/")[2], target, external)


def relations_name(part: str) -> str:
    """Where the relationships of ``part`` are kept."""
    folder, name = posixpath.split(part.replace("\\", "/"))
    return posixpath.join(folder, "_rels", name + ".rels")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def read_package(data: bytes, limits: Limits) -> Package:
    """Read and vet the directory; nothing is inflated yet but the first bytes of XML members.

    Raises Unreadable where the package is not sound, or larger than ``limits``.
    """
    if not data.startswith(b"PK"):
        raise describe_foreign(data)
    package = Package(data, {}, limits)
    entries = _directory(data, limits)
    total = 0
    for entry in entries:
        _vet(entry, limits)
        total += entry.size
        key = _key(entry.name)
        if key in package.names:
            raise unreadable(
                f"压缩包里有两个同名部件 {entry.name}，无法判断哪个是真的。请用 Excel/WPS 打开并另存一份后再试。",
                f"The package has two members named {entry.name}. Open it in Excel/WPS and save a copy.",
            )
        package.names[key] = entry.name
        package.entries[entry.name] = entry
    if total > limits.total_bytes:
        raise too_large("total_bytes", limits, total)
    for entry in entries:
        if entry.name.lower().endswith(_XML_ENDINGS):
            _refuse_doctype(entry, package.raw(entry.name))
    return package


def _member(name: str) -> Text:
    return Text(f"部件 {name}：", f"Member {name}: ")


def _vet(entry: Entry, limits: Limits) -> None:
    name = entry.name
    if entry.flags & 0x41:
        raise unreadable(
            f"压缩包里的部件 {name} 被加密，无法读取。请取消密码后再试。",
            f"Member {name} is encrypted. Remove the password and try again.",
        )
    plain = name.replace("\\", "/")
    if plain.startswith("/") or ".." in plain.split("/") or plain[1:2] == ":" or "\0" in name:
        raise unreadable(
            f"压缩包里有不安全的路径 {name!r}，正常的工作簿不会有，没有打开。请确认文件来源。",
            f"The package has an unsafe path {name!r}; not opened. Check where the file comes from.",
        )
    if entry.size > limits.part_bytes:
        raise too_large("part_bytes", limits, entry.size, where=_member(name))
    if entry.size > MIB and entry.size > limits.ratio * max(entry.packed, 1):
        raise too_large("ratio", limits, -(-entry.size // max(entry.packed, 1)), where=_member(name))
    if entry.method not in {0, 8}:
        raise damaged(f"部件 {name} 的压缩方式不支持", f"member {name}: unknown compression method")


def _directory(data: bytes, limits: Limits) -> list[Entry]:
    count, size, offset, end_at = _find_directory(data)
    if count > limits.entries:
        raise too_large("entries", limits, count)
    shift = end_at - size - offset  # bytes before the archive, as in a self-extracting file
    at = offset + shift
    if shift < 0 or size < 0:
        raise describe_foreign(data)
    extents: list[tuple[int, int]] = []
    entries: list[Entry] = []
    for _ in range(count):
        try:
            fields = _CENTRAL.unpack_from(data, at)
        except struct.error:
            raise damaged("目录不完整", "incomplete directory") from None
        if fields[0] != b"PK\x01\x02":
            raise damaged("目录不完整", "incomplete directory")
        (
            _,
            made_by,
            _,
            flags,
            method,
            time,
            date,
            crc,
            packed,
            full,
            n_name,
            n_extra,
            n_note,
            _,
            _,
            external,
            local,
        ) = fields
        at += _CENTRAL.size
        stored = data[at : at + n_name]
        extra = data[at + n_name : at + n_name + n_extra]
        at += n_name + n_extra + n_note
        full, packed, local = _zip64(extra, full, packed, local)
        local += shift
        begin = _data_begin(data, local, stored)
        if begin + packed > end_at:
            raise describe_foreign(data)
        extents.append((local, begin + packed))
        name = stored.decode("utf-8" if flags & 0x800 else "cp437", "replace")
        entries.append(Entry(name, stored, flags, method, time, date, crc, packed, full, begin, external, made_by))
    extents.sort()
    for (_, before), (after, _) in pairwise(extents):
        if after < before:
            raise unreadable(
                "压缩包里的部件互相重叠，正常的工作簿不会这样，为安全起见没有打开。请确认文件来源。",
                "Members of the package overlap; not opened, to be safe. Check where the file comes from.",
            )
    return entries


def _find_directory(data: bytes) -> tuple[int, int, int, int]:
    """Count, size and offset of the central directory, and where it ends."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + _END.size > len(data):
        raise describe_foreign(data)
    _, _, _, _, count, size, offset, _ = _END.unpack_from(data, at)
    back = at - _LOCATOR64.size
    if back >= 0 and data[back : back + 4] == b"PK\x06\x07":
        _, _, where, _ = _LOCATOR64.unpack_from(data, back)
        if data[where : where + 4] == b"PK\x06\x06" and where + _END64.size <= len(data):
            _, _, _, _, _, _, _, count, size, offset = _END64.unpack_from(data, where)
            return count, size, offset, where
    return count, size, offset, at


def _zip64(extra: bytes, full: int, packed: int, local: int) -> tuple[int, int, int]:
    wanted = [full == 0xFFFFFFFF, packed == 0xFFFFFFFF, local == 0xFFFFFFFF]
    if not any(wanted):
        return full, packed, local
    values = [full, packed, local]
    at = 0
    while at + 4 <= len(extra):
        tag, size = struct.unpack_from("<2H", extra, at)
        if tag == 1:
            field_at = at + 4
            for index, asked in enumerate(wanted):
                if asked and field_at + 8 <= min(at + 4 + size, len(extra)):
                    (values[index],) = struct.unpack_from("<Q", extra, field_at)
                    field_at += 8
        at += 4 + size
    return values[0], values[1], values[2]


def _data_begin(data: bytes, local: int, stored: bytes) -> int:
    if local < 0 or data[local : local + 4] != b"PK\x03\x04" or local + _LOCAL.size > len(data):
        raise damaged("部件的位置不对", "a member is not where the directory says")
    *_, n_name, n_extra = _LOCAL.unpack_from(data, local)
    begin = local + _LOCAL.size
    if data[begin : begin + n_name] != stored:
        raise damaged("部件的两处名称不一致", "a member has two different names")
    return begin + int(n_name) + int(n_extra)


def _inflate(entry: Entry, raw: bytes) -> bytes:
    if entry.method == 0:
        content = raw
    else:
        machine = zlib.decompressobj(-15)
        try:
            content = machine.decompress(raw, entry.size + 1)
        except zlib.error as error:
            raise damaged(f"部件 {entry.name} 无法解压", f"member {entry.name} cannot be inflated") from error
    if len(content) != entry.size or zlib.crc32(content) != entry.crc:
        raise damaged(f"部件 {entry.name} 的大小或校验和不符", f"member {entry.name}: size or checksum is wrong")
    return content


class _SeenError(Exception):
    """The root element has been reached: there is no DOCTYPE before it."""


def _refuse_doctype(entry: Entry, raw: bytes) -> None:
    """Look at the prolog only; a part that we never read may be as broken as it likes."""
    parser = expat.ParserCreate()

    def seen(*_: object) -> None:
        raise _SeenError

    def refuse(*_: object) -> None:
        raise doctype(entry.name)

    parser.StartElementHandler = seen
    parser.StartDoctypeDeclHandler = refuse
    machine = zlib.decompressobj(-15) if entry.method == 8 else None
    chunk = 1024
    content = raw
    try:
        if machine is None:
            parser.Parse(raw, True)
            return
        content = machine.decompress(raw, chunk)
        while content:
            parser.Parse(content, False)
            chunk = min(chunk * 4, 1 << 20)
            content = machine.decompress(machine.unconsumed_tail, chunk)
        parser.Parse(b"", True)
    except (_SeenError, expat.ExpatError, zlib.error):
        return
    except (ValueError, LookupError):  # an encoding that expat does not know, such as GBK
        if b"<!DOCTYPE" in content[:4096]:
            raise doctype(entry.name) from None


class OtherKind(Unreadable):
    """A spreadsheet of another kind, which this room may be able to read or convert all the same.

    Attributes:
        kind: "ods" or "xlsb".
    """

    def __init__(self, kind: str, text: Text) -> None:
        super().__init__(text)
        self.kind = kind


def describe_other_package(package: Package) -> Unreadable:
    """The sentence for a zip that holds no workbook part."""
    if package.find("xl/workbook.bin"):
        return OtherKind("xlsb", Text(
            "这是 .xlsb（二进制工作簿），不能直接读取。请用 Excel/WPS 打开，另存为 .xlsx 后再试；"
            "也可以用 jixiao recalc --convert，由 LibreOffice 转换。",
            "This is an .xlsb (binary) workbook. Open it in Excel/WPS and save it as .xlsx, or use jixiao recalc --convert.",
        ))  # fmt: skip
    if package.find("word/document.xml"):
        return unreadable(
            "这是 Word 文档（.docx），不是工作簿。请选择 .xlsx 文件。",
            "This is a Word document (.docx), not a workbook. Choose an .xlsx file.",
        )
    if package.find("ppt/presentation.xml"):
        return unreadable(
            "这是 PowerPoint 文档（.pptx），不是工作簿。请选择 .xlsx 文件。",
            "This is a PowerPoint document (.pptx), not a workbook. Choose an .xlsx file.",
        )
    mimetype = package.find("mimetype")
    said = package.part(mimetype).strip() if mimetype is not None else b""
    if said.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return OtherKind("ods", Text(
            "这是 OpenDocument 表格（.ods），这里只能用 .xlsx。请用 WPS/LibreOffice 打开，另存为 .xlsx 后再试。",
            "This is an OpenDocument spreadsheet (.ods); an .xlsx is needed here. Open it in WPS/LibreOffice and save it as .xlsx.",
        ))  # fmt: skip
    if b"opendocument" in said:
        return unreadable(
            "这是 OpenDocument 文件，但不是表格（.ods）。请选择工作簿。",
            "This is an OpenDocument file, but no spreadsheet (.ods). Choose a workbook.",
        )
    return unreadable(
        "这是一个压缩包，但里面没有工作簿。若是打包的多个文件，请先解压，再选择其中的 .xlsx。",
        "This is a zip archive without a workbook in it. If it holds several files, unpack it first.",
    )


def write_package(
    package: Package, changed: Mapping[str, bytes], added: Mapping[str, bytes], removed: Collection[str] = ()
) -> bytes:
    """The package with some members replaced, some added and some left out; all others copied as packed."""
    pieces: list[bytes] = []
    central: list[bytes] = []
    at = 0

    def put(entry: Entry, packed: bytes) -> None:
        nonlocal at
        version = 20
        flags = entry.flags & ~0x8
        common = (
            version,
            flags,
            entry.method,
            entry.time,
            entry.date,
            entry.crc,
            len(packed),
            entry.size,
            len(entry.stored_name),
        )
        local = _LOCAL.pack(b"PK\x03\x04", *common, 0)
        pieces.extend((local, entry.stored_name, packed))
        central.append(
            _CENTRAL.pack(b"PK\x01\x02", entry.made_by, *common, 0, 0, 0, 0, entry.external, at) + entry.stored_name
        )
        at += len(local) + len(entry.stored_name) + len(packed)

    for name, entry in package.entries.items():
        if name in removed:
            continue
        if name in changed:
            put(*_pack(entry, changed[name]))
        else:
            put(entry, package.raw(name))
    for name, content in added.items():
        stored = name.encode()
        flags = 0 if name.isascii() else 0x800
        put(*_pack(Entry(name, stored, flags, 8, 0, 0x21, 0, 0, 0, 0, 0, 20), content))
    directory = b"".join(central)
    comment = _comment(package.data)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(central), len(central), len(directory), at, len(comment))
    return b"".join((*pieces, directory, end, comment))


def _comment(data: bytes) -> bytes:
    """What some systems note at the very end of an archive, such as a classification."""
    at = data.rfind(b"PK\x05\x06") + _END.size
    return data[at : at + int.from_bytes(data[at - 2 : at], "little")]


def _pack(entry: Entry, content: bytes) -> tuple[Entry, bytes]:
    # A small part costs more time to press harder than the few bytes are worth.
    machine = zlib.compressobj(1 if len(content) < (1 << 20) else 3, zlib.DEFLATED, -15)
    packed = machine.compress(content) + machine.flush()
    flags = entry.flags & ~0x6
    return entry._replace(method=8, flags=flags, crc=zlib.crc32(content), size=len(content), packed=len(packed)), packed
