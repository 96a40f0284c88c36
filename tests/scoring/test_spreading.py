"""Weights that are shared evenly: whole points, and each level keeps its points."""

from fractions import Fraction

import pytest
from tests.tables import book

from jixiao.forms import recognise
from jixiao.scoring.assess import assess
from jixiao.scoring.policy import load
from jixiao.scoring.spreading import spread


def rows(*levels):
    """One row for each (一级指标, 二级指标)."""
    lines = "\n".join(f"| {level1} | {level2} | 第{n}项 | ≥{n}家 | 1 |" for n, (level1, level2) in enumerate(levels, 1))
    table, = recognise(book(f"| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 |\n{lines}"), "mof-project").tables
    return assess(table, load("mof-2020")).indicators


def weights(policy, *levels):
    return [None if weight is None else int(weight) for weight in spread(rows(*levels), load(policy)).weights]


OUTPUT, EFFECT, SATISFIED = ("产出指标", "数量指标"), ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度指标")


@pytest.mark.parametrize(("count", "expected"), [
    (1, [50]), (2, [25, 25]), (3, [16, 17, 17]), (4, [12, 12, 13, 13]), (6, [9, 9, 8, 8, 8, 8]), (12, [5, 5] + [4] * 10),
])
def test_the_points_of_a_level_are_shared_in_whole_points_and_all_given(count, expected):
    # 50 ÷ 3 = 16.67 → 17 each makes 51: the first gives one back. 50 ÷ 12 = 4.17 → 4 each makes 48: the first two get one more.
    given = weights("mof-2020", *[OUTPUT] * count, EFFECT, SATISFIED)
    assert sorted(given[:count]) == sorted(expected)
    assert sum(given) == 90


def test_four_rows_are_rounded_up_and_the_first_two_give_one_back():
    # 50 ÷ 4 = 12.5 → 13 each makes 52.
    assert weights("mof-2020", OUTPUT, OUTPUT, OUTPUT, OUTPUT, EFFECT, SATISFIED)[:4] == [12, 12, 13, 13]


def test_cost_indicators_take_the_scheme_with_cost():
    assert weights("mof-2020", ("成本指标", "经济成本指标"), OUTPUT, EFFECT, SATISFIED) == [20, 40, 20, 10]


def test_satisfaction_below_the_effects_keeps_its_own_points_and_效果_is_效益():
    assert weights("mof-2020", OUTPUT, ("效果指标", "社会效益指标"), ("效果指标", "服务对象满意度指标")) == [50, 30, 10]


def test_a_row_without_a_known_level_gets_nothing_and_that_is_said():
    found = spread(rows(OUTPUT, ("", ""), EFFECT, SATISFIED), load("mof-2020"))
    # The level written above is carried downwards, so the second row is an output, too.
    assert [w and int(w) for w in found.weights] == [25, 25, 30, 10]
    found = spread(rows(("监管水平提升", ""), OUTPUT), load("mof-2020"))
    assert found.weights == (None, Fraction(50))
    assert "1 个指标" in found.notes[-1].zh
    assert "效益 30 分没有指标可分" in found.notes[0].zh
