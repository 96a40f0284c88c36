"""One workbook as a task: what is asked, what is planned for it, what came of it.

For an accountant: 一个文件一件事，谁来做、在哪台机器上做，结果都一样.
For a programmer: an ``Order`` is the same for all workbooks of a run and is sent to a worker once; a ``Job`` is one of
them; ``work`` does it anywhere and gives an ``Outcome`` that is small, can be sent, and holds all that reports need.
"""

from __future__ import annotations

import json
import os
import traceback
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from jixiao.model import Severity, Text
from jixiao.reports.records import COLUMNS, Records, records_of
from jixiao.reports.result import FileResult, Status
from jixiao.services.against import read_declarations
from jixiao.services.analyse import Settings, check_file, collector_paused
from jixiao.services.recalculate import Writing, recalculate_file
from jixiao.services.sources import Source
from jixiao.workbooks import done_already, tidy

Kind = Literal["text", "json", "jsonl", "sarif", "html", "none"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of every workbook of a run.

    Attributes:
        settings: how to judge; writing: how to write, None for a check, which writes nothing.
        kind: the report that a piece is made for; "none" for no report.
        language: of the report; most: findings of one workbook in a text, None for all.
        log: what the run log says is wanted; records: flat rows are.
        named: the paths as the user gave them: two folders are two runs.
        resume: results of an earlier run may be written anew without force.
        against: what the worker has yet to read of ``--against``, None where nothing.
    """

    settings: Settings
    writing: Writing | None = None
    kind: Kind = "none"
    language: str = "zh"
    most: int | None = None
    log: bool = False
    records: bool = False
    named: tuple[str, ...] = ()
    resume: bool = False
    against: str | None = None

    def leaving(self) -> Order:
        """The same order, fit to be sent: nobody sits there to type a password, and target tables are read again."""
        settings = self.settings
        alone = replace(settings, passwords=replace(settings.passwords, ask=None), against=None)
        return replace(self, settings=alone, against=settings.against.given if settings.against else None)

    def arrived(self) -> Order:
        """The order as it was, on the other side.  Raises JixiaoError where the target tables are not to be read there."""
        if self.against is None:
            return self
        return replace(self, settings=replace(self.settings, against=read_declarations(self.against, self.settings)), against=None)


@dataclass(frozen=True, slots=True)
class Job:
    """One workbook of a run.

    Attributes:
        path: the file; shown: as reports call it; target: where the result goes, None for a check; told: as reports call that.
        fresh: there was no file at the target when the run was planned.
        trouble: why it cannot be read; refusal: why it may not be done; None where it is done.
        notes: what was found beside the target before.
    """

    path: Path
    shown: str
    target: Path | None = None
    fresh: bool = False
    trouble: Text | None = None
    refusal: Text | None = None
    notes: tuple[Text, ...] = ()
    told: str = ""

    def written(self, order: Order) -> bool:
        """Whether what stands at the target is this very job's: of a worker, or a whole run, that was lost before it could tell."""
        if order.writing is None or self.target is None or self.refusal is not None or not (self.fresh or order.resume):
            return False
        return self.target.exists() and done_already(self.path, self.target, order.writing.receipts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one workbook: small, and the same wherever it was worked on.

    Attributes:
        counts: (findings, explained ones among them) of each of ``SEVERITIES``.
        codes: how often each check spoke, as (severity, code, times).
        piece: what the report says of it, packed; records: flat rows, packed; b"" where not wanted.
        log: the line of the run log, without time; None where not wanted.
        sealed, closed, ours: see FileResult.
        sha256, output_sha256: of the file read, and of the one written.
        resumed: an earlier run did it.
    """

    path: str
    status: Status
    refused: bool = False
    counts: tuple[tuple[int, int], ...] = ((0, 0), (0, 0), (0, 0))
    codes: tuple[tuple[str, str, int], ...] = ()
    piece: bytes = b""
    records: bytes = b""
    log: dict[str, Any] | None = None
    output: str = ""
    sha256: str = ""
    output_sha256: str = ""
    sealed: bool = False
    closed: bool = False
    ours: bool = False
    resumed: bool = False


def pack(content: object) -> bytes:
    """Anything that JSON holds, small enough to be sent and kept: a page of a thousand workbooks compresses to a tenth."""
    return zlib.compress(json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode(), 1)


def unpack(content: bytes) -> Any:
    """What was packed; None for b""."""
    return json.loads(zlib.decompress(content)) if content else None


def records_in(outcome: Outcome) -> Records:
    """The flat rows of a workbook."""
    return {frame: [tuple(row) for row in rows] for frame, rows in (unpack(outcome.records) or {frame: [] for frame in COLUMNS}).items()}


# ------------------------------------------------------------------- plans ----


def checking(sources: Iterable[Source]) -> Iterator[Job]:
    """The jobs of a check."""
    for source in sources:
        yield Job(source.path, str(source.path), trouble=source.trouble)


def recalculating(sources: Iterable[Source], writing: Writing, output: Path | None, in_place: bool) -> Iterator[Job]:
    """The jobs of a recalculation, as they come up; two workbooks never write one target."""
    taken: dict[str, str] = {}
    tidied: set[Path] = set()
    for source in sources:
        shown = str(source.path)
        if source.trouble is not None:
            yield Job(source.path, shown, trouble=source.trouble)
            continue
        target = source.path if in_place else source.output(output, convert=writing.convert)
        refusal = None
        if not in_place and _same_file(target, source.path):
            refusal = Text(
                f"输出就是输入文件本身（{target}），没有写出。要直接写回原文件请用 --in-place，否则请换一个 -o。",
                f"the output is the input itself ({target}); nothing was written. Use --in-place, or another -o.",
            )
        holder = taken.setdefault(os.path.abspath(target), shown)  # noqa: PTH100  # as text, for a hundred thousand of them
        if refusal is None and holder != shown:
            refusal = Text(
                f"与 {holder} 的输出同名（{target}），没有写出。请分开运行，或改用不同的 -o。",
                f"has the same output as {holder} ({target}) and was not written. Run them apart or choose another -o.",
            )
        notes: tuple[Text, ...] = ()
        if refusal is None and target.parent not in tidied and not writing.dry_run:
            tidied.add(target.parent)
            notes = tidy(target.parent, writing.receipts)
        yield Job(source.path, shown, target, not target.exists(), None, refusal, notes, str(target))


def _same_file(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


# -------------------------------------------------------------------- work ----


def result_of(order: Order, job: Job) -> FileResult:
    """Do a job.  One bad file never stops the others: what is our own fault is said and counted."""
    try:
        return _result(order, job)
    except Exception as error:  # noqa: BLE001  # the last wall before the user; the trace goes to the message
        where = _place_of(error)
        return FileResult(job.shown, "failed", Text(
            f"jixiao 出错（{where}），文件没有改动。请把这句话反馈给维护者。", f"jixiao failed ({where}); the file is unchanged. Please report this.",
        ))  # fmt: skip


def _place_of(error: Exception) -> str:
    """Where an error of ours was; its words are left out, since they may quote a cell."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"


def _result(order: Order, job: Job) -> FileResult:
    if job.trouble is not None:
        return FileResult(job.shown, "unreadable", job.trouble)
    if job.refusal is not None:
        return FileResult(job.shown, "failed", job.refusal, refused=True)
    if order.writing is None or job.target is None:
        return check_file(job.path, order.settings, job.shown)
    writing = order.writing
    if job.written(order):
        writing = replace(writing, force=True)
    result = recalculate_file(job.path, job.target, order.settings, writing, job.shown)
    return replace(result, notes=(*result.notes, *job.notes), output=(job.told or result.output) if result.output else "")


def outcome_of(result: FileResult, order: Order) -> Outcome:
    """What is kept of a result."""
    found = Counter(finding.severity for finding in result.findings)
    explained = Counter(finding.severity for finding in result.findings if finding.explained is not None)
    codes = Counter((finding.severity, finding.code) for finding in result.findings)
    return Outcome(
        result.path, result.status, result.refused, tuple((found[each], explained[each]) for each in SEVERITIES), tuple((severity, code, times) for (severity, code), times in sorted(codes.items())),
        pack(_piece(result, order)) if order.kind != "none" else b"", pack(records_of(result, order.language)) if order.records else b"",
        _log(result) if order.log else None, result.output, result.input_hash, result.output_hash, result.sealed, result.closed, result.ours,
    )


@collector_paused()
def work(order: Order, job: Job) -> Outcome:
    """Do a job and tell what came of it.  Its many records are gone before anybody looks for cycles among them."""
    result = result_of(order, job)
    try:
        return outcome_of(result, order)
    except Exception as error:  # noqa: BLE001  # a report that fails for one workbook does not end the others
        where = _place_of(error)
        return outcome_of(FileResult(job.shown, "failed", Text(
            f"jixiao 在报告这个文件时出错（{where}）{f'；结果已写入 {result.output}' if result.output else ''}。请把这句话反馈给维护者。",
            f"jixiao failed to report this file ({where}){f'; {result.output} is written' if result.output else ''}. Please report this.",
        )), order)  # fmt: skip


def _piece(result: FileResult, order: Order) -> object:
    """What the report says of one workbook.  Each report is loaded only where it is wanted."""
    if order.kind == "text":
        from jixiao.reports.text_report import tell  # noqa: PLC0415

        return tell(result, order.language, order.settings.library.form_names(), order.most)
    if order.kind == "html":
        from jixiao.reports import html_report  # noqa: PLC0415

        return html_report.piece(result, order.language)
    if order.kind == "sarif":
        from jixiao.reports import sarif_report  # noqa: PLC0415

        return sarif_report.piece(result, order.language)
    from jixiao.reports import json_report  # noqa: PLC0415

    return json_report.piece(result, order.language)


def _log(result: FileResult) -> dict[str, Any]:
    """The line of the run log: which cells were changed, not what stood in them."""
    return {
        "input": result.path, "input_sha256": result.input_hash or None,
        "output": result.output or None, "output_sha256": result.output_hash or None,
        "receipt": result.receipt or None, "dry_run": result.dry,
        "status": result.status, "refused": result.refused,
        "message": result.message.zh if result.message and result.status != "ok" else None,
        "tables": [{"sheet": each.table.sheet, "form": each.table.form, "policy": each.policy.name} for each in result.assessments],
        "changed": [f"{edit.ref.sheet}!{edit.ref.a1}" for edit in result.edits],
        "findings": dict(sorted(Counter(finding.code for finding in result.findings).items())),
    }  # fmt: skip


# ----------------------------------------------------------------- as JSON ----


def as_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON holds it."""
    return asdict(outcome) | {"piece": b64encode(outcome.piece).decode(), "records": b64encode(outcome.records).decode()}


def from_json(found: dict[str, Any]) -> Outcome:
    """The outcome again.  Raises TypeError, ValueError or KeyError where it is none."""
    return Outcome(**(found | {
        "counts": tuple((int(all_), int(explained)) for all_, explained in found["counts"]), "codes": tuple((str(severity), str(code), int(times)) for severity, code, times in found["codes"]),
        "piece": b64decode(found["piece"]), "records": b64decode(found["records"]),
    }))  # fmt: skip
