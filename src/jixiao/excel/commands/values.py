"""转为数值: our functions replaced by their values before a workbook leaves the office.

A saved function of an add-in becomes a path to somebody's own file, and shows an error on every other machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import xlwings as xw

from jixiao.excel.anchors import layout_of
from jixiao.excel.areas import Place, alike, area_of, columns_of, rows_of
from jixiao.excel.desk import EXCEL_UNDO, Desk, Outcome, listed
from jixiao.excel.functions import FUNCTIONS
from jixiao.excel.functions_cells import cell_of
from jixiao.excel.host import Host
from jixiao.excel.journal import Step, Written
from jixiao.excel.live import read_bare
from jixiao.excel.writing import address_of, as_text, stored, texts_of, write
from jixiao.model import Area

# JXRATE(…), 'C:\…\jixiao.xlam'!JXRATE(…), and LibreOffice's long name ORG.JIXIAO.ADDIN.JXRATE(…).
_OURS = re.compile(rf"(?<![A-Z0-9_])(?:{'|'.join(function.name for function in FUNCTIONS)})\s*\(", re.IGNORECASE)


class _Found(NamedTuple):
    """Cells with functions of ours that are changed together: what stands there, what it shows, and whether it is one array formula."""

    area: Area
    old: list[list[Any]]
    shown: list[list[Any]]
    array: bool


@dataclass(slots=True)
class _Planned:
    """What will be written, and what is left."""

    blocks: list[tuple[xw.Sheet, _Found]] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    failing: list[str] = field(default_factory=list)


def to_values(desk: Desk, _argument: str) -> Outcome:
    """Every formula with one of our functions, in the whole workbook, becomes what it shows."""
    step, planned = Step(desk.label), _Planned()
    for sheet in desk.book.sheets:
        desk.progress(f"正在查找“{sheet.name}”里的函数……")
        _plan(sheet, desk.host, planned, step)
    desk.remember(step)
    for sheet, found in planned.blocks:
        write(sheet, found.area, [[_content(value) for value in row] for row in found.shown])
    said = [_converted(planned), _named(desk.book)]
    if planned.locked:
        said.append(f"{listed(planned.locked)} 被工作表保护锁定，没有转换；请先撤销工作表保护再按一次。")
    if planned.failing:
        said.append(f"{listed(planned.failing)} 显示错误值，没有转换；请先装好加载项、重新计算，再按一次。")
    return Outcome("".join(said) or "这个工作簿里没有绩效函数，不用转换，可以直接发出。", ok=not planned.locked and not planned.failing)


def _plan(sheet: xw.Sheet, host: Host, planned: _Planned, step: Step) -> None:
    blocks: list[_Found] = []
    for found in _formulas(sheet, host):
        where = f"“{sheet.name}”{address_of(found.area)}"
        if any(cell_of(value).kind == "error" for row in found.shown for value in row):
            planned.failing.append(where)
        elif found.array and host.locked(_cells(sheet, found.area)) is not False:
            planned.locked.append(where)
        elif found.array:
            blocks.append(found)
        else:
            for part, locked in alike(found.area, lambda part: host.locked(_cells(sheet, part))):
                if locked:
                    planned.locked.append(f"“{sheet.name}”{address_of(part)}")
                else:
                    rows = slice(part.top - found.area.top, part.bottom - found.area.top + 1)
                    blocks.append(_Found(part, found.old[rows], found.shown[rows], array=False))
    if not blocks:
        return
    planned.blocks.extend((sheet, found) for found in blocks)
    step.cells.extend(
        Written(sheet.name, address_of(found.area), found.old, [[_content(value) for value in row] for row in found.shown], found.array) for found in blocks)
    become = {
        (found.area.top + down, found.area.left + across): value if isinstance(value, str) else ""
        for found in blocks for down, row in enumerate(found.shown) for across, value in enumerate(row)
    }
    step.layouts[sheet.name] = layout_of(texts_of(read_bare(sheet).grid) | become)


def _content(value: Any) -> Any:
    """What is written for a value as the program hands it over: a number with all its digits."""
    if isinstance(value, str):
        return as_text(value)
    return value if value is None or isinstance(value, bool | float | int) else stored(cell_of(value))


def _converted(planned: _Planned) -> str:
    count = sum(len(found.shown) * len(found.shown[0]) for _, found in planned.blocks)
    where = listed([f"“{sheet.name}”{address_of(found.area)}" for sheet, found in planned.blocks])
    return f"{count} 格的绩效函数已换成数值：{where}。{EXCEL_UNDO}" if planned.blocks else ""


def _named(book: xw.Book) -> str:
    """What is said of defined names that use our functions: they stay."""
    found = [name.name for name in book.names if _OURS.search(str(name.refers_to))]
    return f"名称 {listed(found)} 的公式里也用了绩效函数，没有转换；请在“公式 › 名称管理器”里改掉。" if found else ""


def _cells(sheet: xw.Sheet, area: Area) -> xw.Range:
    return sheet.range(address_of(area))


def _formulas(sheet: xw.Sheet, host: Host) -> Iterator[_Found]:
    """Formulas with functions of ours: array formulas, and runs of others down the columns; one that shows an error is alone."""
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
    taken: set[Place] = set()
    single: dict[Place, bool] = {}
    for (row, column), formula in sorted(found.items()):
        if (row, column) in taken:
            continue
        array = host.array_area(sheet.range((row, column)))
        if array is None:
            single[row, column] = cell_of(values[row - whole.top][column - whole.left]).kind == "error"
            continue
        area = area_of(array)
        rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
        taken.update((row, column) for row in rows for column in columns)
        yield _Found(area, [[formula for _ in columns] for _ in rows], [[values[row - whole.top][column - whole.left] for column in columns] for row in rows], array=True)
    for failing in (False, True):
        for run in columns_of(place for place, fails in single.items() if fails is failing):
            rows = range(run.top, run.bottom + 1)
            yield _Found(run, [[found[row, run.left]] for row in rows], [[values[row - whole.top][run.left - whole.left]] for row in rows], array=False)
