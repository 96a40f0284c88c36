"""The two ways in which Office encrypts a workbook package: agile (since Office 2010) and standard (2007).

For an accountant: 打开密码用的是 Office 自己的加密办法，别的程序照样打得开.
For a programmer: [MS-OFFCRYPTO] 2.3.4 over the AES of `cryptography`.  What the file says of itself is
vetted before anything is computed from it; agile files are checked against tampering, standard ones cannot be.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

from jixiao.workbooks.limits import Limits, too_large
from jixiao.workbooks.markup import Element, outline
from jixiao.workbooks.unreadable import Unreadable, damaged, unreadable

SPINS = 100_000
"""How often Excel hashes a password, and we at least."""

_MOST_INFO = 1 << 16
_SEGMENT, _BLOCK = 4096, 16
_HASHES = {"SHA1": "sha1", "SHA-1": "sha1", "SHA256": "sha256", "SHA384": "sha384", "SHA512": "sha512", "MD5": "md5"}
_PASSWORD_KEYS = "http://schemas.microsoft.com/office/2006/keyEncryptor/password"  # noqa: S105  # a namespace
_FOR_INPUT = bytes.fromhex("fea7d2763b4b9e79")
_FOR_VALUE = bytes.fromhex("d7aa0f6d3061344e")
_FOR_KEY = bytes.fromhex("146e0be7abacd0d6")
_FOR_HMAC_KEY = bytes.fromhex("5fb2ad010cb9e1f6")
_FOR_HMAC_VALUE = bytes.fromhex("a0677f02b22c8433")
_STANDARD_SPINS = 50_000
_STANDARD_BITS = {0x660E: 128, 0x660F: 192, 0x6610: 256}


class Scheme(Protocol):
    """How one file is encrypted."""

    @property
    def spins(self) -> int:
        """How often a password is hashed."""

    def key(self, password: str) -> bytes | None:
        """The key of the content; None where the password is not the file's."""

    def content(self, key: bytes, encrypted: bytes) -> bytes:
        """The package.  Raises Unreadable where it is not what was encrypted."""


def read_scheme(info: bytes, limits: Limits) -> Scheme:
    """What an EncryptionInfo stream says.  Raises Unreadable where it is not sound or of an unknown kind."""
    if len(info) > _MOST_INFO:
        raise damaged("加密说明长得离谱", "the description of the encryption is too long")
    try:
        version = struct.unpack_from("<2H", info)
        if version == (4, 4):
            return _read_agile(info[8:], limits)
        if version in {(2, 2), (3, 2), (4, 2)}:
            return _read_standard(info)
    except (struct.error, ValueError, KeyError) as error:
        raise damaged("加密说明不完整", "the description of the encryption is not sound") from error
    raise unknown_scheme("扩展加密" if version in {(3, 3), (4, 3)} else f"{version[0]}.{version[1]}")


def unknown_scheme(what: str) -> Unreadable:
    """The sentence for an encryption that we cannot open."""
    return unreadable(
        f"工作簿设有打开密码，所用的加密方式（{what}）不认识，没有读取，文件没有改动。请在 Excel/WPS 里打开，重新设置密码后另存一份。",
        f"The workbook has a password and an encryption that is not known here ({what}); it was not read. "
        "Open it in Excel/WPS, set the password again and save a copy.",
    )


def tampered() -> Unreadable:
    """The sentence for content that is not what was encrypted."""
    return unreadable(
        "密码正确，但加密的内容没有通过完整性校验：文件在加密之后被改动过，或已损坏，没有读取。请向提供者重新索取。",
        "The password is right, but the encrypted content fails its integrity check: it was changed or damaged afterwards, "
        "and was not read. Ask for the file again.",
    )


# ------------------------------------------------------------------ agile ----


@dataclass(frozen=True, slots=True)
class _Cipher:
    """Parameters of one use of the cipher: salt, hash and length of the key in bytes."""

    salt: bytes
    hashing: str
    length: int

    def hash(self, data: bytes) -> bytes:
        return hashlib.new(self.hashing, data, usedforsecurity=False).digest()

    @property
    def hash_size(self) -> int:
        return hashlib.new(self.hashing, usedforsecurity=False).digest_size

    def vector(self, block: bytes | None = None) -> bytes:
        return _fitted(self.salt if block is None else self.hash(self.salt + block), _BLOCK)


