"""A blank workbook of a form: native formulas, drop-downs, protection; or the same filled from another table.

For an accountant: ``jixiao new 表样 -o 文件.xlsx`` gives a form that computes by itself in Excel, WPS and LibreOffice.  For a
programmer: ``blank`` makes a neutral Drawing from Form and Policy; ``new_file`` finds both and writes it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from jixiao import __version__
from jixiao.forms import Form
from jixiao.forms.statement_spec import StatementForm
from jixiao.forms.template_spec import MOST_ROWS
from jixiao.model import JixiaoError, Table, Text
from jixiao.scoring.policy import DEFAULT, Policy, load
from jixiao.services.blanks import blocks
from jixiao.services.blanks.blocks import Sheet
from jixiao.services.blanks.canvas import Canvas
from jixiao.services.blanks.guide import guide
from jixiao.services.blanks.rows import SIDE_WIDTH, WIDTHS, indicators
from jixiao.services.library import BUILT_IN, Library
from jixiao.workbooks.drawing import Drawing, write_drawing

_NO_YEAR = "XXXX"
_LONGEST_SHEET_NAME = 31
# Characters across a landscape A4 page; a form with few columns is spread over it.
_PAGE = 125


class Made(NamedTuple):
    """What ``new_file`` wrote: where, of which form, under which policy ("" for a statement)."""

    path: Path
    form: Text
    policy: str


def blank(form: Form | StatementForm, policy: Policy | None = None, *, rows: int | None = None, filled: Table | None = None, year: int | None = None) -> Drawing:
    """The workbook of a form, blank or filled from a table.

    Args:
        form: its ``template`` says how it is laid out.
        policy: decides the formulas; None for the form's own.
        rows: rows for each 二级指标; None for the template's number.
        filled: a Table whose header, goals, tasks, plan, funds and indicators (levels, names, and every column that the template
            has) are written into the cells; what it has not stays blank, scores and rates are formulas all the same.
        year: the budget year in the title; None for that of ``filled``, else XXXX.

    Returns:
        A Drawing for ``write_drawing`` or ``drawing_bytes``.

    """
    year = year or (filled.year if filled is not None else None)
    shown = str(year) if year else _NO_YEAR
    if isinstance(form, StatementForm):
        from jixiao.services.blanks.statement import statement  # noqa: PLC0415  # only for statements

        return _drawing(form, None, statement(form, shown, rows))
    policy = policy or load(form.policy or DEFAULT)
    template = form.template
    if template is None:
        raise JixiaoError(Text(f"表样 {form.id} 没有空白表。", f"the form {form.id} has no blank workbook."))
    wanted = sum(WIDTHS[key] for key in template.columns)
    widths = tuple(round(WIDTHS[key] * max(1.0, _PAGE / wanted), 1) for key in template.columns)
    side = bool(template.side)
    sheet = Sheet(Canvas(_sheet_name(form), (SIDE_WIDTH, *widths) if side else widths), form, template, policy, shown, side, filled)
    blocks.head(sheet)
    blocks.header(sheet)
    execution = None
    for block in template.blocks:
        if block == "funds":
            execution = blocks.funds(sheet)
        elif block == "indicators":
            indicators(sheet, execution, rows)
        else:
            {"tasks": blocks.tasks, "goals": blocks.goals, "plan": blocks.plan}[block](sheet)
    return _drawing(form, policy, sheet.canvas)


def _drawing(form: Form | StatementForm, policy: Policy | None, canvas: Canvas) -> Drawing:
    properties = {"jixiao.form": form.id, "jixiao.version": __version__}
    if policy is not None:
        properties["jixiao.policy"] = policy.name
    return Drawing((canvas.drawing(), guide(form, policy)), form.name.zh, properties)


def _sheet_name(form: Form | StatementForm) -> str:
    """The form's title as the name of a sheet."""
    name = form.titles[0] if form.titles else form.name.zh
    return "".join(ch for ch in name if ch not in "[]:*?/\\")[:_LONGEST_SHEET_NAME]


def new_file(
    name: str, target: Path | None, *, policy: str | None = None, rows: int | None = None, year: int | None = None, force: bool = False,
    library: Library = BUILT_IN,
) -> Made:
    """Write the blank workbook of the form called ``name``; ``target`` None for the form's name in this folder.

    Raises:
        JixiaoError: no such form or policy (near names are given), or the file cannot be written.

    """
    form = library.form(name)
    if rows is not None and not 1 <= rows <= MOST_ROWS:
        raise JixiaoError(Text(f"--rows 应在 1 到 {MOST_ROWS} 之间，收到的是 {rows}。", f"--rows takes 1 to {MOST_ROWS}, not {rows}."))
    statement = isinstance(form, StatementForm)
    chosen = None if statement else library.policy(policy or form.policy or DEFAULT)
    path = target or Path(f"{form.name.zh}.xlsx")
    write_drawing(blank(form, chosen, rows=rows, year=year), path, force=force)
    return Made(path, form.name, chosen.name if chosen else "")
