"""The words of a 评分标准 that carry meaning: comparisons, points, steps, 扣完为止.

For an accountant: 「每超过1%」, 「得2分」, 「95%（含）以上」 are words; 「该指标」 is not.
For a programmer: one compiled pattern whose every repetition is bounded, so that reading a
text of any length is one pass, and a lexer in lark's interface over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from lark.lexer import Lexer, Token

_N = r"(?:\d{1,12}(?:\.\d{1,6})?|[一二两三四五六七八九十半零])"
_S = r"\s{0,3}"
_UNIT = (r"(?:%|个?百分点|‰|个?工作日|万元|亿元|元|万|亿|天|日|个月|月|周|年|小时|分钟|人次|批次|台次|家次"
         r"|户次|[项个次处起例人家件条份批场所宗户台篇名期宗])")
_COUNT = (r"(?:%|个?百分点|个?工作日|天|日|个月|月|周|年|小时|万元|元|人次|批次|台次|家次|户次"
          r"|[项个次处起例人家件条份批场所宗户台篇名期])")
_GIVE = r"(?:得|计|赋|记|给|获)"
_CMP = (r"≥|≤|≠|>=|<=|<>|!=|>|<|=|不低于|不少于|不小于|不超过|不高于|不大于|不多于|大于或?等于|小于或?等于"
        r"|高于或?等于|低于或?等于|至少|至多|最多|大于|高于|超过|超出|多于|小于|低于|少于|不足|不满|未达到?|不到"
        r"|不等于|等于|达到?|控制在|为")
_OVER = r"超过|超出|超支|超|多于|多|高于|高出|高|增加|增长|上升|上浮"
_UNDER = r"低于|低|少于|少|下降|降低|减少|降|下浮|短"
_LATE = r"延后|延迟|延期|推迟|逾期|晚|滞后|拖延|超期|超时|拖后|迟"
_LACK = r"缺少|缺失|缺|漏|少|未完成|没有完成|差"
_FOUND = r"发现|发生|出现|存在|有|被"
_DONE = r"完成|达到|新增|增加|办理|开展"



def _marked(group: str) -> str:
    """（含）, kept under the name ``group``."""
    return rf"[（(]\s{{0,2}}(?P<{group}>不?含(?:本数)?)\s{{0,2}}[)）]"


_PARTS: tuple[tuple[str, str], ...] = (
    ("FLOOR", r"扣[完至到](?:该项|本项|此项)?(?:分值|分数|权重分?|0分|零分|0)?为?止|(?:扣完|扣至0分?)为?止"),
    ("CAP", (rf"(?:满分|满)为止|(?:最高|最多|累计)不超过(?:该项|本项)?(?:分值|权重分?|满分)"
            rf"|(?:最高|最多|封顶|上限|不超过)(?:为|是|不超过)?{_S}{_N}{_S}分(?![及以之])")),
    ("ALLOC", rf"(?P<alloc>{_N})分?{_S}[÷/除]以?{_S}(?:该?[一二三]?级?指标)(?:总?个?数|数量)"),
    ("EXCESS", r"按(?:照)?超(?:过|出)(?:部分)?的?比[重例率](?:来)?(?:进行)?(?:赋|得|计|给|评)?分?"),
    ("FACTOR", (rf"(?P<factor>{_N}){_S}分?{_S}[*×xX]{_S}(?P<fbase>[一-龥]{{0,10}}率|B{_S}/{_S}A|A{_S}/{_S}B"
               rf"|完成比例)|(?P<fbase2>[一-龥]{{1,10}}率|B{_S}/{_S}A|A{_S}/{_S}B|完成比例){_S}[*×xX]{_S}"
               rf"(?P<factor2>{_N}){_S}(?:分|(?={_S}(?:[。,，;；)）]|$)))")),
    ("PROPORTION", (rf"(?:按照?|根据|依据|依)[一-龥“”]{{0,14}}?(?:比例|比率|比重|完成率|实现率|达成率|执行率)"
                   r"(?:折算|进行|来|相应|酌情)?(?:计算|换算|扣减|扣除|扣|给予|给|得|赋|计|评|打|核|算)?(?:得)?分?值?"
                   rf"|(?:权重分?值?|标准分值?|分值|满分|指标分值?){_S}[*×xX]{_S}"
                   rf"(?:[一-龥]{{1,10}}率|B{_S}/{_S}A|A{_S}/{_S}B|[一-龥]{{2,8}}比例)"
                   rf"|(?:[一-龥]{{1,10}}率|B{_S}/{_S}A|A{_S}/{_S}B){_S}[*×xX]{_S}"
                   r"(?:权重分?值?|标准分值?|分值|满分|指标分值?)")),
    ("DISCRETION", (r"(?:酌情|酌|适当|视情况?|视[一-龥]{1,8}情况|视程度)[一-龥]{0,6}?(?:扣减|扣|给|得|计|赋|评|打)?分"
                   r"|酌情扣减|酌情")),
    ("EACH", (rf"每[有再]?(?:(?P<t1>{_OVER}|{_UNDER}|{_LATE}|{_LACK}|{_FOUND}|{_DONE}))?[了过量]?[一-龥]{{0,6}}?"
             rf"{_S}(?P<en>{_N})?{_S}(?P<eu>{_COUNT})"
             rf"|(?P<t2>{_LACK}|{_LATE}|{_FOUND}){_S}(?P<en2>[一1]){_S}(?P<eu2>{_COUNT})"
             rf"(?=[一-龥]{{0,6}}{_S}[,，]?{_S}扣)"
             r"|(?P<en3>[一1])(?P<eu3>[项处次个起例])(?=[一-龥]{1,6}扣)")),
    ("DEDUCT", (rf"扣(?:减|除|掉)?{_S}(?:(?P<dn>{_N}){_S}分|(?:该项|本项|该指标|本指标|指标)?"
               rf"(?:权重分?值?|分值|总分|标准分值?|满分)的?{_S}(?P<dp>{_N}){_S}%"
               rf"|(?P<dq>{_N}){_S}%(?:的?(?:权重|分值|总分)分?值?)?)")),
    ("ZERO", (rf"(?:不|均不|则不|不予|不能)(?:得|计|给|赋|记)分|(?:{_GIVE}|为){_S}(?:0(?:\.0{{1,3}})?|零){_S}"
             r"(?:分|(?=\s{0,2}(?:[。,，;；…]|\.\.|$)))|扣[完除]?全部?分|全扣|扣完(?:该项|本项)?(?:分值|全部分值|分数)?(?!为)"
             r"|(?<![\d.])0分")),
    ("WEIGHT", (rf"(?:该?指标)?(?:分值|权重|总分|共计|满分|标准分|分数|合计){_S}(?:为|是|:|：|共|计)?{_S}"
               rf"(?P<weight>{_N}){_S}分|(?:该|本|此)(?:项)?指标{_S}(?P<weight2>{_N}){_S}分")),
    ("SHARE", (rf"{_GIVE}(?:到|予)?{_S}(?:该项|本项|该指标|指标)?(?:权重|分值|标准分|满分)(?:分值?|值)?的{_S}"
              rf"(?P<share>{_N}){_S}%|{_GIVE}{_S}(?P<share2>{_N}){_S}%"
              r"(?:的?(?:权重|分值|标准分|分)分?值?|(?=\s{0,2}(?:[。,，;；…]|$)))"
              rf"|{_GIVE}(?P<half>一半|半)(?:的?分|权重分?|分值)?")),
    ("FULL", (rf"{_GIVE}?(?:该项|本项)?满分|{_GIVE}(?:到)?(?:该项|本项|全部|指标)?(?:权重分值?|标准分值?|分值|全分|权重)"
             r"(?!的)")),
    ("AWARD", rf"(?:{_GIVE}到?|加){_S}(?P<award>{_N}){_S}(?:分(?![钟之])|(?=\s{{0,2}}(?:[。,，;；…]|\.\.|$)))"),
    ("TOLERANCE", (rf"(?P<out>超出|超过|超|大于|高于)?{_S}(?:±|正负|上下(?:浮动)?){_S}(?P<tol>{_N}){_S}%"
                  r"(?P<tin>以[外内]|之[外内])?")),
    ("RANGE", (rf"(?P<r1>\d{{1,12}}(?:\.\d{{1,6}})?){_S}(?P<u1>{_UNIT})?{_S}(?:{_marked('i1')})?{_S}"
              rf"[-~至到—–－]{{1,2}}{_S}(?P<r2>\d{{1,12}}(?:\.\d{{1,6}})?){_S}(?P<u2>{_UNIT})?{_S}"
              rf"(?:{_marked('i2')})?(?:之间|以内)?")),
    ("SUFFIX", (rf"(?P<sn>\d{{1,12}}(?:\.\d{{1,6}})?){_S}(?P<su>{_UNIT})?{_S}(?:{_marked('si')})?{_S}及?"
               rf"(?P<sw>以[上下内]|之内)(?:{_S}{_marked('sj')})?")),
    ("COMPARE", (rf"(?P<cmp>{_CMP}){_S}(?P<cn>-?\d{{1,12}}(?:\.\d{{1,6}})?)(?![\d.]){_S}(?P<cu>{_UNIT})?"
                rf"(?!分(?![钟之])){_S}(?:{_marked('ci')})?{_S}(?:及?(?P<cw>以[上下内]|之内)"
                rf"(?:{_S}{_marked('cj')})?)?")),
    ("POINTS", rf"(?<![\d.])(?P<points>\d{{1,6}}(?:\.\d{{1,4}})?){_S}分(?![钟之档类段])"),
    ("PERCENT", r"(?<![\d.])(?P<percent>\d{1,6}(?:\.\d{1,4})?)\s{0,2}%"),
    ("UNMET", r"未(?:按[一-龥]{0,4})?(?:完成|达到?|达成|达标|实现|落实|开展)|没有?(?:完成|达到|达标|实现)|不达标"),
    ("ELSE", r"否则|反之|其[他它余](?:情况)?(?:的)?"),
)
PATTERN = re.compile("|".join(f"(?P<{name}>{body})" for name, body in _PARTS))

_HAN = {word: Fraction(value) for value, word in enumerate("零一二三四五六七八九十")}
_HAN |= {"两": Fraction(2), "半": Fraction(1, 2)}
_SAME_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)
               if chr(code) not in "，；：（）"}
_SAME_WIDTH |= {ord(old): ord(new) for old, new in zip("≧≦═〜∼％　﹤﹥\n\r\t", "≥≤=~~% <>   ", strict=True)}


class Limit(NamedTuple):
    """One bound: op and number; ``percent`` is True where the number was written with %."""

    op: str
    number: Fraction
    percent: bool
    unit: str
    soft_bound: bool = False


class Interval(NamedTuple):
    """A range; ``low_in``/``high_in`` None where the text does not say (含)."""

    low: Fraction
    high: Fraction
    percent: bool
    low_in: bool | None
    high_in: bool | None


class Around(NamedTuple):
    """±N%: ``inside`` is False for 超出±10%."""

    ratio: Fraction
    inside: bool


class Step(NamedTuple):
    """每超过1%: which way, how much, in what."""

    trigger: str
    size: Fraction
    unit: str


class Amount(NamedTuple):
    """Points, or a share of the weight where ``share`` is True."""

    number: Fraction
    share: bool = False


def normalise(text: str) -> str:
    """The text with full-width signs made plain; every character keeps its position."""
    return text.translate(_SAME_WIDTH)


def words(text: str) -> Iterator[Token]:
    """The meaningful words of a normalised text, each with what it means as its ``value``."""
    for match in PATTERN.finditer(text):
        name = next(name for name, _ in _PARTS if match.group(name) is not None)
        token = Token(name, match.group(), start_pos=match.start(), end_pos=match.end())
        token.value = _meaning(name, match)
        yield token


class RuleLexer(Lexer):
    """``words`` in the form in which lark wants a lexer."""

    def __init__(self, lexer_conf: Any) -> None:
        del lexer_conf

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Token]:
        """Tokens of the text in the parser's state."""
        del parser_state
        text = getattr(lexer_state, "text", lexer_state)
        return words(str(getattr(text, "text", text)))


