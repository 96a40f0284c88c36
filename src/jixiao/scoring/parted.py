"""A target in three columns: 「≥160件」 becomes ≥ | 160 | 件, if the three say the same again, and nothing is lost.

For an accountant: the later form has 方向, 指标值 and 计量单位, so that a formula can compare.  For a programmer: a target is
parted only where reading the parts gives the same quantity; every other text stays as it was written.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.scoring.assess import AssessedIndicator
from jixiao.values import NO_UNIT, Missing, Op, Quantity, parse, unit, with_unit

_HARMLESS = frozenset({"chinese-numeral", "double-bound", "bare-within"})
_SIGNS: frozenset[Op] = frozenset({"≥", "≤", ">", "<", "="})
_MOST_PLACES = 6


class Parted(NamedTuple):
    """A target as three cells.

    Attributes:
        direction: ≥ > = ≤ <, 定性, or "" where nothing is written.
        target: the number, or the words as they stand; None for no target.
        unit: "" for none; a percentage is a number (95) with the unit %.
    """

    direction: str
    target: Decimal | str | None
    unit: str


def parted(row: AssessedIndicator) -> Parted:
    """The target of a row, in parts where that loses nothing.

    A comparison that nobody wrote stays blank: it is not for us to add.
    """
    target, column = row.target, row.source.unit
    words = row.source.target.text if row.source.target is not None else ""
    own_unit = column.text if column is not None else ""
    if isinstance(target, Missing):
        return Parted(_written(row), words or None, own_unit)
    if not isinstance(target, Quantity):
        return Parted(row.direction.canonical, words, own_unit)
    amount = _exact(target.amount)
    plain = not (target.prefix or target.tail or target.base or target.soft or target.high is not None)
    if plain and amount is not None and target.notes <= _HARMLESS and _reads_back(amount, target):
        return Parted(_written(row), amount, target.unit.text)
    return Parted(_written(row), words, own_unit)


def _written(row: AssessedIndicator) -> str:
    """The comparison that is written, in the target or in its column."""
    if row.op in _SIGNS and row.op_source in {"text", "column"}:
        return row.op or ""
    return row.direction.canonical


def _exact(amount: Fraction) -> Decimal | None:
    """The amount as a decimal of a few places, None if it has more."""
    scaled = amount * 10**_MOST_PLACES
    if scaled.denominator != 1:
        return None
    value = Decimal(scaled.numerator).scaleb(-_MOST_PLACES)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _reads_back(amount: Decimal, target: Quantity) -> bool:
    found = parse(f"{amount:f}")
    if not isinstance(found, Quantity):
        return False
    again = with_unit(found, unit(target.unit.text)) if target.unit != NO_UNIT else found
    return again.value == target.value and again.unit.dimension == target.unit.dimension
