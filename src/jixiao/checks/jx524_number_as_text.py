"""数字存成了文本

为什么：分值、得分、金额写成“18分”或文本型数字，Excel 求和时会跳过，合计就少了。jixiao 能读出数，不影响核算。

怎么改：改成数字，单位写在标题里；文本型数字可用“分列”或“转换为数字”。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 20   | 20分 |
    → info E2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 20   | 20   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, listing
from jixiao.model import Field, Text
from jixiao.scoring.assess import Assessment

CODE = "JX524"
SEVERITY = "info"
TITLE = Text("数字存成了文本", "numbers stored as text")
BASIS = Text("Excel 的 SUM 不计文本", "Excel's SUM skips text")


def _figures(assessment: Assessment) -> Iterator[tuple[Field | None, Fraction | None]]:
    """Every cell that a sum would add, with the figure that was read there."""
    for fund in assessment.funds:
        line = fund.line
        if assessment.table.stage == "target" and line.budget is not None and line.budget.text.endswith("元"):
            continue  # 预算数 | 40万元: without a heading, the unit belongs beside the amount
        yield from ((line.initial, fund.initial), (line.budget, fund.budget), (line.executed, fund.executed))
        yield from ((line.weight, fund.weight), (line.score, fund.stated_score))
    for row in assessment.indicators:
        yield row.source.weight, row.weight if row.weight_from == "column" else None
        yield row.source.score, row.stated
    yield assessment.table.total, assessment.stated_total


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all figures that a sum would skip."""
    fields = tuple(
        field for field, figure in _figures(assessment)
        if field is not None and figure is not None and field.part is None and field.cell.kind == "text"
    )
    if fields:
        yield Problem(
            fields,
            Text(
                f"{len(fields)} 处数字存成了文本（{listing(fields)}，如“{fields[0].text}”），Excel 求和时会跳过。",
                f"{len(fields)} numbers are stored as text ({listing(fields)}, such as “{fields[0].text}”); Excel's SUM skips them.",
            ),
            found=fields[0].text,
            suggestion=Text("改成数字，单位写在标题里。", "Turn them into numbers and put the unit into the heading."),
        )
