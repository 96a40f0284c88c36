"""Published tables of different units are never taken for one life, whatever they have in common."""

from dataclasses import replace
from itertools import permutations

from tests.layouts.truth import layouts, read

from jixiao.forms import recognise
from jixiao.model import Book
from jixiao.scoring.assess import assess
from jixiao.scoring.pairs import kinship, pair_of
from jixiao.scoring.policy import load
from jixiao.services.pairing import within


def tables():
    for path in layouts():
        grid, _ = read(path)
        for table in recognise(Book(path.name, (grid,))).tables:
            yield path.name, assess(table, load("mof-2020"))


def staged(assessment, stage):
    return replace(assessment, table=replace(assessment.table, stage=stage, year=None, sheet="表"))


def same_project(one, other):
    """Every county has a table of the state's 就业补助资金; there the name of the project says too little."""
    names = [{f.text for key, f in a.table.header.items() if "项目" in key} for a in (one, other)]
    return bool(names[0] & names[1])


def test_no_table_is_the_target_table_of_another_unit():
    found = [
        (one, other) for (one, a), (other, b) in permutations(tables(), 2)
        if one != other and not same_project(a, b) and kinship(pair_of(staged(a, "target"), staged(b, "evaluation")))
    ]
    assert found == []


def test_tables_of_one_published_sheet_are_not_compared_without_reason():
    by_file = {}
    for name, assessment in tables():
        by_file.setdefault(name, []).append(assessment)
    assert [name for name, found in by_file.items() if list(within(found))] == []
