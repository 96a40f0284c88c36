"""Pieces of text put below headings in their order, where what they can be decides: at least cost, and how sure that is.

For an accountant: 「定量 等于 100% 2 2 无」 has one cell less than headings; it is found that the unit is missing, and where
two ways are nearly as good, both columns are named.  For a programmer: dynamic programming over segments of tokens, forward
and backward; the margin of a segment is what the best reading without it costs more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import inf, log
from typing import NamedTuple

from jixiao.documents.flowed_tokens import Token, joined, open_brackets, width
from jixiao.documents.text_fitting import IMPOSSIBLE, blank_cost, cost
from jixiao.forms.headings import clean
from jixiao.forms.level_rows import level_word
from jixiao.model import NOTHING_SAID, Text

# What another reading must cost more for this one to be sure.
SURE = 1.0


class Slot(NamedTuple):
    """A column: the field that its heading stands for ("" where unknown) and the heading's words."""

    key: str
    heading: str

    @property
    def kind(self) -> str:
        """The field whose content this column's is like, as far as its heading tells (支付率 → "rate")."""
        if self.key:
            return self.key
        words = clean(self.heading)[0]
        return next((kind for kind, pattern in _KINDS if pattern.search(words)), "")


_KINDS = (
    ("rate", re.compile("(率|进度|占比|比例)$")), ("budget", re.compile("(到位|结余|结转|拨付|支付|下达|追加|金额|资金).*(数|额|余|金)?$")),
    ("target", re.compile("(值|数)$")), ("score", re.compile("(得分|评分)$")), ("unit", re.compile("单位$")), ("direction", re.compile("符号?$")),
)


class Placed(NamedTuple):
    """Where a text stands: its column, from 1, and why that is not sure."""

    column: int
    doubt: Text = NOTHING_SAID


def unsure(slots: Sequence[Slot], column: int, rival: int) -> Text:
    """Says between which columns a cell was not told for sure."""
    here, there = slots[column - 1].heading, slots[rival - 1].heading
    if column == rival:
        return Text(f"「{here}」一格从哪里到哪里不能确定，请对照原件。", f"Where the cell below “{here}” begins and ends is not sure; compare it with the original.")
    return Text(f"这一格也可能属于「{there}」，现放在「{here}」下，请对照原件。",
                f"This cell may also stand below “{there}”; it was put below “{here}”. Compare it with the original.")


def best_columns(texts: Sequence[str], slots: Sequence[Slot]) -> list[Placed]:
    """One column for each text, in their order, without joining any; there are as many slots as texts or more."""
    count, width = len(texts), len(slots)
    blanks = [blank_cost(slot.key) for slot in slots]
    costs = [[cost(slot.kind, text) for slot in slots] for text in texts]
    # forward[i][j]: the first i texts within the first j slots; backward likewise from the ends.
    forward = [[inf] * (width + 1) for _ in range(count + 1)]
    backward = [[inf] * (width + 1) for _ in range(count + 1)]
    forward[0][0] = backward[count][width] = 0.0
    for j in range(1, width + 1):
        for i in range(count + 1):
            take = forward[i - 1][j - 1] + costs[i - 1][j - 1] if i else inf
            forward[i][j] = min(forward[i][j - 1] + blanks[j - 1], take)
    for j in range(width - 1, -1, -1):
        for i in range(count, -1, -1):
            take = backward[i + 1][j + 1] + costs[i][j] if i < count else inf
            backward[i][j] = min(backward[i][j + 1] + blanks[j], take)
    placed: list[Placed] = []
    for i in range(count):
        totals = sorted((forward[i][j] + costs[i][j] + backward[i + 1][j + 1], j + 1) for j in range(width))
        (best, column), (second, rival) = totals[0], totals[1] if width > 1 else (inf, 0)
        placed.append(Placed(column, unsure(slots, column, rival) if second - best < SURE else NOTHING_SAID))
    return placed



# What a further column below one heading costs.
_FURTHER = 0.35


