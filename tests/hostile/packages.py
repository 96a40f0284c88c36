"""Zips that lie: about sizes, names, places and counts."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.making import ANY, EVALUATION, REFUSED, Archive, Hostile, Member, book, members, put
from tests.workbooks.samples import parts, sheet_xml

SHEET = b"xl/worksheets/sheet1.xml"
MIB = 1 << 20


def _of(archive: Callable[[], Archive], name: str = "表.xlsx") -> Callable[[Path], Path]:
    return lambda folder: put(folder, archive().data(), name)


def _with(*more: Member) -> Callable[[Path], Path]:
    return _of(lambda: Archive([*members(), *more]))


def _changed(name: bytes = SHEET, **lies: object) -> Callable[[Path], Path]:
    """A sound workbook but for what is told about one member."""

    def archive() -> Archive:
        listed = members()
        for each in listed:
            if each.name == name:
                for key, value in lies.items():
                    setattr(each, key, value)
        return Archive(listed)

    return _of(archive)


def _deflated(size: int) -> bytes:
    machine = zlib.compressobj(6, zlib.DEFLATED, -15)
    block = b"<!-- " + b" " * (MIB - 9) + b" -->"
    return b"".join([*(machine.compress(block) for _ in range(size // MIB)), machine.flush()])


def _bomb(told: int | None, size: int = 64 * MIB) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        listed = members()
        bomb = Member(SHEET, raw=_deflated(min(size, 64 * MIB)), size=size if told is None else told, crc=0)
        return put(folder, Archive([each if each.name != SHEET else bomb for each in listed]).data())

    return make


def _overlapping(folder: Path) -> Path:
    """Many names for one packed kernel, as in the better zip bombs."""
    listed = members()
    listed.append(Member(b"xl/media/kernel.bin", b"\0" * (8 * MIB)))
    start = len(Archive(listed[:-1]).body)
    data = Archive(listed).data()
    at = data.index(b"xl/media/kernel.bin") - 30
    twins = [Member(b"xl/media/k%05d.bin" % n, b"", at=at, size=8 * MIB, packed_size=8 * MIB // 1024, local_name=b"xl/media/kernel.bin") for n in range(4000)]
    assert start == 0
    return put(folder, Archive([*listed, *twins]).data())


def _quoted(folder: Path) -> Path:
    """Local headers inside one another's data: the quoted overlap."""
    inner = members()
    data = Archive(inner).data()
    at = data.index(SHEET) - 30
    size = len(data) - at - 30 - len(SHEET)
    outer = [each for each in inner if each.name != SHEET]
    outer.append(Member(SHEET, at=at, size=size, packed_size=size, method=0, crc=0))
    return put(folder, Archive(outer).data())


def _nested(folder: Path) -> Path:
    """A workbook in a workbook in a workbook: never unpacked."""
    content = b"\0" * (50 * MIB)
    for _ in range(4):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.zip", content)
        content = inner.getvalue()
    return book(folder, {**parts(EVALUATION), "xl/embeddings/a.xlsx": content})


def _itself(folder: Path) -> Path:
    """A workbook that holds itself, as a quine would."""
    data = Archive(members()).data()
    return book(folder, {**parts(EVALUATION), "xl/embeddings/oleObject1.bin": data, "xl/embeddings/表.xlsx": data})


def _many(count: int) -> Callable[[Path], Path]:
    return _of(lambda: Archive([*members(), *(Member(b"xl/a%06d.bin" % n, method=0) for n in range(count))]))


def _zip64(packed: int, size: int) -> bytes:
    return struct.pack("<2H2Q", 1, 16, size, packed)


def _zip64_end(count: int, size: int, offset: int) -> bytes:
    return struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset) + struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1)


def _two_archives(folder: Path) -> Path:
    """Two archives in one file: which workbook it is depends on who reads it."""
    first = Archive(members(sheet=sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))).data()
    return put(folder, first + Archive(members()).data())


def _cut(share: float) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        data = Archive(members()).data()
        return put(folder, data[: int(len(data) * share)])

    return make


