"""What became of a promise: the target of one indicator in an earlier and a later table.

For an accountant: ≥10家 turned into ≥8家 is relaxed, ≤5日 into ≤3日 is raised, 1万元 and 10000元 are the same.
For a programmer: values are compared in common units; which way is better is taken from what is written, and an
assumed comparison never contradicts a written one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from jixiao.scoring.assess import AssessedIndicator
from jixiao.scoring.likeness import plain
from jixiao.scoring.pairs import Pair, year_of
from jixiao.values import (
    NO_UNIT,
    Deadline,
    Missing,
    Op,
    Ordinal,
    Quantity,
    Value,
    comparable,
    deadline_bounds,
    is_part_of_whole,
    unit,
    values_in_common,
)

Change = Literal["relaxed", "raised", "changed", "unit", "direction", "strict", "set", "gone"]
Way = Literal["up", "down", "exact"]

_ANY_LEAP_YEAR = 2000
_WAYS: dict[Op, Way] = {"≥": "up", ">": "up", "≤": "down", "<": "down", "=": "exact", "≈": "exact"}


def asked(row: AssessedIndicator) -> str:
    """What a row asks for, with direction and unit from their columns: ≥160件."""
    target = row.source.target
    if target is None or isinstance(row.target, Missing):
        return ""
    words = target.text
    if not isinstance(row.target, Quantity):
        return words
    if row.target.op is None and row.op_source == "column":
        words = f"{row.op}{words}"
    column = row.source.unit
    if column is not None and column.text and row.target.unit != NO_UNIT and column.text not in words:
        own = unit(column.text)
        words += column.text if own == row.target.unit else ""
    return words


def way(row: AssessedIndicator) -> Way | None:
    """Which way a row is better; a share of a whole that has to be =100% cannot be more."""
    if row.op is None:
        return None
    found = _WAYS[row.op]
    if found == "exact" and isinstance(row.target, Quantity) and is_part_of_whole(row.source.name.text, row.target):
        return "up"
    return found


def change(pair: Pair, earlier: AssessedIndicator, later: AssessedIndicator) -> Change | None:
    """What became of the target; None where it asks for the same.

    "unit": the units do not convert, or the unit changed under an unchanged figure.  "direction": ≥ became ≤, or = became
    one of them; "strict": > became ≥.  "set": there was no target before.  "gone": there is none now.
    """
    before, after = earlier.target, later.target
    if isinstance(before, Missing) or isinstance(after, Missing):
        return _present(before, after)
    if isinstance(before, Quantity) and isinstance(after, Quantity):
        return _quantities(earlier, later, before, after)
    if isinstance(before, Deadline) and isinstance(after, Deadline):
        return _deadlines(pair, before, after)
    if isinstance(before, Ordinal) and isinstance(after, Ordinal) and before.scale == after.scale:
        return _order(before.rank, after.rank)
    return None if _same_words(before, after) else "changed"


def _present(before: Value, after: Value) -> Change | None:
    if isinstance(before, Missing):
        return None if isinstance(after, Missing) else "set"
    return "gone"


def _same_words(before: Value, after: Value) -> bool:
    return plain(before.text) == plain(after.text)


def _order(before: Fraction | int, after: Fraction | int) -> Change | None:
    """The smaller, the better."""
    if before == after:
        return None
    return "relaxed" if after > before else "raised"


def _unit_slipped(before: Quantity, after: Quantity) -> bool:
    """150万元 turned into 150元: the figure stayed and the unit did not."""
    known = before.unit.known and after.unit.known and NO_UNIT not in {before.unit, after.unit}
    return known and before.amount == after.amount and before.amount != 0 and comparable(before, after) == "same" and before.value != after.value


def _in_common(before: Quantity, after: Quantity) -> tuple[Fraction, Fraction] | None:
    """Both amounts in one unit; a bare 0.3 beside 30% is a ratio."""
    for bare, other in ((before, after), (after, before)):
        if bare.unit == NO_UNIT and other.unit.dimension == "ratio" and other.amount > 1 >= bare.amount > 0:
            return (before.value, after.value)
    return values_in_common(before, after)


def _quantities(earlier: AssessedIndicator, later: AssessedIndicator, before: Quantity, after: Quantity) -> Change | None:
    both = _in_common(before, after)
    if both is None or _unit_slipped(before, after):
        return "unit"
    ways = way(earlier), way(later)
    written = earlier.op_source != "assumed" and later.op_source != "assumed"
    if written and set(ways) == {"up", "down"}:
        return "direction"
    if both[0] == both[1]:
        return _same_figure(earlier, later, before, after)
    if written and ways[0] != ways[1]:
        return "changed"
    better = ways[1] if earlier.op_source == "assumed" and later.op_source != "assumed" else ways[0]
    if better == "exact" or better is None:
        return "changed"
    return _order(*both) if better == "down" else _order(-both[0], -both[1])


def _same_figure(earlier: AssessedIndicator, later: AssessedIndicator, before: Quantity, after: Quantity) -> Change | None:
    if before.high != after.high or _base(before) != _base(after):
        return "changed"
    if "assumed" in {earlier.op_source, later.op_source} or earlier.op == later.op:
        return None
    return "strict" if way(earlier) == way(later) and {earlier.op, later.op} & {">", "<"} else (
        None if way(earlier) == way(later) else "direction")


def _base(quantity: Quantity) -> Fraction | None:
    return quantity.base.value if quantity.base else None


def _deadlines(pair: Pair, before: Deadline, after: Deadline) -> Change | None:
    if before.tail != after.tail and {before.tail, after.tail} != {before.tail, ""} and {before.tail, after.tail} != {after.tail, ""}:
        return None if _same_words(before, after) else "changed"
    year = year_of(pair.later.table) or year_of(pair.earlier.table) or before.year or after.year or _ANY_LEAP_YEAR
    limits = [deadline_bounds(value, year, pair.later.policy.month_limit) for value in (before, after)]
    if limits[0] is None or limits[1] is None:
        return None if _same_words(before, after) else "changed"
    return _order(limits[0].toordinal(), limits[1].toordinal())
