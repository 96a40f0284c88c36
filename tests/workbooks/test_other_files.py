"""Files that are no .xlsx: what they are is told by content, and what cannot be written can be read."""

from __future__ import annotations

import contextlib
import shutil
import signal
import struct
import subprocess
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from jixiao.model import Area
from jixiao.workbooks import Limits, ReadOnlyWorkbook, Unreadable, Workbook, needs_converting, open_workbook, save
from jixiao.workbooks import foreign as foreign_module
from jixiao.workbooks.biff import NotBiffError, read_numbers
from jixiao.workbooks.compound import MAGIC, Compound, CompoundError
from jixiao.workbooks.convert import converted, find_program
from jixiao.workbooks.exchange import BrokenReportError, ForeignCell, ForeignSheet, Report, grids, pack, unpack
from jixiao.workbooks.foreign import compound_kind, read_foreign

from .samples import build, edit, findings_sheet, members_of, parts, sheet_xml

EXAMPLES = Path(__file__).parents[2] / "workbooks" / "examples"
ONE = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')


def by_libreoffice(source: Path, kind: str, folder: Path) -> Path:
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", kind, "--outdir", str(folder), str(source),
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder / f"{source.stem}.{kind}"


# ------------------------------------------------- real files, as saved by LibreOffice ----


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kinds")


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
@pytest.mark.parametrize("name", ["yiyang-2024", "shaoguan-2022"])
def test_every_cell_is_read_as_in_the_xlsx(folder: Path, name: str, kind: str) -> None:
    source = EXAMPLES / f"{name}.xlsx"
    ours, theirs = open_workbook(source).book.grids, open_workbook(by_libreoffice(source, kind, folder)).book.grids
    assert [(each.sheet, each.visible) for each in ours] == [(each.sheet, each.visible) for each in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert set(one.merges) == set(other.merges)
        assert {place: cell[:3] for place, cell in one.cells.items()} == {
            place: cell[:3] for place, cell in other.cells.items()
        }


@pytest.fixture(scope="module")
def odd(folder: Path) -> Path:
    """One cell of each sort, away from the corner, and a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "甲"
    for place, value, look in (
        ("C4", 0.95, "0%"), ("C5", 1.05, "0.00%"), ("C6", "=1/0", None), ("C7", "=1+1", None), ("C8", "007", None),
        ("C9", "  甲\n乙 ", None), ("C10", 6653.73, "#,##0.00"), ("C11", 45657, "yyyy年m月d日"), ("C12", 12345678.25, None),
        ("C13", '="优"&"秀"', None), ("C14", 0.1 + 0.2, None), ("C15", "#N/A 除外", None), ("C16", -3, None),
    ):  # fmt: skip
        sheet[place] = value
        if look:
            sheet[place].number_format = look
    sheet.merge_cells("C4:D4")
    hidden = book.create_sheet("去年")
    hidden["A1"] = "旧"
    hidden.sheet_state = "hidden"
    path = folder / "odd.xlsx"
    book.save(path)
    return path


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_percentages_errors_dates_and_formulas_survive(folder: Path, odd: Path, kind: str) -> None:
    workbook = open_workbook(by_libreoffice(odd, kind, folder))
    assert isinstance(workbook, ReadOnlyWorkbook)
    assert workbook.kind == kind
    assert workbook.notes == ()
    first, second = workbook.book.grids
    assert (first.sheet, first.visible, second.sheet, second.visible) == ("甲", True, "去年", False)
    assert first.merges == (Area(4, 3, 4, 4),)
    shown = {row: (cell.kind, cell.text) for (row, column), cell in first.cells.items() if column == 3}
    assert shown == {
        4: ("percent", "95%"), 5: ("percent", "105.00%"), 6: ("error", "#DIV/0!"), 7: ("number", "2"), 8: ("text", "007"),
        9: ("text", "  甲\n乙 "), 10: ("number", "6,653.73"), 11: ("date", "2024年12月31日"), 12: ("number", "12345678.25"),
        13: ("text", "优秀"), 14: ("number", "0.3"), 15: ("text", "#N/A 除外"), 16: ("number", "-3"),
    }  # fmt: skip
    assert first.cells[4, 3].value == Decimal("0.95")
    assert {row for (row, _), cell in first.cells.items() if cell.formula is not None} == {6, 7, 13}


@pytest.mark.libreoffice
def test_our_own_sheet_is_known_in_an_old_xls(tmp_path: Path) -> None:
    workbook = open_workbook(EXAMPLES / "yiyang-2024.xlsx")
    assert isinstance(workbook, Workbook)
    spec = findings_sheet(workbook.book.grids[0].sheet, explained={"fp0001": "上级调整任务"})
    save(workbook, tmp_path / "a.xlsx", [], spec)
    book = open_workbook(by_libreoffice(tmp_path / "a.xlsx", "xls", tmp_path)).book
    assert [each.sheet for each in book.grids if each.generated] == ["校验"]
    assert book.explanations["fp0001"].text == "上级调整任务"


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_limits_are_named_with_the_way_to_raise_them(folder: Path, odd: Path, kind: str) -> None:
    path = by_libreoffice(odd, kind, folder)
    with pytest.raises(Unreadable, match=r"单元格总数.*上限"):
        open_workbook(path, Limits(cells=3))
    with pytest.raises(Unreadable, match=r"合并单元格数.*上限"):
        open_workbook(path, Limits(merges=0))
    with pytest.raises(Unreadable, match=r"时间.*上限 0 s"):
        open_workbook(path, Limits(read_seconds=0))


@pytest.mark.libreoffice
def test_a_sheet_of_two_far_cells_stops_at_the_memory_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resource")
    book = openpyxl.Workbook()
    book.active["A1"], book.active["IV65536"] = 1, 2
    book.save(tmp_path / "far.xlsx")
    path = by_libreoffice(tmp_path / "far.xlsx", "xls", tmp_path)
    monkeypatch.setenv("JIXIAO_LIMITS", "cells=7,read_bytes=200MiB")
    with pytest.raises(Unreadable, match=r"内存超过上限 200 MiB.*--limit read_bytes=400MiB.*JIXIAO_LIMITS=read_bytes=400MiB"):
        open_workbook(path)


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_conversion_keeps_the_original_and_every_figure(folder: Path, tmp_path: Path, kind: str) -> None:
    source = shutil.copy(by_libreoffice(EXAMPLES / "yiyang-2024.xlsx", kind, folder), tmp_path / f"-表 1.{kind}")
    before = source.read_bytes()
    assert needs_converting(source)
    workbook = converted(source)
    assert source.read_bytes() == before
    assert list(tmp_path.iterdir()) == [source]
    assert len(workbook.notes) == 1  # converted; and no note of a cell that differs
    assert "LibreOffice" in workbook.notes[0].zh
    ours = open_workbook(EXAMPLES / "yiyang-2024.xlsx").book.grids[0].cells
    assert {place: cell[:3] for place, cell in workbook.book.grids[0].cells.items()} == {
        place: cell[:3] for place, cell in ours.items()
    }
    save(workbook, tmp_path / "out.xlsx", [edit("部门整体支出绩效自评表", 5, 9, Decimal(10), "100")], None)
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").active["I5"].value == 10


@pytest.mark.libreoffice
def test_a_conversion_follows_no_link(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("别的文件", encoding="utf-8")
    linked = (
        f"<table:table-cell table:formula=\"of:=['{other.as_uri()}'#$other.A1]\" office:value-type=\"string\" "
        'office:string-value="原值"><text:p>原值</text:p></table:table-cell>'
    )
    path = ods(tmp_path / "a.ods", table(f"<table:table-row>{linked}</table:table-row>"), more={"META-INF/manifest.xml": MANIFEST})
    assert converted(path).book.grids[0].cells[1, 1].text == "原值"


@pytest.mark.libreoffice
def test_a_conversion_that_changes_a_figure_says_which(tmp_path: Path) -> None:
    """The stored result of this formula is wrong; LibreOffice puts it right, and we say so."""
    wrong = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>'
    path = ods(tmp_path / "a.ods", table(f"<table:table-row>{wrong}</table:table-row>"), more={"META-INF/manifest.xml": MANIFEST})
    assert "1 个单元格的值与原文件不同（「甲」A1）" in converted(path).notes[-1].zh


def command_lines() -> list[bytes]:
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            found.append(each.read_bytes())
    return found


@pytest.mark.libreoffice
def test_a_conversion_that_takes_too_long_leaves_no_process(folder: Path, odd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = by_libreoffice(odd, "ods", folder)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # it works in a folder of ours: others convert at the same time
    with pytest.raises(Unreadable, match=r"LibreOffice 转换的时间超过上限"):
        converted(path, Limits(convert_seconds=0))
    assert not [each for each in command_lines() if bytes(tmp_path) in each]


# --------------------------------------------------------------- by content, not by name ----


def test_an_xlsx_under_an_old_name_is_an_xlsx_and_a_note_says_so(tmp_path: Path) -> None:
    path = build(tmp_path / "导出.xls", parts(ONE))
    workbook = open_workbook(path)
    assert isinstance(workbook, Workbook)
    assert "其实是 .xlsx" in workbook.notes[0].zh
    assert not needs_converting(path)
    assert open_workbook(build(tmp_path / "导出.xlsx", parts(ONE))).notes == ()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<html><table><tr><td>得分</td></tr></table></html>".encode(), "HTML"),
        ("单位,得分\n甲,95\n".encode("gb18030"), "文本文件"),
        (MAGIC, "可能已损坏"),
        (MAGIC + bytes(5000), "可能已损坏"),
        (MAGIC + b"\xff" * 5000, "可能已损坏"),
        (MAGIC + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (MAGIC + bytes(600) + "WordDocument".encode("utf-16-le"), "Word"),
    ],
)
def test_what_is_called_xls_and_is_none_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=says):
        open_workbook(path)
    assert not needs_converting(path)


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE2 file of large streams, all directly below the root."""
    sectors: list[bytes] = []
    fat: list[int] = []

    def chain(content: bytes) -> int:
        count = max(1, -(-len(content) // 512))
        first = len(sectors)
        padded = content.ljust(count * 512, b"\0")
        sectors.extend(padded[at : at + 512] for at in range(0, count * 512, 512))
        fat.extend([*range(first + 1, first + count), 0xFFFFFFFE])
        return first

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        stored = name.encode("utf-16-le") + b"\0\0"
        return stored.ljust(64, b"\0") + struct.pack("<HBB3I36x2IL", len(stored), kind, 1, 0xFFFFFFFF, right, child, start, size, 0)

    placed = [(name, chain(content.ljust(4096, b"\0")), max(len(content), 4096)) for name, content in streams.items()]
    directory = entry("Root Entry", 5, 0xFFFFFFFF, 1, 0xFFFFFFFE, 0)
    for number, (name, start, size) in enumerate(placed, 2):
        directory += entry(name, 2, number if number <= len(placed) else 0xFFFFFFFF, 0xFFFFFFFF, start, size)
    first_directory = chain(directory)
    fat_sector = len(sectors)
    fat.append(0xFFFFFFFD)
    assert len(fat) <= 128
    sectors.append(struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat))))
    head = MAGIC + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, first_directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", fat_sector, *[0xFFFFFFFF] * 108)
    return head + b"".join(sectors)


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


