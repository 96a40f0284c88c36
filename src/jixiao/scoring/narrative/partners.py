"""Which goals have an indicator, and which indicators a goal, as far as their words tell.

For an accountant: a goal has an indicator if most of the indicator's words stand in it; it has none only if no indicator
shares a word with it or speaks of the same field.  What lies between is left alone.  For a programmer: neighbouring
letters, weighted by how rare they are in this table; a pure function of texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from math import log
from typing import Literal, NamedTuple

from jixiao.scoring.narrative.words import fields, neighbours

Standing = Literal["found", "none", "unsure"]

# Of an indicator's words, weighted: from this share on they are the goal's too; up to that one they meet by chance.
_FOUND = 0.35
_CHANCE = 0.1
_RARE = 2
_MOST_PAIRS = 40_000

# The share of an indicator's words that a goal has, and whether they are more than one word met by chance.
_Share = tuple[float, bool]


class Partners(NamedTuple):
    """How every goal and every indicator stands, in the order given."""

    goals: tuple[Standing, ...]
    indicators: tuple[Standing, ...]


def _standing(shares: Sequence[_Share], words: str, said: frozenset[str], others: Callable[[], frozenset[str]]) -> Standing:
    """How one text stands, given what it shares with each of the others; what fields those name is asked only if it matters."""
    if any(share >= _FOUND and sure for share, sure in shares):
        return "found"
    if not said or any(share > _CHANCE for share, _ in shares) or fields(words) & others():
        return "unsure"
    return "none"


def _fields_of(texts: tuple[str, ...]) -> Callable[[], frozenset[str]]:
    return cache(lambda: frozenset[str]().union(*map(fields, texts)))


@lru_cache(maxsize=8)
def partners(goals: tuple[str, ...], indicators: tuple[str, ...], judged: frozenset[int]) -> Partners:
    """How goals and names of indicators stand to one another; only the indicators at the places ``judged`` are ever told "none".

    >>> partners(("开展案卷评查", "建成智慧停车场"), ("案卷评查数", "森林覆盖率", "湖泊面积"), frozenset({0, 1}))
    Partners(goals=('found', 'none'), indicators=('found', 'none', 'unsure'))
    """
    if len(goals) * len(indicators) > _MOST_PAIRS:
        left_open: Standing = "unsure"
        return Partners((left_open,) * len(goals), (left_open,) * len(indicators))
    asked, offered = [neighbours(text) for text in goals], [neighbours(text) for text in indicators]
    count = Counter(pair for pairs in (*asked, *offered) for pair in pairs)
    every = count.total()
    weight = {pair: log(1 + every / times) for pair, times in count.items()}
    of_goals: list[list[_Share]] = [[] for _ in goals]
    of_indicators: list[list[_Share]] = [[] for _ in indicators]
    anywhere = frozenset[str]().union(*asked)
    for place, words in enumerate(offered):
        whole = sum(map(weight.__getitem__, words))
        known = words & anywhere  # most words of most indicators stand in no goal
        if not known:
            continue
        for goal, pairs in enumerate(asked):
            if both := known & pairs:
                share = sum(map(weight.__getitem__, both)) / whole, len(both) > 1 or all(count[pair] <= _RARE for pair in both)
                of_goals[goal].append(share)
                of_indicators[place].append(share)
    fields_of_goals, fields_of_indicators = _fields_of(goals), _fields_of(indicators)
    return Partners(
        tuple(_standing(shares, goals[n], asked[n], fields_of_indicators) for n, shares in enumerate(of_goals)),
        tuple(
            _standing(shares, indicators[n], offered[n], fields_of_goals) if n in judged else "unsure"
            for n, shares in enumerate(of_indicators)
        ),
    )
