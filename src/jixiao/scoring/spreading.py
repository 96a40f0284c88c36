"""Weights for indicators that have none: the points of each 一级指标 shared evenly among its rows, in whole points.

For an accountant: 「同级三级指标分值=该级分÷指标个数，四舍五入保留整数」; what rounding leaves over or takes is given to, or
taken from, the first rows of that level, one point each, so that the level keeps its points.  Only on request: weights
are never invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jixiao.model import Text
from jixiao.scoring.assess import AssessedIndicator
from jixiao.scoring.parameters import EXECUTION, Scheme
from jixiao.scoring.policy import Policy
from jixiao.scoring.shown import points
from jixiao.scoring.total import evenly

_SYNONYM = ("效果", "效益")


@dataclass(frozen=True, slots=True)
class Spread:
    """Weights found for rows without any.

    Attributes:
        weights: one for each row, None where no 一级指标 says how many points there are to share.
        notes: how the points were shared, and what could not be.
    """

    weights: tuple[Fraction | None, ...]
    notes: tuple[Text, ...]


def _place(row: AssessedIndicator, scheme: Scheme) -> int | None:
    """The share of a row: by its 一级指标; 满意度 may stand as a 二级指标."""
    names = (row.source.level2, row.source.level1) if "满意" in row.source.level2 else (row.source.level1,)
    found = (scheme.place(name.replace(*_SYNONYM)) for name in names if name)
    return next((place for place in found if place is not None), None)


def _shares(rows: Sequence[AssessedIndicator], scheme: Scheme) -> dict[int, list[int]]:
    shares: dict[int, list[int]] = {}
    for n, row in enumerate(rows):
        place = _place(row, scheme)
        if place is not None:
            shares.setdefault(place, []).append(n)
    return shares


def _best(rows: Sequence[AssessedIndicator], schemes: Sequence[Scheme]) -> Scheme:
    """The scheme that has a place for most rows and rows for most of its points."""
    def fit(scheme: Scheme) -> tuple[int, Fraction]:
        shares = _shares(rows, scheme)
        return sum(map(len, shares.values())), sum((scheme.shares[place].weight for place in shares), Fraction(0))
    return max(schemes, key=fit)


def _whole(level: Fraction, count: int, policy: Policy) -> list[Fraction]:
    """Even weights that add up to the level's points: the first rows take one step more, or one less."""
    weights = list(evenly(level, count, policy))
    step = Fraction(1, 10**policy.weight_places)
    over = level - sum(weights, Fraction(0))
    for n in range(min(count, int(abs(over) / step))):
        weights[n] += step if over > 0 else -step
    return weights


def spread(rows: Sequence[AssessedIndicator], policy: Policy) -> Spread:
    """Weights under the scheme of the policy that fits the rows' levels best."""
    if not policy.weight_schemes:
        return Spread((None,) * len(rows), (Text(f"政策 {policy.name} 没有分值方案，分值没有分配。", f"the policy {policy.name} has no weight scheme; no weights were given."),))
    scheme = _best(rows, policy.weight_schemes)
    weights: list[Fraction | None] = [None] * len(rows)
    said: list[str] = []
    shares = _shares(rows, scheme)
    for place, share in enumerate(scheme.shares):
        name, members = "+".join(share.levels), shares.get(place, [])
        if share.levels == (EXECUTION,):
            said.append(f"{name} {points(share.weight)} 分")
        elif members:
            for n, weight in zip(members, _whole(share.weight, len(members), policy), strict=True):
                weights[n] = weight
            said.append(f"{name} {points(share.weight)} 分由 {len(members)} 个指标平均分配")
        else:
            said.append(f"{name} {points(share.weight)} 分没有指标可分")
    notes = [Text(
        f"分值按平均分配（四舍五入取整，差额由各级前几个指标每个增减 1 分补齐）：{'；'.join(said)}。请核对后再用。",
        f"weights were spread evenly under the scheme {scheme.describe()}; check them before use.",
    )]
    left = weights.count(None)
    if left:
        notes.append(Text(f"{left} 个指标没有可以识别的一级指标，分值留空。", f"{left} indicators have no known first level; their weights are left blank."))
    return Spread(tuple(weights), tuple(notes))
