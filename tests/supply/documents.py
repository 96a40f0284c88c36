"""Workbooks and documents that name addresses in every way that an office program or a browser might follow."""

import io
import zipfile

import docx
from docx.oxml import parse_xml
from PIL import Image

ODF = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(
    [f'xmlns:{name}="{ODF}:{space}:1.0"' for name, space in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("draw", "drawing"), ("svg", "svg-compatible"), ("meta", "meta"),
        ("script", "script"), ("style", "style"), ("manifest", "manifest"),
    )]
    + ['xmlns:xlink="http://www.w3.org/1999/xlink"', f'xmlns:of="{ODF}:of:1.2"']
)  # fmt: skip
CALC = "application/vnd.oasis.opendocument.spreadsheet"


def _row(cell):
    return f'<table:table-row><table:table-cell office:value-type="float" office:value="1" {cell}</table:table-cell></table:table-row>'


def _formula(formula):
    return _row(f'table:formula="of:={formula}"><text:p>1</text:p>')


def _frame(what):
    return f'<draw:frame svg:width="2cm" svg:height="2cm" svg:x="1cm" svg:y="1cm">{what}</draw:frame>'


def calling_ods(path, address):
    """An .ods with a WEBSERVICE, linked cells, ranges and sheets, pictures, an object, a film, a script, a template and a page to reload."""
    link = 'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"'
    rows = (
        _formula(f"COM.MICROSOFT.WEBSERVICE(&quot;{address}/webservice&quot;)") + _formula(f"['{address}/linked.csv'#$linked.A1]")
        + _formula(f"['{address}/linked.ods'#$S.A1]") + _formula(f"HYPERLINK(&quot;{address}/hyperlink&quot;)")
        + _formula(f"DDE(&quot;soffice&quot;;&quot;{address}/dde.ods&quot;;&quot;A1&quot;)")
        + _row(f'><text:p>1</text:p><table:cell-range-source table:name="x" xlink:type="simple" xlink:href="{address}/range.csv" '
               'table:filter-name="Text - txt - csv (StarCalc)" table:last-column-spanned="1" table:last-row-spanned="1"/>')
    )  # fmt: skip
    shapes = (
        _frame(f'<draw:image xlink:href="{address}/picture.png" {link}/>') + _frame(f'<draw:object xlink:href="{address}/object.ods" {link}/>')
        + _frame(f'<draw:plugin xlink:href="{address}/film.mp4" xlink:type="simple" draw:mime-type="application/vnd.sun.star.media"/>')
    )  # fmt: skip
    content = (
        f'<office:document-content {NAMESPACES} office:version="1.2"><office:scripts><office:event-listeners><script:event-listener '
        f'script:language="ooo:script" script:event-name="dom:load" xlink:href="{address}/script" xlink:type="simple"/></office:event-listeners>'
        f'</office:scripts><office:body><office:spreadsheet><table:table table:name="a"><table:shapes>{shapes}</table:shapes>{rows}</table:table>'
        f'<table:table table:name="b"><table:table-source xlink:type="simple" xlink:href="{address}/sheet.ods" table:table-name="b"/>'
        f"{_row('><text:p>1</text:p>')}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    meta = (
        f'<office:document-meta {NAMESPACES} office:version="1.2"><office:meta><meta:template xlink:type="simple" xlink:actuate="onRequest" '
        f'xlink:href="{address}/template.ots" meta:date="2020-01-01T00:00:00"/><meta:auto-reload xlink:type="simple" xlink:href="{address}/reload" '
        'meta:delay="PT1S" xlink:actuate="onLoad"/></office:meta></office:document-meta>'
    )
    styles = (
        f'<office:document-styles {NAMESPACES} office:version="1.2"><office:styles><draw:fill-image draw:name="f" xlink:href="{address}/fill.png" {link}/>'
        '</office:styles><office:automatic-styles><style:page-layout style:name="p"><style:page-layout-properties><style:background-image '
        f'xlink:href="{address}/background.png" xlink:type="simple" xlink:actuate="onLoad"/></style:page-layout-properties></style:page-layout>'
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Default" style:page-layout-name="p"/></office:master-styles>'
        "</office:document-styles>"
    )
    parts = {"content.xml": content, "meta.xml": meta, "styles.xml": styles}
    entries = "".join(f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in parts)
    manifest = f'<manifest:manifest {NAMESPACES} manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="{CALC}"/>{entries}</manifest:manifest>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {"mimetype": CALC, **parts, "META-INF/manifest.xml": manifest}.items():
            archive.writestr(name, text)
    return path


