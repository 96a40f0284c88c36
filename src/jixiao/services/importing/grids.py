"""Tables of a document as sheets: each with the lines above it (title, year, 单位) and below it (注：…), and where each cell came from.

For an accountant: what stands above a table in Word belongs to it, as it would on a sheet.  For a programmer: Document → SourceSheets,
whose Grids the recogniser reads like any other; ``pieces`` leads from each cell back to its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jixiao.forms.around import title_of
from jixiao.forms.prose import read_prose
from jixiao.forms.view import SheetView
from jixiao.model import Area, Cell, Grid
from jixiao.model.documents import Document, DocumentTable, Paragraph, Piece
from jixiao.services.importing.written import cell_of

_MOST_ABOVE = 8
_LONGEST_ABOVE = 80
_BELOW = re.compile(r"^(?:注|备注|说明|填表说明|填报说明|填[表报]人|填[表报]单位|填[表报]日期|单位负责人|联系电话|审核人)\s*[0-9一二三四五]?\s*[:：、.．]")
# What ends the lines above a table: a sentence of the text before it.
_SENTENCE = re.compile(r"[。；;]$")
# What may stand above a title; any other line there belongs to the text before.
_ABOVE_TITLE = re.compile(r"^(?:附\s*[件表]\s*[\d一二三四五六七八九十]*(?:[-—.]\d+)?|第[一二三四五六七八九十]+部分.*|[（(]?20\d{2}\s*年?度?[)）]?)\s*[:：]?$")
_TITLE = re.compile(r"(?:表|目标)(?:\s*[（(].{1,24}[)）])?$")
_OF_LIST = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[)）、.．]|[:：；;表]$|^附")
_MOST_BROKEN, _LONGEST_BROKEN = 2, 40
_REPORT = re.compile(r"报\s*告")
_LONGEST_NAME = 31
_NO_NAME = re.compile(r"单位|附\s*[件表]|[:：。]|^[（(]")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\：？\n\r\t]+|^'|'$")


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """One table of a document, or its paragraphs, as a sheet.

    Attributes:
        grid: cells and merges; the lines above the table are rows over its whole width.
        pieces: (row, column) of each cell in the grid → what the document has there.
        table: None for paragraphs alone.
        number: of the table in the document, from 1; 0 for paragraphs.
    """

    grid: Grid
    pieces: dict[tuple[int, int], Piece]
    table: DocumentTable | None
    number: int


@dataclass(frozen=True, slots=True)
class Sheets:
    """All sheets of a document, and the paragraphs that belong to none."""

    sheets: tuple[SourceSheet, ...]
    loose: tuple[Paragraph, ...]


def sheets_of(document: Document) -> Sheets:
    """Every table of a document as a sheet, and paragraphs that state targets (绩效指标：…) as a sheet of rows."""
    taken: set[str] = set()
    found: list[SourceSheet] = []
    loose: list[Paragraph] = []
    stretch: list[Paragraph] = []
    blocks = list(document.blocks)
    number = 0
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            stretch.append(block)
            continue
        number += 1
        below = _below(blocks[index + 1 :])
        rest, above = _parted(stretch[_notes_before(blocks, index) :])
        prose = _prose(rest, taken)
        if prose is None:
            loose += rest
        else:
            found.append(prose)
        found.append(_sheet(block, above, below, number, taken))
        stretch = []
    rest = stretch[_notes_before(blocks, len(blocks)) :]
    prose = _prose(rest, taken)
    if prose is not None:
        found.append(prose)
    else:
        loose += rest
    return Sheets(tuple(found), tuple(loose))


def stacked(upper: SourceSheet, lower: SourceSheet) -> SourceSheet:
    """Two tables that follow each other as one sheet: a form whose head and indicators are tables of their own."""
    assert upper.table is not None and lower.table is not None  # noqa: PT018  # both are tables
    down = max([*(row for row, _ in upper.pieces), *(area.bottom for area in upper.grid.merges)])
    pieces = upper.pieces | {(row + down, column): piece for (row, column), piece in lower.pieces.items()}
    cells = upper.grid.cells | {(row + down, column): cell for (row, column), cell in lower.grid.cells.items()}
    merges = (*upper.grid.merges, *(Area(area.top + down, area.left, area.bottom + down, area.right) for area in lower.grid.merges))
    table = upper.table if upper.table.doubt.zh else replace(upper.table, doubt=lower.table.doubt)
    return SourceSheet(Grid(upper.grid.sheet, cells, merges), pieces, table, upper.number)


def follows_at_once(upper: SourceSheet, lower: SourceSheet) -> bool:
    """Whether nothing stands between two tables."""
    first, last = min(lower.pieces, default=None), max(upper.pieces, default=None)
    return (
        upper.table is not None and lower.table is not None and lower.number == upper.number + 1
        and first is not None and last is not None and bool(lower.pieces[first].place.table or not lower.pieces[first].place.paragraph)
        and not upper.pieces[last].place.paragraph
    )


def _below(following: Sequence[Paragraph | DocumentTable]) -> list[Paragraph]:
    """The lines that close a table: 注：…, 填表人：…."""
    lines: list[Paragraph] = []
    for block in following:
        if not isinstance(block, Paragraph) or not _BELOW.match(block.text):
            break
        lines.append(block)
    return lines


def _notes_before(blocks: Sequence[Paragraph | DocumentTable], index: int) -> int:
    """How many of the paragraphs before a block already closed the table before them."""
    start = index
    while start and isinstance(blocks[start - 1], Paragraph):
        start -= 1
    return len(_below(blocks[start:index])) if start else 0


def _parted(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """The text before a table, and the short lines that stand right above it."""
    start, titled, broken = len(paragraphs), False, 0
    while start and len(paragraphs) - start < _MOST_ABOVE and _may_head(paragraphs[start - 1].text):
        line = paragraphs[start - 1]
        if titled and not _ABOVE_TITLE.match(line.text):
            # A long title may be broken over a few lines; a heading or an entry of a list is none of them.
            if broken == _MOST_BROKEN or line.heading or _OF_LIST.search(line.text) or len(line.text) > _LONGEST_BROKEN:
                break
            broken += 1
        titled = titled or _TITLE.search(line.text) is not None
        start -= 1
    return list(paragraphs[:start]), list(paragraphs[start:])


def _may_head(text: str) -> bool:
    return len(text) <= _LONGEST_ABOVE and not _SENTENCE.search(text)


def _sheet(table: DocumentTable, above: Sequence[Paragraph], below: Sequence[Paragraph], number: int, taken: set[str]) -> SourceSheet:
    width = max([1, *(column for _, column in table.pieces), *(area.right for area in table.merges)])
    tall = max([0, *(row for row, _ in table.pieces), *(area.bottom for area in table.merges)])
    down = len(above)
    lines = [*enumerate(above, 1), *enumerate(below, down + tall + 1)]
    pieces = {(row, 1): Piece(paragraph.text, paragraph.place) for row, paragraph in lines}
    pieces |= {(row + down, column): piece for (row, column), piece in table.pieces.items()}
    merges = [Area(row, 1, row, width) for row, _ in lines if width > 1]
    merges += [Area(area.top + down, area.left, area.bottom + down, area.right) for area in table.merges]
    return _named(pieces, tuple(merges), table, number, taken)


def _named(pieces: dict[tuple[int, int], Piece], merges: tuple[Area, ...], table: DocumentTable | None, number: int, taken: set[str]) -> SourceSheet:
    pieces = {at: piece for at, piece in sorted(pieces.items()) if piece.text}
    cells: dict[tuple[int, int], Cell] = {at: cell_of(piece.text) for at, piece in pieces.items()}
    fallback = f"表{number}" if number else "文字"
    view = SheetView(Grid(fallback, cells, merges))
    title = title_of(view, 1, _MOST_ABOVE + 2)
    lines = (piece.text for piece in pieces.values() if piece.place.paragraph and not piece.place.table)
    named = title.text if title is not None else next((text for text in lines if len(text) <= _LONGEST_NAME and not _NO_NAME.search(text)), "")
    wanted = _FORBIDDEN.sub("", named).strip()
    return SourceSheet(Grid(unused_name(wanted or fallback, taken), cells, merges), pieces, table, number)


def unused_name(wanted: str, taken: set[str]) -> str:
    """A name for a sheet that none in ``taken`` has; it is added there."""
    name, count = wanted[:_LONGEST_NAME], 1
    while name.casefold() in taken:
        count += 1
        ending = f"({count})"
        name = wanted[: _LONGEST_NAME - len(ending)] + ending
    taken.add(name.casefold())
    return name


def _prose(paragraphs: Sequence[Paragraph], taken: set[str]) -> SourceSheet | None:
    """Paragraphs that state targets as a sheet of rows; None for any other text.  A report tells of results, not of targets."""
    if not paragraphs or any(_REPORT.search(line.text) for line in paragraphs[:_MOST_ABOVE] if len(line.text) <= _LONGEST_ABOVE):
        return None
    pieces = {(row, 1): Piece(paragraph.text, paragraph.place) for row, paragraph in enumerate(paragraphs, 1)}
    cells = {at: Cell(piece.text, "text", piece.text) for at, piece in pieces.items() if piece.text}
    if read_prose(SheetView(Grid("文字", cells))) is None:
        return None
    return _named(pieces, (), None, 0, taken)
