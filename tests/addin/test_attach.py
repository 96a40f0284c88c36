"""`jixiao attach`: the ribbon's commands from outside, each run a process of its own, on a workbook open in a real LibreOffice.

Excel and WPS cannot be run here; for them only the refusals are seen.
"""

import os
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from tests.engines.office import Office

from jixiao.excel.attach import button_named, command_list
from jixiao.excel.commands import COMMANDS
from jixiao.excel.engines.libreoffice_uno import in_its_thread
from jixiao.excel.menu import buttons
from jixiao.model import JixiaoError

EXAMPLES = Path(__file__).parents[2] / "workbooks" / "examples"
MAIN = "部门整体支出绩效自评表"


def jixiao(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)],
        env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300,
    )


@pytest.mark.parametrize("button", buttons(), ids=lambda button: f"{button.command} {button.argument}")
def test_every_button_is_found_by_its_label_and_by_its_id(button):
    for found in (button_named(button.label), button_named(button.command, button.argument)):
        assert (found.command, found.argument) == (button.command, button.argument)
    assert button.command in COMMANDS


def test_a_button_with_a_menu_is_found_by_its_own_label():
    assert button_named("计算").command == "calculate_sheet"
    assert button_named("汇总文件夹", "某个文件夹").argument == "某个文件夹"
    assert button_named("政策", "hunan")[0] == "policy"


@pytest.mark.parametrize(("name", "answer"), [("开始", "没有“开始”这个命令"), ("新建表", "要说明是哪一项"), ("carry", "self-evaluation"), ("", "没有“”这个命令")])
def test_what_is_no_command_is_said(name, answer):
    with pytest.raises(JixiaoError, match=answer):
        button_named(name)


def test_without_a_command_all_are_listed():
    done = jixiao("attach")
    assert done.returncode == 0
    assert done.stdout.rstrip("\n") == command_list()
    for button in buttons():
        assert f"{button.label}（{button.command}" in done.stdout


@pytest.mark.parametrize(("program", "answer"), [("excel", "这里没有 Excel"), ("wps", "只在 Windows 上可用")])
def test_programs_that_are_not_here_are_refused(program, answer):
    done = jixiao("attach", "计算", "--app", program)
    assert done.returncode == 2
    assert answer in done.stderr
    assert not done.stdout


@pytest.mark.libreoffice
def test_where_no_libreoffice_listens_the_sentence_says_how_to_start_one():
    connection = f"pipe,name=nobody{uuid.uuid4().hex}"
    done = jixiao("attach", "计算", "--connect", connection)
    assert done.returncode == 2
    assert f'soffice "--accept={connection};urp;"' in done.stderr


@pytest.mark.libreoffice
def test_a_connection_that_is_none_is_answered_in_one_sentence():
    done = jixiao("attach", "计算", "--connect", "nonsense")
    assert done.returncode == 2
    assert "没有连上" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_python_without_uno_says_what_is_missing():
    code = "import sys; sys.modules['uno'] = None; from jixiao.cli import run; sys.exit(run(['attach', '计算', '--app', 'libreoffice']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "没有 LibreOffice 的 uno" in done.stderr


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with Office(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.mark.libreoffice
def test_work_in_libreoffices_own_thread_gives_its_answer_or_its_error(office):
    def late():
        raise TimeoutError

    opened = in_its_thread(office.context, office.new)
    assert opened.Sheets.Count == 1
    opened.close(True)
    with pytest.raises(TimeoutError):
        in_its_thread(office.context, late)


class Attached:
    """A workbook open in LibreOffice, and commands given to it from outside."""

    def __init__(self, office, folder):
        self.office, self.folder = office, folder

    def open(self, name):
        copy = Path(shutil.copy(EXAMPLES / name, self.folder))
        return self.office.open(copy, hidden=False)

    def __call__(self, *arguments):
        return jixiao("attach", *arguments, "--connect", f"pipe,name={self.office.pipe}", XDG_STATE_HOME=str(self.folder / "state"))


@pytest.fixture
def attach(office, tmp_path):
    yield Attached(office, tmp_path)
    office.close_documents()


def cell(document, address, sheet=MAIN):
    return document.Sheets.getByName(sheet).getCellRangeByName(address)


@pytest.mark.libreoffice
def test_calculating_and_undoing_from_two_processes_changes_the_cells(attach):
    document = attach.open("yiyang-2024.xlsx")
    before = document.Sheets.getByName(MAIN).getCellRangeByName("A1:J160").getDataArray()
    assert (cell(document, "H26").Value, cell(document, "H151").Value) == (0.5, 98.9)

    done = attach("计算")
    assert done.returncode == 0, done.stderr
    assert "95.5" in done.stdout
    assert (cell(document, "H26").Value, cell(document, "H151").Value) == (0, 95.5)
    assert cell(document, "A1").String == before[0][0], "what is no result of ours stays"

    undone = attach("撤销")
    assert undone.returncode == 0, undone.stderr
    assert document.Sheets.getByName(MAIN).getCellRangeByName("A1:J160").getDataArray() == before


@pytest.mark.libreoffice
def test_checking_adds_the_sheet_and_the_next_finding_is_selected(attach):
    document = attach.open("yiyang-2024.xlsx")
    assert attach("校验").returncode == 0
    assert document.Sheets.hasByName("校验")
    done = attach("下一条")
    assert done.returncode == 0, done.stderr
    selected = document.CurrentController.Selection.RangeAddress
    place = document.Sheets.getByIndex(selected.Sheet).getCellByPosition(selected.StartColumn, selected.StartRow).AbsoluteName
    assert place.replace("$", "").split(".")[-1] in done.stdout


@pytest.mark.libreoffice
def test_an_argument_reaches_the_command(attach):
    document = attach.open("yiyang-2024.xlsx")
    assert attach("政策", "platform").returncode == 0
    assert document.DocumentProperties.UserDefinedProperties.getPropertyValue("jixiao.policy") == "platform"


@pytest.mark.libreoffice
def test_without_a_workbook_one_sentence_says_so(attach):
    done = attach("计算")
    assert done.returncode == 2
    assert "没有打开的工作簿" in done.stderr


@pytest.mark.libreoffice
def test_a_workbook_that_would_change_the_interpreter_is_refused_and_left_alone(attach):
    document = attach.open("yiyang-2024.xlsx")
    document.Sheets.insertNewByName("jixiao.conf", 0)
    done = attach("计算")
    assert done.returncode == 2
    assert "jixiao.conf" in done.stderr
    assert cell(document, "H151").Value == 98.9


@pytest.mark.libreoffice
def test_a_libreoffice_that_is_open_already_listens_after_the_command_of_the_sentence(office):
    """As the sentence for a missing connection has it: run soffice once more, with --accept."""
    connection = f"pipe,name=late{uuid.uuid4().hex}"
    assert "没有连上" in jixiao("attach", "计算", "--connect", connection).stderr
    program = shutil.which("soffice")
    subprocess.run([program, f"-env:UserInstallation={office.profile.as_uri()}", f"--accept={connection};urp;"], check=True, timeout=60, capture_output=True)
    deadline = time.monotonic() + 60
    while "没有连上" in (said := jixiao("attach", "计算", "--connect", connection).stderr):
        assert time.monotonic() < deadline
    assert "没有打开的工作簿" in said
    office.close_documents()
