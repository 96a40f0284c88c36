"""Which way is better: what the column 指标方向 says, and what a name implies where nothing is written.

For an accountant: 「大于或等于」「大于等于」「不低于」 are one and the same ≥; 「等于或等于」 is none;
投诉率 should fall, 投诉办结率 should rise.  For a programmer: the word that ends furthest to the right
in a name decides, because in Chinese the head of a noun comes last.  The words are in ``names.toml``.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from lark import Token
from lark.exceptions import UnexpectedInput

from jixiao.values.kinds import Direction, Op, Quantity
from jixiao.values.memory import remembering
from jixiao.values.normalise import normalise
from jixiao.values.parser import tree
from jixiao.values.tokens import OPS


@remembering(1024)
def direction(text: str) -> Direction:
    """Read a cell of the column 指标方向 or 指标值类型.

    >>> direction("大于或等于").op, direction("反向").kind, direction("等于或等于").kind
    ('≥', 'polarity', 'invalid')
    """
    words = normalise(text)
    if not words or not words.strip("/-—…."):
        return Direction(None, "", "blank", words)
    try:
        (leaf,) = tree(words, "direction").children
    except UnexpectedInput:
        return Direction(None, "", "invalid", words)
    assert isinstance(leaf, Token)
    match leaf.type:
        case "POSITIVE":
            return Direction("≥", "≥", "polarity", words)
        case "NEGATIVE":
            return Direction("≤", "≤", "polarity", words)
        case "QUALITATIVE":
            return Direction(None, "定性", "qualitative", words)
    op = OPS[leaf.type]
    return Direction(op, op, "op", words)


_NAMES = Path(__file__).with_name("names.toml")


_BRACKETS = re.compile(r"\([^()]*\)")
_UNIT_IN_NAME = re.compile(r"[%‰、,;:。\s]+\Z")


class _Lexicon:
    """Two lists of words; the one found furthest to the right in a name decides."""

    def __init__(self, yes: str, no: str) -> None:
        self._verdicts = dict.fromkeys(yes.split(), True) | dict.fromkeys(no.split(), False)
        self._longest = max(map(len, self._verdicts))

    def verdict(self, name: str) -> bool | None:
        """True or False as the deciding word is of the first or second list, None without one."""
        for end in range(len(name), 0, -1):
            for start in range(max(0, end - self._longest), end):
                found = self._verdicts.get(name[start:end])
                if found is not None:
                    return found
        return None


@cache
def _lexicons() -> tuple[_Lexicon, _Lexicon, _Lexicon]:
    """Smaller is better, part of a whole, and growing with the months, from ``names.toml``."""
    words = tomllib.loads(_NAMES.read_text(encoding="utf-8"))
    direction_words, share_words, progress = words["direction"], words["share"], words["progress"]
    return (
        _Lexicon(direction_words["smaller"], direction_words["larger"]),
        _Lexicon(share_words["part_of_whole"], share_words["may_exceed"]),
        _Lexicon(progress["cumulative"], progress["steady"]),
    )


@remembering(8192)
def _bare(name: str) -> str:
    """A name without brackets and without a unit at its end."""
    return _UNIT_IN_NAME.sub("", _BRACKETS.sub("", normalise(name)[:400]))


@remembering(8192)
def _smaller_is_better(name: str) -> bool:
    return _lexicons()[0].verdict(_bare(name)) is True


def assumed_op(name: str, quantity: Quantity) -> Op:
    """The comparison that an indicator's name implies where none is written.

    ≤ for a target of zero, for a rank (前10名), and for names whose head is a thing that should be
    small (控制率, 投诉率, 成本, 办理时限); ≥ for all others.

    >>> from jixiao.values import parse
    >>> assumed_op("投诉办结率", parse("95%")), assumed_op("有责投诉率", parse("5%"))
    ('≥', '≤')
    """
    if quantity.amount == 0 or "rank" in quantity.notes or _smaller_is_better(name):
        return "≤"
    return "≥"


# Names that leave no doubt which way is better; 期限 and 时间 alone may be meant either way (质保期限, 开放时间).
_SURELY_SMALLER = re.compile(r"(?:时限|(?:办结|办理|完成|响应|修复|处置|审批)(?:时间|期限)|用时|耗时|差错率|错误率|故障率|失误率|逾期率|不合格率|(?:事故|投诉)(?:率|数|起数|次数|件数|数量)?)\Z")
_SURELY_LARGER = re.compile(r"(?<!不)(?:满意[度率]|合格率|达标率|覆盖率|及时率|完成率|办结率|成活率|知晓率|准确率|完好率)\Z")


@remembering(8192)
def opposed(name: str, op: Op | None) -> bool:
    """Whether a comparison is surely the wrong way round for a name.

    >>> opposed("报告出具时限", "≥"), opposed("产品不合格率", "≤"), opposed("培训合格率", "≤"), opposed("开放时间", "≥")
    (True, False, True, False)
    """
    bare = _bare(name)
    if op in ("≥", ">"):
        return _SURELY_SMALLER.search(bare) is not None
    return op in ("≤", "<") and _SURELY_LARGER.search(bare) is not None


@remembering(8192)
def part_of_whole(name: str) -> bool:
    """Whether a rate of this name is a share of a whole, which cannot exceed 100%.

    >>> part_of_whole("产品合格率"), part_of_whole("专利增长率")
    (True, False)
    """
    return _lexicons()[1].verdict(_bare(name)) is True


_AVERAGE = re.compile(r"平均|人均|户均|次均|每(?!年)")


@remembering(8192)
def grows_with_months(name: str, quantity: Quantity) -> bool:
    """Whether what is counted adds up over the year, so that after six months half of it is due.

    Rates, amounts per head and levels do not, unless their name says so (任务完成率).

    >>> from jixiao.values import parse
    >>> [grows_with_months(*case) for case in (("培训场次", parse("12场")), ("满意度", parse("90%")), ("任务完成率", parse("100%")))]
    [True, False, True]
    """
    verdict = _lexicons()[2].verdict(_bare(name))
    if verdict is not None:
        return verdict
    per_something = "/" in quantity.unit.dimension and not quantity.unit.text.endswith("年")
    return not (per_something or quantity.unit.dimension in {"ratio", "百分点"} or _AVERAGE.search(name))


def is_part_of_whole(name: str, quantity: Quantity) -> bool:
    """``part_of_whole`` of a quantity that is written as a ratio (%, ‰).

    >>> from jixiao.values import parse
    >>> is_part_of_whole("产品合格率", parse("98%")), is_part_of_whole("检查覆盖率", parse("34个"))
    (True, False)
    """
    return quantity.unit.dimension == "ratio" and part_of_whole(name)
