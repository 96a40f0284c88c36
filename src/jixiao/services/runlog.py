"""The run log: who did what to which file, when, with hashes of what went in and what came out.

For an accountant: 日后有人问起“这个文件是谁、什么时候、用什么规则核算的”，日志里有据可查.
For a programmer: JSON lines, appended; one for the start, one a file, one for the end.  It holds no cell
contents: which cells were changed, not what stood in them (the receipt has that).
"""

from __future__ import annotations

import getpass
import json
import os
import platform
import stat
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from jixiao import __version__
from jixiao.model import JixiaoError, Text
from jixiao.reports.result import Summary
from jixiao.services.run import CLEAN, code_of
from jixiao.services.sources import check_text_file
from jixiao.services.tasks import Outcome
from jixiao.workbooks import UndoResult, cause
from jixiao.workbooks.replacing import hash_of

SCHEMA = "jixiao-log/1"
_HIDDEN = "--also"


def _user() -> str | None:
    with suppress(Exception):  # the system may not know who it is
        return getpass.getuser()
    return None


def _shown(arguments: Sequence[str]) -> list[str]:
    """The command as it was given, without what was to be kept from others."""
    shown = list(arguments)
    for index, each in enumerate(shown):
        if each == _HIDDEN and index + 1 < len(shown):
            shown[index + 1] = "***"
        elif each.startswith(_HIDDEN + "="):
            shown[index] = _HIDDEN + "=***"
    return shown


class RunLog:
    """The log of one run; with no ``stream`` nothing is kept.

    Attributes:
        code, summary: how the run ended, set by whoever runs it.
    """

    def __init__(self, stream: IO[str] | None, path: Path | None) -> None:
        self._stream = stream
        self._path = path
        self.code = CLEAN
        self.summary: Summary | None = None
        self._run = uuid.uuid4().hex

    def _put(self, event: str, **fields: Any) -> None:
        if self._stream is None:
            return
        when = datetime.now().astimezone().isoformat(timespec="milliseconds")
        line = json.dumps({"event": event, "run": self._run, "time": when, **fields}, ensure_ascii=False)
        try:
            # A name that is no Unicode is kept as JSON escapes it.
            # One write a line: two runs may share a log, and their lines do not mix.
            self._stream.write(line + "\n")
            self._stream.flush()
            if stat.S_ISREG(os.fstat(self._stream.fileno()).st_mode):  # a pipe or a terminal keeps nothing
                os.fsync(self._stream.fileno())
        except OSError as error:
            raise JixiaoError(Text(
                f"运行日志 {self._path} 写不进去（{cause(error)}），为免做了事没有记录，到此停止。已完成的文件保留。",
                f"The run log {self._path} cannot be written ({error.strerror}); stopped here, so that nothing is done without a record. What is done is kept.",
            )) from error

    def start(self, command: str, arguments: Sequence[str]) -> None:
        """The run begins."""
        self._put(
            "start", schema=SCHEMA, version=__version__, command=command, arguments=_shown(arguments),
            user=_user(), host=platform.node(), folder=str(Path.cwd()), process=os.getpid(),
        )

    def file(self, outcome: Outcome) -> None:
        """One workbook is done."""
        if outcome.log is not None:
            self._put("file", **outcome.log, **({"resumed": True} if outcome.resumed else {}))

    def undone(self, path: Path, before: str, outcome: UndoResult) -> None:
        """A write was taken back."""
        self._put(
            "undo", file=str(path), before_sha256=before or None, after_sha256=file_hash(path) or None, whole=outcome.whole,
            restored=[f"{ref.sheet}!{ref.a1}" for ref in outcome.restored], left=[f"{ref.sheet}!{ref.a1}" for ref in outcome.left],
        )

    def made(self, command: str, source: Path, target: Path) -> None:
        """A command has made one file out of another."""
        self._put(
            command, input=str(source), input_sha256=file_hash(source) or None,
            output=str(target), output_sha256=file_hash(target) or None,
        )

    def end(self, code: int, summary: Summary | None) -> None:
        """The run is over, complete or not."""
        counts = {} if summary is None else {
            "files": summary.files, "errors": summary.errors, "warnings": summary.warnings, "infos": summary.infos,
            "unreadable": summary.unreadable, "unknown": summary.unknown,
        }
        self._put("end", exit_code=code, **counts)


def file_hash(path: Path) -> str:
    """SHA-256 of a file, "" where it cannot be read."""
    with suppress(OSError):
        return hash_of(path) or ""
    return ""


@contextmanager
def open_log(path: Path | None, command: str, arguments: Sequence[str], files: Sequence[Path]) -> Iterator[RunLog]:
    """A log with its first line written; the last one follows in any case.

    ``files`` are those that the run is about: none of them can be the log.  Whoever uses it leaves the exit code and
    the counts in ``code`` and ``summary``.  Raises JixiaoError where the log cannot be written, before anything is done.
    """
    if path is None:
        yield RunLog(None, None)
        return
    check_text_file("--log", path, files)
    try:
        stream = path.open("a", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise JixiaoError(Text(
            f"运行日志 {path} 写不进去（{cause(error)}），什么也没有做。请换一个 --log 位置。",
            f"The run log {path} cannot be written ({error.strerror}); nothing was done. Choose another --log.",
        )) from error
    log = RunLog(stream, path)
    try:
        log.start(command, arguments)
        try:
            yield log
        except BaseException as error:
            with suppress(JixiaoError):  # the first error is the one to be told
                log.end(code_of(error), log.summary)
            raise
        log.end(log.code, log.summary)
    finally:
        with suppress(OSError):
            stream.close()
