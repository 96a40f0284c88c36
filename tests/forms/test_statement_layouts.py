"""Statements are read by their words, whatever their layout: one invented 基础数据表 in many shapes."""

import pytest
from tests.tables import book, grid

from jixiao.forms import FormError, find_form, load_forms, recognise, table_forms
from jixiao.forms.spec import parse_form
from jixiao.forms.statement_headings import line_words
from jixiao.scoring.statements import assess_statement

PLAIN = """
| 2031年度部门整体支出绩效评价基础数据表 | < | < | < |
| 财政供养人员情况（人） | 编制数 | 2031年实际在职人数 | 控制率 |
| ^ | 40 | 38 | 95% |
| 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
| 三公经费 | 12 | 11 | 10 |
| 1、公务用车购置和维护经费 | 8 | 8 | 7 |
| 其中：公车购置 | / | / | / |
| 公车运行维护 | 8 | 8 | 7 |
| 2、出国经费 | / | / | / |
| 3、公务接待 | 4 | 3 | 3 |
| 项目支出： | 30 | 40 | 50 |
| 1、业务工作经费 | 10 | 10 | 20 |
| 2、运行维护经费 | / | / | / |
| 3、本级专项资金 | 20 | 30 | 30 |
| 甲专项 | 15 | 20 | 20 |
| 乙专项 | 5 | 10 | 10 |
| 公用经费 | 100 | 90 | 95 |
| 其中：办公经费 | 50 | 40 | 45 |
| 政府采购金额 | 5 | 6 | 6 |
| 部门基本支出预算调整 | —— | | |
| 楼堂馆所控制情况（2030年完工项目） | 批复规模（㎡） | 实际规模（㎡） | 规模控制率 | 预算投资（万元） | 实际投资（万元） | 投资概算控制率 |
| ^ | 200 | 190 | 95% | 80 | 60 | 75% |
| 厉行节约保障措施 | 用电用纸都有定额 | < | < |
| 说明：“项目支出”填报基本支出以外的支出。 | < | < | < |
"""

SHIFTED = """


| | | 附件1 |
| | | 某某局2031年度基础数据表 | < | < | < |
| | | 财政供养人员情况 | 核定编制数 | 年末实有人数 | 控制率 |
| | | 在职人员 | 40 | 38 | 0.95 |

| | | 经费控制情况 | 2030年度决算 | 2031年度预算 | 2031年度决算 |
| | | 一、“三公”经费 | 12 | 11 | 10 |
| | | （一）公务用车购置及运行维护费 | 8 | 8 | 7 |
| | | 1.公务用车购置费 | | | |
| | | 2.公务用车运行维护费 | 8 | 8 | 7 |
| | | （二）因公出国（境）费 | | | |
| | | （三）公务接待费 | 4 | 3 | 3 |
| | | 二、项目支出 | 30 | 40 | 50 |
| | | （一）业务工作经费 | 10 | 10 | 20 |
| | | （二）运行维护经费 | | | |
| | | （三）市本级专项资金 | 20 | 30 | 30 |
| | | 1.甲专项 | 15 | 20 | 20 |
| | | 2.乙专项 | 5 | 10 | 10 |
| | | 三、公用经费 | 100 | 90 | 95 |
| | | 其中：办公费 | 50 | 40 | 45 |
"""

OTHER_ORDER = """
| 基础数据表 | < | < | < |
| 经费控制情况（万元） | 本年决算数 | 本年预算数 | 上年决算数 |
| 公用经费 | 95 | 90 | 100 |
| 其中：办公经费 | 45 | 40 | 50 |
| 项目支出 | 50 | 40 | 30 |
| 业务工作经费 | 20 | 10 | 10 |
| 运行维护经费 | / | / | / |
| 本级专项资金 | 30 | 30 | 20 |
| 甲专项 | 20 | 20 | 15 |
| 乙专项 | 10 | 10 | 5 |
| 三公经费 | 10 | 11 | 12 |
| 公务接待 | 3 | 3 | 4 |
| 出国经费 | / | / | / |
| 公务用车购置和维护经费 | 7 | 8 | 8 |
| 公车运行维护 | 7 | 8 | 8 |
| 公车购置 | / | / | / |
| 财政供养人员情况 | 控制率 | 在职人数 | 编制数 |
| ^ | 95.00% | 38 | 40 |
"""

