"""Composing the changed workbook in memory.

For an accountant: 只改该改的，其余原样.
For a programmer: pure functions from an opened workbook and edits to new package bytes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from jixiao.model import Area, Edit, JixiaoError, Ref, SheetSpec, Text
from jixiao.workbooks.findings_sheet import Ink, Kept, render, sheet_names
from jixiao.workbooks.markup import append_inside, apply_splices, escape_attribute, outline, root_of
from jixiao.workbooks.package import relations_name, write_package
from jixiao.workbooks.reading import Workbook
from jixiao.workbooks.sheetxml import Place, parse_area
from jixiao.workbooks.signatures import signature_members, without_origin, without_types
from jixiao.workbooks.splicing import Written, splice_sheet, styles_at, written
from jixiao.workbooks.strings import StringWriter, empty_table, too_long
from jixiao.workbooks.styles import StyleWriter, minimal_styles, read_styles
from jixiao.workbooks.workbookxml import Name, edit_workbook, free_sheet_name

_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MOST_NAMED = 12
_DROPPED = Text(
    "工作簿原有的数字签名已按 --drop-signature 去掉：内容改动后，它不再成立。宏的签名没有动。如需签名，请在 Excel 里重新签署。",
    "The workbook's digital signature was left out, as --drop-signature says: it does not hold for the changed content. The signature of its macros was not touched. Sign it again in Excel if needed.",
)


@dataclass(slots=True)
class Composition:
    """A change, composed but not yet on disk.

    Attributes:
        data: the new file.
        edits: those of the wanted edits that were made.
        changed, added: parts by name; removed: names of the parts left out.
        sheet: name of our sheet where one was written, else "".
        notes: sentences for the user.
        plan: sheet → place → value, as it must be read back.
        sheets: names of all sheets, as they must be read back.

    """

    data: bytes
    edits: tuple[Edit, ...] = ()
    changed: dict[str, bytes] = field(default_factory=dict)
    added: dict[str, bytes] = field(default_factory=dict)
    sheet: str = ""
    notes: tuple[Text, ...] = ()
    plan: dict[str, dict[Place, Written]] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


Plan = dict[str, dict[Place, Written]]


def plan_edits(edits: Sequence[Edit]) -> Plan:
    """The edits by sheet and place.  Raises JixiaoError where one cannot be made."""
    plan: Plan = {}
    for edit in edits:
        try:
            value = written(edit.value)
        except ValueError:
            raise _cannot(
                edit.ref, f"{edit.value} 不是可写入的数字", f"{edit.value} is no number that can be stored"
            ) from None
        if value.kind == "s" and too_long(value.text):
            raise _cannot(edit.ref, "文字超过 32,767 个字符，单元格放不下", "the text is longer than the 32,767 characters that a cell holds")
        plan.setdefault(edit.ref.sheet, {})[edit.ref.row, edit.ref.column] = value
    return plan


def _cannot(ref: Ref, zh: str, en: str) -> JixiaoError:
    return JixiaoError(
        Text(
            f"不能写入「{ref.sheet}」{ref.a1}：{zh}。文件没有改动。",
            f"Cannot write {ref.sheet}!{ref.a1}: {en}. Nothing was changed.",
        )
    )


def check_places(workbook: Workbook, plan: Plan) -> None:
    """Every planned cell is on a sheet of the workbook and not inside a merged range."""
    grids = {each.sheet: each for each in workbook.book.grids}
    for sheet, places in plan.items():
        grid = grids.get(sheet)
        for row, column in places:
            if grid is None:
                raise _cannot(Ref(sheet, row, column), "没有这个工作表", "there is no such sheet")
            if sheet == workbook.findings_sheet:
                raise _cannot(
                    Ref(sheet, row, column),
                    "这是校验结果表，每次运行都会重写",
                    "this is the findings sheet, rewritten at each run",
                )
        hidden = merged_over(places, grid.merges) if grid is not None else None
        if hidden is not None:
            raise _cannot(
                Ref(sheet, *hidden),
                "它在合并单元格之内，请写左上角的单元格",
                "it is inside a merged range; write its top-left cell",
            )


def merged_over(places: Collection[Place], merges: Iterable[Area]) -> Place | None:
    """One of the places that a merged range hides, None if there is none.

    A merged range is compared only with the places in its rows, or in its columns, whichever are fewer: there may be a
    hundred thousand of one and ten thousand of the other.
    """
    by_row = sorted(places)
    by_column = sorted((column, row) for row, column in places)
    rows, columns = [row for row, _ in by_row], [column for column, _ in by_column]
    for area in merges:
        top, bottom = bisect_left(rows, area.top), bisect_right(rows, area.bottom)
        left, right = bisect_left(columns, area.left), bisect_right(columns, area.right)
        near = by_row[top:bottom] if bottom - top <= right - left else [(row, column) for column, row in by_column[left:right]]
        for row, column in near:
            inside = area.top <= row <= area.bottom and area.left <= column <= area.right
            if inside and (row, column) != (area.top, area.left):
                return row, column
    return None


def settle_ratios(workbook: Workbook, edits: Sequence[Edit]) -> Sequence[Edit]:
    """Ratios become numbers where the cell's format shows percentages or a formula stays, else text."""
    if not any(edit.ratio for edit in edits):
        return edits
    grids = {grid.sheet: grid for grid in workbook.book.grids}
    styles = None
    if workbook.styles_part:
        styles = read_styles(workbook.package.xml(workbook.styles_part), workbook.styles_part, epoch_1904=False)
    settled: list[Edit] = []
    for edit in edits:
        place = (edit.ref.row, edit.ref.column)
        cell = grids[edit.ref.sheet].cells.get(place)
        if edit.ratio and (cell is None or cell.formula is None):
            part = part_of(workbook, edit.ref.sheet)
            rows = workbook.rows[edit.ref.sheet]
            style = styles_at(workbook.package.xml(part), rows, {place}, part)[place]
            shows_percent = styles is not None and styles.reader(str(style))("1")[1] == "percent"
            settled.append(edit if shows_percent else edit._replace(value=edit.new))
        else:
            settled.append(edit)
    return settled


