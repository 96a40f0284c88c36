"""Commands that write, and the folders that they find."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jixiao.workbooks import open_workbook
from jixiao.workbooks.writing import compose
from tests.workbooks.samples import edit

EXAMPLE = Path(__file__).parents[2] / "workbooks" / "examples" / "shaoguan-2022.xlsx"
LEFTOVERS = (".jixiao-tmp", ".jixiao-lock", ".pending")


@dataclass(frozen=True)
class Scene:
    """A command in a folder.

    Attributes:
        prepare: fills an empty folder.
        command: run inside that folder.
        target: the workbook written; folder: where the user's files must stay as they are, apart from it.
        undo: what the target holds again once the command is undone; None where there is nothing to undo.
    """

    name: str
    prepare: Callable[[Path], None]
    command: tuple[str, ...]
    target: str


def run(folder: Path, *command: str) -> int:
    """A real command in this process, silent."""
    from jixiao.cli import run as jixiao

    before = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return jixiao(list(command))
    finally:
        os.chdir(before)


def example(folder: Path, name: str = "自评表.xlsx") -> Path:
    return Path(shutil.copyfile(EXAMPLE, folder / name))


def _plain(folder: Path) -> None:
    example(folder)
    (folder / "别的文件.txt").write_text("不要动", encoding="utf-8")


def _written(folder: Path) -> None:
    _plain(folder)
    assert run(folder, "recalc", "--in-place", "自评表.xlsx") in (0, 1)


def _written_and_edited(folder: Path) -> None:
    _written(folder)
    path = folder / "自评表.xlsx"
    book = open_workbook(path)
    path.write_bytes(compose(book, [edit(book.book.grids[0].sheet, 400, 30, "后来写的")], None).data)


def _with_output(folder: Path) -> None:
    _plain(folder)
    (folder / "out").mkdir()
    path = example(folder / "out")
    book = open_workbook(path)
    path.write_bytes(compose(book, [edit(book.book.grids[0].sheet, 400, 30, "以前的输出")], None).data)


def _form(folder: Path) -> None:
    _plain(folder)
    (folder / "空白表.xlsx").write_bytes((folder / "自评表.xlsx").read_bytes())


SCENES = (
    Scene("recalc --in-place", _plain, ("recalc", "--in-place", "自评表.xlsx"), "自评表.xlsx"),
    Scene("recalc -o", _plain, ("recalc", "-o", "out", "自评表.xlsx"), "out/自评表.xlsx"),
    Scene("recalc -o --force", _with_output, ("recalc", "-o", "out", "--force", "自评表.xlsx"), "out/自评表.xlsx"),
    Scene("undo", _written, ("undo", "自评表.xlsx"), "自评表.xlsx"),
    Scene("undo --cells", _written_and_edited, ("undo", "--cells", "自评表.xlsx"), "自评表.xlsx"),
    Scene("new", _plain, ("new", "mof-project-target", "-o", "空白表.xlsx"), "空白表.xlsx"),
    Scene("new --force", _form, ("new", "mof-project-target", "-o", "空白表.xlsx", "--force"), "空白表.xlsx"),
)


# -------------------------------------------------------------- invariants ----


class BrokenError(AssertionError):
    """A promise that was not kept."""


def demand(holds: object, what: str) -> None:
    """Raise BrokenError where a promise does not hold."""
    if not holds:
        raise BrokenError(what)


def digest(path: Path) -> str | None:
    """SHA-256 of a file, None where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def files(folder: Path) -> dict[str, str | None]:
    """Every file and its hash."""
    return {str(path.relative_to(folder)): digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def records(folder: Path) -> Iterator[tuple[Path, dict[str, object]]]:
    """The receipts that can be read, pending ones too."""
    for path in folder.rglob(".jixiao/*"):
        if path.suffix in (".json", ".undone", ".pending"):
            with contextlib.suppress(ValueError):
                yield path, json.loads(path.read_bytes())


def leftovers(folder: Path) -> list[str]:
    """What a killed run has left: marked files, pending receipts, originals without a receipt."""
    found = [path for path in folder.rglob("*") if path.name.endswith(LEFTOVERS)]
    found += [path for path in folder.rglob(".jixiao/*") if path.suffix == ".xlsx" and not any(path.with_suffix(each).exists() for each in (".json", ".undone", ".pending", ".unclear"))]
    return sorted(str(path.relative_to(folder)) for path in found)


def whole(folder: Path, scene: Scene, before: dict[str, str | None]) -> str:
    """``old`` or ``new``, by the target's bytes; all else of the user is as it was, and receipts hold."""
    target = folder / scene.target
    for name, value in before.items():
        if name != scene.target and ".jixiao" not in Path(name).parts:
            demand(digest(folder / name) == value, f"{name} was touched")
    told = list(records(folder))
    for path, content in told:
        original = path.parent / str(content["original"])
        if path.suffix != ".pending":
            demand(digest(original) == content["before"], f"{path.name} refers to an original that is not there")
    now = digest(target)
    if now == before.get(scene.target):
        fresh = [path.name for path, _ in told if path.suffix == ".json" and str(path.relative_to(folder)) not in before]
        demand(not fresh, f"{fresh} speaks of what did not happen")
        return "old"
    if scene.name == "new":
        demand(target.read_bytes()[:4] == b"PK\3\4" and zipfile.is_zipfile(target), "the new workbook is not whole")
    else:
        demand(now in {content["after"] for _, content in told}, "the target is neither the old file nor the new one")
    return "new"
