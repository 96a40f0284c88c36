"""Writing an OLE2 file: the outer shell of a workbook with a password.

For an accountant: 带打开密码的工作簿，外层是这种旧格式的壳，里面才是加密的 .xlsx.
For a programmer: a compound file (version 3, sectors of 512 bytes) from streams by path.  Directory trees
are balanced and all black, which [MS-CFB] 2.6.4 names as the simplest that is valid.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jixiao.workbooks.compound import MAGIC

Path = tuple[str, ...]

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_NUMBERS = _SECTOR // 4
_IN_HEADER = 109
_FAT, _DIFAT, _END, _NOBODY = 0xFFFFFFFD, 0xFFFFFFFC, 0xFFFFFFFE, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_BLACK = 1


@dataclass(slots=True)
class _Node:
    """A storage or a stream, and where it stands in the directory."""

    name: str
    kind: int
    content: bytes = b""
    children: dict[str, _Node] = field(default_factory=dict)
    left: int = _NOBODY
    right: int = _NOBODY
    child: int = _NOBODY
    start: int = 0
    size: int = 0

    def entry(self) -> bytes:
        """The 128 bytes of the directory."""
        name = self.name.encode("utf-16-le")
        head = struct.pack("<64sH2B3I", name, len(name) + 2, self.kind, _BLACK, self.left, self.right, self.child)
        return head + bytes(36) + struct.pack("<IQ", self.start, self.size)


def compound_file(streams: Mapping[Path, bytes]) -> bytes:
    """A compound file with these streams; the storages of their paths are made.

    >>> from jixiao.workbooks.compound import Compound
    >>> Compound(compound_file({("Workbook",): b"abc", ("More", "inside"): bytes(5000)})).stream("workbook")
    b'abc'
    """
    nodes = _tree(streams)
    body, following = bytearray(), list[int]()

    def put(content: bytes) -> int:
        """Append a chain of sectors; where it begins."""
        if not content:
            return _END
        first = len(following)
        body.extend(content)
        body.extend(bytes(-len(content) % _SECTOR))
        last = len(body) // _SECTOR - 1
        following.extend([*range(first + 1, last + 1), _END])
        return first

    small, small_following = bytearray(), list[int]()
    for node in nodes:
        node.size = len(node.content)
        if node.size >= _CUTOFF:
            node.start = put(node.content)
        elif node.kind == _STREAM:
            node.start = len(small_following) if node.content else _END
            small += node.content + bytes(-node.size % _MINI)
            small_following += [*range(node.start + 1, len(small) // _MINI), _END] if node.content else []
    nodes[0].start, nodes[0].size = put(bytes(small)), len(small)
    mini_table = _padded(small_following)
    mini_start = put(mini_table)
    directory = put(b"".join(node.entry() for node in nodes) + _unused(len(nodes)))
    tables, more = _tables(following)
    first_more = len(following) + len(tables) // _SECTOR
    numbers = [*range(len(following), first_more)]
    header = MAGIC + bytes(16) + struct.pack(
        "<6H8x6I2I", 0x3E, 3, 0xFFFE, 9, 6, 0, len(numbers), directory, 0, _CUTOFF, mini_start, len(mini_table) // _SECTOR,
        first_more if more else _END, more,
    )  # fmt: skip
    header += struct.pack(f"<{_IN_HEADER}I", *_filled(numbers[:_IN_HEADER], _IN_HEADER))
    return b"".join((header, body, tables, _chained(numbers[_IN_HEADER:], first_more)))


def _unused(entries: int) -> bytes:
    """Directory entries that nobody has, up to the end of the sector."""
    empty = struct.pack("<64x4x3I36x12x", _NOBODY, _NOBODY, _NOBODY)
    return empty * (-entries % (_SECTOR // len(empty)))


def _tables(following: Sequence[int]) -> tuple[bytes, int]:
    """The allocation table, which lists itself, and the number of sectors needed to list its own."""
    own = more = 0
    while own * _NUMBERS < len(following) + own + more:
        own = -(-(len(following) + own + more) // _NUMBERS)
        more = max(0, -(-(own - _IN_HEADER) // (_NUMBERS - 1)))
    return _padded([*following, *[_FAT] * own, *[_DIFAT] * more]), more


def _chained(numbers: Sequence[int], at: int) -> bytes:
    """The sectors that name the sectors of the allocation table beyond those in the header, from sector ``at`` on."""
    sectors = [numbers[begin : begin + _NUMBERS - 1] for begin in range(0, len(numbers), _NUMBERS - 1)]
    return b"".join(
        struct.pack(f"<{_NUMBERS}I", *_filled(each, _NUMBERS - 1), at + index if index < len(sectors) else _END)
        for index, each in enumerate(sectors, 1)
    )


def _filled(numbers: Sequence[int], count: int) -> list[int]:
    return [*numbers, *[_NOBODY] * (count - len(numbers))]


def _padded(numbers: Sequence[int]) -> bytes:
    filled = _filled(numbers, len(numbers) + -len(numbers) % _NUMBERS)
    return struct.pack(f"<{len(filled)}I", *filled)


# -------------------------------------------------------------- directory ----


def _tree(streams: Mapping[Path, bytes]) -> list[_Node]:
    """The directory in order of its numbers, the root first."""
    root = _Node("Root Entry", _ROOT)
    for path, content in streams.items():
        place = root
        for name in path[:-1]:
            place = place.children.setdefault(name, _Node(name, _STORAGE))
        place.children[path[-1]] = _Node(path[-1], _STREAM, content)
    nodes = [root]
    for node in nodes:  # grows while it is walked
        children = sorted(node.children.values(), key=lambda each: (len(each.name.encode("utf-16-le")), each.name.upper()))
        first = len(nodes)
        nodes += children
        node.child = _balanced(children, 0, len(children), first)
    return nodes


def _balanced(children: Sequence[_Node], begin: int, end: int, first: int) -> int:
    """Join sorted siblings to a tree; the number of its top."""
    if begin == end:
        return _NOBODY
    middle = (begin + end) // 2
    children[middle].left = _balanced(children, begin, middle, first)
    children[middle].right = _balanced(children, middle + 1, end, first)
    return first + middle
