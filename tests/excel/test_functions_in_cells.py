"""What a formula answers: shapes, blanks, bad input, figures without their formats, and nothing else, whatever a cell holds."""

import datetime as dt
import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.excel.functions import FUNCTIONS
from jixiao.excel.udfs import (
    JXCOMPLETION,
    JXDEVIATION,
    JXGRADE,
    JXLIGHT,
    JXMET,
    JXRATE,
    JXRATESCORE,
    JXSCORE,
    JXTARGET,
    JXTOTAL,
    JXWHY,
)

# ---------------------------------------------------------------- any content ----

ERRORS = ["#DIV/0!", "#N/A", "#VALUE!", -2146826281, -2146826246, -2146826273, -2146826243]
WORDS = [
    "≥95%", "≥550批次", "≤15天", "2024年12月31日前", "9月前", "A级", "不断提升", "达成预期指标", "80%-90%", "100%（26家）", "/", "——", "≥", "5..3", "-5%",
    "完成得0.5分", "每超过1天扣1分", "95%（含）以上20分，90%（含）-95%15分", "酌情给分", "10分", "30%", "万元", "%", "批次", "反向", "等于或等于", "hunan", "湖南",
    "hunnan", "投诉率", "小计", "合计", "总分", "2024年度", "1-7月", "150万", "错误：", "待定：", "'=1+1", "TRUE", "\u200b", "　", "①", "9" * 400,
]
CELLS = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.integers(0, 120), st.decimals(), st.sampled_from(ERRORS), st.sampled_from(WORDS), st.text(),
    st.datetimes(), st.dates(), st.times(), st.timedeltas(), st.floats(-2, 2), st.binary(max_size=4),
    st.sampled_from([Decimal("sNaN"), Decimal("1E+999999"), 10**400, -(10**5000), 1e308, 5e-324, "长" * 40_000]),
)


@st.composite
def calls(draw):
    """A function, with single cells and ranges of one shape as arguments, optional ones sometimes left out."""
    function = draw(st.sampled_from(FUNCTIONS))
    height, width = draw(st.sampled_from([(1, 1), (3, 1), (1, 4), (2, 2)]))
    given_up_to = draw(st.integers(sum(not arg.optional for arg in function.args), len(function.args)))
    arguments = []
    for _ in range(given_up_to):
        rows = [[draw(CELLS) for _ in range(width)] for _ in range(height)]
        single = draw(st.booleans())
        arguments.append(rows[0][0] if single else draw(st.sampled_from([rows, tuple(map(tuple, rows))])))
    shapes = {(height, width) if isinstance(argument, list | tuple) else (1, 1) for argument in arguments}
    return function, arguments, (height, width) if (height, width) in shapes else (1, 1)


@settings(max_examples=600, deadline=None)
@given(calls())
def test_an_answer_has_the_shape_of_the_arguments_and_is_a_figure_or_a_text_whatever_they_hold(call):
    function, arguments, (height, width) = call
    answer = function.call(*arguments)
    if function.name == "JXTOTAL":
        height = width = 1
    assert (len(answer), {len(row) for row in answer}) == (height, {width})
    for value in (value for row in answer for value in row):
        assert type(value) in (float, str)
        assert math.isfinite(value) if isinstance(value, float) else len(value) <= 32_767
        assert "程序出了意外" not in str(value)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=2, max_size=8))
def test_a_column_gives_what_its_cells_give_one_by_one(rows):
    columns = [[[row[at]] for row in rows] for at in range(3)]
    assert JXSCORE(*columns) == [JXSCORE(*row)[0] for row in rows]
    assert JXWHY(*columns) == [JXWHY(*row)[0] for row in rows]


# --------------------------------------------------------------------- shapes ----


@pytest.mark.parametrize("target", ["≥10", ["≥10"], [["≥10"]], (("≥10",),)])
def test_a_single_cell_may_come_as_a_value_or_a_range(target):
    assert JXSCORE(target, 5, 10) == [[5.0]]


def test_a_single_cell_goes_with_every_row():
    assert JXSCORE([["≥10"], ["≥20"], ["≥5"]], 10, [[2], [3], [4]], None, None, None, "platform") == [[2.0], [1.5], [4.0]]


def test_rows_and_blocks_keep_their_shape():
    assert JXMET([["≥10", "≤10"]], [[11, 11]]) == [["是", "否"]]
    assert JXMET([["≥10", "≤10"], ["≥1", "≤1"]], 5) == [["否", "是"], ["是", "否"]]


