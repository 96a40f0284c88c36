"""The blank workbook of a statement (基础数据表, 收支结转结余情况表 …): its lines, with sums, ratios and balances as formulas.

For an accountant: three columns of figures to be filled in, everything that follows from them computed.  For a programmer: the
relations that the form declares for the checks are written down here as formulas, so the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jixiao.forms.statement_spec import BlockSpec, LineSpec, StatementForm
from jixiao.model import Area
from jixiao.services.blanks import formulas
from jixiao.services.blanks.canvas import (
    ABOVE,
    COUNT,
    HEAD,
    INPUT_LEFT,
    LABEL,
    MONEY,
    MONEY_SUM,
    NAME_LEFT,
    RATE,
    SUBTITLE,
    THIN,
    TITLE,
    TOTAL_LABEL,
    Canvas,
    place,
    span,
    spread,
)
from jixiao.services.blanks.rows import SENTINEL
from jixiao.workbooks.drawing import Formula, Look, Mark, Rule

_LABEL_WIDTH = 36.0
_COLUMN_WIDTH = 15.0
_LONGEST_NAME = 31
_COUNT_SUM = MONEY_SUM._replace(format="#,##0.##########")


class _Block:
    """One block on the canvas: its heading, its lines or the rows for the unit's own."""

    def __init__(self, canvas: Canvas, form: StatementForm, spec: BlockSpec, year: str, rows: int, names: Sequence[str] = ()) -> None:
        self.canvas, self.form, self.spec, self.year, self.rows = canvas, form, spec, year, rows
        self.names = (*names, *(None,) * (rows - len(names)))
        places = spread(canvas.widths[1:], [1.0] * len(spec.columns))
        self.columns = {key: (left + 1, right + 1) for key, (left, right) in zip(spec.columns, places, strict=True)}
        self.at: dict[str, int] = {}

    def draw(self) -> None:
        single = self.spec.key in self.form.template.single
        self._heading(2 if single else 1)
        if single:
            self._figures(own=True)
            self.canvas.next(24)
        elif self.spec.lines:
            self._lines()
        else:
            self._own_rows(self.canvas.row - 1)

    def _heading(self, down: int) -> None:
        template, unit = self.form.template, f"（{self.form.money_unit}）" if self.spec.measure == "money" else ""
        self.canvas.put(1, 1, template.labels.get(self.spec.key, self.spec.name + unit), LABEL, down=down)
        for key, (left, right) in self.columns.items():
            words = template.headings.get(f"{self.spec.key}.{key}", self.spec.columns[key][0])
            if self.year.isdigit():
                words = words.replace("上年", f"{int(self.year) - 1}年").replace("本年", f"{self.year}年")
            self.canvas.put(left, right, words, HEAD)
        self.canvas.next(28)

    def _cell(self, key: str, row: int) -> str:
        return place(row, self.columns[key][0])

    def _derived(self, key: str, row: int) -> Formula | None:
        """The formula of a column that follows from others in its row."""
        ratio = next((ratio for ratio in self.spec.ratios if ratio.column == key), None)
        if ratio is not None:
            of, by = self._cell(ratio.of, row), self._cell(ratio.by, row)
            change = Formula(f'=IF(OR(N({by})=0,{of}=""),"",({of}-{by})/{by})')
            return formulas.rate(by, of) if ratio.kind == "ratio" else change
        balance = next((balance for balance in self.spec.balances if balance.column == key), None)
        if balance is not None:
            plus, minus = (",".join(self._cell(k, row) for k in keys) for keys in (balance.plus, balance.minus))
            return Formula(f'=IF(COUNT({plus},{minus})=0,"",ROUND(SUM({plus})-SUM({minus}),6))')
        return None

    def _looks(self, key: str) -> tuple[Look, Look]:
        """Looks of a figure to be filled in and of one that is computed."""
        heading = self.form.template.headings.get(f"{self.spec.key}.{key}", "")
        if key in self.spec.derived:
            return RATE, RATE
        return (COUNT, _COUNT_SUM) if self.spec.measure == "count" and "元" not in heading else (MONEY, MONEY_SUM)

    def _figures(self, sums: dict[str, Formula] | None = None, *, own: bool = False) -> None:
        """The figures of one row: computed, summed, or to be filled in; all unlocked in rows of the unit's own."""
        row = self.canvas.row
        for key, (left, right) in self.columns.items():
            entered, computed = self._looks(key)
            formula = self._derived(key, row) or (sums or {}).get(key)
            look = computed if formula else entered
            self.canvas.put(left, right, formula, look._replace(locked=False) if own else look)
            if not formula:
                self.canvas.rules.append(Rule(Area(row, left, row, left), "decimal", low="-1E+15", high="1E+15", error="请填数字，没有的留空"))

    # -------------------------------------------------------------- lines ----

    def _depth(self, line: LineSpec) -> int:
        parent = next((other for other in self.spec.lines if other.key == line.parent), None)
        return 0 if parent is None else 1 + self._depth(parent)

    def _label(self, line: LineSpec) -> str:
        """A line's words with the numbering of the printed form: 1、 below a sum, 其中： below another line."""
        parent = next((other for other in self.spec.lines if other.key == line.parent), None)
        if parent is None:
            return line.labels[0]
        sisters = [other.key for other in self.spec.lines if other.parent == line.parent]
        number = sisters.index(line.key) + 1
        if parent.parts == "sum" and self._depth(line) == 1:
            return f"　{number}、{line.labels[0]}"
        return "　" * self._depth(line) + ("其中：" if number == 1 else "") + line.labels[0]

    def _lines(self) -> None:
        row = self.canvas.row
        for line in self.spec.lines:
            self.at[line.key] = row
            row += 1 + (self.rows + 1 if line.open else 0)
        for line in self.spec.lines:
            self.canvas.put(1, 1, self._label(line), NAME_LEFT._replace(bold=self._depth(line) == 0))
            self._figures(self._sums(line))
            if line.parts == "at_most":
                self._mark_excess(line)
            self.canvas.next(20)
            if line.open:
                self._open()

    def _parts(self, line: LineSpec, key: str) -> str:
        if line.open:
            return span(self.at[line.key] + 1, self.at[line.key] + self.rows + 1, self.columns[key][0])
        return ",".join(self._cell(key, self.at[part.key]) for part in self.spec.lines if part.parent == line.key)

    def _sums(self, line: LineSpec) -> dict[str, Formula]:
        return {key: formulas.sum_of(self._parts(line, key)) for key in self.columns} if line.parts == "sum" else {}

    def _mark_excess(self, line: LineSpec) -> None:
        """Parts that exceed their whole are coloured."""
        for key, (left, _) in self.columns.items():
            cell = self._cell(key, self.canvas.row)
            area = Area(self.canvas.row, left, self.canvas.row, left)
            self.canvas.marks.append(Mark(area, f"AND(ISNUMBER({cell}),ROUND(SUM({self._parts(line, key)})-{cell},6)>0)"))

    def _open(self) -> None:
        """Rows for the unit's own lines, and the thin line above which more are inserted."""
        for name in self.names:
            self.canvas.put(1, 1, name, INPUT_LEFT)
            self._figures(own=True)
            self.canvas.next(20)
        self._sentinel()

    def _sentinel(self) -> int:
        row = self.canvas.row
        self.canvas.put(1, 1, SENTINEL, THIN)
        for left, right in self.columns.values():
            self.canvas.put(left, right, None, THIN)
        self.canvas.next(12)
        self.canvas.least[row] = 12
        return row

    # ----------------------------------------------------------- own rows ----

    def _own_rows(self, heading: int) -> None:
        """Rows of the unit's own, closed by their sum."""
        for name in self.names:
            self.canvas.put(1, 1, name, INPUT_LEFT)
            self._figures(own=True)
            self.canvas.next(22)
        last = self._sentinel()
        if not self.spec.totals:
            return
        self.canvas.put(1, 1, self.spec.totals[0], TOTAL_LABEL)
        self._figures({key: formulas.sum_of(span(heading, last, left)) for key, (left, _) in self.columns.items()})
        self.canvas.next(24)


