"""Power cuts: from the recorded operations of a run, every state that a disk may legally be in.

What was written and not yet fsynced may be lost or torn; what was done to the names in a folder that was not yet
fsynced may be lost, from any point on, in each folder apart.  A rename is whole or has not happened.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jixiao.workbooks import tidy, undo
from tests.crash.killing import operations, prepared
from tests.crash.meddling import Operation
from tests.crash.scenes import EXAMPLE, Scene, demand, files, leftovers, whole


@dataclass
class Inode:
    """A file's bytes: those that the disk has for sure, and those that it was given."""

    durable: bytes
    given: bytes


@dataclass
class Disk:
    """What a disk was told.  A name is a path; None stands for a folder.

    Attributes:
        names: names that are on it for sure; waiting: changes of names by folder, in order, not yet fsynced.
    """

    names: dict[str, Inode | None]
    waiting: dict[str, list[dict[str, Inode | str | None]]] = field(default_factory=dict)

    def view(self, done: dict[str, int] | None = None) -> dict[str, Inode | None]:
        """Names once that many of the waiting changes were made in each folder; all where None."""
        names = dict(self.names)
        for folder, changes in self.waiting.items():
            for change in changes if done is None else changes[: done[folder]]:
                for name, inode in change.items():
                    if inode == "gone":
                        names.pop(name, None)
                    else:
                        names[name] = inode  # type: ignore[assignment]
        return names

    def _change(self, **names: Inode | str | None) -> None:
        folder = str(Path(next(iter(names))).parent)
        self.waiting.setdefault(folder, []).append(names)

    def perform(self, operation: Operation) -> None:
        """Tell the disk one operation."""
        now, paths = self.view(), operation.paths
        if operation.name == "open" and paths[0] not in now:
            self._change(**{paths[0]: Inode(b"", b"")})
        elif operation.name == "write":
            inode = now[paths[0]]
            assert inode is not None
            inode.given += operation.data
        elif operation.name == "fsync" and now.get(paths[0]) is not None:
            inode = now[paths[0]]
            assert inode is not None
            inode.durable = inode.given
        elif operation.name == "fsync":
            self.names = self.view({each: len(changes) if each == paths[0] else 0 for each, changes in self.waiting.items()})
            self.waiting.pop(paths[0], None)
        elif operation.name == "mkdir":
            self._change(**{paths[0]: None})
        elif operation.name in ("rename", "replace"):
            self._change(**{paths[0]: "gone", paths[1]: now[paths[0]]})
        elif operation.name == "link":
            self._change(**{paths[1]: now[paths[0]]})
        elif operation.name == "unlink" and paths[0] in now:
            self._change(**{paths[0]: "gone"})

    def remains(self) -> Iterator[dict[str, bytes | None]]:
        """Every legal state after the power has gone."""
        folders = list(self.waiting)
        for counts in itertools.product(*(range(len(self.waiting[each]) + 1) for each in folders)):
            names = self.view(dict(zip(folders, counts, strict=True)))
            for part in (0.0, 0.5, 1.0):
                yield {name: None if each is None else _torn(each, part) for name, each in names.items()}


def _torn(inode: Inode, part: float) -> bytes:
    return inode.durable if inode.durable == inode.given else inode.given[: int(len(inode.given) * part)]


def states(scene: Scene, work: Path) -> list[dict[str, bytes | None]]:
    """Every state that a power cut during the scene may leave, each once."""
    folder = prepared(scene, work)
    names: dict[str, Inode | None] = {
        str(path.relative_to(folder)): Inode(path.read_bytes(), path.read_bytes()) if path.is_file() else None for path in folder.rglob("*")
    }
    disk = Disk(names)
    found: dict[frozenset[tuple[str, bytes | None]], dict[str, bytes | None]] = {}
    for operation in (None, *operations(scene, work)):
        if operation is not None:
            disk.perform(operation)
        for remains in disk.remains():
            found.setdefault(frozenset(remains.items()), remains)
    return list(found.values())


def survive_cut(scene: Scene, state: dict[str, bytes | None], work: Path) -> str:
    """Lay the state out as files, look, clean, undo.  Raises BrokenError; gives ``old`` or ``new``."""
    before = files(prepared(scene, work))
    folder = work / scene.name
    shutil.rmtree(folder)
    folder.mkdir()
    for name, data in sorted(state.items()):
        path = folder / name
        if data is None:
            path.mkdir(exist_ok=True)
        elif path.parent.is_dir():  # what lies in a folder that was lost is lost
            path.write_bytes(data)
    found = whole(folder, scene, before)
    target = folder / scene.target
    if target.parent.is_dir():
        tidy(target.parent)
    demand(not leftovers(folder), f"still there: {leftovers(folder)}")
    demand(whole(folder, scene, before) == found, "cleaning has changed the target")
    if found == "new" and scene.name not in ("new", "undo", "undo --cells"):
        undo(target)
        original = work / f"{scene.name} template" / scene.target
        demand(target.read_bytes() == (original if original.exists() else EXAMPLE).read_bytes(), "undo does not give the bytes of before")
    return found
