"""An open workbook gives the same grids as its file."""

from pathlib import Path

import pytest
from tests.engines.openpyxl_engine import engine

from jixiao.excel.live import read_workbook
from jixiao.workbooks import open_workbook

BOOKS = sorted((Path(__file__).parents[2] / "workbooks").glob("*/*.xlsx"))


def told(cell):
    """What judgement reads of a cell: a result that was never calculated is empty in both."""
    return cell.value, cell.kind, cell.text, cell.formula


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_the_same_grids_as_from_the_file(path):
    app = engine(path).apps.active
    live = read_workbook(app.books.active, app.engine.impl.host).book
    file = open_workbook(path).book
    assert [grid.sheet for grid in live.grids] == [grid.sheet for grid in file.grids]
    for ours, theirs in zip(live.grids, file.grids, strict=True):
        assert ours.merges == tuple(sorted(theirs.merges))
        assert {place: told(cell) for place, cell in ours.cells.items()} == {place: told(cell) for place, cell in theirs.cells.items()}
        assert ours.visible == theirs.visible
    assert live.properties.get("jixiao.policy") == file.properties.get("jixiao.policy")
