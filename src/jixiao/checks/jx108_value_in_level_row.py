"""层级行里填了指标值

为什么：“质量指标”“时效指标”是下面各指标的标题，不是指标，不应有值。有值多半是合并单元格下移、错位，值是邻行的重复，下面的指标也分不清属于哪个层级。

怎么改：删去层级行里的值，把层级行移到它的第一个指标上面。

例（有问题）：
    | 产出指标     |        |
    | 数量指标     |        |
    | 印发手册数   | ≥200册 |
    | 质量指标     | ≥200册 |
    | 手册合格率   | ≥95%   |
    → error B4
例（没有问题）：
    | 产出指标     |        |
    | 数量指标     |        |
    | 印发手册数   | ≥200册 |
    | 质量指标     |        |
    | 手册合格率   | ≥95%   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, shorten
from jixiao.model import EMPTY_CELL, Field, Ref, Text
from jixiao.scoring.assess import Assessment

CODE = "JX108"
SEVERITY = "error"
TITLE = Text("层级行里填了指标值", "a level that holds a value")
BASIS = Text("表样结构：标题行没有指标值", "structure of the form: a heading has no value")


def _twin(assessment: Assessment, row: int, value: str) -> Field | None:
    """The nearest value above (else below) that this one repeats."""
    targets = [r.source.target for r in assessment.indicators if r.source.target is not None and r.source.target.text == value]
    above = [field for field in targets if field.ref.row < row]
    return max(above, key=lambda field: field.ref.row) if above else min(targets, key=lambda field: field.ref.row, default=None)


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for every level with a value."""
    displaced = [drift for drift in assessment.table.drift if drift.kind == "displaced"]
    before: dict[str, Ref] = {}
    for drift in displaced:
        twin = _twin(assessment, drift.ref.row, drift.found)
        place = twin.ref if twin is not None else before.get(drift.found)
        before[drift.found] = drift.ref
        zh = f"，与 {place.a1} 的指标值相同，是邻行的重复" if place else ""
        en = f", a repetition of {place.a1}" if place else ""
        yield Problem(
            (Field(drift.ref, EMPTY_CELL, drift.found), *((twin,) if twin is not None else ())),
            Text(
                f"{drift.ref.a1}：“{drift.expected}”是层级标题，却填了指标值“{shorten(drift.found)}”{zh}；标题行不得有值，未当作指标。",
                f"{drift.ref.a1}: “{drift.expected}” is a level but holds the value “{shorten(drift.found)}”{en}; it was not read as an indicator.",
            ),
            subject=drift.expected,
            found=drift.found,
            expected="",
            suggestion=Text("删去这个值，把层级行移到它的第一个指标上面。", "Remove the value and move the level above its first indicator."),
        )
