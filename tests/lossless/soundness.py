"""What Excel's 修复 dialog would be about: rules of the package and of SpreadsheetML that no schema states.

Complaints are counted, so that a change can be asked not to add any to what was unsound before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from tests.lossless.strangers import RELS, Sheet, Stranger, area_of, child, children, folded, local, place_of

MOST_TEXT = 32_767
MOST_FORMATS = 65_490
MOST_LINKS = 65_530
_BAD_IN_NAMES = set("[]:*?/\\")
_WORKBOOK_ORDER = [
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences",
    "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst",
]
_SHEET_ORDER = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges",
    "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr",
    "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks",
    "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF",
    "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
]
_STYLES_ORDER = [
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst",
]
_CELL_ORDER = ["f", "v", "is", "extLst"]


def complaints(book: Stranger) -> Counter[str]:
    """Everything unsound, with how often."""
    return Counter(each for check in (_package, _references, _workbook, _styles, _strings, _sheets, _tables, _chain) for each in check(book))


def _repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _out_of_order(element: etree._Element, order: list[str]) -> bool:
    known = [order.index(name) for each in children(element) if (name := local(each)) in order]
    return any(later < earlier for earlier, later in pairwise(known))


# -------------------------------------------------------------------- package ----


def _package(book: Stranger) -> Iterator[str]:
    types = book.find("[Content_Types].xml")
    if types is None:
        yield "no content types"
        return
    listed = children(book.root(types))
    defaults = [(each.get("Extension") or "").casefold() for each in listed if local(each) == "Default"]
    overrides = [folded(each.get("PartName") or "") for each in listed if local(each) == "Override"]
    yield from (f"content types: {each} stated twice" for each in (*_repeated(defaults), *_repeated(overrides)))
    yield from (f"content types: {each} is not there" for each in overrides if each not in book.names)
    for name in book.names:
        if name != "[content_types].xml" and not name.endswith("/") and name not in overrides and name.rpartition(".")[2] not in defaults:
            yield f"{name}: no content type"
    for part in ("", *book.members):
        links = book.links(part)
        yield from (f"{part or 'package'}: relation {each} twice" for each in _repeated([link.id for link in links]))
        for link in links:
            if not link.external and not link.target.startswith("#") and folded(link.target) not in book.names and link.target != "null":
                yield f"{part or 'package'}: relation to {link.target}, which is not there"
    for kind in ("styles", "sharedStrings", "calcChain", "theme"):
        if sum(link.kind == kind for link in book.links(book.workbook_part)) > 1:
            yield f"workbook: two relations {kind}"


def _references(book: Stranger) -> Iterator[str]:
    """Every r:id names a relation of its part."""
    for name, content in book.members.items():
        if not name.casefold().endswith((".xml", ".vml")) or not any(space.encode() in content for space in RELS):
            continue
        try:
            root = book.root(name)
        except etree.XMLSyntaxError:
            continue
        known = {link.id for link in book.links(name)}
        for element in root.iter(etree.Element):
            for attribute, value in element.attrib.items():
                if attribute.startswith("{") and attribute[1:].partition("}")[0] in RELS and value and value not in known:
                    yield f"{name}: {local(element)} refers to {value}, which is no relation"


# ------------------------------------------------------------------- workbook ----


def _workbook(book: Stranger) -> Iterator[str]:
    root = book.workbook
    if _out_of_order(root, _WORKBOOK_ORDER):
        yield "workbook: elements out of order"
    names = [sheet.name for sheet in book.sheets]
    yield from (f"two sheets {each}" for each in _repeated([name.casefold() for name in names]))
    for name in names:
        if not name or len(name.encode("utf-16-le")) > 62 or _BAD_IN_NAMES & set(name) or name[0] == "'" or name[-1] == "'":
            yield f"{name!r} is no name of a sheet"
    ids = [sheet.id for sheet in book.sheets]
    yield from (f"two sheets of id {each}" for each in _repeated(ids))
    yield from (f"{each!r} is no id of a sheet" for each in ids if not each.isdigit() or not 0 < int(each) < 65_535)
    if all(sheet.state != "visible" for sheet in book.sheets):
        yield "no sheet is visible"
    yield from (f"two sheets in {each}" for each in _repeated([sheet.part for sheet in book.sheets if sheet.part]))
    defined = children(child(root, "definedNames"), "definedName")
    yield from (f"name {each} twice" for each in _repeated([f"{each.get('name', '').casefold()} {each.get('localSheetId', '')}" for each in defined]))
    for each in defined:
        position = each.get("localSheetId", "0")
        if not position.isdigit() or int(position) >= len(names):
            yield f"name {each.get('name')}: of a sheet that is not there"
    for view in children(child(root, "bookViews")):
        if int(view.get("activeTab", "0")) >= len(names):
            yield "workbook: the active sheet is not there"


def _styles(book: Stranger) -> Iterator[str]:
    part = book.related("styles")
    if part is None:
        return
    root = book.root(part)
    if _out_of_order(root, _STYLES_ORDER):
        yield "styles: elements out of order"
    sizes = {local(section): len(children(section)) for section in children(root)}
    for section in children(root):
        if "count" in section.attrib and section.get("count") != str(sizes[local(section)]):
            yield f"styles: count of {local(section)}"
    if sizes.get("cellXfs", 0) > MOST_FORMATS:
        yield "styles: too many formats"
    parents = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}
    for section in ("cellStyleXfs", "cellXfs"):
        for xf in children(child(root, section)):
            for attribute, parent in parents.items():
                if int(xf.get(attribute, "0")) >= max(sizes.get(parent, 0), 1 if attribute not in xf.attrib else 0):
                    yield f"styles: {attribute} {xf.get(attribute)} is not there"


def _strings(book: Stranger) -> Iterator[str]:
    part = book.related("sharedStrings")
    if part is None:
        return
    root = book.root(part)
    stated = root.get("uniqueCount")
    if stated is not None and stated != str(len(book.strings)):
        yield "shared strings: uniqueCount"
    if stated is not None and int(root.get("count", stated)) < int(stated):
        yield "shared strings: count"
    for item in book.strings:
        if len(book.text(item).encode("utf-16-le", "surrogatepass")) > 2 * MOST_TEXT:
            yield "shared strings: a text is too long"


# --------------------------------------------------------------------- sheets ----


def _sheets(book: Stranger) -> Iterator[str]:
    styles, metadata = book.related("styles"), book.related("sheetMetadata")
    root = book.root(styles) if styles else None
    formats = len(children(child(root, "cellXfs"))) if root is not None else 0
    looks = len(children(child(root, "dxfs"))) if root is not None else 0
    about = book.root(metadata) if metadata else None
    metadata_sizes = {"cm": len(children(child(about, "cellMetadata"))), "vm": len(children(child(about, "valueMetadata")))}
    for sheet in book.sheets:
        if sheet.kind != "worksheet" or sheet.root is None:
            continue
        if _out_of_order(sheet.root, _SHEET_ORDER):
            yield f"{sheet.name}: elements out of order"
        yield from _rows(sheet)
        yield from _cells(sheet, formats, len(book.strings), metadata_sizes)
        for rule in sheet.root.iter("{*}cfRule"):
            if int(rule.get("dxfId", "-1")) >= looks:
                yield f"{sheet.name}: conditional format {rule.get('dxfId')} is not there"
        links = children(child(sheet.root, "hyperlinks"))
        if len(links) > MOST_LINKS:
            yield f"{sheet.name}: too many links"
        yield from (f"{sheet.name}: link to {each.get('location')!r}" for each in links if len(each.get("location", "")) > 2_084)
        yield from _merges(sheet)


def _rows(sheet: Sheet) -> Iterator[str]:
    numbers = [number for number, _ in sheet.rows]
    if any(later <= earlier for earlier, later in pairwise(numbers)) or (numbers and not 0 < numbers[0] <= numbers[-1] <= 1_048_576):
        yield f"{sheet.name}: rows out of order"
    for number, row in sheet.rows:
        columns = []
        for cell in children(row, "c"):
            place = place_of(cell.get("r") or "")
            if place and place[0] != number:
                yield f"{sheet.name} row {number}: cell {cell.get('r')} is not of this row"
            columns.append(place[1] if place else (columns[-1] if columns else 0) + 1)
        if any(later <= earlier for earlier, later in pairwise(columns)) or (columns and columns[-1] > 16_384):
            yield f"{sheet.name} row {number}: cells out of order"
        first, _, last = row.get("spans", "").partition(" ")[0].partition(":")
        if columns and first.isdigit() and last.isdigit() and " " not in row.get("spans", "") and not int(first) <= columns[0] <= columns[-1] <= int(last):
            yield f"{sheet.name} row {number}: spans"


def _cells(sheet: Sheet, formats: int, texts: int, metadata: dict[str, int]) -> Iterator[str]:
    masters = {f.get("si") for cell in sheet.cells.values() if (f := child(cell, "f")) is not None and f.get("t") == "shared" and (f.text or f.get("ref"))}
    for place, cell in sheet.cells.items():
        where = f"{sheet.name} {place}"
        style, kind = cell.get("s"), cell.get("t", "n")
        if style is not None and int(style) >= formats:
            yield f"{where}: format {style} is not there"
        for name, size in metadata.items():
            if not 0 <= int(cell.get(name, "1")) <= max(size, 1 if name not in cell.attrib else 0):
                yield f"{where}: {name} {cell.get(name)} is not there"
        if _out_of_order(cell, _CELL_ORDER) or _repeated([local(each) for each in children(cell)]):
            yield f"{where}: elements out of order"
        value, formula = child(cell, "v"), child(cell, "f")
        text = (value.text or "") if value is not None else ""
        if value is not None and kind == "s" and not (text.strip().isdigit() and int(text) < texts):
            yield f"{where}: text {text} is not there"
        if value is not None and kind in {"n", "b"} and not _is_number(text):
            yield f"{where}: {text!r} is no number"
        if value is not None and kind == "e" and not text.startswith("#"):
            yield f"{where}: {text!r} is no error"
        if kind == "inlineStr" and value is not None:
            yield f"{where}: an inline text with a value"
        if len(text.encode("utf-16-le", "surrogatepass")) > 2 * MOST_TEXT:
            yield f"{where}: a text is too long"
        if formula is not None and formula.get("t") == "shared" and formula.get("si") not in masters:
            yield f"{where}: the shared formula has no master"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return not text
    return text.strip().lower() not in {"nan", "inf", "-inf", "infinity"}


def _merges(sheet: Sheet) -> Iterator[str]:
    assert sheet.root is not None
    parent = child(sheet.root, "mergeCells")
    areas = sorted(area for each in children(parent) if (area := area_of(each.get("ref") or "")))
    if parent is not None and not areas:
        yield f"{sheet.name}: an empty list of merged ranges"
    if len(areas) > 2_000:  # all pairs would take too long
        return
    for number, one in enumerate(areas):
        for other in areas[number + 1 :]:
            if other[0] > one[2]:
                break
            if other[1] <= one[3] and one[1] <= other[3]:
                yield f"{sheet.name}: merged ranges overlap"


def _tables(book: Stranger) -> Iterator[str]:
    ids, names = [], []
    for sheet in book.sheets:
        for link in book.links(sheet.part) if sheet.part else ():
            part = book.find(link.target) if link.kind == "table" else None
            if part is None:
                continue
            table = book.root(part)
            ids.append(table.get("id", ""))
            names.append(table.get("displayName", "").casefold())
            area = area_of(table.get("ref") or "")
            if area is None or table.get("headerRowCount") == "0":
                continue
            for number, column in enumerate(children(child(table, "tableColumns"))):
                cell = sheet.cells.get((area[0], area[1] + number))
                if cell is None or _shown(book, cell) != (column.get("name") or "").replace("_x000a_", "\n").replace("_x000A_", "\n"):
                    yield f"{sheet.name}: heading of table {table.get('displayName')} differs"
    yield from (f"table {each} twice" for each in (*_repeated(ids), *_repeated(names)))


def _shown(book: Stranger, cell: etree._Element) -> str:
    value, inline = child(cell, "v"), child(cell, "is")
    text = (value.text or "") if value is not None else ""
    if cell.get("t") == "s":
        return book.text(book.strings[int(text)])
    return book.text(inline) if inline is not None else text


def _chain(book: Stranger) -> Iterator[str]:
    """Every entry of the calculation chain is a cell with a formula (or within an array's range)."""
    part = book.related("calcChain")
    if part is None:
        return
    sheets = {sheet.id: sheet for sheet in book.sheets}
    current = ""
    for entry in children(book.root(part), "c"):
        current = entry.get("i", current)
        sheet, place = sheets.get(current), place_of(entry.get("r") or "")
        cell = sheet.cells.get(place) if sheet and place else None
        if cell is None or (child(cell, "f") is None and entry.get("a") not in {"1", "true"} and not _in_array(sheet, place)):
            yield f"calcChain: {current} {entry.get('r')} has no formula"


def _in_array(sheet: Sheet | None, place: tuple[int, int] | None) -> bool:
    if sheet is None or place is None:
        return False
    for cell in sheet.cells.values():
        formula = child(cell, "f")
        area = area_of(formula.get("ref") or "") if formula is not None and formula.get("t") in {"array", "dataTable"} else None
        if area and area[0] <= place[0] <= area[2] and area[1] <= place[1] <= area[3]:
            return True
    return False
