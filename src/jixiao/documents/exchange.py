"""What the child process that reads PDF hands back: blocks and sentences, as JSON, taken as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jixiao.model import Area, Text
from jixiao.model.documents import DocumentTable, Paragraph, Piece, Place

Blocks = tuple[Paragraph | DocumentTable, ...]


class BrokenAnswerError(ValueError):
    """The child's answer is not one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a file.

    Attributes:
        refusal: why it was not read; then there are no blocks.
        locked: it has a password that is none of those given; opened_with: which of them opened it.
    """

    blocks: Blocks = ()
    notes: tuple[Text, ...] = ()
    refusal: Text | None = None
    locked: bool = False
    opened_with: int | None = None


def pack(answer: Answer) -> bytes:
    """The answer as the child prints it."""
    return json.dumps([
        [_packed(each) for each in answer.blocks], answer.notes, answer.refusal, answer.locked, answer.opened_with,
    ], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")  # fmt: skip


def _packed(block: Paragraph | DocumentTable) -> list[object]:
    if isinstance(block, Paragraph):
        return ["p", block.text, block.place, block.heading]
    pieces = [[*at, piece.text, piece.place, piece.doubt] for at, piece in block.pieces.items()]
    return ["t", pieces, block.place, block.merges, block.doubt]


def unpack(data: bytes) -> Answer:
    """The answer as the parent takes it.  Raises BrokenAnswerError."""
    try:
        blocks, notes, refusal, locked, opened_with = json.loads(data)
        return Answer(
            tuple(_block(*each) for each in blocks), tuple(_text(each) for each in notes), _text(refusal) if refusal else None,
            bool(locked), None if opened_with is None else int(opened_with),
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BrokenAnswerError from error


def _block(kind: str, *content: Any) -> Paragraph | DocumentTable:
    if kind == "p":
        text, place, heading = content
        return Paragraph(str(text), _place(place), int(heading))
    pieces, place, merges, doubt = content
    listed = {(int(row), int(column)): Piece(str(text), _place(where), _text(why)) for row, column, text, where, why in pieces}
    return DocumentTable(listed, _place(place), tuple(Area(*(int(side) for side in each)) for each in merges), _text(doubt))


def _place(numbers: Sequence[int]) -> Place:
    return Place(*(int(each) for each in numbers))


def _text(pair: Sequence[str]) -> Text:
    zh, en = pair
    return Text(str(zh), str(en))
