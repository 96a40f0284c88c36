"""The report of the example and of an invented project: what it says, what it keeps, what it refuses.

Figures are those of the papers (seed 002), or follow from the invented tables by the arithmetic in the comments.
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Pt
from openpyxl import load_workbook
from PIL import Image
from tests.services.report.invented import project

from jixiao.cli import run
from jixiao.reports.word.controls import Control, controls
from jixiao.reports.word.template import packed, template

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "workbooks" / "examples" / "yiyang-2024.xlsx"


def blocks(path: Path) -> dict[str, Control]:
    return {control.tag: control for control in controls(docx.Document(str(path)))}


def words(path: Path, tag: str) -> str:
    return blocks(path)[tag].text


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("department")
    assert run(["report", str(EXAMPLE), "-o", str(folder / "report.docx"), "--public", str(folder / "public.docx")]) == 0
    return folder


@pytest.fixture
def one(tmp_path: Path) -> tuple[Path, Path]:
    """A project's workbook and its report."""
    book, report = project(tmp_path / "项目.xlsx"), tmp_path / "报告.docx"
    assert run(["report", str(book), "-o", str(report)]) == 0
    return book, report


# ------------------------------------------------------------- what it says ----


def test_a_department_is_reported_in_the_structure_and_with_the_figures_of_its_tables(department: Path) -> None:
    path = department / "report.docx"
    document = docx.Document(str(path))
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style is not None and paragraph.style.name == "Heading 1"]
    assert [heading[0] for heading in headings] == list("一二三四五六七八九十")
    assert headings[1] == "二、一般公共预算支出情况"
    assert headings[6] == "七、存在的问题及原因分析"
    told = {
        "jixiao.year": "2024", "jixiao.unit": "益阳市市场监督管理局",
        "jixiao.staff": "编制335名，实际在职307人，控制率91.64%",
        "jixiao.balance": "本年收入8805.39万元，本年支出8805.39万元",
        "jixiao.three_public": "预算数99.51万元，决算数46.82万元，为预算的47.05%",
        "jixiao.projects": "市场监督专项492.9666.75338.72",
        "jixiao.government_fund": "23万元",
        "jixiao.state_capital": "无。",  # 8805.39 + 23 + 47.9 = 8876.29: nothing is left
        "jixiao.execution": "全年预算数6653.73万元，全年执行数8876.29万元，预算执行率133.40%",  # 8876.29 ÷ 6653.73; stated: 100%
        "jixiao.indicators": "共135个，完成129个，未完成6个",
        "jixiao.problems": "“开展抽检产商品批次”指标值≥550批次，实际完成475批次，完成率86.36%",
        "jixiao.result": "自评得分95.5分，等级为“优”",  # 100 - 3×0.5 - 3×1; stated: 98.9
        "jixiao.attachment_list": "2. 2024年度部门整体支出绩效自评表",
    }  # fmt: skip
    for tag, expected in told.items():
        assert expected in re.sub(r"\s", "", words(path, tag)).replace("2.2024", "2. 2024"), tag
    notes = " ".join(comment.text for comment in document.comments)
    for stated in ("填 100%", "总分填 98.9", "现填 0.5 分", "标明 50 分"):
        assert stated in notes
    assert {comment.author for comment in document.comments} == {"jixiao"}


def test_no_figure_is_invented(department: Path) -> None:
    book = load_workbook(EXAMPLE)
    known = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)
    numbers = set(re.findall(r"\d+(?:\.\d+)?", known))
    # From reading: rows by 一级指标 and whether they were met; from arithmetic: rates, shares and sums.
    counted = {"135", "98", "28", "9", "95", "26", "8", "129", "6", "3", "2", "1", "4", "5"}
    computed = {"91.64", "133.40", "95.5", "47.5", "29", "49", "31", "100", "10", "47.05", "47.36", "46.07", "103.14", "344.53"}
    completion = {"86.36", "90.00", "80.00", "93.75", "45.14", "99.21"}
    for tag, control in blocks(department / "report.docx").items():
        if control.computed and tag != "jixiao.attachments":
            # The address of a cell is no figure.
            text = re.sub(r"自评表 [A-Z]+\d+", "", control.text)
            left = set(re.findall(r"\d+(?:\.\d+)?", text)) - numbers - counted - computed - completion
            assert not left, (tag, left)


