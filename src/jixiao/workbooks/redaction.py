"""A publishable copy: the same package with some texts masked and the names of its authors taken out.

For an accountant: 公开副本与原件逐格相同，只有遮盖的号码不同；图片、宏、嵌入的文件看不进去，会逐一列出.
For a programmer: what is to be masked is somebody else's business (`Masking`).  Here a part is read as tags
and texts with their bytes; texts that are one to a reader (the runs of a rich text) are masked as one, and a
mask never changes the length, so that the proof is: the same tags, and nothing different but stars.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from jixiao.model import JixiaoError, Text
from jixiao.workbooks.exclusive import exclusive
from jixiao.workbooks.fastscan import unescape
from jixiao.workbooks.markup import apply_splices, escape, new_parser, run, with_attributes
from jixiao.workbooks.package import Package, read_package, write_package
from jixiao.workbooks.private import EMPTIED, EMPTIED_TEXTS, KEPT_AUTHOR, XML_ENDINGS, anonymous
from jixiao.workbooks.replacing import (
    Proof,
    check_unchanged,
    hash_of,
    make_folder,
    permissions,
    put,
    refuse,
    refuse_if_open,
    staged,
)
from jixiao.workbooks.sheetxml import Place, parse_cell

_TOKEN = re.compile(rb"""<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>""", re.DOTALL)
_TAG_NAME = re.compile(rb"</?(?:[^\s/>:]+:)?([^\s/>]+)")
_ATTRIBUTE = re.compile(rb"""\s([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_SPOKEN = re.compile(
    rb"""\s(?:v|caption|descr|title|alt|prompt|promptTitle|error|errorTitle|display|tooltip|location|comment|description|help|"""
    rb"""statusBar|string|text|name|val|Target|minValue|maxValue|displayName|userId|providerId|userName|url|refreshedBy)\s*=""")
# Attributes of these names are words for people in the elements named; None is any element.
_WORDS: dict[str, frozenset[str] | None] = {
    **dict.fromkeys(("caption", "descr", "title", "alt", "prompt", "promptTitle", "error", "errorTitle", "display", "tooltip", "location", "comment", "description", "help", "statusBar", "string")),
    "v": frozenset({"s"}),
    "text": frozenset({"cfRule"}),
    "name": frozenset({"tableColumn", "cacheField", "pivotField", "dataField", "cNvPr"}),
    "val": frozenset({"filter", "customFilter"}),
    "Target": frozenset({"Relationship"}),
}
_FIGURES = {"v": frozenset({"n"}), "minValue": frozenset({"sharedItems"}), "maxValue": frozenset({"sharedItems"})}
_JOINED = frozenset({"si", "is", "rPh", "p", "div", "text"})
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula"})
_LITERAL = re.compile(r'"(?:[^"]|"")*"')
_HEADER_CODE = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&K\d\d[+-]\d{3}|&\d{1,3}(?!\d)|&[A-Za-z]')
# Data of other programs, in elements and attributes of any name; not what tells Office where they belong.
_ANY_WORDS = re.compile(r"customxml/(?!itemprops|_rels/)", re.IGNORECASE)
_AUTHOR = re.compile(rb"<(?:[\w.-]+:)?author>([^<]{2,})</")
_TYPE = re.compile(rb"""\st=["']([A-Za-z]+)""")
_STORED = frozenset({"s", "b", "e", "d"})


@dataclass(frozen=True, slots=True)
class Masking:
    """What is masked.

    Attributes:
        text: a text with its secrets masked, of the same length.
        figure: whether a number as stored is a secret.
        numbers: sheet part → place → the masked text that a stored number becomes.
    """

    text: Callable[[str], str]
    figure: Callable[[str], bool]
    numbers: Mapping[str, Mapping[Place, str]]


@dataclass(slots=True)
class Redaction:
    """A copy, composed but not yet on disk.

    Attributes:
        changed: parts by name; masked: how many texts outside of cells were masked in each; emptied: parts whose author names were taken out.
    """

    data: bytes
    changed: dict[str, bytes] = field(default_factory=dict)
    masked: dict[str, int] = field(default_factory=dict)
    emptied: list[str] = field(default_factory=list)


class _Piece(NamedTuple):
    """A text between two tags: its bytes, its words, the element that it stands in; ``raw`` inside of CDATA."""

    start: int
    end: int
    words: str
    inside: tuple[str, ...]
    raw: bool


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): unescape(value[1:-1].decode()) for name, value in _ATTRIBUTE.findall(tag)}


