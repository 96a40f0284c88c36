"""The ribbon's commands.  A newcomer adds one with a function ``(Desk, argument) → Outcome``, an entry here and one in the menu."""

from __future__ import annotations

from collections.abc import Callable

from jixiao.excel.commands.about import help_page, selftest
from jixiao.excel.commands.compute import calculate_book, calculate_selection, calculate_sheet
from jixiao.excel.commands.explaining import why
from jixiao.excel.commands.policies import policy
from jixiao.excel.commands.recognising import recognise
from jixiao.excel.commands.summarising import summarise
from jixiao.excel.commands.tables import carry, new
from jixiao.excel.commands.undoing import undo
from jixiao.excel.commands.validating import check, following, preceding
from jixiao.excel.commands.values import to_values
from jixiao.excel.desk import Desk, Outcome

COMMANDS: dict[str, Callable[[Desk, str], Outcome]] = {
    "recognise": recognise,
    "calculate_selection": calculate_selection,
    "calculate_sheet": calculate_sheet,
    "calculate_book": calculate_book,
    "check": check,
    "previous": preceding,
    "next": following,
    "why": why,
    "to_values": to_values,
    "undo": undo,
    "new": new,
    "carry": carry,
    "summarise": summarise,
    "policy": policy,
    "selftest": selftest,
    "help": help_page,
}
