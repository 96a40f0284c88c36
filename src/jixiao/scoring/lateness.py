"""How late something was, in days or months: for 每超过一天扣1分, 每延后1个月扣1分."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from fractions import Fraction

from jixiao import values
from jixiao.scoring.parameters import StepRounding
from jixiao.scoring.policy import Policy
from jixiao.scoring.standing import Standing
from jixiao.values.kinds import Deadline, Quantity

TIME_UNITS = ("天", "日", "工作日", "周", "月", "年", "小时")
_DAYS = {"天": 1, "日": 1, "周": 7}
_MONTHS = {"月": 1, "年": 12}


def late(standing: Standing, unit: str, policy: Policy, rounding: StepRounding,
         size: Fraction = Fraction(1)) -> Fraction | None:
    """Steps of ``size`` units by which the actual is later than its limit; None if unknown.

    Working days are counted only where the table itself counts in working days.
    """
    target, actual = standing.target, standing.actual
    if isinstance(target, Quantity) and isinstance(actual, Quantity):
        return _spans(target, actual, unit, rounding, size)
    if not isinstance(target, Deadline) or not isinstance(actual, Deadline):
        return None
    limit = _last_day(target, actual.year or standing.year, policy, is_limit=True)
    done = _last_day(actual, target.year or standing.year, policy, is_limit=False)
    if limit is None or done is None:
        return None
    if unit in _DAYS:
        return _steps(Fraction((done - limit).days, _DAYS[unit]) / size, rounding)
    if unit in _MONTHS:
        return _steps(_months(limit, done) / _MONTHS[unit] / size, rounding)
    return None


def _last_day(value: Deadline, year: int | None, policy: Policy, *, is_limit: bool) -> date | None:
    """The last day that a date stands for; for a limit 前 and 月前 are read by the policy."""
    month_limit = policy.month_limit if is_limit else "end"
    day = values.deadline_bounds(value, year, month_limit)
    excluded = is_limit and value.before and value.day is not None and not policy.before_inclusive
    return day - timedelta(days=1) if day is not None and excluded else day


def _spans(target: Quantity, actual: Quantity, unit: str, rounding: StepRounding,
           size: Fraction) -> Fraction | None:
    """Lateness between two durations, both written in the step's unit or both in days."""
    if target.unit.dimension not in ("日", "工作日", "月", "年", "小时", "周", "天", "个月"):
        return None
    wanted = {"天": ("日", "天", "工作日"), "日": ("日", "天", "工作日")}.get(unit, (unit, f"个{unit}"))
    if target.unit.dimension not in wanted and target.unit.text not in wanted:
        return None
    scale = target.unit.factor if target.unit.dimension in ("日", "天", "工作日") else Fraction(1)
    done = actual.amount * (actual.unit.factor if actual.unit.text else target.unit.factor)
    return _steps(abs(done - target.value) / scale / size, rounding)


def _months(limit: date, done: date) -> Fraction:
    """Months from ``limit`` to ``done``: whole ones, and the rest as a part of the next."""
    whole = (done.year - limit.year) * 12 + done.month - limit.month
    if _after(limit, whole) > done:
        whole -= 1
    start, end = _after(limit, whole), _after(limit, whole + 1)

    return whole + Fraction((done - start).days, (end - start).days)


def _after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = min(day.year + years, date.max.year)
    length = calendar.monthrange(year, month + 1)[1]
    last_of_month = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, length if last_of_month else min(day.day, length))


def _steps(number: Fraction, rounding: StepRounding) -> Fraction:
    if rounding == "linear":
        return max(Fraction(0), number)
    return max(Fraction(0), Fraction(-(-number // 1) if rounding == "ceil" else number // 1))
