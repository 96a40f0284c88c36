"""What is to be written into a workbook, and the receipt of having done so."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from jixiao.model.cells import Area, Ref
from jixiao.model.texts import Text


class Edit(NamedTuple):
    """One cell to be written.

    Attributes:
        ref: the cell.
        old: what was there, as shown ("" for empty).
        new: what will be shown.
        value: what is stored: an exact decimal, or text.
        why: the derivation of the new figure.
        ratio: the value is a ratio (1 = 100%); it is stored as a number where the cell's format
            shows percentages or the cell has a formula, else as the text ``new``.
    """

    ref: Ref
    old: str
    new: str
    value: Decimal | str
    why: Text
    ratio: bool = False


SheetStyle = Literal[
    "title", "label", "value", "head", "text", "wrap", "center", "link",
    "error", "warning", "info", "input", "muted", "hidden",
]


class SheetCell(NamedTuple):
    """A cell of a sheet that we write: value, named style, and a link inside the workbook.

    Attributes:
        value: text or number; text is stored as text whatever it begins with.
        style: one of SheetStyle; the writing layer owns fonts, fills and borders.
        link: the cell to jump to, or None.
    """

    value: str | Decimal | int | None
    style: SheetStyle = "text"
    link: Ref | None = None


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A sheet to be added or replaced (the 校验 sheet), without knowing any file format.

    Attributes:
        name: wanted name; if a sheet of other people's has it, ``fallback_name`` is used.
        rows: rows from the top, cells from column A.
        widths: column widths in characters; 0 hides the column.
        heights: row number (from 1) → height in points.
        merges: merged areas.
        head_row: row number of the table's heading: frozen above and including, filtered, and
            repeated on each printed page.
        filter_columns: number of columns under the filter.
        print_columns: number of columns printed.
        The next run finds the user's words by the headings of that row (说明, 指纹, 状态指纹), so columns
        may be moved and rows sorted.
    """

    name: str
    fallback_name: str
    rows: tuple[tuple[SheetCell, ...], ...]
    widths: tuple[float, ...]
    heights: dict[int, float]
    merges: tuple[Area, ...]
    head_row: int
    filter_columns: int
    print_columns: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of one write, enough to undo it.

    Attributes:
        file: the workbook written; input: where its content came from.
        before, after: SHA-256 of the original bytes and of the bytes written.
        edits: every cell changed, with old and new value.
        parts: package parts that changed, were added or removed.
        original: file name of the kept original beside the receipt.
        sheet: name of the 校验 sheet written, "" if none.
        notes: sentences for the user (no sheet added because …, locked cells left …).
        place: path of the receipt file in effect, "" where none was written.
        source: SHA-256 of the input as it was read; new: no file was replaced.
    """

    file: str
    input: str
    before: str
    after: str
    edits: tuple[Edit, ...]
    parts: tuple[str, ...]
    original: str
    sheet: str
    when: str
    notes: tuple[Text, ...] = ()
    place: str = ""
    source: str = ""
    new: bool = False
