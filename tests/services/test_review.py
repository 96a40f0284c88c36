"""审核意见 from tables written as rows: whose, which verdict, what is said, and that nothing of it is a formula."""

import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tests.services.test_difference import FUNDS, ROWS, TITLE, TOTAL, changed, table
from tests.services.test_difference import write as write_rows

from jixiao.model import JixiaoError
from jixiao.reports.records import records_of
from jixiao.reports.review_sheet import HEADINGS, workbook
from jixiao.services.analyse import Settings, check_file
from jixiao.services.review import file_names, opinions, refuse_if_there, safe_name, write
from jixiao.services.thresholds import Thresholds

BUILT_IN = Thresholds.read()
TITLES = {"JX203": "得分不对"}
POLICIES = {"mof-2020": "财政部口径"}
DAY = date(2025, 3, 4)
# 带动就业人数 reaches 40 of 50, that is 80% of 20 points: 16, where 20 are stated.
WRONG = changed(changed(ROWS, 2, 4, "40人"), 2, 7, "招聘会推迟到下一年度举办")
# Then 8 of the rate and 30 + 30 + 16 + 10 are 94, where 98 are stated.


def unit(name):
    return [["单位名称", name]]


def reviewed(*paths, thresholds=BUILT_IN, shown=None):
    results = [check_file(path, Settings(), str(shown or path)) for path in paths]
    return opinions([records_of(result) for result in results], thresholds, titles=TITLES, policies=POLICIES, made=DAY, version="1.0")


def thresholds(tmp_path, text):
    path = tmp_path / "界限.toml"
    path.write_text(text, encoding="utf-8")
    return Thresholds.read(path)


def rows_of(path):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["审核意见"].iter_rows()]


# ------------------------------------------------------------------ verdicts ----


def test_an_error_sends_the_table_back_and_the_total_is_said(tmp_path):
    one, = reviewed(write_rows(tmp_path / "自评.xlsx", table(WRONG)))
    assert (one.unit, one.named, one.year, one.verdict) == ("某市水利局", True, 2024, "return")
    assert any("所填总分 98 分，按政策“财政部口径”重算为 94 分，相差 4 分，等级为“优”，请核实。" in said for said in one.text)
    assert any(point.cell == "G9" and point.found == "20" and point.expected == "16.00" and "（JX203）" in point.basis for point in one.errors)
    assert "逐条改正" in one.text[-1]


def test_a_table_without_fault_passes(tmp_path):
    one, = reviewed(write_rows(tmp_path / "自评.xlsx", table()), thresholds=thresholds(tmp_path, "rate_reason = 0.8\nexplain_warnings = 99"))
    assert (one.verdict, one.errors) == ("pass", ())
    # The rate is 80%, and 80% is not below 80%.
    assert not any("预算执行率" in said for said in one.text)
    assert one.text[-1].startswith("审核通过")


def test_a_low_execution_rate_asks_for_a_reason(tmp_path):
    funds = [FUNDS[0], ["年度资金总额", 100, 100, 55.5, 10, "55.5%", 5.55], ["其中：财政拨款", 100, 100, 55.5, "—", "55.5%", "—"]]
    one, = reviewed(write_rows(tmp_path / "自评.xlsx", table(funds=funds)))
    assert any("全年预算数 100 万元，全年执行数 55.5 万元，预算执行率 55.50%，低于 80%，请说明原因" in said for said in one.text)


def test_thresholds_of_the_office_decide(tmp_path):
    path = write_rows(tmp_path / "自评.xlsx", table(WRONG))
    count = len(reviewed(path)[0].errors)
    assert reviewed(path, thresholds=thresholds(tmp_path, f"return_errors = {count}"))[0].verdict == "return"
    assert reviewed(path, thresholds=thresholds(tmp_path, f"return_errors = {count + 1}"))[0].verdict == "explain"
    none, = reviewed(path, thresholds=thresholds(tmp_path, "total_gap = 5"))
    assert not any("所填总分" in said for said in none.text)


def test_a_threshold_of_nothing_sends_nothing_back_that_is_right(tmp_path):
    one, = reviewed(write_rows(tmp_path / "自评.xlsx", table()), thresholds=thresholds(tmp_path, "return_errors = 0\nexplain_warnings = 99"))
    assert one.verdict == "pass"


