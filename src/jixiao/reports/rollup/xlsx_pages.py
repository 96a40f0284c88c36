"""Sheets of the roll-up's workbook: one long table, or several blocks below each other with their charts.

For an accountant: 一页一张表的可以直接筛选、排序；几块的一页从上往下读，图在表的旁边.
For a programmer: rows and columns count from 0, sizes are pixels of a screen of 96 dots an inch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from jixiao.reports.rollup.content import Block, Page, Value
from jixiao.reports.rollup.xlsx_charts import drawn, size_of
from jixiao.reports.rollup.xlsx_looks import ACCENT, DARK, HEAT, MUTED, Looks
from jixiao.reports.rollup.xlsx_tables import (
    Links,
    Pen,
    lines_of,
    links_lost,
    lost_sentence,
    put_across,
    put_headings,
    put_rows,
    put_text,
    width_of,
    wraps,
)
from jixiao.reports.rollup.xlsx_texts import lines_needed, sheet_name

MOST_ROWS = 1_048_576
# From here on a table is written to disk row by row.
LONG = 5_000
# Longer tables among several get a sheet of their own, or stand below all others if they have a chart.
_APART, _BELOW = 100_000, 30
_LINE, _PADDING, _LEAST_ROW = 18, 6, 22
_READING_WIDTH = 900
_GAP, _ROOM_BESIDE = 24, 720
_MOST_FROZEN = 30
_WIDE_TABLE = 150
_SPARE_COLUMN = 12.0
# As many digits across a page of A4 are still legible.
_LEGIBLE = 300
_TILES = 6


@dataclass(frozen=True, slots=True)
class Desk:
    """The workbook that is being written, and the names that its sheets have taken."""

    book: Workbook
    pen: Pen
    title: str
    taken: dict[str, str]

    def sheet(self, name: str, part: int = 1, *, long: bool = False) -> Worksheet:
        """A new sheet for screen and print; rows of a long one leave memory as they are written."""
        free = sheet_name(name, self.taken, part)
        self.taken[free.lower()] = free
        self.book.constant_memory = long
        sheet = self.book.add_worksheet(free)
        self.book.constant_memory = False
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L&8{_in_footer(self.title)}&C&8第 &P 页，共 &N 页&R&8&A", {"margin": 0.25})
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})
        return sheet


def _in_footer(title: str) -> str:
    # A figure after &8 would be read as part of the size.
    return " " + title.replace("&", "&&")[:80]


def pixels(width: float) -> int:
    """How wide a column of so many digits is."""
    return int(width * 7 + 5)


def row_height(lines: int) -> int:
    """How high a row of so many lines is, as Excel's 409 points allow."""
    return min(545, max(_LEAST_ROW, lines * _LINE + _PADDING))


# -------------------------------------------------------------- one table ----


def write_table(desk: Desk, name: str, block: Block, lead: str = "") -> list[str]:
    """A block as a sortable table on a sheet of its own; on several sheets where there are more rows than one holds.

    Returns the names of the sheets.
    """
    names: list[str] = []
    start, part = 0, 1
    while not names or start < len(block.rows):
        sheet = desk.sheet(name, part, long=len(block.rows) > LONG and block.chart is None)
        names.append(sheet.get_name())
        stop = min(len(block.rows), start + MOST_ROWS - 2)
        _one_sheet(desk, sheet, block, lead, start, stop)
        start, part = stop, part + 1
    return names


def _one_sheet(desk: Desk, sheet: Worksheet, block: Block, lead: str, start: int, stop: int) -> None:
    looks, last = desk.pen.looks, len(block.columns) - 1
    widths = [width_of(block, at, alone=True) for at in range(len(block.columns))]
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    told = [sentence for sentence in (lead, block.title, block.lead, lost_sentence(links_lost(desk.pen, (block,), start, stop))) if sentence]
    row = 0
    if told:
        text, room, across = "\n".join(told), widths[0], 0
        while across < last and room < 110:
            across += 1
            room += widths[across]
        sheet.set_row_pixels(0, row_height(lines_needed(text, room)))
        put_across(sheet, 0, 0, across, text, looks.of(font_color=MUTED, text_wrap=True))
        row = 1
    sheet.set_row_pixels(row, row_height(max(lines_needed(column.heading, width - 3) for column, width in zip(block.columns, widths, strict=True))) + 4)
    put_headings(sheet, desk.pen, block, row, filtered=True)
    wide = sum(widths) > _WIDE_TABLE and widths[0] <= _MOST_FROZEN
    sheet.freeze_panes(row + 1, 1 if wide else 0)
    sheet.repeat_rows(row)
    if sum(widths) > _LEGIBLE:
        sheet.fit_to_pages(ceil(sum(widths) / _LEGIBLE), 0)
        if wide:
            sheet.repeat_columns(0)
    # Lines of its own would make a long table larger by a half; the grid serves.
    boxed = len(block.rows) <= LONG
    sheet.hide_gridlines(2 if boxed else 0)
    if start == stop:
        put_text(sheet, row + 1, 0, block.empty, looks.of(font_color=MUTED, italic=True))
        return
    wrapped = [wraps(block, at, width) for at, width in enumerate(widths)]
    rows = _high_enough(sheet, islice(block.rows, start, stop), row + 1, widths, wrapped, airy=boxed)
    end = put_rows(sheet, desk.pen, Links(desk.pen), block, rows, row + 1, wrapped, boxed=boxed)
    sheet.autofilter(row, 0, end - 1, last)
    _shade(sheet, block, row + 1, end - 1)
    chart = drawn(desk.book, block, sheet.get_name(), row) if start == 0 and stop == len(block.rows) else None
    if chart is not None:
        if pixels(sum(widths)) <= _ROOM_BESIDE or stop > _BELOW:
            sheet.insert_chart(row, last + 1, chart, {"x_offset": _GAP, "y_offset": 4, "object_position": 2})
        else:
            sheet.insert_chart(end + 1, 0, chart, {"x_offset": 8, "object_position": 2})


