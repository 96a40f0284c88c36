"""From exact points to the figure that is shown, and the other figures that rounding makes of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from jixiao.scoring.policy import Policy
from jixiao.values.numerals import scaled


def cut(number: Fraction, places: int) -> Fraction:
    """``number`` with further decimals dropped (截断)."""
    scale = 10**places
    return Fraction(int(number * scale), scale)


def as_decimal(number: Fraction, places: int) -> Decimal:
    """A number that has at most ``places`` decimals, as a decimal with just so many."""
    return Decimal(number.numerator * 10**places // number.denominator).scaleb(-places)


def shown(number: Fraction, policy: Policy) -> Decimal:
    """Points as shown: half up (or cut, by ``rounding``) to the policy's places."""
    places = policy.score_places
    if policy.rounding == "truncate":
        return as_decimal(cut(number, places), places)
    return Decimal(scaled(number, places)).scaleb(-places)


def roundings(number: Fraction) -> tuple[Fraction, ...]:
    """Figures that differ from ``number`` by rounding alone, without repetition.

    Exact; half up and cut to 2, 1 and 0 places; and half up to 2 places from a number already
    rounded to 4, as platforms do when they show a rate first.
    """
    found = [number]
    for scale in (100, 10, 1):
        found += [_half_up(number, scale), Fraction(int(number * scale), scale)]
    found.append(_half_up(_half_up(number, 10_000), 100))
    return tuple(dict.fromkeys(found))


def _half_up(number: Fraction, scale: int) -> Fraction:
    """``number`` to the nearest 1/scale, a half away from zero; whole numbers are faster than decimals."""
    doubled = (2 * abs(number.numerator) * scale + number.denominator) // (2 * number.denominator)
    return Fraction(doubled if number >= 0 else -doubled, scale)