def test_it_looks_as_the_standard_says(department: Path) -> None:
    document = docx.Document(str(department / "report.docx"))
    _, body, tables = document.sections
    assert [round(each.mm) for each in (body.page_width, body.page_height, body.top_margin, body.left_margin)] == [210, 297, 37, 28]
    assert [round(Emu(length).mm) for length in (body.page_width - body.left_margin - body.right_margin, body.page_height - body.top_margin - body.bottom_margin)] == [156, 225]
    assert tables.page_width > tables.page_height
    styles = {style.name: style.element for style in document.styles}
    eastern = {name: styles[name].find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) for name in ("Title", "Heading 1", "Heading 2")}
    assert eastern == {"Title": "方正小标宋简体", "Heading 1": "黑体", "Heading 2": "楷体_GB2312"}
    attached = blocks(department / "report.docx")["jixiao.attachments"].content.findall(qn("w:tbl"))
    wide = attached[-1]  # the indicators: their heading is repeated
    first = wide.find(qn("w:tr"))
    assert "三级指标" in "".join(first.itertext())
    assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    pictures = [each.get("descr") for each in document.element.iter(qn("wp:docPr"))]
    assert any(text.startswith("各一级指标得分与分值：") and "47.5 / 49" in text for text in pictures)
    odd, even = document.sections[1].footer.paragraphs[0].text, document.sections[1].even_page_footer.paragraphs[0].text
    assert odd == even == "— 1 —"


