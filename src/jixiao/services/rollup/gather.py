"""Gathers the rows of a run, workbook by workbook, and rolls them up at its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import PurePath

from jixiao.reports.records import COLUMNS, PlainValue, Records
from jixiao.reports.rollup.content import Rollup
from jixiao.services.analyse import Settings
from jixiao.services.frames import frames_of
from jixiao.services.rollup.build import rollup
from jixiao.services.rollup.material import Material
from jixiao.services.thresholds import Thresholds

_LONGEST_SHARED = 60
_NAMED = 5


class Gathering:
    """The rows of a run.

    A unit's name stands in hundreds of rows, a workbook's path in all of its own: each is kept once.
    """

    def __init__(self, settings: Settings, thresholds: Thresholds, folders: tuple[str, ...]) -> None:
        self._settings = settings
        self._thresholds = thresholds
        self._folders = folders
        self._rows: Records = {frame: [] for frame in COLUMNS}
        self._texts: dict[str, str] = {}
        self._ours: list[str] = []

    def _shared(self, value: PlainValue) -> PlainValue:
        if isinstance(value, str) and len(value) <= _LONGEST_SHARED:
            return self._texts.setdefault(value, value)
        return value

    def add(self, records: Records) -> None:
        """The rows of one more workbook."""
        for frame, rows in records.items():
            self._rows[frame].extend(tuple(map(self._shared, row)) for row in rows)

    def leave_out(self, path: str) -> None:
        """An earlier roll-up, or an opinion: it says that it is none of the tables, and is named."""
        self._ours.append(path)

    @property
    def empty(self) -> bool:
        """Whether no workbook had anything to be rolled up."""
        return not self._rows["tables"] and not self._rows["findings"]

    def undone(self) -> list[str]:
        """Every workbook with which nothing could be done, and why."""
        names = [column.name for column in COLUMNS["files"]]
        files = [dict(zip(names, row, strict=True)) for row in self._rows["files"]]
        return [f"{file['path']}：{file['message']}" for file in files if file["message"]]

    def rollup(self) -> Rollup:
        """All of it.  The rows are let go."""
        rows, self._rows = self._rows, {frame: [] for frame in COLUMNS}
        self._texts.clear()
        library = self._settings.library
        made = rollup(Material(
            frames_of(rows), self._thresholds,
            {check.code: check.title.zh for check in library.checks()}, {form: name.zh for form, name in library.form_names().items()},
            self._settings.policies, self._folders, datetime.now().astimezone(),
        ))  # fmt: skip
        if not self._ours:
            return made
        named = "、".join(PurePath(path).name for path in self._ours[:_NAMED]) + (" 等" if len(self._ours) > _NAMED else "")
        return replace(made, warnings=(*made.warnings, f"{len(self._ours)} 个工作簿是 jixiao 写的汇总表或审核意见，没有计入：{named}。"))
