"""Tables as printed, turned to text: cells separated by single blanks and broken over lines, as from a PDF.

For an accountant: the headings say which columns there are, and what each word can be says where it stands; what could stand in two
columns is asked.  For a programmer: heading rows are found by their words (``flowed_headings``), the tokens below them are aligned at
least cost (``flowed_alignment``), and the lines around the blocks become rows of labels and texts (``flowed_around``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from jixiao.documents.flowed_alignment import Aligner, Segment, unsure
from jixiao.documents.flowed_around import is_label_line, rows_around
from jixiao.documents.flowed_headings import HeadingRow, heading_rows
from jixiao.documents.flowed_tokens import Token, joined, tokens_of
from jixiao.documents.text_lines import Cell, Line, laid_out
from jixiao.forms.headings import clean, is_label
from jixiao.model import NOTHING_SAID, Text
from jixiao.model.documents import DocumentTable, Paragraph, Place

_MOST_TOKENS = 20_000
_LONGEST_TITLE = 60
_TITLE = re.compile(r"(绩效|自评|监控|评价).*表$|表$")
# What a row may cost on the average for a block to be one; prose below chance headings costs more.
_MOST_COST = 4.0
_FEWEST_ROWS = 2
_PRINTED = Text("这张表是印刷版式转成的文字，各格按表头和内容推定；拿不准的已逐格注明。",
                "This table was printed text; cells were told apart by headings and content, and what is not sure is noted cell by cell.")


@dataclass(slots=True)
class _Table:
    """One table while it is put together: its rows so far and the line where it begins."""

    line: int
    rows: list[dict[int, Cell]] = field(default_factory=list)


def read_flowed(lines: Sequence[Line]) -> list[Paragraph | DocumentTable]:
    """Paragraphs and tables of a stretch without tabs."""
    tokens = tokens_of(lines)
    if len(tokens) > _MOST_TOKENS:
        return _paragraphs(lines)
    blocks = _blocks(tokens, heading_rows(tokens))
    if not any(block.heading.block == "indicator" for block in blocks):
        return _paragraphs(lines)
    return _Reader(lines, tokens, blocks).read()


def _paragraphs(lines: Sequence[Line]) -> list[Paragraph | DocumentTable]:
    return [Paragraph(line.text.strip(), Place(line=line.number)) for line in lines if not line.blank]


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading row and the rows below it; ``end`` is the token behind the last of them."""

    heading: HeadingRow
    tokens: tuple[Token, ...]
    rows: tuple[tuple[Segment, ...], ...]
    end: int
    total: tuple[Token, ...] = ()


def _blocks(tokens: Sequence[Token], headings: Sequence[HeadingRow]) -> list[_Block]:
    """The heading rows that have rows below them; those that pages repeat belong to the first one."""
    found: list[_Block] = []
    for index, heading in enumerate(headings):
        if found and found[-1].end > heading.start:
            continue
        body, end = _body(tokens, headings, index)
        body, total = _without_total(body)
        side = frozenset(filter(None, {heading.side}))
        rows, average = Aligner(body, heading.slots, side).rows() if body else ([], 0.0)
        least = 1 if heading.block == "fund" else _FEWEST_ROWS
        if len(rows) >= least and average <= _MOST_COST:
            found.append(_Block(heading, tuple(body), tuple(tuple(row) for row in rows), end, tuple(total)))
    return found


def _body(tokens: Sequence[Token], headings: Sequence[HeadingRow], index: int) -> tuple[list[Token], int]:
    """The tokens below a heading row, up to what ends the block, without headings that are repeated; and where they end."""
    heading = headings[index]
    body: list[Token] = []
    at = heading.end
    later = list(headings[index + 1 :])
    while at < len(tokens):
        if later and at == later[0].start:
            if not later[0].repeats(heading):
                break
            at = later.pop(0).end
            continue
        if tokens[at].first and _ends(tokens, at, heading):
            break
        body.append(tokens[at])
        at += 1
    return body, at


def _ends(tokens: Sequence[Token], at: int, heading: HeadingRow) -> bool:
    """Whether a line no longer belongs to the rows: notes, signatures, and below money also labels and sentences."""
    line = _line(tokens, at)
    text = " ".join(token.text for token in line)
    opening = re.split("[:：]", text)[0]
    if opening != text and is_label(opening.strip(), "end"):
        return True
    if len(line) == 1 and len(text) <= _LONGEST_TITLE and re.search(r"(绩效|自评|监控).*表$", text) and tokens[at].after_gap:
        return True
    return heading.block == "fund" and (is_label_line(text) or text.endswith("。") or max(len(token.text) for token in line) > 40)


