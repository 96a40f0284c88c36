"""Real runs over folders: real processes, their children, what they say, and what they leave."""

from __future__ import annotations

import functools
import importlib
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.services.text_workbooks import project

LEFTOVERS = (".jixiao-tmp", ".jixiao-lock", ".pending")
PATIENCE = 120  # seconds after which a test gives up; nothing is asserted about time

_CHECK = '''"""{title}

为什么：{title}。

怎么改：{title}。

例（有问题）：
    | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访     | ≥10家      | 12家       | 5    | 5    |
    → warning A2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

import os
import signal
import time
from pathlib import Path

from jixiao.checks.base import Problem
from jixiao.model import Text

CODE = "JX{number}"
SEVERITY = "warning"
TITLE = Text("{title}", "{title}")
BASIS = Text("本单位", "our own")
HERE = Path({folder!r})


def check(assessment):
    for row in assessment.indicators:
        name = row.source.name.text
{body}
'''


def own_check(folder: Path, body: str, number: int = 951, title: str = "本单位的检查") -> Path:
    """A folder with one check of the office's own; ``body`` sees ``row`` and ``name``, the indicator's, and ``HERE``, the folder's parent."""
    folder.mkdir(exist_ok=True)
    lines = "\n".join("        " + line for line in body.strip().split("\n"))
    (folder / f"jx{number}_own.py").write_text(_CHECK.format(title=title, number=number, body=lines, folder=str(folder.parent)), "utf-8")
    return folder


WARN = 'if name.startswith("举办"):\n    yield Problem((row.source.name,), Text(f"看到{name}", name), subject=name)'
"""One warning a workbook."""

GATE = """
if name == {name!r}:
    (HERE / "reached").touch()
    while not (HERE / "open").exists():
        time.sleep(0.02)
yield from ()
"""
"""Whoever comes to the workbook with that indicator says so and waits until it is let on."""


@functools.lru_cache(maxsize=200)
def _bytes(number: int, name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        # Some are right, some have errors.
        words = {"unit": f"青石县第{number % 5}图书馆", "executed": str(60 + number % 5 * 9), "actual": ("130场", "90场")[number % 2], "name": name or "举办活动场次"}
        return project(Path(folder, "a.xlsx"), **words).read_bytes()


def workbooks(folder: Path, count: int, marked: Mapping[int, str] | None = None) -> Path:
    """A folder of small workbooks, 甲000.xlsx and so on; ``marked`` gives some of them a first indicator of that name."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"甲{number:03}.xlsx").write_bytes(_bytes(number % 10, (marked or {}).get(number, "")))
    return folder


def environment(state: Path | str = "", **more: str) -> dict[str, str]:
    """That of a run: no journal unless one is named, nothing of whoever runs the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("JIXIAO_", "COV", "PYTEST"))}
    return kept | {"JIXIAO_STATE": str(state)} | more


