"""What the checks of statements say alike: which figure, how it came about, and what to do."""

from __future__ import annotations

from fractions import Fraction

from jixiao.checks.base import Problem, at, points
from jixiao.model import Field, Text
from jixiao.scoring.statements import AssessedRelation, AssessedStatement


def subject(one: AssessedRelation) -> str:
    """The line and the column that a finding is about."""
    return f"{one.relation.subject} {one.relation.column}"


def place(one: AssessedRelation) -> str:
    """Cell, line and column: ``D5「三公经费」2024年决算数``."""
    return at(one.relation.result, one.relation.subject) + one.relation.column


def cells(one: AssessedRelation, statement: AssessedStatement) -> tuple[Field, ...]:
    """The cell that states the figure, then those of its parts that hold one."""
    parts = (term.field for term in one.terms if statement.figures.get(term.field.ref) is not None)
    return (one.relation.result, *(part for part in parts if part.ref != one.relation.result.ref))


def advice(one: AssessedRelation, statement: AssessedStatement) -> Text:
    """Check the parts, else take the computed figure; with what is known about the likely cause."""
    field, due = one.relation.result, one.show(one.due)
    zh, en = f"核对各项；各项无误则改为 {due}。", f"Check the parts; if they are right, change it to {due}."
    mix = next((mix for mix in statement.mixes if mix.field.ref in {field.ref, *(term.field.ref for term in one.terms)}), None)
    if mix is not None:
        zh, en = f"{at(mix.field, mix.line)}可能是按另一种单位填的，先核对它。", f"{at(mix.field, mix.line)} may be in another unit: check it first."
    elif one.mixed:
        zh, en = "哪些行计入合计不能确定，没有改写；请核对各项。", "Which lines belong to the sum is open; nothing was written. Check them."
    elif field.cell.formula is not None and field.cell.cached:
        zh, en = "该格是公式，没有改写，请检查公式。", "The cell is a formula and was left alone: check it."
    elif one.stated is not None and one.due is not None and abs(one.stated - one.due) <= _rounding(len(one.terms)):
        zh += "如是四舍五入的尾差，请调整其中一项使合计相平。"
    return Text(zh, en)


def _rounding(parts: int) -> Fraction:
    """What rounding each part and the sum to two places can make a sum differ by."""
    return Fraction(1, 200) * (parts + 1)


def expected(one: AssessedRelation) -> str | None:
    """The figure due; None where a unit or the parts of a sum are in doubt."""
    return None if one.mixed else one.show(one.due)


def difference(one: AssessedRelation) -> str:
    """How far the stated figure is from the computed one."""
    assert one.stated is not None
    assert one.due is not None
    return points(abs(one.stated - one.due), 6)


def figure_due(one: AssessedRelation, statement: AssessedStatement, relation: Text, between: Text) -> Problem:
    """A blank figure, or one that differs from what the relation gives: 「… 填 5，各部分之和 2+2 = 4，相差 1」.

    ``relation`` says what the figure is made of; ``between`` joins it to a blank one.
    """
    if one.stated is None:
        due = points(one.due, 6)
        return Problem(
            cells(one, statement),
            Text(f"{place(one)}没有填，{relation.zh}{between.zh}{one.why.zh}。", f"{place(one)} is blank; {relation.en}{between.en}{one.why.en}."),
            subject=subject(one), expected=due, severity="warning", suggestion=Text(f"填写 {due}。", f"Enter {due}."),
        )
    stated = points(one.stated, 6)
    return Problem(
        cells(one, statement),
        Text(
            f"{place(one)}填 {stated}，{relation.zh}{' ' if relation.zh else ''}{one.why.zh}，相差 {difference(one)}。",
            f"{place(one)} states {stated}; {relation.en}{' ' if relation.en else ''}{one.why.en}; the difference is {difference(one)}.",
        ),
        subject=subject(one), expected=expected(one), found=stated, suggestion=advice(one, statement),
    )
