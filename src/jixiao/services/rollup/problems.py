"""问题汇总 and 问题: the findings counted by check and by unit, and every one of them.

For an accountant: “问题汇总”看哪类问题多、哪个单位多；“问题”一条一行，可以筛选，也可以做透视表.
For a programmer: two pages, because a sheet with several blocks can be neither filtered nor pivoted as a whole: 问题 has
one block, and its sheet is one flat table; 问题汇总 has the two counts.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from jixiao.reports.rollup.content import Block, Column, Page, Value
from jixiao.services.rollup.figures import SEVERITIES, owners, plain, rows, workbook
from jixiao.services.rollup.material import Material

_COUNTS = (Column("错误", "whole"), Column("警告", "whole"), Column("提示", "whole"), Column("合计", "whole"), Column("已说明", "whole", 0, "单位写了说明、说明仍然有效的"))
_BY_CODE = (Column("编号", "text", 5), Column("检查", "text", 24), *_COUNTS, Column("单位数", "whole"), Column("工作簿数", "whole"))
_BY_UNIT = (Column("单位", "text", 18, "没有写单位的，用工作簿的名字"), *_COUNTS, Column("未说明的错误", "whole"), Column("工作簿数", "whole"), Column("问题最多的工作簿", "link", 18))
_COLUMNS = (
    Column("单位", "text", 16, "没有写单位的，用工作簿的名字"),
    Column("项目", "text", 16),
    Column("年度", "text", 4),
    Column("工作簿", "link", 14),
    Column("工作表", "text", 10),
    Column("单元格", "text", 5),
    Column("编号", "text", 5),
    Column("检查", "text", 16),
    Column("级别", "severity"),
    Column("对象", "text", 16),
    Column("问题", "long", 36),
    Column("现为", "text", 10),
    Column("应为", "text", 10),
    Column("建议", "long", 24),
    Column("依据", "long", 20),
    Column("说明", "long", 20, "单位在校验表里写的说明"),
)
_PAGE_LEAD = "每个问题一行，点工作簿的名字就到那个单元格。已经说明的也在内，“说明”一列不空。"
_SUMMARY_LEAD = "各页所列问题的两种计数：按检查，按单位。已经说明的也计，另列一栏。"


def owned(material: Material) -> pd.DataFrame:
    """The findings with whose they are (``owner``), a column of 0 and 1 for each severity, ``open`` errors and ``said``."""
    findings = material.frames.findings
    said = findings["explained"].notna()
    return findings.assign(
        owner=owners(findings, material), said=said.astype(int), open=((findings["severity"] == "error") & ~said).astype(int), all=1,
        **{severity: (findings["severity"] == severity).astype(int) for severity in SEVERITIES},
    )


def by_code(findings: pd.DataFrame) -> pd.DataFrame:
    """Counts of each code, those with most errors and warnings first: hints are many and ask for little."""
    groups = findings.groupby("code", sort=True)
    counts = groups[[*SEVERITIES, "all", "said"]].sum()
    counts = counts.assign(units=groups["owner"].nunique(), paths=groups["path"].nunique()).reset_index()
    counts = counts.assign(serious=counts["error"] + counts["warning"])
    return counts.sort_values(["serious", "error", "all", "code"], ascending=[False, False, False, True], kind="stable")


def by_unit(findings: pd.DataFrame) -> pd.DataFrame:
    """Counts of each unit, those with most errors first, then most warnings; ``path`` is the workbook with most findings."""
    groups = findings.groupby("owner", sort=True)
    counts = groups[[*SEVERITIES, "all", "said", "open"]].sum().assign(paths=groups["path"].nunique())
    books = findings.groupby(["owner", "path"], sort=True).size().reset_index(name="size").sort_values("size", ascending=False, kind="stable")
    counts["path"] = books.drop_duplicates("owner").set_index("owner")["path"]
    return counts.reset_index().sort_values([*SEVERITIES, "owner"], ascending=[False, False, False, True], kind="stable")


def summary(material: Material) -> Page:
    """How many problems of each kind, and of each unit."""
    findings = owned(material)
    codes: list[tuple[Value, ...]] = [
        (code, material.titles.get(code, code), *counts) for code, *counts in rows(by_code(findings), "code", *SEVERITIES, "all", "said", "units", "paths")
    ]
    units: list[tuple[Value, ...]] = [
        (*counts, workbook(path)) for *counts, path in rows(by_unit(findings), "owner", *SEVERITIES, "all", "said", "open", "paths", "path")
    ]
    blocks = (
        Block("bycode", "按检查", _BY_CODE, codes, "错误和警告合计多的在前；单位数是有这个问题的单位有几个。", empty="没有问题。"),
        Block("byunit", "按单位", _BY_UNIT, units, "错误多的在前，一样多的比警告。", empty="没有问题。"),
    )
    return Page("问题汇总", _SUMMARY_LEAD, blocks)


def _rows(material: Material) -> Iterator[tuple[Value, ...]]:
    findings, titles = material.frames.findings, material.titles
    found = rows(
        findings, "project", "year", "path", "sheet", "cell", "code", "severity", "subject", "message", "found", "expected", "suggestion", "basis", "explained",
    )
    for unit, row in zip(plain(owners(findings, material)), found, strict=True):
        project, year, path, sheet, cell, code, *rest = row
        yield (unit, project, year, workbook(path, sheet, cell), sheet, cell, code, titles.get(code, code), *rest)


def page(material: Material) -> Page:
    """Every finding, in one flat table."""
    return Page("问题", _PAGE_LEAD, (Block("findings", "", _COLUMNS, tuple(_rows(material)), empty="没有问题。"),))
