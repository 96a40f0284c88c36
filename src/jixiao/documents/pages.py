"""Printed pages put together to a document: tables by their lines, the text around them, nothing of header and footer.

For an accountant: 页眉、页脚、页码不读；没有框线的表按文字的间隔另行辨认.
For a programmer: pages come in one by one as signs and rulings; `Pages.document` makes blocks of them all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from jixiao.documents.arranging import Found, FoundCell, FoundParagraph, FoundTable, Printed, arranged
from jixiao.documents.flowed import read_flowed
from jixiao.documents.headings import begins_anew
from jixiao.documents.joining import joined_pages
from jixiao.documents.print_lines import UNKNOWN, Line, Sign, in_lines, is_crowded, is_full, joined, laid, left, needs
from jixiao.documents.ruling import Lattice, Ruling, lattices
from jixiao.documents.text_lines import Line as TextLine
from jixiao.model import NOTHING_SAID, Text
from jixiao.model.documents import DocumentTable, Paragraph

# Points from the edge of the paper: what repeats there is a header; a page number may stand a little further in.
_MARGIN, _NUMBER_MARGIN = 54.0, 90.0
_PAGE_NUMBER = re.compile(r"[-—–―－·~\s]*(第?\s*[0-9]{1,4}\s*页?|[IVXivx]{1,6})(\s*[/／,，]?\s*(共\s*)?[0-9]{1,4}\s*页?)?[-—–―－·~\s]*")
_DIGITS = re.compile(r"[0-9]+")
_GAP = re.compile(r"\S {2,}\S")
# Lines with gaps that a page without rulings has at least for a table to be looked for.
_FEWEST = 3
_HAIR = 3.0
_MOST_PADDING = 7.0
_FARTHER = 1.9
# The share of lines (one of so many) that may stand nearer to the border of their cell than is usual.
_FEW = 8
# How far (in em) a sign may lie outside of its cell.
_SPILLED = 0.3
# The next line of the same text is no farther (in em) than this.
_NEXT_LINE = 1.55

_UNREADABLE_SIGN = Text(f"有的字没有对应的文字编码，读作“{UNKNOWN}”，请对照原件补上。", f"Some signs have no character behind them and show as “{UNKNOWN}”; fill them in from the original.")
_CROWDED = Text("文字超出格子或互相重叠，可能混入了相邻格的字，请对照原件。", "Text runs over its cell or over other text, and signs of a neighbour may be mixed in. Compare it with the original.")
_RAGGED = Text("这张表有的格子不是矩形，格线可能缺失，请对照原件核对。", "Some cells of this table are no rectangles; lines may be missing. Compare it with the original.")


@dataclass(slots=True)
class Page:
    """One page as read: tables, and the lines outside of them, from top to bottom."""

    number: int
    width: float
    height: float
    tables: list[tuple[float, FoundTable]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    pictured: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether no text stands on it."""
        return not self.lines and not any(cell.text for _, table in self.tables for cell in table.cells)


def read_page(page: Page, signs: Sequence[Sign], across: Sequence[Ruling], down: Sequence[Ruling]) -> None:
    """Put the signs of a page into its tables and lines."""
    found = lattices(across, down)
    inside: list[list[list[Sign]]] = [[[] for _ in lattice.areas] for lattice in found]
    spilled: list[set[int]] = [set() for _ in found]
    outside: list[Sign] = []
    before: tuple[int, int, Sign] | None = None
    for sign in signs:
        x, y = (sign.x0 + sign.x1) / 2, sign.middle
        homes = [(lattice.size, index, cell) for index, lattice in enumerate(found) if (cell := lattice.cell_at(x, y)) is not None]
        if homes:
            _, index, cell = min(homes)
            inside[index][cell].append(sign)
            if sign.text.strip():
                spilled[index].update(_spilled(sign, found[index], cell))
                if before is not None and before[0] == index and before[1] != cell and _goes_on_below(before[2], sign, found[index], before[1], cell):
                    spilled[index].update((before[1], cell))
                before = index, cell, sign
        else:
            outside.append(sign)
    page.lines = in_lines(outside)
    page.tables = [(lattice.ys[0], _table(page, lattice, cells, over)) for lattice, cells, over in zip(found, inside, spilled, strict=True)]


def _spilled(sign: Sign, lattice: Lattice, cell: int) -> Iterator[int]:
    """The cells that a sign lies in, where it is not in one alone."""
    area, slack = lattice.areas[cell], _SPILLED * sign.size
    sides = (
        (sign.x0, sign.middle, lattice.xs[area.left - 1] - sign.x0), (sign.x1, sign.middle, sign.x1 - lattice.xs[area.right]),
        (sign.x0, sign.top, lattice.ys[area.top - 1] - sign.top), (sign.x0, sign.bottom, sign.bottom - lattice.ys[area.bottom]),
    )  # fmt: skip
    for x, y, beyond in sides:
        if beyond > slack:
            yield cell
            other = lattice.cell_at(x, y)
            if other is not None:
                yield other


