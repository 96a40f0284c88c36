"""A report beside its tables, through the command line.

The published report was read line by line before any check was written: what is wrong in it, and what is right however odd.
"""

import json
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from tests.services.report.invented import project

from jixiao import cli
from jixiao.reports import html_report, json_report, sarif_report, text_report
from jixiao.services.analyse import Settings
from jixiao.services.reconcile import reconcile

REPOSITORY = Path(__file__).parents[2]
WORKBOOK = REPOSITORY / "workbooks" / "examples" / "yiyang-2024.xlsx"
PUBLISHED = REPOSITORY.parent / "shared" / "seeds"

# (code, severity) by line of the published report.  338.72 is no sum of 66.75, 76.22 and 198.75 (341.72); results of 2024 were not
# published in April 2024; 一是、二是 and 四是; 25 批次 where table and goals have 10; 7.23件 where the table has 7.31; 检测中心
# for 监测中心; 统合; and 2022年 in a report about 2024.
WRONG = {
    104: ("JX620", "error"), 179: ("JX624", "error"), 120: ("JX627", "warning"), 142: ("JX630", "warning"), 110: ("JX631", "info"),
    124: ("JX631", "info"), 160: ("JX623", "info"), 170: ("JX625", "info"),
}
TWICE = (142, "JX623", "warning")

REPORT = """2024年度某县图书馆项目支出绩效自评报告
一、资金情况
全年预算数80万元，其中购书经费50万元、活动经费36.5万元，联系电话 13912345678。
二、自评得分96分。
"""


def run(*arguments):
    return subprocess.run([sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def published():
    seed = next(PUBLISHED.glob("002_*.txt"), None) if PUBLISHED.is_dir() else None
    if seed is None:
        pytest.skip("the published documents are not here")
    done = run("reconcile", seed, WORKBOOK, "--format", "json")
    assert done.returncode == 1, done.stderr
    return json.loads(done.stdout)["files"][0]


def test_all_that_is_wrong_in_the_published_report_is_told_and_nothing_else(published):
    said = sorted((int(found["place"].strip("第行")), found["code"], found["severity"]) for found in published["findings"])
    assert said == sorted([*((line, *what) for line, what in WRONG.items()), TWICE])


def test_a_finding_in_prose_quotes_the_words_and_names_the_cell(published):
    found = next(found for found in published["findings"] if found["code"] == "JX623" and found["severity"] == "warning")
    assert "医疗器械抽检25批次" in found["quote"]
    assert (found["expected"], found["found"]) == ("10批次", "25批次")
    assert found["sheet"] == "部门整体支出绩效自评表"
    assert found["place"] in found["message"]
    assert f"{found['sheet']}!{found['cell']}" in found["message"]
    alone = next(found for found in published["findings"] if found["code"] == "JX620")
    assert (alone["sheet"], alone["cell"], alone["cells"]) == (None, None, [])
    assert (alone["expected"], alone["found"]) == ("341.72万元", "338.72万元")


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "报告.txt"
    path.write_text(REPORT, "utf-8")
    return path


def test_every_format_tells_place_and_words_and_hides_the_telephone(report):
    result = reconcile(report, [], Settings())[0]
    page, sarif = html_report.piece(result, "zh"), json.loads(f"[{sarif_report.piece(result, 'zh')}]")
    for told in (page, json.dumps(sarif, ensure_ascii=False), json_report.piece(result, "zh"), "".join(text_report.tell(result, "zh", {}, None).findings)):
        assert "JX620" in told
        assert "第3行" in told
        assert "活动经费36.5万元" in told
        assert "13912345678" not in told
    assert sarif[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 3


def test_check_takes_a_report_beside_its_workbooks(report, tmp_path):
    done = run("check", WORKBOOK, "--report", report, "--format", "json", "--export", tmp_path / "rows")
    files = json.loads(done.stdout)["files"]
    assert [Path(each["path"]).name for each in files] == [WORKBOOK.name, report.name]
    told = {found["code"]: found for found in files[1]["findings"]}
    assert told["JX623"]["found"] == "96分"
    assert told["JX623"]["expected"] == "98.9分"
    assert (tmp_path / "rows").is_dir()


def test_a_cell_of_the_workbook_is_named_though_the_report_has_a_table_of_that_name(tmp_path, capsys):
    """The report was written from the workbook, whose figure then changed: the workbook's cell is told, not its twin in the report."""
    book, report = project(tmp_path / "项目.xlsx"), tmp_path / "报告.docx"
    assert cli.run(["report", str(book), "-o", str(report)]) == 0
    workbook = load_workbook(book)
    sheet = workbook.worksheets[0]
    changed = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "9公里")
    changed.value = "11公里"
    sheet["A1"] = "项目支出绩效自评表"
    sheet.title = "项目支出绩效自评表"
    workbook.save(book)
    document = docx.Document(str(report))
    document.add_paragraph("全年清淤河道长度7公里。")
    document.save(str(report))
    capsys.readouterr()
    cli.run(["reconcile", str(report), str(book), "--format", "json"])
    said = [each["message"] for each in json.loads(capsys.readouterr().out)["files"][0]["findings"] if "文字是 7公里" in each["message"]]
    assert said
    assert f"!{changed.coordinate}“清淤河道长度”是 11公里" in said[0]


def test_what_was_wanted_is_not_set_against_what_was_done(tmp_path, capsys):
    """The targets under 预期目标 are no second mention of the results; the same lines under another heading are."""
    for heading, told in (("预期目标：", False), ("主要工作：", True)):
        path = tmp_path / "报告.txt"
        lines = ["某县水务局2024年度部门整体支出绩效自评报告", heading, "1.清淤灌溉渠道长度40公里。", "2.改善农田灌溉面积1.5万亩。", "实际完成情况：", "清淤灌溉渠道长度42公里。", "改善农田灌溉面积1.6万亩。"]
        path.write_text("\n".join(lines), "utf-8")
        cli.run(["reconcile", str(path), "--format", "json"])
        codes = [each["code"] for each in json.loads(capsys.readouterr().out)["files"][0]["findings"]]
        assert codes == ["JX622", "JX622"] * told


def test_without_tables_the_prose_alone_is_looked_at(tmp_path):
    path = tmp_path / "报告.txt"
    path.write_text("一、资金使用规范，无其他需要说明的情况。\n", "utf-8")
    done = run("reconcile", path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "只核对了文字本身" in done.stdout


def test_what_cannot_be_read_is_said_and_counted(tmp_path, report):
    nothing, broken, other = tmp_path / "没有.txt", tmp_path / "坏.xlsx", tmp_path / "空.txt"
    broken.write_bytes(b"no workbook")
    other.write_text("", "utf-8")
    for given, name in (([nothing], nothing), ([other], other), ([report, broken], broken)):
        results = reconcile(given[0], given[1:], Settings())
        refused = next(result for result in results if result.status == "unreadable")
        assert refused.path == str(name)
        assert refused.message.zh.strip()
    done = run("reconcile", report, broken)
    assert done.returncode == 4
    assert "JX620" in done.stdout
