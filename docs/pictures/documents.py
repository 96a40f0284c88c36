"""Makes the pictures of imports and reports in docs/指南.md, and prints what their commands say: `python docs/pictures/documents.py`.

The Word report is the example of `jixiao demo`; the plain text is the example of 衡阳 as a converter would leave it, one row
a line and its cells parted by tabs.  Needs what `build.py` needs, and LibreOffice's Writer.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from build import HERE, PROFILE, run, store
from PIL import Image

EXAMPLES = HERE.parents[1] / "workbooks" / "examples"
MARGIN = 12


def pages(document: Path, wanted: list[int], resolution: int = 70) -> list[Image.Image]:
    """Printed pages of a document or workbook; they count from 1."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["soffice", PROFILE, "--headless", "--convert-to", "pdf", "--outdir", folder, str(document)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run(["pdftoppm", "-png", "-r", str(resolution), str(Path(folder, document.with_suffix(".pdf").name)), str(Path(folder, "p"))], check=True)
        found = sorted(Path(folder).glob("p-*.png"))
        return [Image.open(found[number - 1]).convert("RGB") for number in wanted]


def beside(images: list[Image.Image]) -> Image.Image:
    """Pages side by side, each with a thin frame."""
    gap = MARGIN
    whole = Image.new("RGB", (sum(each.width + gap for each in images) + gap, max(each.height for each in images) + 2 * gap), "#d0d0d0")
    left = gap
    for each in images:
        whole.paste(each, (left, gap))
        left += each.width + gap
    return whole


def as_text(book: Path) -> str:
    """The first sheet as a converter leaves it: merges lost, one row a line."""
    sheet = openpyxl.load_workbook(book).worksheets[0]
    rows = ["\t".join("" if cell is None else str(cell).replace("\n", "") for cell in row) for row in sheet.iter_rows(values_only=True)]
    return "\n".join(row.rstrip("\t") for row in rows)


def main() -> None:
    """Everything, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("申报表.txt").write_text(as_text(EXAMPLES / "hengyang-2023.xlsx"), "utf-8")
        run("import", "申报表.txt", "-o", "declaration.xlsx")
        # A page of the table with doubtful cells, and the first page of 导入说明.
        store("import-doubts.png", beside(pages(Path("declaration.xlsx"), [4, 6], 60)))
        Path("报告.docx").write_bytes((EXAMPLES / "yiyang-2024.docx").read_bytes())
        run("import", "报告.docx", "-o", "tables.xlsx")
        run("recalc", "tables.xlsx")
        run("reconcile", "报告.docx", "jixiao-out/tables.xlsx")
        run("report", "jixiao-out/tables.xlsx", "-o", "report.docx", "--public", "public.docx")
        store("report.png", beside(pages(Path("report.docx"), [2, 4, 9])))
        store("public.png", beside(pages(Path("public.docx"), [1])))
        os.chdir("/")  # Windows cannot remove the folder that it is in


if __name__ == "__main__":
    main()
