"""Putting bytes in the place of a file: all of them or none.

For an accountant: 断电也不会只写一半.
For a programmer: temporary file beside the target, fsync, proof, a last look whether the target is
still what it was, replace, fsync of the folder.  Every file that is not yet what it is to become carries a
`mark` in its name: whose it is, so that a later run knows what a killed one has left.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from jixiao.model import JixiaoError, Text

Proof = Callable[[bytes], None]
TEMPORARY, LOCK = ".jixiao-tmp", ".jixiao-lock"
_LONGEST_LABEL = 80
_ABANDONED_AFTER = 86400.0
_MARKED = re.compile(r"(.+)\.(\d{8}T\d{12})-(\d+)-(\w*)(\.[^.]*)", re.DOTALL)
_CAUSES = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "超出磁盘配额",
    errno.EFBIG: "超过文件大小的上限",
    errno.EROFS: "磁盘或文件夹是只读的",
    errno.EIO: "磁盘读写错误",
    errno.ENAMETOOLONG: "路径太长",
    errno.ENOENT: "文件夹不存在，或网络盘已断开",
    errno.EEXIST: "同名的文件已在那里",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "它现在是一个文件夹",
}
_active: set[Path] = set()


# --------------------------------------------------------------- sentences ----


def refuse(zh: str, en: str) -> JixiaoError:
    """A sentence in both languages, to be raised."""
    return JixiaoError(Text(zh, en))


def cause(error: OSError) -> str:
    """What the system says, in Chinese where it is a common thing."""
    return _CAUSES.get(error.errno or 0, error.strerror or type(error).__name__)


def failed(path: Path, error: OSError) -> JixiaoError:
    """The sentence for a system error before which nothing was changed."""
    if isinstance(error, PermissionError):
        return refuse(
            f"没有权限写入 {path.name}，或文件正被占用。请先在 Excel/WPS 里关闭，或检查文件夹权限；也可以用 -o 换一个输出位置。文件没有改动。",
            f"{path.name} cannot be written (no permission, or in use). Close it in Excel/WPS, check the folder's permissions, or use -o. Nothing was changed.",
        )
    return refuse(
        f"写入 {path.name} 失败（{cause(error)}）。请检查磁盘空间和路径。文件没有改动。",
        f"Writing {path.name} failed ({error.strerror}). Check disk space and path. Nothing was changed.",
    )


@contextlib.contextmanager
def permissions(path: Path) -> Iterator[None]:
    """System errors as sentences; only around what changes nothing."""
    try:
        yield
    except OSError as error:
        raise failed(path, error) from error


# ------------------------------------------------------------------- names ----


def digest(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def label(name: str) -> str:
    """A file's name, cut where a longer one would not fit into a file system."""
    if len(os.fsencode(name)) <= _LONGEST_LABEL:
        return name
    while len(os.fsencode(name)) >= _LONGEST_LABEL:
        name = name[:-1]
    return name + "~"


def _host() -> str:
    name = os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename
    return re.sub(r"\W", "", name)[:15]


def mark() -> str:
    """What tells the files of one write: moment, process and computer.  Sorts by time."""
    now = datetime.now(UTC)  # whatever the clocks outside do
    return f"{now:%Y%m%dT%H%M%S%f}-{os.getpid()}-{_host()}"


class Marked(NamedTuple):
    """What the name of a marked file says: of which file, whose, and what it is."""

    label: str
    process: int
    host: str
    ending: str


def marked(name: str) -> Marked | None:
    """The parts of a marked file's name; None where it is none."""
    found = _MARKED.fullmatch(name)
    return Marked(found.group(1), int(found.group(3)), found.group(4), found.group(5)) if found else None


def is_abandoned(path: Path) -> bool:
    """Whether the process that made a marked file has gone.

    What another computer made is told by its age only; on a system that does not tell which processes
    live, it is the lock that says whether somebody is at work.
    """
    maker = marked(path.name)
    if maker is None or path in _active:
        return False
    own = maker.process == os.getpid()
    if maker.host == _host() and (own or sys.platform == "win32" or not _lives(maker.process)):
        return True
    with contextlib.suppress(OSError):
        return time.time() - path.stat().st_mtime > _ABANDONED_AFTER
    return False


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


# ----------------------------------------------------------------- writing ----


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names of a folder, where the system can."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):  # some network file systems cannot; what is in place stays in place
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, to last."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
        sync_folder(folder.parent)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def like_which(target: Path, source: Path | None) -> Path | None:
    """Whose mode a file takes that is made for a target."""
    return target if source is None or target.exists() else source


