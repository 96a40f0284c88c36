"""How much of the layouts the recogniser reads right, per field.

    PYTHONPATH=. python tests/layouts/measure.py [NN…]

prints, for each field, how many of the cells that the truth has were read right, missed (read as empty) and wrong
(another text read), and every row that is not right.
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass, field, fields
from itertools import zip_longest

from tests.layouts.truth import Funds, Indicator, Truth, layouts, read

from jixiao.forms import recognise
from jixiao.model import Book, Table

ROW_FIELDS = tuple(f.name for f in fields(Indicator))
FUND_FIELDS = tuple(f.name for f in fields(Funds))


@dataclass
class Tally:
    """Counts over all layouts; ``cells`` is by (field, outcome)."""

    rows: int = 0
    rows_right: int = 0
    fund_cells: int = 0
    fund_cells_right: int = 0
    tables: int = 0
    tables_found: int = 0
    extra: int = 0
    cells: Counter = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)


def same(ours: str, theirs: str) -> bool:
    """Equal but for blanks."""
    return "".join(ours.split()) == "".join(theirs.split())


def outcome(ours: str, theirs: str) -> str:
    """"right", "missed" (read as empty) or "wrong"."""
    if same(ours, theirs):
        return "right"
    return "wrong" if ours.strip() else "missed"


_NOTE = re.compile(r"[(（][^()（）]*[)）]")
_NUMBERING = re.compile(r"^(?:[(（]?[一二三四五六七八九十\d]+[)）、.])+")


def plain(key: str, value: str) -> str:
    """Levels without notes in brackets (必填), money lines without numbering: the product's own convention."""
    if key in ("level1", "level2"):
        return _NOTE.sub("", value)
    return _NUMBERING.sub("", value) if key == "name" else value


def text(value: object) -> str:
    return getattr(value, "text", "") if value is not None else ""


def row_read(table: Table) -> dict[tuple[int, str], Indicator]:
    """What the recogniser read, in the words of the truth, by row and name (two blocks may stand side by side)."""
    return {
        (i.row, "".join(text(i.name).split())): Indicator(
            i.row, i.level1, i.level2, text(i.name),
            *(text(getattr(i, key)) for key in ("nature", "direction", "target", "unit", "actual", "weight", "score", "rule")),
        )
        for i in table.indicators
    }


def funds_read(table: Table) -> list[Funds]:
    return [
        Funds(line.role, line.name, *(text(getattr(line, key)) for key in ("initial", "budget", "executed", "rate", "weight", "score")))
        for line in table.funds if not line.breakdown  # amounts inside a label are read in addition
    ]


def measure_table(name: str, truth: Truth, table: Table | None, tally: Tally) -> None:
    """Compare one table with its truth."""
    tally.tables += 1
    tally.tables_found += table is not None
    if table is None:
        tally.complaints.append(f"{name}: {truth.title!r} not found")
    ours = row_read(table) if table else {}
    for wanted in truth.indicators:
        tally.rows += 1
        same_row = [key for key in ours if key[0] == wanted.row]
        key = (wanted.row, "".join(wanted.name.split()))
        got = ours.pop(key if key in ours else same_row[0], None) if same_row else None
        found = {}
        for key in ROW_FIELDS[1:]:
            value, theirs = getattr(got, key) if got else "", getattr(wanted, key)
            found[key] = outcome(plain(key, value), plain(key, theirs))
            if theirs or value:
                tally.cells[key, found[key]] += 1
        if set(found.values()) == {"right"}:
            tally.rows_right += 1
        else:
            wrong = {k: (getattr(got, k) if got else None, getattr(wanted, k)) for k, o in found.items() if o != "right"}
            tally.complaints.append(f"{name} row {wanted.row} {wanted.name[:12]}: {wrong if got else 'not read'}")
    for (row, _), extra in ours.items():
        tally.extra += 1
        tally.complaints.append(f"{name} row {row}: no indicator, but read as {extra.name!r}")
    lines = funds_read(table) if table else []
    for wanted, got in zip_longest(truth.funds, lines):
        if wanted is None:
            tally.extra += 1
            tally.complaints.append(f"{name}: funds line too many: {got}")
            continue
        for key in FUND_FIELDS:
            value, theirs = getattr(got, key) if got else "", getattr(wanted, key)
            if not theirs and not value:
                continue
            tally.fund_cells += 1
            result = outcome(plain(key, value), plain(key, theirs))
            tally.fund_cells_right += result == "right"
            tally.cells["funds." + key, result] += 1
            if result != "right":
                tally.complaints.append(f"{name} funds {wanted.name}: {key} {value!r} for {theirs!r}")
    if table is not None:
        total = text(table.total)
        shown = {"stage": table.stage, "title": table.title, "money_unit": table.money_unit,
                 "year": str(table.year or ""), "total": total}
        for key, value in shown.items():
            theirs = getattr(truth, key)
            if key == "money_unit" and not truth.funds:
                continue
            result = outcome(value, theirs)
            tally.cells["table." + key, result] += 1
            if result != "right" and not (key in ("money_unit", "year") and not theirs):
                tally.complaints.append(f"{name} {key}: {value!r} for {theirs!r}")


def measure(wanted: tuple[str, ...] = ()) -> Tally:
    """All layouts, or those whose names begin with one of ``wanted``."""
    tally = Tally()
    for path in layouts():
        if wanted and not path.name.startswith(wanted):
            continue
        grid, truths = read(path)
        tables = list(recognise(Book(path.name, (grid,))).tables)
        # A table belongs to the truth whose first row it holds.
        for truth in truths:
            rows = {i.row for i in truth.indicators}
            table = next((t for t in tables if rows & {i.row for i in t.indicators}), None)
            measure_table(re.sub(r"\.txt$", "", path.name), truth, table, tally)
            if table is not None:
                tables.remove(table)
        # A sheet without a truth holds no table at all.
        for table in tables:
            tally.extra += len(table.indicators)
            tally.complaints.append(f"{path.name}: a table too many: {table.title!r}")
    return tally


def report(tally: Tally) -> str:
    """The figures, one field a line."""
    keys = dict.fromkeys(key for key, _ in tally.cells)
    lines = [
        (f"tables found {tally.tables_found}/{tally.tables}; rows right {tally.rows_right}/{tally.rows} = {tally.rows_right / tally.rows:.1%}; "
        f"funds cells right {tally.fund_cells_right}/{tally.fund_cells} = {tally.fund_cells_right / max(tally.fund_cells, 1):.1%}; "
        f"read where nothing is: {tally.extra}"),
        f"{'field':<18} right missed wrong",
    ]
    lines += [f"{key:<18} {tally.cells[key, 'right']:>5} {tally.cells[key, 'missed']:>6} {tally.cells[key, 'wrong']:>5}" for key in keys]
    return "\n".join(lines)


if __name__ == "__main__":
    done = measure(tuple(sys.argv[1:]))
    print("\n".join(done.complaints))
    print(report(done))
