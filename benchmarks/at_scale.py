"""`python -m benchmarks.at_scale`: what a folder costs, against what a user would have instead, each figure with its aim.

Ratios within one run.  What is compared takes turns, file by file or run by run; time is CPU time of the processes, so that
what else the machine does hardly decides, and wall time only where two cores are compared with one.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

import openpyxl

from benchmarks.folder import Wish, generate, one_project
from benchmarks.sheets import write
from jixiao.services.analyse import Settings
from jixiao.services.recalculate import Writing
from jixiao.services.tasks import Job, Order, work

_PYTHON = (sys.executable, "-m", "jixiao")
_NEVER_FAILS = ("--fail-on", "never")
_RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


@dataclass(frozen=True)
class Size:
    """How large a run is.

    Attributes:
        count: workbooks of the folder; more: how many the larger folder has.
        converted: workbooks that LibreOffice gets; rounds: of one core against two.
        tall: indicators of the one large sheet; rows: of tables of growing length; commands: whose memory is looked at.
    """

    count: int
    more: int
    converted: int
    rounds: int
    tall: int
    rows: tuple[int, ...]
    commands: tuple[str, ...]


COMMANDS = ("recalc", "recalc --format jsonl", "check --format html", "check --format sarif")
FULL = Size(1000, 4000, 100, 3, 5000, (1_000, 10_000, 50_000), COMMANDS)
SMALL_ROWS = (200, 400, 800)


def size_of(count: int) -> Size:
    """The full run from a thousand workbooks on; else all else in proportion, as continuous integration runs it."""
    if count >= FULL.count:
        return FULL
    return Size(count, 2 * count, min(count, 8), 1, 300, SMALL_ROWS, COMMANDS[:1])


# ------------------------------------------------------------------ telling ----


def tell(name: str, value: float, aim: str = "", *, met: bool | None = None, places: int = 3) -> None:
    """One figure, its aim and whether it is met."""
    verdict = "" if met is None else "met" if met else "MISSED"
    print(f"  {name:<66} {value:>9.{places}f}   {aim:<9} {verdict}", flush=True)


def tell_at_most(name: str, value: float, aim: float, places: int = 3) -> None:
    """A figure that is to be at most its aim."""
    tell(name, value, f"≤ {aim:g}", met=value <= aim, places=places)


def tell_at_least(name: str, value: float, aim: float, places: int = 2) -> None:
    """A figure that is to be at least its aim."""
    tell(name, value, f"≥ {aim:g}", met=value >= aim, places=places)


# ------------------------------------------------------------- in one process ----


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def touched(before: Path, after: Path) -> dict[str, bytes]:
    """The parts of a written workbook that the original has not, or has otherwise."""
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        had = {info.filename: info.CRC for info in old.infolist()}
        return {info.filename: new.read(info) for info in new.infolist() if had.get(info.filename) != info.CRC}


def floor(path: Path, parts: dict[str, bytes], *, heard: bool) -> None:
    """Unzip, run expat over every part, compress the parts that are touched; ``heard``: with expat telling Python what it finds."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith((".xml", ".rels", ".vml")):
                parser = expat.ParserCreate()
                if heard:
                    parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = _hear
                parser.Parse(content, True)
    for content in parts.values():
        zlib.compress(content)


def _hear(*_: object) -> None:
    pass


