"""Workbooks that are built new: the same bytes each time, and rows as tall as their texts need.

For an accountant: a blank form that is made twice is the same file.  For a programmer: what the writer of blank
templates and the builder of the examples share.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from jixiao.model import column_letters

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOMENT = datetime(2025, 1, 1)  # noqa: DTZ001  a workbook keeps no time zone
"""Creation and change date of every workbook that is built, so that a rebuild gives the same bytes."""

TALLEST_ROW = 409
"""Excel's limit for a row, in points."""

Amend = Callable[[str, bytes], bytes]


def set_up_page(sheet: Worksheet, columns: int, rows: int, *, landscape: bool = True, heading: tuple[int, int] | None = None) -> None:
    """A4, fitted to its width, with page numbers; ``heading`` is repeated on each page (first and last row)."""
    page = sheet.page_setup
    page.orientation, page.paperSize = "landscape" if landscape else "portrait", sheet.PAPERSIZE_A4
    page.fitToWidth, page.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.print_area = f"A1:{column_letters(columns)}{rows}"
    if heading is not None:
        sheet.print_title_rows = f"{heading[0]}:{heading[1]}"
    sheet.sheet_view.zoomScale = 100


def repacked(saved: bytes, amend: Amend | None = None) -> bytes:
    """A saved .xlsx without the moment of saving in it; ``amend`` may change a part, given its name and content."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as parts, zipfile.ZipFile(out, "w") as target:
        for name in parts.namelist():
            # Characters as office programs write them, not as references: &#24180; is 年.
            content = re.sub(rb"&#(\d{3,7});", lambda found: chr(int(found[1])).encode(), parts.read(name))
            if name == "docProps/core.xml":
                moment = MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, content)
            if amend is not None:
                content = amend(name, content)
            entry = zipfile.ZipInfo(name, date_time=MOMENT.timetuple()[:6])
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            target.writestr(entry, content)
    return out.getvalue()


def text_height(text: str, width: float, size: float) -> float:
    """Points that a wrapped text takes in a cell ``width`` characters wide, set in ``size`` points.

    A Chinese character is as wide as it is high.  Excel does not fit rows to merged cells, so heights are set.
    """
    if not text:
        return 0
    points_wide = width * 7 * 0.75 - 10
    lines = sum(_lines(paragraph, points_wide, size) for paragraph in text.split("\n"))
    return lines * size * 1.36 + 6


def _lines(paragraph: str, points_wide: float, size: float) -> int:
    lines, used = 1, 0.0
    for char in paragraph:
        wide = size * (0.58 if ord(char) < 0x2000 else 1)
        if used + wide > points_wide:
            lines, used = lines + 1, 0.0
        used += wide
    return lines
