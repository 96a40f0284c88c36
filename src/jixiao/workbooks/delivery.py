"""A workbook that was written elsewhere takes its place here, with a receipt as if it had been written here.

For an accountant: 别的机器算好的结果送回来，一样可以 undo.
For a programmer: the receipt of the other place travels with the bytes; here it gets its names, and the originals are kept.
"""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

from jixiao.model import JixiaoError, Receipt, Text
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.reading import read_bytes
from jixiao.workbooks.receipts import Receipts, content_of
from jixiao.workbooks.replacing import digest, make_folder, permissions, refuse_if_open, same_file
from jixiao.workbooks.store import commit, edits_in, parts_in


def receipt_at(place: Path) -> Receipt | None:
    """The receipt that is kept in a file, None where that is no receipt (or one of a workbook with a password)."""
    content = content_of(place)
    if content is None:
        return None
    file, origin, before, after, sheet, when, source = (str(content.get(key, "")) for key in ("file", "input", "before", "after", "sheet", "when", "source"))
    if not after:
        return None
    return Receipt(file, origin, before, after, tuple(edits_in(content)), parts_in(content), "", sheet, when, source=source, new=bool(content.get("new")))


def deliver(receipt: Receipt, source: Path, target: Path, data: bytes, receipts: Path | None = None) -> str:
    """Put ``data`` at ``target``, made from ``source`` as it still is.  Gives the place of the receipt.

    Raises JixiaoError with a sentence, and then nothing has changed.
    """
    target = Path(os.path.realpath(target))
    with permissions(target):
        make_folder(target.parent)
    original = read_bytes(source, Limits.chosen())
    before = original
    if target.exists():
        refuse_if_open(target)
        if not same_file(target, source):
            before = read_bytes(target, Limits.chosen())
    if digest(original) != receipt.source or digest(data) != receipt.after or digest(before) != receipt.before:
        raise JixiaoError(Text(
            f"{source.name} 或 {target.name} 在送出去核算的时候被改动了，结果没有写入。请重新运行。",
            f"{source.name} or {target.name} was changed while it was worked on elsewhere; nothing was written. Run it again.",
        ))  # fmt: skip
    return commit(Receipts(target, receipts), dataclasses.replace(receipt, file=str(target), input=str(source), original=""), before, data).place
