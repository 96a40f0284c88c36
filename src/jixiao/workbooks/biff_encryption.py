"""An .xls with a password: its records made readable, in memory.

For an accountant: 设有打开密码的旧版 .xls 也能检查.
For a programmer: runs in the child of `foreign` only.  The three ciphers of .xls ([MS-XLS] 2.2.10) are those
of msoffcrypto-tool; which bytes they cover, and a file around the result, are ours, because that package
would write the open records to a temporary file.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jixiao.workbooks.unreadable import Unreadable, damaged, unreadable

_BOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x002F, 0x0085
# BOF, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo, RRDHead are never encrypted.
_OPEN = frozenset({_BOF, _FILEPASS, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138})
_BLOCK = 1024
_LONGEST_XOR = 15


class _Record(NamedTuple):
    """Where a record's content lies in the stream, and from where on it is encrypted."""

    kind: int
    begin: int
    hidden: int
    end: int


def is_encrypted(stream: bytes) -> bool:
    """Whether a Workbook stream has a password."""
    return _pass_of(stream) is not None


def decrypted(stream: bytes, candidates: Sequence[str]) -> tuple[int, bytes] | None:
    """The open records, and which candidate opened them; None where none is the password.

    Raises Unreadable where the encryption is not one of those that are known.
    """
    found = _pass_of(stream)
    if found is None:
        raise damaged("旧版 .xls 的内部结构不对", "the .xls is not sound")
    about = stream[found.begin : found.end].ljust(6, b"\0")
    kind, major, minor = struct.unpack_from("<3H", about)
    try:
        if kind == 0:
            return _by_xor(stream, about, candidates)
        if (kind, major, minor) == (1, 1, 1):
            return _by_rc4(stream, about, candidates)
        if kind == 1 and major in {2, 3, 4} and minor == 2:
            return _by_crypto_api(stream, about, candidates)
    except ImportError:
        raise unreadable(
            "工作簿设有打开密码，解密旧版 .xls 需要的 msoffcrypto-tool 在这台电脑上没有，没有读取，文件没有改动。请运行 pip install msoffcrypto-tool，或在 Excel/WPS 里取消打开密码后再试。",
            "The workbook has a password; msoffcrypto-tool, which opens an old .xls, is missing here. Run pip install msoffcrypto-tool, or remove the password.",
        ) from None
    except struct.error:
        raise damaged("加密说明不完整", "the description of the encryption is not sound") from None
    raise _unknown()


def _unknown() -> Unreadable:
    return unreadable(
        "这个旧版 .xls 设有打开密码，所用的加密方式不认识，没有读取，文件没有改动。请用 Excel/WPS 打开，另存为 .xlsx 后再试。",
        "This .xls has a password and an encryption that is not known here; it was not read. Save it as .xlsx in Excel/WPS.",
    )


def _records(stream: bytes) -> Iterator[_Record]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        begin, end = at + 4, min(at + 4 + size, len(stream))
        hidden = end if kind in _OPEN else min(begin + 4, end) if kind == _BOUNDSHEET else begin
        yield _Record(kind, begin, hidden, end)
        at = begin + size


def _pass_of(stream: bytes) -> _Record | None:
    """The record that says how the others are encrypted: among the first, behind BOF."""
    for index, record in enumerate(_records(stream)):
        if record.kind == _FILEPASS:
            return record
        if (index == 0 and record.kind != _BOF) or index > 8:
            return None
    return None


def _opened(stream: bytes, plain: bytes) -> bytes:
    """The stream with its encrypted bytes from ``plain``, all others as they are, and no word of a password."""
    result = bytearray(stream)
    for record in _records(stream):
        result[record.hidden : record.end] = plain[record.hidden : record.end]
        if record.kind == _FILEPASS:
            result[record.begin - 4 : record.begin - 2] = bytes(2)
            result[record.begin : record.end] = bytes(record.end - record.begin)
    return bytes(result)


def _by_rc4(stream: bytes, about: bytes, candidates: Sequence[str]) -> tuple[int, bytes] | None:
    """The way of Excel 97."""
    from msoffcrypto.method.rc4 import DocumentRC4  # noqa: PLC0415  # few files need it

    salt, verifier, verifier_hash = struct.unpack_from("<16s16s16s", about, 6)
    for index, password in enumerate(candidates):
        if DocumentRC4.verifypw(password, salt, verifier, verifier_hash):
            return index, _opened(stream, DocumentRC4.decrypt(password, salt, io.BytesIO(stream), _BLOCK).getvalue())
    return None


def _by_crypto_api(stream: bytes, about: bytes, candidates: Sequence[str]) -> tuple[int, bytes] | None:
    """The way of Excel 2002 and later."""
    from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI  # noqa: PLC0415  # few files need it

    (length,) = struct.unpack_from("<I", about, 10)
    algorithm, _, stated = struct.unpack_from("<3I", about, 22)
    salt, verifier, verifier_hash = struct.unpack_from("<4x16s16s4x20s", about, 14 + length)
    bits = stated or 40
    if algorithm != 0x6801 or bits not in range(40, 129, 8):
        raise _unknown()
    for index, password in enumerate(candidates):
        if DocumentRC4CryptoAPI.verifypw(password, salt, bits, verifier, verifier_hash):
            return index, _opened(stream, DocumentRC4CryptoAPI.decrypt(password, salt, bits, io.BytesIO(stream), _BLOCK).getvalue())
    return None


def _by_xor(stream: bytes, about: bytes, candidates: Sequence[str]) -> tuple[int, bytes] | None:
    """The oldest way, in which each byte is turned and mixed with one of sixteen."""
    from msoffcrypto.method.xor_obfuscation import DocumentXOR  # noqa: PLC0415  # few files need it

    _, verifier = struct.unpack_from("<2H", about, 2)
    for index, password in enumerate(candidates):
        narrow = password.encode("gb18030", "replace").decode("latin-1")  # one byte a character, as Windows has them
        if not 0 < len(narrow) <= _LONGEST_XOR or not DocumentXOR.verifypw(narrow, verifier):
            continue
        mixed = DocumentXOR.create_xor_array_method1(narrow)
        tables = [bytes((byte ^ key) >> 5 | ((byte ^ key) << 3 & 0xFF) for byte in range(256)) for key in mixed]
        plain = bytearray(stream)
        for record in _records(stream):
            for lane in range(16):
                # The sixteen keys begin anew with each record, at a place that depends on where it ends.
                piece = slice(record.hidden + lane, record.end, 16)
                plain[piece] = plain[piece].translate(tables[(record.end + record.hidden - record.begin + lane) % 16])
        return index, _opened(stream, bytes(plain))
    return None
