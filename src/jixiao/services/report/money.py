"""What a report says about staff and money: 人员, 收支结转结余, 基本支出, 三公经费, 项目支出, other budgets, execution.

For an accountant: 有基础数据表、收支结转结余表就按表写，没有的请单位填写.
For a programmer: functions from `Material` to a `Block`; columns and lines are those of the statement forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from jixiao.model import StatementLine
from jixiao.reports.word.content import Block, Paragraph, Piece, Run, WordCell, WordTable, body, placeholder
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.shown import percent
from jixiao.services.report.figures import (
    amount,
    budget_of,
    due,
    executed_of,
    lines_of,
    main_fund,
    rate_of,
    stated_figure,
    told,
)
from jixiao.services.report.material import Material, Source, ToldStatement, ToldTable

_OTHER_BUDGETS = {
    "government_fund": ("政府性基金", re.compile("政府性基金|政府基金")),
    "state_capital": ("国有资本经营", re.compile("国有资本")),
    "social_insurance": ("社会保险基金", re.compile("社会保险基金|社保基金")),
}
_A_BUDGET = re.compile("政府性基金|国有资本|社会保险基金")
_FROM_INCOME = re.compile("收入性质|资金来源|来源|收入")
_BASIC, _PROJECT = re.compile("基本支出"), re.compile("项目支出")


def heading_cells(*words: str) -> tuple[WordCell, ...]:
    """A heading row."""
    return tuple(WordCell(word, bold=True) for word in words)


def titled(title: str, measure: str, table: WordTable) -> Block:
    """A table with its title above, and the unit of its amounts."""
    return (body(title, look="caption"), body(f"单位：{measure}", look="measure"), table)


# ------------------------------------------------------------------- staff ----


def staff(material: Material) -> Block:
    """编制、在职人数、控制率."""
    for statement, lines in lines_of(material, "approved", "actual"):
        counting = [line for line in lines if line.key == "total"] or lines
        figures_of = {key: [stated_figure(statement, line, key) for line in counting] for key in ("approved", "actual")}
        approved, actual = (_added([value for value, _ in figures_of[key]]) for key in ("approved", "actual"))
        if approved is None or actual is None:
            continue
        year = f"{material.year}年末，" if material.year else "年末"
        rate = f"，控制率{percent(actual / approved)}" if approved else ""
        cells = [field for found in figures_of.values() for _, field in found]
        figures = told(f"编制{amount(approved)}名，实际在职{amount(actual)}人{rate}", statement.source, *cells, *(line.figures.get("rate") for line in counting))
        return (body(f"{year}我单位共有", figures, "。"),)
    return (body(placeholder("编制数、年末实际在职人数")),)


def _added(values: list[Fraction | None]) -> Fraction | None:
    """The sum of what is there; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) if known else None


# ----------------------------------------------------------------- balance ----


def _year(material: Material) -> str:
    return f"{material.year}年" if material.year else "本年"


def _or_nothing(value: Fraction | None, unit: str) -> str:
    return "为零" if not value else f"{amount(value)}{unit}"


def balance(material: Material) -> Block:
    """Carry-over, income and expenditure of the year, in words and as a table of the units."""
    found = lines_of(material, "opening", "income", "expense", "closing")
    if not found:
        return (body(placeholder("一般公共预算年初结转和结余、本年收入、本年支出、年末结转和结余的金额")),)
    made: list[Piece] = []
    for statement, lines in found:
        made += _balance_of(material, statement, lines)
    return tuple(made)


def _balance_of(material: Material, statement: ToldStatement, lines: list[StatementLine]) -> Block:
    sheet, keys = statement.assessed.statement, ("opening", "income", "expense", "closing")
    unit = sheet.money_unit
    whole = next((line for line in lines if line.key == "total"), lines[0] if len(lines) == 1 else None)
    said: tuple[Paragraph, ...] = ()
    if whole is not None:
        values = {key: stated_figure(statement, whole, key) for key in keys}
        notes = {key: told(_or_nothing(value, unit), statement.source, field) for key, (value, field) in values.items()}
        said = (body(
            f"{_year(material)}一般公共预算年初结转和结余资金", notes["opening"], "；本年收入", notes["income"], "，本年支出", notes["expense"], "；年末结转和结余资金", notes["closing"], "。",
        ),)  # fmt: skip
    rows = [heading_cells("单位名称", "上年结余", "本年收入", "本年支出", "期末结余")]
    for line in lines:
        cells = [_statement_cell(statement, line, key) for key in keys]
        rows.append((WordCell(line.name, align="center" if line.key == "total" else "left"), *cells))
    table = WordTable(tuple(rows), (30, 12, 14, 14, 12))
    return (*said, *titled(f"{material.unit}一般公共预算收支结转结余情况", unit, table))


