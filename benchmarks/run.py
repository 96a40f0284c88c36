"""`make bench`: what jixiao costs, as ratios within one run against what a user would use instead.

Never a single absolute time: the machine's own speed cancels out of a ratio.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.parsers import expat

import openpyxl

from benchmarks import at_scale, in_the_sheet
from jixiao.services.analyse import Settings, check_file
from jixiao.services.recalculate import Writing, recalculate_file

EXAMPLES = Path(__file__).parents[1] / "workbooks" / "examples"
ROUNDS = 15
_BUILT_ONCE = frozenset({"_parser", "terminal", "_lexicons", "_vocabulary"})


def median_of(work: Callable[[], object]) -> float:
    """Median seconds of several runs, after one that warms up."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def ratio_of(work: Callable[[], object], base: Callable[[], object]) -> float:
    """Median of pairwise ratios, the two in turn, so that a machine that slows down slows both."""
    work()
    base()
    ratios = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        base()
        between = time.perf_counter()
        work()
        ratios.append((time.perf_counter() - between) / (between - start))
    return statistics.median(ratios)


def forget_texts() -> None:
    """Empty the caches of parsed texts, so that every cell is read as if for the first time."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("jixiao.values", "jixiao.scoring.rules", "jixiao.forms.headings", "jixiao.forms.indicators")):
            for value in list(vars(module).values()):
                # The grammar itself is built once a process; only what was read is forgotten.
                if hasattr(value, "cache_clear") and getattr(value, "__name__", "") not in _BUILT_ONCE:
                    value.cache_clear()


def floor(path: Path) -> None:
    """Unzip, run expat over every part, zip again: less is not possible in Python."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            expat.ParserCreate().Parse(content, True)
    with tempfile.TemporaryFile() as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def with_openpyxl(path: Path, target: Path) -> None:
    """Load and save, as a script with openpyxl would."""
    openpyxl.load_workbook(path).save(target)


def one_workbook(path: Path, folder: Path) -> None:
    """Print the ratios for one example."""
    target = folder / path.name
    settings, writing = Settings(), Writing(force=True)

    def recalc() -> None:
        target.unlink(missing_ok=True)
        assert recalculate_file(path, target, settings, writing).output

    def recalc_cold() -> None:
        forget_texts()
        recalc()

    def base() -> None:
        with_openpyxl(path, folder / "openpyxl.xlsx")

    def check() -> None:
        check_file(path, settings)

    print(f"\n{path.name} (openpyxl load+save = 1)")
    print(f"  recalc, warm (ratio of medians)       {median_of(recalc) / median_of(base):.3f}")
    print(f"  recalc, in turn with openpyxl         {ratio_of(recalc, base):.3f}")
    print(f"  recalc, every text read anew          {ratio_of(recalc_cold, base):.3f}")
    print(f"  check                                 {ratio_of(check, base):.3f}")
    print(f"  check against openpyxl's loading      {ratio_of(check, lambda: openpyxl.load_workbook(path)):.3f}")
    print(f"  floor (unzip, expat, zip)             {ratio_of(lambda: floor(path), base):.3f}")


def start_up() -> None:
    """`jixiao --help` against the bare interpreter."""
    def command(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    bare = median_of(command("-c", "pass"))
    said = median_of(command("-m", "jixiao", "--help"))
    print(f"\nstart-up of `jixiao --help`: {said:.3f} s, {said / bare:.1f} × the bare interpreter")


def main(arguments: Sequence[str] | None = None) -> None:
    """All figures, in one run: the examples, the start, the sheet of the add-in, and folders of invented workbooks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description="What jixiao costs, as ratios.")
    parser.add_argument("--count", type=int, default=at_scale.FULL.count, help="workbooks of the folder; from 1000 on, also 4000")
    given = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp())
    try:
        for path in sorted(EXAMPLES.glob("*.xlsx")):
            one_workbook(path, folder)
        start_up()
        in_the_sheet.main()
        at_scale.main(["--count", str(given.count)])
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
