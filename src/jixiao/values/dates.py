"""What a deadline allows, and whether a date keeps it.

For an accountant: 「2024年12月31日前」 allows 12-31 itself unless the policy says otherwise, and
「10月前」 runs to the end or to the beginning of October, which a policy has to decide.
For a programmer: both questions are parameters here, never constants.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from jixiao.values.kinds import Deadline

_ANY_LEAP_YEAR = 2000


def deadline_bounds(deadline: Deadline, default_year: int | None, month_limit: str) -> date | None:
    """The last day that the deadline names.

    ``month_limit`` decides 「10月前」: "end" → 31 October, "start" → 30 September; 「10月底前」 and a
    bare 「10月」 end with the month either way.  None where neither the deadline nor ``default_year``
    gives a year, or no month is given for a day (每月15日前).

    >>> from jixiao.values import parse
    >>> deadline_bounds(parse("2024年10月前"), None, "start")
    datetime.date(2024, 9, 30)
    """
    year = default_year if deadline.year is None else deadline.year
    if year is None or not 1 <= year <= 9999:
        return None
    if deadline.month is None and deadline.day is not None:
        return None
    month = deadline.month or 12
    day = monthrange(year, month)[1]
    if deadline.day is not None:
        return date(year, month, min(deadline.day, day))
    if deadline.before and not deadline.end and month_limit == "start":
        return date(year, deadline.month or 1, 1) - timedelta(days=1)
    return date(year, month, day)


def _earliest(actual: Deadline, default_year: int) -> date | None:
    """The first day that an actual date can mean: 「10月」 may have been the first of October."""
    if actual.end or actual.day is not None:
        return deadline_bounds(actual, default_year, "end")
    return date(actual.year or default_year, actual.month or 1, 1)


def deadline_met(
    target: Deadline, actual: Deadline, *, inclusive: bool, month_limit: str, default_year: int | None
) -> bool | None:
    """Whether ``actual`` keeps ``target``; None where the words do not decide it.

    ``inclusive``: whether 「31日前」 includes the 31st.  A year written on one side only holds for
    both; without any, month and day decide.

    >>> from jixiao.values import parse
    >>> target, actual = parse("2024年12月31日前"), parse("2024年12月31日")
    >>> deadline_met(target, actual, inclusive=True, month_limit="end", default_year=None)
    True
    >>> deadline_met(target, actual, inclusive=False, month_limit="end", default_year=None)
    False
    """
    written = (year for year in (default_year, target.year, actual.year) if year is not None)
    year = next(written, _ANY_LEAP_YEAR)
    limit = deadline_bounds(target, year, month_limit)
    last = deadline_bounds(actual, year, "end")
    if limit is None or last is None:
        return None
    if target.before and not inclusive and (target.day is not None or target.end):
        limit -= timedelta(days=1)
    if last <= limit:
        return True
    first = _earliest(actual, year)
    return None if first is not None and first <= limit else False
