"""A share of the weight behind a word (良好得80%) is that share, not a completion of 80%."""

from fractions import Fraction

import pytest

from jixiao.scoring.policy import load
from jixiao.scoring.rules import read_rule
from jixiao.scoring.score import score_indicator
from jixiao.values import parse


@pytest.mark.parametrize(
    ("rule", "target", "actual", "points"),
    [
        ("健全得满分，较健全得80%，不健全不得分", "健全", "较健全", 40),
        ("健全得满分，较健全得80%，不健全不得分", "健全", "健全", 50),
        ("优秀得100%，良好得80%，一般得60%，差得0", "优秀", "良好", 40),
        ("优秀得100%，良好得80%，一般得60%，差得0", "优秀", "一般", 30),
        ("完成得满分，基本完成得一半分", "完成", "基本完成", 25),
    ],
)
def test_shares_behind_words(rule, target, actual, points):
    score = score_indicator(
        name="制度建设", target=parse(target), actual=parse(actual), weight=Fraction(50), rule=read_rule(rule), op=None,
        op_source="", policy=load(), year=2024,
    )
    assert score.points == points


def test_an_inexact_actual_below_the_target_is_left_to_a_person():
    def score(actual):
        return score_indicator(
            name="群众满意度", target=parse("≥95%"), actual=parse(actual), weight=Fraction(10), rule=None, op="≥",
            op_source="text", policy=load(), year=2024,
        )

    assert score("90%以上").points is None
    assert score("约94%").points is None
    assert score("96%以上").points == 10
    assert score("90%以下").points is not None
