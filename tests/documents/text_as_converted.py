"""Tables as converters leave them in plain text, and how much of them is read back: right, wrong, asked, missing.

Word's converter writes one cell a line and loses joined cells; a spreadsheet gives one row a line; a printed page breaks cells over
lines and separates them by single blanks.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from jixiao.documents.text import read_text
from jixiao.forms import clean, recognise
from jixiao.model import Area, Book, Grid, Table
from jixiao.services.importing.grids import SourceSheet, sheets_of
from tests.layouts.truth import Truth, layouts, read

FIELDS = ("level1", "level2", "name", "nature", "direction", "target", "unit", "actual", "weight", "score", "rule")
FUNDS = ("name", "initial", "budget", "executed", "rate", "weight", "score")


def _rows(grid: Grid) -> Iterator[tuple[int, list[tuple[int, str, Area | None]]]]:
    """Each row with its cells: column, text, and the area where it is joined; what lies right of a joined cell's start is left out."""
    areas = {(row, column): area for area in grid.merges for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1)}
    right = max(column for _, column in grid.cells)
    for row in range(1, max(row for row, _ in grid.cells) + 1):
        cells = []
        for column in range(1, right + 1):
            area = areas.get((row, column))
            if area is None or column == area.left:
                cells.append((column, grid.cells[row, column].text if (row, column) in grid.cells else "", area))
        yield row, cells


def _heads(grid: Grid, row: int, cells: list[tuple[int, str, Area | None]]) -> str | None:
    """The text of a line above the table: the only one in its row, in the first rows."""
    filled = [text for _, text, _ in cells if text]
    return filled[0] if row <= 3 and len(filled) == 1 and cells[0][1] else None


def one_cell_a_line(grid: Grid) -> str:
    """As Word's text: a tab before each cell, an empty line behind each row; cells joined across are one."""
    text, begun = "", False
    for row, cells in _rows(grid):
        head = _heads(grid, row, cells)
        if head is not None and not begun:
            text += head.replace("\n", "") + "\n"
            continue
        begun = True
        text += "".join(f"\t{words}\n" for _, words, _ in cells) + "\n"
    return text + "\n填表人：略\n"


def one_row_a_line(grid: Grid) -> str:
    """As a spreadsheet saved as text: a tab between columns, joined cells empty but for the first."""
    right = max(column for _, column in grid.cells)
    lines = []
    for row in range(1, max(row for row, _ in grid.cells) + 1):
        words = [grid.cells[row, column].text.replace("\n", "") if (row, column) in grid.cells else "" for column in range(1, right + 1)]
        lines.append("\t".join(words) if any(words[1:]) else words[0])
    return "\n".join(lines) + "\n"


def printed(grid: Grid, most: int = 12) -> str:
    """As a page turned to text: cells broken after ``most`` characters, single blanks between, empty ones gone."""
    text = ""
    for row, cells in _rows(grid):
        lines = [""]
        for _, written, area in cells:
            words = "".join(written.split())
            broken = most * max(1, area.right - area.left + 1 if area else 1)
            parts = [words[at : at + broken] for at in range(0, len(words), broken)]
            for part in parts[:1]:
                lines[-1] += (" " if lines[-1] else "") + part
            lines += parts[1:]
        text += "\n".join(lines) + ("\n\n" if row % 3 else "\n")
    return text


def printed_in_lines(grid: Grid, most: int = 12) -> str:
    """As a page read line by line: the second lines of all broken cells of a row come after the first lines of all."""
    text = ""
    for _, cells in _rows(grid):
        broken = []
        for _, written, area in cells:
            words, room = "".join(written.split()), most * max(1, area.right - area.left + 1 if area else 1)
            broken.append([words[at : at + room] for at in range(0, len(words), room)])
        for number in range(max((len(parts) for parts in broken), default=0)):
            text += " ".join(parts[number] for parts in broken if number < len(parts)) + "\n"
    return text


CONVERTERS = {"one cell a line": one_cell_a_line, "one row a line": one_row_a_line, "printed": printed, "lines": printed_in_lines}


@dataclass
class Tally:
    """Counts of cells by outcome, and what was wrong."""

    cells: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def right(self) -> float:
        return self.cells["right"] / max(sum(self.cells.values()), 1)


def plain(text: str) -> str:
    return "".join(text.split())


def _level(text: str) -> str:
    return clean(text)[0]


