"""Text → value: what the words of a cell amount to.

For an accountant: 「至少2个以上」 becomes ≥2个 with a remark that the bound is said twice,
「11月底完成100%」 stays a sentence, and 「5..3」 is reported instead of guessed.
For a programmer: the grammar decides what the tokens are; here their meaning is put together.
Text that does not fit is read again as a sentence, unless it begins like a figure: then Unclear.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import cast

from lark import Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from jixiao.values.kinds import (
    NO_UNIT,
    Deadline,
    Missing,
    Op,
    Ordinal,
    Qualitative,
    Quantity,
    Unclear,
    Unit,
    Value,
)
from jixiao.values.normalise import normalise
from jixiao.values.numerals import chinese, decimal
from jixiao.values.parser import terminal, tree
from jixiao.values.units import SCALES, unit

OPS: dict[str, Op] = {"GE": "≥", "LE": "≤", "GT": ">", "LT": "<", "EQ": "=", "NEAR": "≈"}
SIGNS = frozenset("≥≤><=≈±")
_UPWARD = frozenset({"≥", ">"})
_DOWNWARD = frozenset({"≤", "<"})

_LONGEST_CACHED = 256
_LONGEST_WORDS = 20  # more around a number than this is a sentence
_CLAUSE = re.compile(r"[,;。!?]")
_BENCHMARK = re.compile("水平|标准|去年|上年|同期|基准|基数")
_BEGINS_LIKE_FIGURE = re.compile(r"[-+±≥≤><=≈]*[\d≥≤><=≈±]")
_BEGINS_LIKE_DATE = re.compile(r"\d{4}年|\d{1,2}月|\d{4}[-./]\d")
_BAD_DAY = re.compile(r"\d+[日号月]")
_LIMIT = re.compile("前|之前|以前")
_UNKNOWN_WORD = re.compile(r"(?!完|达|全|的|以|及|左|月)[㐀-鿿A-Za-z]{1,4}\Z")
_RAISED = frozenset("¹²³⁰⁴⁵⁶⁷⁸⁹½¼¾⅓⅔")
_MISREAD_GE = frozenset({"工", "Z", "z", '"', "“", "”"})
_GRADES = {"优": 0, "优秀": 0, "良": 1, "良好": 1, "中": 2, "差": 3}
_HEIGHTS = {"高": 0, "低": 2}
_CLASSES = {"一": 0, "二": 1, "三": 2, "四": 3}

_Leaves = Sequence[Token]


class _NotThisKindError(Exception):
    """The tokens fit, their meaning does not: a sentence after all."""


class _UnclearError(Exception):
    """The tokens fit, their meaning cannot be right."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(reason)
        self.position = position
        self.reason = reason


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
    except _NotThisKindError:
        return _sentence(words)
    except _UnclearError as error:
        return Unclear(words, error.position, error.reason)
    except UnexpectedInput as error:
        return _misfit(words, error)


_cached = lru_cache(maxsize=1 << 15)(_parse)


def _meaning(text: str) -> Value:
    """The value of a text that fits the grammar; raises one of the errors above if it does not."""
    found = tree(text, "value")
    match found.data:
        case "quantity":
            return _quantity(text, found)
        case "value":
            return _word(text, cast("Tree[Token]", found.children[0]))
        case "deadline":
            return _deadline(text, found)
        case "words":
            return _words(text, _leaves(found.children[0]))
        case "ordinal":
            return _ordinal(text, found)
    return Missing(text)


def _leaves(branch: Tree[Token] | Token) -> list[Token]:
    """Tokens of a branch that holds only tokens."""
    return cast("list[Token]", branch.children) if isinstance(branch, Tree) else [branch]


def _branches(found: Tree[Token]) -> dict[str, Tree[Token]]:
    """The named branches of a tree; of two ``number`` the second is ``high``."""
    named: dict[str, Tree[Token]] = {}
    for child in found.children:
        if isinstance(child, Tree):
            named["high" if child.data in named else str(child.data)] = child
    return named


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
    except _NotThisKindError:
        return True
    except (_UnclearError, UnexpectedInput):
        return False
    if not isinstance(value, Quantity):
        return isinstance(value, Qualitative)
    return bool(value.tail or value.base or not value.unit.known or _CLAUSE.match(beginning[-1]) or beginning[-1] == "、")