def columns_under(rows: Sequence[Sequence[str]], slots: Sequence[Slot]) -> list[Placed] | None:
    """Below which heading each column of equally long rows stands, when headings were joined over columns; None where it cannot be.

    There are more columns than slots; each slot has at least one, in their order.
    """
    count, width = len(rows[0]), len(slots)
    if count < width:
        return None
    fits = [[sum(cost(slot.kind, row[column]) for row in rows if row[column]) / len(rows) for slot in slots] for column in range(count)]
    further = [[_further(slot.key, [row[column] for row in rows if row[column]], len(rows)) for slot in slots] for column in range(count)]
    forward = [[inf] * width for _ in range(count)]
    backward = [[inf] * width for _ in range(count)]
    forward[0][0], backward[count - 1][width - 1] = fits[0][0], 0.0
    for column in range(1, count):
        for slot in range(width):
            first = forward[column - 1][slot - 1] + fits[column][slot] if slot else inf
            forward[column][slot] = min(first, forward[column - 1][slot] + further[column][slot])
    for column in range(count - 2, -1, -1):
        for slot in range(width):
            first = fits[column + 1][slot + 1] + backward[column + 1][slot + 1] if slot + 1 < width else inf
            backward[column][slot] = min(first, further[column + 1][slot] + backward[column + 1][slot])
    placed: list[Placed] = []
    for column in range(count):
        totals = sorted((forward[column][slot] + backward[column][slot], slot + 1) for slot in range(width))
        (best, slot), (second, rival) = totals[0], totals[1] if width > 1 else (inf, 0)
        placed.append(Placed(slot, unsure(slots, slot, rival) if second - best < SURE / 2 else NOTHING_SAID))
    return placed


def _further(key: str, texts: Sequence[str], rows: int) -> float:
    """What a second column below a heading costs: signs, figures and units stand beside each other, words beside words."""
    beside = ("direction", "unit", key) if key in {"target", "actual"} else (key, "")
    return _FURTHER + sum(min(cost(other, text) for other in beside) for text in texts) / rows


# ------------------------------------------------------------- many rows ----
# What a reading costs, in the measure of ``text_fitting``.
_NEW_ROW = 0.3
_TWO_FIGURES, _LEVEL_IN_WORDS = 3.0, 3.5
_ODD, _CONTRADICTS, _NO_FIGURE = 6.0, 2.5, 0.7
# What a row with nothing behind its name or level costs at most.
_EMPTY_ROW = 3.0
# A line is broken where the next piece did not fit: breaking a line that is this much shorter than others costs.
_FULL, _BROKEN_EARLY = 0.7, 1.3
_FULL_LINES, _NARROW = 2, 8
_BROKEN_LINE, _BLANK_IN_WORDS, _BLANK_IN_FIGURE = 0.1, 1.4, 1.4
_OPEN_BRACKET, _STOPS_AT_COMMA, _WORD_OF_ANOTHER_COLUMN, _MAYBE_ANOTHER_COLUMN, _NUMBER_IN_WORDS = 1.2, 0.9, 2.0, 1.3, 0.8
_JUNK_LABEL, _JUNK_SIGN, _JUNK_PAGE = 0.2, 1.0, 2.0
_MOST_TOKENS = {
    "level1": 3, "level2": 3, "nature": 2, "direction": 2, "unit": 3, "weight": 1, "score": 1, "initial": 1, "budget": 1, "executed": 1,
    "rate": 1, "completion": 1, "target": 5, "actual": 5,
}
_MOST_WORDS, _LONGEST_JOINED = 14, 400
_PASSES = 2
_ENOUGH_ROWS = 4
_DEAREST_BLANK, _CHEAPEST_BLANK = 4.0, 0.1


@dataclass(frozen=True, slots=True)
class Segment:
    """Tokens ``start`` to ``end`` (not included) that are one cell in column ``slot`` (from 1).

    Attributes:
        new_row: whether a row begins with it; rival: another column that it may stand in (its own where only its ends are open), 0 if sure.
        odd: whether it contradicts its heading; cut: whether its line is full, so that there may be more of it elsewhere.
    """

    start: int
    end: int
    slot: int
    new_row: bool
    rival: int = 0
    odd: bool = False
    cut: bool = False


