"""Kills at every write point, and what must hold after each."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from jixiao.workbooks import tidy, undo
from tests.crash.meddling import Meddler, Operation, kill_before, kill_torn
from tests.crash.scenes import EXAMPLE, SCENES, Scene, demand, files, leftovers, run, whole

Point = tuple[Scene, int, float]
"""A scene, the number of the operation, and which part of a write still gets through (0: the operation does not happen)."""


def forked(work: Callable[[], int], report: Path | None = None) -> int:
    """Run in a real process of its own; gives its exit code, negative where a signal ended it."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = work()
        except BaseException:  # noqa: BLE001  # the child must never return
            traceback.print_exc()
            if report is not None:
                report.write_text(traceback.format_exc(), encoding="utf-8")
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def operations(scene: Scene, work: Path) -> list[Operation]:
    """What the command does when nobody disturbs it."""
    folder = prepared(scene, work)
    seen = work / "operations"

    def recording() -> int:
        with Meddler(folder) as watch:
            code = run(folder, *scene.command)
        seen.write_bytes(pickle.dumps(watch.seen))
        return code

    code = forked(recording)
    demand(code in (0, 1), f"{scene.name} ended with {code}")
    found: list[Operation] = pickle.loads(seen.read_bytes())
    shutil.rmtree(folder)
    return found


def prepared(scene: Scene, work: Path) -> Path:
    """A fresh folder for one run of a scene; made once and copied after that."""
    template = work / f"{scene.name} template"
    if not template.exists():
        template.mkdir(parents=True)
        scene.prepare(template)
    folder = work / scene.name
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(template, folder, symlinks=True)
    return folder


def points(scene: Scene, work: Path) -> Iterator[Point]:
    """Before each operation, after the last, and in the middle of every write."""
    seen = operations(scene, work)
    for number, each in enumerate(seen):
        yield scene, number, 0.0
        if each.name == "write":
            for part in (0.001, 0.5, 0.999):
                yield scene, number, part


def survive(point: Point, work: Path) -> str:
    """Kill there, look, go on.  Raises BrokenError; gives ``old`` or ``new``."""
    scene, number, part = point
    folder = prepared(scene, work)
    before = files(folder)
    had_leftovers = leftovers(folder)
    demand(not had_leftovers, f"left by the preparation: {had_leftovers}")

    def killed() -> int:
        with Meddler(folder, number, kill_torn(part) if part else kill_before):
            return run(folder, *scene.command)

    code = forked(killed)
    demand(code == -signal.SIGKILL, f"ended with {code} instead of being killed")
    state = whole(folder, scene, before)
    left = leftovers(folder)
    parent = (folder / scene.target).parent
    said = tidy(parent)
    demand(bool(said) == bool(left), f"left {left}, said {said}")
    demand(len(said) < 2, f"one workbook, and said {said}")
    demand(not leftovers(folder), f"still there: {leftovers(folder)}")
    demand(whole(folder, scene, before) == state, "cleaning has changed the target")
    demand(tidy(parent) == (), "said twice")
    _go_on(scene, folder, state)
    demand(not leftovers(folder), f"left after going on: {leftovers(folder)}")
    return state


def _go_on(scene: Scene, folder: Path, state: str) -> None:
    """The next run finishes, and undoing gives the bytes of before."""
    target = folder / scene.target
    original = folder.parent / f"{scene.name} template" / scene.target
    if state == "old":
        code = forked(lambda: run(folder, *scene.command))
        demand(code in (0, 1), f"the next run ended with {code}")
    if scene.name == "undo":
        demand(target.read_bytes() == EXAMPLE.read_bytes(), "undo has not given the bytes of before")
    if scene.name.startswith("undo"):
        demand(run(folder, "undo", scene.target) == 2, "there is still something to undo")
        return
    if scene.name == "new":
        return
    undo(target)
    expected = original if original.exists() else folder / "自评表.xlsx"
    demand(target.read_bytes() == expected.read_bytes(), "undo does not give the bytes of before")


def chosen(everything: list[Point], kills: int) -> list[Point]:
    """That many points, spread evenly; all of them again and again where more are wanted."""
    if kills >= len(everything):
        return (everything * (kills // len(everything) + 1))[:kills]
    return [everything[number * len(everything) // kills] for number in range(kills)]


def all_points(work: Path) -> list[Point]:
    """Every write point of every scene."""
    return [point for scene in SCENES for point in points(scene, work)]
