"""Figures as people write them in a sentence: 0.5 分, 86.36%, 6653.73 万元."""

from __future__ import annotations

from fractions import Fraction

from jixiao.values import format_number


def points(value: Fraction | None, places: int = 2) -> str:
    """Points or an amount, rounded half up, trailing zeros left off: 0.5, 99.1, 10; "—" for None."""
    if value is None:
        return "—"
    shown = format_number(value, places)
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def percent(value: Fraction | None, places: int | None = 2) -> str:
    """A ratio as a percentage, half up: 86.36%; with 0 places only where that is exact; "—" for None."""
    if value is None:
        return "—"
    if places == 0 and (value * 100).denominator != 1:
        places = 2
    return f"{format_number(value * 100, places)}%"
