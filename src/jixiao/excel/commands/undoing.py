"""撤销: our last write taken back cell by cell; what was changed since is left alone."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.excel import journal
from jixiao.excel.areas import area_of, columns_of, rows_of
from jixiao.excel.commands.marking import unmark
from jixiao.excel.desk import Desk, Outcome
from jixiao.excel.journal import Noted, Step, Written
from jixiao.excel.writing import address_of, same

_NAMED = 8


def undo(desk: Desk, _argument: str) -> Outcome:
    """Take back the newest step that is remembered for this workbook."""
    known = journal.steps(desk.book)
    if not known:
        return Outcome("没有可以撤销的写入：这个工作簿里，绩效加载项没有写过，或都已撤销。", ok=False)
    step = known[-1]
    desk.progress(f"正在撤销“{step.label}”……")
    names = {sheet.name for sheet in desk.book.sheets}
    left: list[str] = []
    restored = 0
    for written in step.cells:
        if written.sheet not in names:
            left.append(f"“{written.sheet}”!{written.address}")
            continue
        back, kept = _cells_back(desk, written)
        restored += back
        left.extend(kept)
    for noted in step.notes:
        if noted.sheet in names and _note_back(desk, noted):
            restored += 1
        else:
            left.append(f"{noted.address} 的批注")
    said = [f"已撤销“{step.label}”" + (f"，退回 {restored} 处。" if restored else "。")]
    said.extend(_others_back(desk, step, names))
    if left:
        more = f" 等 {len(left)} 处" if len(left) > _NAMED else ""
        said.append(f"{'、'.join(left[:_NAMED])}{more}后来又改过，或已不在，没有动。")
    journal.forget_last(desk.book)
    remaining = len(known) - 1
    said.append(f"还可以再撤销 {remaining} 步。" if remaining else "")
    return Outcome("".join(said))


def _cells_back(desk: Desk, written: Written) -> tuple[int, list[str]]:
    """Restore the cells of a block that still hold what we wrote: how many, and the others."""
    sheet = desk.book.sheets[written.sheet]
    block = sheet.range(written.address)
    area = area_of(block)
    now = rows_of(block.formula)
    if written.array:
        if not all(same(*pair) for row, ours in zip(now, written.new, strict=True) for pair in zip(row, ours, strict=True)):
            return 0, [written.address]
        block.formula_array = written.old[0][0]
        return area.bottom - area.top + 1, []
    wrote = {
        (area.top + down, area.left + across): (old, ours, found)
        for down, rows in enumerate(zip(written.old, written.new, now, strict=True))
        for across, (old, ours, found) in enumerate(zip(*rows, strict=True)) if old != ours
    }
    back = {place: old for place, (old, ours, found) in wrote.items() if same(found, ours)}
    for run in columns_of(back):
        values = [[back[row, run.left]] for row in range(run.top, run.bottom + 1)]
        sheet.range(address_of(run)).formula = values if len(values) > 1 else values[0][0]
    return len(back), [address_of(run) for run in columns_of(place for place in wrote if place not in back)]


def _note_back(desk: Desk, noted: Noted) -> bool:
    cell = desk.book.sheets[noted.sheet].range(noted.address)
    note = cell.note
    if note is None or str(note.text) != noted.new:
        return False
    if noted.old is None:
        note.delete()
    else:
        note.text = noted.old
    return True


def _others_back(desk: Desk, step: Step, names: set[str]) -> Iterator[str]:
    """What a step changed beside cells and notes."""
    for name, value in step.properties.items():
        desk.host.set_property(desk.book, name, value)
        yield "工作簿记住的政策已退回。"
    if step.marked and unmark(desk.book):
        yield "识别的标色已去掉。"
    if step.sheet and step.sheet in names:
        desk.book.sheets[step.sheet].delete()
        yield f"新加的“{step.sheet}”工作表已删除。"
