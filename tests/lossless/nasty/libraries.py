"""Workbooks written by XlsxWriter and openpyxl with as many of their features as go into one file."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import DataBarRule, IconSetRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import NamedStyle, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.table import Table

from tests.lossless.nasty.parts import OLE, PNG


def _fill(sheet: Any, rows: int = 12) -> None:
    sheet.write_row(0, 0, ["指标名称", "分值", "完成值", "得分"])
    for row in range(1, rows):
        sheet.write_row(row, 0, [f"指标{row}", row * 1.5, row / 8])
        sheet.write_formula(row, 3, f"=B{row + 1}*C{row + 1}", None, row * 1.5 * row / 8)


def xlsxwriter_rich(path: Path) -> Path:
    """Charts, a chartsheet, pictures, shapes, notes, sparklines, tables with totals, dynamic arrays, validations, formats, outlines, breaks, macros."""
    book = xlsxwriter.Workbook(path)
    main, table, chart_sheet = book.add_worksheet("自评表"), book.add_worksheet("表格"), book.add_chartsheet("图")
    percent, bold, box = book.add_format({"num_format": "0.00%"}), book.add_format({"bold": True}), book.add_format({"checkbox": True})
    _fill(main)
    main.set_column("C:C", 14, percent, {"level": 1})
    main.set_row(4, 30, None, {"level": 2, "hidden": True})
    main.write_rich_string("F1", bold, "粗", "细", bold, " 又粗 ")
    main.write_comment("B2", "请核对", {"author": "甲", "visible": True})
    main.write_url("F2", "internal:'表格'!A1", string="跳")
    main.write_url("F3", "https://example.org/?q=绩效")
    main.write_array_formula("G1:G3", "{=B2:B4*2}", None, 3)
    main.write_dynamic_array_formula("H1", "=_xlfn._xlws.FILTER(B2:B9,B2:B9>3)", None, 4.5)
    main.write_formula("I1", "=_xlfn.LAMBDA(_xlpm.x,_xlpm.x+1)(1)", None, 2)
    main.write_datetime("J1", dt.datetime(2024, 2, 29), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
    main.write_boolean("J2", True)
    main.insert_checkbox("J3", True, box)
    main.merge_range("A14:D15", "合并", bold)
    main.conditional_format("B2:B12", {"type": "data_bar", "data_bar_2010": True, "bar_negative_color_same": True})
    main.conditional_format("C2:C12", {"type": "icon_set", "icon_style": "5_quarters"})
    main.conditional_format("D2:D12", {"type": "cell", "criteria": ">", "value": 2, "format": bold})
    main.data_validation("C2:C12", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 2})
    main.add_sparkline("E2", {"range": "自评表!B2:D2", "type": "column"})
    main.insert_image("L2", "a.png", {"image_data": io.BytesIO(PNG), "description": "图"})
    main.embed_image("L9", "b.png", {"image_data": io.BytesIO(PNG)})
    main.insert_textbox("L12", "说明文字")
    main.insert_button("N2", {"macro": "go", "caption": "计算"})
    main.set_background(io.BytesIO(PNG))
    main.set_header("&L&[Picture]", {"image_left": "c.png", "image_data_left": io.BytesIO(PNG)})
    main.protect("x", {"select_locked_cells": True})
    main.unprotect_range("B2:B12", "分值")
    main.print_area("A1:D15")
    main.repeat_rows(0)
    main.set_h_pagebreaks([5])
    main.set_v_pagebreaks([3])
    main.ignore_errors({"number_stored_as_text": "A1:A9"})
    main.freeze_panes(1, 1)
    main.autofilter("A1:D12")
    _fill(table, 3)
    table.add_table("F1:H6", {"data": [["a", 1, 2], ["b", 3, 4]], "total_row": True, "columns": [{"header": "名称", "total_string": "合计"}, {"header": "数"}, {"header": "值", "total_function": "sum", "total_value": 6}]})
    for place in (chart_sheet, main):
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=自评表!$B$2:$B$9", "categories": "=自评表!$A$2:$A$9", "trendline": {"type": "linear"}})
        if place is main:
            main.insert_chart("P2", chart)
        else:
            chart_sheet.set_chart(chart)
    book.define_name("分值", "=自评表!$B$2:$B$12")
    book.define_name("表格!本地", "=表格!$A$1")
    book.add_signed_vba_project(io.BytesIO(OLE), io.BytesIO(b"\x30\x82 signature"), project_is_stream=True, signature_is_stream=True)
    book.set_vba_name()
    main.set_vba_name()
    book.set_custom_property("单位", "某单位")
    book.read_only_recommended()
    book.close()
    return path


def xlsxwriter_plain(path: Path) -> Path:
    """Rows written one by one: inline texts; dates from 1904; sizes in zip64; one sheet very hidden."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "date_1904": True})
    book.use_zip64()
    for name in ("一", "二", "三"):
        sheet = book.add_worksheet(name)
        _fill(sheet)
        if name == "三":
            sheet.very_hidden()
    book.close()
    return path


def openpyxl_rich(path: Path) -> Path:
    """A chart, notes, validations, formats, a table, array and data-table formulas, named styles, protection, properties."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "自评表"
    for row in [["指标名称", "分值"], ["甲", 40], ["乙", 60], ["合计", "=SUM(B2:B3)"]]:
        sheet.append(row)
    sheet["D1"] = ArrayFormula("D1:D2", "=B2:B3*2")
    sheet["E1"] = DataTableFormula(ref="E1:E2", dt2D=False, r1="B2")
    sheet["A1"].comment = Comment("请核对", "甲")
    style = NamedStyle("绩效", number_format="0.0", protection=Protection(locked=False))
    book.add_named_style(style)
    sheet["B2"].style = "绩效"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "G1")
    sheet.conditional_formatting.add("B2:B3", DataBarRule("min", None, "max", None, color="FF638EC6"))
    sheet.conditional_formatting.add("B2:B3", IconSetRule("3Arrows", "percent", [0, 33, 67]))
    rule = DataValidation("list", formula1='"是,否"')
    rule.add("C2:C3")
    sheet.add_data_validation(rule)
    other = book.create_sheet("数据")
    for values in [["名称", "数"], ["a", 1]]:
        other.append(values)
    other.add_table(Table(displayName="表1", ref="A1:B2"))
    other.merge_cells("A5:C6")
    other.protection.sheet = True
    other.sheet_state = "hidden"
    sheet.row_dimensions.group(2, 3, hidden=True)
    sheet.print_title_rows, sheet.print_area = "1:1", "A1:B4"
    book.defined_names["总分"] = DefinedName("总分", attr_text="自评表!$B$4")
    book.custom_doc_props.append(StringProperty(name="jixiao.note", value="说明"))
    book.save(path)
    return path


def openpyxl_guarded(path: Path) -> Path:
    """A workbook whose structure is protected: no sheet may be added."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a", 1, "=B1"])
    book.security.lockStructure = True
    book.save(path)
    return path


LIBRARIES = (xlsxwriter_rich, xlsxwriter_plain, openpyxl_rich, openpyxl_guarded)
