"""Turning an .xls, .et, .ods or .xlsb into an .xlsx, through LibreOffice.

For an accountant: 加 --convert，先由 LibreOffice 另存为 .xlsx，再核算；原文件不动.
For a programmer: a headless LibreOffice with a profile of its own, in a folder of its own, without
macros, without updating links, without a network and without a shell; what it wrote is compared with what we read.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from jixiao.model import Book, Grid, Ref, Text
from jixiao.workbooks.enclosed import without_outside
from jixiao.workbooks.limits import Limits, too_large
from jixiao.workbooks.markup import escape
from jixiao.workbooks.passwords import Passwords
from jixiao.workbooks.reading import AnyWorkbook, foreign_kind, load, open_workbook, read_bytes
from jixiao.workbooks.unreadable import damaged, unreadable

PROGRAM_NAME = "JIXIAO_SOFFICE"
_USUAL_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_COMMON, _CALC = "/org.openoffice.Office.Common", "/org.openoffice.Office.Calc"
# No macro runs, no link is followed, no formula is calculated anew: the figures stay those of the file.
_SETTINGS = (
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel", "3"),
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{_CALC}/Content/Update", "Link", "1"),  # 0 always, 1 never, 2 on demand
    (f"{_CALC}/Formula/Load", "ODFRecalcMode", "1"),
    (f"{_CALC}/Formula/Load", "OOXMLRecalcMode", "1"),
)
# The only kinds of address that this LibreOffice can open.  Without http, ftp, WebDAV and CMIS it cannot fetch the pictures and
# objects that a workbook merely names; the settings above do not keep it from those.
_PROVIDERS = "/org.openoffice.ucb.Configuration/ContentProviders"
_LOCAL = (
    ("Hierarchy", "vnd.sun.star.hier"), ("File", "file"), ("Package", "vnd.sun.star.pkg"), ("Package", "vnd.sun.star.zip"),
    ("Expand", "vnd.sun.star.expand"), ("TransientDocuments", "vnd.sun.star.tdoc"), ("Extension", "vnd.sun.star.extension"),
    ("Image", "vnd.libreoffice.image"),
)  # fmt: skip
# No print server is asked for its printers, and no player of films and sounds is there to fetch any.
_ENVIRONMENT = {"SAL_DISABLE_CUPS": "1", "GST_PLUGIN_SYSTEM_PATH_1_0": ""}


def converted(path: Path, limits: Limits | None = None, passwords: Passwords | None = None) -> AnyWorkbook:
    """The workbook as an .xlsx that exists in memory only.  The file itself is never touched.

    A file with a password is not converted, since LibreOffice would have to be given its content on the disk:
    it comes back as it was read.

    Raises Unreadable where LibreOffice is missing, takes too long or cannot do it.
    """
    limits = limits or Limits.chosen()
    kind = foreign_kind(path, limits)
    before = open_workbook(path, limits, passwords) if kind != "xlsb" else None  # says what is wrong with it, better than LibreOffice
    if before is not None and before.locked:
        return before
    program = find_program()
    with tempfile.TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True) as folder:
        given = read_bytes(path, limits)
        data = _run(program, Path(folder), without_outside(given, limits) if kind == "ods" else given, kind or "xls", limits)
    workbook = load(path, data, limits)
    notes = [*(before.notes if before is not None else ()), _CONVERTED]
    if before is not None:
        notes += _differences(before.book, workbook.book)
    workbook.notes = tuple(notes)
    return workbook


_CONVERTED = Text(
    "已由 LibreOffice 转换为 .xlsx 后核算，原文件没有改动。宏不保留，个别格式、控件可能与原表不同，请打开看一眼。",
    "Converted to .xlsx by LibreOffice, then recalculated; the original is unchanged. Macros are dropped, some formatting may differ: have a look.",
)


def libreoffice() -> str | None:
    """The program soffice: what JIXIAO_SOFFICE names, else that of the path or of a usual place; None where there is none."""
    chosen = os.environ.get(PROGRAM_NAME)
    candidates = [chosen] if chosen else ["soffice", "libreoffice", *_USUAL_PLACES]
    return next((place for place in map(shutil.which, candidates) if place), None)


def find_program() -> str:
    """Where LibreOffice is.  Raises Unreadable with a sentence where there is none."""
    found = libreoffice()
    if found is None:
        chosen = os.environ.get(PROGRAM_NAME)
        where = f"（{PROGRAM_NAME} 指的 {chosen} 不存在）" if chosen else ""
        raise unreadable(
            f"转换需要 LibreOffice，这台电脑上没有找到{where}。请从 https://zh-cn.libreoffice.org 下载安装（免费）后再试，"
            f"或用环境变量 {PROGRAM_NAME} 指明 soffice 的位置；也可以用 Excel/WPS 打开，另存为 .xlsx。",
            f"Converting needs LibreOffice, which was not found. Install it from https://www.libreoffice.org (free), or name "
            f"soffice with the environment variable {PROGRAM_NAME}; or save the file as .xlsx in Excel/WPS.",
        )
    return found


# ------------------------------------------------------------ LibreOffice ----


def _profile() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{escape(value)}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    providers = "".join(
        f'<node oor:name="Provider{number}" oor:op="replace"><prop oor:name="ServiceName"><value>com.sun.star.ucb.{service}ContentProvider</value></prop>'
        f'<prop oor:name="URLTemplate"><value>{scheme}</value></prop><prop oor:name="Arguments"><value/></prop></node>'
        for number, (service, scheme) in enumerate(_LOCAL)
    )
    items += (
        f'<item oor:path="{_PROVIDERS}"><node oor:name="Local" oor:op="replace"><node oor:name="SecondaryKeys"><node oor:name="Office" oor:op="replace">'
        f'<node oor:name="ProviderData">{providers}</node></node></node></node></item>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>'
    )


def _run(program: str, folder: Path, data: bytes, kind: str, limits: Limits) -> bytes:
    """Convert in an empty folder: a plain name, nothing beside it, nothing left behind."""
    profile, source, output = folder / "profile", folder / f"workbook.{kind}", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
    source.write_bytes(data)
    command = [
        program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(output), str(source),
    ]  # fmt: skip
    with _process(command, folder) as process:
        try:
            process.wait(limits.convert_seconds)
        except subprocess.TimeoutExpired:
            raise too_large("convert_seconds", limits) from None
    made = output / "workbook.xlsx"
    if not made.is_file():
        raise damaged("LibreOffice 打不开，转换没有成功", "LibreOffice cannot open it; nothing was converted")
    return read_bytes(made, limits)


@contextlib.contextmanager
def _process(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with all its children, whatever happens here."""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        process = subprocess.Popen(  # noqa: S603  # a program that the user installed, and our own words
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, creationflags=flags, env=os.environ | _ENVIRONMENT,
        )  # fmt: skip
    except OSError as error:
        raise unreadable(
            f"LibreOffice 无法启动（{error.strerror}）。请重新安装，或用 Excel/WPS 打开文件，另存为 .xlsx。",
            f"LibreOffice cannot be started ({error.strerror}). Install it again, or save the file as .xlsx.",
        ) from error
    try:
        yield process
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """What ``soffice`` launched must end too: it is a launcher only."""
    if os.name == "nt":
        ending = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(ending, capture_output=True, check=False)  # noqa: S603  # a part of Windows
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# ------------------------------------------------------------- comparison ----


