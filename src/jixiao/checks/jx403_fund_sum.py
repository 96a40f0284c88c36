"""资金合计与各项之和不符

为什么：年度资金总额（合计）应等于各项资金之和，预算数和执行数都要平。

怎么改：核对明细；常见的是把预算合计照抄到执行合计。只列了部分“其中”项、之和小于总额的不算错；另两栏都正好相加得出总额的，说明各项已列全。

例（有问题）：
    | 项目           | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
    | 年度资金总额   | 200        | 200        | 200        | 10   | 100%   | 10   |
    | 其中：财政拨款 | 150        | 150        | 150        | —    | —      | —    |
    | 其他资金       | 50         | 50         | 30         | —    | —      | —    |
    → error D2 应为 180
例（有问题）：
    | 项目           | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
    | 年度资金总额   | 200        | 210        | 180        | 10   | 85.71% | 8.57 |
    | 其中：基本支出 | 150        | 150        | 150        | —    | 100%   | —    |
    | 项目支出       | 50         | 50         | 30         | —    | 60%    | —    |
    → error C2 应为 200
例（有问题）：
    表样 申报表
    | 某站项目绩效目标表 |
    | 预算数 | 40万元 | 其中：财政资金 | 30万元 | 其他资金 | |
    | 三级指标 | 年度指标值 | 分值 |
    | 宣传场次 | ≥10场      | 5    |
    → error B2 应为 30
例（没有问题）：
    | 项目           | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
    | 年度资金总额   | 200        | 200        | 180        | 10   | 90%    | 9    |
    | 其中：财政拨款 | 150        | 150        | 150        | —    | —      | —    |
    | 其中：上级补助 | 100        | 100        | 100        | —    | —      | —    |
    | 其他资金       | 50         | 50         | 30         | —    | —      | —    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, at, points
from jixiao.model import Field, Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.funds import AssessedFund

CODE = "JX403"
SEVERITY = "error"
TITLE = Text("资金合计与各项之和不符", "the funds total differs from the sum of its parts")
BASIS = Text("年度资金总额＝各项资金之和", "total funds = sum of the parts")


def _amount(fund: AssessedFund, key: str) -> Fraction | None:
    amount: Fraction | None = getattr(fund, key)
    return amount


def check(assessment: Assessment) -> Iterator[Problem]:
    """The total line's budget and executed amount against the lines below or above it."""
    parts = [f for f in assessment.funds if f.line.role == "part" and not f.line.breakdown]
    for fund in assessment.funds:
        sums = (
            ("initial", "年初预算数", "initial budget", fund.added_initial),
            ("budget", "预算数" if assessment.table.stage == "target" else "全年预算数", "budget", fund.added_budget),
            ("executed", "全年执行数", "executed", fund.added_executed),
        )
        for key, word, word_en, added in sums:
            field: Field | None = getattr(fund.line, key)
            stated = _amount(fund, key)
            if added is None or field is None or stated is None:
                continue
            terms = "+".join(points(_amount(p, key)) for p in parts if _amount(p, key))
            copied = f"（{points(stated)} 恰是全年预算合计）" if key == "executed" and fund.budget == stated else ""
            yield Problem(
                (field, *(f for p in parts if (f := getattr(p.line, key)) is not None and _amount(p, key))),
                Text(
                    f"{at(field, fund.line.name)}{word}填 {points(stated)}，各项之和 {terms} = {points(added)}，相差 {points(abs(stated - added))}{copied}。",
                    f"{at(field, fund.line.name)} states {word_en} {points(stated)}, but {terms} = {points(added)}.",
                ),
                subject=f"{fund.line.name} {word}", expected=points(added), found=points(stated),
                suggestion=Text(f"核对明细；明细无误则改为 {points(added)}。", f"Check the parts; if they are right, change it to {points(added)}."),
            )
