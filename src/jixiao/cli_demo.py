"""The demonstration: what an office would see, on the examples that come along.

For an accountant: 例表核算一遍；再由一份 Word 报告导入表、核算、核对、写出新报告.  For a programmer: each step is the service that its command uses.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.cli_options import Language
from jixiao.cli_progress import console
from jixiao.cli_run import FIRST_FINDINGS
from jixiao.cli_words import LANGUAGE, say
from jixiao.cli_words import t as _t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jixiao.reports.result import FileResult
    from jixiao.services.tasks import Order

HELP = _t(
    "演示：核算随带的例表；由一份 Word 报告导入表、核算、核对，再写出新报告。都写入一个文件夹。",
    "Demonstration: recalculate the examples; import the tables of a Word report, score, reconcile and write its report. All into a folder.",
)


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR")] = Path("out"),
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Recalculate the examples, then take a document in and write the report out."""
    from jixiao.services.analyse import Settings  # noqa: PLC0415
    from jixiao.services.demo import data_folder  # noqa: PLC0415
    from jixiao.services.recalculate import Writing  # noqa: PLC0415
    from jixiao.services.tasks import Order  # noqa: PLC0415

    examples = data_folder("examples")
    order = Order(Settings(), Writing(force=True))
    output.mkdir(parents=True, exist_ok=True)
    code = _tell(_recalculated(examples, output, order), order)
    for document in sorted(examples.glob("*.docx")):
        code = max(code, _from_a_document(document, output / _t("文档", "documents"), order))
    raise typer.Exit(code)


def _recalculated(source: Path, output: Path, order: Order) -> Iterable[FileResult]:
    """A workbook, or those of a folder, recalculated into another one."""
    from jixiao.services.sources import find_sources  # noqa: PLC0415
    from jixiao.services.tasks import recalculating, result_of  # noqa: PLC0415

    assert order.writing is not None
    for job in recalculating(find_sources([str(source)]), order.writing, output, in_place=False):
        yield replace(result_of(order, job), path=job.path.name)


def _tell(results: Iterable[FileResult], order: Order) -> int:
    """Show what was found; the exit code that it asks for."""
    from jixiao.reports.text_report import TextReport, tell  # noqa: PLC0415
    from jixiao.services.run import Tally  # noqa: PLC0415
    from jixiao.services.tasks import outcome_of  # noqa: PLC0415

    tally, report = Tally("never", accept_explained=False), TextReport(console(), LANGUAGE)
    for result in results:
        tally.add(outcome_of(result, order))
        report.add(tell(result, LANGUAGE, order.settings.library.form_names(), FIRST_FINDINGS))
    report.close(tally.summary())
    return tally.code


def _from_a_document(document: Path, folder: Path, order: Order) -> int:
    """Import the tables of a report, work them out, lay its prose beside them, and write the report anew."""
    from jixiao.services.importing.report import lines  # noqa: PLC0415
    from jixiao.services.importing.run import import_file  # noqa: PLC0415
    from jixiao.services.reconcile import reconcile  # noqa: PLC0415
    from jixiao.services.report.deliver import Wishes, write_report  # noqa: PLC0415

    imported = folder / _t("导入", "imported") / f"{document.stem}.xlsx"
    imported.parent.mkdir(parents=True, exist_ok=True)
    say("")
    say(_t(f"1 导入 {document.name}（jixiao import）", f"1 import {document.name} (jixiao import)"))
    outcome = import_file(document, imported, order.settings, force=True)
    for text in lines(outcome):
        say(text.in_language(LANGUAGE))
    if outcome.target is None:
        return outcome.code
    say("")
    say(_t("2 核算导入的表（jixiao recalc）", "2 work out what was imported (jixiao recalc)"))
    code = _tell(_recalculated(imported, folder, order), order)
    worked_out = folder / imported.name
    say("")
    say(_t("3 报告的文字与表对照（jixiao reconcile）", "3 its prose beside the tables (jixiao reconcile)"))
    code = max(code, _tell((replace(each, path=document.name) for each in reconcile(document, [worked_out], order.settings)), order))
    say("")
    say(_t("4 由表写出报告（jixiao report）", "4 the report from the tables (jixiao report)"))
    wishes = Wishes(folder / _t("自评报告.docx", "report.docx"), public=folder / _t("公开表.docx", "public.docx"), force=True)
    for path in write_report([worked_out], wishes, order.settings).written:
        say(_t(f"已写出 {path}", f"written {path}"))
    return code
