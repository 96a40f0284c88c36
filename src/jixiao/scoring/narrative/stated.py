"""The figures of a goal: 「企业登记网办率90%以上」 is 90% at least, of 企业登记网办率.

For an accountant: a clause with one figure says how much of what.  For a programmer: the figure and the few words
around it are read by the grammar of 指标值; the rest of the clause is what it is about.  Clauses with several figures,
figures that are names (315 消费者权益日), dates, and figures of other years or of parts state nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from jixiao.scoring.narrative.items import items
from jixiao.scoring.narrative.words import subject
from jixiao.values import NO_UNIT, Quantity, normalise, parse

_SENTENCES = re.compile(r"[;。!?]")
_CLAUSES = re.compile(r":|,(?!\d{3}(?!\d))")
_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?(?![\dA-Za-z])")
_YEAR = re.compile(r"(20\d\d)年")
_DATE = re.compile(r"(?:20\d\d年度?)?\d{1,2}月(?:\d{1,2}日|[底末初])?(?:之?前|以前)?|20\d\d年度?(?:[底末])?(?:之?前|以前)?")
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|\"[^\"]*\"|〔[^〕]*〕|\([^()]*\)")
_DIRECTION = re.compile(
    r"(?:不[少低小]于|不[高大多]于|不超过|不得[少低高多]于|不得超过|[大小]于(?:或?等于)?|[高低少多]于|超过|至少|最多|达到?|控制在|保持在|[≥≤><=])\s*\Z"
)
# From here on a sentence speaks of a part, of another time, or of what is added up over years.
_ELSEWHERE = re.compile(
    r"其中|截[至止]|上年|上一年|前一年|去年|往年|同期|累计|[三五]年|十[三四五]五|规划期|中期|到20\d\d年|20\d\d年?[-—–~至]|季度|半年|每|分别|各[占有自]"
    r"|\d月(?!底|末|\d{0,2}日?之?以?前|份之?以?前)"
)
# A change, a wish, or a figure that is only about right.
_NO_FIGURE = re.compile(
    r"同比|环比|[^不]比|较|平均|[人户]均|以来|左右|上下|近\d|约\d|\d[余多几]|[万千百亿][余多]|翻|超额|超出|力争|争取|努力|预计|有望|原则上|未|(?:增长|下降|增加|减少|降低|提[高升])了?\s*\d"
)
_LONGEST = 60
_TAIL = 8


class Stated(NamedTuple):
    """One figure of a goal.

    Attributes:
        clause: the words that state it, for a message; about: what it is a figure of, see ``words.subject``.
        value: with its comparison, where one is written; year: the year that it names.
    """

    clause: str
    about: str
    value: Quantity
    year: int | None = None


def has_measure(value: Quantity) -> bool:
    """Whether a figure has a unit, be it one that the grammar does not know (5200盏, 36微克/立方米)."""
    return value.unit != NO_UNIT or "/" in value.tail


def _clauses(text: str) -> Iterator[str]:
    """Clauses of a text that speak of the whole year; parts of a list that have a figure each are clauses of their own."""
    for sentence in (sentence for line in text.splitlines() for sentence in _SENTENCES.split(normalise(line))):
        for clause in _CLAUSES.split(sentence):
            if _ELSEWHERE.search(_QUOTED.sub("", clause)):
                break
            parts = clause.split("、")
            yield from parts if len(parts) > 1 and all(_NUMBER.search(part) for part in parts) else (clause,)


def _stated(clause: str) -> Stated | None:
    words = _DATE.sub("", clause).strip()
    if not words or len(words) > _LONGEST or _NO_FIGURE.search(words):
        return None
    numbers = list(_NUMBER.finditer(_QUOTED.sub(lambda quoted: "#" * len(quoted[0]), words)))
    if len(numbers) != 1:
        return None
    begin, end = numbers[0].span()
    if (before := _DIRECTION.search(words, 0, begin)) is not None:
        begin = before.start()
    value = parse(words[begin : end + _TAIL])
    if not isinstance(value, Quantity) or value.prefix or value.high is not None or not has_measure(value):
        return None
    about = subject(words[:begin] + value.tail + words[end + _TAIL :])
    year = _YEAR.search(clause)
    return Stated(clause.strip(), about, value, int(year[1]) if year else None) if about else None


@lru_cache(maxsize=64)
def stated(text: str) -> tuple[Stated, ...]:
    """Every figure that a goal states of something, in its order.

    >>> [(one.clause, one.value.op, one.value.amount.numerator) for one in stated("1、实现企业登记网办率90%以上，组织案卷评查200个。2、开展315宣传。")]
    [('实现企业登记网办率90%以上', '≥', 90), ('组织案卷评查200个', None, 200)]
    """
    if not any(letter.isdigit() for letter in text):
        return ()
    return tuple(found for item in items(text) for clause in _clauses(item.text) if (found := _stated(clause)) is not None)
