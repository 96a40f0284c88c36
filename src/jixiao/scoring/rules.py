"""评分标准 read into a rule that can compute: what kind it is, and which weight it states.

For an accountant: 「完成得0.5分」 is a rule of 0.5 points.  For a programmer: ``read_rule`` is
total (it never raises) and linear in the length of the text; a new kind is one class with
``read`` and ``points``, listed once in ``READERS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from lark.exceptions import LarkError, UnexpectedInput

from jixiao.scoring.clauses import Clause, clauses
from jixiao.scoring.outcome import Kind
from jixiao.scoring.rule_words import normalise
from jixiao.scoring.shares import Allotted, Binary, ByPolicy, PerItem, Proportional, Threshold
from jixiao.scoring.steps import FixedDeduction, Steps
from jixiao.scoring.tiers import ByPerson, Enumerated, QualitativeRange, Tiers

_NUMBER_ALONE = re.compile(r"\s{0,9}\d{1,9}(?:\.\d{1,9})?\s{0,9}分?\s{0,9}")
_NOTHING = frozenset({"", "/", "-", "—", "——", "无", "…", "……"})
# What kind of indicator it is, where the way of scoring should stand: the policy's bands and formulas hold.
_KIND_ALONE = frozenset({"定性", "定性指标", "定性评价", "定性评分", "定量", "定量指标", "定量评价", "定量评分"})


READERS: tuple[Callable[[tuple[Clause, ...]], Kind | None], ...] = (
    ByPerson.read, Allotted.read, QualitativeRange.read, Threshold.read, Proportional.read,
    PerItem.read, Steps.read, FixedDeduction.read, Tiers.read, Binary.read, Enumerated.read,
    ByPolicy.read,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A 评分标准 that was understood.

    Attributes:
        text: as written.
        kind: how it scores.
        weight: the points that the text itself states (该指标分值为2分, 得0.5分, first tier 20分).
        truncated: the text ends in "…": something may be missing.

    """

    text: str
    kind: Kind
    weight: Fraction | None
    truncated: bool = False

    @property
    def id(self) -> str:
        """Name of its kind, such as "binary", "threshold" or "step-time"."""
        return self.kind.id


@dataclass(frozen=True, slots=True)
class UnclearRule:
    """A 评分标准 that could not be understood.

    Attributes:
        text: as written; position: index in it where reading stopped.
        weight: None; truncated: as in Rule.

    """

    text: str
    position: int
    weight: Fraction | None = None
    truncated: bool = False

    @property
    def id(self) -> str:
        """Always "unclear"."""
        return "unclear"


@lru_cache(maxsize=4096)
def read_rule(text: str) -> Rule | UnclearRule | None:
    """The rule that a text states; None for a blank, for 定性, or for a bare number, which is only a weight.

    >>> read_rule("完成得0.5分").weight, read_rule("定性")
    (Fraction(1, 2), None)
    """
    bare = text.strip()
    if bare in _NOTHING or bare in _KIND_ALONE or _NUMBER_ALONE.fullmatch(bare):
        return None
    truncated = bare.endswith(("...", "…"))
    try:
        found = clauses(normalise(text))
    except UnexpectedInput as error:
        position = getattr(error, "pos_in_stream", None)
        return UnclearRule(text, position if position is not None and position >= 0 else len(text),
                           truncated=truncated)
    except LarkError:
        return UnclearRule(text, 0, truncated=truncated)
    for read in READERS:
        rule = read(found)
        if rule is not None:
            return Rule(text, rule, _weight(found), truncated)
    return UnclearRule(text, found[0].start if found else 0, truncated=truncated)


def _weight(found: tuple[Clause, ...]) -> Fraction | None:
    """The weight stated outright, else the factor of a product, else the most points given."""
    for clause in found:
        if clause.kind == "weight" and clause.amount:
            return clause.amount.number
        if clause.kind == "factor" and isinstance(clause.detail[1], tuple):
            return Fraction(clause.detail[1][0])
    given = [clause.amount.number for clause in found
             if clause.kind == "award" and clause.amount and not clause.amount.share]
    return max(given, default=Fraction(0)) or None