def widths_of(form: StatementForm) -> tuple[float, ...]:
    """The columns of a statement's sheet: labels, then as many as its widest block has."""
    return (_LABEL_WIDTH, *(_COLUMN_WIDTH,) * max(len(block.columns) for block in form.blocks))


def filled_blocks(canvas: Canvas, form: StatementForm, year: str, names: Mapping[str, Sequence[str]]) -> None:
    """The blocks alone, with rows for the unit's own lines only as far as they have names (block → names)."""
    for block in form.blocks:
        own = names.get(block.key, ())
        _Block(canvas, form, block, year, len(own), own).draw()


def statement(form: StatementForm, year: str, rows: int | None) -> Canvas:
    """The sheet of a statement; ``rows`` for the unit's own lines, None for the template's number."""
    template = form.template
    canvas = Canvas(form.titles[0][:_LONGEST_NAME] if form.titles else form.name.zh, widths_of(form))
    for line in template.above:
        canvas.line(line, ABOVE)
    canvas.line(template.title.replace("{year}", year), TITLE, 36)
    if template.subtitle:
        canvas.line(template.subtitle.replace("{year}", year), SUBTITLE)
    for labels in template.header:
        for number, (left, right) in enumerate(spread(canvas.widths, [1.0, 2.0] * len(labels))):
            canvas.put(left, right, None if number % 2 else labels[number // 2], INPUT_LEFT if number % 2 else LABEL)
        canvas.next(24)
    canvas.line(f"单位：{form.money_unit}", SUBTITLE._replace(horizontal="right"))
    for block in form.blocks:
        drawn = _Block(canvas, form, block, year, rows or template.rows)
        drawn.draw()
    for label in template.closing:
        canvas.put(1, 1, label, LABEL)
        canvas.put(2, canvas.last, None, INPUT_LEFT)
        canvas.next(60)
    return canvas
