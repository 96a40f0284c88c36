"""The template of a statement (基础数据表 …) with the lines and columns of one: the form's own and the unit's.

For an accountant: sums, ratios and balances that the document leaves blank are computed by the form's formulas.  For a programmer: draws
only, as ``fitted_table`` does for tables; ``fitted`` writes what is stated and proves that nothing was lost.
"""

from __future__ import annotations

from dataclasses import replace

from jixiao.forms.statement_spec import BlockSpec, StatementForm
from jixiao.forms.view import SheetView
from jixiao.model import Statement
from jixiao.services.blanks.canvas import Canvas
from jixiao.services.blanks.rows import SENTINEL
from jixiao.services.blanks.statement import filled_blocks, widths_of
from jixiao.services.importing.fitted_table import Drawn, beside
from jixiao.services.importing.lines import draw_rows
from jixiao.services.importing.told import at

_OWN, _TOTAL = "", "total"


def _cut(spec: BlockSpec, table: Statement) -> BlockSpec:
    """A block with the columns and lines that the statement has."""
    columns = {key: words for key, words in spec.columns.items() if f"{spec.key}.{key}" in table.columns}
    present = {line.key for line in table.lines if line.block == spec.key}
    lines = [line for line in spec.lines if line.key in present]
    with_parts = {line.parent for line in lines} | {line.key for line in lines if line.open}
    return replace(
        spec, columns=columns, totals=spec.totals if _TOTAL in present else (),
        lines=tuple(line if line.key in with_parts else replace(line, parts="") for line in lines),
        ratios=tuple(each for each in spec.ratios if {each.column, each.of, each.by} <= columns.keys()),
        balances=tuple(each for each in spec.balances if {each.column, *each.plus, *each.minus} <= columns.keys()),
    )


def draw(table: Statement, form: StatementForm, view: SheetView) -> Drawn:
    """The template with the unit's own lines.  Raises ValueError where more cells stand side by side than it has columns."""
    columns = {block.key: [field for key, field in table.columns.items() if key.startswith(f"{block.key}.")] for block in form.blocks}
    known = tuple(_cut(block, table) for block in form.blocks if columns[block.key])
    labels = {block.key: beside(view, min(columns[block.key], key=lambda field: field.ref.column)) for block in known}
    names = {
        block.key: [line.label.text for line in table.lines if line.block == block.key and line.key == _OWN]
        for block in known if block.key not in form.template.single
    }
    form = replace(form, blocks=known, template=replace(form.template, labels={**form.template.labels, **{key: text for key, text in labels.items() if text}}))
    canvas = Canvas(view.sheet, widths_of(form))
    first = min(field.ref.row for field in table.columns.values())
    last = max([field.ref.row for line in table.lines for field in (line.label, *line.figures.values())], default=first)
    headings = max(field.ref.row for field in table.columns.values())
    where = draw_rows(canvas, view, range(1, first), at(table.anchor))
    filled_blocks(canvas, form, str(table.year or ""), names)
    where |= draw_rows(canvas, view, range(max(last, headings) + 1, view.last_row + 1), at(table.anchor), below=True)
    return Drawn(canvas, where, {})


def structure(table: Statement) -> list[tuple[object, ...]]:
    """What a statement tells beside its fields."""
    lines = ((line.block, line.key, line.parent) for line in table.lines if line.label.text != SENTINEL)
    return [(table.year, table.money_unit), *lines, *sorted(table.units.items())]
