"""The workbook's table of texts: read once, added to at its end.

For an accountant: 表内文字，一个字都不会少.
For a programmer: shared strings with rich-text runs joined and phonetic readings left out, and
the ``_x000D_`` escapes in both directions.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jixiao.workbooks.fastscan import quick_strings
from jixiao.workbooks.limits import Limits, TextRoom
from jixiao.workbooks.markup import (
    Element,
    append_inside,
    apply_splices,
    escape,
    new_parser,
    outline,
    prefixed,
    root_of,
    run,
    with_attributes,
)

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MUST_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")

_LONGEST = 32_767


def decode(text: str) -> str:
    """``_x000D_`` and its like as the characters that they stand for."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def encode(text: str) -> str:
    """The reverse of `decode`, as XML character data."""
    return escape(_MUST_ESCAPE.sub(lambda match: f"_x{ord(match.group()):04X}_", text))


def too_long(text: str) -> bool:
    """Whether a cell cannot hold that text: Excel counts UTF-16 units."""
    return len(text) > _LONGEST // 2 and len(text.encode("utf-16-le", "surrogatepass")) > 2 * _LONGEST


def shortened(text: str) -> str:
    """The text as far as a cell can hold it."""
    if not too_long(text):
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * _LONGEST - 2].decode("utf-16-le", "ignore") + "…"


def text_element(name: str, text: str) -> str:
    """``<t>`` or ``<v>`` with a text, blanks kept."""
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<{name}{space}>{encode(text)}</{name}>"


def read_strings(data: bytes, part: str, limits: Limits) -> tuple[list[str], set[int]]:
    """All texts by index, and the indexes of those with rich text or readings."""
    quick = quick_strings(data, part, limits)
    if quick is None:
        return scan_strings(data, part, limits)
    return [decode(each) if "_x" in each else each for each in quick[0]], quick[1]


def scan_strings(data: bytes, part: str, limits: Limits) -> tuple[list[str], set[int]]:
    """The same by a full scan, for any way of writing it."""
    texts: list[str] = []
    rich: set[int] = set()
    parser = new_parser(part)
    pieces: list[str] = []
    joined: list[str] = []
    phonetic = False
    room = TextRoom(limits)

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal phonetic
        local = name.rpartition(" ")[2]
        if local == "t":
            pieces.clear()
        elif local == "si":
            joined.clear()
        elif local in {"r", "rPh", "phoneticPr"}:
            rich.add(len(texts))
            phonetic = phonetic or local == "rPh"

    def end(name: str) -> None:
        nonlocal phonetic
        local = name.rpartition(" ")[2]
        if local == "t":
            if not phonetic:
                joined.append("".join(pieces))
        elif local == "si":
            texts.append(decode("".join(joined)))
            room.take(texts[-1])
        elif local == "rPh":
            phonetic = False

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    run(parser, data, part)
    return texts, rich


def empty_table(main: str) -> bytes:
    """A shared string part for a workbook that has none."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{main}" count="0" uniqueCount="0"></sst>'.encode()


class StringWriter:
    """Adds texts at the end of a shared string part; a plain text that is there is used again."""

    def __init__(self, load: Callable[[], bytes], part: str, texts: list[str], rich: set[int]) -> None:
        self._load = load
        self._part = part
        self._size = len(texts)
        self._texts = texts
        self._rich = rich
        self._known: dict[str, int] | None = None
        self._added: list[str] = []
        self._uses = 0

    def index(self, text: str) -> int:
        """The position of that text, added if there is none."""
        if self._known is None:
            self._known = {}
            for index, each in enumerate(self._texts):
                if index not in self._rich:
                    self._known.setdefault(each, index)
        self._uses += 1
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._size + len(self._added)
            self._added.append(text)
        return found

    def result(self) -> bytes | None:
        """The part with what was added, or None if nothing was."""
        if not self._added:
            return None
        data = self._load()
        root = root_of(data, self._part)
        inner = prefixed("".join(f"<si>{text_element('t', each)}</si>" for each in self._added), root.prefix)
        tag = data[root.start : root.open_end]
        opened = with_attributes(tag, self._counts(root))
        if root.close == root.open_end and tag.endswith(b"/>"):
            opened = opened[:-2].rstrip() + b">" + inner.encode() + b"</" + root.qualified + b">"
            return apply_splices(data, [(root.start, root.end, opened)])
        more = outline(data, 2, self._part).child("extLst") if b"extLst" in data else None
        end = (more.start, more.start, inner.encode()) if more else append_inside(data, root, inner)
        return apply_splices(data, [(root.start, root.open_end, opened), end])

    def _counts(self, root: Element) -> dict[str, str | None]:
        counts: dict[str, str | None] = {}
        if "count" in root.attributes:
            old = root.attributes["count"]
            counts["count"] = str((int(old) if old.isdigit() else 0) + self._uses)
        if "uniqueCount" in root.attributes:
            counts["uniqueCount"] = str(self._size + len(self._added))
        return counts
