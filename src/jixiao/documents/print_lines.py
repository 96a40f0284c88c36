"""Signs on a printed page, put together to lines and to the text of cells.

For an accountant: PDF 里只有一个个字的位置；按位置连成行，自动折行的接回去，有意换行的保留.
For a programmer: all lengths are points; ``em`` is the size of a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple
from unicodedata import normalize

# A wider gap between two signs (in em) parts columns; one wider than a third parts words of Latin letters.
WIDE_GAP = 0.9
_WORD_GAP = 0.25
# Glyphs without a character, as the PDF library writes them.
_UNKNOWN = re.compile(r"\(cid:\d+\)")
# Radicals and compatibility signs look like characters and are none.
_LOOKALIKES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
# What is never torn apart at the end of a line: a number, a Latin word, a sign with its closing punctuation.
_TOKEN = re.compile(r"[（(《“‘「\[【]*(?:[0-9A-Za-z.,+/]+-?|.)[，。、；：！？”’》）)％%‰」\]】]*", re.DOTALL)
_LAST_WORD, _FIRST_WORD = re.compile(r"[0-9A-Za-z]+$"), re.compile(r"[0-9A-Za-z]+(\.[0-9]+)?")
# A line may end this much (in em) before its room does.
_GIVEN = 0.25
# Signs that lie over each other by this much (in em) were not meant to be read together.
_OVER = 0.35
UNKNOWN = "\ufffd"


class Sign(NamedTuple):
    """One sign: its text, its rectangle and its size."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.top + self.bottom) / 2


class Line(NamedTuple):
    """Signs that stand in a line, from left to right."""

    signs: tuple[Sign, ...]

    @property
    def x0(self) -> float:
        """Its left end."""
        return self.signs[0].x0

    @property
    def x1(self) -> float:
        """Its right end."""
        return max(each.x1 for each in self.signs)

    @property
    def top(self) -> float:
        """Its upper side."""
        return min(each.top for each in self.signs)

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return max(each.bottom for each in self.signs)

    @property
    def em(self) -> float:
        """The size of its signs."""
        return sorted(each.size for each in self.signs)[len(self.signs) // 2]

    @property
    def text(self) -> str:
        """What it says; wide gaps are one blank."""
        return _spelled(self.signs, one_blank=True)

    @property
    def parted(self) -> str:
        """What it says; wide gaps are two blanks at least, as wide as they are."""
        return _spelled(self.signs, one_blank=False)


def known(text: str) -> str:
    """A sign as it is written on a keyboard; one without a character becomes U+FFFD."""
    text = _UNKNOWN.sub(UNKNOWN, text)
    return _LOOKALIKES.sub(lambda match: normalize("NFKC", match[0]), text).replace("\xa0", " ").replace("\u3000", " ")


def in_lines(signs: Iterable[Sign]) -> list[Line]:
    """Signs in lines, from top to bottom; one that is printed twice for boldness is there once."""
    groups: list[list[Sign]] = []
    middle = 0.0
    for sign in sorted(signs, key=lambda each: (each.middle, each.x0)):
        if groups and sign.middle - middle <= 0.45 * max(sign.size, groups[-1][-1].size):
            groups[-1].append(sign)
            middle += (sign.middle - middle) / len(groups[-1])
        else:
            groups.append([sign])
            middle = sign.middle
    lines = []
    for group in groups:
        kept: list[Sign] = []
        for sign in sorted(group, key=lambda each: (each.x0, each.top)):
            if not any(sign.text == near.text and sign.x0 - near.x0 < 0.25 * (near.x1 - near.x0) for near in kept[-2:]):
                kept.append(sign)
        while kept and not kept[-1].text.strip():
            kept.pop()
        while kept and not kept[0].text.strip():
            kept.pop(0)
        if kept:
            lines.append(Line(tuple(kept)))
    return lines


def _spelled(signs: Sequence[Sign], *, one_blank: bool) -> str:
    pieces: list[str] = []
    last: Sign | None = None
    blank = False
    for sign in signs:
        if not sign.text.strip():
            blank = True
            continue
        if last is not None:
            gap = (sign.x0 - last.x1) / max(sign.size, last.size, 1.0)
            if gap >= WIDE_GAP and not one_blank:
                pieces.append(" " * max(2, min(round(2 * gap), 200)))
            elif blank or gap >= WIDE_GAP or (gap >= _WORD_GAP and last.text.isascii() and sign.text.isascii()):
                pieces.append(" ")
        pieces.append(sign.text)
        last, blank = sign, False
    return "".join(pieces)


def laid(lines: Sequence[Line], room: float) -> str:
    """The text of a cell that has ``room`` for a line.

    A line is followed by another because it was full (then they are one) or because somebody wanted it so.
    """
    if len(lines) > 1 and all(len(line.text) == 1 for line in lines):  # written downwards
        return "".join(line.text for line in lines)
    text = lines[0].text if lines else ""
    for line, following in pairwise(lines):
        text = joined(text, following.text, room / line.em) if is_full(line, following, room) else f"{text}\n{following.text}"
    return text


def is_full(line: Line, following: Line, room: float) -> bool:
    """Whether a line had no room for what the following one begins with."""
    return needs(following) > left(line, room)


def is_crowded(lines: Sequence[Line]) -> bool:
    """Whether signs or lines are printed over each other."""
    over = any(after.x0 < before.x1 - _OVER * before.size for line in lines for before, after in pairwise(line.signs) if before.text.strip() and after.text.strip())
    return over or any(below.signs[0].middle - above.signs[0].middle < (1 - _OVER) * min(above.em, below.em) for above, below in pairwise(lines))


def needs(line: Line) -> float:
    """The width of what a line begins with and what is never torn."""
    token = _TOKEN.match("".join(sign.text for sign in line.signs))
    return sum(sign.x1 - sign.x0 for sign in line.signs[: len(token[0]) if token else 1])


def left(line: Line, room: float) -> float:
    """What is left of the room behind a line."""
    return room - (line.x1 - line.x0) - _GIVEN * line.em


def joined(text: str, following: str, room: float = inf) -> str:
    """Two pieces of the same text; numbers and words of Latin letters are kept apart, but for one too long for ``room`` (in em)."""
    last, first = _LAST_WORD.search(text), _FIRST_WORD.match(following)
    if last is None or first is None or (len(last[0]) + len(first[0])) / 2 > room:
        return text + following
    return f"{text} {following}"
