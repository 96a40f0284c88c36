"""数字可能不是原意

为什么：扫描识别常把“≥”认成“2”，“≥90%”就成了“290%”；比率指标的完成值写成 0.95，可能是 95%，也可能是 0.95%。

怎么改：核对原件，认错的改正；比率写成“95%”。核算时不自动改数，0.95 按 95% 读。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产品合格率 | '290%      | 96%        | 5    | 5    |
    → info B2 应为 ≥90%
例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产品合格率 | ≥90%       | 0.96       | 5    | 5    |
    → info C2 应为 96%
例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 每户补助   | ≤10万元    | 95000      | 5    | 5    |
    → warning C2 应为 9.5万元
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产品合格率 | ≥90%       | 96%        | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points
from jixiao.checks.jx507_unit_mismatch import is_share
from jixiao.model import Alternative, Choice, Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import NO_UNIT, Quantity

CODE = "JX520"
SEVERITY = "info"
TITLE = Text("数字可能不是原意", "a number that may not be what was meant")
BASIS = Text("核对提示：识别差错、比率写法", "a hint: misread signs, and how a ratio is written")
NEEDS = ("target",)


def check(assessment: Assessment) -> Iterator[Problem]:
    """Numbers that look like a misread ≥, and bare ratios such as 0.95."""
    for row in assessment.indicators:
        for field, value in ((row.source.target, row.target), (row.source.actual, row.actual)):
            if field is not None and isinstance(value, Quantity) and "suspect-operator" in value.notes:
                yield _misread(row, field, value)
        yield from _bare_ratio(row)
        yield from _yuan(row)
        yield from _small_target(row)


def _misread(row: AssessedIndicator, field: Field, value: Quantity) -> Problem:
    digits = points(value.amount)
    rest = value.amount if value.prefix else value.amount - 2 * 10 ** (len(digits.partition(".")[0]) - 1)
    expected = f"≥{points(rest)}{value.unit.text}"
    name = row.source.name.text
    return Problem(
        (field, row.source.name),
        Text(
            f"{at(field, name)}“{field.text}”疑为“{expected}”误认，未自动改动。",
            f"{at(field, name)} “{field.text}” may be a misread “{expected}”; it was left as it is.",
        ),
        subject=name,
        expected=expected,
        found=field.text,
        suggestion=Text("核对原件后改正。", "Compare with the original and correct it."),
    )


def _small_target(row: AssessedIndicator) -> Iterator[Problem]:
    """合格率 with target 0.95 and unit %: hardly 0.95%."""
    own, field, target, name = row.own_target, row.source.target, row.target, row.source.name.text
    if field is None or not isinstance(target, Quantity) or target.unit.text != "%" or not isinstance(own, Quantity) or own.unit != NO_UNIT:
        return
    if not 0 < own.amount <= 1 or not is_share(name):
        return
    expected = f"{points(own.amount * 100, 4)}%"
    yield Problem(
        (field, *((row.source.unit,) if row.source.unit else ())),
        Text(
            f"{at(field, name)}指标值写 {field.text}、单位是“%”，按 {points(own.amount, 4)}% 读，疑为 {expected}。",
            f"{at(field, name)} target is {field.text} in %, read as {points(own.amount, 4)}%; {expected} may be meant.",
        ),
        subject=name,
        expected=expected,
        found=field.text,
        suggestion=Text(f"核对后写成“{expected}”。", f"Check it, and write “{expected}”."),
    )


def _yuan(row: AssessedIndicator) -> Iterator[Problem]:
    """95000 beside a target of 10万元."""
    field, actual, target = row.source.actual, row.actual, row.target
    if field is None or not isinstance(actual, Quantity) or not isinstance(target, Quantity) or "yuan-supposed" not in actual.notes:
        return
    expected = f"{points(actual.value / target.unit.factor, 4)}{target.unit.text}"
    name = row.source.name.text
    yield Problem(
        (field, *((row.source.target,) if row.source.target else ())),
        Text(
            f"{at(field, name)}完成值写 {field.text}，没有单位，指标值的单位是“{target.unit.text}”；疑为 {field.text} 元，按 {expected} 核算。",
            f"{at(field, name)} actual is {field.text} without a unit, the target is in {target.unit.text}; it was read as {expected}.",
        ),
        subject=name, expected=expected, found=field.text, severity="warning",
        suggestion=Text(f"核对后写成“{expected}”。", f"Check it, and write “{expected}”."),
    )


def _bare_ratio(row: AssessedIndicator) -> Iterator[Problem]:
    field, actual = row.source.actual, row.actual
    if field is None or not isinstance(actual, Quantity) or "ratio-for-percent" not in actual.notes:
        return
    name = row.source.name.text
    expected = f"{points(actual.value * 100, 4)}%"
    yield Problem(
        (field, row.source.name),
        Text(
            f"{at(field, name)}完成值写 {field.text}，没有“%”，按 {expected} 读。",
            f"{at(field, name)} actual is {field.text} without %; it was read as {expected}.",
        ),
        subject=name,
        expected=expected,
        found=field.text,
        suggestion=Text(f"写成“{expected}”。", f"Write “{expected}”."),
        choice=Choice("bare_ratio", "percent", (Alternative("as-written", None),)),
    )
