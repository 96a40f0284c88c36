"""Dates and years of a report that cannot be, or that look left over from an earlier one.

For an accountant: 2024年度的自评结果不会在2024年4月公开；去年的报告改了封面，正文里常留着上一年的年份.
For a programmer: pure functions of a Report; without a year in the title nothing is judged by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from jixiao.scoring.prose.reading import Report, Sentence, day

_DAY = re.compile(r"(?<!\d)(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_MONTH = re.compile(r"(?<!\d)(20\d\d)\s*年\s*(\d{1,2})\s*月(?!\s*\d)")
_BARE = re.compile(r"(?<![\d年.\-—~至到])\s*(\d{1,2})月(\d{1,2})日")
_DONE = re.compile(
    r"(?:于|已于|在)?\s*(20\d\d)\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?(?:前|之前|底前)?(?P<between>[^，。；\d]{0,24}?)(?P<verb>公开|公示|公布|发布|挂网|报送|上报)"
)
_RESULT = re.compile("自评|评价结果|评价报告|绩效评价|决算")
_ELSE = re.compile("目标|监控|预算公开|上年|上一?年度|去年|印发|文件|事前")
_LEAP = 2000


class WrongDate(NamedTuple):
    """A date that cannot be.

    Attributes:
        kind: "none" (no such day), "early" (told or sent in before the year was over), "before" (before the report was written),
            "unfinished" (the report is dated before the year was over).
        due: the day that it cannot be before, None for "none".
    """

    sentence: Sentence
    start: int
    end: int
    words: str
    kind: Literal["none", "early", "before", "unfinished"]
    due: date | None


def wrong_dates(report: Report) -> Iterator[WrongDate]:
    """Every date of a report that cannot be."""
    for sentence in report.sentences:
        yield from _no_days(sentence)
        if report.year is not None:
            yield from _told(report, sentence, report.year)
    if report.year is not None and report.dated is not None and report.dated <= date(report.year, 12, 31) and _evaluates(report):
        for number, text in enumerate(report.folded):
            match = _DAY.search(text)
            if match is not None and day(*match.groups()) == report.dated and len(text) <= 40:
                yield WrongDate(report.whole(number), match.start(), match.end(), match[0], "unfinished", date(report.year, 12, 31))
                return


def _evaluates(report: Report) -> bool:
    """Whether it is a self-evaluation of a whole year, no report half-way."""
    head = "".join(report.folded[:10])
    return "自评" in head and not re.search("监控|中期|半年|阶段", head)


def _no_days(sentence: Sentence) -> Iterator[WrongDate]:
    for match in _DAY.finditer(sentence.text):
        if day(*match.groups()) is None:
            yield WrongDate(sentence, match.start(), match.end(), match[0].strip(), "none", None)
    for match in _MONTH.finditer(sentence.text):
        if not 1 <= int(match[2]) <= 12:
            yield WrongDate(sentence, match.start(), match.end(), match[0].strip(), "none", None)
    for match in _BARE.finditer(sentence.text):
        if day(str(_LEAP), match[1], match[2]) is None and not sentence.text[: match.start()].rstrip().endswith("年"):
            yield WrongDate(sentence, match.start(), match.end(), match[0].strip(), "none", None)


def _told(report: Report, sentence: Sentence, year: int) -> Iterator[WrongDate]:
    """Results that were published before there could be any."""
    if not _RESULT.search(sentence.text) or _ELSE.search(sentence.text) or re.search(rf"{year - 1}\s*年", sentence.text):
        return
    for match in _DONE.finditer(sentence.text):
        said = day(match[1], match[2], match[3] or "28")
        if said is None:
            continue
        if said <= date(year, 12, 31):
            yield WrongDate(sentence, match.start(), match.end("verb"), match[0], "early", date(year, 12, 31))
        elif report.dated is not None and match[3] and said < report.dated and match["verb"] not in {"报送", "上报"}:
            yield WrongDate(sentence, match.start(), match.end("verb"), match[0], "before", report.dated)


# ------------------------------------------------------------ stale years ----

_OPENS = re.compile(r"(?:^|(?<=[。；]))\s*(20\d\d)年度?，")
_BUDGET_YEAR = re.compile(r"(20\d\d)年(?:度)?(?:部门|单位|整体|项目|预算|绩效|本单位|我局|我单位)[^，。；《》]{0,12}?(?:绩效自评|自评工作|整体支出绩效|绩效目标完成情况|预算执行情况)")
_PAST = re.compile("同比|相比|比较|上年|去年|以来|起|印发|修订|批复|立项|成立|开工|启动|至20|历年|近[三五]年|计划|规划|结转|[比较]20|确定")
_NEAR_YEARS = 4


class StaleYear(NamedTuple):
    """A year that may be left over; ``about`` says what speaks for it: "opens" a sentence, or names the "budget" year."""

    sentence: Sentence
    start: int
    end: int
    year: int
    about: Literal["opens", "budget"]


def stale_years(report: Report) -> Iterator[StaleYear]:
    """Earlier years in sentences that speak of the year of the report."""
    if report.year is None:
        return
    for sentence in report.sentences:
        if _PAST.search(sentence.text) or re.search(rf"{report.year}\s*年", sentence.text):
            continue
        for pattern, about in ((_OPENS, "opens"), (_BUDGET_YEAR, "budget")):
            match = pattern.search(sentence.text)
            if match is not None and 0 < report.year - int(match[1]) <= _NEAR_YEARS:
                yield StaleYear(sentence, match.start(1), match.end(1) + 1, int(match[1]), "opens" if about == "opens" else "budget")
                break
