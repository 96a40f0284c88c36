"""The grammar of ``grammar.lark`` as a parser, built when first needed.

For an accountant: nothing to see.  For a programmer: the only module that starts lark; building
takes some tens of milliseconds, once a process, and as much again at the first text that does not fit.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from lark import Lark, Token, Tree

GRAMMAR = Path(__file__).with_name("grammar.lark")
STARTS = ("value", "sentence", "direction", "unit")


@cache
def _parser() -> Lark:
    return Lark.open(
        str(GRAMMAR), parser="lalr", start=list(STARTS), maybe_placeholders=False, propagate_positions=False
    )


def tree(text: str, start: str) -> Tree[Token]:
    """``text``, normalised, as the grammar's tree.  Raises lark's UnexpectedInput where it does not fit."""
    return _parser().parse(text, start=start)


@cache
def terminal(name: str) -> re.Pattern[str]:
    """The expression behind one terminal of the grammar."""
    return re.compile(_parser().get_terminal(name).pattern.to_regexp())
