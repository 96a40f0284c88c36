"""Declarations in layouts that offices really use are read right: funds as pairs, plans, tasks, levels, sentences.

The tables are invented; what is read is compared with what a person reads in them.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.tables import book, grid

from jixiao.checks import run_checks
from jixiao.forms import load_forms, recognise
from jixiao.scoring.assess import assess
from jixiao.scoring.policy import load


def read(text, sheet="申报表"):
    """The only table of a sheet written as text."""
    (table,) = recognise(book(grid(text, sheet))).tables
    return table


def rows(table):
    """What the indicators say: 一级, 二级, name, target."""
    return [(i.level1, i.level2, i.name.text, i.target.text if i.target else None) for i in table.indicators]


def budgets(table):
    """Name, role and amount of every line of the funds."""
    return [(line.name, line.role, line.budget.text) for line in table.funds if line.budget is not None]


# ---------------------------------------------------------- 财政部：实施期与年度并列


MINISTRY = """
| 项目支出绩效目标申报表 | < | < | < | < | < | < | < |
| （2025年度） | < | < | < | < | < | < | < |
| 项目名称 | < | 河道清淤 | < | < | < | < | < |
| 主管部门 | < | 某县水务局 | < | 实施单位 | < | 某站 | < |
| 项目资金\\n（万元） | < | 实施期资金总额： | < | 300 | 年度资金总额： | < | 100 |
| ^ | ^ | 其中：财政拨款 | < | 240 | 其中：财政拨款 | < | 80 |
| ^ | ^ | 其他资金 | < | 60 | 其他资金 | < | 20 |
| 总体目标 | 实施期目标 | < | < | < | 年度目标 | < | < |
| ^ | 三年完成全部清淤 | < | < | < | 清淤10公里，改善水质 | < | < |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值 |
| ^ | 产出指标 | 数量指标 | 清淤长度 | ≥30公里 | 数量指标 | 清淤长度 | ≥10公里 |
| ^ | ^ | 质量指标 | 验收合格率 | 100% | 质量指标 | 验收合格率 | ≥98% |
| ^ | 效益指标 | 生态效益指标 | 水质 | 明显改善 | 生态效益指标 | 水质 | 有所改善 |
"""


def test_of_two_terms_side_by_side_the_year_is_read():
    table = read(MINISTRY)
    assert (table.form, table.stage, table.year) == ("mof-project-target", "target", 2025)
    assert rows(table) == [
        ("产出指标", "数量指标", "清淤长度", "≥10公里"),
        ("产出指标", "质量指标", "验收合格率", "≥98%"),
        ("效益指标", "生态效益指标", "水质", "有所改善"),
    ]
    assert [i.target.ref.a1 for i in table.indicators] == ["H11", "H12", "H13"]


def test_of_two_terms_side_by_side_only_the_year_s_funds_count():
    assert budgets(read(MINISTRY)) == [("年度资金总额", "total", "100"), ("财政拨款", "part", "80"), ("其他资金", "part", "20")]


def test_of_two_terms_side_by_side_only_the_year_s_goal_counts():
    assert [goal.field.text for goal in read(MINISTRY).goals] == ["清淤10公里，改善水质"]


def test_two_target_columns_mean_the_year_s():
    table = read("""
| 项目支出绩效目标申报表 | < | < | < | < |
| 一级指标 | 二级指标 | 三级指标 | 实施期指标值 | 年度指标值 |
| 产出指标 | 数量指标 | 培训期数 | ≥9期 | ≥3期 |
""")
    assert rows(table) == [("产出指标", "数量指标", "培训期数", "≥3期")]


# ----------------------------------------------------------------- 资金


@pytest.mark.parametrize(("text", "expected"), [
    ("""
| 项目绩效目标表 | < | < | < | < | < |
| 预算数 | 40万元 | 其中：财政资金 | 30万元 | 其他资金 | 10万元 |
| 一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据 |
| 产出指标 | 数量指标 | 宣传场次 | 场次 | ≥10场 | 年度计划 |
""", [("预算数", "total", "40万元"), ("财政资金", "part", "30万元"), ("其他资金", "part", "10万元")]),
    ("""
| 项目支出绩效目标申报表 | < | < | < |
| 项目资金（万元） | 年度资金总额： | 100 | |
| ^ | 其中：财政拨款 | 100 | |
| ^ | 其他资金 | | |
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | 宣传场次 | ≥10场 |
""", [("年度资金总额", "total", "100"), ("财政拨款", "part", "100"), ("其他资金", "part", "")]),
    ("""
