"""Saving, taking back and leaving no trace: what recalc and undo do with a workbook that has a password."""

import io
import json
import os
import subprocess
import sys
import tempfile

import openpyxl
import pytest

from jixiao.model import JixiaoError
from jixiao.services.analyse import Settings, check_file
from jixiao.services.carry import Wishes, carry_file
from jixiao.services.explain import explain_cell
from jixiao.services.recalculate import Writing, recalculate_file
from jixiao.workbooks import Passwords, Unreadable, open_workbook, save, undo
from jixiao.workbooks.encryption import is_locked
from tests.encryption.locked import PASSWORD, SCORE, TOTAL, WRONG, encrypted, leaks, opened, plain_table, sheet, table


@pytest.fixture
def settings():
    return Settings(passwords=Passwords([PASSWORD]))


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory, monkeypatch):
    """A folder of temporary files that holds nothing else."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def recalculated(path, target, settings, **writing):
    result = recalculate_file(path, target, settings, Writing(**writing))
    assert result.status != "failed", result.message
    return result


def test_check_and_explain_read_it(tmp_path, settings):
    path = table(tmp_path / "a.xlsx")
    result = check_file(path, settings)
    assert "JX203" in {finding.code for finding in result.findings}
    assert any("80" in step.zh for step in explain_cell(path, WRONG, settings))
    assert check_file(path, Settings()).status == "unreadable"


def test_the_output_has_the_same_password_and_the_right_figures(tmp_path, settings, temporary):
    path = table(tmp_path / "a.xlsx")
    before = path.read_bytes()
    target = tmp_path / "out" / "a.xlsx"
    result = recalculated(path, target, settings)
    assert not result.refused
    assert path.read_bytes() == before
    assert (sheet(target)[WRONG].value, sheet(target)["E5"].value) == (SCORE, TOTAL)
    with pytest.raises(Unreadable, match="打开密码"):
        open_workbook(target)
    assert leaks(tmp_path, temporary) == []


def test_in_place_twice_and_back_again(tmp_path, settings, temporary):
    path = table(tmp_path / "a.xlsx")
    states = [path.read_bytes()]
    recalculated(path, path, settings)
    states.append(path.read_bytes())
    path.write_bytes(encrypted(opened(path.read_bytes())))  # as if saved again by somebody else, nothing but the shell is new
    states.append(path.read_bytes())
    recalculated(path, path, settings)
    assert sheet(path)[WRONG].value == SCORE
    assert leaks(tmp_path, temporary) == []
    assert undo(path).whole  # no password is asked for
    assert path.read_bytes() == states[2]
    path.write_bytes(states[1])
    assert undo(path).whole
    assert path.read_bytes() == states[0]
    assert leaks(tmp_path, temporary) == []


def test_a_second_run_that_finds_nothing_to_do_leaves_the_bytes(tmp_path, settings):
    path = table(tmp_path / "a.xlsx")
    workbook = open_workbook(path, passwords=settings.passwords)
    before = path.read_bytes()
    save(workbook, path, [], None)
    assert path.read_bytes() == before
    save(workbook, tmp_path / "copy.xlsx", [], None)
    assert (tmp_path / "copy.xlsx").read_bytes() == before


def test_a_receipt_tells_nothing_and_undo_of_cells_reads_it_with_the_password(tmp_path, settings):
    path = table(tmp_path / "a.xlsx")
    recalculated(path, path, settings)
    receipt = next(each for each in (tmp_path / ".jixiao").iterdir() if each.suffix == ".json")
    told = json.loads(receipt.read_text("utf-8"))
    assert "edits" not in told
    assert "自评表" not in receipt.read_text("utf-8")
    changed = opened(path.read_bytes())
    path.write_bytes(encrypted(with_note(changed)))
    with pytest.raises(JixiaoError, match="--cells"):
        undo(path)
    with pytest.raises(Unreadable, match="--password-file"):
        undo(path, cells=True)
    outcome = undo(path, cells=True, passwords=Passwords([PASSWORD]))
    assert WRONG in {ref.a1 for ref in outcome.restored}
    assert (sheet(path)[WRONG].value, sheet(path)["G1"].value) == (60, "后来加的")
    assert leaks(tmp_path) == []


def with_note(data: bytes) -> bytes:
    """The workbook with one more cell, saved by openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.worksheets[0]["G1"] = "后来加的"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_another_password_since_then_does_not_stop_undo_of_cells(tmp_path, settings):
    path = table(tmp_path / "a.xlsx")
    recalculated(path, path, settings)
    path.write_bytes(encrypted(with_note(opened(path.read_bytes())), "新密码"))
    outcome = undo(path, cells=True, passwords=Passwords(["新密码", PASSWORD]))
    assert outcome.restored
    assert sheet(path, "新密码")[WRONG].value == 60


