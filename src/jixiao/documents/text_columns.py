"""Which column each cell stands in, where a converter lost what was joined.

For an accountant: rows as long as their heading row stand below it; the sum of points stands below 得分; a cell that may stand
in one column or in another is said to be unsure.  For a programmer: rows are bands below heading rows; a row of another length
inside a band is laid out by what its cells can be (``text_fitting``).
"""

from __future__ import annotations

from dataclasses import dataclass

from jixiao.documents.flowed_alignment import Slot, best_columns
from jixiao.documents.text_lines import Cell, laid_out
from jixiao.forms.headings import Block, clean, is_label, meaning
from jixiao.model import NOTHING_SAID, Area, Text
from jixiao.model.documents import DocumentTable
from jixiao.values import NotANumber, number

_FEWEST_HEADINGS = 3
_FEW_CELLS = 3
_RUN_TOGETHER = Text("原文几行连在一起，按表头的列数拆开，请对照原件。", "Several rows ran together and were parted by the number of headings; compare them with the original.")
_UNEVEN = Text("有的行与表头的格数不同（合并单元格在转换时丢失），已逐格注明。", "Some rows have another number of cells than their headings (joined cells were lost); see the notes of the cells.")


@dataclass(frozen=True, slots=True)
class _Band:
    """A heading row that rules the rows below it: what each of its columns means ("" where unknown)."""

    block: Block
    slots: tuple[Slot, ...]

    @property
    def width(self) -> int:
        return len(self.slots)

    def place(self, *keys: str) -> int:
        """The column (from 1) of the first of these fields; 0 where there is none."""
        return next((index for key in keys for index, slot in enumerate(self.slots, 1) if slot.key == key), 0)


def columns_found(rows: list[list[Cell]], line: int) -> DocumentTable:
    """The table whose rows have these cells, one after the other, without any knowledge of what was joined."""
    parted = _parted(rows)
    widest = max((len(row) for row in parted), default=0)
    placed: list[dict[int, Cell]] = []
    merges: list[Area] = []
    band: _Band | None = None
    uneven = False
    for row in parted:
        heading = _heading(row)
        band = heading or band
        found, joined = _placed(row, band, len(placed) + 1, widest, is_heading=heading is not None)
        uneven = uneven or any(cell.doubt not in (NOTHING_SAID, _RUN_TOGETHER) for cell in found.values())
        placed.append(found)
        merges += joined
    return laid_out(placed, merges, line, _UNEVEN if uneven else NOTHING_SAID)


def _heading(row: list[Cell]) -> _Band | None:
    """The band that a row opens, if it is a row of headings."""
    texts = [cell.text for cell in row]
    blocks: tuple[Block, ...] = ("indicator", "fund")
    for block in blocks:
        found = [meaning(text, block) for text in texts]
        keys = {key for key in (entry and entry[0] for entry in found) if key and key != "remark"}
        proof = {"name"} if block == "indicator" else {"executed", "rate", "budget"}
        if len(keys) >= _FEWEST_HEADINGS and keys & proof and (block == "indicator" or len(keys & proof) > 1):
            return _Band(block, _slots(texts, [entry[0] if entry else "" for entry in found], [entry[1] if entry else 0 for entry in found]))
    return None


def _slots(texts: list[str], keys: list[str], ranks: list[int]) -> tuple[Slot, ...]:
    """One slot a heading; of two for one field the more trusted one has it."""
    best = {key: min(rank for rank, other in zip(ranks, keys, strict=True) if other == key) for key in keys if key}
    taken: set[str] = set()
    slots: list[Slot] = []
    for text, key, rank in zip(texts, keys, ranks, strict=True):
        own = key if key and rank == best[key] and key not in taken else ""
        taken.add(own)
        slots.append(Slot(own, "".join(clean(text)[0].split())))
    return tuple(slots)


def _parted(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Rows that ran together are parted where they are twice, three times … as long as the band."""
    found: list[list[Cell]] = []
    width = 0
    for row in rows:
        opened = _heading(row[:width] if width and len(row) % width == 0 else row) if row else None
        width = len(row) if opened and not (width and len(row) % width == 0 and len(row) > width) else width
        if width >= _FEWEST_HEADINGS and len(row) > width and len(row) % width == 0:
            found += [[cell._replace(doubt=_RUN_TOGETHER) for cell in row[at : at + width]] for at in range(0, len(row), width)]
        else:
            found.append(row)
    return found


def _placed(row: list[Cell], band: _Band | None, number_of_row: int, widest: int, *, is_heading: bool) -> tuple[dict[int, Cell], list[Area]]:
    """The cells of a row by their column, and the cells that are joined again."""
    if band is not None and not is_heading and len(row) != band.width:
        total = _total(row, band, number_of_row)
        if total is not None:
            return total
        if _of_band(row, band):
            return _fitted(row, band), []
    cells = dict(enumerate(row, 1))
    joined = [Area(number_of_row, len(row), number_of_row, widest)] if len(row) <= _FEW_CELLS and len(row) < widest else []
    return cells, joined


def _total(row: list[Cell], band: _Band, number_of_row: int) -> tuple[dict[int, Cell], list[Area]] | None:
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


def _of_band(row: list[Cell], band: _Band) -> bool:
    """Whether a row of another length is one of the band's rows: long enough, or longer by cells that are empty."""
    if band.block == "fund":
        return len(row) > _FEW_CELLS
    return len(row) > _FEW_CELLS and len([cell for cell in row if cell.text]) > 2


def _fitted(row: list[Cell], band: _Band) -> dict[int, Cell]:
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
