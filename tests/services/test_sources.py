"""What a folder may hold besides workbooks that are in order: one sentence each, the rest goes on, the summary counts them."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.crash.killing import forked
from tests.crash.scenes import run
from tests.services.runs import jixiao, leftovers, outputs, timeless, workbooks

from jixiao import cli

FOLDER = "表"


@pytest.fixture
def home(tmp_path):
    workbooks(tmp_path / FOLDER, 3)
    return tmp_path


def told(done):
    read = json.loads(done.stdout)
    return {each["path"].removeprefix(f"{FOLDER}/"): each for each in read["files"]}, read["summary"]


@pytest.mark.parametrize("command", [("check", "空"), ("recalc", "空"), ("check", FOLDER, "空"), ("check", "空/*.xlsx"), ("rollup", "空", "-o", "汇总.xlsx")])
def test_a_folder_with_nothing_in_it_is_said_before_anything_is_done(home, command):
    (home / "空" / "下级").mkdir(parents=True)
    (home / "空" / "~$甲.xlsx").write_bytes(b"x")
    (home / "空" / "说明.txt").write_text("x")
    done = jixiao(*command, cwd=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("“空")
    assert "没有找到工作簿" in done.stderr
    assert not (home / FOLDER / "jixiao-out").exists()


def test_links_that_go_in_circles_or_nowhere_are_named_and_the_rest_is_checked(home):
    folder = home / FOLDER
    (folder / "下级").mkdir()
    shutil.copy(folder / "甲000.xlsx", folder / "下级" / "乙.xlsx")
    (folder / "下级" / "上去").symlink_to(folder, target_is_directory=True)
    (folder / "自己.xlsx").symlink_to("自己.xlsx")
    (folder / "断了.xlsx").symlink_to(home / "没有.xlsx")
    (folder / "别处").symlink_to(home / "外", target_is_directory=True)
    (home / "外").mkdir()
    shutil.copy(folder / "甲000.xlsx", home / "外" / "丙.xlsx")
    (folder / "再来").symlink_to(folder / "下级", target_is_directory=True)
    (folder / "同一个.xlsx").symlink_to(folder / "甲001.xlsx")
    done = jixiao("recalc", FOLDER, "--format", "json", "--jobs", 2, cwd=home)
    assert (done.returncode, done.stderr) == (4, "")
    files, summary = told(done)
    assert set(files) == {"甲000.xlsx", "甲001.xlsx", "甲002.xlsx", "下级/乙.xlsx", "下级/上去", "自己.xlsx", "断了.xlsx", "别处", "同一个.xlsx"}
    assert "循环" in files["下级/上去"]["message"]
    assert "指回自己" in files["自己.xlsx"]["message"]
    assert "不存在" in files["断了.xlsx"]["message"]
    assert "指向别处" in files["别处"]["message"]
    assert "丙" not in done.stdout
    assert (summary["files"], summary["unreadable"]) == (9, 4)
    assert len(outputs(home / FOLDER / "jixiao-out")) == 5


def test_what_office_and_this_program_leave_among_the_workbooks_is_not_worked_out(home):
    folder = home / FOLDER
    (folder / "~$甲000.xlsx").write_bytes(b"\x05user")
    (folder / ".隐藏.xlsx").write_bytes(b"x")
    assert jixiao("rollup", FOLDER, "-o", f"{FOLDER}/汇总.xlsx", cwd=home).returncode == 0
    assert jixiao("review", FOLDER, "-o", f"{FOLDER}/意见", cwd=home).returncode in (0, 1)
    assert jixiao("recalc", FOLDER, cwd=home).returncode in (0, 1)
    done = jixiao("check", FOLDER, "--format", "json", cwd=home)
    files, summary = told(done)
    assert done.returncode == 1
    ours = [name for name in files if name == "汇总.xlsx" or name.startswith("意见/")]
    assert len(ours) > 1
    assert {(files[name]["status"], len(files[name]["tables"])) for name in ours} == {("ok", 0)}
    assert all("jixiao 写的" in files[name]["message"] for name in ours)
    assert set(files) - set(ours) == {"甲000.xlsx", "甲001.xlsx", "甲002.xlsx"}
    assert (summary["unreadable"], summary["unknown_form"]) == (0, 0)


def test_a_folder_that_may_not_be_entered_is_named_and_the_rest_goes_on():
    place = Path(tempfile.mkdtemp(prefix="jixiao-rights-")).resolve()
    try:
        place.chmod(0o755)
        workbooks(place / FOLDER, 2)
        shut = workbooks(place / FOLDER / "关着", 2)
        shut.chmod(0)
        if os.geteuid() == 0:
            os.chown(shut, 0, 0)
        said = place / "said"

        def by_nobody():
            os.chdir(place)
            with said.open("w", encoding="utf-8") as stream, contextlib.redirect_stdout(stream):
                if os.geteuid() == 0:
                    os.setgroups([])
                    os.setgid(65534)
                    os.setuid(65534)
                return cli.run(["check", FOLDER, "--format", "json"])

        run(place, "check", FOLDER)  # so that all is loaded that nobody may not read
        code = forked(by_nobody, place / "trace")
        read = json.loads(said.read_text("utf-8"))
        files, summary = {each["path"].removeprefix(f"{FOLDER}/"): each for each in read["files"]}, read["summary"]
        assert "没有权限" in files["关着"]["message"]
        assert code == 4
        assert (summary["files"], summary["unreadable"]) == (3, 1)
    finally:
        (place / FOLDER / "关着").chmod(0o755)
        shutil.rmtree(place)


ODD = [b"\xe7\x94\xb2\n\xe4\xb9\x99.xlsx", b"bell\x07\x1b[2J.xlsx", b"half\xff\xfe.xlsx", b"[red]markup.xlsx", b"-rf.xlsx", "右\u202e左.xlsx".encode()]


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes there")
@pytest.mark.parametrize("kind", ["text", "json", "jsonl", "sarif", "html"])
def test_odd_names_harm_no_report(home, kind):
    folder = home / FOLDER
    for name in ODD:
        shutil.copy(folder / "甲000.xlsx", folder / os.fsdecode(name))
    done = jixiao("check", FOLDER, "--format", kind, "--jobs", 2 if kind == "json" else 1, "-o", "报告.out", "--log", "log.jsonl", "--export", "export", cwd=home, state=home / "state")
    assert (done.returncode, done.stderr) == (1, ""), done.stderr
    report = (home / "报告.out").read_bytes()
    assert b"\x1b[2J" not in report
    assert b"\x07" not in report
    text = report.decode("utf-8")
    if kind == "json":
        assert len(json.loads(text)["files"]) == 9
        assert {os.fsencode(each["path"]) for each in json.loads(text)["files"]} >= {FOLDER.encode() + b"/" + name for name in ODD}
    if kind == "jsonl":
        assert [json.loads(line) for line in text.splitlines()][-1]["summary"]["files"] == 9
    if kind == "sarif":
        assert len({each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in json.loads(text)["runs"][0]["results"]}) == 9
    if kind == "html":
        assert text.count("<h2>") == 9
    assert len((home / "log.jsonl").read_text("utf-8").splitlines()) == 11
    assert all(json.loads(line) for line in (home / "log.jsonl").read_text("utf-8").splitlines())
    resumed = jixiao("check", FOLDER, "--format", kind, "-o", "再.out", "--log", "log.jsonl", "--export", "export2", "--resume", cwd=home, state=home / "state")
    assert (resumed.returncode, resumed.stderr) == (1, "")
    if kind == "json":
        assert json.loads((home / "再.out").read_text("utf-8"))["summary"]["resumed"] == 9
    if kind != "text":
        assert timeless((home / "再.out").read_text("utf-8")).replace('"resumed": 9', '"resumed": 0') == timeless(text)


# --------------------------------------------------------------- full disk ----


@pytest.fixture
def full(tmp_path):
    """A folder on a disk with room for one small workbook and no more."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if sys.platform != "linux" or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20k", "tmpfs", disk], check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("kind", ["json", "html"])
