"""Where the blocks of a statement stand: which row heads 编制数 | 在职人数 | 控制率, and what each column is.

A heading is known by its words; a year in it is read against the latest year beside it, so that 「2023年决算数」 beside
「2024年预算数」 is 上年决算数.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from jixiao.forms.headings import clean
from jixiao.forms.statement_spec import BlockSpec, StatementForm
from jixiao.forms.view import SheetView
from jixiao.model import Area, Cell, Field, Ref

_LONGEST_HEADING = 40
_LONGEST_TITLE = 80
# A title stands at most this many rows above its first heading: a unit's name, 单位：万元 and blank rows lie between.
_TITLE_REACH = 8
_YEAR = re.compile(r"(20\d{2})(?:年度|年|度)?")
_RELATIVE = (("上一年度", "上年"), ("上一年", "上年"), ("上年度", "上年"), ("去年", "上年"), ("本年度", "本年"), ("当年", "本年"), ("今年", "本年"))
_QUOTES = str.maketrans("", "", "“”\"'‘’「」『』《》")
_WITHIN = re.compile(r"^其中[:：]?")


@lru_cache(maxsize=4096)
def line_words(text: str) -> str:
    """The words of a line's label, without 其中, numbering, quotes and colons.

    >>> line_words("其中：公车购置"), line_words("　1、“三公”经费（万元）："), line_words("因公出国（境）费")
    ('公车购置', '三公经费', '因公出国境费')
    """
    words = clean(text.translate(_QUOTES).rstrip("：:。 　\n"))[0]
    without = _WITHIN.sub("", words)
    return clean(without)[0] if without != words else words


def is_within(text: str) -> bool:
    """Whether a label begins with 其中."""
    return "".join(text.split()).startswith("其中")


@lru_cache(maxsize=4096)
def _heading(text: str) -> tuple[str, int | None]:
    """The words of a heading without its year, and the year.

    >>> _heading("2024年实际在职人数"), _heading("上年度决算数（万元）")
    (('实际在职人数', 2024), ('上年决算数', None))
    """
    words = clean(text)[0]
    for written, usual in _RELATIVE:
        words = words.replace(written, usual)
    found = _YEAR.search(words)
    return (words[: found.start()] + words[found.end() :], int(found[1])) if found else (words, None)


@dataclass(frozen=True, slots=True)
class Column:
    """One heading of a block: its key, its cell, the columns below it, and how far to trust it (0 is best)."""

    key: str
    heading: Field
    left: int
    right: int
    rank: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading row (or two rows) of one block on a sheet.

    Attributes:
        title: the cell with the statement's title above it, None if only the sheet is called so, or nothing is.
        titled: whether title or sheet's name says which form it is.
        rivals: further columns that claim a key which another column has.
        beside: figures stand right of their headings, not below them.
    """

    form: StatementForm
    block: BlockSpec
    top: int
    bottom: int
    columns: dict[str, Column]
    rivals: tuple[Column, ...]
    title: Field | None
    titled: bool
    beside: bool = False

    @property
    def left(self) -> int:
        """The first column with figures; labels stand left of it."""
        return min(column.left for column in self.columns.values())

    def repeats(self, other: Heading) -> bool:
        """Whether this is the same heading again, as at the top of a printed page."""
        same = {key: column.left for key, column in self.columns.items()} == {key: column.left for key, column in other.columns.items()}
        return same and self.block.key == other.block.key and (self.title is None or self.title == other.title)


@lru_cache(maxsize=256)
def _ranks(words: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, tuple[str, int]]:
    return {clean(word)[0]: (key, rank) for key, known in words for rank, word in enumerate(known)}


def _meaning(text: str, latest: int | None, block: BlockSpec) -> tuple[str, int] | None:
    """The column that a heading stands for; ``latest`` is the latest year among the headings beside it."""
    words, year = _heading(text)
    ranks = _ranks(tuple(block.columns.items()))
    if year is None:
        plain = words.removeprefix("本年")
        return ranks.get(words) or ranks.get(plain)
    if latest is not None and year == latest - 1:
        return ranks.get("上年" + words)
    if year != latest:
        return None
    return ranks.get("本年" + words) or ranks.get(words)