def _sentence(text: str) -> Qualitative:
    """A free sentence with the figures in it as hints."""
    numbers: list[Quantity] = []
    op: Op | None = None
    for piece in tree(text, "sentence").children:
        if isinstance(piece, Token):
            op = OPS.get(piece.type)
            continue
        figure = _figure(_leaves(piece))
        end = piece.children[-1]
        assert isinstance(end, Token)
        bound = _bound(end) if end.type == "BOUND" else None
        numbers.append(Quantity(_written(_leaves(piece)), figure.amount, figure.unit, op=op or bound, notes=frozenset(figure.notes)))
        op = None
    return Qualitative(text, numbers=tuple(numbers))


def _written(leaves: Iterable[Token]) -> str:
    return "".join(leaves)


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


def _words(text: str, leaves: _Leaves) -> Value:
    """Words without a number: a sentence, unless an operator waits for one."""
    ops = [leaf for leaf in leaves if leaf.type in OPS]
    if ops and (leaves[0] in SIGNS or leaves[-1] in SIGNS):
        return Unclear(text, cast("int", ops[0].end_pos if leaves[0] in SIGNS else ops[-1].end_pos), "operator")
    if ops and len(ops) == len(leaves):
        return Unclear(text, len(text), "operator")
    return Qualitative(text)


def _ordinal(text: str, found: Tree[Token]) -> Value:
    named = _branches(found)
    op: Op | None = None
    if "head" in named:
        leaves = _leaves(named["head"])
        if any(leaf.type not in OPS for leaf in leaves) or len(leaves) > 1:
            raise _NotThisKindError
        op = OPS[leaves[0].type]
    level, *bound = _leaves(named["level"])
    if bound:
        op = _bound(bound[0]) or op
    if level[0] in _CLASSES:
        return Ordinal(text, "class", _CLASSES[level[0]], op)
    if level in _GRADES:
        return Ordinal(text, "grade", _GRADES[level], op)
    if level in _HEIGHTS:
        return Ordinal(text, "height", _HEIGHTS[level], op)
    return Ordinal(text, "letter", "ABCDE".index(level[0].upper()), op)


# ------------------------------------------------------------------ figures ----


@dataclass(slots=True)
class _Figure:
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


def _figure(leaves: _Leaves) -> _Figure:
    first = leaves[0]
    if first.type == "COUNTED":
        numeral = terminal("CHINESE").match(first)
        assert numeral is not None
        return _Figure(chinese(numeral[0]), unit(first[numeral.end() :]), first[numeral.end() :], notes=["chinese-numeral"])
    if first.type == "ZERO":
        return _Figure(Fraction(0), NO_UNIT, notes=["chinese-numeral"])
    figure = _Figure(decimal(first), NO_UNIT)
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


def _bound(leaf: Token) -> Op | None:
    """The comparison that 以上, 以内, 左右 … make."""
    if leaf.endswith("以上"):
        return "≥"
    if leaf.endswith(("以下", "内")):
        return "≤"
    return "≈" if leaf in {"左右", "上下"} else None


@dataclass(slots=True)
class _Head:
    """What stands before a number or date."""

    op: Op | None = None
    sign: Token | None = None
    weak: bool = False
    soft: bool = False
    strict_words: bool = False
    prefix: str = ""
    every: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


_WEAK = frozenset({"达到", "达", "控制在"})


def _head(leaves: _Leaves) -> _Head:
    head = _Head()
    words: list[str] = []
    for leaf in leaves:
        if leaf.type in OPS:
            _take_operator(head, leaf)
        elif leaf.type == "SOFT":
            head.soft = True
        elif leaf.type == "ACCORDING":
            raise _NotThisKindError
        else:
            words.append(str(leaf))
            if leaf.type == "EVERY":
                head.every.append(str(leaf))
    head.prefix = "".join(words)
    if len(head.prefix) > _LONGEST_WORDS or _CLAUSE.search(head.prefix):
        raise _NotThisKindError
    if len(head.every) < len(words):
        head.every.clear()
    return head


