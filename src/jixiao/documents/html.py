"""Web pages (.html): paragraphs and tables, without fetching or running anything.

For an accountant: 网上公开的表、从 Word/Excel 另存的网页，都能读；排版用的表会拆开.
For a programmer: lxml's HTML parser over text that was decoded here; spans are resolved into a grid.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.html
from lxml import etree

from jixiao.documents.arranging import Found, FoundCell, FoundParagraph, FoundTable, arranged
from jixiao.documents.joining import joined_neighbours
from jixiao.model import Area, Text
from jixiao.model.documents import Document
from jixiao.workbooks.limits import Limits, too_large
from jixiao.workbooks.unreadable import damaged

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_.-]{1,40})["']""")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENCODINGS = re.compile(r"utf-8|utf-16(-[lb]e)?|big5(hkscs)?|gb18030")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030"}
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef"
# A line of the source ends between Chinese characters, where no blank is meant.
_BROKEN_LINE = re.compile(rf"(?<=[{_WIDE}])[ \t]*\r?\n[ \t\r\n]*(?=[{_WIDE}])")
_SILENT = frozenset({
    "script", "style", "head", "template", "noscript", "title", "select", "textarea", "button", "svg", "math", "object", "iframe", "audio", "video",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "ruby", "rb", "img", "input",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_WHOLE = re.compile(r"\s*([0-9]{1,6})")
_TOO_DEEP = "Excessive depth"


def read_html(data: bytes, path: str, sha256: str, limits: Limits) -> Document:
    """The paragraphs and tables of a page.  Raises Unreadable where it is too large or nested too deep."""
    limits.bound("document_bytes", len(data))
    limits.bound("document_elements", data.count(b"<"))
    text, notes = _decoded(data)
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        raise damaged("网页里没有内容", "there is nothing in the page") from None
    if any(_TOO_DEEP in each.message for each in parser.error_log):
        raise too_large("depth", limits)
    joined, more = joined_neighbours(list(_Reader(limits).blocks(root)))
    return Document(path, "html", arranged(joined), (*notes, *more), sha256)


def _decoded(data: bytes) -> tuple[str, tuple[Text, ...]]:
    """The text, in the encoding that it names or else in one that fits."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").lstrip("\ufeff"), ()
    named = _named(data[:4096])
    for encoding in dict.fromkeys((named or "utf-8", "utf-8", "gb18030")):
        try:
            return data.decode(encoding), ()
        except UnicodeDecodeError:
            continue
    return data.decode(named or "gb18030", "replace"), (Text(
        "网页里有些字符解不出来，显示为“\ufffd”，请对照原文核对。", "Some characters of the page could not be decoded and show as “\ufffd”; check them.",
    ),)  # fmt: skip


def _named(head: bytes) -> str | None:
    match = _XML_ENCODING.match(head) or _CHARSET.search(head)
    if match is None:
        return None
    name = match[1].decode().lower()
    try:
        name = codecs.lookup(_WIDER.get(name, name)).name
    except LookupError:
        return None
    return name if _ENCODINGS.fullmatch(name) else None


@dataclass(slots=True)
class _Reader:
    limits: Limits
    _cells: int = 0
    _buffer: list[str] = field(default_factory=list)

    def blocks(self, root: etree._Element) -> list[Found]:
        """Paragraphs and tables inside an element."""
        kept, self._buffer = self._buffer, []
        found: list[Found] = []
        self._walk(root, found, None, pre=False)
        self._flush(found, None)
        self._buffer = kept
        return found

    def _walk(self, element: etree._Element, found: list[Found], rank: int | None, *, pre: bool) -> None:
        self._say(element.text, pre=pre)
        for each in element.iterchildren():
            tag = each.tag
            if not isinstance(tag, str) or tag in _SILENT or _is_hidden(each):
                pass
            elif tag == "br":
                self._buffer.append("\n")
            elif tag == "table":
                self._flush(found, rank)
                found += self._table(each)
            elif tag in _INLINE:
                self._walk(each, found, rank, pre=pre)
            elif tag not in {"rt", "rp"}:
                self._flush(found, rank)
                inner = int(tag[1]) if re.fullmatch("h[1-6]", tag) else rank
                self._walk(each, found, inner, pre=pre or tag == "pre")
                self._flush(found, inner)
            self._say(each.tail, pre=pre)

    def _say(self, text: str | None, *, pre: bool) -> None:
        if text:
            self._buffer.append(text if pre else _BLANKS.sub(" ", _BROKEN_LINE.sub("", text)))

    def _flush(self, found: list[Found], rank: int | None) -> None:
        lines = [re.sub(" {2,}", " ", line).strip(" \u3000\t") for line in "".join(self._buffer).replace("\xa0", " ").split("\n")]
        self._buffer = []
        text = "\n".join(lines).strip("\n")
        if text:
            found.append(FoundParagraph(text, rank))

    def _table(self, table: etree._Element) -> Iterator[Found]:
        """A table, its caption in front."""
        for caption in table.iterchildren("caption"):
            yield from self.blocks(caption)
        rows = [each for each in _rows(table) if not _is_hidden(each)]
        taken: dict[int, int] = {}  # column → the last row that a cell from above takes there
        cells: list[FoundCell] = []
        for row, tr in enumerate(rows, 1):
            column = 1
            for td in tr.iterchildren("td", "th"):
                if _is_hidden(td):
                    continue
                while taken.get(column, 0) >= row:
                    column += 1
                right = column + max(1, _span(td, "colspan", 1)) - 1
                self.limits.bound("document_columns", right)
                down = _span(td, "rowspan", 1)
                bottom = min(len(rows), row + down - 1) if down else len(rows)
                free = next((each for each in range(column, right + 1) if taken.get(each, 0) >= row), right + 1)
                right = free - 1  # two cells cannot take the same place
                self._cells += 1
                self.limits.bound("cells", self._cells)
                taken.update(dict.fromkeys(range(column, right + 1), bottom))
                cells.append(FoundCell(Area(row, column, bottom, right), self.blocks(td)))
                column = right + 1
        if cells:
            yield FoundTable(cells)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for each in table.iterchildren():
        if each.tag == "tr":
            yield each
        elif each.tag in {"thead", "tbody", "tfoot"}:
            yield from each.iterchildren("tr")


def _span(element: etree._Element, name: str, usual: int) -> int:
    match = _WHOLE.match(str(element.get(name, "")))
    return int(match[1]) if match else usual


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(str(element.get("style", ""))))
