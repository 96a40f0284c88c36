"""The material of a roll-up from rows written as text, so that a test reads as the tables that it is about.

    material(
        tables='''
        | path   | unit | weight | score | rate |
        | 甲.xlsx | 甲局 | 100    | 95.5  | 0.98 |
        ''',
        indicators='''
        | path   | level1  | weight | score | lost | cause |
        | 甲.xlsx | 产出指标 | 10     | 8     | 2    | unmet |
        ''',
    )

A frame's columns are those of ``jixiao.reports.records.COLUMNS``, named by ``name``; what is left out has its default:
words are "", counts are 0, other figures are missing, the table is the first one on sheet 自评表 under mof-2020.
A blank cell is a missing figure or no words; ``yes`` and ``no`` are truth.  Workbooks that are named in any row and
not under ``files`` were read without trouble.  ``owned`` copies unit, project and year of a table to rows that do not
say theirs.
"""

import dataclasses
from collections import Counter
from datetime import datetime

from jixiao.reports.records import COLUMNS
from jixiao.services.frames import frames_of
from jixiao.services.rollup.material import Material
from jixiao.services.thresholds import Thresholds

WHEN = datetime(2025, 3, 14, 9, 26)  # noqa: DTZ001 - the office's own clock
_WORDS = {
    "sheet": "自评表", "table": 1, "policy": "mof-2020", "status": "ok", "stage": "evaluation", "form": "mof-project", "cell": "A1",
    "role": "total", "severity": "error",
}
_COUNTS = {"tables", "errors", "warnings", "infos", "explained", "indicators", "accepted"}
_NONE = {"expected", "found", "explained"}


def rows(text):
    """Dictionaries from ``|``-separated lines under a line of names."""
    lines = [[part.strip() for part in line.strip().strip("|").split("|")] for line in text.strip().splitlines() if line.strip()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def _value(column, written, frame):
    if written is None:
        if column.name in _WORDS and not (column.name == "table" and frame == "files"):
            return _WORDS[column.name]
        if frame != "findings" and column.name == "explained":
            return 0
        if column.kind == "text":
            return None if frame == "findings" and column.name in _NONE else ""
        return 0 if column.name in _COUNTS else None
    if column.kind == "text":
        return None if not written and frame == "findings" and column.name in _NONE else written
    if not written:
        return None
    return {"whole": int, "number": float, "yes": {"yes": True, "no": False}.__getitem__}[column.kind](written)


def _frame(frame, given):
    known = {column.name for column in COLUMNS[frame]}
    for row in given:
        assert set(row) <= known, f"{frame} has no {set(row) - known}"
    return [tuple(_value(column, row.get(column.name), frame) for column in COLUMNS[frame]) for row in given]


def _owned(given, tables):
    owners = {}
    for table in tables:
        owners.setdefault((table["path"], table.get("table", "1")), table)
    return [{name: owners.get((row["path"], row.get("table", "1")), {}).get(name, "") for name in ("unit", "project", "year")} | row for row in given]


def material(files="", tables="", funds="", indicators="", findings="", *, policies=(), titles=None, forms=None, owned=True, **thresholds):
    """A Material of the rows that are given; every further keyword is a threshold of its name."""
    given = {"files": rows(files) if files else [], "tables": rows(tables) if tables else [], "funds": rows(funds) if funds else [],
             "indicators": rows(indicators) if indicators else [], "findings": rows(findings) if findings else []}
    if owned:
        for frame in ("funds", "indicators", "findings"):
            given[frame] = _owned(given[frame], given["tables"])
    listed = {row["path"] for row in given["files"]}
    numbers = Counter(row["path"] for row in given["tables"])
    for frame in ("tables", "funds", "indicators", "findings"):
        for row in given[frame]:
            if row["path"] not in listed:
                listed.add(row["path"])
                given["files"].append({"path": row["path"], "tables": str(numbers[row["path"]])})
    return Material(
        frames=frames_of({name: _frame(name, given[name]) for name in COLUMNS}),
        thresholds=dataclasses.replace(Thresholds.read(), **thresholds),
        titles=titles or {}, forms=forms or {"mof-project": "项目支出绩效自评表"},
        policies=tuple(policies), folders=("报送",), when=WHEN,
    )


def lines(block, *headings):
    """The rows of a block as tuples of the columns with these headings."""
    places = [[column.heading for column in block.columns].index(heading) for heading in headings]
    return [tuple(row[place] for place in places) for row in block.rows]


def block(page, key):
    """The block of a page that has this key."""
    return next(block for block in page.blocks if block.key == key)
