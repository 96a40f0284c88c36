"""Licences of all that the project uses: what is written down, what the packages state, and the page docs/licences.md.

For an accountant: 第三方软件的许可清单，哪些随便携文件夹和 LibreOffice 扩展一起发给单位.
For a programmer: the page is made from the locks and ``packages.toml`` alone, so every machine makes the same one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata

from packaging.utils import canonicalize_name

from requirements.lock import FOLDER, LOCKS, PROJECT, Pin, pins

_KNOWN = tomllib.loads((FOLDER / "packages.toml").read_text("utf-8"))
LICENCES: dict[str, str] = _KNOWN["licences"]
USES: dict[str, str] = _KNOWN["uses"]
# What the LibreOffice extension carries; excel/oxt.py says it, the audit must run without it.
IN_EXTENSION: tuple[str, ...] = tuple(_KNOWN["in_extension"])
NOT_IN_PORTABLE: tuple[str, ...] = tuple(_KNOWN["not_in_portable"])
PERMISSIVE, TOOLS_ONLY = frozenset(_KNOWN["permissive"]), frozenset(_KNOWN["tools_only"])
# The Python of the portable folder.
WINDOWS = {
    "implementation_name": "cpython", "implementation_version": "3.11.9", "os_name": "nt", "platform_machine": "AMD64",
    "platform_python_implementation": "CPython", "platform_release": "10", "platform_system": "Windows", "platform_version": "10.0",
    "python_full_version": "3.11.9", "python_version": "3.11", "sys_platform": "win32",
}  # fmt: skip

# ------------------------------------------------------- what packages state ----

_BSD = {"BSD-2-Clause", "BSD-3-Clause"}
_CLASSIFIERS = {
    "MIT License": {"MIT"},
    "BSD License": _BSD,
    "Apache Software License": {"Apache-2.0"},
    "Mozilla Public License 2.0 (MPL 2.0)": {"MPL-2.0"},
    "ISC License (ISCL)": {"ISC"},
    "Python Software Foundation License": {"PSF-2.0"},
    "Public Domain": {"LicenseRef-Public-Domain"},
}
_WORDS = {"MIT": {"MIT"}, "BSD": _BSD, "BSD-3-Clause": {"BSD-3-Clause"}, "BSD-2-Clause": {"BSD-2-Clause"}, "Apache-2.0": {"Apache-2.0"}}
# A list of licences is no word of its own: "BSD-3-Clause, Apache-2.0, dependency licenses".
_LISTED = re.compile(r"\s*,\s*")
_TEXTS = {"Apache License": {"Apache-2.0"}, "MIT License": {"MIT"}}


def identifiers(expression: str) -> frozenset[str]:
    """The licences that an SPDX expression names."""
    return frozenset(re.split(r" (?:AND|OR) ", expression.replace("(", "").replace(")", "")))


def stated(package: metadata.Distribution) -> frozenset[str]:
    """The licences that an installed package may mean: of its expression, else its classifiers, its field, its text; none if it does not say."""
    about = package.metadata
    if "License-Expression" in about:
        return identifiers(about["License-Expression"])
    found: set[str] = set()
    for classifier in about.get_all("Classifier", []):
        if classifier.startswith("License ::"):
            found |= _CLASSIFIERS.get(classifier.rpartition(" :: ")[2], {classifier})
    for word in _LISTED.split(str(about["License"])) if not found else ():
        found |= _WORDS.get(word, set())
    for file in texts(package) if not found else ():
        found |= next((each for words, each in _TEXTS.items() if words in file.read_text("utf-8")[:300]), set())
    return frozenset(found)


def texts(package: metadata.Distribution) -> list[metadata.PackagePath]:
    """The licence texts that an installed package brings."""
    return [file for file in package.files or [] if ".dist-info" in file.parts[0] and re.search(r"LICEN[CS]E|COPYING", "/".join(file.parts[1:]).upper())]


def unlicensed(packages: list[metadata.Distribution]) -> Iterator[str]:
    """Each licence that is not written down, not allowed, or not what an installed package states."""
    shipped = {pin.name for pin in pins("run")}
    for name in sorted({pin.name for lock in LOCKS for pin in pins(lock)}):
        allowed = PERMISSIVE if name in shipped else PERMISSIVE | TOOLS_ONLY
        if name not in LICENCES:
            yield f"{name}: its licence is not written down in requirements/packages.toml"
        elif not identifiers(LICENCES[name]) <= allowed:
            yield f"{name}: {LICENCES[name]} is not among the allowed licences"
    for package in packages:
        known, says = LICENCES.get(canonicalize_name(package.name)), stated(package)
        if known is not None and not (says and identifiers(known) & says):
            yield f"{package.name} {package.version}: written down as {known}, the package states {' or '.join(sorted(says)) or 'nothing'}"


# ------------------------------------------------------------------ the page ----

_TITLES = {
    "run": "运行时使用",
    "dev": "只在开发和测试时使用，或由可选功能 jixiao[cluster]、jixiao[parquet] 使用",
    "supply": "只供 `make lock` 和 `make audit` 使用",
}
_HEAD = """<!-- 由 make docs 生成；请改 requirements/packages.toml 或锁定清单，不要改本页。 -->
# 第三方软件和许可

