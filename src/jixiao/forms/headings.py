r"""Which words head which column: 「一级\n指标」, 「目标值（A）」 and 「★年度指标值」 are read by their meaning.

The words themselves are data (``vocabulary.toml``); this module cleans a cell's text and looks it
up.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

Block = Literal["indicator", "fund"]
# A block and a cleaned heading → the field that it stands for.
Words = Mapping[tuple[Block, str], str]

_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】")
_NUMBERING = re.compile(r"^(?:[★☆▲*●]+|\(?[一二三四五六七八九十\d]{1,3}[)、.．])+")
_OPENS = frozenset("([【")
# A heading is short; a longer text is prose and is not looked up.
_LONGEST_HEADING = 60


@lru_cache(maxsize=8192)
def clean(text: str) -> tuple[str, tuple[str, ...]]:
    r"""The words of a heading without blanks, brackets, stars and numbering, and what the brackets said.

    >>> clean("年度\n指标值（万元）")
    ('年度指标值', ('万元',))
    >>> clean("★ 1、评（扣）分标准")
    ('评扣分标准', ())
    """
    words = "".join(unicodedata.normalize("NFKC", text).split())
    notes: list[str] = []

    def note(match: re.Match[str]) -> str:
        inner = next(group for group in match.groups() if group is not None)
        # 评(扣)分标准, 部门(单位)名称: a bracket between words belongs to them.
        inside_words = match.start() > 0 and match.end() < len(words) and words[match.end()] not in "(["
        if inside_words and len(inner) <= 2:
            return inner
        notes.append(inner)
        return ""

    if not _OPENS.isdisjoint(words):
        words = _BRACKETS.sub(note, words)
    words = _NUMBERING.sub("", words).strip("*★:：、.。 ")
    return words, tuple(notes)


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    ranks: dict[Block, dict[str, tuple[str, int]]]
    patterns: dict[Block, tuple[tuple[str, re.Pattern[str]], ...]]
    any_pattern: dict[Block, re.Pattern[str]]
    labels: dict[str, frozenset[str]]
    marks: dict[str, str]


@cache
def _vocabulary() -> _Vocabulary:
    data = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text("utf-8"))
    ranks: dict[Block, dict[str, tuple[str, int]]] = {}
    patterns: dict[Block, tuple[tuple[str, re.Pattern[str]], ...]] = {}
    blocks: tuple[Block, ...] = ("indicator", "fund")
    for block in blocks:
        patterns[block] = tuple((key.partition(".")[0], re.compile(p)) for key, p in data[block].pop("patterns").items())
        ranks[block] = {word: (key, rank) for key, words in data[block].items() for rank, word in enumerate(words)}
    labels = {key: frozenset(words) for key, words in data["labels"].items()}
    marks = {word: key for key, words in data["marks"].items() for word in words}
    any_pattern = {block: re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in patterns[block])) for block in blocks}
    return _Vocabulary(ranks, patterns, any_pattern, labels, marks)


@lru_cache(maxsize=8192)
def meaning(text: str, block: Block) -> tuple[str, int] | None:
    r"""The field that a heading stands for in a block, and how far to trust it (0 is best).

    >>> meaning("自评\n得分", "indicator")
    ('score', 0)
    >>> meaning("今年天气", "indicator") is None
    True
    """
    if not text or len(text) > _LONGEST_HEADING:
        return None
    words, _ = clean(text)
    vocabulary = _vocabulary()
    exact = vocabulary.ranks[block].get(words)
    if exact is not None:
        return exact
    if len(words) > 20:
        return None
    if vocabulary.any_pattern[block].search(words):  # most texts are values: one look for all patterns
        return next((key, 100) for key, pattern in vocabulary.patterns[block] if pattern.search(words))
    # 全年预算数/指标值 heads money in one block and targets in the other.
    both = [found for part in words.split("/") if "/" in words and (found := vocabulary.ranks[block].get(part)) is not None]
    return (both[0][0], 100) if len(both) == 1 else None


@lru_cache(maxsize=8192)
def may_name(text: str) -> bool:
    """A quick look: False where `meaning` is never "name", which no pattern stands for.

    >>> may_name("三级指标"), may_name("指标名称/内容"), may_name("举办培训班")
    (True, True, False)
    """
    if not text or len(text) > _LONGEST_HEADING:
        return False
    words, ranks = clean(text)[0], _vocabulary().ranks["indicator"]
    return any(part in ranks and ranks[part][0] == "name" for part in (words, *words.split("/")))


@lru_cache(maxsize=8192)
def is_label(text: str, kind: str) -> bool:
    """Whether a cell's words are a label of that kind (``fund_total``, ``total``, ``grade``, ``end`` …).

    >>> is_label("合     计", "fund_total")
    True
    """
    return len(text) <= _LONGEST_HEADING and clean(text)[0] in _vocabulary().labels[kind]


@lru_cache(maxsize=1024)
def mark(text: str) -> str | None:
    """The field that a tick below this sub-heading answers: "reason" (经费保障 …) or "outlook" (确定能 …).

    >>> mark("完全不可能"), mark("硬件条件 保障"), mark("指标值")
    ('outlook', 'reason', None)
    """
    return _vocabulary().marks.get(clean(text)[0]) if len(text) <= _LONGEST_HEADING else None


_PERIOD = re.compile(r"^(?:20\d\d年)?(?:截[至止])?[\d一二三四上下半前第至到~\-—–年月季度日底末份]*?(?:月|季度|半年|日|底|末|份)(?=执行|完成|实际|预算|支出)")


def without_period(words: str) -> str:
    """A cleaned heading without the months that it speaks of: they differ from year to year and place to place.

    >>> without_period("1-8月执行数"), without_period("上半年完成情况"), without_period("全年执行数")
    ('执行数', '完成情况', '全年执行数')
    """
    return _PERIOD.sub("", words)


def money_unit(*notes: str) -> str | None:
    """「万元」, 「元」 or 「亿元」 if one of the texts names it, else None.

    >>> money_unit("注:调整预算数", "单位：万元")
    '万元'
    """
    for text in notes:
        found = re.search(r"(万|亿|千|百万)?元", text)
        if found:
            return found.group(0)
    return None