TWO_ROW_HEADINGS = """
| 2031年度部门整体支出绩效评价基础数据表 | < | < | < |
| 经费控制情况 | 2030年 | 2031年 | < |
| ^ | 决算数 | 预算数 | 决算数 |
| 三公经费 | 12 | 11 | 10 |
| 1、公务用车购置和维护经费 | 8 | 8 | 7 |
| 其中：公车购置 | / | / | / |
| 公车运行维护 | 8 | 8 | 7 |
| 2、出国经费 | / | / | / |
| 3、公务接待 | 4 | 3 | 3 |
| 项目支出： | 30 | 40 | 50 |
| 1、业务工作经费 | 10 | 10 | 20 |
| 2、运行维护经费 | / | / | / |
| 3、本级专项资金 | 20 | 30 | 30 |
| 甲专项 | 15 | 20 | 20 |
| 乙专项 | 5 | 10 | 10 |
| 公用经费 | 100 | 90 | 95 |
| 其中：办公经费 | 50 | 40 | 45 |
| 财政供养人员情况 | 编制数 | 在职人数 | 控制率 |
| ^ | 40 | 38 | 95% |
"""

TWO_LABEL_COLUMNS = """
| 2031年度基础数据表 | < | < | < | < |
| 人员 | < | 编制数 | 在职人数 | 控制率 |
| ^ | ^ | 40 | 38 | 95% |
| 经费（万元） | < | 2030年决算数 | 2031年预算数 | 2031年决算数 |
| 三公经费 | 小计 | 12 | 11 | 10 |
| ^ | 公务用车购置和维护经费 | 8 | 8 | 7 |
| ^ | 其中：公车购置 | / | / | / |
| ^ | 公车运行维护 | 8 | 8 | 7 |
| ^ | 出国经费 | / | / | / |
| ^ | 公务接待 | 4 | 3 | 3 |
| 项目支出 | 合计 | 30 | 40 | 50 |
| ^ | 业务工作经费 | 10 | 10 | 20 |
| ^ | 运行维护经费 | / | / | / |
| ^ | 本级专项资金 | 20 | 30 | 30 |
| ^ | 甲专项 | 15 | 20 | 20 |
| ^ | 乙专项 | 5 | 10 | 10 |
| 公用经费 | < | 100 | 90 | 95 |
| 其中 | 办公经费 | 50 | 40 | 45 |
"""

IN_YUAN = """
| 2031年度基础数据表 | < | < | < |
| （单位：元） |
| 财政供养人员情况（人） | 编制数 | 2031年实际在职人数 | 控制率 |
| ^ | 40 | 38 | 95% |
| 经费控制情况 | 2030年决算数 | 2031年预算数 | 2031年决算数 |
| 三公经费 | 120000 | 110000 | 100000 |
| 公务用车购置和维护经费 | 80000 | 80000 | 70000 |
| 公车购置 | 0 | 0 | 0 |
| 公车运行维护 | 80000 | 80000 | 70000 |
| 出国经费 | 0 | 0 | 0 |
| 公务接待 | 40000 | 3万元 | 3万 |
| 项目支出 | 300000 | 400000 | 500000 |
| 业务工作经费 | 100000 | 100000 | 200000 |
| 运行维护经费 | | | |
| 本级专项资金 | 200000 | 300000 | 300000 |
| 甲专项 | 150000 | 200000 | 200000 |
| 乙专项 | 50000 | 100000 | 100000 |
| 公用经费 | 1000000 | 900000 | 950000 |
| 办公经费 | 500000 | 400000 | 450000 |
"""

PAIRS_IN_A_ROW = """
| 2031年度基础数据表 | < | < | < | < | < | < |
| 人员情况 | 编制数 | 40 | 在职人数 | 38 | 控制率 | 95% |
| 经费控制情况（万元） | 2030年决算数 | < | 2031年预算数 | < | 2031年决算数 | < |
| 三公经费 | 12 | < | 11 | < | 10 | < |
| 公务用车购置和维护经费 | 8 | < | 8 | < | 7 | < |
| 公车购置 | / | < | / | < | / | < |
| 公车运行维护 | 8 | < | 8 | < | 7 | < |
| 出国经费 | / | < | / | < | / | < |
| 公务接待 | 4 | < | 3 | < | 3 | < |
| 项目支出 | 30 | < | 40 | < | 50 | < |
| 业务工作经费 | 10 | < | 10 | < | 20 | < |
| 运行维护经费 | / | < | / | < | / | < |
| 本级专项资金 | 20 | < | 30 | < | 30 | < |
| 甲专项 | 15 | < | 20 | < | 20 | < |
| 乙专项 | 5 | < | 10 | < | 10 | < |
| 公用经费 | 100 | < | 90 | < | 95 | < |
| 其中：办公经费 | 50 | < | 40 | < | 45 | < |
"""

