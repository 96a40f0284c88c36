"""Our own 校验 sheet: a `SheetSpec` as a worksheet, and the user's words read back from it.

For an accountant: 可打印、可筛选、点位置即到单元格；「说明」一栏是您的，下次运行仍在.
For a programmer: one function from spec to XML, one from grid to explanations.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from jixiao.model import Area, Cell, Explanation, Grid, SheetCell, SheetSpec, SheetStyle, column_letters
from jixiao.workbooks.markup import escape_attribute
from jixiao.workbooks.numbers import stored_number
from jixiao.workbooks.strings import shortened
from jixiao.workbooks.workbookxml import MARKER, Name, quoted_sheet

IMPORT_NOTES, SOURCE_PLACE, SURE = "导入说明", "原文位置", "是否确定"
EXPLANATION, MESSAGE, CODE = "说明", "问题", "编号"
FINGERPRINT, STATE = "指纹", "状态指纹"

_BEGINS_FORMULA = frozenset("=+-@\t\r\n")

_LINE = 14.5  # points of a line of 10-point text
_TALLEST = 400.0  # Excel allows 409

_MOST_LINKS = 65_530  # Excel repairs a sheet with more

StyleIndex = Callable[[SheetStyle, bool], int]


def looks_like_formula(text: str) -> bool:
    """Whether a program might take a text for a formula when somebody enters its cell again; full-width signs count.

    >>> looks_like_formula("=1+1"), looks_like_formula("＝1+1"), looks_like_formula("走访=1")
    (True, True, False)
    """
    return unicodedata.normalize("NFKC", text[:1]) in _BEGINS_FORMULA


def find_head(grid: Grid) -> dict[str, tuple[int, int]] | None:
    """Heading → (row, column) of our table, wherever the user has moved its columns."""
    rows = sorted({place[0] for place, cell in grid.cells.items() if cell.text == FINGERPRINT})
    for row in rows:
        heads: dict[str, tuple[int, int]] = {}
        for place in sorted(each for each in grid.cells if each[0] == row):
            heads.setdefault(grid.cells[place].text.strip(), place)
        if STATE in heads:
            return heads
    return None


def lists_sources(grid: Grid) -> bool:
    """Whether a sheet is the 导入说明 of an import, which quotes a document and is no table itself; known by its title and headings."""
    title = grid.cells.get((1, 1))
    if title is None or title.text != IMPORT_NOTES:
        return False
    heads = {row for (row, _), cell in grid.cells.items() if cell.text == SURE}
    return any(row in heads for (row, _), cell in grid.cells.items() if cell.text == SOURCE_PLACE)


def read_explanations(grid: Grid) -> dict[str, Explanation]:
    """What the user wrote in the 说明 column, by fingerprint of the finding."""
    head = find_head(grid)
    if head is None or EXPLANATION not in head:
        return {}
    head_row = head[FINGERPRINT][0]
    last = max(row for row, _ in grid.cells)

    def at(row: int, heading: str) -> str:
        place = head.get(heading)
        cell: Cell | None = grid.cells.get((row, place[1])) if place else None
        return cell.text.strip() if cell else ""

    found: dict[str, Explanation] = {}
    for row in range(head_row + 1, last + 1):
        fingerprint, text = at(row, FINGERPRINT), at(row, EXPLANATION)
        if fingerprint and text:
            found.setdefault(fingerprint, Explanation(text, at(row, STATE), at(row, MESSAGE), at(row, CODE)))
    return found


def table_width(spec: SheetSpec) -> int:
    """Columns under the filter: all with a heading, so that sorting moves hidden columns too."""
    head = spec.rows[spec.head_row - 1] if 0 < spec.head_row <= len(spec.rows) else ()
    headed = [number for number, cell in enumerate(head, 1) if cell.value not in {None, ""}]
    return max([spec.filter_columns, *headed], default=1)


def sheet_names(spec: SheetSpec, name: str, position: int) -> list[Name]:
    """The defined names of our sheet: marker, print titles, print area, filter."""
    sheet = quoted_sheet(name)
    last = max(len(spec.rows), 1)
    names = [Name(MARKER, f"{sheet}!$A$1", hidden=True)]
    if spec.head_row:
        names.append(Name("_xlnm.Print_Titles", f"{sheet}!${spec.head_row}:${spec.head_row}", position))
        area = f"$A${spec.head_row}:${column_letters(table_width(spec))}${max(last, spec.head_row)}"
        names.append(Name("_xlnm._FilterDatabase", f"{sheet}!{area}", position, hidden=True))
    if spec.print_columns:
        names.append(Name("_xlnm.Print_Area", f"{sheet}!$A$1:${column_letters(spec.print_columns)}${last}", position))
    return names


class Ink(NamedTuple):
    """What a sheet is written with.

    Attributes:
        main, relations: namespaces of the workbook.
        style: gives the cell format of a named style (and whether its text is quoted).
        share: gives the index of a text in the shared strings.

    """

    main: str
    relations: str
    style: StyleIndex
    share: Callable[[str], int]


class Kept(NamedTuple):
    """What is taken over from the sheet that is replaced.

    Attributes:
        code_name: the name by which a VBA project knows the sheet.
        end: markup of the user's comments and drawings.

    """

    code_name: str = ""
    end: str = ""


def render(spec: SheetSpec, ink: Ink, kept: Kept) -> bytes:
    """The worksheet part."""
    cells = _with_merges(spec)
    width = max([len(spec.widths), *(len(row) for row in cells)], default=1) or 1
    last = max(len(spec.rows), 1)
    links: list[str] = []
    letters = [column_letters(number) for number in range(1, width + 1)]
    merged = {area.top for area in spec.merges}
    heights = [
        spec.heights.get(number) or (None if number in merged else _fitting(row, spec.widths))
        for number, row in enumerate(cells, 1)
    ]
    rows = "".join(
        f'<row r="{number}"{_tall(height, number in spec.heights)}>{_cells(number, row, letters, ink, links)}</row>'
        for (number, row), height in zip(enumerate(cells, 1), heights, strict=True)
    )
    merges = "".join(f'<mergeCell ref="{_area(each)}"/>' for each in spec.merges)
    columns = "".join(_column(number, each) for number, each in enumerate(spec.widths, 1))
    table = ""
    if spec.head_row:
        table = f'<autoFilter ref="A{spec.head_row}:{column_letters(table_width(spec))}{max(last, spec.head_row)}"/>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{ink.main}" xmlns:r="{ink.relations}">'
        f'<sheetPr{_code_name(kept.code_name)}><tabColor rgb="FF2F5597"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{column_letters(width)}{last}"/>'
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{_pane(spec.head_row)}</sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="16.5"/>'
        + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{rows}</sheetData>{table}"
        + (f'<mergeCells count="{len(spec.merges)}">{merges}</mergeCells>' if merges else "")
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;L&amp;9&amp;A&amp;C&amp;9第 &amp;P 页，共 &amp;N 页&amp;R&amp;9&amp;F</oddFooter></headerFooter>"
        f"{kept.end}</worksheet>"
    ).encode()


def _code_name(name: str) -> str:
    return f' codeName="{escape_attribute(name)}"' if name else ""


def _area(area: Area) -> str:
    return f"{column_letters(area.left)}{area.top}:{column_letters(area.right)}{area.bottom}"


def _pane(head_row: int) -> str:
    if not head_row:
        return ""
    below = f"A{head_row + 1}"
    return (
        f'<pane ySplit="{head_row}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/>'
    )


def _column(number: int, width: float) -> str:
    if width <= 0:
        return f'<col min="{number}" max="{number}" width="9" hidden="1" customWidth="1"/>'
    return f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'


def _with_merges(spec: SheetSpec) -> list[list[SheetCell | None]]:
    """The rows, with the style of a merged area's first cell in all of its cells (for borders)."""
    rows: list[list[SheetCell | None]] = [list(row) for row in spec.rows]
    for area in spec.merges:
        if not (0 < area.top <= len(rows) and area.left <= len(rows[area.top - 1])):
            continue
        first = rows[area.top - 1][area.left - 1]
        for row in rows[area.top - 1 : area.bottom]:
            row.extend([None] * (area.right - len(row)))
            for column in range(area.left - 1, area.right):
                row[column] = first if row[column] is first else SheetCell(None, first.style if first else "text")
    return rows


