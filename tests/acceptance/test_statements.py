"""The published statements beside the self-evaluation: nothing is said about them (Y38, Y39), and each single mistake gives its finding.

The workbook is changed at one place, and the command's JSON is read; every expected figure was worked out by hand.
"""

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

EXAMPLE = Path(__file__).parents[2] / "workbooks" / "examples" / "yiyang-2024.xlsx"
BASIC, CARRY = "基础数据表", "收支结转结余情况"


def run(*arguments):
    done = subprocess.run([sys.executable, "-m", "jixiao", *arguments], capture_output=True, text=True, encoding="utf-8", check=False)
    return json.loads(done.stdout)["files"][0]


def words(value):
    return "".join(str(value or "").split())


def place(sheet, label, heading):
    """The cell right of a label and below a heading; of several rows with one heading, the nearest above."""
    row = next(c.row for c in sheet["A"] if words(c.value) == label)
    for above in range(row, 0, -1):
        for cell in sheet[above]:
            if words(cell.value).startswith(heading):
                return f"{cell.column_letter}{row}"
    raise AssertionError((label, heading))


def staff(sheet, heading):
    cell = next(c for row in sheet.iter_rows() for c in row if words(c.value).startswith(heading))
    return f"{cell.column_letter}{cell.row + 1}"


@pytest.fixture(scope="module")
def sheets():
    return openpyxl.load_workbook(EXAMPLE)


def at(sheets, sheet, label, heading):
    if label in ("人员", "楼堂馆所"):
        return staff(sheets[sheet], heading)
    return place(sheets[sheet], label, heading)


@pytest.fixture(scope="module")
def published():
    return run("check", str(EXAMPLE), "--format", "json")


@pytest.fixture
def changed(tmp_path, sheets):
    def change(*changes):
        book = openpyxl.load_workbook(EXAMPLE)
        for sheet, label, heading, value in changes:
            book[sheet][at(sheets, sheet, label, heading)] = value
        path = tmp_path / "改动.xlsx"
        book.save(path)
        return path

    return change


def said(record):
    """What is said about the statements: code, severity, cell, expected."""
    return sorted((f["code"], f["severity"], f["cell"], f["expected"]) for f in record["findings"] if f["sheet"] in (BASIC, CARRY))


def test_nothing_is_said_about_the_published_statements(published):
    record = published
    assert said(record) == []
    assert [(s["sheet"], s["form"]) for s in record["statements"]] == [(BASIC, "hunan-basic-data"), (CARRY, "hunan-carry-over")]
    assert all(relation["holds"] for s in record["statements"] for relation in s["relations"])


@pytest.mark.parametrize(
    ("sheet", "label", "heading", "kind", "computed"),
    [
        (BASIC, "人员", "控制率", "ratio", "0.9164"),
        (BASIC, "三公经费", "2023年决算数", "sum", "86.25"),
        (BASIC, "三公经费", "2024年预算数", "sum", "99.51"),
        (BASIC, "三公经费", "2024年决算数", "sum", "46.82"),
        (BASIC, "1、公务用车购置和维护经费", "2023年决算数", "sum", "67.44"),
        (BASIC, "1、公务用车购置和维护经费", "2024年预算数", "sum", "76"),
        (BASIC, "项目支出：", "2023年决算数", "sum", "2679.56"),
        (BASIC, "项目支出：", "2024年预算数", "sum", "579.62"),
        (BASIC, "项目支出：", "2024年决算数", "sum", "1996.94"),
        (BASIC, "3、本级专项资金", "2023年决算数", "sum", "2532.7"),
        (BASIC, "3、本级专项资金", "2024年预算数", "sum", "516.75"),
        (BASIC, "3、本级专项资金", "2024年决算数", "sum", "1934.07"),
        (BASIC, "公用经费", "2024年决算数", "at_most", "884.61"),
        (BASIC, "项目支出：", "2024年决算数", "same", "1996.94"),
        (CARRY, "合计", "本年收入", "sum", "8805.39"),
        (CARRY, "合计", "本年支出", "sum", "8805.39"),
        (CARRY, "合计", "本年支出", "same", "8805.39"),
        (CARRY, "合计", "期末", "balance", "0"),
    ],
)
def test_what_the_published_statements_were_checked_for(published, sheets, sheet, label, heading, kind, computed):
    cell = at(sheets, sheet, label, heading)
    [relation] = [r for s in published["statements"] if s["sheet"] == sheet for r in s["relations"] if r["cell"] == cell and r["kind"] == kind]
    assert relation["computed"] == computed


