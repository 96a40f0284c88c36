"""--resume: what was done on the same content in the same way is not done again; all else is."""

import json
import stat

import openpyxl
import pytest
from tests.encryption.locked import PASSWORD, SECRETS, leaks, table
from tests.services.runs import WARN, jixiao, leftovers, own_check, timeless, workbooks
from tests.services.text_workbooks import project

FOLDER, COUNT = "表", 4


@pytest.fixture
def home(tmp_path):
    workbooks(tmp_path / FOLDER, COUNT)
    return tmp_path


def ran(home, command, *options, state="state", **more):
    done = jixiao(command, FOLDER, "--format", "json", *options, cwd=home, state=home / state if state else "", **more)
    assert done.stderr == "", done.stderr
    read = json.loads(done.stdout)
    return read["summary"]["resumed"], read["files"], done.returncode


def test_a_check_that_was_done_is_told_again_and_what_has_changed_is_checked(home):
    first = ran(home, "check")
    assert first[0] == 0
    assert ran(home, "check", "--resume") == (COUNT, *first[1:])
    project(home / FOLDER / "甲002.xlsx", executed="10", unit="改过的单位")
    resumed, files, _ = ran(home, "check", "--resume")
    assert resumed == COUNT - 1
    assert files[2] != first[1][2]
    assert [each for n, each in enumerate(files) if n != 2] == [each for n, each in enumerate(first[1]) if n != 2]
    workbooks(home / FOLDER, COUNT + 1)
    project(home / FOLDER / "甲002.xlsx", executed="10", unit="改过的单位")
    assert ran(home, "check", "--resume")[0] >= COUNT - 1, "the new one, and at most the one that was saved again"


def test_without_resume_everything_is_done_again(home):
    ran(home, "check")
    assert ran(home, "check")[0] == 0


def test_another_folder_run_in_between_forgets_nothing(home):
    ran(home, "check")
    workbooks(home / "别处", 3)
    assert jixiao("check", "别处", "--format", "json", cwd=home, state=home / "state").returncode == 1
    assert ran(home, "check", "--resume")[0] == COUNT


def test_the_report_calls_files_as_they_are_called_now(home):
    ran(home, "check")
    done = jixiao("check", ".", "--format", "json", "--resume", cwd=home / FOLDER, state=home / "state")
    assert [each["path"] for each in json.loads(done.stdout)["files"]] == [f"甲{number:03}.xlsx" for number in range(COUNT)]


def test_other_settings_are_another_way_of_running(home):
    own_check(home / "own", WARN)
    options = ("--checks", "own", "--set", "over_target=1.25", "--limit", "cells=900000")
    ran(home, "check", *options)
    assert ran(home, "check", *options, "--resume")[0] == COUNT
    for changed in (
        ("--checks", "own", "--set", "over_target=1.20", "--limit", "cells=900000"), ("--checks", "own", "--limit", "cells=900000"),
        (*options, "--policy", "platform"), ("--checks", "own", "--set", "over_target=1.25", "--limit", "cells=900001"),
    ):
        assert ran(home, "check", *changed, "--resume")[0] == 0, changed
    own_check(home / "own", WARN.replace("看到", "看见"))
    resumed, files, _ = ran(home, "check", *options, "--resume")
    assert resumed == 0
    assert "看见" in json.dumps(files, ensure_ascii=False)


def test_a_changed_target_table_is_compared_with_anew(home):
    targets = home / "目标.xlsx"
    targets.write_bytes((home / FOLDER / "甲000.xlsx").read_bytes())
    book = openpyxl.load_workbook(targets)
    book.active["A1"] = "项目支出绩效目标监控表"
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == "实际完成值":
                cell.value = "1-7月执行情况"
    book.save(targets)
    first = jixiao("check", FOLDER, "--against", targets, "--format", "json", cwd=home, state=home / "state")
    if first.returncode == 2:
        pytest.fail(first.stderr)
    options = ("--against", str(targets))
    assert ran(home, "check", *options, "--resume")[0] == COUNT
    book.active["K1"] = "改过"
    book.save(targets)
    assert ran(home, "check", *options, "--resume")[0] == 0


def edited(path):
    book = openpyxl.load_workbook(path)
    book.active["M1"] = "人工批注"
    book.save(path)
    return path.read_bytes()


