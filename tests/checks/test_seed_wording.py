"""What the two published tables in workbooks/examples say wrongly, and what must not be called wrong.

The expected facts were found by reading the published tables; rows are named by their indicator.
"""

from pathlib import Path

import pytest

from jixiao.checks import run_checks
from jixiao.forms import recognise
from jixiao.scoring.assess import assess
from jixiao.scoring.policy import load
from jixiao.workbooks import open_workbook

EXAMPLES = Path(__file__).parents[2] / "workbooks" / "examples"


class Judged:
    """An example workbook, its rows by name, and what the checks on values and wording say about it."""

    def __init__(self, file: str, policy: str):
        (self.table,) = recognise(open_workbook(EXAMPLES / file).book).tables
        self.assessment = assess(self.table, load(policy))
        self.findings = [f for f in run_checks(self.assessment) if f.code.startswith("JX5")]
        self.rows = [i.name.text for i in self.table.indicators]

    def row(self, name):
        exact = [i for i in self.table.indicators if i.name.text == name]
        (found,) = exact or [i for i in self.table.indicators if name in i.name.text]
        return found

    def cells(self, column, *names):
        return {getattr(self.row(name), column).ref for name in names}

    def of(self, code, severity=None):
        return [f for f in self.findings if f.code == code and severity in {None, f.severity}]

    def one(self, code, severity=None):
        (found,) = self.of(code, severity)
        return found

    def at(self, code, column, name):
        """The finding of that code whose first cell is the given one."""
        (found,) = [f for f in self.of(code) if {f.cells[0]} == self.cells(column, name)]
        return found


@pytest.fixture(scope="module")
def shaoguan():
    return Judged("shaoguan-2022.xlsx", "guangdong")


@pytest.fixture(scope="module")
def yiyang():
    return Judged("yiyang-2024.xlsx", "hunan")


QUALITY = [
    "对药品生产、批发（连锁总部）企业检查覆盖率", "全市药品生产企业检查覆盖率", "疾控中心检查覆盖率", "疫苗接种单位检查覆盖率", "化妆品生产企业检查覆盖率",
    "双随机抽查辖区企业比例", "重点行业领域年报", "医疗器械生产企业、第二、三类医疗器械批发", "第二类医疗器械零售经营企业检查覆盖率", "不合格产品查处率",
    "信息化系统正常运行率", "行业标准/地方标准完成率", "全市万人发明专利拥有量增长率", "特种设备监管完成整改比例", "特种设备隐患整改率",
]
COMPLAINTS = "投诉按时初查、举报按时核查、投诉调解成功"
BASED_ON_COUNTS = QUALITY[:5]
CITY = "国家知识产权试点示范城市"
PARK = "国家知识产权试点示范园"