def _take_operator(head: _Head, leaf: Token) -> None:
    """One more operator: the same bound said twice is noted, two that disagree are unclear."""
    if leaf == "±":
        head.notes.append("plus-minus")
        return
    op = OPS[leaf.type]
    is_weak = leaf in _WEAK
    if head.op is not None and head.sign is not None:
        both_signs = leaf in SIGNS and head.sign in SIGNS
        if both_signs or (not is_weak and not head.weak and _disagree(head.op, op)):
            raise _UnclearError(cast("int", leaf.start_pos), "operator")
        if is_weak:
            return
        if not head.weak:
            head.notes.append("double-bound")
    head.op, head.sign, head.weak = op, leaf, is_weak
    head.strict_words = op in {">", "<"} and leaf not in SIGNS


def _disagree(one: Op, other: Op) -> bool:
    return (one in _UPWARD and other in _DOWNWARD) or (one in _DOWNWARD and other in _UPWARD)


@dataclass(slots=True)
class _Tail:
    """What stands behind a number."""

    bound: Token | None = None
    base: Quantity | None = None
    words: str = ""
    unknown: str = ""


def _tail(leaves: _Leaves, figure: _Figure) -> _Tail:
    tail = _Tail()
    words: list[str] = []
    last = len(leaves) - 1
    for index, leaf in enumerate(leaves):
        if leaf.type == "BASE" and tail.base is None and not words:
            tail.base = _base(leaf)
        elif leaf.type == "BOUND" and tail.bound is None and (not words or (index == last and len("".join(words)) <= 4)):
            tail.bound = None if leaf == "(含)" else leaf
        elif leaf.type == "OVER" and not words and not tail.unknown and tail.bound is None and tail.base is None:
            if index == last or leaves[index + 1].type != "TAIL":
                raise _UnclearError(cast("int", leaf.start_pos), "unit")
            tail.unknown = "/"
        else:
            words.append(str(leaf))
    tail.words = "".join(words)
    if tail.words and tail.words[0] in _RAISED:
        raise _UnclearError(cast("int", leaves[0].start_pos), "number")
    if tail.unknown or figure.may_lack_unit:
        _take_unknown_unit(tail)
    if len(tail.words) > _LONGEST_WORDS or _CLAUSE.search(tail.words):
        raise _NotThisKindError
    return tail


def _take_unknown_unit(tail: _Tail) -> None:
    """A short word right behind the number, where a unit should be, is a unit that we do not know."""
    if _UNKNOWN_WORD.match(tail.words):
        tail.unknown += tail.words
        tail.words = ""
    elif tail.unknown:
        raise _NotThisKindError


def _base(leaf: Token) -> Quantity:
    inner = str(leaf)[1:-1]
    number = re.match(r"[\d.]+", inner)
    assert number is not None
    return Quantity(inner, decimal(number[0]), unit(inner[number.end() :]))


def _quantity(text: str, found: Tree[Token]) -> Value:
    whole = found.children[0]
    head = _Head()
    if isinstance(whole, Tree) and whole.data == "head":
        head = _head(_leaves(whole))
        whole = found.children[1]
    named = _branches(cast("Tree[Token]", whole))
    leaves = _leaves(named["number"])
    figure = _figure(leaves)
    high = _high(figure, _leaves(named["high"]), leaves) if "high" in named else None
    tail = _tail(_leaves(named["tail"]), figure) if "tail" in named else _Tail()
    day = _day_limit(text, head, figure, tail, leaves)
    if day is not None:
        return day
    if figure.notes:
        _forbid_idiom(leaves[0], head, tail)
    op, soft = _comparison(head, tail)
    measure = _unit(head, figure, tail)
    notes = _notes(head, figure, tail, measure, leaves[0] if high is None else None)
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


def _high(figure: _Figure, leaves: _Leaves, low: _Leaves) -> Fraction:
    """The upper end of a range; its unit and scale serve the lower end too if that has none."""
    upper = _figure(leaves)
    if figure.unit_word and upper.unit_word and figure.unit != upper.unit:
        raise _UnclearError(cast("int", leaves[0].start_pos), "unit")
    if figure.scale == 1 and not figure.unit_word:
        figure.amount *= upper.scale
    if upper.unit_word:
        figure.unit, figure.unit_word = upper.unit, upper.unit_word
    figure.notes += upper.notes
    if figure.amount > upper.amount:
        raise _UnclearError(cast("int", low[0].start_pos), "number")
    return upper.amount


