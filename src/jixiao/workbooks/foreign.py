"""Files of other kinds (.xls, .et, .ods): told by their content, read for checking, never written.

For an accountant: 旧版 .xls、WPS 的 .et、OpenDocument 的 .ods 可以直接检查；要写入，请先变成 .xlsx.
For a programmer: the parent of `foreign_child`.  A file that takes too long, needs too much memory
or brings the child down becomes a sentence; the answer is JSON and is taken as data.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.model import Book, Explanation, Grid, Text
from jixiao.workbooks.compound import MAGIC, Compound, CompoundError
from jixiao.workbooks.exchange import BrokenReportError, Report, grids, unpack
from jixiao.workbooks.findings_sheet import find_head, read_explanations
from jixiao.workbooks.unreadable import MIB, Limits, Unreadable, damaged, unreadable

if TYPE_CHECKING:
    import subprocess

SECONDS_NAME, MEMORY_NAME = "JIXIAO_READ_SECONDS", "JIXIAO_READ_MIB"
_SECONDS, _MEMORY_MIB = 60.0, 1024
_LEAST_MIB = 128  # Python itself needs some of it
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
    """

    path: Path
    book: Book
    sha256: str
    kind: str
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Confinement:
    """How long and how large the child may become; both may be raised by the user."""

    seconds: float = _SECONDS
    memory: int = _MEMORY_MIB * MIB

    @classmethod
    def chosen(cls) -> Confinement:
        """The limits in force: those of the environment, else the usual ones."""
        memory = max(setting(MEMORY_NAME, _MEMORY_MIB), _LEAST_MIB)
        return cls(setting(SECONDS_NAME, _SECONDS), int(memory * MIB))


def setting(name: str, usual: float) -> float:
    """A limit from the environment, else the usual one."""
    try:
        value = float(os.environ.get(name, ""))
    except ValueError:
        return usual
    return value if 0 < value < 1_000_000 else usual


def compound_kind(data: bytes) -> str | None:
    """``xls`` for an OLE2 file that is a workbook and not an encrypted .xlsx; else None."""
    if not data.startswith(MAGIC):
        return None
    try:
        names = Compound(data).names()
    except CompoundError:
        return None
    return "xls" if names & {"workbook", "book"} and "encryptedpackage" not in names else None


def read_foreign(path: Path, data: bytes, kind: str, limits: Limits, confinement: Confinement | None = None) -> ReadOnlyWorkbook:
    """Read a file of another kind in a child process.  Raises Unreadable."""
    report = _ask(data, kind, limits, confinement or Confinement.chosen())
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
    return ReadOnlyWorkbook(path, book, hashlib.sha256(data).hexdigest(), kind, notes)


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


def _ask(data: bytes, kind: str, limits: Limits, confinement: Confinement) -> Report:
    import subprocess  # noqa: PLC0415  # most runs meet no such file

    order = {"kind": kind, "memory": confinement.memory, "seconds": int(confinement.seconds) + 1, "limits": asdict(limits)}
    command = [sys.executable, "-I", "-c", _CHILD, json.dumps(order), *(each for each in sys.path if each)]
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and our own words
            command, input=data, capture_output=True, check=False, timeout=confinement.seconds,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _too_long(confinement) from None
    except OSError as error:
        raise unreadable(
            f"无法启动读取程序（{error.strerror}）。请重新安装 jixiao，或把文件另存为 .xlsx 后再试。",
            f"The reading process cannot be started ({error.strerror}). Install jixiao again, or save the file as .xlsx.",
        ) from error
    if done.returncode:
        raise _explained(done, confinement)
    try:
        return unpack(done.stdout)
    except BrokenReportError:
        raise damaged("读出的内容不完整", "what was read is incomplete") from None


def _explained(done: subprocess.CompletedProcess[bytes], confinement: Confinement) -> Unreadable:
    """Why the child ended without an answer."""
    if done.returncode in {-_signal("SIGXCPU"), -_signal("SIGKILL")}:
        return _too_long(confinement)
    if done.returncode == _MEMORY_EXIT or b"memory allocation" in done.stderr or b"MemoryError" in done.stderr:
        return _too_big(confinement)
    if b"No module named 'python_calamine'" in done.stderr:
        return unreadable(
            "读取 .xls 需要 python-calamine，没有找到。请重新安装 jixiao（pip install jixiao），或把文件另存为 .xlsx 后再试。",
            "Reading an .xls needs python-calamine, which is missing. Install jixiao again, or save the file as .xlsx.",
        )
    return damaged("读取时出错，读取程序已停止", "the reading process failed")


def _signal(name: str) -> int:
    return int(getattr(signal, name, 1 << 20))


def _too_long(confinement: Confinement) -> Unreadable:
    return unreadable(
        f"读取超过 {confinement.seconds:g} 秒的时间上限，已停止。请用 Excel/WPS 打开，另存为 .xlsx 后再试；"
        f"若确为正常文件，可用环境变量 {SECONDS_NAME} 调高上限（秒）。",
        f"Reading took longer than the limit of {confinement.seconds:g} seconds and was stopped. Save it as .xlsx; "
        f"if it is genuine, raise the limit with the environment variable {SECONDS_NAME} (seconds).",
    )


def _too_big(confinement: Confinement) -> Unreadable:
    mib = confinement.memory // MIB
    return unreadable(
        f"读取需要的内存超过 {mib:,} MiB 的上限，已停止。请用 Excel/WPS 打开，另存为 .xlsx 后再试；"
        f"若确为正常文件，可用环境变量 {MEMORY_NAME} 调高上限（MiB）。",
        f"Reading needs more memory than the limit of {mib:,} MiB and was stopped. Save it as .xlsx; "
        f"if it is genuine, raise the limit with the environment variable {MEMORY_NAME} (MiB).",
    )
