"""Receipts: what was written where, and the original, so that it can be undone.

For an accountant: 写错了可以 undo.
For a programmer: a receipt is announced before the replacement and takes effect after it, so that
none ever speaks of what did not happen; what a killed run left behind is resolved by hashes.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from jixiao.model import Receipt
from jixiao.workbooks.replacing import digest, is_active, write_synced

FOLDER = ".jixiao"
_SCHEMA = "jixiao-receipt/1"
_ABANDONED_AFTER = 3600.0


class Receipts:
    """The receipts of one workbook in one folder."""

    def __init__(self, target: Path, folder: Path | None) -> None:
        self.target = target
        self.shared = folder is not None
        self.folder = (folder if folder is not None else target.parent / FOLDER).absolute()

    def _place(self) -> str:
        """The target as seen from the receipts: it survives moving both together."""
        try:
            return Path(os.path.relpath(self.target, self.folder)).as_posix()
        except ValueError:
            return self.target.as_posix()

    def _files(self, ending: str) -> list[tuple[Path, dict[str, object]]]:
        """Receipts of this workbook, newest first."""
        found = []
        place = self._place()
        stem = self.target.stem + "."
        with contextlib.suppress(OSError):
            ours = [each.name for each in self.folder.iterdir() if each.name.endswith(ending) and each.name.startswith(stem)]
            for path in (self.folder / name for name in sorted(ours, reverse=True)):
                with contextlib.suppress(ValueError, OSError):
                    content = json.loads(path.read_text("utf-8"))
                    if isinstance(content, dict) and content.get("schema") == _SCHEMA and content.get("place") == place:
                        found.append((path, content))
        return found

    def finished(self) -> list[tuple[Path, dict[str, object]]]:
        """Receipts in effect, newest first."""
        return self._files(".json")

    def clean(self) -> None:
        """Resolve what a killed run has left behind."""
        pending = self._files(".pending")
        current = None
        if pending and self.target.exists():
            current = digest(self.target.read_bytes())
        for path, content in pending:
            if not _abandoned(path, content.get("process")):
                continue
            with contextlib.suppress(OSError):
                if current is not None and content.get("after") == current:
                    path.rename(path.with_suffix(".json"))
                else:
                    path.unlink()
        mark = f".{self.target.name}.jixiao-"
        with contextlib.suppress(OSError):
            for path in self.target.parent.iterdir():
                ours = path.name.startswith(mark) and path.name.endswith(".tmp") and not is_active(path)
                if ours and _abandoned(path, path.name[len(mark) :].partition("-")[0]):
                    path.unlink(missing_ok=True)

    def keep_original(self, data: bytes, name: str) -> None:
        """A plain copy of the original, once for each content."""
        self.folder.mkdir(parents=True, exist_ok=True)
        place = self.folder / name
        if place.exists() and place.stat().st_size == len(data) and place.read_bytes() == data:
            return
        temporary = place.with_name(f"{name}.{os.getpid()}.tmp")
        try:
            write_synced(temporary, data)
            temporary.replace(place)
        finally:
            temporary.unlink(missing_ok=True)

    def announce(self, receipt: Receipt) -> Path:
        """The receipt before the replacement; it takes effect with `confirm`."""
        now = datetime.now(UTC)  # names sort by time, whatever the clocks outside do
        path = self.folder / f"{self.target.stem}.{now:%Y%m%dT%H%M%S.%f}.pending"
        content = {"schema": _SCHEMA, "place": self._place(), "process": os.getpid(), **_receipt_json(receipt)}
        write_synced(path, json.dumps(content, ensure_ascii=False).encode())
        return path

    def confirm(self, pending: Path) -> Path:
        """The replacement has happened; were this lost, the next run would find it out."""
        with contextlib.suppress(OSError):
            return pending.rename(pending.with_suffix(".json"))
        return pending


def _abandoned(path: Path, process: object) -> bool:
    """True where the process that left the file has gone (or is ourselves, or long ago)."""
    number = int(str(process)) if str(process).isdigit() else 0
    if number in {0, os.getpid()}:
        return True
    if os.name == "nt":
        return time.time() - path.stat().st_mtime > _ABANDONED_AFTER
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass
    return time.time() - path.stat().st_mtime > _ABANDONED_AFTER


def _receipt_json(receipt: Receipt) -> dict[str, object]:
    return {
        "file": receipt.file,
        "input": receipt.input,
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
