"""The roll-up as a workbook: what openpyxl, the validator and a real LibreOffice find in it."""

from __future__ import annotations

import io
import math
import re
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from jixiao.reports.rollup.content import Block, Chart, Column, Fact, Link, Page, Rollup
from jixiao.reports.rollup.xlsx import write_xlsx
from tests.lossless.audit import Auditor
from tests.reports.rollup.invented import FINDINGS, STRANGE, UNITS, rollup

WHEN = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
FODS = {"table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0"}


def written(folder: Path, content: Rollup, name: str = "汇总.xlsx") -> Path:
    path = folder / name
    write_xlsx(content, path, folder, created=WHEN)
    return path


def of_blocks(*blocks: Block, name: str = "一页", warnings: tuple[str, ...] = ()) -> Rollup:
    """A roll-up whose second page has these blocks."""
    return Rollup("汇总", "今天", "9.9.9", (), warnings, (Page("总览", "", ()), Page(name, "", blocks)))


def table(*rows: tuple, heads: tuple[Column, ...] = (Column("文字"),), **more) -> Block:
    return Block("table", "", heads, rows, **more)


def converted(path: Path, kind: str, out: Path) -> Path:
    profile = (path.parent / "profile").as_uri()
    subprocess.run(["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=240)
    return out / path.with_suffix(f".{kind}").name


def shown_by_office(path: Path, sheet: str) -> list[list[str]]:
    """The texts of a sheet as LibreOffice shows them, a list a row."""
    root = ET.parse(converted(path, "fods", path.parent)).getroot()
    found = next(each for each in root.iter(f"{{{FODS['table']}}}table") if each.get(f"{{{FODS['table']}}}name") == sheet)
    return [["\n".join(text_of(line) for line in cell.findall("text:p", FODS)) for cell in row.findall("table:table-cell", FODS)] for row in found.iter(f"{{{FODS['table']}}}table-row")]


def text_of(line: ET.Element) -> str:
    """A line of text, its runs of spaces written out."""
    parts = [line.text or ""]
    for child in line:
        spaces = " " * int(child.get(f"{{{FODS['text']}}}c", "1")) if child.tag == f"{{{FODS['text']}}}s" else text_of(child)
        parts += [spaces, child.tail or ""]
    return "".join(parts)


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("rollup"), rollup())


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


# ----------------------------------------------------------------- figures ----


def test_every_page_is_a_sheet_in_its_order(book):
    assert book.sheetnames == ["总览", "单位", "问题", "失分地图", "空页"]


def test_values_stand_in_the_cells_as_figures_and_words(book):
    rows = list(book["单位"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == ("单位", "工作簿", "年度", "总分", "等级", "执行率", "全年预算数（万元）", "灯", "说明", "备注")
    assert rows[1] == ("第01中心学校（含附属幼儿园）", "第01中心学校（含附属幼儿园）.xlsx", 2024, 100, "优", 0.3, 123456.789, "红", "因招标推迟，部分设备年底才到货，", "=1+1")
    assert rows[4][5] is None
    assert len(rows) == 1 + UNITS
    findings = list(book["问题"].iter_rows(min_row=3, values_only=True))
    assert len(findings) == FINDINGS
    assert [row[0] for row in findings[:4]] == ["错误", "警告", "提示", "警告"]
    assert [row[7] for row in findings[:2]] == ["是", "否"]


def test_figures_are_shown_by_their_shape(book):
    formats = [cell.number_format for cell in book["单位"][3]]
    assert formats[2] == "0"
    assert formats[5:7] == ["0.00%", "#,##0.00"]
    # 100, 99.25 and 98.5: no decimals that are nought, the points below each other.
    assert [book["单位"].cell(row, 4).number_format for row in (3, 4, 5)] == ["0_._0_0", "0.00", "0.0_0"]


def test_words_are_coloured_and_say_what_the_colour_says(book):
    fills = {cell.value: cell.fill.fgColor.rgb for row in book["问题"]["A3:A6"] for cell in row}
    assert set(fills) == {"错误", "警告", "提示"}
    assert len(set(fills.values())) == 3
    assert {book["单位"].cell(row, 8).value for row in range(3, 8)} == {"红", "黄", "绿", "蓝"}


def test_what_is_no_number_is_an_empty_cell_and_long_digits_are_kept(tmp_path):
    heads = (Column("文字"), Column("分", "points"), Column("钱", "money"), Column("个", "whole"))
    content = of_blocks(table(("甲", math.nan, math.inf, 10**18), ("乙", "—", None, -3), heads=heads))
    sheet = openpyxl.load_workbook(written(tmp_path, content))["一页"]
    assert [[cell.value for cell in row] for row in sheet["A2:D3"]] == [["甲", None, None, "1" + "0" * 18], ["乙", "—", None, -3]]


# --------------------------------------------------------------- first page ----


def test_the_first_sheet_tells_title_facts_and_warnings_before_anything_else(book):
    column = [cell.value for cell in book["总览"]["A"] if cell.value]
    assert column[:2] == ["预算绩效汇总", "2025年3月1日 09:30 由 收件 汇总，共 40 个工作簿　jixiao 9.9.9"]
    texts = [cell.value for row in book["总览"]["A1:Z25"] for cell in row if cell.value]
    assert texts.index("1,000") < texts.index("3,207") < texts.index("请注意（2 条）") < texts.index("等级分布")
    sheet = book["总览"]
    tiles = {cell.value: cell for row in sheet["A1:Z12"] for cell in row if cell.value in {"1,000", "3,207", "812", "93.42"}}
    assert len({cell.fill.fgColor.rgb for cell in tiles.values()}) == 4
    assert all(cell.font.size > 20 for cell in tiles.values())
    for cell in tiles.values():
        assert sheet.cell(cell.row + 1, cell.column).value in {"工作簿", "错误", "警告", "平均总分"}


def test_the_first_sheet_leads_to_the_others(book):
    links = {cell.value: cell.hyperlink.location for row in book["总览"]["A1:A200"] for cell in row if cell.hyperlink}
    assert {name: links[name] for name in book.sheetnames[1:]} == {name: f"'{name}'!A1" for name in book.sheetnames[1:]}
    note = next(place for text, place in links.items() if text.startswith("数据共 40 行"))
    sheet, _, cell = note.rpartition("!")
    assert sheet == "'总览'"
    assert [found.value for found in book["总览"][cell].parent[book["总览"][cell].row][:3]] == ["单位", "执行率", "总分"]


# ------------------------------------------------------------- sort and print ----


def test_a_page_of_one_block_is_sorted_filtered_and_printed_as_a_table(book):
    for name, rows, columns in (("单位", UNITS, "J"), ("问题", FINDINGS, "H")):
        sheet = book[name]
        assert sheet.auto_filter.ref == f"A2:{columns}{rows + 2}"
        assert sheet.freeze_panes in {"A3", "B3"}
        assert sheet.print_title_rows == "$2:$2"
        assert all(each.max_row == 1 for each in sheet.merged_cells.ranges)  # a merged cell in a table stops sorting


def test_every_sheet_prints_on_a4_across_one_page_with_its_name_and_number(book):
    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert int(sheet.page_setup.fitToHeight) == 0
        assert "&P" in sheet.oddFooter.center.text
        assert "&A" in sheet.oddFooter.right.text


def test_a_very_wide_table_is_printed_on_several_pages_beside_each_other_with_its_first_column_on_each(tmp_path):
    heads = (Column("单位"), *(Column(f"说明{at}", "long", width=30) for at in range(10)))
    path = written(tmp_path, of_blocks(table(("甲局", *("一句话。",) * 10), heads=heads)))
    sheet = openpyxl.load_workbook(path)["一页"]
    # 8 for the name and 10 times 62: over 300 and over 600, not over 900 digits.
    assert (int(sheet.page_setup.fitToWidth), int(sheet.page_setup.fitToHeight)) == (3, 0)
    assert sheet.print_title_cols == "$A:$A"


def test_sentences_are_wrapped_in_rows_that_are_high_enough(book):
    sheet = book["单位"]
    assert sheet["I6"].alignment.wrap_text
    assert sheet.row_dimensions[6].height > sheet.row_dimensions[3].height
    assert all(sheet.column_dimensions[letter].width <= 62 for letter in "ABCDEFGHIJ")


def test_a_note_stands_at_the_heading(book):
    assert book["问题"]["E2"].comment.text == "整句"


def test_an_empty_block_says_so(book):
    assert [cell.value for cell in book["空页"]["A"]] == ["单位", "没有可列的。"]
    assert "没有发现。" in [cell.value for cell in book["失分地图"]["A"]]


def test_heat_is_one_scale_over_its_columns(book):
    (area,) = book["失分地图"].conditional_formatting
    rule = area.rules[0]
    columns = sorted(cells.coord[0] for cells in area.sqref.ranges)
    assert columns == ["B", "C", "D", "E", "F"]
    assert rule.type == "colorScale"
    low, _, high = (color.rgb for color in rule.colorScale.color)
    assert int(high[2:4], 16) > int(high[4:6], 16)  # the highest is red
    assert int(low[4:6], 16) > int(low[2:4], 16)  # the lowest green


# ------------------------------------------------------------------- charts ----


def anchors(path: Path) -> Iterator[list[tuple[int, int, int, int]]]:
    """Of each drawing the places of its charts: left, top, right, bottom, in cells."""
    with zipfile.ZipFile(path) as package:
        for name in sorted(package.namelist()):
            if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
                root = ET.fromstring(package.read(name))
                yield [tuple(int(place.find(f"{ANCHOR}{end}/{ANCHOR}{way}").text) for end in ("from", "to") for way in ("col", "row")) for place in root]


def test_charts_are_excels_own_and_of_each_kind(book, path):
    kinds = {sheet.title: sorted(type(chart).__name__ for chart in sheet._charts) for sheet in book if sheet._charts}
    assert kinds == {"总览": ["BarChart", "BarChart", "DoughnutChart", "ScatterChart"], "失分地图": ["BarChart", "DoughnutChart"]}
    with zipfile.ZipFile(path) as package:
        charts = "".join(package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart"))
    assert "<c:v>第01中心学校（含附属幼儿园）</c:v>" not in charts  # a scatter has figures on both axes
    assert charts.count('<c:max val="100"/>') == 1
    assert charts.count('<c:max val="1.5"/>') == 1
    assert 'c:barDir val="bar"' in charts
    assert 'c:grouping val="stacked"' in charts


def test_no_chart_lies_over_a_table_or_another_chart(book, path):
    sheets = [sheet for sheet in book if sheet._charts]
    for sheet, places in zip(sheets, anchors(path), strict=True):
        assert len(places) == len(sheet._charts)
        for number, (left, top, right, bottom) in enumerate(places):
            covered = [cell.coordinate for row in sheet.iter_rows(top + 1, bottom + 1, left + 1, right + 1) for cell in row if cell.value is not None]
            assert covered == []
            for other in places[number + 1 :]:
                assert right < other[0] or other[2] < left or bottom < other[1] or other[3] < top


@pytest.mark.parametrize(("count", "columns"), [(3, 2), (3, 9), (6_000, 2)], ids=["beside", "below", "beside a long one"])
def test_the_chart_of_a_single_table_lies_beside_or_below_it(tmp_path, count, columns):
    heads = (Column("单位", width=12), *(Column(f"第{at}季度", "points", width=8) for at in range(1, columns)))
    rows = [(f"第{at}局", *(at % 50 + column for column in range(1, columns))) for at in range(count)]
    path = written(tmp_path, of_blocks(table(*rows, heads=heads, chart=Chart("column", "得分", 0, (1,), "单位", "分"))))
    ((left, top, _, _),) = next(anchors(path))
    assert (left, top) == ((0, count + 2) if columns == 9 else (columns, 0))


# -------------------------------------------------------------------- links ----


def test_links_lead_to_the_cell_of_the_workbook_from_where_the_roll_up_lies(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ("普通.xlsx", "有 空格.xlsx", "50%.xlsx", "a%20b.xlsx", "#1.xlsx", "甲&乙'丙.xlsx", "[x]{y}^`.xlsx", "问?号.xlsx", "c:d.xlsx")
    (tmp_path / "收件").mkdir()
    (tmp_path / "结果").mkdir()
    for name in names:
        openpyxl.Workbook().save(tmp_path / "收件" / name)
    rows = [(Link(name, f"收件/{name}", "自评 '表'", "H33"),) for name in names]
    path = written(tmp_path / "结果", of_blocks(table(*rows, heads=(Column("工作簿", "link"),))))
    cells = [row[0] for row in openpyxl.load_workbook(path)["一页"]["A2:A10"]]
    assert [cell.value for cell in cells] == list(names)
    for cell, name in zip(cells, names, strict=True):
        assert cell.hyperlink.location == "'自评 ''表'''!H33"
        assert unquote(cell.hyperlink.target) == f"../收件/{name}"
        assert not re.search(r"[ #?\[\]{}^`:]", cell.hyperlink.target)


@pytest.mark.libreoffice
def test_libreoffice_finds_the_files_that_links_lead_to(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ("普通.xlsx", "有 空格.xlsx", "50%.xlsx", "a%20b.xlsx", "#1.xlsx", "甲&乙'丙.xlsx", "[x]{y}^`.xlsx")
    (tmp_path / "收件").mkdir()
    (tmp_path / "结果").mkdir()
    for name in names:
        (tmp_path / "收件" / name).touch()
    rows = [(Link(name, f"收件/{name}", "自评表", "H33"),) for name in names]
    path = written(tmp_path / "结果", of_blocks(table(*rows, heads=(Column("工作簿", "link"),))), "links.xlsx")
    root = ET.parse(converted(path, "fods", tmp_path / "结果")).getroot()
    found = [each.get("{http://www.w3.org/1999/xlink}href") for each in root.iter(f"{{{FODS['text']}}}a")]
    files = [href.partition("#") for href in found if ".xlsx" in href]
    assert len(files) == len(names)
    for (address, _, place), name in zip(files, names, strict=True):
        plain = unquote(address.removeprefix("file://"))
        assert (tmp_path / "结果" / plain).resolve().samefile(tmp_path / "收件" / name)
        assert unquote(place).replace("$", "").replace("'", "") in {"自评表.H33", "自评表!H33"}


def test_what_excel_allows_no_link_for_is_words_and_the_sheet_says_so(tmp_path):
    many = [(Link("到表里", "甲.xlsx", "表", f"A{at}"),) for at in range(65_540)]
    far = [(Link("太长", "夹/" * 1_100 + "甲.xlsx"),), (Link("不知在哪", ""),)]
    path = written(tmp_path, of_blocks(table(*far, *many, heads=(Column("位置", "link"),))))
    book = openpyxl.load_workbook(path, read_only=True)
    column = [row[0] for row in book["一页"].iter_rows(values_only=True)]
    book.close()
    assert column[0] == "本页有 11 处位置只写文字、没有做成链接：Excel 每页最多 65,530 个链接，每个最长 2,079 个字符。"
    assert column[1:5] + column[-1:] == ["位置", "太长", "不知在哪", "到表里", "到表里"]
    places = re.findall('<hyperlink ref="A([0-9]+)"', list(every_cell(path))[1])
    assert [int(place) for place in places] == list(range(5, 65_535))


# -------------------------------------------------------------------- texts ----


def every_cell(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield package.read(name).decode()


def test_no_cell_holds_a_formula_and_no_text_is_an_address(book, path):
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
    assert not any(re.search("<f[ >]", xml) for xml in every_cell(path))
    with zipfile.ZipFile(path) as package:
        links = "".join(package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/_rels"))
    assert "invented.invalid" not in links


@pytest.mark.libreoffice
@pytest.mark.parametrize("count", [1, 400], ids=["at once", "row by row"])
def test_libreoffice_shows_strangers_texts_as_they_are(tmp_path, count):
    rows = [(text,) for text in STRANGE] * count
    shown = shown_by_office(written(tmp_path, of_blocks(table(*rows)), "texts.xlsx"), "一页")
    column = [row[0] for row in shown if row and row[0]]
    assert column[: len(STRANGE) + 1] == ["文字", *STRANGE]


@pytest.mark.libreoffice
def test_libreoffice_reads_and_prints_the_whole(path, tmp_path):
    again = openpyxl.load_workbook(converted(path, "xlsx", tmp_path))
    ours = openpyxl.load_workbook(path)
    assert again.sheetnames == ours.sheetnames
    assert {cell.data_type for sheet in again for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
    for name in ours.sheetnames:
        assert len(again[name]._charts) == len(ours[name]._charts)
        assert again[name].auto_filter.ref == ours[name].auto_filter.ref
        for row in ours[name].iter_rows():
            for cell in row:
                found = again[name][cell.coordinate].value
                assert found == (pytest.approx(cell.value, rel=1e-12) if cell.data_type == "n" and cell.value is not None else cell.value)
    assert converted(path, "pdf", tmp_path).read_bytes().startswith(b"%PDF")


def test_texts_that_no_cell_can_hold_are_changed_visibly(tmp_path):
    content = of_blocks(table(("警\x07报\x00",), ("半\ud800个",), ("长" * 40_000,), ("一\r\n二",), ("反\u202e向",), ("\U0001f600" * 20_000,)))
    sheet = openpyxl.load_workbook(written(tmp_path, content))["一页"]
    column = [row[0].value for row in sheet["A2:A7"]]
    assert column == ["警␇报␀", "半\ufffd个", "长" * 32_766 + "…", "一\n二", "反\ufffd向", "\U0001f600" * 16_383 + "…"]


def test_names_of_sheets_are_such_as_excel_allows(tmp_path):
    pages = tuple(Page(name, "", (table(("甲",)),)) for name in ("总览", "产出/效益[1]", "'引号'", "History", "", "很长" * 20, "很长" * 20 + "二", "a", "A"))
    content = Rollup("汇总", "", "1", (), (), pages)
    path = written(tmp_path, content)
    names = openpyxl.load_workbook(path).sheetnames
    assert names[:5] == ["总览", "产出／效益［1］", "引号", "History_", "页"]
    assert len({name.lower() for name in names}) == len(pages)
    assert all(len(name) <= 31 for name in names)


# --------------------------------------------------------------------- size ----


def test_more_rows_than_a_sheet_holds_go_on_on_a_second(tmp_path):
    count = 1_048_576
    path = written(tmp_path, of_blocks(Block("many", "", (Column("数", "whole"),), [(at,) for at in range(count)]), name="问题"))
    book = openpyxl.load_workbook(path, read_only=True)
    assert book.sheetnames == ["总览", "问题", "问题(2)"]
    assert list(book["问题(2)"].iter_rows(values_only=True)) == [("数",), (1_048_574,), (1_048_575,)]
    book.close()
    with zipfile.ZipFile(path) as package, package.open("xl/worksheets/sheet2.xml") as stream:
        beginning = stream.read(4000).decode()
    assert '<dimension ref="A1:A1048575"/>' in beginning


# ----------------------------------------------------------------- the file ----


def test_the_same_content_gives_the_same_bytes_into_a_file_or_a_stream(tmp_path):
    first, second = io.BytesIO(), written(tmp_path, rollup())
    write_xlsx(rollup(), first, tmp_path, created=WHEN)
    assert first.getvalue() == second.read_bytes()


def test_the_properties_name_the_title_the_time_and_nobody(book):
    found = book.properties
    assert (found.title, found.creator or "", found.lastModifiedBy or "") == ("预算绩效汇总", "", "")
    assert (found.created, found.modified) == (WHEN.replace(tzinfo=None), WHEN.replace(tzinfo=None))


def test_the_validator_has_nothing_to_say(path, tmp_path):
    long = written(tmp_path, of_blocks(table(*[(text,) for text in STRANGE] * 400, heads=(Column("文字", "long", note="说明"),))), "long.xlsx")
    with Auditor(120) as auditor:
        assert {each.name: auditor.complaints(each) for each in (path, long)} == {path.name: {}, long.name: {}}


def test_one_fact_one_page_and_no_rows_make_a_workbook(tmp_path):
    bare = Rollup("汇总", "", "1", (Fact("工作簿", "0"),), (), (Page("总览", "", (Block("none", "没有", (Column("列"),), (), chart=Chart("column", "图", 0, (0,))),)),))
    book = openpyxl.load_workbook(written(tmp_path, bare))
    assert "没有。" in [cell.value for cell in book["总览"]["A"]]
    assert not book["总览"]._charts