UNTITLED_AS_TEXT = """
| 财政供养人员情况 | 编制数 | 在职人数 | 控制率 |
| ^ | '40人 | '38人 | '95.0％ |
| 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
| 三公经费 | '12.00 | '11 | '１０ |
| 公务用车购置和维护经费 | '8 | '8 | '7 |
| 公车购置 | 无 | — | '0 |
| 公车运行维护 | '8 | '8 | '7 |
| 出国经费 | 无 | — | '- |
| 公务接待 | '4 | '3 | '3 |
| 项目支出 | '30 | '40 | '50 |
| 业务工作经费 | '10 | '10 | '20 |
| 运行维护经费 | '0.00 | | |
| 本级专项资金 | '20 | '30 | '30 |
| 甲专项 | '15 | '20 | '20 |
| 乙专项 | '5 | '10 | '10 |
| 公用经费 | '100 | '90 | '95 |
| 其中：办公经费 | '50 | '40 | '45 |
"""

WITH_NUMBERS_AND_REPEATED_HEADING = """
| 2031年度部门整体支出绩效评价基础数据表 | < | < | < | < |
| 序号 | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
| 1 | 三公经费 | 12 | 11 | 10 |
| 2 | 公务用车购置和维护经费 | 8 | 8 | 7 |
| 3 | 公车购置 | / | / | / |
| 4 | 公车运行维护 | 8 | 8 | 7 |
| 5 | 出国经费 | / | / | / |
| 6 | 公务接待 | 4 | 3 | 3 |
| 7 | 项目支出 | 30 | 40 | 50 |
| 8 | 业务工作经费 | 10 | 10 | 20 |
| 9 | 运行维护经费 | / | / | / |
| 10 | 本级专项资金 | 20 | 30 | 30 |
| 11 | 甲专项 | 15 | 20 | 20 |
| 序号 | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
| 12 | 乙专项 | 5 | 10 | 10 |
| 13 | 公用经费 | 100 | 90 | 95 |
| 14 | 办公经费 | 50 | 40 | 45 |
| | 财政供养人员情况 | 编制数 | 在职人数 | 控制率 |
| | 人数 | 40 | 38 | 95% |
"""

SISTER_AND_WITHIN = """
| 2031年度部门整体支出绩效评价基础数据表 | < | < | < |
| 财政供养人员情况（人） | 编制数 | 2031年实际在职人数 | 控制率 |
| 行政 | 15 | 14 | 93.33% |
| 事业 | 25 | 24 | 96.00% |
| 合计 | 40 | 38 | 95% |
| 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
| 三公经费 | 12 | 11 | 10 |
| 1、公务用车购置和维护经费 | 8 | 8 | 7 |
| 其中：公车购置 | / | / | / |
| 公车运行维护 | 8 | 8 | 7 |
| 2、出国经费 | / | / | / |
| 3、公务接待 | 4 | 3 | 3 |
| 项目支出： | 30 | 40 | 50 |
| 1、业务工作经费 | 10 | 10 | 15 |
| 2、运行维护经费 | / | / | / |
| 3、本级专项资金 | 20 | 30 | 30 |
| 甲专项 | 15 | 20 | 20 |
| 其中：设备 | 9 | 8 | 7 |
| 乙专项 | 5 | 10 | 10 |
| 4、上级追加项目 | | | 5 |
| 公用经费 | 100 | 90 | 95 |
| 其中：办公经费 | 50 | 40 | 45 |
"""

TABLE = """
| 2031年度部门整体支出绩效自评表 | < | < | < | < | < |
| 预算单位 | 某某局 | | | | |
| 年度预算 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| 年度资金总额 | 145 | 145 | 145 | 10 | 100% | 10 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 走访企业数 | ≥10家 | 12家 | 90 | 90 |
| 总分 | | | | | 100 | 100 |
"""

