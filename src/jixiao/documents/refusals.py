"""What is no document that can be read: one sentence each, with what to do next."""

from __future__ import annotations

import re

from jixiao.model import Text
from jixiao.workbooks.compound import MAGIC, Compound, CompoundError
from jixiao.workbooks.package import Package
from jixiao.workbooks.unreadable import Unreadable, unreadable

_WORKBOOK = Text(
    "这是工作簿，不是文档，不用导入：请直接用 jixiao check 检查，或用 jixiao recalc 核算。",
    "This is a workbook, not a document: nothing has to be imported. Use jixiao check or jixiao recalc on it.",
)
_SAVE_AS_DOCX = Text("请用 Word/WPS 打开，另存为 .docx 后再试。", "Open it in Word/WPS and save it as .docx.")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_PAGE = re.compile(r"\s*(<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*)*+<(!doctype\s+html|html|head|body|meta|table|div|p|h[1-6]|title)\b", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"<(table|html|body|tr|td)\b", re.IGNORECASE)
# What is turned in sentences that were made for workbooks.
_TURNED = (
    (re.compile("这不是 .xlsx 工作簿（文件开头不是 Excel 格式）"), "这不是能读取的文档"), (re.compile("Excel/WPS"), "Word/WPS"),
    (re.compile("（文件—信息—保护工作簿）"), "（文件—信息—保护文档）"), (re.compile("是文件夹，不是工作簿"), "是文件夹，不是文档"),
    (re.compile("能在 Excel 里打开"), "能在 Word 里打开"), (re.compile("请在 Excel 里"), "请在 Word 里"),
    (re.compile("（Excel 加载项里没有这个选项：设环境变量 [^）]*）"), ""), (re.compile(r"请选择(其中的)? ?\.xlsx 文件"), "请选择 .docx、.html、.pdf 或 .txt 文件"),
    (re.compile("另存为 .xlsx"), "另存为 .docx"), (re.compile("工作簿"), "文档"),
)  # fmt: skip
_TURNED_ENGLISH = (
    (re.compile("Excel/WPS"), "Word/WPS"), (re.compile(r" \(in Excel: set [^)]*\)"), ""), (re.compile(r"an \.xlsx file"), "a .docx, .html, .pdf or .txt file"),
    (re.compile(r"\.xlsx"), ".docx"), (re.compile("workbook"), "document"), (re.compile(r"\bExcel\b"), "Word"),
)  # fmt: skip


def worded(text: Text) -> Text:
    """A sentence that was made for workbooks, of documents; those made here are left as they are."""
    if text == _WORKBOOK:
        return text
    zh, en = text
    for pattern, words in _TURNED:
        zh = pattern.sub(words, zh)
    for pattern, words in _TURNED_ENGLISH:
        en = pattern.sub(words, en)
    return Text(zh, en)


def is_page(data: bytes) -> bool:
    """Whether bytes are a web page."""
    head = _text_of(data[:65_536])
    return bool(_PAGE.match(head.lstrip("\ufeff"))) or len(_MARKUP.findall(head[:16_384])) >= 3


def refuse_bytes(data: bytes) -> None:
    """Raises Unreadable where bytes are neither a package, a PDF, a page nor a text."""
    if not data:
        raise unreadable(
            "文件是空的（0 字节），可能没有下载或保存完整，请重新获取。",
            "The file is empty (0 bytes); it was probably not downloaded or saved completely. Get it again.",
        )
    if data.startswith(MAGIC):
        raise _of_old_office(data)
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP":
        raise unreadable(
            "这是图片，没有可以读取的文字。请先做文字识别（OCR）存成 .docx 或带文字的 PDF，或找到原来的电子文档再导入。",
            "This is a picture without text. Recognise its text first (OCR), or find the document that it was made from.",
        )
    if data.startswith(_ARCHIVES):
        raise unreadable("这是压缩包。请先解压，再选择其中的文档。", "This is a compressed archive. Unpack it first and choose a document in it.")
    head = _text_of(data[:4096]).lstrip("\ufeff \t\r\n")
    told = _of_text(head)
    if told is not None:
        raise Unreadable(Text(f"这是{told.zh}，不能直接读取。{_SAVE_AS_DOCX.zh}", f"This is {told.en}. {_SAVE_AS_DOCX.en}"))
    if "urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise Unreadable(_WORKBOOK)


