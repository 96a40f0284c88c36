"""Funds written as labels with amounts beside them, without a heading row.

For an accountant: 「预算数 | 40万元 | 其中：财政资金 | 40万元 | 其他资金 | 」, or 「年度资金总额： | 100」 over several rows.
For a programmer: a pair is a label of money and the cell right of it; the block counts only where one of them is a total.
Amounts of the whole project (实施期, 中期) beside those of the year are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jixiao.forms.funds import WITHIN, Inline, is_whole, name_of, role_of, words_of
from jixiao.forms.headings import clean, is_label
from jixiao.forms.view import SheetView
from jixiao.model import Cell, Field, FundLine, FundRole, Ref
from jixiao.values import NotANumber, money

_DIVISION = re.compile(r"^按.{1,8}分[:：]?$")
_LONGEST_LABEL = 24
_PART = re.compile(r"(资金|拨款|收入|结转|结余|自筹|补助|安排|支出|基金|预算|贷款|债券|投入)$")
# What these head belongs to the whole project, or to other years.
_WHOLE_PROJECT = re.compile(r"实施期|中期|长期|总投资|三年|项目总")
# 上年结转 is money of this year.
_OTHER_YEAR = re.compile(r"(?:上年|上一年|去年|前一年)(?!度?(?:结转|结余))")
_MONEY = re.compile(r"资金|总额|金额|投资|预算|拨款")
_LEAST_LINES = 2
_OF_MONEY = re.compile(r"预算|资金|投资|经费|金额")
_WITH_AMOUNT = re.compile(r"^(?P<label>[^:：\d]{2,20})[:：](?P<amount>-?\d[\d,.]*(?:亿|万|千)?元?)$")


@dataclass(slots=True)
class _Reader:
    view: SheetView
    lines: list[FundLine] = field(default_factory=list)
    # Columns whose labels belong to the whole project.
    left_out: set[int] = field(default_factory=set)
    # Column of a total's label → last row of its block (项目资金（万元） beside all its lines).
    blocks: dict[int, int] = field(default_factory=dict)

    def _add(self, label: Field, text: str, amount: Field) -> None:
        name = name_of(text)
        role: FundRole = "total" if self._is_total(text) else "part"
        if role == "total" and any(line.role == "total" for line in self.lines):
            role = "other"
        self.lines.append(FundLine(name, label, role, "", budget=amount))

    def pair(self, row: int, column: int, cell: Cell) -> None:
        """Read one cell as a label of money, with its amount behind the colon or in the next cell."""
        words = words_of(cell.text)
        label = Field(Ref(self.view.sheet, row, column), cell)
        inline = _WITH_AMOUNT.match(WITHIN.sub("", words))
        text = inline["label"] if inline else words
        total = self._is_total(text)
        inside = row <= self.blocks.get(column, 0)
        if _WHOLE_PROJECT.search(text) and _MONEY.search(text) and not total:
            self.left_out.add(column)
            return
        if len(text) > _LONGEST_LABEL or not (inside or total or self._is_label(text)):
            return
        if total:
            self.left_out.discard(column)
            self.blocks[column] = self._block_end(row, column)
        if column in self.left_out or _OTHER_YEAR.search(text):
            return
        amount = Field(label.ref, cell, inline["amount"]) if inline else self._beside(row, column, inside=inside or total)
        if amount is not None:
            self._add(label, text, amount)

    def _is_total(self, text: str) -> bool:
        name = clean(text)[0]
        return not WITHIN.match(text) and (is_label(name, "budget_total") or is_whole(name))

    def _is_label(self, text: str) -> bool:
        name = name_of(text)
        return is_label(name, "budget_total") or _PART.search(name) is not None or name.startswith("其他")

    def _block_end(self, row: int, column: int) -> int:
        """The last row of the cell at the left that names the block, where it reaches below the total."""
        left = self.view.area(row, column).left - 1
        beside = self.view.area(row, left) if left >= 1 else None
        return beside.bottom if beside is not None and self.view.field(row, left).cell.kind == "text" else row

    def _beside(self, row: int, column: int, *, inside: bool) -> Field | None:
        """The amount right of a label; a blank one counts below a total, where the form wants it filled.

        Inside a block even words with a figure are an amount: one that nobody can read, and that has to be said.
        """
        after = self.view.area(row, column).right + 1
        beside = self.view.field(row, after)
        wide = after - column > 1
        if beside.ref.row != row or (wide and after > self.view.last_column):
            return None
        if beside.cell.kind == "empty":
            return beside if any(line.role == "total" for line in self.lines) else None
        unreadable = isinstance(money(beside.cell, "万元"), NotANumber)
        return None if unreadable and not (inside and any(ch.isdigit() for ch in beside.text)) else beside


def read_across(view: SheetView, top: int, last_row: int) -> tuple[FundLine, ...]:
    """Sources of money side by side (年度资金总额 | 财政拨款 | 其他资金) with one row of amounts below."""
    for row in range(top, last_row):
        labels = [(column, cell) for column, cell in view.own(row) if cell.kind == "text" and len(cell.text) <= _LONGEST_LABEL
                  and (role_of(cell.text) == "total" or _PART.search(name_of(cell.text)) or "其他" in cell.text)]
        amounts = [view.field(row + 1, column) for column, _ in labels]
        readable = [field for field in amounts if field.ref.row == row + 1 and not isinstance(money(field.cell, "万元"), NotANumber)]
        if any(view.field(row + 2, column).cell.kind == "number" for column, _ in labels):
            continue  # several rows of amounts: a table of tasks, each with its money
        totals = sum(role_of(cell.text) == "total" for _, cell in labels)
        if len(labels) >= _LEAST_LINES and totals == 1 and len(readable) == len(labels) and any(f.cell.kind == "number" for f in readable):
            return tuple(
                FundLine(name_of(cell.text), Field(Ref(view.sheet, row, column), cell), role_of(cell.text), "", budget=amount)
                for (column, cell), amount in zip(labels, amounts, strict=True)
            )
    return ()


def read_pairs(view: SheetView, top: int, last_row: int) -> tuple[FundLine, ...]:
    """The funds among the rows above a table; () where no total is named, nor a block of lines below its label."""
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
    if not lines:
        return read_across(view, top, last_row)
    named = any(line.role == "total" for line in lines) or (reader.blocks and len(lines) >= _LEAST_LINES)
    return tuple(lines) if named else ()


def mentions_money(view: SheetView, top: int, last_row: int) -> bool:
    """Whether some label of money above a table has an amount beside it, though it is no line of funds (项目预算金额 | 5652)."""
    for row in range(top, last_row + 1):
        for column, cell in view.own(row):
            if cell.kind != "text" or len(cell.text) > _LONGEST_LABEL or not _OF_MONEY.search(cell.text):
                continue
            beside = view.field(row, view.area(row, column).right + 1)
            if beside.cell.kind != "empty" and beside.ref.row == row and not isinstance(money(beside.cell, "万元"), NotANumber):
                return True
    return False
