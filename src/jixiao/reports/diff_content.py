"""What a comparison of two submissions consists of, without knowing any format.

For an accountant: 每一处不同都写明原稿和修改稿各在哪个单元格、各是什么.
For a programmer: the changes are worked out in ``services.difference``; ``diff_text``, ``diff_json`` and ``diff_html``
show any of them.  Words of cells are already masked, never escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from jixiao.model import NOTHING_SAID, Severity, Text

Group = Literal["result", "rows", "scores", "funds", "words", "cells"]
"""Where a change is told: totals and grade; indicators that came, went or changed their name; what scores depend on;
money; words; cells outside of the table's fields."""

GROUPS: dict[Group, Text] = {
    "result": Text("总分和等级", "total and grade"),
    "rows": Text("指标增减、改名", "indicators added, removed, renamed"),
    "scores": Text("影响得分的改动", "what scores depend on"),
    "funds": Text("资金", "funds"),
    "words": Text("文字", "words"),
    "cells": Text("表内其他单元格", "other cells"),
}
"""The groups in the order in which they are told: first what changes scores."""

State = Literal["gone", "new", "altered", "still"]
STATES: dict[State, Text] = {
    "new": Text("新出现的问题", "new findings"),
    "altered": Text("仍在、数字有变的问题", "findings that are still there with other figures"),
    "gone": Text("已消除的问题", "findings that are gone"),
    "still": Text("仍未改的问题", "findings that are still there"),
}

Status = Literal["same", "different", "unknown-form", "unreadable", "failed"]


class Place(NamedTuple):
    """One side of a change: what is there, masked, and the cell ("" where it is not in a cell)."""

    text: str
    sheet: str = ""
    cell: str = ""


class Change(NamedTuple):
    """One thing that differs.

    Attributes:
        group: where it is told; kind: a stable word for programs ("target", "weight", "fund-budget" …).
        subject: the indicator, line of money or label, in the words of the new table.
        what: the column or field.
        old, new: None where there is nothing on that side.
        difference: new minus old, with sign and unit; "" where that means nothing.
        note: what became of it (放宽, 提高 …), or a word of care.
        wording: only the way of writing differs: 1万元 and 10000元.
    """

    group: Group
    kind: str
    subject: str
    what: Text
    old: Place | None
    new: Place | None
    difference: str = ""
    note: Text = NOTHING_SAID
    wording: bool = False


class Result(NamedTuple):
    """What a table amounts to, as shown; "—" where there is nothing."""

    weight: str
    stated: str
    score: str
    grade: str


class Rows(NamedTuple):
    """How many indicators are in both tables, under their name or another one, and how many in one only."""

    kept: int
    renamed: int
    removed: int
    added: int


@dataclass(frozen=True, slots=True)
class Section:
    """Two tables, two statements or the rest of two sheets, side by side.

    Attributes:
        kind: "table", "statement" (基础数据表 …) or "sheet" (cells that belong to no table).
        title: heading of the new one; old_sheet, new_sheet: where they are.
        changes: in the order of the groups, within one in the order of the new sheet.
        old, new: what the two tables amount to; rows: their indicators; None for anything but a table with scores.
    """

    kind: Literal["table", "statement", "sheet"]
    title: str
    old_sheet: str
    new_sheet: str
    changes: tuple[Change, ...]
    old: Result | None = None
    new: Result | None = None
    rows: Rows | None = None

    @property
    def real(self) -> tuple[Change, ...]:
        """The changes of meaning."""
        return tuple(change for change in self.changes if not change.wording)

    @property
    def worded(self) -> tuple[Change, ...]:
        """The changes of writing alone."""
        return tuple(change for change in self.changes if change.wording)


class Lone(NamedTuple):
    """A table or statement that only one of two workbooks has."""

    title: str
    sheet: str
    cell: str


class Said(NamedTuple):
    """A finding in one of two workbooks."""

    message: Text
    sheet: str
    cell: str
    expected: str | None
    found: str | None
    explained: str | None
    stale: str | None


class FindingChange(NamedTuple):
    """What became of a finding.

    Attributes:
        state: "gone", "new", "still" (as it was) or "altered" (still there, with another figure).
        old, new: None where it is not.
    """

    state: State
    code: str
    severity: Severity
    subject: str
    old: Said | None
    new: Said | None

    @property
    def now(self) -> Said:
        """The latest that is known of it."""
        said = self.new or self.old
        assert said is not None
        return said


class Spoken(NamedTuple):
    """What became of an explanation in the 校验 sheet.

    Attributes:
        state: "added", "changed" or "removed".
        code, message: of the finding that it is about; sheet, cell: its place, "" where the finding is no more.
        old, new: the words, None where there are none; stale: the figures changed since it was written.
    """

    state: Literal["added", "changed", "removed"]
    code: str
    message: str
    sheet: str
    cell: str
    old: str | None
    new: str | None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class FileDifference:
    """Two workbooks side by side.

    Attributes:
        old, new: their paths as the user wrote them.
        status: "same", "different", or why there is nothing to compare; message: the sentence for that.
        identical: they are the same to the byte.
        how: how two files of unlike names were found to belong together, else nothing.
        only_old, only_new: tables of one workbook only; sheets_removed, sheets_added: sheets without tables likewise.
    """

    old: str
    new: str
    status: Status
    message: Text = NOTHING_SAID
    identical: bool = False
    how: Text = NOTHING_SAID
    sections: tuple[Section, ...] = ()
    only_old: tuple[Lone, ...] = ()
    only_new: tuple[Lone, ...] = ()
    sheets_removed: tuple[str, ...] = ()
    sheets_added: tuple[str, ...] = ()
    findings: tuple[FindingChange, ...] = ()
    explanations: tuple[Spoken, ...] = ()

    def count(self, state: State) -> int:
        """Number of findings that this became of."""
        return sum(finding.state == state for finding in self.findings)

    @property
    def real(self) -> int:
        """How many changes of meaning there are, tables that came or went included."""
        whole = len(self.only_old) + len(self.only_new) + len(self.sheets_removed) + len(self.sheets_added)
        return whole + len(self.explanations) + sum(len(section.real) for section in self.sections)

    @property
    def worded(self) -> int:
        """How many changes are of writing alone."""
        return sum(len(section.worded) for section in self.sections)


class LoneFile(NamedTuple):
    """A workbook of one folder only."""

    path: str
    message: Text = NOTHING_SAID


class Summary(NamedTuple):
    """Counts over a whole comparison."""

    files: int
    same: int
    different: int
    only_old: int
    only_new: int
    unknown: int
    unreadable: int


def grouped(changes: tuple[Change, ...]) -> Iterator[tuple[Group, list[Change]]]:
    """Changes of meaning by group, in the order in which they are told; empty groups are left out."""
    for group in GROUPS:
        found = [change for change in changes if change.group == group and not change.wording]
        if found:
            yield group, found
