"""期末结余不平

为什么：期末结余＝上年结余＋本年收入－本年支出，每个单位和合计都应相平。空格和“/”按 0 计。

怎么改：核对上年结余、收入、支出；三个数无误则按算得的结余改正。

例（有问题）：
    | 单位名称 | 上年结余 | 本年收入 | 本年支出 | 期末结余 |
    | 甲所     | 5        | 100      | 90       | 10       |
    → error E2 应为 15
例（没有问题）：
    | 单位名称 | 上年结余 | 本年收入 | 本年支出 | 期末结余 |
    | 甲所     | /        | 100      | 100      | /        |
    | 乙所     | 5        | 200      | 190      | 15       |
    | 合计     | 5        | 300      | 290      | 15       |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.stating import figure_due
from jixiao.model import NOTHING_SAID, Text
from jixiao.scoring.statements import AssessedStatement

CODE = "JX414"
SEVERITY = "error"
TITLE = Text("期末结余不平", "the closing balance does not follow")
BASIS = Text("期末结余＝上年结余＋本年收入－本年支出", "closing = opening + income − expenditure")
ABOUT = "statement"


def check(statement: AssessedStatement) -> Iterator[Problem]:
    """Every line with a balance; a sum that is wrong already is said there."""
    wrong = {one.relation.result.ref for one in statement.relations if one.relation.kind == "sum" and one.holds is False}
    for one in statement.relations:
        if one.relation.kind != "balance" or one.holds is not False or one.due is None or one.relation.result.ref in wrong:
            continue
        yield figure_due(one, statement, NOTHING_SAID, NOTHING_SAID)
