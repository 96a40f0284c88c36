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

_CLAUSES = re.compile(r"[;。!?\n:]|,(?!\d{3}(?!\d))")
_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?(?![\dA-Za-z])")
_DATE = re.compile(r"(?:20\d\d年度?)?\d{1,2}月(?:\d{1,2}日|[底末初])?(?:之?前|以前)?|20\d\d年度?(?:[底末])?(?:之?前|以前)?")
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|\"[^\"]*\"|〔[^〕]*〕|\([^()]*\)")
_DIRECTION = re.compile(
    r"(?:不[少低小]于|不[高大多]于|不超过|不得[少低高多]于|不得超过|[大小]于(?:或?等于)?|[高低少多]于|超过|至少|最多|达到?|控制在|保持在|[≥≤><=])\s*\Z"
)
# A figure of another year, of a part, a change, or one that is only about right.
_OTHER_FIGURE = re.compile(
    r"上年|上一年|前一年|去年|往年|同期|同比|环比|[^不]比|较|其中|累计|[三五]年|十[三四五]五|规划|中期|每|平均|人均|户均|以来|左右|上下|近\d|约\d|\d[余多几]|[万千百亿][余多]|翻|提[高升]了?\d|(?:增长|下降|增加|减少|降低)(?:了|至|到)?\s*\d"
)
_LONGEST = 60
_TAIL = 8


class Stated(NamedTuple):
    """One figure of a goal.

    Attributes:
        clause: the words that state it, for a message; about: what it is a figure of, see ``words.subject``.
        value: with its comparison, where one is written.
    """

    clause: str
    about: str
    value: Quantity


def _clauses(text: str) -> Iterator[str]:
    """Clauses of a text; parts of a list that have a figure each are clauses of their own."""
    for line in text.splitlines():
        for clause in _CLAUSES.split(normalise(line)):
            parts = clause.split("、")
            if len(parts) > 1 and all(_NUMBER.search(part) for part in parts):
                yield from parts
            else:
                yield clause


def _stated(clause: str) -> Stated | None:
    words = _DATE.sub("", clause).strip()
    if not words or len(words) > _LONGEST or _OTHER_FIGURE.search(words):
        return None
    numbers = list(_NUMBER.finditer(_QUOTED.sub(lambda quoted: "#" * len(quoted[0]), words)))
    if len(numbers) != 1:
        return None
    begin, end = numbers[0].span()
    if (before := _DIRECTION.search(words, 0, begin)) is not None:
        begin = before.start()
    value = parse(words[begin : end + _TAIL])
    if not isinstance(value, Quantity) or value.prefix or value.high is not None or value.unit == NO_UNIT or not value.unit.known:
        return None
    about = subject(words[:begin] + value.tail + words[end + _TAIL :])
    return Stated(clause.strip(), about, value) if about else None


@lru_cache(maxsize=64)
def stated(text: str) -> tuple[Stated, ...]:
    """Every figure that a goal states of something, in its order.

    >>> [(one.clause, one.value.op, one.value.amount.numerator) for one in stated("1、实现企业登记网办率90%以上，组织案卷评查200个。2、开展315宣传。")]
    [('实现企业登记网办率90%以上', '≥', 90), ('组织案卷评查200个', None, 200)]
    """
    if not any(letter.isdigit() for letter in text):
        return ()
    return tuple(found for item in items(text) for clause in _clauses(item.text) if (found := _stated(clause)) is not None)
