"""What stands around the blocks of a printed table: the unit's name, tasks, goals; read as rows of label and text.

For an accountant: long texts that stood side by side in columns come one below the other when a page is turned to text; which column
a text belongs to follows from how broad its lines are, and it is said where that is not sure.  For a programmer: ``rows_around``
takes the lines before, between or behind the blocks and gives rows of cells by column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import inf

from jixiao.documents.flowed_tokens import width
from jixiao.documents.text_lines import Cell, Line
from jixiao.forms.headings import clean, is_label
from jixiao.model import NOTHING_SAID, Text

_TASKS = re.compile(r"^(本?年度|当年|20\d\d年度?)?(主要|重点)?(工作)?(任务|重点工作|工作任务)$")
_OF_TASKS = re.compile(r"内容|名称|目标|完成|概述|措施|对应|任务")
_LONGEST_LABEL = 20
_FEWEST, _MOST_COLUMNS = 3, 5
_MOST_BLOCKS = 300
_SURE = 1.0
_ENDS = ("。", "；", ";", "）", ")")
_NUMBERED = re.compile(r"^(?:\d{1,2}\s*[.．、](?!\d)|[（(]?[一二三四五六七八九十]{1,3}[)）、])")
# How alike the breadths of full lines of one column are, and how much shorter than full the last line of a paragraph is.
_ALIKE, _FULL = 0.09, 0.93
_OTHER_BREADTH, _SAME_CELL, _SAME_SENTENCE, _SKIPPED, _UNPROVEN, _FULL_LINE = 3.0, 0.8, 0.3, 2.0, 0.4, 0.1
_BY_BREADTH = Text("转换后分不清这段文字属于哪一列，按行宽放在这里，请对照原件。",
                   "Which column this text belongs to was lost; it was put here by the breadth of its lines. Compare it with the original.")
_NO_COLUMN = Text("转换后分不清这段文字属于哪一列，请对照原件。", "Which column this text belongs to was lost. Compare it with the original.")
_NEXT_LINE = Text("这段文字在标签下一行，按它的内容放在这里，请对照原件。", "This text stands in the line below its label. Compare it with the original.")


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that follow each other without an empty one between."""

    lines: tuple[Line, ...]

    @property
    def breadth(self) -> int:
        return max(width(line.text) for line in self.lines)

    @property
    def many(self) -> bool:
        return len(self.lines) > 1

    @property
    def text(self) -> str:
        return paragraphs_of([line.text for line in self.lines])


def paragraphs_of(lines: Sequence[str]) -> str:
    r"""Broken lines closed up; a line that is not full, or a number in front of the next, ends a paragraph.

    >>> paragraphs_of(["1.组织培训三期，参训人员一百二十", "人。", "2.编印手册。"])
    '1.组织培训三期，参训人员一百二十人。\n2.编印手册。'
    """
    full = _FULL * max((width(line) for line in lines), default=0)
    text = ""
    for before, line in zip(("", *lines), lines, strict=False):
        ends = before and (width(before) < full or before.rstrip().endswith(("。", "；", ";"))) and _NUMBERED.match(line.strip())
        text += ("\n" if ends else "") + line.strip()
    return text