@pytest.mark.parametrize("actual", [[[1], [2]], [[1, 2, 3]], [[1], [2], [3], [4]]])
def test_ranges_of_two_sizes_give_one_sentence(actual):
    ((said,),) = JXSCORE([["≥1"], ["≥2"], ["≥3"]], actual, 1)
    assert said.startswith("错误：各参数的区域大小不一致（3×1、")


def test_a_total_wants_scores_and_names_of_one_size():
    assert JXTOTAL([[1], [2]], [["甲"]]) == [["错误：各区域的大小不一致，请选一样大的区域。"]]
    assert JXTOTAL([[1], [2]], [["甲"], ["乙"]], [[1], [2]]) == [["错误：区域后面的参数请各选一个单元格。"]]


# ------------------------------------------------------------ blanks and errors ----


@pytest.mark.parametrize("nothing", [None, "", " ", "　", "\n"])
def test_blank_cells_give_blank(nothing):
    assert JXSCORE(nothing, nothing, nothing) == JXWHY(nothing, nothing, 5) == JXTARGET(nothing) == [[""]]
    assert JXSCORE("≥10", nothing, 5) == JXSCORE(nothing, 5, 5) == JXSCORE("≥10", 9, nothing) == [[""]]
    assert JXMET("≥10", nothing) == JXCOMPLETION(nothing, 5) == JXDEVIATION("≥10", nothing) == [[""]]
    assert JXLIGHT("≥10", nothing, 7) == JXLIGHT("≥10", 5, nothing) == JXLIGHT(nothing, 5, 7) == [[""]]
    assert JXRATE(nothing, 5) == JXRATE(5, nothing) == JXRATESCORE(100, nothing, 10) == JXRATESCORE(100, 50, nothing) == [[""]]
    assert JXTOTAL([[nothing]], [["甲"]]) == JXTOTAL([[5]], [[nothing]]) == JXGRADE(nothing) == [[""]]


def test_a_mark_for_nothing_is_blank_too():
    assert JXSCORE(["≥10", "/"], ["——", 5], 5) == [["", ""]]


def test_the_weight_may_stand_in_the_rule():
    assert JXSCORE("≥10", 10, None, "完成得0.5分") == [[0.5]]


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", -2146826281])
def test_an_error_that_comes_in_goes_out(error):
    text = error if isinstance(error, str) else "#DIV/0!"
    for function in FUNCTIONS:
        if function.name == "JXTOTAL":
            continue
        for place in range(len(function.args)):
            arguments = [None] * place + [error]
            arguments += [None] * (sum(not arg.optional for arg in function.args) - len(arguments))
            assert function.call(*arguments) == [[text]], (function.name, place)


def test_not_a_number_is_excels_number_error():
    assert JXSCORE("≥1", [math.nan, math.inf, 10**400, Decimal("NaN")], 5) == [["#NUM!"] * 4]


@pytest.mark.parametrize(("call", "said"), [
    (lambda: JXSCORE("≥", 3, 5), "错误：指标值“≥”读不懂。"),
    (lambda: JXSCORE("≥3", True, 5), "错误：完成值“TRUE”读不懂。"),
    (lambda: JXSCORE("≥3", 3, "很多"), "错误：分值“很多”不是数。"),
    (lambda: JXWHY("≥3", 3, "很多"), "错误：分值“很多”不是数。"),
    (lambda: JXSCORE("≥3", 3, -5), "错误：分值不能小于 0。"),
    (lambda: JXSCORE("≥3", 3, 5, None, "等于或等于"), "错误：指标方向“等于或等于”不认识，可写 ≥、≤、＞、＜、＝、正向、反向、定性，或留空。"),
    (lambda: JXSCORE("3月前", "3月1日", 5, None, None, None, None, None, "去年"), "错误：年度“去年”不认识，请写 2024 这样的四位数。"),
    (lambda: JXLIGHT("≥12", 3, 13), "错误：月份“13”不认识，请写 1 到 12 的整数，或“1-7月”。"),
    (lambda: JXRATE(0, 5), "错误：预算数是 0 而执行数不是，算不出执行率，请核对。"),
    (lambda: JXRATE("若干", 5), "错误：预算数“若干”不是数。"),
    (lambda: JXRATE(5, 5, "公斤"), "错误：金额单位“公斤”不认识，可写 元、千元、万元、亿元。"),
    (lambda: JXRATESCORE(5, 5, "很多"), "错误：分值“很多”不是数。"),
    (lambda: JXGRADE("优"), "错误：总分“优”不是数。"),
    (lambda: JXTOTAL(["满分"], ["培训"]), "错误：第 1 行“培训”的得分“满分”不是数。"),
    (lambda: JXTARGET("≥5..3"), "错误：指标值“≥5..3”从第 2 个字起读不懂。"),
])
def test_bad_input_is_named(call, said):
    assert call() == [[said]]


