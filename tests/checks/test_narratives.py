"""Goals, tasks and indicators of one table: what is said of them, and what is left unsaid."""

import re
from pathlib import Path

import pytest
from tests.layouts.truth import layouts, read
from tests.tables import book, grid

from jixiao.checks import all_checks, run_checks
from jixiao.forms import recognise
from jixiao.scoring.assess import assess
from jixiao.scoring.policy import load
from jixiao.workbooks import open_workbook

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


# Read in the published and prescribed layouts, and in the examples, by a person: nothing else there is to be said.
BY_READING = {
    ("yiyang-2024.xlsx", "JX651", "D41"),  # 入党积极分子, 走访慰问: none of 17 goals speaks of the party's work
    ("yiyang-2024.xlsx", "JX652", "E64"),  # 5% in the goal, 6.5% in the row
    ("yiyang-2024.xlsx", "JX652", "E77"),  # 90% in the goal, 85% in the row
    ("04_lijiang-weipian.txt", "JX657", "F10"),
    ("05_yongde-yingyang.txt", "JX657", "G11"),
    ("28_zhongqi-niandu-bingpai.txt", "JX651", "G14"),  # 采样站位: the goals are 监测断面 and 航测
    ("72_chengan-baisui.txt", "JX657", "F9"),
    ("75_yinchuan-chuzhong.txt", "JX657", "F9"),
}


def published():
    examples = Path(__file__).parents[2] / "workbooks" / "examples"
    for path in sorted(examples.glob("*.xlsx")):
        yield path.name, open_workbook(path).book
    for path in layouts():
        yield path.name, book(read(path)[0])


def test_of_published_tables_that_is_said_which_a_person_reads_there():
    found = [
        (name, finding.code, finding.cells[0].a1)
        for name, workbook in published() for table in recognise(workbook).tables
        for finding in run_checks(assess(table, load(table.policy or "mof-2020")), None, CHECKS)
    ]
    assert sorted(found) == sorted(BY_READING)
