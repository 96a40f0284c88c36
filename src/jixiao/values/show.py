"""Value → text, so that reading the text again gives the same value.

For an accountant: how messages print a target or an actual.  For a programmer: the inverse of
``parse`` apart from ``text``: words that mean the same (不少于, 至少) are all printed as ≥.
"""

from __future__ import annotations

from fractions import Fraction

from jixiao.values.kinds import Deadline, Ordinal, Quantity, Value
from jixiao.values.numerals import format_number, in_chinese
from jixiao.values.units import SCALES

_STRICT_WORDS = {">": "大于", "<": "小于"}
_SCALES = sorted(((factor, word) for word, factor in SCALES.items()), reverse=True)


def show(value: Value) -> str:
    """The value in words that ``parse`` reads as the same value.

    >>> from jixiao.values import parse
    >>> show(parse("不少于19.44万批次")), show(parse("2024-12-31")), show(parse("至少2个以上"))
    ('≥194400批次', '2024年12月31日', '≥2个以上')
    """
    match value:
        case Quantity():
            return _quantity(value)
        case Deadline():
            return _deadline(value)
        case Ordinal():
            return (value.op or "") + _level(value)
    return value.text


def _quantity(value: Quantity) -> str:
    words = value.prefix
    if words[-1:].isascii() and words[-1:].isalnum():
        words += " "
    if value.soft and value.op != "≈":
        words += "力争"
    words += _operator(value)
    if value.high is None:
        words += _figure(value)
    else:
        words += f"{_number(value.amount)}-{_number(value.high)}{value.unit.text}"
    words += _bound(value)
    if value.base is not None:
        words += f"({_number(value.base.amount)}{value.base.unit.text})"
    return words + value.tail


def _operator(value: Quantity) -> str:
    around = "±" if "plus-minus" in value.notes else ""
    within = "bare-within" in value.notes and "double-bound" not in value.notes
    if value.op is None or within or (around and value.op == "≤"):
        return around
    return (_STRICT_WORDS[value.op] if value.strict_words and value.op in _STRICT_WORDS else value.op) + around


def _bound(value: Quantity) -> str:
    """The second bound of 至少2个以上, and the bare 内 of 24小时内."""
    if "bare-within" in value.notes:
        return "内"
    if "double-bound" in value.notes:
        return "以上" if value.op in {"≥", ">"} else "以内"
    return ""


def _number(number: Fraction) -> str:
    return format_number(number)


def _figure(value: Quantity) -> str:
    """Number and unit; a number read from Chinese numerals goes back into them."""
    if "chinese-numeral" in value.notes:
        words = in_chinese(value.amount)
        if words is not None:
            return words + value.unit.text
    if "about" in value.notes:
        return f"{_number(value.amount)}余{value.unit.text}"
    return _number(value.amount) + value.unit.text


def _level(value: Ordinal) -> str:
    match value.scale:
        case "letter":
            return "ABCDE"[value.rank] + "级"
        case "grade":
            return "优良中差"[value.rank]
        case "class":
            return "一二三四"[value.rank] + "等"
    return {0: "高", 2: "低"}[value.rank]


def _point(year: int | None, month: int | None, day: int | None) -> str:
    words = "" if year is None else f"{year:04}年"
    words += "" if month is None else f"{month}月"
    return words + ("" if day is None else f"{day}日")


def _deadline(value: Deadline) -> str:
    words = value.prefix
    if value.recurring:
        words += "每月" if value.month is None and value.day is not None else "每年"
    if value.start is not None:
        words += _point(*value.start) + "-"
    words += _point(value.year, value.month, value.day)
    if value.end:
        words += "底" if value.year is not None or value.month is not None else "年底"
    return words + ("前" if value.before else "") + value.tail