def _high_enough(
    sheet: Worksheet, rows: Iterable[tuple[Value, ...]], first: int, widths: Sequence[float], wrapped: Sequence[bool], *, airy: bool,
) -> Iterator[tuple[Value, ...]]:  # fmt: skip
    """The rows, each of them given the height that it needs just before it is written."""
    for at, values in enumerate(rows, first):
        lines = lines_of(values, widths, wrapped) if any(wrapped) else 1
        if lines > 1 or airy:
            sheet.set_row_pixels(at, row_height(lines))
        yield values
        if not airy and at > first:  # the row before is on disk by now, and nothing asks for its height again
            for kept in (sheet.row_info, sheet.row_sizes):
                kept.pop(at - 1, None)


def _shade(sheet: Worksheet, block: Block, first: int, last: int) -> None:
    """Heat over all columns that are shaded together."""
    if not block.heat or last < first:
        return
    low, middle, high = HEAT[block.heat_high]
    areas = " ".join(f"{xl_col_to_name(at)}{first + 1}:{xl_col_to_name(at)}{last + 1}" for at in block.heat)
    at = block.heat[0]
    sheet.conditional_format(first, at, last, at, {
        "type": "3_color_scale", "min_color": low, "mid_color": middle, "max_color": high, "mid_type": "percent", "mid_value": 50, "multi_range": areas,
    })  # fmt: skip


# ------------------------------------------------------------ several blocks ----


