"""完成率或偏差率算错

为什么：完成率＝完成值÷指标值（反向指标为指标值÷完成值），偏差率＝（完成值－指标值）÷指标值。

怎么改：按消息里的数改正；各地对反向指标算法不同，符合其中一种即不提示。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 完成率 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 8家        | 95.00% | 5    | 4    |
    → error D2 应为 80.00%
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 完成率 | 偏差率  | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 8家        | 80.00% | -20.00% | 5    | 4    |
    | 交付时限   | ≤90天      | 81天       | 111.11% | 11.11% | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, at, percent
from jixiao.model import Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import Quantity, RateReading, ratio

CODE = "JX303"
SEVERITY = "error"
TITLE = Text("完成率或偏差率算错", "completion or deviation rate is wrong")
BASIS = Text("完成率＝完成值÷指标值；偏差率＝（完成值－指标值）÷指标值", "completion = actual ÷ target; deviation = (actual − target) ÷ target")
NEEDS = ("actual", "target")
# People round to whole percents; anything nearer than half of one is rounding.
_ROUNDING = Fraction(1, 200)


def _right_values(row: AssessedIndicator, key: str) -> list[Fraction]:
    if not isinstance(row.target, Quantity) or not isinstance(row.actual, Quantity) or row.target.value == 0:
        return []
    forward = row.actual.value / row.target.value
    if key == "deviation":
        met = [Fraction(0)] if row.score.met else []  # some call it no deviation where the target is reached
        # 完成率－100% is one way too: of a target of at most 90 days, 81 days are 111.11% done, 11.11% beyond.
        beyond = [] if row.score.completion is None else [row.score.completion - 1]
        if row.actual.value:
            beyond.append(row.target.value / row.actual.value - 1)
        return [forward - 1, 1 - forward, row.actual.value - row.target.value, *beyond, *met]
    values = [forward] if row.score.completion is None else [row.score.completion, forward]
    if row.actual.value:
        values.append(row.target.value / row.actual.value)
    values.append(2 - forward)
    return [*values, *(Fraction(1) for value in values if value > 1)]


def check(assessment: Assessment) -> Iterator[Problem]:
    """Stated rates of each row against the figures beside them."""
    if assessment.monitoring is not None:
        return  # JX310 knows what is due by then
    for row in assessment.indicators:
        if row.source.completion is None and row.source.deviation is None:
            continue
        for key, word, word_en in (("completion", "完成率", "completion"), ("deviation", "偏差率", "deviation")):
            field: Field | None = getattr(row.source, key)
            stated = ratio(field.cell) if field else None
            right = _right_values(row, key) if isinstance(stated, RateReading) else []
            if field is None or not right or not isinstance(stated, RateReading):
                continue
            if any(abs(stated.value - value) <= _ROUNDING for value in right):
                continue
            name = row.source.name.text
            yield Problem(
                (field, *(f for f in (row.source.actual, row.source.target) if f)),
                Text(f"{at(field, name)}{word}填 {field.text}，应为 {percent(right[0])}。", f"{at(field, name)}: {word_en} {field.text}, expected {percent(right[0])}."),
                subject=f"{name} {word}", expected=percent(right[0]), found=field.text,
                suggestion=Text(f"{word}改为 {percent(right[0])}。", f"Change it to {percent(right[0])}."),
            )
