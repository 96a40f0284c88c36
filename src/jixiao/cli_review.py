"""The commands that write 审核意见, and that hand out the thresholds behind them: thin.

For an accountant: 一个单位一份审核意见.  For a programmer: rooms are imported when a command runs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

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
from jixiao.cli_words import LANGUAGE, say, t

if TYPE_CHECKING:
    from jixiao.model import Text
    from jixiao.reports.review_content import Opinion
    from jixiao.services.sources import Source

HELP = t("审核意见：按检查结果，为每个单位写一份审核意见工作簿。", "Review: write a workbook of opinion for each unit from the findings.")
THRESHOLDS_HELP = t("界限：打印汇总和审核意见用的界限（TOML），可以存成文件改成自己的。", "Thresholds: print the limits behind roll-up and review as TOML.")
_MOST_UNITS = 40
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
    _review(paths, output, thresholds_file, (policy, sets, form), (own_forms, own_checks, own_policies), against, (jobs, cluster, ship), log, password_file, force=force)


def _review(
    paths: list[str], output: Path, thresholds_file: Path | None, judging: tuple[list[str] | None, list[str] | None, str | None],
    own: tuple[list[str] | None, list[str] | None, list[str] | None], against: str | None, spread: tuple[int | None, str | None, Literal["paths", "bytes"]],
    log: Path | None, password_file: Path | None, *, force: bool,
) -> None:
    from jixiao.cli_run import passing  # noqa: PLC0415
    from jixiao.services.run import INTERRUPTED, Tally  # noqa: PLC0415
    from jixiao.services.runlog import open_log  # noqa: PLC0415
    from jixiao.services.sources import find_sources  # noqa: PLC0415
    from jixiao.services.tasks import Order, checking, records_in  # noqa: PLC0415
    from jixiao.services.thresholds import Thresholds  # noqa: PLC0415

    limits = Thresholds.read(thresholds_file)
    settings = beside(settings_of(*judging, library_of(*own), password_file), against)
    sources = _others(find_sources(paths), output)
    tally = Tally("never", accept_explained=False)
    order = Order(settings, language="zh", log=log is not None, records=True)
    with open_log(log, "review", sys.argv[1:], [source.path for source in sources]) as record:
        found = []
        for outcome in passing(order, checking(sources), len(sources), spread_of(*spread, resume=False), tally):
            record.file(outcome)
            found.append(records_in(outcome))
        record.code, record.summary = tally.code, tally.summary()
        if tally.code == INTERRUPTED:
            say(t("已中断，没有写出审核意见。", "interrupted; no opinion was written."), error=True)
            raise typer.Exit(tally.code)
        written = _write(found, limits, settings.library, output, force=force)
    _tell(written, [outcome for records in found for outcome in records["files"]], output)
    raise typer.Exit(tally.code)


def _others(sources: Sequence[Source], output: Path) -> list[Source]:
    """The workbooks but for what an earlier review has written into its folder."""
    from jixiao.model import JixiaoError, Text  # noqa: PLC0415

    folder = output.resolve()
    found = [source for source in sources if not source.path.resolve().is_relative_to(folder)]
    if not found:
        raise JixiaoError(Text(f"要审核的工作簿都在输出文件夹 {output} 里。请换一个 -o。", f"all workbooks to be reviewed are in the output folder {output}. Use another -o."))
    return found
