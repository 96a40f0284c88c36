"""The comparer itself: whatever is spoiled in a sound result, it says so."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.workbooks import open_workbook, save
from tests.lossless.comparer import Planned, harms
from tests.lossless.kit import SPREADSHEET, Kit, deflated, stored
from tests.lossless.nasty.parts import everything_around_the_rows, formulas_of_every_sort
from tests.workbooks.samples import edit, findings_sheet, members_of

Members = dict[str, bytes]
ONE, BOOK, STYLES, STRINGS, TYPES, LINKS = (
    "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels",
)  # fmt: skip
PLAN = Planned({"表一": {(2, 2): Decimal(41), (3, 3): "新的", (9, 2): "行外"}}, "校验")


def replaced(part: str, old: str, new: str) -> Callable[[Members], None]:
    def spoil(members: Members) -> None:
        content = members[part].decode()
        assert old in content, (part, old)
        members[part] = content.replace(old, new, 1).encode()

    return spoil


def without(part: str) -> Callable[[Members], None]:
    def spoil(members: Members) -> None:
        del members[part]

    return spoil


def reordered(members: Members) -> None:
    members[ONE] = members.pop(ONE)


def added(members: Members) -> None:
    members["xl/extra.xml"] = b"<a/>"


SPOILED = {
    "a cell that nobody asked for": (replaced(ONE, "<v>60</v>", "<v>61</v>"), "changed, although nobody asked"),
    "the planned cell holds something else": (replaced(ONE, "<v>41</v>", "<v>42</v>"), "does not hold"),
    "the planned cell lost its format": (replaced(ONE, '<c r="C3" t="s">', '<c r="C3" s="1" t="s">'), "its attributes changed"),
    "a formula": (replaced(ONE, "<f>B2*C2</f>", "<f>B2</f>"), "changed, although nobody asked"),
    "a row's height": (replaced(ONE, 'ht="30"', 'ht="31"'), "attributes changed"),
    "a validation of the extensions": (replaced(ONE, "x14:dataValidations ", "x14:dataValidations  "), "changed after the rows"),
    "a column's width": (replaced(ONE, 'width="20.5"', 'width="20"'), "changed before the rows"),
    "a prefix no longer declared ignorable": (replaced(ONE, 'mc:Ignorable="x14ac" ', ""), "changed before the rows"),
    "spans too narrow": (replaced(ONE, '<row r="2" spans="1:4">', '<row r="2" spans="1:2">'), "spans"),
    "a row in the wrong place": (replaced(ONE, '<row r="9">', '<row r="4">'), "unsound"),
    "a style before the others": (replaced(STYLES, "<fonts count=", '<fonts x="1" count='), "attributes of fonts changed"),
    "a format changed": (replaced(STYLES, 'numFmtId="14"', 'numFmtId="15"'), "cellXfs changed"),
    "a wrong count of formats": (replaced(STYLES, '<cellXfs count="', '<cellXfs count="1'), "count of cellXfs"),
    "a text changed": (replaced(STRINGS, "指标名称", "指标"), "not only appended"),
    "a wrong count of texts": (replaced(STRINGS, 'uniqueCount="', 'uniqueCount="1'), "uniqueCount"),
    "a sheet renamed": (replaced(BOOK, 'name="选项"', 'name="选"'), "list of sheets"),
    "two sheets of one id": (replaced(BOOK, 'sheetId="2"', 'sheetId="3"'), "two sheets of id"),
    "a name changed": (replaced(BOOK, "表一!$A$1:$D$5", "表一!$A$1:$D$4"), "defined names changed"),
    "calculation settings changed": (replaced(BOOK, 'calcMode="manual" ', ""), "calcPr changed"),
    "not calculated again": (replaced(BOOK, ' fullCalcOnLoad="1"', ""), "not calculated again"),
    "a view lost": (replaced(BOOK, 'name="领导"', 'name="领"'), "customWorkbookViews changed"),
    "a type lost": (replaced(TYPES, "customProperty", "custom"), "content types"),
    "no type for our sheet": (replaced(TYPES, 'PartName="/xl/worksheets/sheet3.xml"', 'PartName="/xl/worksheets/sheet9.xml"'), "is not there"),
    "a type stated twice": (replaced(TYPES, "</Types>", f'<Override PartName="/xl/styles.xml" ContentType="{SPREADSHEET}styles+xml"/></Types>'), "stated twice"),
    "a relation to nothing": (replaced(LINKS, "styles.xml", "style.xml"), "relation"),
    "an untouched part": (replaced("xl/worksheets/sheet2.xml", "<v>40</v>", "<v>40 </v>"), "changed, although nobody asked"),
    "a part lost": (without("xl/customProperty1.bin"), "members lost"),
    "members in another order": (reordered, "another order"),
    "a part too many": (added, "members added"),
}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """A workbook before and after, sound."""
    folder = tmp_path_factory.mktemp("pair")
    path, target = everything_around_the_rows(folder / "a.xlsx"), folder / "b.xlsx"
    edits = [edit("表一", *place, value) for place, value in PLAN.values["表一"].items()]
    save(open_workbook(path), target, edits, findings_sheet("表一"), write_locked=True)
    assert harms(path.read_bytes(), target.read_bytes(), PLAN) == []
    return path.read_bytes(), target


@pytest.mark.parametrize("what", SPOILED)
def test_a_spoiled_result_is_found(what: str, pair: tuple[bytes, Path], tmp_path: Path) -> None:
    before, target = pair
    spoil, sentence = SPOILED[what]
    members = members_of(target)
    spoil(members)
    spoiled = tmp_path / "spoiled.xlsx"
    spoiled.write_bytes(deflated(members))
    found = harms(before, spoiled.read_bytes(), PLAN)
    # What the directory says of members differs in all of these; the harm meant must be named as well.
    assert [each for each in found if sentence in each and "directory" not in each], found


def test_what_the_directory_says_is_compared(pair: tuple[bytes, Path]) -> None:
    before, target = pair
    found = harms(before, stored(members_of(target)), PLAN)
    assert any("packed in another way" in each for each in found)
    assert any("the directory says something else" in each for each in found)
    assert "the archive's comment is lost" in found


def test_a_formula_that_leaves_the_calculation_chain_behind_is_found(tmp_path: Path) -> None:
    path = formulas_of_every_sort(tmp_path / "a.xlsx")
    members = members_of(path)
    replaced(ONE, '<f aca="1">"a"&amp;B2</f>', "")(members)
    found = harms(path.read_bytes(), deflated(members), Planned())
    assert "unsound: calcChain: 1 E2 has no formula" in found


def test_a_signature_left_behind_is_found(tmp_path: Path) -> None:
    kit = Kit()
    kit.part("_xmlsignatures/origin.sigs", b"", "application/vnd.openxmlformats-package.digital-signature-origin", "", "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin")
    data = kit.build(tmp_path / "a.xlsx").read_bytes()
    assert "a signature is still there" in harms(data, data, Planned(signatures=True))
