"""PDF files that a real LibreOffice prints, and a Word document that it writes: read back to what was put in."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties

from jixiao.documents import open_document
from jixiao.model.documents import Document
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.passwords import Passwords
from jixiao.workbooks.unreadable import NoPassword, Unreadable
from tests.documents.word_files import blank, saved, table, xml
from tests.engines.office import Office

HEADING = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分"]
LONG = "按照年初确定的目标组织开展基层业务骨干能力提升培训的期数"
ROWS = [("产出指标", "数量指标", f"{LONG}（第{number}批）", f"≥{number}期", f"{number}.5期", "1.25") for number in range(1, 61)]
PAGE = '<html><head><meta charset="utf-8"></head><body><p>附表</p><table border="1">{}</table></body></html>'


def long_document(path: Path) -> Path:
    """A table over several pages with its heading on each, between paragraphs, with header and page number."""
    made = blank()
    section = made.sections[0]
    section.header.paragraphs[0].text = "内部资料"
    section.footer.paragraphs[0]._p.append(xml('<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    made.add_paragraph("一、绩效自评情况")
    made.add_paragraph("本年度共安排培训经费，资金使用合规，" * 8 + "完成较好。")
    grid = table(made, ["| " + " | ".join(row) + " |" for row in (HEADING, *ROWS)])
    grid.rows[0]._tr.get_or_add_trPr().append(xml("<w:tblHeader/>"))
    grid.cell(1, 0).merge(grid.cell(4, 0)).text = "产出指标"
    made.add_paragraph("填表人：甲")
    return saved(made, path)


def workbook(path: Path, *, ruled: bool) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    side = Side(style="thin")
    sheet.append(["项目支出绩效自评表"])
    sheet.merge_cells("A1:F1")
    sheet.append(HEADING)
    for row in ROWS[:50]:
        sheet.append([row[0], row[1], row[2][-8:], *row[3:5], Decimal(row[5])])
    for row in sheet.iter_rows():
        for cell in row:
            cell.font = Font(name="Noto Sans CJK SC", size=10)
            cell.alignment = Alignment(horizontal="center", vertical="center")
            cell.border = Border(side, side, side, side) if ruled else Border()
    for letter in "ABCDEF":
        sheet.column_dimensions[letter].width = 16
    made.save(path)
    return path


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A folder with all of them; LibreOffice is started once."""
    folder = tmp_path_factory.mktemp("printed")
    page = folder / "page.html"
    page.write_text(PAGE.format("".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in (HEADING, *ROWS[:3]))), encoding="utf-8")
    with Office(folder / "profile") as office:
        for source, target, kind, more in (
            (long_document(folder / "long.docx"), "long.pdf", "writer_pdf_Export", {}),
            (folder / "long.docx", "locked.pdf", "writer_pdf_Export", {"EncryptFile": True, "DocumentOpenPassword": "Mm-12"}),
            (workbook(folder / "ruled.xlsx", ruled=True), "ruled.pdf", "calc_pdf_Export", {}),
            (workbook(folder / "plain.xlsx", ruled=False), "plain.pdf", "calc_pdf_Export", {}),
            (page, "page.docx", "MS Word 2007 XML", {}),
        ):
            opened = office.open(source, **({"FilterName": "HTML (StarWriter)"} if source is page else {}))
            data = office.uno.Any("[]com.sun.star.beans.PropertyValue", tuple(office.property(*each) for each in more.items()))
            settings = [office.property("FilterName", kind)] + ([office.property("FilterData", data)] if more else [])
            opened.storeToURL((folder / target).as_uri(), tuple(settings))
            opened.close(True)
    return folder


def texts(document: Document) -> list[list[str]]:
    (found,) = document.tables
    rows = max(row for row, _ in found.pieces)
    return [[found.pieces[row, column].text if (row, column) in found.pieces else "" for column in range(1, 7)] for row in range(1, rows + 1)]


@pytest.mark.libreoffice
def test_a_table_over_many_pages_is_one_with_each_figure_in_its_cell(printed):
    document = open_document(printed / "long.pdf")
    expected = [list(row) for row in (HEADING, *ROWS)]
    for row in expected[2:5]:
        row[0] = ""  # merged
    assert texts(document) == expected
    (found,) = document.tables
    last = found.pieces[61, 3]
    assert last.place.page > 2
    assert (last.place.row, last.place.column) == (61, 3)
    assert not [piece for piece in found.pieces.values() if piece.doubt.zh]
    said = "".join(note.zh for note in document.notes)
    assert "第1页与第2页的表合成了一张，去掉重复的表头 1 行" in said
    assert "页眉、页脚和页码没有读入，如“内部资料”" in said
    assert [(each.text, each.heading) for each in document.paragraphs] == [
        ("一、绩效自评情况", 1), ("本年度共安排培训经费，资金使用合规，" * 8 + "完成较好。", 0), ("填表人：甲", 0),
    ]  # fmt: skip


@pytest.mark.libreoffice
def test_a_printed_sheet_without_repeated_headings_is_joined_by_its_edges(printed):
    rows = texts(open_document(printed / "ruled.pdf"))
    assert rows[0] == ["项目支出绩效自评表", "", "", "", "", ""]
    assert rows[1] == HEADING
    assert [(row[2], row[3], row[4], row[5]) for row in rows[2:]] == [(row[2][-8:], row[3], row[4], row[5]) for row in ROWS[:50]]


@pytest.mark.libreoffice
def test_a_printed_sheet_without_lines_is_read_by_its_gaps(printed):
    document = open_document(printed / "plain.pdf")
    everything = "\n".join(
        "\n".join(piece.text for piece in block.pieces.values()) if hasattr(block, "pieces") else block.text for block in document.blocks
    )  # fmt: skip
    for row in ROWS[:50]:
        assert row[3] in everything
    places = [piece.place for found in document.tables for piece in found.pieces.values()] or [each.place for each in document.paragraphs]
    assert all(place.page and place.line for place in places)
    assert places[-1].told.zh.startswith(f"第{places[-1].page}页第{places[-1].line}行")


@pytest.mark.libreoffice
def test_a_pdf_with_a_password_opens_with_it_alone(printed):
    with pytest.raises(NoPassword, match="文档设有打开密码"):
        open_document(printed / "locked.pdf")
    assert len(open_document(printed / "locked.pdf", passwords=Passwords(["错", "Mm-12"])).tables) == 1


@pytest.mark.libreoffice
def test_a_document_that_libreoffice_writes_is_read_as_one_that_word_writes(printed):
    document = open_document(printed / "page.docx")
    assert texts(document) == [list(row) for row in (HEADING, *ROWS[:3])]
    assert document.paragraphs[0].text == "附表"


@pytest.mark.libreoffice
def test_limits_of_pages_and_time_are_kept(printed):
    with pytest.raises(Unreadable, match=r"PDF 的页数为 \d+，超过上限 1"):
        open_document(printed / "long.pdf", Limits(document_pages=1))
    with pytest.raises(Unreadable, match="时间超过上限"):
        open_document(printed / "long.pdf", Limits(read_seconds=0))
