"""Sums, ratios and balances of statements, figure by figure; everything expected was worked out by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.tables import book, grid

from jixiao.checks import run_checks
from jixiao.forms import recognise
from jixiao.model import Cell
from jixiao.scoring.assess import assess
from jixiao.scoring.policy import load
from jixiao.scoring.rates import ratio_stands
from jixiao.scoring.statements import assess_statement
from jixiao.services.statement_edits import edits_for_statement
from jixiao.values import RateReading


def assessed(text, **cells):
    """The statement of a text table; ``cells`` replaces cells by address, such as D5=Cell(…)."""
    sheet = grid(text, "表")
    for address, cell in cells.items():
        sheet.cells[int(address[1:]), ord(address[0]) - 64] = cell
    [statement] = recognise(book(sheet)).statements
    return assess_statement(statement)


def found(statement):
    return [(f.code, f.severity, f.cells[0].a1, f.expected) for f in run_checks(statement)]


def edits(statement):
    return {edit.ref.a1: edit.new for edit in edits_for_statement(statement)}


def formula(text, value=None):
    """A formula cell, with or without its stored result."""
    if value is None:
        return Cell(None, "empty", "", formula=text, cached=False)
    return Cell(Decimal(value), "number", value, formula=text)


def projects(whole, business, special, *own):
    lines = [f"| {name} | {figure} | |" for name, figure in own]
    return "\n".join([
        "| 2031年度基础数据表 | < | < |",
        "| 经费控制情况（万元） | 2031年决算数 | 2031年预算数 |",
        f"| 项目支出 | {whole} | |",
        f"| 业务工作经费 | {business} | |",
        "| 运行维护经费 | | |",
        f"| 本级专项资金 | {special} | |",
        *lines,
        "| 公用经费 | 1 | 1 |",
    ])


# ------------------------------------------------------------------ sums ----


def test_a_part_that_is_wrong_is_not_said_twice_and_recalc_carries_it_upwards():
    statement = assessed(projects("30", "10", "20", ("甲", "15"), ("乙", "6")))
    assert found(statement) == [("JX411", "error", "B6", "21")]
    assert edits(statement) == {"B6": "21", "B3": "31"}


def test_a_whole_that_is_wrong_alone_is_the_only_one_said():
    statement = assessed(projects("30", "10", "22", ("甲", "15"), ("乙", "5")))
    assert found(statement) == [("JX411", "error", "B6", "20")]
    assert edits(statement) == {"B6": "20"}


def test_a_whole_without_parts_is_left_alone():
    statement = assessed(projects("30", "", "", ("甲", ""), ("乙", "")))
    assert found(statement) == []
    assert edits(statement) == {}
    assert [one.holds for one in statement.relations if one.relation.result.ref.a1 == "B3"] == [None]


def test_a_blank_whole_with_parts_is_a_warning_and_is_filled_in():
    statement = assessed(projects("", "10", "/", ("甲", "15"), ("乙", "5")))
    assert found(statement) == [("JX411", "warning", "B3", "30"), ("JX411", "warning", "B6", "20")]
    assert edits(statement) == {"B6": "20", "B3": "30"}


def test_blank_and_slash_stay_where_the_parts_are_nothing():
    statement = assessed(projects("/", "/", "", ("甲", "/"), ("乙", "0")))
    assert found(statement) == []
    assert edits(statement) == {}


def test_a_sum_is_exact_to_the_last_place():
    statement = assessed(projects("0.3", "0.1", "0.2", ("甲", "0.07"), ("乙", "0.13")))
    assert found(statement) == []


def test_the_smallest_difference_is_an_error_that_may_be_rounding():
    [finding] = run_checks(assessed(projects("30.01", "10", "20", ("甲", "15"), ("乙", "5"))))
    assert (finding.severity, finding.cells[0].a1, finding.expected) == ("error", "B3", "30")
    assert "相差 0.01" in finding.message.zh
    assert "四舍五入" in finding.suggestion.zh


def test_a_negative_part_is_subtracted():
    statement = assessed(projects("8", "10", "-2", ("甲", "-3"), ("乙", "1")))
    assert found(statement) == []
    assert next(one.why.zh for one in statement.relations if one.relation.result.ref.a1 == "B3").endswith("10-2 = 8")


def test_a_line_that_the_form_does_not_know_may_belong_to_the_sum_or_not():
    text = projects("30", "10", "20", ("甲", "15"), ("乙", "5"))
    known = text.replace("| 运行维护经费 | | |", "| 运行维护经费 | | |\n| 上级补助项目 | 7 | |")
    assert found(assessed(known)) == []
    assert found(assessed(known.replace("| 项目支出 | 30 |", "| 项目支出 | 37 |"))) == []
    neither = assessed(known.replace("| 项目支出 | 30 |", "| 项目支出 | 33 |"))
    assert found(neither) == [("JX411", "error", "B3", None)]
    assert edits(neither) == {}


def test_with_a_part_of_the_form_left_out_the_others_need_not_add_up():
    text = projects("30", "10", "12", ("甲", "12"))
    assert found(assessed(text)) == [("JX411", "error", "B3", "22")]
    without = text.replace("| 运行维护经费 | | |\n", "")
    assert found(assessed(without)) == []
    assert [finding[:3] for finding in found(assessed(without.replace("| 30 |", "| 20 |")))] == [("JX412", "error", "B3")]


def test_an_unreadable_part_leaves_the_sum_unjudged():
    statement = assessed(projects("30", "约十万", "20", ("甲", "15"), ("乙", "5")))
    assert [finding[:3] for finding in found(statement)] == [("JX417", "error", "B4")]
    assert edits(statement) == {}


# -------------------------------------------------------------- formulas ----


def test_a_formula_that_says_something_else_is_said_and_left_alone():
    statement = assessed(projects("30", "10", "20", ("甲", "15"), ("乙", "5")), B3=formula("B4+B5", "10"))
    [finding] = run_checks(statement)
    assert (finding.cells[0].a1, finding.expected) == ("B3", "30")
    assert "公式" in finding.suggestion.zh
    assert edits(statement) == {}


def test_a_formula_follows_what_is_written_below_it():
    statement = assessed(projects("30", "10", "20", ("甲", "15"), ("乙", "6")), B3=formula("B4+B5+B6", "30"))
    assert edits(statement) == {"B6": "21", "B3": "31"}


def test_a_formula_that_was_never_calculated_gets_its_figure():
    statement = assessed(projects("30", "10", "20", ("甲", "15"), ("乙", "5")), B3=formula("B4+B5+B6"))
    assert [finding[:3] for finding in found(statement)] == [("JX417", "warning", "B3")]
    assert edits(statement) == {"B3": "30"}


# ----------------------------------------------------------------- ratios ----


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("91.64%", True), ("91.6%", True), ("92%", True), ("91%", True), ("0.9164", True), ("0.92", True), ("91.64", True), ("92", True),
        ("'91.64％", True), ("91.65%", True), ("91.66%", False), ("93%", False), ("1", False), ("100%", False), ("0.93", False), ("0.92%", False),
    ],
)
def test_a_control_ratio_as_people_round_it(written, holds):
    statement = assessed(f"| 人员 | 编制数 | 在职人数 | 控制率 |\n| | 335 | 307 | {written} |")
    assert [one.holds for one in statement.relations] == [holds]
    assert found(statement) == ([] if holds else [("JX413", "error", "D2", "91.64%")])


@pytest.mark.parametrize(("written", "new"), [("93%", "91.64%"), ("0.95", "0.9164"), ("95.5", "91.6400"), ("'95％", "91.64%"), ("", "91.64%")])
def test_recalc_writes_a_ratio_in_the_manner_of_its_cell(written, new):
    assert edits(assessed(f"| 人员 | 编制数 | 在职人数 | 控制率 |\n| | 335 | 307 | {written} |")) == {"D2": new}


def test_no_posts_no_ratio():
    statement = assessed("| 人员 | 编制数 | 在职人数 | 控制率 |\n| | 0 | 3 | / |")
    assert found(statement) == []
    assert edits(statement) == {}


def test_staff_written_with_their_unit():
    statement = assessed("| 人员 | 编制数 | 在职人数 | 控制率 |\n| | '40名 | '38人 | 95% |")
    assert found(statement) == []


@pytest.mark.parametrize(
    ("stated", "text", "holds"),
    [("0.9164", "0.9164", True), ("0.9164", "0.91640", True), ("0.9174", "0.9174", False), ("0.92", "0.92", True), ("0.94", "0.94", False)],
)
def test_a_plain_ratio_shows_places_of_the_ratio(stated, text, holds):
    assert ratio_stands(RateReading(Fraction(stated), "number"), text, Fraction(307, 335)) is holds


CHANGE = """
| 2031年度政府性基金预算支出情况表 | < | < | < | < | < |
| 项目 | 上年支出数 | 预算数 | 支出数 | 执行率 | 变动率 |
| 甲 | 80 | 100 | 60 | 60% | {change} |
"""


def test_a_change_is_this_year_against_last():
    assert found(assessed(CHANGE.format(change="-25%"))) == []
    statement = assessed(CHANGE.format(change="25%"))
    assert found(statement) == [("JX413", "error", "F3", "-25.00%")]
    assert edits(statement) == {"F3": "-25.00%"}


# ----------------------------------------------------------------- limits ----


@pytest.mark.parametrize(
    ("prior", "budget", "final", "passed"),
    [("12", "11", "10", ""), ("12", "11", "11", ""), ("10", "12", "11", "2030年决算数 10"), ("12", "10", "11", "2031年预算数 10"),
     ("9", "10", "11", "2031年预算数 10、2030年决算数 9"), ("", "11", "10", ""), ("/", "9", "10", "2031年预算数 9"), ("", "", "10", ""), ("12", "11", "", "")],
)
def test_the_three_expenses_only_shrink(prior, budget, final, passed):
    statement = assessed(f"""
