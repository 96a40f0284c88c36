"""The add-in that is committed is the one that its sources give, byte for byte, and says what they say."""

import io
import re
import tomllib
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB
from pyopenvba.exceptions import VBACompileError
from pyopenvba.interpreter import parse_module

from jixiao.excel import vba, xlam
from jixiao.excel.functions import CATEGORY, FUNCTIONS
from jixiao.excel.menu import buttons
from jixiao.excel.ribbon import procedure, ribbon_xml

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "addin" / "vba"
COMMITTED = ROOT / "addin" / "jixiao.xlam"
MODULES = sorted(SOURCES.glob("*.bas"))
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EXTENDED = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
HELP = re.compile(r'^Attribute (\w+)\.VB_(Description|ProcData\.VB_Invoke_Func) = "(.*)"\r\n', re.MULTILINE)


@pytest.fixture(scope="module")
def built():
    return xlam.build(SOURCES)


@pytest.fixture(scope="module")
def package(built):
    with zipfile.ZipFile(io.BytesIO(built)) as members:
        yield members


@pytest.fixture(scope="module")
def book(built, tmp_path_factory):
    path = tmp_path_factory.mktemp("xlam") / "jixiao.xlam"
    path.write_bytes(built)
    with ExcelFile(path) as opened:
        yield opened


def procedures(source: str, name: str = "") -> dict[str, list[tuple[str, bool]]]:
    """What a module defines: procedure → its parameters and whether each may be left out."""
    return {each.name: [(parameter.name, parameter.optional) for parameter in each.params] for each in parse_module(source, name=name).procedures}


def text(path: Path) -> str:
    return path.read_bytes().decode("ascii")


def test_built_twice_it_has_the_same_bytes(built):
    assert xlam.build(SOURCES) == built


def test_the_committed_add_in_is_the_built_one(built):
    assert COMMITTED.read_bytes() == built, "addin/jixiao.xlam is old: run make addin and commit it"


@pytest.mark.parametrize("name", vba.generated())
def test_the_committed_generated_modules_are_the_made_ones(name):
    assert text(SOURCES / f"{name}.bas") == vba.generated()[name], f"addin/vba/{name}.bas is old: run make addin"


def test_nothing_in_the_package_depends_on_a_computer_a_day_or_a_zlib(package):
    for member in package.infolist():
        assert (member.compress_type, member.date_time, member.create_system, member.external_attr) == (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0), 0, 0o600 << 16)
    assert package.namelist() == sorted(package.namelist())


def test_every_part_is_declared_and_every_relationship_has_its_part(package):
    names = set(package.namelist())
    types = ET.fromstring(package.read("[Content_Types].xml"))
    declared = {each.get("PartName").removeprefix("/") for each in types if each.get("PartName")}
    extensions = {each.get("Extension") for each in types if each.get("Extension")}
    assert declared <= names
    assert {name.rpartition(".")[2] for name in names - declared} - {"xml"} <= extensions
    for rels, folder in (("_rels/.rels", ""), ("xl/_rels/workbook.xml.rels", "xl/")):
        targets = [folder + each.get("Target") for each in ET.fromstring(package.read(rels))]
        assert set(targets) <= names
    assert package.read("customUI/customUI.xml").decode() == ribbon_xml()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_is_ascii_with_the_editor_s_line_ends(path):
    source = text(path)
    assert source.startswith(f'Attribute VB_Name = "{path.stem}"\r\nOption Explicit\r\n')
    assert not re.search(r"(?<!\r)\n|\r(?!\n)|\t", source)
    assert max(map(len, source.splitlines())) < 1023, "the longest line that the editor takes"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_parses_on_its_own(path):
    source = text(path)
    defined = re.findall(r"^(?:Public |Private )?(?:Sub|Function) (\w+)", source, re.MULTILINE)
    for variant in (source, source.replace("#If Win64", "#If Not Win64")):
        assert list(procedures(variant, path.stem)) == defined


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
@pytest.mark.parametrize(("good", "bad"), [("End ", "Edn "), ("(", "")], ids=["a keyword", "a parenthesis"])
def test_a_broken_module_does_not_parse(path, good, bad):
    source, broken = text(path).rsplit(good, 1), bad
    with pytest.raises(VBACompileError):
        procedures(broken.join(source), path.stem)


def test_the_project_holds_just_the_sources_and_a_module_for_each_sheet(book, package):
    project = book.vba_project()
    workbook = ET.fromstring(package.read("xl/workbook.xml"))
    code_names = [workbook.find(f"{MAIN}workbookPr").get("codeName")]
    code_names += [ET.fromstring(package.read(f"xl/worksheets/sheet{number}.xml")).find(f"{MAIN}sheetPr").get("codeName") for number in (1, 2)]
    assert {module.name for module in project.modules if module.kind.name == "other"} == set(code_names)
    assert {module.name for module in project.modules if module.kind.name == "standard"} == {path.stem for path in MODULES}
    assert book.validate() == []
    for path in MODULES:
        assert HELP.sub("", book.get_module(path.stem)) == text(path)
    for name in code_names:
        assert "VB_Base" in book.get_module(name)
        assert not re.search(r"\b(Sub|Function)\b", book.get_module(name)), "nothing runs when the add-in is opened"


