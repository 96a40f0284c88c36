"""What LibreOffice loads: the JX worksheet functions and the commands of the menu 绩效, as two UNO services.

For an accountant: 装上扩展以后，公式里的 JX 函数和菜单“绩效”都从这里进来.  For a programmer: a thin door to
``jixiao.excel.calc``, written so that even a much older Python loads it far enough to say that it is too old.  The
interfaces come from ``jixiao.idl``, which is generated beside this file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import unohelper
from com.sun.star.awt.MessageBoxType import WARNINGBOX
from com.sun.star.task import XJobExecutor
from org.jixiao import XCommands, XFunctions

OLDEST = (3, 11)
FUNCTIONS, COMMANDS = "org.jixiao.AddIn", "org.jixiao.Commands"
_OK_BUTTON = 1


def obstacle() -> str:
    """Why our code cannot run in this LibreOffice, in Chinese; "" if it can."""
    if sys.version_info < OLDEST:
        needed, here = (".".join(map(str, version[:2])) for version in (OLDEST, sys.version_info))
        return f"绩效扩展需要 LibreOffice 里的 Python 不低于 {needed}，这里是 {here}。请升级 LibreOffice（官网的 25.8 起自带 3.11），或改用 jixiao 命令。"
    _own_packages_first()
    try:
        import jixiao.excel.calc  # noqa: F401, PLC0415  # only now: an older Python cannot even compile it
    except Exception as error:  # noqa: BLE001  # whatever it is, the user is to read it
        return f"绩效扩展没有装好（{type(error).__name__}：{error}）。请重新安装扩展。"
    return ""


def _own_packages_first() -> None:
    """LibreOffice puts our folder behind the system's, where an older lark or openpyxl may wait."""
    own = str(Path(__file__).resolve().with_name("pythonpath"))
    if sys.path[:1] != [own]:
        sys.path.insert(0, own)


class Functions(unohelper.Base, XFunctions):
    """The worksheet functions: every method of ``XFunctions`` is one."""

    def __init__(self, context: object) -> None:
        self._obstacle, self._mark = obstacle(), "."
        if not self._obstacle:
            from jixiao.excel import calc  # noqa: PLC0415

            # Once: it takes ten times as long as a function.
            self._mark = calc.decimal_mark(context)

    def __getattr__(self, name: str) -> object:
        if not name.startswith("jx"):
            raise AttributeError(name)
        return lambda *arguments: self._call(name, arguments)

    def _call(self, name: str, arguments: tuple) -> tuple:
        if self._obstacle:
            return ((self._obstacle,),)
        from jixiao.excel import calc  # noqa: PLC0415

        return calc.call(name, arguments, self._mark)


class Commands(unohelper.Base, XCommands, XJobExecutor):
    """The commands: of the menu (``trigger``), and for macros (``perform``)."""

    def __init__(self, context: object) -> None:
        self._context = context

    def perform(self, command: str, argument: str) -> str:
        """Do a command quietly and return what there is to say."""
        return self._perform(command, argument, show=False)

    def trigger(self, call: str) -> None:
        """Do what a menu entry says, ``command`` or ``command?argument``, and show the outcome."""
        command, _, argument = call.partition("?")
        self._perform(command, argument, show=True)

    def _perform(self, command: str, argument: str, *, show: bool) -> str:
        message = obstacle()
        if not message:
            from jixiao.excel import calc  # noqa: PLC0415

            try:
                return calc.perform(self._context, command, argument, show=show)
            except Exception as error:  # noqa: BLE001  # LibreOffice would swallow it
                message = f"没有完成（{type(error).__name__}：{error}）。请重新安装扩展；仍然不行，请把这句话反馈给维护者。"
        if show:
            self._warn(message)
        return message

    def _warn(self, message: str) -> None:
        """Show a message with LibreOffice's own means."""
        services = self._context.ServiceManager
        frame = services.createInstanceWithContext("com.sun.star.frame.Desktop", self._context).getCurrentFrame()
        toolkit = services.createInstanceWithContext("com.sun.star.awt.Toolkit", self._context)
        toolkit.createMessageBox(frame.getContainerWindow(), WARNINGBOX, _OK_BUTTON, "绩效", message).execute()


# LibreOffice looks for this very name.
g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816
g_ImplementationHelper.addImplementation(Functions, f"{FUNCTIONS}.python", (FUNCTIONS,))
g_ImplementationHelper.addImplementation(Commands, f"{COMMANDS}.python", (COMMANDS,))
