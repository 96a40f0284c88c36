"""Comparing a self-evaluation with its target table, as a user does it: real processes, real files."""

import json
import os
import subprocess
import sys

import openpyxl
import pytest

PLEDGED = ("一级指标", "二级指标", "三级指标", "年度指标值", "分值")
ACCOUNTED = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
PLEDGES = (
    ("产出指标", "数量指标", "走访企业数", "≥10家", 30), ("产出指标", "质量指标", "抽检合格率", "≥98%", 30),
    ("效益指标", "社会效益指标", "带动就业人数", "≥50人", 30), ("满意度指标", "服务对象满意度指标", "企业满意度", "≥90%", 10),
)


def jixiao(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8",
        check=False, env={**os.environ},
    )


def checked(*arguments):
    done = jixiao("check", *arguments, "--format", "json")
    return json.loads(done.stdout)["files"]


def compared(record):
    """The findings of kind JX6xx: code, severity, cell."""
    return sorted((f["code"], f["severity"], f["cell"]) for f in record["findings"] if f["code"].startswith("JX6"))


def targets(rows=PLEDGES, *, title="某局部门整体支出绩效目标表（2024年度）", unit="某市水利局", project=None):
    return [[title], *_head(unit, project), PLEDGED, *rows]


def evaluation(rows=PLEDGES, *, title="某局部门整体支出绩效自评表（2024年度）", unit="某市水利局", project=None):
    scored = [(a, b, name, target, target.strip("≥≤"), weight, weight) for a, b, name, target, weight in rows]
    return [[title], *_head(unit, project), ACCOUNTED, *scored, ("总分", None, None, None, None, 100, 100)]


def _head(unit, project):
    return [*([["单位名称", unit]] if unit else []), *([["项目名称", project]] if project else [])]


