"""The child process that opens PDF files, so that a hostile one harms nobody.

For an accountant: 坏的 PDF 最多让这个小进程退出，不影响其他文件.
For a programmer: the only module that knows the PDF library; signs and rulings go to `pages`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from jixiao.documents.exchange import Answer, pack
from jixiao.documents.pages import Page, Pages, read_page
from jixiao.documents.print_lines import Sign, known
from jixiao.documents.refusals import no_text_layer
from jixiao.documents.ruling import Ruling
from jixiao.model import Text
from jixiao.workbooks.children import serve
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.unreadable import Unreadable, damaged

# Points: a rectangle thinner than this is a line.
_THIN = 3.0
_SLANTED = 0.2
# The share of a page that a picture of the whole page takes at least.
_WHOLE = 0.8


def main(order_text: str) -> int:
    """Read from standard input, answer on standard output."""
    return serve(order_text, lambda data, _, limits, passwords: pack(read(data, limits, passwords)))


def read(data: bytes, limits: Limits, passwords: Sequence[str] = ()) -> Answer:
    """Read a PDF; a refusal is part of the answer."""
    import pdfplumber  # noqa: PLC0415  # there are machines without it
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    for index, spelling in [(None, ""), *((number, each) for number, password in enumerate(passwords) for each in _spellings(password))]:
        try:
            return _answer(pdfplumber.open(io.BytesIO(data), password=spelling), limits, index)
        except Unreadable as error:
            return Answer(refusal=error.text)
        except MemoryError:
            raise
        except PdfminerException as error:
            cause = error.args[0] if error.args else error
            if not isinstance(cause, PDFPasswordIncorrect | UnicodeError):
                return Answer(refusal=_ENCRYPTED if isinstance(cause, PDFEncryptionError) else _broken(error))
        except Exception as error:  # noqa: BLE001  # whatever a broken file brings down in a library, it is broken
            return Answer(refusal=_broken(error))
    return Answer(locked=True)


def _spellings(password: str) -> Iterator[str]:
    """A password as the library takes it: files of older kinds know bytes only, and Chinese programs wrote theirs in two ways."""
    yield password
    if not password.isascii():
        for encoding in ("utf-8", "gb18030"):
            yield password.encode(encoding, "replace").decode("latin-1")


_ENCRYPTED = Text(
    "这个 PDF 用了不能识别的加密方式，读不出来。请用 PDF 软件打开，打印或另存为没有密码的 PDF 后再试。",
    "This PDF is encrypted in a way that is not known. Open it, and print or save it as a PDF without a password.",
)


def _broken(error: Exception) -> Text:
    return damaged("PDF 的内部结构不对", f"the PDF is not sound: {type(error).__name__}").text


def _answer(pdf: Any, limits: Limits, opened_with: int | None) -> Answer:
    if not pdf.pages:
        raise damaged("PDF 里没有页", "the PDF has no pages")
    limits.bound("document_pages", len(pdf.pages))
    pages = Pages()
    signs = 0
    for number, source in enumerate(pdf.pages, 1):
        page = Page(number, float(source.width), float(source.height))
        upright = [_sign(each) for each in source.chars if not _is_slanted(each)]
        pages.slanted = pages.slanted or len(upright) < len(source.chars)
        signs += len(upright)
        limits.bound("characters", signs)
        across, down = _rulings(source)
        read_page(page, upright, across, down)
        page.pictured = any(_share(each, source) > _WHOLE for each in source.images)
        pages.pages.append(page)
        source.close()
    if all(page.is_blank for page in pages.pages):
        return Answer(refusal=no_text_layer(len(pages.pages)).text)
    blocks, notes = pages.document()
    return Answer(blocks, notes, opened_with=opened_with)


def _sign(char: dict[str, Any]) -> Sign:
    return Sign(known(char["text"]), float(char["x0"]), float(char["x1"]), float(char["top"]), float(char["bottom"]), float(char["size"]))


def _is_slanted(char: dict[str, Any]) -> bool:
    a, b, *_ = char["matrix"]
    return bool(min(abs(a), abs(b)) > _SLANTED * max(abs(a), abs(b)))


def _share(image: dict[str, Any], page: Any) -> float:
    return float((image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) / (page.width * page.height or 1))


def _rulings(page: Any) -> tuple[list[Ruling], list[Ruling]]:
    """The horizontal and the vertical lines of a page."""
    across: list[Ruling] = []
    down: list[Ruling] = []
    for x0, top, x1, bottom in _strokes(page):
        if bottom - top <= _THIN and x1 - x0 > bottom - top:
            across.append(Ruling((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= _THIN:
            down.append(Ruling((x0 + x1) / 2, top, bottom))
    return across, down


def _strokes(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """Lines, thin rectangles, and the sides of larger ones that are drawn and not only filled."""
    for each in page.lines:
        yield float(each["x0"]), float(each["top"]), float(each["x1"]), float(each["bottom"])
    for each in (*page.rects, *page.curves):
        x0, top, x1, bottom = (float(each[side]) for side in ("x0", "top", "x1", "bottom"))
        if min(x1 - x0, bottom - top) <= _THIN:
            yield x0, top, x1, bottom
        elif each.get("stroke") and each["object_type"] == "rect":
            yield from ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom))
        elif each.get("stroke"):
            points = each["pts"]
            for (ax, ay), (bx, by) in pairwise(points):
                yield float(min(ax, bx)), float(min(ay, by)), float(max(ax, bx)), float(max(ay, by))
