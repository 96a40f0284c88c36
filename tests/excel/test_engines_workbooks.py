"""Workbooks, sheets and the program itself do the same on a file (openpyxl) and in a real LibreOffice; and from one to the other."""

import time

import pytest
import xlwings as xw
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, Protection
from tests.engines import openpyxl_engine
from tests.engines.working import protect

from jixiao.excel.engines import libreoffice
from jixiao.excel.engines.libreoffice_uno import option

RED = (255, 0, 0)


# ---------------------------------------------------------------- sheets, books, the program


def test_sheets_come_go_and_are_found(app, sheet):
    book = app.books.active
    last = book.sheets.add("乙", after=sheet)
    book.sheets.add("甲", before=last)
    assert book.sheet_names == ["Sheet1", "甲", "乙"]
    assert (book.sheets.active.name, book.sheets["乙"].index, book.sheets[0].name, book.sheets("sheet1").name) == ("甲", 3, "Sheet1", "Sheet1")
    assert ("甲" in book.sheets, "丁" in book.sheets, len(book.sheets)) == (True, False, 3)
    with pytest.raises(KeyError):
        _ = book.sheets["丁"]
    with pytest.raises(ValueError, match="already present"):
        book.sheets.add("甲")
    with pytest.raises(ValueError, match="name of a sheet"):
        book.sheets.add("a/b")
    last.visible = False
    assert [each.visible for each in book.sheets] == [True, True, False]
    last.visible = True
    last.name = "丙"
    book.sheets["甲"].delete()
    assert book.sheet_names == ["Sheet1", "丙"]
    book.sheets["丙"].activate()
    assert book.sheets.active.name == "丙"


def test_a_sheet_that_is_renamed_takes_its_formulas_along(sheet):
    other = sheet.book.sheets.add("旧", after=sheet)
    sheet.book.names.add("那里", "=旧!$A$1")
    other.name = "新 表"
    assert sheet.book.names["那里"].refers_to == "='新 表'!$A$1"


def test_the_selection_is_read_set_and_only_on_the_sheet_in_front(app, sheet):
    sheet.range("B2:C3").select()
    assert app.selection == sheet.range("B2:C3")
    sheet.range("A1,C3:C4").select()
    assert app.selection.address == "$A$1,$C$3:$C$4"
    assert app.books.active.selection.sheet == sheet
    other = sheet.book.sheets.add("别", after=sheet)
    assert app.selection.sheet == other
    with pytest.raises(xw.XlwingsError, match="not the active sheet"):
        sheet.range("A1").select()


def test_addresses_and_corners(sheet):
    cells = sheet.range((2, 3), (4, 5))
    assert (cells.address, cells.row, cells.column, cells.shape, cells.count) == ("$C$2:$E$4", 2, 3, (3, 3), 9)
    assert sheet.range((1, 1)).address == "$A$1"
    assert cells[1, 2].address == "$E$3"
    assert cells[0:2, 1].address == "$D$2:$D$3"
    assert cells.get_address(row_absolute=False, column_absolute=False) == "C2:E4"
    assert cells.get_address(include_sheetname=True).replace("'", "") == "Sheet1!$C$2:$E$4"  # quoted where the book's name has a space
    assert (sheet.range("A:B").address, sheet.range("2:3").address, sheet.range("D4:B2").address) == ("$A:$B", "$2:$3", "$B$2:$D$4")
    assert [cell.address for cell in sheet.range("A1:B2")] == ["$A$1", "$B$1", "$A$2", "$B$2"]
    with pytest.raises(IndexError):
        sheet.range((0, 1))
    with pytest.raises(ValueError, match="not an address"):
        sheet.range("A1:B2:C3")


def test_books_are_added_opened_stored_and_closed(app, tmp_path):
    first = app.books.active
    path = tmp_path / "预算 90%25.xlsx"
    book = app.books.add()
    assert app.books.active == book != first
    book.sheets[0].range("A1").value = "在"
    book.save(path)
    assert (book.name, book.fullname, app.books["预算 90%25.xlsx"]) == ("预算 90%25.xlsx", str(path), book)
    book.sheets[0].range("A1").value = "改"
    book.save()
    book.close()
    assert "预算 90%25.xlsx" not in app.books
    assert load_workbook(path).active["A1"].value == "改"
    opened = app.books.open(path)
    assert (app.books.active, opened.sheets[0].range("A1").value, len(app.books)) == (opened, "改", 2)
    first.activate()
    assert app.books.active == first
    with pytest.raises(FileNotFoundError):
        app.books.open(tmp_path / "没有.xlsx")


