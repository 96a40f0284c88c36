"""The ruling lines of a printed page, and the grids that they draw.

For an accountant: PDF 里的表只是一些线，这里按线还原成格子，合并的格子也还原.
For a programmer: lines that touch are one lattice; fields without a line between them are one cell, so that a
border that is missing (open sides, a row cut by the page's end) costs nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jixiao.model import Area

# Points: lines closer than this are one; ends that miss each other by less touch.
_SAME, _TOUCH = 1.6, 3.0
# As much of a side must be ruled for it to be a border.
_RULED = 0.6
_LEAST = 4.0
# Of one page; more is a hatched drawing.
_MOST_COLUMNS, _MOST_ROWS = 120, 500


class Ruling(NamedTuple):
    """A line: ``at`` is its y (or x), it runs from ``start`` to ``end``."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Lattice:
    """A grid on a page.

    Attributes:
        xs, ys: its lines from left to right and from top to bottom, in points.
        areas: the cells, on the grid, from 1.
        open_above, open_below: there is no line at its top, or bottom.
        ragged: cells that are no rectangles were taken as the rectangles around them.
    """

    xs: list[float]
    ys: list[float]
    areas: list[Area]
    open_above: bool
    open_below: bool
    ragged: bool
    _owners: dict[tuple[int, int], int]

    @property
    def size(self) -> float:
        """The room that it takes, in square points."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def cell_at(self, x: float, y: float) -> int | None:
        """The index of the cell at a point of the page, None outside."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        column = min(bisect_right(self.xs, x), len(self.xs) - 1)
        row = min(bisect_right(self.ys, y), len(self.ys) - 1)
        return self._owners[row, column]


def lattices(horizontal: Iterable[Ruling], vertical: Iterable[Ruling]) -> list[Lattice]:
    """The grids of a page, from top to bottom; a frame around text is none."""
    across, down = _joined(horizontal), _joined(vertical)
    found = []
    for group_across, group_down in _touching(across, down):
        lattice = _lattice(group_across, group_down)
        if lattice is not None and len(lattice.areas) > 1:
            found.append(lattice)
    return sorted(found, key=lambda each: (each.ys[0], each.xs[0]))


def _joined(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Pieces of the same line as one; lines that lie on each other as one."""
    listed = sorted(rulings)
    groups: list[list[Ruling]] = []
    for each in listed:
        if groups and each.at - groups[-1][-1].at <= _SAME and each.at - groups[-1][0].at <= 2 * _SAME:
            groups[-1].append(each)
        else:
            groups.append([each])
    joined: list[Ruling] = []
    for group in groups:
        at = sum(each.at for each in group) / len(group)
        pieces = sorted(group, key=lambda each: each.start)
        start, end = pieces[0].start, pieces[0].end
        for each in pieces[1:]:
            if each.start > end + _TOUCH:
                joined.append(Ruling(at, start, end))
                start = each.start
                end = each.end
            end = max(end, each.end)
        joined.append(Ruling(at, start, end))
    return [each for each in joined if each.end - each.start >= _LEAST]


def _touching(across: Sequence[Ruling], down: Sequence[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Lines in groups that hang together; those that cross none are left out."""
    leader = list(range(len(across) + len(down)))

    def first(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    heights = [each.at for each in across]
    for number, line in enumerate(down, len(across)):
        for other in range(bisect_left(heights, line.start - _TOUCH), bisect_right(heights, line.end + _TOUCH)):
            if across[other].start - _TOUCH <= line.at <= across[other].end + _TOUCH:
                leader[first(number)] = first(other)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for index in range(len(leader)):
        pair = groups.setdefault(first(index), ([], []))
        if index < len(across):
            pair[0].append(across[index])
        else:
            pair[1].append(down[index - len(across)])
    return [pair for pair in groups.values() if pair[0] and pair[1]]


def _places(lines: Sequence[Ruling], crossing: Sequence[Ruling]) -> list[float]:
    """Where lines are, and where those that cross them end beyond the first and the last."""
    places = sorted({each.at for each in lines})
    merged = [places[0]]
    for each in places[1:]:
        if each - merged[-1] > _SAME:
            merged.append(each)
    start, end = min(each.start for each in crossing), max(each.end for each in crossing)
    if merged[0] - start > _LEAST:
        merged.insert(0, start)
    if end - merged[-1] > _LEAST:
        merged.append(end)
    return merged


def _lattice(across: list[Ruling], down: list[Ruling]) -> Lattice | None:
    xs, ys = _places(down, across), _places(across, down)
    if not 2 <= len(xs) <= _MOST_COLUMNS or not 2 <= len(ys) <= _MOST_ROWS:
        return None
    below = _borders(across, ys, xs)  # (row, column) whose lower side is ruled; row 0 is above the first
    right = _borders(down, xs, ys)
    owners = _cells(len(ys) - 1, len(xs) - 1, below, right)
    members: dict[int, list[tuple[int, int]]] = {}
    for place, owner in owners.items():
        members.setdefault(owner, []).append(place)
    areas: list[Area] = []
    ragged, renamed = False, {}
    for owner, places in members.items():
        of_rows, of_columns = [row for row, _ in places], [column for _, column in places]
        area = Area(min(of_rows), min(of_columns), max(of_rows), max(of_columns))
        ragged = ragged or len(places) != (area.bottom - area.top + 1) * (area.right - area.left + 1)
        renamed[owner] = len(areas)
        areas.append(area)
    columns = len(xs) - 1
    return Lattice(
        xs, ys, areas, sum((0, column) in below for column in range(1, columns + 1)) * 2 < columns,
        sum((len(ys) - 1, column) in below for column in range(1, columns + 1)) * 2 < columns,
        ragged, {place: renamed[owner] for place, owner in owners.items()},
    )  # fmt: skip


def _borders(lines: Sequence[Ruling], places: Sequence[float], fields: Sequence[float]) -> set[tuple[int, int]]:
    """(index of the place, number of the field from 1) where a line runs along most of the field."""
    ruled: dict[tuple[int, int], float] = {}
    for line in lines:
        nearest = min(range(len(places)), key=lambda index: abs(places[index] - line.at))
        for number in range(max(1, bisect_right(fields, line.start) - 1), len(fields)):
            if fields[number - 1] > line.end:
                break
            shared = min(line.end, fields[number]) - max(line.start, fields[number - 1])
            if shared > 0:
                ruled[nearest, number] = ruled.get((nearest, number), 0) + shared
    return {(place, number) for (place, number), length in ruled.items() if length >= _RULED * (fields[number] - fields[number - 1])}


def _cells(rows: int, columns: int, below: set[tuple[int, int]], right: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Which fields are one: those with no line between them.  ``right`` is (column, row)."""
    owners: dict[tuple[int, int], int] = {}
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            if (row, column) in owners:
                continue
            owner = len(owners)
            owners[row, column] = owner
            waiting = [(row, column)]
            while waiting:
                r, c = waiting.pop()
                for near, parted in (
                    ((r + 1, c), (r, c) in below), ((r - 1, c), (r - 1, c) in below),
                    ((r, c + 1), (c, r) in right), ((r, c - 1), (c - 1, r) in right),
                ):  # fmt: skip
                    if not parted and near not in owners and 1 <= near[0] <= rows and 1 <= near[1] <= columns:
                        owners[near] = owner
                        waiting.append(near)
    return owners
