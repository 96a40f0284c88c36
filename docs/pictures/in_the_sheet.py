"""Makes the pictures of the add-in in docs/指南.md: `python docs/pictures/in_the_sheet.py`.

A real LibreOffice with the extension in it runs on a screen that nobody sees, its menu is opened with a mouse and a
keyboard, and the screen is photographed.  Needs Xvfb, openbox, xdotool, and LibreOffice with its GTK 3 face and its Chinese
language pack (Debian: xvfb openbox xdotool libreoffice-calc libreoffice-gtk3 libreoffice-l10n-zh-cn fonts-noto-cjk
python3-uno); openpyxl and Pillow beside jixiao, in a Python of python3-uno's version.  The library of 青石县 is invented.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from build import WIDTH, store
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from PIL import Image, ImageGrab

from jixiao.excel import extension, oxt
from jixiao.excel.engines.libreoffice_uno import uno
from jixiao.excel.menu import TAB_LABEL, Button, Menu, groups

HEIGHT = 780
DEADLINE = 60
FONT = "Noto Sans CJK SC"
PIPE = f"jixiao-pictures-{os.getpid()}"
# com.sun.star.accessibility.AccessibleRole and view.DocumentZoomType
MENU_BAR, BY_VALUE = 35, 3

# A table as offices send it round, without formulas and protection; "C3:J3" is merged.
TABLE = {
    "A1:J1": "项目支出绩效自评表", "A2:J2": "（2025年度）",
    "A3:B3": "项目名称", "C3:J3": "图书馆免费开放补助",
    "A4:B4": "主管部门", "C4:E4": "青石县文化和旅游局", "F4:G4": "实施单位", "H4:J4": "青石县图书馆",
    "A5:B8": "项目资金\n（万元）", "C5:D5": None, "E5": "年初预算数", "F5": "全年预算数", "G5": "全年执行数", "H5": "分值", "I5": "执行率", "J5": "得分",
    "C6:D6": "年度资金总额", "E6": 100, "F6": 100, "G6": 95, "H6": 10, "I6": None, "J6": None,
    "C7:D7": "其中：财政拨款", "E7": 80, "F7": 80, "G7": 78, "H7": "—", "I7": None, "J7": "—",
    "C8:D8": "其他资金", "E8": 20, "F8": 20, "G8": 17, "H8": "—", "I8": None, "J8": "—",
    "A9": "一级指标", "B9": "二级指标", "C9:D9": "三级指标", "E9": "年度指标值", "F9": "实际完成值", "G9": "分值", "H9": "得分", "I9:J9": "偏差原因分析及改进措施",
    "A10:A14": "产出指标", "B10:B11": "数量指标", "B12": "质量指标", "B13": "时效指标", "B14": "成本指标",
    "A15:A16": "效益指标", "B15": "社会效益", "B16": "可持续影响", "A17": "满意度指标", "B17": "服务对象",
    "A18:F18": "总分", "G18": 100, "H18": None, "I18:J18": None,
}  # fmt: skip
INDICATORS = (
    ("举办读者活动场次", "≥120场", "112场", 10, 10, None),  # typed by hand; it is worth 9.33
    ("新购图书册数", "≥8000册", "8200册", 10, None, None),
    ("新书验收合格率", "≥98%", "99.2%", 10, None, None),
    ("图书采购完成时间", "2025年10月31日前", "2025年11月12日", 10, 10, "招标流标，到货推迟。"),  # late: a person has to decide
    ("单场活动平均成本", "≤3000元", "2850元", 10, None, None),
    ("全年接待读者", "≥20万人次", "26.5万人次", 20, None, None),
    ("读者服务制度", "健全并执行", "达成预期指标", 10, None, None),
    ("读者满意度", "≥90%", "88.5%", 10, None, None),
)
PLACES = ("C{0}:D{0}", "E{0}", "F{0}", "G{0}", "H{0}", "I{0}:J{0}")
HEADINGS = {"E5", "F5", "G5", "H5", "I5", "J5", "A9", "B9", "C9:D9", "E9", "F9", "G9", "H9", "I9:J9", "A18:F18"}
TITLES = {"A1:J1": 16, "A2:J2": 10.5}
WIDTHS = (11, 12, 10, 10, 18, 17, 11, 10, 11, 16)

# The indicators of docs/函数.md, and one array formula for each further column.
ROWS = (
    ("三级指标", "指标方向", "指标值", "计量单位", "完成值", "分值", "评分标准", "得分", "完成率", "为什么"),
    ("走访企业", "≥", 10, "家", 12, 20, None),
    ("抽检批次", None, "≥550批次", None, 475, 20, None),
    ("办理时限", None, "15天以内", None, 17, 20, "每超过1天扣2分，扣完为止"),
    ("营商环境", "定性", "不断提升", None, "较好", 10, None),
    ("群众满意度", None, "≥90%", None, 0.925, 20, None),
)
FORMULAS = {
    "J2:J6": "=JXWHY(C2:C6;E2:E6;F2:F6;G2:G6;B2:B6;D2:D6;;A2:A6)",
    "I2:I6": "=JXCOMPLETION(C2:C6;E2:E6;B2:B6;D2:D6;;A2:A6)",
    "H2:H6": "=JXSCORE(C2:C6;E2:E6;F2:F6;G2:G6;B2:B6;D2:D6;;A2:A6)",
}
COLUMNS = (11, 9, 11, 9, 7, 6, 14, 20, 9, 29)

LINE = Side(style="thin")
GRID = Border(LINE, LINE, LINE, LINE)


def table(path: Path) -> None:
    """The self-evaluation as an accountant has typed it."""
    places = TABLE | {
        place.format(row): value
        for row, values in enumerate(INDICATORS, 10) for place, value in zip(PLACES, values, strict=True)
    }
    book = Workbook()
    sheet = book.active
    sheet.title = "自评表"
    for area, value in places.items():
        cells = [cell for row in sheet[area] for cell in row] if ":" in area else [sheet[area]]
        for cell in cells:
            cell.border = Border() if area in TITLES else GRID
        cells[0].value = value
        cells[0].font = Font(FONT, TITLES.get(area, 10), bold=area in HEADINGS or area == "A1:J1")
        cells[0].alignment = Alignment("center", "center", wrap_text=True)
        if ":" in area:
            sheet.merge_cells(area)
    for row in (6, 7, 8):
        sheet[f"I{row}"].number_format = "0.00%"
    for column, width in zip("ABCDEFGHIJ", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for row in range(1, 19):
        sheet.row_dimensions[row].height = 30 if row == 1 else 21
    book.save(path)


def own_sheet(path: Path) -> None:
    """The indicators of docs/函数.md in somebody's own sheet, the last three columns still empty."""
    book = Workbook()
    sheet = book.active
    sheet.title = "测算"
    for row in ROWS:
        sheet.append(row)
    for row in sheet["A1:J6"]:
        for cell in row:
            cell.font, cell.border = Font(FONT, 10, bold=cell.row == 1), GRID
            cell.alignment = Alignment("left" if cell.column_letter in "GHJ" and cell.row > 1 else "center", "center", wrap_text=True)
            if cell.row == 1:
                cell.fill = PatternFill("solid", fgColor="DDEBF7")
    sheet["E6"].number_format = "0.0%"
    for column, width in zip("ABCDEFGHIJ", COLUMNS, strict=True):
        sheet.column_dimensions[column].width = width
    for row in range(2, 7):
        sheet.row_dimensions[row].height = 60
        sheet[f"I{row}"].number_format = "0.00%"
    book.save(path)


