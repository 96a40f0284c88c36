"""Fonts, borders, notes and conditional formats of the openpyxl engine."""

from __future__ import annotations

from copy import copy

from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font as FontStyle
from openpyxl.styles import PatternFill, Side
from openpyxl.styles.colors import COLOR_INDEX, Color
from openpyxl.styles.differential import DifferentialStyle
from xlwings import base_classes
from xlwings.base_classes import _UNSET

from jixiao.excel.engines.blocks import blocks_of, common, rgb

_THEME = ["FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47", "0563C1", "954F72"]


def color_of(color):
    """A colour of a file; one of the theme is Office's own, without its tint."""
    if color is None:
        return None
    if color.type == "theme":
        return rgb(_THEME[color.theme])
    return rgb((COLOR_INDEX[color.indexed] if color.type == "indexed" else color.rgb)[2:])


def hex_of(color):
    return "FF{:02X}{:02X}{:02X}".format(*rgb(color))


def _of_font(name, read=lambda value: value, write=lambda value: value):
    return property(
        lambda font: font.parent.ask(lambda cell: read(getattr(cell.font, name))),
        lambda font, value: font.parent.style("font", **{name: write(value)}),
    )


class Font(base_classes.Font):
    api = None

    def __init__(self, parent):
        self.parent = parent

    bold = _of_font("b", bool)
    italic = _of_font("i", bool)
    size = _of_font("sz")
    name = _of_font("name")
    color = _of_font("color", lambda value: color_of(value) or (0, 0, 0), lambda value: Color(hex_of(value)))


_SIDES = {
    "edge_top": ("top",), "edge_bottom": ("bottom",), "edge_left": ("left",), "edge_right": ("right",),
    "inside_horizontal": ("top", "bottom"), "inside_vertical": ("left", "right"),
}
_LINES = {
    "thin": ("continuous", "thin"), "hair": ("continuous", "hairline"), "medium": ("continuous", "medium"), "thick": ("continuous", "thick"),
    "dashed": ("dash", "thin"), "mediumDashed": ("dash", "medium"), "dotted": ("dot", "thin"), "double": ("double", "thick"),
    "dashDot": ("dash_dot", "thin"), "mediumDashDot": ("dash_dot", "medium"), "dashDotDot": ("dash_dot_dot", "thin"),
    "mediumDashDotDot": ("dash_dot_dot", "medium"), "slantDashDot": ("slant_dash_dot", "medium"), None: (None, "thin"),
}


class Border(base_classes.Border):
    """One side of a range; diagonals are not kept."""

    def __init__(self, parent, side):
        self.parent, self.side = parent, side

    api = None

    def _places(self):
        """Each cell that has the line, with the name of the side that it lies on."""
        for block in self.parent.blocks:
            for row, column in block.places():
                outer = {"top": row == block.row, "bottom": row == block.bottom, "left": column == block.column, "right": column == block.right}
                for name in _SIDES.get(self.side, ()):
                    if outer[name] == self.side.startswith("edge"):
                        yield self.parent.xl.cell(row, column), name

    def _ask(self, question):
        return common(iter([question(getattr(cell.border, name)) for cell, name in self._places()] or [None]))

    def put(self, line_style=_UNSET, weight=_UNSET, color=_UNSET):
        self.parent.guard()
        for cell, name in self._places():
            old = getattr(cell.border, name)
            style, thickness = _LINES[old.style if old else None]
            style = line_style if line_style is not _UNSET else style or "continuous"
            thickness = weight if weight is not _UNSET else thickness
            found = [key for key, known in _LINES.items() if known[0] == style and known[1] == thickness]
            found += [key for key, known in _LINES.items() if known[0] == style]
            new = copy(cell.border)
            ink = Color(hex_of(color)) if color is not _UNSET else old.color if old else None
            setattr(new, name, Side(style=found[0], color=ink) if style else Side())
            cell.border = new

    line_style = property(lambda self: self._ask(lambda side: _LINES[side.style][0]), lambda self, value: self.put(line_style=value))
    weight = property(lambda self: self._ask(lambda side: _LINES[side.style][1]), lambda self, value: self.put(weight=value))
    color = property(
        lambda self: self._ask(lambda side: (color_of(side.color) or (0, 0, 0)) if side.style else None), lambda self, value: self.put(color=value),
    )


