"""Cell → value, figure, amount or rate.

For an accountant: a cell is read as what it is: a number, a percentage, a date, or text; 「150万」
under a heading in 万元 is 150.  For a programmer: the doors between ``model.Cell`` and the grammar;
none of them raises, and what is no number comes back as ``NotANumber``, never as zero.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jixiao.model import Cell
from jixiao.values.kinds import Deadline, Missing, NotANumber, Quantity, RateReading, Unclear, Value
from jixiao.values.memory import remembering
from jixiao.values.normalise import normalise
from jixiao.values.numerals import decimal, format_number
from jixiao.values.reading import is_nothing, parse
from jixiao.values.units import unit

_PERCENT = unit("%")
_PLAIN = re.compile(r"[¥$]?([-+]?\d{1,30}(?:\.\d{1,30})?)(?:元|万元|亿元|千元|分)?\Z", re.ASCII)
_BRACKETED = re.compile(r"\(\s*[¥$]?(\d{1,30}(?:\.\d{1,30})?)\)\Z", re.ASCII)
_LARGEST_RATE_WRITTEN_PLAIN = Fraction(3, 2)
_LARGEST_EXPONENT = 400
_LONGEST_FIGURE = 100


@lru_cache(maxsize=4096)
def _fraction(value: Decimal) -> Fraction:
    return Fraction(value)


def _has_figure(value: Decimal) -> bool:
    """Whether a decimal is one that a cell can hold (not NaN, not 1E+999999)."""
    return value.is_finite() and abs(value.adjusted()) <= _LARGEST_EXPONENT


def _exact(value: Decimal) -> Fraction | None:
    """A cell's decimal as a fraction; None for what no cell can hold."""
    return _fraction(value) if _has_figure(value) else None


def _refusal(cell: Cell) -> str | None:
    """Why a cell cannot be read at all: "formula", "error", "boolean", or None."""
    if cell.formula is not None and not cell.cached:
        return "formula"
    if cell.kind == "error":
        return "error"
    return "boolean" if isinstance(cell.value, bool) else None


def read(cell: Cell, part: str | None = None) -> Value:
    """What a target or an actual says; ``part`` is read in place of the whole cell's text.

    >>> read(Cell(Decimal("0.95"), "percent", "95%")) == parse("95%")
    True
    """
    if part is not None:
        return parse(part)
    if cell.kind == "text" and cell.formula is None and isinstance(cell.value, str):
        return parse(cell.value)  # by far the most cells
    refusal = _refusal(cell)
    if refusal is not None:
        return Unclear(cell.text, 0, refusal)
    value = cell.value
    if isinstance(value, str):
        return parse(value)
    if isinstance(value, Decimal):
        return _number_cell(cell, value)
    if isinstance(value, datetime | date):
        return Deadline(f"{value.year}年{value.month}月{value.day}日", value.year, value.month, value.day)
    if isinstance(value, time):
        return Unclear(cell.text, 0, "date")
    return Missing("")


def _number_cell(cell: Cell, value: Decimal) -> Value:
    if not _has_figure(value):
        return Unclear(cell.text, 0, "number")
    return _quantity(value, cell.kind == "percent")


@lru_cache(maxsize=4096)
def _quantity(value: Decimal, percent: bool) -> Quantity:
    exact = _fraction(value)
    if percent:
        return Quantity(format_number(exact * 100) + "%", exact * 100, _PERCENT)
    return Quantity(format_number(exact), exact)


def _content(cell_or_text: Cell | str) -> str | Fraction | NotANumber | None:
    """Text (normalised, not empty), exact number, or None for nothing."""
    if isinstance(cell_or_text, str):
        return _figure_text(cell_or_text)
    refusal = _refusal(cell_or_text)
    if refusal is not None:
        return NotANumber(cell_or_text.text, refusal)
    value = cell_or_text.value
    if isinstance(value, str):
        return _figure_text(value)
    if isinstance(value, Decimal):
        exact = _exact(value)
        return NotANumber(cell_or_text.text, "text") if exact is None else exact
    return None if value is None else NotANumber(cell_or_text.text, "date")


def _figure_text(text: str) -> str | NotANumber | None:
    """Text where a figure is expected; a paragraph is none."""
    return NotANumber(text, "text") if len(text) > _LONGEST_FIGURE else normalise(text) or None


def number(cell_or_text: Cell | str) -> Fraction | NotANumber | None:
    """A plain figure: "11,789.83", "9", "10分", "￥300"; None for blank and for a missing mark.

    A trailing 元, 万元 or 分 is left aside, the amount stands as written (``money`` converts).

    >>> number("11,789.83"), number("10分"), number("——"), number("约十")
    (Fraction(1178983, 100), Fraction(10, 1), None, NotANumber(text='约十', reason='text'))
    """
    content = _content(cell_or_text)
    return _plain(content) if isinstance(content, str) else content


@remembering(8192)
def _plain(text: str) -> Fraction | NotANumber | None:
    found = _PLAIN.match(text)
    if found:
        return decimal(found[1])
    negative = _BRACKETED.match(text)
    if negative:
        return -decimal(negative[1])
    return None if is_nothing(text) else NotANumber(text, "text")


def money(cell_or_text: Cell | str, heading_unit: str) -> Fraction | NotANumber | None:
    """An amount in the unit of its heading: "150万", "150万元" and "1500000元" are 150 under 万元.

    A plain number already is in the heading's unit.

    >>> money("150万", "万元"), money("1500000元", "万元"), money("150", "万元")
    (Fraction(150, 1), Fraction(150, 1), Fraction(150, 1))
    """
    content = _content(cell_or_text)
    return _amount(content, heading_unit) if isinstance(content, str) else content


@remembering(8192)
def _amount(text: str, heading_unit: str) -> Fraction | NotANumber | None:
    plain = _plain(text)
    if isinstance(plain, Fraction) and (text[-1].isdigit() or text[-1] == ")"):
        return plain
    value = parse(text)
    if isinstance(value, Missing):
        return None
    if not isinstance(value, Quantity) or value.op or value.high is not None or value.prefix or value.tail:
        return NotANumber(text, "text")
    heading = unit(heading_unit)
    if value.unit.dimension == heading.dimension or not value.unit.dimension:
        return value.value / heading.factor
    return NotANumber(text, "text")


def ratio(cell_or_text: Cell | str) -> RateReading | NotANumber | None:
    """A rate, with how it was written; None for blank and for a missing mark.

    >>> ratio("99.86%"), ratio("99.86").how, ratio("0.9986").how, ratio("未执行").reason
    (RateReading(value=Fraction(4993, 5000), how='percent'), 'assumed-percent', 'number', 'text')
    """
    content = _content(cell_or_text)
    if isinstance(content, Fraction):
        shown_as_percent = isinstance(cell_or_text, Cell) and cell_or_text.kind == "percent"
        return RateReading(content, "percent") if shown_as_percent else _plain_rate(content)
    return _rate(content) if isinstance(content, str) else content


def _plain_rate(figure: Fraction) -> RateReading:
    if abs(figure) > _LARGEST_RATE_WRITTEN_PLAIN:
        return RateReading(figure / 100, "assumed-percent")
    return RateReading(figure, "number")


@remembering(8192)
def _rate(text: str) -> RateReading | NotANumber | None:
    value = parse(text)
    if isinstance(value, Missing):
        return None
    if isinstance(value, Quantity) and value.op is None and value.high is None and not value.prefix and not value.tail:
        if value.unit.dimension == "ratio":
            return RateReading(value.value, "percent")
        if not value.unit.dimension:
            return _plain_rate(value.amount)
    return NotANumber(text, "text")
