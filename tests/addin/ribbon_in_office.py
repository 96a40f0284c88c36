"""The add-in in a real LibreOffice, its buttons pressed as Excel presses them: the procedure of onAction, the tag in a control."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from jixiao.excel import xlam
from jixiao.excel.ribbon import NAMESPACE

HERE = Path(__file__).parent
ADDIN = HERE.parents[1] / "addin"
RECORDING, TO_THE_EXTENSION = HERE / "JxHost_recording.bas", HERE / "JxHost_libreoffice.bas"
_TOLD = 3  # column D of jixiao.texts, where the hosts of tests answer
_ALWAYS_RUN = 4


class Entry(NamedTuple):
    """What can be pressed: id, label, the VBA procedure and the tag that it finds."""

    name: str
    label: str
    action: str
    tag: str


def entries(package: bytes) -> list[Entry]:
    """Every button of the ribbon inside an xlam."""
    with ZipFile(io.BytesIO(package)) as members:
        root = ET.fromstring(members.read("customUI/customUI.xml"))
    return [Entry(each.get("id"), each.get("label"), each.get("onAction"), each.get("tag", "")) for each in root.iter(f"{{{NAMESPACE}}}button")]


def with_host(host: Path, folder: Path) -> Path:
    """The add-in with another JxHost, all other modules as they ship."""
    sources = folder / "vba"
    shutil.copytree(ADDIN / "vba", sources)
    shutil.copy(host, sources / "JxHost.bas")
    made = folder / "jixiao.xlam"
    made.write_bytes(xlam.build(sources))
    return made


class RibbonInOffice:
    """An add-in that is open in an office.

    Attributes:
        entries: what can be pressed.
    """

    def __init__(self, office, path: Path):
        self.office = office
        self.entries = entries(path.read_bytes())
        self.document = office.open(path, FilterName="Calc MS Excel 2007 VBA XML", MacroExecutionMode=_ALWAYS_RUN)

    def press(self, entry: Entry):
        """Press a button, on the document in front."""
        control = self.office.service("com.sun.star.form.component.CommandButton")
        control.Tag = entry.tag
        self.call(entry.action, control)

    def call(self, procedure: str, *arguments):
        """Run a VBA procedure, written Module.Procedure; gives what it returns."""
        script = self.document.getScriptProvider().getScript(f"vnd.sun.star.script:jixiao.{procedure}?language=Basic&location=document")
        return script.invoke(arguments, (), ())[0]

    def told(self, count: int = 1) -> list[str]:
        """What the host wrote down, then forgotten."""
        cells = [self.document.Sheets.getByName("jixiao.texts").getCellByPosition(_TOLD + index, 0) for index in range(count)]
        texts = [cell.String for cell in cells]
        for cell in cells:
            cell.String = ""
        return texts
