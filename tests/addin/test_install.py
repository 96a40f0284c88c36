"""Installing into Excel's start-up folder and into LibreOffice: real folders, real files, a real extension manager.

The computer of a test has Windows' folders below a temporary one and a registry of a few texts; Excel itself is not there.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from jixiao import __version__
from jixiao.excel.install import (
    ADDIN,
    Computer,
    build_addins,
    install_excel,
    pinned_xlwings,
    shipped,
    this_computer,
    uninstall_excel,
)
from jixiao.excel.selftest import checks, real_excel
from jixiao.excel.xlam import read_config, with_interpreter
from jixiao.model import JixiaoError

CHECKOUT = Path(__file__).parents[2]
PIN = pinned_xlwings()
CLICK_TO_RUN = (r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration", "Platform")
OUTLOOK_2016 = (r"SOFTWARE\Microsoft\Office\16.0\Outlook", "Bitness")


def computer_below(folder, registry=None):
    python = folder / "Local" / "jixiao" / "python"
    python.mkdir(parents=True)
    for name in ("python.exe", "pythonw.exe", f"xlwings32-{PIN}.dll", f"xlwings64-{PIN}.dll"):
        (python / name).touch()
    return Computer(
        interpreter=python / "python.exe",
        xlstart=folder / "Roaming" / "Microsoft" / "Excel" / "XLSTART",
        profile=folder / "Roaming" / "LibreOffice" / "4",
        kept=folder / "Local" / "jixiao",
        registry=lambda key, name: (registry or {}).get((key, name)),
    )


@pytest.fixture
def computer(tmp_path):
    return computer_below(tmp_path)


def files_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def said(texts):
    return "\n".join(text.zh for text in texts)


def test_the_addin_lies_in_xlstart_and_names_this_interpreter(computer):
    told = install_excel(computer)
    target = computer.xlstart / ADDIN
    assert str(target) in said(told)
    assert read_config(target.read_bytes())["INTERPRETER_WIN"] == str(computer.pythonw)
    # Nothing but the interpreter differs from what was shipped.
    assert with_interpreter(target.read_bytes(), read_config(shipped())["INTERPRETER_WIN"]) == shipped()


def test_nothing_else_is_left_in_the_folders_of_excel(computer, tmp_path):
    install_excel(computer)
    install_excel(computer)
    assert set(files_below(tmp_path / "Roaming")) == {f"Microsoft/Excel/XLSTART/{ADDIN}"}


def test_uninstalling_leaves_what_was_there_before(computer, tmp_path):
    before = files_below(tmp_path)
    install_excel(computer)
    assert files_below(tmp_path) != before
    assert "已删除" in said(uninstall_excel(computer))
    assert files_below(tmp_path) == before
    assert "没有安装过" in said(uninstall_excel(computer))


def test_another_file_of_that_name_is_moved_aside_and_comes_back(computer, tmp_path):
    computer.xlstart.mkdir(parents=True)
    (computer.xlstart / ADDIN).write_bytes(b"somebody else's")
    told = said(install_excel(computer))
    (aside,) = (computer.kept / "backup").iterdir()
    assert aside.read_bytes() == b"somebody else's"
    assert str(aside) in told
    assert list(computer.xlstart.iterdir()) == [computer.xlstart / ADDIN], "Excel would open a backup beside it"
    uninstall_excel(computer)
    assert (computer.xlstart / ADDIN).read_bytes() == b"somebody else's"
    assert not list((computer.kept / "backup").iterdir())


def test_a_second_strange_file_replaces_no_backup(computer):
    for content in (b"first", b"second"):
        computer.xlstart.mkdir(parents=True, exist_ok=True)
        (computer.xlstart / ADDIN).write_bytes(content)
        install_excel(computer)
    assert sorted(path.read_bytes() for path in (computer.kept / "backup").iterdir()) == [b"first", b"second"]
    uninstall_excel(computer)
    assert (computer.xlstart / ADDIN).read_bytes() == b"second"


def test_an_earlier_installation_of_ours_is_replaced_without_a_backup(computer):
    computer.xlstart.mkdir(parents=True)
    (computer.xlstart / ADDIN).write_bytes(with_interpreter(shipped(), r"C:\old\pythonw.exe"))
    install_excel(computer)
    assert read_config((computer.xlstart / ADDIN).read_bytes())["INTERPRETER_WIN"] == str(computer.pythonw)
    assert not (computer.kept / "backup").exists()


def test_a_strange_file_is_not_uninstalled(computer):
    computer.xlstart.mkdir(parents=True)
    (computer.xlstart / ADDIN).write_bytes(b"somebody else's")
    assert "不是本加载项" in said(uninstall_excel(computer))
    assert (computer.xlstart / ADDIN).read_bytes() == b"somebody else's"


def test_all_that_is_missing_is_told_at_once_and_nothing_is_written(computer, tmp_path):
    for path in (computer.pythonw, *computer.pythonw.parent.glob("*.dll")):
        path.unlink()
    with pytest.raises(JixiaoError) as refused:
        install_excel(computer)
    for missing in ("pythonw.exe", f"xlwings32-{PIN}.dll", f"xlwings64-{PIN}.dll", str(computer.pythonw.parent.parent)):
        assert missing in refused.value.text.zh
    assert not (tmp_path / "Roaming").exists()


@pytest.mark.parametrize(("registry", "needed"), [
    ({CLICK_TO_RUN: "x86"}, {32}),
    ({CLICK_TO_RUN: "x64", OUTLOOK_2016: "x86"}, {64}),
    ({OUTLOOK_2016: "x86"}, {32}),
    ({}, {32, 64}),
])
def test_the_dll_is_that_of_excels_bits_and_both_where_they_are_not_known(tmp_path, registry, needed):
    for bits in (32, 64):
        folder = tmp_path / f"without {bits}"
        computer = computer_below(folder, registry)
        (computer.pythonw.parent / f"xlwings{bits}-{PIN}.dll").unlink()
        if bits in needed:
            with pytest.raises(JixiaoError, match=f"xlwings{bits}-{PIN}.dll"):
                install_excel(computer)
        else:
            install_excel(computer)


def test_in_a_virtual_environment_the_dll_lies_one_folder_up(computer):
    scripts = computer.interpreter.parent / "Scripts"
    scripts.mkdir()
    (scripts / "pythonw.exe").touch()
    inside = replace(computer, interpreter=scripts / "python.exe")
    install_excel(inside)
    assert read_config((inside.xlstart / ADDIN).read_bytes())["INTERPRETER_WIN"] == str(scripts / "pythonw.exe")


def test_the_dlls_that_the_vba_names_are_those_of_the_pinned_xlwings():
    import re

    import xlwings as xw

    named = re.findall(r'"xlwings(\d\d)-([\d.]+)\.dll"', (CHECKOUT / "addin" / "vba" / "JxHost.bas").read_text("ascii"))
    assert {bits for bits, _ in named} == {"32", "64"}
    assert {version for _, version in named} == {PIN} == {xw.__version__}


@contextmanager
def without_privileges():
    """Root may write anywhere; a user whom Excel keeps out may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_may_not_be_changed_is_told_as_such():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        computer = computer_below(folder)
        install_excel(computer)
        computer.xlstart.parent.chmod(0o555)
        computer.xlstart.chmod(0o555)
        before = files_below(folder)
        with without_privileges():
            for change in (install_excel, uninstall_excel):
                with pytest.raises(JixiaoError, match="请关闭所有 Excel 窗口后再试"):
                    change(computer)
        assert files_below(folder) == before
        computer.xlstart.chmod(0o755)
        computer.xlstart.parent.chmod(0o755)


