"""报表里两列或两行说的是同一件事

为什么：两列都像本年决算数，或“三公经费”出现两行，不知道以哪一个为准。

怎么改：删去多余的，或把标题改清楚。本次核对用了先出现的（或叫法更准的）那一个。

例（有问题）：
    | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 | 2031年支出数 |
    | 三公经费             | 12           | 11           | 10           | 9            |
    | 公用经费             | 100          | 90           | 95           | 94           |
    → warning E1
例（没有问题）：
    | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
    | 三公经费             | 12           | 11           | 10           |
    | 公用经费             | 100          | 90           | 95           |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, shorten
from jixiao.model import Cell, Field, Text
from jixiao.scoring.statements import AssessedStatement

CODE = "JX421"
SEVERITY = "warning"
TITLE = Text("报表里两列或两行说的是同一件事", "two columns or lines of a statement claim to be the same")
BASIS = Text("表样结构", "structure of the form")
ABOUT = "statement"


def check(statement: AssessedStatement) -> Iterator[Problem]:
    """Headings and labels that stand twice."""
    for drift in statement.statement.drift:
        if drift.kind != "duplicate":
            continue
        found, taken = shorten(drift.found), shorten(drift.expected)
        yield Problem(
            (Field(drift.ref, Cell(drift.found, "text", drift.found)),),
            Text(
                f"{drift.ref.a1}“{found}”与“{taken}”说的是同一件事，核对时用了“{taken}”。",
                f"{drift.ref.a1} “{found}” and “{taken}” claim the same; “{taken}” was taken.",
            ),
            subject=found, found=drift.found,
            suggestion=Text("删去多余的，或把标题改清楚。", "Remove one of them, or make the headings clear."),
        )