def _of_text(head: str) -> Text | None:
    if head.startswith("{\\rtf"):
        return Text(" RTF 文档", "an RTF document")
    if re.match(r"(MIME-Version|From|Content-Type|Snapshot-Content-Location):", head, re.IGNORECASE) and "multipart/related" in head:
        return Text("单个文件网页（.mht）", "a single-file web page (.mht)")
    if "schemas.microsoft.com/office/word/2003/wordml" in head or "schemas.microsoft.com/office/2006/xmlPackage" in head:
        return Text(" XML 格式的 Word 文档", "a Word document in XML")
    return None


def _of_old_office(data: bytes) -> Unreadable:
    try:
        names = Compound(data).names()
    except CompoundError:
        names = set()
    if names & {"workbook", "book"}:
        return Unreadable(_WORKBOOK)
    if "worddocument" in names or "WordDocument".encode("utf-16-le") in data:
        return unreadable(
            f"这是旧版 Word 文档（.doc）或 WPS 文字文档（.wps），不能直接读取。{_SAVE_AS_DOCX.zh}",
            f"This is an old Word document (.doc) or one of WPS (.wps). {_SAVE_AS_DOCX.en}",
        )
    return unreadable(
        f"这是旧版 Office 文件（OLE2），里面找不到完好的文档，可能已损坏。{_SAVE_AS_DOCX.zh}",
        f"This is an old Office file (OLE2) without a sound document in it; it may be damaged. {_SAVE_AS_DOCX.en}",
    )


def refuse_package(package: Package) -> Unreadable:
    """The sentence for a zip that holds no Word document."""
    if package.find("xl/workbook.xml") or package.find("xl/workbook.bin"):
        return Unreadable(_WORKBOOK)
    if package.find("ppt/presentation.xml"):
        return unreadable("这是 PowerPoint 演示文稿，不是文档。请选择 .docx、.html、.pdf 或 .txt 文件。", "This is a PowerPoint file, no document.")
    mimetype = package.find("mimetype")
    said = package.part(mimetype).strip() if mimetype is not None else b""
    if said.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return Unreadable(_WORKBOOK)
    if b"opendocument" in said:
        return unreadable(f"这是 OpenDocument 文档（.odt），不能直接读取。{_SAVE_AS_DOCX.zh}", f"This is an OpenDocument text (.odt). {_SAVE_AS_DOCX.en}")
    if said.startswith(b"application/epub"):
        return unreadable("这是电子书（.epub），不能读取。请找到原来的 .docx 或 PDF。", "This is an e-book (.epub). Find the .docx or PDF that it was made from.")
    return unreadable(
        "这是一个压缩包，但里面没有 Word 文档。若是打包的多个文件，请先解压，再选择其中的文档；若是 .ofd，请另存为 PDF 后再试。",
        "This is a zip archive without a Word document in it. If it holds several files, unpack it first; save an .ofd as PDF.",
    )


def no_text_layer(pages: int) -> Unreadable:
    """The sentence for a PDF of nothing but pictures."""
    return unreadable(
        f"这个 PDF 共 {pages} 页，没有文字层（多半是扫描件），读不出内容。请先做文字识别（OCR），或找到原来的 Word/Excel 文件再导入。",
        f"This PDF of {pages} pages has no text layer (it was probably scanned). Recognise its text first (OCR), or find the Word or Excel file.",
    )


def _text_of(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8", "replace") if b"charset" not in head else head.decode("latin-1")
