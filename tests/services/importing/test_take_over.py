"""What is taken over from documents that are made here: figures as written, nothing lost, doubts told, forms and facsimiles."""

import re
import subprocess
from dataclasses import replace
from decimal import Decimal

import pytest
from benchmarks.documents import in_memory
from tests.tables import grid

from jixiao.forms import recognise
from jixiao.model import Area, JixiaoError, Text
from jixiao.model.documents import Document, DocumentTable, Paragraph, Piece, Place
from jixiao.services.analyse import Settings
from jixiao.services.importing.grids import sheets_of
from jixiao.services.importing.imported import take_over
from jixiao.services.importing.run import drawn
from jixiao.workbooks import open_workbook
from jixiao.workbooks.drawing import Formula, write_drawing

EVALUATION = """
| 2024年度部门整体支出绩效自评表 | < | < | < | < | < | < | < |
| 单位名称 | 某县水利局 | < | < | < | < | < | < |
| 年度预算资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| ^ | 年度资金总额 | 1,200.50 | '1,300.00 | 1,190.00 | 10 | 91.5% | 9.2 |
| 年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | < |
| ^ | 修好渠道，管好水库，保障灌溉。 | < | < | 渠道已修好，水库运行正常。 | < | < | < |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
| 产出指标 | 数量指标 | 整修渠道长度 | ≥35.50公里 | 36公里 | 50 | 50 | |
| 效益指标 | 社会效益指标 | 受益人口 | ≥3万人 | 2.9万人 | 30 | 29 | 人口外流 |
| 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 95% | 10 | 10.00 | |
| 总分 | < | < | < | < | 100 | 98.2 | |
"""
PLAIN = """
| 姓名 | 部门 | 工号 |
| 甲某 | 一科 | 007 |
| 乙某 | 二科 | 008 |
"""


def imported(*grids, **options):
    """The sheets as one document, taken over."""
    blocks = [block for each in grids for block in in_memory(grid(each)).blocks]
    return take_over(Document("报告.docx", "docx", tuple(blocks), sha256="ab" * 32), **options)


def read_back(one, folder):
    """The workbook as it is read from the disk."""
    target = folder / "表.xlsx"
    write_drawing(drawn(one, "报告.docx", Settings()), target)
    return open_workbook(target).book


def texts(book, sheet=0):
    return [cell.text for _, cell in sorted(book.grids[sheet].cells.items())]


def test_a_table_is_written_into_the_template_of_its_form_as_it_is_stated(tmp_path):
    one = imported(EVALUATION)
    (sheet,) = one.sheets
    assert (sheet.form_id, sheet.layout, sheet.left) == ("mof-department", "template", ())
    book = read_back(one, tmp_path)
    (table,) = recognise(book).tables
    money = table.funds[0]
    # Wrong as it is, the stated rate stays: an import never corrects.
    assert [field.text for field in (money.initial, money.budget, money.executed, money.rate, money.score)] == ["1,200.50", "1,300.00", "1,190.00", "91.5%", "9.2"]
    assert money.budget.cell.value == Decimal(1300)
    assert [(row.level1, row.name.text, row.target.text, row.actual.text, row.score.text, row.reason.text) for row in table.indicators] == [
        ("产出指标", "整修渠道长度", "≥35.50公里", "36公里", "50", ""),
        ("效益指标", "受益人口", "≥3万人", "2.9万人", "29", "人口外流"),
        ("满意度指标", "群众满意度", "≥90%", "95%", "10.00", ""),
    ]
    assert (table.total.text, table.year, [goal.field.text for goal in table.goals]) == ("98.2", 2024, ["修好渠道，管好水库，保障灌溉。", "渠道已修好，水库运行正常。"])


PARTED = """
| 2024年度部门整体支出绩效自评表 | < | < | < | < | < | < | < | < |
| 单位名称 | 某县水利局 | < | < | < | < | < | < | < |
| 年度预算资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 | |
| ^ | 年度资金总额 | 1200 | 1300 | 1170 | 10 | | | |
| 一级指标 | 二级指标 | 三级指标 | 指标方向 | 年度指标值 | 计量单位 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 整修渠道长度 | ≥ | 40 | 公里 | 36 | 50 | |
| 效益指标 | 社会效益指标 | 受益人口 | ≥ | 3 | 万人 | 3 | 30 | |
| 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥ | 90 | % | 95 | 10 | |
| 总分 | < | < | < | < | < | < | 100 | |
"""


def test_what_the_document_leaves_blank_in_a_whole_column_is_computed_by_the_form(tmp_path):
    book = tmp_path / "表.xlsx"
    write_drawing(drawn(imported(PARTED), "表.docx", Settings()), book)
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "算", book],
        check=True, capture_output=True, timeout=300,
    )
    (table,) = recognise(open_workbook(tmp_path / "算" / "表.xlsx").book).tables
    # 1170 ÷ 1300; 10 × 90%; 50 × 36 ÷ 40; met; met; and their sum.
    assert (table.funds[0].rate.cell.value, table.funds[0].score.cell.value) == (Decimal("0.9"), 9)
    assert [row.score.cell.value for row in table.indicators] == [45, 30, 10]
    assert table.total.cell.value == 94


