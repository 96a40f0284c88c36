"""What a table tells, field by field, each under a key of its own: what two readings of one table are compared by.

For an accountant: 资金第2行的执行数、第7个指标的得分 are the same thing wherever they stand.  For a programmer: Table or Statement →
{key: Field}; a key says which thing it is, never where it stands.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from jixiao.model import Field, Grid, Indicator, Ref, Statement, Table

Key = tuple[str | int, ...]
_FUND = ("label", "initial", "budget", "executed", "expected", "rate", "weight", "score", "remark")
_ROW = tuple(name for name in Indicator.__slots__ if name not in {"row", "level1", "level2"})


def value_of(field: Field) -> str | Decimal | None:
    """What a field says: a figure as a figure, all else as its words without blanks at the ends of lines; None for nothing."""
    if field.part is not None:
        return _words(field.part)
    value = field.cell.value
    if isinstance(value, Decimal):
        return value.normalize() if value else Decimal()
    return _words(field.text)


def _words(text: str) -> str | None:
    lines = (line.strip() for line in text.strip().splitlines())
    return "\n".join(line for line in lines if line) or None


def told(table: Table, grid: Grid | None = None) -> dict[Key, Field]:
    """The fields of a table; with its ``grid``, the title too."""
    found: dict[Key, Field] = {}
    title = grid.cells.get((table.anchor.row, table.anchor.column)) if grid is not None else None
    if title is not None and title.text.strip() == table.title.strip():
        found["title",] = Field(table.anchor, title)
    found.update({("header", label): field for label, field in table.header.items()})
    goals: Counter[str] = Counter()
    for goal in table.goals:
        goals[goal.kind] += 1
        found["goal", goal.kind, goals[goal.kind]] = goal.field
    for number, task in enumerate(table.tasks):
        found["task", number, ""] = task.name
        found.update({("task", number, heading): field for heading, field in task.details.items()})
    for step in table.plan:
        found["plan", step.month, "label"] = step.label
        found["plan", step.month, "share"] = step.share
    for number, line in enumerate(table.funds):
        found.update({("fund", number, key): field for key in _FUND if (field := getattr(line, key)) is not None})
    found.update({("fund column", key): field for key, field in table.fund_columns.items()})
    found.update({("column", key): field for key, field in table.columns.items()})
    found.update({("level", level.depth, level.parent, level.name): level.label for level in table.levels})
    for number, row in enumerate(table.indicators):
        found.update({("row", number, key): field for key in _ROW if (field := getattr(row, key)) is not None})
    closing = {"total": table.total, "total weight": table.total_weight, "grade": table.grade}
    found.update({(key,): field for key, field in closing.items() if field is not None})
    return found


def structure(table: Table) -> list[tuple[object, ...]]:
    """What a table tells beside its fields: levels and roles of its lines, year, unit, and how it departs from its form."""
    return [
        (table.stage, table.year, table.month, table.money_unit, table.total_required),
        *((line.name, line.role, line.breakdown) for line in table.funds),
        *((row.level1, row.level2) for row in table.indicators),
        *((level.depth, level.name, level.parent, level.weight_text, level.rows) for level in table.levels),
        *sorted((drift.kind, drift.key, drift.expected, drift.found) for drift in table.drift),
    ]


def told_by(statement: Statement, grid: Grid | None = None) -> dict[Key, Field]:
    """The fields of a statement: its lines in order within their blocks."""
    found: dict[Key, Field] = {}
    title = grid.cells.get((statement.anchor.row, statement.anchor.column)) if grid is not None else None
    if title is not None:
        found["title",] = Field(statement.anchor, title)
    found.update({("header", label): field for label, field in statement.header.items()})
    found.update({("column", key): field for key, field in statement.columns.items()})
    lines: Counter[tuple[str, str]] = Counter()
    for line in statement.lines:
        lines[line.block, line.key] += 1
        key = ("line", line.block, line.key, lines[line.block, line.key])
        found[(*key, "label")] = line.label
        found.update({(*key, column): field for column, field in line.figures.items()})
    return found


def at(ref: Ref) -> tuple[int, int]:
    """Row and column of a cell on its sheet."""
    return ref.row, ref.column