def _line(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    end = at
    while end < len(tokens) and tokens[end].line == tokens[at].line:
        end += 1
    return tokens[at:end]


def _without_total(body: list[Token]) -> tuple[list[Token], list[Token]]:
    """The rows, and the line 总分 98.5 that closes them."""
    for at in range(len(body) - 1, max(len(body) - 8, -1), -1):
        if body[at].first and is_label(body[at].text, "score_total"):
            return body[:at], body[at:]
    return body, []


class _Reader:
    """Puts paragraphs and tables of a stretch into their order."""

    def __init__(self, lines: Sequence[Line], tokens: Sequence[Token], blocks: Sequence[_Block]) -> None:
        self.lines, self.tokens, self.blocks = lines, tokens, blocks
        self.numbers = [line.number for line in lines]
        self.found: list[Paragraph | DocumentTable] = []
        self.table: _Table | None = None
        self.has_indicators = False

    def read(self) -> list[Paragraph | DocumentTable]:
        """The blocks with what stands around them."""
        at = 0
        for block in self.blocks:
            self._around(at, block.heading.start)
            self._rows(block)
            at = block.end
        self._behind(at)
        return self.found

    def _lines_of(self, start: int, end: int) -> list[Line]:
        """The lines of the tokens from ``start`` to ``end``, with the empty lines between; a line may be a part of one."""
        if start >= end:
            return []
        first, last = self.tokens[start].line, self.tokens[end - 1].line
        own: dict[int, list[str]] = {}
        for token in self.tokens[start:end]:
            own.setdefault(token.line, []).append(token.text)
        between = self.lines[bisect_left(self.numbers, first) : bisect_left(self.numbers, last + 1)]
        whole = {line.number: line.text for line in between}
        return [Line(line.number, whole[line.number] if whole[line.number].split() == own.get(line.number, []) else " ".join(own.get(line.number, [])))
                for line in between]

    def _around(self, start: int, end: int) -> None:
        """What stands before a block: paragraphs up to the title, then rows of the table."""
        lines = self._lines_of(start, end)
        titles = [place for place, line in enumerate(lines) if _is_title(line.text)]
        if self.table is not None and titles and self.has_indicators:
            self._close()
        if self.table is None:
            opening = titles[-1] + 1 if titles else 0
            labels = next((place for place in range(opening, len(lines)) if is_label_line(lines[place].text)), len(lines))
            self.found += _paragraphs(lines[:labels])
            lines = lines[labels:]
            number = next((line.number for line in lines if not line.blank), self.tokens[end].line if end < len(self.tokens) else 0)
            self.table = _Table(number)
        self.table.rows += rows_around(lines)

    def _rows(self, block: _Block) -> None:
        assert self.table is not None
        heading = block.heading
        self.has_indicators = self.has_indicators or heading.block == "indicator"
        shift = 1 if heading.side else 0
        head = {column + shift: Cell(slot.heading, line) for column, (slot, line) in enumerate(zip(heading.slots, heading.lines, strict=True), 1)}
        if heading.side:
            head[1] = Cell(heading.side, heading.lines[0])
        self.table.rows.append(head)
        for row in block.rows:
            self.table.rows.append({segment.slot + shift: self._cell(block, segment) for segment in row})
        if block.total:
            self.table.rows.append(self._total(block, shift))

    def _cell(self, block: _Block, segment: Segment) -> Cell:
        own = block.tokens[segment.start : segment.end]
        doubt = unsure(block.heading.slots, segment.slot, segment.rival) if segment.rival else NOTHING_SAID
        return Cell(joined(own), own[0].line, doubt)

    def _total(self, block: _Block, shift: int) -> dict[int, Cell]:
        """总分 and its figure below 得分; of several figures the last one is the score."""
        label, *figures = block.total
        places = {slot.key: column + shift for column, slot in enumerate(block.heading.slots, 1)}
        row = {1: Cell(label.text, label.line)}
        columns = [places[key] for key in ("weight", "score") if key in places][-len(figures) :] if figures else []
        for column, figure in zip(columns, figures[-len(columns) :] if columns else [], strict=True):
            row[column] = Cell(figure.text, figure.line)
        return row

    def _behind(self, at: int) -> None:
        """What follows the last block: paragraphs."""
        self._close()
        self.found += _paragraphs(self._lines_of(at, len(self.tokens)))

    def _close(self) -> None:
        if self.table is not None:
            self.found.append(laid_out(self.table.rows, [], self.table.line, _PRINTED))
        self.table, self.has_indicators = None, False


def _is_title(text: str) -> bool:
    words = "".join(text.split())
    return 3 < len(words) <= _LONGEST_TITLE and _TITLE.search(clean(words)[0]) is not None