def _goes_on_below(before: Sign, sign: Sign, lattice: Lattice, upper: int, lower: int) -> bool:
    """Whether a sign stands in the next line of the same text, the last one being full, and yet in the cell below."""
    one, other = lattice.areas[upper], lattice.areas[lower]
    pitch = sign.middle - before.middle
    if lattice.xs[one.right] - before.x1 > 1.3 * before.size:
        return False
    return one.left == other.left and one.right == other.right and 0.7 * sign.size < pitch < _NEXT_LINE * sign.size


def _table(page: Page, lattice: Lattice, cells: Sequence[Sequence[Sign]], spilled: Collection[int]) -> FoundTable:
    lined = [in_lines(signs) for signs in cells]
    xs, ys = lattice.xs, lattice.ys
    sides = [
        min(line.x0 - xs[area.left - 1], xs[area.right] - line.x1) for area, lines in zip(lattice.areas, lined, strict=True) for line in lines
    ]  # fmt: skip
    usual = sorted(sides)[len(sides) // _FEW] if sides else 0.0
    padding = min(max(usual, 0.0), _MOST_PADDING)
    found = []
    for number, (area, lines) in enumerate(zip(lattice.areas, lined, strict=True)):
        room = xs[area.right] - xs[area.left - 1] - 2 * padding
        text = laid(lines, room)
        doubt = _UNREADABLE_SIGN if UNKNOWN in text and any(UNKNOWN in sign.text for line in lines for sign in line.signs) else NOTHING_SAID
        if doubt == NOTHING_SAID and lines and (number in spilled or is_crowded(lines)):
            doubt = _CROWDED
        cell = FoundCell(area, [FoundParagraph(text)] if text else [], page.number, doubt)
        if lines:
            cell.left, cell.wanted = left(lines[-1], room), needs(lines[0])
        found.append(cell)
    heights = tuple(lower - upper for upper, lower in pairwise(ys))
    printed = Printed(ys[-1], ys[-1], heights, lattice.open_above, lattice.open_below)
    return FoundTable(found, page.number, tuple(xs), _HAIR, _RAGGED if lattice.ragged else NOTHING_SAID, printed)


@dataclass(slots=True)
class Pages:
    """All pages of a document."""

    pages: list[Page] = field(default_factory=list)
    slanted: bool = False

    def document(self) -> tuple[tuple[Paragraph | DocumentTable, ...], tuple[Text, ...]]:
        """The blocks, and what has to be said of them."""
        notes = list(self._blank_pages())
        left_out = self._without_furniture()
        if left_out:
            notes.append(Text(f"页眉、页脚和页码没有读入，如“{left_out}”。", f"Headers, footers and page numbers were left out, such as “{left_out}”."))
        if self.slanted:
            notes.append(Text("斜排的文字（水印）没有读入。", "Slanted text (a watermark) was left out."))
        found, more = joined_pages(list(self._found()))
        return arranged(found), (*notes, *more)

    def _blank_pages(self) -> Iterator[Text]:
        blank = [page.number for page in self.pages if page.is_blank]
        if blank:
            listed, counted = "、".join(map(str, blank[:20])), ", ".join(map(str, blank[:20]))
            yield Text(
                f"第{listed}页没有文字（空白页或扫描的图片），没有读入；若是图片，请先做文字识别（OCR）。",
                f"Pages without text (blank or scanned): {counted}. Recognise their text first (OCR) if they are pictures.",
            )
        scanned = [page.number for page in self.pages if page.pictured and not page.is_blank]
        if scanned:
            listed, counted = "、".join(map(str, scanned[:20])), ", ".join(map(str, scanned[:20]))
            yield Text(
                f"第{listed}页是整页图片，上面的文字多半由识别（OCR）得来，可能有错字，请对照原件。",
                f"Pages that are one picture with text on it: {counted}. The text was probably recognised (OCR); compare it with the original.",
            )

    def _without_furniture(self) -> str:
        """Take headers, footers and page numbers out; one of them as an example."""
        seen: dict[tuple[str, int], set[int]] = {}
        for page in self.pages:
            for line in page.lines:
                if _in_margin(line, page, _MARGIN):
                    seen.setdefault(_stamp(line), set()).add(page.number)
        example = ""
        for page in self.pages:
            kept = []
            for line in page.lines:
                repeated = len(seen.get(_stamp(line), ())) > max(1, len(self.pages) // 3) and _in_margin(line, page, _MARGIN)
                if repeated or (_in_margin(line, page, _NUMBER_MARGIN) and _PAGE_NUMBER.fullmatch(line.text) and _is_outermost(line, page)):
                    example = example or line.text
                else:
                    kept.append(line)
            page.lines = kept
        return example[:40]

    def _found(self) -> Iterator[Found]:
        """Tables and paragraphs in their order; pages without rulings, but with columns, are read as plain text is."""
        foot = max((max([line.bottom for line in page.lines] + [table.printed.bottom for _, table in page.tables if table.printed], default=0.0) for page in self.pages), default=0.0)
        loose: list[tuple[int, int, str]] = []
        prose = _Prose([line for page in self.pages for line in page.lines])
        for page in self.pages:
            if not page.tables and sum(bool(_GAP.search(line.parted)) for line in page.lines) >= _FEWEST:
                yield from prose.ended()
                loose += [(page.number, number, line.parted) for number, line in enumerate(page.lines, 1)]
                continue
            yield from _flowed(loose)
            loose = []
            waiting = sorted(page.tables, key=lambda each: each[0])
            for number, line in enumerate(page.lines, 1):
                while waiting and waiting[0][0] < line.top:
                    yield from prose.ended()
                    yield _standing(waiting.pop(0)[1], foot)
                yield from prose.add(page.number, number, line)
            for _, table in waiting:
                yield from prose.ended()
                yield _standing(table, foot)
        yield from prose.ended()
        yield from _flowed(loose)


def _standing(table: FoundTable, foot: float) -> FoundTable:
    assert table.printed is not None
    table.printed = table.printed._replace(foot=foot)
    return table


def _in_margin(line: Line, page: Page, margin: float) -> bool:
    return line.bottom < margin or line.top > page.height - margin


def _is_outermost(line: Line, page: Page) -> bool:
    """Whether nothing stands further out."""
    top = min([each.top for each in page.lines] + [top for top, _ in page.tables])
    return line.top <= top or line.bottom >= max(
        [each.bottom for each in page.lines] + [table.printed.bottom for _, table in page.tables if table.printed]
    )


def _stamp(line: Line) -> tuple[str, int]:
    """The same on all pages for a line of a header or footer."""
    return _DIGITS.sub("#", line.text), round(line.top / 8)


def _flowed(loose: Sequence[tuple[int, int, str]]) -> Iterator[Found]:
    """Lines with gaps, read as plain text; every place is that on the page."""
    if not loose:
        return
    for block in read_flowed([TextLine(number, text) for number, (_, _, text) in enumerate(loose, 1)]):
        page, line, _ = loose[block.place.line - 1]
        if isinstance(block, Paragraph):
            yield FoundParagraph(block.text, None, page, line)
            continue
        pieces = {}
        for at, piece in block.pieces.items():
            page_of_piece, line_of_piece, _ = loose[piece.place.line - 1]
            pieces[at] = piece._replace(place=piece.place._replace(page=page_of_piece, line=line_of_piece))
        yield DocumentTable(pieces, block.place._replace(page=page, line=line), block.merges, block.doubt)


@dataclass(slots=True)
class _Prose:
    """Lines joined to paragraphs where the line was full and the next is not indented."""

    lines: Sequence[Line]
    left: float = 0
    right: float = 0
    _text: str = ""
    _start: tuple[int, int] = (0, 0)
    _last: Line | None = None
    _page: int = 0

    def __post_init__(self) -> None:
        """Find the edges of the text."""
        self.left = min((line.x0 for line in self.lines), default=0.0)
        self.right = max((line.x1 for line in self.lines), default=0.0)

    def add(self, page: int, number: int, line: Line) -> Iterator[Found]:
        """Take a line; what it ends comes out."""
        text = line.parted
        if self._last is not None and self._goes_on(page, line):
            self._text = joined(self._text, text)
        else:
            yield from self.ended()
            self._text, self._start = text, (page, number)
        self._last, self._page = line, page

    def ended(self) -> Iterator[Found]:
        """What was gathered so far."""
        if self._text:
            page, number = self._start
            yield FoundParagraph(self._text, None, page, number)
        self._text, self._last = "", None

    def _goes_on(self, page: int, line: Line) -> bool:
        last = self._last
        assert last is not None
        if begins_anew(line.text, last.text) or _GAP.search(last.parted) or _GAP.search(line.parted) or abs(last.em - line.em) > 1:
            return False
        if page == self._page and line.top - last.top > _FARTHER * max(line.bottom - line.top, last.em * 1.5):
            return False
        return line.x0 - self.left < 0.8 * line.em and is_full(last, line, self.right - last.x0)
