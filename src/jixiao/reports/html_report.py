"""One self-contained page for reading and printing: no script, no network, everything escaped."""

from __future__ import annotations

import html as markup
from collections.abc import Iterable

from jixiao.model import Finding, Text
from jixiao.reports.lights import light_word, lit, summary
from jixiao.reports.quoting import visible
from jixiao.reports.result import FileResult, Summary
from jixiao.reports.statements import statement_summary
from jixiao.scoring.assess import Assessment
from jixiao.scoring.shown import points
from jixiao.values.personal import mask

_STYLE = """
body{font-family:"Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif;margin:2em auto;max-width:70em;color:#222;line-height:1.6}
h1{font-size:1.4em}h2{font-size:1.1em;margin-top:2em;border-bottom:1px solid #999}
table{border-collapse:collapse;width:100%;font-size:.9em}th,td{border:1px solid #bbb;padding:.3em .5em;text-align:left;vertical-align:top}
th{background:#eef2f7}.error{font-weight:bold;color:#a40000}.warning{color:#8a5a00}.info{color:#205c8a}
.lit-red{background:#f4b6b6}.lit-yellow{background:#fbe7a3}.lit-green{background:#c6e5c3}.lit-blue{background:#bcd6f0}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}
"""
_WORD = {"error": Text("● 错误", "● error"), "warning": Text("▲ 警告", "▲ warning"), "info": Text("○ 提示", "○ info")}


def escape(text: str) -> str:
    """A text as characters and nothing else: no markup, no control characters, no turning of the direction."""
    return markup.escape(visible(text))


def _row(finding: Finding, language: str) -> str:
    cells = [
        f'<td class="{finding.severity}">{_WORD[finding.severity].in_language(language)}</td>',
        *(f"<td>{escape(text)}</td>" for text in (
            finding.code, finding.where.in_language(language), finding.message.in_language(language), finding.found or "",
            finding.expected or "", finding.suggestion.in_language(language), finding.explained or finding.stale or "",
        )),
    ]
    return "<tr>" + "".join(cells) + "</tr>"


def _lights(assessment: Assessment, language: str) -> list[str]:
    """A monitoring table: one line for the whole, then each line with its light."""
    heads = Text("位置,指标,指标值,执行情况,进度,灯,依据", "cell,indicator,target,actual,progress,light,why").in_language(language).split(",")
    parts = [
        f"<p>{escape(mask(assessment.table.title))}：{escape(summary(assessment).in_language(language))}</p>",
        "<table><thead><tr>" + "".join(f"<th>{head}</th>" for head in heads) + "</tr></thead><tbody>",
    ]
    for line in lit(assessment):
        before = "".join(f"<td>{escape(text)}</td>" for text in (line.cell, line.name, line.target, line.actual, line.progress))
        shade = f' class="lit-{line.light}"' if line.light else ""
        parts.append(f"<tr>{before}<td{shade}>{light_word(line.light).in_language(language)}</td><td>{escape(line.why.in_language(language))}</td></tr>")
    return [*parts, "</tbody></table>"]


def piece(result: FileResult, language: str) -> str:
    """What the page says of one workbook."""
    parts = [f"<h2>{escape(result.path)}</h2>"]
    if result.message:
        parts.append(f"<p>{escape(result.message.in_language(language))}</p>")
    for assessment in result.assessments:
        if assessment.monitoring is not None:
            parts.extend(_lights(assessment, language))
            continue
        said = Text(
            f"{mask(assessment.table.title)}：所填总分 {points(assessment.stated_total)}，重算 {points(assessment.score)}，等级 {assessment.grade or '—'}"
            f"（政策 {assessment.policy.name}）",
            f"{mask(assessment.table.title)}: stated {points(assessment.stated_total)}, recomputed {points(assessment.score)}, grade {assessment.grade or '—'}"
            f" (policy {assessment.policy.name})",
        )
        parts.append(f"<p>{escape(said.in_language(language))}</p>")
    parts.extend(f"<p>{escape(statement_summary(statement).in_language(language))}</p>" for statement in result.statements)
    if result.findings:
        heads = Text("级别,编号,位置,问题,现为,应为,建议,说明", "level,code,cell,finding,found,expected,suggestion,explanation").in_language(language).split(",")
        parts.append("<table><thead><tr>" + "".join(f"<th>{head}</th>" for head in heads) + "</tr></thead><tbody>")
        parts.extend(_row(finding, language) for finding in result.findings)
        parts.append("</tbody></table>")
    return "\n".join(parts)


def head(summary: Summary, language: str) -> str:
    """The page as far as its first workbook."""
    title = Text("绩效表校验结果", "jixiao: findings").in_language(language)
    counts = Text(
        f"{summary.files} 个文件，错误 {summary.errors}，警告 {summary.warnings}，提示 {summary.infos}",
        f"{summary.files} files, {summary.errors} errors, {summary.warnings} warnings, {summary.infos} infos",
    ).in_language(language)
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if language != "en" else "en"}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; base-uri \'none\'; form-action \'none\'">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><h1>{title}</h1><p>{counts}</p>\n"
    )


TAIL = "</body></html>\n"


def html(results: Iterable[FileResult], summary: Summary, language: str = "zh") -> str:
    """The page for a whole run."""
    return head(summary, language) + "".join(piece(result, language) + "\n" for result in results) + TAIL