def _day_limit(text: str, head: _Head, figure: _Figure, tail: _Tail, leaves: _Leaves) -> Deadline | None:
    """15日前, 每月15日前: the day of a month that is not named; and 13月, which is none."""
    if not figure.unit_word and tail.words.startswith("月"):
        raise _UnclearError(cast("int", leaves[0].start_pos), "date")
    if figure.unit_word != "日" or not _LIMIT.match(tail.words) or head.op is not None:
        return None
    recurring = head.every == ["每月"]
    if figure.amount.denominator != 1 or not 1 <= figure.amount <= 31:
        raise _UnclearError(cast("int", leaves[0].start_pos), "date")
    limit = cast("re.Match[str]", _LIMIT.match(tail.words))
    return Deadline(
        text, None, None, int(figure.amount), before=True, recurring=recurring,
        prefix="" if recurring else head.prefix, tail=tail.words[limit.end() :],
    )  # fmt: skip


def _forbid_idiom(first: Token, head: _Head, tail: _Tail) -> None:
    """Chinese numerals count only where nothing but a count can be meant (三次, not 一次办好)."""
    if first.type != "COUNTED":
        return
    if (head.prefix and not head.every) or tail.words or tail.unknown:
        if head.op is not None and not head.weak:
            return
        raise _NotThisKindError


def _comparison(head: _Head, tail: _Tail) -> tuple[Op | None, bool]:
    """Operator and softness from both sides of the number."""
    op, soft = head.op, head.soft
    if tail.bound is not None:
        behind = _bound(tail.bound)
        if behind == "≈":
            soft = True
        if op is None or head.weak:
            op = behind
        elif behind is not None and _disagree(op, behind):
            raise _UnclearError(cast("int", tail.bound.start_pos), "operator")
        elif behind != "≈":
            head.notes.append("double-bound")
    if op is None and "plus-minus" in head.notes:
        op = "≤"
    if op is None and soft:
        op = "≥"
    return op, soft or op == "≈"


def _unit(head: _Head, figure: _Figure, tail: _Tail) -> Unit:
    """The unit with what 每… in front and an unknown word behind add to it."""
    word = figure.unit_word + tail.unknown
    if head.prefix == "¥":
        head.prefix, word = "", word or "元"
    if head.every:
        word += "".join("/" + share.removeprefix("每") for share in head.every)
        head.prefix = ""
    return unit(word) if word != figure.unit_word else figure.unit


def _notes(head: _Head, figure: _Figure, tail: _Tail, measure: Unit, single: Token | None) -> frozenset[str]:
    notes = head.notes + figure.notes
    if tail.bound is not None and tail.bound == "内":
        notes.append("bare-within")
    if measure.text.startswith("/"):
        notes.append("incomplete-unit")
    if head.prefix:
        if _BENCHMARK.search(head.prefix):
            notes.append("benchmark")
        if head.prefix.endswith(("第", "前")):
            notes.append("rank")
        if head.prefix in _MISREAD_GE:
            notes.append("suspect-operator")
    elif single is not None and head.op is None and _looks_like_misread_ge(single, figure):
        notes.append("suspect-operator")
    return frozenset(notes) if notes else _NO_NOTES


_NO_NOTES: frozenset[str] = frozenset()


def _looks_like_misread_ge(number: Token, figure: _Figure) -> bool:
    """290% where ≥90% was meant: a leading 2 in front of a share that would make sense alone."""
    if figure.unit_word != "%" or figure.amount <= 200 or number[0] != "2":
        return False
    rest = number[1:]
    return rest[0] != "0" and len(rest.partition(".")[0]) >= 2 and decimal(rest) <= 100


# -------------------------------------------------------------------- dates ----

_RECURRING = frozenset({"每年", "每年度"})
_FIGURES = re.compile(r"\d+")
_Point = tuple[int | None, int | None, int | None]


