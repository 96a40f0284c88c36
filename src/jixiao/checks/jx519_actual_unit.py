"""完成值与指标值的单位不同

为什么：指标值按“工作日”、完成值按“日”，或一个是元、一个是个数，不能直接比较，得分没有依据。

怎么改：完成值改用指标值的单位。单位写错字的（如“批次”误写），改正错字；核算时按相近的单位理解，理解的结果写在消息里。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 办理时间   | ≤2个工作日 | 2日        | 5    | 5    |
    → warning C2
例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 交易金额   | ≥300万元   | 35个       | 5    | 5    |
    → error C2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 交易金额   | ≥1万元     | 12000元    | 5    | 5    |
    | 走访企业数 | ≥10家      | 12         | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, shorten
from jixiao.checks.jx507_unit_mismatch import family, mismatch
from jixiao.model import Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import NO_UNIT, Quantity, Unit, comparable_units

CODE = "JX519"
SEVERITY = "error"
TITLE = Text("完成值与指标值的单位不同", "the actual is in another unit than the target")
BASIS = Text("表内一致性：指标值与完成值用同一单位", "consistency: target and actual in one unit")
NEEDS = ("actual", "target")

# Counting words that people use for one another without a second thought.
_ALIKE = tuple(frozenset(words.split()) for words in (
    "家 个 户 所 单位 企业 家次", "人 名 位 人次", "次 场 期 场次 班 班次 个", "件 个 项 起 宗 例 案件 条 份 篇", "份 册 本 张", "台 套 个 件 台套 辆",
))


def _written(row: AssessedIndicator) -> tuple[Quantity, Quantity] | None:
    """Both quantities with the units that they name themselves, if both name one."""
    target, actual = row.own_target, row.own_actual
    if not isinstance(target, Quantity) or not isinstance(actual, Quantity):
        return None
    if target.unit.text == actual.unit.text or NO_UNIT in (target.unit, actual.unit):
        return None
    return target, actual


def alike(one: Unit, other: Unit) -> bool:
    """Whether two counting words are used for one another: 家 and 户."""
    return any(one.dimension in words and other.dimension in words for words in _ALIKE)


def _certain(one: Unit, other: Unit) -> bool:
    """Whether two units can in no way be meant for one thing: 元 and 个, but not 日 and 工作日."""
    a, b = family(one), family(other)
    return bool(a) and bool(b) and a != b and {a, b} != {"count", "measure"}


def check(assessment: Assessment) -> Iterator[Problem]:
    """Certain mismatches row by row; misspelt and doubtful ones in one warning."""
    doubtful: list[tuple[Field, Field, str, str]] = []
    for row in assessment.indicators:
        pair = _written(row)
        actual, cell = row.source.actual, row.source.target
        if pair is None or actual is None or cell is None or mismatch(row) is not None:
            continue
        goal, done = pair[0].unit, pair[1].unit
        if not goal.known or not done.known:
            doubtful.append(_misspelt(goal, done, cell, actual))
            continue
        verdict = comparable_units(goal, done)
        if verdict == "same" or (verdict == "assumed" and alike(goal, done)):
            continue
        if _certain(goal, done):
            yield _mismatch(row, goal, done)
            continue
        how = f"按同一单位比较（“{goal.text}”与“{done.text}”）" if verdict == "assumed" else f"“{goal.text}”与“{done.text}”不能换算，未比较"
        how_en = f"taken as one unit ({goal.text}, {done.text})" if verdict == "assumed" else f"{goal.text} and {done.text} do not convert"
        doubtful.append((actual, cell, how, how_en))
    if doubtful:
        yield _doubts(doubtful)


def _misspelt(goal: Unit, done: Unit, cell: Field, actual: Field) -> tuple[Field, Field, str, str]:
    odd, good = (goal, done) if not goal.known else (done, goal)
    place, other = (cell, actual) if odd is goal else (actual, cell)
    return place, other, f"单位“{odd.text}”不认识，按“{good.text}”理解", f"unit “{odd.text}” is unknown and was read as “{good.text}”"


def _mismatch(row: AssessedIndicator, goal: Unit, done: Unit) -> Problem:
    actual, cell, name = row.source.actual, row.source.target, row.source.name.text
    assert actual is not None
    assert cell is not None
    return Problem(
        (actual, cell),
        Text(
            f"{at(actual, name)}完成值“{shorten(actual.text)}”的单位是“{done.text}”，指标值“{shorten(cell.text)}”的单位是“{goal.text}”，不能比较。",
            f"{at(actual, name)} actual “{shorten(actual.text)}” is in {done.text}, the target “{shorten(cell.text)}” in {goal.text}; they cannot be compared.",
        ),
        subject=name,
        expected=goal.text,
        found=done.text,
        suggestion=Text(f"完成值改用单位“{goal.text}”。", f"Give the actual in {goal.text}."),
    )


def _doubts(rows: list[tuple[Field, Field, str, str]]) -> Problem:
    fields = tuple(dict.fromkeys(field for row in rows for field in row[:2]))
    parts = "；".join(f"{place.ref.a1}“{shorten(place.text)}”（{other.ref.a1}“{shorten(other.text)}”）{how}" for place, other, how, _ in rows[:8])
    parts_en = "; ".join(f"{place.ref.a1} “{shorten(place.text)}” ({other.ref.a1} “{shorten(other.text)}”): {how}" for place, other, _, how in rows[:8])
    more = f" 等 {len(rows)} 行" if len(rows) > 8 else ""
    return Problem(
        fields,
        Text(f"{len(rows)} 行完成值与指标值的单位写法不同：{parts}{more}。", f"{len(rows)} rows differ in unit between actual and target: {parts_en}."),
        subject="unit",
        severity="warning",
        suggestion=Text("改用同一个单位，改正错字。", "Use one unit, and correct misspellings."),
    )
