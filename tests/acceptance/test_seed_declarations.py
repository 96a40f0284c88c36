"""What must and must not be said about the three published declarations, through the command line's JSON.

Every expectation was worked out by reading the published tables, apart from the code.  Cells are found by
the tables' own words, so that the layout may change.  The names D01, H01, G01 … are those of the list of expectations.
"""

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

EXAMPLES = Path(__file__).parents[2] / "workbooks" / "examples"
LEVELS = ("质量指标", "时效指标", "成本指标", "经济效益指标", "服务对象满意度指标", "社会效益指标", "效益指标", "可持续影响指标")


def run(*arguments):
    done = subprocess.run([sys.executable, "-m", "jixiao", *arguments], capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, json.loads(done.stdout)


def check(name, *options):
    _, document = run("check", str(EXAMPLES / f"{name}.xlsx"), "--format", "json", *options)
    return document["files"][0]


@pytest.fixture(scope="module")
def dongguan():
    return check("dongguan-2022")


@pytest.fixture(scope="module")
def hengyang():
    return check("hengyang-2023")


@pytest.fixture(scope="module")
def gaoxin():
    return check("gaoxin-2021")


def cells(name, words, sheet=0):
    """Addresses of the cells that hold exactly these words."""
    book = openpyxl.load_workbook(EXAMPLES / f"{name}.xlsx")
    return [cell.coordinate for row in book.worksheets[sheet].iter_rows() for cell in row if str(cell.value or "").strip() == words]


def beside(name, words, columns=1, sheet=0):
    """The cell so many columns right of the only one that holds these words."""
    (place,) = cells(name, words, sheet)
    column, row = openpyxl.utils.cell.coordinate_from_string(place)
    return f"{openpyxl.utils.get_column_letter(openpyxl.utils.column_index_from_string(column) + columns)}{row}"


def at(record, cell, severity):
    """Findings of that severity that list the cell."""
    return [f for f in record["findings"] if f["severity"] == severity and cell in f["cells"]]


def choices(record, key, severity="info"):
    return [f for f in record["findings"] if f.get("choice") and f["choice"]["key"] == key and f["severity"] == severity]


# ------------------------------------------------------------------ 东莞 ----


@pytest.mark.parametrize("level", LEVELS)
def test_dongguan_d01_a_level_row_holds_a_value(dongguan, level):
    value = beside("dongguan-2022", level)
    (finding,) = [f for f in at(dongguan, value, "error") if f["cell"] == value]
    assert level in finding["message"]
    assert "标题行不得有值" in finding["message"]
    assert "邻行的重复" in finding["message"]


def test_dongguan_d01_no_level_is_an_indicator(dongguan):
    (table,) = dongguan["tables"]
    assert len(table["indicators"]) == 33
    assert not {row["name"] for row in table["indicators"]} & set(LEVELS)


def test_dongguan_d02_hierarchy(dongguan):
    (finding,) = [f for f in dongguan["findings"] if "没有所属的二级指标" in f["message"]]
    assert finding["severity"] == "error"
    assert "33 个指标" in finding["message"]
    assert "缺二级“数量指标”、一级“满意度指标”" in finding["message"]
    assert "“效益指标”排在“经济效益指标”“社会效益指标”之后" in finding["message"]
    assert all(row["level2"] is None for row in dongguan["tables"][0]["indicators"])


def test_dongguan_d03_neither_weights_nor_funds(dongguan):
    (finding,) = [f for f in dongguan["findings"] if f["severity"] == "error" and "分值" in f["message"]]
    assert "资金" in finding["message"]
    assert "不能评分" in finding["message"]


def test_dongguan_d08_a_figure_between_nouns_is_read_without_a_word(dongguan):
    name = "集中监管仓库处理进口冻品时消毒液浓度"
    value = beside("dongguan-2022", name)
    assert [f for f in dongguan["findings"] if value in f["cells"] and f["severity"] != "info"] == []


def test_dongguan_d09_a_target_that_always_holds(dongguan):
    assert at(dongguan, beside("dongguan-2022", "成本节约率 (%)"), "warning")
    assert at(dongguan, beside("dongguan-2022", "预算执行率 (%)"), "warning")


def test_dongguan_d10_before_october(dongguan):
    (finding,) = choices(dongguan, "month_limit")
    assert finding["cells"] == [beside("dongguan-2022", "工业产品许可证企业证后监管审查完成时间")]


def test_dongguan_d12_a_target_that_cannot_be_judged(dongguan):
    assert at(dongguan, beside("dongguan-2022", "发放营业执照的可持续性"), "warning")


def test_dongguan_d13_no_comparison(dongguan):
    (finding,) = choices(dongguan, "assumed_direction", "warning")
    bare = [beside("dongguan-2022", name) for name in (
        "机电类特种设备检验发现问题处置率", "工作质量达标率", "消费投诉处理率", "重大产品质量查处率", "不合格药品召回企业覆盖率",
        "在用机电类特种设备隐患整改率", "承压类特种设备隐患整改情况", "特种设备检验完整性", "基层消费维权服务站构建率",
    )]
    assert {*bare, beside("dongguan-2022", "省对市政府质量工作考核等级")} <= set(finding["cells"])


def test_dongguan_d14_a_suffix_beside_signs(dongguan):
    (finding,) = [f for f in at(dongguan, beside("dongguan-2022", "单个项目资助额30万元以上受益单位满意度"), "warning") if f["expected"]]
    assert finding["expected"] == "≥"


def test_dongguan_says_nothing_else_that_counts(dongguan):
    assert sum(f["severity"] == "error" for f in dongguan["findings"]) == len(LEVELS) + 2
    assert sum(f["severity"] == "warning" for f in dongguan["findings"]) == 5


# ------------------------------------------------------------------ 衡阳 ----


def test_hengyang_h01_rows_beside_their_columns(hengyang):
    (finding,) = [f for f in hengyang["findings"] if "比标题靠右一列" in f["message"]]
    assert finding["severity"] == "error"
    (first,) = cells("hengyang-2023", "成本指标")
    assert finding["cell"] == first
    costs = ["专项商品和服务支出", "一般商品和服务支出", "工资福利支出", "对企事业单位的补贴", "对个人和家庭的补助"]
    assert finding["cells"][1:] == [cells("hengyang-2023", name)[0] for name in costs]
    assert "时效指标：重点工作任务完成时间；成本指标：专项商品和服务支出、" in finding["expected"]
    assert "等 5 行" in finding["expected"]
    read = {row["name"]: (row["level2"], row["target"]) for row in hengyang["tables"][0]["indicators"]}
    assert read["重点工作任务完成时间"] == ("时效指标", "2023年12月前")
    assert [read[name] for name in costs] == [("成本指标", figure) for figure in ("354", "1722.4", "5607.1", "500", "563.63")]


def test_hengyang_h02_a_time_limit_below_quality(hengyang):
    (finding,) = at(hengyang, cells("hengyang-2023", "注册登记办结期限")[0], "error")
    assert (finding["found"], finding["expected"]) == ("质量指标", "时效指标")


def test_hengyang_h03_fewer_than_two_days_beside_at_most_two(hengyang):
    (finding,) = choices(hengyang, "rule_bound")
    assert finding["cells"] == [beside("hengyang-2023", "注册登记办结期限", 5)]
    assert (finding["choice"]["taken"], [a["value"] for a in finding["choice"]["alternatives"]]) == ("target", ["rule"])
    assert "2工作日" in finding["message"]
    assert "最低按 0 分" in finding["message"]


def test_hengyang_h06_eleven_rules_by_the_part_above_the_threshold(hengyang):
    (finding,) = choices(hengyang, "threshold_reading")
    assert len(finding["cells"]) == 11
    assert finding["choice"]["taken"] == "excess"
    # 2 points, 80 % done: (80−60)/40 of them, or 80 %.
    assert "如完成 128件，按 excess 得 1.00 分，按 ratio 得 1.60 分" in finding["message"]
    assert "11 行文字末尾是省略号" in finding["message"]


def test_hengyang_h07_five_thresholds_of_the_rate_itself(hengyang):
    (finding,) = choices(hengyang, "threshold_base", "warning")
    names = ("消费投诉办结率", "特种设备、食品药品安全宣传知...", "市场主体年报率", "检测结果公示率", "监督抽检不合格产商品处置率")
    assert finding["cells"] == [beside("hengyang-2023", name, 5) for name in names]


def test_hengyang_h08_parts_of_a_step(hengyang):
    (finding,) = choices(hengyang, "step_rounding")
    assert len(finding["cells"]) == 5
    assert [a["value"] for a in finding["choice"]["alternatives"]] == ["floor", "ceil"]
    # 2.5 % beyond, 0.1 points for each percent: 2.5, 2 or 3 steps.
    assert "按 linear 得 1.75 分，按 floor 得 1.80 分，按 ceil 得 1.70 分" in finding["message"]


def test_hengyang_h09_a_rule_cut_off_in_the_middle(hengyang):
    (finding,) = at(hengyang, beside("hengyang-2023", "社会公众满意度", 5), "error")
    assert finding["expected"] == "0分"


def test_hengyang_h10_a_row_of_nothing(hengyang):
    (finding,) = [f for f in hengyang["findings"] if "生态效益指标" in f["message"]]
    assert finding["severity"] == "warning"
    assert finding["cell"] == beside("hengyang-2023", "生态效益指标")
    assert len(hengyang["tables"][0]["indicators"]) == 23


def test_hengyang_h14_weights_that_add_up_are_no_finding(hengyang):
    (table,) = hengyang["tables"]
    weights = {}
    for row in table["indicators"]:
        weights[row["level2"]] = weights.get(row["level2"], 0) + float(row["weight"])
    assert weights == {
        "数量指标": 10, "质量指标": 15, "时效指标": 5, "成本指标": 10, "经济效益指标": 10, "社会效益指标": 20,
        "可持续影响指标": 10, "服务对象满意度指标": 20,
    }
    assert table["total"]["weight"] == "100"
    assert [f for f in hengyang["findings"] if f["code"].startswith("JX2")] == []


def test_hengyang_h15_no_budget(hengyang):
    (finding,) = [f for f in hengyang["findings"] if "没有资金部分" in f["message"]]
    assert finding["severity"] == "warning"
    # 354 + 1722.4 + 5607.1 + 500 + 563.63
    assert "成本指标 5 行合计 8747.13 万元" in finding["message"]


def test_hengyang_says_nothing_else_that_counts(hengyang):
    assert sum(f["severity"] == "error" for f in hengyang["findings"]) == 3
    assert sum(f["severity"] == "warning" for f in hengyang["findings"]) == 3


# ---------------------------------------------------------------- 高新区 ----


PROSE, PROJECTS = 0, 1


@pytest.mark.parametrize("name", ["持照守法经营宣传次数", "组织开展专项检查次数"])
def test_gaoxin_g01_times_are_counted_in_times(gaoxin, name):
    places = cells("gaoxin-2021", "≥2个", PROJECTS)
    (finding,) = [f for f in gaoxin["findings"] if f["severity"] == "error" and name in f["message"]]
    assert finding["cell"] in places
    assert finding["expected"] == "次"


def test_gaoxin_g02_a_workload_is_no_benefit(gaoxin):
    (finding,) = [f for f in at(gaoxin, cells("gaoxin-2021", "双随机抽查比例", PROJECTS)[0], "warning") if f["found"] == "社会效益指标"]
    assert finding["sheet"] == "预算项目绩效目标"


def test_gaoxin_g06_six_levels_without_indicators_are_said_once_a_table(gaoxin):
    said = [f for f in gaoxin["findings"] if "二级指标下没有填指标" in f["message"]]
    assert [(f["severity"], len(f["cells"])) for f in said] == [("warning", 3), ("warning", 3)]
    listed = {cell for f in said for cell in f["cells"]}
    assert listed == {place for name in ("经济效益指标", "生态效益指标", "可持续性影响") for place in cells("gaoxin-2021", name, PROJECTS)}


def test_gaoxin_g07_funds_and_plans_that_hold_are_no_finding(gaoxin):
    funds = [[(line["name"], line["budget"]) for line in table["funds"]] for table in gaoxin["tables"][1:]]
    assert funds == [
        [("预算数", "40"), ("财政资金", "40"), ("其他资金", None)],
        [("预算数", "30"), ("财政资金", "30"), ("其他资金", None)],
    ]
    assert [f for f in gaoxin["findings"] if f["code"].startswith("JX4") or "支出计划" in f["message"]] == []


def test_gaoxin_g10_strict_words(gaoxin):
    (finding,) = choices(gaoxin, "strict_equal")
    assert all(words in finding["message"] for words in ("大于90%", "大于2次", "大于4次"))
    assert finding["sheet"] == "部门整体绩效目标"


def test_gaoxin_g11_words_for_numbers(gaoxin):
    (reach,) = choices(gaoxin, "reach_words")
    assert "“达98%”读作 ≥98%" in reach["message"]
    (zero,) = choices(gaoxin, "assumed_direction")
    assert "“零”读作 ≤0" in zero["message"]


def test_gaoxin_g12_no_weights(gaoxin):
    said = [f for f in gaoxin["findings"] if "没有“分值”列" in f["message"]]
    assert [f["severity"] for f in said] == ["warning"] * 3


def test_gaoxin_reads_the_sentences_and_both_tables(gaoxin):
    assert [(table["form"], len(table["indicators"])) for table in gaoxin["tables"]] == [
        ("gaoxin-department-target", 14), ("gaoxin-project-target", 7), ("gaoxin-project-target", 7),
    ]


def test_gaoxin_says_nothing_else_that_counts(gaoxin):
    assert sum(f["severity"] == "error" for f in gaoxin["findings"]) == 2
    assert sum(f["severity"] == "warning" for f in gaoxin["findings"]) == 7  # 3 × 分值, 2 × empty levels, 抽查比例, 零


# ----------------------------------------------------------- 申报表与自评 ----


@pytest.mark.parametrize("name", ["dongguan-2022", "hengyang-2023", "gaoxin-2021"])
def test_recalc_changes_no_cell_of_a_declaration_and_adds_the_findings(name, tmp_path):
    _, document = run("recalc", str(EXAMPLES / f"{name}.xlsx"), "-o", str(tmp_path), "--format", "json")
    (record,) = document["files"]
    assert record["edits"] == []
    before, after = openpyxl.load_workbook(EXAMPLES / f"{name}.xlsx"), openpyxl.load_workbook(tmp_path / f"{name}.xlsx")
    for sheet in before:
        assert [[c.value for c in row] for row in sheet.iter_rows()] == [[c.value for c in row] for row in after[sheet.title].iter_rows()]
    texts = [str(cell.value) for row in after["校验"].iter_rows() for cell in row if cell.value is not None]
    assert not any("总分" in text and "重算" in text for text in texts)
    assert any("申报表不计得分" in text for text in texts)


# What was done, and what the published rule gives for it: worked out by hand.
DONE = {
    "执法办案案件数": (128, "1.00"),  # 80 %: 2×(80−60)/40
    "受理市场主体注册登记户次": (4100, "2.00"),
    "市场监管专项整治次数（含校园...": (20, "0.00"),  # 55.6 %
    "食用农产品监督抽检批次": (570, "1.75"),  # 95 %: 2×35/40
    "食品监督抽检批次": (1100, "1.00"),
    "计量器具强制检定台次": (90000, "0.75"),  # 90 %: 1×30/40
    "消费投诉办结率": (80, "1.21"),  # 80/95 = 84.21 %: 2×24.21/40
    "特种设备、食品药品安全宣传知...": (90, "2.00"),
    "市场主体年报率": (86, "2.00"),
    "检测结果公示率": (92, "2.00"),
    "监督抽检不合格产商品处置率": (50, "0.00"),  # 52.6 %
    "注册登记办结期限": (3, "4.00"),  # one day beyond
    "重点工作任务完成时间": ("2024年1月15日", "4.00"),  # one month begun
    "专项商品和服务支出": (363, "1.75"),  # 9/354 = 2.542 %: 2 − 0.1×2.542
    "一般商品和服务支出": (1700, "2.00"),
    "工资福利支出": (5607.1, "2.00"),
    "对企事业单位的补贴": (600, "0.00"),  # 20 % beyond
    "对个人和家庭的补助": (569.2663, "1.90"),  # 1 % beyond
    "经济产业": ("促进作用一般", "5.00"),
    "消费者合法权益": ("得到保护", "10.00"),
    "市场监管能力": ("没有提高", "0.00"),
    "营商环境": ("不断改善", "10.00"),
    "社会公众满意度": (93, "15.00"),  # 90（含）-95%
}


@pytest.fixture(scope="module")
def self_evaluation(tmp_path_factory):
    """The self-evaluation that follows the Hengyang declaration, its slipped rows put right."""
    old = openpyxl.load_workbook(EXAMPLES / "hengyang-2023.xlsx").active
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    sheet.append(["部门（单位）整体绩效自评表"])
    top = next(cell.row for cell in old["A"] if cell.value == "* 一级指标")
    sheet.append([*(cell.value for cell in old[top][:8]), "实际完成值", "得分", "偏差原因分析及改进措施"])
    for row in range(top + 1, old.max_row + 1):
        values = [old.cell(row, column).value for column in range(1, 10)]
        if values[3] in DONE:
            level2 = "时效指标" if values[2] == "时效指标" else "成本指标" if old.cell(row - 1, 3).value == "时效指标" else None
            values = [values[0], level2, *values[3:]]
        if values[2] in DONE:
            sheet.append([*values[:8], DONE[values[2]][0], None, "已说明"])
    sheet.append(["总分"])
    path = tmp_path_factory.mktemp("hengyang") / "自评.xlsx"
    book.save(path)
    return path


def test_the_published_rules_score_by_themselves_once_actuals_are_there(self_evaluation):
    _, document = run("check", str(self_evaluation), "--format", "json")
    (table,) = document["files"][0]["tables"]
    assert (table["form"], table["policy"]) == ("hengyang-department", "hengyang-2023")
    assert {row["name"]: row["score"] for row in table["indicators"]} == {name: score for name, (_, score) in DONE.items()}
    # 6.5 + 11.21 + 4 + 7.65 + 25 + 15
    assert table["total"]["score"] == "69.36"
    assert [f for f in document["files"][0]["findings"] if f["code"] in ("JX201", "JX202", "JX204")] == []


@pytest.mark.parametrize(("setting", "name", "score"), [
    ("step_rounding=floor", "专项商品和服务支出", "1.80"),
    ("step_rounding=ceil", "专项商品和服务支出", "1.70"),
    ("threshold_reading=ratio", "执法办案案件数", "1.60"),
    ("threshold_base=value", "消费投诉办结率", "1.00"),  # 2×(80−60)/40
])
def test_each_reading_of_the_published_rules_can_be_chosen(self_evaluation, setting, name, score):
    _, document = run("check", str(self_evaluation), "--format", "json", "--set", setting)
    (table,) = document["files"][0]["tables"]
    assert {row["name"]: row["score"] for row in table["indicators"]}[name] == score


def test_explain_says_what_a_rule_would_give_before_anything_is_done():
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", "explain", str(EXAMPLES / "hengyang-2023.xlsx"), "F20"], capture_output=True, text=True, encoding="utf-8", check=True)
    assert "指标：专项商品和服务支出（产出指标／成本指标）" in done.stdout
    assert "如完成 362.85万元 得 1.75；其他：floor→1.80、ceil→1.70" in done.stdout
    assert "申报表没有完成值，不计得分" in done.stdout
    assert "所填" not in done.stdout


def test_explain_names_every_indicator_of_a_sentence():
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", "explain", str(EXAMPLES / "gaoxin-2021.xlsx"), "部门整体绩效目标!A17"],
        capture_output=True, text=True, encoding="utf-8", check=True)
    assert "“大于90%”读作 大于90%" in done.stdout or "“大于90%”读作 >90%" in done.stdout
    assert "“大于4次”" in done.stdout
