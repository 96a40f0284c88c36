"""Workbooks that say the same in other ways: prefixes, namespaces, encodings, missing attributes, names and zips."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.lossless.kit import (
    MAIN,
    MC,
    REL,
    ROWS,
    SPREADSHEET,
    Kit,
    backslashed,
    deflated,
    sheet,
    stored,
    streamed,
    zip64,
)

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TAG = re.compile(r"<(/?)(?=[A-Za-z])")
Spelling = Callable[[str], str | bytes]


def _kit() -> Kit:
    kit = Kit("表一", "表二")
    kit.after = '<definedNames><definedName name="甲">表一!$A$1</definedName></definedNames><calcPr calcId="1"/>'
    return kit


def _respelled(kit: Kit, spell: Spelling, *, only: str = ".xml") -> Kit:
    """Every XML part of the kit (its relations too, unless ``only`` says otherwise) written in another way."""
    respelled = Kit(*kit.names)
    members = {name: content.decode() for name, content in kit.all_members().items()}
    respelled.all_members = lambda: {  # type: ignore[method-assign]
        name: _bytes(spell(content)) if name.endswith((only, ".rels") if only == ".xml" else only) else content.encode() for name, content in members.items()
    }
    return respelled


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def prefixed(path: Path) -> Path:
    """Every element under a prefix, as .NET tools write it."""

    def spell(xml: str) -> str:
        return _TAG.sub(r"<\1x:", xml).replace(' xmlns="', ' xmlns:x="')

    return _respelled(_kit(), spell).build(path)


def strict(path: Path) -> Path:
    """ISO strict namespaces, dates as such."""

    def spell(xml: str) -> str:
        return xml.replace(MAIN, STRICT).replace(REL, STRICT_REL)

    kit = _kit()
    kit.about = ' conformance="strict"'
    kit.add(kit.sheet_part(), sheet(ROWS.replace('<c r="A3" s="1"><v>45292</v></c>', '<c r="A3" s="1" t="d"><v>2024-01-01</v></c>')))
    return _respelled(kit, spell).build(path)


def in_utf16(path: Path) -> Path:
    """Every part in UTF-16."""
    return _respelled(_kit(), lambda xml: xml.replace("UTF-8", "UTF-16").encode("utf-16")).build(path)


def in_utf16_without_mark(path: Path) -> Path:
    """UTF-16, big end first, without a mark."""
    return _respelled(_kit(), lambda xml: xml.replace("UTF-8", "UTF-16").encode("utf-16-be"), only="sheet1.xml").build(path)


def with_marks(path: Path) -> Path:
    """A byte order mark before every part."""
    return _respelled(_kit(), lambda xml: b"\xef\xbb\xbf" + xml.encode()).build(path)


def in_gb18030(path: Path) -> Path:
    """Parts in the national encoding."""

    def spell(xml: str) -> bytes:
        body = xml.partition("?>")[2] if xml.startswith("<?xml") else xml
        return f'<?xml version="1.0" encoding="GB18030"?>{body}'.encode("gb18030")

    return _respelled(_kit(), spell).build(path)


def with_comments(path: Path) -> Path:
    """Comments, processing instructions, CDATA, references, single quotes and odd blanks wherever XML allows them."""

    def spell(xml: str) -> str:
        xml = re.sub(r' (\w+)="([^"\']*)"', r"\n  \1 = '\2'", xml.partition("?>")[2])
        xml = xml.replace("<row", "<!-- 行 --><row").replace("</row>", "<?editor here?></row>\r\n").replace("<v>40</v>", "<v><![CDATA[40]]></v>")
        return '<?xml version="1.0"?><!-- 说明 <sheetData> -->' + xml.replace("合计", "&#21512;&#x8BA1;") + "\n<!-- 完 -->\n"

    return _respelled(_kit(), spell, only="sheet1.xml").build(path)


def with_comments_everywhere(path: Path) -> Path:
    """The same in the workbook part, the styles, the texts and the relations."""

    def spell(xml: str) -> str:
        return xml.replace("?>", "?><!-- a -->").replace("></", "><!-- b --></").replace("><", ">\r\n\t<") + "<!-- </sst></workbook></Types></Relationships> -->"

    kit = _kit()
    del kit.members["xl/worksheets/sheet2.xml"], kit.overrides["xl/worksheets/sheet2.xml"], kit.relations["xl/workbook.xml"][1]
    kit = Kit("表一")
    return _respelled(kit, spell).build(path)


def relations_declared_where_used(path: Path) -> Path:
    """The namespace of relations declared on each element that needs it, or under another prefix."""

    def spell(xml: str) -> str:
        return xml.replace(f' xmlns:r="{REL}"', "").replace("r:id=", f'xmlns:rel="{REL}" rel:id=')

    return _respelled(_kit(), spell).build(path)


def places_left_out(path: Path) -> Path:
    """Rows and cells without r, a row without cells, no spans."""
    rows = re.sub(r' (r|spans)="[^"]*"', "", ROWS.replace('<row r="5"', "<row/><row")) + '<row r="9"><c><v>1</v></c><c r="D9"><v>2</v></c><c><v>3</v></c></row><row/>'
    kit = _kit()
    kit.add(kit.sheet_part(), sheet(rows))
    kit.add(kit.sheet_part(2), sheet().replace(f"<sheetData>{ROWS}</sheetData>", "<sheetData  />"))
    return kit.build(path)


def alternatives(path: Path) -> Path:
    """mc:AlternateContent and ignorable prefixes in the workbook part, the styles and a sheet."""
    kit = _kit()
    mc = f' xmlns:mc="{MC}" mc:Ignorable="x14ac xr"  xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
    choice = '<mc:AlternateContent><mc:Choice Requires="xr"><xr:revisionPtr documentId="1"/></mc:Choice><mc:Fallback><a/></mc:Fallback></mc:AlternateContent>'
    kit.about, kit.before = mc, "<workbookPr/>" + choice
    kit.add("xl/styles.xml", str(kit.members["xl/styles.xml"]).replace(f'xmlns="{MAIN}"', f'xmlns="{MAIN}"{mc}').replace('<fonts count="2">', '<fonts count="2" x14ac:knownFonts="1">'))
    kit.add(kit.sheet_part(), sheet(about=mc + ' xr:uid="{1}"', after=f"<drawing r:id='rId1'/>{choice.replace('<a/>', '')}").replace("<drawing r:id='rId1'/>", ""))
    return kit.build(path)


def parts_left_out(path: Path) -> Path:
    """No texts and no styles: numbers and inline texts only."""
    kit = Kit("表一")
    for name, relation in (("xl/styles.xml", "styles"), ("xl/sharedStrings.xml", "sharedStrings")):
        del kit.members[name], kit.overrides[name]
        kit.relations["xl/workbook.xml"] = [each for each in kit.relations["xl/workbook.xml"] if not each[1].endswith(relation)]
    kit.add(kit.sheet_part(), sheet('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><is><t>甲</t></is></c><c r="C1"><f>A1+1</f></c></row>'))
    return kit.build(path)


def names_in_other_case(path: Path) -> Path:
    """Parts named in other case than the relations and the content types say; targets absolute and with dots."""
    kit = _kit()
    targets = ["/XL/WorkSheets/SHEET1.XML", "./../xl/worksheets/../worksheets/sheet2.xml", "Styles.xml", "/xl/sharedStrings.xml"]
    kit.relations["xl/workbook.xml"] = [(a, b, targets[number], d) for number, (a, b, _, d) in enumerate(kit.relations["xl/workbook.xml"])]
    return kit.build(path)


def elsewhere(path: Path) -> Path:
    """The workbook part at the top, under another name, and parts with blanks in their names."""
    kit = _kit()
    kit.add("我的 book.xml", kit.workbook(), kit.overrides.pop("xl/workbook.xml"))
    del kit.members["xl/workbook.xml"]
    kit.members = {name.replace("sheet1", "sheet%201"): content for name, content in kit.members.items()}
    kit.overrides = {name.replace("sheet1", "sheet%201"): kind for name, kind in kit.overrides.items()}
    listed = kit.relations.pop("xl/workbook.xml")
    kit.relations["我的 book.xml"] = [(a, b, "xl/" + c.replace("sheet1", "sheet%201"), d) for a, b, c, d in listed]
    kit.relations[""] = [("rId1", f"{REL}/officeDocument", "/我的 book.xml", False)]
    return kit.build(path)


def leftovers(path: Path) -> Path:
    """Types of parts that are gone, parts that nobody refers to, a default type for worksheets, references to nothing."""
    kit = _kit()
    kit.overrides |= {"xl/worksheets/sheet3.xml": f"{SPREADSHEET}worksheet+xml", "xl/calcChain.xml": f"{SPREADSHEET}calcChain+xml"}
    kit.add("xl/worksheets/orphan.xml", "not even XML")
    kit.add("trash/[0000].dat", b"\0" * 9)
    kit.defaults["dat"] = "application/octet-stream"
    kit.relate("xl/workbook.xml", "theme", "theme/theme1.xml")
    kit.relate(kit.sheet_part(), "drawing", "../drawings/drawing9.xml")
    return kit.build(path)


def zipped_as(zipper: Callable[[dict[str, bytes]], bytes]) -> Callable[[Path], Path]:
    def build(path: Path) -> Path:
        return _kit().build(path, zipper)

    build.__name__, build.__doc__ = f"zipped_{zipper.__name__}", zipper.__doc__
    return build


SPELLINGS = (
    prefixed, strict, in_utf16, in_utf16_without_mark, with_marks, in_gb18030, with_comments, with_comments_everywhere, relations_declared_where_used,
    places_left_out, alternatives, parts_left_out, names_in_other_case, elsewhere, leftovers, *map(zipped_as, (deflated, stored, streamed, zip64, backslashed)),
)  # fmt: skip
