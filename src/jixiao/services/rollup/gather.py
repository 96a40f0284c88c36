"""Gathers the rows of a run, workbook by workbook, and rolls them up at its end."""

from __future__ import annotations

from datetime import datetime

from jixiao.reports.records import COLUMNS, PlainValue, Records
from jixiao.reports.rollup.content import Rollup
from jixiao.services.analyse import Settings
from jixiao.services.frames import frames_of
from jixiao.services.rollup.build import rollup
from jixiao.services.rollup.material import Material
from jixiao.services.thresholds import Thresholds

_LONGEST_SHARED = 60


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

    def _shared(self, value: PlainValue) -> PlainValue:
        if isinstance(value, str) and len(value) <= _LONGEST_SHARED:
            return self._texts.setdefault(value, value)
        return value

    def add(self, records: Records) -> None:
        """The rows of one more workbook."""
        for frame, rows in records.items():
            self._rows[frame].extend(tuple(map(self._shared, row)) for row in rows)

    def rollup(self) -> Rollup:
        """All of it.  The rows are let go."""
        rows, self._rows = self._rows, {frame: [] for frame in COLUMNS}
        self._texts.clear()
        library = self._settings.library
        return rollup(Material(
            frames_of(rows), self._thresholds,
            {check.code: check.title.zh for check in library.checks()}, {form: name.zh for form, name in library.form_names().items()},
            self._settings.policies, self._folders, datetime.now().astimezone(),
        ))  # fmt: skip
