"""Pieces of text put below headings in their order, where what they can be decides: at least cost, and how sure that is.

For an accountant: 「定量 等于 100% 2 2 无」 has one cell less than headings; it is found that the unit is missing, and where
two ways are nearly as good, both columns are named.  For a programmer: dynamic programming over segments of tokens, forward
and backward; the margin of a segment is what the best reading without it costs more.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from jixiao.documents.text_fitting import blank_cost, cost
from jixiao.model import NOTHING_SAID, Text

# What another reading must cost more for this one to be sure.
SURE = 1.0


class Slot(NamedTuple):
    """A column: the field that its heading stands for ("" where unknown) and the heading's words."""

    key: str
    heading: str


class Placed(NamedTuple):
    """Where a text stands: its column, from 1, and why that is not sure."""

    column: int
    doubt: Text = NOTHING_SAID


def unsure(slots: Sequence[Slot], column: int, rival: int) -> Text:
    """Says between which columns a cell was not told for sure."""
    here, there = slots[column - 1].heading, slots[rival - 1].heading
    if column == rival:
        return Text(f"「{here}」一格从哪里到哪里不能确定，请对照原件。", f"Where the cell below “{here}” begins and ends is not sure; compare it with the original.")
    return Text(f"这一格也可能属于「{there}」，现放在「{here}」下，请对照原件。",
                f"This cell may also stand below “{there}”; it was put below “{here}”. Compare it with the original.")


def best_columns(texts: Sequence[str], slots: Sequence[Slot]) -> list[Placed]:
    """One column for each text, in their order, without joining any; there are as many slots as texts or more."""
    count, width = len(texts), len(slots)
    blanks = [blank_cost(slot.key) for slot in slots]
    costs = [[cost(slot.key, text) for slot in slots] for text in texts]
    # forward[i][j]: the first i texts within the first j slots; backward likewise from the ends.
    forward = [[inf] * (width + 1) for _ in range(count + 1)]
    backward = [[inf] * (width + 1) for _ in range(count + 1)]
    forward[0][0] = backward[count][width] = 0.0
    for j in range(1, width + 1):
        for i in range(count + 1):
            take = forward[i - 1][j - 1] + costs[i - 1][j - 1] if i else inf
            forward[i][j] = min(forward[i][j - 1] + blanks[j - 1], take)
    for j in range(width - 1, -1, -1):
        for i in range(count, -1, -1):
            take = backward[i + 1][j + 1] + costs[i][j] if i < count else inf
            backward[i][j] = min(backward[i][j + 1] + blanks[j], take)
    placed: list[Placed] = []
    for i in range(count):
        totals = sorted((forward[i][j] + costs[i][j] + backward[i + 1][j + 1], j + 1) for j in range(width))
        (best, column), (second, rival) = totals[0], totals[1] if width > 1 else (inf, 0)
        placed.append(Placed(column, unsure(slots, column, rival) if second - best < SURE else NOTHING_SAID))
    return placed
