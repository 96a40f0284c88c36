"""撤销 takes back what we wrote and nothing else, whatever was done to the workbook in between; on both engines."""

import json
import os
from datetime import datetime

import pytest
from tests.engines.working import contents, insert_column, insert_rows, protect, protect_structure, workbook

from jixiao.excel.anchors import Moved, layout_of
from jixiao.excel.session import perform


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """What the add-in remembers lies in a folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "jixiao"


@pytest.fixture
def book(app, tmp_path):
    """The small table, open in each engine."""
    return app.books.open(str(workbook(tmp_path / "自评.xlsx")))


def opened(app, path):
    return app.books.open(str(path))


def moved_down(cells, by, below=0):
    return {(sheet, row + (by if row >= below else 0), column): held for (sheet, row, column), held in cells.items()}


def test_cells_are_found_below_rows_that_were_put_in(app, book):
    before = contents(book)
    assert perform("calculate_sheet", app=app).ok
    insert_rows(book.sheets[0], 1, 2)
    insert_rows(book.sheets[0], 12)  # between two rows that were both given 15 points
    outcome = perform("undo", app=app)
    assert "退回 6 处" in outcome.message
    assert contents(book) == moved_down(moved_down(before, 2), 1, below=12)


def test_a_column_that_moved_is_found_and_its_neighbour_of_the_same_figures_is_left(app, book):
    sheet = book.sheets[0]
    assert perform("calculate_sheet", app=app).ok
    # Now 分值 stands where 得分 stood, with the very figures that were written.
    insert_column(sheet, 4)
    assert sheet.range("G9").value == sheet.range("H9").value == 15
    assert perform("undo", app=app).ok
    assert [sheet.range(f"G{row}").value for row in (9, 10, 11)] == [15, 15, 10]
    assert [sheet.range(f"H{row}").value for row in (9, 10, 11, 12)] == [None] * 4


def test_a_row_that_is_another_now_is_left_though_it_shows_the_same_figure(app, book):
    sheet = book.sheets[0]
    assert perform("calculate_sheet", app=app).ok
    sheet.range("C9").value, sheet.range("D9").value, sheet.range("E9").value = "换过的另一个指标", "≥30项", "40项"
    outcome = perform("undo", app=app)
    assert "“自评表”G9后来又改过，或已不在原处" in outcome.message
    assert sheet.range("G9").value == 15
    assert sheet.range("G10").value is None


def test_words_written_beside_a_figure_do_not_keep_it_from_being_taken_back(app, book):
    before = contents(book)
    assert perform("calculate_sheet", app=app).ok
    book.sheets[0].range("H9").value = "按计划完成"
    assert "退回 6 处" in perform("undo", app=app).message
    assert contents(book) == before | {("自评表", 9, 8): ("按计划完成", "")}


def test_a_sheet_is_found_under_its_new_name(app, book):
    before = contents(book)
    assert perform("calculate_sheet", app=app).ok
    book.sheets[0].name = "2024年自评"
    assert "退回 6 处" in perform("undo", app=app).message
    assert contents(book) == {("2024年自评", row, column): held for (_, row, column), held in before.items()}


def test_a_sheet_like_the_one_that_is_gone_is_left(app, tmp_path):
    book = opened(app, workbook(tmp_path / "两年.xlsx", sheets=("2023", "2024")))
    book.sheets["2024"].activate()
    assert perform("calculate_book", app=app).ok
    kept = {place: held for place, held in contents(book).items() if place[0] == "2023"}
    assert perform("undo", app=app).ok
    book.sheets["2024"].activate()
    assert perform("calculate_sheet", app=app).ok
    book.sheets["2023"].activate()
    assert perform("calculate_sheet", app=app).ok
    book.sheets["2023"].range("G9").value = 15
    assert perform("undo", app=app).ok  # 2023
    book.sheets["2023"].range("G9").value = 15  # by hand, as in 2024
    by_hand = {place: held for place, held in contents(book).items() if place[0] == "2023"}
    book.sheets["2024"].delete()
    outcome = perform("undo", app=app)
    assert "没有退回任何一格" in outcome.message
    assert contents(book) == by_hand
    assert kept


def test_steps_are_taken_back_in_their_order(app, book):
    sheet = book.sheets[0]
    states = [contents(book)]
    for address in ("G9", "G10:G11", "G3:H3"):
        sheet.range(address).select()
        assert perform("calculate_selection", app=app).ok
        states.append(contents(book))
    assert len({str(each) for each in states}) == 4
    for state in reversed(states[:-1]):
        assert perform("undo", app=app).ok
        assert contents(book) == state


def test_locked_cells_stay_undoable(app, book):
    before = contents(book)
    assert perform("calculate_sheet", app=app).ok
    after = contents(book)
    protect(book.sheets[0])
    outcome = perform("undo", app=app)
    assert not outcome.ok
    assert "被工作表保护锁定，没有退回" in outcome.message
    assert contents(book) == after
    protect(book.sheets[0], on=False)
    assert "退回 6 处" in perform("undo", app=app).message
    assert contents(book) == before
    assert not perform("undo", app=app).ok


@pytest.mark.parametrize("text", [
    "=cmd|' /C calc'!A0", "+1", "-5", "@x", "1/2", "2024-12-31", "001", "TRUE", "'quoted", "12%", "５", " 5", "#N/A ", "Jan 5", "10:30", "（3）", "二〇二四年三月", "😀",
])
def test_a_text_comes_back_as_the_text_that_it_was(app, tmp_path, text):
    def change(book):
        cell = book["自评表"]["G12"]
        cell.value, cell.data_type = text, "s"

    book = opened(app, workbook(tmp_path / "文字.xlsx", change=change))
    before = contents(book)
    assert before["自评表", 12, 7] == (text, "")
    assert perform("calculate_sheet", app=app).ok
    assert book.sheets[0].range("G12").value == 67
    assert perform("undo", app=app).ok
    assert contents(book) == before
    assert not getattr(app.engine.impl, "misread", None)


@pytest.mark.parametrize(("code", "value"), [("@", "3"), ("@", None), ("yyyy/m/d", datetime(2024, 1, 5)), ("m月d日", None)])  # noqa: DTZ001  # a workbook has no time zone
def test_a_number_is_a_number_in_a_cell_formatted_as_text_or_as_a_date_and_the_format_comes_back(app, tmp_path, code, value):
    def change(book):
        cell = book["自评表"]["G12"]
        cell.value, cell.number_format = value, code

    book = opened(app, workbook(tmp_path / "格式.xlsx", change=change))
    cell = book.sheets[0].range("G12")
    before, shown = contents(book), cell.number_format
    assert perform("calculate_sheet", app=app).ok
    assert (cell.value, cell.number_format) == (67, "General")
    assert perform("undo", app=app).ok
    assert cell.number_format == shown
    assert contents(book) == before


def test_numbers_between_two_results_keep_every_digit(app, tmp_path):
    long = 2 / 3

    def change(book):
        for row in (5, 6, 7, 8):
            book["自评表"].cell(row, 7).value = long
        book["自评表"].cell(4 + 1, 7).value = None

    path = workbook(tmp_path / "位数.xlsx", change=change)
    book = opened(app, path)
    assert perform("calculate_sheet", app=app).ok
    assert book.sheets[0].range("G5").value == 20
    assert [book.sheets[0].range(f"G{row}").value for row in (6, 7, 8)] == [long] * 3
    assert perform("undo", app=app).ok
    assert [book.sheets[0].range(f"G{row}").value for row in (6, 7, 8)] == [long] * 3


def test_a_damaged_memory_is_none_and_does_not_stop_the_next_step(app, book, state):
    before = contents(book)
    for damage in ("{", "{}", "[1]", '[{"label": "x"}]', '[{"label": "x", "cells": [[1]], "notes": [], "formats": [], "layouts": {}}]', "[[]]"):
        assert perform("calculate_sheet", app=app).ok
        (kept,) = (state / "undo").glob("*.json")
        json.loads(kept.read_text("utf-8"))
        kept.write_text(damage, "utf-8")
        outcome = perform("undo", app=app)
        assert outcome.message.startswith("没有可以撤销的写入"), (damage, outcome.message)
        for place in contents(book).keys() - before.keys():
            book.sheets[0].range(place[1:]).value = None
        assert contents(book) == before
    kept.write_text("{", "utf-8")
    assert perform("calculate_sheet", app=app).ok
    assert perform("undo", app=app).ok
    assert contents(book) == before


def test_nothing_is_written_that_could_not_be_undone(app, book, state):
    before = contents(book)
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_text("a file where the folder should be")
    for command in ("calculate_sheet", "check", "recognise", "to_values"):
        outcome = perform(command, app=app)
        if command == "to_values":
            continue  # nothing to convert, nothing to remember
        assert not outcome.ok
        assert "不能写" in outcome.message
        assert "Error" not in outcome.message
    assert contents(book, without=()) == before
    assert [sheet.name for sheet in book.sheets] == ["自评表"]
    # Walking needs no memory of it.
    assert perform("next", app=app).message.startswith("第 1 条")
    assert perform("next", app=app).message.startswith("第 2 条")


def test_two_workbooks_of_one_name_have_memories_of_their_own(app, tmp_path):
    files = [workbook(tmp_path / folder / "自评表.xlsx") for folder in ("甲单位", "乙单位")]
    one = opened(app, files[0])
    before = contents(one)
    assert perform("calculate_sheet", app=app).ok
    one.save()
    one.close()
    other = opened(app, files[1])
    assert not perform("undo", app=app).ok
    other.close()
    one = opened(app, files[0])
    assert contents(one) != before
    assert perform("undo", app=app).ok
    assert contents(one) == before


def test_a_workbook_saved_under_another_name_says_where_its_memory_is(app, book, tmp_path):
    assert perform("calculate_sheet", app=app).ok
    book.save(str(tmp_path / "另存.xlsx"))
    outcome = perform("undo", app=app)
    assert not outcome.ok
    assert "另存成别的文件名" in outcome.message


def test_a_note_is_found_below_rows_that_were_put_in(app, tmp_path):
    book = opened(app, workbook(tmp_path / "批注.xlsx"))
    sheet = book.sheets[0]
    sheet.range("G9").select()
    assert perform("why", app=app).ok
    note = sheet.range("G9").note.text
    if app.engine.name == "libreoffice":
        insert_rows(sheet, 1, 3)
    else:
        sheet.range("G9").note.delete()
        insert_rows(sheet, 1, 3)
        sheet.range("G12").add_note(note)
    assert perform("undo", app=app).message.startswith("已撤销“为什么”，退回 1 处")
    assert sheet.range("G12").note is None


# ------------------------------------------------------------------ our sheet ----


def explain(sheet, words):
    """Write beside the first finding; gives its mark."""
    rows = sheet.used_range.options(ndim=2).value
    head = next(number for number, row in enumerate(rows) if "指纹" in row)
    sheet.range((head + 2, rows[head].index("说明") + 1)).value = words
    return rows[head + 1][rows[head].index("指纹")]


def test_a_sheet_with_the_users_words_is_not_deleted(app, book):
    assert perform("check", app=app).ok
    explain(book.sheets["校验"], "经核实无误")
    outcome = perform("undo", app=app)
    assert "有您写的 1 处内容，没有删除" in outcome.message
    assert "校验" in [sheet.name for sheet in book.sheets]
    assert not perform("undo", app=app).ok


@pytest.mark.parametrize("name", ["核对结果", "a!b", "自评'核"])
def test_our_sheet_is_deleted_under_its_new_name(app, book, name):
    assert perform("check", app=app).ok
    book.sheets["校验"].name = name
    assert f"“{name}”工作表已删除" in perform("undo", app=app).message
    assert [sheet.name for sheet in book.sheets] == ["自评表"]


def test_our_sheet_that_the_user_deleted_is_called_deleted(app, book):
    assert perform("check", app=app).ok
    book.sheets["校验"].delete()
    assert "先前已经删除了" in perform("undo", app=app).message


def test_our_sheet_stays_in_a_protected_workbook(app, book):
    assert perform("check", app=app).ok
    protect_structure(book)
    assert "工作簿的结构受保护" in perform("undo", app=app).message
    assert "校验" in [sheet.name for sheet in book.sheets]


def test_undoing_a_second_check_does_not_reach_past_it_unasked(app, book):
    assert perform("check", app=app).ok
    assert perform("calculate_sheet", app=app).ok
    after = contents(book)
    assert perform("check", app=app).ok
    assert perform("check", app=app).ok
    outcome = perform("undo", app=app)
    assert "重写“校验”工作表" in outcome.message
    assert "下一步是“计算本表”" in outcome.message
    assert contents(book) == after
    assert perform("undo", app=app).message.startswith("已撤销“计算本表”")


# -------------------------------------------------------------- where cells are ----


def test_where_it_is_not_certain_nothing_is_said():
    texts = {(1, 1): "标题", (2, 1): "甲", (3, 1): "甲", (4, 1): "乙", (5, 1): "乙", (6, 1): "合计"}
    before = layout_of(texts)
    assert Moved(before, texts).place((3, 2)) == (3, 2)
    # A blank row came in.
    later = {(row + (row > 2), column): text for (row, column), text in texts.items()}
    assert [Moved(before, later).place((row, 2)) for row in (2, 3, 6)] == [(2, 2), (4, 2), (7, 2)]
    # One more like the two came in: which of the three is the new one cannot be known.
    later = {(row + (row > 3), column): text for (row, column), text in texts.items()} | {(4, 1): "甲"}
    assert [Moved(before, later).place((row, 2)) for row in (2, 3, 4, 6)] == [None, None, (5, 2), (7, 2)]
    assert Moved(before, {}).place((3, 2)) is None
    assert Moved({}, texts).place((3, 2)) == (3, 2)


def test_rows_that_were_sorted_are_followed(app, tmp_path):
    book = opened(app, workbook(tmp_path / "排序.xlsx"))
    sheet = book.sheets[0]
    assert perform("calculate_sheet", app=app).ok
    rows = {row: sheet.range((row, 3), (row, 8)).value for row in (9, 10)}
    sheet.range((9, 3), (9, 8)).value, sheet.range((10, 3), (10, 8)).value = rows[10], rows[9]
    outcome = perform("undo", app=app)
    assert outcome.ok
    assert sheet.range("G12").value is None


def test_a_step_that_was_never_carried_out_changes_nothing(app, book):
    before = contents(book)
    assert perform("calculate_sheet", app=app).ok
    for address in ("G3", "H3", "G9", "G10", "G11", "G12"):
        book.sheets[0].range(address).value = None
    assert "没有退回任何一格" in perform("undo", app=app).message
    assert contents(book) == before


def test_the_file_is_the_same_after_all_is_undone(app, tmp_path):
    """Saved by the program itself before and after: every value, format, merge and note that openpyxl reads."""
    path = workbook(tmp_path / "全部.xlsx")
    book = opened(app, path)
    for folder in ("前", "后"):
        (tmp_path / folder).mkdir()
    book.save(str(tmp_path / "前" / "全部.xlsx"))
    for command in ("calculate_book", "check", "recognise", "to_values"):
        assert perform(command, app=app).ok, command
    book.sheets[0].activate()
    book.sheets[0].range("G9").select()
    assert perform("why", app=app).ok
    assert perform("policy", "mof-2020", app=app).ok
    for _ in range(5):
        assert perform("undo", app=app).ok
    assert not perform("undo", app=app).ok
    book.save(str(tmp_path / "后" / "全部.xlsx"))
    before, after = (looks(tmp_path / folder / "全部.xlsx") for folder in ("前", "后"))
    assert {key: (before.get(key), after.get(key)) for key in before.keys() | after.keys() if before.get(key) != after.get(key)} == {}


def looks(path):
    """Everything that openpyxl reads of a file, by where it is."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    found = {"properties": sorted(prop.name for prop in book.custom_doc_props.props), "names": sorted(book.defined_names)}
    for sheet in book:
        found[sheet.title, "merges"] = sorted(map(str, sheet.merged_cells.ranges))
        found[sheet.title, "rules"] = [str(each.sqref) for each in sheet.conditional_formatting]
        for row in sheet.iter_rows():
            for cell in row:
                note = cell.comment.text if cell.comment else None
                held = (cell.value, cell.number_format, cell.fill.fgColor.rgb, cell.font.b, bool(cell.alignment.wrap_text), note)
                if held != (None, "General", "00000000", False, False, None):
                    found[sheet.title, cell.coordinate] = held
    return found


@pytest.mark.skipif(os.name == "nt", reason="the user's own folder is private on Windows")
def test_what_is_kept_for_undoing_is_for_the_user_alone(app, book, state):
    assert perform("calculate_sheet", app=app).ok
    kept = [each for each in state.rglob("*") if each.is_file()]
    assert kept
    assert {each.stat().st_mode & 0o077 for each in (*kept, *(each.parent for each in kept))} == {0}
