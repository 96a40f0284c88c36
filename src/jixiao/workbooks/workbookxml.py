"""The workbook part: which sheets there are, defined names, protection, calculation.

For an accountant: how we find our own 校验 sheet again, even renamed.
For a programmer: workbook.xml read as an outline with byte extents, and the splices that add a
sheet, set defined names and ask for recalculation.
"""

from __future__ import annotations

from dataclasses import dataclass

from jixiao.workbooks.markup import (
    MAIN,
    RELATIONS,
    STRICT_MAIN,
    STRICT_RELATIONS,
    Element,
    append_inside,
    escape,
    escape_attribute,
    outline,
    prefixed,
    with_attributes,
)
from jixiao.workbooks.package import Package
from jixiao.workbooks.unreadable import damaged, unreadable

MARKER = "_jixiao_findings"
_TRUE = {"1", "true", "on"}
_NAMES_AFTER = ("sheets", "functionGroups", "externalReferences")
_CALCULATION_AFTER = (*_NAMES_AFTER, "definedNames")
_LONGEST_NAME = 31
_LAST_SHEET_ID = 65_534


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet as the workbook lists it; ``part`` is None where it is no worksheet."""

    name: str
    part: str | None
    visible: bool
    position: int


@dataclass(slots=True)
class WorkbookPart:
    """workbook.xml, read.

    Attributes:
        part: name of the member; data: its bytes; root: its outline.
        sheets: every sheet, chartsheets too, in order.
        strict: ISO strict namespaces.

    """

    part: str
    data: bytes
    root: Element
    sheets: list[SheetEntry]
    strict: bool
    epoch_1904: bool
    structure_protected: bool

    @property
    def main(self) -> str:
        """The spreadsheet namespace of this workbook."""
        return STRICT_MAIN if self.strict else MAIN

    @property
    def relations(self) -> str:
        """The relationship namespace of this workbook."""
        return STRICT_RELATIONS if self.strict else RELATIONS

    def names(self) -> list[Element]:
        """The defined names."""
        parent = self.root.child("definedNames")
        return [each for each in parent.children if each.name == "definedName"] if parent else []

    def marker(self) -> Element | None:
        """The name that marks our own sheet."""
        found = (each for each in self.names() if each.attributes.get("name", "").casefold() == MARKER)
        return next((each for each in found if "localSheetId" not in each.attributes), None)

    def marked_sheet(self) -> str | None:
        """The sheet that our marker refers to, whatever it is called now."""
        marker = self.marker()
        wanted = _sheet_of(marker.text) if marker else None
        if wanted is None:
            return None
        return next(
            (each.name for each in self.sheets if each.part and each.name.casefold() == wanted.casefold()), None
        )


def _sheet_of(reference: str) -> str | None:
    sheet, mark, _ = reference.strip().lstrip("=").rpartition("!")
    if not mark or "#REF" in reference:
        return None
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet


def quoted_sheet(name: str) -> str:
    """A sheet's name as a formula writes it: ``'表 1'``."""
    return "'" + name.replace("'", "''") + "'"


def find_workbook_part(package: Package) -> str | None:
    """The member that is the workbook."""
    for relation in package.relations(""):
        if relation.kind == "officeDocument" and not relation.external:
            found = package.find(relation.target)
            if found is not None and found.lower().endswith(".xml") and not found.lower().startswith(("word/", "ppt/")):
                return found
    return package.find("xl/workbook.xml")


def read_workbook_part(package: Package, part: str) -> WorkbookPart:
    """Read workbook.xml and find the part of every sheet.  Raises Unreadable."""
    data = package.xml(part)
    root = outline(data, 3, part)
    if root.name != "workbook" or root.namespace not in {MAIN, STRICT_MAIN}:
        raise damaged(f"部件 {part} 不是工作簿", f"part {part} is no workbook")
    strict = root.namespace == STRICT_MAIN
    targets = {each.id: each for each in package.relations(part)}
    listed = root.child("sheets")
    sheets: list[SheetEntry] = []
    for each in listed.children if listed else []:
        if each.name != "sheet":
            continue
        about = each.attributes
        relation = targets.get(about.get(f"{RELATIONS} id") or about.get(f"{STRICT_RELATIONS} id") or "")
        member = package.find(relation.target) if relation and relation.kind == "worksheet" else None
        if relation is not None and relation.kind == "worksheet" and member is None:
            raise damaged(
                f"缺少工作表「{about.get('name')}」的内容", f"the content of sheet {about.get('name')!r} is missing"
            )
        sheets.append(
            SheetEntry(about.get("name", ""), member, about.get("state", "visible") == "visible", len(sheets))
        )
    if not any(each.part for each in sheets):
        raise unreadable(
            "工作簿里没有工作表（可能只有图表）。请确认选对了文件。",
            "The workbook has no worksheet (only charts, perhaps). Check that it is the right file.",
        )
    settings = root.child("workbookPr")
    protection = root.child("workbookProtection")
    return WorkbookPart(
        part,
        data,
        root,
        sheets,
        strict,
        settings is not None and settings.attributes.get("date1904") in _TRUE,
        protection is not None and protection.attributes.get("lockStructure") in _TRUE,
    )


