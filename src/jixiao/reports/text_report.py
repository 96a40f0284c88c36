"""What the terminal shows: a table per file, then the first findings in full sentences."""

from __future__ import annotations

from collections.abc import Sequence

from rich import markup
from rich.console import Console
from rich.table import Table as Grid

from jixiao.model import Finding, Text
from jixiao.reports.lights import goal_light, light_word, lit, summary
from jixiao.reports.quoting import visible
from jixiao.reports.result import FileResult, Summary
from jixiao.reports.statements import statement_summary
from jixiao.scoring.assess import Assessment
from jixiao.scoring.pairs import Pair
from jixiao.scoring.shown import points
from jixiao.values.personal import mask

_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_LIGHT_STYLE = {"red": "bold red", "yellow": "yellow", "blue": "blue"}
_MARK = {"error": "●", "warning": "▲", "info": "○"}
_WORD = {"error": Text("错误", "error"), "warning": Text("警告", "warning"), "info": Text("提示", "info")}


def escape(text: str) -> str:
    """A text that is neither markup nor a command to the terminal."""
    return markup.escape(visible(text))


def results_table(results: Sequence[FileResult], language: str, forms: dict[str, Text]) -> Grid:
    """One line a table: form, policy, weights, stated and recomputed score, grade, counts."""
    zh = language != "en"
    grid = Grid(title=None, header_style="bold", expand=False)
    for heading in (("文件", "表样", "政策", "分值", "所填总分", "重算总分", "等级", "错误", "警告", "提示", "改动") if zh else
                    ("file", "form", "policy", "weight", "stated", "recomputed", "grade", "errors", "warnings", "infos", "edits")):
        grid.add_column(heading, overflow="fold", justify="left" if heading in ("文件", "表样", "政策", "file", "form", "policy") else "right")
    for result in results:
        counts = [str(result.count("error")), str(result.count("warning")), str(result.count("info")), str(len(result.edits)) if result.output else "—"]
        for index, assessment in enumerate(result.assessments):
            form = forms.get(assessment.table.form)
            grid.add_row(
                escape(result.path) if index == 0 else "",
                escape(form.in_language(language)) if form else assessment.table.form,
                assessment.policy.name,
                points(assessment.weight), points(assessment.stated_total), points(assessment.score), _closing(assessment, language),
                *(counts if index == 0 else ["", "", "", ""]),
            )
    return grid


def _closing(assessment: Assessment, language: str) -> str:
    """The grade of a self-evaluation, the goal's light of a monitoring table."""
    light = goal_light(assessment)
    return light.in_language(language) if light else assessment.grade or "—"


def print_lights(console: Console, assessment: Assessment, language: str) -> None:
    """A monitoring table's lights: the whole in one line, then what is not green."""
    console.print(f"[bold]{escape(mask(assessment.table.title))}[/bold]  {summary(assessment).in_language(language)}", soft_wrap=True)
    for line in lit(assessment):
        if line.light in _LIGHT_STYLE:
            word = light_word(line.light).in_language(language)
            console.print(f"  [{_LIGHT_STYLE[line.light]}]● {word}[/{_LIGHT_STYLE[line.light]}] {line.cell} {escape(line.name)}：{escape(line.why.in_language(language))}", soft_wrap=True)


def _sentence(finding: Finding, language: str) -> str:
    style = _STYLE[finding.severity]
    word = _WORD[finding.severity].in_language(language)
    suggestion = finding.suggestion.in_language(language)
    explained = f" [green]（已说明：{escape(finding.explained)}）[/green]" if finding.explained else ""
    return (f"[{style}]{_MARK[finding.severity]} {word} {finding.code}[/{style}] {escape(finding.message.in_language(language))}{explained}"
            + (f" [dim]{escape(suggestion)}[/dim]" if suggestion else ""))


