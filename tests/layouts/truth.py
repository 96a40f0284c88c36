"""Reads a layout file: the table as a Grid, and what a person read in it before any program did.

    grid, truths = read(Path("tests/layouts/01_chizhou-weituo.txt"))

The format is told in README.md beside this file.
"""

from dataclasses import dataclass
from pathlib import Path

from tests.tables import grid

from jixiao.model import Grid

HERE = Path(__file__).parent
META = ("stage", "title", "money_unit", "year", "total")


@dataclass(frozen=True)
class Funds:
    """One line of money; an empty text where the table has no such column or an empty cell."""

    role: str
    name: str
    initial: str
    budget: str
    executed: str
    rate: str
    weight: str
    score: str


@dataclass(frozen=True)
class Indicator:
    """One indicator row; ``row`` counts from 1 in the sheet."""

    row: int
    level1: str
    level2: str
    name: str
    nature: str
    direction: str
    target: str
    unit: str
    actual: str
    weight: str
    score: str
    rule: str


@dataclass(frozen=True)
class Truth:
    """What one table of the sheet says; the texts are those shown in the cells."""

    stage: str
    title: str
    money_unit: str
    year: str
    total: str
    funds: tuple[Funds, ...]
    indicators: tuple[Indicator, ...]


def layouts() -> list[Path]:
    """All layout files, in order."""
    return sorted(HERE.glob("[0-9]*.txt"))


def provenance(path: Path) -> list[str]:
    """The comment lines of a file, without their mark."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [line.removeprefix("#").strip() for line in lines[: lines.index("[表]")] if line.startswith("#")]


def read(path: Path) -> tuple[Grid, list[Truth]]:
    """The table of a file and the truths of it, in the order in which they stand on the sheet."""
    text = path.read_text(encoding="utf-8")
    _, rest = text.split("[表]\n", 1)
    table, *blocks = rest.split("[真值]\n")
    return grid(table), [_truth(block) for block in blocks]


def _truth(block: str) -> Truth:
    meta = dict.fromkeys(META, "")
    funds: list[Funds] = []
    indicators: list[Indicator] = []
    section = ""
    for line in block.split("\n"):
        if not line.strip():
            continue
        if line.strip() in {"funds", "indicators"}:
            section = line.strip()
            continue
        if not section:
            key, _, value = line.partition("=")
            if key.strip() not in meta:
                raise ValueError(line)
            meta[key.strip()] = _shown(value)
            continue
        parts = [_shown(part) for part in line.split("|")]
        if section == "funds":
            funds.append(Funds(*parts))
        else:
            indicators.append(Indicator(int(parts[0]), *parts[1:]))
    return Truth(**meta, funds=tuple(funds), indicators=tuple(indicators))


def _shown(text: str) -> str:
    return text.strip().replace("\\n", "\n")
