"""绩效运行监控: where money and indicators stand after some months, and the light for each.

For an accountant: 7 月底应完成全年的 7/12, 完成 5 场, 指标值 ≥12 场 → 进度 71.43%, 黄灯.  For a programmer: pure
functions of a monitoring Table and its assessed lines; everything that a check or a report says about lights is
worked out here, once.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao import values
from jixiao.model import Table, Text
from jixiao.scoring.cells import like_target, read_cell, with_column
from jixiao.scoring.light import (
    WORDS,
    Light,
    budget_light,
    forward_light,
    is_worse,
    level_light,
    progress,
    read_light,
    reverse_light,
    worst,
)
from jixiao.scoring.plan import Planned, planned
from jixiao.scoring.policy import Policy
from jixiao.scoring.shown import percent, points
from jixiao.scoring.standing import Standing, stand
from jixiao.values import Deadline, Missing, Qualitative, Quantity, Value

if TYPE_CHECKING:
    from jixiao.scoring.assess import AssessedIndicator
    from jixiao.scoring.funds import AssessedFund

_ANY_YEAR = 2001
# People round to whole percents; anything nearer than half of one is rounding.
_ROUNDING = Fraction(1, 200)
_NOT_SAID = Missing("")
# Words of one who has not done it, beside a date that has passed.
_DENYING = ("未", "尚未", "没有", "还未", "还没")
# Words of one who has not measured it yet.
_UNMEASURED = re.compile(r"^(?:尚未|还未|还没有?|暂未|未|待).{0,4}?(?:开展|测|调查|评|统计|考核|进行|到期|到.{0,3}时)")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one line is on its way.

    Attributes:
        light: ours; None where nobody can say without a person (why tells).
        reached: done ÷ due by now, 1 where it is on schedule; None where that has no meaning.
        completion: done ÷ the whole year's target or budget; None where that is no number.
        why: the derivation, one sentence without full stop.
        stated: the light that the table itself shows, None if it shows none that can be read.
        stands: the stated light need not be corrected: it is ours, or warns more than ours and says why.
        expected: 全年预计完成情况 as read.
        falls_short: whether that expectation misses the target; None where that cannot be said.
        shrinks: the expectation for the year is below what has been done already.
    """

    light: Light | None
    reached: Fraction | None
    completion: Fraction | None
    why: Text
    stated: Light | None = None
    stands: bool = True
    expected: Value = _NOT_SAID
    falls_short: bool | None = None
    shrinks: bool = False

    @property
    def settled(self) -> Light | None:
        """Our light, else the stated one."""
        return self.light or self.stated


@dataclass(frozen=True, slots=True)
class Monitoring:
    """One monitoring table worked out.

    Attributes:
        month: the month that progress is measured against, None if nobody says which.
        planned: what was to be spent by then; None without a month.
        funds, rows: one Progress for each line, in the order of the table.
        light: of the goal: the worst among its indicators.
        budget: of the total line of the funds.
    """

    month: int | None
    planned: Planned | None
    funds: tuple[Progress, ...]
    rows: tuple[Progress, ...]
    light: Light | None
    budget: Light | None


def monitor(table: Table, policy: Policy, funds: Sequence[AssessedFund], rows: Sequence[AssessedIndicator]) -> Monitoring:
    """Every light of a monitoring table; without a month there are none, but shares of the year."""
    month = table.month if policy.monitoring_month == "table" else int(policy.monitoring_month)
    whole = next((fund for fund in funds if fund.line.role == "total"), None)
    due = None if month is None else planned(table, month, whole.base if whole else None)
    money = tuple(_fund(fund, due, policy) for fund in funds)
    colours = {read_light(row.source.light.text) for row in rows if row.source.light is not None} - {None}
    goals = tuple(indicator_progress(row, policy, year=table.year, month=month, blue=not colours or "blue" in colours) for row in rows)
    lights = [goal.settled for goal in goals if goal.settled is not None]
    total = next((at for at, fund in zip(money, funds, strict=True) if fund.line.role == "total"), money[0] if money else None)
    return Monitoring(month, due, money, goals, worst(lights) if month else None, total.light if total else None)


def states_progress(progress: Progress, stated: Fraction) -> bool:
    """Whether a stated rate is that of the year or of what is due by now, in any of the usual ways, as far as it is rounded."""
    completion, reached = progress.completion, progress.reached
    right = [rate for rate in (completion, reached) if rate is not None]
    if completion:
        right += [1 / completion, 2 - completion]  # for those of which less is better
    right += [Fraction(1) for rate in right if rate > 1]
    return any(abs(stated - rate) <= _ROUNDING for rate in right)


def _lit(light: Light, reached: Fraction | None, completion: Fraction | None, why: Text) -> Progress:
    word = WORDS[light]
    return Progress(light, reached, completion, Text(f"{why.zh}，{word.zh}灯", f"{why.en}: {word.en}"))


