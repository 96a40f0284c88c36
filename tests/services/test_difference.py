"""Two submissions of one table, written as rows: what is told of each change, and with which cells."""

import random
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from jixiao.model import JixiaoError
from jixiao.reports.diff_content import FileDifference
from jixiao.reports.diff_text import lines
from jixiao.services.analyse import Settings
from jixiao.services.difference import Count, compare_files, differences, plan

TITLE = "某局项目支出绩效自评表（2024年度）"
UNIT = [["单位名称", "某市水利局"]]
FUNDS = [
    ["资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["年度资金总额", 100, 100, 80, 10, "80%", 8],
    ["其中：财政拨款", 100, 100, 80, "—", "80%", "—"],
]
HEAD = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
ROWS = [
    ["产出指标", "数量指标", "走访企业数", "≥10家", "12家", 30, 30, None],
    ["产出指标", "质量指标", "抽检合格率", "≥98%", "98%", 30, 30, None],
    ["效益指标", "社会效益指标", "带动就业人数", "≥50人", "50人", 20, 20, None],
    ["满意度指标", "服务对象满意度指标", "企业满意度", "≥90%", "95%", 10, 10, None],
]
TOTAL = ["总分", None, None, None, None, 100, 98, None]
FIRST = 7  # row of the first indicator: title, unit, three lines of money, heading


def table(rows=ROWS, *, title=TITLE, unit=UNIT, funds=FUNDS, total=TOTAL):
    return [[title], *unit, *funds, HEAD, *rows, total]


def write(path: Path, sheets) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in (sheets if isinstance(sheets, dict) else {"自评表": sheets}).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


@pytest.fixture
def between(tmp_path):
    def compare(old, new) -> FileDifference:
        return compare_files(write(tmp_path / "报送稿.xlsx", old), write(tmp_path / "修改稿.xlsx", new), Settings())

    return compare


def changed(rows, place, column, value):
    """The rows with one cell changed."""
    return [[value if (r, c) == (place, column) else each for c, each in enumerate(row)] for r, row in enumerate(rows)]


def told(done: FileDifference, *, wording=False):
    """Kind, subject, old and new text with cells, difference: of every change."""
    return [
        (one.kind, one.subject, one.old and f"{one.old.cell} {one.old.text}", one.new and f"{one.new.cell} {one.new.text}", one.difference)
        for section in done.sections for one in section.changes if one.wording == wording
    ]


# ------------------------------------------------------------------ nothing ----


def test_the_same_table_saved_twice_does_not_differ(between, tmp_path):
    done = between(table(), table())
    assert (done.status, told(done), told(done, wording=True)) == ("same", [], [])


def test_the_same_file_is_the_same_to_the_byte(tmp_path):
    path = write(tmp_path / "甲.xlsx", table())
    done = compare_files(path, path, Settings())
    assert (done.status, done.identical) == ("same", True)


def test_rows_in_another_order_and_inserted_blank_rows_are_no_change(between):
    moved = [ROWS[1], ROWS[0], ROWS[2], ROWS[3]]
    done = between(table(), [[TITLE], [], *UNIT, *FUNDS, HEAD, *moved, TOTAL])
    assert told(done) == []


# ------------------------------------------------------------------- figures ----


def test_a_relaxed_target_tells_both_cells_the_difference_and_what_became_of_it(between):
    done = between(table(), table(changed(ROWS, 0, 3, "≥8家")))
    assert told(done) == [("target", "走访企业数", "D7 ≥10家", "D7 ≥8家", "-2家")]
    assert done.sections[0].changes[0].note.zh == "放宽"


def test_an_actual_that_misses_its_target_changes_our_score_and_the_total(between):
    # 9 of 10 reach 90%; under mof-2020 a positive target gives its share: 30 × 9/10 = 27, so the total falls from 98 to 95.
    done = between(table(), table(changed(ROWS, 0, 4, "9家")))
    assert told(done) == [
        ("score", "", "G11 98", "G11 95", "-3"),
        ("actual", "走访企业数", "E7 12家", "E7 9家", "-3家"),
        ("score", "走访企业数", "G7 30", "G7 27", "-3分"),
    ]
    section = done.sections[0]
    assert section.old
    assert section.new
    assert (section.old.score, section.new.score, section.old.grade, section.new.grade) == ("98", "95", "优", "优")


def test_a_total_that_falls_below_ninety_changes_its_grade(between):
    # 抽检合格率 49% of 98% is half: 30 → 15, total 98 → 83, which is 良 (80 to 90).
    done = between(table(), table(changed(ROWS, 1, 4, "49%")))
    assert ("grade", "", "G11 优", "G11 良", "") in told(done)
    assert ("actual", "抽检合格率", "E8 98%", "E8 49%", "-49个百分点") in told(done)


def test_weight_score_rule_and_reason_are_told_apart(between):
    rows = changed(changed(changed(ROWS, 0, 5, 25), 0, 6, 25), 0, 7, "企业停产较多")
    found = told(between(table(), table(rows)))
    assert ("weight", "走访企业数", "F7 30", "F7 25", "-5分") in found
    assert ("stated-score", "走访企业数", "G7 30", "G7 25", "-5分") in found
    assert ("reason", "走访企业数", None, "H7 企业停产较多", "") in found


def test_money_is_told_with_its_difference_in_the_unit_of_the_table(between):
    funds = changed(FUNDS, 1, 3, 90.5)
    found = told(between(table(), table(funds=funds)))
    assert ("fund-executed", "年度资金总额", "D4 80", "D4 90.5", "+10.5万元") in found


def test_the_same_money_under_another_unit_is_wording(between):
    yuan = [["资金（元）", *FUNDS[0][1:]], ["年度资金总额", 1000000, 1000000, 800000, 10, "80%", 8], ["其中：财政拨款", 1000000, 1000000, 800000, "—", "80%", "—"]]
    done = between(table(), table(funds=yuan))
    assert [one for one in told(done) if one[0].startswith("fund")] == []
    assert ("fund-budget", "年度资金总额", "C4 100", "C4 1000000", "") in told(done, wording=True)


def test_the_stated_total_is_told_with_its_difference(between):
    found = told(between(table(), table(total=[*TOTAL[:6], 99.5, None])))
    assert found == [("stated-total", "", "G11 98", "G11 99.5", "+1.5")]


# -------------------------------------------------------------------- wording ----


@pytest.mark.parametrize(("column", "old", "new"), [
    (3, "≥0.9", "≥90%"), (3, "≥98%", "不低于98%"), (4, "９８％", "98%"), (4, "98%", 0.98), (5, "30", 30), (7, "企业 停产", "企业停产"),
])  # fmt: skip
def test_the_same_in_other_words_is_a_change_of_wording_only(between, column, old, new):
    done = between(table(changed(ROWS, 1, column, old)), table(changed(ROWS, 1, column, new)))
    assert told(done) == []
    assert done.status == "different"
    assert len(told(done, wording=True)) == 1


def test_ten_thousand_yuan_are_one_wan(between):
    done = between(table(changed(ROWS, 0, 3, "≥1万元")), table(changed(ROWS, 0, 3, "≥10000元")))
    assert ([one[0] for one in told(done)], [one[0] for one in told(done, wording=True)]) == ([], ["target"])


def test_the_same_figure_in_another_unit_is_a_change_of_meaning(between):
    done = between(table(changed(ROWS, 0, 3, "≥150万元")), table(changed(ROWS, 0, 3, "≥150元")))
    assert [(one[0], one[2], one[3]) for one in told(done) if one[0] == "target"] == [("target", "D7 ≥150万元", "D7 ≥150元")]


def test_another_direction_in_its_column_is_a_change_even_where_the_target_says_which(between):
    def directed(word):
        head = [*HEAD[:3], "指标方向", *HEAD[3:]]
        rows = [[*row[:3], word, *row[3:]] for row in ROWS[:1]]
        return [[TITLE], *UNIT, *FUNDS, head, *rows, ["总分", None, None, None, None, None, 100, 98, None]]

    assert told(between(directed("≤"), directed("≥")))[-1][:4] == ("direction", "走访企业数", "D7 ≤", "D7 ≥")
    assert [one[0] for one in told(between(directed("大于等于"), directed("≥")), wording=True)] == ["direction"]


# ----------------------------------------------------------------------- rows ----


def test_an_inserted_row_moves_the_others_and_is_the_only_change(between):
    new = ["产出指标", "数量指标", "培训场次", "≥4场", "4场", 0, 0, None]
    done = between(table(), table([new, *ROWS]))
    assert told(done) == [("indicator-added", "培训场次", None, "C7 指标值 ≥4场，完成 4场，分值 0，得分 0", "")]
    rows = done.sections[0].rows
    assert rows
    assert (rows.kept, rows.renamed, rows.removed, rows.added) == (4, 0, 0, 1)


def test_a_removed_row_is_told_with_what_it_held(between):
    found = told(between(table(), table(ROWS[1:])))
    assert ("indicator-removed", "走访企业数", "C7 指标值 ≥10家，完成 12家，分值 30，得分 30", None, "") in found
    assert not [one for one in found if one[0] == "cell"]


def test_a_renamed_row_stays_one_row(between):
    done = between(table(), table(changed(ROWS, 0, 2, "开展走访企业数量")))
    assert told(done) == [("indicator-renamed", "开展走访企业数量", "C7 走访企业数", "C7 开展走访企业数量", "")]


def test_a_star_before_the_name_is_wording(between):
    done = between(table(), table(changed(ROWS, 0, 2, "★走访企业数")))
    assert (told(done), [one[0] for one in told(done, wording=True)]) == ([], ["indicator-renamed"])


def test_an_indicator_under_another_level_has_moved(between):
    found = told(between(table(), table(changed(ROWS, 0, 1, "时效指标"))))
    assert found == [("level", "走访企业数", "B7 产出指标 · 数量指标", "B7 产出指标 · 时效指标", "")]


# ------------------------------------------------------------------ other cells ----


def test_the_header_and_cells_of_no_field_are_told(between):
    old = [*table(), [], ["填表人：甲"]]
    new = [*table(unit=[["单位名称", "某市水务局"]]), [], ["填表人：乙"]]
    assert told(between(old, new)) == [("header", "", "B2 某市水利局", "B2 某市水务局", ""), ("cell", "", "A13 填表人：甲", "A13 填表人：乙", "")]


def test_a_formula_replaced_by_its_number_is_told_as_wording(tmp_path):
    paths = [write(tmp_path / name, table()) for name in ("甲.xlsx", "乙.xlsx")]
    book = openpyxl.load_workbook(paths[0])
    book.active["G11"] = "=SUM(G7:G10)+G4"
    book.save(paths[0])
    done = compare_files(*paths, Settings())
    # The formula was never calculated, so that its value is unknown: that is a change, not a matter of wording.
    assert [one[0] for one in told(done)] == ["stated-total"]


def test_a_sheet_that_is_no_table_is_compared_cell_by_cell(between):
    old, new = ({"自评表": table(), "备注": [["甲", 1], ["乙", value], ["丙", 3]]} for value in (2, 5))
    done = between(old, new)
    assert told(done) == [("cell", "", "B2 2", "B2 5", "+3")]
    done = between(old, {"自评表": table(), "附件": [["甲"]]})
    assert (done.sheets_removed, done.sheets_added) == (("备注",), ("附件",))


def test_an_inserted_row_of_a_plain_sheet_is_one_row(between):
    old = {"自评表": table(), "备注": [[f"第{n}行", n] for n in range(1, 9)]}
    new = {"自评表": table(), "备注": [["新", 0], *([f"第{n}行", n] for n in range(1, 9))]}
    assert told(between(old, new)) == [("cell", "", None, "A1 新", ""), ("cell", "", None, "B1 0", "")]


def test_a_changed_telephone_number_is_told_and_stays_hidden(between):
    old, new = ([*table(), ["联系电话：16412345678"]], [*table(), ["联系电话：16499995678"]])
    done = between(old, new)
    (_, _, before, after, _), = told(done)
    assert (before, after) == ("A12 联系电话：164****5678", "A12 联系电话：164****5678")
    assert "遮盖" in done.sections[-1].changes[0].note.zh


# ---------------------------------------------------------------- tables ----


def test_a_renamed_sheet_and_a_corrected_year_leave_one_table(between):
    done = between({"自评表": table()}, {"2024年自评": table(title=TITLE.replace("2024", "2025"))})
    assert (done.only_old, done.only_new, done.sheets_removed, done.sheets_added) == ((), (), (), ())
    assert told(done) == [("cell", "", f"A1 {TITLE}", f"A1 {TITLE.replace('2024', '2025')}", "")]
    # Fingerprints know the sheet; the findings are the same all the same.
    assert {one.state for one in done.findings} <= {"still"}


def test_two_project_tables_are_matched_by_their_project(between):
    def project(name, actual):
        return table(changed(ROWS, 0, 4, actual), unit=[["项目名称", name]])

    done = between(
        {"表1": project("河道清淤项目", "12家"), "表2": project("水库加固项目", "11家")},
        {"表1": project("水库加固项目", "11家"), "表2": project("河道清淤项目", "15家")},
    )
    assert [one for one in told(done) if one[0] != "cell"] == [("actual", "走访企业数", "E7 12家", "E7 15家", "+3家")]


def test_a_table_that_is_gone_is_told_as_a_whole(between):
    done = between({"自评表": table(), "目标": [["某项目绩效目标申报表"], ["一级指标", "二级指标", "三级指标", "指标值", "分值"], ["产出指标", "数量指标", "培训场次", "≥4场", 50]]}, table())
    assert [one.sheet for one in done.only_old] == ["目标"]
    assert done.sheets_removed == ("目标",)


# -------------------------------------------------------------- findings ----


def test_a_corrected_score_takes_its_finding_away_and_another_comes(between):
    # 走访企业数 reaches its target and is worth 30; 28 is then a finding, 31 is more than its weight.
    wrong = changed(ROWS, 2, 4, "40人")  # 40 of 50 is 80%: 16 points, 20 are stated
    done = between(table(wrong), table(changed(changed(wrong, 2, 6, 16), 0, 6, 31)))
    states = {(one.state, one.code, one.now.cell) for one in done.findings if one.code in {"JX203", "JX205"}}
    assert ("gone", "JX203", "G9") in states
    assert any(state == "new" and code == "JX205" and cell == "G7" for state, code, cell in states)


def test_a_finding_whose_row_was_renamed_is_still_there(between):
    wrong = changed(ROWS, 2, 4, "40人")
    done = between(table(wrong), table(changed(wrong, 2, 2, "全年带动就业人数")))
    assert [one.state for one in done.findings if one.code == "JX203"] == ["still"]


def test_a_finding_with_another_figure_is_altered(between):
    wrong = changed(ROWS, 2, 4, "40人")
    done = between(table(wrong), table(changed(wrong, 2, 6, 18)))
    one, = [one for one in done.findings if one.code == "JX203"]
    assert one.old
    assert one.new
    assert (one.state, one.old.found, one.new.found) == ("altered", "20", "18")


# ------------------------------------------------------------------- text ----


def test_the_text_tells_scores_first_and_wording_last(between):
    rows = changed(changed(changed(ROWS, 0, 4, "9家"), 1, 3, "不低于98%"), 3, 7, "无")
    page = list(lines(between(table(), table(rows))))
    places = [next(n for n, line in enumerate(page) if words in line) for words in ("总分和等级", "影响得分的改动", "只是写法不同", "问题：")]
    assert places == sorted(places)
    assert "      E7「走访企业数」实际完成值：12家 → 9家（-3家）" in page
    assert any("重算总分 98 → 95" in line for line in page)


def test_one_change_in_many_rows_is_one_line(between):
    many = [["产出指标", "数量指标", f"第{n}类走访", "≥10家", "12家", 2, 2, None] for n in "甲乙丙丁戊"]
    done = between(table(many), table([[*row[:1], "质量指标", *row[2:]] for row in many]))
    assert len([one for one in told(done) if one[0] == "level"]) == 5
    said = [line for line in lines(done) if "所属一级、二级指标" in line]
    assert said == ["      B7「第甲类走访」所属一级、二级指标：产出指标 · 数量指标 → 产出指标 · 质量指标；等 5 行同样改动"]


# ----------------------------------------------------------------- folders ----


def test_folders_are_paired_by_path_then_by_whose_they_are(tmp_path):
    old, new = tmp_path / "报送", tmp_path / "修改"
    write(old / "甲局" / "自评.xlsx", table())
    write(old / "b.xlsx", table(unit=[["单位名称", "某市林业局"]]))
    write(old / "没了.xlsx", table(unit=[["单位名称", "某市体育局"]]))
    write(new / "甲局" / "自评.xlsx", table(changed(ROWS, 0, 4, "9家")))
    write(new / "林业局修改稿.xlsx", table(changed(ROWS, 0, 4, "11家"), unit=[["单位名称", "某市林业局"]]))
    write(new / "新来.xlsx", table(unit=[["单位名称", "某市档案局"]]))
    (new / "坏.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    work = plan(old, new, Settings())
    assert [(a.name, b.name, how.zh) for a, b, how in work.pairs] == [("b.xlsx", "林业局修改稿.xlsx", "单位、项目、年度相同"), ("自评.xlsx", "自评.xlsx", "")]
    assert [Path(one.path).name for one in work.only_old] == ["没了.xlsx"]
    assert {Path(one.path).name: bool(one.message.zh) for one in work.only_new} == {"新来.xlsx": False, "坏.xlsx": True}
    count = Count(work.only_old, work.only_new)
    done = [count.add(one) for one in differences(work, Settings())]
    assert [one.status for one in done] == ["different", "different"]
    assert count.code == 4  # one workbook cannot be read
    assert count.summary()._asdict() == {"files": 2, "same": 0, "different": 2, "only_old": 1, "only_new": 2, "unknown": 0, "unreadable": 1}


def test_two_files_of_one_unit_are_not_guessed_at(tmp_path):
    for name in ("一.xlsx", "二.xlsx"):
        write(tmp_path / "报送" / name, table())
    write(tmp_path / "修改" / "三.xlsx", table(changed(ROWS, 0, 4, "9家")))
    work = plan(tmp_path / "报送", tmp_path / "修改", Settings())
    assert work.pairs == ()
    assert (len(work.only_old), len(work.only_new)) == (2, 1)


def test_a_folder_beside_a_workbook_is_refused_with_a_sentence(tmp_path):
    path = write(tmp_path / "甲.xlsx", table())
    with pytest.raises(JixiaoError, match="两个工作簿或两个文件夹"):
        plan(tmp_path, path, Settings())


def test_a_workbook_without_a_table_and_one_that_cannot_be_read_are_said(tmp_path):
    good = write(tmp_path / "甲.xlsx", table())
    other = write(tmp_path / "乙.xlsx", [["通讯录"], ["姓名", "科室"]])
    bad = tmp_path / "丙.xlsx"
    bad.write_bytes(b"no workbook")
    assert compare_files(good, other, Settings()).status == "unknown-form"
    assert compare_files(other, good, Settings()).status == "unknown-form"
    assert compare_files(good, bad, Settings()).status == "unreadable"
    assert compare_files(good, tmp_path / "没有.xlsx", Settings()).status == "unreadable"


# ------------------------------------------------------------------ saved again ----


@pytest.mark.libreoffice
def test_what_libreoffice_saved_again_does_not_differ(tmp_path):
    """Styles, strings and caches are all other ones, and nothing that an accountant wrote is."""
    examples = sorted(Path("workbooks/examples").glob("*.xlsx"))
    assert len(examples) >= 5
    soffice = shutil.which("soffice")
    assert soffice
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), *map(str, examples)],
        check=True, capture_output=True, timeout=300,
    )
    work = plan(Path("workbooks/examples"), tmp_path / "saved", Settings())
    assert len(work.pairs) == len(examples)
    for done in differences(work, Settings()):
        assert (done.status, done.identical, told(done), told(done, wording=True)) == ("same", False, [], []), done.new


