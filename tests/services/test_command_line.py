"""The command as a user runs it: real processes, real files, exit codes and what lies on disk after."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

EXAMPLES = Path(__file__).parents[2] / "workbooks" / "examples"
HEADINGS = ["三级指标", "年度指标值", "实际完成值", "分值", "得分"]


def jixiao(*arguments, cwd=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8",
        check=False, cwd=cwd, env={**os.environ, **environment},
    )


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def clean(tmp_path):
    """A small table without any error."""
    rows = [["项目支出绩效自评表"], HEADINGS, ["走访企业数", "≥10家", "12家", 60, 60], ["培训场次", "≥2场", "2场", 40, 40], ["总分", None, None, 100, 100]]
    return workbook(tmp_path / "clean.xlsx", rows)


@pytest.fixture
def wrong(tmp_path):
    """The same with one score that the rule does not give."""
    rows = [["项目支出绩效自评表"], HEADINGS, ["走访企业数", "≥10家", "8家", 60, 60], ["培训场次", "≥2场", "2场", 40, 40], ["总分", None, None, 100, 100]]
    return workbook(tmp_path / "wrong.xlsx", rows)


def test_recalc_writes_beside_the_input_and_leaves_it_alone(wrong):
    before = digest(wrong)
    done = jixiao("recalc", wrong)
    assert done.returncode == 1
    assert digest(wrong) == before
    sheet = openpyxl.load_workbook(wrong.parent / "jixiao-out" / "wrong.xlsx")
    assert sheet.sheetnames[-1] == "校验"
    # 8 of 10 → 80 % of 60 points = 48; 48 + 40 = 88
    assert sheet.worksheets[0]["E3"].value == 48
    assert sheet.worksheets[0]["E5"].value == 88


def test_an_existing_output_is_kept_unless_forced(wrong):
    assert jixiao("recalc", wrong).returncode == 1
    output = wrong.parent / "jixiao-out" / "wrong.xlsx"
    before = digest(output)
    again = jixiao("recalc", wrong)
    assert again.returncode == 2
    assert "--force" in again.stdout
    assert digest(output) == before
    assert jixiao("recalc", wrong, "--force").returncode == 1


def test_in_place_and_undo_restore_the_bytes(wrong):
    before = digest(wrong)
    assert jixiao("recalc", wrong, "--in-place").returncode == 1
    assert digest(wrong) != before
    done = jixiao("undo", wrong)
    assert done.returncode == 0
    assert "逐字节" in done.stdout
    assert digest(wrong) == before


def test_undo_refuses_a_file_that_changed_since_and_offers_cells(wrong):
    jixiao("recalc", wrong, "--in-place")
    book = openpyxl.load_workbook(wrong)
    book.worksheets[0]["E4"] = 39
    book.save(wrong)
    refused = jixiao("undo", wrong)
    assert refused.returncode == 2
    assert "--cells" in refused.stderr
    done = jixiao("undo", wrong, "--cells")
    assert done.returncode == 0
    sheet = openpyxl.load_workbook(wrong).worksheets[0]
    assert (sheet["E3"].value, sheet["E4"].value) == (60, 39)


def test_findings_only_changes_no_other_cell(wrong, tmp_path):
    jixiao("recalc", wrong, "--findings-only", "-o", tmp_path / "o")
    sheet = openpyxl.load_workbook(tmp_path / "o" / "wrong.xlsx").worksheets[0]
    assert (sheet["E3"].value, sheet["E5"].value) == (60, 100)


def test_subfolders_are_mirrored_lock_files_and_own_output_left_out(wrong, tmp_path):
    folder = tmp_path / "某局"
    (folder / "一科").mkdir(parents=True)
    shutil.copy(wrong, folder / "一科" / "a.xlsx")
    shutil.copy(wrong, folder / "~$a.xlsx")
    for _ in range(2):
        jixiao("recalc", folder, "--force")
    output = folder / "jixiao-out"
    assert [p.relative_to(output).as_posix() for p in sorted(output.rglob("*.xlsx")) if ".jixiao" not in p.parts] == ["一科/a.xlsx"]


def test_explanations_stay_with_their_finding_and_go_stale(wrong):
    jixiao("recalc", wrong, "--in-place", "--findings-only")

    def sheet():
        book = openpyxl.load_workbook(wrong)
        page = book["校验"]
        head = next(row for row in page.iter_rows() if row[0].value == "序号")
        columns = {cell.value: cell.column for cell in head}
        return book, page, columns, head[0].row

    book, page, columns, head = sheet()
    page.cell(head + 1, columns["说明"]).value = "两家停业，经批准"
    code = page.cell(head + 1, columns["编号"]).value
    book.save(wrong)
    jixiao("recalc", wrong, "--in-place", "--findings-only")
    _, page, columns, head = sheet()
    row = next(r for r in range(head + 1, page.max_row + 1) if page.cell(r, columns["说明"]).value)
    assert page.cell(row, columns["编号"]).value == code
    assert page.cell(row, columns["状态"]).value == "已说明"
    # An inserted row does not lose the words; a changed figure makes them stale.
    book, *_ = sheet()
    book.worksheets[0]["E3"] = 59
    book.save(wrong)
    jixiao("recalc", wrong, "--in-place", "--findings-only")
    _, page, columns, head = sheet()
    row = next(r for r in range(head + 1, page.max_row + 1) if page.cell(r, columns["说明"]).value == "两家停业，经批准")
    assert page.cell(row, columns["状态"]).value == "说明已过期"


def test_explained_findings_decide_the_exit_code_unless_accepted(tmp_path):
    path = workbook(tmp_path / "t.xlsx", [["绩效自评表"], HEADINGS, ["走访企业数", "≥10家", "12家", 60, 60], ["培训场次", "≥2场", "2场", 40, 40], ["总分", None, None, 100, 98]])
    jixiao("recalc", path, "--in-place", "--findings-only")
    book = openpyxl.load_workbook(path)
    page = book["校验"]
    head = next(row for row in page.iter_rows() if row[0].value == "序号")
    column = next(cell.column for cell in head if cell.value == "说明")
    for row in range(head[0].row + 1, page.max_row + 1):
        page.cell(row, column).value = "主管部门扣分"
    book.save(path)
    assert jixiao("check", path).returncode == 1
    assert jixiao("check", path, "--accept-explained").returncode == 0
    explained = json.loads(jixiao("check", path, "--format", "json").stdout)["files"][0]["findings"]
    assert {f["explained"] for f in explained} == {"主管部门扣分"}


def test_a_foreign_sheet_named_like_ours_is_left_alone(wrong):
    book = openpyxl.load_workbook(wrong)
    book.create_sheet("校验")["A1"] = "本局自己的校验表"
    book.save(wrong)
    jixiao("recalc", wrong, "--in-place")
    book = openpyxl.load_workbook(wrong)
    assert book.sheetnames[-1] == "校验(绩效)"
    assert book["校验"]["A1"].value == "本局自己的校验表"


def test_exit_codes(clean, wrong, tmp_path):
    (tmp_path / "empty.xlsx").touch()
    menu = workbook(tmp_path / "menu.xlsx", [["今日菜单"]])
    assert jixiao("check", clean).returncode == 0
    assert jixiao("check", wrong).returncode == 1
    assert jixiao("check", wrong, "--fail-on", "never").returncode == 0
    assert jixiao("check", wrong, "--policy", "nowhere").returncode == 2
    assert jixiao("check", wrong, "--set", "binary_reading=perhaps").returncode == 2
    assert jixiao("check", wrong, "--fail-on", "sometimes").returncode == 2
    assert jixiao("check", menu).returncode == 3
    assert jixiao("check", tmp_path / "empty.xlsx").returncode == 4
    assert jixiao("check", tmp_path / "nowhere.xlsx").returncode == 4
    # With several files the highest applies, and the good ones are still done.
    done = jixiao("check", tmp_path, "--format", "json")
    assert done.returncode == 4
    statuses = {Path(f["path"]).name: f["status"] for f in json.loads(done.stdout)["files"]}
    assert statuses == {"clean.xlsx": "ok", "wrong.xlsx": "findings", "menu.xlsx": "unknown-form", "empty.xlsx": "unreadable"}


BAD = {
    "empty.xlsx": (b"", "空"),
    "text.xlsx": ("科目,金额\n".encode(), "文本"),
    "old.xlsx": (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), ".xls"),
    "page.xls": (b"<html><table></table></html>", "网页"),
}


@pytest.mark.parametrize(("stands", "becomes"), [
    ("各项任务完成较好。", "各项任务完成较好。"), ("完成较好", "完成较好"), ("优", "良"), ("优秀", "良"), (None, "良")])
def test_a_conclusion_in_words_is_never_replaced_by_a_grade(tmp_path, stands, becomes):
    rows = [["项目支出绩效自评表"], HEADINGS, ["走访企业数", "≥10家", "8家", 60, 60], ["培训场次", "≥2场", "2场", 40, 40], ["总分", None, None, 100, 100], ["评价结论", stands]]
    path = workbook(tmp_path / "t.xlsx", rows)
    jixiao("recalc", path, "--in-place")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert (sheet["E5"].value, sheet["B6"].value) == (88, becomes)


def test_a_sum_of_the_indicators_alone_stays_one(tmp_path):
    rows = [
        ["项目支出绩效自评表"], ["项目", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"], ["年度资金总额", 200, 200, 172, 10, 0.86, 8.6],
        HEADINGS, ["走访企业数", "≥10家", "8家", 50, 50], ["培训场次", "≥2场", "2场", 40, 40], ["合计", None, None, 90, 90]]
    path = workbook(tmp_path / "t.xlsx", rows)
    record = json.loads(jixiao("recalc", path, "--in-place", "--format", "json").stdout)["files"][0]
    assert {f["code"] for f in record["findings"]}.isdisjoint({"JX201", "JX207", "JX208"})
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert (sheet["E5"].value, sheet["E7"].value) == (40, 80)  # 8 of 10 → 80 % of 50 points


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_sentence_an_untouched_file_and_no_output(tmp_path, name):
    content, word = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    done = jixiao("recalc", path)
    assert done.returncode == 4
    assert word in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert path.read_bytes() == content
    assert not list((tmp_path / "jixiao-out").glob("*.xls*"))


def test_a_truncated_workbook_is_said_to_be_one(tmp_path):
    path = tmp_path / "cut.xlsx"
    path.write_bytes((EXAMPLES / "yiyang-2024.xlsx").read_bytes()[:4000])
    done = jixiao("check", path)
    assert done.returncode == 4
    assert "不完整" in done.stdout


def test_formulas_stay_formulas_and_an_uncalculated_one_is_named(tmp_path):
    rows = [["绩效自评表"], HEADINGS, ["走访企业数", "≥10家", "=6+2", 60, 60], ["培训场次", "≥2场", "2场", 40, "=D4"], ["总分", None, None, 100, "=SUM(E3:E4)"]]
    path = workbook(tmp_path / "f.xlsx", rows)
    done = jixiao("recalc", path, "--all")
    assert "C3" in done.stdout
    assert "保存" in done.stdout
    sheet = openpyxl.load_workbook(tmp_path / "jixiao-out" / "f.xlsx").worksheets[0]
    assert (sheet["C3"].value, sheet["E4"].value, sheet["E5"].value) == ("=6+2", "=D4", "=SUM(E3:E4)")


def test_text_where_a_number_belongs_is_named(tmp_path):
    path = workbook(tmp_path / "t.xlsx", [["绩效自评表"], HEADINGS, ["走访企业数", "≥10家", "12家", 60, "满分"], ["总分", None, None, 60, 60]])
    findings = json.loads(jixiao("check", path, "--format", "json").stdout)["files"][0]["findings"]
    assert ("E3", "error") in {(f["cell"], f["severity"]) for f in findings}


@pytest.mark.parametrize("count", [0, 5000])
def test_an_indicator_table_of_no_rows_and_of_5000(tmp_path, count):
    rows = [["绩效自评表"], HEADINGS, *([f"第{n}项检查次数", "≥2次", "2次", "0.02", 0.02] for n in range(count))]
    path = workbook(tmp_path / "t.xlsx", rows)
    document = json.loads(jixiao("check", path, "--format", "json").stdout)
    (table,) = document["files"][0]["tables"]
    assert len(table["indicators"]) == count
    codes = {f["code"] for f in document["files"][0]["findings"]}
    assert ("JX101" in codes) == (count == 0)


JSON_KEYS = {"path", "status", "message", "tables", "findings", "edits"}
TABLE_KEYS = {"sheet", "form", "policy", "funds", "indicators", "total", "grade"}
FUND_KEYS = {"name", "cell", "budget", "executed", "rate", "weight", "score"}
INDICATOR_KEYS = {"name", "level1", "level2", "row", "target", "actual", "completion", "weight", "score", "stated_score", "rule", "why"}
FINDING_KEYS = {"code", "severity", "sheet", "cell", "cells", "message", "expected", "found", "suggestion", "basis", "fingerprint", "explained"}


def test_the_json_contract(tmp_path):
    document = json.loads(jixiao("recalc", EXAMPLES, "-o", tmp_path, "--format", "json").stdout)
    assert document["schema"] == "jixiao/1"
    assert {"files", "errors", "warnings", "infos", "seconds"} <= document["summary"].keys()
    for record in document["files"]:
        assert record.keys() >= JSON_KEYS
        for table in record["tables"]:
            assert table.keys() >= TABLE_KEYS
            assert {"weight", "score", "stated", "cell"} <= table["total"].keys()
            assert all(fund.keys() >= FUND_KEYS for fund in table["funds"])
            assert all(row.keys() >= INDICATOR_KEYS for row in table["indicators"])
        assert all(finding.keys() >= FINDING_KEYS for finding in record["findings"])
        assert all({"sheet", "cell", "old", "new"} <= edit.keys() for edit in record["edits"])
        assert record["status"] == "findings"
    # A declaration has nothing to be computed; the self-evaluations have.
    assert {Path(r["path"]).stem for r in document["files"] if r["edits"]} == {"shaoguan-2022", "yiyang-2024"}


def test_several_policies_give_one_table_each(wrong):
    done = jixiao("check", wrong, "--policy", "mof-2020", "--policy", "platform", "--format", "json")
    assert [t["policy"] for t in json.loads(done.stdout)["files"][0]["tables"]] == ["mof-2020", "platform"]


def test_report_files(wrong, tmp_path):
    for kind in ("json", "jsonl", "sarif", "html", "text"):
        target = tmp_path / f"r.{kind}"
        done = jixiao("check", wrong, "--format", kind, "-o", target)
        assert (done.returncode, done.stdout) == (1, "")
        assert "JX203" in target.read_text("utf-8")
    assert json.loads((tmp_path / "r.sarif").read_text("utf-8"))["version"] == "2.1.0"


def test_html_escapes_what_a_cell_says(tmp_path):
    path = workbook(tmp_path / "x.xlsx", [["绩效自评表"], HEADINGS, ["<script>alert(1)</script>", "≥10家", "8家", 60, 60]])
    jixiao("check", path, "--format", "html", "-o", tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_english_on_request_only(wrong):
    assert "files:" in jixiao("check", wrong, "--lang", "en").stdout
    assert "files:" in jixiao("check", wrong, JIXIAO_LANG="en").stdout
    assert "个文件" in jixiao("check", wrong, LANG="en_US.UTF-8", LC_ALL="C").stdout
    assert "用法" in jixiao("--help").stdout
    assert "Usage" in jixiao("--help", "--lang", "en").stdout
    assert "没有选项" in jixiao("check", wrong, "--polcy", "hunan").stderr
    assert "Recalculate" in jixiao("--help", "--lang", "en").stdout + jixiao("--lang", "en", "--help").stdout + jixiao("--help", JIXIAO_LANG="en").stdout


def test_explain_says_how_a_score_came_about(wrong):
    done = jixiao("explain", wrong, "E3")
    assert done.returncode == 0
    assert "80.00%" in done.stdout
    assert "48" in done.stdout
    assert jixiao("explain", wrong, "XFD99").returncode == 2
    assert jixiao("explain", wrong, "第三行").returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="no such names on Windows")
def test_no_command_lets_a_name_steer_the_terminal(wrong, tmp_path):
    name, target = "\x1b[31m表.xlsx", "\x9b2J新.xlsx"
    shutil.copy(wrong, tmp_path / name)
    for command in (
        ("recalc", name, "--in-place"), ("undo", name), ("redact", name, "-o", target), ("redact", name, "-o", target),
        ("carry", name, "--to", "monitoring", "-o", target), ("forms", "draft", name, "-o", "\x1b]0;x\x07.toml"),
        ("new", "mof-project", "-o", "\x1b[2J.xlsx"),
    ):
        done = jixiao(*command, cwd=tmp_path)
        assert done.returncode != 5
        assert done.stdout + done.stderr
        assert not {"\x1b", "\x9b", "\x07"} & set(done.stdout + done.stderr), command


@pytest.mark.parametrize("kind", ["forms", "policies", "checks"])
def test_every_list_has_a_page_for_each_of_its_lines(kind):
    lines = jixiao(kind).stdout.strip().splitlines()
    assert len(lines) >= 4
    name = lines[0].split()[0]
    assert name in jixiao(kind, name).stdout
    wrong_name = jixiao(kind, name[:-1] + "x")
    assert wrong_name.returncode == 2
    assert "相近的有" in wrong_name.stderr or name in wrong_name.stderr


def test_a_locked_cell_is_left_unless_asked(wrong):
    book = openpyxl.load_workbook(wrong)
    book.worksheets[0].protection.sheet = True
    book.save(wrong)
    done = jixiao("recalc", wrong)
    assert "--write-locked" in done.stdout
    output = wrong.parent / "jixiao-out" / "wrong.xlsx"
    assert openpyxl.load_workbook(output).worksheets[0]["E3"].value == 60
    jixiao("recalc", wrong, "--force", "--write-locked")
    assert openpyxl.load_workbook(output).worksheets[0]["E3"].value == 48


def test_the_demonstration_recalculates_every_example(tmp_path):
    done = jixiao("demo", "-o", tmp_path / "out")
    assert done.returncode == 0
    assert {p.name for p in (tmp_path / "out").glob("*.xlsx")} == {p.name for p in EXAMPLES.glob("*.xlsx")}
    assert "95.5" in done.stdout
    assert "JX" in done.stdout
    made = tmp_path / "out" / "文档"
    assert {p.name for p in made.iterdir() if p.is_file()} == {"yiyang-2024.xlsx", "自评报告.docx", "公开表.docx"}
    assert "JX620" in done.stdout
    assert "338.72" in done.stdout
    # The office sets to work on what it got, and looks once more.
    again = jixiao("demo", "-o", tmp_path / "out")
    assert again.returncode == 0, again.stderr


@pytest.mark.libreoffice
def test_libreoffice_opens_what_was_written_and_shows_our_values(tmp_path):
    jixiao("recalc", EXAMPLES, "-o", tmp_path)
    for path in sorted(tmp_path.glob("*.xlsx")):
        profile = (tmp_path / "profile").as_uri()
        subprocess.run(
            ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
             "--outdir", str(tmp_path / "csv"), str(path)], check=True, capture_output=True, timeout=300)
    texts = {p.name: p.read_text("utf-8") for p in (tmp_path / "csv").glob("*.csv")}
    yiyang = next(text for name, text in texts.items() if name.startswith("yiyang") and "自评表" in name)
    assert next(line for line in yiyang.splitlines() if line.startswith("总分")).rstrip(",").endswith("95.5")
    shaoguan = next(text for name, text in texts.items() if name.startswith("shaoguan") and "校验" not in name)
    assert "81.26%" in shaoguan
    assert "99.86%" in shaoguan
    assert any("校验" in name for name in texts)


def rows_after(path, rows, *options):
    """The first sheet's rows after recalc."""
    workbook(path, rows)
    jixiao("recalc", path, "--in-place", *options)
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()]


