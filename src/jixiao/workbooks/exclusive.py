"""One run at a time writes a file.

For an accountant: 两个人同时核算同一个文件，后来的那个会等一等，等不到就不写，并说明是谁在写.
For a programmer: an operating system's lock on a small file beside the target, gone when it is released.
Where a network drive cannot lock, the hashes that are compared before each replacement remain.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from jixiao.model import JixiaoError, Text
from jixiao.workbooks.replacing import LOCK, TEMPORARY, label, marked

_PATIENCE = 10.0
_CANNOT_LOCK = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL})


class Busy(JixiaoError):  # noqa: N818  (the name says what the file is)
    """Another run is writing the file."""


@contextlib.contextmanager
def exclusive(target: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """No other run writes the target meanwhile.

    Raises Busy where another run does not end within ``patience`` seconds, OSError where nothing can be written.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  # only who writes needs it

    place = lock_of(target)
    lock = FileLock(place, timeout=patience, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise _busy(target) from None
    except OSError as error:
        if error.errno not in _CANNOT_LOCK:
            raise
        with contextlib.suppress(OSError):
            place.unlink()
        yield
        return
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            place.unlink()  # while it is ours: who waits for it sees that it is gone, and makes another
        with contextlib.suppress(OSError):  # where the drive has gone, so has the lock; what is written is written
            lock.release()


def lock_of(target: Path) -> Path:
    """The file that is locked while the target is written."""
    return target.with_name(f".{label(target.name)}{LOCK}")


def _busy(target: Path) -> Busy:
    who = None
    with contextlib.suppress(OSError):
        made = (marked(each.name) for each in target.parent.iterdir() if each.name.endswith(TEMPORARY))
        who = next((each for each in made if each and each.label == f".{label(target.name)}"), None)
    zh, en = (f"（电脑 {who.host}，进程 {who.process}）", f" (computer {who.host}, process {who.process})") if who else ("", "")
    return Busy(Text(
        f"另一次 jixiao 运行{zh}正在写入 {target.name}，等候之后仍未结束，所以没有写入。请等它结束后重新运行。文件没有改动。",
        f"Another run of jixiao{en} is writing {target.name} and did not end in time. Wait for it, then run again. Nothing was changed.",
    ))
