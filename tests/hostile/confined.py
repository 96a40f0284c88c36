"""Running the real command on one file, in a process that may not take more than what is promised."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from jixiao.workbooks.limits import MEMORY_PROMISED, SECONDS_PROMISED

# The interpreter and what it maps count as address space, not as memory.
_LARGEST = 1 << 30  # what is larger has holes and is not read
_ADDRESS_SPACE = MEMORY_PROMISED + (512 << 20)


class Outcome(NamedTuple):
    """What became of a command.

    Attributes:
        code: exit code; negative for a signal, None where it had to be stopped.
        seconds: of processor time, its children's too; memory: peak of it or of a child in bytes.
        touched: files that are not as they were, or are new.
    """

    code: int | None
    text: str
    seconds: float
    memory: int
    touched: tuple[str, ...]


# A small process between us and the command: the peak that the system tells would else be that of the tests.
_BETWEEN = """
import json, os, resource, subprocess, sys
limit, place, stop, *command = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_AS, (int(limit), int(limit)))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
try:
    code = subprocess.run(command, timeout=float(stop)).returncode
except subprocess.TimeoutExpired:
    code = None
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(place, "w") as file:
    json.dump([code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10], file)
"""


def _state(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file():
            found[str(path)] = "other"
        elif path.stat().st_size > _LARGEST:
            found[str(path)] = f"{path.stat().st_size} {path.stat().st_mtime_ns}"
        else:
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def run(arguments: list[str], folder: Path, *, stop: float = 4 * SECONDS_PROMISED) -> Outcome:
    """Run ``jixiao`` with those arguments; ``folder`` is watched but for ``jixiao-out`` and ``.jixiao``."""
    before = _state(folder)
    environment = {**os.environ, "JIXIAO_LANG": "zh", "COLUMNS": "200"}
    with tempfile.NamedTemporaryFile("r") as told:
        done = subprocess.run(  # our own command
            [sys.executable, "-S", "-c", _BETWEEN, str(_ADDRESS_SPACE), told.name, str(stop), sys.executable, "-m", "jixiao", *arguments],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, check=True,
        )  # fmt: skip
        code, seconds, memory = json.load(told)
    after = _state(folder)
    touched = tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))
    return Outcome(code, done.stdout.decode("utf-8", "replace"), seconds, memory, touched)
