"""Assembles the folder that an office hands out on a stick or a share: Python, jixiao and the add-in for Windows.

    python assemble.py OUT --wheels DIR --python URL-or-ZIP --sha256 HEX     or     python assemble.py OUT --wheels DIR @python.txt

DIR holds the wheels of jixiao and of all that it requires on Windows, pywin32 among them: ``pip wheel`` on Windows, or
``pip download --only-binary=:all: --platform win_amd64 --python-version 3.11`` anywhere; pip elsewhere leaves out what
only Windows needs, and what is missing is named here.  Python itself is the
"embeddable" archive of python.org; whoever hands the folder out names it and its SHA-256, on the command line or in a
file (one option a line).  A file is checked and copied; an address is only written down, and 安装.bat fetches it.
Nothing is fetched here and nothing of Windows is needed.  Needs the package ``packaging``.

The folder serves the add-in: what only the roll-up of whole folders, documents and reports need (pandas with numpy, more than all
else together, which xlwings would load into every start of Excel's Python) is left out unless --with-rollup asks for it.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import NormalizedName, canonicalize_name, parse_wheel_filename
from packaging.version import Version

HERE = Path(__file__).parent
# Ribbon buttons that make sense by a double click: each is one small file that is called like its button.
BUTTONS = ("计算", "校验", "上一条", "下一条", "为什么", "撤销", "转为数值")
_EMBEDDABLE = re.compile(r"python-(3)\.(\d+)\.\d+-embed-(amd64|win32)\.zip")
_ADDRESS = re.compile(r"https://[\w./:~+-]+", re.ASCII)
# Not under the permissive licence of the rest (xlwings PRO's own, LGPL), and not used: they are not handed out.
_LEFT_OUT = (("xlwings", "pro"), ("adodbapi",))
_FOR_THE_ROLLUP = frozenset(map(canonicalize_name, ("lxml", "matplotlib", "pandas", "pdfplumber", "python-docx")))
_ARCHITECTURES = {"amd64": ("win_amd64", "AMD64"), "win32": ("win32", "x86")}


class Target(NamedTuple):
    """The Python that the folder is made for.

    Attributes:
        archive: file name of the embeddable archive; sha256: its digest in lower case.
        address: where 安装.bat fetches it if it does not lie in the folder, "" for nowhere.
        version: (3, 11); platform, machine: as wheels and markers call it.
    """

    archive: str
    sha256: str
    address: str
    version: tuple[int, int]
    platform: str
    machine: str

    @property
    def tags(self) -> frozenset[Tag]:
        """Tags of wheels that this Python can use."""
        interpreter = f"cp{self.version[0]}{self.version[1]}"
        return frozenset((*cpython_tags(self.version, platforms=[self.platform]), *compatible_tags(self.version, interpreter, [self.platform])))

    @property
    def markers(self) -> dict[str, str]:
        """What requirements may ask about it."""
        version = f"{self.version[0]}.{self.version[1]}"
        return {
            "os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": self.machine,
            "implementation_name": "cpython", "platform_python_implementation": "CPython",
            "python_version": version, "python_full_version": f"{version}.0", "extra": "",
        }


class Wheel(NamedTuple):
    """One wheel: its file, its version, and what it requires."""

    path: Path
    version: Version
    requires: tuple[Requirement, ...]


def target_of(python: str, sha256: str) -> Target:
    """The Python that an address or a file speaks of.  A file must have the digest that was given for it."""
    archive = re.split(r"[/\\]", python)[-1]
    named = _EMBEDDABLE.fullmatch(archive)
    if named is None:
        sys.exit(f"{archive} 不是 python.org 的 embeddable 压缩包；文件名应如 python-3.11.9-embed-amd64.zip。")
    if not re.fullmatch(r"[0-9a-fA-F]{64}", sha256):
        sys.exit("--sha256 应是 64 位十六进制数，见 python.org 的下载页。")
    address = python if python.startswith("https://") else ""
    if address and not _ADDRESS.fullmatch(address):
        sys.exit(f"地址 {address} 里有批处理文件会误解的字符。请换一个只含字母、数字和 ./:_~+- 的地址。")
    if not address and hashlib.sha256(Path(python).read_bytes()).hexdigest() != sha256.lower():
        sys.exit(f"{python} 的 SHA-256 与给出的不符，没有采用。请重新取得该文件，或核对数值。")
    return Target(archive, sha256.lower(), address, (int(named[1]), int(named[2])), *_ARCHITECTURES[named[3]])


def wheels_in(folder: Path, target: Target) -> dict[NormalizedName, Wheel]:
    """The wheels of a folder by name; each must fit the target, and each name occur once."""
    found: dict[NormalizedName, Wheel] = {}
    for path in sorted(folder.glob("*.whl")):
        name, version, _, tags = parse_wheel_filename(path.name)
        if not tags & target.tags:
            sys.exit(f"{path.name} 不能用于 {target.archive}。请换成 {target.platform} 的 wheel。")
        if name in found:
            sys.exit(f"{folder} 里有两个 {name}：{found[name].path.name} 和 {path.name}。请只留一个。")
        with zipfile.ZipFile(path) as archive:
            (metadata,) = (each for each in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", each))
            headers = HeaderParser().parsestr(archive.read(metadata).decode("utf-8"))
        found[name] = Wheel(path, version, tuple(Requirement(each) for each in headers.get_all("Requires-Dist", [])))
    return found


def required(wheel: Wheel, target: Target, without: frozenset[NormalizedName]) -> list[Requirement]:
    """What a wheel asks for on the target, but for what the folder does without."""
    return [
        each for each in wheel.requires
        if canonicalize_name(each.name) not in without and (each.marker is None or each.marker.evaluate(target.markers))
    ]  # fmt: skip


def reached(wheels: dict[NormalizedName, Wheel], target: Target, start: str, without: frozenset[NormalizedName]) -> set[NormalizedName]:
    """A package and all that it needs, directly or not."""
    found: set[NormalizedName] = set()
    open_ = [canonicalize_name(start)]
    while open_:
        name = open_.pop()
        if name not in found and name in wheels:
            found.add(name)
            open_ += [canonicalize_name(each.name) for each in required(wheels[name], target, without)]
    return found


def without_rollup(wheels: dict[NormalizedName, Wheel], target: Target) -> dict[NormalizedName, Wheel]:
    """The wheels but for those of roll-up, documents and reports, and what only these need."""
    kept = reached(wheels, target, "jixiao", _FOR_THE_ROLLUP)
    for_it = set().union(*(reached(wheels, target, name, frozenset()) for name in _FOR_THE_ROLLUP))
    return {name: wheel for name, wheel in wheels.items() if name in kept or name not in for_it}


def missing(wheels: dict[NormalizedName, Wheel], target: Target, without: frozenset[NormalizedName]) -> list[str]:
    """Requirements that no wheel of the folder meets, as the target's markers ask for them."""
    lacking = [] if "jixiao" in wheels else ["jixiao"]
    for wheel in wheels.values():
        for requirement in required(wheel, target, without):
            there = wheels.get(canonicalize_name(requirement.name))
            if there is None or not requirement.specifier.contains(there.version, prereleases=True):
                lacking.append(f"{requirement.name}{requirement.specifier}（{wheel.path.name} 需要）")
    return sorted(set(lacking))


