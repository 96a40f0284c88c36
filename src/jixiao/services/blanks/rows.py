"""The indicator table: heading, levels, rows with their formulas, the row above which rows are inserted, total and grade.

For an accountant: yellow cells are filled in, grey ones compute; rows may be added anywhere above the thin grey line.  For a
programmer: sums run from the heading row to that line, so that an inserted row is always inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from jixiao.forms import clean
from jixiao.forms.template_spec import LevelTemplate
from jixiao.model import Area, Drift, Indicator
from jixiao.scoring.parameters import EXECUTION
from jixiao.scoring.policy import Policy
from jixiao.services.blanks import formulas
from jixiao.services.blanks.blocks import Execution, Sheet, plain
from jixiao.services.blanks.canvas import CHECK, HEAD, LABEL, NOTE, THIN, TOTAL, TOTAL_LABEL, place, span
from jixiao.services.blanks.formulas import Places
from jixiao.values import month_of_heading
from jixiao.workbooks.drawing import Formula, Look, Mark, Rule, Tint
from jixiao.workbooks.fresh import text_height

WIDTHS = {
    "level1": 10, "level2": 13, "name": 26, "nature": 8, "direction": 8, "target": 13, "unit": 9, "actual": 15, "weight": 8, "rule": 24,
    "score": 8, "reason": 20, "completion": 10, "deviation": 10, "prior": 11, "description": 20, "evidence": 20, "expected": 15,
    "outlook": 12, "light": 8,
}
SIDE_WIDTH = 7
SENTINEL = "（在此行上方插入行）"
_OPEN = Look(locked=False)
_INPUT = Look(fill="input", locked=False)
_WORDS = Look(fill="input", locked=False, horizontal="left")
_COMPUTED = Look(fill="computed", locked=False)
_LOOKS = {
    "name": _WORDS, "rule": _WORDS, "reason": _WORDS, "description": _WORDS, "evidence": _WORDS,
    "score": _COMPUTED._replace(format="0.00"), "completion": _COMPUTED._replace(format="0.00%"),
    "deviation": _COMPUTED._replace(format="0.00%"), "light": _COMPUTED,
}
_OUTLOOKS = ("确定能", "有可能", "完全不可能")
_LIGHTS: dict[str, Tint] = {"红": "red", "黄": "yellow", "绿": "green", "蓝": "blue"}
_WHOLE = 100
_SHORT_SIDE = 4


class Group(NamedTuple):
    """Rows below one 一级指标 and 二级指标; ``rows`` holds indicators, or None for blank rows."""

    level1: str
    level2: str
    rows: tuple[Indicator | None, ...]


def level_weight(level: LevelTemplate, policy: Policy) -> int | None:
    """The weight that the form states for a level: the policy's, where its first scheme names the level."""
    if level.weight is None or not policy.weight_schemes:
        return level.weight
    shares = policy.weight_schemes[0].shares
    found = next((share.weight for share in shares if len(share.levels) == 1 and share.levels[0] in level.name), None)
    return level.weight if found is None else int(found)


def _labels(sheet: Sheet) -> dict[str, str]:
    """Name of a 一级指标 → what its cell says, with its weight where the form states it."""
    found = {}
    for level in sheet.template.levels:
        weight = level_weight(level, sheet.policy)
        found[clean(level.name)[0]] = level.name if weight is None else f"{level.name}\n（{weight}分）"
    return found


def groups(sheet: Sheet, rows: int | None) -> list[Group]:
    """The rows to draw: those of the filled table, else so many blank ones for each 二级指标."""
    if sheet.filled is not None and sheet.filled.indicators:
        runs = groupby(sheet.filled.indicators, key=lambda row: (row.level1, row.level2))
        return _with_empty([Group(one, two, tuple(found)) for (one, two), found in runs], sheet.filled.drift)
    blank = (None,) * (rows or sheet.template.rows)
    return [Group(level.name, second, blank) for level in sheet.template.levels for second in (level.second or ("",))]


def _with_empty(found: list[Group], drift: Sequence[Drift]) -> list[Group]:
    """The groups, and a blank row for each 二级指标 that the filled table names without any indicator."""
    for level in drift:
        if level.kind == "empty" and level.key == "level2":
            below = (n for n, group in enumerate(found) if isinstance(group.rows[0], Indicator) and group.rows[0].row > level.ref.row)
            found.insert(next(below, len(found)), Group(level.expected, level.found, (None,)))
    return found


