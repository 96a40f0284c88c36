"""The first page: figures worked out by hand from a handful of tables."""

from tests.services.rollup.material import block, lines, material

from jixiao.services.rollup import overview
from jixiao.services.rollup.overview import _bin

FOUR = """
| path   | unit | stage      | form    | budget | executed | rate | score | grade | indicators | light |
| 甲.xlsx | 甲局 | evaluation | project | 100    | 90       | 0.9  | 95.5  | 优    | 10         |       |
| 乙.xlsx | 乙局 | evaluation | project | 300    | 150      | 0.5  | 99.99 | 优    | 12         |       |
| 丙.xlsx | 丙局 | evaluation | whole   | 0.01   | 100      | 10000 | 60   | 中    | 20         |       |
| 丁.xlsx | 甲局 | evaluation | whole   |        |          |      |       |       | 5          |       |
| 戊.xlsx | 甲局 | monitoring | watch   | 100    | 20       | 0.2  | 40    |       | 6          | red   |
| 己.xlsx | 乙局 | target     | aim     | 100    |          |      |       |       | 7          |       |
"""


def told(found):
    return {fact.label: fact.value for fact in overview.facts(found)}


class TestFacts:
    def test_they_count_files_tables_units_and_problems(self):
        found = material(tables=FOUR, files="""
        | path   | status     | tables | errors | warnings | infos | explained |
        | 甲.xlsx | findings   | 1      | 2      | 1        | 0     | 1         |
        | 乙.xlsx | findings   | 1      | 1200   | 0        | 3     | 0         |
        | 坏.xlsx | unreadable | 0      | 0      | 0        | 0     | 0         |
        | 空.xlsx | unknown-form | 0    | 0      | 0        | 0     | 0         |
        """)
        facts = told(found)
        # 丙 … 己 are named by tables alone.
        assert facts["工作簿"] == "8"
        assert facts["绩效表"] == "6"
        assert facts["单位"] == "3"
        assert (facts["错误"], facts["警告"], facts["提示"], facts["已说明"]) == ("1,202", "1", "3", "1")
        assert facts["打不开或认不出"] == "2"

    def test_the_mean_score_is_of_self_evaluations_with_a_total(self):
        # (95.5 + 99.99 + 60) ÷ 3 = 85.1633…; the monitoring table's 40 is no result of a year.
        assert told(material(tables=FOUR))["平均得分"] == "85.16"

    def test_the_execution_rate_is_weighted_by_money(self):
        # (90 + 150) ÷ (100 + 300) = 60%, while the mean of the two rates is 70%.
        two = "\n".join(FOUR.strip().splitlines()[:3])
        assert told(material(tables=two))["执行率"] == "60.00%"

    def test_a_folder_without_any_table_has_no_means(self):
        facts = told(material())
        assert (facts["工作簿"], facts["平均得分"], facts["执行率"], facts["错误"]) == ("0", "—", "—", "0")


class TestGradesAndScores:
    def test_grades_are_counted_with_their_share(self):
        found = block(overview.page(material(tables=FOUR)), "grades")
        assert lines(found, "等级", "表数", "占比") == [("优", 2, 0.6667), ("良", 0, 0.0), ("中", 1, 0.3333), ("差", 0, 0.0)]

    def test_grades_of_an_office_s_own_and_tables_without_any_come_last(self):
        found = block(overview.page(material(tables="""
        | path  | score | grade |
        | 甲.xlsx | 70  |       |
        | 乙.xlsx | 75  | 合格  |
        | 丙.xlsx | 95  | 优    |
        """)), "grades")
        assert [row[0] for row in lines(found, "等级", "表数") if row[1]] == ["优", "合格", "不评级"]

    def test_scores_fall_into_classes_of_five_points(self):
        found = block(overview.page(material(tables=FOUR)), "scores")
        assert [row for row in lines(found, "得分", "表数", "占比") if row[1]] == [("60–65", 1, 0.3333), ("95–100", 2, 0.6667)]
        assert found.rows[-1][0] == "95–100"

    def test_a_class_holds_its_lower_limit_and_the_last_one_a_full_score(self):
        names = ["60 以下", "60–65", "65–70", "70–75", "75–80", "80–85", "85–90", "90–95", "95–100", "100 以上"]
        assert [names[_bin(score)] for score in (-3, 59.99, 60, 64.99, 65, 89.99, 90, 100, 100.01)] == [
            "60 以下", "60 以下", "60–65", "60–65", "65–70", "85–90", "90–95", "95–100", "100 以上",
        ]

    def test_more_than_a_full_score_has_a_class_where_there_is_one(self):
        found = block(overview.page(material(tables="| path | score |\n| 甲.xlsx | 102 |")), "scores")
        assert found.rows[-1] == ("100 以上", 1, 1.0)

    def test_a_rate_beyond_all_reason_does_not_press_the_others_into_a_corner(self):
        found = block(overview.page(material(tables=FOUR)), "ratescore")
        assert lines(found, "单位", "执行率", "重算总分") == [("乙局", 0.5, 99.99), ("甲局", 0.9, 95.5)]
        assert "1 张没有列入" in found.lead


