"""The command line: thin.  It reads options, calls a service and prints what a report makes of it.

Rooms are imported when a command runs, so that ``jixiao --help`` answers at once.
"""

from __future__ import annotations

import errno
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from jixiao.cli_addin import addin, attach
from jixiao.cli_demo import HELP as DEMO_HELP
from jixiao.cli_demo import demo
from jixiao.cli_diff import HELP as DIFF_HELP
from jixiao.cli_diff import diff
from jixiao.cli_import import HELP as IMPORT_HELP
from jixiao.cli_import import import_files
from jixiao.cli_options import (
    Accept,
    Against,
    CheckFormat,
    Cluster,
    DropSignature,
    DryRun,
    Everything,
    Export,
    Fail,
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
    RecalcFormat,
    Receipts,
    Resume,
    Sets,
    ShipWhat,
    beside,
    library_of,
    settings_of,
    spread_of,
)
from jixiao.cli_passwords import Decrypt, PasswordFile, Publish, passwords_of
from jixiao.cli_reconcile import HELP as RECONCILE_HELP
from jixiao.cli_reconcile import reconcile
from jixiao.cli_redact import HELP as REDACT_HELP
from jixiao.cli_redact import redact
from jixiao.cli_report import HELP as REPORT_HELP
from jixiao.cli_report import report
from jixiao.cli_review import HELP as REVIEW_HELP
from jixiao.cli_review import THRESHOLDS_HELP, review, thresholds
from jixiao.cli_rollup import HELP as ROLLUP_HELP
from jixiao.cli_rollup import rollup
from jixiao.cli_run import Reporting, report_stream, run_over
from jixiao.cli_words import LANGUAGE, Command, Group, lacking, mistake_in_chinese, say
from jixiao.cli_words import t as _t

USAGE, OUR_BUG, INTERRUPTED = 2, 5, 6


