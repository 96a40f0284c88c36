"""Word documents (.docx, .docm): paragraphs and tables in their order.

For an accountant: 修订按“全部接受”读取，自动编号照样写出，文本框和脚注单独列出；宏和链接从不运行.
For a programmer: the package is vetted like any workbook's; only the parts with text are parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree

from jixiao.documents.arranging import Found, FoundCell, FoundParagraph, FoundTable, arranged
from jixiao.documents.joining import joined_neighbours
from jixiao.documents.numbering import Numbering
from jixiao.documents.word_markup import W, attribute, child, is_on, number_of, parsed
from jixiao.model import Area, Text
from jixiao.model.documents import Document
from jixiao.values.prompts import asks
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.markup import elements_at_least
from jixiao.workbooks.package import Package

_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# Columns of the grid narrower than this many twentieths of a point (2 mm) are edges that were meant to be one.
_HAIR = 113
# What is longer and does not ask is what somebody has written.
_LONGEST_PROMPT = 15
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_TEXTS = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}
_LEFT_OUT = frozenset(W + name for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "sdtPr", "sdtEndPr", "rt", "rubyPr", "tbl"))
_THROUGH = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
# Signs of the fonts Wingdings that stand for ticked and empty boxes.
_SIGNS = {"F0FE": "☑", "F0FD": "☒", "F052": "☑", "F054": "☒", "F0A8": "□", "F0A3": "□", "F06F": "□", "F0FC": "√"}


def main_part(package: Package) -> str | None:
    """The part with the text; None where the package holds no Word document."""
    for relation in package.relations(""):
        found = package.find(relation.target) if relation.kind == "officeDocument" and not relation.external else None
        if found is not None and found.casefold().startswith("word/"):
            return found
    return package.find("word/document.xml")


def read_word(package: Package, part: str, path: str, sha256: str) -> Document:
    """The document in ``part``.  Raises Unreadable where it is damaged or too large."""
    reader = _Reader(package.limits)
    root = _part(package, part)
    assert root is not None
    related = {each.kind: package.find(each.target) for each in package.relations(part) if not each.external}
    reader.numbering = Numbering.read(_part(package, related.get("numbering")), _part(package, related.get("styles")))
    body = child(root, "body")
    found = list(reader.blocks(body)) if body is not None else []
    for kind, name in (("footnotes", "footnote"), ("endnotes", "endnote")):
        found += reader.notes_at_the_foot(_part(package, related.get(kind)), name)
    joined, notes = joined_neighbours(found)
    return Document(path, "docx", arranged(joined), (*reader.notes(), *notes), sha256)


def _part(package: Package, name: str | None) -> etree._Element | None:
    if name is None:
        return None
    limits, where = package.limits, Text(f"部件 {name}：", f"Member {name}: ")
    limits.bound("document_bytes", package.entries[name].size, where=where)
    data = package.xml(name)
    limits.bound("document_elements", elements_at_least(data), where=where)
    return parsed(data, name)


@dataclass(slots=True)
class _Reader:
    """Walks through a document in its order and counts what has to be told."""

    limits: Limits
    numbering: Numbering = field(default_factory=Numbering)
    deleted: int = 0
    inserted: int = 0
    hidden: int = 0
    boxes: int = 0
    pictures: int = 0
    embedded: int = 0
    footnotes: list[tuple[str, str]] = field(default_factory=list)
    _boxed: list[Found] = field(default_factory=list)
    _carried: str = ""
    _cells: int = 0

    def blocks(self, parent: etree._Element) -> Iterator[Found]:
        """Paragraphs and tables directly in ``parent``, whatever controls and changes they are wrapped in."""
        for element in self._inside(parent):
            if element.tag == W + "p":
                paragraph = self._paragraph(element)
                if paragraph is not None:
                    yield paragraph
            elif element.tag == W + "tbl":
                yield self._table(element)
            elif element.tag == W + "altChunk":
                self.embedded += 1
                continue
            boxed, self._boxed = self._boxed, []
            yield from boxed

    def _inside(self, parent: etree._Element) -> Iterator[etree._Element]:
        """Children, those of wrappers in their stead; what was deleted or is a mere prompt is left out."""
        for element in parent.iterchildren():
            if element.tag in _THROUGH:
                if element.tag == W + "ins":
                    self.inserted += 1
                if element.tag != W + "sdt" or not _asks(element):
                    yield from self._inside(element)
            elif element.tag == _COMPATIBLE + "AlternateContent":
                chosen = next(element.iterchildren(_COMPATIBLE + "Choice", _COMPATIBLE + "Fallback"), None)
                if chosen is not None:
                    yield from self._inside(chosen)
            elif element.tag in {W + "del", W + "moveFrom"}:
                self.deleted += 1
            else:
                yield element

    # ------------------------------------------------------------ paragraphs

    def _paragraph(self, element: etree._Element) -> FoundParagraph | None:
        """One paragraph, with its number; None where its end was deleted and it goes on in the next."""
        about = child(element, "pPr")
        pieces: list[str] = []
        self._spell(element, pieces)
        text = self._carried + "".join(pieces)
        if child(child(about, "rPr"), "del") is not None:
            self.deleted += 1
            self._carried = text
            return None
        self._carried = ""
        label = self.numbering.label(about)
        if label and text and label[-1:].isascii() and text[0].isascii() and text[0].isalnum():
            label += " "  # "1." before "5万元" is no 1.5
        return FoundParagraph((label + text).strip(" \t\r\n\u3000"), self.numbering.rank(about) or None)

    def _spell(self, parent: etree._Element, pieces: list[str]) -> None:
        """The text of what is inside, as it is shown."""
        for element in self._inside(parent):
            tag = element.tag
            if tag in {W + "t", _MATHS + "t"}:
                pieces.append(element.text or "")
            elif tag in _TEXTS:
                pieces.append(_TEXTS[tag])
            elif tag == W + "br":
                pieces.append("" if attribute(element, "type") in {"page", "column"} else "\n")
            elif tag == W + "sym":
                pieces.append(_SIGNS.get(attribute(element, "char").upper(), ""))
            elif tag in {W + "footnoteReference", W + "endnoteReference"}:
                self.footnotes.append((element.tag.removeprefix(W).removesuffix("Reference"), attribute(element, "id")))
            elif tag in {W + "drawing", W + "pict", W + "object"}:
                self._drawn(element)
            elif tag == W + "r" and is_on(child(child(element, "rPr"), "vanish")):
                self.hidden += 1
            elif tag not in _LEFT_OUT:
                self._spell(element, pieces)

    def _drawn(self, element: etree._Element) -> None:
        """What stands in text boxes comes behind the paragraph that they hang on."""
        boxes = [each for each in element.iter(W + "txbxContent") if not any(True for _ in each.iterancestors(W + "txbxContent"))]
        self.boxes += len(boxes)
        self.pictures += not boxes
        carried, self._carried = self._carried, ""
        for each in boxes:
            inside = list(self.blocks(each))
            self._boxed += inside
        self._carried = carried

    def notes_at_the_foot(self, root: etree._Element | None, name: str) -> Iterator[Found]:
        """The footnotes or endnotes that the text refers to, in their order."""
        if root is None:
            return
        known = {attribute(each, "id"): each for each in root.iterchildren(W + name) if attribute(each, "type") not in _SEPARATORS}
        wanted = dict.fromkeys(each for kind, each in self.footnotes if kind == name)
        for number, each in enumerate((known[one] for one in wanted if one in known), 1):
            text = "".join(one.text for one in self.blocks(each) if isinstance(one, FoundParagraph))
            yield FoundParagraph(f"{'脚注' if name == 'footnote' else '尾注'}{number}：{text}", 0)

    # ---------------------------------------------------------------- tables

    def _table(self, table: etree._Element) -> FoundTable:
        cells: list[FoundCell] = []
        above: dict[int, FoundCell] = {}
        row = 0
        for element in self._inside(table):
            if element.tag != W + "tr":
                continue
            about = child(element, "trPr")
            if child(about, "del") is not None:
                self.deleted += 1
                continue
            row += 1
            above = self._row(element, row, 1 + _bounded(child(about, "gridBefore"), 0), above, cells)
        edges: tuple[float, ...] = ()
        widths = [_width(each) for each in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        if len(widths) >= max((each.area.right for each in cells), default=0) and all(widths):
            edges = tuple(accumulate(widths, initial=0.0))
        return FoundTable(cells, edges=edges, narrow=_HAIR)

    def _row(self, tr: etree._Element, row: int, column: int, above: dict[int, FoundCell], cells: list[FoundCell]) -> dict[int, FoundCell]:
        """Read one row into ``cells``; its cells that may go on below, by their left column."""
        going: dict[int, FoundCell] = {}
        beside: FoundCell | None = None
        for tc in self._inside(tr):
            about = child(tc, "tcPr")
            if tc.tag != W + "tc" or child(about, "cellDel") is not None:
                continue
            span = max(1, _bounded(child(about, "gridSpan"), 1))
            right = column + span - 1
            self.limits.bound("document_columns", right)
            self._cells += 1
            self.limits.bound("cells", self._cells)
            content = [each for each in self.blocks(tc) if not isinstance(each, FoundParagraph) or each.text]
            merge = child(about, "vMerge")
            sideways = child(about, "hMerge")
            upper = above.get(column)
            if sideways is not None and attribute(sideways, "val") != "restart" and beside is not None:
                beside.area = beside.area._replace(right=right)
                beside.content += content
            elif merge is not None and attribute(merge, "val") != "restart" and upper is not None and upper.area.right == right:
                upper.area = upper.area._replace(bottom=row)
                going[column] = beside = upper
                if content:
                    upper.doubt = _COVERED
            else:
                beside = FoundCell(Area(row, column, row, right), content)
                cells.append(beside)
                if merge is not None:
                    going[column] = beside
            column = right + 1
        return going

    # ----------------------------------------------------------------- notes

    def notes(self) -> Iterator[Text]:
        """What has to be said of the reading."""
        if self.deleted or self.inserted:
            yield Text(
                f"文档里有修订，按“全部接受”读取：删除的 {self.deleted} 处没有读入，插入的 {self.inserted} 处已读入。",
                f"The document has tracked changes, read as if all were accepted: {self.deleted} deletions left out, {self.inserted} insertions read.",
            )
        if self.hidden:
            yield Text(f"有 {self.hidden} 处隐藏文字没有读入。", f"{self.hidden} pieces of hidden text were left out.")
        if self.boxes:
            yield Text(
                f"有 {self.boxes} 个文本框，其中的文字排在所在段落之后读入，位置请核对。",
                f"The text of {self.boxes} text boxes was read behind the paragraphs that they hang on; check its place.",
            )
        if self.pictures:
            yield Text(f"有 {self.pictures} 处图片或图形，其中的文字读不到。", f"{self.pictures} pictures or drawings: what they show was not read.")
        if self.embedded:
            yield Text(
                f"有 {self.embedded} 处嵌入的其他文档没有读入，请在 Word 里打开，另存一份后再试。",
                f"{self.embedded} embedded documents were not read; open the file in Word and save a copy.",
            )


_COVERED = Text("这个合并单元格里，被遮住的格子另有文字，没有读入，请核对。", "Cells hidden below this merged one hold text of their own, which was not read.")


def _asks(control: etree._Element) -> bool:
    """Whether a content control shows its prompt; some programs leave the mark of it when somebody has written a sentence."""
    if not is_on(child(child(control, "sdtPr"), "showingPlcHdr")):
        return False
    words = "".join(text.text or "" for text in control.iter(W + "t"))
    return len(words) <= _LONGEST_PROMPT or asks(words)


def _bounded(element: etree._Element | None, usual: int) -> int:
    number = number_of(element)
    return usual if number is None or number < 0 else number


def _width(column: etree._Element) -> float:
    text = attribute(column, "w")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0.0


