"""目标没有写完成情况

为什么：预期目标列了五项，实际完成情况只写了三项，另两项看不出是没有做还是漏写。

怎么改：补写这几项的完成情况；没有完成的，写明原因。

只在两边都编了号、同号的确说同一件事时比较；没有写的一项在完成情况的别处提到的，不提示。

例（有问题）：
    | 预期目标                                       | 实际完成情况                              |
    | 1、开展食品抽检。2、开展案卷评查。3、修剪行道树。 | 1、食品抽检800批次。2、评查案卷200个。    |
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 评查案卷数 | ≥150个     | 200个      | 5    | 5    |
    → info A2
例（没有问题）：
    | 预期目标                                       | 实际完成情况                                            |
    | 1、开展食品抽检。2、开展案卷评查。3、修剪行道树。 | 1、食品抽检800批次。2、评查案卷200个，并修剪行道树300株。 |
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 评查案卷数 | ≥150个     | 200个      | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, shorten
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.narrative import Item, items, related

CODE = "JX656"
SEVERITY = "info"
TITLE = Text("目标没有写完成情况", "a goal without its outcome")
BASIS = Text("自评表：逐项填写年度目标的完成情况（条文待核）", "self-evaluation states the outcome of every goal (text unverified)")
_LEAST = 2


def _numbered(text: str) -> dict[int, Item]:
    """The items of a text by number; nothing where they are not numbered one after the other."""
    found = items(text)
    return {item.number: item for item in found if item.number is not None} if [item.number for item in found] == list(range(1, len(found) + 1)) else {}


def _silent(goals: dict[int, Item], outcomes: dict[int, Item], told: str) -> list[int]:
    """The goals of which nothing is told, where those that both have are about the same."""
    alike = [number for number in goals if number in outcomes and related(goals[number].text, outcomes[number].text)]
    if len(outcomes) < _LEAST or 2 * len(alike) <= len(outcomes):
        return []
    return [number for number in goals if number not in outcomes and not related(goals[number].text, told)]


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding that lists the goals without an outcome."""
    if not assessment.table.scored:
        return
    expected = [goal.field for goal in assessment.table.goals if goal.kind == "expected"]
    achieved = [goal.field for goal in assessment.table.goals if goal.kind == "achieved"]
    if len(expected) != 1 or len(achieved) != 1:
        return
    goals, outcomes = _numbered(expected[0].text), _numbered(achieved[0].text)
    silent = _silent(goals, outcomes, achieved[0].text)
    if not silent:
        return
    named = "；".join(f"第{number}项“{shorten(goals[number].text, 24)}”" for number in silent)
    yield Problem(
        (expected[0], achieved[0]),
        Text(
            f"{expected[0].ref.a1} 有 {len(goals)} 项目标，{achieved[0].ref.a1} 没有写其中 {len(silent)} 项的完成情况：{named}。",
            f"{expected[0].ref.a1} lists {len(goals)} goals; {achieved[0].ref.a1} says nothing of {len(silent)}: {named}.",
        ),
        subject="、".join(map(str, silent)),
        suggestion=Text("补写这几项的完成情况；没有完成的，写明原因。", "Add their outcome; where they were not reached, say why."),
    )
