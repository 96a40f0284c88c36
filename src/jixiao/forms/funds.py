"""The funds block: 年度资金总额, 其中：财政拨款 …, with what is written behind a label in one cell."""

from __future__ import annotations

import re
import unicodedata

from jixiao.forms.headings import clean, is_label
from jixiao.forms.locate import Header, is_end
from jixiao.forms.view import SheetView
from jixiao.model import Cell, Field, FundLine, FundRole, Ref
from jixiao.values import NotANumber, number

_KEYS = ("initial", "budget", "executed", "expected", "rate", "weight", "score", "remark")
WITHIN = re.compile(r"^其中[:：]?")
_WHOLE = re.compile(r"^(?:年度|项目|部门|单位|财政|预算|资金|支出|金额|整体|全年|本年|收入){1,5}(?:总额|总金额|合计|总计)$")
# 「1.资金来源：（1）政府预算资金」: the division before the colon is no part of the name.
_GROUP = re.compile(r"^[^:：]{2,12}[:：](?=(?:\([一二三四五六七八九十\d]{1,2}\))?[^\d.,:：(]{2,})")
_DIVISION = re.compile(r"^按.{1,8}分$")
# 「其中：一般公共预算：123.45」: a label and perhaps a figure in one cell.
_INLINE = re.compile(r"^(?:其中[:：])?(?P<name>[^:：\d]{2,30})[:：](?P<amount>[-\d.,，]*)(?:万元|元)?$")


def words_of(text: str) -> str:
    """The characters of a label without blanks, full-width ones as usual ones."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def name_of(text: str) -> str:
    """A label without 其中, colons and numbering."""
    return clean(_GROUP.sub("", WITHIN.sub("", words_of(text))))[0]


def role_of(text: str) -> FundRole:
    """Whether a label names the whole (年度资金总额) or a part of it (其中：财政拨款)."""
    within = WITHIN.match("".join(text.split()))
    name = name_of(text)
    return "total" if not within and (is_label(name, "fund_total") or is_whole(name)) else "part"


def is_whole(name: str) -> bool:
    """Whether a name is made like that of a total: 部门预算支出合计, 年度财政资金总额."""
    return _WHOLE.match(name) is not None


def _label(own: list[tuple[int, Cell]], first_amount: int, view: SheetView, row: int) -> Field | None:
    """The label nearest to the figures: a vertical block label further left is not a row's name."""
    candidates = [(column, cell) for column, cell in own if column < first_amount and cell.kind == "text"]
    if not candidates:
        return None
    column, cell = candidates[-1]
    return Field(Ref(view.sheet, row, column), cell)


def _joined_label(view: SheetView, row: int, first_amount: int, heading: int) -> Field | None:
    """年度资金总额 in a cell that reaches from the heading row down to the amounts."""
    if row != heading + 1:
        return None
    shown = (view.field(row, column) for column in range(first_amount - 1, 0, -1))
    return next((field for field in shown if field.ref.row == heading and role_of(field.text) == "total"), None)


class Inline:
    """Reads rows such as 「其中：一般公共预算：123.45」 under the divisions 按收入性质分 / 按支出性质分."""

    def __init__(self, key: str) -> None:
        """``key`` is what the figures mean ("executed" …)."""
        self.key = key
        self.divisions: dict[int, str] = {}

    def read(self, view: SheetView, row: int, own: list[tuple[int, Cell]]) -> list[FundLine]:
        """The lines in the cells of one row."""
        lines: list[FundLine] = []
        for column, cell in own:
            if cell.kind != "text":
                continue
            words = words_of(cell.text)
            division = words.rstrip(":")
            if _DIVISION.match(division):
                self.divisions[column] = division
                continue
            found = _INLINE.match(words)
            if not found or not self.divisions:
                continue
            left = max((c for c in self.divisions if c <= column), default=min(self.divisions))
            label = Field(Ref(view.sheet, row, column), cell)
            figure = Field(label.ref, cell, found["amount"])
            name = found["name"]
            lines.append(FundLine(name, label, "part", self.divisions[left], **{self.key: figure}))
        return lines


def _ends(view: SheetView, row: int, own: list[tuple[int, Cell]]) -> bool:
    if is_end(view, row):
        return True
    return any(
        is_label(cell.text, "expected_goal") or is_label(cell.text, "achieved_goal")
        for _, cell in own
        if cell.kind == "text"
    )


def _says_no_amount(amounts: list[Field]) -> bool:
    """A row of words where the amounts should stand is a heading of what follows, not a line of money."""
    filled = [field for field in amounts if field.cell.kind != "empty" or field.cell.formula is not None]
    return bool(filled) and all(
        field.cell.kind == "text" and isinstance(number(field.cell), NotANumber) and not any(ch.isdigit() for ch in field.text)
        for field in filled
    )


_YEAR = re.compile(r"^(20\d{2})\s*年?度?$")


def _year_beside(view: SheetView, row: int, first_amount: int) -> str | None:
    """The year that a line stands under, where a column left of its name tells it."""
    for column in range(1, first_amount):
        found = _YEAR.match(view.field(row, column).text)
        if found:
            return found[1]
    return None


def _of_last_year(lines: list[FundLine], years: dict[int, str]) -> list[FundLine]:
    """Of lines that stand under several years, those of the last one."""
    if len(set(years.values())) < 2:
        return lines
    last = max(years.values())
    return [line for line in lines if years.get(line.label.ref.row, last) == last]


def read_funds(view: SheetView, header: Header, last_row: int, inline: str) -> tuple[FundLine, ...]:
    """The lines below a funds heading, down to ``last_row`` or the next block."""
    columns = {key: header.columns[key] for key in _KEYS if key in header.columns}
    first_amount = min(column.left for key, column in columns.items() if key != "remark")
    reader = Inline(inline) if inline else None
    lines: list[FundLine] = []
    years: dict[int, str] = {}
    for row in range(header.bottom + 1, last_row + 1):
        own = view.own(row)
        if not own:
            continue
        if _ends(view, row, own):
            break
        more = reader.read(view, row, own) if reader else []
        if more or (reader and any(_DIVISION.match("".join(c.text.split()).rstrip("：:")) for _, c in own)):
            lines.extend(more)
            continue
        label = _label(own, first_amount, view, row) or _joined_label(view, row, first_amount, header.top)
        if label is None:
            continue
        fields = {key: view.first(row, column.left, column.right) for key, column in columns.items()}
        fields = {key: field if field.ref.row == row and field.ref != label.ref else view.blank(row, columns[key].left)
                  for key, field in fields.items()}
        if view.area(row, label.ref.column).right >= first_amount or is_label(label.text, "score_total"):
            break  # a label across the amounts heads what follows, and 自评总分 is no money
        if _says_no_amount([fields[key] for key in ("initial", "budget", "executed") if key in fields]):
            break
        lines.append(FundLine(name_of(label.text), label, role_of(label.text), "", **fields))
        year = _year_beside(view, row, first_amount)
        if year is not None:
            years[row] = year
    return tuple(_of_last_year(lines, years))