def test_the_project_is_named_open_and_not_compiled(book):
    project, container = book.vba_project(), CFB.from_bytes(book.vba_project_bytes())
    assert (project.name, project.code_page, project.protection.has_password) == ("jixiao", 936, False)
    assert 'Name="jixiao"' in container.get_stream("PROJECT").decode("ascii").splitlines()
    assert [module.text_offset for module in project.modules] == [0] * len(project.modules)
    assert container.get_stream_in_storage("VBA", "_VBA_PROJECT") == bytes.fromhex("cc61ffff000000")
    assert [reference.name for reference in project.references] == ["stdole", "Office"]


def test_ribbon_and_vba_name_the_same_procedures(package):
    called = {each.get("onAction") for each in ET.fromstring(package.read("customUI/customUI.xml")).iter() if each.get("onAction")}
    source = text(SOURCES / "JxRibbon.bas")
    assert {f"JxRibbon.{name}" for name in procedures(source)} == called
    assert set(map(tuple, procedures(source).values())) == {(("control", False),)}
    assert dict(re.findall(r'Sub (\w+)\(control As Object\)\r\n    JxRun "(\w+)", control\.Tag\r\n', source)) == {procedure(button.command): button.command for button in buttons()}


def test_functions_have_the_arguments_of_the_python_ones():
    expected = {function.name: [(argument.name, argument.optional) for argument in function.args] for function in FUNCTIONS}
    assert procedures(text(SOURCES / "JxFunctions.bas")) == expected


def test_the_function_wizard_shows_our_help_in_chinese(book, package):
    help_of = {(name, kind): value.replace('""', '"') for name, kind, value in HELP.findall(book.get_module("JxFunctions"))}
    assert help_of == {
        **{(function.name, "Description"): function.doc for function in FUNCTIONS},
        **{(function.name, "ProcData.VB_Invoke_Func"): r" \n20" for function in FUNCTIONS},
    }
    workbook = ET.fromstring(package.read("xl/workbook.xml"))
    category = workbook.find(f"{MAIN}functionGroups")
    assert (category.get("builtInGroupCount"), [group.get("name") for group in category]) == ("19", [CATEGORY])
    arguments = {each.get("name"): [(text.get("index"), text.text) for text in each.iter(f"{EXTENDED}argumentDescription")] for each in workbook.iter(f"{EXTENDED}definedName")}
    assert arguments == {function.name: [(str(index), argument.doc) for index, argument in enumerate(function.args)] for function in FUNCTIONS}
    texts = [function.doc for function in FUNCTIONS] + [argument.doc for function in FUNCTIONS for argument in function.args]
    assert max(map(len, texts)) <= 255


def test_a_quotation_mark_in_a_help_text_stays_in_its_attribute():
    function = FUNCTIONS[0]
    quoted = vba.with_help(f"Public Function {function.name}(a)\r\nEnd Function\r\n", {function.name: '写"无"'})
    assert f'Attribute {function.name}.VB_Description = "写""无"""\r\n' in quoted


def test_the_settings_name_the_interpreter_and_nothing_else(built):
    assert xlam.read_config(built) == {"INTERPRETER_WIN": r"%LOCALAPPDATA%\jixiao\python\pythonw.exe"}


@pytest.mark.parametrize("interpreter", [r"C:\Users\某人\AppData\Local\jixiao\python\pythonw.exe", r"D:\a & b\<c>\pythonw.exe"])
def test_another_interpreter_changes_one_cell(built, package, interpreter):
    changed = xlam.with_interpreter(built, interpreter)
    assert xlam.read_config(changed) == {"INTERPRETER_WIN": interpreter}
    with zipfile.ZipFile(io.BytesIO(changed)) as members:
        assert members.namelist() == package.namelist()
        assert [name for name in members.namelist() if members.read(name) != package.read(name)] == ["xl/worksheets/sheet1.xml"]
    assert xlam.with_interpreter(changed, xlam.INTERPRETER) == built


def test_the_library_is_that_of_the_required_xlwings():
    required = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    pinned = next(each.removeprefix("xlwings==") for each in required if each.startswith("xlwings=="))
    assert set(re.findall(r'"xlwings(\d\d)-([\d.]+)\.dll"', text(SOURCES / "JxHost.bas"))) == {("64", pinned), ("32", pinned)}


def test_only_the_host_starts_programs_and_shows_messages():
    speaking = re.compile(r"\b(MsgBox|Declare|RunPython|CallUDF|Shell|CreateObject|Application|Exec)\b")
    assert {path.stem for path in MODULES if speaking.search(re.sub("'.*", "", text(path)))} == {"JxHost"}


def test_no_module_touches_the_model_of_vba_projects():
    """Which alone would need "trust access to the VBA project object model"."""
    assert [path.stem for path in MODULES if re.search(r"VBProject|VBComponent|\.VBE\b|ImportPythonUDFs", text(path), re.IGNORECASE)] == []


def test_nobody_s_name_or_folder_is_in_the_package(package, book):
    unpacked = {"dir": bytes(book.vba_project().dir_raw)} | {module.name: book.get_module(module.name).encode() for module in book.vba_project().modules}
    assert b"stdole" in unpacked["dir"], "VBA projects are compressed: what is in them is to be seen"
    inside = {name: package.read(name) for name in package.namelist()} | unpacked
    folders = re.compile(rb"[A-Z]:\\+(?:Users|Documents)|/home/|/root/|/Users/", re.IGNORECASE)
    assert [name for name, content in inside.items() if folders.search(content)] == []
    people = re.findall(rb"<(?:dc:creator|cp:lastModifiedBy|Manager|Company)>([^<]*)", inside["docProps/core.xml"] + inside["docProps/app.xml"])
    assert people == [b"jixiao"]
