"""The template of a form, cut to what one table has: its own headings, labels, money lines and levels, in the form's looks.

For an accountant: the printed form with its drop-downs and formulas; columns that the document's table has not are not added.
For a programmer: draws only; what is stated is written over it by ``fitted``, which also proves that nothing was lost.  Money that is
reckoned with and indicators are the template's own blocks, all other rows (goals, tasks, notes) are drawn as they stand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from jixiao.forms import Form
from jixiao.forms.headings import is_label
from jixiao.forms.template_spec import DivisionTemplate, FundLineTemplate, LevelTemplate, Template
from jixiao.forms.view import SheetView
from jixiao.model import Field, Table
from jixiao.scoring.policy import Policy
from jixiao.services.blanks import blocks
from jixiao.services.blanks.blocks import FUND_WIDTHS, Execution, Sheet
from jixiao.services.blanks.canvas import TOTAL_LABEL, Canvas
from jixiao.services.blanks.rows import SIDE_WIDTH, WIDTHS, indicators
from jixiao.services.importing.doubts import At
from jixiao.services.importing.lines import draw_rows
from jixiao.services.importing.told import at

_PAGE = 125
_FURTHER = 14  # the width of a column that the form does not know
_CLOSING = frozenset({"总分", "合计"})  # as the template calls it
_RECKONED = frozenset({"executed", "rate"})


def beside(view: SheetView, field: Field) -> str:
    """The label left of a cell, such as 绩效指标 beside the levels; "" for none."""
    texts = (view.field(field.ref.row, column) for column in range(1, field.ref.column))
    return next((shown.text for shown in texts if shown.text and shown.ref != field.ref), "")


def _indicator_rows(table: Table, view: SheetView) -> range:
    """From the headings to the last indicator, level or closing figure below them."""
    top = min(field.ref.row for field in table.columns.values())
    last = max(row.row for row in table.indicators)
    # Without weights the template has no closing rows; they are drawn as they stand.
    closing = [field for field in (table.total, table.total_weight, table.grade) if field is not None and "weight" in table.columns]
    below = [field.ref.row for field in closing if field.ref.row > last]
    empty = [drift.ref.row for drift in table.drift if drift.kind == "empty"]
    bottom = max([last, *empty, *below])
    # A joined cell ends where it ends, not where it begins.
    return range(top, max([bottom, *(view.area(bottom, column).bottom for column, _ in view.own(bottom))]) + 1)


def _fund_rows(table: Table) -> range:
    """The rows of money that is reckoned with; none where amounts only stand beside labels."""
    if not _RECKONED & table.fund_columns.keys() or not table.funds:
        return range(0)
    rows = [field.ref.row for line in table.funds for field in line.fields] + [field.ref.row for field in table.fund_columns.values()]
    return range(min(rows), max(rows) + 1)


def _divisions(table: Table) -> tuple[DivisionTemplate, ...]:
    found: dict[str, list[str]] = {}
    for line in table.funds:
        if line.breakdown:
            found.setdefault(line.breakdown, []).append(line.label.text)
    return tuple(DivisionTemplate(f"{name}：", tuple(lines)) for name, lines in found.items())


def further(table: Table, view: SheetView) -> dict[str, Field]:
    """Columns that the product has no use for (备注, 得分计算方法 …): "column 9" → heading; they are kept as they are."""
    first, top = min(field.ref.column for field in table.columns.values()), min(field.ref.row for field in table.columns.values())
    known = {field.ref.column for key, field in table.columns.items() if key in WIDTHS}
    found = (view.field(row, column) for row, column in ((top, column) for column, _ in view.own(top)))
    return {f"column {field.ref.column}": field for field in found if field.ref.column > first and field.ref.column not in known}


def _template(table: Table, view: SheetView, own: Template) -> Template:
    """The form's template with the table's own words."""
    lines = [line for line in table.funds if not line.breakdown]
    heading = next(iter(table.fund_columns.values()), None)
    first = lines[0].label if lines else None
    block = beside(view, first) if first is not None else ""
    if not block and first is not None and heading is not None:
        block = beside(view, view.field(heading.ref.row, first.ref.column))
    label = view.field(heading.ref.row, first.ref.column).text if heading is not None and first is not None and heading.ref.row < first.ref.row else ""
    funds = replace(
        own.funds, side=block, label=label if label != block else "",
        lines=tuple(FundLineTemplate(line.label.text, "total" if line.role == "total" else "part") for line in lines), divisions=_divisions(table),
    )
    money = sorted(table.fund_columns.items(), key=lambda item: item[1].ref.column)
    headings = {key: field for key, field in table.columns.items() if key in WIDTHS} | further(table, view)
    columns = sorted(headings, key=lambda key: headings[key].ref.column)
    return replace(
        own,
        columns=tuple(columns), headings={key: headings[key].text for key in columns}, fund_headings={key: field.text for key, field in money},
        funds=funds, levels=tuple(LevelTemplate(level.label.text or level.name, ()) for level in table.levels if level.depth == 1),
        side=beside(view, headings[columns[0]]), rule="", notes=(),
    )


def _closing_label(canvas: Canvas, view: SheetView, closed: list[Field]) -> dict[At, At]:
    """总分 under the name that the table gives it; gives where it went."""
    labels = ((closed[0].ref.row, column) for column, cell in view.own(closed[0].ref.row) if is_label(cell.text, "total")) if closed else ()
    label = next(iter(labels), None)
    drawn = next((place for place, drawn in canvas.cells.items() if drawn.value in _CLOSING and drawn.look == TOTAL_LABEL), None)
    if label is None or drawn is None:
        return {}
    canvas.cells[drawn] = canvas.cells[drawn]._replace(value=view.grid.cells[label].text)
    return {label: drawn}


def fits(table: Table) -> bool:
    """Whether the template's columns can hold what the table has."""
    places = [field.ref.column for field in table.columns.values()]
    return (
        bool(table.indicators) and "name" in table.columns
        and table.fund_columns.keys() <= FUND_WIDTHS.keys() and len(set(places)) == len(places)
    )


