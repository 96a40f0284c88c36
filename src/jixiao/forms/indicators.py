"""The indicator table: leaf rows (三级指标) with the levels above them, whatever is merged or left blank."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from jixiao.forms.funds import name_of, role_of
from jixiao.forms.headings import clean, is_label
from jixiao.forms.level_rows import LevelWord, displaced, is_headless, level_cells, level_word
from jixiao.forms.locate import Column, Header, is_end, money_columns, total_label
from jixiao.forms.marks import chosen, single_choice
from jixiao.forms.shifted import moved, shift_of, slots_of, tells_shifts
from jixiao.forms.view import SheetView
from jixiao.model import EMPTY_CELL, Drift, Field, FundLine, Indicator, Level, Ref
from jixiao.values import format_number, number, unit

# A merged cell over several rows counts once for these: it is one figure, not one per row.
_ONCE = ("target", "actual", "weight", "score", "rule", "completion", "deviation", "expected", "light")
_OPTIONAL = ("nature", "direction", "target", "unit", "actual", "weight", "rule", "score", "reason", "completion", "deviation",
             "prior", "description", "evidence", "expected", "outlook", "light", "interim")
_STATED_WEIGHT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:分|%)?")
_PLACEHOLDER = re.compile(r"^(?:指标|三级指标)\s*\d*[:：]?[/／无—\-….。]*$")
# Which of two values is meant matters for these.
_DECISIVE = frozenset({"target", "actual", "weight", "score"})
_CLOSING_ROWS = 4
_LONGEST_LABEL = 20
_SUBTOTAL = re.compile(r"小计(?:分|得分)?$")
_MONEY_LEVEL = re.compile(r"预算执行|资金执行")
_JOINTS = re.compile(r"[-—－–/／·>＞]+")


def level_name(text: str) -> tuple[str, str | None]:
    r"""Name of a level and the weight that its label states.

    >>> level_name("产出指标\n(50分)")
    ('产出指标', '50')
    >>> level_name("数量指标")
    ('数量指标', None)
    """
    name, notes = clean(text)
    for note in notes:
        found = _STATED_WEIGHT.fullmatch(note)
        if found:
            return name, found[1]
    trailing = re.fullmatch(r"(\D+?)(\d+(?:\.\d+)?)分", name)
    return (trailing[1], trailing[2]) if trailing else (name, None)


@dataclass(slots=True)
class _Group:
    label: Field
    weight: str | None
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Rows:
    """What was read of one indicator block, and where it ended.

    Attributes:
        end: the first row that no longer belongs to it (the row 总分, notes, or beyond).
        total_label: the cell 总分, if the block ends with it.
        drift: rows beside their columns, levels with a value, levels without indicators.
    """

    indicators: list[Indicator] = field(default_factory=list)
    groups: dict[tuple[int, str, str], _Group] = field(default_factory=dict)
    end: int = 0
    total_label: Field | None = None
    drift: list[Drift] = field(default_factory=list)
    funds: list[FundLine] = field(default_factory=list)

    def join(self, beside: Rows) -> None:
        """Take the rows of a block beside this one as its continuation."""
        before = len(self.indicators)
        self.indicators += beside.indicators
        self.drift += beside.drift
        for key, group in beside.groups.items():
            own = self.groups.setdefault(key, _Group(group.label, group.weight))
            own.rows += [before + place for place in group.rows]
        self.end = max(self.end, beside.end)
        self.total_label = self.total_label or beside.total_label

    def levels(self) -> tuple[Level, ...]:
        """The headings above the rows, in order of appearance."""
        return tuple(
            Level(depth, name, parent, group.label, group.weight, tuple(group.rows))
            for (depth, parent, name), group in self.groups.items()
        )


class _Reader:
    def __init__(self, view: SheetView, header: Header) -> None:
        self.view = view
        self.header = header
        self.columns = header.columns
        self.slots = slots_of(view, header)
        self.may_shift = tells_shifts(self.slots)
        self.optional = tuple((key, header.columns[key].left) for key in _OPTIONAL if key in header.columns)
        self.money = {key: column for key, column in money_columns(view, header).items() if key != "remark"}
        # A level that a shifted row pushed in front of its own: it heads the shifted rows after it.
        self.held: tuple[Field, LevelWord] | None = None
        self.seen: dict[tuple[str, str], Field] = {}
        self.said_none: dict[tuple[str, str], Field] = {}
        self.marks = {key: tuple((m.heading.text, m.left) for m in marks) for key, marks in header.marks.items()}
        # Where a label such as 总分 can stand: anywhere up to the names, on whichever side the levels are.
        self.labels_end = max(self.columns[key].right for key in ("level1", "level2", "name") if key in self.columns)
        self.level: dict[str, Field | None] = {"level1": None, "level2": None}
        self.names: dict[str, tuple[str, str | None]] = {"level1": ("", None), "level2": ("", None)}
        self.rows = Rows()

    def _levels_of(self, row: int) -> None:
        """Carry a level downwards: it may be merged, repeated, or written only in its first row."""
        for key in ("level1", "level2"):
            column = self.columns.get(key)
            if column is None:
                continue
            shown = self.view.first(row, column.left, column.right)
            if shown.cell.kind == "empty":
                continue
            before = self.level[key]
            if before is not None and before.ref == shown.ref:
                continue
            name = self._with_weight(key, row, level_name(shown.text))
            joined = _joined(name[0]) if key == "level1" and "level2" not in self.columns else None
            if joined is not None:
                self.level.update(level1=shown, level2=shown)
                self.names.update(level1=(joined[0], None), level2=(joined[1], name[1]))
                continue
            if key == "level1" and name[0] != self.names[key][0]:
                self.level["level2"], self.names["level2"] = None, ("", None)
            self.level[key], self.names[key] = shown, name
            if key == "level2":
                self.seen.setdefault((self.names["level1"][0], name[0]), shown)

    def _enter(self, label: Field, word: LevelWord) -> None:
        """A level in a row of its own heads the rows below it; its 一级指标 is known by its meaning."""
        if word.depth == 1:
            self.level.update(level1=label, level2=None)
            self.names.update(level1=(word.name, word.weight), level2=("", None))
            return
        self._leave(word)
        self.level["level2"], self.names["level2"] = label, (word.name, word.weight)
        self.seen.setdefault((self.names["level1"][0], word.name), label)

    def _leave(self, word: LevelWord) -> None:
        """End the levels that a further 二级指标 cannot belong to."""
        above, beside = level_word(self.names["level1"][0]), level_word(self.names["level2"][0])
        if beside is not None and beside.stem == word.parent:
            self.level["level1"], self.names["level1"] = self.level["level2"], self.names["level2"]  # 成本指标 above 经济成本指标
        elif (above is not None and not above.heads(word)) or not self.names["level1"][0]:
            self.level["level1"], self.names["level1"] = None, (f"{word.parent}指标", None)
        self.level["level2"], self.names["level2"] = None, ("", None)

    def _displaced(self, value: Field, label: Field, word: LevelWord) -> None:
        """A level with a value slipped: what follows belongs to nobody knows which level."""
        self.rows.drift.append(Drift("displaced", f"level{word.depth}", word.name, value.text, value.ref))
        above = level_word(self.names["level1"][0])
        if above is None or not above.heads(word):
            self.level["level1"], self.names["level1"] = None, ("", None)
        self.level["level2"], self.names["level2"] = None, ("", None)
        self.seen[self.names["level1"][0], word.name] = label

    def _levels_beside(self, row: int, columns: dict[str, Column]) -> None:
        """The levels of a shifted row: the nearest to its name is its own, one before it heads the shifted rows that follow."""
        found = [
            (Field(Ref(self.view.sheet, row, column), cell), word) for column, cell in self.view.own(row)
            if column < columns["name"].left and cell.kind == "text" and (word := level_word(cell.text)) is not None
        ]
        deeper = [pair for pair in found if pair[1].depth == 2]
        for label, word in [*(pair for pair in found if pair[1].depth == 1), *deeper[-1:]]:
            self._enter(label, word)
        if not found and self.held is not None:
            self._enter(*self.held)
            self.held = None
        if len(deeper) > 1:
            self.held = deeper[-2]

    def _with_weight(self, key: str, row: int, name: tuple[str, str | None]) -> tuple[str, str | None]:
        """The weight that a level states in a column of its own, where its label states none."""
        column = self.columns.get(f"weight_{key}")
        if column is None or name[1] is not None:
            return name
        figure = number(self.view.first(row, column.left, column.right).cell)
        return name[0], format_number(figure) if isinstance(figure, Fraction) else None

    def _fields(self, row: int, columns: dict[str, Column]) -> dict[str, Field]:
        fields: dict[str, Field] = {}
        for key, left in self.optional:
            column = columns.get(key)
            if column is None:
                fields[key] = self.view.blank(row, left)
                continue
            shown = self.view.first(row, column.left, column.right)
            if column.right > column.left:
                self._several(key, row, column, shown)
            if key in _ONCE and shown.ref.row != row and not (key == "rule" and self._own_weight(row)):
                shown = self.view.blank(row, column.left)
            fields[key] = shown
        self._read_ticks(row, fields)
        return fields

    def _own_weight(self, row: int) -> bool:
        """Whether the row states a weight of its own, so that a rule over several rows says only how to score each."""
        column = self.columns.get("weight")
        shown = self.view.first(row, column.left, column.right) if column is not None else None
        return shown is not None and shown.ref.row == row and shown.cell.kind in {"number", "percent"}

    def _several(self, key: str, row: int, column: Column, taken: Field) -> None:
        """A merged heading with two values below it in one row: the first was taken, and that has to be said."""
        if key not in _DECISIVE or key in self.marks:
            return
        for at, cell in self.view.own(row):
            if taken.ref.column < at <= column.right and not is_label(cell.text, "placeholder") and not (cell.text and unit(cell.text).known):
                self.rows.drift.append(Drift("several", key, taken.text, cell.text, Ref(self.view.sheet, row, at)))
                return

    def _read_ticks(self, row: int, fields: dict[str, Field]) -> None:
        """What is ticked, where there are sub-headings to tick; words in a column of their own come first."""
        for key, marks in self.marks.items():
            words = fields.get(key)
            named = {column for _, column in marks}
            if words is None or _blank(words) or words.ref.column in named:
                ticked = chosen(self.view, row, marks)
                fields[key] = ticked if words is None or words.ref.column in named or not _blank(ticked) else words
        if "outlook" in fields and "outlook" not in self.marks:
            fields["outlook"] = single_choice(fields["outlook"])

    def _is_row(self, name: Field, fields: dict[str, Field]) -> bool:
        text = name.text
        if len(text) <= 30:
            text = clean(text)[0]
        if _SUBTOTAL.search(text) and not _filled_text(fields.get("target")):
            return False
        if not text or is_label(text, "placeholder") or _PLACEHOLDER.match(text):
            filled = {key for key in ("target", "actual", "weight", "score") if key in fields and not _blank(fields[key])}
            return bool(filled & {"target", "actual"}) and bool(filled & {"weight", "score", "target"})
        return True

    def _is_level_row(self, row: int) -> bool:
        """Read a row that holds a level and no indicator, if it is one."""
        if is_headless(self.header):
            slipped = displaced(self.view, row, self.header)
            if slipped is not None:
                self._displaced(*slipped)
                return True
        levels = level_cells(self.view, row, self.columns)
        for label, word in levels:
            self._enter(label, word)
        return bool(levels)

    def _is_subtotal(self, row: int) -> bool:
        """Whether a row only adds up those above it: 小计 where the levels and the name stand."""
        for column, cell in self.view.own(row):
            if column <= self.labels_end and cell.kind == "text" and len(cell.text) <= _LONGEST_LABEL and _says_subtotal(cell.text):
                area, name = self.view.area(row, column), self.columns["name"]
                if area.top == row == area.bottom:
                    return self.view.first(row, name.left, name.right).text in self._labels(row)
        return False

    def _labels(self, row: int) -> set[str]:
        """Texts of the cells that stand where levels and names do, and nothing."""
        return {""} | {cell.text.strip() for column, cell in self.view.own(row) if cell.kind == "text" and _SUBTOTAL.search(clean(cell.text)[0])}

    def _money_line(self, row: int, name: Field) -> None:
        """A line of money among the indicators, below a 一级指标 预算执行."""
        fields = {key: self.view.field(row, column.left) for key, column in self.money.items()}
        self.rows.funds.append(FundLine(name_of(name.text), name, role_of(name.text), "", **fields))

    def _is_band(self, row: int) -> bool:
        """Whether one merged cell fills the row: a page mark or a title between pages, no indicator."""
        own = self.view.own(row)
        if len(own) != 1:
            return False
        area = self.view.area(row, own[0][0])
        value = self.columns.get("target") or self.columns.get("actual")
        return value is not None and area.bottom == area.top and area.left <= self.columns["name"].left and area.right >= value.right

    def add(self, row: int) -> None:
        """Read one row, if it is an indicator."""
        if self._is_level_row(row) or self._is_band(row) or self._is_subtotal(row):
            return
        move = shift_of(self.view, row, self.slots) if self.may_shift else 0
        columns = moved(self.columns, self.slots, move) if move else self.columns
        if move:
            self._levels_beside(row, columns)
        else:
            self._levels_of(row)
        column = columns["name"]
        name = self.view.first(row, column.left, column.right)
        if name.ref.row != row or any(name.ref == level.ref for level in self.level.values() if level is not None):
            # A name merged over several rows counts once; a level's label reaching over is no name.
            name = Field(Ref(self.view.sheet, row, column.left), EMPTY_CELL)
        if self.money and _MONEY_LEVEL.search(self.names["level1"][0]) and name.ref.row == row:
            self._money_line(row, name)
            return
        fields = self._fields(row, columns)
        if not self._is_row(name, fields):
            if is_label(name.text, "placeholder"):
                self.said_none.setdefault((self.names["level1"][0], self.names["level2"][0]), name)
            return
        if move:
            first = Ref(self.view.sheet, row, self.view.own(row)[0][0])
            self.rows.drift.append(Drift("shifted", "right" if move > 0 else "left", self.columns["name"].heading.text, name.text, first))
        indicator = Indicator(row, name, self.names["level1"][0], self.names["level2"][0], **fields)
        self.rows.indicators.append(indicator)
        self._group(1, "", "level1")
        self._group(2, indicator.level1, "level2")

    def close(self) -> None:
        """Note the levels that head no indicator."""
        headed = {(parent, name) for depth, parent, name in self.rows.groups if depth == 2}
        slipped = {drift.expected for drift in self.rows.drift if drift.kind == "displaced"}
        for key, label in self.seen.items():
            name = key[1]
            if not name or key in headed or name in slipped or is_label(name, "placeholder"):
                continue
            none = self.said_none.get(key)
            self.rows.drift.append(
                Drift("empty", "level2", key[0], name, label.ref) if none is None else Drift("empty", "name", name, none.text, none.ref),
            )

    def _group(self, depth: int, parent: str, key: str) -> None:
        label = self.level[key]
        if label is None:
            return
        name, weight = self.names[key]
        group = self.rows.groups.get((depth, parent, name))
        if group is None:
            group = self.rows.groups[depth, parent, name] = _Group(label, weight)
        if weight is not None and group.weight not in (None, weight) and group.label.ref != label.ref:
            again = Drift("twice", f"level{depth}", group.weight or "", weight, label.ref)
            if again not in self.rows.drift:
                self.rows.drift.append(again)
        group.weight = group.weight or weight
        group.rows.append(len(self.rows.indicators) - 1)


@lru_cache(maxsize=4096)
def _says_subtotal(text: str) -> bool:
    """Whether a short text ends in 小计; most come again in the next row."""
    return _SUBTOTAL.search(clean(text)[0]) is not None


def _filled_text(value: Field | None) -> bool:
    """Whether a cell says something of its own: a target beside 小计 makes it an indicator's name."""
    return value is not None and not _blank(value) and not _SUBTOTAL.search(clean(value.text)[0])


