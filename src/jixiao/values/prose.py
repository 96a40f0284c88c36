"""Figures in running text: how much, of what, and which words stand before them.

For an accountant: 「公务接待费支出10.83万元」 is 10.83 万元 of 公务接待费支出; 「近7.3万台件」 is about so many, and never proves
a sum wrong.  Dates, numberings, document numbers and telephone services are no figures.
For a programmer: ``figures`` reads one sentence, folded sign by sign by ``fold`` so that places stay what they are.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from jixiao.values.kinds import NO_UNIT, Unit
from jixiao.values.numerals import decimal
from jixiao.values.parser import terminal
from jixiao.values.units import unit

# One sign for one: what is found can be quoted from the text as it was written.
_FOLDING = str.maketrans(
    "０１２３４５６７８９％．():;﹪\u3000\xa0\t", "0123456789%.（）：；%   ",
)
_NUMBER = re.compile(r"(?<![\dA-Za-z.])(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,8})?(?![\d.])")
# A full-width comma separates, a plain one between three digits groups: 1,234.5 is one figure.
_NO_FIGURE = re.compile(
    r"(?:19|20)\d\d\s*年?\s*[-—~～至到]\s*(?:19|20)\d\d\s*年|(?:19|20)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?"
    r"|(?:19|20)\d\d\s*年(?:度|初|末|底|前)?(?:\s*\d{1,2}\s*[-—~～至到]\s*\d{1,2}\s*月|\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?"
    r"|\d{1,2}\s*[-—~～至到]\s*\d{1,2}\s*月(?!个)|\d{1,2}\s*月\s*\d{1,2}\s*日|\d{1,2}\s*月(?=[份底初末中上下前后至、，。])|\d{1,2}\s*日(?=[前起至、，。）])"
    r"|第\s*\d{1,8}|[〔\[（]\s*(?:19|20)\d\d\s*[〕\]）]\s*(?:第\s*)?\d{0,8}\s*号?|(?<!\d)\d{1,8}\s*号(?![令])|\d\s*[·．]\s*\d{1,4}(?=[”’\"活消国])|\d{1,2}：\d\d(?:：\d\d)?"
    r"|(?:12345|12315|12333|12366|12348|12369|12320|120|119|110|122|315)(?=[平热投举政消中电服系便专])|7\s*[×xX*]\s*24|24\s*小时"
)
_NUMBERING = re.compile(r"\s*(?:[（]\d{1,2}[）]|\d{1,2}[.．、）](?!\d)|\d{1,2}[.．](?=20\d\d\s*年))")
_SCALE = re.compile(r"\s*(万亿|千亿|百亿|亿|千万|百万|十万|万|千|百)?\s*(余|多|来)?\s*")
_ABOUT_BEFORE = re.compile(r"(?:约|近|将近|接近|超过?|逾|突破|不足|不到|不少于|不低于|不超过|至少|大约|约为|高达|多达|达到?近|以上|平均|人均|户均|最高|最低|每\S{0,4})\s*$")
_ABOUT_BEHIND = re.compile(r"\s*(?:余|多(?![为次])|左右|上下|以上|以下|以内|不等|[-—~～至]\s*\d)")
_BOUND_BEFORE = re.compile(r"[≥≤><＞＜＝≧≦±]\s*$|\d\s*[-—~～]\s*$")
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
_CUTS = "，。；、：（）！？《》〔〕,…—\n"
# A short word before the next mark counts something, though the grammar does not list it: 1500万尾，
_OWN_UNIT = re.compile(r"(?![一-鿿]?[以左余多至到和与及等的为是上下内外年月日号中时后前比占])[一-鿿]{1,2}(?=[，。；、（）]|$)")
_QUOTES = str.maketrans("", "", "“”‘’ ")
_BRACKETED_UNIT = re.compile(r"（[套次件批项台个]）")


def fold(text: str) -> str:
    """The text with one way of writing for digits, brackets and signs; every sign stays in its place."""
    folded = text.translate(_FOLDING)
    return _COMMA.sub("，", folded) if "," in folded else folded


class Figure(NamedTuple):
    """A figure in a sentence.

    Attributes:
        text: as written, with its unit; start, end: its place in the folded sentence.
        number: as written; places: its decimals; scale: 万 → 10000 where it stands apart from the unit.
        unit: its unit, ``NO_UNIT`` where none is known.
        about: it is no exact figure (余, 近, 以上, a range, a share for each).
        label: the words before it, from the last mark on, without blanks and quotation marks.
        mark: the mark in front of the label: one of ，、；：（ or "" at the beginning, "0" behind another figure.
        depth: how many brackets it stands in.
    """

    text: str
    start: int
    end: int
    number: Fraction
    places: int
    scale: int
    unit: Unit
    about: bool
    label: str
    mark: str
    depth: int

    @property
    def amount(self) -> Fraction:
        """In the base unit: 元, a share of one, pieces."""
        return Fraction(self.number * self.scale * self.unit.factor)

    @property
    def ulp(self) -> Fraction:
        """The worth of one in its last place, in the base unit."""
        return _last_place(self.scale, self.unit.factor, self.places)

    @property
    def dimension(self) -> str:
        """What its unit measures: "元", "ratio", "批次", "" for none."""
        return self.unit.dimension


@lru_cache(maxsize=512)
def _last_place(scale: int, factor: Fraction, places: int) -> Fraction:
    """A report has many figures and few kinds of them."""
    return Fraction(scale * factor) / Fraction(10) ** places


@cache
def _unit_words() -> re.Pattern[str]:
    return re.compile(terminal("UNIT").pattern)


def _unit_at(text: str, at: int) -> tuple[Unit, int]:
    """The unit that begins there, and where it ends."""
    match = _unit_words().match(text, at)
    if match is None:
        own = _OWN_UNIT.match(text, at)
        return (Unit(own[0], own[0], Fraction(1), known=False), own.end()) if own is not None else (NO_UNIT, at)
    word = match[0]
    end = match.end()
    if (bracket := _BRACKETED_UNIT.match(text, end)) is not None:
        end = bracket.end()
    return unit(word), end


def figures(sentence: str) -> tuple[Figure, ...]:
    """The figures of one folded sentence, from left to right.

    >>> [(each.label, each.text, each.about) for each in figures(fold("2024年收入23万元，其中局机关3万元，惠及群众近7.3万人次"))]
    [('收入', '23万元', False), ('其中局机关', '3万元', False), ('惠及群众近', '7.3万人次', True)]
    """
    hidden = bytearray(len(sentence))
    for match in _NO_FIGURE.finditer(sentence):
        hidden[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    if (numbered := _NUMBERING.match(sentence)) is not None:
        hidden[: numbered.end()] = b"\1" * numbered.end()
    found: list[Figure] = []
    for match in _NUMBER.finditer(sentence):
        if any(hidden[match.start() : match.end()]):
            continue
        found.append(_figure(sentence, match, hidden, found[-1] if found else None))
    return tuple(found)


def _figure(sentence: str, match: re.Match[str], hidden: bytearray, last: Figure | None) -> Figure:
    written = match[0].replace(",", "")
    behind = _SCALE.match(sentence, match.end())
    assert behind is not None
    scale_word = behind[1] or ""
    measure, end = _unit_at(sentence, behind.end())
    if scale_word and measure.known and measure.text:
        measure = unit(scale_word + measure.text)
        scale_word = ""
    if not measure.text:
        end = behind.end() if scale_word or behind[2] else match.end()
    scale = int(unit(scale_word).factor) if scale_word else 1
    begin, mark = _label_begins(sentence, match.start(), hidden, last)
    before = sentence[begin : match.start()]
    about = bool(
        behind[2] or _ABOUT_BEFORE.search(sentence[max(0, match.start() - 8) : match.start()]) or _BOUND_BEFORE.search(sentence[max(0, match.start() - 3) : match.start()])
        or _ABOUT_BEHIND.match(sentence, end)
    )
    amount = decimal(written)
    if sentence[max(0, match.start() - 2) : match.start()][-1:] == "-" and not sentence[max(0, match.start() - 2) : match.start() - 1].strip().isdigit():
        amount = -amount
    opened = sentence.count("（", 0, match.start()) - sentence.count("）", 0, match.start())
    return Figure(
        sentence[match.start() : end].strip(), match.start(), end, amount, len(written.partition(".")[2]), scale,
        measure, about, before.translate(_QUOTES).strip(), mark, max(0, opened),
    )


def _label_begins(sentence: str, end: int, hidden: bytearray, last: Figure | None) -> tuple[int, str]:
    """Where the words before a figure begin, and the mark in front of them."""
    floor = last.end if last is not None else 0
    at = end
    while at > floor:
        sign = sentence[at - 1]
        if sign in _CUTS or hidden[at - 1]:
            return at, "" if hidden[at - 1] else sign
        at -= 1
    return at, "0" if last is not None else ""
