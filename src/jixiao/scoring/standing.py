"""How an actual stands to its target: met or not, and how far.

For an accountant: 完成 475 批次, 指标值 ≥550 批次 → 未达到, 完成率 86.36%.  For a programmer: one
frozen record computed once for a row; the rule kinds only read it.  Ratios are exact fractions
of one; numbers are in the dimension's base unit (万元 → 元, % → ratio).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from jixiao import values
from jixiao.model import Text
from jixiao.scoring.policy import Policy
from jixiao.values.comparing import values_in_common
from jixiao.values.kinds import Deadline, Missing, Op, Ordinal, Qualitative, Quantity, Unclear, Value

Level = Literal["full", "partial", "none"]
Way = Literal["forward", "reverse", "equal", "none"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known about one row before any rule is applied.

    Attributes:
        name: the indicator's name; year: the budget year for dates without one.
        target, actual: as read.
        op: the comparison used; way: its direction ("none" for dates, levels and words).
        goal, done: the two numbers in base units, None where they are not numbers.
        met: whether the target is met, None where that cannot be said.
        completion: B/A, or for reverse ones by the policy's formula; None if undefined.
        level: full / partial / none where words say so.
        problem: why the row cannot be judged, None if it can.
        notes: sentences that go with the score.

    """

    name: str
    year: int | None
    target: Value
    actual: Value
    op: Op | None = None
    way: Way = "none"
    goal: Fraction | None = None
    done: Fraction | None = None
    met: bool | None = None
    completion: Fraction | None = None
    level: Level | None = None
    problem: Text | None = None
    notes: tuple[Text, ...] = ()

    @property
    def is_ratio(self) -> bool:
        """Whether the target is itself a rate."""
        return isinstance(self.target, Quantity) and self.target.unit.dimension == "ratio"

    @property
    def share(self) -> Fraction | None:
        """The completion kept between 0 and 1, as a share of the weight; 1 if met."""
        if self.met:
            return Fraction(1)
        return None if self.completion is None else max(Fraction(0), min(Fraction(1), self.completion))


def stand(name: str, target: Value, actual: Value, *, op: Op | None, policy: Policy,
          year: int | None) -> Standing:
    """Compare ``actual`` with ``target`` under ``op`` (None: the target's own, else assumed)."""
    if isinstance(target, Quantity) and isinstance(actual, Quantity):
        return _quantities(name, target, actual, op, policy, year)
    blank = Standing(name, year, target, actual)
    problem = _unusable(target, actual)
    if problem:
        return replace(blank, problem=problem)
    if isinstance(actual, Qualitative) and actual.level is not None:
        return replace(blank, op=op, level=actual.level, met=actual.level == "full")
    if isinstance(target, Deadline) and isinstance(actual, Deadline):
        met = values.deadline_met(target, actual, inclusive=policy.before_inclusive,
                                  month_limit=policy.month_limit, default_year=year)
        problem = None if met is not None else Text(
            "日期不完整，无法比较", "the dates are incomplete and cannot be compared")
        return replace(blank, met=met, problem=problem)
    if isinstance(target, Ordinal) and isinstance(actual, Ordinal):
        return _ordinals(blank, target, actual, policy)
    return _words(blank)


def _unusable(target: Value, actual: Value) -> Text | None:
    if isinstance(actual, Missing):
        return Text("没有完成值", "there is no actual")
    if isinstance(actual, Unclear):
        return Text(f"完成值“{actual.text}”读不懂", f"the actual {actual.text} cannot be read")
    if isinstance(target, Missing):
        return Text("没有指标值", "there is no target")
    if isinstance(target, Unclear):
        return Text(f"指标值“{target.text}”读不懂", f"the target {target.text} cannot be read")
    return None


def _ordinals(blank: Standing, target: Ordinal, actual: Ordinal, policy: Policy) -> Standing:
    if target.scale != actual.scale:
        return replace(blank, problem=Text("等级不是同一种，无法比较", "the levels are of different scales"))
    if target.op == "≤":
        return replace(blank, met=actual.rank >= target.rank)
    if target.op == "=" and policy.equal_over == "unmet":
        return replace(blank, met=actual.rank == target.rank)
    strict = target.op == ">" and policy.strict_equal == "unmet"
    return replace(blank, met=actual.rank < target.rank + (0 if strict else 1))


def _words(blank: Standing) -> Standing:
    wanted, found = _word(blank.target), _word(blank.actual)
    if wanted and wanted == found:
        return replace(blank, met=True, level="full")
    return replace(blank, problem=Text(
        "完成值要由人判断是否达到指标值", "whether the actual meets the target is for a person to say"))


def _word(value: Value) -> str:
    if isinstance(value, Qualitative):
        return value.word or value.text.strip("。；;,. ")
    return value.text


