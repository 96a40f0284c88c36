"""What we wrote into open workbooks, so that 撤销 can take it back cell by cell.

For an accountant: Excel 自带的撤销退不回宏写入的内容，这里替它记着.  For a programmer: steps of one workbook, newest last, as
JSON in the user's own folder; never in the workbook.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import xlwings as xw

_MOST_STEPS = 30


class Written(NamedTuple):
    """One block that was written.

    Attributes:
        sheet, address: where ("H21:H155").
        old: rows of what stood there, as formulas (a text as text).
        new: rows of what was written.
        array: the old block was one array formula.
    """

    sheet: str
    address: str
    old: list[list[Any]]
    new: list[list[Any]]
    array: bool = False


class Noted(NamedTuple):
    """A note that was put on a cell; ``old`` is None where there was none."""

    sheet: str
    address: str
    old: str | None
    new: str


@dataclass(slots=True)
class Step:
    """What one command did to a workbook.

    Attributes:
        label: for people: "计算本表".
        cells: blocks written; notes: notes put on cells.
        properties: custom properties changed → their value before.
        sheet: name of the 校验 sheet that was added, "" if none was; marked: cells were coloured by 识别表样.
    """

    label: str
    cells: list[Written] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    marked: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was changed."""
        return not (self.cells or self.notes or self.properties or self.sheet or self.marked)


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The user's own folder for what the add-in remembers."""
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "jixiao"
    return Path(environment.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "jixiao"


def _file(book: xw.Book) -> Path:
    """Where the steps of a workbook are kept; one that was never saved is known by its name and program."""
    name = book.fullname
    if not ("/" in name or "\\" in name):
        name = f"{name}|{book.app.pid}"
    return data_folder() / "undo" / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.json"


def steps(book: xw.Book) -> list[Step]:
    """The steps that can be taken back, newest last."""
    try:
        listed = json.loads(_file(book).read_text("utf-8"))
    except (OSError, ValueError):
        return []
    found = []
    for each in listed:
        each["cells"] = [Written(*cells) for cells in each["cells"]]
        each["notes"] = [Noted(*note) for note in each["notes"]]
        found.append(Step(**each))
    return found


def _keep(book: xw.Book, kept: list[Step]) -> None:
    path = _file(book)
    if not kept:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        temporary.write_text(json.dumps([asdict(step) for step in kept[-_MOST_STEPS:]], ensure_ascii=False), "utf-8")
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink()


def remember(book: xw.Book, step: Step) -> None:
    """Put a step on top.  It is kept before the cells are written: what was not written holds no value of ours."""
    if not step.empty:
        _keep(book, [*steps(book), step])


def forget_marks(book: xw.Book) -> None:
    """The colours of 识别表样 are gone: steps that did nothing else have nothing to take back."""
    known = steps(book)
    kept = [step for step in known if step != Step(step.label, marked=True)]
    if kept != known:
        _keep(book, kept)


def forget_last(book: xw.Book) -> None:
    """Take the newest step off."""
    _keep(book, steps(book)[:-1])
