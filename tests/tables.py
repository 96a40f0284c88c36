"""Tables written as text, so that a test reads as a table.

    | 三级指标 | 年度指标值 |
    | 走访企业 | ≥10家      |

A plain number becomes a number cell, ``12.5%`` a percent cell, ``'12`` text; ``<`` joins a cell to
the one on its left, ``^`` to the one above.  ``\\n`` is a line break.  Blank lines are blank rows.
"""

import re
from decimal import Decimal

from jixiao.model import Area, Book, Cell, Grid

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PERCENT = re.compile(r"-?\d+(\.\d+)?%")


def cell(text: str) -> Cell:
    """One cell as Excel would hold it."""
    if text.startswith("'"):
        return Cell(text[1:], "text", text[1:])
    if _NUMBER.fullmatch(text):
        return Cell(Decimal(text), "number", text)
    if _PERCENT.fullmatch(text):
        return Cell(Decimal(text[:-1]) / 100, "percent", text)
    text = text.replace("\\n", "\n")
    return Cell(text, "text", text)


def grid(text: str, sheet: str = "自评表") -> Grid:
    """A sheet from rows of ``|``-separated cells; row 1 is the first line."""
    lines = text.strip("\n").split("\n")
    rows = [[part.strip() for part in line.strip().strip("|").split("|")] if line.strip() else [] for line in lines]
    cells = {}
    owner = {}
    for r, row in enumerate(rows, 1):
        for c, content in enumerate(row, 1):
            if content == "<":
                owner[r, c] = owner.get((r, c - 1), (r, c - 1))
            elif content == "^":
                owner[r, c] = owner.get((r - 1, c), (r - 1, c))
            elif content:
                cells[r, c] = cell(content)
    areas = {}
    for (r, c), (top, left) in owner.items():
        bottom, right = areas.get((top, left), (top, left))
        areas[top, left] = (max(bottom, r), max(right, c))
    merges = tuple(Area(top, left, bottom, right) for (top, left), (bottom, right) in areas.items())
    return Grid(sheet, cells, merges)


def book(*grids: Grid | str) -> Book:
    """A workbook of one or more sheets."""
    sheets = [g if isinstance(g, Grid) else grid(g, f"表{n}" if n > 1 else "自评表") for n, g in enumerate(grids, 1)]
    return Book("测试.xlsx", tuple(sheets))
