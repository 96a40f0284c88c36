"""An xlwings engine over LibreOffice: the ribbon's commands in LibreOffice Calc, from inside or over a bridge.

For an accountant: LibreOffice 里的“绩效”菜单与 Excel 里的做同样的事.  For a programmer: it differs from Excel in these ways.

- A text written as a value stays that text, where Excel reads it as if typed; a leading apostrophe is not stored, as in Excel.
- TRUE and errors are formulas in LibreOffice; Formula gives them as constants, so that ``=TRUE()`` reads as ``TRUE``.
- A number written where a truth value was shows as one: LibreOffice formats that cell as BOOLEAN.
- A number written into a cell that is formatted as text stays a number.
- Values written into covered cells of a merged area are kept, unseen.
- The condition of a conditional format is given as LibreOffice's own settings write it: function names of another language stay.
- A rule stops no other rule; a link has LibreOffice's own tip; borders are only those of rows and columns.
- Gridlines, frozen panes and the active sheet are stored in a file only for a document with a window.
- LibreOffice ignores changes of looks, notes and rules on protected cells; here they raise XlwingsError, as in Excel.
- On storing, LibreOffice makes hidden names visible; of an xlsx it does not read that the structure is protected.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings as xw
from xlwings import base_classes

from jixiao.excel.engines.blocks import AppsBase, EngineBase, registered, sheet_name
from jixiao.excel.engines.libreoffice_formulas import excel_code
from jixiao.excel.engines.libreoffice_range import Range
from jixiao.excel.engines.libreoffice_sheet import Names, Sheet
from jixiao.excel.engines.libreoffice_uno import block_of, enum, option, struct, uno

_DOCUMENT = "com.sun.star.sheet.SpreadsheetDocument"
_MOMENT = 2 | 4
_WIDE, _A4_ACROSS = "jixiao", (29_700, 21_000)  # a hundredth of a millimetre
_TEXT_PROPERTY = 128  # com.sun.star.beans.PropertyAttribute.REMOVABLE
_NEVER_RUN_MACROS, _NEVER_UPDATE_LINKS = 0, 0
_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 VBA XML", ".xltx": "Calc MS Excel 2007 XML Template",
    ".xls": "MS Excel 97", ".ods": "calc8", ".ots": "calc8_template",
}


def engine(context: Any, document: Any = None) -> xw.Engine:
    """Register an engine for a LibreOffice; a document given is in front until another is opened, added or activated."""
    return registered(LibreOfficeEngine(context, document))


class LibreOfficeHost:
    """What xlwings has no word for."""

    def locked(self, cells: xw.Range) -> bool | None:
        """Whether the cells are locked on a protected sheet; None where some are."""
        locked: bool | None = cells.impl.locked if cells.impl.sheet.xl.isProtected() else False
        return locked

    def structure_protected(self, book: xw.Book) -> bool:
        """Whether no sheet may be added."""
        return bool(book.impl.xl.isProtected())

    def property(self, book: xw.Book, name: str) -> str:
        """A custom document property, "" where there is none."""
        held = _properties(book)
        return str(held.getPropertyValue(name)) if held.getPropertySetInfo().hasPropertyByName(name) else ""

    def set_property(self, book: xw.Book, name: str, value: str) -> None:
        """Set a custom document property; "" removes it."""
        held = _properties(book)
        if held.getPropertySetInfo().hasPropertyByName(name):
            held.removeProperty(name)
        if value:
            held.addProperty(name, _TEXT_PROPERTY, value)

    def array_area(self, cell: xw.Range) -> xw.Range | None:
        """The cells that one array formula fills; None for a plain cell."""
        sheet, (row, column) = cell.impl.sheet.xl, (cell.row, cell.column)
        own = sheet.getCellByPosition(column - 1, row - 1)
        if not own.getFormula().startswith("{="):
            return None
        cursor = sheet.createCursorByRange(own)
        cursor.collapseToCurrentArray()
        area = cursor.getRangeAddress()
        return cell.sheet.range((area.StartRow + 1, area.StartColumn + 1), (area.EndRow + 1, area.EndColumn + 1))

    def freeze_rows(self, sheet: xw.Sheet, count: int) -> None:
        """Keep the first rows in sight."""
        sheet.freeze_panes.freeze_at(f"1:{count}")

    def print_wide(self, sheet: xw.Sheet) -> None:
        """Landscape A4, one page wide, by a page style of its own."""
        document = sheet.book.impl.xl
        styles = document.getStyleFamilies().getByName("PageStyles")
        if not styles.hasByName(_WIDE):
            styles.insertByName(_WIDE, document.createInstance("com.sun.star.style.PageStyle"))
        style = styles.getByName(_WIDE)
        style.IsLandscape, style.Width, style.Height = True, *_A4_ACROSS
        style.ScaleToPagesX, style.ScaleToPagesY = 1, 0
        sheet.impl.xl.PageStyle = _WIDE

    def choose_folder(self, app: xw.App, title: str) -> Path | None:
        """LibreOffice's own folder dialog."""
        picker = app.impl.service("com.sun.star.ui.dialogs.FolderPicker")
        picker.setTitle(title)
        return Path(path_of(picker.getDirectory())) if picker.execute() else None