class Drawn(NamedTuple):
    """The template with a table's words.

    Attributes:
        where: cells of the document → where they went, of rows that are drawn as they stand.
        further: columns of the document that the form does not know → their columns in the template.
    """

    canvas: Canvas
    where: dict[At, At]
    further: dict[int, int]


def draw(table: Table, form: Form, policy: Policy, view: SheetView) -> Drawn:
    """The template with the table's words.

    Raises ValueError where more cells stand side by side than the template has columns.
    """
    assert form.template is not None
    template = _template(table, view, form.template)
    rows, money = _indicator_rows(table, view), _fund_rows(table)
    closed = [field for field in (table.total, table.total_weight) if field is not None and field.ref.row in rows]
    graded = table.grade is not None and table.grade.ref.row in rows
    computed = form.computed if graded else form.computed - {"grade"}
    form = replace(form, template=template, headings={**form.headings, **template.headings}, fund_headings=dict(template.fund_headings), computed=computed)
    wanted = [float(WIDTHS.get(key, _FURTHER)) for key in template.columns]
    widths = tuple(round(width * max(1.0, _PAGE / sum(wanted)), 1) for width in wanted)
    side = bool(template.side or template.funds.side)
    canvas = Canvas(view.sheet, (SIDE_WIDTH, *widths) if side else widths)
    sheet = Sheet(canvas, form, template, policy, str(table.year or ""), side, table)
    title, where = at(table.anchor), dict[At, At]()
    unknown, first = further(table, view), 2 if side else 1
    execution: Execution | None = None
    done = 1
    for block in sorted((found for found in (rows, money) if found), key=lambda found: found.start):
        where |= draw_rows(canvas, view, range(done, block.start), title)
        if block is rows:
            where |= {at(field.ref): (canvas.row, first + template.columns.index(key)) for key, field in unknown.items()}
            indicators(sheet, execution, None, closing=bool(closed))
            where |= _closing_label(canvas, view, closed)
        else:
            execution = blocks.funds(sheet)
        done = block.stop
    where |= draw_rows(canvas, view, range(done, view.last_row + 1), title, below=done == rows.stop)
    return Drawn(canvas, where, {field.ref.column: first + template.columns.index(key) for key, field in unknown.items()})
