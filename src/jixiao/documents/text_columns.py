"""Which column each cell stands in, where a converter lost what was joined.

For an accountant: rows as long as their heading row stand below it; the sum of points stands below 得分; a cell that may stand
in one column or in another is said to be unsure.  For a programmer: rows are bands below heading rows; a row of another length
inside a band is laid out by what its cells can be (``text_fitting``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from jixiao.documents.flowed_alignment import Slot, best_columns, columns_under
from jixiao.documents.text_headings import Band, band_of, labels_beside, two_rows
from jixiao.documents.text_lines import Cell, laid_out
from jixiao.forms.headings import is_label
from jixiao.model import NOTHING_SAID, Area, Text
from jixiao.model.documents import DocumentTable
from jixiao.values import NotANumber, number

_FEWEST_HEADINGS = 3
_FEW_CELLS = 3
_FEWEST_ROWS, _MOST_OF = 2, 1.6
_MOST_WIDENED = 30
_RUN_TOGETHER = Text("原文几行连在一起，按表头的列数拆开，请对照原件。", "Several rows ran together and were parted by the number of headings; compare them with the original.")
_HEADING_SPAN = Text("这个表头横跨几列不能确定，请对照原件。", "How many columns this heading covers is not sure; compare it with the original.")
_UNEVEN = Text("有的行与表头的格数不同（合并单元格在转换时丢失），已逐格注明。", "Some rows have another number of cells than their headings (joined cells were lost); see the notes of the cells.")


def columns_found(rows: list[list[Cell]], line: int) -> DocumentTable:
    """The table whose rows have these cells, one after the other, without any knowledge of what was joined."""
    parted = _parted(rows)
    layout = _Layout(max((len(row) for row in parted), default=0), _border(parted))
    at = 0
    while at < len(parted):
        at += layout.take(parted, at)
    beside = labels_beside([{column: cell.text for column, cell in row.items()} for row in layout.rows])
    return laid_out(layout.rows, layout.merges + beside, line, _UNEVEN if layout.uneven else NOTHING_SAID)


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row]


def _border(rows: Sequence[Sequence[Cell]]) -> int:
    """Where a second block of indicators begins beside the first, by any heading row of the table."""
    return next((band.border for row in rows if (band := band_of(_texts(row))) is not None and band.border), 0)


def _parted(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Rows that ran together are parted where they are twice, three times … as long as the band."""
    found: list[list[Cell]] = []
    width = 0
    for place, row in enumerate(rows):
        whole = width >= _FEWEST_HEADINGS and len(row) > width and len(row) % width == 0
        if not whole and band_of(_texts(row)) is not None:
            below = two_rows(_texts(row), _texts(rows[place + 1])) if place + 1 < len(rows) else None
            width = below.spans[-1][1] if below else len(row)
        if whole:
            found += [[cell._replace(doubt=_RUN_TOGETHER) for cell in row[at : at + width]] for at in range(0, len(row), width)]
        else:
            found.append(row)
    return found


class _Layout:
    """The rows of a table as they get their columns."""

    def __init__(self, widest: int, border: int) -> None:
        self.widest, self.border = widest, border
        self.rows: list[dict[int, Cell]] = []
        self.merges: list[Area] = []
        self.band: Band | None = None
        self.doubts: dict[int, Text] = {}
        self.uneven = False

    def take(self, rows: list[list[Cell]], at: int) -> int:
        """Lay out a row, and the row below where it holds its sub-headings; says how many rows were taken."""
        upper = rows[at]
        heading = band_of(_texts(upper))
        if heading is None:
            self._row(upper)
            return 1
        lower = rows[at + 1] if at + 1 < len(rows) else []
        both = two_rows(_texts(upper), _texts(lower))
        whole = both.band(_texts(upper), _texts(lower)) if both else None
        both, band = (both, whole) if whole else (None, heading)
        taken = 2 if both else 1
        spans = self._widened(band, rows[at + taken :])
        upper_spans = both.spans if both else tuple((column, column) for column in range(1, len(upper) + 1))
        self._heading(upper, [(spans[left - 1][0], spans[right - 1][1]) for left, right in upper_spans], sure=both is None or both.sure)
        if both:
            self._join_down([(spans[left - 1][0], spans[right - 1][1]) for left, right in both.spans], [cell.text for cell in lower], both.spans)
            self._heading(lower, spans, sure=True)
        return taken

    def _heading(self, cells: Sequence[Cell], spans: Sequence[tuple[int, int]], *, sure: bool) -> None:
        number = len(self.rows) + 1
        self.rows.append({left: cell if sure else cell._replace(doubt=_HEADING_SPAN) for cell, (left, _) in zip(cells, spans, strict=True)})
        joined = {area.left for area in self.merges if area.top <= number <= area.bottom}
        self.merges += [Area(number, left, number, right) for left, right in spans if right > left and left not in joined]

    def _join_down(self, spans: Sequence[tuple[int, int]], lower: Sequence[str], within: Sequence[tuple[int, int]]) -> None:
        """Headings with nothing below them go down over both rows."""
        top = len(self.rows)
        for (left, right), (first, last) in zip(spans, within, strict=True):
            if not any(lower[first - 1 : last]):
                self.merges = [area for area in self.merges if (area.top, area.left) != (top, left)]
                self.merges.append(Area(top, left, top + 1, right))

    def _widened(self, band: Band, below: Sequence[Sequence[Cell]]) -> list[tuple[int, int]]:
        """The columns that each heading covers: more than one where the rows below are all longer."""
        self.band, self.doubts = band, {}
        plain = [(column, column) for column in range(1, band.width + 1)]
        own: list[list[str]] = []
        for row in below:
            if band_of(_texts(row)) is not None:
                break
            if len(row) > _FEW_CELLS and sum(bool(cell.text) for cell in row) > 2:
                own.append(_texts(row))
        usual = Counter(len(row) for row in own).most_common(1)
        width = usual[0][0] if usual and usual[0][1] >= _FEWEST_ROWS and usual[0][1] * _MOST_OF >= len(own) else 0
        if width <= band.width or width > _MOST_WIDENED:
            return plain
        placed = columns_under([row for row in own if len(row) == width], band.slots)
        if placed is None:
            return plain
        slots = [placed[column].column for column in range(width)]
        spans = [(slots.index(slot) + 1, width - slots[::-1].index(slot)) for slot in range(1, band.width + 1)]
        self.doubts = {column: place.doubt for column, place in enumerate(placed, 1) if place.doubt != NOTHING_SAID}
        self.band = Band(band.block, tuple(
            band.slots[slot - 1] if spans[slot - 1][0] == column else Slot("", band.slots[slot - 1].heading) for column, slot in enumerate(slots, 1)))
        return spans

    def _row(self, row: list[Cell]) -> None:
        cells, joined = _placed(row, self.band, len(self.rows) + 1, self.widest, self.border)
        if self.band is not None and len(row) == self.band.width:
            cells = {column: cell._replace(doubt=self.doubts[column]) if column in self.doubts else cell for column, cell in cells.items()}
        self.uneven = self.uneven or any(cell.doubt not in (NOTHING_SAID, _RUN_TOGETHER) for cell in cells.values())
        self.rows.append(cells)
        self.merges += joined


