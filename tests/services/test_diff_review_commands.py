"""`jixiao diff`, `review` and `thresholds` as a user runs them: real processes, real files."""

import json
import os
import subprocess
import sys
from html.parser import HTMLParser

import openpyxl
import pytest
from tests.services.test_difference import HEAD, ROWS, changed, table, write

WRONG = changed(ROWS, 2, 4, "40人")


def jixiao(*arguments, code, folder=None, language="zh"):
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder,
        env={**os.environ, "JIXIAO_LANG": language},
    )
    assert "没有“" not in done.stderr, f"the command is missing: {done.stderr}"
    assert done.returncode == code, done.stdout + done.stderr
    return done


@pytest.fixture
def two(tmp_path):
    return write(tmp_path / "报送稿.xlsx", table(WRONG)), write(tmp_path / "修改稿.xlsx", table(changed(WRONG, 2, 6, 16)))


# --------------------------------------------------------------------- diff ----


def test_differences_are_told_and_end_with_one(two):
    done = jixiao("diff", *two, code=1)
    assert "G9「带动就业人数」所填得分：20 → 16（-4分）" in done.stdout
    assert "- ● JX203 自评表!G9 " in done.stdout


def test_no_difference_ends_with_zero(two):
    assert "一字不差" in jixiao("diff", two[0], two[0], code=0).stdout


def test_json_is_one_object_with_both_cells(two):
    found = json.loads(jixiao("diff", *two, "--format", "json", code=1).stdout)
    assert found["schema"] == "jixiao-diff/1"
    file, = found["files"]
    change = next(one for one in file["tables"][0]["changes"] if one["kind"] == "stated-score")
    assert change == {
        "group": "scores", "kind": "stated-score", "subject": "带动就业人数", "what": "所填得分", "difference": "-4分", "note": "", "wording": False,
        "old": {"text": "20", "sheet": "自评表", "cell": "G9"}, "new": {"text": "16", "sheet": "自评表", "cell": "G9"},
    }
    assert file["tables"][0]["total"]["old"]["score"] == "94"  # 8 + 30 + 30 + 16 + 10
    gone, = [one for one in file["findings"] if one["code"] == "JX203"]
    assert (gone["state"], gone["old"]["found"], gone["new"]) == ("gone", "20", None)
    assert found["summary"] == {"files": 1, "same": 0, "different": 1, "only_old": 0, "only_new": 0, "unknown": 0, "unreadable": 0}


def test_a_missing_table_ends_with_three_and_an_unreadable_file_with_four(two, tmp_path):
    plain = write(tmp_path / "通讯录.xlsx", [["姓名", "科室"]])
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"no workbook")
    assert "通讯录.xlsx" in jixiao("diff", two[0], plain, code=3).stdout
    assert "坏.xlsx" in jixiao("diff", two[0], bad, code=4).stdout
    assert "两个工作簿或两个文件夹" in jixiao("diff", two[0], tmp_path, code=2).stderr


def test_folders_tell_what_is_only_in_one(tmp_path):
    write(tmp_path / "报送" / "甲.xlsx", table())
    write(tmp_path / "修改" / "甲.xlsx", table(WRONG))
    write(tmp_path / "修改" / "乙.xlsx", table(unit=[["单位名称", "某市林业局"]]))
    done = jixiao("diff", "报送", "修改", folder=tmp_path, code=1)
    assert f"只在新文件夹里：修改{os.sep}乙.xlsx" in done.stdout
    assert "共对照 1 对：有不同 1，相同 0" in done.stdout


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_page_marks_what_differs_and_holds_no_markup_of_strangers(tmp_path):
    evil = "<script>alert(1)</script>[red]=1+1\u202e"
    two = [write(tmp_path / name, table(changed(WRONG, 0, 7, f"{evil}原因是{why}不足"))) for name, why in (("甲.xlsx", "人手"), ("乙.xlsx", "经费"))]
    page = tmp_path / "对照.html"
    jixiao("diff", *two, "--format", "html", "-o", page, code=1)
    text = page.read_text(encoding="utf-8")
    assert "<del>人手</del>" in text
    assert "<ins>经费</ins>" in text
    found = _Page()
    found.feed(text)
    assert not {tag for tag, _ in found.tags} & {"script", "iframe", "a", "img", "link"}
    assert not any(name.startswith(("on", "href", "src")) for _, attributes in found.tags for name in attributes)
    told = jixiao("diff", *two, code=1)
    assert "\u202e" not in told.stdout
    assert "[red]" in told.stdout


def test_the_report_never_takes_the_place_of_a_workbook(two):
    before = two[1].read_bytes()
    jixiao("diff", *two, "-o", two[1], code=2)
    assert two[1].read_bytes() == before


def test_explanations_are_followed_from_one_submission_to_the_next(two, tmp_path):
    old, new = tmp_path / "原", tmp_path / "新"
    for folder in (old, new):
        jixiao("recalc", two[0], "--findings-only", "-o", folder, "--fail-on", "never", code=0)
    _explain(old / two[0].name, "JX203", "情况属实")
    _explain(new / two[0].name, "JX203", "情况属实，招聘会推迟")
    found = json.loads(jixiao("diff", old, new, "--format", "json", code=1).stdout)["files"][0]
    one, = found["explanations"]
    assert (one["state"], one["code"], one["sheet"], one["cell"], one["old"], one["new"]) == ("changed", "JX203", "自评表", "G9", "情况属实", "情况属实，招聘会推迟")
    assert not [change for section in found["tables"] for change in section["changes"]]
    _explain(old / two[0].name, "JX203", None)
    assert "新写说明：情况属实，招聘会推迟" in jixiao("diff", old, new, code=1).stdout


