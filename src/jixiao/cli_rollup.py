"""The command that rolls up a folder of workbooks: thin.

For an accountant: 一个文件夹汇成一个工作簿（或一页网页），看得出该先看哪里.
For a programmer: runs a check that keeps flat rows, hands them to ``services.rollup``, and writes what comes back.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli_options import (
    Against,
    Cluster,
    Export,
    FormName,
    Jobs,
    Language,
    Limit,
    Log,
    OwnChecks,
    OwnForms,
    OwnPolicies,
    Paths,
    Policies,
    Resume,
    Sets,
    ShipWhat,
    beside,
    library_of,
    settings_of,
    spread_of,
)
from jixiao.cli_passwords import PasswordFile
from jixiao.cli_run import INTERRUPTED_HINT, aloud, passing, report_stream
from jixiao.cli_words import say
from jixiao.cli_words import t as _t

if TYPE_CHECKING:
    from jixiao.reports.rollup.content import Rollup
    from jixiao.services.sources import Source

_NAMED = 20
HELP = _t(
    "汇总：把一个文件夹的绩效表汇成一个工作簿（总览、单位、问题、指标、失分、异常、两级汇总），也可以写成网页。",
    "Roll up: one workbook (or web page) over a folder of tables, to see where to look.",
)


def rollup(
    paths: Paths,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=_t("汇总工作簿（.xlsx）", "workbook of the roll-up (.xlsx)"))] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help=_t("同样内容写成一个网页文件，不联网也能看", "the same as one web page that needs no network"))] = None,
    export: Export = None,
    thresholds: Annotated[Path | None, typer.Option("--thresholds", metavar="FILE", help=_t("自己的界限文件（TOML）；见 jixiao thresholds", "thresholds of the office's own (TOML); see jixiao thresholds"))] = None,
    force: Annotated[bool, typer.Option("--force", help=_t("覆盖已有的文件", "overwrite existing files"))] = False,
    policy: Policies = None,
    sets: Sets = None,
    form: FormName = None,
    own_forms: OwnForms = None,
    own_checks: OwnChecks = None,
    own_policies: OwnPolicies = None,
    against: Against = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    ship: ShipWhat = "paths",
    resume: Resume = False,
    log: Log = None,
    password_file: PasswordFile = None,
    limit: Limit = None,  # noqa: ARG001  # in force once it is read
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Roll up workbooks; their findings do not count for the exit code."""
    from jixiao.services.rollup.gather import Gathering  # noqa: PLC0415
    from jixiao.services.run import INTERRUPTED, UNKNOWN_FORM, Tally  # noqa: PLC0415
    from jixiao.services.runlog import open_log  # noqa: PLC0415
    from jixiao.services.sources import find_sources  # noqa: PLC0415
    from jixiao.services.tasks import Order, checking, records_in  # noqa: PLC0415
    from jixiao.services.thresholds import Thresholds  # noqa: PLC0415

    bounds = Thresholds.read(thresholds)
    settings = beside(settings_of(policy, sets, form, library_of(own_forms, own_checks, own_policies), password_file), against)
    spread = spread_of(jobs, cluster, ship, resume=resume)
    sources = _others(find_sources(paths), output)
    _check_targets(output, html, export, [source.path for source in sources], force=force)
    tally = Tally("never", accept_explained=False)
    with ExitStack() as held:
        gathering = Gathering(settings, bounds, tuple(paths))
        exported = None
        if export is not None:
            from jixiao.services.export import exporting  # noqa: PLC0415

            exported = held.enter_context(exporting(export, force=force))
        record = held.enter_context(open_log(log, "rollup", sys.argv[1:], [source.path for source in sources]))
        order = Order(settings, language="zh", log=log is not None, records=True, named=tuple(paths), resume=resume)
        for outcome in passing(order, checking(sources), len(sources), spread, tally):
            record.file(outcome)
            if outcome.ours:
                gathering.leave_out(outcome.path)
                continue
            records = records_in(outcome)
            gathering.add(records)
            if exported is not None:
                exported.add(records)
        record.code, record.summary = tally.code, tally.summary()
        for note in exported.notes if exported is not None else ():
            aloud(note)
    if tally.code == INTERRUPTED:
        say(_t("已中断，没有写出汇总。", "interrupted; no roll-up was written.") + INTERRUPTED_HINT, error=True)
        raise typer.Exit(tally.code)
    if gathering.empty and (output is not None or html is not None):
        undone = gathering.undone()
        for line in undone[:_NAMED]:
            say(f"✗ {line}", error=True)
        more = _t(f"（另有 {len(undone) - _NAMED} 个）", f" ({len(undone) - _NAMED} more)") if len(undone) > _NAMED else ""
        say(_t("没有读到绩效表，没有写出汇总。", "no table was read, so no roll-up was written.") + more, error=True)
        raise typer.Exit(tally.code or UNKNOWN_FORM)
    if output is not None or html is not None:
        made = gathering.rollup()
        _written(made, output, html)
        for warning in made.warnings:
            say(f"! {warning}")
    for target in (output, html, export):
        if target is not None:
            say(_t(f"已写出 {target}", f"written {target}"))
    from jixiao.cli_words import LANGUAGE  # noqa: PLC0415
    from jixiao.reports.summary import summary_line  # noqa: PLC0415

    say(summary_line(tally.summary()).in_language(LANGUAGE))
    raise typer.Exit(tally.code)


