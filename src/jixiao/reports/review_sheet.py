"""The workbook of one 审核意见: a page to be signed and stamped, then the tables of what is to be done.

For an accountant: A4 横向，标题行每页重复；点单元格一栏跳到原表；“单位回复”一栏由单位填写.
For a programmer: XlsxWriter into memory; every text is written as a text, whatever it begins with, and links lead to
addresses only that we have made.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from xlsxwriter import Workbook

from jixiao.reports.review_content import VERDICTS, Opinion, Point, Verdict
from jixiao.reports.rollup.content import Link
from jixiao.reports.rollup.xlsx_looks import Looks
from jixiao.reports.rollup.xlsx_texts import Places, cell_text, lines_needed

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

NAME = "审核意见"
HEADINGS = ("序号", "工作簿", "工作表", "单元格", "问题", "现为", "应为", "建议", "依据", "单位回复")
# Fonts of official documents; what a system has not got it replaces by its own of that kind.
_BODY, _HEAD, _SIZE = "仿宋", "黑体", 10.5
_WIDTHS = (5, 13, 13, 9, 40, 11, 11, 25, 20, 20)
_LAST = len(_WIDTHS) - 1
_LINE = 15.0
_TALLEST_ROW = 409.0
_MOST_LISTED = 12
_FORMULA_LIKE = frozenset("=+-@")
_VERDICT_COLORS: dict[Verdict, str] = {"return": "#C00000", "explain": "#9C5700", "pass": "#375623"}
_FOOTER_NAME = 60
_LABEL_LAST, _SECOND = 1, 6
"""Labels stand in the first two columns and, on the right half, in two more."""


class _Band(NamedTuple):
    """One table below the opinion: its heading, what to do with it, and its lines."""

    heading: str
    points: Sequence[Point]
    brief: bool = False


def _formula_like(text: str) -> bool:
    """Whether a program might take a text for a formula when somebody edits it or saves it as CSV."""
    return text[:1] in "\t\r\n" or unicodedata.normalize("NFKC", text[:1]) in _FORMULA_LIKE if text else False


class _Page:
    """The sheet while it is written, from the top down."""

    def __init__(self, book: Workbook, beside: Path) -> None:
        self.sheet: Worksheet = book.add_worksheet(NAME)
        self._looks, self._places = Looks(book), Places(beside)
        self.row = 0

    def look(self, text: str = "", **properties: Any) -> Format:
        """A format; a text like a formula is quoted."""
        return self._looks.of(**{"font_name": _BODY, "font_size": _SIZE, "font_family": 1, "font_charset": 134, **properties}, **({"quote_prefix": True} if _formula_like(text) else {}))

    def across(self, first: int, last: int, text: str, **properties: Any) -> None:
        """A text over several cells of the current row."""
        shown = cell_text(text)
        look = self.look(shown, **properties)
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "", look)
        if shown:
            self.sheet.write_string(self.row, first, shown, look)
        else:
            self.sheet.write_blank(self.row, first, None, look)

    def link(self, first: int, last: int, link: Link, **properties: Any) -> None:
        """The same with a link, where there can be one."""
        self.across(first, last, link.text, **properties)
        target = self._places.target(link, cell_text(link.text))
        if target is not None:
            self.sheet.write_url(self.row, first, target, self.look(link.text, **{**properties, "font_color": "#0563C1", "underline": 1}))

    def down(self, height: float) -> None:
        """The row is done."""
        self.sheet.set_row(self.row, min(height, _TALLEST_ROW))
        self.row += 1


def _width(first: int, last: int, size: float = _SIZE) -> float:
    """How many digits of that size fit into some columns."""
    return sum(_WIDTHS[first : last + 1]) * 10 / size


def _height(texts: Sequence[str], size: float = _SIZE) -> float:
    """Points that a row needs whose cells hold these texts."""
    lines = max(lines_needed(text, width * 10 / size) if text else 1 for text, width in zip(texts, _WIDTHS, strict=False))
    return lines * _LINE + 5


# --------------------------------------------------------------------- top ----


def _top(page: _Page, opinion: Opinion) -> None:
    """Title, whose it is, the verdict, the opinion, and where to sign."""
    page.across(0, _LAST, "预算绩效审核意见", font_name=_HEAD, font_size=20, bold=True, align="center")
    page.down(38)
    label = {"font_name": _HEAD, "align": "center", "border": 1, "bg_color": "#F2F2F2", "text_wrap": True}
    value = {"align": "left", "border": 1, "text_wrap": True, "indent": 1}

    def line(name: str, text: str, second: str, other: str, **properties: Any) -> None:
        page.across(0, _LABEL_LAST, name, **label)
        page.across(_LABEL_LAST + 1, _SECOND - 2, text, **value)
        page.across(_SECOND - 1, _SECOND, second, **label)
        page.across(_SECOND + 1, _LAST, other, **{**value, **properties})
        page.down(max(24, lines_needed(text, _width(_LABEL_LAST + 1, _SECOND - 2)) * _LINE + 8))

    line("单　　位" if opinion.named else "工作簿", opinion.unit, "年　　度", f"{opinion.year} 年" if opinion.year else "（表内未写）")
    day = opinion.made
    line("审核日期", f"{day.year} 年 {day.month} 月 {day.day} 日", "审核结论", VERDICTS[opinion.verdict], font_name=_HEAD, font_size=14, bold=True, font_color=_VERDICT_COLORS[opinion.verdict])
    _workbooks(page, opinion, label, value)
    text = "\n".join(f"{number}. {paragraph}" for number, paragraph in enumerate(opinion.text, 1))
    page.across(0, _LABEL_LAST, "审核意见", **label)
    page.across(_LABEL_LAST + 1, _LAST, text, **value, font_size=12)
    page.down(lines_needed(text, _width(_LABEL_LAST + 1, _LAST, 12) - 4) * 17.5 + 14)
    page.across(0, _LABEL_LAST, "签　　章", **label)
    page.across(_LABEL_LAST + 1, _LAST, "审核人（签字）：　　　　　　　　　　复核人（签字）：　　　　　　　　　　审核单位（盖章）：　　　　　　　　　　　　年　　月　　日", **value)
    page.down(48)
    page.down(10)


def _workbooks(page: _Page, opinion: Opinion, label: dict[str, Any], value: dict[str, Any]) -> None:
    """The workbooks that were looked at, a line each."""
    shown = opinion.workbooks[:_MOST_LISTED]
    for number, workbook in enumerate(shown, 1):
        name = Path(workbook.path).name
        page.across(0, _LABEL_LAST, "涉及的工作簿" if len(shown) == 1 else f"涉及的工作簿 {number}", **label)
        page.link(_LABEL_LAST + 1, 4, Link(name, workbook.path), **value)
        page.across(5, _LAST, workbook.about, **value)
        lines = max(lines_needed(name, _width(_LABEL_LAST + 1, 4) - 3), lines_needed(workbook.about, _width(5, _LAST) - 3))
        page.down(max(24, lines * _LINE + 8))
    left = len(opinion.workbooks) - len(shown)
    if left:
        page.across(0, _LABEL_LAST, "", **label)
        page.across(_LABEL_LAST + 1, _LAST, f"另有 {left} 个工作簿，问题见下表“工作簿”一栏。", **value)
        page.down(24)


# ------------------------------------------------------------------ tables ----


def _bands(opinion: Opinion) -> Iterator[_Band]:
    """The tables that have lines, numbered."""
    found = (
        ("需要修改的问题", opinion.errors, "", False), ("需要说明的问题", opinion.warnings, "", False),
        ("单位已说明的问题", opinion.explained, "，“单位回复”栏是单位在校验表里写的说明", False),
        ("提示", opinion.infos, "，仅供参考，不必回复", True),
    )
    for number, (name, points, aside, brief) in zip("一二三四", [each for each in found if each[1]], strict=False):
        yield _Band(f"{number}、{name}（{len(points)} 条{aside}）", points, brief)


def _tables(page: _Page, opinion: Opinion) -> None:
    bands = list(_bands(opinion))
    if not bands:
        return
    heading = {"font_name": _HEAD, "align": "center", "border": 1, "bg_color": "#D9E2EF", "text_wrap": True}
    page.sheet.repeat_rows(page.row)
    for column, name in enumerate(HEADINGS):
        page.across(column, column, name, **heading)
    page.down(24)
    for band in bands:
        page.across(0, _LAST, band.heading, font_name=_HEAD, font_size=12, border=1, bg_color="#F2F2F2", indent=1)
        page.down(24)
        for number, point in enumerate(band.points, 1):
            _point(page, number, point, brief=band.brief)


def _point(page: _Page, number: int, point: Point, *, brief: bool) -> None:
    cell: dict[str, Any] = {"border": 1, "text_wrap": True, "align": "left", **({"font_size": 9.5} if brief else {})}
    middle = {**cell, "align": "center"}
    name = Path(point.path).stem
    texts = (str(number), name, point.sheet, point.place, point.problem, point.found, point.expected, point.suggestion, point.basis, point.reply)
    for column, text in enumerate(texts):
        if column == 0:
            page.sheet.write_number(page.row, 0, number, page.look(**middle))
        elif column == 3:
            page.link(3, 3, Link(text, point.path, point.sheet, point.cell), **middle)
        else:
            page.across(column, column, text, **(middle if column in {5, 6} else cell))
    page.down(_height(texts))


# ---------------------------------------------------------------- workbook ----


def workbook(opinion: Opinion, beside: Path) -> bytes:
    """The .xlsx of one opinion, as it will lie in the folder ``beside``; the same bytes for the same opinion."""
    out = BytesIO()
    book = Workbook(out, {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False,
        "default_format_properties": {"font_name": _BODY, "font_size": _SIZE, "font_scheme": "none", "font_family": 1, "font_charset": 134},
    })  # fmt: skip
    book.calc_on_load = False  # there is nothing to compute, so closing it asks nothing
    made = datetime.combine(opinion.made, time(), UTC)
    book.set_properties({"title": cell_text(f"{opinion.unit}审核意见"), "author": "", "comments": f"jixiao {opinion.version}", "created": made})
    book.set_custom_property("jixiao.made", "review")  # so that it is no table when it lies among the workbooks
    page = _Page(book, beside)
    for column, width in enumerate(_WIDTHS):
        page.sheet.set_column(column, column, width)
    _top(page, opinion)
    _tables(page, opinion)
    _set_up(page, opinion)
    book.close()
    return out.getvalue()


def _set_up(page: _Page, opinion: Opinion) -> None:
    """A4 on its side, fitted to its width, with the unit and page numbers below."""
    sheet = page.sheet
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    name = cell_text(opinion.unit).replace("\n", " ")[:_FOOTER_NAME].replace("&", "&&")
    sheet.set_footer(f"&L{name}{f' {opinion.year} 年度' if opinion.year else ''}&C第 &P 页，共 &N 页&R绩效 jixiao {opinion.version}")
    sheet.print_area(0, 0, max(page.row - 1, 0), _LAST)
    sheet.hide_gridlines(2)
    sheet.set_zoom(100)
