"""Which cells of a table are not sure, and why.

For an accountant: 着色的格请对照原件看一眼.  For a programmer: doubts of the reader of the document (Piece.doubt), of the recogniser
(rows beside their columns, headings that come twice) and of the values (no figure where one belongs).
"""

from __future__ import annotations

from jixiao.model import Field, Grid, Statement, Table, Text
from jixiao.model.documents import Piece
from jixiao.services.importing.told import at, told
from jixiao.values import NotANumber, Unclear, money, number, ratio, read

At = tuple[int, int]
_MONEY = frozenset({"initial", "budget", "executed", "expected"})
_LONGEST = 32_767  # characters that a cell of a workbook can hold

_NO_FIGURE = Text("这里应是数字，原文不是，请核对。", "a figure belongs here and the source has none; please check.")
_NOT_READ = Text("这个值的写法看不懂，请对照原文。", "the value cannot be read; compare it with the source.")
_TOO_LONG = Text("文字超过一个单元格能放的长度，末尾没有写进去。", "longer than a cell can hold; the end was left out.")
_OF_DRIFT = {
    "shifted": Text("原表这一行的各格与标题错开，按内容推定了各格属于哪一列。", "the row stands beside its columns; what belongs where was inferred."),
    "displaced": Text("原表层级行里带着值，不知属于哪个指标。", "a row of a level holds a value; it is not known whose."),
    "several": Text("原表一个标题下有几个值，取了其中一个。", "several values below one heading; one was taken."),
    "duplicate": Text("原表有两列同一标题，取了其中一列。", "two columns have the same heading; one was taken."),
}


def doubts(grid: Grid, pieces: dict[At, Piece], tables: tuple[Table, ...], statements: tuple[Statement, ...]) -> dict[At, Text]:
    """(row, column) → why the cell is not sure; what the reader of the document doubts comes first."""
    found: dict[At, Text] = {}
    for table in tables:
        found |= _by_values(table)
        found |= _by_drift(table)
    for statement in statements:
        for line in statement.lines:
            for column, field in line.figures.items():
                unit = statement.units.get(column) or statement.units.get(f"{line.block}.{column}", "")
                if isinstance(ratio(field.cell) if unit == "%" else number(field.cell) if field.part is None else number(field.part), NotANumber):
                    found[at(field.ref)] = _NO_FIGURE
    for place, cell in grid.cells.items():
        if len(cell.text) > _LONGEST:
            found[place] = _TOO_LONG
    found |= {place: piece.doubt for place, piece in pieces.items() if piece.doubt.zh}
    return {place: why for place, why in found.items() if place in grid.cells}


def _by_values(table: Table) -> dict[At, Text]:
    found: dict[At, Text] = {}
    for key, field in told(table).items():
        why = _fund(str(key[2]), field, table.money_unit) if key[0] == "fund" else _row(str(key[2]), field) if key[0] == "row" else None
        if key == ("total",) and isinstance(number(field.cell if field.part is None else field.part), NotANumber):
            why = _NO_FIGURE
        if why is not None:
            found[at(field.ref)] = why
    return found


def _fund(key: str, field: Field, unit: str) -> Text | None:
    source = field.cell if field.part is None else field.part
    if key in _MONEY:
        return _NO_FIGURE if isinstance(money(source, unit), NotANumber) else None
    if key == "rate":
        return _NO_FIGURE if isinstance(ratio(source), NotANumber) else None
    return _NO_FIGURE if key in {"weight", "score"} and isinstance(number(source), NotANumber) else None


def _row(key: str, field: Field) -> Text | None:
    if key in {"target", "actual"}:
        return _NOT_READ if isinstance(read(field.cell, field.part), Unclear) else None
    return _NO_FIGURE if key == "score" and isinstance(number(field.cell if field.part is None else field.part), NotANumber) else None


def _by_drift(table: Table) -> dict[At, Text]:
    """Cells of rows that the recogniser had to put right."""
    found: dict[At, Text] = {}
    for drift in table.drift:
        why = _OF_DRIFT.get(drift.kind)
        if why is None:
            continue
        found[at(drift.ref)] = why
        if drift.kind == "shifted":
            found |= {at(field.ref): why for row in table.indicators if row.row == drift.ref.row for field in row.fields}
    return found
