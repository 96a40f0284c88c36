"""The way of a table: recognised, worked out, checked, told in every report, written back.

For an accountant: 表格改成什么样都不会出错；只改该改的单元格；改过一遍再算，不会再改.
For a programmer: the first bytes choose a table of the tests or of the examples; what follows changes its cells, rows,
columns and merges one by one.  No file is made: cells are changed as a write would change them.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

from rich.console import Console

from jixiao.model import Area, Book, Cell, Edit, Field, Grid, JixiaoError, SheetSpec, Text, column_letters
from jixiao.reports.findings_sheet import findings_sheet
from jixiao.reports.html_report import html
from jixiao.reports.json_report import stream, stream_lines
from jixiao.reports.result import FileResult, Summary
from jixiao.reports.sarif_report import sarif
from jixiao.reports.text_report import print_run
from jixiao.scoring.parameters import schema
from jixiao.scoring.policy import names
from jixiao.services.analyse import Analysis, Settings, analyse, status_of
from jixiao.services.explain import explain_in
from jixiao.services.library import BUILT_IN
from jixiao.services.recalculate import edits_of
from jixiao.workbooks import open_workbook
from jixiao.workbooks.numbers import exact, plain
from soak.choices import Choices, chosen
from soak.promises import worded

LONGEST = 300
ROOT = Path(__file__).parents[2]
Cells = dict[tuple[int, int], Cell]

ODD = (
    "", " ", "0", "-1", "100", "1e400", "99999999999999999999", "0.1", "1/3", "100.000001", "-0", "5..3", "≥", "≤0", "=0", "/", "—", "无", "%", "0%", "-5%", "12345%", "分", "(100分)", "50分", "90（10分）", "#DIV/0!", "#REF!", "TRUE",
    "<b>粗</b>", "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "&lt;", "[bold red]红[/]", "[/]", "[link=x]", "\\[", "=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "\x1b[31m红", "\x00", "\r\n", "\t", "\ud800", "\udfff甲", "\u202e乙",
    "\u200b", "\ufeff", "\ufffe", "é́́́", "😀", "_x000D_", "甲" * 300, "9" * 400, "≥" * 100, "\n" * 20, "2024年12月31日前", "2023年度", "1-7月", "半年", "截至13月底", "其中：", "小计", "合计", "总分", "总计", "等级", "优", "良", "差", "一级指标", "二级指标",
    "三级指标", "指标值", "年度指标值", "实际完成值", "分值", "权重", "得分", "自评得分", "评分标准", "计分规则", "偏差原因分析及改进措施", "完成率", "偏差率", "指标方向", "正向", "反向", "计量单位", "万元", "元", "指标性质", "定量", "定性", "预警灯", "红灯", "全年预计完成情况",
    "年初预算数", "全年预算数", "全年执行数", "执行率", "年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金", "产出指标", "数量指标", "质量指标", "时效指标", "成本指标", "效益指标", "满意度指标", "服务对象满意度指标", "项目支出绩效自评表", "部门整体支出绩效自评表", "项目支出绩效目标表",
    "绩效运行监控表", "完成得2分", "完成得1分，未完成不得分", "每超过1%扣权重分的5%，扣完为止", "10分*执行率", "一般公共预算：8805.39", "单位名称：", "项目名称", "预期目标", "实际完成情况", "总分 98.5", "备注", "资金支出计划", "6月底",
)
WORDS: tuple[str, ...] = ()
_TAGS = frozenset(("html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td"))
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_MOST_CHANGES = 24


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook that is open without a file."""

    book: Book
    notes: tuple[Text, ...] = ()


# ---------------------------------------------------------------- building ----


@cache
def bases() -> tuple[Grid, ...]:
    """Tables to begin with: the layouts of the tests, the examples, the blank templates."""
    from tests.layouts.truth import layouts, read  # noqa: PLC0415  # the tests are not part of the package

    grids = [replace(read(path)[0], sheet="自评表") for path in layouts()]
    for folder in ("examples", "templates"):
        grids.extend(open_workbook(path).book.grids[0] for path in sorted((ROOT / "workbooks" / folder).glob("*.xlsx")))
    return tuple(grids)


@cache
def fragments() -> tuple[str, ...]:
    """Short texts of those tables, the commoner ones first."""
    counts: dict[str, int] = {}
    for grid in bases():
        for cell in grid.cells.values():
            if len(cell.text) <= 40:
                counts[cell.text] = counts.get(cell.text, 0) + 1
    return tuple(sorted(counts, key=lambda text: (-counts[text], text)))


def seeds() -> Iterator[bytes]:
    """Every table as it is, alone."""
    for index in range(len(bases())):
        yield b"\0\0\0" + chosen(bases(), index)