def _explain(path, code, words):
    book = openpyxl.load_workbook(path)
    sheet = book["校验"]
    head = next(row for row in range(1, 30) if any(cell.value == "说明" for cell in sheet[row]))
    columns = {cell.value: cell.column for cell in sheet[head]}
    row = next(row for row in range(head + 1, sheet.max_row + 1) if sheet.cell(row, columns["编号"]).value == code)
    sheet.cell(row, columns["说明"]).value = words
    book.save(path)


def test_the_text_is_english_if_asked(two):
    assert "what scores depend on" in jixiao("diff", *two, code=1, language="en").stdout


# ------------------------------------------------------------------- review ----


def test_review_writes_one_workbook_a_unit_and_tells_the_verdicts(tmp_path):
    write(tmp_path / "收件" / "水利" / "自评.xlsx", table(WRONG))
    write(tmp_path / "收件" / "林业.xlsx", table(unit=[["单位名称", "甲/乙:局*?"]]))
    (tmp_path / "收件" / "坏.xlsx").write_bytes(b"no workbook")
    (tmp_path / "界限.toml").write_text("explain_warnings = 99\n", encoding="utf-8")
    done = jixiao("review", "收件", "-o", "意见", "--thresholds", "界限.toml", folder=tmp_path, code=4)
    assert "退回修改 1 份：某市水利局 2024" in done.stdout
    assert "通过 1 份：甲/乙:局*? 2024" in done.stdout
    assert "打不开的工作簿 1 个" in done.stdout
    assert {each.name for each in (tmp_path / "意见").iterdir()} == {"某市水利局（2024年度）审核意见.xlsx", "甲／乙：局＊？（2024年度）审核意见.xlsx"}
    again = jixiao("review", "收件", "-o", "意见", folder=tmp_path, code=2)
    assert "--force" in again.stderr
    jixiao("review", "收件", "-o", "意见", "--force", folder=tmp_path, code=4)


def test_what_an_earlier_review_wrote_is_not_reviewed(tmp_path):
    write(tmp_path / "自评.xlsx", table())
    for more in ((), ("--force",)):
        jixiao("review", ".", "-o", "意见", *more, folder=tmp_path, code=0)
    assert len([each for each in (tmp_path / "意见").iterdir() if each.suffix == ".xlsx"]) == 1


def test_an_explained_problem_stands_apart_with_the_words_of_the_unit(two, tmp_path):
    jixiao("recalc", two[0], "--findings-only", "-o", tmp_path / "收件", "--fail-on", "never", code=0)
    _explain(tmp_path / "收件" / two[0].name, "JX203", "招聘会推迟，已经批准")
    jixiao("review", tmp_path / "收件", "-o", tmp_path / "意见", code=0)
    path, = (tmp_path / "意见").glob("*.xlsx")
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]
    band = next(number for number, row in enumerate(rows) if "单位已说明的问题（1 条" in str(row[0]))
    assert rows[band + 1][3] == "G9"
    assert rows[band + 1][9] == "招聘会推迟，已经批准"
    assert not any(row[3] == "G9" for row in rows[tuple(r[4] for r in rows).index("问题") : band])


def test_wrong_thresholds_are_refused_before_anything_is_read(tmp_path):
    write(tmp_path / "自评.xlsx", table())
    (tmp_path / "界限.toml").write_text("retrun_errors = 2\n", encoding="utf-8")
    done = jixiao("review", tmp_path, "-o", tmp_path / "意见", "--thresholds", tmp_path / "界限.toml", code=2)
    assert "return_errors" in done.stderr
    assert not (tmp_path / "意见").exists()


def test_the_thresholds_that_are_printed_can_be_used(tmp_path):
    page = jixiao("thresholds", code=0).stdout
    assert "return_errors" in page
    write(tmp_path / "自评.xlsx", table())
    (tmp_path / "界限.toml").write_text(page, encoding="utf-8")
    jixiao("review", tmp_path, "-o", tmp_path / "意见", "--thresholds", tmp_path / "界限.toml", code=0)


def test_a_table_with_hundreds_of_rows_is_compared(tmp_path):
    rows = [["产出指标", "数量指标", f"第{n}类走访", f"≥{n}家", f"{n}家", 1, 1, None] for n in range(1, 301)]
    assert len(HEAD) == len(rows[0])
    moved = [*rows[150:], *rows[:150]]
    two = write(tmp_path / "甲.xlsx", table(rows)), write(tmp_path / "乙.xlsx", table(changed(moved, 0, 4, "1家")))
    found = json.loads(jixiao("diff", *two, "--format", "json", code=1).stdout)["files"][0]
    assert found["tables"][0]["rows"] == {"kept": 300, "renamed": 0, "removed": 0, "added": 0}
    assert [(one["subject"], one["old"]["text"], one["new"]["text"]) for one in found["tables"][0]["changes"] if one["kind"] == "actual"] == [("第151类走访", "151家", "1家")]
