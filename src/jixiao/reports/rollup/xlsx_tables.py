"""Rows of a block in cells: words as words, figures as figures, links as links.

For an accountant: 数字可以直接求和、筛选、做透视表；超出 Excel 上限的地方写明.
For a programmer: values go to the sheet row by row, as a sheet that is written to disk at once needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from math import isfinite
from typing import NamedTuple, TypeGuard

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jixiao.reports.rollup.content import Block, Column, Link, Value
from jixiao.reports.rollup.xlsx_looks import NUMBERS, WORDS, Looks, places
from jixiao.reports.rollup.xlsx_texts import Places, cell_text, lines_needed, shown_width

LINKS_ALLOWED = 65_530
_LONGEST_NUMBER = 10**15
_LOOKED_AT = 400
_WIDEST = {"long": 60, "text": 34, "link": 34}
# Where blocks with different columns stand below each other, the widest of one makes gaps in all.
_WIDEST_SHARED = {"long": 40, "text": 22, "link": 30}
_NARROWEST = {"long": 30, "grade": 7, "severity": 7, "light": 7}
_FILTER_BUTTON = 3

Put = Callable[[int, int, Value], None]


class Pen(NamedTuple):
    """What is needed to write cells: the formats, and where links lead."""

    looks: Looks
    places: Places


def put_text(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """A stranger's text in a cell, as it is."""
    shown = cell_text(text)
    if shown.startswith("<r>") and shown.endswith("</r>"):
        # The library takes this for markup of its own; in two runs it is text again.
        sheet.write_rich_string(row, column, "<r>", look, shown[3:], look)
    elif shown:
        sheet.write_string(row, column, shown, look)
    else:
        sheet.write_blank(row, column, None, look)


def put_across(sheet: Worksheet, row: int, first: int, last: int, text: str, look: Format) -> None:
    """A text over several columns of a row."""
    if last > first:
        sheet.merge_range(row, first, row, last, "", look)
    put_text(sheet, row, first, text, look)


# ------------------------------------------------------------------ values ----


