"""三公经费超过预算或上年

为什么：“三公”经费只减不增：决算数不应超过本年预算数和上年决算数。

怎么改：核对数字；属实的，在报告里说明原因。

例（有问题）：
    | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
    | 三公经费             | 12           | 11           | 11.5         |
    | 公用经费             | 100          | 90           | 95           |
    → warning D2
例（没有问题）：
    | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
    | 三公经费             | 12           | 11           | 10           |
    | 公用经费             | 100          | 90           | 95           |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, points
from jixiao.checks.stating import place, subject
from jixiao.model import Text
from jixiao.scoring.statements import AssessedStatement

CODE = "JX416"
SEVERITY = "warning"
TITLE = Text("三公经费超过预算或上年", "a capped expense is above its budget or last year")
BASIS = Text("“三公”经费只减不增", "these expenses are not to grow")
ABOUT = "statement"


def check(statement: AssessedStatement) -> Iterator[Problem]:
    """Lines that the form limits."""
    odd = {mix.field.ref for mix in statement.mixes}
    for one in statement.relations:
        if one.relation.kind != "limit" or one.holds is not False or one.stated is None or one.relation.result.ref in odd:
            continue
        passed = [f"{term.name} {points(statement.figures[term.field.ref], 6)}" for term in one.terms]
        stated = points(one.stated, 6)
        yield Problem(
            (one.relation.result, *(term.field for term in one.terms)),
            Text(f"{place(one)}为 {stated}，超过{'、'.join(passed)}。", f"{place(one)} is {stated}, above {', '.join(passed)}."),
            subject=subject(one), found=stated,
            suggestion=Text("核对数字；属实的说明超支或增长的原因。", "Check the figures; if they are right, state why."),
        )
