"""Files of other kinds (.xls, .et, .ods): told by their content, read for checking, never written.

For an accountant: 旧版 .xls、WPS 的 .et、OpenDocument 的 .ods 可以直接检查；要写入，请先变成 .xlsx.
For a programmer: the parent of `foreign_child`.  A file that takes too long, needs too much memory
or brings the child down becomes a sentence; the answer is JSON and is taken as data.
"""

from __future__ import annotations

import hashlib
import json
import signal
import struct
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.model import Book, Explanation, Grid, Text
from jixiao.workbooks.compound import MAGIC, Compound, CompoundError
from jixiao.workbooks.exchange import BrokenReportError, Report, grids, unpack
from jixiao.workbooks.findings_sheet import find_head, read_explanations
from jixiao.workbooks.limits import Limits, too_large
from jixiao.workbooks.passwords import Passwords
from jixiao.workbooks.unreadable import Unreadable, damaged, unreadable

if TYPE_CHECKING:
    import subprocess

_MEMORY_EXIT = 70
# Isolated from the environment, and with this very package, in whatever way it was installed.
_CHILD = "import sys; sys.path[:] = sys.argv[2:]; from jixiao.workbooks.foreign_child import main; sys.exit(main(sys.argv[1]))"

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
        known.append(replace(grid, generated=True) if ours else grid)
    return tuple(known), explanations


# -------------------------------------------------------------- the child ----


def _ask(data: bytes, kind: str, limits: Limits, candidates: Sequence[str] = ()) -> Report:
    import subprocess  # noqa: PLC0415  # most runs meet no such file

    order = {"kind": kind, "limits": asdict(limits)}
    command = [sys.executable, "-I", "-c", _CHILD, json.dumps(order), *(each for each in sys.path if each)]
    # Everybody can see the words of a command; what comes by standard input is seen by nobody.
    secret = json.dumps(list(candidates)).encode()
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and our own words
            command, input=struct.pack("<I", len(secret)) + secret + data, capture_output=True, check=False, timeout=limits.read_seconds,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise too_large("read_seconds", limits) from None
    except OSError as error:
        raise unreadable(
            f"无法启动读取程序（{error.strerror}）。请重新安装 jixiao，或把文件另存为 .xlsx 后再试。",
            f"The reading process cannot be started ({error.strerror}). Install jixiao again, or save the file as .xlsx.",
        ) from error
    if done.returncode:
        raise _explained(done, limits)
    try:
        return unpack(done.stdout)
    except BrokenReportError:
        raise damaged("读出的内容不完整", "what was read is incomplete") from None


def _explained(done: subprocess.CompletedProcess[bytes], limits: Limits) -> Unreadable:
    """Why the child ended without an answer."""
    if done.returncode in {-_signal("SIGXCPU"), -_signal("SIGKILL")}:
        return too_large("read_seconds", limits)
    if done.returncode == _MEMORY_EXIT or b"memory allocation" in done.stderr or b"MemoryError" in done.stderr:
        return too_large("read_bytes", limits)
    if b"No module named 'python_calamine'" in done.stderr:
        return unreadable(
            "读取 .xls 需要 python-calamine，没有找到。请重新安装 jixiao（pip install jixiao），或把文件另存为 .xlsx 后再试。",
            "Reading an .xls needs python-calamine, which is missing. Install jixiao again, or save the file as .xlsx.",
        )
    return damaged("读取时出错，读取程序已停止", "the reading process failed")


def _signal(name: str) -> int:
    return int(getattr(signal, name, 1 << 20))
