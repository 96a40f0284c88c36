"""The markup of Word documents: names, and the few questions that are asked of an element."""

from __future__ import annotations

import re

from lxml import etree

from jixiao.workbooks.unreadable import damaged

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
W = f"{{{_NAMESPACE}}}"
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


def parsed(data: bytes, part: str) -> etree._Element:
    """The root of a part that has no DOCTYPE; nothing is fetched, no entity resolved, no deep nesting followed.  Raises Unreadable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data.replace(_STRICT, _NAMESPACE.encode()), parser)
    except etree.XMLSyntaxError as error:
        raise damaged(f"部件 {part} 第 {error.lineno} 行不是合法的 XML", f"part {part}, line {error.lineno}: not well-formed XML") from None


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name in Word's own namespace."""
    return None if element is None else element.find(W + name)


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute in Word's own namespace, "" where there is none."""
    return "" if element is None else str(element.get(W + name, ""))


def number_of(element: etree._Element | None) -> int | None:
    """The whole number that an element has as its value."""
    text = attribute(element, "val")
    return int(text) if _WHOLE.fullmatch(text) else None


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch is there and not turned off."""
    return element is not None and attribute(element, "val") not in {"0", "false", "off"}
