"""为什么: the derivation of the selected figure, as a note on its cell."""

from __future__ import annotations

from jixiao.excel.anchors import layout_of
from jixiao.excel.desk import Desk, Outcome
from jixiao.excel.journal import Noted, Step
from jixiao.excel.wording import in_the_ribbon, shortened_lines
from jixiao.excel.writing import texts_of
from jixiao.model import Ref
from jixiao.services.explain import explain_in

HEAD = "【绩效】"
_LONGEST_NOTE = 2000


def why(desk: Desk, _argument: str) -> Outcome:
    """Explain the first selected cell; a note that somebody wrote is not touched."""
    cell = desk.selection[0, 0]
    if cell.merge_cells:
        cell = cell.merge_area[0, 0]
    address = Ref("", cell.row, cell.column).a1
    name = desk.sheet.name.replace("'", "''")
    analysis = desk.analysed()
    steps = explain_in(analysis, f"'{name}'!{address}", desk.settings)
    text = in_the_ribbon("\n".join(step.zh for step in steps))
    note = cell.note
    before = None if note is None else str(note.text)
    if before is not None and not before.startswith(HEAD):
        return Outcome(f"{address}：\n{text}\n（格子上已有您的批注，没有改动它。）")
    # Notes are objects of the sheet: its protection forbids them on free cells, too.
    if desk.host.locked(desk.sheet.used_range) is not False:
        return Outcome(f"{address}：\n{text}\n（工作表受保护，没有写批注。）")
    words = shortened_lines(f"{HEAD}{address}\n{text}", _LONGEST_NOTE)
    step = Step(desk.label)
    step.notes.append(Noted(desk.sheet.name, address, before, words))
    step.layouts[desk.sheet.name] = layout_of(texts_of(next(grid for grid in analysis.workbook.book.grids if grid.sheet == desk.sheet.name)))
    desk.remember(step)
    if note is None:
        cell.add_note(words)
    else:
        note.text = words
    return Outcome(f"{address}：\n{text}\n（已写成批注，按“撤销”可去掉。）")
