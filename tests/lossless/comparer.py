"""What a change did to a workbook beyond what was planned: one sentence for each harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from zipfile import ZipInfo

from tests.lossless.soundness import complaints
from tests.lossless.strangers import (
    Element,
    Place,
    Sheet,
    Stranger,
    as_utf8,
    canonical,
    child,
    children,
    folded,
    local,
    unescaped,
)

Value = str | Decimal
_GROWING = ("fonts", "fills", "borders", "cellXfs")
_SHEET_DATA = re.compile(rb"<(?:[\w.-]+:)?sheetData[\s/>]")
_SHEET_DATA_END = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>|<(?:[\w.-]+:)?sheetData[^<>]*/>")


@dataclass
class Planned:
    """What was to be done.

    Attributes:
        values: sheet → place → new value.
        sheet: name of our own sheet, "" for none.
        signatures: they were to be left out.

    """

    values: dict[str, dict[Place, Value]] = field(default_factory=dict)
    sheet: str = ""
    signatures: bool = False


def harms(before: bytes, after: bytes, planned: Planned) -> list[str]:
    """Everything that is not as planned; [] for a workbook unharmed."""
    try:
        return list(_Comparison(Stranger(before), Stranger(after), planned).run())
    except Exception as error:  # noqa: BLE001  what a stranger cannot read is harmed
        return [f"cannot be read: {error!r}"]


class _Comparison:
    def __init__(self, old: Stranger, new: Stranger, planned: Planned) -> None:
        self.old, self.new, self.planned = old, new, planned
        self.edited = {each.part: each.name for each in old.sheets if planned.values.get(each.name)}
        self.own = next((each for each in new.sheets if planned.sheet and each.name == planned.sheet), None)
        self.replaced = self.own is not None and any(each.name == planned.sheet for each in old.sheets)

    def run(self) -> Iterator[str]:
        yield from self._members()
        yield from self._parts()
        yield from self._relations()
        yield from self._content_types()
        yield from self._workbook()
        if self.planned.sheet and self.own is None:
            yield f"there is no sheet {self.planned.sheet}"
        for sheet in self.old.sheets:
            if self.planned.values.get(sheet.name):
                new = next((each for each in self.new.sheets if each.name == sheet.name), None)
                yield from self._sheet(sheet, new) if new else (f"{sheet.name}: lost",)
        yield from self._styles()
        yield from self._strings()
        known = complaints(self.old)
        for each, count in complaints(self.new).items():
            if count > known[each]:
                yield f"unsound: {each}"

    # ------------------------------------------------------------------ zip ----

    def _signature(self, name: str) -> bool:
        return self.planned.signatures and "_xmlsignatures/" in folded(name)

    def _members(self) -> Iterator[str]:
        old, new = list(self.old.members), list(self.new.members)
        kept = [each for each in old if not self._signature(each)]
        if new[: len(kept)] != kept:
            yield f"members lost or in another order: {sorted(set(kept) - set(new))}"
        expected = {self.own.part if self.own is not None else None, self.new.related("styles"), self.new.related("sharedStrings")}
        if set(new) - set(old) - expected:
            yield f"members added: {sorted(set(new) - set(old) - expected)}"
        if any(self._signature(each) for each in new):
            yield "a signature is still there"
        for name in kept:
            if name not in self.new.infos:
                continue
            a, b = self.old.infos[name], self.new.infos[name]
            if _noted(a) != _noted(b):
                yield f"{name}: the directory says something else of it"
            if self.old.members[name] == self.new.members[name] and a.compress_type != b.compress_type:
                yield f"{name}: packed in another way"
        if self.old.comment != self.new.comment:
            yield "the archive's comment is lost"

    def _may_change(self) -> set[str]:
        workbook = self.old.workbook_part
        names = {workbook, self.old.find("[Content_Types].xml"), self.old.related("styles"), self.old.related("sharedStrings"), *self.edited}
        names.add(self._relations_of(workbook))
        if self.planned.signatures:
            names.add(self.old.find("_rels/.rels"))
        if self.replaced and self.own is not None:
            names |= {self.own.part, self._relations_of(self.own.part)}
        return {each for each in names if each}

    def _relations_of(self, part: str) -> str | None:
        return self.old.find(re.sub(r"([^/]+)$", r"_rels/\1.rels", part.replace("\\", "/")))

    def _parts(self) -> Iterator[str]:
        may = self._may_change()
        for name, content in self.old.members.items():
            if name in self.new.members and name not in may and self.new.members[name] != content:
                yield f"{name}: changed, although nobody asked"
        if self.own is None and not any(self.planned.values.values()) and self.old.data != self.new.data and not self.planned.signatures:
            yield "something changed, although nothing was to be done"

    def _relations(self) -> Iterator[str]:
        for part in ("", *(each for each in self.old.members if not self._signature(each))):
            old, new = self.old.links(part), self.new.links(part)
            if self.own is not None and part == self.own.part:
                old = [each for each in old if each.kind != "table"]
            if not part and self.planned.signatures:
                old = [each for each in old if each.kind != "origin"]
            if new[: len(old)] != old:
                yield f"{part or 'package'}: relations changed"
            if [each for each in new[len(old) :] if each.kind not in {"worksheet", "styles", "sharedStrings"} or part != self.old.workbook_part]:
                yield f"{part or 'package'}: relations added"

    def _content_types(self) -> Iterator[str]:
        old, new = (children(each.root(each.find("[Content_Types].xml"))) for each in (self.old, self.new))
        before, after = ({(local(each), folded(each.get("PartName") or each.get("Extension") or ""), each.get("ContentType")) for each in listed} for listed in (old, new))
        added = {folded(each) for each in self.new.members.keys() - self.old.members.keys()}
        gone = {(kind, name) for kind, name, _ in before - after}
        allowed = {("Override", folded(each)) for each in self.old.members if self._signature(each)} | {("Default", "sigs")}
        # An entry for a part that did not exist is replaced when the part is made.
        if gone - (allowed if self.planned.signatures else set()) - {("Override", each) for each in added}:
            yield f"content types lost: {sorted(gone)}"
        if {name for _, name, _ in after - before} - added:
            yield "content types added for parts that are not new"

    # ------------------------------------------------------------- workbook ----

    def _workbook(self) -> Iterator[str]:
        old, new = self.old.workbook, self.new.workbook
        if old.tag != new.tag or dict(old.attrib) != dict(new.attrib) or old.nsmap != new.nsmap:
            yield "workbook: root element changed"
        special = {"sheets", "definedNames", "calcPr"}
        for one, other in zip(*([each for each in children(root) if local(each) not in special] for root in (old, new)), strict=False):
            if canonical(one) != canonical(other):
                yield f"workbook: {local(one)} changed"
        order = [local(each) for each in children(old)]
        if [each for each in (local(each) for each in children(new)) if each in order] != order:
            yield "workbook: elements lost or in another order"
        sheets = [[(dict(each.attrib)) for each in children(child(root, "sheets"))] for root in (old, new)]
        added = sheets[1][len(sheets[0]) :]
        if sheets[1][: len(sheets[0])] != sheets[0] or len(added) != (self.own is not None and not self.replaced):
            yield "workbook: the list of sheets is not as planned"
        yield from self._names()
        a, b = (dict(each.attrib) if (each := child(root, "calcPr")) is not None else {} for root in (old, new))
        a.pop("fullCalcOnLoad", None)
        asked = b.pop("fullCalcOnLoad", None)
        if a != b:
            yield "workbook: calcPr changed"
        formulas = any(child(cell, "f") is not None for sheet in self.old.sheets for cell in sheet.cells.values())
        if formulas and any(self.planned.values.values()) and asked not in {"1", "true"}:
            yield "workbook: formulas are not calculated again"

    def _names(self) -> Iterator[str]:
        position = next((number for number, each in enumerate(self.new.sheets) if each is self.own), -1)
        listed = []
        for root in (self.old.workbook, self.new.workbook):
            names = children(child(root, "definedNames"), "definedName")
            listed.append([canonical(each) for each in names if not self._ours(each, position)])
        if listed[0] != listed[1]:
            yield "workbook: defined names changed"

    def _ours(self, name: Element, position: int) -> bool:
        return (name.get("name") or "").startswith("_jixiao") or (self.own is not None and name.get("localSheetId") == str(position))

    # --------------------------------------------------------------- sheets ----

    def _sheet(self, old: Sheet, new: Sheet) -> Iterator[str]:
        planned = self.planned.values[old.name]
        before, after = self.old.members[old.part], self.new.members[new.part]
        ends = zip(("before", "after"), _around(as_utf8(before)), _around(as_utf8(after)), strict=True)
        yield from (f"{old.name}: changed {where} the rows" for where, a, b in ends if a != b)
        yield from self._rows(old, new, planned)
        for place in old.cells.keys() | new.cells.keys():
            one, other = old.cells.get(place), new.cells.get(place)
            if place in planned:
                yield from (f"{old.name} {place}: {each}" for each in self._cell(one, other, planned[place]))
            elif one is None or other is None or canonical(one) != canonical(other):
                yield f"{old.name} {place}: changed, although nobody asked"

    def _rows(self, old: Sheet, new: Sheet, planned: dict[Place, Value]) -> Iterator[str]:
        before, after = dict(old.rows), dict(new.rows)
        edited = {row for row, _ in planned}
        if before.keys() - after.keys() or after.keys() - before.keys() - edited:
            yield f"{old.name}: rows lost or added"
        for number, row in after.items():
            a, b = dict(before[number].attrib) if number in before else {"r": str(number)}, dict(row.attrib)
            spans = a.pop("spans", ""), b.pop("spans", "")
            if a != b or (spans[0] != spans[1] and number not in edited):
                yield f"{old.name} row {number}: attributes changed"

    def _cell(self, old: Element | None, new: Element | None, value: Value) -> Iterator[str]:
        if new is None:
            yield "not written"
            return
        parts = [child(each, "f") for each in (old, new)]
        formulas = [None if each is None else canonical(each) for each in parts]
        if formulas[0] != formulas[1]:
            yield "its formula changed"
        about = [{name: each for name, each in (cell.attrib.items() if cell is not None else ()) if name not in {"t", "vm"}} for cell in (old, new)]
        if old is not None and parts[0] is None:
            about[0].pop("cm", None)
        if old is not None and about[0] != about[1]:
            yield "its attributes changed"
        if "vm" in new.attrib:
            yield "still shows the rich value that it had"
        extended = [[canonical(each) for each in children(cell, "extLst")] for cell in (old, new)]
        if extended[0] != extended[1]:
            yield "its extensions changed"
        if not self._holds(new, value):
            yield f"does not hold {value!r}"

    def _holds(self, cell: Element, value: Value) -> bool:
        kind, stored = cell.get("t", "n"), child(cell, "v")
        text = "" if stored is None else stored.text or ""
        if isinstance(value, Decimal):
            try:
                return kind == "n" and float(Decimal(text)) == float(value)
            except InvalidOperation:
                return False
        if kind == "s":
            return self.new.text(self.new.strings[int(text)]) == value
        return kind == "str" and unescaped(text) == value

    # ------------------------------------------------------ styles and texts ----

    def _styles(self) -> Iterator[str]:
        part = self.old.related("styles")
        if part is None:
            return
        old, new = self.old.root(part), self.new.root(part)
        if old.nsmap != new.nsmap or dict(old.attrib) != dict(new.attrib):
            yield "styles: root element changed"
        for section in children(old):
            other = child(new, local(section))
            a, b = [canonical(each) for each in children(section)], [canonical(each) for each in children(other)]
            if b[: len(a)] != a or (len(a) != len(b) and local(section) not in _GROWING):
                yield f"styles: {local(section)} changed, not only appended to"
            about = [{name: each for name, each in (element.attrib.items() if element is not None else ()) if name != "count"} for element in (section, other)]
            if about[0] != about[1]:
                yield f"styles: attributes of {local(section)} changed"
        if {local(each) for each in children(new)} - {local(each) for each in children(old)} - set(_GROWING):
            yield "styles: sections added"

    def _strings(self) -> Iterator[str]:
        part = self.old.related("sharedStrings")
        if part is None:
            return
        old, new = (children(each.root(part)) for each in (self.old, self.new))
        texts, more = ([canonical(each) for each in old if (local(each) == "si") is wanted] for wanted in (True, False))
        now = [canonical(each) for each in new]
        if now[: len(texts)] != texts or now[len(now) - len(more) :] != more or len(children(self.new.root(part), "si")) + len(more) != len(now):
            yield "shared strings: changed, not only appended to"


def _noted(info: ZipInfo) -> tuple[object, ...]:
    return info.date_time, info.external_attr, info.create_system, info.flag_bits & 0x800


def _around(data: bytes) -> tuple[bytes, bytes]:
    """The bytes of a sheet before and after its rows."""
    first = _SHEET_DATA.search(data)
    assert first is not None
    *_, last = _SHEET_DATA_END.finditer(data)
    return data[: first.start()], data[last.end() :]
