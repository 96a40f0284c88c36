"""Lines of a plain text, and rows that are put together from them.

For an accountant: every cell keeps the line where it stands in the text.  For a programmer: what the readers of all dialects share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jixiao.model import NOTHING_SAID, Area, Text
from jixiao.model.documents import DocumentTable, Piece, Place

# Lines looked at to tell one cell a line from one row a line.
_SAMPLE = 40


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


def one_cell_a_line(lines: Sequence[Line], at: int) -> bool:
    """Whether the lines from here have a tab in front and none inside, but for a few."""
    if not lines[at].text.startswith("\t"):
        return False
    sample = [line for line in lines[at : at + 3 * _SAMPLE] if line.tabbed][:_SAMPLE]
    single = sum("\t" not in line.text[1:] and line.text.startswith("\t") for line in sample)
    return single * 2 > len(sample)


def laid_out(rows: list[dict[int, Cell]], merges: list[Area], line: int, doubt: Text = NOTHING_SAID) -> DocumentTable:
    """A table of rows that say which column (from 1) each cell stands in; row numbers count from 1."""
    pieces = {
        (number, column): Piece(cell.text, Place(line=cell.line), cell.doubt)
        for number, row in enumerate(rows, 1) for column, cell in row.items() if cell.text
    }
    return DocumentTable(pieces, Place(line=line), tuple(merges), doubt)
