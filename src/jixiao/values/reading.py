"""Text → value: what the words of a cell amount to.

For an accountant: 「至少2个以上」 becomes ≥2个 with a remark that the bound is said twice,
「11月底完成100%」 stays a sentence, and 「5..3」 is reported instead of guessed.
For a programmer: the grammar decides what the tokens are; here their meaning is put together.
Text that does not fit is read again as a sentence, unless it begins like a figure: then Unclear.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import cast

from lark import Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from jixiao.values.deadlines import deadline
from jixiao.values.kinds import Missing, Op, Ordinal, Qualitative, Quantity, Unclear, Value
from jixiao.values.normalise import normalise
from jixiao.values.numerals import decimal
from jixiao.values.parser import terminal, tree
from jixiao.values.quantities import quantity, read_figure
from jixiao.values.tokens import (
    CLAUSE,
    OPS,
    SIGNS,
    Leaves,
    NotThisKindError,
    UnclearError,
    bound_op,
    branches,
    leaves_of,
)

_LONGEST_CACHED = 256
_BEGINS_LIKE_FIGURE = re.compile(r"[-+±≥≤><=≈]*[\d≥≤><=≈±]")
_BEGINS_LIKE_DATE = re.compile(r"\d{4}年|\d{1,2}月|\d{4}[-./]\d")
_BAD_DAY = re.compile(r"\d+[日号月]")
_GRADES = {"优": 0, "优秀": 0, "良": 1, "良好": 1, "中": 2, "差": 3}
_HEIGHTS = {"高": 0, "低": 2}
_CLASSES = {"一": 0, "二": 1, "三": 2, "四": 3}


def parse(text: str) -> Value:
    """What a text says, whatever it is; never raises.

    >>> quantity = parse("不少于19.44万批次")
    >>> quantity.op, quantity.amount, quantity.unit.text
    ('≥', Fraction(194400, 1), '批次')
    >>> parse("2024年12月31日前").before, parse("/"), parse("≥").reason
    (True, Missing(text='/'), 'operator')
    """
    return _cached(text) if len(text) <= _LONGEST_CACHED else _parse(text)


def is_nothing(text: str) -> bool:
    """Whether a text, which may be long, only says that there is nothing: `parse` would give Missing.

    >>> is_nothing(" —— "), is_nothing("无"), is_nothing("无故障")
    (True, True, False)
    """
    words = normalise(text)
    return not words or terminal("MISSING").fullmatch(words) is not None


def _parse(text: str) -> Value:
    words = normalise(text)
    return (by_shape(words) or by_grammar(words)) if words else Missing("")


_cached = lru_cache(maxsize=1 << 15)(_parse)


# ------------------------------------------------------------------ shapes ----
# Most new texts are a known shape with another number (≥550批次, 3.5万元).  What stands around the number is read by the
# grammar once, with a number of our own in its place.  Left to the grammar is whatever the digits themselves can change:
# dates (年, 月, 日 …, 2024.5底), a number that is joined to letters or to another number, and 290%, a misread ≥90%.
_SHAPE = re.compile(r"([^0-9]{0,8})(?<![-+~.:,/( A-Za-z])([0-9]{1,15}(?:\.[0-9]{1,6})?)(?![-~—–至到.:,/( A-Za-z年月日号底末前内以之])([^0-9]{0,8})")


def by_shape(words: str) -> Quantity | None:
    """The quantity that a normalised text states, if it is made like one that is known; None leaves it to the grammar."""
    found = _SHAPE.fullmatch(words)
    if found is None:
        return None
    before, number, after = found.groups()
    known = _example(before, after, "." in number)
    if known is None or (number[0] == "2" and len(number) > 2):
        return None
    quantity, scale = known
    return replace(quantity, text=words, amount=decimal(number) * scale)


@lru_cache(maxsize=4096)
def _example(before: str, after: str, pointed: bool) -> tuple[Quantity, Fraction] | None:
    """What the grammar makes of such a text, and the amount that a 1 would have in it; None where it is no plain quantity."""
    number = "7.5" if pointed else "7"
    try:
        value = _meaning(before + number + after)
    except (NotThisKindError, UnclearError, UnexpectedInput):
        return None
    if not isinstance(value, Quantity) or value.high is not None or value.base is not None:
        return None
    return value, value.amount / decimal(number)


# ----------------------------------------------------------------- grammar ----


def by_grammar(words: str) -> Value:
    """What a normalised text says, whatever it is."""
    try:
        return _meaning(words)
    except NotThisKindError:
        return _sentence(words)
    except UnclearError as error:
        return Unclear(words, error.position, error.reason)
    except UnexpectedInput as error:
        return _misfit(words, error)


def _meaning(text: str) -> Value:
    """The value of a text that fits the grammar; raises one of the errors above if it does not."""
    found = tree(text, "value")
    match found.data:
        case "quantity":
            return quantity(text, found)
        case "value":
            return _word(text, cast("Tree[Token]", found.children[0]))
        case "deadline":
            return deadline(text, found)
        case "words":
            return _words(text, leaves_of(found.children[0]))
        case "ordinal":
            return _ordinal(text, found)
    return Missing(text)


# -------------------------------------------------------- what does not fit ----


def _misfit(text: str, error: UnexpectedInput) -> Value:
    """A sentence, or Unclear where the text begins like a figure and then goes astray."""
    position = error.pos_in_stream
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    position = len(text) if at_end or position is None else max(0, min(position, len(text)))
    if _BEGINS_LIKE_DATE.match(text):
        return Unclear(text, position, "date") if _BAD_DAY.match(text, position) else _sentence(text)
    if not _BEGINS_LIKE_FIGURE.match(text) or _complete_with_words(text[:position]):
        return _sentence(text)
    return Unclear(text, position, "operator" if text[position : position + 1] in SIGNS else "number")


def _complete_with_words(beginning: str) -> bool:
    """Whether a beginning is a whole quantity with words or a stop behind it (5家企业,)."""
    if not beginning:
        return False
    try:
        value = _meaning(beginning)
    except NotThisKindError:
        return True
    except (UnclearError, UnexpectedInput):
        return False
    if not isinstance(value, Quantity):
        return isinstance(value, Qualitative)
    return bool(
        value.tail or value.base or not value.unit.known or CLAUSE.match(beginning[-1]) or beginning[-1] == "、"
    )


def _sentence(text: str) -> Qualitative:
    """A free sentence with the figures in it as hints."""
    numbers: list[Quantity] = []
    op: Op | None = None
    for piece in tree(text, "sentence").children:
        if isinstance(piece, Token):
            op = OPS.get(piece.type)
            continue
        hint = _hint(leaves_of(piece), op)
        if hint is not None:
            numbers.append(hint)
        op = None
    return Qualitative(text, numbers=tuple(numbers))


def _hint(leaves: Leaves, op: Op | None) -> Quantity | None:
    """One figure of a sentence."""
    try:
        figure = read_figure(leaves)
    except NotThisKindError:
        return None
    bound = bound_op(leaves[-1]) if leaves[-1].type == "BOUND" else None
    return Quantity("".join(leaves), figure.amount, figure.unit, op=op or bound, notes=frozenset(figure.notes))


# --------------------------------------------------------- words and levels ----


def _word(text: str, branch: Tree[Token]) -> Qualitative:
    word = str(branch.children[0])
    match branch.data:
        case "full":
            return Qualitative(text, word, "full")
        case "partial":
            return Qualitative(text, word, "partial")
        case "unmet":
            return Qualitative(text, word, "none")
    return Qualitative(text, word)


def _words(text: str, leaves: Leaves) -> Value:
    """Words without a number: a sentence, unless an operator waits for one."""
    ops = [leaf for leaf in leaves if leaf.type in OPS]
    if ops and (leaves[0] in SIGNS or leaves[-1] in SIGNS):
        return Unclear(text, cast("int", ops[0].end_pos if leaves[0] in SIGNS else ops[-1].end_pos), "operator")
    if ops and len(ops) == len(leaves):
        return Unclear(text, len(text), "operator")
    return Qualitative(text)


def _ordinal(text: str, found: Tree[Token]) -> Value:
    named = branches(found)
    op: Op | None = None
    if "head" in named:
        leaves = leaves_of(named["head"])
        if any(leaf.type not in OPS for leaf in leaves) or len(leaves) > 1:
            raise NotThisKindError
        op = OPS[leaves[0].type]
    level, *bound = leaves_of(named["level"])
    if bound:
        op = bound_op(bound[0]) or op
    if level[0] in _CLASSES:
        return Ordinal(text, "class", _CLASSES[level[0]], op)
    if level in _GRADES:
        return Ordinal(text, "grade", _GRADES[level], op)
    if level in _HEIGHTS:
        return Ordinal(text, "height", _HEIGHTS[level], op)
    return Ordinal(text, "letter", "ABCDE".index(level[0].upper()), op)
