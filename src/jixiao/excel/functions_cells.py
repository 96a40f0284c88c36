"""What a worksheet function is given and what it gives back: whole ranges in, a range of the same shape out.

For an accountant (公式怎样回答):

- 空白给空白：指标值和完成值都空着的行、缺了必填一格而算不出来的行，结果都是空白。
- ``错误：…``：给的东西不能用（读不懂的指标值、不是数的分值、没有这项政策、区域大小不一致），话里写明是哪一项、怎么改。
- ``待定：…``：读得懂，但要由人判断（酌情、定性没有写达成情况、单位不能比较），话里写明为什么。
- 参数里有 ``#DIV/0!`` 一类的错误值，结果就是这个错误值（文字）。

For a programmer: ``each_row`` and ``whole`` are the only doors between a program's values and the core.  A value may be
anything that xlwings or UNO hands over; it becomes a ``Cell``.  A function gets Cells, returns a number or a text, or
raises ``Refused`` with the text to be shown; nothing ever leaves here as an exception.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import cache, lru_cache, partial
from typing import Any, NoReturn

from jixiao.model import EMPTY_CELL, Cell, JixiaoError
from jixiao.scoring.policy import DEFAULT, Policy
from jixiao.scoring.wording import quoted
from jixiao.services.library import BUILT_IN
from jixiao.values import NotANumber, month_of_heading, number
from jixiao.workbooks.numbers import exact, plain, shown_date

Result = float | str
Answer = list[list[Result]]

WRONG, OPEN = "错误：", "待定："
# The most that a cell holds.
_LONGEST = 32_767

_ERROR = re.compile(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CONNECT!|BLOCKED!|UNKNOWN!|FIELD!|CALC!)|Err:\d{3}")
# Errors as COM hands them over, by what is beyond the first of them.
_FIRST_ERROR = -2_146_828_288 + 2000
_ERRORS = {
    0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A", 43: "#GETTING_DATA",
    45: "#SPILL!", 46: "#CONNECT!", 47: "#BLOCKED!", 48: "#UNKNOWN!", 49: "#FIELD!", 50: "#CALC!",
}  # fmt: skip
_LEFT_OUT = -2_147_352_572  # an optional argument that was not given
_MOST_BITS = 1024  # beyond that a whole number is no double
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIME_ONLY = 1900  # a clock without a date comes as a moment of 1899


class Refused(Exception):  # noqa: N818  # it is an answer
    """The text that stands in the cell instead of a figure."""


def wrong(text: str) -> NoReturn:
    """What was given cannot be used."""
    raise Refused(WRONG + text)


def undecided(text: str) -> NoReturn:
    """A person has to decide."""
    raise Refused(OPEN + text)


# ------------------------------------------------------------------ cells ----


def cell_of(value: Any) -> Cell:
    """A value as a program hands it over, as a cell: a number exact to Excel's 15 digits, "" like an empty one.

    >>> cell_of(0.1 + 0.2).text, cell_of(-2146826281).text, cell_of(datetime(2024, 12, 31)).text
    ('0.3', '#DIV/0!', '2024年12月31日')
    """
    if value is None or value == "":
        return EMPTY_CELL
    if isinstance(value, str):
        return Cell(value, "error" if _ERROR.fullmatch(value) else "text", value)
    if isinstance(value, bool):
        return Cell(value, "boolean", "TRUE" if value else "FALSE")
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, date | datetime | time):
        return _moment(value)
    return Cell(str(value), "text", str(value))


def _number(value: float | Decimal) -> Cell:
    if isinstance(value, int):
        if value == _LEFT_OUT:
            return EMPTY_CELL
        if value - _FIRST_ERROR in _ERRORS:
            text = _ERRORS[value - _FIRST_ERROR]
            return Cell(text, "error", text)
        if value.bit_length() > _MOST_BITS:
            return Cell("#NUM!", "error", "#NUM!")
    figure = exact(str(value))
    return Cell("#NUM!", "error", "#NUM!") if figure is None else Cell(figure, "number", plain(figure))


def _moment(value: date | time) -> Cell:
    """A day, with its hour where there is one; a clock alone is a time."""
    if isinstance(value, datetime):
        # A double of days is off by some microseconds.
        moment = (value.replace(tzinfo=None) + timedelta(milliseconds=500)).replace(microsecond=0)
        value = moment.time() if moment.year < _TIME_ONLY else moment.date() if moment.time() == time(0) else moment
    return Cell(value, "date", _clock(value) if isinstance(value, time) else shown_date(value))


def _clock(value: time) -> str:
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


def blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return not cell.text.strip()


# -------------------------------------------------------- ranges in and out ----


def _rows(argument: Any) -> list[Sequence[Any]]:
    """An argument as rows: a single value, one row, or rows; a tuple is as good as a list."""
    if not isinstance(argument, list | tuple):
        return [[argument]]
    if any(isinstance(row, list | tuple) for row in argument):
        return [row if isinstance(row, list | tuple) else [row] for row in argument]
    return [argument or [None]]


def _shape(rows: list[Sequence[Any]]) -> tuple[int, int]:
    if len({len(row) for row in rows}) > 1:
        wrong("区域的各行长短不一。")
    return len(rows), len(rows[0])


def _common_shape(shapes: list[tuple[int, int]]) -> tuple[int, int]:
    """The shape of all arguments but single cells, which count for every row.  Refuses two different ones."""
    larger = [shape for shape in dict.fromkeys(shapes) if shape != (1, 1)]
    if len(larger) > 1:
        listed = "、".join(f"{rows}×{columns}" for rows, columns in larger)
        wrong(f"各参数的区域大小不一致（{listed}）。请选一样大的区域，或单个单元格。")
    return larger[0] if larger else (1, 1)


def _answer(compute: Callable[..., Result], *arguments: Any) -> Result:
    """What a computation gives, or the text that it raises."""
    try:
        found = compute(*arguments)
    except Refused as refusal:
        found = str(refusal)
    except JixiaoError as refusal:
        found = WRONG + refusal.text.zh
    except Exception as error:  # noqa: BLE001  # a traceback in a cell helps nobody
        found = f"{WRONG}程序出了意外（{type(error).__name__}），请把这一行的内容反馈给我们。"
    return found if isinstance(found, float) or len(found) <= _LONGEST else found[: _LONGEST - 1] + "…"


def _row(compute: Callable[..., Result], cells: tuple[Cell, ...]) -> Result:
    for cell in cells:
        if cell.kind == "error":
            return cell.text
    return compute(*cells)


def each_row(compute: Callable[..., Result], *arguments: Any) -> Answer:
    """``compute`` for every cell of the arguments side by side; single cells go with every one.

    An error value among a row's cells is that row's result.
    """
    grids: list[list[Sequence[Any]]] = [_rows(argument) for argument in arguments]
    try:
        height, width = _common_shape([_shape(grid) for grid in grids])
    except Refused as refusal:
        return [[str(refusal)]]
    columns = []
    for grid in grids:
        cells = [cell_of(value) for row in grid for value in row]
        columns.append(cells * (height * width) if len(cells) == 1 else cells)
    results = [_answer(_row, compute, cells) for cells in zip(*columns, strict=True)]
    return [results[first : first + width] for first in range(0, height * width, width)]


def whole(compute: Callable[..., Result], lists: Sequence[Any], *singles: Any) -> Answer:
    """``compute`` of ranges of one shape, each as a list of cells, and of single cells: one result."""

    def once() -> Result:
        grids = [_rows(argument) for argument in lists]
        if len({_shape(grid) for grid in grids}) > 1:
            wrong("各区域的大小不一致，请选一样大的区域。")
        columns = [[cell_of(value) for row in grid for value in row] for grid in grids]
        return _row(partial(compute, *columns), tuple(_single(argument) for argument in singles))

    return [[_answer(once)]]


def _single(argument: Any) -> Cell:
    rows = _rows(argument)
    if _shape(rows) != (1, 1):
        wrong("区域后面的参数请各选一个单元格。")
    return cell_of(rows[0][0])


# -------------------------------------------------- figures and words in cells ----


def figure(cell: Cell, what: str) -> Fraction | None:
    """The number in a cell, None where blank; refuses anything else, in the words of ``what`` (分值, 总分 …).

    A text of ours that came in goes on as it is.
    """
    if cell.text.startswith((WRONG, OPEN)):
        raise Refused(cell.text)
    return a_number(number(cell), cell, what)


def a_number(found: Fraction | NotANumber | None, cell: Cell, what: str) -> Fraction | None:
    """What was read in a cell; refuses it if that is no number."""
    if isinstance(found, NotANumber):
        wrong(f"{what}“{quoted(cell.text)}”不是数。")
    return found


def shown(value: Fraction) -> float:
    """A figure as a cell holds it."""
    try:
        return float(value)
    except OverflowError:
        wrong("结果太大，单元格放不下。")


def policy_of(cell: Cell) -> Policy:
    """The policy of that name or title; the general one where blank.  Refuses an unknown one and names near ones."""
    return _policy(cell.text.strip() or DEFAULT)


@cache
def _titles() -> dict[str, str]:
    """Title → name, and each name → itself."""
    names = BUILT_IN.policy_names()
    return {name: name for name in names} | {BUILT_IN.policy(name).title.zh: name for name in names}


@lru_cache(maxsize=256)
def _policy(words: str) -> Policy:
    known = _titles()
    if words in known:
        return BUILT_IN.policy(known[words])
    near = get_close_matches(words, known, n=1)
    meant = f"，是否指 {near[0]}？" if near else "。"
    return wrong(f"没有名为“{quoted(words)}”的政策{meant}可用：{'、'.join(BUILT_IN.policy_names())}。")


def year_of(cell: Cell) -> int | None:
    """2024, "2024年度", or the year of a date; None where blank."""
    if isinstance(cell.value, date):
        return cell.value.year
    found = _YEAR.search(cell.text)
    if found is None and not blank(cell):
        wrong(f"年度“{quoted(cell.text)}”不认识，请写 2024 这样的四位数。")
    return int(found[0]) if found else None


def month_of(cell: Cell) -> int | None:
    """7, "7月", "1-7月", or the month of a date; None where blank."""
    if isinstance(cell.value, date):
        return cell.value.month
    if blank(cell):
        return None
    found = number(cell)
    month = month_of_heading(cell.text) if isinstance(found, NotANumber) else found
    if month is None or month not in range(1, 13):
        wrong(f"月份“{quoted(cell.text)}”不认识，请写 1 到 12 的整数，或“1-7月”。")
    return int(month)
