"""UNO, LibreOffice's way to talk: its module, its structures, and rectangles in its words."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from typing import Any, TypeVar

from jixiao.excel.engines.blocks import Block

# Where distributions keep ``uno`` for the system's Python.
_FOLDERS = ("/usr/lib/python3/dist-packages", "/usr/lib64/python3/site-packages", "/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program")

_T = TypeVar("_T")
# How often, in seconds, it is looked whether LibreOffice is still there.
_PATIENCE = 1.0


@cache
def uno() -> Any:
    """The module ``uno``; LibreOffice's own Python has it, another finds the distribution's.  Raises ImportError."""
    try:
        found = importlib.import_module("uno")
    except ImportError:
        sys.path.extend(_FOLDERS)
        try:
            found = importlib.import_module("uno")
            importlib.import_module("unohelper")
        finally:
            del sys.path[-len(_FOLDERS):]
    return found


def listener(interface: str, **methods: Any) -> Any:
    """A UNO object that listens, its methods given as functions of the event."""
    helper = importlib.import_module("unohelper")
    kinds = (helper.Base, uno().getClass(interface))
    return type("Listener", kinds, {name: staticmethod(method) for name, method in methods.items()})()


def in_its_thread(context: Any, work: Callable[[], _T]) -> _T:
    """Do work from outside while LibreOffice's first thread waits for it: all that is asked meanwhile is done in that thread.

    Asked in any other, a LibreOffice with a GTK face waits for the clipboard as it opens a workbook, and never ends.  What
    the work raises is raised; so is what UNO says once LibreOffice is gone.
    """
    answer: Future[_T] = Future()

    def notify(_: Any) -> None:
        try:
            answer.set_result(work())
        except BaseException as error:  # noqa: BLE001  # raised where it is waited for
            answer.set_exception(error)

    services = context.getServiceManager()
    services.createInstanceWithContext("com.sun.star.awt.AsyncCallback", context).addCallback(listener("com.sun.star.awt.XCallback", notify=notify), None)
    while True:
        try:
            return answer.result(_PATIENCE)
        except TimeoutError:
            if answer.done():
                raise
            context.getServiceManager()


def struct(name: str, **fields: Any) -> Any:
    """A structure with some of its fields."""
    made = uno().createUnoStruct(name)
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def enum(kind: str, name: str) -> Any:
    """A value of an enumeration."""
    return uno().Enum(kind, name)


def option(name: str, value: Any) -> Any:
    """An option as UNO passes it to loading, storing and dispatching."""
    return struct("com.sun.star.beans.PropertyValue", Name=name, Value=value)


def block_of(address: Any) -> Block:
    """A CellRangeAddress as a block."""
    return Block(
        address.StartRow + 1, address.StartColumn + 1,
        address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1,
    )


def address_of(block: Block, sheet: int) -> Any:
    """A block as a CellRangeAddress; sheets are counted from 0."""
    return struct(
        "com.sun.star.table.CellRangeAddress", Sheet=sheet, StartColumn=block.column - 1, StartRow=block.row - 1,
        EndColumn=block.right - 1, EndRow=block.bottom - 1,
    )
