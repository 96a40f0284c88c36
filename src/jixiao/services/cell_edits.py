"""One computed figure into one cell, in the cell's own manner; a formula stays a formula."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from decimal import Decimal
from fractions import Fraction

from jixiao.model import Edit, Field, FundLine, Indicator, Ref, Table, Text
from jixiao.scoring.shown import percent, points
from jixiao.values import RateReading, format_number


def _stays(field: Field, ours: str, stated_ours: bool) -> bool:
    """A formula stays, unless its stored value is to follow ours (``stated_ours``)."""
    return (field.cell.formula is not None and field.cell.cached and not stated_ours) or field.text == ours


def number_edit(field: Field, value: Decimal, why: Text, *, follows: bool = False) -> Iterator[Edit]:
    """A figure; ``follows``: the cell's formula will give it once its parts are written."""
    if field.part is None and not _stays(field, f"{value}", follows):
        yield Edit(field.ref, field.text, points(Fraction(value), 6), value.normalize() if value else Decimal(0), why)


def rate_edit(field: Field, rate: Fraction, stated: RateReading | None, why: Text) -> Iterator[Edit]:
    """A rate in the cell's own manner: a percentage, a plain ratio, or text where the cell held text."""
    shown = percent(rate)
    if field.part is not None or _stays(field, shown, False):
        return
    exact = Decimal(format_number(rate, 4))
    if field.cell.kind == "percent":
        yield Edit(field.ref, field.text, shown, exact, why)
    elif field.cell.kind == "number" and stated is not None:
        value = exact if abs(stated.value - Fraction(field.cell.value or 0)) < Fraction(1, 1000) else exact * 100  # type: ignore[arg-type]  # a number cell holds a Decimal
        yield Edit(field.ref, field.text, f"{value}", value, why)
    else:
        yield Edit(field.ref, field.text, shown, exact, why, ratio=True)


def shared_cells(table: Table, among: Collection[Ref]) -> frozenset[Ref]:
    """Those of some cells in which several fields stand, as merging over rows or columns makes it: what one wants there is wrong for the other."""
    standing = Counter(ref for ref in _places(table) if ref in among) if among else {}
    return frozenset(ref for ref, fields in standing.items() if fields > 1)


def _places(table: Table) -> Iterator[Ref]:
    """The cell of each field of a table, as often as a field stands in it."""
    lines: tuple[FundLine | Indicator, ...] = (*table.funds, *table.indicators)
    yield from (field.ref for field in (table.total, table.grade) if field is not None)
    yield from (field.ref for line in lines for field in line.fields)