BOF, EOF = record(0x0809, struct.pack("<4H8x", 0x0600, 5, 0, 0)), record(0x000A)


def test_streams_are_found_by_name_and_read_whole() -> None:
    content = bytes(range(256)) * 20
    found = Compound(compound({"Other": b"x", "Workbook": content}))
    assert found.names() == {"other", "workbook"}
    assert found.stream("workbook") == content


@pytest.mark.parametrize(
    ("streams", "kind"),
    [
        ({"Workbook": b""}, "xls"), ({"WORKBOOK": b"", "ETExtData": b""}, "xls"), ({"Book": b""}, "xls"),
        ({"WordDocument": b""}, None), ({"EncryptedPackage": b"", "EncryptionInfo": b""}, None),
    ],
)  # fmt: skip
def test_the_streams_say_what_an_ole2_file_is(streams: dict[str, bytes], kind: str | None) -> None:
    assert compound_kind(compound(streams)) == kind


def test_a_workbook_stream_of_garbage_is_damaged_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    for content in (b"", b"\xff" * 9000, BOF + record(0x0085, struct.pack("<I", 0)) + EOF, BOF[:6]):
        path.write_bytes(compound({"Workbook": content}))
        with pytest.raises(Unreadable, match=r"损坏|没有工作表"):
            open_workbook(path)


