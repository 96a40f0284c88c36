"""Opening a document: told by its content, read by the reader of its kind, or a sentence that says why not.

For an accountant: 打不开的文档，会说清楚为什么、怎么办.
For a programmer: `open_document` is the only door.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jixiao.documents.html import read_html
from jixiao.documents.pdf import read_pdf
from jixiao.documents.refusals import is_page, refuse_bytes, refuse_package, worded
from jixiao.documents.text import read_text
from jixiao.documents.word import main_part, read_word
from jixiao.model.documents import Document
from jixiao.workbooks.encryption import is_locked, unlocked
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.package import read_package
from jixiao.workbooks.passwords import Passwords
from jixiao.workbooks.reading import read_bytes
from jixiao.workbooks.unreadable import Unreadable


def open_document(path: Path, limits: Limits | None = None, passwords: Passwords | None = None) -> Document:
    """Read a .docx, .html, PDF or plain text; what it is, its content says, not its name.

    Nothing in it is run, fetched or resolved.  Raises Unreadable with a sentence that says what to do
    next; NoPassword where it is the password that is missing.
    """
    path = Path(path)
    with _in_words_of_documents():
        limits = limits or Limits.chosen()
        passwords = passwords or Passwords()
        data = read_bytes(path, limits)
        sha256 = hashlib.sha256(data).hexdigest()
        if is_locked(data):
            data, _ = unlocked(path, data, passwords, limits)
        if data.startswith(b"PK"):
            return _packed(data, path, sha256, limits)
        if data[:1024].lstrip().startswith(b"%PDF-"):
            return read_pdf(path, data, sha256, limits, passwords)
        refuse_bytes(data)
        if is_page(data):
            return read_html(data, str(path), sha256, limits)
        return read_text(data, str(path))


def _packed(data: bytes, path: Path, sha256: str, limits: Limits) -> Document:
    package = read_package(data, limits)
    part = main_part(package)
    if part is None:
        raise refuse_package(package)
    return read_word(package, part, str(path), sha256)


@contextmanager
def _in_words_of_documents() -> Iterator[None]:
    try:
        yield
    except Unreadable as error:
        raise type(error)(worded(error.text)) from error.__cause__
