"""All indicators in long form."""

from tests.services.rollup.material import lines, material

from jixiao.reports.rollup.content import Link
from jixiao.services.rollup import indicators


def test_a_row_says_what_the_table_says_and_what_it_is_worth():
    page = indicators.page(material(
        tables="| path | unit | project | year |\n| 甲.xlsx | 甲局 | 抽检 | 2024 |",
        indicators="""
        | path   | cell | level1  | level2  | name    | target | actual | unit_text | op | completion | deviation | met | weight | score | stated_score | lost | cause | rule_text | reason | prior | why |
        | 甲.xlsx | H21  | 产出指标 | 数量指标 | 抽检批次 | ≥550   | 475    | 批次      | ≥  | 0.8636     | -0.1364   | no  | 0.5    | 0     | 0.5          | 0.5  | unmet | 完成得0.5分 | 经费晚到 | 500   | 未完成 |
        | 甲.xlsx | H22  | 产出指标 | 质量指标 | 合格率   | ≥95%   |        | %         | ≥  |            |           |     | 2      |       |              | 2    | missing |         |        |       |      |
        """,
    ))
    (only,) = page.blocks
    assert lines(only, "单位", "项目", "年度", "工作簿", "一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "计量单位", "方向")[0] == (
        "甲局", "抽检", 2024, Link("甲.xlsx", "甲.xlsx", "自评表", "H21"), "产出指标", "数量指标", "抽检批次", "≥550", "475", "批次", "≥",
    )
    assert lines(only, "完成率", "偏差率", "达成", "分值", "重算得分", "所填得分", "失分", "失分原因", "评分标准", "偏差原因", "上年值", "得分依据") == [
        (0.8636, -0.1364, "否", 0.5, 0.0, 0.5, 0.5, "实际未达目标", "完成得0.5分", "经费晚到", "500", "未完成"),
        (None, None, "", 2.0, None, None, 2.0, "未填实际完成值", "", "", "", ""),
    ]


def test_text_of_cells_stays_text():
    page = indicators.page(material(indicators="| path | name |\n| 甲.xlsx | =1+1 |"))
    assert lines(page.blocks[0], "三级指标", "单位") == [("=1+1", "甲")]
