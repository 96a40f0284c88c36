"""Killed at every write point, and the power cut at every one: the file is the old one or the complete new one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crash import power
from tests.crash.killing import operations
from tests.crash.meddling import Operation
from tests.crash.scenes import SCENES, BrokenError

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork and no SIGKILL")


def test_every_write_point_survives_a_kill_and_every_power_cut() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", "--kills", "140", "--cuts"], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["survived"] == told["kills"] == 140
    assert told["cuts_survived"] == told["cuts"] > 100
    for scene in SCENES:  # both outcomes were met in each
        assert {f"{scene.name}: old", f"{scene.name}: new"} <= told["ended"].keys()


@pytest.mark.parametrize("forgotten", ["自评表", ".jixiao", "."])
def test_the_power_cuts_tell_where_a_wait_for_the_disk_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forgotten: str) -> None:
    """The same run without its fsyncs of files, of the receipts' folder, of the workbook's folder."""
    scene, work = SCENES[0], tmp_path.resolve()

    def careless(*given: Any) -> list[Operation]:
        return [each for each in operations(*given) if each.name != "fsync" or (forgotten not in each.paths[0] if forgotten == "自评表" else each.paths[0] != forgotten)]

    monkeypatch.setattr(power, "operations", careless)
    broken = 0
    for state in power.states(scene, work):
        try:
            power.survive_cut(scene, state, work)
        except BrokenError:
            broken += 1
    assert broken > 0


# --------------------------------------------------------- the kernel's view ----

_CALLS = "openat,open,creat,write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat,chmod,fchmod,fchmodat,truncate,ftruncate,copy_file_range,sendfile"
_NAMES = {"openat": "open", "renameat": "rename", "renameat2": "rename", "replace": "rename", "unlinkat": "unlink", "mkdirat": "mkdir", "linkat": "link", "fchmodat": "chmod", "fchmod": "chmod"}


def _may_trace() -> bool:
    return shutil.which("strace") is not None and subprocess.run(["strace", "-o", os.devnull, "true"], check=False, capture_output=True).returncode == 0


needs_strace = pytest.mark.skipif(not _may_trace(), reason="strace is not installed, or tracing is not allowed here")


def _command(scene_index: int, folder: Path) -> list[str]:
    return [sys.executable, "-m", "jixiao", *SCENES[scene_index].command]


@needs_strace
def test_the_kernel_sees_no_write_that_was_not_counted(tmp_path: Path) -> None:
    """Kills are put between the operations that Python's own functions make; here is that there are no others."""
    scene = SCENES[0]
    counted = [_NAMES.get(each.name, each.name) for each in operations(scene, tmp_path.resolve())]
    folder = tmp_path / "traced"
    folder.mkdir()
    scene.prepare(folder)
    log = tmp_path / "trace"
    subprocess.run(["strace", "-f", "-y", "-s", "0", "-o", log, "-e", f"trace={_CALLS}", *_command(0, folder)], cwd=folder, check=False, capture_output=True)
    seen = []
    for line in log.read_text("utf-8", "replace").splitlines():
        call = re.match(r"\d+\s+(\w+)\((.*)", line)
        if call is None or (str(folder) not in line and "AT_FDCWD" in line and '"' not in line):
            continue
        name, rest = call.groups()
        ours = f"<{folder}" in rest
        if name in ("open", "openat") and not re.search(r"O_WRONLY|O_RDWR|O_CREAT", rest):
            continue
        if ours or str(folder) in rest:
            seen.append(_NAMES.get(name, name))
    kinds = ("open", "write", "fsync", "rename", "unlink", "mkdir", "link", "truncate", "sendfile", "copy_file_range")
    assert {kind: seen.count(kind) for kind in kinds} == {kind: counted.count(kind) for kind in kinds}
