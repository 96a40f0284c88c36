"""A workbook as a stranger reads it: zipfile and lxml, nothing of our own reading.

What the comparer and the search for unsound things share.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELS = ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding\s*=\s*["']([\w-]+)""")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Place = tuple[int, int]
Element = etree._Element


def as_utf8(data: bytes) -> bytes:
    """A part in UTF-8 without mark or declaration: the parser knows fewer encodings than Python."""
    declared = _ENCODING.match(data)
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    wide = "utf-16" if marked else "utf-16-be" if data.startswith(b"\0<") else "utf-16-le" if data.startswith(b"<\0") else ""
    text = data.decode(wide or (declared[1].decode() if declared else "utf-8-sig"))
    return _DECLARATION.sub("", text.lstrip("\ufeff")).encode()


def parse(data: bytes) -> Element:
    return etree.fromstring(as_utf8(data), _PARSER)


def local(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def canonical(element: Element) -> bytes:
    """An element as text, with its namespaces, without what follows it."""
    return etree.tostring(element, with_tail=False)


def children(element: Element | None, name: str = "") -> list[Element]:
    return [] if element is None else [each for each in element if isinstance(each.tag, str) and (not name or local(each) == name)]


def child(element: Element | None, name: str) -> Element | None:
    return next(iter(children(element, name)), None)


def column_of(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def place_of(reference: str) -> Place | None:
    match = _REFERENCE.fullmatch(reference)
    return (int(match[2]), column_of(match[1])) if match else None


def area_of(reference: str) -> tuple[int, int, int, int] | None:
    """Top, left, bottom, right."""
    first, _, last = reference.partition(":")
    a, b = place_of(first), place_of(last or first)
    return (a[0], a[1], b[0], b[1]) if a and b else None


def unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def folded(name: str) -> str:
    return unquote(name.replace("\\", "/")).lstrip("/").casefold()


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship; ``target`` is the folded name of a part, or the address outside."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass
class Sheet:
    """One sheet as the workbook lists it; ``root`` is None where it has no part."""

    name: str
    id: str
    state: str
    part: str
    kind: str
    root: Element | None

    @cached_property
    def rows(self) -> list[tuple[int, Element]]:
        found: list[tuple[int, Element]] = []
        number = 0
        for row in children(child(self.root, "sheetData"), "row"):
            number = int(row.get("r", number + 1))
            found.append((number, row))
        return found

    @cached_property
    def cells(self) -> dict[Place, Element]:
        found: dict[Place, Element] = {}
        for number, row in self.rows:
            column = 0
            for cell in children(row, "c"):
                about = place_of(cell.get("r") or "")
                column = about[1] if about else column + 1
                found[number, column] = cell
        return found


@dataclass
class Stranger:
    """A workbook file.

    Attributes:
        members: content by stored name, in order; infos: what the directory says of each.
        comment: of the archive.

    """

    data: bytes
    members: dict[str, bytes] = field(default_factory=dict)
    infos: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    comment: bytes = b""
    _parsed: dict[str, Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            self.comment = archive.comment
            for info in archive.infolist():
                # The name as stored: zipfile turns backslashes only where the system has them.
                assert info.filename not in self.members, f"two members {info.filename}"
                self.members[info.filename] = archive.read(info)
                self.infos[info.filename] = info

    @cached_property
    def names(self) -> dict[str, str]:
        return {folded(name): name for name in self.members}

    def find(self, name: str) -> str | None:
        return self.names.get(folded(name))

    def root(self, name: str) -> Element:
        if name not in self._parsed:
            self._parsed[name] = parse(self.members[name])
        return self._parsed[name]

    def links(self, part: str) -> list[Link]:
        """The relationships of a part ("" for the package)."""
        folder, name = posixpath.split(part.replace("\\", "/"))
        member = self.find(posixpath.join(folder, "_rels", name + ".rels"))
        found = []
        for each in children(self.root(member), "Relationship") if member else []:
            external = each.get("TargetMode") == "External"
            target = each.get("Target", "")
            if not external:
                target = folded(posixpath.normpath(posixpath.join("/" + folder, target.replace("\\", "/"))))
            found.append(Link(each.get("Id", ""), each.get("Type", "").rpartition("/")[2], target, external))
        return found

    @cached_property
    def workbook_part(self) -> str:
        listed = [self.find(each.target) for each in self.links("") if each.kind == "officeDocument"]
        return listed[0] if listed and listed[0] else self.names["xl/workbook.xml"]

    @property
    def workbook(self) -> Element:
        return self.root(self.workbook_part)

    @cached_property
    def sheets(self) -> list[Sheet]:
        links = {each.id: each for each in self.links(self.workbook_part)}
        found = []
        for each in children(child(self.workbook, "sheets"), "sheet"):
            link = next((links[value] for space in RELS if (value := each.get(f"{{{space}}}id")) in links), None)
            part = self.find(link.target) if link else None
            kind = link.kind if link else ""
            root = self.root(part) if part and kind in {"worksheet", "chartsheet", "dialogsheet"} else None
            found.append(Sheet(each.get("name", ""), each.get("sheetId", ""), each.get("state", "visible"), part or "", kind, root))
        return found

    def related(self, kind: str) -> str | None:
        """The part of the workbook of that kind (styles, sharedStrings, calcChain)."""
        listed = [self.find(each.target) for each in self.links(self.workbook_part) if each.kind == kind]
        return next((each for each in listed if each), None)

    @cached_property
    def strings(self) -> list[Element]:
        part = self.related("sharedStrings")
        return children(self.root(part), "si") if part else []

    def text(self, item: Element) -> str:
        """A shared or inline string, its runs joined."""
        pieces = []
        for each in children(item):
            pieces += [each] if local(each) == "t" else children(each, "t") if local(each) == "r" else []
        return unescaped("".join(each.text or "" for each in pieces))
