"""Funds written as labels with amounts beside them, without a heading row.

For an accountant: 「预算数 | 40万元 | 其中：财政资金 | 40万元 | 其他资金 | 」, or 「年度资金总额： | 100」 over several rows.
For a programmer: a pair is a label of money and the cell right of it; the block counts only where one of them is a total.
Amounts of the whole project (实施期, 中期) beside those of the year are left out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from jixiao.forms.funds import Inline
from jixiao.forms.headings import clean, is_label
from jixiao.forms.view import SheetView
from jixiao.model import Cell, Field, FundLine, FundRole, Ref
from jixiao.values import NotANumber, money

_WITHIN = re.compile(r"^其中[:：]?")
_DIVISION = re.compile(r"^按.{1,8}分[:：]?$")
_LONGEST_LABEL = 24
_PART = re.compile(r"(资金|拨款|收入|结转|结余|自筹|补助|支出|预算|贷款|债券|投入)$")
# What these head belongs to the whole project, or to other years.
_WHOLE_PROJECT = re.compile(r"实施期|中期|长期|总投资|三年|项目总")
_OTHER_YEAR = re.compile(r"上年|上一年|去年|前一年")
_WITH_AMOUNT = re.compile(r"^(?P<label>[^:：\d]{2,20})[:：](?P<amount>-?\d[\d,.]*(?:亿|万|千)?元?)$")


@dataclass(slots=True)
class _Reader:
    view: SheetView
    lines: list[FundLine] = field(default_factory=list)
    # Columns whose labels belong to the whole project.
    left_out: set[int] = field(default_factory=set)

    def _add(self, label: Field, text: str, amount: Field) -> None:
        words = "".join(unicodedata.normalize("NFKC", text).split())
        name = clean(_WITHIN.sub("", words))[0]
        role: FundRole = "total" if not _WITHIN.match(words) and is_label(name, "budget_total") else "part"
        if role == "total" and any(line.role == "total" for line in self.lines):
            role = "other"
        self.lines.append(FundLine(name, label, role, "", budget=amount))

    def pair(self, row: int, column: int, cell: Cell) -> None:
        """Read one cell as a label of money, with its amount behind the colon or in the next cell."""
        words = "".join(unicodedata.normalize("NFKC", cell.text).split())
        label = Field(Ref(self.view.sheet, row, column), cell)
        inline = _WITH_AMOUNT.match(_WITHIN.sub("", words))
        text = inline["label"] if inline else words
        if len(text) > _LONGEST_LABEL or not self._is_label(text):
            return
        if _WHOLE_PROJECT.search(text):
            self.left_out.add(column)
            return
        if is_label(_WITHIN.sub("", text), "budget_total"):
            self.left_out.discard(column)
        if column in self.left_out or _OTHER_YEAR.search(text):
            return
        amount = Field(label.ref, cell, inline["amount"]) if inline else self._beside(row, column)
        if amount is not None:
            self._add(label, text, amount)

    def _is_label(self, text: str) -> bool:
        name = clean(_WITHIN.sub("", text))[0]
        return is_label(name, "budget_total") or _PART.search(name) is not None or name.startswith("其他")

    def _beside(self, row: int, column: int) -> Field | None:
        """The amount right of a label; a blank one counts below a total, where the form wants it filled."""
        beside = self.view.field(row, self.view.area(row, column).right + 1)
        if beside.ref.row != row:
            return None
        if beside.cell.kind == "empty":
            return beside if any(line.role == "total" for line in self.lines) else None
        return None if isinstance(money(beside.cell, "万元"), NotANumber) else beside


def read_pairs(view: SheetView, top: int, last_row: int) -> tuple[FundLine, ...]:
    """The funds among the rows above a table; () where no total is named."""
    reader, divided = _Reader(view), Inline("budget")
    for row in range(top, last_row + 1):
        own = view.own(row)
        more = divided.read(view, row, own)
        if more or any(_DIVISION.match("".join(cell.text.split())) for _, cell in own):
            reader.lines.extend(more)
            continue
        for column, cell in own:
            if cell.kind == "text":
                reader.pair(row, column, cell)
    lines = reader.lines
    return tuple(lines) if any(line.role == "total" for line in lines) else ()