jixiao 自己采用 MIT 许可（见 [LICENSE](../LICENSE)）。下面是它用到的全部第三方软件：版本与 `requirements/` 里的锁定清单一致，
每个文件都有 SHA-256。许可由 `make audit` 与各软件自己的声明核对；发给用户的只有宽松许可，MPL-2.0 只用于开发工具。

## 随 jixiao 发出的文件里有什么第三方软件

| 发出的东西 | 其中的第三方软件 | 许可文本在哪里 |
|---|---|---|
| wheel、源码包 | 没有（例表取自公开的绩效自评表） | - |
| 加载项 jixiao.xlam | 没有 | - |
| LibreOffice 扩展 jixiao.oxt | {oxt} | 扩展内 `licenses/` |
| Windows 便携文件夹 | 下面标 ✓ 的软件，以及 Python 本身 | `python/Lib/site-packages/*.dist-info`；Python 的在它的压缩包内 `LICENSE.txt` |

不随便携文件夹和扩展发出的部分：xlwings 的 `xlwings/pro`（PRO 许可，jixiao 不用）；pywin32 的 `adodbapi`（LGPL-2.1，jixiao 不用）。
便携文件夹给 Excel 里的加载项用，不带汇总和导出所需的 {rollup} 和只有它们才要的软件；拼装时加 `--with-rollup` 才带上。numpy 的安装文件里
另有编译好的 OpenBLAS（BSD-3-Clause）和 GCC 运行库（GPL-3.0 附 GCC 运行库例外；Linux 上还有 LGPL-2.1 的 libquadmath），许可文本在它的
`*.dist-info` 里；jixiao 自己不转发这些文件，由 pip 直接安装。
"""


def page() -> str:
    """docs/licences.md."""
    seen: set[str] = set()
    parts = [_HEAD.format(oxt="、".join(IN_EXTENSION), rollup="、".join(NOT_IN_PORTABLE))]
    for lock, title in _TITLES.items():
        listed = [pin for pin in pins(lock) if pin.name not in seen]
        seen |= {pin.name for pin in listed}
        parts.append(f"## {title}\n\n" + ("".join(_table(listed, portable=lock == "run"))))
    return "\n".join(parts)


def left_out(listed: list[Pin]) -> frozenset[str]:
    """What the portable folder does without: the packages so named, and those that nobody else asks for."""
    without = set(NOT_IN_PORTABLE)
    while more := {pin.name for pin in listed if pin.wanted_by and {canonicalize_name(each) for each in pin.wanted_by} <= without} - without:
        without |= more
    return frozenset(without)


def _table(listed: list[Pin], *, portable: bool) -> Iterator[str]:
    yield "| 名称 | 版本 | 许可 | 用途 | 随便携文件夹 |\n|---|---|---|---|---|\n" if portable else "| 名称 | 版本 | 许可 | 用途 |\n|---|---|---|---|\n"
    without = left_out(listed)
    for name in sorted({pin.name for pin in listed}):
        same = [pin for pin in listed if pin.name == name]
        cells = [name, "、".join(pin.version for pin in same), LICENCES.get(name, "未登记"), _use(same)]
        if portable:
            cells.append("✓" if name not in without and any(pin.holds(WINDOWS) for pin in same) else "-")
        yield f"| {' | '.join(cells)} |\n"


def _use(same: list[Pin]) -> str:
    """What a package is used for: in our words if we ask for it, else who does."""
    callers = sorted({caller for pin in same for caller in pin.wanted_by})
    if any(caller.startswith(PROJECT) for caller in callers):
        return USES.get(same[0].name, "未登记")
    return f"{'、'.join(callers)} 需要"
