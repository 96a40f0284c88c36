"""Targets written as sentences: 「绩效指标：企业年报率不低于85%，事故数为零。」 below the goal that they belong to.

For an accountant: each clause that names a figure is an indicator.  For a programmer: an indicator's fields are parts
of the cell that holds the paragraph (``Field.part``); a clause that no comparison divides is left out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jixiao.forms.around import title_of, year_of
from jixiao.forms.headings import clean
from jixiao.forms.view import SheetView
from jixiao.model import Cell, Field, Goal, Indicator, Level, Ref
from jixiao.values import Deadline, Ordinal, Quantity, parse

_INDICATORS = re.compile(r"^\s*(?:绩效)?指标\s*[:：]\s*")
_GOAL = re.compile(r"^\s*(?:绩效|分项|分项绩效)?目标\s*[:：]\s*")
_OVERALL = re.compile(r"^(?:年度)?(?:总体|整体)(?:绩效)?目标$")
_HEADING = re.compile(r"^\s*[（(][一二三四五六七八九十\d]+[)）]")
_CLAUSES = re.compile(r"[，；。;\n]|,(?!\d{3})")
_NAMED = re.compile(
    r"^(?P<name>.{2,}?)(?:应|须|要|力争)?(?P<value>(?:不低于|不少于|不小于|不高于|不超过|不大于|不多于|大于等于|大于或等于|小于等于|小于或等于|大于|小于|高于|低于|多于|少于|"
    r"超过|达到|达|控制在|保持在|≥|≤|≧|≦|＞|＜|>|<|=).+|(?:为|是)(?P<plain>.+))$",
)
_LONGEST_HEADING = 40
_LONGEST_NAME = 60
_LONGEST_VALUE = 30


class Prose(NamedTuple):
    """A sheet of paragraphs, read.

    Attributes:
        title: its heading; anchor: the cell with it, else the first paragraph of indicators.
        first: the first paragraph of indicators, which stands for the headings of a table.
    """

    title: Field
    year: int | None
    first: Field
    goals: tuple[Goal, ...]
    indicators: tuple[Indicator, ...]
    levels: tuple[Level, ...]


def clauses(text: str) -> list[tuple[str, str]]:
    """(name, target) of the clauses that state a figure, as parts of the text.

    >>> clauses("绩效指标：年报率不低于85%，维护秩序；事故数为零。")
    [('年报率', '不低于85%'), ('事故数', '零')]
    """
    found: list[tuple[str, str]] = []
    for clause in _CLAUSES.split(_INDICATORS.sub("", text)):
        match = _NAMED.match(clause.strip())
        if match is None or len(match["name"]) > _LONGEST_NAME:
            continue
        value = (match["plain"] or match["value"]).strip()
        if len(value) <= _LONGEST_VALUE and isinstance(parse(value), Quantity | Deadline | Ordinal):
            found.append((match["name"].strip(), value))
    return found


def _paragraphs(view: SheetView) -> list[tuple[Field, str]]:
    return [
        (Field(Ref(view.sheet, row, column), cell), cell.text.strip())
        for row in view.rows for column, cell in view.own(row) if cell.kind == "text"
    ]


def _indicator(field: Field, cell: Cell, name: str, target: str, level: str) -> Indicator:
    return Indicator(field.ref.row, Field(field.ref, cell, name), level, "", target=Field(field.ref, cell, target))


def read_prose(view: SheetView) -> Prose | None:
    """The indicators of a sheet of paragraphs; None where no paragraph states any."""
    paragraphs = _paragraphs(view)
    if not any(_INDICATORS.match(text) and clauses(text) for _, text in paragraphs):
        return None
    goals: list[Goal] = []
    indicators: list[Indicator] = []
    groups: dict[str, tuple[Field, list[int]]] = {}
    heading, label, first = "", None, None
    overall = False
    for field, text in paragraphs:
        if _INDICATORS.match(text):
            first = first or field
            for name, target in clauses(text):
                if label is not None:
                    groups.setdefault(heading, (label, []))[1].append(len(indicators))
                indicators.append(_indicator(field, field.cell, name, target, heading))
        elif overall or _GOAL.match(text):
            goals.append(Goal("expected", field))
        elif _HEADING.match(text) and len(text) <= _LONGEST_HEADING:
            heading, label = clean(text)[0], field
        overall = _OVERALL.match(clean(text)[0]) is not None
    assert first is not None
    top, bottom = paragraphs[0][0].ref.row, first.ref.row
    levels = tuple(Level(1, name, "", label, None, tuple(places)) for name, (label, places) in groups.items())
    return Prose(title_of(view, top, bottom) or first, year_of(view, top, bottom), first, tuple(goals), tuple(indicators), levels)
