"""What a command works on: the program, the workbook in front, and what it tells the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import xlwings as xw

from jixiao.excel import journal
from jixiao.excel.host import Host
from jixiao.excel.live import LiveWorkbook, read_workbook
from jixiao.model import JixiaoError, Text
from jixiao.services.analyse import PROPERTY, Analysis, Settings, analyse

EXCEL_UNDO = "Excel 自带的撤销退不回这次写入，要退回请按“撤销”。"


_NAMED = 8


def listed(names: Sequence[str]) -> str:
    """Some of many, and how many there are.

    >>> listed(["H1", "H2"]), listed([f"H{row}" for row in range(1, 12)])
    ('H1、H2', 'H1、H2、H3、H4、H5、H6、H7、H8 等 11 处')
    """
    more = f" 等 {len(names)} 处" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


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
        workbook: the workbook as it was read last; None before.
    """

    app: xw.App
    book: xw.Book
    host: Host
    label: str
    settings: Settings = field(default_factory=Settings)
    workbook: LiveWorkbook | None = None

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

    def read(self, last: LiveWorkbook | None = None) -> LiveWorkbook:
        """The workbook as it stands; ``last`` is an earlier reading of it, of which the same is not asked again."""
        self.progress(f"正在读取 {self.book.name}……")
        self.workbook = read_workbook(self.book, self.host, last)
        return self.workbook

    def analysed(self, last: Analysis | None = None) -> Analysis:
        """The workbook recognised, worked out and checked.

        ``last`` is what an earlier reading gave: it is given again where nothing has changed.  Raises JixiaoError if nothing
        is recognised.
        """
        before = last.workbook if last is not None else None
        workbook = self.read(before if isinstance(before, LiveWorkbook) else None)
        if last is not None and before is not None and before.book == workbook.book:
            return last
        self.progress("正在核算和检查……")
        analysis = analyse(workbook, self.settings)
        if analysis.empty:
            raise JixiaoError(_nothing_known(workbook))
        return analysis

    def notes(self, analysis: Analysis) -> list[str]:
        """Sentences about the workbook as a whole: what was taken for what, and a policy that is not known here."""
        remembered = analysis.workbook.book.properties.get(PROPERTY, "")
        unknown = remembered and remembered not in self.settings.library.policy_names()
        said = [f"工作簿记住的政策“{remembered}”这里没有，按表样自带的政策计分；请在“政策”菜单里重新选择。"] if unknown else []
        return said + [note.zh for note in analysis.notes]

    def remember(self, step: journal.Step) -> None:
        """Make a step undoable."""
        journal.remember(self.book, step)


def _nothing_known(workbook: LiveWorkbook) -> Text:
    """The sentence for a workbook without any table that we know."""
    sheets = listed([f"“{grid.sheet}”" for grid in workbook.book.grids if not grid.generated])
    if not any(grid.cells for grid in workbook.book.grids):
        return Text(f"工作表是空的（{sheets}），没有可核算的内容。要空白表样，请按“新建表”。", f"the sheets are empty ({sheets}).")
    return Text(
        f"没有认出绩效表（工作表 {sheets}）：找不到同时含“三级指标”与“实际完成值”或“得分”等标题的一行。请检查标题行的写法；能认的表样列在“新建表”里。",
        f"no table recognised in {sheets}: no heading row with 三级指标 and 实际完成值 or 得分. Check the headings.",
    )
