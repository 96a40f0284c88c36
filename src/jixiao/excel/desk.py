"""What a command works on: the program, the workbook in front, and what it tells the user."""

from __future__ import annotations

from dataclasses import dataclass, field

import xlwings as xw

from jixiao.excel import journal
from jixiao.excel.host import Host
from jixiao.excel.live import LiveWorkbook, read_workbook
from jixiao.model import JixiaoError, Text
from jixiao.services.analyse import Analysis, Settings, analyse, unknown_form

EXCEL_UNDO = "Excel 自带的撤销退不回这次写入，要退回请按“撤销”。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command has to say.

    Attributes:
        message: one or several sentences in Chinese.
        ok: False where it refused or failed.
        moved: the selection is where the command put it; else it is put back.
    """

    message: str
    ok: bool = True
    moved: bool = False


@dataclass(slots=True)
class Desk:
    """One command at work.

    Attributes:
        app: the program; book: the workbook in front; host: what xlwings has no word for.
        label: the command as its button calls it.
    """

    app: xw.App
    book: xw.Book
    host: Host
    label: str
    settings: Settings = field(default_factory=Settings)

    def progress(self, words: str) -> None:
        """Say in the status bar what is being done."""
        self.app.status_bar = f"绩效：{words}"

    @property
    def sheet(self) -> xw.Sheet:
        """The sheet in front."""
        return self.book.sheets.active

    @property
    def selection(self) -> xw.Range:
        """The selected cells.  Raises JixiaoError where something else is selected, such as a picture."""
        selected = self.app.selection
        if selected is None:
            raise JixiaoError(Text("请先选中单元格（现在选中的不是单元格）。", "select cells first."))
        return selected

    def read(self) -> LiveWorkbook:
        """The workbook as it stands."""
        self.progress(f"正在读取 {self.book.name}……")
        return read_workbook(self.book, self.host)

    def analysed(self) -> Analysis:
        """The workbook recognised, worked out and checked.  Raises JixiaoError if nothing is recognised."""
        workbook = self.read()
        self.progress("正在核算和检查……")
        analysis = analyse(workbook, self.settings)
        if analysis.empty:
            raise JixiaoError(unknown_form(workbook, self.settings.library))
        return analysis

    def remember(self, step: journal.Step) -> None:
        """Make a step undoable."""
        journal.remember(self.book, step)