def _statement_cell(statement: ToldStatement, line: StatementLine, key: str) -> WordCell:
    """A cell as it is filled in; the computed figure where it contradicts its parts."""
    field = line.figures.get(key)
    if field is None:
        return WordCell("")
    value = due(statement, field)
    text = field.text if value is None or value == statement.assessed.figures.get(field.ref) else amount(value)
    return WordCell(text, notes=statement.source.notes(field))


# ------------------------------------------------------------------ basic ----


def _funds_named(material: Material, name: re.Pattern[str]) -> list[tuple[Source, AssessedFund]]:
    if material.department is None:
        return []
    return [(material.department.source, fund) for fund in material.department.assessment.funds if name.search(fund.line.name)]


def _spending_lines(material: Material) -> list[tuple[ToldStatement, list[StatementLine]]]:
    return lines_of(material, "budget", "final")


def basic(material: Material) -> Block:
    """基本支出 as the funds block has it, 公用经费 as 基础数据表 has it."""
    made: list[Paragraph] = []
    for source, fund in _funds_named(material, _BASIC):
        spent, field = executed_of(fund)
        if spent is not None:
            unit = source.analysis.main[0].table.money_unit
            made.append(body(f"{_year(material)}基本支出", told(f"{amount(spent)}{unit}", source, field), "。"))
    for statement, lines in _spending_lines(material):
        whole = [line for line in lines if line.key == "running"]
        for line in whole:
            made += _compared(statement, line, "公用经费", material)
    return tuple(made) or (body(placeholder("基本支出决算数，公用经费的预算数、决算数")),)


def _compared(statement: ToldStatement, line: StatementLine, name: str, material: Material) -> list[Paragraph]:
    """预算数 and 决算数 of one line, and the share."""
    unit = statement.assessed.statement.money_unit
    planned, planned_at = stated_figure(statement, line, "budget")
    spent, spent_at = stated_figure(statement, line, "final")
    if planned is None and spent is None:
        return []
    share = f"，为预算的{percent(spent / planned)}" if planned and spent is not None else ""
    figures: list[str | Run] = [
        told(f"预算数{amount(planned)}{unit}", statement.source, planned_at) if planned is not None else placeholder(f"{name}预算数"), "，",
        told(f"决算数{amount(spent)}{unit}", statement.source, spent_at) if spent is not None else placeholder(f"{name}决算数"), f"{share}。",
    ]  # fmt: skip
    return [body(f"{_year(material)}{name}", *figures)]


# ----------------------------------------------------------- three publics ----


def three_public(material: Material) -> Block:
    """三公经费: budget, outturn and their share, for each part, with the table of three columns."""
    for statement, lines in _spending_lines(material):
        whole = next((line for line in lines if line.key == "three_public"), None)
        if whole is None:
            continue
        inside = _below(lines, whole)
        first = _compared(statement, whole, "“三公”经费", material)
        parts = [line for line in inside if line.parent == whole.key]
        each = [item for place, line in enumerate(parts, 1) for item in _part(statement, line, place)]
        table = _spending_table(statement, [whole, *inside])
        return (*first, *each, *titled("“三公”经费支出情况", statement.assessed.statement.money_unit, table))
    return (body(placeholder("“三公”经费的预算数、决算数，以及公务接待费、因公出国（境）费、公务用车购置和运行维护费")),)


def _part(statement: ToldStatement, line: StatementLine, place: int) -> list[Paragraph]:
    planned, planned_at = stated_figure(statement, line, "budget")
    spent, spent_at = stated_figure(statement, line, "final")
    unit = statement.assessed.statement.money_unit
    number = f"（{place}）{line.name}"
    if planned is None and spent is None:
        return [body(number, placeholder(f"{line.name}的预算数和决算数，没有的写“无”"), "。")]
    if not planned and not spent:
        return [body(f"{number}预算数和决算数均为零。")]
    share = f"，为预算的{percent(spent / planned)}" if planned and spent is not None else ""
    return [body(
        number, told(f"决算数{_or_nothing(spent, unit)}", statement.source, spent_at), "，", told(f"预算数{_or_nothing(planned, unit)}", statement.source, planned_at), f"{share}。",
    )]  # fmt: skip