app = typer.Typer(
    name="jixiao",
    cls=Group,
    help=_t("绩效：在工作簿里核算并检查预算绩效表。", "Computes and checks 预算绩效 tables inside their workbooks."),
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

@app.command(cls=Command, help=_t("核算：算出执行率、得分、总分、等级并写入副本，列出校验表。", "Recalculate rates, scores, totals and grades; add the 校验 sheet."))
def recalc(
    paths: Paths,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", help=_t("输出文件夹（默认在输入旁的 jixiao-out）", "output folder (default: jixiao-out beside the input)"))] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help=_t("直接写回原文件（可用 undo 撤销）", "write into the input itself (undo restores it)"))] = False,
    findings_only: Annotated[bool, typer.Option("--findings-only", help=_t("只加校验表，不改其他单元格", "only add the 校验 sheet"))] = False,
    force: Annotated[bool, typer.Option("--force", help=_t("覆盖已有的输出", "overwrite an existing output"))] = False,
    convert: Annotated[bool, typer.Option("--convert", help=_t("先由 LibreOffice 把 .xls/.et/.ods/.xlsb 转成 .xlsx 再核算，原文件不动", "let LibreOffice turn .xls/.et/.ods/.xlsb into .xlsx first; the original stays"))] = False,
    write_locked: Annotated[bool, typer.Option("--write-locked", help=_t("也写受保护工作表里锁定的单元格", "write locked cells too"))] = False,
    drop_signature: DropSignature = False,
    dry_run: DryRun = False,
    decrypt: Decrypt = False,
    policy: Policies = None,
    sets: Sets = None,
    form: FormName = None,
    own_forms: OwnForms = None,
    own_checks: OwnChecks = None,
    own_policies: OwnPolicies = None,
    against: Against = None,
    fail_on: Fail = "error",
    accept_explained: Accept = False,
    kind: Annotated[RecalcFormat, typer.Option("--format", help=_t("输出格式", "output format"))] = "text",
    show_all: Everything = False,
    jobs: Jobs = None,
    cluster: Cluster = None,
    ship: ShipWhat = "paths",
    resume: Resume = False,
    export: Export = None,
    receipts: Receipts = None,
    log: Log = None,
    password_file: PasswordFile = None,
    limit: Limit = None,  # noqa: ARG001  # in force once it is read
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Recalculate workbooks into copies (or in place)."""
    from jixiao.model import JixiaoError, Text  # noqa: PLC0415
    from jixiao.services.recalculate import Writing  # noqa: PLC0415
    from jixiao.services.tasks import Order, recalculating  # noqa: PLC0415

    if output is not None and output.exists() and not output.is_dir():
        raise JixiaoError(Text(f"-o 应是文件夹，{output} 是一个文件。", f"-o takes a folder; {output} is a file."))
    if output is not None and in_place:
        raise JixiaoError(Text("-o 与 --in-place 只能选一个。", "choose either -o or --in-place."))
    if convert and in_place:
        raise JixiaoError(Text(
            "--convert 生成新的 .xlsx，不能与 --in-place 同用。请去掉 --in-place，结果写在 jixiao-out 或 -o 指定的文件夹里。",
            "--convert makes a new .xlsx and cannot go with --in-place. Leave --in-place out; the result goes to jixiao-out or to -o.",
        ))
    if decrypt and in_place:
        raise JixiaoError(Text(
            "--decrypt 写出没有密码的文件，不用来替换原文件，不能与 --in-place 同用。请去掉 --in-place，结果写在 jixiao-out 或 -o 指定的文件夹里；或去掉 --decrypt，写回时仍带原密码。",
            "--decrypt writes files without a password and cannot go with --in-place. Leave --in-place out; or leave --decrypt out, and the password stays.",
        ))
    writing = Writing(findings_only, force, write_locked, receipts, convert, drop_signature, dry_run, decrypt)
    settings = beside(settings_of(policy, sets, form, library_of(own_forms, own_checks, own_policies), password_file), against)
    run_over(
        paths, lambda sources: recalculating(sources, writing, output, in_place), Order(settings, writing),
        Reporting("recalc", kind, None, fail_on, accept_explained, show_all, log, export, force), spread_of(jobs, cluster, ship, resume=resume),
    )


@app.command(cls=Command, help=_t("检查：只读不写，列出每一处差错。", "Check: read only, list every error."))
def check(
    paths: Paths,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=_t("把报告写入文件", "write the report to a file"))] = None,
    policy: Policies = None,
    sets: Sets = None,
    form: FormName = None,
    own_forms: OwnForms = None,
    own_checks: OwnChecks = None,
    own_policies: OwnPolicies = None,
    against: Against = None,
    fail_on: Fail = "error",
    accept_explained: Accept = False,
    kind: Annotated[CheckFormat, typer.Option("--format", help=_t("输出格式", "output format"))] = "text",
    show_all: Everything = False,
    beside_report: Annotated[Path | None, typer.Option("--report", metavar="REPORT", help=_t("同时核对自评报告（.docx .html .pdf .txt）的文字与这些表", "reconcile the prose of a report (.docx .html .pdf .txt) with these tables too"))] = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    ship: ShipWhat = "paths",
    resume: Resume = False,
    export: Export = None,
    force: Annotated[bool, typer.Option("--force", help=_t("--export 的文件夹里已有的导出文件可以覆盖", "--export may replace an earlier export"))] = False,
    log: Log = None,
    password_file: PasswordFile = None,
    limit: Limit = None,  # noqa: ARG001  # in force once it is read
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Check workbooks without writing any."""
    from jixiao.services.tasks import Order, checking  # noqa: PLC0415

    settings = beside(settings_of(policy, sets, form, library_of(own_forms, own_checks, own_policies), password_file), against)
    also = None
    if beside_report is not None:
        from jixiao.services.reconcile import reconcile as judge  # noqa: PLC0415

        if output is not None:
            from jixiao.services.sources import check_text_file  # noqa: PLC0415

            check_text_file("-o", output, [beside_report])
        also = partial(judge, beside_report, settings=settings, told=True)
    run_over(
        paths, checking, Order(settings), Reporting("check", kind, output, fail_on, accept_explained, show_all, log, export, force),
        spread_of(jobs, cluster, ship, resume=resume), also,
    )


@app.command(cls=Command, help=_t("解释：一个得分、执行率或总分是怎么来的。", "Explain how a score, a rate or a total came about."))
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    cell: Annotated[str, typer.Argument(metavar="CELL", help=_t("如 H33 或 自评表!H33", "such as H33 or Sheet!H33"))],
    policy: Policies = None,
    sets: Sets = None,
    form: FormName = None,
    own_forms: OwnForms = None,
    own_checks: OwnChecks = None,
    own_policies: OwnPolicies = None,
    password_file: PasswordFile = None,
    limit: Limit = None,  # noqa: ARG001  # in force once it is read
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Print the steps behind one cell."""
    from jixiao.services.explain import explain_cell  # noqa: PLC0415

    for step in explain_cell(file, cell, settings_of(policy, sets, form, library_of(own_forms, own_checks, own_policies), password_file)):
        say(step.in_language(LANGUAGE))


@app.command(cls=Command, help=_t("撤销：把文件恢复成 recalc 之前的样子。", "Undo: restore a file as it was before recalc."))
def undo(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    cells: Annotated[bool, typer.Option("--cells", help=_t("文件后来又改过时，只恢复仍是我们所写数字的单元格", "if the file changed since, restore only cells that still hold our value"))] = False,
    receipts: Receipts = None,
    log: Log = None,
    password_file: PasswordFile = None,
    limit: Limit = None,  # noqa: ARG001  # in force once it is read
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Restore the bytes, or the cells, of before."""
    from jixiao.services.runlog import file_hash, open_log  # noqa: PLC0415
    from jixiao.workbooks import undo as restore  # noqa: PLC0415

    with open_log(log, "undo", sys.argv[1:], [file]) as record:
        before = file_hash(file)
        outcome = restore(file, cells=cells, receipts=receipts, passwords=passwords_of(password_file))
        record.undone(file, before, outcome)
    if outcome.whole:
        say(_t(f"{file} 已恢复成核算之前的样子（逐字节相同）。", f"{file} is as it was before (byte for byte)."))
    elif outcome.restored:
        say(_t(f"{file} 已恢复 {len(outcome.restored)} 个单元格。", f"{file}: {len(outcome.restored)} cells restored."))
    elif not outcome.notes:
        say(_t(f"{file} 里没有仍是我们所写的单元格，没有改动。", f"{file}: no cell still holds what we wrote; nothing was changed."))
    for note in outcome.notes:
        say(note.in_language(LANGUAGE))


@app.command(cls=Command, help=_t("结转：由绩效目标表生成同年度的自评表（或监控表），照抄目标、指标、分值和预算。", "Carry: make the self-evaluation (or monitoring table) that follows a target table."))
def carry(
    target: Annotated[Path, typer.Argument(metavar="TARGET", help=_t("绩效目标表工作簿", "workbook with the target table"))],
    to: Annotated[str, typer.Option("--to", metavar="STAGE", help=_t("self-evaluation（自评）或 monitoring（监控）", "self-evaluation or monitoring"))],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help=_t("写成的新工作簿（.xlsx）", "the new workbook (.xlsx)"))],
    form: Annotated[str | None, typer.Option("--form", "-f", help=_t("用哪种表样；默认用接着目标表的那一种", "form to take; by default the one that follows the target table"))] = None,
    policy: Annotated[str | None, typer.Option("--policy", "-p", help=_t("计分政策；默认用新表样的", "scoring policy; by default that of the new form"))] = None,
    weights: Annotated[Literal["even"] | None, typer.Option("--weights", help=_t("目标表没有分值时平均分配；默认留空", "spread weights evenly where the target table has none; by default they are left blank"))] = None,
    year: Annotated[int | None, typer.Option("--year", min=2000, max=2099, help=_t("预算年度；默认取目标表的", "budget year; by default that of the target table"))] = None,
    force: Annotated[bool, typer.Option("--force", help=_t("覆盖已有的文件", "overwrite an existing file"))] = False,
    own_forms: OwnForms = None,
    own_policies: OwnPolicies = None,
    log: Log = None,
    password_file: PasswordFile = None,
    decrypt: Publish = False,
    limit: Limit = None,  # noqa: ARG001  # in force once it is read
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Make the table that follows a target table."""
    from jixiao.services.carry import Wishes, carry_file, stage_named  # noqa: PLC0415
    from jixiao.services.runlog import open_log  # noqa: PLC0415

    settings = settings_of([policy] if policy else None, None, None, library_of(own_forms, None, own_policies), password_file)
    with open_log(log, "carry", sys.argv[1:], [target, output]) as record:
        outcome = carry_file(target, output, Wishes(stage_named(to), form or "", weights == "even", year), settings, force=force, decrypt=decrypt)
        record.made("carry", target, output)
    say(_t(f"已写出 {outcome.path}", f"written {outcome.path}"))
    for text in outcome.said:
        say(text.in_language(LANGUAGE))


@app.command(cls=Command, help=_t("新建：写一张空白表，公式、下拉列表、保护和填报说明都在里面。", "New: write a blank form with native formulas, drop-downs and instructions."))
def new(
    form: Annotated[str, typer.Argument(metavar="FORM", help=_t("表样编号或名称；见 jixiao forms", "id or name of a form; see jixiao forms"))],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=_t("写成的工作簿（.xlsx）；默认用表样的名称", "the workbook (.xlsx); by default the form's name"))] = None,
    policy: Annotated[str | None, typer.Option("--policy", "-p", help=_t("公式按哪种计分政策；默认用表样的", "scoring policy of the formulas; by default the form's"))] = None,
    rows: Annotated[int | None, typer.Option("--rows", metavar="N", help=_t("每个二级指标下留几行", "rows for each second level"))] = None,
    year: Annotated[int | None, typer.Option("--year", min=2000, max=2099, help=_t("标题里的预算年度", "budget year in the title"))] = None,
    force: Annotated[bool, typer.Option("--force", help=_t("覆盖已有的文件", "overwrite an existing file"))] = False,
    own_forms: OwnForms = None,
    own_policies: OwnPolicies = None,
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Write a blank workbook."""
    from jixiao.services.new import new_file  # noqa: PLC0415

    made = new_file(form, output, policy=policy, rows=rows, year=year, force=force, library=library_of(own_forms, None, own_policies))
    by = _t(f"，按政策 {made.policy} 计分", f", scored by {made.policy}") if made.policy else ""
    say(_t(f"已写出 {made.path}：{made.form.zh}{by}。", f"written {made.path}: {made.form.en}{by}."))
    say(_t(
        f"浅黄格填写，灰格自动计算，填法见“填报说明”工作表；填好后运行 jixiao check {made.path} 核对。",
        f"Fill in the yellow cells; the grey ones compute. Then run jixiao check {made.path}."))


@app.command(cls=Command, help=_t("列出能认的表样，或一种表样的细节。", "List the forms, or one of them."))
def forms(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help=_t("表样编号；draft 则为文件里的表起草一份表样", "id of a form; draft writes a form file for the table in FILE"))] = None,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=_t("把起草的表样写入文件", "write the draft to a file"))] = None,
    force: Annotated[bool, typer.Option("--force", help=_t("覆盖已有的文件", "overwrite an existing file"))] = False,
    own_forms: OwnForms = None,
    password_file: PasswordFile = None,
    limit: Limit = None,  # noqa: ARG001  # in force once it is read
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """The forms that are recognised, or a draft of one for a table that has none."""
    from jixiao.services.catalogue import form_page, forms_list  # noqa: PLC0415

    library = library_of(own_forms, None, None)
    if name == "draft":
        from jixiao.services.draft import draft  # noqa: PLC0415

        if output is not None:
            from jixiao.model import JixiaoError, Text  # noqa: PLC0415
            from jixiao.services.sources import check_text_file  # noqa: PLC0415

            check_text_file("-o", output)
            if output.is_file() and not force:
                raise JixiaoError(Text(f"{output} 已经存在，没有覆盖。请换一个文件名，或加 --force。", f"{output} exists and was not replaced. Use another name, or --force."))
        drafted = draft(file, library, passwords_of(password_file))
        if output is not None:
            with report_stream(output) as out:  # UTF-8 whatever the shell does with what is printed
                out.write(drafted + "\n")
            say(_t(f"已写出 {output}，请核对后用 --forms 指定它所在的文件夹。", f"{output} written; look it through, then name its folder with --forms."))
            return
        typer.echo(drafted)
        return
    typer.echo(form_page(name, LANGUAGE, library) if name else forms_list(LANGUAGE, library))


