"""What the numbers of an .xls look like: 0.95 shown as 95%, a date, an error, a formula.

For an accountant: 旧版 .xls 里的 95% 仍读作 95%.
For a programmer: a walk over the BIFF5 and BIFF8 records for what calamine leaves out: the number
format of each numeric cell, error values, and which cells are formulas.  Texts and merges are
calamine's business.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_BOF, _EOF, _BOUNDSHEET, _DATEMODE, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x0022, 0x041E, 0x00E0
_NUMBER, _RK, _MULRK, _FORMULA, _BOOLERR, _FILEPASS = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0205, 0x002F
_BIFF8, _BIFF5 = 0x0600, 0x0500
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

Place = tuple[int, int]


class NotBiffError(ValueError):
    """The stream is not one that is understood here."""


class EncryptedError(ValueError):
    """The records are encrypted: the workbook asks for a password."""


@dataclass(slots=True)
class SheetNumbers:
    """The numeric side of one sheet; places count from 1.

    Attributes:
        numbers: place → (stored text, number of its XF record).
        errors: place → error value; truths: place → boolean.
        formulas: places of formulas.
    """

    numbers: dict[Place, tuple[str, int]] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    truths: dict[Place, bool] = field(default_factory=dict)
    formulas: set[Place] = field(default_factory=set)


@dataclass(slots=True)
class Numbers:
    """The numeric side of a workbook.

    Attributes:
        sheets: in the order of the workbook.
        epoch_1904: dates count from 1904.
        formats: XF record → (format id, format code or None for a built-in one).
    """

    sheets: list[SheetNumbers]
    epoch_1904: bool
    formats: list[tuple[int, str | None]]


def read_numbers(stream: bytes) -> Numbers:
    """Read a Workbook or Book stream.  Raises NotBiffError or EncryptedError."""
    try:
        return _read(stream)
    except (struct.error, IndexError) as error:
        raise NotBiffError("truncated") from error


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, those of substreams inside it left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _read(stream: bytes) -> Numbers:
    kind, size, version = struct.unpack_from("<3H", stream, 0)
    if kind != _BOF or size < 4 or version not in {_BIFF8, _BIFF5}:
        raise NotBiffError("neither BIFF5 nor BIFF8")
    codes: dict[int, str] = {}
    wanted: list[int] = []
    offsets: list[int] = []
    epoch_1904 = False
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise EncryptedError
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _format_code(body, version)
        elif kind == _XF:
            wanted.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _BOUNDSHEET:
            offsets.append(struct.unpack_from("<I", body)[0])
        elif kind == _DATEMODE:
            epoch_1904 = body[:1] == b"\x01"
    formats = [(each, codes.get(each)) for each in wanted]
    return Numbers([_sheet(stream, at) for at in offsets], epoch_1904, formats)


def _format_code(body: bytes, version: int) -> str:
    if version == _BIFF5:
        return body[3 : 3 + body[2]].decode("latin-1")
    length, flags = struct.unpack_from("<HB", body, 2)
    wide = flags & 1
    return body[5 : 5 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _sheet(stream: bytes, at: int) -> SheetNumbers:
    sheet = SheetNumbers()
    for kind, body in _records(stream, at):
        if kind == _NUMBER:
            row, column, look, value = struct.unpack_from("<3Hd", body)
            sheet.numbers[row + 1, column + 1] = _stored(value), look
        elif kind == _RK:
            row, column, look, packed = struct.unpack_from("<3HI", body)
            sheet.numbers[row + 1, column + 1] = _stored(_unpacked(packed)), look
        elif kind == _MULRK:
            row, column = struct.unpack_from("<2H", body)
            for index in range((len(body) - 6) // 6):
                look, packed = struct.unpack_from("<HI", body, 4 + 6 * index)
                sheet.numbers[row + 1, column + 1 + index] = _stored(_unpacked(packed)), look
        elif kind == _FORMULA:
            _formula(sheet, body)
        elif kind == _BOOLERR:
            row, column, _, value, is_error = struct.unpack_from("<3H2B", body)
            _truth_or_error(sheet, (row + 1, column + 1), value, is_error=bool(is_error))
    return sheet


def _formula(sheet: SheetNumbers, body: bytes) -> None:
    row, column, look, value = struct.unpack_from("<3Hd", body)
    place = (row + 1, column + 1)
    sheet.formulas.add(place)
    if body[12:14] != b"\xff\xff":
        sheet.numbers[place] = _stored(value), look
    elif body[6] in {1, 2}:
        _truth_or_error(sheet, place, body[8], is_error=body[6] == 2)


def _truth_or_error(sheet: SheetNumbers, place: Place, value: int, *, is_error: bool) -> None:
    if is_error:
        sheet.errors[place] = _ERRORS.get(value, "#N/A")
    else:
        sheet.truths[place] = value == 1


def _unpacked(packed: int) -> float:
    """The number of an RK value: 30 bits of a double or of an integer, perhaps in hundredths."""
    if packed & 2:
        signed = packed >> 2
        value = float(signed - (1 << 30) if signed & (1 << 29) else signed)
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))
    return value / 100 if packed & 1 else value


def _stored(value: float) -> str:
    """A double as a workbook's XML would hold it."""
    text = repr(value)
    return text.removesuffix(".0")
