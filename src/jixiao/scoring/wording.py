"""How numbers and rules appear in the sentences of a derivation: 0.5×86.36%, “完成得0.5分”."""

from __future__ import annotations

from fractions import Fraction

from jixiao.model import Text
from jixiao.scoring import shown
from jixiao.scoring.shown import percent

QUOTED = 40


def plain_points(points: Fraction) -> str:
    """Points with the decimals that they have, at most four."""
    return shown.points(points, 4)


def times(weight: Fraction, share: Fraction) -> Text:
    """「0.5×86.36%」."""
    text = f"{plain_points(weight)}×{percent(share)}"
    return Text(text, text)


def quoted(text: str) -> str:
    """A rule's own words, cut to what a sentence bears."""
    text = " ".join(text[:400].split())
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
