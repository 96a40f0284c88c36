"""Dates as limits → Deadline.

For an accountant: 「2024年12月31日前」, 「每年10月前」, 「2024年1月-3月」; a day that no month has is unclear.
For a programmer: from the grammar's ``deadline`` branch to ``kinds.Deadline``; what a deadline allows
is in ``dates``.
"""

from __future__ import annotations

import re
from calendar import monthrange

from lark import Token, Tree

from jixiao.values.kinds import Deadline, Value
from jixiao.values.tokens import (
    CLAUSE,
    DOWNWARD,
    LONGEST_WORDS,
    SIGNS,
    Head,
    Leaves,
    NotThisKindError,
    UnclearError,
    branches,
    leaves_of,
    read_head,
    start,
)

_WITHIN = frozenset({"内", "以内"})  # within a month or year: to its end
_RECURRING = frozenset({"每年", "每年度"})
_FIGURES = re.compile(r"\d+")
_Point = tuple[int | None, int | None, int | None]


def deadline(text: str, found: Tree[Token]) -> Value:
    """A date, a span or a limit; a date that does not exist is unclear."""
    named = branches(found)
    leaves = leaves_of(named["head"]) if "head" in named else []
    year = _year(leaves.pop()) if leaves and leaves[-1].type == "YEAR" else None
    head, recurring = _date_head(leaves)
    date = named["date"]
    points: list[tuple[_Point, bool]] = []
    before, tail, end = head.op in DOWNWARD, "", False
    for part in date.children:
        if isinstance(part, Token):
            if part.type == "YEAR":
                year = _year(part)
            elif part.type == "MONTHS":
                first, last = _numbers(part)
                points += [((year, first, None), False), ((year, last, None), False)]
            elif part.type == "END":
                end = True
        elif part.data == "point":
            points.append(_point(leaves_of(part), year, recurring))
        else:
            before = True
            end = end or (part.children[0] in _WITHIN and points[-1][0][2] is None)
            tail = _date_tail(part)
    (last_year, month, day), point_end = points[-1]
    start: _Point | None = None
    if len(points) == 2:
        start, last_year = _span(points[0][0], (last_year, month, day), date)
    return Deadline(
        text, last_year, month, day, before=before, end=end or point_end, recurring=recurring, start=start,
        prefix=head.prefix, tail=tail,
    )  # fmt: skip


def _date_head(leaves: Leaves) -> tuple[Head, bool]:
    recurring = any(leaf.type == "EVERY" and leaf in _RECURRING for leaf in leaves)
    head = read_head([leaf for leaf in leaves if not (leaf.type == "EVERY" and leaf in _RECURRING)])
    if head.op is not None and head.op not in {"≤", "<", "="}:
        if head.sign in SIGNS:
            raise UnclearError(start(leaves[0]), "operator")
        raise NotThisKindError
    if head.notes:
        raise NotThisKindError
    return head, recurring


def _numbers(leaf: Token) -> list[int]:
    return [int(figures) for figures in _FIGURES.findall(leaf)]


def _year(leaf: Token) -> int:
    (number,) = _numbers(leaf)
    return number if number >= 100 else 2000 + number


def _point(leaves: Leaves, year: int | None, recurring: bool) -> tuple[_Point, bool]:
    """Year, month and day, and whether 底 or 末 follows; ``year`` if the words before name it."""
    month = day = None
    end = False
    for leaf in leaves:
        match leaf.type:
            case "YEAR":
                year = _year(leaf)
            case "MONTH":
                (month,) = _numbers(leaf)
            case "DAY":
                (day,) = _numbers(leaf)
            case "ISODATE":
                year, month, *days = _numbers(leaf)
                day = days[0] if days else None
            case _:
                end = True
    if leaves[0].type == "END" and year is None and not recurring:
        raise NotThisKindError
    if month is not None and day is not None and day > monthrange(year or 2000, month)[1]:
        raise UnclearError(start(leaves[-1]), "date")
    return (year, month, day), end


def _span(first: _Point, last: _Point, date: Tree[Token]) -> tuple[_Point, int | None]:
    """Both ends of a span; a year written once holds for both."""
    year = first[0] if last[0] is None else last[0]
    start = (year if first[0] is None else first[0], first[1], first[2])
    if start[0] == year and (start[1] or 1, start[2] or 1) > (last[1] or 12, last[2] or 31):
        raise UnclearError(_position(date), "date")
    if start[0] is not None and year is not None and start[0] > year:
        raise UnclearError(_position(date), "date")
    return start, year


def _position(branch: Tree[Token]) -> int:
    return min(start(leaf) for leaf in branch.scan_values(lambda leaf: isinstance(leaf, Token)))


def _date_tail(branch: Tree[Token]) -> str:
    first, *rest = branch.children
    words = "" if first in {"前", "之前", "以前", "内", "以内", "止", "截止"} else str(first)
    for part in rest:
        words += "".join(leaves_of(part))
    if len(words) > LONGEST_WORDS or CLAUSE.search(words):
        raise NotThisKindError
    return words
