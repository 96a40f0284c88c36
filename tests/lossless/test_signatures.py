"""The signatures of a package are left out when that is asked for, and nothing else is."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.model import JixiaoError
from jixiao.workbooks import open_workbook, save
from jixiao.workbooks.proof import verify
from jixiao.workbooks.writing import compose
from tests.workbooks.samples import build, edit, findings_sheet, members_of, parts, sheet_xml

PACKAGE = "application/vnd.openxmlformats-package."
SIGNING = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def relations(*listed: tuple[str, str]) -> str:
    inner = "".join(f'<Relationship Id="s{number}" Type="{SIGNING}{kind}" Target="{target}"/>' for number, (kind, target) in enumerate(listed))
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def office_style() -> tuple[dict[str, str | bytes], str, str]:
    """As Office signs: two signatures, one with XAdES properties, the certificate inside them."""
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignatureValue>AAAA</SignatureValue>{}</Signature>'
    xades = '<Object><QualifyingProperties xmlns="http://uri.etsi.org/01903/v1.3.2#"/></Object>'
    members: dict[str, str | bytes] = {
        "_xmlsignatures/origin.sigs": b"",
        "_xmlsignatures/_rels/origin.sigs.rels": relations(("signature", "sig1.xml"), ("signature", "/_xmlsignatures/sig2.xml")),
        "_xmlsignatures/sig1.xml": signature.format(xades),
        "_xmlsignatures/sig2.xml": signature.format(""),
    }
    types = (
        f'<Default Extension="sigs" ContentType="{PACKAGE}digital-signature-origin"/>'
        f'<Override PartName="/_xmlsignatures/sig1.xml" ContentType="{PACKAGE}digital-signature-xmlsignature+xml"/>'
        f'<Override PartName="/_xmlsignatures/sig2.xml" ContentType="{PACKAGE}digital-signature-xmlsignature+xml"/>'
    )
    return members, types, "_xmlsignatures/origin.sigs"


def packaging_style() -> tuple[dict[str, str | bytes], str, str]:
    """As .NET signs: other folders, and the certificate a part of its own."""
    folder = "package/services/digital-signature"
    members: dict[str, str | bytes] = {
        f"{folder}/origin.psdsor": b"",
        f"{folder}/_rels/origin.psdsor.rels": relations(("signature", "xml-signature/a1.psdsxs")),
        f"{folder}/xml-signature/a1.psdsxs": "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/>",
        f"{folder}/xml-signature/_rels/a1.psdsxs.rels": relations(("certificate", "../certificate/b2.cer")),
        f"{folder}/certificate/b2.cer": b"\x30\x82",
    }
    types = (
        f'<Default Extension="psdsor" ContentType="{PACKAGE}digital-signature-origin"/>'
        f'<Default Extension="psdsxs" ContentType="{PACKAGE}digital-signature-xmlsignature+xml"/>'
        f'<Default Extension="cer" ContentType="{PACKAGE}digital-signature-certificate"/>'
    )
    return members, types, f"/{folder}/origin.psdsor"


def nothing_behind_it() -> tuple[dict[str, str | bytes], str, str]:
    """A relation to an origin that is not there."""
    return {}, "", "_xmlsignatures/origin.sigs"


def signed_with(members: dict[str, str | bytes], signed: Callable[[], tuple[dict[str, str | bytes], str, str]]) -> dict[str, str | bytes]:
    """The members of a package with signatures added to them."""
    more, types, origin = signed()
    relation = f'<Relationship Id="s" Type="{SIGNING}origin" Target="{origin}"/></Relationships>'
    return members | more | {
        "[Content_Types].xml": str(members["[Content_Types].xml"]).replace("</Types>", types + "</Types>"),
        "_rels/.rels": str(members["_rels/.rels"]).replace("</Relationships>", relation),
    }


MACROS = {
    "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 project",
    "xl/_rels/vbaProject.bin.rels": (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProjectSignature" Target="vbaProjectSignature.bin"/></Relationships>'
    ),
    "xl/vbaProjectSignature.bin": b"\x00 signature of the macros",
}
MACRO_TYPES = (
    '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    '<Override PartName="/xl/vbaProjectSignature.bin" ContentType="application/vnd.ms-office.vbaProjectSignature"/>'
)


@pytest.mark.parametrize("signed", [office_style, packaging_style, nothing_behind_it])
def test_only_the_signatures_are_left_out(tmp_path: Path, signed) -> None:
    plain = parts(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')) | MACROS
    plain["[Content_Types].xml"] = str(plain["[Content_Types].xml"]).replace("</Types>", MACRO_TYPES + "</Types>")
    unsigned = build(tmp_path / "plain.xlsm", plain)
    path = build(tmp_path / "signed.xlsm", signed_with(plain, signed))

    workbook = open_workbook(path)
    assert workbook.signed
    change = [edit("表 1", 1, 1, Decimal(2))]
    composition = compose(workbook, change, findings_sheet(), drop_signature=True)
    verify(workbook, composition, composition.data)
    assert set(composition.removed) == set(signed()[0])
    assert any("签名" in each.zh for each in composition.notes)

    written = tmp_path / "written.xlsm"
    written.write_bytes(composition.data)
    assert not open_workbook(written).signed
    reference = tmp_path / "reference.xlsm"
    reference.write_bytes(compose(open_workbook(unsigned), change, findings_sheet()).data)
    found, expected = members_of(written), members_of(reference)
    assert found.keys() == expected.keys()
    for name, content in expected.items():
        if name.endswith((".xml", ".rels")):
            assert ET.canonicalize(found[name]) == ET.canonicalize(content), name
        else:
            assert found[name] == content, name


def test_what_others_use_keeps_its_content_type(tmp_path: Path) -> None:
    plain = parts(sheet_xml("")) | {"docs/mine.cer": b"another certificate"}
    workbook = open_workbook(build(tmp_path / "signed.xlsx", signed_with(plain, packaging_style)))
    composition = compose(workbook, [edit("表 1", 1, 1, Decimal(2))], None, drop_signature=True)
    listed = {each.get("Extension") for each in ET.fromstring(composition.changed["[Content_Types].xml"])}
    assert "cer" in listed
    assert not {"psdsor", "psdsxs"} & listed


def test_a_signed_workbook_is_not_written_unless_that_is_asked_for(tmp_path: Path) -> None:
    workbook, target = open_workbook(build(tmp_path / "signed.xlsx", signed_with(parts(sheet_xml("")), office_style))), tmp_path / "out.xlsx"
    with pytest.raises(JixiaoError, match="数字签名"):
        save(workbook, target, [edit("表 1", 1, 1, Decimal(2))], None)
    assert not target.exists()
    receipt = save(workbook, target, [edit("表 1", 1, 1, Decimal(2))], None, drop_signature=True)
    assert set(office_style()[0]) <= set(receipt.parts)


def test_a_signature_stays_where_nothing_is_written(tmp_path: Path) -> None:
    workbook = open_workbook(build(tmp_path / "signed.xlsx", signed_with(parts(sheet_xml("")), office_style)))
    composition = compose(workbook, [], None, drop_signature=True)
    assert composition.data == workbook.package.data
    assert not composition.removed