@dataclass(frozen=True, slots=True)
class _Agile:
    """An agile scheme; what is encrypted by the password's key, and by the content's."""

    spins: int
    of_key: _Cipher
    of_content: _Cipher
    input: bytes
    value: bytes
    wrapped: bytes
    hmac: tuple[bytes, bytes] | None

    def key(self, password: str) -> bytes | None:
        """The key of the content; None where the password is not the file's."""
        cipher = self.of_key
        spun = _spun(cipher, password, self.spins)
        vector = cipher.vector()
        plain = _aes_cbc(_derived(cipher, spun, _FOR_INPUT), vector, self.input)
        value = _aes_cbc(_derived(cipher, spun, _FOR_VALUE), vector, self.value)
        if not hmac.compare_digest(cipher.hash(plain[: len(cipher.salt)]), value[: cipher.hash_size]):
            return None
        return _aes_cbc(_derived(cipher, spun, _FOR_KEY), vector, self.wrapped)[: self.of_content.length]

    def content(self, key: bytes, encrypted: bytes) -> bytes:
        """The package.  Raises Unreadable where it is not what was encrypted."""
        cipher = self.of_content
        if self.hmac is not None:
            secret, value = (
                _aes_cbc(key, cipher.vector(block), each)[: cipher.hash_size]
                for block, each in zip((_FOR_HMAC_KEY, _FOR_HMAC_VALUE), self.hmac, strict=True)
            )
            if not hmac.compare_digest(hmac.digest(secret, encrypted, cipher.hashing), value):
                raise tampered()
        return _segments(cipher, key, encrypted[8:], encrypt=False)[: _size(encrypted)]


def _read_agile(description: bytes, limits: Limits) -> _Agile:
    root = outline(description, 4, "EncryptionInfo")
    content = _child(root, "keyData")
    checked = root.child("dataIntegrity")
    keys = [
        key for each in _child(root, "keyEncryptors").children if each.attributes.get("uri") == _PASSWORD_KEYS
        for key in each.children if key.name == "encryptedKey"
    ]  # fmt: skip
    if not keys:
        raise unknown_scheme("证书 certificate")
    key = keys[0]
    spins = int(key.attributes["spinCount"])
    if not 0 <= spins <= limits.spins:
        raise too_large("spins", limits, spins)
    return _Agile(
        spins, _cipher(key), _cipher(content), _bytes(key, "encryptedVerifierHashInput"), _bytes(key, "encryptedVerifierHashValue"),
        _bytes(key, "encryptedKeyValue"),
        (_bytes(checked, "encryptedHmacKey"), _bytes(checked, "encryptedHmacValue")) if checked is not None else None,
    )  # fmt: skip


def _child(element: Element, name: str) -> Element:
    found = element.child(name)
    if found is None:
        raise KeyError(name)
    return found


def _bytes(element: Element, name: str) -> bytes:
    """What is encrypted: whole blocks, and not more than the longest hash has."""
    value = base64.b64decode(element.attributes[name], validate=True)
    if not 0 < len(value) <= 128 or len(value) % _BLOCK:
        raise ValueError(name)
    return value


