"""Cases at the edge of the checks on values, units and wording: what is said, and what is left unsaid."""

from dataclasses import replace

import pytest
from text_tables import assessed, grid, split

from jixiao.checks import run_checks
from jixiao.forms import recognise
from jixiao.model import Book, Cell
from jixiao.scoring.assess import assess
from jixiao.scoring.policy import load

SELF = "三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分"
DIRECTED = "三级指标 | 指标方向 | 目标值 | 计量单位 | 实际完成值 | 分值 | 得分"


def said(assessment):
    """(code, severity, first cell) of the checks on values and wording."""
    return {(f.code, f.severity, f.cells[0].a1) for f in run_checks(assessment) if f.code.startswith("JX5")}


def table(*lines, scored=True):
    return assessed([split(line) for line in lines], scored=scored)


@pytest.mark.parametrize(("name", "heading", "row"), [
    ("a row of 无 without points is no indicator", SELF, "无 | 无 | 无 | | "),
    ("a count in another counting word", SELF, "走访商户数 | ≥10个 | 12家 | 5 | 5"),
    ("a unit that converts", SELF, "道路长度 | ≥5.2公里 | 5200米 | 5 | 5"),
    ("an actual that was reached, said with 达到", SELF, "水质合格率 | ≥90% | 达到95% | 5 | 5"),
    ("a growth that must not fall", SELF, "产量增长率 | ≥0% | 105% | 5 | 5"),
    ("a rate in the middle of a name is no rate", SELF, "合格率测评次数 | ≥2次 | 3次 | 5 | 5"),
    ("a gross rate above the whole", SELF, "毛入学率 | ≥100% | 103% | 5 | 5"),
    ("正向 with an exact target", DIRECTED, "组织活动 | 正向 | 等于10 | 次 | 10 | 5 | 5"),
    ("a score on a scale is no count", DIRECTED, "服务满意度 | ≥ | 90 | 分 | 92 | 5 | 5"),
    ("words need neither direction nor unit", DIRECTED, "营商环境 | | 不断改善 | | 不断改善 | 5 | 5"),
    ("money per head in its own column", DIRECTED, "人均成本 | ≤ | 500 | 元/人 | 450 | 5 | 5"),
    ("a strict bound that was passed", DIRECTED, "组织活动 | > | 10 | 次 | 12 | 5 | 5"),
])
def test_nothing_is_said_about(name, heading, row):
    silent = said(table(heading, row)) - {("JX509", "warning", "C2")}
    assert silent == set(), name


@pytest.mark.parametrize(("name", "heading", "row", "expected"), [
    ("正向 against at most", DIRECTED, "组织活动 | 正向 | 不超过10次 | 次 | 10 | 5 | 5", ("JX504", "error", "B2")),
    ("another bound on the same side", DIRECTED, "组织活动 | 大于 | 不少于10次 | 次 | 12 | 5 | 5", ("JX504", "warning", "B2")),
    ("a count in percent", DIRECTED, "走访商户数 | ≥ | 10家 | % | 12 | 5 | 5", ("JX507", "error", "D2")),
    ("days against working days", DIRECTED, "办理时限 | ≤ | 2个工作日 | 天 | 2 | 5 | 5", ("JX507", "warning", "D2")),
    ("a share of 0.95 percent", DIRECTED, "产品合格率 | ≥ | 0.95 | % | 0.96 | 5 | 5", ("JX520", "info", "C2")),
    ("无 as the target of an indicator with points", SELF, "安全事故 | 无 | 无 | 5 | 5", ("JX506", "warning", "B2")),
    ("a target above the whole", SELF, "产品合格率 | ≥110% | 100% | 5 | 5", ("JX518", "error", "B2")),
    ("a unit that does not convert", SELF, "亩均产量 | ≥500公斤/亩 | 520公斤 | 5 | 5", ("JX519", "warning", "C2")),
    ("a weight in words", SELF, "组织活动 | ≥2次 | 2次 | 五左右 | 5", ("JX501", "error", "D2")),
])
def test_it_is_said(name, heading, row, expected):
    assert expected in said(table(heading, row)), name


def test_a_blank_direction_column_is_one_finding_not_one_per_row():
    rows = [f"组织活动之{word} | | 10 | 次 | 12 | 5 | 5" for word in ("甲", "乙", "丙", "丁")]
    found = [f for f in run_checks(table(DIRECTED, *rows)) if f.code == "JX505"]
    assert [[c.a1 for c in f.cells] for f in found] == [["B2", "B3", "B4", "B5"]]


def test_a_missing_comparison_is_a_warning_where_it_can_still_be_corrected():
    row = "群众满意度 | 90% | | 5 | "
    assert ("JX516", "info", "B2") in said(table(SELF, row))
    assert ("JX516", "warning", "B2") in said(table(SELF, row, scored=False))


def test_a_level_without_a_comparison_counts_too():
    assert ("JX516", "warning", "B2") in said(table(SELF, "考核等级 | A级 | | 5 | ", scored=False))


def test_a_month_that_was_reached_inside_the_month_is_a_choice_with_the_other_total():
    (found,) = [f for f in run_checks(table(SELF, "编制完成时间 | 2024年6月前 | 2024年6月12日 | 完成得5分 | 5")) if f.code == "JX515"]
    assert found.choice is not None
    assert (found.choice.key, found.choice.taken) == ("month_limit", "end")
    assert [(a.value, a.score) for a in found.choice.alternatives] == [("start", "0")]


def with_cell(place, cell):
    sheet = grid([split(SELF), split("组织活动 | ≥2次 | 2次 | 5 | 5"), split("走访商户 | ≥5家 | 6家 | 5 | 5")])
    sheet = replace(sheet, cells={**sheet.cells, **dict.fromkeys(place, cell)})
    return assess(recognise(Book("example", (sheet,))).tables[0], load())


def test_formulas_that_were_never_calculated_are_named_once():
    assessment = with_cell([(2, 3), (2, 5), (3, 5)], Cell(None, "empty", "", formula="A1", cached=False))
    found = [f for f in run_checks(assessment) if f.code in {"JX501", "JX502"}]
    assert [(f.code, sorted(c.a1 for c in f.cells)) for f in found] == [("JX502", ["C2", "E2", "E3"])]
    assert "保存一次" in found[0].suggestion.zh


def test_an_error_value_is_named_as_such():
    found = said(with_cell([(2, 3), (3, 5)], Cell("#DIV/0!", "error", "#DIV/0!")))
    assert {("JX502", "error", "C2"), ("JX501", "error", "E3")} <= found
