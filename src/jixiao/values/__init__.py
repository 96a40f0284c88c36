"""What a cell says: 指标值, 完成值, 分值, 金额, 执行率 read as values that can be compared.

For an accountant: 「≥550批次」「2024年12月31日前」「A级」「不断提升」 are each read as what they are, and
what cannot be read is said to be unclear.  For a programmer: ``parse`` and ``read`` are the doors in,
``show`` the door out; nothing here raises on any text.
"""

from jixiao.values.cells import money, number, ratio, read
from jixiao.values.comparing import (
    Comparability,
    comparable,
    comparable_units,
    compare,
    values_in_common,
)
from jixiao.values.dates import deadline_bounds, deadline_met
from jixiao.values.directions import assumed_op, direction, grows_with_months, is_part_of_whole, opposed, part_of_whole
from jixiao.values.kinds import (
    NO_UNIT,
    Deadline,
    Direction,
    Missing,
    NotANumber,
    Op,
    Ordinal,
    Qualitative,
    Quantity,
    RateReading,
    Unclear,
    Unit,
    Value,
)
from jixiao.values.months import month_of_heading, month_of_period
from jixiao.values.normalise import normalise
from jixiao.values.numerals import format_number, round_half_up
from jixiao.values.reading import is_nothing, parse
from jixiao.values.show import show
from jixiao.values.units import unit, with_unit

__all__ = [
    "NO_UNIT",
    "Comparability",
    "Deadline",
    "Direction",
    "Missing",
    "NotANumber",
    "Op",
    "Ordinal",
    "Qualitative",
    "Quantity",
    "RateReading",
    "Unclear",
    "Unit",
    "Value",
    "assumed_op",
    "comparable",
    "comparable_units",
    "compare",
    "deadline_bounds",
    "deadline_met",
    "direction",
    "format_number",
    "grows_with_months",
    "is_nothing",
    "is_part_of_whole",
    "money",
    "month_of_heading",
    "month_of_period",
    "normalise",
    "number",
    "opposed",
    "parse",
    "part_of_whole",
    "ratio",
    "read",
    "round_half_up",
    "show",
    "unit",
    "values_in_common",
    "with_unit",
]
