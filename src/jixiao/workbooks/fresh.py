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
from jixiao.workbooks.markup import MAIN, RELATIONS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOMENT = datetime(2025, 1, 1)  # noqa: DTZ001  a workbook keeps no time zone
"""Creation and change date of every workbook that is built, so that a rebuild gives the same bytes."""

TALLEST_ROW = 409
"""Excel's limit for a row, in points."""

Amend = Callable[[str, bytes], bytes]

_INLINE = re.compile(rb' t="inlineStr"><is>(<t(?: xml:space="preserve")?>[^<]*</t>)</is></c>')
_FONT, _MEMBER = re.compile(rb"<font>(.*?)</font>"), re.compile(rb"(<(\w+)[^>]*/>)")
_FONT_ORDER = (
    b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign", b"sz", b"color", b"name", b"family", b"charset", b"scheme",
)  # fmt: skip


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
    """An .xlsx that openpyxl has saved, without the moment of saving in it and as Excel itself would write it.

    ``amend`` may change a part, given its name and content.
    """
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        # Characters as office programs write them, not as references: &#24180; is 年.
        parts = {name: re.sub(rb"&#(\d{3,7});", lambda found: chr(int(found[1])).encode(), archive.read(name)) for name in archive.namelist()}
    moment = MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    parts["docProps/core.xml"] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, parts["docProps/core.xml"])
    parts["xl/styles.xml"] = _FONT.sub(_in_order, parts["xl/styles.xml"])
    _share_strings(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, date_time=MOMENT.timetuple()[:6])
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            target.writestr(entry, amend(name, content) if amend is not None else content)
    return out.getvalue()


def _in_order(font: re.Match[bytes]) -> bytes:
    """A font with its members in the order of the schema."""
    members = sorted(_MEMBER.findall(font[1]), key=lambda member: _FONT_ORDER.index(member[1]))
    return b"<font>" + b"".join(whole for whole, _ in members) + b"</font>"


def _share_strings(parts: dict[str, bytes]) -> None:
    """Texts in one table, where Excel keeps them: otherwise its first saving would rewrite every sheet."""
    texts: dict[bytes, int] = {}
    count = 0

    def refer(found: re.Match[bytes]) -> bytes:
        nonlocal count
        count += 1
        return b' t="s"><v>%d</v></c>' % texts.setdefault(found[1], len(texts))

    for name in [each for each in parts if each.startswith("xl/worksheets/sheet")]:
        parts[name] = _INLINE.sub(refer, parts[name])
    if not texts:
        return
    table = b"".join(b"<si>%s</si>" % text for text in texts)
    parts["xl/sharedStrings.xml"] = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="%s" count="%d" uniqueCount="%d">%s</sst>' % (MAIN.encode(), count, len(texts), table)
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    for name, closing, entry in (
        ("[Content_Types].xml", b"</Types>", b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/>' % kind),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", b'<Relationship Id="rIdStrings" Type="%s/sharedStrings" Target="/xl/sharedStrings.xml"/>' % RELATIONS.encode()),
    ):
        parts[name] = parts[name].replace(closing, entry + closing)


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
