"""The sheet 导入说明: what was taken over from where, what has to be compared with the document, and what found no place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from jixiao.model import Text
from jixiao.model.documents import Piece
from jixiao.services.blanks.canvas import HEAD, NAME, NAME_LEFT, NOTE, TITLE, Canvas
from jixiao.services.importing.imported import Entry, Imported, ImportedSheet
from jixiao.workbooks.drawing import Look, SheetDrawing
from jixiao.workbooks.findings_sheet import IMPORT_NOTES, SOURCE_PLACE, SURE

_WIDTHS = (7.0, 30.0, 58.0, 24.0, 46.0)
_LEAST = 18
_LINK = NAME_LEFT._replace(colour="0563C1")
_SHEET = NAME_LEFT._replace(bold=True)
_SECTION = Look(size=12, bold=True, border=False, horizontal="left")
_DOUBT = NAME_LEFT._replace(fill="doubt")
# A list of more cells is no longer read by anybody; all of them are in the report as JSON.
_MOST_LISTED = 20_000
_LONGEST = 300


def summary(sheet: ImportedSheet) -> Text:
    """One sentence for a sheet: what it is, and how many cells of it are sure."""
    asked = len(sheet.doubtful)
    form = sheet.form or Text("不合表样", "no form")
    laid = Text("填入空白表", "in the template") if sheet.layout == "template" else Text("按原样排版", "laid out as in the document")
    left = Text(f"，{len(sheet.left)} 处没有位置", f", {len(sheet.left)} without a place") if sheet.left else Text("", "")
    return Text(
        f"“{sheet.name}”：{form.zh}，{laid.zh}；{len(sheet.entries)} 格，其中待核对 {asked} 格{left.zh}。",
        f"“{sheet.name}”: {form.en}, {laid.en}; {len(sheet.entries)} cells, {asked} to be checked{left.en}.",
    )


def loose_text(imported: Imported) -> Text | None:
    """What is to be said of the text outside of tables."""
    count = len(imported.loose)
    if not count:
        return None
    return Text(
        f"表以外的正文 {count} 段没有导入；正文与表是否一致，用 jixiao reconcile 核对。",
        f"{count} paragraphs outside of the tables were not imported; `jixiao reconcile` compares them with the tables.",
    )


class _Page:
    """The sheet while it is drawn."""

    def __init__(self) -> None:
        self.canvas = Canvas(IMPORT_NOTES, _WIDTHS)
        self.links: dict[tuple[int, int], tuple[str, str]] = {}

    def line(self, words: str, look: Look = NOTE) -> None:
        self.canvas.line(words, look, _LEAST)

    def section(self, words: str, *headings: str) -> None:
        self.canvas.next(8)
        self.canvas.line(words, _SECTION, 22)
        for column, heading in enumerate(headings, 1):
            self.canvas.put(column, column, heading, HEAD)
        if headings:
            self.canvas.next(_LEAST)

    def entry(self, number: int, entry: Entry, look: Look, *, short: bool = False) -> None:
        """A cell with its place; ``short`` where the name of its sheet stands above."""
        row = self.canvas.row
        self.canvas.put(1, 1, number, NAME)
        self.canvas.put(2, 2, entry.cell.a1 if short else f"{entry.cell.sheet}!{entry.cell.a1}", _LINK)
        self.links[row, 2] = (entry.cell.sheet, entry.cell.a1)
        self._source(entry.piece, look)
        self.canvas.put(5, 5, entry.doubt.zh or "确定", look)
        self.canvas.next(_LEAST)

    def left(self, number: int, sheet: str, piece: Piece) -> None:
        self.canvas.put(1, 1, number, NAME)
        self.canvas.put(2, 2, sheet or "—", NAME_LEFT)
        self._source(piece, NAME_LEFT)
        self.canvas.put(5, 5, piece.doubt.zh or "表样里没有它的位置", NAME_LEFT)
        self.canvas.next(_LEAST)

    def _source(self, piece: Piece, look: Look) -> None:
        text = piece.text if len(piece.text) <= _LONGEST else piece.text[:_LONGEST] + "……"
        self.canvas.put(3, 3, text, look)
        self.canvas.put(4, 4, piece.place.told.zh, NAME_LEFT)

    def drawing(self) -> SheetDrawing:
        return replace(self.canvas.drawing(), links=self.links, protected=False)


def notes_sheet(imported: Imported, file: str) -> SheetDrawing:
    """The sheet for one document; ``file`` is its name."""
    page = _Page()
    page.canvas.line(IMPORT_NOTES, TITLE, 30)
    page.line(f"本工作簿取自 {file}（SHA-256：{imported.document.sha256 or '—'}）。各格照抄原文，没有改动，也没有补数；原文的差错请用 jixiao check 查。")
    page.line("橙色的格和下面第一节所列的，请逐一对照原文；点“位置”可到该格。")
    for sheet in imported.sheets:
        page.line(summary(sheet).zh)
    loose = loose_text(imported)
    for text in (*imported.said, *(said for sheet in imported.sheets for said in sheet.said), *([loose] if loose else [])):
        page.line(text.zh)
    doubtful = [entry for sheet in imported.sheets for entry in sheet.doubtful]
    page.section(f"一、待核对（{len(doubtful)} 格）", *(("序号", "位置", "原文", SOURCE_PLACE, "为什么") if doubtful else ()))
    for number, entry in enumerate(doubtful, 1):
        page.entry(number, entry, _DOUBT)
    _left_out(page, [*((sheet.name, piece) for sheet in imported.sheets for piece in sheet.left), *(("", piece) for piece in imported.left)])
    _all(page, (entry for sheet in imported.sheets for entry in sheet.entries), sum(len(sheet.entries) for sheet in imported.sheets))
    return page.drawing()


def _left_out(page: _Page, left: Sequence[tuple[str, Piece]]) -> None:
    page.section(f"二、没有放进表里的内容（{len(left)} 处）", *(("序号", "属于", "原文", SOURCE_PLACE, "为什么") if left else ()))
    for number, (sheet, piece) in enumerate(left, 1):
        page.left(number, sheet, piece)


def _all(page: _Page, entries: Iterable[Entry], count: int) -> None:
    listed = min(count, _MOST_LISTED)
    more = f"，这里列出前 {listed} 格，全部见 --format json" if listed < count else ""
    page.section(f"三、全部单元格（{count} 格{more}）", "序号", "位置", "原文", SOURCE_PLACE, SURE)
    before = ""
    for number, entry in zip(range(1, listed + 1), entries, strict=False):
        if entry.cell.sheet != before:
            page.canvas.put(1, page.canvas.last, f"工作表“{entry.cell.sheet}”", _SHEET)
            page.canvas.next(_LEAST)
        before = entry.cell.sheet
        page.entry(number, entry, _DOUBT if entry.doubt.zh else NAME_LEFT, short=True)
