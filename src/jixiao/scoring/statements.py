"""A statement worked out: every sum, ratio and balance that its form promises, beside what is written.

For an accountant: blank and 「/」 count as nothing in a sum, and a figure follows from its parts as they should be: where
本级专项资金 is wrong, 项目支出 is not blamed as well.  For a programmer: pure function of Statement; checks, reports and
recalc read the result and compute nothing again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from jixiao.model import Field, Ref, Relation, Statement, StatementLine, Term, Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.rates import ratio_stands
from jixiao.scoring.shown import percent, points
from jixiao.values import NotANumber, Quantity, RateReading, money, number, ratio, read, unit

# 元 written under 万元 is ten thousand times too much.
_WAN = 10_000
# Beside two other figures of its line, a figure some ten thousand times larger is in another unit.
_LINE_RATIO = (Fraction(5000), Fraction(20_000))
# A sum of more parts is written with its figures alone.
_MOST_NAMES = 4
# No part is this many times its whole, nor a whole this many times its parts.
_TOO_LARGE = 500
_ADDING = frozenset({"sum", "at_most", "balance"})


@dataclass(frozen=True, slots=True)
class AssessedRelation:
    """One relation worked out.

    Attributes:
        stated: the figure in the cell (a ratio for "ratio" and "change"); None where blank or unreadable.
        computed: what it should be, from the parts as they stand; None where that cannot be said.
        due: the same from the parts as they should be: what recalc writes.
        holds: whether the cell says so; None where there is nothing to judge.
        terms: the parts of the reading that was taken.
        why: the derivation of ``due`` without full stop.
        mixed: a part or the result seems to be in another unit, so that nothing is written.
    """

    relation: Relation
    stated: Fraction | None
    computed: Fraction | None
    due: Fraction | None
    holds: bool | None
    terms: tuple[Term, ...]
    why: Text
    mixed: bool = False

    @property
    def is_rate(self) -> bool:
        """Whether the figure is a ratio, shown as a percentage."""
        return self.relation.kind in ("ratio", "change")

    def show(self, figure: Fraction | None) -> str:
        """A figure of this relation as people write it."""
        return percent(figure) if self.is_rate else points(figure, 6)


@dataclass(frozen=True, slots=True)
class Mix:
    """A figure that fits its neighbours when it is read in another unit.

    Attributes:
        line: name of its line; figure: as it stands; fits: as it would be in the heading's unit.
        smaller: it is ten thousand times too large (元 under 万元), else too small.
        beside: what it was compared with, in words.
    """

    line: str
    field: Field
    figure: Fraction
    fits: Fraction
    smaller: bool
    beside: Text


@dataclass(frozen=True, slots=True)
class AssessedStatement:
    """One statement worked out.

    Attributes:
        figures: by cell; None for blank and 「/」; rates as ratios.
        unreadable: cells with words where a figure belongs; uncalculated: formulas without a stored result.
        relations: in the order of the form; those with ``holds`` None have nothing to judge.
        mixes: figures that seem to be in another unit.
    """

    statement: Statement
    figures: dict[Ref, Fraction | None]
    unreadable: tuple[tuple[StatementLine, Field], ...]
    uncalculated: tuple[Field, ...]
    relations: tuple[AssessedRelation, ...]
    mixes: tuple[Mix, ...]
    about: ClassVar[str] = "statement"

    @property
    def sheet(self) -> str:
        """Name of its sheet."""
        return self.statement.sheet

    @property
    def form(self) -> str:
        """Id of its form."""
        return self.statement.form

    @property
    def keys(self) -> frozenset[str]:
        """Its columns."""
        return frozenset(self.statement.columns)

    @property
    def judged(self) -> tuple[AssessedRelation, ...]:
        """The relations that could be judged."""
        return tuple(one for one in self.relations if one.holds is not None)


# ---------------------------------------------------------------- figures ----


def _figure(field: Field, heading_unit: str) -> Fraction | NotANumber | None:
    """A cell as a figure in the unit of its heading: money, a rate as a ratio, or a count (335人, 1200㎡)."""
    if heading_unit == "%":
        rate = ratio(field.cell)
        return rate.value if isinstance(rate, RateReading) else rate
    if heading_unit:
        return money(field.cell, heading_unit)
    plain = number(field.cell)
    if not isinstance(plain, NotANumber) or plain.reason != "text":
        return plain
    value = read(field.cell)
    counted = isinstance(value, Quantity) and value.op is None and value.high is None and not value.prefix and not value.tail
    return value.amount if counted and isinstance(value, Quantity) else plain


@dataclass(slots=True)
class _Figures:
    """All figures of a statement, and what could not be read."""

    values: dict[Ref, Fraction | None]
    bad: dict[Ref, NotANumber]
    unreadable: list[tuple[StatementLine, Field]]
    uncalculated: list[Field]

    def amount(self, term: Term) -> Fraction:
        """A part: nothing where the cell is blank."""
        return self.values.get(term.field.ref) or Fraction(0)

    def readable(self, terms: tuple[Term, ...]) -> bool:
        return not any(term.field.ref in self.bad for term in terms)

    def blank(self, terms: tuple[Term, ...]) -> bool:
        return all(self.values.get(term.field.ref) is None for term in terms)


def _read_figures(statement: Statement) -> _Figures:
    figures = _Figures({}, {}, [], [])
    for line in statement.lines:
        for key, field in line.figures.items():
            if field.ref in figures.values or field.ref in figures.bad:
                continue
            value = _figure(field, statement.units.get(f"{line.block}.{key}", ""))
            if not isinstance(value, NotANumber):
                figures.values[field.ref] = value
                continue
            figures.bad[field.ref] = value
            if field.cell.formula is not None and not field.cell.cached:
                figures.uncalculated.append(field)
            else:
                figures.unreadable.append((line, field))
    return figures


# -------------------------------------------------------------- relations ----


def _plus(terms: tuple[Term, ...], values: list[Fraction]) -> str:
    """The sum as written: 0.5+12-3; parts without a figure are left out."""
    written = ""
    for term, value in zip(terms, values, strict=True):
        if value:
            sign = "-" if (term.sign < 0) != (value < 0) else "+" if written else ""
            written += sign + points(abs(value), 6)
    return written or "0"


class _Assessor:
    """Works out relations, those of the parts before those of the whole."""

    def __init__(self, statement: Statement, figures: _Figures) -> None:
        self.figures = figures
        self.by_result = {(relation.result.ref, relation.kind): relation for relation in statement.relations}
        self.done: dict[int, AssessedRelation] = {}
        # Figures that seem to be in another unit: nothing is written that follows from them.
        self.mixes = {mix.field.ref: mix for line in statement.lines if (mix := _unit_in_line(line, statement.units, figures)) is not None}

    def due_of(self, term: Term) -> Fraction:
        """A part as it should be: what its own parts add up to, where they are given."""
        ref = term.field.ref
        for kind in ("sum", "balance"):
            relation = self.by_result.get((ref, kind))
            if relation is not None:
                own = self.assess(relation)
                if own.due is not None and not own.mixed:
                    return own.due
        return self.figures.amount(term)

    def assess(self, relation: Relation) -> AssessedRelation:
        known = self.done.get(id(relation))
        if known is None:
            self.done[id(relation)] = self._blank(relation)  # guards against a form that goes in circles
            known = self._assess(relation)
            mix = _unit_in_sum(known, self.figures)
            if mix is not None:
                self.mixes[mix.field.ref] = mix
            if self.mixes.keys() & {relation.result.ref, *(term.field.ref for term in known.terms)}:
                known = replace(known, mixed=True)
            self.done[id(relation)] = known
        return known

    def _blank(self, relation: Relation) -> AssessedRelation:
        stated = self.figures.values.get(relation.result.ref)
        terms = relation.readings[0] if relation.readings else ()
        return AssessedRelation(relation, stated, None, None, None, terms, Text("", ""))

    def _assess(self, relation: Relation) -> AssessedRelation:
        blank = self._blank(relation)
        unreadable = relation.result.ref in self.figures.bad and not _uncalculated(relation.result)
        readings = [terms for terms in relation.readings if self.figures.readable(terms) and not self.figures.blank(terms)]
        if not readings or unreadable:
            return blank
        if relation.kind in _ADDING:
            return self._adding(readings, blank)
        if relation.kind == "limit":
            return self._limit(readings[0], blank)
        return self._ratio(readings[0], blank)

    def _adding(self, readings: list[tuple[Term, ...]], blank: AssessedRelation) -> AssessedRelation:
        worked = [self._sum(terms, blank) for terms in readings]
        for one in worked:
            if one.holds:
                return one
        first = worked[0]
        # Which lines belong to the sum is open, and none of the choices holds: nothing is written.
        settled = all(one.due == first.due for one in worked)
        return first if settled else replace(first, mixed=True)

    def _sum(self, terms: tuple[Term, ...], blank: AssessedRelation) -> AssessedRelation:
        stand = [self.figures.amount(term) for term in terms]
        right = [self.due_of(term) for term in terms]
        computed = sum((value * term.sign for term, value in zip(terms, stand, strict=True)), Fraction(0))
        due = sum((value * term.sign for term, value in zip(terms, right, strict=True)), Fraction(0))
        stated = blank.stated
        if blank.relation.kind == "at_most":
            holds = None if stated is None else min(computed, due) <= stated
        elif stated is None:
            holds = None if blank.relation.result.ref in self.figures.bad else due == 0 or computed == 0
        else:
            holds = stated in (computed, due)
        written = _plus(terms, right)
        names = "＋".join(f"{'－' if term.sign < 0 else ''}{term.name}" for term in terms).replace("＋－", "－")
        named = f"{names} ＝ " if len(terms) <= _MOST_NAMES else ""
        why = Text(f"{named}{written} = {points(due, 6)}", f"{written} = {points(due, 6)}")
        return replace(blank, computed=computed, due=due, holds=holds, terms=terms, why=why)

    def _ratio(self, terms: tuple[Term, ...], blank: AssessedRelation) -> AssessedRelation:
        top, bottom = terms
        if any(self.figures.values.get(term.field.ref) is None for term in terms) or not self.due_of(bottom):
            return blank
        change = blank.relation.kind == "change"
        rates = [
            (above - below if change else above) / below
            for above, below in ((self.figures.amount(top), self.figures.amount(bottom)), (self.due_of(top), self.due_of(bottom))) if below
        ]
        due = rates[-1]
        stated = ratio(blank.relation.result.cell)
        above, below = points(self.due_of(top), 6), points(self.due_of(bottom), 6)
        formula = f"({above}－{below}) ÷ {below}" if change else f"{above} ÷ {below}"
        names = f"（{top.name}－{bottom.name}）÷ {bottom.name}" if change else f"{top.name} ÷ {bottom.name}"
        why = Text(f"{names} ＝ {formula} = {percent(due)}", f"{formula} = {percent(due)}")
        holds = None
        if isinstance(stated, RateReading):
            text = blank.relation.result.text
            holds = any(ratio_stands(stated, text, rate) for rate in rates)
        elif stated is None:
            holds = False
        return replace(blank, computed=rates[0], due=due, holds=holds, terms=terms, why=why)

    def _limit(self, terms: tuple[Term, ...], blank: AssessedRelation) -> AssessedRelation:
        """The smallest of the figures that the result should not exceed; blank ones set no limit."""
        given = [(value, term) for term in terms if (value := self.figures.values.get(term.field.ref)) is not None]
        if blank.stated is None or not given:
            return blank
        passed = tuple(term for value, term in given if blank.stated > value)
        limit = min(value for value, _ in given)
        why = Text(f"不超过 {'、'.join(f'{term.name} {points(value, 6)}' for value, term in given)}", f"at most {points(limit, 6)}")
        return replace(blank, computed=limit, due=None, holds=not passed, terms=passed or terms, why=why)


def _uncalculated(field: Field) -> bool:
    return field.cell.formula is not None and not field.cell.cached


# -------------------------------------------------------------- other units ----


def _unit_in_sum(one: AssessedRelation, figures: _Figures) -> Mix | None:
    """The one figure of a sum that does not hold which, read in another unit, makes it hold, or at least of its size."""
    if one.holds is not False or one.stated is None or one.computed is None or one.relation.kind not in ("sum", "balance"):
        return None
    subject, column = one.relation.subject, one.relation.column
    said = Text(f"“{subject}”的{column}就平了", f"“{subject}” adds up")
    fits: list[Mix] = []
    for factor in (Fraction(1, _WAN), Fraction(_WAN)):
        if one.stated and one.stated * factor == one.computed:
            fits.append(Mix(subject, one.relation.result, one.stated, one.stated * factor, factor < 1, said))
        for term in one.terms:
            value = figures.amount(term)
            if value and one.computed + term.sign * value * (factor - 1) == one.stated:
                fits.append(Mix(term.name, term.field, value, value * factor, factor < 1, said))
    return fits[0] if len(fits) == 1 else None if fits else _out_of_size(one, figures)


def _out_of_size(one: AssessedRelation, figures: _Figures) -> Mix | None:
    """A part far above its whole, or a whole far above its parts, that would be within reach in the other unit."""
    assert one.stated is not None
    assert one.computed is not None
    said = Text(f"与“{one.relation.subject}”的{one.relation.column}才相当", f"it is of the size of “{one.relation.subject}”")
    stated, computed = abs(one.stated), abs(one.computed)
    if stated > _TOO_LARGE * computed > 0:
        return Mix(one.relation.subject, one.relation.result, one.stated, one.stated / _WAN, True, said)
    large = [term for term in one.terms if abs(figures.amount(term)) > _TOO_LARGE * stated > 0]
    if len(large) != 1:
        return None
    value = figures.amount(large[0])
    return Mix(large[0].name, large[0].field, value, value / _WAN, True, said)


def _unit_in_line(line: StatementLine, units: dict[str, str], figures: _Figures) -> Mix | None:
    """A figure that is some ten thousand times each of at least two others of its line."""
    given = [
        (value, field) for key, field in line.figures.items()
        if units.get(f"{line.block}.{key}", "") not in ("", "%") and (value := figures.values.get(field.ref))
    ]
    if len(given) < 3:
        return None
    value, field = max(given, key=lambda pair: pair[0])
    others = [other for other, place in given if place is not field]
    low, high = _LINE_RATIO
    if min(others) <= 0 or not all(low <= value / other <= high for other in others):
        return None
    said = Text("与本行其他数字相当", "it is of the size of the others in its line")
    return Mix(line.name, field, value, value / _WAN, True, said)


# ------------------------------------------------------- beside a 自评表 ----


def _counterpart(relation: Relation, tables: tuple[Assessment, ...]) -> tuple[AssessedFund, Assessment] | None:
    """The one line of the funds, divided by nature, that carries the name; None where there is none or more than one."""
    found = [
        (fund, table) for table in tables for fund in table.funds
        if fund.line.breakdown and fund.line.name.startswith(relation.remark) and fund.executed is not None
    ]
    return found[0] if len(found) == 1 else None


def _same(relation: Relation, statement: Statement, figures: _Figures, tables: tuple[Assessment, ...]) -> AssessedRelation | None:
    stated, found = figures.values.get(relation.result.ref), _counterpart(relation, tables)
    if stated is None or found is None or found[0].line.executed is None:
        return None
    fund, table = found
    assert fund.executed is not None
    assert fund.line.executed is not None
    ours, theirs = unit(statement.money_unit).factor, unit(table.table.money_unit).factor
    there = fund.executed * theirs / ours
    term = Term(f"{table.table.title}“{fund.line.name}”", fund.line.executed)
    place = f"{fund.line.executed.ref.sheet}!{fund.line.executed.ref.a1}"
    why = Text(f"自评表 {place}“{fund.line.name}”为 {points(there, 6)}", f"{place} “{fund.line.name}” is {points(there, 6)}")
    return AssessedRelation(relation, stated, there, None, stated == there, (term,), why)


def assess_statement(statement: Statement, tables: tuple[Assessment, ...] = ()) -> AssessedStatement:
    """Work out a statement, beside the ``tables`` of the same workbook; never raises for what a cell says."""
    figures = _read_figures(statement)
    assessor = _Assessor(statement, figures)
    relations: list[AssessedRelation] = []
    for relation in statement.relations:
        if relation.kind == "same":
            same = _same(relation, statement, figures, tables)
            relations.extend([same] if same is not None else [])
        else:
            relations.append(assessor.assess(relation))
    return AssessedStatement(
        statement, figures.values, tuple(figures.unreadable), tuple(figures.uncalculated), tuple(relations), tuple(assessor.mixes.values()),
    )
