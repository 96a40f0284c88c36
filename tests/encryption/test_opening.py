"""Workbooks with a password, as others have written them."""

import hashlib
import io
import subprocess
import sys

import olefile
import pytest
from msoffcrypto.method import ecma376_agile
from msoffcrypto.method.container.ecma376_encrypted import DefaultContent

from jixiao.workbooks import Limits, Passwords, Unreadable, Workbook, open_workbook
from jixiao.workbooks.compound import Compound
from jixiao.workbooks.compound_writing import compound_file
from jixiao.workbooks.ecma376 import data_spaces, read_scheme
from jixiao.workbooks.encryption import Lock, is_locked, opened_again, sealed
from tests.encryption.locked import PASSWORD, attribute, encrypted, opened, plain_table, table, with_info, with_package


def test_the_password_opens_it_and_the_file_stays_as_it_is(tmp_path):
    path = table(tmp_path / "a.xlsx")
    before = path.read_bytes()
    workbook = open_workbook(path, passwords=Passwords(["nein", PASSWORD]))
    assert isinstance(workbook, Workbook)
    assert workbook.locked
    assert workbook.book.grids[0].cells[3, 1].text == "走访企业数"
    assert (workbook.original, workbook.sha256) == (before, hashlib.sha256(before).hexdigest())
    assert path.read_bytes() == before


@pytest.mark.parametrize("password", ["a", "湖南省财政厅", "🙂密", "x" * 255, "  首尾空格 ", "\ud800半个", "é\u0301"])
def test_any_text_can_be_a_password(password):
    data = plain_table()
    lock = Lock(password, 1000)
    assert opened_again(sealed(data, lock), lock, Limits()) == data
    if not any("\ud800" <= char <= "\udfff" for char in password):
        assert opened(sealed(data, lock), password) == data
        assert opened_again(encrypted(data, password), lock, Limits()) == data


def test_a_workbook_that_is_only_protected_against_writing_opens_without_asking(tmp_path):
    path = table(tmp_path / "a.xlsx", "VelvetSweatshop")

    def ask(*_):
        raise AssertionError("nobody is to be asked")

    assert open_workbook(path).locked
    assert open_workbook(path, passwords=Passwords([], ask)).locked


@pytest.mark.parametrize(("known", "said"), [([], "--password-file"), (["nein", "Nein"], "给出的 2 个密码都不对"), ([PASSWORD + " "], "首尾空格")])
def test_without_its_password_it_stays_shut_and_the_sentence_says_what_to_do(tmp_path, known, said):
    with pytest.raises(Unreadable) as refused:
        open_workbook(table(tmp_path / "a.xlsx"), passwords=Passwords(known))
    assert said in refused.value.text.zh
    assert "打开密码" in refused.value.text.zh
    for password in known:
        assert password not in str(refused.value) + refused.value.text.zh + refused.value.text.en


def test_somebody_is_asked_three_times_and_remembered_for_the_next_file(tmp_path):
    first, second = table(tmp_path / "a.xlsx"), table(tmp_path / "b.xlsx")
    asked = []
    answers = iter(["nein", "auch nicht", PASSWORD])

    def ask(path, tries):
        asked.append((path.name, tries))
        return next(answers)

    passwords = Passwords([], ask)
    assert open_workbook(first, passwords=passwords).locked
    assert open_workbook(second, passwords=passwords).locked
    assert asked == [("a.xlsx", 0), ("a.xlsx", 1), ("a.xlsx", 2)]


def test_after_three_wrong_answers_or_none_the_file_is_left_out(tmp_path):
    path = table(tmp_path / "a.xlsx")
    given = []
    with pytest.raises(Unreadable, match="3 个密码都不对"):
        open_workbook(path, passwords=Passwords([], lambda *_: given.append(1) or "nein"))
    assert len(given) == 3
    with pytest.raises(Unreadable, match="--password-file"):
        open_workbook(path, passwords=Passwords([], lambda *_: None))


def test_no_password_shows_anywhere(tmp_path):
    workbook = open_workbook(table(tmp_path / "a.xlsx"), passwords=Passwords([PASSWORD]))
    for thing in (workbook.lock, Passwords([PASSWORD]), workbook):
        assert PASSWORD not in f"{thing!r} {thing!s}"


