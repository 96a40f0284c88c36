"""Content controls of a document: which place each one is, what it holds, and whether somebody has changed it.

For an accountant: 程序写过的地方带一个印记，单位改过哪里，重新生成时认得出来.
For a programmer: w:sdt elements of body, headers and footers.  A computed control that we have filled carries two
short hashes behind its tag (``jixiao.staff#text.content``): of the words as written, and of all that they were made from.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from jixiao.reports.word.places import COMPUTED, OWN
from jixiao.values.prompts import asks

Element = Any
"""An element of the document: lxml's type has no public name, and python-docx adds its own."""
_HASH = re.compile(r"#([0-9a-f]{10})\.([0-9a-f]{10})$")
_SPACES = re.compile(r"\s+")
PROMPT = "【请填写"


@dataclass(frozen=True, slots=True)
class Control:
    """One content control of ours.

    Attributes:
        element: the w:sdt; tag: without hashes; title: as the user sees it.
        written, made: the hashes behind the tag, "" for a place that was never filled.
    """

    element: Element
    tag: str
    title: str
    written: str
    made: str

    @property
    def content(self) -> Element:
        """Its w:sdtContent."""
        return self.element.find(qn("w:sdtContent"))

    @property
    def computed(self) -> bool:
        """Whether we fill it."""
        return self.tag.startswith(COMPUTED)

    @property
    def text(self) -> str:
        """Its words, a line for each paragraph."""
        return text_of(self.content)

    @property
    def filled(self) -> bool:
        """Whether a place for own words holds some."""
        properties = self.element.find(qn("w:sdtPr"))
        words = self.text.strip()
        # Not every program takes the mark off when a person writes over the prompt.
        prompting = properties.find(qn("w:showingPlcHdr")) is not None and asks(words)
        has_more = self.content.find(f".//{qn('w:drawing')}") is not None or self.content.find(f".//{qn('w:tbl')}") is not None
        return has_more or not (prompting or not words or (words.startswith(PROMPT) and words.endswith("】") and words.count("【") == 1))

    @property
    def level(self) -> str:
        """Where it stands: "block" around paragraphs, "run" inside one, "cell" around a cell, "row" around rows."""
        for child in self.content:
            if child.tag in (qn("w:p"), qn("w:tbl"), qn("w:sdt")):
                return "block" if child.tag != qn("w:sdt") or self.element.getparent().tag != qn("w:p") else "run"
            if child.tag == qn("w:tc"):
                return "cell"
            if child.tag == qn("w:tr"):
                return "row"
        return "run" if self.element.getparent().tag == qn("w:p") else "block"


def text_of(element: Element) -> str:
    """The words of an element as they are seen, a line for each paragraph; pictures by their description."""
    lines = [_words(paragraph) for paragraph in element.iter(qn("w:p"))]
    return "\n".join(lines) if lines else _words(element)


def _words(element: Element) -> str:
    pieces = []
    for each in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("wp:docPr")):
        if each.tag == qn("w:t"):
            pieces.append(each.text or "")
        elif each.tag == qn("wp:docPr"):
            pieces.append(each.get("descr", ""))
        elif each.getparent().tag == qn("w:r"):
            pieces.append(" ")
    return "".join(pieces)


def short_hash(text: str) -> str:
    """Ten hexadecimal digits that tell one text from another; blanks do not count."""
    return hashlib.sha256(_SPACES.sub("", text).encode()).hexdigest()[:10]


def roots(document: Document) -> Iterator[Element]:
    """The document and its headers and footers."""
    yield document.element
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in {"header", "footer"}:
            yield relation.target_part.element


def controls(document: Document) -> list[Control]:
    """Every control of ours, in the order of the document."""
    return [control for root in roots(document) for element in root.iter(qn("w:sdt")) if (control := _control(element)) is not None]


def _control(element: Element) -> Control | None:
    properties, content = element.find(qn("w:sdtPr")), element.find(qn("w:sdtContent"))
    named = None if properties is None or content is None else properties.find(qn("w:tag"))
    whole = "" if named is None else named.get(qn("w:val"), "")
    if not whole.startswith((COMPUTED, OWN)):
        return None
    hashes = _HASH.search(whole)
    alias = properties.find(qn("w:alias"))
    title = alias.get(qn("w:val"), "") if alias is not None else ""
    tag = whole[: hashes.start()] if hashes else whole
    return Control(element, tag, title or tag, hashes[1] if hashes else "", hashes[2] if hashes else "")


def sign(control: Control, made: str) -> None:
    """Remember behind the tag what was written, and from what."""
    named = control.element.find(qn("w:sdtPr")).find(qn("w:tag"))
    named.set(qn("w:val"), f"{control.tag}#{short_hash(control.text)}.{made}")


def outside(document: Document) -> list[str]:
    """The words of the body's paragraphs that stand in none of our controls, without empty ones."""
    ours = {control.element for control in controls(document)}
    found = []
    for paragraph in document.element.body.iter(qn("w:p")):
        if any(above in ours for above in paragraph.iterancestors(qn("w:sdt"))):
            continue
        words = "".join(each.text or "" for each in paragraph.iter(qn("w:t")) if not any(above in ours for above in each.iterancestors(qn("w:sdt"))))
        if words.strip():
            found.append(words.strip())
    return found
