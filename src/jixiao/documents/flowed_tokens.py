"""The pieces of a printed page between blanks, and how pieces of one cell are joined again.

For an accountant: 「年初预算（万」 and 「元）」 are one heading that was broken over two lines.  For a programmer: a token
knows its line and whether it begins it; ``joined`` puts tokens together as they were printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jixiao.documents.text_lines import Line

_OPENING, _CLOSING = "（([【《“", "）)]】》”"
_PAIRS = dict(zip(_CLOSING, _OPENING, strict=True))


class Token(NamedTuple):
    """A piece of a line without blanks inside.

    Attributes:
        text: as written; line: its number in the file; first, last: whether it begins or ends its line.
        after_gap: whether an empty line stands before its line.
    """

    text: str
    line: int
    first: bool
    last: bool
    after_gap: bool

    @property
    def alone(self) -> bool:
        """Whether its line holds nothing else."""
        return self.first and self.last


def tokens_of(lines: Sequence[Line]) -> list[Token]:
    """The tokens of some lines."""
    found: list[Token] = []
    gap = True
    for line in lines:
        parts = line.text.split()
        found += [Token(part, line.number, n == 0, n == len(parts) - 1, gap) for n, part in enumerate(parts)]
        gap = not parts
    return found


def joined(tokens: Sequence[Token]) -> str:
    """The text of tokens that are one cell: broken lines are closed up, blanks inside a line stay."""
    text = ""
    for before, token in zip((None, *tokens), tokens, strict=False):
        if before is not None and (before.line == token.line or _both_latin(text, token.text)):
            text += " "
        text += token.text
    return text


def _both_latin(left: str, right: str) -> bool:
    return bool(left) and left[-1].isascii() and left[-1].isalpha() and right[0].isascii() and right[0].isalpha()


def open_brackets(text: str) -> int:
    """How many brackets and quotation marks of a text have no partner.

    >>> open_brackets("年初预算（万"), open_brackets("县（市、区）"), open_brackets("元）")
    (1, 0, 1)
    """
    stack: list[str] = []
    alone = 0
    for char in text:
        if char in _OPENING:
            stack.append(char)
        elif char in _CLOSING:
            if stack and _like(stack[-1], _PAIRS[char]):
                stack.pop()
            else:
                alone += 1
    return len(stack) + alone


def _like(one: str, other: str) -> bool:
    """Round brackets are alike in both widths."""
    return one == other or {one, other} == {"（", "("}


def width(text: str) -> int:
    """How broad a line is printed, in half characters."""
    return sum(2 if ord(char) > 0x2000 else 1 for char in text.strip())
