"""Whether the add-in is whole on this computer, item by item.

For an accountant: 自检，每项通过、未通过（和怎么办）或不适用.  For a programmer: ``checks`` looks at files and computes a
little, in any program and on any system; ``real_excel`` starts an Excel and works through the add-in.
"""

from __future__ import annotations

import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import xlwings as xw

import jixiao
from jixiao.excel import install
from jixiao.excel.install import ADDIN, Computer, this_computer
from jixiao.excel.xlam import read_config
from jixiao.model import NOTHING_SAID, JixiaoError, Text
from jixiao.services.demo import data_folder

# An example, its total as the office added it up and as it is; a budget, what was spent of it, and the rate.
_EXAMPLE, _ADDED_UP, _TOTAL = "yiyang-2024.xlsx", 98.9, Fraction("95.5")
_BUDGET, _EXECUTED, _RATE = 200.0, 150.0, 0.75
_WORDS = {True: Text("通过", "passed"), False: Text("未通过", "failed"), None: Text("不适用", "not applicable")}


class Check(NamedTuple):
    """One item.

    Attributes:
        name: what was looked at.
        passed: None where it does not apply to this computer.
        found: what was found; where it failed, also what to do.
    """

    name: Text
    passed: bool | None
    found: Text = NOTHING_SAID

    def in_language(self, language: str) -> str:
        """One line: 通过　版本：0.37.8."""
        name, found = self.name.in_language(language), self.found.in_language(language)
        return f"{_WORDS[self.passed].in_language(language)}　{name}" + (f"：{found}" if found else "")

    def __str__(self) -> str:
        return self.in_language("zh")


def checks(computer: Computer | None = None) -> list[Check]:
    """Every check that needs no other program.  Never raises."""
    computer = computer or this_computer()
    return [_guarded(name, look, computer) for name, look in _CHECKS]


def summary(done: Sequence[Check]) -> str:
    """One sentence about all of them, in Chinese."""
    failed = [check.name.zh for check in done if check.passed is False]
    return f"有 {len(failed)} 项未通过：{'、'.join(failed)}。" if failed else "没有未通过的项目。"


def _guarded(name: Text, look: Callable[[Computer], Check], computer: Computer) -> Check:
    """The check; whatever stops it is its result."""
    try:
        return look(computer)._replace(name=name)
    except JixiaoError as error:
        return Check(name, passed=False, found=error.text)
    except Exception as error:  # noqa: BLE001  # a check that breaks down is one that failed
        return Check(name, passed=False, found=Text(f"{type(error).__name__}：{error}", f"{type(error).__name__}: {error}"))


def _passed(found: str) -> Check:
    return Check(NOTHING_SAID, passed=True, found=Text(found, found))


def _unless(wrong: Text | None, found: str) -> Check:
    return _passed(found) if wrong is None else Check(NOTHING_SAID, passed=False, found=wrong)


def _elsewhere(reason: Text) -> Check:
    return Check(NOTHING_SAID, passed=None, found=reason)


_NOT_WINDOWS = _elsewhere(Text("Excel 加载项只用于 Windows", "the Excel add-in is for Windows"))


def _python(_computer: Computer) -> Check:
    return _passed(f"{platform.python_version()}，{platform.architecture()[0]}，{sys.executable}")


def _excel(computer: Computer) -> Check:
    if computer.xlstart is None:
        return _NOT_WINDOWS
    bits = install.office_bits(computer)
    # Python works beside Excel, not inside it: their bits may differ.
    return _passed(f"{bits} bit") if bits else _elsewhere(Text("查不到位数，两种 DLL 都会核对", "bits not known; both DLLs are looked for"))


def _xlwings(computer: Computer) -> Check:
    return _NOT_WINDOWS if computer.xlstart is None else _unless(install.wrong_xlwings(), xw.__version__)


def _interpreter(computer: Computer) -> Check:
    return _NOT_WINDOWS if computer.xlstart is None else _unless(install.wrong_interpreter(computer), str(computer.pythonw))


def _library(computer: Computer) -> Check:
    return _NOT_WINDOWS if computer.xlstart is None else _unless(install.wrong_library(computer), str(computer.pythonw.parent))


def _installed(computer: Computer) -> Check:
    if computer.xlstart is None:
        return _NOT_WINDOWS
    copy = install.installed(computer)
    if copy is None:
        return Check(NOTHING_SAID, passed=False, found=Text(f"{computer.xlstart} 里没有 {ADDIN}。请运行 jixiao addin install。", f"no {ADDIN} in {computer.xlstart}. Run jixiao addin install."))
    if copy.read_bytes() != install.to_install(computer):
        named = read_config(copy.read_bytes()).get("INTERPRETER_WIN", "") if install.is_ours(copy) else "?"
        return Check(NOTHING_SAID, passed=False, found=Text(
            f"{copy} 不是这个版本装的，或用的是另一个 Python（{named}）。请关闭 Excel，重新运行 jixiao addin install。",
            f"{copy} is of another version, or names another Python ({named}). Close Excel and run jixiao addin install again.",
        ))
    return _passed(str(copy))


