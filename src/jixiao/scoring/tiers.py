"""Rules in tiers: by number (≥95%得20分, 90-95%得15分 …) or by word (显著/一般/较差)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, NamedTuple, Self

from jixiao.model import Text
from jixiao.scoring.clauses import Clause, Guard
from jixiao.scoring.conditions import holds
from jixiao.scoring.outcome import Case, Outcome, by_person, unjudged
from jixiao.scoring.rule_words import Amount, Interval, Limit
from jixiao.scoring.shares import by_level
from jixiao.scoring.wording import plain_points, quoted
from jixiao.values.kinds import Qualitative

_ALLOWED = ("award", "weight", "floor", "cap", "bare")
_PUNCTUATION = "，,；;。、:： 的者则"


class Tier(NamedTuple):
    """Points under conditions; no conditions for the rest (否则)."""

    guards: tuple[Guard, ...]
    amount: Amount
    phrase: str


@dataclass(frozen=True, slots=True)
class Tiers:
    """The first tier whose conditions hold decides.

    Attributes:
        tiers: in the order of the text.
        highest: the most points that a tier gives, None where all are shares of the weight;
            where the weight is higher, a met target gives the weight (the unwritten top tier).

    """

    tiers: tuple[Tier, ...]
    highest: Fraction | None

    @property
    def id(self) -> str:
        """tiers, bands (right ends included), tiers-ge (all ≥) or exact (only what gives nothing)."""
        given = [tier for tier in self.tiers if tier.amount.number]
        guards = [guard for tier in given for guard in tier.guards]
        if not given:
            return "exact"
        ranges = [guard for guard in guards if isinstance(guard, Interval)]
        if ranges:
            return "bands" if any(guard.high_in for guard in ranges) else "tiers"
        above = all(isinstance(guard, Limit) and guard.op in "≥>" for guard in guards)
        return "tiers-ge" if guards and above else "tiers"

    @property
    def readings(self) -> tuple[str, ...]:
        """See Kind."""
        return ("bound_words_inclusive",)

    def points(self, case: Case) -> Outcome:
        """Points of the tier that the row falls into."""
        if case.standing.problem is not None or case.standing.met is None:
            return unjudged(case)
        if case.standing.met and (self.highest is None or self.highest < case.weight) \
                and self._unwritten_top():
            return Outcome(case.weight, Text("达到得满分", "met, full points"))
        for closed in (False, True):
            for tier in self.tiers:
                hit = self._hit(tier, case, closed=closed)
                if hit is None:
                    return by_person(case, Text("档次条件无法判断", "the tiers cannot be judged"))
                if hit:
                    return _given(tier, case)
        if self.id == "exact":
            return Outcome(case.weight, Text("没有扣分情形，得满分", "no exclusion applies, full points"))
        return by_person(case, Text("不在任何一档内，需要人工评定", "no tier fits; a person has to decide"))

    def _unwritten_top(self) -> bool:
        return self.highest is not None and self.id != "exact"

    def _hit(self, tier: Tier, case: Case, *, closed: bool) -> bool | None:
        if not tier.guards:
            return closed or tier is self.tiers[-1]
        found = [holds(guard, tier.phrase, case.standing, case.policy, closed=closed)
                 for guard in tier.guards if guard != "else"]
        return None if None in found else all(found)

    @classmethod
    def read(cls, clauses: tuple[Clause, ...]) -> Self | None:
        """Awards with numbers in front, the last perhaps without (否则不得分)."""
        if not {c.kind for c in clauses} <= set(_ALLOWED):
            return None
        awards = [c for c in clauses if c.kind == "award" and c.amount is not None]
        numeric = [c for c in awards if c.numeric]
        if not numeric or any(not c.numeric for c in awards[1:-1]):
            return None
        if len(awards) == 1 and awards[0].amount is not None and awards[0].amount.number:
            return None
        first: tuple[Guard, ...] = awards[0].numeric or ("met",)
        tiers = tuple(Tier(first if c is awards[0] else c.numeric, c.amount, c.phrase)
                      for c in awards if c.amount)
        fixed = [tier.amount.number for tier in tiers if not tier.amount.share]
        shared = any(tier.amount.share for tier in tiers)
        return cls(tiers, None if shared else max(fixed))


@dataclass(frozen=True, slots=True)
class Enumerated:
    """有效…得满分, 一般得5分, 较差不得分: words, each with its points."""

    id: ClassVar[str] = "enum"
    tiers: tuple[Tier, ...]

    @property
    def readings(self) -> tuple[str, ...]:
        """See Kind."""
        return ()

    def points(self, case: Case) -> Outcome:
        """Points of the word that the actual says; else one of the listed figures, by a person."""
        tier = self._matching(case)
        if tier is not None:
            return _given(tier, case)
        listed = tuple(_worth(tier, case) for tier in self.tiers)
        figures = "、".join(plain_points(points) for points in listed)
        return Outcome(None, Text(f"由人在 {figures} 分中选定", f"a person chooses among {figures}"),
                       (min(listed), max(listed)), listed=listed)

    def _matching(self, case: Case) -> Tier | None:
        standing = case.standing
        if standing.level == "full" or (standing.met and standing.problem is None):
            return self.tiers[0]
        if len(self.tiers) == 3 and standing.level in ("partial", "none"):
            return self.tiers[1 if standing.level == "partial" else 2]
        if standing.met is False:
            return self.tiers[-1] if len(self.tiers) == 2 else None
        if not isinstance(standing.actual, Qualitative):
            return None
        said = standing.actual.text.strip(_PUNCTUATION)
        hits = [tier for tier in self.tiers if said and tier.phrase.endswith(said)]
        return hits[0] if len(hits) == 1 else None

    @classmethod
    def read(cls, clauses: tuple[Clause, ...]) -> Self | None:
        """At least two awards that only words tell apart, each less than the one before."""
        if not {c.kind for c in clauses} <= {"award", "weight"}:
            return None
        awards = [c for c in clauses if c.kind == "award"]
        if len(awards) < 2 or any(c.numeric for c in awards):
            return None
        tiers = tuple(Tier((), c.amount, c.phrase.strip(_PUNCTUATION)) for c in awards if c.amount)
        fixed = [tier.amount.number for tier in tiers if not tier.amount.share]
        if any(high <= low for high, low in pairwise(fixed)):
            return None
        return cls(tiers)


@dataclass(frozen=True, slots=True)
class QualitativeRange:
    """达成 100–80%（含）, 部分达成 80–60%（含）, 未达成 60–0%: a range, not a figure.

    Attributes:
        lows: lower ends of the three (or two) bands, highest first, as ratios.

    """

    id: ClassVar[str] = "qual-range"
    lows: tuple[Fraction, ...]

    @property
    def readings(self) -> tuple[str, ...]:
        """See Kind."""
        return ()

    def points(self, case: Case) -> Outcome:
        """The weight if met; else the band of the level stated, for a person to decide."""
        standing = case.standing
        level = standing.level or ("full" if standing.met else None)
        if level is None:
            return unjudged(case)
        middle = self.lows[1] if len(self.lows) > 1 else Fraction(0)
        overrides = {"full_from": self.lows[0], "partial_from": middle}
        return by_level(case._replace(policy=case.policy.with_overrides(overrides)), level)

    @classmethod
    def read(cls, clauses: tuple[Clause, ...]) -> Self | None:
        """Ranges in percent and no points (or the points of the whole)."""
        if not {c.kind for c in clauses} <= {"bare", "weight", "proportion"}:
            return None
        bands = [g for c in clauses for g in c.numeric if isinstance(g, Interval) and g.percent]
        if len(bands) < 2 or any(band.high > 100 for band in bands):
            return None
        return cls(tuple(sorted((band.low / 100 for band in bands), reverse=True)))


@dataclass(frozen=True, slots=True)
class ByPerson:
    """酌情扣分, 视情况给分: only a person can say."""

    id: ClassVar[str] = "manual"

    @property
    def readings(self) -> tuple[str, ...]:
        """See Kind."""
        return ()

    def points(self, case: Case) -> Outcome:
        """Between 0 and the weight, by a person."""
        return by_person(case, Text("评分标准要求酌情，由人评定", "the rule leaves it to a person"))

    @classmethod
    def read(cls, clauses: tuple[Clause, ...]) -> Self | None:
        """Any 酌情."""
        return cls() if any(c.kind == "discretion" for c in clauses) else None


def _worth(tier: Tier, case: Case) -> Fraction:
    return tier.amount.number * (case.weight if tier.amount.share else 1)


def _given(tier: Tier, case: Case) -> Outcome:
    phrase = quoted(tier.phrase.strip(_PUNCTUATION))
    return Outcome(_worth(tier, case), Text(f"按“{phrase}”这一档" if phrase else "按其余一档",
                                            f"tier {phrase}" if phrase else "the remaining tier"))
