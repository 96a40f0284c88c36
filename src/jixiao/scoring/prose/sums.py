"""Sums that a sentence states: a whole, 其中, and the parts.

For an accountant: 「共338.72万元，其中66.75、76.22、198.75」 holds where some of the parts add up to the whole; 其中 alone does not
say that all parts are named, so that too little is wrong only where the words say so.
For a programmer: what only may be no sum (approximate figures, a second division of the same money) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Literal, NamedTuple

from jixiao.scoring.prose.reading import Report, Sentence
from jixiao.values import NO_UNIT
from jixiao.values.prose import Figure

CUE = re.compile(
    "(?P<all>全部由|由(?=[^。]{2,80}(?:组成|构成))|分为|资金来源(?:为|是|包括)：?)|其中|包括|包含|(?<=（)含|按[一-鿿]{2,6}分(?:类|为)?[：，]"
)
# Figures that are no parts: a comparison, a share, what became of the money.
_NO_PART = re.compile(
    "同比|环比|[比较]上?[年期去]|去年|上年|往年|较|增[长加]|减[少幅]|下降|上升|提高|结[余转]|执行|完成|占|调[整增减]|实际|决算|到位|剩余|收回|累计|目标|计划|人均|标准|政府采购|中小企业|小微企业|节约|节省|缺口|另"
)
_NO_WHOLE = re.compile("同比|环比|[比较]上?[年期去]|去年|上年|往年|增[长加]|减[少幅]|下降|上升|提高|净增|相差")
_ALONE = re.compile("^(?:其中|其中：)?(?:支出|预算|预算数|支出数|支付|使用|已?支出|拨付|下达)(?:为)?$")
_PAIRS = (("基本支出", "项目支出"), ("人员", "公用"), ("男", "女"), ("在编", "编外"), ("财政拨款", "自筹"), ("财政拨款", "其他资金"))
_PEOPLE = frozenset({"人", "名", "个"})
_MOST_PARTS = 12
# A paragraph that tells a part begins with it.
_NAMED_BY = 24
_NEAR = Fraction(15, 100)
_ALMOST = Fraction(1, 100)


class StatedSum(NamedTuple):
    """A sum that does not hold.

    Attributes:
        whole, parts: the figures; total: what the parts add up to, in the base unit.
        kind: "over" (the parts are more than the whole), "short", or "part" (one part alone is more).
        sure: nothing else can be meant; weak: it only may be wrong.
    """

    sentence: Sentence
    whole: Figure
    parts: tuple[Figure, ...]
    total: Fraction
    kind: Literal["over", "short", "part"]
    sure: bool


def _alike(one: Figure, other: Figure) -> bool:
    return one.dimension == other.dimension or {one.dimension, other.dimension} <= _PEOPLE


def _with_units(listed: Sequence[Figure], whole: Figure) -> list[Figure]:
    """Bare figures of a list have the unit of the next one that has one, else that of the whole."""
    out: list[Figure] = []
    following = None
    for figure in reversed(listed):
        if figure.unit.text:
            following = figure
            out.append(figure)
        elif figure.label.removeprefix("其中").strip("：") == "" or figure.mark == "、":
            from_one = following if following is not None and following.label == "" else whole
            out.append(figure._replace(unit=from_one.unit))
    return out[::-1]


def holds(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether some of the parts add up to the whole, each within the rounding of its last place."""
    for count in range(1, len(parts) + 1):
        for chosen in combinations(parts, count):
            if abs(sum((part.amount for part in chosen), Fraction(0)) - whole.amount) <= tolerance(whole, chosen):
                return True
    return False


def tolerance(whole: Figure, parts: Sequence[Figure]) -> Fraction:
    """How far a sum may be off because its terms are rounded; whole numbers of things are not."""
    figures = (whole, *parts)
    if all(figure.ulp <= 1 for figure in figures):
        return Fraction(0)
    return sum((figure.ulp for figure in figures), Fraction(0)) / 2


def _region(sentence: Sentence, cue: re.Match[str]) -> tuple[int, int]:
    """Where the parts of a cue end, and how many brackets it stands in."""
    text = sentence.text
    depth = text.count("（", 0, cue.start()) - text.count("）", 0, cue.start())
    if depth <= 0:
        return len(text), 0
    close = text.find("）", cue.end())
    return (close if close >= 0 else len(text)), depth


def wholes_before(report: Report, index: int, cue: re.Match[str], depth: int) -> list[Figure]:
    """Figures that the parts may be parts of, the nearest last."""
    sentence = report.sentences[index]
    before = [figure for figure in sentence.figures if figure.end <= cue.start()]
    if depth > 0:
        opening = sentence.text.rfind("（", 0, cue.end())
        return [figure for figure in before if figure.end == opening or not sentence.text[figure.end : opening].strip()]
    before = [figure for figure in before if figure.depth == 0]
    if not before and cue.start() <= 1 and index and report.sentences[index - 1].paragraph == sentence.paragraph:
        return [figure for figure in report.sentences[index - 1].figures if figure.depth == 0]
    return before


def _parts(sentence: Sentence, cue: re.Match[str], end: int, depth: int, whole: Figure) -> list[Figure] | None:
    """The parts behind a cue; None where it cannot be said which they are."""
    listed = [figure for figure in sentence.figures if cue.end() <= figure.start < end and figure.depth == max(depth, 0)]
    chosen = [figure for figure in _with_units(listed, whole) if _alike(figure, whole)]
    chosen = [figure for figure in chosen if not _NO_PART.search(figure.label)]
    if any(figure.about or _ALONE.search(figure.label) for figure in chosen) or len(chosen) > _MOST_PARTS:
        return None
    for place, figure in enumerate(chosen):
        if place and figure.amount > whole.amount:  # another topic has begun
            return chosen[:place]
    return chosen


