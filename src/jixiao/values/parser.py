"""The grammar of ``grammar.lark`` as a parser, ready when first needed.

For an accountant: nothing to see.  For a programmer: the only module that starts lark.  Building the parser from
its grammar takes half a second, several times what a small workbook costs: so its tables are kept, worked
out, in ``grammar_tables.py``.  Where they are not of this very grammar and lark it is built.  After a change of the
grammar: ``make grammar``.
"""

from __future__ import annotations

import io
import pickle
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import lark
from lark import Lark, Token, Tree

GRAMMAR = Path(__file__).with_name("grammar.lark")
TABLES = Path(__file__).with_name("grammar_tables.py")
STARTS = ("value", "sentence", "direction", "unit")


def edition() -> str:
    """What the tables are of: the text of the grammar, and the release of lark."""
    return f"{sha256(GRAMMAR.read_bytes()).hexdigest()} lark {lark.__version__}"


def built() -> Lark:
    """The parser, built from its grammar."""
    return Lark.open(str(GRAMMAR), parser="lalr", start=list(STARTS), maybe_placeholders=False, propagate_positions=False)


def kept() -> Lark | None:
    """The parser from its tables; None where they are of another grammar or lark."""
    from jixiao.values import grammar_tables  # noqa: PLC0415  # not needed to write it anew

    if edition() != grammar_tables.EDITION:
        return None
    # What lark loads is what it saves; the tables themselves are plain literals.
    made = Lark.load(io.BytesIO(pickle.dumps(grammar_tables.TABLES)))
    assert isinstance(made, Lark)  # its stub says nothing
    return made


@cache
def _parser() -> Lark:
    return kept() or built()


def tree(text: str, start: str) -> Tree[Token]:
    """``text``, normalised, as the grammar's tree.  Raises lark's UnexpectedInput where it does not fit."""
    return _parser().parse(text, start=start)


@cache
def terminal(name: str) -> re.Pattern[str]:
    """The expression behind one terminal of the grammar."""
    return re.compile(_parser().get_terminal(name).pattern.to_regexp())


def tables() -> str:
    """The text of ``grammar_tables.py``.  Its order is lark's, which differs from time to time."""
    saved = io.BytesIO()
    built().save(saved)
    worked_out: dict[str, Any] = pickle.loads(saved.getvalue())  # noqa: S301  # saved in the line above
    return f'"""The tables of grammar.lark, written by ``make grammar``."""\n\nEDITION = "{edition()}"\nTABLES = {worked_out!r}\n'


def write_tables() -> None:
    """Keep the tables of the grammar as it is now."""
    TABLES.write_text(tables(), "utf-8")
