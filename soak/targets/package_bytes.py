"""A workbook file with some bytes changed: it opens, or a sentence says why not.

For an accountant: 损坏的文件只会得到一句说明.
For a programmer: `load` on raw bytes; what stands in the parts is the business of ``package_parts``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from jixiao.model import JixiaoError
from jixiao.workbooks.foreign import compound_kind
from jixiao.workbooks.reading import load
from soak.promises import worded
from soak.targets.package_parts import LIMITS, members

LONGEST = 4096
WORDS = ("PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "PK\x06\x06", "PK\x06\x07", "\x01\x00\x10\x00", "xl/workbook.xml", "[Content_Types].xml", "../", "\\", "mimetype", "<!DOCTYPE", "\x00" * 8)


def zipped(parts: dict[str, bytes], method: int) -> bytes:
    """A package of these parts."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def seeds() -> Iterator[bytes]:
    """Small workbooks, stored and deflated, and the beginnings of other files."""
    for parts in members():
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield zipped(parts, method)
    yield from (b"", b"PK", b"%PDF-1.4", b"<html><table>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "表,1".encode("gb18030"))


def check(data: bytes) -> None:
    """One file."""
    compound_kind(data)
    try:
        load(Path("a.xlsx"), data, LIMITS)
    except JixiaoError as error:
        worded(error)
