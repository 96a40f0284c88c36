"""A drawing becomes an .xlsx: the same bytes each time, whole or not at all, texts never formulas."""

import io
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from jixiao.model import Area
from jixiao.workbooks import open_workbook
from jixiao.workbooks.drawing import (
    Drawing,
    Drawn,
    Formula,
    Look,
    Mark,
    Rule,
    SheetDrawing,
    drawing_bytes,
    write_drawing,
)
from jixiao.workbooks.fresh import text_height

OPEN = Look(fill="input", locked=False, format="0.00%")


def drawing(**changes):
    cells = {
        (1, 1): Drawn("标题", Look()), (1, 2): Drawn(None, Look()), (2, 1): Drawn(0.25, OPEN), (2, 2): Drawn(Formula("=A2*2"), Look(locked=False)),
        (3, 1): Drawn("=A2", Look()), (3, 2): Drawn("'引号", Look()),
    }
    sheet = SheetDrawing(
        name="表", widths=(20, 12), heights={1: 30}, cells=cells, merges=(Area(1, 1, 1, 2),), rows=3, heading=(1, 1),
        rules=(
            Rule(Area(2, 1, 3, 1), "list", ("甲", "乙"), error="请选"), Rule(Area(2, 2, 2, 2), "decimal", low="0", high="A2", error="太大"),
            Rule(Area(3, 2, 3, 2), "list", ("丙",), strict=False),
        ),
        marks=(Mark(Area(2, 1, 2, 1), "$A2>1"),), **changes,
    )
    return Drawing((sheet,), "标题", {"jixiao.form": "some-form", "jixiao.policy": "mof-2020"})


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "a.xlsx"
    write_drawing(drawing(), path)
    return load_workbook(path)


def test_it_is_the_same_bytes_each_time():
    assert drawing_bytes(drawing()) == drawing_bytes(drawing())


def test_only_a_formula_is_a_formula(book):
    found = {cell.coordinate: (cell.data_type, cell.value) for row in book["表"] for cell in row if cell.value is not None}
    assert found == {"A1": ("s", "标题"), "A2": ("n", 0.25), "B2": ("f", "=A2*2"), "A3": ("s", "=A2"), "B3": ("s", "'引号")}


def test_our_own_reader_reads_it(tmp_path):
    write_drawing(drawing(), tmp_path / "a.xlsx")
    read = open_workbook(tmp_path / "a.xlsx").book
    (grid,) = read.grids
    assert read.properties == {"jixiao.form": "some-form", "jixiao.policy": "mof-2020"}
    assert (grid.cells[2, 1].text, grid.cells[2, 1].locked, grid.cells[1, 1].locked) == ("25.00%", False, True)
    assert (grid.cells[2, 2].formula, grid.cells[2, 2].cached) == ("A2*2", False)


def test_locked_cells_are_protected_without_a_password_and_rows_may_be_inserted(book):
    sheet = book["表"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert {sheet.protection.insertRows, sheet.protection.deleteRows} == {False}
    assert [cell.protection.locked for cell in (sheet["A1"], sheet["A2"], sheet["B2"])] == [True, False, False]


def test_an_unlocked_formula_draws_no_green_corner():
    with zipfile.ZipFile(io.BytesIO(drawing_bytes(drawing()))) as parts:
        assert b'<ignoredError sqref="B2" unlockedFormula="1"/>' in parts.read("xl/worksheets/sheet1.xml")


def test_entries_are_checked_or_only_offered(book):
    found = {str(rule.sqref): rule for rule in book["表"].data_validations.dataValidation}
    assert (found["A2:A3"].formula1, found["A2:A3"].showErrorMessage) == ('"甲,乙"', True)
    assert (found["B2"].type, found["B2"].formula1, found["B2"].formula2) == ("decimal", "0", "A2")
    assert not found["B3"].showErrorMessage


def test_options_that_excel_could_not_store_are_refused():
    rule = Rule(Area(2, 1, 2, 1), "list", tuple("一二三四五六七八九十" * 3 for _ in range(9)))
    sheet = drawing().sheets[0]
    with pytest.raises(ValueError, match="longer than Excel allows"):
        drawing_bytes(Drawing((replace(sheet, rules=(rule,)),), "标题"))


def test_it_prints_on_a4_one_page_wide_with_its_heading_on_every_page(book):
    sheet = book["表"]
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", sheet.PAPERSIZE_A4)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (1, 0, True)
    assert (sheet.print_title_rows, sheet.print_area) == ("$1:$1", "'表'!$A$1:$B$3")


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes on Windows")
def test_nothing_is_left_behind_where_writing_fails(tmp_path):
    # No file may be longer than 1,000 bytes: what a full disk is, without one.
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "from jixiao.cli import run; sys.exit(run(['new', 'mof-project', '-o', 'a.xlsx']))"
    )
    done = subprocess.run([sys.executable, "-B", "-c", code], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "临时文件夹写不进去" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_writing_library_is_loaded_only_to_write():
    code = "import jixiao.cli, jixiao.services.new, sys; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_chinese_character_is_as_wide_as_it_is_high():
    # 20 characters wide are 20 × 7 pixels = 105 points less 10; nine characters of 10 points go on a line.
    assert text_height("字" * 9, 20, 10) < text_height("字" * 10, 20, 10)
    assert text_height("一\n二", 20, 10) == text_height("字" * 10, 20, 10)


def test_cells_of_one_look_share_it_and_only_texts_like_formulas_are_marked_as_texts(tmp_path):
    made = drawing()
    cells = {**made.sheets[0].cells, (4, 1): Drawn("=A2", OPEN), (4, 2): Drawn("甲", OPEN), (5, 1): Drawn("=A2", Look()), (5, 2): Drawn(None, Look())}
    write_drawing(replace(made, sheets=(replace(made.sheets[0], cells=cells, merges=(Area(1, 1, 1, 2), Area(5, 1, 5, 2)), rows=5),)), tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert [bool(sheet[place].quotePrefix) for place in ("A1", "A2", "A3", "B3", "A4", "B4", "A5")] == [False, False, True, False, True, False, True]
    assert {sheet[place].number_format for place in ("A2", "A4", "B4")} == {"0.00%"}
    assert [sheet[place].protection.locked for place in ("A2", "A4", "B4", "A5", "B5")] == [False, False, False, True, True]
