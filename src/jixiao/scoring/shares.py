"""Rules that give the weight, nothing, or a share of it: 完成得X分, 按比例得分, 60%门槛."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from jixiao.model import Text
from jixiao.scoring.clauses import Clause
from jixiao.scoring.outcome import Case, Outcome, by_person, unjudged
from jixiao.scoring.rule_words import Limit
from jixiao.scoring.shown import percent
from jixiao.scoring.wording import plain_points, times
from jixiao.values.kinds import Quantity

_FULL = Text("达到得满分", "met, full points")


@dataclass(frozen=True, slots=True)
class Binary:
    """完成得0.5分: the weight if met; what else is the policy's ``binary_reading``.

    Attributes:
        explicit: the text itself says 未完成不得分, so that no other reading is possible.

    """

    id: ClassVar[str] = "binary"
    explicit: bool = False

    @property
    def readings(self) -> tuple[str, ...]:
        """See Kind."""
        return () if self.explicit else ("binary_reading",)

    def points(self, case: Case) -> Outcome:
        """The weight if met, else 0 or a share, by ``binary_reading``."""
        met, reading = case.standing.met, case.policy.binary_reading
        if met is None:
            return unjudged(case)
        if met:
            return Outcome(case.weight, _FULL)
        if self.explicit or reading == "binary":
            return Outcome(Fraction(0), Text("未完成不得分", "unmet, no points"))
        if reading == "proportional":
            return proportional(case)
        return threshold(case, case.standing.share, case.policy.threshold,
                         excess=reading == "threshold-excess")

    @classmethod
    def read(cls, clauses: tuple[Clause, ...]) -> Self | None:
        """One award, or an award and a zero for the rest; or only 没有不得分."""
        given = [c for c in clauses if c.kind == "award"]
        if not given or any(c.kind not in ("award", "weight", "cap", "bare") for c in clauses):
            return None
        zeros = [c for c in given if c.amount is not None and not c.amount.number]
        if any(c.numeric for c in zeros) or len(given) - len(zeros) > 1 or len(zeros) > 1:
            return None
        if zeros and any(c.numeric for c in given):
            return None
        if any(_only_weight(c) for c in given):
            return None
        return cls(explicit=bool(zeros))


@dataclass(frozen=True, slots=True)
class Proportional:
    """按完成比例得分, 20分*执行率, 权重*B/A.

    Attributes:
        rate_itself: the factor is the indicator's own rate (20分*执行率), not its completion.
        formula: the text names A/B, so that ``reverse_unmet`` does not decide.

    """

    id: ClassVar[str] = "proportional"
    rate_itself: bool = False
    formula: bool = False

    @property
    def readings(self) -> tuple[str, ...]:
        """See Kind."""
        return () if self.formula or self.rate_itself else ("reverse_unmet",)

    def points(self, case: Case) -> Outcome:
        """Weight × completion, at most the weight."""
        standing = case.standing
        if self.rate_itself and standing.is_ratio and standing.done is not None:
            rate = max(Fraction(0), min(Fraction(1), standing.done))
            return Outcome(case.weight * rate, times(case.weight, rate))
        if self.formula and standing.way == "reverse" and standing.met is False:
            return _inverse(case)
        return unjudged(case) if standing.met is None else proportional(case)

    @classmethod
    def read(cls, clauses: tuple[Clause, ...]) -> Self | None:
        """Any clause with 按比例 or a factor, where no other clause has a number to compare."""
        if any(c.kind in ("step", "deduct", "discretion", "alloc") for c in clauses):
            return None
        given = [c for c in clauses if c.kind == "award" and c.amount is not None]
        if len(given) > 2 or any(c.numeric and c.amount and not c.amount.number for c in given):
            return None
        if sum(1 for c in given if c.amount and c.amount.number) > 1:
            return None
        for clause in clauses:
            kind, meaning = clause.detail
            if clause.kind == "factor" and isinstance(meaning, tuple):
                return cls(rate_itself=str(meaning[1]).endswith("率")
                           and "完成率" not in str(meaning[1]))
            if clause.kind == "proportion" and kind == "PROPORTION":
                return cls(formula=any("A/B" in str(c.detail[1]) for c in clauses))
        return None


@dataclass(frozen=True, slots=True)
class Threshold:
    """完成率小于60%不得分；大于等于60%的，按超过的比重赋分.

    Attributes:
        floor: the threshold as a ratio, None for the policy's.
        by_ratio: the text says 按比例 rather than 按超过的比重.
        own_rate: the threshold names the indicator's own rate (办结率小于60%), not 完成率.

    """

    id: ClassVar[str] = "threshold"
    floor: Fraction | None = None
    by_ratio: bool = False
    own_rate: bool = False

    @property
    def readings(self) -> tuple[str, ...]:
        """See Kind."""
        read = () if self.by_ratio else ("threshold_reading",)
        return (*read, "threshold_base") if self.own_rate else read

    def points(self, case: Case) -> Outcome:
        """0 below the threshold; from it on a share, by ``threshold_reading``."""
        standing, policy = case.standing, case.policy
        if standing.met is None:
            return unjudged(case)
        if standing.met:
            return Outcome(case.weight, _FULL)
        share = standing.share
        if self.own_rate and policy.threshold_base == "value" and standing.is_ratio:
            share = standing.done
        floor = policy.threshold if self.floor is None else self.floor
        excess = not self.by_ratio and policy.threshold_reading == "excess"
        return threshold(case, share, floor, excess=excess)

    @classmethod
    def read(cls, clauses: tuple[Clause, ...]) -> Self | None:
        """An EXCESS clause, or 按比例 with a percentage below which there is nothing."""
        shares = [c for c in clauses if c.kind == "proportion"]
        if not shares or any(c.kind in ("step", "deduct", "discretion") for c in clauses):
            return None
        zeros = [c for c in clauses if c.kind == "award" and c.amount is not None
                 and not c.amount.number and c.numeric]
        excess = any(c.detail[0] == "EXCESS" for c in shares)
        limits = [g for c in (*zeros, *shares) for g in c.numeric if isinstance(g, Limit) and g.percent]
        if not excess and not (zeros and limits):
            return None
        floor = limits[0].number / 100 if limits else None
        if floor is not None and not 0 <= floor < 1:
            return None
        named = "".join(c.phrase for c in zeros)
        return cls(floor, not excess, bool(zeros) and "完成率" not in named and "率" in named)


@dataclass(frozen=True, slots=True)
class PerItem:
    """每完成1项得2分."""

    id: ClassVar[str] = "per-item"
    each: Fraction
    size: Fraction

    @property
    def readings(self) -> tuple[str, ...]:
        """See Kind."""
        return ()

    def points(self, case: Case) -> Outcome:
        """Whole items done × points each, at most the weight."""
        actual = case.standing.actual
        if case.standing.done is None or not isinstance(actual, Quantity):
            return unjudged(case)
        count = max(0, case.standing.done // self.size)
        return Outcome(count * self.each, Text(
            f"{count}×{plain_points(self.each)} 分", f"{count}×{plain_points(self.each)}"))

    @classmethod
    def read(cls, clauses: tuple[Clause, ...]) -> Self | None:
        """A single step clause that gives points."""
        steps = [c for c in clauses if c.kind == "step"]
        if len(steps) != 1 or any(c.kind not in ("step", "weight", "cap") for c in clauses):
            return None
        step, amount, given = steps[0].step, steps[0].amount, steps[0].given
        if not given or step is None or amount is None or amount.share or not step.size:
            return None
        return None if step.unit == "%" else cls(amount.number, step.size)


@dataclass(frozen=True, slots=True)
class ByPolicy:
    """No rule in the table (or only a weight): the policy's formulas for each direction."""

    id: ClassVar[str] = "default"

    @property
    def readings(self) -> tuple[str, ...]:
        """See Kind."""
        return ("reverse_unmet",)

    def points(self, case: Case) -> Outcome:
        """The weight if met; else a share or 0, as the policy says for the direction."""
        standing, policy = case.standing, case.policy
        if standing.level is not None:
            return by_level(case, standing.level)
        if standing.met is None:
            return unjudged(case)
        how = {"forward": policy.forward_unmet, "equal": policy.equal_unmet}
        if not standing.met and how.get(standing.way) == "zero":
            return Outcome(Fraction(0), Text("未达到不得分", "unmet, no points"))
        return proportional(case)

    @classmethod
    def read(cls, clauses: tuple[Clause, ...]) -> Self | None:
        """Only the weight is stated, or how it was allotted."""
        only = clauses and all(c.kind in ("weight", "cap") or _only_weight(c) for c in clauses)
        return cls() if only else None


