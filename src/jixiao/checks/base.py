"""What a check is: one file with a docstring for people and a function that yields problems.

A check knows what was worked out (a table, a statement, or two tables side by side) and nothing else; it never
reads a file, prints or raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from jixiao.model import Choice, Explanation, Field, Finding, Place, Severity, Text
from jixiao.scoring.shown import percent, points
from jixiao.values.personal import mask, mask_quotes, maybe_personal


class Subject(Protocol):
    """What a check looks at.

    Attributes:
        about: "table" (Assessment), "statement" (AssessedStatement), "pair" (Pair of two tables), "sheet" (WholeSheet) or
            "report" (Report, the prose of a document beside its tables).
        sheet, form: where it stands and what it is; they name a finding across runs.
        keys: the columns that it has ("actual", "fund.rate").
    """

    @property
    def about(self) -> str: ...
    @property
    def sheet(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def keys(self) -> frozenset[str]: ...


class Problem(NamedTuple):
    """What a check yields; the runner turns it into a Finding.

    Attributes:
        fields: the cells concerned, the most telling first; in prose there may be none.
        message: full sentence with the figure found, the figure expected and the rule.
        subject: the indicator or funds line, in the table's own words.
        severity, basis: where they differ from the check's own.
        quote, place: in prose, the words concerned, masked, and where they stand.
    """

    fields: tuple[Field, ...]
    message: Text
    subject: str = ""
    expected: str | None = None
    found: str | None = None
    suggestion: Text = Text("", "")
    severity: Severity | None = None
    basis: Text | None = None
    choice: Choice | None = None
    quote: str = ""
    place: Place | None = None


__all__ = ["Check", "Problem", "at", "explain", "listing", "percent", "points", "shorten", "to_finding"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check, as its file declares it.

    Attributes:
        about: the kind of Subject that it looks at.
        needs: columns without which it cannot run ("actual", "fund.rate").
        manual: the docstring of its file: what, why, how to fix, examples.
    """

    code: str
    severity: Severity
    title: Text
    basis: Text
    about: str
    needs: tuple[str, ...]
    manual: str
    run: Callable[[Any], Iterator[Problem]]

    def applies(self, subject: Subject) -> bool:
        """Whether this check looks at such subjects, and this one has all the columns that it reads."""
        return self.about == subject.about and (not self.needs or subject.keys.issuperset(self.needs))


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def to_finding(check: Check, problem: Problem, subject: Subject, twin: int) -> Finding:
    """Give a problem its code and its two fingerprints.

    The fingerprint is made of words, not of addresses, so that inserted rows do not lose an
    explanation; ``twin`` tells equal ones apart.  The state is made of the figures.  Where a cell is quoted
    that holds somebody's telephone, identity or bank number, the finding has it masked.
    """
    quoted = [problem.subject, *(field.cell.text for field in problem.fields if field.cell.kind == "text")]
    quoted = [text for text in quoted if maybe_personal(text)]

    def told(words: str) -> str:
        return mask_quotes(words, quoted) if quoted else words

    return Finding(
        code=check.code,
        severity=problem.severity or check.severity,
        cells=tuple(field.ref for field in problem.fields),
        subject=told(problem.subject),
        message=Text(*map(told, problem.message)),
        expected=told(problem.expected) if problem.expected else problem.expected,
        found=told(problem.found) if problem.found else problem.found,
        suggestion=Text(*map(told, problem.suggestion)),
        basis=problem.basis or check.basis,
        fingerprint=_digest(check.code, subject.sheet, subject.form, problem.subject, str(twin)),
        state=_digest(check.code, problem.expected or "", *(field.text for field in problem.fields)),
        choice=problem.choice,
        quote=problem.quote,
        place=problem.place,
    )


def explain(finding: Finding, explanations: dict[str, Explanation]) -> Finding:
    """Attach the user's words to a finding: as its explanation, or as a stale one if figures changed.

    Numbers of persons in them are masked: the words themselves stay in the 校验 sheet.
    """
    said = explanations.get(finding.fingerprint)
    if said is None or not said.text.strip():
        return finding
    if said.state == finding.state:
        return replace(finding, explained=mask(said.text))
    return replace(finding, stale=mask(said.text))


def at(field: Field, name: str = "") -> str:
    """Cell and name, the beginning of every message: ``H33「抽检批次」``."""
    return f"{field.ref.a1}「{shorten(name)}」" if name else field.ref.a1


def shorten(name: str, longest: int = 40) -> str:
    """A name on one line, cut with … where it is long."""
    words = "".join(name.split()) if not name.isascii() else " ".join(name.split())
    return words if len(words) <= longest else words[: longest - 1] + "…"


def listing(fields: tuple[Field, ...], most: int = 8) -> str:
    """Addresses of a group of cells: ``D5、D9、D12 等 16 处``; of a sentence that holds several, the words too."""
    shown = "、".join(field.ref.a1 if field.part is None else f"{field.ref.a1}“{shorten(field.part, 12)}”" for field in fields[:most])
    return f"{shown} 等 {len(fields)} 处" if len(fields) > most else shown
