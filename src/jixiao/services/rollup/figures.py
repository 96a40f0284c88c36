"""Figures and names as every page of the roll-up tells them: exact sums, half up; a unit, or the workbook in its place.

For an accountant: 合计、平均都用表里的十进制数算，四舍五入；没有写单位名称的表，用工作簿的名字.
For a programmer: frames hold decimals of four places (money: six) as binary numbers.  A float sum of a million of them
is off by less than half a place, so that rounding it to those places gives back the exact sum.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import PurePath
from typing import Any

import pandas as pd

from jixiao.reports.records import name_of
from jixiao.reports.rollup.content import Link
from jixiao.services.rollup.material import Material
from jixiao.values import format_number

STAGES = {"evaluation": "绩效自评", "monitoring": "运行监控", "target": "目标申报"}
"""Stage of a table → its name, in the order in which they are shown."""

SEVERITIES = ("error", "warning", "info")
STATUSES = {"unknown-form": "没有认出绩效表", "unreadable": "打不开", "failed": "没有做成"}
"""Status of a workbook that could not be judged → what happened."""

TABLE = ["path", "sheet", "table"]
"""The columns that say which table a row belongs to."""

_POINTS = 4
_MONEY = 6


# ----------------------------------------------------------------- figures ----


def exact(total: float, places: int = _POINTS) -> Fraction | None:
    """The decimal that a sum of decimals of so many places stands for; None where it is beyond any figure.

    >>> exact(0.1 + 0.2), exact(float("inf"))
    (Fraction(3, 10), None)
    """
    return Fraction(f"{total:.{places}f}") if math.isfinite(total) else None


def half_up(value: Fraction | None, places: int = 2) -> float | None:
    """A figure as it is shown.

    >>> half_up(Fraction(1, 8)), half_up(None)
    (0.13, None)
    """
    return None if value is None else float(format_number(value, places))


def points(total: float) -> float | None:
    """A sum of points, to two places.

    >>> points(0.115 + 0.23)
    0.35
    """
    return half_up(exact(total))


def mean(total: float, count: int) -> float | None:
    """The mean of ``count`` figures that add up to ``total``, in points to two places; None of nothing."""
    whole = exact(total)
    return half_up(whole / count) if whole is not None and count else None


def share(part: float, whole: float, places: int = _POINTS) -> float | None:
    """One sum as a share of another, as a fraction of four places (12.34%); None of nothing.

    >>> share(1, 3), share(1, 0)
    (0.3333, None)
    """
    above, below = exact(part, places), exact(whole, places)
    return half_up(above / below, 4) if above is not None and below else None


def total_money(amounts: pd.Series[float]) -> float | None:
    """The sum of amounts in 万元, to two places; None where there are none."""
    return half_up(exact(math.fsum(amounts.dropna()), _MONEY)) if amounts.notna().any() else None


def money_rate(tables: pd.DataFrame) -> float | None:
    """执行率 of several tables, weighted by money: what they spent ÷ what they had, where both are known."""
    known = tables[tables["rate"].notna() & tables["budget"].notna() & tables["executed"].notna()]
    return share(math.fsum(known["executed"]), math.fsum(known["budget"]), _MONEY)


def scored(tables: pd.DataFrame) -> pd.DataFrame:
    """The self-evaluations that have a total."""
    return tables[(tables["stage"] == "evaluation") & tables["score"].notna()]


# ------------------------------------------------------------ names and rows ----


def stand_ins(material: Material) -> dict[str, str]:
    """What to call the owner of each workbook that names no unit: the workbook, with its folder where several are called so."""
    paths = list(material.frames.files["path"])
    seen = Counter(map(name_of, paths))
    names = {path: name_of(path) if seen[name_of(path)] == 1 else "/".join((*PurePath(path).parts[-2:-1], name_of(path))) for path in paths}
    again = Counter(names.values())
    return {path: name if again[name] == 1 else path for path, name in names.items()}


def owners(frame: pd.DataFrame, material: Material) -> pd.Series[str]:
    """Whose each row of a frame is: its unit, else what stands in for it."""
    return frame["unit"].where(frame["unit"] != "", frame["path"].map(stand_ins(material)))


def workbook(path: str, sheet: str = "", cell: str = "") -> Link:
    """A link that shows the name of the workbook."""
    return Link(PurePath(path).name, path, sheet, cell)


def plain(column: pd.Series[Any]) -> list[Any]:
    """A column as plain values, None for what is missing."""
    there = column.notna()
    return column.tolist() if there.all() else column.astype(object).where(there, None).tolist()


def rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows of some columns as tuples of plain values."""
    return zip(*(plain(frame[column]) for column in columns), strict=True)
