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
from itertools import pairwise

from jixiao.documents.flowed_alignment import Aligner, Segment, unsure
from jixiao.documents.flowed_around import is_label_line, rows_around
from jixiao.documents.flowed_headings import HeadingRow, heading_rows
from jixiao.documents.flowed_tokens import Token, joined, open_brackets, tokens_of
from jixiao.documents.text_headings import Band
from jixiao.documents.text_lines import Cell, Line, laid_out
from jixiao.forms.headings import clean, is_label
from jixiao.model import NOTHING_SAID, Area, Text
from jixiao.model.documents import DocumentTable, Paragraph, Place

_MOST_TOKENS = 60_000
_MOST_IN_BLOCK = 5_000
_LONGEST_TITLE = 60
_TITLE = re.compile(r"(绩效|自评|监控|评价).*表$|表$")
# What a row may cost on the average for a block to be one; prose below chance headings costs more.
_MOST_COST = 9.0
_FEWEST_ROWS = 2
_MOST_IN_SUM = 5
_MONEY_UNIT = re.compile(r"单位[:：]\s*(千|万|百万|亿)?元")
_FIGURE = re.compile(r"-?[\d.,，]+[%％]?")
# The number of a page on a line of its own, blanks left out: —12—, 第3页共9页.
_PAGE = re.compile(r"[-—–―]\d{1,3}[-—–―]|第\d{1,3}页(?:[,，/]?共\d{1,3}页)?")
_ODD = Text("这一格的内容与表头不像，可能放错了列，请对照原件。", "This cell does not look like its heading and may stand in another column. Compare it with the original.")
_MIXED = Text("这一行像是几行连在了一起，或者不是指标，请对照原件。", "This row looks like several in one, or like none of the indicators. Compare it with the original.")
# Names of two rows in one: a level in the middle, two numbers; or the name of no row: signs only, a source of money.
_SEVERAL = re.compile(r"\S\s*(?:数量|质量|时效|成本|效益|影响|满意度|产出|管理)指标\s*(?:[（(].{1,8}[)）])?\s*\S|(?:指标\s*\d+\s*[.．、:：].*){2}|(?<!\d)[（(]\d+分[)）]\s*\S")
_NO_NAME = re.compile(r"[\W_]*|其中[:：]?.*|(?:中央|省级|市级|县级|区级|财政|其他|自有|专项)*(?:财政|专项|其他|自有)?(?:资金|拨款)|(?:上年|以前年度)?(?:结转|结余)(?:资金)?")
_PLACEHOLDER = re.compile(r"(?:三级)?指标\s*\d*\s*[:：.、]?|[…．.·]+")
_BESIDE = Text("这个名称可能混入了旁边竖排标题的字，请对照原件。", "This name may hold words of the label beside it. Compare it with the original.")
_NEXT_ROW = Text("这段文字另起一行，也可能是下一行名称的开头，请对照原件。", "This text stands on a line of its own and may begin the name of the next row. Compare it with the original.")
_REST = Text("这个名称的开头可能放到了上一行，请对照原件。", "The beginning of this name may have been put into the row above. Compare it with the original.")
_CUT = Text("这一格的文字正好占满一行，后面可能还有字，请对照原件。", "The text fills its line exactly; there may be more of it. Compare it with the original.")
_PRINTED = Text("这张表是印刷版式转成的文字，各格按表头和内容推定；拿不准的已逐格注明。",
                "This table was printed text; cells were told apart by headings and content, and what is not sure is noted cell by cell.")


@dataclass(slots=True)
class _Table:
    """One table while it is put together: its rows so far and the line where it begins."""

    line: int
    rows: list[dict[int, Cell]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)


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
    sums: tuple[tuple[int, tuple[Token, ...]], ...] = ()