def test_the_program_keeps_its_settings(app):
    app.screen_updating = False
    app.status_bar = "正在计算"
    assert (app.screen_updating, app.status_bar) == (False, "正在计算")
    app.status_bar, app.screen_updating = False, True
    assert (app.screen_updating, app.status_bar) == (True, False)
    app.calculation = "manual"
    assert app.calculation == "manual"
    app.calculation = "automatic"
    with app.properties(display_alerts=False, enable_events=False):
        assert (app.display_alerts, app.enable_events) == (False, False)
    assert app.alert("算好了", "绩效") == "ok"
    assert app.engine.impl.alerts == ["算好了"]
    assert (app.version.major > 0, app.engine.apps.active, app.books.active.app) == (True, app, app)


def test_print_area_gridlines_and_frozen_panes(sheet):
    other = sheet.book.sheets.add("别", after=sheet)
    sheet.page_setup.print_area = "$A$1:$C$9"
    assert (sheet.page_setup.print_area, other.page_setup.print_area) == ("$A$1:$C$9", None)
    sheet.page_setup.print_area = None
    assert sheet.page_setup.print_area is None
    sheet.show_gridlines = False
    sheet.freeze_panes.freeze_at("A1:B3")
    assert (sheet.show_gridlines, other.show_gridlines, sheet.book.sheets.active) == (False, True, other)
    sheet.freeze_panes.unfreeze()


def test_the_host_freezes_rows_and_knows_the_cells_of_an_array_formula(app, sheet):
    host = app.engine.impl.host
    host.freeze_rows(sheet, 3)
    controller = app.books.active.api.getCurrentController() if app.engine.name == "libreoffice" else None
    frozen = (controller.getSplitColumn(), controller.getSplitRow()) if controller else sheet.api.freeze_panes
    assert frozen == ((0, 3) if controller else "A4")
    sheet.range("C2:C4").formula_array = "=A2:A4*2"
    assert host.array_area(sheet.range("C3")).address == "$C$2:$C$4"
    assert host.array_area(sheet.range("C5")) is None


# ---------------------------------------------------------------- protection and properties


def test_properties_are_remembered_in_the_workbook(app):
    host, book = app.engine.impl.host, app.books.active
    assert host.property(book, "jixiao.policy") == ""
    host.set_property(book, "jixiao.policy", "湖南")
    host.set_property(book, "jixiao.policy", "platform")
    assert host.property(book, "jixiao.policy") == "platform"
    host.set_property(book, "jixiao.policy", "")
    assert host.property(book, "jixiao.policy") == ""


def protected(tmp_path):
    """A file with a protected structure, and a protected sheet on which A1 and A2 may be written."""
    made = Workbook()
    for address in ("A1", "A2"):
        made.active[address].protection = Protection(locked=False)
    made.active.protection.sheet = made.active.protection.objects = True
    made.create_sheet("开")
    made.security.lockStructure = True
    made.save(tmp_path / "protected.xlsx")
    return tmp_path / "protected.xlsx"


def test_protected_cells_are_told_and_kept(app, tmp_path):
    book = app.books.open(protected(tmp_path))
    if app.engine.name == "libreoffice":
        book.api.protect("")  # LibreOffice does not read it of an xlsx
    host, sheet = app.engine.impl.host, book.sheets[0]
    assert {address: host.locked(sheet.range(address)) for address in ("A1:A2", "B1", "A1:B2")} == {"A1:A2": False, "B1": True, "A1:B2": None}
    assert host.locked(book.sheets["开"].range("A1:B2")) is False
    assert host.structure_protected(book)
    sheet.range("A1").value = 3
    sheet.range("A2").formula = "=A1"
    assert (sheet.range("A1").value, sheet.range("A2").formula) == (3.0, "=A1")

    def write(cells, name, value):
        setattr(cells, name, value)

    for change in (
        lambda: write(sheet.range("B1"), "value", 3), lambda: write(sheet.range("A1:B1"), "formula", "=1"), lambda: write(sheet.range("B1"), "color", RED),
        lambda: sheet.range("B1").add_note("x"), lambda: sheet.range("B1:C1").merge(), lambda: sheet.range("B1").clear_contents(),
        lambda: sheet.range("B1").conditional_formats.add_custom("=TRUE", fill_color=RED), lambda: book.sheets.add("新"),
    ):
        with pytest.raises(xw.XlwingsError, match="protected"):
            change()
    assert (sheet.range("B1").value, sheet.range("B1").color, sheet.range("B1").note, len(book.sheets)) == (None, None, None, 2)


def test_a_rule_is_made_beside_a_protected_sheet(app, sheet):
    protect(sheet.book.sheets.add("锁", after=sheet))
    sheet.range("A1:B2").conditional_formats.add_custom("=TRUE", fill_color=RED)
    assert [(rule.formula, rule.fill_color) for rule in sheet.range("A1").conditional_formats] == [("=TRUE", RED)]
    assert len(app.books) == 1


