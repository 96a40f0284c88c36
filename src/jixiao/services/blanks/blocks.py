"""The blocks above the indicators: title, header, tasks, goals, spending plan, funds.

For an accountant: the upper half of the printed form, filled in where an earlier table gives the words.  For a programmer: each
function draws one block on the canvas, from the template and the table it is filled from, if any.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from jixiao.forms import Form, clean
from jixiao.forms.template_spec import DivisionTemplate, FundLineTemplate, Template
from jixiao.model import Area, Field, FundLine, Table
from jixiao.scoring.parameters import EXECUTION
from jixiao.scoring.policy import Policy
from jixiao.services.blanks import formulas
from jixiao.services.blanks.canvas import (
    ABOVE,
    HEAD,
    INPUT_LEFT,
    LABEL,
    MONEY,
    MONEY_SUM,
    NAME,
    NAME_LEFT,
    POINTS,
    RATE,
    SUBTITLE,
    TITLE,
    Canvas,
    place,
    span,
    spread,
)
from jixiao.workbooks.drawing import Look, Rule

_MONEY = ("initial", "budget", "executed", "expected")
FUND_WIDTHS = {"initial": 18, "budget": 18, "executed": 18, "expected": 18, "rate": 12, "weight": 9, "score": 9}
_SIDE_WIDTH = 12
_NO_FIGURE = "—"
_LEAST_AMOUNT = 13
_WEIGHT = Look(fill="input", locked=False, format="General")
_SHARE = Look(fill="input", locked=False, format="0%")


class Execution(NamedTuple):
    """Where the execution rate is scored: the cells of its weight and of its points."""

    weight: str
    score: str


class Sheet(NamedTuple):
    """What every block needs.

    Attributes:
        side: whether column 1 holds the labels beside the blocks.
        filled: the table that the form is filled from, or None.
    """

    canvas: Canvas
    form: Form
    template: Template
    policy: Policy
    year: str
    side: bool
    filled: Table | None


def plain(field: Field | None) -> str | float | date | None:
    """What a cell holds, as a worksheet takes it: a number for a number, a day for a day, else its words."""
    if field is None:
        return None
    value = field.cell.value if field.part is None else field.part
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value
    return field.text or None


def head(sheet: Sheet) -> None:
    """The lines above the header: 附件3, title, year."""
    canvas, template = sheet.canvas, sheet.template
    for line in template.above:
        canvas.line(line, ABOVE)
    canvas.line(template.title.replace("{year}", sheet.year), TITLE, 36)
    if template.subtitle:
        canvas.line(template.subtitle.replace("{year}", sheet.year), SUBTITLE)


def header(sheet: Sheet) -> None:
    """单位名称 | …: labels with cells to be filled."""
    canvas = sheet.canvas
    given = sheet.filled.header if sheet.filled else {}
    for labels in sheet.template.header:
        wanted = [width for _ in labels for width in (16.0, 100.0 / len(labels) - 16)]
        places = spread(canvas.widths, wanted)
        for number, label in enumerate(labels):
            (left, right), (first, last) = places[2 * number : 2 * number + 2]
            canvas.put(left, right, label, LABEL)
            canvas.put(first, last, plain(given.get(clean(label)[0])), INPUT_LEFT)
        canvas.next(24)


def _beside(sheet: Sheet, words: str, down: int) -> int:
    """Draw the label beside a block; gives the first column that is left."""
    if not sheet.side:
        return 1
    sheet.canvas.put(1, 1, words, LABEL, down=down)
    return 2


def tasks(sheet: Sheet) -> None:
    """年度主要任务."""
    canvas, template = sheet.canvas, sheet.template.tasks
    known = sheet.filled.tasks if sheet.filled else ()
    rows = max(template.rows, len(known))
    left = 2
    canvas.put(1, 1, template.side, LABEL, down=rows + 1)
    wanted = [20.0 if "名称" in heading else 30.0 for heading in template.headings]
    places = [(a + left - 1, b + left - 1) for a, b in spread(canvas.widths[left - 1 :], wanted)]
    for (a, b), heading in zip(places, template.headings, strict=True):
        canvas.put(a, b, heading, HEAD)
    canvas.next(24)
    names = [clean(heading)[0] for heading in template.headings]
    for number in range(rows):
        task = known[number] if number < len(known) else None
        for index, (a, b) in enumerate(places):
            field = None if task is None else task.name if index == 0 else task.details.get(names[index])
            canvas.put(a, b, plain(field), INPUT_LEFT)
        canvas.next(40)


def goals(sheet: Sheet) -> None:
    """年度总体目标 and its 实际完成情况."""
    canvas, template = sheet.canvas, sheet.template.goals
    said = {goal.kind: goal.field for goal in sheet.filled.goals} if sheet.filled else {}
    both = ((template.expected, said.get("expected")), (template.achieved, said.get("achieved")))
    texts = [(label, plain(field)) for label, field in both if label]
    if template.beside:
        for label, words in texts:
            (left, right), (first, last) = spread(canvas.widths, [16, sum(canvas.widths) - 16])
            canvas.put(left, right, label, LABEL)
            canvas.put(first, last, words, INPUT_LEFT)
            canvas.next(80)
        return
    left = _beside(sheet, template.side, 2)
    places = [(a + left - 1, b + left - 1) for a, b in spread(canvas.widths[left - 1 :], [1.0] * len(texts))]
    for (a, b), (label, _) in zip(places, texts, strict=True):
        canvas.put(a, b, label, HEAD)
    canvas.next(22)
    for (a, b), (_, words) in zip(places, texts, strict=True):
        canvas.put(a, b, words, INPUT_LEFT)
    canvas.next(90)


def plan(sheet: Sheet) -> None:
    """资金支出计划: a share of the budget up to the end of each month."""
    canvas, template = sheet.canvas, sheet.template.plan
    (a, b), (first, _) = spread(canvas.widths, [_SIDE_WIDTH, sum(canvas.widths) - _SIDE_WIDTH])
    canvas.put(a, b, template.side, LABEL, down=2)
    shares = {step.month: plain(step.share) for step in sheet.filled.plan} if sheet.filled else {}
    places = [(x + first - 1, y + first - 1) for x, y in spread(canvas.widths[first - 1 :], [1.0] * len(template.months))]
    for (x, y), month in zip(places, template.months, strict=True):
        canvas.put(x, y, f"{month}月底", HEAD)
    canvas.next()
    for (x, y), month in zip(places, template.months, strict=True):
        canvas.put(x, y, shares.get(month), _SHARE)
    areas = Area(canvas.row, places[0][0], canvas.row, places[-1][1])
    canvas.rules.append(Rule(areas, "decimal", low="0", high="1", prompt="截至该月底累计应支出的比例，如 50%", error="请填 0 到 100% 之间的比例"))
    canvas.next(22)


# ------------------------------------------------------------------ funds ----


def _found(sheet: Sheet, line: FundLineTemplate) -> FundLine | None:
    """The line of the filled table that belongs here."""
    name = clean(line.label.removeprefix("其中").lstrip("：:"))[0]
    lines = sheet.filled.funds if sheet.filled else ()
    named = next((fund for fund in lines if not fund.breakdown and clean(fund.name.removeprefix("其中").lstrip("：:"))[0] == name), None)
    return named or next((fund for fund in lines if line.role == "total" and fund.role == "total"), None)


def execution_weight(policy: Policy) -> int | float:
    """The points that the policy's first scheme gives to the execution rate (10 where it names none)."""
    shares = [share.weight for scheme in policy.weight_schemes for share in scheme.shares if share.levels == (EXECUTION,)]
    weight = shares[0] if shares else 10
    return int(weight) if weight == int(weight) else float(weight)


