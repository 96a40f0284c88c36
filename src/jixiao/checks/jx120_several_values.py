"""合并的标题下面，一行有两个值

为什么：标题跨了几列，同一行的几列里又各有内容，只能取一个核算；取错了这一行就错。

怎么改：每列各写自己的标题，或把这一行的几格合并成一格。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | <    | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 8家  | 5    | 5    |
    → warning C2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | <    | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12         | 家   | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, listing
from jixiao.model import EMPTY_CELL, Field, Text
from jixiao.scoring.assess import Assessment

CODE = "JX120"
SEVERITY = "warning"
TITLE = Text("合并的标题下面，一行有两个值", "two values in a row below one merged heading")
BASIS = Text("一项一格", "one cell for one thing")


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding a column, with the reading taken in each row."""
    table = assessment.table
    for key in dict.fromkeys(drift.key for drift in table.drift if drift.kind == "several"):
        own = [drift for drift in table.drift if drift.kind == "several" and drift.key == key]
        rows = {row.row: row for row in table.indicators}
        taken = [getattr(rows[d.ref.row], key) if d.ref.row in rows else Field(d.ref, EMPTY_CELL) for d in own]
        first = own[0]
        heading = table.columns[key]
        yield Problem(
            (*taken, *(Field(d.ref, EMPTY_CELL) for d in own)),
            Text(
                f"标题 {heading.ref.a1}“{heading.text}”跨了几列，{len(own)} 行里有两个值，例如 {taken[0].ref.a1}“{first.expected}”和 {first.ref.a1}“{first.found}”；"
                f"都取了左边的（{listing(tuple(taken))}）。",
                f"The heading {heading.ref.a1} covers several columns, and {len(own)} rows have two values; the left one was taken ({listing(tuple(taken))}).",
            ),
            subject=heading.text,
            suggestion=Text("请确认左边的是要核算的值；不是时，给每列写上标题。", "Check that the left value is meant; else give each column a heading."),
        )
