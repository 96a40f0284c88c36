"""申报表缺少分值或资金

为什么：申报时不定分值，年底就没有依据给分；没有预算，成本指标和预算执行率无从核对。表样本身没有这一栏的，也提示一次。

怎么改：补上“分值（权重）”列，合计 100 分（执行率另占的，按本地规定）；补上资金部分，写明预算数和资金来源。

例（有问题）：
    表样 申报表
    | 某站项目绩效目标表 |
    | 预算数 | 20万元 |
    | 一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据 |
    | 产出指标 | 数量指标 | 宣传场次 | 宣传的场次   | ≥10场  | 年度计划       |
    → warning A3 应为 分值
例（没有问题）：
    表样 申报表
    | 某站项目绩效目标表 |
    | 预算数 | 20万元 |
    | 一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据 | 分值 |
    | 产出指标 | 数量指标 | 宣传场次 | 宣传的场次   | ≥10场  | 年度计划       | 90   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, points
from jixiao.model import EMPTY_CELL, Field, Text
from jixiao.scoring.assess import Assessment
from jixiao.values import Quantity

CODE = "JX110"
SEVERITY = "warning"
TITLE = Text("申报表缺少分值或资金", "a declaration without weights or funds")
BASIS = Text("绩效目标管理：指标有分值，目标与预算相匹配（条文待核）", "targets carry weights and match a budget (text unverified)")
_YUAN = 10000


def _costs(assessment: Assessment) -> tuple[int, Fraction]:
    """How many cost indicators state an amount of money, and what they add up to in 万元."""
    amounts = [
        row.target.value for row in assessment.indicators
        if "成本" in row.source.level2 and isinstance(row.target, Quantity) and row.target.unit.dimension == "元"
    ]
    return len(amounts), sum(amounts, Fraction(0)) / _YUAN


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for every column or block that the form would want."""
    for drift in assessment.table.drift:
        if drift.kind != "wanted":
            continue
        count, costs = _costs(assessment)
        if drift.key.startswith("fund."):
            more = f"；成本指标 {count} 行合计 {points(costs)} 万元，没有预算可核对" if count else ""
            zh, en = f"表内没有资金部分（{drift.expected}）{more}。", "the table has no funds block" + (f"; {count} cost indicators add up to {points(costs)} 万元." if count else ".")
            remedy = Text("补上资金部分：预算总额及各项资金来源。", "Add the funds: the budget and where it comes from.")
        else:
            zh = f"表内没有“{drift.expected}”列，{len(assessment.indicators)} 个指标到年底没有评分的依据。"
            en = f"the table has no column “{drift.expected}”: its {len(assessment.indicators)} indicators cannot be scored at the year's end."
            remedy = Text(f"补上“{drift.expected}”列，合计 100 分。", f"Add the column “{drift.expected}”.")
        yield Problem((Field(drift.ref, EMPTY_CELL, ""),), Text(zh, en), subject=drift.expected, expected=drift.expected, suggestion=remedy)
