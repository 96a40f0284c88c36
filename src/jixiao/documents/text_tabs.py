r"""A row a line, its cells separated by tabs, as from a spreadsheet that was saved or copied as text.

For an accountant: the columns are those of the text; a row that was broken over two lines is joined again, and it is said so.
For a programmer: a table ends where a line without tabs follows an empty line, or opens something else.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from jixiao.documents.text_headings import labels_beside, spans_over
from jixiao.documents.text_lines import Cell, Line, laid_out, one_cell_a_line
from jixiao.forms.level_rows import level_word
from jixiao.model import NOTHING_SAID, Area, Text
from jixiao.model.documents import DocumentTable

# Rows are joined again only where most rows of a table are as long as one another.
_USUAL = 3
_MOST_GLUED = 4
_LONGEST_LEVEL_ROW = 24
_GLUED = Text("这一行在文本里断成了几行，已接上，请对照原件。", "This row was broken over several lines and was joined again; compare it with the original.")
_OPENS = re.compile(r"附[件表]|表\s?\d|注[:：]|说明[:：]|备注[:：]|填表|第.部分|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|.{0,30}表$")


class _Row(list[Cell]):
    """The cells of one row, from the first column."""


def read_tabs(lines: list[Line], at: int) -> tuple[DocumentTable, int]:
    """The table that begins at ``lines[at]``, and the index of the first line behind it."""
    rows: list[_Row] = []
    first = lines[at].number
    end = at
    while at < len(lines):
        line = lines[at]
        if line.blank:
            at += 1
            continue
        if (not line.tabbed and not _belongs(lines, end, at)) or (rows and at > end and one_cell_a_line(lines, at)):
            break
        row, at = _row(lines, at)
        rows.append(row)
        end = at
    whole = _rejoined(rows)
    return laid_out([dict(enumerate(row, 1)) for row in whole], _joined(whole), first), end


def _joined(rows: list[_Row]) -> list[Area]:
    """Headings that cover several columns, or two rows, as the sub-headings below them show."""
    merges = labels_beside([{column: cell.text for column, cell in enumerate(row, 1)} for row in rows])
    for top, (upper, lower) in enumerate(pairwise(rows), 1):
        spans = spans_over([cell.text for cell in upper], [cell.text for cell in lower])
        merges += [Area(top, left, top + down, right) for left, right, down in spans if right > left or down]
    return merges


def _belongs(lines: list[Line], end: int, at: int) -> bool:
    """Whether a line without tabs is a row of the table: right between two rows, and no title of something else."""
    text = lines[at].text.strip()
    between = end == at and at + 1 < len(lines) and lines[at + 1].tabbed
    level = level_word(text) is not None
    return (between and not _OPENS.match(text)) or (level and len(text) <= _LONGEST_LEVEL_ROW)


def _row(lines: list[Line], at: int) -> tuple[_Row, int]:
    """The cells of the row at ``at``; a cell in quotation marks may go on over lines, as spreadsheets write it."""
    number, text = lines[at]
    at += 1
    while _open_quote(text) and at < len(lines) and not lines[at].blank:
        text += "\n" + lines[at].text
        at += 1
    return _Row(Cell(_unquoted(part.strip()), number) for part in text.split("\t")), at


def _open_quote(text: str) -> bool:
    last = text.rsplit("\t", 1)[-1]
    return last.startswith('"') and last.count('"') % 2 == 1


def _unquoted(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"' and ("\n" in text or '""' in text):
        return text[1:-1].replace('""', '"').strip()
    return text


def _rejoined(rows: list[_Row]) -> list[_Row]:
    """Rows that were broken inside a cell: together as long as the others, with the cell at the break in both."""
    usual = _usual(rows)
    found: list[_Row] = []
    at = 0
    while at < len(rows):
        count = _parts(rows, at, usual) if usual else 1
        found.append(_glued(rows[at : at + count]) if count > 1 else rows[at])
        at += count
    return found


def _usual(rows: list[_Row]) -> int:
    """How many cells most rows have; 0 where no number of cells prevails."""
    counted = Counter(len(row) for row in rows if len(row) > 2)
    width, times = max(counted.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return width if times >= _USUAL and times * 2 > len(rows) else 0


def _parts(rows: list[_Row], at: int, usual: int) -> int:
    """Over how many lines the row at ``at`` goes (1 where it is whole)."""
    total = len(rows[at])
    if total >= usual or not rows[at][-1].text:
        return 1
    for count in range(2, _MOST_GLUED + 1):
        if at + count > len(rows) or len(rows[at + count - 1]) >= usual or not rows[at + count - 1][0].text:
            return 1
        if level_word(rows[at + count - 1][0].text) is not None:
            return 1
        total += len(rows[at + count - 1]) - 1
        if total == usual:
            return count
    return 1


def _glued(parts: list[_Row]) -> _Row:
    whole = _Row(parts[0])
    for part in parts[1:]:
        whole[-1] = Cell(f"{whole[-1].text}\n{part[0].text}", whole[-1].line, _GLUED)
        whole += part[1:]
    return _Row(cell._replace(doubt=_GLUED) if cell.text and cell.doubt == NOTHING_SAID else cell for cell in whole)