def jixiao(*arguments: object, cwd: Path, state: Path | str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """A real run, to its end."""
    command = [str(each) for each in arguments]
    if hasattr(os, "fork") and "--cluster" not in command and not {"2", "3"} & set(_following(command, "--jobs")):
        return _forked(command, cwd, environment(state, **more))
    return subprocess.run(
        [sys.executable, "-m", "jixiao", *command], capture_output=True, text=True, encoding="utf-8", errors="surrogateescape", check=False,
        cwd=cwd, env=environment(state, **more), stdin=subprocess.DEVNULL, timeout=PATIENCE,
    )  # fmt: skip


def _following(command: list[str], option: str) -> list[str]:
    return [value for name, value in itertools.pairwise(command) if name == option]


@functools.cache
def _loaded() -> Callable[[], None]:
    """The program, with what it loads when it is needed."""
    for name in ("cli", "cli_run", "services.batch", "services.export", "services.recalculate", "services.runlog", "services.against", "reports.html_report", "reports.json_report", "reports.text_report"):
        importlib.import_module(f"jixiao.{name}")
    from jixiao.__main__ import main

    return main


def _forked(command: list[str], cwd: Path, names: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A process of its own that need not load the program: for runs that begin no others."""
    main = _loaded()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, Path(os.devnull).open() as nothing:
        child = os.fork()
        if child == 0:
            code: object = 70
            try:
                os.chdir(cwd)
                os.environ.clear()
                os.environ.update(names)
                for number, stream in enumerate((nothing, out, err)):
                    os.dup2(stream.fileno(), number)
                sys.stdin, sys.stdout, sys.stderr = (open(number, mode, encoding="utf-8", closefd=False) for number, mode in enumerate("rww"))  # noqa: SIM115
                sys.argv = ["jixiao", *command]
                try:
                    main()
                except SystemExit as ended:
                    code = ended.code or 0
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(code if isinstance(code, int) else 70)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(command, code, *(each.read().decode("utf-8", "surrogateescape") for each in (out, err)))


def begun(*arguments: object, cwd: Path, state: Path | str = "", **more: str) -> subprocess.Popen[str]:
    """A run in a session of its own, under way."""
    return subprocess.Popen(
        [sys.executable, "-m", "jixiao", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        cwd=cwd, env=environment(state, **more), stdin=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def until(what: Callable[[], object], process: subprocess.Popen[str] | None = None) -> None:
    """Wait for something that has to come."""
    end = time.monotonic() + PATIENCE
    while not what():
        if process is not None and process.poll() is not None:
            raise AssertionError(f"ended with {process.returncode} before that: {process.communicate()}")
        assert time.monotonic() < end, "it has not come"
        time.sleep(0.02)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Its exit code and what it said; nothing of its session is left alive."""
    try:
        out, err = process.communicate(timeout=PATIENCE)
        until(lambda: not of_session(process.pid))
    finally:
        for each in (process.pid, *of_session(process.pid)):
            try:
                os.kill(each, signal.SIGKILL)
            except ProcessLookupError:
                continue
    return process.returncode, out, err


def _stat(process: str) -> list[str]:
    try:
        return Path("/proc", process, "stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def _processes() -> list[tuple[int, str, int, int]]:
    """Number, state, parent and session of every process."""
    found = ((name, _stat(name)) for name in (path.name for path in Path("/proc").iterdir()) if name.isdigit())
    return [(int(name), stat[0], int(stat[1]), int(stat[3])) for name, stat in found if stat]


def of_session(session: int) -> list[int]:
    """Processes of a session that are alive."""
    return [number for number, state, _, belongs in _processes() if belongs == session and state != "Z"]


def workers(parent: int) -> list[int]:
    """The processes that work for another one."""
    children = [number for number, state, of, _ in _processes() if of == parent and state != "Z"]
    found = []
    for child in children:
        try:
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
        except OSError:
            continue
    return sorted(found)


# ------------------------------------------------------- what is the same ----

_SECONDS = re.compile(r'用时 [\d.]+ 秒|"seconds": [\d.]+')
_MARK = re.compile(r"\d{8}T\d{12}-\d+-\w*")
_WHEN = re.compile("(\\d{4}-\\d\\d-\\d\\d[ T]|\\d{4}年\\d+月\\d+日 )\\d\\d:\\d\\d(:\\d\\d)?Z?".encode())
_OUTPUT_HASH = re.compile(r'"output_sha256": "[0-9a-f]{64}"')


def timeless(report: str) -> str:
    """A report without times, and without hashes of files that have times in them."""
    return _OUTPUT_HASH.sub('"output_sha256"', _MARK.sub("<mark>", _SECONDS.sub("<seconds>", report)))


def files_told(report: str) -> list[dict[str, object]]:
    """The files of a JSON report, without what differs between two runs: times, and the place of receipts."""
    found: list[dict[str, object]] = json.loads(report)["files"]
    for each in found:
        assert bool(each.pop("receipt")) == bool(each["output"]) == bool(each.pop("output_sha256")), each["path"]
    return found


def log_lines(path: Path) -> list[dict[str, object]]:
    """The lines of a run log that are about files, without times."""
    lines = [json.loads(_MARK.sub("<mark>", line)) for line in path.read_text("utf-8").splitlines()]
    return [{key: value for key, value in line.items() if key not in {"run", "time", "output_sha256"}} for line in lines if line["event"] == "file"]


def content(path: Path) -> dict[str, bytes]:
    """The parts of a workbook, without times."""
    with zipfile.ZipFile(path) as package:
        return {name: _WHEN.sub(b"<when>", package.read(name)) for name in package.namelist()}


def outputs(folder: Path) -> dict[str, dict[str, bytes]]:
    """Every workbook below a folder, by its place there."""
    return {str(path.relative_to(folder)): content(path) for path in sorted(folder.rglob("*.xlsx")) if ".jixiao" not in path.parts}


def leftovers(folder: Path) -> list[str]:
    """What only a run that was stopped half way leaves."""
    return [str(path) for path in sorted(folder.rglob("*")) if any(each in path.name for each in LEFTOVERS)]


def copied(folder: Path, to: Path) -> Path:
    """The folder again."""
    shutil.copytree(folder, to, symlinks=True)
    return to
