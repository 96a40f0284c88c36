"""What somebody wrote into a cell, a sheet's name or a file's name stays a text, wherever it goes out again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from jixiao.workbooks import Workbook, open_workbook
from tests.hostile.making import book, rows_xml, sheet
from tests.workbooks.samples import parts, sheet_xml
from tests.workbooks.test_other_files import by_libreoffice

FORMULAS = (
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1:9/","得分")', "+1+1", "-2+3", "@SUM(1+1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "－2+3", "＠SUM(1)", "=1+1", "==1", '="x"',
)  # fmt: skip
MARKUP = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</td></table><iframe src=//127.0.0.1>", '<a href="javascript:alert(1)">x</a>', "&lt;b&gt;", "' onmouseover='x", "<!--", "]]>")
SIGNS = ("[red]红[/red]", "[link=http://127.0.0.1:9]链[/link]", "[/]", "[bold", "\\[x]", "\x1b[31m红", "\x1b]8;;http://127.0.0.1:9\x07链\x1b]8;;\x07", "\x07\x08\x9b2J", "\u202e倒", "\u2066隔", "\r盖住")
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def coded(text: str) -> str:
    """A text as a cell stores it: control characters escaped as Excel does."""
    return re.sub(r"[\x00-\x08\x0b-\x1f]", lambda found: f"_x{ord(found.group()):04X}_", text)


def workbook(folder: Path, words: tuple[str, ...], name: str = "表.xlsx", sheet_name: str = "表 1") -> Path:
    """An evaluation in which every field that a report may quote says such words, each row wrong."""
    rows = []
    for index, word in enumerate(map(coded, words)):
        rows.append(("产出指标", "数量指标", word, word, "", 1, 9, word))
        rows.append(("产出指标", "质量指标", f"走访{index}次{word}", "≥10家", f"1x{word}", word, word, word))
    members = parts(sheet(rows, title=f"项目支出绩效自评表{coded(words[0])}"))
    quoted = sheet_name.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    members["xl/workbook.xml"] = str(members["xl/workbook.xml"]).replace('name="表 1"', f'name="{quoted}"')
    return book(folder, members, name)


def jixiao(*arguments: str | Path, folder: Path, codes: tuple[int, ...] = (0, 1)) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)], cwd=folder, capture_output=True, text=True, errors="surrogateescape", timeout=300, check=False,
        env={**os.environ, "JIXIAO_LANG": "zh"},
    )  # fmt: skip
    assert done.returncode in codes, done.stdout + done.stderr
    return done


# ------------------------------------------------------------------ sheets ----


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formulas")
    path = workbook(folder, FORMULAS, sheet_name="=cmd|' C calc'!A0")
    jixiao("recalc", path, "-o", folder / "out", "--fail-on", "never", folder=folder)
    return folder / "out" / path.name


def test_the_findings_sheet_holds_no_formula_and_no_link_out_of_the_workbook(checked: Path) -> None:
    with zipfile.ZipFile(checked) as archive:
        added = archive.read(max(each for each in archive.namelist() if each.startswith("xl/worksheets/sheet"))).decode()
        related = [each for each in archive.namelist() if each.endswith(".rels")]
        assert not any(b'TargetMode="External"' in archive.read(each) for each in related)
    assert "指纹" not in added  # shared texts only
    assert "<f" not in added
    links = re.findall(r"<hyperlink [^>]*>", added)
    assert links
    assert all("location=" in each and "r:id" not in each for each in links)


def test_every_text_like_a_formula_is_quoted_in_the_findings_sheet(checked: Path) -> None:
    opened = open_workbook(checked)
    assert isinstance(opened, Workbook)
    assert opened.findings_sheet is not None
    cells = [cell for row in openpyxl.load_workbook(checked)[opened.findings_sheet].iter_rows() for cell in row if isinstance(cell.value, str)]
    alike = [cell for cell in cells if re.match(r"[=+\-@＝＋－＠\t\r]|_x00(09|0D)_", cell.value)]
    assert {cell.value.strip() for cell in alike} >= {each for each in FORMULAS if each[0] not in "\t\r"}
    assert all(cell.quotePrefix and cell.data_type == "s" for cell in alike), [cell.value for cell in alike if not cell.quotePrefix]


@pytest.mark.libreoffice
def test_libreoffice_sees_texts_and_no_formula_in_the_findings_sheet(checked: Path, tmp_path: Path) -> None:
    read = openpyxl.load_workbook(by_libreoffice(checked, "ods", tmp_path) and by_libreoffice(tmp_path / f"{checked.stem}.ods", "xlsx", tmp_path))
    ours = read.worksheets[-1]
    kinds = {cell.data_type for row in ours.iter_rows() for cell in row}
    assert "f" not in kinds
    assert any(str(cell.value).startswith("=cmd") for row in ours.iter_rows() for cell in row)


def test_a_carried_table_holds_the_texts_as_texts(tmp_path: Path) -> None:
    rows = [("产出指标", "数量指标", coded(word) + "走访", "≥10家", 10) for word in FORMULAS]
    head = [("项目支出绩效目标表",), ("（2024年度）",), ("项目名称", None, "=1+1"), ("一级指标", "二级指标", "三级指标", "指标值", "分值")]
    path = book(tmp_path, parts(sheet_xml(rows_xml([*head, *rows]))))
    out = tmp_path / "自评.xlsx"
    jixiao("carry", path, "--to", "self-evaluation", "-o", out, folder=tmp_path)
    read = openpyxl.load_workbook(out)
    carried = {cell.value: cell for each in read for row in each.iter_rows() for cell in row if isinstance(cell.value, str) and cell.value.endswith("走访")}
    assert carried.keys() == {f"{word.strip()}走访" for word in FORMULAS}
    for value, cell in carried.items():
        assert cell.data_type == "s"
        assert cell.quotePrefix or unicodedata.normalize("NFKC", value[0]) not in "=+-@\t\r"


# -------------------------------------------------------------------- html ----


class _Page(HTMLParser):
    """Which elements and attributes a page really has."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        about = dict(attrs)
        if about.get("http-equiv") == "Content-Security-Policy":
            self.policy = about["content"] or ""


