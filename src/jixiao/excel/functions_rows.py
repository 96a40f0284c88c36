"""One row of a 绩效 table: what its target means, whether it is met and how far, its score, its light.

For an accountant: 得分、为什么、是否完成、完成率、偏差率、监控灯.  For a programmer: a row's cells become an ``Indicator``
as a form would read it, ``assess_indicator`` works it out, and each function here picks one figure of the result, so that
a formula and the command line cannot differ.  Each takes Cells, one row's worth.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, NoReturn

from jixiao.excel.functions_cells import (
    Result,
    blank,
    figure,
    month_of,
    policy_of,
    shown,
    undecided,
    wrong,
    year_of,
)
from jixiao.excel.functions_formats import with_formats
from jixiao.model import EMPTY_CELL, Cell, Field, Indicator, Ref
from jixiao.scoring.assess import AssessedIndicator, assess_indicator
from jixiao.scoring.light import WORDS
from jixiao.scoring.monitoring import indicator_progress
from jixiao.scoring.policy import Policy
from jixiao.scoring.standing import Standing, stand
from jixiao.scoring.total import deviation as deviation_rate
from jixiao.scoring.wording import quoted
from jixiao.values import Missing, Quantity, Unclear, direction

_HERE = Ref("", 1, 1)
# What the column 指标性质 says, where somebody points at it in place of 指标方向.
_NO_DIRECTION = frozenset({"定量", "定量指标"})
_LONGEST_REMEMBERED = 256


def _field(cell: Cell) -> Field:
    return Field(_HERE, cell)


class Row(NamedTuple):
    """The cells of one row that decide what it is worth."""

    target: Cell
    actual: Cell
    direction: Cell
    unit: Cell
    name: Cell
    weight: Cell = EMPTY_CELL
    rule: Cell = EMPTY_CELL
    interim: Cell = EMPTY_CELL


def assessed(row: Row, policy: Policy, year: int | None) -> AssessedIndicator:
    """The row, worked out; refuses a direction that is none."""
    # 得分 and 为什么 stand side by side, and a sheet is calculated again and again.
    long = any(len(cell.text) > _LONGEST_REMEMBERED for cell in row)
    return _work_out(row, policy, year) if long else _remembered(row, policy, year)


def _work_out(row: Row, policy: Policy, year: int | None) -> AssessedIndicator:
    words = row.direction.text
    if direction(words).kind == "invalid" and words.strip() not in _NO_DIRECTION:
        wrong(f"指标方向“{quoted(words)}”不认识，可写 ≥、≤、＞、＜、＝、正向、反向、定性，或留空。")
    target, actual = with_formats(row.target, row.actual, row.unit, row.name, row.rule)
    _, interim = with_formats(row.target, row.interim, row.unit, row.name, row.rule)
    source = Indicator(
        1, _field(row.name), "", "", direction=_field(row.direction), target=_field(target), unit=_field(row.unit), actual=_field(actual),
        weight=_field(row.weight), rule=_field(row.rule), interim=_field(interim),
    )
    return assess_indicator(source, policy, year, readings=False)


_remembered = lru_cache(maxsize=1 << 14)(_work_out)


def _refuse_unreadable(row: AssessedIndicator) -> None:
    for value, what in ((row.target, "指标值"), (row.actual, "完成值")):
        if isinstance(value, Unclear):
            wrong(f"{what}“{quoted(value.text)}”读不懂。")


def _incomplete(row: AssessedIndicator) -> bool:
    return isinstance(row.target, Missing) or isinstance(row.actual, Missing)


def _opposed(row: AssessedIndicator) -> str:
    """A sign that is surely the wrong way round for the name decides nothing, unless the target is met even so."""
    if not row.against_name or row.score.met is not None:
        return ""
    return f"比较符 {row.op} 与指标名称“{quoted(row.source.name.text)}”的意思相反，请先核对指标方向"


# ------------------------------------------------------------------ score ----


def score(
    target: Cell, actual: Cell, weight: Cell, rule: Cell, way: Cell, unit: Cell, policy: Cell, name: Cell, year: Cell,
) -> Result:  # fmt: skip
    """得分, as the policy rounds it."""
    if blank(target) and blank(actual):
        return ""
    row = assessed(Row(target, actual, way, unit, name, weight, rule), policy_of(policy), year_of(year))
    _refuse_weight(row)
    if row.score.shown is not None:
        return float(row.score.shown)
    _refuse_unreadable(row)
    if _incomplete(row) or row.weight is None:
        return ""
    return undecided(f"{_opposed(row) or row.score.why.zh}。")


def why(
    target: Cell, actual: Cell, weight: Cell, rule: Cell, way: Cell, unit: Cell, policy: Cell, name: Cell, year: Cell,
) -> Result:  # fmt: skip
    """为什么: the derivation of the score."""
    if blank(target) and blank(actual):
        return ""
    row = assessed(Row(target, actual, way, unit, name, weight, rule), policy_of(policy), year_of(year))
    _refuse_weight(row)
    doubt = _opposed(row)
    return f"{row.score.why.zh}；{doubt}" if doubt else row.score.why.zh


def _refuse_weight(row: AssessedIndicator) -> None:
    for field in row.unreadable:
        figure(field.cell, "分值")
    if row.weight is not None and row.weight < 0:
        wrong("分值不能小于 0。")


# --------------------------------------------------------------- standing ----


class _Judged(NamedTuple):
    """A row whose target and actual can be read, and how they stand."""

    row: AssessedIndicator
    standing: Standing

    @property
    def figures(self) -> bool:
        """Whether both are figures: a date, a level or words have no rate."""
        return isinstance(self.row.target, Quantity) and isinstance(self.row.actual, Quantity)

    def leave_open(self, otherwise: str) -> NoReturn:
        problem = self.standing.problem
        undecided(f"{problem.zh if problem else otherwise}。")


def _judged(target: Cell, actual: Cell, way: Cell, unit: Cell, policy: Cell, name: Cell, year: Cell) -> _Judged | None:
    """None where one of the two is blank, or a mark for nothing; refuses what cannot be read."""
    if blank(target) or blank(actual):
        return None
    rules, at = policy_of(policy), year_of(year)
    row = assessed(Row(target, actual, way, unit, name), rules, at)
    _refuse_unreadable(row)
    if _incomplete(row):
        return None
    return _Judged(row, stand(name.text.strip(), row.target, row.actual, op=row.op, policy=rules, year=at))


def met(*cells: Cell) -> Result:
    """是否完成: 是 or 否."""
    judged = _judged(*cells)
    if judged is None:
        return ""
    reached = judged.row.score.met
    if reached is None:
        judged.leave_open(_opposed(judged.row) or "要由人判断是否达到指标值")
    return "是" if reached else "否"


def completion(*cells: Cell) -> Result:
    """完成率, as a ratio."""
    judged = _judged(*cells)
    if judged is None or not judged.figures:
        return ""
    rate = judged.row.score.completion
    if rate is None:
        judged.leave_open("指标值或完成值不大于 0，算不出完成率")
    return shown(rate)


def deviation(*cells: Cell) -> Result:
    """偏差率 (B−A)÷A, as a ratio."""
    judged = _judged(*cells)
    if judged is None or not judged.figures:
        return ""
    goal, done = _measured(judged.standing)
    found = None if goal is None or done is None else deviation_rate(goal, done)
    if found is None:
        judged.leave_open("指标值是 0，算不出偏差率")
    return shown(found)


def _measured(standing: Standing) -> tuple[Fraction | None, Fraction | None]:
    """Target and actual in one unit; of 80%-90% the end that is nearer, or what lies between; of a range as actual nothing."""
    target, actual, goal, done = standing.target, standing.actual, standing.goal, standing.done
    assert isinstance(target, Quantity)
    assert isinstance(actual, Quantity)
    if goal is None or done is None or actual.high is not None:
        return None, None
    if target.high is None or target.op is not None:
        return goal, done
    high = goal * target.high / target.amount if target.amount else target.high * target.unit.factor
    return min(max(done, goal), high), done


# ------------------------------------------------------------------ light ----


def light(
    target: Cell, actual: Cell, month: Cell, way: Cell, unit: Cell, policy: Cell, name: Cell, year: Cell, interim: Cell,
) -> Result:  # fmt: skip
    """监控灯 at the end of a month: 红灯, 黄灯, 绿灯, 蓝灯."""
    until = month_of(month)
    if until is None or blank(target):
        return ""
    rules, at = policy_of(policy), year_of(year)
    row = assessed(Row(target, actual, way, unit, name, interim=interim), rules, at)
    progress = indicator_progress(row, rules, year=at, month=until)
    if progress.light is not None:
        return f"{WORDS[progress.light].zh}灯"
    _refuse_unreadable(row)
    if _incomplete(row):
        return ""
    return undecided(f"{progress.why.zh}。")