def test_other_strengths_are_read(monkeypatch):
    """SHA-1 and AES-128, as Office 2010 writes by itself, and SHA-384; written with the other package, changed to be so."""
    for hashing, size, bits in (("SHA1", 20, 128), ("SHA256", 32, 192), ("SHA384", 48, 256)):
        class Parameters(ecma376_agile.ECMA376AgileCipherParams):
            def __init__(self, hashing=hashing, size=size, bits=bits):
                super().__init__()
                self.hashName, self.hashSize, self.keyBits = hashing, size, bits

        monkeypatch.setattr(ecma376_agile, "ECMA376AgileCipherParams", Parameters)
        if size % 16:  # their package cannot fill up the last block of a hash of 20 bytes
            monkeypatch.setattr(
                ecma376_agile, "_encrypt_aes_cbc",
                lambda data, key, iv, whole=ecma376_agile._encrypt_aes_cbc: whole(data + bytes(-len(data) % 16), key, iv),
            )  # fmt: skip
        plain = plain_table()
        data = encrypted(plain)
        info = Compound(data).stream("encryptioninfo")
        assert f'keyBits="{bits}"'.encode() in info
        assert hashing.encode() in info
        assert opened_again(data, Lock(PASSWORD), Limits()) == plain


_WITHOUT = """
import sys
sys.modules["cryptography"] = sys.modules["cryptography.hazmat"] = sys.modules["cryptography.hazmat.primitives"] = None
from jixiao.__main__ import main
sys.argv[1:] = ["check", sys.argv[1]]
main()
"""


def test_where_nothing_can_decrypt_the_sentence_says_what_is_missing(tmp_path):
    path = table(tmp_path / "a.xlsx")
    done = subprocess.run([sys.executable, "-c", _WITHOUT, str(path)], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 4, done.stderr
    assert "pip install cryptography" in done.stdout


# ---------------------------------------------------------------- tampering ----


def test_changed_content_is_refused_although_the_password_is_right(tmp_path):
    good = encrypted(plain_table())
    for at in (0, 8, 5000):
        bad = with_package(good, lambda content, at=at: content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        (tmp_path / "a.xlsx").write_bytes(bad)
        with pytest.raises(Unreadable, match="完整性校验"):
            open_workbook(tmp_path / "a.xlsx", passwords=Passwords([PASSWORD]))


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5, 0.9, 1])
def test_a_truncated_file_is_refused(tmp_path, share):
    whole = encrypted(plain_table())
    (tmp_path / "a.xlsx").write_bytes(whole[: int(len(whole) * share) - 600])  # the last sector is not always full
    with pytest.raises(Unreadable, match=r"损坏|完整|打开密码"):
        open_workbook(tmp_path / "a.xlsx", passwords=Passwords([PASSWORD]))


def test_what_is_inside_is_vetted_like_any_other_package(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(encrypted(b"PK\x05\x06" + bytes(18)))
    with pytest.raises(Unreadable):
        open_workbook(tmp_path / "a.xlsx", passwords=Passwords([PASSWORD]))
    table(tmp_path / "b.xlsx")
    with pytest.raises(Unreadable, match=r"--limit cells="):
        open_workbook(tmp_path / "b.xlsx", Limits(cells=3), Passwords([PASSWORD]))


# ------------------------------------------------------------------ hostile ----

BOMB = b"<!DOCTYPE encryption [" + b"".join(
    b'<!ENTITY a%d "%s">' % (index, b"&a%d;" % (index - 1) * 10 if index else b"ha") for index in range(10)
) + b"]><encryption>&a9;</encryption>"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (attribute("spinCount", "4294967295"), r"散列次数.*--limit spins="),
        (attribute("spinCount", "10000000"), r"散列次数.*--limit spins="),
        (attribute("spinCount", "-1"), "损坏|散列次数"),
        (attribute("spinCount", "9" * 5000), "损坏|散列次数"),
        (attribute("spinCount", "ten"), "损坏"),
        (attribute("keyBits", "0"), "损坏"),
        (attribute("keyBits", "1000000000"), "损坏"),
        (attribute("blockSize", "4096"), "损坏"),
        (attribute("saltValue", ""), "损坏"),
        (attribute("saltValue", "!!!!"), "损坏"),
        (attribute("encryptedKeyValue", "QUJD"), "损坏"),
        (attribute("encryptedHmacValue", ""), "损坏"),
        (attribute("cipherAlgorithm", "RC2"), "不认识"),
        (attribute("cipherChaining", "ChainingModeCFB"), "不认识"),
        (attribute("hashAlgorithm", "WHIRLPOOL"), "不认识"),
        (attribute("uri", "http://schemas.microsoft.com/office/2006/keyEncryptor/certificate"), "不认识"),
        (lambda info: info[:8] + BOMB, "DOCTYPE"),
        (lambda info: info[:8] + b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><encryption/>', "DOCTYPE"),
        (lambda info: info[:8] + b"<a>" * 20_000, "损坏|嵌套|深"),
        (lambda info: info[:8], "损坏"),
        (lambda _: b"", "损坏"),
        (lambda _: b"\4\0\4", "损坏"),
        (lambda info: info + b" " * (1 << 17), "损坏"),
        (lambda _: b"\3\0\3\0" + bytes(200), "不认识"),
        (lambda _: b"\4\0\2\0" + bytes(200), "不认识"),
        (lambda _: b"\4\0\2\0\x24\0\0\0\xff\xff\xff\xff" + bytes(200), "损坏|不认识"),
        (lambda _: b"\xff\xff\xff\xff" + bytes(200), "不认识"),
    ],
)  # fmt: skip
def test_what_a_file_says_of_its_encryption_is_vetted_first(tmp_path, change, said):
    (tmp_path / "a.xlsx").write_bytes(with_info(encrypted(plain_table()), change))
    with pytest.raises(Unreadable, match=said):
        open_workbook(tmp_path / "a.xlsx", passwords=Passwords([PASSWORD]))


