"""What the checks of two tables share: how the earlier table's cells are named, and which cells a finding cites."""

from __future__ import annotations

from jixiao.checks.base import shorten
from jixiao.model import EMPTY_CELL, Field, Table, Text
from jixiao.scoring.pairs import Pair

_STAGE = {"target": Text("目标表", "target table"), "monitoring": Text("监控表", "monitoring table")}
BASIS = Text("绩效自评须对照批复的绩效目标（条文待核）", "self-evaluation is made against the approved targets (text unverified)")


def earlier_name(pair: Pair) -> Text:
    """目标表 or 监控表: what the earlier table is called in sentences."""
    return _STAGE.get(pair.earlier.table.stage, _STAGE["target"])


def there(pair: Pair, field: Field) -> Text:
    """Where a cell of the earlier table stands: 目标表（目标.xlsx 申报表!C5）."""
    file = f"{pair.file} " if pair.file else ""
    name = earlier_name(pair)
    place = f"{file}{field.ref.sheet}!{field.ref.a1}"
    return Text(f"{name.zh}（{place}）", f"{name.en} ({place})")


def cited(pair: Pair, field: Field, *earlier: Field | None) -> tuple[Field, ...]:
    """The cells of a finding: the later table's, then the earlier table's if it is in the same workbook."""
    return (field, *(other for other in earlier if other is not None and not pair.file))


def anchor(table: Table) -> Field:
    """The cell to point at where the table as a whole is meant."""
    return Field(table.anchor, EMPTY_CELL)


def place_for(pair: Pair, level1: str, level2: str) -> tuple[Field, str]:
    """Where a missing row would belong in the later table: the label of its level, and that label's name; else the table."""
    levels = pair.later.table.levels
    for depth, name in ((2, level2), (1, level1)):
        found = next((level for level in levels if name and level.depth == depth and level.name == name), None)
        if found is not None:
            return found.label, shorten(found.name)
    return anchor(pair.later.table), ""


def field_or_name(field: Field | None, name: Field) -> Field:
    """A cell of a row, or the row's name where the table has no such column."""
    return name if field is None else field
