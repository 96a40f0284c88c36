"""Sheets printed as the documents that offices have: Word, a web page, a PDF (through LibreOffice).

For an accountant: the same table in each kind of file.  For a programmer: Grid → file, joined cells and all; a row that one cell fills from
edge to edge above the table becomes a paragraph, as in a real document.
"""

from __future__ import annotations

import html
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jixiao.model import Area, Grid
from jixiao.model.documents import Document, DocumentTable, Paragraph, Piece, Place


class _Laid:
    """A sheet as lines above, and rows of (column, text, area)."""

    def __init__(self, grid: Grid) -> None:
        self.rows = max([*(row for row, _ in grid.cells), *(area.bottom for area in grid.merges)])
        self.columns = max([*(column for _, column in grid.cells), *(area.right for area in grid.merges)])
        self.areas = {(area.top, area.left): area for area in grid.merges}
        self.hidden = {
            (row, column) for area in grid.merges for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1)
        } - self.areas.keys()
        self.texts = {place: cell.text for place, cell in grid.cells.items()}
        self.above: list[str] = []
        self.first = 1
        while self.first <= self.rows and self._alone(self.first):
            self.above.append(self.texts.get((self.first, 1), ""))
            self.first += 1

    def _alone(self, row: int) -> bool:
        own = [column for (r, column) in self.texts if r == row and (r, column) not in self.hidden]
        area = self.areas.get((row, 1), Area(row, 1, row, 1))
        return own in ([], [1]) and area.bottom == row and area.right in {1, self.columns}

    def cells(self, row: int) -> list[tuple[int, str, Area]]:
        """The cells of a row that are not covered by another."""
        return [
            (column, self.texts.get((row, column), ""), self.areas.get((row, column), Area(row, column, row, column)))
            for column in range(1, self.columns + 1) if (row, column) not in self.hidden
        ]


def in_memory(grid: Grid) -> Document:
    """The sheet as a document that nobody has to read."""
    laid = _Laid(grid)
    above = [Paragraph(text, Place(paragraph=number)) for number, text in enumerate(laid.above, 1) if text]
    down = laid.first - 1
    pieces = {(row - down, column): Piece(text, Place(table=1, row=row - down, column=column)) for (row, column), text in laid.texts.items() if row > down}
    merges = tuple(Area(area.top - down, area.left, area.bottom - down, area.right) for area in laid.areas.values() if area.top > down)
    return Document("表.docx", "docx", (*above, DocumentTable(pieces, Place(table=1), merges)))


def write_docx(grid: Grid, path: Path) -> None:
    """As a Word document."""
    import docx  # noqa: PLC0415  # slow to load

    laid = _Laid(grid)
    document: Any = docx.Document()
    for text in laid.above:
        document.add_paragraph(text)
    table = document.add_table(rows=laid.rows - laid.first + 1, cols=laid.columns)
    table.style = "Table Grid"
    for row in range(laid.first, laid.rows + 1):
        for column, text, area in laid.cells(row):
            cell = table.cell(row - laid.first, column - 1)
            if area.bottom > area.top or area.right > area.left:
                cell = cell.merge(table.cell(area.bottom - laid.first, area.right - 1))
            cell.text = text
    document.save(str(path))


def write_html(grid: Grid, path: Path) -> None:
    """As a web page."""
    laid = _Laid(grid)
    lines = [f"<p>{html.escape(text)}</p>" for text in laid.above]
    lines.append("<table border='1'>")
    for row in range(laid.first, laid.rows + 1):
        cells = []
        for _, text, area in laid.cells(row):
            spans = f' rowspan="{area.bottom - area.top + 1}" colspan="{area.right - area.left + 1}"'
            cells.append(f"<td{spans}>{html.escape(text).replace(chr(10), '<br>')}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    lines.append("</table>")
    path.write_text(f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{''.join(lines)}</body></html>", encoding="utf-8")


def print_pdfs(documents: Sequence[Path], folder: Path) -> None:
    """PDFs of Word documents, by LibreOffice; needs soffice."""
    if documents:
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(folder / 'profile').absolute().as_uri()}", "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, documents)],
            check=True, capture_output=True, timeout=600,
        )
