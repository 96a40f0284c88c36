"""Goals, tasks and indicators of one table: what is said of them, and what is left unsaid."""

import re
from pathlib import Path

import pytest
from tests.tables import book, grid

from jixiao.checks import all_checks, run_checks
from jixiao.forms import recognise
from jixiao.scoring.assess import assess
from jixiao.scoring.policy import load

CHECKS = tuple(check for check in all_checks() if check.code.startswith("JX65"))
CASES = re.split(r"^## ", Path(__file__).with_name("narratives.txt").read_text("utf-8"), flags=re.MULTILINE)[1:]


def said(text):
    """(code, severity, first cell) of the checks on goals and tasks."""
    (table,) = recognise(book(grid(text))).tables
    return sorted((f.code, f.severity, f.cells[0].a1) for f in run_checks(assess(table, load("mof-2020")), None, CHECKS))


@pytest.mark.parametrize("case", [pytest.param(case, id=case.partition("\n")[0]) for case in CASES])
def test_a_table_whose_findings_were_written_before(case):
    lines = case.splitlines()[1:]
    expected = sorted(tuple(line[1:].split()) for line in lines if line.startswith("→"))
    assert said("\n".join(line for line in lines if line.startswith("|"))) == expected