def _exhaustive(cue: re.Match[str], parts: Sequence[Figure]) -> bool:
    labels = [part.label for part in parts]
    if cue["all"]:
        return True
    return len(parts) == 2 and any((one in labels[0] and other in labels[1]) or (one in labels[1] and other in labels[0]) for one, other in _PAIRS)


def wrong_sums(report: Report) -> Iterator[StatedSum]:
    """The sums of a report that do not hold."""
    for index, sentence in enumerate(report.sentences):
        cues = list(CUE.finditer(sentence.text))
        for place, cue in enumerate(cues):
            nested = any(figure.start >= other.end() for other in cues[place + 1 :] for figure in sentence.figures)
            found = _judge(report, index, cue, nested=nested)
            if found is not None:
                yield found


def _judge(report: Report, index: int, cue: re.Match[str], *, nested: bool) -> StatedSum | None:
    sentence = report.sentences[index]
    end, depth = _region(sentence, cue)
    wholes = [
        figure for figure in wholes_before(report, index, cue, depth)
        if figure.unit != NO_UNIT and figure.dimension != "ratio" and not _NO_WHOLE.search(figure.label)
    ]
    if not wholes:
        return None
    first = next((figure for figure in sentence.figures if cue.end() <= figure.start < end and figure.depth == max(depth, 0)), None)
    if first is None:
        return _listed(report, index, cue, wholes)
    fitting = [figure for figure in wholes if not first.unit.text or _alike(first, figure)]
    if not fitting or fitting[-1].about:
        return None
    whole = fitting[-1]
    parts = _parts(sentence, cue, end, depth, whole)
    if not parts or any(holds(each, parts) for each in fitting if not each.about):
        return None
    # 861.46万元，其中： nothing stands between, so that nothing else can be meant.
    beside = whole in sentence.figures and not sentence.text[whole.end : cue.start()].strip("，。：；（ ")
    several = not beside and len({figure.amount for figure in fitting}) > 1
    return _verdict(sentence, cue, whole, parts, several=several or nested)


def _listed(report: Report, index: int, cue: re.Match[str], wholes: list[Figure]) -> StatedSum | None:
    """A sentence that ends with 其中： and has its parts in the paragraphs below it, one in each."""
    sentence = report.sentences[index]
    if sentence.text[cue.end() :].strip() != "：" or sentence.text[wholes[-1].end : cue.start()].strip("，。；"):
        return None
    whole, number = wholes[-1], sentence.paragraph
    parts: list[Figure] = []
    for following in report.sentences[index + 1 :]:
        if following.paragraph == number:  # the rest of a paragraph that has told its part
            continue
        figure = following.figures[0] if following.figures else None
        if following.paragraph != number + 1 or figure is None or figure.about or figure.dimension != whole.dimension or figure.depth:
            break
        if figure.start > _NAMED_BY or _NO_PART.search(figure.label) or _ALONE.search(figure.label) or len(parts) == _MOST_PARTS:
            break
        parts.append(figure)
        number = following.paragraph
    if len(parts) < 2 or any(holds(each, parts) for each in wholes if not each.about) or parts[0].amount > whole.amount:
        return None
    return _verdict(sentence, cue, whole, parts, several=len({each.amount for each in wholes}) > 1)


def _verdict(sentence: Sentence, cue: re.Match[str], whole: Figure, parts: list[Figure], *, several: bool) -> StatedSum | None:
    total = sum((part.amount for part in parts), Fraction(0))
    money = whole.dimension == "元"
    if parts[0].amount > whole.amount:
        if several or len(parts) > 1 or not money or cue[0] != "其中":
            return None
        return StatedSum(sentence, whole, (parts[0],), parts[0].amount, "part", sure=True)
    off = abs(total - whole.amount)
    if off <= tolerance(whole, parts) or len(parts) < 2 or (several and off > whole.amount * _NEAR):
        return None
    near = off <= whole.amount * _NEAR
    told = tuple(replace_unit(part, whole) for part in parts)
    if total > whole.amount:
        sure = not several and (_exhaustive(cue, parts) or (near and (money or _one_kind(whole, parts))))
        return StatedSum(sentence, whole, told, total, "over", sure=sure) if near or money else None
    if _exhaustive(cue, parts):
        return StatedSum(sentence, whole, told, total, "short", sure=not several and (near or cue["all"] is None))
    if money and len(parts) > 2 and off <= whole.amount * _ALMOST and not several:
        return StatedSum(sentence, whole, told, total, "short", sure=False)
    return None


def _one_kind(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether all parts are called by one last word, the whole's or their own: 行政编制, 事业编制; 一类疫苗, 二类疫苗."""
    return any(
        len(last) == 2 and all(part.label.endswith(last) for part in parts)
        for last in (re.sub("(?:共有|共|为|有|数)+$", "", each.label)[-2:] for each in (whole, parts[0]))
    )


def replace_unit(part: Figure, whole: Figure) -> Figure:
    """A part without a unit of its own, in that of the whole."""
    return part if part.unit.text else part._replace(unit=replace(whole.unit))