# Each case: what is changed, and what exactly is said then.
CASES = {
    "fewer staff": (
        [(BASIC, "人员", "2024年实际在职人数", 300)],
        [("JX413", "error", (BASIC, "人员", "控制率"), "89.55%")],  # 300 ÷ 335
    ),
    "another ratio": (
        [(BASIC, "人员", "控制率", 0.95)],
        [("JX413", "error", (BASIC, "人员", "控制率"), "91.64%")],
    ),
    "a ratio rounded to whole percents": ([(BASIC, "人员", "控制率", "92%")], []),
    "more staff than posts": (
        [(BASIC, "人员", "2024年实际在职人数", 340), (BASIC, "人员", "控制率", "101.49%")],
        [("JX415", "warning", (BASIC, "人员", "控制率"), None)],
    ),
    "a ratio left out": (
        [(BASIC, "人员", "控制率", None)],
        [("JX413", "warning", (BASIC, "人员", "控制率"), "91.64%")],
    ),
    "reception": (
        [(BASIC, "3、公务接待", "2024年决算数", 11.83)],
        [("JX411", "error", (BASIC, "三公经费", "2024年决算数"), "47.82")],
    ),
    "vehicles bought last year": (
        [(BASIC, "其中：公车购置", "2023年决算数", 18.14)],
        [("JX411", "error", (BASIC, "1、公务用车购置和维护经费", "2023年决算数"), "68.44")],
    ),
    "travel abroad that nobody added": (
        [(BASIC, "2、出国经费", "2024年预算数", 5)],
        [("JX411", "error", (BASIC, "三公经费", "2024年预算数"), "104.51")],
    ),
    "the whole of the three": (
        [(BASIC, "三公经费", "2024年决算数", 48)],
        [("JX411", "error", (BASIC, "三公经费", "2024年决算数"), "46.82")],
    ),
    "the special funds: the projects above them are not blamed": (
        [(BASIC, "3、本级专项资金", "2024年决算数", 1934.7)],
        [("JX411", "error", (BASIC, "3、本级专项资金", "2024年决算数"), "1934.07")],
    ),
    "one of the unit's own funds": (
        [(BASIC, "市场监督专项", "2024年决算数", 388.72)],
        [("JX411", "error", (BASIC, "3、本级专项资金", "2024年决算数"), "1984.07")],
    ),
    "an own fund that had no budget": (
        [(BASIC, "电容器中心筹建经费", "2024年预算数", 1)],
        [("JX411", "error", (BASIC, "3、本级专项资金", "2024年预算数"), "517.75")],
    ),
    "the projects, which the self-evaluation states too": (
        [(BASIC, "项目支出：", "2024年决算数", 1969.94)],
        [
            ("JX411", "error", (BASIC, "项目支出：", "2024年决算数"), "1996.94"),
            ("JX419", "warning", (BASIC, "项目支出：", "2024年决算数"), "1996.94"),
        ],
    ),
    "parts above the whole": (
        [(BASIC, "其中：办公经费", "2024年决算数", 1164.35)],
        [("JX412", "error", (BASIC, "公用经费", "2024年决算数"), None)],
    ),
    "parts up to the whole": ([(BASIC, "其中：办公经费", "2024年决算数", 1028.08)], []),  # 1028.08+110.29+9.97 = 1148.34
    "words for a figure": (
        [(BASIC, "3、公务接待", "2023年决算数", "约十九万")],
        [("JX417", "error", (BASIC, "3、公务接待", "2023年决算数"), None)],
    ),
    "above last year": (
        [(BASIC, "3、公务接待", "2024年决算数", 60), (BASIC, "三公经费", "2024年决算数", 95.99)],
        [("JX416", "warning", (BASIC, "三公经费", "2024年决算数"), None)],
    ),
    "元 under 万元": (
        [(BASIC, "药械化监管专项", "2024年决算数", 2643500)],
        [
            ("JX411", "error", (BASIC, "3、本级专项资金", "2024年决算数"), None),
            ("JX418", "warning", (BASIC, "药械化监管专项", "2024年决算数"), "264.35"),
        ],
    ),
    "a line without relations in 元": (
        [(BASIC, "政府采购金额", "2024年决算数", 7679600)],
        [("JX418", "warning", (BASIC, "政府采购金额", "2024年决算数"), "767.96")],
    ),
    "a building larger than approved": (
        [(BASIC, "楼堂馆所", "批复规模", 200), (BASIC, "楼堂馆所", "实际规模", 210), (BASIC, "楼堂馆所", "规模控制率", 1.0),
         (BASIC, "楼堂馆所", "预算投资", 80), (BASIC, "楼堂馆所", "实际投资", 60), (BASIC, "楼堂馆所", "投资概算控制率", 0.75)],
        [
            ("JX413", "error", (BASIC, "楼堂馆所", "规模控制率"), "105.00%"),
            ("JX415", "warning", (BASIC, "楼堂馆所", "规模控制率"), None),
        ],
    ),
    "more income of one unit": (
        [(CARRY, "益阳市市场监督管理局机关", "本年收入", 5917.3)],
        [
            ("JX411", "error", (CARRY, "合计", "本年收入"), "8805.49"),
            ("JX414", "warning", (CARRY, "益阳市市场监督管理局机关", "期末"), "0.1"),
        ],
    ),
    "a balance where nothing is left": (
        [(CARRY, "益阳市计量测试检定所", "期末", 10)],
        [("JX414", "error", (CARRY, "益阳市计量测试检定所", "期末"), "0")],
    ),
    "the total of the expenditure": (
        [(CARRY, "合计", "本年支出", 8805.93)],
        [
            ("JX411", "error", (CARRY, "合计", "本年支出"), "8805.39"),
            ("JX419", "warning", (CARRY, "合计", "本年支出"), "8805.39"),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_change_gives_exactly_its_findings(name, changed, sheets):
    changes, expected = CASES[name]
    record = run("check", str(changed(*changes)), "--format", "json")
    assert said(record) == sorted((code, severity, at(sheets, *cell), figure) for code, severity, cell, figure in expected)


def recalculated(path):
    record = run("recalc", str(path), "-o", str(path.parent / "out"), "--format", "json")
    book = openpyxl.load_workbook(path.parent / "out" / path.name, data_only=True)
    return record, book


def written(record):
    return {(edit["sheet"], edit["cell"]): edit["new"] for edit in record["edits"] if edit["sheet"] in (BASIC, CARRY)}


def test_recalc_leaves_the_published_statements_alone(changed):
    record, _ = recalculated(changed())
    assert written(record) == {}


def test_recalc_writes_a_sum_and_the_sums_above_it(changed, sheets):
    record, book = recalculated(changed((BASIC, "市场监督专项", "2024年决算数", 388.72)))
    special, projects = (at(sheets, BASIC, label, "2024年决算数") for label in ("3、本级专项资金", "项目支出："))
    assert written(record) == {(BASIC, special): "1984.07", (BASIC, projects): "2046.94"}  # 62.87 + 1984.07
    assert (book[BASIC][special].value, book[BASIC][projects].value) == (1984.07, 2046.94)
    assert "报表" in [cell.value for cell in book["校验"]["A"]]


def test_recalc_writes_a_ratio_in_the_manner_of_its_cell(changed, sheets):
    record, book = recalculated(changed((BASIC, "人员", "2024年实际在职人数", 300)))
    cell = at(sheets, BASIC, "人员", "控制率")
    assert written(record) == {(BASIC, cell): "89.55%"}
    assert (book[BASIC][cell].value, book[BASIC][cell].number_format) == (0.8955, "0.00%")


def test_recalc_keeps_a_formula_and_stores_its_result(changed, sheets):
    special = at(sheets, BASIC, "3、本级专项资金", "2024年决算数")
    first, last = (at(sheets, BASIC, label, "2024年决算数") for label in ("市场监督专项", "其他项目"))
    path = changed((BASIC, "3、本级专项资金", "2024年决算数", f"=SUM({first}:{last})"))
    record, book = recalculated(path)
    assert written(record) == {(BASIC, special): "1934.07"}
    assert book[BASIC][special].value == 1934.07
    assert openpyxl.load_workbook(path.parent / "out" / path.name)[BASIC][special].value == f"=SUM({first}:{last})"


def test_recalc_writes_no_sum_while_a_unit_is_in_doubt_nor_a_figure_that_is_only_at_most(changed):
    record, _ = recalculated(changed(
        (BASIC, "药械化监管专项", "2024年决算数", 2643500), (BASIC, "其中：办公经费", "2024年决算数", 1164.35),
    ))
    assert written(record) == {}


def test_recalc_writes_balances_and_their_total(changed, sheets):
    record, _ = recalculated(changed((CARRY, "益阳市市场监督管理局机关", "本年收入", 5917.3)))
    assert written(record) == {
        (CARRY, at(sheets, CARRY, "益阳市市场监督管理局机关", "期末")): "0.1",
        (CARRY, at(sheets, CARRY, "合计", "本年收入")): "8805.49",
        (CARRY, at(sheets, CARRY, "合计", "期末")): "0.1",
    }


def explained(path, cell):
    done = subprocess.run([sys.executable, "-m", "jixiao", "explain", str(path), cell], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_explain_tells_how_a_sum_and_a_ratio_came_about(sheets):
    assert "35.99+10.83 = 46.82" in explained(EXAMPLE, f"{BASIC}!{at(sheets, BASIC, '三公经费', '2024年决算数')}")
    assert "307 ÷ 335 = 91.64%" in explained(EXAMPLE, f"{BASIC}!{at(sheets, BASIC, '人员', '控制率')}")
    assert "“三公经费”" in explained(EXAMPLE, f"{BASIC}!{at(sheets, BASIC, '3、公务接待', '2024年决算数')}")


@pytest.mark.parametrize(("form", "words_wanted"), [("html", "基础数据表：核对 18 处"), ("text", "基础数据表：核对 18 处")])
def test_reports_say_what_was_checked(form, words_wanted):
    done = subprocess.run([sys.executable, "-m", "jixiao", "check", str(EXAMPLE), "--format", form], capture_output=True, text=True, encoding="utf-8", check=False)
    assert words_wanted in done.stdout
    assert "全部相符" in done.stdout
