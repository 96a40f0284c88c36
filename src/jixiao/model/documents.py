"""Documents as they are stored: paragraphs and tables in their order, without meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from jixiao.model.cells import Area
from jixiao.model.texts import NOTHING_SAID, Text


class Place(NamedTuple):
    """Where something stands in a document; all count from 1, 0 where there is no such count.

    Attributes:
        page: of a PDF; line: of a plain text; paragraph: among all paragraphs outside of tables.
        table: among all tables; row, column: of a cell in it.
    """

    page: int = 0
    line: int = 0
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0

    @property
    def told(self) -> Text:
        """Such as "第3页第1张表第4行第2格", "第374行", "第12段"."""
        named = [
            (self.page, "第{}页", "page {}"), (self.line, "第{}行", "line {}"), (self.paragraph, "第{}段", "paragraph {}"),
            (self.table, "第{}张表", "table {}"), (self.row, "第{}行", "row {}"), (self.column, "第{}格", "cell {}"),
        ]
        if self.line:  # of a plain text, and of what is read from it on a page, the line says it all
            named = named[:2]
        known = [(zh.format(number), en.format(number)) for number, zh, en in named if number]
        return Text("".join(zh for zh, _ in known), ", ".join(en for _, en in known))


class Piece(NamedTuple):
    r"""The content of one cell of a table.

    Attributes:
        text: as written, lines separated by "\n", without outer blanks.
        place: where it stands.
        doubt: why the text or its column is not sure; empty where it is.
    """

    text: str
    place: Place
    doubt: Text = NOTHING_SAID


class Paragraph(NamedTuple):
    """A paragraph outside of tables.

    Attributes:
        text: without outer blanks.
        place: where it stands.
        heading: 1 to 9 for a heading of that rank, by its style or its numbering; 0 for plain text.
    """

    text: str
    place: Place
    heading: int = 0


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """One table.

    Attributes:
        pieces: (row, column) → content, from 1; empty cells are left out.
        merges: cells that are one; the content is in the top left one.
        place: of the table.
        doubt: what is not sure of the table as a whole (merges that a converter lost).
    """

    pieces: dict[tuple[int, int], Piece]
    place: Place
    merges: tuple[Area, ...] = ()
    doubt: Text = NOTHING_SAID


DocumentKind = Literal["docx", "html", "pdf", "text"]


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds, in its order.

    Attributes:
        path: where it came from, as the user wrote it.
        kind: what it was.
        blocks: paragraphs and tables.
        notes: what has to be said of the reading (pages without text, tables joined over pages).
        sha256: of the file.
    """

    path: str
    kind: DocumentKind
    blocks: tuple[Paragraph | DocumentTable, ...]
    notes: tuple[Text, ...] = ()
    sha256: str = ""

    @property
    def tables(self) -> tuple[DocumentTable, ...]:
        """Only the tables."""
        return tuple(block for block in self.blocks if isinstance(block, DocumentTable))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Only the paragraphs."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))
