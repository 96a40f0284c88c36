"""How a form's blank workbook is laid out: what its TOML says in [template], and what follows without being said.

For an accountant: title, header lines, fund lines, levels and notes of the printed form.  For a programmer: the columns come
from [funds.columns] and [indicators.columns] and are not repeated; a form without [template] gets a sensible one.

    [template]
    title    = "{year}年度部门整体支出绩效自评表"
    above    = ["附件3"]              lines above the title; subtitle: a line below it
    header   = [["项目名称"], ["主管部门", "实施单位"]]      one list of labels a row
    blocks   = ["tasks", "goals", "plan", "funds", "indicators"]    from top to bottom
    rows     = 3                      rows for each 二级指标
    side     = "绩效指标"              label beside the indicators, "" for none
    columns  = ["level1", …]          order of the indicator columns, where it is not that of [indicators.columns]
    headings = { rule = "评分标准" }   further columns, or longer headings
    fund_headings = { budget = "…" }  longer headings of the funds
    rule     = "完成得{weight}分"      the form's usual 评分标准, where it has one
    notes    = ["注：…"]              lines at the foot
    [template.goals]      side = "年度总体目标", expected = "预期目标", achieved = "实际完成情况", beside = false
    [template.tasks]      side = "年度主要任务", headings = ["任务名称", …], rows = 5
    [template.plan]       side = "资金支出计划", months = [3, 6, 10, 12]
    [template.funds]      side = "项目资金（万元）" or label = "…" (heading of the names), lines = [{ label, role }]
                          divisions = [{ label = "按收入性质分：", lines = ["其中：一般公共预算：", …] }, …]
    [[template.levels]]   name = "产出指标", weight = 50 (only where the form states it), second = ["数量指标", …]
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jixiao.forms.errors import fail, of_type, one_of, texts_of, unknown_key
from jixiao.model import Stage, Text

BLOCKS = ("tasks", "goals", "plan", "funds", "indicators")
ROLES = ("total", "part")
_DEFAULT_HEADINGS = {"direction": "方向", "unit": "计量单位", "target": "年度指标值", "weight": "分值", "rule": "评分标准"}
_TOP: dict[str, type] = {
    "title": str, "above": list, "subtitle": str, "header": list, "blocks": list, "rows": int, "side": str, "columns": list,
    "headings": dict, "fund_headings": dict, "rule": str, "notes": list, "goals": dict, "tasks": dict, "plan": dict, "funds": dict, "levels": list,
}
_GOALS: dict[str, type] = {"side": str, "expected": str, "achieved": str, "beside": bool}
_TASKS: dict[str, type] = {"side": str, "headings": list, "rows": int}
_PLAN: dict[str, type] = {"side": str, "months": list}
_FUNDS: dict[str, type] = {"side": str, "label": str, "lines": list, "divisions": list}
_LINE: dict[str, type] = {"label": str, "role": str}
_DIVISION: dict[str, type] = {"label": str, "lines": list}
_LEVEL: dict[str, type] = {"name": str, "weight": int, "second": list}
# Lists and sections that hold texts only.
_WORDS = frozenset({"above", "notes", "columns", "blocks", "headings", "fund_headings", "second", "single", "labels", "closing"})
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class GoalsTemplate:
    """年度总体目标: texts below their headings, or beside their labels; "" for a text that the form has not."""

    side: str
    expected: str
    achieved: str
    beside: bool = False


@dataclass(frozen=True, slots=True)
class TasksTemplate:
    """年度主要任务: headings of its columns, and how many rows are ready."""

    side: str
    headings: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class PlanTemplate:
    """资金支出计划: up to the end of which months."""

    side: str
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FundLineTemplate:
    """One line of the funds block; ``role`` is "total" for the one that the parts add up to."""

    label: str
    role: str


@dataclass(frozen=True, slots=True)
class DivisionTemplate:
    """按收入性质分 …: labels behind which a figure is written in the same cell."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FundsTemplate:
    """The funds block: a label beside it (``side``) or above the names (``label``), its lines, and divisions below them."""

    side: str
    label: str
    lines: tuple[FundLineTemplate, ...]
    divisions: tuple[DivisionTemplate, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelTemplate:
    """A 一级指标 with its 二级指标; ``weight`` is None where the form does not state one."""

    name: str
    second: tuple[str, ...]
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """The layout of a blank workbook; see the head of this file for the meaning of each part."""

    title: str
    header: tuple[tuple[str, ...], ...]
    blocks: tuple[str, ...]
    columns: tuple[str, ...]
    headings: dict[str, str]
    fund_headings: dict[str, str]
    goals: GoalsTemplate
    funds: FundsTemplate
    levels: tuple[LevelTemplate, ...]
    above: tuple[str, ...] = ()
    subtitle: str = ""
    rows: int = 3
    side: str = "绩效指标"
    rule: str = ""
    notes: tuple[str, ...] = ()
    tasks: TasksTemplate = field(default=TasksTemplate("年度主要任务", ("任务名称", "主要内容"), 5))
    plan: PlanTemplate = field(default=PlanTemplate("资金支出计划", (3, 6, 9, 12)))


LEVELS = (
    LevelTemplate("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")),
    LevelTemplate("效益指标", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
    LevelTemplate("满意度指标", ("服务对象满意度指标",)),
)


def _shape(data: Any, keys: dict[str, type], source: str, place: str) -> dict[str, Any]:
    """A section whose keys are all known and of the right type."""
    if not isinstance(data, dict):
        raise fail(source, place, Text("应是一节（[键]）", "must be a section"))
    for key, value in data.items():
        if key not in keys:
            raise unknown_key(source, f"{place}.{key}", keys)
        of_type(source, f"{place}.{key}", value, keys[key])
        if key in _WORDS:
            texts_of(source, f"{place}.{key}", value)
        if key == "rows" and not 1 <= value <= MOST_ROWS:
            raise fail(source, f"{place}.rows", Text(f"应在 1 到 {MOST_ROWS} 之间", f"must be from 1 to {MOST_ROWS}"))
    return data


def _header(data: dict[str, Any], source: str, default: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    rows = data.get("header")
    if rows is None:
        return default
    if not all(isinstance(row, list) and row and all(isinstance(label, str) for label in row) for row in rows):
        raise fail(source, "template.header", Text('应是一行一个列表，如 [["项目名称"], ["主管部门", "实施单位"]]', "must be one list of labels a row"))
    return tuple(tuple(row) for row in rows)


def _goals(data: dict[str, Any], source: str, default: GoalsTemplate) -> GoalsTemplate:
    found = _shape(data.get("goals", {}), _GOALS, source, "template.goals")
    return GoalsTemplate(
        found.get("side", default.side), found.get("expected", default.expected), found.get("achieved", default.achieved),
        found.get("beside", default.beside),
    )


def _tasks(data: dict[str, Any], source: str) -> TasksTemplate:
    found = _shape(data.get("tasks", {}), _TASKS, source, "template.tasks")
    return TasksTemplate(
        found.get("side", "年度主要任务"), tuple(found.get("headings", ())) or ("任务名称", "主要内容"), found.get("rows", 5),
    )


def _plan(data: dict[str, Any], source: str) -> PlanTemplate:
    found = _shape(data.get("plan", {}), _PLAN, source, "template.plan")
    months = tuple(found.get("months", (3, 6, 9, 12)))
    if not all(isinstance(month, int) and 1 <= month <= 12 for month in months):
        raise fail(source, "template.plan.months", Text("应是 1 到 12 的月份", "must be months from 1 to 12"))
    return PlanTemplate(found.get("side", "资金支出计划"), months)


def _funds(data: dict[str, Any], source: str, default: FundsTemplate) -> FundsTemplate:
    found = _shape(data.get("funds", {}), _FUNDS, source, "template.funds")
    lines = default.lines
    if "lines" in found:
        items = [_shape(item, _LINE, source, "template.funds.lines") for item in found["lines"]]
        for item in items:
            if "label" not in item:
                raise fail(source, "template.funds.lines.label", Text("缺失", "is missing"))
            one_of(source, "template.funds.lines.role", [item.get("role", "part")], ROLES)
        lines = tuple(FundLineTemplate(item["label"], item.get("role", "part")) for item in items)
    divisions = [_shape(item, _DIVISION, source, "template.funds.divisions") for item in found.get("divisions", [])]
    for item in divisions:
        texts_of(source, "template.funds.divisions.lines", item.get("lines"))
    named = "label" in found
    return FundsTemplate(found.get("side", "" if named else default.side), found.get("label", ""), lines, tuple(
        DivisionTemplate(item.get("label", ""), tuple(item.get("lines", ()))) for item in divisions
    ))


def _levels(data: dict[str, Any], source: str) -> tuple[LevelTemplate, ...]:
    items = [_shape(item, _LEVEL, source, "template.levels") for item in data.get("levels", [])]
    for item in items:
        if not item.get("name"):
            raise fail(source, "template.levels.name", Text("缺失", "is missing"))
    return tuple(
        LevelTemplate(item["name"], tuple(item.get("second", ())), item.get("weight")) for item in items
    ) or LEVELS


def _columns(headings: dict[str, str], stage: Stage) -> tuple[str, ...]:
    """The form's own columns; a target needs its direction before it and its unit behind it, so that a formula can compare."""
    keys: list[str] = []
    own = list(headings)
    for key in own:
        if key == "target" and "direction" not in own:
            keys.append("direction")
        keys.append(key)
        if key == "target" and "unit" not in own:
            keys.append("unit")
    if stage == "monitoring" and "light" not in own:
        keys.insert(keys.index("reason") if "reason" in keys else len(keys), "light")
    return tuple(keys)


def parse_template(
    data: Any, source: str, *, name: str, stage: Stage, money_unit: str, titles: tuple[str, ...],
    headings: dict[str, str], fund_headings: dict[str, str], keys: tuple[str, ...],
) -> Template:
    """Read [template] (None where the form has none); ``keys`` are the columns that exist.  Raises FormError."""
    found = _shape(data if data is not None else {}, _TOP, source, "template")
    project = "项目" in name
    scored = stage == "evaluation"
    goals = GoalsTemplate("年度总体目标", "预期目标" if scored else "年度总体目标", "实际完成情况" if scored else "", beside=not scored)
    parts = ("其中：当年财政拨款", "上年结转资金", "其他资金") if project else ("其中：财政拨款", "其他资金")
    lines = (FundLineTemplate("年度资金总额", "total"), *(FundLineTemplate(part, "part") for part in parts))
    extra = {key: _DEFAULT_HEADINGS.get(key, "预警" if key == "light" else key) for key in keys if key not in headings}
    given = found.get("headings", {})
    one_of(source, "template.headings", given, keys)
    one_of(source, "template.fund_headings", found.get("fund_headings", {}), fund_headings)
    columns = one_of(source, "template.columns", found.get("columns", ()), keys)
    if not columns:
        columns = _columns({**headings, **{key: text for key, text in given.items() if key not in headings}}, stage)
    blocks = one_of(source, "template.blocks", found.get("blocks", ()), BLOCKS)
    if not blocks:
        blocks = ("funds", "goals", "indicators") if fund_headings else ("goals", "indicators")
    return Template(
        title=found.get("title", "{year}年度" + (titles[0] if titles else name)),
        header=_header(found, source, (("项目名称",), ("主管部门", "实施单位")) if project else (("单位名称",),)),
        blocks=blocks,
        columns=columns,
        headings={**extra, **headings, **given},
        fund_headings={**fund_headings, **found.get("fund_headings", {})},
        goals=_goals(found, source, goals),
        funds=_funds(found, source, FundsTemplate(f"{'项目' if project else '年度'}资金（{money_unit}）", "", lines)),
        levels=_levels(found, source),
        above=tuple(found.get("above", ())),
        subtitle=found.get("subtitle", ""),
        rows=found.get("rows", 3),
        side=found.get("side", "绩效指标"),
        rule=found.get("rule", ""),
        notes=tuple(found.get("notes", ())),
        tasks=_tasks(found, source),
        plan=_plan(found, source),
    )


# ------------------------------------------------------------- statements ----

_STATEMENT: dict[str, type] = {
    "title": str, "above": list, "subtitle": str, "header": list, "rows": int, "single": list, "labels": dict, "headings": dict, "closing": list,
}


@dataclass(frozen=True, slots=True)
class StatementTemplate:
    """The layout of a blank statement.

    Attributes:
        rows: rows that are ready for the unit's own lines.
        single: blocks that consist of one row.
        labels: block → the heading above (or beside) its labels; headings: "block.column" → a longer heading.
        closing: labels at the foot beside which words are written.
    """

    title: str
    above: tuple[str, ...]
    subtitle: str
    header: tuple[tuple[str, ...], ...]
    rows: int
    single: tuple[str, ...]
    labels: dict[str, str]
    headings: dict[str, str]
    closing: tuple[str, ...]


def parse_statement_template(data: Any, source: str, *, titles: tuple[str, ...], columns: dict[str, tuple[str, ...]]) -> StatementTemplate:
    """Read [template] of a statement; ``columns`` are its blocks with their column keys.  Raises FormError."""
    found = _shape(data if data is not None else {}, _STATEMENT, source, "template")
    one_of(source, "template.single", found.get("single", ()), columns)
    one_of(source, "template.labels", found.get("labels", {}), columns)
    one_of(source, "template.headings", found.get("headings", {}), [f"{block}.{key}" for block, keys in columns.items() for key in keys])
    return StatementTemplate(
        found.get("title", "{year}年度" + titles[0]), tuple(found.get("above", ())), found.get("subtitle", ""),
        _header(found, source, ()), found.get("rows", 5), tuple(found.get("single", ())), found.get("labels", {}), found.get("headings", {}),
        tuple(found.get("closing", ())),
    )
