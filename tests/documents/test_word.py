"""Word documents as people make them: numbering, merged cells, changes, controls, boxes, footnotes."""

import pytest
from docx.oxml.ns import nsdecls

from jixiao.documents import open_document
from jixiao.model import Area
from jixiao.model.documents import DocumentTable, Place
from tests.documents.word_files import blank, numbered, package, saved, table, with_numbering, xml


def shown(one: DocumentTable) -> dict[tuple[int, int], str]:
    return {at: piece.text for at, piece in one.pieces.items()}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report with most of what Word offers."""
    made = blank()
    with_numbering(made)
    made.add_heading("部门概况", 1)
    numbered(made, "基本情况", 0)
    numbered(made, "机构设置", 1)
    numbered(made, "5个处室", 2)
    numbered(made, "人员", 2)
    numbered(made, "职责", 1)
    numbered(made, "绩效情况", 0)
    numbered(made, "从七起", 2, 91)
    made.add_paragraph("一、用手写的编号")
    changed = made.add_paragraph("培训")
    changed._p.append(xml('<w:del w:id="1" w:author="甲"><w:r><w:delText>10</w:delText></w:r></w:del>'))
    changed._p.append(xml('<w:ins w:id="2" w:author="甲"><w:r><w:t>12</w:t></w:r></w:ins>'))
    changed._p.append(xml("<w:r><w:t>期</w:t></w:r>"))
    field = made.add_paragraph()
    for inside in ('<w:fldChar w:fldCharType="begin"/>', "<w:instrText> SUM(ABOVE) </w:instrText>", '<w:fldChar w:fldCharType="separate"/>', "<w:t>88.5</w:t>", '<w:fldChar w:fldCharType="end"/>'):
        field._p.append(xml(f"<w:r>{inside}</w:r>"))
    field._p.append(xml("<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>"))
    made.add_paragraph("")._p.append(xml("<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"))
    main = table(made, [
        "| 项目名称 | < | 健身步道 | < |",
        "| 一级指标 | 二级指标 | 指标值 | 完成值 |",
        "| 产出指标 | 数量指标 | ≥3条 | 3条 |",
        "| ^ | 质量指标 | 合格 | |",
    ])
    main.cell(2, 3).paragraphs[0].add_run().add_break()
    main.cell(2, 3).paragraphs[0].add_run("（含1条在建）")
    made.add_paragraph("表后的话")
    # The whole table in a content control, and one more that only prompts.
    control = xml("<w:sdt><w:sdtContent/></w:sdt>")
    made.element.body.insert(made.element.body.index(main._tbl), control)
    control[0].append(main._tbl)
    made.add_paragraph()._p.append(xml("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处输入文字</w:t></w:r></w:sdtContent></w:sdt>"))
    # Written over the prompt, the mark of which another program has left.
    made.add_paragraph()._p.append(xml("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>全年培训12期，参加人员共368人次。</w:t></w:r></w:sdtContent></w:sdt>"))
    return open_document(saved(made, tmp_path_factory.mktemp("word") / "报告.docm"))  # told by its content


def test_paragraphs_come_with_the_numbers_that_word_shows(report):
    assert [(each.text, each.heading) for each in report.paragraphs][:9] == [
        ("部门概况", 1), ("一、基本情况", 1), ("（一）机构设置", 2), ("1. 5个处室", 3), ("2.人员", 3), ("（二）职责", 2), ("二、绩效情况", 1),
        ("7.从七起", 3), ("一、用手写的编号", 1),
    ]  # fmt: skip
    assert report.kind == "docx"
    assert report.paragraphs[2].place == Place(paragraph=3)


def test_what_was_deleted_hidden_or_only_prompts_is_not_read_and_it_is_said(report):
    texts = [each.text for each in report.paragraphs]
    assert texts[9:] == ["培训12期", "88.5", "框里的字", "表后的话", "全年培训12期，参加人员共368人次。"]
    said = "".join(note.zh for note in report.notes)
    assert "删除的 1 处" in said
    assert "1 处隐藏文字" in said
    assert "1 个文本框" in said


def test_a_table_in_a_control_has_its_merges_lines_and_places(report):
    (found,) = report.tables
    assert shown(found) == {
        (1, 1): "项目名称", (1, 3): "健身步道", (2, 1): "一级指标", (2, 2): "二级指标", (2, 3): "指标值", (2, 4): "完成值",
        (3, 1): "产出指标", (3, 2): "数量指标", (3, 3): "≥3条", (3, 4): "3条\n（含1条在建）", (4, 2): "质量指标", (4, 3): "合格",
    }  # fmt: skip
    assert set(found.merges) == {Area(1, 1, 1, 2), Area(1, 3, 1, 4), Area(3, 1, 4, 1)}
    assert found.pieces[4, 2].place == Place(table=1, row=4, column=2)
    assert found.pieces[4, 2].place.told.zh == "第1张表第4行第2格"


def test_layout_tables_are_dissolved_and_others_keep_their_inner_tables_behind_them(tmp_path):
    made = blank()
    frame = made.add_table(2, 1)
    frame.cell(0, 0).text = "标题在框里"
    inner = frame.cell(1, 0).add_table(2, 2)
    inner.cell(0, 0).text, inner.cell(1, 1).text = "甲", "乙"
    data = table(made, ["| 名称 | 数 |", "| 步道 | 3 |", "| 明细 | |"])
    nested = data.cell(2, 1).add_table(1, 2)
    nested.cell(0, 1).text = "丙"
    found = open_document(saved(made, tmp_path / "a.docx"))
    assert found.paragraphs[0].text == "标题在框里"
    assert [shown(each) for each in found.tables] == [
        {(1, 1): "甲", (2, 2): "乙"}, {(1, 1): "名称", (1, 2): "数", (2, 1): "步道", (2, 2): "3", (3, 1): "明细"}, {(1, 2): "丙"},
    ]  # fmt: skip


def test_edges_that_differ_by_a_hair_are_one_and_tables_that_touch_are_one(tmp_path):
    rows = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="{0}"/></w:tcPr><w:p><w:r><w:t>{2}</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:gridSpan w:val="{1}"/></w:tcPr><w:p><w:r><w:t>{3}</w:t></w:r></w:p></w:tc></w:tr>'
    grid = "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in (3000, 40, 2960)) + "</w:tblGrid>"
    first = f"<w:tbl>{grid}{rows.format(1, 2, '名称', '数')}{rows.format(2, 1, '甲', '1')}</w:tbl>"
    second = f"<w:tbl>{grid}{rows.format(1, 2, '乙', '2')}</w:tbl>"
    path = tmp_path / "a.docx"
    path.write_bytes(package(first + second + "<w:p/>" + first.replace("甲", "丙")))
    found = open_document(path)
    # The third comes behind an empty line and repeats the heading: it goes on, too.
    assert [shown(each) for each in found.tables] == [
        {(1, 1): "名称", (1, 2): "数", (2, 1): "甲", (2, 2): "1", (3, 1): "乙", (3, 2): "2", (4, 1): "丙", (4, 2): "1"},
    ]  # fmt: skip
    assert "去掉重复的表头 1 行" in "".join(note.zh for note in found.notes)


def test_the_next_table_of_the_same_form_is_a_table_of_its_own(tmp_path):
    made = blank()
    for name in ("步道", "球场"):
        table(made, ["| 项目支出绩效自评表 | < |", f"| 项目名称 | {name} |", "| 主管部门 | 体育局 |", f"| 预算数 | {len(name)}0 |", "| 执行数 | 9 |"])
        made.add_page_break()
    assert len(open_document(saved(made, tmp_path / "a.docx")).tables) == 2


def test_footnotes_stand_at_the_end_and_not_in_the_figures(tmp_path):
    body = '<w:p><w:r><w:t>共3条</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>含在建</w:t></w:r></w:p></w:footnote></w:footnotes>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>'
    path = tmp_path / "a.docx"
    path.write_bytes(package(body, **{"word__footnotes.xml": notes.encode(), "word___rels__document.xml.rels": relations.encode()}))
    assert [each.text for each in open_document(path).paragraphs] == ["共3条", "脚注1：含在建"]


def test_spans_that_nobody_can_mean_are_refused_and_those_that_overlap_are_bounded(tmp_path):
    path = tmp_path / "a.docx"
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="{}"/><w:vMerge/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>'
    path.write_bytes(package(f"<w:tbl><w:tr>{cell.format(999999999)}</w:tr></w:tbl>"))
    with pytest.raises(Exception, match=r"文档里一张表格的列数.*超过上限 256"):
        open_document(path)
    path.write_bytes(package(f"<w:tbl><w:tr>{cell.format(-3)}{cell.format('二')}</w:tr><w:tr>{cell.format(2)}</w:tr></w:tbl>"))
    (found,) = open_document(path).tables
    assert shown(found) == {(1, 1): "甲", (1, 2): "甲", (2, 1): "甲"}
