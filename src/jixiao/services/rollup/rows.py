"""Rows of the frames as records, for pages that walk through tables and indicators one by one.

For an accountant: 每张表、每条指标一行，和汇总里看到的一样.
For a programmer: only the columns that those pages need, missing figures as None; filter the frame first, then walk.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple

import pandas as pd

from jixiao.reports.records import name_of
from jixiao.reports.rollup.content import Link
from jixiao.scoring.shown import points
from jixiao.services.rollup.material import Material
from jixiao.values import NO_UNIT, Quantity, Unit, parse
from jixiao.values import unit as unit_of


class TableRow(NamedTuple):
    """A row of the frame "tables"; see ``records.COLUMNS``."""

    path: str
    sheet: str
    table: int
    policy: str
    unit: str
    project: str
    year: int | None
    department: str
    form: str
    stage: str
    title: str
    budget: float | None
    executed: float | None
    rate: float | None
    weight: float | None
    score: float | None
    stated: float | None
    grade: str
    month: int | None
    cell: str

    @property
    def place(self) -> tuple[str, int]:
        """File and number: one table, whatever the policy."""
        return self.path, self.table


class IndicatorRow(NamedTuple):
    """A row of the frame "indicators"; see ``records.COLUMNS``."""

    path: str
    sheet: str
    table: int
    policy: str
    unit: str
    project: str
    year: int | None
    level1: str
    level2: str
    name: str
    target: str
    actual: str
    unit_text: str
    kind: str
    op: str
    target_value: float | None
    actual_value: float | None
    deviation: float | None
    weight: float | None
    score: float | None
    stated_score: float | None
    lost: float | None
    reason: str
    prior: str
    prior_value: float | None
    cell: str

    @property
    def place(self) -> tuple[str, int]:
        """File and number of its table."""
        return self.path, self.table


def _plain(frame: pd.DataFrame, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """The columns as plain values, None for what is missing."""
    columns = [[None if gone else value for value, gone in zip(frame[name].tolist(), frame[name].isna(), strict=True)] for name in names]
    return zip(*columns, strict=True)


def table_rows(frame: pd.DataFrame) -> list[TableRow]:
    """Rows of (part of) the frame "tables"."""
    return [TableRow(*row) for row in _plain(frame, TableRow._fields)]


def indicator_rows(frame: pd.DataFrame) -> list[IndicatorRow]:
    """Rows of (part of) the frame "indicators"."""
    return [IndicatorRow(*row) for row in _plain(frame, IndicatorRow._fields)]


def once(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of one policy for each table, the first: what was written is the same under all."""
    if frame.empty:
        return frame
    first: pd.DataFrame = frame[frame["policy"] == frame.groupby(["path", "table"], sort=False)["policy"].transform("first")]
    return first


def of_stage(material: Material, stage: str) -> pd.DataFrame:
    """The indicators of tables of a stage, under one policy each."""
    tables, indicators = material.frames.tables, once(material.frames.indicators)
    wanted = set(zip(*(tables.loc[tables["stage"] == stage, name] for name in ("path", "table")), strict=True))
    of_it = [place in wanted for place in zip(indicators["path"], indicators["table"], strict=True)]
    return indicators[pd.Series(of_it, index=indicators.index, dtype=bool)]


def owner(row: TableRow | IndicatorRow) -> str:
    """Whose table it is: the unit, else the workbook's name."""
    return row.unit or name_of(row.path)


def link(row: TableRow | IndicatorRow, text: str = "") -> Link:
    """A link to the row's cell, by default called by sheet and cell."""
    return Link(text or f"{row.sheet}!{row.cell}", row.path, row.sheet, row.cell)


@lru_cache(maxsize=65536)  # weights and counts are the same few figures again and again
def exact(value: float | None) -> Fraction | None:
    """The decimal figure that a binary one stands for; None where there is none, or none that ends."""
    return None if value is None or not isfinite(value) else Fraction(str(value))


def measure(row: IndicatorRow) -> Unit:
    """The unit in which a row is written, % for rates; figures of rows are in its dimension's base unit."""
    return unit_of("%") if row.kind == "ratio" else unit_of(row.unit_text)


def goal(row: IndicatorRow) -> Fraction | None:
    """The target in base units, None where it is no figure."""
    return exact(row.target_value) if row.kind in {"quantity", "ratio"} else None


def done(row: IndicatorRow) -> Fraction | None:
    """The actual in the base unit of the target; None where it is no figure, or one that does not compare."""
    actual = exact(row.actual_value)
    if actual is None or goal(row) is None:
        return None
    if row.deviation is not None:
        return actual
    # Without a deviation the units differ, or the target is zero: then the words tell.
    said = parse(row.actual)
    if not isinstance(said, Quantity) or said.high is not None:
        return None
    if said.unit == NO_UNIT:
        either_way = row.kind == "ratio" and 0 < said.amount <= 1  # 0.95 under a target in %: 95% or 0.95%
        return None if either_way else said.amount * unit_of(row.unit_text).factor
    return said.value if said.unit.dimension == measure(row).dimension else None


def figure(value: Fraction, row: IndicatorRow) -> str:
    """A figure in base units as the row would write it: 95.5%, 1200.5元/批次, 150万元."""
    unit = measure(row)
    return f"{points(value / unit.factor)}{unit.text}"
