"""Old and foreign workbooks as a user meets them: checked as they are, written only as .xlsx."""

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
NAMES = ["yiyang-2024", "shaoguan-2022"]
pytestmark = pytest.mark.libreoffice


def jixiao(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8",
        check=False, env={**os.environ, **environment},
    )


def told(*arguments):
    """Exit code, and each file's part of the report by its name."""
    done = jixiao(*arguments, "--format", "json")
    return done.returncode, {Path(each["path"]).name: each for each in json.loads(done.stdout)["files"]}


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The examples as LibreOffice saves them in other kinds."""
    folder = tmp_path_factory.mktemp("saved")
    for kind in ("xls", "ods"):
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind,
             "--outdir", str(folder), *(str(EXAMPLES / f"{name}.xlsx") for name in NAMES)],
            check=True, capture_output=True, timeout=300,
        )
    return folder


@pytest.mark.parametrize("kind", ["xls", "ods"])
@pytest.mark.parametrize("name", NAMES)
def test_check_tells_the_same_of_every_kind(saved, name, kind):
    code, ours = told("check", EXAMPLES / f"{name}.xlsx")
    other_code, theirs = told("check", saved / f"{name}.{kind}")
    assert code == other_code == 1
    one, other = ours[f"{name}.xlsx"], theirs[f"{name}.{kind}"]
    assert one["tables"][0]["indicators"]
    assert one["findings"]
    assert one["tables"] == other["tables"]
    assert one["findings"] == other["findings"]
    assert other["notes"] == []


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_recalc_refuses_with_the_way_out_and_tells_what_it_found(saved, tmp_path, kind):
    path = Path(shutil.copy(saved / f"yiyang-2024.{kind}", tmp_path))
    code, files = told("recalc", path)
    assert code == 2
    (only,) = files.values()
    assert only["message"] == f"只能写 .xlsx，.{kind} 只能检查，没有写出。请用 Excel/WPS 另存为 .xlsx，或加 --convert 由 LibreOffice 转换。"
    assert only["findings"]
    assert only["edits"] == []
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_convert_writes_an_xlsx_of_the_same_name_with_the_same_figures(saved, tmp_path):
    for kind, name in zip(("xls", "ods"), NAMES, strict=True):
        shutil.copy(saved / f"{name}.{kind}", tmp_path)
    before = {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in tmp_path.iterdir()}
    code, files = told("recalc", "--convert", tmp_path)
    assert code == 1
    assert {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in tmp_path.iterdir() if each.is_file()} == before
    _, direct = told("recalc", *(EXAMPLES / f"{name}.xlsx" for name in NAMES), "-o", tmp_path / "direct")
    for kind, name in zip(("xls", "ods"), NAMES, strict=True):
        one, other = files[f"{name}.{kind}"], direct[f"{name}.xlsx"]
        assert one["edits"] == other["edits"] != []
        assert one["tables"] == other["tables"]
        assert len(one["notes"]) == 1
        assert openpyxl.load_workbook(tmp_path / "jixiao-out" / f"{name}.xlsx").sheetnames[-1] == "校验"


def test_what_was_converted_can_be_taken_back(saved, tmp_path):
    path = shutil.copy(saved / "yiyang-2024.xls", tmp_path)
    assert jixiao("recalc", "--convert", path).returncode == 1
    done = jixiao("undo", tmp_path / "jixiao-out" / "yiyang-2024.xlsx")
    assert done.returncode == 0
    book = openpyxl.load_workbook(tmp_path / "jixiao-out" / "yiyang-2024.xlsx")
    assert book.sheetnames == openpyxl.load_workbook(EXAMPLES / "yiyang-2024.xlsx").sheetnames


def test_two_kinds_of_one_name_do_not_overwrite_each_other(saved, tmp_path):
    shutil.copy(saved / "yiyang-2024.xls", tmp_path)
    shutil.copy(EXAMPLES / "yiyang-2024.xlsx", tmp_path)
    code, files = told("recalc", "--convert", tmp_path)
    assert code == 2
    assert sum("输出同名" in (each["message"] or "") for each in files.values()) == 1


def test_convert_and_in_place_exclude_each_other(saved, tmp_path):
    path = shutil.copy(saved / "yiyang-2024.xls", tmp_path)
    done = jixiao("recalc", "--convert", "--in-place", path)
    assert done.returncode == 2
    assert "不能与 --in-place 同用" in done.stderr


def test_without_libreoffice_nothing_is_written_and_the_sentence_helps(saved, tmp_path):
    path = shutil.copy(saved / "yiyang-2024.xls", tmp_path)
    done = jixiao("recalc", "--convert", path, JIXIAO_SOFFICE=str(tmp_path / "无"))
    assert done.returncode == 4
    assert "libreoffice.org" in done.stdout
    assert not (tmp_path / "jixiao-out").exists()


def test_an_et_is_read_and_called_untested(saved, tmp_path):
    path = shutil.copy(saved / "yiyang-2024.xls", tmp_path / "部门.et")
    code, files = told("check", path)
    assert code == 1
    assert "未经实样测试" in files["部门.et"]["notes"][0]
    assert files["部门.et"]["findings"]


def test_a_folder_of_all_kinds_is_done_file_by_file(saved, tmp_path):
    shutil.copy(saved / "yiyang-2024.xls", tmp_path)
    shutil.copy(EXAMPLES / "yiyang-2024.xlsx", tmp_path / "其实是新的.xls")
    (tmp_path / "网页.xls").write_text("<html><table><tr><td>得分</td></tr></table></html>", encoding="utf-8")
    code, files = told("check", tmp_path)
    assert code == 4
    assert {name: each["status"] for name, each in files.items()} == {
        "yiyang-2024.xls": "findings", "其实是新的.xls": "findings", "网页.xls": "unreadable"}
    assert "HTML" in files["网页.xls"]["message"]
    assert "其实是 .xlsx" in files["其实是新的.xls"]["notes"][0]
    code, files = told("recalc", tmp_path / "其实是新的.xls")
    assert code == 1
    assert (tmp_path / "jixiao-out" / "其实是新的.xls").is_file()


def test_a_cell_of_an_old_workbook_can_be_explained(saved):
    done = jixiao("explain", saved / "yiyang-2024.xls", "H33")
    assert done.returncode == 0
    assert done.stdout == jixiao("explain", EXAMPLES / "yiyang-2024.xlsx", "H33").stdout
