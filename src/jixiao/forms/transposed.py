"""Funds whose headings stand at the left: one row for 年初预算数, one for 全年执行数, and the sources of money side by side.

For an accountant: the same figures, turned over.  For a programmer: the headings are known by their meaning, as in
locate.py; what stands above their columns names the lines.  One row 「全年预算 | 216 | 全年执行 | 205.2 | 执行率 | 95%」
is the smallest case.
"""

from __future__ import annotations

from jixiao.forms.funds import name_of, role_of
from jixiao.forms.view import SheetView
from jixiao.model import Field, FundLine, Ref
from jixiao.values import NotANumber, number

_KEYS = frozenset({"initial", "budget", "executed", "expected", "rate", "weight", "score"})
_LEAST = 3


def _key(view: SheetView, row: int, column: int) -> str | None:
    field = view.field(row, column)
    if field.ref != Ref(view.sheet, row, column) or field.cell.kind != "text":
        return None
    found = view.meaning(field.text, "fund")
    return found[0] if found is not None and found[0] in _KEYS else None


def _tells_a_rate(keys: set[str]) -> bool:
    return len(keys) >= _LEAST and "executed" in keys and bool(keys & {"budget", "initial"})


def _run(view: SheetView, row: int, column: int, last_row: int) -> dict[str, int]:
    """The headings below each other in a column: key → row."""
    found: dict[str, int] = {}
    while row <= last_row and (key := _key(view, row, column)) is not None and key not in found:
        found[key] = row
        row += 1
    return found


def _lines(view: SheetView, run: dict[str, int], column: int) -> tuple[FundLine, ...]:
    first = min(run.values())
    names = [(at, cell) for at, cell in view.own(first - 1) if at > column and cell.kind == "text"]
    return tuple(
        FundLine(name_of(cell.text), Field(Ref(view.sheet, first - 1, at), cell), role_of(cell.text), "",
                 **{key: view.field(row, at) for key, row in run.items()})
        for at, cell in names
    )


def _single(view: SheetView, row: int) -> tuple[tuple[FundLine, ...], dict[str, Field]]:
    """Headings and figures alternating in one row."""
    own = view.own(row)
    pairs = [(key, at) for at, _ in own if (key := _key(view, row, at)) is not None]
    headings = {key: view.field(row, at) for key, at in pairs}
    if not (_tells_a_rate(set(headings)) or {"budget", "executed"} <= set(headings)) or len(headings) < len(pairs):
        return (), {}
    figures = {key: view.field(row, view.area(row, at).right + 1) for key, at in pairs}
    if any(view.meaning(figure.text, "fund") is not None for figure in figures.values()):
        return (), {}  # headings side by side: an ordinary heading row
    if all(isinstance(number(figure.cell), NotANumber) or figure.ref.row != row for figure in figures.values()):
        return (), {}
    first_at = min(at for _, at in pairs)
    beside = [(at, cell) for at, cell in own if at < first_at and cell.kind == "text"]
    label = Field(Ref(view.sheet, row, beside[-1][0]), beside[-1][1]) if beside else next(iter(headings.values()))
    total = FundLine(name_of(label.text), label, "total", "", **figures)
    return (total, *_parts_below(view, row, pairs)), headings


def _parts_below(view: SheetView, row: int, pairs: list[tuple[str, int]]) -> list[FundLine]:
    """Rows below in which each label comes again beside each figure: 其中：财政资金 | 6.84 | 其中：财政资金 | 6.84."""
    lines: list[FundLine] = []
    while True:
        row += 1
        labels = [view.field(row, at) for _, at in pairs]
        if any(label.ref.row != row or label.cell.kind != "text" or name_of(label.text) != name_of(labels[0].text) for label in labels):
            return lines
        figures = {key: view.field(row, view.area(row, at).right + 1) for key, at in pairs}
        lines.append(FundLine(name_of(labels[0].text), labels[0], role_of(labels[0].text), "", **figures))


def read_transposed(view: SheetView, top: int, last_row: int) -> tuple[tuple[FundLine, ...], dict[str, Field]]:
    """The money lines among these rows and the heading of each figure; ((), {}) where there are none."""
    for row in range(top, last_row + 1):
        for column, _ in view.own(row):
            if _key(view, row, column) is None:
                continue
            run = _run(view, row, column, last_row)
            if _tells_a_rate(set(run)) and (lines := _lines(view, run, column)):
                return lines, {key: view.field(at, column) for key, at in run.items()}
        lines, headings = _single(view, row)
        if lines:
            return lines, headings
    return (), {}
