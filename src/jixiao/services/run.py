"""A whole run over many workbooks: one after another, none stopping the others, with an exit code."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from jixiao.model import JixiaoError, Text
from jixiao.reports.result import FileResult, Summary
from jixiao.services.analyse import Settings, check_file
from jixiao.services.recalculate import Writing, recalculate_file
from jixiao.services.sources import Source
from jixiao.workbooks import Unreadable, tidy

CLEAN, FINDINGS, USAGE, UNKNOWN_FORM, UNREADABLE, OUR_BUG, INTERRUPTED = range(7)
_STATUS_CODE = {"unknown-form": UNKNOWN_FORM, "unreadable": UNREADABLE, "failed": OUR_BUG}
_LEVELS = {"error": ("error",), "warning": ("error", "warning"), "never": ()}

Work = Callable[[Source], FileResult]


def code_of(error: BaseException) -> int:
    """The exit code of a command that ended with an error."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, Unreadable):
        return UNREADABLE
    return USAGE if isinstance(error, JixiaoError) else OUR_BUG


def checking(settings: Settings) -> Work:
    """The work of ``check`` on one source."""
    return lambda source: check_file(source.path, settings)


def recalculating(settings: Settings, writing: Writing, output: Path | None, in_place: bool) -> Work:
    """The work of ``recalc`` on one source; two sources never write one target."""
    taken: dict[Path, Path] = {}
    tidied: set[Path] = set()

    def work(source: Source) -> FileResult:
        target = source.path if in_place else source.output(output, convert=writing.convert)
        if not in_place and _same_file(target, source.path):
            return FileResult(str(source.path), "failed", refused=True, message=Text(
                f"输出就是输入文件本身（{target}），没有写出。要直接写回原文件请用 --in-place，否则请换一个 -o。",
                f"the output is the input itself ({target}); nothing was written. Use --in-place, or another -o.",
            ))
        holder = taken.setdefault(target.absolute(), source.path)
        if holder != source.path:
            return FileResult(str(source.path), "failed", refused=True, message=Text(
                f"与 {holder} 的输出同名（{target}），没有写出。请分开运行，或改用不同的 -o。",
                f"has the same output as {holder} ({target}) and was not written. Run them apart or choose another -o.",
            ))
        found: tuple[Text, ...] = ()
        if target.parent not in tidied and not writing.dry_run:
            tidied.add(target.parent)
            found = tidy(target.parent, writing.receipts)
        result = recalculate_file(source.path, target, settings, writing)
        return replace(result, notes=(*result.notes, *found)) if found else result

    return work


def _same_file(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _guarded(work: Work, source: Source) -> FileResult:
    """One bad file never stops the others: what is our own fault is said and counted.

    The words of the error are left out: they may quote a cell.
    """
    try:
        return work(source)
    except Exception as error:  # noqa: BLE001  # the last wall before the user; the trace goes to the message
        place = traceback.extract_tb(error.__traceback__)[-1]
        return FileResult(str(source.path), "failed", Text(
            f"jixiao 出错（{type(error).__name__}，{Path(place.filename).name}:{place.lineno}），文件没有改动。请把这句话反馈给维护者。",
            f"jixiao failed ({type(error).__name__}, {Path(place.filename).name}:{place.lineno}); the file is unchanged. Please report this.",
        ))


def results(sources: Sequence[Source], work: Work) -> Iterator[FileResult]:
    """Outcomes in the order of the sources, as they are done."""
    for source in sources:
        yield _guarded(work, source)


class Tally:
    """Counts a run while its results pass by, and settles the exit code."""

    def __init__(self, fail_on: str, accept_explained: bool) -> None:
        self._levels = _LEVELS[fail_on]
        self._accept = accept_explained
        self._start = time.perf_counter()
        self.counts = {"files": 0, "error": 0, "warning": 0, "info": 0, "unreadable": 0, "unknown-form": 0, "failed": 0}
        self.code = CLEAN

    def add(self, result: FileResult) -> FileResult:
        """Count one result and hand it on."""
        self.counts["files"] += 1
        for finding in result.findings:
            self.counts[finding.severity] += 1
            if finding.severity in self._levels and not (self._accept and finding.explained is not None):
                self.code = max(self.code, FINDINGS)
        if result.status in _STATUS_CODE:
            self.counts[result.status] += 1
        if result.refused:
            self.code = max(self.code, USAGE)
        elif result.status in _STATUS_CODE:
            self.code = max(self.code, _STATUS_CODE[result.status])
        return result

    def summary(self) -> Summary:
        """The counts so far."""
        counts = self.counts
        return Summary(
            counts["files"], counts["error"], counts["warning"], counts["info"], time.perf_counter() - self._start,
            counts["unreadable"] + counts["failed"], counts["unknown-form"],
        )
