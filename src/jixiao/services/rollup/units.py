"""单位: one row a table, with what it has, what it spent, what it scored, and where to open it.

For an accountant: 每张绩效表一行，点工作簿的名字就打开那张表；没有表的工作簿也有一行，说为什么.
For a programmer: one sortable block; ``stated − recomputed`` is rounded to the four places of its two figures.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from jixiao.reports.rollup.content import Block, Column, Page, Value
from jixiao.services.rollup.figures import STAGES, STATUSES, TABLE, owners, plain, rows, stand_ins, workbook
from jixiao.services.rollup.material import Material

_COLUMNS = (
    Column("单位", "text", 16, "没有写单位的，用工作簿的名字"),
    Column("主管部门", "text", 12),
    Column("项目", "text", 18),
    Column("年度", "text", 4),
    Column("工作簿", "link", 22),
    Column("表样", "text", 16),
    Column("阶段", "text", 7),
    Column("预算数", "money", 0, "全年预算数，万元"),
    Column("执行数", "money", 0, "全年执行数，万元"),
    Column("执行率", "ratio", 0, "执行数÷预算数，重算"),
    Column("分值合计", "points", 0, "执行率分值加各指标分值"),
    Column("重算总分", "points", 0, "按政策重算；算不出的行取所填得分"),
    Column("所填总分", "points"),
    Column("差", "points", 0, "所填总分减重算总分"),
    Column("缺分行", "whole", 0, "有分值而算不出、也没有填得分的指标条数：总分不含它们"),
    Column("等级", "grade"),
    Column("距上一等级", "points", 0, "还差多少分；已是最高等或不评级时为空"),
    Column("预警灯", "light"),
    Column("错误", "whole"),
    Column("警告", "whole"),
    Column("提示", "whole"),
    Column("政策", "text", 8),
    Column("说明", "long", 24),
)
_LEAD = (
    "每张绩效表一行；没有绩效表的工作簿也列一行，原因在“说明”。错误、警告、提示按工作表计：同一工作表上有几张表的，各行是同一个数。"
    "“差”是所填总分减重算总分，缺一个就不算。"
)


def without_score(material: Material) -> pd.Series[int]:
    """How many rows of each table have a weight and no score at all, by path, sheet and number of the table."""
    rows_of = material.frames.indicators
    open_rows = rows_of[(rows_of["weight"] > 0) & rows_of["score"].isna() & rows_of["stated_score"].isna()]
    return open_rows.groupby(TABLE, sort=False).size()


def _tables(material: Material) -> Iterator[tuple[Value, ...]]:
    tables = material.frames.tables
    missing = without_score(material).to_dict()
    messages = dict(rows(material.frames.files, "path", "message"))
    whose = plain(owners(tables, material))
    gaps = plain((tables["stated"] - tables["score"]).round(4))
    found = rows(
        tables, "path", "sheet", "table", "cell", "department", "project", "year", "form", "stage", "budget", "executed", "rate", "weight", "score",
        "stated", "grade", "to_next", "light", "errors", "warnings", "infos", "policy",
    )
    for unit, gap, row in zip(whose, gaps, found, strict=True):
        path, sheet, table, cell, department, project, year, form, stage, budget, executed, rate, weight, score, stated, grade, to_next, light, *counts, policy = row
        evaluated = stage == "evaluation"
        yield (
            unit, department, project, year, workbook(path, sheet, cell), material.forms.get(form, form), STAGES.get(stage, stage),
            budget, executed, rate, weight, score if evaluated else None, stated, gap if evaluated else None,
            missing.get((path, sheet, table), 0) if evaluated else None, grade if evaluated else "", to_next if evaluated else None, light,
            *counts, policy, messages.get(path, ""),
        )


def _without_tables(material: Material) -> Iterator[tuple[Value, ...]]:
    names = stand_ins(material)
    files = material.frames.files
    bare = files[~files["path"].isin(material.frames.tables["path"])]
    for path, status, message, *counts in rows(bare, "path", "status", "message", "errors", "warnings", "infos"):
        said = "：".join(filter(None, (STATUSES.get(status, "" if message else "没有绩效表"), message)))
        row: list[Value] = [None] * len(_COLUMNS)
        row[0], row[4], row[18:21], row[-1] = names[path], workbook(path), counts, said
        yield tuple(row)


def page(material: Material) -> Page:
    """One row a table, then one a workbook without any."""
    block = Block("units", "", _COLUMNS, (*_tables(material), *_without_tables(material)), empty="没有工作簿。")
    return Page("单位", _LEAD, (block,))