@pytest.mark.parametrize(("call", "said"), [
    (lambda: JXSCORE("不断提升", "较好", 5), "待定：完成 较好，指标值 不断提升，完成值要由人判断是否达到指标值。"),
    (lambda: JXMET("不断提升", "较好"), "待定：完成值要由人判断是否达到指标值。"),
    (lambda: JXMET("≥95%", "90%以上"), "待定：完成值带“以上、约”一类的字，不是确数，无法判断。"),
    (lambda: JXCOMPLETION("≥2元", "3天"), "待定：完成值单位“天”与指标值单位“元”不能比较。"),
    (lambda: JXCOMPLETION("≥-5", 3), "待定：指标值或完成值不大于 0，算不出完成率。"),
    (lambda: JXDEVIATION("0起", 1), "待定：指标值是 0，算不出偏差率。"),
    (lambda: JXDEVIATION("≥5", "3-4"), "待定：完成值是一个区间。"),
    (lambda: JXLIGHT("不断提升", "较好", 7), "待定：执行情况“较好”，要由人判断进度。"),
    # A sign that is surely the wrong way round.
    (lambda: JXMET("15天", 20, "≤", None, None, "群众满意度"), "待定：比较符 ≤ 与指标名称“群众满意度”的意思相反，请先核对指标方向。"),
    (lambda: JXSCORE("15天", 20, 5, None, "≤", None, None, "群众满意度"), "待定：比较符 ≤ 与指标名称“群众满意度”的意思相反，请先核对指标方向。"),
    (lambda: JXTOTAL([[5], ["待定：…"]], [["甲"], ["乙"]]), "待定：第 2 行“乙”的得分要由人评定，总分还算不全。"),
    (lambda: JXGRADE("待定：第 2 行“乙”的得分要由人评定，总分还算不全。"), "待定：第 2 行“乙”的得分要由人评定，总分还算不全。"),
])
def test_what_a_person_decides_is_left_open(call, said):
    assert call() == [[said]]


def test_why_says_the_same_doubt():
    ((said,),) = JXWHY("15天", 20, 5, None, "≤", None, None, "群众满意度")
    assert said.endswith("应得 3.75 分；比较符 ≤ 与指标名称“群众满意度”的意思相反，请先核对指标方向")


def test_an_unknown_policy_names_the_near_one_and_a_title_is_a_name():
    ((said,),) = JXGRADE(90, "hunnan")
    assert said.startswith("错误：没有名为“hunnan”的政策，是否指 hunan？可用：guangdong、")
    assert JXSCORE("≤10", 11, 10, None, None, None, ["hunan", "湖南", "platform", "平台通用算法", None]) == [[9.09, 9.09, 9.0, 9.0, 9.09]]


# ------------------------------------------------------------------- single rows ----


def test_figures_are_those_of_the_policy_and_rates_are_whole():
    assert JXSCORE("≥550批次", 475, 0.5, "按完成比例计算得分") == [[0.43]]
    assert JXCOMPLETION("≥550批次", 475) == [[475 / 550]]
    assert JXDEVIATION("≥550批次", 475) == [[-75 / 550]]
    assert JXRATE(6653.73, 8876.29) == [[float(Fraction("8876.29") / Fraction("6653.73"))]]
    assert JXRATESCORE(11864.35, 11847.6, 10) == [[9.99]]


def test_fifteen_digits_count_as_in_excel():
    # 0.1 + 0.2 is 0.30000000000000004 as a double; Excel shows and compares 0.3.
    assert JXMET("≤0.3", 0.1 + 0.2) == [["是"]]
    assert JXSCORE("≥1", 1, 0.1 + 0.2) == [[0.3]]