def _placed(row: list[Cell], band: Band | None, number_of_row: int, widest: int, border: int) -> tuple[dict[int, Cell], list[Area]]:
    """The cells of a row by their column, and the cells that are joined again."""
    if band is not None and len(row) != band.width:
        total = _total(row, band, number_of_row)
        if total is not None:
            return total
        if _of_band(row, band):
            return _fitted(row, band), []
    if border and len(row) == _FEW_CELLS and border > 2:  # beside a label, one text for each of the blocks
        return {1: row[0], 2: row[1], border: row[2]}, [Area(number_of_row, 2, number_of_row, border - 1), Area(number_of_row, border, number_of_row, widest)]
    cells = dict(enumerate(row, 1))
    joined = [Area(number_of_row, len(row), number_of_row, widest)] if len(row) <= _FEW_CELLS and len(row) < widest else []
    return cells, joined


def _total(row: list[Cell], band: Band, number_of_row: int) -> tuple[dict[int, Cell], list[Area]] | None:
    """合计 with nothing but a figure, which stands below 得分."""
    filled = [cell for cell in row if cell.text]
    if band.block != "indicator" or not filled or not is_label(filled[0].text, "total"):
        return None
    weight, score = band.place("weight"), band.place("score")
    figures = filled[1:]
    if any(_figure(cell) is False for cell in figures) or not figures:
        return None
    if len(figures) == 1 and score:
        places = [score]
    elif len(figures) == 2 and 0 < weight < score:
        places = [weight, score]
    else:
        return None
    return {1: filled[0], **dict(zip(places, figures, strict=True))}, [Area(number_of_row, 1, number_of_row, places[0] - 1)]


def _figure(cell: Cell) -> bool:
    value = number(cell.text)
    return value is not None and not isinstance(value, NotANumber)


def _of_band(row: list[Cell], band: Band) -> bool:
    """Whether a row of another length is one of the band's rows: long enough, or longer by cells that are empty."""
    if band.block == "fund":
        return len(row) > _FEW_CELLS
    return len(row) > _FEW_CELLS and len([cell for cell in row if cell.text]) > 2


def _fitted(row: list[Cell], band: Band) -> dict[int, Cell]:
    """The cells of a row where they fit best; those that may stand elsewhere say so."""
    kept = list(row)
    while len(kept) > band.width and not kept[-1].text:
        kept.pop()
    filled = [cell for cell in kept if cell.text]
    if len(kept) == band.width:
        return dict(enumerate(kept, 1))
    if len(filled) > band.width:
        doubt = Text(f"这一行有 {len(filled)} 格，表头只有 {band.width} 列，多出的格不知属于哪一列，请对照原件。",
                     f"This row has {len(filled)} cells below {band.width} headings; where the others belong is not known.")
        return {column: cell._replace(doubt=doubt) for column, cell in enumerate(kept, 1)}
    found = best_columns(tuple(cell.text for cell in filled), band.slots)
    return {place.column: cell._replace(doubt=place.doubt if place.doubt != NOTHING_SAID else cell.doubt)
            for place, cell in zip(found, filled, strict=True)}