def free_sheet_name(workbook: WorkbookPart, wanted: str, fallback: str) -> str:
    """``wanted`` if no sheet has it, else ``fallback``, else that with a number."""
    taken = {each.name.casefold() for each in workbook.sheets}
    for name in (wanted, fallback):
        if name.casefold() not in taken:
            return name
    number = 2
    while f"{fallback[: _LONGEST_NAME - 4]}{number}".casefold() in taken:
        number += 1
    return f"{fallback[: _LONGEST_NAME - 4]}{number}"


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name to be set; ``sheet`` is a position, or None for the whole workbook."""

    name: str
    text: str
    sheet: int | None = None
    hidden: bool = False


def _after(root: Element, names: tuple[str, ...]) -> int:
    return max((each.end for each in root.children if each.name in names), default=root.open_end)


Splice = tuple[int, int, bytes]


def edit_workbook(
    workbook: WorkbookPart, sheet: tuple[str, str] | None, names: list[Name], *, recalculate: bool
) -> list[Splice]:
    """The splices that add a sheet (name, relationship id), set names and ask for recalculation."""
    splices: list[Splice] = []
    later = ""
    if sheet is not None:
        splices.append(_add_sheet(workbook, *sheet))
    if names:
        changed, later = _set_names(workbook, names)
        splices += changed
    if later:
        at = _after(workbook.root, _NAMES_AFTER)
        splices.append((at, at, later.encode()))
    if recalculate:
        splices += _ask_calculation(workbook)
    return _merged(splices)


def _merged(splices: list[Splice]) -> list[Splice]:
    """Insertions at one place joined in the order in which they were asked for."""
    joined: dict[tuple[int, int], bytes] = {}
    for start, end, new in splices:
        joined[start, end] = joined.get((start, end), b"") + new if start == end else new
    return [(start, end, new) for (start, end), new in joined.items()]


def _add_sheet(workbook: WorkbookPart, name: str, relation: str) -> Splice:
    parent = workbook.root.child("sheets")
    assert parent is not None
    ids = {int(number) for each in parent.children if (number := each.attributes.get("sheetId", "")).isdigit()}
    new_id = max(ids, default=0) + 1
    if new_id > _LAST_SHEET_ID:
        new_id = next(each for each in range(1, _LAST_SHEET_ID) if each not in ids)
    tag = workbook.data[workbook.root.start : workbook.root.open_end]
    declared = f'xmlns:r="{workbook.relations}"'.encode() in tag
    declaration = "" if declared else f' xmlns:r="{workbook.relations}"'
    xml = f'<{parent.prefix}sheet{declaration} name="{escape_attribute(name)}" sheetId="{new_id}" r:id="{relation}"/>'
    return append_inside(workbook.data, parent, xml)


def _set_names(workbook: WorkbookPart, names: list[Name]) -> tuple[list[Splice], str]:
    existing = {
        (each.attributes.get("name", "").casefold(), each.attributes.get("localSheetId")): each
        for each in workbook.names()
    }
    parent = workbook.root.child("definedNames")
    prefix = parent.prefix if parent else workbook.root.prefix
    splices: list[Splice] = []
    added = ""
    for each in names:
        local = None if each.sheet is None else str(each.sheet)
        old = existing.get((each.name.casefold(), local))
        place = "" if local is None else f' localSheetId="{local}"'
        hidden = ' hidden="1"' if each.hidden else ""
        xml = prefixed(f'<definedName name="{each.name}"{place}{hidden}>{escape(each.text)}</definedName>', prefix)
        if old is None:
            added += xml
        elif old.text != each.text:
            splices.append((old.start, old.end, xml.encode()))
    if parent is None:
        return splices, prefixed(
            f"<definedNames>{added}</definedNames>", ""
        ) if not prefix else f"<{prefix}definedNames>{added}</{prefix}definedNames>"
    if added:
        splices.append(append_inside(workbook.data, parent, added))
    return splices, ""


def _ask_calculation(workbook: WorkbookPart) -> list[Splice]:
    root = workbook.root
    settings = root.child("calcPr")
    if settings is None:
        at = _after(root, _CALCULATION_AFTER)
        return [(at, at, f'<{root.prefix}calcPr fullCalcOnLoad="1"/>'.encode())]
    if settings.attributes.get("fullCalcOnLoad") in _TRUE:
        return []
    tag = workbook.data[settings.start : settings.open_end]
    return [(settings.start, settings.open_end, with_attributes(tag, {"fullCalcOnLoad": "1"}))]
