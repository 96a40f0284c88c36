"""Every kind of rule and every line of the scoring rules, as a table of rows and expected points."""

# a generated case has as many arguments as a row has columns
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from jixiao.scoring.policy import load
from jixiao.scoring.rules import Rule, read_rule
from jixiao.scoring.score import Score, score_indicator
from jixiao.values import parse


def cases():
    lines = Path(__file__).with_name("cases.txt").read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if line and not line.startswith("#"):
            yield pytest.param(*(part.strip() for part in line.split("|")), id=f"line-{number}")


def scored(target, actual, *, rule="", weight=None, policy="mof-2020", name="走访企业数", op_source="text", **overrides) -> Score:
    return score_indicator(
        name=name, target=parse(target), actual=parse(actual),
        weight=None if weight is None else Fraction(weight), rule=read_rule(rule), op=None,
        op_source=op_source, policy=load(policy).with_overrides(overrides), year=2024)


@pytest.mark.parametrize(("name", "target", "actual", "weight", "rule", "policy", "points", "rule_id"), list(cases()))
def test_row_gets_the_points_that_arithmetic_gives(name, target, actual, weight, rule, policy, points, rule_id):
    policy_name, *settings = policy.split()
    score = scored(
        "" if target == "/" else target, "" if actual == "/" else actual, rule="" if rule == "-" else rule,
        weight=None if weight == "-" else weight, policy=policy_name, name=name, **dict(s.split("=", 1) for s in settings))
    assert score.points == (None if points == "?" else Fraction(points)), score.why.zh
    assert score.rule_id == rule_id
    assert score.manual == (points == "?")


ROWS = (("≥550批次", "475批次", "0.5"), ("≥10个", "9个", "0.5"), ("≥10个", "8个", "0.5"),
        ("≥160家", "150家", "1"), ("≥200万元", "90.28万元", "1"), ("85%", "84.33%", "1"))


@pytest.mark.parametrize(("reading", "total"), [
    ("binary", "0"), ("proportional", "3.66"), ("threshold-ratio", "3.21"), ("threshold-excess", "2.78")])
def test_six_unmet_rows_add_up_under_each_reading(reading, total):
    shown = [scored(t, a, rule=f"完成得{w}分", binary_reading=reading).shown for t, a, w in ROWS]
    assert sum(Fraction(points) for points in shown) == Fraction(total)


def test_why_names_actual_target_completion_rule_and_points():
    why = scored("≥550批次", "475批次", rule="完成得0.5分").why
    assert why.zh == "完成 475批次，指标值 ≥550批次，完成率 86.36%，未达到；按“完成得0.5分”（未完成不得分）应得 0 分"
    assert "86.36%" in why.en
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in why.en.replace("475批次", "").replace("550批次", "").replace("完成得0.5分", ""))


def test_a_long_rule_is_cut_in_the_sentence():
    rule = "完成得2分" + "，按照有关文件执行" * 30
    assert len(scored("≥10家", "9家", rule=rule).why.zh) < 120


