"""The 校验 sheet: what an office files beside its table, and a conversation about each finding.

Summary on top, then one row a finding with a link to its cell; the column 说明 is the user's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jixiao.model import Area, Explanation, Finding, SheetCell, SheetSpec, SheetStyle, Text
from jixiao.reports.lights import LIGHTS, lit, summary
from jixiao.reports.statements import statement_summary
from jixiao.scoring.assess import Assessment
from jixiao.scoring.light import WORDS, Light
from jixiao.scoring.shown import points
from jixiao.scoring.statements import AssessedStatement

NAME = "校验"
FALLBACK_NAME = "校验(绩效)"
HEADINGS = ("序号", "级别", "编号", "位置", "指标", "问题", "现为", "应为", "建议", "依据", "说明", "状态", "指纹", "状态指纹")
_WIDTHS = (5, 8, 7, 10, 18, 46, 10, 10, 26, 20, 22, 9, 0, 0)
_PRINTED = 12
# Marks that read in black and white as well.
_LEVEL = {"error": "● 错误", "warning": "▲ 警告", "info": "○ 提示"}
_LIGHT_STYLE: dict[Light, SheetStyle] = {"red": "error", "yellow": "warning", "green": "center", "blue": "info"}
_LISTED = 20
_LINE_HEIGHT = 15.0
_TALLEST_ROW = 400.0


def _light_rows(assessment: Assessment) -> list[list[SheetCell]]:
    """A monitoring table: the whole, then for each colour which lines shine so."""
    rows = [[SheetCell("监控", "label"), SheetCell(""), SheetCell(summary(assessment).zh, "value")]]
    for light in LIGHTS:
        lines = [line for line in lit(assessment) if line.light == light]
        if lines:
            more = f" 等 {len(lines)} 项" if len(lines) > _LISTED else ""
            listed = "、".join(f"{line.cell}“{line.name}”" + (f"（{line.progress}）" if line.progress else "") for line in lines[:_LISTED])
            rows.append([SheetCell(f"● {WORDS[light].zh}灯", _LIGHT_STYLE[light]), SheetCell(""), SheetCell(listed + more, "wrap")])
    return rows


def _declared(assessment: Assessment) -> str:
    """What a declaration amounts to: it has no scores to recompute."""
    weight = f"分值合计 {points(assessment.weight)}" if assessment.weight is not None else "没有填分值"
    budget = next((fund.budget for fund in assessment.funds if fund.line.role == "total" and fund.budget is not None), None)
    money = f"；预算 {points(budget)} {assessment.table.money_unit}" if budget is not None else ""
    return f"申报 {len(assessment.indicators)} 个，{weight}{money}；申报表不计得分，只校验、不改数"


def _summary_rows(assessments: Sequence[Assessment], statements: Sequence[AssessedStatement], findings: Sequence[Finding], version: str, now: datetime, forms: dict[str, Text]) -> list[list[SheetCell]]:
    counts = {level: sum(f.severity == level for f in findings) for level in _LEVEL}
    explained = sum(f.explained is not None for f in findings)
    rows = [[SheetCell("绩效表校验结果", "title")]]
    for assessment in assessments:
        table = assessment.table
        stated = points(assessment.stated_total) if assessment.stated_total is not None else "未填"
        accepted = f"（其中 {assessment.accepted} 项无法重算，沿用所填得分）" if assessment.accepted else ""
        rows.append([SheetCell("表", "label"), SheetCell(""), SheetCell(f"{table.title}（工作表“{table.sheet}”）", "value")])
        if assessment.monitoring is not None:
            rows.extend(_light_rows(assessment))
        elif not table.scored:
            rows.append([SheetCell("指标", "label"), SheetCell(""), SheetCell(_declared(assessment), "value")])
        else:
            rows.append([SheetCell("总分", "label"), SheetCell(""), SheetCell(f"所填 {stated}；重算 {points(assessment.score)}{accepted}；等级 {assessment.grade or '—'}", "value")])
        form = forms.get(table.form)
        rows.append([SheetCell("表样与政策", "label"), SheetCell(""), SheetCell(f"{form.zh if form else table.form}；{assessment.policy.title.zh}（{assessment.policy.name}）", "value")])
    for statement in statements:
        place = f"（工作表“{statement.sheet}”）"
        rows.append([SheetCell("报表", "label"), SheetCell(""), SheetCell(statement_summary(statement).zh + place, "value")])
    said = f"，已说明 {explained} 处" if explained else ""
    rows.append([SheetCell("结果", "label"), SheetCell(""), SheetCell(f"错误 {counts['error']} 处，警告 {counts['warning']} 处，提示 {counts['info']} 处{said}", "value")])
    rows.append([SheetCell("校验时间", "label"), SheetCell(""), SheetCell(f"{now:%Y年%m月%d日 %H:%M}；绩效 jixiao {version}", "value")])
    nothing_computed = bool(assessments) and not any(assessment.table.computed for assessment in assessments)
    written = "" if nothing_computed else "写了说明，重新核算仍按规则写入；只要校验表、不改数字的，在功能区按“校验”，或用 recalc --findings-only。"
    rows.append([SheetCell("填写方法", "label"), SheetCell(""), SheetCell(f"点“位置”跳到该单元格。情况属实的，在“说明”栏写明原因；下次校验会保留，数字有变时提示重写。{written}", "muted")])
    return rows


def _state(finding: Finding) -> str:
    if finding.explained is not None:
        return "已说明"
    return "说明已过期" if finding.stale is not None else "待处理"


def _finding_row(number: int, finding: Finding, said: Explanation | None) -> tuple[SheetCell, ...]:
    first = finding.cells[0]
    group = len({ref.row for ref in finding.cells})
    places = f"{first.a1} 等{group}行" if group > 2 else first.a1
    choice = f"（读法：{finding.choice.key}={finding.choice.taken}）" if finding.choice else ""
    level: SheetStyle = finding.severity
    return (
        SheetCell(number, "center"),
        SheetCell(_LEVEL[finding.severity], level),
        SheetCell(finding.code, "center"),
        SheetCell(places, "link", first),
        SheetCell(finding.subject, "wrap"),
        SheetCell(finding.message.zh, "wrap"),
        SheetCell(finding.found or "", "wrap"),
        SheetCell(finding.expected or "", "wrap"),
        SheetCell(finding.suggestion.zh, "wrap"),
        SheetCell(finding.basis.zh + choice, "wrap"),
        SheetCell(said.text if said is not None and (finding.explained or finding.stale) else "", "input"),
        SheetCell(_state(finding), "center"),
        SheetCell(finding.fingerprint, "hidden"),
        SheetCell(finding.state, "hidden"),
    )


def _gone_row(number: int, fingerprint: str, said: Explanation) -> tuple[SheetCell, ...]:
    """A finding that is no more, kept for the words that somebody wrote about it."""
    return (
        SheetCell(number, "center"), SheetCell("— 已消除", "muted"), SheetCell(said.code, "muted"), SheetCell("", "muted"),
        SheetCell("", "muted"), SheetCell(said.message, "muted"), *(SheetCell("", "muted") for _ in range(4)),
        SheetCell(said.text, "input"), SheetCell("已消除", "muted"), SheetCell(fingerprint, "hidden"), SheetCell(said.state, "hidden"),
    )


def _summary_heights(rows: Sequence[Sequence[SheetCell]]) -> dict[int, float]:
    """Heights of summary rows whose text does not fit on the line that they are merged over."""
    width = sum(_WIDTHS[2:_PRINTED])
    lines = {number: -(-len(str(row[2].value).encode("gb18030", "replace")) // (width - 4)) for number, row in enumerate(rows, 1) if len(row) > 2}
    return {number: count * _LINE_HEIGHT + 3 for number, count in lines.items() if count > 1}


def _height(row: Sequence[SheetCell]) -> float:
    """Points for a row whose text is wrapped: the tallest of its cells."""
    lines = 1
    for cell, width in zip(row, _WIDTHS, strict=True):
        if not width or not isinstance(cell.value, str):
            continue
        # In GB 18030 a Chinese character takes two bytes and two columns.
        units = len(cell.value.encode("gb18030", "replace"))
        lines = max(lines, -(-units // max(int(width) - 1, 1)) + cell.value.count("\n"))
    return min(lines * _LINE_HEIGHT + 3, _TALLEST_ROW)


def findings_sheet(
    assessments: Sequence[Assessment],
    findings: Sequence[Finding],
    explanations: dict[str, Explanation],
    *,
    version: str,
    now: datetime,
    forms: dict[str, Text],
    statements: Sequence[AssessedStatement] = (),
) -> SheetSpec:
    """The sheet for one workbook.

    ``explanations`` are those of the sheet that is replaced: words about findings that are gone
    stay at the end, so that nothing anybody wrote is lost.
    """
    rows: list[tuple[SheetCell, ...]] = [tuple(row) for row in _summary_rows(assessments, statements, findings, version, now, forms)]
    merges = [Area(1, 1, 1, _PRINTED)]
    for index in range(2, len(rows) + 1):
        merges.append(Area(index, 1, index, 2))
        merges.append(Area(index, 3, index, _PRINTED))
    rows.append(())
    head = len(rows) + 1
    rows.append(tuple(SheetCell(heading, "head") for heading in HEADINGS))
    heights = {1: 30.0, head: 24.0, **_summary_heights(rows)}
    body = [_finding_row(number, finding, explanations.get(finding.fingerprint)) for number, finding in enumerate(findings, 1)]
    present = {finding.fingerprint for finding in findings}
    gone = [(mark, said) for mark, said in explanations.items() if mark not in present and said.text.strip()]
    body.extend(_gone_row(len(findings) + n, mark, said) for n, (mark, said) in enumerate(gone, 1))
    if not body:
        body = [(SheetCell("", "center"), SheetCell("✓", "center"), *(SheetCell("", "wrap") for _ in range(3)), SheetCell("没有发现问题。", "wrap"),
                 *(SheetCell("", "wrap") for _ in range(4)), SheetCell("", "input"), *(SheetCell("", "wrap") for _ in range(3)))]
    for offset, row in enumerate(body, head + 1):
        heights[offset] = _height(row)
    rows.extend(body)
    return SheetSpec(NAME, FALLBACK_NAME, tuple(rows), tuple(float(w) for w in _WIDTHS), heights, tuple(merges), head, _PRINTED, _PRINTED)
