"""What recalc writes in a statement: sums, ratios and balances that its form lets us compute."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.model import Edit, Ref
from jixiao.scoring.rates import ratio_stands
from jixiao.scoring.statements import AssessedRelation, AssessedStatement
from jixiao.services.cell_edits import number_edit, rate_edit
from jixiao.values import NotANumber, format_number, ratio


def edits_for_statement(statement: AssessedStatement) -> list[Edit]:
    """Every cell that recalc writes in one statement; a cell that two relations speak of is written once."""
    edits: dict[Ref, Edit] = {}
    for one in statement.relations:
        if one.relation.kind in statement.statement.computed:
            for edit in _edits(one):
                edits.setdefault(edit.ref, edit)
    return list(edits.values())


def _edits(one: AssessedRelation) -> Iterator[Edit]:
    """The edit for one relation: none where nothing can be judged, where a unit is in doubt, or where blank says zero."""
    field, due = one.relation.result, one.due
    if due is None or one.mixed or (one.holds is None and field.cell.cached):
        return
    if one.is_rate:
        stated = ratio(field.cell)
        if isinstance(stated, NotANumber):
            stated = None
        if stated is None or not ratio_stands(stated, field.text, due):
            yield from rate_edit(field, due, stated, one.why)
    elif one.stated != due and not (one.stated is None and due == 0 and field.cell.cached):
        yield from number_edit(field, Decimal(format_number(due, 6)), one.why, follows=one.stated == one.computed)
