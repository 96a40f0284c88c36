"""The truths are free of typing errors: every text in them stands where they say it stands."""

from collections import defaultdict
from pathlib import Path

import pytest
from tests.layouts.truth import Truth, layouts, provenance, read

from jixiao.model import Grid

FILES = pytest.mark.parametrize("path", layouts(), ids=lambda path: path.stem)


def shown(sheet: Grid) -> dict[int, list[str]]:
    """Row → the texts a reader sees in it, cells joined over several rows or columns included."""
    rows: dict[int, list[str]] = defaultdict(list)
    for (r, _), cell in sheet.cells.items():
        rows[r].append(cell.text)
    for area in sheet.merges:
        cell = sheet.cells.get((area.top, area.left))
        for r in range(area.top + 1, area.bottom + 1):
            if cell:
                rows[r].append(cell.text)
    return rows


def columns(sheet: Grid) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for (_, c), cell in sheet.cells.items():
        found[c].append(cell.text)
    return found


def all_truths(path: Path) -> list[Truth]:
    return read(path)[1]


@FILES
def test_tells_where_it_comes_from(path: Path) -> None:
    lines = provenance(path)
    assert lines[0].startswith("来源: ")
    assert any(line.startswith("特点: ") for line in lines)


@FILES
def test_heads(path: Path) -> None:
    sheet, truths = read(path)
    texts = [text for row in shown(sheet).values() for text in row]
    assert bool(truths) != any(line.startswith("无真值: ") for line in provenance(path))
    for truth in truths:
        assert truth.stage in {"target", "monitoring", "evaluation"}
        assert truth.title in texts
        assert truth.money_unit in {"", "万元", "元"}
        assert not truth.total or truth.total in texts
        assert not truth.year or any(truth.year in text for text in texts)
        assert not truth.money_unit or any(truth.money_unit in text for text in texts)


@FILES
def test_indicators(path: Path) -> None:
    sheet, truths = read(path)
    rows = shown(sheet)
    for truth in truths:
        assert truth.indicators
        numbers = [found.row for found in truth.indicators]
        assert numbers == sorted(numbers)
        assert len({(found.row, found.name) for found in truth.indicators}) == len(numbers)
        for found in truth.indicators:
            here = rows[found.row]
            above = [text for r in range(1, found.row + 1) for text in rows[r]]
            assert found.name
            for level in (found.level1, found.level2):
                assert not level or any(level in text for text in above), (found.row, level)
            for text in (
                found.name,
                found.nature,
                found.direction,
                found.target,
                found.unit,
                found.actual,
                found.weight,
                found.score,
                found.rule,
            ):
                assert not text or text in here, (found.row, text)


@FILES
def test_funds(path: Path) -> None:
    sheet, truths = read(path)
    lines = [*shown(sheet).values(), *columns(sheet).values()]
    for truth in truths:
        for line in truth.funds:
            assert line.role in {"total", "part"}
            assert line.name
            amounts = [line.initial, line.budget, line.executed, line.rate, line.weight, line.score]
            assert any(
                any(line.name in text for text in texts) and all(not a or a in texts for a in amounts)
                for texts in lines
            ), line


def test_the_set_is_large_and_varied() -> None:
    truths = [truth for path in layouts() for truth in all_truths(path)]
    assert len(layouts()) >= 24
    assert {truth.stage for truth in truths} == {"target", "monitoring", "evaluation"}
    assert {truth.money_unit for truth in truths} >= {"万元", "元"}
    assert sum(len(truth.indicators) for truth in truths) >= 300
    assert sum(len(truth.funds) for truth in truths) >= 70
