"""Where the cells of a sheet are after rows or columns came in, went away or were sorted.

For an accountant: 写入以后又插了行、改了表名，撤销仍找得到原来的格子；找不准的不动.  For a programmer: the texts of a row tell it
from others.  ``layout_of`` keeps a short mark of each row, ``Moved`` compares two layouts and answers where a cell is now, or
None where that is not certain.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping
from hashlib import blake2s
from itertools import takewhile
from typing import NamedTuple

from jixiao.excel.areas import Place


class Row(NamedTuple):
    """What tells a row: a mark of each of its texts, and the columns in which they stand."""

    marks: list[str]
    columns: list[int]


# Row number → row.
Layout = dict[int, Row]


def _mark(text: str) -> str:
    return blake2s("".join(text.split()).encode("utf-8", "replace"), digest_size=3).hexdigest()


def _by_row(texts: Mapping[Place, str]) -> dict[int, list[tuple[int, str]]]:
    rows: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for (row, column), text in sorted(texts.items()):
        if text.strip():
            rows[row].append((column, text))
    return rows


def layout_of(texts: Mapping[Place, str]) -> Layout:
    """The layout of a sheet with these texts."""
    return {
        row: Row([_mark(text) for _, text in held], [column for column, _ in held]) for row, held in _by_row(texts).items()
    }


def _whole(layout: Layout) -> dict[int, str]:
    """Row number → all marks of the row, from the top."""
    return {number: "".join(row.marks) for number, row in sorted(layout.items())}


def likeness(before: Layout, texts: Mapping[Place, str]) -> float:
    """How much of a layout is in a sheet: 1 for all."""
    rows, now = Counter(_whole(before).values()), Counter(_whole(layout_of(texts)).values())
    return (rows & now).total() / rows.total() if rows else 0.0


def _alike(before: list[tuple[int, str]], now: list[tuple[int, str]]) -> dict[int, int]:
    """Old row → new row, as long as rows are alike in their order."""
    pairs = takewhile(lambda pair: pair[0][1] == pair[1][1], zip(before, now, strict=False))
    return {old: new for (old, _), (new, _) in pairs}


def _rows_now(before: Layout, now: Layout) -> dict[int, int]:
    """Old row → new row: rows like no other, and those alike from the top and from the bottom, unless the two disagree."""
    old, new = list(_whole(before).items()), list(_whole(now).items())
    counts = [Counter(mark for _, mark in rows) for rows in (old, new)]
    places = {mark: number for number, mark in new}
    unique = {number: places[mark] for number, mark in old if all(count[mark] == 1 for count in counts)}
    down, up = _alike(old, new), _alike(old[::-1], new[::-1])
    agreed = {row: (down | up)[row] for row in down.keys() | up.keys() if down.get(row, up.get(row)) == up.get(row, down.get(row))}
    return agreed | unique


def _shifted(known: Mapping[int, int], order: list[int], at: int) -> int | None:
    """Where a line is now: known, or between known ones that moved alike."""
    if at in known:
        return known[at]
    after = bisect_left(order, at)
    shifts = {known[near] - near for near in order[max(after - 1, 0) : after + 1]}
    return at + shifts.pop() if len(shifts) == 1 else None


class Moved:
    """Where cells are now.

    Args:
        before: the layout that was kept; without any text nothing can be known, and every cell is taken to be where it was.
        texts: the texts of the sheet as it is.

    """

    def __init__(self, before: Layout, texts: Mapping[Place, str]) -> None:
        self._before = before
        self._now = now = layout_of(texts) if before else {}
        self._rows = _rows_now(before, now)
        votes: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for old, new in self._rows.items():
            for column, found in zip(before[old].columns, now[new].columns, strict=False):
                votes[column][found] += 1
        self._columns = {column: counted.most_common(1)[0][0] for column, counted in votes.items()}
        self._row_order, self._column_order = sorted(self._rows), sorted(self._columns)

    def place(self, place: Place) -> Place | None:
        """Where a cell is; None where it is gone or not certain."""
        if not self._before:
            return place
        row = _shifted(self._rows, self._row_order, place[0])
        column = _shifted(self._columns, self._column_order, place[1])
        if row is None or column is None:
            return None
        return (row, column) if place[0] in self._rows or self._same_row(place[0], row) else None

    def _same_row(self, was: int, now: int) -> bool:
        """Whether most of a row's texts are still there: somebody may have written into it since, or it is another row."""
        held = self._before[was].marks if was in self._before else []
        found = set(self._now[now].marks) if now in self._now else set()
        return sum(mark in found for mark in held) * 2 >= len(held)
