"""What is inside jixiao.oxt, and how it gets into LibreOffice and out again."""

import ast
import os
import signal
import subprocess
import sys
import time
import uuid
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.addin.oxt_probe import basic
from tests.engines.office import Office

import jixiao
from jixiao.excel import extension, extension_child, oxt
from jixiao.excel.menu import buttons, groups
from jixiao.model import JixiaoError

COMPONENT = Path(__file__).parents[2] / "addin" / "libreoffice" / oxt.COMPONENT
OOR = "{http://openoffice.org/2001/registry}"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return oxt.build(tmp_path_factory.mktemp("oxt") / "jixiao.oxt")


@pytest.fixture(scope="module")
def package(built):
    with zipfile.ZipFile(built) as opened:
        yield opened


def test_two_builds_have_the_same_bytes(built, tmp_path):
    assert oxt.build(tmp_path / "again.oxt").read_bytes() == built.read_bytes()


def test_nothing_compiled_and_nothing_of_xlwings_pro_is_inside(package):
    names = package.namelist()
    assert {Path(name).suffix for name in names if name.startswith("pythonpath/")} == {".py", ".lark", ".toml"}
    assert "pythonpath/xlwings/main.py" in names
    assert not [name for name in names if "xlwings/pro" in name or "__pycache__" in name or "_PRO" in name]


def test_every_package_comes_with_its_licence(package):
    packages = {name.split("/")[1] for name in package.namelist() if name.startswith("pythonpath/")}
    licences = {name.split("/")[1]: package.read(name).decode() for name in package.namelist() if name.startswith("licenses/")}
    assert packages == set(licences) == {"jixiao", "filelock", "lark", "openpyxl", "et_xmlfile", "xlwings"}
    assert "BSD 3-clause" in licences["xlwings"]
    assert all("copyright" in text.casefold() for text in licences.values())


def test_it_holds_the_whole_of_jixiao_and_no_stale_file(package):
    folder = Path(jixiao.__file__).parent
    inside = {name.removeprefix("pythonpath/jixiao/"): package.read(name) for name in package.namelist() if name.startswith("pythonpath/jixiao/")}
    here = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.suffix in {".py", ".lark", ".toml"}}
    assert inside == here


def test_everything_runs_on_what_is_inside(package, tmp_path):
    """Formulas, commands and an .xlsx that is written: in a Python that sees the standard library and the extension alone."""
    package.extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from jixiao.excel import calc, session\n"
        "from jixiao.excel.commands import COMMANDS\n"
        "from jixiao.services.new import new_file\n"
        "from pathlib import Path\n"
        "print(calc.call('jxrate', ((('100',),), (('50',),), None), '.'), len(COMMANDS), new_file('hunan-project', Path(sys.argv[2])).path.stat().st_size > 5000)"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code, str(tmp_path / "pythonpath"), str(tmp_path / "new.xlsx")],
                          capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.stdout.split() == ["((0.5,),)", str(len({button.command for button in buttons()})), "True"], done.stderr


@pytest.mark.parametrize("path", [COMPONENT, Path(extension_child.__file__)])
def test_what_libreoffices_own_python_loads_is_understood_by_an_old_one(path):
    tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 8))
    outermost = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in outermost if isinstance(node, ast.Import) for alias in node.names} | {
        node.module for node in outermost if isinstance(node, ast.ImportFrom)}
    assert not [name for name in names if name.partition(".")[0] == "jixiao"]


def test_the_menu_is_the_ribbon(package):
    root = ET.fromstring(package.read("Addons.xcu"))
    menu = root.find(f".//node[@{OOR}name='OfficeMenuBar']/node")
    assert texts(menu, "Title") == ["绩效", "绩效"]
    assert texts(menu, "Context") == ["com.sun.star.sheet.SpreadsheetDocument"]
    urls = [value.text for value in menu.iterfind(f".//prop[@{OOR}name='URL']/value")]
    assert [url for url in urls if url != "private:separator"] == [oxt.url(button) for button in buttons()]
    assert urls.count("private:separator") == len(groups()) - 1


def texts(node, name):
    return [value.text for value in node.iterfind(f"./prop[@{OOR}name='{name}']/value")]


def test_a_menu_entry_carries_its_argument():
    carried = [oxt.url(button) for button in buttons() if button.command == "carry"]
    assert carried == ["service:org.jixiao.Commands?carry?self-evaluation", "service:org.jixiao.Commands?carry?monitoring"]


