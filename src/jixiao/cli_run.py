"""Running a command over many workbooks: the report, the log, the exit code.

For an accountant: progress while it works, one report in the end.  For a programmer: thin, as the rest of
the command line.  Reports are written piece by piece: memory does not grow with the number of workbooks.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal, Protocol

import typer

from jixiao.cli_progress import console, with_progress
from jixiao.cli_words import LANGUAGE, say
from jixiao.cli_words import t as _t

if TYPE_CHECKING:
    from jixiao.model import Text
    from jixiao.reports.result import FileResult, Summary
    from jixiao.services.analyse import Settings
    from jixiao.services.batch import Spread
    from jixiao.services.library import Library
    from jixiao.services.run import Tally
    from jixiao.services.sources import Source
    from jixiao.services.tasks import Job, Order, Outcome

FIRST_FINDINGS = 5
_MANY = 50  # from here on a terminal shows an overview, unless everything is asked for

Kind = Literal["text", "json", "jsonl", "sarif", "html"]
Plan = Callable[["list[Source]"], "Iterable[Job]"]


@dataclass(frozen=True, slots=True)
class Reporting:
    """What is told about a run, and where.

    Attributes:
        command: as the user calls it; kind: the format; target: the report file, None for the terminal.
        fail_on, accept: what the exit code counts; show_all: every finding instead of the first few.
        log: file that the run log is appended to; export: folder that flat rows are written to.
        force: what is exported may take the place of an earlier export.
    """

    command: str
    kind: Kind
    target: Path | None
    fail_on: str
    accept: bool
    show_all: bool
    log: Path | None
    export: Path | None = None
    force: bool = False


@contextmanager
def report_stream(target: Path | None) -> Iterator[IO[str]]:
    """Where a report or a form goes: the terminal, or a file that is there whole or not at all."""
    from jixiao.model import JixiaoError, Text  # noqa: PLC0415
    from jixiao.workbooks.replacing import TEMPORARY, cause, label, mark  # noqa: PLC0415

    if target is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    target = Path(os.path.realpath(target))
    # A pipe or a device is written as it is; nothing can be put in its place.
    special = target.exists() and not target.is_file()
    temporary = target if special else target.with_name(f".{label(target.name)}.{mark()}{TEMPORARY}")
    try:
        with temporary.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            yield stream
            if not special:
                stream.flush()
                os.fsync(stream.fileno())
        if not special:
            temporary.replace(target)
    except OSError as error:
        raise JixiaoError(Text(
            f"{target} 写不进去（{cause(error)}）。请检查磁盘空间和权限，或换一个 -o。",
            f"{target} cannot be written ({error.strerror}). Check disk space and permissions, or choose another -o.",
        )) from error
    finally:
        if not special:
            temporary.unlink(missing_ok=True)


class _Report(Protocol):
    """A report that is written while the run goes on."""

    def add(self, outcome: Outcome) -> None:
        """One more workbook."""

    def close(self, summary: Summary) -> None:
        """The end."""


class _Pieces:
    """A report whose pieces stand one after another, between a head and a tail."""

    def __init__(self, out: IO[str], head: str, tail: Callable[[Summary], str], before: tuple[str, str], after: str = "") -> None:
        self._out = out
        self._tail = tail
        self._before = iter(before)
        self._separator = next(self._before)
        self._after = after
        out.write(head)

    def add(self, outcome: Outcome) -> None:
        from jixiao.services.tasks import unpack  # noqa: PLC0415

        piece = unpack(outcome.piece)
        if piece:
            self._out.write(self._separator + piece + self._after)
            self._out.flush()
            self._separator = next(self._before, self._separator)

    def close(self, summary: Summary) -> None:
        self._out.write(self._tail(summary))


class _Page:
    """A web page: its counts stand at the top and are known at the end, so the rest waits on disk."""

    def __init__(self, out: IO[str], waiting: IO[str]) -> None:
        self._out = out
        self._waiting = waiting

    def add(self, outcome: Outcome) -> None:
        from jixiao.services.tasks import unpack  # noqa: PLC0415

        self._waiting.write(unpack(outcome.piece) + "\n")

    def close(self, summary: Summary) -> None:
        from shutil import copyfileobj  # noqa: PLC0415

        from jixiao.reports import html_report  # noqa: PLC0415

        self._out.write(html_report.head(summary, LANGUAGE))
        self._waiting.seek(0)
        copyfileobj(self._waiting, self._out)
        self._out.write(html_report.TAIL)


class _Text:
    """For people, at a terminal or in a file."""

    def __init__(self, out: IO[str], how: Reporting, library: Library, files: int) -> None:
        from rich.console import Console  # noqa: PLC0415

        from jixiao.reports.brief_report import BriefReport  # noqa: PLC0415
        from jixiao.reports.text_report import TextReport  # noqa: PLC0415

        terminal = console() if how.target is None else Console(file=out, width=160, highlight=False)
        self._brief = self._whole = None
        if files > _MANY and how.target is None and not how.show_all:
            titles = {check.code: check.title.in_language(LANGUAGE) for check in library.checks()}
            self._brief = BriefReport(terminal, LANGUAGE, titles, how.command)
        else:
            self._whole = TextReport(terminal, LANGUAGE)

    def add(self, outcome: Outcome) -> None:
        from jixiao.reports.text_report import Told  # noqa: PLC0415
        from jixiao.services.tasks import unpack  # noqa: PLC0415

        told = Told(*unpack(outcome.piece))
        if self._brief is not None:
            self._brief.add(told, outcome.path, [found for found, _ in outcome.counts], outcome.codes)
        elif self._whole is not None:
            self._whole.add(told)

    def close(self, summary: Summary) -> None:
        report = self._brief or self._whole
        assert report is not None
        report.close(summary)


def _report(out: IO[str], how: Reporting, library: Library, files: int, held: ExitStack) -> _Report:
    """The report that was asked for, begun."""
    if how.kind == "text":
        return _Text(out, how, library, files)
    if how.kind == "html":
        from tempfile import SpooledTemporaryFile  # noqa: PLC0415

        return _Page(out, held.enter_context(SpooledTemporaryFile(1 << 20, "w+", encoding="utf-8", errors="surrogatepass", newline="")))
    if how.kind == "sarif":
        from jixiao import __version__  # noqa: PLC0415
        from jixiao.reports import sarif_report  # noqa: PLC0415

        rules = [(check.code, check.title.in_language(LANGUAGE)) for check in library.checks()]
        return _Pieces(out, sarif_report.head(rules, __version__), lambda _: sarif_report.TAIL, ("", ",\n"))
    from jixiao.reports import json_report  # noqa: PLC0415

    if how.kind == "jsonl":
        return _Pieces(out, "", json_report.last_line, ("", ""), "\n")
    return _Pieces(out, json_report.head(), json_report.tail, ("\n  ", ",\n  "))


INTERRUPTED_HINT = _t("用同一条命令加 --resume 接着做。", " The same command with --resume goes on.")


def aloud(text: Text) -> None:
    """Say something while a run goes on."""
    say(text.in_language(LANGUAGE), error=True)


def _check_targets(how: Reporting, files: list[Path]) -> None:
    from jixiao.services.sources import check_text_file  # noqa: PLC0415

    if how.target is not None:
        check_text_file("-o", how.target, files)
    if how.target is not None and how.log is not None and os.path.realpath(how.target) == os.path.realpath(how.log):
        from jixiao.model import JixiaoError, Text  # noqa: PLC0415

        raise JixiaoError(Text(f"-o 与 --log 是同一个文件（{how.log}），报告会盖掉日志，什么也没有做。请分别写到两个文件。", f"-o and --log are one file ({how.log}); nothing was done. Name two."))


def passing(order: Order, jobs: Iterable[Job], files: int, spread: Spread, tally: Tally) -> Iterator[Outcome]:
    """Outcomes as they come, counted, with a bar on the terminal; an interruption ends them and is counted too."""
    from jixiao.services.batch import outcomes  # noqa: PLC0415

    try:
        for outcome in with_progress(lambda began: outcomes(order, jobs, files, spread, began=began, say=aloud), files, show=sys.stderr.isatty(), what=_t("检查", "checking") if order.writing is None else _t("核算", "working")):
            yield tally.add(outcome)
    except KeyboardInterrupt:
        tally.interrupt()


def _others(also: Callable[[list[Path]], Iterable[FileResult]] | None, files: list[Path], order: Order, tally: Tally) -> Iterator[Outcome]:
    """What is told after the workbooks: of a report beside them."""
    from jixiao.services.tasks import outcome_of  # noqa: PLC0415

    for result in also(files) if also is not None else ():
        yield tally.add(outcome_of(result, order))


def report_results(work: Callable[[], Iterable[FileResult]], settings: Settings, how: Reporting, files: list[Path]) -> None:
    """Report on a few results that are no jobs of a run, and exit with their code."""
    from jixiao.services.run import Tally  # noqa: PLC0415
    from jixiao.services.runlog import open_log  # noqa: PLC0415
    from jixiao.services.tasks import Order, outcome_of  # noqa: PLC0415

    _check_targets(how, files)
    order = Order(settings, kind=how.kind, language=LANGUAGE, most=None if how.show_all or how.target else FIRST_FINDINGS, log=how.log is not None)
    tally = Tally(how.fail_on, how.accept)
    with ExitStack() as held:
        log = held.enter_context(open_log(how.log, how.command, sys.argv[1:], files))
        outcomes = [tally.add(outcome_of(result, order)) for result in work()]
        out = held.enter_context(report_stream(how.target))
        report = _report(out, how, settings.library, len(outcomes), held)
        for outcome in outcomes:
            log.file(outcome)
            report.add(outcome)
        report.close(tally.summary())
        log.code, log.summary = tally.code, tally.summary()
    raise typer.Exit(tally.code)


def run_over(paths: list[str], plan: Plan, order: Order, how: Reporting, spread: Spread, also: Callable[[list[Path]], Iterable[FileResult]] | None = None) -> None:
    """Do the work on every workbook of the paths, report, and exit with the code of the run."""
    from jixiao.services.run import INTERRUPTED, Tally  # noqa: PLC0415
    from jixiao.services.runlog import open_log  # noqa: PLC0415
    from jixiao.services.sources import find_sources  # noqa: PLC0415

    sources = find_sources(paths)
    files = [source.path for source in sources]
    _check_targets(how, files)
    many = len(sources) > _MANY and how.target is None
    most = None if how.show_all or how.target else 0 if many else FIRST_FINDINGS
    order = replace(order, kind=how.kind, language=LANGUAGE, most=most, log=how.log is not None, records=how.export is not None, named=tuple(paths), resume=spread.resume)
    tally = Tally(how.fail_on, how.accept)
    with ExitStack() as held:
        log = held.enter_context(open_log(how.log, how.command, sys.argv[1:], files))

        def told() -> None:
            log.code, log.summary = tally.code, tally.summary()

        held.callback(told)
        exported = None
        if how.export is not None:
            from jixiao.services.export import exporting  # noqa: PLC0415

            exported = held.enter_context(exporting(how.export, force=how.force))
        out = held.enter_context(report_stream(how.target))
        coming = passing(order, plan(sources), len(sources), spread, tally)
        first = list(islice(coming, 1))  # where nobody can do it, that is said before a report begins
        report = _report(out, how, order.settings.library, len(sources), held)
        for outcome in chain(first, coming, _others(also, files, order, tally)):
            log.file(outcome)
            report.add(outcome)
            if exported is not None:
                from jixiao.services.tasks import records_in  # noqa: PLC0415

                exported.add(records_in(outcome))
        report.close(tally.summary())
        for note in exported.notes if exported is not None else ():
            aloud(note)
    if tally.code == INTERRUPTED:
        say(_t(
            f"已中断：完成了 {tally.counts['files']} 个（共 {len(sources)} 个），做完的保留，其余没有改动。",
            f"interrupted: {tally.counts['files']} of {len(sources)} are done and kept, the others unchanged.",
        ) + INTERRUPTED_HINT, error=True)  # fmt: skip
    raise typer.Exit(tally.code)
