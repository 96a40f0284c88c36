"""Writing harms nothing: third-party workbooks edited, compared part by part, and undone."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.model import Edit, Grid, JixiaoError
from jixiao.workbooks import Unreadable, open_workbook, save, undo
from jixiao.workbooks.fastscan import sheet_region
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.reading import Workbook
from jixiao.workbooks.sheetxml import Source, column_number, full_scan, parse_area, quick_scan
from jixiao.workbooks.strings import scan_strings
from jixiao.workbooks.styles import read_styles

from .samples import edit, findings_sheet, members_of

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
FILES = sorted(each for each in CORPUS.glob("*") if each.suffix.lower() in {".xlsx", ".xlsm", ".xltx", ".xltm"})

if not FILES:
    pytest.skip("the corpus of third-party workbooks is not beside this checkout", allow_module_level=True)


def covered(grid: Grid) -> set[tuple[int, int]]:
    """Cells inside merged ranges that are not the top-left one (as far as edits go)."""
    return {
        (row, column)
        for area in grid.merges
        for row in range(area.top, min(area.bottom, area.top + 400) + 1)
        for column in range(area.left, min(area.right, area.left + 400) + 1)
        if (row, column) != (area.top, area.left)
    }


def table_headings(workbook: Workbook, grid: Grid) -> set[tuple[int, int]]:
    """Headings of Excel tables, which must not be edited."""
    part = next(each.part for each in workbook.workbook_part.sheets if each.name == grid.sheet)
    found: set[tuple[int, int]] = set()
    for relation in workbook.package.relations(part or ""):
        if relation.kind == "table":
            area = parse_area(
                ET.fromstring(workbook.package.part(workbook.package.find(relation.target) or "")).get("ref", "")
            )
            assert area is not None
            found |= {(area.top, column) for column in range(area.left, area.right + 1)}
    return found


def twenty_edits(workbook: Workbook) -> list[Edit]:
    edits: list[Edit] = []
    for grid in workbook.book.grids[:3]:
        hidden = covered(grid) | table_headings(workbook, grid)
        numbers = [place for place, cell in grid.cells.items() if cell.kind == "number"][:6]
        words = [place for place, cell in grid.cells.items() if cell.kind == "text" and cell.formula is None][:5]
        blank = [place for place in ((1, 1), (2, 40), (7, 3), (3000, 2)) if place not in grid.cells]
        edits += [edit(grid.sheet, *place, Decimal("12.75")) for place in numbers if place not in hidden]
        edits += [edit(grid.sheet, *place, "改写 & <核对>") for place in words + blank if place not in hidden]
    return edits[:20]


def sheet_as_parsed(data: bytes) -> tuple[dict[str, str], str]:
    """The cells by address, each as canonical XML, and everything else as canonical XML."""
    root = ET.fromstring(data)
    namespace = root.tag.partition("}")[0] + "}"
    cells: dict[str, str] = {}
    rows = root.find(f"{namespace}sheetData")
    row_number = 0
    for row in list(rows) if rows is not None else []:
        row_number = int(row.get("r", row_number + 1))
        column = 0
        for cell in list(row):
            address = cell.get("r")
            column = column_number(address.rstrip("0123456789")) if address else column + 1
            cells[f"{row_number},{column}"] = ET.tostring(cell, encoding="unicode").strip()
            row.remove(cell)
        row.attrib.pop("spans", None)
        row.text = None
        if rows is not None and not row.attrib.keys() - {"r"}:
            rows.remove(row)
    for each in root.iter():
        each.text, each.tail = (each.text or "").strip(), None
    return cells, ET.tostring(root, encoding="unicode")


def children(data: bytes, section: str) -> list[str]:
    found = next((each for each in ET.fromstring(data).iter() if each.tag.endswith("}" + section)), None)
    return [] if found is None else [ET.tostring(each, encoding="unicode").strip() for each in found]


def assert_only_planned_changes(path: Path, written: Path, workbook: Workbook, edits: list[Edit]) -> None:
    before, after = members_of(path), members_of(written)
    part_of = {each.name: each.part for each in workbook.workbook_part.sheets}
    edited: dict[str | None, set[str]] = {}
    for each in edits:
        edited.setdefault(part_of[each.ref.sheet], set()).add(f"{each.ref.row},{each.ref.column}")
    may_grow = {
        workbook.workbook_part.part,
        workbook.package.find("[Content_Types].xml"),
        workbook.strings_part,
        workbook.styles_part,
    }
    may_grow.add(workbook.package.find(re.sub(r"([^/]+)$", r"_rels/\1.rels", workbook.workbook_part.part)))
    assert before.keys() <= after.keys()
    for name, content in before.items():
        if name in edited:
            old_cells, old_rest = sheet_as_parsed(content)
            new_cells, new_rest = sheet_as_parsed(after[name])
            assert old_rest == new_rest, name
            different = {key for key in old_cells.keys() | new_cells.keys() if old_cells.get(key) != new_cells.get(key)}
            assert different <= edited[name], name
        elif name not in may_grow:
            assert after[name] == content, name
    if workbook.styles_part:
        for section in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
            old, new = children(before[workbook.styles_part], section), children(after[workbook.styles_part], section)
            assert new[: len(old)] == old, section
            assert section in {"fonts", "fills", "borders", "cellXfs"} or new == old, section
    if workbook.strings_part:
        old, new = (ET.fromstring(each[workbook.strings_part]) for each in (before, after))
        assert [ET.tostring(each) for each in new][: len(old)] == [ET.tostring(each) for each in old]
    types = after["[Content_Types].xml"].decode("utf-8-sig")
    for name in after.keys() - before.keys():
        assert f'PartName="/{name}"' in types, name


@pytest.mark.parametrize("path", FILES, ids=lambda each: each.name)
def test_only_planned_cells_and_our_sheet_change_and_undo_gives_the_bytes_back(path: Path, tmp_path: Path) -> None:
    workbook = open_workbook(path)
    edits = twenty_edits(workbook)
    target = tmp_path / path.name
    first_sheet = workbook.book.grids[0].sheet
    if workbook.signed:
        with pytest.raises(JixiaoError, match="数字签名"):
            save(workbook, target, edits, findings_sheet(first_sheet))
        assert not target.exists()
        return
    receipt = save(workbook, target, edits, findings_sheet(first_sheet), write_locked=True)
    assert set(receipt.edits) == set(edits)
    assert_only_planned_changes(path, target, workbook, edits)

    again = open_workbook(target)
    cells = {each.sheet: each.cells for each in again.book.grids}
    for each in edits:
        shown = cells[each.ref.sheet][each.ref.row, each.ref.column]
        assert shown.kind == "date" or shown.value == each.value
    first_bytes = target.read_bytes()
    second = save(again, target, [], findings_sheet(first_sheet, explained={"fp0001": "已核对，见附件"}))
    if again.structure_protected:
        assert receipt.sheet == second.sheet == ""
        assert any("结构受保护" in each.zh for each in receipt.notes)
    else:
        once_more = open_workbook(target)
        assert second.sheet == receipt.sheet != ""
        assert [each.name for each in once_more.workbook_part.sheets] == [
            each.name for each in again.workbook_part.sheets
        ]
        assert once_more.book.explanations["fp0001"].text == "已核对，见附件"
        assert again.styles_part is not None
        assert members_of(target)[again.styles_part] == again.package.part(again.styles_part)
        undo(target)
    assert target.read_bytes() == first_bytes
    undo(target)
    assert hashlib.sha256(target.read_bytes()).hexdigest() == workbook.sha256


@pytest.mark.parametrize("path", FILES, ids=lambda each: each.name)
def test_the_quick_way_reads_what_the_full_scan_reads(path: Path) -> None:
    try:
        workbook = open_workbook(path)
    except Unreadable:
        pytest.skip("not readable")
    package, styles = workbook.package, None
    if workbook.strings_part:
        assert scan_strings(package.xml(workbook.strings_part), "strings", Limits()) == (workbook.strings, workbook.rich_strings)
    if workbook.styles_part:
        styles = read_styles(package.xml(workbook.styles_part), "styles", epoch_1904=workbook.workbook_part.epoch_1904)
    for sheet in workbook.workbook_part.sheets:
        if sheet.part is None:
            continue
        data = package.xml(sheet.part)
        region = sheet_region(data, sheet.part)
        source = Source(sheet.part, styles, workbook.strings, Limits(), 10**7, 10**9)
        quick = quick_scan(data, source, region) if region else None
        if quick is not None:
            assert quick == full_scan(data, source)
