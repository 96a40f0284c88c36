"""两级汇总: sums, averages by money, and the score of the sums, all worked out by hand beside the test."""

import pytest
from tests.services.rollup.material import block, material
from tests.services.rollup.told import told

from jixiao.reports.rollup.content import Link
from jixiao.services.rollup import two_levels

TABLES = """
    | path   | unit   | department | project | year | budget | executed | rate | score | grade |
    | a.xlsx | 甲中心 | 某市水务局  | 清淤    | 2024 | 100    | 90       | 0.90 | 90    | 优    |
    | b.xlsx | 乙中心 | 某市水务局  | 护岸    | 2024 | 300    | 150      | 0.50 | 80    | 良    |
"""
FUNDS = """
    | path   | role  | weight | score | stated_score |
    | a.xlsx | total | 10     | 9     | 9            |
    | a.xlsx | part  | 10     |       | 9            |
    | b.xlsx | total | 10     | 5     | 5            |
"""
HEAD = "| path | level1 | level2 | name | target | actual | unit_text | kind | op | target_value | actual_value | deviation | weight | score | lost | cell |"


def page(*rows, tables=TABLES, funds=FUNDS, **given):
    return two_levels.page(material(tables=tables, funds=funds, indicators="\n".join([HEAD, *rows]), **given))


def departments(*rows, **given):
    return told(block(page(*rows, **given), "two_levels_departments"))


def merged(*rows, **given):
    return told(block(page(*rows, **given), "two_levels_indicators"))


def against(*rows, **given):
    return told(block(page(*rows, **given), "two_levels_against"))


LENGTH = (
    "| a.xlsx | 产出指标 | 数量指标 | 清淤长度 | ≥10公里 | 9公里 | 公里 | quantity | ≥ | 10000 | 9000  | -0.1 | 20 | 18 | 2 | H10 |",
    "| b.xlsx | 产出指标 | 数量指标 | 清淤长度（米） | ≥6000米 | 7000米 | 米 | quantity | ≥ | 6000 | 7000 | 0.1667 | 10 | 10 | 0 | H20 |",
)
RATE = (
    "| a.xlsx | 产出指标 | 质量指标 | 验收合格率 | ≥90% | 80% | % | ratio | ≥ | 0.90 | 0.80 | -0.1111 | 10 | 8.89 | 1.11 | H11 |",
    "| b.xlsx | 产出指标 | 质量指标 | 验收合格率 | ≥98% | 96% | % | ratio | ≥ | 0.98 | 0.96 | -0.0204 | 30 | 29.39 | 0.61 | H21 |",
)


def test_absolute_figures_are_added_and_then_scored():
    # Target 10 + 6 = 16 公里, actual 9 + 7 = 16 公里: met, 20 + 10 = 30 points, though one project alone did not meet its own.
    (row,) = merged(*LENGTH)
    assert (row["怎样汇总"], row["项目数"], row["指标值"], row["完成值"], row["完成率"]) == ("相加", 2, "≥16公里", "16公里", 1)
    assert (row["分值"], row["得分"]) == (30, 30)
    assert row["例如"] == Link("自评表!H10", "a.xlsx", "自评表", "H10")


def test_rates_are_averaged_by_money_and_not_by_the_number_of_projects():
    # Target (0.90×100 + 0.98×300) ÷ 400 = 384 ÷ 400 = 0.96; actual (0.80×100 + 0.96×300) ÷ 400 = 368 ÷ 400 = 0.92.
    # A plain average of the actuals would be 0.88.  Completion 0.92 ÷ 0.96 = 0.958333; of 10 + 30 points 38.33.
    (row,) = merged(*RATE)
    assert (row["怎样汇总"], row["指标值"], row["完成值"]) == ("按资金加权", "≥96%", "92%")
    assert row["完成率"] == pytest.approx(0.92 / 0.96)
    assert (row["分值"], row["得分"]) == (40, 38.33)


