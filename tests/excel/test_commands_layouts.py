"""计算 writes into an open workbook what ``jixiao recalc`` writes into the file, on every published layout and wherever a table stands."""

from datetime import datetime

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from tests.engines.openpyxl_engine import engine as openpyxl_engine
from tests.engines.working import changed, contents, plain, put, workbook, workbook_of
from tests.layouts.truth import layouts, read

from jixiao.excel.session import perform
from jixiao.services.analyse import Settings, analyse
from jixiao.services.recalculate import Writing, recalculate_file
from jixiao.workbooks import open_workbook


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def emptied(path):
    """The same workbook without its scores, rates and totals, so that there is much to compute; they must not be what is computed from."""
    analysis = analyse(open_workbook(path), Settings())
    fields = [
        field
        for table in analysis.main
        for field in (
            table.table.total, *(row.score for row in table.table.indicators), *(getattr(line, name) for line in table.table.funds for name in ("rate", "score")),
        )
        if field is not None and field.part is None
    ]
    book = load_workbook(path)
    for field in fields:
        cell = book[field.ref.sheet][field.ref.a1]
        if not isinstance(cell, MergedCell):
            cell.value = None
    book.save(path)
    return path


def compare(app, path, folder):
    """Compute both ways, then undo: how many cells were written."""
    target = folder / "out" / path.name
    target.parent.mkdir(exist_ok=True)
    said = recalculate_file(path, target, Settings(), Writing(force=True))
    assert not said.refused
    book = app.books.open(str(path))
    before = contents(book)
    outcome = perform("calculate_book", app=app)
    after = contents(book)
    if said.status == "unknown-form":
        assert not outcome.ok
        assert after == before
        return 0
    assert outcome.ok, outcome.message
    file = load_workbook(target)
    due = {}
    for edit in said.edits:
        stored = file[edit.ref.sheet][edit.ref.a1].value
        if not str(stored).startswith("="):
            due[tuple(edit.ref)] = plain(stored) if not isinstance(stored, datetime) else plain(edit.value)
    follows = {place for place, (_, formula) in after.items() if formula}
    written = {place: after.get(place, (None, ""))[0] for place in before.keys() | after.keys() if before.get(place) != after.get(place) and place not in follows}
    assert written == {place: value for place, value in due.items() if before.get(place, (None, ""))[0] != value}
    assert not getattr(app.engine.impl, "misread", None)
    perform("undo", app=app)
    assert contents(book) == before
    book.close()
    return len(written)


def test_every_layout_as_it_is_published_and_with_its_results_taken_out(tmp_path):
    app = openpyxl_engine().apps.active
    written = {"as it is": 0, "taken out": 0}
    for each in layouts():
        grid, _ = read(each)
        path = workbook_of(tmp_path / f"{each.stem}.xlsx", grid)
        written["as it is"] += compare(app, path, tmp_path)
        written["taken out"] += compare(app, emptied(path), tmp_path)
    assert written["as it is"] >= 30
    assert written["taken out"] >= 580, written


@pytest.mark.libreoffice
def test_every_layout_in_libreoffice_thirty_sheets_a_workbook(fresh_office, tmp_path):
    from jixiao.excel.engines.libreoffice import engine

    app = engine(fresh_office.context, fresh_office.new()).apps.active
    grids = [read(each)[0] for each in layouts()]
    written = sum(
        compare(app, emptied(workbook_of(tmp_path / f"{first}.xlsx", *grids[first : first + 30])), tmp_path) for first in range(0, len(grids), 30))
    assert written >= 580, written


def test_a_table_that_begins_elsewhere(app, tmp_path):
    assert compare(app, workbook(tmp_path / "移位.xlsx", top=6, left=2), tmp_path) == 6


def test_two_tables_on_one_sheet_and_a_third_on_another(app, tmp_path):
    def change(book):
        from tests.engines.working import TABLE
        from tests.tables import grid

        put(book["自评表"], grid(TABLE), top=20)
        put(book.create_sheet("另一张"), grid(TABLE))

    assert compare(app, workbook(tmp_path / "三张.xlsx", change=change), tmp_path) == 18


def test_rows_and_columns_that_are_hidden_or_filtered_away(app, tmp_path):
    def change(book):
        sheet = book["自评表"]
        sheet.auto_filter.ref = "A4:H12"
        sheet.auto_filter.add_filter_column(2, ["增收"])
        for row in (9, 11):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["G"].hidden = True

    path = workbook(tmp_path / "隐藏.xlsx", change=change)
    assert compare(app, path, tmp_path) == 6


@pytest.mark.parametrize("code", ["0.00%", "0%", "General", "@", "0.00", '"¥"#,##0.00', "yyyy-mm-dd"])
def test_blank_results_of_every_format(app, tmp_path, code):
    def change(book):
        for address in ("G3", "H3", "G9", "G10", "G11", "G12"):
            book["自评表"][address].number_format = code

    assert compare(app, workbook(tmp_path / "格式.xlsx", change=change), tmp_path) == 6


@pytest.mark.parametrize(("address", "value"), [("F9", "15分"), ("F9", "'15"), ("E9", "60 人"), ("E5", "12"), ("G9", "得15分"), ("G9", True), ("G9", "#N/A"), ("H3", "9.0分")])
def test_figures_with_words_truth_values_and_errors(app, tmp_path, address, value):
    def change(book):
        book["自评表"][address].value = value

    compare(app, workbook(tmp_path / "文字.xlsx", change=change), tmp_path)


def test_merged_score_cells(app, tmp_path):
    def change(book):
        book["自评表"].merge_cells("G9:G10")
        book["自评表"].merge_cells("F9:F10")

    assert compare(app, workbook(tmp_path / "合并.xlsx", change=change), tmp_path) >= 4


@pytest.mark.parametrize("name", ["自评'表", "a!b", "2024 年", "表,1", "C7", "自评（一）#&$", "😀"])
def test_names_of_sheets_that_formulas_must_quote(app, tmp_path, name):
    path = workbook(tmp_path / "名称.xlsx", sheets=(name,))
    assert compare(app, path, tmp_path) == 6
    book = app.books.open(str(path))
    for command in ("check", "check", "next", "next", "why", "recognise", "recognise", "to_values", "calculate_selection", "undo"):
        outcome = perform(command, app=app)
        assert "没有完成" not in outcome.message, (command, outcome.message)
        if command == "next":
            assert app.books.active.sheets.active.name == name
    assert name in [sheet.name for sheet in book.sheets]


def test_protection_of_cells_left_open(app, tmp_path):
    from openpyxl.styles import Protection

    def change(book):
        sheet = book["自评表"]
        sheet.protection.sheet = True
        for address in ("G9", "G10", "G11"):
            sheet[address].protection = Protection(locked=False)

    path = changed(workbook(tmp_path / "开.xlsx"), tmp_path / "锁" / "锁定.xlsx", change)
    book = app.books.open(str(path))
    before = contents(book)
    outcome = perform("calculate_sheet", app=app)
    assert "G3、H3、G12 被工作表保护锁定，没有写" in outcome.message
    after = contents(book)
    assert {place[1:] for place in after.keys() - before.keys()} == {(9, 7), (10, 7), (11, 7)}
    assert perform("undo", app=app).ok
    assert contents(book) == before
