"""Rates that a sentence states beside the figures that they follow from.

For an accountant: 「为年初预算23.51万元的46.07%」「增加20万元，增长25%」「由90%提高到95%，提高5个百分点」; rounded and cut-off
figures are both right.  For a programmer: a rate is judged only where its operands stand beside it and nothing else can be
meant; where any fitting pair of figures gives it, it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from jixiao.scoring.prose.reading import Report, Sentence
from jixiao.scoring.prose.sums import CUE, wholes_before
from jixiao.values.prose import Figure

RateKind = Literal["share", "done", "change", "points"]

_OF = re.compile("^的$")
_BASE = re.compile("^(?:[一-鿿“”]{0,6})?(?:为|占|是|完成|达到?|相当于)")
_DONE = re.compile(r"(?:执行率|完成率|支出率|支付率|到位率|使用率|执行进度|支出进度|完成预算的?|完成任务的?|完成计划的?)(?:为|达到?|是|约)?$|(?:为|占|达到?|完成)(?:年初|全年|调整后?)?预算数?的?$")
_DONE_OF = re.compile("执行|支出|决算|完成|使用|支付|拨付|到位|实际|实现|抽检|办结")
_PLANNED = re.compile("预算|安排|下达|指标|计划|任务|目标|批复|应")
_CHANGE = re.compile("(?P<sign>增长|增加|上升|提高|增幅|上涨|净增|下降|减少|降低|压减|压缩|降幅|减幅|缩减)(?:了|率|为|到|幅度)*$")
_DOWN = re.compile("下降|减少|减收|减支|降低|压减|压缩|降幅|减幅|缩减")
_BY = re.compile("(?:增加|增长|增收|增支|上升|提高|净增|减少|减收|减支|下降|降低|压减|压缩|缩减)了?(?:额为?)?$")
_BY_ALONE = re.compile("^(?:同比|比上年|较上年)?(?:增加|增收|增支|净增|减少|减收|减支)了?$")
_FROM = re.compile("(?:^|[^自])(?:由|从)[^，]{0,12}$")
_TO = re.compile("^的?[^，]{0,6}(?:增长|增加|上升|提高|提升|下降|减少|降低|降|增|升|压减|压缩|压减)(?:至|到|为)了?$")
_THAN = re.compile("(?:比|较|同比)(?!例)|上年|去年|同期|年初")
_OF_WHOLE = re.compile("^(?:占|占比|占比为|占比达|占总[一-鿿]{1,6}的|占总量|占全部[一-鿿]{0,4}的?)$")
_OTHER_BASE = re.compile("占|平均|年均|累计|环比|剔除|同口径|可比口径|不含|扣除")


class StatedRate(NamedTuple):
    """A rate that does not follow from its operands.

    Attributes:
        kind: "share" (A of B), "done" (of budget or plan), "change" (from B to A), "points" (百分点 between two rates).
        over, base: the operands; computed: what they give, a ratio.
        sure: nothing else can be meant.
    """

    sentence: Sentence
    kind: RateKind
    rate: Figure
    over: Figure
    base: Figure
    computed: Fraction
    sure: bool


def gives(over: Fraction, base: Fraction, rate: Figure, slack: Fraction = Fraction(0)) -> bool:
    """Whether a stated rate is that quotient, rounded or cut off to what it shows."""
    return bool(base) and abs(over / base - abs(rate.amount)) < rate.ulp + slack


def _slack(over: Figure, base: Figure) -> Fraction:
    """How much a quotient may be off because its operands are rounded; whole numbers of things are not."""
    if not over.amount or not base.amount or all(figure.ulp <= 1 for figure in (over, base)):
        return Fraction(0)
    return abs(over.amount / base.amount) * (over.ulp / abs(over.amount) + base.ulp / abs(base.amount)) / 2


def _fits(over: Figure, base: Figure, rate: Figure) -> bool:
    return gives(over.amount, base.amount, rate, _slack(over, base))


def wrong_rates(report: Report) -> Iterator[StatedRate]:
    """The rates of a report that their operands do not give."""
    for index, sentence in enumerate(report.sentences):
        for place, figure in enumerate(sentence.figures):
            if figure.about:
                continue
            if figure.dimension == "百分点":
                found = _points(sentence, place)
            elif figure.dimension == "ratio":
                found = _share(sentence, place) or _done(sentence, place) or _change(sentence, place) or _part(report, index, place)
            else:
                continue
            if found is not None:
                yield found


def _exact(figures: Sequence[Figure]) -> bool:
    return not any(figure.about for figure in figures)


def _share(sentence: Sentence, place: int) -> StatedRate | None:
    """支出10.83万元，为年初预算23.51万元的46.07%."""
    if place < 2:
        return None
    rate, base, over = (sentence.figures[place - back] for back in (0, 1, 2))
    if not _OF.match(rate.label) or rate.mark != "0" or not _BASE.match(base.label) or base.mark not in {"，", "、", "（", "0", "；"}:
        return None
    if base.dimension != over.dimension or over.dimension == "ratio" or not base.unit.text or not _exact((over, base)):
        return None
    earlier = [figure for figure in sentence.figures[: place - 1] if figure.dimension == base.dimension]
    beside = len(earlier) == 1 or sentence.text[over.end : base.start].count("，") == 1
    if any(_fits(figure, base, rate) for figure in earlier) or not base.amount:
        return None
    return StatedRate(sentence, "share", rate, over, base, over.amount / base.amount, sure=beside and over.depth == base.depth)


def _role(figure: Figure, rate: Figure) -> str:
    """Whether the words before a figure call it what was done or what was planned; the last word decides."""
    if "到位" in figure.label and "到位" not in rate.label:  # what is spent is spent of what has come in
        return "planned"
    done = [match.end() for match in _DONE_OF.finditer(figure.label)]
    planned = [match.end() for match in _PLANNED.finditer(figure.label)]
    if not done and not planned:
        return ""
    return "done" if (done or [0])[-1] > (planned or [0])[-1] else "planned"


def _done(sentence: Sentence, place: int) -> StatedRate | None:
    """预算100万元，执行95万元，执行率95%."""
    rate = sentence.figures[place]
    if not _DONE.search(rate.label):
        return None
    first = max((index + 1 for index, figure in enumerate(sentence.figures[:place]) if figure.dimension == "ratio"), default=0)
    before = [figure for figure in sentence.figures[first:place] if figure.unit.text and figure.dimension != "ratio"]
    dimension = before[-1].dimension if before else ""
    before = [figure for figure in before if figure.dimension == dimension]
    done = [figure for figure in before if _role(figure, rate) == "done"]
    planned = [figure for figure in before if _role(figure, rate) == "planned"]
    if len(done) != 1 or len(planned) != 1 or {*done, *planned} != {*before[-2:]} or not _exact(before[-2:]) or not planned[0].amount:
        return None
    if _fits(done[0], planned[0], rate) or _OTHER_BASE.search(rate.label):
        return None
    return StatedRate(sentence, "done", rate, done[0], planned[0], done[0].amount / planned[0].amount, sure=True)


def _change(sentence: Sentence, place: int) -> StatedRate | None:
    """比上年增加20万元，增长25%; 由80万元增加到100万元，增长25%; 比上年80万元增长25%."""
    rate = sentence.figures[place]
    if place < 2 or not _CHANGE.search(rate.label) or _OTHER_BASE.search(rate.label):
        return None
    by = sentence.figures[place - 1]
    if by.dimension == "ratio" or not by.unit.text or by.about:
        return None
    if _BY.search(by.label):
        return _by_amount(sentence, place)
    now = sentence.figures[place - 2]
    if by.dimension != now.dimension or now.about or by.depth != now.depth:
        return None
    if _FROM.search(now.label) and _TO.search(by.label) and now.amount:
        change = abs(by.amount - now.amount)
        if gives(change, now.amount, rate, 2 * _slack(by, now)):
            return None
        return StatedRate(sentence, "change", rate, by, now, change / now.amount, sure=True)
    if rate.mark == "0" and _THAN.search(by.label) and by.mark == "，" and by.amount:
        change = abs(now.amount - by.amount)
        if gives(change, by.amount, rate, 2 * _slack(now, by)):
            return None
        return StatedRate(sentence, "change", rate, now, by, change / by.amount, sure=False)
    return None


def _by_amount(sentence: Sentence, place: int) -> StatedRate | None:
    """A figure, by how much it changed, and the rate of that."""
    rate, by = sentence.figures[place], sentence.figures[place - 1]
    if not _BY_ALONE.search(by.label) and not any(_THAN.search(text) for text in (by.label, sentence.text[: by.start])):
        return None
    earlier = [figure for figure in sentence.figures[: place - 1] if figure.dimension == by.dimension and not figure.about]
    if not earlier or any(_BY.search(figure.label) or _FROM.search(figure.label) for figure in earlier[-1:]):
        return None
    sign = -1 if _DOWN.search(by.label) else 1
    for now in earlier:
        before = now.amount - sign * by.amount
        slack = _slack(by, now) * 2
        # Some name the year before first; some divide by the figure of now.
        if any(gives(by.amount, base, rate, slack) for base in (before, now.amount)):
            return None
    now = earlier[-1]
    before = now.amount - sign * by.amount
    if before <= 0 or now.depth != by.depth:
        return None
    if len(earlier) == 2 and _THAN.search(now.label):  # 1969万元，较上年的2190万元减少221万元，下降10.1%
        return StatedRate(sentence, "change", rate, by, now, by.amount / now.amount, sure=False) if now.amount else None
    return StatedRate(sentence, "change", rate, by, now, by.amount / before, sure=False) if len(earlier) == 1 else None


def _part(report: Report, index: int, place: int) -> StatedRate | None:
    """共100万元，其中：财政拨款80万元，占80%."""
    sentence = report.sentences[index]
    rate, cue = sentence.figures[place], CUE.search(sentence.text)
    if not place or not _OF_WHOLE.match(rate.label) or cue is None or cue.start() > rate.start:
        return None
    over = sentence.figures[place - 1]
    wholes = [figure for figure in wholes_before(report, index, cue, 0) if figure.dimension == over.dimension and figure.unit.text and figure.dimension != "ratio"]
    if over.start < cue.start() or over.depth or len({figure.amount for figure in wholes}) != 1 or not _exact((over, wholes[0])) or not wholes[0].amount:
        return None
    # A part of a part may be told as a share of either.
    between = [figure for figure in sentence.figures[:place] if figure.start > cue.start() and figure.dimension == over.dimension]
    if any(_fits(over, base, rate) for base in (*wholes, *between)):
        return None
    return StatedRate(sentence, "share", rate, over, wholes[0], over.amount / wholes[0].amount, sure=False)


def _points(sentence: Sentence, place: int) -> StatedRate | None:
    """由90%提高到95%，提高5个百分点."""
    if place < 2:
        return None
    by, after, before = (sentence.figures[place - back] for back in (0, 1, 2))
    if after.dimension != "ratio" or before.dimension != "ratio" or not _exact((after, before)):
        return None
    if not _FROM.search(before.label) or not _TO.search(after.label):
        return None
    off = abs(after.amount - before.amount) * 100
    if abs(off - abs(by.amount)) < by.ulp + (after.ulp + before.ulp) * 50:
        return None
    return StatedRate(sentence, "points", by, after, before, off, sure=True)
