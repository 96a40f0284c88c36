"""Projects of one department added up: money, indicators of one name, and the score of the sums.

For an accountant: 绝对值直接相加，相对值按资金额（全年预算数）加权平均，先汇总完成数再算得分；不适用的指标不考核，用适用指标折成百分制.
For a programmer: pure functions from rows to records, exact fractions throughout; the formulas are those of ``scoring``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple, cast

from jixiao.scoring.likeness import plain
from jixiao.scoring.policy import Policy
from jixiao.scoring.rates import execution_rate, rate_score
from jixiao.scoring.rounding import shown
from jixiao.scoring.score import Score, score_indicator
from jixiao.scoring.total import grade, to_hundred, weighted_mean
from jixiao.services.rollup.anomalies.unit_costs import named_per_one
from jixiao.services.rollup.rows import IndicatorRow, TableRow, done, exact, figure, goal, measure
from jixiao.values import Op, Quantity

How = Literal["sum", "mean"]

_NOT_FOR_US = re.compile("不适用|不涉及|不考核")
_INTENSIVE = frozenset({"百分点", "倍", "分", "℃", "dB"})
_SPANS = frozenset({"日", "月", "工作日"})
_AVERAGE = re.compile("平均|率$|比例$|比重$|指数$|系数$|浓度")
_NAME = tuple[str, str, str, str]


class Project(NamedTuple):
    """One project table.

    Attributes:
        table: its row; rows: its indicators; execution: weight of its execution rate, None where it has none.
    """

    table: TableRow
    rows: Sequence[IndicatorRow]
    execution: Fraction | None


@dataclass(frozen=True, slots=True)
class Merged:
    """Indicators of one name, added up.

    Attributes:
        first: one of the rows, for names, unit and place; how: added, or averaged by money; count: projects in the figures.
        target, actual: in base units; lowest, highest: the actuals that they were made of.
        op: comparison, "" where the projects contradict each other; weight: their weights added, None where one has none.
        score: by the policy's formulas, None without weight or comparison.
        apart: sentences about rows that are not in the figures.
    """

    first: IndicatorRow
    how: How
    count: int
    target: Fraction
    actual: Fraction
    lowest: Fraction
    highest: Fraction
    op: str
    weight: Fraction | None
    score: Score | None
    apart: tuple[str, ...]

    @property
    def name(self) -> _NAME:
        """By what it is found in another table."""
        return name_of_row(self.first)


@dataclass(frozen=True, slots=True)
class Department:
    """What the projects of a department make together.

    Attributes:
        name, year, policy: whose, when, by whose formulas; projects: the tables that count, one a project.
        repeated: tables left out since their project is already there.
        budget, executed: added, in 万元, over the ``paid`` projects that state both; rate: their quotient.
        merged: indicators that two projects or more have in figures.
        weight, points: of everything that applies: the rate, merged indicators, and all others as each project has them.
        kept: how many indicators are counted as their project has them.
    """

    name: str
    year: int | None
    policy: Policy
    projects: tuple[Project, ...]
    repeated: int
    budget: Fraction
    executed: Fraction
    paid: int
    rate: Fraction | None
    merged: tuple[Merged, ...]
    weight: Fraction
    points: Fraction
    kept: int

    @property
    def score(self) -> Fraction | None:
        """Out of a hundred, rounded as the policy rounds; None where nothing applies."""
        hundred = to_hundred(self.points, self.weight)
        return None if hundred is None else Fraction(shown(hundred, self.policy))

    @property
    def grade(self) -> str:
        """The grade of the score."""
        return "" if self.score is None else grade(self.score, self.policy) or ""


def name_of_row(row: IndicatorRow) -> _NAME:
    """Levels, name and unit without what makes no difference."""
    return plain(row.level1), plain(row.level2), plain(row.name), measure(row).dimension


def adds_up(row: IndicatorRow) -> bool:
    """Whether the figures of several projects add up: counts and totals do; rates, prices, averages and time limits do not."""
    if row.kind == "ratio":
        return False
    first, *shares = measure(row).dimension.split("/")
    per_something = any(share not in _SPANS for share in shares)
    limit_of_time = first in _SPANS and row.op in {"≤", "<"}
    return not (per_something or limit_of_time or first in _INTENSIVE or named_per_one(row.name) or _AVERAGE.search(plain(row.name)))


def applies(row: IndicatorRow) -> bool:
    """Whether an indicator is assessed at all: one without target, or called 不适用, is not."""
    return row.kind != "missing" and not _NOT_FOR_US.search(row.target + row.actual)


def merge(name: str, year: int | None, policy: Policy, projects: Sequence[Project], repeated: int = 0) -> Department:
    """Everything about a department that follows from its projects."""
    paid = [(budget, executed) for one in projects if (budget := exact(one.table.budget)) is not None and (executed := exact(one.table.executed)) is not None]
    budget, executed = (sum((pair[side] for pair in paid), Fraction(0)) for side in (0, 1))
    rate = execution_rate(budget, executed)
    named: dict[_NAME, list[tuple[IndicatorRow, Fraction | None]]] = defaultdict(list)
    for one in projects:
        for row in one.rows:
            if applies(row):
                named[name_of_row(row)].append((row, exact(one.table.budget)))
    merged: list[Merged] = []
    weight = points = Fraction(0)
    kept = 0
    for rows in named.values():
        together = _merged(rows, policy)
        scored = together is not None and together.score is not None and together.score.points is not None
        if together is not None:
            merged.append(together)
            if together.score is not None and together.score.points is not None:
                weight, points = weight + (together.weight or 0), points + Fraction(shown(together.score.points, policy))
        for row, money in rows:
            own, lost = exact(row.weight), exact(row.lost)
            if own is not None and lost is not None and not (scored and together is not None and _figures(row, money, together.how)):
                weight, points, kept = weight + own, points + own - lost, kept + 1
    execution = sum((one.execution for one in projects if one.execution is not None), Fraction(0))
    if rate is not None and execution:
        weight, points = weight + execution, points + Fraction(rate_score(rate, execution, policy).shown)
    return Department(name, year, policy, tuple(projects), repeated, budget, executed, len(paid), rate, tuple(merged), weight, points, kept)


def _figures(row: IndicatorRow, money: Fraction | None, how: How) -> tuple[Fraction, Fraction] | None:
    """Target and actual of a row that can be merged, None where one of them or the money to weigh by is missing."""
    target, actual = goal(row), done(row)
    if target is None or actual is None or (how == "mean" and not money):
        return None
    return target, actual


def _merged(rows: Sequence[tuple[IndicatorRow, Fraction | None]], policy: Policy) -> Merged | None:
    """The rows of one name together; None where fewer than two have figures."""
    how: How = "sum" if all(adds_up(row) for row, _ in rows) else "mean"
    found = [(row, money or Fraction(0), both) for row, money in rows if (both := _figures(row, money, how)) is not None]
    if len({row.place for row, _, _ in found}) < 2:
        return None
    figures = []
    for side in (0, 1):
        if how == "sum":
            figures.append(sum((both[side] for _, _, both in found), Fraction(0)))
        else:
            mean = weighted_mean([(both[side], money) for _, money, both in found])
            assert mean is not None  # rows without money are not among them
            figures.append(mean)
    target, actual = figures
    first, op = found[0][0], _op({row.op for row, _, _ in found})
    weights = [exact(row.weight) for row, _, _ in found]
    weight = None if None in weights else sum((each for each in weights if each is not None), Fraction(0))
    score = _score(first, target, actual, op, weight, policy) if op and weight is not None else None
    actuals = [both[1] for _, _, both in found]
    return Merged(first, how, len({row.place for row, _, _ in found}), target, actual, min(actuals), max(actuals), op, weight, score, _apart(rows, found, how, op))


def _apart(rows: Sequence[tuple[IndicatorRow, Fraction | None]], found: Sequence[tuple[object, ...]], how: How, op: str) -> tuple[str, ...]:
    said = []
    if not op:
        said.append("各项目的方向不一致，只汇总不计分")
    moneyless = sum(how == "mean" and not money for _, money in rows)
    if moneyless:
        said.append(f"{moneyless} 条所在的表没有预算数，不能加权，按原表得分计")
    if missing := len(rows) - len(found) - moneyless:
        said.append(f"{missing} 条没有可比的数，按原表得分计")
    return tuple(said)


def _op(written: set[str]) -> str:
    """The comparison of several: = beside ≥ is ≥; ≥ beside ≤ is none."""
    if len(written) == 1:
        return next(iter(written))
    for way, loose in (({"≥", ">", "="}, "≥"), ({"≤", "<", "="}, "≤")):
        if written <= way:
            return loose
    return ""


def _score(row: IndicatorRow, target: Fraction, actual: Fraction, op: str, weight: Fraction, policy: Policy) -> Score:
    unit = measure(row)
    sides = [Quantity(figure(value, row), value / unit.factor, unit) for value in (target, actual)]
    return score_indicator(
        name=row.name, target=sides[0], actual=sides[1], weight=weight, rule=None, op=cast("Op", op), op_source="column",
        policy=policy, year=row.year, readings=False,
    )