def _locked(workbook: Workbook, sheet: str, places: set[Place]) -> set[Place]:
    rows = workbook.rows[sheet]
    if not rows.protected:
        return set()
    package = workbook.package
    part = part_of(workbook, sheet)
    unlocked: set[int] = set()
    if workbook.styles_part:
        unlocked = read_styles(package.xml(workbook.styles_part), workbook.styles_part, epoch_1904=False).unlocked
    found = styles_at(package.xml(part), rows, places, part)
    return {place for place, style in found.items() if style not in unlocked}


def part_of(workbook: Workbook, sheet: str) -> str:
    """The part of a worksheet."""
    return next(each.part for each in workbook.workbook_part.sheets if each.name == sheet and each.part)


def _leave_locked(workbook: Workbook, plan: Plan) -> list[Text]:
    """Take the locked cells out of the plan, and say so.

    A locked formula stays what it is: only the result stored with it follows the figures that it is made of.
    """
    left: list[str] = []
    cells = {grid.sheet: grid.cells for grid in workbook.book.grids}
    for sheet, places in plan.items():
        formulas = {place for place in places if (cell := cells[sheet].get(place)) is not None and cell.formula is not None}
        for row, column in sorted(_locked(workbook, sheet, set(places) - formulas)):
            del places[row, column]
            left.append(f"「{sheet}」{Ref(sheet, row, column).a1}")
    if not left:
        return []
    named = "、".join(left[:_MOST_NAMED]) + ("……" if len(left) > _MOST_NAMED else "")
    return [
        Text(
            f"工作表受保护，有 {len(left)} 个锁定的单元格没有写入：{named}。如需写入，请加 --write-locked，或先撤销工作表保护。",
            f"{len(left)} locked cells of protected sheets were not written: {named}. Use --write-locked, or unprotect the sheet.",
        )
    ]


def _refuse_table_heads(workbook: Workbook, plan: Plan) -> None:
    """A heading of an Excel table must equal the name of its column: Excel would "repair" the file."""
    package = workbook.package
    for sheet, places in plan.items():
        if not places:
            continue
        for relation in package.relations(part_of(workbook, sheet)):
            part = package.find(relation.target) if relation.kind == "table" else None
            if part is None:
                continue
            about = root_of(package.xml(part), part).attributes
            area = parse_area(about.get("ref", ""))
            if area is None or about.get("headerRowCount") == "0":
                continue
            for row, column in places:
                if row == area.top and area.left <= column <= area.right:
                    raise _cannot(
                        Ref(sheet, row, column),
                        "它是 Excel 表格（插入—表格）的标题，改动会使文件需要修复",
                        "it is a heading of an Excel table; changing it would break the file",
                    )


