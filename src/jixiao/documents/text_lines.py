"""Lines of a plain text, and rows that are put together from them."""

from __future__ import annotations

from typing import NamedTuple

from jixiao.model import NOTHING_SAID, Area, Text
from jixiao.model.documents import DocumentTable, Piece, Place


class Line(NamedTuple):
    """One line: its number in the file, from 1, and what it says (tabs included, no line break)."""

    number: int
    text: str

    @property
    def tabbed(self) -> bool:
        """Whether it belongs to a table whose cells are told apart by tabs."""
        return "\t" in self.text

    @property
    def blank(self) -> bool:
        """Whether nothing but blanks stands in it; a lone tab is an empty cell."""
        return not self.text.strip() and not self.tabbed


class Cell(NamedTuple):
    """One cell as written: its text, the line where it begins, and why it is not sure."""

    text: str
    line: int
    doubt: Text = NOTHING_SAID


def laid_out(rows: list[dict[int, Cell]], merges: list[Area], line: int, doubt: Text = NOTHING_SAID) -> DocumentTable:
    """A table of rows that say which column (from 1) each cell stands in; row numbers count from 1."""
    pieces = {
        (number, column): Piece(cell.text, Place(line=cell.line), cell.doubt)
        for number, row in enumerate(rows, 1) for column, cell in row.items() if cell.text
    }
    return DocumentTable(pieces, Place(line=line), tuple(merges), doubt)
