"""Rules that take points off step by step: 每超过1%扣…, 每延后1个月扣…, 缺一项扣…."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal, NamedTuple, Self

from jixiao.model import Text
from jixiao.scoring.clauses import Clause, Guard
from jixiao.scoring.conditions import holds
from jixiao.scoring.lateness import TIME_UNITS, late
from jixiao.scoring.outcome import Case, Outcome, by_person, unjudged
from jixiao.scoring.parameters import StepRounding
from jixiao.scoring.rule_words import Amount, Limit, Step
from jixiao.scoring.wording import plain_points
from jixiao.values.kinds import Quantity

StepKind = Literal["time", "point", "ratio", "money", "item"]
_LACKING = ("缺少", "缺失", "缺", "漏", "少", "未完成", "没有完成", "差")
_EXCEEDING = ("超", "多", "高", "增", "上")
_FALLING = ("低", "少", "下", "降", "减", "短")
_MONEY = {"元": 1, "万元": 10**4}
_ROUNDING = {"time": "step_time_rounding", "point": "step_point_rounding",
             "ratio": "step_rounding", "money": "step_rounding"}


class Deduction(NamedTuple):
    """One step and what it costs."""

    step: Step
    amount: Amount


@dataclass(frozen=True, slots=True)
class Steps:
    """得N分, 每超过1%扣…, 扣完为止 (0 is the lower end even where the text does not say so).

    Attributes:
        deductions: each step with its cost.
        bound: the condition in front of the points (少于2个工作日得5分), if it is a number.
        nothing: conditions under which there are no points at all.

    """

    deductions: tuple[Deduction, ...]
    bound: Limit | None = None
    nothing: tuple[tuple[Guard, str], ...] = ()

    @property
    def id(self) -> str:
        """The rule's name by its first step: step-time, step-ratio, step-point, deduct-item."""
        unit = self.deductions[0].step.unit
        if unit.removeprefix("个") in TIME_UNITS:
            return "step-time"
        if unit.endswith("百分点"):
            return "step-point"
        return "step-ratio" if unit == "%" or unit in _MONEY else "deduct-item"

    @property
    def readings(self) -> tuple[str, ...]:
        """See Kind."""
        return ("step_rounding", "step_point_rounding", "step_time_rounding", "rule_bound")

    def points(self, case: Case) -> Outcome:
        """The weight less the steps; a person decides where the steps cannot be counted."""
        standing = case.standing
        if standing.met is None:
            return unjudged(case)
        beyond = [_beyond(guard, phrase, case) for guard, phrase in self.nothing]
        if not standing.met and True in beyond:
            return Outcome(Fraction(0), Text("超出限度，不得分", "beyond the limit, no points"))
        if not standing.met and None in beyond:
            return by_person(case, Text("不得分的界限无法判断", "the limit for no points cannot be judged"))
        forced = self._bound_missed(case)
        if standing.met and not forced:
            return Outcome(case.weight, Text("达到得满分", "met, full points"))
        return self._deducted(case, Fraction(1 if forced else 0))

    def _deducted(self, case: Case, least: Fraction) -> Outcome:
        left, parts = case.weight, []
        for item in self.deductions:
            if not _applies(item.step, case):
                continue
            counted = _count(item.step, case)
            if counted is None:
                return by_person(case, Text("扣分的次数不在表内，需要人工评定",
                                            "how often to deduct is not in the table"))
            number = max(least, counted)
            each = item.amount.number * (case.weight if item.amount.share else 1)
            left -= number * each
            parts.append(f"{plain_points(number)}×{plain_points(each)}")
        if not parts:
            return by_person(case, Text("扣分标准与未达到的方向不符，需要人工评定",
                                        "the steps go the other way; a person has to decide"))
        formula = f"{plain_points(case.weight)}−{'−'.join(parts)}"
        return Outcome(left, Text(formula, formula))

    def _bound_missed(self, case: Case) -> bool:
        """少于2得5分 beside ≤2, with exactly 2 done, where the rule's own bound decides."""
        standing = case.standing
        if case.policy.rule_bound != "rule" or self.bound is None or self.bound.op not in "<>":
            return False
        return bool(standing.met) and standing.goal == standing.done and isinstance(
            standing.target, Quantity) and standing.target.amount == self.bound.number

    @classmethod
    def read(cls, clauses: tuple[Clause, ...]) -> Self | None:
        """At least one 每… 扣…, at most one award in front, and zeros for going too far."""
        steps = [c for c in clauses if c.kind == "step"]
        other = {c.kind for c in clauses} - {"step", "award", "floor", "weight", "cap", "bare"}
        if not steps or other or any(c.given or c.step is None or not c.step.size for c in steps):
            return None
        awards = [c for c in clauses if c.kind == "award" and c.amount is not None]
        zeros = [c for c in awards if c.amount is not None and not c.amount.number]
        if len(awards) - len(zeros) > 1 or any("unmet" in c.guards for c in zeros):
            return None
        bounds = [g for c in awards if c not in zeros for g in c.numeric if isinstance(g, Limit)]
        nothing = tuple((guard, c.phrase) for c in zeros for guard in c.numeric)
        taken = tuple(Deduction(c.step, c.amount) for c in steps if c.step and c.amount)
        return cls(taken, bounds[0] if bounds else None, nothing)


