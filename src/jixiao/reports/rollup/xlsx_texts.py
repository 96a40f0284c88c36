"""Strangers' words as a workbook holds them: cells, names of sheets, links to other workbooks.

For an accountant: 表里的文字照原样显示，不会变成公式、网址或别的东西；点文件名就打开那个工作簿.
For a programmer: no spreadsheet library here but for the link; lengths are counted as Excel does, in UTF-16 units.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container
from math import ceil
from pathlib import Path, PureWindowsPath

from xlsxwriter.url import Url

from jixiao.reports.quoting import visible
from jixiao.reports.rollup.content import Link

LONGEST_TEXT = 32_767
LONGEST_LINK = 2_079
LONGEST_NAME = 31
_ALWAYS_SHORT = LONGEST_TEXT // 2
# Halves of a character, and the two that are none: XML cannot hold them.
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NOT_IN_XML = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = str.maketrans("[]:*?/\\", "［］：＊？／＼")
# Excel keeps this name for its own list of changes.
_KEPT_NAME = "history"
# What has a meaning in an address, or may not stand in one; other characters stay as they are, as Excel itself writes them.
_ESCAPED = re.compile(r"[\x00-\x20\x7f\"#%:<>?\[\\\]^`{|}\ud800-\udfff]")
_SEEMS_ENCODED = re.compile(r"(?=_x[0-9A-Fa-f]{4}_)")


def _units(text: str) -> int:
    """The length of a text as Excel counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest // 2 or _units(text) <= longest:
        return text
    return text.encode("utf-16-le")[: (longest - 1) * 2].decode("utf-16-le", "ignore") + "…"


def cell_text(text: str) -> str:
    r"""A text as a cell can hold it: control characters as pictures, at most 32,767 long.

    >>> cell_text("第一行\r\n第二行\x07")
    '第一行\n第二行␇'
    """
    if text.isprintable() and len(text) <= _ALWAYS_SHORT:
        return text
    return _cut(_NO_CHARACTER.sub("\ufffd", visible(text.replace("\r\n", "\n"))), LONGEST_TEXT)


def sheet_name(wanted: str, taken: Container[str], part: int = 1) -> str:
    """A name that a sheet may have and none has yet; ``taken`` holds the others in small letters.

    >>> sheet_name("产出/效益", {"总览"}), sheet_name("总览", {"总览"}), sheet_name("问题", {"问题"}, part=2)
    ('产出／效益', '总览(2)', '问题(2)')
    """
    plain = cell_text(wanted).translate(_NOT_IN_NAMES).replace("\n", " ").strip(" '") or "页"
    if plain.lower() == _KEPT_NAME:
        plain += "_"
    while True:
        end = "" if part == 1 else f"({part})"
        name = _cut(plain, LONGEST_NAME - len(end)).rstrip("'") + end
        if name.lower() not in taken:
            return name
        part += 1


def shown_width(text: str) -> int:
    r"""How wide the widest line of a text is, in digits: a Chinese character is as wide as two.

    >>> shown_width("合计 12"), shown_width("一\n二三")
    (7, 4)
    """
    return max(map(_width, text.split("\n"))) if "\n" in text else _width(text)


def _width(line: str) -> int:
    # UTF-8 has one byte for a digit and three for a Chinese character; a table of widths would take most of the time.
    return len(line) if line.isascii() else (len(line) + len(line.encode("utf-8", "surrogatepass")) + 1) // 2


def lines_needed(text: str, width: float) -> int:
    """On how many lines a text stands in a column of that width in digits."""
    return sum(max(1, ceil(_width(line) / max(1, width - 1))) for line in text.split("\n"))


# ------------------------------------------------------------------- links ----


def _escape(ch: re.Match[str]) -> str:
    code = ord(ch[0])
    # A byte of a file's name that is no UTF-8, as Python carries it.
    return f"%{code - 0xDC00 if code >= 0xDC80 else code:02X}" if code < 0xD800 or 0xDC80 <= code <= 0xDCFF else "%EF%BF%BD"


def whole_address(path: str) -> str:
    r"""The address of a file of another drive or server of Windows, as Excel writes it.

    >>> whole_address("D:\\收件 1\\甲.xlsx"), whole_address("\\\\server\\收件\\甲#1.xlsx")
    ('file:///D:/收件%201/甲.xlsx', 'file:///\\\\server\\收件\\甲%231.xlsx')
    """
    windows = PureWindowsPath(path)
    drive = windows.drive
    if drive.startswith("\\\\"):
        return "file:///" + _ESCAPED.sub(_escape, path).replace("%5C", "\\")
    return f"file:///{drive}{_ESCAPED.sub(_escape, windows.as_posix()[len(drive) :])}"


def address_of(path: str, beside: Path) -> str:
    """The address of a file as seen from a folder; the whole where it lies on another drive.

    >>> address_of("/收件/甲 局/50%#1.xlsx", Path("/收件/汇总"))
    '../甲%20局/50%25%231.xlsx'
    """
    whole = os.path.abspath(path)  # noqa: PTH100  # Path.resolve would follow links
    try:
        found = os.path.relpath(whole, os.path.abspath(beside))  # noqa: PTH100
    except ValueError:
        return whole_address(whole)
    return _ESCAPED.sub(_escape, found.replace(os.sep, "/"))


class _Target(Url):  # type: ignore[misc]  # the library tells no types
    """A link to an address that is already one: the library's own would turn it into a Windows path."""

    def __init__(self, address: str, location: str, text: str) -> None:
        super().__init__("external:place.xlsx")
        self._relationship_link, self._anchor, self._text = address, location, text


class Places:
    """Links of a workbook that will lie in the folder ``beside``."""

    def __init__(self, beside: Path) -> None:
        self._beside = beside
        self._addresses: dict[str, str] = {}

    def _parts(self, link: Link) -> tuple[str, str] | None:
        if not link.path:
            return None
        if link.path not in self._addresses:
            self._addresses[link.path] = address_of(link.path, self._beside)
        address, location = self._addresses[link.path], ""
        if link.sheet:
            sheet = _NOT_IN_XML.sub("\ufffd", _SEEMS_ENCODED.sub("_x005F", link.sheet)).replace("'", "''")
            location = f"'{sheet}'!{link.cell or 'A1'}"
        return (address, location) if _units(address) + _units(location) < LONGEST_LINK else None

    def can(self, link: Link) -> bool:
        """Whether it leads anywhere, and is short enough for Excel."""
        return self._parts(link) is not None

    def target(self, link: Link, text: str) -> Url | None:
        """The link as the library writes it; None where it can be no link."""
        parts = self._parts(link)
        return None if parts is None else _Target(*parts, text)
