"""What recalc writes in a monitoring table besides rates of money: 完成进度 and 预警灯."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from jixiao.model import Field, Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.light import WORDS
from jixiao.scoring.monitoring import states_progress
from jixiao.scoring.shown import percent
from jixiao.values import RateReading, ratio


class RateDue(NamedTuple):
    """A rate to be written: cell, rate, what stands there now, and why."""

    field: Field
    rate: Fraction
    stated: RateReading | None
    why: Text


def rates_due(assessment: Assessment) -> Iterator[RateDue]:
    """Every 完成进度 that is blank or wrong, where the form has it computed."""
    if assessment.monitoring is None or "completion" not in assessment.table.computed:
        return
    for row, progress in zip(assessment.indicators, assessment.monitoring.rows, strict=True):
        field, right = row.source.completion, progress.completion
        if field is None or right is None:
            continue
        found = ratio(field.cell)
        stated = found if isinstance(found, RateReading) else None
        if stated is None or not states_progress(progress, stated.value):
            yield RateDue(field, right, stated, Text(f"执行情况÷年度指标值 = {percent(right)}", f"actual ÷ target = {percent(right)}"))


class LightDue(NamedTuple):
    """A light to be written: cell, words, and why."""

    field: Field
    words: str
    why: Text


def lights_due(assessment: Assessment) -> Iterator[LightDue]:
    """Every light that is blank or differs, in the words that the column uses (红灯, 红, 红色 …)."""
    if assessment.monitoring is None or "light" not in assessment.table.computed:
        return
    pairs = list(zip(assessment.indicators, assessment.monitoring.rows, strict=True))
    manner = next((row.source.light.text for row, at in pairs if row.source.light is not None and at.stated is not None), "红灯")
    for row, progress in pairs:
        field = row.source.light
        if field is None or field.part is not None or progress.light is None or (progress.stated is not None and progress.stands):
            continue
        if field.text and progress.stated is None:
            continue  # words of their own (正常) stay
        yield LightDue(field, _like(manner, WORDS[progress.light].zh), progress.why)


def _like(manner: str, colour: str) -> str:
    """The colour's name in place of the one that stands in an example: 红色预警 → 黄色预警."""
    return "".join(colour if ch in "红黄绿蓝" else ch for ch in manner)