def _per_row(room: tuple[float, ...], count: int) -> int:
    """How many labels with amounts go into one row, so that the amounts can be read."""
    for each in range(min(count, len(room) // 2), 1, -1):
        amounts = spread(room, [14.0, 16.0] * each)[1::2]
        if -(-count // each) * each - count < each and all(sum(room[left - 1 : right]) >= _LEAST_AMOUNT for left, right in amounts):
            return each
    return 1


def _pairs(sheet: Sheet) -> None:
    """Labels with amounts beside them: the funds of a declaration, as many in a row as there is room for."""
    canvas, lines = sheet.canvas, sheet.template.funds.lines
    (a, b), (start, _) = spread(canvas.widths, [_SIDE_WIDTH, sum(canvas.widths) - _SIDE_WIDTH])
    room = canvas.widths[start - 1 :]
    each = _per_row(room, len(lines))
    down = -(-len(lines) // each)
    canvas.put(a, b, sheet.template.funds.side or sheet.template.funds.label, LABEL, down=down)
    places = [(x + start - 1, y + start - 1) for x, y in spread(room, [14.0, 16.0] * each)]
    cells = [place(canvas.row + n // each, places[2 * (n % each) + 1][0]) for n in range(len(lines))]
    parts = [cell for cell, line in zip(cells, lines, strict=True) if line.role == "part"]
    for number in range(each * down):
        label, amount = places[2 * (number % each) : 2 * (number % each) + 2]
        line = lines[number] if number < len(lines) else None
        found = _found(sheet, line) if line else None
        canvas.put(*label, line.label if line else None, HEAD)
        if line is None:
            canvas.put(*amount, None, NAME)
        elif line.role == "total" and parts:
            canvas.put(*amount, formulas.sum_of(",".join(parts)), MONEY_SUM)
        else:
            canvas.put(*amount, plain(found.budget or found.initial) if found else None, MONEY)
        if number % each == each - 1:
            canvas.next(26)


class _Funds:
    """The funds block with a heading row."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.canvas = sheet.canvas
        self.template = sheet.template.funds
        self.keys = [key for key in sheet.template.fund_headings if key in sheet.form.fund_headings]
        self.start = 2 if self.template.side and sheet.side else 1
        label = 26.0 if self.start == 2 else max(sheet.canvas.widths[0], 16.0)
        wanted = [label, *(float(FUND_WIDTHS[key]) for key in self.keys)]
        places = [(a + self.start - 1, b + self.start - 1) for a, b in spread(self.canvas.widths[self.start - 1 :], wanted)]
        self.label, self.columns = places[0], dict(zip(self.keys, places[1:], strict=True))
        self.lines = self.template.lines
        self.first = self.canvas.row + 1
        self.total = next((n for n, line in enumerate(self.lines) if line.role == "total"), None)
        self.parts = [self.first + n for n, line in enumerate(self.lines) if line.role == "part"]

    def at(self, key: str, row: int) -> str:
        return place(row, self.columns[key][0])

    def draw(self) -> Execution | None:
        canvas, template = self.canvas, self.template
        depth = 1 + len(self.lines) + (1 + max(len(d.lines) for d in template.divisions) if template.divisions else 0)
        if self.start == 2:
            canvas.put(1, 1, template.side, LABEL, down=depth)
        canvas.put(*self.label, template.label or None, HEAD)
        for key in self.keys:
            canvas.put(*self.columns[key], self.sheet.template.fund_headings[key], HEAD)
        canvas.next(30)
        execution = None
        for number, line in enumerate(self.lines):
            execution = self._line(line, number == self.total) or execution
        self._divisions(template.divisions)
        return execution

    def _line(self, line: FundLineTemplate, is_total: bool) -> Execution | None:
        canvas, row = self.canvas, self.canvas.row
        canvas.put(*self.label, line.label, NAME if is_total else NAME_LEFT)
        found = _found(self.sheet, line)
        for key in self.keys:
            if key in _MONEY:
                self._amount(key, is_total, found)
        base = next((key for key in ("budget", "initial") if key in self.columns), None)
        computable = base is not None and "executed" in self.columns
        if "rate" in self.columns:
            formula = formulas.rate(self.at(base, row), self.at("executed", row)) if base and computable else None
            canvas.put(*self.columns["rate"], formula, RATE)
        execution = self._scored(is_total, self.at(base, row) if base and computable else "")
        canvas.next(22)
        return execution

    def _amount(self, key: str, is_total: bool, found: FundLine | None) -> None:
        row = self.canvas.row
        own = plain(getattr(found, key)) if found else None
        # A figure of the total stands only where its parts are unknown.
        filled = self.sheet.filled.funds if self.sheet.filled else ()
        parts_known = any(plain(getattr(line, key)) is not None for line in filled if line.role == "part" and not line.breakdown)
        if is_total and self.parts and (own is None or parts_known):
            column = self.columns[key][0]
            self.canvas.put(*self.columns[key], formulas.sum_of(span(self.parts[0], self.parts[-1], column)), MONEY_SUM)
        else:
            self.canvas.put(*self.columns[key], own, MONEY, row=row)

    def _scored(self, is_total: bool, base: str) -> Execution | None:
        canvas, row = self.canvas, self.canvas.row
        if "weight" not in self.columns or "score" not in self.columns:
            return None
        if not is_total:
            for key in ("weight", "score"):
                canvas.put(*self.columns[key], _NO_FIGURE, NAME)
            return None
        weight = canvas.put(*self.columns["weight"], execution_weight(self.sheet.policy), _WEIGHT)
        area = Area(row, self.columns["weight"][0], row, self.columns["weight"][1])
        canvas.rules.append(Rule(area, "decimal", low="0", high="100", error="分值应在 0 到 100 之间"))
        formula = formulas.rate_points(base, self.at("executed", row), weight, self.sheet.policy) if base else None
        return Execution(weight, canvas.put(*self.columns["score"], formula, POINTS))

    def _divisions(self, divisions: tuple[DivisionTemplate, ...]) -> None:
        """按收入性质分 | 按支出性质分, with lines whose figure is written behind the colon."""
        if not divisions:
            return
        canvas = self.canvas
        places = [(a + self.start - 1, b + self.start - 1) for a, b in spread(canvas.widths[self.start - 1 :], [1.0] * len(divisions))]
        for (a, b), division in zip(places, divisions, strict=True):
            canvas.put(a, b, division.label, NAME_LEFT)
        canvas.next(20)
        for number in range(max(len(division.lines) for division in divisions)):
            for (a, b), division in zip(places, divisions, strict=True):
                words = division.lines[number] if number < len(division.lines) else None
                canvas.put(a, b, words, INPUT_LEFT if words else NAME_LEFT)
            canvas.next(20)


def funds(sheet: Sheet) -> Execution | None:
    """The funds block; gives the cells of the execution rate's points, where the form scores it."""
    if sheet.form.stage == "target" or len(sheet.form.fund_headings) < 3:
        _pairs(sheet)
        return None
    return _Funds(sheet).draw()