def _extension(computer: Computer) -> Check:
    from jixiao.excel.extension import own_profile  # noqa: PLC0415
    from jixiao.excel.oxt import IDENTIFIER  # noqa: PLC0415

    listed = (computer.profile or own_profile()) / "user" / "uno_packages" / "cache" / "uno_packages.pmap"
    # What the extension manager keeps: identifier, then on a line folder, file, kind and version, parted by \xff.
    versions = re.findall(rb"%s\n(?:[^\xff\n]*\xff){3}([^\xff\n]*)" % re.escape(IDENTIFIER.encode()), listed.read_bytes() if listed.is_file() else b"")
    if not versions:
        return _elsewhere(Text("没有安装；需要时运行 jixiao addin install --app libreoffice", "not installed; jixiao addin install --app libreoffice does it"))
    there = versions[0].decode()
    wrong = None if there == jixiao.__version__ else Text(
        f"装的是 {there}，不是 {jixiao.__version__}。请运行 jixiao addin install --app libreoffice。",
        f"{there} instead of {jixiao.__version__}. Run jixiao addin install --app libreoffice.",
    )
    return _unless(wrong, jixiao.__version__)


def _functions(_computer: Computer) -> Check:
    from jixiao.excel.udfs import JXRATE  # noqa: PLC0415  # the core loads when it is asked for

    ((rate,),) = JXRATE([[_BUDGET]], [[_EXECUTED]])
    wrong = None if rate == _RATE else Text(f"JXRATE({_BUDGET:g}, {_EXECUTED:g}) 应为 {_RATE}，得到 {rate}", f"JXRATE({_BUDGET:g}, {_EXECUTED:g}) is {_RATE}, not {rate}")
    return _unless(wrong, f"JXRATE({_BUDGET:g}, {_EXECUTED:g}) = {rate}")


def _recognition(_computer: Computer) -> Check:
    from jixiao.services.analyse import Settings, check_file  # noqa: PLC0415

    try:
        folder = data_folder("examples")
    except JixiaoError:  # LibreOffice's extension comes without them
        return _elsewhere(Text("这里没有带例表", "no examples here"))
    result = check_file(folder / _EXAMPLE, Settings())
    totals = [assessment.score for assessment in result.assessments]
    wrong = None if totals == [_TOTAL] else Text(f"例表 {_EXAMPLE} 的总分应为 {float(_TOTAL)}，得到 {totals}", f"the total of {_EXAMPLE} is {float(_TOTAL)}, not {totals}")
    return _unless(wrong, f"{_EXAMPLE} → {float(_TOTAL)}")


_CHECKS: tuple[tuple[Text, Callable[[Computer], Check]], ...] = (
    (Text("Python", "Python"), _python),
    (Text("Excel 的位数", "bits of Excel"), _excel),
    (Text("xlwings 的版本", "version of xlwings"), _xlwings),
    (Text("Excel 启动的解释器", "interpreter that Excel starts"), _interpreter),
    (Text("连接 Excel 的 DLL", "DLL that connects Excel"), _library),
    (Text("XLSTART 里的加载项", "add-in in XLSTART"), _installed),
    (Text("LibreOffice 的扩展", "LibreOffice's extension"), _extension),
    (Text("函数", "functions"), _functions),
    (Text("识别和核算", "recognition and scores"), _recognition),
)


def real_excel(computer: Computer) -> Check:
    """Open an example in an Excel of its own, press 计算本表 through the add-in, compare the total.  Never run by us.

    Excel is shown, because the button ends with a message that somebody has to close.
    """
    return _guarded(Text("真实的 Excel", "a real Excel"), _through_excel, computer)


def _through_excel(computer: Computer) -> Check:
    addin = install.installed(computer)
    if addin is None or "excel" not in [engine.name for engine in xw.engines]:
        return _elsewhere(Text("这里没有 Excel，或没有安装加载项", "no Excel here, or the add-in is not installed"))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(data_folder("examples") / _EXAMPLE, folder))
        with xw.App(add_book=False) as app:
            app.books.open(addin)  # an Excel that a program has started leaves XLSTART alone
            book = app.books.open(copy)
            total = next(cell for cell in book.sheets[0]["H1:H200"] if cell.value == _ADDED_UP)
            app.macro(f"'{ADDIN}'!JxRun")("calculate_sheet", "")
            rate = app.books.add().sheets[0]["A1"]
            rate.formula = f"=JXRATE({_BUDGET:g},{_EXECUTED:g})"
            found, wanted = (total.value, rate.value), (float(_TOTAL), _RATE)
    wrong = None if found == wanted else Text(f"计算后总分和 JXRATE 应为 {wanted}，得到 {found}", f"total and JXRATE are {wanted}, not {found}")
    return _unless(wrong, f"{_EXAMPLE} → {float(_TOTAL)}，JXRATE → {_RATE}")