| 经费控制情况 | 2030年决算数 | 2031年预算数 | 2031年决算数 |
| 三公经费 | {prior} | {budget} | {final} |
| 公用经费 | 1 | 1 | 1 |
""")
    said = [finding.message.zh for finding in run_checks(statement)]
    assert [passed in sentence for sentence in said] == ([True] if passed else [])


# ----------------------------------------------------------------- units ----


@pytest.mark.parametrize(
    ("figures", "odd"),
    [
        (("100", "90", "950000"), "D3"), (("1000000", "90", "95"), "B3"), (("100", "90", "9500"), ""), (("100", "/", "950000"), ""),
        (("0", "90", "900000"), ""), (("0.5", "0.6", "3000"), "D3"), (("100", "95", "190000000"), ""),
    ],
)
def test_a_figure_in_yuan_beside_others_in_wan(figures, odd):
    statement = assessed(f"""
| 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
| 三公经费 | | | |
| 政府采购金额 | {figures[0]} | {figures[1]} | {figures[2]} |
| 公用经费 | 1 | 1 | 1 |
""".strip("\n").replace("| 三公经费 | | | |\n", "| 项目支出 | 1 | 1 | 1 |\n"))
    assert [mix.field.ref.a1 for mix in statement.mixes] == ([odd] if odd else [])


def test_a_part_in_yuan_is_named_and_nothing_is_written():
    statement = assessed(projects("30", "10", "20", ("甲", "150000"), ("乙", "5")))
    assert found(statement) == [("JX411", "error", "B6", None), ("JX418", "warning", "B7", "15")]
    assert edits(statement) == {}


def test_a_part_in_yuan_is_named_even_where_another_part_is_wrong_too():
    statement = assessed(projects("30", "10", "20", ("甲", "150000"), ("乙", "9")))
    assert found(statement) == [("JX411", "error", "B6", None), ("JX418", "warning", "B7", "15")]
    assert edits(statement) == {}


def test_a_part_somewhat_larger_than_its_whole_is_in_no_other_unit():
    statement = assessed(projects("30", "10", "20", ("甲", "1500"), ("乙", "5")))
    assert found(statement) == [("JX411", "error", "B6", "1505")]


def test_a_whole_in_yuan_is_named():
    statement = assessed(projects("300000", "10", "20", ("甲", "15"), ("乙", "5")))
    assert found(statement) == [("JX411", "error", "B3", None), ("JX418", "warning", "B3", "30")]


# ----------------------------------------------------- beside a 自评表 ----


TABLE = """
| 年度预算（{unit}） | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| 年度资金总额 | {total} | {total} | {total} | 10 | 100% | 10 |
| 按收入性质分： | < | < | 按支出性质分： | < |
| 其中：一般公共预算：{total} | < | < | 其中：基本支出：0 | < |
| | | | 项目支出：{total} | |
| 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 走访企业数 | ≥10家 | 12家 | 90 | 90 |
"""


@pytest.mark.parametrize(
    ("unit", "total", "holds"), [("万元", "30", True), ("元", "300000", True), ("万元", "31", False)],
)
def test_the_same_figure_in_the_self_evaluation(unit, total, holds):
    recognised = recognise(book(grid(TABLE.format(unit=unit, total=total)), grid(projects("30", "10", "20", ("甲", "20")), "表")))
    tables = tuple(assess(table, load("hunan")) for table in recognised.tables)
    statement = assess_statement(recognised.statements[0], tables)
    assert [one.holds for one in statement.relations if one.relation.kind == "same"] == [holds]
    assert found(statement) == ([] if holds else [("JX419", "warning", "B3", "31")])


def test_two_self_evaluations_are_not_chosen_from():
    text = TABLE.format(unit="万元", total="31")
    recognised = recognise(book(grid(text), grid(text, "另一张"), grid(projects("30", "10", "20", ("甲", "20")), "表")))
    tables = tuple(assess(table, load("hunan")) for table in recognised.tables)
    assert len(tables) == 2
    assert found(assess_statement(recognised.statements[0], tables)) == []


# ------------------------------------------------------------ anything goes ----


_CELLS = st.one_of(
    st.sampled_from(["", "/", "—", "无", "12", "-3.5", "12万元", "120000元", "'１２", "约十", "#DIV/0!", "95%", "1e9", "0", "其中", "合计", "12,000", "(5)", "…"]),
    st.decimals(-10**9, 10**9, allow_nan=False, places=2).map(str),
    st.text(alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="|\n\r"), max_size=8),
)
_LABELS = st.sampled_from([
    "三公经费", "1、公务用车购置和维护经费", "其中：公车购置", "公车运行维护", "2、出国经费", "3、公务接待", "项目支出：", "3、本级专项资金", "甲专项", "4、其他", "合计",
    "小计", "公用经费", "其中：办公经费", "厉行节约保障措施", "", "注：", "三级指标", "编制数",
])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(st.tuples(_LABELS, _CELLS, _CELLS, _CELLS), max_size=12),
    staff=st.tuples(_CELLS, _CELLS, _CELLS),
    units=st.lists(st.tuples(_LABELS, _CELLS, _CELLS, _CELLS), max_size=5),
)
def test_whatever_the_cells_hold_nothing_fails_and_every_sentence_says_something(rows, staff, units):
    lines = [
        "| 2031年度基础数据表 |", "| 人员 | 编制数 | 在职人数 | 控制率 |", f"| | {' | '.join(staff)} |",
        "| 经费（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |", *(f"| {' | '.join(row)} |" for row in rows),
        "| 收支结转结余情况表 |", "| 单位 | 本年收入 | 本年支出 | 期末结余 |", *(f"| {' | '.join(row)} |" for row in units),
    ]
    for statement in recognise(book(grid("\n".join(lines), "表"))).statements:
        worked = assess_statement(statement)
        for finding in run_checks(worked):
            assert finding.cells
            assert finding.message.zh.strip()
            assert finding.message.en.strip()
        written = edits_for_statement(worked)
        assert len({edit.ref for edit in written}) == len(written)
