"""Figures and words of the roll-up as a person reads them on a page.

For an accountant: 百分比、分数、万元都是两位小数，四舍五入，万元带千分位，与工作簿相同；错误、警告、提示前有不同的记号，黑白打印也分得清.
For a programmer: ``rounded`` is what a page carries, ``shown`` its text; the page's script writes the same text from the same carried value.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from jixiao.reports.quoting import visible
from jixiao.reports.rollup.content import Link, Shape, Value

# Places that a column keeps; a ratio keeps those of its percentage.
PLACES: dict[Shape, int] = {"whole": 0, "points": 2, "ratio": 4, "money": 2}
_STEPS = {shape: Decimal(1).scaleb(-places) for shape, places in PLACES.items()}
# The few values of a column that has an order of its own, first to last, and what is shown for each.
ORDERED: dict[Shape, dict[str, str]] = {
    "severity": {"error": "● 错误", "warning": "▲ 警告", "info": "○ 提示"},
    "light": {"red": "红灯", "yellow": "黄灯", "green": "绿灯", "blue": "蓝灯"},
    "grade": {"优": "优", "良": "良", "中": "中", "差": "差"},
}
# What only a mistake can be has too many digits for a column, and for the script's numbers: it is shown as a word.
TOO_LARGE = 1e15
_SURROGATES = re.compile("[\ud800-\udfff]")

Carried = str | int | float | None


def clean(text: str) -> str:
    """A text with nothing in it that a page cannot hold or that turns the direction of writing."""
    return text if text.isprintable() else _SURROGATES.sub("\ufffd", visible(text))


def lowest_shown(lowest: float) -> float:
    """Where an axis of scores begins: ten or less below the lowest, so that points high up do not lie on each other.

    >>> lowest_shown(85.2), lowest_shown(80), lowest_shown(99), lowest_shown(3)
    (80.0, 70.0, 90.0, 0.0)
    """
    return float(max(0, min(90, 10 * (math.ceil(lowest / 10) - 1))))


def rounded(value: Value, shape: Shape) -> Carried:
    """A value as a page carries it: figures rounded half up to what is shown, all else a text; None for nothing.

    >>> rounded(0.86364, "ratio"), rounded(2.675, "money"), rounded(True, "text"), rounded(float("nan"), "points"), rounded(1e300, "money")
    (0.8636, 2.68, '是', None, '1e+300')
    """
    if isinstance(value, Link):
        value = value.text
    if value is None or isinstance(value, str):
        return clean(value) if value else None
    if isinstance(value, bool):
        return "是" if value else "否"
    if not math.isfinite(value):
        return None
    if shape not in PLACES:
        return clean(str(value))
    if abs(value) >= TOO_LARGE:
        return f"{value:.6g}"
    exact = Decimal(repr(value)).quantize(_STEPS[shape], ROUND_HALF_UP)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def shown(carried: Carried, shape: Shape) -> str:
    """The text of a carried value.

    >>> [shown(0.8636, "ratio"), shown(12345.5, "money"), shown(95.5, "points"), shown(2024, "whole"), shown("error", "severity")]
    ['86.36%', '12,345.50', '95.50', '2024', '● 错误']
    """
    if carried is None:
        return ""
    if isinstance(carried, str):
        return ORDERED.get(shape, {}).get(carried, carried)
    if shape == "ratio":
        return f"{Decimal(repr(carried)) * 100:.2f}%"
    if shape == "money":
        return f"{carried:,.2f}"
    return f"{carried:.2f}" if shape == "points" else str(carried)
