"""Amounts of one table in two units: 元 under a heading in 万元 is ten thousand times too large.

For an accountant: such a figure is named, and nothing is computed from it until a person has looked.  For a
programmer: a figure is suspected only where the other unit makes a sum hold, or makes it fit its own line.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from jixiao.model import Field

FACTOR = 10_000
# Within one line no budget grows or shrinks three-thousandfold.
_FAR = 3_000
# Read in the other unit, a figure is near the others of its line.
_NEAR = 20

Line = Mapping[str, tuple[Field, Fraction]]


class Mix(NamedTuple):
    """An amount that fits its neighbours when it is read in the other unit.

    Attributes:
        field: its cell; stated: as it stands; fits: as it would be in the table's unit.
    """

    field: Field
    stated: Fraction
    fits: Fraction


def _fitting(figure: Fraction, others: list[Fraction]) -> Fraction | None:
    """The figure in the other unit, if that brings it near all others and it is far from all of them now."""
    if not others or not figure:
        return None
    for fits in (figure / FACTOR, figure * FACTOR):
        far = all(max(figure / other, other / figure) >= _FAR for other in others)
        if far and all(Fraction(1, _NEAR) <= fits / other <= _NEAR for other in others):
            return fits
    return None


def _in_sum(whole: Fraction, parts: list[tuple[Field, Fraction]]) -> Mix | None:
    """The one part that, read in the other unit, makes the parts add up to the whole."""
    added = sum((amount for _, amount in parts), Fraction(0))
    if added == whole or whole <= 0:
        return None
    for field, amount in parts:
        for fits in (amount / FACTOR, amount * FACTOR):
            # A figure that all but vanishes in the other unit would make any sum hold.
            if amount and abs(added - amount + fits - whole) <= min(Fraction(1, 100), fits / 100):
                return Mix(field, amount, fits)
    return None


def mixes(total: Line | None, parts: list[Line]) -> list[Mix]:
    """The amounts of a funds block that seem to be in another unit than the rest.

    Each line maps "initial", "budget", "executed" to its cell and amount; blank ones are left out.
    """
    found: dict[Field, Mix] = {}
    if total is not None and len(parts) >= 2:
        for key, (_, whole) in total.items():
            own = _in_sum(whole, [line[key] for line in parts if key in line])
            if own is not None:
                found[own.field] = own
    for line in [*([total] if total is not None else []), *parts]:
        amounts = [(field, amount) for field, amount in line.values() if amount > 0]
        if any(field in found for field, _ in amounts):
            continue
        for field, amount in amounts:
            others = [other for beside, other in amounts if beside is not field]
            # Of two amounts nobody knows which one is meant: the smaller one is taken as it stands.
            if len(others) == 1 and amount < others[0]:
                continue
            fits = _fitting(amount, others)
            if fits is not None:
                found[field] = Mix(field, amount, fits)
    return list(found.values())
