"""What the terminal shows: a table per file, then the first findings in full sentences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple

from rich import markup
from rich.console import Console
from rich.table import Table as Grid

from jixiao.model import Finding, Text
from jixiao.reports.lights import goal_light, light_word, lit, summary
from jixiao.reports.quoting import visible
from jixiao.reports.result import FileResult, Summary
from jixiao.reports.statements import statement_summary
from jixiao.reports.summary import summary_line
from jixiao.scoring.assess import Assessment
from jixiao.scoring.pairs import Pair
from jixiao.scoring.shown import points
from jixiao.values.personal import mask

_IN_MEMORY = 1 << 18
_ROWS_A_TABLE = 200  # the heading comes again, and no table is held in memory as a whole
_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_LIGHT_STYLE = {"red": "bold red", "yellow": "yellow", "blue": "blue"}
_MARK = {"error": "●", "warning": "▲", "info": "○"}
_WORD = {"error": Text("错误", "error"), "warning": Text("警告", "warning"), "info": Text("提示", "info")}


def escape(text: str) -> str:
    """A text that is neither markup nor a command to the terminal."""
    return markup.escape(visible(text))


class Told(NamedTuple):
    """What the terminal shows of one workbook, ready to be printed: lines of rich markup.

    Attributes:
        rows: of the table of results.
        statements, lights, grades, troubles, notes, findings, changes, outputs: lines of each section; sections follow one another
            over all workbooks.
    """

    rows: list[list[str]]
    statements: list[str]
    lights: list[str]
    grades: list[str]
    troubles: list[str]
    notes: list[str]
    findings: list[str]
    changes: list[str]
    outputs: list[str]


_HEADINGS = (
    Text("文件", "file"), Text("表样", "form"), Text("政策", "policy"), Text("分值", "weight"), Text("所填总分", "stated"), Text("重算总分", "recomputed"),
    Text("等级", "grade"), Text("错误", "errors"), Text("警告", "warnings"), Text("提示", "infos"), Text("改动", "edits"),
)  # fmt: skip
_LEFT = 3  # so many columns of words, the others are figures


def _rows(result: FileResult, language: str, forms: dict[str, Text]) -> Iterator[list[str]]:
    """One line a table: form, policy, weights, stated and recomputed score, grade, counts."""
    counts = [str(result.count("error")), str(result.count("warning")), str(result.count("info")), str(len(result.edits)) if result.output else "—"]
    for index, assessment in enumerate(result.assessments):
        form = forms.get(assessment.table.form)
        yield [
            escape(result.path) if index == 0 else "",
            escape(form.in_language(language)) if form else assessment.table.form,
            assessment.policy.name,
            points(assessment.weight), points(assessment.stated_total), points(assessment.score), _closing(assessment, language),
            *(counts if index == 0 else ["", "", "", ""]),
        ]


def _closing(assessment: Assessment, language: str) -> str:
    """The grade of a self-evaluation, the goal's light of a monitoring table."""
    light = goal_light(assessment)
    return light.in_language(language) if light else assessment.grade or "—"


def _lights(assessment: Assessment, language: str) -> Iterator[str]:
    """A monitoring table's lights: the whole in one line, then what is not green."""
    yield f"[bold]{escape(mask(assessment.table.title))}[/bold]  {summary(assessment).in_language(language)}"
    for line in lit(assessment):
        if line.light in _LIGHT_STYLE:
            word = light_word(line.light).in_language(language)
            yield f"  [{_LIGHT_STYLE[line.light]}]● {word}[/{_LIGHT_STYLE[line.light]}] {line.cell} {escape(line.name)}：{escape(line.why.in_language(language))}"


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


def _findings(result: FileResult, language: str, most: int | None) -> Iterator[str]:
    """The findings of one file, the first ``most`` of them (all if None)."""
    shown = result.findings if most is None else result.findings[:most]
    if not shown:
        return
    yield f"\n[bold]{escape(result.path)}[/bold]"
    for finding in shown:
        yield _sentence(finding, language)
    left = len(result.findings) - len(shown)
    if left:
        listed = Text("，全部列在“校验”工作表", ", all listed in the 校验 sheet") if result.output and not result.dry else Text("", "")
        more = Text(f"… 还有 {left} 条{listed.zh}；用 --all 显示", f"… {left} more{listed.en}; show them with --all")
        yield f"[dim]{more.in_language(language)}[/dim]"


