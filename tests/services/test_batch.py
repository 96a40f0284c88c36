"""One process or several: the same reports in the same order, the same workbooks."""

import json
import os
import signal
import sys

import pytest
from tests.encryption.locked import PASSWORD, SCORE, WRONG, sheet, table
from tests.services.runs import (
    WARN,
    begun,
    copied,
    ended,
    environment,
    files_told,
    jixiao,
    leftovers,
    log_lines,
    outputs,
    own_check,
    timeless,
    until,
    workbooks,
    workers,
)
from tests.services.text_workbooks import project, saved

FOLDER = "表"
COUNT = 13


@pytest.fixture
def home(tmp_path):
    """Good workbooks, one of another form, one that is broken, one in a folder below."""
    folder = workbooks(tmp_path / FOLDER, COUNT - 3)
    workbooks(folder / "下级", 1)
    (folder / "坏.xlsx").write_bytes(b"PK\3\4 not a workbook")
    saved(folder / "别的.xlsx", "| 通讯录 | < |\n| 姓名 | 电话 |", "通讯录")
    return tmp_path


@pytest.mark.parametrize("kind", ["text", "json", "jsonl", "sarif", "html"])
def test_a_check_says_the_same_with_any_number_of_processes(home, kind):
    told = [jixiao("check", FOLDER, "--format", kind, "--jobs", jobs, cwd=home) for jobs in ((1, 2, 3) if kind == "json" else (1, 2))]
    assert {each.returncode for each in told} == {4}
    assert {each.stderr for each in told} == {""}
    assert "甲003" in told[0].stdout
    assert len({timeless(each.stdout) for each in told}) == 1


@pytest.mark.parametrize(("kind", "processes"), [("text", (1, 2)), ("json", (1, 3))])
def test_recalc_says_and_writes_the_same_with_any_number_of_processes(home, tmp_path, kind, processes):
    places = [copied(home / FOLDER, tmp_path / f"run{jobs}" / FOLDER).parent for jobs in processes]
    told = [jixiao("recalc", FOLDER, "--format", kind, "--jobs", jobs, "--log", "log.jsonl", "--export", "export", cwd=place)
            for jobs, place in zip(processes, places, strict=True)]
    assert {each.returncode for each in told} == {4}, told[0].stderr
    assert len({timeless(each.stdout).replace(str(place), "") for each, place in zip(told, places, strict=True)}) == 1
    written = [outputs(place / FOLDER / "jixiao-out") for place in places]
    assert len(written[0]) == COUNT - 2
    assert written[0] == written[1]
    logs = [json.dumps(log_lines(place / "log.jsonl")).replace(str(place), "") for place in places]
    assert len(json.loads(logs[0])) == COUNT
    assert logs[0] == logs[1]
    exports = [{path.name: path.read_bytes() for path in (place / "export").iterdir()} for place in places]
    assert {"findings.csv", "indicators.json"} <= set(exports[0])
    assert all(exports[0][name] == exports[1][name] for name in exports[0] if not name.endswith(".parquet"))
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_in_place_every_workbook_can_be_undone(tmp_path, jobs):
    folder = workbooks(tmp_path / FOLDER, 6)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = jixiao("recalc", FOLDER, "--in-place", "--jobs", jobs, "--format", "json", cwd=tmp_path)
    assert [each["output"] for each in json.loads(done.stdout)["files"]] == [f"{FOLDER}/{name}" for name in sorted(before)]
    assert all((folder / name).read_bytes() != data for name, data in before.items())
    assert leftovers(tmp_path) == []
    for name, data in before.items():
        assert jixiao("undo", folder / name, cwd=tmp_path).returncode == 0
        assert (folder / name).read_bytes() == data
        break