def write(path, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


LOWERED = (("产出指标", "数量指标", "走访企业数", "≥8家", 30), *PLEDGES[1:])


def test_a_lowered_target_and_a_dropped_row_are_errors_with_the_promise_in_the_words(tmp_path):
    pledge = write(tmp_path / "目标.xlsx", targets())
    done = write(tmp_path / "自评.xlsx", evaluation((*LOWERED[:2], *LOWERED[3:])))
    record, = checked(done, "--against", pledge)
    # Nothing of the dropped row's level is left, so the table as a whole is pointed at.
    assert compared(record) == [("JX601", "error", "A1"), ("JX603", "error", "D4")]
    relaxed = next(f for f in record["findings"] if f["code"] == "JX603")
    assert "目标.xlsx" in relaxed["message"]
    assert "表1!D4" in relaxed["message"]
    assert (relaxed["expected"], relaxed["found"], relaxed["cells"]) == ("≥10家", "≥8家", ["D4"])
    pair, = record["pairs"]
    assert (pair["matched"], pair["dropped"], pair["added"]) == (3, ["带动就业人数"], [])
    assert (pair["earlier"]["file"], pair["earlier"]["sheet"], pair["later"]["sheet"]) == ("目标.xlsx", "表1", "表1")


def test_the_exit_code_counts_what_the_comparison_finds(tmp_path):
    pledge, done = write(tmp_path / "目标.xlsx", targets()), write(tmp_path / "自评.xlsx", evaluation(LOWERED))
    assert jixiao("check", done).returncode == 0
    assert jixiao("check", done, "--against", pledge).returncode == 1


def test_equal_tables_say_nothing_but_that_they_were_compared(tmp_path):
    pledge, done = write(tmp_path / "目标.xlsx", targets()), write(tmp_path / "自评.xlsx", evaluation())
    said = jixiao("check", done, "--against", pledge)
    assert "JX6" not in said.stdout
    assert "指标相同 4，改名 0，缺少 0，新增 0" in said.stdout


def test_recalc_writes_the_comparison_into_the_findings_sheet(tmp_path):
    pledge, done = write(tmp_path / "目标.xlsx", targets()), write(tmp_path / "自评.xlsx", evaluation(LOWERED))
    jixiao("recalc", done, "--against", pledge, "-o", tmp_path / "out")
    sheet = openpyxl.load_workbook(tmp_path / "out" / "自评.xlsx")["校验"]
    assert any("JX603" in [cell.value for cell in row] for row in sheet.iter_rows())


def test_two_tables_of_one_workbook_are_compared_and_both_cells_are_cited(tmp_path):
    both = write(tmp_path / "两表.xlsx", targets(), evaluation(LOWERED))
    record, = checked(both)
    assert compared(record) == [("JX603", "error", "D4")]
    finding = next(f for f in record["findings"] if f["code"] == "JX603")
    assert (finding["sheet"], finding["cells"]) == ("表2", ["D4", "D4"])
    assert "表1!D4" in finding["message"]


OTHERS = (
    ("产出指标", "数量指标", "道路养护里程", "≥10公里", 30), ("产出指标", "质量指标", "验收合格率", "100%", 30),
    ("效益指标", "社会效益指标", "通行能力", "提升", 30), ("满意度指标", "服务对象满意度指标", "企业满意度", "≥90%", 10),
)


@pytest.mark.parametrize(("first", "second"), [
    pytest.param(targets(OTHERS, unit=None), evaluation(unit=None), id="other indicators, no names"),
    pytest.param(targets(OTHERS), evaluation(project="河道整治"), id="a department and a project"),
    pytest.param(targets(LOWERED, unit="某市林业局"), evaluation(), id="other unit"),
    pytest.param(targets(LOWERED, title="绩效目标表（2025年度）"), evaluation(), id="next year's targets"),
    pytest.param(targets(LOWERED, project="河道整治"), evaluation(project="堤防加固"), id="other project"),
    pytest.param(evaluation(LOWERED), evaluation(), id="two self-evaluations"),
    pytest.param(targets(LOWERED), targets(), id="two target tables"),
])
def test_tables_that_are_not_of_one_life_are_not_compared(tmp_path, first, second):
    record, = checked(write(tmp_path / "两表.xlsx", first, second))
    assert (compared(record), record["pairs"]) == ([], [])


def test_each_project_is_compared_with_its_own_targets(tmp_path):
    book = write(
        tmp_path / "项目.xlsx", targets(project="河道整治"), targets(OTHERS, project="道路养护"),
        evaluation(OTHERS, project="道路养护"), evaluation(LOWERED, project="河道整治"),
    )
    record, = checked(book)
    assert sorted((p["earlier"]["sheet"], p["later"]["sheet"]) for p in record["pairs"]) == [("表1", "表4"), ("表2", "表3")]
    assert compared(record) == [("JX603", "error", "D5")]


@pytest.mark.parametrize(("pledge", "what"), [
    (targets(title="绩效目标表（2023年度）"), "2023"), (targets(unit="某市林业局"), "某市林业局"), (targets(project="堤防加固"), "堤防加固"),
])
def test_a_table_of_another_year_unit_or_project_is_said_once_and_not_compared(tmp_path, pledge, what):
    done = write(tmp_path / "自评.xlsx", evaluation(LOWERED, project="河道整治"))
    record, = checked(done, "--against", write(tmp_path / "目标.xlsx", pledge))
    found = [f for f in record["findings"] if f["code"].startswith("JX6")]
    assert [(f["code"], f["severity"]) for f in found] == [("JX611", "info")]
    assert what in found[0]["message"]
    assert record["pairs"][0]["compared"] is False


def test_a_target_table_that_fits_nothing_gets_a_note_and_no_finding(tmp_path):
    done = write(tmp_path / "自评.xlsx", evaluation(unit=None))
    record, = checked(done, "--against", write(tmp_path / "目标.xlsx", targets(OTHERS, unit=None)))
    assert compared(record) == []
    assert any("没有对照" in note for note in record["notes"])


def test_of_projects_whose_names_differ_in_a_digit_the_very_same_is_taken(tmp_path):
    """Names are alike without codes; 2期 of the self-evaluation is 2期 of the target tables, wherever that stands."""
    raised = [("产出指标", "数量指标", "走访企业数", "≥99家", 30), *PLEDGES[1:]]
    for number, rows in ((1, raised), (2, PLEDGES), (3, raised)):
        write(tmp_path / "目标" / f"目标{number}.xlsx", targets(rows, project=f"河道清淤{number}期", title="项目支出绩效目标表（2024年度）"))
    path = write(tmp_path / "自评.xlsx", evaluation(project="河道清淤2期", title="项目支出绩效自评表（2024年度）"))
    (record,) = checked(path, "--against", tmp_path / "目标")
    assert [pair["earlier"]["file"] for pair in record["pairs"]] == ["目标2.xlsx"]
    assert compared(record) == []


def test_a_folder_is_paired_by_unit_then_by_file_name(tmp_path):
    write(tmp_path / "目标" / "a.xlsx", targets(LOWERED, unit="某市水利局"))
    write(tmp_path / "目标" / "b.xlsx", targets(LOWERED, unit="某市林业局"))
    write(tmp_path / "目标" / "镇政府-绩效目标申报表2024.xlsx", targets(LOWERED, unit=None))
    write(tmp_path / "自评" / "1.xlsx", evaluation(unit="某市林业局"))
    write(tmp_path / "自评" / "镇政府 自评表.xlsx", evaluation(unit=None))
    write(tmp_path / "自评" / "卫健局自评表.xlsx", evaluation(unit="某市卫健局"))
    records = {record["path"].rsplit("/", 1)[-1]: record for record in checked(tmp_path / "自评", "--against", tmp_path / "目标")}
    assert [p["earlier"]["file"] for p in records["1.xlsx"]["pairs"]] == ["b.xlsx"]
    assert [p["earlier"]["file"] for p in records["镇政府 自评表.xlsx"]["pairs"]] == ["镇政府-绩效目标申报表2024.xlsx"]
    assert compared(records["1.xlsx"]) == [("JX604", "info", "D4")]
    lonely = records["卫健局自评表.xlsx"]
    assert (lonely["pairs"], compared(lonely)) == ([], [])
    assert any("没有对照" in note for note in lonely["notes"])


@pytest.mark.parametrize("make", [
    lambda folder: folder / "没有.xlsx",
    lambda folder: write(folder / "自评.xlsx", evaluation()),
    lambda folder: write(folder / "空.xlsx", [["什么也没有"]]),
])
def test_nothing_to_compare_with_is_a_mistake_of_the_command(tmp_path, make):
    done = write(tmp_path / "本年.xlsx", evaluation())
    said = jixiao("check", done, "--against", make(tmp_path))
    assert said.returncode in {2, 4}
    assert said.stderr.strip()
    assert "Traceback" not in said.stderr


PLANNED = [
    ["项目支出绩效目标申报表（2024年度）"], ["项目名称", "河道整治"], ["资金支出计划（%）", "3月底", "6月底", "7月底", "12月底"],
    [None, "10%", "30%", "35%", "100%"], PLEDGED, *PLEDGES,
]
MONITORED = [
    ["项目支出绩效运行监控表（2024年度）"], ["项目名称", "河道整治"],
    ["项目资金", "年初预算数", "1-7月执行数", "1-7月执行率", "全年预计执行数"], ["年度资金总额", 100, 36, 0.36, 100],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况"],
    *[(*row[:4], row[3].strip("≥"), row[3].strip("≥")) for row in PLEDGES],
]


def test_the_spending_plan_of_the_declaration_is_the_yardstick_of_its_monitoring_table(tmp_path):
    pledge, done = write(tmp_path / "目标.xlsx", PLANNED), write(tmp_path / "监控.xlsx", MONITORED)
    # 36 % spent by July is 61.7 % of 7/12 of the year (below 80 %: yellow), and more than the planned 35 % (green).
    assert "资金 黄灯" in jixiao("check", done).stdout
    assert "资金 绿灯" in jixiao("check", done, "--against", pledge).stdout
