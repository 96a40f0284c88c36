"""Every ribbon command by its effect: cells, selection, property, notes, new books, message.

Each test runs twice, unchanged: on the openpyxl engine, and in a live LibreOffice.  What 计算 writes is compared with what
``jixiao recalc`` writes into the file, cell by cell.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.engines.openpyxl_engine import engine as openpyxl_engine

from jixiao.excel.engines.libreoffice import engine as libreoffice_engine
from jixiao.excel.menu import buttons
from jixiao.excel.session import perform

EXAMPLES = sorted((Path(__file__).parents[2] / "workbooks" / "examples").glob("*.xlsx"))
OURS = "校验"


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    """What the add-in remembers lies in a folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(params=["openpyxl", pytest.param("libreoffice", marks=pytest.mark.libreoffice)])
def opened(request, tmp_path):
    """Opens a copy of a workbook (None: a new one): gives the app and the copy's path."""
    office = request.getfixturevalue("office") if request.param == "libreoffice" else None

    def work(example):
        path = None
        if example is not None:
            folder = tmp_path / "单位"
            folder.mkdir(exist_ok=True)
            path = folder / example.name
            path.write_bytes(example.read_bytes())
        app = (libreoffice_engine(office.context) if office else openpyxl_engine()).apps.active
        if path is None:
            app.books.add()
        else:
            app.books.open(str(path))
        return app, path

    yield work
    if office:
        office.close_documents()


def contents(book):
    """Sheet → address → (value, formula), without empty cells and without our sheet."""
    found = {}
    for sheet in book.sheets:
        if sheet.name.startswith(OURS):
            continue
        used = sheet.used_range
        values, formulas = used.options(ndim=2, err_to_str=True).value, used.formula
        formulas = formulas if isinstance(formulas, tuple) else ((formulas,),)
        found[sheet.name] = {
            (used.row + down, used.column + across): (value, formula if str(formula).startswith("=") else "")
            for down, (row, written) in enumerate(zip(values, formulas, strict=True))
            for across, (value, formula) in enumerate(zip(row, written, strict=True))
            if value is not None or formula
        }
    return found


def plain(value):
    """A value of openpyxl as engines give it."""
    if isinstance(value, bool) or value is None:
        return value
    return round(float(value), 9) if isinstance(value, int | float) else value


def differences(before, after):
    """Cells whose value differs between two readings."""
    return {
        (sheet, place): (cells.get(place, (None, ""))[0], after[sheet].get(place, (None, ""))[0])
        for sheet, cells in before.items()
        for place in cells.keys() | after[sheet].keys()
        if plain(cells.get(place, (None, ""))[0]) != plain(after[sheet].get(place, (None, ""))[0])
    }


