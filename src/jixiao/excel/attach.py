"""The ribbon's commands from outside: for offices where Excel may start no program, and for WPS and LibreOffice.

For an accountant: 工作簿开着，在外面运行 jixiao attach 计算，效果与按功能区的按钮相同.  For a programmer: finds the running
program, makes an xlwings app of it and hands over to ``session.perform``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import xlwings as xw

from jixiao.excel.desk import Outcome
from jixiao.excel.menu import Button, Menu, buttons, groups
from jixiao.model import JixiaoError, Text


def press(name: str, argument: str, program: str, connect: str) -> Outcome:
    """Do what a button does, on the workbook that is in front in a running program.

    Args:
        name: id of a command, or a label of the ribbon: "calculate_sheet", "计算".
        argument: what the command is given, "" for what its button gives.
        program: "excel", "wps" or "libreoffice".
        connect: LibreOffice's connection, such as "pipe,name=jixiao".

    Returns:
        What the command has to say; nothing is shown in the program.

    Raises:
        JixiaoError: there is no such button, or the program is not running.

    """
    from jixiao.excel.session import perform  # noqa: PLC0415

    button = button_named(name, argument)
    app = _PROGRAMS[program](connect)

    def work() -> Outcome:
        return perform(button.command, button.argument, app=app, show=False)

    if program != "libreoffice":
        return work()
    from jixiao.excel.engines.libreoffice_uno import in_its_thread  # noqa: PLC0415

    return in_its_thread(app.impl.context, work)


def command_list() -> str:
    """Every button: its label, in parentheses its id and argument, and what it is for."""
    lines: list[str] = []
    for group in groups():
        lines.append(group.label)
        for item in group.items:
            if isinstance(item, Menu):
                lines.append(f"  {item.label}：{item.tip}")
                lines.extend(f"    {_line(entry)}" for entry in item.entries)
            else:
                lines.append(f"  {_line(item)}")
    return "\n".join(lines)


def _line(button: Button) -> str:
    called = f"{button.command} {button.argument}".strip()
    return f"{button.label}（{called}）" + ("" if button.tip == button.label else f"：{button.tip}")


def button_named(name: str, argument: str = "") -> Button:
    """The button with a label or an id.  Raises JixiaoError where there is none, or where it must be told more.

    >>> button_named("计算").command, button_named("new", "hunan-basic-data").argument
    ('calculate_sheet', 'hunan-basic-data')
    """
    labelled = [button for button in (*_split_buttons(), *buttons()) if button.label == name]
    if labelled:
        return labelled[0]._replace(argument=argument or labelled[0].argument)
    meant = [entry for menu in _menus() if menu.label == name for entry in menu.entries] or [button for button in buttons() if button.command == name]
    if not meant:
        raise JixiaoError(Text(f"没有“{name}”这个命令。不带命令运行 jixiao attach，可列出全部。", f"there is no command {name}. jixiao attach lists them all."))
    if argument or not meant[0].argument:
        return meant[0]._replace(argument=argument)
    raise JixiaoError(Text(
        f"“{name}”要说明是哪一项，如 {meant[0].argument}（{meant[0].label}）。不带命令运行 jixiao attach，可列出全部。",
        f"{name} needs to be told more, such as {meant[0].argument} ({meant[0].label}). jixiao attach lists all of them.",
    ))


def _menus() -> Iterator[Menu]:
    return (item for group in groups() for item in group.items if isinstance(item, Menu))


def _split_buttons() -> Iterator[Button]:
    """Menus whose own label is a button: it does what their first entry does."""
    return (menu.entries[0]._replace(label=menu.label) for menu in _menus() if menu.split)


def _not_running(program: str, how: Text) -> JixiaoError:
    return JixiaoError(Text(f"没有连上正在运行的 {program}。{how.zh}", f"no running {program} was reached. {how.en}"))


_OPEN_FIRST = Text("请先打开它和要处理的工作簿；两边都不要用管理员身份运行。", "Open it and the workbook first, neither of the two as administrator.")


def _excel(_connect: str) -> xw.App:
    """The Excel in front.  Never run by us."""
    if "excel" not in [engine.name for engine in xw.engines]:
        raise JixiaoError(Text(
            "这里没有 Excel（只在 Windows 上有，并需要 pywin32）。LibreOffice 请用 --app libreoffice。",
            "there is no Excel here (Windows only, with pywin32). For LibreOffice use --app libreoffice.",
        ))
    app = xw.engines["excel"].apps.active
    if app is None:
        raise _not_running("Excel", _OPEN_FIRST)
    return app


def _wps(_connect: str) -> xw.App:
    """The running WPS 表格, by the object it registers, since xlwings does not find its windows.  实验性; never run."""
    if sys.platform != "win32":
        raise JixiaoError(Text("--app wps 只在 Windows 上可用。", "--app wps works on Windows only."))
    import pythoncom  # noqa: PLC0415  # Windows alone
    from win32com.client import GetActiveObject  # noqa: PLC0415
    from xlwings import _xlwindows  # noqa: PLC0415

    try:
        running = GetActiveObject("Ket.Application")
    except pythoncom.com_error as error:
        raise _not_running("WPS 表格", _OPEN_FIRST) from error
    return xw.App(impl=_xlwindows.App(xl=_xlwindows.COMRetryObjectWrapper(running)))


def _libreoffice(connect: str) -> xw.App:
    """The LibreOffice that listens at a connection."""
    from jixiao.excel.engines.libreoffice_uno import uno  # noqa: PLC0415

    try:
        here = uno().getComponentContext()
    except ImportError as error:
        raise JixiaoError(Text(
            "这个 Python 里没有 LibreOffice 的 uno。请安装系统的 python3-uno 并用同一版本的 Python，或用 LibreOffice 自带的 Python 运行。",
            "this Python has no uno. Install the system's python3-uno and use the same version of Python, or run LibreOffice's own.",
        )) from error
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    try:
        context = resolver.resolve(f"uno:{connect};urp;StarOffice.ComponentContext")
    except Exception as error:  # what UNO raises is known only at run time
        raise _not_running("LibreOffice", Text(
            f'连接 {connect} 无人应答。请在终端运行 soffice "--accept={connect};urp;"（LibreOffice 已开着也要运行一次），再打开工作簿。',
            f'Nothing answers at {connect}. Run soffice "--accept={connect};urp;" (also if LibreOffice is open already), then open the workbook.',
        )) from error
    from jixiao.excel.engines.libreoffice import engine  # noqa: PLC0415

    return next(iter(engine(context).apps))


_PROGRAMS: dict[str, Callable[[str], xw.App]] = {"excel": _excel, "wps": _wps, "libreoffice": _libreoffice}
