"""Putting bytes in the place of a file: all of them or none.

For an accountant: 断电也不会只写一半.
For a programmer: temporary file beside the target, fsync, proof, a last look whether the target is
still what it was, replace, fsync of the folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from jixiao.model import JixiaoError, Text

Proof = Callable[[bytes], None]
_active: set[Path] = set()


def refuse(zh: str, en: str) -> JixiaoError:
    """A sentence in both languages, to be raised."""
    return JixiaoError(Text(zh, en))


def digest(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@contextlib.contextmanager
def permissions(path: Path) -> Iterator[None]:
    """System errors as sentences."""
    try:
        yield
    except PermissionError as error:
        raise refuse(
            f"没有权限写入 {path.name}，或文件正被占用。请先在 Excel/WPS 里关闭，或检查文件夹权限；也可以用 -o 换一个输出位置。文件没有改动。",
            f"{path.name} cannot be written (no permission, or in use). Close it in Excel/WPS, check the folder's permissions, or use -o. Nothing was changed.",
        ) from error
    except OSError as error:
        raise refuse(
            f"写入 {path.name} 失败（{error.strerror}）。请检查磁盘空间和路径。文件没有改动。",
            f"Writing {path.name} failed ({error.strerror}). Check disk space and path. Nothing was changed.",
        ) from error


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems cannot
            os.fsync(handle)
    finally:
        os.close(handle)


def write_synced(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def is_active(path: Path) -> bool:
    """True for a temporary file that this very process is writing now."""
    return path in _active


def _temporary(target: Path) -> Path:
    return target.with_name(f".{target.name}.jixiao-{os.getpid()}-{time.monotonic_ns():x}.tmp")


def refuse_if_open(target: Path) -> None:
    """Raise JixiaoError where a spreadsheet program has the file open."""
    for lock in (target.with_name("~$" + target.name), target.with_name(f".~lock.{target.name}#")):
        if lock.exists():
            raise refuse(
                f"{target.name} 正在被打开（旁边有 {lock.name}）。请先在 Excel/WPS 里关闭；若确已关闭，删除 {lock.name} 后再试。文件没有改动。",
                f"{target.name} is open ({lock.name} lies beside it). Close it first; if it is closed, delete {lock.name}. Nothing was changed.",
            )


def same_file(a: Path, b: Path) -> bool:
    """True where both are one file, by whatever names."""
    try:
        return a.samefile(b)
    except OSError:
        return False


def replace_file(target: Path, data: bytes, expected: str | None, prove: Proof | None = None) -> None:
    """Put ``data`` at ``target``, all or nothing.

    ``expected`` is the hash that the file there must still have, None where none may be there; ``prove``
    gets the bytes as read back from disk and raises where they are not what was wanted.
    """
    temporary = _temporary(target)
    _active.add(temporary)
    try:
        with permissions(target):
            write_synced(temporary, data)
            if expected is not None:
                kept = target.stat()
                temporary.chmod(stat.S_IMODE(kept.st_mode))
                if hasattr(os, "chown"):
                    with contextlib.suppress(OSError):
                        os.chown(temporary, kept.st_uid, kept.st_gid)
        if prove is not None:
            prove(temporary.read_bytes())
        check_unchanged(target, expected)
        with permissions(target):
            temporary.replace(target)
            _sync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
        _active.discard(temporary)


def check_unchanged(target: Path, expected: str | None) -> None:
    """Raise JixiaoError where the file is no longer the one that was read (None: where there is one now)."""
    found = digest(target.read_bytes()) if target.exists() else None
    if found != expected:
        raise refuse(
            f"{target.name} 在处理期间被别的程序改动了，为免覆盖，没有写入。请关闭其他程序后重新运行。",
            f"{target.name} was changed by another program meanwhile; nothing was written. Close other programs and run again.",
        )