@app.command(cls=Command, help=_t("列出计分政策，或一项政策的参数、取值和依据。", "List the policies, or the parameters of one."))
def policies(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]")] = None,
    own_policies: OwnPolicies = None,
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """The scoring policies."""
    from jixiao.services.catalogue import policies_list, policy_page  # noqa: PLC0415

    library = library_of(None, None, own_policies)
    typer.echo(policy_page(name, LANGUAGE, library) if name else policies_list(LANGUAGE, library))


@app.command(cls=Command, help=_t("列出全部检查，或一项检查的说明。", "List the checks, or the manual page of one."))
def checks(
    name: Annotated[str | None, typer.Argument(metavar="[CODE]")] = None,
    own_checks: OwnChecks = None,
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """The checks."""
    from jixiao.services.catalogue import check_page, checks_list  # noqa: PLC0415

    library = library_of(None, own_checks, None)
    typer.echo(check_page(name, LANGUAGE, library) if name else checks_list(LANGUAGE, library))


@app.command(cls=Command, help=_t("列出读取上限：文件多大、多少单元格以上不打开，以及怎样放宽。", "List the limits of reading, and how to raise them."))
def limits(lang: Language = None) -> None:  # noqa: ARG001  # read before the options are
    """What is too large to be opened."""
    from jixiao.workbooks import limits_page  # noqa: PLC0415

    typer.echo(limits_page(LANGUAGE))


app.command(cls=Command, help=DEMO_HELP)(demo)
app.command(cls=Command, help=ROLLUP_HELP)(rollup)
app.command(cls=Command, help=REVIEW_HELP)(review)
app.command(cls=Command, help=REPORT_HELP)(report)
app.command(cls=Command, help=DIFF_HELP)(diff)
app.command(cls=Command, help=RECONCILE_HELP)(reconcile)
app.command(cls=Command, help=THRESHOLDS_HELP)(thresholds)
app.command(cls=Command, help=REDACT_HELP)(redact)
app.command("import", cls=Command, help=IMPORT_HELP)(import_files)
app.add_typer(addin)
app.command(cls=Command, help=_t("加载项之外的入口：对已打开的工作簿执行一条功能区命令。", "Run one command of the ribbon on the open workbook, from outside."))(attach)


def _without_language(arguments: list[str]) -> list[str]:
    """The arguments without ``--lang``, which has been read: it may stand anywhere."""
    kept: list[str] = []
    skip = False
    for argument in arguments:
        if skip or argument.startswith("--lang="):
            skip = False
        elif argument == "--lang":
            skip = True
        else:
            kept.append(argument)
    return kept


_CTRL_C = 130  # what typer makes of an interruption
_OF_SYSTEM = frozenset({errno.ENAMETOOLONG, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EIO})


def _refused_by_system(error: Exception) -> str:
    """The sentence for a path that the system does not let be looked at or written; "" for any other error."""
    if not isinstance(error, OSError) or error.errno not in _OF_SYSTEM or error.filename is None:
        return ""
    from jixiao.workbooks.replacing import cause  # noqa: PLC0415

    return _t(
        f"系统不允许读写 {error.filename}（{cause(error)}）。请检查路径、权限和磁盘空间。",
        f"the system refuses {error.filename} ({error.strerror}). Check path, permissions and disk space.",
    )


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    from jixiao.model import JixiaoError  # noqa: PLC0415

    try:
        outcome = app(_without_language(arguments), standalone_mode=False, prog_name="jixiao")
        if outcome == _CTRL_C:
            raise KeyboardInterrupt  # noqa: TRY301  # said below
    except JixiaoError as error:
        say(error.text.in_language(LANGUAGE), error=True)
        from jixiao.services.run import code_of  # noqa: PLC0415

        return code_of(error)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo(_t("已中断：已完成的文件保留，未完成的没有改动。", "interrupted: finished files are kept, the others unchanged."), err=True)
        return INTERRUPTED
    except typer.Exit as ended:
        return ended.exit_code
    except Exception as error:  # noqa: BLE001  # the last wall before the user
        if spared := lacking(error) or _refused_by_system(error):
            say(spared, error=True)
            return USAGE
        message = getattr(error, "format_message", None)
        if callable(message):  # a usage error: it knows how to say so
            said = str(message())
            typer.echo(said if LANGUAGE == "en" else mistake_in_chinese(said), err=True)
            if "\n" not in said:
                typer.echo(_t("用 jixiao -h 或 jixiao 命令 -h 查看用法。", "Try jixiao -h, or jixiao COMMAND -h."), err=True)
            return USAGE
        from traceback import extract_tb  # noqa: PLC0415

        # Where it happened, and not the words of the error: they may quote a cell.
        place = extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
        typer.echo(_t(f"jixiao 出错（{where}）。请把这句话反馈给维护者。", f"jixiao failed ({where}). Please report this."), err=True)
        return OUR_BUG
    return outcome if isinstance(outcome, int) else 0