@dataclass(frozen=True, slots=True)
class Allotted(ByPolicy):
    """15分÷三级指标个数: says where the weight comes from, nothing about scoring."""

    id: ClassVar[str] = "alloc"

    @classmethod
    def read(cls, clauses: tuple[Clause, ...]) -> Self | None:
        """An ALLOC clause and nothing that scores."""
        kinds = {c.kind for c in clauses}
        return cls() if "alloc" in kinds and kinds <= {"alloc", "weight", "cap"} else None


def _only_weight(clause: Clause) -> bool:
    """A bare 「10分」 that says nothing about when it is given."""
    deed = any(word in clause.phrase for word in ("完成", "达到", "达标", "实现"))
    return clause.detail[0] == "POINTS" and not clause.guards and not deed


def by_level(case: Case, level: str) -> Outcome:
    """达成 gives the weight; 部分达成 and 未达成 a range within which a person decides."""
    weight, policy = case.weight, case.policy
    if level == "full":
        return Outcome(weight, Text("达成，得满分", "achieved, full points"))
    low, high = ((policy.partial_from, policy.full_from) if level == "partial"
                 else (Fraction(0), policy.partial_from))
    zh, en = ("部分达成", "achieved in part") if level == "partial" else ("未达成", "not achieved")
    span = f"{percent(low, 0)}–{percent(high, 0)}"
    return Outcome(None, Text(f"{zh}，在分值的 {span} 之间由人评定", f"{en}: a person decides, {span} of the weight"),
                   (weight * low, weight * high), top_open=True)