class TestChoices:
    def test_binary_rule_on_an_unmet_row_offers_the_other_readings(self):
        (choice,) = scored("≥10个", "8个", rule="完成得0.5分").choices
        assert (choice.key, choice.taken) == ("binary_reading", "binary")
        assert {a.value: a.score for a in choice.alternatives} == {
            "proportional": "0.40", "threshold-ratio": "0.40", "threshold-excess": "0.25"}

    def test_only_readings_that_change_this_row_are_offered(self):
        (choice,) = scored("≥200万元", "90.28万元", rule="完成得1分").choices
        assert [a.value for a in choice.alternatives] == ["proportional"]

    def test_a_met_row_has_no_choice(self):
        assert scored("≥10个", "10个", rule="完成得0.5分").choices == ()

    def test_a_rule_that_says_so_itself_has_no_choice(self):
        assert scored("≥10个", "8个", rule="完成得1分，未完成不得分").choices == ()

    def test_the_last_day_depends_on_whether_before_includes_it(self):
        (choice,) = scored("2024年12月31日前", "2024年12月31日", rule="完成得0.5分", name="完工时间").choices
        assert (choice.key, choice.taken) == ("before_inclusive", "true")
        assert choice.alternatives == (("false", "0.00"),)

    def test_a_month_limit_is_a_choice_only_within_that_month(self):
        inside = scored("2024年10月前", "2024年10月15日", rule="完成得1分", name="完工时间").choices
        before = scored("2024年10月前", "2024年9月15日", rule="完成得1分", name="完工时间").choices
        assert [c.key for c in inside] == ["month_limit"]
        assert before == ()

    def test_steps_offer_their_other_roundings(self):
        (choice,) = scored("≤354万元", "363万元", rule="以内计2分，每超过1%扣权重分的5%", name="商品支出").choices
        assert {a.value: a.score for a in choice.alternatives} == {"floor": "1.80", "ceil": "1.70"}

    def test_a_strict_target_reached_exactly_is_a_choice(self):
        (choice, *_) = [c for c in scored("大于4500批次", "4500批次", rule="完成得2分").choices if c.key == "strict_equal"]
        assert choice.alternatives == (("met", "2.00"),)

    def test_hengyang_rows_say_what_the_base_of_the_threshold_is(self):
        score = scored("≥95%", "80%", rule="分值为2分，办结率小于60%不得分；大于等于60%的，按超过的比重赋分，...", name="办结率")
        assert {c.key: [a.score for a in c.alternatives] for c in score.choices} == {
            "threshold_reading": ["1.68"], "threshold_base": ["1.00"]}
        assert any("省略号" in note.zh for note in score.notes)


class TestJudgementsLeftToPeople:
    def test_partial_achievement_allows_its_band_and_not_the_upper_end(self):
        score = scored("不断提升", "部分达成预期指标", weight=10, name="服务水平")
        assert score.allowed == (6, 8)
        assert score.points is None
        assert [score.allows(Fraction(x)) for x in ("5.9", "6", "7.9", "8")] == [False, True, True, False]

    def test_hubei_begins_the_partial_band_at_half(self):
        score = scored("不断提升", "部分达成预期指标", weight=10, name="服务水平", policy="hubei")
        assert score.allowed == (5, 8)

    def test_words_in_tiers_allow_only_the_listed_figures(self):
        score = scored("健康发展", "有一定进展", rule="有效促进得满分，共计10分，作用一般得5分，较差不得分", name="产业发展")
        assert [score.allows(Fraction(x)) for x in (10, 5, 0, 7)] == [True, True, True, False]

    def test_an_unreadable_rule_gives_no_points(self):
        score = scored("≥10家", "12家", rule="按有关规定执行", weight=5)
        assert (score.points, score.manual, score.rule_id) == (None, True, "unclear")

    def test_different_units_are_never_compared(self):
        score = scored("≥10万元", "12%", weight=5)
        assert score.points is None
        assert "不能比较" in score.why.zh

    def test_a_row_without_weight_still_says_whether_it_is_met(self):
        score = scored("≥10家", "12家")
        assert (score.points, score.met, score.completion) == (None, True, Fraction(6, 5))


class TestOverTarget:
    @pytest.mark.parametrize(("actual", "policy", "over"), [
        ("13家", "mof-2020", True), ("12.9家", "mof-2020", False), ("12家", "platform", True), ("11.9家", "platform", False)])
    def test_far_over_the_target_by_the_policy(self, actual, policy, over):
        assert scored("≥10家", actual, weight=5, policy=policy).over is over

    def test_spending_far_less_than_allowed_is_not_over_target(self):
        assert scored("≤100万元", "10万元", weight=5, name="项目成本").over is False


def test_a_weight_unlike_the_rules_own_is_noted_and_decides():
    score = scored("≥10家", "12家", rule="完成得0.5分", weight=1)
    assert score.points == 1
    assert any("不同" in note.zh for note in score.notes)


def test_an_assumed_comparison_is_said():
    assert any("≥" in note.zh for note in scored("85%", "86%", rule="完成得1分", name="满意度", op_source="assumed").notes)


def test_the_rule_carries_the_weight_of_a_rule_in_the_weight_column():
    rule = read_rule("完成得0.5分")
    assert isinstance(rule, Rule)
    assert rule.weight == Fraction(1, 2)
