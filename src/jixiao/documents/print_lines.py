"""Signs on a printed page, put together to lines and to the text of cells.

For an accountant: PDF 里只有一个个字的位置；按位置连成行，自动折行的接回去，有意换行的保留.
For a programmer: all lengths are points; ``em`` is the size of a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from unicodedata import east_asian_width, normalize

# A wider gap between two signs (in em) parts columns; one wider than a third parts words of Latin letters.
WIDE_GAP = 0.9
_WORD_GAP = 0.25
# Glyphs without a character, as the PDF library writes them.
_UNKNOWN = re.compile(r"\(cid:\d+\)")
# Radicals and compatibility signs look like characters and are none.
_LOOKALIKES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
# What is never torn apart at the end of a line: a number, a Latin word, a sign with its closing punctuation.
_TOKEN = re.compile(r"[0-9A-Za-z.,%‰+\-/]+[%）)，。、；：”》]*|.[，。、；：！？”’》）)％%]*", re.DOTALL)
UNKNOWN = "□"


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
    """A sign as it is written on a keyboard; one without a character becomes □."""
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


def is_wide(sign: str) -> bool:
    """Whether a sign takes an em and not half of one."""
    return east_asian_width(sign) in "WFA"


def width(text: str, em: float) -> float:
    """About how wide a text is printed."""
    return sum(em if is_wide(each) else em / 2 for each in text)


class Laid(NamedTuple):
    """The text of a cell, and whether its last line is full: it may go on elsewhere."""

    text: str
    full: bool


def laid(lines: Sequence[Line], room: float, going_on: str = "") -> Laid:
    """The text of a cell that has ``room`` for a line.

    A line is followed by another because it was full (then they are one) or because somebody wanted it so.
    """
    if len(lines) > 1 and all(len(line.text) == 1 for line in lines):  # written downwards
        return Laid("".join(line.text for line in lines), full=False)
    text = ""
    full = False
    for number, line in enumerate(lines):
        said = line.text
        text = said if not number else joined(text, said) if full else f"{text}\n{said}"
        following = lines[number + 1].text if number + 1 < len(lines) else going_on
        full = is_full(line, following, room)
    return Laid(text, full)


def is_full(line: Line, following: str, room: float) -> bool:
    """Whether what follows begins with something that the line had no room for."""
    token = _TOKEN.match(following)
    wanted = width(token[0] if token else "字", line.em)
    return line.x1 - line.x0 + wanted > room + 0.1 * line.em


def joined(text: str, following: str) -> str:
    """Two pieces of the same text; words of Latin letters are kept apart."""
    apart = text[-1:].isascii() and text[-1:].isalpha() and following[:1].isascii() and following[:1].isalpha()
    return f"{text} {following}" if apart else text + following