def _cell(choices: Choices) -> Cell | None:
    """A cell of any kind."""
    kind = choices.below(8)
    if kind == 0:
        return None
    text = choices.pick(fragments()) if kind in {1, 2, 3} else choices.pick(ODD) if kind != 4 else choices.text()
    number = exact(text.strip().removesuffix("%"))
    if number is not None and kind in {5, 6}:
        cell = Cell(number / 100, "percent", text) if text.endswith("%") else Cell(number, "number", plain(number))
    elif text.startswith("#") or text == "TRUE":
        cell = Cell(text == "TRUE", "boolean", text) if text == "TRUE" else Cell(text, "error", text)
    elif kind == 7:
        cell = Cell(datetime(2024, 1 + choices.below(12), 1 + choices.below(28)), "date", text or "2024年1月1日")  # noqa: DTZ001
    else:
        cell = Cell(text, "text", text)
    if choices.one_in(8):
        cell = cell._replace(formula=choices.pick(("", "SUM(A1:A9)", "A1/B1")), cached=not choices.one_in(2))
    return cell._replace(locked=True) if choices.one_in(16) else cell


def _moved(grid: Grid, place: Callable[[int, int], tuple[int, int] | None]) -> Grid:
    """The grid with its cells elsewhere; merges that lose a corner are gone."""
    cells: Cells = {}
    for (row, column), cell in grid.cells.items():
        at = place(row, column)
        if at is not None:
            cells[at] = cell
    merges = []
    for area in grid.merges:
        first, last = place(area.top, area.left), place(area.bottom, area.right)
        if first is not None and last is not None and first <= last and first[1] <= last[1]:
            merges.append(Area(*first, *last))
    return replace(grid, cells=cells, merges=tuple(merges))


def _changed(grid: Grid, choices: Choices) -> Grid:
    """The grid after one change."""
    if not grid.cells:
        return replace(grid, cells={(1, 1): Cell("一级指标", "text", "一级指标")})
    places = sorted(grid.cells)
    row, column = choices.pick(places)
    what = choices.below(12)
    if what <= 4:
        if what == 4:
            row, column = row + choices.below(3), column + choices.below(3)
        cells, cell = dict(grid.cells), _cell(choices)
        cells.pop((row, column), None)
        if cell is not None:
            cells[row, column] = cell
        return replace(grid, cells=cells)
    if what == 5:
        other = choices.pick(places)
        cells = dict(grid.cells)
        cells[row, column], cells[other] = cells[other], cells[row, column]
        return replace(grid, cells=cells)
    if what == 6:
        return _moved(grid, lambda r, c: None if r == row else (r - (r > row), c))
    if what == 7:
        return _moved(grid, lambda r, c: None if c == column else (r, c - (c > column)))
    if what == 8:  # a row twice
        cells = _moved(grid, lambda r, c: (r + (r > row), c)).cells | {(row + 1, c): cell for (r, c), cell in grid.cells.items() if r == row}
        return replace(_moved(grid, lambda r, c: (r + (r > row), c)), cells=cells)
    if what == 9:
        wide, high = choices.below(4), choices.below(4)
        return replace(grid, merges=(*grid.merges, Area(row, column, row + high, column + wide)))
    if what == 10 and grid.merges:
        gone = choices.below(len(grid.merges))
        return replace(grid, merges=grid.merges[:gone] + grid.merges[gone + 1 :])
    by = 1 + choices.below(4)
    return _moved(grid, lambda r, c: (r, c + by))


def build(choices: Choices) -> tuple[Opened, Settings]:
    """A workbook of one or two sheets, and what the user chose."""
    two, policy, changes = choices.below(4) == 3, choices.below(16), choices.below(8)
    grid = choices.pick(bases())
    overrides = {}
    for _ in range(max(0, changes - 5)):
        key, item = choices.pick(list(schema().items()))
        if item.allowed:
            overrides[key] = choices.pick(item.allowed)
    grids = [grid]
    if two:
        other = choices.pick(bases())
        grids.append(replace(other, sheet=choices.pick(("表2", "", "a'b!c", "<i>", "[x]", "\ud800", "表" * 40)), visible=not choices.one_in(4)))
    for _ in range(_MOST_CHANGES):
        if not choices.left:
            break
        at = choices.below(len(grids))
        grids[at] = _changed(grids[at], choices)
    chosen_policies = (names()[policy % len(names())],) if policy else ()
    return Opened(Book("目录/<a>&[b].xlsx", tuple(grids))), Settings(chosen_policies, overrides)


# ----------------------------------------------------------------- holding ----


