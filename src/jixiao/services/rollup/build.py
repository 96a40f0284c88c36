"""The whole roll-up: which pages there are, in their order.

For an accountant: 总览在最前，然后是各单位、问题、指标、失分地图、异常、两级汇总；材料有缺失、重复时有一页报送材料；用了几种政策时最后是政策比较.
For a programmer: with several policies every page but the comparison shows the first of each table, and says so.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from jixiao import __version__
from jixiao.reports.records import name_of
from jixiao.reports.rollup.content import Page, Rollup
from jixiao.services.frames import Frames
from jixiao.services.rollup import (
    anomalies,
    compared,
    indicators,
    lost,
    overview,
    problems,
    sources_trouble,
    two_levels,
    units,
)
from jixiao.services.rollup.figures import stand_ins
from jixiao.services.rollup.material import Material
from jixiao.services.rollup.rows import once

TITLE = "预算绩效汇总"


def first_policy(material: Material) -> Material:
    """The same with the first policy of each table alone."""
    frames = material.frames
    return replace(material, frames=Frames(frames.files, once(frames.tables), once(frames.funds), once(frames.indicators), frames.findings))


def _told_apart(material: Material) -> Material:
    """The same, where workbooks of one name that name no unit (a 自评表.xlsx in each folder) are each a unit of their own."""
    names = {path: name for path, name in stand_ins(material).items() if name != name_of(path)}
    if not names:
        return material
    frames = material.frames

    def named(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(unit=frame["unit"].where(frame["unit"] != "", frame["path"].map(names).fillna("")))

    return replace(material, frames=replace(frames, tables=named(frames.tables), indicators=named(frames.indicators)))


def _made(material: Material) -> str:
    """When and from what, in one sentence."""
    when, policies = material.when, material.policies
    origin = f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}，汇总 {'、'.join(material.folders)} 里的 {len(material.frames.files):,} 个工作簿"
    if len(policies) > 1:
        return f"{origin}；政策：{'、'.join(policies)}，除“政策比较”外各页按 {policies[0]}。"
    return f"{origin}；政策：{policies[0] if policies else '各表自己的'}。"


def _submissions(material: Material) -> Page | None:
    """The page about the material itself; None where nothing is wrong with it."""
    blocks = sources_trouble.blocks(material)
    found = any(block.rows for block in blocks)
    return Page("报送材料", "收到的工作簿本身的毛病：没有读成的、重复的、单位名称前后不一的。先核对这些，再看别的数。", blocks) if found else None


def rollup(material: Material) -> Rollup:
    """Every page, worked out."""
    main = first_policy(material)
    pages: tuple[Page | None, ...] = (
        overview.page(main), units.page(main), problems.summary(main), problems.page(main), indicators.page(main), lost.page(main),
        anomalies.page(_told_apart(main)), two_levels.page(main), _submissions(main), compared.page(_told_apart(material)),
    )
    return Rollup(
        title=TITLE, made=_made(material), version=__version__, facts=overview.facts(main), warnings=sources_trouble.troubles(material),
        pages=tuple(page for page in pages if page is not None),
    )