def _joined(name: str) -> tuple[str, str] | None:
    """Both levels of 「产出指标-数量指标」.

    >>> _joined("产出指标-数量指标"), _joined("产出指标")
    (('产出指标', '数量指标'), None)
    """
    parts = _JOINTS.split(name)
    words = [level_word(part) for part in parts]
    if len(parts) != 2 or words[0] is None or words[1] is None or (words[0].depth, words[1].depth) != (1, 2):
        return None
    return parts[0], parts[1]


def _blank(value: Field) -> bool:
    if value.cell.kind == "empty" and value.cell.formula is None:
        return True
    text = value.text
    return not text or is_label(text, "placeholder")


def read_rows(view: SheetView, header: Header, repeats: dict[int, int], last_row: int) -> Rows:
    """The rows below an indicator heading.

    ``repeats`` gives, for each repeated heading (top of a printed page), its first and last row;
    ``last_row`` is where the sheet or the next table ends.
    """
    reader = _Reader(view, header)
    row = header.bottom + 1
    while row <= last_row:
        if row in repeats:
            row = repeats[row] + 1
            continue
        if view.own(row) or row in view.rows:
            label = total_label(view, row, reader.labels_end)
            if label is not None and row == header.bottom + 1 and row < last_row and _closes(view, header, row) and _goes_on(view, header, row + 1):
                reader.rows.total_label = label  # 合计 above its rows
                row += 1
                continue
            if label is not None and _closes(view, header, row):
                reader.rows.total_label = _last_total(view, header, row, reader.labels_end, label)
                break
            if is_end(view, row):
                break
            reader.add(row)
        row += 1
    reader.rows.end = row
    reader.close()
    return reader.rows