def _others(sources: list[Source], output: Path | None) -> list[Source]:
    """The workbooks but for the roll-up that an earlier run has put among them.  Raises JixiaoError where none is left."""
    from jixiao.model import JixiaoError, Text  # noqa: PLC0415

    ours = os.path.realpath(output) if output is not None else ""
    found = [source for source in sources if os.path.realpath(source.path) != ours]
    if not found:
        raise JixiaoError(Text(f"除了 -o 指定的 {output}，没有别的工作簿可汇总。请检查路径。", f"there is no workbook to roll up but {output} itself. Check the path."))
    return found


def _check_targets(output: Path | None, html: Path | None, export: Path | None, files: list[Path], *, force: bool) -> None:
    """Refuse, before anything is read, what could not be written in the end.  Raises JixiaoError."""
    from jixiao.model import JixiaoError, Text  # noqa: PLC0415
    from jixiao.services.sources import check_text_file  # noqa: PLC0415

    if output is None and html is None and export is None:
        raise JixiaoError(Text("请用 -o 汇总.xlsx（或 --html 汇总.html、--export 文件夹）指定写到哪里。", "say where to write: -o rollup.xlsx, --html rollup.html or --export DIR."))
    if output is not None and (output.suffix.lower() != ".xlsx" or output.is_dir()):
        raise JixiaoError(Text(f"-o 应是 .xlsx 文件，不能是 {output}。", f"-o takes an .xlsx file, not {output}."))
    if html is not None:
        check_text_file("--html", html, files)
    for target in (output, html):
        if target is not None and not target.absolute().parent.is_dir():
            raise JixiaoError(Text(f"文件夹 {target.parent} 不存在。请先建好，或换一个位置。", f"there is no folder {target.parent}. Make it, or choose another place."))
        if target is not None and target.exists() and not force:
            raise JixiaoError(Text(f"{target} 已经存在，没有覆盖。请换一个文件名，或加 --force。", f"{target} exists and was not replaced. Use another name, or --force."))


def _written(made: Rollup, output: Path | None, html: Path | None) -> None:
    """Write what was asked for; each file is there whole or not at all."""
    if output is not None:
        from datetime import datetime  # noqa: PLC0415

        from jixiao.reports.rollup.xlsx import write_xlsx  # noqa: PLC0415
        from jixiao.workbooks.replacing import appearing  # noqa: PLC0415

        target = Path(os.path.realpath(output))
        with appearing(target) as temporary:
            write_xlsx(made, temporary, target.parent, created=datetime.now().astimezone())
    if html is not None:
        from jixiao.reports.rollup.html import write_html  # noqa: PLC0415

        with report_stream(html) as out:
            write_html(made, out, Path(os.path.realpath(html)).parent)
