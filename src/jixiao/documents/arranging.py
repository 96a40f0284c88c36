"""What a reader has found, put in order: layout tables dissolved, everything counted, columns as few as there are.

For an accountant: 表里套的表、只为排版而设的表，都还原成真正的表和段落，并记下各自的位置.
For a programmer: readers of marked-up documents make `Found…` records with the grid as stored; ``arranged``
makes paragraphs and tables of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf
from typing import NamedTuple

from jixiao.documents.headings import rank_of
from jixiao.model import NOTHING_SAID, Area, Text
from jixiao.model.documents import DocumentTable, Paragraph, Piece, Place


@dataclass(slots=True)
class FoundParagraph:
    """A paragraph; ``heading`` is None where only its text can tell; ``line`` counts on its page."""

    text: str
    heading: int | None = None
    page: int = 0
    line: int = 0


@dataclass(slots=True)
class FoundCell:
    """A cell: the rectangle of the stored grid that it takes (from 1), and what stands in it.

    Of a printed one, ``left`` is what is left of the room in its last line, and ``wanted`` the room that its
    first line needs at least, in points.
    """

    area: Area
    content: list[Found] = field(default_factory=list)
    page: int = 0
    doubt: Text = NOTHING_SAID
    left: float = inf
    wanted: float = 0

    @property
    def text(self) -> str:
        """Its own text, without that of tables inside."""
        return "\n".join(each.text for each in self.content if isinstance(each, FoundParagraph)).strip()


class Printed(NamedTuple):
    """How a table stands on its page, in points from the top.

    Attributes:
        bottom: of the table; foot: of all that the pages hold, at most.
        heights: of its rows; open_above, open_below: it has no line there.
    """

    bottom: float
    foot: float
    heights: tuple[float, ...]
    open_above: bool
    open_below: bool


@dataclass(slots=True)
class FoundTable:
    """A table with the grid as stored.

    Attributes:
        cells: in the order of reading, empty ones too.
        edges: of the columns, from left to right, in any unit; one more than there are columns, or empty.
        narrow: what is too little, in that unit, to be a column.
        printed: how it stands on its page, None where there are no pages.
    """

    cells: list[FoundCell]
    page: int = 0
    edges: tuple[float, ...] = ()
    narrow: float = 0
    doubt: Text = NOTHING_SAID
    printed: Printed | None = None

    @property
    def bottom(self) -> int:
        """The last row."""
        return max((each.area.bottom for each in self.cells), default=0)


Found = FoundParagraph | FoundTable | DocumentTable


def arranged(found: Iterable[Found]) -> tuple[Paragraph | DocumentTable, ...]:
    """Paragraphs and tables as they follow one another, counted from 1."""
    blocks: list[Paragraph | DocumentTable] = []
    paragraphs = tables = 0
    for each in _dissolved(found):
        if isinstance(each, FoundTable | DocumentTable):
            tables += 1
            blocks.append(_settled(each, tables) if isinstance(each, FoundTable) else _counted(each, tables))
        elif text := each.text.strip():
            paragraphs += 1
            place = Place(page=each.page, line=each.line, paragraph=paragraphs)
            blocks.append(Paragraph(text, place, rank_of(text) if each.heading is None else each.heading))
    return tuple(blocks)


def _dissolved(found: Iterable[Found]) -> Iterator[Found]:
    """Tables that are there for the layout only give what they hold; other inner tables follow the outer one."""
    for each in found:
        if not isinstance(each, FoundTable):
            yield each
            continue
        inner = [one for cell in each.cells for one in cell.content if isinstance(one, FoundTable)]
        if inner and _is_layout(each):
            for cell in each.cells:
                yield from _dissolved(cell.content)
        else:
            yield each
            yield from _dissolved(inner)


def _is_layout(table: FoundTable) -> bool:
    """Whether a table with tables inside holds none of its own: not two rows with two filled cells each."""
    filled: dict[int, int] = {}
    for cell in table.cells:
        if cell.text and not any(isinstance(one, FoundTable) for one in cell.content):
            filled[cell.area.top] = filled.get(cell.area.top, 0) + 1
    return sum(count > 1 for count in filled.values()) < 2


def _counted(table: DocumentTable, number: int) -> DocumentTable:
    pieces = {at: piece._replace(place=piece.place._replace(table=number, row=at[0], column=at[1])) for at, piece in table.pieces.items()}
    return replace(table, pieces=pieces, place=table.place._replace(table=number))


def _settled(table: FoundTable, number: int) -> DocumentTable:
    pieces: dict[tuple[int, int], Piece] = {}
    merges: list[Area] = []
    for cell in _fewest(table):
        area = cell.area
        if area.top != area.bottom or area.left != area.right:
            merges.append(area)
        if text := cell.text:
            place = Place(page=cell.page, table=number, row=area.top, column=area.left)
            pieces[area.top, area.left] = Piece(text, place, cell.doubt)
    return DocumentTable(pieces, Place(page=table.page, table=number), tuple(merges), table.doubt)


def _fewest(table: FoundTable) -> list[FoundCell]:
    """The cells on the smallest grid that tells them apart.

    Word keeps a column for every edge that any row has, and edges that differ by a hair are meant to be one.
    """
    dropped = _hairs(table)
    kept = [column for column in range(1, max((each.area.right for each in table.cells), default=0) + 1) if column not in dropped]
    columns = sorted({kept[bisect_right(kept, each.area.left - 1)] for each in table.cells})
    rows = sorted({each.area.top for each in table.cells})
    cells = []
    for each in table.cells:
        left = kept[bisect_right(kept, each.area.left - 1)]
        right = max(left, kept[bisect_right(kept, each.area.right) - 1])
        area = Area(
            bisect_right(rows, each.area.top), bisect_right(columns, left), bisect_right(rows, each.area.bottom), bisect_right(columns, right),
        )  # fmt: skip
        cells.append(replace(each, area=area))
    return cells


def _hairs(table: FoundTable) -> set[int]:
    """Columns of the grid that are too narrow to be any, and that no cell is alone in."""
    narrow = {column for column, (left, right) in enumerate(pairwise(table.edges), 1) if right - left < table.narrow}
    for cell in table.cells:
        columns = range(cell.area.left, cell.area.right + 1)
        if narrow and len(columns) <= len(narrow) and narrow.issuperset(columns):
            narrow.difference_update(columns)
    return narrow
