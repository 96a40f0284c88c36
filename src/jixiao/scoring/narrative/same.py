"""Figures that a goal and an indicator state of the same thing.

For an accountant: 「企业登记网办率90%以上」 in a goal and the row 企业登记网办率.  For a programmer: a pair counts only if both are
about exactly the same in one unit, one row alone has that subject, and the goals state one figure alone of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal, NamedTuple, TypeGuard

from jixiao.model import Field
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.narrative.stated import Stated, has_measure, stated
from jixiao.scoring.narrative.words import subject
from jixiao.values import NO_UNIT, Quantity, Unit, Value, comparable, normalise
from jixiao.values.units import SCALES

_WRITTEN = re.compile(r"\d+(?:\.(?P<places>\d+))?(?P<scale>[百千万亿]*)")
_LOOSE = frozenset({"about", "plus-minus", "benchmark", "rank", "suspect-operator", "incomplete-unit", "range"})
# A share without a unit: 95 under 满意度 is 95%.
_SHARE = re.compile(r"(?:[率度]|比[例重]|占比)(?:[(（]%[)）])?$")
_NAMED_UNIT = re.compile(r"[(（]([^()（）]{1,6})[)）]$|([^()（）]+?)数?量?$")

# What was to be done, in a text that tells what was done.
_PLANNED = re.compile("计划|目标|任务[数为]|年初|应[当该]?[完为]|指标")

Key = Literal["target", "actual"]


class Same(NamedTuple):
    """A figure in words and the row that it belongs to; ``value`` is the row's own figure."""

    field: Field
    stated: Stated
    row: AssessedIndicator
    value: Quantity


def _firm(value: Value) -> TypeGuard[Quantity]:
    return isinstance(value, Quantity) and value.high is None and value.op != "≈" and not value.soft and not value.notes & _LOOSE


def _reach(words: str) -> set[str]:
    """全市 and 全县 are two things; which of them an indicator means it often leaves out."""
    said = normalise(words)
    return {place for place in "省市区县镇乡" if f"全{place}" in said or f"本{place}" in said or f"{place}本级" in said}


def _in_one_place(one: str, other: str) -> bool:
    here, there = _reach(one), _reach(other)
    return not here or not there or here == there


def _measured(value: Value, name: str, unit: Unit) -> Value:
    """A bare figure in the unit that its row's name tells, if that is the one asked for: 2400 under 抽检批次 or 抽检（批次）."""
    if not isinstance(value, Quantity) or value.unit != NO_UNIT or value.tail:
        return value
    words = normalise(name).strip()
    if unit.dimension == "ratio":
        return replace(value, unit=unit) if _SHARE.search(words) and value.amount > 1 else value
    told = _NAMED_UNIT.search(words)
    says_so = told is not None and (told[1] == unit.text or (told[2] or "").endswith(unit.text))
    return replace(value, unit=unit) if says_so else value


def same_figures(assessment: Assessment, texts: Sequence[Field], key: Key) -> Iterator[Same]:
    """Pairs of a figure in ``texts`` and the ``key`` of the one row that it belongs to."""
    year, rows = assessment.table.year, assessment.indicators
    said = [
        (field, one) for field in texts for one in stated(field.text)
        if _firm(one.value) and (one.year is None or year is None or one.year == year) and (key == "target" or _PLANNED.search(one.clause) is None)
    ]
    if not said:
        return
    by_subject: dict[str, list[AssessedIndicator]] = {}
    for row in rows:
        value = getattr(row, key)
        unknown = value.tail if isinstance(value, Quantity) and "/" in value.tail else ""
        by_subject.setdefault(subject(row.source.name.text + unknown), []).append(row)
    figures: dict[str, set[Fraction]] = {}
    for _, one in said:
        figures.setdefault(one.about, set()).add(one.value.value)
    for field, one in said:
        own = by_subject.get(one.about, [])
        if len(own) != 1 or len(figures[one.about]) != 1:
            continue
        value = _measured(getattr(own[0], key), own[0].source.name.text, one.value.unit)
        if _firm(value) and has_measure(value) and comparable(one.value, value) == "same" and _in_one_place(one.clause, own[0].source.name.text):
            yield Same(field, one, own[0], value)


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether two figures are one, the rougher one rounded: 7.8% and 7.81%, 1.93万批次 and 19329批次.

    >>> from jixiao.values import parse
    >>> agree(parse("7.8%"), parse("7.81%")), agree(parse("8.5%"), parse("8.1%")), agree(parse("1.93万批次"), parse("19329批次"))
    (True, False, True)
    """
    return one.value == other.value or abs(one.value - other.value) <= max(_step(one), _step(other)) / 2


def _step(figure: Quantity) -> Fraction:
    """The last place that a figure is written with; 0 for a plain count, which is not rounded."""
    number = _WRITTEN.search(figure.text)
    if number is None:
        return Fraction(0)
    scale = SCALES.get(number["scale"] or "", 1) if figure.unit.factor == 1 else 1
    if not number["places"] and scale == 1 and figure.unit.factor == 1:
        return Fraction(0)
    return Fraction(scale, 10 ** len(number["places"] or "")) * figure.unit.factor
