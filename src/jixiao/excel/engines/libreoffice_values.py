"""Contents of cells, from LibreOffice's words to Excel's and back."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from jixiao.excel.engines.blocks import ERROR_NAMES, ERRORS, Formula, moment_of, number_text, serial
from jixiao.excel.engines.libreoffice_formulas import to_excel, to_libreoffice

# com.sun.star.util.NumberFormat
MOMENT, TEXT, LOGICAL = 2 | 4, 256, 1024

ERROR_CODES = {532: "#DIV/0!", 32767: "#N/A", 519: "#VALUE!", 524: "#REF!", 525: "#NAME?", 503: "#NUM!", 521: "#NULL!"}
_LAST_DAY = 2_958_466
# As LibreOffice writes numbers; 1.2.3 is a text.
_NUMBER = re.compile(r"-?\d+(\.\d+)?(E[+-]\d+)?")
# What LibreOffice would make a number, a date or a truth value of; in a Chinese one also dates in Chinese.
_MARKS = r"\sA-Za-z.,:/%+\-()$€£¥￥年月日时分秒"
_READ_ANEW = re.compile(rf"[='].*|[{_MARKS}]*\d[\d{_MARKS}]*|TRUE|FALSE", re.IGNORECASE | re.DOTALL)


def moment_value(value: Any) -> Any:
    """A number in a cell that shows a date or a time."""
    return moment_of(value) if isinstance(value, float) and 0 <= value < _LAST_DAY else value


def truth_value(value: Any) -> Any:
    """A number in a cell that shows truth values."""
    return bool(value) if value in {0.0, 1.0} else value


def formula_text(text: str) -> str:
    """A formula as Excel has it; LibreOffice keeps truth values and errors as formulas, too."""
    formula = to_excel(text[1:-1] if text.startswith("{") else text)
    constant = formula[1:]
    return constant if constant in ERRORS or constant in {"TRUE", "FALSE"} else formula


def constant_text(text: str) -> str:
    """A constant as Excel has it: LibreOffice marks a text that looks like a number by an apostrophe."""
    if text.startswith("'"):
        return text[1:]
    return number_text(float(text)) if _NUMBER.fullmatch(text) else text


def data_of(value: Any) -> Any:
    """A value for setDataArray: None there ends LibreOffice, and a bool is refused."""
    if value is None:
        return ""
    return serial(value) if isinstance(value, datetime | time) else value


def is_read_anew(value: Any) -> bool:
    """Whether typing this text would make something else of it."""
    return type(value) is str and _READ_ANEW.fullmatch(value) is not None


def typed_text(value: Any) -> str:
    """What to type for a value; an apostrophe keeps a text from being read anew."""
    if isinstance(value, Formula):
        return to_libreoffice(value)
    if isinstance(value, bool):
        return "=TRUE()" if value else "=FALSE()"
    if type(value) is int:
        return "=" + ERROR_NAMES[value]
    if isinstance(value, str):
        return "'" + value if is_read_anew(value) else value
    return "" if value is None else repr(data_of(value))
