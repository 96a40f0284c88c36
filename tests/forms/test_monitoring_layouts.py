"""绩效运行监控表 in many layouts: the month, the ticks, the money and the rows are read the same.

All tables are invented; what each should say was written down with it.
"""

from decimal import Decimal

import pytest
from tests.tables import book, grid

from jixiao.forms import recognise
from jixiao.model import Area, Cell, Grid
from jixiao.scoring.assess import assess
from jixiao.scoring.policy import load

MINISTRY = """
| 项目支出绩效运行监控表 | < | < | < | < | < | < | < | < | < | < | < | < | < | < | < |
| （2031年度） | < | < | < | < | < | < | < | < | < | < | < | < | < | < | < |
| 项目名称 | 河道保洁 | < | < | < | < | < | < | < | < | < | < | < | < | < | < |
| 主管部门 | 某局 | < | < | 实施单位 | < | 某中心 | < | < | < | < | < | < | < | < | < |
| 项目资金（万元） |  |  | 年初预算数 | 1-7月执行数 | 1-7月执行率 | 全年预计执行数 | | | | | | | | | |
| ^ | 年度资金总额 | < | 120 | 60 | 50% | 118 | | | | | | | | | |
| ^ | 其中：本年财政拨款 | < | 100 | 50 | 50% | 98 | | | | | | | | | |
| ^ | 其他资金 | < | 20 | 10 | 50% | 20 | | | | | | | | | |
| 年度总体目标 | 保持河道清洁 | < | < | < | < | < | < | < | < | < | < | < | < | < | < |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1-7月执行情况 | 全年预计完成情况 | 偏差原因分析 | < | < | < | < | < | 完成目标可能性 | < | < | 备注 |
| ^ | ^ | ^ | ^ | ^ | ^ | 经费保障 | 制度保障 | 人员保障 | 硬件条件保障 | 其他 | 原因说明 | 确定能 | 有可能 | 完全不可能 | ^ |
| 产出指标 | 数量指标 | 巡查次数 | ≥24次 | 14次 | 24次 | | | | | | | √ | | | |
| ^ | ^ | 清淤长度 | ≥6公里 | 2公里 | 5公里 | √ | | √ | | | 资金下达较晚 | | √ | | |
| 效益指标 | 社会效益指标 | 投诉件数 | ≤5件 | 6件 | 9件 | | | | √ | | | | | ✔ | |
"""
FACTS = [
    ("巡查次数", "≥24次", "14次", "24次", "", "确定能"),
    ("清淤长度", "≥6公里", "2公里", "5公里", "资金下达较晚", "有可能"),
    ("投诉件数", "≤5件", "6件", "9件", "硬件条件保障", "完全不可能"),
]


def only(*sheets, form=None):
    (table,) = recognise(book(*sheets), form).tables
    return table


def said(field):
    return field.text if field is not None else None


def facts(table):
    return [tuple(said(getattr(i, key)) for key in ("name", "target", "actual", "expected", "reason", "outlook")) for i in table.indicators]


def money(table):
    return [(line.name, line.role, *(said(getattr(line, key)) for key in ("initial", "executed", "rate", "expected"))) for line in table.funds]


def test_the_ministrys_form():
    table = only(MINISTRY)
    assert (table.form, table.stage, table.month, table.year) == ("mof-monitoring", "monitoring", 7, 2031)
    assert facts(table) == FACTS
    assert money(table) == [
        ("年度资金总额", "total", "120", "60", "50%", "118"), ("本年财政拨款", "part", "100", "50", "50%", "98"), ("其他资金", "part", "20", "10", "50%", "20"),
    ]
    assert table.header["项目名称"].text == "河道保洁"
    assert (table.scored, table.total, table.total_required) == (False, None, False)
    assert [(i.outlook.ref.a1, i.reason.ref.a1) for i in table.indicators] == [("M12", "L12"), ("N13", "L13"), ("O14", "J14")]


