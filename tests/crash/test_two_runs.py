"""Two runs on one folder, and files that change under our feet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.model import JixiaoError
from jixiao.workbooks import exclusive, open_workbook, save, tidy, undo
from jixiao.workbooks.replacing import label, mark
from tests.crash.killing import forked
from tests.crash.meddling import Meddler
from tests.crash.scenes import EXAMPLE, digest, example, leftovers, records, run
from tests.workbooks.samples import edit

ROOT = Path(__file__).parents[2]
_HOLDER = """
import sys
from pathlib import Path
from jixiao.workbooks.exclusive import exclusive
from jixiao.workbooks.replacing import staged
target = Path(sys.argv[1])
with exclusive(target), staged(target, b"x", None):
    print("held", flush=True)
    sys.stdin.read()
"""


def together(folder: Path, *commands: tuple[str, ...]) -> list[tuple[int, str]]:
    """Real processes, started at once; exit codes and words."""
    started = [
        subprocess.Popen([sys.executable, "-m", "jixiao", *command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
        for command in commands
    ]  # fmt: skip
    said = [each.communicate()[0] for each in started]
    return [(each.returncode, words) for each, words in zip(started, said, strict=True)]


def test_a_second_run_waits_then_says_who_is_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = example(tmp_path)
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    monkeypatch.setattr(exclusive, "_PATIENCE", 0.2)
    monkeypatch.setattr(exclusive.exclusive.__wrapped__, "__defaults__", (0.2,))
    book = open_workbook(path)
    with pytest.raises(JixiaoError, match=f"另一次 jixiao 运行（电脑 .*，进程 {holder.pid}）"):
        save(book, path, [edit(book.book.grids[0].sheet, 400, 30, "x")], None)
    assert tidy(tmp_path) == ()  # what a living run holds is left alone
    assert path.read_bytes() == EXAMPLE.read_bytes()
    holder.communicate("")
    assert leftovers(tmp_path) == []
    save(book, path, [edit(book.book.grids[0].sheet, 400, 30, "x")], None)
    assert leftovers(tmp_path) == []


def test_runs_in_one_place_do_not_mix(tmp_path: Path) -> None:
    path = example(tmp_path)
    done = together(tmp_path, *[("recalc", "--in-place", "自评表.xlsx")] * 3)
    assert all(code in (0, 1) or "在处理期间被别的程序改动" in words or "另一次 jixiao 运行" in words for code, words in done), done
    assert any(code in (0, 1) for code, _ in done)
    assert leftovers(tmp_path) == []
    while any(each.suffix == ".json" for each, _ in records(tmp_path)):
        undo(path)
    assert path.read_bytes() == EXAMPLE.read_bytes()


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_runs_to_one_output_leave_one_whole_file_with_its_receipt(tmp_path: Path, force: tuple[str, ...]) -> None:
    example(tmp_path)
    done = together(tmp_path, *[("recalc", "-o", "out", *force, "自评表.xlsx")] * 3)
    written = [words for code, words in done if code in (0, 1)]
    assert len(written) >= 1
    if not force:
        assert len(written) == 1, done
        assert all("已经存在" in words or "另一个程序写出" in words for code, words in done if code == 2), done
    now = digest(tmp_path / "out" / "自评表.xlsx")
    effective = [content for place, content in records(tmp_path / "out") if place.suffix == ".json"]
    assert now in {each["after"] for each in effective}
    assert len(effective) == len(written)
    assert leftovers(tmp_path) == []


def test_undo_and_recalc_at_once(tmp_path: Path) -> None:
    path = example(tmp_path)
    run(tmp_path, "recalc", "--in-place", "自评表.xlsx")
    done = together(tmp_path, ("undo", "自评表.xlsx"), ("recalc", "--in-place", "--findings-only", "自评表.xlsx"))
    assert all(code in (0, 1, 2) for code, _ in done), done
    assert leftovers(tmp_path) == []
    while any(each.suffix == ".json" for each, _ in records(tmp_path)):
        undo(path)
    assert path.read_bytes() == EXAMPLE.read_bytes()


def _changed(path: Path) -> None:
    path.write_bytes(b"by somebody else")


def _deleted(path: Path) -> None:
    path.unlink()


def _a_folder_now(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
@pytest.mark.parametrize("happens", [_changed, _deleted, _a_folder_now])
def test_a_file_replaced_at_any_operation_before_ours_is_theirs(tmp_path: Path, happens: Callable[[Path], None]) -> None:
    path = example(tmp_path)
    book = open_workbook(path)
    edits = [edit(book.book.grids[0].sheet, 400, 30, Decimal(1))]
    with Meddler(tmp_path) as watch:
        save(book, path, edits, None)
    undo(path)
    replacing = next(number for number, each in enumerate(watch.seen) if each.name in ("replace", "rename"))
    for at in range(2, replacing):  # each operation but our last look
        folder = tmp_path / str(at)
        folder.mkdir()
        path = example(folder)
        code = forked(lambda path=path, at=at, folder=folder: _disturbed(path, folder, at, happens))
        assert code == 2, at
        if happens is _changed:
            assert path.read_bytes() == b"by somebody else"
        else:
            assert path.is_dir() == (happens is _a_folder_now)
        assert leftovers(folder) == []


def _disturbed(path: Path, folder: Path, at: int, happens: Callable[[Path], None]) -> int:
    book = open_workbook(path)

    def act(*_: object, **__: object) -> None:
        watch.at = -1
        happens(path)

    watch = Meddler(folder, at, act)
    with watch:
        try:
            save(book, path, [edit(book.book.grids[0].sheet, 400, 30, Decimal(1))], None)
        except JixiaoError:
            return 2
    return 0


def test_an_output_of_an_input_that_changed_says_by_its_hash_what_it_was_made_of(tmp_path: Path) -> None:
    path = example(tmp_path)
    book = open_workbook(path)
    was = digest(path)
    path.write_bytes(b"changed since")
    receipt = save(book, tmp_path / "out" / path.name, [edit(book.book.grids[0].sheet, 400, 30, Decimal(1))], None)
    assert json.loads(Path(receipt.place).read_bytes())["source"] == receipt.source == was


# ---------------------------------------------------------- names and owners ----


@pytest.mark.parametrize("name", ["长" * 83 + ".xlsx", "a" * 250 + ".xlsx", "表. .xlsx", "表\n二.xlsx", os.fsdecode(b"\xb1\xed.xlsx"), ".隐藏.xlsx"])
def test_any_name_that_a_folder_holds_can_be_written_and_undone(tmp_path: Path, name: str) -> None:
    try:
        path = example(tmp_path, name)
    except OSError:
        pytest.skip("the file system refuses this name")
    book = open_workbook(path)
    receipt = save(book, path, [edit(book.book.grids[0].sheet, 400, 30, Decimal(1))], None)
    assert Path(receipt.place).exists()
    assert leftovers(tmp_path) == []
    undo(path)
    assert path.read_bytes() == EXAMPLE.read_bytes()


def test_a_hard_link_is_said(tmp_path: Path) -> None:
    path = example(tmp_path)
    os.link(path, tmp_path / "另一个名字.xlsx")
    book = open_workbook(path)
    receipt = save(book, path, [edit(book.book.grids[0].sheet, 400, 30, Decimal(1))], None)
    assert "硬链接" in receipt.notes[-1].zh
    assert (tmp_path / "另一个名字.xlsx").read_bytes() == EXAMPLE.read_bytes()


def test_what_belongs_to_another_computer_or_a_living_process_is_left_alone_until_it_is_old(tmp_path: Path) -> None:
    example(tmp_path)
    moment, process, host = mark().split("-")
    theirs = tmp_path / f".自评表.xlsx.{moment}-{process}-{host}2.jixiao-tmp"
    living = tmp_path / f".自评表.xlsx.{moment}-{os.getppid()}-{host}.jixiao-tmp"
    dead = tmp_path / f".自评表.xlsx.{moment}-{2**22 - 1}-{host}.jixiao-tmp"
    for each in (theirs, living, dead):
        each.write_bytes(b"x")
    (said,) = tidy(tmp_path)
    assert "自评表.xlsx" in said.zh
    assert (theirs.exists(), living.exists(), dead.exists()) == (True, True, False)
    os.utime(theirs, (0, 0))
    assert len(tidy(tmp_path)) == 1
    assert (theirs.exists(), living.exists()) == (False, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among files")
def test_a_record_that_names_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    example(tmp_path)
    (tmp_path / ".jixiao").mkdir()
    os.mkfifo(tmp_path / "管道")
    moment, _, host = mark().split("-")
    told = {"schema": "jixiao-receipt/1", "place": "../管道", "before": "0", "after": "1", "original": "a.xlsx"}
    (tmp_path / ".jixiao" / f"管道.{moment}-{2**22 - 1}-{host}.pending").write_text(json.dumps(told), encoding="utf-8")
    command = [sys.executable, "-m", "jixiao", "recalc", "--in-place", "自评表.xlsx", "--format", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)
    (one,) = json.loads(done.stdout)["files"]
    assert any("管道" in each and "原件已不在" in each for each in one["notes"])


def test_other_peoples_files_are_no_leftovers(tmp_path: Path) -> None:
    example(tmp_path)
    (tmp_path / ".jixiao").mkdir()
    for name in (".x.tmp", "a.pending", ".a.jixiao-tmp.xlsx", ".jixiao/说明.txt", ".jixiao/a.pending", ".jixiao/旧.xlsx"):
        (tmp_path / name).write_text("x")
    assert tidy(tmp_path) == ()
    assert len(list(tmp_path.rglob("*"))) == 8
    assert label("长" * 100).endswith("~")
