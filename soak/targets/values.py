"""The grammar of 指标值 and 完成值: any text is read, in work that grows with its length, and no figure is made up.

For an accountant: 单元格里写什么都不会出错.
For a programmer: work is counted in calls, not in seconds; what a search of one pattern costs is left to the time limit of one input.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from jixiao.values import (
    Direction,
    Quantity,
    Unclear,
    assumed_op,
    comparable,
    compare,
    direction,
    money,
    month_of_heading,
    normalise,
    number,
    parse,
    part_of_whole,
    ratio,
    show,
    unit,
)
from jixiao.values.kinds import Value
from jixiao.values.parser import GRAMMAR

LONGEST = 400
_CASES = Path(__file__).parents[2] / "tests" / "values" / "cases.txt"
_CALLS_AT_ALL, _CALLS_A_SIGN = 5000, 400
_COUNTED_ONCE_IN, _MANY = 64, 1000
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_QUOTED = re.compile(r'"([^"\s]{1,12})"')

WORDS = (
    *dict.fromkeys(_QUOTED.findall(GRAMMAR.read_text("utf-8"))),
    "\u3000", "１", "①", "²", "㎡", "\u0661", "\ud800", "\x00", "1e9", "1,234.56", "2024年12月31日", "百分之九十五", "千分之", "零", "1~2", "＞＝", "\u200b", "'", "=1+1",
)


def seeds() -> Iterator[bytes]:
    """The texts of the tests' own cases."""
    for line in _CASES.read_text("utf-8").splitlines():
        text = line.partition("|")[0].strip()
        if text and not text.startswith("#"):
            yield text.encode()


def calls(text: str) -> int:
    """Calls of Python and C functions while a text is read."""
    count = 0

    def count_call(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(count_call)
    try:
        parse(text)
    finally:
        sys.setprofile(None)
    return count


def hold(text: str) -> None:
    """What holds for any text."""
    value = parse(text)
    assert isinstance(value, Value.__args__), "a value of no known kind"
    once = normalise(text)
    assert normalise(once) == once, "normalising twice changes something"
    assert "None" not in once or "None" in text.translate(_NARROW), "a word of ours in the text"
    if isinstance(value, Unclear):
        assert 0 <= value.position <= len(value.text), "a position outside its text"
    shown = show(value)
    assert isinstance(shown, str), "nothing to show"
    if isinstance(value, Quantity):
        assert any(ch.isdigit() for ch in once) or re.search("[零〇一二两三四五六七八九十半百千万亿]", once), "a figure out of nothing"
        assumed_op(text, value)
        for other in (Quantity("10", Fraction(10)), *map(parse, ("≥10家", "95%", "≤3万元", "15个工作日", "5%", "3起/年"))):
            assert isinstance(other, Quantity), "a unit that is no longer known"
            assert comparable(value, other) == comparable(other, value), "comparing depends on the order"
            one, two = compare(value, other), compare(other, value)
            assert one == (None if two is None else -two), "comparing depends on the order"
    assert isinstance(direction(text), Direction), "no direction"
    assert not isinstance(number(text), str | float), "a figure that is no fraction"
    money(text, "万元")
    ratio(text)
    unit(text)
    part_of_whole(text)
    month_of_heading(text)


def check(data: bytes) -> None:
    """One text, and the work that it takes when it is repeated."""
    text = data.decode("utf-8", "surrogateescape")
    hold(text)
    if text and zlib.crc32(data) % _COUNTED_ONCE_IN == 0:
        many = (text * (_MANY // len(text) + 1))[:_MANY]
        parse(many)  # builds what the first of its kind needs
        # `parse` remembers short texts only
        assert calls(many) <= _CALLS_AT_ALL + _CALLS_A_SIGN * len(many), "work that grows faster than the text"
