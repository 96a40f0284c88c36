"""The add-in's VBA that is made and not written: a procedure per command, a function per worksheet function.

For an accountant: 功能区按钮和 JX 函数怎样接到程序上.  For a programmer: sources are ASCII with CRLF, as the editor exports
them; the Chinese help of a function is added when the project is built, in the two attributes that Excel itself writes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from jixiao.excel.functions import FUNCTIONS, Function
from jixiao.excel.ribbon import commands, procedure
from jixiao.excel.xlam import BUILT_IN_CATEGORIES

# A simplified Chinese Windows writes its projects in this code page.
CODE_PAGE = 936
_DECLARATION = re.compile(r"^Public Function (\w+)\(.*\r\n", re.MULTILINE)


def generated() -> dict[str, str]:
    """The modules that are made: name → source."""
    return {"JxFunctions": _module("JxFunctions", "worksheet function", map(_wrapper, FUNCTIONS)),
            "JxRibbon": _module("JxRibbon", "command of the ribbon", map(_callback, commands()))}


def _module(name: str, content: str, procedures: Iterable[str]) -> str:
    head = f'Attribute VB_Name = "{name}"\nOption Explicit\n\' Made by addin/build.py, one procedure for every {content}: do not edit.\n'
    return "\n".join((head, *procedures)).replace("\n", "\r\n")


def _callback(command: str) -> str:
    return f'Public Sub {procedure(command)}(control As Object)\n    JxRun "{command}", control.Tag\nEnd Sub\n'


def _wrapper(function: Function) -> str:
    parameters = ", ".join(f"{'Optional ' if argument.optional else ''}ByVal {argument.name} As Variant" for argument in function.args)
    passed = ", ".join(argument.name for argument in function.args)
    return (
        f"Public Function {function.name}({parameters}) As Variant\n"
        f'    {function.name} = JxCall("{function.name}", Array({passed}))\n'
        "End Function\n"
    )


def with_help(source: str, descriptions: Mapping[str, str]) -> str:
    """A module whose functions have, in Chinese, their descriptions (function → text) and our category.

    Excel has a method that sets these (MacroOptions), but refuses it for a hidden workbook, as an add-in is.
    """
    def helped(match: re.Match[str]) -> str:
        name = match[1]
        text = descriptions[name].replace('"', '""')
        return (
            f"{match[0]}"
            f'Attribute {name}.VB_Description = "{text}"\r\n'
            f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n{BUILT_IN_CATEGORIES + 1}"\r\n'
        )

    return _DECLARATION.sub(helped, source)


def project(modules: Mapping[str, str], documents: bytes) -> bytes:
    """A vbaProject.bin, named jixiao: no password, no compiled code, the same bytes for the same sources.

    Args:
        modules: name → source, with its header.
        documents: a workbook without macros; it and its sheets get a module each, under their code names.

    """
    from pyopenvba import ExcelFile  # type: ignore[import-untyped]  # noqa: PLC0415  # a tool of the build alone
    from pyopenvba.cfb import CFB  # type: ignore[import-untyped]  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        path = Path(folder, "documents.xlsm")
        path.write_bytes(documents)
        with ExcelFile(path) as book:
            made = book.add_vba_project()
            length = len(made.dir_raw)
            for old, new in _PROJECT_RECORDS:
                made.dir_raw = _replaced(made.dir_raw, old, new)
            made.dir_modules_offset += len(made.dir_raw) - length
            made.code_page = CODE_PAGE
            for document in made.modules:
                document.dirty = True  # written anew, without the compiled code that came with it
            for name, source in modules.items():
                made.add_module(name, source)
            book.save()
        with ZipFile(path) as package:
            container = CFB.from_bytes(package.read("xl/vbaProject.bin"))
    container.write_stream("PROJECT", _replaced(container.get_stream("PROJECT"), b'Name="VBAProject"', b'Name="jixiao"'))
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", _NOTHING_COMPILED)
    return bytes(container.to_bytes())


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    if data.count(old) != 1:
        raise ValueError(f"{old!r} stands {data.count(old)} times in what pyOpenVBA wrote, expected once")
    return data.replace(old, new)


def _record(number: int, content: bytes) -> bytes:
    """A record of the stream that describes the project (MS-OVBA 2.3.4.2): number, size, content."""
    return struct.pack("<HI", number, len(content)) + content


# pyOpenVBA has no word for the project's name and code page.
_PROJECT_RECORDS = (
    (_record(0x0003, struct.pack("<H", 1252)), _record(0x0003, struct.pack("<H", CODE_PAGE))),
    (_record(0x0004, b"VBAProject"), _record(0x0004, b"jixiao")),
)
# MS-OVBA 2.3.4.1: a project that was written elsewhere has this version and nothing behind it; Excel compiles it.
_NOTHING_COMPILED = bytes.fromhex("CC61 FFFF 00 0000")