# ---------------------------------------------------------------- from one engine to the other


def dressed(book):
    """Put something of everything on the first sheet."""
    sheet = book.sheets[0]
    sheet.range("A1:D1").merge()
    sheet.range("A1").value = "项目支出绩效自评表"
    sheet.range("A1").font.bold, sheet.range("A1").horizontal_alignment, sheet.range("A1:D1").color = True, "center", (221, 235, 247)
    sheet.range("A2:D3").formula = [["'001", "12.5", "=B2*2", "x"], ['=IF(B2>1,"a;b",SUM(B2,C2))', "'1/2", "45292", "文"]]
    sheet.range("B2:B3").number_format, sheet.range("C3").number_format = "#,##0.00", "yyyy-mm-dd"
    sheet.range("A2:D3").borders.set(line_style="continuous", weight="thin")
    sheet.range("A2:D3").wrap_text = True
    sheet.range("C2").add_note("为什么\n25")
    sheet.range("A2:A3").conditional_formats.add_custom("=$B2>10", fill_color=RED)
    book.names.add("甲", "=Sheet1!$A$2:$A$3")
    book.sheets.add("校 验", after=sheet).range("A1").add_hyperlink("#'校 验'!C2", text_to_display="C2")
    sheet.range("D1").columns.hidden = True
    sheet.activate()


def seen(book):
    """What a reader of the workbook sees of it."""
    sheet = book.sheets[0]
    return {
        "formulas": sheet.range("A1:D3").formula, "texts": [sheet.range(address).value for address in ("A1", "A2", "B2", "B3", "C3", "D2", "D3")],
        "merges": (sheet.range("B1").merge_area.address, sheet.range("A2:D3").merge_cells),
        # LibreOffice stores yyyy-mm-dd as yyyy\\-mm\\-dd, which means the same.
        "formats": [sheet.range(address).number_format.replace("\\", "") for address in ("A2", "B2:B3", "C3")],
        "looks": (sheet.range("A1").font.bold, sheet.range("A1").horizontal_alignment, sheet.range("A1").color, sheet.range("A2:D3").wrap_text),
        "borders": (sheet.range("A2:D3").borders.line_style, sheet.range("A2:D3").borders.weight), "hidden": sheet.range("D1").columns.hidden,
        "notes": [(note.location.address, note.text) for note in sheet.notes],
        "rules": [(rule.formula, rule.fill_color) for rule in sheet.range("A1:D9").conditional_formats],
        "names": {name.name: name.refers_to for name in book.names},
        "link": (book.sheets["校 验"].range("A1").hyperlink, book.sheets["校 验"].range("A1").value),
    }


@pytest.mark.libreoffice
@pytest.mark.parametrize("writer", ["openpyxl", "libreoffice"])
def test_a_workbook_keeps_everything_on_its_way_through_libreoffice(fresh_office, tmp_path, writer):
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    office = libreoffice.engine(fresh_office.context).apps.active
    file = openpyxl_engine.engine().apps.active
    made = (file if writer == "openpyxl" else office).books.add()
    dressed(made)
    written = seen(made)
    made.save(first)
    made.close()
    stored = office.books.open(first)
    assert seen(stored) == written
    stored.save(second)
    assert seen(file.books.open(second)) == written


@pytest.mark.libreoffice
def test_frozen_panes_and_gridlines_are_stored_from_a_window(fresh_office, tmp_path):
    book = libreoffice.engine(fresh_office.context, fresh_office.new(hidden=False)).apps.active.books.active
    sheet = book.sheets.add("甲", after=book.sheets[0])
    book.sheets[0].activate()
    sheet.freeze_panes.freeze_at("A1:B3")
    sheet.show_gridlines = False
    book.save(tmp_path / "view.xlsx")
    first, second = load_workbook(tmp_path / "view.xlsx").worksheets
    assert [(each.freeze_panes, each.sheet_view.showGridLines) for each in (first, second)] == [(None, True), ("C4", False)]


# ---------------------------------------------------------------- what only one of them has


def test_the_file_engine_lists_texts_that_excel_would_read_anew():
    engine = openpyxl_engine.engine()
    sheet = engine.apps.active.books.add().sheets[0]
    sheet.range("A1:A3").value = [["001"], ["'002"], ["文字"]]
    sheet.range("B1:B3").formula = [["50%"], ["=A1"], ["'1/2"]]
    sheet.range("C1").number_format = "@"
    sheet.range("C1").value = "003"
    assert engine.impl.misread == [("Sheet1", "A1", "001"), ("Sheet1", "B1", "50%")]