class TestShaoguan:
    def test_seven_spellings_of_the_direction_are_read_as_five_comparisons(self, shaoguan):
        finding = shaoguan.one("JX514")
        assert finding.severity == "info"
        assert finding.choice is not None
        assert "7 种" in finding.message.zh
        for spelling in ("大于或等于", "大于等于", "等于或大于", "大于", "小于", "等于", "等于或等于"):
            assert spelling in finding.message.zh

    def test_a_direction_that_names_no_comparison_is_an_error_and_should_be_at_least(self, shaoguan):
        finding = shaoguan.one("JX503", "error")
        assert {finding.cells[0]} == shaoguan.cells("direction", "在中小学开展知识产权进校园活动")
        assert finding.expected == "≥"

    @pytest.mark.parametrize(("name", "expected"), [
        ("组织开展知识产权金融对接活动", "≥ 2次"), ("开发知识产权证券化产品", "≥ 1个"), ("成功提交地理标志商标注册申请", "≥ 3件"),
    ])
    def test_equal_against_at_least_is_an_error(self, shaoguan, name, expected):
        finding = shaoguan.at("JX504", "direction", name)
        assert (finding.severity, finding.expected) == ("error", expected)

    def test_a_wish_has_to_be_reworded(self, shaoguan):
        assert "力争" in shaoguan.at("JX504", "direction", "成功提交地理标志商标注册申请").message.zh

    def test_equal_against_at_least_the_whole_is_only_a_warning(self, shaoguan):
        finding = shaoguan.at("JX504", "direction", "不合格产品查处率")
        assert (finding.severity, finding.expected) == ("warning", "= 100%")

    def test_no_other_row_contradicts_its_direction(self, shaoguan):
        assert len(shaoguan.of("JX504")) == 4

    def test_more_than_4500_batches_is_a_choice_about_exactly_4500(self, shaoguan):
        finding = shaoguan.one("JX512", "info")
        assert {finding.cells[0]} == shaoguan.cells("direction", "食品安全监督抽检")
        assert {cell.row for cell in finding.cells} == {shaoguan.row("食品安全监督抽检").row}
        assert finding.choice is not None
        assert finding.choice.key == "strict_equal"

    def test_an_average_as_target_is_taken_as_less_than_its_number(self, shaoguan):
        finding = shaoguan.one("JX513", "info")
        assert {finding.cells[0]} == shaoguan.cells("target", "市级食品安全监督抽检平均成本")
        assert finding.expected == "< 2300元/批次"
        assert finding.choice is not None

    def test_sixteen_qualitative_rows_have_numbers(self, shaoguan):
        finding = shaoguan.one("JX510", "warning")
        assert set(finding.cells) == shaoguan.cells("nature", *QUALITY, COMPLAINTS)
        assert len(finding.cells) == 16

    def test_the_row_about_serious_accidents_has_no_target(self, shaoguan):
        finding = shaoguan.one("JX506", "error")
        assert {finding.cells[0]} == shaoguan.cells("target", "遏制重特大安全生产事故的发生")

    def test_both_pilot_projects_lack_a_direction(self, shaoguan):
        assert {f.cells[0] for f in shaoguan.of("JX505", "error")} == shaoguan.cells("direction", CITY, PARK)

    def test_ratios_in_enterprises_or_items_should_be_in_percent(self, shaoguan):
        wrong = [*BASED_ON_COUNTS, "特种设备监管完成整改比例", "特种设备隐患整改率"]
        assert {f.cells[0] for f in shaoguan.of("JX507", "error")} == shaoguan.cells("unit", *wrong)
        assert {f.expected for f in shaoguan.of("JX507")} == {"%"}

    def test_ratios_without_a_unit_are_one_warning(self, shaoguan):
        without = [*QUALITY[5:13], "重大活动食品安全事故率", "食品抽检年度任务完成及时率", COMPLAINTS, "服务对象对食品安全工作总体满意度"]
        finding = shaoguan.one("JX508", "warning")
        assert set(finding.cells) == shaoguan.cells("unit", *without)
        assert finding.expected == "%"

    def test_targets_with_words_and_units_are_one_warning(self, shaoguan):
        finding = shaoguan.one("JX509", "warning")
        mixed = ["新增限上餐饮企业", "明厨亮灶", "食用农产品快检任务", "化妆品经营企业检查", "对检验检测机构与认证工作培训", "药品安全应急演练", "高价值专利培育布局中心"]
        assert shaoguan.cells("target", *mixed) <= set(finding.cells)
        plain = ["食品安全示范县创建", "保健食品生产企业日常监督检查", "特殊食品经营双随机抽查", "药品不良反应报告数", "信息化系统正常运行率", *BASED_ON_COUNTS]
        assert not shaoguan.cells("target", *plain) & set(finding.cells)

    def test_three_pairs_are_nearly_the_same(self, shaoguan):
        finding = shaoguan.one("JX511", "warning")
        assert "3 对" in finding.message.zh
        pairs = [(QUALITY[0], QUALITY[1]), ("特种设备监管完成整改比例", "特种设备隐患整改率"), (CITY, PARK)]
        assert set(finding.cells) == shaoguan.cells("name", *(name for pair in pairs for name in pair))

    def test_nothing_else_is_called_wrong(self, shaoguan):
        assert sorted({f.code for f in shaoguan.findings if f.severity == "error"}) == ["JX503", "JX504", "JX505", "JX506", "JX507"]
        assert {f.code for f in shaoguan.findings if f.severity == "warning"} == {"JX504", "JX508", "JX509", "JX510", "JX511"}


class TestYiyang:
    def test_nothing_in_units_and_wording_is_an_error(self, yiyang):
        assert [f for f in yiyang.findings if f.severity == "error"] == []

    def test_limits_reached_on_the_day_are_one_choice(self, yiyang):
        finding = yiyang.one("JX515", "info")
        dated = ["指导全市非公企业党组织党建工作时间", "产商品抽检完成时间", "质量宣传月活动完成时间", "食品安全工作考核完成时间"]
        within = ["处理价格投诉举报时间", "行政执法办案一般案件结办时间", "企业开办时间", "对上级移送案件开展措排处理时间"]
        assert yiyang.cells("actual", *dated, *within) <= set(finding.cells)
        assert not yiyang.cells("actual", "开展国家宪法日主题宣传活动时间") & set(finding.cells)
        assert finding.choice is not None
        assert (finding.choice.key, finding.choice.taken) == ("before_inclusive", "true")
        # Without the day itself, four rows of half a point are lost from 95.5.
        assert [(a.value, a.score) for a in finding.choice.alternatives] == [("false", "93.5")]

    def test_targets_without_a_comparison_are_one_choice(self, yiyang):
        finding = yiyang.one("JX516", "info")
        satisfaction = [i.name.text for i in yiyang.table.indicators if i.level2 == "服务对象满意度指标"]
        assert len(satisfaction) == 9
        assert yiyang.cells("target", *satisfaction, "因传销而引发群体性稳定事件数", "标准化实施率") <= set(finding.cells)
        assert not yiyang.cells("target", "市场主体增长率", "企业登记网办率", "处理价格投诉举报时间") & set(finding.cells)
        assert "≥" in finding.message.zh
        assert "≤" in finding.message.zh
        assert finding.choice is not None

    def test_a_misspelt_unit_is_one_warning_and_read_as_batches(self, yiyang):
        finding = yiyang.one("JX519", "warning")
        assert {finding.cells[0]} == yiyang.cells("target", "医疗器械抽验批次")
        assert "批次" in finding.message.zh

    def test_no_pair_of_135_rows_is_called_a_duplicate(self, yiyang):
        assert len(yiyang.rows) >= 133
        assert yiyang.of("JX511") == []

    def test_nothing_else_is_said(self, yiyang):
        assert sorted(f.code for f in yiyang.findings) == ["JX515", "JX516", "JX519"]