def test_a_dry_run_with_several_processes_writes_nothing(tmp_path):
    workbooks(tmp_path / FOLDER, 5)
    before = sorted(tmp_path.rglob("*"))
    told = [jixiao("recalc", FOLDER, "--dry-run", "--jobs", jobs, "--format", "json", cwd=tmp_path) for jobs in (1, 2)]
    assert sorted(tmp_path.rglob("*")) == before
    assert timeless(told[0].stdout) == timeless(told[1].stdout)
    assert all(each["edits"] and each["output"] is None for each in json.loads(told[1].stdout)["files"])


def test_of_two_workbooks_with_one_output_the_first_is_written_and_the_second_named(tmp_path):
    for place in ("甲局", "乙局"):
        workbooks(tmp_path / place, 4)
    told = [jixiao("recalc", "甲局", "乙局", "-o", out, "--jobs", jobs, "--format", "json", cwd=tmp_path) for jobs, out in ((1, "一"), (2, "二"))]
    assert {each.returncode for each in told} == {2}
    assert timeless(told[0].stdout).replace("一/", "二/").replace("（一", "（二") == timeless(told[1].stdout)
    files = json.loads(told[1].stdout)["files"]
    assert [each["status"] for each in files[4:]] == ["failed"] * 4
    assert all("同名" in each["message"] and "甲局/甲00" in each["message"] for each in files[4:])
    assert [each["output"] for each in files[:4]] == [f"二/甲00{number}.xlsx" for number in range(4)]
    assert outputs(tmp_path / "一") == outputs(tmp_path / "二")





PROJECTS = ("读者活动", "古籍修复", "流动书车", "盲人阅览", "少儿讲座", "馆藏采购")


def test_target_tables_are_compared_with_in_every_process(tmp_path):
    folder = tmp_path / FOLDER
    for number in range(6):
        project(folder / f"甲{number}.xlsx", project=PROJECTS[number])
    targets = tmp_path / "目标"
    for number in range(6):
        saved(targets / f"目标{number}.xlsx", f"""
| 项目支出绩效目标申报表 | < | < | < | < | < |
| （2025年度） | < | < | < | < | < |
| 项目名称 | < | {PROJECTS[number]} | < | < | < |
| 主管部门 | < | 青石县文旅局 | 实施单位 | < | 青石县图书馆 |
| 一级指标 | 二级指标 | 三级指标 | 指标值 | 分值 | 备注 |
| 产出指标 | 数量指标 | 举办活动场次 | ≥{130 + number}场 | 40 | |
| 产出指标 | 质量指标 | 验收合格率 | ≥90% | 30 | |
| 满意度指标 | 服务对象满意度指标 | 读者满意度 | ≥90% | 20 | |
""", "目标表")
    told = [jixiao("check", FOLDER, "--against", "目标", "--jobs", jobs, "--format", "json", cwd=tmp_path) for jobs in (1, 2)]
    assert {each.returncode for each in told} == {1}, told[0].stderr + told[1].stderr
    assert timeless(told[0].stdout) == timeless(told[1].stdout)
    for number, each in enumerate(json.loads(told[1].stdout)["files"]):
        [pair] = each["pairs"]
        assert f"≥{130 + number}场" in json.dumps(each, ensure_ascii=False), pair


def test_checks_of_the_offices_own_run_in_every_process(tmp_path):
    workbooks(tmp_path / FOLDER, 6)
    own_check(tmp_path / "own", WARN)
    told = [jixiao("check", FOLDER, "--checks", "own", "--jobs", jobs, "--format", "json", cwd=tmp_path) for jobs in (1, 2)]
    assert timeless(told[0].stdout) == timeless(told[1].stdout)
    for each in json.loads(told[1].stdout)["files"]:
        assert "JX951" in {finding["code"] for finding in each["findings"]}


@pytest.fixture
def locked(tmp_path):
    """Workbooks with a password among others, and a file with that password."""
    folder = workbooks(tmp_path / FOLDER, 4)
    table(folder / "密1.xlsx")
    table(folder / "密2.xlsx")
    (tmp_path / "密码.txt").write_text(PASSWORD, encoding="utf-8")
    return tmp_path


