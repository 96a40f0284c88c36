"""Receipts: what was written where, and the original, so that it can be undone.

For an accountant: 写错了可以 undo；上次中断留下的，下次运行会说明并清理.
For a programmer: a receipt and the original are on disk before the replacement; the receipt takes effect
after it, so that none ever speaks of what did not happen.  What a killed run left behind is resolved by hashes.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Literal

from jixiao.model import Receipt, Text
from jixiao.workbooks.encryption import Lock
from jixiao.workbooks.exclusive import Busy, exclusive
from jixiao.workbooks.replacing import (
    LOCK,
    TEMPORARY,
    cause,
    hash_of,
    is_abandoned,
    label,
    like_which,
    make_folder,
    mark,
    marked,
    refuse,
    sync_folder,
    write_new,
)
from jixiao.workbooks.sealed_receipts import seal

FOLDER = ".jixiao"
_SCHEMA = "jixiao-receipt/1"
_PENDING, _WRITTEN, _UNDONE, _UNCLEAR = ".pending", ".json", ".undone", ".unclear"
_RECORDS = frozenset({_PENDING, _WRITTEN, _UNDONE, _UNCLEAR})
Outcome = Literal["written", "not written", "unclear"]


class Receipts:
    """The receipts of one workbook in one folder."""

    def __init__(self, target: Path, folder: Path | None) -> None:
        self.target = target
        self.folder = folder_of(target.parent, folder)

    def _place(self) -> str:
        """The target as seen from the receipts: it survives moving both together."""
        try:
            return Path(os.path.relpath(self.target, self.folder)).as_posix()
        except ValueError:
            return self.target.as_posix()

    def in_effect(self) -> list[tuple[Path, dict[str, object]]]:
        """Receipts of this workbook that can be undone, newest first."""
        found = []
        place = self._place()
        start = label(self.target.name) + "."
        with contextlib.suppress(OSError):
            names = [each.name for each in self.folder.iterdir() if each.name.endswith(_WRITTEN) and each.name.startswith(start)]
            for path in (self.folder / name for name in sorted(names, reverse=True)):
                with contextlib.suppress(OSError):
                    content = content_of(path)
                    if content is not None and content.get("place") == place:
                        found.append((path, content))
        return found

    def announce(self, receipt: Receipt, before: bytes, undoes: Path | None = None, lock: Lock | None = None) -> tuple[Path, Receipt]:
        """Keep the original and the receipt before the replacement; `settle` puts it into effect.

        ``undoes`` is the earlier receipt that is taken back by this write; ``lock`` that of a workbook with a password.
        """
        stem = f"{label(self.target.name)}.{mark()}"
        ending = self.target.suffix if self.target.suffix.lower().startswith(".xl") else ".xlsx"
        original, pending = self.folder / f"{stem}{ending}", self.folder / f"{stem}{_PENDING}"
        receipt = dataclasses.replace(receipt, original=original.name)
        content = {"schema": _SCHEMA, "place": self._place(), "undoes": undoes.name if undoes else None, **_receipt_json(receipt)}
        if lock is not None:
            content = seal(content, lock)
        like = like_which(self.target, Path(receipt.input))
        try:
            make_folder(self.folder)
            write_new(original, before, like)
            # A name that is no Unicode is kept as JSON escapes it.
            write_new(pending, json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace"), like)
            sync_folder(self.folder)
        except BaseException as error:
            for each in (pending, original):
                with contextlib.suppress(OSError):
                    each.unlink(missing_ok=True)
            if not isinstance(error, OSError):
                raise
            raise refuse(
                f"不能在 {self.folder} 里保存回执和原件（{cause(error)}）；没有它们就不能撤销，所以没有写入。请检查这个文件夹和磁盘空间，或用 --receipts 另指一个。文件没有改动。",
                f"The receipt and the original cannot be kept in {self.folder} ({error.strerror}); without them nothing could be undone, so nothing was written. "
                "Check that folder and the disk's space, or name another with --receipts. Nothing was changed.",
            ) from error
        return pending, receipt


def folder_of(beside: Path, chosen: Path | None) -> Path:
    """The folder of receipts: the one chosen, else that beside the workbooks."""
    return Path(os.path.realpath(chosen)) if chosen is not None else beside.absolute() / FOLDER


def content_of(path: Path) -> dict[str, object] | None:
    """What a receipt says; None where it is none of ours, only half of one, or points out of its folder.  Raises OSError."""
    with contextlib.suppress(ValueError, RecursionError):
        match json.loads(path.read_bytes()):
            case {"schema": str(schema), "place": str(), "before": str(), "after": str(), "original": str(original), **rest} as content:
                if schema == _SCHEMA and _is_name(original) and _is_name(rest.get("undoes") or path.name):
                    return {str(key): value for key, value in content.items()}
    return None


def _is_name(name: object) -> bool:
    """Whether it can name a file of the same folder."""
    if not isinstance(name, str) or name in {"", ".", ".."} or set("/\\\0") & set(name):
        return False
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return True


def settle(pending: Path, target: Path | None = None) -> tuple[Outcome, Path]:
    """Let a pending receipt take effect if its write has happened, and take it away if not; by the file's hash.

    Raises OSError where the file or the folder cannot be reached: then it stays pending.
    """
    content = content_of(pending)
    if content is None:  # killed while announcing
        withdraw(pending)
        return "not written", pending
    outcome: Outcome = "written"
    found = hash_of(target or _target_of(pending, content))
    if found == content.get("after"):
        undoes = content.get("undoes")
        if undoes:
            consume(pending.with_name(str(undoes)))
        place = pending.rename(pending.with_suffix(_UNDONE if undoes else _WRITTEN))
    elif found == content.get("before") or (found is None and content.get("new")):
        withdraw(pending)
        return "not written", pending
    else:
        outcome, place = "unclear", pending.rename(pending.with_suffix(_UNCLEAR))
    # Nobody waits for the disk: should the power go now and the new name with it, the next run comes here again.
    return outcome, place


def _target_of(pending: Path, content: dict[str, object]) -> Path:
    return Path(os.path.normpath(pending.parent / str(content.get("place"))))


def withdraw(pending: Path) -> None:
    """Take the kept original away, then the receipt that speaks of it: nothing was written."""
    with contextlib.suppress(OSError):
        for each in _siblings(pending):
            each.unlink(missing_ok=True)
        pending.unlink(missing_ok=True)


def _siblings(record: Path) -> list[Path]:
    return [each for each in record.parent.iterdir() if each.stem == record.stem and each.suffix not in _RECORDS]


def consume(receipt: Path) -> None:
    """A receipt that was undone is kept, and out of effect."""
    with contextlib.suppress(OSError):
        receipt.rename(receipt.with_suffix(_UNDONE))
        sync_folder(receipt.parent)


# --------------------------------------------------------------- leftovers ----


def tidy(folder: Path, receipts: Path | None = None) -> tuple[Text, ...]:
    """Resolve what killed runs have left in a folder of workbooks and among its receipts; a sentence for each workbook.

    Each of both folders is listed once.  What belongs to a run at work is left alone, as is whatever
    cannot be resolved now: the next run will try again.
    """
    said: dict[str, Text] = {}
    kept = folder_of(Path(os.path.realpath(folder)), receipts)
    for path in _unfinished(kept):
        with contextlib.suppress(OSError, Busy):
            target = _whose(path, folder)
            with exclusive(target, 0):
                said[label(target.name)] = _found(*_resolve(path, target), target.name)
    for path in _traces(folder):
        target = path.with_name(path.name.removesuffix(LOCK)[1:] if path.name.endswith(LOCK) else _label_of(path)[1:])
        with contextlib.suppress(OSError, Busy):
            seen = path.stat()
            with exclusive(target, 0):
                now = path.stat()
                if path.name.endswith(TEMPORARY):
                    path.unlink()
                if (seen.st_ino, seen.st_ctime_ns) == (now.st_ino, now.st_ctime_ns):  # else somebody was at work, and is ready
                    said.setdefault(target.name, _cleaned(target.name))
    return tuple(said.values())


def _label_of(path: Path) -> str:
    maker = marked(path.name)
    return maker.label if maker else path.name


def _whose(path: Path, folder: Path) -> Path:
    """The workbook that a file among the receipts is about."""
    content = content_of(path) if path.suffix == _PENDING else None
    return _target_of(path, content) if content else Path(os.path.realpath(folder)) / _label_of(path)


def _resolve(path: Path, target: Path) -> tuple[Outcome, Path]:
    """Resolve a pending receipt, or an original that has none.  The target is locked: nobody else is doing so."""
    if path.suffix == _PENDING:
        return settle(path, target)
    if any(path.with_suffix(each).exists() for each in _RECORDS):
        raise FileExistsError(path)
    path.unlink()
    return "not written", path


def _unfinished(folder: Path) -> Iterator[Path]:
    """Pending receipts of killed runs, and originals without any receipt."""
    names: list[str] = []
    with contextlib.suppress(OSError):
        names = os.listdir(folder)  # noqa: PTH208  # names are all that is needed of many
    recorded = {Path(each).stem for each in names if Path(each).suffix in _RECORDS}
    for name in sorted(names):
        path = folder / name
        if (path.suffix == _PENDING or (path.suffix not in _RECORDS and path.stem not in recorded)) and is_abandoned(path):
            yield path


def _traces(folder: Path) -> list[Path]:
    """Temporary files of killed runs beside the workbooks, and locks."""
    names: list[str] = []
    with contextlib.suppress(OSError):
        names = [each for each in os.listdir(folder) if each.endswith((TEMPORARY, LOCK)) and each.startswith(".")]  # noqa: PTH208
    paths = [Path(folder) / each for each in sorted(names)]
    return [each for each in paths if each.name.endswith(LOCK) or is_abandoned(each)]


def _cleaned(name: str) -> Text:
    return Text(
        f"上次运行在处理 {name} 时中断：没有文件只写了一半，已清理它留下的临时文件。",
        f"An earlier run was interrupted at {name}: no file is half written; what it left was cleaned up.",
    )


def _found(outcome: Outcome, place: Path, name: str) -> Text:
    if outcome == "written":
        return Text(
            f"上次运行在写入 {name} 时中断：写入已完成，已补记回执，可以撤销。",
            f"An earlier run was interrupted while writing {name}: the file is complete; its receipt was completed, and it can be undone.",
        )
    if outcome == "not written":
        return Text(
            f"上次运行在写入 {name} 时中断：原文件完好，已清理它留下的临时文件。",
            f"An earlier run was interrupted while writing {name}: the file is as it was; what was left was cleaned up.",
        )
    original = ", ".join(str(each) for each in _siblings(place))
    zh, en = (f"写入之前的原件保存在 {original}", f"The earlier original is {original}") if original else ("写入之前的原件已不在", "The earlier original is no more")
    return Text(
        f"上次运行在写入 {name} 时中断，此后这个文件又被改动或移走，无法判断当时是否写完。{zh}。",
        f"An earlier run was interrupted while writing {name}, which was changed or moved since; whether it was written cannot be told. {en}.",
    )


# -------------------------------------------------------------------- JSON ----


def _receipt_json(receipt: Receipt) -> dict[str, object]:
    return {
        "file": receipt.file,
        "input": receipt.input,
        "source": receipt.source,
        "new": receipt.new,
        "when": receipt.when,
        "before": receipt.before,
        "after": receipt.after,
        "original": receipt.original,
        "sheet": receipt.sheet,
        "parts": list(receipt.parts),
        "edits": [
            {
                "sheet": each.ref.sheet,
                "cell": each.ref.a1,
                "row": each.ref.row,
                "column": each.ref.column,
                "old": each.old,
                "new": each.new,
                "value": str(each.value),
                "number": isinstance(each.value, Decimal),
                "why": list(each.why),
            }
            for each in receipt.edits
        ],
        "notes": [list(each) for each in receipt.notes],
    }
