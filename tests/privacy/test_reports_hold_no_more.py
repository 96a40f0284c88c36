"""Reports, receipts and logs hold no cell contents beyond the tables and the findings, and no whole number of a person."""

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from tests.privacy.persons import IDENTITY, SECRETS, full_workbook
from tests.tables import book, grid

from jixiao.checks import run_checks
from jixiao.forms import recognise
from jixiao.model import Explanation
from jixiao.scoring.assess import assess
from jixiao.scoring.policy import load
from jixiao.scoring.sheets import WholeSheet

# In cells and places that no finding needs.
PLANTED = {
    "goal": "机密年度目标甲", "remark": "机密备注乙", "person": "机密经办丙", "foot": "机密落款丁", "comment": "机密批注戊", "property": "机密作者己",
    "sheet": "机密名单庚", "hidden": "机密隐藏辛", "number": 987654.321,
}


@pytest.fixture
def planted(tmp_path):
    path = full_workbook(tmp_path / "自评.xlsx")
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["自评表"]
    sheet["E4"] = "详见附件，问甲某16412345678"  # what cannot be read is quoted
    sheet["H20"], sheet["A19"], sheet["B19"], sheet["A21"] = PLANTED["remark"], "经办人", PLANTED["person"], PLANTED["foot"]
    sheet["I20"] = PLANTED["number"]
    sheet["H20"].comment = openpyxl.comments.Comment(PLANTED["comment"], "x")
    workbook.properties.creator = PLANTED["property"]
    other = workbook.create_sheet("资料")
    other["A1"], other["A2"] = PLANTED["sheet"], PLANTED["goal"]
    workbook["名单"]["D9"] = PLANTED["hidden"]
    workbook.save(path)
    return path


def jixiao(*arguments):
    return subprocess.run([sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, check=False, encoding="utf-8")


def nothing_planted(text):
    shown = text.replace("\\u", "")
    assert [words for words in PLANTED.values() if str(words) in shown] == []
    assert [secret for secret in (*SECRETS, "李某某", "周某某", "郑某某") if secret in shown.replace("-", "").replace(" ", "")] == []


@pytest.mark.parametrize("kind", ["text", "json", "jsonl", "html", "sarif"])
def test_a_report_holds_nothing_that_no_finding_needs(planted, kind):
    ran = jixiao("check", planted, "--format", kind, *(["--all"] if kind == "text" else []))
    assert "JX911" in ran.stdout
    assert "110*************14" in ran.stdout
    nothing_planted(ran.stdout + ran.stderr)


def test_the_log_and_the_receipt_hold_nothing_either(planted, tmp_path):
    ran = jixiao("recalc", planted, "-o", tmp_path / "out", "--log", tmp_path / "run.log", "--receipts", tmp_path / "receipts")
    assert ran.returncode in {0, 1}, ran.stderr
    receipts = [path.read_text("utf-8") for path in (tmp_path / "receipts").rglob("*.json")]
    assert receipts
    nothing_planted(ran.stdout + ran.stderr + (tmp_path / "run.log").read_text("utf-8") + "".join(receipts))


def test_our_own_sheet_quotes_masked_numbers_only(planted, tmp_path):
    jixiao("recalc", planted, "-o", tmp_path / "out")
    sheet = openpyxl.load_workbook(tmp_path / "out" / planted.name)["校验"]
    said = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    assert "110*************14" in said
    nothing_planted(said)


def test_what_a_finding_quotes_from_a_cell_is_masked():
    """An actual that nobody can read is quoted, with the telephone in it masked; the table's figures stay."""
    sheet = grid("""
| 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 回访（拨打16412345678） | ≥10家 | 见附件，问甲某16487654321 | 50 | 50 |
| 走访人次 | ≥16400000000人次 | 16400000001人次 | 50 | 50 |
""")
    (table,) = recognise(book(sheet)).tables
    found = run_checks(assess(table, load("mof-2020")))
    said = "\n".join(f"{each.message.zh}{each.message.en}{each.subject}{each.found}{each.expected}{each.suggestion.zh}" for each in found)
    assert "164****4321" in said
    assert "16487654321" not in said
    assert "16412345678" not in said


def test_an_explanation_is_masked_in_reports_and_kept_in_our_sheet(planted, tmp_path):
    jixiao("recalc", planted, "-o", tmp_path / "out")
    path = tmp_path / "out" / planted.name
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["校验"]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "序号")
    words = "属实，详询甲某 16400002222"
    column = next(cell.column for cell in sheet[head] if cell.value == "说明")
    sheet.cell(head + 1, column).value = words
    workbook.save(path)
    report = jixiao("check", path, "--format", "json").stdout
    assert "16400002222" not in report
    assert "属实，详询甲某 164****2222" in [finding["explained"] for finding in json.loads(report)["files"][0]["findings"]]
    jixiao("recalc", path, "--in-place")
    again = openpyxl.load_workbook(path)["校验"]
    assert words in [cell.value for row in again.iter_rows() for cell in row]


def whole(text, policy=None):
    return WholeSheet(grid(text), load("mof-2020").with_overrides(policy or {}))


def test_severities_rise_before_publication():
    text = f"| 联系电话 | 0601-2345678 |\n| 手机 | 16412345678 |\n| 身份证号 | {IDENTITY} |\n| 账号 | 1234567890123 |"
    assert [(each.code, each.severity) for each in run_checks(whole(text))] == [
        ("JX913", "warning"), ("JX911", "warning"), ("JX912", "warning"), ("JX914", "info")]
    assert {(each.code, each.severity) for each in run_checks(whole(text, {"for_publication": "true"}))} == {
        ("JX911", "error"), ("JX912", "error"), ("JX913", "error"), ("JX914", "warning")}


def test_one_finding_lists_the_cells_of_a_sheet():
    text = "| 姓名 | 电话 |\n" + "\n".join(f"| 甲某 | 1640000{number} |" for number in range(1111, 1131))
    (found,) = run_checks(whole(text))
    assert len(found.cells) == 20
    assert found.message.zh.startswith("「自评表」B2“164****1111”、B3“164****1112”")
    assert "等 20 处" in found.message.zh


def test_the_state_of_an_explanation_is_made_of_masked_numbers():
    first, second = (run_checks(whole(f"| 手机 | {number} |"), {})[0] for number in (16412345678, 16499995678))
    assert first.state == second.state  # nobody gets the number back from the hash
    assert run_checks(whole("| 手机 | 16412345678 |"), {first.fingerprint: Explanation("已公开", first.state)})[0].explained == "已公开"


def test_a_workbook_of_blank_forms_and_the_examples_say_nothing_of_persons():
    folder = Path(__file__).parents[2] / "workbooks"
    for path in sorted(folder.rglob("*.xlsx")):
        for sheet in openpyxl.load_workbook(path):
            rows = "\n".join("| " + " | ".join("" if value is None else str(value).replace("\n", " ").replace("|", "") for value in row) + " |" for row in sheet.iter_rows(values_only=True))
            assert run_checks(whole(rows)) == [], path
