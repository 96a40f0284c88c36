"""jixiao redact: nothing of the numbers is left anywhere, nothing else has changed, and what cannot be seen is named."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.encryption.locked import encrypted
from tests.privacy.persons import AUTHORS, SECRETS, full_workbook
from tests.workbooks.samples import MAIN, build, members_of, parts, sheet_xml

from jixiao.model import JixiaoError
from jixiao.services.redact import Wishes, redact_file
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.package import read_package
from jixiao.workbooks.redaction import Masking, prove, redact

DIGITS = re.compile(r"[\s\-*]|<[^>]*>")


def everything(path: Path) -> str:
    """All parts as one text: as they are, and those with texts in runs with tags, blanks and dashes taken out."""
    texts = {name: content.decode("utf-8", "replace") for name, content in members_of(path).items()}
    # In a sheet the indexes of texts would run together into any number.
    joined = (DIGITS.sub("", text) for name, text in texts.items() if "<is>" in text or "/worksheets/" not in name)
    return "\n".join([*texts.values(), *joined])


@pytest.fixture
def full(tmp_path):
    return full_workbook(tmp_path / "自评.xlsx")


def test_no_number_of_a_person_is_left_in_any_part(full, tmp_path):
    before = full.read_bytes()
    done = redact_file(full, tmp_path / "公开.xlsx", Wishes())
    assert all(secret in everything(full) for secret in (*SECRETS, *AUTHORS))
    left = everything(tmp_path / "公开.xlsx")
    assert [secret for secret in (*SECRETS, *AUTHORS) if secret in left] == []
    assert done.left == ()
    assert full.read_bytes() == before
    assert list(tmp_path.glob(".*")) == []  # no receipt, from which the original could be had


def test_it_says_what_was_masked_where_and_what_was_kept(full, tmp_path):
    done = redact_file(full, tmp_path / "公开.xlsx", Wishes())
    assert dict(done.counts) == {"landline": 1, "mobile": 5, "account": 1, "identity": 2}
    assert ("自评表", "D8", "164****5678") in done.cells
    assert ("名单", "C2", "164****1111") in done.cells
    assert {place.zh for place in done.elsewhere} == {"批注", "页眉页脚、数据有效性、链接提示", "图形、文本框", "图表", "名称定义", "超链接", "文档属性"}
    said = "".join(text.zh for text in done.said)
    assert "隐藏的工作表：名单" in said
    assert "姓名保留未动：自评表!A7、自评表!B8、名单!A2" in said
    assert not any(secret in said + str(done.cells) for secret in (*SECRETS, *AUTHORS, "李某某"))


def test_all_other_cells_are_the_same(full, tmp_path):
    redact_file(full, tmp_path / "公开.xlsx", Wishes())
    old, new = openpyxl.load_workbook(full), openpyxl.load_workbook(tmp_path / "公开.xlsx")
    changed = {
        f"{sheet.title}!{cell.coordinate}": new[sheet.title][cell.coordinate].value
        for sheet in old for row in sheet.iter_rows() for cell in row
        if cell.value != new[sheet.title][cell.coordinate].value
    }
    assert changed == {
        "自评表!D7": "0601-*****78", "自评表!D8": "164****5678", "自评表!B9": "**** **** **78 90", "自评表!D9": "110*************14",
        "自评表!A11": "联系电话：164****5678，谢谢", "自评表!A12": '=CONCATENATE("电话：","164****5678")',
        "名单!B2": "110*************14", "名单!C2": "164****1111",
    }
    assert new["自评表"]["B15"].value == 16499999999  # money, whatever it looks like
    assert new["自评表"]["D8"].style_id == old["自评表"]["D8"].style_id


def test_parts_without_such_numbers_are_the_same_bytes(full, tmp_path):
    redact_file(full, tmp_path / "公开.xlsx", Wishes())
    old, new = members_of(full), members_of(tmp_path / "公开.xlsx")
    assert list(old) == list(new)
    same = {name for name in old if old[name] == new[name]}
    assert {"xl/styles.xml", "xl/theme/theme1.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"} <= same


def test_names_are_masked_where_a_form_asks_for_them(full, tmp_path):
    done = redact_file(full, tmp_path / "公开.xlsx", Wishes(names=True, also=("某项目",)))
    sheet = openpyxl.load_workbook(tmp_path / "公开.xlsx")
    assert [sheet["自评表"]["A7"].value, sheet["自评表"]["B8"].value, sheet["名单"]["A2"].value] == ["填报人：李**", "周**", "郑**"]
    assert sheet["自评表"]["B2"].value == "***"
    assert done.names == 3


def test_a_dry_run_writes_nothing(full, tmp_path):
    done = redact_file(full, None, Wishes(dry_run=True))
    assert len(done.cells) == 9
    assert [each.name for each in tmp_path.iterdir()] == ["自评.xlsx"]


# ------------------------------------------------------- parts by hand ----

TEL = "16412345678"


def redacted(tmp_path, members, **wishes):
    source, target = build(tmp_path / "in.xlsx", members), tmp_path / "out.xlsx"
    return redact_file(source, target, Wishes(**wishes)), target


PLACES = {
    "inline text": {"xl/worksheets/sheet1.xml": sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><r><t>手机164</t></r><r><t>1234</t></r><r><t>5678</t></r></is></c></row>')},
    "another prefix": {"xl/worksheets/sheet1.xml": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>手机{TEL}</x:v></x:c></x:row></x:sheetData></x:worksheet>'},
    "character references": {"xl/worksheets/sheet1.xml": sheet_xml('<row r="1"><c r="A1" t="str"><v>手机&#49;6412345678 &lt;</v></c></row>')},
    "CDATA": {"xl/worksheets/sheet1.xml": sheet_xml(f'<row r="1"><c r="A1" t="str"><v><![CDATA[手机{TEL} <]]></v></c></row>')},
    "UTF-16": {"xl/worksheets/sheet1.xml": ('<?xml version="1.0" encoding="UTF-16"?>' + sheet_xml(f'<row r="1"><c r="A1" t="str"><v>手机{TEL}</v></c></row>')).encode("utf-16")},
    "threaded comment": {"xl/threadedComments/threadedComment1.xml": f'<ThreadedComments><threadedComment ref="A1" id="{{1}}"><text>问 {TEL}</text></threadedComment></ThreadedComments>'},
    "persons": {"xl/persons/person.xml": f'<personList><person displayName="赵某某" id="{{1}}" userId="zhao@example.com {TEL}" providerId="AD"/></personList>'},
    "pivot cache": {
        "xl/worksheets/sheet1.xml": sheet_xml(f'<row r="1"><c r="A1" t="str"><v>电话</v></c><c r="B1"><v>{TEL}</v></c></row>'),
        "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition refreshedBy="赵某某"><cacheFields><cacheField name="手机{TEL}"><sharedItems minValue="1" maxValue="{TEL}"><s v="手机{TEL}"/><n v="{TEL}"/><n v="5"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>',
    },
    "external cache": {"xl/externalLinks/externalLink1.xml": f'<externalLink><externalBook><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>手机{TEL}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'},
    "legacy drawing": {"xl/drawings/vmlDrawing1.vml": '<xml xmlns:v="urn:v"><v:shape><v:textbox><div><font>手机164</font><font>12345678</font></div></v:textbox></v:shape></xml>'},
    "filter": {"xl/worksheets/sheet1.xml": sheet_xml(f'<row r="1"><c r="A1" t="str"><v>手机{TEL}</v></c></row>', after=f'<autoFilter ref="A1"><filterColumn colId="0"><filters><filter val="手机{TEL}"/></filters></filterColumn></autoFilter>')},
    "who shares, where it was saved": {"xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="urn:a"><fileSharing userName="赵某某"/><a:absPath url="C:\\Users\\赵某某\\"/><sheets><sheet name="表 1" sheetId="1" r:id="rId1"/></sheets></workbook>'},
    "revisions": {"xl/revisions/revisionHeaders.xml": '<headers><header guid="{1}" userName="赵某某"/></headers>', "xl/revisions/revisionLog1.xml": f"<revisions><rcc><nc r='A1' t='inlineStr'><is><t>手机{TEL}</t></is></nc></rcc></revisions>"},
    "signed comment": {"xl/comments1.xml": f'<comments xmlns="{MAIN}"><authors><author>赵某某</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>赵某某:</t></r><r><t>\n问{TEL}</t></r></text></comment></commentList></comments>'},
}


@pytest.mark.parametrize("place", PLACES)
def test_a_number_is_found_wherever_a_package_keeps_it(tmp_path, place):
    members = {**parts(sheet_xml('<row r="1"><c r="A1"><v>5</v></c></row>')), **PLACES[place]}
    done, target = redacted(tmp_path, members)
    left = everything(target)
    assert TEL not in left
    assert "赵某某" not in left
    assert done.left == ()
    assert "5" in zipfile.ZipFile(target).read("xl/worksheets/sheet1.xml").decode("utf-8") or place == "another prefix"


def test_what_remains_is_named(tmp_path):
    members = {**parts(sheet_xml(f'<row r="1"><c r="A1" t="str"><v>手机{TEL}</v></c></row>')), "xl/media/image1.png": b"\x89PNG", "xl/vbaProject.bin": f"x{TEL}x".encode("utf-16-le"), "xl/embeddings/oleObject1.bin": b"\0"}
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace("表 1", f"手机{TEL}")
    done, target = redacted(tmp_path, members)
    assert "xl/vbaProject.bin" in "".join(text.zh for text in done.left)
    assert "1 张工作表的名称" in "".join(text.zh for text in done.left)
    assert all(kind in "".join(text.zh for text in done.said) for kind in ("图片 1 个", "宏代码 1 个", "嵌入的文件 1 个"))
    assert members_of(target)["xl/vbaProject.bin"] == f"x{TEL}x".encode("utf-16-le")


def test_hidden_rows_and_external_links_are_told(tmp_path):
    members = parts(sheet_xml('<row r="1" hidden="1"><c r="A1"><v>5</v></c></row>', before='<cols><col min="2" max="2" hidden="1"/></cols>'))
    members["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    members["xl/externalLinks/_rels/externalLink1.xml.rels"] = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://x/externalLinkPath" Target="D:/a.xlsx" TargetMode="External"/></Relationships>'
    done, _ = redacted(tmp_path, members)
    said = "".join(text.zh for text in done.said)
    assert "“表 1” 1 行 1 处列" in said
    assert "1 个外部工作簿" in said


def test_the_copy_is_refused_rather_than_wrong(tmp_path):
    """The proof sees what masking would never do."""
    path = build(tmp_path / "in.xlsx", parts(sheet_xml('<row r="1"><c r="A1"><v>5</v></c><c r="B1" t="str"><v>甲乙</v></c></row>')))
    package = read_package(path.read_bytes(), Limits())
    for text, figure in ((lambda words: words.replace("甲乙", "甲丙"), lambda _: False), (lambda words: words.replace("甲乙", "*"), lambda _: False)):
        masking = Masking(text, figure, {})
        made = redact(package, masking)
        with pytest.raises(JixiaoError, match="核对没有通过"):
            prove(package, made, masking, made.data)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12).map(lambda text: f"{text}手机{TEL}。"), min_size=1, max_size=3), st.integers(0, 12))
def test_however_it_is_cut_into_runs(tmp_path_factory, texts, cut):
    from xml.sax.saxutils import escape

    tmp_path = tmp_path_factory.mktemp("runs")
    runs = "".join(f"<r><t xml:space='preserve'>{escape(text[:-cut or None])}</t></r><r><t>{escape(text[len(text) - cut:])}</t></r>" for text in texts)
    done, target = redacted(tmp_path, parts(sheet_xml(f'<row r="1"><c r="A1" t="inlineStr"><is>{runs}</is></c></row>')))
    assert TEL not in everything(target)
    assert done.left == ()


# --------------------------------------------------------------- refusals ----


def test_refusals(full, tmp_path):
    signed = {**parts(sheet_xml("")), "_xmlsignatures/origin.sigs": ""}
    with pytest.raises(JixiaoError, match="数字签名"):
        redacted(tmp_path, signed)
    with pytest.raises(JixiaoError, match="不能是原件本身"):
        redact_file(full, full, Wishes(force=True))
    with pytest.raises(JixiaoError, match="扩展名"):
        redact_file(full, tmp_path / "a.xlsm", Wishes())
    with pytest.raises(JixiaoError, match="请用 -o"):
        redact_file(full, None, Wishes())
    (tmp_path / "有了.xlsx").write_bytes(b"mine")
    with pytest.raises(JixiaoError, match="已经存在"):
        redact_file(full, tmp_path / "有了.xlsx", Wishes())
    assert (tmp_path / "有了.xlsx").read_bytes() == b"mine"


# ---------------------------------------------------------- command line ----


def jixiao(*arguments):
    return subprocess.run([sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, check=False, encoding="utf-8")


def test_the_command_prints_no_whole_number(full, tmp_path):
    ran = jixiao("redact", full, "-o", tmp_path / "公开.xlsx")
    assert ran.returncode == 0, ran.stderr
    assert "单元格里遮盖了 9 处" in ran.stdout
    assert "164****5678" in ran.stdout
    assert not any(secret in DIGITS.sub("", ran.stdout) for secret in SECRETS)
    again = jixiao("redact", full, "-o", tmp_path / "公开.xlsx")
    assert again.returncode == 2
    assert "已经存在" in again.stderr
    assert jixiao("redact", full, "--dry-run", "--lang", "en").stdout.startswith("A dry run")


@pytest.mark.libreoffice
def test_libreoffice_reads_the_same_figures_from_the_copy(full, tmp_path):
    redact_file(full, tmp_path / "公开.xlsx", Wishes())

    def rows(path):
        out = tmp_path / f"{path.stem}-csv"
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", out, path],
            check=True, capture_output=True, timeout=300,
        )
        return (out / f"{path.stem}.csv").read_text("utf-8").splitlines()

    old, new = rows(full), rows(tmp_path / "公开.xlsx")
    assert len(old) == len(new)
    differing = [number for number, (was, now) in enumerate(zip(old, new, strict=True), 1) if was != now]
    assert differing == [7, 8, 9, 11, 12, 13]
    assert not any(secret in DIGITS.sub("", "".join(new)) for secret in SECRETS)
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)


def test_a_file_that_can_only_be_read_is_refused(tmp_path):
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    content = f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="甲"/></office:spreadsheet></office:body></office:document-content>'
    build(tmp_path / "a.ods", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})
    with pytest.raises(JixiaoError, match="只能读取"):
        redact_file(tmp_path / "a.ods", tmp_path / "b.ods", Wishes())
    assert not (tmp_path / "b.ods").exists()


def test_an_encrypted_file_is_refused(full, tmp_path):
    (tmp_path / "密.xlsx").write_bytes(encrypted(full.read_bytes()))
    with pytest.raises(JixiaoError, match="密码"):
        redact_file(tmp_path / "密.xlsx", tmp_path / "b.xlsx", Wishes())
    (tmp_path / "只读.xlsx").write_bytes(encrypted(full.read_bytes(), "VelvetSweatshop"))
    with pytest.raises(JixiaoError, match="--decrypt"):
        redact_file(tmp_path / "只读.xlsx", tmp_path / "b.xlsx", Wishes())
    assert not (tmp_path / "b.xlsx").exists()


def test_what_only_the_file_shows_is_masked_too(tmp_path):
    other = f'<?xml version="1.0"?><!-- 联系电话：{TEL} --><?note {TEL}?><r xmlns="urn:a" whom="联系电话：{TEL}"/>'
    properties = f'<?xml version="1.0"?><p itemID="{{{TEL}}}"/>'
    done, target = redacted(tmp_path, parts(sheet_xml("")) | {"customXml/item1.xml": other, "customXml/itemProps1.xml": properties})
    after = members_of(target)
    assert after["customXml/item1.xml"].decode() == other.replace(TEL, "164****5678")
    assert after["customXml/itemProps1.xml"].decode() == properties
    assert any("customXml/itemProps1.xml" in text.zh for text in done.left)


def test_a_number_that_a_formula_gives_is_named(tmp_path):
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>联系电话</t></is></c><c r="B1" t="str"><f>"139"&amp;"0731"&amp;"2345"</f><v>13907312345</v></c></row>'
    build(tmp_path / "b.xlsx", parts(sheet_xml(row)))
    done = redact_file(tmp_path / "b.xlsx", tmp_path / "公开.xlsx", Wishes())
    assert [(sheet, cell) for sheet, cell, _ in done.cells] == [("表 1", "B1")]
    assert any("公式" in each.zh and "「表 1」B1" in each.zh for each in done.said)
