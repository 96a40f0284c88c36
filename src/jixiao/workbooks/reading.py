"""Opening a workbook: from a file to grids, once, or a sentence that says why not.

For an accountant: 打不开的文件，会说清楚为什么、怎么办.
For a programmer: `open_workbook` joins package, workbook part, styles, strings and sheets.
"""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from jixiao.model import Book, Explanation, Grid, Text
from jixiao.workbooks.encryption import Lock, is_locked, unlocked
from jixiao.workbooks.findings_sheet import find_head, lists_sources, read_explanations
from jixiao.workbooks.foreign import ReadOnlyWorkbook, compound_kind, read_foreign
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.markup import elements_at_least, outline
from jixiao.workbooks.package import OtherKind, Package, describe_other_package, read_package
from jixiao.workbooks.passwords import Passwords
from jixiao.workbooks.sheetxml import RowIndex, Scan, Source, scan_sheet
from jixiao.workbooks.strings import read_strings
from jixiao.workbooks.styles import Styles, read_styles
from jixiao.workbooks.unreadable import Unreadable, damaged, unreadable
from jixiao.workbooks.workbookxml import WorkbookPart, find_workbook_part, read_workbook_part


@dataclass(slots=True)
class Workbook:
    """An opened package; it holds the bytes of the file as read.

    Attributes:
        path: the file, as the user wrote it.
        book: grids of all worksheets, custom properties, explanations of our earlier sheet.
        original: the file as it is on disk; sha256: of it.
        has_formulas: any cell of any sheet has a formula.
        structure_protected: sheets may not be added.
        signed: the package carries a digital signature, which any change would break.
        findings_sheet: name of our own sheet, or None.
        notes: sentences about the file itself.
        lock: the password that it opened with, None where it has none.

    """

    path: Path
    book: Book
    original: bytes
    sha256: str
    has_formulas: bool
    structure_protected: bool
    signed: bool
    findings_sheet: str | None
    package: Package
    workbook_part: WorkbookPart
    rows: dict[str, RowIndex]
    strings: list[str]
    rich_strings: set[int]
    strings_part: str | None
    styles_part: str | None
    notes: tuple[Text, ...] = ()
    lock: Lock | None = None

    @property
    def locked(self) -> bool:
        """Whether it has a password for opening."""
        return self.lock is not None


AnyWorkbook = Workbook | ReadOnlyWorkbook


def read_bytes(path: Path, limits: Limits) -> bytes:
    """The file's bytes.  Raises Unreadable where there are none to be had."""
    try:
        if path.is_dir():
            raise unreadable(
                f"{path} 是文件夹，不是工作簿。请选择其中的 .xlsx 文件。",
                f"{path} is a folder. Choose an .xlsx file in it.",
            )
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # a pipe or a device never ends
            raise unreadable(
                f"{path} 不是普通文件（是管道或设备），没有打开。请选择 .xlsx 文件。",
                f"{path} is no ordinary file (a pipe or a device); not opened. Choose an .xlsx file.",
            )
        limits.bound("file_bytes", about.st_size)
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)  # it may grow meanwhile
        limits.bound("file_bytes", len(data))
    except FileNotFoundError:
        raise unreadable(f"找不到文件 {path}，请检查路径和文件名。", f"No such file: {path}. Check the path.") from None
    except PermissionError:
        raise unreadable(
            f"没有权限读取 {path}，或文件正被占用。请先在 Excel/WPS 里关闭，或检查文件权限。",
            f"{path} cannot be read (no permission, or in use). Close it in Excel/WPS or check its permissions.",
        ) from None
    except OSError as error:
        raise unreadable(
            f"无法读取 {path}（{error.strerror}）。请检查路径或磁盘。", f"{path} cannot be read ({error.strerror})."
        ) from error
    return data


def open_workbook(path: Path, limits: Limits | None = None, passwords: Passwords | None = None) -> AnyWorkbook:
    """Read a workbook file of any kind; what it is, its content says, not its name.

    Raises Unreadable with a sentence that says what to do next.
    """
    path = Path(path)
    limits = limits or Limits.chosen()
    data = read_bytes(path, limits)
    if is_locked(data):
        return load_locked(path, data, limits, passwords or Passwords())
    if compound_kind(data) == "xls":
        return read_foreign(path, data, "xls", limits, passwords or Passwords())
    try:
        workbook = load(path, data, limits)
    except OtherKind as other:
        if other.kind != "ods":
            raise
        return read_foreign(path, data, "ods", limits)
    workbook.notes = _misnamed(path)
    return workbook


def foreign_kind(path: Path, limits: Limits | None = None) -> str | None:
    """``xls``, ``ods`` or ``xlsb``, by content; None for a workbook package and for whatever is no spreadsheet."""
    try:
        limits = limits or Limits.chosen()
        data = read_bytes(path, limits)
        if not data.startswith(b"PK"):
            return compound_kind(data)
        package = read_package(data, limits)
        other = None if find_workbook_part(package) else describe_other_package(package)
    except Unreadable:
        return None
    return other.kind if isinstance(other, OtherKind) else None


