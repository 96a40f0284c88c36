"""指标值比上年低: less is promised than the year before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from jixiao.reports.rollup.content import Block, Column, Link
from jixiao.scoring.likeness import plain
from jixiao.scoring.shown import percent
from jixiao.scoring.total import deviation
from jixiao.services.rollup.anomalies.columns import INDICATOR
from jixiao.services.rollup.material import Material
from jixiao.services.rollup.rows import (
    IndicatorRow,
    TableRow,
    exact,
    goal,
    indicator_rows,
    link,
    measure,
    once,
    owner,
    table_rows,
)
from jixiao.services.rollup.unit_names import project_key, unit_key
from jixiao.values import part_of_whole

_COLUMNS = (
    *INDICATOR, Column("上年", width=12), Column("本年指标值", width=12), Column("变化", "ratio"), Column("对照"), Column("上年位置", "link"),
)
_STAGES = ("evaluation", "target", "monitoring")  # whose targets are taken where a year has several tables
_Life = tuple[str, str]


class _Lowered(NamedTuple):
    """A row that promises less; ``change`` is None from a zero on."""

    row: IndicatorRow
    before: str
    change: Fraction | None
    against: str
    place: Link | None


def block(material: Material) -> Block:
    """One row an indicator that promises less than the year before; the strongest change first."""
    frame = once(material.frames.indicators)
    frame = frame[frame["target_value"].notna() & frame["kind"].isin(["quantity", "ratio"])]
    limits = material.thresholds
    least = {"上年值": exact(limits.prior_gap) or 0, "上年表": exact(limits.lowered_by) or 0}
    found: dict[tuple[object, ...], _Lowered] = {}
    for lowered in (*_against_own(indicator_rows(frame[frame["prior_value"].notna()])), *_against_last_year(material, indicator_rows(frame))):
        row = lowered.row
        if lowered.change is None or abs(lowered.change) > least[lowered.against]:
            found.setdefault((unit_key(owner(row)), project_key(row.project), row.year, _name(row), lowered.against), lowered)
    ordered = sorted(found.values(), key=lambda each: (each.change is not None, -abs(each.change or 0)))
    return Block(
        "lowered_targets", "指标值比上年低", _COLUMNS, [_shown(each) for each in ordered],
        lead=f"“上年值”是本表里填的，差 {percent(exact(limits.prior_gap), 0)} 以上才列；“上年表”是同一单位、同一项目上一年的表里同名指标的指标值。≥ 的指标变小、≤ 的指标变大才算，“=”的不算。任务本身减少、上年有一次性工作，都可能是正当的原因。",
        empty="没有比上年低的指标值，或者没有可以对照的上年数。",
    )


def _shown(each: _Lowered) -> tuple[str | float | int | Link | None, ...]:
    row = each.row
    way = "低于" if row.op in {"≥", ">", "="} else "高于"
    hint = f"“{row.op}”的指标，本年指标值{way}{'上年值' if each.against == '上年值' else '上年指标值'}，要求放宽了：请核对有没有依据。"
    change = None if each.change is None else float(each.change)
    return (owner(row), row.project, row.year, row.name, link(row), hint, each.before, row.target, change, each.against, each.place)


def weaker(row: IndicatorRow, before: Fraction, now: Fraction) -> bool:
    """Whether less is asked now, in the direction of the indicator; = only where more than the whole cannot be."""
    if row.op in {"≥", ">"} or (row.op == "=" and row.kind == "ratio" and part_of_whole(row.name)):
        return now < before
    return row.op in {"≤", "<"} and now > before


def _against_own(rows: list[IndicatorRow]) -> Iterator[_Lowered]:
    for row in rows:
        before, now = exact(row.prior_value), goal(row)
        if before is not None and now is not None and weaker(row, before, now):
            yield _Lowered(row, row.prior, deviation(before, now), "上年值", None)


def _name(row: IndicatorRow) -> tuple[str, str, str]:
    return plain(row.level1), plain(row.level2), plain(row.name)


def _against_last_year(material: Material, rows: list[IndicatorRow]) -> Iterator[_Lowered]:
    tables = {table.place: table for table in table_rows(once(material.frames.tables)) if table.unit and table.year}
    written: dict[tuple[str, int], list[IndicatorRow]] = defaultdict(list)
    for row in rows:
        if row.place in tables:
            written[row.place].append(row)
    lives: dict[_Life, dict[int, dict[str, TableRow]]] = defaultdict(lambda: defaultdict(dict))
    for table in tables.values():
        if table.year is not None:
            lives[unit_key(table.unit), project_key(table.project)][table.year].setdefault(table.stage, table)
    for years in lives.values():
        for year in sorted(years):
            if year - 1 in years and (both := _two_tables(years[year - 1], years[year])):
                yield from _between(*(written[table.place] for table in both))


def _two_tables(before: dict[str, TableRow], now: dict[str, TableRow]) -> tuple[TableRow, TableRow] | None:
    """A table of each year, of one stage if there is."""
    same = next((stage for stage in _STAGES if stage in before and stage in now), None)
    first, second = (same or next(stage for stage in _STAGES if stage in tables) for tables in (before, now))
    return before[first], now[second]


def _between(before: list[IndicatorRow], now: list[IndicatorRow]) -> Iterator[_Lowered]:
    """Targets of the same names; a name that stands twice in a table is left alone."""
    count = Counter(map(_name, before)), Counter(map(_name, now))
    earlier = {_name(row): row for row in before}
    for row in now:
        name = _name(row)
        last = earlier.get(name)
        if last is None or count[0][name] > 1 or count[1][name] > 1 or last.op != row.op or measure(last).dimension != measure(row).dimension:
            continue
        was, target = goal(last), goal(row)
        if was is not None and target is not None and weaker(row, was, target):
            yield _Lowered(row, last.target, deviation(was, target), "上年表", link(last))
