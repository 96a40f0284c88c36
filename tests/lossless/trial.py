"""One workbook put through what the product does to it: edited, checked, checked again, and taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from jixiao.model import Edit, JixiaoError, Ref, Text
from jixiao.workbooks import Unreadable, Workbook, open_workbook, save, undo
from tests.lossless.comparer import Planned, Value, harms
from tests.lossless.strangers import Place, Sheet, Stranger, area_of, child, children
from tests.workbooks.samples import findings_sheet

MOST_EDITS = 20
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})
_NUMBER, _TEXT = Decimal("12.75"), "改写 & <核对>"


@dataclass
class Result:
    """What came of a workbook.

    Attributes:
        status: "unharmed", "harmed", or "refused" (not readable: then nothing was written).
        harms: sentences; edits: how many cells were written; refusal: why not.
        before, first: the file's bytes, and those after the first save.

    """

    name: str
    status: str
    edits: int = 0
    harms: list[str] = field(default_factory=list)
    refusal: str = ""
    before: bytes = b""
    first: bytes = b""
    planned: Planned = field(default_factory=Planned)


def _untouchable(book: Stranger, sheet: Sheet) -> Iterator[tuple[int, int, int, int]]:
    """Areas that take no edit: merged ranges but for their first cell, headings of tables."""
    for each in children(child(sheet.root, "mergeCells")):
        area = area_of(each.get("ref") or "")
        if area is not None:
            yield area
    for link in book.links(sheet.part):
        part = book.find(link.target) if link.kind == "table" else None
        area = area_of(book.root(part).get("ref") or "") if part else None
        if area is not None:
            yield area[0], area[1], area[0], area[3]


def choose(book: Stranger) -> dict[str, dict[Place, Value]]:
    """About twenty places of all sorts with their new values: every sort of formula first, then what else there is."""
    found: dict[str, dict[Place, Value]] = {}
    sheets = [each for each in book.sheets if each.kind == "worksheet" and each.root is not None]
    for sheet in sheets[:4]:
        sorts: dict[tuple[object, ...], list[Place]] = {}
        for place, cell in sheet.cells.items():
            formula = child(cell, "f")
            about = (formula.get("t"), formula.text is None, "ref" in formula.attrib) if formula is not None else None
            sorts.setdefault((about, cell.get("t"), "cm" in cell.attrib, "vm" in cell.attrib, "r" in cell.attrib, child(cell, "v") is None), []).append(place)
        wanted = [place for places in sorts.values() for place in (places[0], places[len(places) // 2])]
        wanted += [(1, 1), (2, 40), (7, 3), (3000, 2)]
        wanted += [place for places in sorts.values() for place in places[1:4]]
        areas = list(_untouchable(book, sheet))
        free = [place for place in dict.fromkeys(wanted) if not any(a[0] <= place[0] <= a[2] and a[1] <= place[1] <= a[3] for a in areas)]
        share = max(MOST_EDITS // min(len(sheets), 4), 5)
        found[sheet.name] = {place: _TEXT if number % 3 == 1 else _NUMBER + number for number, place in enumerate(free[:share])}
    return found


def try_workbook(path: Path, folder: Path) -> Result:
    """Edit, save, save again, take back twice; each step compared with the one before."""
    before = path.read_bytes()
    result = Result(path.name, "unharmed", before=before)
    try:
        workbook = open_workbook(path)
    except Unreadable as error:
        return Result(path.name, "refused", refusal=error.text.zh)
    if not isinstance(workbook, Workbook):
        return Result(path.name, "refused", refusal="not a package")
    values = choose(Stranger(before))
    edits = [Edit(Ref(sheet, *place), "", str(value), value, Text("重算", "recomputed")) for sheet, places in values.items() for place, value in places.items()]
    result.edits = len(edits)
    target = folder / f"tried{path.suffix}"
    try:
        result.harms = list(_steps(workbook, target, edits, result, values))
    except JixiaoError as error:
        result.harms.append(f"refused: {error.text.zh}")
    if path.read_bytes() != before:
        result.harms.append("the input changed")
    result.status = "harmed" if result.harms else "unharmed"
    return result


def _steps(workbook: Workbook, target: Path, edits: list[Edit], result: Result, values: dict[str, dict[Place, Value]]) -> Iterator[str]:
    link = workbook.book.grids[0].sheet
    receipt = save(workbook, target, edits, findings_sheet(link), write_locked=True, drop_signature=workbook.signed)
    result.first = target.read_bytes()
    result.planned = Planned(values, receipt.sheet, workbook.signed)
    yield from harms(result.before, result.first, result.planned)
    if bool(receipt.sheet) == workbook.structure_protected:
        yield "our sheet is there although the structure is protected, or the other way round"
    again = open_workbook(target)
    assert isinstance(again, Workbook)
    second = save(again, target, [], findings_sheet(link, count=9, explained={"fp0001": "已核对，见附件"}))
    yield from (f"second save: {each}" for each in harms(result.first, target.read_bytes(), Planned({}, second.sheet)))
    if second.sheet != receipt.sheet:
        yield f"our sheet was {receipt.sheet}, then {second.sheet}"
    if second.sheet:
        undo(target)
    if target.read_bytes() != result.first:
        yield "undo does not give back the bytes of the first save"
    undo(target)
    if hashlib.sha256(target.read_bytes()).digest() != hashlib.sha256(result.before).digest():
        yield "undo does not give back the original's bytes"
