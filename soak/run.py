"""``make soak [MINUTES=60]``: every fuzz target for its share of the time, then the long variants of the suites.

For an accountant: 打印每一类输入试了多少次、发现多少问题；结果也写在 out/soak.json.
For a programmer: as many processes as there are cores; a target that is ended by a hang or for lack of memory is started
again until its time is over.  Exit code 1 if anything was found or a suite failed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from soak.fuzz import NAMES

ROOT = Path(__file__).parents[1]
_RUNS = re.compile(r"^stat::number_of_executed_units:\s*(\d+)|^#(\d+)\s", re.MULTILINE)
_EDGES = re.compile(r"\bcov: (\d+)")
_LEAST_SECONDS = 10  # less is spent on starting alone
CORPUS = ROOT.parent / "shared" / "corpus"
SUITES = {
    "lossless": ["tests.lossless", *([str(CORPUS)] if CORPUS.is_dir() else [])],
    "crash": ["tests.crash", "--kills", "2000", "--cuts"],
    "hostile": ["tests.hostile"],
}


@dataclass(slots=True)
class Fuzzed:
    """What one target went through.

    Attributes:
        executions: inputs tried; seconds: wall time; edges: places of the code reached, the most of any start.
        starts: processes (more than one where some was ended); crashes: kinds of failures, by the file that holds the input.
    """

    name: str
    executions: int = 0
    seconds: float = 0.0
    edges: int = 0
    starts: int = 0
    crashes: dict[str, str] = field(default_factory=dict)


def fuzz(name: str, seconds: float, out: Path) -> Fuzzed:
    """One target until its time is over."""
    done = Fuzzed(name)
    folder = out / name / "crashes"
    shutil.rmtree(folder, ignore_errors=True)  # what an earlier run found may be mended
    begin = time.monotonic()
    while (left := seconds - (time.monotonic() - begin)) > _LEAST_SECONDS or not done.starts:
        command = [sys.executable, "-m", "soak.fuzz", name, "--seconds", str(max(1, int(left))), "--out", str(out)]
        ended = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, check=False)
        said = ended.stderr.decode("utf-8", "replace")
        counts = [int(one or other) for one, other in _RUNS.findall(said)]
        done.executions += max(counts, default=0)
        done.edges = max([done.edges, *map(int, _EDGES.findall(said))])
        done.starts += 1
        if not counts:  # it did not even begin
            done.crashes["(start)"] = said.strip().splitlines()[-1][:200] if said.strip() else f"exit code {ended.returncode}"
            break
    done.seconds = round(time.monotonic() - begin, 1)
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix != ".txt":
            told = path.with_name(f"{path.name}.txt")
            done.crashes[path.name] = told.read_text("utf-8").partition("\n")[0] if told.exists() else path.name.partition("-")[0]
    return done


def fuzz_all(names: list[str], minutes: float, jobs: int, out: Path) -> list[Fuzzed]:
    """All targets, in parallel, within the time."""
    seconds = min(60 * minutes, 60 * minutes * jobs / len(names))
    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda name: fuzz(name, seconds, out), names))


def suite(name: str, arguments: list[str]) -> dict[str, Any]:
    """The long variant of a suite: the last line that it prints is JSON."""
    if importlib.util.find_spec(arguments[0]) is None or importlib.util.find_spec(f"{arguments[0]}.__main__") is None:
        return {"suite": name, "absent": True}
    begin = time.monotonic()
    ended = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    last = ended.stdout.strip().rpartition("\n")[2]
    try:
        told = json.loads(last)
    except ValueError:
        told = {"said": (last or ended.stderr.strip().rpartition("\n")[2])[:500]}
    return {"suite": name, "exit": ended.returncode, "seconds": round(time.monotonic() - begin, 1), "result": told}


def main() -> int:
    """Run, print, store."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=60, help="wall time for fuzzing (60)")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once (as many as cores)")
    options.add_argument("--targets", nargs="*", choices=NAMES, default=list(NAMES), help="only these; none: only the suites")
    options.add_argument("--suites", nargs="*", choices=list(SUITES), default=list(SUITES), help="only these; none: only fuzzing")
    options.add_argument("--out", type=Path, default=ROOT / "out")
    asked = options.parse_args()
    out = asked.out.absolute()
    fuzzed: list[Fuzzed] = []
    if asked.targets and importlib.util.find_spec("atheris") is None:
        print("fuzzing: atheris is not installed here (it has wheels for CPython on Linux only)")
    elif asked.targets:
        fuzzed = fuzz_all(asked.targets, asked.minutes, asked.jobs, out / "soak")
    print(f"{'target':<16}{'executions':>12}{'seconds':>10}{'edges':>8}{'starts':>8}{'crashes':>9}")
    for each in fuzzed:
        print(f"{each.name:<16}{each.executions:>12,}{each.seconds:>10,.0f}{each.edges:>8,}{each.starts:>8}{len(each.crashes):>9}")
        for file, kind in each.crashes.items():
            print(f"    {file}: {kind}")
    print(f"{'all':<16}{sum(each.executions for each in fuzzed):>12,}{sum(each.seconds for each in fuzzed):>10,.0f}")
    suites = []
    for name in asked.suites:
        suites.append(suite(name, SUITES[name]))
        print("{suite}: absent".format(**suites[-1]) if "absent" in suites[-1] else "{suite}: exit {exit}, {seconds} s, {result}".format(**suites[-1]), flush=True)
    out.mkdir(parents=True, exist_ok=True)
    (out / "soak.json").write_text(json.dumps({"fuzzing": [asdict(each) for each in fuzzed], "suites": suites}, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return int(any(each.crashes for each in fuzzed) or any(each.get("exit") for each in suites))


if __name__ == "__main__":
    sys.exit(main())
