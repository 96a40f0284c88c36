"""撤销: our last write taken back cell by cell, wherever the cells are now; what was changed since is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import xlwings as xw

from jixiao.excel import journal
from jixiao.excel.anchors import Layout, Moved, likeness
from jixiao.excel.areas import Place, alike, area_of, cells_of, columns_of
from jixiao.excel.commands.marking import unmark
from jixiao.excel.desk import Desk, Outcome, listed
from jixiao.excel.findings import explanations_in, mark_sheet, own_words
from jixiao.excel.journal import Noted, Step, Written
from jixiao.excel.live import Reading, marked_sheet, read_bare
from jixiao.excel.writing import address_of, runs, same, stored, texts_of, write
from jixiao.model import EMPTY_CELL, Area

# A sheet of another name is the one that was written to if so much of it is the same.
_ALIKE = 0.6


@dataclass(slots=True)
class _Tally:
    """What became of a step: places taken back, places changed since or gone, and locked ones with what is still to be done."""

    restored: int = 0
    left: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    waiting: list[Written] = field(default_factory=list)


def undo(desk: Desk, _argument: str) -> Outcome:
    """Take back the newest step that is remembered for this workbook."""
    known = journal.steps(desk.book)
    if not known:
        return Outcome(
            f"没有可以撤销的写入：绩效加载项没有写过“{desk.book.name}”，或都已撤销。（写入之后另存成别的文件名的，新文件里退不回以前的写入。）", ok=False)
    step = known[-1]
    desk.progress(f"正在撤销“{step.label}”……")
    tally = _Tally()
    sheets = _Sheets(desk, step)
    for written in step.cells:
        _cells_back(desk, sheets.of(written.sheet), step, written, tally)
    for noted in step.notes:
        _note_back(desk, sheets.of(noted.sheet), noted, tally)
    others = list(_others_back(desk, step))
    if tally.waiting:
        # What the protection of a sheet keeps from us stays undoable.
        remaining = [*known[:-1], Step(step.label, cells=tally.waiting, formats=step.formats, sheets=step.sheets, layouts=step.layouts)]
    else:
        remaining = known[:-1]
    journal.keep_steps(desk.book, remaining)
    return Outcome("".join([_said(step, tally, others), *others, *_left(tally), _more(remaining)]), ok=bool(tally.restored or others or not tally.locked))


def _said(step: Step, tally: _Tally, others: list[str]) -> str:
    if tally.restored:
        return f"已撤销“{step.label}”，退回 {tally.restored} 处。"
    return f"已撤销“{step.label}”。" if others else f"“{step.label}”没有退回任何一格。"


def _left(tally: _Tally) -> Iterator[str]:
    if tally.left:
        yield f"{listed(tally.left)}后来又改过，或已不在原处，没有动。"
    if tally.locked:
        yield f"{listed(tally.locked)}被工作表保护锁定，没有退回；请先撤销工作表保护再按一次“撤销”。"


def _more(remaining: list[Step]) -> str:
    return f"还可以再撤销 {len(remaining)} 步，下一步是“{remaining[-1].label}”。" if remaining else ""


class _Now(NamedTuple):
    """A sheet that a step wrote to, as it is now."""

    sheet: xw.Sheet
    reading: Reading
    moved: Moved

    def holds(self, place: Place, ours: Any) -> bool:
        """Whether a cell still holds what we wrote."""
        content = stored(self.reading.grid.cells.get(place, EMPTY_CELL))
        return same(content.removeprefix("'") if isinstance(content, str) else content, ours)


class _Sheets:
    """The sheets that a step wrote to, read once each."""

    def __init__(self, desk: Desk, step: Step) -> None:
        self._book, self._step = desk.book, step
        self._found: dict[str, _Now | None] = {}

    def of(self, name: str) -> _Now | None:
        """A sheet, whatever it is called now; None where it is gone."""
        if name not in self._found:
            layout = self._step.layouts.get(name, {})
            reading = self._reading(name, layout)
            self._found[name] = reading and _Now(self._book.sheets[reading.grid.sheet], reading, Moved(layout, texts_of(reading.grid)))
        return self._found[name]

    def _reading(self, name: str, layout: Layout) -> Reading | None:
        if name in {sheet.name for sheet in self._book.sheets}:
            return read_bare(self._book.sheets[name])
        # One that was there already under its name is another sheet, however like it is.
        strangers = [read_bare(sheet) for sheet in self._book.sheets if sheet.name not in self._step.sheets]
        found = [(likeness(layout, texts_of(reading.grid)), reading) for reading in strangers]
        return max((each for each in found if each[0] >= _ALIKE), key=lambda each: each[0], default=(0, None))[1]


def _where(sheet: str, area: Area) -> str:
    return f"“{sheet}”{address_of(area)}"


def _changes(written: Written, area: Area) -> dict[Place, tuple[Any, Any]]:
    """Place → what stood there and what we wrote, for the cells of a block that were changed."""
    return {
        (area.top + down, area.left + across): (old, new)
        for down, rows in enumerate(zip(written.old, written.new, strict=True))
        for across, (old, new) in enumerate(zip(*rows, strict=True)) if old != new
    }


def _cells_back(desk: Desk, now: _Now | None, step: Step, written: Written, tally: _Tally) -> None:
    """Restore the cells of a block that still hold what we wrote."""
    area = area_of(desk.sheet.range(written.address))
    if now is None:
        tally.left.append(_where(written.sheet, area))
        return
    changes = _changes(written, area)
    places = {was: now.moved.place(was) for was in changes}
    back = {place: was for was, place in places.items() if place is not None and now.holds(place, changes[was][1])}
    if written.array:
        _array_back(desk, now, written, area, back, tally)
        return
    tally.left.extend(_where(written.sheet, run) for run in columns_of(changes.keys() - back.values()))
    formats = {area_of(desk.sheet.range(each.address))[:2]: each.old for each in step.formats if each.sheet == written.sheet}
    for run in runs(now.reading.grid, list(back), now.reading.unrounded):
        for part, locked in alike(run, lambda part: desk.host.locked(cells_of(now.sheet, part))):
            here = [(row, part.left) for row in range(part.top, part.bottom + 1)]
            ours = [place for place in here if place in back]
            if locked:
                tally.locked.extend(_where(now.sheet.name, gap) for gap in columns_of(ours))
                tally.waiting.extend(_single(written.sheet, back[place], changes[back[place]]) for place in ours)
                continue
            for place in ours if formats else ():
                if back[place] in formats:
                    now.sheet.range(place).number_format = formats[back[place]]
            cells = now.reading.grid.cells
            write(now.sheet, part, [[changes[back[place]][0] if place in back else stored(cells.get(place, EMPTY_CELL))] for place in here])
            tally.restored += len(ours)


def _array_back(desk: Desk, now: _Now, written: Written, area: Area, back: dict[Place, Place], tally: _Tally) -> None:
    """Restore an array formula, as a whole or not at all."""
    shifts = {(place[0] - was[0], place[1] - was[1]) for place, was in back.items()}
    if len(back) < len(_changes(written, area)) or len(shifts) != 1:
        tally.left.append(_where(written.sheet, area))
        return
    down, across = shifts.pop()
    whole = Area(area.top + down, area.left + across, area.bottom + down, area.right + across)
    if desk.host.locked(cells_of(now.sheet, whole)) is not False:
        tally.locked.append(_where(now.sheet.name, whole))
        tally.waiting.append(written)
        return
    cells_of(now.sheet, whole).formula_array = written.old[0][0]
    tally.restored += len(back)


def _single(sheet: str, place: Place, change: tuple[Any, Any]) -> Written:
    old, new = change
    return Written(sheet, address_of(Area(*place, *place)), [[old]], [[new]])


def _note_back(desk: Desk, now: _Now | None, noted: Noted, tally: _Tally) -> None:
    place = now.moved.place(area_of(desk.sheet.range(noted.address))[:2]) if now is not None else None
    note = now.sheet.range(place).note if now is not None and place is not None else None
    if note is None or _words(note.text) != _words(noted.new):
        tally.left.append(f"“{noted.sheet}”{noted.address} 的批注")
        return
    if noted.old is None:
        note.delete()
    else:
        note.text = noted.old
    tally.restored += 1


def _words(text: object) -> str:
    """Programs break lines in ways of their own."""
    return "\n".join(str(text).split())


def _others_back(desk: Desk, step: Step) -> Iterator[str]:
    """What a step changed beside cells and notes."""
    for name, value in step.properties.items():
        desk.host.set_property(desk.book, name, value)
        yield "工作簿记住的政策已退回；用新政策算过的数请再按“计算”。"
    if step.marked:
        yield "识别的标色已去掉。" if unmark(desk.book, desk.host) else "识别的标色先前已经去掉了。"
    if step.sheet:
        yield _sheet_back(desk, step)
    if step.rewritten:
        yield f"上一次写入是重写“{step.rewritten}”工作表，以前的校验结果没有留底，这张表没有动；要去掉它，请直接删除。"


def _sheet_back(desk: Desk, step: Step) -> str:
    """Delete the sheet that a step added, whatever it is called now, unless there are words of the user's in it."""
    ours = marked_sheet(desk.book)
    if ours is None or ours == step.earlier:
        return f"新加的“{step.sheet}”工作表先前已经删除了。"
    sheet: xw.Sheet = desk.book.sheets[ours]
    written = len(explanations_in(sheet)) + len(own_words(sheet))
    if written:
        return f"“{ours}”工作表里有您写的 {written} 处内容，没有删除；不要了请直接删除这张表。"
    if desk.host.structure_protected(desk.book):
        return f"工作簿的结构受保护，“{ours}”工作表没有删除；请先撤销工作簿保护，再直接删除这张表。"
    sheet.delete()
    mark_sheet(desk.book, step.earlier if step.earlier in {each.name for each in desk.book.sheets} else "")
    return f"新加的“{ours}”工作表已删除。"
