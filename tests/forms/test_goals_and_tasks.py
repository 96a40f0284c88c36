"""Goals and tasks are read from the headings that forms give them, and each cell is one of both."""

from tests.tables import book, grid

from jixiao.forms import recognise

INDICATORS = """
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 食品抽检批次 | ≥2400批次 | 2436批次 | 90 | 90 |
"""


def read(above):
    (table,) = recognise(book(grid(above.strip("\n") + INDICATORS))).tables
    return table


def goals(table):
    return [(goal.kind, goal.field.ref.a1, goal.field.text) for goal in table.goals]


def tasks(table):
    return [(task.name.text, {heading: field.text for heading, field in task.details.items()}) for task in table.tasks]


def test_the_heading_of_the_outcome_is_no_goal():
    table = read("""
| 项目支出绩效自评表 | < | < | < | < | < | < |
| 年度总体目标 | 年初设定目标 | < | < | 年度总体目标完成情况综述 | < | < |
| ^ | 守牢食品安全底线。 | < | < | 未发生较大事故。 | < | < |
""")
    assert goals(table) == [("expected", "B3", "守牢食品安全底线。"), ("achieved", "E3", "未发生较大事故。")]


def test_a_title_that_speaks_of_goals_has_none_below_it():
    table = read("""
| 部门整体绩效目标 | < | < | < | < | < | < |
| 基本信息 | < | < | < | < | < | < |
| 部门名称 | 某县林业局 | < | < | < | < | < |
| 年度绩效总目标 | 保障林业工作。 | < | < | < | < | < |
""")
    assert goals(table) == [("expected", "B4", "保障林业工作。")]


def test_the_outcome_beside_a_task_is_the_tasks():
    table = read("""
| 部门整体支出绩效自评表 | < | < | < | < | < | < |
| 年度主要任务 | 任务名称 | 主要内容 | < | 完成情况 | < | < |
| ^ | 食品安全 | 抽检2400批次 | < | 抽检2436批次 | < | < |
| ^ | 药品安全 | 检查药店 | < | | < | < |
| 年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < |
| ^ | 守牢底线。 | < | < | 已守牢。 | < | < |
""")
    assert tasks(table) == [("食品安全", {"主要内容": "抽检2400批次", "完成情况": "抽检2436批次"}), ("药品安全", {"主要内容": "检查药店"})]
    assert goals(table) == [("expected", "B6", "守牢底线。"), ("achieved", "E6", "已守牢。")]


def test_tasks_that_are_lines_of_money_are_both_and_the_money_keeps_what_was_spent():
    table = read("""
| 部门整体支出绩效自评表 | < | < | < | < | < | < |
| 年度主要任务完成情况 | 任务名称 | 主要内容 | 全年预算数 | 全年执行数 | 分值 | 执行率 |
| ^ | 食品安全 | 抽检2400批次 | 320 | 304 | - | 95% |
| ^ | 设备检验 | 检验1100台 | 180 | 171 | - | 95% |
| ^ | 金额合计 | < | 500 | 475 | 10 | 95% |
| 年度总体目标完成情况 | 预期目标 | < | < | 目标实际完成情况 | < | < |
| ^ | 守牢底线。 | < | < | 已守牢。 | < | < |
""")
    assert [name for name, _ in tasks(table)] == ["食品安全", "设备检验"]
    assert {(line.role, line.budget.text, line.executed.text) for line in table.funds} == {("total", "500", "475"), ("part", "320", "304"), ("part", "180", "171")}
    assert [kind for kind, _, _ in goals(table)] == ["expected", "achieved"]


def test_tasks_whose_cells_slipped_to_the_right_keep_their_order():
    table = read("""
| 部门整体支出绩效目标表 | < | < | < | < | < | < |
| 年度重点工作任务 | 名称 | 主要实施内容 | 期望达到的目标 | | | |
| | | | 河道清淤 | 清淤12公里 | 水质改善 | |
| | | | 堤防巡查 | 每日巡查 | 安全度汛 | |
| | | | | | 一句落在别处的话 | |
""")
    assert tasks(table) == [
        ("河道清淤", {"主要实施内容": "清淤12公里", "期望达到的目标": "水质改善"}),
        ("堤防巡查", {"主要实施内容": "每日巡查", "期望达到的目标": "安全度汛"}),
    ]
