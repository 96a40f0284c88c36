"""The goals and tasks of a table, item by item, and how they stand to its indicators.

For an accountant: each number of 预期目标 is a goal, and so is each line of 年度主要任务.  For a programmer: every item knows
its cell; a task speaks with all that stands beside it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jixiao.model import Field, Table, Task
from jixiao.scoring.narrative.items import items
from jixiao.scoring.narrative.partners import Standing, partners
from jixiao.scoring.narrative.words import is_spirit

# The headings of a task's columns: what was done, and what was meant to be done.
_DONE = re.compile(r"完成|进展|落实情况|实施情况|执行情况|成效")
_MEANT = re.compile(r"内容|目标|任务|概述|措施|计划")
_BLANK_LINE = re.compile(r"可?选填|^(?:任务|目标|其他)?[一二三四五六七八九十\dXx…]*[:：.、]?(?:……|\.{3,}|无|/|-)?$")
# How well, how soon and to what effect the work is done is asked of all goals, not of one.
_SIDE = re.compile(r"质量|成本|时效|满意|效益|效果|影响|预算|管理|投入|过程|决策|效率|效能")
_SIDE_NAME = re.compile(r"时间|时限|期限|日期|及时|率$|率[(（]|满意|成本|费用|支出|预算|补助标准|^[无/—-]?$")


class GoalItem(NamedTuple):
    """One goal of a table.

    Attributes:
        field: its cell; label: how to name it, 第3项 or the words; text: what it says.
    """

    field: Field
    label: str
    text: str


def of_outcome(task: Task) -> Field | None:
    """What a task says of its own completion; None where the table has no such column or the cell is blank."""
    return next((field for heading, field in task.details.items() if _DONE.search(heading) and field.text), None)


def real_tasks(table: Table) -> tuple[Task, ...]:
    """The tasks of a table without lines that are only there to be filled in."""
    return tuple(task for task in table.tasks if not _BLANK_LINE.search(task.name.text.strip()))


def expected_texts(table: Table) -> tuple[Field, ...]:
    """The cells that say what is meant to be done."""
    meant = (field for task in table.tasks for heading, field in task.details.items() if _MEANT.search(heading) and not _DONE.search(heading))
    return (*(goal.field for goal in table.goals if goal.kind == "expected"), *(task.name for task in table.tasks), *meant)


def achieved_texts(table: Table) -> tuple[Field, ...]:
    """The cells that say in words what was done."""
    done = (field for task in table.tasks for heading, field in task.details.items() if _DONE.search(heading) and "内容" not in heading)
    return (*(goal.field for goal in table.goals if goal.kind == "achieved"), *done)


def goals_of(table: Table) -> tuple[GoalItem, ...]:
    """Every goal and every task of a table, in its order; lines that are only there to be filled in, or speak of the spirit of the work, are left out."""
    cells = [goal.field for goal in table.goals if goal.kind == "expected"]
    found = [GoalItem(field, str(item.number or ""), item.text) for field in cells for item in items(field.text)]
    if len(found) == 1:
        found.clear()  # one sentence for the whole table
    for task in real_tasks(table):
        words = " ".join((task.name.text, *(field.text for field in task.details.values())))
        found.append(GoalItem(task.name, "", words))
    return tuple(item for item in found if not _BLANK_LINE.search(item.text.strip()) and not is_spirit(item.text))


class Standings(NamedTuple):
    """The goals of a table and its rows, each with how it stands.

    Attributes:
        goals: every goal with its standing; rows: places in ``Table.indicators`` of rows that a goal should name.
        known: whether enough goals found indicators for the words of this table to tell anything.
    """

    goals: tuple[tuple[GoalItem, Standing], ...]
    rows: tuple[tuple[int, Standing], ...]
    known: bool


def standings(table: Table) -> Standings | None:
    """How goals and indicators stand to one another; None where there are fewer than two goals, or no indicators."""
    goals = goals_of(table)
    if len(goals) < 2 or not table.indicators:
        return None
    judged = [
        place for place, row in enumerate(table.indicators)
        if not _SIDE.search(f"{row.level1} {row.level2}") and not _SIDE_NAME.search(row.name.text)
    ]
    found = partners(tuple(goal.text for goal in goals), tuple(row.name.text for row in table.indicators), frozenset(judged))
    return Standings(
        tuple(zip(goals, found.goals, strict=True)), tuple((place, found.indicators[place]) for place in judged),
        known=2 * found.goals.count("found") >= len(goals),
    )
