"""评分标准与目标表不同

为什么：评分标准是目标批复时定的，改了标准，同样的完成情况就会得不同的分。

怎么改：照抄目标表的评分标准；只改了分值的见 JX606。目标表里被截断的（以“…”结尾）按写出的部分比较。

例（有问题）：
    目标表：
    | 三级指标   | 年度指标值 | 分值 | 评分标准                     |
    | 走访企业数 | ≥10家      | 5    | 每少1家扣1分，扣完为止       |
    自评表：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 评分标准         | 得分 |
    | 走访企业数 | ≥10家      | 5家        | 5    | 按完成比例得分   | 2.5  |
    → warning E2
例（没有问题）：
    目标表：
    | 三级指标   | 年度指标值 | 分值 | 评分标准                     |
    | 走访企业数 | ≥10家      | 5    | 每少1家扣1分，扣完为止       |
    | 培训场次   | ≥4场       | 5    | 完成得5分，未完成…           |
    自评表：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 评分标准               | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 每少1家扣1分,扣完为止。 | 5    |
    | 培训场次   | ≥4场       | 4场        | 5    | 完成得5分，未完成不得分 | 5    |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points, shorten
from jixiao.checks.promises import BASIS as PROMISED
from jixiao.checks.promises import cited, there
from jixiao.model import Text
from jixiao.scoring.assess import AssessedIndicator
from jixiao.scoring.pairs import Match, Pair
from jixiao.values import normalise

CODE = "JX609"
SEVERITY = "warning"
TITLE = Text("评分标准与目标表不同", "a scoring rule was changed")
BASIS = PROMISED
ABOUT = "pair"
NEEDS = ("rule",)

_CUT = re.compile(r"(?:\.{2,}|…+)$")
_SIGN = re.compile(r"(?<!\d)[^\w%‰≥≤<>=+\-]|[^\w%‰≥≤<>=+\-](?!\d)")


def _words(row: AssessedIndicator) -> str:
    """The rule without blanks and signs, its weight written as a letter: a changed weight is another finding."""
    text = "".join(normalise(row.source.rule.text).split()) if row.source.rule else ""
    if row.weight:
        text = re.sub(rf"(?<![\d.]){re.escape(points(row.weight, 4))}(?=分)", "W", text)
    return _SIGN.sub("", _CUT.sub("", text))


def _changed(match: Match) -> bool:
    before, after = _words(match.earlier), _words(match.later)
    rules = match.earlier.source.rule, match.later.source.rule
    if not before or before == after:
        return False
    cut = [_CUT.search(rule.text.strip()) is not None if rule else False for rule in rules]
    return not ((cut[0] and after.startswith(before)) or (cut[1] and before.startswith(after)))


def check(pair: Pair) -> Iterator[Problem]:
    """One finding for each rule in other words."""
    for match in pair.matches.pairs:
        field, origin, name = match.later.source.rule, match.earlier.source.rule, match.later.source.name.text
        if field is None or origin is None or not _changed(match):
            continue
        place = there(pair, origin)
        now = f"评分标准“{shorten(field.text)}”" if field.text else "没有写评分标准"
        now_en = f"the rule “{shorten(field.text)}”" if field.text else "no rule"
        yield Problem(
            cited(pair, field, origin),
            Text(
                f"{at(field, name)}{now}，{place.zh}是“{shorten(origin.text)}”。",
                f"{at(field, name)} has {now_en}; the {place.en} has “{shorten(origin.text)}”.",
            ),
            subject=name,
            expected=origin.text,
            found=field.text,
            suggestion=Text("照抄目标表的评分标准。", "Take over the rule as it was approved."),
        )
