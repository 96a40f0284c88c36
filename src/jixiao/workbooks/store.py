"""Saving a changed workbook and taking it back.

For an accountant: 只写该写的，写完核对，写错了可以 undo.
For a programmer: joins composing, proof, receipts and replacing; nothing here knows how any of them works.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from jixiao.model import CellValue, Edit, Receipt, Ref, SheetSpec, Text
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.proof import holds, verify
from jixiao.workbooks.reading import Workbook, load, read_bytes
from jixiao.workbooks.receipts import Receipts
from jixiao.workbooks.replacing import (
    Proof,
    check_unchanged,
    digest,
    permissions,
    refuse,
    refuse_if_open,
    replace_file,
    same_file,
)
from jixiao.workbooks.sheetxml import Place
from jixiao.workbooks.splicing import Written, written
from jixiao.workbooks.writing import Composition, Plan, compose


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


# -------------------------------------------------------------------- save ----


def save(
    workbook: Workbook,
    target: Path,
    edits: Sequence[Edit],
    sheet: SheetSpec | None,
    *,
    force: bool = False,
    write_locked: bool = False,
    drop_signature: bool = False,
    dry_run: bool = False,
    receipts: Path | None = None,
) -> Receipt:
    """Write the workbook with some cells changed and our sheet added, to ``target``.

    The input is never touched unless it is the target.  ``dry_run`` writes nothing anywhere and gives
    the receipt that would be.  Raises JixiaoError with a sentence, and then nothing has changed.
    """
    target = Path(os.path.realpath(target))
    in_place = same_file(target, workbook.path)
    if workbook.signed and not drop_signature:
        raise refuse(
            "工作簿带有数字签名，任何改动都会使签名失效，所以没有写入，文件没有改动。确认不再需要签名的，请加 --drop-signature；否则请用没有签名的副本。",
            "The workbook is digitally signed and any change would break the signature, so nothing was written. If the signature is no longer needed, add --drop-signature; else use an unsigned copy.",
        )
    replaced = None
    if target.exists():
        if not in_place and not force:
            raise refuse(
                f"{target.name} 已经存在，没有覆盖。请换一个输出位置，或加 --force。",
                f"{target.name} exists already. Choose another place, or use --force.",
            )
        refuse_if_open(target)
        replaced = workbook.original if in_place else read_bytes(target, workbook.package.limits)
    composition = compose(workbook, edits, sheet, write_locked=write_locked, drop_signature=drop_signature)
    changed = composition.data != workbook.package.data
    data = composition.data if changed else workbook.original
    before = workbook.original if replaced is None else replaced
    was = workbook.sha256 if before is workbook.original else digest(before)
    original = f"{was[:24]}{target.suffix}"
    receipt = Receipt(
        str(target),
        workbook.book.path,
        was,
        digest(data),
        composition.edits,
        tuple(sorted({*composition.changed, *composition.added, *composition.removed})),
        original,
        composition.sheet,
        datetime.now().astimezone().isoformat(timespec="seconds"),
        composition.notes,
    )
    if dry_run:
        verify(workbook, composition, data)
        return receipt
    if in_place and not changed:
        check_unchanged(target, was)
        return receipt
    place = commit(Receipts(target, receipts), receipt, before, data, lambda written: _prove(workbook, composition, written), new=replaced is None)
    return dataclasses.replace(receipt, place=str(place))


def _prove(workbook: Workbook, composition: Composition, data: bytes) -> None:
    verify(workbook, composition, data)


def commit(store: Receipts, receipt: Receipt, before: bytes, data: bytes, prove: Proof, *, new: bool) -> Path:
    """Replace the target by ``data``, with a receipt (whose place is returned) and the kept ``before``; ``new`` where no file may be there yet."""
    target = store.target
    expected = None if new else receipt.before
    with permissions(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    store.clean()
    check_unchanged(target, expected)
    with permissions(target):
        store.keep_original(before, receipt.original)
        pending = store.announce(receipt)
    try:
        replace_file(target, data, expected, prove)
    except BaseException:
        with contextlib.suppress(OSError):
            if not target.exists() or digest(target.read_bytes()) != receipt.after:
                pending.unlink(missing_ok=True)
        raise
    return store.confirm(pending)


# -------------------------------------------------------------------- undo ----


def undo(path: Path, *, cells: bool = False, receipts: Path | None = None) -> UndoResult:
    """Take back the newest write to ``path``.

    Restores the original bytes if the file is still the one that we wrote.  With ``cells``,
    restores those cells that still hold our value and leaves all else.  Raises JixiaoError with
    a sentence where it refuses.
    """
    target = Path(os.path.realpath(path))
    data = read_bytes(target, Limits.chosen())
    current = digest(data)
    store = Receipts(target, receipts)
    store.clean()
    for place, content in store.finished():
        if content.get("after") != current and content.get("before") == current:
            _consume(place)  # undone already, by a run that was killed or by hand
            continue
        original = _original(store, content)
        refuse_if_open(target)
        if cells:
            return _undo_cells(target, data, original, content, place)
        if content.get("after") != current:
            raise refuse(
                f"{target.name} 在我们写入之后又被改动过，整份还原会丢掉这些改动，所以没有还原。"
                f"如只想还原仍为我们所写数值的单元格，请加 --cells；原件在 {store.folder / str(content['original'])}。",
                f"{target.name} was changed after we wrote it; restoring all of it would lose those changes. "
                f"Use --cells to restore only cells that still hold our value; the original is {store.folder / str(content['original'])}.",
            )
        replace_file(target, original, current)
        _consume(place)
        return UndoResult(str(path), True, tuple(each.ref for each in _edits(content)), ())
    raise refuse(
        f"没有找到 {target.name} 的写入记录，无需还原。若记录存放在别处，请用 --receipts 指明。",
        f"There is no record of a write to {target.name}. If the records are elsewhere, use --receipts.",
    )


def _consume(receipt: Path) -> None:
    with contextlib.suppress(OSError):
        receipt.rename(receipt.with_suffix(".undone"))


def _original(store: Receipts, content: dict[str, object]) -> bytes:
    place = store.folder / str(content.get("original"))
    try:
        original = place.read_bytes()
    except OSError:
        original = b""
    if digest(original) != content.get("before"):
        raise refuse(
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
    workbook = load(target, data, Limits.chosen())
    now = {each.sheet: each.cells for each in load(target, data, Limits.chosen(), as_shown=False).book.grids}
    then = {each.sheet: each.cells for each in load(target, original, Limits.chosen(), as_shown=False).book.grids}
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
        replace_file(target, composition.data, workbook.sha256, lambda data: _prove(workbook, composition, data))
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
