"""What a Word report says, before it becomes a document: blocks of paragraphs, tables and pictures, one for each place.

For an accountant: 每一段、每一张表放在模板里的哪个位置，由内容控件的标记决定.
For a programmer: frozen records without behaviour; services make them, ``render`` puts them into a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Look = Literal["body", "item", "caption", "figure", "measure", "cell", "attachment", "remark"]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one paragraph.

    Attributes:
        text: the words; placeholder: they ask the office for something (【请填写：…】), and are marked.
        notes: what is to be said in the margin about these words: a figure that the table states otherwise.
    """

    text: str
    bold: bool = False
    placeholder: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; ``look`` is a style of the template: body text, 1. item, table title, its unit (单位：万元)."""

    runs: tuple[Run, ...]
    look: Look = "body"

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class WordCell:
    """A cell of a table; it covers ``across`` columns and ``down`` rows."""

    text: str = ""
    across: int = 1
    down: int = 1
    align: Align = "center"
    bold: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordTable:
    """A native table, as wide as the page that it stands on.

    Attributes:
        rows: one entry for each column; None where a cell above or to the left covers it.
        widths: of the columns, in any measure: they are shares of the page.
        headings: so many rows are repeated on each page.
        size: of the letters, in points.
    """

    rows: tuple[tuple[WordCell | None, ...], ...]
    widths: tuple[float, ...]
    headings: int = 1
    size: float = 10.5


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: PNG, the words that stand for it, and its width as a share of the page."""

    data: bytes
    alt: str
    share: float = 0.9


Piece = Paragraph | WordTable | Picture
Block = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: its title as a file says it, and a block for each computed place."""

    title: str
    blocks: Mapping[str, Block]


def placeholder(words: str) -> Run:
    """What the office has to fill in, as it is seen: 【请填写：…】."""
    return Run(f"【请填写：{words}】", placeholder=True)


def body(*parts: str | Run, look: Look = "body") -> Paragraph:
    """A paragraph of words and marked words."""
    return Paragraph(tuple(Run(part) if isinstance(part, str) else part for part in parts if part), look)


def wanting(block: Block) -> bool:
    """Whether a block says nothing but what is still to be filled in."""
    runs = [run for piece in block if isinstance(piece, Paragraph) for run in piece.runs]
    return bool(runs) and all(run.placeholder for run in runs) and all(isinstance(piece, Paragraph) for piece in block)
