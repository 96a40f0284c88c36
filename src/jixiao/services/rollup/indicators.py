"""指标: every 三级指标 of every table, one row each.

For an accountant: 所有表的三级指标连成一张长表，可以筛选，也可以做透视表.
For a programmer: one block in long form, words as they stand in the tables, in the order of the run.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.reports.records import CAUSES
from jixiao.reports.rollup.content import Block, Column, Page, Value
from jixiao.services.rollup.figures import owners, plain, rows, workbook
from jixiao.services.rollup.material import Material

_COLUMNS = (
    Column("单位", "text", 16, "没有写单位的，用工作簿的名字"),
    Column("项目", "text", 16),
    Column("年度", "text", 4),
    Column("工作簿", "link", 14),
    Column("一级指标", "text", 8),
    Column("二级指标", "text", 10),
    Column("三级指标", "text", 20),
    Column("指标值", "text", 10),
    Column("实际完成值", "text", 10),
    Column("计量单位", "text", 5),
    Column("方向", "text", 3),
    Column("完成率", "ratio", 0, "按政策算的完成率"),
    Column("偏差率", "ratio", 0, "(完成值−指标值)÷指标值"),
    Column("达成", "text", 3, "说不准时为空"),
    Column("分值", "points"),
    Column("重算得分", "points", 0, "按政策算；要由人定或缺数时为空"),
    Column("所填得分", "points"),
    Column("失分", "points", 0, "分值减计入总分的得分"),
    Column("失分原因", "text", 10),
    Column("评分标准", "long", 20),
    Column("偏差原因", "long", 20),
    Column("上年值", "text", 8),
    Column("预警灯", "light"),
    Column("得分依据", "long", 28),
    Column("政策", "text", 8),
)
_LEAD = "每条三级指标一行，文字照各表所写，完成率、得分按政策重算，不是表里所填。"
_MET = {True: "是", False: "否", None: ""}


def _rows(material: Material) -> Iterator[tuple[Value, ...]]:
    indicators = material.frames.indicators
    found = rows(
        indicators, "project", "year", "path", "sheet", "cell", "level1", "level2", "name", "target", "actual", "unit_text", "op", "completion", "deviation",
        "met", "weight", "score", "stated_score", "lost", "cause", "rule_text", "reason", "prior", "light", "why", "policy",
    )
    causes: dict[str, str] = {str(cause): name for cause, name in CAUSES.items()}
    for unit, row in zip(plain(owners(indicators, material)), found, strict=True):
        project, year, path, sheet, cell, *words, completion, deviation, met, weight, score, stated, lost, cause, rule, reason, prior, light, why, policy = row
        yield (
            unit, project, year, workbook(path, sheet, cell), *words, completion, deviation, _MET[met],
            weight, score, stated, lost, causes.get(cause, cause), rule, reason, prior, light, why, policy,
        )


def page(material: Material) -> Page:
    """All indicator rows."""
    return Page("指标", _LEAD, (Block("indicators", "", _COLUMNS, tuple(_rows(material)), empty="没有指标。"),))
