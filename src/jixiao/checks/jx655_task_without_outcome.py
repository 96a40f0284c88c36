"""主要任务没有写完成情况

为什么：自评要逐项说明年度主要任务做得怎样；别的任务写了，这一项空着，看不出是没有做还是漏写。

怎么改：补写这项任务的完成情况；没有开展的，写明原因。

例（有问题）：
    | 年度主要任务 | 任务名称 | 主要内容     | 完成情况   |
    |              | 河道清淤 | 清淤12公里   | 已全部完成 |
    |              | 堤防巡查 | 汛期每日巡查 |            |
    | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 清淤长度 | ≥12公里    | 12公里     | 5    | 5    |
    → info B3
例（没有问题）：
    | 年度主要任务 | 任务名称 | 主要内容     | 完成情况   |
    |              | 河道清淤 | 清淤12公里   | 已全部完成 |
    |              | 堤防巡查 | 汛期每日巡查 | 已全部完成 |
    | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 清淤长度 | ≥12公里    | 12公里     | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.narrative import of_outcome, real_tasks

CODE = "JX655"
SEVERITY = "info"
TITLE = Text("主要任务没有写完成情况", "a task without its outcome")
BASIS = Text("自评表：逐项填写年度主要任务的完成情况（条文待核）", "self-evaluation states the outcome of every task (text unverified)")


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding that lists the tasks without an outcome, where others have one."""
    if not assessment.table.scored:
        return
    tasks = real_tasks(assessment.table)
    silent = [task.name for task in tasks if of_outcome(task) is None]
    if not silent or len(silent) == len(tasks):
        return
    named = "、".join(at(name, name.text) for name in silent)
    yield Problem(
        tuple(silent),
        Text(f"{len(tasks)} 项主要任务中有 {len(silent)} 项没有写完成情况：{named}。", f"of {len(tasks)} tasks, {len(silent)} have no outcome: {named}."),
        suggestion=Text("补写完成情况；没有开展的，写明原因。", "Add the outcome; where nothing was done, say why."),
    )
