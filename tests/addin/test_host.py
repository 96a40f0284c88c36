"""JxHost as it ships, run by pyOpenVBA's interpreter: all but the three functions of Windows, which LibreOffice cannot stand in for.

This is neither Excel nor its compiler; it shows what JxHost asks of Windows and of Python, and what it tells the user.
"""

import re
from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication

from jixiao.excel.xlam import TEXTS

ADDIN = Path(__file__).parents[2] / "addin"
FOLDER = r"C:\Users\a\AppData\Local\jixiao\python"
LIBRARY = r"\xlwings64-0.37.8.dll"
STARTED = rf"""start "{FOLDER}\pythonw.exe" -I -B -c "import xlwings; xlwings.serve('$(CLSID)')" """.rstrip()
WINDOWS = """
Public Told As String, Library As String, Trouble As String

Public Function Environ(ByVal name As String) As String
    If name = "LOCALAPPDATA" Then Environ = "C:\\Users\\a\\AppData\\Local"
End Function

Public Function JxLoad(ByVal path As String) As Long
    Told = Told & "load " & path & vbLf
    If path = Library Then JxLoad = 1
End Function

Public Function JxActivate(ByRef result As Variant, ByVal command As String, ByVal mode As Long) As Long
    Told = Told & "start " & command & vbLf
    If Trouble = "" Then
        Set result = New Server
    Else
        result = Trouble
        JxActivate = 1
    End If
End Function

Public Sub Prepare(ByVal where As String, ByVal what As String)
    Library = where
    Trouble = what
    Told = ""
End Sub

Public Sub NameFirstSheet(ByVal name As String)
    ActiveWorkbook.Sheets(1).Name = name
End Sub

Public Function WhatWasTold() As String
    WhatWasTold = Told
End Function
"""
SERVER = """
Public Function Module(ByVal name As String) As String
    Module = name
End Function

Public Sub SetAttr(ByVal target As Variant, ByVal attribute As String, ByVal value As Variant)
    Told = Told & "set " & target & "." & attribute & " " & value.Name & vbLf
End Sub

Public Sub Exec(ByVal code As String)
    Told = Told & "run " & code & vbLf
End Sub

Public Function CallUDF(ByVal script As String, ByVal name As String, ByVal arguments As Variant) As Variant
    CallUDF = script & "." & name & ":" & arguments(0) & ":" & arguments(1) & ":" & IsMissing(arguments(2))
End Function
"""


class Excel:
    """An Excel of pyOpenVBA with the add-in and one workbook open."""

    def __init__(self):
        self.app = ExcelApplication.open(ADDIN / "jixiao.xlam", with_vba=False)
        host = (ADDIN / "vba" / "JxHost.bas").read_text(encoding="ascii")
        # What the declarations name is in WINDOWS.
        host, blocks = re.subn(r"#If.*?#Else\n.*?#End If\n", f'Private Const JxLibrary As String = "{LIBRARY[1:]}"\n', host, flags=re.DOTALL)
        host, lines = re.subn(r"^Private Declare .*\n", "", host, flags=re.MULTILINE)
        assert (blocks, lines) == (1, 1)
        for name, source in (("JxHost", host), ("Windows", WINDOWS)):
            self.app.add_module(source, name=name)
        for name in ("JxBook", "JxFunctions", "JxRibbon"):
            self.app.add_module((ADDIN / "vba" / f"{name}.bas").read_text(encoding="ascii"), name=name)
        self.app.add_module(SERVER, name="Server", kind="class")
        self.book = self.app.add_workbook()
        self.book.Activate()

    def run(self, macro, *arguments, library=FOLDER + LIBRARY, trouble=""):
        """Run a macro; gives its value, what it asked for, and the messages shown."""
        self.app.run("Prepare", library, trouble)
        shown = len(self.app.interpreter.dialogs)
        value = self.app.run(macro, *arguments)
        messages = [(title, text) for _, text, title, _ in self.app.interpreter.dialogs[shown:]]
        return value, self.app.run("WhatWasTold").splitlines(), messages


@pytest.fixture
def excel():
    return Excel()


def test_a_command_reaches_python_with_the_workbook_in_front(excel):
    _, told, messages = excel.run("JxRun", "new", "mof-project")
    assert told == [
        f"load {FOLDER}{LIBRARY}",
        STARTED,
        f"set xlwings._xlwindows.BOOK_CALLER {excel.book.name}",
        "run from jixiao.excel.session import run; run('new', 'mof-project')",
    ]
    assert messages == []


def test_a_function_reaches_python_with_its_arguments(excel):
    value, told, _ = excel.run("JXRATE", 100, 50)
    assert value == "jixiao.excel.udfs.JXRATE:100:50:True"
    assert told == [f"load {FOLDER}{LIBRARY}", STARTED]


def test_in_a_virtual_environment_the_library_lies_above_the_interpreter(excel):
    above = r"C:\Users\a\AppData\Local\jixiao" + LIBRARY
    _, told, messages = excel.run("JxRun", "check", "", library=above)
    assert told[:3] == [f"load {FOLDER}{LIBRARY}", f"load {above}", STARTED]
    assert messages == []


@pytest.mark.parametrize("name", ["jixiao.conf", "XLWINGS.CONF", "code.py"])
def test_nothing_is_asked_while_a_workbook_with_foreign_settings_is_in_front(excel, name):
    excel.app.run("NameFirstSheet", name)
    _, told, messages = excel.run("JxRun", "check", "")
    assert told == []
    assert messages == [(TEXTS["title"], TEXTS["refused"])]


def test_without_a_library_the_message_names_it(excel):
    _, told, messages = excel.run("JxRun", "check", "", library="")
    assert len(told) == 2
    assert messages == [(TEXTS["title"], f"{TEXTS['failed']}\n\n{FOLDER}{LIBRARY}")]


def test_why_python_did_not_start_is_told(excel):
    _, _, messages = excel.run("JxRun", "check", "", trouble="Could not create Python process")
    assert messages == [(TEXTS["title"], f"{TEXTS['failed']}\n\nCould not create Python process")]


def test_a_function_without_python_says_so_in_its_cell(excel):
    value, _, messages = excel.run("JXRATE", 100, 50, trouble="Could not create Python process")
    assert value == TEXTS["unavailable"]
    assert messages == []


def test_the_command_line_does_not_depend_on_the_workbook(excel):
    _, first, _ = excel.run("JxRun", "check", "")
    excel.book.name = "a;b^&c.xlsx"
    _, second, _ = excel.run("JxRun", "check", "")
    assert "set xlwings._xlwindows.BOOK_CALLER a;b^&c.xlsx" in second
    assert [line for line in second if line.startswith("start")] == [line for line in first if line.startswith("start")] == [STARTED]
