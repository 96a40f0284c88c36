"""The 校验 sheet in an open workbook: the same spec that files get, written in one block and then dressed.

For a programmer: texts go in guarded, so that none is taken for a formula, a number or a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, count, groupby
from typing import Any, NamedTuple

import xlwings as xw

from jixiao.excel.host import Host
from jixiao.excel.live import marked_sheet, read_bare
from jixiao.excel.writing import address_of, as_text
from jixiao.model import Area, Explanation, SheetCell, SheetSpec, column_letters
from jixiao.reports.findings_sheet import HEADINGS
from jixiao.workbooks.findings_sheet import FINGERPRINT, find_head, read_explanations
from jixiao.workbooks.workbookxml import MARKER, quoted_sheet

_FILLS = {"head": (47, 85, 151), "error": (248, 203, 173), "warning": (255, 230, 153), "info": (221, 235, 247), "input": (255, 255, 225), "label": (242, 242, 242)}
_BORDER = (191, 191, 191)
_WHITE = (255, 255, 255)
_LINK = (5, 99, 193)
_MUTED = (128, 128, 128)


class Target(NamedTuple):
    """Where the findings will be written.

    Attributes:
        name: of the sheet; added: whether it is new.
        earlier: our sheet until now, "" if there is none; it is left alone if another is added.
        refused: why nothing can be written, "" if it can.
    """

    name: str
    added: bool
    earlier: str
    refused: str = ""


def target_of(book: xw.Book, host: Host, spec: SheetSpec) -> Target:
    """Our earlier sheet, unless the user has written more there than in the 说明 column; else a new one at the end."""
    ours = marked_sheet(book) or ""
    added = not ours or bool(own_words(book.sheets[ours]))
    refused = ""
    if added and host.structure_protected(book):
        refused = "工作簿的结构受保护，不能加“校验”工作表。请先撤销工作簿保护再按“校验”"
    elif not added and host.locked(book.sheets[ours].used_range) is not False:
        refused = f"“{ours}”工作表受保护，不能重写。请先撤销它的保护再按“校验”"
    return Target(_free_name(book, spec) if added else ours, added, ours, refused)


def write_findings(book: xw.Book, host: Host, spec: SheetSpec, target: Target) -> None:
    """Write the sheet; one of other people's is never touched."""
    if target.added:
        sheet = book.sheets.add(target.name, after=book.sheets[len(book.sheets) - 1])
    else:
        sheet = book.sheets[target.name]
        _emptied(sheet)
    _fill(sheet, spec)
    _dress(sheet, spec)
    host.freeze_rows(sheet, spec.head_row)
    host.print_wide(sheet)
    mark_sheet(book, target.name)


def own_words(sheet: xw.Sheet) -> list[str]:
    """Addresses of what the user wrote in our sheet beside the 说明 column: cells of other columns, cells below, notes."""
    grid = read_bare(sheet).grid
    head = find_head(grid)
    if head is None:
        return []
    row = head[FINGERPRINT][0]
    ours = {place[1] for heading, place in head.items() if heading in HEADINGS}
    marked = {place[0] for place in grid.cells if place[1] == head[FINGERPRINT][1]}
    nothing_found = (row + 1) not in marked
    places = [
        place for place in grid.cells
        if place[1] > max(ours) or (place[0] >= row and (place[1] not in ours or not (place[0] in marked or (nothing_found and place[0] == row + 1))))
    ]
    return [address_of(Area(*place, *place)) for place in sorted(places)] + ["批注"] * len(sheet.notes)


def explanations_in(sheet: xw.Sheet) -> dict[str, Explanation]:
    """What the user wrote in the 说明 column of our sheet, by fingerprint."""
    return read_explanations(read_bare(sheet).grid)


def _free_name(book: xw.Book, spec: SheetSpec) -> str:
    taken = {sheet.name.casefold() for sheet in book.sheets}
    numbered = (f"{spec.name}({number})" for number in count(2))
    return next(name for name in chain((spec.name, spec.fallback_name), numbered) if name.casefold() not in taken)


def _emptied(sheet: xw.Sheet) -> None:
    """Nothing left of the earlier findings, and nothing of them hidden: the user may have filtered, moved or hidden what stands there."""
    used = sheet.used_range
    used.rows.hidden = False
    used.columns.hidden = False
    sheet.clear()


def mark_sheet(book: xw.Book, name: str) -> None:
    """Make a sheet ours, under whatever name it will have; "" for none."""
    if name and marked_sheet(book) == name:
        return
    for each in list(book.names):
        if each.name.casefold() == MARKER:
            each.delete()
    if name:
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
    # First of all: a row without a height of its own is measured anew at each change of its looks.
    for (first, until), height in _heights(spec):
        sheet.range((first, 1), (until, 1)).row_height = height
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
