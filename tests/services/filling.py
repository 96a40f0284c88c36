"""Blank workbooks filled as a person fills them, cell by cell, and calculated by a real LibreOffice."""

import shutil
import subprocess
from pathlib import Path

from openpyxl import load_workbook

THIN_LINE = "在此行上方插入行"


def calculated(files: list[Path], folder: Path) -> list[Path]:
    """The same workbooks as LibreOffice calculates and stores them, all in one run."""
    soffice = shutil.which("soffice")
    assert soffice
    out = folder / "calculated"
    subprocess.run(
        [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", str(out), *map(str, files)],
        check=True, capture_output=True, timeout=300,
    )
    return [out / path.name for path in files]


class Sheet:
    """The first sheet of a blank workbook, with its indicator columns by heading."""

    def __init__(self, path: Path):
        self.path = path
        self.book = load_workbook(path)
        self.sheet = self.book.worksheets[0]
        self.heading = next(row for row in range(1, self.sheet.max_row) if {"方向", "指标方向", "指标值类型"} & set(self._words(row).values()))
        self.columns = {word: column for column, word in self._words(self.heading).items()}
        self.rows = []
        row = self.heading + 1
        while not any(THIN_LINE in word for word in self._words(row).values()):
            self.rows.append(row)
            row += 1
        self.line = row

    def _words(self, row: int) -> dict[int, str]:
        return {cell.column: "".join(str(cell.value).split()) for cell in self.sheet[row] if isinstance(cell.value, str)}

    def column(self, *words: str) -> int | None:
        exact = [self.columns[word] for word in words if word in self.columns]
        return next(iter([*exact, *(column for word in words for heading, column in self.columns.items() if heading.startswith(word))]), None)

    def put(self, row: int, value: object, *words: str) -> None:
        """Type a value into the column whose heading begins with one of the words, the first word first; nothing where there is none."""
        column = self.column(*words)
        if column is not None and value is not None:
            cell = self.sheet.cell(row, column)
            assert not cell.protection.locked
            cell.value = value

    def indicator(self, row: int, name: str, direction: str, target: object, unit: str | None, actual: object, weight: object) -> None:
        self.put(row, name, "三级指标", "绩效指标")
        self.put(row, "定性" if direction == "定性" else "定量", "指标性质")
        self.put(row, direction, "方向", "指标方向", "指标值类型")
        self.put(row, target, "年度指标值", "目标值", "指标值")
        self.put(row, unit, "计量单位")
        self.put(row, actual, "实际完成值", "1-7月执行情况")
        self.put(row, weight, "分值")

    def open_amounts(self) -> list[tuple[int, int]]:
        """Unlocked money cells above the indicators, row by row."""
        return [
            (cell.row, cell.column) for row in self.sheet.iter_rows(max_row=self.heading - 1) for cell in row
            if not cell.protection.locked and cell.number_format == "#,##0.00" and type(cell).__name__ != "MergedCell"
        ]

    def save(self, target: Path) -> Path:
        self.book.save(target)
        return target