class _Tags(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert tag == "meta" or all(name in {"class", "lang"} for name, _ in attrs), "an attribute that is not ours"


def _reports(result: FileResult, language: str) -> None:
    """Every report can be made, read again and stored as UTF-8."""
    summary = Summary(1, 0, 0, 0, 0.0)
    forms = BUILT_IN.form_names()
    document = "".join(stream([result], lambda: summary, language))
    [told] = json.loads(document)["files"]
    lines = "".join(stream_lines([result], lambda: summary, language)).splitlines()
    assert json.loads(lines[0]) == told, "JSON lines that are no JSON lines"
    assert len(told["findings"]) == len(result.findings), "findings are lost in JSON"
    rules = sarif([result], [], "0", language)
    assert len(json.loads(rules)["runs"][0]["results"]) == len(result.findings), "findings are lost in SARIF"
    page = html([result], summary, language)
    tags = _Tags()
    tags.feed(page)
    assert set(tags.seen) <= _TAGS, "text of a cell is a tag of the page"
    assert tags.seen.count("meta") == 2, "text of a cell is a tag of the page"
    shown = StringIO()
    print_run(Console(file=shown, width=160, highlight=False), [result], summary, language, forms, None)
    assert not _CONTROL.search(shown.getvalue()), "control characters on the terminal"


def _sheet(analysis: Analysis) -> SheetSpec:
    return findings_sheet(
        analysis.main, analysis.findings, {}, version="0", now=datetime(2024, 1, 1), forms=BUILT_IN.form_names(), statements=analysis.statements,  # noqa: DTZ001
    )


def _fields(analysis: Analysis) -> Iterator[Field]:
    """Every field that belongs to a recognised table."""
    for assessment in analysis.assessments:
        table = assessment.table
        yield from (field for field in (table.total, table.grade) if field is not None)
        for line in (*table.funds, *table.indicators):
            yield from (value for name in line.__slots__ if isinstance(value := getattr(line, name), Field))
    for statement in analysis.statements:
        yield from (one.relation.result for one in statement.relations)


def _judged(analysis: Analysis) -> None:
    for assessment in analysis.assessments:
        for row in assessment.indicators:
            assert all(row.score.why), "a score without its why"
            points, weight = row.score.points, row.weight
            if points is not None:
                assert points >= 0, "points below zero"
                assert weight is None or weight < 0 or points <= weight, "points above the weight"
    for finding in analysis.findings:
        assert finding.cells, "a finding without a place"
        assert all(said.strip() for said in finding.message), "a finding without words"


def written(grids: tuple[Grid, ...], edits: list[Edit]) -> tuple[Grid, ...]:
    """The sheets as they are when the edits have been written."""
    sheets = [dict(grid.cells) for grid in grids]
    for edit in edits:
        at = next(index for index, grid in enumerate(grids) if grid.sheet == edit.ref.sheet)
        place = (edit.ref.row, edit.ref.column)
        old = sheets[at].get(place, Cell(None, "empty", ""))
        if isinstance(edit.value, str) or (edit.ratio and old.formula is None and old.kind != "percent"):
            cell = Cell(edit.new, "text", edit.new, old.formula)
        elif old.kind == "percent":
            cell = Cell(edit.value, "percent", f"{edit.value * 100:.2f}%", old.formula)
        else:
            cell = Cell(edit.value, "number", plain(edit.value), old.formula)
        sheets[at][place] = cell
    return tuple(replace(grid, cells=cells) for grid, cells in zip(grids, sheets, strict=True))


def check(data: bytes) -> None:
    """One workbook."""
    choices = Choices(data)
    opened, settings = build(choices)
    analysis = analyse(opened, settings)
    _judged(analysis)
    edits = edits_of(analysis)
    places = {edit.ref for edit in edits}
    assert len(places) == len(edits), "a cell is written twice"
    assert places <= {field.ref for field in _fields(analysis)}, "an edit outside the table"
    assert all(isinstance(edit.value, str) or edit.value.is_finite() for edit in edits), "a figure that is none"
    result = FileResult(
        opened.book.path, status_of(analysis.findings), Text("句子", "sentence"), analysis.assessments, analysis.findings, tuple(edits), "out.xlsx",
        analysis.notes, statements=analysis.statements, pairs=analysis.pairs,
    )
    _reports(result, ("zh", "en")[zlib.crc32(data) % 2])
    _sheet(analysis)
    for edit in edits[:2]:
        _explained(analysis, f"{edit.ref.sheet}!{edit.ref.a1}", settings)
    for grid in opened.book.grids[:1]:
        row, column = max(grid.cells, default=(1, 1))
        _explained(analysis, f"{column_letters(column)}{row}", settings)
    after = analyse(Opened(replace(opened.book, grids=written(opened.book.grids, edits))), settings)
    again = edits_of(after)
    assert not again, f"recalculating twice changes something\n{again[:2]}"


def _explained(analysis: Analysis, cell: str, settings: Settings) -> None:
    try:
        steps = explain_in(analysis, cell, settings)
    except JixiaoError as error:
        worded(error)
    else:
        assert steps, "nothing to explain"
