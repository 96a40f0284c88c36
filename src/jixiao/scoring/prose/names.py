"""Names of institutions and terms that are written in two ways.

For an accountant: 「纤维质量监测中心」 and 「纤维质量检测中心」 in one report are one place, or a slip.
For a programmer: two names count only if they differ in one sign of a list of signs that people mistake for each other; 桃江县
and 桃源县 are two places.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jixiao.scoring.prose.reading import Report

_ENDINGS = "局|厅|委员会|中心|研究院|研究所|检验所|检定所|学院|学校|大队|支队|总队|医院|办公室|公司|协会|领导小组"
_NAME = re.compile(rf"[一-鿿]{{2,24}}?(?:{_ENDINGS})")
# Signs that sound or look alike; each group in the words where people mix them up.
_MIXED = tuple(frozenset(group) for group in (
    "监检", "测侧则", "综统", "账帐", "制治质置", "象像", "拨拔", "末未", "坐座", "辩辨辫", "型形", "度渡", "副付", "权全", "建健", "列例", "成程", "作做",
    "决绝", "核合", "政正证致", "议义", "计记纪", "事式", "实施", "已以", "有由", "报保", "审申", "效校", "设社", "定订", "评平", "源原", "园圆", "讯迅", "徐除", "募幕", "梁粱",
))
# Terms of the field; a variant of one by a mistaken sign is a slip.
_TERMS = ["综合执法", "综合行政执法", "绩效自评", "绩效评价", "绩效目标", "绩效指标", "绩效管理", "预算执行", "预算绩效", "预算编制", "政府采购", "固定资产", "项目支出", "基本支出", "财政拨款", "专项资金", "监督管理", "监督检查", "三公经费", "公务接待", "内部控制", "国库集中支付", "一般公共预算", "政府性基金", "非税收入", "结转结余", "统筹安排", "贯彻落实", "服务对象", "满意度", "高质量发展", "市场监管", "行政审批", "信息化建设", "基础设施", "乡村振兴", "公开公示"]
_WINDOW = 8


class TwoNames(NamedTuple):
    """A name that differs in one sign from another one of the same report.

    Attributes:
        paragraph, start, end: where the rarer one stands.
        found: it; other: the commoner one, where first at the paragraph ``there``; sure: the other one is the only right term.
    """

    paragraph: int
    start: int
    end: int
    found: str
    other: str
    there: int


def _mixed(one: str, other: str) -> bool:
    """Whether two names of one length differ in one sign alone, and one that people mistake."""
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(different) == 1 and any(set(different[0]) <= group for group in _MIXED)


def two_names(report: Report) -> Iterator[TwoNames]:
    """Names of institutions, and common terms, that are written in two ways."""
    tails: Counter[str] = Counter()
    first: dict[str, tuple[int, int, int]] = {}
    for number, text in enumerate(report.folded):
        for match in _NAME.finditer(text):
            tail = match[0][-_WINDOW:]
            if len(tail) == _WINDOW:
                tails[tail] += 1
                first.setdefault(tail, (number, match.end() - _WINDOW, match.end()))
    names = sorted(tails, key=lambda tail: (-tails[tail], first[tail]))
    told: set[int] = set()
    for place, common in enumerate(names):
        for rare in names[place + 1 :]:
            if _mixed(common, rare):
                told.add(first[rare][0])
                yield TwoNames(*first[rare], rare, common, first[common][0])
    yield from (each for each in _terms(report) if each.paragraph not in told)


@cache
def _slips() -> dict[str, str]:
    """Every variant of a term by one mistaken sign → the term."""
    found: dict[str, str] = {}
    for term in _TERMS:
        for place, sign in enumerate(term):
            for group in _MIXED:
                if sign in group:
                    found |= {term[:place] + other + term[place + 1 :]: term for other in group - {sign}}
    return {slip: term for slip, term in found.items() if slip not in _TERMS}


@cache
def _slip_words() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_slips(), key=len, reverse=True)))


def _terms(report: Report) -> Iterator[TwoNames]:
    for number, text in enumerate(report.folded):
        for match in _slip_words().finditer(text):
            yield TwoNames(number, match.start(), match.end(), match[0], _slips()[match[0]], number)
