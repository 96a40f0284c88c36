"""A workbook by mail names a file of this computer: the conversion does not put it into what it writes."""

import struct
import subprocess
import zipfile
import zlib

import pytest

from jixiao.workbooks import Limits
from jixiao.workbooks.convert import converted
from jixiao.workbooks.enclosed import without_outside
from tests.supply.documents import calling_ods


def picture():
    """A sound PNG of one pixel."""
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0\x12\x34\x56")) + chunk(b"IEND", b"")


def pictures(names):
    return [name for name in names if name.startswith("xl/media/")]


def members(data):
    with zipfile.ZipFile(data) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.libreoffice
def test_a_local_picture_that_a_workbook_names_stays_at_home(tmp_path):
    (tmp_path / "home").mkdir()
    for name in ("picture.png", "fill.png", "background.png"):
        (tmp_path / "home" / name).write_bytes(picture())
    source = calling_ods(tmp_path / "a.ods", (tmp_path / "home").as_uri())
    book = converted(source)
    assert book.book.grids[0].cells[6, 1].text == "1"
    assert pictures(book.package.entries) == []
    # The same file makes an unguarded LibreOffice take it along: the test can fail.
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    assert pictures(members(tmp_path / "a.xlsx"))


def test_only_what_leads_out_is_emptied(tmp_path):
    source = calling_ods(tmp_path / "a.ods", "file:///srv/x&amp;y")
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    inside = (
        b'<draw:image xlink:href="Pictures/1.png"/><draw:image xlink:href=\'./Pictures/1.png\'/><draw:object xlink:href="./Object%201"/>'
        b'<draw:object xlink:href="#a.A1"/><text:a xlink:href="https://example.org/a">x</text:a>'
    )
    outside = b'<draw:image xlink:href="../1.png"/><draw:image xlink:href="Pictures/2.png"/><draw:image xlink:href="\\\\server\\share\\1.png"/>'
    parts["content.xml"] = parts["content.xml"].replace(b"<table:shapes>", b"<table:shapes>" + inside + outside)
    parts |= {"Pictures/1.png": picture(), "Object 1/content.xml": b"<a/>"}
    with zipfile.ZipFile(source, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    cleaned = tmp_path / "b.ods"
    cleaned.write_bytes(without_outside(source.read_bytes(), Limits()))
    after = members(cleaned)
    content = after["content.xml"]
    assert inside in content
    assert b'<draw:image xlink:href=""/><draw:image xlink:href=""/><draw:image xlink:href=""/>' in content
    assert b'xlink:href="file:' not in b"".join(after.values())
    assert after["Pictures/1.png"] == picture()
    assert without_outside(cleaned.read_bytes(), Limits()) == cleaned.read_bytes()
