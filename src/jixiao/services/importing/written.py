"""What a document writes, as a cell: figures are figures, shown as they were written; all else is text.

For an accountant: 1,234.50 stays 1,234.50 and 99% stays 99%, and both can be reckoned with.  For a programmer: the one place that
decides between text and number; nothing is rounded, nothing that Excel could not hold exactly becomes a number.
"""

from __future__ import annotations

import re
from decimal import Decimal

from jixiao.model import Cell

_FIGURE = re.compile(r"-?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?%?", re.ASCII)
_MOST_DIGITS = 15  # what a spreadsheet keeps of a number
_LONGEST_GENERAL = 11  # digits; a longer number is shown as 1.2E+12


def cell_of(text: str) -> Cell:
    """The cell of a text as a document has it.

    >>> cell_of("1,234.50").value, cell_of("99%").kind, cell_of("007").kind, cell_of("≥5个").kind
    (Decimal('1234.50'), 'percent', 'text', 'text')
    """
    if not _FIGURE.fullmatch(text) or sum(ch.isdigit() for ch in text) > _MOST_DIGITS:
        return Cell(text, "text", text)
    figure = Decimal(text.removesuffix("%").replace(",", ""))
    if text.endswith("%"):
        return Cell(figure / 100, "percent", text)
    return Cell(figure, "number", text)


def format_of(text: str) -> str:
    """The number format under which a figure is shown as it was written.

    >>> format_of("1,234.50"), format_of("99.0%"), format_of("12"), format_of("0.10")
    ('#,##0.00', '0.0%', 'General', '0.00')
    """
    places = len(text.removesuffix("%").partition(".")[2])
    decimals = "." + "0" * places if places else ""
    if text.endswith("%"):
        return f"0{decimals}%"
    if "," in text:
        return f"#,##0{decimals}"
    return f"0{decimals}" if places or len(text) > _LONGEST_GENERAL else "General"


def drawn_value(cell: Cell) -> str | float | None:
    """A cell's value as a drawing takes it."""
    if isinstance(cell.value, Decimal):
        return int(cell.value) if cell.value == cell.value.to_integral_value() else float(cell.value)
    return cell.text or None
