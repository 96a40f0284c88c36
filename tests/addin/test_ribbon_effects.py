"""Every button of jixiao.xlam pressed in a real LibreOffice, from its VBA procedure to the cells.

The add-in's modules run as they ship but for JxHost, which hands the command to the extension; that runs the same command as
in Excel, in LibreOffice's own Python.  Cells, selection, notes, properties and new workbooks are looked at through UNO.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.addin.ribbon_in_office import TO_THE_EXTENSION, RibbonInOffice, with_host
from tests.engines.office import Office
from tests.services.filling import Sheet

from jixiao.excel import extension, oxt
from jixiao.services.new import new_file

pytestmark = pytest.mark.libreoffice

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
EVALUATIONS = ("yiyang-2024", "shaoguan-2022")
TEMPLATE = "hunan-department"
# name, direction, target, unit, actual, weight
FILLED = [
    ("培训场次", "≥", 12, "场", 12, 20), ("抽检批次", "≥", 550, "批次", 475, 20), ("办理时限", "≤", 15, "天", 16, 20), ("群众满意度", "≥", 90, "%", 92.5, 30),
]


@pytest.fixture(scope="module")
def ribbon(tmp_path_factory):
    folder = tmp_path_factory.mktemp("addin")
    extension.install(oxt.build(folder / "jixiao.oxt"), profile=folder / "profile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        patch.setenv("HOME", str(folder))
        with Office(folder / "profile") as office:
            yield RibbonInOffice(office, with_host(TO_THE_EXTENSION, tmp_path_factory.mktemp("xlam")))


class Opened:
    """A workbook in front, and the ribbon above it."""

    def __init__(self, ribbon, path):
        self.ribbon, self.path = ribbon, path
        self.document = ribbon.office.open(path, hidden=False)
        self.controller = self.document.CurrentController
        self.by_command = {(entry.action.rpartition(".")[2], entry.tag): entry for entry in ribbon.entries}

    def press(self, procedure, tag="", given=None):
        """Press the button with this procedure and tag; gives the message."""
        entry = self.by_command[procedure, tag]
        self.ribbon.press(entry if given is None else entry._replace(tag=given))
        (message,) = self.ribbon.told()
        return message

    def cell(self, sheet, address):
        return self.document.Sheets.getByName(sheet).getCellRangeByName(address)

    def select(self, sheet, address):
        self.controller.setActiveSheet(self.document.Sheets.getByName(sheet))
        self.controller.select(self.cell(sheet, address))

    @property
    def selected(self):
        return self.document.CurrentSelection.AbsoluteName.replace("$", "")

    @property
    def sheets(self):
        return list(self.document.Sheets.ElementNames)

    def contents(self):
        """Sheet → rows of formulas and values."""
        found = {}
        for name in self.sheets:
            sheet = self.document.Sheets.getByName(name)
            cursor = sheet.createCursor()
            cursor.gotoEndOfUsedArea(False)
            used = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
            found[name] = (used.getFormulaArray(), used.getDataArray())
        return found

    def others(self):
        """The other workbooks that are open, newest first; without the add-in itself."""
        ours = (self.document.URL, self.ribbon.document.URL)
        return [each for each in self.ribbon.office.documents() if each.URL not in ours]


@pytest.fixture
def opened(ribbon, tmp_path):
    def work(source):
        path = tmp_path / source.name
        path.write_bytes(source.read_bytes())
        return Opened(ribbon, path)

    yield work
    for document in ribbon.office.documents():
        if document.URL != ribbon.document.URL:
            document.setModified(False)
            document.close(True)


@pytest.fixture(scope="module")
def filled_template(ribbon, tmp_path_factory):
    """A blank workbook, unprotected and filled in, one score typed over its formula; LibreOffice has calculated the others."""
    folder = tmp_path_factory.mktemp("template")
    sheet = Sheet(new_file(TEMPLATE, folder / "空白.xlsx", rows=1, year=2024).path)
    for row, cells in zip(sheet.rows, FILLED, strict=False):
        sheet.indicator(row, *cells)
    for (row, column), amount in zip(sheet.open_amounts(), (100, 100, 90), strict=True):
        sheet.sheet.cell(row, column).value = amount
    sheet.put(sheet.rows[1], 20, "自评得分")
    sheet.sheet.protection.sheet = False
    document = ribbon.office.open(sheet.save(folder / "填好.xlsx"))
    document.storeToURL((folder / f"{TEMPLATE}.xlsx").as_uri(), (ribbon.office.property("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    return folder / f"{TEMPLATE}.xlsx"


@pytest.fixture(params=[*EVALUATIONS, TEMPLATE])
def example(request, opened, tmp_path):
    """An example or the filled template in front, and what the command line says of it."""
    source = request.getfixturevalue("filled_template") if request.param == TEMPLATE else WORKBOOKS / "examples" / f"{request.param}.xlsx"
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", "recalc", str(source), "-o", str(tmp_path / "out"), "--format", "json", "--fail-on", "never"],
        capture_output=True, text=True, check=True)
    book = opened(source)
    book.said = json.loads(done.stdout)["files"][0]
    book.table = next(table for table in book.said["tables"] if table["total"]["score"])
    return book


def shown(text):
    """A figure of the command line as a cell holds it."""
    plain = text.replace(",", "")
    return float(plain.rstrip("%")) / 100 if plain.endswith("%") else float(plain)


def holds(book, edit):
    cell = book.cell(edit["sheet"], edit["cell"])
    return cell.String == edit["new"] or abs(cell.Value - shown(edit["new"])) < 1e-9


def test_calculating_a_sheet_and_undoing_it(example):
    before = example.contents()
    due = [edit for edit in example.said["edits"] if edit["sheet"] == example.table["sheet"]]
    assert due
    assert not any(holds(example, edit) for edit in due)
    example.select(example.table["sheet"], "B2")
    message = example.press("OnCalculateSheet")
    # A formula among them follows by itself.
    assert all(holds(example, edit) for edit in due)
    assert example.selected.endswith("B2")
    written = [edit for edit in due if not example.cell(edit["sheet"], edit["cell"]).Formula.startswith("=")]
    assert written
    assert all(edit["cell"] in message for edit in written[:3])
    assert f"共 {len(written)} 格" in message or f"等 {len(written)} 格" in message
    message = example.press("OnUndo")
    assert message.startswith("已撤销“计算本表”")
    assert example.contents() == before


def test_calculating_the_workbook_and_the_selection(example):
    before = example.contents()
    assert example.press("OnCalculateBook")
    assert all(holds(example, edit) for edit in example.said["edits"])
    example.press("OnUndo")
    assert example.contents() == before
    first, *rest = (edit for edit in example.said["edits"] if edit["sheet"] == example.table["sheet"])
    example.select(first["sheet"], first["cell"])
    message = example.press("OnCalculateSelection")
    assert "共 1 格" in message
    assert holds(example, first)
    # A formula among the rest follows by itself.
    assert not any(holds(example, edit) for edit in rest if not example.cell(edit["sheet"], edit["cell"]).Formula.startswith("="))


def test_checking_writes_the_findings_and_nothing_else(example):
    before = example.contents()
    example.select(example.table["sheet"], "C3")
    message = example.press("OnCheck")
    assert f"错误 {sum(finding['severity'] == 'error' for finding in example.said['findings'])} 处" in message
    after = example.contents()
    _, rows = after.pop("校验")
    assert after == before
    assert example.selected.endswith("C3")
    listed = [row for row in rows if str(row[2]).startswith("JX")]
    assert [(row[2], row[5]) for row in listed] == [(finding["code"], finding["message"]) for finding in example.said["findings"]]
    example.press("OnUndo")
    assert "校验" not in example.sheets


def test_walking_through_the_findings(example):
    findings = example.said["findings"]
    for finding in findings[:3]:
        assert finding["message"] in example.press("OnNext")
        assert example.selected.split(".")[-1] == finding["cell"]
        assert example.controller.ActiveSheet.Name == finding["sheet"]
    assert findings[1]["message"] in example.press("OnPrevious")
    assert example.selected.split(".")[-1] == findings[1]["cell"]


def test_why_a_rate_scores_what_it_scores(example):
    fund = next(fund for fund in example.table["funds"] if fund["score"])
    sheet, cell = example.table["sheet"], fund["cell"]
    example.select(sheet, cell)
    message = example.press("OnWhy")
    assert f"应得 {fund['score']}" in message
    note = example.cell(sheet, cell).Annotation
    assert f"应得 {fund['score']}" in note.String
    example.press("OnUndo")
    assert not example.cell(sheet, cell).Annotation.String


def test_recognising_colours_and_uncolours(example):
    sheet = example.document.Sheets.getByName(example.table["sheet"])
    had = len(sheet.ConditionalFormats.getConditionalFormats())
    message = example.press("OnRecognise")
    assert f"指标 {len(example.table['indicators'])} 行" in message
    assert len(sheet.ConditionalFormats.getConditionalFormats()) >= had + 3
    assert example.press("OnRecognise") == "识别的标色已去掉。"
    assert len(sheet.ConditionalFormats.getConditionalFormats()) == had


def remembered(example):
    """The policy that the workbook remembers, "" for none."""
    properties = example.document.DocumentProperties.UserDefinedProperties
    known = properties.getPropertySetInfo().hasPropertyByName("jixiao.policy")
    return properties.getPropertyValue("jixiao.policy") if known else ""


def test_a_policy_is_remembered(example):
    before = remembered(example)
    assert example.press("OnPolicy", "platform").startswith("这个工作簿以后按“平台通用算法”计分")
    assert remembered(example) == "platform"
    assert "（platform）" in example.press("OnRecognise")
    example.press("OnRecognise")
    assert example.press("OnPolicy", "auto").startswith("已取消记住的政策")
    assert remembered(example) == ""
    assert "没有改动" in example.press("OnPolicy", "auto")
    example.press("OnUndo")
    assert remembered(example) == "platform"
    example.press("OnUndo")
    assert remembered(example) == before


def test_our_functions_become_values(example):
    sheet = example.table["sheet"]
    cell = example.cell(sheet, "Z1")
    cell.Formula = "=ORG.JIXIAO.ADDIN.JXRATE(200;150)"
    assert cell.Value == 0.75, cell.String
    message = example.press("OnToValues")
    assert "Z1" in message
    assert (cell.Formula, cell.Value) == ("0.75", 0.75)
    assert example.press("OnToValues").startswith("这个工作簿里没有绩效函数")
    example.press("OnUndo")
    assert cell.Formula.upper().endswith("JXRATE(200;150)")


def test_every_form_of_the_menu_opens_a_new_workbook(opened):
    book = opened(WORKBOOKS / "templates" / "mof-project.xlsx")
    forms = [tag for procedure, tag in book.by_command if procedure == "OnNew"]
    assert len(forms) >= 21
    for form in forms[::5]:
        message = book.press("OnNew", form)
        assert "并打开" in message
        (made,) = book.others()
        assert made.DocumentProperties.UserDefinedProperties.getPropertyValue("jixiao.form") == form
        made.setModified(False)
        made.close(True)
        book.controller.Frame.activate()


def test_a_declaration_is_carried_into_both_tables(opened):
    book = opened(WORKBOOKS / "examples" / "hengyang-2023.xlsx")
    for tag, name in (("self-evaluation", "自评表"), ("monitoring", "监控表")):
        assert f"hengyang-2023-{name}.xlsx" in book.press("OnCarry", tag)
        (made,) = book.others()
        assert "结转说明" in made.Sheets.ElementNames
        made.close(True)
        book.controller.Frame.activate()


def test_a_folder_is_summed_up(opened, tmp_path):
    folder = tmp_path / "上报"
    folder.mkdir()
    for name in EVALUATIONS:
        (folder / f"{name}.xlsx").write_bytes((WORKBOOKS / "examples" / f"{name}.xlsx").read_bytes())
    book = opened(WORKBOOKS / "examples" / "hengyang-2023.xlsx")
    assert "2 个工作簿" in book.press("OnSummarise", given=str(folder))
    (made,) = book.others()
    names = {made.Sheets.getByIndex(0).getCellByPosition(0, row).String for row in range(1, 8)} - {""}
    assert names == {f"{name}.xlsx" for name in EVALUATIONS}


def test_help_and_selftest(opened):
    book = opened(WORKBOOKS / "templates" / "mof-project.xlsx")
    assert "绩效帮助" in book.press("OnHelp")
    (made,) = book.others()
    assert made.Sheets.getByName("绩效帮助").getCellByPosition(0, 0).String == "按钮"
    made.close(True)
    book.controller.Frame.activate()
    assert "libreoffice" in book.press("OnSelftest")


def test_a_protected_template_keeps_its_formulas(opened):
    book = opened(WORKBOOKS / "templates" / f"{TEMPLATE}.xlsx")
    before = book.contents()
    for procedure, said in (
        ("OnCalculateSheet", "没有改动"), ("OnCheck", "写在“校验”工作表里"), ("OnNext", "下面没有一行指标"), ("OnRecognise", "受保护，没有标色"),
        ("OnToValues", "没有绩效函数"), ("OnUndo", "新加的“校验”工作表已删除"), ("OnUndo", "没有可以撤销的写入"),
    ):
        assert said in book.press(procedure)
    assert book.contents() == before


def test_a_workbook_with_settings_for_xlwings_is_refused(opened):
    book = opened(WORKBOOKS / "examples" / "yiyang-2024.xlsx")
    book.document.Sheets.insertNewByName("xlwings.conf", 0)
    before = book.contents()
    assert "xlwings.conf" in book.press("OnCalculateBook")
    assert book.contents() == before


def test_no_button_is_left_out_here(ribbon):
    pressed = set(re.findall(r"\bOn[A-Z]\w+", Path(__file__).read_text("utf-8")))
    assert {entry.action.rpartition(".")[2] for entry in ribbon.entries} <= pressed
