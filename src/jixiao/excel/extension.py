"""LibreOffice's extension manager: puts jixiao.oxt in, takes it out.

For an accountant: 安装、卸载 LibreOffice 里的“绩效”，不需要管理员权限.  For a programmer: ``extension_child`` is run by a Python
that has ``uno``, most often LibreOffice's own; it starts LibreOffice without a window on the user's profile and asks its
ExtensionManager (``unopkg`` does the same, but refuses root, and with it every container).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from jixiao.excel import extension_child
from jixiao.excel.oxt import IDENTIFIER
from jixiao.model import JixiaoError, Text
from jixiao.workbooks.convert import PROGRAM_NAME, libreoffice

_OLDEST = (3, 11)
# What is asked of a Python, to see whether it is LibreOffice's: can it import uno, and which version is it.
_PROBE = "import sys, uno; print(*sys.version_info[:2])"


def install(extension: Path, *, profile: Path | None = None) -> None:
    """Put an extension into LibreOffice, in place of an older one.

    Args:
        extension: the .oxt file.
        profile: LibreOffice's user folder; None for this user's own.

    Raises:
        JixiaoError: there is no LibreOffice, it is running, its Python is too old, or it refuses.

    """
    _ask("add", extension.resolve().as_uri(), profile)


def uninstall(*, profile: Path | None = None) -> None:
    """Take our extension out of LibreOffice; nothing happens where it is not installed.  Raises JixiaoError as ``install``."""
    _ask("remove", IDENTIFIER, profile)


def _ask(action: str, what: str, profile: Path | None) -> None:
    office = _office()
    python = _python(office)
    folder = profile or own_profile()
    running = JixiaoError(Text(
        f"LibreOffice 正在运行。请关闭它的所有窗口（包括快速启动）后再试。如果确实没有运行，请删除 {folder / '.lock'}。",
        f"LibreOffice is running: close all of its windows and try again. If it is not, delete {folder / '.lock'}.",
    ))
    if (folder / ".lock").exists():
        raise running
    done = _run(python, extension_child.__file__, json.dumps([str(office), folder.as_uri(), action, what]))
    if done.returncode == extension_child.RUNNING:
        raise running
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2]
        raise JixiaoError(Text(
            f"LibreOffice 没有完成（{reason}）。也可以在 LibreOffice 的“工具 › 扩展管理器”里操作。",
            f"LibreOffice did not do it ({reason}). Its own Tools, Extension Manager does the same.",
        ))


def _run(python: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Another Python, without what would lead it to our packages."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {"PYTHONUTF8": "1"}
    return subprocess.run([python, *arguments], capture_output=True, check=False, encoding="utf-8", env=environment)  # noqa: S603  # our own words


def _office() -> Path:
    """The program soffice.  Raises JixiaoError where there is none."""
    found = libreoffice()
    if found is None:
        raise JixiaoError(Text(
            f"没有找到 LibreOffice（soffice）。请先安装 LibreOffice 7.4 或更新的版本，或用环境变量 {PROGRAM_NAME} 指明它的位置。",
            f"LibreOffice (soffice) was not found: install it, or name it with the environment variable {PROGRAM_NAME}.",
        ))
    return Path(found).resolve()


def _python(office: Path) -> str:
    """LibreOffice's own Python, else the system's.  Raises JixiaoError where none has uno, or it is too old for our code."""
    for path in _pythons(office):
        found = _run(path, "-c", _PROBE)
        if found.returncode:
            continue
        version = tuple(map(int, found.stdout.split()))
        if version < _OLDEST:
            raise JixiaoError(Text(
                f"LibreOffice 里的 Python 是 {version[0]}.{version[1]}，绩效扩展需要 3.11 以上。请升级 LibreOffice（官网的 25.8 起自带 3.11），或改用 jixiao 命令。",
                f"LibreOffice's Python is {version[0]}.{version[1]}, the extension needs 3.11: use a newer LibreOffice, or the command line.",
            ))
        return path
    raise JixiaoError(Text(
        "LibreOffice 不带 Python 支持。请安装它的 Python 组件（Debian、Ubuntu：sudo apt install python3-uno）。",
        "this LibreOffice has no Python: install its Python part (Debian, Ubuntu: sudo apt install python3-uno).",
    ))


def _pythons(office: Path) -> Iterator[str]:
    program = office.parent
    own = (program / "python.exe", program / "python", program.parent / "Resources" / "python", Path("/usr/bin/python3"), Path(sys.executable))
    return (str(path) for path in own if path.is_file())


def own_profile() -> Path:
    """Where LibreOffice keeps this user's settings."""
    if sys.platform == "win32":
        base = Path(os.environ["APPDATA"], "LibreOffice")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support" / "LibreOffice"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config", "libreoffice")
    return base / "4"