def write_new(path: Path, data: bytes, like: Path | None = None) -> None:
    """Write a file that is not there yet and wait until the disk has it; readable by who may read ``like``."""
    kept = None
    if like is not None:
        with contextlib.suppress(OSError):
            kept = like.stat()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666 if kept is None else 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        if kept is not None:
            # Its owner may always write it: what is made from a read-only file is not read-only itself.
            path.chmod(stat.S_IMODE(kept.st_mode) & 0o666 | stat.S_IRUSR | stat.S_IWUSR)
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def staged(target: Path, data: bytes, prove: Proof | None, source: Path | None = None) -> Iterator[Path]:
    """The bytes as a temporary file beside the target, on disk and proved; gone at the end.

    It belongs to whom the target belongs to and may be read by whom the target may be; where there is no target yet, by
    whom the ``source`` may be that it was made from.
    """
    with temporary_beside(target) as temporary:
        with permissions(target):
            write_new(temporary, data, like_which(target, source))
            if target.exists():
                _take_after(temporary, target)
        if prove is not None:
            with permissions(target):
                written = temporary.read_bytes()
            prove(written)
        yield temporary


@contextlib.contextmanager
def temporary_beside(target: Path) -> Iterator[Path]:
    """A name beside the target for a file that is to take its place; known to be at work, and gone at the end."""
    temporary = target.with_name(f".{label(target.name)}.{mark()}{TEMPORARY}")
    _active.add(temporary)
    try:
        yield temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        _active.discard(temporary)


@contextlib.contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A temporary name to write a file under that is then there whole, or not at all.  Raises JixiaoError with a sentence."""
    new = not target.exists()
    if not new:
        refuse_if_open(target)
    with temporary_beside(target) as temporary:
        try:
            yield temporary
            with temporary.open("rb+") as stream:
                os.fsync(stream.fileno())
            put(temporary, target, new=new)
        except OSError as error:
            raise failed(target, error) from error


def _take_after(temporary: Path, target: Path) -> None:
    """Owner, mode, extended attributes and access lists, as far as the system lets us."""
    kept = target.stat()
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.chown(temporary, kept.st_uid, kept.st_gid)
    with contextlib.suppress(OSError):
        shutil.copystat(target, temporary)
        os.utime(temporary)


def put(temporary: Path, target: Path, *, new: bool) -> None:
    """Give the temporary file the target's name.

    Raises JixiaoError where a ``new`` target is there by now, OSError where it cannot be done.
    """
    try:
        if not new or not _linked(temporary, target):
            temporary.replace(target)
    except FileExistsError:
        raise _meanwhile(target) from None
    sync_folder(target.parent)


def _linked(temporary: Path, target: Path) -> bool:
    """A link, unlike a replacement, never takes the place of another file; some file systems have none."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:
        return False
    return True


# ---------------------------------------------------------------- refusals ----


def refuse_if_open(target: Path) -> None:
    """Raise JixiaoError where an office program has the file open, or where it is meant to be read only."""
    program = "Word/WPS" if target.suffix.lower() == ".docx" else "Excel/WPS"
    for lock in (f"~${target.name}", f".~{target.name}", f".~lock.{target.name}#"):
        if os.path.exists(target.with_name(lock)):  # noqa: PTH110  # says no where the name is too long
            raise refuse(
                f"{target.name} 正在被打开（旁边有 {lock}）。请先在 {program} 里关闭；若确已关闭，删除 {lock} 后再试。文件没有改动。",
                f"{target.name} is open ({lock} lies beside it). Close it first; if it is closed, delete {lock}. Nothing was changed.",
            )
    if not os.access(target, os.W_OK) or not target.stat().st_mode & 0o222:
        raise refuse(
            f"{target.name} 是只读文件，没有写入。请在文件属性里取消“只读”，或用 -o 换一个输出位置。文件没有改动。",
            f"{target.name} is read-only and was not written. Make it writable, or use -o. Nothing was changed.",
        )


def same_file(a: Path, b: Path) -> bool:
    """True where both are one file, by whatever names."""
    try:
        return a.samefile(b)
    except OSError:
        return False


def hash_of(target: Path) -> str | None:
    """SHA-256 of a file, None where there is none, "" for a folder, a pipe or a device.  Raises OSError where it cannot be read."""
    try:
        if not stat.S_ISREG(target.stat().st_mode):  # a pipe never ends
            return ""
        with target.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def check_unchanged(target: Path, expected: str | None) -> None:
    """Raise JixiaoError where the file is no longer the one that was read (None: where there is one now)."""
    with permissions(target):
        found = hash_of(target)
    if found == expected:
        return
    if expected is None:
        raise _meanwhile(target)
    raise refuse(
        f"{target.name} 在处理期间被别的程序改动、换掉或删除了，为免覆盖，没有写入。请关闭其他程序后重新运行。",
        f"{target.name} was changed, replaced or deleted by another program meanwhile; nothing was written. Close other programs and run again.",
    )


def _meanwhile(target: Path) -> JixiaoError:
    return refuse(
        f"{target.name} 在处理期间已由另一个程序写出，为免覆盖，没有写入。请重新运行；要覆盖请加 --force。",
        f"{target.name} was made by another program meanwhile; nothing was written. Run again, with --force to replace it.",
    )