def test_an_encrypted_xls_asks_for_its_password_to_be_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(compound({"Workbook": BOF + record(0x002F, b"\x01\0" + bytes(52)) + EOF}))
    with pytest.raises(Unreadable, match="打开密码"):
        open_workbook(path)


def test_a_chain_in_circles_ends() -> None:
    data = bytearray(compound({"Workbook": bytes(4096)}))
    at = data.index(struct.pack("<3I", 1, 2, 3))
    struct.pack_into("<I", data, at + 8, 0)  # sector 2 → 0
    assert len(Compound(bytes(data)).stream("workbook")) == 4096
    struct.pack_into("<I", data, data.index("Workbook".encode("utf-16-le")) + 120, 1 << 30)
    with pytest.raises(CompoundError):
        Compound(bytes(data)).stream("workbook")


def test_numbers_of_an_xls_keep_their_format() -> None:
    formats = record(0x041E, struct.pack("<HHB", 170, 5, 0) + b"0.00%") + record(0x00E0, struct.pack("<2H16x", 0, 0)) + record(0x00E0, struct.pack("<2H16x", 0, 170))
    sheet = BOF + record(0x0203, struct.pack("<3Hd", 0, 0, 1, 0.95)) + record(0x027E, struct.pack("<3HI", 0, 1, 0, (150 << 2) | 3))
    sheet += BOF + record(0x0203, struct.pack("<3Hd", 9, 9, 0, 1.0)) + EOF  # a chart inside the sheet has numbers of its own
    sheet += record(0x00BD, struct.pack("<2HHIHIH", 1, 0, 0, (7 << 2) | 2, 1, (0xFFFFFFFF << 2 | 2) & 0xFFFFFFFF, 1))
    sheet += record(0x0006, struct.pack("<3H", 2, 0, 0) + b"\x02\0\x07\0\0\0\xff\xff" + bytes(6)) + EOF
    head = BOF + formats + record(0x0085, struct.pack("<IH", 0, 0) + b"\x01\0A")
    body = record(0x000A)
    at = len(head) + len(body)
    stream = head.replace(struct.pack("<IH", 0, 0) + b"\x01\0A", struct.pack("<IH", at, 0) + b"\x01\0A") + body + sheet
    numbers = read_numbers(stream)
    assert numbers.formats == [(0, None), (170, "0.00%")]
    assert numbers.sheets[0].numbers == {(1, 1): ("0.95", 1), (1, 2): ("1.5", 0), (2, 1): ("7", 0), (2, 2): ("-1", 1)}
    assert numbers.sheets[0].errors == {(3, 1): "#DIV/0!"}
    assert numbers.sheets[0].formulas == {(3, 1)}
    with pytest.raises(NotBiffError):
        read_numbers(stream[20:])