def calling_xlsx(path, address):
    """Adds to an .xlsx a WEBSERVICE beside the table, and relations to a workbook, a picture, an object and a template elsewhere."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kinds = ("externalLinkPath", "image", "oleObject", "attachedTemplate", "hyperlink", "externalLink")
    relations = "".join(
        f'<Relationship Id="rIdx{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{address}/{kind}" TargetMode="External"/>'
        for number, kind in enumerate(kinds)
    )
    for name in ("xl/_rels/workbook.xml.rels", "_rels/.rels"):
        assert b"</Relationships>" in parts[name]
        parts[name] = parts[name].replace(b"</Relationships>", f"{relations}</Relationships>".encode())
    sheet = next(name for name in parts if name.startswith("xl/worksheets/sheet"))
    assert b"</sheetData>" in parts[sheet]
    row = f'<row r="9999"><c r="A9999"><f>_xlfn.WEBSERVICE("{address}/webservice")</f><v>1</v></c><c r="B9999"><f>\'{address}/[a.xlsx]S\'!A1</f><v>1</v></c></row>'
    parts[sheet] = parts[sheet].replace(b"</sheetData>", f"{row}</sheetData>".encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


TABLE = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
    ["产出指标", "数量指标", "走访企业数", "≥10家", "12家", "50", "50", ""],
    ["满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "95%", "40", "40", ""],
]


def calling_html(path, address):
    """A page with style sheets, scripts, pictures, frames, a base, a refresh and an entity by address, and a table."""
    rows = "".join(f"<tr>{''.join(f'<td background={address}/cell>{text}</td>' for text in row)}</tr>" for row in TABLE)
    path.write_text(
        f"""<!DOCTYPE html SYSTEM "{address}/dtd" [<!ENTITY taken SYSTEM "{address}/entity">]><html><head><base href="{address}/">
        <meta charset="utf-8"><meta http-equiv="refresh" content="0; url={address}/refresh"><link rel="stylesheet" href="{address}/style">
        <script src="{address}/script"></script></head><body><img src="{address}/picture"><iframe src="{address}/frame"></iframe>
        <object data="{address}/object"></object><p>项目支出绩效自评表 2024年度，预算100万元。&taken;</p><table>{rows}</table></body></html>""", "utf-8")
    return path


def calling_docx(path, address):
    """A Word document whose template, pictures, frames, subdocuments and fields are by address, and a table."""
    document = docx.Document()
    document.add_paragraph("项目支出绩效自评表 2024年度，预算100万元。")
    filled = document.add_table(len(TABLE), len(TABLE[0]))
    for row, texts in zip(filled.rows, TABLE, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    kinds = ("attachedTemplate", "image", "frame", "subDocument", "oleObject", "hyperlink", "aFChunk")
    for kind in kinds:
        document.part.relate_to(f"{address}/{kind}", f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}", is_external=True)
    fields = "".join(f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{field} "{address}/field"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
                     for field in ("INCLUDEPICTURE", "INCLUDETEXT", "DDEAUTO", "LINK"))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document.element.body.insert(0, parse_xml(f"<w:p {space}>{fields}</w:p>"))
    document.save(path)
    return path


def calling_pdf():
    """A PDF of one page without text: a picture."""
    picture = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(picture, "pdf")
    return picture.getvalue()
