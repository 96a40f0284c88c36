"""报表里该填数字的单元格写了文字

为什么：基础数据表、收支结转结余情况表的数要参加计算，写成文字就进不了合计。

怎么改：只填数字，单位写在表头；没有数的留空或填“/”。公式没有计算过的，先在 Excel 或 WPS 里打开并保存一次。

例（有问题）：
    | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
    | 三公经费             | 12           | 11           | 约十万       |
    | 公用经费             | 100          | 90           | 95           |
    → error D2
例（没有问题）：
    | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
    | 三公经费             | 12           | ——           | 10万元       |
    | 公用经费             | 100          | 90           | /            |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, listing, shorten
from jixiao.model import Text
from jixiao.scoring.statements import AssessedStatement

CODE = "JX417"
SEVERITY = "error"
TITLE = Text("报表里该填数字的单元格写了文字", "text where a figure belongs, in a statement")
BASIS = Text("表样结构：人数、规模、金额为数字", "structure of the form: counts, sizes and amounts are numbers")
ABOUT = "statement"


def check(statement: AssessedStatement) -> Iterator[Problem]:
    """Cells that cannot be read; formulas that were never calculated are said once."""
    for line, field in statement.unreadable:
        if field.cell.kind == "error":
            message = Text(f"{at(field, line.name)}显示错误值 {field.text}，不能计算。", f"{at(field, line.name)} shows the error value {field.text}.")
            remedy = Text("改正这个单元格的公式。", "Correct the formula of this cell.")
        else:
            message = Text(
                f"{at(field, line.name)}应填数字，现填“{shorten(field.text)}”，读不出数，未计入合计。",
                f"{at(field, line.name)} should be a number; “{shorten(field.text)}” cannot be read and is left out of all sums.",
            )
            remedy = Text("改填数字；没有数的留空。", "Enter a number, or leave the cell blank.")
        yield Problem((field,), message, subject=line.name, found=field.text, suggestion=remedy)
    if statement.uncalculated:
        yield Problem(
            statement.uncalculated,
            Text(f"公式没有计算过，没有存下结果：{listing(statement.uncalculated)}。", f"Formulas without a stored result: {listing(statement.uncalculated)}."),
            subject=statement.statement.title, severity="warning",
            suggestion=Text("在 Excel 或 WPS 里打开，重新计算并保存。", "Open the workbook in Excel or WPS, recalculate and save."),
        )
