"""A 评分标准 as clauses: under which condition, how many points.

For an accountant: 「95%以上得20分」 is a clause, 「每超过1%扣0.1分」 another.  For a programmer:
the grammar ``rules.lark`` over the words of ``rule_words``, made into flat records.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, NamedTuple

from lark import Lark, Token, Transformer

from jixiao.scoring.rule_words import Amount, Around, Interval, Limit, RuleLexer, Step

ClauseKind = Literal["award", "deduct", "proportion", "discretion", "bare", "step", "factor",
                     "weight", "floor", "cap", "alloc"]
Guard = Limit | Interval | Around | Literal["unmet", "else", "met"]


class Clause(NamedTuple):
    """One clause.

    Attributes:
        kind: what it does.
        guards: conditions in front of it.
        amount: points given or taken, None where it names none.
        step: 每超过1% of a step clause.
        detail: token kind and meaning for proportion, factor and discretion.
        given: whether the points are given (得) rather than taken (扣).
        phrase: the words between the previous clause and this one's own words.
        start, end: its place in the text.

    """

    kind: ClauseKind
    guards: tuple[Guard, ...] = ()
    amount: Amount | None = None
    step: Step | None = None
    detail: tuple[str, object] = ("", None)
    given: bool = False
    phrase: str = ""
    start: int = 0
    end: int = 0

    @property
    def numeric(self) -> tuple[Limit | Interval | Around, ...]:
        """Its conditions that are numbers."""
        return tuple(guard for guard in self.guards if not isinstance(guard, str))


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a normalised text; lark's UnexpectedInput if its words do not fit."""
    found: list[Clause] = _TO_CLAUSES.transform(_PARSER.parse(text))
    phrased, last = [], 0
    for clause in found:
        phrased.append(clause._replace(phrase=text[last:clause.start]))
        last = clause.end
    return tuple(phrased)


_GIVING = ("AWARD", "POINTS", "FULL", "ZERO", "SHARE")


def _guard(token: Token) -> Guard:
    if token.type == "UNMET":
        return "unmet"
    return "else" if token.type == "ELSE" else token.value


def _clause(kind: ClauseKind, children: list[Any]) -> Clause:
    guards: list[Token] = children[0] if children and isinstance(children[0], list) else []
    own: list[Token] = [child for child in children if isinstance(child, Token)]
    tokens = own or guards
    values = [token.value for token in own]
    if kind == "step" and any(token.type == "UNMET" for token in own):
        values = [value._replace(trigger="未完成") if isinstance(value, Step) else value for value in values]
    return Clause(
        kind, tuple(_guard(token) for token in guards),
        amount=next((value for value in values if isinstance(value, Amount)), None),
        step=next((value for value in values if isinstance(value, Step)), None),
        given=any(token.type in _GIVING for token in own),
        detail=(own[0].type, own[0].value) if own else ("", None),
        start=tokens[0].start_pos or 0, end=tokens[-1].end_pos or 0)


class _ToClauses(Transformer[Token, list[Clause]]):
    """The parse tree as a list of clauses; a rule's alias is the clause's kind."""

    def __default__(self, data: Any, children: list[Any], meta: Any) -> Any:
        del meta
        name = str(data)
        return children if name in ("start", "guards") else _clause(name, children)  # type: ignore[arg-type]


_PARSER = Lark(Path(__file__).with_name("rules.lark").read_text("utf-8"), parser="lalr",
               lexer=RuleLexer)
_TO_CLAUSES = _ToClauses()
