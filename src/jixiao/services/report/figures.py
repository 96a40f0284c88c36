"""Figures of a report: as the workbook has them, the computed one where it contradicts itself, and what to say then.

For an accountant: 表里写的数与重算的数不一致时，正文用重算数，旁边加批注说明原填多少.
For a programmer: a figure becomes a `Run` that carries the findings of its cells as notes.
"""

from __future__ import annotations

import re
from fractions import Fraction

from jixiao.model import Field, StatementLine
from jixiao.reports.word.content import Run
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.shown import percent, points
from jixiao.services.report.material import Material, Source, ToldStatement

_BARE = re.compile(r"[≥≤><＝=≧≦]?\s*-?\d[\d,]*(?:\.\d+)?")
_NOTHING = frozenset({"/", "／", "—", "——", "-", "－", "无", "0"})


def amount(value: Fraction | None) -> str:
    """An amount as it is stated: no place is added or taken."""
    return points(value, 6)


def told(text: str, source: Source, *fields: Field | None) -> Run:
    """Words of a figure, with what is to be said about its cells."""
    return Run(text, notes=source.notes(*fields))


# -------------------------------------------------------------- statements ----


def due(statement: ToldStatement, field: Field) -> Fraction | None:
    """The figure of a cell of a statement, as its parts make it where it contradicts them; None where there is none."""
    for relation in statement.assessed.relations:
        if relation.relation.result.ref == field.ref and relation.relation.kind in {"sum", "balance"} and relation.holds is False and not relation.mixed:
            return relation.due
    return statement.assessed.figures.get(field.ref)


def stated_figure(statement: ToldStatement, line: StatementLine, column: str) -> tuple[Fraction | None, Field | None]:
    """A figure of a line and its cell; 「/」 and 无 are 0, a blank cell is None."""
    field = line.figures.get(column)
    if field is None:
        return None, None
    value = due(statement, field)
    if value is None and field.text in _NOTHING:
        value = Fraction(0)
    return value, field


def lines_of(material: Material, *columns: str) -> list[tuple[ToldStatement, list[StatementLine]]]:
    """The statements that have a block with all these columns, and its lines."""
    found = []
    for statement in material.statements:
        lines = [line for line in statement.assessed.statement.lines if set(columns) <= set(line.figures)]
        if lines:
            found.append((statement, lines))
    return found


# ------------------------------------------------------------------- funds ----


def main_fund(assessment: Assessment) -> AssessedFund | None:
    """The line whose rate is scored, else the total, else the only line."""
    if assessment.execution is not None:
        return assessment.execution
    totals = [fund for fund in assessment.funds if fund.line.role == "total"]
    return totals[0] if totals else assessment.funds[0] if len(assessment.funds) == 1 else None


def budget_of(fund: AssessedFund) -> tuple[Fraction | None, Field | None]:
    """全年预算数, what its parts make where it contradicts them; 年初预算数 where there is no other."""
    if fund.line.budget is not None:
        return (fund.added_budget if fund.added_budget is not None else fund.budget), fund.line.budget
    return (fund.added_initial if fund.added_initial is not None else fund.initial), fund.line.initial


def executed_of(fund: AssessedFund) -> tuple[Fraction | None, Field | None]:
    """全年执行数, what its parts make where it contradicts them."""
    return (fund.added_executed if fund.added_executed is not None else fund.executed), fund.line.executed


def rate_of(fund: AssessedFund) -> Fraction | None:
    """The execution rate as computed; the stated one where nothing can be computed."""
    return fund.rate if fund.rate is not None else fund.stated_rate.value if fund.stated_rate is not None else None


# ------------------------------------------------------------------ scores ----


def counted(row: AssessedIndicator) -> Fraction | None:
    """The points of a row that count: the stated ones where they may stay, else ours, else the stated ones."""
    return row.stated if row.kept and row.stated is not None else row.accepted


def counted_rate(assessment: Assessment) -> Fraction | None:
    """The points of the execution rate that count."""
    fund = assessment.execution
    if fund is None:
        return None
    if fund.kept and fund.stated_score is not None:
        return fund.stated_score
    return fund.score.points if fund.score is not None else fund.stated_score


def total_of(assessment: Assessment) -> Fraction | None:
    """The total that the report names: the recomputed one where every row counts, else what the table states."""
    if assessment.complete and assessment.settled is not None:
        return assessment.settled
    return assessment.stated_total


def wanted_of(row: AssessedIndicator) -> str:
    """年度指标值 in the table's own words, with the comparison and the unit that it keeps in columns of their own: ≥90%."""
    words = _with_unit(row, row.source.target)
    return f"{row.op}{words}" if row.op_source == "column" and row.op not in {None, "="} and words[:1].isdecimal() else words


def reached_of(row: AssessedIndicator) -> str:
    """实际完成值 in the table's own words, with the unit that it keeps in a column of its own."""
    return _with_unit(row, row.source.actual)


def _with_unit(row: AssessedIndicator, field: Field | None) -> str:
    """A bare number gets the unit of its column; one that is shown as a percentage has one."""
    words, column = field.text if field is not None else "", row.source.unit
    unit = column.text.strip() if column is not None else ""
    return f"{words}{unit}" if unit not in _NOTHING and _BARE.fullmatch(words.strip()) else words


def completion(row: AssessedIndicator) -> str:
    """How far a row got, as a percentage; "" where that cannot be said."""
    return percent(row.score.completion) if row.score.completion is not None else ""
