"""What a colour means, the same in the workbook and on the page: cells, bars, tiles.

For an accountant: 红是错误、差，黄是警告、中，绿是优，蓝是良，灰蓝是提示；字里也写明了，黑白打印深浅也不同.
For a programmer: a ``Tint`` a meaning; by shape and value, or by the heading of a column that counts it.
"""

from __future__ import annotations

from typing import NamedTuple

from jixiao.reports.rollup.content import Shape


class Tint(NamedTuple):
    """Background and letters of a cell, and the colour of a bar, slice or edge."""

    fill: str
    font: str
    strong: str


RED, AMBER, GREEN = Tint("#F9D6D5", "#9C1C1C", "#B3261E"), Tint("#FFF0C2", "#7A4B00", "#E3A72F"), Tint("#D9EFD8", "#1E5C2A", "#4C9A5B")
BLUE, SLATE = Tint("#DCEBFA", "#1D4E7A", "#2F6DB5"), Tint("#E6EBF1", "#41566D", "#8397AD")

TINTS: dict[Shape, dict[str, Tint]] = {
    "severity": {"error": RED, "warning": AMBER, "info": SLATE},
    "grade": {"优": GREEN, "良": BLUE, "中": AMBER, "差": RED},
    "light": {"red": RED, "yellow": AMBER, "green": GREEN, "blue": BLUE},
}
"""By the shape of a column and its value."""

_COUNTED = {"错误": RED, "警告": AMBER, "提示": SLATE, "等级上升": GREEN, "等级下降": RED, "不变": SLATE}
TONES: dict[str, Tint] = {"good": GREEN, "bad": RED, "warn": AMBER}
"""Of the large figures at the top."""

PALETTE = ("#2F6DB5", "#E08A2E", "#5B9F57", "#A94A7F", "#7D67A8", "#4BA3B0", "#C9A227", "#8A8A8A")
"""Of what has no meaning of its own."""
OTHER = "#9AA5B1"
"""Of a category without a meaning among others that have one."""


def of_category(shape: Shape, value: object) -> str | None:
    """The colour of a bar or slice that stands for a grade, a severity or a light; None where it means nothing."""
    tint = TINTS.get(shape, {}).get(str(value))
    return tint.strong if tint else None


def of_series(heading: str, number: int) -> str:
    """The colour of one of several runs of values: what its heading counts, else the next of the palette.

    >>> of_series("错误", 0) == of_category("severity", "error"), of_series("预算数", 1)
    (True, '#E08A2E')
    """
    return _COUNTED[heading].strong if heading in _COUNTED else PALETTE[number % len(PALETTE)]