def _written(view: SheetView, row: int) -> list[tuple[Field, Area, str]]:
    """The headings that a row can have by itself."""
    return [
        (Field(Ref(view.sheet, row, column), cell), view.area(row, column), cell.text)
        for column, cell in view.own(row) if cell.kind == "text" and len(cell.text) <= _LONGEST_HEADING
    ]


def _written_over_two(view: SheetView, row: int) -> list[tuple[Field, Area, str]]:
    """The headings of a row and the one below: each lower cell with what stands above it, in both orders."""
    lower = _written(view, row + 1)
    if not lower:
        return []
    joined: list[tuple[Field, Area, str]] = []
    for field, area, text in lower:
        above = view.field(row, area.left)
        if above.cell.kind == "text" and above.ref.row <= row and len(above.text) <= _LONGEST_HEADING:
            joined.append((field, area, above.text + text))
            joined.append((field, area, text + above.text))
    tall = [item for item in _written(view, row) if item[1].bottom >= row + 1]
    return joined + lower + tall


def _columns(written: list[tuple[Field, Area, str]], block: BlockSpec) -> tuple[dict[str, Column], tuple[Column, ...]]:
    years = [year for _, _, text in written if (year := _heading(text)[1]) is not None]
    latest = max(years, default=None)
    columns: dict[str, Column] = {}
    rivals: list[Column] = []
    taken: set[Ref] = set()
    for field, area, text in written:
        found = _meaning(text, latest, block)
        if found is None or field.ref in taken:
            continue
        taken.add(field.ref)
        column = Column(found[0], field, area.left, area.right, found[1], clean(text)[1])
        holder = columns.get(column.key)
        if holder is None or column.rank < holder.rank:
            columns[column.key] = column
            column = holder or column
        if holder is not None:
            rivals.append(column)
    return columns, tuple(rivals)


_Rows = tuple[int, int, list[tuple[Field, Area, str]]]


def _beside(view: SheetView, row: int, columns: dict[str, Column], block: BlockSpec) -> bool:
    """Whether each heading has its figure right of it (编制数 | 335 | 在职人数 | 307)."""
    if block.lines:
        return False
    headings = {column.heading.ref.column for column in columns.values()}
    right = [view.field(row, column.right + 1) for column in columns.values()]
    figures = [field for field in right if field.cell.kind in ("number", "percent") and field.ref.row == row]
    return len(figures) >= 2 and not headings & {field.ref.column for field in right}


def _title(view: SheetView, form: StatementForm, row: int, above: int) -> Field | None:
    """The title of a form above a row, looked for down from the row ``above``; the nearest one."""
    wanted = [clean(title)[0] for title in form.titles]
    for near in range(row, max(above, row - _TITLE_REACH) - 1, -1):
        for column, cell in view.own(near):
            if cell.kind == "text" and len(cell.text) <= _LONGEST_TITLE and any(title in clean(cell.text)[0] for title in wanted):
                return Field(Ref(view.sheet, near, column), cell)
    return None


def named_by_sheet(view: SheetView, form: StatementForm) -> bool:
    """Whether the sheet's own name is a title of the form."""
    name = clean(view.sheet)[0]
    return any(clean(title)[0] in name or (len(name) >= 4 and name in clean(title)[0]) for title in form.titles)


def title_anywhere(view: SheetView, form: StatementForm) -> Field | None:
    """A cell that carries the title of the form by itself."""
    wanted = tuple(clean(title)[0] for title in form.titles)
    for row in view.rows:
        for column, cell in view.own(row):
            if cell.kind == "text" and len(cell.text) <= _LONGEST_TITLE and clean(cell.text)[0].endswith(wanted):
                return Field(Ref(view.sheet, row, column), cell)
    return None


