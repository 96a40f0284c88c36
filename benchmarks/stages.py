"""`python -m benchmarks.stages`: where the time of `recalc` goes, by stage and by function.

Stages are timed from outside, without a profiler, so that they add up to what a run really costs; the functions come from
cProfile, whose own cost makes small functions look dearer than they are.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.folder import Wish, generate
from jixiao.services import analyse, recalculate, tasks
from jixiao.services.analyse import Settings
from jixiao.services.recalculate import Writing
from jixiao.services.tasks import Job, Order, work
from jixiao.workbooks import store

STAGES: tuple[tuple[str, Any, str], ...] = (
    ("open: unzip, parse, cells", recalculate, "open_workbook"),
    ("recognise: which form, which cell is what", analyse, "recognise"),
    ("assess: values, rules, scores", analyse, "assess"),
    ("checks", analyse, "run_checks"),
    ("校验 sheet: what stands on it", recalculate, "findings_sheet"),
    ("save: the parts that change, zip", store, "compose"),
    ("save: receipt, fsync, replace", store, "commit"),
    ("save: proof", store, "verify"),
    ("edits: which cells are written", recalculate, "edits_of"),
    ("what the report says", tasks, "outcome_of"),
)
"""What is timed: name, where it is looked up, as what.  The proof runs inside of the commit."""

_ORDER = Order(Settings(), Writing(force=True), "text", most=5)


class Clock:
    """CPU seconds and wall seconds by stage, what runs inside of another stage taken off that one."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = defaultdict(float)
        self.wall: dict[str, float] = defaultdict(float)
        self._inside: list[list[float]] = []

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed."""

        def run(*arguments: Any, **named: Any) -> Any:
            self._inside.append([0.0, 0.0])
            cpu, wall = time.process_time(), time.perf_counter()
            try:
                return work(*arguments, **named)
            finally:
                spent = time.process_time() - cpu, time.perf_counter() - wall
                inner = self._inside.pop()
                self.cpu[name] += spent[0] - inner[0]
                self.wall[name] += spent[1] - inner[1]
                if self._inside:
                    self._inside[-1][0] += spent[0]
                    self._inside[-1][1] += spent[1]

        return run


@contextmanager
def watched(clock: Clock) -> Iterator[None]:
    """The stages, timed while this lasts."""
    kept = [(module, attribute, getattr(module, attribute)) for _, module, attribute in STAGES]
    try:
        for name, module, attribute in STAGES:
            setattr(module, attribute, clock.timed(name, getattr(module, attribute)))
        yield
    finally:
        for module, attribute, work in kept:
            setattr(module, attribute, work)


def by_stage(paths: Sequence[Path], out: Path) -> None:
    """Print each stage's share of CPU time, and what of the wall time is waiting."""
    clock = Clock()
    whole = clock.timed("the rest", work)
    with watched(clock):
        for number, path in enumerate(paths):
            whole(_ORDER, Job(path, path.name, out / f"{number}.xlsx"))
    cpu, wall = sum(clock.cpu.values()), sum(clock.wall.values())
    print(f"\nrecalc of {len(paths)} workbooks, by stage                    CPU     waiting (of wall)")
    for name in (*(name for name, _, _ in STAGES), "the rest"):
        print(f"  {name:<48} {clock.cpu[name] / cpu:6.1%}  {(clock.wall[name] - clock.cpu[name]) / wall:6.1%}")


def by_function(paths: Sequence[Path], out: Path, lines: int, order: str) -> None:
    """Print the functions that cost most."""
    profile = cProfile.Profile()
    profile.enable()
    for number, path in enumerate(paths):
        work(_ORDER, Job(path, path.name, out / f"p{number}.xlsx"))
    profile.disable()
    text = io.StringIO()
    pstats.Stats(profile, stream=text).sort_stats(order).print_stats(lines)
    listed = text.getvalue()
    for prefix in (str(Path(analyse.__file__).parents[1]) + "/", str(Path(io.__file__).parent) + "/"):
        listed = listed.replace(prefix, "")
    print(listed)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages", description="Where the time of recalc goes.")
    parser.add_argument("--count", type=int, default=100, help="workbooks (default 100)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--functions", type=int, default=0, metavar="N", help="also the N functions that cost most, under cProfile")
    parser.add_argument("--order", default="tottime", choices=("tottime", "cumulative"))
    given = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp())
    try:
        paths = [folder / made.path for made in generate(folder, given.count, Wish(given.seed))]
        out = folder / "out"
        for path in paths[:5]:  # grammars and forms are read once a process
            work(_ORDER, Job(path, path.name, out / "warm.xlsx"))
        by_stage(paths, out)
        if given.functions:
            by_function(paths, out, given.functions, given.order)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
