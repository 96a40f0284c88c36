"""A disk that is really full: a small mount where that is allowed, else a limit on file sizes."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from jixiao.workbooks import undo
from tests.crash.killing import forked
from tests.crash.scenes import EXAMPLE, example, leftovers, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts of Linux")


def _mounted(folder: Path, options: str) -> bool:
    folder.mkdir(exist_ok=True)
    return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=False, capture_output=True).returncode == 0


def _look(folder: Path, code: int) -> bool:
    """The file is the old one, or the new one that undo takes back; True for the new one."""
    path = folder / "自评表.xlsx"
    assert code in (0, 1, 2), code
    assert leftovers(folder) == []
    if path.read_bytes() == EXAMPLE.read_bytes():
        assert code == 2
        return False
    assert code in (0, 1)
    return True


@pytest.mark.parametrize("options", ["size={}k", "size=1m,nr_inodes={}"], ids=["no space", "no inodes"])
def test_a_mount_that_fills_up_at_every_point(tmp_path: Path, options: str) -> None:
    written = []
    disk = tmp_path / "disk"
    sizes = range(24, 140, 8) if "k" in options else range(3, 10)
    for size in sizes:
        if not _mounted(disk, options.format(size)):
            pytest.skip("mounting is not allowed here; see the limit on file sizes")
        try:
            example(disk)
            written.append(_look(disk, forked(lambda: run(disk, "recalc", "--in-place", "自评表.xlsx"))))
        finally:
            subprocess.run(["umount", disk], check=True)
    assert written[0] is False
    assert written[-1] is True
    assert written == sorted(written)


def test_a_limit_on_file_sizes_the_substitute(tmp_path: Path) -> None:
    written = []
    for size in (0, 1, 1000, 2500, 10_000, 18_000, 25_000, 31_000, 100_000):
        folder = tmp_path / str(size)
        folder.mkdir()
        example(folder)

        def limited(size: int = size, folder: Path = folder) -> int:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            return run(folder, "recalc", "--in-place", "自评表.xlsx")

        written.append(_look(folder, forked(limited)))
        if written[-1]:
            undo(folder / "自评表.xlsx")
            assert (folder / "自评表.xlsx").read_bytes() == EXAMPLE.read_bytes()
    assert written[0] is False
    assert written[-1] is True
    assert os.path.getsize(EXAMPLE) < 100_000  # noqa: PTH202