def _deadline(text: str, found: Tree[Token]) -> Value:
    named = _branches(found)
    leaves = _leaves(named["head"]) if "head" in named else []
    year = _year(leaves.pop()) if leaves and leaves[-1].type == "YEAR" else None
    head, recurring = _date_head(leaves)
    date = named["date"]
    points: list[tuple[_Point, bool]] = []
    before, tail, end = head.op in _DOWNWARD, "", False
    for part in date.children:
        if isinstance(part, Token):
            if part.type == "YEAR":
                year = _year(part)
            elif part.type == "MONTHS":
                first, last = _numbers(part)
                points += [((year, first, None), False), ((year, last, None), False)]
            elif part.type == "END":
                end = True
        elif part.data == "point":
            points.append(_point(_leaves(part), year, recurring))
        else:
            before = True
            tail = _date_tail(part)
    (last_year, month, day), point_end = points[-1]
    start: _Point | None = None
    if len(points) == 2:
        start, last_year = _span(points[0][0], (last_year, month, day), date)
    return Deadline(
        text, last_year, month, day, before=before, end=end or point_end, recurring=recurring, start=start,
        prefix=head.prefix, tail=tail,
    )  # fmt: skip


def _date_head(leaves: _Leaves) -> tuple[_Head, bool]:
    recurring = any(leaf.type == "EVERY" and leaf in _RECURRING for leaf in leaves)
    head = _head([leaf for leaf in leaves if not (leaf.type == "EVERY" and leaf in _RECURRING)])
    if head.op is not None and head.op not in {"≤", "<", "="}:
        if head.sign in SIGNS:
            raise _UnclearError(cast("int", leaves[0].start_pos), "operator")
        raise _NotThisKindError
    return head, recurring


def _numbers(leaf: Token) -> list[int]:
    return [int(figures) for figures in _FIGURES.findall(leaf)]


def _year(leaf: Token) -> int:
    (number,) = _numbers(leaf)
    return number if number >= 100 else 2000 + number


def _point(leaves: _Leaves, year: int | None, recurring: bool) -> tuple[_Point, bool]:
    """Year, month and day, and whether 底 or 末 follows; ``year`` if the words before name it."""
    month = day = None
    end = False
    for leaf in leaves:
        match leaf.type:
            case "YEAR":
                year = _year(leaf)
            case "MONTH":
                (month,) = _numbers(leaf)
            case "DAY":
                (day,) = _numbers(leaf)
            case "ISODATE":
                year, month, *days = _numbers(leaf)
                day = days[0] if days else None
            case _:
                end = True
    if leaves[0].type == "END" and year is None and not recurring:
        raise _NotThisKindError
    if month is not None and day is not None and day > monthrange(year or 2000, month)[1]:
        raise _UnclearError(cast("int", leaves[-1].start_pos), "date")
    return (year, month, day), end


def _span(first: _Point, last: _Point, date: Tree[Token]) -> tuple[_Point, int | None]:
    """Both ends of a span; a year written once holds for both."""
    year = first[0] if last[0] is None else last[0]
    start = (year if first[0] is None else first[0], first[1], first[2])
    if start[0] == year and (start[1] or 1, start[2] or 1) > (last[1] or 12, last[2] or 31):
        raise _UnclearError(_position(date), "date")
    if start[0] is not None and year is not None and start[0] > year:
        raise _UnclearError(_position(date), "date")
    return start, year


def _position(branch: Tree[Token]) -> int:
    return min(cast("int", leaf.start_pos) for leaf in branch.scan_values(lambda leaf: isinstance(leaf, Token)))


def _date_tail(branch: Tree[Token]) -> str:
    first, *rest = branch.children
    words = "" if first in {"前", "之前", "以前", "内", "以内", "止", "截止"} else str(first)
    for part in rest:
        words += _written(_leaves(part))
    if len(words) > _LONGEST_WORDS or _CLAUSE.search(words):
        raise _NotThisKindError
    return words


def without_text(value: Quantity) -> Quantity:
    """``value`` without its words, for comparing what two cells mean."""
    return replace(value, text="", base=None if value.base is None else replace(value.base, text=""))
