"""Files of other kinds (.xls, .et, .ods): told by their content, read for checking, never written.

For an accountant: 旧版 .xls、WPS 的 .et、OpenDocument 的 .ods 可以直接检查；要写入，请先变成 .xlsx.
For a programmer: the parent of `foreign_child`.  A file that takes too long, needs too much memory
or brings the child down becomes a sentence (`children`); the answer is JSON and is taken as data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jixiao.model import Book, Explanation, Grid, Text
from jixiao.workbooks.children import ask, program
from jixiao.workbooks.compound import MAGIC, Compound, CompoundError
from jixiao.workbooks.exchange import BrokenReportError, Report, grids, unpack
from jixiao.workbooks.findings_sheet import find_head, lists_sources, read_explanations
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.passwords import Passwords
from jixiao.workbooks.unreadable import Unreadable, damaged, unreadable

_CHILD = program("jixiao.workbooks.foreign_child")

ET_NOTE = Text(
    "WPS .et 文件未经实样测试：按旧版 .xls 的格式读取，请核对读出的数字；有出入时请在 WPS 里另存为 .xlsx。",
    "WPS .et files have not been tested on a real sample: this one was read as an old .xls. Check the figures, or save it as .xlsx.",
)


@dataclass(frozen=True, slots=True)
class ReadOnlyWorkbook:
    """A workbook that can be checked and not written.

    Attributes:
        path: the file, as the user wrote it.
        book: its sheets; sha256: of the bytes as read.
        kind: "xls" or "ods", by content.
        notes: sentences about what could not be read.
        locked: it has a password for opening.
    """

    path: Path
    book: Book
    sha256: str
    kind: str
    notes: tuple[Text, ...] = ()
    locked: bool = False


def compound_kind(data: bytes) -> str | None:
    """``xls`` for an OLE2 file that is a workbook and not an encrypted .xlsx; else None."""
    if not data.startswith(MAGIC):
        return None
    try:
        names = Compound(data).names()
    except CompoundError:
        return None
    return "xls" if names & {"workbook", "book"} and "encryptedpackage" not in names else None


def read_foreign(path: Path, data: bytes, kind: str, limits: Limits, passwords: Passwords | None = None) -> ReadOnlyWorkbook:
    """Read a file of another kind in a child process.  Raises Unreadable."""
    report = _ask(data, kind, limits)
    locked = report.locked
    if locked:
        _, report = (passwords or Passwords()).opening(path, lambda candidates: _unlocked(data, kind, limits, candidates))
    if report.refusal is not None:
        raise Unreadable(report.refusal)
    if not report.sheets:
        raise unreadable(
            "文件里没有工作表（可能只有图表）。请确认选对了文件。",
            "The file has no worksheet (only charts, perhaps). Check that it is the right file.",
        )
    sheets, explanations = _own_sheets(grids(report))
    notes = (ET_NOTE, *report.notes) if kind == "xls" and path.suffix.lower() == ".et" else tuple(report.notes)
    book = Book(str(path), sheets, {}, explanations)
    return ReadOnlyWorkbook(path, book, hashlib.sha256(data).hexdigest(), kind, notes, locked)


def _unlocked(data: bytes, kind: str, limits: Limits, candidates: Sequence[str]) -> tuple[str, Report] | None:
    """What is in a file with a password, and which it is; None where it is none of the candidates."""
    report = _ask(data, kind, limits, candidates)
    if report.locked:
        return None
    if report.opened_with is None or not 0 <= report.opened_with < len(candidates):
        raise damaged("读出的内容不完整", "what was read is incomplete") if report.refusal is None else Unreadable(report.refusal)
    return candidates[report.opened_with], report


def _own_sheets(listed: tuple[Grid, ...]) -> tuple[tuple[Grid, ...], dict[str, Explanation]]:
    """Our own 校验 sheet is known by its headings, and its words are kept."""
    explanations: dict[str, Explanation] = {}
    known: list[Grid] = []
    for grid in listed:
        ours = find_head(grid) is not None
        if ours:
            explanations.update(read_explanations(grid))
        known.append(replace(grid, generated=True) if ours or lists_sources(grid) else grid)
    return tuple(known), explanations


# -------------------------------------------------------------- the child ----


def _ask(data: bytes, kind: str, limits: Limits, candidates: Sequence[str] = ()) -> Report:
    try:
        return unpack(ask(_CHILD, data, {"kind": kind}, limits, candidates, needs="python_calamine"))
    except BrokenReportError:
        raise damaged("读出的内容不完整", "what was read is incomplete") from None