def test_a_page_has_no_element_that_a_cell_or_a_file_brought(tmp_path: Path) -> None:
    path = workbook(tmp_path, (*MARKUP, *SIGNS), name="<img src=x onerror=alert(1)>&lt;.xlsx", sheet_name="<b>\"'&")
    jixiao("check", path, "--format", "html", "-o", tmp_path / "a.html", folder=tmp_path)
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    page = _Page()
    page.feed(text)
    assert page.tags <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td"}
    assert page.attributes <= {"lang", "charset", "http-equiv", "content", "class"}
    assert page.policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    assert "alert(1)" in text
    assert not STEERING.search(text)


# ---------------------------------------------------------------- terminal ----


@pytest.mark.parametrize("command", ["check", "recalc"])
def test_nothing_in_a_cell_or_a_name_steers_the_terminal(command: str, tmp_path: Path) -> None:
    path = workbook(tmp_path, SIGNS, name="[red]\x1b[31m\u202e表.xlsx", sheet_name="[bold]甲[-bold]")
    (tmp_path / "\x1b]0;x\x07坏[red].xlsx").write_bytes(b"PK")
    broken = workbook(tmp_path, SIGNS, name="b.xlsx")
    with zipfile.ZipFile(broken, "a") as archive:
        archive.writestr("../\x1b[31m[red]\u202ea.xml", "x")
    done = jixiao(command, path, broken, tmp_path / "\x1b]0;x\x07坏[red].xlsx", "--all", folder=tmp_path, codes=(4,))
    for said in (done.stdout, done.stderr):
        assert not STEERING.search(said), STEERING.search(said)
    assert "[red]红[/red]" in done.stdout
    assert "[link=http://127.0.0.1:9]链[/link]" in done.stdout


# ------------------------------------------------------------ other formats ----


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode here")
@pytest.mark.parametrize("kind", ["json", "jsonl", "sarif", "html", "text"])
def test_every_format_is_utf_8_whatever_the_file_is_called(kind: str, tmp_path: Path) -> None:
    path = workbook(tmp_path, (*FORMULAS, *MARKUP, *SIGNS))
    path = path.rename(tmp_path / os.fsdecode(b"\xff\xfe\xe8\xa1.xlsx"))
    arguments = [os.fsencode(each) for each in (sys.executable, "-m", "jixiao", "check", str(path), "--format", kind, "-o", str(tmp_path / "out"))]
    done = subprocess.run(arguments, capture_output=True, timeout=300, check=False, env={**os.environ, "JIXIAO_LANG": "zh"})
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    text = (tmp_path / "out").read_bytes().decode("utf-8")
    if kind in {"json", "sarif"}:
        assert json.loads(text)
    if kind == "jsonl":
        assert len([json.loads(line) for line in text.splitlines()]) == 2