def figure(text: str) -> Fraction:
    """A number of the words above, in digits or one Chinese numeral."""
    return _HAN[text] if text in _HAN else Fraction(text)


def _meaning(name: str, match: re.Match[str]) -> object:
    group = match.group
    simple = {"AWARD": "award", "POINTS": "points", "ALLOC": "alloc"}
    if name in simple:
        return Amount(figure(group(simple[name])))
    build = _BUILDERS.get(name)
    return build(match) if build else group()


def _compare(match: re.Match[str]) -> Limit:
    op = _operator(match["cmp"], match["cw"])
    inside = match["ci"] or match["cj"]
    if inside and op in "<>":
        op = {"<": "≤", ">": "≥"}[op] if inside[0] != "不" else op
    unit = match["cu"] or ""
    return Limit(op, figure(match["cn"]), _ratio(unit), unit)


def _operator(word: str, suffix: str | None) -> str:
    if suffix in ("以下", "以内", "之内"):
        return "≤"
    if suffix == "以上":
        return "≥"
    for op, written in _OPERATORS:
        if word in written:
            return op
    return "="


_OPERATORS = (
    ("≥", ("≥", ">=", "不低于", "不少于", "不小于", "大于等于", "大于或等于", "高于等于", "高于或等于",
           "至少", "达", "达到")),
    ("≤", ("≤", "<=", "不超过", "不高于", "不大于", "不多于", "小于等于", "小于或等于", "低于等于",
           "低于或等于", "至多", "最多", "控制在")),
    (">", (">", "大于", "高于", "超过", "超出", "多于")),
    ("<", ("<", "小于", "低于", "少于", "不足", "不满", "未达", "未达到", "不到")),
    ("≠", ("≠", "<>", "!=", "不等于")),
)


