"""From the target table to the self-evaluation and the monitoring table: real files, real processes, and the way back."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from tests.tables import book

from jixiao.forms import recognise
from jixiao.forms.spec import table_forms
from jixiao.services.new import blank
from jixiao.workbooks.drawing import write_drawing

EXAMPLES = Path(__file__).parents[2] / "workbooks" / "examples"
TARGET_FORMS = [form for form in table_forms() if form.stage == "target"]
STAGES = ("self-evaluation", "monitoring")


def jixiao(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8",
        check=False, env={**os.environ},
    )


def carry(target, folder, *options, to="self-evaluation"):
    output = folder / f"{to}.xlsx"
    return jixiao("carry", target, "--to", to, "-o", output, *options), output


def record(*arguments):
    return json.loads(jixiao("check", *arguments, "--format", "json").stdout)["files"][0]


def comparisons(found):
    return [(f["code"], f["cell"], f["message"]) for f in found["findings"] if f["code"].startswith("JX6")]


# A declaration with every kind of target, invented.
DECLARED = """
| {title} | | | | | | |
| 单位名称 | 某市水利局 | | | | | |
| 年度总体目标 | 修好渠道，管好水库。 | | | | | |
| 一级指标 | 二级指标 | 三级指标 | 方向 | 指标值 | 计量单位 | 分值 |
| 产出指标 | 数量指标 | 整修渠道长度 | ≥ | 35.5 | 公里 | 15 |
| 产出指标 | 数量指标 | 巡查水库座次 | ≥ | 1200 | 座次 | 15 |
| 产出指标 | 质量指标 | 工程验收合格率 | ≥ | 98 | % | 10 |
| 产出指标 | 时效指标 | 完工时间 | | 2024年10月底前 | | 5 |
| 产出指标 | 成本指标 | 每公里造价 | ≤ | 12.5 | 万元 | 5 |
| 效益指标 | 社会效益指标 | 受益人口 | ≥ | 3 | 万人 | 15 |
| 效益指标 | 可持续影响指标 | 管护机制 | 定性 | 健全 | | 15 |
| 满意度指标 | 服务对象满意度指标 | 受益群众满意度 | ≥ | 90 | % | 10 |
"""


def declaration(form, path):
    """A filled declaration of that form, through its own blank workbook."""
    table, = recognise(book(DECLARED.format(title=form.titles[0] + "（2024年度）"))).tables
    write_drawing(blank(form, filled=table, year=2024), path)
    return path


@pytest.mark.parametrize("to", STAGES)
@pytest.mark.parametrize("form", TARGET_FORMS, ids=lambda form: form.id)
def test_a_declaration_of_every_form_is_carried_and_compared_without_a_finding(form, to, tmp_path):
    target = declaration(form, tmp_path / "目标.xlsx")
    done, output = carry(target, tmp_path, to=to)
    assert done.returncode == 0, done.stderr
    found = record(output, "--against", target)
    assert comparisons(found) == []
    pair, = found["pairs"]
    assert (pair["matched"], pair["renamed"], pair["dropped"], pair["added"], pair["compared"]) == (8, 0, [], [], True)


@pytest.mark.parametrize("to", STAGES)
@pytest.mark.parametrize(("name", "rows"), [("dongguan-2022", [33]), ("hengyang-2023", [23]), ("gaoxin-2021", [14, 7, 7])])
def test_the_published_declarations_are_carried_and_compared_without_a_finding(name, rows, to, tmp_path):
    target = EXAMPLES / f"{name}.xlsx"
    done, output = carry(target, tmp_path, to=to)
    assert done.returncode == 0, done.stderr
    found = record(output, "--against", target)
    assert comparisons(found) == []
    assert [(pair["matched"], pair["dropped"], pair["added"]) for pair in found["pairs"]] == [(count, [], []) for count in rows]


ROWS = [
    ["部门整体支出绩效目标申报表（2024年度）"],
    ["部门（单位）名称", "某市水利局"],
    ["年度总体目标", "修好渠道。"],
    ["一级指标", "二级指标", "三级指标", "指标值", "分值", "评分标准", "指标解释"],
    ["产出指标", "数量指标", "整修渠道长度", "不少于35.5公里", 40, "每少1公里扣1分，扣完为止", "按验收资料"],
    ["产出指标", "质量指标", "工程验收合格率", "100%（12处）", 10, "按比例得分", "合格处数÷总处数"],
    ["效益指标", "社会效益指标", "管护机制", "健全", 30, "", ""],
    ["满意度指标", "服务对象满意度指标", "受益群众满意度", "90%", 10, "", "=1+1"],
]


def write(path, rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    # Text that begins with "=" is text, as a person types it behind an apostrophe.
    for cells in made.active.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                cell.data_type = "s"
    made.save(path)
    return path


def rows_of(path, sheet=0):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[sheet].iter_rows()]


def line(path, name, sheet=0):
    """The cells of the row with that indicator or label, empty ones left out."""
    return next([value for value in row if value is not None] for row in rows_of(path, sheet) if name in row)


def test_every_cell_is_taken_over_and_targets_are_parted_where_nothing_is_lost(tmp_path):
    done, output = carry(write(tmp_path / "目标.xlsx", ROWS), tmp_path, "--form", "mof-department")
    assert done.returncode == 0, done.stderr
    # The expected cells are the declaration's own, parted by hand.
    assert line(output, "整修渠道长度")[2:6] == ["整修渠道长度", "≥", 35.5, "公里"]
    assert 40 in line(output, "整修渠道长度")
    assert "100%（12处）" in line(output, "工程验收合格率")
    satisfied = line(output, "受益群众满意度")
    assert satisfied[satisfied.index("受益群众满意度") + 1 :][:2] == [90, "%"]
    assert any("修好渠道。" in row for row in rows_of(output))
    assert any("某市水利局" in row for row in rows_of(output))
    assert any("2024" in str(row[0]) for row in rows_of(output)[:3])


def test_what_has_no_place_is_said_and_listed_and_nothing_becomes_a_formula(tmp_path):
    done, output = carry(write(tmp_path / "目标.xlsx", ROWS), tmp_path, "--form", "mof-department")
    assert "指标解释" in done.stdout
    assert "结转说明" in done.stdout
    notes = openpyxl.load_workbook(output)["结转说明"]
    cells = [cell for row in notes.iter_rows() for cell in row if cell.value]
    assert {"整修渠道长度：按验收资料", "工程验收合格率：合格处数÷总处数", "整修渠道长度：每少1公里扣1分，扣完为止"} <= {cell.value for cell in cells}
    assert all(cell.data_type != "f" for cell in cells)


def test_a_form_with_a_column_for_it_takes_the_rule_text(tmp_path):
    done, output = carry(write(tmp_path / "目标.xlsx", ROWS), tmp_path, "--form", "hengyang-department")
    assert done.returncode == 0, done.stderr
    assert "每少1公里扣1分，扣完为止" in line(output, "整修渠道长度")
    assert "按验收资料" in line(output, "整修渠道长度")


WITHOUT_WEIGHTS = [row[:4] for row in ROWS]


def test_weights_are_left_blank_unless_they_are_asked_for(tmp_path):
    target = write(tmp_path / "目标.xlsx", WITHOUT_WEIGHTS)
    done, output = carry(target, tmp_path, "--form", "mof-department")
    assert "--weights even" in done.stdout
    assert [t["weight"] for t in record(output)["tables"][0]["indicators"]] == [None] * 4
    done, output = carry(target, tmp_path, "--form", "mof-department", "--weights", "even", "--force")
    # 产出 50 over two rows, 效益 30 and 满意度 10 for one each.
    assert [t["weight"] for t in record(output)["tables"][0]["indicators"]] == ["25", "25", "30", "10"]
    assert "产出 50 分由 2 个指标平均分配" in done.stdout


PROJECT = [
    ["项目支出绩效目标申报表（2024年度）"],
    ["项目名称", "河道整治"],
    ["主管部门", "某市水利局", "实施单位", "某市河道管理处"],
    ["项目资金（元）", "年度资金总额：", 1500000],
    [None, "其中：财政拨款", 1200000],
    [None, "其他资金", 300000],
    ["年度总体目标", "整治河道。"],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["成本指标", "经济成本指标", "每公里造价", "≤12万元"],
    ["产出指标", "数量指标", "整治河道长度", "≥12公里"],
    ["效益指标", "社会效益指标", "受益人口", "≥3万人"],
    ["满意度指标", "服务对象满意度指标", "群众满意度", "≥90%"],
]


def test_the_declared_money_becomes_the_initial_budget_in_the_unit_of_the_new_form(tmp_path):
    target = write(tmp_path / "目标.xlsx", PROJECT)
    done, output = carry(target, tmp_path)
    assert done.returncode == 0, done.stderr
    # 1,200,000 元 = 120 万元, 300,000 元 = 30 万元; 全年预算数 is for a person.
    assert [value for value in line(output, "其他资金") if not isinstance(value, str)] == [30]
    assert [value for value in line(output, "其中：当年财政拨款") if not isinstance(value, str)] == [120]
    assert "年初预算数" in done.stdout
    assert "某市河道管理处" in line(output, "实施单位")
    assert comparisons(record(output, "--against", target)) == []


def test_a_table_with_cost_indicators_goes_into_the_form_with_cost_and_the_choice_is_said(tmp_path):
    done, output = carry(write(tmp_path / "目标.xlsx", PROJECT), tmp_path)
    assert record(output)["tables"][0]["form"] == "mof-project-cost"
    assert "mof-project）" in done.stdout
    _, output = carry(tmp_path / "目标.xlsx", tmp_path, "--form", "mof-project", "--force")
    assert openpyxl.load_workbook(output).custom_doc_props["jixiao.form"].value == "mof-project"


@pytest.mark.parametrize(("options", "word"), [
    (("--to", "决算"), "self-evaluation"), (("--to", "自评", "--form", "mof-monitoring"), "mof-monitoring"), (("--to", "自评", "--form", "没有"), "jixiao forms"),
])
def test_a_wish_that_cannot_be_is_answered_and_nothing_written(options, word, tmp_path):
    target = write(tmp_path / "目标.xlsx", PROJECT)
    done = jixiao("carry", target, *options, "-o", tmp_path / "新.xlsx")
    assert done.returncode == 2
    assert word in done.stderr
    assert not (tmp_path / "新.xlsx").exists()


def test_only_a_target_table_is_carried(tmp_path):
    done, output = carry(EXAMPLES / "yiyang-2024.xlsx", tmp_path)
    assert done.returncode == 2
    assert "目标表" in done.stderr
    assert not output.exists()


def test_an_existing_file_and_the_declaration_itself_are_never_replaced(tmp_path):
    target = write(tmp_path / "目标.xlsx", PROJECT)
    before = target.read_bytes()
    assert jixiao("carry", target, "--to", "自评", "-o", target, "--force").returncode == 2
    assert target.read_bytes() == before
    carry(target, tmp_path)
    again, _ = carry(target, tmp_path)
    assert again.returncode == 2
    assert "--force" in again.stderr
    assert carry(target, tmp_path, "--force")[0].returncode == 0


def test_the_same_declaration_gives_the_same_bytes(tmp_path):
    target = write(tmp_path / "目标.xlsx", PROJECT)
    one = carry(target, tmp_path)[1].read_bytes()
    assert carry(target, tmp_path, "--force")[1].read_bytes() == one


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_after_an_office_program_has_calculated_it_the_budgets_agree_as_well(tmp_path):
    target = write(tmp_path / "目标.xlsx", PROJECT)
    _, output = carry(target, tmp_path)
    (tmp_path / "lo").mkdir()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx", "--outdir", str(tmp_path / "lo"), str(output)],
        check=True, capture_output=True, timeout=300,
    )
    found = record(tmp_path / "lo" / output.name, "--against", target)
    assert found["tables"][0]["funds"][0]["initial"] == "150"
    assert comparisons(found) == []


def test_a_day_stays_a_day_so_that_the_new_table_can_count_with_it(tmp_path):
    workbook = openpyxl.Workbook()
    for row in [
        ["项目支出绩效目标申报表"], ["（2025年度）"], ["项目名称", "渠道整修"],
        ["一级指标", "二级指标", "三级指标", "方向", "指标值", "计量单位", "分值"],
        ["产出指标", "数量指标", "整修渠道长度", "≥", 35, "公里", 50],
        ["产出指标", "时效指标", "完工时间", "≤", dt.date(2025, 10, 31), "日期", 40],
    ]:
        workbook.active.append(row)
    workbook.save(tmp_path / "目标.xlsx")
    done, output = carry(tmp_path / "目标.xlsx", tmp_path)
    assert done.returncode == 0, done.stderr
    cells = [cell for row in openpyxl.load_workbook(output).worksheets[0].iter_rows() for cell in row]
    [day] = [cell for cell in cells if isinstance(cell.value, dt.datetime | dt.date)]
    assert (day.value.year, day.value.month, day.value.day) == (2025, 10, 31)
    assert day.is_date


def test_parts_that_do_not_add_up_are_left_out_and_that_is_said(tmp_path):
    target = write(tmp_path / "d.xlsx", [
        ["项目支出绩效目标申报表"], ["（2025年度）"], ["项目资金（万元）", "年度资金总额", 210], [None, "其中：财政拨款", 180], [None, "其他资金", 20],
        ["一级指标", "二级指标", "三级指标", "指标值", "分值"], ["产出指标", "数量指标", "检测样品", "≥3000批次", 90]])
    done, _ = carry(target, tmp_path)
    assert "各项之和与总额不符" in done.stdout
    assert "没有同名的行" not in done.stdout
