"""The command that lays a report beside its tables: thin.

For an accountant: 自评报告里的数和自评表对不对得上.  For a programmer: one FileResult for the report, reported as those of check are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jixiao.cli_options import (
    CheckFormat,
    Everything,
    Fail,
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
from jixiao.cli_run import Reporting, report_results
from jixiao.cli_words import t

HELP = t(
    "核对报告：自评报告的文字与文字、文字与表是否一致（合计、比率、日期、附件、序号、同一个数）。",
    "Reconcile: whether the prose of a report agrees with itself and with its tables.",
)


def reconcile(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help=t("报告：.docx、.html、.pdf（有文字的）或 .txt", "the report: .docx, .html, .pdf (with text) or .txt"))],
    workbooks: Annotated[list[Path] | None, typer.Argument(metavar="[WORKBOOK...]", help=t("对照的工作簿；不给就与报告自己的附表对照", "workbooks to compare with; without any, the report's own tables"))] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=t("把结果写入文件", "write the findings to a file"))] = None,
    kind: Annotated[CheckFormat, typer.Option("--format", help=t("输出格式", "output format"))] = "text",
    fail_on: Fail = "error",
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
    """Lay a report beside its tables."""
    from jixiao.services.reconcile import reconcile as judge  # noqa: PLC0415

    settings = settings_of(policy, sets, form, library_of(own_forms, own_checks, own_policies), password_file)
    given = workbooks or []
    how = Reporting("reconcile", kind, output, fail_on, accept=False, show_all=show_all, log=log)
    report_results(lambda: judge(report, given, settings), settings, how, [report, *given])