def test_dates_come_as_moments():
    day = dt.datetime.fromisoformat("2024-12-31")
    assert JXMET(["2024年12月31日前", "12月31日前", day], [[day, day, dt.datetime.fromisoformat("2025-01-01")]], None, None, None, None, 2024) == [["是", "是", "否"]]
    # LibreOffice hands over a serial number.
    assert JXMET("2024年12月31日前", [45657.0, 45658.0]) == [["是", "否"]]
    assert JXMET(45657.0, ["2024年12月31日", "2025年1月1日"], "≤") == [["是", "否"]]


def test_money_with_a_unit_of_its_own():
    assert JXRATE("150万元", "1200000元") == [[0.8]]
    assert JXRATE(150, "1200000元") == [[0.8]]
    assert JXRATE(1500000, "120万元", "元") == [[0.8]]
    assert JXRATE(0, 0) == [[""]]


def test_a_rate_stops_at_its_weight():
    assert JXRATESCORE(100, [[133.4, 50, -5]], 10) == [[10.0, 5.0, 0.0]]


def test_levels_words_and_dates_have_no_rate():
    assert JXCOMPLETION(["A级", "不断提升", "2024年6月前"], ["A级", "不断提升", "2024年5月"]) == [["", "", ""]]
    assert JXMET(["A级", "不断提升", "2024年6月前"], ["A级", "不断提升", "2024年5月"]) == [["是", "是", "是"]]


def test_deviation_from_a_range_is_measured_at_its_nearer_end():
    assert JXDEVIATION("80%-90%", [[0.72, 0.85, "99%"]]) == [[-0.1, 0.0, 0.1]]


def test_the_light_of_seven_months():
    assert JXLIGHT("≥24次", [[7, 10, 14, 20]], 7) == [["红灯", "黄灯", "绿灯", "蓝灯"]]
    assert JXLIGHT("≥24次", 7, ["7月", "1-7月", dt.datetime.fromisoformat("2024-07-31"), 3.0]) == [["红灯", "红灯", "红灯", "绿灯"]]
    assert JXLIGHT("2024年12月底前", None, 7) == [["绿灯"]]
    assert JXLIGHT("≥24次", 7, 7, None, None, None, None, None, "7次") == [["绿灯"]]
    assert JXLIGHT("≥95%", [0.5, 0.3], 7, None, None, None, "完工率", None, 0.5) == [["绿灯", "黄灯"]]


# ------------------------------------------------------------ totals and grades ----


def test_a_total_takes_the_rows_of_indicators_alone():
    rows = [("培训场次", 20), ("办理时限", 15.5), ("产出指标小计", 35.5), (None, 7), ("群众满意度", "9.5分"), ("合　计", 45), ("总分", 55)]
    scores, names = [[points] for _, points in rows], [[name] for name, _ in rows]
    assert JXTOTAL(scores, names) == [[45.0]]
    assert JXTOTAL(scores, names, 9.99) == [[54.99]]


def test_an_error_counts_only_where_a_score_does():
    assert JXTOTAL([[1], ["#REF!"]], [["甲"], [None]]) == [[1.0]]
    assert JXTOTAL([[1], ["#REF!"]], [["甲"], ["乙"]]) == [["#REF!"]]


def test_many_scores_add_up_without_binary_dust():
    assert JXTOTAL([[0.1]] * 1000, [["甲"]] * 1000) == [[100.0]]


def test_grades_are_half_open():
    assert JXGRADE([[100, 90, 89.99, 89.5, 80, 60, 59.99, 0]]) == [["优", "优", "良", "良", "良", "中", "差", "差"]]
    assert JXGRADE([89.994, 89.995]) == [["良", "优"]]  # as shown with two places


# ------------------------------------------------- figures without their formats ----