def _changes(result: FileResult, language: str) -> Iterator[str]:
    """Every figure that would change, before and after, and why."""
    edits = result.edits
    yield f"\n[bold]{escape(result.path)}[/bold]  " + Text(
        f"预演，什么也没有写。将改 {len(edits)} 处，写到 {escape(result.output)}：" if edits else "预演：没有要改的数。",
        f"A dry run, nothing was written. {len(edits)} cells would change in {escape(result.output)}:" if edits else "A dry run: no figure would change.",
    ).in_language(language)
    blank = Text("（空）", "(blank)").in_language(language)
    for each in edits:
        place = f"{each.ref.sheet}!{each.ref.a1}"
        yield f"  {escape(place)}  {escape(each.old or blank)} → [bold]{escape(each.new or blank)}[/bold]  [dim]{escape(each.why.in_language(language))}[/dim]"


def _grades(result: FileResult, language: str) -> Iterator[str]:
    """Tables whose grade is not the same under each of the policies."""
    under: dict[int, list[Assessment]] = {}
    for assessment in result.assessments:
        under.setdefault(id(assessment.table), []).append(assessment)
    for several in under.values():
        if len({each.grade for each in several if each.score is not None}) > 1:
            said = Text("，", ", ").in_language(language).join(f"{each.policy.name} {points(each.score)} {each.grade or '—'}" for each in several)
            word = Text("等级随政策不同", "the grade depends on the policy").in_language(language)
            yield f"[magenta]≠ {escape(result.path)}[/magenta] {escape(several[0].sheet)}：{word}：{said}"


def _troubles(result: FileResult, language: str) -> Iterator[str]:
    """Why nothing was done."""
    if (result.refused or result.status in ("unreadable", "unknown-form", "failed")) and result.message:
        yield f"[red]✗ {escape(result.path)}[/red]：{escape(result.message.in_language(language))}"


def _notes(result: FileResult, language: str) -> Iterator[str]:
    """What else is to be known."""
    for note in result.notes[int(result.refused) :]:
        yield f"[yellow]! {escape(result.path)}[/yellow]：{escape(note.in_language(language))}"
    for pair in result.pairs:
        yield f"[cyan]↔ {escape(result.path)}[/cyan]：{escape(_beside(pair).in_language(language))}"


def tell(result: FileResult, language: str, forms: dict[str, Text], most: int | None) -> Told:
    """What is to be shown of one workbook, ``most`` findings of it (all if None)."""
    return Told(
        list(_rows(result, language, forms)),
        [f"{escape(result.path)}：{escape(statement_summary(each).in_language(language))}" for each in result.statements],
        [line for each in result.assessments if each.monitoring is not None for line in _lights(each, language)],
        list(_grades(result, language)),
        list(_troubles(result, language)),
        list(_notes(result, language)),
        list(_findings(result, language, most)),
        list(_changes(result, language)) if result.dry else [],
        [Text("已写出", "written").in_language(language) + f" {escape(result.output)}"] if result.output and not result.dry else [],
    )


class TextReport:
    """A whole run for the terminal: the table, sentences about files that could not be done, findings, summary.

    What is told is kept on disk once it is long, section by section, however many workbooks there are.
    """

    def __init__(self, console: Console, language: str) -> None:
        self._console = console
        self._language = language
        # Closed one by one as they are printed.
        self._sections = {name: SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="ascii", newline="\n") for name in Told._fields}  # noqa: SIM115

    def add(self, told: Told) -> None:
        """Take down what is told of one workbook."""
        for name, lines in told._asdict().items():
            for line in lines:
                self._sections[name].write(json.dumps(line) + "\n")

    def _lines(self, section: str) -> Iterator[Any]:
        stream = self._sections[section]
        stream.seek(0)
        yield from map(json.loads, stream)
        stream.close()

    def _table(self) -> None:
        rows = self._lines("rows")
        while several := list(islice(rows, _ROWS_A_TABLE)):
            grid = Grid(title=None, header_style="bold", expand=False)
            for index, heading in enumerate(_HEADINGS):
                grid.add_column(heading.in_language(self._language), overflow="fold", justify="left" if index < _LEFT else "right")
            for row in several:
                grid.add_row(*row)
            self._console.print(grid)

    def close(self, summary: Summary) -> None:
        """Print all of it."""
        self._table()
        for section in ("statements", "lights", "grades", "troubles", "notes", "findings", "changes"):
            for line in self._lines(section):
                self._console.print(line, soft_wrap=True)
        for index, line in enumerate(self._lines("outputs")):
            if index == 0:
                self._console.print()
            self._console.print(line, soft_wrap=True)
        self._console.print("\n" + summary_line(summary).in_language(self._language), soft_wrap=True)


def print_run(console: Console, results: Iterable[FileResult], summary: Summary, language: str, forms: dict[str, Text], most: int | None) -> None:
    """A run whose results are all at hand."""
    report = TextReport(console, language)
    for result in results:
        report.add(tell(result, language, forms, most))
    report.close(summary)