def compare(truth: Truth, table: Table | None, sheet: SourceSheet | None, tally: Tally, name: str) -> None:
    """Counts one table's cells: those that the truth has, and those read where it has none."""
    ours = list(table.indicators) if table else []
    doubted = doubted_of(sheet, table) if sheet else set()
    asked_words = {_level(sheet.pieces[at].text) for at in doubted} if sheet else set()
    for wanted in truth.indicators:
        found = next((i for i in ours if plain(i.name.text) == plain(wanted.name)), None) or next(
            (i for i in ours if plain(i.name.text)[:6] == plain(wanted.name)[:6]), None)
        if found is not None:
            ours.remove(found)
        row_asked = found is not None and any(row == found.row for row, _ in doubted)
        for key in FIELDS:
            value = getattr(found, key, None)
            text = value if isinstance(value, str) else value.text if value is not None else ""
            theirs = getattr(wanted, key)
            if key == "target" and not getattr(found, "direction", None) and plain(text) == plain(wanted.direction + theirs):
                theirs = text  # 「≥ 90%」 in one cell or in two
            if key.startswith("level"):
                text, theirs = _level(text), _level(theirs)
            asked = (row_asked or (bool(text) and text in asked_words) if key.startswith("level") else value is not None and not isinstance(value, str) and value.ref[1:] in doubted)
            _count(tally, f"{name} {wanted.name[:14]!r} {key}", plain(text), plain(theirs), asked)
    for extra in ours:
        asked = any(row == extra.row for row, _ in doubted)
        _count(tally, f"{name} {extra.name.text[:20]!r} is no indicator", extra.name.text, "", asked)
    lines = [line for line in table.funds if not line.breakdown] if table else []
    for line in truth.funds:
        found_line = next((f for f in lines if clean(f.name)[0] == clean(line.name)[0]), None)
        if found_line is not None:
            lines.remove(found_line)
        for key in FUNDS[1:]:
            value = getattr(found_line, key, None)
            asked = value is not None and value.ref[1:] in doubted
            _count(tally, f"{name} funds {line.name} {key}", plain(value.text) if value is not None else "", plain(getattr(line, key)), asked)
    if truth.total:
        total = table.total if table else None
        _count(tally, f"{name} total", plain(total.text) if total else "", plain(truth.total), total is not None and total.ref[1:] in doubted)


def _count(tally: Tally, what: str, ours: str, theirs: str, asked: bool) -> None:
    if not ours and not theirs:
        return
    outcome = "asked" if asked else "right" if ours == theirs else "missing" if not ours else "wrong"
    tally.cells[outcome] += 1
    if outcome in {"wrong", "missing"}:
        tally.wrong.append(f"{outcome} {what}: {ours[:30]!r} for {theirs[:30]!r}")


def doubted_of(sheet: SourceSheet, table: Table | None = None) -> set[tuple[int, int]]:
    """The cells that are not sure: said by the reader, or because their row stands beside its columns."""
    doubted = {at for at, piece in sheet.pieces.items() if piece.doubt.zh}
    odd = {drift.ref.row for drift in table.drift if drift.kind in {"shifted", "displaced", "several"}} if table else set()
    return doubted | {at for at in sheet.pieces if at[0] in odd}


def tables_of(text: str) -> list[tuple[SourceSheet, Table]]:
    """The tables that are recognised in a plain text, each with its sheet."""
    found = []
    for sheet in sheets_of(read_text(text.encode(), "测试.txt")).sheets:
        found += [(sheet, table) for table in recognise(Book("测试.txt", (sheet.grid,))).tables]
    return found


def measure(converter: str, wanted: tuple[str, ...] = ()) -> Tally:
    """What is read back of the layouts after one of the converters."""
    tally = Tally()
    for path in layouts():
        if wanted and not path.name.startswith(wanted):
            continue
        grid, truths = read(path)
        found = tables_of(CONVERTERS[converter](grid))
        for truth in truths:
            names = {plain(i.name) for i in truth.indicators}
            best = max(found, key=lambda pair: len(names & {plain(i.name.text) for i in pair[1].indicators}), default=None)
            if best is not None and truth is not truths[-1] and len(found) > 1:
                found.remove(best)
            compare(truth, best[1] if best else None, best[0] if best else None, tally, path.name[:-4])
    return tally


if __name__ == "__main__":
    import sys

    for converter in CONVERTERS:
        if len(sys.argv) > 1 and sys.argv[1] not in converter:
            continue
        done = measure(converter, tuple(sys.argv[2:]))
        print("\n".join(done.wrong))
        print(converter, dict(done.cells), f"{done.right:.1%}")
