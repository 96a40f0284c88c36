"""资金支出计划 as a yardstick: what share of the year's money was to be spent by a month."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from jixiao.model import PlanStep, Table, Text
from jixiao.scoring.shown import percent
from jixiao.values import NotANumber, RateReading, money, ratio


@dataclass(frozen=True, slots=True)
class Planned:
    """What share of the budget was to be spent by the month in question.

    Attributes:
        share: 1 is the whole budget; why: where that is from, without full stop.
        step: the step of the plan that has been reached, None where there is no plan (or none is reached yet).
    """

    share: Fraction
    why: Text
    step: PlanStep | None = None


def planned(table: Table, month: int, budget: Fraction | None) -> Planned:
    """By the table's plan, else month by month.

    A plan names the ends of some months; between two of them the one that has passed counts, because the money of
    the next one is not due before its own month ends.  ``budget`` is the total in the table's money unit, for a
    plan in amounts.
    """
    shares = plan_shares(table.plan, budget, table.money_unit)
    if not shares:
        return Planned(Fraction(month, 12), Text(f"到 {month} 月底应执行 {month}/12", f"{month}/12 due by month {month}"))
    passed = [(step, share) for step, share in shares if step.month <= month]
    if not passed:
        first = shares[0][0]
        return Planned(Fraction(0), Text(f"支出计划从 {first.month} 月底起", f"the plan begins with month {first.month}"))
    step, share = passed[-1]
    return Planned(share, Text(f"支出计划到 {step.month} 月底 {percent(share)}", f"the plan has {percent(share)} by month {step.month}"), step)


def plan_shares(plan: Sequence[PlanStep], budget: Fraction | None, unit: str) -> tuple[tuple[PlanStep, Fraction], ...]:
    """The steps of a plan with the share of the money due by each; empty where they cannot be read.

    Shares and amounts may be written up to each month or for each span; what ends with, or adds up to, the whole
    is taken, if only one reading does.
    """
    steps = sorted(plan, key=lambda step: step.month)
    found: list[list[Fraction]] = []
    for figures in (_ratios(steps), _amounts(steps, budget, unit)):
        added = [sum(figures[: n + 1], Fraction(0)) for n in range(len(figures))]
        found.extend(series for series in (figures, added) if series and series[-1] == 1 and series == sorted(series) and series not in found)
    return tuple(zip(steps, found[0], strict=True)) if len(found) == 1 else ()


def _ratios(steps: list[PlanStep]) -> list[Fraction]:
    read = [ratio(step.share.cell if step.share.part is None else step.share.part) for step in steps]
    return [found.value for found in read if isinstance(found, RateReading)] if all(isinstance(found, RateReading) for found in read) else []


def _amounts(steps: list[PlanStep], budget: Fraction | None, unit: str) -> list[Fraction]:
    read = [money(step.share.cell if step.share.part is None else step.share.part, unit) for step in steps]
    if not budget or any(found is None or isinstance(found, NotANumber) for found in read):
        return []
    return [found / budget for found in read if isinstance(found, Fraction)]


def with_plans(tables: Sequence[Table]) -> tuple[Table, ...]:
    """Monitoring tables with the 支出计划 of their project's declaration, where that is in the same workbook."""
    declared = [table for table in tables if table.stage == "target" and table.plan]
    if not declared:
        return tuple(tables)
    return tuple(replace(table, plan=_plan_of(table, declared)) if table.stage == "monitoring" and not table.plan else table for table in tables)


def _plan_of(table: Table, declared: list[Table]) -> tuple[PlanStep, ...]:
    own = _project(table)
    same = [other for other in declared if own and _project(other) == own]
    unnamed = [other for other in declared if not own or not _project(other)]
    found = same if len(same) == 1 else unnamed if len(declared) == 1 else []
    return found[0].plan if found else ()


def _project(table: Table) -> str:
    named = table.header.get("项目名称")
    return "".join(unicodedata.normalize("NFKC", named.text).split()) if named else ""