| 项目支出绩效目标表 | < | < | < |
| 项目资金 | 年度资金总额：58.5万元 | < | < |
| ^ | 其中：财政拨款：50万元 | < | < |
| ^ | 其他资金：8.5万元 | < | < |
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | 宣传场次 | ≥10场 |
""", [("年度资金总额", "total", "58.5万元"), ("财政拨款", "part", "50万元"), ("其他资金", "part", "8.5万元")]),
    ("""
| 项目支出绩效目标申报表 | < | < | < |
| 项目资金（万元） | 中期资金总额 | 300 | 年度资金总额 | 90 |
| ^ | 其中：财政拨款 | 300 | 其中：财政拨款 | 90 |
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | 宣传场次 | ≥10场 |
""", [("年度资金总额", "total", "90"), ("财政拨款", "part", "90")]),
])
def test_funds_in_pairs_of_label_and_amount(text, expected):
    assert budgets(read(text)) == expected


def test_words_beside_a_label_of_money_are_no_funds():
    table = read("""
| 项目支出绩效目标申报表 | < | < | < |
| 项目资金 | 由财政统筹安排 | < | < |
| 资金用途 | 购置设备，年度预算另行下达 | < | < |
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | 宣传场次 | ≥10场 |
""")
    assert table.funds == ()


def test_tasks_with_their_money_and_the_sum_below_them():
    table = read("""
| 部门（单位）整体支出绩效目标申报表 | < | < | < | < | < |
| （2024年度） | < | < | < | < | < |
| 部门（单位）名称 | 某县文化馆 | < | < | < | < |
| 年度主要任务 | 任务名称 | 主要内容 | 预算金额（万元） | < | < |
| ^ | ^ | ^ | 总额 | 财政拨款 | 其他资金 |
| ^ | 送戏下乡 | 演出60场 | 80 | 70 | 10 |
| ^ | 场馆开放 | 全年免费开放 | 40 | 40 | 0 |
| ^ | 金额合计 | < | 120 | 110 | 10 |
| 年度总体目标 | 丰富群众文化生活。 | < | < | < | < |
| 年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | < |
| ^ | 产出指标 | 数量指标 | 演出场次 | ≥60场 | < |
| ^ | 满意度指标 | 服务对象满意度指标 | 观众满意度 | ≥90% | < |
""")
    assert table.form == "mof-department-target"
    assert [(task.name.text, {k: v.text for k, v in task.details.items()}) for task in table.tasks] == [
        ("送戏下乡", {"主要内容": "演出60场", "总额": "80", "财政拨款": "70", "其他资金": "10"}),
        ("场馆开放", {"主要内容": "全年免费开放", "总额": "40", "财政拨款": "40", "其他资金": "0"}),
    ]
    assert budgets(table) == [("总额", "total", "120"), ("财政拨款", "part", "110"), ("其他资金", "part", "10")]
    assert [goal.field.text for goal in table.goals] == ["丰富群众文化生活。"]
    assert [row[2] for row in rows(table)] == ["演出场次", "观众满意度"]


# ------------------------------------------------------------- 支出计划


@pytest.mark.parametrize(("heads", "shares", "months"), [
    ("3月底 | 6月底 | 10月底 | 12月底", "25% | 50% | 75% | 100%", [3, 6, 10, 12]),
    ("一季度 | 二季度 | 三季度 | 四季度", "10 | 20 | 30 | 40", [3, 6, 9, 12]),
    ("3月末 | 6月末 | 9月末 | 12月末", "5万元 | 15万元 | 25万元 | 40万元", [3, 6, 9, 12]),
    ("上半年 | 全年", "50% | 100%", [6, 12]),
])
def test_the_spending_plan(heads, shares, months):
    table = read(f"""
