"""How the roll-up's workbook looks: fonts, colours, figures.

For an accountant: 颜色只是帮着看，字里也写明了，黑白打印一样读得懂.
For a programmer: formats are made once each; a shape decides how a column's figures are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jixiao.reports.rollup.colours import TINTS
from jixiao.reports.rollup.content import Shape

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

FONT = "微软雅黑"
DARK, ACCENT, MUTED, LINE, HEADER_FILL, PALE = "#1F3864", "#2F5C8F", "#6B6B6B", "#C9D1DB", "#DFE7F1", "#F5F7FA"
PLAIN_TILE = (PALE, DARK)

SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
LIGHTS = {"red": "红", "yellow": "黄", "green": "绿", "blue": "蓝"}
WORDS: dict[str, dict[str, str]] = {"severity": SEVERITIES, "light": LIGHTS}
"""What a stored word is called, by shape."""

HEAT = {"bad": ("#8FCB9B", "#FFF3C4", "#EE7D72"), "good": ("#EE7D72", "#FFF3C4", "#8FCB9B")}
"""Lowest, middle, highest; by what a high figure is."""

NUMBERS: dict[Shape, str] = {"whole": "0", "ratio": "0.00%", "money": "#,##0.00", "points": "0.00"}
# Places that need no digit are kept free, so that the points stand below each other.
_POINTS = ("0_._0_0", "0.0_0", "0.00")
_CENTERED = {"grade", "severity", "light"}


def places(value: float) -> int:
    """How many decimals of two a figure needs.

    >>> places(95), places(95.5), places(95.25), places(95.001)
    (0, 1, 2, 0)
    """
    hundredths = round(value * 100)
    return 0 if hundredths % 100 == 0 else 1 if hundredths % 10 == 0 else 2


class Looks:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """A format with these properties beside the usual font and the middle of the row."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "vcenter", **properties})
        return self._made[key]

    def text(self, *, wrap: bool = False, boxed: bool = False, right: bool = False) -> Format:
        """Words of a table; ``boxed`` with a line below, where there are no gridlines."""
        return self.of(**({"text_wrap": True} if wrap else {}), **({"align": "right", "indent": 1} if right else {}), **_box(boxed=boxed))

    def link(self, *, wrap: bool = False, boxed: bool = False) -> Format:
        """Words that lead somewhere."""
        return self.of(font_color="#0563C1", underline=1, **({"text_wrap": True} if wrap else {}), **_box(boxed=boxed))

    def word(self, shape: Shape, value: str, *, boxed: bool = False) -> Format:
        """A grade, a severity or a light, in its colour."""
        tint = TINTS[shape].get(value)
        colors = {"bg_color": tint.fill, "font_color": tint.font, "bold": True} if tint else {}
        return self.of(align="center", **colors, **_box(boxed=boxed))

    def numbers(self, shape: Shape, *, boxed: bool = False) -> tuple[Format, Format, Format]:
        """How a figure is shown that needs no, one or two decimals."""
        shown = _POINTS if shape == "points" else (NUMBERS.get(shape, "General"),) * 3
        first, second, third = (self.of(num_format=each, align="right", indent=1, **_box(boxed=boxed)) for each in shown)
        return first, second, third

    def heading(self, shape: Shape, *, filtered: bool) -> Format:
        """The head of a column; the button of a filter stands on its right."""
        side = ("center" if filtered else "right") if shape in NUMBERS else "center" if shape in _CENTERED else "left"
        room = {"indent": 1} if side == "right" else {}
        return self.of(bold=True, font_color=DARK, bg_color=HEADER_FILL, text_wrap=True, align=side, bottom=1, bottom_color=ACCENT, **room)


def _box(*, boxed: bool) -> dict[str, Any]:
    return {"bottom": 1, "bottom_color": LINE} if boxed else {}