def _is_xml(name: str) -> bool:
    return name.lower().endswith(XML_ENDINGS)


# ------------------------------------------------------------------ parts ----


class _Part:
    """One part on its way to being masked."""

    def __init__(self, name: str, data: bytes, masking: Masking) -> None:
        self.name, self.data, self.masking = name, data, masking
        self.numbers = masking.numbers.get(name, {})
        self.splices: list[tuple[int, int, bytes]] = []
        self.masked = 0
        self.emptied = False
        self.anonymous = anonymous(name)
        self.any_words = _ANY_WORDS.match(name) is not None
        self._stack: list[str] = []
        self._group: list[_Piece] | None = None
        self._opened = 0
        self._cell: tuple[str, str | None] = ("", None)
        self._property = ""
        self._authors = 0
        self._signatures = tuple(unescape(each.decode()) for each in _AUTHOR.findall(data)) if self.anonymous == "comments" else ()

    def mask(self) -> bytes:
        """The part with its texts masked."""
        at = 0
        for token in _TOKEN.finditer(self.data):
            start, end = token.span()
            if start > at:
                self._words(at, start, raw=False)
            head = self.data[start : start + 2]
            if head == b"<!" and self.data.startswith(b"<![CDATA[", start):
                self._words(start + 9, end - 3, raw=True)
            elif head == b"</":
                self._close()
            elif head in {b"<!", b"<?"}:
                self._aside(start, end)
            else:
                self._open(start, end)
            at = end
        return apply_splices(self.data, self.splices)

    def _open(self, start: int, end: int) -> None:
        match = _TAG_NAME.match(self.data, start)
        assert match is not None
        local = match.group(1).decode()
        tag = self.data[start:end]
        if local in {"c", "cell"}:
            tag = self._cell_tag(local, tag, start, end)
        elif local == "property":
            self._property = _attributes(tag).get("name", "")
        elif self.any_words or _SPOKEN.search(tag):
            self._attribute_words(local, tag, start, end)
        if tag.endswith(b"/>"):
            return
        self._stack.append(local)
        if local in _JOINED and (self._group is None or local == "rPh"):
            self._flush()
            self._group, self._opened = [], len(self._stack)

    def _close(self) -> None:
        if self._group is not None and len(self._stack) == self._opened:
            self._flush()
        if self._stack:
            self._stack.pop()

    def _cell_tag(self, local: str, tag: bytes, start: int, end: int) -> bytes:
        kind = _TYPE.search(tag)
        place = parse_cell(_attributes(tag).get("r", "")) if self.numbers and local == "c" else None
        masked = self.numbers.get(place) if place else None
        if masked is not None:
            tag = with_attributes(tag, {"t": "str"})
            self.splices.append((start, end, tag))
        self._cell = (kind.group(1).decode() if kind else "n", masked)
        return tag

    def _attribute_words(self, local: str, tag: bytes, start: int, end: int) -> None:
        changes: dict[str, str | None] = {}
        for name, value in _attributes(tag).items():
            new = value
            if (local, name) in EMPTIED:
                self._authors += 1
                new = EMPTIED[local, name].format(self._authors)
                self.emptied = self.emptied or new != value
            elif self.any_words or (name in _WORDS and ((elements := _WORDS[name]) is None or local in elements)):
                new = self.masking.text(value)
                self._count(new != value)
            elif name in _FIGURES and local in _FIGURES[name] and self.masking.figure(value):
                new = "0"
                self._count(True)
            if new != value:
                changes[name] = new
        if changes:
            self.splices.append((start, end, with_attributes(tag, changes)))

    def _aside(self, start: int, end: int) -> None:
        """A comment or an instruction: no program shows it, anybody can read it in the file."""
        words = self.data[start:end].decode()
        masked = self.masking.text(words)
        if masked != words:
            self.splices.append((start, end, masked.encode()))
            self._count(True)

    def _words(self, start: int, end: int, *, raw: bool) -> None:
        inside = self._stack[-1] if self._stack else ""
        if inside == "v" and self._cell[0] in _STORED and len(self._stack) > 1 and self._stack[-2] == "c":
            return
        stored = self.data[start:end].decode()
        piece = _Piece(start, end, stored if raw or "&" not in stored else unescape(stored), tuple(self._stack[-3:]), raw)
        if self._group is not None:
            if inside == "t" or piece.words.strip():
                self._group.append(piece)
        elif piece.words.strip():
            self._put(piece, self._masked_alone(piece))

    def _masked_alone(self, piece: _Piece) -> str:
        inside, words = piece.inside[-1] if piece.inside else "", piece.words
        if (self.anonymous, inside) in EMPTIED_TEXTS and not self._property.startswith("jixiao.") and not words.startswith(KEPT_AUTHOR):
            self.emptied = True
            return ""
        if inside in _FORMULAS:
            return _LITERAL.sub(lambda literal: self.masking.text(literal.group()), words)
        if inside == "v" and self._cell[1] is not None and "c" in piece.inside:
            return self._cell[1]
        figure = inside == "v" and (("cell" in piece.inside and self._cell[0] == "n") or self._in_figures())
        if figure or (inside == "v" and self._cell[0] == "n" and "c" in piece.inside):
            return "0" if figure and self.masking.figure(words) else words
        if inside.endswith(("Header", "Footer")):
            plain = _HEADER_CODE.sub(lambda code: " " * len(code.group()), words)
            masked = self.masking.text(plain)
            return "".join("*" if new == "*" else old for old, new in zip(words, masked, strict=True))
        if inside in {"lpstr", "sheetName"}:  # names of sheets, which formulas refer to
            return words
        return self.masking.text(words)

    def _in_figures(self) -> bool:
        return any(name in {"numCache", "numLit"} for name in self._stack[-4:])

    def _flush(self) -> None:
        group, self._group = self._group, None
        if not group:
            return
        whole = "".join(piece.words for piece in group)
        masked = self.masking.text(whole)
        signed = next((each for each in self._signatures if whole.startswith((f"{each}:", f"{each}："))), "")
        masked = "*" * len(signed) + masked[len(signed) :]
        at = 0
        if masked != whole:
            for piece in group:
                self._put(piece, masked[at : at + len(piece.words)], counted=False)
                at += len(piece.words)
            self._count(True)

    def _put(self, piece: _Piece, new: str, *, counted: bool = True) -> None:
        if new == piece.words:
            return
        self.splices.append((piece.start, piece.end, (new if piece.raw else escape(new)).encode()))
        self._count(counted and new != "")

    def _count(self, masked: bool) -> None:
        """Cells are counted by those who know what they hold."""
        self.masked += masked and "sheetData" not in self._stack


