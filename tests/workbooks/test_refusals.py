"""Files that are not opened, each with a sentence that says what to do."""

from __future__ import annotations

import os
import re
import struct
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from jixiao.model import JixiaoError
from jixiao.workbooks import Limits, Unreadable, choose_limits, limits_page, open_workbook
from jixiao.workbooks.limits import limits_table, too_large

from .samples import build, parts, sheet_xml

ONE = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        ("单位,得分\n甲,95\n".encode("gb18030"), "文本文件"),
        ("<html><table><tr><td>得分</td></tr></table></html>".encode(), "HTML"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML 电子表格 2003"),
        (b"%PDF-1.7\n", "PDF"),
        (OLE + "Workbook".encode("utf-16-le"), "另存为 .xlsx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (OLE + "WordDocument".encode("utf-16-le"), "Word"),
        (b"\x00\x01\x02\x03" * 50, "不是 .xlsx"),
        (b"PK\x03\x04" + b"\0" * 50, "不完整"),
    ],
)
def test_bytes_that_are_no_package_are_named(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=says):
        open_workbook(path)


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}, "不是表格"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, "没有工作表"),
        ({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "x"}, ".xlsb"),
        ({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}, ".docx"),
        ({"a.txt": "x"}, "没有工作簿"),
    ],
)
def test_other_packages_are_named(tmp_path: Path, members: dict[str, str | bytes], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        open_workbook(build(tmp_path / "a.xlsx", members))


def test_a_missing_file_and_a_folder_are_said_apart(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="找不到"):
        open_workbook(tmp_path / "无.xlsx")
    with pytest.raises(Unreadable, match="文件夹"):
        open_workbook(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_said(tmp_path: Path) -> None:
    path = build(tmp_path / "a.xlsx", parts(ONE))
    path.chmod(0)
    with pytest.raises(Unreadable, match="权限"):
        open_workbook(path)


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95, 0.999])
def test_a_truncated_file_is_incomplete(tmp_path: Path, share: float) -> None:
    path = build(tmp_path / "a.xlsx", parts(ONE))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(Unreadable, match="不完整"):
        open_workbook(path)


def test_a_changed_byte_in_a_part_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts(ONE).items():
            archive.writestr(name, content)
    path.write_bytes(path.read_bytes().replace(b"<v>1</v>", b"<v>2</v>"))
    with pytest.raises(Unreadable, match="校验和"):
        open_workbook(path)


@pytest.mark.parametrize(
    "name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "docProps/app.xml", "xl/drawings/vml1.vml"]
)
def test_a_doctype_in_any_part_is_refused(tmp_path: Path, name: str) -> None:
    members = parts(ONE)
    members[name] = '<!-- x --><!DOCTYPE a [<!ENTITY e "boo">]>' + str(members.get(name, "<a/>"))
    with pytest.raises(Unreadable, match="DOCTYPE"):
        open_workbook(build(tmp_path / "a.xlsx", members))


def test_a_doctype_in_utf_16_is_refused_too(tmp_path: Path) -> None:
    members = parts(ONE)
    members["customXml/item1.xml"] = "<!DOCTYPE a><a/>".encode("utf-16")
    with pytest.raises(Unreadable, match="DOCTYPE"):
        open_workbook(build(tmp_path / "a.xlsx", members))


@pytest.mark.parametrize("name", ["../evil.xml", "xl/../../evil.xml", "/abs.xml", "C:/evil.xml", "..\\evil.xml"])
def test_unsafe_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable, match="不安全"):
        open_workbook(build(tmp_path / "a.xlsx", {**parts(ONE), name: "x"}))


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    path = build(tmp_path / "a.xlsx", parts(ONE))
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/Worksheets/sheet1.xml", ONE.replace("1</v>", "2</v>"))
    with pytest.raises(Unreadable, match="同名"):
        open_workbook(path)


def test_a_bomb_is_refused_before_it_is_inflated(tmp_path: Path) -> None:
    bomb = sheet_xml("<row/>" + " " * 30_000_000)
    with pytest.raises(Unreadable, match="压缩比"):
        open_workbook(build(tmp_path / "a.xlsx", parts(bomb)))


