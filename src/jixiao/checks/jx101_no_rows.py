"""指标表里没有一行指标

为什么：找到了指标表的表头，但下面没有任何指标，无从计算。

怎么改：把指标填在表头下面；如果指标在另一张工作表，请合并到一张表，或把表头一起复制过去。

例（有问题）：
    | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 总分     |            |            |      |      |
    → error A1
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX101"
SEVERITY = "error"
TITLE = Text("指标表没有一行指标", "the indicator table is empty")
BASIS = Text("表样结构", "structure of the form")


def check(assessment: Assessment) -> Iterator[Problem]:
    """A heading without rows."""
    if assessment.indicators:
        return
    heading = assessment.table.columns["name"]
    yield Problem(
        (heading,),
        Text(f"{heading.ref.a1} 是指标表的表头，但下面没有一行指标。", f"{heading.ref.a1} heads an indicator table without any row."),
        suggestion=Text("请在表头下面逐行填写指标。", "Fill in the indicators below the heading."),
    )
