"""A workbook written by LibreOffice: a pivot table, a DDE link, validations, notes, a form control, names, a protected sheet."""

from __future__ import annotations

from pathlib import Path

from tests.engines.office import Office

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {"office": "office", "table": "table", "text": "text", "style": "style", "form": "form", "draw": "drawing", "svg": "svg-compatible", "number": "datastyle", "fo": "xsl-fo-compatible"}.items()
)
_ROWS = (("项目", "地区", "金额"), ("甲", "东", 10), ("乙", "西", 20), ("甲", "西", 30))


def _row(values: tuple[str | int, ...]) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="float" office:value="{each}"/>' if isinstance(each, int)
        else f'<table:table-cell office:value-type="string"><text:p>{each}</text:p></table:table-cell>'
        for each in values
    )  # fmt: skip
    return f"<table:table-row>{cells}</table:table-row>"


FLAT = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document {_SPACES} xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>'
    '<table:content-validations><table:content-validation table:name="v" table:condition="of:cell-content-is-in-list(&quot;是&quot;;&quot;否&quot;)"/></table:content-validations>'
    f'<table:table table:name="数据">{"".join(map(_row, _ROWS))}'
    '<table:table-row><table:table-cell table:content-validation-name="v" office:value-type="string"><office:annotation><dc:creator>甲</dc:creator><text:p>批注</text:p></office:annotation><text:p>是</text:p></table:table-cell><table:table-cell table:formula="of:=SUM([.C2:.C4])" office:value-type="float" office:value="60"/>'
    '<table:table-cell table:number-matrix-columns-spanned="1" table:number-matrix-rows-spanned="2" table:formula="of:=[.C2:.C3]*2" office:value-type="float" office:value="20"/></table:table-row>'
    '<table:table-row><table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>合并<text:span>的</text:span></text:p></table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="float" office:value="40"/></table:table-row></table:table>'
    '<table:table table:name="透视" table:protected="true"><table:table-row><table:table-cell/></table:table-row></table:table>'
    '<table:named-expressions><table:named-range table:name="金额" table:base-cell-address="$数据.$A$1" table:cell-range-address="$数据.$C$2:.$C$4"/></table:named-expressions>'
    '<table:database-ranges><table:database-range table:name="区" table:target-range-address="数据.A1:数据.C4" table:display-filter-buttons="true"/></table:database-ranges>'
    '<table:data-pilot-tables><table:data-pilot-table table:name="透视1" table:target-range-address="透视.A1:透视.D5" table:grand-total="both" table:show-filter-button="false"><table:source-cell-range table:cell-range-address="数据.A1:数据.C4"/>'
    '<table:data-pilot-field table:source-field-name="项目" table:orientation="row" table:function="auto"/><table:data-pilot-field table:source-field-name="地区" table:orientation="column" table:function="auto"/><table:data-pilot-field table:source-field-name="金额" table:orientation="data" table:function="sum"/></table:data-pilot-table></table:data-pilot-tables>'
    '<table:dde-links><table:dde-link><office:dde-source office:dde-application="soffice" office:dde-topic="/nowhere.ods" office:dde-item="A1" office:automatic-update="false"/><table:table><table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table></table:dde-link></table:dde-links>'
    "</office:spreadsheet></office:body></office:document>"
)


def from_libreoffice(office: Office, folder: Path) -> Path:
    """That workbook as .xlsx."""
    source, path = folder / "source.fods", folder / "from_libreoffice.xlsx"
    source.write_text(FLAT, "utf-8")
    document = office.open(source)
    document.storeToURL(path.as_uri(), (office.property("FilterName", "Calc MS Excel 2007 XML"),))
    office.close_documents()
    return path
