"""A whole table worked out: what each cell means, what each row is worth, and what it adds up to.

For an accountant: the recomputed table, beside the one that was handed in.  For a programmer: pure
function of Table and Policy; checks and reports read the result and compute nothing again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from jixiao.model import Field, Indicator, Level, Table
from jixiao.scoring.cells import like_target, read_cell, with_column
from jixiao.scoring.funds import AssessedFund, assess_funds, figure, implied_line, scored_line, weight_of, with_score
from jixiao.scoring.monitoring import Monitoring, monitor
from jixiao.scoring.policy import Policy
from jixiao.scoring.rates import roundings
from jixiao.scoring.rules import Rule, UnclearRule, read_rule
from jixiao.scoring.score import Score, score_indicator
from jixiao.scoring.total import grade, total
from jixiao.values import (
    Direction,
    Op,
    Qualitative,
    Quantity,
    Value,
    assumed_op,
    direction,
    number,
    opposed,
    round_half_up,
)


@dataclass(frozen=True, slots=True)
class AssessedIndicator:
    """One indicator worked out.

    Attributes:
        target, actual: what the cells mean; a unit from the column 计量单位 is already applied.
        own_target, own_actual: what the cells say by themselves.
        weight: in points; weight_from: "column" or "rule" (完成得0.5分), "" for none.
        rule: the 评分标准 that was read, None if there is none.
        direction: what the column 指标方向 says.
        op, op_source: the comparison used and where it is from: "text", "column" or "assumed".
        score: what the row is worth under the policy.
        stated: the 得分 as written.
        accepted: the points that count in the total: ours, rounded as shown, else the stated ones.
        rounded: the stated score differs from ours by rounding alone.
        deducted: the stated score is below ours, and no rule of the table forbids that.
        against_name: the comparison in its column is the opposite of what the name tells (≥ for 办理时限).
    """

    source: Indicator
    target: Value
    actual: Value
    own_target: Value
    own_actual: Value
    weight: Fraction | None
    weight_from: str
    rule: Rule | None
    unclear_rule: UnclearRule | None
    direction: Direction
    op: Op | None
    op_source: str
    score: Score
    stated: Fraction | None
    accepted: Fraction | None
    rounded: bool
    deducted: bool
    unreadable: tuple[Field, ...]
    against_name: bool = False

    @property
    def kept(self) -> bool:
        """Whether the stated score may stay beside ours."""
        return self.rounded or self.deducted


@dataclass(frozen=True, slots=True)
class LevelSum:
    """What the rows under a level add up to: weights, stated scores, and our scores."""

    level: Level
    stated_weight: Fraction | None
    weight: Fraction
    stated_score: Fraction
    score: Fraction


@dataclass(frozen=True, slots=True)
class Assessment:
    """One table worked out under one policy.

    Attributes:
        execution: the funds line whose rate is scored, None if there is none.
        levels: sums by level.
        weight: execution weight + weights of all rows; None if no row has one.
        score: the recomputed total; settled: the same with stated scores where they may stay; accepted: how many stated scores it contains.
        stated_sum: the total of the stated parts; stated_total: 总分 as written.
        grade: of the recomputed total, "" where the policy gives none.
        monitoring: how far everything is on its way, in a monitoring table; else None.
    """

    table: Table
    policy: Policy
    funds: tuple[AssessedFund, ...]
    indicators: tuple[AssessedIndicator, ...]
    execution: AssessedFund | None
    levels: tuple[LevelSum, ...]
    weight: Fraction | None
    score: Fraction | None
    settled: Fraction | None
    accepted: int
    stated_sum: Fraction | None
    stated_total: Fraction | None
    stated_total_weight: Fraction | None
    grade: str
    monitoring: Monitoring | None = None
    about: ClassVar[str] = "table"

    @property
    def sheet(self) -> str:
        """Name of its sheet."""
        return self.table.sheet

    @property
    def form(self) -> str:
        """Id of its form."""
        return self.table.form

    @property
    def keys(self) -> frozenset[str]:
        """Its columns, those of the funds block with "fund." before them."""
        return frozenset(self.table.columns) | {f"fund.{key}" for key in self.table.fund_columns}

    @property
    def subtotal(self) -> bool:
        """Whether the closing row adds up the indicators alone: its weight is theirs (90), and the execution rate has its own (10)."""
        execution, stated = self.execution, self.stated_total
        if execution is None or not execution.weight or stated is None or self.weight is None or self.stated_sum is None:
            return False
        if self.stated_total_weight != self.weight - execution.weight:
            return False
        rows = total(row.stated for row in self.indicators) or Fraction(0)
        return abs(stated - rows) < abs(stated - self.stated_sum)

    @property
    def complete(self) -> bool:
        """Whether every row that counts has a score, ours or the stated one: else the total is only a part."""
        if self.execution is None and any(fund.weight for fund in self.funds):
            return False  # several lines with a weight and no total: nobody knows which one counts
        return all(row.accepted is not None for row in self.indicators if row.weight)


# ------------------------------------------------------------- indicators ----


def _weight_and_rule(source: Indicator, unreadable: list[Field]) -> tuple[Fraction | None, str, Rule | UnclearRule | None]:
    """分值 as a number, else as its rule text says it; the rule from 评分标准, else from 分值."""
    rule = read_rule(source.rule.text) if source.rule else None
    if source.weight is None:
        weight = rule.weight if isinstance(rule, Rule) else None
        return weight, "rule" if weight is not None else "", rule
    found = weight_of(source.weight, [])
    if isinstance(found, Fraction):
        return found, "column", rule
    if number(source.weight.cell) is None:
        weight = rule.weight if isinstance(rule, Rule) else None
        return weight, "rule" if weight is not None else "", rule
    inside = read_rule(source.weight.text)
    if isinstance(inside, Rule) and inside.weight is not None:
        return inside.weight, "rule", rule or inside
    unreadable.append(source.weight)
    return None, "", rule


# 达98%, 覆盖率达到98%: most mean at least, some mean exactly.
REACH = re.compile(r"\D{0,8}达到?\d")
# What the column 指标方向 may say where a policy wants exact words.
_RATE_NAME = re.compile(r"(?:预算|资金)执行率")
_EXACT_WORDS = frozenset({"≥", "≤", ">", "<", "=", "大于等于", "小于等于", "大于", "小于", "等于"})


def _comparison(name: str, target: Value, word: Direction, policy: Policy) -> tuple[Op | None, str]:
    """The comparison used: written in the target, else in its column, else assumed from the name."""
    if not isinstance(target, Quantity):
        return None, ""
    if target.op is not None:
        exact = target.op == "≥" and policy.reach_words == "equal" and REACH.match(target.text) is not None
        return "=" if exact else target.op, "text"
    if word.op is not None and (policy.direction_words == "synonyms" or word.text in _EXACT_WORDS):
        return word.op, "column"
    return ("=" if policy.assumed_direction == "equal" else assumed_op(name, target)), "assumed"


def _as_shown(score: Score, policy: Policy) -> Fraction:
    """Our points rounded as shown; most need no rounding."""
    assert score.points is not None
    assert score.shown is not None
    return score.points if 10**policy.score_places % score.points.denominator == 0 else Fraction(score.shown)


def _judged(target: Value, policy: Policy) -> Value:
    """The target as it is scored: one that rests on a benchmark may be left to a person."""
    if policy.benchmark == "person" and isinstance(target, Quantity) and "benchmark" in target.notes:
        return Qualitative(target.text)
    return target


def _direction(source: Indicator) -> Direction:
    """指标方向; some forms write the comparison into 指标性质 (≥, ≤, ＝, 定性)."""
    word = direction(source.direction.text if source.direction else "")
    if word.kind == "blank" and source.nature is not None:
        other = direction(source.nature.text)
        return other if other.op is not None else word
    return word


def signs_in_nature(assessment: Assessment) -> bool:
    """Whether the table has no column 指标方向, and writes the comparisons into 指标性质."""
    if "direction" in assessment.table.columns or "nature" not in assessment.table.columns:
        return False
    filled = [row.source.nature.text for row in assessment.indicators if row.source.nature is not None and row.source.nature.text.strip()]
    signs = [text for text in filled if direction(text).op is not None]
    return bool(signs) and all(direction(text).kind != "invalid" for text in filled)


def _rounded(stated: Fraction | None, score: Score, accepted: Fraction | None, weight: Fraction | None) -> bool:
    """A difference by rounding alone; rounding never lifts an unmet row to its full weight."""
    if stated is None or score.points is None or stated == accepted:
        return False
    lifted = score.met is False and weight is not None and stated >= weight
    return stated in roundings(score.points) and not lifted


def _within_band(target: Value, rule: Rule | UnclearRule | None, score: Score, stated: Fraction | None, weight: Fraction | None, policy: Policy) -> bool:
    """A qualitative target that was reached may get less than all: its band has room for a person's judgement."""
    if rule is not None or not isinstance(target, Qualitative) or not score.met or stated is None or weight is None:
        return False
    return policy.full_from * weight <= stated <= weight