def test_a_report_never_replaces_a_workbook(wrong, clean):
    before = digest(wrong), digest(clean)
    assert jixiao("check", wrong, "-o", wrong).returncode == 2
    assert jixiao("check", wrong, "-o", clean).returncode == 2
    assert jixiao("check", wrong, "-o", wrong.parent / "nowhere" / "r.txt").returncode == 2
    assert (digest(wrong), digest(clean)) == before


def test_an_output_that_is_the_input_needs_in_place(wrong):
    before = digest(wrong)
    done = jixiao("recalc", wrong, "-o", wrong.parent)
    assert done.returncode == 2
    assert "--in-place" in done.stdout
    assert digest(wrong) == before


def test_a_weight_in_percent_is_points_of_the_whole_table(tmp_path):
    path = tmp_path / "p.xlsx"
    book = openpyxl.Workbook()
    for row in [["绩效自评表"], HEADINGS, ["走访企业数", "≥10家", "8家", 0.5, 40], ["培训场次", "≥2场", "2场", 0.5, 50], ["总分", None, None, 1, 90]]:
        book.active.append(row)
    for cell in book.active["D"][2:]:
        cell.number_format = "0%"
    book.save(path)
    done = jixiao("check", path, "--format", "json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["files"][0]["tables"][0]["total"]["score"] == "90.00"


def test_a_full_score_is_the_weight_however_many_places_it_has(tmp_path):
    # 16 × 3.125 = 50, and 50 more
    rows = [["绩效自评表"], HEADINGS, *([f"第{n}类检查次数", "≥2次", "2次", 3.125, 3.125] for n in range(16)), ["培训场次", "≥2场", "2场", 50, 50], ["总分", None, None, 100, 100]]
    after = rows_after(tmp_path / "t.xlsx", rows)
    assert after[2][4] == 3.125
    assert after[-1][4] == 100


def test_scores_that_differ_by_rounding_or_were_deducted_stay(tmp_path):
    heads = [*HEADINGS, "偏差原因"]
    rows = [["绩效自评表"], heads, ["走访企业数", "≥7家", "5家", 30, 21.4, "停业"], ["培训场次", "≥2场", "2场", 70, 65, "组织欠佳，自扣"], ["总分", None, None, 100, 86.4, None]]
    # 30 × 5/7 = 21.428…: 21.4 is that, rounded to one place
    after = rows_after(tmp_path / "t.xlsx", rows)
    assert [row[4] for row in after[2:5]] == [21.4, 65, 86.4]


@pytest.mark.libreoffice
def test_a_total_formula_is_left_where_a_wrong_formula_feeds_it(tmp_path):
    path = workbook(tmp_path / "t.xlsx", [["绩效自评表"], HEADINGS, ["走访企业数", "≥10家", "8家", 50, "=D3"], ["培训场次", "≥2场", "2场", 50, 50], ["总分", None, None, 100, "=SUM(E3:E4)"]])
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "o"), str(path)], check=True, capture_output=True, timeout=300)
    calculated = tmp_path / "o" / "t.xlsx"
    done = jixiao("recalc", calculated, "--in-place", "--all")
    assert "公式" in done.stdout
    values = openpyxl.load_workbook(calculated, data_only=True).worksheets[0]
    assert (values["E3"].value, values["E5"].value) == (50, 100)


