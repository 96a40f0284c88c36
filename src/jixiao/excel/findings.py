"""The 校验 sheet in an open workbook: the same spec that files get, written in one block and then dressed.

For a programmer: texts go in guarded, so that none is taken for a formula, a number or a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

import xlwings as xw

from jixiao.excel.host import Host
from jixiao.excel.live import marked_sheet
from jixiao.excel.writing import as_text
from jixiao.model import SheetCell, SheetSpec, column_letters
from jixiao.workbooks.workbookxml import MARKER, quoted_sheet

_FILLS = {"head": (47, 85, 151), "error": (248, 203, 173), "warning": (255, 230, 153), "info": (221, 235, 247), "input": (255, 255, 225), "label": (242, 242, 242)}
_BORDER = (191, 191, 191)
_WHITE = (255, 255, 255)
_LINK = (5, 99, 193)
_MUTED = (128, 128, 128)


class Sheet(NamedTuple):
    """The sheet that was written, and whether it is new."""

    name: str
    added: bool


def write_findings(book: xw.Book, host: Host, spec: SheetSpec) -> Sheet:
    """Write the sheet: over our earlier one, else as the last sheet; a foreign sheet of that name is left alone."""
    ours = marked_sheet(book)
    taken = {sheet.name.casefold() for sheet in book.sheets}
    if ours is not None:
        sheet = book.sheets[ours]
        sheet.clear()
    else:
        name = spec.name if spec.name.casefold() not in taken else spec.fallback_name
        sheet = book.sheets.add(name, after=book.sheets[len(book.sheets) - 1])
    _fill(sheet, spec)
    _dress(sheet, spec)
    host.freeze_rows(sheet, spec.head_row)
    host.print_wide(sheet)
    _mark(book, sheet.name)
    return Sheet(sheet.name, ours is None)


def _mark(book: xw.Book, name: str) -> None:
    if marked_sheet(book) != name:
        for each in list(book.names):
            if each.name.casefold() == MARKER:
                each.delete()
        book.names.add(MARKER, f"={quoted_sheet(name)}!$A$1")


def _fill(sheet: xw.Sheet, spec: SheetSpec) -> None:
    width = max(len(row) for row in spec.rows)
    block = [[_content(row[at]) if at < len(row) else None for at in range(width)] for row in spec.rows]
    sheet.range((1, 1), (len(block), width)).formula = block


def _content(cell: SheetCell) -> Any:
    """What goes into a cell; a link is a formula of our own making around two quoted texts."""
    if cell.link is not None:
        target = f"#{quoted_sheet(cell.link.sheet)}!{cell.link.a1}".replace('"', '""')
        shown = str(cell.value or "").replace('"', '""')
        return f'=HYPERLINK("{target}","{shown}")'
    if isinstance(cell.value, str):
        return as_text(cell.value)
    return float(cell.value) if isinstance(cell.value, Decimal | int) else cell.value


def _dress(sheet: xw.Sheet, spec: SheetSpec) -> None:
    last, width = len(spec.rows), len(spec.widths)
    printed = spec.print_columns
    whole = sheet.range((1, 1), (last, width))
    whole.wrap_text = True
    whole.vertical_alignment = "center"
    whole.font.size = 10
    table = sheet.range((spec.head_row, 1), (last, printed))
    table.borders.set("all", line_style="continuous", weight="thin", color=_BORDER)
    for column, each in enumerate(spec.widths, 1):
        if each > 0:
            sheet.range((1, column)).column_width = each
    hidden = [column for column, each in enumerate(spec.widths, 1) if each <= 0]
    if hidden:
        sheet.range((1, hidden[0]), (1, hidden[-1])).columns.hidden = True
    for merge in spec.merges:
        sheet.range((merge.top, merge.left), (merge.bottom, merge.right)).merge()
    for column in range(1, width + 1):
        for style, (first, until) in _styles(spec, column):
            _style(sheet.range((first, column), (until, column)), style)
    for (first, until), height in _heights(spec):
        sheet.range((first, 1), (until, 1)).row_height = height
    sheet.page_setup.print_area = f"$A$1:${column_letters(printed)}${last}"
    sheet.show_gridlines = False


def _styles(spec: SheetSpec, column: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Runs of one style down a column."""
    styles = [(number, row[column - 1].style if column <= len(row) else "text") for number, row in enumerate(spec.rows, 1)]
    for style, run in groupby(styles, key=lambda each: each[1]):
        numbers = [number for number, _ in run]
        yield style, (numbers[0], numbers[-1])


def _heights(spec: SheetSpec) -> Iterator[tuple[tuple[int, int], float]]:
    """Runs of rows of one height."""
    for height, run in groupby(sorted(spec.heights.items()), key=lambda each: each[1]):
        numbers = [number for number, _ in run]
        first = before = numbers[0]
        for number in numbers[1:]:
            if number != before + 1:
                yield (first, before), height
                first = number
            before = number
        yield (first, before), height


def _style(cells: xw.Range, style: str) -> None:
    """The looks of a named style, near to those that files get."""
    if style in _FILLS:
        cells.color = _FILLS[style]
    if style in {"title", "head", "label"}:
        cells.font.bold = True
    if style == "title":
        cells.font.size = 16
    if style == "head":
        cells.font.color = _WHITE
    if style == "link":
        cells.font.color = _LINK
    if style == "muted":
        cells.font.color = _MUTED
    if style in {"head", "center", "link", "title", "error", "warning", "info"}:
        cells.horizontal_alignment = "center"