def recalculated(path, folder):
    """What the command line does: its JSON, and the workbook that it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", "recalc", str(path), "-o", str(folder), "--format", "json", "--fail-on", "never"],
        capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["files"][0], folder / path.name


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_calculating_writes_what_the_command_line_writes(opened, example, tmp_path):
    app, _ = opened(example)
    said, written = recalculated(example, tmp_path / "out")
    before = contents(app.books.active)
    outcome = perform("calculate_book", app=app)
    assert outcome.ok, outcome.message
    after = contents(app.books.active)
    file = load_workbook(written)
    due = {(edit["sheet"], edit["cell"]) for edit in said["edits"]}
    # A formula cell gets a fresh result in the file; in an open workbook the program computes it.
    constants = {(sheet, cell) for sheet, cell in due if not str(file[sheet][cell].value).startswith("=")}
    for sheet, cell in constants:
        place = (file[sheet][cell].row, file[sheet][cell].column)
        assert plain(after[sheet][place][0]) == plain(file[sheet][cell].value), (sheet, cell)
    changed = {(sheet, file[sheet].cell(*place).coordinate) for sheet, place in differences(before, after)}
    follows = {
        (sheet, file[sheet].cell(*place).coordinate) for sheet, cells in after.items() for place, (_, formula) in cells.items() if formula
    }
    assert changed - follows <= constants
    assert {where for where in constants if where not in changed} == {
        # Only what was there already may stay: the edit changed the kind of a figure, not its value.
        (sheet, cell) for sheet, cell in constants
        if plain(before[sheet].get((file[sheet][cell].row, file[sheet][cell].column), (None,))[0]) == plain(file[sheet][cell].value)
    }
    assert {sheet: {place: f for place, (_, f) in cells.items() if f} for sheet, cells in before.items()} == {
        sheet: {place: f for place, (_, f) in cells.items() if f} for sheet, cells in after.items()}


@pytest.fixture
def hunan(opened):
    """The example with the most indicators, open."""
    return opened(next(path for path in EXAMPLES if path.stem.startswith("yiyang")))[0]


def evaluation(book):
    """The sheet of the self-evaluation."""
    return next(sheet for sheet in book.sheets if "自评" in sheet.name)


def test_undo_puts_back_what_calculating_wrote_and_leaves_what_was_changed_since(hunan):
    book = hunan.books.active
    before = contents(book)
    assert "自带的撤销退不回" in perform("calculate_book", app=hunan).message
    changed = differences(before, contents(book))
    assert len(changed) > 5
    (name, (row, column)) = min(place for place in changed if not isinstance(changed[place][1], str))
    book.sheets[name].range((row, column)).value = 123
    outcome = perform("undo", app=hunan)
    assert outcome.ok
    assert "后来又改过" in outcome.message
    after = contents(book)
    assert set(differences(before, after)) == {(name, (row, column))}
    assert after[name][row, column][0] == 123
    assert not perform("undo", app=hunan).ok


def test_selection_and_sheet_in_front_are_kept(hunan):
    book = hunan.books.active
    sheet = evaluation(book)
    sheet.activate()
    sheet.range("B3:D5").select()
    for command in ("calculate_sheet", "check", "recognise", "undo"):
        assert perform(command, app=hunan).ok, command
        assert book.sheets.active.name == sheet.name
        assert hunan.selection.address == "$B$3:$D$5"
    assert hunan.screen_updating
    assert not hunan.status_bar


def test_calculating_the_selection_writes_only_there(hunan):
    book = hunan.books.active
    sheet = evaluation(book)
    sheet.activate()
    before = contents(book)
    assert perform("calculate_book", app=hunan).ok
    everything = differences(before, contents(book))
    assert perform("undo", app=hunan).ok
    here = sorted(place for name, place in everything if name == sheet.name)
    (row, column), *others = here
    assert others
    sheet.range((row, column)).select()
    assert perform("calculate_selection", app=hunan).ok
    assert differences(before, contents(book)) == {(sheet.name, (row, column)): everything[sheet.name, (row, column)]}


def test_the_findings_are_those_of_the_command_line_and_explanations_stay(opened, tmp_path):
    app, path = opened(next(path for path in EXAMPLES if path.stem.startswith("yiyang")))
    said, _ = recalculated(path, tmp_path / "out")
    book = app.books.active
    outcome = perform("check", app=app)
    assert outcome.ok
    sheet = book.sheets["校验"]
    rows = sheet.used_range.options(ndim=2).value
    head = next(number for number, row in enumerate(rows) if "指纹" in row)
    columns = {name: number for number, name in enumerate(rows[head])}
    listed = [(row[columns["编号"]], row[columns["指纹"]], row[columns["问题"]]) for row in rows[head + 1:]]
    assert [code for code, _, _ in listed] == [finding["code"] for finding in said["findings"]]
    assert [mark for _, mark, _ in listed] == [finding["fingerprint"] for finding in said["findings"]]
    assert [text for _, _, text in listed] == [finding["message"] for finding in said["findings"]]
    places = [sheet.range((head + 2 + number, columns["位置"] + 1)).formula for number in range(len(listed))]
    assert all(f"!{finding['cell']}" in place for place, finding in zip(places, said["findings"], strict=True))
    # What the user writes beside a finding stays with it.
    sheet.range((head + 2, columns["说明"] + 1)).value = "经核实无误"
    assert "已说明 1 处" in perform("check", app=app).message
    again = book.sheets["校验"].used_range.options(ndim=2).value
    assert "经核实无误" in {cell for row in again for cell in row}
    assert [name for name in (each.name for each in book.sheets) if name.startswith("校验")] == ["校验"]
    assert perform("undo", app=app).ok  # the second writing replaced a sheet: nothing was added


def test_next_and_previous_walk_through_the_cells(opened, tmp_path):
    app, path = opened(next(path for path in EXAMPLES if path.stem.startswith("yiyang")))
    said, _ = recalculated(path, tmp_path / "out")
    findings = said["findings"]
    for number, finding in enumerate(findings[:4], 1):
        outcome = perform("next", app=app)
        assert app.books.active.sheets.active.name == finding["sheet"]
        assert app.selection.get_address(False, False) == finding["cell"]
        assert outcome.message.startswith(f"第 {number} 条，共 {len(findings)} 条")
        assert finding["message"] in outcome.message
    perform("previous", app=app)
    assert app.selection.get_address(False, False) == findings[2]["cell"]


def test_why_puts_the_derivation_on_the_cell_and_leaves_other_peoples_notes(opened, tmp_path):
    app, path = opened(next(path for path in EXAMPLES if path.stem.startswith("yiyang")))
    said, _ = recalculated(path, tmp_path / "out")
    table = next(table for table in said["tables"] if table["indicators"] and table["total"]["stated"])
    book = app.books.active
    sheet = book.sheets[table["sheet"]]
    sheet.activate()
    column = re.match("[A-Z]+", table["total"]["cell"])[0]
    row = next(row for row in table["indicators"] if row["score"] and row["why"])
    cell = sheet.range(f"{column}{row['row']}")
    cell.select()
    outcome = perform("why", app=app)
    assert outcome.ok, outcome.message
    assert row["why"] in cell.note.text
    assert cell.note.text.startswith("【绩效】")
    assert perform("undo", app=app).ok
    assert cell.note is None
    cell.add_note("请核对")
    outcome = perform("why", app=app)
    assert row["why"] in outcome.message
    assert cell.note.text == "请核对"
    sheet.range("XX900").select()
    assert not perform("why", app=app).ok


def test_recognising_colours_the_cells_and_takes_the_colours_off(hunan):
    book = hunan.books.active
    sheet = evaluation(book)
    before = {each.name: each.used_range.address for each in book.sheets}
    outcome = perform("recognise", app=hunan)
    assert "湖南" in outcome.message
    assert len(list(sheet.used_range.conditional_formats)) >= 3
    assert perform("recognise", app=hunan).message == "识别的标色已去掉。"
    assert not list(sheet.used_range.conditional_formats)
    assert before == {each.name: each.used_range.address for each in book.sheets}


def test_the_policy_is_remembered_in_the_workbook_and_used(hunan, tmp_path):
    book = hunan.books.active
    host = hunan.engine.impl.host
    assert "按表样自动选择" in perform("policy", app=hunan).message
    assert perform("policy", "platform", app=hunan).ok
    assert host.property(book, "jixiao.policy") == "platform"
    assert "platform" in perform("recognise", app=hunan).message
    perform("recognise", app=hunan)
    assert "没有改动" in perform("policy", "platform", app=hunan).message
    assert perform("policy", "auto", app=hunan).ok
    assert host.property(book, "jixiao.policy") == ""
    assert perform("undo", app=hunan).ok
    assert host.property(book, "jixiao.policy") == "platform"
    assert not perform("policy", "no-such", app=hunan).ok


def test_a_new_form_is_written_beside_the_workbook_and_opened(opened):
    app, path = opened(EXAMPLES[0])
    outcome = perform("new", "hunan-department", app=app)
    assert outcome.ok, outcome.message
    made = Path(app.books.active.fullname)
    assert made.parent == path.parent
    assert made.is_file()
    assert "填报说明" in [sheet.name for sheet in app.books.active.sheets]
    second = perform("new", "hunan-department", app=app)
    assert second.ok
    assert Path(app.books.active.fullname).name == f"{made.stem}(2).xlsx"


def test_a_target_table_is_carried_into_a_self_evaluation(opened):
    app, path = opened(next(path for path in EXAMPLES if path.stem.startswith("hengyang")))
    outcome = perform("carry", "self-evaluation", app=app)
    assert outcome.ok, outcome.message
    made = app.books.active
    assert Path(made.fullname) == path.with_name(f"{path.stem}-自评表.xlsx")
    assert "结转说明" in [sheet.name for sheet in made.sheets]
    assert "目标表" in perform("carry", "monitoring", app=app).message  # a self-evaluation has nothing to carry


def test_a_folder_is_summed_up_in_a_new_workbook(opened, tmp_path):
    app, _ = opened(EXAMPLES[0])
    folder = tmp_path / "上报"
    folder.mkdir()
    for example in EXAMPLES[:3]:
        (folder / example.name).write_bytes(example.read_bytes())
    (folder / "坏的.xlsx").write_bytes(b"PK broken")
    outcome = perform("summarise", str(folder), app=app)
    assert outcome.ok, outcome.message
    assert "4 个工作簿，其中 1 个读不出" in outcome.message
    rows = app.books.active.sheets["汇总"].used_range.options(ndim=2).value
    assert {row[0] for row in rows[1:]} == {*(example.name for example in EXAMPLES[:3]), "坏的.xlsx"}
    head = rows[0]
    for row in rows[1:]:
        if row[head.index("总分（重算）")] is not None:
            assert row[head.index("等级")]


def test_help_lists_every_button_and_function(hunan):
    from jixiao.excel.functions import FUNCTIONS

    assert perform("help", app=hunan).ok
    text = {cell for row in hunan.books.active.sheets[0].used_range.options(ndim=2).value for cell in row}
    assert {function.name for function in FUNCTIONS} <= text
    assert {button.label for button in buttons() if button.key} <= {str(cell).strip("　") for cell in text}


@pytest.mark.parametrize("name", ["jixiao.conf", "XLWINGS.conf", "模块.PY"])
def test_a_workbook_that_would_change_the_interpreter_is_refused(hunan, name):
    book = hunan.books.active
    before = contents(book)
    book.sheets.add(name)
    for command in ("calculate_book", "check", "why", "new"):
        outcome = perform(command, "hunan-department" if command == "new" else "", app=hunan)
        assert not outcome.ok
        assert f"“{name}”" in outcome.message
    assert not differences(before, {name: cells for name, cells in contents(book).items() if name in before})


def test_every_command_of_the_menu_says_something_in_chinese_in_an_empty_workbook(opened):
    app, _ = opened(None)
    for command in dict.fromkeys(button.command for button in buttons()):
        if command == "summarise":
            continue  # asks for a folder
        book = app.books.active
        outcome = perform(command, app=app)
        assert re.search("[一-鿿]", outcome.message), command
        assert "Traceback" not in outcome.message
        assert "没有完成" not in outcome.message, outcome.message
        book.activate()


def written(path, fill):
    """A workbook made by XlsxWriter, with results stored for its formulas."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        fill(book.add_worksheet("表"))
    return path


