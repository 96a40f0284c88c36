"""What commands need of a spreadsheet program and xlwings has no word for: protection, properties, folders.

For a programmer: an engine carries its Host as ``engine.impl.host``; Excel's own engine, which xlwings brings, is
given ``ExcelHost``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import xlwings as xw


class Host(Protocol):
    """The few things beside xlwings; every engine of ours has one."""

    def locked(self, cells: xw.Range) -> bool | None:
        """Whether the cells are locked on a protected sheet: all (True), none (False), some (None)."""

    def structure_protected(self, book: xw.Book) -> bool:
        """Whether no sheet may be added to the workbook."""

    def property(self, book: xw.Book, name: str) -> str:
        """A custom document property, "" where there is none."""

    def set_property(self, book: xw.Book, name: str, value: str) -> None:
        """Set a custom document property; "" removes it."""

    def array_area(self, cell: xw.Range) -> xw.Range | None:
        """The cells that one array formula fills, spilled or entered as an array; None for a plain cell."""

    def freeze_rows(self, sheet: xw.Sheet, count: int) -> None:
        """Keep the first rows in sight while scrolling."""

    def print_wide(self, sheet: xw.Sheet) -> None:
        """Print on A4 across, all columns on one page."""

    def choose_folder(self, app: xw.App, title: str) -> Path | None:
        """Ask for a folder; None if the user thought better of it."""


def host_of(app: xw.App) -> Host:
    """The host of the program that an app stands for."""
    own: Host | None = getattr(app.engine.impl, "host", None)
    if own is not None:
        return own
    from jixiao.excel.engines.office import ExcelHost  # noqa: PLC0415  # COM, on Windows alone

    return ExcelHost()
