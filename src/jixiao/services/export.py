"""Exporting what a run found: tidy CSV for Excel, Parquet and JSON, for any number of workbooks.

For an accountant: ``--export 文件夹`` 把文件、绩效表、资金、指标、问题各写成一张表，用 Excel、WPS 或别的程序打开.
For a programmer: rows go out as workbooks are finished, so memory does not grow with their number; the files are there
whole or not at all.

    with exporting(Path("数据"), ("csv", "json")) as out:
        for result in results:
            out.add(records_of(result))
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from jixiao.model import JixiaoError, Text
from jixiao.reports.records import COLUMNS, Frame, Records
from jixiao.services.export_formats import Csv, Json, Parquet, Writer, columns_csv, parquet_is_there
from jixiao.workbooks.replacing import (
    TEMPORARY,
    cause,
    is_abandoned,
    make_folder,
    marked,
    put,
    refuse_if_open,
    temporary_beside,
)

FORMATS = ("csv", "parquet", "json")
COLUMNS_FILE = "columns.csv"
"""Beside the CSV files: what each column of them means."""

NO_PARQUET = Text(
    "没有安装 pyarrow，没有写 Parquet。需要时运行 pip install 'jixiao[parquet]'。",
    "pyarrow is not installed; no Parquet was written. To get it: pip install 'jixiao[parquet]'.",
)
_WRITERS: dict[str, type[Writer]] = {"csv": Csv, "json": Json, "parquet": Parquet}


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """System errors as sentences: a full disk, a folder that may not be written."""
    try:
        yield
    except PermissionError as error:
        raise JixiaoError(Text(
            f"没有权限写入“{folder}”，或其中的文件正被占用，没有导出。请关闭打开着的文件，检查文件夹权限，或换一个文件夹。",
            f"“{folder}” cannot be written (no permission, or a file in it is in use); nothing was exported. Close its files, check permissions, or choose another folder.",
        )) from error
    except OSError as error:
        raise JixiaoError(Text(
            f"导出到“{folder}”失败（{cause(error)}），没有导出。请检查磁盘空间和路径，或换一个文件夹。",
            f"exporting to “{folder}” failed ({error.strerror}); nothing was exported. Check disk space and path, or choose another folder.",
        )) from error


class Exporter:
    """An export at work; see `exporting`.

    Attributes:
        folder: where the files will be; names: what they are called.
        notes: what is to be told beside (no Parquet for want of pyarrow).
    """

    def __init__(self, folder: Path, formats: Sequence[str], force: bool) -> None:
        self.folder, self._force = folder, force
        self.notes: tuple[Text, ...] = ()
        chosen = _chosen(formats)
        if "parquet" in chosen and not parquet_is_there():
            self.notes = (NO_PARQUET,)
            chosen.remove("parquet")
            if not chosen:
                raise JixiaoError(NO_PARQUET)
        self._formats = chosen
        self.names = tuple(f"{frame}.{kind}" for kind in chosen for frame in COLUMNS) + ((COLUMNS_FILE,) if "csv" in chosen else ())
        self._writers: list[tuple[Writer, Frame]] = []
        self._streams: list[BinaryIO] = []
        self._ready: list[tuple[Path, Path]] = []

    def _begin(self, cleaning: ExitStack) -> None:
        """Refuse what cannot be done, and open a temporary file for each that is to be."""
        there = [name for name in self.names if os.path.lexists(self.folder / name)]
        if there and not self._force:
            raise JixiaoError(Text(
                f"“{self.folder}”里已有 {there[0]}{f' 等 {len(there)} 个文件' if len(there) > 1 else ''}，没有导出。请换一个输出位置，或加 --force 覆盖。",
                f"“{self.folder}” already holds {there[0]}{f' and {len(there) - 1} more' if len(there) > 1 else ''}; nothing was exported. Use --force to replace them, or another folder.",
            ))
        for name in there:
            target = self.folder / name
            if not target.is_file() and not target.is_symlink():
                raise JixiaoError(Text(f"“{target}”不是文件，没有导出。请换一个文件夹。", f"“{target}” is no file; nothing was exported. Choose another folder."))
            if target.is_file():
                refuse_if_open(target)
        with _told(self.folder):
            make_folder(self.folder)
            self._clear()
            for kind in self._formats:
                for frame, columns in COLUMNS.items():
                    writer = _WRITERS[kind](self._open(f"{frame}.{kind}", cleaning), columns)
                    cleaning.callback(writer.drop)
                    self._writers.append((writer, frame))
            if COLUMNS_FILE in self.names:
                columns_csv(self._open(COLUMNS_FILE, cleaning))

    def _clear(self) -> None:
        """Remove what an export that was killed has left: files of ours that never got their name."""
        for path in self.folder.glob(f".*{TEMPORARY}"):
            maker = marked(path.name)
            if maker is not None and maker.label[1:] in self.names and is_abandoned(path):
                path.unlink(missing_ok=True)

    def _open(self, name: str, cleaning: ExitStack) -> BinaryIO:
        target = self.folder / name
        temporary = cleaning.enter_context(temporary_beside(target))
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600 if target.is_file() else 0o666)
        stream = os.fdopen(handle, "wb")
        cleaning.callback(_close, stream)
        if target.is_file():  # who could not read the one before cannot read this one
            temporary.chmod(stat.S_IMODE(target.stat().st_mode) & 0o777)
        self._streams.append(stream)
        self._ready.append((temporary, target))
        return stream

    def add(self, records: Records) -> None:
        """Write the rows of one workbook.  Raises JixiaoError where it cannot be written."""
        with _told(self.folder):
            for writer, frame in self._writers:
                writer.add(records[frame])

    def _finish(self) -> None:
        """Complete every file, wait until the disk has them, and put all of them into place."""
        with _told(self.folder):
            for writer, _ in self._writers:
                writer.finish()
            for stream in self._streams:
                stream.flush()
                os.fsync(stream.fileno())
                stream.close()
            _put_all(self._ready, force=self._force)


def _chosen(formats: Sequence[str]) -> list[str]:
    for each in formats:
        if each not in FORMATS:
            raise JixiaoError(Text(f"不能导出成“{each}”，可用：{'、'.join(FORMATS)}。", f"cannot export as “{each}”; known: {', '.join(FORMATS)}."))
    chosen = list(dict.fromkeys(formats))
    if not chosen:
        raise JixiaoError(Text(f"没有说要导出成什么，可用：{'、'.join(FORMATS)}。", f"no format to export was named; known: {', '.join(FORMATS)}."))
    return chosen


def _close(stream: BinaryIO) -> None:
    """Closing flushes, which on a full disk fails once more."""
    with suppress(OSError):
        stream.close()


def _put_all(ready: Sequence[tuple[Path, Path]], *, force: bool) -> None:
    """Give every temporary file its name; where one cannot have it, those before it are taken back."""
    with ExitStack() as keeping:
        done: list[tuple[Path, Path | None]] = []
        try:
            for temporary, target in ready:
                before = _kept(target, keeping) if force and os.path.lexists(target) else None
                put(temporary, target, new=not force)
                done.append((target, before))
        except BaseException:
            for target, before in reversed(done):
                with suppress(OSError):
                    target.unlink() if before is None else before.replace(target)
            raise


def _kept(target: Path, keeping: ExitStack) -> Path:
    """The file that is to be replaced, under another name as well."""
    kept = keeping.enter_context(temporary_beside(target))
    try:
        os.link(target, kept, follow_symlinks=False)
    except (OSError, NotImplementedError):  # some file systems have no links
        shutil.copy2(target, kept, follow_symlinks=False)
    return kept


@contextmanager
def exporting(folder: Path, formats: Sequence[str] = FORMATS, *, force: bool = False) -> Iterator[Exporter]:
    """Export the rows of many workbooks into a folder; `Exporter.add` takes one workbook at a time.

    At the end there are ``files``, ``tables``, ``funds``, ``indicators`` and ``findings`` in each format (beside the CSV,
    ``columns.csv`` tells what the columns mean), or nothing, where the block ended with an exception.  Nothing else in the
    folder is touched.

    Raises JixiaoError where one of the files is there already and ``force`` is not said, for an unknown format, and where the
    folder cannot be written.
    """
    with ExitStack() as cleaning:
        exporter = Exporter(folder, formats, force)
        exporter._begin(cleaning)  # noqa: SLF001  # the two halves of this function
        yield exporter
        exporter._finish()  # noqa: SLF001
