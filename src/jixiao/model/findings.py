"""What does not hold, which reading was taken, and what the user said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from jixiao.model.texts import NOTHING_SAID, Text

if TYPE_CHECKING:  # cells know the explanations that a workbook carries
    from jixiao.model.cells import Ref
    from jixiao.model.documents import Place


Severity = Literal["error", "warning", "info"]


class Alternative(NamedTuple):
    """Another reading of an ambiguous rule, and the score that it would give (or None)."""

    value: str
    score: str | None


class Choice(NamedTuple):
    """Which reading of an ambiguous rule was taken, and how to take another one.

    Attributes:
        key: the policy parameter that decides (``--set KEY=VALUE``).
        taken: its value now.
        alternatives: the other values.
    """

    key: str
    taken: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the user wrote beside a finding in the 校验 sheet.

    Attributes:
        text: the user's words.
        state: fingerprint of what was explained (expected figure and cited cells); when it
            differs, the explanation is stale.
        message: the finding's sentence at the time, kept for a finding that has gone.
    """

    text: str
    state: str
    message: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold, and what to do about it.

    Attributes:
        code: stable code such as "JX301".
        severity: "error", "warning" or "info".
        cells: the cells concerned, the most telling first; empty only for one in the prose of a report that concerns none.
        subject: the indicator or row that it is about, in the table's own words ("" for a table).
        message: full sentence with cell, figure found, figure expected and the rule used.
        expected, found: figures as shown in the table's own form; None where there are none.
        suggestion: what to do next.
        basis: the rule's source.
        fingerprint: stays the same when rows move; names the finding across runs.
        state: changes when the expected figure or a cited cell changes.
        choice: for an ambiguous rule, the reading taken.
        explained: the user's explanation, if one is there and not stale.
        stale: the user's explanation, if the figures changed since.
        quote: for a finding in the prose of a report, the words that it is about, numbers of persons masked; else "".
        place: where they stand; None for a finding in a table.
    """

    code: str
    severity: Severity
    cells: tuple[Ref, ...]
    subject: str
    message: Text
    expected: str | None = None
    found: str | None = None
    suggestion: Text = NOTHING_SAID
    basis: Text = NOTHING_SAID
    fingerprint: str = ""
    state: str = ""
    choice: Choice | None = None
    explained: str | None = None
    stale: str | None = None
    quote: str = ""
    place: Place | None = None

    @property
    def sheet(self) -> str:
        """Name of the sheet that it is about, "" for one in prose alone."""
        return self.cells[0].sheet if self.cells else ""

    @property
    def where(self) -> Text:
        """Such as "自评表!H33"; in prose "第12段", with the cell that it is compared with."""
        cell = f"{self.cells[0].sheet}!{self.cells[0].a1}" if self.cells else ""
        if self.place is None:
            return Text(cell, cell)
        told = self.place.told
        return Text(f"{told.zh}（{cell}）", f"{told.en} ({cell})") if cell else told
