"""异常: what is listed, and what only looks alike and is not."""

import pytest
from tests.services.rollup.material import material
from tests.services.rollup.told import told

from jixiao.reports.rollup.content import Link
from jixiao.services.rollup import anomalies
from jixiao.services.rollup.anomalies import copied_reasons, equal_values, lowered_targets, rate_and_score, unit_costs


def test_the_page_has_every_anomaly_and_speaks_of_hints():
    page = anomalies.page(material())
    assert page.name == "异常"
    assert "提示，不是结论" in page.lead
    assert [block.key for block in page.blocks] == ["rate_and_score", "copied_reasons", "copied_reason_places", "equal_values", "lowered_targets", "unit_costs"]
    assert all(not block.rows and block.empty for block in page.blocks)


# --------------------------------------------------------- rate and score ----


def test_a_high_score_with_a_low_rate_is_red_or_yellow_by_the_limits():
    block = rate_and_score.block(material(tables="""
        | path  | unit | rate   | score | stated | cell |
        | a.xlsx | 甲局 | 0.7999 | 92    | 92     | H50  |
        | b.xlsx | 乙局 | 0.5999 | 95    | 95     | H60  |
        | c.xlsx | 丙局 | 0.80   | 98    | 98     | H70  |
        | d.xlsx | 丁局 | 0.60   | 89.99 | 89.99  | H80  |
        | e.xlsx | 戊局 | 0.60   | 90    |        | H90  |
        """))
    assert [(row["灯"], row["单位"], row["执行率"]) for row in told(block)] == [("red", "乙局", 0.5999), ("yellow", "戊局", 0.60), ("yellow", "甲局", 0.7999)]
    assert told(block)[0]["位置"] == Link("自评表!H60", "b.xlsx", "自评表", "H60")
    assert told(block)[0]["提示"].startswith("只执行了预算的 59.99%，总分却有 95 分")


def test_the_stated_score_counts_as_well_since_it_is_what_the_unit_claims():
    block = rate_and_score.block(material(tables="| path | unit | rate | score | stated |\n| a.xlsx | 甲局 | 0.5 | 85 | 96 |"))
    assert [(row["重算总分"], row["所填总分"]) for row in told(block)] == [(85, 96)]


@pytest.mark.parametrize("row", [
    "| a.xlsx | monitoring | 0.3 | 95 | 2024 |",  # half a year's money is half spent
    "| a.xlsx | evaluation | 1.2 | 70 | 2024 |",  # little reached although all was spent: a result, no anomaly
    "| a.xlsx | evaluation |     | 95 | 2024 |",  # no money, no rate
    "| a.xlsx | evaluation | 0.3 |    | 2024 |",
])
def test_no_light_where_there_is_nothing_out_of_proportion(row):
    assert not rate_and_score.block(material(tables=f"| path | stage | rate | score | year |\n{row}")).rows


def test_an_office_sets_its_own_limits():
    tables = "| path | unit | rate | score |\n| a.xlsx | 甲局 | 0.85 | 88 |"
    assert [row["灯"] for row in told(rate_and_score.block(material(tables=tables, rate_yellow=0.9, score_high=85)))] == ["yellow"]


# --------------------------------------------------------- copied reasons ----

UNITS = """
    | path   | unit | project | year |
    | a.xlsx | 甲局 | 绿化    | 2024 |
    | b.xlsx | 乙局 | 亮化    | 2024 |
    | c.xlsx | 甲局 | 美化    | 2024 |
    | d.xlsx |      | 净化    | 2024 |
"""


def reasons(*given, tables=UNITS, **limits):
    rows = "\n".join(f"| {path} | {cell} | {name} | {reason} |" for path, cell, name, reason in given)
    return copied_reasons.blocks(material(tables=tables, indicators=f"| path | cell | name | reason |\n{rows}", **limits))


