"""全年预计执行数不合理

为什么：全年预计执行数不会少于已经执行的数；超过预算数的，没有预算可以支出。

怎么改：核对全年预计执行数、已执行数和预算数；预算已调整的，预算数按调整后填写。

例（有问题）：
    | 项目支出绩效运行监控表 |
    | 项目资金     | 年初预算数 | 1-7月执行数 | 1-7月执行率 | 全年预计执行数 |
    | 年度资金总额 | 100        | 60          | 60%         | 50             |
    → error E3 应为 ≥60
例（有问题）：
    | 项目支出绩效运行监控表 |
    | 项目资金     | 年初预算数 | 1-7月执行数 | 1-7月执行率 | 全年预计执行数 |
    | 年度资金总额 | 100        | 60          | 60%         | 120            |
    → warning E3 应为 ≤100
例（没有问题）：
    | 项目支出绩效运行监控表 |
    | 项目资金     | 年初预算数 | 1-7月执行数 | 1-7月执行率 | 全年预计执行数 |
    | 年度资金总额 | 100        | 60          | 60%         | 95             |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points
from jixiao.checks.progressing import funds_of, is_blank
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX308"
SEVERITY = "error"
TITLE = Text("全年预计执行数不合理", "the expected spending of the year cannot be")
BASIS = Text("已执行数≤全年预计执行数≤预算数", "executed so far ≤ expected for the year ≤ budget")
NEEDS = ("fund.expected",)


def check(assessment: Assessment) -> Iterator[Problem]:
    """Each line: expected for the year against what was spent and what there is."""
    for fund, _ in funds_of(assessment):
        field, name = fund.line.expected, fund.line.name
        if field is None or fund.expected is None:
            continue
        if fund.executed is not None and fund.expected < fund.executed:
            yield Problem(
                (field, *((fund.line.executed,) if fund.line.executed else ())),
                Text(
                    f"{at(field, name)}全年预计执行 {points(fund.expected)}，少于已执行的 {points(fund.executed)}。",
                    f"{at(field, name)} expects {points(fund.expected)} for the year, less than the {points(fund.executed)} already spent.",
                ),
                subject=name, expected=f"≥{points(fund.executed)}", found=points(fund.expected),
                suggestion=Text("核对两个数，全年预计数不少于已执行数。", "Check both; the year's figure includes what was spent."),
            )
        elif fund.base is not None and fund.expected > fund.base and (fund.line.remark is None or is_blank(fund.line.remark)):
            budget = fund.line.budget or fund.line.initial
            yield Problem(
                (field, *((budget,) if budget else ())),
                Text(
                    f"{at(field, name)}全年预计执行 {points(fund.expected)}，超过预算 {points(fund.base)}。",
                    f"{at(field, name)} expects {points(fund.expected)} for the year, more than the budget of {points(fund.base)}.",
                ),
                subject=name, expected=f"≤{points(fund.base)}", found=points(fund.expected), severity="warning",
                suggestion=Text("预算已追加的按调整后的数填写，否则核对预计数。", "State the adjusted budget, or check the expected figure."),
            )
