"""The same words of xlwings do the same on a file (openpyxl) and in a real LibreOffice.

openpyxl does not calculate: where a result counts, the test says so.
"""

import datetime as dt
from collections import Counter

import pytest
import xlwings as xw
from openpyxl import Workbook, load_workbook
from tests.engines import openpyxl_engine

from jixiao.excel.engines import libreoffice
from jixiao.excel.engines.libreoffice_formulas import to_excel, to_libreoffice

RED, BLUE = (255, 0, 0), (0, 0, 255)
HAZARDS = ["1/2", "001", "=cmd|'/c calc'!A1", "50%", "1e3", "TRUE", "2024-01-01", "12:30", "1,000", "+5", "-5", "1月2日", "#N/A", "@x", "a\nb", "¥5"]


@pytest.fixture(params=["openpyxl", pytest.param("libreoffice", marks=pytest.mark.libreoffice)])
def app(request):
    """An app with one new workbook in front."""
    if request.param == "openpyxl":
        found = openpyxl_engine.engine().apps.active
        found.books.add()
        yield found
    else:
        office = request.getfixturevalue("fresh_office")
        yield libreoffice.engine(office.context, office.new()).apps.active


@pytest.fixture
def sheet(app):
    return app.books.active.sheets.active


def calculates(app):
    return app.engine.name == "libreoffice"


# ---------------------------------------------------------------- contents


def test_values_come_back_as_excel_gives_them(sheet):
    moment = dt.datetime(2024, 5, 6, 7, 8, 9)
    sheet.range("B2:D4").value = [[1, 2.5, "文"], [True, None, ""], [dt.date(2024, 5, 6), moment, False]]
    assert sheet.range("B2:D4").value == [[1.0, 2.5, "文"], [True, None, None], [dt.datetime(2024, 5, 6), moment, False]]
    assert [type(value) for value in sheet.range("B2:C2").value] == [float, float]
    assert sheet.range("B3").value is True
    assert sheet.range("B2:D2").raw_value == ((1.0, 2.5, "文"),)
    assert sheet.range("B2").raw_value == 1.0
    assert sheet.range("B2:B3").options(ndim=2).value == [[1.0], [True]]
    assert sheet.used_range.address == "$B$2:$D$4"


def test_a_number_in_a_cell_with_a_date_format_is_a_date(sheet):
    sheet.range("A1").value = 45292
    assert sheet.range("A1").value == 45292.0
    sheet.range("A1").number_format = "yyyy/m/d"
    assert sheet.range("A1:B1").value == [dt.datetime(2024, 1, 1), None]
    assert sheet.range("A1").formula == "45292"


def test_a_text_written_as_a_value_is_never_read_anew(sheet):
    column = sheet.range("A1").resize(len(HAZARDS), 1)
    column.value = [[text] for text in HAZARDS]
    assert column.value == HAZARDS
    assert column.formula == tuple((text,) for text in HAZARDS)
    assert column.number_format == "General"


def test_an_apostrophe_keeps_a_text_and_is_not_stored(sheet):
    column = sheet.range("A1").resize(len(HAZARDS), 1)
    column.formula = [["'" + text] for text in HAZARDS]
    assert column.value == HAZARDS
    assert column.number_format == "General"
    sheet.range("B1:B2").value = [["'001"], ["''x"]]
    assert sheet.range("B1:B2").value == ["001", "'x"]


def test_a_formula_beside_texts_that_look_like_numbers_leaves_them_alone(sheet):
    sheet.range("A1:B3").formula = [["=1+1", "'001"], ["x", "'1/2"], ["'=A1", "7.50"]]
    assert sheet.range("A1:B3").formula == (("=1+1", "001"), ("x", "1/2"), ("=A1", "7.5"))
    assert sheet.range("B1:B3").value == ["001", "1/2", 7.5]
    assert sheet.range("A3").value == "=A1"
    assert sheet.range("A1:B3").number_format == "General"


def test_a_formula_write_reads_constants_as_if_typed(sheet):
    sheet.range("A1:A6").formula = [["1.50"], ["true"], ["#N/A"], [""], ["x"], [None]]
    assert sheet.range("A1:A6").options(err_to_str=True).value == [1.5, True, "#N/A", None, "x", None]
    assert sheet.range("A1:A6").formula == (("1.5",), ("TRUE",), ("#N/A",), ("",), ("x",), ("",))
    assert sheet.range("A3").value is None  # as in Excel, without err_to_str
    sheet.range("A1:A6").formula = ""
    assert sheet.range("A1:A6").value == [None] * 6


