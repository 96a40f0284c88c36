"""Old .xls with a password: checked, never written."""

import hashlib
import struct
import subprocess
from pathlib import Path

import pytest
from msoffcrypto.method.rc4 import DocumentRC4, _makekey
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI
from msoffcrypto.method.rc4_cryptoapi import _makekey as _makekey_api
from msoffcrypto.method.xor_obfuscation import DocumentXOR

from jixiao.services.analyse import Settings, check_file
from jixiao.services.recalculate import Writing, recalculate_file
from jixiao.workbooks import Passwords, ReadOnlyWorkbook, Unreadable, open_workbook
from jixiao.workbooks.compound import Compound
from jixiao.workbooks.compound_writing import compound_file
from jixiao.workbooks.encryption import Lock, sealed
from tests.encryption.locked import PASSWORD, leaks, plain_table
from tests.engines.office import Office

BOF, EOF = struct.pack("<2H", 0x0809, 16) + struct.pack("<4H8x", 0x0600, 5, 0, 0), struct.pack("<2H", 0x000A, 0)
OPEN = {0x0809, 0x002F, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138}


def record(kind, body=b""):
    return struct.pack("<2H", kind, len(body)) + body


def records(about: bytes) -> bytes:
    """A workbook of one sheet with 1234.5 in A1, with a FilePass record, and nothing encrypted yet."""
    head = BOF + record(0x002F, about) + record(0x0042, struct.pack("<H", 1200))
    formats = record(0x00E0, struct.pack("<2H16x", 0, 0))
    sheet = BOF.replace(struct.pack("<2H", 0x0600, 5), struct.pack("<2H", 0x0600, 0x10))
    sheet += record(0x0203, struct.pack("<3Hd", 0, 0, 0, 1234.5)) + EOF
    place = len(head) + len(formats) + 4 + 8 + 6 + len(EOF)
    return head + formats + record(0x0085, struct.pack("<IHBB", place, 0, 6, 0) + "Sheet1".encode("latin-1")) + EOF + sheet


def covered(stream: bytes, cipher) -> bytes:
    """The records with what [MS-XLS] 2.2.10 says encrypted by ``cipher``: from its place, content and the bytes left open before it."""
    out, at = bytearray(stream), 0
    while at < len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        left_open = 4 if kind == 0x0085 else 0
        first = at + 4 + left_open
        if kind not in OPEN:
            out[first : at + 4 + size] = cipher(first, stream[first : at + 4 + size], left_open)
        at += 4 + size
    return bytes(out)


def keystream(key_of, length: int) -> bytes:
    """RC4 with a new key each 1,024 bytes."""
    out = b""
    for block in range(length // 1024 + 1):
        key, state, j = key_of(block), list(range(256)), 0
        for i in range(256):
            j = (j + state[i] + key[i % len(key)]) % 256
            state[i], state[j] = state[j], state[i]
        i = j = 0
        for _ in range(1024):
            i = (i + 1) % 256
            j = (j + state[i]) % 256
            state[i], state[j] = state[j], state[i]
            out += bytes([state[(state[i] + state[j]) % 256]])
    return out


def mixed(stream: bytes):
    return lambda first, content, _: bytes(a ^ b for a, b in zip(content, stream[first:], strict=False))


def by_rc4(password: str) -> bytes:
    salt, verifier = bytes(range(16)), b"verifier of us  "
    stream = keystream(lambda block: _makekey(password, salt, block), 4096)
    checked = bytes(a ^ b for a, b in zip(verifier + hashlib.md5(verifier).digest(), stream, strict=False))
    about = struct.pack("<3H", 1, 1, 1) + salt + checked
    assert DocumentRC4.verifypw(password, salt, checked[:16], checked[16:])
    return covered(records(about), mixed(stream))


def by_crypto_api(password: str, bits: int = 128) -> bytes:
    salt, verifier = bytes(range(16)), b"verifier of us  "
    stream = keystream(lambda block: _makekey_api(password, salt, bits, block), 4096)
    checked = bytes(a ^ b for a, b in zip(verifier + hashlib.sha1(verifier).digest(), stream, strict=False))
    name = "Provider\0".encode("utf-16-le")
    header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0) + name
    about = struct.pack("<3HII", 1, 2, 2, 4, len(header)) + header + struct.pack("<I", 16) + salt + checked[:16] + struct.pack("<I", 20) + checked[16:]
    assert DocumentRC4CryptoAPI.verifypw(password, salt, bits, checked[:16], checked[16:])
    return covered(records(about), mixed(stream))