def _differences(before: Book, after: Book) -> list[Text]:
    """A sentence if the conversion has changed what cells say."""
    changed = [ref for one, other in zip(before.grids, after.grids, strict=False) for ref in _changed(one, other)]
    sentences: list[Text] = []
    if changed:
        named = "、".join(f"「{ref.sheet}」{ref.a1}" for ref in changed[:5])
        sentences.append(Text(
            f"转换后有 {len(changed)} 个单元格的值与原文件不同（{named}{' 等' if len(changed) > 5 else ''}），请核对。",
            f"{len(changed)} cells differ from the original after the conversion ({named}): check them.",
        ))  # fmt: skip
    return sentences


def _changed(before: Grid, after: Grid) -> list[Ref]:
    places = sorted(before.cells.keys() | after.cells.keys())
    # Old files store the empty text of a formula as a zero.
    formulas = {place for grid in (before, after) for place, cell in grid.cells.items() if cell.formula is not None}

    def differs(place: tuple[int, int]) -> bool:
        one, other = _value(before, place), _value(after, place)
        return one != other and not (place in formulas and not one and not other)

    return [Ref(before.sheet, *place) for place in places if differs(place)]


def _value(grid: Grid, place: tuple[int, int]) -> object:
    cell = grid.cells.get(place)
    return None if cell is None or cell.kind == "empty" else cell.value


