"""Headings that mean one thing in one layout and another in the next: what stands below them decides."""

from __future__ import annotations

import re
from dataclasses import replace

from jixiao.forms.headings import clean
from jixiao.forms.level_rows import level_word
from jixiao.forms.locate import Column, Header, is_low
from jixiao.forms.view import SheetView

_LOOSE_NAMES = frozenset({"指标内容", "考核指标", "评价指标", "绩效指标", "指标"})
_WHOLE_TERM = re.compile(r"中期|实施期|长期|总体目标|项目期")
_LONGEST_TERM = 40
# Rows between the goals' headings and those of the indicators.
_ABOVE = 6
# Rows looked at to see what a column holds.
_SAMPLE = 8


def _annual_at_right(view: SheetView, row: int, border: int) -> bool:
    """Whether a row says 年度 from column ``border`` on, and the whole project's term left of it."""
    own = [(column, cell.text) for column, cell in view.own(row) if cell.kind == "text" and len(cell.text) <= _LONGEST_TERM]
    return any(column >= border and "年度" in text for column, text in own) and any(
        column < border and _WHOLE_TERM.search(text) for column, text in own)


def settle_terms(view: SheetView, header: Header) -> Header:
    """The same heading, with the year's own columns where those of the whole project stand at their left."""
    heads = {key: clean(column.heading.text)[0] for key, column in header.columns.items()}
    low = [(column, clean(cell.text)[0]) for column, cell in view.own(header.top) if is_low(view, header.top, column)]
    found = {key: [column for column, words in low if words == heads.get(key)] for key in ("level2", "name", "target")}
    if len(found["name"]) != 2 or len(found["target"]) != 2 or found["target"][0] > found["name"][1]:
        return header
    border = min(columns[1] for columns in found.values() if len(columns) == 2)
    if not any(_annual_at_right(view, row, border) for row in range(max(1, header.top - _ABOVE), header.top + 1)):
        return header
    columns = dict(header.columns)
    for key, places in found.items():
        if len(places) == 2:
            area = view.area(header.top, places[1])
            columns[key] = Column(key, view.field(header.top, places[1]), area.left, area.right, 0)
    return replace(header, columns=columns, rivals=tuple(r for r in header.rivals if r.key not in found))


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
