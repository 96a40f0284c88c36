"""The add-in's part of `make bench`: whole ranges against single cells, block reads and writes against cell by cell.

Ratios within one run.  What a user would have instead is a function in each cell, and a macro that goes from cell to cell.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.engines.openpyxl_engine import engine as openpyxl_engine

from jixiao.excel import live
from jixiao.excel.functions import FUNCTIONS
from jixiao.excel.session import perform

ROWS, INDICATORS = 10_000, 135
_CALL = {function.name: function.call for function in FUNCTIONS}


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def array_call() -> None:
    """JXSCORE over 10,000 different rows: one call for all, against one for each."""
    targets = [[f"≥{number}个"] for number in range(1, ROWS + 1)]
    actuals = [[f"{number if number % 3 else number - 1}个"] for number in range(1, ROWS + 1)]
    weights = [[5.0]] * ROWS
    score = _CALL["JXSCORE"]
    score(targets[:50], actuals[:50], weights[:50])  # grammar and policy are read once, whichever comes first
    ratios = []
    for _ in range(5):
        single = seconds(lambda: [score(*row) for row in zip(targets, actuals, weights, strict=True)])
        whole = seconds(lambda: score(targets, actuals, weights))
        ratios.append(whole / single)
    print(f"\nJXSCORE over {ROWS:,} rows: one array call / {ROWS:,} calls       {sorted(ratios)[2]:.3f}")


def table(path: Path, indicators: int = INDICATORS) -> Path:
    """A self-evaluation whose scores are all to be written."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("自评表")
        percent = book.add_format({"num_format": "0.00%"})
        sheet.write_row("A1", ["2024年度部门整体支出绩效自评表"])
        sheet.write_row("A2", ["资金情况", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"])
        sheet.write_row("A3", ["年度资金总额", "", 100, 100, 90, 10])
        sheet.write_blank("G3", None, percent)
        sheet.write_row("A4", ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"])
        weight = 90 / indicators
        for number in range(indicators):
            level = ("产出指标", "数量指标") if number < indicators - 20 else ("效益指标", "社会效益指标")
            sheet.write_row(4 + number, 0, [*level, f"检查{number + 1}号点位", "≥10次", f"{10 if number % 4 else 9}次", weight])
        sheet.write_row(4 + indicators, 0, ["总分", "", "", "", "", 100])
    return path


def cell_by_cell(app: Any) -> int:
    """What a macro does that goes through the sheet: a value and a formula from each cell, a score into each row."""
    sheet = app.books.active.sheets["自评表"]
    height, width = sheet.used_range.shape
    calls = 0
    for row in range(1, height + 1):
        for column in range(1, width + 1):
            cell = sheet.range((row, column))
            cell.value, cell.formula  # noqa: B018  # the reading is what costs
            calls += 2
    for row in range(5, 5 + INDICATORS):
        sheet.range((row, 7)).value = 0.5
        calls += 1
    return calls


def compute(name: str, opened: Callable[[], Any]) -> None:
    """The button 计算 on an engine, against going from cell to cell."""
    app = opened()
    perform("calculate_book", app=app, show=False)  # everything is loaded
    perform("undo", app=app, show=False)
    calls = app.engine.impl.calls
    ratios, reads, counted = [], [], {}
    for _ in range(5):
        calls.clear()
        pressed = seconds(lambda: perform("calculate_book", app=app, show=False))
        counted = dict(calls)
        perform("undo", app=app, show=False)
        reading = seconds(lambda: live.read_workbook(app.books.active, app.engine.impl.host))
        single = seconds(lambda: cell_by_cell(app))
        app.books.active.sheets["自评表"].range((5, 7), (4 + INDICATORS, 7)).clear_contents()
        ratios.append(pressed / single)
        reads.append(reading / single)
    print(f"\n计算 on {INDICATORS} indicators, {name} (cell by cell = 1)")
    print(f"  the whole press: read, work out, check, write     {sorted(ratios)[2]:.3f}")
    print(f"  reading alone                                     {sorted(reads)[2]:.3f}")
    print(f"  calls of a press: {', '.join(f'{kind} {count}' for kind, count in sorted(counted.items()))}")


def main() -> None:
    """All figures of the add-in."""
    folder = Path(tempfile.mkdtemp())
    # What 撤销 remembers is not to lie in the folder of whoever runs this.
    os.environ["XDG_STATE_HOME"] = os.environ["LOCALAPPDATA"] = str(folder / "state")
    try:
        array_call()
        path = table(folder / "135.xlsx")
        compute("openpyxl engine", lambda: openpyxl_engine(path).apps.active)
        if shutil.which("soffice"):
            from tests.engines.office import Office  # noqa: PLC0415

            from jixiao.excel.engines.libreoffice import engine  # noqa: PLC0415  # needs LibreOffice's uno

            with Office(folder / "profile") as office:

                def opened() -> Any:
                    app = engine(office.context).apps.active
                    app.books.open(str(path))
                    return app

                compute("LibreOffice over UNO", opened)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