def test_nothing_in_the_ministrys_form_departs_from_the_form():
    assert only(MINISTRY).drift == ()


def shifted(text, right=2, down=3):
    """The same sheet with blank columns and rows before it."""
    before = grid(text)
    return Grid(
        before.sheet,
        {(r + down, c + right): cell for (r, c), cell in before.cells.items()},
        tuple(Area(a.top + down, a.left + right, a.bottom + down, a.right + right) for a in before.merges),
    )


def unmerged(text):
    """The same sheet with no merged cell at all: values stand in the first cell."""
    return Grid("监控表", grid(text).cells, ())


HEAD = """| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1-7月执行情况 | 全年预计完成情况 | 偏差原因分析 | < | < | < | < | < | 完成目标可能性 | < | < | 备注 |
| ^ | ^ | ^ | ^ | ^ | ^ | 经费保障 | 制度保障 | 人员保障 | 硬件条件保障 | 其他 | 原因说明 | 确定能 | 有可能 | 完全不可能 | ^ |
"""
ROWS = MINISTRY.split(HEAD)[1]


def with_head(head, rows=ROWS):
    return MINISTRY.replace(HEAD, head).replace(ROWS, rows)


ONE_ROW_HEAD = "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1-7月执行情况 | 全年预计完成情况 | 经费保障 | 制度保障 | 人员保障 | 硬件条件保障 | 其他 | 原因说明 | 确定能 | 有可能 | 完全不可能 | 备注 |\n"
PLAIN_HEAD = "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1-7月执行情况 | 全年预计完成情况 | 偏差原因分析 | 完成目标可能性 |\n"
PLAIN_ROWS = """| 产出指标 | 数量指标 | 巡查次数 | ≥24次 | 14次 | 24次 | | 确定能 |
| ^ | ^ | 清淤长度 | ≥6公里 | 2公里 | 5公里 | 资金下达较晚 | 有可能 |
| 效益指标 | 社会效益指标 | 投诉件数 | ≤5件 | 6件 | 9件 | 硬件条件保障 | 完全不可能 |
"""


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(shifted(MINISTRY), id="moved to the right and down"),
        pytest.param(unmerged(MINISTRY), id="nothing merged"),
        pytest.param(grid(with_head(ONE_ROW_HEAD)), id="sub-headings as the only headings"),
        pytest.param(grid(with_head(PLAIN_HEAD, PLAIN_ROWS)), id="words in one column each"),
        pytest.param(grid(with_head(PLAIN_HEAD, PLAIN_ROWS.replace("| 确定能", "| ☑确定能 □有可能 □完全不可能").replace("| 有可能", "| □确定能 ☑有可能 □完全不可能").replace(
            "| 完全不可能", "| 确定能□ 有可能□ 完全不可能☑"))), id="boxes in one cell"),
        pytest.param(grid(MINISTRY.replace("| √ |", "| ✓ |").replace("| ✔ |", "| 是 |")), id="other ticks"),
        pytest.param(grid(MINISTRY.replace("资金下达较晚 | | √ | | |", "资金下达较晚 | 否 | 1 | 0 | |")), id="yes and no, one and nought"),
        pytest.param(grid(MINISTRY.replace("| 年度指标值 |", "| ★年度\\n指标值（B） |").replace("1-7月执行情况", "1—7月\\n执行情况").replace("全年预计完成情况", "全年预计\\n完成情况")), id="wrapped and starred"),
        pytest.param(grid(MINISTRY.replace("硬件条件保障 | 其他", "硬件条件\\n保障 | 政策调整")), id="a cause of the province's own"),
        pytest.param(grid(MINISTRY.replace("年初预算数", "年初预算数（元）").replace("（万元）", "").replace("120 | 60 |", "1200000 | 600000 |")), id="money in yuan"),
        pytest.param(grid(MINISTRY.replace("项目支出绩效运行监控表", "2031年项目支出绩效目标执行监控表")), id="the older title"),
        pytest.param(grid(MINISTRY.replace("| 一级指标 |", "| 绩效指标 | < | < | < | 执行 | < | 分析 | < | < | < | < | < | < | < | < | |\n| 一级指标 |")), id="a group of headings above"),
        pytest.param(grid(MINISTRY.replace(ROWS.splitlines()[2], HEAD + ROWS.splitlines()[2])), id="headings again on the next page"),
    ],
)
def test_the_same_rows_are_read_from_every_layout(sheet):
    table = only(sheet)
    assert facts(table) == [(*row[:4], row[4].replace("硬件条件保障", table.indicators[2].reason.text), row[5]) for row in FACTS]
    assert table.indicators[2].reason.text.startswith("硬件条件")
    assert (table.stage, table.month, len(table.funds)) == ("monitoring", 7, 3)


