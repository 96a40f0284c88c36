"""Ctrl-C, and an end from outside: what is told is what is on disk, nothing is left behind, and --resume goes on."""

import json
import os
import signal
import time

import pytest
from tests.services.runs import (
    GATE,
    begun,
    content,
    ended,
    files_told,
    jixiao,
    leftovers,
    outputs,
    own_check,
    until,
    workbooks,
    workers,
)

FOLDER, COUNT = "表", 20
WAITS = 4
"""The workbook at which a worker waits until it is let on: it is under way when the signal comes."""


@pytest.fixture
def home(tmp_path):
    workbooks(tmp_path / FOLDER, COUNT, {WAITS: "举办开门场次"})
    own_check(tmp_path / "own", GATE.format(name="举办开门场次"))
    return tmp_path


def begin(home, *options):
    run = begun("recalc", FOLDER, "--checks", "own", "--format", "json", *options, cwd=home, state=home / "state")
    until((home / "reached").exists, run)
    until(lambda: sum(path.read_bytes().count(b"\n") for path in (home / "state").rglob("*.jsonl")) >= WAITS, run)
    return run


def told(report):
    """The outputs that a report names; it is whole JSON and says that it is a part."""
    read = json.loads(report)
    assert read["summary"]["interrupted"] is True
    assert read["summary"]["files"] == len(read["files"])
    assert {each["status"] for each in read["files"]} <= {"findings", "ok"}
    return [each["output"] for each in read["files"]]


def on_disk(home):
    return [str(path.relative_to(home)) for path in sorted((home / FOLDER).glob("jixiao-out/*.xlsx"))]


def finished_like_one_that_nobody_stopped(home, *options):
    """--resume does the rest; the reports and workbooks are those of a run that went through."""
    (home / "open").touch()
    resumed = jixiao("recalc", FOLDER, "--checks", "own", "--format", "json", "--resume", *options, cwd=home, state=home / "state")
    assert (resumed.returncode, resumed.stderr) == (1, "")
    whole = jixiao("recalc", FOLDER, "--checks", "own", "--format", "json", "-o", "whole", cwd=home)
    assert files_told(resumed.stdout.replace(f'"{FOLDER}/jixiao-out/', '"whole/')) == files_told(whole.stdout)
    mine, right = (json.loads(each.stdout)["summary"] for each in (resumed, whole))
    again = mine["resumed"]
    assert mine | {"seconds": 0, "resumed": 0} == right | {"seconds": 0}
    assert outputs(home / FOLDER / "jixiao-out") == outputs(home / "whole")
    assert leftovers(home) == []
    return again


@pytest.mark.parametrize(("jobs", "sent"), [(2, signal.SIGINT), (1, signal.SIGINT), (2, signal.SIGTERM)], ids=["Ctrl-C", "Ctrl-C, one process", "SIGTERM to all"])
def test_an_interrupted_run_tells_what_it_has_done_and_resume_finishes_it(home, jobs, sent):
    run = begin(home, "--jobs", jobs, "--log", "log.jsonl")
    os.killpg(run.pid, sent)
    if sent == signal.SIGINT and jobs == 2:
        (home / "open").touch()  # what is under way is finished
    code, out, err = ended(run)
    assert code == 6
    done = told(out)
    assert done == on_disk(home)
    assert WAITS <= len(done) < COUNT
    assert err.count("\n") == 1
    assert f"完成了 {len(done)} 个（共 {COUNT} 个）" in err
    assert "--resume" in err
    assert leftovers(home) == []
    lines = [json.loads(line) for line in (home / "log.jsonl").read_text("utf-8").splitlines()]
    assert [line["output"] for line in lines if line["event"] == "file"] == done
    assert (lines[-1]["event"], lines[-1]["exit_code"]) == ("end", 6)
    assert finished_like_one_that_nobody_stopped(home, "--jobs", jobs, "--log", "log.jsonl") == len(done)


def test_ctrl_c_twice_stops_what_is_under_way(home):
    run = begin(home, "--jobs", 2)
    os.killpg(run.pid, signal.SIGINT)
    # The first one has been heard once nobody but the waiting worker is busy; the other is told again after a while.
    time.sleep(1)
    os.killpg(run.pid, signal.SIGINT)
    code, out, err = ended(run)  # nobody opens the gate
    assert code == 6
    assert told(out) == on_disk(home)
    assert "Traceback" not in err
    assert leftovers(home) == []
    assert finished_like_one_that_nobody_stopped(home, "--jobs", 2) > 0


def test_after_the_one_in_charge_was_killed_the_workers_go_and_resume_finishes(home):
    run = begin(home, "--jobs", 2)
    assert len(workers(run.pid)) == 2
    os.kill(run.pid, signal.SIGKILL)
    code, _, _ = ended(run)
    assert code == -signal.SIGKILL
    for path in (home / FOLDER / "jixiao-out").glob("*.xlsx"):
        assert content(path)  # whole
    assert finished_like_one_that_nobody_stopped(home, "--jobs", 2) == WAITS
