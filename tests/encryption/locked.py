"""Workbooks with a password, made by others than ourselves, and a table that has something to be recalculated."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
from msoffcrypto import OfficeFile
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from jixiao.workbooks.compound import Compound
from jixiao.workbooks.compound_writing import compound_file

PASSWORD = "密码Aa1！"
SECRETS = ("走访企业数", "八百里加急", "红旗渠街道", "自评表")
ROWS = (
    ("项目支出绩效自评表（红旗渠街道）",), ("三级指标", "年度指标值", "实际完成值", "分值", "得分", "说明"),
    ("走访企业数", "≥10家", "8家", 60, 60, "八百里加急"), ("培训场次", "≥2场", "2场", 40, 40), ("总分", None, None, 100, 100),
)  # fmt: skip
WRONG, SCORE, TOTAL = "E3", 48, 88
"""8 of 10 gives 80 % of 60 points; with the other 40 that makes 88."""


def plain_table() -> bytes:
    """A table with one score that the rule does not give, as bytes of an .xlsx."""
    book = openpyxl.Workbook()
    book.active.title = "自评表"
    for row in ROWS:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def encrypted(data: bytes, password: str = PASSWORD, spins: int = 1000) -> bytes:
    """The bytes in an agile shell, as msoffcrypto-tool writes it (fewer hashes than Office, to be quick)."""
    return ECMA376Agile.encrypt(password, io.BytesIO(data), spin_count=spins)


def table(path: Path, password: str = PASSWORD) -> Path:
    """The table as an encrypted file."""
    path.write_bytes(encrypted(plain_table(), password))
    return path


def opened(data: bytes, password: str = PASSWORD) -> bytes:
    """The package inside, as msoffcrypto-tool reads it; it checks the password and the content, too."""
    file = OfficeFile(io.BytesIO(data))
    file.load_key(password=password, verify_password=True)
    out = io.BytesIO()
    file.decrypt(out, verify_integrity=True)
    return out.getvalue()


def sheet(path: Path, password: str = PASSWORD):
    """The first sheet of an encrypted file, read by openpyxl."""
    return openpyxl.load_workbook(io.BytesIO(opened(path.read_bytes(), password))).worksheets[0]


def with_info(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same shell with another EncryptionInfo."""
    shell = Compound(data)
    return _written(shell.stream("encryptedpackage"), change(shell.stream("encryptioninfo")))


def with_package(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same shell with another EncryptedPackage."""
    shell = Compound(data)
    return _written(change(shell.stream("encryptedpackage")), shell.stream("encryptioninfo"))


def _written(package: bytes, info: bytes) -> bytes:
    return compound_file({("EncryptedPackage",): package, ("EncryptionInfo",): info})


def attribute(name: str, value: str) -> Callable[[bytes], bytes]:
    """A change of an EncryptionInfo: one attribute, wherever it stands."""
    return lambda info: re.sub(rb'\b%s="[^"]*"' % name.encode(), b'%s="%s"' % (name.encode(), value.encode()), info)


def leaks(*folders: Path) -> list[Path]:
    """Files in which a word of the table, or the password, can be read: as text, in UTF-16, in GBK, or in a zip."""
    needles = [each.encode(encoding) for each in (*SECRETS, PASSWORD) for encoding in ("utf-8", "utf-16-le", "gb18030")]
    needles += [each.encode("unicode_escape") for each in (*SECRETS, PASSWORD)]
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                data = path.read_bytes()
                if any(each in data for each in needles) or data.startswith(b"PK") or b"xl/worksheets/" in data:
                    found.append(path)
    return found

