"""What tokens mean wherever they stand: operators, bounds, and the words before a number or date.

For an accountant: 不少于 and 至少 are ≥, 以内 is ≤, and a bound said twice is noticed.
For a programmer: shared by ``quantities``, ``deadlines`` and ``reading``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from lark import Token, Tree

from jixiao.values.kinds import Op

OPS: dict[str, Op] = {"GE": "≥", "LE": "≤", "GT": ">", "LT": "<", "EQ": "=", "NEAR": "≈"}
SIGNS = frozenset("≥≤><=≈±")
UPWARD = frozenset({"≥", ">"})
DOWNWARD = frozenset({"≤", "<"})

LONGEST_WORDS = 20  # more around a number than this is a sentence
CLAUSE = re.compile(r"[,;。!?]")
_NEGATION = re.compile(r"未(?!来)|没|无法|不能|不为|≠|不\Z")  # 未达到90% is no ≥90%

Leaves = Sequence[Token]


class NotThisKindError(Exception):
    """The tokens fit, their meaning does not: a sentence after all."""


class UnclearError(Exception):
    """The tokens fit, their meaning cannot be right."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(reason)
        self.position = position
        self.reason = reason


def leaves_of(branch: Tree[Token] | Token) -> list[Token]:
    """Tokens of a branch that holds only tokens."""
    return cast("list[Token]", branch.children) if isinstance(branch, Tree) else [branch]


def branches(found: Tree[Token]) -> dict[str, Tree[Token]]:
    """The named branches of a tree; of two ``number`` the second is ``high``."""
    named: dict[str, Tree[Token]] = {}
    for child in found.children:
        if isinstance(child, Tree):
            named["high" if child.data in named else str(child.data)] = child
    return named


def start(leaf: Token) -> int:
    """Where a token begins in its text."""
    return cast("int", leaf.start_pos)


def bound_op(leaf: Token) -> Op | None:
    """The comparison that 以上, 以内, 左右 … make."""
    if leaf.endswith("以上"):
        return "≥"
    if leaf.endswith(("以下", "内")):
        return "≤"
    return "≈" if leaf in {"左右", "上下"} else None  # (含) alone bounds nothing


@dataclass(slots=True)
class Head:
    """What stands before a number or date."""

    op: Op | None = None
    sign: Token | None = None
    weak: bool = False
    soft: bool = False
    strict_words: bool = False
    prefix: str = ""
    every: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


_WEAK = frozenset({"达到", "达", "控制在"})


def read_head(leaves: Leaves) -> Head:
    """Operators and words in front; a sentence's beginning (严格按照 …) is refused."""
    head = Head()
    words: list[str] = []
    for leaf in leaves:
        if leaf.type in OPS:
            _take_operator(head, leaf)
        elif leaf.type == "SOFT":
            head.soft = True
        elif leaf.type == "ACCORDING":
            raise NotThisKindError
        else:
            words.append(str(leaf))
            if leaf.type == "EVERY":
                head.every.append(str(leaf))
    head.prefix = "".join(words)
    if len(head.prefix) > LONGEST_WORDS or CLAUSE.search(head.prefix) or _NEGATION.search(head.prefix):
        raise NotThisKindError
    if len(head.every) < len(words):
        head.every.clear()
    return head


def _take_operator(head: Head, leaf: Token) -> None:
    """One more operator: the same bound said twice is noted, two that disagree are unclear."""
    if leaf == "±":
        head.notes.append("plus-minus")
        return
    op = OPS[leaf.type]
    is_weak = leaf in _WEAK
    if head.op is not None and head.sign is not None:
        both_signs = leaf in SIGNS and head.sign in SIGNS
        if both_signs or (not is_weak and not head.weak and head.op != op):
            raise UnclearError(start(leaf), "operator")
        if is_weak:
            return
        if not head.weak:
            head.notes.append("double-bound")
    head.op, head.sign, head.weak = op, leaf, is_weak
    head.strict_words = op in {">", "<"} and leaf not in SIGNS


def disagree(one: Op, other: Op) -> bool:
    """Whether one bound goes up and the other down."""
    return (one in UPWARD and other in DOWNWARD) or (one in DOWNWARD and other in UPWARD)
