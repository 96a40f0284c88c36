"""Charts of the roll-up as SVG inside the page: drawn here, so that nothing is fetched and paper shows them too.

For an accountant: 图里每根柱、每个点停一下就有数字，图下的表是同样的数字.
For a programmer: one function from a ``Block`` to markup.  Attributes only, no ``style``: the page's policy allows none.  What a
chart cannot hold (hundreds of bars) is left to the table, and the chart says so.
"""

from __future__ import annotations

import html as markup
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from jixiao.reports.rollup.colours import OTHER, PALETTE, of_category, of_series
from jixiao.reports.rollup.content import Block, Chart, Shape, Value
from jixiao.reports.rollup.figures import TOO_LARGE, lowest_shown, rounded, shown

MOST_BARS = 40
_WIDE = 640.0
_FONT = 12.0
_LABEL = 14  # a name on an axis: so many Chinese characters at most
_KINDS = {"column": "柱形图", "bar": "条形图", "stacked": "堆积条形图", "doughnut": "环形图", "scatter": "散点图"}


class _Series(NamedTuple):
    """One run of values: its heading, how they are shown, its colour."""

    heading: str
    shape: Shape
    colour: str
    values: tuple[float, ...]


class _Axis(NamedTuple):
    """From values to a line of the picture."""

    low: float
    high: float
    ticks: tuple[float, ...]
    place: Callable[[float], float]


def drawn(block: Block) -> str:
    """The chart of a block; "" where there is none, or nothing to draw."""
    chart = block.chart
    if chart is None:
        return ""
    rows = [row for row in block.rows if any(_number(row[y]) is not None for y in chart.ys)]
    if not rows:
        return ""
    if chart.kind == "scatter":
        height, parts = _scatter(block, chart, rows)
    elif chart.kind == "doughnut":
        height, parts = _doughnut(block, chart, rows)
    else:
        kept = rows[:MOST_BARS]
        height, parts = (_columns if chart.kind == "column" else _bars)(block, chart, kept)
        if len(kept) < len(rows):
            parts = (*parts, _text(_WIDE - 8, height + 6, f"图中为前 {len(kept)} 行，共 {len(rows):,} 行", anchor="end", size=11))
            height += 14
    caption = "" if chart.title == block.title else f"<figcaption>{_escape(chart.title)}</figcaption>"
    told = f"{_KINDS[chart.kind]}，{len(rows):,} 组数据，与表中的数字相同"
    return (
        f'<figure class="chart">{caption}'
        f'<svg viewBox="0 0 {_WIDE:g} {height:g}" role="img" aria-label="{_escape(chart.title)}：{told}">{"".join(parts)}</svg></figure>'
    )


# ------------------------------------------------------------------ pieces ----


def _escape(text: str) -> str:
    return markup.escape(text)


