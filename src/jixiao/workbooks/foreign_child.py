"""The child process that opens files of other kinds, so that a hostile one harms nobody.

For an accountant: 坏文件最多让这个小进程退出，不影响其他文件.
For a programmer: bytes come in on standard input, one JSON answer goes out, as `children` arranges it.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from jixiao.model import Text
from jixiao.workbooks import biff_encryption
from jixiao.workbooks.biff import EncryptedError, NotBiffError, Numbers, SheetNumbers, read_numbers
from jixiao.workbooks.children import serve
from jixiao.workbooks.compound import Compound, CompoundError
from jixiao.workbooks.compound_writing import compound_file
from jixiao.workbooks.exchange import ForeignCell, ForeignSheet, Report, pack
from jixiao.workbooks.limits import Limits, too_large
from jixiao.workbooks.odf import read_sheets
from jixiao.workbooks.package import read_package
from jixiao.workbooks.unreadable import Unreadable, damaged, describe_password

_LEFT_OUT = Text(
    "这个 .xls 的数字格式读不出来，百分比按小数读取（95% 读作 0.95）；公式和错误值也看不到。如有出入，请另存为 .xlsx 再检查。",
    "The number formats of this .xls cannot be read: percentages are taken as plain ratios (95% as 0.95), formulas and "
    "errors are not seen. Where that matters, save it as .xlsx.",
)


@dataclass(frozen=True, slots=True)
class Order:
    """What the parent asks for.

    Attributes:
        kind: "xls" or "ods".
        limits: as for any workbook, those of this process among them.
        passwords: to be tried on a file that has one.
    """

    kind: str
    limits: Limits
    passwords: tuple[str, ...] = field(default=(), repr=False)


def read_report(data: bytes, order: Order) -> Report:
    """Read a file of another kind; a refusal is part of the answer."""
    try:
        if order.kind == "ods":
            return Report(read_sheets(read_package(data, order.limits), order.limits))
        return _open_xls(data, order)
    except Unreadable as error:
        return Report(refusal=error.text)


# ------------------------------------------------------------------- .xls ----


def _open_xls(data: bytes, order: Order) -> Report:
    """Read an .xls, its records made readable first where it has a password."""
    hidden = None
    with contextlib.suppress(CompoundError):
        compound = Compound(data)
        hidden = compound.stream("workbook") if "workbook" in compound.names() else None
    if hidden is None or not biff_encryption.is_encrypted(hidden):
        return _read_xls(data, order.limits)
    opened = biff_encryption.decrypted(hidden, order.passwords)
    if opened is None:
        return Report(locked=True)
    index, stream = opened
    report = _read_xls(compound_file({("Workbook",): stream}), order.limits)
    report.opened_with = index
    return report


def _read_xls(data: bytes, limits: Limits) -> Report:
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook  # noqa: PLC0415  # after the limits are set

    try:
        numbers = _numbers(data)
        workbook = load_workbook(io.BytesIO(data))
        listed = workbook.sheets_metadata
        sides: list[SheetNumbers | None] = [None] * len(listed)
        if numbers is not None and len(numbers.sheets) == len(listed):
            sides = list(numbers.sheets)
        report = Report(notes=[] if all(sides) else [_LEFT_OUT])
        if numbers is not None:
            report.formats, report.epoch_1904 = numbers.formats, numbers.epoch_1904
        room = limits.cells
        for index, (about, side) in enumerate(zip(listed, sides, strict=True)):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            source = workbook.get_sheet_by_index(index)
            sheet = ForeignSheet(about.name, about.visible == SheetVisibleEnum.Visible)
            sheet.merges = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in source.merged_cell_ranges or []]
            _check_merges(sheet, limits)
            for place, cell in _cells(source.to_python(), source.start, side or SheetNumbers()):
                sheet.cells.append((*place, cell))
                if len(sheet.cells) > room:
                    raise too_large("cells", limits)
            room -= len(sheet.cells)
            report.sheets.append(sheet)
    except (PasswordError, EncryptedError):
        raise describe_password() from None
    except (CalamineError, OSError) as error:
        raise damaged("旧版 .xls 的内部结构不对", f"the .xls is not sound: {error}") from error
    return report


def _check_merges(sheet: ForeignSheet, limits: Limits) -> None:
    if len(sheet.merges) > limits.merges:
        raise too_large("merges", limits, len(sheet.merges))


def _numbers(data: bytes) -> Numbers | None:
    """What calamine leaves out; None where the records are of a kind that is not understood."""
    with contextlib.suppress(CompoundError, NotBiffError):
        compound = Compound(data)
        return read_numbers(compound.stream("workbook" if "workbook" in compound.names() else "book"))
    return None


def _cells(
    rows: Sequence[Sequence[object]], start: tuple[int, int] | None, side: SheetNumbers
) -> Iterator[tuple[tuple[int, int], ForeignCell]]:
    """The cells of a sheet: texts from calamine, the numeric side from the records."""
    seen: set[tuple[int, int]] = set()
    first_row, first_column = start or (0, 0)
    for row, values in enumerate(rows, first_row + 1):
        for column, value in enumerate(values, first_column + 1):
            if value == "":
                continue
            place = (row, column)
            seen.add(place)
            yield place, _numeric(place, side) or _plain_cell(value, formula=place in side.formulas)
    for place in sorted((side.numbers.keys() | side.errors.keys() | side.truths.keys() | side.formulas) - seen):
        yield place, _numeric(place, side) or ForeignCell("text", "", formula=True)


def _numeric(place: tuple[int, int], side: SheetNumbers) -> ForeignCell | None:
    formula = place in side.formulas
    if place in side.numbers:
        stored, look = side.numbers[place]
        return ForeignCell("styled", stored, style=look, formula=formula)
    if place in side.errors:
        return ForeignCell("error", side.errors[place], formula=formula)
    if place in side.truths:
        return ForeignCell("boolean", "true" if side.truths[place] else "false", formula=formula)
    return None


def _plain_cell(value: object, *, formula: bool) -> ForeignCell:
    """A cell as calamine alone gives it."""
    if isinstance(value, bool):
        return ForeignCell("boolean", "true" if value else "false", formula=formula)
    if isinstance(value, int | float):
        return ForeignCell("number", repr(value), formula=formula)
    if isinstance(value, date | datetime | time):
        return ForeignCell("date", value.isoformat(), formula=formula)
    if isinstance(value, timedelta):
        return ForeignCell("number", f"{value / timedelta(days=1):.15g}", formula=formula)
    return ForeignCell("text", str(value), formula=formula)


# ------------------------------------------------------------------- main ----


def main(order_text: str) -> int:
    """Read from standard input, answer on standard output."""
    return serve(order_text, lambda data, order, limits, passwords: pack(read_report(data, Order(order["kind"], limits, passwords))))
