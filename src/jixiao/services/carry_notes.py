"""The sheet 结转说明: where a carried table comes from, what a person still has to do, and what has no place in the new form."""

from __future__ import annotations

from collections.abc import Sequence

from jixiao.model import Text
from jixiao.services.blanks.canvas import HEAD, NAME_LEFT, NOTE, TITLE, Canvas
from jixiao.services.carried import Carried
from jixiao.workbooks.drawing import SheetDrawing

NAME = "结转说明"
_WIDTHS = (6.0, 34.0, 90.0)
_LEAST = 18


def _line(canvas: Canvas, number: str, name: str, text: str) -> None:
    for column, value in enumerate((number, name, text), 1):
        canvas.put(column, column, value, NAME_LEFT)
    canvas.next(_LEAST)


def _heading(canvas: Canvas, *names: str) -> None:
    for column, name in enumerate(names, 1):
        canvas.put(column, column, name, HEAD)
    canvas.next(_LEAST)


def summary(one: Carried, sheet: str) -> Text:
    """One sentence for a table: from where, into which form, and how much of it."""
    table = one.table
    return Text(
        f"“{sheet}”：{one.form.name.zh}，取自“{one.earlier.table.sheet}”，{len(table.indicators)} 个指标、{len(table.goals)} 段目标、{len(table.funds)} 行资金。",
        f"“{sheet}”: {one.form.id} from “{one.earlier.table.sheet}”: {len(table.indicators)} indicators, {len(table.goals)} goals, {len(table.funds)} fund lines.",
    )


def notes_sheet(carried: Sequence[tuple[str, Carried]], file: str) -> SheetDrawing:
    """The sheet for the tables of one workbook, each with the name of its new sheet."""
    canvas = Canvas(NAME, _WIDTHS)
    canvas.line("结转说明", TITLE, 30)
    canvas.line(f"本工作簿由 {file} 的绩效目标表结转而来；目标、指标、指标值、分值和评分标准照抄，没有改动。自评前请逐条看完下面的说明。", NOTE)
    for sheet, one in carried:
        canvas.next(8)
        canvas.line(summary(one, sheet).zh, NOTE)
        if one.notes:
            canvas.put(1, 1, "序号", HEAD)
            canvas.put(2, 3, "须知", HEAD)
            canvas.next(_LEAST)
            for number, note in enumerate(one.notes, 1):
                canvas.put(1, 1, f"{number}", NAME_LEFT)
                canvas.put(2, 3, note.zh, NAME_LEFT)
                canvas.next(_LEAST)
        if one.left:
            _heading(canvas, "序号", "新表里没有位置的内容", "目标表原文")
        number = 0
        for left in one.left:
            for item in left.items:
                number += 1
                _line(canvas, f"{number}", left.what.zh.partition("（")[0], item)
    return canvas.drawing()