def assess_indicator(source: Indicator, policy: Policy, year: int | None, *, readings: bool = True) -> AssessedIndicator:
    """Work out one row under a policy, ``year`` for dates without one; never raises for what a cell says.

    Without ``readings``, ``score.choices`` stays empty.
    """
    unreadable: list[Field] = []
    own_target, own_actual = read_cell(source.target), read_cell(source.actual)
    target = with_column(own_target, source.unit)
    actual = like_target(own_actual, target, source.unit, policy)
    weight, weight_from, rule = _weight_and_rule(source, unreadable)
    word = _direction(source)
    op, op_source = _comparison(source.name.text, target, word, policy)
    readable = rule if isinstance(rule, Rule) else None
    score = score_indicator(
        name=source.name.text, target=_judged(target, policy), actual=actual, weight=weight, rule=rule, op=op,
        op_source=op_source, policy=policy, year=year, readings=readings,
    )
    doubtful = op_source == "column" and word.kind == "op" and isinstance(target, Quantity) and opposed(source.name.text, op)
    if doubtful and score.met is False:
        # The sign may stand the wrong way round: JX504 asks, and a person decides.
        score = replace(score, points=None, shown=None, met=None, choices=(), manual=True)
    stated = figure(source.score, unreadable)
    own = score.shown is None or _within_band(target, rule, score, stated, weight, policy)
    accepted = stated if own else _as_shown(score, policy)
    return AssessedIndicator(
        source, target, actual, own_target, own_actual, weight, weight_from, readable, rule if isinstance(rule, UnclearRule) else None,
        word, op, op_source, score, stated, accepted, _rounded(stated, score, accepted, weight),
        rule is None and stated is not None and score.points is not None and stated < score.points,
        tuple(unreadable), doubtful,
    )


