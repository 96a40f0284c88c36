"""What the cells of an indicator row mean once its unit column and its target are known."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from jixiao.model import Field
from jixiao.scoring.policy import Policy
from jixiao.values import NO_UNIT, Missing, Quantity, Value, read, unit, with_unit

# 1万元 in 元; an actual 1000 times its target is a slip of the unit.
_FACTOR = 10_000
_LEAST_APART = 1000


def read_cell(field: Field | None) -> Value:
    """The value of a cell; Missing where the table has no such column."""
    return Missing("") if field is None else read(field.cell, field.part)


def with_column(value: Value, column: Field | None) -> Value:
    """A bare number takes the unit of its column 计量单位."""
    if isinstance(value, Quantity) and column is not None and column.text:
        return with_unit(value, unit(column.text))
    return value


def like_target(actual: Value, target: Value, column: Field | None, policy: Policy) -> Value:
    """A bare number takes the target's unit; 0.95 against a target in percent is 95%."""
    if not isinstance(actual, Quantity) or actual.unit != NO_UNIT:
        return actual
    if not isinstance(target, Quantity) or target.unit == NO_UNIT:
        return with_column(actual, column)
    if policy.bare_ratio == "percent" and target.unit.dimension == "ratio" and target.amount > 1 >= actual.amount > 0:
        return replace(actual, amount=actual.amount / target.unit.factor, unit=target.unit, notes=actual.notes | {"ratio-for-percent"})
    if target.unit.dimension == "元" and target.unit.factor == _FACTOR and _in_yuan(actual.amount, target.amount):
        return replace(actual, unit=unit("元"), notes=actual.notes | {"yuan-supposed"})
    return with_unit(actual, target.unit)


def _in_yuan(actual: Fraction, target: Fraction) -> bool:
    """Whether 95000 beside a target of 10万元 is hardly 95000万元: it fits once it is read in 元."""
    return target > 0 and _LEAST_APART * target <= actual and target / 2 <= actual / _FACTOR <= 2 * target
