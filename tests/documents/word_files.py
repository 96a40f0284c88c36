"""Word documents for tests, built by python-docx; what it cannot write is put in as markup."""

import io
import zipfile
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

NUMBERING = """<w:numbering {ns}>
 <w:abstractNum w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl></w:abstractNum>
 <w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>
 <w:num w:numId="91"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
</w:numbering>"""


def xml(text: str):
    """An element of Word's markup."""
    at = text.index(">") if text[text.index(">") - 1] != "/" else text.index("/>")
    return parse_xml(f"{text[:at]} {nsdecls('w')}{text[at:]}")


def numbered(document, text: str, level: int, list_id: int = 90):
    """A paragraph that Word numbers."""
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(xml(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'))
    return paragraph


def with_numbering(document) -> None:
    """Lists 90 and 91, numbered 一、 （一） 1."""
    part = document.part.numbering_part
    for each in parse_xml(NUMBERING.replace("{ns}", nsdecls("w"))):
        if each.tag == qn("w:abstractNum"):
            part.element.insert(0, each)
        else:
            part.element.append(each)


def table(document, rows: list[str], *, style: str = "Table Grid"):
    """A table from rows of ``|``-separated cells; ``<`` and ``^`` join a cell to its left or upper neighbour."""
    cells = [[each.strip() for each in row.strip().strip("|").split("|")] for row in rows]
    made = document.add_table(len(cells), len(cells[0]), style=style)
    owner = {}
    for r, row in enumerate(cells):
        for c, text in enumerate(row):
            owner[r, c] = owner[r, c - 1] if text == "<" else owner[r - 1, c] if text == "^" else (r, c)
    for (r, c), (top, left) in owner.items():
        if (r, c) != (top, left):
            made.cell(top, left).merge(made.cell(r, c))
    for (r, c), home in owner.items():
        if (r, c) == home:
            made.cell(r, c).text = cells[r][c]
    return made


def package(body: str, **parts: bytes) -> bytes:
    """A .docx of nothing but a main part with such a body; more parts by name with _ for /."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        archive.writestr(
            "_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", body if body.startswith("<?") else f"<w:document {nsdecls('w')}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def saved(document, path: Path) -> Path:
    """The document as a file."""
    document.save(path)
    return path


def blank():
    """A new document."""
    return Document()