def _below(lines: Iterable[StatementLine], whole: StatementLine) -> list[StatementLine]:
    """The lines that are part of a line, and of its parts, in their order."""
    keys, found = {whole.key}, []
    for line in lines:
        if line is not whole and line.parent in keys:
            found.append(line)
            if line.key:
                keys.add(line.key)
    return found


def _spending_table(statement: ToldStatement, lines: list[StatementLine]) -> WordTable:
    columns = [key for key in ("prior", "budget", "final") if any(key in line.figures for line in lines)]
    headings = [statement.assessed.statement.columns[f"{lines[0].block}.{key}"].text.replace("\n", "") for key in columns]
    rows = [heading_cells("项目", *headings)]
    rows += [(WordCell("　" * _depth(line, lines) + line.name, align="left"), *(_statement_cell(statement, line, key) for key in columns)) for line in lines]
    return WordTable(tuple(rows), (30, *(15 for _ in columns)))


def _depth(line: StatementLine, lines: list[StatementLine]) -> int:
    """How many lines a line is below of."""
    above = {each.key: each for each in lines if each.key}
    depth = 0
    while line.parent in above and depth < len(lines):
        line, depth = above[line.parent], depth + 1
    return depth


# ---------------------------------------------------------------- projects ----


def projects(material: Material) -> Block:
    """项目支出: its sum, and every special fund that 基础数据表 names."""
    made: list[Piece] = []
    for statement, lines in _spending_lines(material):
        whole = next((line for line in lines if line.key == "projects"), None)
        if whole is None:
            continue
        made += _compared(statement, whole, "项目支出", material)
        inside = [line for line in _below(lines, whole) if any(field.text for field in line.figures.values())]
        if inside:
            made += titled("项目支出情况", statement.assessed.statement.money_unit, _spending_table(statement, [whole, *inside]))
    if not made:
        for source, fund in _funds_named(material, _PROJECT):
            spent, field = executed_of(fund)
            if spent is not None:
                made.append(body(f"{_year(material)}项目支出", told(f"{amount(spent)}{source.analysis.main[0].table.money_unit}", source, field), "。"))
    return tuple(made) or (body(placeholder("项目支出决算数，各专项资金和其他项目的金额")),)


# ----------------------------------------------------------- other budgets ----


def other_budget(material: Material, key: str) -> Block:
    """政府性基金, 国有资本经营, 社会保险基金: from its statement, else from the funds block; 无 where the sources add up without it."""
    name, pattern = _OTHER_BUDGETS[key]
    for statement in material.statements:
        sheet = statement.assessed.statement
        if pattern.search(sheet.title or sheet.form) and sheet.lines:
            made = _from_statement(material, statement, name)
            if made:
                return made
    for source, fund in _funds_named(material, pattern):
        spent, field = executed_of(fund)
        if spent is None and fund.line.executed is not None and fund.line.executed.text in {"/", "—", "无"}:
            spent = Fraction(0)
        if spent is not None:
            unit = source.analysis.main[0].table.money_unit
            words: tuple[str | Run, ...] = ("无。",) if not spent else (f"{_year(material)}{name}预算支出", told(f"{amount(spent)}{unit}", source, field), "。")
            return (body(*words),)
    if _sources_add_up(material):
        why = f"核对：资金来源里没有列{name}，列出的各项来源合计等于执行数，所以写“无”。如果“其他资金”等项里有，请改正自评表后重新生成。"
        return (body(Run("无。", notes=(why,))),)
    return (body(placeholder(f"{name}预算支出的金额和用途，没有的写“无”")),)


def _from_statement(material: Material, statement: ToldStatement, name: str) -> Block:
    sheet = statement.assessed.statement
    column = next((key for key in ("expense", "final", "executed") if any(key in line.figures for line in sheet.lines)), None)
    if column is None:
        return ()
    whole = next((line for line in sheet.lines if line.key == "total"), None)
    figures = [stated_figure(statement, line, column) for line in sheet.lines if line is not whole]
    spent, field = stated_figure(statement, whole, column) if whole is not None else (None, None)
    if spent is None:
        spent = _added([value for value, _ in figures])
    if spent is None:
        return ()
    if not spent:
        return (body("无。"),)
    first = body(f"{_year(material)}{name}预算支出", told(f"{amount(spent)}{sheet.money_unit}", statement.source, field), "。")
    columns = list(dict.fromkeys(key for line in sheet.lines for key in line.figures))
    headings = [sheet.columns[f"{sheet.lines[0].block}.{key}"].text.replace("\n", "") if f"{sheet.lines[0].block}.{key}" in sheet.columns else "" for key in columns]
    rows = [heading_cells("项目", *headings), *((WordCell(line.name, align="left"), *(_statement_cell(statement, line, key) for key in columns)) for line in sheet.lines)]
    return (first, *titled(f"{name}预算支出情况", sheet.money_unit, WordTable(tuple(rows), (26, *(12 for _ in columns)))))


