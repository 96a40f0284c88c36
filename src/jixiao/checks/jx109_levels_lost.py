"""指标没有所属的层级

为什么：三级指标要归在二级指标、一级指标下面，分值才能按层级合计，系统也才导得进去。层级行错位或缺失时，分不清哪个指标属于哪个层级。

怎么改：在每组指标上面补上二级指标，二级指标上面补上一级指标；一级指标写在它的二级指标前面。

层级行填了值（JX108）的表，后面的指标不归入任何层级，不作猜测。有层级列、只是个别行空着的，按警告提示。

例（有问题）：
    | 产出指标     |        |
    | 印发手册数   | ≥200册 |
    | 质量指标     | ≥200册 |
    | 手册合格率   | ≥95%   |
    → error A2
例（有问题）：
    | 一级指标 | 二级指标 | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产出指标 |          | 走访商户数 | ≥10家      | 12家       | 5    | 5    |
    | 产出指标 | 质量指标 | 手册合格率 | ≥95%       | 96%        | 5    | 5    |
    → warning C2
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

from jixiao.checks.base import Problem, listing
from jixiao.model import Drift, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment

CODE = "JX109"
SEVERITY = "error"
TITLE = Text("指标没有所属的层级", "indicators that belong to no level")
BASIS = Text("表样结构：一级、二级、三级指标逐级对应", "structure of the form: every indicator stands below its levels")

# The levels below a 一级指标, by the words that tell them, in their usual order.
_BELOW = {
    "产出指标": ("数量", "质量", "时效", "成本"),
    "效益指标": ("经济效益", "社会效益", "生态", "可持续"),
    "满意度指标": ("服务对象满意", "受益对象满意", "受益群体满意"),
}
_SAME = {"效益指标": ("效益指标", "效果指标"), "满意度指标": ("满意度指标", "满意指标")}
# Where these stand, counting indicators are missing rather than not meant.
_OUTPUT = ("质量", "时效", "成本")


def _absent(names: list[str]) -> list[str]:
    """Levels that must be there because of those that are."""
    absent = []
    if any(word in name for name in names for word in _OUTPUT) and not any("数量" in name for name in names):
        absent.append("二级“数量指标”")
    for first, words in _BELOW.items():
        below = any(word in name for name in names for word in words)
        if below and not any(name in _SAME.get(first, (first,)) for name in names):
            absent.append(f"一级“{first}”")
    return absent


def _disorder(places: list[tuple[int, str]]) -> list[str]:
    """一级指标 that stand below a 二级指标 of theirs."""
    found = []
    for row, name in places:
        words = next((below for first, below in _BELOW.items() if name in _SAME.get(first, (first,))), ())
        before = [other for at, other in places if at < row and any(word in other for word in words)]
        if before:
            found.append(f"“{name}”排在“{'”“'.join(before)}”之后")
    return found


def _lost(assessment: Assessment, displaced: list[Drift], rows: list[AssessedIndicator]) -> Problem:
    table = assessment.table
    places = sorted({(drift.ref.row, drift.expected) for drift in displaced}
                    | {(level.label.ref.row, level.name) for level in table.levels}
                    | {(drift.ref.row, drift.found) for drift in table.drift if drift.kind == "empty" and drift.key == "level2"})
    absent, disorder = _absent([name for _, name in places]), _disorder(places)
    parts = [f"{len(rows)} 个指标没有所属的二级指标（{listing(tuple(row.source.name for row in rows), 4)}）"]
    if absent:
        parts.append(f"缺{'、'.join(absent)}")
    parts.extend(disorder)
    return Problem(
        tuple(row.source.name for row in rows),
        Text(
            f"层级行错位（{len(displaced)} 个层级行带着值），无法分清指标的归属：{'；'.join(parts)}。",
            f"{len(displaced)} levels slipped, so that {len(rows)} indicators belong to no 二级指标; missing: {', '.join(absent) or '—'}; out of order: {len(disorder)}.",
        ),
        subject="层级",
        found=f"{len(rows)} 个指标没有二级指标",
        suggestion=Text("按 一级→二级→指标 的顺序重排层级行，补上缺少的层级。", "Put the levels back above their indicators and add those that are missing."),
    )


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all indicators without a level."""
    displaced = [drift for drift in assessment.table.drift if drift.kind == "displaced"]
    rows = [row for row in assessment.indicators if not row.source.level2]
    if displaced and rows:
        yield _lost(assessment, displaced, rows)
        return
    if rows and len(rows) < len(assessment.indicators):
        names = tuple(row.source.name for row in rows)
        level = "二级指标" if all(row.source.level1 for row in rows) else "一级、二级指标"
        yield Problem(
            names,
            Text(f"{len(rows)} 个指标（{listing(names)}）没有所属的{level}。", f"{len(rows)} indicators ({listing(names)}) have no {level} above them."),
            subject="层级",
            severity="warning",
            suggestion=Text("在层级列补上它所属的指标。", "Fill in the 二级指标 that each belongs to."),
        )
