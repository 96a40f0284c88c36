"""`jixiao import` as it is run: real documents, real processes, exit codes, and the workbook that comes out."""

import json
import os
import subprocess
import sys
import zipfile
from typing import NamedTuple

import openpyxl
import pytest
from benchmarks.documents import write_docx, write_html
from tests.encryption.locked import PASSWORD, encrypted
from tests.services.importing.test_take_over import EVALUATION, PLAIN
from tests.tables import grid

from jixiao import cli


class Ran(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def process(*arguments):
    """A process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False, env={**os.environ},
    )


@pytest.fixture
def jixiao(capsys):
    """The command line in this process: the program is loaded once."""

    def run(*arguments):
        code = cli.run([*map(str, arguments)])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A folder of documents: two good ones, one whose table fits no form, one without a table, one that is none."""
    folder = tmp_path_factory.mktemp("文件")
    write_docx(grid(EVALUATION), folder / "自评表.docx")
    write_html(grid(EVALUATION), folder / "自评表.html")
    write_html(grid(PLAIN), folder / "名册.html")
    (folder / "通知.txt").write_text("关于开展绩效自评工作的通知\n\n请各单位认真组织。\n", encoding="utf-8")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 no package")
    return folder


def test_one_document_becomes_a_workbook_that_check_understands(office, tmp_path, jixiao):
    target = tmp_path / "自评表.xlsx"
    done = process("import", office / "自评表.docx", "-o", target)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"已写出 {target}" in done.stdout
    assert "填入空白表" in done.stdout
    found = json.loads(jixiao("check", target, "--format", "json").stdout)["files"][0]
    (table,) = found["tables"]
    assert (table["form"], table["total"]["stated"], len(table["indicators"])) == ("mof-department", "98.2", 3)
    # 1190/1300 is 91.54 %, so the stated 91.5 % is right and 9.15 points are not 9.2; 2.9 of 30,000 people are 29 points.
    assert {finding["code"] for finding in found["findings"] if finding["severity"] == "error"} <= {"JX402"}
    refused = jixiao("import", office / "自评表.html", "-o", target)
    assert refused.returncode == 2
    assert "已经存在" in refused.stderr
    assert jixiao("import", office / "自评表.html", "-o", target, "--force").returncode == 0


def test_several_documents_go_into_a_folder_and_one_bad_one_stops_no_other(office, tmp_path, jixiao):
    files = [office / name for name in ("自评表.docx", "自评表.html", "名册.html", "通知.txt", "坏.docx")]
    done = jixiao("import", *files, "-o", tmp_path / "结果", "--format", "json")
    told = json.loads(done.stdout)
    assert done.returncode == 4
    assert told["schema"] == "jixiao-import/1"
    assert [(file["status"], file["output"] is not None) for file in told["files"]] == [
        ("ok", True), ("ok", True), ("unknown-form", True), ("no-table", False), ("unreadable", False),
    ]
    assert sorted(path.name for path in (tmp_path / "结果").glob("*.xlsx")) == ["名册.xlsx", "自评表.html.xlsx", "自评表.xlsx"]
    cells = told["files"][0]["sheets"][0]["cells"]
    assert next(cell for cell in cells if cell["text"] == "36公里")["place"].startswith("第1张表第")
    # Both kinds of document say the same.
    assert [cell["text"] for cell in cells] == [cell["text"] for cell in told["files"][1]["sheets"][0]["cells"]]


@pytest.mark.parametrize(("name", "code", "words"), [("名册.html", 3, "没有一张表合得上表样"), ("通知.txt", 3, "没有表格"), ("坏.docx", 4, "坏.docx"), ("没有.docx", 2, "没有文件")])
def test_what_cannot_be_imported_is_said_with_its_exit_code(office, tmp_path, jixiao, name, code, words):
    done = jixiao("import", office / name, "-o", tmp_path / "出.xlsx")
    assert done.returncode == code
    assert words in done.stdout + done.stderr
    assert (tmp_path / "出.xlsx").exists() == (name == "名册.html")


def test_the_name_of_another_kind_of_file_does_not_become_a_folder(office, tmp_path, jixiao):
    done = jixiao("import", office / "自评表.docx", "-o", tmp_path / "自评表.docx")
    assert done.returncode == 2
    assert "-o 应是 .xlsx 文件名或文件夹" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_needs_no_import(office, tmp_path, jixiao):
    book = tmp_path / "表.xlsx"
    openpyxl.Workbook().save(book)
    done = jixiao("import", book, "-o", tmp_path / "出.xlsx")
    assert done.returncode == 2
    assert "本来就是工作簿" in done.stderr
    several = jixiao("import", office / "自评表.docx", office / "名册.html", "-o", tmp_path / "一个.xlsx")
    assert (several.returncode, list(tmp_path.glob("一个*"))) == (2, [])


def test_the_workbook_is_whole(office, tmp_path, jixiao):
    target = tmp_path / "表.xlsx"
    jixiao("import", office / "自评表.docx", "-o", target)
    assert zipfile.ZipFile(target).testzip() is None
    for sheet in openpyxl.load_workbook(target):
        covered = [place for merged in sheet.merged_cells.ranges for place in merged.cells]
        assert len(covered) == len(set(covered)), sheet.title
    notes = openpyxl.load_workbook(target)["导入说明"]
    links = [cell.hyperlink.location for row in notes.iter_rows() for cell in row if cell.hyperlink]
    assert len(links) > 30
    assert all(link.startswith("'2024年度部门整体支出绩效自评表'!") for link in links)


def test_a_document_with_a_password_is_imported_only_where_the_workbook_may_have_none(office, tmp_path, jixiao):
    locked, target, words = tmp_path / "密.docx", tmp_path / "表.xlsx", tmp_path / "密码.txt"
    locked.write_bytes(encrypted((office / "自评表.docx").read_bytes()))
    words.write_text(PASSWORD, encoding="utf-8")
    asked = jixiao("import", locked, "-o", target)
    assert (asked.returncode, target.exists()) == (4, False)
    kept = jixiao("import", locked, "-o", target, "--password-file", words)
    assert (kept.returncode, target.exists()) == (2, False)
    assert "--decrypt" in kept.stderr
    assert jixiao("import", locked, "-o", target, "--password-file", words, "--decrypt").returncode == 0


def test_numbers_of_persons_are_masked_in_what_is_printed_and_whole_in_the_workbook(tmp_path, jixiao):
    page, target = tmp_path / "表.html", tmp_path / "表.xlsx"
    rows = (("三级指标", "年度指标值", "备注"), ("培训人次", "≥联系 13912345678", "身份证 110101199003070011"), ("场次", "≥5场", "无"))
    page.write_text("<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>", encoding="utf-8")
    said = jixiao("import", page, "-o", target).stdout + jixiao("import", page, "-o", target, "--force", "--format", "json").stdout
    assert "139****5678" in said
    assert "13912345678" not in said
    assert "110101199003070011" not in said
    assert "≥联系 13912345678" in [cell.value for row in openpyxl.load_workbook(target).worksheets[0].iter_rows() for cell in row]


@pytest.mark.parametrize(("command", "given", "code", "words"), [
    (("import", "{}", "-o", "出.xlsx"), "folder", 4, "是文件夹，不是文档"), (("import", "{}", "-o", "出.xlsx"), "long", 2, "没有文件"),
    (("reconcile", "{}"), "folder", 4, "是文件夹，不是文档"), (("reconcile", "{}"), "long", 4, "没有文件"),
    (("import", "通知.txt", "-o", "{}.xlsx"), "long", 2, "长"), (("report", "表.xlsx", "-o", "{}.docx"), "long", 2, "长"),
])
def test_odd_paths_get_a_sentence(tmp_path, monkeypatch, jixiao, command, given, code, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "通知.txt").write_text("一级指标\t三级指标\n产出\t数量\n", encoding="utf-8")
    name = "x" * 300 if given == "long" else given
    done = jixiao(*(each.format(name) for each in command))
    assert words in done.stdout + done.stderr
    assert done.returncode == code
