"""Ctrl-C, an end from outside and a failing disk, at every file operation: nothing half done, nothing left, and a sentence."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jixiao import __main__ as program
from jixiao.workbooks import tidy
from tests.crash.killing import forked, operations, prepared
from tests.crash.meddling import Meddler
from tests.crash.scenes import SCENES, Scene, files, leftovers, whole

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")


def disturbed(scene: Scene, work: Path, number: int, act: Callable[..., Any]) -> tuple[int, str, str, list[str]]:
    """Exit code, what was said, ``old`` or ``new``, and what is left, where that happens at one operation."""
    folder = prepared(scene, work)
    before = files(folder)
    said = work / "said"

    def work_on() -> int:
        os.chdir(folder)
        sys.argv = ["jixiao", *scene.command]
        with said.open("w", encoding="utf-8") as stream, contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            try:
                with Meddler(folder, number, act):
                    program.main()
            except SystemExit as ended:
                return int(ended.code or 0)
        return 0

    code = forked(work_on, work / "trace")
    assert code >= 0, f"ended by signal {code}"
    return code, said.read_text("utf-8"), whole(folder, scene, before), leftovers(folder)


@pytest.mark.parametrize(
    ("number", "scene"),
    [(signal.SIGINT, SCENES[0]), (signal.SIGINT, SCENES[1]), (signal.SIGTERM, SCENES[3])],
    ids=["Ctrl-C recalc --in-place", "Ctrl-C recalc -o", "SIGTERM undo"],
)
def test_an_interruption_at_any_operation_leaves_nothing_half_done(tmp_path: Path, scene: Scene, number: signal.Signals) -> None:
    work = tmp_path.resolve()
    states = set()
    for at, operation in enumerate(operations(scene, work)):
        code, said, state, left = disturbed(scene, work, at, lambda *_, **__: os.kill(os.getpid(), number))
        assert code == 6, (at, operation.name, code, said)
        assert "已中断" in said
        if operation.name != "unlink":  # interrupted while cleaning up: the next run does it
            assert left == [], (at, operation.name, left)
        elif left:
            folder = work / scene.name
            assert len(tidy((folder / scene.target).parent)) == 1
            assert leftovers(folder) == []
        states.add(state)
    assert states == {"old", "new"}


@pytest.mark.parametrize(
    ("error", "scene"),
    [(errno.ENOSPC, SCENES[0]), (errno.EIO, SCENES[1]), (errno.EACCES, SCENES[3])],
    ids=["disk full recalc --in-place", "disk broken recalc -o", "no permission undo"],
)
def test_an_error_at_any_operation_is_a_sentence_and_true(tmp_path: Path, scene: Scene, error: int) -> None:
    work = tmp_path.resolve()
    seen = operations(scene, work)
    refusals = 0
    for at, operation in enumerate(seen):

        def failing(*_: object, **__: object) -> None:
            raise OSError(error, os.strerror(error))

        code, said, state, left = disturbed(scene, work, at, failing)
        where = (at, operation.name, operation.paths, code, said, left)
        assert "jixiao 出错" not in said, where
        if code == 2:
            refusals += 1
            assert "文件没有改动" in said, where
            assert state == "old", where
        else:
            assert code in (0, 1), where
            assert state == "new", where
        if operation.name not in ("unlink", "rename"):  # what cannot be removed or renamed is left to the next run
            assert left == [], where
    assert refusals > len(seen) // 3