class Sheet:
    """A sheet of several blocks, written from top to bottom; every row has a height, so that charts stay where they are put."""

    def __init__(self, desk: Desk, name: str, blocks: Sequence[Block], *, tile: float = 0) -> None:
        self.desk, self.blocks, self.row = desk, blocks, 0
        self.sheet = desk.sheet(name)
        self.name = self.sheet.get_name()
        self.sheet.hide_gridlines(2)
        self._links, self._y, self._below = Links(desk.pen), 0, list[_Below]()
        shared = max((len(block.columns) for block in blocks), default=0)
        self.widths = [float(max(width_of(block, at, alone=False) for block in blocks if at < len(block.columns))) for at in range(shared)]
        self.tiles = self._fit_tiles(tile) if tile else []
        self.across = 0
        edges = (self._x(len(block.columns)) + _GAP + size_of(block)[0] for block in blocks if self._x(len(block.columns)) <= _ROOM_BESIDE)
        reading = max(_READING_WIDTH, *edges, 0)
        while self._x(self.across + 1) < reading:
            self.across += 1
        for at, width in enumerate(self.widths):
            self.sheet.set_column(at, at, width)

    def _x(self, column: int) -> int:
        """Where a column begins, in pixels; there are columns as far as anybody asks."""
        while column > len(self.widths):
            self.widths.append(_SPARE_COLUMN)
        return sum(map(pixels, self.widths[:column]))

    def _fit_tiles(self, width: float) -> list[tuple[int, int]]:
        """Columns that together are about as wide as a tile; narrow ones are widened until they are."""
        tiles: list[tuple[int, int]] = []
        last = -1
        while len(tiles) < _TILES:
            first, last = last + 1, last + 1
            self._x(last + 2)
            # A wide column beside a narrow one would make a tile that is larger than the others.
            while self.room(first, last) < 0.75 * width and self.room(first, last + 1) <= 1.3 * width:
                last += 1
                self._x(last + 2)
            wider = max(1.0, width / self.room(first, last))
            self.widths[first : last + 1] = [each * wider for each in self.widths[first : last + 1]]
            tiles.append((first, last))
        return tiles

    @property
    def looks(self) -> Looks:
        """The formats of the workbook."""
        return self.desk.pen.looks

    def room(self, first: int, last: int) -> float:
        """How wide columns are together, in digits."""
        return sum(self.widths[first : last + 1])

    def next_row(self, height: int = 14) -> int:
        """Give the row a height; the row, and the one after it is the next."""
        self.sheet.set_row_pixels(self.row, height)
        self._y += height
        self.row += 1
        return self.row - 1

    def line(self, text: str, *, height: int = 0, **look: object) -> None:
        """A text over the width of reading, on as many lines as it needs."""
        row = self.next_row(height or row_height(lines_needed(text, self.room(0, self.across))))
        put_across(self.sheet, row, 0, self.across, text, self.looks.of(text_wrap=True, **look))

    def heading(self, text: str) -> None:
        """The title of a block."""
        self.line(text, height=30, font_size=13, bold=True, font_color=DARK, bottom=2, bottom_color=ACCENT)

    def told(self, text: str) -> None:
        """A sentence on how to read what follows."""
        if text:
            self.line(text, font_color=MUTED)

    def all_blocks(self) -> None:
        """Every block, with its chart beside it, or below it where there is no room."""
        self.told(lost_sentence(links_lost(self.desk.pen, self.blocks)))
        for block in self.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        if block.title:
            self.heading(block.title)
        self.told(block.lead)
        if not block.rows:
            self.told(block.empty)
            self.next_row()
            return
        height = size_of(block)[1]
        if height and len(block.rows) > _BELOW:
            note = self.next_row(_LEAST_ROW)
            self._below.append(_Below(block, note, self.row))
            self._reserve(height)
            return
        heading, top = self.row, self._y
        self._rows(block)
        beside = self._x(len(block.columns)) <= _ROOM_BESIDE
        if height and beside:
            self._chart(block, heading, heading, len(block.columns))
            self._reserve(height - (self._y - top))
        elif height:
            self.next_row(8)
            self._chart(block, heading, self.row, 0)
            self._reserve(height)
        else:
            self.next_row(24)

    def _reserve(self, height: int) -> None:
        """Rows for a chart, and some air after it."""
        end = self._y + max(0, height) + _GAP
        while self._y < end:
            self.next_row(min(20, max(4, end - self._y)))

    def _chart(self, block: Block, heading: int, row: int, column: int) -> None:
        chart = drawn(self.desk.book, block, self.name, heading)
        if chart is not None:
            self.sheet.insert_chart(row, column, chart, {"x_offset": _GAP if column else 2, "y_offset": 2, "object_position": 2})

    def _rows(self, block: Block) -> None:
        widths = self.widths[: len(block.columns)]
        heads = [lines_needed(column.heading, width) for column, width in zip(block.columns, widths, strict=True)]
        put_headings(self.sheet, self.desk.pen, block, self.next_row(row_height(max(heads)) + 2), filtered=False)
        wrapped = [wraps(block, at, width) for at, width in enumerate(widths)]
        first = self.row
        for values in block.rows:
            self.next_row(row_height(lines_of(values, widths, wrapped)))
        put_rows(self.sheet, self.desk.pen, self._links, block, block.rows, first, wrapped, boxed=True)
        _shade(self.sheet, block, first, self.row - 1)

    def finish(self) -> None:
        """The long tables whose charts stand further up."""
        for block, note, row in self._below:
            self.heading(f"{block.title or (block.chart.title if block.chart else '')}：数据")
            heading = self.row
            self._rows(block)
            self.next_row(24)
            self._chart(block, heading, row, 0)
            self.sheet.write_url(note, 0, f"internal:'{self.name.replace(chr(39), chr(39) * 2)}'!A{heading + 1}", self.looks.link(), f"数据共 {len(block.rows):,} 行，在本页第 {heading + 1} 行起")


class _Below(NamedTuple):
    """A long table that is still to come, the row that tells where, and the row of its chart."""

    block: Block
    note: int
    chart: int


def write_page(desk: Desk, page: Page) -> list[str]:
    """A page other than the first; the names of its sheets."""
    if len(page.blocks) == 1:
        return write_table(desk, page.name, page.blocks[0], page.lead)
    together, apart = parted(page.blocks)
    names = []
    if together or not apart:
        sheet = Sheet(desk, page.name, together)
        names.append(sheet.name)
        sheet.line(page.name, height=36, font_size=16, bold=True, font_color=DARK)
        sheet.told(page.lead)
        sheet.next_row()
        sheet.all_blocks()
        sheet.finish()
    return names + write_apart(desk, page, apart)


def parted(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Blocks that stand together on a sheet, and those that are too long for it."""
    return [block for block in blocks if len(block.rows) <= _APART], [block for block in blocks if len(block.rows) > _APART]


def write_apart(desk: Desk, page: Page, blocks: Sequence[Block]) -> list[str]:
    """Blocks that are too long to stand among others, each on a sheet of its own."""
    return [name for block in blocks for name in write_table(desk, f"{page.name} {block.title}".strip(), block)]
