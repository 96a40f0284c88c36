"""Edits go into exactly their cells, and our sheet is one that an office can file."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from jixiao.model import Area, Edit, JixiaoError, SheetCell, SheetSpec
from jixiao.workbooks import open_workbook, save
from jixiao.workbooks.writing import merged_over

from .samples import CONTENT_TYPES, MAIN, REL, build, edit, findings_sheet, members_of, parts, sheet_xml, styles_xml

SHEET = "xl/worksheets/sheet1.xml"


def saved(
    tmp_path: Path, members: dict[str, str | bytes], edits: list[Edit], sheet: SheetSpec | None = None, **more: bool
) -> Path:
    target = tmp_path / "out.xlsx"
    save(open_workbook(build(tmp_path / "in.xlsx", members)), target, edits, sheet, **more)
    return target


def sheet_after(tmp_path: Path, xml: str, *edits: Edit, **more: str) -> str:
    return members_of(saved(tmp_path, parts(xml, **more), list(edits)))[SHEET].decode()


@pytest.mark.parametrize(
    ("rows", "change", "expected"),
    [
        (
            '<row r="1"><c r="A1" s="3"><v>1</v></c></row>',
            (1, 1, Decimal("0.50")),
            '<row r="1"><c r="A1" s="3"><v>0.5</v></c></row>',
        ),
        ('<row r="1"><c r="A1" s="3"/></row>', (1, 1, Decimal(9)), '<row r="1"><c r="A1" s="3"><v>9</v></c></row>'),
        (
            '<row r="1"><c r="A1" t="b"><v>1</v></c></row>',
            (1, 1, Decimal(2)),
            '<row r="1"><c r="A1"><v>2</v></c></row>',
        ),
        (
            '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>',
            (1, 1, Decimal(2)),
            '<row r="1"><c r="A1"><v>2</v></c></row>',
        ),
        (
            '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>',
            (1, 1, Decimal(3)),
            '<row r="1"><c r="A1"><f>1+1</f><v>3</v></c></row>',
        ),
        (
            '<row r="1"><c r="A1"><f>X</f></c></row>',
            (1, 1, "优"),
            '<row r="1"><c r="A1" t="str"><f>X</f><v>优</v></c></row>',
        ),
        (
            '<row r="1"><c r="A1" t="str"><f t="shared" ref="A1:A2" si="0">B1</f><v>x</v></c></row>',
            (1, 1, Decimal(1)),
            '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c></row>',
        ),
        (
            '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1">X</f><v>2</v></c></row>',
            (1, 1, Decimal(3)),
            '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1">X</f><v>3</v></c></row>',
        ),
        (
            '<row r="1"><c r="A1" vm="1" t="e"><v>#VALUE!</v></c></row>',
            (1, 1, Decimal(3)),
            '<row r="1"><c r="A1"><v>3</v></c></row>',
        ),
        (
            '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c></row>',
            (1, 2, Decimal(2)),
            '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>',
        ),
        (
            '<row r="2" spans="1:2"><c r="A2"><v>1</v></c></row>',
            (2, 5, Decimal(2)),
            '<row r="2" spans="1:5"><c r="A2"><v>1</v></c><c r="E2"><v>2</v></c></row>',
        ),
        (
            '<row r="2" s="4" customFormat="1"/>',
            (2, 1, Decimal(2)),
            '<row r="2" s="4" customFormat="1"><c r="A2" s="4"><v>2</v></c></row>',
        ),
        (
            '<row r="1"/><row r="5"/>',
            (3, 2, Decimal(2)),
            '<row r="1"/><row r="3"><c r="B3"><v>2</v></c></row><row r="5"/>',
        ),
        ('<row r="1"/>', (9, 1, Decimal(2)), '<row r="1"/><row r="9"><c r="A9"><v>2</v></c></row>'),
        ("<row><c><v>1</v></c><c><v>2</v></c></row>", (1, 2, Decimal(7)), "<row><c><v>1</v></c><c><v>7</v></c></row>"),
        (
            '<row r="1"><!-- x --><c r="A1"><v>1</v></c> </row>',
            (1, 1, Decimal(7)),
            '<row r="1"><!-- x --><c r="A1"><v>7</v></c> </row>',
        ),
        ('<row r="1"><c r="A1" t="s"><v>9</v></c></row>', (1, 1, ""), '<row r="1"><c r="A1"/></row>'),
    ],
)
def test_an_edit_changes_its_cell_and_no_other_byte(
    tmp_path: Path, rows: str, change: tuple[int, int, Decimal | str], expected: str
) -> None:
    before = "<!-- kept --><sheetFormatPr defaultRowHeight='15'/>"
    after = '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x"/></mc:AlternateContent>'
    assert sheet_after(tmp_path, sheet_xml(rows, after, before), edit("表 1", *change)) == sheet_xml(
        expected, after, before
    )


def test_a_new_cell_takes_the_style_of_its_column(tmp_path: Path) -> None:
    before = '<cols><col min="2" max="3" width="9" style="5"/></cols>'
    assert '<c r="B4" s="5"><v>1</v></c>' in sheet_after(
        tmp_path, sheet_xml("", before=before), edit("表 1", 4, 2, Decimal(1))
    )


def test_a_self_closed_sheet_is_opened(tmp_path: Path) -> None:
    xml = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    after = sheet_after(tmp_path, xml, edit("表 1", 2, 1, Decimal(1)), edit("表 1", 1, 1, Decimal(2)))
    assert (
        '<sheetData><row r="1"><c r="A1"><v>2</v></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData>' in after
    )


def test_a_prefixed_sheet_keeps_its_prefix(tmp_path: Path) -> None:
    xml = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2" t="str"><x:f>A1</x:f><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    after = sheet_after(tmp_path, xml, edit("表 1", 2, 2, Decimal(1)), edit("表 1", 3, 1, Decimal(4)))
    assert (
        '<x:row r="2"><x:c r="B2"><x:f>A1</x:f><x:v>1</x:v></x:c></x:row><x:row r="3"><x:c r="A3"><x:v>4</x:v></x:c></x:row>'
        in after
    )


def test_texts_are_shared_even_where_there_was_no_table_of_strings(tmp_path: Path) -> None:
    words = [" 前后空格 ", "=SUM(A1)", "甲<乙&丙", "一\n二", "a_x000D_b", "x\r\ny"]
    path = saved(tmp_path, parts(sheet_xml("")), [edit("表 1", row, 1, each) for row, each in enumerate(words, 1)])
    members = members_of(path)
    assert b"sharedStrings+xml" in members["[Content_Types].xml"]
    assert b"/sharedStrings" in members["xl/_rels/workbook.xml.rels"]
    assert [cell.text for cell in open_workbook(path).book.grids[0].cells.values()] == words
    read = [row[0] for row in openpyxl.load_workbook(path)["表 1"].iter_rows(values_only=True)]
    assert read[:4] == words[:4]


def test_the_string_table_only_grows(tmp_path: Path) -> None:
    table = f'<sst xmlns="{MAIN}" count="3" uniqueCount="2"><si><r><t>甲</t></r></si><si><t>乙</t></si></sst>'
    members = parts(sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'))
    members["[Content_Types].xml"] = CONTENT_TYPES.format(
        more='<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    )
    members["xl/_rels/workbook.xml.rels"] = str(members["xl/_rels/workbook.xml.rels"]).replace(
        "</R", f'<Relationship Id="rId9" Type="{REL}/sharedStrings" Target="/xl/SharedStrings.xml"/></R'
    )
    members["xl/sharedStrings.xml"] = table
    path = saved(tmp_path, members, [edit("表 1", 1, 2, "乙"), edit("表 1", 1, 3, "甲"), edit("表 1", 1, 4, "丙")])
    after = members_of(path)["xl/sharedStrings.xml"].decode()
    assert after == table.replace('count="3" uniqueCount="2"', 'count="6" uniqueCount="4"').replace(
        "</sst>", "<si><t>甲</t></si><si><t>丙</t></si></sst>"
    )


def test_recalculation_is_asked_for_only_where_there_are_formulas(tmp_path: Path) -> None:
    formula = sheet_xml('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>')
    after = '<definedNames><definedName name="a">1</definedName></definedNames><extLst/>'
    workbook = members_of(saved(tmp_path, parts(formula, after=after), [edit("表 1", 2, 2, Decimal(1))]))[
        "xl/workbook.xml"
    ].decode()
    assert '</definedNames><calcPr fullCalcOnLoad="1"/><extLst/>' in workbook
    plain = tmp_path / "b"
    plain.mkdir()
    assert (
        "calcPr"
        not in members_of(saved(plain, parts(sheet_xml("")), [edit("表 1", 2, 2, Decimal(1))]))[
            "xl/workbook.xml"
        ].decode()
    )


def test_an_existing_calculation_setting_is_kept(tmp_path: Path) -> None:
    formula = sheet_xml('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>')
    path = saved(
        tmp_path, parts(formula, after='<calcPr calcId="191029" fullCalcOnLoad="0"/>'), [edit("表 1", 1, 1, Decimal(1))]
    )
    assert '<calcPr calcId="191029" fullCalcOnLoad="1"/>' in members_of(path)["xl/workbook.xml"].decode()


def test_locked_cells_are_left_and_named_unless_asked_for(tmp_path: Path) -> None:
    xml = sheet_xml(
        '<row r="1"><c r="A1" s="0"><v>1</v></c><c r="B1" s="1"/></row>', after='<sheetProtection sheet="1"/>'
    )
    members = parts(xml, styles=styles_xml('<xf/><xf><protection locked="0"/></xf>'))
    workbook = open_workbook(build(tmp_path / "in.xlsx", members))
    edits = [edit("表 1", 1, 1, Decimal(5)), edit("表 1", 1, 2, Decimal(6)), edit("表 1", 9, 9, Decimal(7))]
    receipt = save(workbook, tmp_path / "a.xlsx", edits, None)
    assert [each.ref.a1 for each in receipt.edits] == ["B1"]
    assert "A1" in receipt.notes[0].zh
    assert "I9" in receipt.notes[0].zh
    assert len(save(workbook, tmp_path / "b.xlsx", edits, None, write_locked=True).edits) == 3


def test_the_stored_result_of_a_locked_formula_follows_and_the_formula_stays(tmp_path: Path) -> None:
    xml = sheet_xml(
        '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="0"><f>A1*2</f><v>2</v></c></row>', after='<sheetProtection sheet="1"/>'
    )
    members = parts(xml, styles=styles_xml('<xf/><xf><protection locked="0"/></xf>'))
    workbook = open_workbook(build(tmp_path / "in.xlsx", members))
    receipt = save(workbook, tmp_path / "a.xlsx", [edit("表 1", 1, 1, Decimal(5)), edit("表 1", 1, 2, Decimal(10))], None)
    assert [each.ref.a1 for each in receipt.edits] == ["A1", "B1"]
    assert receipt.notes == ()
    assert "<f>A1*2</f><v>10</v>" in next(part.decode() for name, part in members_of(tmp_path / "a.xlsx").items() if name.endswith("sheet1.xml"))


def test_a_cell_inside_a_merge_is_refused(tmp_path: Path) -> None:
    xml = sheet_xml("", after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    with pytest.raises(JixiaoError, match="合并单元格"):
        saved(tmp_path, parts(xml), [edit("表 1", 2, 2, Decimal(1))])
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize("change", [edit("没有", 1, 1, Decimal(1)), edit("表 1", 1, 1, Decimal("NaN"))])
def test_an_impossible_edit_is_refused(tmp_path: Path, change: Edit) -> None:
    with pytest.raises(JixiaoError, match="不能写入"):
        saved(tmp_path, parts(sheet_xml("")), [change])


def test_a_heading_of_an_excel_table_is_not_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    book = openpyxl.Workbook()
    for row in (["指标", "得分"], ["甲", 1]):
        book.active.append(row)
    book.active.add_table(Table(displayName="T", ref="A1:B2"))
    book.save(source)
    workbook = open_workbook(source)
    with pytest.raises(JixiaoError, match="标题"):
        save(workbook, tmp_path / "out.xlsx", [edit("Sheet", 1, 2, "自评得分")], None)
    save(workbook, tmp_path / "out.xlsx", [edit("Sheet", 2, 2, Decimal(2))], None)


def test_a_table_and_a_comment_that_the_user_made_on_our_sheet_do_not_break_it(tmp_path: Path) -> None:
    path = saved(tmp_path, parts(sheet_xml("")), [], findings_sheet(count=3))
    book = openpyxl.load_workbook(path)
    sheet = book["校验"]
    sheet["F7"].comment = Comment("已与科室核对", "会计")
    sheet.auto_filter.ref = None
    sheet.add_table(Table(displayName="T", ref="A6:N9"))
    book.save(path)
    save(open_workbook(path), path, [], findings_sheet(count=2))
    again = openpyxl.load_workbook(path)["校验"]
    assert again["F7"].comment.text == "已与科室核对"
    assert not again.tables


# ---------------------------------------------------------- our own sheet ----


def test_our_sheet_is_last_linked_frozen_filtered_and_printed(tmp_path: Path) -> None:
    path = saved(tmp_path, parts(sheet_xml("")), [], findings_sheet(link_sheet="表 1", count=5))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["表 1", "校验"]
    sheet = book["校验"]
    assert sheet.freeze_panes == "A7"
    assert sheet.auto_filter.ref == "A6:N11"
    assert sheet.print_title_rows == "$6:$6"
    assert sheet.print_area == "'校验'!$A$1:$L$11"
    assert sheet["D7"].hyperlink.location == "'表 1'!H33"
    assert sheet["D7"].font.underline == "single"
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert (
        sheet.page_setup.fitToWidth,
        sheet.page_setup.fitToHeight,
        sheet.sheet_properties.pageSetUpPr.fitToPage,
    ) == (1, 0, True)
    assert sheet.sheet_view.showGridLines is False
    assert sheet.column_dimensions["M"].hidden
    assert sheet["C2"].value == "湖南省农产品质量检验检测中心"
    assert sheet["C4"].value == Decimal("98.9") or sheet["C4"].value == 98.9
    assert sheet["K7"].protection.locked is False
    assert (sheet["I8"].value, sheet["I8"].data_type, sheet["I8"].quotePrefix) == ("=请核对完成值", "s", True)
    assert sheet["B7"].font.bold
    assert sheet["B7"].fill.fgColor.rgb != sheet["B8"].fill.fgColor.rgb


def test_a_sheet_name_with_an_apostrophe_is_doubled_in_links(tmp_path: Path) -> None:
    spec = SheetSpec(
        "校验", "校验(绩效)", ((SheetCell("跳", "link", edit("it's", 3, 2, "").ref),),), (10,), {}, (), 1, 1, 1
    )
    path = saved(tmp_path, parts(sheet_xml("")), [], spec)
    assert openpyxl.load_workbook(path)["校验"]["A1"].hyperlink.location == "'it''s'!B3"


def test_a_foreign_sheet_of_that_name_is_left_alone(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "校验"
    book.active["A1"] = "别人的"
    book.save(source)
    receipt = save(open_workbook(source), tmp_path / "out.xlsx", [], findings_sheet("校验"))
    assert receipt.sheet == "校验(绩效)"
    after = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert after.sheetnames == ["校验", "校验(绩效)"]
    assert after["校验"]["A1"].value == "别人的"
    read = open_workbook(tmp_path / "out.xlsx").book.grids
    assert [each.generated for each in read] == [False, True]


def test_both_names_taken_gives_a_number(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "校验"
    book.create_sheet("校验(绩效)")
    book.save(source)
    assert save(open_workbook(source), tmp_path / "out.xlsx", [], findings_sheet("校验")).sheet == "校验(绩效)2"


def test_words_survive_renaming_moving_sorting_and_deleting(tmp_path: Path) -> None:
    """What the user does to the sheet in Excel, done here with openpyxl."""
    path = saved(tmp_path, parts(sheet_xml("")), [], findings_sheet(count=4))
    book = openpyxl.load_workbook(path)
    sheet = book["校验"]
    sheet.title = "我的校验"
    book.move_sheet(sheet, -1)
    rows = [list(row) for row in sheet.iter_rows(min_row=7, max_row=10, values_only=True)]
    rows[3][10], rows[1][10] = "因上级调整任务，见〔2024〕3号", 20241231
    heads = [each.value for each in sheet[6]]
    order = [13, 12, *range(12)]
    for number, row in enumerate([heads, rows[3], rows[1], rows[0]], 6):
        for column, index in enumerate(order, 1):
            sheet.cell(number, column).value = row[index]
    sheet.delete_rows(10)
    for name in list(book.defined_names):
        book.defined_names[name].attr_text = "'我的校验'!$A$1"
    sheet.print_title_rows = None
    sheet.print_area = None
    book.save(path)

    again = open_workbook(path)
    assert again.findings_sheet == "我的校验"
    assert {key: each.text for key, each in again.book.explanations.items()} == {
        "fp0003": "因上级调整任务，见〔2024〕3号",
        "fp0001": "20241231",
    }
    kept = again.book.explanations["fp0003"]
    assert (kept.state, kept.code) == ("st0003", "JX204")
    assert kept.message.startswith("H36")
    receipt = save(again, path, [], findings_sheet(explained={"fp0003": kept.text}))
    assert receipt.sheet == "我的校验"
    assert openpyxl.load_workbook(path).sheetnames == ["我的校验", "表 1"]


def test_a_marker_that_points_nowhere_is_replaced(tmp_path: Path) -> None:
    names = '<definedNames><definedName name="_jixiao_findings" hidden="1">#REF!$A$1</definedName></definedNames>'
    path = saved(tmp_path, parts(sheet_xml(""), after=names), [], findings_sheet())
    assert re.findall(r'_jixiao_findings" hidden="1">([^<]*)<', members_of(path)["xl/workbook.xml"].decode()) == [
        "'校验'!$A$1"
    ]


def test_our_sheet_is_known_by_its_headings_when_the_marked_cell_was_deleted(tmp_path: Path) -> None:
    path = saved(tmp_path, parts(sheet_xml("")), [], findings_sheet(explained={"fp0000": "说明在此"}))
    members = members_of(path)
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(
        '_jixiao_findings" hidden="1">\'校验\'!$A$1'.encode(), b'_jixiao_findings" hidden="1">#REF!'
    )
    again = open_workbook(build(tmp_path / "b.xlsx", dict(members)))
    assert again.findings_sheet == "校验"
    assert again.book.explanations["fp0000"].text == "说明在此"


def test_a_structure_protected_workbook_gets_no_sheet_but_a_note(tmp_path: Path) -> None:
    members = parts(sheet_xml(""), before='<workbookProtection lockStructure="1"/>')
    workbook = open_workbook(build(tmp_path / "in.xlsx", members))
    receipt = save(workbook, tmp_path / "out.xlsx", [edit("表 1", 1, 1, Decimal(1))], findings_sheet())
    assert workbook.structure_protected
    assert receipt.sheet == ""
    assert "结构受保护" in receipt.notes[0].zh
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames == ["表 1"]


@pytest.mark.parametrize("lists", ["<cellXfs/>", '<cellXfs count="0"></cellXfs>'])
def test_empty_style_lists_get_their_default_first(tmp_path: Path, lists: str) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><fonts/>{lists}</styleSheet>'
    path = saved(
        tmp_path, parts(sheet_xml('<row r="1"><c r="A1" s="0"><v>1</v></c></row>'), styles=styles), [], findings_sheet()
    )
    after = members_of(path)["xl/styles.xml"].decode()
    assert re.search(
        r"<fonts count=\"\d+\"><font><sz val=\"11\"/>.*</fonts><fills count=.*</fills><borders count=.*</borders><cellXfs count=",
        after,
    )
    openpyxl.load_workbook(path)


def test_strict_workbooks_get_strict_parts(tmp_path: Path) -> None:
    strict = "http://purl.oclc.org/ooxml/"
    members: dict[str, str | bytes] = {
        name: str(content)
        .replace(MAIN, f"{strict}spreadsheetml/main")
        .replace(REL, f"{strict}officeDocument/relationships")
        for name, content in parts(sheet_xml("")).items()
    }
    after = members_of(saved(tmp_path, members, [edit("表 1", 1, 1, "文")], findings_sheet()))
    new = {name: content.decode() for name, content in after.items() if name not in members}
    assert len(new) == 3
    assert all("schemas.openxmlformats.org/spreadsheetml" not in content for content in new.values())
    assert f"{strict}officeDocument/relationships/worksheet" in after["xl/_rels/workbook.xml.rels"].decode()


def test_data_descriptors_and_zip64_records_are_read_and_not_needed_again(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    with source.open("wb") as stream:

        class Unseekable:
            def write(self, data: bytes) -> int:
                return stream.write(data)

            def flush(self) -> None:
                stream.flush()

        with zipfile.ZipFile(Unseekable(), "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
            for name, content in parts(sheet_xml("")).items():
                with archive.open(name, "w", force_zip64=True) as member:
                    member.write(str(content).encode())
    save(open_workbook(source), tmp_path / "out.xlsx", [edit("表 1", 1, 1, Decimal(3))], None)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert archive.testzip() is None
        assert all(each.flag_bits & 8 == 0 for each in archive.infolist())


def test_untouched_members_keep_their_packed_bytes(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in {**parts(sheet_xml("")), "xl/media/图1.bin": b"abc" * 999}.items():
            archive.writestr(name, content)
    target = tmp_path / "out.xlsx"
    save(open_workbook(source), target, [edit("表 1", 1, 1, Decimal(3))], None)

    def packed(path: Path) -> bytes:
        with zipfile.ZipFile(path) as archive, path.open("rb") as stream:
            info = archive.getinfo("xl/media/图1.bin")
            stream.seek(info.header_offset)
            *_, name, extra = struct.unpack("<4s5H3L2H", stream.read(30))
            stream.seek(name + extra, 1)
            return stream.read(info.compress_size)

    assert packed(source) == packed(target)


def test_a_merged_summary_has_borders_all_along(tmp_path: Path) -> None:
    spec = findings_sheet()
    assert Area(2, 3, 2, 12) in spec.merges
    sheet = openpyxl.load_workbook(saved(tmp_path, parts(sheet_xml("")), [], spec))["校验"]
    assert sheet["L2"].border.right.style == "thin"


@pytest.mark.libreoffice
def test_libreoffice_opens_and_prints_what_we_write(tmp_path: Path) -> None:
    sheet = sheet_xml('<row r="1"><c r="A1"><v>5</v></c><c r="B1"><f>A1*2</f><v>10</v></c></row>')
    path = saved(
        tmp_path,
        parts(sheet),
        [edit("表 1", 1, 1, Decimal(21)), edit("表 1", 2, 1, "改写的文字")],
        findings_sheet(count=40),
    )
    soffice = shutil.which("soffice")
    assert soffice
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    shutil.move(path, tmp_path / "again.xlsx")
    subprocess.run(
        [
            soffice,
            profile,
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "again.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "again.csv").read_text("utf-8").splitlines()[:2] == ["21,10", "改写的文字,"]


@given(
    st.sets(st.tuples(st.integers(1, 7), st.integers(1, 7)), max_size=8),
    st.lists(st.tuples(*[st.integers(1, 7)] * 4).map(lambda each: Area(min(each[0], each[2]), min(each[1], each[3]), max(each[0], each[2]), max(each[1], each[3]))), max_size=5),
)
def test_a_place_is_hidden_where_a_merged_range_covers_it_and_does_not_begin_there(places: set[tuple[int, int]], merges: list[Area]) -> None:
    hidden = {
        (row, column) for row, column in places for area in merges
        if area.top <= row <= area.bottom and area.left <= column <= area.right and (row, column) != (area.top, area.left)
    }
    found = merged_over(places, merges)
    assert (found in hidden) if hidden else found is None
