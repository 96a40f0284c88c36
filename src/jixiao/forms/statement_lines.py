"""The lines below a statement's heading: which label is which line, and which lines are the unit's own.

A line is known by its words wherever its label stands left of the figures; 「其中：」 and numbering are taken off.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from jixiao.forms.around import title_of
from jixiao.forms.headings import is_label
from jixiao.forms.locate import is_end
from jixiao.forms.statement_headings import Heading, is_within, line_words
from jixiao.forms.statement_spec import BlockSpec, LineSpec
from jixiao.forms.view import SheetView, is_filled
from jixiao.model import EMPTY_CELL, Field, Ref, StatementLine

_COLUMN_NUMBERS = frozenset({"栏次", "行次", "列次"})
_SUMS = frozenset({"合计", "小计", "总计"})
_LONGEST_LABEL = 60
_NUMBERING = re.compile(r"^(?:其中:?)?(\(?)(\d{1,2}|[一二三四五六七八九十]{1,2})([)、.])")
_CHINESE = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Own:
    """What one of the unit's own lines is to the lines around it.

    Attributes:
        within: it begins with 其中: a part of the line before it.
        subtotal: it is called 小计.
    """

    line: StatementLine
    within: bool
    subtotal: bool


@dataclass(slots=True)
class Block:
    """The lines of one block, read.

    Attributes:
        lines: all of them, in the order of the sheet; known: those that the form names, by key ("total" for 合计).
        own: the unit's own lines by the key of the line that they belong to, "" in a block without named lines.
        extras: further lines that the form does not know, of which nothing says where they belong.
        repeated: labels that stand twice; last_row: the last row that belongs to the block.
    """

    heading: Heading
    lines: list[StatementLine] = field(default_factory=list)
    known: dict[str, StatementLine] = field(default_factory=dict)
    own: dict[str, list[Own]] = field(default_factory=dict)
    extras: list[StatementLine] = field(default_factory=list)
    repeated: list[tuple[StatementLine, Field]] = field(default_factory=list)
    last_row: int = 0


def _number(text: str) -> tuple[str, int] | None:
    """The numbering of a label: its style and its number (「（2）」 → "(d)", 2)."""
    found = _NUMBERING.match("".join(unicodedata.normalize("NFKC", text).split()))
    if not found:
        return None
    digits = found[2]
    if digits.isdigit():
        return f"{found[1]}d{found[3]}", int(digits)
    if digits.startswith("十"):
        return f"{found[1]}c{found[3]}", 10 + (_CHINESE.index(digits[1]) if len(digits) == 2 else 0)
    return f"{found[1]}c{found[3]}", _CHINESE.index(digits[0])


class _Reader:
    """Reads the rows of one block."""

    def __init__(self, view: SheetView, heading: Heading) -> None:
        self.view = view
        self.heading = heading
        self.block = Block(heading, last_row=heading.bottom)
        spec = heading.block
        self.labels = {line_words(label): line for line in spec.lines for label in line.labels}
        self.totals = frozenset(line_words(label) for label in spec.totals)
        # Labels of the form's other blocks, and those below which no figures stand, end an open-ended list of rows.
        self.foreign = frozenset(
            line_words(label)
            for label in (
                *heading.form.closing,
                *(label for block in heading.form.blocks if block is not spec for line in block.lines for label in line.labels),
            )
        )
        self.open: LineSpec | None = None
        self.open_label = ""

    def ends(self, row: int) -> bool:
        """Whether something else begins in this row."""
        own = self.view.own(row)
        if is_end(self.view, row) or (len(own) == 1 and title_of(self.view, row, row) is not None):
            return True
        if not own or own[0][1].kind != "text":
            return False
        return is_label(own[0][1].text, "header") or line_words(own[0][1].text) in self.foreign

    def _texts(self, row: int) -> list[Field]:
        """The texts left of the figures."""
        return [
            Field(Ref(self.view.sheet, row, column), cell) for column, cell in self.view.own(row)
            if column < self.heading.left and cell.kind == "text" and cell.text.strip()
        ]

    def _figures(self, row: int) -> dict[str, Field]:
        figures: dict[str, Field] = {}
        for key, column in self.heading.columns.items():
            found = self.view.first(row, column.left, column.right)
            inside = found.ref.row == row and found.ref.column >= column.left
            figures[key] = found if inside else Field(Ref(self.view.sheet, row, column.left), EMPTY_CELL)
        return figures

    def _known(self, texts: list[Field], row: int) -> tuple[LineSpec, Field] | None:
        """The form's line that a row is, with its label."""
        for label in reversed(texts):
            line = self.labels.get(line_words(label.text))
            if line is not None:
                return line, label
        if len(texts) > 1:
            line = self.labels.get(line_words("".join(label.text for label in texts)))
            if line is not None:
                return line, texts[0]
        if texts and line_words(texts[-1].text) in _SUMS and texts[-1].ref.column > 1:
            # 三公经费 | 合计: the row of the sum is the line that the merged label names.
            beside = self.view.field(row, texts[-1].ref.column - 1)
            line = self.labels.get(line_words(beside.text)) if beside.cell.kind == "text" else None
            if line is not None:
                return line, texts[-1]
        return None

    def _belongs_above(self, label: str) -> bool:
        """Whether a numbering goes on with that of the open line (3、 → 4、): then it is a sister of it, no part."""
        above, here = _number(self.open_label), _number(label)
        if self.open is None or above is None or here is None or here != (above[0], above[1] + 1):
            return False
        styles = [numbered[0] for own in self.block.own.get(self.open.key, ()) if (numbered := _number(own.line.label.text)) is not None]
        return here[0] not in styles

    def _add_known(self, spec: LineSpec, label: Field, figures: dict[str, Field]) -> None:
        line = StatementLine(spec.key, line_words(label.text), label, spec.parent, self.heading.block.key, figures)
        self.block.lines.append(line)
        self.block.known[spec.key] = line
        self.open = spec if spec.open else None
        self.open_label = label.text if spec.open else ""

    def _add_own(self, label: Field, name: str, figures: dict[str, Field]) -> None:
        parent = self.open.key if self.open is not None else ""
        if self.open is not None and self._belongs_above(label.text):
            parent, self.open = self.open.parent, None
        elif self.open is None and self.heading.block.lines:
            line = StatementLine("", name, label, "", self.heading.block.key, figures)
            self.block.lines.append(line)
            self.block.extras.append(line)
            return
        line = StatementLine("", name, label, parent, self.heading.block.key, figures)
        self.block.lines.append(line)
        self.block.own.setdefault(parent, []).append(Own(line, is_within(label.text), name in _SUMS))

    def named(self, row: int) -> None:
        """A row of a block whose lines the form names."""
        texts, figures = self._texts(row), self._figures(row)
        found = self._known(texts, row)
        if found is not None and found[0].key not in self.block.known:
            self._add_known(*found, figures)
        elif any(_says(figure) for figure in figures.values()) and not _is_heading(texts[-1].text if texts else "", figures, self.heading):
            label = texts[-1] if texts else Field(Ref(self.view.sheet, row, max(self.heading.left - 1, 1)), EMPTY_CELL)
            if found is not None and self.open is None:
                self.block.repeated.append((self.block.known[found[0].key], label))
                return
            self._add_own(label, line_words(label.text[:_LONGEST_LABEL]), figures)
        elif texts and found is None and self.open is not None:
            # One of the unit's own lines that has no figures yet.
            self._add_own(texts[-1], line_words(texts[-1].text[:_LONGEST_LABEL]), figures)
        else:
            return
        self.block.last_row = row

    def own_row(self, row: int) -> bool:
        """A row of a block without named lines; True where it closes the block."""
        texts, figures = self._texts(row), self._figures(row)
        if _is_heading(texts[-1].text if texts else "", figures, self.heading):
            return False
        label = texts[-1] if texts else self.view.field(row, max(self.heading.left - 1, 1))
        name = line_words(label.text[:_LONGEST_LABEL]) if label.cell.kind == "text" else ""
        total = name in self.totals or any(line_words(text.text) in self.totals for text in texts)
        filled = any(_says(figure) for figure in figures.values())
        if not filled and not total:
            return False
        self.block.last_row = row
        first = not self.block.lines
        if total and "total" not in self.block.known:
            line = StatementLine("total", name, label, "", self.heading.block.key, figures)
            self.block.lines.append(line)
            self.block.known["total"] = line
            return not first
        heading_label = self.view.field(self.heading.top, max(self.heading.left - 1, 1)).ref
        if not name or label.ref == heading_label:
            name = self.heading.block.name
        line = StatementLine("", name, label, "", self.heading.block.key, figures)
        self.block.lines.append(line)
        self.block.own.setdefault("", []).append(Own(line, is_within(label.text), name in _SUMS))
        return False


