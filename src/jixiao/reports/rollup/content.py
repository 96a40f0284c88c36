"""What a roll-up consists of, without knowing any file format: pages of blocks, blocks of columns and rows.

For an accountant: 汇总表的每一页由若干块组成，每块是一张小表，可以带一幅图.
For a programmer: the pages are worked out in ``services.rollup``; ``xlsx`` and ``html`` show any page that there is, so
a new page is one function and no writer changes.  Writers show exactly the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Shape = Literal["text", "long", "whole", "points", "ratio", "money", "grade", "severity", "light", "link"]
"""How a column is shown.

"text": a word; "long": sentences, wrapped; "whole": an integer; "points": up to two decimals; "ratio": a fraction shown
as a percentage with two decimals; "money": thousands separated, two decimals (万元); "grade": 优/良/中/差; "severity":
error, warning, info; "light": red, yellow, green, blue; "link": a ``Link``.
"""


class Link(NamedTuple):
    """A text that leads to a place in a file: a relative path from the roll-up, with ``sheet`` and ``cell`` if known.

    Attributes:
        text: what is shown; path: as the run knows it; a writer makes it relative to the file that it writes.
    """

    text: str
    path: str
    sheet: str = ""
    cell: str = ""


Value = str | int | float | bool | Link | None


class Column(NamedTuple):
    """One column: its heading, how it is shown, and its width in Chinese characters (0: by shape)."""

    heading: str
    shape: Shape = "text"
    width: int = 0
    note: str = ""


class Chart(NamedTuple):
    """A native chart over the columns of its block, by position.

    Attributes:
        kind: "column", "bar", "doughnut", "scatter" or "stacked" (bars).
        title: above it; x, ys: positions of the columns with categories (or x values) and values.
        x_title, y_title: of the axes.
    """

    kind: Literal["column", "bar", "doughnut", "scatter", "stacked"]
    title: str
    x: int
    ys: tuple[int, ...]
    x_title: str = ""
    y_title: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A table with a heading.

    Attributes:
        title: above it; "" where the page's title says it.
        columns, rows: a value a column; None is an empty cell.
        lead: one or two sentences on how to read it.
        heat: positions of the columns that are shaded by value, together; in ``heat_high`` "bad" the highest is the reddest.
        chart: drawn beside or below it, None for none.
        empty: what is said instead where there are no rows.
        key: unique in the roll-up, a word of ASCII letters; for anchors and names.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value, ...]]
    lead: str = ""
    heat: tuple[int, ...] = ()
    heat_high: Literal["bad", "good"] = "bad"
    chart: Chart | None = None
    empty: str = "没有。"


@dataclass(frozen=True, slots=True)
class Page:
    r"""One sheet of the workbook, one section of the page.

    Attributes:
        name: the sheet's name: at most 31 characters, none of ``[]:*?/\``.
        lead: what it is for, in a sentence or two.
        blocks: with one block the page is one sortable table; with several they stand below each other.
    """

    name: str
    lead: str
    blocks: tuple[Block, ...]


class Fact(NamedTuple):
    """One large figure at the top: 工作簿 1,000; ``tone`` colours it."""

    label: str
    value: str
    tone: Literal["plain", "good", "bad", "warn"] = "plain"


@dataclass(frozen=True, slots=True)
class Rollup:
    """A whole roll-up.

    Attributes:
        title: 预算绩效汇总; made: when and from what, in one sentence; version: of jixiao.
        facts: the counts at the top of the first page; warnings: sentences about what is wrong with the material itself
            (files that could not be read, two files of one unit and year …).
        pages: in their order; the first is 总览.
    """

    title: str
    made: str
    version: str
    facts: tuple[Fact, ...]
    warnings: tuple[str, ...]
    pages: tuple[Page, ...]
