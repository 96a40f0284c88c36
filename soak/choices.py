"""Bytes read as a row of choices, so that a fuzzer that knows only bytes builds tables, packages and sentences.

For an accountant: 无.  For a programmer: a byte changed is a choice changed, and nearby inputs build nearby
things; when the bytes are used up every choice is the first one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Kind = TypeVar("Kind")


class Choices:
    """The choices that some bytes make."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> bool:
        """Whether any byte is left."""
        return self._at < len(self._data)

    def raw(self, length: int) -> bytes:
        """The next bytes as they are, fewer where there are not so many."""
        piece = self._data[self._at : self._at + length]
        self._at += length
        return piece

    def below(self, most: int) -> int:
        """A number from 0 to ``most`` - 1; two bytes where one cannot say it, four where two cannot."""
        size = 1 if most <= 1 << 8 else 2 if most <= 1 << 16 else 4
        return int.from_bytes(self.raw(size), "little") % most if most > 1 else 0

    def pick(self, options: Sequence[Kind]) -> Kind:
        """One of some things."""
        return options[self.below(len(options))]

    def one_in(self, number: int) -> bool:
        """True once in ``number``; never where nothing is left."""
        return self.left and self.below(number) == number - 1

    def text(self, longest: int = 24) -> str:
        """Any text, lone surrogates and control characters included."""
        return self.raw(self.below(longest + 1)).decode("utf-8", "surrogateescape")


def chosen(options: Sequence[object], index: int) -> bytes:
    """The bytes that make ``Choices.pick`` take the option of that index: for seeds."""
    size = 1 if len(options) <= 1 << 8 else 2
    return index.to_bytes(size, "little") if len(options) > 1 else b""