def test_the_same_reason_in_two_units_is_listed_with_every_place():
    groups, places = reasons(
        ("a.xlsx", "J10", "种树", "因汛期提前，施工顺延两个月。"),
        ("b.xlsx", "J20", "装灯", "因汛期提前,施工 顺延两个月"),
        ("b.xlsx", "J21", "换灯", "因汛期提前，施工顺延两个月！"),
        ("b.xlsx", "J22", "修灯", "因材料涨价，招标流标一次重招"),
    )
    assert [(row["组"], row["单位数"], row["条数"], row["单位"]) for row in told(groups)] == [(1, 2, 3, "甲局、乙局")]
    assert [(row["组"], row["单位"], row["三级指标"], row["位置"]) for row in told(places)] == [
        (1, "甲局", "种树", Link("自评表!J10", "a.xlsx", "自评表", "J10")),
        (1, "乙局", "装灯", Link("自评表!J20", "b.xlsx", "自评表", "J20")),
        (1, "乙局", "换灯", Link("自评表!J21", "b.xlsx", "自评表", "J21")),
    ]


def test_of_many_units_the_first_are_named_and_all_are_counted_and_placed():
    names = [f"{each}局" for each in "甲乙丙丁戊己庚辛壬癸"]
    tables = "| path | unit | project | year |\n" + "\n".join(f"| {at}.xlsx | {name} | 绿化 | 2024 |" for at, name in enumerate(names))
    groups, places = reasons(*((f"{at}.xlsx", "J10", "种树", "因汛期提前，施工顺延两个月。") for at in range(10)), tables=tables)
    assert [(row["单位"], row["单位数"]) for row in told(groups)] == [("甲局、乙局、丙局、丁局、戊局、己局、庚局、辛局 等 10 个单位", 10)]
    assert [row["单位"] for row in told(places)] == names


def test_one_unit_may_give_one_reason_in_all_its_tables():
    assert not reasons(("a.xlsx", "J1", "种树", "因汛期提前，施工顺延两个月。"), ("c.xlsx", "J1", "种花", "因汛期提前，施工顺延两个月。"))[0].rows


def test_a_unit_under_two_names_is_one_unit():
    tables = "| path | unit |\n| a.xlsx | 某市水务局 |\n| b.xlsx | 水务局 |"
    assert not reasons(("a.xlsx", "J1", "清淤", "因汛期提前，施工顺延两个月。"), ("b.xlsx", "J1", "清淤", "因汛期提前，施工顺延两个月。"), tables=tables)[0].rows


@pytest.mark.parametrize("reason", [
    "无偏差，已完成年度指标值，继续保持", "不适用；不适用；不适用；不适用；不适用", "已按期完成全部任务，无偏差，下一步继续加强管理工作", "已完成年初目标，达到预期效果，没有偏差",
])
def test_stock_phrases_are_no_copies(reason):
    assert not reasons(("a.xlsx", "J1", "种树", reason), ("b.xlsx", "J1", "装灯", reason))[0].rows


def test_a_short_reason_is_the_same_by_chance():
    short = "汛期提前施工顺延两个月"  # 11 letters
    assert not reasons(("a.xlsx", "J1", "种树", short), ("b.xlsx", "J1", "装灯", short))[0].rows
    assert len(reasons(("a.xlsx", "J1", "种树", short), ("b.xlsx", "J1", "装灯", short), reason_length=11)[0].rows) == 1


def test_the_own_name_of_a_unit_hides_no_copy():
    tables = "| path | unit |\n| a.xlsx | 甲县水务局 |\n| b.xlsx | 乙县林业局 |"
    groups, _ = reasons(("a.xlsx", "J1", "种树", "甲县水务局人员调整，影响工作进度"), ("b.xlsx", "J1", "装灯", "乙县林业局人员调整，影响工作进度"), tables=tables)
    assert len(groups.rows) == 1


def test_a_table_without_a_unit_is_not_compared_and_that_is_said():
    groups, _ = reasons(("a.xlsx", "J1", "种树", "因汛期提前，施工顺延两个月。"), ("d.xlsx", "J1", "种花", "因汛期提前，施工顺延两个月。"))
    assert not groups.rows
    assert "没有写单位名称的 1 张表没有比较" in groups.empty


def test_two_policies_make_no_second_copy():
    given = material(
        tables="| path | unit | policy |\n| a.xlsx | 甲局 | mof-2020 |\n| a.xlsx | 甲局 | platform |\n| b.xlsx | 乙局 | mof-2020 |\n| b.xlsx | 乙局 | platform |",
        indicators="| path | policy | reason |\n" + "\n".join(f"| {path} | {policy} | 因汛期提前，施工顺延两个月。 |" for path in ("a.xlsx", "b.xlsx") for policy in ("mof-2020", "platform")),
    )
    assert [row["条数"] for row in told(copied_reasons.blocks(given)[0])] == [2]