class Aligner:
    """Puts the tokens of a block into rows and columns at least cost.

    ``side`` are the labels beside the block, which printed pages repeat.
    """

    def __init__(self, tokens: Sequence[Token], slots: Sequence[Slot], side: frozenset[str]) -> None:
        self.tokens, self.slots = tokens, slots
        self.count, self.width = len(tokens), len(slots)
        self.side = side
        self.junk = [_junk(token, side) for token in tokens]
        self.has_nature = any(slot.key == "nature" for slot in slots)
        self.of_money = any(slot.key == "label" for slot in slots)
        self.blanks = [blank_cost(slot.key, of_money=self.of_money) for slot in slots]
        self.names = next((column for column, slot in enumerate(slots) if slot.key in {"name", "label"}), 0)
        # Numbers and weights left of the names are joined over the rows of their level.
        self.blanks[: self.names] = [min(blank, _CHEAPEST_BLANK) for blank in self.blanks[: self.names]]
        self.breadths: list[int] = []
        self.full: list[int] = []
        self.segments = self._segments()

    def rows(self) -> tuple[list[list[Segment]], float]:
        """The rows, and what they cost on the average."""
        found, total = self._pass()
        for _ in range(_PASSES - 1):
            sure = [row for row in found if not any(segment.rival or segment.odd for segment in row)]
            if len(found) >= _ENOUGH_ROWS:
                self._learn_breadths(found)
            if len(sure) >= _ENOUGH_ROWS:
                self._learn(sure)
            found, total = self._pass()
        if self.of_money:
            found = [self._dashes_asked(row) for row in found]
        return found, total / max(len(found), 1)

    def _dashes_asked(self, row: list[Segment]) -> list[Segment]:
        """A dash in a line of money that has fewer cells than columns may stand anywhere."""
        if len(row) == self.width:
            return row
        return [replace(segment, odd=segment.odd or re.fullmatch("[-—–/]+", self.tokens[segment.start].text) is not None) for segment in row]

    def _segments(self) -> list[list[tuple[int, int, float]]]:
        """For each token the cells that may begin with it: end, column (from 0), cost."""
        every: list[list[tuple[int, int, float]]] = []
        for start in range(self.count):
            own: list[tuple[int, int, float]] = []
            length = 0
            for end in range(start + 1, min(start + _MOST_WORDS, self.count) + 1):
                length += len(self.tokens[end - 1].text)
                if length > _LONGEST_JOINED and end > start + 1:
                    break
                own += self._as_one(start, end)
            every.append(own)
        return every

    def _as_one(self, start: int, end: int) -> Iterator[tuple[int, int, float]]:
        tokens = self.tokens[start:end]
        text = joined(tokens)
        broken = sum(left.line != right.line for left, right in pairwise(tokens))
        blanks = len(tokens) - 1 - broken
        shape = _OPEN_BRACKET * min(open_brackets(text), 2) + _BROKEN_LINE * broken
        figures = sum(left.line == right.line and _has_digit(left.text) and _has_digit(right.text) for left, right in pairwise(tokens))
        levels = figures * _TWO_FIGURES + sum(_is_level(token.text) for token in tokens) * _WORD_OF_ANOTHER_COLUMN if len(tokens) > 1 else 0.0
        mixed = sum(_WORD_OF_ANOTHER_COLUMN if token.text in self.side else _of_another_column(token.text) for token in tokens) if len(tokens) > 1 else 0.0
        for column, slot in enumerate(self.slots):
            if len(tokens) > _MOST_TOKENS.get(slot.kind, _MOST_WORDS):
                continue
            fit = cost(slot.kind, text)
            if fit >= IMPOSSIBLE:
                if len(tokens) > 1:
                    continue
                fit = _ODD
            if slot.key == "direction" and self.has_nature and cost("nature", text) == 0.0:
                fit += _WORD_OF_ANOTHER_COLUMN
            if self.of_money and slot.key in {"weight", "score"} and text.endswith(("%", "％")):
                fit += _ODD / 2
            figure = slot.kind in _MOST_TOKENS and not slot.key.startswith("level")
            comma = _STOPS_AT_COMMA if text[-1] in "，、,：" and not figure else 0.0
            yield end, column, fit + shape + comma + blanks * (_BLANK_IN_FIGURE if figure else _BLANK_IN_WORDS) + (levels if figure else mixed)

    def _pass(self) -> tuple[list[list[Segment]], float]:
        backward = self._backward()
        forward, entered = self._forward()
        best = self._ends(forward)
        if best == inf:
            return [], inf
        path = self._path(backward)
        near = [
            (start, end, column) for start, own in enumerate(self.segments) for end, column, fit in own
            if entered[start][column] + fit + backward[end][column] < best + SURE - 1e-9
        ]
        rows: list[list[Segment]] = []
        for segment in path:
            rivals = [column + 1 for start, end, column in near
                      if start < segment.end and segment.start < end and (start, end, column + 1) != (segment.start, segment.end, segment.slot)]
            rival = next((column for column in rivals if column != segment.slot), rivals[0] if rivals else 0)
            marked = replace(segment, rival=rival, odd=self._odd(segment), cut=self._cut(segment))
            if segment.new_row or not rows:
                rows.append([])
            rows[-1].append(marked)
        return rows, best

    def _odd(self, segment: Segment) -> bool:
        """Whether a cell contradicts its heading, or was joined of pieces that make no figure together."""
        key = self.slots[segment.slot - 1].kind
        fit = cost(key, joined(self.tokens[segment.start : segment.end]))
        return fit >= _CONTRADICTS or (segment.end - segment.start > 1 and ((key in _MOST_TOKENS and fit >= _NO_FIGURE) or self._ill_joined(segment)))

    def _ill_joined(self, segment: Segment) -> bool:
        """Whether a cell was joined over a break where the line was not full, or with an amount that stood for itself."""
        own = self.tokens[segment.start : segment.end]
        if self.breadths and self._broken_early(segment.start, segment.end, self.breadths[segment.slot - 1]):
            return True
        words = self.slots[segment.slot - 1].key in {"name", "label"}
        return words and any(cost("target", token.text) == 0.0 and _has_digit(token.text) for token in own[1:])

    def _cut(self, segment: Segment) -> bool:
        """Whether words fill their line, as broken ones of the column do, and nothing goes on."""
        column = segment.slot - 1
        if not self.breadths or self.slots[column].kind in _MOST_TOKENS:
            return False
        full = self.full[column] >= _FULL_LINES and self.breadths[column] > _NARROW
        return full and width(self.tokens[segment.end - 1].text) >= self.breadths[column] - 1

    def _sums(self) -> list[float]:
        """What leaving the first 0, 1, 2 … columns blank costs."""
        return [0.0, *accumulate(self.blanks)]

    def _closing(self) -> list[float]:
        """What it costs to end a row after each column."""
        sums = self._sums()
        rest = [sums[self.width] - sums[column + 1] for column in range(self.width)]
        return [min(left, _EMPTY_ROW) if column <= self.names else left for column, left in enumerate(rest)]

    def _forward(self) -> tuple[list[list[float]], list[list[float]]]:
        """Least cost of the tokens before each, by the last column; and of coming to a column at each token."""
        sums, closing, width = self._sums(), self._closing(), self.width
        at = [[inf] * width for _ in range(self.count + 1)]
        entered = [[inf] * width for _ in range(self.count)]
        for place in range(self.count):
            row = at[place]
            new = 0.0 if place == 0 else inf
            if self.tokens[place].first or place == 0:
                new = min(new, min(row[column] + closing[column] for column in range(width)) + _NEW_ROW)
            within = inf
            for column in range(width):
                entered[place][column] = min(new, within) + sums[column]
                within = min(within, row[column] - sums[column + 1])
                at[place + 1][column] = min(at[place + 1][column], row[column] + self.junk[place])
            for end, column, fit in self.segments[place]:
                at[end][column] = min(at[end][column], entered[place][column] + fit)
        return at, entered

    def _ends(self, forward: list[list[float]]) -> float:
        closing = self._closing()
        return min((forward[self.count][column] + closing[column] for column in range(self.width)), default=inf)

    def _backward(self) -> list[list[float]]:
        """Least cost of the tokens from each on, by the column before."""
        sums, closing, width = self._sums(), self._closing(), self.width
        at = [[inf] * width for _ in range(self.count + 1)]
        at[self.count] = list(closing)
        for place in range(self.count - 1, -1, -1):
            best = self._best_at(place, at)
            new = min((best[column] + sums[column] for column in range(width)), default=inf) + _NEW_ROW if self.tokens[place].first else inf
            later = inf
            for column in range(width - 1, -1, -1):
                at[place][column] = min(later - sums[column + 1], new + closing[column], at[place + 1][column] + self.junk[place])
                later = min(later, best[column] + sums[column])
        return at

    def _best_at(self, place: int, backward: list[list[float]]) -> list[float]:
        best = [inf] * self.width
        for end, column, fit in self.segments[place]:
            best[column] = min(best[column], fit + backward[end][column])
        return best

    def _path(self, backward: list[list[float]]) -> list[Segment]:
        """The cells of the best reading, in their order."""
        sums, ending = self._sums(), self._closing()
        path: list[Segment] = []
        place, before = 0, -1
        while place < self.count:
            options: list[tuple[float, int, int, int, bool]] = []
            for end, column, fit in self.segments[place]:
                rest = fit + backward[end][column]
                if before >= 0 and column > before:
                    options.append((sums[column] - sums[before + 1] + rest, 0, end, column, False))
                if before < 0 or self.tokens[place].first:
                    closing = ending[before] + _NEW_ROW if before >= 0 else 0.0
                    options.append((closing + sums[column] + rest, 1, end, column, True))
            if before >= 0 and self.junk[place] < inf:
                options.append((self.junk[place] + backward[place + 1][before], 2, place + 1, before, False))
            if not options:
                place += 1
                continue
            _, kind, end, column, new = min(options)
            if kind < 2:
                path.append(Segment(place, end, column + 1, new))
            place, before = end, column
        return path

    def _learn(self, rows: list[list[Segment]]) -> None:
        """How often a column is empty tells what one more empty cell costs."""
        for column in range(1, self.width + 1):
            empty = sum(all(segment.slot != column for segment in row) for row in rows)
            self.blanks[column - 1] = min(_DEAREST_BLANK, max(_CHEAPEST_BLANK, -log((empty + 0.3) / (len(rows) + 1))))
        self.blanks[: self.names + 1] = [*[_CHEAPEST_BLANK] * self.names, blank_cost(self.slots[self.names].key)]


    def _learn_breadths(self, rows: list[list[Segment]]) -> None:
        """How broad each column is printed: a piece that is much shorter was not broken off."""
        breadths = [0] * self.width
        for segment in (segment for row in rows for segment in row):
            own = self.tokens[segment.start : segment.end]
            breadths[segment.slot - 1] = max(breadths[segment.slot - 1], *(width(token.text) for token in own))
        self.breadths = breadths
        self.full = [self._full_lines(rows, column, breadth) for column, breadth in enumerate(breadths, 1)]
        for start, cells in enumerate(self.segments):
            self.segments[start] = [(end, column, fit + self._broken_early(start, end, breadths[column])) for end, column, fit in cells]

    def _full_lines(self, rows: list[list[Segment]], column: int, breadth: int) -> int:
        """How many cells of a column end with a full line; 0 where most of such lines go on as they should."""
        own = [segment for row in rows for segment in row if segment.slot == column]
        on = sum(width(token.text) >= breadth - 1 for segment in own for token in self.tokens[segment.start : segment.end - 1])
        ending = sum(width(self.tokens[segment.end - 1].text) >= breadth - 1 for segment in own)
        return ending if ending > on else 0

    def _broken_early(self, start: int, end: int, breadth: int) -> float:
        pairs = pairwise(self.tokens[start:end])
        return _BROKEN_EARLY * sum(left.line != right.line and width(left.text) < _FULL * breadth for left, right in pairs)


def _junk(token: Token, side: frozenset[str]) -> float:
    """What leaving a token out costs: a label beside the block, a single character of one, the number of a page."""
    if token.text in side and token.first:
        return _JUNK_LABEL
    if not token.alone:
        return inf
    if re.fullmatch(r"第?\s*-?\d{1,3}-?\s*页?(?:共\d+页)?|[-—]\d{1,3}[-—]", token.text):
        return _JUNK_PAGE
    return _JUNK_SIGN if len(token.text) == 1 and not token.text.isascii() and any(token.text in label for label in side) else inf


def _of_another_column(text: str) -> float:
    """What joining such a token with words costs: signs, 定量, levels and numbers stand for themselves."""
    if cost("nature", text) == 0.0 or cost("direction", text) == 0.0:
        return _WORD_OF_ANOTHER_COLUMN
    if level_word(text) is not None:
        return _LEVEL_IN_WORDS if _is_level(text) else _MAYBE_ANOTHER_COLUMN
    return _NUMBER_IN_WORDS if re.fullmatch(r"-?[\d.,，]+[%％]?|[-—–/]+", text) else 0.0


def _is_level(text: str) -> bool:
    word = level_word(text)
    return word is not None and word.full


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)
