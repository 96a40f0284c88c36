"""What a rule says about one row: points, or the range within which a person decides."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, Protocol

from jixiao.model import Text
from jixiao.scoring.policy import Policy
from jixiao.scoring.standing import Standing


class Case(NamedTuple):
    """One row to be scored: how it stands, its weight in points, the policy."""

    standing: Standing
    weight: Fraction
    policy: Policy


class Outcome(NamedTuple):
    """Points and how they came about.

    Attributes:
        points: exact, before the limits 0 and weight; None where a person decides.
        detail: the step of the derivation, with numbers: 「0.5×86.36%」.
        allowed: range for a person's figure.
        top_open: True where the upper end itself is not allowed.
        listed: the only figures that the rule knows, where it lists them.

    """

    points: Fraction | None
    detail: Text
    allowed: tuple[Fraction, Fraction] | None = None
    top_open: bool = False
    listed: tuple[Fraction, ...] = ()


class Kind(Protocol):
    """One kind of rule: how it scores, and which policy parameters its reading depends on."""

    @property
    def id(self) -> str:
        """Its name, such as "binary", "threshold" or "step-time"."""
        ...

    @property
    def readings(self) -> tuple[str, ...]:
        """Policy parameters that decide how this rule is read."""
        ...

    def points(self, case: Case) -> Outcome:
        """What the rule gives in this case."""
        ...


def by_person(case: Case, detail: Text) -> Outcome:
    """A person decides, between 0 and the weight."""
    return Outcome(None, detail, (Fraction(0), case.weight))


def unjudged(case: Case) -> Outcome:
    """The row as such cannot be judged."""
    return by_person(case, case.standing.problem or Text(
        "需要人工评定", "a person has to decide"))