def test_the_same_workbook_gives_the_same_bytes_and_a_sound_package(department: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.docx"
    assert run(["report", str(EXAMPLE), "-o", str(again)]) == 0
    assert again.read_bytes() == (department / "report.docx").read_bytes()
    from openxml_audit import OpenXmlValidator

    for path in (again, department / "public.docx"):
        found = OpenXmlValidator().validate(str(path))
        assert found.is_valid, [error.description for error in found.errors]


@pytest.mark.libreoffice
def test_libreoffice_shows_all_of_it_on_a4_and_the_public_sheet_on_one_page(department: Path, tmp_path: Path) -> None:
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(department / "report.docx"), str(department / "public.docx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip

    def text(name: str) -> str:
        return re.sub(r"\s", "", subprocess.run(["pdftotext", str(tmp_path / name), "-"], check=True, capture_output=True, text=True).stdout)

    shown = text("report.pdf")
    for expected in ("2024年度部门整体支出绩效自评得分95.5分", "全年预算数6653.73万元", "公众对“两品一械”监管满意度", "—2—"):
        assert expected in shown
    pages = subprocess.run(["pdfinfo", "-l", "99", str(tmp_path / "report.pdf")], check=True, capture_output=True, text=True).stdout
    sizes = set(re.findall(r"size:\s+(\d+)\S* x (\d+)", pages))
    assert sizes == {("595", "841"), ("841", "595")}
    public = subprocess.run(["pdfinfo", str(tmp_path / "public.pdf")], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Pages:\s+1\n", public)
    assert "95.5优" in text("public.pdf")


# ------------------------------------------------------------- what it keeps ----


def test_own_words_survive_and_figures_are_renewed(one: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    book, report = one
    # 40 × 9/12 = 30 of 40 points: 8 + 30 + 20 + 20 + 10 = 88.
    assert "自评得分88分，等级为“良”，预算执行率80.00%" in words(report, "jixiao.result")
    assert "原因：雨季停工。" in words(report, "jixiao.problems")
    assert "针对“清淤河道长度”：汛前完成招标，错峰施工。" in words(report, "jixiao.measures")
    document = docx.Document(str(report))
    _write_own(document, "own.profile", "本项目由某市水务局实施。")
    places = {control.tag: control.element for control in controls(document)}
    extra = parse_xml(f'<w:p {nsdecls("w")}><w:r><w:rPr><w:b/></w:rPr><w:t>经办科室补充的一段。</w:t></w:r></w:p>')
    places["jixiao.result"].addprevious(extra)
    places["jixiao.result"].addprevious(places["jixiao.goals"])  # moved
    places["own.other"].getparent().remove(places["own.other"])  # deleted
    document.save(str(report))
    project(book, met=True)
    capsys.readouterr()
    assert run(["report", str(book), "-o", str(report)]) == 0
    assert "自评得分98分" in words(report, "jixiao.result")
    assert "共4个，完成4个，未完成0个" in words(report, "jixiao.indicators")
    assert words(report, "own.profile") == "本项目由某市水务局实施。"
    after = docx.Document(str(report))
    assert [run_.bold for paragraph in after.paragraphs for run_ in paragraph.runs if run_.text == "经办科室补充的一段。"] == [True]
    order = [control.tag for control in controls(after)]
    assert order.index("jixiao.goals") > order.index("jixiao.measures")
    assert "own.other" not in order
    shown = capsys.readouterr().out
    assert "项目概况" not in shown  # it is filled in
    assert "资金使用和管理" in shown


def _write_own(document: docx.document.Document, tag: str, text: str) -> None:
    """As Word does when somebody types into a control."""
    control = next(each for each in controls(document) if each.tag == tag)
    properties = control.element.find(qn("w:sdtPr"))
    properties.remove(properties.find(qn("w:showingPlcHdr")))
    runs = control.content.findall(f".//{qn('w:r')}")
    runs[0].find(qn("w:t")).text = text
    runs[0].remove(runs[0].find(qn("w:rPr")))


def _edit(path: Path, old: str, new: str) -> None:
    document = docx.Document(str(path))
    for each in document.element.iter(qn("w:t")):
        if each.text and old in each.text:
            each.text = each.text.replace(old, new)
    document.save(str(path))


def test_what_was_polished_by_hand_stays_until_its_data_change(one: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    book, report = one
    _edit(report, "该得分按各指标完成值", "经局党组研究同意，该得分按各指标完成值")
    assert run(["report", str(book), "-o", str(report)]) == 0
    assert "手工改过的自动段落照旧保留（对应的数据没有变）：“自评结果”" in capsys.readouterr().out
    assert "经局党组研究同意" in words(report, "jixiao.result")
    project(book, met=True)
    before = report.read_bytes()
    assert run(["report", str(book), "-o", str(report)]) == 2
    assert "“自评结果”里改过的话" in capsys.readouterr().err
    assert report.read_bytes() == before
    assert run(["report", str(book), "-o", str(report), "--force"]) == 0
    assert "旧稿另存为 报告（旧稿）.docx" in capsys.readouterr().out
    assert report.with_name("报告（旧稿）.docx").read_bytes() == before
    assert "自评得分98分" in words(report, "jixiao.result")


def test_a_template_without_a_place_for_a_figure_is_refused(one: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, _ = one
    plain, target = tmp_path / "白纸.docx", tmp_path / "新.docx"
    document = docx.Document()
    document.add_paragraph("自评报告")
    document.save(str(plain))
    assert run(["report", str(book), "-o", str(target), "--template", str(plain)]) == 2
    assert "白纸.docx 里没有 jixiao. 开头的内容控件" in capsys.readouterr().err
    assert not target.exists()


def test_a_report_of_another_unit_or_project_is_said_to_be_one(one: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, report = one
    assert run(["report", str(book), "-o", str(report)]) == 0
    assert "原来写的是" not in capsys.readouterr().out
    assert run(["report", str(project(tmp_path / "绿化.xlsx", name="河岸绿化", unit="某市林业局", department="某市林业局")), "-o", str(report)]) == 0
    shown = capsys.readouterr().out
    assert "原来写的是“某市水务局”，数字已换成“某市林业局”的" in shown
    assert "原来写的是“河道清淤”，数字已换成“河岸绿化”的" in shown


def test_words_written_over_a_prompt_that_is_still_marked_as_one_are_own_words(one: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Some programs leave w:showingPlcHdr behind."""
    book, report = one
    document = docx.Document(str(report))
    control = next(each for each in controls(document) if each.tag == "own.profile")
    control.content.find(f".//{qn('w:t')}").text = "清淤工程分三个标段。"
    document.save(str(report))
    template_file, new = tmp_path / "模板.docx", tmp_path / "新.docx"
    assert run(["report", "--write-template", str(template_file), "--kind", "project"]) == 0
    capsys.readouterr()
    assert run(["report", str(book), "-o", str(new), "--keep", str(report), "--template", str(template_file)]) == 0
    assert words(new, "own.profile") == "清淤工程分三个标段。"
    asked = capsys.readouterr().out.partition("请填写：")[2].splitlines()[0]
    assert "项目概况" not in asked
    assert "资金使用和管理" in asked


@pytest.mark.parametrize(("name", "lock"), [("报告.docx", "~$报告.docx"), ("2025年自评报告.docx", "~$25年自评报告.docx"), ("绩效自评总报告.docx", "~$效自评总报告.docx")])
def test_a_report_that_is_open_in_word_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, lock: str) -> None:
    """Word's lock of a long name is as long as the name."""
    book, report = project(tmp_path / "项目.xlsx"), tmp_path / name
    assert run(["report", str(book), "-o", str(report)]) == 0
    before = report.read_bytes()
    (tmp_path / lock).touch()
    assert run(["report", str(book), "-o", str(report), "--force"]) == 2
    assert f"（旁边有 {lock}）。请先在 Word/WPS 里关闭" in capsys.readouterr().err
    assert report.read_bytes() == before


def test_targets_and_actuals_have_the_comparison_and_the_unit_of_their_own_columns(tmp_path: Path) -> None:
    """A table with 方向 and 计量单位: 90 in it is ≥90%."""
    book, report = tmp_path / "表.xlsx", tmp_path / "报告.docx"
    project(book)
    workbook = load_workbook(book)
    sheet = workbook.active
    place = next(row for row in range(1, sheet.max_row) if sheet.cell(row, 3).value == "三级指标")
    sheet.cell(place, 9, "方向"), sheet.cell(place, 10, "计量单位")
    for row, (target, actual, sign, unit) in enumerate([("12", "9", "≥", "公里"), ("95%", "100%", "≥", "%"), (8, 8, "=", "个"), (90, 93, "≥", "%")], place + 1):
        for column, value in ((4, target), (5, actual), (9, sign), (10, unit)):
            sheet.cell(row, column, value)
    workbook.save(book)
    assert run(["report", str(book), "-o", str(report)]) == 0
    assert "指标值≥12公里，实际完成9公里，完成率75.00%" in words(report, "jixiao.problems")


def test_what_a_blank_form_has_for_filling_in_is_not_attached(tmp_path: Path) -> None:
    book, report = tmp_path / "表.xlsx", tmp_path / "报告.docx"
    project(book)
    workbook = load_workbook(book)
    sheet = workbook.active
    last = next(row for row in range(sheet.max_row, 0, -1) if sheet.cell(row, 3).value)
    names = [sheet.cell(row, 3).value for row in range(last - 2, last + 1)]
    sheet.insert_rows(last, 2)  # an empty row, and the one above which rows are inserted
    sheet.cell(last + 1, 1, "（在此行上方插入行）")
    sheet.cell(sheet.max_row + 1, 1, "核对：分值合计应为100，相符")
    workbook.save(book)
    assert run(["report", str(book), "-o", str(report)]) == 0
    document = docx.Document(str(report))
    tables = [docx.table.Table(each, document._body) for each in document.element.iter(qn("w:tbl"))]
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    shown = [row for row in rows if any(name in row for name in names)]
    assert len({str(row) for row in shown}) >= len(names)
    assert not [row for row in rows if not any(row) or "插入行" in str(row) or "核对：" in str(row)]


def test_last_years_report_gives_its_own_words_and_is_said_to_be_of_last_year(one: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, report = one
    document = docx.Document(str(report))
    _write_own(document, "own.profile", "2024年完成一期工程。")
    _write_own(document, "own.funds", "资金按合同拨付。")
    document.save(str(report))
    new = tmp_path / "2025.docx"
    assert run(["report", str(project(tmp_path / "2025.xlsx", year=2025)), "-o", str(new), "--keep", str(report)]) == 0
    shown = capsys.readouterr().out
    assert "写的是 2024 年度，数字已换成 2025 年度的" in shown
    assert shown.partition("是否还是旧年度的情况：")[2].startswith("“项目概况”。")
    assert words(new, "jixiao.year") == "2025"
    assert words(new, "own.funds") == "资金按合同拨付。"


def test_own_words_move_into_another_template_with_their_tables_and_pictures(one: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, report = one
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(picture, "PNG")
    document = docx.Document(str(report))
    control = next(each for each in controls(document) if each.tag == "own.results")
    _write_own(document, "own.results", "成效如下：")
    paragraph = docx.text.paragraph.Paragraph(control.content.find(qn("w:p")), document._body)
    paragraph.add_run().add_picture(picture)
    control.content.append(parse_xml(f'<w:tbl {nsdecls("w")}><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>自制表</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'))
    document.save(str(report))
    own = tmp_path / "本局模板.docx"
    assert run(["report", "--write-template", str(own), "--kind", "project"]) == 0
    changed = docx.Document(str(own))
    places = {each.tag: each.element for each in controls(changed)}
    places["jixiao.execution"].addprevious(places["own.results"])
    places["own.measures"].getparent().remove(places["own.measures"])
    changed.styles["公文正文"].font.size = Pt(15)
    changed.save(str(own))
    assert run(["report", str(book), "-o", str(report), "--template", str(own)]) == 0
    after = docx.Document(str(report))
    found = {each.tag: each for each in controls(after)}
    assert found["own.results"].text == "成效如下：\n自制表"
    embedded = found["own.results"].content.find(f".//{qn('a:blip')}").get(qn("r:embed"))
    assert after.part.related_parts[embedded].blob == picture.getvalue()
    assert after.styles["公文正文"].font.size == Pt(15)
    order = [each.tag for each in controls(after)]
    assert order.index("own.results") < order.index("jixiao.execution")
    # What has no place in the new template is not dropped without a word.
    document = docx.Document(str(report))
    document.add_paragraph("局里另加的说明。")
    document.save(str(report))
    capsys.readouterr()
    assert run(["report", str(book), "-o", str(report), "--template", str(own)]) == 2
    assert "自己加的段落“局里另加的说明。”" in capsys.readouterr().err


def test_a_place_may_be_used_twice_and_one_that_nobody_knows_is_named(one: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from copy import deepcopy

    book, _ = one
    own, out = tmp_path / "模板.docx", tmp_path / "新.docx"
    own.write_bytes(template("project"))
    document = docx.Document(str(own))
    element = next(each.element for each in controls(document) if each.tag == "jixiao.result")
    element.addnext(deepcopy(element))
    document.save(str(own))
    assert run(["report", str(book), "-o", str(out), "--template", str(own)]) == 0
    assert [each.text.count("自评得分88分") for each in controls(docx.Document(str(out))) if each.tag == "jixiao.result"] == [1, 1]
    element.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").set(qn("w:val"), "jixiao.scores")
    document.save(str(own))
    capsys.readouterr()
    assert run(["report", str(book), "-o", str(tmp_path / "三.docx"), "--template", str(own)]) == 2
    said = capsys.readouterr().err
    assert "jixiao.scores" in said
    assert "jixiao.score（自评得分）" in said


def test_a_workbook_with_a_password_is_reported_on_only_where_that_is_allowed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.encryption.locked import PASSWORD, encrypted

    book, words_of, out = project(tmp_path / "项目.xlsx"), tmp_path / "密码.txt", tmp_path / "报告.docx"
    book.write_bytes(encrypted(book.read_bytes()))
    words_of.write_text(PASSWORD, "utf-8")
    assert run(["report", str(book), "-o", str(out), "--password-file", str(words_of)]) == 2
    assert "请加 --decrypt" in capsys.readouterr().err
    assert run(["report", str(book), "-o", str(out), "--password-file", str(words_of), "--decrypt"]) == 0
    assert "自评得分88分" in words(out, "jixiao.result")


# --------------------------------------------------------------- public sheet ----


def test_the_public_sheet_has_no_telephone_numbers(tmp_path: Path) -> None:
    book = project(tmp_path / "项目.xlsx", name="河道清淤（联系人：王某某 13912345678）")
    report, public = tmp_path / "报告.docx", tmp_path / "公开.docx"
    assert run(["report", str(book), "-o", str(report), "--public", str(public)]) == 0
    shown = "".join(docx.Document(str(public)).element.body.itertext())
    assert "13912345678" not in shown
    assert "清淤河道长度" in words(public, "jixiao.problems_short")
    assert words(public, "jixiao.level_scores").startswith("绩效指标共4个，完成3个，未完成1个。产出指标50分（满分60分）")
    assert not list(docx.Document(str(public)).comments)


# ------------------------------------------------------------- several books ----


def test_projects_of_one_unit_go_together_and_those_of_two_do_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = project(tmp_path / "一.xlsx"), project(tmp_path / "二.xlsx", name="泵站改造", met=True)
    out = tmp_path / "报告.docx"
    assert run(["report", str(first), str(second), "-o", str(out)]) == 0
    assert words(out, "jixiao.result").count("自评得分") == 2
    assert "“泵站改造”项目支出绩效自评得分98分" in words(out, "jixiao.result")
    assert "附件2" in words(out, "jixiao.attachments")
    assert words(out, "jixiao.attachment_list").splitlines()[1].strip() == "2. 2024年度项目支出绩效自评表（泵站改造）"
    assert words(out, "jixiao.project") == "河道清淤、泵站改造"
    other = project(tmp_path / "三.xlsx", name="绿化", unit="某县林业局")
    late = project(tmp_path / "四.xlsx", name="绿化", year=2023)
    target = ROOT / "workbooks" / "examples" / "hengyang-2023.xlsx"
    foreign = tmp_path / "别的.docx"
    docx.Document().save(str(foreign))
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    cases = [
        ([str(first), str(other)], 2, "某县林业局"), ([str(first), str(late)], 2, "年度不同（2023、2024）"),
        ([str(EXAMPLE), str(other)], 2, "某县林业局"), ([str(EXAMPLE), str(EXAMPLE)], 2, "2 张部门整体支出绩效自评表"),
        ([str(target)], 3, "没有绩效自评表"), ([str(tmp_path / "坏.xlsx")], 4, ""), ([str(tmp_path / "无.xlsx")], 4, ""),
    ]  # fmt: skip
    for paths, code, said in cases:
        capsys.readouterr()
        assert run(["report", *paths, "-o", str(tmp_path / "没有.docx")]) == code, paths
        assert said in capsys.readouterr().err
    assert run(["report", str(first), "-o", str(foreign)]) == 2
    assert "不是 jixiao 写的报告" in capsys.readouterr().err
    assert run(["report", str(first), "-o", str(tmp_path / "报告.xlsx")]) == 2
    assert run(["report", str(first)]) == 2
    assert not (tmp_path / "没有.docx").exists()
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]


def test_projects_stand_behind_their_department(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unit = "益阳市市场监督管理局"
    part = project(tmp_path / "项目.xlsx", unit="益阳市计量测试检定所", department=unit)
    out = tmp_path / "报告.docx"
    assert run(["report", str(part), str(EXAMPLE), "-o", str(out)]) == 0
    assert "“河道清淤”是“益阳市计量测试检定所”的项目" in capsys.readouterr().out
    assert words(out, "jixiao.unit") == unit
    assert "河道清淤\n200\n160\n80.00%\n4\n3\n88" in words(out, "jixiao.project_results")
    assert "4. “河道清淤”有1个绩效指标未完成。" in words(out, "jixiao.problems")
    assert words(out, "jixiao.attachment_list").splitlines()[-1].strip() == "3. 2024年度项目支出绩效自评表"
    # Last year's 基础数据表 is not taken for this year's.
    old = tmp_path / "旧.xlsx"
    book = load_workbook(EXAMPLE)
    del book["部门整体支出绩效自评表"]
    book["基础数据表"]["A2"] = "2023年度部门整体支出绩效评价基础数据表"
    book.save(old)
    assert run(["report", str(part), str(old), "-o", str(tmp_path / "不写.docx")]) == 2
    assert "2023 年度的，自评表是 2024 年度的" in capsys.readouterr().err


# ------------------------------------------------------------------- hostile ----


def _with(data: bytes, **parts: bytes | tuple[bytes, bytes]) -> bytes:
    """A template with parts replaced or added; a pair replaces words of the part."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        found = {name: package.read(name) for name in package.namelist()}
    names = {"types": "[Content_Types].xml", "relations": "word/_rels/document.xml.rels", "document": "word/document.xml"}
    for key, change in parts.items():
        name = names.get(key, key)
        found[name] = change if isinstance(change, bytes) else found[name].replace(*change, 1)
    return packed(found)


def test_templates_that_could_act_or_fetch_are_refused(one: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, _ = one
    usual = template("project")
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    end = b"</Relationships>"

    def related(what: bytes, target: bytes, *, external: bool) -> tuple[bytes, bytes]:
        mode = b' TargetMode="External"' if external else b""
        return end, b'<Relationship Id="rIdX" Type="' + kind + what + b'" Target="' + target + b'"' + mode + b"/>" + end

    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (8 << 20))
    field = (b"</w:body>", b'<w:p><w:r><w:instrText> INCLU</w:instrText></w:r><w:r><w:instrText>DETEXT c:\\\\x "a" </w:instrText></w:r></w:p></w:body>')
    cases = {
        "宏": _with(usual, types=(b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", b"vnd.ms-word.document.macroEnabled.main+xml")),
        "外部文件": _with(usual, relations=related(b"image", b"http://example.org/a.png", external=True)),
        "嵌入的对象": _with(usual, relations=related(b"oleObject", b"embeddings/a.bin", external=False)),
        "嵌入的文档": _with(usual, relations=related(b"aFChunk", b"a.html", external=False)),
        "外部内容的域": _with(usual, document=field),
        "DOCTYPE": _with(usual, document=(b"<w:document", b'<!DOCTYPE w [<!ENTITY a "b">]><w:document')),
        "损坏": _with(usual, document=b"<w:document"),
        "不是 Word 文档": b"%PDF-1.4",
        "旧版 .doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "上限": bomb.getvalue(),
    }
    bad = tmp_path / "模板.docx"
    for said, data in cases.items():
        bad.write_bytes(data)
        capsys.readouterr()
        assert run(["report", str(book), "-o", str(tmp_path / "不写.docx"), "--template", str(bad)]) == 4, said
        assert said in capsys.readouterr().err, said
        assert not (tmp_path / "不写.docx").exists()
    attached = _with(
        usual, **{
            "word/_rels/settings.xml.rels": b'<p:Relationships xmlns:p="http://schemas.openxmlformats.org/package/2006/relationships"><p:Relationship Id="rId1" Type="'
            + kind + b'attachedTemplate" Target="file:///C:/Users/a/Normal.dotm" TargetMode="External"/></p:Relationships>',
            "word/settings.xml": (b"<w:evenAndOddHeaders/>", b'<w:attachedTemplate r:id="rId1"/><w:evenAndOddHeaders/>'),
        },
    )  # fmt: skip
    bad.write_bytes(attached)
    out = tmp_path / "写.docx"
    assert run(["report", str(book), "-o", str(out), "--template", str(bad)]) == 0
    with zipfile.ZipFile(out) as package:
        assert not any(b"Normal.dotm" in package.read(name) for name in package.namelist())
        assert b"attachedTemplate" not in package.read("word/settings.xml")


def test_another_report_that_is_open_in_word_does_not_hinder(tmp_path: Path) -> None:
    (tmp_path / "~$报告.docx").write_bytes(b"")  # of 报告.docx
    assert run(["report", str(project(tmp_path / "项目.xlsx")), "-o", str(tmp_path / "自评报告.docx")]) == 0
