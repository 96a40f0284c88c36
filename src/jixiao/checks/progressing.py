"""What the checks of monitoring tables share: lines with their progress, and what 完成目标可能性 says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from jixiao.model import Field
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.monitoring import Progress
from jixiao.values import is_nothing

Outlook = Literal["sure", "maybe", "never", "several"]


def rows_of(assessment: Assessment) -> Iterator[tuple[AssessedIndicator, Progress]]:
    """Each indicator of a monitoring table with its progress; nothing for other tables."""
    if assessment.monitoring is not None:
        yield from zip(assessment.indicators, assessment.monitoring.rows, strict=True)


def funds_of(assessment: Assessment) -> Iterator[tuple[AssessedFund, Progress]]:
    """Each line of money likewise."""
    if assessment.monitoring is not None:
        yield from zip(assessment.funds, assessment.monitoring.funds, strict=True)


def is_blank(field: Field | None) -> bool:
    """Whether nothing is said there: no such column, an empty cell, or a stroke."""
    return field is None or is_nothing(field.text)


def outlook_of(field: Field | None) -> Outlook | None:
    """确定能, 有可能 or 完全不可能; "several" where more than one is ticked, None where nothing (or something else) stands."""
    if field is None:
        return None
    said = {_one(word) for word in field.text.split("、") if word}
    if len(said) > 1:
        return "several"
    return said.pop() if said else None


def _one(words: str) -> Outlook | None:
    word = words.partition("：")[0].strip()
    if any(part in word for part in ("不可能", "不能", "无法", "难以")):
        return "never"
    if "可能" in word:
        return "maybe"
    return "sure" if word.startswith(("确定", "能", "可以", "一定", "完全能", "肯定")) else None