# ------------------------------------------------------------------------------- .ods ----


NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in {"office": "office", "table": "table", "text": "text", "style": "style", "draw": "drawing"}.items()
) + ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'


MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def ods(path: Path, tables: str, styles: str = "", more: dict[str, str | bytes] | None = None) -> Path:
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return build(
        path, {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, **(more or {})}
    )


def cell(text: str, about: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {about}><text:p>{text}</text:p></table:table-cell>'


def table(rows: str, about: str = 'table:name="甲"') -> str:
    return f"<table:table {about}>{rows}</table:table>"


THREE, ALL = 'table:number-columns-repeated="3"', 'table:number-columns-repeated="16384"'


def test_repeats_cost_only_what_they_hold(tmp_path: Path) -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{cell("甲", THREE)}</table:table-row>'
    )
    (grid,) = open_workbook(ods(tmp_path / "a.ods", table(rows))).book.grids
    assert set(grid.cells) == {(row, column) for row in (1048571, 1048572) for column in (1, 2, 3)}


def test_a_repeat_of_a_filled_cell_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell("甲", ALL)}</table:table-row>'
    with pytest.raises(Unreadable, match=r"单元格总数.*上限"):
        open_workbook(ods(tmp_path / "a.ods", table(rows)))


def test_only_what_a_sheet_says_itself_is_read(tmp_path: Path) -> None:
    """No comments, drawings, deleted rows, linked sheets or tables within a cell."""
    comment = "<office:annotation><text:p>请核对</text:p></office:annotation><draw:frame><draw:text-box><text:p>图</text:p></draw:text-box></draw:frame>"
    inner = f'<table:table table:name="内"><table:table-row>{cell("里")}</table:table-row></table:table>'
    rows = (
        "<table:table-header-rows><table:table-row>"
        f'<table:table-cell office:value-type="string">{comment}<text:p>甲<text:s text:c="2"/>乙<text:line-break/>丙</text:p><text:p>丁</text:p></table:table-cell>'
        f"<table:table-cell>{inner}</table:table-cell></table:table-row></table:table-header-rows>"
    )
    tracked = f"<table:tracked-changes><table:deletion><table:table-row>{cell('删')}</table:table-row></table:deletion></table:tracked-changes>"
    linked = table(f'<table:table-source/><table:table-row>{cell("外")}</table:table-row>', "table:name=\"'file:///x'#$A\"")
    hidden = table(f"<table:table-row>{cell('旧')}</table:table-row>", 'table:name="去年" table:style-name="ta2"')
    styles = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    first, second = open_workbook(ods(tmp_path / "a.ods", tracked + table(rows) + hidden + linked, styles)).book.grids
    assert {place: each.text for place, each in first.cells.items()} == {(1, 1): "甲  乙\n丙\n丁"}
    assert (second.sheet, second.visible, second.cells[1, 1].text) == ("去年", False, "旧")


