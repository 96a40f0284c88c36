"""Units, directions, dates and rounding."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.values import (
    assumed_op,
    comparable,
    compare,
    deadline_bounds,
    deadline_met,
    direction,
    format_number,
    is_part_of_whole,
    parse,
    part_of_whole,
    round_half_up,
    unit,
    values_in_common,
    with_unit,
)
from jixiao.values.parser import terminal
from jixiao.values.units import CONVERSIONS, SCALES

# ------------------------------------------------------------------- units ----


@pytest.mark.parametrize("word", [word for word in CONVERSIONS if word not in {"月", "半年"}])
def test_every_word_with_a_conversion_is_in_the_grammar(word):
    assert terminal("MEASURE").fullmatch(word)


@pytest.mark.parametrize("word", SCALES)
def test_every_scale_word_is_in_the_grammar(word):
    assert terminal("SCALE").fullmatch(word)


@pytest.mark.parametrize(
    ("text", "dimension", "factor"),
    [
        ("", "", 1),
        ("%", "ratio", Fraction(1, 100)),
        ("万元", "元", 10_000),
        ("（万元）", "元", 10_000),
        ("万批次", "批次", 10_000),
        ("件/万人", "件/人", Fraction(1, 10_000)),
        ("元/人·月", "元/人/月", 1),
        ("元/人、天", "元/人/日", 1),
        ("元/(人·天)", "元/人/日", 1),
        ("家（次）", "家次", 1),
        ("mg/L", "克/升", Fraction(1, 1000)),
        ("天", "日", 1),
        ("工作日", "工作日", 1),
        ("个工作日", "工作日", 1),
        ("年", "月", 12),
        ("公里", "米", 1000),
    ],
)
def test_units_and_their_dimensions(text, dimension, factor):
    found = unit(text)
    assert (found.dimension, found.factor, found.known) == (dimension, factor, True)


@pytest.mark.parametrize("text", ["批絘", "县（市、区）", "元/批絘"])
def test_words_that_the_grammar_does_not_list_are_unknown(text):
    assert not unit(text).known


@pytest.mark.parametrize(
    ("a", "b", "how"),
    [
        ("1万元", "9000元", "same"),
        ("95%", "950‰", "same"),
        ("15天", "15日", "same"),
        ("12个月", "1年", "same"),
        ("24小时", "1天", "same"),
        ("1公里", "300米", "same"),
        ("7.31件/万人", "5.8件/万人", "same"),
        ("5", "5家", "assumed"),
        ("5家", "5个", "assumed"),
        ("10批絘", "10批次", "assumed"),
        ("2百分点", "2%", "assumed"),
        ("10%/年", "12%", "assumed"),
        ("5家/人", "5个/人", "assumed"),
        ("15日", "15个工作日", "different"),
        ("5元", "5%", "different"),
        ("5家", "5%", "different"),
        ("5件/万人", "5件", "different"),
        ("5元/人", "5元/天", "different"),
        ("2倍", "200%", "different"),
    ],
)
def test_what_can_be_compared(a, b, how):
    assert comparable(parse(a), parse(b)) == comparable(parse(b), parse(a)) == how


def test_amounts_convert_before_they_are_compared():
    assert compare(parse("1万元"), parse("9000元")) == 1
    assert compare(parse("30分钟"), parse("1小时")) == -1
    assert compare(parse("1000‰"), parse("100%")) == 0
    assert compare(parse("5个工作日"), parse("5日")) is None


def test_a_missing_unit_is_taken_to_be_the_same():
    assert values_in_common(parse("9"), parse("10万元")) == (9, 10)


def test_a_year_left_out_is_the_year_of_the_table():
    assert values_in_common(parse("5万元/年"), parse("60000元")) == (50_000, 60_000)


def test_a_bare_number_takes_the_unit_of_its_column():
    assert with_unit(parse("160"), unit("件")).unit.text == "件"
    assert with_unit(parse("100%"), unit("家")).unit.text == "%"


# -------------------------------------------------------------- directions ----


@pytest.mark.parametrize(
    ("text", "op", "kind"),
    [
        ("大于或等于", "≥", "op"),
        ("大于等于", "≥", "op"),
        ("等于或大于", "≥", "op"),
        ("不小于", "≥", "op"),
        ("不低于", "≥", "op"),
        ("≥", "≥", "op"),
        ("＞＝", "≥", "op"),
        ("大于", ">", "op"),
        ("小于", "<", "op"),
        ("小于或等于", "≤", "op"),
        ("不高于", "≤", "op"),
        ("等于", "=", "op"),
        (" ＝ ", "=", "op"),
        ("正向", "≥", "polarity"),
        ("正向指标", "≥", "polarity"),
        ("反向指标", "≤", "polarity"),
        ("定性", None, "qualitative"),
        ("", None, "blank"),
        ("—", None, "blank"),
        ("等于或等于", None, "invalid"),
        ("大", None, "invalid"),
        ("≥5", None, "invalid"),
    ],
)
def test_the_direction_column(text, op, kind):
    found = direction(text)
    assert (found.op, found.kind) == (op, kind)
    assert found.canonical == (op or ("定性" if kind == "qualitative" else ""))


@pytest.mark.parametrize(
    ("name", "op"),
    [
        ("在职人员控制率", "≤"),
        ("三公经费变动率", "≤"),
        ("预算调整率", "≤"),
        ("结转结余率", "≤"),
        ("安全事故发生率", "≤"),
        ("安全事故次数", "≤"),
        ("有责投诉率", "≤"),
        ("投诉数", "≤"),
        ("森林火灾成灾率", "≤"),
        ("项目总成本", "≤"),
        ("培训费用（万元）", "≤"),
        ("办公设备单价", "≤"),
        ("投诉办理时限", "≤"),
        ("事故应急响应时间", "≤"),
        ("完成时间", "≤"),
        ("投诉办结率", "≥"),
        ("投诉处理率(%)", "≥"),
        ("投诉处理满意度", "≥"),
        ("及时率", "≥"),
        ("事故处理率", "≥"),
        ("事故应急演练次数", "≥"),
        ("成本节约率", "≥"),
        ("支出进度", "≥"),
        ("产品合格率", "≥"),
        ("培训人次", "≥"),
        ("", "≥"),
    ],
)
def test_the_name_tells_which_way_is_better(name, op):
    assert assumed_op(name, parse("5")) == op


def test_a_target_of_zero_is_not_to_be_exceeded():
    assert assumed_op("重大活动保障", parse("0")) == "≤"
    assert assumed_op("宣传次数", parse("零")) == "≤"


def test_a_rank_is_better_when_smaller():
    assert assumed_op("全省排名", parse("前10名")) == "≤"


@pytest.mark.parametrize(
    "name",
    [
        "产品合格率",
        "检查覆盖率",
        "任务完成率",
        "案件办结率",
        "服务对象满意度",
        "上报及时率",
        "苗木成活率",
        "抽查比例(%)",
    ],
)
def test_shares_of_a_whole(name):
    assert part_of_whole(name)
    assert is_part_of_whole(name, parse("98%"))
    assert not is_part_of_whole(name, parse("98家"))


@pytest.mark.parametrize(
    "name",
    ["营收增长率", "经费变动率", "人员控制率", "预算执行率", "成本节约率", "预算完成率", "培训人数", "产能利用率"],
)
def test_rates_that_may_exceed_the_whole(name):
    assert not part_of_whole(name)


# ------------------------------------------------------------------- dates ----


@pytest.mark.parametrize(
    ("text", "at_end", "at_start"),
    [
        ("2024年12月31日前", date(2024, 12, 31), date(2024, 12, 31)),
        ("2024年10月前", date(2024, 10, 31), date(2024, 9, 30)),
        ("2024年1月前", date(2024, 1, 31), date(2023, 12, 31)),
        ("2024年10月底前", date(2024, 10, 31), date(2024, 10, 31)),
        ("2024年10月", date(2024, 10, 31), date(2024, 10, 31)),
        ("2024年2月", date(2024, 2, 29), date(2024, 2, 29)),
        ("2024年底前", date(2024, 12, 31), date(2024, 12, 31)),
        ("2024年前", date(2024, 12, 31), date(2023, 12, 31)),
        ("2024年", date(2024, 12, 31), date(2024, 12, 31)),
        ("每年10月前", date(2022, 10, 31), date(2022, 9, 30)),
        ("9月前", date(2022, 9, 30), date(2022, 8, 31)),
        ("2024年1月-3月", date(2024, 3, 31), date(2024, 3, 31)),
        ("每月15日前", None, None),
    ],
)
def test_the_last_day_that_a_deadline_names(text, at_end, at_start):
    assert deadline_bounds(parse(text), 2022, "end") == at_end
    assert deadline_bounds(parse(text), 2022, "start") == at_start


def test_without_a_year_there_is_no_last_day():
    assert deadline_bounds(parse("12月31日"), None, "end") is None


@pytest.mark.parametrize(
    ("target", "actual", "inclusive", "exclusive"),
    [
        ("2024年12月31日前", "2024年12月31日", True, False),
        ("2024年12月31日前", "2024年12月30日", True, True),
        ("2024年12月31日前", "2025年1月1日", False, False),
        ("2024年12月31日", "2024年12月31日", True, True),
        ("12月31日前", "2024年12月5日", True, True),
        ("12月31日前", "12月5日", True, True),
        ("2024年12月31日前", "2024年11月", True, True),
        ("2024年10月15日前", "2024年10月", None, None),
        ("2024年10月15日前", "2024年11月", False, False),
        ("每年10月前", "2023年11月1日", False, False),
        ("每月15日前", "15日前", None, None),
    ],
)
def test_whether_a_deadline_is_met(target, actual, inclusive, exclusive):
    for wanted, including in ((inclusive, True), (exclusive, False)):
        met = deadline_met(parse(target), parse(actual), inclusive=including, month_limit="end", default_year=None)
        assert met is wanted


def test_the_beginning_of_the_month_is_stricter():
    target, actual = parse("2024年10月前"), parse("2024年10月8日")
    met = [
        deadline_met(target, actual, inclusive=True, month_limit=limit, default_year=None) for limit in ("end", "start")
    ]
    assert met == [True, False]


# ---------------------------------------------------------------- rounding ----

fractions = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**4)


@given(fractions, st.integers(0, 6))
def test_rounding_is_at_most_half_a_unit_away_and_a_half_goes_outward(number, places):
    rounded = round_half_up(number, places)
    assert (rounded * 10**places).denominator == 1
    distance = abs(rounded - number) * 10**places
    assert distance < Fraction(1, 2) or (distance == Fraction(1, 2) and abs(rounded) > abs(number))


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=5), st.integers(0, 4))
def test_rounding_agrees_with_the_decimal_module(number, places):
    expected = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert round_half_up(Fraction(number), places) == Fraction(expected)
    assert Decimal(format_number(Fraction(number), places)) == expected


@pytest.mark.parametrize(
    ("number", "places", "shown"),
    [
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("-0.001", 2, "0.00"),
        ("2.5", 0, "3"),
        ("100", None, "100"),
        ("0.50", None, "0.5"),
    ],
)
def test_numbers_as_shown(number, places, shown):
    assert format_number(Fraction(number), places) == shown


def test_a_number_without_end_is_cut_at_ten_places():
    assert format_number(Fraction(1, 3)) == "0.3333333333"