def test_money_in_yuan_is_said():
    table = only(MINISTRY.replace("项目资金（万元）", "项目资金（元）"))
    assert table.money_unit == "元"


@pytest.mark.parametrize(
    ("period", "month"),
    [
        ("1-8月", 8), ("1—8月", 8), ("1～6月", 6), ("1至9月", 9), ("上半年", 6), ("第三季度", 9), ("前三季度", 9), ("截至8月31日", 8), ("截止2031年8月底", 8), ("2031年1月-10月", 10),
        ("7月底", 7), ("一至七月", 7),
    ],
)
def test_the_month_stands_in_the_headings(period, month):
    assert only(MINISTRY.replace("1-7月", period)).month == month


@pytest.mark.parametrize(
    ("line", "month"),
    [
        ("| （2031年1—8月） |", 8), ("| 2031年上半年绩效监控 |", 6), ("| 监控时点：2031年8月31日 |", 8), ("| 监控时点 | 2031年9月30日 |", 9), ("| 填报日期：2031年8月15日 |", None),
        ("| 实施期限 | 2031年1月至12月 |", None), ("| （2031年度） |", None),
    ],
)
def test_the_month_stands_in_a_line_above_the_table(line, month):
    text = MINISTRY.replace("1-7月", "").replace("| （2031年度） | < | < | < | < | < | < | < | < | < | < | < | < | < | < | < |", line)
    assert only(text).month == month


def test_a_month_is_no_business_of_a_self_evaluation():
    table = only("| 绩效自评表 |\n| 三级指标 | 年度指标值 | 12月31日完成值 | 分值 | 得分 |\n| 巡查 | ≥10次 | 10次 | 90 | 90 |")
    assert (table.stage, table.month) == ("evaluation", None)


PROVINCE = """
| 2031年部门整体支出绩效监控表 |
| 单位名称 | 某局 |
| 资金 | 年初预算 | 调整后预算 | 截至8月底支出金额 | 支出进度 | 预计全年支出数 |
| 年度资金总额 | 100 | 110 | 66 | 60% | 108 |
| 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标方向 | 目标值 | 计量单位 | 截至8月底完成值 | 完成进度 | 监控结果 | 偏差原因 | 预计年底完成值 |
| 产出指标 | 数量指标 | 走访企业数 | 定量 | ≥ | 300 | 家 | 100 | 33.33% | 红灯 | 人手不足 | 260 |
| | 质量指标 | 办结率 | 定量 | ≥ | 95 | % | 96 | 101.05% | 绿灯 | | 96 |
"""


def test_a_provinces_own_columns():
    table = only(PROVINCE)
    assert (table.stage, table.month) == ("monitoring", 8)
    assert [(said(i.target), said(i.unit), said(i.actual), said(i.completion), said(i.light), said(i.expected)) for i in table.indicators] == [
        ("300", "家", "100", "33.33%", "红灯", "260"), ("95", "%", "96", "101.05%", "绿灯", "96"),
    ]
    (line,) = table.funds
    assert [said(getattr(line, key)) for key in ("initial", "budget", "executed", "rate", "expected")] == ["100", "110", "66", "60%", "108"]
    assert {"light", "completion"} <= table.computed


