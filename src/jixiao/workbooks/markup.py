"""Where each XML element begins and ends, so that text can be put in without touching the rest.

For an accountant: why nothing else in the workbook changes.
For a programmer: a thin layer over expat that yields byte extents.  No tree of the document is
kept beyond the depth asked for, and a DOCTYPE is refused everywhere.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from jixiao.workbooks.unreadable import Unreadable, damaged, unreadable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"

_TAG = re.compile(rb"""<[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>""")
_NAME = re.compile(rb"<([^\s/>]+)")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_OWN_TAG = re.compile(r"<(/?)(?=[A-Za-z])")
_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*?\?>""")
_ENCODING = re.compile(r"utf-16(-[lb]e)?|gb2312|gbk|gb18030|big5(hkscs)?|iso8859-[0-9]+|cp125[0-9]|cp93[26]|cp949|cp950|shift_jis|euc_(jp|kr)|koi8-[ru]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Element:
    """One element with its extent in bytes.

    Attributes:
        name: local name; namespace: its URI ("" when scanned without namespaces).
        qualified: the name as written, with prefix.
        attributes: as expat gives them ("uri local" where prefixed).
        start, open_end: extent of the start tag.
        close, end: extent of the end tag; both equal ``open_end`` for a self-closed element.
        text: character data directly inside.

    """

    name: str
    namespace: str
    qualified: bytes
    attributes: dict[str, str]
    start: int
    open_end: int
    close: int = 0
    end: int = 0
    text: str = ""
    children: list[Element] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """The prefix with its colon where the element is written ``x:name``, else nothing."""
        head, colon, _ = self.qualified.decode().rpartition(":")
        return head + colon

    def child(self, name: str) -> Element | None:
        """The first child of that local name."""
        return next((each for each in self.children if each.name == name), None)


def new_parser(part: str, *, namespaces: bool = True) -> expat.XMLParserType:
    """An expat parser that refuses a DOCTYPE."""
    parser = expat.ParserCreate("UTF-8", " " if namespaces else None)
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise doctype(part)

    parser.StartDoctypeDeclHandler = refuse
    return parser


def doctype(part: str) -> Unreadable:
    """The refusal of a DOCTYPE."""
    return unreadable(
        f"部件 {part} 含有 DOCTYPE 声明，正常的工作簿不会有，为安全起见没有打开。请确认文件来源。",
        f"Part {part} has a DOCTYPE, which no genuine workbook has; not opened, to be safe.",
    )


def run(parser: expat.XMLParserType, data: bytes, part: str) -> None:
    """Parse the whole of ``data``; a syntax error becomes `Unreadable`."""
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise damaged(
            f"部件 {part} 第 {error.lineno} 行不是合法的 XML", f"part {part}, line {error.lineno}: not well-formed XML"
        ) from error


def tag_end(data: bytes, start: int) -> int:
    """End of the tag that begins at ``start`` (of a part that expat accepts)."""
    match = _TAG.match(data, start)
    assert match is not None
    return match.end()


def qualified_name(data: bytes, start: int) -> bytes:
    """The name as written in the tag at ``start``."""
    match = _NAME.match(data, start)
    assert match is not None
    return match.group(1)


def is_empty_tag(data: bytes, open_end: int) -> bool:
    """True where the start tag that ends at ``open_end`` closes itself."""
    return data[open_end - 2 : open_end - 1] == b"/"


def outline(data: bytes, depth: int, part: str, *, namespaces: bool = True) -> Element:
    """The root element with its descendants down to ``depth`` levels (the root is level 1)."""
    parser = new_parser(part, namespaces=namespaces)
    stack: list[Element] = []
    roots: list[Element] = []
    level = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal level
        level += 1
        if level > depth:
            return
        at = parser.CurrentByteIndex
        uri, _, local = name.rpartition(" ")
        if not namespaces:
            local = name.rpartition(":")[2]
        found = Element(local, uri, qualified_name(data, at), attributes, at, tag_end(data, at))
        (stack[-1].children if stack else roots).append(found)
        stack.append(found)

    def end(_: str) -> None:
        nonlocal level
        level -= 1
        if level >= depth:
            return
        done = stack.pop()
        if is_empty_tag(data, done.open_end):
            done.close = done.end = done.open_end
        else:
            done.close = parser.CurrentByteIndex
            done.end = data.index(b">", done.close) + 1

    def characters(text: str) -> None:
        if level <= depth and stack:
            stack[-1].text += text

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    run(parser, data, part)
    return roots[0]


def elements_at_least(data: bytes) -> int:
    """How many elements a part has at least (each has two tags at most), counted without parsing."""
    return data.count(b"<") // 2


def root_of(data: bytes, part: str) -> Element:
    """The root element alone, without looking at each element inside."""
    parser = new_parser(part)
    found: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        uri, _, local = name.rpartition(" ")
        found.append(Element(local, uri, qualified_name(data, at), attributes, at, tag_end(data, at)))
        parser.StartElementHandler = None

    parser.StartElementHandler = start
    run(parser, data, part)
    root = found[0]
    root.close = data.rfind(b"</" + root.qualified)
    root.end = data.find(b">", root.close) + 1
    if is_empty_tag(data, root.open_end):
        root.close = root.end = root.open_end
    elif max(data.rfind(b"-->"), data.rfind(b"?>")) > root.close:  # what was found may be in a comment
        return outline(data, 1, part)
    return root


def apply_splices(data: bytes, splices: Iterable[tuple[int, int, bytes]]) -> bytes:
    """``data`` with each ``[start, end)`` replaced; the splices must not overlap."""
    view = memoryview(data)
    pieces: list[bytes | memoryview] = []
    at = 0
    for start, end, new in sorted(splices, key=lambda each: (each[0], each[1])):
        assert start >= at
        pieces += (view[at:start], new)
        at = end
    pieces.append(view[at:])
    return b"".join(pieces)


def append_inside(data: bytes, element: Element, xml: str) -> tuple[int, int, bytes]:
    """The splice that adds ``xml`` as the last child of ``element`` (opened if self-closed)."""
    if element.close == element.open_end and is_empty_tag(data, element.open_end):
        head = data[element.start : element.open_end - 2].rstrip() + b">"
        return element.start, element.end, head + xml.encode() + b"</" + element.qualified + b">"
    return element.close, element.close, xml.encode()


def with_attributes(tag: bytes, changes: dict[str, str | None]) -> bytes:
    """A start tag with unprefixed attributes set, or removed where None; the rest as written."""
    splices = []
    missing = dict(changes)
    for match in _ATTRIBUTE.finditer(tag):
        name = match.group(1).decode()
        if name not in changes:
            continue
        missing.pop(name, None)
        new = changes[name]
        splices.append(
            (match.start(), match.end(), b"" if new is None else f' {name}="{escape_attribute(new)}"'.encode())
        )
    added = "".join(f' {name}="{escape_attribute(new)}"' for name, new in missing.items() if new is not None)
    if added:
        names = list(_ATTRIBUTE.finditer(tag))
        at = names[-1].end() if names else 1 + len(qualified_name(tag, 0))
        splices.append((at, at, added.encode()))
    return apply_splices(tag, splices)


def prefixed(xml: str, prefix: str) -> str:
    """Our own markup with every element name under ``prefix`` ("x:" or "")."""
    return _OWN_TAG.sub(rf"<\1{prefix}", xml) if prefix else xml


def escape(text: str) -> str:
    """Character data; what XML 1.0 cannot hold becomes U+FFFD."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return _NO_XML.sub("\ufffd", text)


def escape_attribute(text: str) -> str:
    """An attribute's value, for double quotes."""
    return escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def as_utf8(data: bytes, part: str) -> bytes:
    """The part in UTF-8: as it is, or transcoded where it is stored otherwise."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.startswith(b"<\0"):
        encoding = "utf-16-le"
    elif data.startswith(b"\0<"):
        encoding = "utf-16-be"
    else:
        match = _DECLARATION.match(data[:256])
        encoding = match.group(1).decode().lower() if match else "utf-8"
        if encoding in {"utf-8", "utf8", "us-ascii", "ascii"}:
            return data
    try:
        known = _ENCODING.fullmatch(codecs.lookup(encoding).name)  # not every codec is an encoding of text, and some are costly
        text = data.decode(encoding if known else "us-ascii")
    except (UnicodeError, LookupError) as error:
        raise damaged(f"部件 {part} 的编码 {encoding} 无法识别", f"part {part}: cannot decode {encoding}") from error
    body = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text, count=1).lstrip("\ufeff")
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + body.encode()