def _goes_on(view: SheetView, header: Header, row: int) -> bool:
    """Whether an indicator follows: a row with a name and a target of its own."""
    target = header.columns.get("target") or header.columns.get("actual")
    if target is None:
        return False
    name = view.first(row, header.columns["name"].left, header.columns["name"].right)
    shown = view.first(row, target.left, target.right)
    return name.ref.row == row == shown.ref.row and bool(name.text) and bool(shown.text)


def _last_total(view: SheetView, header: Header, row: int, right: int, first: Field) -> Field:
    """合计 (of the indicators) may be followed by 总分: the last closing row holds the total."""
    found = first
    for below in range(row + 1, row + 1 + _CLOSING_ROWS):
        label = total_label(view, below, right)
        if label is None or not _closes(view, header, below):
            break
        found = label
    return found


def _closes(view: SheetView, header: Header, row: int) -> bool:
    """A row 合计 closes the table unless it is a leaf with a target of its own."""
    target = header.columns.get("target") or header.columns.get("actual")
    own = [cell for _, cell in view.own(row) if cell.kind == "text"]
    if target is None or (own and is_label(own[0].text, "score_total")):
        return True
    shown = view.first(row, target.left, target.right)
    return shown.cell.kind == "empty" or shown.ref.row != row or shown.ref.column < target.left or is_label(shown.text, "placeholder") or shown.cell.kind == "number"
