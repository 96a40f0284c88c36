"""jixiao.xlam, put together from text.

For an accountant: Excel 加载项文件.  For a programmer: a package whose members are stored and undated, so that equal sources
give equal bytes.  Reading and changing one needs the standard library alone, building one also pyOpenVBA.

The sheet ``jixiao.conf`` holds the one thing that differs between computers, the interpreter.  xlwings knows more keys
(PYTHONPATH, LICENSE_KEY, CONDA PATH, SHOW CONSOLE and others) and reads those that a sheet lacks from a file beside the
workbook; none of them is here, because the add-in does not use the VBA that reads them (see JxHost.bas).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile, ZipInfo

# Windows' own variable: one private Python for each user, as the portable folder installs it.
INTERPRETER = r"%LOCALAPPDATA%\jixiao\python\pythonw.exe"
# Excel numbers a workbook's own function categories after these.
BUILT_IN_CATEGORIES = 19
# What VBA has to say itself, because Python does not run yet.
TEXTS = {
    "title": "绩效",
    "refused": "工作簿里有名为 jixiao.conf、xlwings.conf 或以 .py 结尾的工作表，它会改变加载项用哪个程序运行，所以没有执行。"
    "请确认这个文件的来源；删掉这张表后再试。",
    "failed": "没有完成：连不上 Python。请在命令行运行 jixiao addin selftest，看看缺什么；单位的安全软件可能不许 Excel 启动别的程序，"
    "那就运行 jixiao attach，从外面执行同样的命令。",
    "unavailable": "错误：绩效函数连不上 Python，请运行 jixiao addin selftest",
}
_SETTINGS, _TEXTS, _PROJECT = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/vbaProject.bin"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_EXTENDED = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def build(sources: Path) -> bytes:
    """The add-in from the folder of its VBA sources; the rest is made from the menu and the functions.

    Raises:
        ImportError: pyOpenVBA is not installed.

    """
    from jixiao.excel.functions import FUNCTIONS  # noqa: PLC0415  # reading an add-in needs none of this
    from jixiao.excel.ribbon import ribbon_xml  # noqa: PLC0415
    from jixiao.excel.vba import generated, project, with_help  # noqa: PLC0415

    written = {path.stem: path.read_bytes().decode("ascii") for path in sorted(sources.glob("*.bas"))}
    modules = written | generated()
    modules["JxFunctions"] = with_help(modules["JxFunctions"], {function.name: function.doc for function in FUNCTIONS})
    arguments = {function.name: [argument.doc for argument in function.args] for function in FUNCTIONS}
    ribbon = ribbon_xml()
    return assemble(project(dict(sorted(modules.items())), assemble(b"", ribbon, arguments)), ribbon, arguments)


def assemble(vba_project: bytes, ribbon: str, arguments: Mapping[str, Sequence[str]], interpreter: str = INTERPRETER) -> bytes:
    """The package.

    Args:
        vba_project: xl/vbaProject.bin; empty for a package without one.
        ribbon: customUI.xml.
        arguments: function → the help of its arguments, in their order.
        interpreter: path of pythonw.exe; %LOCALAPPDATA% stands for the folder of that name.

    """
    return _package({
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships({
            "xl/workbook.xml": f"{_OFFICE}/officeDocument",
            "docProps/core.xml": f"{_PACKAGE}/relationships/metadata/core-properties",
            "docProps/app.xml": f"{_OFFICE}/extended-properties",
            "customUI/customUI.xml": "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
        }),
        "customUI/customUI.xml": ribbon,
        "docProps/app.xml": f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Excel</Application></Properties>',
        "docProps/core.xml": (
            f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<dc:title>绩效</dc:title><dc:creator>jixiao</dc:creator><dc:description>计算和检查预算绩效表</dc:description></cp:coreProperties>"
        ),
        "xl/workbook.xml": _workbook(arguments),
        "xl/_rels/workbook.xml.rels": _relationships({
            "worksheets/sheet1.xml": f"{_OFFICE}/worksheet",
            "worksheets/sheet2.xml": f"{_OFFICE}/worksheet",
            "styles.xml": f"{_OFFICE}/styles",
            "vbaProject.bin": "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
        }),
        "xl/styles.xml": (
            f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
            '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>'
        ),
        _SETTINGS: _sheet("JxSettings", {"INTERPRETER_WIN": interpreter}),
        _TEXTS: _sheet("JxTexts", TEXTS),
        _PROJECT: vba_project,
    })


def with_interpreter(xlam: bytes, interpreter: str) -> bytes:
    """The same add-in for another interpreter."""
    return _package(_members(xlam) | {_SETTINGS: _sheet("JxSettings", {"INTERPRETER_WIN": interpreter})})


def read_config(xlam: bytes) -> dict[str, str]:
    """The settings of an add-in: key → value."""
    rows = ET.fromstring(_members(xlam)[_SETTINGS]).iter(f"{{{_MAIN}}}row")  # noqa: S314  # our own file
    return dict([text.text or "" for text in row.iter(f"{{{_MAIN}}}t")] for row in rows)


def _members(xlam: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(xlam)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _package(members: Mapping[str, str | bytes]) -> bytes:
    """A zip in which nothing depends on the computer, the day or the version of zlib."""
    target = io.BytesIO()
    with ZipFile(target, "w") as package:
        for name, content in sorted(members.items()):
            if content:
                member = ZipInfo(name)
                member.create_system = 0
                package.writestr(member, content)
    return target.getvalue()


def _content_types() -> str:
    parts = {
        "xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        _SETTINGS: "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
        _TEXTS: "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
        "xl/styles.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items()) + "</Types>"
    )


def _relationships(kinds: Mapping[str, str]) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>' for number, (target, kind) in enumerate(kinds.items(), 1))
        + "</Relationships>"
    )


def _workbook(arguments: Mapping[str, Sequence[str]]) -> str:
    """The workbook: out of sight, with its own function category and, as Excel itself stores it, the help of arguments."""
    helps = "".join(_argument_help(name, texts) for name, texts in arguments.items())
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr codeName="ThisWorkbook"/>'
        '<bookViews><workbookView visibility="hidden"/></bookViews>'
        '<sheets><sheet name="jixiao.conf" sheetId="1" r:id="rId1"/><sheet name="jixiao.texts" sheetId="2" state="veryHidden" r:id="rId2"/></sheets>'
        f'<functionGroups builtInGroupCount="{BUILT_IN_CATEGORIES}"><functionGroup name={quoteattr(TEXTS["title"])}/></functionGroups>'
        f'<extLst><ext uri="{{8193D73E-4604-4355-AFF4-8A2333D13BE4}}" xmlns:x14="{_EXTENDED}"><x14:definedNames>{helps}</x14:definedNames></ext></extLst></workbook>'
    )


def _argument_help(name: str, texts: Iterable[str]) -> str:
    described = [f'<x14:argumentDescription index="{index}">{escape(text)}</x14:argumentDescription>' for index, text in enumerate(texts)]
    return f'<x14:definedName name={quoteattr(name)}><x14:argumentDescriptions count="{len(described)}">{"".join(described)}</x14:argumentDescriptions></x14:definedName>'


def _sheet(code_name: str, rows: Mapping[str, str]) -> str:
    """A sheet of two columns."""
    cells = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{escape(key)}</t></is></c><c r="B{number}" t="inlineStr"><is><t>{escape(value)}</t></is></c></row>'
        for number, (key, value) in enumerate(rows.items(), 1)
    )
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr codeName="{code_name}"/><sheetData>{cells}</sheetData></worksheet>'
