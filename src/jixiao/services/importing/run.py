"""Import a file: read the document, take its tables over, write the workbook.

For an accountant: ``jixiao import 自评报告.docx -o 自评表.xlsx``.  For a programmer: ``import_file`` never raises for what a file is; it
says so in its Outcome.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from jixiao import __version__
from jixiao.model import JixiaoError, Text
from jixiao.model.documents import Document
from jixiao.services.analyse import PROPERTY, Settings
from jixiao.services.importing.grids import unused_name
from jixiao.services.importing.imported import Imported, take_over
from jixiao.services.importing.notes_sheet import notes_sheet
from jixiao.services.sources import is_workbook
from jixiao.workbooks import NoPassword
from jixiao.workbooks.drawing import Drawing, write_drawing
from jixiao.workbooks.findings_sheet import IMPORT_NOTES

Status = Literal["ok", "doubtful", "refused", "unknown-form", "no-table", "unreadable"]
CODES: dict[Status, int] = {"ok": 0, "doubtful": 0, "refused": 2, "unknown-form": 3, "no-table": 3, "unreadable": 4}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Attributes:
        path: the file; target: the workbook that was written, None for none.
        status: "doubtful" where cells have to be compared with the document; "unknown-form" where tables were written as they are
            and fit no form; "refused" (the user asked for what cannot be), "no-table" and "unreadable" where nothing was written.
        message: why nothing was written, or what to do next; None where all is well.
        imported: what was taken over, None where nothing could be.
    """

    path: Path
    target: Path | None
    status: Status
    message: Text | None
    imported: Imported | None = None

    @property
    def code(self) -> int:
        """The exit code that it asks for."""
        return CODES[self.status]


def import_file(path: Path, target: Path, settings: Settings, *, force: bool = False, decrypt: bool = False) -> Outcome:
    """Write the tables of a document as a workbook; never raises for what the file is or where the result should go.

    What comes out of a document with a password has none, and is written only where ``decrypt`` says so.
    """
    try:
        return _import(path, target, settings, force=force, decrypt=decrypt)
    except JixiaoError as error:
        return Outcome(path, None, "refused", error.text)


def _opened(path: Path, settings: Settings, *, decrypt: bool) -> Document:
    """The document; one with a password only where its content may be written without."""
    from jixiao.documents import open_document  # noqa: PLC0415  # the readers are loaded when a document is read

    try:
        return open_document(path)
    except NoPassword:
        document = open_document(path, passwords=settings.passwords)
        if not decrypt:
            raise _KeptError(Text(
                f"{path.name} 设有打开密码，而导入写出的工作簿没有密码，所以没有写出。确认可以写成没有密码的文件，请加 --decrypt，写完在 Excel/WPS 里自行设置密码。",
                f"{path.name} has a password, and the workbook would have none; nothing was written. If that is all right, add --decrypt, and set a password in Excel/WPS afterwards.",
            )) from None
        return document


class _KeptError(JixiaoError):
    """The document has a password, and nobody said that its content may be written without."""


def _import(path: Path, target: Path, settings: Settings, *, force: bool, decrypt: bool) -> Outcome:
    if is_workbook(path):
        raise JixiaoError(Text(
            f"{path} 本来就是工作簿，不用导入。核对用 jixiao check {path}，转到别的表样用 jixiao carry。",
            f"{path} is a workbook already. Check it with `jixiao check {path}`.",
        ))
    if target.exists() and path.exists() and target.samefile(path):
        raise JixiaoError(Text(f"-o 就是原文件本身（{target}），没有写出。请换一个文件名。", f"-o is the file itself ({target}); nothing was written."))
    if not os.path.lexists(path):
        raise JixiaoError(Text(f"没有文件 {path}。请检查路径。", f"there is no file {path}. Check the path."))
    try:
        document = _opened(path, settings, decrypt=decrypt)
    except _KeptError:
        raise
    except JixiaoError as error:
        return Outcome(path, None, "unreadable", error.text)
    if not document.tables and not document.paragraphs:
        return Outcome(path, None, "no-table", _empty(path))
    policy = settings.library.policy(settings.policies[0]).with_overrides(dict(settings.overrides)) if settings.policies else None
    imported = take_over(document, settings.form, policy, settings.library)
    if not imported.sheets:
        return Outcome(path, None, "no-table", _no_table(path), imported)
    write_drawing(drawn(imported, path.name, settings), target, force=force, source=path)
    if not imported.fits:
        return Outcome(path, target, "unknown-form", _no_form(target), imported)
    count = sum(len(sheet.doubtful) for sheet in imported.sheets)
    if count:
        return Outcome(path, target, "doubtful", Text(
            f"有 {count} 格待核对：在 {target.name} 里是橙色，逐一列在“{IMPORT_NOTES}”工作表；核对后再用 jixiao check 检查。",
            f"{count} cells have to be checked: they are orange in {target.name} and listed on the sheet {IMPORT_NOTES}.",
        ), imported)
    return Outcome(path, target, "ok", None, imported)


def drawn(imported: Imported, file: str, settings: Settings) -> Drawing:
    """The new workbook: a sheet a table, and 导入说明 last."""
    taken = {sheet.name.casefold() for sheet in imported.sheets}
    notes = notes_sheet(imported, file)
    name = unused_name(notes.name, taken)
    sheets = [sheet.drawing for sheet in imported.sheets]
    properties = {"jixiao.imported": imported.document.sha256 or "-", "jixiao.version": __version__}
    if settings.policies:
        properties[PROPERTY] = settings.policies[0]
    return Drawing((*sheets, replace(notes, name=name)), imported.sheets[0].name, properties)


def _empty(path: Path) -> Text:
    return Text(f"{path.name} 是空的，没有可导入的内容。", f"{path.name} is empty; there is nothing to import.")


def _no_table(path: Path) -> Text:
    return Text(
        f"{path.name} 里没有表格，也没有写成“绩效指标：…”的目标，没有写出工作簿。正文里的数字用 jixiao reconcile 与表核对。",
        f"{path.name} holds no table; no workbook was written. `jixiao reconcile` compares its text with a workbook.",
    )


def _no_form(target: Path) -> Text:
    return Text(
        f"没有一张表合得上表样；各表按原样写进了 {target.name}，没有核算的内容。知道是哪种表的，用 --form 指定（见 jixiao forms）。",
        f"no table fits a form; they were written to {target.name} as they are. Name the form with --form (see `jixiao forms`).",
    )
