"""What of a target table goes into a later form, and what has no place there.

For an accountant: goals, indicators, targets, weights, rules and budgets are taken over word for word; nothing is lost, since
what the new form has no column for is listed.  For a programmer: a Table of the later form, made of the earlier one's fields;
the blank workbook is filled from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from jixiao.forms import Form
from jixiao.forms.headings import clean
from jixiao.forms.template_spec import Template
from jixiao.model import EMPTY_CELL, Cell, Field, FundLine, Goal, Indicator, Table, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.changes import asked
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.pairs import names_unit
from jixiao.scoring.parted import parted
from jixiao.scoring.policy import Policy
from jixiao.scoring.shown import points
from jixiao.scoring.spreading import spread
from jixiao.values import unit

# Columns of an indicator that a declaration may have, in the words of a message.
_COLUMNS = {
    "nature": "指标性质", "direction": "指标方向", "unit": "计量单位", "weight": "分值", "rule": "评分标准", "prior": "上年值",
    "description": "指标解释", "evidence": "指标值确定依据", "remark": "备注",
}
_WORDED = ("nature", "prior", "description", "evidence", "remark")
# What a project's form calls the unit, and what a department's form calls it.
_SUPERIOR = "主管"
_OWN_UNIT = ("实施单位", "项目单位", "填报单位", "单位名称", "部门名称")


class Left(NamedTuple):
    """Things that the later form has no place for: what they are, and each of them in words."""

    what: Text
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """One table carried over.

    Attributes:
        earlier: the target table; form, policy: of the later one.
        table: the later table, to be laid out; its fields know the earlier table's cells.
        notes: what a person has to know (weights left blank, budgets proposed …).
        left: what has no place in the new form.
    """

    earlier: Assessment
    form: Form
    policy: Policy
    table: Table
    notes: tuple[Text, ...]
    left: tuple[Left, ...]


def _figure(value: Fraction, like: Field) -> Field:
    """A number in a cell, at the place where it was written."""
    return Field(like.ref, Cell(Decimal(points(value, 6)), "number", points(value, 6)))


def _words(text: str, like: Field) -> Field:
    """A text in a cell."""
    return Field(like.ref, Cell(text, "text", text) if text else EMPTY_CELL)


def _value(value: Decimal | str | None, like: Field) -> Field:
    if isinstance(value, Decimal):
        return Field(like.ref, Cell(value, "number", f"{value:f}"))
    return _words(value or "", like)


# ------------------------------------------------------------- indicators ----


def _target(row: AssessedIndicator, columns: frozenset[str]) -> dict[str, Field]:
    """指标值, with 方向 and 计量单位 where the later form has them."""
    like = row.source.target or row.source.name
    cells = parted(row)
    if not columns & {"direction", "unit"}:
        return {"target": _words(asked(row) or (row.source.target.text if row.source.target else ""), like)}
    fields = {}
    target: Decimal | str | None = cells.target
    if isinstance(target, Decimal):
        # What has no column of its own stays with the number.
        before = "" if "direction" in columns else cells.direction
        behind = "" if "unit" in columns else cells.unit
        target = f"{before}{target:f}{behind}" if before or behind else target
    elif "unit" not in columns or "direction" not in columns:
        target = asked(row) or target
    # A day stays a day: the later form's own formula counts with it.
    day = row.source.target is not None and row.source.target.cell.kind == "date" and row.source.target.part is None
    fields["target"] = Field(like.ref, like.cell) if day else _value(target, like)
    if "direction" in columns:
        fields["direction"] = _words(cells.direction, like)
    if "unit" in columns:
        fields["unit"] = _words(cells.unit, like)
    return fields


def _row(row: AssessedIndicator, columns: frozenset[str], weight: Fraction | None) -> Indicator:
    source = row.source
    fields = _target(row, columns)
    if "weight" in columns and weight is not None:
        fields["weight"] = _figure(weight, source.weight or source.rule or source.name)
    rule = _rule(row)
    if "rule" in columns and rule is not None:
        fields["rule"] = _words(rule.text, rule)
    fields.update({key: _words(_text(key, row), getattr(source, key)) for key in _WORDED if key in columns and _text(key, row)})
    name = _words(source.name.text, source.name)
    return Indicator(source.row, name, source.level1, source.level2, **fields)


def _text(key: str, row: AssessedIndicator) -> str:
    field = getattr(row.source, key, None)
    return field.text if isinstance(field, Field) else ""


def _rule(row: AssessedIndicator) -> Field | None:
    """The rule text, in its column or in that of the weights (完成得0.5分)."""
    source = row.source
    if source.rule is not None and source.rule.text:
        return source.rule
    return source.weight if row.weight_from == "rule" and source.weight is not None and source.weight.text else None


def _without_place(rows: Sequence[AssessedIndicator], columns: frozenset[str], form: Form) -> Iterator[Left]:
    """Columns of the declaration that the later form has not, row by row."""
    texts: dict[str, Callable[[AssessedIndicator], str]] = {key: partial(_text, key) for key in _WORDED}
    texts["weight"] = lambda row: points(row.weight) if row.weight is not None and row.weight_from == "column" else ""
    texts["rule"] = lambda row: rule.text if (rule := _rule(row)) is not None else ""
    for key, text in texts.items():
        if key in columns or (key == "nature" and "direction" in columns):
            continue
        items = tuple(f"{row.source.name.text}：{text(row)}" for row in rows if text(row))
        if items:
            name = _COLUMNS[key]
            yield Left(Text(f"{name}（{form.name.zh}没有这一列）", f"{key} (no such column in {form.name.en})"), items)


# ---------------------------------------------------------------- weights ----


def _weights(earlier: Assessment, policy: Policy, columns: frozenset[str], *, even: bool) -> tuple[list[Fraction | None], list[Text]]:
    """A weight for each row, from the declaration; spread evenly only if asked for, and only if it has none at all."""
    rows = earlier.indicators
    weights = [row.weight for row in rows]
    if "weight" not in columns:
        said = [Text("新表没有分值列，--weights even 不起作用。", "the new form has no column for weights; --weights even has no effect.")] if even else []
        return weights, said
    notes: list[Text] = []
    from_rules = sum(row.weight_from == "rule" for row in rows)
    if from_rules:
        notes.append(Text(f"{from_rules} 个指标的分值取自评分标准的文字。", f"the weights of {from_rules} indicators were read from their rules."))
    missing = weights.count(None)
    if missing == len(rows) and even:
        found = spread(rows, policy)
        return list(found.weights), [*notes, *found.notes]
    if missing:
        hint = "目标表没有分值" if missing == len(rows) else f"目标表有 {missing} 个指标没有分值"
        offer = "；需要平均分配的用 --weights even" if missing == len(rows) else ""
        notes.append(Text(f"{hint}，新表留空{offer}。", f"{missing} of {len(rows)} indicators have no weight in the declaration; they are left blank."))
    return weights, notes


# ------------------------------------------------------------------ funds ----


def _same_fund(one: str, other: str) -> bool:
    """Whether two labels of the funds block name one source: 财政资金 and 其中：财政拨款, but not 其他资金."""
    a, b = (clean(name)[0].removeprefix("其中").lstrip(":：") for name in (one, other))
    if a == b:
        return True
    return any(word in a and word in b for word in ("财政拨款", "其他资金", "上年结转")) or ("财政" in a and "财政" in b and "其他" not in a + b)


def _funds(earlier: Assessment, form: Form, template: Template) -> tuple[tuple[FundLine, ...], list[Text], list[Left]]:
    """The declared amounts as 年初预算数 (全年预算数 only where the form has no other), line by line of the new form."""
    declared = [fund for fund in earlier.funds if _amount(fund) is not None]
    if not declared:
        return (), [], []
    key = next((k for k in ("initial", "budget") if k in form.fund_headings), None)
    if key is None or "funds" not in template.blocks:
        items = tuple(f"{fund.line.name}：{points(_amount(fund), 6)} {earlier.table.money_unit}" for fund in declared)
        return (), [], [Left(Text(f"资金（{form.name.zh}没有资金栏）", f"funds (no such block in {form.name.en})"), items)]
    scale = unit(earlier.table.money_unit).factor / unit(form.money_unit).factor
    lines: list[FundLine] = []
    lost: list[str] = []
    open_lines = [(line.label, line.role) for line in template.funds.lines]
    for fund in declared:
        amount = _amount(fund)
        assert amount is not None
        place = next(
            (line for line in open_lines if (line[1] == fund.line.role == "total") or (line[1] == "part" and _same_fund(line[0], fund.line.name))), None,
        )
        if place is None or fund.line.breakdown:
            lost.append(f"{fund.line.name}：{points(amount, 6)} {earlier.table.money_unit}")
            continue
        open_lines.remove(place)
        field = _figure(amount * scale, fund.line.initial or fund.line.budget or fund.line.label)
        line = FundLine(clean(place[0])[0], fund.line.label, fund.line.role)
        lines.append(replace(line, initial=field) if key == "initial" else replace(line, budget=field))
    lines, unplaced = _whole(lines, key, earlier.table.money_unit if scale == 1 else form.money_unit)
    notes = [_proposal(key, form)]
    left = [Left(Text("资金明细（新表没有同名的行）", "funds lines (the new form has no such line)"), tuple(lost))] if lost else []
    if unplaced:
        why = Text("资金明细（各项之和与总额不符，新表的合计由各项相加，没有带入）", "funds lines (they do not add up to the total, which the new form adds up; left out)")
        left.append(Left(why, tuple(unplaced)))
    return tuple(lines), notes if lines else [], left


def _whole(lines: list[FundLine], key: str, money_unit: str) -> tuple[list[FundLine], list[str]]:
    """The lines; parts that do not add up to the total are left out, since the new form adds its parts up."""
    def amount(line: FundLine) -> Decimal:
        field = getattr(line, key)
        assert isinstance(field, Field)
        assert isinstance(field.cell.value, Decimal)
        return field.cell.value

    parts = [line for line in lines if line.role == "part"]
    total = next((line for line in lines if line.role == "total"), None)
    if total is None or not parts or sum(map(amount, parts)) == amount(total):
        return lines, []
    return [total], [f"{line.name}：{amount(line):f} {money_unit}" for line in parts]


def _proposal(key: str, form: Form) -> Text:
    """What the declared amounts became."""
    if key == "budget":
        return Text("申报的资金填作预算数，年中有调整的请改。", "the declared amounts became the budget; change them if it was adjusted.")
    if "budget" not in form.fund_headings:
        return Text("申报的资金填作年初预算数。", "the declared amounts became 年初预算数.")
    return Text("申报的资金填作年初预算数；全年预算数（调整后）留空，请按批复填写。", "the declared amounts became 年初预算数; 全年预算数 is left blank for you.")


def _amount(fund: AssessedFund) -> Fraction | None:
    return fund.initial if fund.initial is not None else fund.budget


# ------------------------------------------------------------ other blocks ----


def _is_unit(label: str) -> bool:
    return names_unit(label) and _SUPERIOR not in label


def _header(earlier: Table, template: Template) -> tuple[dict[str, Field], list[Left]]:
    """The lines above, under the labels of the new form."""
    header: dict[str, Field] = {}
    used: set[str] = set()
    for label in (label for row in template.header for label in row):
        name = clean(label)[0]
        found = next((key for key in earlier.header if key == name), None)
        if found is None and _SUPERIOR in name:
            found = next((key for key in earlier.header if _SUPERIOR in key), None)
        if found is None and _is_unit(name):
            wanted = (*_OWN_UNIT, *earlier.header)
            found = next((key for key in wanted if key in earlier.header and _is_unit(key)), None)
        if found is not None and earlier.header[found].text:
            header[name] = _words(earlier.header[found].text, earlier.header[found])
            used.add(found)
    items = tuple(f"{key}：{field.text}" for key, field in earlier.header.items() if key not in used and field.text)
    return header, [Left(Text("表头（新表没有这一栏）", "header lines (not in the new form)"), items)] if items else []


def _goals(earlier: Table, template: Template) -> tuple[tuple[Goal, ...], list[Left]]:
    """All goals in one text, since a later form has one cell for them."""
    goals = [goal for goal in earlier.goals if goal.kind == "expected" and goal.field.text]
    if not goals:
        return (), []
    if "goals" not in template.blocks or not template.goals.expected:
        return (), [Left(Text("总体目标（新表没有这一栏）", "goals (no place in the new form)"), tuple(goal.field.text for goal in goals))]
    return (Goal("expected", _words("\n".join(goal.field.text for goal in goals), goals[0].field)),), []


def _tasks_and_plan(earlier: Table, template: Template) -> list[Left]:
    left = []
    if earlier.tasks and "tasks" not in template.blocks:
        items = tuple("；".join([task.name.text, *(f"{key}：{field.text}" for key, field in task.details.items() if field.text)]) for task in earlier.tasks)
        left.append(Left(Text("年度主要任务（新表没有这一栏）", "tasks (no place in the new form)"), items))
    if earlier.plan and "plan" not in template.blocks:
        items = tuple(f"{step.month} 月底：{step.share.text}" for step in earlier.plan)
        left.append(Left(Text("资金支出计划（新表没有这一栏）", "spending plan (no place in the new form)"), items))
    return left


# ------------------------------------------------------------------ tables ----


def _added_up(table: Table, weights: Sequence[Fraction | None], form: Form) -> list[Text]:
    """Weights that make a hundred already leave nothing for the execution rate."""
    whole = sum((weight for weight in weights if weight is not None), Fraction(0))
    if whole == 100 and "weight" in form.fund_headings and any(row.weight is not None for row in table.indicators):
        return [Text(
            "目标表的分值合计已是 100 分，新表的预算执行率另占分值，合计会超过 100 分；请按本地办法折算后再定。",
            "the weights already add up to 100; the execution rate of the new form comes on top. Scale them as your rules say.",
        )]
    return []


def _loose_rows(rows: Sequence[AssessedIndicator], columns: frozenset[str]) -> list[Text]:
    loose = sum(not row.source.level1 for row in rows)
    unwritten = sum(row.op is not None and row.op_source == "assumed" for row in rows)
    notes = []
    if loose:
        notes.append(Text(f"{loose} 个指标在目标表里没有一级指标，新表同样空着，请补上。", f"{loose} indicators have no first level in the declaration; please add it."))
    if unwritten and "direction" in columns:
        notes.append(Text(f"{unwritten} 个指标值没有写比较符（≥、≤、=），方向留空，请补上。", f"{unwritten} targets have no comparison; their direction is left blank."))
    return notes


def _yearless(year: int | None) -> list[Text]:
    return [] if year else [Text("目标表没有写年度，新表的年度空着；可用 --year 指定。", "the declaration states no year; give one with --year.")]


def carried(earlier: Assessment, form: Form, policy: Policy, year: int | None, *, even: bool) -> Carried:
    """The later table of one target table, for a budget year (None where nobody knows it).

    ``even``: spread weights evenly where the declaration has none.
    """
    assert form.template is not None
    template, table = form.template, earlier.table
    columns = frozenset(template.columns)
    weights, notes = _weights(earlier, policy, columns, even=even)
    rows = tuple(_row(row, columns, weight) for row, weight in zip(earlier.indicators, weights, strict=True))
    funds, said, fund_left = _funds(earlier, form, template)
    header, header_left = _header(table, template)
    goals, goals_left = _goals(table, template)
    later = Table(
        sheet=table.sheet, form=form.id, title=form.titles[0] if form.titles else form.name.zh, stage=form.stage, anchor=table.anchor,
        columns={}, fund_columns={}, funds=funds, indicators=rows, levels=table.levels, goals=goals, header=header,
        total_required=form.total_required, money_unit=form.money_unit, year=year, plan=table.plan, tasks=table.tasks,
        computed=form.computed, policy=policy.name,
    )
    left = [*header_left, *goals_left, *_tasks_and_plan(table, template), *fund_left, *_without_place(earlier.indicators, columns, form)]
    return Carried(earlier, form, policy, later, (*notes, *_added_up(later, weights, form), *said, *_loose_rows(earlier.indicators, columns), *_yearless(year)), tuple(left))
