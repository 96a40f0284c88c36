"""Whether two names are names of one indicator: 「1.★培训次数（场）」 and 「培训次数」 are, 「…城市」 and 「…园区」 are not.

For an accountant: numbering, stars, blanks and a unit in brackets make no difference; 场次 for 次数 or a left-out 开展
is another wording; another object, another number, a 不 or a 重点 is another indicator.  For a programmer: names are
reduced twice, to ``plain`` (what is written) and to ``core`` (what it is about); the words are Chinese, so letters
are compared, never split into words.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from jixiao.values import normalise, unit

_NUMBERING = re.compile(
    r"^(?:[★☆▲△●■◆*#]+|(?:三级)?指标(?:[一二三四五六七八九十]{1,3}|\d{1,3})[:、.\s]|\((?:[一二三四五六七八九十]{1,3}|\d{1,3})\)"
    r"|(?:[一二三四五六七八九十]{1,3}|\d{1,3})(?:[、)]|[.](?!\d))|[①-⑳])\s*"
)
_LAST_BRACKET = re.compile(r"\(([^()]{1,8})\)$")
# A sign between two figures belongs to them: 1.5, 0-3.
_SIGN = re.compile(r"(?<!\d)[\W_]|[\W_](?!\d)")
_CUT = re.compile(r"(?:\.{2,}|…+)$")
_SUFFIX = re.compile(r"(?<=..)(?:绩效)?指标$")
_SHORTEST_CUT = 6

# One word for several that people write for one another.
_SYNONYMS = tuple((re.compile(pattern), word) for pattern, word in (
    ("帐", "账"), ("其它", "其他"), ("签定", "签订"), ("制订", "制定"),
    (r"(?:社会公众|人民群众|服务对象|受益群众|受益对象|受益人群|社会群众|公众)(?=.{0,6}满意)", "群众"),
    (r"(?:场次|期数|场数|班次|次数|期次)数?$", "次"),
    (r"(?:人次数|人次|人数)$", "人"),
    (r"(?:数量|总数|总量|数目|总个数|[家户个件项起宗份台辆套]数)$", "数"),
    (r"(?:比例|比率|占比|比重)$", "率"),
    (r"(?:时间|时限|期限)$", "时"),
))
_FILLING = re.compile(
    "全省|全市|全区|全县|全镇|本省|本市|本区|本县|辖区内?|本年度?|年度|全年|针对|对于?|开展|组织|举办|实施|进行|推进|推动|相关|各类|各项|有关"
    "|工作|活动|任务|情况|的|及|和|与|并|等"
)
_REACH = re.compile("[全本][省市区县镇]")
# What makes another indicator of a name: denial, number, reach, part of a whole.
_TELLING = re.compile(
    r"[不未无非否\d一二三四五六七八九十百千万首]|[省市县区镇乡村]级|[上下]半?年|季度|新增|新建|累计|存量|增量|部分|全部|所有|重点|主要|重大|较大|一般"
    r"|规模以上|规上|限上|限额以上|男|女|城镇|城乡|农村|境内|境外|国内|国外"
)
_ENDINGS = 1
_LEAST_CORE = 4
_LEAST_SHARE = 0.6


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """What a name says, without numbering, stars, signs, the unit behind it and the word 指标.

    >>> plain("★1、 培训 次数（场）"), plain("（2）群众满意度指标"), plain("12315投诉办结率")
    ('培训次数', '群众满意度', '12315投诉办结率')
    """
    words = "".join(normalise(name).split())
    while (shorter := _NUMBERING.sub("", words)) != words:
        words = shorter
    words = _CUT.sub("", words)
    bracket = _LAST_BRACKET.search(words)
    if bracket is not None and unit(bracket[1]).known and unit(bracket[1]).dimension:
        words = words[: bracket.start()]
    words = _SIGN.sub("", words).casefold()
    return _SUFFIX.sub("", words)


def is_cut(name: str) -> bool:
    """Whether a name was cut off by the program that printed it: 专项整治次数（含校园..."""
    return _CUT.search(name.strip()) is not None and len(plain(name)) >= _SHORTEST_CUT


def continues(cut: str, whole: str) -> bool:
    """Whether ``whole`` is the name that was cut off to ``cut``."""
    return is_cut(cut) and plain(whole).startswith(plain(cut))


@lru_cache(maxsize=8192)
def core(name: str) -> str:
    """What a name is about: one word for its synonyms, and none for what only fills.

    >>> core("开展政策宣讲活动场次") == core("政策宣讲次数"), core("培训人数") == core("培训次数")
    (True, False)
    """
    words = plain(name)
    for pattern, word in _SYNONYMS:
        words = pattern.sub(word, words)
    bare = _FILLING.sub("", words)
    return bare if len(bare) >= 2 else words


def same_core(one: str, other: str) -> bool:
    """Whether two names are about one thing in other words; 全市 and 全县 are two things."""
    return core(one) == core(other) and _reach_agrees(one, other)


def _reach_agrees(one: str, other: str) -> bool:
    a, b = set(_REACH.findall(plain(one))), set(_REACH.findall(plain(other)))
    return not a or not b or {word[1] for word in a} == {word[1] for word in b}


def contrasts(one: str, other: str) -> bool:
    """Whether one of two names has a word that makes another indicator of it, and the other has not.

    >>> contrasts("上半年抽检批次", "下半年抽检批次"), contrasts("隐患整改率", "重大隐患整改率"), contrasts("抽检批次", "抽样批次")
    (True, True, False)
    """
    return sorted(_TELLING.findall(core(one))) != sorted(_TELLING.findall(core(other)))


@lru_cache(maxsize=8192)
def _letters(words: str) -> Counter[str]:
    return Counter(words)


def _in_order(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def extends(one: str, other: str) -> bool:
    """Whether one name only says more words than the other, none of which makes another indicator of it.

    >>> extends("投诉办结率", "消费者投诉办结率"), extends("隐患整改率", "重大隐患整改率"), extends("合格率", "不合格率")
    (True, False, False)
    """
    short, long = sorted((core(one), core(other)), key=len)
    if len(short) < max(_LEAST_CORE, _LEAST_SHARE * len(long)) or short[-_ENDINGS:] != long[-_ENDINGS:]:
        return False
    if _letters(short) - _letters(long) or not _in_order(short, long) or not _reach_agrees(one, other):
        return False
    return not contrasts(one, other)


def likeness(one: str, other: str) -> float:
    """The share of letters that two names have in common, 0 to 1."""
    a, b = core(one), core(other)
    return 2 * (_letters(a) & _letters(b)).total() / (len(a) + len(b)) if a and b else 0.0
