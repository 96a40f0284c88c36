"""The promises of every fuzz target, on a few hundred inputs; ``make soak`` tries them for an hour, at random."""

import importlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from soak import run
from soak.fuzz import NAMES

ROOT = Path(__file__).parents[2]
# How many inputs each; those that open a whole workbook take longer.
EXAMPLES = {"tables": 150, "package_parts": 250, "own_files": 150, "receipts": 60}
RUNS = {"tables": 60, "package_parts": 300, "own_files": 100, "receipts": 100, "arguments": 300}


def inputs(target):
    """Seeds with something behind, and rows of the target's own words."""
    seeds = sorted(set(target.seeds()))
    tail = st.binary(max_size=min(48, target.LONGEST))
    grown = st.builds(lambda seed, more: (seed + more)[: target.LONGEST], st.sampled_from(seeds), tail)
    if not target.WORDS:
        return grown
    words = st.lists(st.sampled_from(target.WORDS) | st.text(max_size=4), max_size=12)
    return grown | st.builds(lambda first, said: (first + "".join(said).encode("utf-8", "surrogatepass"))[: target.LONGEST], tail, words)


@pytest.mark.parametrize("name", NAMES)
def test_the_promises_hold(name):
    target = importlib.import_module(f"soak.targets.{name}")
    same = os.environ.get("CI") == "true"  # a push is not broken by chance

    # Inputs are short as they are: nothing is spent on making one shorter.
    @settings(
        max_examples=EXAMPLES.get(name, 300), deadline=None, derandomize=same, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs(target))
    def holds(data):
        target.check(data)

    holds()


@pytest.mark.parametrize("name", NAMES)
def test_a_short_run_of_the_fuzzer_finds_nothing(name, tmp_path):
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("there is no wheel of atheris for this system and this Python")
    done = subprocess.run(
        [sys.executable, "-m", "soak.fuzz", name, "--runs", str(RUNS.get(name, 2000)), "--seed", "5", "--every", "8", "--out", tmp_path],
        cwd=ROOT, capture_output=True, text=True, errors="replace", check=False, timeout=300,
    )
    kept = sorted((tmp_path / name / "crashes").iterdir())
    assert not kept, "\n".join(path.read_text("utf-8") for path in kept if path.suffix == ".txt")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "stat::number_of_executed_units" in done.stderr


def test_a_failure_is_kept_with_its_trace_and_the_shortest_input_only(tmp_path):
    from soak.fuzz import Crashes, guarded

    def check(data):
        assert not data.startswith(b"x"), "no x\nat all"

    crashes = Crashes(tmp_path)
    one = guarded(check, crashes)
    for data in (b"xyz", b"abc", b"x", b"xy"):
        one(data)
    [kept] = [path for path in tmp_path.iterdir() if path.suffix != ".txt"]
    assert kept.read_bytes() == b"x"
    assert "AssertionError no x" in kept.with_name(f"{kept.name}.txt").read_text("utf-8")


def test_what_a_soak_tells(tmp_path, monkeypatch, capsys):
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("there is no wheel of atheris for this system and this Python")
    monkeypatch.setattr(sys, "argv", ["run", "--minutes", "0.05", "--jobs", "1", "--targets", "other_kinds", "--suites", "--out", str(tmp_path)])
    code = run.main()
    told = json.loads((tmp_path / "soak.json").read_text("utf-8"))
    [fuzzed] = told["fuzzing"]
    assert fuzzed["name"] == "other_kinds"
    assert fuzzed["executions"] > 10
    assert fuzzed["edges"] > 10
    assert code == bool(fuzzed["crashes"])  # whether it finds anything is not for this test to say: its seed is another each time
    assert "other_kinds" in capsys.readouterr().out


def test_a_suite_that_is_not_there_is_called_absent():
    assert run.suite("x", ["tests.no_such_suite"]) == {"suite": "x", "absent": True}
