"""What a cell holds, and what a person sees in it."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.model import Area, Cell
from jixiao.workbooks import open_workbook
from jixiao.workbooks.numbers import reader_for
from jixiao.workbooks.strings import decode, encode

from .samples import MAIN, REL, build, parts, sheet_xml, styles_xml


def cells_of(tmp_path: Path, sheet: str, **more: str) -> dict[str, Cell]:
    book = open_workbook(build(tmp_path / "a.xlsx", parts(sheet, **more))).book
    from jixiao.model import column_letters

    return {f"{column_letters(column)}{row}": cell for (row, column), cell in book.grids[0].cells.items()}


@pytest.mark.parametrize(
    ("code", "stored", "value", "kind", "text"),
    [
        ("General", "0.95000000000000007", "0.95", "number", "0.95"),
        ("General", "6653.73", "6653.73", "number", "6653.73"),
        ("General", "1E-3", "0.001", "number", "0.001"),
        ("General", "1.50", "1.5", "number", "1.5"),
        ("0.00%", "0.95", "0.95", "percent", "95.00%"),
        ("0%", "0.8636", "0.8636", "percent", "86%"),
        ("0%", "0.005", "0.005", "percent", "1%"),
        ("0.##%", "0.9537", "0.9537", "percent", "95.37%"),
        ('"%"0', "5", "5", "number", "5"),
        ("0.00", "3", "3", "number", "3.00"),
        ("0.00_ ", "3.456", "3.456", "number", "3.46"),
        ("#,##0.00", "8805.39", "8805.39", "number", "8,805.39"),
        ("#,##0.00;[Red]-#,##0.00", "-1234.5", "-1234.5", "number", "-1,234.50"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "12", "12", "number", "12.00"),
        ("G/通用格式", "12.5", "12.5", "number", "12.5"),
        ("[DBNum1][$-804]General", "3", "3", "number", "3"),
        ("0.00E+00", "1234", "1234", "number", "1234"),
        ('0"分"', "7", "7", "number", "7"),
    ],
)
def test_a_number_is_read_exactly_and_shown_as_its_format_shows_it(
    code: str, stored: str, value: str, kind: str, text: str
) -> None:
    assert reader_for(164, code, epoch_1904=False)(stored) == (Decimal(value), kind, text)


@pytest.mark.parametrize(
    ("code", "stored", "value", "text"),
    [
        ("yyyy-mm-dd", "45657", date(2024, 12, 31), "2024年12月31日"),
        ('yyyy"年"m"月"d"日"', "45657", date(2024, 12, 31), "2024年12月31日"),
        ('[$-804]yyyy"年"m"月"', "45657", date(2024, 12, 31), "2024年12月31日"),
        ("yyyy/m/d h:mm", "45657.5", datetime(2024, 12, 31, 12), "2024年12月31日 12:00"),  # noqa: DTZ001
        ("h:mm", "0.75", time(18), "18:00"),
        ("yyyy-mm-dd", "1", date(1900, 1, 1), "1900年1月1日"),
        ("yyyy-mm-dd", "59", date(1900, 2, 28), "1900年2月28日"),
        ("yyyy-mm-dd", "61", date(1900, 3, 1), "1900年3月1日"),
    ],
)
def test_a_date_is_known_by_its_format(code: str, stored: str, value: date, text: str) -> None:
    assert reader_for(164, code, epoch_1904=False)(stored) == (value, "date", text)


@pytest.mark.parametrize("format_id", [14, 22, 27, 31, 36, 50, 57, 58])
def test_the_chinese_date_formats_have_numbers_only(format_id: int) -> None:
    assert reader_for(format_id, None, epoch_1904=False)("45657")[0] == date(2024, 12, 31)


def test_elapsed_hours_beyond_a_day_are_no_date() -> None:
    assert reader_for(164, "[h]:mm", epoch_1904=False)("1.5") == (Decimal("1.5"), "number", "1.5")


def test_a_number_that_is_none_is_text_not_a_crash() -> None:
    for stored in ("NaN", "Infinity", "1e999", "1_000", "abc"):
        assert reader_for(0, "General", epoch_1904=False)(stored) == (stored, "text", stored)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_any_stored_double_is_read_at_fifteen_digits(number: float) -> None:
    value, _, _ = reader_for(0, "General", epoch_1904=False)(repr(number))
    assert value == Decimal(f"{number:.15g}")


@given(st.text())
def test_a_text_survives_its_escapes(text: str) -> None:
    import xml.etree.ElementTree as ET

    if "\ufffe" in text or "\uffff" in text:
        return
    back = ET.fromstring(f"<t>{encode(text)}</t>").text or ""
    assert decode(back) == text


def test_dates_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    sheet = sheet_xml('<row r="1"><c r="A1" s="1"><v>44195</v></c></row>')
    styles = styles_xml('<xf numFmtId="0"/><xf numFmtId="14"/>')
    cells = cells_of(tmp_path, sheet, styles=styles, before='<workbookPr date1904="1"/>')
    assert cells["A1"].value == date(2024, 12, 31)


def test_every_cell_type_is_read(tmp_path: Path) -> None:
    row = (
        '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#DIV/0!</v></c><c r="C1" t="str"><f>A1&amp;"x"</f><v>甲&lt;乙</v></c>'
        '<c r="D1" t="inlineStr"><is><r><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r><rPh sb="0" eb="1"><t>jia</t></rPh></is></c>'
        '<c r="E1"><f>SUM(1,2)</f></c><c r="F1"><f t="shared" si="0"/><v>3</v></c><c r="G1" t="d"><v>2024-12-31</v></c>'
        '<c r="H1" t="str"><v>a_x000D_b_x005F_x0041_</v></c><c r="I1"/></row>'
    )
    cells = cells_of(tmp_path, sheet_xml(row))
    assert cells == {
        "A1": Cell(True, "boolean", "TRUE"),
        "B1": Cell("#DIV/0!", "error", "#DIV/0!"),
        "C1": Cell("甲<乙", "text", "甲<乙", 'A1&"x"'),
        "D1": Cell("甲 乙", "text", "甲 乙"),
        "E1": Cell(None, "empty", "", "SUM(1,2)", cached=False),
        "F1": Cell(Decimal(3), "number", "3", ""),
        "G1": Cell(date(2024, 12, 31), "date", "2024年12月31日"),
        "H1": Cell("a\rb_x0041_", "text", "a\rb_x0041_"),
    }


def test_rows_and_cells_without_address_count_on(tmp_path: Path) -> None:
    rows = '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>'
    cells = cells_of(tmp_path, sheet_xml(rows))
    assert {address: cell.text for address, cell in cells.items()} == {
        "A1": "1",
        "B1": "2",
        "C5": "3",
        "D5": "4",
        "A6": "5",
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_sheet_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    declared = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030"}[encoding]
    xml = f'<?xml version="1.0" encoding="{declared}"?>' + sheet_xml(
        '<row r="1"><c r="A1" t="str"><v>绩效</v></c></row>'
    )
    assert cells_of(tmp_path, xml.encode(encoding))["A1"].text == "绩效"  # type: ignore[arg-type]


def test_a_prefixed_sheet_is_read_like_any_other(tmp_path: Path) -> None:
    xml = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    assert cells_of(tmp_path, xml)["B2"].value == Decimal(7)


def test_locked_means_protected_sheet_and_locked_format(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" s="0"><v>1</v></c><c r="B1" s="1"><v>2</v></c></row>'
    styles = styles_xml('<xf/><xf><protection locked="0"/></xf>')
    protected = cells_of(tmp_path, sheet_xml(rows, after='<sheetProtection sheet="1"/>'), styles=styles)
    assert (protected["A1"].locked, protected["B1"].locked) == (True, False)
    free = cells_of(tmp_path, sheet_xml(rows), styles=styles)
    assert not free["A1"].locked


def test_merges_hidden_sheets_and_properties_are_known(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.merge_cells("A1:C2")
    book.create_sheet("藏").sheet_state = "hidden"
    book.create_chartsheet("图")
    from openpyxl.packaging.custom import StringProperty

    book.custom_doc_props.append(StringProperty(name="jixiao.policy", value="hunan"))
    book.save(path)
    read = open_workbook(path).book
    assert read.grids[0].merges == (Area(1, 1, 2, 3),)
    assert [(each.sheet, each.visible) for each in read.grids] == [("Sheet", True), ("藏", False)]
    assert read.properties == {"jixiao.policy": "hunan"}


def test_the_values_are_those_that_openpyxl_reads(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    moment = datetime(2024, 5, 6, 7, 8)  # noqa: DTZ001
    for row, value in enumerate(
        [1, 2.5, 0.1 + 0.2, -3, 1e20, "文字", "=A1", True, moment, date(2023, 1, 2), "  空格 "], 1
    ):
        sheet.cell(row, 3, value)
    book.save(path)
    expected = {cell.row: cell.value for (cell,) in openpyxl.load_workbook(path).active.iter_rows(min_col=3, max_col=3)}
    for (row, _), cell in open_workbook(path).book.grids[0].cells.items():
        if cell.formula is not None:
            assert "=" + cell.formula == expected[row]
        elif isinstance(cell.value, Decimal):
            assert float(cell.value) == pytest.approx(expected[row], rel=1e-15)
        elif isinstance(cell.value, date) and not isinstance(cell.value, datetime):
            assert datetime(cell.value.year, cell.value.month, cell.value.day) == expected[row]  # noqa: DTZ001
        else:
            assert cell.value == expected[row]


def test_strict_namespaces_are_read(tmp_path: Path) -> None:
    members = {
        name: content.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            REL, "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, content in parts(sheet_xml('<row r="1"><c r="A1"><v>4</v></c></row>')).items()
    }  # type: ignore[union-attr, arg-type]
    assert open_workbook(build(tmp_path / "s.xlsx", members)).book.grids[0].cells[1, 1].text == "4"  # type: ignore[arg-type]


@pytest.mark.parametrize("row", ["<row r='7'>", '<row r = "7">', '<row spans="1:1" r="7">', "<row\nr='7' >"])
def test_the_number_of_a_row_is_read_however_it_is_written(tmp_path: Path, row: str) -> None:
    assert set(cells_of(tmp_path, sheet_xml(f'<row r="1"><c r="A1"><v>1</v></c></row>{row}<c r="A7"><v>2</v></c></row>'))) == {"A1", "A7"}
