"""“其中”行重复填了分值或得分

为什么：预算执行率只有总额行计分，“其中”各行应填“—”。重复填写，求和时会重复计入。

怎么改：把“其中”各行的分值和得分改为“—”。

例（有问题）：
    | 项目           | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额   | 200        | 200        | 200        | 10   | 100.00% | 10   |
    | 其中：财政拨款 | 200        | 200        | 200        | 10   | 100.00% | 10   |
    → warning E3
例（没有问题）：
    | 项目           | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额   | 200        | 200        | 200        | 10   | 100.00% | 10   |
    | 其中：财政拨款 | 200        | 200        | 200        | —    | 100.00% | —    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, listing
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX408"
SEVERITY = "warning"
TITLE = Text("“其中”行重复填了分值或得分", "a part repeats the weight or score of the total")
BASIS = Text("只有年度资金总额行计分", "only the total line is scored")
NEEDS = ("fund.weight",)


def check(assessment: Assessment) -> Iterator[Problem]:
    """Parts with a weight or score beside a scored total."""
    if assessment.execution is None or assessment.execution.line.role != "total":
        return
    fields = tuple(
        field
        for fund in assessment.funds if fund.line.role == "part"
        for field, value in ((fund.line.weight, fund.weight), (fund.line.score, fund.stated_score))
        if field is not None and value
    )
    if fields:
        yield Problem(
            fields,
            Text(f"“其中”各行不应有分值或得分：{listing(fields)}。", f"Parts must not have a weight or score: {listing(fields)}."),
            suggestion=Text("改为“—”，只在年度资金总额行计分。", "Put “—” there; only the total line is scored."),
        )
