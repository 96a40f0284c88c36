"""Text → value: what the words of a cell amount to.

For an accountant: 「至少2个以上」 becomes ≥2个 with a remark that the bound is said twice,
「11月底完成100%」 stays a sentence, and 「5..3」 is reported instead of guessed.
For a programmer: the grammar decides what the tokens are; here their meaning is put together.
Text that does not fit is read again as a sentence, unless it begins like a figure: then Unclear.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast

from lark import Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from jixiao.values.deadlines import deadline
from jixiao.values.kinds import Missing, Op, Ordinal, Qualitative, Quantity, Unclear, Value
from jixiao.values.normalise import normalise
from jixiao.values.parser import tree
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


def _parse(text: str) -> Value:
    words = normalise(text)
    if not words:
        return Missing("")
    try:
        return _meaning(words)
    except NotThisKindError:
        return _sentence(words)
    except UnclearError as error:
        return Unclear(words, error.position, error.reason)
    except UnexpectedInput as error:
        return _misfit(words, error)


_cached = lru_cache(maxsize=1 << 15)(_parse)


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