# ------------------------------------------------------------------ nothing missed ----


def _typed_over(path, seed, target):
    """Some cells of a real table, changed as anybody might; the addresses that now say something else."""
    chosen, book = random.Random(seed), openpyxl.load_workbook(path)
    typed = set()
    for _ in range(6):
        sheet = chosen.choice(book.worksheets)
        cell = chosen.choice([cell for row in sheet.iter_rows() for cell in row if cell.value is not None])
        before = cell.value
        if isinstance(before, int | float):
            cell.value = before + chosen.choice((1, -1, 0.5))
        elif isinstance(before, str) and not before.startswith("="):
            cell.value = chosen.choice((f"{before}改", "12家", "无关文字", None, "≥3个"))
        if cell.value != before:
            typed.add((sheet.title, cell.coordinate))
    book.save(target)
    return typed


@pytest.mark.parametrize("name", ["yiyang-2024", "hengyang-2023", "shaoguan-2022"])
@pytest.mark.parametrize("seed", range(4))
def test_every_cell_that_was_typed_over_is_told(tmp_path, name, seed):
    path, target = Path(f"workbooks/examples/{name}.xlsx"), tmp_path / "改.xlsx"
    typed = _typed_over(path, seed, target)
    done = compare_files(path, target, Settings())
    assert done.status == "different"
    changes = [one for section in done.sections for one in section.changes]
    cells = {(side.sheet, side.cell) for one in changes for side in (one.old, one.new) if side is not None}
    # A row that lost or got its name is told as a whole.
    whole = {(side.sheet, side.cell.lstrip("ABCDEFGHIJKLMNOP")) for one in changes if one.kind.endswith(("-added", "-removed")) for side in (one.old, one.new) if side is not None}
    left = {(sheet, cell) for sheet, cell in typed - cells if (sheet, cell.lstrip("ABCDEFGHIJKLMNOP")) not in whole}
    assert not left
    assert len(cells) < 150  # and not everything is
