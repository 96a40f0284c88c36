"""The command that writes the self-evaluation report in Word: thin.

For an accountant: 由填好的自评表写出自评报告和公开表.  For a programmer: rooms are imported when the command runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from jixiao.cli_options import (
    FormName,
    Language,
    Limit,
    OwnChecks,
    OwnForms,
    OwnPolicies,
    Policies,
    Sets,
    library_of,
    settings_of,
)
from jixiao.cli_passwords import PasswordFile, Publish
from jixiao.cli_words import LANGUAGE, say
from jixiao.cli_words import t as _t

HELP = _t(
    "报告：由填好的自评表写出 Word 的绩效自评报告（整体支出或项目支出）和公开表；再写一次只更新数字，自己写的话不动。",
    "Report: the self-evaluation report in Word, from the filled-in tables; written again, only figures change.",
)
_LISTED = 30


def report(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE...", help=_t("填好的自评表工作簿；一个单位、一个年度的可以几个一起", "workbooks with filled-in tables of one unit and year"))] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="REPORT.docx", help=_t("报告写到哪个文件；已有的报告只更新数字", "where to write; an existing report has its figures renewed"))] = None,
    template: Annotated[Path | None, typer.Option("--template", metavar="T.docx", help=_t("自己的 Word 模板", "a Word template of the office's own"))] = None,
    keep: Annotated[Path | None, typer.Option("--keep", metavar="OLD.docx", help=_t("沿用这份旧报告里自己写的话（如上年的报告）", "take the own words of this old report"))] = None,
    public: Annotated[Path | None, typer.Option("--public", metavar="PUBLIC.docx", help=_t("另写一页自评结果公开表（遮盖电话、证号、账号）", "also a one-page sheet for publication, personal data masked"))] = None,
    write_template: Annotated[Path | None, typer.Option("--write-template", metavar="T.docx", help=_t("写出内置模板，供在 Word 里修改", "write the built-in template, to be edited in Word"))] = None,
    kind: Annotated[Literal["department", "project", "public"], typer.Option("--kind", help=_t("写出哪种模板（与 --write-template 同用）", "which template (with --write-template)"))] = "department",
    force: Annotated[bool, typer.Option("--force", help=_t("覆盖已有的文件；会丢失的旧内容另存为旧稿", "overwrite existing files; what would be lost is kept beside"))] = False,
    policy: Policies = None,
    sets: Sets = None,
    form: FormName = None,
    own_forms: OwnForms = None,
    own_checks: OwnChecks = None,
    own_policies: OwnPolicies = None,
    password_file: PasswordFile = None,
    decrypt: Publish = False,
    limit: Limit = None,  # noqa: ARG001  # in force once it is read
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Write the report and say what is still to be filled in."""
    from jixiao.model import JixiaoError, Text  # noqa: PLC0415
    from jixiao.services.report.deliver import Wishes, write_report  # noqa: PLC0415
    from jixiao.services.report.deliver import write_template as write_blank  # noqa: PLC0415
    from jixiao.services.report.material import NoTable  # noqa: PLC0415
    from jixiao.services.run import UNKNOWN_FORM  # noqa: PLC0415

    if write_template is not None:
        write_blank(write_template, kind, force=force)
        say(_t(f"已写出模板 {write_template}。", f"template written: {write_template}"))
        return
    if not files or output is None:
        raise JixiaoError(Text("请给出填好的自评表，并用 -o 报告.docx 指定写到哪里。", "give the filled-in workbooks, and -o report.docx."))
    settings = settings_of(policy, sets, form, library_of(own_forms, own_checks, own_policies), password_file)
    try:
        done = write_report(files, Wishes(output, template, keep, public, force, decrypt), settings)
    except NoTable as error:
        say(error.text.in_language(LANGUAGE), error=True)
        raise typer.Exit(UNKNOWN_FORM) from None
    for path in done.written:
        say(_t(f"已写出 {path}", f"written {path}"))
    if done.notes:
        say(_t(f"有 {done.notes} 处加了批注，请在 Word 里核对后删去。", f"{done.notes} notes in the margin; look at them in Word."))
    if done.wanted:
        listed = "、".join(done.wanted[:_LISTED])
        say(_t(f"还有 {len(done.wanted)} 处请填写：{listed}。", f"{len(done.wanted)} places are still to be filled in: {listed}."))
    for text in done.said:
        say(f"! {text.in_language(LANGUAGE)}")
