"""Two quantities side by side: whether they can be compared, and how they compare.

For an accountant: 元 and 万元 compare, 日 and 工作日 do not, and 家 against 个 only on the
assumption that the same things are counted.  For a programmer: dimensions as ``units`` gives them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from jixiao.values.kinds import NO_UNIT, Quantity, Unit
from jixiao.values.units import MEASURED, PERIODS, without_periods

Comparability = Literal["same", "assumed", "different"]

_NEIGHBOURS = frozenset({frozenset({"ratio", "百分点"})})


def comparable(a: Quantity, b: Quantity) -> Comparability:
    """Whether two quantities are of one dimension.

    "same": one dimension, amounts convert.  "assumed": a unit is missing on one side, or two
    counting words differ (家, 个), or a word is unknown (批絘), or one side leaves out per year.
    "different": 日 and 工作日, 元 and %, 件/万人 and 件.

    >>> from jixiao.values import parse
    >>> comparable(parse("1万元"), parse("9元")), comparable(parse("5家"), parse("5个")), comparable(parse("5日"), parse("5个工作日"))
    ('same', 'assumed', 'different')
    """
    return comparable_units(a.unit, b.unit)


def comparable_units(a: Unit, b: Unit) -> Comparability:
    """``comparable`` of two units."""
    if a.dimension == b.dimension:
        return "same"
    if NO_UNIT in (a, b) or not a.known or not b.known:
        return "assumed"
    above_a, *below_a = a.dimension.split("/")
    above_b, *below_b = b.dimension.split("/")
    parts = {_part(above_a, above_b)}
    if len(below_a) == len(below_b):
        parts |= {_part(one, other) for one, other in zip(below_a, below_b, strict=True)}
    else:
        longer, shorter = sorted((below_a, below_b), key=len, reverse=True)
        left_out = longer[len(shorter) :]
        parts |= {_part(one, other) for one, other in zip(longer, shorter, strict=False)}
        parts.add("assumed" if all(part in PERIODS for part in left_out) else "different")
    return "different" if "different" in parts else "assumed"


def _part(one: str, other: str) -> Comparability:
    if one == other:
        return "same"
    if not one or not other:
        return "assumed"
    if one in MEASURED or other in MEASURED:
        return "assumed" if frozenset({one, other}) in _NEIGHBOURS else "different"
    return "assumed"


def values_in_common(a: Quantity, b: Quantity) -> tuple[Fraction, Fraction] | None:
    """Both amounts in one unit, None if they are of different dimensions.

    Where a unit is missing on one side the amounts stand as written.

    >>> from jixiao.values import parse
    >>> values_in_common(parse("1.5万元"), parse("9000元"))
    (Fraction(15000, 1), Fraction(9000, 1))
    """
    kind = comparable(a, b)
    if kind == "different":
        return None
    if kind == "same":
        return a.value, b.value
    if NO_UNIT in (a.unit, b.unit) or frozenset({a.unit.dimension, b.unit.dimension}) in _NEIGHBOURS:
        return a.amount, b.amount
    if a.unit.dimension.count("/") == b.unit.dimension.count("/"):
        return a.value, b.value
    return a.amount * without_periods(a.unit).factor, b.amount * without_periods(b.unit).factor


def compare(a: Quantity, b: Quantity) -> int | None:
    """-1, 0 or 1 as ``a`` is below, at or above ``b``; None if they cannot be compared."""
    both = values_in_common(a, b)
    return None if both is None else (both[0] > both[1]) - (both[0] < both[1])