@dataclass(frozen=True, slots=True)
class FixedDeduction:
    """逾期扣1分: a fixed amount when the target is missed, or a condition holds."""

    id: ClassVar[str] = "deduct"
    amount: Amount
    guards: tuple[Guard, ...] = ()
    phrase: str = ""

    @property
    def readings(self) -> tuple[str, ...]:
        """See Kind."""
        return ()

    def points(self, case: Case) -> Outcome:
        """The weight, less the amount where it applies."""
        if case.standing.met is None:
            return unjudged(case)
        hit: bool | None = not case.standing.met
        for guard in self.guards:
            hit = holds(guard, self.phrase, case.standing, case.policy)
        if hit is None:
            return by_person(case, Text("扣分条件无法判断", "the condition cannot be judged"))
        if not hit:
            return Outcome(case.weight, Text("没有扣分", "nothing is deducted"))
        taken = self.amount.number * (case.weight if self.amount.share else 1)
        formula = f"{plain_points(case.weight)}−{plain_points(taken)}"
        return Outcome(case.weight - taken, Text(formula, formula))

    @classmethod
    def read(cls, clauses: tuple[Clause, ...]) -> Self | None:
        """One DEDUCT without 每."""
        taken = [c for c in clauses if c.kind == "deduct"]
        other = {c.kind for c in clauses} - {"deduct", "floor", "weight", "award"}
        awards = [c for c in clauses if c.kind == "award"]
        if len(taken) != 1 or other or len(awards) > 1 or any(c.numeric for c in awards):
            return None
        amount = taken[0].amount
        return cls(amount, taken[0].numeric, taken[0].phrase) if amount else None


def _beyond(guard: Guard, phrase: str, case: Case) -> bool | None:
    """Whether a row has gone so far that nothing is given: 超过10%不得分, 低于60%不得分.

    An upper limit that lies within the target can only mean the excess.
    """
    standing = case.standing
    if not isinstance(guard, Limit) or guard.op not in "≥>":
        return holds(guard, phrase, standing, case.policy)
    number = guard.number / 100 if guard.percent else guard.number
    if standing.goal is not None and guard.percent == standing.is_ratio and number > standing.goal:
        return holds(guard, phrase, standing, case.policy)
    exact = case.policy.with_overrides(dict.fromkeys(_ROUNDING.values(), "linear"))
    excess = _count(Step("", Fraction(1), guard.unit), case._replace(policy=exact))
    if excess is None or (guard.percent and not standing.is_ratio and guard.number >= 100):
        return None
    return excess > guard.number or (guard.op == "≥" and excess == guard.number)


def _applies(step: Step, case: Case) -> bool:
    """Whether 每超过 or 每低于 is the way in which this row missed its target."""
    standing = case.standing
    if standing.goal is None or standing.done is None or standing.goal == standing.done:
        return True
    above = standing.done > standing.goal
    if step.trigger.startswith(_EXCEEDING):
        return above
    return not above if step.trigger.startswith(_FALLING) else True


def _count(step: Step, case: Case) -> Fraction | None:
    """How many steps, rounded as the policy says; None if that cannot be known."""
    kind = _step_kind(step, case)
    amount = _distance(kind, step, case)
    if amount is None:
        return None
    if kind == "item":
        return Fraction(amount // step.size)
    rounding: StepRounding = getattr(case.policy, _ROUNDING[kind])
    if kind == "time":
        return late(case.standing, step.unit.removeprefix("个"), case.policy, rounding, step.size)
    return _rounded(amount / step.size, rounding)


def _rounded(number: Fraction, rounding: StepRounding) -> Fraction:
    if rounding == "linear":
        return number
    return Fraction(-(-number // 1) if rounding == "ceil" else number // 1)


def _step_kind(step: Step, case: Case) -> StepKind:
    unit = step.unit
    if unit.removeprefix("个") in TIME_UNITS:
        return "time"
    if unit.endswith("百分点") or (unit == "%" and case.standing.is_ratio):
        return "point"
    if unit == "%":
        return "ratio"
    return "money" if unit in _MONEY else "item"


def _distance(kind: StepKind, step: Step, case: Case) -> Fraction | None:
    standing = case.standing
    goal, done = standing.goal, standing.done
    if kind == "time":
        return Fraction(0)
    if goal is None or done is None:
        return None
    gap = abs(done - goal)
    if kind == "point":
        return gap * 100 if standing.is_ratio else None
    if kind == "ratio":
        return gap / goal * 100 if goal > 0 else None
    target = standing.target
    if not isinstance(target, Quantity):
        return None
    if kind == "money":
        return gap / _MONEY[step.unit] if target.unit.dimension == "元" else None
    return _items(step, standing.way, gap, ratio=standing.is_ratio)


def _items(step: Step, way: str, gap: Fraction, *, ratio: bool) -> Fraction | None:
    """Items lacking (forward) or occurring (reverse), where the row itself counts them."""
    if ratio:
        return None
    if step.trigger in _LACKING:
        return gap if way != "reverse" else None
    return gap if way == "reverse" or step.trigger.startswith(_EXCEEDING) else None