class Borders(base_classes.Borders):
    def __init__(self, parent):
        self.parent = parent

    api = None

    def __getitem__(self, side):
        return Border(self.parent, side)

    def set(self, which, *, line_style=_UNSET, weight=_UNSET, color=_UNSET):
        for side in which:
            self[side].put(line_style, weight, color)

    line_style = property(lambda self: common(self[side].line_style for side in self._grid_sides()))
    weight = property(lambda self: common(self[side].weight for side in self._grid_sides()))
    color = property(lambda self: common(self[side].color for side in self._grid_sides()))


class Note(base_classes.Note):
    def __init__(self, sheet, cell):
        self.sheet, self.cell = sheet, cell

    @property
    def api(self):
        return self.cell.comment

    @property
    def text(self):
        return self.cell.comment.text

    @text.setter
    def text(self, value):
        self.location.guard("objects")
        self.cell.comment = Comment(value, self.author)

    @property
    def author(self):
        return self.cell.comment.author or ""

    @property
    def location(self):
        return self.sheet.range((self.cell.row, self.cell.column))

    def delete(self):
        self.location.guard("objects")
        self.cell.comment = None


class ConditionalFormat(base_classes.ConditionalFormat):
    """A rule by formula; others are there, of type unknown, and can be deleted."""

    stop_if_true = operator = formula1 = formula2 = colors = bar_color = None

    def __init__(self, xl, area, rule):
        self.xl, self.area, self.rule = xl, area, rule

    @property
    def api(self):
        return self.rule

    @property
    def type(self):
        return "custom" if self.rule.type == "expression" else "unknown"

    @property
    def formula(self):
        return "=" + self.rule.formula[0] if self.type == "custom" else None

    @property
    def fill_color(self):
        fill = self.rule.dxf and self.rule.dxf.fill
        return color_of(fill.bgColor) if fill else None

    @property
    def font_color(self):
        font = self.rule.dxf and self.rule.dxf.font
        return color_of(font.color) if font else None

    @property
    def font_bold(self):
        font = self.rule.dxf and self.rule.dxf.font
        return bool(font.b) if font else None

    def delete(self):
        kept = ConditionalFormattingList()
        for area in self.xl.conditional_formatting:
            for rule in area.rules:
                if rule is not self.rule:
                    priority = rule.priority
                    kept.add(str(area.sqref), rule)
                    rule.priority = priority
        self.xl.conditional_formatting = kept


class ConditionalFormats(base_classes.ConditionalFormats):
    def __init__(self, cells):
        self.cells = cells
        self.xl = cells.xl

    api = None

    def _rules(self):
        found = [
            ConditionalFormat(self.xl, area, rule)
            for area in self.xl.conditional_formatting
            if any(own.meets(blocks_of(str(each))[0]) for own in self.cells.blocks for each in area.sqref.ranges)
            for rule in area.rules
        ]
        return sorted(found, key=lambda each: each.rule.priority)

    def __iter__(self):
        return iter(self._rules())

    def __len__(self):
        return len(self._rules())

    def __call__(self, number):
        return self._rules()[number - 1]

    def add_custom(self, spec):
        self.cells.guard()
        fill, ink, bold = spec.get("fill_color"), spec.get("font_color"), spec.get("font_bold")
        look = DifferentialStyle(
            fill=PatternFill(bgColor=hex_of(fill), fill_type="solid") if fill else None,
            font=FontStyle(color=hex_of(ink) if ink else None, b=bold) if ink or bold is not None else None,
        )
        rule = Rule(type="expression", formula=[spec["formula"].removeprefix("=")], dxf=look, stopIfTrue=spec["stop_if_true"] or None)
        for area in self.xl.conditional_formatting:
            for each in area.rules:
                each.priority += 1
        self.xl.conditional_formatting.add(" ".join(block.address("", "") for block in self.cells.blocks), rule)
        rule.priority = 1
        return ConditionalFormat(self.xl, None, rule)

    def clear(self):
        for rule in self._rules():
            rule.delete()
