r"""One cell a line with a tab in front, an empty line behind each row: Word turned to text.

For an accountant: the rows are put together again; where joined cells were lost, the columns follow from the headings, or it is said
that they are not sure.  For a programmer: further lines of a cell have no tab; a cell may have empty lines of its own, which is
told from the end of a row by what follows; ``text_columns`` then finds the columns.
"""

from __future__ import annotations

import re

from jixiao.documents.text_columns import columns_found
from jixiao.documents.text_lines import Cell, Line
from jixiao.model import Text
from jixiao.model.documents import DocumentTable

_LONGEST_PART = 12
_OPENS = re.compile(r"附[件表]|表\s?\d|单位[:：]|[（(]单位|说明[:：]|备注[:：]|注[:：]|填表|填报|第.部分|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|.*表$")
_MAY_BELONG = Text("这段文字前面有空行，按同一格续接，请对照原件。", "There is an empty line before this text; it was taken for the same cell. Compare it with the original.")


def read_cells(lines: list[Line], at: int) -> tuple[DocumentTable, int]:
    """The table that begins at ``lines[at]``, and the index of the first line behind it."""
    first = lines[at].number
    rows, end = _rows(lines, at)
    return columns_found(_whole(rows), first), end


def _rows(lines: list[Line], at: int) -> tuple[list[list[Cell]], int]:
    """The cells of each row as they follow each other, and where the table ends."""
    rows: list[list[Cell]] = [[]]
    end = at
    while at < len(lines):
        line = lines[at]
        if line.text.startswith("\t") or (line.tabbed and rows[-1]):
            _take(rows[-1], line)
            at = end = at + 1
        elif not line.blank:
            if not rows[-1]:
                break
            rows[-1][-1] = _longer(rows[-1][-1], line.text)
            at = end = at + 1
        else:
            behind = next((place for place in range(at, len(lines)) if not lines[place].blank), len(lines))
            if behind == len(lines):
                break
            if lines[behind].tabbed:
                rows.append([])
            elif (block := _goes_on(lines, at, behind, rows)) is not None:
                rows[-1][-1] = _longer(rows[-1][-1], block)
                if len(block) > _LONGEST_PART:
                    rows[-1][-1] = rows[-1][-1]._replace(doubt=_MAY_BELONG)
                behind = end = behind + block.count("\n") + 1
            else:
                break
            at = behind
    return [row for row in rows if row], end


def _take(row: list[Cell], line: Line) -> None:
    """One more cell; a further tab inside it is a blank, one in front of continued text belongs to it."""
    if line.text.startswith("\t"):
        row.append(Cell(line.text[1:].replace("\t", " ").strip(), line.number))
    else:
        row[-1] = _longer(row[-1], line.text.replace("\t", " "))


def _longer(cell: Cell, text: str) -> Cell:
    return cell._replace(text=f"{cell.text}\n{text.strip()}".strip())


def _goes_on(lines: list[Line], at: int, behind: int, rows: list[list[Cell]]) -> str | None:
    """The lines from ``behind`` on where they belong to the cell before the empty line, else None."""
    if behind - at > 1 or not rows[-1]:
        return None
    place = behind
    while place < len(lines) and not lines[place].blank and not lines[place].tabbed:
        place += 1
    if place == len(lines) or not lines[place].tabbed:
        return None
    block = "\n".join(line.text.strip() for line in lines[behind:place])
    short = len(block) <= _LONGEST_PART and not block.endswith("。")
    complete = len(rows) > 1 and len(rows[-1]) >= len(rows[-2])
    if _OPENS.match(block) and (short or complete or "\n" not in rows[-1][-1].text):
        return None
    return block if short or not complete else None


def _whole(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Rows without those that empty lines inside empty cells seemed to end: one empty cell alone is no row."""
    found: list[list[Cell]] = []
    for row in rows:
        if found and len(row) == 1 and not row[0].text:
            found[-1] += row
        else:
            found.append(row)
    return found