def _blocks(tokens: Sequence[Token], headings: Sequence[HeadingRow]) -> list[_Block]:
    """The heading rows that have rows below them; those that pages repeat belong to the first one."""
    found: list[_Block] = []
    for index, heading in enumerate(headings):
        if found and found[-1].end > heading.start:
            continue
        body, end = _body(tokens, headings, index)
        if len(body) > _MOST_IN_BLOCK:
            continue
        body, sums = _without_sums(body) if heading.block == "indicator" else (body, [])
        side = frozenset(filter(None, {heading.side}))
        rows, average = Aligner(body, heading.slots, side).rows() if body else ([], 0.0)
        least = 1 if heading.block == "fund" else _FEWEST_ROWS
        if len(rows) >= least and average <= _MOST_COST:
            found.append(_Block(heading, tuple(body), tuple(tuple(row) for row in rows), end, tuple(sums)))
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
        if tokens[at].first and _PAGE.fullmatch("".join(token.text for token in _line(tokens, at))):
            at += len(_line(tokens, at))
            continue
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
    if len(line) == 1 and len(text) <= _LONGEST_TITLE and re.search(r"(绩效|自评|监控).*表$", text):
        return True
    if len(line) > 1 and (is_label(line[0].text, "header") or _MONEY_UNIT.search(text)):
        return True
    return heading.block == "fund" and (is_label_line(text) or text.endswith("。") or max(len(token.text) for token in line) > 40)


