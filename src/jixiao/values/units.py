"""What units are worth: 万元 is 10,000 元, 件/万人 a ten-thousandth of 件/人, 工作日 nothing but itself.

For an accountant: amounts are compared only in one unit; 元 and 万元 convert, 日 and 工作日 do not.
For a programmer: the words themselves are listed in ``grammar.lark``; here are only conversions
(word → dimension and factor) and second spellings.  A counting word (家, 批次) is its own dimension.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from jixiao.values.kinds import NO_UNIT, Quantity, Unit
from jixiao.values.memory import remembering
from jixiao.values.normalise import normalise
from jixiao.values.parser import terminal

SCALES = {
    "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip

_ONE = Fraction(1)

# word → (dimension, value of one in the dimension's base unit)
CONVERSIONS: dict[str, tuple[str, Fraction]] = {
    "%": ("ratio", Fraction(1, 100)), "百分比": ("ratio", Fraction(1, 100)), "‰": ("ratio", Fraction(1, 1000)),
    "百分点": ("百分点", _ONE), "个百分点": ("百分点", _ONE), "倍": ("倍", _ONE),
    "元": ("元", _ONE), "元整": ("元", _ONE), "千元": ("元", Fraction(10**3)), "万元": ("元", Fraction(10**4)),
    "亿元": ("元", Fraction(10**8)), "美元": ("美元", _ONE), "万美元": ("美元", Fraction(10**4)),
    "工作日": ("工作日", _ONE), "个工作日": ("工作日", _ONE),
    "日": ("日", _ONE), "天": ("日", _ONE), "自然日": ("日", _ONE), "周": ("日", Fraction(7)),
    "小时": ("日", Fraction(1, 24)), "个小时": ("日", Fraction(1, 24)), "h": ("日", Fraction(1, 24)), "d": ("日", _ONE),
    "分钟": ("日", Fraction(1, 1440)), "秒": ("日", Fraction(1, 86400)),
    "个月": ("月", _ONE), "月": ("月", _ONE), "季度": ("月", Fraction(3)), "个季度": ("月", Fraction(3)),
    "半年": ("月", Fraction(6)), "年": ("月", Fraction(12)),
    "米": ("米", _ONE), "m": ("米", _ONE), "公里": ("米", Fraction(1000)), "千米": ("米", Fraction(1000)),
    "km": ("米", Fraction(1000)), "厘米": ("米", Fraction(1, 100)), "cm": ("米", Fraction(1, 100)),
    "毫米": ("米", Fraction(1, 1000)), "mm": ("米", Fraction(1, 1000)),
    "平方米": ("平方米", _ONE), "m2": ("平方米", _ONE), "公顷": ("平方米", Fraction(10**4)),
    "平方公里": ("平方米", Fraction(10**6)), "平方千米": ("平方米", Fraction(10**6)), "km2": ("平方米", Fraction(10**6)),
    "cm2": ("平方米", Fraction(1, 10**4)), "mm2": ("平方米", Fraction(1, 10**6)), "亩": ("平方米", Fraction(2000, 3)),
    "立方米": ("升", Fraction(1000)), "m3": ("升", Fraction(1000)), "km3": ("升", Fraction(10**12)),
    "cm3": ("升", Fraction(1, 1000)), "mm3": ("升", Fraction(1, 10**6)),
    "升": ("升", _ONE), "L": ("升", _ONE), "l": ("升", _ONE), "毫升": ("升", Fraction(1, 1000)),
    "mL": ("升", Fraction(1, 1000)), "ml": ("升", Fraction(1, 1000)), "ML": ("升", Fraction(10**6)), "Ml": ("升", Fraction(1, 1000)),
    "克": ("克", _ONE), "g": ("克", _ONE), "千克": ("克", Fraction(1000)), "公斤": ("克", Fraction(1000)),
    "kg": ("克", Fraction(1000)), "斤": ("克", Fraction(500)), "吨": ("克", Fraction(10**6)),
    "毫克": ("克", Fraction(1, 1000)), "mg": ("克", Fraction(1, 1000)), "μg": ("克", Fraction(1, 10**6)),
    "千瓦": ("瓦", Fraction(1000)), "kW": ("瓦", Fraction(1000)), "兆瓦": ("瓦", Fraction(10**6)), "MW": ("瓦", Fraction(10**6)),
    "千瓦时": ("千瓦时", _ONE), "kWh": ("千瓦时", _ONE), "度": ("千瓦时", _ONE),
    "dB": ("dB", _ONE), "cfu": ("cfu", _ONE), "CFU": ("cfu", _ONE), "℃": ("℃", _ONE), "°C": ("℃", _ONE), "分": ("分", _ONE),
}  # fmt: skip

MEASURED = frozenset(dimension for dimension, _ in CONVERSIONS.values())
PERIODS = frozenset({"日", "月", "工作日"})

_PARTS = re.compile(r"[/每·、*()]+")
_SCALED = re.compile("(" + "|".join(sorted(SCALES, key=len, reverse=True)) + ")(.+)", re.DOTALL)

# A bracket that says the same once more: %（百分比）, 平方米（㎡）, 万元（人民币）.
_GLOSSED = re.compile(r"([^()/]+)\(([^()/]+)\)")
_CURRENCIES = frozenset({"人民币", "RMB", "rmb"})


def _one(word: str) -> tuple[str, Fraction]:
    """Dimension and factor of one word without strokes; a scale in front is multiplied in."""
    if word in CONVERSIONS:
        return CONVERSIONS[word]
    scaled = _SCALED.fullmatch(word)
    if scaled and terminal("MEASURE").fullmatch(scaled[2]):
        dimension, factor = _one(scaled[2])
        return dimension, factor * SCALES[scaled[1]]
    if word in SCALES:
        return "", Fraction(SCALES[word])
    return word.replace("(", "").replace(")", ""), _ONE


def _strip_brackets(text: str) -> str:
    return text[1:-1] if len(text) > 2 and text[0] == "(" and text[-1] == ")" else text


@remembering(4096)
def unit(text: str) -> Unit:
    """The unit that a word names: a cell of the column 计量单位, or what stands behind a number.

    >>> unit("万元").factor, unit("件/万人").dimension, unit("元/人、天").dimension
    (Fraction(10000, 1), '件/人', '元/人/日')
    >>> unit("%（百分比）").dimension, unit("万元（人民币）").factor, unit("批絘").known
    ('ratio', Fraction(10000, 1), False)
    """
    written = _strip_brackets(normalise(text))
    if not written:
        return NO_UNIT
    if glossed := _GLOSSED.fullmatch(written):
        named, gloss = unit(glossed[1]), unit(glossed[2])
        if named.known and (glossed[2] in _CURRENCIES or (gloss.dimension, gloss.factor) == (named.dimension, named.factor)):
            return Unit(written, named.dimension, named.factor)
    whole = written if "/(" not in written else written.replace("/(", "/").rstrip(")")
    if terminal("MEASURE").fullmatch(written):
        dimension, factor = _one(written)
        return Unit(written, dimension, factor)
    numerator, *shares = _PARTS.split(whole)
    dimension, factor = _one(numerator) if numerator else ("", _ONE)
    for share in shares:
        below, worth = _one(share)
        dimension += "/" + below
        factor /= worth
    return Unit(written, dimension, factor, _is_known(written))


def _is_known(written: str) -> bool:
    """Whether the grammar lists every word of a unit, a scale in front allowed."""
    if terminal("UNIT").fullmatch(written) or written in SCALES:
        return True
    scaled = _SCALED.fullmatch(written)
    return bool(scaled and terminal("UNIT").fullmatch(scaled[2]))


def without_periods(measure: Unit) -> Unit:
    """``measure`` without 每年, 每月, 每日: 万元/人/年 → 万元/人."""
    first, *shares = _PARTS.split(measure.text.rstrip(")"))
    return unit("/".join([first, *(share for share in shares if _one(share)[0] not in PERIODS)]))


def with_unit(quantity: Quantity, column: Unit) -> Quantity:
    """``quantity`` with the unit of its column 计量单位 where it has none itself.

    >>> with_unit(Quantity("160", Fraction(160)), unit("件")).unit.text
    '件'
    """
    return replace(quantity, unit=column) if quantity.unit == NO_UNIT else quantity
