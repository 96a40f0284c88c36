"""Heading rows on a printed page: words of headings that follow each other, each perhaps broken over lines.

For an accountant: 「指标性质(注:定」「量或者定性)」 is one heading.  For a programmer: a chain of segments that the vocabulary of
``jixiao.forms`` knows, found by dynamic programming; a few unknown words may stand between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from jixiao.documents.flowed_alignment import Slot
from jixiao.documents.flowed_tokens import Token, joined, open_brackets
from jixiao.documents.text_headings import parted
from jixiao.forms.headings import Block, clean, meaning
from jixiao.forms.level_rows import level_word

_MOST_TOKENS = 7
_LONGEST = 60
_LONGEST_UNKNOWN = 12
_MOST_UNKNOWN = 2
_EXACT, _LIKE, _UNKNOWN, _JOIN = 3.0, 1.6, -1.4, -0.1
_FEWEST = 3
_MOST_HEADINGS, _MOST_ROWS = 40, 200
_PATTERN_RANK = 100
_ENDING, _LONGEST_ENDING = 0.2, 6
_FEWEST_SUBS, _LEAST_PROOF = 2, 2.0


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A heading row: tokens ``start`` to ``end`` (not included), the columns that it heads, and the label beside them ("" for none)."""

    block: Block
    start: int
    end: int
    slots: tuple[Slot, ...]
    lines: tuple[int, ...]
    side: str = ""

    def repeats(self, other: HeadingRow) -> bool:
        """Whether it is the other one once more, as at the top of a further page."""
        return self.block == other.block and [slot.heading for slot in self.slots] == [slot.heading for slot in other.slots]


@dataclass(frozen=True, slots=True)
class _Link:
    start: int
    end: int
    key: str
    rank: int
    text: str
    score: float
    before: _Link | None
    count: int

    def chain(self) -> list[_Link]:
        links: list[_Link] = []
        link: _Link | None = self
        while link is not None:
            links.append(link)
            link = link.before
        return links[::-1]


def heading_rows(tokens: Sequence[Token]) -> list[HeadingRow]:
    """Every heading row among the tokens, in their order."""
    blocks: tuple[Block, ...] = ("indicator", "fund")
    found = sorted(((link, block) for block in blocks for link in _links(tokens, block)), key=lambda pair: -pair[0].score)
    rows: list[HeadingRow] = []
    for link, block in found:
        if len(rows) >= _MOST_ROWS:
            break
        chain = link.chain()
        row = _row(tokens, chain, block)
        if row is not None and all(row.end <= other.start or other.end <= row.start for other in rows):
            rows.append(row)
    return sorted(rows, key=lambda row: row.start)


def _links(tokens: Sequence[Token], block: Block) -> list[_Link]:
    """The best chain that ends with each known heading."""
    ending: dict[int, _Link] = {}
    found: list[_Link] = []
    for start in range(len(tokens)):
        length = 0
        for end in range(start + 1, min(start + _MOST_TOKENS, len(tokens)) + 1):
            length += len(tokens[end - 1].text)
            if length > _LONGEST:
                break
            text = joined(tokens[start:end])
            known = _known(tokens[start:end], text, block)
            if known is None:
                continue
            own = (_EXACT if known[1] < _PATTERN_RANK else _LIKE) + _JOIN * (end - start - 1) + _ENDING * _ends_alone(tokens[start:end])
            before, gap = _before(tokens, ending, start)
            link = _Link(start, end, known[0], known[1], text, own + (before.score + gap if before else 0.0), before, before.count + 1 if before else 1)
            if end not in ending or ending[end].score < link.score:
                ending[end] = link
                found.append(link)
    return found


def _ends_alone(tokens: Sequence[Token]) -> bool:
    """Whether the last piece of a heading stands in a line of its own, as only an ending does (改进 / 措施)."""
    last = tokens[-1]
    return len(tokens) > 1 and last.alone and not last.after_gap and len(last.text) <= _LONGEST_ENDING and level_word(last.text) is None


def _known(tokens: Sequence[Token], text: str, block: Block) -> tuple[str, int] | None:
    if open_brackets(text):
        return None
    for place, (left, right) in enumerate(pairwise(tokens), 1):
        # Within a line, a blank parts two headings, unless it stands inside brackets.
        if left.line == right.line and not open_brackets(joined(tokens[:place])):
            return None
    return meaning(text, block)


