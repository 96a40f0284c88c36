"""校验, 上一条, 下一条: the findings as a sheet, and a walk through their cells."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime

from jixiao import __version__
from jixiao.excel import journal
from jixiao.excel.desk import Desk, Outcome
from jixiao.excel.findings import target_of, write_findings
from jixiao.excel.journal import Step, keep, state_file
from jixiao.model import Finding, JixiaoError
from jixiao.reports.findings_sheet import findings_sheet
from jixiao.services.analyse import Analysis

_KIND = "walk"
_LEVELS = {"error": "错误", "warning": "警告", "info": "提示"}
# The workbook that was walked through last, as it was read then.
_walked: dict[str, Analysis] = {}
# Where the user is in the list, by workbook: the finding shown last, and its place then.
_at: dict[str, tuple[str, int]] = {}


def check(desk: Desk, _argument: str) -> Outcome:
    """Write the 校验 sheet; no other cell is changed."""
    analysis = desk.analysed()
    counts = {level: sum(finding.severity == level for finding in analysis.findings) for level in _LEVELS}
    found = "，".join(f"{_LEVELS[level]} {count} 处" for level, count in counts.items() if count) or "没有发现问题"
    walk = "按“下一条”逐条走到对应的格子。" if analysis.findings else ""
    _forget_place(desk)
    spec = findings_sheet(
        analysis.main, analysis.findings, dict(analysis.workbook.book.explanations), version=__version__, now=datetime.now(),  # noqa: DTZ005  # the office's own clock
        forms=desk.settings.library.form_names(), statements=analysis.statements,
    )
    target = target_of(desk.book, desk.host, spec)
    if target.refused:
        return Outcome(f"校验结果：{found}。{target.refused}" + (f"；不写这张表也可以查看：{walk}" if walk else "。"), ok=False)
    if target.added:
        desk.remember(Step(desk.label, sheet=target.name, earlier=target.earlier))
    else:
        _remember_rewriting(desk, target.name)
    desk.progress("正在写校验表……")
    write_findings(desk.book, desk.host, spec, target)
    explained = sum(finding.explained is not None for finding in analysis.findings)
    kept = f"（其中已说明 {explained} 处）" if explained else ""
    left = f"“{target.earlier}”工作表里有您另外写的内容，原样保留；新的结果写在另一张表里。" if target.added and target.earlier else ""
    said = [f"校验结果：{found}{kept}，写在“{target.name}”工作表里，其他格子没有改动。{left}{walk}", *desk.notes(analysis)]
    return Outcome("\n".join(said))


def _remember_rewriting(desk: Desk, name: str) -> None:
    """So that 撤销 does not reach past the sheet unasked; once for several writings in a row."""
    known = journal.steps(desk.book)
    if not known or not (known[-1].rewritten or known[-1].sheet):
        desk.remember(Step(desk.label, rewritten=name))


def following(desk: Desk, _argument: str) -> Outcome:
    """Go to the cell of the next finding."""
    return _walk(desk, 1)


def preceding(desk: Desk, _argument: str) -> Outcome:
    """Go to the cell of the finding before."""
    return _walk(desk, -1)


def _walk(desk: Desk, step: int) -> Outcome:
    """The findings are worked out anew where anything has changed: what was mended meanwhile is gone, and rows may have moved."""
    name = desk.book.fullname
    analysis = desk.analysed(_walked.get(name))
    _walked.clear()
    _walked[name] = analysis
    findings = analysis.findings
    if not findings:
        return Outcome("没有发现问题，不用逐条看了。")
    place = _next_place(findings, _visited(desk), step)
    if not 0 <= place < len(findings):
        return Outcome("已经是最后一条了。" if step > 0 else "已经是第一条了。")
    finding = findings[place]
    _visit(desk, finding.fingerprint, place)
    first = finding.cells[0]
    suggestion = f"\n建议：{finding.suggestion.zh}" if finding.suggestion.zh else ""
    explained = f"\n已说明：{finding.explained}" if finding.explained else ""
    said = (
        f"第 {place + 1} 条，共 {len(findings)} 条（{_LEVELS[finding.severity]} {finding.code}，“{first.sheet}”{first.a1}）：\n"
        f"{finding.message.zh}{suggestion}{explained}"
    )
    if not next(grid.visible for grid in analysis.workbook.book.grids if grid.sheet == first.sheet):
        return Outcome(f"{said}\n（“{first.sheet}”是隐藏的工作表，没有走过去；要看请先取消隐藏。）")
    sheet = desk.book.sheets[first.sheet]
    sheet.activate()
    sheet.range(first.a1).select()
    return Outcome(said, moved=True)


def _visited(desk: Desk) -> tuple[str, int] | None:
    """The finding shown last, and its place then; kept in a file, too, since each press may be a process of its own."""
    if desk.book.fullname in _at:
        return _at[desk.book.fullname]
    with suppress(OSError, ValueError, TypeError):
        mark, place = json.loads(state_file(desk.book, _KIND).read_text("utf-8"))
        return str(mark), int(place)
    return None


def _visit(desk: Desk, mark: str, place: int) -> None:
    _at[desk.book.fullname] = (mark, place)
    with suppress(JixiaoError):  # this process knows
        keep(state_file(desk.book, _KIND), [mark, place])


def _forget_place(desk: Desk) -> None:
    _at.pop(desk.book.fullname, None)
    with suppress(OSError):
        state_file(desk.book, _KIND).unlink(missing_ok=True)


def _next_place(findings: tuple[Finding, ...], visited: tuple[str, int] | None, step: int) -> int:
    if visited is None:
        return 0 if step > 0 else len(findings) - 1
    mark, before = visited
    now = next((number for number, finding in enumerate(findings) if finding.fingerprint == mark), None)
    if now is not None:
        return now + step
    # It was mended: the next one has moved up into its place.
    return before if step > 0 else before - 1
