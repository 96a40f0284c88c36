"""Rates, totals, grades, deviations and lights."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jixiao.scoring.light import budget_light, forward_light, level_light, progress, reverse_light, worst
from jixiao.scoring.policy import load
from jixiao.scoring.rates import execution_rate, rate_score, roundings
from jixiao.scoring.total import deviation, evenly, grade, needs_reason, stated_grade, to_hundred, total, weighted_mean

MOF = load()


def test_only_grades_are_grades():
    assert [stated_grade(text, MOF) for text in ("优", "优秀", "良好", " 差 ", "完成较好", "", "自评得分99分")] == ["优", "优", "良", "差", None, None, None]


def F(text):  # reads as a number
    return Fraction(text)


@pytest.mark.parametrize(("budget", "executed", "rate"), [
    ("200", "150", "0.75"), ("91.71", "74.52", "7452/9171"), ("0", "5", None), ("0", "0", None), (None, "5", None)])
def test_execution_rate(budget, executed, rate):
    found = execution_rate(None if budget is None else F(budget), F(executed))
    assert found == (None if rate is None else F(rate))


@pytest.mark.parametrize(("rate", "weight", "shown"), [
    ("0.7927", "10", "7.93"), ("0.76", "10", "7.60"), ("1.334", "10", "10.00"), ("0", "10", "0.00"), ("0.998553", "10", "9.99"),
    ("-0.1", "10", "0.00"), ("0.5", "20", "10.00")])
def test_the_execution_score_is_weight_times_rate_up_to_the_weight(rate, weight, shown):
    score = rate_score(F(rate), F(weight), MOF)
    assert str(score.shown) == shown
    assert score.capped == (F(rate) > 1)


def test_a_floor_and_no_cap_are_options():
    floored = MOF.with_overrides({"execution_floor": "60%"})
    assert rate_score(F("0.59"), F(10), floored).points == 0
    assert rate_score(F("0.6"), F(10), floored).points == 6
    assert rate_score(F("1.1"), F(10), MOF.with_overrides({"execution_cap": "false"})).points == 11


def test_the_why_of_an_execution_score_shows_the_product():
    assert rate_score(F("0.7927"), F(10), MOF).why.zh == "分值×执行率 = 10×79.27%，应得 7.93 分"


@pytest.mark.parametrize(("exact", "stated", "alike"), [
    ("8.62", "9", True), ("9.91", "9", True), ("9.985553", "9", True), ("9.985553", "9.98", True), ("9.985553", "9.99", True),
    ("9.985553", "10", True), ("9.985553", "9.5", False), ("8.62", "8.7", False)])
def test_figures_that_differ_by_rounding_alone(exact, stated, alike):
    assert (F(stated) in roundings(F(exact))) is alike


@pytest.mark.parametrize(("points", "letter"), [
    ("100", "优"), ("90", "优"), ("89.99", "良"), ("89.5", "良"), ("80", "良"), ("79.9", "中"), ("60", "中"), ("59.99", "差"), ("0", "差")])
def test_grades_are_half_open(points, letter):
    assert grade(F(points), MOF) == letter


def test_totals_leave_out_what_does_not_exist():
    assert total([F("85.5"), None, F(10)]) == F("95.5")
    assert total([None]) is None


@pytest.mark.parametrize(("target", "actual", "ratio"), [("7", "27", "20/7"), ("100", "80", "-0.2"), ("-5", "-6", "-0.2"), ("0", "3", None)])
def test_deviation(target, actual, ratio):
    assert deviation(F(target), F(actual)) == (None if ratio is None else F(ratio))


def test_points_are_shared_evenly_and_rounded_to_whole_ones():
    assert evenly(F(15), 4, MOF) == (4, 4, 4, 4)
    assert evenly(F(15), 3, MOF) == (5, 5, 5)
    assert evenly(F(15), 0, MOF) == ()


def test_indicators_that_do_not_apply_are_left_out_of_the_hundred():
    assert to_hundred(F(72), F(80)) == 90
    assert to_hundred(F(0), F(0)) is None


def test_relative_values_are_weighted_by_money():
    assert weighted_mean([(F("0.9"), F(100)), (F("0.6"), F(50))]) == F("0.8")
    assert weighted_mean([]) is None


@pytest.mark.parametrize(("score", "met", "setting", "needed"), [
    ("5", False, "below-weight-or-unmet", True), ("4", True, "below-weight-or-unmet", True), ("5", True, "below-weight-or-unmet", False),
    ("5", False, "below-weight", False), ("4", True, "unmet", False), ("0", False, "never", False)])
def test_when_a_reason_is_needed(score, met, setting, needed):
    assert needs_reason(F(score), F(5), met, MOF.with_overrides({"reason_required": setting})) is needed


@pytest.mark.parametrize(("actual", "month", "light"), [
    ("29", 6, "red"), ("30", 6, "yellow"), ("40", 6, "green"), ("59", 6, "green"), ("60", 6, "blue")])
def test_forward_lights(actual, month, light):
    assert forward_light(progress(F(100), F(actual), month), MOF) == light


def test_other_lights():
    assert [reverse_light(F(5), F(5)), reverse_light(F(5), F("5.1"))] == ["green", "red"]
    assert [level_light(level) for level in ("full", "partial", "none")] == ["green", "yellow", "red"]
    assert [budget_light(F(x), MOF) for x in ("0.59", "0.6", "0.8", "1.5")] == ["red", "yellow", "green", "green"]
    assert worst(("green", "red", "yellow")) == "red"
    assert worst(()) is None
    assert progress(F(0), F(1), 3) is None
    with pytest.raises(ValueError, match="13"):
        progress(F(1), F(1), 13)
