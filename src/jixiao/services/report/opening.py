"""Opens a Word document that somebody else has made: a template, or the report of last time.

For an accountant: 带宏的、引用外部文件的、损坏的文档不用，会说明原因.
For a programmer: the package is vetted as a workbook's is (limits, paths, DOCTYPE), then what could act or fetch is refused;
the attached template, which nearly every office document names, is taken out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from jixiao.model import Text
from jixiao.reports.word.controls import Element, roots
from jixiao.reports.word.template import packed
from jixiao.workbooks import Limits, Unreadable, cause
from jixiao.workbooks.compound import MAGIC
from jixiao.workbooks.package import Package, read_package, relations_name

_SAVE_AS = ("请用 Word/WPS 打开，另存为 .docx 后再试。", "Open it in Word/WPS and save it as .docx.")
_ACTING = {"vbaProject": "宏", "control": "ActiveX 控件", "oleObject": "嵌入的对象", "package": "嵌入的文件", "aFChunk": "嵌入的文档", "subDocument": "子文档"}
_HARMLESS_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_FETCHING = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|EMBED|MACROBUTTON|AUTOTEXT|DATABASE|RD)\b", re.IGNORECASE)


def _refused(path: Path, zh: str, en: str) -> Unreadable:
    return Unreadable(Text(f"{path.name} 不能用作报告的底稿：{zh}", f"{path.name} cannot be used for the report: {en}"))


def _read(path: Path, limits: Limits) -> bytes:
    try:
        if not path.is_file():
            raise _refused(path, "文件不存在，或不是文件。请检查路径。", "there is no such file.")
        if path.stat().st_size > limits.file_bytes:
            limits.bound("file_bytes", path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise _refused(path, f"读不出来（{cause(error)}）。请检查权限。", f"it cannot be read ({error.strerror}).") from error


def _package(path: Path, data: bytes, limits: Limits) -> Package:
    if data.startswith(MAGIC):
        raise _refused(path, f"它是旧版 .doc，或设有打开密码。{_SAVE_AS[0]}", f"it is an old .doc or has a password. {_SAVE_AS[1]}")
    if not data.startswith(b"PK"):
        raise _refused(path, f"它不是 Word 文档。{_SAVE_AS[0]}", f"it is no Word document. {_SAVE_AS[1]}")
    try:
        return read_package(data, limits)
    except Unreadable as error:
        raise _refused(path, error.text.zh, error.text.en) from error


def _kind(path: Path, types: str) -> None:
    if "macroEnabled" in types or "vbaProject" in types:
        raise _refused(path, f"它带有宏。{_SAVE_AS[0]}", f"it holds macros. {_SAVE_AS[1]}")
    if "wordprocessingml.document.main+xml" not in types and "wordprocessingml.template.main+xml" not in types:
        raise _refused(path, f"它不是 Word 文档。{_SAVE_AS[0]}", f"it is no Word document. {_SAVE_AS[1]}")


def _vetted(path: Path, package: Package) -> dict[str, bytes]:
    """All parts, without the attached template.  Raises Unreadable for what could act or fetch."""
    found = package.find("[Content_Types].xml")
    types = package.xml(found).decode("utf-8", "replace") if found else ""
    _kind(path, types)
    parts = {name: package.part(name) for name in package.entries if not name.endswith("/")}
    for name in parts:
        if name.endswith(".rels") or package.find(relations_name(name)) is None:
            continue
        for relation in package.relations(name):
            if relation.kind in _ACTING:
                what = _ACTING[relation.kind]
                raise _refused(path, f"里面有{what}。请删去{what}后再试。", f"it holds {relation.kind}.")
            if relation.external and relation.kind == "attachedTemplate":
                _forget(parts, package, name, relation.id)
            elif relation.external and not (relation.kind == "hyperlink" and _HARMLESS_LINK.match(relation.target)):
                raise _refused(
                    path, f"它引用了外部文件（{relation.target[:60]}）。请在 Word 里断开链接，把内容放进文档后再试。", f"it refers to something outside ({relation.kind})."
                )
    return parts


def _forget(parts: dict[str, bytes], package: Package, name: str, key: str) -> None:
    """Take the attached template out: the relation, and the element that names it."""
    relations = package.find(relations_name(name))
    assert relations is not None
    parts[relations] = _without(parts[relations], lambda each: each.get("Id") == key)
    parts[name] = _without(parts[name], lambda each: str(each.tag).endswith("}attachedTemplate"))


def _without(part: bytes, unwanted: Callable[[Element], bool]) -> bytes:
    """A part without some of its elements."""
    root: Element = parse_xml(part)
    for each in [found for found in root.iter() if unwanted(found)]:
        each.getparent().remove(each)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def open_base(path: Path) -> Document:
    """A document that may be filled.  Raises Unreadable with a sentence for any that may not."""
    limits = Limits.chosen()
    package = _package(path, _read(path, limits), limits)
    try:
        parts = _vetted(path, package)
    except (Unreadable, etree.XMLSyntaxError) as error:
        if isinstance(error, Unreadable) and error.text.zh.startswith(path.name):
            raise
        raise _refused(path, f"文件已损坏。{_SAVE_AS[0]}", f"it is damaged. {_SAVE_AS[1]}") from error
    return opened(parts, path)


def _fields(document: Document) -> str:
    """The codes of all fields; a code may be split over several runs, and fields may follow one another."""
    codes = [each.text or "" for root in roots(document) for each in root.iter(qn("w:instrText"))]
    simple = [each.get(qn("w:instr"), "") for root in roots(document) for each in root.iter(qn("w:fldSimple"))]
    return " ".join((*codes, "".join(codes), *simple))


def _touch(document: Document) -> None:
    """Look at whatever is going to be needed, so that a part that is not what it says is told now."""
    sound = document.styles.element is not None and document.core_properties.title is not None and document.element.body is not None
    if any(relation.reltype.endswith("/comments") for relation in document.part.rels.values()):
        sound = all(comment.author is not None and comment.comment_id >= 0 for comment in document.comments) and sound
    if not sound:
        raise ValueError(document)


def opened(parts: dict[str, bytes], path: Path) -> Document:
    """The document of vetted parts.  Raises Unreadable where they do not make one."""
    types = parts.get("[Content_Types].xml", b"").replace(b"wordprocessingml.template.main+xml", b"wordprocessingml.document.main+xml")
    try:
        document = docx.Document(io.BytesIO(packed(parts | {"[Content_Types].xml": types})))
        fields = _fields(document)
        _touch(document)
    except Exception as error:  # the library meets whatever people have on their disks
        raise _refused(path, f"文件已损坏（{type(error).__name__}）。{_SAVE_AS[0]}", f"it is damaged ({type(error).__name__}). {_SAVE_AS[1]}") from error
    fetching = _FETCHING.search(fields)
    if fetching is not None:
        raise _refused(path, f"里面有会取外部内容的域（{fetching[1].upper()}）。请在 Word 里按 Ctrl+Shift+F9 把域变成文字后再试。", f"it has a field that fetches ({fetching[1].upper()}).")
    return document