def redact(package: Package, masking: Masking) -> Redaction:
    """The copy in memory.  Raises JixiaoError where a part that holds text cannot be read."""
    made = Redaction(package.data)
    for name in package.entries:
        if not _is_xml(name) or name.lower() == "[content_types].xml":
            continue
        data = package.xml(name)
        run(new_parser(name), data, name)
        part = _Part(name, data, masking)
        new = part.mask()
        if new != data:
            made.changed[name] = new
        if part.masked:
            made.masked[name] = part.masked
        if part.emptied:
            made.emptied.append(name)
    if made.changed:
        made.data = write_package(package, made.changed, {})
    return made


# ------------------------------------------------------------------ proof ----


def _failed(zh: str, en: str) -> JixiaoError:
    return JixiaoError(Text(
        f"写入后的核对没有通过（{zh}），已放弃写入，原文件没有改动。请把文件发给我们排查。",
        f"The check after writing failed ({en}); the copy was discarded and the original is unchanged. Please report it.",
    ))


def prove(package: Package, made: Redaction, masking: Masking, data: bytes) -> Package:
    """Read ``data`` as written to disk and prove it: other parts the same bytes, changed ones the same but for stars.

    Raises JixiaoError where it is not so.
    """
    after = read_package(data, package.limits)
    if list(after.entries) != list(package.entries):
        raise _failed("部件数不符", "the parts are not those of the original")
    for name in package.entries:
        if name not in made.changed:
            if package.raw(name) != after.raw(name):
                raise _failed(f"部件 {name} 发生变化", f"part {name} has changed")
            continue
        old, new = package.xml(name), after.xml(name)
        run(new_parser(name), new, name)
        if not _same_but_stars(_events(old), _events(new), masking.numbers.get(name, {})):
            raise _failed(f"部件 {name} 除遮盖外还有变化", f"part {name} has changed beyond what was masked")
    return after


