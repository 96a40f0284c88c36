"""Two cells side by side: whether they say the same, and by how much they differ.

For an accountant: 1万元 与 10000元 只是写法不同；遮盖过的号码比较原文，显示仍然遮盖.
For a programmer: pure functions of fields; ``Words`` shows cells of one workbook, ``rest`` compares what no field covers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from fractions import Fraction

from jixiao.model import NOTHING_SAID, Book, Cell, Field, Grid, Ref, Text, column_letters
from jixiao.reports.diff_content import Change, Group, Place
from jixiao.reports.quoting import words_stored
from jixiao.scoring.cells import read_cell
from jixiao.scoring.matching import same_target
from jixiao.scoring.sheets import personal_cells
from jixiao.scoring.shown import points
from jixiao.values import Missing, Quantity, Value, comparable, normalise, values_in_common
from jixiao.values.personal import mask, maybe_personal

_TO_VALUE = Text("原为公式，现为直接填的数", "was a formula, is typed in now")
_TO_FORMULA = Text("原为直接填的数，现为公式", "was typed in, is a formula now")
_TO_NUMBER = Text("原为文本，现为数", "was text, is a number now")
_TO_TEXT = Text("原为数，现为文本", "was a number, is text now")
_HIDDEN = Text("不同之处在遮盖的号码里", "they differ in the digits that are masked")
# More pairs of rows than this are not searched for the best alignment: then the addresses decide.
_MOST_PAIRS = 4_000_000


class Words:
    """How the cells of one workbook are shown: numbers of persons masked, as the labels beside them tell."""

    def __init__(self, book: Book) -> None:
        self._masked: dict[Ref, str] = {}
        for grid in book.grids:
            for found in personal_cells(grid):
                text = found.cell.text
                for data in found.data:
                    text = text.replace(data.text, data.masked)
                self._masked[found.ref] = text

    def of(self, field: Field | None) -> str:
        """What a field says."""
        if field is None:
            return ""
        if field.part is not None:
            return mask(field.part).strip()
        return self._masked.get(field.ref, field.cell.text).strip()

    def place(self, field: Field | None) -> Place | None:
        """The field as one side of a change; None where there is nothing."""
        if field is None or not field.text:
            return None
        return Place(self.of(field), field.ref.sheet, field.ref.a1)


def bare(text: str) -> str:
    """A text as it is compared: signs in one spelling, without blanks."""
    return "".join(normalise(text).split())


def signed(value: Fraction, unit: str = "", places: int = 6) -> str:
    """A difference with its sign: +1.5, -3家.

    >>> signed(Fraction(3, 2), "分"), signed(Fraction(-3), "家")
    ('+1.5分', '-3家')
    """
    return f"{'+' if value > 0 else ''}{points(value, places)}{unit}"


def delta(old: Value, new: Value) -> str:
    """New minus old in the unit of the new one; "" where that means nothing.

    >>> from jixiao.values import parse
    >>> delta(parse("95%"), parse("98%")), delta(parse("1万元"), parse("8000元")), delta(parse("5日"), parse("5个工作日"))
    ('+3个百分点', '-2000元', '')
    """
    if not (isinstance(old, Quantity) and isinstance(new, Quantity)) or old.high is not None or new.high is not None:
        return ""
    both = values_in_common(old, new)
    if both is None or both[0] == both[1]:
        return ""
    if comparable(old, new) != "same":
        return signed(both[1] - both[0], new.unit.text)
    if new.unit.dimension == "ratio":
        return signed((both[1] - both[0]) * 100, "个百分点")
    return signed((both[1] - both[0]) / new.unit.factor, new.unit.text)


def same_value(old: Field | None, new: Field | None) -> bool:
    """Whether two cells mean the same value: blank and 「/」 do, and so do 0.95 shown as 95% and the text 95%."""
    a, b = read_cell(old), read_cell(new)
    if isinstance(a, Missing) and isinstance(b, Missing):
        return True
    return not isinstance(a, Missing) and not isinstance(b, Missing) and same_target(a, b)


def same_words(old: Field | None, new: Field | None) -> bool:
    """Whether two cells say the same words: blanks and full-width signs make no difference."""
    a, b = (bare(field.text) if field is not None else "" for field in (old, new))
    return a == b or {a, b} <= {"", "/", "-", "—"}


class Pairing:
    """Two workbooks whose cells are compared."""

    def __init__(self, old: Book, new: Book) -> None:
        self.old, self.new = Words(old), Words(new)

    def change(
        self, group: Group, kind: str, what: Text, subject: str, old: Field | None, new: Field | None, *,
        same: bool, difference: str = "", note: Text = NOTHING_SAID,
    ) -> Iterator[Change]:
        """What became of one field; nothing where it says the very same.

        ``same``: both mean the same, so that only the way of writing can differ.
        """
        before, after = self.old.place(old), self.new.place(new)
        if (old.text if old else "") == (new.text if new else ""):
            stored = _stored(old.cell, new.cell) if old is not None and new is not None and before is not None else None
            if stored is None:
                return
            note, same, difference = stored, True, ""
        elif before is not None and after is not None and before.text == after.text and (maybe_personal(words_stored(old)) or maybe_personal(words_stored(new))):
            note = _HIDDEN
        yield Change(group, kind, subject, what, before, after, "" if same else difference, note, same)

    def words(self, group: Group, kind: str, what: Text, subject: str, old: Field | None, new: Field | None) -> Iterator[Change]:
        """A field that holds words."""
        yield from self.change(group, kind, what, subject, old, new, same=same_words(old, new))

    def value(self, group: Group, kind: str, what: Text, subject: str, old: Field | None, new: Field | None) -> Iterator[Change]:
        """A field that holds a value in whatever words."""
        yield from self.change(group, kind, what, subject, old, new, same=same_value(old, new), difference=delta(read_cell(old), read_cell(new)))

    def figure(
        self, group: Group, kind: str, what: Text, subject: str, old: Field | None, new: Field | None,
        figures: tuple[Fraction | None, Fraction | None], unit: str = "", scale: int = 1,
    ) -> Iterator[Change]:
        """A field that holds a number; ``figures`` are both in one unit, ``scale`` of it make one ``unit`` of the difference."""
        a, b = figures
        if a is None or b is None:
            yield from self.words(group, kind, what, subject, old, new)
            return
        yield from self.change(group, kind, what, subject, old, new, same=a == b, difference=signed((b - a) / scale, unit) if a != b else "")

    # ---------------------------------------------------------------- rest ----

    def rest(self, old: Grid, new: Grid, covered: tuple[Collection[Ref], Collection[Ref]]) -> Iterator[Change]:
        """The cells that no field covers, rows aligned by what they say so that inserted rows move nothing."""
        rows = _left(old, covered[0]), _left(new, covered[1])
        said = [[tuple((column, cell.text.strip()) for column, cell in cells) for _, cells in side] for side in rows]
        for tag, i1, i2, j1, j2 in _aligned(said[0], said[1], rows):
            if tag == "equal":
                for (a, before), (b, after) in zip(rows[0][i1:i2], rows[1][j1:j2], strict=True):
                    yield from self._row(old.sheet, new.sheet, (a, before), (b, after))
                continue
            olds, news = rows[0][i1:i2], rows[1][j1:j2]
            shared = min(len(olds), len(news))
            for one, other in zip(olds[:shared], news[:shared], strict=True):
                yield from self._row(old.sheet, new.sheet, one, other)
            for row, cells in olds[shared:]:
                yield from self._row(old.sheet, new.sheet, (row, cells), (row, ()))
            for row, cells in news[shared:]:
                yield from self._row(old.sheet, new.sheet, (row, ()), (row, cells))

    def _row(self, old: str, new: str, one: _Row, other: _Row) -> Iterator[Change]:
        """Two rows that stand for one another, cell by cell."""
        a, b = (dict(cells) for _, cells in (one, other))
        shifted = not a.keys() & b.keys() and len(a) == len(b)
        columns = list(zip(a, b, strict=True)) if shifted else [(column, column) for column in sorted(a.keys() | b.keys())]
        for left, right in columns:
            if left in a and right in b and a[left].text == b[right].text and _stored(a[left], b[right]) is None:
                continue
            before = Field(Ref(old, one[0], left), a[left]) if left in a else None
            after = Field(Ref(new, other[0], right), b[right]) if right in b else None
            where = after or before
            assert where is not None
            same = same_value(before, after) if _numeric(before) and _numeric(after) else same_words(before, after)
            difference = delta(read_cell(before), read_cell(after)) if _numeric(before) and _numeric(after) else ""
            yield from self.change("cells", "cell", Text(f"{column_letters(where.ref.column)} 列", f"column {column_letters(where.ref.column)}"), "", before, after, same=same, difference=difference)


_Row = tuple[int, Sequence[tuple[int, Cell]]]


def _stored(old: Cell, new: Cell) -> Text | None:
    """How two cells of one text are stored otherwise; None where they are not."""
    if (old.formula is None) != (new.formula is None):
        return _TO_FORMULA if old.formula is None else _TO_VALUE
    if {old.kind, new.kind} == {"text", "number"}:
        return _TO_NUMBER if old.kind == "text" else _TO_TEXT
    return None


def _numeric(field: Field | None) -> bool:
    return field is not None and field.cell.kind in {"number", "percent"}


def _left(grid: Grid, covered: Collection[Ref]) -> list[_Row]:
    """Rows with the cells that are not covered and not blank."""
    rows: dict[int, list[tuple[int, Cell]]] = {}
    for (row, column), cell in sorted(grid.cells.items()):
        if cell.text.strip() and Ref(grid.sheet, row, column) not in covered:
            rows.setdefault(row, []).append((column, cell))
    return list(rows.items())


def _aligned(old: Sequence[object], new: Sequence[object], rows: tuple[list[_Row], list[_Row]]) -> list[tuple[str, int, int, int, int]]:
    """Which stretch of the one is which of the other, as difflib tells it; equal ends are taken off first."""
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    middle = old[first : len(old) - last], new[first : len(new) - last]
    found: list[tuple[str, int, int, int, int]] = [("equal", 0, first, 0, first)]
    if len(middle[0]) * len(middle[1]) > _MOST_PAIRS:
        found.extend(_by_address(rows, first, (len(old) - last, len(new) - last)))
    else:
        codes = SequenceMatcher(None, *middle, autojunk=False).get_opcodes()
        found.extend((tag, i1 + first, i2 + first, j1 + first, j2 + first) for tag, i1, i2, j1, j2 in codes)
    found.append(("equal", len(old) - last, len(old), len(new) - last, len(new)))
    return found


def _by_address(rows: tuple[list[_Row], list[_Row]], first: int, ends: tuple[int, int]) -> Iterator[tuple[str, int, int, int, int]]:
    """Rows of one number are one row: for sheets too large to look for anything better."""
    i, j = first, first
    while i < ends[0] or j < ends[1]:
        a = rows[0][i][0] if i < ends[0] else None
        b = rows[1][j][0] if j < ends[1] else None
        takes = (a is not None and (b is None or a <= b), b is not None and (a is None or b <= a))
        yield "replace", i, i + takes[0], j, j + takes[1]
        i, j = i + takes[0], j + takes[1]