def test_a_very_long_reason_takes_no_time():
    long = "全部" * 16_000
    assert len(reasons(("a.xlsx", "J1", "种树", long), ("b.xlsx", "J1", "装灯", long))[0].rows) == 1


# ----------------------------------------------------------- equal values ----

HEAD = "| path | name | target | actual | unit_text | kind | op | target_value | actual_value | deviation |"


def five(*last, stage="evaluation", **limits):
    """Four indicators that came out as promised, and the rows that are given."""
    rows = [f"| a.xlsx | 走访{number}组 | ≥{number}0 | {number}0 | 户 | quantity | ≥ | {number}0 | {number}0 | 0 |" for number in range(1, 5)]
    return equal_values.block(material(tables=f"| path | unit | stage |\n| a.xlsx | 甲局 | {stage} |", indicators="\n".join([HEAD, *rows, *last]), **limits))


def test_a_table_in_which_every_actual_is_its_target_is_listed():
    (row,) = told(five("| a.xlsx | 办理时限 | ≤5日 | 5日 | 日 | quantity | ≤ | 5 | 5 | 0 |"))
    assert (row["单位"], row["比较的指标"], row["完全相等"], row["占"]) == ("甲局", 5, 5, 1)
    assert row["例如"] == "走访1组：≥10 → 10"


@pytest.mark.parametrize("other", [
    "| a.xlsx | 会议场次 | =4场 | 4场 | 场 | quantity | = | 4 | 4 | 0 |",  # has to be equal
    "| a.xlsx | 抽检合格率 | ≥100% | 100% | % | ratio | ≥ | 1 | 1 | 0 |",  # cannot be more
    "| a.xlsx | 安全事故 | ≤0起 | 0起 | 起 | quantity | ≤ | 0 | 0 | |",  # cannot be less
    "| a.xlsx | 验收时间 | 12月底前 | 12月31日 | | deadline | | | | |",
    "| a.xlsx | 发放数量 | ≥50万元 | 50工作日 | 万元 | quantity | ≥ | 500000 | 500000 | |",  # other units, no comparison
    "| a.xlsx | 培训人次 | ≥50 | 51 | 人次 | quantity | ≥ | 50 | 51 | 0.02 |",  # one is different
])
def test_a_row_that_tells_nothing_does_not_make_the_fifth(other):
    assert not five(other).rows


def test_an_actual_without_a_unit_is_read_in_the_unit_of_its_target():
    assert len(five("| a.xlsx | 发放数量 | ≥50万元 | 50 | 万元 | quantity | ≥ | 500000 | 50 | |").rows) == 1


def test_a_growth_rate_of_a_hundred_may_be_more():
    assert len(five("| a.xlsx | 产值增长率 | ≥100% | 100% | % | ratio | ≥ | 1 | 1 | 0 |").rows) == 1


def test_the_share_that_is_enough_is_the_offices_own():
    other = "| a.xlsx | 培训人次 | ≥50 | 51 | 人次 | quantity | ≥ | 50 | 51 | 0.02 |"
    (row,) = told(five(other, equal_share=0.8))
    assert (row["完全相等"], row["占"]) == (4, 0.8)
    assert "有 4 条" in row["提示"]


def test_a_target_table_is_no_self_evaluation():
    assert not five("| a.xlsx | 办理时限 | ≤5日 | 5日 | 日 | quantity | ≤ | 5 | 5 | 0 |", stage="target").rows


# -------------------------------------------------------- lowered targets ----


def own_prior(name, target, op, value, prior, prior_value, kind="quantity", unit="户", **limits):
    return told(lowered_targets.block(material(
        tables="| path | unit | year |\n| a.xlsx | 甲局 | 2024 |",
        indicators=f"| path | name | target | op | target_value | prior | prior_value | kind | unit_text | cell |\n| a.xlsx | {name} | {target} | {op} | {value} | {prior} | {prior_value} | {kind} | {unit} | H9 |",
        **limits,
    )))


