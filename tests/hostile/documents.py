"""XML that was made to harm whoever parses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.making import ANY, EVALUATION, REFUSED, Hostile, book, sheet, with_indicator
from tests.workbooks.samples import MAIN, ROOT_RELS, parts, sheet_xml

SHEET = "xl/worksheets/sheet1.xml"
MILLION = 1_000_000
EITHER = ANY | REFUSED


def _part(name: str, content: str | bytes) -> Callable[[Path], Path]:
    return lambda folder: book(folder, {**parts(EVALUATION), name: content})


def _head(declaration: str, text: str = "&e;") -> str:
    return declaration + sheet_xml(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>')


def _laughs() -> str:
    entities = '<!ENTITY a0 "哈">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return _head(f"<!DOCTYPE a [{entities}]>", "&a9;")


def _inside(row: str = "", before: str = "", after: str = "") -> Callable[[Path], Path]:
    """A right sheet with a row more, or with something before or behind its rows."""
    return lambda folder: book(folder, parts(EVALUATION.replace("<sheetData>", f"{before}<sheetData>").replace("</sheetData>", f"{row}</sheetData>{after}")))


def _encoded(encoding: str, codec: str) -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + _head('<!DOCTYPE a [<!ENTITY e "x">]>')
    return text.encode(codec)


def _encoded_sheet(encoding: str, codec: str) -> Callable[[Path], Path]:
    return _part(SHEET, (f'<?xml version="1.0" encoding="{encoding}"?>' + EVALUATION).encode(codec))


def _number(text: str) -> Callable[[Path], Path]:
    """A score cell that stores such a number."""
    return lambda folder: book(folder, parts(EVALUATION.replace("<v>90</v>", f"<v>{text}</v>")))


def _stacked(folder: Path) -> Path:
    return with_indicator(folder, name="走" + "\u0301\u0489" * 16_000)


def cases() -> Iterator[Hostile]:
    """All hostile documents."""
    doctypes = {
        "billion-laughs": _laughs(),
        "quadratic-blow-up": _head(f'<!DOCTYPE a [<!ENTITY e "{"x" * MILLION}">]>', "&e;" * 1000),
        "external-file": _head('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        "external-address": _head('<!DOCTYPE a [<!ENTITY e SYSTEM "http://127.0.0.1:9/a">]>'),
        "external-subset": _head('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">', "1"),
        "parameter-entity": _head('<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>', "1"),
        "default-attributes": _head('<!DOCTYPE worksheet [<!ATTLIST c t CDATA "s">]>', "1"),
        "behind-a-long-comment": _head(f"<!--{'-x' * 100_000}--><!DOCTYPE a [<!ENTITY e 'x'>]>"),
    }
    for name, content in doctypes.items():
        yield Hostile(f"doctype-{name}", _part(SHEET, content), REFUSED, "DOCTYPE")
    yield Hostile("doctype-in-relationships", _part("_rels/.rels", '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + ROOT_RELS), REFUSED, "DOCTYPE")
    yield Hostile("doctype-in-a-part-nobody-reads", _part("customXml/item1.xml", _laughs()), REFUSED, "DOCTYPE")
    for encoding, codec in (("UTF-16", "utf-16"), ("UTF-16", "utf-16-be"), ("GBK", "gbk"), ("UTF-7", "utf-7"), ("cp037", "cp037"), ("UTF-32", "utf-32"), ("ISO-8859-1", "latin-1")):
        yield Hostile(f"doctype-in-{codec}", _part(SHEET, _encoded(encoding, codec)), REFUSED, "DOCTYPE|编码|XML")
    yield Hostile("encoding-gb18030", _encoded_sheet("GB18030", "gb18030"), EITHER)
    yield Hostile("encoding-utf-16", _encoded_sheet("UTF-16", "utf-16"))
    yield Hostile("encoding-that-is-told-wrong", _encoded_sheet("UTF-16", "utf-8"), EITHER)
    yield Hostile("encoding-unknown", _encoded_sheet("x-hostile", "utf-8"), REFUSED, "编码|XML")
    for codec in ("rot13", "zlib", "idna", "unicode_escape", "undefined", "hex", "punycode"):
        yield Hostile(f"encoding-{codec}", _encoded_sheet(codec, "utf-8"), EITHER)
    yield Hostile("encoding-name-of-a-million-letters", _encoded_sheet("a" * MILLION, "utf-8"))
    yield Hostile("xinclude", _inside(before='<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'))
    yield Hostile("stylesheet-instruction", _part(SHEET, '<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/a.xsl"?>' + EVALUATION))
    yield Hostile("elements-a-million-deep", _part(SHEET, sheet_xml("<row>" + "<a>" * MILLION + "</a>" * MILLION + "</row>")), EITHER)
    yield Hostile("elements-deep-around-the-sheet", _part("xl/workbook.xml", f'<workbook xmlns="{MAIN}">' + "<a>" * MILLION + "</a>" * MILLION + "</workbook>"), REFUSED, "没有工作表|上限")
    yield Hostile("attributes-a-million", _inside(row="<row " + " ".join(f'a{n}="1"' for n in range(MILLION)) + "/>"), EITHER)
    yield Hostile("attributes-a-million-with-prefixes", _inside(row="<row " + " ".join(f'xmlns:a{n}="u{n}" a{n}:b="1"' for n in range(200_000)) + "/>"), EITHER)
    yield Hostile("attribute-of-30-million-letters", _inside(row=f'<row spans="{"1" * 30 * MILLION}"/>'), EITHER)
    yield Hostile("attribute-twice", _inside(row='<row r="99" r="98"/>'), REFUSED, "XML")
    yield Hostile("comments-that-look-like-rows", _inside(row='<!-- </sheetData><row r="1"><c r="A1"><v>9</v></c></row> -->'))
    yield Hostile("cdata-that-looks-like-rows", _inside(row='<row r="99"><c r="A99" t="inlineStr"><is><t><![CDATA[</t></is></c></row></sheetData>]]></t></is></c></row>'))
    for name, text in {
        "1e999999": "1e999999", "minus-1e999999": "-1e999999", "nan": "NaN", "infinity": "Infinity", "1e308": "1e308", "5e-324": "5e-324",
        "a-million-digits": "9" * MILLION, "a-million-decimals": "0." + "3" * MILLION, "1-with-a-huge-exponent": "1e" + "9" * 1000,
        "underscores": "1_000", "arabic-digits": "٣٤", "hexadecimal": "0x10", "blanks": " \n 90 \t", "empty": "", "signs": "+-+-1", "two-points": "1.2.3",
    }.items():  # fmt: skip
        yield Hostile(f"number-{name}", _number(text), EITHER)
    for name, reference in {"surrogate": "&#xD800;", "nul": "&#0;", "control": "&#1;", "beyond-unicode": "&#x110000;", "no-character": "&#xFFFF;"}.items():
        yield Hostile(f"reference-to-{name}", _inside(row=f'<row r="99"><c r="A99" t="inlineStr"><is><t>{reference}</t></is></c></row>'), REFUSED, "XML")
    yield Hostile("escaped-surrogates", lambda folder: with_indicator(folder, name="走访_xD800__xDFFF__xD83D_企业"))
    yield Hostile("escaped-controls", lambda folder: with_indicator(folder, name="走访_x0000__x001B_[31m_x0007_企业", reason="_x001B_]8;;http://x_x0007_"))
    yield Hostile("text-from-right-to-left", lambda folder: with_indicator(folder, name="走访\u202e业企\u2066", reason="\u202e" * 100))
    yield Hostile("text-of-combining-marks", _stacked)
    for size, exits, says in ((32_767, ANY, ""), (32_768, REFUSED, "字数.*上限"), (10**7, REFUSED, "字数.*上限")):
        for field in ("name", "target", "reason"):
            yield Hostile(f"text-of-{size}-letters-as-{field}", lambda folder, size=size, field=field: with_indicator(folder, **{field: "字" * size}), exits, says)  # type: ignore[misc]  # bound now
    yield Hostile("shared-texts-2-million", lambda folder: _shared(folder, "<si><t/></si>" * (2 * MILLION)), REFUSED, "共享字符串数.*上限")
    yield Hostile("shared-text-of-10-million-letters", lambda folder: _shared(folder, f"<si><t>{'字' * 10**7}</t></si>"), REFUSED, "字数.*上限")
    yield Hostile("shared-text-wide-for-one-sign", lambda folder: _shared(folder, f"<si><t>{'a' * 30_000}😀</t></si>" * 2500), REFUSED, "总字数.*上限")
    yield Hostile("shared-texts-near-the-limit", lambda folder: _shared(folder, "".join(f"<si><t>第{n}条：{'字' * 40}</t></si>" for n in range(1_150_000))), slow=True)
    yield Hostile("shared-text-of-runs", lambda folder: _shared(folder, f"<si>{'<r><t>x</t></r>' * 400_000}</si>"), REFUSED, "字数.*上限")
    yield Hostile("shared-text-referred-to-often", _often, REFUSED, "总字数.*上限")
    yield Hostile("shared-text-that-is-not-there", lambda folder: book(folder, parts(sheet_xml('<row r="1"><c r="A1" t="s"><v>99999999999999999999</v></c><c r="B1" t="s"><v>-1</v></c></row>'))), frozenset({3}), "工作表")
    yield Hostile("root-of-another-kind", _part(SHEET, "<html><body/></html>"), REFUSED, "不是工作表")
    yield Hostile("part-empty", _part(SHEET, ""), REFUSED, "XML")
    yield Hostile("part-of-nul", _part(SHEET, b"\0" * 10_000), REFUSED, "XML|编码")
    yield Hostile("part-cut-off", _part(SHEET, EVALUATION[:-40]), REFUSED, "XML")
    yield Hostile("reasons-in-control-pictures", lambda folder: book(folder, parts(sheet([("产出指标", "数量指标", "[red]走[/red][link=http://x]访[/link]", "≥10家", "8家", 90, 90, "\x85\u2028\u2029")]))))


def _shared(folder: Path, items: str) -> Path:
    members = parts(EVALUATION)
    members["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{items}</sst>'
    members["xl/_rels/workbook.xml.rels"] = str(members["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>", '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    return book(folder, members)


def _often(folder: Path) -> Path:
    """One long text that a hundred thousand cells show."""
    path = _shared(folder, f"<si><t>{'字' * 32_767}</t></si>")
    members = parts(sheet_xml("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_001))))
    members["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}"><si><t>{"字" * 32_767}</t></si></sst>'
    members["xl/_rels/workbook.xml.rels"] = str(members["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>", '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    path.unlink()
    return book(folder, members)