def settings(profile: Path, config: Path) -> None:
    """Menus in Chinese, in letters that have Chinese; no tip of the day."""
    (config / "gtk-3.0").mkdir(parents=True)
    (config / "gtk-3.0" / "settings.ini").write_text(f"[Settings]\ngtk-font-name={FONT} 10\n", "utf-8")
    wanted = (
        ("/org.openoffice.Office.Linguistic/General", "UILocale", "zh-CN"),
        ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "zh-CN"),
        ("/org.openoffice.Office.Common/Misc", "ShowTipOfTheDay", "false"),
    )
    items = "".join(f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>' for path, name, value in wanted)
    file = profile / "user" / "registrymodifications.xcu"
    file.write_text(file.read_text("utf-8").replace("</oor:items>", f"{items}</oor:items>"), "utf-8")


def until(what: Callable[[], Any]) -> Any:
    """Ask again until there is an answer."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        with contextlib.suppress(Exception):
            if answer := what():
                return answer
        time.sleep(0.2)
    raise TimeoutError(what)


@contextlib.contextmanager
def running(*command: str, **options: Any) -> Iterator[None]:
    """A program that is ended with all that it started."""
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


@contextlib.contextmanager
def screen() -> Iterator[None]:
    """A screen that nobody sees, with a window manager."""
    reading, writing = os.pipe()
    with running("Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", pass_fds=(writing,)):
        os.environ["DISPLAY"] = f":{os.read(reading, 9).decode().strip()}"
        with running("openbox"):
            yield


class Window:
    """LibreOffice's window, as somebody sits before it."""

    def __init__(self, *command: str) -> None:
        self.command = command
        here = uno().getComponentContext()
        resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
        context = until(lambda: resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext"))
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)

    def open(self, path: Path) -> Any:
        """Show a workbook, without the sidebar.

        The running LibreOffice is told by another one, as by a double click; loaded over the connection, GTK may wait for
        itself and never end.
        """
        subprocess.run([*self.command, str(path)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.document = until(lambda: self._in_front(path.as_uri()))
        self.frame = self.document.CurrentController.Frame
        self.settled()
        if self.document.CurrentController.getSidebar().isVisible():
            self.do("key", "ctrl+F5")
        return self.document

    def _in_front(self, url: str) -> Any:
        shown = self.desktop.CurrentComponent
        return shown if url == shown.URL else None

    def show(self, sheet: str, cell: str, zoom: int = 100) -> None:
        """Bring a cell into sight."""
        controller = self.document.CurrentController
        controller.setActiveSheet(self.document.Sheets[sheet])
        controller.ZoomType, controller.ZoomValue = BY_VALUE, zoom
        controller.select(self.document.Sheets[sheet][cell])

    def menu(self, *labels: str) -> None:
        """Open the menu 绩效 and go to an entry, as with a mouse and the arrow keys."""
        bar = next(child for child in self._children(self.frame.ContainerWindow.getAccessibleContext()) if child.getAccessibleRole() == MENU_BAR)
        ours = next(child for child in self._children(bar) if child.getAccessibleName().startswith(TAB_LABEL))
        place, size = ours.getLocationOnScreen(), ours.getSize()
        self.do("mousemove", place.X + size.Width // 2, place.Y + size.Height // 2, "click", 1)
        self.settled()
        entries: Sequence[Button | Menu] = [item for group in groups() for item in group.items]
        self.do("key", "Down")
        for label in labels:
            at = next(number for number, entry in enumerate(entries) if entry.label == label)
            for _ in range(at):
                self.do("key", "Down")
            if isinstance(entry := entries[at], Menu):
                self.do("key", "Right")
                entries = entry.entries
        self.do("mousemove", WIDTH - 200, HEIGHT - 8)
        self.settled()

    def press(self, *labels: str) -> None:
        """Choose an entry, and wait for its message."""
        self.menu(*labels)
        self.do("key", "Return")
        until(self._boxes)
        self.settled()

    def agree(self) -> None:
        """Close the message."""
        self.do("key", "Return")
        until(lambda: not self._boxes())
        self.settled()

    def _boxes(self) -> str:
        return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{TAB_LABEL}$"], capture_output=True, text=True, check=False).stdout

    def settled(self) -> Image.Image:
        """The screen, once nothing moves on it any more."""
        seen = [ImageGrab.grab(xdisplay=os.environ["DISPLAY"])]

        def still() -> bool:
            time.sleep(0.6)
            seen.append(ImageGrab.grab(xdisplay=os.environ["DISPLAY"]))
            return seen[-1].tobytes() == seen[-2].tobytes()

        until(still)
        return seen[-1]

    @staticmethod
    def do(*what: object) -> None:
        """Mouse and keys."""
        subprocess.run(["xdotool", *map(str, what)], check=True)

    @staticmethod
    def _children(context: Any) -> list[Any]:
        return [context.getAccessibleChild(number).getAccessibleContext() for number in range(context.getAccessibleChildCount())]


def keep(name: str, image: Image.Image) -> None:
    """Store a picture in which all greys stay grey."""
    store(name, image, Image.Quantize.MEDIANCUT)


def take(window: Window, folder: Path) -> None:
    """All pictures."""
    table(folder / "自评表.xlsx")
    window.open(folder / "自评表.xlsx")
    window.show("自评表", "H10")
    window.menu("计算", "计算本表")
    keep("sheet-menu.png", window.settled())
    window.do("key", "Escape", "Escape", "Escape")
    for label in (("识别表样",), ("计算", "计算本表")):
        window.press(*label)
        window.agree()
    keep("sheet-calculated.png", window.settled())
    window.press("校验")
    window.agree()
    window.press("下一条")
    keep("sheet-next.png", window.settled())
    window.agree()
    window.show("校验", "K10", 80)
    keep("sheet-findings.png", window.settled())
    window.show("自评表", "H10")
    window.press("为什么")
    window.agree()
    window.do("key", "ctrl+F1")  # shows the note, as holding the mouse over the cell does
    keep("sheet-why.png", window.settled())
    own_sheet(folder / "测算.xlsx")
    opened = window.open(folder / "测算.xlsx")
    for area, formula in FORMULAS.items():
        opened.Sheets[0][area].setArrayFormula(formula)
    window.show("测算", "H2")
    keep("sheet-functions.png", window.settled().crop((0, 0, WIDTH, 640)))


def main() -> None:
    """A LibreOffice of its own, which leaves nothing behind."""
    with tempfile.TemporaryDirectory() as place, screen():
        folder = Path(place)
        profile, config = folder / "profile", folder / "config"
        extension.install(oxt.build(folder / "jixiao.oxt"), profile=profile)
        settings(profile, config)
        own = {"HOME": place, "XDG_CONFIG_HOME": str(config), "XDG_STATE_HOME": str(folder / "state"), "SAL_USE_VCLPLUGIN": "gtk3"}
        os.environ |= own
        office = ("soffice", f"-env:UserInstallation={profile.as_uri()}", "--norestore", "--nologo", "--nofirststartwizard")
        with running(*office, "--nodefault", f"--accept=pipe,name={PIPE};urp;"):
            take(Window(*office), folder)


if __name__ == "__main__":
    main()
