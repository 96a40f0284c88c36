"""The template of a statement (基础数据表 …) with the lines of one: the form's own and the unit's."""

from __future__ import annotations

from jixiao.forms.statement_spec import StatementForm
from jixiao.forms.view import SheetView
from jixiao.model import Statement
from jixiao.services.importing.fitted_table import Drawn


def fits(table: Statement, form: StatementForm) -> bool:  # noqa: ARG001
    """Whether the template has a line for each line."""
    return False


def draw(table: Statement, form: StatementForm, view: SheetView) -> Drawn:
    """The template with the unit's own lines, and where the cells of head and foot went."""
    raise NotImplementedError


def structure(table: Statement) -> list[tuple[object, ...]]:
    """What a statement tells beside its fields."""
    return [(table.year, table.money_unit), *((line.block, line.key, line.name, line.parent) for line in table.lines), *sorted(table.units.items())]
