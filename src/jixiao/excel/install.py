"""Where the add-in is put, and taken away again: Excel's own start-up folder, LibreOffice's extension manager.

For an accountant: 安装和卸载，不需要管理员权限，也不写注册表.  For a programmer: all that is asked of a computer is in
``Computer``, so that every step runs on any system.  Excel opens whatever lies in XLSTART: nothing but the add-in
itself is ever put there, neither a backup nor a temporary file.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import xlwings as xw

import jixiao
from jixiao.excel.journal import data_folder
from jixiao.model import JixiaoError, Text

ADDIN, EXTENSION = "jixiao.xlam", "jixiao.oxt"
_OFFICE = r"SOFTWARE\Microsoft\Office"
_BITS_BY_NAME = {"x86": 32, "x64": 64}


@dataclass(frozen=True)
class Computer:
    """What installation needs to know of a computer.

    Attributes:
        interpreter: this Python's executable.
        xlstart: Excel's start-up folder of this user; None where there is no Excel.
        profile: LibreOffice's user folder; None for this user's own.
        kept: the user's own folder of ours, for what install moves aside.
        registry: key below HKEY_LOCAL_MACHINE and name of a value → its text, None where there is none.
    """

    interpreter: Path
    xlstart: Path | None
    profile: Path | None
    kept: Path
    registry: Callable[[str, str], str | None]

    @property
    def pythonw(self) -> Path:
        """The interpreter that Excel starts: the one without a window."""
        return self.interpreter.with_name("pythonw.exe")


def this_computer() -> Computer:
    """The computer that this runs on."""
    return Computer(
        interpreter=Path(sys.executable),
        xlstart=Path(os.environ["APPDATA"], "Microsoft", "Excel", "XLSTART") if sys.platform == "win32" else None,
        profile=None,
        kept=data_folder(),
        registry=_registry,
    )


def _registry(key: str, name: str) -> str | None:
    """One text of HKEY_LOCAL_MACHINE; 64-bit Windows keeps two, and both are asked."""
    if sys.platform != "win32":
        return None
    import winreg  # noqa: PLC0415  # Windows alone

    for view in (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY):
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key, 0, winreg.KEY_READ | view) as opened:
                return str(winreg.QueryValueEx(opened, name)[0])
        except OSError:
            continue
    return None


def shipped() -> bytes:
    """The add-in that came with this version.  Raises JixiaoError where it is missing."""
    return _shipped_file(ADDIN).read_bytes()


def _shipped_file(name: str) -> Path:
    package = Path(jixiao.__file__).parent
    for path in (package / "data" / "addin" / name, package.parents[1] / "addin" / name):
        if path.is_file():
            return path
    raise JixiaoError(Text(f"安装里缺少 {name}，请重新安装 jixiao。", f"{name} is missing: reinstall jixiao."))


def to_install(computer: Computer) -> bytes:
    """The add-in as it is put on this computer: it names the interpreter."""
    from jixiao.excel.xlam import with_interpreter  # noqa: PLC0415

    return with_interpreter(shipped(), str(computer.pythonw))


def installed(computer: Computer) -> Path | None:
    """The file in XLSTART, if there is one."""
    path = computer.xlstart / ADDIN if computer.xlstart else None
    return path if path is not None and path.exists() else None


def is_ours(path: Path) -> bool:
    """Whether a file is this add-in, of whatever version: it has our sheet of settings."""
    try:
        with zipfile.ZipFile(path) as package:
            return b'"jixiao.conf"' in package.read("xl/workbook.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def pinned_xlwings() -> str:
    """The version of xlwings whose VBA and DLL the add-in carries and names; jixiao requires just that one."""
    for requirement in metadata.requires("jixiao") or ():
        if match := re.fullmatch(r"xlwings==([\d.]+)", requirement):
            return match[1]
    raise JixiaoError(Text("查不到 jixiao 所需的 xlwings 版本，请重新安装 jixiao。", "jixiao's requirement of xlwings is not known: reinstall it."))


def missing_libraries(computer: Computer) -> tuple[str, ...]:
    """DLLs that the VBA does not find: it looks beside the interpreter, then one folder up (a virtual environment).

    Excel loads the one of its own bits, whatever bits Python has, which runs in a process of its own.  Where Excel's
    bits are not known, both must be there.
    """
    office = office_bits(computer)
    beside = computer.pythonw.parent
    names = [f"xlwings{bits}-{pinned_xlwings()}.dll" for bits in ((office,) if office else (32, 64))]
    return tuple(name for name in names if not any((folder / name).is_file() for folder in (beside, beside.parent)))


def office_bits(computer: Computer) -> int | None:
    """32 or 64, as the installed Excel; None where nothing says so."""
    keys = [(rf"{_OFFICE}\ClickToRun\Configuration", "Platform"), *((rf"{_OFFICE}\{version}\Outlook", "Bitness") for version in ("16.0", "15.0", "14.0"))]
    for key, name in keys:
        if bits := _BITS_BY_NAME.get((computer.registry(key, name) or "").lower()):
            return bits
    return None


def wrong_xlwings() -> Text | None:
    """What is wrong with the version of xlwings; None where it is the one that the add-in needs."""
    pinned = pinned_xlwings()
    if xw.__version__ == pinned:
        return None
    return Text(
        f"加载项需要 xlwings {pinned}，现在装的是 {xw.__version__}。请运行 python -m pip install xlwings=={pinned}。",
        f"the add-in needs xlwings {pinned}, installed is {xw.__version__}. Run python -m pip install xlwings=={pinned}.",
    )


def wrong_interpreter(computer: Computer) -> Text | None:
    """What is wrong with the interpreter that Excel shall start."""
    if computer.pythonw.is_file():
        return None
    return Text(
        f"找不到 {computer.pythonw}，Excel 靠它运行。请改用完整的 Python 或便携包安装。",
        f"{computer.pythonw} is missing, which Excel starts. Use a complete Python or the portable folder.",
    )


def wrong_library(computer: Computer) -> Text | None:
    """What is wrong with the DLLs."""
    names, beside = missing_libraries(computer), computer.pythonw.parent
    if not names:
        return None
    return Text(
        f"在 {beside} 和 {beside.parent} 里都找不到 {'、'.join(names)}，Excel 连不上 Python。请在虚拟环境里重新安装 xlwings"
        "（不要用 pip install --user，也不要用应用商店的 Python），或改用便携包。",
        f"{', '.join(names)} is neither in {beside} nor in {beside.parent}. Reinstall xlwings in a virtual environment"
        " (neither pip install --user nor the store's Python), or use the portable folder.",
    )


def _obstacles(computer: Computer) -> Iterator[Text]:
    """All that would leave a ribbon that does nothing."""
    for found in (wrong_xlwings(), wrong_interpreter(computer), wrong_library(computer)):
        if found is not None:
            yield found


def _start_folder(computer: Computer) -> Path:
    if computer.xlstart is None:
        raise JixiaoError(Text(
            "Excel 加载项只能装在 Windows 上。在这台电脑上请用 --app libreoffice。",
            "the Excel add-in can only be installed on Windows. Here, use --app libreoffice.",
        ))
    return computer.xlstart


def install_excel(computer: Computer) -> tuple[Text, ...]:
    """Put the add-in into XLSTART.

    Returns:
        What was done.

    Raises:
        JixiaoError: something is missing (all of it is told at once), or Excel holds the file.

    """
    folder = _start_folder(computer)
    obstacles = list(_obstacles(computer))
    if obstacles:
        raise JixiaoError(Text(
            "没有安装：\n" + "\n".join(f"- {each.zh}" for each in obstacles),
            "not installed:\n" + "\n".join(f"- {each.en}" for each in obstacles),
        ))
    content, target = to_install(computer), folder / ADDIN
    said: list[Text] = []
    with _excel_lets_go(target):
        folder.mkdir(parents=True, exist_ok=True)
        if target.exists() and not is_ours(target):
            aside = _free_name(computer)
            aside.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(target, aside)
            said.append(Text(f"原来的同名文件已移到 {aside}，卸载时放回。", f"the file of that name was moved to {aside}; uninstall puts it back."))
        elsewhere = folder.with_name(f"{ADDIN}.new")
        try:
            elsewhere.write_bytes(content)
            elsewhere.replace(target)
        finally:
            elsewhere.unlink(missing_ok=True)
    said.append(Text(
        f"已安装 {target}，用 {computer.pythonw} 运行。请重新打开 Excel，功能区里会有“绩效”。",
        f"installed {target}, run by {computer.pythonw}. Restart Excel: its ribbon has a tab 绩效.",
    ))
    return tuple(said)


def uninstall_excel(computer: Computer) -> tuple[Text, ...]:
    """Take the add-in out of XLSTART and put back what install moved aside.

    Returns:
        What was removed and put back.

    Raises:
        JixiaoError: Excel holds the file.

    """
    target = _start_folder(computer) / ADDIN
    if not target.exists():
        return (Text(f"没有安装过：{target} 不存在。", f"not installed: there is no {target}."),)
    if not is_ours(target):
        return (Text(f"{target} 不是本加载项，没有动它。", f"{target} is not this add-in and was left alone."),)
    said = [Text(f"已删除 {target}。", f"removed {target}.")]
    with _excel_lets_go(target):
        target.unlink()
        if aside := _backups(computer):
            shutil.move(aside[-1], target)
            said.append(Text(f"已放回原来的同名文件 {target}。", f"put back the file of that name, {target}."))
    return tuple(said)


def _backups(computer: Computer) -> list[Path]:
    """Files that install moved aside, the newest last."""
    return sorted((computer.kept / "backup").glob(f"*-{ADDIN}"))


def _free_name(computer: Computer) -> Path:
    earlier = _backups(computer)
    number = int(earlier[-1].name.partition("-")[0]) + 1 if earlier else 1
    return computer.kept / "backup" / f"{number:03}-{ADDIN}"


@contextmanager
def _excel_lets_go(target: Path) -> Iterator[None]:
    """Turns the system's refusal to touch the add-in into what to do about it."""
    try:
        yield
    except PermissionError as error:
        raise JixiaoError(Text(
            f"不能改动 {target}：Excel 正开着它，或者没有写入权限。请关闭所有 Excel 窗口后再试。",
            f"{target} cannot be changed: Excel has it open, or it may not be written. Close every Excel window and try again.",
        )) from error


