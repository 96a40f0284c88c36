"""Why a file cannot be read, in a sentence that says what to do next.

For an accountant: "这是旧版 .xls，请另存为 .xlsx" instead of a traceback.
For a programmer: the one exception of reading, and a look at the first bytes of whatever is not a workbook.
"""

from __future__ import annotations

from jixiao.model import JixiaoError, Text


class Unreadable(JixiaoError):  # noqa: N818  (the name says what the file is)
    """The file cannot be read as a workbook; the text says why and what to do."""


class NoPassword(Unreadable):
    """Nobody has given the password that the workbook opens with."""


def unreadable(zh: str, en: str) -> Unreadable:
    """An `Unreadable` with its sentence in both languages."""
    return Unreadable(Text(zh, en))


def damaged(detail_zh: str, detail_en: str) -> Unreadable:
    """The package is broken in a way that a fresh copy may cure."""
    return unreadable(
        f"文件已损坏（{detail_zh}）。请用 Excel/WPS 打开并另存一份，或向提供者重新索取。",
        f"The file is damaged ({detail_en}). Open it in Excel/WPS and save a copy, or ask for it again.",
    )


_SAVE_AS = ("请用 Excel/WPS 打开，另存为 .xlsx 后再试。", "Open it in Excel/WPS and save it as .xlsx.")


def describe_password() -> Unreadable:
    """The sentence for a workbook that asks for a password."""
    return unreadable(
        "工作簿设有打开密码，无法读取。请在 Excel/WPS 里取消打开密码（文件—信息—保护工作簿）后再试。",
        "The workbook has a password for opening. Remove it in Excel/WPS and try again.",
    )


def describe_foreign(data: bytes) -> Unreadable:
    """The sentence for bytes that are not a zip package at all."""
    if not data:
        return unreadable(
            "文件是空的（0 字节），可能没有下载或保存完整，请重新获取。",
            "The file is empty (0 bytes); it was probably not downloaded or saved completely. Get it again.",
        )
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _describe_ole(data)
    if data.startswith(b"PK"):
        return unreadable(
            "文件不完整（压缩包被截断），可能没有下载或复制完整，请重新获取。",
            "The file is incomplete (truncated zip); it was probably not copied completely. Get it again.",
        )
    kind = _describe_text(data)
    if kind:
        zh, en = kind
        return unreadable(
            f"这不是 Excel 工作簿，而像是{zh}，只是扩展名写成了表格。{_SAVE_AS[0]}",
            f"This is not an Excel workbook; it looks like {en}. {_SAVE_AS[1]}",
        )
    return unreadable(
        f"这不是 .xlsx 工作簿（文件开头不是 Excel 格式）。{_SAVE_AS[0]}",
        f"This is not an .xlsx workbook. {_SAVE_AS[1]}",
    )


def _describe_ole(data: bytes) -> Unreadable:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return describe_password()
    if "WordDocument".encode("utf-16-le") in data:
        return unreadable(
            "这是 Word 文档，不是工作簿。请选择 .xlsx 文件。",
            "This is a Word document, not a workbook. Choose an .xlsx file.",
        )
    return unreadable(
        f"这是旧版 Office 文件（OLE2），但里面找不到完好的工作簿，可能已损坏。{_SAVE_AS[0]}",
        f"This is an old Office file (OLE2) without a sound workbook in it; it may be damaged. {_SAVE_AS[1]}",
    )


def _describe_text(data: bytes) -> tuple[str, str] | None:
    head = data[:4096]
    if head.startswith(b"%PDF"):
        return "PDF 文件", "a PDF file"
    if head.startswith(b"{\\rtf"):
        return "RTF 文档", "an RTF document"
    if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return "压缩包（请先解压）", "a compressed archive (unpack it first)"
    text = _decode_head(head)
    if text is None:
        return None
    lowered = text.lstrip("\ufeff \r\n\t").lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in lowered or "<workbook" in lowered:
        return "“XML 电子表格 2003”", "an “XML Spreadsheet 2003” file"
    if lowered.startswith(("<!doctype html", "<html", "<table", "<meta", "<head")) or "<table" in lowered:
        return "网页（HTML）表格", "an HTML table"
    if lowered.startswith("<"):
        return "XML 文本", "an XML text"
    if lowered.startswith(("{", "[")):
        return "JSON 文本", "a JSON text"
    return "文本文件（如 CSV）", "a text file (such as CSV)"


def _decode_head(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if b"\0" in head:
        return None
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end inside a character
            try:
                return head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None
