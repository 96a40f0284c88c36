"""控制率超过 100%

为什么：在职人数超过编制数是超编；楼堂馆所的实际规模、实际投资超过批复，都要说明原因。

怎么改：核对数字；属实的，在报告里写明原因和整改措施。

例（有问题）：
    | 财政供养人员情况（人） | 编制数 | 2031年实际在职人数 | 控制率  |
    |                        | 40     | 42                 | 105.00% |
    → warning D2
例（没有问题）：
    | 财政供养人员情况（人） | 编制数 | 2031年实际在职人数 | 控制率  |
    |                        | 40     | 40                 | 100.00% |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, percent
from jixiao.checks.stating import cells, place, subject
from jixiao.model import Text
from jixiao.scoring.statements import AssessedStatement

CODE = "JX415"
SEVERITY = "warning"
TITLE = Text("控制率超过 100%", "a control ratio above 100%")
BASIS = Text("在职人数、建设规模、投资应控制在批准数以内", "staff, size and investment stay within what was approved")
ABOUT = "statement"


def check(statement: AssessedStatement) -> Iterator[Problem]:
    """Ratios that the form wants at most 100%."""
    for one in statement.relations:
        if not one.is_rate or not one.relation.remark or one.due is None or one.due <= 1:
            continue
        yield Problem(
            cells(one, statement),
            Text(f"{place(one)}为 {percent(one.due)}：{one.relation.remark}（{one.why.zh}）。", f"{place(one)} is {percent(one.due)}: more than was approved ({one.why.en})."),
            subject=subject(one), found=percent(one.due),
            suggestion=Text("核对数字；属实的写明原因和整改措施。", "Check the figures; if they are right, state the reason."),
        )