def test_less_than_the_stated_last_year_is_listed_with_both_figures_and_the_change():
    (row,) = own_prior("走访户数", "≥80", "≥", 80, "100", 100)  # (80 − 100) ÷ 100
    assert (row["上年"], row["本年指标值"], row["变化"], row["对照"], row["上年位置"]) == ("100", "≥80", -0.2, "上年值", None)
    assert row["位置"] == Link("自评表!H9", "a.xlsx", "自评表", "H9")


def test_for_a_limit_more_is_weaker():
    (row,) = own_prior("办理时限", "≤6日", "≤", 6, "5日", 5, unit="日")
    assert row["变化"] == 0.2
    assert "高于" in row["提示"]
    assert not own_prior("办理时限", "≤4日", "≤", 4, "5日", 5, unit="日")


@pytest.mark.parametrize("given", [
    ("走访户数", "≥95", "≥", 95, "100", 100),  # last year's actual is rarely promised again to the last household
    ("走访户数", "≥120", "≥", 120, "100", 100),
    ("会议场次", "=4场", "=", 4, "6场", 6),  # = asks neither for more nor for less
    ("走访户数", "≥80", "≥", 80, "", ""),
])
def test_what_is_not_lowered_is_not_listed(given):
    assert not own_prior(*given)


def test_equal_to_a_share_of_the_whole_is_at_least():
    assert [row["变化"] for row in own_prior("抽检合格率", "=80%", "=", 0.8, "100%", 1, kind="ratio", unit="%")] == [-0.2]


def test_a_limit_that_was_zero_has_no_percentage_and_is_listed():
    assert [row["变化"] for row in own_prior("安全事故", "≤3起", "≤", 3, "0起", 0, unit="起")] == [None]


YEARS = """
    | path   | unit       | project             | year | sheet |
    | a.xlsx | 甲局       | 2023年河道清淤（一期） | 2023 | 自评表 |
    | b.xlsx | 甲局       | 河道清淤(一期)        | 2024 | 自评表 |
    | c.xlsx | 乙局       | 河道清淤(一期)        | 2024 | 自评表 |
    | d.xlsx | 甲局       | 河道清淤(一期)        | 2026 | 自评表 |
"""


def two_years(*rows):
    head = "| path | level1 | level2 | name | target | op | target_value | kind | unit_text | cell |"
    return told(lowered_targets.block(material(tables=YEARS, indicators="\n".join([head, *rows]))))


def test_the_same_project_a_year_later_is_matched_by_names():
    (row,) = two_years(
        "| a.xlsx | 产出指标 | 数量指标 | 1.清淤长度（公里） | ≥10 | ≥ | 10000 | quantity | 公里 | H10 |",
        "| b.xlsx | 产出指标 | 数量指标 | 清淤长度         | ≥9  | ≥ | 9000  | quantity | 公里 | H20 |",
        "| c.xlsx | 产出指标 | 数量指标 | 清淤长度         | ≥1  | ≥ | 1000  | quantity | 公里 | H30 |",
        "| d.xlsx | 产出指标 | 数量指标 | 清淤长度         | ≥2  | ≥ | 2000  | quantity | 公里 | H40 |",
    )
    assert (row["年度"], row["上年"], row["本年指标值"], row["变化"], row["对照"]) == (2024, "≥10", "≥9", -0.1, "上年表")
    assert (row["位置"].path, row["位置"].cell, row["上年位置"].path, row["上年位置"].cell) == ("b.xlsx", "H20", "a.xlsx", "H10")


@pytest.mark.parametrize(("before", "now"), [
    ("产出指标 | 数量指标 | 走访户数 | ≥10 | ≥ | 10 | quantity | 户", "产出指标 | 数量指标 | 走访户数 | ≥9 | ≥ | 9 | quantity | 次"),  # other units
    ("产出指标 | 数量指标 | 走访户数 | ≥10 | ≥ | 10 | quantity | 户", "效益指标 | 社会效益 | 走访户数 | ≥9 | ≥ | 9 | quantity | 户"),  # another level
    ("产出指标 | 数量指标 | 走访户数 | ≥10 | ≥ | 10 | quantity | 户", "产出指标 | 数量指标 | 走访户数 | ≤9 | ≤ | 9 | quantity | 户"),  # another direction
])
def test_rows_that_are_not_the_same_are_not_compared(before, now):
    assert not two_years(f"| a.xlsx | {before} | H1 |", f"| b.xlsx | {now} | H1 |")