def _beside(pair: Pair) -> Text:
    """One line for two tables that were compared: how many rows are the same, and what became of the others."""
    found, file = pair.matches, f"{pair.file} " if pair.file else ""
    names = f"“{pair.later.sheet}”", f"{file}“{pair.earlier.sheet}”"
    if pair.differs:
        return Text(f"{names[0]} 没有对照 {names[1]}", f"{names[0]} was not compared with {names[1]}")
    renamed = sum(match.how == "renamed" for match in found.pairs)
    return Text(
        f"{names[0]} 对照 {names[1]}：指标相同 {len(found.pairs) - renamed}，改名 {renamed}，缺少 {len(found.dropped)}，新增 {len(found.added)}",
        f"{names[0]} beside {names[1]}: {len(found.pairs) - renamed} indicators the same, {renamed} renamed, {len(found.dropped)} dropped, {len(found.added)} added",
    )


def print_findings(console: Console, result: FileResult, language: str, most: int | None) -> None:
    """The findings of one file, the first ``most`` of them (all if None)."""
    shown = result.findings if most is None else result.findings[:most]
    if not shown:
        return
    console.print(f"\n[bold]{escape(result.path)}[/bold]")
    for finding in shown:
        console.print(_sentence(finding, language), soft_wrap=True)
    left = len(result.findings) - len(shown)
    if left:
        listed = Text("，全部列在“校验”工作表", ", all listed in the 校验 sheet") if result.output and not result.dry else Text("", "")
        more = Text(f"… 还有 {left} 条{listed.zh}；用 --all 显示", f"… {left} more{listed.en}; show them with --all")
        console.print(f"[dim]{more.in_language(language)}[/dim]", soft_wrap=True)


def print_preview(console: Console, result: FileResult, language: str) -> None:
    """Every figure that would change, before and after, and why."""
    edits = result.edits
    console.print(f"\n[bold]{escape(result.path)}[/bold]  " + Text(
        f"预演，什么也没有写。将改 {len(edits)} 处，写到 {escape(result.output)}：" if edits else "预演：没有要改的数。",
        f"A dry run, nothing was written. {len(edits)} cells would change in {escape(result.output)}:" if edits else "A dry run: no figure would change.",
    ).in_language(language), soft_wrap=True)
    blank = Text("（空）", "(blank)").in_language(language)
    for each in edits:
        place = f"{each.ref.sheet}!{each.ref.a1}"
        console.print(f"  {escape(place)}  {escape(each.old or blank)} → [bold]{escape(each.new or blank)}[/bold]  [dim]{escape(each.why.in_language(language))}[/dim]", soft_wrap=True)


def print_run(console: Console, results: Sequence[FileResult], summary: Summary, language: str, forms: dict[str, Text], most: int | None) -> None:
    """A whole run: the table, sentences about files that could not be done, findings, summary."""
    if any(result.assessments for result in results):
        console.print(results_table(results, language, forms))
    for result in results:
        for statement in result.statements:
            console.print(f"{escape(result.path)}：{escape(statement_summary(statement).in_language(language))}", soft_wrap=True)
    for assessment in (a for result in results for a in result.assessments if a.monitoring is not None):
        print_lights(console, assessment, language)
    for result in results:
        if (result.refused or result.status in ("unreadable", "unknown-form", "failed")) and result.message:
            console.print(f"[red]✗ {escape(result.path)}[/red]：{escape(result.message.in_language(language))}", soft_wrap=True)
        for note in result.notes[int(result.refused) :]:
            console.print(f"[yellow]! {escape(result.path)}[/yellow]：{escape(note.in_language(language))}", soft_wrap=True)
        for pair in result.pairs:
            console.print(f"[cyan]↔ {escape(result.path)}[/cyan]：{escape(_beside(pair).in_language(language))}", soft_wrap=True)
    for result in results:
        print_findings(console, result, language, most)
    for result in results:
        if result.dry:
            print_preview(console, result, language)
    outputs = [result.output for result in results if result.output and not result.dry]
    if outputs:
        console.print()
        for output in outputs:
            console.print(Text("已写出", "written").in_language(language) + f" {escape(output)}", soft_wrap=True)
    text = Text(
        f"共 {summary.files} 个文件：错误 {summary.errors}，警告 {summary.warnings}，提示 {summary.infos}，用时 {summary.seconds:.2f} 秒。",
        f"{summary.files} files: {summary.errors} errors, {summary.warnings} warnings, {summary.infos} infos, {summary.seconds:.2f} s.",
    )
    console.print("\n" + text.in_language(language), soft_wrap=True)
