"""Makes the pictures of docs/指南.md, and prints what the commands of its story say: `python docs/pictures/build.py`.

Needs LibreOffice (`soffice`), poppler (`pdftoppm`), openpyxl and Pillow; Pillow is no dependency of the project, so install
it where you run this. The library of 青石县 is invented; the other workbooks are the published examples of `jixiao demo`.
Excel is played by openpyxl, which types into the cells, and by LibreOffice, which calculates and saves.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import openpyxl
from PIL import Image, ImageChops

HERE = Path(__file__).parent
JIXIAO = os.environ.get("JIXIAO") or shutil.which("jixiao") or str(Path(sys.executable).with_name("jixiao"))
PROFILE = f"-env:UserInstallation={Path(tempfile.gettempdir(), 'lo-guide').as_uri()}"
WIDTH = 1180
LIMIT = 150_000

TARGET = {
    "C3": "图书馆免费开放补助", "C4": "青石县文化和旅游局", "F4": "青石县图书馆", "G5": 80, "D6": 0, "G6": 20,
    "C7": "保障图书馆全年免费开放，办好读者活动，更新馆藏图书，方便群众就近阅读。",
}  # fmt: skip
INDICATORS = {
    9: ("举办读者活动场次", "≥", 120, "场", 10),
    10: ("新购图书册数", "≥", 8000, "册", 10),
    11: ("新书验收合格率", "≥", 98, "次", 10),  # the unit is a slip, put right below
    13: ("图书采购完成时间", "≤", date(2025, 10, 31), "日期", 10),
    15: ("单场活动平均成本", "≤", 3000, "元/场", 10),
    19: ("全年接待读者", "≥", 20, "万人次", 20),
    23: ("读者服务制度", "定性", "健全并执行", None, 10),
    25: ("读者满意度", "≥", 90, "%", 5),  # the weight is a slip, put right below
}
BY_JULY = {
    "G7": 43, "G8": 0, "G9": 12, "K7": 80, "K8": 0, "K9": 20,
    "H12": 38, "I12": 100, "L12": "完全不可能", "H13": 3600, "I13": 8000, "L13": "确定能", "H14": 99, "I14": 99, "L14": "确定能",
    "L15": "确定能", "H16": 2750, "I16": 2850, "L16": "确定能", "H17": 14.5, "I17": 25, "L17": "确定能",
    "H18": "正在修订", "I18": "健全并执行", "L18": "确定能", "H19": 93, "I19": 93, "L19": "确定能",
}  # fmt: skip
REASONS = {"K12": "馆舍修缮，停办两个月；下半年加办。", "K13": "第三批图书7月招标，8月到货。"}
OF_THE_YEAR = {
    "E7": 80, "E8": 0, "E9": 20, "G7": 78, "G8": 0, "G9": 17,
    "G11": "全年免费开放312天，举办读者活动112场，新购图书8200册，接待读者26.5万人次。",
    "H13": 112, "J13": 10, "H14": 8200, "H15": 99.2, "H16": date(2025, 11, 12), "J16": 10,
    "K16": "招标流标，到货推迟；明年提早启动。",
    "H17": 2850, "H18": 26.5, "H19": "达成预期指标", "H20": 88.5,
}  # fmt: skip
CORRECTED = {
    "G11": "全年免费开放312天，举办读者活动110场，新购图书8200册，接待读者26.5万人次。",
    "H13": 110, "K13": "馆舍修缮，停办两个月；明年补办。", "J16": 8, "K20": "周末开放时间偏短；明年延长。",
}  # fmt: skip
EXPLAINED = {  # what is written beside the finding of a cell
    "J13": "见活动台账，共112场。",
    "K20": "漏填，已补。",
    "H18": "新馆5月启用，客流超出预期；明年指标值提高到25万人次。",
}


def run(*arguments: str) -> None:
    """Say what the command says."""
    print("\n$ jixiao", *arguments, flush=True)
    subprocess.run([JIXIAO, *arguments], check=False, env={**os.environ, "COLUMNS": "132"}, stderr=subprocess.STDOUT)


def convert(book: Path, kind: str, folder: Path) -> None:
    """Let LibreOffice write the workbook as another kind."""
    command = ["soffice", PROFILE, "--headless", "--convert-to", kind, "--outdir", str(folder), str(book)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def type_in(book: Path, values: dict[str, object], explained: dict[str, str] | None = None) -> None:
    """Type into the first sheet, and beside the findings; calculate and save as a spreadsheet program does."""
    workbook = openpyxl.load_workbook(book)
    for cell, value in values.items():
        workbook.worksheets[0][cell] = value
    for row in workbook["校验"].iter_rows(min_row=10) if explained else ():
        if row[3].value in (explained or {}):
            row[10].value = (explained or {})[row[3].value]
    workbook.save(book)
    with tempfile.TemporaryDirectory() as folder:
        convert(book, "xlsx:Calc MS Excel 2007 XML", Path(folder))
        shutil.copyfile(Path(folder, book.name), book)


def picture(name: str, book: Path, sheet: str | int, area: str | None = None) -> None:
    """One sheet, or a part of it, on one page without margins, as an indexed PNG."""
    workbook = openpyxl.load_workbook(book)
    shown = workbook[sheet] if isinstance(sheet, str) else workbook.worksheets[sheet]
    for other in [each for each in workbook.worksheets if each is not shown]:
        workbook.remove(other)
    shown.print_title_rows = None
    shown.print_area = area
    shown.oddFooter.center.text = shown.oddFooter.left.text = shown.oddFooter.right.text = None
    shown.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    shown.page_setup.fitToWidth = shown.page_setup.fitToHeight = 1
    shown.page_setup.paperSize = 8
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "page.xlsx")
        workbook.save(copy)
        convert(copy, "pdf", Path(folder))
        subprocess.run(["pdftoppm", "-png", "-r", "150", "-singlefile", str(copy.with_suffix(".pdf")), str(copy.with_suffix(""))], check=True)
        image = Image.open(copy.with_suffix(".png")).convert("RGB")
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    left, top, right, bottom = box or (0, 0, *image.size)
    store(name, image.crop((max(0, left - 12), max(0, top - 12), right + 12, bottom + 12)))


def store(name: str, image: Image.Image, method: Image.Quantize = Image.Quantize.MAXCOVERAGE) -> None:
    """An indexed PNG beside this file, no wider than a page and no heavier than LIMIT."""
    if image.width > WIDTH:
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    for colours in (128, 64, 32):
        image.quantize(colours, method, dither=Image.Dither.NONE).save(HERE / name, optimize=True)
        if (HERE / name).stat().st_size <= LIMIT:
            break
    print(f"{name}: {image.width}×{image.height}, {(HERE / name).stat().st_size // 1000} kB")


def story() -> None:
    """One project from the declaration to the self-evaluation, in the current folder."""
    declaration, monitoring, evaluation = Path("目标表.xlsx"), Path("监控表.xlsx"), Path("自评表.xlsx")
    run("new", "mof-project-target", "--year", "2025", "--rows", "2", "-o", str(declaration))
    type_in(declaration, TARGET | {f"{column}{row}": value for row, values in INDICATORS.items() for column, value in zip("DEFGH", values, strict=True)})
    run("check", str(declaration))
    type_in(declaration, {"G11": "%", "H25": 10})
    run("check", str(declaration))
    picture("declaration.png", declaration, 0)

    run("carry", str(declaration), "--to", "监控", "-o", str(monitoring))
    type_in(monitoring, BY_JULY)
    run("check", str(monitoring))
    run("explain", str(monitoring), "J12")
    type_in(monitoring, REASONS)
    run("check", str(monitoring))
    picture("monitoring.png", monitoring, 0)

    run("carry", str(declaration), "--to", "自评", "-o", str(evaluation))
    picture("carried.png", evaluation, 0)
    type_in(evaluation, OF_THE_YEAR)
    run("check", str(evaluation))
    run("explain", str(evaluation), "J13")
    run("recalc", str(evaluation))
    result = Path("jixiao-out") / evaluation
    picture("self-evaluation.png", result, 0)
    type_in(result, CORRECTED, EXPLAINED)
    run("recalc", str(result), "--in-place", "--all")
    picture("findings-sheet.png", result, "校验")
    run("undo", str(result))
    run("recalc", str(result), "--in-place")
    type_in(result, {})
    run("check", str(result), "--against", str(declaration))
    relaxed = Path("改过的自评表.xlsx")
    shutil.copyfile(result, relaxed)
    type_in(relaxed, {"F20": 88, "I14": 12, "I15": 8})
    run("check", str(relaxed), "--against", str(declaration), "--all")
    run("undo", str(result))


def main() -> None:
    """Everything, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        run("new", "mof-project", "--year", "2025", "--rows", "1", "-o", "空白自评表.xlsx")
        picture("blank.png", Path("空白自评表.xlsx"), 0)
        picture("instructions.png", Path("空白自评表.xlsx"), "填报说明")
        story()
        run("demo", "-o", "out")
        picture("yiyang-findings.png", Path("out/yiyang-2024.xlsx"), "校验", "A1:L18")
        picture("basic-data.png", Path("out/yiyang-2024.xlsx"), "基础数据表")
        picture("carry-over.png", Path("out/yiyang-2024.xlsx"), "收支结转结余情况")
        picture("hengyang-declaration.png", Path("out/hengyang-2023.xlsx"), 0, "A1:I20")
        picture("hengyang-findings.png", Path("out/hengyang-2023.xlsx"), "校验", "A1:L16")
        os.chdir(HERE)


if __name__ == "__main__":
    main()
