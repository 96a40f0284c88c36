"""Headings that mean one thing in one layout and another in the next: what stands below them decides."""

from __future__ import annotations

from dataclasses import replace

from jixiao.forms.headings import clean
from jixiao.forms.level_rows import level_word
from jixiao.forms.locate import Header
from jixiao.forms.view import SheetView

_LOOSE_NAMES = frozenset({"指标内容", "考核指标", "评价指标", "绩效指标", "指标"})
# Rows looked at to see what a column holds.
_SAMPLE = 8


def settle_names(view: SheetView, header: Header) -> Header:
    """The same heading, where every row has a 二级指标 of its own and no heading says 三级指标: that is the name.

    What was taken for the name (指标内容) then describes it.
    """
    level2, name = header.columns.get("level2"), header.columns.get("name")
    if level2 is None or name is None or clean(name.heading.text)[0] not in _LOOSE_NAMES or name.left < level2.left:
        return header
    shown = [view.field(row, level2.left) for row in range(header.bottom + 1, header.bottom + 1 + _SAMPLE)]
    filled = [field for field in shown if field.cell.kind == "text" and field.ref.column == level2.left]
    distinct = {field.text for field in filled}
    if len(filled) < 3 or len(distinct) < len(filled) or any(level_word(field.text) is not None for field in filled):
        return header
    columns = {key: column for key, column in header.columns.items() if key != "level2"}
    columns["name"] = replace(level2, key="name")
    columns["description"] = replace(name, key="description")
    return replace(header, columns=columns)