@pytest.mark.parametrize("size", [0, 1 << 63, 10**9])
def test_a_size_that_the_content_does_not_have_is_damage(size):
    data = with_package(encrypted(plain_table()), lambda content: size.to_bytes(8, "little") + content[8:])
    data = with_info(data, lambda info: info.replace(b"dataIntegrity", b"dataNothing"))  # nor is anything checked
    with pytest.raises(Unreadable, match="加密的内容不完整"):
        opened_again(data, Lock(PASSWORD), Limits())


def test_more_hashing_is_admitted_by_the_limit(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(encrypted(plain_table(), spins=3000))
    with pytest.raises(Unreadable, match=r"散列次数.*3,000，超过上限 2,000"):
        open_workbook(path, Limits(spins=2000), Passwords([PASSWORD]))
    assert open_workbook(path, Limits(spins=3000), Passwords([PASSWORD])).locked


def test_rights_management_has_its_own_sentence(tmp_path):
    protected = {("EncryptedPackage",): bytes(5000), ("\6DataSpaces", "TransformInfo", "DRMEncryptedTransform", "\6Primary"): b"<XrML>"}
    old = {("Workbook",): bytes(5000), ("\tDRMContent",): bytes(5000)}
    for streams in (protected, old):
        (tmp_path / "a.xlsx").write_bytes(compound_file(streams))
        with pytest.raises(Unreadable, match="权限管理"):
            open_workbook(tmp_path / "a.xlsx", passwords=Passwords([PASSWORD]))


# ------------------------------------------------------------------ writing ----


def test_the_shell_is_that_of_office():
    """The streams about the encryption are those that Excel writes, byte for byte."""
    ours = {path[-1].strip("\6"): content for path, content in data_spaces().items()}
    for name in ("Version", "DataSpaceMap", "StrongEncryptionDataSpace", "Primary"):
        assert ours[name] == getattr(DefaultContent, name)


@pytest.mark.parametrize("size", [1, 15, 16, 4000, 4096, 4097, 100_000, 8_000_000])
def test_what_we_write_is_read_by_others_whatever_its_size(size):
    data = b"PK" + bytes(range(256)) * (size // 256) + bytes(size % 256)
    shell = sealed(data, Lock(PASSWORD, 100))
    file = olefile.OleFileIO(io.BytesIO(shell), raise_defects=olefile.DEFECT_UNSURE)
    assert file.parsing_issues == []
    package = file.openstream("EncryptedPackage").read()
    scheme = read_scheme(file.openstream("EncryptionInfo").read(), Limits())
    assert scheme.content(scheme.key(PASSWORD), package) == data


def test_it_is_as_strong_as_what_excel_writes_and_never_twice_the_same():
    one, other = (sealed(plain_table(), Lock(PASSWORD)) for _ in range(2))
    info = Compound(one).stream("encryptioninfo")
    assert info.count(b'keyBits="256"') == info.count(b'hashAlgorithm="SHA512"') == 2
    assert b'spinCount="100000"' in info
    assert Compound(one).stream("encryptedpackage")[8:] != Compound(other).stream("encryptedpackage")[8:]


def test_other_streams_of_the_shell_and_harder_hashing_are_kept(tmp_path):
    shell = Compound(encrypted(plain_table(), spins=150_000))
    streams = {(name,): content for name, content in shell.streams().items()}
    (tmp_path / "a.xlsx").write_bytes(compound_file({**streams, ("\5SummaryInformation",): b"about" * 7}))
    workbook = open_workbook(tmp_path / "a.xlsx", passwords=Passwords([PASSWORD]))
    again = Compound(sealed(workbook.package.data, workbook.lock))
    assert again.stream("\5summaryinformation") == b"about" * 7
    assert b'spinCount="150000"' in again.stream("encryptioninfo")


def test_a_plain_workbook_is_not_locked(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(plain_table())
    assert not is_locked(plain_table())
    assert not open_workbook(tmp_path / "a.xlsx").locked
