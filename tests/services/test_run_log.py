"""The run log and the dry run: what was done can be looked up later, what would be done can be seen before."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = [ROOT / "workbooks" / "examples" / name for name in ("yiyang-2024.xlsx", "gaoxin-2021.xlsx", "dongguan-2022.xlsx")]


def jixiao(*arguments: object, where: Path, code: int | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    environment.pop("JIXIAO_LOG", None)
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)], cwd=where, capture_output=True, text=True, encoding="utf-8", check=False, env=environment
    )
    assert code is None or done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return done


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(each) for each in log.read_text("utf-8").splitlines()]


def tree(folder: Path) -> dict[str, str]:
    return {str(each.relative_to(folder)): sha(each) for each in folder.rglob("*") if each.is_file()}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    for each in EXAMPLES:
        shutil.copy(each, tmp_path / each.name)
    return tmp_path


def test_the_log_tells_what_went_in_what_came_out_and_where_the_receipt_is(office: Path) -> None:
    before = tree(office)
    jixiao("recalc", ".", "--log", "运行.jsonl", "--fail-on", "never", where=office, code=0)
    start, *files, end = lines(office / "运行.jsonl")
    assert (start["event"], start["schema"], start["command"]) == ("start", "jixiao-log/1", "recalc")
    assert start["arguments"] == ["recalc", ".", "--log", "运行.jsonl", "--fail-on", "never"]
    assert start["version"]
    assert start["user"]
    assert (end["event"], end["exit_code"], end["files"]) == ("end", 0, 3)
    assert {each["run"] for each in (start, *files, end)} == {start["run"]}
    assert len(files) == 3
    for each in files:
        assert each["event"] == "file"
        assert each["input_sha256"] == before[Path(each["input"]).name] == sha(office / each["input"])
        assert each["output_sha256"] == sha(office / each["output"])
        receipt = json.loads((office / each["receipt"]).read_text("utf-8"))
        assert (receipt["before"], receipt["after"]) == (each["input_sha256"], each["output_sha256"])
        assert each["changed"] == [f"{edit['sheet']}!{edit['cell']}" for edit in receipt["edits"]]
        assert all(edit["why"][0] for edit in receipt["edits"])


def test_a_second_run_is_appended_and_an_undo_is_logged_too(office: Path) -> None:
    name, log = EXAMPLES[0].name, office / "log.jsonl"
    first = sha(office / name)
    jixiao("recalc", name, "--in-place", "--log", log, "--fail-on", "never", where=office, code=0)
    second = sha(office / name)
    jixiao("undo", name, "--log", log, where=office, code=0)
    events = lines(log)
    assert [each["event"] for each in events] == ["start", "file", "end", "start", "undo", "end"]
    assert len({each["run"] for each in events}) == 2
    undone = events[4]
    assert undone["whole"] is True
    assert (undone["before_sha256"], undone["after_sha256"]) == (second, first)
    assert events[5]["exit_code"] == 0


def test_the_log_holds_no_cell_contents(office: Path) -> None:
    name = EXAMPLES[0].name
    book = openpyxl.load_workbook(office / name)
    texts = {
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and len(cell.value) > 6
    } - set(book.sheetnames)
    assert len(texts) > 20
    jixiao("check", name, "--log", "log.jsonl", "--fail-on", "never", where=office, code=0)
    written = "".join(json.dumps(each, ensure_ascii=False) for each in lines(office / "log.jsonl")[1:])
    assert not [text for text in texts if text in written]


def test_bad_files_are_logged_as_such_and_the_end_says_the_exit_code(office: Path) -> None:
    (office / "空.xlsx").write_bytes(b"")
    jixiao("check", ".", "--log", "log.jsonl", "--fail-on", "never", where=office, code=4)
    _, *files, end = lines(office / "log.jsonl")
    bad = next(each for each in files if each["input"].endswith("空.xlsx"))
    assert bad["status"] == "unreadable"
    assert "0 字节" in bad["message"]
    assert end["exit_code"] == 4


def test_a_log_that_cannot_be_written_stops_the_run_before_it_begins(office: Path) -> None:
    before = tree(office)
    for place in ("没有/log.jsonl", ".", EXAMPLES[0].name):
        done = jixiao("recalc", ".", "--log", place, where=office, code=2)
        assert done.stderr.strip()
        assert "Traceback" not in done.stderr
    assert tree(office) == before


@pytest.mark.parametrize("command", [
    "recalc 表 --in-place --log 表", "undo 表.xlsx --log 表.xlsx", "redact 表.xlsx -o copy.xlsx --log 表",
    "carry 表.xlsx --to monitoring -o next.xlsx --log 表.xlsx",
])
def test_a_log_is_never_appended_to_a_workbook(tmp_path: Path, command: str) -> None:
    for name in ("表.xlsx", "表"):
        shutil.copy(EXAMPLES[1], tmp_path / name)
    before = tree(tmp_path)
    done = jixiao(*command.split(), where=tmp_path, code=2)
    assert "什么也没有做" in done.stderr
    assert tree(tmp_path) == before


def test_a_drafted_form_never_replaces_a_workbook(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES[0], tmp_path / "表.xlsx")
    before = tree(tmp_path)
    done = jixiao("forms", "draft", "表.xlsx", "-o", "表.xlsx", where=tmp_path, code=2)
    assert "什么也没有做" in done.stderr
    assert tree(tmp_path) == before


@pytest.mark.skipif(os.name == "nt", reason="no /dev/stderr on Windows")
def test_a_log_can_go_down_a_pipe(office: Path) -> None:
    done = jixiao("check", EXAMPLES[0].name, "--log", "/dev/stderr", "--fail-on", "never", where=office, code=0)
    assert [json.loads(each)["event"] for each in done.stderr.splitlines()] == ["start", "file", "end"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_log_on_a_full_disk_is_said(office: Path) -> None:
    before = tree(office)
    done = jixiao("recalc", EXAMPLES[0].name, "--log", "/dev/full", where=office, code=2)
    assert "运行日志" in done.stderr
    assert tree(office) == before


def test_a_dry_run_lists_every_change_with_its_reason_and_writes_nothing(office: Path) -> None:
    before = tree(office)
    done = jixiao("recalc", ".", "--dry-run", "--format", "json", "--fail-on", "never", where=office, code=0)
    assert tree(office) == before
    planned = {each["path"]: each for each in json.loads(done.stdout)["files"]}
    for each in planned.values():
        assert each["dry_run"] is True
        assert each["output"] is None
        assert each["receipt"] is None
        assert all(edit["why"] for edit in each["edits"])
    assert any(each["edits"] for each in planned.values())
    real = jixiao("recalc", ".", "--format", "json", "--fail-on", "never", where=office, code=0)
    for each in json.loads(real.stdout)["files"]:
        assert each["edits"] == planned[each["path"]]["edits"]
        assert each["output_sha256"] == sha(office / each["output"])


def test_a_dry_run_in_words(office: Path) -> None:
    name = EXAMPLES[0].name
    before = tree(office)
    done = jixiao("recalc", name, "--in-place", "--dry-run", "--fail-on", "never", where=office, code=0)
    record = json.loads(jixiao("recalc", name, "--in-place", "--dry-run", "--format", "json", "--fail-on", "never", where=office, code=0).stdout)
    assert "什么也没有写" in done.stdout
    assert "已写出" not in done.stdout
    for edit in record["files"][0]["edits"]:
        assert f"{edit['sheet']}!{edit['cell']}" in done.stdout
    assert tree(office) == before


def test_a_dry_run_refuses_what_the_run_would_refuse(office: Path) -> None:
    name = EXAMPLES[0].name
    jixiao("recalc", name, "--fail-on", "never", where=office, code=0)
    before = tree(office)
    done = jixiao("recalc", name, "--dry-run", "--fail-on", "never", where=office, code=2)
    assert "已经存在" in done.stdout + done.stderr
    assert tree(office) == before


def test_a_report_does_not_replace_the_log(office: Path) -> None:
    (office / "r.json").write_text("{}\n", "utf-8")
    done = jixiao("check", ".", "-o", "r.json", "--log", "./r.json", where=office, code=2)
    assert "同一个文件" in done.stderr
    assert (office / "r.json").read_text("utf-8") == "{}\n"


def test_a_drafted_form_does_not_replace_one_that_was_worked_on(office: Path) -> None:
    (office / "own.toml").write_text("# 改好的表样\n", "utf-8")
    refused = jixiao("forms", "draft", EXAMPLES[0].name, "-o", "own.toml", where=office, code=2)
    assert "已经存在" in refused.stderr
    assert (office / "own.toml").read_text("utf-8") == "# 改好的表样\n"
    jixiao("forms", "draft", EXAMPLES[0].name, "-o", "own.toml", "--force", where=office, code=0)
    assert "[form]" in (office / "own.toml").read_text("utf-8")


def test_explanations_that_could_not_be_read_again_are_not_lost_in_silence(office: Path) -> None:
    name = EXAMPLES[0].name
    (office / "jixiao-out").mkdir()
    (office / "jixiao-out" / name).write_bytes(b"PK\x03\x04 broken")
    done = jixiao("recalc", name, "--force", "--fail-on", "never", where=office, code=0)
    assert "说明没有带到" in done.stdout
    jixiao("undo", f"jixiao-out/{name}", where=office, code=0)
    assert (office / "jixiao-out" / name).read_bytes() == b"PK\x03\x04 broken"