| 项目绩效目标表 |
| 预算数 | 40万元 |
| 资金支出计划（%） | {heads} |
| ^ | {shares} |
| 一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据 |
| 产出指标 | 数量指标 | 宣传场次 | 场次 | ≥10场 | 年度计划 |
""")
    assert [step.month for step in table.plan] == months
    assert [step.share.text for step in table.plan] == [share.strip() for share in shares.split("|")]


# ------------------------------------------------------------------ 层级


LEVELS_IN_ROWS = """
| 部门整体支出绩效目标表 | < |
| 产出指标 | |
| 数量指标 | |
| 印发手册数 | ≥200册 |
| 培训人次 | ≥80人次 |
| 质量指标 | |
| 手册合格率 | ≥95% |
| 效益指标 | |
| 社会效益指标 | |
| 居民知晓率 | ≥80% |
| 满意度指标 | |
| 服务对象满意度指标 | |
| 居民满意度 | ≥90% |
"""


def test_two_columns_without_a_heading_row():
    assert rows(read(LEVELS_IN_ROWS)) == [
        ("产出指标", "数量指标", "印发手册数", "≥200册"),
        ("产出指标", "数量指标", "培训人次", "≥80人次"),
        ("产出指标", "质量指标", "手册合格率", "≥95%"),
        ("效益指标", "社会效益指标", "居民知晓率", "≥80%"),
        ("满意度指标", "服务对象满意度指标", "居民满意度", "≥90%"),
    ]


def test_levels_without_the_word_for_indicators():
    table = read(LEVELS_IN_ROWS.replace("数量指标", "数量").replace("社会效益指标", "社会效益"))
    assert [(i.level1, i.level2) for i in table.indicators][::3] == [("产出指标", "数量"), ("效益指标", "社会效益")]


def test_a_satisfaction_with_a_value_is_an_indicator_although_a_level_may_be_called_so():
    table = read(LEVELS_IN_ROWS.replace("居民满意度", "服务对象满意度"))
    assert rows(table)[-1] == ("满意度指标", "服务对象满意度指标", "服务对象满意度", "≥90%")


def test_a_level_with_a_value_heads_nothing():
    table = read(LEVELS_IN_ROWS.replace("| 质量指标 | |", "| 质量指标 | ≥80人次 |"))
    assert rows(table)[2] == ("产出指标", "", "手册合格率", "≥95%")
    assert [(d.expected, d.found, d.ref.a1) for d in table.drift if d.kind == "displaced"] == [("质量指标", "≥80人次", "B6")]


def test_levels_in_rows_of_their_own_below_a_heading():
    table = read("""
| 项目支出绩效目标申报表 | < | < |
| 三级指标 | 指标值 | 权重 |
| 产出指标 | < | < |
| 数量指标（30分） | < | < |
| 清扫面积 | ≥10万平方米 | 30 |
| 成本指标 | < | < |
| 经济成本指标 | < | < |
| 清扫成本 | ≤50万元 | 20 |
""")
    assert rows(table) == [
        ("产出指标", "数量指标", "清扫面积", "≥10万平方米"),
        ("成本指标", "经济成本指标", "清扫成本", "≤50万元"),
    ]
    assert [level.weight_text for level in table.levels if level.name == "数量指标"] == ["30"]


def test_a_second_level_above_its_rows_below_a_first_level_in_a_column():
    table = read("""
| 项目支出绩效目标申报表 | < | < |
| 一级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | < |
| ^ | 清扫面积 | ≥10万平方米 |
| ^ | 质量指标 | < |
| ^ | 清扫达标率 | ≥95% |
| 效益指标 | 社会效益指标 | < |
| ^ | 投诉减少率 | ≥5% |
""")
    assert rows(table) == [
        ("产出指标", "数量指标", "清扫面积", "≥10万平方米"),
        ("产出指标", "质量指标", "清扫达标率", "≥95%"),
        ("效益指标", "社会效益指标", "投诉减少率", "≥5%"),
    ]


def test_levels_left_blank_below_their_first_row_and_levels_without_indicators():
    table = read("""