# ----------------------------------------------------------------- totals ----


def _level_sum(level: Level, rows: tuple[AssessedIndicator, ...]) -> LevelSum:
    members = [rows[place] for place in level.rows]
    return LevelSum(
        level,
        Fraction(level.weight_text) if level.weight_text else None,
        total(m.weight for m in members) or Fraction(0),
        total(m.stated for m in members) or Fraction(0),
        total(m.accepted for m in members) or Fraction(0),
    )


def assess(table: Table, policy: Policy) -> Assessment:
    """Work out a table under a policy; never raises for what a cell says."""
    funds = assess_funds(table, policy)
    indicators = tuple(assess_indicator(source, policy, table.year) for source in table.indicators)
    unreadable: list[Field] = []
    stated_total = figure(table.total, unreadable)
    scored = scored_line(list(funds))
    if scored is None and table.scored and not any(_RATE_NAME.search(i.source.name.text) and i.weight for i in indicators):
        implied = implied_line(funds, table, [(i.weight, i.stated) for i in indicators], stated_total)
        if implied is not None:
            scored, weight = implied
            own = with_score(replace(funds[scored], weight=weight), funds, policy)
            funds = (*funds[:scored], own, *funds[scored + 1 :])
    execution = funds[scored] if scored is not None else None
    ours = Fraction(execution.score.shown) if execution and execution.score else None
    stated_execution = execution.stated_score if execution else None
    if execution is not None and execution.line.score is None:
        stated_execution = ours  # no cell for it: the total holds what the rate gives
    settled = total([
        stated_execution if ours is None or (execution is not None and execution.kept) else ours,
        *(i.stated if i.kept else i.accepted for i in indicators),
    ])
    score = total([ours if ours is not None else stated_execution, *(i.accepted for i in indicators)])
    if score is not None:
        score = Fraction(round_half_up(score, policy.score_places))
    return Assessment(
        table=table,
        policy=policy,
        funds=funds,
        indicators=indicators,
        execution=execution,
        levels=tuple(_level_sum(level, indicators) for level in table.levels),
        weight=total([execution.weight if execution else None, *(i.weight for i in indicators)]),
        score=score,
        settled=None if settled is None else Fraction(round_half_up(settled, policy.score_places)),
        accepted=sum(i.score.shown is None and i.stated is not None for i in indicators)
        + int(ours is None and stated_execution is not None),
        stated_sum=total([stated_execution, *(i.stated for i in indicators)]),
        stated_total=stated_total,
        stated_total_weight=weight_of(table.total_weight, unreadable),
        grade=grade(score, policy) or "" if score is not None else "",
        monitoring=monitor(table, policy, funds, indicators) if table.stage == "monitoring" else None,
    )