def _flipped(folder: Path) -> Path:
    data = bytearray(Archive([each if each.name != SHEET else Member(SHEET, each.content, method=0) for each in members()]).data())
    at = data.index("走访企业".encode())
    data[at] ^= 1
    return put(folder, bytes(data))


def _stored_member(name: bytes, **about: object) -> Member:
    return Member(name, b"x", **about)  # type: ignore[arg-type]  # fields by name


def cases() -> Iterator[Hostile]:
    """All hostile packages."""
    yield Hostile("bomb-that-tells-its-size", _bomb(None, 300 * MIB), REFUSED, "上限")
    yield Hostile("bomb-that-tells-a-small-size", _bomb(1000), REFUSED, "大小或校验和不符")
    yield Hostile("bomb-that-tells-a-size-within-the-ratio", _bomb(100 * MIB), REFUSED, "上限|大小或校验和不符")
    yield Hostile("bomb-of-4-gib-in-zip64", _of(lambda: Archive([*members(), Member(b"xl/a.bin", size=0xFFFFFFFF, packed_size=0xFFFFFFFF, extra=_zip64(1, 1 << 32))])), REFUSED, "上限|重叠|不完整")
    yield Hostile("bomb-nested", _nested)
    yield Hostile("bomb-of-overlapping-members", _overlapping, REFUSED, "重叠|上限|名称不一致")
    yield Hostile("bomb-of-quoted-headers", _quoted, REFUSED, "重叠|损坏|不完整")
    yield Hostile("package-that-holds-itself", _itself)
    yield Hostile("members-30-thousand-empty", _many(30_000), REFUSED, "部件数.*上限")
    yield Hostile("members-19-thousand-empty", _many(19_000))
    yield Hostile("total-size-over-the-limit", _of(lambda: Archive([*members(), *(Member(b"xl/m%d.bin" % n, size=200 * MIB, raw=b"\0" * MIB, crc=0) for n in range(4))])), REFUSED, "总大小.*上限")
    yield Hostile("size-too-small-in-directory", _changed(size=10), REFUSED, "大小或校验和")
    yield Hostile("size-too-large-in-directory", _changed(size=10**6), REFUSED, "大小或校验和")
    yield Hostile("size-differs-in-local-header", _changed(local_size=1), ANY)
    yield Hostile("packed-size-beyond-the-file", _changed(packed_size=1 << 30), REFUSED, "不完整")
    yield Hostile("checksum-wrong", _changed(crc=1), REFUSED, "校验和")
    yield Hostile("byte-flipped-in-a-stored-member", _flipped, REFUSED, "校验和")
    yield Hostile("zip64-extra-without-need", _changed(extra=_zip64(1, 2)), ANY)
    yield Hostile("zip64-extra-cut-off", _changed(extra=b"\1\0\xff\xff", size=0xFFFFFFFF), REFUSED, "上限")
    yield Hostile("zip64-end-that-points-nowhere", _of(lambda: Archive(members(), between=_zip64_end(10**9, 10**12, 10**15))), frozenset({0, 1, 4}))
    yield Hostile("zip64-locator-at-zero-of-another-count", _of(lambda: Archive(members(), before=_zip64_end(2**40, 1, 1), between=struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1))), REFUSED, "上限|不完整|损坏")
    yield Hostile("two-end-records", _of(lambda: Archive(members(), ends=2)), REFUSED, "不完整|损坏")
    yield Hostile("two-archives-in-one-file", _two_archives, ANY | REFUSED)
    yield Hostile("comment-of-65535-bytes", _of(lambda: Archive(members(), comment=b"c" * 0xFFFF)))
    yield Hostile("comment-full-of-end-records", _of(lambda: Archive(members(), comment=b"PK\5\6" * 16_000)), REFUSED, "不完整|损坏")
    yield Hostile("directory-of-65535-entries-told", _of(lambda: Archive(members(), count=0xFFFF)), REFUSED, "目录不完整|上限")
    yield Hostile("directory-of-no-entry-told", _of(lambda: Archive(members(), count=0)), REFUSED, "没有工作簿|不是|不完整")
    yield Hostile("directory-of-one-entry-too-few", _of(lambda: Archive(members(), count=len(members()) - 1)), ANY | REFUSED)
    yield Hostile("folder-as-member", _with(Member(b"xl/folder/", method=0), Member(b"xl/worksheets/", method=0)))
    yield Hostile("symbolic-link-as-member", _with(_stored_member(b"xl/link.xml", external=0o120777 << 16)), ANY)
    yield Hostile("name-with-nul", _with(_stored_member(b"xl/a\0b.xml")), REFUSED, "不安全")
    yield Hostile("name-absolute", _with(_stored_member(b"/etc/cron.d/a")), REFUSED, "不安全")
    yield Hostile("name-with-drive", _with(_stored_member(b"C:\\Windows\\a.dll")), REFUSED, "不安全")
    yield Hostile("name-on-a-server", _with(_stored_member(b"\\\\server\\share\\a")), REFUSED, "不安全")
    yield Hostile("name-that-climbs", _with(_stored_member(b"xl/../../../a.sh")), REFUSED, "不安全")
    yield Hostile("name-that-climbs-with-backslashes", _with(_stored_member(b"xl\\..\\..\\a.sh")), REFUSED, "不安全")
    yield Hostile("name-empty", _with(_stored_member(b"")), ANY | REFUSED)
    yield Hostile("name-of-60-thousand-letters", _with(_stored_member(b"a" * 60_000)), ANY)
    yield Hostile("name-with-escapes-for-the-terminal", _with(_stored_member(b"../\x1b[31m\x1b]0;x\x07")), REFUSED, "不安全")
    yield Hostile("name-in-utf-8-without-the-flag", _with(_stored_member("xl/表.xml".encode())), ANY)
    yield Hostile("name-not-utf-8-with-the-flag", _with(_stored_member(b"xl/\xff\xfe.bin", flags=0x800)), ANY)
    yield Hostile("name-twice", _with(Member(SHEET, EVALUATION.encode())), REFUSED, "同名")
    yield Hostile("name-twice-but-for-case", _with(Member(b"XL/Worksheets/SHEET1.xml", EVALUATION.encode())), REFUSED, "同名")
    yield Hostile("name-twice-but-for-the-slash", _with(Member(b"xl\\worksheets\\sheet1.xml", EVALUATION.encode())), REFUSED, "同名")
    yield Hostile("name-differs-in-local-header", _changed(local_name=b"xl/worksheets/sheet2.xml"), REFUSED, "名称不一致")
    yield Hostile("data-descriptor-that-lies", _changed(flags=8, local_size=0, trailer=struct.pack("<4s3L", b"PK\7\x08", 1, 2, 3)), ANY)
    yield Hostile("encrypted-flag", _changed(flags=1), REFUSED, "加密")
    yield Hostile("strong-encryption-flag", _changed(flags=0x41), REFUSED, "加密")
    yield Hostile("compression-method-unknown", _changed(method=93, raw=b"xx"), REFUSED, "压缩方式")
    yield Hostile("deflate-that-is-none", _changed(raw=b"\xff" * 100), REFUSED, "无法解压|校验和")
    yield Hostile("deflate-cut-off", _changed(raw=b"\x00\x10\x00"), REFUSED, "无法解压|校验和")
    yield Hostile("bytes-before", _of(lambda: Archive(members(), before=b"#!/bin/sh\nrm -rf /\n")), ANY | REFUSED)
    yield Hostile("program-before", _of(lambda: Archive(members(), before=b"MZ" + b"\0" * 500)), ANY | REFUSED)
    yield Hostile("bytes-after", _of(lambda: Archive(members(), after=b"<script>" * 100)), ANY | REFUSED)
    yield Hostile("megabytes-after", _of(lambda: Archive(members(), after=b"\0" * MIB)), REFUSED, "不完整")
    for share in (0.1, 0.5, 0.9, 0.99):
        yield Hostile(f"cut-off-at-{share:.0%}", _cut(share), REFUSED, "不完整")
