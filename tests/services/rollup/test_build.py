"""The whole roll-up: its pages in order, every row as wide as its heading, and one policy where there are several."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from tests.services.rollup.material import lines, material

from jixiao.reports.records import COLUMNS, records_of
from jixiao.reports.rollup.content import Link
from jixiao.services.analyse import Settings, check_file
from jixiao.services.frames import frames_of
from jixiao.services.library import BUILT_IN
from jixiao.services.rollup.build import rollup
from jixiao.services.rollup.material import Material
from jixiao.services.thresholds import Thresholds

EXAMPLES = Path(__file__).parents[3] / "workbooks" / "examples"
ORDER = ["总览", "单位", "问题汇总", "问题", "指标", "失分地图", "异常", "两级汇总", "报送材料", "政策比较"]


def of_examples(*policies):
    records = {frame: [] for frame in COLUMNS}
    for path in sorted(EXAMPLES.glob("*.xlsx")):
        for frame, found in records_of(check_file(path, Settings(policies=policies))).items():
            records[frame].extend(found)
    forms = {form.id: form.name.zh for form in BUILT_IN.forms()}
    return Material(frames_of(records), Thresholds.read(), {}, forms, policies, ("workbooks/examples",), datetime(2025, 3, 4, 9, 5))  # noqa: DTZ001


@pytest.fixture(scope="module", params=[(), ("mof-2020", "hunan")], ids=["each table's policy", "two policies"])
def examples(request):
    return rollup(of_examples(*request.param))


class TestExamples:
    def test_every_row_has_a_value_a_column(self, examples):
        for page in examples.pages:
            for block in page.blocks:
                assert {len(row) for row in block.rows} <= {len(block.columns)}, block.key

    def test_charts_and_heat_point_at_columns_of_figures(self, examples):
        figures = {"whole", "points", "ratio", "money"}
        for block in (block for page in examples.pages for block in page.blocks):
            chart = block.chart
            for place in (*block.heat, *(chart.ys if chart else ())):
                assert block.columns[place].shape in figures, block.key

    def test_names_of_pages_are_names_that_excel_takes(self, examples):
        for page in examples.pages:
            assert 0 < len(page.name) <= 31
            assert not re.search(r"[\[\]:*?/\\]", page.name)
            assert page.lead
        assert len({page.name for page in examples.pages}) == len(examples.pages)

    def test_keys_are_words_and_stand_once(self, examples):
        keys = [block.key for page in examples.pages for block in page.blocks]
        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch("[a-z_]+", key) for key in keys)

    def test_pages_stand_in_their_order(self, examples):
        names = [page.name for page in examples.pages]
        assert names == [name for name in ORDER if name in names]
        assert names[:6] == ORDER[:6]

    def test_pages_that_are_tables_have_one_block(self, examples):
        assert {page.name: len(page.blocks) for page in examples.pages if page.name in {"单位", "问题", "指标"}} == {"单位": 1, "问题": 1, "指标": 1}

    def test_values_are_plain_and_columns_hold_what_they_say(self, examples):
        kinds = {"whole": int, "points": (int, float), "ratio": (int, float), "money": (int, float), "link": Link, "long": str, "grade": str, "severity": str, "light": str}
        for block in (block for page in examples.pages for block in page.blocks):
            for place, column in enumerate(block.columns):
                for value in (row[place] for row in block.rows):
                    assert value is None or type(value) in {str, int, float, bool, Link}, (block.key, column.heading, value)
                    assert value is None or value == "" or isinstance(value, kinds.get(column.shape, (str, int))), (block.key, column.heading, value)

    def test_every_table_and_finding_has_its_row(self, examples):
        blocks = {block.key: block for page in examples.pages for block in page.blocks}
        # Seven tables in five workbooks, whatever the number of policies.
        assert len(blocks["units"].rows) == 7
        counted = sum(total for (total,) in lines(blocks["bycode"], "合计"))
        assert counted == len(blocks["findings"].rows) == sum(total for (total,) in lines(blocks["byunit"], "合计")) > 0


TWO_POLICIES = {
    "tables": """
    | path   | unit | policy | score | grade | next_grade | to_next |
    | 甲.xlsx | 甲局 | one    | 92    | 优    |            |         |
    | 甲.xlsx | 甲局 | two    | 85    | 良    | 优         | 5       |
    | 乙.xlsx | 乙局 | two    | 70    | 中    | 良         | 10      |
    """,
    "funds": "| path | policy | weight | score |\n| 甲.xlsx | one | 10 | 9 |\n| 甲.xlsx | two | 10 | 5 |",
    "indicators": """
    | path   | policy | level1 | weight | lost | cause |
    | 甲.xlsx | one    | 产出   | 90     | 7    | unmet |
    | 甲.xlsx | two    | 产出   | 90     | 10   | unmet |
    """,
}


class TestPolicies:
    def test_every_page_but_the_comparison_shows_the_first_of_each_table(self):
        found = rollup(material(**TWO_POLICIES, policies=("one", "two")))
        blocks = {block.key: block for page in found.pages for block in page.blocks}
        assert lines(blocks["units"], "单位", "重算总分", "政策") == [("甲局", 92.0, "one"), ("乙局", 70.0, "two")]
        assert lines(blocks["lostlevels"], "一级指标", "失分合计") == [("预算执行", 1.0), ("产出", 7.0)]
        assert len(blocks["indicators"].rows) == 1
        assert {fact.label: fact.value for fact in found.facts}["平均得分"] == "81.00"  # (92 + 70) ÷ 2
        assert found.pages[-1].name == "政策比较"
        assert "除“政策比较”外各页按 one" in found.made

    def test_with_one_policy_there_is_nothing_to_compare(self):
        assert "政策比较" not in [page.name for page in rollup(material()).pages]


class TestUnitsThatAreNotNamed:
    REASON = "因汛期提前，施工顺延两个月。"

    def pages(self, *paths, policies=("mof-2020",)):
        tables = "".join(f"| {path} | {policy} | 90 |\n" for path in paths for policy in policies)
        reasons = "".join(f"| {path} | {policy} | {self.REASON} |\n" for path in paths for policy in policies)
        found = rollup(material(tables=f"| path | policy | score |\n{tables}", indicators=f"| path | policy | reason |\n{reasons}", policies=policies))
        return {block.key: block for page in found.pages for block in page.blocks}

    def test_workbooks_of_one_name_in_two_folders_are_two_units(self):
        blocks = self.pages("甲局/自评表.xlsx", "乙局/自评表.xlsx", policies=("one", "two"))
        assert lines(blocks["copied_reasons"], "单位数", "单位") == [(2, "甲局/自评表、乙局/自评表")]
        assert lines(blocks["compared_tables"], "单位") == [("甲局/自评表",), ("乙局/自评表",)]

    def test_two_workbooks_of_a_folder_may_be_one_units(self):
        assert not self.pages("甲局/绿化.xlsx", "甲局/亮化.xlsx")["copied_reasons"].rows


class TestSubmissions:
    def test_what_is_wrong_with_the_material_has_a_page_and_a_sentence(self):
        found = rollup(material(files="| path | status | message |\n| 坏.xlsx | unreadable | 文件损坏。 |", tables="| path | unit |\n| 甲.xlsx | 甲局 |"))
        assert any("坏.xlsx" in sentence for sentence in found.warnings)
        assert "报送材料" in [page.name for page in found.pages]

    def test_where_nothing_is_wrong_there_is_none(self):
        found = rollup(material(tables="| path | unit |\n| 甲.xlsx | 甲局 |"))
        assert found.warnings == ()
        assert "报送材料" not in [page.name for page in found.pages]


def test_a_folder_of_unreadable_files_alone_makes_a_roll_up():
    found = rollup(material(files="| path | status |\n| 坏.xlsx | unreadable |"))
    assert [page.name for page in found.pages][:6] == ORDER[:6]
    assert {fact.label: fact.value for fact in found.facts}["打不开或认不出"] == "1"


def test_an_empty_folder_makes_a_roll_up_of_empty_pages():
    found = rollup(material())
    assert [page.name for page in found.pages][:6] == ORDER[:6]
    assert all(not block.rows for page in found.pages for block in page.blocks)


def test_it_says_when_and_from_what_it_was_made():
    assert rollup(material(files="| path |\n| 甲.xlsx |")).made == "2025年3月14日 09:26，汇总 报送 里的 1 个工作簿；政策：各表自己的。"
