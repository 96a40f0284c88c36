"""“前”“以内”恰好到当日，“X月前”算到月末还是月初

为什么：指标值“12月31日前”、完成于 12 月 31 日，含不含当日决定这一行得不得分；“10月前”是 9 月底前还是 10 月底前，也要说清楚。

怎么改：认为当日不算的，用 --set before_inclusive=false 重算；“X月前”用 --set month_limit=start（到上月末）。最好改写成“X月X日（含）前”“X月底前”。

例（有问题）：
    | 三级指标     | 年度指标值       | 实际完成值     | 分值 | 得分 |
    | 年报完成时间 | 2024年6月30日前  | 2024年6月30日  | 5    | 5    |
    → info C2
例（有问题）：
    | 三级指标     | 年度指标值       | 实际完成值     | 分值 | 得分 |
    | 年报完成时间 | 2024年6月前      | 2024年6月12日  | 5    | 5    |
    → info B2
例（没有问题）：
    | 三级指标     | 年度指标值       | 实际完成值     | 分值 | 得分 |
    | 年报完成时间 | 2024年6月30日前  | 2024年6月12日  | 5    | 5    |
    | 办理时间     | 15日以内         | 12日           | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, listing
from jixiao.checks.jx512_strict_bound import alternatives
from jixiao.model import Alternative, Choice, Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import Deadline, Missing, Quantity, deadline_bounds, normalise, values_in_common
from jixiao.values.units import PERIODS

CODE = "JX515"
SEVERITY = "info"
TITLE = Text("期限是否含当日、含当月", "whether a limit includes its day or month")
BASIS = Text("《民法典》第一千二百五十九条：“以前”“以内”含本数（条文待核）", "Civil Code art. 1259 (text unverified)")
NEEDS = ("target",)


def _on_the_day(row: AssessedIndicator, year: int | None) -> bool:
    """前, and done exactly on the day named."""
    target, actual = row.target, row.actual
    if not isinstance(target, Deadline) or not isinstance(actual, Deadline) or not target.before:
        return False
    if (target.day is None and not target.end) or actual.day is None:
        return False
    limit = deadline_bounds(target, year, "end")
    return limit is not None and limit == deadline_bounds(actual, year or target.year, "end")


def _within(row: AssessedIndicator) -> bool:
    """以内, and exactly that many days or months taken."""
    target, actual, field = row.target, row.actual, row.source.target
    if not isinstance(target, Quantity) or not isinstance(actual, Quantity) or field is None:
        return False
    if target.unit.dimension not in PERIODS or not normalise(field.text).endswith("内"):
        return False
    both = values_in_common(target, actual)
    return both is not None and both[0] == both[1]


def _month_only(row: AssessedIndicator, year: int | None) -> bool:
    """X月前, unless the actual is known to lie before that month or after it."""
    target, actual = row.target, row.actual
    if not isinstance(target, Deadline) or not target.before or target.end or target.day is not None or target.month is None:
        return False
    if isinstance(actual, Missing):
        return True
    if not isinstance(actual, Deadline) or actual.month is None:
        return False
    return actual.month == target.month and (actual.year or year) == (target.year or year)


def _cells(rows: list[AssessedIndicator]) -> tuple[Field, ...]:
    return tuple(dict.fromkeys(f for row in rows for f in (row.source.actual, row.source.target) if f is not None))


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for limits reached on the day, one for months without a day."""
    year = assessment.table.year
    yield from _days(assessment, year)
    months = [row for row in assessment.indicators if _month_only(row, year)]
    if not months:
        return
    targets = tuple(row.source.target for row in months if row.source.target is not None)
    taken = assessment.policy.month_limit
    other = "start" if taken == "end" else "end"
    zh, en = ("当月末", "the end of the month") if taken == "end" else ("上月末", "the end of the month before")
    yield Problem(
        targets,
        Text(
            f"{len(months)} 个期限只写到月（{listing(targets)}，如“{targets[0].text}”），现按{zh}计。",
            f"{len(months)} limits name only a month ({listing(targets)}, such as “{targets[0].text}”); {en} was taken.",
        ),
        subject="“X月前”算到月末还是月初",
        suggestion=Text(
            f"改写为“X月底前”或写明日期；另一种读法用 --set month_limit={other}。",
            f"Write the day, or choose --set month_limit={other}.",
        ),
        choice=Choice("month_limit", taken, alternatives(assessment, months, "month_limit", (other,))),
    )


def _days(assessment: Assessment, year: int | None) -> Iterator[Problem]:
    days = [row for row in assessment.indicators if _on_the_day(row, year)]
    within = [row for row in assessment.indicators if _within(row) and isinstance(row.own_target, Quantity)]
    rows = [row for row in assessment.indicators if row in days or row in within]
    if not rows:
        return
    inclusive = assessment.policy.before_inclusive
    taken, other = ("true", "false") if inclusive else ("false", "true")
    marks = tuple(row.source.actual or row.source.name for row in rows)
    zh, en = ("含当日，算完成", "the day is included and they count as met") if inclusive else ("不含当日，不算完成", "the day is not included")
    parts = "、".join(
        part for part in (
            f"{len(days)} 行写“前”" if days else "",
            f"{len(within)} 行写“以内”" if within else "",
        ) if part
    )
    options = alternatives(assessment, days, "before_inclusive", (other,))
    if within and assessment.policy.bound_words_inclusive is not inclusive:
        zh, en = f"“前”{zh}；“以内”另按 bound_words_inclusive", f"{en}; 以内 goes by bound_words_inclusive"
    yield Problem(
        tuple(dict.fromkeys((*marks, *_cells(rows)))),
        Text(
            f"{len(rows)} 个指标恰好在期限当日完成（{parts}；{listing(marks)}），现按{zh}。",
            f"{len(rows)} indicators were done exactly on their limit ({listing(marks)}); {en}.",
        ),
        subject="“X日前”含不含当日",
        suggestion=Text(
            f"如认定当日不算完成，用 --set before_inclusive={other} 重算（“以内”用 bound_words_inclusive）；最好写明“（含当日）”。"
            if inclusive else f"如认定含当日，用 --set before_inclusive={other} 重算；最好写明“（含当日）”。",
            f"Choose --set before_inclusive={other} for the other reading (bound_words_inclusive for 以内); better, say so in the target.",
        ),
        choice=Choice("before_inclusive", taken, options if days else (Alternative(other, None),)),
    )
