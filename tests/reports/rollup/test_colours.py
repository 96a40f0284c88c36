"""Workbook and page give one meaning one colour, and scores an axis on which points lie apart."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from jixiao.reports.rollup.content import Block, Chart, Column, Fact, Page, Rollup
from jixiao.reports.rollup.html import write_html
from jixiao.reports.rollup.xlsx import write_xlsx

WORDS = (("优", "red", "error"), ("良", "yellow", "warning"), ("中", "green", "info"), ("差", "blue", "info"))
COLOURED = Block("words", "各种颜色", (Column("等级", "grade"), Column("灯", "light"), Column("级别", "severity")), WORDS)
GRADES = Block("grades", "等级", (Column("等级", "grade"), Column("表数", "whole")), (("优", 4), ("良", 3), ("中", 2), ("差", 1)), chart=Chart("column", "等级", 0, (1,)))
CODES = Block(
    "codes", "问题", (Column("问题"), Column("错误", "whole"), Column("警告", "whole"), Column("提示", "whole")), tuple((f"第{at}项", 3, 2, 1) for at in range(15)),
    chart=Chart("stacked", "问题", 0, (1, 2, 3)),
)


def points(*scores: float) -> Block:
    return Block("scores", "得分与执行率", (Column("单位"), Column("执行率", "ratio"), Column("得分", "points")), tuple(("甲", 0.9, each) for each in scores), chart=Chart("scatter", "得分与执行率", 1, (2,)))


def both(*blocks: Block, facts: tuple[Fact, ...] = ()) -> tuple[bytes, str]:
    """A roll-up of these blocks as a workbook and as a page."""
    content, book, page = Rollup("汇总", "今天", "9.9.9", facts, (), (Page("总览", "", blocks),)), io.BytesIO(), io.StringIO()
    write_xlsx(content, book, Path(), created=datetime(2025, 3, 1, tzinfo=UTC))
    write_html(content, page, Path())
    return book.getvalue(), page.getvalue()


def chart(book: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(book)).read("xl/charts/chart1.xml").decode()


def test_cells_of_one_meaning_have_one_colour_in_workbook_and_page() -> None:
    book, page = both(COLOURED)
    rules = {name: (fill, font) for name, fill, font in re.findall(r"td\.([a-z]+-\d)\{background:(#\w+);color:(#\w+)\}", page)}
    sheet = openpyxl.load_workbook(io.BytesIO(book))["总览"]
    shown = {cell.value: ("#" + cell.fill.fgColor.rgb[2:], "#" + cell.font.color.rgb[2:]) for row in sheet.iter_rows() for cell in row if cell.value and cell.fill.patternType}
    assert [shown[word] for word in "优良中差"] == [rules[f"grade-{at}"] for at in range(4)]
    assert [shown[word] for word in ("红", "黄", "绿", "蓝")] == [rules[f"light-{at}"] for at in range(4)]
    assert [shown[word] for word in ("错误", "警告", "提示")] == [rules[f"severity-{at}"] for at in range(3)]
    assert len(set(rules.values())) == 5  # red, amber, green, blue and the blue-grey of hints


@pytest.mark.parametrize(("block", "runs"), [(GRADES, 4), (CODES, 3)])
def test_bars_of_one_meaning_have_one_colour_in_workbook_and_page(block: Block, runs: int) -> None:
    book, page = both(block)
    in_book = dict.fromkeys(re.findall(r'<c:(?:dPt|ser)>.*?<a:srgbClr val="(\w+)"', chart(book)))
    in_page = dict.fromkeys(each.lstrip("#") for each in re.findall(r'<rect [^>]*fill="(#\w+)"', page))
    if block is GRADES:
        in_book = dict.fromkeys(re.findall(r'<c:dPt>.*?<a:srgbClr val="(\w+)"', chart(book)))
    assert list(in_book) == list(in_page)
    assert len(in_page) == runs


@pytest.mark.parametrize(("scores", "low"), [((93.5, 99), 90), ((90, 97), 80), ((85.2, 97), 80), ((41, 97), 40), ((0, 97), 0), ((100, 100), 90)])
def test_the_axis_of_scores_begins_near_the_lowest(scores: tuple[float, ...], low: int) -> None:
    book, page = both(points(*scores))
    axis = re.findall(r"<c:valAx>.*?</c:valAx>", chart(book))[1]
    assert [float(each) for each in re.findall(r'<c:(?:max|min) val="([\d.]+)"', axis)] == [100, low]
    ticks = [float(each) for each in re.findall(r'text-anchor="end" font-size="11">([\d.]+)<', page)]
    assert (min(ticks), max(ticks)) == (low, 100)


def test_every_bar_has_its_name() -> None:
    assert '<c:tickLblSkip val="1"/>' in chart(both(CODES)[0])


def test_large_figures_are_about_as_wide_as_each_other() -> None:
    wide = Block("wide", "宽", (Column("甲", width=4), Column("乙", "whole"), Column("丙", "link", 30), Column("丁", "whole"), Column("戊", "link", 30), *(Column(f"列{at}", "points") for at in range(6))), (), empty="没有")
    book, _ = both(wide, facts=tuple(Fact(f"第{at}项", str(at)) for at in range(6)))
    sheet = openpyxl.load_workbook(io.BytesIO(book))["总览"]
    columns = {at: group.width for group in sheet.column_dimensions.values() for at in range(group.min, group.max + 1)}
    spans = {(area.min_row, area.min_col): area.max_col for area in sheet.merged_cells.ranges}
    tiles = [cell for row in sheet.iter_rows() for cell in row if str(cell.value or "").startswith("第")]
    widths = [sum(columns[at] for at in range(cell.column, spans.get((cell.row, cell.column), cell.column) + 1)) for cell in tiles]
    assert len(widths) == 6
    assert max(widths) <= 1.35 * min(widths)