def test_our_functions_become_values_and_other_formulas_stay(opened, tmp_path):
    def fill(sheet):
        sheet.write_row("A1", [200, 100, "≥5个", "=cmd"])
        sheet.write_formula("A2", "=JXRATE(A1,B1)", None, 0.5)
        sheet.write_formula("A3", r"='C:\Users\x\AppData\[jixiao.xlam]'!JXRATE(A1,B1)", None, 0.5)
        sheet.write_formula("A4", "=SUM(A1:B1)", None, 300)
        sheet.write_formula("A5", '=IF(A2>0,JXTARGET(C1),"")', None, "至少 5 个")
        sheet.write_array_formula("B2:B3", "{=JXRATE(A1:A2,B1:B2)}", None, 0.25)
        sheet.write("B3", 0.75)
        sheet.write_string("A6", "=JXRATE(A1,B1)")  # a text that only looks like a formula

    app, _ = opened(written(tmp_path / "函数.xlsx", fill))
    sheet = app.books.active.sheets["表"]
    before = contents(app.books.active)
    outcome = perform("to_values", app=app)
    assert [sheet.range(a).formula for a in ("A2", "A3", "A4", "A5", "A6")] == ["0.5", "0.5", "=SUM(A1:B1)", "至少 5 个", "=JXRATE(A1,B1)"]
    assert not differences(before, contents(app.books.active))
    if app.engine.name == "libreoffice":
        # It computes array formulas anew on loading, and knows no such function: an error is not made a value.
        assert "“表”B2:B3 显示错误值，没有转换" in outcome.message
        assert "3 格" in outcome.message
    else:
        assert outcome.ok, outcome.message
        assert [sheet.range(a).formula for a in ("B2", "B3")] == ["0.25", "0.75"]
        assert "5 格" in outcome.message
        assert perform("to_values", app=app).message.startswith("这个工作簿里没有绩效函数")
    assert perform("undo", app=app).ok
    assert [sheet.range(a).formula for a in ("A2", "A5")] == ["=JXRATE(A1,B1)", '=IF(A2>0,JXTARGET(C1),"")']
    assert app.engine.impl.host.array_area(sheet.range("B2")).get_address(False, False) == "B2:B3"


