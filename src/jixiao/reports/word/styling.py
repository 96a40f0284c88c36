"""Our styles in somebody's document: found by name, added where it lacks them.

For an accountant: 在 Word 里改“公文正文”“表题”等样式，程序写的段落跟着变.
For a programmer: Word gives every style another id when it saves a document (heading 3 becomes "3" in a Chinese one);
names stay.
"""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from jixiao.reports.word.controls import Element
from jixiao.reports.word.looks import styles

_LINKS = (qn("w:basedOn"), qn("w:next"), qn("w:link"))


def style_name(style: Element) -> str:
    """The name of a style, as names are compared."""
    named = style.find(qn("w:name"))
    return "" if named is None else str(named.get(qn("w:val"), "")).casefold()


@lru_cache(maxsize=1)
def _ours() -> dict[str, Element]:
    root: Element = parse_xml(styles().encode())
    return {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}


class Styles:
    """The styles of one document."""

    def __init__(self, document: Document) -> None:
        self._root: Element = document.styles.element
        self._ids = {style_name(style): style.get(qn("w:styleId")) for style in self._root.iter(qn("w:style"))}

    def key(self, ours: str) -> str:
        """The id in this document of a style of ours, named by its id in the built-in templates."""
        wanted = _ours()[ours]
        return self.adopt(wanted, _ours())

    def adopt(self, style: Element, others: dict[str, Element]) -> str:
        """The id of the style of the same name; where there is none, ``style`` is added, with those that it rests on."""
        name = style_name(style)
        if name in self._ids:
            return str(self._ids[name])
        made = deepcopy(style)
        key, taken = style.get(qn("w:styleId")), set(self._ids.values())
        while key in taken:
            key += "x"
        made.set(qn("w:styleId"), key)
        made.attrib.pop(qn("w:default"), "")
        self._ids[name] = key
        self._root.append(made)
        for link in list(made.iter(*_LINKS)):
            other = others.get(link.get(qn("w:val")))
            if other is None:
                made.remove(link)
            else:
                link.set(qn("w:val"), self.adopt(other, others))
        return str(key)
