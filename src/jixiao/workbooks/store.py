"""Putting the change on disk: all or nothing, with a receipt from which it can be undone.

For an accountant: 断电也不会只写一半；写错了可以 undo.
For a programmer: temporary file, fsync, proof, replace; receipts are written before the
replacement and take effect after it, so that none ever speaks of what did not happen.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from jixiao.model import CellValue, Edit, JixiaoError, Receipt, Ref, SheetSpec, Text
from jixiao.workbooks.proof import holds, verify
from jixiao.workbooks.reading import Workbook, load, read_bytes
from jixiao.workbooks.sheetxml import Place
from jixiao.workbooks.splicing import Written, written
from jixiao.workbooks.unreadable import DEFAULT_LIMITS
from jixiao.workbooks.writing import Composition, Plan, compose

FOLDER = ".jixiao"
_SCHEMA = "jixiao-receipt/1"
_ABANDONED_AFTER = 3600.0
_active: set[Path] = set()


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What an undo has done.

    Attributes:
        file: the workbook.
        whole: True where the original bytes are back; False where only cells were restored.
        restored: cells with their earlier value again.
        left: cells that no longer held our value and were not touched.
        notes: sentences for the user.

    """

    file: str
    whole: bool
    restored: tuple[Ref, ...]
    left: tuple[Ref, ...]
    notes: tuple[Text, ...] = ()


def _refuse(zh: str, en: str) -> JixiaoError:
    return JixiaoError(Text(zh, en))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# ------------------------------------------------------------------- files ----


@contextlib.contextmanager
def _permissions(path: Path) -> Iterator[None]:
    """System errors as sentences."""
    try:
        yield
    except PermissionError as error:
        raise _refuse(
            f"没有权限写入 {path.name}，或文件正被占用。请先在 Excel/WPS 里关闭，或检查文件夹权限；也可以用 -o 换一个输出位置。文件没有改动。",
            f"{path.name} cannot be written (no permission, or in use). Close it in Excel/WPS, check the folder's permissions, or use -o. Nothing was changed.",
        ) from error
    except OSError as error:
        raise _refuse(
            f"写入 {path.name} 失败（{error.strerror}）。请检查磁盘空间和路径。文件没有改动。",
            f"Writing {path.name} failed ({error.strerror}). Check disk space and path. Nothing was changed.",
        ) from error


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems cannot
            os.fsync(handle)
    finally:
        os.close(handle)


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _temporary(target: Path) -> Path:
    return target.with_name(f".{target.name}.jixiao-{os.getpid()}-{time.monotonic_ns():x}.tmp")


def _refuse_if_open(target: Path) -> None:
    for lock in (target.with_name("~$" + target.name), target.with_name(f".~lock.{target.name}#")):
        if lock.exists():
            raise _refuse(
                f"{target.name} 正在被打开（旁边有 {lock.name}）。请先在 Excel/WPS 里关闭；若确已关闭，删除 {lock.name} 后再试。文件没有改动。",
                f"{target.name} is open ({lock.name} lies beside it). Close it first; if it is closed, delete {lock.name}. Nothing was changed.",
            )


def _same(a: Path, b: Path) -> bool:
    try:
        return a.samefile(b)
    except OSError:
        return False


def _replace(target: Path, data: bytes, expected: str | None, prove: Sequence[Composition | Workbook] = ()) -> None:
    """Put ``data`` at ``target``, all or nothing.

    ``expected`` is the hash that the file there must still have, None where none may be there.
    """
    temporary = _temporary(target)
    _active.add(temporary)
    try:
        with _permissions(target):
            _write_synced(temporary, data)
            if expected is not None:
                kept = target.stat()
                temporary.chmod(stat.S_IMODE(kept.st_mode))
                if hasattr(os, "chown"):
                    with contextlib.suppress(OSError):
                        os.chown(temporary, kept.st_uid, kept.st_gid)
        if prove:
            workbook, composition = prove
            assert isinstance(workbook, Workbook)
            assert isinstance(composition, Composition)
            verify(workbook, composition, temporary.read_bytes())
        _check_unchanged(target, expected)
        with _permissions(target):
            temporary.replace(target)
            _sync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
        _active.discard(temporary)


