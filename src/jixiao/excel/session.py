"""One press of a button: guards, quiet screen, the command, a message.

For an accountant: 每按一次都有一句话.  For a programmer: ``run`` is what Excel calls, ``perform`` what every other way in calls;
neither raises.
"""

from __future__ import annotations

import errno
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import xlwings as xw

from jixiao.excel.desk import Desk, Outcome
from jixiao.excel.host import host_of
from jixiao.excel.menu import buttons
from jixiao.excel.wording import in_the_ribbon, shortened_lines
from jixiao.model import JixiaoError, Text

TITLE = "绩效"
_TROUBLES = (
    ({errno.EACCES, errno.EPERM, errno.EROFS}, "没有写入的权限，或正被别的程序占用"),
    ({errno.ENOSPC}, "所在的磁盘已满"),
    ({errno.ENOENT, errno.ENOTDIR}, "不存在，可能已经移走或改名"),
    ({errno.ENAMETOOLONG, errno.EINVAL}, "的文件名太长，或含有不能用的字符"),
)
# From such sheets of the workbook in front xlwings takes its settings, the interpreter among them, or Python code.
_FOREIGN = re.compile(r"jixiao\.conf|xlwings\.conf|.*\.py", re.IGNORECASE)


def run(command: str, argument: str = "") -> None:
    """What a ribbon button of Excel calls: the command on the workbook in front, its message in a box."""
    perform(command, argument, app=xw.Book.caller().app)


def perform(command: str, argument: str = "", *, app: xw.App, show: bool = True) -> Outcome:
    """Do one command.

    Args:
        command: its name in the menu.
        argument: a form, a policy, a stage, a folder, or "".
        app: the program; the workbook in front is worked on.
        show: tell the outcome in a message box.

    Returns:
        What was done, or why not; never raises.  A message too long for a box is cut there, not in what is returned.

    """
    try:
        outcome = _performed(command, argument, app)
    except JixiaoError as error:
        outcome = Outcome(error.text.zh, ok=False)
    except OSError as error:
        outcome = Outcome(_file_trouble(error), ok=False)
    except Exception as error:  # noqa: BLE001  # the last wall before the user
        outcome = Outcome(_our_fault(error), ok=False)
    finally:
        with suppress(Exception):
            app.status_bar = False
    outcome = replace(outcome, message=in_the_ribbon(outcome.message))
    if show:
        with suppress(Exception):  # a program without a window has no box to show
            app.alert(shortened_lines(outcome.message), TITLE)
    return outcome


def _performed(command: str, argument: str, app: xw.App) -> Outcome:
    from jixiao.excel.commands import COMMANDS  # noqa: PLC0415  # services load when a button is pressed, not with the program

    work = COMMANDS.get(command)
    if work is None:
        raise JixiaoError(Text(f"没有“{command}”这个命令。", f"there is no command {command}."))
    book = _book_in_front(app)
    _refuse_foreign_settings(book)
    with _quiet(app, book) as put_back:
        outcome = work(Desk(app, book, host_of(app), _label(command, argument)), argument)
        if outcome.moved:
            put_back.clear()
    return outcome


def _label(command: str, argument: str) -> str:
    """What the button of a command says."""
    mine = [button for button in buttons() if button.command == command]
    exact = [button.label for button in mine if button.argument == argument]
    return (exact or [button.label for button in mine] or [command])[0]


def _book_in_front(app: xw.App) -> xw.Book:
    nothing = JixiaoError(Text("没有打开的工作簿。请先打开要处理的工作簿。", "no workbook is open."))
    if not len(app.books):  # asked for the active one, xlwings would add a workbook where an engine answers with None
        raise nothing
    try:
        book = app.books.active
        book.name  # noqa: B018  # Excel answers with an object that stands for nothing
    except Exception as error:
        raise nothing from error
    return book


def _refuse_foreign_settings(book: xw.Book) -> None:
    found = [sheet.name for sheet in book.sheets if _FOREIGN.fullmatch(sheet.name)]
    if found:
        raise JixiaoError(Text(
            f"工作簿里有名为“{found[0]}”的工作表，它会改变加载项用哪个程序、哪些代码运行，所以没有执行。请确认来源；删掉这张表后再试。",
            f"the workbook has a sheet {found[0]}, which would change what program or code the add-in runs; refused.",
        ))


@contextmanager
def _quiet(app: xw.App, book: xw.Book) -> Iterator[list[tuple[xw.Sheet, str]]]:
    """No redrawing and no event macros meanwhile; afterwards the selection is where it was, unless the list is emptied."""
    screen, events = app.screen_updating, app.enable_events
    before: list[tuple[xw.Sheet, str]] = []
    with suppress(Exception):  # a chart may be in front
        selected = app.selection
        if selected is not None:
            before.append((book.sheets.active, selected.address))
    app.screen_updating, app.enable_events = False, False
    try:
        yield before
    finally:
        with suppress(Exception):  # the sheet may be gone: 撤销 takes the 校验 sheet away
            for sheet, address in before:
                if book.sheets.active.name != sheet.name:
                    sheet.activate()
                if app.selection is None or app.selection.address != address:
                    sheet.range(address).select()
        app.screen_updating, app.enable_events = screen, events


def _file_trouble(error: OSError) -> str:
    """The sentence for a file or folder that cannot be used."""
    place = f"“{error.filename}”" if error.filename else "文件"
    why = next((words for numbers, words in _TROUBLES if error.errno in numbers), "用不了")
    return f"没有完成：{place}{why}。请处理后再试；已写入的内容可以按“撤销”退回。"


def _our_fault(error: Exception) -> str:
    """The sentence for what should not happen: what, and where in our code."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "jixiao" in frame.filename]
    place = f"，{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return (
        "没有完成。如果工作表受保护、正在编辑单元格或有对话框开着，请先处理再试；已写入的内容可以按“撤销”退回。"
        f"仍然不行，请把括号里的话反馈给维护者（{type(error).__name__}：{error}{place}）。"
    )
