"""No hostile file brings jixiao down: a sentence or a right result, within what is promised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="memory is confined where the system can do that")

from jixiao.workbooks.limits import MEMORY_PROMISED, SECONDS_PROMISED
from tests.hostile.collection import cases
from tests.hostile.confined import Outcome, run
from tests.hostile.making import Hostile

CASES = list(cases())


def complaints(case: Hostile, outcome: Outcome) -> list[str]:
    """What is wrong with an outcome, in words; nothing where all is as it should be."""
    found = []
    if outcome.code not in case.exits:
        found.append(f"exit code {outcome.code}, not one of {sorted(case.exits)}")
    if "Traceback" in outcome.text or "jixiao 出错" in outcome.text:
        found.append("a traceback")
    if case.says and not re.search(case.says, outcome.text):
        found.append(f"nothing is said of {case.says}")
    if outcome.seconds > SECONDS_PROMISED:
        found.append(f"{outcome.seconds:.0f} s of processor time")
    if outcome.memory > MEMORY_PROMISED:
        found.append(f"{outcome.memory >> 20} MiB")
    if outcome.touched:
        found.append(f"touched {outcome.touched}")
    return found


def commands(path: Path, output: Path) -> list[list[str]]:
    """Both real commands on one file."""
    return [["check", str(path)], ["recalc", str(path), "-o", str(output)]]


@pytest.mark.parametrize("case", [each for each in CASES if not each.slow], ids=lambda case: case.name)
def test_a_hostile_file_is_refused_or_read(case: Hostile, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "other.xlsx").write_bytes(b"of somebody else")
    path = case.make(folder)
    # recalc reads, checks and writes; the long variant runs check, too.
    _, recalc = commands(path, tmp_path / "out")
    outcome = run(recalc, folder)
    assert not complaints(case, outcome), (complaints(case, outcome), outcome.text[-2000:])


def test_no_two_files_have_one_name() -> None:
    names = [each.name for each in CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 300
