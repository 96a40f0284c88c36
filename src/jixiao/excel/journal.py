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
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple

import xlwings as xw

from jixiao.excel.anchors import Layout, Row
from jixiao.model import JixiaoError, Text

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


class Formatted(NamedTuple):
    """Cells whose number format was changed, and what it was."""

    sheet: str
    address: str
    old: str


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
        cells: blocks written; formats: number formats changed for them; notes: notes put on cells.
        properties: custom properties changed → their value before.
        sheet: name of the 校验 sheet that was added, "" if none was; earlier: our 校验 sheet until then, "" if there was none.
        rewritten: name of the 校验 sheet that was written anew, "" if none was.
        marked: cells were coloured by 识别表样.
        sheets: every sheet of the workbook at the time; layouts: of the sheets written to, as they were left.
    """

    label: str
    cells: list[Written] = field(default_factory=list)
    formats: list[Formatted] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    earlier: str = ""
    rewritten: str = ""
    marked: bool = False
    sheets: list[str] = field(default_factory=list)
    layouts: dict[str, Layout] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing was changed."""
        return not (self.cells or self.notes or self.properties or self.sheet or self.rewritten or self.marked)


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The user's own folder for what the add-in remembers."""
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "jixiao"
    return Path(environment.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "jixiao"


def state_file(book: xw.Book, kind: str) -> Path:
    """Where something about a workbook is kept; one that was never saved is known by its name and program."""
    name = book.fullname
    if not ("/" in name or "\\" in name):
        name = f"{name}|{book.app.pid}"
    return data_folder() / kind / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.json"


def keep(path: Path, content: Any) -> None:
    """Write a file as a whole or not at all.  Raises JixiaoError."""
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # It holds what stood in cells: nobody else on this computer may read it.
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:  # noqa: PTH123  # pathlib cannot set the mode
            json.dump(content, stream, ensure_ascii=False)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        raise JixiaoError(Text(
            f"记不下撤销用的内容：文件夹 {path.parent} 不能写（可能没有权限，或磁盘已满）。为了能够撤销，表格没有改动；请让这个文件夹可以写入后再试。",
            f"{path.parent} cannot be written, so that nothing could be undone; no cell was changed.",
        )) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _step(kept: dict[str, Any]) -> Step:
    layouts = {
        sheet: {int(number): Row(*row) for number, row in layout.items()} for sheet, layout in kept["layouts"].items()
    }
    return Step(**{
        **kept, "cells": [Written(*each) for each in kept["cells"]], "formats": [Formatted(*each) for each in kept["formats"]],
        "notes": [Noted(*each) for each in kept["notes"]], "layouts": layouts,
    })


def steps(book: xw.Book) -> list[Step]:
    """The steps that can be taken back, newest last; none where the file is damaged or of another version."""
    try:
        return [_step(each) for each in json.loads(state_file(book, "undo").read_text("utf-8"))]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return []


def remember(book: xw.Book, step: Step) -> None:
    """Put a step on top.  It is kept before the cells are written: what was not written holds no value of ours.  Raises JixiaoError."""
    if not step.empty:
        step.sheets = [sheet.name for sheet in book.sheets]
        keep_steps(book, [*steps(book), step])


def keep_steps(book: xw.Book, kept: list[Step]) -> None:
    """These steps and no others.  Raises JixiaoError."""
    path = state_file(book, "undo")
    if kept:
        keep(path, [{each.name: getattr(step, each.name) for each in fields(step)} for step in kept[-_MOST_STEPS:]])
    else:
        path.unlink(missing_ok=True)


def forget_marks(book: xw.Book) -> None:
    """The colours of 识别表样 are gone: steps that did nothing else have nothing to take back."""
    known = steps(book)
    kept = [step for step in known if not step.marked]
    if kept != known:
        keep_steps(book, kept)
