"""LibreOffice opens every built result and a spread of the corpus, and reads in the edited cells what was written."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.engines.office import Office
from tests.lossless.nasty import BUILT, build
from tests.lossless.nasty.office import from_libreoffice
from tests.lossless.strangers import Stranger, area_of, child
from tests.lossless.test_workbooks import FILES
from tests.lossless.trial import Result, try_workbook

pytestmark = pytest.mark.libreoffice
SPREAD = FILES[::9]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office(tmp_path_factory.mktemp("office") / "profile") as made:
        yield made


def computed(before: bytes) -> dict[str, list[tuple[int, int, int, int]]]:
    """What LibreOffice computes itself when it opens the file: formulas, the areas of arrays and data tables, sheets with pivot tables."""
    areas: dict[str, list[tuple[int, int, int, int]]] = {}
    book = Stranger(before)
    for sheet in book.sheets:
        if any(link.kind == "pivotTable" for link in book.links(sheet.part)):
            areas[sheet.name] = [(1, 1, 1_048_576, 16_384)]
        for place, cell in sheet.cells.items():
            formula = child(cell, "f")
            if formula is not None:
                areas.setdefault(sheet.name, []).append(area_of(formula.get("ref") or "") or (*place, *place))
    return areas


def sheets_read(office: Office, path: Path, result: Result) -> int:
    """How many sheets LibreOffice sees in the original; 0 where it cannot open it, or sees nothing in the sheets that were edited."""
    try:
        original = office.open(path)
    except AssertionError:
        return 0
    filled = [sheet.name for sheet in Stranger(result.before).sheets if sheet.name in result.planned.values and sheet.cells]
    cursors = [original.Sheets.getByName(name).createCursor() for name in filled]
    for cursor in cursors:
        cursor.gotoEndOfUsedArea(False)
    read = not filled or any(cursor.RangeAddress.EndRow or cursor.RangeAddress.EndColumn for cursor in cursors)
    return len(original.Sheets.ElementNames) if read else 0


def seen(office: Office, path: Path, result: Result) -> list[str]:
    """What LibreOffice shows that was not written."""
    target = path.with_name(f"after{path.suffix}")
    target.write_bytes(result.first)
    before = sheets_read(office, path, result)
    office.close_documents()
    if not before:
        pytest.skip("LibreOffice does not read the original either")
    document = office.open(target)
    wrong = []
    if len(document.Sheets.ElementNames) != before + bool(result.planned.sheet):
        wrong.append(f"{len(document.Sheets.ElementNames)} sheets, {before} before")
    areas = computed(result.before)
    for name, places in result.planned.values.items():
        sheet = document.Sheets.getByName(name)
        for (row, column), value in places.items():
            if any(a[0] <= row <= a[2] and a[1] <= column <= a[3] for a in areas.get(name, ())):
                continue
            cell = sheet.getCellByPosition(column - 1, row - 1)
            found = cell.Value if isinstance(value, Decimal) else cell.String
            if found != (float(value) if isinstance(value, Decimal) else value):
                wrong.append(f"{name} {row},{column}: {found!r}, written {value!r}")
    office.close_documents()
    return wrong


@pytest.mark.parametrize("name", BUILT)
def test_a_built_result_opens_with_what_was_written(name: str, office: Office, tmp_path: Path) -> None:
    path = build(name, tmp_path)
    assert seen(office, path, try_workbook(path, tmp_path)) == []


@pytest.mark.parametrize("path", SPREAD, ids=lambda path: path.name)
def test_a_result_of_the_corpus_opens_with_what_was_written(path: Path, office: Office, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    assert seen(office, copy, try_workbook(copy, tmp_path)) == []


def test_what_libreoffice_writes_is_unharmed(office: Office, tmp_path: Path) -> None:
    path = from_libreoffice(office, tmp_path)
    result = try_workbook(path, tmp_path)
    assert result.harms == []
    assert seen(office, path, result) == []
