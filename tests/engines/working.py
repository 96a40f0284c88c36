"""A small table in a workbook, open in either engine, and what a person does to it between two presses of a button."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from openpyxl import Workbook, load_workbook

from tests.tables import grid

TABLE = """
| 2024年度项目支出绩效自评表 | < | < | < | < | < | < | < |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| ^ | 年度资金总额 | 100 | 100 | 90 | 10 |  |  |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
| 产出指标 | 数量指标 | 走访企业 | ≥10家 | 12家 | 20 | 3 |  |
| ^ | ^ | 培训人数 | ≥100人 | 90人 | 10 | 4 |  |
| ^ | 质量指标 | 验收合格率 | ≥95% | 96% | 10 | 5 |  |
| ^ | 时效指标 | 按时完成率 | 100% | 100% | 10 | 6 |  |
| 效益指标 | 社会效益 | 新增就业 | ≥50人 | 60人 | 15 |  |  |
| ^ | 经济效益 | 增收 | ≥20万元 | 20万元 | 15 |  |  |
| 满意度指标 | 服务对象满意度 | 群众满意度 | ≥90% | 95% | 10 |  |  |
| 总分 | < | < | < | < | 100 |  |  |
"""


def put(sheet, text_grid, top=0, left=0):
    """A grid of ``tests.tables`` into a sheet of openpyxl."""
    for (row, column), held in text_grid.cells.items():
        cell = sheet.cell(row + top, column + left)
        cell.value = float(held.value) if isinstance(held.value, Decimal) else held.value
        if isinstance(held.value, str):
            cell.data_type = "s"
        if held.kind == "percent":
            cell.number_format = "0.00%"
    for area in text_grid.merges:
        if area[:2] != area[2:]:
            sheet.merge_cells(start_row=area.top + top, end_row=area.bottom + top, start_column=area.left + left, end_column=area.right + left)


def workbook(path, *, change=None, sheets=("自评表",), top=0, left=0, text=TABLE):
    """A file with the table on each sheet; ``change`` is given openpyxl's workbook before it is saved."""
    book = Workbook()
    book.remove(book.active)
    for name in sheets:
        put(book.create_sheet(name), grid(text), top, left)
    if change is not None:
        change(book)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def workbook_of(path, *grids):
    """A file with a sheet for each grid."""
    book = Workbook()
    book.remove(book.active)
    for number, each in enumerate(grids, 1):
        put(book.create_sheet(f"表{number}"), each)
    book.save(path)
    return path


def changed(source, path, change):
    """A copy of a workbook with something changed by openpyxl."""
    book = load_workbook(source)
    change(book)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def plain(value):
    """A value as both engines and openpyxl give it: numbers rounded, moments as days, "" as None."""
    if isinstance(value, datetime):
        return round((value - datetime(1899, 12, 30)).total_seconds() / 86_400, 9)  # noqa: DTZ001  # a workbook has no time zone
    if isinstance(value, bool) or value is None:
        return value
    return round(float(value), 9) if isinstance(value, int | float) else value or None


def contents(book, *, without=("校验",)):
    """(Sheet, row, column) → (value, formula), of every cell that holds something."""
    found = {}
    for sheet in book.sheets:
        if sheet.name.startswith(without):
            continue
        used = sheet.used_range
        values, formulas = used.options(ndim=2, err_to_str=True).value, used.formula
        formulas = formulas if isinstance(formulas, tuple) else ((formulas,),)
        for down, (row, written) in enumerate(zip(values, formulas, strict=True)):
            for across, (value, formula) in enumerate(zip(row, written, strict=True)):
                if value is not None or formula:
                    # A text that begins with = reads the same in both.
                    is_formula = str(formula).startswith("=") and formula != value
                    found[sheet.name, used.row + down, used.column + across] = (plain(value), formula if is_formula else "")
    return found


def insert_rows(sheet, before, count=1):
    """Rows put in above a row, as a person does it: everything below moves, merges included."""
    if sheet.book.app.engine.name == "libreoffice":
        sheet.api.getRows().insertByIndex(before - 1, count)
        return
    xl = sheet.api
    merges = [(area.min_row, area.max_row, area.min_col, area.max_col) for area in xl.merged_cells.ranges]
    for area in list(xl.merged_cells.ranges):
        xl.unmerge_cells(str(area))
    xl.insert_rows(before, count)
    for top, bottom, left, right in merges:
        down, longer = (count if top >= before else 0), (count if bottom >= before else 0)
        xl.merge_cells(start_row=top + down, end_row=bottom + longer, start_column=left, end_column=right)


def insert_column(sheet, before):
    """A column put in to the left of another."""
    if sheet.book.app.engine.name == "libreoffice":
        sheet.api.getColumns().insertByIndex(before - 1, 1)
        return
    xl = sheet.api
    merges = [(area.min_row, area.max_row, area.min_col, area.max_col) for area in xl.merged_cells.ranges]
    for area in list(xl.merged_cells.ranges):
        xl.unmerge_cells(str(area))
    xl.insert_cols(before)
    for top, bottom, left, right in merges:
        xl.merge_cells(
            start_row=top, end_row=bottom, start_column=left + (left >= before), end_column=right + (right >= before))


def protect(sheet, on=True):
    """Protect a sheet without a password, or not any more."""
    if sheet.book.app.engine.name == "libreoffice":
        sheet.api.protect("") if on else sheet.api.unprotect("")
    else:
        sheet.api.protection.sheet = on


def protect_structure(book, on=True):
    """Protect the workbook's structure, or not any more."""
    if book.app.engine.name == "libreoffice":
        book.api.protect("") if on else book.api.unprotect("")
        return
    from openpyxl.workbook.protection import WorkbookProtection

    book.api.security = WorkbookProtection(lockStructure=on)