def test_an_encrypted_ods_asks_for_its_password_to_be_removed(tmp_path: Path) -> None:
    manifest = '<manifest xmlns="m"><file-entry><encryption-data/></file-entry></manifest>'
    path = ods(tmp_path / "a.ods", "", more={"META-INF/manifest.xml": manifest})
    with pytest.raises(Unreadable, match="打开密码"):
        open_workbook(path)


def test_a_doctype_in_an_ods_is_refused(tmp_path: Path) -> None:
    members = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": '<!DOCTYPE a [<!ENTITY e "x">]><a/>'}
    with pytest.raises(Unreadable, match="DOCTYPE"):
        open_workbook(build(tmp_path / "a.ods", members))


# -------------------------------------------------------------------------- the child ----


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(foreign_module, "_CHILD", "import time; time.sleep(60)")
    with pytest.raises(Unreadable, match=r"时间.*超过上限 1 s.*--limit read_seconds=2"):
        read_foreign(tmp_path / "a.xls", b"", "xls", Limits(read_seconds=1))


@pytest.mark.parametrize(
    ("child", "says"),
    [
        ("import os; os.abort()", "损坏"),
        ("print('[]')", "不完整"),
        ("raise MemoryError", "内存超过上限 1,024 MiB"),
        ("import python_calamine_missing", "损坏"),
    ],
)
def test_a_child_that_fails_becomes_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, child: str, says: str) -> None:
    monkeypatch.setattr(foreign_module, "_CHILD", child)
    with pytest.raises(Unreadable, match=says):
        read_foreign(tmp_path / "a.xls", b"", "xls", Limits())


