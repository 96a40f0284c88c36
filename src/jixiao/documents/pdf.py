"""PDF files with a text layer: read in a process of its own, as plain data.

For an accountant: 扫描的 PDF 没有文字，读不了，会说明；设了打开密码的，用 --password-file 给出密码.
For a programmer: the parent of `pdf_child`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jixiao.documents.exchange import Answer, BrokenAnswerError, unpack
from jixiao.model.documents import Document
from jixiao.workbooks.children import ask, program
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.passwords import Passwords
from jixiao.workbooks.unreadable import Unreadable, damaged

_CHILD = program("jixiao.documents.pdf_child")


def read_pdf(path: Path, data: bytes, sha256: str, limits: Limits, passwords: Passwords) -> Document:
    """The paragraphs and tables of a PDF.  Raises Unreadable, NoPassword where a password is missing."""
    answer = _answer(data, limits, ())
    if answer.locked:
        _, answer = passwords.opening(path, lambda candidates: _opened(data, limits, candidates))
    if answer.refusal is not None:
        raise Unreadable(answer.refusal)
    return Document(str(path), "pdf", answer.blocks, answer.notes, sha256)


def _opened(data: bytes, limits: Limits, candidates: Sequence[str]) -> tuple[str, Answer] | None:
    answer = _answer(data, limits, candidates)
    if answer.locked:
        return None
    if answer.refusal is not None:
        raise Unreadable(answer.refusal)
    if answer.opened_with is None or not 0 <= answer.opened_with < len(candidates):
        raise _incomplete()
    return candidates[answer.opened_with], answer


def _answer(data: bytes, limits: Limits, candidates: Sequence[str]) -> Answer:
    try:
        return unpack(ask(_CHILD, data, {}, limits, candidates, needs="pdfplumber"))
    except BrokenAnswerError:
        raise _incomplete() from None


def _incomplete() -> Unreadable:
    return damaged("读出的内容不完整", "what was read is incomplete")
