"""The command that says what changed between two submissions: thin.

For an accountant: 报送稿和修改稿差在哪里.  For a programmer: rooms are imported when the command runs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jixiao.cli_options import (
    Everything,
    FormName,
    Language,
    Limit,
    Log,
    OwnChecks,
    OwnForms,
    OwnPolicies,
    Policies,
    Sets,
    library_of,
    settings_of,
)
from jixiao.cli_passwords import PasswordFile
from jixiao.cli_run import report_stream
from jixiao.cli_words import LANGUAGE, t

if TYPE_CHECKING:
    from jixiao.reports.diff_content import FileDifference
    from jixiao.services.analyse import Settings
    from jixiao.services.difference import Count, Plan

DiffFormat = Literal["text", "json", "html"]
HELP = t(
    "两稿对照：报送稿和修改稿改了什么；两个工作簿，或两个文件夹。",
    "Diff: what changed between two submissions, workbooks or folders of them.",
)


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help=t("原稿：工作簿或文件夹", "the earlier workbook or folder"))],
    new: Annotated[Path, typer.Argument(metavar="NEW", help=t("修改稿：工作簿或文件夹", "the later workbook or folder"))],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=t("把报告写入文件", "write the report to a file"))] = None,
    kind: Annotated[DiffFormat, typer.Option("--format", help=t("输出格式", "output format"))] = "text",
    show_all: Everything = False,
    policy: Policies = None,
    sets: Sets = None,
    form: FormName = None,
    own_forms: OwnForms = None,
    own_checks: OwnChecks = None,
    own_policies: OwnPolicies = None,
    log: Log = None,
    password_file: PasswordFile = None,
    limit: Limit = None,  # noqa: ARG001  # in force once it is read
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Compare two submissions; the exit code is 0 without differences and 1 with any."""
    from jixiao.services.difference import Count, plan  # noqa: PLC0415
    from jixiao.services.runlog import open_log  # noqa: PLC0415
    from jixiao.services.sources import check_text_file  # noqa: PLC0415

    settings = settings_of(policy, sets, form, library_of(own_forms, own_checks, own_policies), password_file)
    if output is not None:
        check_text_file("-o", output, [old, new])
    work = plan(old, new, settings)
    count = Count(work.only_old, work.only_new)
    with open_log(log, "diff", sys.argv[1:], [old, new, *([output] if output else [])]) as record:
        _report((old, new), work, settings, count, kind, output, show_all)
        record.code = count.code
    raise typer.Exit(count.code)


def _report(given: tuple[Path, Path], work: Plan, settings: Settings, count: Count, kind: DiffFormat, output: Path | None, show_all: bool) -> None:
    passing = (count.add(done) for done in _with_progress(work, settings))
    names, lone = (str(given[0]), str(given[1])), (work.only_old, work.only_new)
    with report_stream(output) as out:
        for piece in _pieces(kind, names, passing, lone, count, show_all or output is not None):
            out.write(piece)
            out.flush()


def _pieces(kind: DiffFormat, names: tuple[str, str], passing: Iterator[FileDifference], lone: tuple[Sequence, Sequence], count: Count, everything: bool) -> Iterator[str]:  # type: ignore[type-arg]  # of LoneFile, not known here
    if kind == "json":
        from jixiao.reports.diff_json import stream  # noqa: PLC0415

        yield from stream(names, passing, lone, count.summary, LANGUAGE)
    elif kind == "html":
        from jixiao.reports.diff_html import html  # noqa: PLC0415

        yield from html(names, passing, lone, count.summary, LANGUAGE)
    else:
        from jixiao.reports.diff_text import MOST_CELLS, closing, text  # noqa: PLC0415
        from jixiao.reports.quoting import visible  # noqa: PLC0415

        yield from (f"{line}\n" for line in text(passing, LANGUAGE, None if everything else MOST_CELLS))
        yield from (f"{visible(line)}\n" for line in closing(count.summary(), lone, LANGUAGE))


def _with_progress(work: Plan, settings: Settings) -> Iterator[FileDifference]:
    """Pairs as they are done, with a bar on the terminal where there are many."""
    from jixiao.services.difference import differences  # noqa: PLC0415

    if len(work.pairs) == 1 or not sys.stderr.isatty():
        yield from differences(work, settings)
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    yield from track(differences(work, settings), t("对照", "comparing"), len(work.pairs), console=Console(stderr=True))
