"""Levels that stand in rows of their own, and tables that have such rows but no headings.

For an accountant: a row that says only 数量指标 heads the indicators below it.  Where such a row holds a value as
well, its merged cell slipped, and nobody can tell which indicators it heads.  For a programmer: levels are known by
their words (``vocabulary.toml``, [levels]), because a row of its own has no column that says what it is.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from jixiao.forms.headings import clean
from jixiao.forms.locate import Column, Header
from jixiao.forms.view import SheetView, is_filled
from jixiao.model import EMPTY_CELL, Field, Ref

_SUFFIX = "指标"
_LONGEST = 24
_STATED_WEIGHT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:分|%)?")
_TRAILING_WEIGHT = re.compile(r"(?P<name>\D+?)(?P<weight>\d+(?:\.\d+)?)分")
# A table without headings is one that names at least so many levels over at least so many indicators.
_LEAST_LEVELS = 2
_LEAST_ROWS = 2
# Rows without any text between two rows of one table.
_GAP = 2
# A row of levels alone holds no more cells than this.
_MOST_CELLS = 4


class LevelWord(NamedTuple):
    """A level, known by its words.

    Attributes:
        depth: 1 or 2; name: as written, without its weight; stem: without 指标.
        parent: stem of the level that it belongs to by its meaning ("" for depth 1).
        weight: the weight that the label states ("50" of 产出指标（50分）), or None.
        full: whether it says 指标; 服务对象满意度 alone may be an indicator's name.
    """

    depth: int
    name: str
    stem: str
    parent: str
    weight: str | None
    full: bool

    def heads(self, other: LevelWord) -> bool:
        """Whether a 一级指标 can stand above a 二级指标: 效果指标 above 社会效益指标, not above 数量指标.

        >>> level_word("效果指标").heads(level_word("社会效益")), level_word("产出指标").heads(level_word("社会效益"))
        (True, False)
        """
        families = ("产出", "成本", "满意", "效")
        mine = next((family for family in families if family in self.stem), None)
        return mine is None or mine in other.parent


@cache
def _levels() -> dict[str, str]:
    """Stem of every level → stem of the level above; where a stem is of both depths, the deeper one."""
    data = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text("utf-8"))["levels"]
    return {word: parent for parent, words in data.items() for word in words}


@lru_cache(maxsize=4096)
def level_word(text: str) -> LevelWord | None:
    r"""The level that a text names, or None.

    >>> level_word("产出\n指标（50分）")[:2], level_word("可持续性影响").parent, level_word("办案数量指标")
    ((1, '产出指标'), '效益', None)
    """
    if not text or len(text) > _LONGEST:
        return None
    name, notes = clean(text)
    weight = next((found[1] for note in notes if (found := _STATED_WEIGHT.fullmatch(note))), None)
    trailing = _TRAILING_WEIGHT.fullmatch(name)
    if trailing:
        name, weight = trailing["name"], trailing["weight"]
    stem = name.removesuffix(_SUFFIX)
    parent = _levels().get(stem)
    if parent is None:
        return None
    return LevelWord(2 if parent else 1, name, stem, parent, weight, name != stem)


def level_cells(view: SheetView, row: int, columns: dict[str, Column]) -> list[tuple[Field, LevelWord]]:
    """The levels in a row that says nothing else, apart from weights.

    Empty where each stands in the column of its level: such a row is read like any other.
    """
    own = view.own(row)
    if len(own) > _MOST_CELLS:
        return []
    figures = [columns[key] for key in ("weight", "score") if key in columns]
    found: list[tuple[Field, LevelWord]] = []
    in_place, valued = True, False
    for column, cell in own:
        if cell.kind != "text":
            if any(figure.left <= column <= figure.right for figure in figures):
                valued = True
                continue
            return []
        word = level_word(cell.text)
        if word is None:
            return []
        area, proper = view.area(row, column), columns.get(f"level{word.depth}")
        in_place = in_place and proper is not None and proper.left <= area.left and area.right < columns["name"].left
        found.append((Field(Ref(view.sheet, row, column), cell), word))
    if valued and ("level2" in columns or not all(word.full for _, word in found)):
        return []  # 产出质量 with points of its own is an indicator
    return [] if in_place else found


def _pair(view: SheetView, row: int) -> tuple[int, int | None] | None:
    """The columns of a name and of its value, where a row holds nothing else."""
    own = view.own(row)
    if not own or len(own) > 2 or own[0][1].kind != "text":
        return None
    return own[0][0], own[1][0] if len(own) == 2 else None


def _runs(view: SheetView, top: int, last_row: int) -> list[list[int]]:
    """Rows of one or two cells that follow each other, cut where another column holds the names."""
    runs: list[list[int]] = []
    column = 0
    for row in range(top, last_row + 1):
        pair = _pair(view, row)
        if pair is None:
            if view.own(row):
                column = 0
            continue
        if not column or pair[0] != column or row - runs[-1][-1] > _GAP:
            runs.append([])
            column = pair[0]
        runs[-1].append(row)
    return runs


def headless(view: SheetView, top: int, last_row: int) -> Header | None:
    """A table of names and values without a heading row, known by the levels among its names.

    The header that is returned ends above the first level; its headings are blank cells.
    """
    for run in _runs(view, top, last_row):
        levels = [row for row in run if level_word(view.own(row)[0][1].text) is not None]
        if not levels:
            continue
        below = [row for row in run if row >= levels[0]]
        values = {pair[1] for row in below if (pair := _pair(view, row)) and pair[1] is not None}
        full = [row for row in levels if (word := level_word(view.own(row)[0][1].text)) and word.full]
        rows = [row for row in below if row not in levels and len(view.own(row)) == 2]
        if len(values) != 1 or len(full) < _LEAST_LEVELS or len(rows) < _LEAST_ROWS:
            continue
        (value,) = values
        first = below[0]
        name = view.own(first)[0][0]
        return Header("indicator", first, first - 1, {
            "name": _blank_heading(view, "name", first, name),
            "target": _blank_heading(view, "target", first, value),
        }, (), ())
    return None


def _blank_heading(view: SheetView, key: str, row: int, column: int) -> Column:
    area = view.area(row, column)
    return Column(key, Field(Ref(view.sheet, row, column), EMPTY_CELL), area.left, area.right, 0)


def is_headless(header: Header) -> bool:
    """Whether a header stands for headings that the sheet does not have."""
    return header.bottom < header.top


def displaced(view: SheetView, row: int, header: Header) -> tuple[Field, Field, LevelWord] | None:
    """The value and the label of a level with a value beside it, in a table whose levels stand in rows: its merged cell slipped."""
    name, target = header.columns["name"], header.columns["target"]
    label = view.first(row, name.left, name.right)
    found = level_word(label.text)
    if found is None or not found.full or label.ref.row != row:
        return None
    value = view.first(row, target.left, target.right)
    return (value, label, found) if is_filled(value.cell) and value.ref.row == row and value.ref != label.ref else None
