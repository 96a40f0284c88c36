"""The command that takes the tables of documents over into workbooks: thin.

For an accountant: Word、网页、PDF、文字里的表，进到工作簿里，每一格都写明出处.
For a programmer: one Outcome a file; text or JSON of them, and the highest exit code.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jixiao.cli_options import FormName, Language, Limit, Log, OwnForms, OwnPolicies, library_of, settings_of
from jixiao.cli_passwords import PasswordFile, Publish
from jixiao.cli_words import LANGUAGE, say
from jixiao.cli_words import t as _t

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.services.importing.run import Outcome

_NOT_FOLDERS = frozenset({".xls", ".xlsm", ".xlsb", ".et", ".ods", ".csv", ".doc", ".docx", ".pdf", ".html", ".htm", ".txt", ".json"})
HELP = _t(
    "导入：把 Word、网页、PDF（有文字的）、纯文本里的绩效表写进工作簿，每一格注明原文位置，拿不准的标出来。",
    "Import: take tables of Word, HTML, PDF (with text) and plain text over into a workbook; every cell tells its place, doubtful ones are marked.",
)


def import_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=_t("文档（.docx .html .pdf .txt）", "documents (.docx .html .pdf .txt)"))],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.xlsx|DIR/", help=_t("写成的工作簿；几个文档时是文件夹", "the workbook; a folder for several documents"))],
    form: FormName = None,
    policy: Annotated[str | None, typer.Option("--policy", "-p", help=_t("空白格里的公式按哪种计分政策；默认用表样的", "scoring policy of the formulas; by default the form's"))] = None,
    force: Annotated[bool, typer.Option("--force", help=_t("覆盖已有的文件", "overwrite an existing file"))] = False,
    kind: Annotated[Literal["text", "json"], typer.Option("--format", help=_t("输出格式", "output format"))] = "text",
    own_forms: OwnForms = None,
    own_policies: OwnPolicies = None,
    log: Log = None,
    password_file: PasswordFile = None,
    decrypt: Publish = False,
    limit: Limit = None,  # noqa: ARG001  # in force once it is read
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Import documents; the highest exit code of the files applies."""
    from jixiao.services.importing.report import as_json, lines  # noqa: PLC0415
    from jixiao.services.importing.run import import_file  # noqa: PLC0415
    from jixiao.services.runlog import open_log  # noqa: PLC0415

    settings = settings_of([policy] if policy else None, None, form, library_of(own_forms, None, own_policies), password_file)
    targets = _targets(files, output)
    outcomes: list[Outcome] = []
    with open_log(log, "import", sys.argv[1:], files) as record:
        for path, target in zip(files, targets, strict=True):
            outcome = import_file(path, target, settings, force=force, decrypt=decrypt)
            outcomes.append(outcome)
            if outcome.target is not None:
                record.made("import", path, outcome.target)
            if kind == "text":
                for text in lines(outcome):
                    say(text.in_language(LANGUAGE), error=outcome.target is None)
    if kind == "json":
        typer.echo(json.dumps(as_json(outcomes, LANGUAGE), ensure_ascii=False, indent=1))
    raise typer.Exit(max(outcome.code for outcome in outcomes))


def _targets(files: Sequence[Path], output: Path) -> list[Path]:
    """Where each document's workbook goes.  Raises JixiaoError."""
    from jixiao.model import JixiaoError, Text  # noqa: PLC0415

    if output.suffix.lower() == ".xlsx" and not output.is_dir():
        if len(files) > 1:
            raise JixiaoError(Text(f"有 {len(files)} 个文档，-o 应是文件夹，不是 {output}。", f"there are {len(files)} documents; -o takes a folder, not {output}."))
        return [output]
    file_name = output.suffix.lower() in _NOT_FOLDERS and not output.is_dir()
    if file_name or (output.exists() and not output.is_dir()):
        raise JixiaoError(Text(f"-o 应是 .xlsx 文件名或文件夹，不能是 {output}。", f"-o takes an .xlsx name or a folder, not {output}."))
    if not output.absolute().parent.is_dir():
        raise JixiaoError(Text(f"文件夹 {output.parent} 不存在。请先建好，或换一个位置。", f"there is no folder {output.parent}. Make it, or choose another place."))
    output.mkdir(exist_ok=True)
    return list(_in_folder(files, output))


def _in_folder(files: Sequence[Path], folder: Path) -> Iterator[Path]:
    """One workbook a document, named as it is; where two would have one name, the ending stays in it."""
    taken: set[str] = set()
    for path in files:
        number, name = 1, f"{path.stem}.xlsx"
        while name.casefold() in taken:
            name = f"{path.name}.xlsx" if number == 1 else f"{path.name}({number}).xlsx"
            number += 1
        taken.add(name.casefold())
        yield folder / name
