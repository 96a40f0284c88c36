"""The same quantity stated twice in a report with different figures.

For an accountant: 前面写“发放创业补贴人数120人”，后面写成130人.
For a programmer: conservative: the words before the two figures are the same, and long enough to be a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jixiao.scoring.prose.facts import bare
from jixiao.scoring.prose.reading import Report, Sentence
from jixiao.values.prose import Figure

_LEAST = 6
_SURE = 10
_OTHER = re.compile(
    "上年|去年|同期|上一年|往年|历年|以来|上半年|下半年|季度|截至|截止|累计|目标|计划|任务|年初|调整|[一二三四1-4]季|其中|每|平均|人均|比|较|增长|增加|减少|提高|下降|占|预算|分别|首批|第[一二三四五六七八九十\\d]|试点|期间|\\d月"
)

# What tells two parts of one undertaking apart, wherever it stands before the figure: 一批项目, 二期, 3标段.
_PART = re.compile(r"(?:[一二三四五六七八九十]{1,2}(?:批|期|阶段)|(?:[一二三四五六七八九十]{1,2}|\d{1,2})标段)(?![次间])")


class TwoFigures(NamedTuple):
    """One name and two figures: where it came first, and where it came again."""

    name: str
    first: tuple[Sentence, Figure]
    again: tuple[Sentence, Figure]
    sure: bool


def two_figures(report: Report) -> Iterator[TwoFigures]:
    """Names that come twice with different figures; a name with more than two figures is no name of one thing."""
    found: dict[tuple[str, str, str], list[tuple[Sentence, Figure]]] = {}
    for sentence in report.sentences:
        for figure in sentence.figures if sentence.paragraph not in report.aims else ():
            name = bare(figure.label)
            if figure.about or not figure.unit.text or figure.dimension in {"", "分", "百分点"} or len(name) < _LEAST or figure.mark == "0":
                continue
            begin = max(sentence.text.rfind(mark, 0, figure.start) for mark in "。；，") + 1
            years = re.findall(r"(20\d\d)\s*年", sentence.text[: figure.start])
            if _OTHER.search(sentence.text[begin : figure.start]) or (years and report.year is not None and years[-1] != str(report.year)):
                continue
            parts = _PART.findall(sentence.text[: figure.start])
            found.setdefault((name, figure.dimension, parts[-1] if parts else ""), []).append((sentence, figure))
    for (name, *_), places in found.items():
        amounts = {figure.amount for _, figure in places}
        if len(amounts) != 2:
            continue
        again = next(place for place in places if place[1].amount != places[0][1].amount)
        if again[0] is not places[0][0] and not _rounded(places[0][1], again[1]):
            yield TwoFigures(name, places[0], again, sure=len(name) >= _SURE and again[1].dimension != "元")


def _rounded(one: Figure, other: Figure) -> bool:
    """Whether one figure is the other one, written with fewer places."""
    return abs(one.amount - other.amount) < max(one.ulp, other.ulp) and one.ulp != other.ulp
