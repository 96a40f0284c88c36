"""What LibreOffice asks for from inside: the value of a JX function in a cell, a command of the menu 绩效.

For an accountant: LibreOffice 里的 JX 函数和菜单，与 Excel 里的是同一套.  For a programmer: values of UNO in, values of UNO out.

Calc hands a lone empty cell to an add-in as 0, unless the add-in asks for texts.  A 完成值 that is not filled in must
not score as 0, so required arguments are asked for as texts (numbers come with their 15 digits, as Excel keeps them) and
turned back here; the price is that 「0.95」 written as text counts as the number.  Optional arguments have to be ``any``,
so of them a lone 0 counts as empty.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from jixiao.excel.functions import FUNCTIONS

# As Calc writes a number, but for the decimal mark: 0.333333333333333, -5, 1E+020.  「0.50」 and 「007」 were typed as texts.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?(?:E[+-][0-9]+)?")
_BY_METHOD = {function.name.lower(): function for function in FUNCTIONS}

Rows = tuple[tuple[float | str, ...], ...]


def decimal_mark(context: Any) -> str:
    """What stands before the decimals where Calc writes a number as a text: a comma in Berlin."""
    services = context.ServiceManager
    formatter = services.createInstanceWithContext("com.sun.star.util.NumberFormatter", context)
    formatter.attachNumberFormatsSupplier(services.createInstanceWithContext("com.sun.star.util.NumberFormatsSupplier", context))
    return str(formatter.convertNumberToString(0, 0.5)[1])


def call(method: str, arguments: tuple[Any, ...], mark: str) -> Rows:
    """The value of a worksheet function.

    Args:
        method: its name in the interface, such as ``jxrate``.
        arguments: as many as it has; a required one as rows of texts, an optional one as rows of texts and numbers, as a
            single one, or None where it is left out.
        mark: as ``decimal_mark``.

    Returns:
        Rows of numbers and texts.

    """
    function = _BY_METHOD[method]
    given = [_optional(value) if about.optional else _required(value, mark) for about, value in zip(function.args, arguments, strict=True)]
    return tuple(tuple(row) for row in function.call(*given))


def _required(rows: tuple[tuple[str, ...], ...], mark: str) -> list[list[float | str]]:
    return [[_figure(text, mark) for text in row] for row in rows]


def _figure(text: str, mark: str) -> float | str:
    """The number that Calc wrote, or a text.

    >>> _figure("1,5", ","), _figure("1.5", ","), _figure("1,234", "."), _figure("007", ".")
    (1.5, '1.5', '1,234', '007')
    """
    written = text if mark == "." else text.replace(".", " ").replace(mark, ".")
    return float(written) if _NUMBER.fullmatch(written) else text


def _optional(value: Any) -> Any:
    return None if value == 0 else value


def perform(context: Any, command: str, argument: str, *, show: bool) -> str:
    """Do a command of the menu on the document in front.

    Args:
        context: LibreOffice's component context.
        command: its name in ``menu``.
        argument: as the button has it.
        show: tell the outcome in a message box.

    Returns:
        The message.

    """
    from jixiao.excel import session  # noqa: PLC0415  # the functions alone need none of this
    from jixiao.excel.engines.libreoffice import engine  # noqa: PLC0415

    _name_the_interpreter()
    return session.perform(command, argument, app=next(iter(engine(context).apps)), show=show).message


def _name_the_interpreter() -> None:
    """``sys.executable`` may be LibreOffice itself here, and a child process (for .ods files) must not start that."""
    if "python" in Path(sys.executable or "").name.lower():
        return
    import uno  # noqa: PLC0415  # LibreOffice's own

    beside = Path(uno.__file__).parent
    found = (path for name in ("python.exe", "python") if (path := beside / name).is_file())
    sys.executable = str(next(found, ""))
