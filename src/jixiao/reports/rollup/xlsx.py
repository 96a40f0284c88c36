"""The roll-up as an Excel workbook: the first sheet at a glance, the others to sort, to filter and to print.

For an accountant: 第一页看总数、提醒和图；后面各页可以筛选、排序、打印，点文件名打开原表.
For a programmer: shows any page of ``content``; no cell holds a formula, no text becomes one; same content, same bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import BinaryIO

from xlsxwriter.workbook import Workbook

from jixiao.reports.rollup.colours import AMBER, TONES
from jixiao.reports.rollup.content import Fact, Rollup
from jixiao.reports.rollup.xlsx_looks import DARK, FONT, LINE, MUTED, PLAIN_TILE, Looks
from jixiao.reports.rollup.xlsx_pages import Desk, Sheet, parted, write_apart, write_page
from jixiao.reports.rollup.xlsx_tables import Pen, put_across
from jixiao.reports.rollup.xlsx_texts import Places, cell_text, lines_needed

_TILE = 24.0
_WARNING = {"bg_color": "#FFF6DC", "font_color": AMBER.font, "text_wrap": True, "indent": 1}


def write_xlsx(rollup: Rollup, target: Path | BinaryIO, beside: Path, *, created: datetime) -> None:
    """Write the roll-up's workbook.

    Args:
        rollup: what it shows.
        target: a path or an empty binary stream; whoever calls sees to it that no half of a file is left behind.
        beside: the folder in which the workbook will lie; links are relative to it.
        created: for the properties of the document; a time without a zone is the office's own.

    Raises:
        OSError: the disk is full, or the path cannot be written.
    """
    # What is not yet in the workbook lies in a folder that goes with it, whatever happens.
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        book = Workbook(target, {
            "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False,
            "use_zip64": True, "tmpdir": folder, "default_format_properties": {"font_name": FONT, "font_size": 10, "font_scheme": "none"},
        })  # fmt: skip
        book.calc_on_load = False  # there is nothing to compute, so closing it asks nothing
        # The author is no person: the properties name the program only.
        book.set_properties({"title": cell_text(rollup.title), "author": "", "comments": f"jixiao {rollup.version}", "created": created.astimezone(UTC)})
        book.set_custom_property("jixiao.made", "rollup")  # so that it is no table when it lies among the workbooks
        book.set_size(2400, 1500)
        desk = Desk(book, Pen(Looks(book), Places(beside)), rollup.title, {})
        _write(desk, rollup)
        book.close()


def _write(desk: Desk, rollup: Rollup) -> None:
    first, *others = rollup.pages
    together, apart = parted(first.blocks)
    sheet = Sheet(desk, first.name, together, tile=_TILE)
    sheet.line(rollup.title, height=44, font_size=20, bold=True, font_color=DARK)
    sheet.line(f"{rollup.made}　jixiao {rollup.version}", font_color=MUTED)
    sheet.told(first.lead)
    sheet.next_row(10)
    _tiles(sheet, rollup.facts)
    _warnings(sheet, rollup.warnings)
    sheet.all_blocks()
    names = [(name, "") for name in write_apart(desk, first, apart)]
    names += [(name, page.lead if at == 0 else "") for page in others for at, name in enumerate(write_page(desk, page))]
    _contents(sheet, names)
    sheet.finish()


def _tiles(sheet: Sheet, facts: Sequence[Fact]) -> None:
    """The facts as large figures, in rows of the same length."""
    if not facts:
        return
    looks, across = sheet.looks, ceil(len(facts) / ceil(len(facts) / len(sheet.tiles)))
    for start in range(0, len(facts), across):
        figure, label = sheet.next_row(46), sheet.next_row(24)
        for fact, (first, last) in zip(facts[start : start + across], sheet.tiles, strict=False):
            fill, font, *_ = TONES.get(fact.tone, PLAIN_TILE)
            # White lines part the tiles.
            box = {"bg_color": fill, "align": "center", "right": 5, "right_color": "#FFFFFF"}
            long = len(fact.value) > 9
            put_across(sheet.sheet, figure, first, last, fact.value, looks.of(font_size=14 if long else 22, bold=True, font_color=font, shrink=True, **box))
            put_across(sheet.sheet, label, first, last, fact.label, looks.of(font_color=MUTED, **box))
        sheet.next_row(8)
    sheet.next_row(8)


def _warnings(sheet: Sheet, warnings: Sequence[str]) -> None:
    """What is wrong with the material itself, in a box."""
    if not warnings:
        return
    lines = [f"请注意（{len(warnings)} 条）", *(f"▲ {warning}" for warning in warnings)]
    for at, text in enumerate(lines):
        row = sheet.next_row(12 + 18 * lines_needed(text, sheet.room(0, sheet.across) - 3) - 4)
        edges = {"left": 2, "right": 2, **({"top": 2} if at == 0 else {}), **({"bottom": 2} if at == len(lines) - 1 else {})}
        colors = {f"{edge}_color": AMBER.strong for edge in edges}
        put_across(sheet.sheet, row, 0, sheet.across, text, sheet.looks.of(**_WARNING, **edges, **colors, **({"bold": True} if at == 0 else {})))
    sheet.next_row(20)


def _contents(sheet: Sheet, names: Sequence[tuple[str, str]]) -> None:
    """The other sheets, each with a link and what it is for."""
    if not names:
        return
    sheet.heading("各页")
    last = sheet.across
    for name, lead in names:
        row = sheet.next_row(max(24, 6 + 18 * lines_needed(lead, sheet.room(1, last))))
        place = "internal:'" + name.replace("'", "''") + "'!A1"
        sheet.sheet.write_url(row, 0, place, sheet.looks.link(boxed=True), name)
        if last:
            put_across(sheet.sheet, row, 1, last, lead, sheet.looks.of(text_wrap=True, font_color=MUTED, bottom=1, bottom_color=LINE))
    sheet.next_row(20)