def _line(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    end = at
    while end < len(tokens) and tokens[end].line == tokens[at].line:
        end += 1
    return tokens[at:end]


def _without_sums(body: list[Token]) -> tuple[list[Token], list[tuple[int, tuple[Token, ...]]]]:
    """The rows, and the lines of sums (小计 50 49.1, 总分 98.5), each with the place among the rows before which it stands."""
    rows: list[Token] = []
    sums: list[tuple[int, tuple[Token, ...]]] = []
    at = 0
    while at < len(body):
        line = _line(body, at)
        line = _spread_sum(line)
        if body[at].first and is_sum(line[0].text) and any(_FIGURE.fullmatch(token.text) for token in line[1:]) and len(line) <= _MOST_IN_SUM:
            sums.append((len(rows), tuple(line)))
        else:
            rows += _line(body, at)
        at += len(_line(body, at))
    return rows, sums


def _spread_sum(line: Sequence[Token]) -> Sequence[Token]:
    """A line whose label was spread over its cell (总 分, 合 计) with the label in one piece."""
    if len(line) > 2 and len(line[0].text) == len(line[1].text) == 1 and is_sum(line[0].text + line[1].text):
        return [line[0]._replace(text=line[0].text + line[1].text), *line[2:]]
    return line


def is_sum(text: str) -> bool:
    """Whether a label opens a line of sums.

    >>> is_sum("小计"), is_sum("总 分"), is_sum("合格率")
    (True, True, False)
    """
    return is_label(text, "total") or clean(text)[0] == "小计"


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
        if self.table is not None and self.has_indicators and (titles or any(_names_unit(line.text) for line in lines)):
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
        border = Band(heading.block, heading.slots).border
        if border:
            self._beside(border + shift, len(heading.slots) + shift)
        head = {column + shift: Cell(slot.heading, line) for column, (slot, line) in enumerate(zip(heading.slots, heading.lines, strict=True), 1)}
        if heading.side:
            head[1] = Cell(heading.side, heading.lines[0])
        self.table.rows.append(head)
        sums = list(block.sums)
        asked = _beside_names(block) | _parted(block)
        for row in block.rows:
            while sums and sums[0][0] <= row[0].start:
                self.table.rows.append(_sum(block.heading, sums.pop(0)[1], shift))
            cells = {segment.slot + shift: self._cell(block, segment, asked.get(segment.start, NOTHING_SAID)) for segment in row}
            if block.heading.block == "indicator" and _is_mixed({block.heading.slots[segment.slot - 1].key: cells[segment.slot + shift].text for segment in row}):
                cells = {column: cell if cell.doubt.zh else cell._replace(doubt=_MIXED) for column, cell in cells.items()}
            self.table.rows.append(cells)
        self.table.rows += [_sum(block.heading, line, shift) for _, line in sums]

    def _beside(self, border: int, right: int) -> None:
        """Goals of two terms stand above the two blocks of indicators that begin in columns 2 and ``border``."""
        assert self.table is not None
        for number, row in enumerate(self.table.rows, 1):
            if set(row) in ({1, 2, 3}, {2, 3}) and border > 3 and all(_is_goal_text(row[column].text) or 1 not in row for column in (2, 3)):
                row[border] = row.pop(3)
                self.table.merges += [Area(number, 2, number, border - 1), Area(number, border, number, right)]

    def _cell(self, block: _Block, segment: Segment, otherwise: Text) -> Cell:
        own = block.tokens[segment.start : segment.end]
        doubt = unsure(block.heading.slots, segment.slot, segment.rival) if segment.rival else _ODD if segment.odd else _CUT if segment.cut else otherwise
        return Cell(joined(own), own[0].line, doubt)

    def _behind(self, at: int) -> None:
        """What follows the last block: paragraphs."""
        self._close()
        self.found += _paragraphs(self._lines_of(at, len(self.tokens)))

    def _close(self) -> None:
        if self.table is not None:
            self.found.append(laid_out(self.table.rows, self.table.merges, self.table.line, _PRINTED))
        self.table, self.has_indicators = None, False


def _sum(heading: HeadingRow, line: Sequence[Token], shift: int) -> dict[int, Cell]:
    """总分 and its figures: one below 得分, two below 分值 and 得分; what else is there stands behind them."""
    label, *others = line
    figures = [token for token in others if _FIGURE.fullmatch(token.text)]
    places = {slot.key: column + shift for column, slot in enumerate(heading.slots, 1)}
    columns = [places[key] for key in ("weight", "score") if key in places]
    row = {1: Cell(label.text, label.line)}
    doubt = NOTHING_SAID if len(figures) <= len(columns) and columns == sorted(columns) else _ODD
    for column, figure in zip(columns[-len(figures) :], figures, strict=False):
        row[column] = Cell(figure.text, figure.line, doubt)
    last = max(row)
    for column, token in enumerate((token for token in others if token not in figures), last + 1):
        row[column] = Cell(token.text, token.line, _ODD)
    return row


def _beside_names(block: _Block) -> dict[int, Text]:
    """The names of money that may hold words of a label printed downwards beside them (资金 年度资金总额, （万 基本支出, 元） 项目支出), by where they begin."""
    if block.heading.block != "fund":
        return {}
    names = {row[0].start: joined(block.tokens[row[0].start : row[0].end]) for row in block.rows if row[0].slot == 1}
    torn = any(open_brackets(name) for name in names.values())
    return {start: _BESIDE for start, name in names.items() if torn and (" " in name or open_brackets(name))}


def _parted(block: _Block) -> dict[int, Text]:
    """Reasons on a line of their own right above a row whose name fills no two lines: with that name, by where they begin."""
    found: dict[int, Text] = {}
    keys = [slot.key for slot in block.heading.slots]
    if block.heading.block != "indicator" or "name" not in keys:
        return found
    name = keys.index("name") + 1
    for row, following in pairwise(block.rows):
        last, first = row[-1], block.tokens[following[0].start]
        own = block.tokens[last.start : last.end]
        rest = next((segment for segment in following if segment.slot == name), None)
        if last.slot <= name or rest is None or len(row) < 2 or len(own) != 1 or not own[0].alone or first.line != own[0].line + 1:
            continue
        if following[0].slot < name and own[0].text[-1] not in "。；" and block.tokens[rest.end - 1].line == first.line:
            found |= {last.start: _NEXT_ROW, rest.start: _REST}
    return found


def _is_mixed(texts: dict[str, str]) -> bool:
    """Whether a row of indicators tells by its words, key → text, that it is not just one.

    >>> _is_mixed({"name": "指标4：抽检合格率 指标5：上报数"}), _is_mixed({"name": "指标4：抽检合格率", "target": "≥95%"})
    (True, False)
    """
    name = texts.get("name", "")
    if any(bar in text for text in texts.values() for bar in "|｜"):  # the bars of a web page stand between its cells
        return True
    return bool(_SEVERAL.search(name) or (name and _NO_NAME.fullmatch(name))) or any(_PLACEHOLDER.fullmatch(text) for key, text in texts.items() if key != "name" and text)


def _is_goal_text(text: str) -> bool:
    return "目标" in text and len(text) <= _LONGEST_TITLE


def _names_unit(text: str) -> bool:
    """Whether a line opens the head of a further table (项目名称 …)."""
    words = text.split()
    return len(words) > 1 and is_label(words[0], "header")


def _is_title(text: str) -> bool:
    words = "".join(text.split())
    return 3 < len(words) <= _LONGEST_TITLE and _TITLE.search(clean(words)[0]) is not None
