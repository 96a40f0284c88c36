"""A sheet as a person sees it: a merged range shows its one value wherever one looks."""

from __future__ import annotations

from operator import itemgetter

from jixiao.forms.headings import Block, Words, clean, may_name, meaning
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
            cells.sort(key=itemgetter(0))
        self.rows = dict(sorted(rows.items()))
        self.last_row = max(self.rows, default=0)
        self.last_column = last_column
        self._areas: dict[tuple[int, int], Area] = {}
        self._anchors: dict[tuple[int, int], tuple[int, int]] = {}
        for area in grid.merges:
            self._merge(area)
        # A row is looked at from many sides, so what each filled cell shows is put together once.
        self._shown: dict[tuple[int, int], Field] = {}
        self._own: dict[int, list[tuple[int, Cell]]] = {}
        for row, cells in self.rows.items():
            own = self._own[row] = []
            for column, cell in cells:
                if cell.kind != "empty" or cell.formula is not None:  # is_filled
                    self._shown[row, column] = Field(Ref(grid.sheet, row, column), cell)
                    if (row, column) not in self._anchors:
                        own.append((column, cell))

    def _merge(self, area: Area) -> None:
        bottom = min(area.bottom, self.last_row + _BEYOND)
        right = min(area.right, self.last_column + _BEYOND)
        anchor = (area.top, area.left)
        self._areas[anchor] = area
        for row in range(area.top, bottom + 1):
            for column in range(area.left, right + 1):
                self._anchors[row, column] = anchor
        self._anchors.pop(anchor, None)  # it shows itself, as a cell outside any merge does

    def meaning(self, text: str, block: Block) -> tuple[str, int] | None:
        """The field that a heading stands for in a block, and how far to trust it (0 is best)."""
        if self.words and (key := self.words.get((block, clean(text)[0]))) is not None:
            return key, 0
        return meaning(text, block)

    def may_name(self, text: str) -> bool:
        """A quick look: False where the text cannot head the names of indicators."""
        return bool(self.words) or may_name(text)

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
        return self._shown.get(anchor) or Field(Ref(self.sheet, *anchor), self.grid.cells.get(anchor, EMPTY_CELL))

    def blank(self, row: int, column: int) -> Field:
        """A field that is empty.  Under a merge it is only a part of its cell, so that nothing is written where nobody would see it."""
        return Field(Ref(self.sheet, row, column), EMPTY_CELL, None if self.anchor(row, column) == (row, column) else "")

    def own(self, row: int) -> list[tuple[int, Cell]]:
        """The cells stored in a row, from left to right, blanks and values hidden under a merge left out."""
        return self._own.get(row, [])

    def first(self, row: int, left: int, right: int) -> Field:
        """The first value shown in row between two columns; the left cell if all are blank."""
        shown, anchors = self._shown, self._anchors
        for column in range(left, right + 1):
            place = (row, column)
            field = shown.get(anchors.get(place, place))
            if field is not None:
                return field
        return self.field(row, left)