def _sources_add_up(material: Material) -> bool:
    """Whether the money by its budgets makes the whole that was spent: a budget that is not named among them is nothing.

    Only where the table goes by budgets: 财政拨款 may be of any of them.
    """
    if material.department is None:
        return False
    assessment = material.department.assessment
    whole = main_fund(assessment)
    spent = executed_of(whole)[0] if whole is not None else None
    groups: dict[str, list[AssessedFund]] = {}
    for fund in assessment.funds:
        if fund.line.role == "part":
            groups.setdefault(fund.line.breakdown, []).append(fund)
    for breakdown, funds in groups.items():
        if breakdown and not _FROM_INCOME.search(breakdown):
            continue
        parts = [value for fund in funds if (value := executed_of(fund)[0]) is not None]
        by_budget = any("一般公共预算" in fund.line.name for fund in funds) and any(_A_BUDGET.search(fund.line.name) for fund in funds)
        if by_budget and spent is not None and len(parts) >= 2 and sum(parts) == spent:
            return True
    return False


# --------------------------------------------------------------- execution ----


def execution(material: Material) -> Block:
    """The funds block of every table that the report is about: words, and a table where it has several lines."""
    made: list[Piece] = []
    for told_table in material.main:
        made += _execution_of(told_table, material, named=len(material.main) > 1)
    return tuple(made) or (body(placeholder("预算数、执行数和执行率")),)


def _execution_of(one: ToldTable, material: Material, *, named: bool) -> Block:
    assessment, source = one.assessment, one.source
    fund, unit = main_fund(assessment), assessment.table.money_unit
    subject = f"“{one.name}”" if named else ""
    if fund is None:
        return (body(subject, placeholder("全年预算数、全年执行数和预算执行率"), "。"),)
    planned, planned_at = budget_of(fund)
    spent, spent_at = executed_of(fund)
    rate = rate_of(fund)
    words: list[str | Run] = [f"{_year(material)}{subject}"]
    if fund.initial is not None and fund.line.budget is not None and fund.line.initial is not None:
        words += [told(f"年初预算数{amount(fund.added_initial if fund.added_initial is not None else fund.initial)}{unit}", source, fund.line.initial), "，"]
    words += [
        told(f"全年预算数{amount(planned)}{unit}", source, planned_at) if planned is not None else placeholder("全年预算数"), "，",
        told(f"全年执行数{amount(spent)}{unit}", source, spent_at) if spent is not None else placeholder("全年执行数"), "，",
        told(f"预算执行率{percent(rate)}", source, fund.line.rate) if rate is not None else placeholder("预算执行率"), "。",
    ]  # fmt: skip
    return (body(*words), *_fund_table(one))


def _fund_table(one: ToldTable) -> Block:
    funds = [fund for fund in one.assessment.funds if budget_of(fund)[0] is not None or executed_of(fund)[0] is not None]
    groups = list(dict.fromkeys(fund.line.breakdown for fund in funds))
    funds.sort(key=lambda fund: groups.index(fund.line.breakdown))
    if len(funds) < 2:
        return ()
    with_budget = any(budget_of(fund)[0] is not None for fund in funds if fund is not main_fund(one.assessment))
    rows = [heading_cells("资金", "全年预算数", "全年执行数", "执行率") if with_budget else heading_cells("资金", "全年执行数")]
    for fund in funds:
        planned, planned_at = budget_of(fund)
        spent, spent_at = executed_of(fund)
        rate = rate_of(fund)
        label = f"{fund.line.breakdown}：{fund.line.name}" if fund.line.breakdown else fund.line.name
        cells = [WordCell("" if spent is None else amount(spent), notes=one.source.notes(spent_at))]
        if with_budget:
            cells = [WordCell("" if planned is None else amount(planned), notes=one.source.notes(planned_at)), *cells, WordCell("" if rate is None else percent(rate), notes=one.source.notes(fund.line.rate))]
        rows.append((WordCell(label, align="left"), *cells))
    table = WordTable(tuple(rows), (34, *(14 for _ in rows[0][1:])))
    return titled("预算执行情况" if len(one.assessment.funds) > 1 else one.name, one.assessment.table.money_unit, table)
