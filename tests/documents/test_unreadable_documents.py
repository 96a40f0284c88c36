"""What cannot be read as a document: one sentence each, and nothing is executed, fetched or left hanging."""

import io
import zipfile
import zlib

import pytest
from docx.oxml.ns import nsdecls
from PIL import Image

from jixiao.documents import open_document
from jixiao.documents.exchange import Answer, BrokenAnswerError, pack, unpack
from jixiao.documents.refusals import is_page
from jixiao.model import Area, Text
from jixiao.model.documents import DocumentTable, Paragraph, Piece, Place
from jixiao.workbooks.compound_writing import compound_file
from jixiao.workbooks.encryption import Lock, sealed
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.passwords import Passwords
from jixiao.workbooks.unreadable import NoPassword, Unreadable
from tests.documents.word_files import package
from tests.workbooks.samples import build, parts, sheet_xml

SIMPLE = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"


def picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(made, kind)
    return made.getvalue()


def pdf(content: bytes, *, page: bytes = b"/Type/Page/Parent 2 0 R", stream: bytes = b"") -> bytes:
    """A PDF of one page that draws ``content``."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<<" + page + b"/MediaBox[0 0 842 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), stream, content), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (table, len(made))


def archive(**members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for name, content in members.items():
            written.writestr(name.replace("__", "/"), content)
    return made.getvalue()


FILES = {
    "empty": (b"", "空的"),
    "old-word": (compound_file({("WordDocument",): b"x" * 5000}), r"旧版 Word 文档（\.doc）.*另存为 \.docx"),
    "old-workbook": (compound_file({("Workbook",): b"x" * 5000}), "这是工作簿.*jixiao check"),
    "rich-text": (rb"{\rtf1\ansi x}", "RTF.*另存为 .docx"),
    "mht": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "mht.*另存为 .docx"),
    "word-xml": (b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>', "XML 格式的 Word"),
    "png": (picture("PNG"), "图片.*OCR"),
    "jpeg": (picture("JPEG"), "图片.*OCR"),
    "scanned": (picture("PDF"), "共 1 页，没有文字层.*OCR"),
    "cut-pdf": (b"%PDF-1.7\n1 0 obj\n<<", "已损坏.*Word/WPS"),
    "workbook": (archive(**{"xl/workbook.xml": "x"}), "这是工作簿.*jixiao check"),
    "opendocument": (archive(mimetype="application/vnd.oasis.opendocument.text"), "odt.*另存为 .docx"),
    "archive": (archive(**{"a.txt": "x"}), "没有 Word 文档"),
    "rar": (b"Rar!\x1a\x07", "解压"),
    "cut-docx": (package(SIMPLE)[:-40], "不完整"),
    "not-well-formed": (package("<?xml version='1.0'?><w:document>"), "不是合法的 XML"),
    "external-entity": (package('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'), "DOCTYPE.*正常的文档不会有"),
    "entity-bomb": (package('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "' + "x" * 9999 + '">]><a>' + "&e;" * 9999 + "</a>"), "DOCTYPE"),
    "zip-bomb": (package(SIMPLE + " " * (40 << 20)), "压缩比.*超过上限 300"),
    "deep": (package("<w:tbl><w:tr><w:tc>" * 200), "不是合法的 XML"),
    "binary": (bytes(range(256)) * 40, "文本"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_document_gets_a_sentence(tmp_path, name):
    data, says = FILES[name]
    path = tmp_path / "自评报告.docx"
    path.write_bytes(data)
    with pytest.raises(Exception, match=says) as caught:
        open_document(path)
    assert hasattr(caught.value, "text")
    assert "Excel 加载项" not in caught.value.text.zh


def test_a_pdf_that_means_harm_ends_in_a_sentence(tmp_path):
    path = tmp_path / "a.pdf"
    hello = b"BT /F 12 Tf 72 700 Td (Hello 100) Tj ET\n"
    hatched = b"".join(b"%f 0 m %f 842 l S 0 %f m 842 %f l S\n" % (n, n, n, n) for n in range(0, 842, 2))
    path.write_bytes(pdf(hello + hatched))
    assert "Hello 100" in open_document(path).paragraphs[0].text
    path.write_bytes(pdf(hello, page=b"/Type/Pages/Kids[2 0 R]/Count 1"))
    with pytest.raises(Unreadable, match="没有页"):
        open_document(path)
    path.write_bytes(pdf(zlib.compress(b"0 0 m 1 1 l S\n" * 5_000_000, 9), stream=b"/Filter/FlateDecode"))
    with pytest.raises(Unreadable, match="时间超过上限 1 s"):
        open_document(path, Limits(read_seconds=1))


def test_a_workbook_under_the_name_of_a_document_is_told(tmp_path):
    made = build(tmp_path / "a.docx", parts(sheet_xml("")))
    with pytest.raises(Unreadable, match="这是工作簿"):
        open_document(made)


def test_deep_nesting_that_is_well_formed_and_relations_to_elsewhere_do_no_harm(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(package("<w:tbl><w:tr><w:tc>" * 60 + SIMPLE + "</w:tc></w:tr></w:tbl>" * 60))
    (found,) = open_document(path).blocks
    assert [piece.text for piece in found.pieces.values()] == ["甲"]
    relations = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" TargetMode="External" '
                 'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="http://127.0.0.1:9/styles.xml"/></Relationships>')  # fmt: skip
    path.write_bytes(package(SIMPLE, **{"word___rels__document.xml.rels": relations.encode()}))
    assert [each.text for each in open_document(path).paragraphs] == ["甲"]


def test_a_password_is_asked_for_and_opens_the_document(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(sealed(package(SIMPLE), Lock("密码-12", spins=1000)))
    with pytest.raises(NoPassword, match=r"文档设有打开密码.*--password-file"):
        open_document(path)
    with pytest.raises(NoPassword, match="1 个密码都不对"):
        open_document(path, passwords=Passwords(["错"]))
    assert open_document(path, passwords=Passwords(["错", "密码-12"])).paragraphs[0].text == "甲"


def test_remarks_at_the_head_of_a_page_are_passed_over_at_once():
    assert is_page(b'<?xml version="1.0"?><!-- a --> <!--b\n-- c-->\n<!DOCTYPE html>')
    assert not is_page(b"<!--a-->" * 4000 + b"text")  # each remark once, not every way to part them
    assert not is_page(b"<!--" * 16_000)


def test_limits_are_kept(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(package(SIMPLE * 40 + f"<w:tbl {nsdecls('w')}><w:tr>" + f"<w:tc>{SIMPLE}</w:tc>" * 9 + "</w:tr></w:tbl>"))
    for limits, says in ((Limits(document_bytes=99), "文档正文的大小"), (Limits(document_elements=9), "元素数"), (Limits(cells=5), "单元格总数"), (Limits(document_columns=8), "列数"), (Limits(file_bytes=99), "文件大小")):
        with pytest.raises(Unreadable, match=says):
            open_document(path, limits)


def test_an_answer_of_the_child_survives_the_way_and_nonsense_is_refused():
    table = DocumentTable({(1, 2): Piece("甲", Place(page=3, table=1), Text("疑", "doubt"))}, Place(page=3), (Area(1, 1, 1, 2),))
    answer = Answer((Paragraph("一、", Place(line=1), 1), table), (Text("注", "note"),), None, locked=False, opened_with=1)
    assert unpack(pack(answer)) == answer
    for nonsense in (b"", b"{}", b"[]", b"[[[1]],[],null,0,null]", b"[" * 100_000, b'[[["t",[[1,2,"a",["x"],["",""]]],[],[],["",""]]],[],null,false,null]'):
        with pytest.raises(BrokenAnswerError):
            unpack(nonsense)
