"""Ticks: 「√」 below 有可能 means 有可能; 「☑确定能 □有可能」 in one cell means 确定能.

For an accountant: what was chosen, and in which cell.  For a programmer: a Field whose part is the word that the
tick stands for.
"""

from __future__ import annotations

import re
import unicodedata

from jixiao.forms.headings import clean, is_label, mark
from jixiao.forms.view import SheetView, is_filled
from jixiao.model import EMPTY_CELL, Field, Ref

_TICKS = "√✓✔☑■●◉☒✅▣⊙"
_OPEN = "□☐○◯▢"
# What somebody writes where he does not tick.
_DENIED = frozenset({"否", "0", "×", "✗", "✘", "x", "X", "无", "不", "N", "n", "FALSE"})
_AGREED = frozenset({"是", "1", "v", "V", "Y", "y", "对", "有", "TRUE", "选"})
_WORD = rf"[^{_TICKS}{_OPEN}\s、,，;；()（）]+"
# The box stands before each choice, or behind each.
_OPTION = re.compile(rf"(?P<before>[{_TICKS}{_OPEN}])(?P<first>{_WORD})|(?P<second>{_WORD})[(（]?(?P<behind>[{_TICKS}{_OPEN}])")


def _is_denied(text: str) -> bool:
    words = "".join(text.split())
    return words in _DENIED or is_label(words, "placeholder") or (words != "" and set(words) <= set(_OPEN))


def _answers(text: str, own: str) -> str:
    """What a filled cell below a sub-heading says: the sub-heading for a tick, else both."""
    words = "".join(unicodedata.normalize("NFKC", text).split()).strip(_TICKS)
    if not words or words in _AGREED or words == own or _ticked_in(text) == own:
        return own
    return words if mark(words) is not None else f"{own}：{text.strip()}"


def chosen(view: SheetView, row: int, marks: tuple[tuple[str, int], ...]) -> Field:
    """What is ticked in a row among sub-headings given as (word, column); several are joined by 、.

    An untouched row gives the first of these cells as an empty Field.
    """
    found: list[tuple[Field, str]] = []
    for word, column in marks:
        field = view.field(row, column)
        if field.ref.row == row and field.ref.column == column and is_filled(field.cell) and field.text and not _is_denied(field.text):
            found.append((field, _answers(field.text, clean(word)[0])))
    if not found:
        return Field(Ref(view.sheet, row, marks[0][1]), EMPTY_CELL)
    first = found[0][0]
    return Field(first.ref, first.cell, "、".join(answer for _, answer in found))


def _ticked_in(text: str) -> str | None:
    """The words that a tick stands beside in one cell, joined by 、; "" if all boxes are open, None without boxes."""
    words = "".join(unicodedata.normalize("NFKC", text).split())
    if not any(ch in _TICKS + _OPEN for ch in words):
        return None
    options = _OPTION.finditer(words)
    return "、".join(option["first"] or option["second"] for option in options if (option["before"] or option["behind"]) in _TICKS)


def single_choice(field: Field) -> Field:
    """A cell that lists the choices with boxes (√确定能 □有可能), read as what is ticked; any other cell as it is."""
    words = _ticked_in(field.text) if field.cell.kind == "text" else None
    return field if words is None else field._replace(part=words)
