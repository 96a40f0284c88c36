"""An OpenDocument workbook that names nothing outside itself, for LibreOffice to convert.

For an accountant: 来历不明的 .ods 可能点名要您电脑里的某个文件；转换之前，这些引用先拿掉.
For a programmer: LibreOffice puts a local picture that a workbook merely names into what it writes.  So every
``xlink:href`` that is no member of the package loses its target first; links that a person may click stay.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from jixiao.workbooks.limits import Limits
from jixiao.workbooks.markup import apply_splices, new_parser, run, tag_end
from jixiao.workbooks.package import Package, read_package, write_package

Splice = tuple[int, int, bytes]

_HREF = "http://www.w3.org/1999/xlink href"
_CLICKED = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 a"
# Of whatever prefix: an element has no other attribute of that name in the formats that LibreOffice writes.
_WRITTEN = re.compile(rb"""(\s[^\s=/>:]+:href\s*=\s*)("[^"]*"|'[^']*')""")


def without_outside(data: bytes, limits: Limits) -> bytes:
    """The workbook with the targets outside of it emptied; the same bytes where there are none.  Raises Unreadable."""
    package = read_package(data, limits)
    changed = {
        name: apply_splices(package.xml(name), splices)
        for name in package.entries if name.lower().endswith(".xml") and (splices := _outside(package, name))
    }
    return write_package(package, changed, {}) if changed else data


def _outside(package: Package, part: str) -> list[Splice]:
    content = package.xml(part)
    if b"href" not in content:
        return []
    parser = new_parser(part)
    splices: list[Splice] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        target = attributes.get(_HREF)
        if target is None or name == _CLICKED or _inside(package, part, target):
            return
        at = parser.CurrentByteIndex
        splices.extend((*match.span(2), b'""') for match in _WRITTEN.finditer(content, at, tag_end(content, at)))

    parser.StartElementHandler = start
    run(parser, content, part)
    return splices


def _inside(package: Package, part: str, target: str) -> bool:
    """Whether a target is a place in the part itself, a member of the package, or a folder of members."""
    if target.startswith("#") or not target:
        return True
    path = posixpath.normpath(posixpath.join(posixpath.dirname(part), unquote(target.partition("#")[0])))
    return path == "." or path in package.entries or any(name.startswith(path + "/") for name in package.entries)
