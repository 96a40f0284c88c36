"""Where the points are lost: sums, shares and means by hand, and the rows that would lift a table to the next grade."""

from tests.services.rollup.material import block, lines, material

from jixiao.services.rollup import lost

TABLES = """
| path   | unit | project | year | score | grade | next_grade | to_next | cell |
| 甲.xlsx | 甲局 | 抽检    | 2024 | 88    | 良    | 优         | 2       | H9   |
| 乙.xlsx | 乙局 |         |      | 75.5  | 中    | 良         | 4.5     | H8   |
"""
# 甲 loses 1 + 2.5 + 0.5 points, 乙 1.5 + 3.
FUNDS = """
| path   | role  | weight | score | stated_score |
| 甲.xlsx | total | 10     | 9     | 10           |
| 甲.xlsx | part  | 10     |       | 10           |
| 乙.xlsx | total | 10     | 10    |              |
"""
INDICATORS = """
| path   | level1    | level2      | name     | weight | lost | cause    |
| 甲.xlsx | 产出指标   | 数量指标     | 抽检批次  | 20     | 2.5  | unmet    |
| 甲.xlsx | 产出指标   | 质量指标     | 合格率    | 20     | 0    |          |
| 甲.xlsx | 效益指标   | 社会效益指标 | 投诉下降  | 10     | 0.5  | judged   |
| 甲.xlsx | 效益指标   | 社会效益指标 | 知晓率    | 10     | -1   |          |
| 甲.xlsx | 效益指标   | 社会效益指标 | 说不清的  | 10     |      |          |
| 乙.xlsx | （一）产出 | 数量         | 培训次数  | 30     | 1.5  | unmet    |
| 乙.xlsx | 产出      | 1、数量指标  | 培训人数  | 20     | 3    | missing  |
"""
CAUSES = ("预算执行不足", "实际未达目标", "未填实际完成值", "定性或人工评分未给满")


def page_of(tables=TABLES, funds=FUNDS, indicators=INDICATORS, **thresholds):
    return lost.page(material(tables=tables, funds=funds, indicators=indicators, **thresholds))


class TestMaps:
    def test_points_are_added_by_level_and_cause(self):
        found = block(page_of(), "lostlevels")
        assert lines(found, "一级指标", "可得分值", *CAUSES, "失分合计") == [
            ("预算执行", 20.0, 1.0, None, None, None, 1.0),
            ("产出指标", 90.0, None, 4.0, 3.0, None, 7.0),
            ("效益指标", 20.0, None, None, None, 0.5, 0.5),  # the row whose loss nobody knows is not counted
        ]

    def test_shares_are_of_what_could_be_had_and_of_all_that_was_lost(self):
        found = block(page_of(), "lostlevels")
        # 1 ÷ 20, 7 ÷ 90, 0.5 ÷ 20; 1, 7 and 0.5 of 8.5
        assert lines(found, "失分率", "占全部失分") == [(0.05, 0.1176), (0.0778, 0.8235), (0.025, 0.0588)]
        assert "可得 130.00 分，失 8.50 分" in found.lead

    def test_levels_that_differ_by_number_or_suffix_are_one(self):
        found = block(page_of(), "lostmap")
        assert lines(found, "一级指标", "二级指标", "可得分值", "失分合计") == [
            ("预算执行", "预算执行", 20.0, 1.0),
            ("产出指标", "数量指标", 70.0, 7.0),
            ("产出指标", "质量指标", 20.0, 0.0),
            ("效益指标", "社会效益指标", 20.0, 0.5),
        ]

    def test_levels_of_one_kind_stand_together(self):
        found = block(page_of(funds="", indicators="""
        | path   | level1 | level2 | weight | lost |
        | 甲.xlsx | 产出指标 | 数量指标 | 1 | 0 |
        | 甲.xlsx | 效益指标 | 社会效益 | 1 | 0 |
        | 乙.xlsx | 产出指标 | 成本指标 | 1 | 0 |
        """), "lostmap")
        assert [row[1] for row in lines(found, "一级指标", "二级指标")] == ["数量指标", "成本指标", "社会效益"]

    def test_the_mean_is_of_the_tables_that_have_the_level(self):
        found = block(page_of(), "lostmeans")
        assert lines(found, "一级指标", "二级指标", "表数", "平均分值", *CAUSES, "平均失分") == [
            ("预算执行", "预算执行", 2, 10.0, 0.5, None, None, None, 0.5),
            ("产出指标", "数量指标", 2, 35.0, None, 2.0, 1.5, None, 3.5),
            ("产出指标", "质量指标", 1, 20.0, None, None, None, None, 0.0),
            ("效益指标", "社会效益指标", 1, 20.0, None, None, None, 0.5, 0.5),
        ]

    def test_a_level_that_is_not_named_says_so(self):
        found = block(page_of(funds="", indicators="| path | level1 | level2 | weight | lost |\n| 甲.xlsx | 产出 | | 5 | 0 |"), "lostmap")
        assert lines(found, "一级指标", "二级指标") == [("产出", "（没有写）")]

    def test_tables_of_other_stages_lose_nothing(self):
        page = page_of(tables=TABLES.replace("| cell |", "| cell | stage |").replace("| H9   |", "| H9 | monitoring |").replace("| H8   |", "| H8 | target |"))
        assert [list(each.rows) for each in page.blocks] == [[], [], [], []]

    def test_all_causes_are_shaded_and_those_that_cost_points_drawn(self):
        for key in ("lostlevels", "lostmap", "lostmeans"):
            found = block(page_of(), key)
            assert [found.columns[place].heading for place in found.heat] == list(lost.CAUSES.values())
        drawn = block(page_of(), "lostmap")
        assert tuple(drawn.columns[place].heading for place in drawn.chart.ys) == CAUSES

    def test_where_nothing_is_lost_nothing_is_drawn(self):
        assert block(page_of(funds="", indicators="| path | level1 | weight | lost |\n| 甲.xlsx | 产出 | 5 | 0 |"), "lostmap").chart is None


