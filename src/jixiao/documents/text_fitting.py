"""How well a text fits below a heading, by what it can be: a sign, a figure, a unit, words.

For an accountant: where cells have lost their column, 「定量」 can only be a 指标性质 and 「≥95%」 only a figure.  For a
programmer: ``cost`` is 0 for what fits and grows with what contradicts; ``blank_cost`` is what an empty cell costs.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jixiao.forms.level_rows import level_word
from jixiao.values import Deadline, Missing, NotANumber, Ordinal, Qualitative, Quantity, direction, number, parse, unit

IMPOSSIBLE = 9.0
_LONGEST_FIGURE = 40
_LONGEST_UNIT = 10
_LONGEST_TAIL = 3
_NUMBERING = re.compile(r"^\d{1,3}[.．、](?!\d)")
_LONGEST_LEVEL = 10
_OTHER_LEVEL = 1.0
_OF_BOTH = frozenset({"成本", "满意度"})
_NATURES = frozenset({"定量", "定性", "定量指标", "定性指标"})
_SIGN_WORDS = re.compile(r"[≥≤＞＜>=<＝≧≦大小多少高低等不超于或与、至到]{1,8}|[正反]向(?:指标)?|定性")
_NUMBER = re.compile(r"-?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_RATE = re.compile(r"-?\d+(?:\.\d+)?\s*[%％]")
_DASH = re.compile(r"[-—–/／]{1,2}")
_POINTS = re.compile(r"(?:完成|达到)?.{0,4}得?\d+(?:\.\d+)?分")
_NOTHING = frozenset({"无", "/", "-", "—", "——", "／", "无偏差", "不适用"})
_RULE_WORDS = re.compile(r"得|扣|分|满分|权重|比例")

_BLANK = {
    "name": 6.0, "weight": 2.2, "score": 2.2, "target": 2.0, "actual": 2.0, "nature": 1.6, "direction": 1.6, "unit": 0.6,
    "level1": 0.0, "level2": 0.1, "reason": 0.5, "rule": 0.8, "label": 6.0, "executed": 1.2, "budget": 1.2, "initial": 1.2,
    "rate": 0.8, "completion": 0.8,
}
_BLANK_MONEY = {"label": 6.0, "initial": 0.7, "budget": 2.2, "executed": 2.2, "rate": 0.8, "weight": 0.6, "score": 0.6}
_MONEY = frozenset({"initial", "budget", "executed", "expected_money"})
_FIGURES = frozenset({"target", "actual", "expected", "prior", "interim"})


def blank_cost(key: str, *, of_money: bool = False) -> float:
    """What an empty cell below this heading costs, before it is known how often the column is empty.

    Lines of money (``of_money``) have amounts; points are often told for their sum only.
    """
    return (_BLANK_MONEY if of_money else _BLANK).get(key, 0.4)


@lru_cache(maxsize=1 << 16)
def cost(key: str, text: str) -> float:
    """How badly a text fits below the heading of a field (0 fits; ``IMPOSSIBLE`` contradicts).

    >>> cost("nature", "定量"), cost("weight", "2.5"), cost("unit", "批次")
    (0.0, 0.0, 0.0)
    >>> cost("name", "2.5") > 2, cost("target", "大于等于") > 2, cost("nature", "800家") > 2
    (True, True, True)
    """
    words = "".join(text.split())
    if key in {"level1", "level2"}:
        return _level(int(key[-1]), text)
    if key in {"name", "label"}:
        return _name(words, label=key == "label")
    if key == "nature":
        return 0.0 if words in _NATURES else 0.3 if direction(words).op is not None and len(words) <= 8 else IMPOSSIBLE
    if key == "direction":
        return _direction(words)
    if key in _FIGURES:
        return _figure(words)
    if key == "unit":
        return _unit(words)
    if key in {"weight", "score"}:
        return _points(key, words)
    if key in _MONEY:
        return 0.0 if _NUMBER.fullmatch(words) else 0.6 if _DASH.fullmatch(words) else 1.5 if _is_amount(words) else 6.0
    if key in {"rate", "completion", "deviation"}:
        return 0.0 if _RATE.fullmatch(words) else 0.8 if _NUMBER.fullmatch(words) or _DASH.fullmatch(words) else 6.0
    return _words(key, words)


def _level(depth: int, text: str) -> float:
    word = level_word(text)
    parts = [level_word(part) for part in re.split(r"[-—－–]+", text)]
    if len(parts) == 2 and all(parts):  # 产出指标-数量指标 in one column
        return 0.1 if depth == 1 else 1.0
    if word is None:  # places name levels of their own (读者)
        plain = len(text) <= _LONGEST_LEVEL and not any(ch.isdigit() or ch.isascii() or ch in "，。；：≥≤" for ch in text)
        return _OTHER_LEVEL if plain and text not in _NOTHING and text not in _NATURES and not _SIGN_WORDS.fullmatch(text) else IMPOSSIBLE
    if word.depth == depth:
        return 0.0 if word.full else 0.3
    if word.full and word.stem not in _OF_BOTH:
        return 2.5
    return 0.9 if word.depth == 1 or word.stem in _OF_BOTH else 1.6


def _name(words: str, *, label: bool) -> float:
    if _NUMBER.fullmatch(words) or _RATE.fullmatch(words) or words in _NATURES or words in _NOTHING:
        return 6.0
    if _SIGN_WORDS.fullmatch(words):
        return 6.0
    word = level_word(words)
    if word is not None:
        return 4.0 if word.full else 1.2
    if not label and _is_amount(_NUMBERING.sub("", words)):
        return 3.0
    return 0.6 if len(words) < 3 else 0.0


def _direction(words: str) -> float:
    if words in _NATURES or (direction(words).kind in {"op", "polarity", "qualitative"} and len(words) <= 8):
        return 0.0
    return 0.2 if _SIGN_WORDS.fullmatch(words) else IMPOSSIBLE


def _is_amount(words: str) -> bool:
    """Whether a text is nothing but a figure with its unit, or a date."""
    if len(words) > _LONGEST_FIGURE or not any(ch.isdigit() for ch in words):
        return False
    value = parse(words)
    return isinstance(value, Deadline) or (isinstance(value, Quantity) and not value.prefix and len(value.tail) < _LONGEST_TAIL)


def _figure(words: str) -> float:
    if words in _NATURES or _SIGN_WORDS.fullmatch(words):
        return 6.0
    if len(words) > _LONGEST_FIGURE:
        return 2.5
    value = parse(words)
    if _NUMBER.fullmatch(words):  # points are bare numbers more often than targets
        return 0.1
    if isinstance(value, Quantity):
        return (0.2 if value.unit.known else 0.8) if value.prefix or value.tail or not value.unit.known else 0.0
    if isinstance(value, Deadline | Ordinal):
        return 0.0
    if isinstance(value, Qualitative) and value.word is not None:
        return 0.2
    if isinstance(value, Missing):
        return 0.8
    return 1.2 if len(words) <= 12 else 2.0


def _unit(words: str) -> float:
    if len(words) > _LONGEST_UNIT or any(ch.isdigit() for ch in words):
        return 5.0
    measure = unit(words)
    if measure.text and measure.known:
        return 0.0
    return 3.0 if words in _NOTHING else 1.5


def _points(key: str, words: str) -> float:
    if _NUMBER.fullmatch(words):
        value = number(words)
        return 0.0 if value is not None and not isinstance(value, NotANumber) and 0 <= value <= 100 else 3.0
    if _POINTS.fullmatch(words):
        return 0.1 if key == "weight" else 1.0
    if _RATE.fullmatch(words):
        return 0.4 if key == "weight" else 1.5
    return 0.8 if _DASH.fullmatch(words) else 6.0


def _words(key: str, words: str) -> float:
    if not key:
        return 2.5 if level_word(words) is not None else 0.3
    if words in _NOTHING:
        return 0.0 if key == "reason" else 0.2
    if _NUMBER.fullmatch(words) or _RATE.fullmatch(words) or words in _NATURES:
        return 3.0
    if _is_amount(words):
        return 2.0
    if level_word(words) is not None:
        return 4.0
    if key == "rule":
        return 0.0 if _RULE_WORDS.search(words) else 0.8
    return 0.4