def one_core(paths: Sequence[Path], out: Path) -> None:
    """Each workbook recalculated and checked as a worker of the command does it, loaded and saved by openpyxl, and brought to the floor, in turn."""
    writing, checking = Order(Settings(), Writing(force=True), "text", most=5), Order(Settings(), None, "text", most=5)
    target, saved = out / "ours.xlsx", out / "openpyxl.xlsx"
    spent: dict[str, list[float]] = {name: [] for name in ("recalc", "save", "floor", "heard", "check", "load")}

    def recalc(path: Path) -> None:
        target.unlink(missing_ok=True)
        assert work(writing, Job(path, path.name, target)).output

    for path in paths[:3]:  # grammars, forms and imports once a process
        recalc(path)
        openpyxl.load_workbook(path).save(saved)
    for path in paths:
        spent["recalc"].append(cpu(lambda path=path: recalc(path)))  # type: ignore[misc]
        spent["save"].append(cpu(lambda path=path: openpyxl.load_workbook(path).save(saved)))  # type: ignore[misc]
        parts = touched(path, target)
        spent["floor"].append(cpu(lambda path=path, parts=parts: floor(path, parts, heard=False)))  # type: ignore[misc]
        spent["heard"].append(cpu(lambda path=path, parts=parts: floor(path, parts, heard=True)))  # type: ignore[misc]
        spent["check"].append(cpu(lambda path=path: work(checking, Job(path, path.name))))  # type: ignore[misc]
        spent["load"].append(cpu(lambda path=path: openpyxl.load_workbook(path)))  # type: ignore[misc]

    def ratio(work: str, base: str) -> float:
        return statistics.median(one / other for one, other in zip(spent[work], spent[base], strict=True))

    print(f"\none core, CPU time, median of {len(paths)} workbooks taken in turn")
    tell_at_most("recalc ÷ openpyxl load+save", ratio("recalc", "save"), 0.25)
    tell_at_most("recalc ÷ floor (unzip, expat, zip of the touched parts)", ratio("recalc", "floor"), 3)
    tell("recalc ÷ floor whose parser calls Python for each element and text", ratio("recalc", "heard"))
    tell_at_most("check ÷ openpyxl load", ratio("check", "load"), 0.3)
    tell("check ÷ recalc", ratio("check", "recalc"))


# ---------------------------------------------------------------- as commands ----


@dataclass(frozen=True)
class Run:
    """A command that ended: seconds of it and all its processes, and the peak of the first one in MB."""

    wall: float
    cpu: float
    peak: float


def run(*command: str, environment: dict[str, str] | None = None) -> Run:
    """Run a command to its end.  Raises CalledProcessError where it fails."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with tempfile.TemporaryFile() as said, subprocess.Popen(command, stdout=said, stderr=said, env=environment) as process:
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _peak_of(process.pid))
            time.sleep(0.01)
        if process.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, said.read()[-2000:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak)


def _peak_of(process: int) -> float:
    """The most memory that a process has had so far, in MB."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def recalc(folder: Path, out: Path, *options: str) -> Run:
    """The command `jixiao recalc` on a folder, into an empty one."""
    shutil.rmtree(out, ignore_errors=True)
    try:
        return run(*_PYTHON, "recalc", str(folder), "-o", str(out), *_NEVER_FAILS, *options)
    finally:
        shutil.rmtree(out, ignore_errors=True)


def two_cores(folder: Path, out: Path, rounds: int) -> None:
    """The same folder with one process and with two, in turn."""
    pairs = [(recalc(folder, out, "--jobs", "1"), recalc(folder, out, "--jobs", "2")) for _ in range(rounds)]
    print(f"\ntwo cores, the command, {rounds} × in turn ({os.cpu_count()} cores here)")
    tell_at_least("recalc --jobs 1 ÷ --jobs 2, wall time", statistics.median(one.wall / two.wall for one, two in pairs), 1.8)
    tell("CPU time of --jobs 2 ÷ --jobs 1 (what sharing costs)", statistics.median(two.cpu / one.cpu for one, two in pairs))


