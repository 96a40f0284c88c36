"""Whether a condition of a 评分标准 holds for a row: ≥70%, 80(含)-90%, 超出±10%."""

from __future__ import annotations

from fractions import Fraction

from jixiao.scoring.clauses import Guard
from jixiao.scoring.policy import Policy
from jixiao.scoring.rule_words import Around, Interval, Limit
from jixiao.scoring.standing import Standing
from jixiao.values.kinds import Quantity

_COMPLETION = ("完成率", "完成比例", "达成率", "实现率")
_SCALE = {"": None, "万元": 10**4, "亿元": 10**8, "元": 1, "万": 10**4, "亿": 10**8}


def holds(guard: Guard, phrase: str, standing: Standing, policy: Policy, *,
          closed: bool = False) -> bool | None:
    """True or False, or None where the row has no such number.

    Args:
        guard: the condition.
        phrase: the words around it, which may say 完成率.
        standing: the row.
        policy: decides whether 以上 and 以下 include the number.
        closed: take both ends of a range as included.

    """
    if isinstance(guard, str):
        return standing.met if guard == "met" or standing.met is None else not standing.met
    if isinstance(guard, Around):
        return _around(guard, standing)
    value = _measured(guard.percent, phrase, standing)
    if value is None:
        return None
    if isinstance(guard, Interval):
        scale = _scale(guard.percent, "", standing)
        return _within(guard, value / scale, closed=closed)
    return _compare(guard, value / _scale(guard.percent, guard.unit, standing), policy)


def _measured(percent: bool, phrase: str, standing: Standing) -> Fraction | None:
    """The row's own number, or its completion where the condition is about that."""
    about = any(word in phrase and word not in standing.name for word in _COMPLETION)
    if percent and (about or not standing.is_ratio):
        # 超过10% of an amount that should be small may mean the excess: not for us to guess.
        return standing.completion if about or standing.way != "reverse" else None
    return standing.done


def _scale(percent: bool, unit: str, standing: Standing) -> Fraction:
    if percent or standing.is_ratio:
        return Fraction(1, 100)
    factor = _SCALE.get(unit, 1)
    if factor is None:
        return standing.target.unit.factor if isinstance(standing.target, Quantity) else Fraction(1)
    return Fraction(factor)


def _within(guard: Interval, value: Fraction, *, closed: bool) -> bool:
    """Low ≤ x < high unless （含） says otherwise: 0-10%（含） is low < x ≤ high."""
    low_in = guard.low_in if guard.low_in is not None else not guard.high_in
    high_in = bool(guard.high_in)
    above = value > guard.low or (value == guard.low and (low_in or closed))
    below = value < guard.high or (value == guard.high and (high_in or closed))
    return above and below


def _compare(guard: Limit, value: Fraction, policy: Policy) -> bool:
    op, number = guard.op, guard.number
    if value == number:
        soft_out = guard.soft_bound and not policy.bound_words_inclusive
        return op in "≥≤=" and not soft_out
    if op == "≠":
        return True
    return value > number if op in "≥>" else op in "≤<" and value < number


def _around(guard: Around, standing: Standing) -> bool | None:
    if standing.goal is None or standing.done is None or standing.goal <= 0:
        return None
    inside = abs(standing.done / standing.goal - 1) <= guard.ratio
    return inside if guard.inside else not inside
