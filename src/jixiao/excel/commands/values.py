"""转为数值: our functions replaced by their values before a workbook leaves the office.

A saved function of an add-in becomes a path to somebody's own file, and shows an error on every other machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import xlwings as xw

from jixiao.excel.areas import Place, area_of, rows_of
from jixiao.excel.desk import EXCEL_UNDO, Desk, Outcome
from jixiao.excel.functions import FUNCTIONS
from jixiao.excel.functions_cells import cell_of
from jixiao.excel.host import Host
from jixiao.excel.journal import Step, Written
from jixiao.excel.writing import address_of, as_text
from jixiao.model import Area

# JXRATE(…), 'C:\…\jixiao.xlam'!JXRATE(…), and LibreOffice's long name ORG.JIXIAO.ADDIN.JXRATE(…).
_OURS = re.compile(rf"(?<![A-Z0-9_])(?:{'|'.join(function.name for function in FUNCTIONS)})\s*\(", re.IGNORECASE)
_NAMED = 8


def to_values(desk: Desk, _argument: str) -> Outcome:
    """Every formula with one of our functions, in the whole workbook, becomes what it shows."""
    step = Step(desk.label)
    planned: list[tuple[xw.Sheet, Area, list[list[Any]]]] = []
    locked: list[str] = []
    failing: list[str] = []
    for sheet in desk.book.sheets:
        desk.progress(f"正在查找“{sheet.name}”里的函数……")
        for area, old, values, array in _formulas(sheet, desk.host):
            where = f"“{sheet.name}”{address_of(area)}"
            if desk.host.locked(_cells(sheet, area)) is not False:
                locked.append(where)
                continue
            if any(cell_of(value).kind == "error" for row in values for value in row):
                failing.append(where)
                continue
            planned.append((sheet, area, values))
            step.cells.append(Written(sheet.name, address_of(area), old, values, array))
    desk.remember(step)
    for sheet, area, values in planned:
        _cells(sheet, area).formula = values if len(values) > 1 or len(values[0]) > 1 else values[0][0]
    if not planned and not locked and not failing:
        return Outcome("这个工作簿里没有绩效函数，不用转换，可以直接发出。")
    count = sum(len(values) * len(values[0]) for _, _, values in planned)
    where = "、".join(f"“{sheet.name}”{address_of(area)}" for sheet, area, _ in planned[:_NAMED])
    more = f" 等 {len(planned)} 处" if len(planned) > _NAMED else ""
    said = [f"{count} 格的绩效函数已换成数值：{where}{more}。{EXCEL_UNDO}" if planned else ""]
    if locked:
        said.append(f"{'、'.join(locked[:_NAMED])} 被工作表保护锁定，没有转换；请先撤销工作表保护再按一次。")
    if failing:
        said.append(f"{'、'.join(failing[:_NAMED])} 显示错误值，没有转换；请先装好加载项、重新计算，再按一次。")
    return Outcome("".join(said), ok=not locked and not failing)


def _cells(sheet: xw.Sheet, area: Area) -> xw.Range:
    return sheet.range(address_of(area))


def _formulas(sheet: xw.Sheet, host: Host) -> Iterator[tuple[Area, list[list[Any]], list[list[Any]], bool]]:
    """Blocks of one formula of ours: area, what stands there, what it shows, and whether it is one array formula."""
    used = sheet.used_range
    whole = area_of(used)
    written = rows_of(used.formula)
    if not any(isinstance(formula, str) and _OURS.search(formula) for row in written for formula in row):
        return
    values = used.options(ndim=2, err_to_str=True).value
    found: dict[Place, str] = {
        (whole.top + down, whole.left + across): formula.strip("{}")
        for down, (row, shows) in enumerate(zip(written, values, strict=True))
        for across, (formula, value) in enumerate(zip(row, shows, strict=True))
        # A text that begins with = reads the same in both.
        if isinstance(formula, str) and formula.startswith(("=", "{=")) and formula != value and _OURS.search(formula)
    }
    while found:
        row, column = min(found)
        formula = found[row, column]
        array = host.array_area(sheet.range((row, column)))
        area = area_of(array) if array is not None else Area(row, column, row, column)
        rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
        for place in [(row, column), *((row, column) for row in rows for column in columns)]:
            found.pop(place, None)
        shown = [[_shown(values[row - whole.top][column - whole.left]) for column in columns] for row in rows]
        yield area, [[formula for _ in columns] for _ in rows], shown, array is not None


def _shown(value: Any) -> Any:
    return as_text(value) if isinstance(value, str) else value
