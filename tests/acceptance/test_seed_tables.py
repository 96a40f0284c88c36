"""What must and must not be said about the two published tables, through the command line's JSON.

Every expectation was worked out by reading the published tables, apart from the code.  Cells are
found by the indicator's own words, so that the layout may change.
"""

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

EXAMPLES = Path(__file__).parents[2] / "workbooks" / "examples"


def run(*arguments):
    done = subprocess.run([sys.executable, "-m", "jixiao", *arguments], capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def report():
    code, document = run("check", str(EXAMPLES), "--format", "json")
    assert code == 1
    return {Path(record["path"]).stem: record for record in document["files"]}


@pytest.fixture(scope="module")
def shaoguan(report):
    return report["shaoguan-2022"]


@pytest.fixture(scope="module")
def yiyang(report):
    return report["yiyang-2024"]


def sheet_of(name):
    return openpyxl.load_workbook(EXAMPLES / f"{name}.xlsx").active


def column_of(sheet, heading):
    """The column whose heading begins with these words (blanks left out); the last row that has it."""
    for row in sheet.iter_rows():
        for cell in row:
            if "三级指标" in "".join(str(cell.value or "").split()):
                headings = {c.column_letter: "".join(str(c.value or "").split()) for c in row}
                return next(letter for letter, words in headings.items() if words.startswith(heading))
    raise AssertionError(heading)


def rows_of(sheet, words):
    """Rows whose indicator name contains the words."""
    column = column_of(sheet, "三级指标")
    return [c.row for c in sheet[column] if words in "".join(str(c.value or "").split())]


def cell_of(sheet, heading, words):
    rows = rows_of(sheet, words)
    assert len(rows) == 1, (words, rows)
    return f"{column_of(sheet, heading)}{rows[0]}"


def found(record, severity, cell, expected=None):
    return [
        f for f in record["findings"]
        if f["severity"] == severity and f["cell"] == cell and (expected is None or f["expected"] == expected)
    ]


# ------------------------------------------------------------------ 韶关 ----


def fund_cell(sheet, label, heading):
    """The cell in the funds block at a row's label and a column's heading."""
    top = next(c for row in sheet.iter_rows() for c in row if "".join(str(c.value or "").split()) == "执行率")
    column = next(c.column_letter for c in sheet[top.row] if "".join(str(c.value or "").split()).startswith(heading))
    row = next(r for r in range(top.row + 1, top.row + 6) for c in sheet[r] if label in str(c.value or ""))
    return f"{column}{row}"


@pytest.mark.parametrize(
    ("row", "label", "heading", "expected"),
    [
        ("S01", "财政拨款", "执行率", "100.00%"),
        ("S02", "其他资金", "执行率", "81.26%"),
        ("S03", "合计", "全年执行", "11864.35"),
        ("S04", "合计", "执行率", "99.86%"),
        ("S05", "合计", "得分", "9.99"),
    ],
)
def test_shaoguan_funds(shaoguan, row, label, heading, expected):
    cell = fund_cell(sheet_of("shaoguan-2022"), label, heading)
    assert found(shaoguan, "error", cell, expected), row


def test_shaoguan_s05_names_both_roundings_and_the_rate_that_contradicts(shaoguan):
    (finding,) = found(shaoguan, "error", fund_cell(sheet_of("shaoguan-2022"), "合计", "得分"))
    assert "100.00% 为 10" in finding["suggestion"]
    assert "舍去为 9" in finding["suggestion"]


def test_shaoguan_s06_zero_rates_beside_a_total(shaoguan):
    sheet = sheet_of("shaoguan-2022")
    zero = {fund_cell(sheet, label, "执行率") for label in ("财政拨款", "其他资金", "合计")}
    assert any(set(f["cells"]) == zero for f in shaoguan["findings"] if f["severity"] == "error")


def test_shaoguan_s07_adjusted_budget(shaoguan):
    assert any("35.61%" in f["message"] and "74.52" in f["message"] for f in shaoguan["findings"] if f["severity"] == "warning")


def test_shaoguan_s08_the_missing_column_is_said_once(shaoguan):
    said = [f for f in shaoguan["findings"] if f["expected"] == "实际完成值"]
    assert [f["severity"] for f in said] == ["error"]
    assert "44 行" in said[0]["message"]


def test_shaoguan_s09_no_total(shaoguan):
    (said,) = [f for f in shaoguan["findings"] if "没有总分行" in f["message"]]
    assert said["severity"] == "error"
    assert "= 99；" in said["message"]
    assert said["expected"] == "99.99"


def test_shaoguan_s10_weights_against_the_scheme(shaoguan):
    (said,) = [f for f in shaoguan["findings"] if "分值方案" in f["message"]]
    assert said["severity"] == "warning"
    assert all(part in said["message"] for part in ("产出指标 78", "数量42", "质量32", "时效2", "成本2", "效果指标 10", "满意度指标 2", "合计 90"))


@pytest.mark.parametrize(
    ("row", "words", "expected"),
    [("S13", "在中小学开展", "≥"), ("S14", "知识产权金融对接", "≥"), ("S15", "证券化产品", "≥"), ("S16", "成功提交地理标志", "≥")],
)
def test_shaoguan_directions(shaoguan, row, words, expected):
    cell = cell_of(sheet_of("shaoguan-2022"), "指标方向", words)
    (finding,) = found(shaoguan, "error", cell)
    assert expected in finding["expected"], row


def test_shaoguan_s17_is_a_warning_only(shaoguan):
    cell = cell_of(sheet_of("shaoguan-2022"), "指标方向", "不合格产品查处率")
    assert found(shaoguan, "warning", cell)
    assert not found(shaoguan, "error", cell)


def test_shaoguan_s21_target_missing(shaoguan):
    sheet = sheet_of("shaoguan-2022")
    assert found(shaoguan, "error", cell_of(sheet, "目标值", "遏制重特大"))


def test_shaoguan_s22_direction_missing_in_two_rows(shaoguan):
    sheet = sheet_of("shaoguan-2022")
    for words in ("示范城", "示范园"):
        assert found(shaoguan, "error", cell_of(sheet, "指标方向", words)), words


@pytest.mark.parametrize(
    "words",
    ["对药品生产、批发", "全市药品生产企业检查", "疾控中心检查", "疫苗接种单位", "化妆品生产企业", "完成整改比例", "隐患整改率"],
)
def test_shaoguan_s23_s24_units(shaoguan, words):
    assert found(shaoguan, "error", cell_of(sheet_of("shaoguan-2022"), "计量单位", words), "%")


def test_shaoguan_grouped_warnings_list_their_cells(shaoguan):
    sheet = sheet_of("shaoguan-2022")
    name, nature, unit = (column_of(sheet, h) for h in ("三级指标", "指标性质", "计量单位"))
    rows = [r for r in range(rows_of(sheet, "新增限上餐饮")[0], sheet.max_row + 1) if sheet[f"{name}{r}"].value]
    assert len(rows) == 44
    # S20: 序号 22–36 and 40;  S25: 序号 27–34, 38, 40, 44, and 37 without any unit.
    s20 = {f"{nature}{rows[n - 1]}" for n in [*range(22, 37), 40]}
    s25 = {f"{unit}{rows[n - 1]}" for n in [*range(27, 35), 37, 38, 40, 44]}
    warned = [set(f["cells"]) for f in shaoguan["findings"] if f["severity"] == "warning"]
    assert s20 in warned
    assert s25 in warned


def test_shaoguan_choices(shaoguan):
    choices = [f for f in shaoguan["findings"] if f["choice"]]
    sheet = sheet_of("shaoguan-2022")
    rows = {"S18": rows_of(sheet, "食品安全监督抽检")[0], "S19": rows_of(sheet, "监督抽检平均成本")[0]}
    for label, row in rows.items():
        assert any(f"{row}" == "".join(ch for ch in cell if ch.isdigit()) for f in choices for cell in f["cells"]), label
    assert any("7 种写法" in f["message"] for f in choices), "S12"
    assert all(f["severity"] == "info" for f in choices)


def test_shaoguan_s28_near_duplicates(shaoguan):
    sheet = sheet_of("shaoguan-2022")
    (said,) = [f for f in shaoguan["findings"] if "近似重复" in f["message"]]
    rows = {int("".join(ch for ch in cell if ch.isdigit())) for cell in said["cells"]}
    wanted = [rows_of(sheet, w)[0] for w in ("示范城", "示范园", "完成整改比例", "隐患整改率", "对药品生产、批发", "全市药品生产企业检查")]
    assert said["severity"] == "warning"
    assert rows == set(wanted)


def test_shaoguan_s46_scores_and_weights_are_not_reported(shaoguan):
    sheet = sheet_of("shaoguan-2022")
    for heading in ("分值", "得分"):
        column = column_of(sheet, heading)
        row_cells = {f"{column}{r}" for r in rows_of(sheet, "")[0:] if r > 20}
        accused = {c for f in shaoguan["findings"] if f["severity"] == "error" and f["code"] != "JX103" for c in f["cells"]}
        assert not (accused & (row_cells - {f"{column}19", f"{column}20"}))


# ------------------------------------------------------------------ 益阳 ----


def test_yiyang_y01_y02_execution(yiyang):
    sheet = sheet_of("yiyang-2024")
    (rate,) = found(yiyang, "error", fund_cell(sheet, "年度资金总额", "执行率"), "133.40%")
    assert "8876.29" in rate["suggestion"]
    assert found(yiyang, "error", fund_cell(sheet, "年度资金总额", "得分"), "10.00")


def test_yiyang_y03_total(yiyang):
    sheet = sheet_of("yiyang-2024")
    total = f"{column_of(sheet, '自评得分')}{sheet.max_row}"
    (said,) = found(yiyang, "error", total)
    assert said["expected"] == "99.1"
    assert "相差 0.2" in said["message"]


def test_yiyang_y04_y05_y06_levels(yiyang):
    sheet = sheet_of("yiyang-2024")
    column = column_of(sheet, "一级指标")
    output, benefit = (next(c.coordinate for c in sheet[column] if str(c.value or "").startswith(w)) for w in ("产出指标", "效益指标"))
    (y04,) = found(yiyang, "error", output)
    assert (y04["expected"], y04["found"]) == ("50", "49")
    assert all(part in y04["message"] for part in ("50 行 25", "26 行 13", "11 行 5.5"))
    found_values = {f["found"] for f in found(yiyang, "error", benefit)}
    assert found_values == {"31", "30.3"}


UNMET = ["开展抽检产商品批次", "评选优秀案例数", "开展公平竞争制度审查单位", "免费为开办企业赠送印章", "专利许可交易金额", "社会公众对食品安全满意度"]


@pytest.mark.parametrize("words", UNMET)
def test_yiyang_y08_to_y13_and_y15(yiyang, words):
    sheet = sheet_of("yiyang-2024")
    (score,) = found(yiyang, "error", cell_of(sheet, "自评得分", words), "0.00")
    assert "现填" in score["message"]
    assert len(found(yiyang, "error", cell_of(sheet, "偏差原因", words))) == 1


def test_yiyang_nothing_else_is_an_error(yiyang):
    """Y07 and Y14 and the 129 rows that are right: 2 funds, 3 levels, 1 total, 6 scores, 6 reasons."""
    assert sum(f["severity"] == "error" for f in yiyang["findings"]) == 18


def test_yiyang_y16_over_130_percent(yiyang):
    sheet = sheet_of("yiyang-2024")
    words = ["完成评查案卷数", "法治建设宣传次数", "执法能力提升培训班次", "行政处罚案件审查数", "聘请律师、法律顾问人数",
             "市本级食品安全抽检数", "高价值专利拥有量", "药品抽验批次", "化妆品抽验批次"]
    name = column_of(sheet, "三级指标")
    rows = {next(c.row for c in sheet[name] if str(c.value) == w) for w in words}
    warned = {int("".join(ch for ch in f["cell"] if ch.isdigit())) for f in yiyang["findings"] if f["severity"] == "warning" and "130" in f["message"] and "指标值" in f["message"]}
    assert warned == rows


def test_yiyang_choices(yiyang):
    keys = {f["choice"]["key"] for f in yiyang["findings"] if f["choice"] and f["severity"] == "info"}
    assert {"binary_reading", "before_inclusive"} <= keys
    sheet = sheet_of("yiyang-2024")
    column, low = column_of(sheet, "年度指标值"), rows_of(sheet, "社会公众对窗口工作满意度")[0]
    satisfaction = {f"{column}{r}" for r in range(low, low + 9)}
    assert any(satisfaction <= set(f["cells"]) for f in yiyang["findings"] if f["choice"] and f["severity"] == "info"), "Y57"


def test_yiyang_y58_rule_texts_in_the_weight_column(yiyang):
    sheet = sheet_of("yiyang-2024")
    column = column_of(sheet, "分值")
    assert any(f["severity"] == "warning" and len(f["cells"]) == 135 and f["cell"].startswith(column) for f in yiyang["findings"])


@pytest.mark.parametrize(
    ("reading", "rows", "total"),
    [("binary", "85.5", "95.50"), ("proportional", "89.16", "99.16"), ("threshold-ratio", "88.71", "98.71"), ("threshold-excess", "88.28", "98.28")],
)
def test_yiyang_y14_totals_under_each_reading(reading, rows, total):
    from decimal import Decimal

    _, document = run("check", str(EXAMPLES / "yiyang-2024.xlsx"), "--format", "json", "--set", f"binary_reading={reading}")
    (table,) = document["files"][0]["tables"]
    assert sum(Decimal(i["score"]) for i in table["indicators"]) == Decimal(rows)
    assert table["funds"][0]["score"] == "10.00"
    assert table["total"]["score"] == total
    assert len(table["indicators"]) == 135
