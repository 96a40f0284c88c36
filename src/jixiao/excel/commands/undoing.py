"""撤销: our last write taken back cell by cell, wherever the cells are now; what was changed since is left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import xlwings as xw

from jixiao.excel import journal
from jixiao.excel.anchors import Moved, likeness
from jixiao.excel.areas import Place, alike, area_of, cells_of, columns_of
from jixiao.excel.commands.marking import unmark
from jixiao.excel.desk import Desk, Outcome, listed
from jixiao.excel.findings import explanations_in, mark_sheet, own_words
from jixiao.excel.journal import Noted, Step, Written
from jixiao.excel.live import marked_sheet, read_sheet
from jixiao.excel.writing import address_of, same, stored, texts_of, write
from jixiao.model import EMPTY_CELL, Area, Grid

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
        _cells_back(desk, sheets, step, written, tally)
    for noted in step.notes:
        _note_back(desk, sheets, noted, tally)
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


class _Sheets:
    """The sheets that a step wrote to, as they are now, read once each."""

    def __init__(self, desk: Desk, step: Step) -> None:
        self._desk, self._step = desk, step
        self._now = [sheet.name for sheet in desk.book.sheets]
        self._found: dict[str, tuple[Grid, Moved] | None] = {}

    def of(self, name: str) -> tuple[Grid, Moved] | None:
        """The grid of a sheet, whatever it is called now, and where its cells are; None where it is gone."""
        if name not in self._found:
            grid = self._grid(name)
            self._found[name] = None if grid is None else (grid, Moved(self._step.layouts.get(name, {}), texts_of(grid)))
        return self._found[name]

    def _grid(self, name: str) -> Grid | None:
        if name in self._now:
            return read_sheet(self._desk.book.sheets[name], bare=True)
        # One that was there already under its name is another sheet, however like it is.
        strangers = [read_sheet(self._desk.book.sheets[each], bare=True) for each in self._now if each not in self._step.sheets]
        layout = self._step.layouts.get(name, {})
        return max((grid for grid in strangers if likeness(layout, texts_of(grid)) >= _ALIKE), key=lambda grid: likeness(layout, texts_of(grid)), default=None)


def _where(sheet: str, area: Area) -> str:
    return f"“{sheet}”{address_of(area)}"


def _now(grid: Grid, place: Place) -> Any:
    content = stored(grid.cells.get(place, EMPTY_CELL))
    return content.removeprefix("'") if isinstance(content, str) else content


def _changes(written: Written, area: Area) -> dict[Place, tuple[Any, Any]]:
    """Place → what stood there and what we wrote, for the cells of a block that were changed."""
    return {
        (area.top + down, area.left + across): (old, new)
        for down, rows in enumerate(zip(written.old, written.new, strict=True))
        for across, (old, new) in enumerate(zip(*rows, strict=True)) if old != new
    }


def _cells_back(desk: Desk, sheets: _Sheets, step: Step, written: Written, tally: _Tally) -> None:
    """Restore the cells of a block that still hold what we wrote."""
    found = sheets.of(written.sheet)
    area = area_of(desk.sheet.range(written.address))
    if found is None:
        tally.left.append(_where(written.sheet, area))
        return
    grid, moved = found
    sheet = desk.book.sheets[grid.sheet]
    changes = _changes(written, area)
    places = dict(zip(changes, moved.places(changes), strict=True))
    back = {now: changes[was] for was, now in places.items() if now is not None and same(_now(grid, now), changes[was][1])}
    gone = [was for was, now in places.items() if now not in back]
    if written.array and (gone or len({(now[0] - was[0], now[1] - was[1]) for was, now in places.items() if now is not None}) > 1):
        tally.left.append(_where(written.sheet, area))
        return
    tally.left.extend(_where(written.sheet, run) for run in columns_of(gone))
    if written.array:
        first = min(back)
        whole = Area(*first, first[0] + area.bottom - area.top, first[1] + area.right - area.left)
        if desk.host.locked(cells_of(sheet, whole)) is not False:
            tally.locked.append(_where(grid.sheet, whole))
            tally.waiting.append(written)
            return
        cells_of(sheet, whole).formula_array = written.old[0][0]
        tally.restored += len(back)
        return
    formats = _formats(desk, step, written.sheet)
    was_at = {now: was for was, now in places.items() if now is not None}
    for run in columns_of(back):
        for part, locked in alike(run, lambda part: desk.host.locked(cells_of(sheet, part))):
            rows = range(part.top, part.bottom + 1)
            if locked:
                tally.locked.append(_where(grid.sheet, part))
                tally.waiting.extend(_single(written.sheet, was_at[row, part.left], back[row, part.left]) for row in rows)
                continue
            for row in rows:
                code = formats.get(was_at[row, part.left])
                if code is not None:
                    sheet.range((row, part.left)).number_format = code
            write(sheet, part, [[back[row, part.left][0]] for row in rows])
            tally.restored += len(rows)


def _single(sheet: str, place: Place, change: tuple[Any, Any]) -> Written:
    old, new = change
    return Written(sheet, address_of(Area(*place, *place)), [[old]], [[new]])


def _formats(desk: Desk, step: Step, sheet: str) -> Mapping[Place, str]:
    """The number formats that we changed, by the cells as they were."""
    areas = [(area_of(desk.sheet.range(each.address)), each.old) for each in step.formats if each.sheet == sheet]
    return {(area.top, area.left): code for area, code in areas}


def _note_back(desk: Desk, sheets: _Sheets, noted: Noted, tally: _Tally) -> None:
    found = sheets.of(noted.sheet)
    area = area_of(desk.sheet.range(noted.address))
    place = found[1].place((area.top, area.left)) if found is not None else None
    if found is None or place is None:
        tally.left.append(f"“{noted.sheet}”{noted.address} 的批注")
        return
    cell = desk.book.sheets[found[0].sheet].range(place)
    note = cell.note
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