def outcomes(computer):
    return {check.name.zh: check.passed for check in checks(computer)}


def test_the_selftest_passes_on_a_computer_where_all_is_well(computer):
    install_excel(computer)
    found = checks(computer)
    assert {check.name.zh: check.passed for check in found} == {
        "Python": True, "Excel 的位数": None, "xlwings 的版本": True, "Excel 启动的解释器": True, "连接 Excel 的 DLL": True,
        "XLSTART 里的加载项": True, "LibreOffice 的扩展": None, "函数": True, "识别和核算": True,
    }
    assert str(found[-1]) == "通过　识别和核算：yiyang-2024.xlsx → 95.5"


def test_the_selftest_names_what_is_wrong_and_what_to_do(computer):
    assert outcomes(computer)["XLSTART 里的加载项"] is False
    install_excel(computer)
    other = with_interpreter(shipped(), r"C:\old\pythonw.exe")
    (computer.xlstart / ADDIN).write_bytes(other)
    computer.pythonw.unlink()
    wrong = [check for check in checks(computer) if check.passed is False]
    assert [check.name.zh for check in wrong] == ["Excel 启动的解释器", "XLSTART 里的加载项"]
    assert r"C:\old\pythonw.exe" in str(wrong[1])
    assert "jixiao addin install" in str(wrong[1])


