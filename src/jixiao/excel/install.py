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
_BITS_BY_MACHINE = {0x014C: 32, 0x8664: 64}


@dataclass(frozen=True)
class Computer:
    """What installation needs to know of a computer.

    Attributes:
        system: as ``sys.platform``.
        interpreter: this Python's executable.
        bits: of this Python, 32 or 64.
        xlstart: Excel's start-up folder of this user; None where there is no Excel.
        kept: the user's own folder of ours, for what install moves aside.
        registry: key below HKEY_LOCAL_MACHINE and name of a value → its text, None where there is none.
    """

    system: str
    interpreter: Path
    bits: int
    xlstart: Path | None
    kept: Path
    registry: Callable[[str, str], str | None]

    @property
    def pythonw(self) -> Path:
        """The interpreter that Excel starts: the one without a window."""
        return self.interpreter.with_name("pythonw.exe")


def this_computer() -> Computer:
    """The computer that this runs on."""
    return Computer(
        system=sys.platform,
        interpreter=Path(sys.executable),
        bits=64 if sys.maxsize > 2**32 else 32,
        xlstart=Path(os.environ["APPDATA"], "Microsoft", "Excel", "XLSTART") if sys.platform == "win32" else None,
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


def library_name(bits: int) -> str:
    """The DLL that the VBA loads into Excel: its bits are Excel's."""
    return f"xlwings{bits}-{pinned_xlwings()}.dll"


def library(computer: Computer) -> Path | None:
    """The DLL where the VBA looks for it: beside the interpreter, else one folder up (a virtual environment)."""
    beside = computer.pythonw.parent
    return next((folder / library_name(computer.bits) for folder in (beside, beside.parent) if (folder / library_name(computer.bits)).is_file()), None)


def office_bits(computer: Computer) -> int | None:
    """32 or 64, as the installed Excel; None where nothing says so."""
    keys = [(rf"{_OFFICE}\ClickToRun\Configuration", "Platform"), *((rf"{_OFFICE}\{version}\Outlook", "Bitness") for version in ("16.0", "15.0", "14.0"))]
    for key, name in keys:
        if bits := _BITS_BY_NAME.get((computer.registry(key, name) or "").lower()):
            return bits
    program = computer.registry(r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", "")
    return program_bits(Path(program.strip('"'))) if program else None


def program_bits(program: Path) -> int | None:
    """Bits of a Windows program by its header (PE: the machine stands after the signature)."""
    try:
        with program.open("rb") as stream:
            stream.seek(0x3C)
            stream.seek(int.from_bytes(stream.read(4), "little"))
            header = stream.read(6)
    except OSError:
        return None
    return _BITS_BY_MACHINE.get(int.from_bytes(header[4:], "little")) if header.startswith(b"PE\0\0") else None


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
    """What is wrong with the DLL."""
    if library(computer):
        return None
    name, beside = library_name(computer.bits), computer.pythonw.parent
    return Text(
        f"在 {beside} 和 {beside.parent} 里都找不到 {name}，Excel 连不上 Python。请在虚拟环境里重新安装 xlwings"
        "（不要用 pip install --user，也不要用应用商店的 Python），或改用便携包。",
        f"{name} is neither in {beside} nor in {beside.parent}. Reinstall xlwings in a virtual environment"
        " (neither pip install --user nor the store's Python), or use the portable folder.",
    )


def wrong_bits(computer: Computer) -> Text | None:
    """What is wrong between this Python and Excel; None also where Excel's bits are not known."""
    office = office_bits(computer)
    if office in (None, computer.bits):
        return None
    return Text(
        f"Excel 是 {office} 位，这个 Python 是 {computer.bits} 位，不能配合。请用 {office} 位的 Python 重新安装 jixiao。",
        f"Excel has {office} bits, this Python {computer.bits}: they cannot work together. Install jixiao in a Python of {office} bits.",
    )


def _obstacles(computer: Computer) -> Iterator[Text]:
    """All that would leave a ribbon that does nothing."""
    for found in (wrong_xlwings(), wrong_interpreter(computer), wrong_library(computer), wrong_bits(computer)):
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
    if office_bits(computer) is None:
        said.append(Text(
            f"查不到 Excel 的位数，无法核对；这个 Python 是 {computer.bits} 位，Excel 也须是 {computer.bits} 位（文件 › 帐户 › 关于 Excel）。",
            f"Excel's bits are not known; this Python has {computer.bits}, and Excel must have as many (File, Account, About Excel).",
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


def build_extension(folder: Path) -> Path:
    """Build LibreOffice's extension into a folder and return its path."""
    from jixiao.excel import oxt  # noqa: PLC0415

    target = folder / EXTENSION
    oxt.build(target)
    return target


def install_libreoffice() -> tuple[Text, ...]:
    """Build the extension and give it to LibreOffice's extension manager."""
    from jixiao.excel import oxt  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        oxt.install(build_extension(Path(folder)))
    return (Text("已装进 LibreOffice。请重新打开 LibreOffice，菜单里会有“绩效”。", "installed in LibreOffice. Restart it: its menu has 绩效."),)


def uninstall_libreoffice() -> tuple[Text, ...]:
    """Take the extension out of LibreOffice."""
    from jixiao.excel import oxt  # noqa: PLC0415

    oxt.uninstall()
    return (Text("已从 LibreOffice 卸载“绩效”扩展。", "the extension was removed from LibreOffice."),)


def build_addins(folder: Path) -> tuple[Text, ...]:
    """Build both add-ins into a folder.  Raises JixiaoError where what builds the VBA project is not installed."""
    raise NotImplementedError