def _properties(book: xw.Book) -> Any:
    return book.impl.xl.getDocumentProperties().getUserDefinedProperties()


def path_of(url: str) -> str:
    """A file's path, "" for what is no file."""
    return str(uno().fileUrlToSystemPath(url)) if url.startswith("file:") else ""


class LibreOfficeEngine(EngineBase):
    """LibreOffice as an engine of xlwings."""

    name = "libreoffice"

    def __init__(self, context: Any, document: Any) -> None:
        super().__init__()
        self.host = LibreOfficeHost()
        self.app = App(self, context, document)
        self.apps = AppsBase(self.app)


class App(base_classes.App):
    """A running LibreOffice.

    Attributes:
        engine: its engine.
        context: its component context.
        desktop: its desktop.
        front: the document that was given, opened, added or activated last, if it is not by its window.
    """

    engine: Any = None
    display_alerts = enable_events = interactive = True
    cut_copy_mode = None

    def __init__(self, engine: Any, context: Any, document: Any) -> None:
        self.engine = engine
        self.context = context
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self.front = document
        self._held: list[Any] = []
        self._status: Any = None
        self._said: str | bool = False

    def service(self, name: str) -> Any:
        """A service of LibreOffice."""
        return self.context.getServiceManager().createInstanceWithContext(name, self.context)

    @property
    def api(self) -> Any:
        """The desktop."""
        return self.desktop

    @property
    def pid(self) -> int:
        """That of our own process: LibreOffice does not tell its own."""
        return os.getpid()

    @property
    def version(self) -> str:
        """LibreOffice's, such as 7.4."""
        provider = self.service("com.sun.star.configuration.ConfigurationProvider")
        place = option("nodepath", "/org.openoffice.Setup/Product")
        return str(provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (place,)).ooSetupVersion)

    @property
    def books(self) -> Books:
        """Its workbooks."""
        return Books(self)

    @property  # type: ignore[misc]  # windows are the documents' own
    def visible(self) -> bool:
        """Whether the workbook in front has a window."""
        book = self.books.active
        return book is not None and has_window(book.xl)

    @property
    def selection(self) -> Range | None:
        """The selected cells; None where a picture is selected or nothing is open."""
        book = self.books.active
        if book is None:
            return None
        selected = book.xl.getCurrentController().getSelection()
        if hasattr(selected, "getRangeAddresses"):
            addresses = selected.getRangeAddresses()
        elif hasattr(selected, "getRangeAddress"):
            addresses = (selected.getRangeAddress(),)
        else:
            return None
        return Range(Sheet(book, book.xl.getSheets().getByIndex(addresses[0].Sheet)), tuple(map(block_of, addresses)))

    def activate(self, steal_focus: bool = False) -> None:  # noqa: ARG002  # xlwings' own name
        """Make its engine the one in front."""
        xw.engines[self.engine.name].activate()

    def calculate(self) -> None:
        """Calculate what has changed."""
        if book := self.books.active:
            book.xl.calculate()

    @property
    def calculation(self) -> str:
        """``automatic`` or ``manual``."""
        book = self.books.active
        return "automatic" if book is None or book.xl.isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        if book := self.books.active:
            book.xl.enableAutomaticCalculation(value == "automatic")

    @property
    def screen_updating(self) -> bool:
        """Whether documents are drawn anew at once."""
        return not self._held

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value:
            for document in self._held:
                if document in self.documents():
                    document.unlockControllers()
            self._held = []
        elif not self._held and (book := self.books.active):
            book.xl.lockControllers()
            self._held = [book.xl]

    @property
    def status_bar(self) -> str | bool:
        """What the status bar says; False where it is LibreOffice's."""
        return self._said

    @status_bar.setter
    def status_bar(self, value: str | bool | None) -> None:
        self._said = value or False
        book = self.books.active
        if self._status is None and value and book:
            self._status = book.xl.getCurrentController().getFrame().createStatusIndicator()
            self._status.start(value, 0)
        elif self._status is not None and value:
            self._status.setText(value)
        elif self._status is not None:
            self._status.end()
            self._status = None

    def alert(self, prompt: str, title: str | None = None, buttons: str = "ok", mode: str | None = None, callback: object = None) -> str:  # noqa: ARG002
        """Say something to the user: in a window where there is one, and always in ``engine.impl.alerts``."""
        self.engine.alerts.append(prompt)
        book = self.books.active
        if book is not None and has_window(book.xl):
            window = book.xl.getCurrentController().getFrame().getContainerWindow()
            kind = enum("com.sun.star.awt.MessageBoxType", "WARNINGBOX" if mode == "critical" else "INFOBOX")
            window.getToolkit().createMessageBox(window, kind, 1, title or "", prompt).execute()
        return "ok"

    def documents(self) -> list[Any]:
        """Open spreadsheet documents, the oldest first."""
        components = self.desktop.getComponents().createEnumeration()
        found = []
        while components.hasMoreElements():
            component = components.nextElement()
            if getattr(component, "supportsService", None) and component.supportsService(_DOCUMENT):
                found.append(component)
        return found