| 项目绩效目标表 | < | < | < | < | < |
| 一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据 |
| 产出指标 | 数量指标 | 清扫面积 | 面积 | ≥10万平方米 | 计划 |
| | | 清运次数 | 次数 | ≥300次 | 计划 |
| | 质量指标 | | | | |
| 效益指标 | 社会效益指标 | 无 | | 无 | |
| | 生态效益指标 | 扬尘投诉 | 投诉 | ≤3起 | 上年 |
""")
    assert rows(table) == [
        ("产出指标", "数量指标", "清扫面积", "≥10万平方米"),
        ("产出指标", "数量指标", "清运次数", "≥300次"),
        ("效益指标", "生态效益指标", "扬尘投诉", "≤3起"),
    ]
    assert [(d.key, d.expected, d.found, d.ref.a1) for d in table.drift if d.kind == "empty"] == [
        ("level2", "产出指标", "质量指标", "B5"), ("name", "社会效益指标", "无", "C6"),
    ]


# ------------------------------------------------------------------ 错列


SHIFTED = """
| 部门（单位）整体绩效目标申报表 | < | < | < | < | < | < | < |
| 一级指标 | 二级指标 | 三级指标 | 指标值类型 | 指标值 | 计量单位 | 指标解释 | 评（扣）分标准 | 备注 |
| 产出指标 | 数量指标 | 走访户数 | ≥ | 100 | 户 | 走访 | 完成得10分 | |
| {row} |
| 效益指标 | 社会效益指标 | 营商环境 | 定性 | 不断改善 | 不断改善 | 改善情况 | 改善得10分 | |
"""


@pytest.mark.parametrize(("row", "level2", "name", "target"), [
    (" | 数量指标 | | 印发册数 | ≥ | 200 | 册 | 印发 | 完成得10分", "数量指标", "印发册数", "200"),
    (" | 成本指标 | 时效指标 | 办结时间 | 定性 | 2025年12月前 | 时间 | 办结 | 完成得10分", "时效指标", "办结时间", "2025年12月前"),
    ("质量指标 | 合格率 | ≥ | 95 | % | 合格 | 完成得10分 | |", "质量指标", "合格率", "95"),
])
def test_a_row_beside_its_columns_is_read_where_it_stands(row, level2, name, target):
    table = read(SHIFTED.format(row=row))
    moved = table.indicators[1]
    assert (moved.level2, moved.name.text, moved.target.text, moved.rule.text) == (level2, name, target, "完成得10分")
    assert [d.ref.row for d in table.drift if d.kind == "shifted"] == [4]


@pytest.mark.parametrize("row", [
    " | 质量指标 | 合格率 | ≥ | 95 | % | 合格 | 完成得10分 | ",
    " | 质量指标 | 环境质量指标 | 定性 | 优 | 级 | 等级 | 完成得10分 | ",
    " | 质量指标 | 工作完成情况 | 定性 | 已完成 | 已完成 | 完成 | 完成得10分 | ",
    " | 质量指标 | 第三方评估 | 等于 | 1 | 次（含复核） | | 完成得10分 | ",
    " | 时效指标 | 完成时间 | 定性 | 2025年12月前 | 时间 | 按期 | 完成得10分 | ",
    " | 时效指标 | 完成时间 | | 2025年12月前 | 2025年12月 | | | ",
])
def test_an_odd_row_below_its_headings_is_not_moved(row):
    table = read(SHIFTED.format(row=row))
    assert len(table.indicators) == 3
    assert [d for d in table.drift if d.kind == "shifted"] == []


# ------------------------------------------------------------ 一张工作表几张表


TWO = """
| {first} |
| 项目名称 | 宣传 | | | | |
| 预算数 | 40万元 | 其中：财政资金 | 40万元 | 其他资金 | |
| 绩效目标 | 目标1 | 多宣传 | | | |
| | 目标2 | 广宣传 | | | |
| 一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据 |
| 产出指标 | 数量指标 | 宣传场次 | 场次 | ≥10场 | 计划 |

| {second} |
| 项目名称 | 培训 | | | | |
| 预算数 | 30万元 | 其中：财政资金 | 30万元 | 其他资金 | |
| 绩效目标 | 目标1 | 多培训 | | | |
| 一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据 |
| 产出指标 | 数量指标 | 培训期数 | 期数 | ≥3期 | 计划 |
"""


@pytest.mark.parametrize(("first", "second"), [("1. 宣传项目绩效目标表", "2. 培训项目绩效目标表"), ("项目绩效目标表", ""), ("", "")])
def test_several_tables_on_one_sheet(first, second):
    one, other = recognise(book(grid(TWO.format(first=first, second=second), "项目"))).tables
    assert ([i.name.text for i in one.indicators], [i.name.text for i in other.indicators]) == (["宣传场次"], ["培训期数"])
    assert (one.funds[0].budget.text, other.funds[0].budget.text) == ("40万元", "30万元")
    assert ([g.field.text for g in one.goals], [g.field.text for g in other.goals]) == (["多宣传", "广宣传"], ["多培训"])
    assert (one.header["项目名称"].text, other.header["项目名称"].text) == ("宣传", "培训")


# ------------------------------------------------------------------ 文字稿


def test_targets_in_sentences():
    table = read("""
