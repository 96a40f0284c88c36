"""What an OLE2 file (旧版 .xls、.et、.doc) holds: its streams by name.

For an accountant: 文件是什么，看内容，不看扩展名.
For a programmer: as much of the compound file format as is needed to name the streams of the root
and to read one of them.  Every chain is bounded by the size of the file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
_NOBODY = 0xFFFFFFFF
_ENTRY, _STREAM = 128, 2
_MOST_STREAMS = 4096


class CompoundError(ValueError):
    """The file begins like an OLE2 file and does not go on like one."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """The directory of an OLE2 file.  Raises CompoundError where it is not sound."""

    def __init__(self, data: bytes) -> None:
        try:
            self._read(data)
        except (struct.error, IndexError) as error:
            raise CompoundError("truncated") from error

    def _read(self, data: bytes) -> None:
        if not data.startswith(MAGIC):
            raise CompoundError("no OLE2 file")
        self.data = data
        shift, self._mini_shift = struct.unpack_from("<2H", data, 30)
        if shift not in {9, 12} or self._mini_shift != 6:
            raise CompoundError("sector size")
        self._shift = shift
        fat_count, first_directory, self._cutoff, self._first_mini, first_difat = struct.unpack_from("<2I4x2I4xI", data, 44)
        sectors = list(struct.unpack_from("<109I", data, 76))
        following = first_difat
        most = len(data) >> shift  # a table cannot speak of more sectors than there are
        while following < _LAST_SECTOR and len(sectors) <= most:
            block = self._numbers(following)
            sectors += block[:-1]
            following = block[-1]
        self._fat: list[int] = []
        for sector in [each for each in sectors if each < _LAST_SECTOR][:fat_count]:
            if len(self._fat) > most:
                break
            self._fat += self._numbers(sector)
        self._directory = self._chain(first_directory)
        if len(self._directory) < _ENTRY:
            raise CompoundError("no directory")

    def _numbers(self, sector: int) -> list[int]:
        return list(struct.unpack_from(f"<{(1 << self._shift) // 4}I", self.data, (sector + 1) << self._shift))

    def _chain(self, sector: int, size: int | None = None) -> bytes:
        """The sectors of a chain, no more of them than ``size`` bytes need."""
        pieces: list[bytes] = []
        while sector < _LAST_SECTOR and (size is None or len(pieces) << self._shift < size):
            if len(pieces) > len(self._fat):
                raise CompoundError("a chain that goes in circles")
            at = (sector + 1) << self._shift
            pieces.append(self.data[at : at + (1 << self._shift)])
            sector = self._fat[sector]
        return b"".join(pieces)

    def _entry(self, number: int) -> _Entry:
        at = number * _ENTRY
        (length,) = struct.unpack_from("<H", self._directory, at + 64)
        name = self._directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        kind, left, right, child = struct.unpack_from("<Bx3I", self._directory, at + 66)
        start, size = struct.unpack_from("<2I", self._directory, at + 116)
        return _Entry(name, kind, left, right, child, start, size)

    def _root_entries(self) -> list[_Entry]:
        """The entries directly below the root, not those of embedded objects."""
        found: list[_Entry] = []
        seen: set[int] = set()
        waiting = [self._entry(0).child]
        while waiting:
            number = waiting.pop()
            if number == _NOBODY or number in seen or number >= len(self._directory) // _ENTRY:
                continue
            seen.add(number)
            if len(seen) > _MOST_STREAMS:
                raise CompoundError("too many streams")
            entry = self._entry(number)
            found.append(entry)
            waiting += [entry.left, entry.right]
        return found

    def names(self) -> set[str]:
        """Names of the streams and storages of the root, in small letters."""
        return {each.name.casefold() for each in self._root_entries()}

    def stream(self, name: str) -> bytes:
        """The content of one stream of the root.  Raises CompoundError."""
        entry = next((each for each in self._root_entries() if each.name.casefold() == name), None)
        if entry is None:
            raise CompoundError("no such stream")
        return self._content(entry)

    def streams(self) -> dict[str, bytes]:
        """Every stream of the root by its name as written.  Raises CompoundError."""
        found: dict[str, bytes] = {}
        room = len(self.data)  # streams that share sectors could be larger than the file
        for entry in self._root_entries():
            if entry.kind == _STREAM:
                found[entry.name] = self._content(entry)
                room -= len(found[entry.name])
            if room < 0:
                raise CompoundError("streams that overlap")
        return found

    def _content(self, entry: _Entry) -> bytes:
        try:
            content = self._chain(entry.start, entry.size) if entry.size >= self._cutoff else self._small(entry)
        except (struct.error, IndexError) as error:
            raise CompoundError("broken chain") from error
        return content[: entry.size]

    @cached_property
    def _mini(self) -> tuple[bytes, tuple[int, ...]]:
        """What holds the small streams, and the table of their chains."""
        numbers = self._chain(self._first_mini)
        return self._chain(self._entry(0).start), struct.unpack(f"<{len(numbers) // 4}I", numbers)

    def _small(self, entry: _Entry) -> bytes:
        mini, table = self._mini
        pieces: list[bytes] = []
        sector = entry.start
        while sector < _LAST_SECTOR and len(pieces) << 6 < entry.size:
            if len(pieces) > len(table):
                raise CompoundError("a chain that goes in circles")
            pieces.append(mini[sector << 6 : (sector + 1) << 6])
            sector = table[sector]
        return b"".join(pieces)