def _known_lines(view: SheetView, block: BlockSpec, row: int, left: int) -> int:
    """How many lines of the form stand below a row, left of its figures."""
    labels = {line_words(label) for line in block.lines for label in line.labels}
    found = 0
    for below in range(row + 1, view.last_row + 1):
        found += any(cell.kind == "text" and line_words(cell.text) in labels for column, cell in view.own(below) if column < left)
        if found >= 2:
            break
    return found


def _at(
    view: SheetView, rows: tuple[_Rows, ...], above: int, form: StatementForm, block: BlockSpec, *, begun: bool,
) -> Heading | None:
    """The block's heading in a row or in it and the next; ``begun``: a statement of this form stands right above."""
    best: Heading | None = None
    for top, bottom, written in rows:
        columns, rivals = _columns(written, block)
        if len(columns) < max(2, len(best.columns) + 1 if best else 0):
            continue
        if bottom > top and len(columns) <= len(_columns(_written(view, bottom), block)[0]):
            continue  # two rows make a heading only where the lower one says less by itself
        title = _title(view, form, top, above)
        titled = title is not None or begun or named_by_sheet(view, form)
        if not (titled or form.untitled) or (not columns.keys() >= set(block.required) and not titled):
            continue
        best = Heading(form, block, top, bottom, columns, rivals, title, titled, _beside(view, top, columns, block))
        if block.lines and _known_lines(view, block, bottom, best.left) < (1 if titled else 2):
            best = None
    return best


@lru_cache(maxsize=64)
def _vocabulary(blocks: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]) -> tuple[str, frozenset[str]]:
    """Every word that can head a column of these blocks, in one text, and the signs that they are made of."""
    joined = "\n".join(word for columns in blocks for word in _ranks(columns))
    return joined, frozenset(joined) - {"\n"}


def _may_head(view: SheetView, blocks: Iterable[BlockSpec]) -> set[str]:
    """The texts of a sheet that may be a heading of these blocks, or half of one that is written over two rows."""
    joined, signs = _vocabulary(tuple(tuple(block.columns.items()) for block in blocks))
    texts = {cell.text for row in view.rows for _, cell in view.own(row) if cell.kind == "text" and len(cell.text) <= _LONGEST_HEADING}
    return {
        text for text in texts
        if (text[:1].isdigit() or not signs.isdisjoint(text)) and _heading(text)[0].removeprefix("本年") in joined
    }


def headings_of(view: SheetView, forms: tuple[StatementForm, ...], closed: frozenset[int]) -> Iterator[Heading]:
    """Every heading of a block on the sheet, from the top; rows in ``closed`` head something else."""
    above, skip_to = 1, 0
    current: StatementForm | None = None
    known = _may_head(view, (block for form in forms for block in form.blocks))
    # Most rows of a sheet have none: told apart here, they cost little.
    heads = {row: sum(cell.text in known for _, cell in view.own(row) if cell.kind == "text") for row in view.rows}
    for row in view.rows:
        if row <= skip_to or row in closed or heads[row] + heads.get(row + 1, 0) < 2:
            continue
        rows = tuple(
            (row, bottom, written)
            for bottom, written in ((row, _written(view, row)), (row + 1, _written_over_two(view, row))) if len(written) > 1
        )
        found = [
            heading for form in forms for block in form.blocks
            if (heading := _at(view, rows, above, form, block, begun=form is current)) is not None and heading.bottom not in closed
        ] if rows else []
        if found:
            best = max(found, key=lambda h: (h.title is not None, h.titled, len(h.columns), -h.bottom))
            above, skip_to, current = best.bottom + 1, best.bottom, best.form
            yield best


def forms_hinted(cells: Iterable[Cell], sheet: str, forms: tuple[StatementForm, ...]) -> tuple[StatementForm, ...]:
    """The forms of which any word stands in these cells or in the sheet's name: a look that costs next to nothing."""
    joined = "".join("\n".join(cell.text for cell in cells if cell.kind == "text" and len(cell.text) <= _LONGEST_TITLE).split()) + sheet
    return tuple(form for form in forms if any(word in joined for word in form.signature))
