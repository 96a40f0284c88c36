"""Monitoring workbooks through the command: real files, real processes, the yardstick from the sheet beside."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill

EXAMPLES = Path(__file__).parents[2] / "workbooks" / "examples"
# The published declaration has this project with 40万元, to be spent 25/50/75/100 % by March, June, October and December.
PROJECT = "市场秩序监督管理及食安办经费"


def jixiao(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False, env={**os.environ},
    )


def rows_of(month="1-7月", executed=17, rate=None, project=PROJECT):
    return [
        ["项目支出绩效运行监控表"],
        ["2021年度"],
        ["项目名称", project],
        ["项目资金（万元）", "年初预算数", f"{month}执行数", f"{month}执行率", "全年预计执行数", "偏差原因"],
        ["年度资金总额", 40, executed, rate, 40, None],
        [],
        ["一级指标", "二级指标", "三级指标", "年度指标值", f"{month}执行情况", "完成进度", "预警灯", "偏差原因分析", "完成目标可能性"],
        # By July 14 of 24 are due: 7 is half of that; 10 is 71.4 %.
        ["产出指标", "数量指标", "宣传活动次数", "≥24次", "7次", None, "绿色预警", None, "确定能"],
        [None, None, "检查户数", "≥24户", "10户", 0.5, None, "人手不足", "有可能"],
        [None, "时效指标", "项目完成时限", "2021年12月底前", None, None, None, None, "确定能"],
        ["效果指标", "社会效益指标", "投诉件数", "≤5件", "3件", None, None, None, "确定能"],
        ["满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "92%", None, "●绿", None, "确定能"],
    ]


def sheet_of(book, name, rows):
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
    return sheet


@pytest.fixture
def alone(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheet_of(book, "监控", rows_of())
    book.save(tmp_path / "监控.xlsx")
    return tmp_path / "监控.xlsx"


@pytest.fixture
def beside_its_declaration(tmp_path):
    book = openpyxl.load_workbook(EXAMPLES / "gaoxin-2021.xlsx")
    sheet_of(book, "监控", rows_of())
    book.save(tmp_path / "监控.xlsx")
    return tmp_path / "监控.xlsx"


def checked(path, *more):
    done = jixiao("check", path, "--format", "json", "--fail-on", "never", *more)
    assert done.returncode == 0, done.stderr
    (file,) = json.loads(done.stdout)["files"]
    (table,) = [table for table in file["tables"] if table["sheet"] == "监控"]
    return table, [finding for finding in file["findings"] if finding["sheet"] == "监控" and not finding["code"].startswith("JX6")]


def test_lights_and_progress_in_json(alone):
    table, _ = checked(alone)
    assert (table["form"], table["stage"], table["month"], table["light"]) == ("mof-monitoring", "monitoring", 7, "red")
    # 17 of 40 is 42.5 %; 7/12 is 58.33 %; 42.5 ÷ 58.33 = 72.86 %.
    assert [(fund["light"], fund["rate"], fund["progress"]) for fund in table["funds"]] == [("yellow", "0.4250", "0.7286")]
    assert [(row["light"], row["completion"], row["progress"]) for row in table["indicators"]] == [
        ("red", "0.2917", "0.5000"), ("yellow", "0.4167", "0.7143"), ("green", None, None), ("green", "0.6000", None), ("green", "1.0222", "1.0222"),
    ]
    assert table["indicators"][0]["outlook"] == "确定能"
    assert table["total"]["score"] is None


def test_the_plan_of_the_declaration_beside_is_the_yardstick(beside_its_declaration):
    table, findings = checked(beside_its_declaration)
    # 42.5 % of the 50 % that were planned by June: 85 %, no longer yellow.
    assert [(fund["light"], fund["progress"]) for fund in table["funds"]] == [("green", "0.8500")]
    assert not [finding for finding in findings if finding["code"] == "JX306" and "年度资金总额" in finding["message"]]


def test_what_is_found(alone):
    _, findings = checked(alone)
    assert sorted((finding["code"], finding["severity"], finding["cell"]) for finding in findings) == [
        ("JX305", "warning", "G8"),  # red, shown as green
        ("JX306", "warning", "F5"),  # money yellow without a word
        ("JX306", "warning", "H8"),  # red without a reason
        ("JX307", "warning", "I8"),  # red, yet certain
        ("JX310", "error", "F9"),  # 10 ÷ 24 is 41.67 %, not 50 %; and 71.43 % of what is due
    ]


def test_recalc_writes_rates_progress_and_lights(alone):
    done = jixiao("recalc", alone, "--fail-on", "never")
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(alone.parent / "jixiao-out" / alone.name)
    sheet = book["监控"]
    assert sheet["D5"].value == "42.50%"
    # The light of the first row replaces a wrong one, in the column's own words.
    assert [sheet.cell(row, 7).value for row in range(8, 13)] == ["红色预警", "黄色预警", "绿色预警", "绿色预警", "●绿"]
    assert [sheet.cell(row, 6).value for row in range(8, 13)] == ["29.17%", pytest.approx(0.4167), None, "60.00%", "102.22%"]
    assert "监控到 7 月底" in " ".join(str(row[2].value) for row in book["校验"].iter_rows(max_row=8))


def test_what_recalc_wrote_needs_no_further_correction(alone):
    jixiao("recalc", alone, "--in-place", "--fail-on", "never")
    _, findings = checked(alone)
    assert not {"JX305", "JX310", "JX401"} & {finding["code"] for finding in findings}
    again = json.loads(jixiao("recalc", alone, "--in-place", "--format", "json", "--fail-on", "never").stdout)
    assert again["files"][0]["edits"] == []


def test_a_formula_for_the_light_stays(alone):
    book = openpyxl.load_workbook(alone)
    book["监控"]["G8"] = '=IF(1>0,"红灯","绿灯")'
    book.save(alone)
    jixiao("recalc", alone, "--fail-on", "never")
    assert openpyxl.load_workbook(alone.parent / "jixiao-out" / alone.name)["监控"]["G8"].value.startswith("=IF")


def test_the_terminal_and_the_page_show_lights(alone):
    shown = jixiao("check", alone, "--fail-on", "never").stdout
    assert "监控到 7 月底；资金 黄灯（到 7 月底应执行 7/12）；目标 红灯；指标：红 1、黄 1、绿 3、蓝 0" in shown
    page = alone.parent / "页.html"
    jixiao("check", alone, "--format", "html", "-o", page, "--fail-on", "never")
    text = page.read_text("utf-8")
    assert '<td class="lit-red">红灯</td>' in text
    assert '<td class="lit-green">绿灯</td>' in text


def test_without_a_month_one_is_asked_for_and_can_be_given(alone):
    book = openpyxl.load_workbook(alone)
    for cell in [*book["监控"][4], *book["监控"][7]]:
        cell.value = cell.value.replace("1-7月", "") if cell.value else None
    book.save(alone)
    table, findings = checked(alone)
    assert (table["month"], table["light"], {row["light"] for row in table["indicators"]}) == (None, None, {None})
    (asked,) = [finding for finding in findings if finding["code"] == "JX311"]
    assert (asked["severity"], asked["choice"]["key"], asked["choice"]["taken"]) == ("info", "monitoring_month", "table")
    table, findings = checked(alone, "--set", "monitoring_month=7")
    assert (table["month"], table["light"]) == (7, "red")
    assert not [finding for finding in findings if finding["code"] == "JX311"]


def test_a_good_table_has_nothing_to_be_said_about(tmp_path):
    """Fills of the ministry's form as they should be: no false alarm."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "监控"
    for row in [
        ["项目支出绩效运行监控表"],
        ["（2031年1-7月）"],
        ["项目名称", "河道保洁"],
        ["项目资金（万元）", None, None, "年初预算数", "1-7月执行数", "1-7月执行率", "全年预计执行数"],
        [None, "年度资金总额", None, 120, 70, 0.5833, 118],
        [None, "其中：本年财政拨款", None, 100, 60, 0.6, 98],
        [None, "其他资金", None, 20, 10, 0.5, 20],
        ["年度总体目标", "保持河道清洁"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况", "偏差原因分析", None, None, None, None, None, "完成目标可能性", None, None, "备注"],
        [None] * 6 + ["经费保障", "制度保障", "人员保障", "硬件条件保障", "其他", "原因说明", "确定能", "有可能", "完全不可能"],
        ["成本指标", "经济成本指标", "每次巡查成本", "≤200元", "180元", "190元", None, None, None, None, None, None, "√"],
        ["产出指标", "数量指标", "巡查次数", "≥24次", "14次", "24次", None, None, None, None, None, None, "√"],
        [None, None, "清淤长度", "≥6公里", "2公里", "5公里", "√", None, None, None, None, "资金下达较晚", None, "√"],
        [None, "质量指标", "水质达标率", "≥95%", "96%", "96%", None, None, None, None, None, None, "√"],
        [None, "时效指标", "验收时间", "12月20日前", "尚未到期", "12月15日", None, None, None, None, None, None, "√"],
        ["效益指标", "生态效益指标", "河道环境", "持续改善", "持续改善", "持续改善", None, None, None, None, None, None, "√"],
        ["满意度指标", "服务对象满意度指标", "居民满意度", "≥90%", None, "92%", None, None, None, None, None, "年底统一测评", None, "√"],
    ]:
        sheet.append(row)
    for area in ("A4:A7", "G9:L9", "M9:O9", *(f"{column}9:{column}10" for column in "ABCDEFP"), "A12:A15"):
        sheet.merge_cells(area)
    for row in ("F5", "F6", "F7"):
        sheet[row].number_format = "0.00%"
    sheet["A1"].fill = PatternFill("solid", fgColor="DDDDDD")
    path = tmp_path / "好.xlsx"
    book.save(path)
    table, findings = checked(path)
    assert [(finding["code"], finding["message"]) for finding in findings] == []
    assert [row["light"] for row in table["indicators"]] == ["green", "green", "red", "green", "green", "green", None]
    assert table["funds"][0]["light"] == "green"


def test_no_check_of_scores_speaks_about_a_monitoring_table(tmp_path):
    """分值 and 得分 in a monitoring table are the province's own: nothing is scored during the year."""
    book = openpyxl.Workbook()
    book.active.title = "监控"
    for row in [
        ["项目支出绩效运行监控表"], ["（2031年1-6月）"], ["三级指标", "年度指标值", "1-6月执行情况", "分值", "得分", "偏差原因分析"], ["巡查次数", "≥24次", "12次", 60, 30, None],
        ["投诉件数", "≤5件", "3件", 40, 40, None],
    ]:
        book.active.append(row)
    book.save(tmp_path / "分.xlsx")
    table, findings = checked(tmp_path / "分.xlsx")
    assert (table["stage"], table["light"]) == ("monitoring", "green")
    assert findings == []


def test_explain_says_how_a_light_came_about(alone):
    said = jixiao("explain", alone, "G8").stdout
    assert "到 7 月底应完成 14次（全年的 7/12），进度 50.00%，红灯" in said
    assert "light_red 60%" in said
    assert "没有分值" not in said
    assert "执行率 42.50%，到 7 月底应执行 7/12，进度 72.86%，黄灯" in jixiao("explain", alone, "C5").stdout
