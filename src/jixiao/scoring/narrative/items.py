"""What a goal lists: 「1、…；2、…」 read as the items that it numbers.

For an accountant: 一、 （一） 1. 1、 （1） ① 一是 目标1： begin an item, at the beginning of a line as in the middle of one; in
3.5万, 2024年 and 5.5批次 the figures begin none.  For a programmer: the numbering that comes first in a text divides it,
and what stands inside an item is divided by the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from jixiao.values.numerals import chinese

_HAN = "[一二三四五六七八九十]{1,3}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# 1.2月底前 is the first item, 1.2万 a figure: no month, day or year has decimals.
_DATE_BEHIND = r"(?=20\d\d年|1?\d月(?!\d)|[1-3]?\d日)"
# How items are numbered.  ``n`` is the number.
_STYLES: dict[str, re.Pattern[str]] = {
    "named": re.compile(rf"(?:目标|任务|总目标|重点工作)(?P<n>{_HAN}|\d{{1,2}})\s*[:：、.．]\s*"),
    "chinese": re.compile(rf"(?P<n>{_HAN})[、.．]\s*"),
    "chinese-bracket": re.compile(rf"[(（](?P<n>{_HAN})[)）][、.．]?\s*"),
    "first": re.compile(rf"第?(?P<n>{_HAN})(?:是|要(?!求))(?![否一])[，,:：]?"),
    "bracket": re.compile(r"[(（](?P<n>\d{1,2})[)）][、.．]?\s*"),
    "half-bracket": re.compile(r"(?P<n>\d{1,2})[)）][、.．]?\s*"),
    "circled": re.compile(rf"(?P<n>[{_CIRCLED}])[、.．]?\s*"),
    "number": re.compile(rf"(?P<n>\d{{1,2}})(?:、|\s?[.．](?:{_DATE_BEHIND}|(?!\d)|\s+))\s*"),
}
_NUMERAL = re.compile(rf"[\d一二三四五六七八九十{_CIRCLED}]")
# An item begins a line or follows a sentence; 二是 may follow a comma, and a number that is due any blank.
_BEGINS_LINE = re.compile(r"(?:^|\n)\s*\Z")
_BEHIND_SENTENCE = re.compile(r"[。；;！!：:][”’）)]?\s*\Z")
_BEHIND_BLANK = re.compile(r"(?:\s|[，,、])\s*\Z")
_LEAST = 2
_DEEPEST = 3
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a goal.

    Attributes:
        number: as counted, 三 → 3; None for a text without numbering.
        text: its words without the number.
        parts: what it lists itself.
    """

    number: int | None
    text: str
    parts: tuple[Item, ...] = ()


class _Mark(NamedTuple):
    number: int
    start: int
    end: int


def _counted(words: str) -> int:
    if words in _CIRCLED:
        return _CIRCLED.index(words) + 1
    if words.isdecimal():
        return int(words)
    value = chinese(words)
    return int(value) if value is not None else 0


def _marks(text: str, style: str) -> list[_Mark]:
    """Where items of one numbering begin."""
    found: list[_Mark] = []
    for match in _STYLES[style].finditer(text):
        before = text[max(0, match.start() - 6) : match.start()]
        number, due = _counted(match["n"]), found[-1].number + 1 if found else 1
        if not match.start() or _BEGINS_LINE.search(before):
            fits = bool(number)
        elif _BEHIND_SENTENCE.search(before):
            fits = number == due or (bool(found) and number in {due - 1, due + 1})
        else:
            fits = number == due and _BEHIND_BLANK.search(before) is not None
        if fits:
            found.append(_Mark(number, match.start(), match.end()))
    return found if len(found) >= _LEAST and found[0].number == 1 else []


def _divided(text: str, styles: tuple[str, ...], deep: int) -> Iterator[Item]:
    """The items of the numbering that comes first; nothing where none divides the text."""
    if deep > _DEEPEST or _NUMERAL.search(text) is None:
        return
    by_style = {style: marks for style in styles if (marks := _marks(text, style))}
    if not by_style:
        return
    style = min(by_style, key=lambda each: by_style[each][0].start)
    marks, others = by_style[style], tuple(each for each in styles if each != style)
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        words = text[mark.end : following.start if following else len(text)].strip()
        yield Item(mark.number, words, tuple(_divided(words, others, deep + 1)))


@lru_cache(maxsize=64)
def items(text: str) -> tuple[Item, ...]:
    """The items of a goal, in its order; a text that lists nothing is one item without a number.

    >>> [(item.number, item.text) for item in items("1、抽检3.5万批次。2、办理时间2.5日以内。3、开展宣传")]
    [(1, '抽检3.5万批次。'), (2, '办理时间2.5日以内。'), (3, '开展宣传')]
    >>> [item.text for item in items("1.2月底前印发方案。2.12月底前完成验收")]
    ['2月底前印发方案。', '12月底前完成验收']
    >>> [len(item.parts) for item in items("一、培训：（1）教师；（2）校长。二、采购")], items("提升服务。")
    ([2, 0], (Item(number=None, text='提升服务。', parts=()),))
    """
    words = text[:_LONGEST].strip()
    if not words:
        return ()
    return tuple(_divided(words, tuple(_STYLES), 1)) or (Item(None, words),)