def _says(figure: Field) -> bool:
    """Whether a figure's cell holds more than blanks."""
    return is_filled(figure.cell) and (figure.cell.kind != "text" or bool(figure.text) or figure.cell.formula is not None)


def _is_heading(label: str, figures: dict[str, Field], heading: Heading) -> bool:
    """Whether a row repeats the heading, or numbers its columns (栏次 | 1 | 2 | 3)."""
    if line_words(label) in _COLUMN_NUMBERS:
        return True
    texts = {key: figure.text for key, figure in figures.items() if figure.cell.kind == "text" and figure.text}
    return bool(texts) and all(text == heading.columns[key].heading.text for key, text in texts.items())


def read_block(view: SheetView, heading: Heading, last_row: int, repeats: frozenset[int]) -> Block:
    """The lines of one block down to ``last_row``; rows in ``repeats`` are its heading again."""
    reader = _Reader(view, heading)
    spec: BlockSpec = heading.block
    if heading.beside:
        label = Field(Ref(view.sheet, heading.top, max(heading.left - 1, 1)), EMPTY_CELL)
        figures = {key: view.field(heading.top, column.right + 1) for key, column in heading.columns.items()}
        line = StatementLine("", spec.name, label, "", spec.key, figures)
        reader.block.lines.append(line)
        reader.block.own[""] = [Own(line, within=False, subtotal=False)]
        return reader.block
    blank = 0
    for row in range(heading.bottom + 1, last_row + 1):
        if row in repeats:
            continue
        if not view.own(row):
            blank += 1
            if blank > 1 and reader.block.lines and not spec.lines:
                break
            continue
        blank = 0
        if reader.ends(row):
            break
        if spec.lines:
            reader.named(row)
        elif reader.own_row(row):
            break
    return reader.block
