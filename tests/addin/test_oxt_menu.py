"""The menu 绩效 of a real LibreOffice, pressed as a user presses it: each entry does what it says.

An entry is chosen through LibreOffice's accessibility, which does what a click does; the command runs in LibreOffice's own
Python, on what the extension brought along.  What commands do in detail is tested elsewhere, on the same engine.
"""

import json
import os
import shutil
import time
from pathlib import Path

import pytest
from tests.addin.oxt_probe import basic, probe
from tests.engines.office import Office

from jixiao.excel import extension, oxt
from jixiao.excel.menu import Button, Menu, groups

pytestmark = pytest.mark.libreoffice

EXAMPLES = Path(__file__).parents[2] / "workbooks" / "examples"
MENU_BAR = 35  # com.sun.star.accessibility.AccessibleRole
_DEADLINE = 60

# Written to a file, not asked for: Calc's lock and Python's would wait for each other, were Python called through the
# bridge while a command runs.
PROBE = '''
import json
import os
import unohelper
from com.sun.star.task import XJobExecutor

def watched(command, argument="", **others):
    from jixiao.excel import session
    outcome = session.unwatched(command, argument, **others)
    with open(os.environ["JIXIAO_TEST_OUTCOMES"], "a", encoding="utf-8") as file:
        file.write(json.dumps([command, argument, outcome.message, outcome.ok]) + chr(10))
    return outcome

class Probe(unohelper.Base, XJobExecutor):
    """From its first making on, the outcome of every command becomes a line of a file."""
    def __init__(self, context):
        context.ServiceManager.createInstance("org.jixiao.AddIn")
        from jixiao.excel import session
        if not hasattr(session, "unwatched"):
            session.unwatched, session.perform = session.perform, watched
    def trigger(self, _):
        pass

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Probe, "org.jixiao.test.Probe.python", ("org.jixiao.test.Probe",))
'''
WATCH = 'Function Run\nCreateUnoService("org.jixiao.test.Probe").trigger("")\nEnd Function'
PERFORMED = 'Function Run(command, argument)\nRun = CreateUnoService("org.jixiao.Commands").perform(command, argument)\nEnd Function'


class Workbook:
    """A workbook in front of LibreOffice, with its menu."""

    def __init__(self, office, document):
        self.office, self.document = office, document
        self.frame = document.CurrentController.Frame
        self.outcomes = Path(os.environ["JIXIAO_TEST_OUTCOMES"])

    def sheet(self, number=0):
        return self.document.Sheets.getByIndex(number)

    def sheets(self):
        return list(self.document.Sheets.ElementNames)

    def menu(self):
        window = self.frame.ContainerWindow.getAccessibleContext()
        (bar,) = (child for child in children(window) if child.getAccessibleRole() == MENU_BAR)
        return bar

    def press(self, *labels):
        """Choose an entry of the menu 绩效, wait for its command; what it was given and what it said."""
        before = self.commands()
        entry = self.menu()
        for label in ("绩效", *labels):
            (entry,) = (child for child in children(entry) if child.getAccessibleName() == label)
        entry.doAccessibleAction(0)
        return self.over(before)

    def over(self, before):
        deadline = time.monotonic() + _DEADLINE
        while (after := self.commands()) == before:
            assert time.monotonic() < deadline, "the command does not end"
            time.sleep(0.05)
        ((command, argument, message, well),) = after[len(before):]
        assert well, message
        return command, argument, message

    def commands(self):
        """The commands that are over, from the beginning."""
        return [json.loads(line) for line in self.outcomes.read_text("utf-8").splitlines()]

    def select(self, place):
        self.document.CurrentController.select(self.sheet()[place])

    def selected(self):
        return self.document.CurrentSelection.AbsoluteName


def children(context):
    return [context.getAccessibleChild(number).getAccessibleContext() for number in range(context.getAccessibleChildCount())]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("menu")
    extension.install(oxt.build(folder / "jixiao.oxt"), profile=folder / "profile")
    extension.install(probe(folder / "probe.oxt", PROBE), profile=folder / "profile")
    with pytest.MonkeyPatch.context() as environment:
        # New workbooks and what 撤销 remembers stay out of the real home.
        environment.setenv("HOME", str(folder))
        environment.setenv("XDG_STATE_HOME", str(folder / "state"))
        environment.setenv("JIXIAO_TEST_OUTCOMES", str(folder / "outcomes"))
        (folder / "outcomes").touch()
        with Office(folder / "profile") as running:
            basic(running.new(), WATCH)
            running.close_documents()
            yield running


@pytest.fixture
def workbook(office, tmp_path):
    """The published table of 135 indicators, a copy of it, in a window."""
    path = tmp_path / "自评表.xlsx"
    shutil.copy(EXAMPLES / "yiyang-2024.xlsx", path)
    yield Workbook(office, office.open(path, hidden=False))
    office.close_documents()


def test_the_menu_is_the_ribbon_and_only_spreadsheets_have_it(workbook):
    (ours,) = (child for child in children(workbook.menu()) if child.getAccessibleName() == "绩效")
    shown = [(child.getAccessibleName(), [each.getAccessibleName() for each in children(child)]) for child in children(ours)]
    wanted = [
        (item.label, [entry.label for entry in item.entries] if isinstance(item, Menu) else [])
        for group in groups() for item in group.items
    ]
    assert [entry for entry in shown if entry[0]] == wanted
    assert sum(not name for name, _ in shown) == len(groups()) - 1


def test_the_toolbar_is_called_after_us_and_has_what_is_pressed_often(workbook):
    bar = workbook.frame.LayoutManager.getElement("private:resource/toolbar/addon_org.jixiao.toolbar").RealInterface.getAccessibleContext()
    first = [item if isinstance(item, Button) else item.entries[0] for group in groups()[:2] for item in group.items]
    assert (bar.getAccessibleName(), [child.getAccessibleName() for child in children(bar)]) == ("绩效", [button.label for button in first])


