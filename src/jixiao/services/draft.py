"""A form file drafted from a table that has none: `jixiao forms draft FILE`."""

from __future__ import annotations

import re
from pathlib import Path

from jixiao.forms import draft_form, recognise
from jixiao.model import JixiaoError, Text
from jixiao.services.analyse import unknown_form
from jixiao.services.library import Library
from jixiao.workbooks import Passwords, open_workbook


def draft(path: Path | None, library: Library, passwords: Passwords | None = None) -> str:
    """The TOML of a form for the first table of a workbook.

    Raises JixiaoError where no file is named, it cannot be read, or holds no table.
    """
    if path is None:
        raise JixiaoError(Text(
            "jixiao forms draft 后面要写文件名，例如：jixiao forms draft 自评表.xlsx > forms/我市.toml",
            "jixiao forms draft needs a file: jixiao forms draft table.xlsx > forms/ours.toml",
        ))
    workbook = open_workbook(path, passwords=passwords)
    recognition = recognise(workbook.book, None, library.form_folders)
    if not recognition.tables:
        raise JixiaoError(unknown_form(workbook, library))
    table = recognition.tables[0]
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    taken = {form.id for form in library.forms()}
    form_id = stem if stem and stem not in taken else f"own-{table.stage}"
    return draft_form(table, form_id, table.policy or "mof-2020")
