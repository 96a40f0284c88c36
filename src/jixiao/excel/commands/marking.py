"""Colours on what was recognised, as conditional formats: the cells' own formats stay as they are."""

from __future__ import annotations

from collections.abc import Iterable

import xlwings as xw

from jixiao.excel.areas import cells_of
from jixiao.excel.host import Host
from jixiao.model import Area, JixiaoError, Text

# Always true, and told from anybody else's rule by its words.
_RULE = '="jixiao"="jixiao"'

Colour = tuple[int, int, int]
HEADING, FUNDS, INDICATORS, TOTAL = (189, 215, 238), (226, 239, 218), (255, 242, 204), (248, 203, 173)


def mark(sheet: xw.Sheet, areas: Iterable[tuple[Area, Colour]]) -> None:
    """Colour the areas."""
    for area, colour in areas:
        cells_of(sheet, area).conditional_formats.add_custom(_RULE, fill_color=colour)


def unmark(book: xw.Book, host: Host) -> int:
    """Take our colours off again; how many rules there were.  Raises JixiaoError where a protected sheet has some."""
    found = [
        (sheet, rule)
        for sheet in book.sheets
        for rule in sheet.used_range.conditional_formats
        if str(rule.formula or "").replace(" ", "") == _RULE
    ]
    protected = [sheet.name for sheet, _ in found if host.locked(sheet.used_range) is not False]
    if protected:
        raise JixiaoError(Text(f"“{protected[0]}”受保护，识别的标色去不掉。请先撤销工作表保护再试。", f"{protected[0]} is protected; its colours stay."))
    for _, rule in reversed(found):
        rule.delete()
    return len(found)