def test_words_in_an_encrypted_earlier_output_stay(tmp_path, settings):
    path, target = table(tmp_path / "a.xlsx"), tmp_path / "out" / "a.xlsx"
    recalculated(path, target, settings)
    book = openpyxl.load_workbook(io.BytesIO(opened(target.read_bytes())))
    ours = book["校验"]
    head = next(row for row in ours.iter_rows() if any(cell.value == "说明" for cell in row))
    column = next(cell.column for cell in head if cell.value == "说明")
    ours.cell(head[0].row + 1, column).value = "上级已同意"
    out = io.BytesIO()
    book.save(out)
    target.write_bytes(encrypted(out.getvalue()))
    recalculated(path, target, settings, force=True)
    again = openpyxl.load_workbook(io.BytesIO(opened(target.read_bytes())))["校验"]
    assert "上级已同意" in {cell.value for row in again.iter_rows() for cell in row}


# ---------------------------------------------------------------- decrypting ----


def test_only_decrypt_writes_an_open_file_and_says_so(tmp_path, settings):
    path, target = table(tmp_path / "a.xlsx"), tmp_path / "out" / "a.xlsx"
    result = recalculated(path, target, settings, decrypt=True)
    assert any("没有密码" in note.zh for note in result.notes)
    assert openpyxl.load_workbook(target).worksheets[0][WRONG].value == SCORE
    assert is_locked(path.read_bytes())
    assert [each.name for each in leaks(tmp_path)] == ["a.xlsx"]  # the output, and nothing of it in the receipt


def test_decrypt_never_takes_the_place_of_the_encrypted_file(tmp_path, settings):
    path = table(tmp_path / "a.xlsx")
    before = path.read_bytes()
    result = recalculated(path, path, settings, decrypt=True)
    assert result.refused
    assert "--in-place" in result.message.zh
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_decrypt_means_nothing_to_a_file_without_a_password(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(plain_table())
    result = recalculated(path, path, Settings(), decrypt=True)
    assert not result.refused
    assert not any("密码" in note.zh for note in result.notes)


def test_a_dry_run_writes_nothing(tmp_path, settings, temporary):
    path = table(tmp_path / "a.xlsx")
    result = recalculated(path, tmp_path / "out" / "a.xlsx", settings, dry_run=True)
    assert {edit.ref.a1 for edit in result.edits} >= {WRONG}
    assert list(tmp_path.iterdir()) == [path]
    assert list(temporary.iterdir()) == []


def test_what_follows_a_declaration_with_a_password_is_written_only_with_decrypt(tmp_path, settings):
    path = table(tmp_path / "a.xlsx")
    with pytest.raises(JixiaoError, match="--decrypt"):
        carry_file(path, tmp_path / "b.xlsx", Wishes("self-evaluation", "", False, None), settings)
    assert not (tmp_path / "b.xlsx").exists()


# ------------------------------------------------------------------ at a kill ----

_KILLED = """
import os, shutil, sys
from pathlib import Path
from jixiao.services.analyse import Settings
from jixiao.services.recalculate import Writing, recalculate_file
from jixiao.workbooks import Passwords

def run(folder, point):
    seen = 0
    def look(event, arguments):
        nonlocal seen
        writes = event in {"os.rename", "os.remove", "os.link", "os.mkdir", "os.truncate"}
        writes = writes or event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes:
            seen += 1
            if seen == point:
                os.kill(os.getpid(), 9)
    sys.addaudithook(look)
    recalculate_file(folder / "a.xlsx", folder / "a.xlsx", Settings(passwords=Passwords([password])), Writing())

password, point, code = sys.stdin.readline().rstrip("\\n"), 0, 9
recalculate_file(Path(sys.argv[1]) / "a.xlsx", Path(sys.argv[1]) / "warm" / "a.xlsx", Settings(passwords=Passwords([password])), Writing())
while code == 9:
    point += 1
    folder = Path(sys.argv[1]) / str(point)
    folder.mkdir()
    shutil.copy(Path(sys.argv[1]) / "a.xlsx", folder)
    child = os.fork()
    if not child:
        try:
            run(folder, point)
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitpid(child, 0)[1]
print(code)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed in a way that Windows has not")
def test_a_killed_run_leaves_no_open_word_behind(tmp_path, temporary):
    """Killed before each opening for writing, renaming and removing, in turn, until a run gets through."""
    before = table(tmp_path / "a.xlsx").read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path)], input=PASSWORD, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("0\n", "")
    assert leaks(tmp_path, temporary) == []
    states = [(folder / "a.xlsx").read_bytes() == before for folder in tmp_path.iterdir() if folder.name.isdigit()]
    assert True in states
    assert False in states
    for folder in tmp_path.iterdir():
        if folder.name.isdigit() and (folder / "a.xlsx").read_bytes() != before:
            assert sheet(folder / "a.xlsx")[WRONG].value == SCORE