def test_in_cells_formatted_as_text_nothing_typed_is_read(sheet):
    sheet.range("A1:A3").number_format = "@"
    sheet.range("A1:B3").formula = [["001", "001"], ["=1+1", "x"], ["TRUE", ""]]
    assert sheet.range("A1:B3").value == [["001", 1.0], ["=1+1", "x"], ["TRUE", None]]


FORMULAS = [
    "=SUM(C1:D2,E1)", '=IF(C1<>"","a;b,""c""",)', "=ROUND(C1*50%,2)", "=SUM('表 1'!A1:B2,Sheet1!C:C)", "='it''s'!A1", "={1,2;3,4}", "=SUM((C1:D2,E1))",
    "=C1:E3 D2:F4", "=CEILING(C1,1)", "=IFERROR(EDATE(C1,1),0)", "=-C1^2", "=C1&C$2&$C3", "=IF(AND(C1=TRUE,FALSE),1,2)", "=NA()", "=STDEV.S(C1:C3)",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_comes_back_as_it_was_written(sheet, formula):
    for name in ("表 1", "it's"):
        sheet.book.sheets.add(name, after=sheet)
    sheet.range("A1").formula = formula
    assert sheet.range("A1").formula == formula


def test_formulas_are_calculated_where_the_program_calculates(app, sheet):
    sheet.range("A1:A5").formula = [["2"], ["=A1*3"], ["=1/0"], ['="a"&A1'], ["=A1=2"]]
    app.calculate()
    expected = [2.0, 6.0, "#DIV/0!", "a2", True] if calculates(app) else [2.0, None, None, None, None]
    assert sheet.range("A1:A5").options(err_to_str=True).value == expected


@pytest.mark.libreoffice
def test_each_error_of_libreoffice_has_excels_name(fresh_office):
    sheet = libreoffice.engine(fresh_office.context, fresh_office.new()).apps.active.books.active.sheets.active
    causes = {"=1/0": "#DIV/0!", "=NA()": "#N/A", "=nothing": "#NAME?", "=#REF!": "#REF!", '=1+"x"': "#VALUE!", "=SQRT(-1)": "#VALUE!", "=A1:A2 C3": "#REF!"}
    sheet.range("A1").resize(len(causes), 1).formula = [[formula] for formula in causes]
    assert sheet.range("A1").resize(len(causes), 1).options(err_to_str=True).value == list(causes.values())


def test_a_scalar_fills_and_a_formula_moves_along(sheet):
    sheet.range("A1:B2").value = 7
    assert sheet.range("A1:B2").value == [[7.0, 7.0], [7.0, 7.0]]
    sheet.range("C1:C3").formula = "=A1+$B$1"
    assert sheet.range("C1:C3").formula == (("=A1+$B$1",), ("=A2+$B$1",), ("=A3+$B$1",))


def test_an_array_formula_covers_its_cells(sheet):
    sheet.range("B1:B3").value = [[1], [2], [3]]
    sheet.range("A1:A3").formula_array = "=B1:B3*2"
    assert sheet.range("A1:A3").has_array is True
    assert sheet.range("A1:B3").has_array is None
    assert sheet.range("B1:B3").has_array is False
    assert sheet.range("A1:A3").formula_array == "=B1:B3*2"
    assert sheet.range("A1").formula == "=B1:B3*2"


def test_each_block_is_one_call(app, sheet):
    calls = app.engine.impl.calls
    sheet.range("A1:C50").value = [[1, "x", True]] * 50
    assert calls == Counter(write=1)
    calls.clear()
    assert sheet.range("A1:C50").value[49] == [1.0, "x", True]
    assert sheet.range("A1:C50").formula[49] == ("1", "x", "TRUE")
    assert calls == Counter(read=2)


def test_clearing_takes_contents_or_everything(sheet):
    cells = sheet.range("A1:B2")
    cells.value, cells.color, cells.font.bold = 5, RED, True
    sheet.range("A1").add_note("注")
    cells.clear_contents()
    assert (cells.value, cells.color, cells.font.bold, sheet.range("A1").note.text) == ([[None, None], [None, None]], RED, True, "注")
    sheet.range("A1:B1").merge()
    cells.clear()
    assert (cells.color, cells.font.bold, sheet.range("A1").note, cells.merge_cells) == (None, False, None, False)


# ---------------------------------------------------------------- looks


@pytest.mark.parametrize("code", [
    "General", "0.00", "0.00%", "#,##0.00", "yyyy-mm-dd", "m/d/yyyy", "yyyy/m/d h:mm", "[h]:mm", "@", "#,##0.00_);[Red](#,##0.00)", '0.00"分"',
    'yyyy"年"m"月"d"日"', "0.00E+00", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "[>=1]0%;0.0%", "h:mm AM/PM",
])
def test_a_number_format_reads_as_excel_writes_it(sheet, code):
    sheet.range("A1:B2").number_format = code
    assert sheet.range("A1:B2").number_format == code


def test_what_differs_within_a_range_is_none(sheet):
    first, both = sheet.range("A1"), sheet.range("A1:B1")
    first.number_format, first.color, first.wrap_text, first.font.bold, first.font.size = "0.00", RED, True, True, 20
    first.horizontal_alignment = "center"
    assert [both.number_format, both.color, both.wrap_text, both.font.bold, both.font.size, both.horizontal_alignment] == [None] * 6
    assert [first.number_format, first.color, first.wrap_text, first.font.bold, first.font.size, first.horizontal_alignment] == [
        "0.00", RED, True, True, 20, "center",
    ]
    other = sheet.range("B1:C1")
    assert [other.number_format, other.color, other.wrap_text, other.font.bold] == ["General", None, False, False]


def test_looks_are_set_and_unset(sheet):
    cells = sheet.range("B2:C3")
    cells.color, cells.font.color, cells.font.name, cells.font.italic = "#0000FF", RED, "仿宋", True
    cells.vertical_alignment, cells.horizontal_alignment = "center", "right"
    assert (cells.color, cells.font.color, cells.font.name, cells.font.italic) == (BLUE, RED, "仿宋", True)
    assert (cells.vertical_alignment, cells.horizontal_alignment) == ("center", "right")
    assert sheet.range("A1").vertical_alignment == "bottom"
    assert sheet.range("A1").horizontal_alignment == "general"
    assert sheet.range("A1").font.color == (0, 0, 0)
    cells.color = None
    assert cells.color is None


def test_several_rectangles_are_one_range(sheet):
    cells = sheet.range("A1:A2,C3")
    cells.color = RED
    cells.value = 4
    assert cells.address == "$A$1:$A$2,$C$3"
    assert (len(cells), cells.shape, cells.color) == (3, (2, 1), RED)
    assert sheet.range("A1:C3").value == [[4.0, None, None], [4.0, None, None], [None, None, 4.0]]
    assert sheet.range("B1:B3").color is None


def test_borders(sheet):
    sheet.range("B2:D4").borders.set(line_style="continuous", weight="thin", color=BLUE)
    assert (sheet.range("B2:D4").borders.line_style, sheet.range("B2:D4").borders.weight) == ("continuous", "thin")
    assert sheet.range("C3").borders["edge_left"].color == BLUE
    assert sheet.range("F6").borders.line_style is None
    sheet.range("B2:D4").borders.set("outside", weight="medium")
    assert sheet.range("B2").borders["edge_top"].weight == "medium"
    assert sheet.range("B2:D4").borders["inside_horizontal"].weight == "thin"
    assert sheet.range("B2:D4").borders.weight is None
    sheet.range("B2:D4").borders.clear()
    assert sheet.range("B2:D4").borders.line_style is None


def test_widths_heights_and_hidden_lines(sheet):
    sheet.range("B1:C1").column_width = 20
    sheet.range("A2:A3").row_height = 30
    assert sheet.range("B1:C1").column_width == pytest.approx(20, abs=0.05)
    assert sheet.range("A2").row_height == pytest.approx(30, abs=0.05)
    assert sheet.range("A1:B1").column_width is None
    sheet.range("B1:C1").columns.hidden = True
    sheet.range("A2").rows.hidden = True
    assert (sheet.range("B1:C1").columns.hidden, sheet.range("A1:B1").columns.hidden, sheet.range("D1").columns.hidden) == (True, None, False)
    assert (sheet.range("A2").rows.hidden, sheet.range("A1:A2").rows.hidden) == (True, None)
    sheet.range("B1:C1").columns.hidden = False
    assert sheet.range("A1:D1").columns.hidden is False


def test_merges(sheet):
    sheet.range("B2:C3").value = [["a", "b"], ["c", "d"]]
    sheet.range("B2:C3").merge()
    assert sheet.range("B2:C3").value == [["a", None], [None, None]]
    expected = {"B2:C3": True, "B2": True, "C3": True, "B3:C3": True, "A1": False, "D1:E9": False, "A1:D4": None, "C3:D4": None}
    assert {address: sheet.range(address).merge_cells for address in expected} == expected
    assert [sheet.range(address).merge_area.address for address in ("C3", "A1", "B2:C3")] == ["$B$2:$C$3", "$A$1", "$B$2:$C$3"]
    sheet.range("B4:C5").merge(across=True)
    assert sheet.range("C5").merge_area.address == "$B$5:$C$5"
    assert sheet.range("B2:C5").merge_cells is True
    sheet.range("C3:C4").unmerge()
    assert {address: sheet.range(address).merge_cells for address in ("B2:C4", "B5:C5")} == {"B2:C4": False, "B5:C5": True}


# ---------------------------------------------------------------- notes, links, rules, names


def test_notes(sheet):
    assert sheet.range("B2").note is None
    sheet.range("B2").add_note("第一行\n第二行")
    sheet.range("A9").add_note("乙")
    assert sheet.range("B2").note.text == "第一行\n第二行"
    sheet.range("B2").note.text = "改"
    assert {note.location.address: note.text for note in sheet.notes} == {"$B$2": "改", "$A$9": "乙"}
    sheet.range("B2").note.delete()
    assert [note.text for note in sheet.notes] == ["乙"]


def test_links(sheet):
    sheet.book.sheets.add("校 验", after=sheet)
    sheet.range("A1").add_hyperlink("#'校 验'!A1", text_to_display="去看")
    sheet.range("A2").add_hyperlink("https://example.org/a?b=1", text_to_display="网")
    assert (sheet.range("A1").hyperlink, sheet.range("A1").value) == ("#'校 验'!A1", "去看")
    assert (sheet.range("A2").hyperlink, sheet.range("A2").value) == ("https://example.org/a?b=1", "网")
    with pytest.raises(xw.XlwingsError):
        _ = sheet.range("A3").hyperlink


def test_conditional_formats_by_formula(sheet):
    sheet.range("A1:A3").conditional_formats.add_custom('=IF($B1="a,b",SUM(C1,2)>0,TRUE)', fill_color=RED, font_color=BLUE, font_bold=True)
    sheet.range("A3,C5").conditional_formats.add_custom("=TRUE", fill_color=BLUE)
    rules = list(sheet.range("A1:Z9").conditional_formats)
    assert [(rule.type, rule.formula, rule.fill_color) for rule in rules] == [
        ("custom", "=TRUE", BLUE), ("custom", '=IF($B1="a,b",SUM(C1,2)>0,TRUE)', RED),
    ]
    assert (rules[1].font_color, rules[1].font_bold) == (BLUE, True)
    assert {address: len(sheet.range(address).conditional_formats) for address in ("A1", "A3", "C5", "B2")} == {"A1": 1, "A3": 2, "C5": 1, "B2": 0}
    rules[0].delete()
    assert [rule.fill_color for rule in sheet.range("A1:Z9").conditional_formats] == [RED]
    sheet.range("A1:Z9").conditional_formats.clear()
    assert len(sheet.range("A1:Z9").conditional_formats) == 0


def test_names(sheet):
    book = sheet.book
    book.names.add("总分", "=Sheet1!$B$2:$C$3")
    sheet.names.add("本表", "=Sheet1!$A$1")
    assert {name.name: name.refers_to for name in book.names} == {"总分": "=Sheet1!$B$2:$C$3", "Sheet1!本表": "=Sheet1!$A$1"}
    assert book.names["总分"].refers_to_range.address == "$B$2:$C$3"
    assert "总分" in book.names
    book.names["总分"].refers_to = "=Sheet1!$D$4"
    assert book.names["总分"].refers_to_range == sheet.range("D4")
    del book.names["总分"]
    assert ("总分" in book.names, len(book.names), [name.name for name in sheet.names]) == (False, 1, ["Sheet1!本表"])


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
    assert cells.get_address(include_sheetname=True) == "Sheet1!$C$2:$E$4"
    assert (sheet.range("A:B").address, sheet.range("2:3").address, sheet.range("D4:B2").address) == ("$A:$B", "$2:$3", "$B$2:$D$4")
    assert [cell.address for cell in sheet.range("A1:B2")] == ["$A$1", "$B$1", "$A$2", "$B$2"]
    with pytest.raises(IndexError):
        sheet.range((0, 1))
    with pytest.raises(ValueError, match="not an address"):
        sheet.range("A1:B2:C3")


def test_books_are_added_opened_stored_and_closed(app, tmp_path):
    first = app.books.active
    path = tmp_path / "预算 表.xlsx"
    book = app.books.add()
    assert app.books.active == book != first
    book.sheets[0].range("A1").value = "在"
    book.save(path)
    assert (book.name, book.fullname, app.books["预算 表.xlsx"]) == ("预算 表.xlsx", str(path), book)
    book.sheets[0].range("A1").value = "改"
    book.save()
    book.close()
    assert "预算 表.xlsx" not in app.books
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
        made.active[address].protection = made.active[address].protection.copy(locked=False)
    made.active.protection.sheet = made.active.protection.objects = True
    made.create_sheet("开")
    made.security.lockStructure = True
    made.save(tmp_path / "protected.xlsx")
    return tmp_path / "protected.xlsx"


def test_protected_cells_are_told_and_kept(app, tmp_path):
    book = app.books.open(protected(tmp_path))
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


# ---------------------------------------------------------------- from one engine to the other


def dressed(book):
    """Put something of everything on the first sheet."""
    sheet = book.sheets[0]
    sheet.range("A1:D1").merge()
    sheet.range("A1").value = "项目支出绩效自评表"
    sheet.range("A1").font.bold, sheet.range("A1").horizontal_alignment, sheet.range("A1:D1").color = True, "center", (221, 235, 247)
    sheet.range("A2:D3").formula = [["'001", "12.5", "=B2*2", "TRUE"], ['=IF(B2>1,"a;b",SUM(B2,C2))', "'1/2", "45292", "文"]]
    sheet.range("B2:B3").number_format, sheet.range("C3").number_format = "#,##0.00", "yyyy-mm-dd"
    sheet.range("A2:D3").borders.set(line_style="continuous", weight="thin")
    sheet.range("A2:D3").wrap_text = True
    sheet.range("C2").add_note("为什么\n25")
    sheet.range("A2:A3").conditional_formats.add_custom("=$B2>10", fill_color=RED)
    book.names.add("甲", "=Sheet1!$A$2:$A$3")
    book.sheets.add("校 验", after=sheet).range("A1").add_hyperlink("#'Sheet1'!C2", text_to_display="C2")
    sheet.range("D1").columns.hidden = True
    sheet.activate()


def seen(book):
    """What a reader of the workbook sees of it."""
    sheet = book.sheets[0]
    return {
        "formulas": sheet.range("A1:D3").formula, "texts": [sheet.range(address).value for address in ("A1", "A2", "B2", "B3", "C3", "D2", "D3")],
        "merges": (sheet.range("B1").merge_area.address, sheet.range("A2:D3").merge_cells),
        "formats": [sheet.range(address).number_format for address in ("A2", "B2:B3", "C3")],
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


@pytest.mark.parametrize(("excel", "libre"), [
    ("=SUM(A1,B1)", "=SUM(A1;B1)"), ("='a b'!$A$1:B2", "=$'a b'.$A$1:B2"), ("=SUM(一:二!A1)", "=SUM($'一'.A1:$'二'.A1)"),
    ("='file:///a/[x.xlsx]S 1'!A1", "='file:///a/x.xlsx'#$'S 1'.A1"), ("={1,2;3,4}", "={1;2|3;4}"), ("=(A1,B2) C3", "=(A1~B2)!C3"),
    ("=A1=TRUE", "=A1=TRUE()"), ("=CEILING(A1,1)", "=CEILING.XCL(A1;1)"), ("=Sheet1!#REF!", "=$'Sheet1'.#REF!"),
])
def test_formulas_are_translated_both_ways(excel, libre):
    assert to_libreoffice(excel) == libre
    assert to_excel(libre) == excel