class TestProblems:
    FINDINGS = """
    | path   | code  | severity | explained |
    | 甲.xlsx | JX203 | error    |           |
    | 甲.xlsx | JX203 | error    | 已改      |
    | 乙.xlsx | JX203 | warning  |           |
    | 乙.xlsx | JX401 | error    |           |
    | 戊.xlsx | JX515 | info     |           |
    | 戊.xlsx | JX515 | info     |           |
    """

    def test_codes_with_most_errors_and_warnings_come_first_and_mere_hints_are_left_out(self):
        found = block(overview.page(material(tables=FOUR, findings=self.FINDINGS, titles={"JX203": "得分与规则不符"})), "commonest")
        assert lines(found, "问题", "错误", "警告", "提示", "单位数") == [("JX203 得分与规则不符", 2, 1, 0, 2), ("JX401", 1, 0, 0, 1)]

    def test_the_units_with_most_errors_come_first_over_all_their_workbooks(self):
        found = block(overview.page(material(tables=FOUR, findings=self.FINDINGS)), "busiest")
        # 甲局 has two workbooks, 甲.xlsx and 戊.xlsx, with two findings each.
        assert lines(found, "单位", "错误", "警告", "提示", "已说明", "工作簿数") == [("甲局", 2, 0, 2, 1, 2), ("乙局", 1, 1, 0, 0, 1)]
        assert found.rows[1][-1].path == "乙.xlsx"

    def test_fifteen_are_listed(self):
        findings = "| path | code |\n" + "\n".join(f"| {n}.xlsx | JX{n} |" for n in range(101, 121))
        page = overview.page(material(findings=findings))
        assert len(block(page, "commonest").rows) == len(block(page, "busiest").rows) == 15
        assert "问题汇总" in block(page, "commonest").lead


class TestKindsAndLights:
    def test_each_form_has_its_counts_mean_and_money(self):
        found = block(overview.page(material(tables=FOUR, forms={"project": "项目自评表", "whole": "整体自评表", "watch": "监控表", "aim": "目标表"})), "kinds")
        assert lines(found, "阶段", "表样", "表数", "单位数", "指标数", "有总分的表", "平均得分", "预算数", "执行数", "执行率") == [
            ("绩效自评", "项目自评表", 2, 2, 22, 2, 97.75, 400.0, 240.0, 0.6),  # (95.5 + 99.99) ÷ 2 = 97.745
            ("绩效自评", "整体自评表", 2, 2, 25, 1, 60.0, 0.01, 100.0, 10000.0),
            ("运行监控", "监控表", 1, 1, 6, 0, None, 100.0, 20.0, 0.2),
            ("目标申报", "目标表", 1, 1, 7, 0, None, 100.0, None, None),
        ]

    def test_lights_of_tables_and_rows_are_counted_apart(self):
        found = block(overview.page(material(tables=FOUR, indicators="""
        | path   | light |
        | 戊.xlsx | red   |
        | 戊.xlsx | green |
        | 戊.xlsx | green |
        | 甲.xlsx |       |
        """)), "lights")
        assert lines(found, "预警灯", "表数", "指标数", "占指标") == [("red", 1, 1, 0.3333), ("yellow", 0, 0, 0.0), ("green", 0, 2, 0.6667), ("blue", 0, 0, 0.0)]

    def test_without_monitoring_there_are_no_lights(self):
        page = overview.page(material(tables="| path | score |\n| 甲.xlsx | 90 |"))
        assert "lights" not in [each.key for each in page.blocks]


def test_an_empty_folder_has_every_block_and_a_sentence_instead_of_rows():
    for each in overview.page(material()).blocks:
        assert not each.rows
        assert each.empty
