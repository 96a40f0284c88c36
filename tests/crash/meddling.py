"""Every file operation of a process, counted: to record them, to be killed at one of them, or to let one fail.

Wraps what Python's own file functions call.  That nothing bypasses it is tested against the kernel's view.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

CHANGING = (
    "open", "write", "fsync", "chmod", "fchmod", "chown", "rename", "replace", "unlink", "remove", "mkdir", "rmdir", "link", "symlink", "utime",
    "setxattr", "removexattr", "truncate", "ftruncate",
)  # fmt: skip


@dataclass
class Operation:
    """One operation under the watched folder: its name, its paths (as seen from there), what it wrote."""

    name: str
    paths: tuple[str, ...]
    data: bytes = b""


@dataclass
class Meddler:
    """Watches what happens under ``root``; at operation number ``at`` calls ``act``.

    ``act`` gets the real function and the arguments and may end the process or raise.
    """

    root: Path
    at: int = -1
    act: Callable[..., Any] | None = None
    seen: list[Operation] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._real = {name: getattr(os, name) for name in CHANGING if hasattr(os, name)}
        for name in self._real:
            setattr(os, name, self._wrapped(name))
        self._real_close = os.close
        os.close = self._close
        return self

    def __exit__(self, *_: object) -> None:
        for name, real in self._real.items():
            setattr(os, name, real)
        os.close = self._real_close

    def _close(self, handle: int) -> None:
        self._names.pop(handle, None)
        self._real_close(handle)

    def _inside(self, path: object) -> str | None:
        if isinstance(path, int):
            return self._names.get(path)
        absolute = os.path.abspath(os.fsdecode(path))  # type: ignore[arg-type]  # noqa: PTH100  # links stay what they are
        return os.path.relpath(absolute, self.root) if (absolute + "/").startswith(f"{self.root}/") else None

    def _wrapped(self, name: str) -> Callable[..., Any]:
        real = self._real[name]

        def operation(*given: Any, **more: Any) -> Any:
            paths = [each for each in map(self._inside, given[: 2 if name in ("rename", "replace", "link") else 1]) if each is not None]
            counts = bool(paths) and not (name == "open" and not given[1] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR))
            if counts:
                self.seen.append(Operation(name, tuple(paths), bytes(given[1]) if name == "write" else b""))
                if len(self.seen) - 1 == self.at and self.act is not None:
                    self.act(real, *given, **more)
            done = real(*given, **more)
            if name == "open" and paths:
                self._names[done] = paths[0]
            return done

        return operation


def kill_before(_real: Callable[..., Any], *_given: Any, **_more: Any) -> None:
    """End as a power switch would."""
    os.kill(os.getpid(), signal.SIGKILL)


def kill_torn(part: float) -> Callable[..., None]:
    """End after only part of the bytes were written."""

    def act(real: Callable[..., Any], *given: Any, **_more: Any) -> None:
        handle, data = given
        real(handle, bytes(data)[: max(1, int(len(data) * part))])
        os.kill(os.getpid(), signal.SIGKILL)

    return act