def test_the_scored_funds_line_need_not_be_the_total(tmp_path):
    rows = [
        ["项目支出绩效自评表"], ["资金性质", "全年预算数", "全年执行数", "执行率", "分值", "得分"], ["财政资金", 100, 100, "100%", 10, 10],
        ["合计", 100, 100, "100%", None, None], HEADINGS, ["走访企业数", "≥10家", "12家", 90, 90], ["总分", None, None, 100, 100],
    ]
    path = workbook(tmp_path / "t.xlsx", rows)
    done = json.loads(jixiao("recalc", path, "--in-place", "--format", "json").stdout)["files"][0]
    assert [f for f in done["findings"] if f["severity"] == "error"] == []
    assert done["edits"] == []
    assert done["tables"][0]["total"]["score"] == "100.00"


@pytest.mark.parametrize(("module", "command"), [("pandas", ("rollup", "a.xlsx", "-o", "b.xlsx")), ("lxml", ("import", "a.docx", "-o", "b.xlsx"))])
def test_an_installation_without_a_library_says_which(tmp_path, module, command):
    """As the portable folder is that serves the add-in only."""
    shutil.copy(EXAMPLES / "yiyang-2024.xlsx", tmp_path / "a.xlsx")
    shutil.copy(EXAMPLES / "yiyang-2024.docx", tmp_path / "a.docx")
    program = f"import sys; sys.modules['{module}'] = None; from jixiao.cli import run; sys.exit(run({command!r}))"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"}, check=False)
    assert done.returncode == 2, done.stderr
    assert f"没有 {module}" in done.stderr
    assert "Traceback" not in done.stderr