def test_the_file_engine_gives_stored_results_until_something_is_written(tmp_path):
    book = openpyxl_engine.engine().apps.active.books.add()
    book.sheets[0].range("A1:A2").formula = [["5"], ["=A1*2"]]
    book.save(tmp_path / "a.xlsx")
    assert book.sheets[0].range("A1:A2").value == [5.0, None]


@pytest.mark.libreoffice
def test_the_book_in_front_is_the_one_given_then_that_of_the_window_then_the_newest(fresh_office):
    hidden = fresh_office.new()
    app = libreoffice.engine(fresh_office.context).apps.active
    assert app.books.active.impl.xl == hidden
    window = fresh_office.new(hidden=False)
    assert app.books.active.impl.xl == window
    assert libreoffice.engine(fresh_office.context, hidden).apps.active.books.active.impl.xl == hidden
    assert app.visible
    window.close(True)
    assert app.books.active.impl.xl == hidden
    hidden.close(True)
    assert app.selection is None


@pytest.mark.libreoffice
def test_a_message_in_headless_libreoffice_does_not_wait(fresh_office):
    app = libreoffice.engine(fresh_office.context, fresh_office.new(hidden=False)).apps.active
    assert app.alert("完成", "绩效") == "ok"
    assert app.engine.impl.alerts == ["完成"]
    assert app.engine.impl.host.choose_folder(app, "选择文件夹") is None


@pytest.mark.libreoffice
def test_macros_of_a_workbook_that_a_command_opens_do_not_run(fresh_office, tmp_path):
    path = tmp_path / "宏.ods"
    made = fresh_office.new()
    source = 'Sub Touch(event)\nThisComponent.Sheets(0).getCellRangeByName("A1").String = "ran"\nEnd Sub'
    made.BasicLibraries.createLibrary("Standard")
    made.BasicLibraries.getByName("Standard").insertByName("Macros", source)
    event = (option("EventType", "Script"), option("Script", "vnd.sun.star.script:Standard.Macros.Touch?language=Basic&location=document"))
    uno = fresh_office.uno
    uno.invoke(made.Events, "replaceByName", ("OnLoad", uno.Any("[]com.sun.star.beans.PropertyValue", event)))
    made.storeAsURL(path.as_uri(), (option("FilterName", "calc8"),))
    made.close(True)
    always = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
    allowed = fresh_office.open(path, hidden=False, MacroExecutionMode=always)
    deadline = time.monotonic() + 30
    while allowed.Sheets[0]["A1"].String != "ran":
        assert time.monotonic() < deadline, "the macro would not run anyway"
    allowed.close(True)
    opened = libreoffice.engine(fresh_office.context).apps.active.books.open(path)
    assert opened.sheets[0].range("A1").value is None


@pytest.mark.libreoffice
def test_a_rule_shows_in_libreoffice_at_once_in_the_cells_own_letters_and_goes_without_a_trace(fresh_office, tmp_path):
    path = tmp_path / "字.xlsx"
    written = Workbook()
    written.active["A1"].font, written.active["A1"].alignment = Font("Noto Serif CJK SC", 16), Alignment(vertical="center")
    written.save(path)
    app = libreoffice.engine(fresh_office.context).apps.active
    sheet = app.books.open(str(path)).sheets[0]
    cell = sheet.api["A1"]

    def rules():
        # LibreOffice paints by the numbers of rules that the cells carry, not by the list of rules.
        return [cell.ConditionalFormat.getByIndex(number) for number in range(cell.ConditionalFormat.Count)]

    sheet.range("A1:B2").conditional_formats.add_custom("=TRUE", fill_color=RED)
    (shown,) = rules()
    style = fresh_office.desktop.CurrentComponent.StyleFamilies["CellStyles"][shown.StyleName]
    assert (style.CellBackColor, style.CharFontName, style.CharHeight, style.VertJustify) == (0xFF0000, cell.CharFontName, 16, cell.VertJustify)
    sheet.range("A1:B2").conditional_formats.clear()
    sheet.range("D4").conditional_formats.add_custom("=TRUE", fill_color=RED)
    assert rules() == []


@pytest.mark.libreoffice
def test_a_long_note_is_no_strip_in_libreoffice(fresh_office):
    sheet = libreoffice.engine(fresh_office.context).apps.active.books.add().sheets[0]
    sheet.range("B2").add_note("完成 112场，指标值 ≥120场，完成率 93.33%，未达到；按政策 mof-2020（10×93.33%）应得 9.33 分\n" * 6)
    size = sheet.api.Annotations[0].AnnotationShape.Size
    assert size.Width > size.Height > 0
