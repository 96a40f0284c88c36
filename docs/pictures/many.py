"""Makes the pictures of roll-up, review and comparison in docs/指南.md: `PYTHONPATH=. python docs/pictures/many.py [FOLDER]`.

A thousand invented workbooks (the same for everybody: seed 7) are rolled up; the workbook is shown by LibreOffice, the web
page by a Chromium of 1366×768.  The library of 青石县 hands in a first and a second version, for 审核意见 and 两稿对照.
Needs, beside jixiao's own environment of development (`make`): `pip install pillow`, and LibreOffice, poppler, Chromium with
its driver (Debian: libreoffice-calc poppler-utils chromium-driver fonts-noto-cjk).  In a FOLDER that is named, what is there
already is used again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from benchmarks.folder import Wish, generate
from build import CORRECTED, INDICATORS, OF_THE_YEAR, PROFILE, TARGET, run, store, type_in
from PIL import Image, ImageChops
from tests.browser import Browser, chromium

SEEN = (1366, 768)
FIRST_PAGE = 'pdf:calc_pdf_Export:{"PageRange":{"type":"string","value":"1"},"ExportNotes":{"type":"boolean","value":"false"}}'
MARGIN = 12


def on_paper(name: str, book: Path, footer: float = 0.94) -> None:
    """The first printed page of a workbook, without its margins and what stands below ``footer``, a share of its height."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", PROFILE, "--headless", "--convert-to", FIRST_PAGE, "--outdir", folder, str(book)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        pdf = Path(folder, book.with_suffix(".pdf").name)
        subprocess.run(["pdftoppm", "-png", "-r", "150", "-singlefile", str(pdf), str(pdf.with_suffix(""))], check=True)
        image = Image.open(pdf.with_suffix(".png")).convert("RGB")
    image = image.crop((0, 0, image.width, round(image.height * footer)))
    left, upper, right, lower = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox() or (0, 0, *image.size)
    store(name, image.crop((max(0, left - MARGIN), max(0, upper - MARGIN), right + MARGIN, min(image.height, lower + MARGIN))))


def on_screen(name: str, browser: Browser, element: str = "", lower: int = SEEN[1]) -> None:
    """What somebody sees who has opened the page and gone to one element of it; ``lower``: where the picture ends."""
    if element:
        # Below the bar that stays in view.
        browser.run("scrollTo(0, document.querySelector(arguments[0]).getBoundingClientRect().top + scrollY - 52)", element)
    time.sleep(0.5)
    image = Image.open(BytesIO(browser.driver.get_screenshot_as_png())).convert("RGB")
    store(name, image.crop((0, 0, image.width, lower)))


def wide(browser: Browser) -> Browser:
    """The window, so that the page has exactly the size of a small office screen."""
    outside = browser.run("return outerHeight - innerHeight")
    browser.driver.set_window_size(SEEN[0], SEEN[1] + outside)
    return browser


def roll_up() -> None:
    """A thousand workbooks, and what the command makes of them."""
    if not Path("上报").exists():
        generate(Path("上报"), 1000, Wish(7), bad=True, jobs=os.cpu_count() or 1)
    if not Path("汇总.xlsx").exists():
        run("rollup", "上报", "-o", "汇总.xlsx", "--html", "汇总.html", "--force")
    on_paper("rollup-overview.png", Path("汇总.xlsx"))


def two_drafts() -> None:
    """The library's self-evaluation as it was handed in, and as it came back."""
    if Path("修改稿.xlsx").exists():
        return
    target = Path("目标表.xlsx")
    run("new", "mof-project-target", "--year", "2025", "--rows", "2", "-o", str(target))
    rows = {f"{column}{row}": value for row, values in INDICATORS.items() for column, value in zip("DEFGH", values, strict=True)}
    type_in(target, TARGET | rows | {"G11": "%", "H25": 10})
    for name, typed in (("报送稿.xlsx", OF_THE_YEAR), ("修改稿.xlsx", OF_THE_YEAR | CORRECTED | {"J13": 9.17})):
        run("carry", str(target), "--to", "自评", "-o", name)
        type_in(Path(name), typed)


def main() -> None:
    """Everything, in a folder of its own or the one that is named."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(sys.argv[1] if len(sys.argv) > 1 else folder)
        roll_up()
        two_drafts()
        run("review", "报送稿.xlsx", "-o", "退回", "--force")
        on_paper("review.png", next(Path("退回").glob("*.xlsx")))
        run("diff", "报送稿.xlsx", "修改稿.xlsx")
        run("diff", "报送稿.xlsx", "修改稿.xlsx", "--format", "html", "-o", "对照.html")
        with tempfile.TemporaryDirectory() as profile, chromium(profile, *SEEN) as opened:
            browser = wide(opened)
            browser.open(Path("汇总.html").absolute())
            on_screen("rollup-page.png", browser)
            on_screen("rollup-scatter.png", browser, "#b-ratescore", 560)
            on_screen("rollup-lost.png", browser, "#b-lostmap")
            on_screen("rollup-anomalies.png", browser, "#p7")
            on_screen("rollup-two-levels.png", browser, "#b-two_levels_against")
            browser.open(Path("对照.html").absolute())
            on_screen("diff.png", browser)
        os.chdir("/")  # Windows cannot remove the folder that it is in


if __name__ == "__main__":
    main()