def install_libreoffice(computer: Computer) -> tuple[Text, ...]:
    """Build the extension and give it to LibreOffice.  Errors as ``extension.install``."""
    from jixiao.excel import extension, oxt  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        extension.install(oxt.build(Path(folder, EXTENSION)), profile=computer.profile)
    return (Text("已装进 LibreOffice。请打开 LibreOffice，菜单里会有“绩效”。", "installed in LibreOffice. Start it: its menu has 绩效."),)


def uninstall_libreoffice(computer: Computer) -> tuple[Text, ...]:
    """Take the extension out of LibreOffice.  Errors as ``extension.uninstall``."""
    from jixiao.excel import extension  # noqa: PLC0415

    extension.uninstall(profile=computer.profile)
    return (Text("LibreOffice 里已没有“绩效”扩展。", "LibreOffice has no extension of ours any more."),)


def build_addins(folder: Path) -> tuple[Text, ...]:
    """Build both add-ins into a folder.

    Returns:
        What was written.

    Raises:
        JixiaoError: there are no sources here, or what writes VBA projects is not installed.

    """
    from jixiao.excel import oxt, xlam  # noqa: PLC0415

    sources = Path(jixiao.__file__).parents[2] / "addin" / "vba"
    if not sources.is_dir():
        raise JixiaoError(Text(
            "这里没有加载项的源文件（addin/vba），请在 jixiao 的源代码文件夹里生成；安装用 jixiao addin install 即可。",
            "the add-in's sources (addin/vba) are not here: build in a checkout. To install, jixiao addin install is enough.",
        ))
    try:
        built = xlam.build(sources)
    except ModuleNotFoundError as error:
        if error.name != "pyopenvba":
            raise
        raise JixiaoError(Text(
            '生成 jixiao.xlam 需要 pyOpenVBA，请先运行 python -m pip install "pyOpenVBA>=6.5,<7"。',
            'building jixiao.xlam needs pyOpenVBA: run python -m pip install "pyOpenVBA>=6.5,<7".',
        )) from error
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ADDIN).write_bytes(built)
    oxt.build(folder / EXTENSION)
    return tuple(Text(f"已写出 {folder / name}", f"written {folder / name}") for name in (ADDIN, EXTENSION))
