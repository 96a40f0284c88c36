"""A statement worked out: every sum, ratio and balance that its form promises, beside what is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jixiao.model import Statement


@dataclass(frozen=True, slots=True)
class AssessedStatement:
    """One statement worked out."""

    statement: Statement
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


def assess_statement(statement: Statement) -> AssessedStatement:
    """Work out a statement; never raises for what a cell says."""
    return AssessedStatement(statement)