def test_an_output_that_is_gone_is_written_again_and_one_that_somebody_edited_is_left(home):
    ran(home, "recalc")
    out = home / FOLDER / "jixiao-out"
    kept = {path.name: path.read_bytes() for path in out.glob("*.xlsx")}
    assert ran(home, "recalc", "--resume")[0] == COUNT
    (out / "甲001.xlsx").unlink()
    words = edited(out / "甲002.xlsx")
    resumed, files, code = ran(home, "recalc", "--resume")
    assert (resumed, code) == (COUNT - 2, 2)
    assert (out / "甲001.xlsx").exists()
    assert (out / "甲002.xlsx").read_bytes() == words, "nobody's work is overwritten"
    assert "已经存在" in files[2]["message"]
    assert [(out / name).read_bytes() for name in ("甲000.xlsx", "甲003.xlsx")] == [kept["甲000.xlsx"], kept["甲003.xlsx"]]
    project(home / FOLDER / "甲003.xlsx", executed="11")
    resumed, files, code = ran(home, "recalc", "--resume")
    assert resumed == 2
    assert "已经存在" in files[3]["message"], "an output of an older input is not overwritten without --force"
    assert leftovers(home) == []


def test_in_place_what_was_done_is_left_and_what_was_undone_is_done_again(home):
    first = ran(home, "recalc", "--in-place")
    written = {path.name: path.read_bytes() for path in (home / FOLDER).glob("*.xlsx")}
    assert ran(home, "recalc", "--in-place", "--resume") == (COUNT, *first[1:])
    assert {path.name: path.read_bytes() for path in (home / FOLDER).glob("*.xlsx")} == written
    assert jixiao("undo", home / FOLDER / "甲001.xlsx", cwd=home).returncode == 0
    resumed, files, _ = ran(home, "recalc", "--in-place", "--resume")
    assert resumed == COUNT - 1
    assert files[1]["edits"] == first[1][1]["edits"]


def test_what_a_workbook_with_a_password_says_is_not_kept(home):
    table(home / FOLDER / "密.xlsx")
    (home / "密码.txt").write_text(PASSWORD, encoding="utf-8")
    options = ("--password-file", "密码.txt")
    ran(home, "check", *options)
    assert leaks(home / "state") == []
    resumed, files, _ = ran(home, "check", *options, "--resume")
    assert resumed == COUNT
    [sealed] = [each for each in files if each["path"].endswith("密.xlsx")]
    assert SECRETS[0] in json.dumps(sealed, ensure_ascii=False)
    [journal] = (home / "state" / "runs").iterdir()
    assert len(journal.read_text("utf-8").splitlines()) == COUNT


def test_the_journal_is_for_nobody_elses_eyes(home):
    ran(home, "check")
    [journal] = (home / "state" / "runs").iterdir()
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", [b"", b"\0" * 300, b'{"file": "x"', b"[]\n{}\nnull\n\xff\xfe\n"])
def test_a_damaged_journal_costs_time_and_nothing_else(home, damage):
    first = ran(home, "check")
    [journal] = (home / "state" / "runs").iterdir()
    lines = journal.read_bytes().splitlines(keepends=True)
    # A line cut short, whatever was there, and one whose content is not what it was.
    journal.write_bytes(lines[0][: len(lines[0]) // 2] + b"\n" + damage + b"\n" + lines[1].replace(b'"piece": "', b'"piece": "!!!!') + b"".join(lines[2:]))
    resumed, files, code = ran(home, "check", "--resume")
    assert (files, code) == first[1:]
    assert 2 <= resumed <= 3


def test_where_nothing_can_be_kept_the_run_goes_on_without(home):
    (home / "file").write_text("x")
    first = ran(home, "check", state="")
    for place in ("file", "file/below"):
        assert ran(home, "check", "--resume", state=place)[1:] == first[1:]
    assert sorted(path.name for path in home.iterdir()) == ["file", FOLDER]


def test_a_resumed_page_is_the_same_page(home):
    first = jixiao("check", FOLDER, "--format", "html", "-o", "一.html", "--export", "e1", cwd=home, state=home / "state")
    again = jixiao("check", FOLDER, "--format", "html", "-o", "二.html", "--export", "e2", "--resume", cwd=home, state=home / "state")
    assert (first.returncode, again.returncode) == (1, 1)
    assert (home / "一.html").read_text("utf-8") == (home / "二.html").read_text("utf-8")
    assert (home / "e1" / "findings.csv").read_bytes() == (home / "e2" / "findings.csv").read_bytes()
    assert timeless(first.stdout) == timeless(again.stdout)
    assert (home / "一.html").stat().st_size > 1000
