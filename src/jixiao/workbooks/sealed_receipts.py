"""Receipts of workbooks with a password: what they tell of cells is under that password, too.

For an accountant: 有密码的表，回执里的旧值、新值和理由同样加密；整份撤销不需要密码.
For a programmer: the part of a receipt that quotes the workbook, as JSON in the same kind of shell; what undo
needs to restore bytes stays readable.
"""

from __future__ import annotations

import base64
import binascii
import json
from pathlib import Path

from jixiao.workbooks.encryption import Lock, sealed, unlocked
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.passwords import Passwords
from jixiao.workbooks.unreadable import damaged

_TOLD = ("sheet", "parts", "edits", "notes")
_SEALED = "sealed"


def seal(content: dict[str, object], lock: Lock) -> dict[str, object]:
    """A receipt without a word of the workbook that could be read without its password."""
    told = json.dumps({key: content[key] for key in _TOLD}, ensure_ascii=False).encode("utf-8", "backslashreplace")
    kept = {key: value for key, value in content.items() if key not in _TOLD}
    return {**kept, _SEALED: base64.b64encode(sealed(told, Lock(lock.password, lock.spins))).decode()}


def unseal(content: dict[str, object], path: Path, passwords: Passwords) -> dict[str, object]:
    """The whole receipt of ``path``.  Raises Unreadable where no password is the one that it was written under."""
    text = content.get(_SEALED)
    if text is None:
        return content
    try:
        told, _ = unlocked(path, base64.b64decode(str(text), validate=True), passwords, Limits.chosen())
        return {**content, **json.loads(told)}
    except (binascii.Error, ValueError, TypeError):
        raise damaged("回执里加密的部分已损坏", "the encrypted part of the receipt") from None