def proportional(case: Case) -> Outcome:
    """Weight × share; where the ratio is undefined a person decides."""
    if case.standing.met:
        return Outcome(case.weight, _FULL)
    share = case.standing.share
    if share is None:
        return by_person(case, Text("完成率没有定义，需要人工评定",
                                    "the completion is undefined; a person has to decide"))
    return Outcome(case.weight * share, times(case.weight, share))


def threshold(case: Case, share: Fraction | None, floor: Fraction, *, excess: bool) -> Outcome:
    """0 below ``floor``; else weight × share, or weight × (share − floor)/(1 − floor)."""
    if share is None:
        return proportional(case)
    if share < floor:
        return Outcome(Fraction(0), Text(f"{percent(share)} 低于 {percent(floor, 0)}，不得分",
                                         f"{percent(share)} is below {percent(floor, 0)}, no points"))
    if not excess or floor >= 1:
        return Outcome(case.weight * share, times(case.weight, share))
    weight = plain_points(case.weight)
    formula = f"{weight}×({percent(share)}−{percent(floor, 0)})/{percent(1 - floor, 0)}"
    return Outcome(case.weight * (share - floor) / (1 - floor), Text(formula, formula))


def _inverse(case: Case) -> Outcome:
    goal, done = case.standing.goal, case.standing.done
    if goal is None or done is None or done <= 0 or goal < 0:
        return proportional(case)
    return Outcome(case.weight * goal / done, times(case.weight, goal / done))