def _number(value: Value) -> float | None:
    """A value that has a place on an axis."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < TOO_LARGE else None


def _name(block: Block, row: Sequence[Value], at: int) -> str:
    shape = block.columns[at].shape
    return shown(rounded(row[at], shape), shape)


def _figure(value: float, shape: Shape) -> str:
    return shown(rounded(value, shape), shape)


def _ems(text: str) -> float:
    """The width of a text in characters of its font: a Chinese one is as wide as high."""
    return sum(1.0 if ord(each) > 0x2E7F else 0.56 for each in text)


def _cut(text: str, most: float) -> str:
    if _ems(text) <= most:
        return text
    while text and _ems(text) > most - 1:
        text = text[:-1]
    return f"{text}…"


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: float = _FONT, turn: str = "", bold: bool = False) -> str:
    turned = f' transform="{turn}"' if turn else ""
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}"{weight}{turned}>{_escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = "#d5dae1") -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _box(x: float, y: float, width: float, height: float, colour: str, told: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" fill="{colour}"><title>{_escape(told)}</title></rect>'
    )  # fmt: skip


def _series(block: Block, chart: Chart, rows: Sequence[Sequence[Value]]) -> list[_Series]:
    """The runs of values; where there is no value, nothing is drawn, as for zero."""
    return [
        _Series(
            block.columns[y].heading, block.columns[y].shape, of_series(block.columns[y].heading, number),
            tuple(_number(row[y]) or 0.0 for row in rows),
        )
        for number, y in enumerate(chart.ys)
    ]  # fmt: skip


def _colours(block: Block, chart: Chart, rows: Sequence[Sequence[Value]], series: _Series, *, each: bool) -> list[str]:
    """The colour of every value of the only run: what the category means, if it means something."""
    meant = [of_category(block.columns[chart.x].shape, row[chart.x]) for row in rows]
    if any(meant):
        return [colour or OTHER for colour in meant]
    return [PALETTE[number % len(PALETTE)] if each else series.colour for number in range(len(rows))]


def _axis(low: float, high: float, whole: bool, start: float, end: float, about: int = 5) -> _Axis:
    """An axis with round ticks that holds all values, from one place of the picture to another."""
    if high <= low:
        low, high = (low - 1, high + 1) if low else (0.0, 1.0)
    raw = (high - low) / about
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw * 0.999)
    if whole:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    low, high = first * step, last * step
    ticks = tuple(number * step for number in range(first, last + 1))
    return _Axis(low, high, ticks, lambda value: start + (value - low) / (high - low) * (end - start))


def _legend(series: Sequence[_Series]) -> tuple[float, list[str]]:
    """The names of the runs, one beside the other, and where the picture begins below them; none for a single run."""
    if len(series) < 2:
        return 18.0, []
    x, y, parts = 60.0, 14.0, list[str]()
    for each in series:
        width = 17 + _ems(each.heading) * _FONT + 20
        if x > 60 and x + width > _WIDE:
            x, y = 60.0, y + 20
        parts += [f'<rect x="{x:.1f}" y="{y - 10:.1f}" width="12" height="12" fill="{each.colour}"/>', _text(x + 17, y, each.heading)]
        x += width
    return y + 20, parts


def _whole(series: Sequence[_Series]) -> bool:
    return all(value == int(value) for each in series for value in each.values) and all(each.shape != "ratio" for each in series)


# ------------------------------------------------------------------- kinds ----


def _columns(block: Block, chart: Chart, rows: Sequence[Sequence[Value]]) -> tuple[float, tuple[str, ...]]:
    series = _series(block, chart, rows)
    names = [_name(block, row, chart.x) for row in rows]
    top, parts = _legend(series)
    left, right = 62.0, _WIDE - 12
    slot = (right - left) / len(rows)
    turned = max(map(_ems, names)) * _FONT > slot * 0.95
    below = min(max(map(_ems, names)), _LABEL) * _FONT * 0.6 + 18 if turned else 22.0
    bottom = top + 220
    values = [value for each in series for value in each.values]
    axis = _axis(min(0.0, *values), max(0.0, *values), _whole(series), bottom, top)
    for tick in axis.ticks:
        parts += [_line(left, axis.place(tick), right, axis.place(tick)), _text(left - 6, axis.place(tick) + 4, _tick(tick, series[0].shape), anchor="end", size=11)]
    width = min(slot * 0.7 / len(series), 56.0)
    for at, each in enumerate(series):
        colours = _colours(block, chart, rows, each, each=False) if len(series) == 1 else [each.colour] * len(rows)
        for number, value in enumerate(each.values):
            x = left + slot * (number + 0.5) + width * (at - len(series) / 2)
            y, base = axis.place(value), axis.place(0.0)
            parts.append(_box(x, min(y, base), width * 0.94, abs(base - y), colours[number], f"{names[number]} {each.heading}：{_figure(value, each.shape)}"))
            if len(rows) * len(series) <= 16 and value:
                parts.append(_text(x + width * 0.47, min(y, base) - 4, _figure(value, each.shape), anchor="middle", size=11))
    parts.append(_line(left, axis.place(0.0), right, axis.place(0.0), "#6b7785"))
    for number, name in enumerate(names):
        x = left + slot * (number + 0.5)
        if turned:
            parts.append(_text(x + 4, bottom + 14, _cut(name, _LABEL), anchor="end", size=11, turn=f"rotate(-35 {x + 4:.1f} {bottom + 14:.1f})"))
        else:
            parts.append(_text(x, bottom + 16, name, anchor="middle"))
    height = bottom + below + (18 if chart.x_title else 0)
    return height + 4, (*parts, *_titles(chart, left, right, top, bottom, height))


def _bars(block: Block, chart: Chart, rows: Sequence[Sequence[Value]]) -> tuple[float, tuple[str, ...]]:
    """Bars that lie, the first row on top; stacked, or one below the other."""
    series, stacked = _series(block, chart, rows), chart.kind == "stacked"
    names = [_cut(_name(block, row, chart.x), _LABEL) for row in rows]
    left = max(map(_ems, names)) * _FONT + 16 + (16 if chart.x_title else 0)
    top, parts = _legend(series)
    right = _WIDE - 56
    slot = 22.0 if stacked or len(series) == 1 else 14.0 * len(series) + 8
    bottom = top + slot * len(rows) + 4
    totals = [sum(each.values[number] for each in series) for number in range(len(rows))] if stacked else [v for each in series for v in each.values]
    axis = _axis(min(0.0, *totals), max(0.0, *totals), _whole(series), left, right)
    for tick in axis.ticks:
        parts += [_line(axis.place(tick), top, axis.place(tick), bottom), _text(axis.place(tick), bottom + 15, _tick(tick, series[0].shape), anchor="middle", size=11)]
    thick = slot - 7 if stacked or len(series) == 1 else (slot - 7) / len(series)
    for number, name in enumerate(names):
        y, reached = top + slot * number + 4, 0.0
        parts.append(_text(left - 6, y + (slot - 7) / 2 + 4, name, anchor="end"))
        for at, each in enumerate(series):
            value = each.values[number]
            colour = _colours(block, chart, rows, each, each=False)[number] if len(series) == 1 else each.colour
            start = reached if stacked else 0.0
            x1, x2 = sorted((axis.place(start), axis.place(start + value)))
            parts.append(_box(x1, y + (0 if stacked else at * thick), x2 - x1, thick * (1 if stacked else 0.94), colour, f"{name} {each.heading}：{_figure(value, each.shape)}"))
            reached += value
            if not stacked and value:
                parts.append(_text(x2 + 4, y + (at + 0.5) * thick + 4, _figure(value, each.shape), size=11))
        if stacked and reached:
            parts.append(_text(axis.place(reached) + 4, y + thick / 2 + 4, _figure(reached, series[0].shape), size=11))
    parts.append(_line(axis.place(0.0), top, axis.place(0.0), bottom, "#6b7785"))
    height = bottom + 22 + (18 if chart.y_title else 0)
    if chart.y_title:
        parts.append(_text((left + right) / 2, height - 6, chart.y_title, anchor="middle"))
    if chart.x_title:
        parts.append(_text(12, (top + bottom) / 2, chart.x_title, anchor="middle", turn=f"rotate(-90 12 {(top + bottom) / 2:.1f})"))
    return height, tuple(parts)


def _doughnut(block: Block, chart: Chart, rows: Sequence[Sequence[Value]]) -> tuple[float, tuple[str, ...]]:
    """A ring, and beside it each part with its figure and its share."""
    (series, *_), parts = _series(block, chart, rows), list[str]()
    values = [max(value, 0.0) for value in series.values]
    total = sum(values) or 1.0
    height = max(250.0, 24.0 * len(rows) + 20)
    x, y, outer, inner, angle = 150.0, height / 2, 108.0, 64.0, -math.pi / 2
    for number, (value, colour) in enumerate(zip(values, _colours(block, chart, rows, series, each=True), strict=True)):
        name, figure = _name(block, rows[number], chart.x), f"{_figure(value, series.shape)}（{value / total:.1%}）"
        end = angle + 2 * math.pi * value / total
        if value:
            parts.append(f'<path d="{_ring(x, y, outer, inner, angle, end)}" fill="{colour}" stroke="#fff"><title>{_escape(f"{name}：{figure}")}</title></path>')
        angle, at = end, height / 2 + 24.0 * (number - (len(rows) - 1) / 2)
        parts += [f'<rect x="300" y="{at - 10:.1f}" width="12" height="12" fill="{colour}"/>', _text(320, at, f"{_cut(name, 16)}　{figure}", size=13)]
    parts += [_text(x, y + 2, _figure(sum(values), series.shape), anchor="middle", size=20, bold=True), _text(x, y + 20, series.heading, anchor="middle")]
    return height, tuple(parts)


def _ring(x: float, y: float, outer: float, inner: float, start: float, end: float) -> str:
    end = min(end, start + 2 * math.pi - 1e-4)  # a whole circle has no end of its own
    big = int(end - start > math.pi)

    def at(radius: float, angle: float) -> str:
        return f"{x + radius * math.cos(angle):.2f} {y + radius * math.sin(angle):.2f}"

    return f"M{at(outer, start)}A{outer} {outer} 0 {big} 1 {at(outer, end)}L{at(inner, end)}A{inner} {inner} 0 {big} 0 {at(inner, start)}Z"


def _scatter(block: Block, chart: Chart, rows: Sequence[Sequence[Value]]) -> tuple[float, tuple[str, ...]]:
    """Points; those that would lie on each other are one larger point, so that any number of rows can be drawn."""
    x_shape = block.columns[chart.x].shape
    series = _series(block, chart, ())
    top, parts = _legend(series)
    left, right, bottom = 70.0, _WIDE - 16, top + 320
    points = [(at, x, y, row) for row in rows for at, column in enumerate(chart.ys) if (x := _number(row[chart.x])) is not None and (y := _number(row[column])) is not None]
    if not points:
        return 40.0, (_text(20, 24, "没有可画的数据。"),)
    across = _axis(min(p[1] for p in points), max(p[1] for p in points), False, left, right, about=8)
    low, high = min(p[2] for p in points), max(p[2] for p in points)
    if series[0].shape == "points" and low >= 0 and high <= 100:
        low, high = lowest_shown(low), 100.0
    up = _axis(low, high, False, bottom, top, about=6)
    for tick in up.ticks:
        parts += [_line(left, up.place(tick), right, up.place(tick)), _text(left - 6, up.place(tick) + 4, _tick(tick, series[0].shape), anchor="end", size=11)]
    for tick in across.ticks:
        parts += [_line(across.place(tick), top, across.place(tick), bottom), _text(across.place(tick), bottom + 16, _tick(tick, x_shape), anchor="middle", size=11)]
    known = next((number for number, column in enumerate(block.columns) if column.shape in {"text", "link"} and number != chart.x), None)
    spots = Counter((at, round(across.place(x) / 3), round(up.place(y) / 3)) for at, x, y, _ in points)
    seen: set[tuple[int, int, int]] = set()
    for at, x, y, row in points:
        spot = (at, round(across.place(x) / 3), round(up.place(y) / 3))
        if spot in seen:
            continue
        seen.add(spot)
        many = spots[spot]
        name = _name(block, row, known) if known is not None else ""
        told = f"{name}{f' 等 {many} 个' if many > 1 else ''}：{_heading(block, chart.x)} {_figure(x, x_shape)}，{series[at].heading} {_figure(y, series[at].shape)}"
        parts.append(
            f'<circle cx="{across.place(x):.1f}" cy="{up.place(y):.1f}" r="{min(3.5 + math.log2(many), 9):.1f}" fill="{series[at].colour}" fill-opacity="0.55" '
            f'stroke="{series[at].colour}"><title>{_escape(told)}</title></circle>'
        )  # fmt: skip
    height = bottom + 24 + (18 if chart.x_title else 0)
    return height + 4, (*parts, *_titles(chart, left, right, top, bottom, height))


def _heading(block: Block, at: int) -> str:
    return block.columns[at].heading


def _tick(value: float, shape: Shape) -> str:
    """A round figure on an axis, without places that it does not need."""
    if shape == "ratio":
        return f"{value * 100:.10g}%"
    return f"{value:,.10g}" if shape == "money" else f"{value:.10g}"


def _titles(chart: Chart, left: float, right: float, top: float, bottom: float, height: float) -> Iterator[str]:
    """What the axes are, in words."""
    if chart.x_title:
        yield _text((left + right) / 2, height - 4, chart.x_title, anchor="middle")
    if chart.y_title:
        middle = (top + bottom) / 2
        yield _text(13, middle, chart.y_title, anchor="middle", turn=f"rotate(-90 13 {middle:.1f})")
