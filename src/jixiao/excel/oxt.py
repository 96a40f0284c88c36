"""The LibreOffice extension jixiao.oxt: the JX worksheet functions and the menu 绩效 inside LibreOffice Calc.

For an accountant: 一个 .oxt 文件，双击即可装进 LibreOffice，不用另装 Python.  For a programmer: a zip of one Python component,
of descriptions generated from ``functions`` and ``menu``, and of every package that it needs in pure Python, taken from
where they are installed now; nothing is compiled, nothing is fetched.  The same packages give the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from importlib import metadata, util
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import jixiao
from jixiao.excel.functions import FUNCTIONS, Argument, Function
from jixiao.excel.menu import TAB_LABEL, Button, Group, Menu, groups
from jixiao.model import JixiaoError, Text

IDENTIFIER = "org.jixiao"
# Upper-cased, the first is what a file stores before a function's name: ORG.JIXIAO.ADDIN.JXRATE.
ADDIN_SERVICE, COMMAND_SERVICE = f"{IDENTIFIER}.AddIn", f"{IDENTIFIER}.Commands"
COMPONENT = "jixiao_uno.py"
# What runs inside LibreOffice beside jixiao itself.  python-calamine is compiled, so .xls files are not read there.
_BUNDLED = ("jixiao", "filelock", "lark", "openpyxl", "et_xmlfile", "xlwings")
_PURE = frozenset({".py", ".lark", ".toml"})
# xlwings.pro has another licence; the others are data of the command line.
_LEFT_OUT = (("xlwings", "pro"), ("jixiao", "data"))
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier day

# Older versions were never run.
_MINIMAL_VERSION = "7.4"
_LANGUAGES = ("en-US", "zh-CN")
_DESCRIPTION = {"xmlns": "http://openoffice.org/extensions/description/2006", "xmlns:d": "http://openoffice.org/extensions/description/2006"}
_LIBREOFFICE = {"xmlns:lo": "http://libreoffice.org/extensions/description/2011"}
_MANIFEST = {"xmlns:manifest": "http://openoffice.org/2001/manifest"}
_CONFIGURATION = {"xmlns:oor": "http://openoffice.org/2001/registry"}
_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_TOOLBAR = f"{IDENTIFIER}.toolbar"


def build(target: Path) -> Path:
    """Write the extension.

    Returns:
        ``target``.

    Raises:
        JixiaoError: a package or its licence is not where it was installed.

    """
    members = dict(_members())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(members):
            package.writestr(zipfile.ZipInfo(name, _EARLIEST), members[name], zipfile.ZIP_DEFLATED)
    return target


def _members() -> Iterator[tuple[str, bytes]]:
    """Every file of the extension, by its name inside."""
    texts = {
        "META-INF/manifest.xml": manifest(), "description.xml": description(), "jixiao.idl": interfaces(), "CalcAddIns.xcu": function_texts(),
        "Addons.xcu": menus(), "CalcWindowState.xcu": toolbar_title(), COMPONENT: _component(),
    }
    for name, text in texts.items():
        yield name, text.encode()
    for package in _BUNDLED:
        yield from _sources(package)
        yield from _licences(package)


def _component() -> str:
    package = Path(jixiao.__file__).parent
    for folder in (package / "data" / "addin", package.parents[1] / "addin"):
        if (path := folder / "libreoffice" / COMPONENT).is_file():
            return path.read_text("utf-8")
    raise _incomplete(COMPONENT)


def _sources(package: str) -> Iterator[tuple[str, bytes]]:
    """The files of a package that are text in any Python."""
    found = util.find_spec(package)
    if found is None or found.origin is None:
        raise _incomplete(package)
    folder = Path(found.origin).parent
    for path in folder.rglob("*"):
        inside = (package, *path.relative_to(folder).parts)
        if path.suffix in _PURE and inside[:2] not in _LEFT_OUT:
            yield "/".join(("pythonpath", *inside)), path.read_bytes()


def _licences(package: str) -> Iterator[tuple[str, bytes]]:
    """The licence texts that a package was installed with, but for what is left out."""
    listed = metadata.files(package) or []
    texts = [file for file in listed if ".dist-info" in file.parts[0] and file.name.upper().startswith("LICEN") and "_PRO" not in file.name]
    if not texts:
        raise _incomplete(f"{package} 的许可证")
    for file in texts:
        yield f"licenses/{package}/{file.name}", file.read_binary()


def _incomplete(what: str) -> JixiaoError:
    return JixiaoError(Text(f"安装里缺少 {what}，请重新安装 jixiao。", f"{what} is missing: reinstall jixiao."))


# -------------------------------------------------- what LibreOffice reads ----


def manifest() -> str:
    """What each part of the extension is to LibreOffice; types come first, for the component is made of them."""
    root = Element("manifest:manifest", _MANIFEST)
    for name, kind in (
        ("jixiao.idl", "application/vnd.sun.star.uno-typelibrary;type=RDB"),
        (COMPONENT, "application/vnd.sun.star.uno-component;type=Python"),
        *((f"{each}.xcu", "application/vnd.sun.star.configuration-data") for each in ("CalcAddIns", "Addons", "CalcWindowState")),
    ):
        SubElement(root, "manifest:file-entry", {"manifest:full-path": name, "manifest:media-type": kind})
    return _xml(root)


def description() -> str:
    """Name and version, as the extension manager lists them."""
    root = Element("description", _DESCRIPTION | _LIBREOFFICE)
    SubElement(root, "identifier", value=IDENTIFIER)
    SubElement(root, "version", value=jixiao.__version__)
    needed = {"value": _MINIMAL_VERSION, "d:name": f"LibreOffice {_MINIMAL_VERSION}"}
    SubElement(SubElement(root, "dependencies"), "lo:LibreOffice-minimal-version", needed)
    name = SubElement(root, "display-name")
    for language in _LANGUAGES:
        SubElement(name, "name", lang=language).text = "绩效 jixiao：预算绩效表的核算和检查"
    return _xml(root)


def interfaces() -> str:
    """The interfaces of both services in UNO's IDL, which LibreOffice reads as it is.

    What a function must be given is a range of texts: only so does an empty cell differ from a zero (see ``calc``).  What
    it may be given is ``any``, the only type that may be left out.
    """
    methods = "\n".join(f"    sequence< sequence< any > > {method(each)}({_parameters(each)});" for each in FUNCTIONS)
    return (
        f"module org {{ module jixiao {{\ninterface XFunctions {{\n{methods}\n}};\n"
        "interface XCommands {\n    string perform([in] string command, [in] string argument);\n};\n}; };\n"
    )


def _parameters(function: Function) -> str:
    return ", ".join(f"[in] {'any' if each.optional else 'sequence< sequence< string > >'} {_parameter(each)}" for each in function.args)


def method(function: Function) -> str:
    """The name of a function in the interface."""
    return function.name.lower()


def _parameter(argument: Argument) -> str:
    """An argument's name in the interface: IDL knows no underscores, and has words of its own (module, string, unsigned …)."""
    return "arg" + argument.name.title().replace("_", "")


