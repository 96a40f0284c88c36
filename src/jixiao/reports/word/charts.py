"""Charts of the report as pictures: bars against what was to be reached.

For an accountant: 各一级指标得分与分值、各项资金执行率、未完成指标完成率三张图；电脑里没有中文字体时不画，会说明.
For a programmer: matplotlib is imported when the first chart is drawn, without a window system and without pyplot.
"""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from jixiao.reports.word.content import Picture

_FONTS = (
    "FangSong", "仿宋", "FangSong_GB2312", "SimSun", "宋体", "NSimSun", "SimHei", "黑体", "Microsoft YaHei", "微软雅黑", "Songti SC", "STSong", "STFangsong", "PingFang SC",
    "Noto Serif CJK SC", "Noto Serif CJK JP", "Source Han Serif SC", "Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
    "AR PL UMing CN", "AR PL SungtiL GB",
)  # fmt: skip
_REACHED, _WHOLE, _LINE = "#3b6ea5", "#d9dee5", "#8a8f98"
_LONGEST = 16
_WIDE = 5.2


class Bar(NamedTuple):
    """One bar: its label, how long it is, how long it was to be, and the words at its end."""

    label: str
    value: float
    whole: float
    words: str


@lru_cache(maxsize=1)
def chinese_font() -> str | None:
    """An installed font with Chinese letters; None where there is none, or no matplotlib."""
    if find_spec("matplotlib") is None:
        return None
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from matplotlib import font_manager  # noqa: PLC0415

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in _FONTS if name in installed), None)


def bars(title: str, rows: Sequence[Bar]) -> Picture | None:
    """Bars from the top down, each over what it was to be; None where it cannot be drawn."""
    font = chinese_font()
    if font is None or not rows:
        return None
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with rc_context({"font.family": [font], "axes.unicode_minus": False, "text.parse_math": False}), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a sign that the font lacks is shown as a box
        figure = Figure(figsize=(_WIDE, 0.3 + 0.36 * len(rows)), dpi=200)
        FigureCanvasAgg(figure)
        _draw(figure.add_subplot(), rows)
        figure.tight_layout()
        out = io.BytesIO()
        figure.savefig(out, format="png", metadata={"Software": None})
    said = "；".join(f"{bar.label} {bar.words}" for bar in rows)
    return Picture(out.getvalue(), f"{title}：{said}")


def _draw(axes: Any, rows: Sequence[Bar]) -> None:
    places = range(len(rows))
    longest = max(max(bar.value, bar.whole) for bar in rows) or 1.0
    axes.barh(places, [bar.whole for bar in rows], height=0.62, color=_WHOLE)
    axes.barh(places, [bar.value for bar in rows], height=0.38, color=_REACHED)
    for place, bar in zip(places, rows, strict=True):
        axes.text(max(bar.value, bar.whole) + longest * 0.015, place, bar.words, va="center", fontsize=9)
    axes.set_yticks(list(places), [_short(bar.label) for bar in rows], fontsize=9.5)
    axes.invert_yaxis()
    axes.set_xlim(0, longest * 1.22)
    axes.set_xticks([])
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(_LINE)
    axes.tick_params(length=0)


def _short(label: str) -> str:
    label = " ".join(label.split())
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