def test_a_member_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    path = build(tmp_path / "a.xlsx", parts(sheet_xml("<row/>" * 5000)))
    data = bytearray(path.read_bytes())
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<L", data, at + 24, 100)
    path.write_bytes(data)
    with pytest.raises(Unreadable, match="大小或校验和"):
        open_workbook(path)


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    path = build(tmp_path / "a.xlsx", {**parts(ONE), "a.bin": b"0" * 500, "b.bin": b"0" * 500})
    data = bytearray(path.read_bytes())
    at = data.rfind(b"a.bin") - 46
    (packed,) = struct.unpack_from("<L", data, at + 20)
    struct.pack_into("<L", data, at + 20, packed + 20)
    path.write_bytes(data)
    with pytest.raises(Unreadable, match="重叠"):
        open_workbook(path)


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = build(tmp_path / "a.xlsx", parts(ONE))
    data = bytearray(path.read_bytes())
    at = data.rfind(b"xl/workbook.xml") - 46
    data[at + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(Unreadable, match="加密"):
        open_workbook(path)


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(entries=3), "部件数"),
        (Limits(total_bytes=100), "总大小"),
        (Limits(part_bytes=100), "解压后的大小"),
        (Limits(cells=0), "单元格总数"),
        (Limits(merges=0), "合并单元格数"),
        (Limits(file_bytes=10), "文件大小"),
    ],
)
def test_each_limit_is_named_with_its_figure(tmp_path: Path, limits: Limits, says: str) -> None:
    sheet = sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row>', after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    )
    path = build(tmp_path / "a.xlsx", parts(sheet))
    with pytest.raises(Unreadable, match=f"{says}.*上限"):
        open_workbook(path, limits)


def test_broken_xml_names_its_part(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"xl/worksheets/sheet1\.xml"):
        open_workbook(build(tmp_path / "a.xlsx", parts(ONE.replace("</row>", ""))))


def test_a_far_cell_and_a_giant_merge_cost_nothing(tmp_path: Path) -> None:
    sheet = sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
        after='<mergeCells><mergeCell ref="A2:XFD1048575"/></mergeCells>',
    )
    grid = open_workbook(build(tmp_path / "a.xlsx", parts(sheet))).book.grids[0]
    assert set(grid.cells) == {(1, 1), (1048576, 16384)}


def test_a_workbook_without_worksheets_is_refused(tmp_path: Path) -> None:
    members = parts(ONE)
    members["xl/_rels/workbook.xml.rels"] = str(members["xl/_rels/workbook.xml.rels"]).replace(
        '/worksheet"', '/chartsheet"'
    )
    with pytest.raises(Unreadable, match="没有工作表"):
        open_workbook(build(tmp_path / "a.xlsx", members))


# -------------------------------------------------------------------- limits are settings ----


@pytest.mark.parametrize("key", [each.name for each in limits_table()])
def test_the_sentence_of_a_limit_names_a_value_that_admits_the_file(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = 3 * getattr(Limits(), key) + 1
    sentence = too_large(key, Limits(), found).text
    (zh,), (en,) = (re.findall(r"--limit (\w+=\w+)", text) for text in (sentence.zh, sentence.en))
    assert zh == en
    assert f"JIXIAO_LIMITS={zh}" in sentence.zh
    monkeypatch.setenv("JIXIAO_LIMITS", "")
    choose_limits([zh])
    assert getattr(Limits.chosen(), key) >= found
    assert Limits.chosen() == replace(Limits(), **{key: getattr(Limits.chosen(), key)})


def test_limits_chosen_one_after_another_all_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_LIMITS", "cells=7, part_bytes=3GiB")
    choose_limits(["merges=9", "cells=8"])
    assert Limits.chosen() == replace(Limits(), cells=8, part_bytes=3 << 30, merges=9)
    assert re.search(r"cells +8 .*（默认 1,200,000）", limits_page("zh"))
    assert re.search(r"part_bytes +3,072 MiB .*default 256 MiB", limits_page("en"))


@pytest.mark.parametrize("entry", ["zellen=3", "cells", "cells=", "cells=-1", "cells=0", "cells=1e9", "cells=3MiB", "cells=³", "=3", "read_seconds=nan", "cells=" + "9" * 99])
def test_a_limit_that_is_none_is_refused_and_those_there_are_named(entry: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JIXIAO_LIMITS", "")
    with pytest.raises(JixiaoError, match=r"cells|read_seconds"):
        choose_limits([entry])
    assert not os.environ["JIXIAO_LIMITS"]
    monkeypatch.setenv("JIXIAO_LIMITS", entry)
    with pytest.raises(Unreadable, match="环境变量 JIXIAO_LIMITS"):
        open_workbook(build(tmp_path / "a.xlsx", parts(ONE)))