def test_project_and_department_forms_are_told_apart_by_their_titles():
    assert only(MINISTRY.replace("项目支出绩效运行监控表", "部门整体支出绩效运行监控表")).form == "mof-department-monitoring"


def test_two_ticks_are_both_read():
    (row, *_) = only(MINISTRY.replace("| √ | | | |\n| ^ | ^ | 清淤", "| √ | √ | | |\n| ^ | ^ | 清淤")).indicators
    assert row.outlook.text == "确定能、有可能"


def test_words_below_a_cause_are_the_reason():
    table = only(MINISTRY.replace("| √ | | √ | | | 资金下达较晚 |", "| 资金未到 | | √ | | | |"))
    assert table.indicators[1].reason.text == "经费保障：资金未到、人员保障"


# ------------------------------------------------ self-evaluations with 成本指标 ----

COST = """
| 项目支出绩效自评表 | | | | | | | |
| 项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| 年度资金总额 | 100 | 100 | 100 | 10 | 100% | 10 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
| 成本指标 | 经济成本指标 | 每次巡查成本 | ≤200元 | 180元 | 20 | 20 | |
| 产出指标 | 数量指标 | 巡查次数 | ≥24次 | 24次 | 40 | 40 | |
| 效益指标 | 社会效益指标 | 投诉件数 | ≤5件 | 3件 | 20 | 20 | |
| 满意度指标 | 服务对象满意度指标 | 居民满意度 | ≥90% | 92% | 10 | 10 | |
| 总分 | | | | | 100 | 100 | |
"""


def test_a_first_level_of_cost_makes_the_form_with_cost_indicators():
    table = only(COST)
    assert (table.form, table.policy) == ("mof-project-cost", "mof-2021-cost")
    assert assess(table, load("mof-2021-cost")).score == 100


@pytest.mark.parametrize("change", [("| 成本指标 | 经济成本指标 |", "| 产出指标 | 成本指标 |"), ("成本指标 | 经济成本指标", "产出指标 | 质量指标")])
def test_cost_below_the_output_or_none_at_all_is_the_plain_form(change):
    assert only(COST.replace(*change)).form == "mof-project"


def test_a_weight_behind_the_first_level_of_cost_makes_no_difference():
    assert only(COST.replace("| 成本指标 |", "| 成本指标（20分） |")).form == "mof-project-cost"


def test_a_department_with_cost_indicators_stays_a_department():
    assert only(COST.replace("项目支出绩效自评表", "部门整体支出绩效自评表")).form == "mof-department"


def test_a_date_in_a_cell_says_until_when():
    sheet = grid(MINISTRY.replace("1-7月", "").replace("| （2031年度） | < | < | < | < | < | < | < | < | < | < | < | < | < | < | < |", "| 监控时点 | 到 |"))
    sheet.cells[2, 2] = Cell(Decimal(48091), "date", "2031年8月31日")
    assert only(sheet).month == 8


def test_the_month_may_stand_over_several_columns():
    table = only("""
| 某镇绩效监控表 |
| 三级指标 | 年度指标值 | 1-9月执行监控 | < | < | 全年预计完成值 |
| ^ | ^ | 完成值 | 完成进度 | 偏差度 | ^ |
| 巡查次数 | ≥24次 | 18次 | 75% | -25% | 24次 |
""")
    assert (table.stage, table.month) == ("monitoring", 9)
    (row,) = table.indicators
    assert [said(getattr(row, key)) for key in ("actual", "completion", "deviation", "expected")] == ["18次", "75%", "-25%", "24次"]


def test_the_conclusion_below_the_rows_is_no_indicator():
    table = only(PROVINCE + "| 监控结论 | 继续执行 □√ 调整目标 □ 收回预算 □ |\n")
    assert [i.name.text for i in table.indicators] == ["走访企业数", "办结率"]