class _Composer:
    """Collects the parts of one change."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.package = workbook.package
        self.changed: dict[str, bytes] = {}
        self.added: dict[str, bytes] = {}
        self._relations: list[tuple[str, str, str]] = []
        self._overrides: list[tuple[str, str]] = []
        part = workbook.workbook_part
        self._folder = part.part.replace("\\", "/").rpartition("/")[0]
        relations = self.package.relations(part.part)
        # A part that is referred to but not there is made where it is expected: there must not be two of them.
        missing = [each for each in relations if not each.external and self.package.find(each.target) is None]
        self._promised = {each.kind: each.target for each in missing if each.target.endswith(".xml")}
        self._strings_part = workbook.strings_part or self._place("sharedStrings")
        load_strings = (
            (lambda: self.package.xml(self._strings_part))
            if workbook.strings_part
            else (lambda: empty_table(part.main))
        )
        self.strings = StringWriter(load_strings, self._strings_part, workbook.strings, workbook.rich_strings)
        self._ids = {each.id for each in relations}

    def _inside(self, name: str) -> str:
        return f"{self._folder}/{name}" if self._folder else name

    def _free(self, stem: str, number: int | None = None) -> str:
        """The name of a new part: ``stem``, numbered where it is taken or already referred to."""
        wanted = self._inside(f"{stem}{number or ''}.xml")
        while self.package.find(wanted) is not None or wanted in self._promised.values():
            number = (number or 1) + 1
            wanted = self._inside(f"{stem}{number}.xml")
        return wanted

    def _place(self, kind: str) -> str:
        return self._promised.get(kind) or self._free(kind)

    def relate(self, kind: str, part: str, content: str) -> str:
        """Register a new part: a relationship of the workbook and its content type."""
        self._overrides.append((part, _KIND + content))
        if self._promised.get(kind) == part:
            return ""
        number = len(self._ids) + 1
        # A sheet without a part of its own may still name an id that no relationship has.
        while f"rId{number}" in self._ids or f'"rId{number}"'.encode() in self.workbook.workbook_part.data:
            number += 1
        self._ids.add(f"rId{number}")
        self._relations.append((f"rId{number}", f"{self.workbook.workbook_part.relations}/{kind}", f"/{part}"))
        return f"rId{number}"

    def write_cells(self, plan: Plan) -> None:
        """The edited sheets."""
        for sheet, places in plan.items():
            if places:
                part = part_of(self.workbook, sheet)
                data = self.package.xml(part)
                self.changed[part] = splice_sheet(data, self.workbook.rows[sheet], places, self.strings.index, part)

    def write_sheet(self, spec: SheetSpec) -> tuple[str, tuple[str, str] | None, list[Name]]:
        """Our own sheet: its name, what to list in the workbook, and its defined names."""
        workbook = self.workbook
        part = workbook.workbook_part
        ours = next((each for each in part.sheets if each.name == workbook.findings_sheet), None)
        if ours is not None and ours.part is not None:
            name, position = ours.name, ours.position
            self.changed[ours.part] = self._render(spec, self._kept(ours.part))
            self._drop_tables(ours.part)
            return name, None, sheet_names(spec, name, position)
        name = free_sheet_name(part, spec.name, spec.fallback_name)
        member = self._free("worksheets/sheet", len(part.sheets) + 1)
        self.added[member] = self._render(spec, Kept())
        relation = self.relate("worksheet", member, "worksheet+xml")
        return name, (name, relation), sheet_names(spec, name, len(part.sheets))

    def _kept(self, part: str) -> Kept:
        """The user's comments and drawings on our sheet stay, and the name that macros call it by."""
        data = self.package.xml(part)
        root = outline(data, 2, part)
        found = ""
        for wanted in ("drawing", "legacyDrawing"):
            each = root.child(wanted)
            relation = (
                next((value for key, value in each.attributes.items() if key.endswith(" id")), None) if each else None
            )
            if relation:
                found += f'<{wanted} r:id="{escape_attribute(relation)}"/>'
        about = root.child("sheetPr")
        return Kept(about.attributes.get("codeName", "") if about else "", found)

    def _drop_tables(self, part: str) -> None:
        """A table that the user made of our sheet no longer fits it; its part stays, unreferenced."""
        member = self.package.find(relations_name(part))
        if member is None:
            return
        data = self.package.xml(member)
        listed = outline(data, 2, member).children
        tables = [each for each in listed if each.attributes.get("Type", "").endswith("/table")]
        if tables:
            self.changed[member] = apply_splices(data, [(each.start, each.end, b"") for each in tables])

    def _render(self, spec: SheetSpec, kept: Kept) -> bytes:
        part = self.workbook.workbook_part
        existing = self.workbook.styles_part
        styles_part = existing or self._place("styles")
        data = self.package.xml(existing) if existing else minimal_styles(part.main)
        styles = StyleWriter(data, styles_part)
        ink = Ink(
            part.main, part.relations, lambda style, quoted: styles.index(style, quoted=quoted), self.strings.index
        )
        sheet = render(spec, ink, kept)
        result = styles.result()
        if existing and result is not None:
            self.changed[existing] = result
        elif not existing:
            self.added[styles_part] = result or data
            self.relate("styles", styles_part, "styles+xml")
        return sheet

    def finish(self, sheet: tuple[str, str] | None, names: list[Name], *, recalculate: bool) -> None:
        """Strings, workbook part, relationships and content types."""
        part = self.workbook.workbook_part
        strings = self.strings.result()
        if strings is not None and self.workbook.strings_part:
            self.changed[self._strings_part] = strings
        elif strings is not None:
            self.added[self._strings_part] = strings
            self.relate("sharedStrings", self._strings_part, "sharedStrings+xml")
        splices = edit_workbook(part, sheet, names, recalculate=recalculate)
        if splices:
            self.changed[part.part] = apply_splices(part.data, splices)
        if self._relations:
            member = self.package.find(relations_name(part.part))
            assert member is not None
            self._append(
                member,
                "".join(
                    f'<{{p}}Relationship Id="{a}" Type="{b}" Target="{escape_attribute(c)}"/>'
                    for a, b, c in self._relations
                ),
            )
        if self._overrides:
            member = self.package.find("[Content_Types].xml")
            if member is None:
                raise JixiaoError(
                    Text(
                        "工作簿缺少 [Content_Types].xml，无法写入。请用 Excel/WPS 打开并另存一份。",
                        "The workbook has no [Content_Types].xml. Open it in Excel/WPS and save a copy.",
                    )
                )
            # An entry left over from a part that is no more: there must not be two of one name.
            new = [part for part, _ in self._overrides]
            self.changed[member] = without_types(self.package.xml(member), member, new, new)
            self._append(
                member,
                "".join(
                    f'<{{p}}Override PartName="/{escape_attribute(a)}" ContentType="{b}"/>' for a, b in self._overrides
                ),
            )

    def drop_signatures(self) -> tuple[str, ...]:
        """Leave the digital signatures out.  Gives the names of the members that they were made of."""
        removed = signature_members(self.package)
        remaining = (self.package.entries.keys() | self.added.keys()) - set(removed)
        relations, types = self.package.find("_rels/.rels"), self.package.find("[Content_Types].xml")
        if relations is not None:
            self.changed[relations] = without_origin(self.package.xml(relations), relations)
        if types is not None:
            data = self.changed.get(types) or self.package.xml(types)
            self.changed[types] = without_types(data, types, removed, remaining)
        return removed

    def _append(self, member: str, xml: str) -> None:
        data = self.changed.get(member) or self.package.xml(member)
        root = root_of(data, member)
        self.changed[member] = apply_splices(data, [append_inside(data, root, xml.replace("{p}", root.prefix))])


