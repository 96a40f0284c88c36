"""Fonts, lines, notes and conditional formats of LibreOffice in xlwings' words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from xlwings import base_classes
from xlwings.base_classes import _UNSET

from jixiao.excel.engines.blocks import Block, common, rgb
from jixiao.excel.engines.libreoffice_formulas import to_excel, to_libreoffice
from jixiao.excel.engines.libreoffice_uno import address_of, block_of, enum, option, struct

_BOLD, _NORMAL = 150.0, 100.0
_NOTES = 8
# In hundredths of a millimetre; LibreOffice's own 29 mm make a strip of a derivation that is higher than a screen.
_NOTE_WIDTH = 9_500
# A font has three of each: for Latin, for Chinese, and for scripts such as Arabic.
_SCRIPTS = ("", "Asian", "Complex")
# com.sun.star.sheet.ConditionFormatOperator.EXPRESSION and ConditionEntryType.CONDITION
_BY_FORMULA, _A_CONDITION = 24, 0
_FROM_DEFAULT = ("CharFontName", "CharFontNameAsian", "CharHeight", "CharHeightAsian", "VertJustify")

_WIDTHS = {"hairline": 2, "thin": 26, "medium": 62, "thick": 88}
# com.sun.star.table.BorderLineStyle
_STYLES = {"continuous": 0, "dot": 1, "dash": 2, "double": 3, "dash_dot": 16, "dash_dot_dot": 17, "slant_dash_dot": 16}
_STYLE_NAMES = {theirs: ours for ours, theirs in reversed(_STYLES.items())}
_NO_LINE = 0x7FFF
_SIDES = {
    "edge_top": "Top", "edge_bottom": "Bottom", "edge_left": "Left", "edge_right": "Right",
    "inside_horizontal": "Horizontal", "inside_vertical": "Vertical",
}


def number_of_color(color: Any) -> int:
    """A colour as UNO counts it: red highest."""
    red, green, blue = rgb(color)
    return red << 16 | green << 8 | blue


class Font(base_classes.Font):
    """The font of a range; Chinese and Latin letters get the same."""

    def __init__(self, cells: Any) -> None:
        self.cells = cells

    @property
    def api(self) -> Any:
        """The UNO object of the range."""
        return self.cells.target

    def _put(self, name: str, value: Any) -> None:
        for script in _SCRIPTS:
            self.cells.put(name + script, value)

    @property
    def bold(self) -> bool | None:
        """Whether it is bold."""
        weight = self.cells.ask("CharWeight")
        return None if weight is None else bool(weight > _NORMAL)

    @bold.setter
    def bold(self, value: bool) -> None:
        self._put("CharWeight", _BOLD if value else _NORMAL)

    @property
    def italic(self) -> bool | None:
        """Whether it is italic."""
        posture = self.cells.ask("CharPosture")
        return None if posture is None else bool(posture.value != "NONE")

    @italic.setter
    def italic(self, value: bool) -> None:
        self._put("CharPosture", enum("com.sun.star.awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        """In points."""
        size: float | None = self.cells.ask("CharHeight")
        return size

    @size.setter
    def size(self, value: float) -> None:
        self._put("CharHeight", float(value))

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Red, green, blue; automatic is black."""
        number = self.cells.ask("CharColor")
        return None if number is None else rgb(f"{max(number, 0):06X}")

    @color.setter
    def color(self, value: Any) -> None:
        self.cells.put("CharColor", number_of_color(value))

    @property
    def name(self) -> str | None:
        """Its family."""
        name: str | None = self.cells.ask("CharFontName")
        return name

    @name.setter
    def name(self, value: str) -> None:
        self._put("CharFontName", value)


