"""该填数字的单元格写了文字

为什么：分值、得分、预算数、执行数要参加计算。写成文字的，Excel 求和时当作 0，合计就会少。

怎么改：只填数字（单位写在表头）；没有数的留空或填“-”。显示 #DIV/0! 等错误值的，先改正公式。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分     |
    | 走访企业数 | ≥10家      | 12家       | 5    | 得分较高 |
    → error E2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, shorten
from jixiao.model import Field, Text
from jixiao.scoring.assess import Assessment
from jixiao.values import NotANumber, number

CODE = "JX501"
SEVERITY = "error"
TITLE = Text("该填数字的单元格写了文字", "text where a number belongs")
BASIS = Text("表样结构：分值、得分、金额为数字", "structure of the form: weights, scores and amounts are numbers")


def never_calculated(field: Field) -> bool:
    """Whether the cell holds a formula whose result was never stored."""
    return field.cell.formula is not None and not field.cell.cached


def _unreadable(assessment: Assessment) -> Iterator[tuple[Field, str]]:
    for fund in assessment.funds:
        for field in fund.unreadable:
            yield field, fund.line.name
    for row in assessment.indicators:
        for field in row.unreadable:
            yield field, row.source.name.text
    table = assessment.table
    for total, name in ((table.total, "总分"), (table.total_weight, "总分值")):
        if total is not None and isinstance(number(total.cell if total.part is None else total.part), NotANumber):
            yield total, name


def check(assessment: Assessment) -> Iterator[Problem]:
    """Cells of weights, scores and amounts that cannot be read as a number."""
    for field, name in _unreadable(assessment):
        if never_calculated(field):
            continue  # JX502 says it once for the whole table
        if field.cell.kind == "error":
            message = Text(
                f"{at(field, name)}显示错误值 {field.text}，不能计算。",
                f"{at(field, name)} shows the error value {field.text} and cannot be computed with.",
            )
            remedy = Text("改正这个单元格的公式。", "Correct the formula of this cell.")
        else:
            message = Text(
                f"{at(field, name)}应填数字，现填“{shorten(field.text)}”，读不出数，未计入合计。",
                f"{at(field, name)} should be a number; “{shorten(field.text)}” cannot be read and is left out of all sums.",
            )
            remedy = Text("改填数字；没有数的留空。", "Enter a number, or leave the cell blank.")
        yield Problem((field,), message, subject=name, found=field.text, suggestion=remedy)
