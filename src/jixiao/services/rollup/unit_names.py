"""Which names are names of one unit: 某市水务局 and 水务局, 市监局 and 市场监督管理局; never 甲镇 and 乙镇, 一中 and 二中.

For an accountant: 空格、全半角、括号不算差别；少写了上级地名、写成简称、通用字写错一个，提示可能是同一单位.
For a programmer: pure functions of names; a pair is only ever a hint.  Names are looked up by what they would be
without the difference, so the cost grows with the number of names and not with their pairs.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from jixiao.values import normalise

_SIGNS = re.compile(r"[\W_]+")
_YEAR = re.compile(r"20\d{2}(?:年度?)?")
# 市场, 城市, 农村 … hold a letter of a place and are none.
_NO_PLACE = re.compile("市场|市政|市民|市容|城市|城镇|城乡|城区|乡村|农村|村镇|村级|社区|校区|园区|景区|库区|片区|辖区|县级|市级|区级|省级|镇级|乡级")
_PLACES = re.compile(r"[^省市县区镇乡村旗州盟]{1,8}?(?:自治[区州县旗]|[省市县区镇乡村旗州盟])")
# What makes another unit of a name: number, side, size, rank in a row, and the part of it that is meant.
_TELLING = re.compile("[0-9A-Za-z零〇一二三四五六七八九十百甲乙丙丁戊己庚辛东南西北中上下前后左右大小新老]|本级|机关|直属|分局|分校|支队|大队|中队|总队|幼儿|附属|实验")
# Abbreviated to their first letter (市监局), and written wrongly by a letter.
_WORDS = re.compile("|".join(sorted(tomllib.loads(Path(__file__).with_name("unit_names.toml").read_text("utf-8"))["words"].split(), key=len, reverse=True)))
# Left out without changing what is meant.
_FILLING = re.compile("管理|监督|和|与|及|有限|责任")
_LONG_WORDS = re.compile("(?<=委)员会$|人民(?=政府$|法院$|检察院$)")
_SHORTEST = 3


class Alike(NamedTuple):
    """Two spellings that may be one unit.

    Attributes:
        one, other: as written; why: 写法 (signs only), 地名 (the place above left out), 简称 or 错字.
    """

    one: str
    other: str
    why: str


@lru_cache(maxsize=65536)
def unit_key(name: str) -> str:
    """A name without blanks, brackets and signs, in one width.

    >>> unit_key("某市水务局 （本级）"), unit_key("Ａ区 水务局")
    ('某市水务局本级', 'a区水务局')
    """
    return _SIGNS.sub("", normalise(name)).casefold()


@lru_cache(maxsize=65536)
def project_key(name: str) -> str:
    """The same for a project, without the year in it.

    >>> project_key("2024年度 河道清淤（二期）") == project_key("河道清淤(二期)")
    True
    """
    key = unit_key(name)
    return _YEAR.sub("", key) or key


def _place(key: str) -> str:
    """The places in front of a name: 某市某区水务局 → 某市某区."""
    covered = _NO_PLACE.sub(lambda word: "□" * len(word[0]), key)
    end = 0
    while (found := _PLACES.match(covered, end)) is not None and "□" not in found[0] and found.end() < len(key):
        end = found.end()
    return key[:end]


def _telling(text: str) -> list[str]:
    return _TELLING.findall(text)


def _abbreviates(short: str, long: str) -> bool:
    """Whether ``short`` leaves out of ``long`` only rests of words, whole words after such a rest, and fillings.

    >>> _abbreviates("市监局", "市场监督管理局"), _abbreviates("人社局", "人力资源和社会保障局"), _abbreviates("水利局", "水利工程管理局")
    (True, True, False)
    """
    gaps = _dropped(short, long)
    if gaps is None:
        return False
    inside = {}  # position in a word → where that word begins
    words = [match.span() for match in _WORDS.finditer(long)]
    for begin, end in words:
        inside.update(dict.fromkeys(range(begin + 1, end), begin))
    for begin, end in gaps:
        position = begin
        cut = position in inside
        while cut and position < end and position in inside:  # the rest of the word whose first letter stayed
            position += 1
        while position < end:
            filling = _FILLING.match(long, position)
            word = next((span for span in words if span[0] == position), None)
            if filling is not None and filling.end() <= end:
                position = filling.end()
            elif cut and word is not None and word[1] <= end:
                position = word[1]
            else:
                return False
    return True


def _dropped(short: str, long: str) -> list[tuple[int, int]] | None:
    """Where ``long`` says more than ``short``, letters taken as early as possible; None if it is not so."""
    gaps, at = [], 0
    for letter in short:
        found = long.find(letter, at)
        if found < 0:
            return None
        if found > at:
            gaps.append((at, found))
        at = found + 1
    return [*gaps, (at, len(long))] if at < len(long) else gaps


def _in_word(name: str, at: int) -> bool:
    return any(word.start() <= at < word.end() for word in _WORDS.finditer(name))


def _nearly(one: str, other: str, at: int, threshold: float) -> bool:
    """Whether two names that differ at ``at`` alone are near enough, and neither letter tells them apart."""
    return not _telling(one[at] + other[at]) and SequenceMatcher(None, one, other, autojunk=False).ratio() >= threshold


def alike(names: Iterable[str], threshold: float) -> list[Alike]:
    """Pairs of spellings that may be one unit, in the order of the names.

    Args:
        names: as written.
        threshold: how alike names have to be (0 to 1) that differ by a wrong letter, 1 for never.

    >>> [(pair.one, pair.other, pair.why) for pair in alike(["某市水务局", "水务局", "甲镇人民政府", "乙镇人民政府"], 0.8)]
    [('某市水务局', '水务局', '地名')]
    """
    spellings: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        if key := unit_key(name):
            spellings[key].append(name)
    found = [Alike(written[0], other, "写法") for written in spellings.values() for other in written[1:]]
    keys = list(spellings)
    pairs = {**_without_place(keys), **_abbreviated(keys), **_wrong_letter(keys, threshold)}
    order = {key: index for index, key in enumerate(keys)}
    for one, other in sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]])):
        found.append(Alike(spellings[one][0], spellings[other][0], pairs[one, other]))
    return found


def same_unit(pairs: Iterable[Alike]) -> dict[str, str]:
    """Key of a name → key that stands for it and all that may be the same unit, for those in a pair."""
    stands: dict[str, str] = {}

    def root(key: str) -> str:
        while stands.setdefault(key, key) != key:
            key = stands[key]
        return key

    for pair in pairs:
        stands[root(unit_key(pair.other))] = root(unit_key(pair.one))
    return {key: root(key) for key in stands}


def _without_place(keys: list[str]) -> dict[tuple[str, str], str]:
    """Names that are others without the places in front; left alone where several places would fit."""
    known = set(keys)
    longer: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        place, start = _place(key), 0
        while (found := _PLACES.match(place, start)) is not None:
            start = found.end()
            rest = key[start:]
            if len(rest) >= _SHORTEST and rest in known:
                longer[rest].append(key)
    return {(full[0], rest): "地名" for rest, full in longer.items() if len(full) == 1}


def _abbreviated(keys: list[str]) -> dict[tuple[str, str], str]:
    """Abbreviations: same place in front, same first and last letter behind it, the same telling letters."""
    alike_at: dict[tuple[object, ...], list[tuple[str, str]]] = defaultdict(list)
    for key in keys:
        place = _place(key)
        rest = _usual(key[len(place) :])
        if len(key) > _SHORTEST and rest:
            alike_at[place, rest[0], rest[-1], tuple(_telling(rest))].append((rest, key))
    found: dict[tuple[str, str], str] = {}
    for group in alike_at.values():
        by_length = sorted(group, key=lambda named: len(named[1]))
        for index, (short, key) in enumerate(by_length):
            fits = [whole for long, whole in by_length[index + 1 :] if len(whole) > len(key) and _abbreviates(short, long)]
            if len(fits) == 1:
                found[fits[0], key] = "简称"
    return found


def _usual(rest: str) -> str:
    """委 for 委员会, 政府 for 人民政府: abbreviated so often that neither says anything."""
    return _LONG_WORDS.sub("", rest)


def _wrong_letter(keys: list[str], threshold: float) -> dict[tuple[str, str], str]:
    """Names of one length that differ in one letter of a common word."""
    holes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in keys:
        for at in range(len(key)):
            holes[key[:at], key[at + 1 :]].append(key)
    found: dict[tuple[str, str], str] = {}
    for (before, _), group in holes.items():
        at = len(before)
        right = [key for key in group if _in_word(key, at)] if len(group) > 1 else []
        if not right or threshold >= 1:
            continue
        for wrong in group:
            near = next((key for key in right if _nearly(key, wrong, at, threshold)), None) if not _in_word(wrong, at) else None
            if near is not None:
                found[near, wrong] = "错字"
    return found