VARIANTS = {
    "plain": PLAIN,
    "shifted, other numbering, plain ratio": SHIFTED,
    "other order of columns and of lines": OTHER_ORDER,
    "headings over two rows": TWO_ROW_HEADINGS,
    "labels over two columns": TWO_LABEL_COLUMNS,
    "in yuan": IN_YUAN,
    "staff as pairs in one row, merged figures": PAIRS_IN_A_ROW,
    "without a title, figures as text": UNTITLED_AS_TEXT,
    "with a column of numbers and a repeated heading": WITH_NUMBERS_AND_REPEATED_HEADING,
    "own sister of the special funds, own lines with parts, staff by kind": SISTER_AND_WITHIN,
    "below an indicator table": TABLE + "\n" + PLAIN.lstrip("\n"),
    "above an indicator table": PLAIN + TABLE.lstrip("\n"),
    "above an indicator table, without its note": PLAIN[: PLAIN.index("| 厉行节约")] + TABLE.lstrip("\n"),
}

TRUTH = {
    "three_public": (12, 11, 10),
    "vehicles": (8, 8, 7),
    "vehicle_running": (8, 8, 7),
    "reception": (4, 3, 3),
    "projects": (30, 40, 50),
    "special": (20, 30, 30),
    "甲专项": (15, 20, 20),
    "乙专项": (5, 10, 10),
    "running": (100, 90, 95),
    "office": (50, 40, 45),
}


def statements(*texts):
    return recognise(book(*[grid(text, f"表{n}") for n, text in enumerate(texts, 1)]))


@pytest.mark.parametrize("name", VARIANTS)
class TestEveryShape:
    def read(self, name):
        found = statements(VARIANTS[name])
        [statement] = [s for s in found.statements if s.form == "hunan-basic-data"]
        return assess_statement(statement)

    def test_each_figure_stands_with_its_line_and_its_year(self, name):
        assessed = self.read(name)
        factor = 10_000 if assessed.statement.money_unit == "元" else 1
        figures = {
            line.key or line.name: tuple((assessed.figures[line.figures[key].ref] or 0) / factor for key in ("prior", "budget", "final"))
            for line in assessed.statement.lines if line.block == "spending"
        }
        assert {key: figures.get(key) for key in TRUTH} == TRUTH

    def test_the_staff_are_read(self, name):
        assessed = self.read(name)
        line = next(line for line in reversed(assessed.statement.lines) if line.block == "staff")
        assert [assessed.figures[line.figures[key].ref] for key in ("approved", "actual")] == [40, 38]

    def test_the_units_own_lines_belong_to_the_special_funds(self, name):
        own = [line.name for line in self.read(name).statement.lines if line.parent == "special"]
        assert [line for line in own if line != "设备"] == ["甲专项", "乙专项"]

    def test_everything_that_is_promised_was_judged_and_holds(self, name):
        assessed = self.read(name)
        judged = {(one.relation.kind, one.relation.subject.replace("”", "").replace("“", "")[:4]) for one in assessed.judged}
        assert [one.why.zh for one in assessed.judged if not one.holds] == []
        assert assessed.mixes == ()
        assert assessed.unreadable == ()
        assert sum(one.relation.kind == "sum" for one in assessed.judged) >= 12
        assert {kind for kind, _ in judged} >= {"sum", "at_most", "ratio", "limit"}
        assert assessed.statement.drift == ()


@pytest.mark.parametrize("name", [name for name in VARIANTS if "indicator table" in name])
def test_an_indicator_table_on_the_same_sheet_is_read_as_well(name):
    found = statements(VARIANTS[name])
    [table] = found.tables
    assert [row.name.text for row in table.indicators] == ["走访企业数"]
    assert table.total.text == "100"
    assert [line.name for line in table.funds] == ["年度资金总额"]


def test_an_indicator_table_alone_is_no_statement():
    found = statements(TABLE)
    assert found.statements == ()
    assert len(found.tables) == 1


def test_a_statement_is_no_indicator_table():
    assert statements(PLAIN).tables == ()


CARRY_OVER = """
| 某某局2031年一般公共预算收支结转结余情况 | < | < | < | < |
| （单位：万元） | < | < | < | < |
| 单位名称 | 上年\\n结余 | 本年收入 | 本年支出 | 期末\\n结余 |
| 机关 | / | 100 | 100 | / |
| 甲所 | 5 | 200 | 190 | 15 |
| 合     计 | 5 | 300 | 290 | 15 |
"""

