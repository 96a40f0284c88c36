"""A 绩效 table, read: funds, indicators, levels, goals, each field with its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal, NamedTuple

from jixiao.model.cells import Cell, Ref


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

    @property
    def fields(self) -> tuple[Field, ...]:
        """All that the table has of it."""
        return tuple(each for each in _OF_FUND_LINE(self) if each is not None)


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

    @property
    def fields(self) -> tuple[Field, ...]:
        """All that the table has of it, blank cells too."""
        return tuple(each for each in _OF_INDICATOR(self) if each is not None)


# Rows are many and their fields are asked for as a whole more than once: one call for all of them.
_OF_FUND_LINE = attrgetter(*(name for name in FundLine.__slots__ if name not in {"name", "role", "breakdown"}))
_OF_INDICATOR = attrgetter(*(name for name in Indicator.__slots__ if name not in {"row", "level1", "level2"}))


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
