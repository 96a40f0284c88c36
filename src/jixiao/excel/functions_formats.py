"""What the format of a number would have said: a function is given 0.95 where the cell shows 95%.

For an accountant: 0.95 beside 「≥95%」 is 95%; 0.95 beside 0.95 is the same figure twice, 95% if the indicator is a rate;
「95%」 beside 0.95 is 95% twice.  0.4 beside 「≤0.5%」 stays 0.4%, 0.004 is 0.4%.  For a programmer: xlwings hands over
the value of a cell without its number format (and LibreOffice a date as a plain number).  Where the other value, the
unit or the name tells what the format must be, the cell gets it back; the core then reads it like a cell of a file.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from jixiao.model import Cell
from jixiao.values import NO_UNIT, Deadline, Quantity, Unit, part_of_whole, read, unit, with_unit
from jixiao.workbooks.numbers import date_of, plain, shown_date

# As a ratio, 1.5 is 150%; hardly a rate of a 绩效 table is above it.
_LARGEST = Decimal("1.5")
_HIGH = 50
_FIRST_DAY, _LAST_DAY = 25_569, 73_050  # 1970 to 2099, as serial numbers
_RATE = re.compile(r"(?:率|比例|比重|占比)(?:[(（][^()（）]*[)）])?\s*\Z")


def with_formats(target: Cell, actual: Cell, unit_cell: Cell, name: Cell, rule: Cell) -> tuple[Cell, Cell]:
    """Target and actual with the formats that the figures among them must have had."""
    if target.kind != "number" and actual.kind != "number":
        return target, actual
    if _is_deadline(target) or _is_deadline(actual):
        return _as_day(target), _as_day(actual)
    column = unit(unit_cell.text)
    rate = column.dimension == "ratio" or (not column.dimension and _names_a_rate(name.text, rule.text))
    goal, done = _percents(target, column, rate=rate), _percents(actual, column, rate=rate)
    if column.dimension not in {"", "ratio"}:
        return target, _beside(actual, goal)
    if goal is not None or done is not None:
        return _beside(target, done), _beside(actual, goal)
    if not rate or not isinstance(target.value, Decimal):
        return target, actual
    if isinstance(actual.value, Decimal) and max(abs(target.value), abs(actual.value)) > _LARGEST:
        return _beside(target, Fraction(actual.value)), _beside(actual, Fraction(target.value))
    # In a column of percents 0.5 may as well be 0.5%, unless the name asks for much.
    small = abs(target.value) <= _LARGEST and (column.dimension == "" or part_of_whole(name.text))
    return (_as_percent(target), _as_percent(actual)) if small else (target, actual)


def _is_deadline(cell: Cell) -> bool:
    return cell.kind != "number" and isinstance(read(cell), Deadline)


def _as_day(cell: Cell) -> Cell:
    """A serial number beside a date is a date."""
    if not isinstance(cell.value, Decimal) or not _FIRST_DAY <= cell.value <= _LAST_DAY:
        return cell
    day = date_of(cell.value, epoch_1904=False)
    return cell if day is None else Cell(day, "date", shown_date(day))


def _percents(cell: Cell, column: Unit, *, rate: bool) -> Fraction | None:
    """The percents that a text says, by itself, with its unit, or as a rate (95); None for anything else."""
    value = read(cell) if cell.kind == "text" else None
    if not isinstance(value, Quantity):
        return None
    value = with_unit(value, column)
    if rate and value.unit == NO_UNIT and abs(value.amount) > _LARGEST:
        return value.amount
    return value.value * 100 if value.unit.dimension == "ratio" else None


def _names_a_rate(name: str, rule: str) -> bool:
    """Whether figures without a unit are rates; where no name is given, a rule in percents says so."""
    return part_of_whole(name) or _RATE.search(name) is not None or (not name.strip() and "%" in rule)


def _beside(cell: Cell, percents: Fraction | None) -> Cell:
    """A figure beside so many percents: a percentage where that brings it nearer."""
    if percents is None or not isinstance(cell.value, Decimal) or not _is_share(cell.value, percents):
        return cell
    return _as_percent(cell)


def _is_share(figure: Decimal, percents: Fraction) -> bool:
    """Whether a figure is a ratio beside so many percents: 0.95 beside 95, 1.05 beside 100, 0.004 beside 0.5, but not 0.4."""
    size, other = abs(figure), abs(percents)
    if size > _LARGEST:
        return False
    if size > 1:
        return other >= _HIGH
    return other > 1 or other == 0 or size * 10 < other


def _as_percent(cell: Cell) -> Cell:
    if not isinstance(cell.value, Decimal):
        return cell
    return Cell(cell.value, "percent", f"{plain(cell.value.scaleb(2))}%")
