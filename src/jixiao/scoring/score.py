"""What one indicator is worth: exact points, how they came about, and other readings.

For an accountant: the 应得分 of a row and its 为什么.  For a programmer: ``score_indicator``
composes ``standing`` (how the actual compares), a rule's kind (what that is worth) and the
policy; a reading that would give other points for this row becomes a ``Choice``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from jixiao import values
from jixiao.model import Alternative, Choice, Text
from jixiao.scoring.outcome import Case, Kind, Outcome, unjudged
from jixiao.scoring.policy import Policy, variants
from jixiao.scoring.rounding import shown
from jixiao.scoring.rules import Rule, UnclearRule, read_rule
from jixiao.scoring.shares import ByPolicy
from jixiao.scoring.shown import percent
from jixiao.scoring.standing import Standing, stand
from jixiao.scoring.wording import plain_points, quoted
from jixiao.values.kinds import Deadline, Op, Qualitative, Quantity, Value


@dataclass(frozen=True, slots=True)
class Score:
    """The worth of one row.

    Attributes:
        points: exact; None where a person decides or something is missing.
        shown: points as the policy rounds them.
        completion: 完成率 as a ratio (four places when shown); None if undefined.
        met: whether the target is met, None where that cannot be said.
        rule_id: kind of rule applied: "binary", "proportional", "default" …
        derivation: makes ``why``; most rows are right and nobody asks.
        choices: readings under which this very row would get other points.
        manual: a person has to decide; allowed: the range for that figure;
        top_open: the range's upper end is itself excluded; listed: the only figures allowed.
        over: the actual is far above the target (policy's ``over_target``).
        notes: further sentences (unit assumed, weight differs from the rule's …).

    """

    points: Fraction | None
    shown: Decimal | None
    completion: Fraction | None
    met: bool | None
    rule_id: str
    derivation: Callable[[], Text] = field(repr=False, compare=False)
    choices: tuple[Choice, ...] = ()
    manual: bool = False
    allowed: tuple[Fraction, Fraction] | None = None
    top_open: bool = False
    listed: tuple[Fraction, ...] = ()
    over: bool = False
    notes: tuple[Text, ...] = ()

    @property
    def why(self) -> Text:
        """The derivation with the numbers put in, one sentence without full stop."""
        return self.derivation()

    def allows(self, points: Fraction) -> bool:
        """Whether a person's figure is possible; True where nothing is known."""
        if self.listed:
            return points in self.listed
        if self.allowed is None:
            return True
        low, high = self.allowed
        return low <= points < high if self.top_open and low < high else low <= points <= high


class _Row(NamedTuple):
    """Everything about a row that does not depend on the policy's readings."""

    name: str
    target: Value
    actual: Value
    weight: Fraction | None
    rule: Rule | UnclearRule | None
    op: Op | None
    year: int | None


def score_indicator(*, name: str, target: Value, actual: Value, weight: Fraction | None,
                    rule: Rule | UnclearRule | None, op: Op | None, op_source: str,
                    policy: Policy, year: int | None, readings: bool = True) -> Score:
    """Score one row; never raises for what the row says.

    Args:
        name: 三级指标.
        target: 指标值 as parsed.
        actual: 完成值 as parsed.
        weight: in points; None to take the rule's own.
        rule: as read from 评分标准; None applies the policy's formulas.
        op: comparison; None for the target's own, else assumed from the name.
        op_source: "text", "column" or "assumed".
        policy: decides every reading that the text leaves open.
        year: budget year, for dates without one.
        readings: whether to look for other readings; who shows none saves a third of the time.

    """
    if rule is None and name in policy.rules:
        rule = read_rule(policy.rules[name].text)
    if weight is None and isinstance(rule, Rule):
        weight = rule.weight
    row = _Row(name, target, actual, weight, rule, op, year)
    standing, outcome = _judge(row, policy)
    if outcome is None:
        return _unscored(row, standing)
    kind = _kind(row)
    points = _limited(outcome.points, row.weight)
    score = Score(
        points=points, shown=_shown(points, row.weight, policy),
        completion=standing.completion, met=standing.met, rule_id=kind.id,
        derivation=partial(_why, row, standing, outcome, points, policy), manual=points is None,
        allowed=outcome.allowed, top_open=outcome.top_open, listed=outcome.listed,
        over=_over(standing, policy), notes=_notes(row, standing, op_source))
    choices = _choices(row, kind, score, standing, policy) if readings else ()
    return replace(score, choices=choices) if choices else score


def _shown(points: Fraction | None, weight: Fraction | None, policy: Policy) -> Decimal | None:
    """Points as the policy rounds them; a full score is the weight itself, however many places it has."""
    if points is None:
        return None
    if 10**policy.score_places % points.denominator and 10**_MOST_PLACES % points.denominator == 0 and points == weight:
        return Decimal(points.numerator) / Decimal(points.denominator)
    return shown(points, policy)


def _judge(row: _Row, policy: Policy) -> tuple[Standing, Outcome | None]:
    standing = stand(row.name, row.target, row.actual, op=row.op, policy=policy, year=row.year)
    if row.weight is None or row.weight.numerator < 0 or isinstance(row.rule, UnclearRule):
        return standing, None
    case = Case(standing, row.weight, policy)
    if standing.problem is not None and standing.met is False:
        return standing, unjudged(case)
    return standing, _kind(row).points(case)


def _kind(row: _Row) -> Kind:
    return row.rule.kind if isinstance(row.rule, Rule) else ByPolicy()


def _limited(points: Fraction | None, weight: Fraction | None) -> Fraction | None:
    if points is None or weight is None:
        return None
    if points is weight or points.numerator <= 0:
        return weight if points is weight else Fraction(0)
    return min(points, weight)


def _unscored(row: _Row, standing: Standing) -> Score:
    """A row without weight, or with a rule that nobody could read."""
    allowed = None if row.weight is None or row.weight < 0 else (Fraction(0), row.weight)
    return Score(None, None, standing.completion, standing.met,
                 row.rule.id if row.rule else "default", partial(_why_unscored, row, standing),
                 manual=True, allowed=allowed, notes=standing.notes)


# ------------------------------------------------------------ derivation ----


def _why(row: _Row, standing: Standing, outcome: Outcome, points: Fraction | None,
         policy: Policy) -> Text:
    facts, detail = _facts(standing), outcome.detail
    if row.rule is None:
        rule = Text(f"按政策 {policy.name}", f"under the policy {policy.name}")
    else:
        words = quoted(row.rule.text)
        rule = Text(f"按“{words}”", f"by “{words}”")
    if points is None and row.rule is None and detail == standing.problem:
        return facts
    if points is None:
        return Text(f"{facts.zh}；{rule.zh}，{detail.zh}", f"{facts.en}; {rule.en}: {detail.en}")
    figure = f"{shown(points, policy):f}"
    figure = figure.rstrip("0").rstrip(".") if "." in figure else figure
    return Text(f"{facts.zh}；{rule.zh}（{detail.zh}）应得 {figure} 分",
                f"{facts.en}; {rule.en} ({detail.en}) it scores {figure}")


def _why_unscored(row: _Row, standing: Standing) -> Text:
    facts = _facts(standing)
    if isinstance(row.rule, UnclearRule):
        return Text(f"{facts.zh}；评分标准“{quoted(row.rule.text)}”读不懂，需要人工评定",
                    f"{facts.en}; the rule cannot be read, a person has to decide")
    return Text(f"{facts.zh}；没有分值，无法计分", f"{facts.en}; no weight, no score")


def _facts(standing: Standing) -> Text:
    """「完成 475 批次，指标值 ≥550 批次，完成率 86.36%，未达到」."""
    actual, target = values.show(standing.actual), _shown_target(standing)
    zh, en = [f"完成 {actual}", f"指标值 {target}"], [f"actual {actual}", f"target {target}"]
    if standing.completion is not None:
        zh.append(f"完成率 {percent(standing.completion)}")
        en.append(f"completion {percent(standing.completion)}")
    if standing.problem is not None:
        zh.append(standing.problem.zh)
        en.append(standing.problem.en)
    elif standing.met is not None:
        zh.append("达到" if standing.met else "未达到")
        en.append("met" if standing.met else "not met")
    return Text("，".join(zh), ", ".join(en))


def _shown_target(standing: Standing) -> str:
    target = standing.target
    if isinstance(target, Quantity) and target.op is None and standing.op is not None \
            and target.high is None:
        return values.show(replace(target, op=standing.op))
    return values.show(target)


def _notes(row: _Row, standing: Standing, op_source: str) -> tuple[Text, ...]:
    notes = list(standing.notes)
    if op_source == "assumed" and standing.op is not None:
        notes.append(Text(f"指标值没有写比较符，按 {standing.op} 理解",
                          f"the target has no comparison; {standing.op} is assumed"))
    stated = row.rule.weight if isinstance(row.rule, Rule) else None
    if stated is not None and row.weight is not None and stated != row.weight:
        notes.append(Text(
            f"分值 {plain_points(row.weight)} 与评分标准中的 {plain_points(stated)} 分不同",
            f"the weight {plain_points(row.weight)} differs from the rule's {plain_points(stated)}"))
    if row.rule is not None and row.rule.truncated:
        notes.append(Text("评分标准末尾有省略号，可能没有显示完整", "the rule ends in an ellipsis and may be cut off"))
    return tuple(notes)


def _over(standing: Standing, policy: Policy) -> bool:
    """Far above a forward target that could be exceeded."""
    goal, done = standing.goal, standing.done
    if not standing.met or goal is None or done is None or goal.numerator <= 0 or standing.way not in ("forward", "equal"):
        return False
    return done >= goal * policy.over_target


# --------------------------------------------------------- other readings ----


# Parameters that decide how an actual compares with its target, not only what that is worth.
_MOST_PLACES = 6
_FULL_WHEN_MET = frozenset({"binary", "proportional", "threshold", "default"})  # under every reading
_COMPARING = frozenset({"before_inclusive", "month_limit", "strict_equal", "equal_over", "reverse_unmet"})


def _choices(row: _Row, kind: Kind, score: Score, standing: Standing, policy: Policy) -> tuple[Choice, ...]:
    """Every parameter of which another value would change the points of this row."""
    found = []
    settled = standing.met and score.points == row.weight and kind.id in _FULL_WHEN_MET
    for key in _situation(row) if settled else (*kind.readings, *_situation(row)):
        others = [(value, _points_under(row, kind, None if key in _COMPARING else standing, other))
                  for value, other in variants(policy, key)]
        different = [(value, points) for value, points in others if points != score.points]
        if different:
            taken = str(policy.value(key)).lower() if isinstance(policy.value(key), bool) \
                else str(policy.value(key))
            found.append(Choice(key, taken, tuple(
                Alternative(value, None if points is None else f"{shown(points, policy)}")
                for value, points in different)))
    return tuple(found)


def _points_under(row: _Row, kind: Kind, standing: Standing | None, policy: Policy) -> Fraction | None:
    """The points under another policy; ``standing`` where that policy compares in the same way."""
    if standing is not None and row.weight is not None:
        return _limited(kind.points(Case(standing, row.weight, policy)).points, row.weight)
    _, outcome = _judge(row, policy)
    return None if outcome is None else _limited(outcome.points, row.weight)


def _situation(row: _Row) -> tuple[str, ...]:
    """Parameters that can matter because of what the target and the actual are."""
    if isinstance(row.target, Deadline):
        return ("before_inclusive", "month_limit")
    if not isinstance(row.target, Quantity) or isinstance(row.actual, Qualitative):
        return ()
    op = row.op or row.target.op
    if op in (">", "<"):
        return ("strict_equal",)
    return ("equal_over",) if op == "=" or row.target.high is not None else ()
