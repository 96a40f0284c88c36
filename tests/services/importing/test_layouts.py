"""Tables of other provinces, imported: whatever layout they get, the import tells what the table tells, and no joined cells overlap."""

import re
from itertools import combinations

import pytest
from benchmarks.documents import in_memory
from benchmarks.imports import compare, doubted
from tests.layouts.truth import layouts, read

from jixiao.model import Book
from jixiao.services.analyse import Settings
from jixiao.services.importing.imported import take_over
from jixiao.services.importing.run import drawn
from jixiao.workbooks import open_workbook
from jixiao.workbooks.drawing import Formula, write_drawing

# One in six: declarations, monitoring and evaluation; `python -m benchmarks.imports --layouts memory` measures all.
SOME = layouts()[::6]


@pytest.mark.parametrize("path", SOME, ids=lambda path: path.stem)
def test_the_import_tells_what_the_table_tells(path, tmp_path):
    sheet = read(path)[0]
    imported = take_over(in_memory(sheet))
    target = tmp_path / "表.xlsx"
    write_drawing(drawn(imported, path.name, Settings()), target)
    measured = compare(Book(path.stem, (sheet,)), open_workbook(target).book, doubted(imported))
    assert [each for each in measured.differences if each.outcome != "asked"] == []
    for each in imported.sheets:
        # No formula lacks an operand.
        formulas = [cell.value for cell in each.drawing.cells.values() if isinstance(cell.value, Formula)]
        assert [formula for formula in formulas if re.search(r'[(,]\s*="|[(,]\s*[,*/<>]|[-+*/(,]\s*=', formula)] == []
        for one, other in combinations(each.drawing.merges, 2):
            apart = one.bottom < other.top or other.bottom < one.top or one.right < other.left or other.right < one.left
            assert apart, (each.name, one, other)


def test_most_tables_of_known_forms_go_into_their_templates():
    ways = [sheet.layout for path in SOME for sheet in take_over(in_memory(read(path)[0])).sheets]
    assert ways.count("template") >= len(ways) / 3