class Border(base_classes.Border):
    """One side of a range; diagonals are not kept."""

    def __init__(self, borders: Borders, side: str) -> None:
        self.borders, self.side = borders, side

    def _line(self) -> Any:
        """The line that all cells have on this side: a structure, None where they differ."""
        if self.side not in _SIDES:
            return struct("com.sun.star.table.BorderLine2", LineStyle=_NO_LINE)
        table, name = self.borders.table(), _SIDES[self.side]
        return getattr(table, f"{name}Line") if getattr(table, f"Is{name}LineValid") else None

    @property
    def line_style(self) -> str | None:
        """One of xlwings' words; None without a line."""
        line = self._line()
        return None if line is None or not line.LineWidth else _STYLE_NAMES.get(line.LineStyle, "continuous")

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.borders.set([self.side], line_style=value)

    @property
    def weight(self) -> str | None:
        """One of xlwings' words; a cell without a line has a thin one, as in Excel."""
        line = self._line()
        if line is None:
            return None
        return min(_WIDTHS, key=lambda name: abs(_WIDTHS[name] - (line.LineWidth or _WIDTHS["thin"])))

    @weight.setter
    def weight(self, value: str) -> None:
        self.borders.set([self.side], weight=value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Red, green, blue; None without a line."""
        line = self._line()
        return None if line is None or not line.LineWidth else rgb(f"{line.Color:06X}")

    @color.setter
    def color(self, value: Any) -> None:
        self.borders.set([self.side], color=value)


def _of_all_sides(name: str) -> Any:
    return property(lambda borders: borders.common(name), lambda borders, value: borders.set(_SIDES, **{name: value}), doc="What its sides have in common.")


class Borders(base_classes.Borders):
    """The lines around and inside a range."""

    def __init__(self, cells: Any) -> None:
        self.cells = cells

    @property
    def parent(self) -> Any:
        """The range."""
        return self.cells

    @property
    def api(self) -> Any:
        """The UNO object of the range."""
        return self.cells.target

    def table(self) -> Any:
        """The lines of the first rectangle."""
        return self.cells.sheet.cells_of(self.cells.block).getPropertyValue("TableBorder2")

    def __getitem__(self, side: str) -> Border:
        return Border(self, side)

    def set(self, which: Any = "all", *, line_style: Any = _UNSET, weight: Any = _UNSET, color: Any = _UNSET) -> None:
        """Draw sides; what is not said stays as it is, a new line is thin, continuous and black."""
        self.cells.guard()
        for block in self.cells.blocks:
            target = self.cells.sheet.cells_of(block)
            table = target.getPropertyValue("TableBorder2")
            for name in _SIDES.values():
                setattr(table, f"Is{name}LineValid", False)
            for side in which:
                if side in _SIDES:
                    line = _drawn(getattr(table, f"{_SIDES[side]}Line"), line_style, weight, color)
                    setattr(table, f"{_SIDES[side]}Line", line)
                    setattr(table, f"Is{_SIDES[side]}LineValid", True)
            target.setPropertyValue("TableBorder2", table)

    def common(self, attribute: str) -> Any:
        """What its sides have in common."""
        return common(getattr(self[side], attribute) for side in self._grid_sides())  # type: ignore[no-untyped-call]

    line_style, weight, color = _of_all_sides("line_style"), _of_all_sides("weight"), _of_all_sides("color")


def _drawn(old: Any, line_style: Any, weight: Any, color: Any) -> Any:
    if line_style is None:
        return struct("com.sun.star.table.BorderLine2", LineStyle=_NO_LINE)
    had = bool(old.LineWidth)
    width = _WIDTHS[weight] if weight is not _UNSET else old.LineWidth if had else _WIDTHS["thin"]
    style = _STYLES[line_style] if line_style is not _UNSET else old.LineStyle if had else _STYLES["continuous"]
    ink = number_of_color(color) if color is not _UNSET else old.Color if had else 0
    return struct("com.sun.star.table.BorderLine2", LineWidth=width, OuterLineWidth=width, LineStyle=style, Color=ink)


class Note(base_classes.Note):
    """The note of a cell."""

    def __init__(self, sheet: Any, block: Block) -> None:
        self.sheet, self.block = sheet, block._replace(height=1, width=1)

    @property
    def api(self) -> Any:
        """The UNO annotation."""
        return self.sheet.cells_of(self.block).getCellByPosition(0, 0).getAnnotation()

    @property
    def text(self) -> str:
        """Its text, "" where there is no note."""
        return str(self.api.getString())

    @text.setter
    def text(self, value: str) -> None:
        self.location.guard()
        self.api.setString(value)

    @property
    def author(self) -> str:
        """Who wrote it."""
        return str(self.api.getAuthor())

    @property
    def location(self) -> Any:
        """Its cell."""
        return self.sheet.range((self.block.row, self.block.column))

    def widen(self) -> None:
        """As wide as several lines of text need; its height follows."""
        self.api.getAnnotationShape().setSize(struct("com.sun.star.awt.Size", Width=_NOTE_WIDTH, Height=1))

    def delete(self) -> None:
        """Take it away."""
        self.location.guard()
        self.sheet.cells_of(self.block).clearContents(_NOTES)


class ConditionalFormat(base_classes.ConditionalFormat):
    """A rule by formula; others are there, of type unknown, and can be deleted.

    Attributes:
        sheet: the engine's sheet.
        format: the UNO conditional format.
        position: which of its entries.
    """

    stop_if_true = operator = formula1 = formula2 = colors = bar_color = None

    def __init__(self, sheet: Any, found: Any, position: int) -> None:
        self.sheet, self.format, self.position = sheet, found, position

    @property
    def api(self) -> Any:
        """The UNO entry."""
        return self.format.getByIndex(self.position)

    @property
    def type(self) -> str:
        """``custom`` for a formula."""
        entry = self.api
        return "custom" if entry.getType() == _A_CONDITION and entry.Operator == _BY_FORMULA else "unknown"

    @property
    def formula(self) -> str | None:
        """In Excel's words."""
        return to_excel(f"={self.api.Formula1}") if self.type == "custom" else None

    def _style(self) -> Any:
        styles = self.sheet.book.xl.getStyleFamilies().getByName("CellStyles")
        name = self.api.StyleName
        return styles.getByName(name) if styles.hasByName(name) else None

    def _color(self, name: str) -> tuple[int, int, int] | None:
        style = self._style()
        number = -1 if style is None else style.getPropertyValue(name)
        return None if number < 0 else rgb(f"{number:06X}")

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        """The fill that it gives."""
        return self._color("CellBackColor")

    @property
    def font_color(self) -> tuple[int, int, int] | None:
        """The colour that it gives to letters."""
        return self._color("CharColor")

    @property
    def font_bold(self) -> bool | None:
        """Whether it makes letters bold."""
        style = self._style()
        return None if style is None else bool(style.getPropertyValue("CharWeight") > _NORMAL)

    def delete(self) -> None:
        """Take it away."""
        if self.format.getCount() > 1:
            self.format.removeByIndex(self.position)
            return
        number = self.format.ID
        cells = _without_other_rules(self.sheet, self.format.Range.getRangeAddresses(), number)
        if cells.hasElements():
            # Taken off the list alone, it would leave its number in the cells, and the next rule gets that number.
            none = cells.ConditionalFormat
            none.clear()
            cells.ConditionalFormat = none
        formats = self.sheet.xl.ConditionalFormats
        if any(number == found.ID for found in formats.getConditionalFormats()):
            formats.removeByID(number)


def _without_other_rules(sheet: Any, addresses: Iterable[Any], own: int = 0) -> Any:
    """Cells as a UNO SheetCellRanges, but for those that have other rules than one of ours."""
    cells = sheet.book.xl.createInstance("com.sun.star.sheet.SheetCellRanges")
    cells.addRangeAddresses(tuple(addresses), False)
    others = (found for found in sheet.xl.ConditionalFormats.getConditionalFormats() if own != found.ID)
    for taken in (address for found in others for address in found.Range.getRangeAddresses()):
        for address in cells.queryIntersection(taken).getRangeAddresses():
            cells.removeRangeAddress(address)
    return cells


def _insert_style(document: Any, name: str, properties: dict[str, Any]) -> None:
    styles = document.getStyleFamilies().getByName("CellStyles")
    styles.insertByName(name, document.createInstance("com.sun.star.style.CellStyle"))
    style = styles.getByName(name)
    for key, value in properties.items():
        style.setPropertyValue(key, value)


class ConditionalFormats(base_classes.ConditionalFormats):
    """Rules that touch a range, the newest first."""

    def __init__(self, cells: Any) -> None:
        self.cells = cells
        self.sheet = cells.sheet

    @property
    def api(self) -> Any:
        """The UNO conditional formats of the sheet."""
        return self.sheet.xl.ConditionalFormats

    def _rules(self) -> Iterator[ConditionalFormat]:
        for found in reversed(self.api.getConditionalFormats()):
            blocks = [block_of(address) for address in found.Range.getRangeAddresses()]
            if any(block.meets(own) for block in blocks for own in self.cells.blocks):
                yield from (ConditionalFormat(self.sheet, found, position) for position in range(found.getCount()))

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return iter(list(self._rules()))

    def __len__(self) -> int:
        return len(list(self._rules()))

    def __call__(self, number: int) -> ConditionalFormat:
        """One of them, counted from 1."""
        return list(self._rules())[number - 1]

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        """A rule by formula, with a fill, a colour of letters, or bold ones.

        Cells that have other rules show it once the workbook is opened again: LibreOffice's list of rules, in which
        cells may have several, leaves the cells as they are, and what tells the cells takes their other rules away.
        """
        self.cells.guard()
        addresses = [address_of(block, self.sheet.position) for block in self.cells.blocks]
        formula = to_libreoffice(spec["formula"]).removeprefix("=")
        style = self._style(spec.get("fill_color"), spec.get("font_color"), spec.get("font_bold"))
        whole = self.sheet.book.xl.createInstance("com.sun.star.sheet.SheetCellRanges")
        whole.addRangeAddresses(tuple(addresses), False)
        free = _without_other_rules(self.sheet, addresses)
        if free.hasElements():
            rules = free.ConditionalFormat
            rules.addNew((option("Operator", enum("com.sun.star.sheet.ConditionOperator", "FORMULA")), option("Formula1", formula), option("StyleName", style)))
            free.ConditionalFormat = rules
            made = max(self.api.getConditionalFormats(), key=lambda found: found.ID)
            made.Range = whole
        else:
            number = self.api.createByRange(whole)
            made = next(found for found in self.api.getConditionalFormats() if number == found.ID)
            made.createEntry(_A_CONDITION, 0)
            entry = made.getByIndex(0)
            entry.Operator, entry.Formula1, entry.StyleName = _BY_FORMULA, formula, style
        return ConditionalFormat(self.sheet, made, 0)

    def _style(self, fill: Any, ink: Any, bold: Any) -> str:
        """The cell style for a look, one for each look."""
        properties: dict[str, Any] = self._kept()
        if fill is not None:
            properties["CellBackColor"] = number_of_color(fill)
        if ink is not None:
            properties["CharColor"] = number_of_color(ink)
        if bold is not None:
            properties |= {f"CharWeight{script}": _BOLD if bold else _NORMAL for script in _SCRIPTS}
        name = "-".join(("jixiao", *(f"{key}{value}" for key, value in sorted(properties.items()))))
        if not self.sheet.book.xl.getStyleFamilies().getByName("CellStyles").hasByName(name):
            self._make_style(name, properties)
        return name

    def _make_style(self, name: str, properties: dict[str, Any]) -> None:
        """LibreOffice changes no cell style while any sheet is protected, but takes one over from another document."""
        document, sheets = self.sheet.book.xl, self.sheet.book.xl.getSheets()
        if not any(sheets.getByIndex(number).isProtected() for number in range(sheets.getCount())):
            _insert_style(document, name, properties)
            return
        other = self.sheet.book.app.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (option("Hidden", True),))
        try:
            _insert_style(other, name, properties)
            document.getStyleFamilies().loadStylesFromDocument(other, (option("OverwriteStyles", False), option("LoadPageStyles", False)))
        finally:
            other.close(True)

    def _kept(self) -> dict[str, Any]:
        """What the cells would lose to the workbook's default style, which stands behind that of every rule: letters and height."""
        default = self.sheet.book.xl.getStyleFamilies().getByName("CellStyles").getByName("Default")
        first = self.sheet.xl.getCellByPosition(self.cells.blocks[0].column - 1, self.cells.blocks[0].row - 1)
        return {name: first.getPropertyValue(name) for name in _FROM_DEFAULT if default.getPropertyState(name).value == "DIRECT_VALUE"}

    def clear(self) -> None:
        """Take them all away."""
        for rule in reversed(list(self._rules())):
            rule.delete()
