"""校验, 上一条, 下一条: the findings as a sheet, and a walk through their cells."""

from __future__ import annotations

from datetime import datetime

from jixiao import __version__
from jixiao.excel.desk import Desk, Outcome
from jixiao.excel.findings import write_findings
from jixiao.excel.journal import Step
from jixiao.model import Finding
from jixiao.reports.findings_sheet import findings_sheet

_LEVELS = {"error": "错误", "warning": "警告", "info": "提示"}
# Where the user is in the list, by workbook: the finding last shown, and its place then.
_visited: dict[str, tuple[str, int]] = {}


def check(desk: Desk, _argument: str) -> Outcome:
    """Write the 校验 sheet; no other cell is changed."""
    analysis = desk.analysed()
    counts = {level: sum(finding.severity == level for finding in analysis.findings) for level in _LEVELS}
    found = "，".join(f"{_LEVELS[level]} {count} 处" for level, count in counts.items() if count) or "没有发现问题"
    _visited.pop(desk.book.fullname, None)
    if desk.host.structure_protected(desk.book):
        return Outcome(f"校验结果：{found}。工作簿的结构受保护，不能加“校验”工作表；可以用“下一条”逐条查看。", ok=False)
    workbook = analysis.workbook
    spec = findings_sheet(
        analysis.main, analysis.findings, dict(workbook.book.explanations), version=__version__, now=datetime.now(),  # noqa: DTZ005  # the office's own clock
        forms=desk.settings.library.form_names(), statements=analysis.statements,
    )
    desk.progress("正在写校验表……")
    written = write_findings(desk.book, desk.host, spec)
    desk.remember(Step(desk.label, sheet=written.name if written.added else ""))
    explained = sum(finding.explained is not None for finding in analysis.findings)
    kept = f"（其中已说明 {explained} 处）" if explained else ""
    walk = "按“下一条”逐条走到对应的格子。" if analysis.findings else ""
    return Outcome(f"校验结果：{found}{kept}，写在“{written.name}”工作表里，其他格子没有改动。{walk}")


def following(desk: Desk, _argument: str) -> Outcome:
    """Go to the cell of the next finding."""
    return _walk(desk, 1)


def preceding(desk: Desk, _argument: str) -> Outcome:
    """Go to the cell of the finding before."""
    return _walk(desk, -1)


def _walk(desk: Desk, step: int) -> Outcome:
    """The findings are worked out anew: what was mended meanwhile is gone, and rows may have moved."""
    findings = desk.analysed().findings
    if not findings:
        return Outcome("没有发现问题，不用逐条看了。")
    place = _next_place(findings, _visited.get(desk.book.fullname), step)
    if not 0 <= place < len(findings):
        return Outcome("已经是最后一条了。" if step > 0 else "已经是第一条了。")
    finding = findings[place]
    _visited[desk.book.fullname] = (finding.fingerprint, place)
    first = finding.cells[0]
    sheet = desk.book.sheets[first.sheet]
    sheet.activate()
    sheet.range(first.a1).select()
    suggestion = f"\n建议：{finding.suggestion.zh}" if finding.suggestion.zh else ""
    explained = f"\n已说明：{finding.explained}" if finding.explained else ""
    return Outcome(
        f"第 {place + 1} 条，共 {len(findings)} 条（{_LEVELS[finding.severity]} {finding.code}，“{first.sheet}”{first.a1}）：\n{finding.message.zh}{suggestion}{explained}",
        moved=True,
    )


def _next_place(findings: tuple[Finding, ...], visited: tuple[str, int] | None, step: int) -> int:
    if visited is None:
        return 0 if step > 0 else len(findings) - 1
    mark, before = visited
    now = next((number for number, finding in enumerate(findings) if finding.fingerprint == mark), None)
    if now is not None:
        return now + step
    # It was mended: the next one has moved up into its place.
    return before if step > 0 else before - 1