def _fitting(row: list[SheetCell | None], widths: tuple[float, ...]) -> float | None:
    """Points that the longest text of a row needs: not every program fits heights when opening."""
    most = 0
    for cell, width in zip(row, widths, strict=False):
        if cell is None or not isinstance(cell.value, str) or width <= 0:
            continue
        if len(cell.value) * 2 <= width and "\n" not in cell.value:
            most = max(most, 1)
            continue
        room = max(int(width), 1)  # a Chinese character is as wide as two letters, as it is long in GBK
        lines = sum(max(1, -(-len(each.encode("gbk", "replace")) // room)) for each in cell.value.split("\n"))
        most = max(most, lines)
    return min(most * _LINE + 4, _TALLEST) if most else None


def _tall(height: float | None, fixed: bool) -> str:
    return (f' ht="{height:g}"' + (' customHeight="1"' if fixed else "")) if height else ""


def _cells(number: int, row: list[SheetCell | None], letters: list[str], ink: Ink, links: list[str]) -> str:
    return "".join(
        [_cell(f"{column}{number}", cell, ink, links) for column, cell in zip(letters, row, strict=False) if cell]
    )


def _cell(address: str, cell: SheetCell, ink: Ink, links: list[str]) -> str:
    value = cell.value
    if cell.link is not None and len(links) < _MOST_LINKS:
        target = f"{quoted_sheet(cell.link.sheet)}!{cell.link.a1}"
        shown = "" if value is None else str(value)
        links.append(
            f'<hyperlink ref="{address}" location="{escape_attribute(target)}" display="{escape_attribute(shown)}"/>'
        )
    quoted = isinstance(value, str) and looks_like_formula(value)
    head = f'<c r="{address}" s="{ink.style(cell.style, quoted)}"'
    if value is None or value == "":
        return head + "/>"
    if isinstance(value, str):
        return f'{head} t="s"><v>{ink.share(shortened(value))}</v></c>'
    number = value if isinstance(value, Decimal) else Decimal(value)
    return f"{head}><v>{stored_number(number)}</v></c>"