def is_label_line(text: str) -> bool:
    """Whether a line opens with a label of a form (部门名称, 预期目标, 年度主要任务)."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    return _is_label(first) or _is_goal("".join(text.split())) or _task_headings(text.split()) is not None


def _is_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and (is_label(text, "header") or _is_goal(text) or _TASKS.match(clean(text)[0]) is not None)


def _is_goal(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and (is_label(text, "expected_goal") or is_label(text, "achieved_goal"))


def _task_headings(words: Sequence[str]) -> list[str] | None:
    """年度主要任务 任务名称 主要内容 … in one line."""
    if not _FEWEST <= len(words) <= _MOST_COLUMNS or not _TASKS.match(clean(words[0])[0]):
        return None
    return list(words) if all(len(word) <= _LONGEST_LABEL and _OF_TASKS.search(word) for word in words[1:]) else None


def rows_around(lines: Sequence[Line]) -> list[dict[int, Cell]]:
    """The rows that some lines make: labels with what follows them, tasks by column, anything else as it stands."""
    blocks = list(_blocks(lines))
    rows: list[dict[int, Cell]] = []
    at = 0
    while at < len(blocks):
        first = blocks[at].lines[0]
        words = first.text.split()
        rest = _Block(blocks[at].lines[1:]) if blocks[at].many else None
        headings = _task_headings(words)
        goals = [word for word in words if _is_goal(word)]
        if headings is not None or (len(goals) > 1 and len(goals) >= len(words) - 1):
            rows.append({column: Cell(word, first.number) for column, word in enumerate(words, 1)})
            until = _until_label(blocks, at + 1)
            following = [rest, *blocks[at + 1 : until]] if rest else blocks[at + 1 : until]
            rows += _columns(following, len(words), beside=len(goals) == len(words) - 1)
            at = until
        elif _is_goal("".join(words)):
            until = _until_label(blocks, at + 1)
            rows.append(_labelled("".join(words), first.number, [rest, *blocks[at + 1 : until]] if rest else blocks[at + 1 : until]))
            at = until
        else:
            rows += [row for line in blocks[at].lines for row in _pairs(line)]
            at += 1
    return rows


def _blocks(lines: Sequence[Line]) -> Iterator[_Block]:
    """Stretches between empty lines; a label opens one of its own."""
    own: list[Line] = []
    for line in lines:
        if own and (line.blank or is_label_line(line.text)):
            yield _Block(tuple(own))
            own = []
        if not line.blank:
            own.append(line)
    if own:
        yield _Block(tuple(own))


def _until_label(blocks: Sequence[_Block], at: int) -> int:
    return next((place for place in range(at, len(blocks)) if is_label_line(blocks[place].lines[0].text)), len(blocks))


def _labelled(label: str, number: int, blocks: Sequence[_Block]) -> dict[int, Cell]:
    """A label and all that follows it."""
    row = {1: Cell(label, number)}
    if blocks:
        row[2] = Cell("\n".join(block.text for block in blocks), blocks[0].lines[0].number)
    return row


def _pairs(line: Line) -> Iterator[dict[int, Cell]]:
    """A line as it stands: labels with their values, or one text."""
    words = line.text.split()
    if not any(_is_label(word) for word in words):
        yield {1: Cell(line.text.strip(), line.number)}
        return
    row: dict[int, Cell] = {}
    column = 0
    for word in words:
        if _is_label(word) or not row:
            column += 1 if column % 2 == 0 else 2
            row[column] = Cell(word, line.number)
        elif column % 2:
            column += 1
            row[column] = Cell(word, line.number)
        else:
            row[column] = row[column]._replace(text=f"{row[column].text} {word}")
    yield row


# ------------------------------------------------------ texts side by side ----


def _columns(blocks: Sequence[_Block], count: int, *, beside: bool) -> list[dict[int, Cell]]:
    """Texts that stood below ``count`` headings, in reading order; with ``beside`` the first heading is a label beside them."""
    if not blocks:
        return []
    if beside and len(blocks) == count - 1:
        return [{column: Cell(block.text, block.lines[0].number, _BY_BREADTH) for column, block in enumerate(blocks, 2)}]
    placed = _by_breadth(blocks, count)
    if placed is None:
        return [{1 + beside: Cell(block.text, block.lines[0].number, _NO_COLUMN)} for block in blocks]
    rows: list[dict[int, Cell]] = []
    last = count
    for block, (column, rival) in zip(blocks, placed, strict=True):
        if rows and rival == last and last in rows[-1]:  # it may be the end of the text before
            rows[-1][last] = rows[-1][last]._replace(doubt=_BY_BREADTH)
        if column < last or not rows:
            rows.append({})
        doubt = _BY_BREADTH if rival else NOTHING_SAID
        if column == last and rows[-1].get(column):
            before = rows[-1][column]
            rows[-1][column] = before._replace(text=before.text + _glue(before.text) + block.text, doubt=_BY_BREADTH)
        else:
            rows[-1][column] = Cell(block.text, block.lines[0].number, doubt)
        last = column
    return rows


def _glue(text: str) -> str:
    return "\n" if text.endswith(_ENDS) else ""


def _by_breadth(blocks: Sequence[_Block], count: int) -> list[tuple[int, int]] | None:
    """The column of each block, and another one that it may stand in (0 if sure); None where the breadths do not tell."""
    breadths = _clusters([block.breadth for block in blocks if block.many])
    if len(breadths) not in {count, count - 1} or len(blocks) > _MOST_BLOCKS:
        return None
    best: tuple[float, list[int]] = (inf, [])
    settled: Sequence[float | None] = ()
    for order in permutations(breadths):
        columns = [*order] if len(order) == count else [None, *order]
        found = _laid(blocks, columns)
        if found < best:
            best, settled = found, columns
    total, chosen = best
    if not chosen or total > _UNPROVEN * 2 * len(blocks):
        return None
    placed: list[tuple[int, int]] = []
    for place, column in enumerate(chosen):
        others = [(_laid(blocks, settled, (place, other))[0], other + 1) for other in range(count) if other != column and settled[other] is not None]
        other, rival = min(others, default=(inf, 0))
        placed.append((column + 1, rival if other - total < _SURE or not (blocks[place].many or chosen.count(column) > 1) else 0))
    return placed


def _clusters(breadths: Sequence[int]) -> list[float]:
    """The breadths that full lines have, one a column."""
    groups: list[list[int]] = []
    for breadth in sorted(breadths):
        if groups and breadth <= groups[-1][-1] * (1 + _ALIKE) + 1:
            groups[-1].append(breadth)
        else:
            groups.append([breadth])
    return [max(group) for group in groups]


def _laid(blocks: Sequence[_Block], columns: Sequence[float | None], fixed: tuple[int, int] = (-1, -1)) -> tuple[float, list[int]]:
    """The cheapest way to put blocks into columns that come one after the other, row by row, and what it costs.

    ``fixed`` is a block and the column that it must stand in.
    """
    count = len(columns)
    same = [_SAME_CELL if block.text.endswith(_ENDS) else _SAME_SENTENCE for block in blocks]
    costs: list[list[float]] = []
    back: list[list[int]] = []
    for place, block in enumerate(blocks):
        own, came = [inf] * count, [0] * count
        for column, breadth in enumerate(columns):
            if breadth is None or (place == fixed[0] and column != fixed[1]):
                continue
            fit = _fits(block, breadth)
            if place == 0:
                own[column] = fit + _SKIPPED * _steps(columns, -1, column)
                continue
            own[column], came[column] = min(
                (costs[-1][before] + fit + (same[place - 1] if before == column else _SKIPPED * _steps(columns, before, column)), before)
                for before in range(count))
        costs.append(own)
        back.append(came)
    column = min(range(count), key=lambda c: costs[-1][c])
    total, path = costs[-1][column], [column]
    for came in reversed(back[1:]):
        path.append(came[path[-1]])
    return total, path[::-1]


def _steps(columns: Sequence[float | None], before: int, column: int) -> int:
    """How many columns are left out between one block and the next."""
    count = len(columns)
    steps = (column - before - 1) % count
    left = [(before + 1 + step) % count for step in range(steps)]
    return sum(columns[place] is not None for place in left)


def _fits(block: _Block, breadth: float) -> float:
    if block.many:
        return 0.0 if abs(block.breadth - breadth) <= breadth * _ALIKE + 1 else _OTHER_BREADTH
    if abs(block.breadth - breadth) <= 1:
        return _FULL_LINE
    return _UNPROVEN if block.breadth <= breadth + 1 else _OTHER_BREADTH
