"""What the terminal shows of very many workbooks: counts, the worst of them, the commonest findings, where to look further.

For an accountant: 几百个文件时先看全貌，细目用报告或汇总看.
For a programmer: steady memory: a few counters and the worst so far.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table as Grid

from jixiao.model import Text
from jixiao.reports.result import Summary
from jixiao.reports.summary import summary_line
from jixiao.reports.text_report import Told, escape

_WORST, _COMMONEST, _TROUBLES, _CHANGES = 15, 10, 20, 20


class BriefReport:
    """Counts a run of many workbooks while it passes by, and prints one screen of it."""

    def __init__(self, console: Console, language: str, titles: dict[str, str], command: str) -> None:
        self._console = console
        self._language = language
        self._titles = titles
        self._command = command
        self._codes: Counter[str] = Counter()
        self._having: Counter[str] = Counter()
        self._worst: list[tuple[int, int, str]] = []
        self._troubles: list[str] = []
        self._left_out = self._noted = self._written = self._would_change = 0

    def add(self, told: Told, path: str, counts: Sequence[int], codes: Iterable[tuple[str, str, int]]) -> None:
        """Take one workbook into account: its errors, warnings and hints, and how often each (severity, code) comes."""
        for severity, code, times in codes:
            if severity != "info":  # very many hints are no news
                self._codes[code] += times
                self._having[code] += 1
        if counts[0] or counts[1]:
            (heapq.heappush if len(self._worst) < _WORST else heapq.heappushpop)(self._worst, (counts[0], counts[1], path))
        told_now = [*told.troubles, *told.grades]
        room = _TROUBLES - len(self._troubles)
        self._troubles.extend(told_now[:room])
        self._left_out += max(0, len(told_now) - room)
        self._noted += bool(told.notes)
        self._written += len(told.outputs)
        self._would_change += bool(told.changes)

    def _t(self, zh: str, en: str) -> str:
        return Text(zh, en).in_language(self._language)

    def _print(self, line: str) -> None:
        self._console.print(line, soft_wrap=True)

    def close(self, summary: Summary) -> None:
        """Print it."""
        for line in self._troubles:
            self._print(line)
        if self._left_out:
            self._print("[dim]" + self._t(f"… 另有 {self._left_out} 条这样的说明，见报告", f"… {self._left_out} more of these, see the report") + "[/dim]")
        if self._worst:
            grid = Grid(title=self._t("问题最多的文件", "files with most findings"), title_justify="left", header_style="bold")
            for index, heading in enumerate((self._t("文件", "file"), self._t("错误", "errors"), self._t("警告", "warnings"))):
                grid.add_column(heading, overflow="fold", justify="right" if index else "left")
            for errors, warnings, path in sorted(self._worst, key=lambda each: (-each[0], -each[1], each[2])):
                grid.add_row(escape(path), str(errors), str(warnings))
            self._console.print(grid)
        if self._codes:
            grid = Grid(title=self._t("最常见的错误和警告", "commonest errors and warnings"), title_justify="left", header_style="bold")
            for index, heading in enumerate((self._t("编号", "code"), self._t("问题", "finding"), self._t("条数", "times"), self._t("文件数", "files"))):
                grid.add_column(heading, overflow="fold", justify="right" if index > 1 else "left")
            for code, count in self._codes.most_common(_COMMONEST):
                grid.add_row(code, escape(self._titles.get(code, "")), str(count), str(self._having[code]))
            self._console.print(grid)
        if self._noted:
            self._print(self._t(f"另有 {self._noted} 个文件带有说明（例如没有专门的表样，按标题的意思读），见报告。", f"{self._noted} files have further notes (such as a table that was read by the meaning of its headings); see the report."))
        if self._would_change:
            self._print(self._t(f"预演，什么也没有写。有 {self._would_change} 个文件会改动；用 --all 列出每一处。", f"A dry run, nothing was written. {self._would_change} files would change; --all lists each figure."))
        if self._written:
            self._print(self._t(f"已写出 {self._written} 个工作簿。", f"{self._written} workbooks written."))
        if self._codes:
            self._print("[dim]" + self._t(
                "文件较多，没有逐条列出：用 --all 全部列出；jixiao check … --format html -o 报告.html 写成网页；jixiao rollup 文件夹 -o 汇总.xlsx 做成汇总。",
                "Many files, so findings are not listed one by one: --all lists them; jixiao check … --format html -o report.html; jixiao rollup DIR -o rollup.xlsx.",
            ) + "[/dim]")  # fmt: skip
        self._print(summary_line(summary).in_language(self._language))