def _check_unchanged(target: Path, expected: str | None) -> None:
    found = _hash(target.read_bytes()) if target.exists() else None
    if found != expected:
        raise _refuse(
            f"{target.name} 在处理期间被别的程序改动了，为免覆盖，没有写入。请关闭其他程序后重新运行。",
            f"{target.name} was changed by another program meanwhile; nothing was written. Close other programs and run again.",
        )


# ---------------------------------------------------------------- receipts ----


class _Receipts:
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
            current = _hash(self.target.read_bytes())
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
                ours = path.name.startswith(mark) and path.name.endswith(".tmp") and path not in _active
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
            _write_synced(temporary, data)
            temporary.replace(place)
        finally:
            temporary.unlink(missing_ok=True)

    def announce(self, receipt: Receipt) -> Path:
        """The receipt before the replacement; it takes effect with `confirm`."""
        now = datetime.now(UTC)  # names sort by time, whatever the clocks outside do
        path = self.folder / f"{self.target.stem}.{now:%Y%m%dT%H%M%S.%f}.pending"
        content = {"schema": _SCHEMA, "place": self._place(), "process": os.getpid(), **_receipt_json(receipt)}
        _write_synced(path, json.dumps(content, ensure_ascii=False).encode())
        return path

    def confirm(self, pending: Path) -> None:
        """The replacement has happened; were this lost, the next run would find it out."""
        with contextlib.suppress(OSError):
            pending.rename(pending.with_suffix(".json"))


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


# -------------------------------------------------------------------- save ----


def save(
    workbook: Workbook,
    target: Path,
    edits: Sequence[Edit],
    sheet: SheetSpec | None,
    *,
    force: bool = False,
    write_locked: bool = False,
    receipts: Path | None = None,
) -> Receipt:
    """Write the workbook with some cells changed and our sheet added, to ``target``.

    The input is never touched unless it is the target.  Raises JixiaoError with a sentence, and
    then nothing has changed.
    """
    target = Path(os.path.realpath(target))
    in_place = _same(target, workbook.path)
    if workbook.signed:
        raise _refuse(
            "工作簿带有数字签名，任何改动都会使签名失效，所以没有写入。请先在 Excel 里删除签名，或使用另存的副本。",
            "The workbook is digitally signed; any change would break the signature, so nothing was written. Remove the signature in Excel, or use a copy.",
        )
    replaced = None
    if target.exists():
        if not in_place and not force:
            raise _refuse(
                f"{target.name} 已经存在，没有覆盖。请换一个输出位置，或加 --force。",
                f"{target.name} exists already. Choose another place, or use --force.",
            )
        _refuse_if_open(target)
        replaced = workbook.package.data if in_place else read_bytes(target, workbook.package.limits)
    composition = compose(workbook, edits, sheet, write_locked=write_locked)
    before = workbook.package.data if replaced is None else replaced
    digest = workbook.sha256 if before is workbook.package.data else _hash(before)
    original = f"{digest[:24]}{target.suffix}"
    receipt = Receipt(
        str(target),
        workbook.book.path,
        digest,
        _hash(composition.data),
        composition.edits,
        tuple(sorted({*composition.changed, *composition.added})),
        original,
        composition.sheet,
        datetime.now().astimezone().isoformat(timespec="seconds"),
        composition.notes,
    )
    if in_place and receipt.after == digest:
        _check_unchanged(target, digest)
        return receipt
    _commit(_Receipts(target, receipts), receipt, replaced, workbook, composition)
    return receipt


