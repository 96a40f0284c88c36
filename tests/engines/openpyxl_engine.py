"""An xlwings engine over openpyxl: ribbon commands run on a file, with no spreadsheet program.

It differs from Excel in these ways.

- It does not calculate.  A formula has the value that the file gives for it, until something else is written there; a new
  formula has none (None), and ``calculate()`` does nothing.
- A text written as a value stays that text.  Excel reads it as if typed ("001" becomes 1, "1/2" a date, "=A1" a formula):
  ``engine.impl.misread`` lists each text that Excel would not keep.  A leading apostrophe keeps it, here as in Excel.
- A value for a covered cell of a merged area is dropped, as in Excel; so is one that was there before the merge.
- A date written into a cell without a format gets yyyy-mm-dd, whatever the user's region.
- Column widths and row heights are those of the file; automatic ones are not computed.
"""

from __future__ import annotations

import os
from pathlib import Path

import xlwings as xw
from openpyxl import Workbook, load_workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.properties import PageSetupProperties
from xlwings import base_classes

from jixiao.excel.engines.blocks import (
    MAX_COLUMNS,
    MAX_ROWS,
    AppsBase,
    EngineBase,
    SheetBase,
    blocks_of,
    common,
    quoted,
    registered,
    sheet_name,
)
from jixiao.model import column_letters
from tests.engines.openpyxl_looks import Note
from tests.engines.openpyxl_range import Range


def engine(*paths):
    """Register an engine with these workbooks open, the first of them active."""
    made = OpenpyxlEngine()
    for path in reversed(paths):
        made.app.books.open(str(path))
    return registered(made)


class OpenpyxlHost:
    """What xlwings has no word for; ``folder`` is what the user will choose."""

    folder = None

    def locked(self, cells):
        if not cells.sheet.impl.xl.protection.sheet:
            return False
        return common(cell.protection.locked for cell in cells.impl.all_cells(cells.impl.cell))

    def structure_protected(self, book):
        return bool(book.impl.xl.security and book.impl.xl.security.lockStructure)

    def property(self, book, name):
        properties = book.impl.xl.custom_doc_props
        return str(properties[name].value) if name in properties.names else ""

    def set_property(self, book, name, value):
        properties = book.impl.xl.custom_doc_props
        if name in properties.names:
            del properties[name]
        if value:
            properties.append(StringProperty(name=name, value=value))

    def freeze_rows(self, sheet, count):
        sheet.impl.xl.freeze_panes = f"A{count + 1}"

    def array_area(self, cell):
        place = cell.impl
        for row in place.xl.iter_rows():
            for each in row:
                if isinstance(each.value, ArrayFormula):
                    block = blocks_of(each.value.ref)[0]
                    if block.meets(place.block):
                        return cell.sheet.range(block.address())
        return None

    def print_wide(self, sheet):
        page = sheet.impl.xl.page_setup
        page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", 9, 1, 0
        sheet.impl.xl.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def choose_folder(self, app, title):
        return self.folder


class OpenpyxlEngine(EngineBase):
    name = "openpyxl"

    def __init__(self):
        super().__init__()
        self.misread = []
        self.host = OpenpyxlHost()
        self.app = App(self)
        self.apps = AppsBase(self.app)


class App(base_classes.App):
    screen_updating = display_alerts = enable_events = interactive = True
    visible, status_bar, calculation, version, cut_copy_mode = False, False, "automatic", "3.1", None

    engine = books = pid = None

    def __init__(self, engine):
        self.engine = engine
        self.books = Books(self)
        self.pid = os.getpid()

    @property
    def api(self):
        return self

    @property
    def alerts(self):
        return self.engine.alerts

    @property
    def selection(self):
        book = self.books.active
        return book.sheets.active.selection if book else None

    def activate(self, steal_focus=False):
        xw.engines["openpyxl"].activate()

    def calculate(self):
        pass

    def alert(self, prompt, title=None, buttons="ok", mode=None, callback=None):
        self.engine.alerts.append(prompt)
        return "ok"

    def quit(self):
        self.books.open_books.clear()


