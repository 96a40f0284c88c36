"""几个指标近似重复

为什么：同一件事设了两个指标，分值重复计算；也可能是复制上一行后忘了改名。

怎么改：合并成一个指标，或改写名称使两者的区别清楚；一个包含另一个的（如“全部企业”与其中一类企业），说明各自的范围。

只提示名称几乎相同、指标值又相同的；仅市与县、上半年与下半年、序号不同的不提示。

例（有问题）：
    | 二级指标 | 三级指标               | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 质量指标 | 电梯隐患监管完成整改率 | 100%       | 100%       | 5    | 5    |
    | 质量指标 | 电梯安全隐患整改率     | 100%       | 100%       | 5    | 5    |
    → warning B2
例（没有问题）：
    | 二级指标 | 三级指标               | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 质量指标 | 市级门店检查覆盖率     | 100%       | 100%       | 5    | 5    |
    | 质量指标 | 县级门店检查覆盖率     | 100%       | 100%       | 5    | 5    |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations, pairwise

from jixiao.checks.base import Problem, shorten
from jixiao.checks.jx507_unit_mismatch import bare_name
from jixiao.model import Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values.kinds import Missing, Quantity

CODE = "JX511"
SEVERITY = "warning"
TITLE = Text("指标近似重复", "indicators that are nearly the same")
BASIS = Text("绩效指标设置要求：指标之间不重复（条文待核）", "indicators should not repeat each other (text unverified)")
NEEDS = ("target",)

_GENERIC = re.compile(
    "全市|全区|全县|本市|本年度?|年度|对|开展|组织|进行|完成|监管|监督|工作|情况|比例|比率|率|数量|总数|数|的|及|和|与|等",
)
_NO_WORD = re.compile(r"[\W_]+")
# What may be the only difference between two indicators that are rightly apart.
_CONTRAST = re.compile(
    r"[省市县区镇乡村州]级?|[上下]半年|第?[一二三四五六七八九十\d.]+(?:季度|季|期|批|年度?|月|号|类|级|项|次)?|[A-Za-z]+|上|下|男|女|老|新|内|外|大|小|高|低|出|入|城|农"
)
_LONG = 12
_SAME = 0.9
_CORE = 5
_SHARE = 0.6
# Beyond this many rows, only equal names are looked for: pairs grow with the square.
_MOST_ROWS = 400


@lru_cache(maxsize=1024)
def _core(name: str) -> str:
    """The words of a name that say what it is about."""
    return _GENERIC.sub("", _NO_WORD.sub("", bare_name(name)))


@lru_cache(maxsize=1024)
def _letters(word: str) -> frozenset[str]:
    return frozenset(word)


def _is_subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def _only_contrast(one: str, other: str, matcher: SequenceMatcher[str]) -> bool:
    """Whether two names differ in nothing but 市/县, 上半年/下半年 or a number."""
    changes = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    return all(
        tag == "replace" and _CONTRAST.fullmatch(one[a:b]) is not None and _CONTRAST.fullmatch(other[c:d]) is not None
        for tag, a, b, c, d in changes
    )


def _amount(row: AssessedIndicator) -> tuple[object, ...]:
    """What a row asks for: an amount of a unit, or words; equal ones may be the same indicator."""
    if isinstance(row.target, Quantity):
        return row.target.amount, row.target.unit.dimension
    return type(row.target), row.target.text


def _similar(one: str, other: str) -> bool:
    length = len(one) + len(other)
    if min(len(one), len(other)) < _LONG or 2 * min(len(one), len(other)) < _SAME * length:
        return False
    # What one name has alone cannot match: a bound that costs little.
    if len(_letters(one) - _letters(other)) > len(one) - _SAME * length / 2:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _SAME or matcher.quick_ratio() < _SAME or matcher.ratio() < _SAME:
        return False
    return not _only_contrast(one, other, matcher)


def _contained(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    # Most pairs differ in some letter, and sets say so faster than a walk along the words.
    return len(short) >= max(_CORE, _SHARE * len(long)) and _letters(short) <= _letters(long) and _is_subsequence(short, long)


def pairs(rows: list[AssessedIndicator]) -> Iterator[tuple[AssessedIndicator, AssessedIndicator]]:
    """Pairs of rows that say nearly the same, in the order of the table."""
    # Sentences put several indicators into one cell: they are told apart by their place in the table.
    place = {id(row): n for n, row in enumerate(rows)}
    names = {id(row): "".join(row.source.name.text.split()) for row in rows}
    found: dict[tuple[int, int], tuple[AssessedIndicator, AssessedIndicator]] = {}
    few = len(rows) <= _MOST_ROWS  # the pairs of many rows are too many to look at, and to list
    for twins in _grouped(rows, lambda row: (*_level(row), names[id(row)])):
        found.update({(place[id(a)], place[id(b)]): (a, b) for a, b in (combinations(twins, 2) if few else pairwise(twins))})
    for alike in _grouped(rows, _amount) if few else ():
        told = [(row, names[id(row)], _core(row.source.name.text), _level(row)) for row in alike]
        for (one, a, core_a, level_a), (other, b, core_b, level_b) in combinations(told, 2):
            if a == b:
                continue
            long = len(a) >= _LONG <= len(b)
            if (level_a == level_b and _contained(core_a, core_b)) or (long and _similar(a, b)):
                found[place[id(one)], place[id(other)]] = (one, other)
    for key in sorted(found):
        yield found[key]


def _level(row: AssessedIndicator) -> tuple[str, str]:
    return row.source.level1, row.source.level2


def _grouped(rows: list[AssessedIndicator], key: Callable[[AssessedIndicator], Hashable]) -> Iterator[list[AssessedIndicator]]:
    """Rows with the same key, where there are at least two."""
    groups: dict[Hashable, list[AssessedIndicator]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return (group for group in groups.values() if len(group) > 1)


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding that names every pair."""
    rows = [row for row in assessment.indicators if row.source.name.text and not isinstance(row.target, Missing)]
    found = list(pairs(rows))
    if not found:
        return
    fields: dict[Field, None] = {}
    for pair in found:
        fields.update(dict.fromkeys(row.source.name for row in pair))
    named = "；".join(
        f"{a.source.name.ref.a1}“{shorten(a.source.name.text, 24)}”与 {b.source.name.ref.a1}“{shorten(b.source.name.text, 24)}”" for a, b in found[:8]
    )
    more = f" 等 {len(found)} 对" if len(found) > 8 else ""
    yield Problem(
        tuple(fields),
        Text(
            f"有 {len(found)} 对指标近似重复、指标值相同：{named}{more}。",
            f"{len(found)} pairs of indicators are nearly the same and have the same target: {named}{more}.",
        ),
        suggestion=Text("合并，或改写名称说明两者的区别。", "Merge them, or make the names tell them apart."),
    )
