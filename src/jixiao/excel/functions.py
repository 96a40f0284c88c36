"""The worksheet functions as data: what the VBA wrappers, LibreOffice and the help page are made from.

For an accountant: 函数一览.  For a programmer: read off ``udfs``, where functions and their help are written, once.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple, get_args, get_type_hints

from jixiao.excel import udfs
from jixiao.excel.functions_cells import Answer

CATEGORY = udfs.CATEGORY


class Argument(NamedTuple):
    """One argument; ``doc`` begins with its Chinese name and a colon."""

    name: str
    doc: str
    optional: bool

    @property
    def label(self) -> str:
        """Its Chinese name: 指标值."""
        return self.doc.partition("：")[0]


class Function(NamedTuple):
    """One worksheet function.

    Attributes:
        name: as typed in a cell; doc: what it gives, in Chinese.
        call: takes single values, rows, or rows of rows (lists or tuples) in the order of ``args``, trailing optional
            ones may be left out; gives rows of rows of floats and texts; never raises.
    """

    name: str
    doc: str
    args: tuple[Argument, ...]
    call: Callable[..., Answer]


def _described(call: Callable[..., Answer]) -> Function:
    hints: dict[str, Any] = get_type_hints(call, include_extras=True)
    arguments = tuple(
        Argument(name, get_args(hints[name])[1]["doc"], parameter.default is not inspect.Parameter.empty)
        for name, parameter in inspect.signature(call).parameters.items()
    )
    return Function(call.__name__, inspect.getdoc(call) or "", arguments, call)


FUNCTIONS = tuple(_described(call) for name, call in vars(udfs).items() if name.startswith("JX"))
