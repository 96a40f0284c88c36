"""The funds block worked out: rates, sums that do not hold, amounts in another unit, and the score of the execution rate."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from jixiao.model import Field, FundLine, Ref, Table
from jixiao.scoring.money_mix import Mix, mixes
from jixiao.scoring.policy import Policy
from jixiao.scoring.rates import RateScore, execution_rate, rate_score, rate_stands, roundings
from jixiao.values import NotANumber, RateReading, money, number, ratio

# A breakdown of more lines than this is not searched for another way to add up.
_MOST_PARTS = 12
_AMOUNTS = ("initial", "budget", "executed")
# No scheme gives the execution rate more of 100 points.
_MOST_FOR_RATE = 30
_IN_HEADING = re.compile(r"[(（](\d+(?:\.\d+)?)\s*分[)）]")


@dataclass(frozen=True, slots=True)
class AssessedFund:
    """One line of the funds block, in the table's money unit.

    Attributes:
        initial, budget, executed: as stated; None where blank or unreadable.
        added_initial, added_budget, added_executed: for the total line whose parts do not add up, what they add
            up to; else None.
        rate: executed ÷ budget, from the sums where those were corrected; None for a zero budget.
        stated_rate, weight, stated_score: as written.
        score: the score of the rate, where the line has a weight.
        base: what the rate is taken of: the budget, in a monitoring table without one 年初预算数.
        expected: 全年预计执行数, in a monitoring table.
        rate_stands: the stated rate is the computed one, rounded to what it shows.
        kept: the stated score differs from ours by rounding alone and may stay.
        unreadable: fields that hold text where a figure belongs.
        mixed: amounts that seem to be in another unit (元 under 万元); nothing is computed from them.
    """

    line: FundLine
    initial: Fraction | None
    budget: Fraction | None
    executed: Fraction | None
    added_initial: Fraction | None
    added_budget: Fraction | None
    added_executed: Fraction | None
    rate: Fraction | None
    stated_rate: RateReading | None
    weight: Fraction | None
    score: RateScore | None
    stated_score: Fraction | None
    rate_stands: bool
    kept: bool
    unreadable: tuple[Field, ...]
    base: Fraction | None = None
    expected: Fraction | None = None
    mixed: tuple[Mix, ...] = ()


def figure(field: Field | None, unreadable: list[Field]) -> Fraction | None:
    """The number in a cell; None where blank.  A cell that holds no number is added to ``unreadable``."""
    if field is None:
        return None
    found = number(field.cell if field.part is None else field.part)
    if isinstance(found, NotANumber):
        unreadable.append(field)
        return None
    return found


def weight_of(field: Field | None, unreadable: list[Field]) -> Fraction | None:
    """A weight in points; 30% of the whole table is 30 points."""
    share = ratio(field.cell) if field is not None and "%" in field.text else None
    return share.value * 100 if isinstance(share, RateReading) else figure(field, unreadable)


def _money(field: Field | None, unit: str, unreadable: list[Field]) -> Fraction | None:
    if field is None:
        return None
    found = money(field.cell if field.part is None else field.part, unit)
    if isinstance(found, NotANumber):
        unreadable.append(field)
        return None
    return found


def _adds_up(total: Fraction, parts: list[Fraction]) -> bool:
    """Whether some of the parts make the total: a part may itself be divided further below."""
    if len(parts) > _MOST_PARTS:
        return sum(parts) == total
    return any(sum(some) == total for size in range(1, len(parts) + 1) for some in combinations(parts, size))


def _exhaustive(lines: list[FundLine]) -> bool:
    """Whether the parts claim to be all there is: two or more, one of them 其他资金."""
    return len(lines) >= 2 and any("其他" in line.name for line in lines)


def _complete(wholes: Mapping[str, Fraction | None], parts: list[FundLine], unit: str) -> set[str]:
    """The columns in which all parts, two of them not zero, make exactly the total."""
    found = set()
    for key in _AMOUNTS:
        unreadable: list[Field] = []
        whole = wholes[key]
        amounts = [_money(getattr(part, key), unit, unreadable) for part in parts]
        filled = [amount for amount in amounts if amount is not None]
        if whole is not None and len(filled) == len(parts) and sum(map(bool, filled)) >= 2 and sum(filled) == whole:
            found.add(key)
    return found


def _corrected(total: Fraction | None, lines: list[FundLine], key: str, unit: str, complete: set[str]) -> Fraction | None:
    """What the parts add up to, if that contradicts the total; None if the total can stand.

    ``complete`` are the columns in which the parts are all there is: where they are in both others, they are in this one.
    """
    unreadable: list[Field] = []
    amounts = [_money(getattr(line, key), unit, unreadable) for line in lines]
    parts = [amount for amount in amounts if amount is not None]
    # Where the parts claim to be all there is, a blank one is nothing.
    least = 1 if _exhaustive(lines) and not unreadable else 2
    # Parts that are all zero beside a total were not filled in.
    if total is None or len(parts) < least or not any(parts) or _adds_up(total, parts):
        return None
    added = sum(parts, Fraction(0))
    proved = len(parts) == len(lines) and complete >= set(_AMOUNTS) - {key}
    return added if added > total or _exhaustive(lines) or proved else None


def _corrections(wholes: Mapping[str, Fraction | None], parts: list[FundLine], unit: str) -> tuple[Fraction | None, ...]:
    """What the parts add up to where that contradicts the total, for each of `_AMOUNTS`.

    A column that is corrected will be complete once that is written: it says now what it would say then.
    """
    complete = _complete(wholes, parts, unit)
    while True:
        found = {key: _corrected(wholes[key], parts, key, unit, complete) for key in _AMOUNTS}
        then = complete | _complete({key: wholes[key] if added is None else added for key, added in found.items()}, parts, unit)
        if then == complete:
            return tuple(found.values())
        complete = then


def _is_rate(line: FundLine, stated: RateReading | None, rate: Fraction | None) -> bool:
    """Whether the stated rate is this one, as far as it shows."""
    return rate is not None and stated is not None and line.rate is not None and rate_stands(stated.value, line.rate.text, rate)


def _assess_fund(line: FundLine, table: Table, parts: list[FundLine]) -> AssessedFund:
    unreadable: list[Field] = []
    unit = table.money_unit
    initial = _money(line.initial, unit, unreadable)
    budget = _money(line.budget, unit, unreadable)
    executed = _money(line.executed, unit, unreadable)
    added_initial = added_budget = added_executed = None
    if line.role == "total" and parts:
        wholes = {"initial": initial, "budget": budget, "executed": executed}
        added_initial, added_budget, added_executed = _corrections(wholes, parts, unit)
    first = added_initial if added_initial is not None else initial
    base = added_budget if added_budget is not None else budget
    if line.budget is None:
        base = first  # some tables have 年初预算数 alone, monitoring tables often
    spent = added_executed if added_executed is not None else executed
    expected = _money(line.expected, unit, unreadable)
    rate = execution_rate(base, spent)
    stated_rate = ratio(line.rate.cell) if line.rate else None
    if isinstance(stated_rate, NotANumber):
        assert line.rate is not None
        unreadable.append(line.rate)
        stated_rate = None
    if table.stage == "monitoring" and not _is_rate(line, stated_rate, rate) and _is_rate(line, stated_rate, execution_rate(first, spent)):
        # During the year, a rate may be that of 年初预算数 although the budget was adjusted.
        base, rate = first, execution_rate(first, spent)
    stands = _is_rate(line, stated_rate, rate)
    weight = weight_of(line.weight, unreadable)
    return AssessedFund(
        line, initial, budget, executed, added_initial, added_budget, added_executed, rate, stated_rate, weight,
        None, figure(line.score, unreadable), stands, False, tuple(unreadable), base, expected,
    )


def scored_line(funds: list[AssessedFund]) -> int | None:
    """The line whose rate is scored: the total, else the only line that has a weight."""
    weighted = [n for n, fund in enumerate(funds) if fund.weight is not None and not fund.line.breakdown]
    totals = [n for n in weighted if funds[n].line.role == "total"]
    if totals:
        return totals[0]
    return weighted[0] if len(weighted) == 1 else None


def _weight_in_heading(table: Table) -> Fraction | None:
    """The weight that the heading of 得分 states: 「得分（10分）」."""
    heading = table.fund_columns.get("score")
    found = _IN_HEADING.search(heading.text) if heading is not None else None
    return Fraction(found[1]) if found else None


def implied_line(funds: Sequence[AssessedFund], table: Table, rows: Sequence[tuple[Fraction | None, Fraction | None]], stated_total: Fraction | None) -> tuple[int, Fraction | None] | None:
    """The line whose rate counts although the funds block has no 分值, and its weight; None if the rate is not scored.

    ``rows`` are weight and stated score of each indicator.  What the weights leave of 100 is the rate's, if the table
    states a score for it, or a total that only adds up with one.
    """
    place = next((n for n, fund in enumerate(funds) if fund.line.role == "total" and not fund.line.breakdown), None)
    if place is None or any(fund.weight is not None for fund in funds):
        return None
    weights = [weight for weight, _ in rows if weight is not None]
    left = 100 - sum(weights, Fraction(0)) if weights else None
    rest = left if left is not None and 0 < left <= _MOST_FOR_RATE else None
    if funds[place].stated_score is not None:
        return place, _weight_in_heading(table) or rest
    scores = [score for _, score in rows if score is not None]
    beyond = stated_total - sum(scores, Fraction(0)) if stated_total is not None and scores else None
    if rest is not None and beyond is not None and 0 < beyond <= rest and funds[place].rate is not None:
        return place, rest
    return None


def with_score(fund: AssessedFund, funds: Sequence[AssessedFund], policy: Policy) -> AssessedFund:
    """The scored line with its score: for the rate of the total, or its own where that is what was scored."""
    whole = next((other.rate for other in funds if other.line.role == "total" and other.rate is not None), None)
    rates = [rate for rate in (fund.rate if fund.line.role == "total" else whole, fund.rate) if rate is not None]
    if not rates or fund.weight is None:
        return fund
    scores = [rate_score(rate, fund.weight, policy) for rate in rates]
    stated = fund.stated_score
    score = next((s for s in scores if stated is not None and stated in roundings(s.points)), scores[0])
    kept = stated is not None and stated in roundings(score.points) and (fund.stated_rate is None or fund.rate_stands)
    return replace(fund, score=score, kept=kept)


def _mixes(funds: list[AssessedFund], parts: list[FundLine]) -> list[Mix]:
    """Amounts that seem to be in another unit than the others."""
    def amounts(fund: AssessedFund) -> dict[str, tuple[Field, Fraction]]:
        pairs = {key: (getattr(fund.line, key), getattr(fund, key)) for key in _AMOUNTS}
        return {key: pair for key, pair in pairs.items() if None not in pair}

    own = [fund for fund in funds if not fund.line.breakdown]
    total = next((fund for fund in own if fund.line.role == "total"), None)
    return mixes(amounts(total) if total else None, [amounts(fund) for fund in own if fund.line in parts])


def _without_mixed(fund: AssessedFund, suspected: dict[Ref, Mix], parts: list[FundLine]) -> AssessedFund:
    """A line with nothing computed from an amount that may be in another unit; the total suffers with its parts."""
    def touched(line: FundLine) -> list[Mix]:
        fields = (getattr(line, key) for key in _AMOUNTS)
        return [suspected[field.ref] for field in fields if field is not None and field.ref in suspected]

    below = [mix for part in parts for mix in touched(part)] if fund.line.role == "total" else []
    own = touched(fund.line)
    if below:
        rate = execution_rate(fund.budget, fund.executed)
        fund = replace(
            fund, added_initial=None, added_budget=None, added_executed=None, base=fund.budget, rate=rate,
            rate_stands=_is_rate(fund.line, fund.stated_rate, rate),
        )
    return replace(fund, mixed=tuple(own), rate=None, rate_stands=False) if own else fund


def assess_funds(table: Table, policy: Policy) -> tuple[AssessedFund, ...]:
    """Every line of the funds block, the scored one with its score."""
    parts = [line for line in table.funds if line.role == "part" and not line.breakdown]
    funds = [_assess_fund(line, table, parts) for line in table.funds]
    suspected = {mix.field.ref: mix for mix in _mixes(funds, parts)}
    if suspected:
        funds = [_without_mixed(fund, suspected, parts) for fund in funds]
    scored = scored_line(funds)
    if scored is not None:
        funds[scored] = with_score(funds[scored], funds, policy)
    return tuple(funds)