# ------------------------------------------------------------------ money ----


def _fund(fund: AssessedFund, due: Planned | None, policy: Policy) -> Progress:
    """Execution rate ÷ what was planned by now."""
    if fund.rate is None:
        return Progress(None, None, None, Text("没有预算数或执行数，无法看进度", "no budget or no executed amount"))
    said = Text(f"执行率 {percent(fund.rate)}", f"rate {percent(fund.rate)}")
    if due is None:
        return Progress(None, None, fund.rate, Text(f"{said.zh}；没有写监控到几月，不亮灯", f"{said.en}; no month, no light"))
    by_now = Text(f"{said.zh}，{due.why.zh}", f"{said.en}, {due.why.en}")
    if due.share == 0:
        return _lit("green", None, fund.rate, Text(f"{by_now.zh}，尚不应支出", f"{by_now.en}, nothing due yet"))
    reached = fund.rate / due.share
    return _lit(budget_light(reached, policy), reached, fund.rate, Text(f"{by_now.zh}，进度 {percent(reached)}", f"{by_now.en}, progress {percent(reached)}"))


# ------------------------------------------------------------- indicators ----


def indicator_progress(row: AssessedIndicator, policy: Policy, *, year: int | None, month: int | None, blue: bool = True) -> Progress:
    """One indicator after ``month`` months; ``blue``: there are four lights, so that far ahead is blue and not green."""
    source, name = row.source, row.source.name.text
    standing = stand(name, row.target, row.actual, op=row.op, policy=policy, year=year)
    found = _three(_progress(standing, month, policy)) if not blue else _progress(standing, month, policy)
    interim = with_column(read_cell(source.interim), source.unit)
    if isinstance(interim, Quantity) and month is not None:
        # What the table itself says is due by now outranks a share of the year.
        now = like_target(row.actual, interim, source.unit, policy)
        staged = _progress(stand(name, interim, now, op=None if interim.op else row.op, policy=policy, year=year), month, policy, staged=True)
        staged = _three(staged) if not blue else staged
        found = replace(staged, completion=found.completion) if staged.light else found
    expected = like_target(read_cell(source.expected), row.target, source.unit, policy)
    looking = stand(name, row.target, expected, op=row.op, policy=policy, year=year)
    stated = read_light(source.light.text) if source.light else None
    return replace(
        found,
        stated=stated,
        stands=_stands(found.light, stated, explained=source.reason is not None and not isinstance(values.parse(source.reason.text), Missing)),
        expected=expected,
        falls_short=None if looking.met is None else not looking.met,
        shrinks=_shrinks(standing, looking),
    )


def _stands(light: Light | None, stated: Light | None, *, explained: bool) -> bool:
    if light is None or stated == light:
        return True
    return stated is not None and explained and is_worse(stated, light)


def _three(progress: Progress) -> Progress:
    """The same in a table that knows no blue light."""
    if progress.light != "blue":
        return progress
    why = Text(progress.why.zh.removesuffix("蓝灯") + "绿灯", progress.why.en.removesuffix("blue") + "green")
    return replace(progress, light="green", why=why)


def _shrinks(now: Standing, year: Standing) -> bool:
    """Less is expected of the whole year than was done already: impossible for what adds up."""
    if now.done is None or year.done is None or not isinstance(now.target, Quantity):
        return False
    return now.way in ("forward", "equal") and year.done < now.done and values.grows_with_months(now.name, now.target) and not now.is_ratio


def _unlit(why: Text, completion: Fraction | None = None) -> Progress:
    return Progress(None, None, completion, why)


def _progress(standing: Standing, month: int | None, policy: Policy, *, staged: bool = False) -> Progress:
    target, actual = standing.target, standing.actual
    if isinstance(target, Deadline):
        return _date(standing, target, month, policy)
    if isinstance(actual, Missing):
        if actual.text == "无" and isinstance(target, Quantity) and target.amount == 0 and month is not None:
            return _lit("green", None, None, Text("没有发生，指标值为 0", "nothing happened, and the target is 0"))
        return _unlit(Text("没有填执行情况", "nothing is reported"))
    if isinstance(target, Quantity) and isinstance(actual, Quantity):
        return _figures(standing, target, actual, month, policy, staged=staged)
    if month is None:
        return _unlit(Text("没有写监控到几月，不亮灯", "no month, no light"))
    said = Text(f"执行情况“{values.show(actual)}”", f"“{values.show(actual)}” is reported")
    if isinstance(target, Quantity) and not _by_months(standing.name, target, policy) and _UNMEASURED.search(actual.text):
        return _unlit(Text(f"{said.zh}，还没有结果，不亮灯", f"{said.en}; no result yet, no light"))
    if standing.level is not None:
        return _lit(level_light(standing.level), None, None, said)
    if standing.met:
        return _lit("green", None, None, Text(f"{said.zh}，达到指标值", f"{said.en}, the target is met"))
    return _unlit(Text(f"{said.zh}，要由人判断进度", f"{said.en}; a person has to judge"))


