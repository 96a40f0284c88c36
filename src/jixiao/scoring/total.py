"""Totals, grades, deviations and shares: what happens to the scores after the rows are done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from jixiao.scoring.policy import Policy
from jixiao.values import round_half_up


def total(points: Iterable[Fraction | None]) -> Fraction | None:
    """The sum of the scores that exist; None if there is none."""
    # Most figures share a denominator, and whole numbers add up faster than fractions do.
    numerators: dict[int, int] = {}
    for value in points:
        if value is not None:
            numerators[value.denominator] = numerators.get(value.denominator, 0) + value.numerator
    return sum((Fraction(n, d) for d, n in numerators.items()), Fraction(0)) if numerators else None


def grade(score: Fraction, policy: Policy) -> str | None:
    """The grade of a total, by half-open intervals: 89.5 is 良 where 优 begins at 90."""
    return next((name for name, lowest in policy.grades if score >= lowest), None)


def stated_grade(text: str, policy: Policy) -> str | None:
    """The grade that a cell names (优秀 and 优等 are 优), None for anything else: a sentence is no grade."""
    word = text.strip().removesuffix("秀").removesuffix("好").removesuffix("等")
    return word if word in {name for name, _ in policy.grades} else None


def deviation(target: Fraction, actual: Fraction) -> Fraction | None:
    """偏差率 (B−A)/A as a ratio; None for a zero target."""
    return (actual - target) / abs(target) if target else None


def to_hundred(scored: Fraction, applicable: Fraction) -> Fraction | None:
    """Points converted to a hundred where some indicators do not apply (不适用指标不考核).

    Args:
        scored: points reached.
        applicable: weight of the indicators that apply.

    """
    return scored * 100 / applicable if applicable > 0 else None


def evenly(points: Fraction, count: int, policy: Policy) -> tuple[Fraction, ...]:
    """Equal weights for ``count`` indicators, rounded half up; they may not add up to ``points``."""
    if count <= 0:
        return ()
    return (Fraction(round_half_up(points / count, policy.weight_places)),) * count


def weighted_mean(rates: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Mean of (rate, money) pairs weighted by money, for rolling up relative values."""
    money = sum((weight for _, weight in rates), Fraction(0))
    if money == 0:
        return None
    return sum((rate * weight for rate, weight in rates), Fraction(0)) / money


def needs_reason(score: Fraction | None, weight: Fraction | None, met: bool | None,
                 policy: Policy) -> bool:
    """Whether 偏差原因 has to be filled in for a row."""
    required = policy.reason_required
    if met is False and required in {"below-weight-or-unmet", "unmet"}:
        return True
    return required in {"below-weight-or-unmet", "below-weight"} and score is not None and weight is not None and score < weight
