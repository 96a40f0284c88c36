"""A number and all that stands around it → Quantity.

For an accountant: 「省局平均水平2300元/批次」 is 2300 元/批次 with a benchmark in front of it, 「100%（26家）」
100% of 26 家.  For a programmer: from the grammar's ``quantity`` branch to ``kinds.Quantity``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

from lark import Token, Tree

from jixiao.values.kinds import NO_UNIT, Deadline, Op, Quantity, Unit, Value
from jixiao.values.numerals import chinese, decimal
from jixiao.values.parser import terminal
from jixiao.values.tokens import (
    CLAUSE,
    LONGEST_WORDS,
    UPWARD,
    Head,
    Leaves,
    NotThisKindError,
    UnclearError,
    bound_op,
    branches,
    disagree,
    leaves_of,
    read_head,
    start,
)
from jixiao.values.units import SCALES, unit

_BENCHMARK = re.compile("水平|标准|去年|上年|同期|基准|基数")
_RANK = re.compile(r"第\Z|(?<![提之以])前\Z")
_LIMIT = re.compile("前|之前|以前")
_UNKNOWN_WORD = re.compile(r"(?![完达全的以及左月内约余多不至到])[㐀-鿿A-Za-z]{1,4}\Z")
_NO_UNIT = frozenset("¹²³⁰⁴⁵⁶⁷⁸⁹½¼¾⅓⅔百千万亿")
_MISREAD_GE = frozenset({"工", "Z", "z", '"', "“", "”"})


@dataclass(slots=True)
class Figure:
    """A number with its unit, before anything around it is known."""

    amount: Fraction
    unit: Unit
    unit_word: str = ""
    scale: int = 1
    notes: list[str] = field(default_factory=list)

    @property
    def may_lack_unit(self) -> bool:
        """Whether a word behind the number may be its unit: 零事故 counts nothing."""
        return not self.unit_word and not self.notes


def read_figure(leaves: Leaves) -> Figure:
    """Number, scale and unit, in digits or in Chinese numerals."""
    first = leaves[0]
    if first.type == "COUNTED":
        numeral = terminal("CHINESE").match(first)
        assert numeral is not None
        amount = chinese(numeral[0])
        if amount is None:
            raise NotThisKindError
        return Figure(amount, unit(first[numeral.end() :]), first[numeral.end() :], notes=["chinese-numeral"])
    if first.type == "ZERO":
        return Figure(Fraction(0), NO_UNIT, notes=["chinese-numeral"])
    figure = Figure(decimal(first), NO_UNIT)
    for leaf in leaves[1:]:
        if leaf.type == "SCALE":
            figure.scale = SCALES[leaf]
            figure.amount *= figure.scale
        elif leaf.type == "MORE":
            figure.notes.append("about")
        elif leaf.type == "UNIT":
            figure.unit = unit(leaf)
            figure.unit_word = str(leaf)
    return figure


@dataclass(slots=True)
class _Tail:
    """What stands behind a number."""

    bound: Token | None = None
    base: Quantity | None = None
    words: str = ""
    unknown: str = ""


def _tail(leaves: Leaves, figure: Figure) -> _Tail:
    tail = _Tail()
    words: list[str] = []
    for index, leaf in enumerate(leaves):
        if leaf.type == "BASE" and tail.base is None and not words:
            tail.base = _base(leaf)
        elif leaf.type == "BOUND" and _bounds_the_number(leaf, words, is_last=index == len(leaves) - 1):
            if tail.bound is not None:
                raise NotThisKindError
            tail.bound = leaf
        elif leaf.type == "OVER" and index == 0:
            if len(leaves) == 1 or leaves[1].type != "TAIL":
                raise UnclearError(start(leaf), "unit")
            tail.unknown = "/"
        else:
            words.append(str(leaf))
    tail.words = "".join(words)
    if tail.words and leaves[0].type == "TAIL" and tail.words[0] in _NO_UNIT:
        raise UnclearError(start(leaves[0]), "number")
    if tail.unknown or (figure.may_lack_unit and leaves[0].type == "TAIL"):
        _take_unknown_unit(tail)
    if tail.words and tail.bound is not None and not figure.unit_word and not tail.unknown:
        raise NotThisKindError  # 5以上单位: a unit behind its bound is none
    if len(tail.words) > LONGEST_WORDS or CLAUSE.search(tail.words):
        raise NotThisKindError
    return tail


def _bounds_the_number(leaf: Token, words: list[str], *, is_last: bool) -> bool:
    """Whether 以上 belongs to the number (5家以上, 5家企业以上) and not to words (3次培训县级以上干部)."""
    return not words or (is_last and leaf != "内" and sum(map(len, words)) <= 4)


def _take_unknown_unit(tail: _Tail) -> None:
    """A short word right behind the number, where a unit should be, is a unit that we do not know."""
    if _UNKNOWN_WORD.match(tail.words):
        tail.unknown += tail.words
        tail.words = ""
    elif tail.unknown:
        raise NotThisKindError


def _base(leaf: Token) -> Quantity:
    inner = str(leaf)[1:-1]
    number = re.match(r"[\d.]+", inner)
    assert number is not None
    return Quantity(inner, decimal(number[0]), unit(inner[number.end() :]))


def quantity(text: str, found: Tree[Token]) -> Value:
    """The quantity, or the deadline that 15日前 is; raises where it is a sentence or unclear."""
    whole = found.children[0]
    head = Head()
    if isinstance(whole, Tree) and whole.data == "head":
        head = read_head(leaves_of(whole))
        whole = found.children[1]
    named = branches(cast("Tree[Token]", whole))
    leaves = leaves_of(named["number"])
    figure = read_figure(leaves)
    high = _high(figure, leaves_of(named["high"]), leaves) if "high" in named else None
    tail = _tail(leaves_of(named["tail"]), figure) if "tail" in named else _Tail()
    day = _day_limit(text, head, figure, tail, leaves)
    if day is not None:
        return day
    if figure.notes:
        _forbid_idiom(leaves[0], head, tail)
    op, soft = _comparison(head, tail)
    measure = _unit(head, figure, tail)
    notes = _notes(head, figure, tail, measure, leaves[0] if op is None and high is None else None)
    return Quantity(
        text,
        figure.amount,
        measure,
        op=op,
        high=high,
        base=tail.base,
        prefix=head.prefix,
        tail=tail.words,
        soft=soft,
        strict_words=head.strict_words and op in {">", "<"},
        notes=notes,
    )


def _high(figure: Figure, leaves: Leaves, low: Leaves) -> Fraction:
    """The upper end of a range; its unit and scale serve the lower end too if that has none."""
    upper = read_figure(leaves)
    if figure.unit_word and upper.unit_word and figure.unit != upper.unit:
        raise UnclearError(start(leaves[0]), "unit")
    if figure.scale == 1 and not figure.unit_word:
        figure.amount *= upper.scale
    if upper.unit_word:
        figure.unit, figure.unit_word = upper.unit, upper.unit_word
    figure.notes.clear()  # a range is neither exact nor about
    if figure.amount > upper.amount:
        raise UnclearError(start(low[0]), "number")
    return upper.amount


def _day_limit(text: str, head: Head, figure: Figure, tail: _Tail, leaves: Leaves) -> Deadline | None:
    """15日前, 每月15日前: the day of a month that is not named; and 13月, which is none."""
    if not figure.unit_word and tail.words.startswith("月"):
        raise UnclearError(start(leaves[0]), "date")
    if figure.unit_word != "日" or not _LIMIT.match(tail.words) or head.op is not None:
        return None
    recurring = head.every == ["每月"]
    if figure.amount.denominator != 1 or not 1 <= figure.amount <= 31:
        raise UnclearError(start(leaves[0]), "date")
    limit = cast("re.Match[str]", _LIMIT.match(tail.words))
    return Deadline(
        text, None, None, int(figure.amount), before=True, recurring=recurring,
        prefix="" if recurring else head.prefix, tail=tail.words[limit.end() :],
    )  # fmt: skip


def _forbid_idiom(first: Token, head: Head, tail: _Tail) -> None:
    """Chinese numerals count only where nothing but a count can be meant (三次, not 一次办好)."""
    if first.type != "COUNTED":
        return
    if (head.prefix and not head.every) or tail.words or tail.unknown:
        if head.op is not None and not head.weak:
            return
        raise NotThisKindError


def _comparison(head: Head, tail: _Tail) -> tuple[Op | None, bool]:
    """Operator and softness from both sides of the number."""
    op, soft = head.op, head.soft
    if tail.bound is not None:
        behind = bound_op(tail.bound)
        if behind == "≈":
            soft = True
        if op is None or head.weak:
            op = behind
        elif behind is not None and disagree(op, behind):
            raise UnclearError(start(tail.bound), "operator")
        elif behind != "≈":
            head.notes.append("double-bound")
    if "plus-minus" in head.notes:
        if op in UPWARD:
            raise UnclearError(0 if head.sign is None else start(head.sign), "operator")
        op = op or "≤"
    if op is None and soft:
        op = "≥"
    return op, soft or op == "≈"


def _unit(head: Head, figure: Figure, tail: _Tail) -> Unit:
    """The unit with what 每… in front and an unknown word behind add to it."""
    word = figure.unit_word + tail.unknown
    if head.prefix == "¥":
        head.prefix, word = "", word or "元"
    if head.every:
        shared = word.replace("/(", "/").rstrip(")") + "".join("/" + share.removeprefix("每") for share in head.every)
        if unit(shared).known:
            head.prefix, word = "", shared
    return unit(word) if word != figure.unit_word else figure.unit


def _notes(head: Head, figure: Figure, tail: _Tail, measure: Unit, bare: Token | None) -> frozenset[str]:
    notes = head.notes + figure.notes
    if tail.bound is not None and tail.bound == "内":
        notes.append("bare-within")
    if measure.text.startswith("/"):
        notes.append("incomplete-unit")
    if head.prefix:
        if _BENCHMARK.search(head.prefix):
            notes.append("benchmark")
        if _RANK.search(head.prefix):
            notes.append("rank")
        if head.prefix in _MISREAD_GE:
            notes.append("suspect-operator")
    elif bare is not None and measure.text == "%" and _looks_like_misread_ge(bare, figure):
        notes.append("suspect-operator")
    return frozenset(notes) if notes else _NO_NOTES


_NO_NOTES: frozenset[str] = frozenset()


def _looks_like_misread_ge(number: Token, figure: Figure) -> bool:
    """290% where ≥90% was meant: a leading 2 in front of a share that would make sense alone."""
    if figure.amount <= 200 or number[0] != "2":
        return False
    rest = number[1:]
    return rest[0] != "0" and len(rest.partition(".")[0]) >= 2 and decimal(rest) <= 100
