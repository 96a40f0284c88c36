"""报表缺一列

为什么：没有这一列，有关的数无法核对。表头换了叫法、但意思认得出的不算缺。

怎么改：补上这一列，或把表头改回表样的叫法。

例（有问题）：
    | 2031年度基础数据表   |              |
    | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 |
    | 三公经费             | 12           | 11           |
    | 公用经费             | 100          | 90           |
    → warning B2 应为 本年决算数
例（没有问题）：
    | 2031年度基础数据表   |              |              |
    | 经费控制情况（万元） | 2031年预算数 | 2031年支出数 |
    | 三公经费             | 11           | 10           |
    | 公用经费             | 90           | 85           |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.model import EMPTY_CELL, Field, Text
from jixiao.scoring.statements import AssessedStatement

CODE = "JX420"
SEVERITY = "warning"
TITLE = Text("报表缺一列", "a statement lacks a column")
BASIS = Text("表样结构", "structure of the form")
ABOUT = "statement"


def check(statement: AssessedStatement) -> Iterator[Problem]:
    """Columns that the form asks for and the sheet does not have."""
    headings = {field.ref: field for field in statement.statement.columns.values()}
    for drift in statement.statement.drift:
        if drift.kind != "missing":
            continue
        yield Problem(
            (headings.get(drift.ref, Field(drift.ref, EMPTY_CELL)),),
            Text(
                f"第 {drift.ref.row} 行的表头里没有“{drift.expected}”一列，有关的数没有核对。",
                f"The heading in row {drift.ref.row} has no column {drift.expected}; what depends on it was not checked.",
            ),
            subject=drift.expected, expected=drift.expected,
            suggestion=Text(f"补上“{drift.expected}”列，或把表头改回这个叫法。", f"Add the column {drift.expected}, or rename its heading."),
        )
