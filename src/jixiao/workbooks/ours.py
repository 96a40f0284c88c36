"""Whether a workbook is one that this product writes for reading only: a roll-up, an opinion.

For an accountant: 汇总表混在上报的表里，再大也认得出，不当作绩效表.
For a programmer: looks at one small member of the package, so that a roll-up that is too large to be read is known too.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

PROPERTY = "jixiao.made"
_MEMBER, _LARGEST = "docProps/custom.xml", 1 << 16
_NO_PACKAGE = (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError)
_NAME = re.compile(rb'\bname="' + re.escape(PROPERTY.encode()) + rb'"')


def is_ours(path: Path) -> bool:
    """Whether a file says that it was written by us; False for whatever cannot be looked into."""
    if not path.is_file():  # a pipe never ends, nor do some devices
        return False
    with suppress(*_NO_PACKAGE), zipfile.ZipFile(path) as package, package.open(_MEMBER) as member:
        return _NAME.search(member.read(_LARGEST)) is not None
    return False
