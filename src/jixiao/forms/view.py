"""A sheet as a person sees it: a merged range shows its one value wherever one looks."""

from __future__ import annotations

from jixiao.forms.headings import Block, Words, clean, meaning
from jixiao.model import EMPTY_CELL, Area, Cell, Field, Grid, Ref

# A merge over whole columns says nothing about cells beyond the data.
_BEYOND = 2


def is_filled(cell: Cell) -> bool:
    """Whether a cell says anything; a formula that was never calculated does."""
    return cell.kind != "empty" or cell.formula is not None


class SheetView:
    """Cells of one Grid with merges resolved; rows and columns count from 1.

    ``words`` are headings of an office's own forms that the vocabulary does not know.
    """

    def __init__(self, grid: Grid, words: Words | None = None) -> None:
        self.grid = grid
        self.words = words
        self.sheet = grid.sheet
        rows: dict[int, list[tuple[int, Cell]]] = {}
        last_column = 0
        for (row, column), cell in grid.cells.items():
            rows.setdefault(row, []).append((column, cell))
            last_column = max(last_column, column)
        for cells in rows.values():
            cells.sort(key=lambda pair: pair[0])
        self.rows = dict(sorted(rows.items()))
        self.last_row = max(self.rows, default=0)
        self.last_column = last_column
        self._areas: dict[tuple[int, int], Area] = {}
        self._anchors: dict[tuple[int, int], tuple[int, int]] = {}
        for area in grid.merges:
            self._merge(area)
        self._own = {
            row: [(c, cell) for c, cell in cells if is_filled(cell) and self.anchor(row, c) == (row, c)]
            for row, cells in self.rows.items()
        }

    def _merge(self, area: Area) -> None:
        bottom = min(area.bottom, self.last_row + _BEYOND)
        right = min(area.right, self.last_column + _BEYOND)
        anchor = (area.top, area.left)
        self._areas[anchor] = area
        for row in range(area.top, bottom + 1):
            for column in range(area.left, right + 1):
                self._anchors[row, column] = anchor

    def meaning(self, text: str, block: Block) -> tuple[str, int] | None:
        """The field that a heading stands for in a block, and how far to trust it (0 is best)."""
        if self.words and (key := self.words.get((block, clean(text)[0]))) is not None:
            return key, 0
        return meaning(text, block)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell that holds the value shown at (row, column)."""
        return self._anchors.get((row, column), (row, column))

    def area(self, row: int, column: int) -> Area:
        """The merged range around a cell, or the cell itself."""
        anchor = self.anchor(row, column)
        return self._areas.get(anchor) or Area(*anchor, *anchor)

    def field(self, row: int, column: int) -> Field:
        """The value shown at (row, column), with the cell that holds it."""
        anchor = self.anchor(row, column)
        return Field(Ref(self.sheet, *anchor), self.grid.cells.get(anchor, EMPTY_CELL))

    def blank(self, row: int, column: int) -> Field:
        """A field that is empty.  Under a merge it is only a part of its cell, so that nothing is written where nobody would see it."""
        return Field(Ref(self.sheet, row, column), EMPTY_CELL, None if self.anchor(row, column) == (row, column) else "")

    def own(self, row: int) -> list[tuple[int, Cell]]:
        """The cells stored in a row, from left to right, blanks and values hidden under a merge left out."""
        return self._own.get(row, [])

    def first(self, row: int, left: int, right: int) -> Field:
        """The first value shown in row between two columns; the left cell if all are blank."""
        cells, anchors = self.grid.cells, self._anchors
        for column in range(left, right + 1):
            place = anchors.get((row, column), (row, column))
            cell = cells.get(place)
            if cell is not None and is_filled(cell):
                return Field(Ref(self.sheet, *place), cell)
        return self.field(row, left)
