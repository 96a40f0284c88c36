"""汇总文件夹: every workbook of a folder checked, one row a table, in a new workbook; no file is changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jixiao.excel.desk import Desk, Outcome, listed
from jixiao.excel.wording import in_the_ribbon
from jixiao.excel.writing import as_text
from jixiao.model import JixiaoError, Text
from jixiao.reports.result import FileResult
from jixiao.services.analyse import check_file
from jixiao.services.library import Library
from jixiao.services.sources import find_sources

_HEADINGS = ("文件", "工作表", "表样", "政策", "执行率", "总分（重算）", "总分（所填）", "等级", "错误", "警告", "提示", "说明")
_WIDTHS = (36, 18, 26, 14, 10, 12, 12, 8, 8, 8, 8, 50)
_HEAD_COLOUR, _BORDER = (47, 85, 151), (191, 191, 191)


def summarise(desk: Desk, argument: str) -> Outcome:
    """Check the workbooks of a folder (asked for, unless the argument names it) and list them in a new workbook."""
    folder = Path(argument) if argument else desk.host.choose_folder(desk.app, "选择要汇总的文件夹")
    if folder is None:
        return Outcome("没有选择文件夹，什么也没有做。", ok=False)
    if not folder.is_dir():
        raise JixiaoError(Text(f"没有“{folder}”这个文件夹。请检查后再按“汇总文件夹”。", f"there is no folder {folder}."))
    sources = find_sources([str(folder)])
    open_here = {Path(book.fullname) for book in desk.app.books}
    rows: list[list[Any]] = []
    counts = {"error": 0, "unreadable": 0}
    for number, source in enumerate(sources, 1):
        desk.progress(f"汇总 {number}/{len(sources)}：{source.path.name}")
        result = check_file(source.path, desk.settings)
        counts["error"] += sum(finding.severity == "error" for finding in result.findings)
        counts["unreadable"] += result.status in {"unreadable", "unknown-form"}
        rows.extend(_rows(result, str(source.path.relative_to(source.root)), desk.settings.library))
    _written(desk, rows)
    failed = f"，其中 {counts['unreadable']} 个读不出或认不出（见“说明”栏）" if counts["unreadable"] else ""
    opened = [f"“{source.path.name}”" for source in sources if source.path in open_here]
    as_saved = f"{listed(opened)}正开着，汇总的是上次存盘的内容。" if opened else ""
    return Outcome(f"汇总了 {folder} 里的 {len(sources)} 个工作簿{failed}；共有错误 {counts['error']} 处。{as_saved}结果在新工作簿里，还没有存盘。", moved=True)


def _rows(result: FileResult, name: str, library: Library) -> Iterator[list[Any]]:
    """A row for each table; a file without any has one that says why."""
    forms = library.form_names()
    said = "没有认出绩效表：找不到认得的标题行。" if result.status == "unknown-form" else in_the_ribbon(result.message.zh) if result.message is not None else ""
    levels: dict[str, list[int | None]] = {
        sheet: [sum(f.severity == level for f in result.findings if f.cells[0].sheet == sheet) for level in ("error", "warning", "info")]
        for sheet in dict.fromkeys([*(table.sheet for table in result.assessments), *(statement.sheet for statement in result.statements)])
    }
    # Findings are told by sheet: two tables on one sheet share them, and the first row has them.
    none: list[int | None] = [None] * 3
    if not result.assessments and not result.statements:
        yield [as_text(name), *[None] * 10, as_text(said)]
    for table in result.assessments:
        rate = table.execution.rate if table.execution is not None else None
        yield [
            as_text(name), as_text(table.sheet), forms[table.form].zh, table.policy.title.zh,
            None if rate is None else float(rate),
            float(table.score) if table.score is not None and table.table.scored else None,
            float(table.stated_total) if table.stated_total is not None else None,
            table.grade, *levels.pop(table.sheet, none), as_text(said),
        ]
    for statement in result.statements:
        yield [as_text(name), as_text(statement.sheet), forms[statement.form].zh, *[None] * 5, *levels.pop(statement.sheet, none), as_text(said)]


def _written(desk: Desk, rows: list[list[Any]]) -> None:
    """One block write into a new workbook, then its looks."""
    sheet = desk.app.books.add().sheets[0]
    sheet.name = "汇总"
    sheet.range((1, 1), (len(rows) + 1, len(_HEADINGS))).formula = [list(_HEADINGS), *rows]
    head = sheet.range((1, 1), (1, len(_HEADINGS)))
    head.color, head.font.color, head.font.bold = _HEAD_COLOUR, (255, 255, 255), True
    for column, width in enumerate(_WIDTHS, 1):
        sheet.range((1, column)).column_width = width
    sheet.range((2, 5), (max(len(rows), 1) + 1, 5)).number_format = "0.00%"
    whole = sheet.range((1, 1), (len(rows) + 1, len(_HEADINGS)))
    whole.wrap_text, whole.vertical_alignment = True, "center"
    whole.borders.set("all", line_style="continuous", weight="thin", color=_BORDER)
    desk.host.freeze_rows(sheet, 1)
    desk.host.print_wide(sheet)
