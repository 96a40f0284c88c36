"""Reports in many styles, each with what is wrong in it noted by its author before any check saw it.

A file begins with its truth: ``→ 无``, or ``→ JX620 error 第6段`` a line; then the paragraphs, and at the end the rows of a
workbook, where one belongs to it.  Most reports are right: what they are found guilty of is a false alarm.
"""

from pathlib import Path

import pytest
from tests.checks.text_tables import reported, split

from jixiao.checks import all_checks, run_checks

FOLDER = Path(__file__).parent / "reports"
CHECKS = tuple(check for check in all_checks() if check.about == "report")
NAMES = sorted(path.name for path in FOLDER.glob("*.txt"))


def read(name):
    """The truth of a report, and what is said of it: both as lists of (code, severity, place)."""
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    truth = [tuple(line.split()[1:4]) for line in lines if line.startswith("→ JX")]
    rows = [split(line) for line in lines if line.startswith("|")]
    report = reported([line for line in lines if not line.startswith(("→", "|"))], rows)
    return truth, [(found.code, found.severity, found.place.told.zh) for found in run_checks(report, None, CHECKS)]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_is_found_and_nothing_else(name):
    truth, said = read(name)
    assert sorted(said) == sorted(truth)


def test_most_of_them_are_right():
    truths = [read(name)[0] for name in NAMES]
    assert len(truths) >= 12
    assert sum(not truth for truth in truths) * 3 >= len(truths)
