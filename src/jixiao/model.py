"""What the rooms of the house hand to each other: cells, tables, findings, edits.

For an accountant: the vocabulary of a 绩效 workbook (funds line, indicator, finding …).
For a programmer: frozen records without behaviour beyond themselves.  Nothing here reads a
file, judges a figure or prints.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]


class Text(NamedTuple):
    """One sentence for people, in both languages of the product.

    Attributes:
        zh: Chinese, the default everywhere.
        en: English, shown with ``--lang en``.
    """

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in ``language`` ("zh" or "en")."""
        return self.en if language == "en" else self.zh


NOTHING_SAID = Text("", "")


class JixiaoError(Exception):
    """A refusal that a person can act upon: its text says what happened and what to do next."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.zh)
        self.text = text


# ---------------------------------------------------------------- cells ----


def column_letters(column: int) -> str:
    """Letters of a 1-based column number: 1 → "A", 28 → "AB"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Ref(NamedTuple):
    """The place of one cell; ``row`` and ``column`` count from 1."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """The address inside its sheet, such as "H33"."""
        return f"{column_letters(self.column)}{self.row}"


class Area(NamedTuple):
    """A rectangle of cells, both corners included, counted from 1 (a merged range)."""

    top: int
    left: int
    bottom: int
    right: int


CellValue = str | Decimal | bool | date | datetime | time | None


class Cell(NamedTuple):
    """One cell as the workbook stores it.

    Attributes:
        value: text, exact decimal (Excel's 15 significant digits), boolean, date, or None for an
            empty cell.  A formula cell has its cached value here.  An error value (``#DIV/0!``)
            is text with ``kind`` "error".
        kind: "empty" | "text" | "number" | "percent" | "date" | "boolean" | "error".  "percent"
            is a number whose format shows it as a percentage: 0.95 shown as 95%.
        text: what a person sees, near enough for a message: "95%", "2024年12月31日", "6653.73".
        formula: the formula without "=", or None.  A cell of an array or shared formula that
            carries no text of its own has "".
        cached: False for a formula that was never calculated (no stored value).
        locked: True where the sheet is protected and this cell is locked.
    """

    value: CellValue
    kind: str
    text: str
    formula: str | None = None
    cached: bool = True
    locked: bool = False


EMPTY_CELL = Cell(None, "empty", "")


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as cells and merges, without meaning.

    Attributes:
        sheet: name of the sheet.
        cells: (row, column) → Cell, from 1; empty cells without formula are left out.
        merges: merged ranges.  Their value lives in the top-left cell.
        visible: False for a hidden sheet.
        generated: True for our own 校验 sheet, which is never read as a table.
    """

    sheet: str
    cells: dict[tuple[int, int], Cell]
    merges: tuple[Area, ...] = ()
    visible: bool = True
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A whole workbook as grids, in the order of its sheets.

    Attributes:
        path: where it came from, as the user wrote it.
        grids: one per worksheet.
        properties: custom document properties (``jixiao.policy`` remembers the policy).
        explanations: what the user wrote in an earlier 校验 sheet, by finding fingerprint.
    """

    path: str
    grids: tuple[Grid, ...]
    properties: dict[str, str] = field(default_factory=dict)
    explanations: dict[str, Explanation] = field(default_factory=dict)


# --------------------------------------------------------------- tables ----


class Field(NamedTuple):
    """One thing that a table says, with the cell that says it.

    Attributes:
        ref: the cell (top-left one where merged).
        cell: its content.
        part: where several things share one cell, the text that belongs to this field
            (``一般公共预算：8805.39`` holds a name and an amount); None for the whole cell.
    """

    ref: Ref
    cell: Cell
    part: str | None = None

    @property
    def text(self) -> str:
        """The words as a person sees them, without outer blanks."""
        return (self.cell.text if self.part is None else self.part).strip()


FundRole = Literal["total", "part", "other"]
Stage = Literal["target", "monitoring", "evaluation", "statement"]


@dataclass(frozen=True, slots=True)
class FundLine:
    """One row of the funds block (年度资金总额, 其中：财政拨款 …).

    Attributes:
        name: the row's label, cleaned of 其中 and colons.
        label: the cell with the label.
        role: "total" for the row that the others add up to, "part" for its parts.
        breakdown: which total this part belongs to ("" for the plain one; 按收入性质分,
            按支出性质分 … where a table divides the same money more than once).
        initial, budget, executed: 年初预算数, 全年预算数, 全年执行数.
        expected: 全年预计执行数, in a monitoring table.
        rate, weight, score: 执行率, 分值, 得分; remark: words beside the line (备注, 偏差原因).
    """

    name: str
    label: Field
    role: FundRole
    breakdown: str = ""
    initial: Field | None = None
    budget: Field | None = None
    executed: Field | None = None
    expected: Field | None = None
    rate: Field | None = None
    weight: Field | None = None
    score: Field | None = None
    remark: Field | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One leaf row (三级指标) of the indicator table.

    Attributes:
        row: its row in the sheet.
        name: 三级指标.
        level1, level2: names of the levels above, cleaned of weights: "产出指标", "数量指标".
        nature: 指标性质 (定量 / 定性); direction: 指标方向; target: 年度指标值;
        unit: 计量单位; actual: 实际完成值; weight: 分值; rule: 评分标准; score: 得分;
        reason: 偏差原因分析及改进措施; completion: 完成率; deviation: 偏差率.
        prior: 上年值; description: 指标解释; evidence: 指标值确定依据.
        expected: 全年预计完成情况; outlook: 完成目标可能性; light: 预警灯; interim: 半年目标值 and the
            like, what is due by now (monitoring tables).
            None where the table has no such column; an empty cell is a Field with an empty cell.
    """

    row: int
    name: Field
    level1: str
    level2: str
    nature: Field | None = None
    direction: Field | None = None
    target: Field | None = None
    unit: Field | None = None
    actual: Field | None = None
    weight: Field | None = None
    rule: Field | None = None
    score: Field | None = None
    reason: Field | None = None
    completion: Field | None = None
    deviation: Field | None = None
    prior: Field | None = None
    description: Field | None = None
    evidence: Field | None = None
    expected: Field | None = None
    outlook: Field | None = None
    light: Field | None = None
    interim: Field | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A heading above indicators (一级指标 or 二级指标) with what it states about itself.

    Attributes:
        depth: 1 or 2.
        name: without weight: "产出指标".
        parent: name of the 一级指标 above ("" for depth 1).
        label: its (first) cell.
        weight_text: the weight written in the label, "50" of ``产出指标(50分)``; None if none.
        rows: places in ``Table.indicators`` of the indicators below it.
    """

    depth: int
    name: str
    parent: str
    label: Field
    weight_text: str | None
    rows: tuple[int, ...]


DriftKind = Literal["missing", "wanted", "renamed", "duplicate", "extra", "shared", "shifted", "displaced", "empty", "several", "twice"]


class Drift(NamedTuple):
    """How a sheet departs from its form.

    Attributes:
        kind: "missing" (no such column), "renamed" (found under another heading), "duplicate"
            (two headings for one column), "extra" (a heading that we do not know), "shared"
            (one column holds two things, such as rule text in 分值), "wanted" (no such column, and the
            table can be read without it), "shifted" (a row whose cells stand beside their columns),
            "displaced" (a level in a row of its own that holds a value), "empty" (a level without indicators),
            "several" (a heading over several columns with more than one value in a row), "twice" (a level
            that comes twice, with another weight).
        key: the field concerned: "actual", "weight" …; "" where none.
        expected: heading of the form; found: heading in the sheet ("" where missing).
        ref: the cell to look at.
    """

    kind: DriftKind
    key: str
    expected: str
    found: str
    ref: Ref


@dataclass(frozen=True, slots=True)
class Goal:
    """A narrative block: 年度总体目标 (expected) and its 实际完成情况 (achieved)."""

    kind: Literal["expected", "achieved"]
    field: Field


class PlanStep(NamedTuple):
    """One step of 资金支出计划: how much is to be spent by the end of a month.

    Attributes:
        month: 1 to 12; label: the cell that names it (6月底); share: the planned share or amount.
    """

    month: int
    label: Field
    share: Field


class Task(NamedTuple):
    """One line of 年度主要任务: its name and the cells beside it, by heading (主要实施内容, 资金 …)."""

    name: Field
    details: dict[str, Field]


@dataclass(frozen=True, slots=True)
class Table:
    """One 绩效 table, read: every field knows its cell.

    Attributes:
        sheet: name of its sheet; form: id of its form; title: its heading as written.
        stage: "target" (申报), "monitoring" (运行监控) or "evaluation" (自评).
        columns: field key → heading cell, for the indicator block.
        fund_columns: field key → heading cell, for the funds block.
        money_unit: unit of the amounts: "万元" or "元".
        anchor: the cell to point at when the table as a whole is meant.
        computed: which fields the form lets us compute ("rate", "fund_score", "fund_sum",
            "score", "total", "grade").
        total_required: whether the form ends with 总分.
        year: the budget year read from title or header, if any.
        month: the last month that a monitoring table covers (1–7月 → 7), if it says so.
        plan: 资金支出计划, in the order of the table; tasks: 年度主要任务.
        header: label → field for the lines above (单位名称 …).
    """

    sheet: str
    form: str
    title: str
    stage: Stage
    anchor: Ref
    columns: dict[str, Field]
    fund_columns: dict[str, Field]
    funds: tuple[FundLine, ...]
    indicators: tuple[Indicator, ...]
    levels: tuple[Level, ...]
    goals: tuple[Goal, ...] = ()
    header: dict[str, Field] = field(default_factory=dict)
    total_required: bool = True
    total: Field | None = None
    total_weight: Field | None = None
    grade: Field | None = None
    drift: tuple[Drift, ...] = ()
    money_unit: str = "万元"
    year: int | None = None
    month: int | None = None
    plan: tuple[PlanStep, ...] = ()
    tasks: tuple[Task, ...] = ()
    computed: frozenset[str] = frozenset()
    policy: str | None = None

    @property
    def scored(self) -> bool:
        """Whether the table carries scores: only a 自评表 does."""
        return self.stage == "evaluation"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One labelled row of a statement (三公经费, 公务接待 …).

    Attributes:
        key: its id in the form, "total" for a row 合计, "" for one of the unit's own lines.
        name: the label without numbering, 其中 and colons.
        label: the cell with the label.
        parent: key of the line that it is a part of, "" for none.
        block: key of the block of headed columns that it stands in.
        figures: column key → the cell with its figure.
    """

    key: str
    name: str
    label: Field
    parent: str
    block: str
    figures: dict[str, Field]


class Term(NamedTuple):
    """One figure that another one follows from; ``sign`` is 1 or -1."""

    name: str
    field: Field
    sign: int = 1


RelationKind = Literal["sum", "at_most", "ratio", "change", "balance", "limit", "same"]


@dataclass(frozen=True, slots=True)
class Relation:
    """What must follow from what in a statement, in cells.

    Attributes:
        kind: "sum" (the parts add up to the result), "at_most" (they do not exceed it), "ratio" (first term ÷ second),
            "change" ((first − second) ÷ second), "balance" (terms with their signs), "limit" (the result should not
            exceed any term), "same" (the figure stands in the funds block of the 自评表 too).
        subject: name of the line; column: words of the column's heading.
        result: the cell that must follow.
        readings: the terms; where it is open which lines belong to a sum, each possible choice, the likeliest first.
        remark: what a ratio above 100% means; for "same" the name of the funds line.
    """

    kind: RelationKind
    subject: str
    column: str
    result: Field
    readings: tuple[tuple[Term, ...], ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of figures (基础数据表, 收支结转结余情况表 …): labelled lines under headed columns.

    Attributes:
        columns: "block.column" key → heading cell; units: the same key → "万元" or "元", "" for a count, "%" for a rate.
        lines: of all its blocks (人员, 经费, 楼堂馆所), from the top; a line has the columns of its block.
        relations: what its form promises about these cells.
        computed: kinds of relations whose result recalc may write.
    """

    sheet: str
    form: str
    title: str
    anchor: Ref
    columns: dict[str, Field]
    units: dict[str, str]
    lines: tuple[StatementLine, ...]
    relations: tuple[Relation, ...] = ()
    header: dict[str, Field] = field(default_factory=dict)
    drift: tuple[Drift, ...] = ()
    money_unit: str = "万元"
    year: int | None = None
    computed: frozenset[str] = frozenset()


# ------------------------------------------------------------- findings ----


class Alternative(NamedTuple):
    """Another reading of an ambiguous rule, and the score that it would give (or None)."""

    value: str
    score: str | None


class Choice(NamedTuple):
    """Which reading of an ambiguous rule was taken, and how to take another one.

    Attributes:
        key: the policy parameter that decides (``--set KEY=VALUE``).
        taken: its value now.
        alternatives: the other values.
    """

    key: str
    taken: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the user wrote beside a finding in the 校验 sheet.

    Attributes:
        text: the user's words.
        state: fingerprint of what was explained (expected figure and cited cells); when it
            differs, the explanation is stale.
        message: the finding's sentence at the time, kept for a finding that has gone.
    """

    text: str
    state: str
    message: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold, and what to do about it.

    Attributes:
        code: stable code such as "JX301".
        severity: "error", "warning" or "info".
        cells: the cells concerned, the most telling first; never empty.
        subject: the indicator or row that it is about, in the table's own words ("" for a table).
        message: full sentence with cell, figure found, figure expected and the rule used.
        expected, found: figures as shown in the table's own form; None where there are none.
        suggestion: what to do next.
        basis: the rule's source.
        fingerprint: stays the same when rows move; names the finding across runs.
        state: changes when the expected figure or a cited cell changes.
        choice: for an ambiguous rule, the reading taken.
        explained: the user's explanation, if one is there and not stale.
        stale: the user's explanation, if the figures changed since.
    """

    code: str
    severity: Severity
    cells: tuple[Ref, ...]
    subject: str
    message: Text
    expected: str | None = None
    found: str | None = None
    suggestion: Text = NOTHING_SAID
    basis: Text = NOTHING_SAID
    fingerprint: str = ""
    state: str = ""
    choice: Choice | None = None
    explained: str | None = None
    stale: str | None = None


# ---------------------------------------------------------------- edits ----


class Edit(NamedTuple):
    """One cell to be written.

    Attributes:
        ref: the cell.
        old: what was there, as shown ("" for empty).
        new: what will be shown.
        value: what is stored: an exact decimal, or text.
        why: the derivation of the new figure.
        ratio: the value is a ratio (1 = 100%); it is stored as a number where the cell's format
            shows percentages or the cell has a formula, else as the text ``new``.
    """

    ref: Ref
    old: str
    new: str
    value: Decimal | str
    why: Text
    ratio: bool = False


SheetStyle = Literal[
    "title", "label", "value", "head", "text", "wrap", "center", "link",
    "error", "warning", "info", "input", "muted", "hidden",
]


class SheetCell(NamedTuple):
    """A cell of a sheet that we write: value, named style, and a link inside the workbook.

    Attributes:
        value: text or number; text is stored as text whatever it begins with.
        style: one of SheetStyle; the writing layer owns fonts, fills and borders.
        link: the cell to jump to, or None.
    """

    value: str | Decimal | int | None
    style: SheetStyle = "text"
    link: Ref | None = None


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A sheet to be added or replaced (the 校验 sheet), without knowing any file format.

    Attributes:
        name: wanted name; if a sheet of other people's has it, ``fallback_name`` is used.
        rows: rows from the top, cells from column A.
        widths: column widths in characters; 0 hides the column.
        heights: row number (from 1) → height in points.
        merges: merged areas.
        head_row: row number of the table's heading: frozen above and including, filtered, and
            repeated on each printed page.
        filter_columns: number of columns under the filter.
        print_columns: number of columns printed.
        The next run finds the user's words by the headings of that row (说明, 指纹, 状态指纹), so columns
        may be moved and rows sorted.
    """

    name: str
    fallback_name: str
    rows: tuple[tuple[SheetCell, ...], ...]
    widths: tuple[float, ...]
    heights: dict[int, float]
    merges: tuple[Area, ...]
    head_row: int
    filter_columns: int
    print_columns: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of one write, enough to undo it.

    Attributes:
        file: the workbook written; input: where its content came from.
        before, after: SHA-256 of the original bytes and of the bytes written.
        edits: every cell changed, with old and new value.
        parts: package parts that changed, were added or removed.
        original: file name of the kept original beside the receipt.
        sheet: name of the 校验 sheet written, "" if none.
        notes: sentences for the user (no sheet added because …, locked cells left …).
    """

    file: str
    input: str
    before: str
    after: str
    edits: tuple[Edit, ...]
    parts: tuple[str, ...]
    original: str
    sheet: str
    when: str
    notes: tuple[Text, ...] = ()
