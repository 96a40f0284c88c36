"""分值与目标表不同

为什么：分值是目标批复时定的。把没完成的指标改低、完成好的改高，总分就变了。

怎么改：改回目标表的分值；经批准调整的，在说明里写明。

各行按同一比例变化的（例如目标表不含执行率、自评表把 10 分留给执行率），只提示一次。

例（有问题）：
    目标表：
    | 三级指标   | 年度指标值 | 分值 |
    | 走访企业数 | ≥10家      | 5    |
    | 培训场次   | ≥4场       | 5    |
    自评表：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 5家        | 2    | 0    |
    | 培训场次   | ≥4场       | 4场        | 5    | 5    |
    → warning D2 应为 5
例（有问题）：
    目标表：
    | 三级指标   | 年度指标值 | 分值 |
    | 走访企业数 | ≥10家      | 50   |
    | 培训场次   | ≥4场       | 50   |
    自评表：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 45   | 45   |
    | 培训场次   | ≥4场       | 4场        | 45   | 45   |
    → warning D2
例（没有问题）：
    目标表：
    | 三级指标   | 年度指标值 | 评分标准      |
    | 走访企业数 | ≥10家      | 完成得0.5分   |
    自评表：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 0.5  | 0.5  |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, at, listing, percent, points
from jixiao.checks.promises import BASIS as PROMISED
from jixiao.checks.promises import anchor, cited, there
from jixiao.model import Field, Text
from jixiao.scoring.assess import AssessedIndicator
from jixiao.scoring.pairs import Match, Pair

CODE = "JX606"
SEVERITY = "warning"
TITLE = Text("分值与目标表不同", "a weight was changed")
BASIS = PROMISED
ABOUT = "pair"


def _cell(row: AssessedIndicator) -> Field:
    """Where a row's weight is written: in its column, or in the words of its rule."""
    column = row.source.weight if row.weight_from == "column" else row.source.rule or row.source.weight
    return column or row.source.name


def _changed(pair: Pair) -> list[tuple[Match, Fraction, Fraction]]:
    return [
        (match, match.earlier.weight, match.later.weight) for match in pair.matches.pairs
        if match.earlier.weight is not None and match.later.weight is not None and match.earlier.weight != match.later.weight
    ]


def _common_factor(pair: Pair, changed: list[tuple[Match, Fraction, Fraction]]) -> Fraction | None:
    """The one factor by which every weight was changed, if there is one."""
    weighted = sum(bool(match.earlier.weight) and match.later.weight is not None for match in pair.matches.pairs)
    factors = {after / before for _, before, after in changed if before}
    return factors.pop() if len(factors) == 1 and len(changed) == weighted > 1 else None


def check(pair: Pair) -> Iterator[Problem]:
    """One finding for each changed weight, or one for all if they were scaled alike."""
    changed = _changed(pair)
    factor = _common_factor(pair, changed)
    if factor is not None:
        yield _scaled(pair, changed, factor)
        return
    for match, before, after in changed:
        field, origin, name = _cell(match.later), _cell(match.earlier), match.later.source.name.text
        place = there(pair, origin)
        yield Problem(
            cited(pair, field, origin),
            Text(
                f"{at(field, name)}分值 {points(after)}，{place.zh}是 {points(before)}。",
                f"{at(field, name)} weight {points(after)}, but {points(before)} in the {place.en}.",
            ),
            subject=name,
            expected=points(before),
            found=points(after),
            suggestion=Text(f"改回 {points(before)}，或说明调整依据。", f"Restore {points(before)}, or say why it was changed."),
        )


def _scaled(pair: Pair, changed: list[tuple[Match, Fraction, Fraction]], factor: Fraction) -> Problem:
    fields = tuple(_cell(match.later) for match, *_ in changed)
    before = sum((weight for _, weight, _ in changed), Fraction(0))
    after = sum((weight for *_, weight in changed), Fraction(0))
    place = there(pair, anchor(pair.earlier.table))
    return Problem(
        fields,
        Text(
            f"{listing(fields)} 的分值都是{place.zh}的 {percent(factor)}（合计 {points(before)} → {points(after)}）。",
            f"{listing(fields)}: every weight is {percent(factor)} of that in the {place.en} (sum {points(before)} → {points(after)}).",
        ),
        subject="weights",
        suggestion=Text("因预算执行率另占分值而折算的，写明折算办法。", "If they were scaled to make room for the execution rate, say so."),
    )
