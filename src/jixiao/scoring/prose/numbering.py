"""Numberings of a report: 一、（一）1.（1） at the beginning of paragraphs, 一是 二是 三是 inside of them.

For an accountant: 一是、二是之后是四是，多半是删了一条没有改号.
For a programmer: a numbering may begin anew anywhere, and one that was interrupted by another may go on; only a number that
continues nothing is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from jixiao.scoring.prose.reading import Report
from jixiao.values.numerals import chinese, in_chinese

_CHINESE = "[一二三四五六七八九十]{1,3}"
_LEFTOVER = re.compile(r"(?:\[bookmark[^\]]*\])?\s*")
# style → (rank, at the beginning of a paragraph); a heading of a higher rank ends the numberings below it.
_HEADS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("第{}部分", 0, re.compile(rf"第({_CHINESE})部分")), ("第{}章", 0, re.compile(rf"第({_CHINESE})章")),
    ("{}、", 1, re.compile(rf"({_CHINESE})、")), ("（{}）", 2, re.compile(rf"（({_CHINESE})）")),
    ("{}.", 3, re.compile(r"(\d{1,2})[.．](?!\d)|(\d{1,2})[.．](?=20\d\d年)")), ("{}、 ", 3, re.compile(r"(\d{1,2})、(?!\d)")),
    ("（{}） ", 4, re.compile(r"（(\d{1,2})）")),
)
_ITEM = re.compile(r"(?:^|(?<=[，。；：、！”）\s]))(?P<is>[一二三四五六七八九十]{1,2})是(?=[^，。；否])")
_INLINE = re.compile(rf"(?:^|(?<=[。；：，]))（(?P<in>{_CHINESE})）(?=[^，。；、）]{{2}})")
_CONTENTS = re.compile(r"(?:…|\.{3,}|·{3,}|\s{2,}|\t)\s*\d{1,3}\s*$|PAGEREF")
_FOLLOWING = re.compile(r"(?<=[。；！”）\s])(\d{1,2})[.．、](?:(?!\d)|(?=20\d\d年))")
_FARTHEST = 3
# How many numbers must have followed the first one in a paragraph before one that comes twice is told.
_RUN = 2
# Ranks of 一是 at the beginning of a paragraph, and of anything inside of one.
_ITEMS, _INSIDE = 5, 9
_MOST = 30


class Gap(NamedTuple):
    """A number that continues no numbering.

    Attributes:
        paragraph: its number in the report; start, end: its place there.
        found: as written (四是); expected: what would continue (三是).
        repeated: the number before comes again.
    """

    paragraph: int
    start: int
    end: int
    found: str
    expected: str
    repeated: bool


class _Mark(NamedTuple):
    style: str
    rank: int
    number: int
    start: int
    end: int


def _number(words: str) -> int | None:
    number = int(words) if words.isdigit() else chinese(words)
    return None if number is None or number > _MOST else int(number)


def _marks(text: str) -> Iterator[_Mark]:
    """The numbers of one paragraph, from left to right."""
    lead = _LEFTOVER.match(text)
    begin = lead.end() if lead else 0
    head_end = begin
    for style, rank, pattern in _HEADS:
        match = pattern.match(text, begin)
        if match is not None and (number := _number(next(filter(None, match.groups())))) is not None:
            yield _Mark(style, rank, number, match.start(), match.end())
            head_end = match.end()
            break
    inside = [("{}是", match, match["is"]) for match in _ITEM.finditer(text)]
    inside += [("（{}）", match, match["in"]) for match in _INLINE.finditer(text) if match.start() >= head_end]
    for style, match, words in sorted(inside, key=lambda found: found[1].start()):
        number = _number(words)
        if number is not None:
            head = match.start() <= begin and style == "{}是"
            yield _Mark(style, _ITEMS if head else _INSIDE, number, match.start(), match.end())


def _said(style: str, number: int) -> str:
    words = str(number) if style in {"{}.", "{}、 ", "（{}） "} else _chinese_words(number)
    return style.strip().format(words)


def _chinese_words(number: int) -> str:
    return in_chinese(Fraction(number)) or str(number)


def gaps(report: Report) -> Iterator[Gap]:
    """Numbers that are left out or come twice."""
    opened: dict[str, list[int]] = {}
    ranks: dict[str, int] = {}
    inside: dict[str, list[int]] = {}
    for paragraph, text in enumerate(report.folded):
        if _CONTENTS.search(text):
            continue
        before, inside = inside, {}
        for mark in _marks(text):
            if mark.rank == _INSIDE:
                gap = _next(inside.setdefault(mark.style, []), mark)
            else:
                due = mark.number - 1
                if due and due in before.get(mark.style, [])[-1:] and due not in opened.get(mark.style, []):  # a converter parted the paragraph before this number
                    inside[mark.style] = [mark.number]
                    continue
                for style in [style for style, rank in ranks.items() if rank > mark.rank]:
                    opened.pop(style, None)
                    ranks.pop(style)
                ranks[mark.style] = mark.rank
                gap = _next(opened.setdefault(mark.style, []), mark)
                inside[mark.style] = [mark.number]
                _go_on(opened[mark.style], mark, text)
                yield from _twice(paragraph, mark, text)
            if gap is not None:
                yield Gap(paragraph, mark.start, mark.end, _said(mark.style, mark.number), _said(mark.style, gap), mark.number == gap - 1)


def _go_on(sequences: list[int], mark: _Mark, text: str) -> None:
    """9、…。10、… in one paragraph: the next one begins with 11、."""
    if mark.style.startswith(("{}.", "{}、 ")) and sequences:
        for match in _FOLLOWING.finditer(text, mark.end):
            if int(match[1]) == sequences[-1] + 1:
                sequences[-1] += 1


def _twice(paragraph: int, mark: _Mark, text: str) -> Iterator[Gap]:
    """1.… 2.… 3.… 3.… 4.… in one paragraph: a number that comes again between the one before and the next."""
    if not mark.style.startswith(("{}.", "{}、 ")):
        return
    number = mark.number
    for match, after in pairwise(_FOLLOWING.finditer(text, mark.end)):
        if int(match[1]) == number and number - mark.number >= _RUN and int(after[1]) == number + 1:
            yield Gap(paragraph, match.start(), match.end(), _said(mark.style, number), _said(mark.style, number + 1), repeated=True)
        elif int(match[1]) == number + 1:
            number += 1


def _next(sequences: list[int], mark: _Mark) -> int | None:
    """Continue a numbering, or begin one; where it does neither, the number that was due."""
    number = mark.number
    for place in range(len(sequences) - 1, -1, -1):
        if sequences[place] == number - 1:
            del sequences[place + 1 :]
            sequences[place] = number
            return None
    if number == 1 or not sequences:
        sequences.append(number)
        return None
    due = sequences[-1] + 1
    missed = 0 < number - due < _FARTHEST or (number == due - 1 and number > 1)
    sequences[-1] = number
    return due if missed else None