def test_a_full_disk_ends_a_report_in_one_sentence_and_leaves_no_half_of_it(home, full, kind):
    workbooks(home / FOLDER, 30)
    done = jixiao("check", FOLDER, "--format", kind, "-o", full / "报告.out", "--jobs", 2 if kind == "json" else 1, cwd=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert "磁盘空间不足" in done.stderr
    assert done.stderr.count("\n") <= 2
    assert list(full.iterdir()) == []


def test_a_full_disk_ends_an_export_in_one_sentence(home, full):
    workbooks(home / FOLDER, 12)
    done = jixiao("check", FOLDER, "--format", "json", "--export", full / "导出", "--jobs", 2, cwd=home)
    assert done.returncode == 2
    assert "磁盘空间不足" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path for path in full.rglob("*") if path.is_file()] == []


def test_on_a_full_disk_every_output_is_whole_or_refused(home, full):
    workbooks(home / FOLDER, 8)
    done = jixiao("recalc", FOLDER, "-o", full / "out", "--format", "json", "--jobs", 2, cwd=home)
    files, summary = told(done)
    assert done.returncode == 2
    assert len(files) == summary["files"] == 8
    assert any("磁盘空间不足" in (each["message"] or "") for each in files.values())
    written = outputs(full / "out") if (full / "out").exists() else {}
    assert set(written) == {name for name, each in files.items() if each["output"]}
    assert leftovers(full) == []