@pytest.mark.parametrize(("target", "actual", "name", "unit", "met", "completion"), [
    ("≥95%", 0.95, None, None, "是", 1.0),
    ("≥95%", 0.94, None, None, "否", 94 / 95),
    ("≥95%", 1.0, None, None, "是", 100 / 95),
    ("≥100%", 1.05, None, None, "是", 1.05),
    ("≥95%", 96.0, None, None, "是", 96 / 95),
    ("≥100%", 9.9, None, None, "否", 0.099),
    (0.95, 0.95, None, None, "是", 1.0),
    (0.95, 0.9, "合格率", None, "否", 90 / 95),
    (0.95, "95%", None, None, "是", 1.0),
    (0.95, "80%", None, None, "否", 80 / 95),
    (0.95, 97.0, "合格率", None, "是", 97 / 95),
    (95.0, 0.97, "合格率", None, "是", 97 / 95),
    (95.0, 0.97, None, "%", "是", 97 / 95),
    ("≥95", 0.97, None, "%", "是", 97 / 95),
    ("≥95", 0.9, "合格率", None, "否", 90 / 95),
    # Small rates: the reading that is nearer.
    ("≤0.5%", 0.004, "差错率", None, "是", 0.5 / 0.4),
    ("≤0.5%", 0.4, "差错率", None, "是", 0.5 / 0.4),
    ("≤1%", 0.02, "差错率", None, "否", 0.5),
    ("≤0%", 0.03, "差错率", None, "否", 0.0),
    ("≥3%", -0.01, "收入增长率", None, "否", 0.0),
    ("≤-5%", -0.06, "三公经费变动率", None, "是", None),
    # Other units are what they are.
    ("≥1.2万元", 0.95, None, None, "否", 0.95 / 1.2),
    (1.0, 0.5, "培训场次", "场", "否", 0.5),
    (2.0, "50%", "培训场次", "场", None, None),
])
def test_a_percentage_arrives_as_a_ratio(target, actual, name, unit, met, completion):
    ((answer,),) = JXMET(target, actual, None, unit, None, name)
    assert answer == met or (met is None and answer.startswith("待定："))
    ((found,),) = JXCOMPLETION(target, actual, None, unit, None, name)
    assert found == pytest.approx(completion, abs=1e-15) if completion is not None else isinstance(found, str)


TIERS = "95%（含）以上得20分，90%（含）-95%得15分，90%以下不得分"


@pytest.mark.parametrize("name", ["群众满意度", None])
def test_tiers_in_percent_hold_for_ratios(name):
    # As a share of the target 0.93 would be 97.9 % and 20 points.
    assert JXSCORE(0.95, [[0.96, 0.93, 0.8]], 20, TIERS, None, None, None, name) == [[20.0, 15.0, 0.0]]


def test_steps_of_a_percentage_point_hold_for_ratios():
    assert JXSCORE(0.95, 0.93, 5, "每低于1个百分点扣0.5分，扣完为止", None, None, None, "合格率") == [[4.0]]


# ------------------------------------------------------------ what a target means ----


@pytest.mark.parametrize(("target", "meaning"), [
    ("不少于19.44万批次", "不低于 194400批次"),
    ("15个工作日以内", "不超过 15个工作日"),
    ("≥300mg/L", "不低于 300mg/L"),
    ("80%-90%", "80 到 90%"),
    ("2024年12月31日前", "时限：最晚 2024年12月31日"),
    ("9月前", "时限：9月前（没有写年份）"),
    ("优以上", "不低于 优"),
    ("不断提升", "定性：不断提升"),
    ("前10名", "不超过 前10名；没有写比较符，按一般情况理解为 ≤"),
    ("力争成功提交3件", "成功提交不低于 3件；是“力争”一类的说法，没有达到是否扣分由人定"),
    ("至少2个以上", "不低于 2个；比较符写了两遍"),
])
def test_a_target_in_words(target, meaning):
    assert JXTARGET(target) == [[meaning]]


def test_what_was_not_written_is_said():
    assert JXTARGET("95%", None, None, None, "投诉率") == [["不超过 95%；没有写比较符，按指标名称理解为 ≤"]]
    assert JXTARGET(95, "≥", "%") == [["不低于 95%；≥ 取自指标方向"]]
    assert JXTARGET("9月前", None, None, None, None, 2024) == [["时限：最晚 2024年9月30日"]]
    assert JXTARGET(5, None, "批絘") == [["不低于 5批絘；没有写比较符，按一般情况理解为 ≥；单位“批絘”不认识"]]


# -------------------------------------------------------------------- ten thousand ----


def test_ten_thousand_rows_in_one_call_are_what_single_calls_give():
    rows = [(f"≥{10 + n % 700}批次", float(n % 650), 0.5 + n % 4, "按完成比例计算得分", None, None, "platform", f"检查批次{n}", 2024.0) for n in range(10_000)]
    columns = [[[row[at]] for row in rows] for at in range(9)]
    first = JXSCORE(*columns)
    assert len({tuple(row) for row in first}) > 300

    assert [JXSCORE(*row)[0] for row in rows[:2000]] == first[:2000]