def by_xor(password: str) -> bytes:
    keys, key = DocumentXOR.create_xor_array_method1(password), DocumentXOR.create_xor_key_method1(password)
    verifier = next(each for each in range(1 << 16) if DocumentXOR.verifypw(password, each))

    def cipher(first, content, left_open):
        turned = ((byte << 5 | byte >> 3) & 0xFF for byte in content)
        return bytes(byte ^ keys[(first + len(content) + left_open + index) % 16] for index, byte in enumerate(turned))

    return covered(records(struct.pack("<3H", 0, key, verifier)), cipher)


WAYS = {"rc4": by_rc4, "crypto-api": by_crypto_api, "crypto-api-40": lambda password: by_crypto_api(password, 40), "xor": by_xor}


def old_file(path: Path, way: str, password: str) -> Path:
    path.write_bytes(compound_file({("Workbook",): WAYS[way](password)}))
    return path


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_encrypting_an_xls_is_read(tmp_path, way):
    path = old_file(tmp_path / "a.xls", way, "Aa1-secret")
    before = path.read_bytes()
    workbook = open_workbook(path, passwords=Passwords(["nein", "Aa1-secret"]))
    assert isinstance(workbook, ReadOnlyWorkbook)
    assert workbook.locked
    assert {place: cell.text for place, cell in workbook.book.grids[0].cells.items()} == {(1, 1): "1234.5"}
    assert path.read_bytes() == before
    with pytest.raises(Unreadable, match="1 个密码都不对"):
        open_workbook(path, passwords=Passwords(["nein"]))
    with pytest.raises(Unreadable, match="--password-file"):
        open_workbook(path)


@pytest.mark.parametrize("way", WAYS)
def test_the_usual_password_of_excel_is_tried_on_an_xls_too(tmp_path, way):
    assert open_workbook(old_file(tmp_path / "a.xls", way, "VelvetSweatshop")).locked


def test_a_chinese_password_opens_an_xls(tmp_path):
    for way in ("rc4", "crypto-api"):
        assert open_workbook(old_file(tmp_path / "a.xls", way, PASSWORD), passwords=Passwords([PASSWORD])).locked


def test_the_password_is_in_no_list_of_processes(tmp_path, monkeypatch):
    """What the child is started with, and its environment, hold no password."""
    started = []
    real = subprocess.run

    def watched(command, **options):
        started.append((command, options.get("env")))
        return real(command, **options)

    monkeypatch.setattr(subprocess, "run", watched)
    assert open_workbook(old_file(tmp_path / "a.xls", "rc4", "Aa1-secret"), passwords=Passwords(["Aa1-secret"])).locked
    assert started
    assert "Aa1-secret" not in str(started)


@pytest.mark.parametrize(
    "about",
    [b"", b"\1", struct.pack("<3H", 1, 1, 1), struct.pack("<3H", 1, 9, 9) + bytes(60), struct.pack("<3H", 1, 2, 2) + bytes(200), struct.pack("<3HII", 1, 2, 2, 4, 0xFFFFFFFF) + bytes(200), struct.pack("<3H", 7, 0, 0) + bytes(60), bytes(6)],
)  # fmt: skip
def test_lying_about_the_encryption_is_a_sentence(tmp_path, about):
    path = tmp_path / "a.xls"
    path.write_bytes(compound_file({("Workbook",): records(about)}))
    with pytest.raises(Unreadable):
        open_workbook(path, passwords=Passwords(["Aa1-secret"]))


