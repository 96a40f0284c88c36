"""同一级指标出现两次，标的分值不同

为什么：级别标题写了分值，下级合计要与它相等；同一个标题出现两次而分值不同，就不知道该与哪个比。

怎么改：把同一级的指标放在一起，只标一次分值；如果本是两级，请写清各自的名称。

例（有问题）：
    | 一级指标        | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产出指标（50分）| 走访企业数 | ≥10家      | 12家       | 50   | 50   |
    | 效益指标（40分）| 带动就业数 | ≥5人       | 5人        | 40   | 40   |
    | 产出指标（10分）| 培训场次   | ≥2场       | 2场        | 10   | 10   |
    → warning A4
例（没有问题）：
    | 一级指标        | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产出指标（50分）| 走访企业数 | ≥10家      | 12家       | 50   | 50   |
    | 效益指标（50分）| 带动就业数 | ≥5人       | 5人        | 50   | 50   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.model import EMPTY_CELL, Field, Text
from jixiao.scoring.assess import Assessment

CODE = "JX121"
SEVERITY = "warning"
TITLE = Text("同一级指标出现两次，标的分值不同", "a level comes twice, with different weights")
BASIS = Text("级别分值＝下级分值之和", "a level's weight is the sum of its rows")


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for each further heading of the level."""
    table = assessment.table
    levels = {(f"level{level.depth}", table.indicators[place].row): level for level in table.levels for place in level.rows}
    for drift in table.drift:
        if drift.kind != "twice":
            continue
        level = levels.get((drift.key, drift.ref.row))
        name = level.name if level else ""
        first = level.label if level else Field(drift.ref, EMPTY_CELL)
        yield Problem(
            (Field(drift.ref, EMPTY_CELL), first),
            Text(
                f"{drift.ref.a1}“{name}”又出现一次，标明 {drift.found} 分，前面 {first.ref.a1} 标明 {drift.expected} 分；两处的行合在一起，按前面的 {drift.expected} 分核对。",
                f"{drift.ref.a1} “{name}” comes again with {drift.found} points, {first.ref.a1} says {drift.expected}; all rows were compared with the latter.",
            ),
            subject=name, found=drift.found,
            suggestion=Text("把同一级的指标放在一起，只标一次分值。", "Put the rows of a level together and state its weight once."),
        )