class Books(base_classes.Books):
    def __init__(self, app):
        self.app = app
        self.open_books = []

    api = None

    @property
    def active(self):
        return self.open_books[0] if self.open_books else None

    def __call__(self, key):
        if isinstance(key, str):
            for book in self.open_books:
                if key.lower() in {book.name.lower(), book.fullname.lower()}:
                    return book
            raise KeyError(key)
        return self.open_books[key - 1]

    def __len__(self):
        return len(self.open_books)

    def __iter__(self):
        return iter(list(self.open_books))

    def __contains__(self, key):
        return any(key.lower() == book.name.lower() for book in self.open_books)

    def add(self):
        taken = {book.name for book in self.open_books}
        name = next(name for number in range(1, 1000) if (name := f"Book{number}") not in taken)
        made = Workbook()
        made.active.title = "Sheet1"
        return self._front(Book(self.app, made, name))

    def open(self, fullname, *_, **__):
        return self._front(Book(self.app, load_workbook(fullname, keep_vba=fullname.endswith("m")), fullname))

    def _front(self, book):
        self.open_books.insert(0, book)
        return book


class Book(base_classes.Book):
    app = fullname = None

    def __init__(self, app, xl, fullname):
        self.app, self.xl, self.fullname = app, xl, fullname
        self.selections = {}
        self._stored = None

    @property
    def api(self):
        return self.xl

    @property
    def name(self):
        return Path(self.fullname).name

    @property
    def sheets(self):
        return Sheets(self)

    @property
    def names(self):
        return Names(self, [(self.xl.defined_names, ""), *((sheet.defined_names, quoted(sheet.title) + "!") for sheet in self.xl.worksheets)])

    def stored(self, sheet, row, column):
        """The result of a formula as the file gives it."""
        if self._stored is None:
            self._stored = {}
            if Path(self.fullname).is_file():
                for xl in load_workbook(self.fullname, data_only=True).worksheets:
                    for cells in xl.iter_rows():
                        self._stored |= {(xl.title, cell.row, cell.column): cell.value for cell in cells if cell.value is not None}
        return self._stored.get((sheet.title, row, column))

    def forget(self, sheet, row, column):
        """The formula there was replaced."""
        self.stored(sheet, row, column)
        self._stored.pop((sheet.title, row, column), None)

    def activate(self):
        books = self.app.books.open_books
        books.remove(self)
        books.insert(0, self)

    def save(self, path=None, password=None):
        if path is None and not Path(self.fullname).suffix:
            path = Path.cwd() / f"{self.name}.xlsx"
        self.fullname = str(path or self.fullname)
        self.xl.save(self.fullname)

    def close(self):
        self.app.books.open_books.remove(self)


class Sheets(base_classes.Sheets):
    def __init__(self, book):
        self.book = book

    @property
    def api(self):
        return self.book.xl

    @property
    def active(self):
        return Sheet(self.book, self.book.xl.active)

    def __call__(self, key):
        if isinstance(key, str):
            for xl in self.book.xl.worksheets:
                if xl.title.lower() == key.lower():
                    return Sheet(self.book, xl)
            raise KeyError(key)
        return Sheet(self.book, self.book.xl.worksheets[key - 1])

    def __len__(self):
        return len(self.book.xl.worksheets)

    def __iter__(self):
        return (Sheet(self.book, xl) for xl in list(self.book.xl.worksheets))

    def __contains__(self, key):
        return any(xl.title.lower() == key.lower() for xl in self.book.xl.worksheets)

    def add(self, before=None, after=None, name=None):
        book = self.book.xl
        if book.security and book.security.lockStructure:
            raise xw.XlwingsError("the structure of the workbook is protected")
        near = before or after or self.active
        taken = {title.lower() for title in book.sheetnames}
        name = sheet_name(name) if name else next(new for number in range(1, 1000) if (new := f"Sheet{number}").lower() not in taken)
        made = book.create_sheet(name, book.worksheets.index(near.xl) + (before is None and after is not None))
        book.active = made
        return Sheet(self.book, made)