def _cipher(element: Element) -> _Cipher:
    about = element.attributes
    named, chained, hashed = about["cipherAlgorithm"], about["cipherChaining"], about["hashAlgorithm"]
    bits, salt = int(about["keyBits"]), base64.b64decode(about["saltValue"], validate=True)
    if named != "AES" or chained != "ChainingModeCBC" or hashed not in _HASHES:
        raise unknown_scheme(f"{named[:20]} {chained[:20]} {hashed[:20]}")
    if bits not in {128, 192, 256} or int(about["blockSize"]) != _BLOCK or not 0 < len(salt) <= 64:
        raise ValueError(bits)
    return _Cipher(salt, _HASHES[hashed], bits // 8)


def _spun(cipher: _Cipher, password: str, spins: int) -> bytes:
    """The password, hashed over and over."""
    spun = cipher.hash(cipher.salt + _encoded(password))
    new, pack = getattr(hashlib, cipher.hashing), struct.Struct("<I").pack
    for index in range(spins):
        spun = new(pack(index) + spun).digest()
    return spun


def _encoded(password: str) -> bytes:
    return password.encode("utf-16-le", "surrogatepass")


def _derived(cipher: _Cipher, spun: bytes, block: bytes) -> bytes:
    return _fitted(cipher.hash(spun + block), cipher.length)


def _fitted(value: bytes, length: int) -> bytes:
    return value[:length].ljust(length, b"\x36")


def _size(encrypted: bytes) -> int:
    """The size of the package as the stream begins; what follows it must be enough."""
    size = int(struct.unpack_from("<Q", encrypted)[0]) if len(encrypted) >= 8 else 0
    if not 0 < size <= len(encrypted) - 8:
        raise damaged("加密的内容不完整", "the encrypted content is incomplete")
    return size


def _segments(cipher: _Cipher, key: bytes, data: bytes, *, encrypt: bool) -> bytes:
    """The content, each 4,096 bytes with a vector of their own; a last incomplete block is left out."""
    whole = len(data) - len(data) % _BLOCK
    return b"".join(
        _aes_cbc(key, cipher.vector(struct.pack("<I", index)), data[at : min(at + _SEGMENT, whole)], encrypt=encrypt)
        for index, at in enumerate(range(0, whole, _SEGMENT))
    )


def _aes_cbc(key: bytes, vector: bytes, data: bytes, *, encrypt: bool = False) -> bytes:
    ciphers = _ciphers()
    cipher = ciphers.Cipher(ciphers.algorithms.AES(key), ciphers.modes.CBC(vector))
    worker = cipher.encryptor() if encrypt else cipher.decryptor()
    return bytes(worker.update(data) + worker.finalize())


def _ciphers() -> ModuleType:
    try:
        from cryptography.hazmat.primitives import ciphers  # noqa: PLC0415  # most runs need none
    except ImportError:
        raise unreadable(
            "工作簿设有打开密码，解密需要的 cryptography 在这台电脑上没有，没有读取，文件没有改动。请运行 pip install cryptography，"
            "或在 Excel/WPS 里取消打开密码后再试。",
            "The workbook has a password, and cryptography, which opens it, is missing here; it was not read and is unchanged. "
            "Run pip install cryptography, or remove the password in Excel/WPS.",
        ) from None
    return ciphers


# --------------------------------------------------------------- standard ----


@dataclass(frozen=True, slots=True)
class _Standard:
    """A standard scheme: AES in the plainest mode, without any check of the content."""

    length: int
    salt: bytes
    verifier: bytes
    verifier_hash: bytes
    spins: int = _STANDARD_SPINS

    def key(self, password: str) -> bytes | None:
        """The key of the content; None where the password is not the file's."""
        spun = _spun(_Cipher(self.salt, "sha1", self.length), password, self.spins)
        final = hashlib.sha1(spun + bytes(4), usedforsecurity=False).digest()
        derived = b"".join(
            hashlib.sha1(bytes(a ^ b for a, b in zip(final.ljust(64, b"\0"), filling * 64, strict=True)), usedforsecurity=False).digest()
            for filling in (b"\x36", b"\x5c")
        )
        key = derived[: self.length]
        expected = hashlib.sha1(_aes_ecb(key, self.verifier), usedforsecurity=False).digest()
        return key if hmac.compare_digest(_aes_ecb(key, self.verifier_hash)[:20], expected) else None

    def content(self, key: bytes, encrypted: bytes) -> bytes:
        """The package."""
        size, blocks = _size(encrypted), (len(encrypted) - 8) // _BLOCK
        return _aes_ecb(key, encrypted[8 : 8 + blocks * _BLOCK])[:size]


def _read_standard(info: bytes) -> _Standard:
    (flags, length) = struct.unpack_from("<2I", info, 4)
    algorithm, hashing, bits = struct.unpack_from("<3I", info, 20)
    if not flags & 0x20 or algorithm not in _STANDARD_BITS or hashing not in {0, 0x8004}:
        raise unknown_scheme(f"{algorithm:#x} {hashing:#x}")
    at = 12 + length
    salt_size, salt, verifier, _, verifier_hash = struct.unpack_from("<I16s16sI32s", info, at)
    if salt_size != 16 or bits not in {0, _STANDARD_BITS[algorithm]}:
        raise ValueError(salt_size)
    return _Standard(_STANDARD_BITS[algorithm] // 8, salt, verifier, verifier_hash)


def _aes_ecb(key: bytes, data: bytes) -> bytes:
    ciphers = _ciphers()
    worker = ciphers.Cipher(ciphers.algorithms.AES(key), ciphers.modes.ECB()).decryptor()
    return bytes(worker.update(data) + worker.finalize())


# ---------------------------------------------------------------- writing ----


def encrypted_package(data: bytes, password: str, spins: int) -> tuple[bytes, bytes]:
    """The streams EncryptionInfo and EncryptedPackage: agile, AES-256, SHA-512, as Excel writes them."""
    of_key = _Cipher(secrets.token_bytes(16), "sha512", 32)
    of_content = _Cipher(secrets.token_bytes(16), "sha512", 32)
    key, verifier, secret = secrets.token_bytes(32), secrets.token_bytes(16), secrets.token_bytes(64)
    spun, vector = _spun(of_key, password, spins), of_key.vector()

    def wrapped(block: bytes, plain: bytes) -> str:
        return _base64(_aes_cbc(_derived(of_key, spun, block), vector, plain, encrypt=True))

    def checked(block: bytes, plain: bytes) -> str:
        return _base64(_aes_cbc(key, of_content.vector(block), plain, encrypt=True))

    padded = data + bytes(-len(data) % _BLOCK)
    package = struct.pack("<Q", len(data)) + _segments(of_content, key, padded, encrypt=True)
    same = (
        'saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" '
        'hashAlgorithm="SHA512"'
    )
    description = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" '
        f'xmlns:p="{_PASSWORD_KEYS}" xmlns:c="http://schemas.microsoft.com/office/2006/keyEncryptor/certificate">'
        f'<keyData {same} saltValue="{_base64(of_content.salt)}"/>'
        f'<dataIntegrity encryptedHmacKey="{checked(_FOR_HMAC_KEY, secret)}" '
        f'encryptedHmacValue="{checked(_FOR_HMAC_VALUE, hmac.digest(secret, package, "sha512"))}"/>'
        f'<keyEncryptors><keyEncryptor uri="{_PASSWORD_KEYS}"><p:encryptedKey spinCount="{spins}" {same} '
        f'saltValue="{_base64(of_key.salt)}" encryptedVerifierHashInput="{wrapped(_FOR_INPUT, verifier)}" '
        f'encryptedVerifierHashValue="{wrapped(_FOR_VALUE, of_key.hash(verifier))}" '
        f'encryptedKeyValue="{wrapped(_FOR_KEY, key)}"/></keyEncryptor></keyEncryptors></encryption>'
    )
    return struct.pack("<2HI", 4, 4, 0x40) + description.encode(), package


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def data_spaces() -> dict[tuple[str, ...], bytes]:
    """The streams that tell Office how the package is wrapped ([MS-OFFCRYPTO] 2.1, 2.2)."""
    versions = struct.pack("<6H", 1, 0, 1, 0, 1, 0)
    space, transform = _text("StrongEncryptionDataSpace"), _text("StrongEncryptionTransform")
    entry = struct.pack("<2I", 1, 0) + _text("EncryptedPackage") + space
    identity = struct.pack("<I", 1) + _text("{FF9A3F03-56EF-4613-BDD5-5A41C1D07246}")
    folder = "\x06DataSpaces"
    return {
        (folder, "Version"): _text("Microsoft.Container.DataSpaces") + versions,
        (folder, "DataSpaceMap"): struct.pack("<3I", 8, 1, len(entry) + 4) + entry,
        (folder, "DataSpaceInfo", "StrongEncryptionDataSpace"): struct.pack("<2I", 8, 1) + transform,
        (folder, "TransformInfo", "StrongEncryptionTransform", "\x06Primary"): (
            struct.pack("<I", len(identity) + 4) + identity + _text("Microsoft.Container.EncryptionTransform") + versions
            + struct.pack("<4I", 0, 0, 0, 4)
        ),
    }


def _text(text: str) -> bytes:
    """A length and the text, up to a multiple of four bytes."""
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded)) + encoded + bytes(-len(encoded) % 4)
