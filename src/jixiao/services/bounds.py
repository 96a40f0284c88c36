"""What is too much to work out or to list: a sentence instead of an endless run.

For an accountant: 指标行或问题多得离谱的表，会说清楚上限是多少、怎样放宽.
For a programmer: the limits of `jixiao.workbooks` that hold behind reading.  Reading bounds cells; what a
table means costs far more than a cell, and what is listed must still be read by somebody.
"""

from __future__ import annotations

from collections.abc import Sequence

from jixiao.model import Finding, Table, Text
from jixiao.workbooks import Limits
from jixiao.workbooks.limits import admitting

_SEVERITIES = ("error", "warning", "info")


def bound_tables(tables: Sequence[Table], limits: Limits) -> None:
    """Raises Unreadable where the tables have more indicators, or longer ones, than are worked out."""
    rows = [row for table in tables for row in table.indicators]
    # Blanks around a text do not count; where there is room for them too, as in nearly every workbook, nobody looks for them.
    most = sum(len(field.cell.text if field.part is None else field.part) for row in rows for field in row.fields)
    if len(rows) <= limits.indicators and most <= limits.indicator_characters:
        return
    count = characters = 0
    for table in tables:
        count += len(table.indicators)
        limits.bound("indicators", count)
        characters += sum(len(field.text) for row in table.indicators for field in row.fields)
        limits.bound("indicator_characters", characters)


def bound_findings(findings: Sequence[Finding], limits: Limits) -> tuple[list[Finding], list[Text]]:
    """The findings that are listed, in their order, and a sentence where that is not all of them.

    Those that the user has explained stay, or their words would be lost; then the graver go first.
    """
    if len(findings) <= limits.findings:
        return list(findings), []

    def rank(index: int) -> tuple[bool, int]:
        finding = findings[index]
        return finding.explained is None and finding.stale is None, _SEVERITIES.index(finding.severity)

    ranked = sorted(range(len(findings)), key=rank)
    kept = [findings[index] for index in sorted(ranked[: limits.findings])]
    wanted = admitting("findings", len(findings))
    return kept, [Text(
        f"发现的问题有 {len(findings):,} 处，超过上限 {limits.findings:,}，只列出其中 {len(kept):,} 处：先是错误，再是警告和提示。"
        f"请先改这些，再检查一次；要全部列出，加 --limit {wanted}。",
        f"There are {len(findings):,} findings, over the limit of {limits.findings:,}; only {len(kept):,} of them are listed, errors first. "
        f"Mend these and check again; to list them all, add --limit {wanted}.",
    )]  # fmt: skip
