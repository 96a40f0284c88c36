"""What a run has to tell about one workbook, before any report is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jixiao.model import Edit, Finding, Severity, Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.pairs import Pair
from jixiao.scoring.statements import AssessedStatement

Status = Literal["ok", "findings", "unknown-form", "unreadable", "failed"]


@dataclass(frozen=True, slots=True)
class FileResult:
    """One workbook's outcome.

    Attributes:
        path: as the user wrote it; output: the workbook written, "" if none.
        status: "ok", "findings", "unknown-form", "unreadable" or "failed"
            (nothing was done: our bug, or ``refused``).
        message: the sentence for the user where there is one.
        assessments: one per table and policy.
        findings: of the first policy; edits: what was (or would be) written.
        notes: further sentences (locked cells left, no sheet added …).
        statements: every statement (基础数据表 …), worked out.
        pairs: tables beside the earlier ones that they were compared with.
        refused: nothing was written because the command did not allow it (output exists …).
        dry: nothing was written because only a look was asked for; ``edits`` and ``output`` are what would be.
        input_hash, output_hash: SHA-256 of the file read and of the file written, "" where there is none.
        receipt: file that the write can be undone from, "" where there is none.
        sealed: the workbook has a password: what it says is kept nowhere unencrypted.
        closed: it was not read since nobody gave its password.
        ours: it is a roll-up or an opinion that we have written, no table.
    """

    path: str
    status: Status
    message: Text | None = None
    assessments: tuple[Assessment, ...] = ()
    findings: tuple[Finding, ...] = ()
    edits: tuple[Edit, ...] = ()
    output: str = ""
    notes: tuple[Text, ...] = ()
    refused: bool = False
    statements: tuple[AssessedStatement, ...] = ()
    pairs: tuple[Pair, ...] = ()
    dry: bool = False
    input_hash: str = ""
    output_hash: str = ""
    receipt: str = ""
    sealed: bool = False
    closed: bool = False
    ours: bool = False

    def count(self, severity: Severity) -> int:
        """Number of findings of that severity, explained ones included."""
        return sum(finding.severity == severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over a whole run.

    Attributes:
        seconds: wall time; unreadable: files with which nothing could be done; unknown: without a table that is known.
        interrupted: the run was stopped before its end; resumed: files that an earlier run had finished.
    """

    files: int
    errors: int
    warnings: int
    infos: int
    seconds: float
    unreadable: int = 0
    unknown: int = 0
    interrupted: bool = False
    resumed: int = 0
