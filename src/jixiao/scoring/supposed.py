"""What a declaration's rule would give for supposed actuals: on which readings the points will depend.

For an accountant: before the year is over, one can say where the wording of a rule leaves two results open.  For a
programmer: a few actuals around the target are scored, and the choices that the score reports are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from jixiao.model import Choice
from jixiao.scoring.assess import AssessedIndicator
from jixiao.scoring.policy import Policy
from jixiao.scoring.rules import Rule
from jixiao.scoring.score import score_indicator
from jixiao.values import Deadline, Quantity, Value, parse, show

# Parts of the target that are supposed to be done; the first one that makes a difference is the example.
_SHORT = tuple(Fraction(part, 100) for part in (80, 90, 95, 100, 70, 50))
_BEYOND = tuple(Fraction(part, 1000) for part in (1025, 1000, 1100, 1300, 1500))
_LATE_MONTHS = (1, 2)
_MID_MONTH = 15
_DECEMBER = 12


class Supposed(NamedTuple):
    """A reading that matters, with the actual for which it does."""

    actual: str
    score: str
    choice: Choice


def _dates(target: Deadline, year: int | None) -> Iterator[Value]:
    """The middle of the months after the limit."""
    if target.month is None or (target.year or year) is None:
        return
    for late in _LATE_MONTHS:
        months = target.month + late - 1
        yield parse(f"{(target.year or year or 0) + months // _DECEMBER}年{months % _DECEMBER + 1}月{_MID_MONTH}日")


def _amounts(row: AssessedIndicator, target: Quantity) -> Iterator[Value]:
    bare = replace(target, op=None, base=None, prefix="", tail="", soft=False, strict_words=False, high=None, notes=frozenset())
    if target.unit.dimension in {"日", "工作日", "月"}:
        for more in (0, 1):
            yield _with_text(replace(bare, amount=target.amount + more))
        return
    for part in _BEYOND if row.op in {"≤", "<"} else _SHORT:
        yield _with_text(replace(bare, amount=target.amount * part))


def _with_text(value: Quantity) -> Quantity:
    return replace(value, text=show(value))


def supposed_choices(row: AssessedIndicator, policy: Policy, year: int | None) -> dict[str, Supposed]:
    """Policy parameter → the first supposed actual whose points depend on it; only for rules that the table states."""
    if not isinstance(row.rule, Rule) or row.rule.id in {"default", "alloc", "by-person"}:
        return {}
    found: dict[str, Supposed] = {}
    target = row.target
    actuals = _dates(target, year) if isinstance(target, Deadline) else _amounts(row, target) if isinstance(target, Quantity) else ()
    for actual in actuals:
        score = score_indicator(
            name=row.source.name.text, target=target, actual=actual, weight=row.weight, rule=row.rule, op=row.op,
            op_source=row.op_source, policy=policy, year=year,
        )
        for choice in score.choices:
            found.setdefault(choice.key, Supposed(actual.text, f"{score.shown}" if score.shown is not None else "—", choice))
    return found
