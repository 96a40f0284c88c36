"""缺少核算必需的列

为什么：没有“实际完成值”“分值”“得分”等列，各行的得分就无法核对。整列缺失只报一条，不逐行报。

怎么改：按表样补上这一列。如果列在、只是标题换了说法而没有认出，请改回表样的标题。

例（有问题）：
    | 三级指标   | 年度指标值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 5    | 5    |
    → error A1
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.model import EMPTY_CELL, Drift, Field, Text
from jixiao.scoring.assess import Assessment

CODE = "JX102"
SEVERITY = "error"
_WHERE = {False: Text("整张表", "The table"), True: Text("资金部分", "The funds block")}
TITLE = Text("缺少核算必需的列", "a required column is missing")
BASIS = Text("表样结构", "structure of the form")


def _consequence(key: str, rows: int, *, scored: bool) -> Text:
    if key == "actual" and not scored:
        return Text(f"{rows} 行都无法看进度", f"nothing can be said about the progress of the {rows} rows")
    if key == "actual":
        return Text(f"{rows} 行得分都无法核对", f"none of the {rows} scores can be verified")
    if key.startswith("fund."):
        return Text("资金部分无法完整核对", "the funds block cannot be fully verified")
    return Text(f"{rows} 行指标无法完整核对", f"the {rows} indicators cannot be fully verified")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Required columns that no heading was taken for."""
    table = assessment.table
    # Some tables score the execution rate as an indicator: then the funds block needs no weight.
    apart = any("执行率" in row.source.name.text and row.weight for row in assessment.indicators)
    missing: list[Drift] = [
        drift for drift in table.drift
        if drift.kind == "missing" and not (apart and drift.key in {"fund.weight", "fund.score", "fund.rate"})
    ]
    for drift in missing:
        what = _consequence(drift.key, len(table.indicators), scored=assessment.monitoring is None)
        yield Problem(
            (Field(drift.ref, EMPTY_CELL),),
            Text(f"{_WHERE[drift.key.startswith('fund.')].zh}没有“{drift.expected}”列，{what.zh}。", f"{_WHERE[drift.key.startswith('fund.')].en} has no column “{drift.expected}”: {what.en}."),
            subject=drift.expected,
            expected=drift.expected,
            suggestion=Text(f"请补上“{drift.expected}”列。", f"Add the column “{drift.expected}”."),
        )
