"""预算执行率 and its score: 执行数 ÷ 全年预算数, times the weight, at most the weight."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jixiao.model import Text
from jixiao.scoring.policy import Policy
from jixiao.scoring.rounding import roundings, shown
from jixiao.scoring.shown import percent
from jixiao.scoring.wording import plain_points
from jixiao.values import RateReading

__all__ = ["RateScore", "execution_rate", "rate_score", "ratio_stands", "roundings"]


@dataclass(frozen=True, slots=True)
class RateScore:
    """What an execution rate is worth.

    Attributes:
        rate: executed ÷ budget; points: exact; shown: as the policy rounds.
        why: the derivation as a sentence without full stop.
        capped: the rate is above 100% and the score stopped at the weight.
        below_floor: the rate is below the policy's floor, so that nothing is given.

    """

    rate: Fraction
    points: Fraction
    shown: Decimal
    why: Text
    capped: bool = False
    below_floor: bool = False


def execution_rate(budget: Fraction | None, executed: Fraction | None) -> Fraction | None:
    """Executed ÷ budget, both in one unit; None where one is missing or the budget is zero."""
    if budget is None or executed is None or budget == 0:
        return None
    return executed / budget


def rate_stands(stated: Fraction, text: str, rate: Fraction) -> bool:
    """Whether a stated rate is the computed one, rounded or cut to the places that it shows.

    99.86% must not be called 100.00%, nor anything 0.00%: full and nothing are statements.

    >>> rate_stands(Fraction(99, 100), "99%", Fraction(9877, 10000)), rate_stands(Fraction(1), "100.00%", Fraction(99856, 100000))
    (True, False)
    """
    digits = min(len(text.rstrip("%").partition(".")[2]), 2) if text.endswith("%") else 2
    if abs(stated - rate) >= Fraction(1, 100) / 10**digits:
        return False
    return not (stated in {0, 1} and digits == 2 and round(rate * 10000) != stated * 10000)


def ratio_stands(stated: RateReading, text: str, ratio: Fraction) -> bool:
    """The same for a rate that may be written as a plain number: 0.92 shows two places of the ratio, 91.64 two of the percentage.

    >>> ratio_stands(RateReading(Fraction(92, 100), "number"), "0.92", Fraction(307, 335))
    True
    >>> ratio_stands(RateReading(Fraction(1), "number"), "1", Fraction(307, 335))
    False
    """
    places = len(text.strip().rstrip("%％").partition(".")[2])
    if stated.how == "number":
        places = max(places - 2, 0)
    return rate_stands(stated.value, f"{0:.{places}f}%", ratio)


def rate_score(rate: Fraction, weight: Fraction, policy: Policy) -> RateScore:
    """The score of an execution rate (a ratio), with its derivation."""
    formula = f"{plain_points(weight)}×{percent(rate)}"
    if rate < policy.execution_floor:
        floor = percent(policy.execution_floor, 0)
        return RateScore(rate, Fraction(0), shown(Fraction(0), policy), Text(
            f"执行率 {percent(rate)} 低于 {floor}，应得 0 分",
            f"the rate {percent(rate)} is below {floor}: 0 points"), below_floor=True)
    points = max(Fraction(0), weight * rate)
    capped = points > weight and policy.execution_cap
    points = min(points, weight) if policy.execution_cap else points
    figure = shown(points, policy)
    limit_zh, limit_en = ("，以分值为限", ", at most the weight") if capped else ("", "")
    return RateScore(rate, points, figure, Text(
        f"分值×执行率 = {formula}{limit_zh}，应得 {figure} 分",
        f"weight × rate = {formula}{limit_en}: {figure} points"), capped=capped)
