"""二级指标下没有指标

为什么：表样列出了二级指标，下面一行指标也没有，或整行填“无”。允许不设，但要确认是不适用，不是漏填。

怎么改：确实不适用的，删去这一行，或整行填“/”；漏填的补上指标。

只看申报表：全部空行合成一条提示。

例（有问题）：
    表样 申报表
    | 一级指标 | 二级指标     | 三级指标     | 指标性质 | 指标值   |
    | 产出指标 | 数量指标     | 宣传场次     | 定量     | ≥10场    |
    | 效益指标 | 经济效益指标 |              |          |          |
    |          | 社会效益指标 | 居民知晓率   | 定量     | ≥80%     |
    |          | 生态效益指标 | 无           | 定性     | 无       |
    → warning B3
    → warning C5
例（没有问题）：
    表样 申报表
    | 一级指标 | 二级指标     | 三级指标     | 指标值   |
    | 产出指标 | 数量指标     | 宣传场次     | ≥10场    |
    |          | 数量指标     |              |          |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, listing
from jixiao.model import EMPTY_CELL, Drift, Field, Text
from jixiao.scoring.assess import Assessment

CODE = "JX111"
SEVERITY = "warning"
TITLE = Text("二级指标下没有指标", "a level without indicators")
BASIS = Text("表样结构：二级指标可以不设，设了要填", "structure of the form: a level may be left out, not left empty")


def _field(drift: Drift) -> Field:
    return Field(drift.ref, EMPTY_CELL, drift.found)


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all levels left blank, one for each row that says 无."""
    if assessment.table.stage != "target":
        return
    empty = [drift for drift in assessment.table.drift if drift.kind == "empty"]
    blank = [drift for drift in empty if drift.key == "level2"]
    if blank:
        fields = tuple(_field(drift) for drift in blank)
        names = "、".join(drift.found for drift in blank[:8])
        yield Problem(
            fields,
            Text(
                f"{len(blank)} 个二级指标下没有填指标（{names}）：不适用的可以空着，请确认不是漏填。",
                f"{len(blank)} levels have no indicator ({listing(fields)}): leave them out, or fill them in.",
            ),
            subject="二级指标下没有指标",
            suggestion=Text("不适用的删去这一行或整行填“/”；漏填的补上指标。", "Delete the row, or fill in an indicator."),
        )
    for drift in empty:
        if drift.key != "name":
            continue
        yield Problem(
            (_field(drift),),
            Text(
                f"{drift.ref.a1}：“{drift.expected}”整行填“{drift.found}”，没有指标，已忽略。",
                f"{drift.ref.a1}: the row of “{drift.expected}” says “{drift.found}” throughout; it was ignored.",
            ),
            subject=drift.expected,
            found=drift.found,
            suggestion=Text("不设指标的，删去这一行；指标性质、类型也不要填。", "Delete the row, its nature and unit too."),
        )
