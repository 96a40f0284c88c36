"""评分标准有几种读法

为什么：同一句评分标准，不同地方读法不同（未完成是得 0 分还是按比例；“超过的比重”怎么算）。这里说明取了哪一种，换一种会得多少。

怎么改：本单位认定的读法不同，用 --set 换一种（如 --set binary_reading=proportional），或在政策文件里写定。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值      | 得分 |
    | 走访企业数 | ≥10家      | 8家        | 完成得5分 | 0    |
    → info E2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值      | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 完成得5分 | 5    |
    → 无
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, listing, points
from jixiao.model import Alternative, Choice, Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.parameters import schema

CODE = "JX210"
SEVERITY = "info"
TITLE = Text("评分标准有几种读法", "a scoring rule can be read in several ways")
BASIS = Text("所选政策的读法参数", "a parameter of the chosen policy")
NEEDS = ("actual", "weight")
# Readings of dates and of bounds are said by checks of their own.
_SAID_ELSEWHERE = frozenset({"before_inclusive", "month_limit", "strict_equal"})


def _total_under(assessment: Assessment, rows: list[tuple[AssessedIndicator, Choice]], value: str) -> Fraction | None:
    """The table's total if these rows were read the other way."""
    if assessment.score is None:
        return None
    change = Fraction(0)
    for row, choice in rows:
        other = next((a for a in choice.alternatives if a.value == value), None)
        if other is None:
            continue  # for this row, that reading gives the same points
        if other.score is None or row.score.shown is None:
            return None
        change += Fraction(other.score) - Fraction(row.score.shown)
    return assessment.score + change


def check(assessment: Assessment) -> Iterator[Problem]:
    """One grouped finding per policy parameter that decides a score in this table."""
    if assessment.monitoring is not None:
        return  # nothing is scored during the year
    groups: dict[tuple[str, str], list[tuple[AssessedIndicator, Choice]]] = defaultdict(list)
    for row in assessment.indicators:
        for choice in row.score.choices:
            if choice.key not in _SAID_ELSEWHERE:
                groups[choice.key, choice.taken].append((row, choice))
    for (key, taken), rows in groups.items():
        meaning = schema()[key].meaning
        values = list(dict.fromkeys(a.value for _, choice in rows for a in choice.alternatives))
        totals = {value: _total_under(assessment, rows, value) for value in values}
        fields = tuple(_cell(row) for row, _ in rows)
        others = "、".join(f"{value}→总分 {points(total)}" for value, total in totals.items())
        yield Problem(
            fields,
            Text(
                f"{len(rows)} 行（{listing(fields)}）的得分取决于读法：{meaning.zh}（{key}）取 {taken}，总分 {points(assessment.score)}；其他读法：{others}。",
                f"{len(rows)} scores depend on a reading, {meaning.en} ({key}): {taken} (total {points(assessment.score)}); others: "
                + ", ".join(f"{value} → {points(total)}" for value, total in totals.items()) + ".",
            ),
            subject=meaning.zh,
            suggestion=Text(f"如认定另一种读法，用 --set {key}=… 重算。", f"Choose another reading with --set {key}=…."),
            choice=Choice(key, taken, tuple(Alternative(v, None if t is None else points(t)) for v, t in totals.items())),
        )


def _cell(row: AssessedIndicator) -> Field:
    return row.source.score or row.source.name