def test_every_process_has_the_passwords_of_the_file(locked):
    done = jixiao("recalc", FOLDER, "--password-file", "密码.txt", "--jobs", 2, "--format", "json", cwd=locked)
    assert done.returncode == 1, done.stderr
    assert {each["status"] for each in json.loads(done.stdout)["files"]} == {"findings"}
    for name in ("密1.xlsx", "密2.xlsx"):
        assert sheet(locked / FOLDER / "jixiao-out" / name)[WRONG].value == SCORE


def test_somebody_at_a_terminal_is_asked_for_a_password_while_processes_work(locked):
    pty = pytest.importorskip("pty")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(locked)
        os.execve(sys.executable, [sys.executable, "-m", "jixiao", "recalc", FOLDER, "--jobs", "2"], environment() | {"TERM": "xterm", "COLUMNS": "160"})
    said = typed = b""
    try:
        while True:
            try:
                got = os.read(terminal, 65536)
            except OSError:
                break
            if not got:
                break
            said += got
            # The second one opens with what was typed for the first.
            if "请输入".encode() in said and not typed:
                typed = PASSWORD.encode() + b"\n"
                os.write(terminal, typed)
    finally:
        os.close(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code == 1, said.decode(errors="replace")
    assert said.count("请输入".encode()) == 1
    assert PASSWORD.encode() not in said
    for name in ("密1.xlsx", "密2.xlsx"):
        assert sheet(locked / FOLDER / "jixiao-out" / name)[WRONG].value == SCORE


# ------------------------------------------------------------- lost hands ----

DEADLY = """
if name == "要命的":
    {how}
yield from ()
"""


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_missing(tmp_path):
    marks = {5: "举办开门场次"}
    workbooks(tmp_path / FOLDER, 12, marks)
    own_check(tmp_path / "own", """
if name == "举办开门场次":
    (HERE / str(os.getpid())).touch()
    (HERE / "reached").touch()
    while not (HERE / "open").exists():
        time.sleep(0.02)
yield from ()
""")
    run = begun("recalc", FOLDER, "--checks", "own", "--jobs", 2, "--format", "json", cwd=tmp_path)
    until((tmp_path / "reached").exists, run)
    [victim] = [int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()]
    assert victim in workers(run.pid)
    os.kill(victim, signal.SIGKILL)
    (tmp_path / "open").touch()
    code, out, err = ended(run)
    assert (code, err) == (1, "")
    whole = jixiao("recalc", FOLDER, "--checks", "own", "--force", "-o", "again", "--format", "json", cwd=tmp_path)
    assert files_told(out.replace(f'"{FOLDER}/jixiao-out/', '"again/')) == files_told(whole.stdout)
    assert outputs(tmp_path / FOLDER / "jixiao-out") == outputs(tmp_path / "again")
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("how", ["os._exit(3)", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_workbook_that_no_worker_survives_is_named_and_the_others_are_done(tmp_path, how):
    workbooks(tmp_path / FOLDER, 12, {4: "要命的"})
    own_check(tmp_path / "own", DEADLY.format(how=how))
    done = jixiao("recalc", FOLDER, "--checks", "own", "--jobs", 2, "--format", "json", "--log", "log.jsonl", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (5, "")
    files = json.loads(done.stdout)["files"]
    assert [each["path"] for each in files] == [f"{FOLDER}/甲{number:03}.xlsx" for number in range(12)]
    assert [each["status"] for each in files] == ["findings"] * 4 + ["failed"] + ["findings"] * 7
    assert "中途退出" in files[4]["message"]
    assert len(outputs(tmp_path / FOLDER / "jixiao-out")) == 11
    assert [line["status"] for line in log_lines(tmp_path / "log.jsonl")].count("failed") == 1
    assert leftovers(tmp_path) == []


