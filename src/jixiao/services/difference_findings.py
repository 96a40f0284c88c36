"""What became of the findings and of the explanations from one submission to the next.

For an accountant: 退回的问题改了没有，又新添了什么，说明写了什么.
For a programmer: a finding is the same if its fingerprint is; where a sheet or an indicator got another name, if code,
sheet and indicator are the same but for that name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jixiao.model import Explanation, Finding
from jixiao.reports.diff_content import FindingChange, Said, Spoken, State
from jixiao.values.personal import mask

_ORDER: tuple[State, ...] = ("new", "altered", "gone", "still")
_SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Names:
    """How the new workbook calls what the old one has: sheets, and indicators by new sheet and old name."""

    sheets: Mapping[str, str]
    subjects: Mapping[tuple[str, str], str]

    def of(self, finding: Finding) -> tuple[str, str, str]:
        """Code, sheet and subject of an old finding, in the words of the new workbook."""
        sheet = self.sheets.get(finding.cells[0].sheet, finding.cells[0].sheet)
        return finding.code, sheet, self.subjects.get((sheet, finding.subject), finding.subject)


def _said(finding: Finding | None) -> Said | None:
    if finding is None:
        return None
    first = finding.cells[0]
    return Said(finding.message, first.sheet, first.a1, finding.expected, finding.found, finding.explained, finding.stale)


def _pairs(old: Sequence[Finding], new: Sequence[Finding], names: Names) -> list[tuple[Finding | None, Finding | None]]:
    """Each finding beside itself: by fingerprint, then by what it is about."""
    left: dict[str, list[Finding]] = {}  # two tables of one sheet may have findings of one fingerprint
    for finding in old:
        left.setdefault(finding.fingerprint, []).append(finding)
    both: list[tuple[Finding | None, Finding | None]] = []
    open_: list[Finding] = []
    for finding in new:
        if same := left.get(finding.fingerprint):
            both.append((same.pop(0), finding))
        else:
            open_.append(finding)
    waiting: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in (one for same in left.values() for one in same):
        waiting.setdefault(names.of(finding), []).append(finding)
    for finding in open_:
        alike = waiting.get((finding.code, finding.cells[0].sheet, finding.subject))
        both.append((alike.pop(0) if alike else None, finding))
    both.extend((finding, None) for alike in waiting.values() for finding in alike)
    return both


def _state(old: Finding | None, new: Finding | None) -> State:
    if old is None:
        return "new"
    if new is None:
        return "gone"
    return "still" if (old.expected, old.found, old.severity) == (new.expected, new.found, new.severity) else "altered"


def findings_between(old: Sequence[Finding], new: Sequence[Finding], names: Names) -> tuple[tuple[FindingChange, ...], dict[str, str]]:
    """What became of each finding, and the new fingerprint of each old one that is still there."""
    found: list[FindingChange] = []
    again: dict[str, str] = {}
    for before, after in _pairs(old, new, names):
        latest = after or before
        assert latest is not None
        if before is not None and after is not None:
            again[before.fingerprint] = after.fingerprint
        found.append(FindingChange(_state(before, after), latest.code, latest.severity, latest.subject, _said(before), _said(after)))
    found.sort(key=lambda change: (_ORDER.index(change.state), _SEVERITIES.index(change.severity)))
    return tuple(found), again


def explanations_between(
    old: Mapping[str, Explanation], new: Mapping[str, Explanation], findings: Sequence[Finding], again: Mapping[str, str],
) -> Iterator[Spoken]:
    """What became of the words in the column 说明 of the 校验 sheet; ``findings`` are those of the new workbook."""
    here = {finding.fingerprint: finding for finding in findings}
    before = {again.get(mark, mark): said for mark, said in old.items() if said.text.strip()}
    after = {mark: said for mark, said in new.items() if said.text.strip()}
    for mark in dict.fromkeys((*before, *after)):
        one, other = before.get(mark), after.get(mark)
        if one is not None and other is not None and one.text.strip() == other.text.strip():
            continue
        said, finding = other or one, here.get(mark)
        assert said is not None
        first = finding.cells[0] if finding is not None else None
        yield Spoken(
            "added" if one is None else "removed" if other is None else "changed",
            finding.code if finding is not None else said.code,
            finding.message.zh if finding is not None else mask(said.message),
            first.sheet if first else "", first.a1 if first else "",
            mask(one.text) if one else None, mask(other.text) if other else None,
            finding is not None and finding.stale is not None,
        )
