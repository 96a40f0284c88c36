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

from jixiao.model import CellValue, Edit, JixiaoError, Receipt, Ref, SheetSpec, Text
from jixiao.workbooks.encryption import Lock, opened_again, sealed
from jixiao.workbooks.exclusive import exclusive
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.numbers import exact
from jixiao.workbooks.passwords import Passwords
from jixiao.workbooks.proof import holds, verify
from jixiao.workbooks.reading import Workbook, load_locked, read_bytes
from jixiao.workbooks.receipts import Outcome, Receipts, consume, settle, tidy, withdraw
from jixiao.workbooks.replacing import (
    Proof,
    check_unchanged,
    digest,
    failed,
    hash_of,
    make_folder,
    permissions,
    put,
    refuse,
    refuse_if_open,
    same_file,
    staged,
)
from jixiao.workbooks.sealed_receipts import unseal
from jixiao.workbooks.sheetxml import LAST_COLUMN, LAST_ROW, Place
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
        receipt: of the undoing itself, None where nothing was written.

    """

    file: str
    whole: bool
    restored: tuple[Ref, ...]
    left: tuple[Ref, ...]
    notes: tuple[Text, ...] = ()
    receipt: Receipt | None = None


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
    decrypt: bool = False,
    receipts: Path | None = None,
) -> Receipt:
    """Write the workbook with some cells changed and our sheet added, to ``target``.

    A workbook with a password keeps it unless ``decrypt``.  The input is never touched unless it is the target.  ``dry_run`` writes nothing anywhere and gives
    the receipt that would be.  Raises JixiaoError with a sentence, and then nothing has changed.
    """
    target = Path(os.path.realpath(target))
    in_place = same_file(target, workbook.path)
    if workbook.signed and not drop_signature:
        raise refuse(
            "工作簿带有数字签名，任何改动都会使签名失效，所以没有写入，文件没有改动。确认不再需要签名的，请加 --drop-signature；否则请用没有签名的副本。",
            "The workbook is digitally signed and any change would break the signature, so nothing was written. If the signature is no longer needed, add --drop-signature; else use an unsigned copy.",
        )
    decrypting = decrypt and workbook.lock is not None
    if decrypting and in_place:
        raise refuse(
            f"--decrypt 写出没有密码的文件，不用来替换带密码的原文件 {target.name}，所以没有写入，文件没有改动。请去掉 --in-place，结果写在 jixiao-out 或 -o 指定的文件夹里；或去掉 --decrypt，写回时仍带原密码。",
            f"--decrypt writes a file without a password and does not put it in the place of {target.name}, which has one; nothing was written. Leave --in-place out, or leave --decrypt out and keep the password.",
        )
    replaced = None
    if target.exists():
        if not in_place and not force:
            raise refuse(
                f"{target.parent.name}/{target.name} 已经存在，没有覆盖。请换一个输出位置，或加 --force。",
                f"{target.parent.name}/{target.name} exists already. Choose another place, or use --force.",
            )
        refuse_if_open(target)
        replaced = workbook.original if in_place else read_bytes(target, workbook.package.limits)
    composition = compose(workbook, edits, sheet, write_locked=write_locked, drop_signature=drop_signature)
    changed = composition.data != workbook.package.data
    lock = None if decrypting else workbook.lock
    data = workbook.original
    if changed or decrypting:
        data = composition.data if lock is None else sealed(composition.data, lock)
    before = workbook.original if replaced is None else replaced
    was = workbook.sha256 if before is workbook.original else digest(before)
    receipt = Receipt(
        str(target),
        workbook.book.path,
        was,
        digest(data),
        composition.edits,
        tuple(sorted({*composition.changed, *composition.added, *composition.removed})),
        "",
        composition.sheet,
        _now(),
        (*composition.notes, *_other_names(target), *([_DECRYPTED] if decrypting else [])),
        source=workbook.sha256,
        new=replaced is None,
    )
    if dry_run:
        _prove(workbook, composition, lock, data)
        return receipt
    if in_place and not changed:
        check_unchanged(target, was)
        return receipt
    return commit(
        Receipts(target, receipts), receipt, before, data, lambda written: _prove(workbook, composition, lock, written), lock=workbook.lock
    )


_DECRYPTED = Text(
    "输入设有打开密码，按 --decrypt 写出的文件没有密码，任何人都能打开。请妥善保管。",
    "The input has a password; as --decrypt says, the output has none and anybody can open it. Take care of it.",
)


def _prove(workbook: Workbook, composition: Composition, lock: Lock | None, data: bytes) -> None:
    package = data if lock is None else opened_again(data, lock, workbook.package.limits)
    verify(workbook, composition, package)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _other_names(target: Path) -> tuple[Text, ...]:
    """A file that is replaced has one name only: other hard links keep the earlier content."""
    others = target.stat().st_nlink - 1 if target.exists() else 0
    if others < 1:
        return ()
    return (Text(
        f"{target.name} 另有 {others} 个硬链接；它们指向的仍是写入之前的内容。",
        f"{target.name} has {others} more hard links; they keep the content of before.",
    ),)


def commit(
    store: Receipts, receipt: Receipt, before: bytes, data: bytes, prove: Proof | None = None, *, undoes: Path | None = None,
    lock: Lock | None = None,
) -> Receipt:
    """Replace the target by ``data``, with a receipt and the kept ``before``.  Gives the receipt in effect.

    ``undoes`` is the receipt of the write that is taken back by this one; ``lock`` that of a workbook with a password.
    """
    target = store.target
    expected = None if receipt.new else receipt.before
    with contextlib.ExitStack() as held:
        with permissions(target):
            make_folder(target.parent)
            held.enter_context(exclusive(target))
        check_unchanged(target, expected)
        temporary = held.enter_context(staged(target, data, prove, Path(receipt.input)))
        pending, receipt = store.announce(receipt, before, undoes, lock)
        try:
            check_unchanged(target, expected)
            put(temporary, target, new=receipt.new)
            outcome = _settled(pending)
        except JixiaoError:
            withdraw(pending)
            raise
        except OSError as error:
            outcome = _settled(pending)
            if outcome is None:
                raise _lost(store, receipt) from error
            if outcome[0] != "written":
                raise failed(target, error) from error
        except BaseException:
            _settled(pending)
            raise
    return dataclasses.replace(receipt, place=str(outcome[1] if outcome else pending))


def _settled(pending: Path) -> tuple[Outcome, Path] | None:
    """What has happened, None where that cannot be told now; the next run will."""
    try:
        return settle(pending)
    except OSError:
        return None


def _lost(store: Receipts, receipt: Receipt) -> JixiaoError:
    """The drive has gone in the middle of a save."""
    kept = store.folder / receipt.original
    return refuse(
        f"写入 {store.target.name} 时磁盘或网络盘断开，现在无法确认是否写完；文件不会只写一半。写入之前的原件保存在 {kept}。请重新连接后再运行一次，届时会核对并说明。",
        f"The disk or network drive went away while {store.target.name} was written; whether it was cannot be told now. It is never half written. "
        f"The original is kept as {kept}. Connect again and run once more: it will be looked at.",
    )


def write_whole(target: Path, data: bytes, source: Path | None = None) -> Receipt | None:
    """Write a workbook that was made from nothing, or from a ``source``.

    What it replaces can be brought back: then there is a receipt.
    """
    target = Path(os.path.realpath(target))
    if target.exists():
        refuse_if_open(target)
        before = read_bytes(target, Limits.chosen())
        receipt = Receipt(str(target), str(target), digest(before), digest(data), (), (), "", "", _now(), _other_names(target), source=digest(before))
        return commit(Receipts(target, None), receipt, before, data)
    with contextlib.ExitStack() as held:
        with permissions(target):
            held.enter_context(exclusive(target))
        temporary = held.enter_context(staged(target, data, None, source))
        check_unchanged(target, None)
        with permissions(target):
            put(temporary, target, new=True)
    return None


def done_already(path: Path, target: Path, receipts: Path | None = None) -> bool:
    """Whether the target is, unchanged, what was last written there from the input as it is now."""
    target = Path(os.path.realpath(target))
    tidy(target.parent, receipts)
    try:
        now, source = (hash_of(each) for each in (target, path))
    except OSError:
        return False
    newest = next((content for _, content in Receipts(target, receipts).in_effect()), {})
    return newest.get("after") == now and newest.get("source") == source


# -------------------------------------------------------------------- undo ----


def undo(path: Path, *, cells: bool = False, receipts: Path | None = None, passwords: Passwords | None = None) -> UndoResult:
    """Take back the newest write to ``path``.

    Restores the original bytes if the file is still the one that we wrote.  With ``cells``,
    restores those cells that still hold our value and leaves all else; only that needs the password
    of a workbook that has one.  Raises JixiaoError with a sentence where it refuses.
    """
    target = Path(os.path.realpath(path))
    passwords = passwords or Passwords()
    store = Receipts(target, receipts)
    notes = tidy(target.parent, receipts)
    data = read_bytes(target, Limits.chosen())
    current = digest(data)
    place, content = _newest(store, current)
    original = _original(store, content)
    refuse_if_open(target)
    if cells:
        done = _undo_cells(store, data, original, unseal(content, target, passwords), place, passwords)
    elif content.get("after") == current:
        edits = tuple(_reversed(each, each.old) for each in edits_in(content))
        receipt = Receipt(str(target), str(target), current, digest(original), edits, parts_in(content), "", "", _now(), source=current)
        receipt = commit(store, receipt, data, original, undoes=place)
        done = UndoResult(str(path), True, tuple(each.ref for each in edits), (), receipt=receipt)
    else:
        raise refuse(
            f"{target.name} 在我们写入之后又被改动过，整份还原会丢掉这些改动，所以没有还原。"
            f"如只想还原仍为我们所写数值的单元格，请加 --cells；原件在 {store.folder / str(content['original'])}。",
            f"{target.name} was changed after we wrote it; restoring all of it would lose those changes. "
            f"Use --cells to restore only cells that still hold our value; the original is {store.folder / str(content['original'])}.",
        )
    return dataclasses.replace(done, notes=(*notes, *done.notes))


def _newest(store: Receipts, current: str) -> tuple[Path, dict[str, object]]:
    """The receipt to take back: that of the file as it is, else the newest."""
    listed = store.in_effect()
    for place, content in listed:
        if content.get("after") == current:
            return place, content
    for place, content in listed:
        if content.get("before") != current:
            return place, content
        consume(place)  # undone already, by hand
    raise refuse(
        f"没有找到 {store.target.name} 的写入记录，无需还原。若记录存放在别处，请用 --receipts 指明。",
        f"There is no record of a write to {store.target.name}. If the records are elsewhere, use --receipts.",
    )


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


def edits_in(content: dict[str, object]) -> list[Edit]:
    """The cells that a receipt speaks of.  Raises JixiaoError where somebody has changed it."""
    listed = content.get("edits")
    return [_edit(each) for each in listed] if isinstance(listed, list) else []


def _edit(told: object) -> Edit:
    match told:
        case {
            "sheet": str(sheet), "row": int(row), "column": int(column), "old": str(old), "new": str(new),
            "value": str(value), "number": bool(is_number), "why": [str(zh), str(en)],
        } if 0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN:  # fmt: skip
            if not is_number or exact(value) is not None:
                return Edit(Ref(sheet, row, column), old, new, Decimal(value) if is_number else value, Text(zh, en))
    raise refuse(
        "这次写入的回执已被改动或损坏，无法据此还原，文件没有改动。写入之前的原件在 .jixiao 文件夹里，可以直接复制出来。",
        "The receipt of this write was changed or is damaged; nothing was restored and the file is unchanged. The original of before is in the folder .jixiao and can be copied from there.",
    )


def parts_in(content: dict[str, object]) -> tuple[str, ...]:
    """The parts that a receipt says were changed."""
    listed = content.get("parts")
    return tuple(map(str, listed)) if isinstance(listed, list) else ()


def _reversed(edit: Edit, value: Decimal | str) -> Edit:
    return Edit(edit.ref, edit.new, edit.old, value, Text("撤销：恢复写入之前的内容", "undo: what was there before"))


def _undo_cells(
    store: Receipts, data: bytes, original: bytes, content: dict[str, object], place: Path, passwords: Passwords
) -> UndoResult:
    target = store.target
    limits = Limits.chosen()
    workbook = load_locked(target, data, limits, passwords)
    now = {each.sheet: each.cells for each in load_locked(target, data, limits, passwords, as_shown=False).book.grids}
    then = {each.sheet: each.cells for each in load_locked(target, original, limits, passwords, as_shown=False).book.grids}
    plan: Plan = {}
    back: list[Edit] = []
    left: list[Ref] = []
    for edit in edits_in(content):
        where: Place = (edit.ref.row, edit.ref.column)
        cell = now.get(edit.ref.sheet, {}).get(where)
        if edit.ref.sheet not in now or not holds(cell, written(edit.value)):
            left.append(edit.ref)
            continue
        old = then.get(edit.ref.sheet, {}).get(where)
        plan.setdefault(edit.ref.sheet, {})[where] = _stored(old.value if old else None, old.kind if old else "empty")
        back.append(_reversed(edit, old.value if old is not None and isinstance(old.value, (Decimal, str)) else edit.old))
    receipt: Receipt | None = None
    if back:
        composition = compose(workbook, back, None, write_locked=True, plan=plan)
        parts = tuple(sorted({*composition.changed, *composition.added}))
        lock = workbook.lock
        after = composition.data if lock is None else sealed(composition.data, lock)
        wanted = Receipt(str(target), str(target), workbook.sha256, digest(after), tuple(back), parts, "", "", _now(), source=workbook.sha256)
        receipt = commit(store, wanted, data, after, lambda found: _prove(workbook, composition, lock, found), undoes=place, lock=lock)
    else:
        consume(place)
    notes: tuple[Text, ...] = ()
    if left:
        named = "、".join(f"「{each.sheet}」{each.a1}" for each in left)
        notes = (
            Text(
                f"有 {len(left)} 个单元格已不是我们写入的数值，没有还原：{named}。",
                f"{len(left)} cells no longer hold our value and were left: {named}.",
            ),
        )
    return UndoResult(str(target), False, tuple(each.ref for each in back), tuple(left), notes, receipt)


def _stored(value: CellValue, kind: str) -> Written:
    if value is None or isinstance(value, (bool, Decimal, str)):
        return written(value, error=kind == "error")
    return written(value.isoformat())._replace(kind="d")
