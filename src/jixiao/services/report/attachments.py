"""The filled tables behind the report, as native Word tables: what stands in the workbook, cell by cell.

For an accountant: 附件就是工作簿里填好的表，合并单元格照旧，长表每页重复表头.
For a programmer: a `Grid` becomes one table, or two where the heading of the indicators stands further down, since Word
repeats leading rows only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from jixiao.model import Area, Grid
from jixiao.reports.word.content import Block, Paragraph, Piece, WordCell, WordTable, body
from jixiao.services.blanks.rows import SENTINEL
from jixiao.services.report.material import Material, Source, is_department

_NUMBER_ONLY = re.compile(r"附件?[\d一二三四五六七八九十]+[:：]?|附表[\d一二三四五六七八九十]*[:：]?")
# The line below the rows of a blank form that says whether the weights add up.
_AID = re.compile(r"核对：分值合计")
_WITH_INDICATORS = (1, 2)
_MOST_ROWS = 1000
_LONG_TEXT = 14
_NAME = 10
_NARROW, _WIDE = 4.0, 26.0
_SIZE = 9.0


class Attached(NamedTuple):
    """One sheet that is attached.

    Attributes:
        title: as the sheet has it; whose: which of several projects it is about.
        headings: rows of headings that are repeated, first and last, 0 for none.
        rank: its place among the attachments.
    """

    source: Source
    sheet: str
    title: str
    whose: str
    headings: tuple[int, int]
    rank: int


def _attached(material: Material) -> list[Attached]:
    """The sheets behind the report, each once: basic data, the department's table, its projects, other statements."""
    found: list[Attached] = []
    for one in material.statements:
        sheet = one.assessed.statement
        if any({"opening", "income", "closing"} <= set(line.figures) for line in sheet.lines):
            continue  # it stands in the report
        blocks = {line.block for line in sheet.lines}  # of several, none of the headings is that of a whole page
        rows = [field.ref.row for field in sheet.columns.values()] if len(blocks) == 1 and len({key.partition(".")[0] for key in sheet.columns}) == 1 else []
        basic = any("final" in line.figures for line in sheet.lines)
        found.append(Attached(one.source, sheet.sheet, sheet.title or sheet.sheet, "", (min(rows), max(rows)) if rows else (0, 0), 0 if basic else 3))
    for told in (*material.main, *material.projects):
        table = told.assessment.table
        rows = [field.ref.row for field in table.columns.values()]
        title = table.title or table.sheet
        found.append(Attached(told.source, table.sheet, title, f"（{told.name}）" if len(material.projects) > 1 and told.name not in title else "", (min(rows), max(rows)) if rows else (0, 0), 1 if is_department(told.assessment) else 2))
    once = {(id(each.source), each.sheet): each for each in reversed(found)}
    return sorted((each for each in found if once[id(each.source), each.sheet] is each), key=lambda each: each.rank)


def _title(each: Attached) -> str:
    return " ".join(each.title.split())


def attachment_list(material: Material) -> Block:
    """附件：1.… 2.…"""
    titles = [_title(each) + each.whose for each in _attached(material)]
    return tuple(body(f"{'附件：' if place == 1 else '　　　'}{place}. {title}") for place, title in enumerate(titles, 1))


def attachments(material: Material) -> Block:
    """Every attached sheet with its number, title and tables."""
    made: list[Piece] = []
    for place, each in enumerate(_attached(material), 1):
        made.append(body(f"附件{place}", look="attachment"))
        made += _sheet(each)
    return tuple(made)


def _without_aids(each: Attached) -> tuple[Grid, Attached]:
    """The sheet without what a blank form has for whoever fills it in: the row to insert above, the sum of weights, rows left empty."""
    grid, (top, bottom) = each.source.grid(each.sheet), each.headings
    texts: dict[int, list[str]] = {}
    for (row, _), cell in grid.cells.items():
        if text := cell.text.strip():
            texts.setdefault(row, []).append(text)
    end = max(texts, default=0)
    of_indicators = range(bottom + 1, end + 1) if top and each.rank in _WITH_INDICATORS else range(0)
    left_out = {row for row, own in texts.items() if len(own) == 1 and (own[0] == SENTINEL or _AID.match(own[0]))} | {row for row in of_indicators if row not in texts}
    new = {row: row - sum(1 for gone in left_out if gone < row) for row in range(1, end + 1)}
    cells = {(new[row], column): cell for (row, column), cell in grid.cells.items() if row in new and row not in left_out}
    merges = []
    for area in grid.merges:
        kept = [new[row] for row in range(area.top, min(area.bottom, end) + 1) if row not in left_out]
        if kept:
            merges.append(Area(kept[0], area.left, kept[-1], area.right))
            if area.top in left_out and (area.top, area.left) in grid.cells:
                cells[kept[0], area.left] = grid.cells[area.top, area.left]
    return replace(grid, cells=cells, merges=tuple(merges)), each._replace(headings=(new.get(top, 0), new.get(bottom, 0)))


