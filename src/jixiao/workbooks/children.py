"""Files that may be hostile are read by a child process, so that a bad one harms nobody.

For an accountant: 坏文件最多让一个小进程退出，不影响其他文件.
For a programmer: both sides of it.  The parent hands over an order and bytes and watches the clock; the child
limits its own memory and processor time where the system can do that (not on Windows) and prints an answer,
which is taken as data.
"""

from __future__ import annotations

import contextlib
import json
import signal
import struct
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from jixiao.workbooks.limits import Limits, too_large
from jixiao.workbooks.unreadable import Unreadable, damaged, unreadable

if TYPE_CHECKING:
    import subprocess

MEMORY_EXIT = 70


def program(module: str) -> str:
    """What the child runs: ``main`` of a module of this very package, in whatever way that was installed."""
    return f"import sys; sys.path[:] = sys.argv[2:]; from {module} import main; sys.exit(main(sys.argv[1]))"


def ask(code: str, data: bytes, order: Mapping[str, object], limits: Limits, candidates: Sequence[str] = (), *, needs: str = "") -> bytes:
    """What a child that runs ``code`` answers on ``data``.

    ``candidates`` are passwords to be tried; ``needs`` is the library without which such a file cannot be read.
    Raises Unreadable where the child takes too long, needs too much memory or comes down.
    """
    import subprocess  # noqa: PLC0415  # most runs meet no such file

    told = json.dumps({**order, "limits": asdict(limits)})
    command = [sys.executable, "-I", "-c", code, told, *(each for each in sys.path if each)]
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
        raise _explained(done, limits, needs)
    return done.stdout


def _explained(done: subprocess.CompletedProcess[bytes], limits: Limits, needs: str) -> Unreadable:
    """Why the child ended without an answer."""
    if done.returncode in {-_signal("SIGXCPU"), -_signal("SIGKILL")}:
        return too_large("read_seconds", limits)
    if done.returncode == MEMORY_EXIT or b"memory allocation" in done.stderr or b"MemoryError" in done.stderr:
        return too_large("read_bytes", limits)
    if needs and f"No module named '{needs}'".encode() in done.stderr:
        library = needs.replace("_", "-")
        return unreadable(
            f"读取这种文件需要 {library}，没有找到。请重新安装 jixiao（pip install jixiao），或把文件另存为 .xlsx 后再试。",
            f"Reading such a file needs {library}, which is missing. Install jixiao again, or save the file as .xlsx.",
        )
    return damaged("读取时出错，读取程序已停止", "the reading process failed")


def _signal(name: str) -> int:
    return int(getattr(signal, name, 1 << 20))


# -------------------------------------------------------------- the child ----

Answering = Callable[[bytes, dict[str, Any], Limits, tuple[str, ...]], bytes]


def confine(memory: int, seconds: int) -> None:
    """Limit this process as far as the system allows."""
    try:
        import resource  # noqa: PLC0415  # there is none on Windows
    except ImportError:
        return
    for what, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of the address space
            resource.setrlimit(what, (limit, limit))


def serve(order_text: str, answering: Answering) -> int:
    """Be the child: read from standard input, answer on standard output; the exit code."""
    asked = json.loads(order_text)
    limits = Limits(**asked.pop("limits"))
    confine(limits.read_bytes, limits.read_seconds + 1)
    try:
        (length,) = struct.unpack("<I", sys.stdin.buffer.read(4))
        passwords = tuple(json.loads(sys.stdin.buffer.read(length)))
        answer = answering(sys.stdin.buffer.read(), asked, limits, passwords)
    except MemoryError:
        return MEMORY_EXIT
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0
