"""Running a command over many workbooks: progress, the report, the log, the exit code.

For an accountant: progress while it works, one report in the end.  For a programmer: thin, as the rest of
the command line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from jixiao.cli_passwords import standing_aside
from jixiao.cli_words import LANGUAGE
from jixiao.cli_words import t as _t

if TYPE_CHECKING:
    from rich.console import Console

    from jixiao.reports.result import FileResult
    from jixiao.services.library import Library
    from jixiao.services.run import Tally, Work
    from jixiao.services.runlog import RunLog
    from jixiao.services.sources import Source

FIRST_FINDINGS = 5


@dataclass(frozen=True, slots=True)
class Reporting:
    """What is told about a run, and where.

    Attributes:
        command: as the user calls it; kind: the format; target: the report file, None for the terminal.
        fail_on, accept: what the exit code counts; show_all: every finding instead of the first few.
        log: file that the run log is appended to.
    """

    command: str
    kind: str
    target: Path | None
    fail_on: str
    accept: bool
    show_all: bool
    log: Path | None


def console(*, error: bool = False) -> Console:
    """The terminal, or whatever stands in its place."""
    from rich.console import Console  # noqa: PLC0415

    # A pipe or a log has no width of its own: do not fold what a program may read.
    return Console(stderr=error, highlight=False, width=None if sys.stdout.isatty() or error else 160)


def with_progress(sources: Sequence[Source], work: Work, *, show: bool) -> Iterator[FileResult]:
    """Results as they are done, with a bar on the terminal."""
    from jixiao.services.run import results  # noqa: PLC0415

    if not show:
        yield from results(sources, work)
        return
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    from jixiao.reports.quoting import visible  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[file]}"))
    with Progress(*columns, console=console(error=True)) as progress, standing_aside(progress):
        task = progress.add_task(_t("核算", "working"), total=len(sources), file="")
        done = results(sources, work)
        for source in sources:
            progress.update(task, file=escape(visible(source.path.name)))
            result = next(done)
            progress.advance(task)
            yield result


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


def _report(passing: Iterator[FileResult], tally: Tally, library: Library, how: Reporting) -> None:
    """Print or write one run; JSON goes out as files finish."""
    with report_stream(how.target) as out:
        if how.kind in ("json", "jsonl"):
            from jixiao.reports.json_report import stream, stream_lines  # noqa: PLC0415

            for piece in (stream if how.kind == "json" else stream_lines)(passing, tally.summary, LANGUAGE):
                out.write(piece)
                out.flush()
            return
        done = list(passing)
        if how.kind == "text":
            from rich.console import Console  # noqa: PLC0415

            from jixiao.reports.text_report import print_run  # noqa: PLC0415

            most = None if how.show_all or how.target else FIRST_FINDINGS
            terminal = console() if how.target is None else Console(file=out, width=160, highlight=False)
            print_run(terminal, done, tally.summary(), LANGUAGE, library.form_names(), most)
        elif how.kind == "sarif":
            from jixiao import __version__  # noqa: PLC0415
            from jixiao.reports.sarif_report import sarif  # noqa: PLC0415

            rules = [(check.code, check.title.in_language(LANGUAGE)) for check in library.checks()]
            out.write(sarif(done, rules, __version__, LANGUAGE))
        else:
            from jixiao.reports.html_report import html  # noqa: PLC0415

            out.write(html(done, tally.summary(), LANGUAGE))


def _logged(passing: Iterator[FileResult], log: RunLog) -> Iterator[FileResult]:
    for result in passing:
        log.file(result)
        yield result


def run_over(paths: list[str], work: Work, library: Library, how: Reporting) -> None:
    """Do the work on every workbook of the paths, report, and exit with the code of the run."""
    from jixiao.services.run import Tally  # noqa: PLC0415
    from jixiao.services.runlog import open_log  # noqa: PLC0415
    from jixiao.services.sources import check_text_file, find_sources  # noqa: PLC0415

    sources = find_sources(paths)
    files = [source.path for source in sources]
    if how.target is not None:
        check_text_file("-o", how.target, files)
    if how.target is not None and how.log is not None and os.path.realpath(how.target) == os.path.realpath(how.log):
        from jixiao.model import JixiaoError, Text  # noqa: PLC0415

        raise JixiaoError(Text(f"-o 与 --log 是同一个文件（{how.log}），报告会盖掉日志，什么也没有做。请分别写到两个文件。", f"-o and --log are one file ({how.log}); nothing was done. Name two."))
    tally = Tally(how.fail_on, how.accept)
    passing = (tally.add(result) for result in with_progress(sources, work, show=sys.stderr.isatty()))
    with open_log(how.log, how.command, sys.argv[1:], files) as log:
        try:
            _report(_logged(passing, log), tally, library, how)
        finally:
            log.code, log.summary = tally.code, tally.summary()
    raise typer.Exit(tally.code)
