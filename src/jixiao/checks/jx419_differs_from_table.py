"""同一个数，报表和自评表不一致

为什么：基础数据表的项目支出决算数，与自评表“按支出性质分”的项目支出是同一笔钱；收支结转结余情况表合计的本年支出，
与“按收入性质分”的一般公共预算也应一致。

怎么改：核对两处，改正填错的一处；口径不同的，在说明里写明。

例（有问题）：
    | 年度预算申请   | 年初预算数 | 全年预算数     | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额   | 200        | 200            | 200        | 10   | 100.00% | 10   |
    | 按收入性质分： |            | 按支出性质分： |            |      |         |      |
    | 其中：一般公共预算：150 |   | 其中：基本支出：120 |       |      |         |      |
    | 其他资金：50   |            | 项目支出：80   |            |      |         |      |
    |                |            |                |            |      |         |      |
    | 三级指标       | 年度指标值 | 实际完成值     | 分值       | 得分 |         |      |
    | 某指标         | ≥1个       | 1个            | 90         | 90   |         |      |
    | 总分           |            |                |            | 100  |         |      |
    |                |            |                |            |      |         |      |
    | 单位名称       | 上年结余   | 本年收入       | 本年支出   | 期末结余 |     |      |
    | 甲所           | /          | 160            | 160        | /    |         |      |
    | 合计           | /          | 160            | 160        | /    |         |      |
    → warning D13 应为 150
例（没有问题）：
    | 年度预算申请   | 年初预算数 | 全年预算数     | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额   | 200        | 200            | 200        | 10   | 100.00% | 10   |
    | 按收入性质分： |            | 按支出性质分： |            |      |         |      |
    | 其中：一般公共预算：150 |   | 其中：基本支出：120 |       |      |         |      |
    | 其他资金：50   |            | 项目支出：80   |            |      |         |      |
    |                |            |                |            |      |         |      |
    | 三级指标       | 年度指标值 | 实际完成值     | 分值       | 得分 |         |      |
    | 某指标         | ≥1个       | 1个            | 90         | 90   |         |      |
    | 总分           |            |                |            | 100  |         |      |
    |                |            |                |            |      |         |      |
    | 单位名称       | 上年结余   | 本年收入       | 本年支出   | 期末结余 |     |      |
    | 甲所           | /          | 150            | 150        | /    |         |      |
    | 合计           | /          | 150            | 150        | /    |         |      |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, points
from jixiao.checks.stating import place, subject
from jixiao.model import Text
from jixiao.scoring.statements import AssessedStatement

CODE = "JX419"
SEVERITY = "warning"
TITLE = Text("同一个数，报表和自评表不一致", "a figure differs between a statement and the self-evaluation")
BASIS = Text("同一文件里同一口径的数应一致", "one figure is the same throughout a workbook")
ABOUT = "statement"


def check(statement: AssessedStatement) -> Iterator[Problem]:
    """Figures that the 自评表 of the same workbook states too."""
    for one in statement.relations:
        if one.relation.kind != "same" or one.holds is not False or one.stated is None or one.computed is None:
            continue
        stated, there = points(one.stated, 6), points(one.computed, 6)
        yield Problem(
            (one.relation.result, *(term.field for term in one.terms)),
            Text(
                f"{place(one)}为 {stated}，{one.why.zh}，相差 {points(abs(one.stated - one.computed), 6)}。",
                f"{place(one)} is {stated}; {one.why.en}.",
            ),
            subject=subject(one), expected=there, found=stated,
            suggestion=Text("核对两处，改正填错的一处；口径不同的写明。", "Check both places and correct the wrong one, or say how they differ."),
        )
