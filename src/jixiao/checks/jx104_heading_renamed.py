"""标题与表样说法不同，按意思认作

为什么：表头用了别的说法。按意思可以认出，但应让人知道哪一列被当作什么。

怎么改：一般不用改；如果认错了，请把标题改成表样的说法。

例（有问题）：
    | 三级指标   | 计划指标值 | 全年完成值 | 权重 | 自评分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5      |
    → info B1
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.model import EMPTY_CELL, Field, Text
from jixiao.scoring.assess import Assessment

CODE = "JX104"
SEVERITY = "info"
TITLE = Text("标题按意思认作表样的列", "headings matched by meaning")
BASIS = Text("表样结构", "structure of the form")


def check(assessment: Assessment) -> Iterator[Problem]:
    """One grouped finding of the headings that are not the form's own words."""
    renamed = [drift for drift in assessment.table.drift if drift.kind == "renamed"]
    if not renamed:
        return
    taken = "、".join(f"{d.ref.a1}“{d.found}”→{d.expected}" for d in renamed)
    yield Problem(
        tuple(Field(d.ref, EMPTY_CELL) for d in renamed),
        Text(f"以下标题与表样说法不同，已按意思认作：{taken}。", f"Headings matched by meaning: {taken}."),
        suggestion=Text("如有认错，请把标题改成表样的说法。", "If one is wrong, use the form's own heading."),
    )