def _events(data: bytes) -> Iterator[tuple[str, str, str]]:
    """(element, attribute or "", words) of everything in a part, and every tag as ("<", its name, "")."""
    at = 0
    inside: list[str] = []
    for token in _TOKEN.finditer(data):
        start, end = token.span()
        tag = data[start:end]
        yield (inside[-1] if inside else "", "", unescape(data[at:start].decode()))
        at = end
        if tag.startswith(b"<![CDATA["):
            yield (inside[-1] if inside else "", "", tag[9:-3].decode())
        elif tag.startswith((b"<!", b"<?")):
            yield ("", "<", tag.decode())
        else:
            match = _TAG_NAME.match(tag)
            assert match is not None
            local, closing = match.group(1).decode(), tag.startswith(b"</")
            yield ("<", "/" if closing else "", local)
            about = {} if closing else _attributes(tag)
            if local == "c" and not closing:
                about.setdefault("t", "n")
            for name in sorted(about):
                yield (local, name, about[name])
            if closing:
                inside.pop()
            elif not tag.endswith(b"/>"):
                inside.append(local)


def _same_but_stars(old: Iterator[tuple[str, str, str]], new: Iterator[tuple[str, str, str]], numbers: Mapping[Place, str]) -> bool:
    place: Place | None = None
    nothing = ("", "nothing", "")
    for (element, name, was), (element_now, name_now, now) in zip_longest(old, new, fillvalue=nothing):
        if (element, name) != (element_now, name_now):
            return False
        if (element, name) == ("c", "r"):
            place = parse_cell(was)
        if was == now:
            continue
        if (element, name) in EMPTIED or (any(element == inside for _, inside in EMPTIED_TEXTS) and now == ""):
            continue
        if place is not None and place in numbers and ((element == "v" and now == numbers[place]) or ((element, name) == ("c", "t") and now == "str")):
            continue
        figure = now == "0" and was.replace(".", "").replace("E", "").replace("+", "").isdigit()
        if figure and (element == "v" or name in _FIGURES):
            continue
        if element == "<" or len(was) != len(now) or any(b not in ("*", a) for a, b in zip(was, now, strict=True)):
            return False
    return True


# -------------------------------------------------------------- leftovers ----


def texts(package: Package, name: str) -> Iterator[str]:
    """Everything that an XML part says, whatever for: attributes, texts, and texts joined over their runs."""
    data = package.xml(name)
    joined: list[str] = []
    for element, attribute, words in _events(data):
        if element == "<":
            if words in _JOINED or words == "c":
                yield "".join(joined)
                joined.clear()
        elif words.strip():
            yield words
            if not attribute:
                joined.append(words)
    yield "".join(joined)


_ENCODINGS = ("utf-8", "utf-16-le", "gb18030")


def left_over(package: Package, holds: Callable[[str], bool]) -> dict[str, int]:
    """In which parts a secret still occurs, and how often; binary parts are searched in three encodings."""
    found: dict[str, int] = {}
    for name in package.entries:
        if _is_xml(name):
            count = sum(holds(words) for words in dict.fromkeys(texts(package, name)))
        else:
            content = package.part(name)
            count = sum(holds(content[odd:].decode(encoding, "replace")) for encoding in _ENCODINGS for odd in (0, 1))
        if count:
            found[name] = count
    return found


# ------------------------------------------------------------------- disk ----


def publish(source: Path, target: Path, data: bytes, proof: Proof, *, force: bool) -> None:
    """Put the copy on disk, proved, all or nothing.  Raises JixiaoError.

    No receipt is kept: beside a copy that is published, nothing may lie from which the original could be had.
    """
    target = Path(os.path.realpath(target))
    before = None
    if target.exists():
        if not force:
            raise refuse(
                f"{target.name} 已经存在，没有覆盖。请换一个输出位置，或加 --force。",
                f"{target.name} exists already. Choose another place, or use --force.",
            )
        refuse_if_open(target)
        with permissions(target):
            before = hash_of(target)
    with contextlib.ExitStack() as held:
        with permissions(target):
            make_folder(target.parent)
            held.enter_context(exclusive(target))
        temporary = held.enter_context(staged(target, data, proof, source))
        check_unchanged(target, before)
        with permissions(target):
            put(temporary, target, new=before is None)
