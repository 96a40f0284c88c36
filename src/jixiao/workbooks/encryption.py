"""Workbooks with a password for opening: in and out.

For an accountant: 有密码的表照样检查、核算，写出的仍带原来的密码；明文只在内存里.
For a programmer: the shell (a compound file) around an encrypted package is opened into bytes that are then
vetted like any other package, and put on again before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jixiao.workbooks.compound import MAGIC, Compound, CompoundError
from jixiao.workbooks.compound_writing import compound_file
from jixiao.workbooks.ecma376 import SPINS, Scheme, data_spaces, encrypted_package, read_scheme
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.passwords import Passwords
from jixiao.workbooks.unreadable import Unreadable, damaged, unreadable

_INFO, _PACKAGE = "EncryptionInfo", "EncryptedPackage"
# What rights management leaves in the shell of an .xlsx and of an .xls.
_RIGHTS, _RIGHTS_STREAM = "DRMEncryptedTransform".encode("utf-16-le"), "\tdrmcontent"


@dataclass(frozen=True, slots=True)
class Lock:
    """The password of a workbook, and what else its shell holds.

    Attributes:
        password: never shown; spins: how often it is hashed.
        beside: streams of the shell that are neither the package nor about its encryption.
    """

    password: str = field(repr=False)
    spins: int = SPINS
    beside: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def is_locked(data: bytes) -> bool:
    """Whether a file is a workbook package inside an encrypted shell, or what is left of one."""
    if not data.startswith(MAGIC):
        return False
    try:
        return not Compound(data).names().isdisjoint({_PACKAGE.casefold(), _RIGHTS_STREAM})
    except CompoundError:
        return _PACKAGE.encode("utf-16-le") in data


def unlocked(path: Path, data: bytes, passwords: Passwords, limits: Limits) -> tuple[bytes, Lock]:
    """The package inside an encrypted shell, and its lock.

    Raises Unreadable where no password is the file's, or the file is not what was encrypted.
    """
    scheme, encrypted, beside = _shell(data, limits)
    password, key = passwords.opening(path, lambda candidates: _key(scheme, candidates))
    return scheme.content(key, encrypted), Lock(password, max(scheme.spins, SPINS), beside)


def _shell(data: bytes, limits: Limits) -> tuple[Scheme, bytes, dict[str, bytes]]:
    """How the package is encrypted, the encrypted package, and the streams beside it."""
    try:
        shell = Compound(data)
        if _RIGHTS in data or _RIGHTS_STREAM in shell.names():
            raise _rights_managed()
        streams = shell.streams()
        info, package = streams.pop(_INFO, None), streams.pop(_PACKAGE, None)
    except CompoundError as error:
        raise _broken() from error
    if info is None or package is None:
        raise _broken()
    return read_scheme(info, limits), package, streams


def _broken() -> Unreadable:
    return damaged("设有打开密码，加密的外壳不完整", "it has a password, and its encrypted shell is not sound")


def _key(scheme: Scheme, candidates: Sequence[str]) -> tuple[str, bytes] | None:
    for password in candidates:
        key = scheme.key(password)
        if key is not None:
            return password, key
    return None


def opened_again(data: bytes, lock: Lock, limits: Limits) -> bytes:
    """The package inside what `sealed` has made.  Raises Unreadable."""
    scheme, encrypted, _ = _shell(data, limits)
    found = _key(scheme, [lock.password])
    if found is None:
        raise _broken()
    return scheme.content(found[1], encrypted)


def sealed(data: bytes, lock: Lock) -> bytes:
    """A package in a shell that opens with the lock's password: agile, AES-256, SHA-512."""
    info, package = encrypted_package(data, lock.password, lock.spins)
    streams = {(name,): content for name, content in lock.beside.items()} | data_spaces()
    return compound_file(streams | {(_INFO,): info, (_PACKAGE,): package})


def _rights_managed() -> Unreadable:
    return unreadable(
        "工作簿受权限管理（IRM/DRM）保护，只有有权限的人能在 Excel 里打开，jixiao 无法读取，文件没有改动。请在 Excel 里取消限制访问，另存一份后再试。",
        "The workbook is protected by rights management (IRM/DRM), which only Excel can open for whoever has the rights; it is unchanged. "
        "Remove the restriction in Excel and save a copy.",
    )
