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


def percent(value: Fraction | None) -> str:
    """A ratio as a percentage with two places: 86.36%; "—" for None."""
    return "—" if value is None else f"{format_number(value * 100, 2)}%"
