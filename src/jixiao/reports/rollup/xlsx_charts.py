"""Excel's own charts over the rows of a block: they stay live when figures are changed.

For an accountant: 图和表连着，改了表里的数，图跟着变.
For a programmer: sizes in pixels; axes are fixed where the field knows their ends (up to 100 分, 0–100% or 0–150%).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xlsxwriter.chart import Chart as Drawn
from xlsxwriter.workbook import Workbook

from jixiao.reports.rollup.colours import OTHER, PALETTE, of_category, of_series
from jixiao.reports.rollup.content import Block, Chart, Column, Shape
from jixiao.reports.rollup.figures import lowest_shown
from jixiao.reports.rollup.xlsx_looks import DARK, FONT, LINE, MUTED
from jixiao.reports.rollup.xlsx_texts import cell_text

_KINDS: dict[str, dict[str, Any]] = {
    "column": {"type": "column"},
    "bar": {"type": "bar"},
    "stacked": {"type": "bar", "subtype": "stacked"},
    "doughnut": {"type": "doughnut"},
    "scatter": {"type": "scatter"},
}
_WIDTH, _HEIGHT = 540, 300
_BAR, _BARS_BESIDE, _TALLEST = 28, 110, 900
_LABELLED = 24
_ON_AXIS: dict[Shape, str] = {"ratio": "0%", "money": "#,##0", "whole": "0", "points": "General"}
_AT_BARS: dict[Shape, str] = {"ratio": "0.0%", "money": "#,##0.00", "whole": "0", "points": "General"}
_SMALL = {"name": FONT, "size": 9, "color": MUTED, "bold": False}


def size_of(block: Block) -> tuple[int, int]:
    """Width and height of a block's chart, in pixels; (0, 0) where nothing is drawn."""
    chart = block.chart
    if chart is None or not block.rows:
        return 0, 0
    if chart.kind in {"bar", "stacked"}:
        return _WIDTH, min(_TALLEST, max(_HEIGHT, _BARS_BESIDE + _BAR * len(block.rows)))
    return (_WIDTH, 380) if chart.kind == "scatter" else (_WIDTH, _HEIGHT)


def _figures(block: Block, columns: Sequence[int]) -> Iterator[float]:
    for row in block.rows:
        for at in columns:
            value = row[at]
            if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value:  # noqa: PLR0124  # not NaN
                yield value


def _ends(block: Block, columns: Sequence[int], *, whole_scale: bool) -> dict[str, Any]:
    """Where an axis begins and ends; Excel decides what is left out."""
    figures = list(_figures(block, columns))
    if not figures or min(figures) < 0:
        return {}
    shape, most = block.columns[columns[0]].shape, max(figures)
    ends: dict[str, Any] = {"min": 0}
    if shape == "points" and whole_scale and most <= 100:
        low = lowest_shown(min(figures))
        ends = {"min": low, "max": 100, "major_unit": 2 if low >= 90 else 5 if low >= 70 else 10, "crossing": "min"}
    elif shape == "ratio" and most <= 1.5 and (whole_scale or most > 0.5):
        ends |= {"max": 1, "major_unit": 0.2} if most <= 1 else {"max": 1.5, "major_unit": 0.25}
    elif shape == "whole" and most <= 5:
        ends |= {"max": 5, "major_unit": 1}
    return ends


def _axis(column: Column, title: str, ends: dict[str, Any], *, lines: bool) -> dict[str, Any]:
    return {
        "name": cell_text(title),
        "name_font": {**_SMALL, "size": 10},
        "num_font": _SMALL,
        "num_format": _ON_AXIS.get(column.shape, "General"),
        "line": {"color": LINE},
        "major_gridlines": {"visible": lines, "line": {"color": "#E6E9EE", "width": 0.75}},
        **ends,
    }


def _points(block: Block, chart: Chart) -> list[dict[str, Any] | None] | None:
    """A colour for each bar or slice that has one of its own."""
    shape = block.columns[chart.x].shape
    colors = [of_category(shape, row[chart.x]) for row in block.rows]
    if any(colors):
        colors = [color or OTHER for color in colors]
    elif chart.kind == "doughnut":
        colors = [PALETTE[at % len(PALETTE)] for at in range(len(colors))]
    return [{"fill": {"color": color}} if color else None for color in colors] if any(colors) else None


def _labels(block: Block, chart: Chart, y: int) -> dict[str, Any]:
    if chart.kind == "doughnut":
        shares = [row[y] for row in block.rows]
        return {"percentage": True, "font": {**_SMALL, "color": "#FFFFFF", "bold": True}, "custom": [None if share else {"delete": True} for share in shares]}
    if chart.kind in {"column", "bar"} and len(chart.ys) == 1 and len(block.rows) <= _LABELLED:
        return {"value": True, "num_format": _AT_BARS.get(block.columns[y].shape, "General"), "font": _SMALL}
    return {}


def _series(block: Block, chart: Chart, sheet: str, heading_row: int) -> Iterator[dict[str, Any]]:
    first, last = heading_row + 1, heading_row + len(block.rows)
    for number, y in enumerate(chart.ys):
        color = of_series(block.columns[y].heading, number)
        series: dict[str, Any] = {
            "name": [sheet, heading_row, y],
            "categories": [sheet, first, chart.x, last, chart.x],
            "values": [sheet, first, y, last, y],
        }
        if labels := _labels(block, chart, y):
            series["data_labels"] = labels
        if len(chart.ys) == 1 and chart.kind != "scatter" and (points := _points(block, chart)):
            series["points"] = points
        if chart.kind == "scatter":
            series["marker"] = {"type": "circle", "size": 6, "fill": {"color": color, "transparency": 35}, "border": {"color": "#FFFFFF", "width": 0.5}}
        elif chart.kind != "doughnut":
            series |= {"fill": {"color": color}, "gap": 60}
        yield series


def drawn(book: Workbook, block: Block, sheet: str, heading_row: int) -> Drawn | None:
    """The chart of a block whose heads stand in ``heading_row`` (from 0) of a sheet; None where there is nothing to draw."""
    chart = block.chart
    if chart is None or not block.rows:
        return None
    made = book.add_chart(dict(_KINDS[chart.kind]))
    for series in _series(block, chart, sheet, heading_row):
        made.add_series(series)
    made.set_title({"name": cell_text(chart.title), "name_font": {"name": FONT, "size": 12, "color": DARK, "bold": True}, "overlay": False})
    scatter, lying = chart.kind == "scatter", chart.kind in {"bar", "stacked"}
    if chart.kind == "doughnut":
        made.set_hole_size(52)
        made.set_legend({"position": "right", "font": {**_SMALL, "size": 10}})
    else:
        categories = _axis(block.columns[chart.x], chart.x_title, _ends(block, (chart.x,), whole_scale=True) if scatter else {}, lines=scatter)
        values = _axis(block.columns[chart.ys[0]], chart.y_title, _ends(block, chart.ys, whole_scale=scatter), lines=True)
        if lying:  # the first row on top, the figures still below
            categories |= {"reverse": True, "crossing": "max", "interval_unit": 1}
        # The library's x is the axis that lies, the categories of bars stand.
        made.set_x_axis(values if lying else categories)
        made.set_y_axis(categories if lying else values)
        made.set_legend({"none": True} if len(chart.ys) == 1 else {"position": "bottom", "font": _SMALL})
    made.set_chartarea({"border": {"color": LINE}})
    width, height = size_of(block)
    made.set_size({"width": width, "height": height})
    return made
