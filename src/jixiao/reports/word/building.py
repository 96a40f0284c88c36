"""Pieces → Word's own elements: paragraphs, native tables, pictures, notes in the margin.

For an accountant: 表格是 Word 的表格，可以改；批注是程序的核对意见，定稿前删去.
For a programmer: XML made from text, one parse for each piece; a table is as wide as the section that it stands in.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Emu

from jixiao.reports.word.content import Block, Paragraph, Picture, Run, WordCell, WordTable
from jixiao.reports.word.controls import Element
from jixiao.reports.word.looks import BOTTOM, HEIGHT, LEFT, NAMESPACES, RIGHT, STYLE_OF, TOP, WIDTH
from jixiao.reports.word.styling import Styles

AUTHOR, INITIALS = "jixiao", "绩效"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_TWIP = 635
"""English metric units in a twentieth of a point."""
_MOST_HIGH = 0.75
_NARROWEST = 0.03
_LEAST = 1440
_ON_ONE_PAGE = 150


def clean(text: str) -> str:
    """A text without characters that XML does not allow."""
    return _FORBIDDEN.sub("", text)


def _words(text: str) -> str:
    lines = clean(text).split("\n")
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)


class Builder:
    """Builds pieces for one document; notes go into its comments."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._styles = Styles(document)

    def _style(self, ours: str) -> str:
        return f'<w:pStyle w:val="{self._styles.key(ours)}"/>'

    def layout_of(self, target: Element, *, filled: bool) -> Element | None:
        """The layout that body text takes in a place: that of the first paragraph there which is body text itself."""
        other = {self._styles.key(key) for look, key in STYLE_OF.items() if look not in {"body", "cell"}} | {self._styles.key("JxPicture")}
        for paragraph in target.findall(qn("w:p")):
            layout = paragraph.find(qn("w:pPr"))
            style = layout.find(qn("w:pStyle")) if layout is not None else None
            if filled and (not "".join(paragraph.itertext(qn("w:t"))).strip() or (style is not None and style.get(qn("w:val")) in other)):
                continue
            if layout is None:
                return None
            layout = deepcopy(layout)
            for inner in layout.findall(qn("w:sectPr")):
                layout.remove(inner)
            return layout
        return None

    # ------------------------------------------------------------- words ----

    def _note(self, notes: Sequence[str]) -> int | None:
        if not notes:
            return None
        comment = self._document.comments.add_comment(text=clean("\n".join(notes)), author=AUTHOR, initials=INITIALS)
        comment._comment_elm.attrib.pop(qn("w:date"), "")  # noqa: SLF001  # the same bytes each time
        return comment.comment_id

    def run(self, run: Run, letters: str = "") -> str:
        """The XML of words, with their note."""
        style = f'<w:rStyle w:val="{self._styles.key("JxWanted")}"/>' if run.placeholder else ""
        bold = "<w:b/>" if run.bold else ""
        made = f'<w:r><w:rPr>{style}<w:rFonts w:hint="eastAsia"/>{bold}{letters}</w:rPr>{_words(run.text)}</w:r>'
        number = self._note(run.notes)
        if number is None:
            return made
        return f'<w:commentRangeStart w:id="{number}"/>{made}<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'

    def runs(self, paragraph: Paragraph) -> list[Element]:
        """The words of a paragraph as elements that may stand inside another one."""
        holder = parse_xml(f"<w:p {NAMESPACES}>{''.join(self.run(run) for run in paragraph.runs)}</w:p>")
        return list(holder)

    def paragraph(self, paragraph: Paragraph, layout: Element | None, *, first: bool = False) -> Element:
        """A paragraph; body text takes the layout of the paragraph that stood in its place.

        In the ``first`` paragraph of a control its notes stand at the beginning: LibreOffice loses what is before a note there.
        """
        marks = ""
        runs = paragraph.runs
        if first and any(run.notes for run in runs):
            number = self._note([note for run in runs for note in run.notes])
            marks = f'<w:r><w:commentReference w:id="{number}"/></w:r>'
            runs = tuple(replace(run, notes=()) for run in runs)
        made: Element = parse_xml(f'<w:p {NAMESPACES}><w:pPr>{self._style(STYLE_OF[paragraph.look])}</w:pPr>{marks}{"".join(map(self.run, runs))}</w:p>')
        if layout is not None and paragraph.look == "body":
            made.replace(made.find(qn("w:pPr")), layout)
        return made

    # ------------------------------------------------------------- tables ----

    def table(self, table: WordTable, width: int) -> Element:
        """A native table of ``width`` twentieths of a point."""
        whole = sum(table.widths)
        shares = [max(each / whole, _NARROWEST) for each in table.widths]
        widths = [int(width * share / sum(shares)) for share in shares]
        grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
        rows = "".join(self._rows(table, widths))
        return parse_xml(
            f'<w:tbl {NAMESPACES}><w:tblPr><w:tblStyle w:val="{self._styles.key("JxTable")}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
        )

    def _rows(self, table: WordTable, widths: list[int]) -> Iterator[str]:
        open_below: dict[int, tuple[int, int]] = {}  # column → (columns covered, rows still to come)
        for place, row in enumerate(table.rows):
            heading = "<w:tblHeader/>" if place < table.headings else ""
            cells, column = "", 0
            while column < len(widths):
                if column in open_below:
                    across, left = open_below.pop(column)
                    if left > 1:
                        open_below[column] = (across, left - 1)
                    cells += self._cell(None, across, sum(widths[column : column + across]), table.size, merge="<w:vMerge/>")
                else:
                    cell = row[column] or WordCell()
                    across = min(cell.across, len(widths) - column)
                    if cell.down > 1:
                        open_below[column] = (across, cell.down - 1)
                    merge = '<w:vMerge w:val="restart"/>' if cell.down > 1 else ""
                    bold = place < table.headings or cell.bold
                    cells += self._cell(cell, across, sum(widths[column : column + across]), table.size, merge=merge, bold=bold)
                column += across
            whole = "<w:cantSplit/>" if all(cell is None or len(cell.text) <= _ON_ONE_PAGE for cell in row) else ""
            yield f"<w:tr><w:trPr>{whole}{heading}</w:trPr>{cells}</w:tr>"

    def _cell(self, cell: WordCell | None, across: int, width: int, size: float, *, merge: str, bold: bool = False) -> str:
        span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        align = f'<w:jc w:val="{cell.align}"/>' if cell is not None and cell.align != "center" else ""
        letters = f'<w:sz w:val="{int(size * 2)}"/><w:szCs w:val="{int(size * 2)}"/>'
        # An empty cell is as high as its letters would be.
        layout = f'<w:pPr>{self._style("JxCell")}{align}<w:rPr>{letters}</w:rPr></w:pPr>'
        texts = [] if cell is None or not cell.text else cell.text.split("\n")
        notes = cell.notes if cell is not None else ()
        made = "".join(f"<w:p>{layout}{self.run(Run(text, bold, notes=notes if not n else ()), letters)}</w:p>" for n, text in enumerate(texts)) or f"<w:p>{layout}</w:p>"
        upright = "top" if cell is not None and len(cell.text) > _ON_ONE_PAGE else "center"
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="{upright}"/></w:tcPr>{made}</w:tc>'

    # ----------------------------------------------------------- pictures ----

    def picture(self, picture: Picture, width: int, height: int) -> Element:
        """A chart in a line of its own, never higher than most of the page."""
        part = self._document.part
        _, image = part.get_or_add_image(io.BytesIO(picture.data))
        wide = width * picture.share
        high = wide * image.px_height / image.px_width
        if high > height * _MOST_HIGH:
            wide, high = wide * height * _MOST_HIGH / high, height * _MOST_HIGH
        inline = part.new_pic_inline(io.BytesIO(picture.data), Emu(int(wide * _TWIP)), Emu(int(high * _TWIP)))
        inline.docPr.set("descr", clean(picture.alt))
        paragraph: Element = parse_xml(f'<w:p {NAMESPACES}><w:pPr>{self._style("JxPicture")}</w:pPr><w:r><w:drawing/></w:r></w:p>')
        paragraph.find(f".//{qn('w:drawing')}").append(inline)
        return paragraph

    def block(self, block: Block, room: tuple[int, int], layout: Element | None) -> list[Element]:
        """All pieces, in order; ``room`` is width and height of the text on the page, in twentieths of a point."""
        made: list[Element] = []
        for piece in block:
            if isinstance(piece, Paragraph):
                made.append(self.paragraph(piece, deepcopy(layout), first=not made))
            elif isinstance(piece, WordTable):
                if made and made[-1].tag == qn("w:tbl"):  # else they would grow together
                    made.append(parse_xml(f'<w:p {NAMESPACES}><w:pPr>{self._style("JxCell")}</w:pPr></w:p>'))
                made.append(self.table(piece, room[0]))
            else:
                made.append(self.picture(piece, *room))
        return made


def room_of(element: Element) -> tuple[int, int]:
    """Width and height of the text on the page where an element of the body stands, in twentieths of a point."""
    item = element
    while item.getparent() is not None and item.getparent().tag != qn("w:body"):
        item = item.getparent()
    for later in [item, *item.itersiblings()]:
        layout = later if later.tag == qn("w:sectPr") else later.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if layout is not None:
            size, margins = layout.find(qn("w:pgSz")), layout.find(qn("w:pgMar"))
            if size is not None and margins is not None:
                return _inside(size, margins, "w", "left", "right"), _inside(size, margins, "h", "top", "bottom")
    return WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM


def _inside(size: Element, margins: Element, side: str, *edges: str) -> int:
    return max(_twips(size.get(qn(f"w:{side}"))) - sum(abs(_twips(margins.get(qn(f"w:{edge}")))) for edge in edges), _LEAST)


def _twips(text: str | None) -> int:
    """A measure as Word writes it; nothing for one that it does not write (21cm)."""
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,6}", text) else 0
