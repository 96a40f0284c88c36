"""The closing sentence of a run."""

from __future__ import annotations

from jixiao.model import Text
from jixiao.reports.result import Summary


def summary_line(summary: Summary) -> Text:
    """The closing sentence: how many files, what was found, how long it took."""
    undone = [
        (summary.unreadable, Text("没有做成", "not done")), (summary.unknown, Text("没有认出表", "without a table that is known")),
        (summary.resumed, Text("沿用以前做完的", "done by an earlier run")),
    ]
    zh = "".join(f"，{count} 个{word.zh}" for count, word in undone if count)
    en = "".join(f", {count} {word.en}" for count, word in undone if count)
    return Text(
        f"共 {summary.files} 个文件{zh}：错误 {summary.errors}，警告 {summary.warnings}，提示 {summary.infos}，用时 {summary.seconds:.2f} 秒。",
        f"{summary.files} files{en}: {summary.errors} errors, {summary.warnings} warnings, {summary.infos} infos, {summary.seconds:.2f} s.",
    )
