"""What the grammar of 评分标准 reads, refuses, and how much work that is."""

from __future__ import annotations

import itertools
import re._constants as sre
import re._parser as sre_parser
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jixiao.scoring.rule_words import PATTERN, normalise, words
from jixiao.scoring.rules import Rule, UnclearRule, read_rule

LONGEST_CELL = 32_767


@pytest.mark.parametrize(("text", "weight"), [
    ("该指标分值为2分，完成率小于60%不得分；大于等于60%的，按超过的比重赋分", "2"),
    ("完成得0.5分", "0.5"),
    ("有效得满分，共计10分，一般得5分，较差不得分", "10"),
    ("控制在100万元以内计2分，每超过1%扣权重分的5%", "2"),
    ("95%（含）以上20分，90（含）-95%15分，80%以下0分", "20"),
    ("20分*执行率", "20"),
    ("=0计5分；0-10%（含）4分；>10%不得分", "5"),
    ("达标得满分，否则不得分", None),
    ("每完成1项得2分", None),
])
def test_the_weight_that_a_rule_states(text, weight):
    rule = read_rule(text)
    assert isinstance(rule, Rule)
    assert rule.weight == (None if weight is None else Fraction(weight))


@pytest.mark.parametrize("text", ["", "  ", "2", "2分", "0.5", "/", "无", "—"])
def test_a_blank_or_a_number_alone_is_no_rule(text):
    assert read_rule(text) is None


@pytest.mark.parametrize("text", ["按有关规定执行", "每超过1%", "95%以上", "每完成1项得2分，缺一项扣1分", "a" * 50])
def test_what_fits_no_rule_is_unclear_and_keeps_its_words(text):
    rule = read_rule(text)
    assert isinstance(rule, UnclearRule)
    assert rule.text == text
    assert 0 <= rule.position <= len(text)


def test_the_position_of_an_unclear_rule_is_where_reading_stopped():
    text = "完成得2分，每超过1天的情况得到重视"
    rule = read_rule(text)
    assert isinstance(rule, UnclearRule)
    assert rule.position in (text.index("每超过"), len(text))


@pytest.mark.parametrize(("text", "truncated"), [
    ("分值为2分，完成率小于60%不得分；大于等于60%的，按超过的比重赋分，...", True),
    ("完成得2分，未完成不得分……", True), ("完成得2分。", False)])
def test_an_ellipsis_at_the_end_is_noted(text, truncated):
    assert read_rule(text).truncated is truncated


@pytest.mark.parametrize(("one", "other"), [
    ("完成率小于60%不得分；大于等于60%的，按超过的比重赋分", "完成率＜６０％不得分；≥６０％的，按超过的比重赋分"),
    ("完成得０．５分", "完成得0.5分"),
    ("每超过1%扣权重分的5%", "每超出一%扣分值的5%"),
    ("达到目标得满分，否则不得分", "达到目标计满分，未达到不计分"),
])
def test_other_ways_of_writing_are_the_same_kind(one, other):
    assert read_rule(one).id == read_rule(other).id
    assert isinstance(read_rule(one), Rule)


_PIECES = ("得2分", "扣1分", "每超过1%", "不得分", "≥70%", "80-90%", "（含）", "以上", "酌情", "扣完为止", "，", "；", "完成", "…",
           "按比例得分", "÷三级指标个数", "±10%", "20分*执行率", "1", "一", ".", "%", "共计10分")


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)))
@example("9" * 5000)
@example("得" * LONGEST_CELL)
@example("每超过" * 9000)
@example("1-" * 16000)
@example("得1分" * 10_000)
@example("按" + "完" * 32_000)
@example("(" * LONGEST_CELL)
@example("\x00\ud800得分")
def test_reading_never_raises(text):
    rule = read_rule(text[:LONGEST_CELL])
    assert rule is None or rule.text == text[:LONGEST_CELL]


@given(st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
def test_words_never_overlap_and_advance(text):
    found = list(words(normalise(text)))
    assert all(a.end_pos <= b.start_pos for a, b in itertools.pairwise(found))
    assert all(token.start_pos < token.end_pos for token in found)


def _longest(pattern) -> int:
    """The most characters that a parsed pattern can look at from one place, lookarounds included."""
    size = 0
    for kind, value in pattern:
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            assert value[1] is not sre.MAXREPEAT, "an unbounded repetition"
            size += value[1] * _longest(value[2])
        elif kind is sre.SUBPATTERN:
            size += _longest(value[3])
        elif kind is sre.BRANCH:
            size += max(_longest(branch) for branch in value[1])
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            size += _longest(value[1])
        else:
            size += 1
    return size


def test_no_word_looks_further_than_a_fixed_number_of_characters():
    """Each place in a text costs at most a constant, so reading is linear in its length."""
    assert _longest(sre_parser.parse(PATTERN.pattern)) < 200


@given(st.text())
def test_normalising_keeps_every_character_in_its_place(text):
    assert len(normalise(text)) == len(text)