class _Rows:
    """Draws the table."""

    def __init__(self, sheet: Sheet, execution: Execution | None) -> None:
        self.sheet, self.canvas, self.policy = sheet, sheet.canvas, sheet.policy
        self.execution = execution
        self.keys = sheet.template.columns
        self.first = 2 if sheet.side else 1
        self.columns = {key: number + self.first for number, key in enumerate(self.keys)}
        self.heading = self.canvas.row
        self.sentinel = 0
        self.pattern = sheet.template.rule
        # A formula that makes words has no height of its own.
        self.least = max(28.0, text_height(self.pattern, WIDTHS["rule"], 10) if "rule" in self.keys else 0)
        self.month = next((m for text in sheet.template.headings.values() if (m := month_of_heading(text)) is not None), 12)

    def at(self, key: str, row: int) -> str:
        return place(row, self.columns[key]) if key in self.columns else ""

    def column(self, key: str) -> str:
        """A column from the heading to the thin line: rows inserted between are inside."""
        return span(self.heading, self.sentinel, self.columns[key])

    def draw(self, rows: int | None) -> None:
        for key in self.keys:
            self.canvas.put(self.columns[key], self.columns[key], self.sheet.template.headings[key], HEAD)
        self.canvas.heading = (self.heading, self.heading)
        self.canvas.next(34)
        found = groups(self.sheet, rows)
        self._levels(found)
        for group in found:
            for indicator in group.rows:
                self._row(indicator)
        self.sentinel = self.canvas.row
        self.canvas.put(self.first, self.canvas.last, SENTINEL, THIN)
        if self.sheet.side:
            words = self.sheet.template.side
            # 绩效指标 is written downwards, as on the printed form.
            words = "\n".join(words) if len(words) <= _SHORT_SIDE else words
            self.canvas.put(1, 1, words, LABEL, row=self.heading, down=self.sentinel - self.heading + 1)
            for row in range(self.heading + 1, self.sentinel):
                self.canvas.cells[row, 1] = self.canvas.cells[row, 1]._replace(look=LABEL._replace(locked=False))
        self.canvas.next(12)
        self.canvas.least[self.sentinel] = 12
        self._entries()

    # ------------------------------------------------------------- levels ----

    def _levels(self, found: list[Group]) -> None:
        labels = _labels(self.sheet)
        top = self.canvas.row
        if "level1" in self.columns:
            row = top
            for name, run in groupby(found, key=lambda group: group.level1):
                down = sum(len(group.rows) for group in run)
                self.canvas.put(self.columns["level1"], self.columns["level1"], labels.get(clean(name)[0], name) or None, _OPEN, row=row, down=down)
                row += down
        if "level2" in self.columns:
            row = top
            for group in found:
                self.canvas.put(self.columns["level2"], self.columns["level2"], group.level2 or None, _OPEN, row=row, down=len(group.rows))
                row += len(group.rows)

    # --------------------------------------------------------------- rows ----

    def _row(self, indicator: Indicator | None) -> None:
        row = self.canvas.row
        for key in self.keys:
            if key in {"level1", "level2"}:
                continue
            value = plain(getattr(indicator, key, None)) if indicator is not None else None
            look = _LOOKS.get(key, _INPUT)
            formula = self._formula(key, row, plain(indicator.rule) if indicator is not None else None)
            if key == "rule" and value is None and formula:
                look = look._replace(fill="computed")
            self.canvas.put(self.columns[key], self.columns[key], formula if value is None else value, look)
        self.canvas.next(self.least)

    def places(self, row: int) -> Places:
        return Places(*(self.at(key, row) for key in ("direction", "target", "unit", "actual", "weight", "rule")))

    def _formula(self, key: str, row: int, rule: str | float | date | None) -> Formula | None:
        at = self.places(row)
        if key == "rule" and self.pattern and self.sheet.filled is None:
            return Formula(f'=IF({at.weight}="","",{formulas.rule_text(self.pattern, at.weight)})')
        if not (at.direction and at.target and at.actual and (at.weight or key != "score")):
            return None  # of a table that has not the columns that a formula compares
        if key == "score":
            if isinstance(rule, str):
                kind = formulas.kind_of(rule)
                return None if kind is None else Formula(f"={formulas.points_of(at, kind, self.policy)}")
            return formulas.score(at, self.policy, self.pattern)
        if key == "completion":
            return formulas.completion(at, self.policy)
        if key == "deviation":
            return formulas.deviation(at, self.policy)
        if key == "light":
            return formulas.light(at, self.month, self.policy)
        return None

    def _area(self, key: str) -> Area:
        column = self.columns[key]
        return Area(self.heading + 1, column, self.sentinel, column)

    def _entries(self) -> None:
        """Drop-downs and limits, down to the thin line, so that inserted rows have them."""
        rules, top = self.canvas.rules, self.heading + 1
        words = "达到用第一项；部分达到、未达到的在得分格直接填评定的分数" if "score" in self.columns else ""
        offered = {
            "direction": Rule(self._at("direction"), "list", formulas.DIRECTIONS, error="请从下拉列表选：≥ > = ≤ < 定性"),
            "nature": Rule(self._at("nature"), "list", ("定量", "定性"), error="请选 定量 或 定性"),
            "target": Rule(self._at("target"), "custom", low="TRUE", prompt="只填数字：95% 填 95，单位选 %；日期填完整日期，单位写 日期；定性的填文字", strict=False),
            "actual": Rule(self._at("actual"), "list", formulas.ACHIEVED, strict=False, prompt="定量的只填数字；定性的从列表选" + (f"。{words}" if words else "")),
            "weight": Rule(self._at("weight"), "decimal", low="0", high="100", error="分值应在 0 到 100 之间"),
            "outlook": Rule(self._at("outlook"), "list", _OUTLOOKS, error="请选一项"),
            "light": Rule(self._at("light"), "list", tuple(_LIGHTS), error="请选一种灯"),
        }
        parted = {"direction", "unit"} <= self.columns.keys()  # else targets and actuals hold their words whole
        rules.extend(rule for key, rule in offered.items() if key in self.columns and (parted or key not in {"target", "actual"}))
        if "score" in self.columns and "weight" in self.columns:
            rules.append(Rule(self._area("score"), "decimal", low="0", high=self.at("weight", top), error="得分应在 0 到本行分值之间"))
        if "light" in self.columns:
            self.canvas.marks.extend(Mark(self._area("light"), f'{self.at("light", top)}="{word}"', tint) for word, tint in _LIGHTS.items())
        if "score" in self.columns and "actual" in self.columns:
            self.canvas.marks.append(Mark(self._area("score"), f'AND({self.at("actual", top)}<>"",{self.at("score", top)}="")'))

    def _at(self, key: str) -> Area:
        return self._area(key) if key in self.columns else Area(1, 1, 1, 1)

    # -------------------------------------------------------------- total ----

    def close(self) -> None:
        """总分, 等级 and the line that says what is still open."""
        if "weight" not in self.columns:
            return
        canvas, scored = self.canvas, "score" in self.columns
        figures = ["weight", "score"] if scored else ["weight"]
        own = [self.columns[key] for key in figures]
        weight_column = self.column("weight")
        weights = f"SUM({','.join(filter(None, (self.execution.weight if self.execution else '', weight_column)))})"
        canvas.put(1, min(own) - 1, "总分" if scored else "合计", TOTAL_LABEL)
        canvas.put(self.columns["weight"], self.columns["weight"], Formula(f"={weights}"), TOTAL._replace(format="General"))
        total = ""
        if scored:
            points = ",".join(filter(None, (self.execution.score if self.execution else "", self.column("score"))))
            added = Formula(f'=IF(COUNT({points})=0,"",ROUND(SUM({points}),{self.policy.score_places}))')
            total = canvas.put(self.columns["score"], self.columns["score"], added, TOTAL)
        for column in range(min(own), canvas.last + 1):
            if column not in own:
                canvas.put(column, column, None, TOTAL_LABEL)
        canvas.next(26)
        if scored and "grade" in self.sheet.form.computed and self.policy.grades:
            canvas.put(1, min(own) - 1, "自评等级", TOTAL_LABEL)
            canvas.put(min(own), canvas.last, formulas.grade(total, self._open(), self.policy), TOTAL)
            canvas.next(24)
        canvas.line(self._check(weights), CHECK, 18)

    def _open(self) -> str:
        """How many rows have a weight and no score."""
        return f'SUMPRODUCT(({self.column("weight")}<>"")*({self.column("score")}=""))'

    def _left_for_rate(self) -> int:
        """The points that a declaration leaves for the execution rate, which only the self-evaluation scores."""
        if self.sheet.form.stage != "target" or not self.policy.weight_schemes:
            return 0
        shares = self.policy.weight_schemes[0].shares
        return int(sum(share.weight for share in shares if share.levels == (EXECUTION,)))

    def _check(self, weights: str) -> Formula:
        rest = self._left_for_rate()
        wanted = f"{_WHOLE - rest}（预算执行率另占{rest}分，不考核的为{_WHOLE}）" if rest else f"{_WHOLE}"
        right = " + ".join(f"(ROUND({weights}-{each},6)=0)" for each in sorted({_WHOLE, _WHOLE - rest})).replace(" ", "")
        said = f'"核对：分值合计应为{wanted}，"&IF({right}>0,"相符","现为"&ROUND({weights},4))'
        if "score" in self.columns:
            said += f'&IF({self._open()}=0,"","；还有"&{self._open()}&"项没有得分")'
            if "reason" in self.columns:
                score, weight, reason = (self.column(key) for key in ("score", "weight", "reason"))
                missing = f'SUMPRODUCT(ISNUMBER({score})*({score}<{weight})*({reason}=""))'
                said += f'&IF({missing}=0,"","；还有"&{missing}&"项未得满分而没有写偏差原因")'
        return Formula(f"={said}")


def indicators(sheet: Sheet, execution: Execution | None, rows: int | None, *, closing: bool = True) -> None:
    """The indicator table with its closing rows (总分, 等级), and the notes below."""
    drawn = _Rows(sheet, execution)
    drawn.draw(rows)
    if closing:
        drawn.close()
    for note in sheet.template.notes:
        sheet.canvas.line(note, NOTE)
