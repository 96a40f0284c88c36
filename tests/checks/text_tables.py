"""Tables written as text, as in the manual pages of the checks, turned into assessed tables.

One line is one row of the sheet from row 1, cells between strokes from column A.  A cell that is a
plain number becomes a number, ``12.5%`` a percentage, ``'12`` text, ``5{=A1}`` a formula that gives 5; ``=…`` is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from jixiao.checks.base import Check, to_finding
from jixiao.forms import recognise
from jixiao.model import Area, Book, Cell, Finding, Grid, Paragraph, Place
from jixiao.scoring.assess import Assessment, assess
from jixiao.scoring.pairs import Pair, pair_of
from jixiao.scoring.policy import load
from jixiao.scoring.prose.reading import Report, read_report
from jixiao.scoring.statements import AssessedStatement, assess_statement

SHEET = "自评表"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)%")
_FORMULA = re.compile(r"(.*)\{=(.+)\}")
_HARMLESS = (("三级指标", "年度指标值", "实际完成值", "分值", "得分"), ("某指标", "≥1个", "1个", "90", "90"))


def cell(text: str) -> Cell | None:
    """The cell that a text between two strokes stands for; None for an empty one."""
    if not text or text.startswith("="):
        return None
    if formula := _FORMULA.fullmatch(text):
        shows = cell(formula[1])
        return shows and shows._replace(formula=formula[2])
    if text.startswith("'"):
        return Cell(text[1:], "text", text[1:])
    if _NUMBER.fullmatch(text):
        return Cell(Decimal(text), "number", text)
    if share := _PERCENT.fullmatch(text):
        return Cell(Decimal(share[1]) / 100, "percent", text)
    return Cell(text, "text", text)


def split(line: str) -> list[str]:
    """The cells of one line."""
    return [part.strip() for part in line.strip().strip("|").split("|")]


def grid(rows: list[list[str]], sheet: str = SHEET) -> Grid:
    """Rows of texts as a sheet."""
    cells = {
        (row, column): made
        for row, texts in enumerate(rows, 1)
        for column, text in enumerate(texts, 1)
        if text != "<" and (made := cell(text)) is not None
    }
    return Grid(sheet, cells, tuple(_merges(rows)))


def _merges(rows: list[list[str]]) -> Iterator[Area]:
    """``<`` joins a cell to the one on its left."""
    for row, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            if text != "<" and texts[column:column + 1] == ["<"]:
                right = next((at for at in range(column + 1, len(texts) + 1) if texts[at - 1] != "<"), len(texts) + 1) - 1
                yield Area(row, column, row, right)


def assessed(rows: list[list[str]], policy: str = "mof-2020", *, scored: bool = True, form: str | None = None) -> Assessment:
    """The first table in these rows, worked out; a harmless indicator block is added where there is none."""
    headless = any(1 <= len(texts) <= 2 and texts[0].endswith("指标") for texts in rows)
    if not headless and not any("三级指标" in texts for texts in rows):
        rows = [*rows, [], *(list(texts) for texts in _HARMLESS)]
    tables = recognise(Book("example", (grid(rows),)), form).tables
    assert tables, "no table was recognised in the example"
    return assess(tables[0] if scored else replace(tables[0], stage="target"), load(policy))


def paired(earlier: list[list[str]], rows: list[list[str]], policy: str = "mof-2020") -> Pair:
    """A target table and a later one, each read under one plain form, side by side."""
    return pair_of(assessed(earlier, policy, scored=False, form="mof-project"), assessed(rows, policy), "目标.xlsx")


def stating(rows: list[list[str]]) -> AssessedStatement:
    """The first statement in these rows, worked out beside the tables there."""
    found = recognise(Book("example", (grid(rows, "表"),)))
    assert found.statements, "no statement was recognised in the example"
    return assess_statement(found.statements[0], tuple(assess(table, load("mof-2020")) for table in found.tables))


def reported(lines: Sequence[str], rows: list[list[str]]) -> Report:
    """Lines as the paragraphs of a report, beside the tables and statements in these rows."""
    paragraphs = [Paragraph(line, Place(paragraph=number)) for number, line in enumerate(lines, 1)]
    found = recognise(Book("example", (grid(rows),)))
    tables = [assess(table, load("mof-2020")) for table in found.tables]
    return read_report(paragraphs, tables, [assess_statement(statement, tuple(tables)) for statement in found.statements])


def findings(check: Check, subject: Assessment | Pair | AssessedStatement | Report) -> list[Finding]:
    """What one check says about a table, about two, or about a statement."""
    if not check.applies(subject):
        return []
    return [to_finding(check, problem, subject, 1) for problem in check.run(subject)]


class Said(NamedTuple):
    """One finding as an example states it: severity, first cell, and the expected figure if stated."""

    severity: str
    cell: str
    expected: str | None


class Example(NamedTuple):
    """One example of a manual page; ``scored`` is False for one of a declaration, ``earlier`` the first of two tables, ``prose`` lines of a report."""

    rows: list[list[str]]
    policy: str
    scored: bool
    said: list[Said]
    earlier: list[list[str]] | None = None
    prose: tuple[str, ...] = ()


def examples(manual: str) -> list[Example]:
    """The examples of a check's docstring."""
    found: list[Example] = []
    rows: list[list[str]] = []
    earlier: list[list[str]] | None = None
    policy, scored = "mof-2020", True
    closed = True
    prose: list[str] | None = None
    for line in map(str.strip, manual.splitlines()):
        if line == "报告：":
            prose, rows, closed = [], [], False
        elif prose is not None and not line.startswith(("|", "→")):
            prose.append(line)
        elif line.startswith("政策 "):
            policy = line.removeprefix("政策 ").strip()
        elif line.startswith("表样 "):
            scored = "申报表" not in line
        elif line == "目标表：":
            rows = earlier = []
            closed = False
        elif line in {"自评表：", "监控表："}:
            rows = []
        elif line.startswith("|"):
            if closed:
                rows = []
                closed = False
            rows.append(split(line))
        elif line.startswith("→"):
            if not closed:
                found.append(Example(rows, policy, scored, [], earlier, tuple(prose or ())))
                closed, prose = True, None
            elif not found:
                raise AssertionError(f"a result without a table: {line}")
            found[-1].said.extend(_said(line))
        elif line.startswith("例"):
            policy, scored, earlier = "mof-2020", True, None
    assert closed, "an example has no → line"
    return found


def _said(line: str) -> list[Said]:
    words = line.removeprefix("→").split()
    if words == ["无"]:
        return []
    severity, place, *rest = words
    assert severity in {"error", "warning", "info"}, line
    assert not rest or (rest[0] == "应为" and len(rest) > 1), line
    return [Said(severity, place, " ".join(rest[1:]) if rest else None)]
