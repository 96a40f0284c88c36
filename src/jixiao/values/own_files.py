"""The office's own files: a form or a policy as TOML, with a sentence where it cannot be read.

For an accountant: 自己写的表样、政策写坏了，会说明是哪个文件、坏在哪里；用记事本另存的（带 BOM）也能读.
For a programmer: ``own_text`` and ``own_data`` are the only doors.  A number stays exact and is refused where it is none, or
is so large that making it would take all memory; nesting beyond Python's own limit is refused, too.
"""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

from jixiao.model import JixiaoError, Text

_LONGEST_NUMBER = 40
_LARGEST_EXPONENT = 100


class OwnFileError(JixiaoError):
    """A file of the office's own that cannot be read as TOML; the text names it."""


def own_text(path: Path) -> str:
    """The text of a file.  Raises OwnFileError where it is no file, cannot be read, or is not UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise OwnFileError(Text(
            f"{path.name} 不是 UTF-8 编码的文本。请在记事本里另存，编码选 UTF-8。",
            f"{path.name} is not a text in UTF-8. Save it again, with the encoding UTF-8.")) from None
    except OSError as error:
        raise OwnFileError(Text(
            f"无法读取 {path.name}（{error.strerror}）。请检查它是不是文件、有没有权限。",
            f"{path.name} cannot be read ({error.strerror}). Check that it is a file, and its permissions.")) from error


def own_data(text: str, source: str) -> dict[str, Any]:
    """What a TOML text says; ``source`` names it in messages.  Raises OwnFileError."""
    try:
        return tomllib.loads(text, parse_float=_exact)
    except RecursionError:
        raise OwnFileError(Text(f"{source} 不是有效的 TOML：括号嵌套太深。", f"{source} is not valid TOML: nested too deeply.")) from None
    except ValueError as error:
        said = str(error)[:200]
        raise OwnFileError(Text(f"{source} 不是有效的 TOML：{said}。", f"{source} is not valid TOML: {said}.")) from error


def _exact(text: str) -> Fraction:
    """A number with a point or an exponent.  Raises ValueError for nan, inf and what is too long."""
    digits = text.lower().replace("_", "")
    _, _, exponent = digits.partition("e")
    if len(digits) > _LONGEST_NUMBER or abs(int(exponent or 0)) > _LARGEST_EXPONENT:
        raise ValueError(f"the number {text[:_LONGEST_NUMBER]} is too long")
    return Fraction(digits)