def _before(tokens: Sequence[Token], ending: dict[int, _Link], start: int) -> tuple[_Link | None, float]:
    """The best chain that can go before a heading, with at most a few unknown words between."""
    best: tuple[_Link | None, float] = (None, 0.0)
    for gap in range(_MOST_UNKNOWN + 1):
        if gap and (start - gap < 0 or not _may_be_unknown(tokens[start - gap].text)):
            break
        link = ending.get(start - gap)
        lines = {tokens[start].line, tokens[start - gap - 1].line}
        if any(token.line not in lines for token in tokens[start - gap : start]):
            break
        if link is not None and link.count < _MOST_HEADINGS and link.score + gap * _UNKNOWN > (best[0].score + best[1] if best[0] else 0.0):
            best = (link, gap * _UNKNOWN)
    return best


def _may_be_unknown(text: str) -> bool:
    return len(text) <= _LONGEST_UNKNOWN and not any(char.isdigit() for char in text) and not any(sign in text for sign in "。；;，")


def _row(tokens: Sequence[Token], chain: list[_Link], block: Block) -> HeadingRow | None:
    """The heading row of a chain, if it proves to be one."""
    keys = {link.key for link in chain} - {"remark"}
    if len(keys) < _FEWEST:
        return None
    if block == "indicator" and not ("name" in keys and keys & {"target", "actual", "weight", "score"}):
        return None
    if block == "fund" and not (keys & {"budget", "initial"} and keys & {"executed", "rate"}):
        return None
    first, last = chain[0].start, chain[-1].end
    while first and not tokens[first].first and _may_be_unknown(tokens[first - 1].text):
        first -= 1
    while last < len(tokens) and not tokens[last].first and _may_be_unknown(tokens[last].text):
        last += 1
    cells: list[tuple[Slot, int, bool]] = []
    at = first
    for link in (*chain, None):
        until = link.start if link else last
        cells += [(Slot("", token.text), token.line, token.first) for token in tokens[at:until]]
        if link:
            cells.append((Slot(link.key, link.text), tokens[link.start].line, tokens[link.start].first))
            at = link.end
    cells = _one_row(cells)
    side = ""
    if block == "fund":
        first = _with_label(tokens, first, cells)
    elif cells[0][0].key == "name" and any(link.key == "name" and link.rank < chain[0].rank for link in chain):
        side = cells.pop(0)[0].heading
    return HeadingRow(block, first, last, tuple(slot for slot, _, _ in cells), tuple(line for _, line, _ in cells), side)


def _with_label(tokens: Sequence[Token], first: int, cells: list[tuple[Slot, int, bool]]) -> int:
    """The column of the money lines' names goes first; says where the heading row then begins."""
    unknown = next((place for place, (slot, _, _) in enumerate(cells) if slot.key), 0)
    if unknown:  # the last unknown word before the amounts heads the names; those before stand beside
        slot, line, _ = cells[unknown - 1]
        del cells[: unknown - 1]
        cells[0] = (Slot("label", slot.heading), line, True)
        return first
    label = _label_before(tokens, first)
    cells.insert(0, (Slot("label", label), tokens[first - 1].line if label else tokens[first].line, True))
    return first - bool(label)


def _one_row(cells: list[tuple[Slot, int, bool]]) -> list[tuple[Slot, int, bool]]:
    """Two heading rows as one: sub-headings (符号 数值 单位) take the place of the heading that they stand under."""
    best: tuple[float, list[tuple[Slot, int, bool]]] = (_LEAST_PROOF, cells)
    for cut in range(1, len(cells)):
        if not cells[cut][2] or len(cells) - cut < _FEWEST_SUBS:
            continue
        upper, lower = cells[:cut], cells[cut:]
        found = parted([slot.heading for slot, _, _ in upper], [slot.heading for slot, _, _ in lower])
        if found is None or found[0] < best[0]:
            continue
        at, whole = 0, []
        for cell, width in zip(upper, found[1], strict=True):
            whole += [_below(cell[0], sub) for sub in lower[at : at + width]] or [cell]
            at += width
        best = (found[0], whole)
    return best[1]


def _below(heading: Slot, cell: tuple[Slot, int, bool]) -> tuple[Slot, int, bool]:
    """A sub-heading as a column: 数值 below 实际完成值 is the actual."""
    slot, line, first = cell
    key = heading.key if heading.key == "actual" and slot.key == "target" else slot.key
    return Slot(key, heading.heading if key == heading.key else slot.heading), line, first


def _label_before(tokens: Sequence[Token], start: int) -> str:
    """What heads the names of the money lines (项目资金（万元）): the word before the first heading, on its own line or the same."""
    if start == 0:
        return ""
    text = tokens[start - 1].text
    said = clean(text)[0]
    return text if len(text) <= _LONGEST_UNKNOWN + 4 and any(word in said for word in ("资金", "预算", "项目", "名称", "收支")) and meaning(text, "fund") is None else ""