def has_window(document: Any) -> bool:
    """Whether a document has a window to be seen in."""
    controller = document.getCurrentController()
    return controller is not None and bool(controller.getFrame().getContainerWindow().isVisible())


class Books(base_classes.Books):
    """Open spreadsheet documents."""

    app: Any = None

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        """The desktop."""
        return self.app.desktop

    @property
    def active(self) -> Book | None:
        """The one put in front by us, else that of the window in front, else the newest."""
        documents = self.app.documents()
        if self.app.front in documents:
            return Book(self.app, self.app.front)
        current = self.app.desktop.getCurrentComponent()
        if current in documents:
            return Book(self.app, current)
        seen = [document for document in documents if has_window(document)] or documents
        return Book(self.app, seen[-1]) if seen else None

    def __call__(self, key: str | int) -> Book:
        """One by name or number.  Raises KeyError."""
        if isinstance(key, int):
            return list(self)[key - 1]
        for book in self:
            if key.lower() in {book.name.lower(), book.fullname.lower()}:
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.app.documents())

    def __iter__(self) -> Iterator[Book]:
        return (Book(self.app, document) for document in self.app.documents())

    def __contains__(self, key: str) -> bool:
        return any(key.lower() == book.name.lower() for book in self)

    def add(self) -> Book:
        """A new workbook."""
        return self._load("private:factory/scalc")

    def open(self, fullname: str, *_: Any, **__: Any) -> Book:
        """A workbook from its file; its macros are not run and its links not updated.  Raises XlwingsError."""
        return self._load(uno().systemPathToFileUrl(str(Path(fullname).resolve())))

    def _load(self, url: str) -> Book:
        # As the one in front: seen, or hidden in tests.
        front = self.active
        options = {
            "Hidden": front is not None and not has_window(front.xl),
            "MacroExecutionMode": _NEVER_RUN_MACROS, "UpdateDocMode": _NEVER_UPDATE_LINKS,
        }
        made = self.app.desktop.loadComponentFromURL(url, "_blank", 0, tuple(option(*each) for each in options.items()))
        if made is None:
            raise xw.XlwingsError(f"LibreOffice does not open {url}")
        self.app.front = None if has_window(made) else made
        return Book(self.app, made)


