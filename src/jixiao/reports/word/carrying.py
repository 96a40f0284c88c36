"""Takes what an office has written itself out of an old report, into a document made from another template.

For an accountant: 换了模板，自己写的话（文字、格式、表格、图片）跟着走；放不进去的说出来，不会悄悄丢掉.
For a programmer: contents of `own.` controls, by tag and order; what they refer to in their package comes along or is told.
"""

from __future__ import annotations

import io
from collections import defaultdict
from copy import deepcopy

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from jixiao.reports.word.controls import Control, Element, controls, outside, short_hash
from jixiao.reports.word.styling import Styles

_REFERRING = (qn("r:embed"), qn("r:id"), qn("r:link"), qn("r:pict"))
_LEFT_BEHIND = {
    qn("w:footnoteReference"): "脚注", qn("w:endnoteReference"): "尾注", qn("w:commentReference"): "批注", qn("w:numPr"): "自动编号", qn("w:object"): "嵌入的对象",
}  # fmt: skip
_MARKS = (qn("w:commentRangeStart"), qn("w:commentRangeEnd"), qn("w:bookmarkStart"), qn("w:bookmarkEnd"))
_QUOTED = 24


def carry(old: Document, new: Document, usual: Document) -> list[str]:
    """Put the old own words into their places in ``new``; what would be lost, in words.

    ``usual`` is the built-in template: its own lines in the old report are nobody's words.
    """
    lost: list[str] = []
    places: dict[str, list[Control]] = defaultdict(list)
    for control in controls(new):
        if not control.computed:
            places[control.tag].append(control)
    seen: dict[str, int] = defaultdict(int)
    for control in controls(old):
        if control.computed:
            if control.written and short_hash(control.text) != control.written:
                lost.append(f"“{control.title}”里改过的话")
            continue
        number = seen[control.tag]
        seen[control.tag] += 1
        if control.filled:
            lost += _move(control, places[control.tag][number : number + 1], old, new)
    known = set(outside(new)) | set(outside(usual))
    lost += [f"自己加的段落“{words[:_QUOTED]}”" for words in outside(old) if words not in known]
    return lost


def _move(control: Control, places: list[Control], old: Document, new: Document) -> list[str]:
    if not places or places[0].level != control.level:
        return [f"“{control.title}”（{control.tag}）在新模板里没有位置"]
    target, lost = places[0], []
    content = deepcopy(control.content)
    for tag, name in _LEFT_BEHIND.items():
        found = list(content.iter(tag))
        if found:
            lost.append(f"“{control.title}”里的{name}")
        for each in found:
            each.getparent().remove(each)
    for each in list(content.iter(*_MARKS)):
        each.getparent().remove(each)
    lost += [f"“{control.title}”里的{what}" for each in list(content.iter()) for what in _take_along(each, old, new)]
    _styles(content, old, new)
    target.element.replace(target.content, content)
    prompt = target.element.find(qn("w:sdtPr")).find(qn("w:showingPlcHdr"))
    if prompt is not None:
        target.element.find(qn("w:sdtPr")).remove(prompt)
    return lost


def _take_along(element: Element, old: Document, new: Document) -> list[str]:
    """Pictures and links that an element refers to; what cannot come along is named."""
    lost = []
    for name in _REFERRING:
        relation = old.part.rels.get(element.get(name, ""))
        if relation is None:
            if name in element.attrib:
                del element.attrib[name]
            continue
        if relation.reltype == RELATIONSHIP_TYPE.IMAGE and not relation.is_external:
            element.set(name, new.part.get_or_add_image(io.BytesIO(relation.target_part.blob))[0])
        elif relation.reltype == RELATIONSHIP_TYPE.HYPERLINK and relation.is_external:
            element.set(name, new.part.relate_to(relation.target_ref, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        else:
            del element.attrib[name]
            lost.append("图形或对象")
    return lost


def _styles(content: Element, old: Document, new: Document) -> None:
    """Styles go by name; those that the new document lacks come along, with those that they rest on."""
    known = {style.get(qn("w:styleId")): style for style in old.styles.element.iter(qn("w:style"))}
    there = Styles(new)
    for each in content.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle")):
        style = known.get(each.get(qn("w:val")))
        if style is not None:
            each.set(qn("w:val"), there.adopt(style, known))
