"""The benchmarks of folders run, and say every figure with its aim.  How fast it is here nobody asks."""

import math
import re
import subprocess
import sys

import pytest

FIGURE = re.compile(r"^  (.+?) +(-?[\d.]+)   (≤ [\d.]+|≥ [\d.]+|) +(met|MISSED|)$")
SAID = {
    "core": {
        "recalc ÷ openpyxl load+save": "≤ 0.25", "recalc ÷ floor (unzip, expat, zip of the touched parts)": "≤ 3",
        "recalc ÷ floor whose parser calls Python for each element and text": "", "check ÷ openpyxl load": "≤ 0.3", "check ÷ recalc": "",
    },
    "cores": {"recalc --jobs 1 ÷ --jobs 2, wall time": "≥ 1.8", "CPU time of --jobs 2 ÷ --jobs 1 (what sharing costs)": ""},
    "office": {"LibreOffice, one process for all, start-up of both taken off": "≥ 10", "LibreOffice, started for each workbook": ""},
    "cluster": {
        "cores that one scheduler keeps busy: CPU of the workers ÷ of it": "", "cores that one command keeps busy: CPU of the workers ÷ of it": "",
        "--cluster with two workers ÷ --jobs 2, wall time": "",
    },
    "memory": {
        "recalc, 8 workbooks": "", "recalc, 16 workbooks": "",
        "  the larger folder ÷ the smaller": "≤ 1.1",
    },
    "sheet": {"recalc, peak memory (MB)": "≤ 300"},
    "rows": {"400 rows": "≤ 1.25", "800 rows": "≤ 1.25"},
    "files": {"16 workbooks ÷ 8 workbooks": "≤ 1.1"},
}  # fmt: skip


def said(*arguments: str) -> str:
    return subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, encoding="utf-8", check=True).stdout


@pytest.mark.parametrize("part", [pytest.param(name, marks=[pytest.mark.libreoffice] if name == "office" else []) for name in SAID])
def test_a_small_run_says_every_figure_and_its_aim(part):
    told = said("benchmarks.at_scale", "--count", "8", "--only", part)
    figures = {match[1]: match for line in told.splitlines() if (match := FIGURE.match(line))}

    assert {name: match[3] for name, match in figures.items()} == SAID[part]
    assert all(math.isfinite(float(match[2])) for match in figures.values())
    assert all(bool(match[3]) == bool(match[4]) for match in figures.values())


def test_the_stages_of_recalc_add_up_to_the_whole():
    told = said("benchmarks.stages", "--count", "8", "--functions", "5")
    shares = [float(share) for share in re.findall(r"^  \S.+? +(-?[\d.]+)%  +-?[\d.]+%$", told, re.MULTILINE)]

    assert len(shares) == 11
    assert sum(shares) == pytest.approx(100, abs=0.7)
    assert "tottime" in told
