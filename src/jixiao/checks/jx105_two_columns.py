"""两列都像同一项

为什么：例如同时有“自评得分”和“得分”，只能取其中一列核算，取错了全表都错。

怎么改：确认所取的一列是否正确；不对时，请把另一列的标题改得更清楚（如“财政复核得分”）。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 | 自评得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    | 5        |
    → warning E1
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.model import EMPTY_CELL, Field, Text
from jixiao.scoring.assess import Assessment

CODE = "JX105"
SEVERITY = "warning"
TITLE = Text("两列都像同一项", "two columns claim the same field")
BASIS = Text("表样结构", "structure of the form")


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding per heading that lost against another."""
    for drift in assessment.table.drift:
        if drift.kind != "duplicate":
            continue
        columns = assessment.table.columns | assessment.table.fund_columns
        taken = columns.get(drift.key)
        place = taken.ref.a1 if taken else ""
        yield Problem(
            (Field(drift.ref, EMPTY_CELL), *([taken] if taken else [])),
            Text(
                f"{drift.ref.a1}“{drift.found}”与 {place}“{drift.expected}”都像同一列，已取后者核算。",
                f"{drift.ref.a1} “{drift.found}” and {place} “{drift.expected}” claim the same field; the latter was taken.",
            ),
            subject=drift.found,
            suggestion=Text("请确认所取的列；不对时把另一列的标题改得更清楚。", "Check the column taken; rename the other one if it is wrong."),
        )