def test_a_name_that_stands_twice_in_a_table_is_left_alone():
    assert not two_years(
        "| a.xlsx | 产出指标 | 数量指标 | 走访户数 | ≥10 | ≥ | 10 | quantity | 户 | H1 |",
        "| a.xlsx | 产出指标 | 数量指标 | 走访户数 | ≥90 | ≥ | 90 | quantity | 户 | H2 |",
        "| b.xlsx | 产出指标 | 数量指标 | 走访户数 | ≥20 | ≥ | 20 | quantity | 户 | H1 |",
    )


def test_targets_of_one_stage_are_compared_where_both_years_have_it():
    found = told(lowered_targets.block(material(
        tables="""
        | path   | unit | year | stage      |
        | a.xlsx | 甲局 | 2023 | target     |
        | b.xlsx | 甲局 | 2024 | evaluation |
        | c.xlsx | 甲局 | 2024 | target     |
        """,
        indicators="""
        | path   | name    | target | op | target_value | kind     | unit_text |
        | a.xlsx | 走访户数 | ≥10    | ≥  | 10           | quantity | 户        |
        | b.xlsx | 走访户数 | ≥7     | ≥  | 7            | quantity | 户        |
        | c.xlsx | 走访户数 | ≥8     | ≥  | 8            | quantity | 户        |
        """,
    )))
    assert [row["本年指标值"] for row in found] == ["≥8"]


# ------------------------------------------------------------- unit costs ----


def costs(values, name="绿化养护成本", unit="元/次", factor=1, level2="成本指标", **limits):
    letters = "甲乙丙丁戊己庚"
    tables = "| path | unit | year |\n" + "\n".join(f"| {letter}.xlsx | {letter}局 | 2024 |" for letter, _ in zip(letters, values, strict=False))
    rows = "\n".join(
        f"| {letter}.xlsx | 产出指标 | {level2} | {name} | ≤{value}{unit} | {value}{unit} | {unit} | quantity | ≤ | {value * factor} | {value * factor} | 0 | H{number} |"
        for number, (letter, value) in enumerate(zip(letters, values, strict=False), 1)
    )
    head = "| path | level1 | level2 | name | target | actual | unit_text | kind | op | target_value | actual_value | deviation | cell |"
    return told(unit_costs.block(material(tables=tables, indicators=f"{head}\n{rows}", **limits)))


def test_a_cost_beyond_twice_the_median_or_below_half_of_it_is_listed():
    # Median of 100, 110, 45, 120, 250 is 110: 250 is 2.27 times, 45 is 0.41 times; 2 times would be 220, half 55.
    found = costs([100, 110, 45, 120, 250])
    assert [(row["单位"], row["本单位"], row["同组中位数"], row["同组单位数"]) for row in found] == [("丙局", "45元/次", "110元/次", 5), ("戊局", "250元/次", "110元/次", 5)]
    assert [round(row["倍数"], 2) for row in found] == [0.41, 2.27]
    assert found[1]["位置"] == Link("自评表!H5", "戊.xlsx", "自评表", "H5")


def test_a_median_is_told_in_the_unit_of_the_table():
    # 30 万元/公里 is 300 元/米, in which figures are kept; the median of 10, 10, 10, 10, 30 is 10.
    (row,) = costs([10, 10, 10, 10, 30], name="道路养护成本", unit="万元/公里", factor=10)
    assert (row["本单位"], row["同组中位数"], row["倍数"]) == ("30万元/公里", "10万元/公里", 3)


def test_exactly_twice_the_median_is_not_beyond_it():
    assert not costs([100, 110, 55, 120, 220])


def test_four_units_are_no_group_to_compare_with():
    assert not costs([100, 100, 100, 900])
    assert len(costs([100, 100, 100, 900], cost_group=4)) == 1


def test_a_total_is_no_cost_of_one_and_is_never_compared():
    assert not costs([10, 11, 12, 13, 900], name="工资福利支出", unit="万元")
    assert not costs([10, 11, 12, 13, 900], name="项目总成本", unit="元")


def test_a_name_that_says_it_is_for_one_will_do_without_a_stroke_in_the_unit():
    assert len(costs([10, 11, 12, 13, 900], name="人均培训成本", unit="元")) == 1


def test_costs_of_nothing_are_left_out():
    assert not costs([0, 0, 0, 100, 110, 120])