def test_where_there_is_no_excel_the_selftest_says_so(tmp_path):
    here = replace(this_computer(), profile=tmp_path)
    assert {name for name, passed in outcomes(here).items() if passed is None} == {
        "Excel 的位数", "xlwings 的版本", "Excel 启动的解释器", "连接 Excel 的 DLL", "XLSTART 里的加载项", "LibreOffice 的扩展",
    }
    assert False not in outcomes(here).values()
    assert real_excel(here).passed is None


def jixiao(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)],
        env={**os.environ, **{name: str(value) for name, value in environment.items()}}, capture_output=True, text=True, encoding="utf-8", check=False,
    )


def test_the_command_prints_the_checks_and_ends_with_their_outcome(tmp_path):
    # An older extension in the user's own LibreOffice would count.
    done = jixiao("addin", "selftest", XDG_CONFIG_HOME=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "通过　函数：JXRATE(200, 150) = 0.75" in done.stdout.splitlines()
    # A scoring core that cannot be loaded is a check that failed, not a crash.
    code = "import sys; sys.modules['lark'] = None; from jixiao.cli import run; sys.exit(run(['addin', 'selftest']))"
    broken = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert broken.returncode == 1
    assert "未通过　识别和核算" in broken.stdout


def test_excels_addin_is_refused_where_there_is_no_windows():
    done = jixiao("addin", "install", "--app", "excel")
    assert done.returncode == 2
    assert "只能装在 Windows 上" in done.stderr


@pytest.mark.parametrize("environment", [{"PATH": ""}, {"JIXIAO_SOFFICE": "/nowhere/soffice"}])
def test_where_libreoffice_is_not_found_the_sentence_says_how_to_name_it(environment):
    done = jixiao("addin", "install", "--app", "libreoffice", **environment)
    assert done.returncode == 2
    assert "没有找到 LibreOffice" in done.stderr
    assert "JIXIAO_SOFFICE" in done.stderr


def test_building_gives_the_committed_addin_and_an_extension(tmp_path):
    done = jixiao("addin", "build", tmp_path / "new" / "folder")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "new" / "folder" / ADDIN).read_bytes() == (CHECKOUT / "addin" / ADDIN).read_bytes()
    assert (tmp_path / "new" / "folder" / "jixiao.oxt").read_bytes().startswith(b"PK")


def test_without_pyopenvba_building_says_what_to_install(tmp_path, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("pyopenvba")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyopenvba", None)  # as Python marks what cannot be imported
    with pytest.raises(JixiaoError, match="pip install"):
        build_addins(tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.libreoffice
def test_libreoffice_takes_the_extension_in_and_lets_it_go(tmp_path):
    environment = {"XDG_CONFIG_HOME": tmp_path / "config"}
    here = replace(this_computer(), profile=tmp_path / "config" / "libreoffice" / "4")
    assert outcomes(here)["LibreOffice 的扩展"] is None
    done = jixiao("addin", "install", "--app", "libreoffice", **environment)
    assert done.returncode == 0, done.stderr
    assert "已装进 LibreOffice" in done.stdout
    assert outcomes(here)["LibreOffice 的扩展"] is True
    listed = here.profile / "user" / "uno_packages" / "cache" / "uno_packages.pmap"
    as_installed = listed.read_bytes()
    listed.write_bytes(as_installed.replace(__version__.encode(), b"0.0.1"))
    assert outcomes(here)["LibreOffice 的扩展"] is False
    listed.write_bytes(as_installed)
    assert jixiao("addin", "uninstall", "--app", "libreoffice", **environment).returncode == 0
    assert outcomes(here)["LibreOffice 的扩展"] is None
