"""Old .xls files and .ods files that lie, files of other kinds under a workbook's name, and what is no file."""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.making import ANY, EVALUATION, REFUSED, Archive, Hostile, Member, book, members, put
from tests.workbooks.samples import members_of, parts
from tests.workbooks.test_other_files import BOF, EOF, compound, ods, record

EITHER = ANY | REFUSED
MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NUMBER, SST, BOUNDSHEET, MERGES = 0x0203, 0x00FC, 0x0085, 0x00E5


def _xls(stream: Callable[[], bytes], change: Callable[[bytearray], None] = lambda _: None) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        data = bytearray(compound({"Workbook": stream()}))
        change(data)
        return put(folder, bytes(data), "表.xls")

    return make


def _biff(sheet: bytes, more: bytes = b"", listed: int = 1) -> bytes:
    """A stream of one sheet, listed so often."""
    name = "表".encode("utf-16-le")
    size = len(BOF) + len(more) + listed * len(record(BOUNDSHEET, struct.pack("<IHBB", 0, 0, 1, 1) + name)) + len(EOF)
    heads = record(BOUNDSHEET, struct.pack("<IHBB", size, 0, 1, 1) + name) * listed
    return BOF + more + heads + EOF + BOF + sheet + EOF


def _cell(row: int, column: int) -> bytes:
    return record(NUMBER, struct.pack("<3Hd", row, column, 0, 1.0))


def _patched(offset: int, value: int) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        struct.pack_into("<I", data, offset, value)

    return change


def _fat(first: int, value: int) -> Callable[[bytearray], None]:
    """An entry of the allocation table: chains are built from these."""

    def change(data: bytearray) -> None:
        at = data.index(struct.pack("<3I", 1, 2, 3))
        struct.pack_into("<I", data, at + 4 * first, value)

    return change


def _directory(offset: int, value: int) -> Callable[[bytearray], None]:
    """A field of the directory entry of the stream."""

    def change(data: bytearray) -> None:
        struct.pack_into("<I", data, data.index("Workbook".encode("utf-16-le")) + offset, value)

    return change


def _table(rows: str) -> str:
    return f'<table:table table:name="表">{rows}</table:table>'


def _ods(rows: Callable[[], str]) -> Callable[[Path], Path]:
    """An .ods, stored and not packed: its size is no hint of what is in it."""

    def make(folder: Path) -> Path:
        packed = members_of(ods(folder / "表.ods", rows()))
        return put(folder, Archive([Member(name.encode(), content, method=0) for name, content in packed.items()]).data(), "表.ods")

    return make


def _cell_ods(text: str = "x", **attributes: object) -> str:
    named = "".join(f' table:{key.replace("_", "-")}="{value}"' for key, value in attributes.items())
    return f'<table:table-cell office:value-type="string"{named}><text:p>{text}</text:p></table:table-cell>'


