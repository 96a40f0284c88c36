"""Where a workbook keeps what nobody wrote into a cell: authors, machines, paths; and what cannot be looked into.

For an accountant: 文件属性里的作者、批注人、保存路径；图片、宏、嵌入文件等看不进去的内容.
For a programmer: tables of elements and attributes, and of parts by their names.
"""

from __future__ import annotations

import re

from jixiao.model import Text
from jixiao.workbooks.package import Package
from jixiao.workbooks.workbookxml import WorkbookPart

XML_ENDINGS = (".xml", ".rels", ".vml")

# (element, attribute) → what stands there afterwards; {} is a running number, so that persons stay apart.
EMPTIED: dict[tuple[str, str], str] = {
    ("person", "displayName"): "作者{}",
    ("person", "userId"): "作者{}",
    ("person", "providerId"): "None",
    ("fileSharing", "userName"): "",
    ("absPath", "url"): "",
    ("customWorkbookView", "name"): "视图{}",
    ("header", "userName"): "",
    ("userInfo", "name"): "",
    ("pivotCacheDefinition", "refreshedBy"): "",
}
# (kind of part, element) whose text is emptied.
EMPTIED_TEXTS = frozenset({
    ("core", "creator"), ("core", "lastModifiedBy"), ("app", "Manager"), ("app", "Company"), ("app", "HyperlinkBase"),
    ("custom", "lpwstr"), ("custom", "lpstr"), ("custom", "bstr"), ("comments", "author"),
})
# The author of a legacy comment that stands for a threaded one is its id.
KEPT_AUTHOR = "tc={"
_KINDS = (("core", re.compile("docprops/core", re.IGNORECASE)), ("app", re.compile("docprops/app", re.IGNORECASE)), ("custom", re.compile("docprops/custom", re.IGNORECASE)), ("comments", re.compile(r"(?:^|/)comments[^/]*\.xml$", re.IGNORECASE)))


def anonymous(name: str) -> str:
    """Which kind of part with names of authors this is, "" for any other."""
    return next((kind for kind, pattern in _KINDS if pattern.search(name)), "")


_BLIND = (
    (re.compile(r"vbaproject|\.bin$.*vba", re.IGNORECASE), Text("宏代码", "macros")),
    (re.compile(r"thumbnail", re.IGNORECASE), Text("缩略图（首页的小图）", "thumbnail (a picture of the first page)")),
    (re.compile(r"media/|\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg)$", re.IGNORECASE), Text("图片", "pictures")),
    (re.compile(r"embeddings/|oleobject", re.IGNORECASE), Text("嵌入的文件", "embedded files")),
    (re.compile(r"printersettings", re.IGNORECASE), Text("打印机设置", "printer settings")),
    (re.compile(r"xl/model/", re.IGNORECASE), Text("数据模型", "data model")),
    (re.compile(r".", re.IGNORECASE), Text("其他二进制内容", "other binary content")),
)
_CLEAR_BUT_BLIND = (
    (re.compile(r"connections\.xml$", re.IGNORECASE), Text("数据连接（连接字符串、用户名）", "data connections (connection strings, user names)")),
)


def blind_parts(package: Package) -> dict[Text, int]:
    """What cannot be looked into, or is left as it is on purpose, with the number of parts of each kind."""
    found: dict[Text, int] = {}
    for name in package.entries:
        if name.endswith("/"):
            continue
        table = _CLEAR_BUT_BLIND if name.lower().endswith(XML_ENDINGS) else _BLIND
        kind = next((text for pattern, text in table if pattern.search(name)), None)
        if name.lower().startswith("customxml/") and b"DataMashup" in package.part(name)[:2000]:
            kind = Text("Power Query 查询", "Power Query")
        if kind is not None:
            found[kind] = found.get(kind, 0) + 1
    return found


_HIDDEN_ROW = re.compile(rb"<(?:[\w.-]+:)?row\b[^>]*\shidden=[\"'](?:1|true)")
_HIDDEN_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\b[^>]*\shidden=[\"'](?:1|true)")


def hidden_content(package: Package, workbook: WorkbookPart) -> tuple[list[str], list[tuple[str, int, int]]]:
    """Names of hidden sheets; and (sheet, hidden rows, hidden groups of columns) of the visible ones."""
    sheets = [each.name for each in workbook.sheets if not each.visible]
    within: list[tuple[str, int, int]] = []
    for each in workbook.sheets:
        if each.visible and each.part is not None:
            data = package.xml(each.part)
            rows, columns = len(_HIDDEN_ROW.findall(data)), len(_HIDDEN_COLUMN.findall(data))
            if rows or columns:
                within.append((each.name, rows, columns))
    return sheets, within


def external_links(package: Package) -> int:
    """How many other workbooks this one refers to."""
    return sum(each.kind.startswith("externalLinkPath") for name in package.entries for each in package.relations(name) if name.lower().startswith("xl/externallinks/") and name.lower().endswith(".xml"))


_PLACES = (
    ("xl/comments", Text("批注", "comments")), ("xl/threadedcomments", Text("批注", "comments")),
    ("xl/drawings", Text("图形、文本框", "shapes and text boxes")), ("xl/diagrams", Text("图形、文本框", "shapes and text boxes")),
    ("xl/charts", Text("图表", "charts")), ("xl/pivot", Text("数据透视表", "pivot tables")),
    ("xl/externallinks", Text("外部链接的缓存", "caches of external links")), ("xl/tables", Text("表格的列名", "columns of tables")),
    ("xl/revisions", Text("修订记录", "revision log")), ("docprops", Text("文档属性", "document properties")),
    ("customxml", Text("自定义 XML", "custom XML")), ("xl/workbook.xml", Text("名称定义", "defined names")),
)


def place_of(name: str) -> Text:
    """What an accountant calls a part."""
    lower = name.lower()
    if lower.endswith(".rels"):
        return Text("超链接", "hyperlinks")
    if lower.startswith("xl/worksheets"):
        return Text("页眉页脚、数据有效性、链接提示", "headers and footers, validations, tips of links")
    return next((text for start, text in _PLACES if lower.startswith(start)), Text(name, name))