def _commit(
    store: _Receipts, receipt: Receipt, replaced: bytes | None, workbook: Workbook, composition: Composition
) -> None:
    target = store.target
    before = workbook.package.data if replaced is None else replaced
    expected = None if replaced is None else receipt.before
    with _permissions(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    store.clean()
    _check_unchanged(target, expected)
    with _permissions(target):
        store.keep_original(before, receipt.original)
        pending = store.announce(receipt)
    try:
        _replace(target, composition.data, expected, (workbook, composition))
    except BaseException:
        with contextlib.suppress(OSError):
            if not target.exists() or _hash(target.read_bytes()) != receipt.after:
                pending.unlink(missing_ok=True)
        raise
    store.confirm(pending)


# -------------------------------------------------------------------- undo ----


def undo(path: Path, *, cells: bool = False, receipts: Path | None = None) -> UndoResult:
    """Take back the newest write to ``path``.

    Restores the original bytes if the file is still the one that we wrote.  With ``cells``,
    restores those cells that still hold our value and leaves all else.  Raises JixiaoError with
    a sentence where it refuses.
    """
    target = Path(os.path.realpath(path))
    data = read_bytes(target, DEFAULT_LIMITS)
    current = _hash(data)
    store = _Receipts(target, receipts)
    store.clean()
    for place, content in store.finished():
        if content.get("after") != current and content.get("before") == current:
            _consume(place)  # undone already, by a run that was killed or by hand
            continue
        original = _original(store, content)
        _refuse_if_open(target)
        if cells:
            return _undo_cells(target, data, original, content, place)
        if content.get("after") != current:
            raise _refuse(
                f"{target.name} 在我们写入之后又被改动过，整份还原会丢掉这些改动，所以没有还原。"
                f"如只想还原仍为我们所写数值的单元格，请加 --cells；原件在 {store.folder / str(content['original'])}。",
                f"{target.name} was changed after we wrote it; restoring all of it would lose those changes. "
                f"Use --cells to restore only cells that still hold our value; the original is {store.folder / str(content['original'])}.",
            )
        _replace(target, original, current)
        _consume(place)
        return UndoResult(str(path), True, tuple(each.ref for each in _edits(content)), ())
    raise _refuse(
        f"没有找到 {target.name} 的写入记录，无需还原。若记录存放在别处，请用 --receipts 指明。",
        f"There is no record of a write to {target.name}. If the records are elsewhere, use --receipts.",
    )


def _consume(receipt: Path) -> None:
    with contextlib.suppress(OSError):
        receipt.rename(receipt.with_suffix(".undone"))


def _original(store: _Receipts, content: dict[str, object]) -> bytes:
    place = store.folder / str(content.get("original"))
    try:
        original = place.read_bytes()
    except OSError:
        original = b""
    if _hash(original) != content.get("before"):
        raise _refuse(
            f"保存的原件 {place} 不在或已被改动，无法还原。",
            f"The kept original {place} is missing or was changed; nothing was restored.",
        )
    return original


def _edits(content: dict[str, object]) -> list[Edit]:
    listed = content.get("edits")
    edits = []
    for each in listed if isinstance(listed, list) else []:
        value = Decimal(each["value"]) if each["number"] else str(each["value"])
        edits.append(
            Edit(Ref(each["sheet"], each["row"], each["column"]), each["old"], each["new"], value, Text(*each["why"]))
        )
    return edits


def _undo_cells(target: Path, data: bytes, original: bytes, content: dict[str, object], place: Path) -> UndoResult:
    workbook = load(target, data, DEFAULT_LIMITS)
    now = {each.sheet: each.cells for each in load(target, data, DEFAULT_LIMITS, as_shown=False).book.grids}
    then = {each.sheet: each.cells for each in load(target, original, DEFAULT_LIMITS, as_shown=False).book.grids}
    plan: Plan = {}
    back: list[Edit] = []
    left: list[Ref] = []
    for edit in _edits(content):
        where: Place = (edit.ref.row, edit.ref.column)
        cell = now.get(edit.ref.sheet, {}).get(where)
        if edit.ref.sheet not in now or not holds(cell, written(edit.value)):
            left.append(edit.ref)
            continue
        old = then.get(edit.ref.sheet, {}).get(where)
        plan.setdefault(edit.ref.sheet, {})[where] = _stored(old.value if old else None, old.kind if old else "empty")
        back.append(edit._replace(old=edit.new, new=edit.old))
    if back:
        composition = compose(workbook, back, None, write_locked=True, plan=plan)
        _replace(target, composition.data, workbook.sha256, (workbook, composition))
    _consume(place)
    notes: tuple[Text, ...] = ()
    if left:
        named = "、".join(f"「{each.sheet}」{each.a1}" for each in left)
        notes = (
            Text(
                f"有 {len(left)} 个单元格已不是我们写入的数值，没有还原：{named}。",
                f"{len(left)} cells no longer hold our value and were left: {named}.",
            ),
        )
    return UndoResult(str(target), False, tuple(each.ref for each in back), tuple(left), notes)


def _stored(value: CellValue, kind: str) -> Written:
    if value is None or isinstance(value, (bool, Decimal, str)):
        return written(value, error=kind == "error")
    return written(value.isoformat())._replace(kind="d")
