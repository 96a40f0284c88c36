"""The published documents, imported: nothing wrong is taken as sure, and what is wrong in them is found in the import too."""

import re
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.imports import EXAMPLES, SEEDS, SEEDS_AND_EXAMPLES, compare, doubted

from jixiao.services.analyse import Settings, check_file
from jixiao.services.importing.run import import_file
from jixiao.workbooks import open_workbook

published = pytest.mark.skipif(not SEEDS.is_dir(), reason="the published texts are not here")
# How many cells a person is asked to compare at most: half a line of print that two columns share, rows that stand beside their columns.
MOST_ASKED = {"000": 25, "001": 8, "002": 0, "003": 41, "004": 0}


def subject(finding):
    """What a finding is about: the name that it quotes; where it stands differs from layout to layout."""
    named = re.search("「(.*?)」", finding.message.zh)
    return finding.code, finding.severity, named[1] if named else ""


@pytest.fixture(scope="module", params=sorted(SEEDS_AND_EXAMPLES))
def imported(request, tmp_path_factory):
    seed = next(SEEDS.glob(f"{request.param}*.txt"))
    target = tmp_path_factory.mktemp("import") / "导入.xlsx"
    return request.param, import_file(seed, target, Settings()), EXAMPLES / f"{SEEDS_AND_EXAMPLES[request.param]}.xlsx"


@published
def test_no_field_is_wrong_and_sure_and_none_is_missing(imported):
    number, outcome, example = imported
    measured = compare(open_workbook(example).book, open_workbook(outcome.target).book, doubted(outcome.imported))
    assert [each for each in measured.differences if each.outcome != "asked"] == []
    assert measured.total["asked"] <= MOST_ASKED[number]
    assert measured.total["right"] > 100


@published
def test_the_errors_of_the_document_are_found_in_the_import(imported):
    _, outcome, example = imported
    ours, theirs = (check_file(path, Settings()) for path in (outcome.target, example))
    assert Counter(map(subject, ours.findings)) == Counter(map(subject, theirs.findings))
    assert theirs.findings


@published
def test_every_cell_of_the_import_has_its_place_in_the_document(imported):
    _, outcome, _ = imported
    source = Path(outcome.path).read_text(encoding="utf-8").splitlines()
    for sheet in outcome.imported.sheets:
        for entry in sheet.entries:
            first = entry.piece.text.split("\n")[0][:6].strip()
            around = "".join(source[entry.piece.place.line - 1 :][:40])
            assert "".join(first.split()) in "".join(around.split()), entry


def test_the_tables_of_a_report_in_word_are_those_of_its_workbook(tmp_path):
    outcome = import_file(EXAMPLES / "yiyang-2024.docx", tmp_path / "表.xlsx", Settings())
    measured = compare(open_workbook(EXAMPLES / "yiyang-2024.xlsx").book, open_workbook(outcome.target).book, doubted(outcome.imported))
    assert (measured.differences, set(measured.total)) == ([], {"right"})
    assert [sheet.layout for sheet in outcome.imported.sheets] == ["template"] * 3
