"""问题 is one flat table; 问题汇总 counts it by check and by unit."""

from tests.services.rollup.material import block, lines, material

from jixiao.reports.rollup.content import Link
from jixiao.services.rollup import problems

TABLES = "| path | unit | project | year |\n| 甲.xlsx | 甲局 | 抽检 | 2024 |\n| 甲二.xlsx | 甲局 | 培训 | 2024 |\n| 乙.xlsx | 乙局 | | |"
FINDINGS = """
| path     | sheet | cell | code  | severity | subject | message  | found | expected | suggestion | basis | explained |
| 甲.xlsx   | 自评   | H33  | JX203 | error    | 抽检批次 | 得分不对  | 0.5   | 0        | 改为 0     | 规则  |           |
| 甲.xlsx   | 自评   | H34  | JX203 | error    | 抽检家数 | 得分不对  |       |          |            |       | 已核实    |
| 甲二.xlsx | 自评   | H35  | JX301 | warning  |         | 没写原因  |       |          |            |       |           |
| 乙.xlsx   | 自评   | H36  | JX203 | error    |         | 得分不对  |       |          |            |       |           |
"""


def test_the_flat_table_has_a_row_a_finding_in_the_order_of_the_run():
    page = problems.page(material(tables=TABLES, findings=FINDINGS, titles={"JX203": "得分与规则不符"}))
    (only,) = page.blocks
    assert lines(only, "单位", "项目", "年度", "工作簿", "工作表", "单元格", "编号", "检查", "级别")[0] == (
        "甲局", "抽检", 2024, Link("甲.xlsx", "甲.xlsx", "自评", "H33"), "自评", "H33", "JX203", "得分与规则不符", "error",
    )
    assert lines(only, "对象", "问题", "现为", "应为", "建议", "依据", "说明")[:2] == [
        ("抽检批次", "得分不对", "0.5", "0", "改为 0", "规则", None), ("抽检家数", "得分不对", None, None, "", "", "已核实"),
    ]
    assert [row[0] for row in lines(only, "单元格")] == ["H33", "H34", "H35", "H36"]


def test_checks_are_counted_by_severity_and_unit():
    page = problems.summary(material(tables=TABLES, findings=FINDINGS))
    assert lines(block(page, "bycode"), "编号", "错误", "警告", "提示", "合计", "已说明", "单位数", "工作簿数") == [
        ("JX203", 3, 0, 0, 3, 1, 2, 2), ("JX301", 0, 1, 0, 1, 0, 1, 1),
    ]


def test_units_are_counted_over_their_workbooks_with_open_errors_apart():
    page = problems.summary(material(tables=TABLES, findings=FINDINGS))
    assert lines(block(page, "byunit"), "单位", "错误", "警告", "提示", "合计", "已说明", "未说明的错误", "工作簿数", "问题最多的工作簿") == [
        ("甲局", 2, 1, 0, 3, 1, 1, 2, Link("甲.xlsx", "甲.xlsx")), ("乙局", 1, 0, 0, 1, 0, 1, 1, Link("乙.xlsx", "乙.xlsx")),
    ]


def test_without_findings_there_is_a_sentence():
    found = material(tables=TABLES)
    assert [each.empty for each in (*problems.page(found).blocks, *problems.summary(found).blocks) if not each.rows] == ["没有问题。"] * 3
