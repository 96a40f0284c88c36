"""A table of a document as a sheet that is laid out as the document has it: the same rows, columns and joined cells.

For an accountant: nothing is moved and nothing is lost.  For a programmer: what a template has no room for, or what fits no form.
"""

from __future__ import annotations

from collections.abc import Collection

from jixiao.model import Area
from jixiao.services.blanks.canvas import ABOVE, NAME, SUBTITLE, TITLE, Canvas
from jixiao.services.importing.grids import SourceSheet
from jixiao.services.importing.written import drawn_value, format_of
from jixiao.workbooks.drawing import Look, SheetDrawing
from jixiao.workbooks.fresh import text_height

_PLAIN = Look(locked=False)
_WORDS = Look(locked=False, horizontal="left")
_HEAD = Look(locked=False, bold=True, fill="head")
_LONG = 14  # characters from which a text is set flush left
_NARROWEST, _WIDEST, _PAGE = 6.0, 44.0, 130.0
_PROSE_WIDTH = 118.0
_LEAST = 20.0


def _width_of(text: str) -> float:
    """Characters across, a Chinese one as two; of a long text so many that it takes a few lines."""
    longest = max((sum(1 + (ord(ch) > 0x2E7F) for ch in line) for line in text.splitlines()), default=0)
    return longest + 2 if longest <= _LONG else max(_LONG + 2.0, (longest * 5) ** 0.5 + 2)


def _widths(source: SourceSheet, columns: int) -> tuple[float, ...]:
    """What each column needs, brought near the width of a page."""
    if columns == 1:
        return (_PROSE_WIDTH,)
    wanted = [_NARROWEST] * columns
    joined = {(area.top, area.left): area for area in source.grid.merges}
    for (row, column), cell in source.grid.cells.items():
        area = joined.get((row, column), Area(row, column, row, column))
        if area.left == area.right:
            wanted[column - 1] = max(wanted[column - 1], min(_width_of(cell.text), _WIDEST))
    scale = min(1.0, _PAGE / sum(wanted))
    return tuple(round(max(_NARROWEST, width * scale), 1) for width in wanted)


def facsimile(source: SourceSheet, title: tuple[int, int] | None, headings: Collection[tuple[int, int]]) -> SheetDrawing:
    """The sheet as the document has it; ``title`` and ``headings`` are cells that look like what they are."""
    grid = source.grid
    rows = max([1, *(row for row, _ in grid.cells), *(area.bottom for area in grid.merges)])
    columns = max([1, *(column for _, column in grid.cells), *(area.right for area in grid.merges)])
    canvas = Canvas(grid.sheet, _widths(source, columns))
    inside = _table_rows(source, rows)
    joined = {(area.top, area.left): area for area in grid.merges}
    hidden = {(r, c) for area in grid.merges for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1)} - joined.keys()
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            place, cell = (row, column), grid.cells.get((row, column))
            if place in hidden or (row not in inside and cell is None):
                continue
            area = joined.get(place, Area(row, column, row, column))
            if cell is None:
                value, look = None, _PLAIN
            else:
                value, look = drawn_value(cell), _look(cell.text, place == title, place in headings, row in inside)
                look = look._replace(format=format_of(cell.text) if cell.kind != "text" else look.format)
            canvas.put(area.left, area.right, value, look, row=row, down=area.bottom - area.top + 1)
    canvas.row = rows + 1
    canvas.least = dict.fromkeys(range(1, rows + 1), _LEAST)
    _make_room(canvas)
    drawing = canvas.drawing()
    return SheetDrawing(drawing.name, drawing.widths, drawing.heights, drawing.cells, drawing.merges, rows, protected=False)


def _table_rows(source: SourceSheet, rows: int) -> range:
    """The rows of the table itself, which have borders; the lines above and below have none."""
    if source.table is None:
        return range(0)
    places = [row for (row, _), piece in source.pieces.items() if not piece.place.paragraph or piece.place.table]
    return range(min(places, default=1), max([*places, *(area.bottom for area in source.grid.merges)], default=rows) + 1)


def _look(text: str, is_title: bool, is_heading: bool, inside: bool) -> Look:
    if is_title:
        return TITLE._replace(locked=False)
    if not inside:
        return (ABOVE if len(text) > _LONG else SUBTITLE._replace(horizontal="left"))._replace(locked=False)
    if is_heading:
        return _HEAD
    return _WORDS if len(text) > _LONG else NAME._replace(locked=False)


def _make_room(canvas: Canvas) -> None:
    """Joined cells over many rows share their height among them; a title has its own."""
    for (row, _), drawn in canvas.cells.items():
        if drawn.look.size > _PLAIN.size and isinstance(drawn.value, str):
            canvas.least[row] = max(canvas.least.get(row, _LEAST), text_height(drawn.value, sum(canvas.widths), drawn.look.size), 34)
