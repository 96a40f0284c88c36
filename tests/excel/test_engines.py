"""The same words of xlwings do the same on a file (openpyxl) and in a real LibreOffice.

openpyxl does not calculate: where a result counts, the test says so.
"""

import datetime as dt
from collections import Counter

import pytest
import xlwings as xw

from jixiao.excel.engines import libreoffice
from jixiao.excel.engines.libreoffice_formulas import to_excel, to_libreoffice

RED, BLUE = (255, 0, 0), (0, 0, 255)
HAZARDS = ["1/2", "001", "=cmd|'/c calc'!A1", "50%", "1e3", "TRUE", "2024-01-01", "12:30", "1,000", "+5", "-5", "1月2日", "#N/A", "@x", "a\nb", "¥5", "1.2.3", "5.", "1E+5x"]


def calculates(app):
    return app.engine.name == "libreoffice"


# ---------------------------------------------------------------- contents


def test_values_come_back_as_excel_gives_them(sheet):
    assert (sheet.used_range.address, sheet.used_range.value) == ("$A$1", None)
    moment = dt.datetime(2024, 5, 6, 7, 8, 9)  # noqa: DTZ001
    sheet.range("B2:D4").value = [[1, 2.5, "文"], [True, None, ""], [dt.date(2024, 5, 6), moment, False]]
    assert sheet.range("B2:D4").value == [[1.0, 2.5, "文"], [True, None, None], [moment.replace(hour=0, minute=0, second=0), moment, False]]
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
    assert sheet.range("A1:B1").value == [dt.datetime(2024, 1, 1), None]  # noqa: DTZ001
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


def test_conditional_formats_beside_others(sheet):
    cells = sheet.range("A1:C3").conditional_formats
    sheet.range("B2").conditional_formats.add_custom("=$Z1=1", fill_color=RED)
    cells.add_custom("=TRUE", fill_color=BLUE)
    assert {address: len(sheet.range(address).conditional_formats) for address in ("A1", "B2", "C3", "D4")} == {"A1": 1, "B2": 2, "C3": 1, "D4": 0}
    cells(1).delete()
    assert [(rule.formula, rule.fill_color) for rule in cells] == [("=$Z1=1", RED)]
    sheet.range("E5").conditional_formats.add_custom("=FALSE", fill_color=RED)
    assert [len(sheet.range(address).conditional_formats) for address in ("A1", "B2", "E5")] == [0, 1, 1]


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


# ---------------------------------------------------------------- formulas in both languages


@pytest.mark.parametrize(("excel", "libre"), [
    ("=SUM(A1,B1)", "=SUM(A1;B1)"), ("='a b'!$A$1:B2", "=$'a b'.$A$1:B2"), ("=SUM(一:二!A1)", "=SUM($'一'.A1:$'二'.A1)"),
    ("='file:///a/[x.xlsx]S 1'!A1", "='file:///a/x.xlsx'#$'S 1'.A1"), ("={1,2;3,4}", "={1;2|3;4}"), ("=(A1,B2) C3", "=(A1~B2)!C3"),
    ("=A1=TRUE", "=A1=TRUE()"), ("=CEILING(A1,1)", "=CEILING.XCL(A1;1)"), ("=Sheet1!#REF!", "=$'Sheet1'.#REF!"),
])
def test_formulas_are_translated_both_ways(excel, libre):
    assert to_libreoffice(excel) == libre
    assert to_excel(libre) == excel
