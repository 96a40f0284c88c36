"""Progress of a run on the terminal: done, failed, rate, time left, current file.

For an accountant: 看得见做到哪里、还要多久、有几个没做成.
For a programmer: only on a terminal, and on standard error; the report goes to standard output.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from jixiao.cli_passwords import standing_aside
from jixiao.cli_words import t as _t

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import ProgressColumn

    from jixiao.services.tasks import Job, Outcome

_NAME = 40  # characters of a file's name; the bar needs room too


def console(*, error: bool = False) -> Console:
    """The terminal, or whatever stands in its place."""
    from rich.console import Console  # noqa: PLC0415

    # A pipe or a log has no width of its own: do not fold what a program may read.
    return Console(stderr=error, highlight=False, width=None if sys.stdout.isatty() or error else 160)


def _columns() -> list[ProgressColumn | str]:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    return [
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("[red]{task.fields[failed]}[/red]"), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(), TextColumn("[dim]{task.fields[file]}[/dim]"),
    ]  # fmt: skip


def with_progress(start: Callable[[Callable[[Job], None]], Iterator[Outcome]], total: int, *, show: bool, what: str) -> Iterator[Outcome]:
    """Outcomes as they come, with a bar on the terminal that says ``what`` is done; ``start`` is told whom to call when a job begins."""
    if not show:
        yield from start(lambda _: None)
        return
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    from jixiao.reports.quoting import visible  # noqa: PLC0415

    with Progress(*_columns(), console=console(error=True)) as progress, standing_aside(progress):
        task = progress.add_task(what, total=total, file="", failed="", rate="")
        failed = 0

        def began(job: Job) -> None:
            progress.update(task, file=escape(visible(job.path.name))[:_NAME])

        for outcome in start(began):
            failed += outcome.status in {"unreadable", "failed"}
            speed = progress.tasks[0].speed
            progress.update(
                task, advance=1, failed=_t(f"未成 {failed}", f"{failed} failed") if failed else "",
                rate=_t(f"{speed:.1f} 个/秒", f"{speed:.1f} files/s") if speed else "",
            )
            yield outcome
