"""“其中”各项之和超过了总数

为什么：“其中”只列部分项目，之和可以小于总数，不能大于总数。

怎么改：核对“其中”各项，或总数是否漏计。

例（有问题）：
    | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
    | 公用经费             | 100          | 90           | 95           |
    | 其中：办公经费       | 60           | 50           | 70           |
    | 水费、电费、差旅费   | 20           | 20           | 30           |
    | 会议费、培训费       | 5            | 5            | /            |
    → error D2
例（没有问题）：
    | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
    | 公用经费             | 100          | 90           | 95           |
    | 其中：办公经费       | 60           | 50           | 40           |
    | 水费、电费、差旅费   | 20           | 20           | 30           |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, points
from jixiao.checks.stating import cells, place, subject
from jixiao.model import Text
from jixiao.scoring.statements import AssessedStatement

CODE = "JX412"
SEVERITY = "error"
TITLE = Text("“其中”各项之和超过了总数", "the parts exceed the whole")
BASIS = Text("“其中”各项之和≤总数", "parts named “of which” are at most the whole")
ABOUT = "statement"


def check(statement: AssessedStatement) -> Iterator[Problem]:
    """Every line of which only some parts are listed."""
    for one in statement.relations:
        if one.relation.kind != "at_most" or one.holds is not False or one.due is None or one.stated is None:
            continue
        stated = points(one.stated, 6)
        yield Problem(
            cells(one, statement),
            Text(
                f"{place(one)}为 {stated}，其中各项之和 {one.why.zh}，多出 {points(one.due - one.stated, 6)}。",
                f"{place(one)} is {stated}, but its parts add up to {one.why.en}.",
            ),
            subject=subject(one), found=stated,
            suggestion=Text("核对其中各项，或总数是否漏计。", "Check the parts, or whether the whole lacks something."),
        )
