"""How often a command asks the program: blocks, not cells, and no more of them for a longer table.

The sheet is that of ``make bench``; each engine counts the blocks that it is asked for.
"""

from collections import Counter

import pytest
from benchmarks.in_the_sheet import INDICATORS, table

from jixiao.excel import journal
from jixiao.excel.session import perform


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def counted(app, command):
    """What a command asked the program for."""
    calls = app.engine.impl.calls
    calls.clear()
    outcome = perform(command, app=app)
    assert outcome.ok, outcome.message
    return Counter(calls)


def test_a_sheet_of_135_indicators_is_two_block_reads_and_each_unbroken_run_of_results_one_block_write(app, tmp_path):
    assert INDICATORS == 135
    book = app.books.open(str(table(tmp_path / "135.xlsx")))
    calls = counted(app, "calculate_sheet")
    # Values and formulas; the rate and its score in the funds' line; all scores with the total below them.
    assert (calls["read"], calls["write"]) == (2, 3)
    (step,) = journal.steps(book)
    assert {written.address: len(written.new) for written in step.cells} == {"G3": 1, "H3": 1, "G5:G140": 136}
    scores = book.sheets["自评表"].range("G5:G140").value
    assert (scores[0], scores[1], len(scores)) == (0.6, 0.67, 136)
    assert scores[-1] == pytest.approx(97.07)


@pytest.mark.parametrize("command", ["calculate_book", "check", "recognise", "undo"])
def test_a_longer_table_takes_no_more_calls(app, tmp_path, command):
    asked = []
    for indicators in (45, INDICATORS):
        book = app.books.open(str(table(tmp_path / f"{indicators}.xlsx", indicators)))
        if command == "undo":
            counted(app, "calculate_book")
        asked.append(counted(app, command))
        book.close()
    assert asked[0] == asked[1]
    assert asked[0]["write"] == {"calculate_book": 3, "check": 1, "recognise": 0, "undo": 3}[command]