def _quantities(name: str, target: Quantity, actual: Quantity, op: Op | None,
                policy: Policy, year: int | None) -> Standing:
    common = values_in_common(target, actual)
    if common is None:
        return Standing(name, year, target, actual, op=op or target.op, problem=Text(
            f"完成值单位“{actual.unit.text}”与指标值单位“{target.unit.text}”不能比较",
            f"the units {actual.unit.text} and {target.unit.text} cannot be compared"))
    notes: tuple[Text, ...] = ()
    if target.unit.dimension != actual.unit.dimension:
        notes += (Text(
            f"完成值单位“{actual.unit.text}”与指标值单位“{target.unit.text}”不同，按同一单位比较",
            f"the units {actual.unit.text} and {target.unit.text} are taken to be the same"),)
    used = op or target.op or values.assumed_op(name, target)
    goal, done = _in_base_units(target, actual, common)
    way = _way(used, name, target)
    if actual.high is not None or target.high is not None or used == "≈":
        base = Standing(name, year, target, actual, used, way, goal, done, notes=notes)
        if actual.high is not None:
            return replace(base, problem=Text("完成值是一个区间", "the actual is a range"))
        if target.high is not None and target.op is None:
            return _range(base, goal, target.high * (goal / target.amount if target.amount else
                                                     target.unit.factor), done, policy)
        if used == "≈" and goal != done:
            return replace(base, problem=Text("“左右”没有说明允许的偏差", "左右 does not say how far off is allowed"))
    met, completion = _compare(used, way, goal, done, policy)
    base = Standing(name, year, target, actual, used, way, goal, done, met, completion, notes=notes)
    if met:
        return base
    reaching = {"forward": ("≥", ">", "≈"), "equal": ("≥", ">", "≈"), "reverse": ("≤", "<", "≈")}.get(way, ())
    if actual.op in reaching:
        return replace(base, met=None, problem=Text(
            "完成值带“以上、约”一类的字，不是确数，无法判断", "the actual is no exact figure and may or may not reach the target"))
    if target.soft:
        return replace(base, problem=Text(
            "指标值是“力争”一类的说法，未达到是否扣分由人定",
            "the target is a wish (力争); whether missing it costs points is for a person to say"))
    return base


def _in_base_units(target: Quantity, actual: Quantity,
                   common: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    """Both numbers in base units; where they are compared as written, in the unit that is named."""
    if common != (target.amount, actual.amount):
        return common
    factor = (target if target.unit.text else actual).unit.factor
    if factor == 1:
        return common
    return target.amount * factor, actual.amount * factor


def _way(op: Op, name: str, target: Quantity) -> Way:
    if op in ("≥", ">"):
        return "forward"
    if op in ("≤", "<"):
        return "reverse"
    return "reverse" if values.assumed_op(name, replace(target, op=None)) == "≤" else "equal"


def _range(base: Standing, low: Fraction, high: Fraction, done: Fraction, policy: Policy) -> Standing:
    base = replace(base, way="equal")
    if done < low:
        return replace(base, met=False, completion=_forward(low, done))
    if done > high and policy.equal_over == "unmet":
        return replace(base, met=False, completion=high / done)
    return replace(base, met=True, completion=Fraction(1))


def _compare(op: Op, way: Way, goal: Fraction, done: Fraction, policy: Policy) -> tuple[bool, Fraction | None]:
    """Whether the target is met, and the completion."""
    # Most rows come this way, and whole numbers compare faster than fractions do.
    beyond = done.numerator * goal.denominator - goal.numerator * done.denominator
    exact = policy.strict_equal == "met" if op in ("<", ">") else True
    better = beyond > 0 if way != "reverse" else beyond < 0
    if op == "=" and goal and policy.equal_over == "unmet":
        better = False
    if op == "=" and not goal:
        better = done < 0
    met = exact if beyond == 0 else better
    over = beyond > 0 and (way == "reverse" or (op == "=" and not better))
    if way == "reverse":
        completion = _reverse(goal, done, policy)
    else:
        completion = goal / done if over and goal > 0 else _forward(goal, done)
    if not goal and not met:
        completion = Fraction(0)
    return met, completion


def _forward(goal: Fraction, done: Fraction) -> Fraction | None:
    if goal.numerator <= 0:
        return None
    return done / goal if done.numerator > 0 else Fraction(0)


def _reverse(goal: Fraction, done: Fraction, policy: Policy) -> Fraction | None:
    if goal.numerator <= 0:
        return None
    if policy.reverse_unmet == "target/actual":
        return goal / done if done.numerator > 0 else None
    return max(Fraction(0), 1 - (done - goal) / goal)
