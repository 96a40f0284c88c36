"""What is wrong with the material itself: one counted sentence each, and the places."""

import pytest
from tests.services.rollup.material import material
from tests.services.rollup.told import told

from jixiao.services.rollup import sources_trouble


def blocks(given):
    return {block.key: told(block) for block in sources_trouble.blocks(given)}


def test_material_without_trouble_says_nothing():
    given = material(tables="| path | unit | year |\n| a.xlsx | 甲局 | 2024 |\n| b.xlsx | 乙局 | 2024 |")
    assert sources_trouble.troubles(given) == ()
    assert not any(blocks(given).values())
    assert sources_trouble.troubles(material()) == ()


def test_files_that_could_not_be_read_are_counted_by_what_happened():
    given = material(files="""
        | path            | status       | message           |
        | 报送/a.xlsx      | ok           |                   |
        | 报送/b.xlsx      | unreadable   | 文件是空的（0 字节） |
        | 报送/c.xlsx      | unreadable   | 有打开密码          |
        | 报送/d.xlsx      | unreadable   | 不是工作簿          |
        | 报送/e.xlsx      | unreadable   | 不是工作簿          |
        | 报送/通讯录.xlsx  | unknown-form | 没有指标列          |
        | 报送/f.xlsx      | failed       | 磁盘满             |
    """)
    assert sources_trouble.troubles(given) == (
        "1 个工作簿没有认出绩效表：通讯录.xlsx。", "4 个工作簿打不开：b.xlsx、c.xlsx、d.xlsx 等。", "1 个工作簿没有做成：f.xlsx。",
    )
    found = blocks(given)["not_read"]
    assert [(row["工作簿"].path, row["结果"], row["原因"]) for row in found][:2] == [("报送/b.xlsx", "打不开", "文件是空的（0 字节）"), ("报送/c.xlsx", "打不开", "有打开密码")]


def test_one_file_under_two_paths_is_named_once_with_both():
    given = material(
        files="| path | sha256 |\n| 甲/自评.xlsx | aa |\n| 乙/自评.xlsx | aa |\n| 丙/b.xlsx | bb |\n| 丙/c.xlsx | |\n| 丙/d.xlsx | |",
        tables="| path | unit | year |\n| 甲/自评.xlsx | 甲局 | 2024 |\n| 乙/自评.xlsx | 甲局 | 2024 |",
    )
    assert sources_trouble.troubles(given) == ("1 组工作簿内容完全相同：甲/自评.xlsx＝乙/自评.xlsx。",)
    assert [(row["组"], row["工作簿"].path) for row in blocks(given)["same_content"]] == [(1, "甲/自评.xlsx"), (1, "乙/自评.xlsx")]


TABLE = "| path | unit | project | year | stage | month | form | sheet | cell |\n| a.xlsx | 甲局 | 绿化 | 2024 | evaluation | | mof-project | 自评表 | H40 |\n"


def test_two_tables_of_one_unit_project_and_year_are_a_repetition():
    given = material(tables=TABLE + "| b.xlsx | 甲 局 | 2024年绿化 | 2024 | evaluation | | mof-project | Sheet2 | H41 |")
    assert sources_trouble.troubles(given)[0] == "1 组表是同一单位、项目、年度的重复报送：甲局 绿化 2024 年绩效自评。"
    found = blocks(given)["sent_twice"]
    assert [(row["组"], row["位置"].path, row["位置"].sheet, row["位置"].cell, row["表样"]) for row in found] == [
        (1, "a.xlsx", "自评表", "H40", "项目支出绩效自评表"), (1, "b.xlsx", "Sheet2", "H41", "项目支出绩效自评表")]


@pytest.mark.parametrize("other", [
    "甲局 | 绿化 | 2023 | evaluation | | mof-project", "甲局 | 亮化 | 2024 | evaluation | | mof-project", "乙局 | 绿化 | 2024 | evaluation | | mof-project",
    "甲局 | 绿化 | 2024 | target | | mof-project", "甲局 | 绿化 | 2024 | evaluation | | mof-department", "甲局 | 绿化 | 2024 | evaluation | 8 | mof-project",
])
def test_another_year_project_unit_stage_form_or_month_is_no_repetition(other):
    assert sources_trouble.troubles(material(tables=f"{TABLE}| b.xlsx | {other} | 自评表 | H40 |")) == ()


def test_tables_without_a_unit_cannot_be_said_to_be_one():
    tables = "| path | unit | year |\n| a.xlsx | | 2024 |\n| b.xlsx | | 2024 |"
    assert sources_trouble.troubles(material(tables=tables)) == ()


def test_two_policies_of_one_table_are_no_repetition():
    tables = "| path | unit | policy |\n| a.xlsx | 甲局 | mof-2020 |\n| a.xlsx | 甲局 | platform |"
    assert sources_trouble.troubles(material(tables=tables)) == ()


def test_a_unit_under_two_names_is_hinted_at_with_a_place_of_each():
    given = material(tables="""
        | path   | unit       | department        | year |
        | a.xlsx | 甲中心     | 某市市场监督管理局 | 2024 |
        | b.xlsx | 某市市监局 |                   | 2024 |
        | c.xlsx | 甲镇       |                   | 2024 |
        | d.xlsx | 乙镇       |                   | 2024 |
    """)
    assert sources_trouble.troubles(given) == ("1 对单位名称可能是同一单位的两种写法：某市市场监督管理局／某市市监局。",)
    ((row),) = blocks(given)["two_names"]
    assert (row["写法一"], row["写法二"], row["为什么"], row["例如"].path) == ("某市市场监督管理局", "某市市监局", "像是简称", "b.xlsx")
