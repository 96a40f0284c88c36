"""What holds for every row: points stay within the weight, more is never less, and rounding is exact."""

# a generated case has as many arguments as a row has columns
from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jixiao.scoring.policy import load, names
from jixiao.scoring.rounding import shown
from jixiao.scoring.rules import read_rule
from jixiao.scoring.score import score_indicator
from jixiao.values import parse
from jixiao.values.kinds import NO_UNIT, Quantity, Unit

RULES = (
    "", "完成得2分", "完成得1分，未完成不得分", "分值为2分，完成率小于60%不得分；大于等于60%的，按超过的比重赋分",
    "分值为2分，完成率小于60%不得分；大于等于60%的，按比例得分", "计2分，每超过1%扣权重分的5%，扣完为止", "每低于5%扣2分",
    "每超过1个百分点扣0.5分", "得5分，每超过一天扣1分", "95%（含）以上20分，90（含）-95%15分，80%以下0分", "≥70%得3分，≥65%得1分，<65%不得分",
    "=0计5分；0-10%（含）4分；>10%不得分", "≠100%则不得分", "超出正负10%不得分", "10分*执行率", "按完成比例得分", "每完成1项得2分",
    "缺一项扣0.5分", "每发现一处扣1分", "逾期扣1分", "低于90%扣2分", "酌情扣分", "得满分，一般得5分，较差不得分", "正向权重*B/A；反向权重*A/B")
UNITS = (NO_UNIT, Unit("%", "ratio", Fraction(1, 100)), Unit("万元", "元", Fraction(10_000)), Unit("天", "日", Fraction(1)))
AMOUNTS = st.fractions(min_value=-50, max_value=5000, max_denominator=1000)
POSITIVE = st.fractions(min_value=Fraction(1, 100), max_value=5000, max_denominator=100)
POLICIES = st.sampled_from(names())
READINGS = st.fixed_dictionaries({
    "binary_reading": st.sampled_from(["binary", "proportional", "threshold-ratio", "threshold-excess"]),
    "threshold_base": st.sampled_from(["completion", "value"]), "threshold_reading": st.sampled_from(["excess", "ratio"]),
    "step_rounding": st.sampled_from(["linear", "floor", "ceil"]), "equal_over": st.sampled_from(["met", "unmet"]),
    "reverse_unmet": st.sampled_from(["target/actual", "1-(actual-target)/target"]), "rule_bound": st.sampled_from(["target", "rule"])})


def quantity(amount, unit=NO_UNIT, op=None):
    return Quantity(str(amount), amount, unit, op)


def points(target, actual, weight, rule, policy, name="走访企业数"):
    return score_indicator(name=name, target=target, actual=actual, weight=weight, rule=rule, op=None,
                           op_source="text", policy=policy, year=2024)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(RULES), AMOUNTS, AMOUNTS, st.sampled_from([None, "≥", "≤", ">", "<", "="]), st.sampled_from(UNITS), POSITIVE, POLICIES, READINGS)
def test_points_stay_between_zero_and_the_weight(text, goal, done, op, unit, weight, policy, readings):
    score = points(quantity(goal, unit, op), quantity(done, unit), weight, read_rule(text), load(policy).with_overrides(readings))
    assert (score.points is None) == score.manual == (score.shown is None)
    if score.points is not None:
        assert 0 <= score.points <= weight
        assert not score.met or score.points == weight or score.rule_id not in ("binary", "threshold", "default")
    for choice in score.choices:
        assert all(a.score is None or 0 <= Fraction(a.score) <= weight + Fraction(1, 100) for a in choice.alternatives)


@settings(deadline=None)
@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE, st.sampled_from(["", "按完成比例得分", "完成得2分", RULES[3]]), READINGS)
def test_doing_more_of_a_forward_indicator_never_scores_less(goal, done, more, weight, text, readings):
    policy = load().with_overrides(readings)
    low = points(quantity(goal, op="≥"), quantity(done), weight, read_rule(text), policy).points
    high = points(quantity(goal, op="≥"), quantity(done + more), weight, read_rule(text), policy).points
    assert low <= high


@settings(deadline=None)
@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE, st.sampled_from(["", "计2分，每超过1%扣权重分的5%，扣完为止"]), READINGS)
def test_spending_more_than_allowed_never_scores_more(goal, done, more, weight, text, readings):
    policy = load().with_overrides(readings)
    less = points(quantity(goal, op="≤"), quantity(done), weight, read_rule(text), policy, "项目成本").points
    spent = points(quantity(goal, op="≤"), quantity(done + more), weight, read_rule(text), policy, "项目成本").points
    assert spent <= less


@settings(max_examples=500, deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 4000))
def test_half_up_agrees_with_whole_number_arithmetic(goal, done, weight_in_cents):
    assume(done < goal)
    score = points(quantity(Fraction(goal), op="≥"), quantity(Fraction(done)), Fraction(weight_in_cents, 100), None, load())
    cents = (2 * weight_in_cents * done + goal) // (2 * goal)
    assert score.shown * 100 == cents


@given(st.fractions(min_value=0, max_value=1000))
def test_cutting_never_exceeds_and_loses_less_than_a_cent(number):
    cut = Fraction(shown(number, load().with_overrides({"rounding": "truncate"})))
    assert 0 <= number - cut < Fraction(1, 100)


CELLS = st.sampled_from(["≥10家", "8家", "", "/", "不断提升", "A级", "2024年12月31日前", "12月", "达成预期指标", "部分达成", "#DIV/0!", "80%-90%",
                         "5~8次", "-3", "每年10月前", "=0", "力争3件", "1.5.6", "2024年2月30日", "9999年12月31日", "左右", "10左右"])


@settings(max_examples=500, deadline=None)
@given(CELLS, CELLS, st.sampled_from(RULES), st.one_of(st.none(), POSITIVE), POLICIES)
def test_no_combination_of_cells_raises_and_every_score_says_why(target, actual, text, weight, policy):
    score = points(parse(target), parse(actual), weight, read_rule(text), load(policy))
    assert score.why.zh
    assert score.why.en
    assert score.rule_id