def function_texts() -> str:
    """CalcAddIns.xcu: names and explanations for the function wizard."""
    root, info = _configuration("CalcAddIns", "AddInInfo")
    listed = _node(_node(info, ADDIN_SERVICE, replace=True), "AddInFunctions")
    for function in FUNCTIONS:
        entry = _node(listed, method(function), replace=True)
        _property(entry, "DisplayName", function.name, translated=True)
        _property(entry, "Description", function.doc, translated=True)
        _property(entry, "Category", "Add-In")
        _property(entry, "CategoryDisplayName", TAB_LABEL, translated=True)
        _property(entry, "CompatibilityName", function.name, translated=True)
        parameters = _node(entry, "Parameters")
        for argument in function.args:
            words = _node(parameters, _parameter(argument), replace=True)
            _property(words, "DisplayName", argument.label, translated=True)
            _property(words, "Description", argument.doc.removeprefix(f"{argument.label}："), translated=True)
    return _xml(root)


def menus() -> str:
    """Addons.xcu: the menu 绩效 with the whole ribbon in it, and a toolbar for the sheet in front."""
    root, parts = _configuration("Addons", "AddonUI")
    menu = _node(_node(parts, "OfficeMenuBar"), f"{IDENTIFIER}.menu", replace=True)
    _property(menu, "Title", TAB_LABEL, translated=True)
    _property(menu, "Context", _SPREADSHEET)
    _entries(_node(menu, "Submenu"), _menu_items(groups()))
    bar = _node(_node(parts, "OfficeToolBar"), _TOOLBAR, replace=True)
    _entries(bar, (item if isinstance(item, Button) else item.entries[0] for item in _on_toolbar()))
    return _xml(root)


def _menu_items(shown: Iterable[Group]) -> Iterator[Button | Menu | None]:
    """What stands in the menu from top to bottom, None for a line between two groups."""
    for number, group in enumerate(shown):
        if number:
            yield None
        yield from group.items


def _on_toolbar() -> Iterator[Button | Menu]:
    """核算 and 校验: what is pressed again and again on one sheet; a menu stands there as its first entry."""
    return (item for group in groups()[:2] for item in group.items)


def _entries(parent: Element, items: Iterable[Button | Menu | None]) -> None:
    for number, item in enumerate(items):
        entry = _node(parent, f"n{number:02}", replace=True)
        if item is None:
            _property(entry, "URL", "private:separator")
            continue
        _property(entry, "Title", item.label, translated=True)
        _property(entry, "Context", _SPREADSHEET)
        if isinstance(item, Menu):
            _entries(_node(entry, "Submenu"), item.entries)
        else:
            _property(entry, "URL", url(item))
            _property(entry, "Target", "_self")


def url(button: Button) -> str:
    """What LibreOffice calls when an entry is chosen: our service, which is given all that follows the first question mark."""
    return f"service:{COMMAND_SERVICE}?{button.command}" + (f"?{button.argument}" if button.argument else "")


def toolbar_title() -> str:
    """CalcWindowState.xcu: without it the toolbar would be called 附加组件 1."""
    root, elements = _configuration("CalcWindowState", "UIElements", package="org.openoffice.Office.UI")
    state = _node(_node(elements, "States"), f"private:resource/toolbar/addon_{_TOOLBAR}", replace=True)
    _property(state, "UIName", TAB_LABEL, translated=True)
    return _xml(root)


def _configuration(name: str, part: str, *, package: str = "org.openoffice.Office") -> tuple[Element, Element]:
    """A piece of LibreOffice's configuration, and the node in it that is filled."""
    root = Element("oor:component-data", _CONFIGURATION | {"oor:name": name, "oor:package": package})
    return root, _node(root, part)


def _node(parent: Element, name: str, *, replace: bool = False) -> Element:
    return SubElement(parent, "node", {"oor:name": name} | ({"oor:op": "replace"} if replace else {}))


def _property(parent: Element, name: str, text: str, *, translated: bool = False) -> None:
    """A text of the configuration; what people read is the same in every language."""
    prop = SubElement(parent, "prop", {"oor:name": name})
    for attributes in [{"xml:lang": language} for language in _LANGUAGES] if translated else [{}]:
        SubElement(prop, "value", attributes).text = text


def _xml(root: Element) -> str:
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