def test_recalc_refuses_an_xls_with_a_password_and_never_converts_it(tmp_path, monkeypatch):
    monkeypatch.setenv("JIXIAO_SOFFICE", str(tmp_path / "none"))  # not even looked for
    path = old_file(tmp_path / "a.xls", "rc4", PASSWORD)
    settings = Settings(passwords=Passwords([PASSWORD]))
    result = recalculate_file(path, tmp_path / "out.xlsx", settings, Writing(convert=True))
    assert result.status == "unknown-form"
    assert not (tmp_path / "out.xlsx").exists()


# -------------------------------------------------------- by a real LibreOffice ----


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with Office(tmp_path_factory.mktemp("office")) as running:
        yield running


def stored(office, source: Path, target: Path, kind: str, password: str = PASSWORD) -> Path:
    """A workbook saved by LibreOffice with a password."""
    import uno

    document = office.open(source)
    if kind == "MS Excel 97":
        how = office.property("Password", password)
    else:
        named = []
        for name, value in (("CryptoType", "StrongEncryptionDataSpace"), ("OOXPassword", password)):
            named.append(uno.createUnoStruct("com.sun.star.beans.NamedValue"))
            named[-1].Name, named[-1].Value = name, value
        how = office.property("EncryptionData", None)
        how.Value = uno.Any("[]com.sun.star.beans.NamedValue", tuple(named))
    uno.invoke(document, "storeAsURL", (target.as_uri(), (office.property("FilterName", kind), how)))
    document.close(True)
    return target


@pytest.mark.libreoffice
def test_an_xls_of_libreoffice_is_checked_and_not_written(office, tmp_path):
    (tmp_path / "plain.xlsx").write_bytes(plain_table())
    path = stored(office, tmp_path / "plain.xlsx", tmp_path / "a.xls", "MS Excel 97")
    (tmp_path / "plain.xlsx").unlink()
    settings = Settings(passwords=Passwords([PASSWORD]))
    assert b"\x2f\0\x36\0\1\0\1\0\1\0" in Compound(path.read_bytes()).stream("workbook")  # RC4
    assert "JX203" in {finding.code for finding in check_file(path, settings).findings}
    for convert in (False, True):
        result = recalculate_file(path, tmp_path / "out.xlsx", settings, Writing(convert=convert))
        assert result.refused
        assert "带密码的 .xlsx" in result.message.zh
        assert "JX203" in {finding.code for finding in result.findings}
    assert [each.name for each in tmp_path.iterdir()] == ["a.xls"]
    assert leaks(tmp_path) == []


@pytest.mark.libreoffice
def test_an_xlsx_of_libreoffice_goes_through_recalc_and_back_into_libreoffice(office, tmp_path):
    (tmp_path / "plain.xlsx").write_bytes(plain_table())
    path = stored(office, tmp_path / "plain.xlsx", tmp_path / "a.xlsx", "Calc MS Excel 2007 XML")
    (tmp_path / "plain.xlsx").unlink()
    assert Compound(path.read_bytes()).stream("encryptioninfo")[:4] == b"\3\0\2\0"  # the way of Office 2007
    result = recalculate_file(path, path, Settings(passwords=Passwords([PASSWORD])), Writing())
    assert not result.refused
    assert Compound(path.read_bytes()).stream("encryptioninfo")[:4] == b"\4\0\4\0"  # and now that of today
    document = office.open(path, Password=PASSWORD)
    sheets = document.Sheets
    assert sheets.ElementNames == ("自评表", "校验")
    assert sheets.getByIndex(0).getCellRangeByName("E3").Value == 48
    document.close(True)
    assert leaks(tmp_path) == []


@pytest.mark.libreoffice
def test_libreoffice_refuses_a_wrong_password_of_what_we_wrote(office, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(sealed(plain_table(), Lock(PASSWORD)))
    with pytest.raises(office.uno.getClass("com.sun.star.lang.IllegalArgumentException")):
        office.open(path, Password="nein")
    assert office.open(path, Password=PASSWORD).Sheets.getByIndex(0).getCellRangeByName("A3").String == "走访企业数"