@pytest.mark.skipif(not hasattr(signal, "SIGXCPU"), reason="no such limit on this system")
def test_processor_time_is_limited_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = "import sys; sys.path[:] = sys.argv[2:]; from jixiao.workbooks.children import confine; confine(1 << 30, 1)\nwhile True: pass"
    monkeypatch.setattr(foreign_module, "_CHILD", child)
    with pytest.raises(Unreadable, match="时间超过上限"):
        read_foreign(tmp_path / "a.xls", b"", "xls", Limits(read_seconds=30))


def test_an_answer_survives_the_way_and_nonsense_is_refused() -> None:
    sheet = ForeignSheet("甲", True, [(1, 2, ForeignCell("styled", "0.95", style=0)), (2, 1, ForeignCell("text", "好"))], [(1, 1, 1, 2)])
    report = unpack(pack(Report([sheet], [(9, None)])))
    assert report.sheets == [sheet]
    (grid,) = grids(report)
    assert grid.cells[1, 2][:3] == (Decimal("0.95"), "percent", "95%")
    for nonsense in (b"", b"[]", b"{}", b'{"sheets":[[1]],"formats":[],"epoch_1904":0,"notes":[],"refusal":null}', b"[" * 100_000):
        with pytest.raises(BrokenReportError):
            unpack(nonsense)


def test_without_libreoffice_the_sentence_says_where_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("jixiao.workbooks.convert._USUAL_PLACES", ())
    with pytest.raises(Unreadable, match=r"libreoffice\.org"):
        find_program()
    monkeypatch.setenv("JIXIAO_SOFFICE", str(tmp_path / "soffice"))
    with pytest.raises(Unreadable, match="JIXIAO_SOFFICE"):
        find_program()


# ------------------------------------------------- templates and macros: written as they are ----


def test_a_macro_workbook_keeps_its_project_byte_for_byte(tmp_path: Path) -> None:
    project = tmp_path / "vbaProject.bin"
    project.write_bytes(MAGIC + bytes(range(256)) * 8)
    source = tmp_path / "表.xlsm"
    with xlsxwriter.Workbook(source) as book:
        book.add_worksheet("表 1").write(0, 0, 1)
        book.add_vba_project(str(project))
    workbook = open_workbook(source)
    assert isinstance(workbook, Workbook)
    save(workbook, tmp_path / "out" / "表.xlsm", [edit("表 1", 1, 1, Decimal(2), "1")], findings_sheet())
    before, after = members_of(source), members_of(tmp_path / "out" / "表.xlsm")
    assert after["xl/vbaProject.bin"] == project.read_bytes() == before["xl/vbaProject.bin"]
    assert b"application/vnd.ms-excel.sheet.macroEnabled.main+xml" in after["[Content_Types].xml"]
    reopened = open_workbook(tmp_path / "out" / "表.xlsm").book
    assert reopened.grids[0].cells[1, 1].text == "2"
    assert reopened.grids[-1].generated


@pytest.mark.parametrize(
    ("ending", "type_"),
    [
        ("xltx", "vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"),
        ("xltm", "vnd.ms-excel.template.macroEnabled.main+xml"),
    ],
)
def test_a_template_stays_a_template(tmp_path: Path, ending: str, type_: str) -> None:
    members = parts(ONE)
    members["[Content_Types].xml"] = str(members["[Content_Types].xml"]).replace(
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", type_
    )
    members["xl/vbaProject.bin"] = b"macro"
    source = build(tmp_path / f"表.{ending}", members)
    workbook = open_workbook(source)
    assert isinstance(workbook, Workbook)
    save(workbook, tmp_path / "out" / source.name, [edit("表 1", 1, 1, Decimal(2), "1")], findings_sheet())
    after = members_of(tmp_path / "out" / source.name)
    assert type_.encode() in after["[Content_Types].xml"]
    assert after["xl/vbaProject.bin"] == b"macro"
    assert openpyxl.load_workbook(tmp_path / "out" / source.name).worksheets[0]["A1"].value == 2
