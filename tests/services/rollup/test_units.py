"""One row a table, one row a workbook without any."""

from tests.services.rollup.material import lines, material

from jixiao.reports.rollup.content import Link
from jixiao.services.rollup import units


def rows_of(found, *headings):
    return lines(units.page(found).blocks[0], *headings)


def test_a_table_has_its_figures_and_a_link_to_its_total():
    found = material(tables="""
    | path       | sheet | cell | unit | department | project | year | budget | executed | rate | weight | score | stated | grade | next_grade | to_next | errors | warnings | infos |
    | 报送/甲.xlsx | 自评   | H30  | 甲局 | 某厅       | 抽检    | 2024 | 100.5  | 98.25    | 0.9776 | 100  | 88.65 | 90.1   | 良    | 优         | 1.35    | 2      | 1        | 3     |
    """)
    assert rows_of(found, "单位", "主管部门", "项目", "年度", "工作簿", "表样", "阶段") == [
        ("甲局", "某厅", "抽检", 2024, Link("甲.xlsx", "报送/甲.xlsx", "自评", "H30"), "项目支出绩效自评表", "绩效自评"),
    ]
    assert rows_of(found, "预算数", "执行数", "执行率", "分值合计", "重算总分", "所填总分", "等级", "距上一等级", "错误", "警告", "提示") == [
        (100.5, 98.25, 0.9776, 100.0, 88.65, 90.1, "良", 1.35, 2, 1, 3),
    ]


def test_the_difference_is_stated_less_recomputed_and_exact():
    found = material(tables="""
    | path    | score | stated |
    | 甲.xlsx | 88.65 | 90.1   |
    | 乙.xlsx | 95.5  |        |
    | 丙.xlsx |       | 99     |
    | 丁.xlsx | 99.99 | 99.9   |
    """)
    # 90.1 − 88.65 is 1.4499999999999886 in binary.
    assert rows_of(found, "差") == [(1.45,), (None,), (None,), (-0.09,)]


def test_what_stands_in_a_monitoring_table_is_no_result():
    found = material(tables="| path | stage | score | to_next | light | weight |\n| 甲.xlsx | monitoring | 40 | 20 | yellow | 90 |")
    assert rows_of(found, "阶段", "重算总分", "缺分行", "距上一等级", "预警灯", "分值合计") == [("运行监控", None, None, None, "yellow", 90.0)]


def test_rows_that_have_a_weight_and_no_score_are_counted():
    found = material(
        tables="| path | table | score |\n| 甲.xlsx | 1 | 80 |\n| 甲.xlsx | 2 | 90 |",
        indicators="""
        | path   | table | weight | score | stated_score |
        | 甲.xlsx | 1     | 10     | 9     |              |
        | 甲.xlsx | 1     | 10     |       | 8            |
        | 甲.xlsx | 1     | 10     |       |              |
        | 甲.xlsx | 1     |        |       |              |
        """,
    )
    assert rows_of(found, "缺分行") == [(1,), (0,)]


def test_a_workbook_without_a_table_has_a_row_with_its_reason():
    found = material(
        files="""
        | path    | status       | message          | errors |
        | 坏.xlsx | unreadable   | 文件打不开（损坏）。 | 0      |
        | 空.xlsx | unknown-form |                  | 0      |
        | 基.xlsx | findings     |                  | 3      |
        | 甲.xlsx | ok           | 另有一句。         | 0      |
        """,
        tables="| path | unit |\n| 甲.xlsx | 甲局 |",
    )
    assert rows_of(found, "单位", "说明", "错误") == [
        ("甲局", "另有一句。", 0), ("坏", "打不开：文件打不开（损坏）。", 0), ("空", "没有认出绩效表", 0), ("基", "没有绩效表", 3),
    ]
