"""Pieces become Word's own elements, in whatever place a template has for them."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import docx.enum.text
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from jixiao.model import JixiaoError
from jixiao.reports.word.charts import Bar, bars, chinese_font
from jixiao.reports.word.content import Picture, Report, Run, WordCell, WordTable, body, placeholder
from jixiao.reports.word.controls import controls, short_hash
from jixiao.reports.word.places import PLACES
from jixiao.reports.word.render import render, saved
from jixiao.reports.word.template import packed, template

EXAMPLE = Path(__file__).parents[3] / "workbooks" / "examples" / "yiyang-2024.xlsx"
TABLE = WordTable(
    (
        (WordCell("指标", across=2), None, WordCell("得分")),
        (WordCell("产出", down=2), WordCell("数量"), WordCell("1")),
        (None, WordCell("质量"), WordCell("2", notes=("核对：现填 3",))),
    ),
    (2, 2, 1),
)


def fresh() -> Document:
    return docx.Document(io.BytesIO(template("project")))


def place(document: Document, tag: str):
    return next(each for each in controls(document) if each.tag == tag)


def test_tables_keep_their_merges_and_are_as_wide_as_the_page() -> None:
    document = fresh()
    render(document, Report("", {"jixiao.execution": (TABLE,), "jixiao.attachments": (TABLE,)}), "模板")
    upright, across = (docx.table.Table(place(document, tag).content.find(qn("w:tbl")), document) for tag in ("jixiao.execution", "jixiao.attachments"))
    assert [[cell.text for cell in row.cells] for row in upright.rows] == [["指标", "指标", "得分"], ["产出", "数量", "1"], ["产出", "质量", "2"]]
    widths = [sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid) for table in (upright, across)]
    # 156 mm and 225 mm, in twentieths of a point.
    assert widths == pytest.approx([156 / 25.4 * 1440, 225 / 25.4 * 1440], abs=4)
    assert [comment.text for comment in document.comments] == ["核对：现填 3", "核对：现填 3"]


def test_words_go_into_lines_cells_headers_and_paragraphs_and_look_as_what_stood_there() -> None:
    document = fresh()
    tagged = '<w:sdtPr><w:tag w:val="jixiao.unit"/></w:sdtPr>'
    header = document.sections[1].header
    header.is_linked_to_previous = False
    header._element.append(parse_xml(f'<w:p {nsdecls("w")}><w:sdt>{tagged}<w:sdtContent><w:r><w:rPr><w:i/><w:sz w:val="20"/></w:rPr><w:t>x</w:t></w:r></w:sdtContent></w:sdt></w:p>'))
    cell = f'<w:sdt>{tagged}<w:sdtContent><w:tc><w:tcPr><w:tcW w:w="900"/></w:tcPr><w:p/></w:tc></w:sdtContent></w:sdt>'
    place(document, "own.other").element.addnext(parse_xml(f'<w:tbl {nsdecls("w")}><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr>{cell}</w:tr></w:tbl>'))
    block = f'<w:sdt {nsdecls("w")}>{tagged}<w:sdtContent><w:p><w:pPr><w:jc w:val="right"/></w:pPr></w:p></w:sdtContent></w:sdt>'
    place(document, "own.other").element.addnext(parse_xml(block))
    render(document, Report("", {"jixiao.unit": (body("某市<水务>局\x0b&"),)}), "模板")
    again = docx.Document(io.BytesIO(saved(document)))
    found = [each for each in controls(again) if each.tag == "jixiao.unit"]
    assert {each.text for each in found} == {"某市<水务>局&"}
    assert sorted(each.level for each in found) == ["block", "cell", "run", "run", "run", "run"]
    letters = again.sections[1].header._element.find(f".//{qn('w:rPr')}")
    assert [each.tag for each in letters] == [qn("w:rFonts"), qn("w:i"), qn("w:sz")]
    assert [each.content.find(f".//{qn('w:jc')}").get(qn("w:val")) for each in found if each.level == "block"] == ["right"]


def test_what_cannot_be_placed_is_said() -> None:
    document = fresh()
    line = next(each for each in controls(document) if each.tag == "jixiao.unit")
    line.element.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").set(qn("w:val"), "jixiao.indicators")
    with pytest.raises(JixiaoError, match="独占一段"):
        render(document, Report("", {"jixiao.indicators": (TABLE,)}), "模板")
    document = fresh()
    outer, inner = place(document, "jixiao.result"), place(document, "own.other")
    outer.content.append(inner.element)
    with pytest.raises(JixiaoError, match=r"own\.other 放在 jixiao\.result 里面"):
        render(document, Report("", {}), "模板")


def test_a_block_is_renewed_when_what_it_is_made_from_changes_and_only_then() -> None:
    document = fresh()
    first = Report("", {"jixiao.result": (body("得分", Run("88分", notes=("核对：填 90",)), "。"),)})
    render(document, first, "模板")
    place(document, "jixiao.result").content.find(f".//{qn('w:r')}").append(parse_xml(f'<w:t {nsdecls("w")}> </w:t>'))  # blanks do not count
    kept = place(document, "jixiao.result").content
    assert render(document, first, "模板").conflicts == []
    assert place(document, "jixiao.result").content.find(f".//{qn('w:p')}") is kept.find(f".//{qn('w:p')}")
    corrected = Report("", {"jixiao.result": (body("得分88分。"),)})  # the same words, and nothing to be noted any more
    done = render(document, corrected, "模板")
    assert (done.conflicts, done.notes, list(document.comments)) == ([], 0, [])
    # A person's remark would go with the paragraph that it is about.
    paragraph = docx.text.paragraph.Paragraph(place(document, "jixiao.result").content.find(qn("w:p")), document._body)
    document.add_comment(paragraph.runs[0], text="请再核实", author="科长")
    done = render(document, Report("", {"jixiao.result": (body("得分90分。"),)}), "模板")
    assert [conflict.title for conflict in done.conflicts] == ["自评结果"]


def test_what_the_office_has_put_in_the_place_of_a_question_stays() -> None:
    document = fresh()
    asking = Report("", {"jixiao.problems": (body(placeholder("存在的问题")),)})
    assert "存在的问题及原因" in render(document, asking, "模板").wanted
    for each in place(document, "jixiao.problems").content.iter(qn("w:t")):
        each.text = "制度还不健全。"
    done = render(document, Report("", {"jixiao.problems": (body(placeholder("另一问")),)}), "模板")
    assert (done.conflicts, done.kept) == ([], ["存在的问题及原因"])
    assert place(document, "jixiao.problems").text == "制度还不健全。"


def test_pictures_that_are_no_longer_shown_leave_the_package() -> None:
    document = fresh()
    assert chinese_font() is not None
    first, second = (bars("得分", [Bar("产出指标", value, 50, f"{value} / 50")]) for value in (40, 50))
    assert bars("得分", [Bar("采购 $x$ 台\n\\frac 设备 🂡", 0, 0, "0 $")]) is not None  # words are no formula
    assert isinstance(first, Picture)
    assert isinstance(second, Picture)
    assert first.alt == "得分：产出指标 40 / 50"
    for chart in (first, second):
        render(document, Report("", {"jixiao.indicators": (chart,)}), "模板")
    images = [part.blob for part in docx.Document(io.BytesIO(saved(document))).part.package.iter_parts() if part.partname.startswith("/word/media")]
    assert images == [second.data]
    size = document.element.find(f".//{qn('wp:extent')}")
    assert 100 < int(size.get("cx")) / 36000 < 156


def test_every_template_has_places_that_are_known_and_every_place_is_in_one() -> None:
    used = {control.tag for kind in ("department", "project", "public") for control in controls(docx.Document(io.BytesIO(template(kind)))) if control.computed}
    assert used == set(PLACES)


def test_hashes_do_not_see_blanks() -> None:
    assert short_hash("预算 数\n100") == short_hash("预算数100") != short_hash("预算数101")


def test_styles_go_by_name_after_word_has_given_them_other_ids() -> None:
    """A Chinese Word writes heading 3 as "3", and its own numbers for all others."""
    asking = (body("1. 未完成", look="item"), body("原因：雨季。"), TABLE)
    document = fresh()
    render(document, Report("", {"jixiao.problems": asking}), "模板")
    data = saved(document)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for number, name in enumerate(re.findall(rb'w:styleId="(\w+)"', parts["word/styles.xml"])):
        for part in ("word/styles.xml", "word/document.xml"):
            parts[part] = parts[part].replace(b'"%s"' % name, b'"a%d"' % number)
    again = docx.Document(io.BytesIO(packed(parts)))
    count = len(list(again.styles))
    renewed = (body("1. 没有", look="item"), body("一切正常。"), body("再一段。"), TABLE)
    assert render(again, Report("", {"jixiao.problems": renewed}), "模板").conflicts == []
    content = place(again, "jixiao.problems").content
    used = [docx.text.paragraph.Paragraph(each, again._body).style.name for each in content.findall(qn("w:p"))]
    assert used == ["Heading 3", "公文正文", "公文正文"]
    assert docx.table.Table(content.find(qn("w:tbl")), again._body).style.name == "公文表格"
    assert len(list(again.styles)) == count


def test_a_plain_document_of_the_office_gets_the_styles_that_it_lacks() -> None:
    document = docx.Document()
    tagged = '<w:sdt {}><w:sdtPr><w:tag w:val="jixiao.execution"/></w:sdtPr><w:sdtContent><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:t>此处</w:t></w:r></w:p></w:sdtContent></w:sdt>'
    document.element.body.insert(0, parse_xml(tagged.format(nsdecls("w"))))
    block = (body("表题", look="caption"), TABLE, body("正文", placeholder("数")))
    render(document, Report("", {"jixiao.execution": block}), "模板")
    again = docx.Document(io.BytesIO(saved(document)))
    content = place(again, "jixiao.execution").content
    first, last = (docx.text.paragraph.Paragraph(each, again._body) for each in content.findall(qn("w:p")))
    assert (first.style.name, last.style.name, last.alignment) == ("表题", "Normal", docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT)
    assert docx.table.Table(content.find(qn("w:tbl")), again._body).style.name == "公文表格"
    assert "待填写" in {style.name for style in again.styles}


def test_without_python_docx_it_is_said_and_without_matplotlib_there_is_no_chart(tmp_path: Path) -> None:
    """As in the portable folder, where these are left out."""
    for lacking, code, said in (("docx", 2, "没有 python-docx"), ("matplotlib", 0, "报告里没有画图")):
        program = (
            "import sys, importlib.abc\n"
            "class Gone(importlib.abc.MetaPathFinder):\n"
            "    def find_spec(self, name, path=None, target=None):\n"
            f"        if name.partition('.')[0] == {lacking!r}: raise ModuleNotFoundError(name, name=name)\n"
            "import importlib.util\n"
            "usual = importlib.util.find_spec\n"
            f"importlib.util.find_spec = lambda name, package=None: None if name == {lacking!r} else usual(name, package)\n"
            "sys.meta_path.insert(0, Gone())\n"
            "from jixiao.cli import run\n"
            f"sys.exit(run(['report', {str(EXAMPLE)!r}, '-o', {str(tmp_path / 'r.docx')!r}]))\n"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == code, done.stderr
        assert said in done.stdout + done.stderr
    assert not list(docx.Document(str(tmp_path / "r.docx")).element.iter(qn("wp:docPr")))
