"""政策比较: who changes grade when the same tables are scored under another policy."""

from tests.services.rollup.material import block, material
from tests.services.rollup.told import told

from jixiao.reports.rollup.content import Link
from jixiao.services.rollup import compared

TABLES = """
    | path   | unit | policy   | score | grade | cell |
    | a.xlsx | 甲局 | mof-2020 | 91    | 优    | H50  |
    | a.xlsx | 甲局 | platform | 88.5  | 良    | H50  |
    | b.xlsx | 乙局 | mof-2020 | 95    | 优    | H50  |
    | b.xlsx | 乙局 | platform | 90    | 优    | H50  |
    | c.xlsx | 丙局 | mof-2020 | 79    | 中    | H50  |
    | c.xlsx | 丙局 | platform | 80    | 良    | H50  |
    | d.xlsx | 丁局 | mof-2020 | 70    | 中    | H50  |
    | d.xlsx | 丁局 | platform |       |       | H50  |
"""
BOTH = ("mof-2020", "platform")


def test_one_policy_is_nothing_to_compare():
    assert compared.page(material(tables=TABLES)) is None
    assert compared.page(material(tables=TABLES, policies=("mof-2020",))) is None
    assert compared.page(material(tables=TABLES, policies=("mof-2020", "mof-2020"))) is None


def test_those_whose_grade_changes_come_first_then_the_largest_difference():
    found = told(block(compared.page(material(tables=TABLES, policies=BOTH)), "compared_tables"))
    assert [(row["单位"], row["等级变了"], row["最大分差"]) for row in found] == [("甲局", "是", 2.5), ("丙局", "是", 1), ("乙局", "否", 5)]
    assert [found[0][heading] for heading in ("mof-2020 得分", "mof-2020 等级", "platform 得分", "platform 等级")] == [91, "优", 88.5, "良"]
    assert found[0]["位置"] == Link("自评表!H50", "a.xlsx", "自评表", "H50")


def test_moves_up_and_down_are_counted_for_the_pair():
    (row,) = told(block(compared.page(material(tables=TABLES, policies=BOTH)), "compared_moves"))
    assert (row["从 → 到"], row["表数"], row["等级上升"], row["等级下降"], row["不变"], row["没有等级"]) == ("mof-2020 → platform", 3, 1, 1, 1, 0)
    # −2.5, −5 and +1
    assert (row["平均分差"], row["最小分差"], row["最大分差"]) == (-6.5 / 3, -5, 1)


def test_the_order_of_the_policies_is_the_users():
    (row,) = told(block(compared.page(material(tables=TABLES, policies=BOTH[::-1])), "compared_moves"))
    assert (row["从 → 到"], row["等级上升"], row["等级下降"]) == ("platform → mof-2020", 1, 1)
    assert row["最大分差"] == 5


def test_three_policies_make_three_pairs():
    tables = TABLES + "    | a.xlsx | 甲局 | hubei | 59 | 差 | H50 |\n"
    page = compared.page(material(tables=tables, policies=(*BOTH, "hubei")))
    assert [(row["从 → 到"], row["表数"]) for row in told(block(page, "compared_moves"))] == [
        ("mof-2020 → platform", 3), ("mof-2020 → hubei", 1), ("platform → hubei", 1)]
    first = told(block(page, "compared_tables"))[0]
    assert (first["单位"], first["最大分差"], first["hubei 等级"]) == ("甲局", 32, "差")


def test_grades_are_counted_a_column_a_policy_the_best_first():
    found = told(block(compared.page(material(tables=TABLES, policies=BOTH)), "compared_grades"))
    assert [(row["等级"], row["mof-2020"], row["platform"]) for row in found] == [("优", 2, 1), ("良", 0, 2), ("中", 1, 0), ("差", 0, 0)]


def test_a_policy_without_grades_moves_nobody():
    tables = "| path | policy | score | grade |\n| a.xlsx | mof-2020 | 91 | 优 |\n| a.xlsx | own-policy | 60 |  |"
    page = compared.page(material(tables=tables, policies=("mof-2020", "own-policy")))
    (row,) = told(block(page, "compared_moves"))
    assert (row["等级上升"], row["等级下降"], row["不变"], row["没有等级"]) == (0, 0, 0, 1)
    assert [row["等级变了"] for row in told(block(page, "compared_tables"))] == ["否"]


def test_target_tables_have_no_score_to_compare():
    tables = "| path | policy | stage |\n| a.xlsx | mof-2020 | target |\n| a.xlsx | platform | target |"
    page = compared.page(material(tables=tables, policies=BOTH))
    assert not block(page, "compared_tables").rows
    assert not block(page, "compared_grades").rows
