"""How a figure came about: which field a cell is, what it means, and the rule step by step."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from jixiao.model import NOTHING_SAID, Field, JixiaoError, Text, column_letters
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.monitoring import Monitoring
from jixiao.scoring.parameters import schema
from jixiao.scoring.shown import percent, points
from jixiao.scoring.supposed import supposed_choices
from jixiao.services.analyse import Analysis, Settings, analyse, unknown_form
from jixiao.services.explain_statement import statement_steps
from jixiao.values import show
from jixiao.workbooks import open_workbook

_OP_SOURCE = {"text": "指标值自带", "column": "方向列", "assumed": "按指标名称推定"}
_CELL = re.compile(r"^(?:(?P<sheet>.+)!)?\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>\d{1,7})$")


def _place(cell: str) -> tuple[str | None, str]:
    found = _CELL.match(cell.strip())
    if not found:
        raise JixiaoError(Text(
            f"“{cell}”不是单元格地址。写法：H33，或 自评表!H33。", f"“{cell}” is no cell address. Write H33, or Sheet!H33."))
    sheet = found["sheet"]
    return (sheet.strip("'").replace("''", "'") if sheet else None), f"{found['column'].upper()}{int(found['row'])}"


def _is(field: Field | None, a1: str) -> bool:
    return field is not None and field.ref.a1 == a1


def _indicator_steps(row: AssessedIndicator, assessment: Assessment) -> list[Text]:
    source = row.source
    levels = "／".join(level for level in (source.level1, source.level2) if level) or "没有所属的层级"
    steps = [Text(f"指标：{source.name.text}（{levels}）", f"indicator: {source.name.text}")]
    if source.target is not None:
        compared = Text(f"，比较 {row.op}（{_OP_SOURCE.get(row.op_source, '')}）", f", comparison {row.op} ({row.op_source})") if row.op else NOTHING_SAID
        steps.append(Text(
            f"指标值 {source.target.ref.a1}“{source.target.text}”读作 {show(row.target)}{compared.zh}",
            f"target {source.target.ref.a1} “{source.target.text}”{compared.en}",
        ))
    if source.actual is not None:
        steps.append(Text(f"完成值 {source.actual.ref.a1}“{source.actual.text}”读作 {show(row.actual)}", f"actual {source.actual.ref.a1} “{source.actual.text}”"))
    if assessment.monitoring is not None:
        return [*steps, *_progress_steps(row, assessment, assessment.monitoring)]
    steps.append(Text(f"分值 {points(row.weight)}（{ {'column': '分值列', 'rule': '评分标准文字'}.get(row.weight_from, '未填')}）", f"weight {points(row.weight)}"))
    if assessment.table.stage == "target":
        return [*steps, *_supposed_steps(row, assessment)]
    steps.append(Text(f"计算：{row.score.why.zh}", f"computed: {row.score.why.en}"))
    for choice in row.score.choices:
        others = "、".join(f"{a.value}→{a.score}" for a in choice.alternatives)
        steps.append(Text(
            f"读法：{schema()[choice.key].meaning.zh}——{choice.key} 取 {choice.taken}（依据：{assessment.policy.basis(choice.key)}）；其他：{others}",
            f"reading: {choice.key} is {choice.taken}; others: {others}",
        ))
    ours = f"{row.score.shown}" if row.score.shown is not None else "由人评定"
    steps.append(Text(f"应得 {ours}，所填 {points(row.stated)}", f"due {ours}, stated {points(row.stated)}"))
    return steps


def _supposed_steps(row: AssessedIndicator, assessment: Assessment) -> list[Text]:
    """A declaration has no score yet: what its rule would give, where that depends on a reading."""
    steps = [Text(f"评分标准：{row.rule.text}", f"rule: {row.rule.text}")] if row.rule is not None else []
    for key, supposed in supposed_choices(row, assessment.policy, assessment.table.year).items():
        others = "、".join(f"{a.value}→{a.score}" for a in supposed.choice.alternatives)
        steps.append(Text(
            f"读法：{schema()[key].meaning.zh}——{key} 取 {supposed.choice.taken}：如完成 {supposed.actual} 得 {supposed.score}；其他：{others}",
            f"reading: {key} is {supposed.choice.taken}: {supposed.actual} done gives {supposed.score}; others: {others}",
        ))
    steps.append(Text("申报表没有完成值，不计得分", "a declaration has no actuals and no score"))
    return steps


def _progress_steps(row: AssessedIndicator, assessment: Assessment, monitoring: Monitoring) -> list[Text]:
    """The light of an indicator, and the thresholds that it rests on."""
    progress = monitoring.rows[assessment.indicators.index(row)]
    policy = assessment.policy
    limits = "、".join(f"{key} {percent(value, 0)}" for key, value in (
        ("light_red", policy.light_red), ("light_yellow", policy.light_yellow), ("light_blue", policy.light_blue)))
    stated = row.source.light.text if row.source.light is not None and row.source.light.text else "—"
    return [
        Text(f"计算：{progress.why.zh}", f"computed: {progress.why.en}"),
        Text(f"阈值：{limits}（依据：{policy.basis('light_red')}）；所填 {stated}", f"thresholds: {limits}; stated {stated}"),
    ]


def _fund_steps(fund: AssessedFund, assessment: Assessment) -> list[Text]:
    if assessment.monitoring is not None:
        progress = assessment.monitoring.funds[assessment.funds.index(fund)]
        return [Text(
            f"资金：{fund.line.name}，预算 {points(fund.base)}，执行 {points(fund.executed)}；{progress.why.zh}",
            f"funds: {fund.line.name}, budget {points(fund.base)}, executed {points(fund.executed)}; {progress.why.en}",
        )]
    steps = [Text(
        f"资金：{fund.line.name}，全年预算 {points(fund.budget)}，全年执行 {points(fund.executed)}，执行率 {percent(fund.rate)}",
        f"funds: {fund.line.name}, budget {points(fund.budget)}, executed {points(fund.executed)}, rate {percent(fund.rate)}",
    )]
    for word, word_en, added in (("全年预算", "budget", fund.added_budget), ("全年执行", "executed", fund.added_executed)):
        if added is not None:
            steps.append(Text(f"{word}合计与各项之和不符，按各项之和 {points(added)} 计算", f"{word_en}: computed from the parts, {points(added)}"))
    if fund.score is not None:
        steps.append(Text(f"得分：{fund.score.why.zh}；应得 {fund.score.shown}，所填 {points(fund.stated_score)}", f"score: {fund.score.why.en}; stated {points(fund.stated_score)}"))
    return steps


def _total_steps(assessment: Assessment) -> list[Text]:
    execution = assessment.execution
    share = execution.score.shown if execution and execution.score else None
    rows = sum((i.accepted for i in assessment.indicators if i.accepted is not None), Fraction(0))
    return [
        Text(
            f"总分 = 执行率得分 {share if share is not None else '—'} + {len(assessment.indicators)} 行得分 {points(rows)} = {points(assessment.score)}"
            + (f"（{assessment.accepted} 项沿用所填得分）" if assessment.accepted else ""),
            f"total = execution {share if share is not None else '—'} + rows {points(rows)} = {points(assessment.score)}",
        ),
        Text(f"所填 {points(assessment.stated_total)}；等级 {assessment.grade or '—'}（依据：{assessment.policy.basis('grades')}）",
             f"stated {points(assessment.stated_total)}; grade {assessment.grade or '—'}"),
    ]


def _parted(row: AssessedIndicator) -> bool:
    return row.source.name.part is not None


def _steps(assessment: Assessment, a1: str) -> list[Text]:
    # A cell of sentences holds several indicators.
    rows = [row for row in assessment.indicators if any(
        _is(getattr(row.source, name), a1) for name in row.source.__slots__ if isinstance(getattr(row.source, name), Field))]
    if rows:
        several = rows if all(_parted(row) for row in rows) else rows[:1]
        return [step for row in several for step in _indicator_steps(row, assessment)]
    for fund in assessment.funds:
        if any(_is(getattr(fund.line, name), a1) for name in fund.line.__slots__ if isinstance(getattr(fund.line, name), Field)):
            return _fund_steps(fund, assessment)
    if _is(assessment.table.total, a1) or _is(assessment.table.grade, a1):
        return _total_steps(assessment)
    return []


def explain_cell(path: Path, cell: str, settings: Settings) -> list[Text]:
    """The steps behind one cell, then every finding about it.

    Raises JixiaoError for an unreadable file, a wrong address, or a cell outside all tables.
    """
    return explain_in(analyse(open_workbook(path, passwords=settings.passwords), settings), cell, settings)


def explain_in(analysis: Analysis, cell: str, settings: Settings) -> list[Text]:
    """The same in a workbook that is analysed already.  Raises JixiaoError for a wrong address, or a cell outside all tables."""
    sheet, a1 = _place(cell)
    if analysis.empty:
        raise JixiaoError(unknown_form(analysis.workbook, settings.library))
    steps: list[Text] = []
    for assessment in analysis.assessments:
        if sheet is not None and assessment.table.sheet != sheet:
            continue
        found = _steps(assessment, a1)
        if found:
            form = settings.library.form_names()[assessment.table.form]
            steps.append(Text(f"表样：{form.zh}；政策：{assessment.policy.title.zh}（{assessment.policy.name}）", f"form: {form.en}; policy: {assessment.policy.name}"))
            steps.extend(found)
    for statement in analysis.statements:
        found = statement_steps(statement, a1) if sheet in (None, statement.sheet) else []
        if found:
            form = settings.library.form_names()[statement.form]
            steps.append(Text(f"表样：{form.zh}", f"form: {form.en}"))
            steps.extend(found)
    steps.extend(
        Text(f"{finding.code}：{finding.message.zh}", f"{finding.code}: {finding.message.en}")
        for finding in analysis.findings
        if any(ref.a1 == a1 and (sheet is None or ref.sheet == sheet) for ref in finding.cells)
    )
    if not steps:
        example = next((i.source.score.ref for a in analysis.assessments for i in a.indicators if i.source.score), None)
        address = f"{column_letters(example.column)}{example.row}" if example else ""
        raise JixiaoError(Text(
            f"{cell} 不在认出的表里，或是空白、标题。请选得分、执行率、总分等单元格{f'，例如 {address}' if address else ''}。",
            f"{cell} is not part of a recognised table. Choose a score, a rate or the total{f', such as {address}' if address else ''}.",
        ))
    return steps