# ----------------------------------------------------- in a real LibreOffice ----


def deployed(profile):
    """Name and version of the user's extensions."""
    with Office(profile) as office:
        manager = office.context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")
        return [(each.getIdentifier().Value, each.getDisplayName(), each.getVersion()) for each in manager.getDeployedExtensions("user", None, None)]


@pytest.mark.libreoffice
def test_it_is_installed_replaced_and_uninstalled(built, tmp_path):
    profile = tmp_path / "profile"
    extension.install(built, profile=profile)
    ours = [("org.jixiao", "绩效 jixiao：预算绩效表的核算和检查", jixiao.__version__)]
    assert deployed(profile) == ours
    extension.install(built, profile=profile)
    assert deployed(profile) == ours
    extension.uninstall(profile=profile)
    assert deployed(profile) == []
    extension.uninstall(profile=profile)
    assert deployed(profile) == []


@pytest.mark.libreoffice
def test_a_running_libreoffice_is_told_of_and_left_alone(built, tmp_path):
    # Its first start, which ends and begins again, is over.
    Office(tmp_path / "profile").stop()
    running = subprocess.Popen(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--norestore", f"--accept=pipe,name={uuid.uuid4().hex};urp;"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )
    lock = tmp_path / "profile" / ".lock"
    try:
        deadline = time.monotonic() + 60
        while not lock.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        with pytest.raises(JixiaoError, match="LibreOffice 正在运行。请关闭它的所有窗口"):
            extension.install(built, profile=tmp_path / "profile")
        # Where the lock does not tell, LibreOffice itself does: a second one hands over and leaves.
        lock.unlink()
        with pytest.raises(JixiaoError, match="LibreOffice 正在运行。请关闭它的所有窗口"):
            extension.install(built, profile=tmp_path / "profile")
        assert running.poll() is None
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait(20)


@pytest.mark.libreoffice
def test_what_libreoffice_refuses_is_told_in_a_sentence(tmp_path):
    broken = tmp_path / "broken.oxt"
    broken.write_bytes(b"PK no zip")
    with pytest.raises(JixiaoError, match=r"LibreOffice 没有完成（Bad Zip File[^/]*）。也可以在"):
        extension.install(broken, profile=tmp_path / "profile")


def changed(built, target, *, without=None, replacing=(b"", b"")):
    """The extension without a file, or with something else in its component."""
    with zipfile.ZipFile(built) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            if name != without:
                made.writestr(name, source.read(name).replace(*replacing) if name == oxt.COMPONENT else source.read(name))
    return target


def told(extension_file, profile):
    """What a formula and a command say."""
    extension.install(extension_file, profile=profile)
    with Office(profile) as office:
        document = office.new()
        document.Sheets[0]["A1"].Formula = "=JXRATE(100;50)"
        said = basic(document, 'Function Run\nRun = CreateUnoService("org.jixiao.Commands").perform("help", "")\nEnd Function')
        return document.Sheets[0]["A1"].String, said


@pytest.mark.libreoffice
def test_a_python_that_is_too_old_says_so_in_the_cell_and_in_the_message(built, tmp_path):
    """The same component, asking for a Python that does not exist yet."""
    demanding = changed(built, tmp_path / "demanding.oxt", replacing=(b"OLDEST = (3, 11)", b"OLDEST = (3, 99)"))
    in_cell, said = told(demanding, tmp_path / "profile")
    assert in_cell == said
    assert said.startswith("绩效扩展需要 LibreOffice 里的 Python 不低于 3.99，这里是 3.")


@pytest.mark.libreoffice
def test_a_package_that_is_missing_is_named(built, tmp_path):
    broken = changed(built, tmp_path / "broken.oxt", without="pythonpath/jixiao/excel/functions.py")
    in_cell, said = told(broken, tmp_path / "profile")
    assert in_cell == said
    assert said.startswith("绩效扩展没有装好（ImportError：No module named 'jixiao.excel.functions'")
    assert said.endswith("。请重新安装扩展。")


@pytest.mark.libreoffice
def test_functions_work_where_commands_cannot(built, tmp_path):
    broken = changed(built, tmp_path / "broken.oxt", without="pythonpath/jixiao/excel/engines/libreoffice.py")
    in_cell, said = told(broken, tmp_path / "profile")
    assert in_cell == "0.5"
    assert said.startswith("没有完成（ImportError：No module named 'jixiao.excel.engines.libreoffice'")