@contextmanager
def processes(folder: Path, workers: int) -> Iterator[tuple[Path, list[int]]]:
    """A dask scheduler and its workers on loopback: the file that says where, and their process numbers, the scheduler first."""
    where = folder / "scheduler.json"
    common = ("--scheduler-file", str(where), "--host", "127.0.0.1", "--no-dashboard")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    started = [subprocess.Popen((sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", *common), **quiet)]  # type: ignore[call-overload]
    try:
        for _ in range(workers):
            started.append(subprocess.Popen((sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *common), **quiet))  # type: ignore[call-overload]  # noqa: PERF401  # each is to be ended
        while not where.exists():
            time.sleep(0.1)
        time.sleep(5)  # the workers find it
        yield where, [each.pid for each in started]
    finally:
        for each in started[::-1]:
            each.terminate()
        for each in started:
            each.wait()


def cpu_of(process: int) -> float:
    """CPU seconds of a process that is running."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cluster(few: Path, out: Path, size: Size) -> None:
    """Scheduler, two workers and the command on one machine: what each of them spends on a workbook."""
    folder = out / "cluster"
    folder.mkdir()
    one = table(folder / "one", 12).parent
    with processes(folder, 2) as (where, running):
        address = json.loads(where.read_text("utf-8"))["address"]

        def spent(target: Path) -> tuple[float, float, float, Run]:
            before = [cpu_of(each) for each in running]
            done = recalc(target, out / "written", "--cluster", address)
            scheduler, *workers = (cpu_of(each) - was for each, was in zip(running, before, strict=True))
            return scheduler, sum(workers), done.cpu, done

        spent(few)  # the workers have read forms and grammars
        least, most = spent(one), spent(few)
        here = recalc(few, out / "written", "--jobs", "2")
    scheduler, workers, command = ((many - once) / size.count for many, once in zip(most[:3], least[:3], strict=True))
    print(f"\na cluster of two workers on loopback, {size.count} workbooks")
    tell("cores that one scheduler keeps busy: CPU of the workers ÷ of it", workers / max(scheduler, 1e-6), places=1)
    tell("cores that one command keeps busy: CPU of the workers ÷ of it", workers / max(command, 1e-6), places=1)
    tell("--cluster with two workers ÷ --jobs 2, wall time", most[3].wall / here.wall)


def libreoffice(folder: Path, paths: Sequence[Path], out: Path) -> None:
    """LibreOffice, one process, recalculating and converting the same files."""
    office = shutil.which("soffice")
    if office is None:
        print("\nLibreOffice is not here: not measured")
        return
    profile = out / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE_ALWAYS, "utf-8")
    chosen = folder / "chosen"

    def converted(count: int) -> float:
        return run(
            office, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
            "--outdir", str(out / "converted"), *map(str, paths[:count]),
        ).cpu

    def ours(count: int) -> float:
        chosen.mkdir()
        for number, path in enumerate(paths[:count]):
            shutil.copy(path, chosen / f"{number}.xlsx")
        try:
            return recalc(chosen, out / "ours", "--jobs", "1").cpu
        finally:
            shutil.rmtree(chosen)

    many = len(paths)
    converted(1)  # the profile is made
    one_theirs, all_theirs, one_ours, all_ours = converted(1), converted(many), ours(1), ours(many)
    made = len(list((out / "converted").glob("*.xlsx")))
    each = (all_ours - one_ours) / (many - 1)
    print(f"\nLibreOffice headless, CPU time a workbook over {many} ({made} converted), jixiao recalc --jobs 1 = 1")
    tell_at_least("LibreOffice, one process for all, start-up of both taken off", (all_theirs - one_theirs) / (many - 1) / each, 10)
    tell("LibreOffice, started for each workbook", one_theirs / each, places=2)


def memory(few: Path, many: Path, out: Path, size: Size) -> None:
    """The peak of the parent on a folder and on a larger one; then one large sheet."""
    print(f"\npeak memory of the parent in MB, {size.count} and {size.more} workbooks")
    for name in size.commands:
        first, second = _peak(name, few, out), _peak(name, many, out)
        tell(f"{name}, {size.count} workbooks", first, places=1)
        tell(f"{name}, {size.more} workbooks", second, places=1)
        tell_at_most("  the larger folder ÷ the smaller", second / first, 1.10)


def _peak(name: str, folder: Path, out: Path) -> float:
    command, *options = name.split()
    if command == "recalc":
        return recalc(folder, out / "written", "--jobs", "2", *options).peak
    return run(*_PYTHON, command, str(folder), "--jobs", "2", *options, "-o", str(out / "report"), *_NEVER_FAILS).peak


def one_sheet(out: Path, tall: int) -> None:
    """One table of very many indicators."""
    path = table(out / "tall", tall)
    done = recalc(path, out / "written")
    print(f"\none sheet of {tall} indicators")
    tell_at_most("recalc, peak memory (MB)", done.peak, 300, places=1)


def table(folder: Path, rows: int) -> Path:
    """One project table of so many indicators, in a folder of its own."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{rows}.xlsx"
    write(path, one_project(rows))
    return path


def by_rows(out: Path, rows: Sequence[int]) -> None:
    """CPU time a row in tables of growing length, without the start-up."""
    paths = [table(out / f"rows-{many}", many) for many in rows]
    most = max(rows)
    limits = [text for key, value in (("indicators", most + 1), ("indicator_characters", most * 2000), ("cells", most * 40)) for text in ("--limit", f"{key}={value}")]
    start = start_up(out, *limits)
    each = [(recalc(path, out / "written", *limits).cpu - start) / many for path, many in zip(paths, rows, strict=True)]
    print(f"\nlinear in rows: CPU time a row without the start-up, {rows[0]:,} rows = 1")
    for many, cost in zip(rows[1:], each[1:], strict=True):
        tell_at_most(f"{many:,} rows", cost / each[0], 1.25)


def start_up(out: Path, *options: str) -> float:
    """CPU seconds of the command on a table of a dozen rows: the interpreter, the forms, the grammar."""
    path = table(out / "start", 12)
    return min(recalc(path, out / "written", *options).cpu for _ in range(3))


def by_files(few: Path, many: Path, out: Path, size: Size) -> None:
    """CPU time a workbook in the folder and in the larger one."""
    start = start_up(out, "--jobs", "1")
    first, second = (recalc(folder, out / "written", "--jobs", "1").cpu - start for folder in (few, many))
    print("\nlinear in files: CPU time a workbook without the start-up")
    tell_at_most(f"{size.more} workbooks ÷ {size.count} workbooks", second / size.more / (first / size.count), 1.1)


# --------------------------------------------------------------------- all ----


PARTS = ("core", "cores", "cluster", "office", "memory", "sheet", "rows", "files")


def measures(size: Size, seed: int, folder: Path, parts: Sequence[str]) -> Iterator[Callable[[], None]]:
    """What is measured, in order."""
    few, many, out = folder / "few", folder / "many", folder / "out"
    out.mkdir()
    paths = [few / made.path for made in generate(few, size.count, Wish(seed), jobs=2)]
    if {"memory", "files"} & set(parts):
        generate(many, size.more, Wish(seed), jobs=2)
    chosen = paths[:: max(1, len(paths) // size.converted)][: size.converted]
    todo: dict[str, Callable[[], None]] = {
        "core": lambda: one_core(paths, out),
        "cores": lambda: two_cores(few, out / "written", size.rounds),
        "cluster": lambda: cluster(few, out, size),
        "office": lambda: libreoffice(folder, chosen, out),
        "memory": lambda: memory(few, many, out, size),
        "sheet": lambda: one_sheet(out, size.tall),
        "rows": lambda: by_rows(out, size.rows),
        "files": lambda: by_files(few, many, out, size),
    }
    for part in PARTS:
        if part in parts:
            yield todo[part]


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.at_scale", description="What a folder of workbooks costs.")
    parser.add_argument("--count", type=int, default=FULL.count, help="workbooks; 1000 (default) also runs 4000, 24 is the small run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="some of the measures")
    given = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp())
    size = size_of(given.count)
    print(f"{size.count} invented workbooks of 100 to 150 indicators, seed {given.seed}")
    try:
        for measure in measures(size, given.seed, folder, given.only):
            measure()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
