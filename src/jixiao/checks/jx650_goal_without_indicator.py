"""目标没有对应的指标

为什么：目标写了而没有指标衡量，年底无从说明这一项做得怎样；评审时常被退回补指标。

怎么改：为这一项目标补设指标；已有指标体现的，把指标名称写得与目标一致，或在 说明 里写明是哪一个。

按字词比对：只在目标与哪个指标都没有相同的词、也不属于同一方面的工作时提示；本表多半目标对得上指标时才比，拿不准的不提示。

例（有问题）：
    | 预期目标                                              | 实际完成情况 |
    | 1、开展案卷评查。2、评选优秀案例。3、建成智慧停车泊位。 | 已完成。     |
    | 三级指标     | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 评查案卷数   | ≥50个      | 52个       | 5    | 5    |
    | 评选优秀案例 | ≥3个       | 3个        | 5    | 5    |
    → info A2
例（没有问题）：
    | 预期目标                           | 实际完成情况 |
    | 1、开展案卷评查。2、评选优秀案例。 | 已完成。     |
    | 三级指标     | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 评查案卷数   | ≥50个      | 52个       | 5    | 5    |
    | 评选优秀案例 | ≥3个       | 3个        | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, shorten
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.narrative import GoalItem, standings

CODE = "JX650"
SEVERITY = "info"
TITLE = Text("目标没有对应的指标", "a goal without an indicator")
BASIS = Text("绩效指标由绩效目标分解而来（条文待核）", "indicators are derived from the goals (text unverified)")
_MOST = 8


def _named(goal: GoalItem) -> Text:
    words = shorten(goal.text, 24)
    where = goal.field.ref.a1
    return Text(f"{where} 第{goal.label}项“{words}”" if goal.label else f"{where}“{words}”", f"{where} no. {goal.label} “{words}”" if goal.label else f"{where} “{words}”")


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding that lists the goals that surely have no indicator."""
    found = standings(assessment.table)
    if found is None or not found.known:
        return
    lacking = [goal for goal, standing in found.goals if standing == "none"]
    if not lacking:
        return
    named = [_named(goal) for goal in lacking[:_MOST]]
    more = Text(f" 等 {len(lacking)} 项", f" and others, {len(lacking)} in all") if len(lacking) > _MOST else Text("", "")
    yield Problem(
        tuple(dict.fromkeys(goal.field for goal in lacking)),
        Text(
            f"{len(found.goals)} 项目标（任务）中有 {len(lacking)} 项没有找到对应的指标：{'；'.join(name.zh for name in named)}{more.zh}。",
            f"of {len(found.goals)} goals, {len(lacking)} seem to have no indicator: {'; '.join(name.en for name in named)}{more.en}.",
        ),
        suggestion=Text("补设指标；已有指标体现的，说明是哪一个。", "Add indicators, or say which one stands for the goal."),
    )