def _row_ods(cells: str, times: int | str = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def _other(name: str, data: bytes, says: str) -> Hostile:
    return Hostile(f"renamed-{name}", lambda folder: put(folder, data), REFUSED, says)


def _renamed() -> Iterator[Hostile]:
    yield _other("program", b"MZ\x90\0" + b"\0" * 60 + b"PE\0\0" + os.urandom(500), "不是")
    yield _other("elf", b"\x7fELF" + b"\0" * 500, "不是")
    yield _other("picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "不是")
    yield _other("html", "<html><script>alert(1)</script><table><tr><td>得分</td></tr></table></html>".encode(), "HTML")
    yield _other("mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "不是")
    yield _other("csv", "指标,得分\n=cmd|'/C calc'!A0,95\n".encode("gb18030"), "CSV")
    yield _other("pdf", b"%PDF-1.7\n%\xe2\xe3", "PDF")
    yield _other("rtf", b"{\\rtf1 {\\object}}", "RTF")
    yield _other("json", b"[" * 100_000, "JSON")
    yield _other("iqy", b"WEB\r\n1\r\nhttp://127.0.0.1:9/a\r\n", "文本")
    yield _other("slk", b"ID;P\r\nC;X1;Y1;K\"=cmd|'/C calc'!A0\"\r\nE\r\n", "文本")
    yield _other("xml-2003", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML 电子表格 2003")
    yield _other("xml-with-entities", b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><Workbook>&e;</Workbook>', "XML")
    yield _other("gzip", b"\x1f\x8b" + b"\0" * 99, "压缩")
    yield _other("rar", b"Rar!\x1a\x07\0" + b"\0" * 99, "压缩")
    yield _other("nothing", b"", "空的")
    yield _other("one-byte", b"P", "不是")
    yield _other("two-bytes-of-a-zip", b"PK", "不完整")
    yield _other("noise", bytes((n * 97 + n // 7) % 256 for n in range(5000)), "不是")
    yield _other("nul-100-mib", b"\0" * (100 << 20), "不是")
    yield Hostile("renamed-docx", lambda folder: book(folder, {"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}), REFUSED, "Word")
    yield Hostile("renamed-xlsb", lambda folder: book(folder, {"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "x"}, "表.xlsx"), REFUSED, "xlsb")
    yield Hostile("renamed-jar", lambda folder: book(folder, {"META-INF/MANIFEST.MF": "x", "a.class": b"\xca\xfe\xba\xbe"}), REFUSED, "没有工作簿")


def _no_file() -> Iterator[Hostile]:
    def fifo(folder: Path) -> Path:
        os.mkfifo(folder / "管道.xlsx")
        return folder / "管道.xlsx"

    def plug(folder: Path) -> Path:
        here = Path.cwd()
        with socket.socket(socket.AF_UNIX) as listening:
            os.chdir(folder)  # a socket's name must be short
            try:
                listening.bind("s.xlsx")
            finally:
                os.chdir(here)
        return folder / "s.xlsx"

    def device(folder: Path) -> Path:
        (folder / "零.xlsx").symlink_to("/dev/zero")
        return folder / "零.xlsx"

    def circle(folder: Path) -> Path:
        (folder / "环.xlsx").symlink_to("环.xlsx")
        return folder / "环.xlsx"

    def folder_named(folder: Path) -> Path:
        (folder / "夹.xlsx").mkdir()
        return folder / "夹.xlsx"

    def folders_in_a_circle(folder: Path) -> Path:
        (folder / "夹").mkdir()
        (folder / "夹" / "上").symlink_to(folder)
        book(folder / "夹", parts(EVALUATION))
        return folder / "夹"

    def large(folder: Path) -> Path:
        with (folder / "大.xlsx").open("wb") as file:
            file.write(b"PK\3\4")
            file.truncate(200 << 30)
        return folder / "大.xlsx"

    def unnamable(folder: Path) -> Path:
        path = folder / os.fsdecode(b"\xff\xfe\x1b[31m[red]\xe8\xa1.xlsx")
        path.write_bytes(Archive(members()).data())
        return path

    yield Hostile("fifo", fifo, REFUSED, "不是普通文件")
    yield Hostile("socket", plug, REFUSED, "不是普通文件")
    yield Hostile("device-without-end", device, REFUSED, "不是普通文件")
    yield Hostile("symbolic-link-to-itself", circle, REFUSED, "无法读取|找不到")
    yield Hostile("folder-under-a-workbook's-name", folder_named, frozenset({2}), "没有找到工作簿")
    yield Hostile("folders-in-a-circle", folders_in_a_circle, REFUSED, "循环")
    yield Hostile("file-of-200-gib", large, REFUSED, "文件大小.*上限")
    if sys.platform == "linux":  # elsewhere names are always Unicode
        yield Hostile("file-name-that-is-no-text", unnamable)


def cases() -> Iterator[Hostile]:
    """All hostile files of other kinds."""
    yield Hostile("xls-of-garbage", lambda folder: put(folder, MAGIC + bytes((n * 31) % 251 for n in range(20_000)), "表.xls"), REFUSED, "OLE2|损坏")
    yield Hostile("xls-cut-off", lambda folder: put(folder, compound({"Workbook": _biff(_cell(0, 0))})[:700], "表.xls"), REFUSED, "OLE2|损坏")
    yield Hostile("xls-chain-in-a-circle", _xls(lambda: _biff(_cell(0, 0) * 500), _fat(2, 0)), EITHER)
    yield Hostile("xls-chain-to-itself", _xls(lambda: _biff(_cell(0, 0) * 500), _fat(0, 0)), EITHER)
    yield Hostile("xls-chain-beyond-the-file", _xls(lambda: _biff(_cell(0, 0) * 500), _fat(2, 1_000_000)), EITHER)
    yield Hostile("xls-stream-of-4-gib-told", _xls(lambda: _biff(_cell(0, 0) * 500), _directory(120, 0xFFFFFFF0)), EITHER)
    yield Hostile("xls-directory-in-a-circle", _xls(lambda: _biff(_cell(0, 0)), _directory(68, 1)), EITHER)
    yield Hostile("xls-directory-that-is-its-own-child", _xls(lambda: _biff(_cell(0, 0)), _directory(76, 1)), EITHER)
    yield Hostile("xls-tables-without-end", _xls(lambda: _biff(_cell(0, 0)), _patched(68, 0)), EITHER)
    yield Hostile("xls-sectors-of-4-gib", _xls(lambda: _biff(_cell(0, 0)), _patched(30, 0x00060020)), EITHER)
    yield Hostile("xls-cell-far-away", _xls(lambda: _biff(_cell(0, 0) + _cell(65_535, 255) + _cell(65_535, 16_000))), EITHER)
    yield Hostile("xls-texts-4-billion-told", _xls(lambda: _biff(_cell(0, 0), record(SST, struct.pack("<2I", 0xFFFFFFFF, 0xFFFFFFFF)))), EITHER)
    yield Hostile("xls-text-of-64-thousand-told", _xls(lambda: _biff(_cell(0, 0), record(SST, struct.pack("<2IHB", 1, 1, 0xFFFF, 0x0D) + b"\xff" * 40))), EITHER)
    yield Hostile("xls-sheets-of-one-content", _xls(lambda: _biff(b"".join(_cell(n, 0) for n in range(1500)), listed=1500)), REFUSED, "上限|损坏", slow=True)
    yield Hostile("xls-sheets-that-are-the-workbook", _xls(lambda: BOF + record(BOUNDSHEET, struct.pack("<IHBB", 0, 0, 1, 1) + b"a\0") + EOF), EITHER)
    yield Hostile("xls-merges-that-lie", _xls(lambda: _biff(_cell(0, 0) + record(MERGES, struct.pack("<5H", 0xFFFF, 0, 0xFFFF, 0, 0xFF)) * 3)), EITHER)
    yield Hostile("xls-records-without-end", _xls(lambda: BOF + record(0x3C, b"") * 10_000), EITHER)
    yield Hostile("xls-records-cut-off", _xls(lambda: _biff(struct.pack("<2H", NUMBER, 0xFFFF))), EITHER)
    yield Hostile("ods-cell-repeated-10-to-the-18", _ods(lambda: _table(_row_ods(_cell_ods(number_columns_repeated=10**9), 10**9))), EITHER)
    yield Hostile("ods-cell-repeated-to-the-limit", _ods(lambda: _table(_row_ods(_cell_ods(number_columns_repeated=9_999_999), 9_999_999))), REFUSED, "单元格总数.*上限")
    yield Hostile("ods-blanks-repeated-10-to-the-18", _ods(lambda: _table(_row_ods(f'<table:table-cell table:number-columns-repeated="{10**9}"/>', 10**9) + _row_ods(_cell_ods()))), EITHER)
    yield Hostile("ods-rows-repeated-beyond-the-last", _ods(lambda: _table("".join(_row_ods(_cell_ods(number_columns_repeated=3), 1_048_576) for _ in range(2)))), REFUSED, "上限|行号")
    yield Hostile("ods-merge-over-everything", _ods(lambda: _table(_row_ods(_cell_ods(number_columns_spanned=10**6, number_rows_spanned=10**6)))), EITHER)
    yield Hostile("ods-tables-a-million-deep", _ods(lambda: _table(_row_ods("<table:table-cell>" * 10**6 + "</table:table-cell>" * 10**6))), REFUSED, "嵌套层数.*上限")
    yield Hostile("ods-blanks-in-a-text", _ods(lambda: _table(_row_ods(_cell_ods('<text:s text:c="99999"/>' * 50_000)))), REFUSED, "字数.*上限")
    yield Hostile("ods-text-of-10-million-letters", _ods(lambda: _table(_row_ods(_cell_ods("字" * 10**7)))), REFUSED, "字数.*上限")
    yield Hostile("ods-text-repeated-often", _ods(lambda: _table(_row_ods(_cell_ods("字" * 30_000), 100_000))), REFUSED, "总字数.*上限")
    yield Hostile("ods-sheets-100-thousand", _ods(lambda: _table(_row_ods(_cell_ods())) * 100_000), REFUSED, "工作表数.*上限")
    yield Hostile("ods-cells-near-the-limit", _ods(lambda: _table(_row_ods(_cell_ods("字" * 40, number_columns_repeated=16), 74_000))), EITHER, slow=True)
    yield Hostile("ods-number-of-a-million-digits", _ods(lambda: _table(_row_ods(f'<table:table-cell office:value-type="float" office:value="{"9" * 10**6}"/>'))), EITHER)
    yield Hostile("ods-number-1e999999", _ods(lambda: _table(_row_ods('<table:table-cell office:value-type="percentage" office:value="1e999999"/><table:table-cell office:value-type="float" office:value="1e99999999999"/>'))), EITHER)
    yield Hostile("ods-time-of-a-million-hours", _ods(lambda: _table(_row_ods(f'<table:table-cell office:value-type="time" office:time-value="PT{"9" * 5000}H00M00S"/>'))), EITHER)
    yield Hostile("ods-time-of-a-hostile-exponent", _ods(lambda: _table(_row_ods('<table:table-cell office:value-type="time" office:time-value="PT01H00M1e999999S"/>'))), EITHER)
    yield Hostile("ods-date-of-the-year-10-million", _ods(lambda: _table(_row_ods('<table:table-cell office:value-type="date" office:date-value="9999999-99-99"/>'))), EITHER)
    yield Hostile("ods-macro-and-link", _ods(lambda: _table(_row_ods('<table:table-cell table:formula="of:=WEBSERVICE(&quot;http://127.0.0.1:9/&quot;)" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>')) + '<table:dde-links/><script:event-listener xmlns:script="s"/>'), EITHER)
    yield Hostile("ods-without-content", lambda folder: put(folder, Archive([Member(b"mimetype", b"application/vnd.oasis.opendocument.spreadsheet", method=0)]).data(), "表.ods"), REFUSED, "content.xml")
    yield from _renamed()
    yield from _no_file()
