"""完成情况照抄了预期目标

为什么：实际完成情况应当写做了什么、做到什么程度；一字不改地抄一遍目标，看不出完成得怎样。

怎么改：写明实际完成的数量、质量和时间；没有完成的，写明原因。

两边除标点外一字不差才提示；写了数的不提示，因为完成数可能恰好等于目标数。

例（有问题）：
    | 预期目标                         | 实际完成情况                     |
    | 提高博物馆开放水平，丰富群众生活 | 提高博物馆开放水平，丰富群众生活。 |
    | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 开放天数 | ≥300天     | 310天      | 5    | 5    |
    → info B2
例（没有问题）：
    | 预期目标                         | 实际完成情况                             |
    | 提高博物馆开放水平，丰富群众生活 | 全年开放310天，接待观众较多，群众反映良好 |
    | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 开放天数 | ≥300天     | 310天      | 5    | 5    |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.values import normalise

CODE = "JX657"
SEVERITY = "info"
TITLE = Text("完成情况照抄了预期目标", "the outcome is a copy of the goal")
BASIS = Text("自评表：实际完成情况对照预期目标逐项填写（条文待核）", "the outcome is stated against each goal (text unverified)")
_SIGNS = re.compile(r"[\W_]+")
_SHORTEST = 8


def _words(text: str) -> str:
    return _SIGNS.sub("", normalise(text))


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for each outcome in the very words of a goal, without a figure in it."""
    if not assessment.table.scored:
        return
    goals = {_words(goal.field.text): goal.field for goal in assessment.table.goals if goal.kind == "expected"}
    for goal in assessment.table.goals:
        words = _words(goal.field.text)
        origin = goals.get(words)
        if goal.kind != "achieved" or origin is None or len(words) < _SHORTEST or any(letter.isdecimal() for letter in words):
            continue
        yield Problem(
            (goal.field, origin),
            Text(
                f"{goal.field.ref.a1} 的完成情况与 {origin.ref.a1} 的目标一字不差，没有写做到了什么。",
                f"the outcome in {goal.field.ref.a1} is word for word the goal in {origin.ref.a1}; it does not say what was done.",
            ),
            suggestion=Text("写明实际完成的数量、质量和时间；没有完成的，写明原因。", "State what was done, how much and how well; where it was not reached, why."),
        )
