"""Heading rows of tables that lost their joined cells: what they mean, and how a second row of sub-headings stands below the first.

For an accountant: 「年度指标值」 above 「符号、数值、单位」 covers all three again.  For a programmer: ``Band`` is what rules the rows
below; ``two_rows`` finds the columns of a heading row from the empty cells of the row below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from math import comb

from jixiao.documents.flowed_alignment import Slot
from jixiao.forms.headings import Block, clean, mark, meaning
from jixiao.forms.level_rows import level_word
from jixiao.model import Area

_FEWEST = 3
_LONGEST_SUB = 14
_OF_NAMES = frozenset({"level1", "level2", "name"})
_MOST_COLUMNS, _MOST_WAYS = 24, 40
_MOST_PARTED, _MOST_GROUPS, _MOST_COMPOSITIONS = 11, 3, 500
_EVEN, _SINGLE, _BORROWED = 0.6, 0.4, 0.2
_FAMILIES = {
    "name": _OF_NAMES, "target": frozenset({"target", "direction", "nature", "unit"}), "actual": frozenset({"actual", "target", "direction", "unit", "score"}),
    "score": frozenset({"score", "weight"}), "reason": frozenset({"reason"}), "outlook": frozenset({"outlook"}),
}
_FIGURE = re.compile(r"[-—/]|-?[\d,.，]+[%％]?")
_ANYWHERE = frozenset({"remark", "unit"})


@dataclass(frozen=True, slots=True)
class Band:
    """A heading row that rules the rows below it: what each of its columns means ("" where unknown)."""

    block: Block
    slots: tuple[Slot, ...]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.slots)

    def place(self, key: str) -> int:
        """The column (from 1) of a field; 0 where there is none."""
        return next((index for index, slot in enumerate(self.slots, 1) if slot.key == key), 0)

    @property
    def border(self) -> int:
        """The first column of a second block of indicators beside the first (中期 | 年度); 0 where there is one block only."""
        names = [index for index, slot in enumerate(self.slots, 1) if _means(slot.heading) == "name" and slot.heading == self.slots[self.place("name") - 1].heading]
        if len(names) != 2 or names[0] != self.place("name"):
            return 0
        second = names[1]
        while second - 2 >= names[0] and _means(self.slots[second - 2].heading) in _OF_NAMES:
            second -= 1
        return second


def _means(text: str) -> str:
    found = meaning(text, "indicator")
    return found[0] if found else ""


def band_of(texts: Sequence[str]) -> Band | None:
    """The band that a row opens, if it is a row of headings."""
    blocks: tuple[Block, ...] = ("indicator", "fund")
    for block in blocks:
        found = [meaning(text, block) for text in texts]
        keys = {entry[0] for entry in found if entry} - {"remark"}
        proof = {"name"} if block == "indicator" else {"executed", "rate", "budget"}
        if len(keys) >= _FEWEST and keys & proof and (block == "indicator" or len(keys & proof) > 1):
            return Band(block, _slots(texts, [entry[0] if entry else "" for entry in found], [entry[1] if entry else 0 for entry in found]))
    return None


def _slots(texts: Sequence[str], keys: Sequence[str], ranks: Sequence[int]) -> tuple[Slot, ...]:
    """One slot a heading; of two for one field the more trusted one has it."""
    best = {key: min(rank for rank, other in zip(ranks, keys, strict=True) if other == key) for key in keys if key}
    taken: set[str] = set()
    slots: list[Slot] = []
    for text, key, rank in zip(texts, keys, ranks, strict=True):
        own = key if key and rank == best[key] and key not in taken else ""
        taken.add(own)
        slots.append(Slot(own, "".join(clean(text)[0].split())))
    return tuple(slots)


@dataclass(frozen=True, slots=True)
class TwoRows:
    """A heading row above sub-headings.

    Attributes:
        spans: first and last column (from 1) of each cell of the upper row.
        sure: whether there was only one way.
    """

    spans: tuple[tuple[int, int], ...]
    sure: bool

    def band(self, upper: Sequence[str], lower: Sequence[str]) -> Band | None:
        """Both rows as one: a sub-heading where there is one, else the heading above."""
        texts, whole = [""] * len(lower), [*lower]
        for text, (left, right) in zip(upper, self.spans, strict=True):
            whole[left - 1] = text  # 总额 below 全年预算数 is the whole of it
            for column in range(left, right + 1):
                texts[column - 1] = lower[column - 1] or text
        return band_of(texts) or band_of(whole)


def is_subheading(texts: Sequence[str]) -> bool:
    """Whether a row can be sub-headings: a few short words without figures, among empty cells."""
    filled = [text for text in texts if text]
    return len(filled) >= 2 and all(
        len(text) <= _LONGEST_SUB and not any(char.isdigit() for char in text) and (level_word(text) is None or _means(text) in _OF_NAMES) for text in filled)


def two_rows(upper: Sequence[str], lower: Sequence[str]) -> TwoRows | None:
    """Where the cells of a heading row stand, when the row below has an empty cell under each that goes down over both; None if it fits not."""
    if len(lower) <= len(upper) or "" in upper[1:] or len(lower) > _MOST_COLUMNS or not is_subheading(lower):
        return None
    runs = [(filled, len(list(cells))) for filled, cells in groupby(lower, key=bool)]
    ways = sorted(_ways(runs, upper, lower), key=lambda way: -way[0])
    if not ways:
        return None
    spans: list[tuple[int, int]] = []
    column = 1
    for width in ways[0][1]:
        spans.append((column, column + width - 1))
        column += width
    return TwoRows(tuple(spans), len(ways) == 1 or ways[0][0] - ways[1][0] >= 1)


def _ways(runs: Sequence[tuple[bool, int]], upper: Sequence[str], lower: Sequence[str]) -> Iterator[tuple[float, tuple[int, ...]]]:
    """How many columns each heading may cover, each way with how well the sub-headings speak for it."""
    if not runs:
        if not upper:
            yield 0.0, ()
        return
    (filled, length), rest = runs[0], runs[1:]
    if not filled:
        if length <= len(upper):
            for score, widths in _ways(rest, upper[length:], lower[length:]):
                yield score, (1,) * length + widths
        return
    for groups in range(1, min(length, len(upper)) + 1):
        for further, following in sorted(_ways(rest, upper[groups:], lower[length:]), reverse=True)[:_MOST_WAYS]:
            for widths in _compositions(length, groups):
                yield further + _speaks(widths, upper, lower), widths + following


def _compositions(length: int, groups: int) -> Iterator[tuple[int, ...]]:
    """All ways to part a run of columns among headings, one at least each; only the even one where they are too many."""
    if groups == 1:
        yield (length,)
        return
    if comb(length - 1, groups - 1) > _MOST_COMPOSITIONS:
        if length % groups == 0:
            yield (length // groups,) * groups
        return
    for first in range(1, length - groups + 2):
        for rest in _compositions(length - first, groups - 1):
            yield (first, *rest)


def _speaks(widths: Sequence[int], upper: Sequence[str], lower: Sequence[str]) -> float:
    """How many sub-headings belong to their headings by their meaning; even parts, and headings over more than one column, are likelier."""
    score = _EVEN if len(set(widths)) == 1 else 0.0
    score -= _SINGLE * sum(width == 1 for width in widths)
    at = 0
    for heading, width in zip(upper, widths, strict=False):
        own = _means(heading)
        family = _FAMILIES.get(own, frozenset())
        said: set[str] = set()
        for sub in lower[at : at + width]:
            key = _means(sub) or mark(sub) or ""
            score -= (key in said and key in family - {"reason", "outlook"}) + _BORROWED * (own == "actual" and key == "target")
            said.add(key)
            score += (key in family) - (bool(key) and key not in family and key not in _ANYWHERE and bool(family))
        at += width
    return score


def parted(upper: Sequence[str], lower: Sequence[str]) -> tuple[float, tuple[int, ...]] | None:
    """Which headings sub-headings in one run belong to, by their meaning alone: how sure, and how many stand below each (0 for none)."""
    if not upper or len(upper) > _MOST_PARTED or len(lower) > _MOST_PARTED:
        return None
    best: tuple[float, tuple[int, ...]] | None = None
    for groups in range(1, min(len(upper), len(lower), _MOST_GROUPS) + 1):
        for places in combinations(range(len(upper)), groups):
            for widths in _compositions(len(lower), groups):
                if any(width == 1 for width in widths):
                    continue
                score = _speaks(widths, [upper[place] for place in places], lower) - (_EVEN if len(set(widths)) == 1 else 0.0)
                if best is None or score > best[0]:
                    below = dict(zip(places, widths, strict=True))
                    best = (score, tuple(below.get(place, 0) for place in range(len(upper))))
    return best


def spans_over(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[int, int, bool]]:
    """Where columns are known: first and last column of each upper heading, and whether it goes down over both rows; empty if they are none."""
    width = max(len(upper), len(lower))
    upper, lower = [*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))]
    if width > _MOST_COLUMNS or not is_subheading(lower) or any(_FIGURE.fullmatch(text) for text in upper):
        return []
    spans: list[tuple[int, int, bool]] = []
    for column, text in enumerate(upper, 1):
        if text:
            right = column
            while lower[column - 1] and right < width and not upper[right] and lower[right]:
                right += 1
            spans.append((column, right, not lower[column - 1]))
    covered = [""] * width
    for left, right, _ in spans:
        for column in range(left, right + 1):
            covered[column - 1] = lower[column - 1] or upper[left - 1]
    return spans if any(right > left for left, right, _ in spans) and band_of(covered) is not None else []


def labels_beside(rows: Sequence[dict[int, str]]) -> list[Area]:
    """Labels beside lines of money (2024年 | 合计, 其中…) go down over the rows whose own label is empty."""
    merges: list[Area] = []
    names = 0
    open_at: dict[int, int] = {}
    for number, row in enumerate([*rows, {}], 1):
        band = band_of([row.get(column, "") for column in range(1, max(row) + 1)]) if row else None
        within = names and bool(row.get(names)) and any(_FIGURE.fullmatch(row.get(column, "")) for column in row if column > names)
        if band is not None or not within:
            merges += [Area(top, column, number - 1, column) for column, top in open_at.items() if number - 1 > top]
            open_at, names = {}, 0
            if band is not None and band.block == "fund":
                amounts = next((column for column, slot in enumerate(band.slots, 1) if slot.key), 0)
                names = max((column for column in row if column < amounts and row[column]), default=0)
            if names <= 1:
                names = 0
            continue
        for column in range(1, names):
            if row.get(column):
                top = open_at.get(column)
                if top is not None and number - 1 > top:
                    merges.append(Area(top, column, number - 1, column))
                open_at[column] = number
    return merges