def test_codes_that_are_ignored_are_neither_listed_nor_counted(tmp_path):
    path = write_rows(tmp_path / "自评.xlsx", table(WRONG))
    one, = reviewed(path)
    codes = {re.search(r"JX\d+", point.basis)[0] for point in (*one.errors, *one.warnings, *one.infos)}
    assert "JX203" in codes
    quiet, = reviewed(path, thresholds=thresholds(tmp_path, f"ignore = {sorted(codes)!r}"))
    assert (quiet.verdict, quiet.errors, quiet.warnings, quiet.infos) == ("pass", (), (), ())
    assert any("没有发现" in said for said in quiet.text)


# ------------------------------------------------------------------ grouping ----


def test_one_opinion_a_unit_and_year_over_all_its_workbooks(tmp_path):
    paths = [
        write_rows(tmp_path / "a.xlsx", table(unit=unit("某市水利局"))),
        write_rows(tmp_path / "b.xlsx", table(WRONG, unit=unit("某市 水利局"))),
        write_rows(tmp_path / "c.xlsx", table(unit=unit("某市水利局"), title=TITLE.replace("2024", "2023"))),
        write_rows(tmp_path / "d.xlsx", table(unit=unit("某市林业局"))),
        write_rows(tmp_path / "e.xlsx", table(unit=[])),
    ]
    found = reviewed(*paths)
    assert [(one.unit, one.year, one.named, [Path(each.path).name for each in one.workbooks]) for one in found] == [
        ("某市林业局", 2024, True, ["d.xlsx"]), ("某市水利局", 2023, True, ["c.xlsx"]), ("某市水利局", 2024, True, ["a.xlsx", "b.xlsx"]), ("e", 2024, False, ["e.xlsx"]),
    ]
    assert {point.path for point in found[2].errors} == {str(paths[1])}


def test_two_units_in_one_workbook_have_an_opinion_each(tmp_path):
    path = write_rows(tmp_path / "汇总.xlsx", {"甲": table(WRONG, unit=unit("某市水利局")), "乙": table(unit=unit("某市林业局"))})
    found = {one.unit: one for one in reviewed(path)}
    assert found.keys() == {"某市水利局", "某市林业局"}
    assert {point.sheet for point in found["某市水利局"].errors} == {"甲"}
    assert not found["某市林业局"].errors


def test_a_workbook_that_cannot_be_read_has_no_opinion(tmp_path):
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"no workbook")
    assert reviewed(bad, write_rows(tmp_path / "通讯录.xlsx", [["姓名", "科室"]])) == []


# -------------------------------------------------------------------- names ----


