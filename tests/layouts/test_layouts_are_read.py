"""Tables of other provinces are read right: at least 97 % of rows and of money cells, and no figure is read wrong."""

import pytest
from tests.layouts.measure import measure, report

FIGURES = ("target", "actual", "weight", "score", "funds.budget", "funds.executed", "funds.initial", "funds.rate", "funds.score")


@pytest.fixture(scope="module")
def tally():
    return measure()


def test_tables_are_found_and_nothing_else(tally):
    assert tally.tables_found >= 0.97 * tally.tables, "\n".join(tally.complaints)
    assert tally.extra == 0, "\n".join(tally.complaints)


def test_rows_and_money_cells(tally):
    assert tally.rows_right >= 0.97 * tally.rows, report(tally)
    assert tally.fund_cells_right >= 0.97 * tally.fund_cells, report(tally)


@pytest.mark.parametrize("field", FIGURES)
def test_no_figure_is_read_wrong(tally, field):
    assert tally.cells[field, "wrong"] == 0, "\n".join(line for line in tally.complaints if field.split(".")[-1] in line)
