"""指标改了名称

为什么：名称与批复的目标不一致，复核时对不上号；名称的变化有时也缩小了指标的范围。

怎么改：改回目标表的名称。按层级、指标值和名称的相近程度认作同一指标；认错了的，请核对这两行。

例（有问题）：
    目标表：
    | 二级指标 | 三级指标       | 年度指标值 | 分值 |
    | 数量指标 | 走访企业家数   | ≥10家      | 5    |
    自评表：
    | 二级指标 | 三级指标       | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 数量指标 | 走访企业数量   | ≥10家      | 12家       | 5    | 5    |
    → info B2 应为 走访企业家数
例（没有问题）：
    目标表：
    | 二级指标 | 三级指标       | 年度指标值 | 分值 |
    | 数量指标 | 走访企业数     | ≥10家      | 5    |
    自评表：
    | 二级指标 | 三级指标       | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 数量指标 | （1）走访企业数（家） | ≥10家 | 12家     | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, shorten
from jixiao.checks.promises import BASIS as PROMISED
from jixiao.checks.promises import cited, there
from jixiao.model import Text
from jixiao.scoring.pairs import Pair

CODE = "JX605"
SEVERITY = "info"
TITLE = Text("指标改了名称", "an indicator was renamed")
BASIS = PROMISED
ABOUT = "pair"


def check(pair: Pair) -> Iterator[Problem]:
    """One finding for each row that was taken for another one of other words."""
    for match in pair.matches.pairs:
        if match.how != "renamed":
            continue
        before, after = match.earlier.source.name, match.later.source.name
        earlier = there(pair, before)
        yield Problem(
            cited(pair, after, before),
            Text(
                f"{at(after, after.text)}在{earlier.zh}里叫「{shorten(before.text)}」，已认作同一指标比较。",
                f"{at(after, after.text)} is “{shorten(before.text)}” in the {earlier.en}; they were taken for one indicator.",
            ),
            subject=after.text,
            expected=before.text,
            found=after.text,
            suggestion=Text("改回原名称；不是同一指标的，请分别列出。", "Restore the name; if they are two indicators, list both."),
        )
