"""Tables as printed, turned to text: cells separated by single blanks and broken over lines."""

from __future__ import annotations

from jixiao.documents.text_lines import Line
from jixiao.model.documents import DocumentTable, Paragraph, Place


def read_flowed(lines: list[Line]) -> list[Paragraph | DocumentTable]:
    """Paragraphs and tables of a stretch without tabs."""
    return [Paragraph(line.text.strip(), Place(line=line.number)) for line in lines if not line.blank]
