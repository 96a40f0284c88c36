"""识别表样: what was taken for what, in words and as colours on the cells; pressed again, the colours go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jixiao.excel.commands.marking import FUNDS, HEADING, INDICATORS, TOTAL, Colour, mark, unmark
from jixiao.excel.desk import Desk, Outcome
from jixiao.excel.journal import Step, forget_marks
from jixiao.model import Area, Field, Table
from jixiao.scoring.assess import Assessment
from jixiao.scoring.statements import AssessedStatement


def recognise(desk: Desk, _argument: str) -> Outcome:
    """Say which forms were recognised and colour their cells; or take the colours off."""
    if unmark(desk.book, desk.host):
        forget_marks(desk.book)
        return Outcome("识别的标色已去掉。")
    analysis = desk.analysed()
    forms = desk.settings.library.form_names()
    said = [_table(table, forms[table.table.form].zh) for table in analysis.main]
    said += [_statement(each, forms[each.form].zh) for each in analysis.statements]
    said += desk.notes(analysis)
    free = {name: desk.host.locked(desk.book.sheets[name].used_range) is False for name in {table.sheet for table in analysis.main}}
    protected = [name for name, unlocked in free.items() if not unlocked]
    if protected:
        said.append(f"{'、'.join(f'“{name}”' for name in protected)}受保护，没有标色。")
    if any(free.values()):
        desk.remember(Step(desk.label, marked=True))
        for table in analysis.main:
            if free[table.sheet]:
                mark(desk.book.sheets[table.sheet], _areas(table.table))
        said.append("蓝：标题；绿：资金；黄：指标；橙：总分和等级。再按一次“识别表样”去掉颜色（颜色是条件格式，不动原来的格式）。")
    return Outcome("\n".join(said))


def _table(table: Assessment, form: str) -> str:
    parts = [f"资金 {len(table.funds)} 行" if table.funds else "", f"指标 {len(table.indicators)} 行"]
    if table.table.total is not None:
        parts.append(f"总分在 {table.table.total.ref.a1}")
    return f"“{table.sheet}”：{form}；{'，'.join(part for part in parts if part)}；政策：{table.policy.title.zh}（{table.policy.name}）。"


def _statement(each: AssessedStatement, form: str) -> str:
    return f"“{each.sheet}”：{form}。"


def _around(fields: Iterable[Field]) -> Area | None:
    """The smallest rectangle that holds the cells."""
    refs = [field.ref for field in fields]
    if not refs:
        return None
    rows, columns = [ref.row for ref in refs], [ref.column for ref in refs]
    return Area(min(rows), min(columns), max(rows), max(columns))


def _fields(of: object) -> list[Field]:
    return [value for name in of.__slots__ if isinstance(value := getattr(of, name), Field)]  # type: ignore[attr-defined]  # our frozen records have slots


def _areas(table: Table) -> Iterator[tuple[Area, Colour]]:
    """Each block once; blocks of one kind as one rectangle."""
    blocks: list[tuple[Iterable[Field], Colour]] = [
        (table.columns.values(), HEADING),
        (table.fund_columns.values(), HEADING),
        ([field for line in table.funds for field in _fields(line)], FUNDS),
        ([field for row in table.indicators for field in _fields(row)], INDICATORS),
        ([table.total] if table.total is not None else [], TOTAL),
        ([table.grade] if table.grade is not None else [], TOTAL),
    ]
    for fields, colour in blocks:
        area = _around(fields)
        if area is not None:
            yield area, colour
