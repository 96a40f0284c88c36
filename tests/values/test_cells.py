"""Cells of every kind, and the figures, amounts and rates in them."""

from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest

from jixiao.model import EMPTY_CELL, Cell
from jixiao.values import (
    Deadline,
    Missing,
    NotANumber,
    Qualitative,
    Quantity,
    Unclear,
    money,
    number,
    parse,
    ratio,
    read,
)


def number_cell(value, shown=None):
    return Cell(Decimal(value), "number", shown or value)


def percent_cell(value, shown):
    return Cell(Decimal(value), "percent", shown)


def text_cell(text):
    return Cell(text, "text", text)


def test_a_number_is_a_quantity_without_unit():
    assert read(number_cell("475")) == Quantity("475", Fraction(475))


def test_a_percentage_is_what_people_see():
    assert read(percent_cell("0.95", "95%")) == parse("95%")
    assert read(percent_cell("0.8433", "84.33%")) == parse("84.33%")


def test_a_date_is_a_deadline():
    shown = Deadline("2024年12月31日", 2024, 12, 31)
    assert read(Cell(date(2024, 12, 31), "date", "2024/12/31")) == shown
    assert read(Cell(datetime(2024, 12, 31, 8, 30), "date", "2024/12/31")) == shown  # noqa: DTZ001


def test_text_is_read_by_the_grammar():
    assert read(text_cell("≥550批次")) == parse("≥550批次")


def test_a_part_is_read_in_place_of_the_whole_cell():
    assert read(text_cell("一般公共预算：8805.39"), "8805.39") == parse("8805.39")


def test_nothing_is_missing():
    assert read(EMPTY_CELL) == Missing("")
    assert read(text_cell("  ")) == Missing("")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (Cell("#DIV/0!", "error", "#DIV/0!"), "error"),
        (Cell(None, "empty", "", formula="B2/C2", cached=False), "formula"),
        (Cell(True, "boolean", "TRUE"), "boolean"),
        (Cell(time(8, 30), "date", "8:30"), "date"),
        (Cell(Decimal("NaN"), "number", "?"), "number"),
        (Cell(Decimal("1E+999999"), "number", "?"), "number"),
    ],
)
def test_what_no_one_can_read_is_unclear_and_says_why(cell, reason):
    value = read(cell)
    assert isinstance(value, Unclear)
    assert value.reason == reason
    assert isinstance(number(cell), NotANumber)
    assert isinstance(ratio(cell), NotANumber)


def test_a_calculated_formula_is_read_by_its_stored_value():
    assert read(Cell(Decimal(3), "number", "3", formula="A1+1")) == Quantity("3", Fraction(3))


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("11,789.83", "11789.83"),
        ("9", "9"),
        ("１０", "10"),
        ("10分", "10"),
        ("￥1,500", "1500"),
        ("300元", "300"),
        ("150万元", "150"),
        (" 6653.73 ", "6653.73"),
        ("-45.72", "-45.72"),
        ("(1,234.50)", "-1234.5"),
        ("0", "0"),
    ],
)
def test_plain_figures(text, figure):
    assert number(text) == number(text_cell(text)) == Fraction(figure)


@pytest.mark.parametrize("text", ["", "  ", "/", "—", "-", "……", "无"])
def test_a_blank_or_a_missing_mark_is_no_figure(text):
    assert number(text) is None
    assert money(text, "万元") is None
    assert ratio(text) is None


@pytest.mark.parametrize("text", ["约10", "≥10", "完成得0.5分", "5..3", "1,2345", "95%", "十二", "5" * 200])
def test_what_is_not_a_figure_is_not_taken_for_zero(text):
    assert number(text) == NotANumber(number(text).text, "text")


def test_a_date_is_not_a_figure():
    assert number(Cell(date(2024, 1, 1), "date", "2024/1/1")) == NotANumber("2024/1/1", "date")


@pytest.mark.parametrize(
    ("text", "heading", "amount"),
    [
        ("150万", "万元", "150"),
        ("150万元", "万元", "150"),
        ("1500000元", "万元", "150"),
        ("150", "万元", "150"),
        ("11,789.83", "万元", "11789.83"),
        ("1.5亿元", "万元", "15000"),
        ("150万元", "元", "1500000"),
        ("1500", "元", "1500"),
        ("￥200", "元", "200"),
        ("￥200", "万元", "200"),
    ],
)
def test_amounts_come_in_the_unit_of_their_heading(text, heading, amount):
    assert money(text, heading) == Fraction(amount)


@pytest.mark.parametrize("text", ["5家", "≤10万元", "10-20万元", "约10万元", "专项10万元", "10%"])
def test_what_is_not_an_amount_is_none(text):
    assert isinstance(money(text, "万元"), NotANumber)


def test_a_number_cell_is_already_in_its_headings_unit():
    assert money(number_cell("8761.28"), "万元") == Fraction("8761.28")


@pytest.mark.parametrize(
    ("cell", "rate", "how"),
    [
        (percent_cell("0.9986", "99.86%"), "0.9986", "percent"),
        (text_cell("99.86%"), "0.9986", "percent"),
        (text_cell("99.86"), "0.9986", "assumed-percent"),
        (number_cell("99.86"), "0.9986", "assumed-percent"),
        (number_cell("0.9986"), "0.9986", "number"),
        (number_cell("1"), "1", "number"),
        (number_cell("100"), "1", "assumed-percent"),
        (percent_cell("1.334", "133.40%"), "1.334", "percent"),
    ],
)
def test_rates_and_how_they_are_written(cell, rate, how):
    assert ratio(cell) == (Fraction(rate), how)


def test_words_are_no_rate():
    assert isinstance(ratio("未执行"), NotANumber)
    assert isinstance(parse("未执行"), Qualitative)