def unpack(wheel: Path, root: Path) -> None:
    """Put a wheel where pip would in Python's own folder: packages into Lib/site-packages, data beside python.exe."""
    packages = root / "Lib" / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            path = PurePosixPath(member.filename)
            if any(path.parts[: len(each)] == each for each in _LEFT_OUT):
                continue
            goal = packages / path
            if path.parts[0].endswith(".data"):
                # scripts and headers are of no use without pip
                folders = {"data": root, "purelib": packages, "platlib": packages}
                if path.parts[1] not in folders:
                    continue
                goal = folders[path.parts[1]].joinpath(*path.parts[2:])
            if not goal.resolve().is_relative_to(root.resolve()):
                sys.exit(f"{wheel.name} 里的 {member.filename} 越出了文件夹，没有采用。")
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.write_bytes(archive.read(member))


def search_path(target: Target) -> str:
    """The ``._pth`` of Python: nothing of the machine is searched; ``site`` reads pywin32's own .pth file."""
    return f"python{target.version[0]}{target.version[1]}.zip\n.\nLib\\site-packages\nimport site\n"


def batch(text: str) -> bytes:
    """A batch file as a Chinese Windows reads it: GBK (its first line, ASCII, chooses code page 936), CRLF."""
    return text.replace("\n", "\r\n").encode("gbk")