CARRY_OVER_VARIANTS = {
    "plain": CARRY_OVER,
    "total first, other words, other order": """
| 序号 | 预算单位 | 年末结转结余 | 本年支出合计 | 本年收入合计 | 年初结转结余 |
| | 合计 | 15 | 290 | 300 | 5 |
| 1 | 机关 | | 100 | 100 | |
| 2 | 甲所 | 15 | 190 | 200 | 5 |
""",
    "without a total": """
| 单位 | 年初结余 | 收入 | 支出 | 年末结余 |
| 机关 | 0 | 100 | 100 | 0 |
| 甲所 | 5 | 200 | 190 | 15 |
""",
    "with a part of a unit": """
| 收支结转结余情况表 |
| 单位名称 | 上年结余 | 本年收入 | 本年支出 | 期末结余 |
| 机关 | / | 100 | 100 | / |
| 甲所 | 5 | 200 | 190 | 15 |
| 其中：项目 | 5 | 50 | 45 | 10 |
| 合计 | 5 | 300 | 290 | 15 |
| 注：本表含下属单位。 |
""",
}


@pytest.mark.parametrize("name", CARRY_OVER_VARIANTS)
def test_carry_over_statements_are_read_and_hold(name):
    [statement] = statements(CARRY_OVER_VARIANTS[name]).statements
    assert statement.form == "hunan-carry-over"
    assessed = assess_statement(statement)
    figures = {
        line.name: [assessed.figures[line.figures[key].ref] or 0 for key in ("opening", "income", "expense", "closing")]
        for line in statement.lines
    }
    assert figures["机关"] == [0, 100, 100, 0]
    assert figures["甲所"] == [5, 200, 190, 15]
    assert [one.why.zh for one in assessed.judged if not one.holds] == []
    assert sum(one.relation.kind == "balance" for one in assessed.judged) >= 2
    assert ("合计" in figures) == any(one.relation.kind == "sum" for one in assessed.judged)


def test_several_statements_in_one_workbook_and_on_one_sheet():
    found = statements(PLAIN, CARRY_OVER)
    assert [(s.sheet, s.form) for s in found.statements] == [("表1", "hunan-basic-data"), ("表2", "hunan-carry-over")]
    below = statements(PLAIN + CARRY_OVER)
    assert [s.form for s in below.statements] == ["hunan-basic-data", "hunan-carry-over"]
    assert all(one.holds for s in below.statements for one in assess_statement(s).judged)


def test_two_units_one_below_the_other_are_two_statements():
    found = statements(PLAIN + PLAIN.lstrip("\n").replace("| 40 | 38 | 95% |", "| 50 | 49 | 98% |"))
    assert [[line.figures["approved"].text for line in s.lines if line.block == "staff"] for s in found.statements] == [["40"], ["50"]]


FUND = """
| 2031年度政府性基金预算支出情况表 | < | < | < |
| 项目 | 预算数 | 支出数 | 执行率 |
| 土地出让金安排的支出 | 200 | 150 | 75% |
| 彩票公益金安排的支出 | 100 | 90 | 90% |
| 合计 | 300 | 240 | 80% |
"""


@pytest.mark.parametrize(
    ("title", "form"),
    [("政府性基金", "hunan-government-fund"), ("国有资本经营", "hunan-state-capital"), ("社会保险基金", "hunan-social-insurance")],
)
def test_the_three_funds_are_told_apart_by_their_titles(title, form):
    [statement] = statements(FUND.replace("政府性基金", title)).statements
    assert statement.form == form
    judged = assess_statement(statement).judged
    assert sorted(one.relation.kind for one in judged) == ["ratio"] * 3 + ["sum"] * 2
    assert all(one.holds for one in judged)


def test_a_fund_that_a_unit_does_not_have():
    [statement] = statements("""
| 2031年度国有资本经营预算支出情况表 | < | < |
| 无 | < | < |
""").statements
    assert (statement.form, statement.lines) == ("hunan-state-capital", ())
    [empty] = statements(FUND[: FUND.index("| 土地")]).statements
    assert empty.lines == ()
    assert assess_statement(empty).judged == ()


def test_budget_and_spending_without_a_title_are_no_fund():
    assert statements(FUND.replace("| 2031年度政府性基金预算支出情况表 | < | < | < |", "| 支出明细 | < | < | < |")).statements == ()


def test_a_title_without_a_heading_is_said():
    found = statements("| 2031年度一般公共预算收支结转结余情况表 |\n| 机关 | 100 | 100 |")
    assert found.statements == ()
    assert [note.zh for note in found.notes] == [
        "工作表“表1”A1 写着“2031年度一般公共预算收支结转结余情况表”，但没有找到它的表头（上年结余、本年收入、本年支出、期末结余），没有核对。"
    ]