def _figures(standing: Standing, target: Quantity, actual: Quantity, month: int | None, policy: Policy, *, staged: bool) -> Progress:
    goal, done = standing.goal, standing.done
    if goal is None or done is None or actual.high is not None or (target.high is not None and target.op is None):
        problem = standing.problem or Text("指标值是一个区间，要由人判断进度", "the target is a range; a person has to judge")
        return _unlit(problem)
    kind = Text("阶段指标值", "target so far") if staged else Text("年度指标值", "target")
    said = Text(f"完成 {values.show(actual)}，{kind.zh} {_shown(target, standing)}", f"actual {values.show(actual)}, {kind.en} {_shown(target, standing)}")
    completion = done / goal if goal > 0 else None
    if month is None:
        return _unlit(Text(f"{said.zh}；没有写监控到几月，不亮灯", f"{said.en}; no month, no light"), completion)
    if standing.way == "reverse":
        light = reverse_light(goal, done)
        how = Text("没有超过", "within it") if light == "green" else Text("已经超过", "exceeded")
        return _lit(light, None, completion, Text(f"{said.zh}，{how.zh}", f"{said.en}, {how.en}"))
    if goal <= 0:
        how = Text("已达到", "met") if done >= goal else Text("没有达到", "not met")
        return _lit("green" if done >= goal else "red", None, None, Text(f"{said.zh}，{how.zh}", f"{said.en}, {how.en}"))
    reached: Fraction | None
    if staged:
        reached, how = done / goal, Text("与阶段指标值相比", "compared with what is due by now")
    elif _by_months(standing.name, target, policy):
        reached = progress(goal, done, month)
        due = f"{points(target.amount * month / 12)}{target.unit.text}"
        how = Text(f"到 {month} 月底应完成 {due}（全年的 {month}/12）", f"{due} due by month {month} ({month}/12 of the year)")
    else:
        reached = done / goal
        how = Text("不按月份折算，与全年指标值相比", "compared with the full target, not by months")
    assert reached is not None
    return _lit(forward_light(reached, policy), reached, completion, Text(
        f"{said.zh}，{how.zh}，进度 {percent(reached)}", f"{said.en}, {how.en}, progress {percent(reached)}"))


def _shown(target: Quantity, standing: Standing) -> str:
    if target.op is None and standing.op is not None:
        return values.show(replace(target, op=standing.op))
    return values.show(target)


def _by_months(name: str, target: Quantity, policy: Policy) -> bool:
    """Whether a share of the target is due by now; rates are a matter of policy."""
    if target.unit.dimension == "ratio" and policy.monitoring_ratio != "by-name":
        return policy.monitoring_ratio == "pro-rata"
    return values.grows_with_months(name, target)


def _date(standing: Standing, target: Deadline, month: int | None, policy: Policy) -> Progress:
    """Not yet due is green; past and not done is red."""
    actual = standing.actual
    if month is None:
        return _unlit(Text("没有写监控到几月，不亮灯", "no month, no light"))
    said = Text(f"时限 {values.show(target)}", f"due {values.show(target)}")
    done = standing.met if isinstance(actual, Deadline) else _is_done(standing)
    if done:
        return _lit("green", None, None, Text(f"{said.zh}，已完成（{values.show(actual)}）", f"{said.en}, done ({values.show(actual)})"))
    year = next((y for y in (standing.year, target.year) if y is not None), _ANY_YEAR)
    limit = values.deadline_bounds(target, year, policy.month_limit)
    if limit is None:
        return _unlit(Text(f"{said.zh}，日期不完整，要由人判断", f"{said.en}: incomplete, a person has to judge"))
    if limit > date(year, month, monthrange(year, month)[1]) and not (done is False and isinstance(actual, Deadline)):
        return _lit("green", None, None, Text(f"{said.zh}，到 {month} 月底还没有到期", f"{said.en}, not due by the end of month {month}"))
    if done is None:
        return _unlit(Text(f"{said.zh}，是否完成要由人判断（{values.show(actual)}）", f"{said.en}; whether it is done is for a person to say"))
    return _lit("red", None, None, Text(f"{said.zh}，没有按时完成", f"{said.en}, not done in time"))


def _is_done(standing: Standing) -> bool | None:
    """What words or a figure beside a date say: done, not done, or None."""
    actual = standing.actual
    if standing.level is not None:
        return standing.level == "full"
    if isinstance(actual, Missing):
        return False
    if isinstance(actual, Quantity) and actual.unit.dimension == "ratio":
        return actual.value >= 1
    if isinstance(actual, Qualitative) and actual.text.startswith(_DENYING):
        return False
    return None
