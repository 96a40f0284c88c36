"""How numbers and rules appear in the sentences of a derivation: 0.5×86.36%, “完成得0.5分”."""

from __future__ import annotations

from fractions import Fraction

from jixiao import values
from jixiao.model import Text

QUOTED = 40


def percent(ratio: Fraction, places: int | None = 2) -> str:
    """A ratio as a percentage, half up; with 0 places only where that is exact."""
    if places == 0 and (ratio * 100).denominator != 1:
        places = 2
    return values.format_number(ratio * 100, places) + "%"


def plain_points(points: Fraction) -> str:
    """Points with the decimals that they have, at most four."""
    text = values.format_number(points, 4)
    return text.rstrip("0").rstrip(".") if "." in text else text


def times(weight: Fraction, share: Fraction) -> Text:
    """「0.5×86.36%」."""
    text = f"{plain_points(weight)}×{percent(share)}"
    return Text(text, text)


def quoted(text: str) -> str:
    """A rule's own words, cut to what a sentence bears."""
    text = " ".join(text[:400].split())
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
