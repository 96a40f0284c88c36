"""控制率、变动率与算得的不符

为什么：控制率＝在职人数÷编制数，规模控制率＝实际规模÷批复规模，投资概算控制率＝实际投资÷投资概算，变动率＝（本年－上年）÷上年。

怎么改：先核对两个数，再按算得的比率改正。只差四舍五入的不算错。

例（有问题）：
    | 财政供养人员情况（人） | 编制数 | 2031年实际在职人数 | 控制率 |
    |                        | 40     | 38                 | 93.00% |
    → error D2 应为 95.00%
例（有问题）：
    | 财政供养人员情况（人） | 编制数 | 2031年实际在职人数 | 控制率 |
    |                        | 40     | 38                 |        |
    → warning D2 应为 95.00%
例（没有问题）：
    | 财政供养人员情况（人） | 编制数 | 2031年实际在职人数 | 控制率 |
    |                        | 335    | 307                | 0.92   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, percent
from jixiao.checks.stating import advice, cells, place, subject
from jixiao.model import Text
from jixiao.scoring.statements import AssessedStatement

CODE = "JX413"
SEVERITY = "error"
TITLE = Text("控制率、变动率与算得的不符", "a ratio differs from the computed one")
BASIS = Text("控制率＝在职÷编制；规模控制率＝实际规模÷批复规模；变动率＝（本年－上年）÷上年", "ratios of the form")
ABOUT = "statement"


def check(statement: AssessedStatement) -> Iterator[Problem]:
    """Every ratio whose two figures are given."""
    for one in statement.relations:
        if not one.is_rate or one.holds is not False or one.due is None:
            continue
        due, field = percent(one.due), one.relation.result
        if one.stated is None:
            yield Problem(
                cells(one, statement),
                Text(f"{place(one)}没有填，{one.why.zh}。", f"{place(one)} is blank; {one.why.en}."),
                subject=subject(one), expected=due, severity="warning",
                suggestion=Text(f"填写 {due}。", f"Enter {due}."),
            )
            continue
        yield Problem(
            cells(one, statement),
            Text(f"{place(one)}填 {field.text}，{one.why.zh}。", f"{place(one)} states {field.text}; {one.why.en}."),
            subject=subject(one), expected=due, found=field.text, suggestion=advice(one, statement),
        )