def test_a_sheet_is_calculated_and_the_writing_undone(workbook):
    sheet = workbook.sheet()
    assert sheet["H151"].Value == 98.9
    command, argument, message = workbook.press("计算", "计算本表")
    assert (command, argument, sheet["H151"].Value) == ("calculate_sheet", "", 95.5)
    assert "总分 95.5" in message
    workbook.press("撤销")
    assert sheet["H151"].Value == 98.9


def test_the_selection_alone_is_calculated(workbook):
    sheet = workbook.sheet()
    before = sheet["H1:H160"].DataArray
    workbook.select("H151")
    workbook.press("计算", "计算选中")
    after = sheet["H1:H160"].DataArray
    assert {row: (old, new) for row, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new} == {151: ((98.9,), (95.5,))}


def test_the_whole_workbook_is_calculated(workbook):
    _, _, message = workbook.press("计算", "计算全簿")
    assert workbook.sheet()["H151"].Value == 95.5
    assert "总分 95.5" in message


def test_the_derivation_becomes_a_note(workbook):
    workbook.select("H151")
    _, _, message = workbook.press("为什么")
    (note,) = workbook.sheet().Annotations
    assert (note.Position.Row, note.Position.Column) == (150, 7)
    assert "95.5" in note.String
    assert message.startswith("H151")
    workbook.press("撤销")
    assert workbook.sheet().Annotations.Count == 0


def test_what_was_recognised_is_coloured_and_told(workbook):
    formats = workbook.sheet().ConditionalFormats
    before = formats.Length
    _, _, message = workbook.press("识别表样")
    assert "部门整体支出绩效自评表（湖南）；资金 7 行，指标 135 行，总分在 H151" in message
    assert formats.Length > before
    workbook.press("识别表样")
    assert formats.Length == before


def test_findings_are_listed_and_walked_through(workbook):
    workbook.press("校验")
    assert workbook.sheets()[-1] == "校验"
    written = [row for row in workbook.document.Sheets["校验"]["A1:J60"].DataArray if str(row[2]).startswith("JX")]
    assert ("JX203", "H32") in [row[2:4] for row in written]
    workbook.document.CurrentController.setActiveSheet(workbook.sheet())
    workbook.select("A1")
    first = workbook.press("下一条")[2], workbook.selected()
    second = workbook.press("下一条")[2], workbook.selected()
    assert first != second
    assert (workbook.press("上一条")[2], workbook.selected()) == first
    assert first[0].startswith(f"第 1 条，共 {len(written)} 条")


def test_functions_become_values(workbook):
    sheet = workbook.sheet()
    sheet["K1"].Formula = '=JXSCORE("≥550批次";475;0.5)'
    sheet["K2"].Formula = "=1+1"
    assert sheet["K1"].Formula.startswith("=ORG.JIXIAO.ADDIN.JXSCORE(")
    _, _, message = workbook.press("转为数值")
    assert (sheet["K1"].Formula, sheet["K1"].Value, sheet["K2"].Formula) == ("0.43", 0.43, "=1+1")
    assert "K1" in message


def test_a_policy_is_remembered_in_the_document_and_forgotten(workbook):
    properties = workbook.document.DocumentProperties.UserDefinedProperties
    command, argument, _ = workbook.press("政策", "四川（sichuan）")
    assert (command, argument, properties.getPropertyValue("jixiao.policy")) == ("policy", "sichuan", "sichuan")
    workbook.press("政策", "按表样自动选择")
    assert not properties.getPropertySetInfo().hasPropertyByName("jixiao.policy")


def test_a_new_form_is_opened_in_front(workbook):
    command, argument, _ = workbook.press("新建表", "项目支出绩效自评表（湖南）")
    assert (command, argument) == ("new", "hunan-project")
    opened = workbook.office.desktop.CurrentComponent
    assert Path(workbook.office.uno.fileUrlToSystemPath(opened.URL)).name == "项目支出绩效自评表（湖南）.xlsx"
    assert opened.Sheets[0]["A1"].getFormula() + opened.Sheets[0]["A2"].getFormula() != ""


def test_a_target_table_is_carried_on(office, tmp_path):
    path = tmp_path / "目标表.xlsx"
    shutil.copy(EXAMPLES / "hengyang-2023.xlsx", path)
    workbook = Workbook(office, office.open(path, hidden=False))
    command, argument, _ = workbook.press("结转", "结转为自评表")
    assert (command, argument) == ("carry", "self-evaluation")
    assert (tmp_path / "目标表-自评表.xlsx").is_file()
    assert office.desktop.CurrentComponent.URL.endswith(".xlsx")
    office.close_documents()


def test_help_and_selftest_tell_of_us(workbook):
    _, _, message = workbook.press("自检")
    assert message.startswith("绩效 jixiao")
    workbook.press("帮助")
    deadline = time.monotonic() + _DEADLINE
    while (page := workbook.office.desktop.CurrentComponent.Sheets[0]).Name != "绩效帮助":  # its window comes to the front when the system has time
        assert time.monotonic() < deadline, page.Name
        time.sleep(0.05)
    assert page["A2"].String == "计算"


def test_a_macro_performs_a_command_and_is_told_what_came_of_it(workbook, tmp_path):
    said = basic(workbook.document, PERFORMED, "summarise", str(tmp_path))
    assert said.startswith(f"汇总了 {tmp_path} 里的 1 个工作簿；")
    workbook.frame.activate()
    assert basic(workbook.document, PERFORMED, "无此命令", "") == "没有“无此命令”这个命令。"