def test_the_rate_of_a_department_is_the_sum_spent_of_the_sum_planned():
    # (90 + 150) ÷ (100 + 300) = 0.6, not the average 0.7 of 0.9 and 0.5; of 10 + 10 points it is worth 12.
    (row,) = departments(*LENGTH, *RATE)
    assert (row["部门"], row["年度"], row["项目数"], row["项目预算合计"], row["项目执行合计"], row["执行率"]) == ("某市水务局", 2024, 2, 400, 240, 0.6)
    # Weights 20 + 30 + 40 = 90; points 12 + 30 + 38.33 = 80.33; out of a hundred 80.33 ÷ 90 × 100 = 89.2556.
    assert (row["适用分值"], row["汇总得分"], row["百分制"], row["等级"]) == (90, 80.33, 89.26, "良")


def test_what_only_one_project_has_and_what_is_no_figure_keeps_its_own_score():
    (row,) = departments(
        *LENGTH,
        "| a.xlsx | 效益指标 | 社会效益 | 居民满意 | 满意 | 基本满意 | | words | | | | | 15 | 12 | 3 | H30 |",
        "| b.xlsx | 效益指标 | 社会效益 | 居民满意 | 满意 | 满意 | | words | | | | | 15 | 15 | 0 | H30 |",
        "| b.xlsx | 产出指标 | 数量指标 | 种树数量 | ≥100棵 | 50棵 | 棵 | quantity | ≥ | 100 | 50 | -0.5 | 10 | 5 | 5 | H31 |",
    )
    # Weights 20 (rate) + 30 (length) + 15 + 15 + 10 = 90; points 12 + 30 + 12 + 15 + 5 = 74.
    assert (row["汇总的指标"], row["按原表计的指标"], row["适用分值"], row["汇总得分"], row["百分制"]) == (1, 3, 90, 74, 82.22)


def test_what_does_not_apply_is_not_assessed():
    (row,) = departments(
        *LENGTH,
        "| a.xlsx | 产出指标 | 数量指标 | 种树数量 | 不适用 | 不适用 | | words | | | | | 25 | | | H31 |",
        "| b.xlsx | 产出指标 | 数量指标 | 护栏长度 | | | | missing | | | | | 25 | | 25 | H31 |",
    )
    assert (row["适用分值"], row["汇总得分"], row["百分制"]) == (50, 42, 84)


def test_an_actual_that_is_not_reported_costs_its_points_and_is_not_taken_for_zero():
    rows = (*LENGTH, "| c.xlsx | 产出指标 | 数量指标 | 清淤长度 | ≥5公里 | | 公里 | quantity | ≥ | 5000 | | | 10 | | 10 | H9 |")
    tables = TABLES + "    | c.xlsx | 丙中心 | 某市水务局 | 引水 | 2024 |  |  |  |  |  |\n"
    (row,) = merged(*rows, tables=tables)
    assert (row["项目数"], row["指标值"], row["完成值"]) == (2, "≥16公里", "16公里")
    assert "1 条没有可比的数，按原表得分计。" in row["说明"]
    (department,) = departments(*rows, tables=tables)
    assert (department["适用分值"], department["汇总得分"], department["项目预算合计"]) == (60, 42, 400)
    assert "1 张表没有预算数或执行数，没有计入资金合计。" in department["说明"]