def test_a_table_filled_into_a_template_is_calculated_around_its_formulas_and_locks(opened, tmp_path):
    from jixiao.services.new import new_file

    path = new_file("hunan-department", tmp_path / "模板.xlsx", rows=2, year=2024).path
    app, path = opened(path)
    book = app.books.active
    sheet = book.sheets[0]
    before = contents(book)
    outcome = perform("calculate_sheet", app=app)
    assert outcome.ok, outcome.message
    # Every result of a template is a formula of its own: nothing is written over one.
    assert {place: f for place, (_, f) in before[sheet.name].items() if f} == {place: f for place, (_, f) in contents(book)[sheet.name].items() if f}
    assert "没有改动" in outcome.message or "是公式" in outcome.message


def test_locked_cells_are_left_and_named(opened, tmp_path):
    from openpyxl.styles import Protection

    source = next(path for path in EXAMPLES if path.stem.startswith("yiyang"))
    book = load_workbook(source)
    name = next(sheet.title for sheet in book if "自评" in sheet.title)
    book[name].protection.sheet = True
    said, _ = recalculated(source, tmp_path / "out")
    due = [edit["cell"] for edit in said["edits"] if edit["sheet"] == name]
    free = due[0]
    book[name][free].protection = Protection(locked=False)
    book.save(tmp_path / source.name)
    app, _ = opened(tmp_path / source.name)
    before = contents(app.books.active)
    app.books.active.sheets[name].activate()
    outcome = perform("calculate_sheet", app=app)
    assert outcome.ok, outcome.message
    changed = {load_workbook(source)[sheet].cell(*place).coordinate for sheet, place in differences(before, contents(app.books.active)) if sheet == name}
    assert free in changed
    assert changed & set(due) == {free}
    assert "锁定" in outcome.message
