"""Running the real command on one file, in a process that may not take more than what is promised."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
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


# A process beside the tests that has read the program and nothing else: each command is a fork of it, with limits of its own, so that
# what a file costs is measured and not what it costs to start three hundred times.
_STEM = """
import json, os, resource, signal, sys, time
import jixiao.__main__, jixiao.cli, jixiao.cli_run, jixiao.services.tasks, jixiao.services.batch, jixiao.services.runlog, jixiao.reports.text_report
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.setsid()
        os.chdir(order["folder"])
        for number, name, mode in ((0, os.devnull, os.O_RDONLY), (1, order["output"], os.O_WRONLY | os.O_APPEND), (2, order["output"], os.O_WRONLY | os.O_APPEND)):
            os.dup2(os.open(name, mode), number)
        sys.argv = ["jixiao", *order["arguments"]]
        code = 1
        try:
            jixiao.__main__.main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except BaseException:
            import traceback
            traceback.print_exc()
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
    end, stopped = time.monotonic() + order["stop"], False
    while True:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended:
            break
        if time.monotonic() > end and not stopped:
            stopped = True
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.005)
    code = None if stopped else os.waitstatus_to_exitcode(status)
    print(json.dumps([code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10]), flush=True)
"""


@cache
def _stem() -> subprocess.Popen[str]:
    environment = {**os.environ, "JIXIAO_LANG": "zh", "COLUMNS": "200"}
    return subprocess.Popen([sys.executable, "-c", _STEM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment)


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
    stem = _stem()
    assert stem.stdin is not None
    assert stem.stdout is not None
    with tempfile.NamedTemporaryFile() as told:
        order = {"arguments": arguments, "folder": str(folder), "output": told.name, "memory": _ADDRESS_SPACE, "stop": stop}
        stem.stdin.write(json.dumps(order) + "\n")
        stem.stdin.flush()
        code, seconds, memory = json.loads(stem.stdout.readline())
        text = told.read().decode("utf-8", "replace")
    after = _state(folder)
    touched = tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))
    return Outcome(code, text, seconds, memory, touched)
