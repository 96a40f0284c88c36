"""同一比较方式写法不一

为什么：同一张表里“大于或等于”“大于等于”“等于或大于”混用，筛选、汇总时会当成几种方向。

怎么改：统一成 ≥、≤、=、>、< 一种写法。核算时已归一，归一的结果写在消息里。

没有方向列的表，看指标值：同一量纲里多数写“≥”，个别写“以上”，也提示；申报表还来得及改，按警告提示。

例（有问题）：
    | 三级指标   | 指标方向   | 目标值 | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | 大于或等于 | 10     | 家       | 12         | 5    | 5    |
    | 组织活动   | 大于等于   | 2      | 场       | 2          | 5    | 5    |
    → info B2
例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 整改完成率 | ≥95%       | 96%        | 5    | 5    |
    | 群众满意度 | 90%以上    | 95%        | 5    | 5    |
    → info B3
例（没有问题）：
    | 三级指标   | 指标方向   | 目标值 | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | 大于等于   | 10     | 家       | 12         | 5    | 5    |
    | 组织活动   | 大于等于   | 2      | 场       | 2          | 5    | 5    |
    | 办理时间   | 小于等于   | 2      | 天       | 2          | 5    | 5    |
    → 无
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.model import Alternative, Choice, Field, Text
from jixiao.scoring.assess import Assessment
from jixiao.values import Quantity, normalise

CODE = "JX514"
SEVERITY = "info"
TITLE = Text("同一比较方式写法不一", "one comparison in several wordings")
BASIS = Text("表内一致性：同一含义用同一写法", "consistency: one wording for one meaning")
KEY = "direction_words"
_SIGNS = frozenset("≥≤><=")
# 达到98% is a way of speaking, not a second sign for ≥.
_REACH = re.compile(r"\D{0,8}达到?\d")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Spellings in the direction column; without one, signs beside words in the targets."""
    yield from _in_column(assessment)
    if "direction" not in assessment.table.columns:
        yield from _in_targets(assessment)


def _choice(assessment: Assessment) -> Choice:
    taken = assessment.policy.direction_words
    return Choice(KEY, taken, (Alternative("exact" if taken == "synonyms" else "synonyms", None),))


def _in_column(assessment: Assessment) -> Iterator[Problem]:
    spellings: dict[str, dict[str, Field]] = defaultdict(dict)
    every: list[Field] = []
    for row in assessment.indicators:
        field = row.source.direction
        if field is not None and row.direction.kind in {"op", "invalid"}:
            spellings[row.direction.canonical or "?"].setdefault(field.text, field)
            every.append(field)
    if all(len(words) < 2 for op, words in spellings.items() if op != "?"):
        return
    count = sum(len(words) for words in spellings.values())
    groups = "；".join(f"{'、'.join(words)} → {'无效' if op == '?' else op}" for op, words in spellings.items())
    groups_en = "; ".join(f"{', '.join(words)} → {'invalid' if op == '?' else op}" for op, words in spellings.items())
    taken = " ".join(op for op in spellings if op != "?")
    firsts = [field for words in spellings.values() for field in words.values()]
    yield Problem(
        tuple(dict.fromkeys((*firsts, *every))),
        Text(
            f"指标方向有 {count} 种写法，已归一：{groups}。",
            f"The direction is written in {count} ways and was read as: {groups_en}.",
        ),
        subject="指标方向",
        found="、".join(word for words in spellings.values() for word in words),
        expected=taken,
        suggestion=Text(f"统一用 ≥、≤、= 等一种写法；只认标准写法的，用 --set {KEY}=exact。", f"Use one spelling, such as ≥, ≤ and =; --set {KEY}=exact knows only the standard ones."),
        choice=_choice(assessment),
    )


def _in_targets(assessment: Assessment) -> Iterator[Problem]:
    signs: set[tuple[str, str]] = set()
    worded: dict[tuple[str, str], list[Field]] = defaultdict(list)
    for row in assessment.indicators:
        field, target = row.source.target, row.own_target
        if field is None or not isinstance(target, Quantity) or target.op is None or target.op not in _SIGNS or "double-bound" in target.notes:
            continue
        key = (target.op, target.unit.dimension)
        words = normalise(field.text)
        if target.op in words:
            signs.add(key)
        elif not _REACH.match(words):
            worded[key].append(field)
    mixed = {key: fields for key, fields in worded.items() if key in signs}
    fields = tuple(field for group in mixed.values() for field in group)
    if not fields:
        return
    words = "、".join(f"{field.ref.a1}“{field.text}”" for field in fields[:6])
    more = f" 等 {len(fields)} 处" if len(fields) > 6 else ""
    taken = " ".join(dict.fromkeys(op for op, _ in mixed))
    yield Problem(
        fields,
        Text(
            f"指标值里比较方式有的用符号（{taken}），有的用文字（{words}{more}），已一律读作 {taken}。",
            f"Some targets use signs ({taken}), others words ({words}{more}); all were read as {taken}.",
        ),
        subject="指标值",
        expected=taken,
        severity="info" if assessment.table.stage != "target" else "warning",
        suggestion=Text(f"统一用符号 {taken}。", f"Use the sign {taken} throughout."),
        choice=_choice(assessment),
    )
