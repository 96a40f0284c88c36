"""The built-in Word templates, built from their outlines: the same bytes each time.

For an accountant: `--write-template` 写出的就是它，可以在 Word 里移动、删去、改样式.
For a programmer: XML parts joined into a package; content controls (w:sdt) with a tag are the places.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import count
from xml.sax.saxutils import escape

from jixiao.reports.word.looks import HEAD, NAMESPACES, font_table, footer, section, settings, styles
from jixiao.reports.word.outlines import OUTLINES, PUBLIC_ROWS, TITLES, Kind, Line
from jixiao.reports.word.places import PLACES
from jixiao.reports.word.theme import theme

MOMENT = (2025, 1, 1, 0, 0, 0)
"""Date of every member of a document, so that the same input gives the same bytes."""

_PLACED = re.compile(r"\{([^{}]+)\}")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _run(text: str, letters: str = "") -> str:
    properties = f"<w:rPr>{letters}</w:rPr>" if letters else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(style: str, runs: str, layout: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{layout}</w:pPr>{runs}</w:p>'


class _Writer:
    """Writes the body of one template; each content control has its own number."""

    def __init__(self) -> None:
        self._numbers = count(1001)

    def control(self, tag: str, title: str, content: str, *, prompt: bool) -> str:
        shown = "<w:showingPlcHdr/>" if prompt else ""
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="{escape(title)}"/><w:tag w:val="{tag}"/><w:id w:val="{next(self._numbers)}"/>{shown}</w:sdtPr>'
            f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )

    def inline(self, tag: str, letters: str = "") -> str:
        """A place inside a line: a tag of ours, or ``own.tag|title|what it asks for``."""
        name, _, asked = tag.partition("|")
        if asked:
            title, _, words = asked.partition("|")
            return self.control(name, title, _run(f"【请填写：{words}】", '<w:rStyle w:val="PlaceholderText"/>'), prompt=True)
        return self.control(name, PLACES[name].title, _run(f"〔{PLACES[name].title}〕", letters), prompt=False)

    def words(self, text: str, letters: str = "") -> str:
        """Words with places in braces."""
        pieces = _PLACED.split(text)
        return "".join(self.inline(piece, letters) if place % 2 else _run(piece, letters) for place, piece in enumerate(pieces) if piece)

    def own(self, tag: str, title: str, words: str, style: str = "JxBody", layout: str = "") -> str:
        return self.control(tag, title, _paragraph(style, _run(f"【请填写：{words}】", '<w:rStyle w:val="PlaceholderText"/>'), layout), prompt=True)

    def place(self, tag: str, style: str = "JxBody", layout: str = "") -> str:
        return self.control(tag, PLACES[tag].title, _paragraph(style, _run(f"〔{PLACES[tag].title}〕"), layout), prompt=False)

    def line(self, line: Line) -> str:
        match line.what:
            case "h1":
                return _paragraph("Heading1", _run(line.words))
            case "h2":
                return _paragraph("Heading2", _run(line.words))
            case "text":
                return _paragraph("JxBody", self.words(line.words))
            case "place":
                return self.place(line.words)
        return self.own(line.tag, line.title, line.words)


def _cover(writer: _Writer, title: str) -> Iterator[str]:
    yield from (_paragraph("Title", "") for _ in range(4))
    yield _paragraph("Title", writer.words("{jixiao.year}年度{jixiao.unit}"))
    yield _paragraph("Title", _run(title))
    yield from (_paragraph("Title", "") for _ in range(8))
    yield _paragraph("JxCover", writer.words("部门（单位）名称（盖章）：{jixiao.unit}"))
    yield _paragraph("JxCover", writer.words("{own.date|报告日期|报告日期}"))
    yield f"<w:p><w:pPr>{section(numbered=False)}</w:pPr></w:p>"


def _report_body(kind: Kind) -> Iterator[str]:
    writer, title = _Writer(), TITLES[kind]
    yield from _cover(writer, title)
    yield _paragraph("Title", writer.words("{jixiao.year}年度{jixiao.unit}"))
    yield _paragraph("Title", _run(title))
    yield _paragraph("JxBody", "")
    yield from map(writer.line, OUTLINES[kind])
    yield f"<w:p><w:pPr>{section(numbered=True, first=True)}</w:pPr></w:p>"
    yield writer.place("jixiao.attachments")
    yield section(numbered=True, landscape=True)


def _public_cell(inner: str, across: int, width: int) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'


def _public_place(writer: _Writer, place: str, *, block: bool) -> str:
    left = '<w:jc w:val="left"/>'
    name, _, asked = place.partition("|")
    if asked:
        title, _, words = asked.partition("|")
        return writer.own(name, title, words, "JxCell", left)
    if block:
        return writer.place(name, "JxCell", left)
    return _paragraph("JxCell", writer.words(place if "{" in place else "{" + place + "}"))


def _public_body() -> Iterator[str]:
    writer, widths = _Writer(), (1600, 2822, 1600, 2822)
    yield _paragraph("Title", writer.words("{jixiao.year}年度{jixiao.unit}"))
    yield _paragraph("Title", _run(TITLES["public"]))
    yield _paragraph("JxMeasure", writer.words("金额单位：{jixiao.money_unit}"), '<w:spacing w:before="240" w:line="360" w:lineRule="exact"/>')
    rows = []
    for pairs in PUBLIC_ROWS:
        cells = ""
        for place, (label, what) in enumerate(pairs):
            heads = "".join(_paragraph("JxCell", writer.words(part, "<w:b/>")) for part in label.split("\n"))
            across = 1 if len(pairs) > 1 else 3
            cells += _public_cell(heads, 1, widths[2 * place]) + _public_cell(_public_place(writer, what, block=across > 1), across, sum(widths[1 : 1 + across]))
        height = 1900 if len(pairs) == 1 else 700
        rows.append(f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/></w:trPr>{cells}</w:tr>')
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield f'<w:tbl><w:tblPr><w:tblStyle w:val="JxTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    yield _paragraph("JxMeasure", writer.words("公开日期：{own.date|公开日期|公开日期}"), '<w:jc w:val="right"/>')
    yield section(numbered=False, page_break=False)


def _relations(rows: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, (kind, target) in rows.items())
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _content_types() -> str:
    parts = {
        "/word/document.xml": f"{_WML}.document.main+xml", "/word/styles.xml": f"{_WML}.styles+xml", "/word/settings.xml": f"{_WML}.settings+xml",
        "/word/fontTable.xml": f"{_WML}.fontTable+xml", "/word/footerOdd.xml": f"{_WML}.footer+xml", "/word/footerEven.xml": f"{_WML}.footer+xml",
        "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }  # fmt: skip
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>{listed}</Types>'
    )


def _core(title: str) -> str:
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
        '<dcterms:created xsi:type="dcterms:W3CDTF">2025-01-01T00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">2025-01-01T00:00:00Z</dcterms:modified>'
        "</cp:coreProperties>"
    )


def template(kind: Kind) -> bytes:
    """A built-in template as a .docx: "department", "project" or "public"."""
    body = "".join(_public_body() if kind == "public" else _report_body(kind))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations({
            "rId1": (f"{_OFFICE}/officeDocument", "word/document.xml"),
            "rId2": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            "rId3": (f"{_OFFICE}/extended-properties", "docProps/app.xml"),
        }),
        "docProps/core.xml": _core(TITLES[kind]),
        "docProps/app.xml": f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>jixiao</Application></Properties>',
        "word/document.xml": f"{HEAD}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations({
            "rIdStyles": (f"{_OFFICE}/styles", "styles.xml"), "rIdSettings": (f"{_OFFICE}/settings", "settings.xml"),
            "rIdFonts": (f"{_OFFICE}/fontTable", "fontTable.xml"), "rIdTheme": (f"{_OFFICE}/theme", "theme/theme1.xml"),
            "rIdOdd": (f"{_OFFICE}/footer", "footerOdd.xml"), "rIdEven": (f"{_OFFICE}/footer", "footerEven.xml"),
        }),
        "word/styles.xml": styles(), "word/settings.xml": settings(), "word/fontTable.xml": font_table(),
        "word/theme/theme1.xml": theme(), "word/footerOdd.xml": footer("right"), "word/footerEven.xml": footer("left"),
    }  # fmt: skip
    return packed({name: content.encode() for name, content in parts.items()})


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a package: in their order, without the moment of packing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, date_time=MOMENT)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            target.writestr(entry, content)
    return out.getvalue()
