"""The quick way through a sheet or string table that is written the way Excel writes it.

For an accountant: 大表也很快.
For a programmer: expat checks that the part is well-formed; the cells themselves are then taken
by linear patterns, row by row.  Whatever does not fit a pattern to the last byte (comments,
prefixes, rich inline strings …) is left to the full scan, so both ways give the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jixiao.workbooks.limits import Limits, TextRoom
from jixiao.workbooks.markup import MAIN, STRICT_MAIN, new_parser, run

_CELL_TEXT = (
    r'<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,9})")?(?: t="([a-zA-Z]{1,9})")?(?: [cv]m="[0-9]+")*+'
    r"(?:/>|>(<f(?:/>|[^<>]*+(?<=/)>|[^<>]*+>[^<]*+</f>))?(?:<v>([^<]*+)</v>|<v ?/>|<is><t(?: xml:space=\"preserve\")?>([^<]*+)</t></is>)?</c>)"
)
_CELL = re.compile(_CELL_TEXT)
_CELLS = re.compile(r"(?:" + re.sub(r"\((?![?*])", "(?:", _CELL_TEXT) + r")*+")
_ROW_NUMBER = re.compile(r'\sr="([0-9]{1,7})"')
_SOME_NUMBER = re.compile(r"\sr\s*=")
_ENTITY = re.compile(r"&(#?[A-Za-z0-9]+);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_READING = re.compile(r"<rPh[\s>].*?</rPh>", re.DOTALL)
_TEXT = re.compile(r"<t(?:\s[^<>]*)?>([^<]*)</t>")

_STEP = 1 << 22  # bytes that are looked at together

RawCell = tuple[str, str, str, str, str, str]


def unescape(text: str) -> str:
    """XML character references as characters."""
    if "&" not in text:
        return text
    return _ENTITY.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    return _reference(match[1])


@cache
def _reference(name: str) -> str:
    if not name.startswith("#"):
        return _NAMED.get(name, "")
    digits = name[1:]
    return chr(int(digits[1:], 16) if digits[:1] in {"x", "X"} else int(digits))


def _canonical(data: bytes, root: bytes, part: str) -> bool:
    """Well-formed (or Unreadable is raised), in the default namespace, nothing unusual in it."""
    run(new_parser(part), data, part)
    if b"<!" in data or data.find(b"<?", 5) >= 0:
        return False
    at = data.find(b"<" + root)
    tag = data[at : data.find(b">", at)]
    return at >= 0 and any(f'xmlns="{each}"'.encode() in tag for each in (MAIN, STRICT_MAIN))


def sheet_region(data: bytes, part: str) -> tuple[int, int] | None:
    """Where the rows begin and end, if the sheet is one that the quick way may try."""
    if not _canonical(data, b"worksheet", part):
        return None
    start = data.find(b"<sheetData>")
    close = data.find(b"</sheetData>", start)
    if start < 0 or close < 0 or data.find(b"<sheetData", start + 1) >= 0:
        return None
    start += len(b"<sheetData>")
    if data.find(b"\r", start, close) >= 0 or data.find(b"xmlns", start, close) >= 0:
        return None
    return start, close


def rows_of(data: bytes, start: int, close: int) -> Iterator[tuple[int, int, list[RawCell]] | None]:
    """Row number, byte offset and cells of each row; None where a row does not fit the pattern.

    A cell is (column letters, style, type, formula element, value, inline text), "" where there is
    none.
    """
    at, row = start, 0
    while at < close:
        last = data.rfind(b"</row>", at, min(at + _STEP, close))
        block_end = close if last < 0 or at + _STEP >= close else last + 6
        text = data[at:block_end].decode("latin-1")  # one character for each byte
        position, size = 0, len(text)
        while position < size:
            tag_close = text.find(">", position)
            tag = text[position : tag_close + 1]
            if not tag.startswith("<row") or tag_close < 0:
                yield None
                return
            number = _ROW_NUMBER.search(tag)
            if number is None and _SOME_NUMBER.search(tag):  # too long, in other quotes …
                yield None
                return
            row = int(number.group(1)) if number else row + 1
            if tag.endswith("/>"):
                yield row, at + position, []
                position = tag_close + 1
                continue
            row_close = text.find("</row>", tag_close)
            match = _CELLS.match(text, tag_close + 1, row_close)
            if row_close < 0 or match is None or match.end() != row_close:
                yield None
                return
            yield row, at + position, _CELL.findall(text, tag_close + 1, row_close)
            position = row_close + 6
        at = block_end


def utf8(text: str) -> str:
    """A piece of a latin-1 reading as the text that it is."""
    return text if text.isascii() else text.encode("latin-1").decode()


def quick_strings(data: bytes, part: str, limits: Limits) -> tuple[list[str], set[int]] | None:
    """All shared strings and the indexes of rich ones; None where the full scan is needed."""
    if not _canonical(data, b"sst", part) or data.find(b"\r", data.find(b"<sst")) >= 0:
        return None
    begin = data.find(b">", data.find(b"<sst")) + 1
    close = data.rfind(b"</sst>")
    if close < 0 or data[begin - 2 : begin - 1] == b"/" or data[data.rfind(b"</si>", begin, close) + 5 : close].strip():
        return None
    texts: list[str] = []
    rich: set[int] = set()
    room = TextRoom(limits)
    at = begin
    while at < close:
        last = data.rfind(b"</si>", at, min(at + _STEP, close))
        if last < 0:
            last = data.find(b"</si>", at, close)
        if last < 0:
            break
        for piece in data[at:last].decode().split("</si>"):
            text = _quick_string(piece, rich, len(texts))
            if text is None:
                return None
            texts.append(text)
            room.take(text)
        at = last + len(b"</si>")
    return texts, rich


def _quick_string(piece: str, rich: set[int], index: int) -> str | None:
    """The text of one string item; None where the full scan is needed."""
    if piece.startswith("<si><t>") and piece.endswith("</t>") and piece.count("<") == 3:
        return unescape(piece[7:-4])
    if not piece.startswith("<si>") or "<t/>" in piece:
        return None
    if piece.count("<") != 3:
        rich.add(index)
    return unescape("".join(_TEXT.findall(_READING.sub("", piece))))
