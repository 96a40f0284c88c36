"""自检 and 帮助: whether the add-in is whole, and what each button and function is for."""

from __future__ import annotations

from typing import Any

from jixiao import __version__
from jixiao.excel.desk import Desk, Outcome
from jixiao.excel.functions import FUNCTIONS
from jixiao.excel.menu import Button, groups
from jixiao.excel.writing import as_text

_HEAD_COLOUR = (47, 85, 151)


def selftest(desk: Desk, _argument: str) -> Outcome:
    """The checks of ``jixiao addin selftest`` that make sense inside the program."""
    from jixiao.excel.selftest import checks, summary  # noqa: PLC0415  # looks at the installation, which no other command needs

    results = checks()
    lines = [f"绩效 jixiao {__version__}，在 {desk.app.engine.name} {desk.app.version} 中运行。", *(str(each) for each in results), summary(results)]
    return Outcome("\n".join(lines), ok=all(each.passed is not False for each in results))


def help_page(desk: Desk, _argument: str) -> Outcome:
    """Every button and every function, in a new workbook."""
    rows: list[list[Any]] = [["按钮", "在哪里", "用途"]]
    for group in groups():
        for item in group.items:
            if isinstance(item, Button):
                rows.append([item.label, group.label, as_text(item.help)])
            else:
                rows.append([item.label, group.label, as_text(item.tip)])
                # A menu of twenty forms needs no twenty lines.
                if item.split or len(item.entries) <= 2:
                    rows.extend([f"　{entry.label}", group.label, as_text(entry.help)] for entry in item.entries)
    sheet = desk.app.books.add().sheets[0]
    sheet.name = "绩效帮助"
    table = [*rows, [None, None, None], ["函数", "参数", "用途"]]
    head = len(table)
    table.extend([function.name, as_text("，".join(arg.label + ("（可省）" if arg.optional else "") for arg in function.args)), as_text(function.doc)] for function in FUNCTIONS)
    sheet.range((1, 1), (len(table), 3)).formula = table
    for row in (1, head):
        cells = sheet.range((row, 1), (row, 3))
        cells.color, cells.font.color, cells.font.bold = _HEAD_COLOUR, (255, 255, 255), True
    for column, width in enumerate((18, 30, 90), 1):
        sheet.range((1, column)).column_width = width
    whole = sheet.range((1, 1), (len(table), 3))
    whole.wrap_text = True
    whole.vertical_alignment = "top"
    desk.host.print_wide(sheet)
    return Outcome("按钮和函数的用法列在新工作簿“绩效帮助”里；详细的说明见随带的《指南》。", moved=True)