@pytest.mark.parametrize(("name", "safe"), [
    ("甲/乙:局*?", "甲／乙：局＊？"), ("CON", "_CON"), ("com1.局", "_com1.局"), ("LPT9", "_LPT9"), ("console局", "console局"), ("..", "未命名"), ("", "未命名"),
    ("某局. ", "某局"), ('a\\b|c"<>', "a＼b｜c＂＜＞"), ("水利局\u202egnp.exe", "水利局gnp.exe"), ("某\n局\x00", "某 局"),
])  # fmt: skip
def test_names_are_safe_on_windows_and_still_readable(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_is_cut_to_what_a_file_system_bears():
    assert len(safe_name("水" * 400).encode()) <= 150


def test_names_that_would_be_one_are_numbered(tmp_path):
    found = reviewed(*(write_rows(tmp_path / f"{n}.xlsx", table(unit=unit(name))) for n, name in enumerate(("甲/乙局A", "甲／乙局A", "甲：乙局", "甲:乙:局"))))
    # / and ／ are one unit by their signs; the two with a colon are one, too.
    assert len(found) == 2
    twice = [found[0], found[0], found[1]]
    assert file_names(twice)[:2] == [file_names(twice)[0], file_names(twice)[0].replace(".xlsx", "(2).xlsx")]


# ----------------------------------------------------------------- workbooks ----


def test_the_workbook_holds_head_opinion_tables_and_room_for_the_reply(tmp_path):
    path = write_rows(tmp_path / "收件" / "水利局 自评#1.xlsx", table(WRONG))
    (_, target), = write(reviewed(path), tmp_path / "意见", force=False)
    assert target.name == "某市水利局（2024年度）审核意见.xlsx"
    rows = rows_of(target)
    texts = [str(value) for row in rows for value in row if value is not None]
    assert "预算绩效审核意见" in texts
    assert {"某市水利局", "2024 年", "2025 年 3 月 4 日", "退回修改", "水利局 自评#1.xlsx"} <= set(texts)
    head = next(number for number, row in enumerate(rows) if tuple(row) == HEADINGS)
    bands = [row[0] for row in rows[head + 1 :] if isinstance(row[0], str)]
    assert bands[0].startswith("一、需要修改的问题（")
    line = next(row for row in rows[head + 1 :] if row[3] == "G9")
    assert (line[1], line[2], line[5], line[6], line[9]) == ("水利局 自评#1", "自评表", "20", "16.00", None)
    sheet = openpyxl.load_workbook(target)["审核意见"]
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.print_title_rows == f"${head + 1}:${head + 1}"
    link = next(cell.hyperlink for row in sheet.iter_rows(min_row=head + 2) for cell in row if cell.value == "G9")
    assert (link.target, link.location) == ("../收件/水利局%20自评%231.xlsx", "'自评表'!G9")


def test_an_opinion_that_is_there_is_not_replaced_and_none_is_written(tmp_path):
    found = reviewed(write_rows(tmp_path / "a.xlsx", table()), write_rows(tmp_path / "b.xlsx", table(unit=unit("某市林业局"))))
    there = tmp_path / "意见" / file_names(found)[1]
    there.parent.mkdir()
    there.write_bytes(b"mine")
    with pytest.raises(JixiaoError, match="已经存在"):
        list(write(found, there.parent, force=False))
    assert [each.name for each in there.parent.iterdir()] == [there.name]
    assert there.read_bytes() == b"mine"
    refuse_if_there(there.parent, file_names(found)[:1])
    assert len(list(write(found, there.parent, force=True))) == 2
    assert there.read_bytes() != b"mine"


def test_the_same_opinion_is_the_same_workbook(tmp_path):
    one, = reviewed(write_rows(tmp_path / "自评.xlsx", table(WRONG)))
    assert workbook(one, tmp_path) == workbook(one, tmp_path)


EVIL = ("=cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1:9/","得分")', "+1+1", "-2+3", "@SUM(1+1)", "＝1+1", "<b>&amp;</b>", "\x1b[31m红".replace("\x1b", "_x001B_"))


@pytest.fixture
def evil(tmp_path):
    """An opinion over a table in which strangers tried what they could."""
    rows = [["产出指标", "数量指标", f"{word}走访", word, "9", 5, 9, word] for word in EVIL]
    path = write_rows(tmp_path / "=1+1.xlsx", {"=表'1": table(rows, unit=unit(EVIL[0]), total=TOTAL)})
    (_, target), = write(reviewed(path), tmp_path / "意见", force=False)
    return target


def test_nothing_that_a_stranger_wrote_is_a_formula_or_a_link_elsewhere(evil):
    with zipfile.ZipFile(evil) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        related = archive.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    assert "<f>" not in sheet
    assert "<f " not in sheet
    targets = re.findall(r'Target="([^"]*)"', related)
    assert targets
    assert all(target.startswith("../") for target in targets)
    cells = [cell for row in openpyxl.load_workbook(evil)["审核意见"].iter_rows() for cell in row if isinstance(cell.value, str)]
    alike = [cell for cell in cells if cell.value[:1] in tuple("=+-@＝")]
    assert any(cell.value.startswith("=") for cell in alike)
    assert all(cell.quotePrefix and cell.data_type == "s" for cell in alike), [cell.value for cell in alike if not cell.quotePrefix]


@pytest.mark.libreoffice
def test_libreoffice_opens_it_prints_it_and_sees_texts(evil, tmp_path):
    soffice = shutil.which("soffice")
    assert soffice
    for kind in ("pdf", "ods"):
        subprocess.run(
            [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", kind, "--outdir", str(tmp_path / "lo"), str(evil)],
            check=True, capture_output=True, timeout=300,
        )
    assert (tmp_path / "lo" / f"{evil.stem}.pdf").read_bytes().startswith(b"%PDF")
    with zipfile.ZipFile(tmp_path / "lo" / f"{evil.stem}.ods") as archive:
        content = archive.read("content.xml").decode()
    assert "table:formula" not in content
    assert "预算绩效审核意见" in content
