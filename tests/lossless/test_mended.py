"""Harms that were found and mended, each in the smallest workbook that shows it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.model import JixiaoError, SheetCell
from jixiao.workbooks import open_workbook, save
from tests.lossless.comparer import Planned, harms
from tests.lossless.kit import MAIN, SPREADSHEET, STYLES, Kit, shared_strings, sheet, stored
from tests.workbooks.samples import edit, findings_sheet, members_of


def written(kit: Kit, folder: Path, values: dict[tuple[int, int], str | Decimal], **how) -> dict[str, bytes]:
    """The members after writing those cells of the first sheet and our own; nothing else is harmed."""
    path, target = kit.build(folder / "before.xlsm", **how), folder / "after.xlsm"
    name = kit.names[0]
    receipt = save(open_workbook(path), target, [edit(name, *place, value) for place, value in values.items()], findings_sheet(name))
    assert harms(path.read_bytes(), target.read_bytes(), Planned({name: dict(values)}, receipt.sheet)) == []
    return members_of(target)


def test_a_new_value_does_not_keep_the_rich_value_of_the_old_one(tmp_path: Path) -> None:
    kit = Kit()
    kit.add(kit.sheet_part(), sheet('<row r="1"><c r="A1" t="e" cm="1" vm="1"><f>IMAGE("a")</f><v>#VALUE!</v></c><c r="B1" t="e" vm="1"><v>#VALUE!</v></c></row>'))
    about = (
        f'<metadata xmlns="{MAIN}"><metadataTypes count="1"><metadataType name="XLRICHVALUE" minSupportedVersion="120000"/></metadataTypes>'
        '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata><valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>'
    )
    kit.part("xl/metadata.xml", about, f"{SPREADSHEET}sheetMetadata+xml", "xl/workbook.xml", "sheetMetadata")
    cells = ET.fromstring(written(kit, tmp_path, {(1, 1): Decimal(3), (1, 2): "文字"})[kit.sheet_part()]).iter(f"{{{MAIN}}}c")
    assert [(each.get("cm"), each.get("vm")) for each in cells] == [("1", None), (None, None)]


def test_texts_are_added_before_what_follows_the_texts(tmp_path: Path) -> None:
    kit = Kit()
    kit.add("xl/sharedStrings.xml", shared_strings("a", "b", "c", "d", "e", more='<extLst><ext uri="{00}"/></extLst>'))
    strings = ET.fromstring(written(kit, tmp_path, {(1, 1): "新的"})["xl/sharedStrings.xml"])
    assert strings[-1].tag == f"{{{MAIN}}}extLst"
    assert strings[5][0].text == "新的"


def test_formats_refer_to_a_parent_only_where_there_is_one(tmp_path: Path) -> None:
    kit = Kit()
    a, b = STYLES.index("<cellStyleXfs"), STYLES.index("<cellXfs")
    kit.add("xl/styles.xml", (STYLES[:a] + '<cellStyleXfs count="0"/>' + STYLES[b:]).replace(' xfId="0"', ""))
    styles = ET.fromstring(written(kit, tmp_path, {})["xl/styles.xml"])
    assert all("xfId" not in each.attrib for each in styles.find(f"{{{MAIN}}}cellXfs") or ())


def a_promise_of_strings(kit: Kit) -> None:
    del kit.members["xl/sharedStrings.xml"]
    kit.add(kit.sheet_part(), sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))


def a_promise_of_styles(kit: Kit) -> None:
    del kit.members["xl/styles.xml"]
    kit.add(kit.sheet_part(), sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))


def a_type_of_a_sheet_that_was_deleted(kit: Kit) -> None:
    kit.overrides["xl/worksheets/sheet2.xml"] = f"{SPREADSHEET}worksheet+xml"


def a_relation_to_a_sheet_that_was_deleted(kit: Kit) -> None:
    kit.relate("xl/workbook.xml", "worksheet", "worksheets/sheet2.xml")


@pytest.mark.parametrize("spoil", [a_promise_of_strings, a_promise_of_styles, a_type_of_a_sheet_that_was_deleted, a_relation_to_a_sheet_that_was_deleted])
def test_no_part_is_stated_or_referred_to_twice(tmp_path: Path, spoil: Callable[[Kit], None]) -> None:
    kit = Kit()
    spoil(kit)
    members = written(kit, tmp_path, {(1, 1): "新的"})
    names = [each.get("PartName") for each in ET.fromstring(members["[Content_Types].xml"]) if each.get("PartName")]
    targets = [(each.get("Target") or "").removeprefix("/xl/") for each in ET.fromstring(members["xl/_rels/workbook.xml.rels"])]
    assert len(set(names)) == len(names)
    assert len(set(targets)) == len(targets)


def test_ids_of_sheets_stay_within_what_excel_allows(tmp_path: Path) -> None:
    kit = Kit()
    kit.add("xl/workbook.xml", kit.workbook().replace('sheetId="1"', 'sheetId="65534"'))
    listed = ET.fromstring(written(kit, tmp_path, {})["xl/workbook.xml"]).iter(f"{{{MAIN}}}sheet")
    assert [each.get("sheetId") for each in listed] == ["65534", "1"]


def test_macros_still_know_our_sheet_when_it_is_replaced(tmp_path: Path) -> None:
    path = Kit(macros=True).build(tmp_path / "a.xlsm")
    save(open_workbook(path), path, [], findings_sheet("表一"))
    kit_members = members_of(path)
    own = kit_members["xl/worksheets/sheet2.xml"]
    kit_members["xl/worksheets/sheet2.xml"] = own.replace(b"<sheetPr>", b'<sheetPr codeName="Sheet2">')
    assert kit_members["xl/worksheets/sheet2.xml"] != own
    path.write_bytes(stored(kit_members))
    save(open_workbook(path), path, [], findings_sheet("表一", count=9))
    assert b'<sheetPr codeName="Sheet2">' in members_of(path)["xl/worksheets/sheet2.xml"]


def test_a_text_longer_than_a_cell_is_refused(tmp_path: Path) -> None:
    path = Kit().build(tmp_path / "a.xlsx")
    workbook = open_workbook(path)
    save(workbook, tmp_path / "fits.xlsx", [edit("表一", 1, 1, "预" * 32_767)], None)
    for text in ("预" * 32_768, "😀" * 16_384):
        with pytest.raises(JixiaoError, match="32,767"):
            save(workbook, tmp_path / "too long.xlsx", [edit("表一", 1, 1, text)], None)


def test_our_sheet_holds_what_cells_and_sheets_can_hold(tmp_path: Path) -> None:
    spec = findings_sheet("表一", count=1)
    row = spec.rows[-1]
    long = replace(spec, rows=(*spec.rows[:-1], (*row[:5], SheetCell("说" * 40_000, "wrap"), *row[6:]), *(spec.rows[-1] for _ in range(65_600))))
    path, target = Kit().build(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    receipt = save(open_workbook(path), target, [], long)
    assert harms(path.read_bytes(), target.read_bytes(), Planned({}, receipt.sheet)) == []


def test_what_stands_at_the_end_of_the_archive_stays(tmp_path: Path) -> None:
    assert written(Kit(), tmp_path, {(1, 1): "新的"}, zipper=stored)
