"""The commands that write 审核意见, and that hand out the thresholds behind them: thin.

For an accountant: 一个单位一份审核意见.  For a programmer: rooms are imported when a command runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jixiao.cli_options import (
    Against,
    Cluster,
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
    Sets,
    ShipWhat,
    beside,
    library_of,
    settings_of,
    spread_of,
)
from jixiao.cli_passwords import PasswordFile
from jixiao.cli_words import say, t

if TYPE_CHECKING:
    from jixiao.reports.records import Records
    from jixiao.reports.review_content import Opinion
    from jixiao.services.analyse import Settings
    from jixiao.services.batch import Spread
    from jixiao.services.library import Library
    from jixiao.services.run import Tally
    from jixiao.services.sources import Source
    from jixiao.services.thresholds import Thresholds

HELP = t("审核意见：按检查结果，为每个单位写一份审核意见工作簿。", "Review: write a workbook of opinion for each unit from the findings.")
THRESHOLDS_HELP = t("界限：打印汇总和审核意见用的界限（TOML），可以存成文件改成自己的。", "Thresholds: print the limits behind roll-up and review as TOML.")
_INTERRUPTED = 6
_MOST_UNITS = 30
_MOST_FILES = 20


def review(
    paths: Paths,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help=t("审核意见写到哪个文件夹", "folder for the opinions"))],
    thresholds_file: Annotated[Path | None, typer.Option("--thresholds", metavar="FILE", help=t("自己的界限文件（TOML）；见 jixiao thresholds", "thresholds of the office's own (TOML); see jixiao thresholds"))] = None,
    policy: Policies = None,
    sets: Sets = None,
    form: FormName = None,
    own_forms: OwnForms = None,
    own_checks: OwnChecks = None,
    own_policies: OwnPolicies = None,
    against: Against = None,
    force: Annotated[bool, typer.Option("--force", help=t("覆盖已有的审核意见", "overwrite existing opinions"))] = False,
    jobs: Jobs = None,
    cluster: Cluster = None,
    ship: ShipWhat = "paths",
    log: Log = None,
    password_file: PasswordFile = None,
    limit: Limit = None,  # noqa: ARG001  # in force once it is read
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Write the opinions and say how many units each verdict has; findings do not count for the exit code."""
    from jixiao.services.sources import find_sources  # noqa: PLC0415
    from jixiao.services.thresholds import Thresholds  # noqa: PLC0415

    bounds = Thresholds.read(thresholds_file)
    settings = beside(settings_of(policy, sets, form, library_of(own_forms, own_checks, own_policies), password_file), against)
    sources = _others(find_sources(paths), output)
    tally, found = _checked(sources, settings, spread_of(jobs, cluster, ship, resume=False), log)
    if tally.code == _INTERRUPTED:
        say(t("已中断，没有写出审核意见。", "interrupted; no opinion was written."), error=True)
        raise typer.Exit(tally.code)
    written = _written(found, bounds, settings.library, output, force=force)
    for line in _told(written, [dict(zip(("path", "status", "message"), row, strict=False)) for records in found for row in records["files"]], output):
        say(line)
    raise typer.Exit(tally.code)


def _checked(sources: Sequence[Source], settings: Settings, spread: Spread, log: Path | None) -> tuple[Tally, list[Records]]:
    """Every workbook checked; of its rows, those that an opinion is made of."""
    from jixiao.cli_run import passing  # noqa: PLC0415
    from jixiao.services.run import Tally  # noqa: PLC0415
    from jixiao.services.runlog import open_log  # noqa: PLC0415
    from jixiao.services.tasks import Order, checking, records_in  # noqa: PLC0415

    tally = Tally("never", accept_explained=False)
    order = Order(settings, language="zh", log=log is not None, records=True)
    found: list[Records] = []
    with open_log(log, "review", sys.argv[1:], [source.path for source in sources]) as record:
        for outcome in passing(order, checking(sources), len(sources), spread, tally):
            record.file(outcome)
            if outcome.ours:
                continue  # a roll-up, an earlier opinion
            rows = records_in(outcome)
            found.append({frame: rows[frame] for frame in ("files", "tables", "findings")})
        record.code, record.summary = tally.code, tally.summary()
    return tally, found


def _written(found: list[Records], bounds: Thresholds, library: Library, output: Path, *, force: bool) -> list[Opinion]:
    from datetime import datetime  # noqa: PLC0415

    from jixiao import __version__  # noqa: PLC0415
    from jixiao.services.review import opinions, write  # noqa: PLC0415

    made = opinions(
        found, bounds, titles={check.code: check.title.zh for check in library.checks()}, policies={name: library.policy(name).title.zh for name in library.policy_names()},
        made=datetime.now().astimezone().date(), version=__version__,
    )
    return [opinion for opinion, _ in write(made, output, force=force)]


def _others(sources: Sequence[Source], output: Path) -> list[Source]:
    """The workbooks but for what an earlier review has written into its folder."""
    from jixiao.model import JixiaoError, Text  # noqa: PLC0415

    folder = os.path.realpath(output)  # unlike Path.resolve, it bears a link that leads to itself
    found = [source for source in sources if not Path(os.path.realpath(source.path)).is_relative_to(folder)]
    if not found:
        raise JixiaoError(Text(f"要审核的工作簿都在输出文件夹 {output} 里。请换一个 -o。", f"all workbooks to be reviewed are in the output folder {output}. Use another -o."))
    return found


def _told(written: Sequence[Opinion], files: Sequence[Mapping[str, Any]], output: Path) -> Iterator[str]:
    """Units by verdict, then the workbooks that have no opinion, each with its reason."""
    from jixiao.reports.review_content import VERDICTS  # noqa: PLC0415

    english = {"return": "to be corrected", "explain": "to be explained", "pass": "passed"}
    for verdict, name in VERDICTS.items():
        units = [opinion for opinion in written if opinion.verdict == verdict]
        if not units:
            continue
        listed = t("、", ", ").join(f"{opinion.unit}{f' {opinion.year}' if opinion.year else ''}" for opinion in units[:_MOST_UNITS])
        more = t(f" 等 {len(units)} 份", f" … {len(units)} in all") if len(units) > _MOST_UNITS else ""
        yield t(f"{name} {len(units)} 份：", f"{english[verdict]} {len(units)}: ") + listed + more
    for status, what in (("unreadable", t("打不开", "unreadable")), ("unknown-form", t("没有认出绩效表", "without a table")), ("failed", t("没有做成", "failed"))):
        without = [file for file in files if file["status"] == status]
        if without:
            yield t(f"{what}的工作簿 {len(without)} 个，没有审核意见：", f"{len(without)} workbooks {what}, without opinion:")
        yield from (f"  {file['path']}：{file['message']}" for file in without[:_MOST_FILES])
        if len(without) > _MOST_FILES:
            yield t(f"  …… 共 {len(without)} 个。", f"  … {len(without)} in all.")
    yield t(f"已写出审核意见 {len(written)} 份，在 {output}。", f"{len(written)} opinions written to {output}.") if written else t("没有可写审核意见的工作簿。", "there is nothing to write an opinion about.")


def thresholds(lang: Language = None) -> None:  # noqa: ARG001  # read before the options are
    """The built-in thresholds, to be kept in a file and changed."""
    from jixiao.services.thresholds import text  # noqa: PLC0415

    typer.echo(text(), nl=False)