def test_a_form_can_be_taken_for_the_whole_workbook():
    found = recognise(book(grid(TABLE, "自评表"), grid(PLAIN, "数据")), "hunan-basic-data")
    assert found.tables == ()
    assert [s.sheet for s in found.statements] == ["数据"]


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("　1、“三公”经费（万元）：", "三公经费"), ("其中：公车购置", "公车购置"), ("（二）因公出国（境）费用", "因公出国境费用"),
        ("其中:1.办公 经费", "办公经费"), ("十二、项目支出", "项目支出"), ("３、公务接待", "公务接待"),
    ],
)
def test_labels_are_compared_by_their_words(label, words):
    assert line_words(label) == words


# ------------------------------------------------------------------ form files ----


def test_both_kinds_of_forms_are_listed_and_found():
    forms = {form.id: form for form in load_forms()}
    assert {"hunan-basic-data", "hunan-carry-over", "hunan-government-fund", "hunan-state-capital", "hunan-social-insurance"} <= forms.keys()
    assert forms["hunan-basic-data"].stage == "statement"
    assert find_form("hunan-carry-over").name.zh == "一般公共预算收支结转结余情况表（湖南）"
    assert "hunan-basic-data" not in {form.id for form in table_forms()}


GOOD = """
[form]
id = "x"
name = "某表"
stage = "statement"
titles = ["某表"]
signature = ["某列"]
basis = "条文待核"

[[blocks]]
key = "b"
name = "某块"
required = ["a"]
columns.a = ["某列"]
columns.r = ["某率"]
lines = [{ key = "whole", labels = ["总"], parts = "sum" }, { key = "part", labels = ["分"], parent = "whole" }]
ratios = [{ column = "r", of = "a", by = "a" }]

[computed]
fields = ["sum"]
"""


def test_a_small_form_is_enough():
    assert parse_form(GOOD, "x.toml").blocks[0].lines[1].parent == "whole"


@pytest.mark.parametrize(
    ("old", "new", "key", "allowed"),
    [
        ('parts = "sum"', 'parts = "add"', "blocks.b.lines.parts", "sum、at_most"),
        ('parent = "whole"', 'parent = "hole"', "blocks.b.lines.parent", "whole、part"),
        ('of = "a"', 'of = "z"', "blocks.b.ratios", "a、r"),
        ('required = ["a"]', 'required = ["q"]', "blocks.b.required", "a、r"),
        ('fields = ["sum"]', 'fields = ["total"]', "computed.fields", "sum、ratio、change、balance"),
        ('columns.a = ["某列"]', 'columns.a = "某列"', "blocks.b.columns.a", "非空的文字列表"),
        ('name = "某块"', 'nome = "某块"', "blocks.nome", "name"),
        ('name = "某块"', "", "blocks.name", "缺失"),
        ('signature = ["某列"]', "", "form.signature", "缺失"),
        ('key = "part"', 'key = "whole"', "blocks.b.lines.key", "出现了两次"),
        ('titles = ["某表"]', "titles = [1]", "form.titles", "文字"),
    ],
)
def test_a_mistake_is_answered_with_file_key_and_what_is_allowed(old, new, key, allowed):
    assert old in GOOD
    with pytest.raises(FormError) as error:
        parse_form(GOOD.replace(old, new, 1), "x.toml")
    assert f"x.toml：键 {key} " in error.value.text.zh
    assert allowed in error.value.text.zh


# ------------------------------------------------------------------ beside them ----

PROJECT = """
| 2031年度项目支出绩效自评表 | < | < | < | < | < | < |
| {name} | 乡村道路养护 | < | < | < | < | < |
| 项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| | 年度资金总额 | 50 | 50 | 50 | 10 | 100% | 10 |
| | 其中：当年财政拨款 | 40 | 40 | 40 | | | |
| | 上年结转资金 | 10 | 10 | 10 | | | |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
| 产出指标 | 数量指标 | 养护里程 | ≥10公里 | 12公里 | 90 | 90 | |
| 总分 | | | | | 100 | 100 | |
"""


@pytest.mark.parametrize(("name", "form", "policy"), [("项目支出名称", "hunan-project", "hunan"), ("项目名称", "mof-project", "mof-2020")])
def test_the_project_table_of_hunan_is_known_by_its_first_line(name, form, policy):
    [table] = statements(PROJECT.format(name=name)).tables
    assert (table.form, table.policy) == (form, policy)
    assert [line.name for line in table.funds] == ["年度资金总额", "当年财政拨款", "上年结转资金"]