| 2024年部门整体绩效目标 |
| 一、总体绩效目标 |
| 把工作做好。 |
| 二、分项绩效目标 |
| （一）服务水平提高 |
| 绩效目标：服务更好。 |
| 绩效指标：办结率不低于95%，群众投诉不超过3起；火灾事故数为零。 |
| （二）设施完善 |
| 绩效指标：质量、安全检查不少于2次，改造道路12,000平方米以上，12月底前完成验收。 |
| 三、保障措施 |
| 加强领导，提高认识，确保完成率达100%。 |
""")
    assert (table.form, table.year) == ("gaoxin-department-target", 2024)
    assert rows(table) == [
        ("服务水平提高", "", "办结率", "不低于95%"),
        ("服务水平提高", "", "群众投诉", "不超过3起"),
        ("服务水平提高", "", "火灾事故数", "零"),
        ("设施完善", "", "质量、安全检查", "不少于2次"),
    ]
    assert [goal.field.text for goal in table.goals] == ["把工作做好。", "绩效目标：服务更好。"]
    assert all(i.target.part and i.target.part in i.target.cell.text for i in table.indicators)


def test_a_report_that_only_mentions_figures_is_no_table():
    assert recognise(book(grid("| 2024年工作总结 |\n| 全年办结率不低于95%，群众投诉不超过3起。 |", "总结"))).tables == ()


# --------------------------------------------------------------------- 表样


@pytest.mark.parametrize(("title", "heads", "row", "form"), [
    ("部门整体支出绩效目标申报表", "一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标方向 | 目标值 | 计量单位 | 分值",
     "产出指标 | 数量指标 | 走访户数 | 定量 | 大于等于 | 20 | 户 | 10", "guangdong-department-target"),
    ("部门整体支出绩效目标申报表", "一级指标 | 二级指标 | 三级指标 | 指标值", "产出指标 | 数量指标 | 走访户数 | ≥20户", "mof-department-target"),
    ("部门（单位）整体绩效目标申报表", "* 一级指标 | * 二级指标 | * 三级指标 | 指标值类型 | * 指标值 | 计量单位 | * 指标解释 | * 评（扣）分标准",
     "产出指标 | 数量指标 | 走访户数 | ≥ | 20 | 户 | 走访 | 完成得10分", "hengyang-department-target"),
    ("部门（单位）整体绩效自评表", "一级指标 | 二级指标 | 三级指标 | 指标值类型 | 指标值 | 计量单位 | 指标解释 | 评（扣）分标准 | 实际完成值 | 得分 | 偏差原因分析及改进措施",
     "产出指标 | 数量指标 | 走访户数 | ≥ | 20 | 户 | 走访 | 完成得10分 | 21 | 10 | ", "hengyang-department"),
    ("某中心预算项目绩效目标表", "一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据",
     "产出指标 | 数量指标 | 走访户数 | 走访 | ≥20户 | 计划", "gaoxin-project-target"),
    ("项目支出绩效目标申报表", "一级指标 | 二级指标 | 三级指标 | 指标值", "产出指标 | 数量指标 | 走访户数 | ≥20户", "mof-project-target"),
])
def test_the_form_is_known_by_title_and_headings(title, heads, row, form):
    table = read(f"| {title} |\n| {heads} |\n| {row} |")
    assert table.form == form
    assert [i.name.text for i in table.indicators] == ["走访户数"]


def test_no_declaration_lets_anything_be_computed():
    assert {form.id for form in load_forms() if form.stage == "target" and form.computed} == set()


def test_what_a_declaration_says_beside_its_targets_is_kept():
    table = read("""
| 项目绩效目标表 | < | < | < | < | < | < |
| 一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据 | 上年值 |
| 产出指标 | 数量指标 | 宣传场次 | 场次 | ≥10场 | 年度计划 | 9场 |
""")
    (only,) = table.indicators
    assert (only.description.text, only.evidence.text, only.prior.text) == ("场次", "年度计划", "9场")


# ------------------------------------------------------------ whatever stands there


_WORDS = st.sampled_from([
    "", "", "", "产出指标", "数量指标", "质量指标（30分）", "效益", "经济成本指标", "服务对象满意度", "无", "/", "一级指标", "二级指标", "三级指标", "指标值",
    "指标值类型", "计量单位", "权重", "绩效指标：办结率不低于95%，事故数为零。", "绩效指标：", "年度主要任务", "任务名称", "主要内容", "金额合计", "总额", "3月底",
    "6月底", "资金支出计划", "25%", "100%", "预算数", "40万元", "其他资金", "年度资金总额：100", "总体目标", "实施期目标", "年度目标", "目标1", "≥", "定性",
    "≥10家", "2025年12月前", "200", "项目绩效目标表", "项目名称", "合计", "注：", "办案数",
])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(_WORDS, min_size=1, max_size=8), max_size=14), st.booleans())
def test_no_sheet_breaks_the_reading_or_a_check(cells, headed):
    lines = [[*row] for row in cells]
    if headed:
        lines.insert(len(lines) // 3, ["一级指标", "二级指标", "三级指标", "指标值类型", "指标值", "计量单位", "权重"])
    sheet = grid("\n".join("| " + " | ".join(row) + " |" for row in lines)) if lines else grid("| |")
    for table in recognise(book(sheet)).tables:
        for finding in run_checks(assess(table, load("mof-2020"))):
            assert finding.cells
            assert finding.message.zh.strip()