def test_a_limit_is_scored_by_the_formula_of_the_policy():
    # 4 + 6 = 10 起 allowed, 8 + 8 = 16 happened: target ÷ actual = 0.625 of 10 + 10 points under mof-2020,
    # 1 − (16 − 10) ÷ 10 = 0.4 of them under platform.
    rows = (
        "| a.xlsx | 产出指标 | 质量指标 | 投诉起数 | ≤4起 | 8起 | 起 | quantity | ≤ | 4 | 8 | 1 | 10 | 5 | 5 | H1 |",
        "| b.xlsx | 产出指标 | 质量指标 | 投诉起数 | ≤6起 | 8起 | 起 | quantity | ≤ | 6 | 8 | 0.3333 | 10 | 7.5 | 2.5 | H1 |",
    )
    assert [row["得分"] for row in merged(*rows)] == [12.5]
    platform = TABLES.replace("| path   |", "| policy | path   |").replace("| a.xlsx", "| platform | a.xlsx").replace("| b.xlsx", "| platform | b.xlsx")
    given = [f"| policy {HEAD}", *(f"| platform {row}" for row in rows)]
    made = two_levels.page(material(tables=platform, indicators="\n".join(given)))
    assert [row["得分"] for row in told(block(made, "two_levels_indicators"))] == [8]


@pytest.mark.parametrize(("unit", "name", "op"), [("元/平方米", "养护成本", "≤"), ("日", "办理时限", "≤"), ("元", "人均补助", "≥"), ("分", "考核得分", "≥"), ("倍", "收入倍数", "≥")])
def test_what_is_for_one_or_a_limit_of_time_is_averaged_and_not_added(unit, name, op):
    # (4×100 + 8×300) ÷ 400 = 7
    (row,) = merged(*(
        f"| {path} | 产出指标 | 成本指标 | {name} | {op}{value} | {value} | {unit} | quantity | {op} | {value} | {value} | 0 | 10 | 10 | 0 | H1 |"
        for path, value in (("a.xlsx", 4), ("b.xlsx", 8))
    ))
    assert row["怎样汇总"] == "按资金加权"
    assert row["完成值"].startswith("7")


@pytest.mark.parametrize(("unit", "name"), [("天", "开放天数"), ("人次", "每年培训人次"), ("平方米", "标准化厂房面积"), ("万元", "带动投资额"), ("场/年", "演出场次")])
def test_what_is_counted_over_the_year_is_added(unit, name):
    (row,) = merged(*(
        f"| {path} | 产出指标 | 数量指标 | {name} | ≥{value} | {value} | {unit} | quantity | ≥ | {value} | {value} | 0 | 10 | 10 | 0 | H1 |"
        for path, value in (("a.xlsx", 4), ("b.xlsx", 8))
    ))
    assert row["怎样汇总"] == "相加"


def test_projects_that_contradict_each_other_are_added_and_not_scored():
    rows = (
        "| a.xlsx | 产出指标 | 数量指标 | 检查次数 | ≥4次 | 5次 | 次 | quantity | ≥ | 4 | 5 | 0.25 | 10 | 10 | 0 | H1 |",
        "| b.xlsx | 产出指标 | 数量指标 | 检查次数 | ≤6次 | 5次 | 次 | quantity | ≤ | 6 | 5 | -0.1667 | 10 | 10 | 0 | H1 |",
    )
    (row,) = merged(*rows)
    assert (row["指标值"], row["完成值"], row["得分"]) == ("10次", "10次", None)
    assert "方向不一致" in row["说明"]
    assert [row["按原表计的指标"] for row in departments(*rows)] == [2]


def test_the_same_name_on_another_level_or_in_another_unit_is_another_indicator():
    assert not merged(LENGTH[0], LENGTH[1].replace("数量指标", "质量指标"))
    assert not merged(LENGTH[0], LENGTH[1].replace("| 米 |", "| 处 |").replace("米", "处"))


def test_a_rate_without_money_cannot_be_weighed():
    tables = TABLES.replace("| 300    | 150      | 0.50", "|        | 150      |     ")
    assert not merged(*RATE, tables=tables)
    (row,) = departments(*RATE, tables=tables)
    assert row["按原表计的指标"] == 2


def test_a_project_that_came_twice_counts_once():
    tables = TABLES + "    | c.xlsx | 乙中心 | 某市水务局  | 2024年护岸 | 2024 | 300    | 150      | 0.50 | 80    | 良    |\n"
    (row,) = departments(*LENGTH, LENGTH[1].replace("b.xlsx", "c.xlsx"), tables=tables)
    assert (row["项目数"], row["项目预算合计"], row["汇总的指标"], row["适用分值"]) == (2, 400, 1, 50)
    assert "有 1 张表是重复报送的" in row["说明"]


