"""Sums, means and shares are those of the decimals in the tables; a table without a unit is called by its workbook."""

from fractions import Fraction

import pytest
from tests.services.rollup.material import material

from jixiao.services.rollup.figures import exact, half_up, mean, owners, points, share, stand_ins


def test_a_sum_of_many_small_figures_is_exact():
    # 0.0001 has no binary form: a hundred thousand of them add up to 10.000000000018848 as floats.
    assert exact(sum([0.0001] * 100_000)) == 10


@pytest.mark.parametrize(("total", "count", "shown"), [
    (0.01, 2, 0.01),  # 0.005 is rounded up
    (195.49, 2, 97.75),  # 97.745
    (1.0, 3, 0.33),
    (0.0, 0, None),
])
def test_a_mean_is_rounded_half_up_once(total, count, shown):
    assert mean(total, count) == shown


def test_sums_are_rounded_as_decimals_and_not_as_binary_numbers():
    # 1.005 is 1.00499999999999989… in binary, and its decimal half goes up.
    assert points(1.005) == 1.01
    assert half_up(Fraction(-1, 8)) == -0.13


def test_a_share_has_four_places():
    assert share(2, 3) == 0.6667
    assert share(5, 0) is None
    assert share(1, float("inf")) is None


def test_a_table_without_a_unit_is_called_by_its_workbook():
    found = material(tables="""
    | path        | unit |
    | 报送/甲.xlsx | 甲局 |
    | 报送/乙.xlsx |      |
    """)
    assert list(owners(found.frames.tables, found)) == ["甲局", "乙"]


def test_workbooks_of_one_name_in_several_folders_are_not_taken_for_one_unit():
    found = material(files="""
    | path                |
    | 报送/水务局/自评表.xlsx |
    | 报送/民政局/自评表.xlsx |
    | 报送/甲/一/表.xlsx    |
    | 报送/乙/一/表.xlsx    |
    """)
    assert list(stand_ins(found).values()) == ["水务局/自评表", "民政局/自评表", "报送/甲/一/表.xlsx", "报送/乙/一/表.xlsx"]
