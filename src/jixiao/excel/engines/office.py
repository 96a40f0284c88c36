"""Excel and WPS over COM: what commands need and xlwings has no word for.  Never run by us."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import xlwings as xw

_FOLDER_PICKER = 4  # msoFileDialogFolderPicker
_LANDSCAPE, _A4 = 2, 9  # xlLandscape, xlPaperA4
_TEXT_PROPERTY = 4  # msoPropertyTypeString


class ExcelHost:
    """``Host`` over Excel's own objects (``.api``)."""

    def locked(self, cells: xw.Range) -> bool | None:
        """Whether the cells are locked on a protected sheet; None where some are."""
        if not cells.sheet.api.ProtectContents:
            return False
        locked = cells.api.Locked
        return None if locked is None else bool(locked)

    def structure_protected(self, book: xw.Book) -> bool:
        """Whether no sheet may be added."""
        return bool(book.api.ProtectStructure)

    def property(self, book: xw.Book, name: str) -> str:
        """A custom document property, "" where there is none."""
        for each in book.api.CustomDocumentProperties:
            if each.Name == name:
                return str(each.Value)
        return ""

    def set_property(self, book: xw.Book, name: str, value: str) -> None:
        """Set a custom document property; "" removes it."""
        properties = book.api.CustomDocumentProperties
        for each in properties:
            if each.Name == name:
                each.Delete()
                break
        if value:
            properties.Add(name, False, _TEXT_PROPERTY, value)

    def array_area(self, cell: xw.Range) -> xw.Range | None:
        """The cells that a formula spills to (Excel 365), or those of an array entered with Ctrl+Shift+Enter."""
        own = cell.api
        # Older versions know nothing of spilling.
        if getattr(own, "HasSpill", False):
            return cell.sheet.range(own.SpillParent.SpillingToRange.Address)
        return cell.sheet.range(own.CurrentArray.Address) if own.HasArray else None

    def freeze_rows(self, sheet: xw.Sheet, count: int) -> None:
        """Panes belong to the window, and so to the sheet in front."""
        sheet.activate()
        window = sheet.book.app.api.ActiveWindow
        window.FreezePanes = False
        window.SplitColumn, window.SplitRow = 0, count
        window.FreezePanes = True

    def print_wide(self, sheet: xw.Sheet) -> None:
        """Landscape A4, one page wide; without a printer Excel refuses, and the sheet prints as it is."""
        with suppress(Exception):
            page = sheet.api.PageSetup
            page.Orientation, page.PaperSize = _LANDSCAPE, _A4
            page.Zoom = False
            page.FitToPagesWide, page.FitToPagesTall = 1, False

    def choose_folder(self, app: xw.App, title: str) -> Path | None:
        """The program's own folder dialog."""
        dialog = app.api.FileDialog(_FOLDER_PICKER)
        dialog.Title = title
        return Path(dialog.SelectedItems(1)) if dialog.Show() else None