class TestExecutionRate:
    def rate(self, funds):
        found = block(page_of(funds=funds, indicators=""), "lostlevels")
        return lines(found, "一级指标", "可得分值", "失分合计")

    def test_a_weight_repeated_in_the_parts_counts_once(self):
        assert self.rate("| path | role | weight | score |\n| 甲.xlsx | total | 10 | 8 |\n| 甲.xlsx | part | 10 | 8 |") == [("预算执行", 10.0, 2.0)]

    def test_the_only_line_with_a_weight_is_scored(self):
        assert self.rate("| path | role | weight | score |\n| 甲.xlsx | total | | |\n| 甲.xlsx | part | 10 | 7 |") == [("预算执行", 10.0, 3.0)]

    def test_of_several_parts_with_a_weight_nobody_knows_which_one_counts(self):
        assert self.rate("| path | role | weight | score |\n| 甲.xlsx | part | 10 | 7 |\n| 甲.xlsx | part | 10 | 7 |") == []

    def test_where_ours_cannot_be_computed_the_stated_score_counts(self):
        assert self.rate("| path | role | weight | stated_score |\n| 甲.xlsx | total | 10 | 9.5 |") == [("预算执行", 10.0, 0.5)]

    def test_a_score_nobody_gave_is_no_loss(self):
        assert self.rate("| path | role | weight |\n| 甲.xlsx | total | 10 |") == []

    def test_it_has_one_line_in_the_map_whoever_states_it(self):
        found = block(page_of(indicators="| path | level1 | level2 | weight | lost | cause |\n| 乙.xlsx | 预算执行率 | 执行情况 | 20 | 2 | unmet |"), "lostmap")
        assert lines(found, "一级指标", "二级指标", "可得分值", *CAUSES[:2], "失分合计") == [("预算执行", "预算执行", 40.0, 1.0, 2.0, 3.0)]

    def test_a_row_of_that_name_among_the_indicators_is_the_same_level(self):
        found = block(page_of(funds="", indicators="| path | level1 | level2 | weight | lost | cause |\n| 甲.xlsx | 预算执行情况 | | 20 | 1 | unmet |"), "lostlevels")
        assert lines(found, "一级指标", "可得分值", "失分合计") == [("预算执行", 20.0, 1.0)]


class TestNextGrade:
    HEADINGS = ("单位", "重算总分", "等级", "上一等级", "还差", "接近", "补回失分最大的几行即达", "可补回")

    def test_the_nearest_comes_first_with_the_fewest_rows_that_suffice(self):
        found = block(page_of(), "nextgrades")
        assert lines(found, *self.HEADINGS) == [
            ("甲局", 88.0, "良", "优", 2.0, "接近", "抽检批次 2.5 分（实际未达目标）", 2.5),
            ("乙局", 75.5, "中", "良", 4.5, "", "培训人数 3 分（未填实际完成值）；培训次数 1.5 分（实际未达目标）", 4.5),
        ]
        assert found.rows[0][3].cell == "H9"

    def test_what_is_near_is_a_threshold(self):
        found = block(page_of(grade_near=4.5), "nextgrades")
        assert lines(found, "接近") == [("接近",), ("接近",)]
        assert "还差 4.5 分以内的 2 张" in found.lead

    def test_losses_of_a_tenth_add_up_to_the_distance(self):
        # 0.1 + 0.2 is more than 0.3 in binary, 0.7 + 0.1 is less than 0.8.
        found = block(page_of(
            tables="| path | unit | score | grade | next_grade | to_next |\n| 甲.xlsx | 甲局 | 89.2 | 良 | 优 | 0.8 |", funds="",
            indicators="""
            | path | level1 | name | weight | lost | cause |
            | 甲.xlsx | 产出 | 一 | 5 | 0.7 | unmet |
            | 甲.xlsx | 产出 | 二 | 5 | 0.1 | unmet |
            | 甲.xlsx | 产出 | 三 | 5 | 0.1 | unmet |
            """,
        ), "nextgrades")
        assert lines(found, "补回失分最大的几行即达", "可补回") == [("一 0.7 分（实际未达目标）；二 0.1 分（实际未达目标）", 0.8)]

    def test_many_small_losses_say_that_five_rows_are_not_enough(self):
        rows = "\n".join(f"| 甲.xlsx | 产出 | 第{n}行 | 1 | 0.5 | unmet |" for n in range(1, 9))
        found = block(page_of(
            tables="| path | unit | score | grade | next_grade | to_next |\n| 甲.xlsx | 甲局 | 86 | 良 | 优 | 4 |", funds="",
            indicators=f"| path | level1 | name | weight | lost | cause |\n{rows}",
        ), "nextgrades")
        ((text, back),) = lines(found, "补回失分最大的几行即达", "可补回")
        assert text.startswith("失分最大的 5 行还不够：第1行 0.5 分")
        assert back == 2.5

    def test_the_best_grade_has_none_above(self):
        assert not block(page_of(tables="| path | score | grade |\n| 甲.xlsx | 95 | 优 |"), "nextgrades").rows


def test_an_empty_folder_has_a_sentence():
    assert all(each.empty and not each.rows for each in lost.page(material()).blocks)