def assemble(out: Path, wheel_folder: Path, python: str, sha256: str, *, rollup: bool = False) -> None:
    """Make the folder ``out``, which must not exist or be empty; ``rollup``: with what the roll-up needs."""
    target = target_of(python, sha256)
    wheels = wheels_in(wheel_folder, target)
    if not rollup:
        wheels = without_rollup(wheels, target)
    if lacking := missing(wheels, target, frozenset() if rollup else _FOR_THE_ROLLUP):
        sys.exit(f"{wheel_folder} 里缺少：\n" + "\n".join(f"- {each}" for each in lacking))
    if out.exists() and any(out.iterdir()):
        sys.exit(f"{out} 不是空文件夹。请换一个，或先清空。")
    root = out / "python"
    for wheel in wheels.values():
        unpack(wheel.path, root)
    xlwings = wheels[canonicalize_name("xlwings")].version
    # The DLL follows Excel's bits, not Python's: a folder serves both.
    for needed in (root / "Lib/site-packages/jixiao/data/addin/jixiao.xlam", root / f"xlwings32-{xlwings}.dll", root / f"xlwings64-{xlwings}.dll"):
        if not needed.is_file():
            sys.exit(f"wheel 里缺少 {needed.name}，装好也不能运行。请检查 {wheel_folder} 里的 jixiao 和 xlwings。")
    (root / f"python{target.version[0]}{target.version[1]}._pth").write_text(search_path(target), "ascii", newline="\r\n")
    if not target.address:
        shutil.copyfile(python, out / target.archive)
    for name in ("安装.bat", "卸载.bat"):
        text = (HERE / name).read_text("utf-8")
        for key, value in (("@ARCHIVE@", target.archive), ("@SHA256@", target.sha256), ("@ADDRESS@", target.address)):
            text = text.replace(key, value)
        (out / name).write_bytes(batch(text))
    (out / "说明.txt").write_text((HERE / "说明.txt").read_text("utf-8"), "utf-8-sig", newline="\r\n")
    for folder, app in (("命令", "excel"), ("命令（WPS，实验性）", "wps")):
        (out / folder).mkdir()
        for label in BUTTONS:
            (out / folder / f"{label}.bat").write_bytes(batch((HERE / "命令.bat").read_text("utf-8").replace("@APP@", app)))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="拼装 Windows 便携文件夹（本程序不联网）", fromfile_prefix_chars="@")
    parser.add_argument("out", type=Path, help="写成的文件夹")
    parser.add_argument("--wheels", type=Path, required=True, help="wheel 文件夹：jixiao 和它在 Windows 上所需的全部包")
    parser.add_argument("--python", required=True, help="python.org 的 embeddable 压缩包：本地文件，或由安装.bat 去取的 https 地址")
    parser.add_argument("--sha256", required=True, help="该压缩包的 SHA-256")
    parser.add_argument("--with-rollup", action="store_true", help="连同汇总、导出、文档导入和自评报告所需的 pandas、pdfplumber 等一起放入，文件夹大一倍以上")
    given = parser.parse_args()
    assemble(given.out, given.wheels, given.python, given.sha256, rollup=given.with_rollup)
    sys.stdout.write(f"已拼装 {given.out}。整体未在 Windows 上试过，请先照 addin/CHECKLIST.md 试一台电脑再分发。\n")


if __name__ == "__main__":
    main()
