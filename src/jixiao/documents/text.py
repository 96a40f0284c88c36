"""Plain text as a converter leaves it, read as paragraphs and tables again.

For an accountant: a Word or PDF document that was saved as text still holds its tables, one cell a line, separated by tabs or
as printed; they are put together again, and what is not sure is said.  For a programmer: ``read_text`` decodes, looks at each
stretch of lines for the dialect that it is written in, and leaves the tables to ``text_cells``, ``text_tabs`` and ``flowed``.
"""

from __future__ import annotations

import codecs
import hashlib
import re

from jixiao.documents.flowed import read_flowed
from jixiao.documents.headings import rank_of
from jixiao.documents.text_cells import read_cells
from jixiao.documents.text_lines import Line, one_cell_a_line
from jixiao.documents.text_tabs import read_tabs
from jixiao.model import Text
from jixiao.model.documents import Document, DocumentTable, Paragraph, Place
from jixiao.workbooks.unreadable import unreadable

_MOST_BYTES = 32 * 1024 * 1024
_MOST_LINES = 300_000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMES = {"utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "gb18030": "GB18030（GBK）"}
# Word's own cell mark stands for a tab; page and line breaks of printers end a line.
_CELL_MARK = str.maketrans({"\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufff9-\ufffd]")


def read_text(data: bytes, path: str) -> Document:
    r"""The paragraphs and tables of a plain text, in their order.

    The lines of every piece are counted as in the file, from 1.  Raises Unreadable where the bytes are no text.

    >>> document = read_text("一、基本情况\n名称\t数量\n甲\t3\n".encode("gb18030"), "a.txt")
    >>> document.paragraphs[0].text, document.tables[0].pieces[2, 2].text, document.notes[0].en
    ('一、基本情况', '3', 'The text is encoded in GB18030.')
    """
    text, encoding = _decoded(data)
    lines = _lines(text)
    notes = [] if encoding == "utf-8" else [Text(
        f"文字按 {_NAMES[encoding]} 编码读取；如有乱码，请另存为 UTF-8 后再导入。", f"The text is encoded in {encoding.upper().removesuffix('-LE').removesuffix('-BE')}.")]
    blocks = _blocks(lines)
    return Document(path, "text", tuple(_counted(blocks)), tuple(notes), hashlib.sha256(data).hexdigest())


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and its encoding ("utf-8", "utf-16", "utf-16-le", "utf-16-be" or "gb18030")."""
    if len(data) > _MOST_BYTES:
        raise unreadable(f"文本超过 {_MOST_BYTES // 2**20} MB，未读取。请拆成几个文件后再导入。",
                                     f"The text is larger than {_MOST_BYTES // 2**20} MB and was not read. Split it and import the parts.")
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, "utf-8" if encoding == "utf-8-sig" else encoding
    raise unreadable(
        "认不出这个文件的文字编码，或者它不是文本文件。请在记事本或 WPS 里另存为 UTF-8 编码的 .txt 后再导入。",
        "The encoding of this file is not known, or it is no text. Save it as UTF-8 text and import that.")


def _candidates(data: bytes) -> tuple[str, ...]:
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if marked is not None:
        return (marked,)
    head = data[:4096]
    if head.count(0) * 10 > len(head):  # every second byte of digits, blanks and line breaks in UTF-16 is 0
        return ("utf-16-le",) if head[1::2].count(0) > head[0::2].count(0) else ("utf-16-be",)
    return ("utf-8", "gb18030")


def _lines(text: str) -> list[Line]:
    """The lines with their numbers; control characters are left out, page breaks count as empty lines but not as lines."""
    found: list[Line] = []
    for number, whole in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        found += [Line(number, _CONTROL.sub("", part)) for part in whole.translate(_CELL_MARK).split("\n")]
    if len(found) > _MOST_LINES:
        raise unreadable(f"文本超过 {_MOST_LINES:,} 行，未读取。请只导入表所在的部分。",
                                     f"The text has more than {_MOST_LINES:,} lines and was not read. Import the part with the tables only.")
    return found


def _blocks(lines: list[Line]) -> list[Paragraph | DocumentTable]:
    """Stretches with tabs are tables; what lies between is looked through for tables as printed."""
    blocks: list[Paragraph | DocumentTable] = []
    plain: list[Line] = []
    at = 0
    while at < len(lines):
        if not lines[at].tabbed:
            plain.append(lines[at])
            at += 1
            continue
        blocks += read_flowed(plain)
        plain = []
        table, at = read_cells(lines, at) if one_cell_a_line(lines, at) else read_tabs(lines, at)
        blocks.append(table)
    return blocks + read_flowed(plain)


def _counted(blocks: list[Paragraph | DocumentTable]) -> list[Paragraph | DocumentTable]:
    """Paragraphs with their number and rank, tables with their number."""
    counted: list[Paragraph | DocumentTable] = []
    paragraphs = tables = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            paragraphs += 1
            counted.append(Paragraph(block.text, block.place._replace(paragraph=paragraphs), rank_of(block.text)))
            continue
        tables += 1
        pieces = {at: piece._replace(place=_within(piece.place, tables, *at)) for at, piece in block.pieces.items()}
        counted.append(DocumentTable(pieces, block.place._replace(table=tables), block.merges, block.doubt))
    return counted


def _within(place: Place, table: int, row: int, column: int) -> Place:
    return place._replace(table=table, row=row, column=column)