def _suffix(match: re.Match[str]) -> Limit:
    unit = match["su"] or ""
    marks = match["si"] or match["sj"]
    up = match["sw"] == "以上"
    strict = marks is not None and marks[0] == "不"
    op = (">" if strict else "≥") if up else ("<" if strict else "≤")
    return Limit(op, figure(match["sn"]), _ratio(unit), unit, soft_bound=marks is None)


def _range(match: re.Match[str]) -> Interval:
    low, high = figure(match["r1"]), figure(match["r2"])
    low_in, high_in = _included(match["i1"]), _included(match["i2"])
    if low > high:
        low, high, low_in, high_in = high, low, high_in, low_in
    return Interval(low, high, _ratio(match["u1"] or match["u2"] or ""), low_in, high_in)


def _included(mark: str | None) -> bool | None:
    return None if mark is None else mark[0] != "不"


def _ratio(unit: str) -> bool:
    return unit == "%" or unit.endswith("百分点")


def _step(match: re.Match[str]) -> Step:
    size = match["en"] or match["en2"] or match["en3"] or "一"
    unit = match["eu"] or match["eu2"] or match["eu3"]
    return Step(match["t1"] or match["t2"] or "", figure(size), unit)


def _deduct(match: re.Match[str]) -> Amount:
    if match["dn"]:
        return Amount(figure(match["dn"]))
    return Amount(figure(match["dp"] or match["dq"]) / 100, share=True)


def _share(match: re.Match[str]) -> Amount:
    written = match["share"] or match["share2"]
    return Amount(figure(written) / 100 if written else Fraction(1, 2), share=True)


_BUILDERS: dict[str, Any] = {
    "COMPARE": _compare, "SUFFIX": _suffix, "RANGE": _range, "EACH": _step, "DEDUCT": _deduct,
    "SHARE": _share,
    "FULL": lambda _match: Amount(Fraction(1), share=True),
    "ZERO": lambda _match: Amount(Fraction(0)),
    "PERCENT": lambda match: Limit("≥", figure(match["percent"]), True, "%"),
    "WEIGHT": lambda match: Amount(figure(match["weight"] or match["weight2"])),
    "FACTOR": lambda match: (figure(match["factor"] or match["factor2"]),
                             match["fbase"] or match["fbase2"]),
    "TOLERANCE": lambda match: Around(
        figure(match["tol"]) / 100,
        not (match["out"] or (match["tin"] or "")[-1:] == "外")),
}