class Book(base_classes.Book):
    """A spreadsheet document.

    Attributes:
        app: the engine's app.
        xl: the UNO document.
    """

    app: Any = None

    def __init__(self, app: App, xl: Any) -> None:
        self.app, self.xl = app, xl
        self._formats: dict[int, tuple[int, str]] = {}

    @property
    def api(self) -> Any:
        """The UNO document."""
        return self.xl

    @property
    def fullname(self) -> str:
        """Its path; its name where it was never stored."""
        return path_of(self.xl.getURL()) or str(self.xl.getTitle())

    @property
    def name(self) -> str:
        """Its name, with the ending of its file."""
        return Path(self.fullname).name

    @property
    def sheets(self) -> Sheets:
        """Its sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """Its names and those of its sheets."""
        return Names(self, [None, *self.sheets])

    def activate(self) -> None:
        """Bring it to the front."""
        if has_window(self.xl):
            frame = self.xl.getCurrentController().getFrame()
            frame.activate()
            frame.getContainerWindow().setFocus()
            # The window in front counts as soon as the user chooses another.
            self.app.front = None if self.app.desktop.getCurrentComponent() == self.xl else self.xl
        else:
            self.app.front = self.xl

    def save(self, path: str | None = None, password: str | None = None) -> None:  # noqa: ARG002
        """Store it, or store it as another file; the ending says as what.  Raises XlwingsError for one that is unknown."""
        if path is None and self.xl.hasLocation():
            self.xl.store()
            return
        target = Path(path or f"{self.name}.xlsx").resolve()
        kind = _FILTERS.get(target.suffix.lower())
        if kind is None:
            raise xw.XlwingsError(f"LibreOffice does not store {target.suffix}")
        self.xl.storeAsURL(uno().systemPathToFileUrl(str(target)), (option("FilterName", kind), option("Overwrite", True)))

    def close(self) -> None:
        """Close it, stored or not."""
        self.xl.setModified(False)
        self.xl.close(True)

    def _format(self, key: int) -> tuple[int, str]:
        if key not in self._formats:
            held = self.xl.getNumberFormats().getByKey(key)
            self._formats[key] = (held.Type, excel_code(held.FormatString, moment=bool(held.Type & _MOMENT)))
        return self._formats[key]

    def kind_of(self, key: int) -> int:
        """Kind of a number format (com.sun.star.util.NumberFormat)."""
        return self._format(key)[0]

    def code_of(self, key: int) -> str:
        """Code of a number format as Excel writes it."""
        return self._format(key)[1]

    def key_of(self, code: str) -> int:
        """Key of a number format.  Raises ValueError for a code that LibreOffice does not know."""
        # Of no locale in particular, else it is stored with one in front: [$-409]0.00.
        formats, locale = self.xl.getNumberFormats(), struct("com.sun.star.lang.Locale")
        key = int(formats.queryKey(code, locale, False))
        try:
            return key if key >= 0 else int(formats.addNew(code, locale))
        except uno().getClass("com.sun.star.util.MalformedNumberFormatException") as error:
            raise ValueError(f"{code!r} is not a number format") from error


class Sheets(base_classes.Sheets):
    """The sheets of a workbook."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        """The UNO sheets."""
        return self.book.xl.getSheets()

    @property
    def active(self) -> Sheet:
        """The one in front."""
        return Sheet(self.book, self.book.xl.getCurrentController().getActiveSheet())

    def __call__(self, key: str | int) -> Sheet:
        """One by name, whatever its case, or number.  Raises KeyError."""
        if isinstance(key, int):
            return Sheet(self.book, self.api.getByIndex(key - 1))
        for name in self.api.getElementNames():
            if name.lower() == key.lower():
                return Sheet(self.book, self.api.getByName(name))
        raise KeyError(key)

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __iter__(self) -> Iterator[Sheet]:
        sheets = self.api
        return (Sheet(self.book, sheets.getByIndex(number)) for number in range(sheets.getCount()))

    def __contains__(self, key: str) -> bool:
        return key.lower() in {name.lower() for name in self.api.getElementNames()}

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """A new sheet, in front.  Raises XlwingsError where the structure is protected."""
        if self.book.xl.isProtected():
            raise xw.XlwingsError("the structure of the workbook is protected")
        sheets = self.api
        taken = {each.lower() for each in sheets.getElementNames()}
        name = sheet_name(name) if name else next(new for number in range(1, 10_000) if (new := f"Sheet{number}").lower() not in taken)
        near = before or after or self.active
        sheets.insertNewByName(name, near.position + (before is None and after is not None))
        made = Sheet(self.book, sheets.getByName(name))
        made.activate()
        return made
