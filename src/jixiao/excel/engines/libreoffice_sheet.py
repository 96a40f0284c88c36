"""Sheets and names of LibreOffice in xlwings' words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import xlwings as xw
from xlwings import base_classes

from jixiao.excel.engines.blocks import MAX_COLUMNS, MAX_ROWS, Block, SheetBase, blocks_of, quoted, sheet_name
from jixiao.excel.engines.libreoffice_formulas import to_excel, to_libreoffice
from jixiao.excel.engines.libreoffice_looks import Note
from jixiao.excel.engines.libreoffice_range import Range
from jixiao.excel.engines.libreoffice_uno import address_of, block_of, listener, option, struct

_GRIDLINES = ".uno:ToggleSheetGrid"
_WINDOW = (0, 0, 1200, 900, 15)  # place and size, all to be set


class Sheet(SheetBase):
    """A sheet.

    Attributes:
        book: the engine's workbook.
        xl: the UNO sheet.
    """

    book: Any = None

    def __init__(self, book: Any, xl: Any) -> None:
        self.book, self.xl = book, xl
        self._cursor: Any = None

    def _range(self, blocks: tuple[Block, ...]) -> Range:
        return Range(self, blocks)

    def cells_of(self, block: Block) -> Any:
        """The UNO range of a block."""
        return self.xl.getCellRangeByPosition(block.column - 1, block.row - 1, block.right - 1, block.bottom - 1)

    def probe(self, block: Block) -> Any:
        """The sheet's cursor, on a block: over a bridge, moving it takes a third of the time that a new range takes."""
        if self._cursor is None:
            self._cursor = self.xl.createCursor()
        cursor = self._cursor
        at = cursor.getRangeAddress()
        cursor.collapseToSize(1, 1)
        cursor.gotoOffset(block.column - 1 - at.StartColumn, block.row - 1 - at.StartRow)
        cursor.collapseToSize(block.width, block.height)
        return cursor

    @property
    def api(self) -> Any:
        """The UNO sheet."""
        return self.xl

    @property
    def position(self) -> int:
        """Which sheet it is, counted from 0."""
        return int(self.xl.getRangeAddress().Sheet)

    @property
    def index(self) -> int:
        """Which sheet it is, counted from 1."""
        return self.position + 1

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.xl.getName())

    @name.setter
    def name(self, value: str) -> None:
        self._guard_structure()
        self.xl.setName(sheet_name(value))

    def _guard_structure(self) -> None:
        if self.book.xl.isProtected():
            raise xw.XlwingsError("the structure of the workbook is protected")

    @property
    def names(self) -> Names:
        """Names that belong to it."""
        return Names(self.book, [self])

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return bool(self.xl.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self._guard_structure()
        self.xl.IsVisible = bool(value)

    @property
    def used_range(self) -> Range:
        """From the first cell in use to the last."""
        cursor = self.xl.createCursor()
        cursor.gotoStartOfUsedArea(False)
        first = block_of(cursor.getRangeAddress())
        cursor.gotoEndOfUsedArea(False)
        last = block_of(cursor.getRangeAddress())
        return Range(self, (Block(first.row, first.column, last.row - first.row + 1, last.column - first.column + 1),))

    def activate(self) -> None:
        """Bring it to the front."""
        self.book.xl.getCurrentController().setActiveSheet(self.xl)

    def delete(self) -> None:
        """Take it out of the workbook."""
        self._guard_structure()
        self.book.xl.getSheets().removeByName(self.name)

    def clear_contents(self) -> None:
        """Empty every cell."""
        self.used_range.clear_contents()

    def clear(self) -> None:
        """Contents, formats, notes and merges of every cell."""
        self.used_range.clear()

    def autofit(self, axis: str | None = None) -> None:
        """Widths and heights as the contents need."""
        self.used_range.autofit(axis)

    @property
    def freeze_panes(self) -> FreezePanes:
        """Its frozen rows and columns."""
        return FreezePanes(self)

    @property
    def page_setup(self) -> PageSetup:
        """Its print area."""
        return PageSetup(self)

    @property
    def notes(self) -> list[Note]:
        """Its notes."""
        found = self.xl.getAnnotations()
        places = [found.getByIndex(number).getPosition() for number in range(found.getCount())]
        return [Note(self, Block(place.Row + 1, place.Column + 1, 1, 1)) for place in places]

    @property
    def show_gridlines(self) -> bool:
        """Whether lines between cells are shown."""
        # Only the state of the menu's entry tells it of one sheet.
        return bool(self._in_front(self._gridlines_state))

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self._in_front(lambda controller: self._toggle_gridlines(controller) if self._gridlines_state(controller) != value else None)

    def _in_front(self, act: Any) -> Any:
        controller = self.book.xl.getCurrentController()
        before = controller.getActiveSheet()
        controller.setActiveSheet(self.xl)
        try:
            return act(controller)
        finally:
            controller.setActiveSheet(before)

    def _gridlines(self, controller: Any) -> tuple[Any, Any]:
        _, url = self.book.app.service("com.sun.star.util.URLTransformer").parseStrict(struct("com.sun.star.util.URL", Complete=_GRIDLINES))
        return controller.getFrame().queryDispatch(url, "", 0), url

    def _gridlines_state(self, controller: Any) -> bool:
        dispatch, url = self._gridlines(controller)
        states: list[object] = []
        ear = listener("com.sun.star.frame.XStatusListener", statusChanged=lambda event: states.append(event.State), disposing=lambda _: None)
        dispatch.addStatusListener(ear, url)
        dispatch.removeStatusListener(ear, url)
        return bool(states[-1])

    def _toggle_gridlines(self, controller: Any) -> None:
        dispatch, url = self._gridlines(controller)
        dispatch.dispatch(url, (option("SynchronMode", True),))


class FreezePanes(base_classes.FreezePanes):
    """Frozen rows and columns of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def _freeze(self, columns: int, rows: int) -> None:
        def act(controller: Any) -> None:
            frame = controller.getFrame()
            # A hidden window has no size, and nothing is frozen in it.
            if not frame.getComponentWindow().getPosSize().Width:
                frame.getContainerWindow().setPosSize(*_WINDOW)
                frame.getComponentWindow().setPosSize(*_WINDOW)
            controller.freezeAtPosition(columns, rows)

        self.sheet._in_front(act)  # noqa: SLF001  # of this module

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze down and right to the end of an address; of whole rows the rows, of whole columns the columns."""
        block = blocks_of(frozen_range)[0]
        self._freeze(0 if block.width == MAX_COLUMNS else block.right, 0 if block.height == MAX_ROWS else block.bottom)

    def unfreeze(self) -> None:
        """Let everything move."""
        self._freeze(0, 0)


class PageSetup(base_classes.PageSetup):
    """What is printed of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Any:
        """The UNO sheet."""
        return self.sheet.xl

    @property
    def print_area(self) -> str | None:
        """Its address; None for all."""
        return ",".join(block_of(area).address() for area in self.sheet.xl.getPrintAreas()) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        blocks = blocks_of(value) if value else ()
        self.sheet.xl.setPrintAreas(tuple(address_of(block, self.sheet.position) for block in blocks))


class Names(base_classes.Names):
    """Names of a workbook (scope None) and of sheets."""

    def __init__(self, book: Any, scopes: list[Sheet | None]) -> None:
        self.book, self.scopes = book, scopes

    def _held(self, scope: Sheet | None) -> Any:
        return (self.book if scope is None else scope).xl.NamedRanges

    @property
    def api(self) -> Any:
        """The UNO names of the first scope."""
        return self._held(self.scopes[0])

    def _names(self) -> Iterator[Name]:
        for scope in self.scopes:
            held = self._held(scope)
            prefix = "" if scope is None else quoted(scope.name) + "!"
            yield from (Name(self.book, held, name, prefix) for name in held.getElementNames())

    def _find(self, key: str) -> Name | None:
        return next((name for name in self._names() if key.lower() in {name.name.lower(), name.key.lower()}), None)

    def __call__(self, key: str | int) -> Name:
        """One by name or number.  Raises KeyError."""
        found = list(self._names())[key - 1] if isinstance(key, int) else self._find(key)
        if found is None:
            raise KeyError(key)
        return found

    def contains(self, key: str) -> bool:
        """Whether there is one."""
        return self._find(key) is not None

    def __len__(self) -> int:
        return len(list(self._names()))

    def add(self, name: str, refers_to: str) -> Name:
        """A new name, or a new meaning for one."""
        scope = self.scopes[0]
        held = self._held(scope)
        if held.hasByName(name):
            held.removeByName(name)
        held.addNewByName(name, to_libreoffice(refers_to).removeprefix("="), struct("com.sun.star.table.CellAddress"), 0)
        return Name(self.book, held, name, "" if scope is None else quoted(scope.name) + "!")


class Name(base_classes.Name):
    """A name.

    Attributes:
        held: the UNO names that it is among.
        key: what it is called there.
        prefix: its sheet with an exclamation mark, "" where it belongs to the workbook.
    """

    def __init__(self, book: Any, held: Any, key: str, prefix: str) -> None:
        self.book, self.held, self.key, self.prefix = book, held, key, prefix

    @property
    def api(self) -> Any:
        """The UNO name."""
        return self.held.getByName(self.key)

    @property
    def name(self) -> str:
        """As Excel gives it: with its sheet, if it belongs to one."""
        return self.prefix + self.key

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self.key = value

    @property
    def refers_to(self) -> str:
        """What it means, as a formula."""
        return to_excel(f"={self.api.getContent()}")

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.setContent(to_libreoffice(value).removeprefix("="))

    @property
    def refers_to_range(self) -> Range:
        """The cells that it means.  Raises XlwingsError where it means none."""
        cells = self.api.getReferredCells()
        if cells is None:
            raise xw.XlwingsError(f"{self.name} does not refer to cells")
        address = cells.getRangeAddress()
        return Range(Sheet(self.book, self.book.xl.getSheets().getByIndex(address.Sheet)), (block_of(address),))

    def delete(self) -> None:
        """Forget it."""
        self.held.removeByName(self.key)