def compose(
    workbook: Workbook,
    edits: Sequence[Edit],
    sheet: SheetSpec | None,
    *,
    write_locked: bool = False,
    drop_signature: bool = False,
    plan: Plan | None = None,
) -> Composition:
    """The changed file in memory.  Raises JixiaoError where the change cannot be made.

    ``drop_signature`` leaves out the digital signatures, which no longer hold once anything is changed.
    ``plan`` may give values that an `Edit` cannot hold (booleans, empty cells), for undo.
    """
    if plan is None:
        check_places(workbook, plan_edits(edits))
        edits = settle_ratios(workbook, edits)
        plan = plan_edits(edits)
    check_places(workbook, plan)
    _refuse_table_heads(workbook, plan)
    notes = [] if write_locked else _leave_locked(workbook, plan)
    made = tuple(each for each in edits if (each.ref.row, each.ref.column) in plan.get(each.ref.sheet, {}))
    composer = _Composer(workbook)
    composer.write_cells(plan)
    name = ""
    entry: tuple[str, str] | None = None
    names: list[Name] = []
    if sheet is not None and workbook.structure_protected and workbook.findings_sheet is None:
        notes.append(
            Text(
                f"工作簿结构受保护，不能新增工作表，所以没有写入「{sheet.name}」表；校验结果请看报告。如需写入，请先撤销工作簿保护。",
                f"The workbook's structure is protected: no sheet 「{sheet.name}」 was added; see the report. Unprotect the workbook to have it.",
            )
        )
    elif sheet is not None:
        name, entry, names = composer.write_sheet(sheet)
    recalculate = workbook.has_formulas and any(plan.values())
    composer.finish(entry, names, recalculate=recalculate)
    sheets = tuple(each.name for each in workbook.workbook_part.sheets) + ((entry[0],) if entry else ())
    if not composer.changed and not composer.added:
        return Composition(workbook.package.data, made, notes=tuple(notes), sheets=sheets)
    removed: tuple[str, ...] = ()
    if drop_signature and workbook.signed:
        removed = composer.drop_signatures()
        notes.append(_DROPPED)
    data = write_package(workbook.package, composer.changed, composer.added, removed)
    return Composition(data, made, composer.changed, composer.added, name, tuple(notes), plan, sheets, removed)
