"""单位成本离群: the same thing costs one unit much more, or much less, than the others."""

from __future__ import annotations

import re
from collections import defaultdict
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from jixiao.reports.rollup.content import Block, Column, Link
from jixiao.scoring.likeness import plain
from jixiao.scoring.shown import points
from jixiao.services.rollup.anomalies.columns import INDICATOR
from jixiao.services.rollup.material import Material
from jixiao.services.rollup.rows import IndicatorRow, done, exact, figure, goal, indicator_rows, link, measure, of_stage
from jixiao.services.rollup.unit_names import unit_key

_MONEY = re.compile(r"^(?:元|美元)(?=/|$)")
_PER_ONE = re.compile("单价|均价|单位成本|平均|人均|户均|次均|亩均|每(?![年月日天周季])|单[次个件人项台套户场批份](?!位)|(?:标准|定额|造价)$")
_COLUMNS = (
    *INDICATOR, Column("本单位", width=12), Column("同组中位数", width=12), Column("倍数", "points", note="本单位 ÷ 中位数"), Column("依据的数"), Column("同组单位数", "whole"),
)


class _Cost(NamedTuple):
    row: IndicatorRow
    value: Fraction


def named_per_one(name: str) -> bool:
    """Whether a name says that it is for one of something.

    >>> [named_per_one(name) for name in ("人均补助标准（元）", "课桌采购单价", "每年培训人次", "标准化厂房面积")]
    [True, True, False, False]
    """
    return _PER_ONE.search(plain(name)) is not None


def is_per_one(row: IndicatorRow) -> bool:
    """Whether a row is a cost for one of something: totals depend on how much is done, and do not compare."""
    base = measure(row).dimension
    if row.kind != "quantity" or not _MONEY.match(base):
        return False
    if "/" in base.replace("/月", "").replace("/日", ""):
        return True
    return "成本" in row.level1 + row.level2 + row.name and named_per_one(row.name)


def block(material: Material) -> Block:
    """One row a cost that is far from the median of its group; the furthest first."""
    limits = material.thresholds
    groups: dict[tuple[str, ...], list[_Cost]] = defaultdict(list)
    for stage, what in (("evaluation", "完成值"), ("target", "指标值")):
        frame = of_stage(material, stage)
        for row in indicator_rows(frame[(frame["kind"] == "quantity") & frame["target_value"].notna() & (frame["unit"] != "")]):
            value = (done if stage == "evaluation" else goal)(row) if is_per_one(row) else None
            if value is not None and value > 0:
                groups[what, plain(row.name), measure(row).dimension, str(row.year)].append(_Cost(row, value))
    times = max(exact(limits.cost_times) or Fraction(1), Fraction(1))
    found = []
    for (what, *_), costs in groups.items():
        units = len({unit_key(cost.row.unit) for cost in costs})
        if units < max(limits.cost_group, 2):
            continue
        middle = median(cost.value for cost in costs)
        found += [(cost, what, middle, units) for cost in costs if cost.value > middle * times or cost.value * times < middle]
    found.sort(key=lambda item: -max(item[0].value / item[2], item[2] / item[0].value))
    return Block(
        "unit_costs", "单位成本离群", _COLUMNS, [_shown(*item) for item in found],
        lead=f"同年、同名、同计量单位的单位成本（元/人、元/批次，或名称里写明单价、人均、每次的），至少 {limits.cost_group} 个单位有，高于中位数 {points(times)} 倍或低于其 {points(times)} 分之一的列出。"
        "总额随工作量变，不比较。",
        empty="没有离群的单位成本，或者同名同单位的成本指标不够多。",
    )


def _shown(cost: _Cost, what: str, middle: Fraction, units: int) -> tuple[str | int | float | Link | None, ...]:
    row, ratio = cost.row, cost.value / middle
    way = f"是中位数的 {points(ratio)} 倍" if ratio > 1 else f"只有中位数的 {points(ratio * 100)}%"
    hint = f"{way}：标准、内容或计量单位（元、万元）可能不同，请核对。"
    return (
        row.unit, row.project, row.year, row.name, link(row), hint, figure(cost.value, row), figure(middle, row), float(ratio), what, units,
    )
