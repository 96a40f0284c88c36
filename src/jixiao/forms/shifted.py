"""Rows whose cells stand one column beside their headings, known by what the cells hold.

For an accountant: where 指标值类型 holds a name and 指标值 holds ≥, the row slipped by one column.  For a programmer:
a row is moved only where its cells contradict their headings at least twice as they stand, and never once when moved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from jixiao.forms.level_rows import level_word
from jixiao.forms.locate import Column, Header
from jixiao.forms.view import SheetView
from jixiao.model import Field
from jixiao.values import Deadline, Quantity, direction, parse, unit

_LEAST = 2
_LONGEST_WORD = 8
_LONGEST_UNIT = 12
_NATURES = frozenset({"定性", "定量"})
# Headings are compared by what stands below these; the others hold any words.
_TOLD = ("name", "nature", "direction", "target", "unit", "weight")


@dataclass(frozen=True, slots=True)
class Slot:
    """One column of the table as printed, whatever it is divided into: its key ("" for one unknown), first and last column."""

    key: str
    left: int
    right: int


def slots_of(view: SheetView, header: Header) -> tuple[Slot, ...]:
    """The columns of a table from left to right, those without a meaning too."""
    known = [Slot(key, column.left, column.right) for key, column in header.columns.items()]
    for row in {header.top, header.bottom}:
        for column, _ in view.own(row):
            area = view.area(row, column)
            if all(area.right < slot.left or slot.right < area.left for slot in known):
                known.append(Slot("", area.left, area.right))
    return tuple(sorted(known, key=lambda slot: slot.left))


def _is_sign(text: str) -> bool:
    return len(text) <= _LONGEST_WORD and (text in _NATURES or direction(text).kind in {"op", "polarity", "qualitative"})


def _is_amount(text: str) -> bool:
    if not any(ch.isdigit() for ch in text):
        return False
    value = parse(text)
    return isinstance(value, Deadline) or (isinstance(value, Quantity) and not value.text.isdigit())


def _not_a_name(field: Field) -> bool:
    word = level_word(field.text)
    return field.cell.kind == "number" or _is_sign(field.text) or (word is not None and word.full)


def _not_a_sign(field: Field) -> bool:
    return not _is_sign(field.text) and (field.cell.kind != "text" or len(field.text) > _LONGEST_WORD or _is_amount(field.text) or unit(field.text).known)


def _not_a_target(field: Field) -> bool:
    return _is_sign(field.text)


def _not_a_unit(field: Field) -> bool:
    return field.cell.kind != "text" or len(field.text) > _LONGEST_UNIT or (_is_amount(field.text) and not unit(field.text).known)


def _not_a_weight(field: Field) -> bool:
    return field.cell.kind == "text" and not any(ch.isdigit() for ch in field.text) and len(field.text) > 1


_CONTRADICTS: dict[str, Callable[[Field], bool]] = {
    "name": _not_a_name, "nature": _not_a_sign, "direction": _not_a_sign, "target": _not_a_target,
    "unit": _not_a_unit, "weight": _not_a_weight,
}


def _contradictions(view: SheetView, row: int, slots: tuple[Slot, ...], move: int) -> int | None:
    """How many cells contradict their headings when the row is read ``move`` columns to the right; None if it cannot be."""
    count = 0
    for index, slot in enumerate(slots):
        if slot.key not in _TOLD:
            continue
        if not 0 <= index + move < len(slots):
            return None
        there = slots[index + move]
        field = view.first(row, there.left, there.right)
        if field.ref.row != row or field.cell.kind == "empty":
            if move and slot.key in {"name", "target"}:
                return None
            continue
        count += _CONTRADICTS[slot.key](field)
    return count


def tells_shifts(slots: tuple[Slot, ...]) -> bool:
    """Whether a table has columns that tell a shifted row from an odd one."""
    return any(slot.key in {"direction", "nature", "unit"} for slot in slots)


def shift_of(view: SheetView, row: int, slots: tuple[Slot, ...]) -> int:
    """By how many columns the row of a table that `tells_shifts` stands to the right of its headings (-1, 0 or 1)."""
    stands = _contradictions(view, row, slots, 0)
    if stands is None or stands < _LEAST:
        return 0
    return next((move for move in (1, -1) if _contradictions(view, row, slots, move) == 0), 0)


def moved(columns: dict[str, Column], slots: tuple[Slot, ...], move: int) -> dict[str, Column]:
    """The columns below which the cells of a shifted row really stand; those that fall off are left out."""
    found: dict[str, Column] = {}
    for index, slot in enumerate(slots):
        if slot.key in columns and 0 <= index + move < len(slots):
            there = slots[index + move]
            found[slot.key] = replace(columns[slot.key], left=there.left, right=there.right)
    return found