class Sheet(SheetBase):
    book = None

    def __init__(self, book, xl):
        self.book, self.xl = book, xl

    def _range(self, blocks):
        return Range(self, blocks)

    @property
    def api(self):
        return self.xl

    @property
    def name(self):
        return self.xl.title

    @name.setter
    def name(self, value):
        always = "'" + self.name.replace("'", "''") + "'"  # a name may be quoted where it need not be
        old, new = {quoted(self.name), always}, quoted(sheet_name(value))
        self.xl.title = value
        for scope in (self.book.xl, *self.book.xl.worksheets):
            for each in scope.defined_names.values():
                sheet, mark, place = each.value.rpartition("!")
                each.value = new + mark + place if sheet in old else each.value

    @property
    def names(self):
        return Names(self.book, [(self.xl.defined_names, quoted(self.name) + "!")])

    @property
    def index(self):
        return self.book.xl.worksheets.index(self.xl) + 1

    @property
    def visible(self):
        return self.xl.sheet_state == "visible"

    @visible.setter
    def visible(self, value):
        self.xl.sheet_state = "visible" if value else "hidden"

    @property
    def used_range(self):
        return self.range(self.xl.dimensions)

    @property
    def selection(self):
        return Range(self, self.book.selections.get(self.name) or blocks_of(self.xl.sheet_view.selection[0].sqref.replace(" ", ",")))

    def activate(self):
        self.book.xl.active = self.xl

    def delete(self):
        if len(self.book.xl.worksheets) == 1:
            raise xw.XlwingsError("a workbook keeps one sheet")
        self.book.xl.remove(self.xl)

    def clear_contents(self):
        self.used_range.clear_contents()

    def clear(self):
        self.used_range.clear()

    def autofit(self, axis=None):
        pass

    @property
    def freeze_panes(self):
        return FreezePanes(self.xl)

    @property
    def page_setup(self):
        return PageSetup(self.xl)

    @property
    def show_gridlines(self):
        return self.xl.sheet_view.showGridLines is not False

    @show_gridlines.setter
    def show_gridlines(self, value):
        self.xl.sheet_view.showGridLines = value

    @property
    def notes(self):
        return [Note(self, cell) for row in self.xl.iter_rows() for cell in row if getattr(cell, "comment", None)]


class FreezePanes(base_classes.FreezePanes):
    def __init__(self, xl):
        self.xl = xl

    def freeze_at(self, frozen_range):
        (block,) = blocks_of(frozen_range)
        rows = 0 if block.height == MAX_ROWS else block.bottom
        columns = 0 if block.width == MAX_COLUMNS else block.right
        self.xl.freeze_panes = f"{column_letters(columns + 1)}{rows + 1}"

    def unfreeze(self):
        self.xl.freeze_panes = None


class PageSetup(base_classes.PageSetup):
    def __init__(self, xl):
        self.xl = xl

    api = None

    @property
    def print_area(self):
        area = self.xl.print_area
        return ",".join(each.rpartition("!")[2] for each in area.split(",")) if area else None

    @print_area.setter
    def print_area(self, value):
        self.xl.print_area = value


class Names(base_classes.Names):
    """Names of a workbook and its sheets; ``scopes`` are (names, what stands in front of them)."""

    def __init__(self, book, scopes):
        self.book, self.scopes = book, scopes

    api = None

    def _names(self):
        return [Name(self.book, held, name, prefix) for held, prefix in self.scopes for name in held]

    def __call__(self, key):
        if isinstance(key, int):
            return self._names()[key - 1]
        for name in self._names():
            if key.lower() in {name.name.lower(), name.name.rpartition("!")[2].lower()}:
                return name
        raise KeyError(key)

    def contains(self, key):
        return any(key.lower() in {name.name.lower(), name.name.rpartition("!")[2].lower()} for name in self._names())

    def __len__(self):
        return len(self._names())

    def add(self, name, refers_to):
        held, prefix = self.scopes[0]
        held[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))
        return Name(self.book, held, name, prefix)


class Name(base_classes.Name):
    def __init__(self, book, held, key, prefix):
        self.book, self.held, self.key, self.prefix = book, held, key, prefix

    @property
    def api(self):
        return self.held[self.key]

    @property
    def name(self):
        return self.prefix + self.key

    @property
    def refers_to(self):
        return "=" + self.held[self.key].value

    @refers_to.setter
    def refers_to(self, value):
        self.held[self.key].value = value.removeprefix("=")

    @property
    def refers_to_range(self):
        ((sheet, area),) = self.held[self.key].destinations
        return self.book.sheets(sheet).range(area)

    def delete(self):
        del self.held[self.key]
