"""Where the cells of a sheet are after rows or columns came in, went away or were sorted.

For an accountant: 写入以后又插了行、改了表名，撤销仍找得到原来的格子；找不准的不动.  For a programmer: the texts of a row tell it
from others.  ``layout_of`` keeps a short mark of each row, ``Moved`` compares two layouts and answers where a cell is now, or
None where that is not certain.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2s
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


def _once(layout: Layout) -> dict[str, int]:
    """All marks of a row → its number, for rows like no other."""
    whole = {number: "".join(row.marks) for number, row in layout.items()}
    counts = Counter(whole.values())
    return {marks: number for number, marks in whole.items() if counts[marks] == 1}


def likeness(before: Layout, texts: Mapping[Place, str]) -> float:
    """How many of the rows like no other are in a sheet: 1 for all."""
    marks = _once(before)
    return len(marks.keys() & _once(layout_of(texts)).keys()) / len(marks) if marks else 0.0


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
        unique = _once(now)
        self._rows = {number: unique[mark] for mark, number in _once(before).items() if mark in unique}
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

    def places(self, places: Iterable[Place]) -> list[Place | None]:
        """The same for several cells."""
        return [self.place(each) for each in places]
