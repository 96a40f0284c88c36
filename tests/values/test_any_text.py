"""No text is too odd or too long: nothing raises, and work grows with the length of the text."""

import sys
from re import _constants, _parser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.values import (
    Direction,
    Missing,
    NotANumber,
    Qualitative,
    Quantity,
    RateReading,
    Unclear,
    Value,
    assumed_op,
    direction,
    money,
    normalise,
    number,
    parse,
    part_of_whole,
    ratio,
    unit,
)
from jixiao.values import parser as grammar

LONGEST = 32_767
ODD = ["1a", "≥", "(", "一", "1,", "1", ".", "5..", "零", "不", "每", "1家、", "(1", "1/", "万", "a1.", "1-", "百分之", "1月", "\ud800", "\u0315\u0300",
       "ﷺ", " ", "a ", "=", ">=", "以上", "5个以上", "批", "元/", "/人", "2024年", "12月31", "1.5", "……", "无", "A级", "、", "力争", "\x00", "①", "<=1"]  # fmt: skip
VALUES = Value.__args__


def anything_goes(text):
    assert isinstance(parse(text), VALUES)
    assert isinstance(normalise(text), str)
    assert isinstance(direction(text), Direction)
    assert number(text) is None or not isinstance(number(text), str)
    assert money(text, "万元") is None or not isinstance(money(text, "万元"), str)
    assert isinstance(ratio(text), RateReading | NotANumber | None)
    assert isinstance(unit(text).dimension, str)
    assert assumed_op(text, Quantity("5", 5)) in {"≥", "≤"}
    assert part_of_whole(text) in {True, False}


@given(st.text(st.characters()) | st.text(st.characters(categories=["Cs", "Mn", "Nd", "No", "Sm", "Zs", "Cc"])))
@settings(deadline=None, max_examples=500)
def test_any_text_is_read(text):
    anything_goes(text)


@pytest.mark.parametrize("piece", ODD, ids=ascii)
def test_the_longest_cell_is_read(piece):
    anything_goes((piece * LONGEST)[:LONGEST])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("≥" * LONGEST, Unclear),
        ("1" * LONGEST, Unclear),
        ("1," * 16_000, Unclear),
        ("-" * LONGEST, Missing),
        ("\ud800" * LONGEST, Qualitative),
        ("提升" * 16_000, Qualitative),
    ],
)
def test_long_nonsense_is_no_figure(text, kind):
    assert isinstance(parse(text), kind)


def calls(text):
    """Calls of Python and C functions while a text is read."""
    count = 0

    def count_call(_frame, event, _argument):
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(count_call)
    try:
        parse(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", ODD, ids=ascii)
def test_work_grows_no_faster_than_the_text(piece):
    parse("1a1a")  # builds the grammar
    parse(piece * 300)  # and what the first of its kind needs
    once, twice, four_times = (calls(piece * repeats) for repeats in (300, 600, 1200))
    assert twice <= 2.2 * once + 50
    assert four_times <= 2.2 * twice + 50


def unbounded_repeats(pattern, inside=False):
    """Repeats without a bound that stand inside another one: the source of explosions."""
    for operation, argument in pattern:
        if operation in {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}:
            _least, most, body = argument
            unbounded = most == _constants.MAXREPEAT
            if unbounded and inside:
                yield body
            yield from unbounded_repeats(body, inside or unbounded)
        elif operation is _constants.BRANCH:
            for branch in argument[1]:
                yield from unbounded_repeats(branch, inside)
        elif operation is _constants.SUBPATTERN:
            yield from unbounded_repeats(argument[-1], inside)
        elif operation in {_constants.ASSERT, _constants.ASSERT_NOT}:
            yield from unbounded_repeats(argument[1], inside)


def test_the_search_for_nested_repeats_finds_one():
    assert list(unbounded_repeats(_parser.parse("(?:a+)+")))


def test_no_terminal_repeats_within_a_repeat():
    grammar.tree("", "sentence")
    terminals = grammar._parser().terminals
    assert len(terminals) > 30
    for terminal in terminals:
        assert not list(unbounded_repeats(_parser.parse(terminal.pattern.to_regexp()))), terminal.name


def test_a_lone_sign_may_begin_a_word_only_if_no_terminal_of_the_head_begins_with_it():
    """WORD must stop where an operator, a numeral or 每 may begin, or it would swallow them."""
    names = [
        "GE",
        "LE",
        "GT",
        "LT",
        "EQ",
        "NEAR",
        "SOFT",
        "ACCORDING",
        "EVERY",
        "ZERO",
        "COUNTED",
        "YEAREND",
        "END",
        "NUMBER",
    ]
    word = grammar.terminal("WORD")
    every_sign = [chr(code) for code in (*range(0x20, 0x7F), *range(0x3400, 0x9FFF), *map(ord, "≥≤≈±"))]
    for name in names:
        begins = grammar.terminal(name)
        for sign in every_sign:
            completions = [sign, sign + "年", sign + "次", sign + "5"]
            if any(begins.match(text) for text in completions):
                swallowed = word.match("绿" + sign)
                assert swallowed is None or swallowed[0] == "绿", (name, sign)
