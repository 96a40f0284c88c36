"""Without rights: a process that is not root, and folders and files that do not let it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jixiao import cli
from jixiao.workbooks import open_workbook
from tests.crash.killing import forked
from tests.crash.scenes import EXAMPLE, example, leftovers, run

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="rights of another kind")
_NOBODY = 65534


@pytest.fixture
def open_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that everybody may reach."""
    folder = Path(tempfile.mkdtemp(prefix="jixiao-rights-")).resolve()
    folder.chmod(0o755)
    (folder / "表").mkdir()
    yield folder / "表"
    shutil.rmtree(folder)
    assert tmp_path.exists()


def unprivileged(folder: Path, *command: str) -> tuple[int, str]:
    """Exit code and words of a command run by nobody (or by whoever runs the tests, if not root)."""
    with tempfile.TemporaryDirectory() as warm:  # so that all is loaded that nobody may not read
        example(Path(warm))
        run(Path(warm), "recalc", "--in-place", "自评表.xlsx")
        run(Path(warm), "undo", "自评表.xlsx")
    said = folder.parent / "said"
    said.touch()
    said.chmod(0o666)

    def dropped() -> int:
        os.chdir(folder)
        with said.open("w", encoding="utf-8") as stream, contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(_NOBODY)
                os.setuid(_NOBODY)
            return cli.run(list(command))

    code = forked(dropped, folder.parent / "trace")
    return code, said.read_text("utf-8")


def _owned(*paths: Path) -> None:
    if os.geteuid() == 0:
        for path in paths:
            os.chown(path, _NOBODY, _NOBODY)


def _read_only_file(folder: Path) -> None:
    (folder / "自评表.xlsx").chmod(0o444)


def _read_only_folder(folder: Path) -> None:
    folder.chmod(0o555)


def _receipts_are_a_file(folder: Path) -> None:
    (folder / ".jixiao").write_text("x")


def _receipts_read_only(folder: Path) -> None:
    (folder / ".jixiao").mkdir()
    _owned(folder / ".jixiao")
    (folder / ".jixiao").chmod(0o555)


def _receipts_lead_nowhere(folder: Path) -> None:
    (folder / ".jixiao").symlink_to(folder / "没有")


@pytest.mark.parametrize(
    ("forbid", "words"),
    [
        (_read_only_file, "只读文件"),
        (_read_only_folder, "没有权限"),
        (_receipts_are_a_file, "不能在"),
        (_receipts_read_only, "不能在"),
        (_receipts_lead_nowhere, "不能在"),
    ],
)
def test_what_may_not_be_written_is_said_and_left(open_folder: Path, forbid: Callable[[Path], None], words: str) -> None:
    path = example(open_folder)
    _owned(open_folder, path)
    forbid(open_folder)
    code, said = unprivileged(open_folder, "recalc", "--in-place", "自评表.xlsx")
    assert code == 2, said
    assert words in said
    assert "文件没有改动" in said
    assert path.read_bytes() == EXAMPLE.read_bytes()
    assert leftovers(open_folder) == []


def test_a_file_that_may_not_be_read_is_said(open_folder: Path) -> None:
    path = example(open_folder)
    path.chmod(0o000)
    code, said = unprivileged(open_folder, "recalc", "--in-place", "自评表.xlsx")
    assert (code, "没有权限读取" in said) == (4, True), said


def test_receipts_that_may_not_be_read_are_none(open_folder: Path) -> None:
    path = example(open_folder)
    _owned(open_folder, path)
    assert unprivileged(open_folder, "recalc", "--in-place", "自评表.xlsx")[0] in (0, 1)
    written = path.read_bytes()
    (open_folder / ".jixiao").chmod(0o000)
    if os.geteuid() == 0:
        os.chown(open_folder / ".jixiao", 0, 0)
    code, said = unprivileged(open_folder, "undo", "自评表.xlsx")
    assert code == 2, said
    assert path.read_bytes() == written


def test_originals_and_receipts_are_not_more_open_than_the_workbook(open_folder: Path) -> None:
    path = example(open_folder)
    path.chmod(0o600)
    run(open_folder, "recalc", "--in-place", "自评表.xlsx")
    modes = {each.name: each.stat().st_mode & 0o777 for each in (path, *(open_folder / ".jixiao").iterdir())}
    assert set(modes.values()) == {0o600}, modes
    assert open_workbook(path) is not None


def test_what_is_made_from_a_read_only_workbook_can_be_written(open_folder: Path) -> None:
    path = example(open_folder)
    path.chmod(0o440)
    run(open_folder, "recalc", "自评表.xlsx")
    made = open_folder / "jixiao-out" / "自评表.xlsx"
    assert made.stat().st_mode & 0o777 == 0o640
    run(open_folder, "undo", "jixiao-out/自评表.xlsx")
    assert made.read_bytes() == path.read_bytes()


def test_what_is_made_from_a_private_workbook_is_private(open_folder: Path) -> None:
    path = example(open_folder)
    path.chmod(0o600)
    run(open_folder, "recalc", "自评表.xlsx")
    run(open_folder, "redact", "自评表.xlsx", "-o", "公开.xlsx")
    made = [each for each in open_folder.rglob("*") if each.is_file() and each != path]
    assert {each.name for each in made} >= {"自评表.xlsx", "公开.xlsx"}
    modes = {str(each.relative_to(open_folder)): each.stat().st_mode & 0o777 for each in made}
    assert set(modes.values()) == {0o600}, modes


def test_extended_attributes_and_owner_stay(open_folder: Path) -> None:
    path = example(open_folder)
    _owned(path)
    try:
        os.setxattr(path, "user.note", b"x")
    except OSError:
        pytest.skip("no extended attributes here")
    owner = path.stat().st_uid
    run(open_folder, "recalc", "--in-place", "自评表.xlsx")
    assert os.getxattr(path, "user.note") == b"x"
    assert path.stat().st_uid == owner
    assert path.read_bytes() != EXAMPLE.read_bytes()