def _words(value: Value) -> str:
    if isinstance(value, Link):
        return value.text or value.path
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _is_number(value: Value) -> TypeGuard[float]:
    """Whether a cell can hold it as a figure, all digits of it."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value) and (isinstance(value, float) or abs(value) < _LONGEST_NUMBER)


def _is_nothing(value: Value) -> bool:
    return value is None or value == "" or (isinstance(value, float) and not isfinite(value))


class Links:
    """The links of one sheet, of which Excel allows 65,530; the others are written as words."""

    def __init__(self, pen: Pen) -> None:
        self._pen, self._left = pen, LINKS_ALLOWED

    def put(self, sheet: Worksheet, row: int, column: int, link: Link, link_look: Format, text_look: Format) -> None:
        """A link where there can be one, else its words."""
        text = cell_text(_words(link))
        target = self._pen.places.target(link, text) if self._left else None
        if target is None or not text or (text.startswith("<r>") and text.endswith("</r>")):
            put_text(sheet, row, column, text, text_look)
            return
        self._left -= 1
        sheet.write_url(row, column, target, link_look)


def links_lost(pen: Pen, blocks: Sequence[Block], start: int = 0, stop: int | None = None) -> int:
    """How many links of these rows of a sheet will be words only."""
    able = [
        pen.places.can(value)
        for block in blocks
        for at in (at for at, column in enumerate(block.columns) if column.shape == "link")
        for value in (row[at] for row in islice(block.rows, start, stop))
        if isinstance(value, Link) and value.path
    ]
    return len(able) - min(LINKS_ALLOWED, sum(able))


def lost_sentence(lost: int) -> str:
    """The line at the top of a sheet that tells of them."""
    return f"本页有 {lost:,} 处位置只写文字、没有做成链接：Excel 每页最多 {LINKS_ALLOWED:,} 个链接，每个最长 2,079 个字符。" if lost else ""


def _put(sheet: Worksheet, pen: Pen, links: Links, column: Column, *, wrap: bool, boxed: bool) -> Put:
    """How values of a column are written."""
    looks, shape = pen.looks, column.shape
    plain = looks.text(wrap=wrap, boxed=boxed)
    aside = looks.text(right=True, boxed=boxed)
    linked = looks.link(wrap=wrap, boxed=boxed)
    numbers = looks.numbers(shape, boxed=boxed)
    # A year or a code that stands among words stands where words stand.
    figures = numbers if shape in NUMBERS else (plain, plain, plain)
    words = WORDS.get(shape, {})
    colored = shape in {"grade", "severity", "light"}

    def put(row: int, at: int, value: Value) -> None:
        if isinstance(value, str) and value:
            if colored:
                put_text(sheet, row, at, words.get(value, value), looks.word(shape, value, boxed=boxed))
            else:
                put_text(sheet, row, at, value, aside if shape in NUMBERS else plain)
        elif isinstance(value, Link):
            links.put(sheet, row, at, value, linked, plain)
        elif _is_nothing(value):
            if boxed:
                sheet.write_blank(row, at, None, plain)
        elif _is_number(value):
            sheet.write_number(row, at, value, figures[places(value) if shape == "points" else 0])
        else:
            put_text(sheet, row, at, _words(value), plain)

    return put


def put_rows(
    sheet: Worksheet, pen: Pen, links: Links, block: Block, rows: Iterable[tuple[Value, ...]], top: int, wrapped: Sequence[bool], *, boxed: bool,
) -> int:  # fmt: skip
    """Write rows from row ``top`` on; the row after the last."""
    puts = [(at, _put(sheet, pen, links, column, wrap=wrap, boxed=boxed)) for (at, column), wrap in zip(enumerate(block.columns), wrapped, strict=True)]
    row = top
    for values in rows:
        for (at, put), value in zip(puts, values, strict=True):
            if value is not None or boxed:
                put(row, at, value)
        row += 1
    return row


def put_headings(sheet: Worksheet, pen: Pen, block: Block, row: int, *, filtered: bool) -> None:
    """The heads of the columns; a note appears where the pointer rests on one."""
    for at, column in enumerate(block.columns):
        put_text(sheet, row, at, column.heading, pen.looks.heading(column.shape, filtered=filtered))
        if column.note:
            width = min(320, max(120, 8 * shown_width(column.note)))
            lines = 1 + 8 * shown_width(column.note) // width
            sheet.write_comment(row, at, cell_text(column.note), {"author": "", "font_name": "微软雅黑", "font_size": 9, "width": width + 16, "height": 18 * lines + 12})


# ------------------------------------------------------------------ widths ----


def _shown(value: Value, column: Column) -> int:
    """How wide a value is, in digits."""
    if _is_nothing(value):
        return 0
    if _is_number(value):
        if column.shape == "money":
            return len(f"{value:,.2f}") + 1
        if column.shape == "ratio":
            return len(f"{value:.2%}") + 1
        return len(f"{value:.2f}") + 1 if isinstance(value, float) else len(str(value)) + 1
    return shown_width(WORDS.get(column.shape, {}).get(str(value), _words(value)))


def width_of(block: Block, at: int, *, alone: bool) -> int:
    """The width of a column in digits: by what it holds, within bounds; a table ``alone`` on its sheet has buttons to filter it."""
    column = block.columns[at]
    heading = shown_width(column.heading)
    # A long heading may stand on two lines.
    least = max(_NARROWEST.get(column.shape, 8), min(heading, max(8, heading // 2 + 1)) + (_FILTER_BUTTON if alone else 1) + 1)
    widest = (_WIDEST if alone else _WIDEST_SHARED).get(column.shape, 40)
    if column.width:
        return max(least, 2 * column.width + 2 if alone else min(2 * column.width + 2, widest))
    held = max((_shown(row[at], column) for row in islice(block.rows, _LOOKED_AT)), default=0) + 2
    return max(least, min(held, widest))


def lines_of(values: tuple[Value, ...], widths: Sequence[float], wrapped: Sequence[bool]) -> int:
    """How many lines a row needs: programs do not all measure it when they open a workbook."""
    most = 1
    for value, width, wrap in zip(values, widths, wrapped, strict=True):
        if wrap and value is not None:
            text = _words(value)
            # Most texts fit on a line however wide their characters are.
            if 2 * len(text) >= width or "\n" in text:
                most = max(most, lines_needed(text, width))
    return most


def wraps(block: Block, at: int, width: float) -> bool:
    """Whether the words of a column stand on several lines: where they are sentences, or do not fit."""
    column = block.columns[at]
    if column.shape == "long":
        return True
    return column.shape in {"text", "link"} and any(_shown(row[at], column) > width for row in islice(block.rows, _LOOKED_AT))
