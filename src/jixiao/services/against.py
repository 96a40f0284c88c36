"""Reads the tables that ``--against`` names, with the same recogniser as any other table."""

from __future__ import annotations

from pathlib import Path

from jixiao.forms import recognise
from jixiao.model import JixiaoError, Text
from jixiao.scoring.assess import assess
from jixiao.services.analyse import Settings, policies_for
from jixiao.services.pairing import Declarations, Declared
from jixiao.services.sources import find_sources
from jixiao.workbooks import Unreadable, open_workbook


def read_declarations(given: str, settings: Settings) -> Declarations:
    """The target (and monitoring) tables of a workbook or a folder.

    In a folder, workbooks that cannot be read are passed over.  Raises JixiaoError if nothing is there to compare with.
    """
    folder = Path(given).is_dir()
    tables: list[Declared] = []
    for source in find_sources([given]):
        try:
            workbook = open_workbook(source.path, passwords=settings.passwords)
        except Unreadable:
            if folder:
                continue
            raise
        recognition = recognise(workbook.book, None, settings.library.form_folders)
        tables.extend(
            Declared(source.path, assess(table, policies_for(table, workbook.book, settings)[0]))
            for table in recognition.tables if table.stage in {"target", "monitoring"}
        )
    if not tables:
        raise JixiaoError(Text(
            f"--against 指定的 {given} 里没有认出绩效目标表（或监控表），无法对照。请检查文件。",
            f"--against {given}: no target table (or monitoring table) was recognised there.",
        ))
    return Declarations(given, tuple(tables), folder)