def needs_converting(path: Path) -> bool:
    """Whether a file is a spreadsheet that can be written only after it was converted."""
    return foreign_kind(path) is not None


_OTHER_ENDINGS = frozenset({".xls", ".et", ".ods", ".xlsb"})


def _misnamed(path: Path) -> tuple[Text, ...]:
    """A note for a workbook package under another ending, as exports often are."""
    ending = path.suffix.lower()
    if ending not in _OTHER_ENDINGS:
        return ()
    return (Text(
        f"{path.name} 的内容其实是 .xlsx，只是扩展名写成了 {ending}；已按 .xlsx 处理，文件名不变。建议把扩展名改为 .xlsx，免得 Excel 提示格式不符。",
        f"{path.name} is an .xlsx workbook under the ending {ending}; it is treated as .xlsx and keeps its name. Better rename it to .xlsx.",
    ),)


def load(path: Path, data: bytes, limits: Limits, *, only: set[str] | None = None, as_shown: bool = True) -> Workbook:
    """Read a workbook from its bytes.

    ``only`` names the sheet parts to read (all where None); ``as_shown`` False leaves numbers as
    stored, without dates and percentages.
    """
    package = read_package(data, limits)
    part = find_workbook_part(package)
    if part is None:
        raise describe_other_package(package)
    limits.bound("names", elements_at_least(package.xml(part)))
    workbook = read_workbook_part(package, part)
    _vet_sheets(workbook, limits)
    related = {each.kind: package.find(each.target) for each in package.relations(part) if not each.external}
    strings_part, styles_part = related.get("sharedStrings"), related.get("styles")
    texts, rich = read_strings(package.xml(strings_part), strings_part, limits) if strings_part else ([], set())
    styles: Styles | None = None
    if as_shown:
        styles = Styles(epoch_1904=workbook.epoch_1904)
        if styles_part:
            styles = read_styles(package.xml(styles_part), styles_part, epoch_1904=workbook.epoch_1904)
            limits.bound("styles", len(styles.format_ids))
    grids: list[Grid] = []
    rows: dict[str, RowIndex] = {}
    formulas = count = characters = 0
    for sheet in workbook.sheets:
        if sheet.part is None or (only is not None and sheet.part not in only):
            continue
        scan: Scan = scan_sheet(
            package.xml(sheet.part),
            Source(sheet.part, styles, texts, limits, limits.cells - count, limits.characters - characters),
        )
        count += scan.count
        characters += scan.characters
        formulas += scan.formulas
        rows[sheet.name] = scan.rows
        grids.append(Grid(sheet.name, scan.cells, scan.merges, sheet.visible))
    ours, explanations = _own_sheet(workbook, grids)
    top = package.relations("")
    signed = any(each.kind == "origin" for each in top) or any(
        name.lower().startswith("_xmlsignatures/") for name in package.entries
    )
    book = Book(
        str(path),
        tuple(grids),
        _properties(package, [each.target for each in top if each.kind == "custom-properties"]),
        explanations,
    )
    return Workbook(
        path, book, data, hashlib.sha256(data).hexdigest(), formulas > 0, workbook.structure_protected, signed, ours,
        package, workbook, rows, texts, rich, strings_part, styles_part,
    )  # fmt: skip


def load_locked(path: Path, data: bytes, limits: Limits, passwords: Passwords, *, as_shown: bool = True) -> Workbook:
    """Read a workbook from its bytes, out of an encrypted shell where it is in one."""
    if not is_locked(data):
        return load(path, data, limits, as_shown=as_shown)
    package, lock = unlocked(path, data, passwords, limits)
    workbook = load(path, package, limits, as_shown=as_shown)
    workbook.original, workbook.sha256, workbook.lock = data, hashlib.sha256(data).hexdigest(), lock
    return workbook


def _vet_sheets(workbook: WorkbookPart, limits: Limits) -> None:
    """Not too many sheets, and none of them twice: one part listed often would be read as often."""
    limits.bound("sheets", len(workbook.sheets))
    parts = [each.part for each in workbook.sheets if each.part is not None]
    if len(set(parts)) < len(parts):
        raise damaged("几张工作表指向同一份内容", "several sheets have one and the same content")


def _own_sheet(workbook: WorkbookPart, grids: list[Grid]) -> tuple[str | None, dict[str, Explanation]]:
    """The name of our sheet and what the user wrote there; marks it (and copies, and 导入说明) as generated.

    The marker decides; where it points nowhere (its cell was deleted), the headings do.
    """
    ours = workbook.marked_sheet()
    marked = workbook.marker() is not None
    explanations: dict[str, Explanation] = {}
    for index, grid in enumerate(grids):
        has_head = find_head(grid) is not None
        if ours is None and marked and has_head:
            ours = grid.sheet
        if has_head or grid.sheet == ours or lists_sources(grid):
            grids[index] = replace(grid, generated=True)
        if grid.sheet == ours:
            explanations = read_explanations(grid)
    return ours, explanations


def _properties(package: Package, targets: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for target in targets:
        part = package.find(target)
        if part is None:
            continue
        for each in outline(package.xml(part), 3, part).children:
            if each.children and "name" in each.attributes:
                found[each.attributes["name"]] = each.children[0].text
    return found