def test_years_and_departments_stay_apart():
    tables = """
        | path   | unit   | department | project | year | budget | executed |
        | a.xlsx | 甲中心 | 水务局      | 清淤    | 2023 | 100    | 90       |
        | b.xlsx | 甲中心 | 水务局      | 清淤    | 2024 | 100    | 90       |
        | c.xlsx | 甲中心 | 林业局      | 清淤    | 2024 | 100    | 90       |
        | d.xlsx | 丙局   |            | 种树    | 2024 | 100    | 90       |
        | e.xlsx |        |            | 种花    | 2024 | 100    | 90       |
    """
    made = page(tables=tables, funds="")
    found = told(block(made, "two_levels_departments"))
    assert sorted((row["年度"], row["部门"]) for row in found) == [(2023, "水务局"), (2024, "丙局"), (2024, "林业局"), (2024, "水务局")]
    assert "有 1 张项目自评表没有写主管部门和单位" in made.lead


# ---------------------------------------------------------------- against ----

OWN = TABLES + "    | o.xlsx | 某市水务局 |       |         | 2024 | {budget}    | 250      | 0.71 | 91    | 优    |\n"


def own(length, rate="92%", budget=450):
    value = float(rate.rstrip("%")) / 100
    return against(
        *LENGTH, *RATE,
        f"| o.xlsx | 产出指标 | 数量指标 | 清淤长度 | ≥16公里 | {length}公里 | 公里 | quantity | ≥ | 16000 | {length * 1000} | 0 | 30 | 30 | 0 | H40 |",
        f"| o.xlsx | 产出指标 | 质量指标 | 验收合格率 | ≥96% | {rate} | % | ratio | ≥ | 0.96 | {value} | -0.01 | 30 | 30 | 0 | H41 |",
        tables=OWN.format(budget=budget),
    )


def test_a_department_that_says_what_its_projects_make_is_not_listed():
    assert not own(16)


def test_a_larger_figure_of_the_department_is_normal_and_a_smaller_one_is_asked_about():
    (row,) = own(18)
    assert (row["哪个数"], row["各项目汇总"], row["部门表"], row["差额"], row["提示"]) == ("完成值", "16公里", "18公里", "+2公里", "")
    (row,) = own(15)
    assert (row["差额"], row["位置"]) == ("−1公里", Link("自评表!H40", "o.xlsx", "自评表", "H40"))
    assert row["提示"] == "部门的完成值比 2 个项目之和小：可能有项目没有算进去，请核对。"


def test_a_rate_is_asked_about_only_outside_of_what_the_projects_have():
    (row,) = own(16, "85%")  # between 80% and 96%
    assert (row["差额"], row["提示"]) == ("−7%", "")
    (row,) = own(16, "97%")
    assert "不在各项目的 80%—96% 之间" in row["提示"]


def test_money_beyond_the_departments_budget_is_asked_about():
    (row,) = departments(*LENGTH, tables=OWN.format(budget=350))
    assert (row["部门预算数"], row["部门重算总分"], row["部门整体自评"].path) == (350, 91, "o.xlsx")
    assert "项目预算合计比部门整体预算数多 50 万元" in row["说明"]
    (row,) = departments(*LENGTH, tables=OWN.format(budget=400))
    assert not row["说明"]


def test_a_folder_without_projects_says_why_the_page_is_empty():
    made = page(tables="| path | unit | year |\n| o.xlsx | 某市水务局 | 2024 |", funds="")
    assert [bool(part.rows) for part in made.blocks] == [False] * 3
    assert all("没有写项目名称的自评表" in part.empty for part in made.blocks)


def test_nothing_at_all_is_a_page_too():
    assert not any(part.rows for part in two_levels.page(material()).blocks)