def test_no_formula_stands_where_the_document_states_something_or_cannot_be_compared():
    def formulas(table):
        return {place: drawn.value for place, drawn in imported(table).sheets[0].drawing.cells.items() if isinstance(drawn.value, Formula)}

    partly = PARTED.replace("万人 | 3 | 30 | |", "万人 | 3 | 30 | 30 |")
    lacking = {place for place in formulas(PARTED) if place not in formulas(partly)}
    assert len(lacking) == 4  # the three scores and the total above which one is stated
    blank = EVALUATION.replace("50 | 50 |", "50 | |").replace("30 | 29 |", "30 | |").replace("10 | 10.00 |", "10 | |")
    assert not [value for value in formulas(blank).values() if re.search(r"[(,<>]=[,\")]|[(,]\s*=", value[1:])]


def test_two_tables_of_one_form_are_both_kept_and_it_is_said(tmp_path):
    one = imported(EVALUATION, EVALUATION.replace("某县水利局", "某县林业局"))
    assert [sheet.form_id for sheet in one.sheets] == ["mof-department"] * 2
    assert any("2 张表都是" in text.zh for text in one.said)
    assert {table.header["单位名称"].text for table in recognise(read_back(one, tmp_path)).tables} == {"某县水利局", "某县林业局"}


def test_a_form_whose_head_is_a_table_of_its_own_is_one_table():
    head, rows = (EVALUATION.split("| 一级指标", 1)[0], "| 一级指标" + EVALUATION.split("| 一级指标", 1)[1])
    one = imported(head, rows)
    (sheet,) = one.sheets
    assert (sheet.form_id, sheet.left) == ("mof-department", ())
    assert any("合起来是一张" in text.zh for text in one.said)
    assert {entry.piece.text for entry in sheet.entries} == {entry.piece.text for entry in imported(EVALUATION).sheets[0].entries}
    # A table that has nothing to do with the next one stays by itself.
    assert [each.form_id for each in imported(PLAIN, rows).sheets] == ["", one.sheets[0].form_id]


def test_a_table_of_no_form_is_laid_out_as_it_is_and_loses_nothing(tmp_path):
    one = imported(PLAIN, EVALUATION)
    plain = one.sheets[0]
    assert (plain.form, plain.layout) == (None, "source")
    assert "不合任何一种表样" in plain.said[0].zh
    book = read_back(one, tmp_path)
    assert texts(book) == ["姓名", "部门", "工号", "甲某", "一科", "007", "乙某", "二科", "008"]
    assert book.grids[-1].sheet == "导入说明"
    assert book.grids[-1].generated
    assert not imported(PLAIN).fits


def test_doubtful_cells_are_coloured_noted_and_listed_first(tmp_path):
    document = in_memory(grid(EVALUATION))
    *above, table = document.blocks
    place = next(at for at, piece in table.pieces.items() if piece.text == "36公里")
    doubt = Text("这一格也可能属于别的列。", "it may belong to another column.")
    pieces = {**table.pieces, place: table.pieces[place]._replace(doubt=doubt)}
    one = take_over(replace(document, blocks=(*above, replace(table, pieces=pieces))))
    (sheet,) = one.sheets
    (entry,) = sheet.doubtful
    assert entry.piece.text == "36公里"
    at = (entry.cell.row, entry.cell.column)
    assert sheet.drawing.cells[at].look.fill == "doubt"
    assert doubt.zh in sheet.drawing.comments[at]
    notes = texts(read_back(one, tmp_path), -1)
    all_cells = next(n for n, text in enumerate(notes) if text.startswith("三、全部单元格"))
    assert notes.index(f"{entry.cell.sheet}!{entry.cell.a1}") < notes.index(doubt.zh) < all_cells
    assert entry.piece.place.told.zh in notes


def test_a_figure_that_is_none_is_asked_for():
    one = imported(EVALUATION.replace("1,190.00", "约一千"))
    assert [entry.piece.text for entry in one.sheets[0].doubtful] == ["约一千"]


def test_lines_above_and_below_belong_to_the_table_and_the_text_around_it_does_not():
    table = DocumentTable({(1, 1): Piece("项目", Place(table=1, row=1, column=1)), (1, 3): Piece("金额", Place(table=1, row=1, column=3))}, Place(table=1), (Area(1, 1, 1, 2),))
    lines = ["全年工作平稳。", "一、收支情况", "附件2", "2024年度收支情况表", "单位：万元", "注：数据取自决算。", "填表人：某人", "后面的正文。"]
    paragraphs = [Paragraph(text, Place(paragraph=number)) for number, text in enumerate(lines, 1)]
    found = sheets_of(Document("x.docx", "docx", (*paragraphs[:5], table, *paragraphs[5:])))
    (sheet,) = found.sheets
    assert [cell.text for _, cell in sorted(sheet.grid.cells.items())] == ["附件2", "2024年度收支情况表", "单位：万元", "项目", "金额", "注：数据取自决算。", "填表人：某人"]
    assert sheet.grid.merges[-1] == Area(4, 1, 4, 2)
    assert sheet.pieces[4, 3].place.told.zh == "第1张表第1行第3格"
    assert [each.text for each in found.loose] == ["全年工作平稳。", "一、收支情况", "后面的正文。"]


def test_a_form_can_be_forced_and_must_exist():
    one = imported(EVALUATION, form="guangdong-department")
    assert one.sheets[0].form_id == "guangdong-department"
    with pytest.raises(JixiaoError, match="no-such-form"):
        imported(EVALUATION, form="no-such-form")