def _sheet(each: Attached) -> Block:
    grid, each = _without_aids(each)
    rows = sorted({row for row, _ in grid.cells if grid.cells[row, _].text.strip()})
    columns = sorted({column for _, column in grid.cells if grid.cells[_, column].text.strip()})
    if not rows:
        return ()
    merged = _Merges(grid, rows[-1], columns, each.headings)
    above, first = _words_above(each, grid, rows, merged)
    last, below = _words_below(grid, rows, merged)
    inside = list(range(first, min(last, first + _MOST_ROWS) + 1))
    top, bottom = each.headings
    cut = top if first < top <= last else first
    parts = [part for part in ([row for row in inside if row < cut], [row for row in inside if row >= cut]) if part]
    tables = tuple(merged.table(part, bottom - top + 1 if part[0] == top and top else 0) for part in parts)
    left = (body(f"（其余 {last - inside[-1]} 行见工作簿。）"),) if last > inside[-1] else ()
    return (*above, *tables, *left, *below)


def _alone(grid: Grid, row: int, merged: _Merges) -> str | None:
    """The words of a row that holds one text and nothing beside it; None for any other row."""
    texts = [cell.text.strip() for (at, _), cell in grid.cells.items() if at == row and cell.text.strip()]
    return texts[0] if len(texts) == 1 and not merged.tall(row) else None


def _words_above(each: Attached, grid: Grid, rows: Sequence[int], merged: _Merges) -> tuple[Block, int]:
    made: list[Paragraph] = []
    title = _title(each)
    shown = False
    for place, row in enumerate(rows):
        words = _alone(grid, row, merged)
        if words is None or place >= 6:
            return (tuple(made) if shown else (body(title, look="caption"), *made)), row
        if _NUMBER_ONLY.fullmatch("".join(words.split())):
            continue
        if "".join(words.split()) == "".join(title.split()):
            made.append(body(title, look="caption"))
            shown = True
        else:
            made.append(body(words, look="measure"))
    return tuple(made), rows[-1]


def _words_below(grid: Grid, rows: Sequence[int], merged: _Merges) -> tuple[int, Block]:
    """The last row of the table, and the lines under it (说明：…)."""
    last, words = len(rows), []
    while last > 1 and (text := _alone(grid, rows[last - 1], merged)) is not None and len(text) > _LONG_TEXT:
        words.append(body(text, look="remark"))
        last -= 1
    return rows[last - 1], tuple(reversed(words))


class _Merges:
    """The cells of a sheet with their merges, without columns that hold nothing."""

    def __init__(self, grid: Grid, last_row: int, columns: Sequence[int], headings: tuple[int, int]) -> None:
        self._grid = grid
        self._headings = range(headings[0], headings[1] + 1)
        lengths: dict[int, list[int]] = {}
        for (row, column), cell in grid.cells.items():
            if row > headings[1] > 0 and cell.text.strip():
                lengths.setdefault(column, []).append(len(cell.text))
        # A column of names is flush left, the short ones too.
        self._wordy = {column for column, found in lengths.items() if sorted(found)[len(found) * 4 // 5] > _NAME}
        wide = [area for area in grid.merges if area.top <= last_row]
        self._columns = sorted({*columns, *(column for area in wide for column in (area.left,) if grid.cells.get((area.top, area.left)) is not None and column in columns)})
        self._areas = {(area.top, area.left): area for area in wide}
        self._inside = {(row, column): area for area in wide for row in range(area.top, min(area.bottom, last_row) + 1) for column in self._columns if area.left <= column <= area.right}

    def tall(self, row: int) -> bool:
        """Whether a merge goes from this row into the next or from the one before into it."""
        return any(at == row and area.bottom > area.top for (at, _), area in self._inside.items())

    def table(self, rows: Sequence[int], headings: int) -> WordTable:
        """Some rows as a table; a merge that begins above them begins with them."""
        first, last = rows[0], rows[-1]
        made = tuple(tuple(self._cell(row, place, column, first, last) for place, column in enumerate(self._columns)) for row in range(first, last + 1))
        return WordTable(made, tuple(self._widths(first, last)), headings, _SIZE)

    def _cell(self, row: int, place: int, column: int, first: int, last: int) -> WordCell | None:
        area = self._inside.get((row, column))
        if area is None:
            return self._made(row, column, 1, 1)
        begins = column == next(each for each in self._columns if area.left <= each <= area.right)
        if row != max(area.top, first) or not begins:
            return None
        across = sum(1 for each in self._columns[place:] if each <= area.right)
        return self._made(area.top, area.left, across, min(area.bottom, last) - row + 1)

    def _made(self, row: int, column: int, across: int, down: int) -> WordCell:
        cell = self._grid.cells.get((row, column))
        text = cell.text.strip() if cell is not None else ""
        return WordCell(text, across, down, "left" if len(text) > _LONG_TEXT or (column in self._wordy and row not in self._headings) else "center")

    def _widths(self, first: int, last: int) -> list[float]:
        """By the texts that stand in one column alone: between the longest and the middle one."""
        found: dict[int, list[float]] = {column: [] for column in self._columns}
        for (row, column), cell in self._grid.cells.items():
            area: Area | None = self._areas.get((row, column))
            if first <= row <= last and column in found and cell.text.strip() and (area is None or area.left == area.right):
                found[column].append(max(sum(2 if ord(letter) > 0xFF else 1 for letter in line) / 2 for line in cell.text.split("\n")))
        return [_width(lengths) for lengths in found.values()]


def _width(lengths: list[float]) -> float:
    if not lengths:
        return _NARROW
    lengths.sort()
    return min(max(_NARROW, (lengths[-1] + lengths[len(lengths) // 2]) / 2), _WIDE)
